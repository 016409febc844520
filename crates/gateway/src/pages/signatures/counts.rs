//! The numbers of a drive: as a page, at once, and as they move.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use actix_web::http::header::{self, ContentEncoding};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DurationRound as _, NaiveDate, TimeDelta};
use folkmoot_accounts::Role;
use folkmoot_foundation::{DriveId, Now, ProposalId};
use folkmoot_proposals::life::{LISTING, SUPPORTERS};
use folkmoot_proposals::{Proposal, Rulebook};
use folkmoot_signatures::drives::{self, HourCount, RegionCount};
use folkmoot_signatures::{Drive, checks, paper};
use folkmoot_web::components::regions::{RegionNumbers, RegionRow};
use folkmoot_web::components::thresholds::Threshold;
use folkmoot_web::format;
use folkmoot_web::pages::paper::sheets::published;
use folkmoot_web::pages::signatures::counts::CountsPage;
use futures_util::stream;
use tokio::sync::watch;

use super::slot::sign_box_of;
use crate::flows::pace;
use crate::http::{Visitor, page as answer, shared};
use crate::live::{self, Watching};
use crate::open_data::{LICENCE, LICENCE_URL};
use crate::pages::paper::views;
use crate::pages::proposals::visible;
use crate::{App, Fault};

/// A silent stream says so often that it is alive, so that proxies don't end it.
const ALIVE: Duration = Duration::from_secs(20);

/// For so long after the opening the history is shown by the hour.
const FIRST_DAYS: TimeDelta = TimeDelta::days(3);

/// The page of the numbers.
pub(super) async fn page(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    shared(&app, &request, async || shown(&app, Visitor::of(&request).await?, *id).await).await
}

async fn shown(app: &App, visitor: Visitor, id: ProposalId) -> Result<HttpResponse, Fault> {
    let (conn, now) = (app.db.read(), app.now());
    let drive = drives::get(conn, DriveId(id.0)).await?.ok_or(Fault::NotFound)?;
    let proposal = visible(app, &visitor, id).await?;
    let id = id.to_string();
    let sign_box = sign_box_of(app, &visitor, &proposal, &id, &drive).await?;
    let history = drives::history(conn, drive.id).await?;
    let rulebook = app.rulebook_of.get(proposal.id).await?;
    let by_region = drives::by_region(conn, drive.id).await?;
    let counties: Vec<(String, i64)> =
        by_region.iter().filter_map(|c| Some((c.region?.to_string(), c.count))).collect();
    let regions = region_numbers(app, &visitor, &rulebook, &drive, &by_region).await?;
    let channels: Vec<(&'static str, i64)> =
        drives::by_channel(conn, drive.id).await?.iter().map(|c| (c.channel.code(), c.count)).collect();
    let checked = checks::numbers(conn, drive.id).await?;
    let last = now.min(drive.closed_at.unwrap_or(drive.closes_at) - TimeDelta::milliseconds(1));
    let administers = visitor.person().is_some_and(|person| person.has(Role::Administrator));
    let manage = administers.then(|| format!("/desk/admin/drives/{id}"));
    let imports = paper::imports_of(conn, drive.id).await?;
    let rows: Vec<_> = imports.iter().map(|import| views::import(import, &HashMap::new(), "")).collect();
    let samples = views::samples(conn, drive.id, &imports, None).await?;
    let takes_paper = rulebook.paper.is_some();
    let facilitates = visitor.person().is_some_and(|person| person.has(Role::Facilitator));
    let sheets = (takes_paper && facilitates).then(|| format!("/desk/paper/{id}"));
    let markup = CountsPage {
        ctx: visitor.ctx(),
        paper: published(visitor.ctx(), &rows, &samples),
        sheets: sheets.as_deref(),
        title: &proposal.text.title,
        sign_box,
        thresholds: &thresholds(app, &visitor, &proposal, &drive).await?,
        hours: &by_hour(&history, drive.opens_at, last),
        days: &by_day(&history, drive.opens_at, last),
        counties: rulebook.regions.is_none().then_some(counties.as_slice()),
        regions: &regions,
        channels: &channels,
        checks: (checked.waiting, checked.confirmed, &checked.invalidated),
        licence: (LICENCE, LICENCE_URL),
        manage: manage.as_deref(),
        public_url: &app.config.public_url,
    };
    Ok(answer(markup.render()))
}

/// The numbers of all regions of the rulebook, those with most signatures first; the minima are those of the threshold
/// that the whole is about, or of the only one that has any.
async fn region_numbers(
    app: &App,
    visitor: &Visitor,
    rulebook: &Rulebook,
    drive: &Drive,
    counts: &[RegionCount],
) -> Result<RegionNumbers, Fault> {
    let (list, lang) = (rulebook.regions(), visitor.lang);
    let looks = |level: &&drives::Threshold| level.regions.is_some();
    let of_case = rulebook.case_threshold().map(|case| case.code.as_str());
    let level = drive.thresholds.iter().filter(looks).find(|level| Some(level.code.as_str()) == of_case);
    let level = level.or(drive.thresholds.iter().find(looks));
    let asked = match level {
        Some(_) => drives::Regions::read(app.db.read(), drive.id).await?,
        None => drives::Regions::default(),
    };
    let count = |code: &str| {
        let of = counts.iter().find(|c| c.region.is_some_and(|region| region.as_str() == code));
        of.map_or(0, |of| of.count)
    };
    let minimum = |code: &str| {
        asked
            .minima(&level?.code)
            .find(|minimum| minimum.region.as_str() == code)
            .map(|minimum| minimum.count)
    };
    let mut rows: Vec<RegionRow> = list
        .items
        .iter()
        .map(|region| RegionRow {
            name: region.name.get(lang.code()).to_owned(),
            count: count(&region.code),
            minimum: minimum(&region.code),
        })
        .collect();
    rows.sort_by_key(|row| -row.count);
    Ok(RegionNumbers {
        label: list.name.get(lang.code()).to_owned(),
        rows,
        unknown: counts.iter().filter(|c| c.region.is_none()).map(|c| c.count).sum(),
        reached: level.and_then(|level| Some((asked.reached(&level.code), level.regions?))),
    })
}

/// The thresholds in the words of the proposal's rulebook.
async fn thresholds(
    app: &App,
    visitor: &Visitor,
    proposal: &Proposal,
    drive: &Drive,
) -> Result<Vec<Threshold>, Fault> {
    let now = app.now();
    let rulebook = app.rulebooks.get(&proposal.rulebook, proposal.rulebook_version)?;
    let pace = pace::of(app, drive).await?;
    let asked = match drive.thresholds.iter().any(|level| level.regions.is_some()) {
        true => drives::Regions::read(app.db.read(), drive.id).await?,
        false => drives::Regions::default(),
    };
    let threshold = |level: &drives::Threshold| {
        let (name, text) = words_of(&rulebook, visitor, &level.code);
        Threshold {
            name,
            text,
            count: level.count,
            reached_at: level.reached_at,
            regions: level.regions.map(|least| (asked.reached(&level.code), least)),
            projected: pace.and_then(|pace| pace.reaches(drive, level, now)),
        }
    };
    Ok(drive.thresholds.iter().map(threshold).collect())
}

/// What a threshold is called and what happens at it.
fn words_of(rulebook: &Rulebook, visitor: &Visitor, code: &str) -> (String, String) {
    let lang = visitor.lang.code();
    match (code, &rulebook.supporters, &rulebook.listing, rulebook.threshold(code)) {
        (SUPPORTERS, Some(rule), ..) => (rule.name.get(lang).to_owned(), rule.text.get(lang).to_owned()),
        (LISTING, _, Some(rule), _) => (visitor.lang.t("threshold-listing"), rule.text.get(lang).to_owned()),
        (.., Some(rule)) => (rule.name.get(lang).to_owned(), rule.text.get(lang).to_owned()),
        (code, ..) => (code.to_owned(), String::new()),
    }
}

/// The hours of the first days from the opening on, none left out; nothing before the first signature is possible.
fn by_hour(history: &[HourCount], opens_at: Now, last: Now) -> Vec<(Now, i64)> {
    let Some(first) = history.first().map(|first| first.hour.min(opens_at)) else { return Vec::new() };
    let mut hour = first.duration_trunc(TimeDelta::hours(1)).unwrap_or(first);
    let end = last.min(opens_at + FIRST_DAYS - TimeDelta::milliseconds(1));
    let counts: BTreeMap<Now, i64> = history.iter().map(|h| (h.hour, h.count)).collect();
    let mut hours = Vec::new();
    while hour <= end {
        hours.push((hour, counts.get(&hour).copied().unwrap_or(0)));
        hour += TimeDelta::hours(1);
    }
    hours
}

/// Days in Taipei from the opening on, none left out; nothing before the first signature is possible.
fn by_day(history: &[HourCount], opens_at: Now, last: Now) -> Vec<(NaiveDate, i64)> {
    if history.is_empty() {
        return Vec::new();
    }
    let mut days: BTreeMap<NaiveDate, i64> = BTreeMap::new();
    let mut day = format::day_of(opens_at);
    while day <= format::day_of(last) {
        days.insert(day, 0);
        let Some(next) = day.succ_opt() else { break };
        day = next;
    }
    for hour in history {
        *days.entry(format::day_of(hour.hour)).or_default() += hour.count;
    }
    days.into_iter().collect()
}

/// The count at this moment.
pub(super) async fn count(app: web::Data<App>, id: web::Path<ProposalId>) -> Result<HttpResponse, Fault> {
    let count = drives::tally(app.db.read(), DriveId(id.0)).await?.ok_or(Fault::NotFound)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .json(serde_json::json!({ "count": count })))
}

/// The count whenever it has changed, as server-sent events.
pub(super) async fn stream(app: web::Data<App>, id: web::Path<ProposalId>) -> Result<HttpResponse, Fault> {
    let watching = app.counts.watch(&app.db, DriveId(id.0)).await?.ok_or(Fault::NotFound)?;
    let listener = Listener { watching, stopping: app.stopping.clone(), told: Told::Nothing };
    let events = stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok::<_, std::convert::Infallible>(web::Bytes::from(event)), listener))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // nginx would otherwise hold events back until its buffer is full.
        .insert_header(("x-accel-buffering", "no"))
        .insert_header(ContentEncoding::Identity)
        .streaming(events))
}

/// One open stream.
struct Listener {
    watching: Watching,
    stopping: watch::Receiver<bool>,
    told: Told,
}

/// How far a stream is.
enum Told {
    Nothing,
    /// The first count; the second has to wait, so that no stream tells more than one a second.
    First,
    /// Counts.
    Counts,
    /// That it is over.
    End,
}

impl Listener {
    /// The next event; nothing after the last.
    async fn next(&mut self) -> Option<String> {
        match self.told {
            Told::Nothing => {
                self.told = Told::First;
                Some(self.event())
            }
            Told::First | Told::Counts => {
                let (watching, mut stopping) = (&mut self.watching, self.stopping.clone());
                let wait = if matches!(self.told, Told::First) { live::EVERY } else { Duration::ZERO };
                self.told = Told::Counts;
                let changed = async {
                    tokio::time::sleep(wait).await;
                    tokio::time::timeout(ALIVE, changed(watching)).await
                };
                let changed = tokio::select! {
                    _ = stopping.wait_for(|stop| *stop) => None,
                    changed = changed => Some(changed),
                };
                match changed {
                    Some(Ok(Ok(()))) => Some(self.event()),
                    Some(Ok(Err(_))) => None,
                    Some(Err(_)) => Some(": alive\n\n".to_owned()),
                    None => {
                        self.told = Told::End;
                        // After a restart the browser asks again by itself.
                        Some("retry: 3000\n\n".to_owned())
                    }
                }
            }
            Told::End => None,
        }
    }

    fn event(&self) -> String {
        format!("event: count\ndata: {{\"count\":{}}}\n\n", self.watching.count)
    }
}

/// Waits until the count is another than the one that was told.
async fn changed(watching: &mut Watching) -> Result<(), watch::error::RecvError> {
    let told = watching.count;
    watching.count = *watching.counts.wait_for(|count| *count != told).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_begin_at_midnight_in_taipei_and_none_is_left_out() {
        let at = |text: &str| text.parse::<Now>().unwrap();
        let history = [
            HourCount { hour: at("2026-03-02T15:00:00Z"), count: 2 },
            HourCount { hour: at("2026-03-02T16:00:00Z"), count: 3 },
            HourCount { hour: at("2026-03-04T16:00:00Z"), count: 1 },
        ];
        let days = by_day(&history, at("2026-03-01T16:00:00Z"), at("2026-03-05T15:59:59Z"));
        assert_eq!(days.iter().map(|(_, n)| *n).collect::<Vec<_>>(), [2, 3, 0, 1]);
        assert_eq!(days[0].0.to_string(), "2026-03-02");
        let hours = by_hour(&history, at("2026-03-01T16:00:00Z"), at("2026-03-05T15:59:59Z"));
        assert_eq!((hours.len(), hours[0].0), (72, at("2026-03-01T16:00:00Z")));
        assert_eq!((hours[23].1, hours[24].1, hours.iter().map(|(_, n)| n).sum::<i64>()), (2, 3, 5));
        assert!(by_hour(&[], at("2026-03-01T16:00:00Z"), at("2026-03-05T15:59:59Z")).is_empty());
        assert!(by_day(&[], at("2026-03-01T16:00:00Z"), at("2026-03-05T15:59:59Z")).is_empty());
    }
}
