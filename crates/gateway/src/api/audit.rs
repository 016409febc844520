//! The audit log, for administrators.

use actix_web::{HttpResponse, get, web};
use chrono::{DateTime, Utc};
use folkmoot_accounts::Role;
use folkmoot_foundation::event::{self, Event, Filter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::api::extract::Query;
use crate::fault::{Problem, Unreadable};
use crate::http::Visitor;
use crate::{App, Fault};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list);
}

/// Which events, and where the list goes on.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct AuditQuery {
    /// Kinds that begin with this, such as `case.`.
    kind: Option<String>,
    /// Done in this role; `system` for the platform.
    role: Option<String>,
    /// On the timeline of this subject, or about this thing.
    subject: Option<uuid::Uuid>,
    /// Done by this person.
    actor: Option<uuid::Uuid>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// How many entries, 1 to 100; 20 if left out.
    limit: Option<usize>,
}

/// An event of the log.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditBody {
    /// Its number in the order of writing.
    pub seq: i64,
    /// Its place in the sealed chain, once sealed.
    pub position: Option<i64>,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: String,
    /// Whose timeline.
    pub subject: uuid::Uuid,
    /// What exactly it happened to.
    pub about: Option<uuid::Uuid>,
    /// Who did it; nobody if the platform did.
    pub actor: Option<uuid::Uuid>,
    /// In which role.
    pub role: String,
    /// Whether the public sees it.
    pub public: bool,
    /// The facts.
    pub data: serde_json::Value,
}

impl From<Event> for AuditBody {
    fn from(event: Event) -> Self {
        Self {
            seq: event.seq,
            position: event.position,
            at: event.at,
            kind: event.kind,
            subject: event.subject,
            about: event.about,
            actor: event.actor,
            role: event.role,
            public: event.public,
            data: event.data,
        }
    }
}

/// A page of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditListBody {
    /// The events, newest first.
    pub items: Vec<AuditBody>,
    /// Where the next page begins.
    pub next: Option<i64>,
}

/// Every event of the platform, newest first.
#[utoipa::path(tag = "audit", params(AuditQuery), responses(
    (status = 200, description = "The events", body = AuditListBody),
    (status = 401, description = "No token", body = Problem),
    (status = 403, description = "Not an administrator", body = Problem),
))]
#[get("/audit-log")]
async fn list(
    app: web::Data<App>,
    visitor: Visitor,
    query: Query<AuditQuery>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Administrator)?;
    let query = query.into_inner();
    let limit = query.limit.unwrap_or(20).clamp(1, 100);
    let filter = Filter { kind: query.kind, role: query.role, subject: query.subject, actor: query.actor };
    let after = query.cursor.map(|seq| seq.parse::<i64>()).transpose().map_err(|_| Unreadable::cursor())?;
    let one_more = u64::try_from(limit + 1).map_err(Fault::internal)?;
    let mut events = event::newest(app.db.read(), &filter, after, one_more).await?;
    let more = events.len() > limit;
    events.truncate(limit);
    let next = events.last().filter(|_| more).map(|last| last.seq);
    let items = events.into_iter().map(AuditBody::from).collect();
    Ok(HttpResponse::Ok().json(AuditListBody { items, next }))
}
