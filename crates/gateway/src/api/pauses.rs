//! Polling days and pauses over the API.

use actix_web::{HttpResponse, delete, get, post, web};
use chrono::{DateTime, NaiveDate, Utc};
use folkmoot_accounts::Role;
use folkmoot_foundation::ProposalId;
use folkmoot_proposals::polling::{self, PollingDay};
use folkmoot_signatures::Drive;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::drives::{PauseBody, pauses};
use crate::api::extract::Json;
use crate::fault::Problem;
use crate::flows::pauses as flow;
use crate::http::Visitor;
use crate::{App, Fault};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(add).service(remove).service(pause).service(resume);
}

/// A national polling day.
#[derive(Debug, Serialize, ToSchema)]
pub struct PollingDayBody {
    /// Its id.
    pub id: Uuid,
    /// The day.
    pub day: NaiveDate,
    /// What people call it.
    pub name: String,
    /// The first instant at which any procedure pauses because of it.
    pub pauses_from: DateTime<Utc>,
}

impl From<PollingDay> for PollingDayBody {
    fn from(day: PollingDay) -> Self {
        Self { id: day.id, day: day.day, name: day.name, pauses_from: day.pauses_from }
    }
}

/// All polling days.
#[derive(Debug, Serialize, ToSchema)]
pub struct PollingDaysBody {
    /// The earliest first.
    pub items: Vec<PollingDayBody>,
}

/// A polling day to enter.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewPollingDay {
    /// The day, as `2026-11-28`.
    pub day: String,
    /// What people call it, 2 to 60 characters.
    pub name: String,
}

/// Why a drive pauses.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PauseReason {
    /// The public reason, 5 to 1,000 characters.
    pub reason: String,
}

/// The window of a drive with its pauses.
#[derive(Debug, Serialize, ToSchema)]
pub struct WindowBody {
    /// The first instant at which one can sign.
    pub opens_at: DateTime<Utc>,
    /// The first instant at which one can't any more; nothing while a pause goes on whose end is not known.
    pub closes_at: Option<DateTime<Utc>>,
    /// The pauses.
    pub pauses: Vec<PauseBody>,
}

impl From<Drive> for WindowBody {
    fn from(drive: Drive) -> Self {
        Self { opens_at: drive.opens_at, closes_at: drive.ends_at(), pauses: pauses(&drive) }
    }
}

/// The national polling days, before which proposing and co-signing may pause.
#[utoipa::path(tag = "signatures", responses((status = 200, description = "All of them", body = PollingDaysBody)))]
#[get("/polling-days")]
async fn list(app: web::Data<App>) -> Result<HttpResponse, Fault> {
    let items = polling::list(app.db.read()).await?.into_iter().map(PollingDayBody::from).collect();
    Ok(HttpResponse::Ok().json(PollingDaysBody { items }))
}

/// Enters a polling day. Administrators only.
#[utoipa::path(tag = "signatures", request_body = NewPollingDay, responses(
    (status = 201, description = "Entered", body = PollingDayBody),
    (status = 403, description = "Not an administrator", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/polling-days")]
async fn add(
    app: web::Data<App>,
    visitor: Visitor,
    body: Json<NewPollingDay>,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Administrator)?.id;
    let entered = app
        .write(async |tx, now| {
            flow::add_polling_day(tx, &app.rulebooks, &body.day, &body.name, by, now, &app.calendar.get())
                .await
        })
        .await?;
    Ok(HttpResponse::Created().json(PollingDayBody::from(entered)))
}

/// Takes a polling day back before it has any effect. Administrators only.
#[utoipa::path(tag = "signatures", params(("id" = Uuid, Path, description = "The polling day")), responses(
    (status = 204, description = "Taken back"),
    (status = 403, description = "Not an administrator", body = Problem),
    (status = 404, description = "No such polling day", body = Problem),
    (status = 409, description = "`polling_day_begun`", body = Problem),
))]
#[delete("/polling-days/{id}")]
async fn remove(app: web::Data<App>, visitor: Visitor, id: web::Path<Uuid>) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Administrator)?.id;
    app.write(async |tx, now| flow::remove_polling_day(tx, *id, by, now, &app.calendar.get()).await).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Lets the co-signing of a proposal pause, with a public reason. Administrators only.
#[utoipa::path(tag = "signatures", request_body = PauseReason, params(("id" = Uuid, Path, description = "The proposal")), responses(
    (status = 200, description = "It pauses", body = WindowBody),
    (status = 403, description = "Not an administrator", body = Problem),
    (status = 404, description = "No such proposal, or it never opened", body = Problem),
    (status = 409, description = "`drive_paused` or `drive_over`", body = Problem),
    (status = 422, description = "The reason is wrong", body = Problem),
))]
#[post("/proposals/{id}/signatures/pause")]
async fn pause(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    body: Json<PauseReason>,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Administrator)?.id;
    let drive = flow::pause(&app, *id, &body.reason, by).await?;
    Ok(HttpResponse::Ok().json(WindowBody::from(drive)))
}

/// Lets the co-signing of a proposal go on. Administrators only.
#[utoipa::path(tag = "signatures", params(("id" = Uuid, Path, description = "The proposal")), responses(
    (status = 200, description = "It goes on", body = WindowBody),
    (status = 403, description = "Not an administrator", body = Problem),
    (status = 404, description = "No such proposal, or it never opened", body = Problem),
    (status = 409, description = "`drive_not_paused`", body = Problem),
))]
#[delete("/proposals/{id}/signatures/pause")]
async fn resume(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Administrator)?.id;
    let drive = flow::resume(&app, *id, by).await?;
    Ok(HttpResponse::Ok().json(WindowBody::from(drive)))
}
