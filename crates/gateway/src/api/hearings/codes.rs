//! Codes that are given to speakers in the hall, over the API.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, put, web};
use chrono::{DateTime, NaiveDate, Utc};
use folkmoot_foundation::{HearingId, Now};
use folkmoot_hearings::codes::{self, Code, Printed, Sheet};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::frame::{done, facilitated};
use crate::api::extract::Json;
use crate::fault::Problem;
use crate::http::Visitor;
use crate::pages::hearings::visible;
use crate::pages::issues::participant;
use crate::{App, Fault, flows};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(make).service(redeem).service(hand_out).service(withdraw);
}

/// A code as it is known later: without its signs, of which only a hash is kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct CodeBody {
    /// What stands beside it on the sheet.
    pub number: i64,
    /// Whose words it gives; none for a blank one that was not handed out yet.
    pub speaker: Option<String>,
    /// `open`, `used`, `withdrawn` or `expired`.
    pub state: String,
    /// The last day on which it is good.
    pub valid_until: NaiveDate,
    /// When it was used.
    pub used_at: Option<DateTime<Utc>>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<DateTime<Utc>>,
}

impl CodeBody {
    fn of(code: Code, now: Now) -> Self {
        Self {
            state: code.state(now).to_owned(),
            number: code.number,
            speaker: code.speaker,
            valid_until: code.valid_until,
            used_at: code.used_at,
            withdrawn_at: code.withdrawn_at,
        }
    }
}

/// The codes of a hearing.
#[derive(Debug, Serialize, ToSchema)]
pub struct CodesBody {
    /// In the order of their numbers.
    pub items: Vec<CodeBody>,
}

/// The codes of a hearing and how each stands.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 200, description = "The codes", body = CodesBody),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 404, description = "No such hearing", body = Problem),
))]
#[get("/hearings/{id}/codes")]
async fn list(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    let (hearing, _) = facilitated(&app, &visitor, *id).await?;
    let all = codes::of_hearing(app.db.read(), hearing.id).await?;
    let items = all.into_iter().map(|code| CodeBody::of(code, app.now())).collect();
    Ok(HttpResponse::Ok().json(CodesBody { items }))
}

/// What is to be printed.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SheetDraft {
    /// The names, as the record has them or will have them.
    #[serde(default)]
    speakers: Vec<String>,
    /// How many blank ones besides; at most 300 in all.
    #[serde(default)]
    blanks: u32,
    /// `YYYY-MM-DD`, within 366 days; left out, 60 days.
    #[serde(default)]
    valid_until: String,
}

/// A fresh code.
#[derive(Debug, Serialize, ToSchema)]
pub struct PrintedBody {
    /// What stands beside it.
    pub number: i64,
    /// Whose words it gives, if that is known.
    pub speaker: Option<String>,
    /// The code.
    pub code: String,
}

/// A fresh sheet.
#[derive(Debug, Serialize, ToSchema)]
pub struct SheetBody {
    /// Where speakers type their codes.
    pub address: String,
    /// The codes, in the order of their numbers.
    pub items: Vec<PrintedBody>,
}

/// Makes a sheet of codes. They are in this answer and nowhere else afterwards.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 201, description = "The sheet", body = SheetBody),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 404, description = "No such hearing", body = Problem),
    (status = 409, description = "`hearing_is_draft`, `hearing_cancelled`, `codes_too_many`", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/hearings/{id}/codes")]
async fn make(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    sent: Json<SheetDraft>,
) -> Result<HttpResponse, Fault> {
    let (hearing, by) = facilitated(&app, &visitor, *id).await?;
    let sent = sent.into_inner();
    let sheet =
        Sheet { speakers: sent.speakers, blanks: sent.blanks.to_string(), valid_until: sent.valid_until };
    let printed = flows::words::make_codes(&app, &hearing, sheet, by).await?;
    let of = |one: Printed| PrintedBody { number: one.number, speaker: one.speaker, code: one.code };
    let sheet = SheetBody {
        address: format!("{}/hearings/{id}/speakers", app.config.public_url),
        items: printed.into_iter().map(of).collect(),
    };
    Ok(HttpResponse::Created().insert_header((header::CACHE_CONTROL, "private, no-store")).json(sheet))
}

/// A code as somebody typed it.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TypedCode {
    /// With or without its dashes, in small letters or large.
    code: String,
}

/// Whose words count for the caller from now on.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProvenBody {
    /// The name in the record.
    pub speaker: String,
}

/// Uses a code that was given in the hall: from then on the words under its name count for the caller. Whoever sends it again
/// gets the same.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 200, description = "Whose words they are", body = ProvenBody),
    (status = 401, description = "No token", body = Problem),
    (status = 404, description = "No such hearing", body = Problem),
    (status = 409, description = "`speaker_claimed`, `comment_needs_mobile`", body = Problem),
    (status = 422, description = "`code` is unknown, used, withdrawn, too old, or was not handed out", body = Problem),
    (status = 429, description = "Too many tries; see Retry-After", body = Problem),
))]
#[post("/hearings/{id}/codes/redeem")]
async fn redeem(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    id: web::Path<HearingId>,
    sent: Json<TypedCode>,
) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    let hearing = visible(&app, &visitor, *id).await?;
    let person = participant(&app, &visitor, &hearing).await?;
    let speaker = flows::words::redeem(&app, &request, &hearing, &sent.code, person).await?;
    Ok(HttpResponse::Ok().json(ProvenBody { speaker }))
}

/// The number of a code, as it stands in a path: what is no number is no code.
fn numbered(text: &str) -> Result<i64, Fault> {
    text.parse().map_err(|_| Fault::NotFound)
}

/// Who got a blank code.
#[derive(Debug, Deserialize, ToSchema)]
pub struct HandedOut {
    /// The name, as the record has it or will have it.
    speaker: String,
}

/// Notes who got a blank code.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing"), ("number" = i64, Path, description = "The number of the code")), responses(
    (status = 204, description = "Done"),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 404, description = "No such code", body = Problem),
    (status = 409, description = "`code_used`, `code_withdrawn`, `code_has_name`", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[put("/hearings/{id}/codes/{number}/speaker")]
async fn hand_out(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, String)>,
    sent: Json<HandedOut>,
) -> Result<HttpResponse, Fault> {
    let (id, number) = path.into_inner();
    let (hearing, _) = facilitated(&app, &visitor, id).await?;
    flows::words::hand_out(&app, &hearing, numbered(&number)?, &sent.speaker).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Withdraws a code that was lost or given to the wrong person.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing"), ("number" = i64, Path, description = "The number of the code")), responses(
    (status = 204, description = "Done"),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 404, description = "No such code", body = Problem),
    (status = 409, description = "`code_used`, `code_withdrawn`", body = Problem),
))]
#[delete("/hearings/{id}/codes/{number}")]
async fn withdraw(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, String)>,
) -> Result<HttpResponse, Fault> {
    let (id, number) = path.into_inner();
    let (hearing, _) = facilitated(&app, &visitor, id).await?;
    let number = numbered(&number)?;
    done(&app, async |tx, now| codes::withdraw(tx, hearing.id, number, now).await).await
}
