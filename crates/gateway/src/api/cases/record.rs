//! The record of promises over the API, in JSON and as a table for spreadsheets.

use actix_web::http::header;
use actix_web::{HttpResponse, get, web};
use folkmoot_agency_responses::agencies;
use folkmoot_agency_responses::record::{self, ClockRecord, QuarterRecord, Record};
use folkmoot_foundation::AgencyId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::api::extract::Query;
use crate::fault::Problem;
use crate::open_data::{Csv, LICENCE, LICENCE_URL};
use crate::{App, Fault};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(as_json).service(as_csv);
}

/// Whose record of when.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct RecordWanted {
    /// An agency's id; all together without it.
    pub agency: Option<Uuid>,
    /// The year in which the dates fell; all without it.
    pub year: Option<i32>,
}

/// How one kind of date was kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordBody {
    /// The clock's code; `follow_up` for what was promised after responses.
    pub clock: String,
    /// Met in time.
    pub kept: i64,
    /// Missed, or met late.
    pub missed: i64,
    /// Extended at least once.
    pub extended: i64,
    /// Running.
    pub running: i64,
    /// Without a date, or with one that is not known yet.
    pub unknown: i64,
    /// How many days half of those that were met took at most.
    pub median_days: Option<i64>,
    /// How many days nine of ten took at most.
    pub p90_days: Option<i64>,
}

impl From<ClockRecord> for RecordBody {
    fn from(one: ClockRecord) -> Self {
        Self {
            clock: one.code,
            kept: one.kept,
            missed: one.missed,
            extended: one.extended,
            running: one.running,
            unknown: one.unknown,
            median_days: one.days.map(|days| days.0),
            p90_days: one.days.map(|days| days.1),
        }
    }
}

/// How the dates of a quarter were kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuarterBody {
    /// The year.
    pub year: i32,
    /// 1 to 4.
    pub quarter: u32,
    /// Met in time.
    pub kept: i64,
    /// Missed.
    pub missed: i64,
    /// Extended at least once.
    pub extended: i64,
}

impl From<&QuarterRecord> for QuarterBody {
    fn from(one: &QuarterRecord) -> Self {
        Self {
            year: one.quarter.year,
            quarter: one.quarter.quarter,
            kept: one.kept,
            missed: one.missed,
            extended: one.extended,
        }
    }
}

/// A record of promises.
#[derive(Debug, Serialize, ToSchema)]
pub struct PromisesBody {
    /// By kind of date.
    pub clocks: Vec<RecordBody>,
    /// By quarter of the date owed, oldest first.
    pub quarters: Vec<QuarterBody>,
    /// The years with dates, newest first.
    pub years: Vec<i32>,
    /// The licence of the data, by its SPDX identifier.
    pub licence: &'static str,
}

async fn wanted(app: &App, wanted: &RecordWanted) -> Result<Record, Fault> {
    let agency = wanted.agency.map(AgencyId);
    if let Some(agency) = agency {
        agencies::get(app.db.read(), agency).await?;
    }
    Ok(record::record(app.db.read(), agency, wanted.year, app.now()).await?)
}

/// What agencies kept, extended and missed, and how long it took. A miss counts for the agency that led then.
#[utoipa::path(operation_id = "record", tag = "agencies", params(RecordWanted), responses(
    (status = 200, description = "The record", body = PromisesBody),
    (status = 404, description = "No such agency", body = Problem),
))]
#[get("/record")]
async fn as_json(app: web::Data<App>, query: Query<RecordWanted>) -> Result<HttpResponse, Fault> {
    let record = wanted(&app, &query.0).await?;
    let quarters = record.quarters.iter().map(QuarterBody::from).collect();
    let clocks = record.clocks.into_iter().map(RecordBody::from).collect();
    let body = PromisesBody { clocks, quarters, years: record.years, licence: LICENCE };
    Ok(HttpResponse::Ok()
        .insert_header((header::LINK, format!("<{LICENCE_URL}>; rel=\"license\"")))
        .json(body))
}

/// The same by kind of date, as a table.
#[utoipa::path(operation_id = "record_csv", tag = "agencies", params(RecordWanted), responses(
    (status = 200, description = "The table, UTF-8 with a byte order mark", content_type = "text/csv", body = String),
    (status = 404, description = "No such agency", body = Problem),
))]
#[get("/record.csv")]
async fn as_csv(app: web::Data<App>, query: Query<RecordWanted>) -> Result<HttpResponse, Fault> {
    const HEADS: [&str; 8] =
        ["clock", "kept", "missed", "extended", "running", "unknown", "median_days", "p90_days"];
    let record = wanted(&app, &query.0).await?;
    let mut table = Csv::new(&HEADS, Vec::new()).map_err(Fault::internal)?;
    for row in record.clocks.into_iter().map(RecordBody::from) {
        let cells = [
            json!(row.clock),
            json!(row.kept),
            json!(row.missed),
            json!(row.extended),
            json!(row.running),
            json!(row.unknown),
            json!(row.median_days),
            json!(row.p90_days),
        ];
        table.put(&cells).map_err(Fault::internal)?;
    }
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::LINK, format!("<{LICENCE_URL}>; rel=\"license\"")))
        .body(table.finish().map_err(Fault::internal)?))
}
