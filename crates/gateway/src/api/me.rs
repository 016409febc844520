//! One's own notices, follows and choice of mails.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, delete, get, post, put, web};
use chrono::{DateTime, Utc};
use folkmoot_foundation::{FieldErrors, ProposalId};
use folkmoot_notifications::notices::{self, Notice, NoticeId, Which};
use folkmoot_notifications::preferences::{self, Frequency, MailChoice, MailKind};
use folkmoot_notifications::{TopicKind, follows};
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
        .service(follow_topic)
        .service(unfollow_topic)
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
    /// As what one is told: `proposer`, `author`, `officers`, `approvers`, `reviewers`, `administrators`, `co_signers`, `followers` or `topics`.
    pub audience: String,
    /// The event's facts, and the proposal's title and number under `facts`.
    pub data: serde_json::Value,
    /// The proposal's title and number.
    pub facts: serde_json::Value,
    /// Of the audience `topics`: which of what one follows it is about, with `kind`, `key` and its names `zh` and `en`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<serde_json::Value>,
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
            via: telling.via.and_then(|via| serde_json::to_value(via).ok()),
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

/// Something one follows.
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowBody {
    /// What it is: `proposal`, `issue`, `search`, `agency`, `category` or `county`.
    pub kind: String,
    /// By what it is known: an id, a code, or the words of the search.
    pub key: String,
    /// The proposal, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposal: Option<uuid::Uuid>,
    /// Since when.
    pub since: DateTime<Utc>,
}

impl From<follows::Follow> for FollowBody {
    fn from(one: follows::Follow) -> Self {
        Self {
            kind: one.topic.kind().code().to_owned(),
            key: one.topic.key().to_owned(),
            proposal: (one.topic.kind() == TopicKind::Proposal).then_some(one.subject),
            since: one.since,
        }
    }
}

/// A page of what one follows.
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowsBody {
    /// What one follows, the latest first.
    pub items: Vec<FollowBody>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// What one follows.
#[utoipa::path(tag = "me", params(ListQuery), responses(
    (status = 200, description = "What one follows", body = FollowsBody),
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
    let found = follows::of_person(app.db.read(), person, follows::Which::All, cursor, query.limit()).await?;
    let next = pages.next(&found);
    let items = found.items.into_iter().map(FollowBody::from);
    Ok(HttpResponse::Ok().json(FollowsBody { items: items.collect(), next }))
}

/// Something to follow, or to follow no more.
#[derive(Debug, Deserialize, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TopicBody {
    /// `proposal`, `issue`, `search`, `agency`, `category` or `county`.
    #[serde(default)]
    pub kind: String,
    /// The id of a proposal, an issue or an agency; the code of a county or category, or the key of a
    /// sub-category such as `transport.walking`; the words of a search.
    #[serde(default)]
    pub key: String,
}

/// Follows a proposal or what many proposals are about; a second time changes nothing.
#[utoipa::path(tag = "me", request_body = TopicBody, responses(
    (status = 204, description = "Followed"), (status = 401, description = "No token", body = Problem),
    (status = 404, description = "There is no such thing", body = Problem),
    (status = 409, description = "One follows too much already (`too_many_follows`)", body = Problem),
))]
#[put("/me/follows")]
async fn follow_topic(
    app: web::Data<App>,
    visitor: Visitor,
    body: Json<TopicBody>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    crate::flows::following::follow_topic(&app, person, &body.kind, &body.key).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ends following something; a second time changes nothing.
#[utoipa::path(tag = "me", params(TopicBody), responses(
    (status = 204, description = "Not followed any more"),
    (status = 401, description = "No token", body = Problem),
    (status = 404, description = "There can be no such thing", body = Problem),
))]
#[delete("/me/follows")]
async fn unfollow_topic(
    app: web::Data<App>,
    visitor: Visitor,
    topic: Query<TopicBody>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    crate::flows::following::unfollow_topic(&app, person, &topic.kind, &topic.key).await?;
    Ok(HttpResponse::NoContent().finish())
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

/// Which mails one gets, and how often.
#[derive(Debug, Serialize, ToSchema)]
pub struct MailsBody {
    /// In short: `all`, `own` (only about one's own proposals, comments and desk), `none`, or `mixed`.
    pub choice: String,
    /// For each kind of mails (`own`, `desk`, `signed`, `proposal`, `issue`, `search`, `agency`, `category`, `county`) how
    /// often: `now`, `daily`, `weekly` or `never`.
    pub kinds: BTreeMap<String, String>,
}

/// What one wants; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MailsWish {
    /// `all`, `own` or `none`, for all kinds at once.
    pub choice: Option<String>,
    /// For some kinds how often: `now`, `daily` (at 08:00 in Taipei), `weekly` (on Mondays) or `never`.
    #[serde(default)]
    pub kinds: BTreeMap<String, String>,
}

/// Which mails one gets, and how often.
#[utoipa::path(tag = "me", responses(
    (status = 200, description = "The choice", body = MailsBody),
    (status = 401, description = "No token", body = Problem),
))]
#[get("/me/mails")]
async fn mails(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let choices = preferences::get(app.db.read(), person).await?;
    let kinds = MailKind::ALL.map(|kind| (kind.code().to_owned(), choices.of(kind).code().to_owned()));
    let choice = crate::pages::my::mails::in_short(&choices).to_owned();
    Ok(HttpResponse::Ok().json(MailsBody { choice, kinds: kinds.into() }))
}

/// Chooses which mails one gets, and how often.
#[utoipa::path(tag = "me", request_body = MailsWish, responses(
    (status = 204, description = "Chosen"), (status = 401, description = "No token", body = Problem),
    (status = 422, description = "`choice` or one of `kinds` is none of the codes", body = Problem),
))]
#[put("/me/mails")]
async fn choose_mails(
    app: web::Data<App>,
    visitor: Visitor,
    body: Json<MailsWish>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let unknown = |field: &str| FieldErrors::one(field, "unknown_choice");
    let choice: Option<MailChoice> =
        body.choice.as_ref().map(|code| code.parse().map_err(|_| unknown("choice"))).transpose()?;
    let mut kinds = Vec::new();
    for (kind, frequency) in &body.kinds {
        let pair = kind.parse::<MailKind>().ok().zip(frequency.parse::<Frequency>().ok());
        kinds.push(pair.ok_or_else(|| unknown("kinds"))?);
    }
    app.write(async |tx, now| {
        if let Some(choice) = choice {
            preferences::set_all(tx, person, choice, now).await?;
        }
        for (kind, frequency) in &kinds {
            preferences::set(tx, person, *kind, *frequency, now).await?;
        }
        Ok::<_, folkmoot_foundation::DbErr>(())
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
