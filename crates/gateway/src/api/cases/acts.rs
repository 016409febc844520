//! What administrators and officers do with a case, over the API. Each answers with the case as it is afterwards.

use actix_web::{HttpResponse, post, web};
use chrono::NaiveDate;
use folkmoot_accounts::Role;
use folkmoot_agency_responses::{
    Contact, ContactManner, ExtensionAsked, FollowUpId, Step, Timetable, TransferId, cases, followups,
};
use folkmoot_foundation::{AgencyId, CaseId, FieldErrors};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::response_shapes::PromiseBody;
use super::shapes::{CaseBody, Made, StepBody};
use crate::api::extract::Json;
use crate::fault::Problem;
use crate::http::Visitor;
use crate::pages::cases::officer;
use crate::{App, Fault, flows};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(assign)
        .service(transfer)
        .service(accept)
        .service(timetable)
        .service(contact)
        .service(extension)
        .service(explain)
        .service(add_follow_up)
        .service(report)
        .service(close);
}

/// Answers with the case as it is after an act.
pub(super) async fn done(app: &App, id: CaseId) -> Result<HttpResponse, Fault> {
    let case = cases::get(app.db.read(), id, app.now()).await?;
    Ok(HttpResponse::Ok().json(CaseBody::from(&case)))
}

/// Which agencies.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Assignment {
    /// Those that owe the response; at least one.
    pub leads: Vec<Uuid>,
    /// Those that help.
    #[serde(default)]
    pub supporting: Vec<Uuid>,
}

/// Gives a case to agencies, or gives it anew. For administrators.
#[utoipa::path(tag = "cases", request_body = Assignment, params(("id" = Uuid, Path, description = "The case")), responses(
    (status = 200, description = "Assigned", body = CaseBody),
    (status = 403, description = "Not an administrator", body = Problem),
    (status = 409, description = "It is answered or closed", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/cases/{id}/assignment")]
async fn assign(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    body: Json<Assignment>,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Administrator)?.id;
    let ids = |all: &[Uuid]| all.iter().copied().map(AgencyId).collect::<Vec<_>>();
    let (leads, supporting) = (ids(&body.leads), ids(&body.supporting));
    app.write(async |tx, now| {
        cases::assign(tx, by, *id, &leads, &supporting, now, &app.calendar.get()).await
    })
    .await?;
    done(&app, *id).await
}

/// From where to where, and why.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TransferWanted {
    /// One's own agency.
    pub from: Uuid,
    /// The agency that is to lead.
    pub to: Uuid,
    /// Why, for the public.
    pub reasons: String,
}

/// Hands a case to another agency. For officers of a lead agency.
#[utoipa::path(tag = "cases", request_body = TransferWanted, params(("id" = Uuid, Path, description = "The case")), responses(
    (status = 200, description = "Transferred", body = CaseBody),
    (status = 403, description = "Not an officer of a lead agency", body = Problem),
    (status = 409, description = "The state does not allow it", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/cases/{id}/transfer")]
async fn transfer(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    body: Json<TransferWanted>,
) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    let (from, to) = (AgencyId(body.from), AgencyId(body.to));
    app.write(async |tx, now| cases::transfer(tx, &officer, *id, from, to, &body.reasons, now).await).await?;
    done(&app, *id).await
}

/// Takes note of a transfer and leaves it so. For administrators.
#[utoipa::path(tag = "cases", params(("id" = Uuid, Path, description = "The transfer")), responses(
    (status = 204, description = "Noted"),
    (status = 403, description = "Not an administrator", body = Problem),
    (status = 409, description = "Noted before", body = Problem),
))]
#[post("/transfers/{id}/note")]
async fn accept(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<TransferId>,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Administrator)?.id;
    app.write(async |tx, now| cases::accept_transfer(tx, by, *id, now).await).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A timetable.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TimetableWanted {
    /// How the agency will work on the case.
    pub body: String,
    /// Its steps, at most 20.
    #[serde(default)]
    pub steps: Vec<StepBody>,
}

/// Posts a timetable, which meets the timetable clock. For officers of a lead agency.
#[utoipa::path(tag = "cases", request_body = TimetableWanted, params(("id" = Uuid, Path, description = "The case")), responses(
    (status = 200, description = "Posted", body = CaseBody),
    (status = 403, description = "Not an officer of a lead agency", body = Problem),
    (status = 409, description = "The state does not allow it", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/cases/{id}/timetable")]
async fn timetable(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    body: Json<TimetableWanted>,
) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    let body = body.into_inner();
    let steps = body.steps.into_iter().map(|step| Step { on: step.on, what: step.what }).collect();
    let new = Timetable { body: body.body, steps };
    app.write(async |tx, now| cases::post_timetable(tx, &officer, *id, &new, now, &app.calendar.get()).await)
        .await?;
    done(&app, *id).await
}

/// A contact with the proposer.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ContactWanted {
    /// The day, in Taipei; not in the future.
    pub on: NaiveDate,
    /// `telephone`, `email`, `meeting`, `video`, `letter` or `other`.
    pub manner: String,
    /// What was talked about, for the public.
    pub summary: String,
}

/// Records a contact with the proposer, which meets the contact clock. For officers of a lead agency.
#[utoipa::path(tag = "cases", request_body = ContactWanted, params(("id" = Uuid, Path, description = "The case")), responses(
    (status = 200, description = "Recorded", body = CaseBody),
    (status = 403, description = "Not an officer of a lead agency", body = Problem),
    (status = 409, description = "The state does not allow it", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/cases/{id}/contact")]
async fn contact(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    body: Json<ContactWanted>,
) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    let manner: ContactManner =
        body.manner.parse().map_err(|_| FieldErrors::one("manner", "no_such_choice"))?;
    let new = Contact { on: body.on, manner, summary: body.summary.clone() };
    app.write(async |tx, now| cases::record_contact(tx, &officer, *id, &new, now, &app.calendar.get()).await)
        .await?;
    done(&app, *id).await
}

/// An extension.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ExtensionWanted {
    /// The new last day, in Taipei; the longest the rulebook allows if absent.
    pub until: Option<NaiveDate>,
    /// Why, for the public.
    pub reasons: String,
    /// What was done so far, for the public.
    pub progress: String,
}

/// Extends the deadline of the response, before it has passed. For officers of a lead agency.
#[utoipa::path(tag = "cases", request_body = ExtensionWanted, params(("id" = Uuid, Path, description = "The case")), responses(
    (status = 200, description = "Extended", body = CaseBody),
    (status = 403, description = "Not an officer of a lead agency", body = Problem),
    (status = 409, description = "`deadline_passed`, `no_extension_left`, or the state does not allow it", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/cases/{id}/extension")]
async fn extension(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    body: Json<ExtensionWanted>,
) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    let body = body.into_inner();
    let asked = ExtensionAsked { until: body.until, reasons: body.reasons, progress: body.progress };
    app.write(async |tx, now| {
        cases::ask_extension(tx, &officer, *id, &asked, now, &app.calendar.get()).await
    })
    .await?;
    done(&app, *id).await
}

/// Why a clock was missed.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ExplanationWanted {
    /// The words, for the public.
    pub explanation: String,
}

/// Explains a missed clock in public, once. For officers of a lead agency.
#[utoipa::path(tag = "cases", request_body = ExplanationWanted, params(
    ("id" = Uuid, Path, description = "The case"), ("clock" = String, Path, description = "The clock's code"),
), responses(
    (status = 200, description = "Explained", body = CaseBody),
    (status = 403, description = "Not an officer of a lead agency", body = Problem),
    (status = 409, description = "It was not missed, or explained before", body = Problem),
))]
#[post("/cases/{id}/clocks/{clock}/explanation")]
async fn explain(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(CaseId, String)>,
    body: Json<ExplanationWanted>,
) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    let (id, clock) = path.into_inner();
    app.write(async |tx, now| cases::explain(tx, &officer, id, &clock, &body.explanation, now).await).await?;
    done(&app, id).await
}

/// Promises a follow-up. For officers of a lead agency, once the case is answered.
#[utoipa::path(tag = "cases", request_body = PromiseBody, params(("id" = Uuid, Path, description = "The case")), responses(
    (status = 201, description = "Added", body = Made),
    (status = 403, description = "Not an officer of a lead agency", body = Problem),
    (status = 409, description = "The state does not allow it", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/cases/{id}/follow-ups")]
async fn add_follow_up(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    body: Json<PromiseBody>,
) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    let made = app
        .write(async |tx, now| followups::add(tx, &officer, *id, &body.into_inner().into(), now).await)
        .await?;
    Ok(HttpResponse::Created().json(Made { id: made.0 }))
}

/// What was done.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ReportWanted {
    /// The words, for the public.
    pub report: String,
    /// If the matter goes on: the last day for the next report, in Taipei.
    pub next: Option<NaiveDate>,
    /// With the last report that nothing goes on from: what came of the case, for the public.
    #[serde(default)]
    pub outcome: String,
}

/// Reports on a follow-up: that it is done, or that it goes on and by when the next report comes. With the last one that
/// nothing goes on from the case closes with its outcome. For officers of a lead agency.
#[utoipa::path(tag = "cases", request_body = ReportWanted, params(
    ("id" = Uuid, Path, description = "The case"), ("follow_up" = Uuid, Path, description = "The follow-up"),
), responses(
    (status = 200, description = "Reported", body = CaseBody),
    (status = 403, description = "Not an officer of a lead agency", body = Problem),
    (status = 409, description = "Reported before", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/cases/{id}/follow-ups/{follow_up}/report")]
async fn report(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(CaseId, FollowUpId)>,
    body: Json<ReportWanted>,
) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    let (id, follow_up) = path.into_inner();
    let body = body.into_inner();
    let report = followups::Report { body: body.report, next: body.next, outcome: body.outcome };
    flows::cases::report(&app, &officer, id, follow_up, &report).await?;
    let case = cases::get(app.db.read(), id, app.now()).await?;
    Ok(HttpResponse::Ok().json(CaseBody::from(&case)))
}

/// What came of it.
#[derive(Debug, Deserialize, ToSchema)]
pub struct OutcomeWanted {
    /// The words, for the public.
    pub outcome: String,
}

/// Closes an answered case in which nothing remains. For officers of a lead agency.
#[utoipa::path(tag = "cases", request_body = OutcomeWanted, params(("id" = Uuid, Path, description = "The case")), responses(
    (status = 200, description = "Closed", body = CaseBody),
    (status = 403, description = "Not an officer of a lead agency", body = Problem),
    (status = 409, description = "`follow_ups_open`, or the state does not allow it", body = Problem),
))]
#[post("/cases/{id}/close")]
async fn close(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    body: Json<OutcomeWanted>,
) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    flows::cases::close(&app, &officer, *id, &body.outcome).await?;
    let case = cases::get(app.db.read(), *id, app.now()).await?;
    Ok(HttpResponse::Ok().json(CaseBody::from(&case)))
}
