//! Signing and taking back.

use std::sync::OnceLock;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, ContentEncoding};
use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::{DriveId, FieldErrors, ProposalId};
use folkmoot_proposals::Rulebook;
use folkmoot_signatures::{Channel, SignError, SignRequest, Signed, State, drives, withdraw};
use folkmoot_web::components::sign_box::confirm_path;
use folkmoot_web::pages::accounts::identity::identity_path;
use folkmoot_web::pages::signatures::busy::BusyPage;
use folkmoot_web::pages::signatures::region::RegionPage;
use folkmoot_web::pages::signatures::withdraw::WithdrawPage;
use folkmoot_web::{Ctx, FormView, Lang, Values};
use serde::Deserialize;

use crate::flows::regions;
use crate::flows::signing::{Identified, identified, origin_of, signed_with};
use crate::http::{Form, Session, Visitor, page, page_with_status, see_other, surroundings, to_sign_in};
use crate::pages::proposals::visible;
use crate::{App, Fault};

/// After so many seconds somebody who was not taken may try again.
const AGAIN: u64 = 2;

/// One press: the answer comes when the signature is in the database for good.
pub(super) async fn sign(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<ProposalId>,
    asked: web::Query<Asked>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let written = if form.get("region").is_empty() { &asked.region } else { form.get("region") };
    // Before anything is asked of the database: whoever can't be taken learns it at once, and costs next to nothing.
    let Ok(_turn) = app.signing_turns.try_acquire() else { return Ok(at_once(&request, *id, written)) };
    let session = Session::of(&request).await?;
    let back = format!("/proposals/{id}");
    let Some(person) = session.person() else { return Ok(to_sign_in(&back)) };
    let rulebook = app.rulebook_of.get(*id).await?;
    let Identified { key: person_key, domain } = match identified(&app, person, &rulebook.who).await {
        Ok(identified) => identified,
        Err(Fault::Conflict("sign_needs_mobile")) => return Ok(see_other(&confirm_path(&back), None)),
        Err(Fault::Conflict("sign_needs_identity")) => return Ok(see_other(&identity_path(&back), None)),
        Err(other) => return Err(other),
    };
    let region = match regions::of_signer(&rulebook, person, written) {
        Ok(region) => region,
        Err(code) => return choose(&app, &Visitor::of(&request).await?, *id, &rulebook, &form, code).await,
    };
    let signature = SignRequest {
        drive: DriveId(id.0),
        person: Some(person.id),
        person_key,
        region,
        channel: Channel::Online,
        origin: Some(origin_of(&app, &request, session.id(), domain)),
    };
    match app.intake.sign(signature).await {
        Ok(signed) => Ok(see_other(&format!("/receipts/{}", signed.receipt.id), Some(done(&signed)))),
        Err(error @ (SignError::Busy | SignError::Stopped)) => {
            Ok(not_taken(&request, *id, written, Fault::from(error).retry_after()))
        }
        Err(error) => {
            // The page that says why shows who is signed in.
            Visitor::of(&request).await?;
            Err(error.into())
        }
    }
}

/// A region that the signer chose before they were not taken.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    region: String,
}

/// Asks for the region without which the signature can't be counted.
async fn choose(
    app: &App,
    visitor: &Visitor,
    id: ProposalId,
    rulebook: &Rulebook,
    values: &Values,
    code: &'static str,
) -> Result<HttpResponse, Fault> {
    let proposal = visible(app, visitor, id).await?;
    let errors = FieldErrors::one("region", code);
    let view = RegionPage {
        ctx: visitor.ctx(),
        proposal: &id.to_string(),
        title: &proposal.text.title,
        regions: &regions::choice(rulebook, visitor.lang),
        form: FormView { lang: visitor.lang, values, errors: &errors },
    };
    Ok(page_with_status(StatusCode::UNPROCESSABLE_ENTITY, view.render()))
}

/// Where the button leads that tries again, with what was chosen.
fn again(id: &str, region: &str) -> String {
    // Anything else is no region, and is asked for again.
    match region.parse::<RegionCode>() {
        Ok(region) => format!("/proposals/{id}/sign?region={region}"),
        Err(_) => format!("/proposals/{id}/sign"),
    }
}

fn not_taken(request: &HttpRequest, id: ProposalId, region: &str, seconds: Option<u64>) -> HttpResponse {
    busy(&surroundings::context(request), id, &again(&id.to_string(), region), seconds)
}

/// The page of a refusal, for any proposal: made once for each language, since a flood is refused as fast as it comes.
fn at_once(request: &HttpRequest, id: ProposalId, region: &str) -> HttpResponse {
    /// Stands where the id of the proposal goes.
    const PLACE: &str = "00000000-0000-0000-0000-000000000000";
    static PAGES: [OnceLock<String>; 2] = [OnceLock::new(), OnceLock::new()];
    let lang = surroundings::language(request);
    let page = PAGES[usize::from(lang == Lang::En)].get_or_init(|| {
        let ctx = Ctx { lang, done: None, ..surroundings::context(request) };
        BusyPage { ctx: &ctx, proposal: PLACE, again: &again(PLACE, ""), seconds: AGAIN }
            .render()
            .into_string()
    });
    let id = id.to_string();
    let page = page.replace(PLACE, &id);
    match region {
        "" => refused(page, AGAIN),
        chosen => refused(
            page.replace(&format!("\"{}\"", again(&id, "")), &format!("\"{}\"", again(&id, chosen))),
            AGAIN,
        ),
    }
}

/// What the receipt says first.
pub(super) fn done(signed: &Signed) -> &'static str {
    match signed.receipt.state {
        State::PutAside if !signed.already => "signed-put-aside",
        _ if signed.already => "signed-already",
        _ => "signed",
    }
}

/// Nothing was counted, and the page says so with a button to try again.
pub(super) fn busy(ctx: &Ctx, id: ProposalId, again: &str, seconds: Option<u64>) -> HttpResponse {
    let seconds = seconds.unwrap_or(AGAIN);
    refused(BusyPage { ctx, proposal: &id.to_string(), again, seconds }.render().into_string(), seconds)
}

fn refused(page: String, seconds: u64) -> HttpResponse {
    HttpResponse::ServiceUnavailable()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::RETRY_AFTER, seconds))
        // Compressing it would cost more than all the rest of a refusal.
        .insert_header(ContentEncoding::Identity)
        .body(page)
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
