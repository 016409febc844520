//! The audit log, for administrators.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_foundation::FieldErrors;
use folkmoot_foundation::event::{self, Event, Filter};
use folkmoot_web::pages::audit_log::{AuditLogPage, AuditRow};
use folkmoot_web::{FormView, Values};
use uuid::Uuid;

use crate::http::{Visitor, page_with_status};
use crate::{App, Fault};

/// How many events a page shows.
const PAGE: usize = 50;

/// The groups of kinds one may look at.
const GROUPS: [&str; 7] = ["proposal", "signatures", "case", "comment", "hearing", "agency", "person"];

/// The roles events are done in.
const ROLES: [&str; 9] = [
    "citizen",
    "reviewer",
    "agency_officer",
    "agency_approver",
    "moderator",
    "facilitator",
    "clerk",
    "administrator",
    "system",
];

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/desk/admin/audit", web::get().to(show));
}

#[derive(Default, serde::Deserialize)]
struct Query {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    actor: String,
    before: Option<i64>,
}

impl Query {
    fn values(&self) -> Values {
        [("kind", &self.kind), ("role", &self.role), ("subject", &self.subject), ("actor", &self.actor)]
            .into_iter()
            .fold(Values::default(), |values, (name, value)| values.and(name, value.as_str()))
    }

    fn filter(&self) -> Result<Filter, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut id = |field: &str, text: &str| {
            let text = text.trim();
            let parsed = Uuid::parse_str(text).ok();
            if parsed.is_none() && !text.is_empty() {
                errors.add(field, "not_an_id");
            }
            parsed
        };
        let (subject, actor) = (id("subject", &self.subject), id("actor", &self.actor));
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let filter = Filter { kind: text(&self.kind), role: text(&self.role), subject, actor };
        errors.into_result(Some(filter))
    }

    /// The path of this filter, without the page.
    fn path(&self) -> String {
        let pairs = self.values().0;
        let query: Vec<String> = pairs
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", crate::http::surroundings::encode(value)))
            .collect();
        format!("/desk/admin/audit?{}", query.join("&"))
    }
}

async fn show(
    app: web::Data<App>,
    visitor: Visitor,
    query: web::Query<Query>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Administrator)?;
    let (mut events, errors) = match query.filter() {
        Ok(filter) => {
            let limit = u64::try_from(PAGE + 1).map_err(Fault::internal)?;
            (event::newest(app.db.read(), &filter, query.before, limit).await?, FieldErrors::new())
        }
        Err(errors) => (Vec::new(), errors),
    };
    let more = events.len() > PAGE;
    events.truncate(PAGE);
    let path = query.path();
    let next = events.last().filter(|_| more).map(|last| format!("{path}&before={}", last.seq));
    let rows: Vec<AuditRow> = events.into_iter().map(row).collect();
    let markup = AuditLogPage {
        ctx: visitor.ctx(),
        form: FormView { lang: visitor.lang, values: &query.values(), errors: &errors },
        groups: &GROUPS,
        roles: &ROLES,
        rows: &rows,
        first: query.before.map(|_| path.clone()),
        next,
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page_with_status(status, markup.render()))
}

fn row(event: Event) -> AuditRow {
    AuditRow {
        seq: event.seq,
        position: event.position,
        at: event.at,
        kind: event.kind,
        role: event.role,
        actor: event.actor.map(|id| id.to_string()),
        subject: event.subject.to_string(),
        about: event.about.map(|id| id.to_string()),
        public: event.public,
        data: serde_json::to_string_pretty(&event.data).unwrap_or_default(),
    }
}
