//! Receipts, each for its signer alone.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::people;
use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::{FieldErrors, ProposalId, SignatureId};
use folkmoot_notifications::outbox::{self, Mail};
use folkmoot_proposals::read;
use folkmoot_signatures::{Receipt, State, Window, change_region, drives, receipt_file};
use folkmoot_web::pages::signatures::receipt::ReceiptPage;

use super::checks::view_of;
use crate::flows::regions;
use crate::flows::signing::keys_of;
use crate::http::{Form, Visitor, page as answer, see_other};
use crate::{App, Fault};

/// The visitor's own receipt; another's is not there.
async fn own(app: &App, visitor: &Visitor, id: SignatureId) -> Result<Receipt, Fault> {
    let person = visitor.signed_in()?;
    let keys = keys_of(app, person).await?;
    drives::receipt(app.db.read(), id, &keys, Some(person.id)).await?.ok_or(Fault::NotFound)
}

/// The receipt as a page.
pub(super) async fn page(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<SignatureId>,
) -> Result<HttpResponse, Fault> {
    let receipt = own(&app, &visitor, *id).await?;
    let (conn, now) = (app.db.read(), app.now());
    let proposal = read::get(conn, ProposalId(receipt.drive.0), now).await?;
    let drive = drives::get(conn, receipt.drive).await?.ok_or(Fault::NotFound)?;
    let rulebook = app.rulebook_of.get(proposal.id).await?;
    let file = receipt_file(conn, &receipt, &app.config.public_url).await?;
    let person = visitor.signed_in()?;
    let markup = ReceiptPage {
        ctx: visitor.ctx(),
        id: &receipt.id.to_string(),
        proposal: &proposal.id.to_string(),
        title: &proposal.text.title,
        signed_at: receipt.signed_at,
        channel: receipt.channel.code(),
        region: receipt.region.as_ref().map(RegionCode::as_str),
        regions: &regions::choice(&rulebook, visitor.lang),
        state: receipt.state.code(),
        check: view_of(conn, &receipt).await?,
        leaf: &receipt.leaf,
        sealed_at: file.segment.and_then(|s| chrono::DateTime::from_timestamp_millis(s.checkpoint.at)),
        reversible: drive.window(now) == Window::Open,
        may_mail: person.email_confirmed,
    };
    Ok(answer(markup.render()))
}

/// The proof of the receipt, as a file to keep.
pub(super) async fn json(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<SignatureId>,
) -> Result<HttpResponse, Fault> {
    let receipt = own(&app, &visitor, *id).await?;
    let file = receipt_file(app.db.read(), &receipt, &app.config.public_url).await?;
    let name = format!("attachment; filename=\"receipt-{}.json\"", receipt.id);
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .json(file))
}

/// Sends the receipt to its signer, with the proof as a file.
pub(super) async fn mail(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<SignatureId>,
) -> Result<HttpResponse, Fault> {
    let receipt = own(&app, &visitor, *id).await?;
    let person = visitor.signed_in()?;
    let contact = people::contact(app.db.read(), &app.keyring, person.id).await?;
    let contact = contact.ok_or(Fault::Conflict("no_confirmed_address"))?;
    let proposal = read::get(app.db.read(), ProposalId(receipt.drive.0), app.now()).await?;
    let file = receipt_file(app.db.read(), &receipt, &app.config.public_url).await?;
    let data = serde_json::json!({
        "id": receipt.id.to_string(),
        "title": proposal.text.title,
        "file": serde_json::to_string(&file).map_err(Fault::internal)?,
    });
    let address = app.keyring.seal(&contact.email);
    let mail = Mail {
        to_person: Some(person.id),
        address,
        kind: "receipt".to_owned(),
        locale: contact.locale,
        data,
    };
    app.write(async |tx, now| outbox::queue_mail(tx, &app.keyring, mail, now).await).await?;
    Ok(see_other(&format!("/receipts/{id}"), Some("receipt-mailed")))
}

/// Counts the signature under another region, while the window is open.
pub(super) async fn region(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<SignatureId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let receipt = own(&app, &visitor, *id).await?;
    let rulebook = app.rulebook_of.get(ProposalId(receipt.drive.0)).await?;
    let chosen = regions::given(&rulebook, form.get("region"));
    let chosen = chosen.map_err(|code| FieldErrors::one("region", code))?;
    let drive = drives::get(app.db.read(), receipt.drive).await?.ok_or(Fault::NotFound)?;
    if receipt.state == State::Invalidated || drive.window(app.now()) != Window::Open {
        return Err(Fault::Conflict("drive_over"));
    }
    let (hook, drive) = (app.thresholds.as_ref(), drive.id);
    app.write(async |tx, now| change_region(tx, now, hook, drive, receipt.id, chosen).await).await?;
    Ok(see_other(&format!("/receipts/{id}"), Some("receipt-region")))
}
