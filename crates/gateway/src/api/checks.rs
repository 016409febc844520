//! Checks of conspicuous signatures over the API.

use actix_web::{HttpResponse, get, post, put, web};
use chrono::{DateTime, Utc};
use folkmoot_accounts::Role;
use folkmoot_foundation::SignatureId;
use folkmoot_signatures::checks::domains;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::api::extract::Json;
use crate::fault::Problem;
use crate::flows::checks as flow;
use crate::http::Visitor;
use crate::{App, Fault};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(own).service(send_code).service(confirm).service(domains_list).service(give_domains);
}

/// The check of one's own signature.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckBody {
    /// `put_aside` while it waits, else the present state of the signature.
    pub state: &'static str,
    /// What was conspicuous: `disposable_mail`, `new_accounts`, `one_address`, `burst`, `one_network`, `one_domain` or `one_session`.
    pub signal: &'static str,
    /// Since when it waits or waited.
    pub since: DateTime<Utc>,
    /// `confirmed`, `invalidated` or `signer` (confirmed by its signer); nothing while it waits.
    pub outcome: Option<String>,
    /// Why, as a code.
    pub reason: Option<String>,
}

/// Why one's own signature waits for a check, and what came of it.
#[utoipa::path(tag = "signatures", params(("id" = uuid::Uuid, Path, description = "The signature")), responses(
    (status = 200, description = "The check", body = CheckBody),
    (status = 401, description = "No token", body = Problem),
    (status = 404, description = "No such signature of this person, or it was never checked", body = Problem),
))]
#[get("/me/signatures/{id}/check")]
async fn own(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<SignatureId>,
) -> Result<HttpResponse, Fault> {
    let (receipt, check) = flow::own(&app, visitor.signed_in()?, *id).await?;
    let check = check.ok_or(Fault::NotFound)?;
    Ok(HttpResponse::Ok().json(CheckBody {
        state: receipt.state.code(),
        signal: check.signal.code(),
        since: check.put_at,
        outcome: check.outcome,
        reason: check.reason,
    }))
}

/// Sends a code to one's confirmed mobile number, with which a signature that waits for a check will count.
#[utoipa::path(tag = "signatures", params(("id" = uuid::Uuid, Path, description = "The signature")), responses(
    (status = 202, description = "The code is under way"),
    (status = 401, description = "No token", body = Problem),
    (status = 404, description = "No such signature of this person", body = Problem),
    (status = 409, description = "`check_over` or `sign_needs_mobile`", body = Problem),
    (status = 429, description = "Too many codes; see Retry-After", body = Problem),
))]
#[post("/me/signatures/{id}/check/code")]
async fn send_code(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<SignatureId>,
) -> Result<HttpResponse, Fault> {
    flow::send_code(&app, visitor.signed_in()?, *id).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// The code of a text message.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeBody {
    /// Six digits.
    pub code: String,
}

/// The count after a signature was confirmed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConfirmedBody {
    /// The proposal's count.
    pub count: i64,
}

/// Makes one's own signature count that waits for a check.
#[utoipa::path(tag = "signatures", params(("id" = uuid::Uuid, Path, description = "The signature")),
    request_body = CodeBody, responses(
    (status = 200, description = "It counts", body = ConfirmedBody),
    (status = 401, description = "No token", body = Problem),
    (status = 404, description = "No such signature of this person", body = Problem),
    (status = 409, description = "`check_over`, `check_number_used` or `sign_needs_mobile`", body = Problem),
    (status = 422, description = "The code is wrong or void", body = Problem),
))]
#[post("/me/signatures/{id}/check/confirmation")]
async fn confirm(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<SignatureId>,
    body: Json<CodeBody>,
) -> Result<HttpResponse, Fault> {
    let count = flow::confirm(&app, visitor.signed_in()?, *id, &body.code).await?;
    Ok(HttpResponse::Ok().json(ConfirmedBody { count }))
}

/// Domains that give throw-away addresses.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DomainsBody {
    /// The domains.
    pub domains: Vec<String>,
}

/// The throw-away domains that an administrator gave; the platform's own are not among them.
#[utoipa::path(tag = "signatures", responses(
    (status = 200, description = "The list", body = DomainsBody),
    (status = 401, description = "No token", body = Problem),
    (status = 403, description = "Not an administrator", body = Problem),
))]
#[get("/mail-domains")]
async fn domains_list(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Administrator)?;
    let given = domains::given(app.db.read()).await?;
    let domains = given.into_iter().flat_map(|(domains, _)| domains).collect();
    Ok(HttpResponse::Ok().json(DomainsBody { domains }))
}

/// Takes a list of throw-away domains in place of the one before. Signatures with them are put aside from then on.
#[utoipa::path(tag = "signatures", request_body = DomainsBody, responses(
    (status = 200, description = "The list as it is kept", body = DomainsBody),
    (status = 401, description = "No token", body = Problem),
    (status = 403, description = "Not an administrator", body = Problem),
    (status = 422, description = "What is no domain", body = Problem),
))]
#[put("/mail-domains")]
async fn give_domains(
    app: web::Data<App>,
    visitor: Visitor,
    body: Json<DomainsBody>,
) -> Result<HttpResponse, Fault> {
    let by = visitor.acting_as(Role::Administrator)?;
    flow::give_domains(&app, &body.domains.join("\n"), by).await?;
    let given = domains::given(app.db.read()).await?;
    let domains = given.into_iter().flat_map(|(domains, _)| domains).collect();
    Ok(HttpResponse::Ok().json(DomainsBody { domains }))
}
