//! What follows a hearing over the API: evidence, objections, signatures, dates, and how it was weighed.

use actix_web::{HttpResponse, get, post, put, web};
use chrono::{DateTime, NaiveDate, Utc};
use folkmoot_foundation::{FieldErrors, HearingId, PersonId};
use folkmoot_hearings::aliases::Mask;
use folkmoot_hearings::hearings::State;
use folkmoot_hearings::papers::{self, Kind, NewPaper, Paper, PaperId, Publication};
use folkmoot_hearings::records;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::MadeBody;
use super::frame::{done, facilitated};
use crate::api::extract::Json;
use crate::fault::Problem;
use crate::http::Visitor;
use crate::pages::hearings::visible;
use crate::{App, Fault, flows};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(add).service(handle).service(weigh);
}

/// Something that belongs to a record beside what was said.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaperBody {
    /// Its id.
    pub id: uuid::Uuid,
    /// `evidence`, `objection` or `signature`.
    pub kind: String,
    /// Who produced it, objected, or was to sign.
    pub who: String,
    /// What it is, or the grounds of the objection.
    pub body: String,
    /// Where it can be seen.
    pub link: String,
    /// Of an objection `open`, `upheld`, `noted` or `dismissed`; of a signature `signed`, `refused` or `absent`.
    pub state: String,
    /// The chair's handling, or why somebody did not sign.
    pub reason: String,
    /// When it was entered.
    pub at: DateTime<Utc>,
    /// When the chair handled it.
    pub handled_at: Option<DateTime<Utc>>,
}

impl From<Paper> for PaperBody {
    fn from(paper: Paper) -> Self {
        Self {
            id: paper.id.0,
            kind: paper.kind,
            who: paper.who,
            body: paper.body,
            link: paper.link,
            state: paper.state,
            reason: paper.reason,
            at: paper.at,
            handled_at: paper.handled_at,
        }
    }
}

/// What followed a hearing.
#[derive(Debug, Serialize, ToSchema)]
pub struct PapersBody {
    /// In the order they were entered; at most 1,000.
    pub items: Vec<PaperBody>,
    /// The last day on which people may have their words corrected.
    pub correction_until: Option<NaiveDate>,
    /// `published`, `due`, `overdue` or `unknown`: how the record stands to the day it is due.
    pub publication: String,
    /// The day it was published, or is due.
    pub publication_day: Option<NaiveDate>,
    /// By how many days it came or is late.
    pub days_late: i64,
    /// How the hearing was weighed, once that is public.
    pub weighing: Option<String>,
}

/// Evidence, objections, signatures and dates.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 200, description = "What followed", body = PapersBody),
    (status = 404, description = "No such hearing", body = Problem),
))]
#[get("/hearings/{id}/papers")]
async fn list(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    let hearing = visible(&app, &visitor, *id).await?;
    let first = records::first_published(app.db.read(), *id).await?;
    let publication = match hearing.state {
        State::Held if !hearing.historical => {
            papers::publication(&hearing, first, &app.calendar.get(), app.now())
        }
        _ => Publication::Unknown,
    };
    let (publication, publication_day, days_late) = match publication {
        Publication::Published { on, late } => ("published", Some(on), late),
        Publication::Due { by } => ("due", Some(by), 0),
        Publication::Overdue { by, days } => ("overdue", Some(by), days),
        Publication::Unknown => ("unknown", None, 0),
    };
    let all = papers::of_hearing(app.db.read(), *id).await?;
    Ok(HttpResponse::Ok().json(PapersBody {
        items: all.into_iter().map(PaperBody::from).collect(),
        correction_until: hearing.correction_until,
        publication: publication.to_owned(),
        publication_day,
        days_late,
        weighing: hearing.weighing.map(|(words, _)| words),
    }))
}

/// The facilitator, and what finds those who are no longer named in the records about this: they are not named here either.
async fn writer(app: &App, visitor: &Visitor, id: HearingId) -> Result<(PersonId, Mask), Fault> {
    let (hearing, by) = facilitated(app, visitor, id).await?;
    Ok((by, flows::words::mask(app, hearing.proposal).await?))
}

/// A paper to be entered.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PaperDraft {
    /// `evidence`, `objection` or `signature`.
    kind: String,
    /// 1 to 100 characters.
    who: String,
    /// 2 to 2,000 characters; nothing for a signature.
    #[serde(default)]
    body: String,
    /// An address, only of evidence.
    #[serde(default)]
    link: String,
    /// `signed`, `refused` or `absent`, only of a signature.
    #[serde(default)]
    state: String,
    /// Why somebody did not sign.
    #[serde(default)]
    reason: String,
}

/// Enters evidence, an objection or a signature.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 201, description = "Entered", body = MadeBody),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 409, description = "`hearing_not_held_yet`, `hearing_cancelled`", body = Problem),
    (status = 422, description = "Fields are wrong, each as `kind_field`", body = Problem),
))]
#[post("/hearings/{id}/papers")]
async fn add(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    sent: Json<PaperDraft>,
) -> Result<HttpResponse, Fault> {
    let (by, mask) = writer(&app, &visitor, *id).await?;
    let sent = sent.into_inner();
    let kind = match sent.kind.as_str() {
        "evidence" => Kind::Evidence,
        "objection" => Kind::Objection,
        "signature" => Kind::Signature,
        _ => return Err(FieldErrors::one("kind", "unknown_choice").into()),
    };
    let new = NewPaper {
        who: mask.text(sent.who),
        body: mask.text(sent.body),
        link: mask.text(sent.link),
        state: sent.state,
        reason: mask.text(sent.reason),
    };
    let paper = app.write(async |tx, now| papers::add(tx, *id, kind, &new, by, now).await).await?;
    Ok(HttpResponse::Created().json(MadeBody { id: paper.0 }))
}

/// How the chair handled an objection.
#[derive(Debug, Deserialize, ToSchema)]
pub struct HandlingBody {
    /// `upheld`, `noted` or `dismissed`.
    outcome: String,
    /// 2 to 2,000 characters.
    handling: String,
}

/// Writes down how the chair handled an objection; once.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing"), ("paper" = uuid::Uuid, Path, description = "The objection")), responses(
    (status = 204, description = "Done"),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 404, description = "No such objection", body = Problem),
    (status = 409, description = "`objection_handled`", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[put("/hearings/{id}/papers/{paper}/handling")]
async fn handle(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, PaperId)>,
    sent: Json<HandlingBody>,
) -> Result<HttpResponse, Fault> {
    let (id, paper) = path.into_inner();
    let (by, mask) = writer(&app, &visitor, id).await?;
    let sent = sent.into_inner();
    let handling = mask.text(sent.handling);
    done(&app, async |tx, now| papers::handle(tx, id, paper, &sent.outcome, &handling, by, now).await).await
}

/// How a hearing was weighed.
#[derive(Debug, Deserialize, ToSchema)]
pub struct WeighingBody {
    /// 20 to 20,000 characters.
    weighing: String,
}

/// Publishes how the hearing was weighed; once.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 204, description = "Public"),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 409, description = "`hearing_weighed`, `hearing_not_held_yet`", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[put("/hearings/{id}/weighing")]
async fn weigh(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    sent: Json<WeighingBody>,
) -> Result<HttpResponse, Fault> {
    let (by, mask) = writer(&app, &visitor, *id).await?;
    let weighing = mask.text(sent.into_inner().weighing);
    done(&app, async |tx, now| papers::weigh(tx, *id, &weighing, by, now).await).await
}
