//! One's own notices, follows and choice of mails.

use actix_web::{HttpResponse, delete, get, post, put, web};
use chrono::{DateTime, Utc};
use folkmoot_foundation::{FieldErrors, ProposalId};
use folkmoot_notifications::notices::{self, Notice, NoticeId, Which};
use folkmoot_notifications::{follows, preferences};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::api::extract::{Json, Query};
use crate::fault::Problem;
use crate::http::Visitor;
use crate::{App, Fault, lists};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list_notices)
        .service(read_all)
        .service(read_one)
        .service(list_follows)
        .service(follow)
        .service(unfollow)
        .service(mails)
        .service(choose_mails);
}

/// Where a list goes on and how long a page is.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// The `next` of the page before.
    cursor: Option<String>,
    /// How many entries, 1 to 100; 20 if left out.
    limit: Option<usize>,
    /// Only notices that were not read yet.
    #[serde(default)]
    unread: bool,
}

impl ListQuery {
    fn limit(&self) -> usize {
        self.limit.unwrap_or(20).clamp(1, 100)
    }
}

/// Something one was told.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeBody {
    /// The notice's id.
    pub id: uuid::Uuid,
    /// The kind of the event, such as `proposal.opened`.
    pub kind: String,
    /// When it happened.
    pub happened_at: DateTime<Utc>,
    /// The proposal.
    pub proposal: uuid::Uuid,
    /// The case, hearing or voice it happened to.
    pub about: Option<uuid::Uuid>,
    /// As what one is told: `proposer`, `author`, `officers`, `approvers`, `reviewers`, `administrators`, `co_signers` or `followers`.
    pub audience: String,
    /// The event's facts, and the proposal's title and number under `facts`.
    pub data: serde_json::Value,
    /// The proposal's title and number.
    pub facts: serde_json::Value,
    /// When one was told.
    pub told_at: DateTime<Utc>,
    /// When one marked it read.
    pub read_at: Option<DateTime<Utc>>,
}

impl From<Notice> for NoticeBody {
    fn from(notice: Notice) -> Self {
        let telling = notice.telling;
        Self {
            id: notice.id.0,
            kind: telling.kind,
            happened_at: telling.at,
            proposal: telling.subject,
            about: telling.about,
            audience: telling.audience.code().to_owned(),
            data: telling.data,
            facts: telling.facts,
            told_at: notice.created_at,
            read_at: notice.read_at,
        }
    }
}

/// A page of notices.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticesBody {
    /// The notices, newest first.
    pub items: Vec<NoticeBody>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// How many are unread in all.
    pub unread: u64,
}

/// One's notices, newest first.
#[utoipa::path(tag = "me", params(ListQuery), responses(
    (status = 200, description = "The notices", body = NoticesBody),
    (status = 401, description = "No token", body = Problem),
))]
#[get("/me/notices")]
async fn list_notices(
    app: web::Data<App>,
    visitor: Visitor,
    query: Query<ListQuery>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let pages = lists::notices(person);
    let cursor = pages.after(query.cursor.as_deref())?;
    let which = if query.unread { Which::Unread } else { Which::All };
    let found = notices::of_person(app.db.read(), person, which, cursor, query.limit()).await?;
    let unread = notices::unread(app.db.read(), person).await?;
    Ok(HttpResponse::Ok().json(NoticesBody {
        next: pages.next(&found),
        items: found.items.into_iter().map(NoticeBody::from).collect(),
        unread,
    }))
}

/// Marks all notices as read.
#[utoipa::path(tag = "me", responses(
    (status = 204, description = "Done"), (status = 401, description = "No token", body = Problem),
))]
#[post("/me/notices/read")]
async fn read_all(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    app.write(async |tx, now| notices::mark_all_read(tx, person, now).await).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Marks a notice as read; a second time changes nothing.
#[utoipa::path(tag = "me", params(("id" = uuid::Uuid, Path, description = "The notice")), responses(
    (status = 204, description = "Done"), (status = 401, description = "No token", body = Problem),
    (status = 404, description = "No such notice of this person", body = Problem),
))]
#[post("/me/notices/{id}/read")]
async fn read_one(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<NoticeId>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    app.write(async |tx, now| notices::mark_read(tx, person, *id, now).await).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A proposal one follows.
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowBody {
    /// The proposal.
    pub proposal: uuid::Uuid,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// A page of what one follows.
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowsBody {
    /// The proposals, the latest followed first.
    pub items: Vec<FollowBody>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// What one follows.
#[utoipa::path(tag = "me", params(ListQuery), responses(
    (status = 200, description = "The proposals", body = FollowsBody),
    (status = 401, description = "No token", body = Problem),
))]
#[get("/me/follows")]
async fn list_follows(
    app: web::Data<App>,
    visitor: Visitor,
    query: Query<ListQuery>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let pages = lists::follows(person);
    let cursor = pages.after(query.cursor.as_deref())?;
    let found = follows::of_person(app.db.read(), person, cursor, query.limit()).await?;
    let next = pages.next(&found);
    let items = found.items.into_iter().map(|f| FollowBody { proposal: f.subject, since: f.since });
    Ok(HttpResponse::Ok().json(FollowsBody { items: items.collect(), next }))
}

/// Follows a proposal; a second time changes nothing.
#[utoipa::path(tag = "me", params(("id" = uuid::Uuid, Path, description = "The proposal")), responses(
    (status = 204, description = "Followed"), (status = 401, description = "No token", body = Problem),
    (status = 404, description = "No such proposal", body = Problem),
))]
#[put("/me/follows/{id}")]
async fn follow(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    crate::flows::following::follow(&app, person, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ends following a proposal; a second time changes nothing.
#[utoipa::path(tag = "me", params(("id" = uuid::Uuid, Path, description = "The proposal")), responses(
    (status = 204, description = "Not followed any more"),
    (status = 401, description = "No token", body = Problem),
))]
#[delete("/me/follows/{id}")]
async fn unfollow(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    app.write(async |tx, _| follows::unfollow(tx, person, *id).await).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Which mails one wants.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct MailsBody {
    /// `all`, `own` (only about one's own proposals, comments and desk) or `none`.
    pub choice: String,
}

/// Which mails one wants.
#[utoipa::path(tag = "me", responses(
    (status = 200, description = "The choice", body = MailsBody),
    (status = 401, description = "No token", body = Problem),
))]
#[get("/me/mails")]
async fn mails(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let choice = preferences::get(app.db.read(), person).await?.code().to_owned();
    Ok(HttpResponse::Ok().json(MailsBody { choice }))
}

/// Chooses which mails one wants.
#[utoipa::path(tag = "me", request_body = MailsBody, responses(
    (status = 204, description = "Chosen"), (status = 401, description = "No token", body = Problem),
    (status = 422, description = "`choice` is none of the three", body = Problem),
))]
#[put("/me/mails")]
async fn choose_mails(
    app: web::Data<App>,
    visitor: Visitor,
    body: Json<MailsBody>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let choice = body.choice.parse().map_err(|_| FieldErrors::one("choice", "unknown_choice"))?;
    app.write(async |tx, now| preferences::set(tx, person, choice, now).await).await?;
    Ok(HttpResponse::NoContent().finish())
}
