//! The second factor over the API.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use chrono::{DateTime, Utc};
use folkmoot_accounts::{Role, people, second_factor};
use folkmoot_foundation::PersonId;
use folkmoot_web::Lang;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::extract::Json;
use crate::fault::Problem;
use crate::flows::{accounts as flow, second_factor as second};
use crate::http::Visitor;
use crate::{App, Fault};

/// One's own second factor.
#[derive(Serialize, ToSchema)]
pub struct SecondFactorBody {
    /// Whether signing in asks for a code.
    pub on: bool,
    /// Since when.
    pub since: Option<DateTime<Utc>>,
    /// How many recovery codes are left.
    pub recovery_codes: u64,
}

/// Whether one's own account asks for a code.
#[utoipa::path(tag = "accounts", responses((status = 200, body = SecondFactorBody), (status = 401, body = Problem)))]
#[get("/me/second-factor")]
pub async fn show_second_factor(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    let found = second_factor::of(app.db.read(), visitor.signed_in()?.id).await?;
    Ok(HttpResponse::Ok().json(SecondFactorBody {
        on: found.is_some(),
        since: found.map(|one| one.since),
        recovery_codes: found.map_or(0, |one| one.recovery_codes),
    }))
}

/// The password.
#[derive(Deserialize, ToSchema)]
pub struct BeginBody {
    /// The account's password.
    pub password: String,
}

/// A secret that waits for its first code.
#[derive(Serialize, ToSchema)]
pub struct SecretBody {
    /// The secret in base 32.
    pub secret: String,
    /// The same as an address that apps read, `otpauth://totp/…`: SHA-1, six digits, thirty seconds.
    pub address: String,
}

/// Makes a secret for an app; it counts for nothing until its first code came.
#[utoipa::path(tag = "accounts", request_body = BeginBody, responses(
    (status = 201, description = "The secret, which is told here and on the page of the account until it is confirmed", body = SecretBody),
    (status = 401, body = Problem),
    (status = 409, description = "`second_factor_there`", body = Problem),
    (status = 422, description = "The password is wrong", body = Problem),
))]
#[post("/me/second-factor")]
pub async fn begin_second_factor(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    body: Json<BeginBody>,
) -> Result<HttpResponse, Fault> {
    let id = visitor.signed_in()?.id;
    let pending = second::begin(&app, id, &body.password, flow::caller_of(&app, &request)).await?;
    let contact = people::contact(app.db.read(), &app.keyring, id).await?.ok_or(Fault::NotFound)?;
    let address = pending.address(&Lang::En.t("site-name"), &contact.email);
    Ok(HttpResponse::Created()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(SecretBody { secret: pending.secret, address }))
}

/// A code.
#[derive(Deserialize, ToSchema)]
pub struct CodeBody {
    /// The six digits that the app shows.
    pub code: String,
}

/// The recovery codes.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodesBody {
    /// Each is good once in the place of a code. They are told here alone.
    pub recovery_codes: Vec<String>,
}

/// Confirms the secret by its first code; from then on signing in asks for one.
#[utoipa::path(tag = "accounts", request_body = CodeBody, responses(
    (status = 201, body = RecoveryCodesBody),
    (status = 401, body = Problem),
    (status = 404, description = "Nothing was begun", body = Problem),
    (status = 422, description = "The code is wrong", body = Problem),
    (status = 429, description = "Too many wrong codes", body = Problem),
))]
#[post("/me/second-factor/confirm")]
pub async fn confirm_second_factor(
    app: web::Data<App>,
    visitor: Visitor,
    body: Json<CodeBody>,
) -> Result<HttpResponse, Fault> {
    let recovery_codes = second::confirm(&app, visitor.signed_in()?.id, &body.code).await?;
    Ok(HttpResponse::Created()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(RecoveryCodesBody { recovery_codes }))
}

/// Password and code.
#[derive(Deserialize, ToSchema)]
pub struct RemovalBody {
    /// The account's password.
    pub password: String,
    /// A code of the app, or a recovery code.
    pub code: String,
}

/// Removes one's own second factor.
#[utoipa::path(tag = "accounts", request_body = RemovalBody, responses(
    (status = 204, description = "Removed"),
    (status = 401, body = Problem),
    (status = 422, description = "Password or code is wrong", body = Problem),
    (status = 429, description = "Too many wrong codes", body = Problem),
))]
#[delete("/me/second-factor")]
pub async fn remove_second_factor(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    body: Json<RemovalBody>,
) -> Result<HttpResponse, Fault> {
    let id = visitor.signed_in()?.id;
    second::remove(&app, id, &body.password, &body.code, flow::caller_of(&app, &request)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Why it is removed.
#[derive(Deserialize, ToSchema)]
pub struct LostBody {
    /// How it was made sure who asked for it; kept in the log.
    pub reason: String,
}

/// Removes the second factor of somebody who lost phone and recovery codes; they are signed out and told by mail. For
/// administrators.
#[utoipa::path(tag = "accounts", request_body = LostBody, params(("id" = String, Path, description = "The person")), responses(
    (status = 204, description = "Removed"),
    (status = 403, description = "Not an administrator", body = Problem),
    (status = 404, description = "They have none", body = Problem),
    (status = 422, description = "The reason is missing", body = Problem),
))]
#[post("/people/{id}/second-factor/remove")]
pub async fn remove_lost_second_factor(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<PersonId>,
    body: Json<LostBody>,
) -> Result<HttpResponse, Fault> {
    let by = visitor.acting_as(Role::Administrator)?;
    flow::remove_lost_second_factor(&app, *id, by, &body.reason).await?;
    Ok(HttpResponse::NoContent().finish())
}
