//! The demo's clock and mailbox. These routes exist in no other mode.

use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, TimeDelta, Utc};
use folkmoot_foundation::{FieldErrors, ProposalId};
use folkmoot_notifications::mailbox::{self, Item};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::api::extract::{Json, Query};
use crate::fault::Problem;
use crate::flows::sample_signers;
use crate::flows::time_machine::{self, MOST_DAYS};
use crate::{App, Fault, lists};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(clock).service(forward).service(crowd).service(list);
}

/// A date that will pass.
#[derive(Debug, Serialize, ToSchema)]
pub struct UpcomingBody {
    /// The instant after which it is over.
    pub at: DateTime<Utc>,
    /// `opens`, `closes`, `review`, `follow-up`, or `clock-` and the code of a case's clock.
    pub what: String,
    /// The proposal.
    pub proposal: uuid::Uuid,
}

/// The demo's clock.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClockBody {
    /// The platform's present.
    pub now: DateTime<Utc>,
    /// The dates that lie ahead, the first one first; at most 20.
    pub upcoming: Vec<UpcomingBody>,
}

async fn state(app: &App) -> Result<HttpResponse, Fault> {
    let dates = time_machine::upcoming(app).await?;
    let upcoming = dates.into_iter().take(20).map(|date| UpcomingBody {
        at: date.at,
        what: date.what,
        proposal: date.proposal.0,
    });
    Ok(HttpResponse::Ok().json(ClockBody { now: app.now(), upcoming: upcoming.collect() }))
}

/// The platform's present and what passes next.
#[utoipa::path(tag = "demo", responses((status = 200, description = "The clock", body = ClockBody)))]
#[get("/demo/clock")]
async fn clock(app: web::Data<App>) -> Result<HttpResponse, Fault> {
    state(&app).await
}

/// Where to move the clock: exactly one of the fields.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ForwardBody {
    /// By so many days, 1 to 3650.
    pub days: Option<i64>,
    /// To this instant; an earlier one changes nothing.
    pub to: Option<DateTime<Utc>>,
    /// To the next deadline.
    #[serde(default)]
    pub next: bool,
}

/// Moves the platform's clock forward.
#[utoipa::path(tag = "demo", request_body = ForwardBody, responses(
    (status = 200, description = "The clock afterwards", body = ClockBody),
    (status = 409, description = "`no_deadline_ahead`", body = Problem),
    (status = 422, description = "Not exactly one field, or too far", body = Problem),
))]
#[post("/demo/clock")]
async fn forward(app: web::Data<App>, body: Json<ForwardBody>) -> Result<HttpResponse, Fault> {
    let latest = app.now() + TimeDelta::days(MOST_DAYS);
    let to = match (body.days, body.to, body.next) {
        (Some(days), None, false) if (1..=MOST_DAYS).contains(&days) => app.now() + TimeDelta::days(days),
        (Some(_), None, false) => return Err(FieldErrors::one("days", "not_in_range").into()),
        (None, Some(to), false) if to <= latest => to,
        (None, None, true) => {
            let next = time_machine::upcoming(&app).await?.into_iter().next();
            next.ok_or(Fault::Conflict("no_deadline_ahead"))?.at
        }
        _ => return Err(FieldErrors::one("to", "not_an_instant").into()),
    };
    time_machine::forward_to(&app, to).await?;
    state(&app).await
}

/// What the crowd co-signs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CrowdBody {
    /// The proposal.
    pub proposal: uuid::Uuid,
    /// How many signatures the threshold lacks afterwards; 0 if left out.
    #[serde(default)]
    pub leave: u32,
}

/// What the crowd did.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrowdSigned {
    /// How many co-signed.
    pub signed: usize,
}

/// Lets sample people without accounts co-sign a proposal up to its threshold, at most 1,000 at once.
#[utoipa::path(tag = "demo", request_body = CrowdBody, responses(
    (status = 200, description = "They did", body = CrowdSigned),
    (status = 404, description = "No such proposal, or it never opened", body = Problem),
    (status = 409, description = "`drive_not_yet_open` or `drive_over`", body = Problem),
))]
#[post("/demo/signatures")]
async fn crowd(app: web::Data<App>, body: Json<CrowdBody>) -> Result<HttpResponse, Fault> {
    let signed = sample_signers::sign(&app, ProposalId(body.proposal), body.leave.into()).await?;
    Ok(HttpResponse::Ok().json(CrowdSigned { signed }))
}

/// Which messages, and where the list goes on.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct MailboxQuery {
    /// Only what went to this address or number.
    to: Option<String>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// How many entries, 1 to 100; 20 if left out.
    limit: Option<usize>,
}

/// A mail or text message.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageBody {
    /// Its id.
    pub id: uuid::Uuid,
    /// `mail` or `sms`.
    pub channel: String,
    /// The address or number.
    pub to: String,
    /// The subject; empty for a text message.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as a page, for mails.
    pub html: Option<String>,
    /// When it was sent.
    pub at: DateTime<Utc>,
}

impl From<Item> for MessageBody {
    fn from(item: Item) -> Self {
        Self {
            id: item.id.0,
            channel: item.channel.code().to_owned(),
            to: item.to,
            subject: item.subject,
            text: item.text,
            html: item.html,
            at: item.at,
        }
    }
}

/// A page of messages.
#[derive(Debug, Serialize, ToSchema)]
pub struct MailboxBody {
    /// The messages, newest first.
    pub items: Vec<MessageBody>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// Every mail and text message the platform sent.
#[utoipa::path(tag = "demo", params(MailboxQuery), responses(
    (status = 200, description = "The messages", body = MailboxBody),
))]
#[get("/demo/mailbox")]
async fn list(app: web::Data<App>, query: Query<MailboxQuery>) -> Result<HttpResponse, Fault> {
    let pages = lists::mailbox();
    let cursor = pages.after(query.cursor.as_deref())?;
    let limit = query.limit.unwrap_or(20).clamp(1, 100);
    let found = mailbox::list(app.db.read(), &app.keyring, query.to.as_deref(), cursor, limit).await?;
    Ok(HttpResponse::Ok().json(MailboxBody {
        next: pages.next(&found),
        items: found.items.into_iter().map(MessageBody::from).collect(),
    }))
}
