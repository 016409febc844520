//! What is asked, told and held up on the way to a response, over the API. Each answers with the case as it is afterwards.

use actix_web::{HttpResponse, post, web};
use chrono::NaiveDate;
use folkmoot_accounts::Role;
use folkmoot_agency_responses::accounts::{self, Outcome};
use folkmoot_agency_responses::supplements::{self, NewSupplement};
use folkmoot_agency_responses::{Ends, SupplementId, pauses};
use folkmoot_foundation::{CaseId, FieldErrors};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::acts::done;
use super::shapes::CaseBody;
use crate::api::extract::Json;
use crate::fault::Problem;
use crate::http::Visitor;
use crate::pages::cases::officer;
use crate::{App, Fault, flows};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(tell_progress)
        .service(record_outcome)
        .service(ask_supplement)
        .service(answer_supplement)
        .service(pause)
        .service(resume);
}

/// How far it is.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ProgressWanted {
    /// The words, for the public.
    pub body: String,
}

/// Tells how far the case is, which meets the progress clock. For officers of a lead agency.
#[utoipa::path(tag = "cases", request_body = ProgressWanted, params(("id" = Uuid, Path, description = "The case")), responses(
    (status = 200, description = "Told", body = CaseBody),
    (status = 403, description = "Not an officer of a lead agency", body = Problem),
    (status = 409, description = "The state does not allow it", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/cases/{id}/progress")]
async fn tell_progress(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    body: Json<ProgressWanted>,
) -> Result<HttpResponse, Fault> {
    let (officer, calendar) = (officer(&visitor)?, app.calendar.get());
    app.write(async |tx, now| accounts::tell_progress(tx, &officer, *id, &body.body, now, &calendar).await)
        .await?;
    done(&app, *id).await
}

/// What came of a hearing, a debate or a vote.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DutyOutcomeWanted {
    /// `hearing`, `debate` or `vote`.
    pub kind: String,
    /// The day it was held, in Taipei; not in the future.
    pub on: NaiveDate,
    /// Where its record stands.
    #[serde(default)]
    pub link: String,
    /// What came of it, for the public.
    pub summary: String,
}

/// Records what came of a hearing, a debate or a vote, which meets its clock. For officers of a lead agency.
#[utoipa::path(tag = "cases", request_body = DutyOutcomeWanted, params(("id" = Uuid, Path, description = "The case")), responses(
    (status = 200, description = "Recorded", body = CaseBody),
    (status = 403, description = "Not an officer of a lead agency", body = Problem),
    (status = 409, description = "The state does not allow it", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/cases/{id}/outcomes")]
async fn record_outcome(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    body: Json<DutyOutcomeWanted>,
) -> Result<HttpResponse, Fault> {
    let (officer, calendar, body) = (officer(&visitor)?, app.calendar.get(), body.into_inner());
    let kind = Ends::ALL.into_iter().find(|end| end.code() == body.kind);
    let kind = kind.ok_or_else(|| FieldErrors::one("kind", "no_such_choice"))?;
    let new = Outcome { kind, on: body.on, link: body.link, summary: body.summary };
    app.write(async |tx, now| accounts::record_outcome(tx, &officer, *id, &new, now, &calendar).await)
        .await?;
    done(&app, *id).await
}

/// What is missing.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SupplementWanted {
    /// What is asked for, for the public.
    pub wanted: String,
    /// The last day for an answer, in Taipei; as late as the rulebook allows if absent.
    pub answer_by: Option<NaiveDate>,
}

/// Asks the proposer for something that is missing; clocks that stand still for it go on with the answer, or when the date
/// has passed. For officers of a lead agency.
#[utoipa::path(tag = "cases", request_body = SupplementWanted, params(("id" = Uuid, Path, description = "The case")), responses(
    (status = 200, description = "Asked", body = CaseBody),
    (status = 403, description = "Not an officer of a lead agency", body = Problem),
    (status = 409, description = "`no_supplement`, `no_supplement_left`, or the state does not allow it", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/cases/{id}/supplements")]
async fn ask_supplement(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    body: Json<SupplementWanted>,
) -> Result<HttpResponse, Fault> {
    let (officer, calendar, body) = (officer(&visitor)?, app.calendar.get(), body.into_inner());
    let new = NewSupplement { wanted: body.wanted, answer_by: body.answer_by };
    app.write(async |tx, now| supplements::ask(tx, &officer, *id, &new, now, &calendar).await).await?;
    done(&app, *id).await
}

/// The answer.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AnswerWanted {
    /// The words, for the public.
    pub answer: String,
}

/// Answers what was asked for. For the proposer.
#[utoipa::path(tag = "cases", request_body = AnswerWanted, params(
    ("id" = Uuid, Path, description = "The case"), ("supplement" = Uuid, Path, description = "What was asked for"),
), responses(
    (status = 200, description = "Answered", body = CaseBody),
    (status = 403, description = "Not the proposer", body = Problem),
    (status = 409, description = "Answered before, or the date has passed", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/cases/{id}/supplements/{supplement}/answer")]
async fn answer_supplement(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(CaseId, SupplementId)>,
    body: Json<AnswerWanted>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let (id, supplement) = path.into_inner();
    flows::cases::answer_supplement(&app, person, id, supplement, &body.answer).await?;
    done(&app, id).await
}

/// Why all clocks of a case are to stand still.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CasePauseWanted {
    /// The words, for the public.
    pub reason: String,
}

/// Lets all clocks of a case stand still until they are let go on. For administrators.
#[utoipa::path(tag = "cases", request_body = CasePauseWanted, params(("id" = Uuid, Path, description = "The case")), responses(
    (status = 200, description = "They stand still", body = CaseBody),
    (status = 403, description = "Not an administrator", body = Problem),
    (status = 409, description = "They do already, or the case is answered", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/cases/{id}/pause")]
async fn pause(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    body: Json<CasePauseWanted>,
) -> Result<HttpResponse, Fault> {
    let (by, calendar) = (visitor.require(Role::Administrator)?.id, app.calendar.get());
    app.write(async |tx, now| pauses::order(tx, by, *id, &body.reason, now, &calendar).await).await?;
    done(&app, *id).await
}

/// Lets the clocks of a case go on. For administrators.
#[utoipa::path(tag = "cases", params(("id" = Uuid, Path, description = "The case")), responses(
    (status = 200, description = "They go on", body = CaseBody),
    (status = 403, description = "Not an administrator", body = Problem),
    (status = 409, description = "They did not stand still by order", body = Problem),
))]
#[post("/cases/{id}/resume")]
async fn resume(app: web::Data<App>, visitor: Visitor, id: web::Path<CaseId>) -> Result<HttpResponse, Fault> {
    let (by, calendar) = (visitor.require(Role::Administrator)?.id, app.calendar.get());
    app.write(async |tx, now| pauses::go_on(tx, by, *id, now, &calendar).await).await?;
    done(&app, *id).await
}
