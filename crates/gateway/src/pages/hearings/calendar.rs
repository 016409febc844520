//! Hearings as iCalendar: one, and all that are to come.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::{NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Asia::Taipei;
use folkmoot_foundation::{HearingId, Now};
use folkmoot_hearings::hearings::{self, Hearing, State};
use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus};

use super::COMING;
use crate::http::Visitor;
use crate::{App, Fault, links};

/// How long a meeting lasts whose end nobody said.
const USUAL_HOURS: i64 = 2;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/hearings.ics", web::get().to(all))
        .route("/hearings/{id}/calendar.ics", web::get().to(one));
}

fn instant(hearing: &Hearing, time: NaiveTime) -> Option<Now> {
    let local = Taipei.from_local_datetime(&hearing.held_on.and_time(time)).earliest()?;
    Some(local.with_timezone(&Utc))
}

/// A hearing as an entry: at its hours where they are known, else of the whole day. One that was called off says so, so
/// that programs which know it take it out.
fn entry(app: &App, visitor: &Visitor, hearing: &Hearing) -> Event {
    let mut event = Event::new();
    let kind = visitor.lang.t(&format!("hearing-kind-{}", hearing.kind.code().replace('_', "-")));
    event
        .uid(&format!("{}@folkmoot", hearing.id))
        .timestamp(app.now())
        .summary(&format!("{kind}: {}", hearing.title))
        .url(&format!("{}{}", app.config.public_url, links::hearing(hearing.id.0)));
    event.add_property("SEQUENCE", hearing.changes.to_string());
    if !hearing.place.is_empty() {
        event.location(&hearing.place);
    }
    if hearing.state == State::Cancelled {
        event.status(EventStatus::Cancelled);
    }
    match hearing.starts_at.and_then(|time| instant(hearing, time)) {
        Some(starts) => {
            let ends = hearing.ends_at.and_then(|time| instant(hearing, time));
            event.starts(starts).ends(ends.unwrap_or(starts + TimeDelta::hours(USUAL_HOURS)));
        }
        None => {
            event.all_day(hearing.held_on);
        }
    }
    event.done()
}

fn answer(name: &str, entries: impl IntoIterator<Item = Event>) -> HttpResponse {
    let mut calendar = Calendar::new();
    calendar.name(name);
    for one in entries {
        calendar.push(one);
    }
    HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, "inline; filename=\"hearings.ics\""))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(calendar.done().to_string())
}

async fn all(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    let coming = hearings::coming(app.db.read(), COMING, app.now()).await?;
    let entries = coming.iter().map(|hearing| entry(&app, &visitor, hearing));
    Ok(answer(&visitor.lang.t("hearings-title"), entries))
}

async fn one(app: web::Data<App>, visitor: Visitor, id: web::Path<HearingId>) -> Result<HttpResponse, Fault> {
    let hearing = super::show::visible(&app, &visitor, *id).await?;
    Ok(answer(&hearing.title, [entry(&app, &visitor, &hearing)]))
}
