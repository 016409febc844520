//! Receipts, each for its signer alone.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use folkmoot_foundation::{ProposalId, SignatureId};
use folkmoot_proposals::read;
use folkmoot_signatures::{Receipt, State, Window, drives};
use folkmoot_web::pages::signatures::receipt::ReceiptPage;

use crate::http::{Visitor, page as answer};
use crate::{App, Fault};

/// The visitor's own receipt; another's is not there.
async fn own(app: &App, visitor: &Visitor, id: SignatureId) -> Result<Receipt, Fault> {
    let person = visitor.signed_in()?;
    let key = person.person_key.ok_or(Fault::NotFound)?;
    drives::receipt(app.db.read(), id, &key, Some(person.id)).await?.ok_or(Fault::NotFound)
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
    let county = receipt.county.as_ref().map(|code| code.county());
    let markup = ReceiptPage {
        ctx: visitor.ctx(),
        id: &receipt.id.to_string(),
        proposal: &proposal.id.to_string(),
        title: &proposal.text.title,
        signed_at: receipt.signed_at,
        channel: receipt.channel.code(),
        county: county.map(|county| visitor.lang.pick(county.zh, county.en)),
        counted: receipt.state == State::Counted,
        leaf: &receipt.leaf,
        reversible: drive.window(now) == Window::Open,
    };
    Ok(answer(markup.render()))
}

/// The receipt as a file to keep.
pub(super) async fn json(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<SignatureId>,
) -> Result<HttpResponse, Fault> {
    let receipt = own(&app, &visitor, *id).await?;
    let name = format!("attachment; filename=\"receipt-{}.json\"", receipt.id);
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .json(receipt))
}
