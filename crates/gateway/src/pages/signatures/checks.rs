//! Confirming one's own signature that waits for a check; the list of throw-away domains.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::mobile::Mobile;
use folkmoot_accounts::{Role, people};
use folkmoot_foundation::{FieldErrors, ProposalId, Reader, SignatureId};
use folkmoot_proposals::read;
use folkmoot_signatures::checks::{self, domains};
use folkmoot_signatures::{Receipt, SignError, State};
use folkmoot_web::components::check::CheckView;
use folkmoot_web::pages::signatures::checks::{ConfirmCheckPage, DomainsPage};
use folkmoot_web::{FormView, Values};

use crate::flows::checks as flow;
use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::{App, Fault};

const DOMAINS: &str = "/desk/admin/mail-domains";

/// The check of a signature for its signer; nothing if there was none or it counts.
pub(super) async fn view_of(conn: &impl Reader, receipt: &Receipt) -> Result<Option<CheckView>, Fault> {
    if !matches!(receipt.state, State::PutAside | State::Invalidated) {
        return Ok(None);
    }
    let check = checks::of(conn, receipt.id).await?;
    Ok(check.map(|check| CheckView {
        state: receipt.state.code(),
        signal: check.signal.code().to_owned(),
        reason: check.reason,
        by_mail: false,
        confirm: (receipt.state == State::PutAside).then(|| format!("/receipts/{}/confirm", receipt.id)),
    }))
}

fn status(errors: &FieldErrors) -> StatusCode {
    if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// Where a signer confirms.
pub(super) async fn ask(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<SignatureId>,
) -> Result<HttpResponse, Fault> {
    shown(&app, &visitor, *id, &Values::default(), &FieldErrors::new()).await
}

async fn shown(
    app: &App,
    visitor: &Visitor,
    id: SignatureId,
    values: &Values,
    errors: &FieldErrors,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    let (receipt, check) = flow::own(app, person, id).await?;
    let check = check.filter(|check| receipt.state == State::PutAside && check.outcome.is_none());
    let check = check.ok_or(SignError::CheckOver)?;
    let (conn, now) = (app.db.read(), app.now());
    let proposal = read::get(conn, ProposalId(receipt.drive.0), now).await?;
    let contact = people::contact(conn, &app.keyring, person.id).await?;
    let mobile = contact.and_then(|contact| contact.mobile).filter(|_| person.may_sign());
    let mobile = mobile.and_then(|typed| Mobile::parse("mobile", &typed).ok());
    let markup = ConfirmCheckPage {
        ctx: visitor.ctx(),
        receipt: &format!("/receipts/{id}"),
        title: &proposal.text.title,
        signal: check.signal.code(),
        mobile: mobile.map(|mobile| mobile.masked()),
        waiting: people::waiting_code(conn, &app.keyring, person.id, now).await?,
        form: FormView { lang: visitor.lang, values, errors },
    };
    Ok(page_with_status(status(errors), markup.render()))
}

/// Sends the code.
pub(super) async fn send_code(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<SignatureId>,
) -> Result<HttpResponse, Fault> {
    flow::send_code(&app, visitor.signed_in()?, *id).await?;
    Ok(see_other(&format!("/receipts/{id}/confirm"), Some("mobile-code-sent")))
}

/// Takes the code; then the signature counts.
pub(super) async fn confirm(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<SignatureId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    match flow::confirm(&app, visitor.signed_in()?, *id, form.get("code")).await {
        Ok(_) => Ok(see_other(&format!("/receipts/{id}"), Some("check-confirmed"))),
        Err(Fault::Invalid(errors)) => shown(&app, &visitor, *id, &form, &errors).await,
        Err(other) => Err(other),
    }
}

/// The list of throw-away domains.
pub(super) async fn domains(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Administrator)?;
    let given = domains::given(app.db.read()).await?;
    let text: Vec<String> = given.into_iter().flat_map(|(domains, _)| domains).collect();
    let values = Values(vec![("domains".to_owned(), text.join("\n"))]);
    domains_page(&app, &visitor, &values, &FieldErrors::new()).await
}

async fn domains_page(
    app: &App,
    visitor: &Visitor,
    values: &Values,
    errors: &FieldErrors,
) -> Result<HttpResponse, Fault> {
    let given = domains::given(app.db.read()).await?;
    let markup = DomainsPage {
        ctx: visitor.ctx(),
        form: FormView { lang: visitor.lang, values, errors },
        own: domains::own().len(),
        given: given.map(|(domains, at)| (domains.len(), at)),
    };
    Ok(page_with_status(status(errors), markup.render()))
}

/// Takes another list.
pub(super) async fn give_domains(
    app: web::Data<App>,
    visitor: Visitor,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.acting_as(Role::Administrator)?;
    match flow::give_domains(&app, form.get("domains"), by).await {
        Ok(_) => Ok(see_other(DOMAINS, Some("mail-domains-saved"))),
        Err(Fault::Invalid(errors)) => domains_page(&app, &visitor, &form, &errors).await,
        Err(other) => Err(other),
    }
}
