//! New comments and replies: announced while a discussion is open, and shown when the reader asks for them.

use std::time::Duration;

use actix_web::http::header::{self, ContentEncoding};
use actix_web::{HttpResponse, web};
use chrono::DateTime;
use folkmoot_discussion::arrivals::{self, Seen};
use folkmoot_foundation::ProposalId;
use folkmoot_web::components::discussion::Live;
use folkmoot_web::pages::discussion::new_voices::NewVoicesPage;
use futures_util::stream;
use serde::Deserialize;
use tokio::sync::watch;

use super::forum::Forum;
use crate::http::{Visitor, page};
use crate::live::{self, Reading};
use crate::{App, Fault};

/// A silent stream says so often that it is alive, so that proxies don't end it.
const ALIVE: Duration = Duration::from_secs(20);

/// What a page has already.
#[derive(Debug, Deserialize)]
pub(super) struct Has {
    /// The instant of the newest, in microseconds.
    since: i64,
    /// How many it has of the seconds before.
    among: usize,
}

impl Has {
    fn seen(&self) -> Result<Seen, Fault> {
        let until = DateTime::from_timestamp_micros(self.since)
            .ok_or_else(|| Fault::BadRequest("since".to_owned()))?;
        Ok(Seen { until, among: self.among })
    }
}

/// What the page of a discussion carries, so that it hears of what is written after it was made.
pub(super) async fn of_page(forum: &Forum<'_>) -> Result<Live, Fault> {
    let recent = arrivals::recent(forum.app().db.read(), forum.subject).await?;
    Ok(view(forum, Seen::all(&recent, forum.now())))
}

fn view(forum: &Forum<'_>, seen: Seen) -> Live {
    let home = format!("{}/discussion", forum.home());
    let query = format!("since={}&among={}", seen.until.timestamp_micros(), seen.among);
    Live { stream: format!("{home}/stream?{query}"), href: format!("{home}/new?{query}") }
}

/// What is new, as a page of its own, from which the script of the discussion takes it.
pub(super) async fn new(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    has: web::Query<Has>,
) -> Result<HttpResponse, Fault> {
    let forum = Forum::of(&app, &visitor, *id).await?;
    let seen = has.seen()?;
    // Read before the voices, so that what comes in between is announced again rather than never.
    let live = of_page(&forum).await?;
    let voices = arrivals::after(app.db.read(), *id, seen.from(), &forum.viewer).await?;
    let voices = forum.show(voices).await?;
    let back = format!("{}/discussion", forum.home());
    Ok(page(NewVoicesPage { ctx: visitor.ctx(), proposal: forum.named(), voices, live, back }.render()))
}

/// How many are new whenever that has changed, as server-sent events.
pub(super) async fn stream(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    has: web::Query<Has>,
) -> Result<HttpResponse, Fault> {
    let seen = has.seen()?;
    Forum::of(&app, &visitor, *id).await?;
    let reading = app.counts.read_along(&app.db, *id).await?;
    let listener = Listener { reading, seen, stopping: app.stopping.clone(), told: None, over: false };
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
    reading: Reading,
    seen: Seen,
    stopping: watch::Receiver<bool>,
    /// The number that was told last.
    told: Option<usize>,
    over: bool,
}

impl Listener {
    /// The next event; nothing after the last.
    async fn next(&mut self) -> Option<String> {
        if self.over {
            return None;
        }
        loop {
            let new = self.seen.missing(&self.reading.arrivals.borrow_and_update());
            if self.told != Some(new) {
                self.told = Some(new);
                return Some(format!("event: new\ndata: {{\"count\":{new}}}\n\n"));
            }
            let (reading, mut stopping) = (&mut self.reading, self.stopping.clone());
            let changed = async {
                // No stream tells more than once a second.
                tokio::time::sleep(live::EVERY).await;
                tokio::time::timeout(ALIVE, reading.arrivals.changed()).await
            };
            let changed = tokio::select! {
                _ = stopping.wait_for(|stop| *stop) => None,
                changed = changed => Some(changed),
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
