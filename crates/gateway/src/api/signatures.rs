//! Co-signing over the API.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use chrono::{DateTime, Utc};
use folkmoot_foundation::{DriveId, FieldErrors, ProposalId, SignatureId};
use folkmoot_signatures::pending::PENDING_DAYS;
use folkmoot_signatures::{Channel, Receipt, SignError, SignRequest, Signed, drives, receipt_file, withdraw};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::api::extract::{Json, Query, read_if_any};
use crate::fault::Problem;
use crate::flows::accounts::caller_of;
use crate::flows::regions;
use crate::flows::sign_by_mail::{self, Asking};
use crate::flows::signing::{Identified, identified, keys_of, origin_of, signed_with};
use crate::http::Visitor;
use crate::pages::proposals::visible;
use crate::{App, Fault, lists, proof_files};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(sign).service(unsign).service(mine).service(proof).service(own_proof);
    config.service(ask).service(confirm);
}

/// Proof of one signature; only its signer gets it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceiptBody {
    /// The signature's id.
    pub id: uuid::Uuid,
    /// What was signed.
    pub proposal: uuid::Uuid,
    /// When.
    pub signed_at: DateTime<Utc>,
    /// `online`, `paper` or `counter`.
    pub channel: String,
    /// `counted`, `withdrawn`, `put_aside` (waits for a check) or `invalidated`.
    pub state: String,
    /// The rulebook's code of the region it is counted under: a county or city where the rulebook lists no others.
    pub region: Option<String>,
    /// SHA-256 of salt, proposal and person key, in hexadecimal.
    pub leaf: String,
}

impl From<Receipt> for ReceiptBody {
    fn from(receipt: Receipt) -> Self {
        Self {
            id: receipt.id.0,
            proposal: receipt.drive.0,
            signed_at: receipt.signed_at,
            channel: receipt.channel.code().to_owned(),
            state: receipt.state.code().to_owned(),
            region: receipt.region.map(String::from),
            leaf: receipt.leaf,
        }
    }
}

/// A signature that was taken or taken back.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignedBody {
    /// The receipt.
    pub receipt: ReceiptBody,
    /// Whether it counted before this request: each person counts once.
    pub already: bool,
    /// The proposal's count at the commit.
    pub count: i64,
}

impl From<Signed> for SignedBody {
    fn from(signed: Signed) -> Self {
        Self { receipt: signed.receipt.into(), already: signed.already, count: signed.count }
    }
}

/// What there is to say with a signature; it may be left out.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignBody {
    /// Code or name of the region of the rulebook to count it under. Without it the county of the account counts, where
    /// regions are counties; where a threshold looks at regions there must be one.
    #[serde(default)]
    pub region: Option<String>,
}

/// Co-signs a proposal. The answer comes when the signature is committed; repeating the request gives the same receipt.
#[utoipa::path(tag = "signatures", params(("id" = uuid::Uuid, Path, description = "The proposal")),
    request_body(content = SignBody, description = "May be left out"), responses(
    (status = 201, description = "Counted", body = SignedBody),
    (status = 200, description = "It counted before", body = SignedBody),
    (status = 401, description = "No token", body = Problem),
    (status = 404, description = "No such proposal, or it never opened", body = Problem),
    (status = 409, description = "`sign_needs_mobile`, `sign_needs_email`, `sign_needs_identity`, `drive_not_yet_open`, `drive_paused` or `drive_over`", body = Problem),
    (status = 422, description = "The region is missing, or none of the rulebook's", body = Problem),
    (status = 503, description = "Too many at once: nothing was counted; see Retry-After", body = Problem),
))]
#[post("/proposals/{id}/signatures")]
async fn sign(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<ProposalId>,
    body: web::Bytes,
) -> Result<HttpResponse, Fault> {
    let _turn = app.signing_turns.try_acquire().map_err(|_| Fault::from(SignError::Busy))?;
    let visitor = Visitor::of(&request).await?;
    let person = visitor.signed_in()?;
    let rulebook = app.rulebook_of.get(*id).await?;
    let Identified { key: person_key, domain } = identified(&app, person, &rulebook.who).await?;
    let origin = origin_of(&app, &request, visitor.session(), domain);
    let written = read_if_any::<SignBody>(&body)?.and_then(|body| body.region).unwrap_or_default();
    let region = regions::of_signer(&rulebook, person, &written);
    let region = region.map_err(|code| FieldErrors::one("region", code))?;
    let signature = SignRequest {
        drive: DriveId(id.0),
        person: Some(person.id),
        person_key,
        region,
        channel: Channel::Online,
        origin: Some(origin),
    };
    let signed = app.intake.sign(signature).await?;
    Ok(signed_body(signed))
}

fn signed_body(signed: Signed) -> HttpResponse {
    let status = if signed.already { StatusCode::OK } else { StatusCode::CREATED };
    HttpResponse::build(status).json(SignedBody::from(signed))
}

/// Takes one's signature back, while the window is open.
#[utoipa::path(tag = "signatures", params(("id" = uuid::Uuid, Path, description = "The proposal")), responses(
    (status = 200, description = "Taken back", body = SignedBody),
    (status = 401, description = "No token", body = Problem),
    (status = 404, description = "No such proposal, or it never opened", body = Problem),
    (status = 409, description = "`not_signed`, `drive_not_yet_open`, `drive_paused` or `drive_over`", body = Problem),
))]
#[delete("/proposals/{id}/signatures")]
async fn unsign(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    let key = signed_with(&app, person, *id).await?;
    let withdrawn =
        app.write(async |tx, now| withdraw(tx, DriveId(id.0), &key, Some(person.id), now).await).await?;
    let body = SignedBody { receipt: withdrawn.receipt.into(), already: true, count: withdrawn.count };
    Ok(HttpResponse::Ok().json(body))
}

/// Somebody without an account wants to sign.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskBody {
    /// The e-mail address, of which nothing is kept but a keyed hash. Sending it says that its owner agrees to the mail.
    pub email: String,
    /// Code or name of the region to count the signature under: a county or city where the rulebook lists no others.
    #[serde(default, alias = "county")]
    pub region: Option<String>,
}

/// A signature that waits for its confirmation.
#[derive(Debug, Serialize, ToSchema)]
pub struct AskedBody {
    /// For how many days the link in the mail is good.
    pub days: i64,
}

/// Has a link mailed with which somebody signs who has no account. Only where the rulebook asks for nothing but an
/// e-mail address. The answer is the same whether or not the address has signed, and whether or not it has got its share
/// of mails: only its owner learns that.
#[utoipa::path(tag = "signatures", params(("id" = uuid::Uuid, Path, description = "The proposal")),
    request_body = AskBody, responses(
    (status = 202, description = "If the address may get a mail, it is under way", body = AskedBody),
    (status = 404, description = "No such proposal, or it never opened", body = Problem),
    (status = 409, description = "`sign_needs_mobile`, `sign_needs_identity`, `drive_not_yet_open` or `drive_over`", body = Problem),
    (status = 422, description = "The address or the region is none", body = Problem),
    (status = 429, description = "Too many from one network address; see Retry-After", body = Problem),
))]
#[post("/proposals/{id}/signatures/pending")]
async fn ask(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    id: web::Path<ProposalId>,
    body: Json<AskBody>,
) -> Result<HttpResponse, Fault> {
    let proposal = visible(&app, &visitor, *id).await?;
    let AskBody { email, region } = body.into_inner();
    let locale = visitor.lang.code().to_owned();
    let asking = Asking { email, region: region.unwrap_or_default(), agreed: true, locale };
    sign_by_mail::ask(&app, &proposal, &asking, caller_of(&app, &request)).await?;
    Ok(HttpResponse::Accepted().json(AskedBody { days: PENDING_DAYS }))
}

/// The link of a mail.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmBody {
    /// What stands after `/sign-by-mail/` in the link.
    pub token: String,
}

/// Signs with the link of a mail. A link signs once; sent again it gives the same receipt.
#[utoipa::path(tag = "signatures", request_body = ConfirmBody, responses(
    (status = 201, description = "Signed", body = SignedBody),
    (status = 200, description = "Had been signed before; the first receipt", body = SignedBody),
    (status = 409, description = "`sign_link_not_valid`, `drive_not_yet_open` or `drive_over`", body = Problem),
    (status = 503, description = "Too many at once: nothing was counted; see Retry-After", body = Problem),
))]
#[post("/signatures/confirm")]
async fn confirm(
    app: web::Data<App>,
    request: HttpRequest,
    body: Json<ConfirmBody>,
) -> Result<HttpResponse, Fault> {
    let origin = origin_of(&app, &request, None, None);
    Ok(signed_body(sign_by_mail::confirm(&app, &body.token, origin).await?))
}

/// Which part of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Part {
    /// Where the list goes on: `next` of the part before.
    cursor: Option<String>,
    /// How many at most, 1 to 100; 20 if not given.
    limit: Option<usize>,
}

/// One's own signatures.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceiptsBody {
    /// Receipts, newest first, withdrawn ones included.
    pub items: Vec<ReceiptBody>,
    /// For `?cursor=`, if there are more.
    pub next: Option<String>,
}

/// What one has co-signed.
#[utoipa::path(tag = "signatures", params(Part), responses(
    (status = 200, description = "One's own receipts", body = ReceiptsBody),
    (status = 401, description = "No token", body = Problem),
))]
#[get("/me/signatures")]
async fn mine(app: web::Data<App>, visitor: Visitor, part: Query<Part>) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    let keys = keys_of(&app, person).await?;
    let pages = lists::signatures(person.id);
    let cursor = pages.after(part.cursor.as_deref())?;
    let limit = part.limit.unwrap_or(20);
    let page = drives::signed_by(app.db.read(), &keys, Some(person.id), cursor, limit).await?;
    let next = pages.next(&page);
    let items = page.items.into_iter().map(ReceiptBody::from).collect();
    Ok(HttpResponse::Ok().json(ReceiptsBody { items, next }))
}

/// All leaves and roots of a proposal's signatures with the sealed pieces of the log, one JSON object a line. `folkmoot
/// verify drive FILE` counts from it again; it says nothing about who signed.
#[utoipa::path(tag = "signatures", params(("id" = uuid::Uuid, Path, description = "The proposal")), responses(
    (status = 200, description = "The file", content_type = "application/jsonl", body = String),
    (status = 404, description = "No such proposal, or it never opened", body = Problem),
    (status = 503, description = "Several files are being made; see Retry-After", body = Problem),
))]
#[get("/proposals/{id}/signatures/proof")]
async fn proof(app: web::Data<App>, id: web::Path<ProposalId>) -> Result<HttpResponse, Fault> {
    proof_files::answer(app, DriveId(id.0)).await
}

/// The proof of one's own signature, a small file to keep. `segment` is empty until the log was sealed, mostly within a
/// second.
#[utoipa::path(tag = "signatures", params(("id" = uuid::Uuid, Path, description = "The signature")), responses(
    (status = 200, description = "The proof; `folkmoot verify receipt FILE` checks it", body = serde_json::Value),
    (status = 401, description = "No token", body = Problem),
    (status = 404, description = "No such signature of this person", body = Problem),
))]
#[get("/me/signatures/{id}/proof")]
async fn own_proof(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<SignatureId>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    let keys = keys_of(&app, person).await?;
    let receipt =
        drives::receipt(app.db.read(), *id, &keys, Some(person.id)).await?.ok_or(Fault::NotFound)?;
    Ok(HttpResponse::Ok().json(receipt_file(app.db.read(), &receipt, &app.config.public_url).await?))
}
