//! Signing and taking back.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_foundation::{DriveId, ProposalId};
use folkmoot_signatures::{Channel, SignError, SignRequest, State, drives, withdraw};
use folkmoot_web::Ctx;
use folkmoot_web::components::sign_box::confirm_path;
use folkmoot_web::pages::signatures::busy::BusyPage;
use folkmoot_web::pages::signatures::withdraw::WithdrawPage;

use crate::flows::signing::{Identified, identified, origin_of, signed_with};
use crate::http::{Session, Visitor, page, page_with_status, see_other, surroundings, to_sign_in};
use crate::pages::proposals::visible;
use crate::{App, Fault};

/// One press: the answer comes when the signature is in the database for good.
pub(super) async fn sign(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    // Before anything is asked of the database: whoever can't be taken learns it at once, and costs next to nothing.
    let Ok(_turn) = app.signing_turns.try_acquire() else { return Ok(not_taken(&request, *id, None)) };
    let session = Session::of(&request).await?;
    let back = format!("/proposals/{id}");
    let Some(person) = session.person() else { return Ok(to_sign_in(&back)) };
    let rulebook = app.rulebook_of.get(*id).await?;
    let Identified { key: person_key, domain } = match identified(&app, person, &rulebook.who).await {
        Ok(identified) => identified,
        Err(Fault::Conflict("sign_needs_mobile")) => return Ok(see_other(&confirm_path(&back), None)),
        Err(other) => return Err(other),
    };
    let signature = SignRequest {
        drive: DriveId(id.0),
        person: Some(person.id),
        person_key,
        county: person.county.clone(),
        channel: Channel::Online,
        origin: Some(origin_of(&app, &request, session.id(), domain)),
    };
    match app.intake.sign(signature).await {
        Ok(signed) => {
            let done = if signed.already { "signed-already" } else { "signed" };
            Ok(see_other(&format!("/receipts/{}", signed.receipt.id), Some(done)))
        }
        Err(error @ (SignError::Busy | SignError::Stopped)) => {
            Ok(not_taken(&request, *id, Fault::from(error).retry_after()))
        }
        Err(error) => {
            // The page that says why shows who is signed in.
            Visitor::of(&request).await?;
            Err(error.into())
        }
    }
}

fn not_taken(request: &HttpRequest, id: ProposalId, seconds: Option<u64>) -> HttpResponse {
    busy(&surroundings::context(request), id, &format!("/proposals/{id}/sign"), seconds)
}

/// Nothing was counted, and the page says so with a button to try again.
pub(super) fn busy(ctx: &Ctx, id: ProposalId, again: &str, seconds: Option<u64>) -> HttpResponse {
    let seconds = seconds.unwrap_or(1);
    let markup = BusyPage { ctx, proposal: &id.to_string(), again, seconds }.render();
    let mut response = page_with_status(StatusCode::SERVICE_UNAVAILABLE, markup);
    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    // Compressing it would cost more than all the rest of a refusal.
    response.headers_mut().insert(header::CONTENT_ENCODING, header::HeaderValue::from_static("identity"));
    response
}

/// Asks whether the signature is to be taken back.
pub(super) async fn ask(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    let proposal = visible(&app, &visitor, *id).await?;
    let key = signed_with(&app, person, *id).await?;
    let receipt = drives::receipt_of(app.db.read(), DriveId(id.0), &key, Some(person.id)).await?;
    if receipt.is_none_or(|receipt| receipt.state != State::Counted) {
        return Err(Fault::Conflict("not_signed"));
    }
    let id = id.to_string();
    Ok(page(WithdrawPage { ctx: visitor.ctx(), proposal: &id, title: &proposal.text.title }.render()))
}

/// Takes the signature back.
pub(super) async fn unsign(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    let key = signed_with(&app, person, *id).await?;
    app.write(async |tx, now| withdraw(tx, DriveId(id.0), &key, Some(person.id), now).await).await?;
    Ok(see_other(&format!("/proposals/{id}"), Some("unsigned")))
}
