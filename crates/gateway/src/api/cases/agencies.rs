//! Agencies over the API.

use actix_web::{HttpResponse, get, post, web};
use folkmoot_accounts::Role;
use folkmoot_agency_responses::agencies::{self, Agency, AgencyDetails};
use folkmoot_agency_responses::record;
use folkmoot_foundation::AgencyId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::record::RecordBody;
use super::shapes::Made;
use crate::api::extract::Json;
use crate::fault::Problem;
use crate::http::Visitor;
use crate::{App, Fault};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(create).service(agency_by_id);
}

/// An agency.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyBody {
    /// Its id.
    pub id: Uuid,
    /// Its name in addresses.
    pub slug: String,
    /// Its Chinese name.
    pub name_zh: String,
    /// Its English name.
    pub name_en: String,
    /// Its short Chinese name.
    pub short_name: String,
    /// The agency that supervises it.
    pub parent: Option<Uuid>,
    /// How the public reaches it.
    pub contact: String,
    /// Whether cases may be assigned to it.
    pub active: bool,
    /// Cases it leads whose response is owed.
    pub waiting: i64,
    /// Those of them with a deadline that has passed.
    pub overdue: i64,
    /// Cases it has answered.
    pub answered: i64,
}

impl AgencyBody {
    fn new(agency: Agency, loads: &[record::AgencyLoad]) -> Self {
        let load = loads.iter().find(|load| load.agency_id == agency.id);
        Self {
            id: agency.id.0,
            slug: agency.slug,
            name_zh: agency.name.zh,
            name_en: agency.name.en,
            short_name: agency.short_name,
            parent: agency.parent.map(|parent| parent.0),
            contact: agency.contact,
            active: agency.active,
            waiting: load.map_or(0, |load| load.waiting),
            overdue: load.map_or(0, |load| load.overdue),
            answered: load.map_or(0, |load| load.answered),
        }
    }
}

/// All agencies.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyList {
    /// The agencies, by slug.
    pub items: Vec<AgencyBody>,
    /// Always null: the list is whole.
    pub next: Option<String>,
}

/// An agency with its record of dates kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyWithRecord {
    /// The agency.
    #[serde(flatten)]
    pub agency: AgencyBody,
    /// How it kept each kind of clock in the cases it leads.
    pub record: Vec<RecordBody>,
}

/// All agencies with what they owe.
#[utoipa::path(tag = "agencies", responses((status = 200, description = "The agencies", body = AgencyList)))]
#[get("/agencies")]
async fn list(app: web::Data<App>) -> Result<HttpResponse, Fault> {
    let all = agencies::list(app.db.read(), false).await?;
    let loads = record::loads(app.db.read(), app.now()).await?;
    let items = all.into_iter().map(|agency| AgencyBody::new(agency, &loads)).collect();
    Ok(HttpResponse::Ok().json(AgencyList { items, next: None }))
}

/// One agency with its record of dates kept.
#[utoipa::path(tag = "agencies", params(("id" = Uuid, Path, description = "The agency")), responses(
    (status = 200, description = "The agency", body = AgencyWithRecord),
    (status = 404, description = "No such agency", body = Problem),
))]
#[get("/agencies/{id}")]
async fn agency_by_id(app: web::Data<App>, id: web::Path<AgencyId>) -> Result<HttpResponse, Fault> {
    let agency = agencies::get(app.db.read(), *id).await?;
    let loads = record::loads(app.db.read(), app.now()).await?;
    let record = record::record(app.db.read(), Some(*id), None, app.now()).await?;
    Ok(HttpResponse::Ok().json(AgencyWithRecord {
        agency: AgencyBody::new(agency, &loads),
        record: record.clocks.into_iter().map(RecordBody::from).collect(),
    }))
}

/// An agency to be added.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewAgency {
    /// Lower-case letters, digits and hyphens, 2 to 60.
    pub slug: String,
    /// The Chinese name.
    pub name_zh: String,
    /// The English name.
    pub name_en: String,
    /// A short Chinese name.
    #[serde(default)]
    pub short_name: String,
    /// The supervising agency.
    pub parent: Option<Uuid>,
    /// How the public reaches it.
    #[serde(default)]
    pub contact: String,
}

/// Adds an agency. For administrators.
#[utoipa::path(tag = "agencies", request_body = NewAgency, responses(
    (status = 201, description = "Added", body = Made),
    (status = 401, description = "No token", body = Problem),
    (status = 403, description = "Not an administrator", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/agencies")]
async fn create(app: web::Data<App>, visitor: Visitor, body: Json<NewAgency>) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Administrator)?.id;
    let body = body.into_inner();
    let details = AgencyDetails {
        slug: body.slug,
        name_zh: body.name_zh,
        name_en: body.name_en,
        short_name: body.short_name,
        parent: body.parent.map(AgencyId),
        contact: body.contact,
    };
    let id = app.write(async |tx, now| agencies::create(tx, by, &details, now).await).await?;
    Ok(HttpResponse::Created().json(Made { id: id.0 }))
}
