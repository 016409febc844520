//! Signing without an account: the form, the button behind the link of the mail, the receipt by its own link.

use std::sync::Arc;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::{FieldErrors, Now, ProposalId};
use folkmoot_proposals::{Proposal, Rulebook, read};
use folkmoot_signatures::pending::PENDING_DAYS;
use folkmoot_signatures::{Receipt, SignError, State, Window, drives, receipt_file as proof_of, withdraw};
use folkmoot_web::components::check::CheckView;
use folkmoot_web::pages::signatures::by_mail::{AskPage, Closed, ConfirmPage, LinkGonePage, SentPage};
use folkmoot_web::pages::signatures::mailed::MailedReceiptPage;
use folkmoot_web::pages::signatures::receipt::ReceiptPage;
use folkmoot_web::{FormView, Markup, Values};

use super::checks::view_of;
use super::sign::{busy, done};
use crate::flows::accounts::caller_of;
use crate::flows::regions;
use crate::flows::sign_by_mail::{self as flow, Asking};
use crate::flows::signing::origin_of;
use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::pages::proposals::visible;
use crate::{App, Fault, links};

/// The proposal, if an address is enough to sign it.
async fn by_mail(app: &App, visitor: &Visitor, id: ProposalId) -> Result<Proposal, Fault> {
    let proposal = visible(app, visitor, id).await?;
    let rulebook = app.rulebooks.get(&proposal.rulebook, proposal.rulebook_version)?;
    if rulebook.who.signs_by_mail() { Ok(proposal) } else { Err(Fault::NotFound) }
}

fn asking_page(
    app: &App,
    visitor: &Visitor,
    proposal: &Proposal,
    values: &Values,
    errors: &FieldErrors,
) -> Result<Markup, Fault> {
    let rulebook = app.rulebooks.get(&proposal.rulebook, proposal.rulebook_version)?;
    let form = FormView { lang: visitor.lang, values, errors };
    let (id, title) = (proposal.id.to_string(), &proposal.text.title);
    let regions = &regions::choice(&rulebook, visitor.lang);
    Ok(AskPage { ctx: visitor.ctx(), proposal: &id, title, regions, form }.render())
}

/// The form alone.
pub(super) async fn form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let proposal = by_mail(&app, &visitor, *id).await?;
    Ok(page(asking_page(&app, &visitor, &proposal, &Values::default(), &FieldErrors::new())?))
}

/// Has a mail sent.
pub(super) async fn ask(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    id: web::Path<ProposalId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let proposal = visible(&app, &visitor, *id).await?;
    let asking = Asking {
        email: form.get("email").to_owned(),
        region: form.get("region").to_owned(),
        agreed: form.has("consent", "yes"),
        locale: visitor.lang.code().to_owned(),
    };
    match flow::ask(&app, &proposal, &asking, caller_of(&app, &request)).await {
        Ok(()) => Ok(see_other(&format!("/proposals/{id}/sign-by-mail/sent"), None)),
        Err(Fault::Invalid(errors)) => {
            let markup = asking_page(&app, &visitor, &proposal, &form, &errors)?;
            Ok(page_with_status(StatusCode::UNPROCESSABLE_ENTITY, markup))
        }
        Err(other) => Err(other),
    }
}

/// Look into your mailbox.
pub(super) async fn sent(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    by_mail(&app, &visitor, *id).await?;
    let id = id.to_string();
    Ok(page(SentPage { ctx: visitor.ctx(), proposal: &id, days: PENDING_DAYS }.render()))
}

/// The page with the button. Opening it signs nothing; a link that has signed leads to the receipt.
pub(super) async fn peek(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    token: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let waiting = match flow::waiting(&app, &token).await {
        Ok(waiting) => waiting,
        Err(fault) => return gone(&visitor, fault),
    };
    if waiting.pending.confirmed {
        let signed = flow::confirm(&app, &token, origin_of(&app, &request, None, None)).await?;
        return Ok(see_other(&links::signed(&flow::receipt_token(&app.keyring, &signed.receipt)), None));
    }
    let drive = drives::get(app.db.read(), waiting.pending.drive).await?.ok_or(Fault::NotFound)?;
    let rulebook = app.rulebook_of.get(waiting.proposal.id).await?;
    let regions = regions::choice(&rulebook, visitor.lang);
    let region = waiting.pending.region.as_ref().and_then(|code| regions.name(code.as_str()));
    let markup = ConfirmPage {
        ctx: visitor.ctx(),
        path: &links::confirm_signature(&token),
        proposal: &waiting.proposal.id.to_string(),
        title: &waiting.proposal.text.title,
        region: (&regions.label, region),
        until: waiting.pending.expires_at,
        closed: match drive.window(app.now()) {
            Window::Open => None,
            Window::Paused => Some(Closed::Paused),
            Window::NotYet | Window::Over => Some(Closed::Over),
        },
    };
    Ok(page(markup.render()))
}

fn gone(visitor: &Visitor, fault: Fault) -> Result<HttpResponse, Fault> {
    match fault {
        Fault::Conflict("sign_link_not_valid") => {
            let markup = LinkGonePage { ctx: visitor.ctx(), days: PENDING_DAYS }.render();
            Ok(page_with_status(StatusCode::GONE, markup))
        }
        other => Err(other),
    }
}

/// Signs.
pub(super) async fn confirm(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    token: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    match flow::confirm(&app, &token, origin_of(&app, &request, None, None)).await {
        Ok(signed) => {
            let done = done(&signed);
            let receipt = links::signed(&flow::receipt_token(&app.keyring, &signed.receipt));
            Ok(see_other(&receipt, Some(done)))
        }
        Err(fault @ Fault::Busy { .. }) => {
            let waiting = flow::waiting(&app, &token).await?;
            let again = links::confirm_signature(&token);
            Ok(busy(visitor.ctx(), waiting.proposal.id, &again, fault.retry_after()))
        }
        Err(fault) => gone(&visitor, fault),
    }
}

/// What the pages of a linked receipt are made of.
struct Linked {
    path: String,
    receipt: Receipt,
    proposal: Proposal,
    check: Option<CheckView>,
    rulebook: Arc<Rulebook>,
    sealed_at: Option<Now>,
    open: bool,
}

impl Linked {
    async fn load(app: &App, token: &str) -> Result<Self, Fault> {
        let (_, receipt) = flow::linked(app, token).await?;
        let (conn, now) = (app.db.read(), app.now());
        let proposal = read::get(conn, ProposalId(receipt.drive.0), now).await?;
        let drive = drives::get(conn, receipt.drive).await?.ok_or(Fault::NotFound)?;
        let segment = proof_of(conn, &receipt, &app.config.public_url).await?.segment;
        let sealed_at = segment.and_then(|segment| Now::from_timestamp_millis(segment.checkpoint.at));
        let open = drive.window(now) == Window::Open;
        // No address was kept: what others are sent, this page has to say.
        let check = view_of(conn, &receipt).await?.map(|view| CheckView { by_mail: true, ..view });
        let rulebook = app.rulebook_of.get(proposal.id).await?;
        Ok(Self { path: links::signed(token), receipt, check, rulebook, proposal, sealed_at, open })
    }

    fn show(&self, visitor: &Visitor, render: impl FnOnce(&MailedReceiptPage<'_>) -> Markup) -> HttpResponse {
        let receipt = ReceiptPage {
            ctx: visitor.ctx(),
            id: &self.receipt.id.to_string(),
            proposal: &self.proposal.id.to_string(),
            title: &self.proposal.text.title,
            signed_at: self.receipt.signed_at,
            channel: self.receipt.channel.code(),
            region: self.receipt.region.as_ref().map(RegionCode::as_str),
            regions: &regions::choice(&self.rulebook, visitor.lang),
            state: self.receipt.state.code(),
            check: self.check.clone(),
            leaf: &self.receipt.leaf,
            sealed_at: self.sealed_at,
            reversible: self.open,
            may_mail: false,
        };
        page(render(&MailedReceiptPage { receipt, path: &self.path }))
    }
}

/// The receipt as a page.
pub(super) async fn receipt(
    app: web::Data<App>,
    visitor: Visitor,
    token: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    Ok(Linked::load(&app, &token).await?.show(&visitor, |page| page.render()))
}

/// The proof of the receipt, as a file to keep.
pub(super) async fn receipt_file(
    app: web::Data<App>,
    token: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let (_, receipt) = flow::linked(&app, &token).await?;
    let file = proof_of(app.db.read(), &receipt, &app.config.public_url).await?;
    let name = format!("attachment; filename=\"receipt-{}.json\"", receipt.id);
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .json(file))
}

/// Asks whether the signature is to be taken back.
pub(super) async fn ask_unsign(
    app: web::Data<App>,
    visitor: Visitor,
    token: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let linked = Linked::load(&app, &token).await?;
    if !matches!(linked.receipt.state, State::Counted | State::PutAside) {
        return Err(SignError::NotSigned.into());
    }
    Ok(linked.show(&visitor, |page| page.ask()))
}

/// Takes the signature back.
pub(super) async fn unsign(app: web::Data<App>, token: web::Path<String>) -> Result<HttpResponse, Fault> {
    let (key, receipt) = flow::linked(&app, &token).await?;
    app.write(async |tx, now| withdraw(tx, receipt.drive, &key, None, now).await).await?;
    Ok(see_other(&links::signed(&token), Some("unsigned")))
}
