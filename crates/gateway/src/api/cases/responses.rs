//! Formal responses over the API: drafts, signing, addenda.

use actix_web::{HttpResponse, get, post, put, web};
use folkmoot_agency_responses::responses;
use folkmoot_agency_responses::{AddendumId, cases, proof};
use folkmoot_foundation::CaseId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::response_shapes::{AddendumBody, ContentBody, ResponseBody, SignatureBody};
use super::shapes::Made;
use crate::api::extract::Json;
use crate::fault::Problem;
use crate::http::Visitor;
use crate::pages::cases::{approver, must_lead, officer};
use crate::{App, Fault, flows};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(save)
        .service(submit)
        .service(send_back)
        .service(sign)
        .service(published)
        .service(proven)
        .service(write_addendum)
        .service(sign_addendum)
        .service(decline_addendum);
}

/// The published response of a case.
#[utoipa::path(tag = "responses", params(("id" = uuid::Uuid, Path, description = "The case")), responses(
    (status = 200, description = "The response", body = ResponseBody),
    (status = 404, description = "Not answered yet", body = Problem),
))]
#[get("/cases/{id}/response")]
async fn published(app: web::Data<App>, id: web::Path<CaseId>) -> Result<HttpResponse, Fault> {
    let response = responses::get(app.db.read(), *id).await?.ok_or(Fault::NotFound)?;
    Ok(HttpResponse::Ok().json(ResponseBody::of(&app, &response).await?))
}

/// The published response of a case with the piece of the sealed log that holds its hash: `folkmoot verify response` checks
/// it. `hashed` holds the words whose SHA-256 stands in the event; `segment` is nothing until the event is sealed.
#[utoipa::path(tag = "responses", params(("id" = uuid::Uuid, Path, description = "The case")), responses(
    (status = 200, description = "The file", body = serde_json::Value),
    (status = 404, description = "Not answered yet", body = Problem),
))]
#[get("/cases/{id}/response/proof")]
async fn proven(app: web::Data<App>, id: web::Path<CaseId>) -> Result<HttpResponse, Fault> {
    let response = responses::get(app.db.read(), *id).await?.ok_or(Fault::NotFound)?;
    let file = proof::response_file(app.db.read(), &response, &app.config.public_url).await?;
    Ok(HttpResponse::Ok().json(file))
}

/// A draft to be saved.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DraftWanted {
    /// The version it was begun from; 0 for the first.
    pub base: i64,
    /// What it says; it may be incomplete.
    pub content: ContentBody,
}

/// The number of a version.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionBody {
    /// The number.
    pub version: i64,
}

/// Saves a draft as a new version. If somebody saved since `base`, nothing is saved and the answer is `draft_changed`:
/// read the draft, merge, and try again. For officers of a lead agency.
#[utoipa::path(tag = "responses", request_body = DraftWanted, params(("id" = uuid::Uuid, Path, description = "The case")), responses(
    (status = 200, description = "Saved", body = VersionBody),
    (status = 403, description = "Not an officer of a lead agency", body = Problem),
    (status = 409, description = "`draft_changed`, or the state does not allow it", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[put("/cases/{id}/response")]
async fn save(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    body: Json<DraftWanted>,
) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    let body = body.into_inner();
    let content = body.content.into();
    let case = cases::get(app.db.read(), *id, app.now()).await?;
    must_lead(&officer, &case)?;
    flows::issues::check_cites(&app, case.brief.proposal, &content).await?;
    let version = app
        .write(async |tx, now| responses::save_draft(tx, &officer, *id, body.base, &content, now).await)
        .await?;
    Ok(HttpResponse::Ok().json(VersionBody { version }))
}

/// Which version.
#[derive(Debug, Deserialize, ToSchema)]
pub struct VersionWanted {
    /// The number of the version that was read.
    pub version: i64,
}

/// Submits the draft for the approver's signature. For officers of a lead agency.
#[utoipa::path(tag = "responses", request_body = VersionWanted, params(("id" = uuid::Uuid, Path, description = "The case")), responses(
    (status = 204, description = "Submitted"),
    (status = 403, description = "Not an officer of a lead agency", body = Problem),
    (status = 409, description = "`draft_changed`, or the state does not allow it", body = Problem),
    (status = 422, description = "Something is missing; `unanswered` (field `issues`) for each issue of the discussion that no `about` names", body = Problem),
))]
#[post("/cases/{id}/response/submit")]
async fn submit(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    body: Json<VersionWanted>,
) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    let case = cases::get(app.db.read(), *id, app.now()).await?;
    must_lead(&officer, &case)?;
    let draft = responses::draft(app.db.read(), *id).await?.newest;
    if draft.version == body.version {
        flows::issues::check_answered(&app, case.brief.proposal, &draft.content).await?;
    }
    app.write(async |tx, now| responses::submit_for_approval(tx, &officer, *id, body.version, now).await)
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A note to the officers.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NoteWanted {
    /// The words; they stay inside the agency.
    pub note: String,
}

/// Sends the draft back to the officers with a note. For approvers of a lead agency.
#[utoipa::path(tag = "responses", request_body = NoteWanted, params(("id" = uuid::Uuid, Path, description = "The case")), responses(
    (status = 204, description = "Sent back"),
    (status = 403, description = "Not an approver of a lead agency", body = Problem),
    (status = 409, description = "It does not wait for a signature", body = Problem),
))]
#[post("/cases/{id}/response/send-back")]
async fn send_back(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    body: Json<NoteWanted>,
) -> Result<HttpResponse, Fault> {
    let approver = approver(&visitor)?;
    app.write(async |tx, now| responses::send_back(tx, &approver, *id, &body.note, now).await).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A signature under a version.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SignatureWanted {
    /// The number of the version that was read.
    pub version: i64,
    /// The name.
    pub name: String,
    /// The title.
    pub title: String,
    /// A code of the approver's second factor, if they have one.
    #[serde(default)]
    pub code: String,
}

/// Signs the draft. The signature of the last lead agency publishes it for good. For approvers of a lead agency.
#[utoipa::path(tag = "responses", request_body = SignatureWanted, params(("id" = uuid::Uuid, Path, description = "The case")), responses(
    (status = 201, description = "Published", body = ResponseBody),
    (status = 202, description = "Signed; other lead agencies still have to sign", body = Signatures),
    (status = 403, description = "Not an approver of a lead agency", body = Problem),
    (status = 409, description = "`draft_changed`, `already_done`, or it does not wait for a signature", body = Problem),
    (status = 422, description = "Name or title is missing, or the approver has a second factor and `code` is missing or wrong", body = Problem),
    (status = 429, description = "Too many wrong codes", body = Problem),
))]
#[post("/cases/{id}/response/sign")]
async fn sign(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    body: Json<SignatureWanted>,
) -> Result<HttpResponse, Fault> {
    let approver = approver(&visitor)?;
    let body = body.into_inner();
    let signer = responses::Signer { name: body.name, title: body.title };
    let response = flows::cases::publish(&app, &approver, *id, body.version, &signer, &body.code).await?;
    Ok(match response {
        Some(response) => HttpResponse::Created().json(ResponseBody::of(&app, &response).await?),
        None => {
            let signed = responses::signatures(app.db.read(), *id).await?;
            HttpResponse::Accepted()
                .json(Signatures { signatures: signed.iter().map(SignatureBody::from).collect() })
        }
    })
}

/// The signatures so far.
#[derive(Debug, Serialize, ToSchema)]
pub struct Signatures {
    /// Those of the lead agencies that have signed.
    pub signatures: Vec<SignatureBody>,
}

/// An addendum.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AddendumWanted {
    /// What it says.
    pub body: String,
}

/// Writes an addendum to a published response; it becomes public when an approver signs it. For officers of a lead agency.
#[utoipa::path(tag = "responses", request_body = AddendumWanted, params(("id" = uuid::Uuid, Path, description = "The case")), responses(
    (status = 201, description = "Written", body = Made),
    (status = 403, description = "Not an officer of a lead agency", body = Problem),
    (status = 409, description = "Not answered yet", body = Problem),
))]
#[post("/cases/{id}/addenda")]
async fn write_addendum(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    body: Json<AddendumWanted>,
) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    let made =
        app.write(async |tx, now| responses::addendum(tx, &officer, *id, &body.body, now).await).await?;
    Ok(HttpResponse::Created().json(Made { id: made.0 }))
}

/// A signature under an addendum.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AddendumSignature {
    /// The name.
    pub name: String,
    /// The title.
    pub title: String,
    /// A code of the approver's second factor, if they have one.
    #[serde(default)]
    pub code: String,
}

/// Signs an addendum, which publishes it. For approvers of a lead agency.
#[utoipa::path(tag = "responses", request_body = AddendumSignature, params(("id" = uuid::Uuid, Path, description = "The addendum")), responses(
    (status = 200, description = "Published", body = AddendumBody),
    (status = 403, description = "Not an approver of a lead agency", body = Problem),
    (status = 409, description = "Signed or declined before", body = Problem),
))]
#[post("/addenda/{id}/sign")]
async fn sign_addendum(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<AddendumId>,
    body: Json<AddendumSignature>,
) -> Result<HttpResponse, Fault> {
    let approver = approver(&visitor)?;
    let body = body.into_inner();
    let signer = responses::Signer { name: body.name, title: body.title };
    let asked = flows::second_factor::before(&app, approver.person, &body.code).await?;
    app.write(async |tx, now| {
        if asked {
            flows::second_factor::take(&app, tx, approver.person, &body.code).await?;
        }
        Ok::<_, Fault>(responses::sign_addendum(tx, &approver, *id, &signer, now).await?)
    })
    .await?;
    let (_, signed) = responses::addendum_by_id(app.db.read(), *id).await?;
    Ok(HttpResponse::Ok().json(AddendumBody::from(&signed)))
}

/// Declines to sign an addendum, with a note for the officers. For approvers of a lead agency.
#[utoipa::path(tag = "responses", request_body = NoteWanted, params(("id" = uuid::Uuid, Path, description = "The addendum")), responses(
    (status = 204, description = "Declined"),
    (status = 403, description = "Not an approver of a lead agency", body = Problem),
    (status = 409, description = "Signed or declined before", body = Problem),
))]
#[post("/addenda/{id}/decline")]
async fn decline_addendum(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<AddendumId>,
    body: Json<NoteWanted>,
) -> Result<HttpResponse, Fault> {
    let approver = approver(&visitor)?;
    app.write(async |tx, now| responses::decline_addendum(tx, &approver, *id, &body.note, now).await).await?;
    Ok(HttpResponse::NoContent().finish())
}
