//! Reading cases over the API.

use actix_web::{HttpResponse, get, web};
use folkmoot_agency_responses::{CaseState, DeskFilter, DeskQuery, cases};
use folkmoot_foundation::{AgencyId, CaseId, FieldErrors};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::shapes::{CaseBody, CaseList, CaseSummary};
use crate::api::extract::Query;
use crate::fault::Problem;
use crate::http::Visitor;
use crate::pages::cases::officer;
use crate::{App, Fault, lists};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(case_by_id).service(desk);
}

/// Which cases.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Only cases in which this agency has a part.
    agency: Option<Uuid>,
    /// Only cases in this state.
    state: Option<String>,
    /// Where the list goes on.
    cursor: Option<String>,
    /// How many, 1 to 100.
    limit: Option<usize>,
}

fn limit(wanted: Option<usize>) -> usize {
    wanted.unwrap_or(20).clamp(1, 100)
}

/// Cases, newest first.
#[utoipa::path(tag = "cases", params(Wanted), responses(
    (status = 200, description = "The cases", body = CaseList),
    (status = 422, description = "No such state", body = Problem),
))]
#[get("/cases")]
async fn list(app: web::Data<App>, wanted: Query<Wanted>) -> Result<HttpResponse, Fault> {
    let state = wanted.state.as_deref().map(str::parse::<CaseState>).transpose();
    let states: Vec<CaseState> =
        state.map_err(|_| FieldErrors::one("state", "unknown_choice"))?.into_iter().collect();
    let agency = wanted.agency.map(AgencyId);
    let pages = lists::cases(agency);
    let after = pages.after(wanted.cursor.as_deref())?;
    let page = cases::list(app.db.read(), agency, &states, after, limit(wanted.limit), app.now()).await?;
    Ok(HttpResponse::Ok().json(CaseList {
        items: page.items.iter().map(CaseSummary::from).collect(),
        next: pages.next(&page),
    }))
}

/// One case, with everything public about it.
#[utoipa::path(tag = "cases", params(("id" = Uuid, Path, description = "The case")), responses(
    (status = 200, description = "The case", body = CaseBody),
    (status = 404, description = "No such case", body = Problem),
))]
#[get("/cases/{id}")]
async fn case_by_id(app: web::Data<App>, id: web::Path<CaseId>) -> Result<HttpResponse, Fault> {
    let case = cases::get(app.db.read(), *id, app.now()).await?;
    Ok(HttpResponse::Ok().json(CaseBody::from(&case)))
}

/// Which part of the desk.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Shown {
    /// `open`, `overdue`, `due_soon`, `waiting`, `fresh`, `in_hand`, `new`, `drafting`, `awaiting_approval`, `follow_up`, `answered` or `closed`.
    show: Option<String>,
    /// Where the list goes on.
    cursor: Option<String>,
    /// How many, 1 to 100.
    limit: Option<usize>,
}

/// The desk of one's agencies.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeskBody {
    /// The cases, by what is due first.
    pub items: Vec<CaseSummary>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// How many cases each filter shows.
    pub counts: std::collections::BTreeMap<&'static str, i64>,
}

/// The cases of one's own agencies in the order they are due. For agency officers.
#[utoipa::path(tag = "cases", params(Shown), responses(
    (status = 200, description = "The desk", body = DeskBody),
    (status = 401, description = "No token", body = Problem),
    (status = 403, description = "Not an agency officer", body = Problem),
))]
#[get("/desk/cases")]
async fn desk(app: web::Data<App>, visitor: Visitor, shown: Query<Shown>) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    let filter = shown.show.as_deref().map(str::parse::<DeskFilter>).transpose();
    let filter = filter.map_err(|_| FieldErrors::one("show", "unknown_choice"))?.unwrap_or_default();
    let pages = lists::desk(officer.person, filter, "");
    let after = pages.after(shown.cursor.as_deref())?;
    let query = DeskQuery::new(&officer.agencies, filter);
    let desk = cases::desk(app.db.read(), &query, after, limit(shown.limit), app.now()).await?;
    Ok(HttpResponse::Ok().json(DeskBody {
        items: desk.cases.items.iter().map(|line| CaseSummary::from(&line.case)).collect(),
        next: pages.next(&desk.cases),
        counts: DeskFilter::ALL.into_iter().map(|one| (one.code(), desk.counts.of(one))).collect(),
    }))
}
