//! The record while it is made: typed by a facilitator during the hearing, followed by everybody.

use std::time::Duration;

use actix_web::http::header::{self, ContentEncoding};
use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_discussion::Ground;
use folkmoot_foundation::{FieldErrors, HearingId, StatementId};
use folkmoot_hearings::hearings;
use folkmoot_hearings::live::{self as record, Line, NewLine, Stage, Tail};
use folkmoot_hearings::records;
use folkmoot_web::pages::hearings::live::{LineView, LivePage, TypingPage};
use folkmoot_web::{FormView, Values};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::show::visible;
use super::{pressed, status};
use crate::api::extract::read_if_any;
use crate::api::hearings::{LinesDraft, take};
use crate::http::{Form, Visitor, page, page_with_status, see_other, shared};
use crate::live::{Following, Hall, Hidden, tail};
use crate::{App, Fault, flows};

/// A silent stream says so often that it is alive, so that proxies don't end it.
const ALIVE: Duration = Duration::from_secs(20);

/// How many of the last statements the pages show.
const SHOWN: u64 = 50;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/hearings/{id}/live", web::get().to(follow))
        .route("/hearings/{id}/live/stream", web::get().to(stream))
        .route("/desk/hearings/{id}/live", web::get().to(desk))
        .route("/desk/hearings/{id}/live", web::post().to(act))
        .route("/desk/hearings/{id}/live/lines", web::post().to(lines));
}

fn views((tail, hidden): &(Tail, Hidden)) -> Vec<LineView> {
    let view = |line: &Line| LineView {
        id: line.id.to_string(),
        position: line.position,
        speaker: line.speaker.clone(),
        body: line.body.clone(),
        narrative: line.narrative,
        hidden: hidden.get(&line.id).map(|(ground, reason)| (ground.code(), reason.clone())),
    };
    tail.lines.iter().map(view).collect()
}

fn code(stage: Stage) -> &'static str {
    match stage {
        Stage::None => "none",
        Stage::On => "on",
        Stage::Over => "over",
    }
}

/// The page on which one follows. Once it has ended, the record is the place to read.
async fn follow(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    let make = async || {
        let visitor = Visitor::of(&request).await?;
        let hearing = visible(&app, &visitor, *id).await?;
        match hearing.live {
            Stage::None => return Err(Fault::NotFound),
            Stage::Over => return Ok(see_other(&format!("/hearings/{id}#record"), None)),
            Stage::On => {}
        }
        let tail = tail(&app.db, *id, SHOWN).await?;
        let markup = LivePage {
            ctx: visitor.ctx(),
            hearing: (format!("/hearings/{id}"), hearing.title.clone()),
            lines: views(&tail),
            stream: format!("/hearings/{id}/live/stream"),
            questions: format!("/hearings/{id}/questions"),
            moderates: hearing.about().is_some()
                && visitor.person().is_some_and(|person| person.has(Role::Moderator)),
        };
        Ok(page(markup.render()))
    };
    shared(&app, &request, make).await
}

/// What a page has already.
#[derive(Debug, Default, Deserialize)]
struct Has {
    /// The place of the last statement it has.
    #[serde(default)]
    after: i64,
}

/// What happens in the hall, as server-sent events.
async fn stream(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    has: web::Query<Has>,
) -> Result<HttpResponse, Fault> {
    let hearing = visible(&app, &visitor, *id).await?;
    if hearing.live == Stage::Over {
        // The one answer after which a browser doesn't ask again.
        return Ok(HttpResponse::NoContent().insert_header((header::CACHE_CONTROL, "no-store")).finish());
    }
    let following = app.counts.follow_hall(&app.db, &hearing).await?;
    let (seen, stopping) = (has.after, app.stopping.clone());
    let listener = Listener {
        following,
        seen,
        stopping,
        told: None,
        dropped: Vec::new(),
        hidden: Hidden::new(),
        over: false,
    };
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

#[derive(Debug, Serialize)]
struct Told<'a> {
    /// What is new, and what was hidden or is shown again.
    lines: Vec<ToldLine<'a>>,
    /// What pages are to drop.
    dropped: &'a [StatementId],
    questions: i64,
    stage: &'static str,
}

#[derive(Debug, Serialize)]
struct ToldLine<'a> {
    id: StatementId,
    position: i64,
    speaker: Option<&'a str>,
    body: &'a str,
    narrative: bool,
    /// What stands in its place.
    hidden: Option<ToldHidden<'a>>,
}

#[derive(Debug, Serialize)]
struct ToldHidden<'a> {
    ground: Ground,
    reason: &'a str,
}

/// One open stream.
struct Listener {
    following: Following,
    /// The place of the last statement that was told.
    seen: i64,
    stopping: watch::Receiver<bool>,
    /// The numbers that were told last.
    told: Option<(i64, Stage)>,
    /// What pages were told to drop.
    dropped: Vec<StatementId>,
    /// What pages were told is hidden.
    hidden: Hidden,
    over: bool,
}

impl Listener {
    /// What is new, if anything is; a page that has missed more than is at hand loads again.
    fn news(&mut self, hall: &Hall) -> Option<String> {
        let tail = &hall.tail;
        if self.seen > 0 && tail.from > self.seen + 1 {
            self.over = true;
            return Some("event: reload\ndata: {}\n\n".to_owned());
        }
        let otherwise = |line: &Line| self.hidden.get(&line.id) != hall.hidden.get(&line.id);
        let new: Vec<&Line> =
            tail.lines.iter().filter(|line| line.position > self.seen || otherwise(line)).collect();
        let numbers = Some((hall.questions, hall.stage));
        if new.is_empty() && self.told == numbers && self.dropped == tail.dropped {
            return None;
        }
        self.seen = new.last().map_or(self.seen, |line| line.position.max(self.seen));
        self.told = numbers;
        self.dropped.clone_from(&tail.dropped);
        self.hidden.clone_from(&hall.hidden);
        // What is said after the end is said in the record.
        self.over = hall.stage == Stage::Over;
        let lines = new.into_iter().map(|line| told(line, &hall.hidden)).collect();
        let (questions, stage) = (hall.questions, code(hall.stage));
        let told = Told { lines, dropped: &tail.dropped, questions, stage };
        let told = serde_json::to_string(&told).ok()?;
        Some(format!("id: {}\nevent: hall\ndata: {told}\n\n", self.seen))
    }

    /// The next event; nothing after the last.
    async fn next(&mut self) -> Option<String> {
        loop {
            if self.over {
                return None;
            }
            let hall = std::sync::Arc::clone(&self.following.hall.borrow_and_update());
            if let Some(news) = self.news(&hall) {
                return Some(news);
            }
            let (hall, mut stopping) = (&mut self.following.hall, self.stopping.clone());
            let changed = tokio::select! {
                _ = stopping.wait_for(|stop| *stop) => None,
                changed = tokio::time::timeout(ALIVE, hall.changed()) => Some(changed),
            };
            match changed {
                Some(Ok(Ok(()))) => {}
                Some(Ok(Err(_))) => return None,
                Some(Err(_)) => return Some(": alive\n\n".to_owned()),
                None => {
                    self.over = true;
                    // After a restart the browser asks again by itself.
                    return Some("retry: 3000\n\n".to_owned());
                }
            }
        }
    }
}

fn told<'a>(line: &'a Line, hidden: &'a Hidden) -> ToldLine<'a> {
    let why = hidden.get(&line.id);
    ToldLine {
        hidden: why.map(|(ground, reason)| ToldHidden { ground: *ground, reason }),
        id: line.id,
        position: line.position,
        speaker: line.speaker.as_deref(),
        body: &line.body,
        narrative: line.narrative,
    }
}

async fn desk(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Facilitator)?;
    typing(&app, &visitor, *id, &Values::default(), &FieldErrors::new()).await
}

async fn typing(
    app: &App,
    visitor: &Visitor,
    id: HearingId,
    values: &Values,
    errors: &FieldErrors,
) -> Result<HttpResponse, Fault> {
    let conn = app.db.read();
    let hearing = hearings::get(conn, id, app.now()).await?.ok_or(Fault::NotFound)?;
    let mut speakers = Vec::new();
    let spoke = records::speakers(conn, id).await?.into_iter().map(|(name, _)| name);
    for name in std::iter::once(hearing.chair.clone()).chain(spoke) {
        if !name.is_empty() && !speakers.contains(&name) {
            speakers.push(name);
        }
    }
    let tail = tail(&app.db, id, SHOWN).await?;
    let markup = TypingPage {
        ctx: visitor.ctx(),
        form: FormView { lang: visitor.lang, values, errors },
        id: id.to_string(),
        title: hearing.title.clone(),
        stage: code(hearing.live),
        held: hearing.takes_record,
        has_transcript: hearing.versions > 0 && hearing.live != Stage::Over,
        speakers,
        lines: views(&tail),
        stream: format!("/hearings/{id}/live/stream"),
        client: uuid::Uuid::new_v4().to_string(),
        max: record::BODY.max,
    };
    Ok(page_with_status(status(errors), markup.render()))
}

/// Begins, ends, takes one statement from the form, as without scripts, or takes one back.
async fn act(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    let href = format!("/desk/hearings/{id}/live");
    match form.get("act") {
        "begin" => {
            app.write(async |tx, now| record::begin(tx, *id, by, now).await).await?;
            Ok(see_other(&href, Some("live-begun")))
        }
        "end" => {
            let hearing = hearings::get(app.db.read(), *id, app.now()).await?.ok_or(Fault::NotFound)?;
            flows::record::end_live(&app, &hearing, by).await?;
            Ok(see_other(&href, Some("live-ended")))
        }
        "line" => {
            let line = NewLine {
                client: form.get("client").to_owned(),
                speaker: form.get("speaker").to_owned(),
                body: form.get("body").to_owned(),
                narrative: form.has("narrative", "yes"),
            };
            let taken =
                app.write(async |tx, now| record::take(tx, &app.keyring, *id, &[line], by, now).await).await;
            let again = async |errors| typing(&app, &visitor, *id, &form, &errors).await;
            pressed(taken, |_| see_other(&href, None), again).await
        }
        "strike" => {
            let statement: StatementId = form.get("statement").parse().map_err(|_| Fault::NotFound)?;
            flows::record::strike(&app, *id, statement, by).await?;
            Ok(see_other(&href, Some("live-struck")))
        }
        _ => Err(Fault::BadRequest("act".to_owned())),
    }
}

/// Statements as the page of whoever types sends them.
async fn lines(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    body: web::Bytes,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    let sent: LinesDraft = read_if_any(&body)?.ok_or_else(|| Fault::BadRequest("lines".to_owned()))?;
    Ok(HttpResponse::Ok().json(take(&app, *id, sent, by).await?))
}
