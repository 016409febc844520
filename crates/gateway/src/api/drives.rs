//! The numbers of a drive, in JSON and as tables for spreadsheets.

use std::collections::BTreeMap;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use chrono::{DateTime, NaiveDate, Utc};
use folkmoot_foundation::county::County;
use folkmoot_foundation::{DriveId, ProposalId};
use folkmoot_signatures::pauses::Block;
use folkmoot_signatures::{Drive, checks, drives};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::fault::Problem;
use crate::flows::pace;
use crate::open_data::{Csv, LICENCE, LICENCE_URL};
use crate::{App, Fault};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(count)
        .service(history)
        .service(history_csv)
        .service(by_county)
        .service(by_county_csv)
        .service(by_region)
        .service(by_region_csv)
        .service(thresholds)
        .service(thresholds_csv);
}

/// The count of a proposal.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountBody {
    /// How many signatures count.
    pub count: i64,
    /// The first instant at which one can sign.
    pub opens_at: DateTime<Utc>,
    /// The first instant at which one can't any more.
    pub closes_at: DateTime<Utc>,
    /// When it was closed before its end.
    pub closed_at: Option<DateTime<Utc>>,
    /// The times in the window in which nobody can sign, in their order. They have moved `closes_at` already.
    pub pauses: Vec<PauseBody>,
    /// How many of them came in by each channel, greatest first.
    pub channels: Vec<ChannelBody>,
    /// What was checked.
    pub checks: ChecksBody,
    /// The thresholds, lowest first.
    pub thresholds: Vec<ThresholdBody>,
}

/// Signatures that were checked; those that wait and those that were invalidated are not in the count.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChecksBody {
    /// How many wait.
    pub waiting: i64,
    /// How many were found valid, by reviewers or their signers.
    pub confirmed: i64,
    /// How many were invalidated, by reason, greatest first.
    pub invalidated: Vec<InvalidatedBody>,
}

/// Signatures that were invalidated for one reason.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvalidatedBody {
    /// `automated`, `same_person`, `made_up_accounts`, `throwaway_addresses` or `not_by_signer`.
    pub reason: String,
    /// How many.
    pub count: i64,
}

/// The signatures of one channel.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelBody {
    /// `online`, `paper` or `counter`.
    pub channel: &'static str,
    /// How many signatures count.
    pub count: i64,
}

/// A time in the window in which nobody can sign.
#[derive(Debug, Serialize, ToSchema)]
pub struct PauseBody {
    /// Its first instant.
    pub starts_at: DateTime<Utc>,
    /// The first instant after it; nothing while that is not known.
    pub ends_at: Option<DateTime<Utc>>,
    /// The reasons for it, as written.
    pub reasons: Vec<String>,
}

/// A threshold.
#[derive(Debug, Serialize, ToSchema)]
pub struct ThresholdBody {
    /// The rulebook's code.
    pub code: String,
    /// The count that reaches it.
    pub count: i64,
    /// When it was reached first.
    pub reached_at: Option<DateTime<Utc>>,
    /// Since when the count is below it again.
    pub fallen_at: Option<DateTime<Utc>>,
    /// In how many regions their own minimum must be reached as well.
    pub regions: Option<i64>,
}

/// The count of a proposal, exact at this moment, with its window and thresholds.
#[utoipa::path(tag = "signatures", params(("id" = uuid::Uuid, Path, description = "The proposal")), responses(
    (status = 200, description = "The count", body = CountBody),
    (status = 404, description = "No such proposal, or it never opened", body = Problem),
))]
#[get("/proposals/{id}/signatures/count")]
async fn count(app: web::Data<App>, id: web::Path<ProposalId>) -> Result<HttpResponse, Fault> {
    let drive = drives::get(app.db.read(), DriveId(id.0)).await?.ok_or(Fault::NotFound)?;
    let channels = drives::by_channel(app.db.read(), drive.id).await?;
    let checked = checks::numbers(app.db.read(), drive.id).await?;
    let threshold = |t: drives::Threshold| ThresholdBody {
        code: t.code,
        count: t.count,
        reached_at: t.reached_at,
        fallen_at: t.fallen_at,
        regions: t.regions,
    };
    Ok(HttpResponse::Ok().json(CountBody {
        count: drive.count,
        opens_at: drive.opens_at,
        closes_at: drive.closes_at,
        closed_at: drive.closed_at,
        pauses: pauses(&drive),
        channels: channels
            .iter()
            .map(|c| ChannelBody { channel: c.channel.code(), count: c.count })
            .collect(),
        checks: ChecksBody {
            waiting: checked.waiting,
            confirmed: checked.confirmed,
            invalidated: checked
                .invalidated
                .into_iter()
                .map(|(reason, count)| InvalidatedBody { reason, count })
                .collect(),
        },
        thresholds: drive.thresholds.into_iter().map(threshold).collect(),
    }))
}

pub(super) fn pauses(drive: &Drive) -> Vec<PauseBody> {
    let of_block = |block: Block| PauseBody {
        starts_at: block.starts_at,
        ends_at: block.ends_at,
        reasons: drive
            .pauses
            .iter()
            .filter(|pause| block.ends_at.is_none_or(|end| pause.starts_at < end))
            .filter(|pause| pause.ends_at.is_none_or(|end| end > block.starts_at))
            .map(|pause| pause.words.clone())
            .collect(),
    };
    drive.blocks().into_iter().map(of_block).collect()
}

/// Numbers of a proposal, with what one must know to use them.
#[derive(Debug, Serialize, ToSchema)]
pub struct NumbersBody<T> {
    /// The rows.
    pub items: Vec<T>,
    /// As of when.
    pub as_of: DateTime<Utc>,
    /// The licence, by its SPDX identifier.
    pub licence: &'static str,
}

/// The signatures of one hour.
#[derive(Debug, Serialize, ToSchema)]
pub struct HourBody {
    /// The beginning of the hour.
    pub hour: DateTime<Utc>,
    /// How many signatures made in it count now.
    pub count: i64,
}

/// The signatures of one county or city.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountyBody {
    /// The code of the Ministry of the Interior; nothing for signers who gave none.
    pub county: Option<String>,
    /// The name in Traditional Chinese.
    pub name: Option<&'static str>,
    /// How many signatures count.
    pub count: i64,
}

/// The signatures of one region of the rulebook: a county or city, or what else it lists.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionBody {
    /// The rulebook's code; nothing for signers who gave none.
    pub region: Option<String>,
    /// The name in Traditional Chinese.
    pub name: Option<String>,
    /// The name in English.
    pub name_en: Option<String>,
    /// How many signatures count.
    pub count: i64,
    /// How many are needed there for the threshold that looks at regions.
    pub minimum: Option<i64>,
    /// Whether that many are there.
    pub reached: Option<bool>,
}

/// A threshold, and how far it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct DistanceBody {
    /// The rulebook's code.
    pub code: String,
    /// The count that reaches it.
    pub threshold: i64,
    /// How many signatures count.
    pub count: i64,
    /// When it was reached first; it stays reached, also when the count falls below it.
    pub reached_at: Option<DateTime<Utc>>,
    /// In how many regions their minimum must be reached as well.
    pub regions: Option<i64>,
    /// In how many it is.
    pub regions_reached: Option<i64>,
    /// The day on which it is reached at the pace of the last seven days, if that is before the end.
    pub projected_on: Option<NaiveDate>,
}

/// The signatures of a proposal hour by hour: hours with signatures, oldest first; their sum is the count.
#[utoipa::path(tag = "signatures", params(("id" = uuid::Uuid, Path, description = "The proposal")), responses(
    (status = 200, description = "The history", body = NumbersBody<HourBody>),
    (status = 404, description = "No such proposal, or it never opened", body = Problem),
))]
#[get("/proposals/{id}/signatures/history")]
async fn history(app: web::Data<App>, id: web::Path<ProposalId>) -> Result<HttpResponse, Fault> {
    Ok(in_json(&app, hours(&app, *id).await?))
}

/// The same as a table for spreadsheets.
#[utoipa::path(tag = "signatures", params(("id" = uuid::Uuid, Path, description = "The proposal")), responses(
    (status = 200, description = "The history", content_type = "text/csv"),
    (status = 404, description = "No such proposal, or it never opened", body = Problem),
))]
#[get("/proposals/{id}/signatures/history.csv")]
async fn history_csv(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    as_table(&app, &request, &["hour", "count"], &hours(&app, *id).await?)
}

/// The signatures of a proposal by the regions of its rulebook: those that have signatures or a minimum, greatest first;
/// their sum is the count.
#[utoipa::path(tag = "signatures", params(("id" = uuid::Uuid, Path, description = "The proposal")), responses(
    (status = 200, description = "The counts", body = NumbersBody<RegionBody>),
    (status = 404, description = "No such proposal, or it never opened", body = Problem),
))]
#[get("/proposals/{id}/signatures/by-region")]
async fn by_region(app: web::Data<App>, id: web::Path<ProposalId>) -> Result<HttpResponse, Fault> {
    Ok(in_json(&app, regions(&app, *id).await?))
}

/// The same as a table for spreadsheets.
#[utoipa::path(tag = "signatures", params(("id" = uuid::Uuid, Path, description = "The proposal")), responses(
    (status = 200, description = "The counts", content_type = "text/csv"),
    (status = 404, description = "No such proposal, or it never opened", body = Problem),
))]
#[get("/proposals/{id}/signatures/by-region.csv")]
async fn by_region_csv(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let heads = ["region", "name", "name_en", "count", "minimum", "reached"];
    as_table(&app, &request, &heads, &regions(&app, *id).await?)
}

/// The signatures of a proposal by county and city, where its rulebook lists no other regions: those with signatures, greatest first; their sum is the count.
#[utoipa::path(tag = "signatures", params(("id" = uuid::Uuid, Path, description = "The proposal")), responses(
    (status = 200, description = "The counts", body = NumbersBody<CountyBody>),
    (status = 404, description = "No such proposal, or it never opened", body = Problem),
))]
#[get("/proposals/{id}/signatures/by-county")]
async fn by_county(app: web::Data<App>, id: web::Path<ProposalId>) -> Result<HttpResponse, Fault> {
    Ok(in_json(&app, counties(&app, *id).await?))
}

/// The same as a table for spreadsheets.
#[utoipa::path(tag = "signatures", params(("id" = uuid::Uuid, Path, description = "The proposal")), responses(
    (status = 200, description = "The counts", content_type = "text/csv"),
    (status = 404, description = "No such proposal, or it never opened", body = Problem),
))]
#[get("/proposals/{id}/signatures/by-county.csv")]
async fn by_county_csv(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    as_table(&app, &request, &["county", "name", "count"], &counties(&app, *id).await?)
}

/// The thresholds of a proposal, lowest first, each with when it was or will be reached.
#[utoipa::path(tag = "signatures", params(("id" = uuid::Uuid, Path, description = "The proposal")), responses(
    (status = 200, description = "The thresholds", body = NumbersBody<DistanceBody>),
    (status = 404, description = "No such proposal, or it never opened", body = Problem),
))]
#[get("/proposals/{id}/signatures/thresholds")]
async fn thresholds(app: web::Data<App>, id: web::Path<ProposalId>) -> Result<HttpResponse, Fault> {
    Ok(in_json(&app, distances(&app, *id).await?))
}

/// The same as a table for spreadsheets.
#[utoipa::path(tag = "signatures", params(("id" = uuid::Uuid, Path, description = "The proposal")), responses(
    (status = 200, description = "The thresholds", content_type = "text/csv"),
    (status = 404, description = "No such proposal, or it never opened", body = Problem),
))]
#[get("/proposals/{id}/signatures/thresholds.csv")]
async fn thresholds_csv(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let heads = ["code", "threshold", "count", "reached_at", "regions", "regions_reached", "projected_on"];
    as_table(&app, &request, &heads, &distances(&app, *id).await?)
}

async fn hours(app: &App, id: ProposalId) -> Result<Vec<HourBody>, Fault> {
    let hours = drives::history(app.db.read(), there(app, id).await?).await?;
    Ok(hours.into_iter().map(|h| HourBody { hour: h.hour, count: h.count }).collect())
}

async fn counties(app: &App, id: ProposalId) -> Result<Vec<CountyBody>, Fault> {
    let drive = there(app, id).await?;
    if app.rulebook_of.get(id).await?.regions.is_some() {
        return Err(Fault::NotFound);
    }
    let counts = drives::by_region(app.db.read(), drive).await?;
    let county = |c: drives::RegionCount| {
        let county = c.region.and_then(|region| County::find(region.as_str()));
        CountyBody {
            name: county.map(|county| county.zh),
            county: county.map(|county| county.code.to_owned()),
            count: c.count,
        }
    };
    Ok(counts.into_iter().map(county).collect())
}

async fn regions(app: &App, id: ProposalId) -> Result<Vec<RegionBody>, Fault> {
    let (conn, drive) = (app.db.read(), there(app, id).await?);
    let list = app.rulebook_of.get(id).await?.regions();
    let mut minima: BTreeMap<String, i64> = BTreeMap::new();
    for minimum in drives::minima(conn, drive).await? {
        // Of several thresholds the highest minimum is what is still to be reached.
        let highest = minima.entry(minimum.region.to_string()).or_default();
        *highest = Ord::max(*highest, minimum.count);
    }
    let mut counts: Vec<(Option<String>, i64)> = Vec::new();
    for c in drives::by_region(conn, drive).await? {
        counts.push((c.region.map(String::from), c.count));
    }
    let without = |code: &&String| !counts.iter().any(|(region, _)| region.as_ref() == Some(*code));
    let without: Vec<String> = minima.keys().filter(without).cloned().collect();
    counts.extend(without.into_iter().map(|code| (Some(code), 0)));
    let body = |(region, signed): (Option<String>, i64)| {
        let listed = region.as_deref().and_then(|code| list.find(code));
        let minimum = region.as_ref().and_then(|code| minima.get(code)).copied();
        RegionBody {
            name: listed.map(|region| region.name.zh.clone()),
            name_en: listed.map(|region| region.name.en.clone()),
            region,
            count: signed,
            minimum,
            reached: minimum.map(|minimum| signed >= minimum),
        }
    };
    Ok(counts.into_iter().map(body).collect())
}

async fn distances(app: &App, id: ProposalId) -> Result<Vec<DistanceBody>, Fault> {
    let drive = drives::get(app.db.read(), DriveId(id.0)).await?.ok_or(Fault::NotFound)?;
    let pace = pace::of(app, &drive).await?;
    let regions = match drive.thresholds.iter().any(|level| level.regions.is_some()) {
        true => drives::Regions::read(app.db.read(), drive.id).await?,
        false => drives::Regions::default(),
    };
    let distance = |level: &drives::Threshold| DistanceBody {
        code: level.code.clone(),
        threshold: level.count,
        count: drive.count,
        reached_at: level.reached_at,
        regions: level.regions,
        regions_reached: level.regions.map(|_| regions.reached(&level.code)),
        projected_on: pace.and_then(|pace| pace.reaches(&drive, level, app.now())),
    };
    Ok(drive.thresholds.iter().map(distance).collect())
}

/// The drive of a proposal, if it has one.
async fn there(app: &App, id: ProposalId) -> Result<DriveId, Fault> {
    let drive = DriveId(id.0);
    drives::tally(app.db.read(), drive).await?.map(|_| drive).ok_or(Fault::NotFound)
}

fn in_json<T: Serialize>(app: &App, items: Vec<T>) -> HttpResponse {
    let link = format!("<{LICENCE_URL}>; rel=\"license\"");
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::LINK, link))
        .json(NumbersBody { items, as_of: app.now(), licence: LICENCE })
}

/// A file to keep, named after the last part of its address. Each row says as of when it is.
fn as_table<T: Serialize>(
    app: &App,
    request: &HttpRequest,
    heads: &[&str],
    items: &[T],
) -> Result<HttpResponse, Fault> {
    let as_of = Value::from(app.now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
    let licence = Value::from(LICENCE);
    let all: Vec<&str> = heads.iter().copied().chain(["as_of", "licence"]).collect();
    let mut csv = Csv::new(&all, Vec::new()).map_err(Fault::internal)?;
    for item in items {
        let item = serde_json::to_value(item).map_err(Fault::internal)?;
        let cells = heads.iter().map(|head| &item[*head]).chain([&as_of, &licence]);
        csv.put(cells).map_err(Fault::internal)?;
    }
    let name = request.path().rsplit('/').next().unwrap_or("numbers.csv").to_owned();
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8; header=present")
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::LINK, format!("<{LICENCE_URL}>; rel=\"license\"")))
        .body(csv.finish().map_err(Fault::internal)?))
}
