//! The counter, for clerks.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_foundation::{DriveId, FieldErrors, ProposalId};
use folkmoot_proposals::read;
use folkmoot_proposals::rulebook::Identifier;
use folkmoot_signatures::{Window, drives};
use folkmoot_web::pages::counter::{AlreadyPage, CounterPage, CounterReceipt};
use folkmoot_web::pages::paper::desk::ChoosePage;
use folkmoot_web::{FormView, Values};

use super::paper::{Search, chosen};
use crate::flows::counter::{self as flow, Entered};
use crate::flows::paper::signable;
use crate::flows::regions;
use crate::flows::sign_by_mail::{linked, receipt_token};
use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::{App, Fault};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/counter", web::get().to(choose))
        .route("/desk/counter/{id}", web::get().to(form))
        .route("/desk/counter/{id}", web::post().to(sign))
        .route("/desk/counter/{id}/already", web::get().to(already))
        .route("/desk/counter/{id}/receipts/{token}", web::get().to(receipt));
}

async fn choose(
    app: web::Data<App>,
    visitor: Visitor,
    search: web::Query<Search>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Clerk)?;
    let found = signable(&app, &search.q).await?;
    let found = found.into_iter().map(|brief| chosen(brief, "/desk/counter")).collect();
    let (ctx, asked) = (visitor.ctx(), search.q.as_str());
    Ok(page(ChoosePage { ctx, key: "counter", path: "/desk/counter", asked, found }.render()))
}

async fn form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Clerk)?;
    shown(&app, &visitor, *id, &Values::default(), &FieldErrors::new()).await
}

async fn shown(
    app: &App,
    visitor: &Visitor,
    id: ProposalId,
    values: &Values,
    errors: &FieldErrors,
) -> Result<HttpResponse, Fault> {
    let now = app.now();
    let drive = drives::get(app.db.read(), DriveId(id.0)).await?.ok_or(Fault::NotFound)?;
    let proposal = read::get(app.db.read(), id, now).await?;
    let rulebook = app.rulebook_of.get(id).await?;
    let view = CounterPage {
        ctx: visitor.ctx(),
        id: &id.to_string(),
        number: proposal.number,
        title: &proposal.text.title,
        identifier: match rulebook.who.unique_by {
            Identifier::Mobile => "mobile",
            Identifier::Email => "email",
            Identifier::NationalId => "national-id",
        },
        regions: &regions::choice(&rulebook, visitor.lang),
        open: drive.window(now) == Window::Open,
        form: FormView { lang: visitor.lang, values, errors },
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(unkept(page_with_status(status, view.render())))
}

/// What a browser at a counter must not keep: the next person stands before it.
fn unkept(mut response: HttpResponse) -> HttpResponse {
    let no_store = header::HeaderValue::from_static("private, no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, no_store);
    response
}

async fn sign(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let clerk = visitor.require(Role::Clerk)?.id;
    let entered = Entered {
        identifier: form.get("identifier").to_owned(),
        region: form.get("region").to_owned(),
        present: form.get("counter_present") == "yes",
    };
    match flow::sign(&app, *id, clerk, &entered).await {
        Ok(Some(signed)) => {
            // Signed, so that nobody comes from one receipt to its neighbours.
            let token = receipt_token(&app.keyring, &signed.receipt);
            Ok(see_other(&format!("/desk/counter/{id}/receipts/{token}"), None))
        }
        Ok(None) => Ok(see_other(&format!("/desk/counter/{id}/already"), None)),
        Err(Fault::Invalid(errors)) => {
            // A mistake is corrected by asking again: what identifies a person is shown by no page.
            let kept = ["region", "counter_present"].map(|name| (name.to_owned(), form.get(name).to_owned()));
            shown(&app, &visitor, *id, &Values(kept.into()), &errors).await
        }
        Err(other) => Err(other),
    }
}

async fn already(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Clerk)?;
    drives::tally(app.db.read(), DriveId(id.0)).await?.ok_or(Fault::NotFound)?;
    let proposal = read::get(app.db.read(), *id, app.now()).await?;
    let view = AlreadyPage { ctx: visitor.ctx(), id: &id.to_string(), title: &proposal.text.title };
    Ok(unkept(page(view.render())))
}

async fn receipt(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(ProposalId, String)>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Clerk)?;
    let (id, token) = path.into_inner();
    let (_, receipt) = linked(&app, &token).await?;
    if receipt.drive.0 != id.0 {
        return Err(Fault::NotFound);
    }
    let proposal = read::get(app.db.read(), id, app.now()).await?;
    let view = CounterReceipt {
        ctx: visitor.ctx(),
        id: &id.to_string(),
        number: proposal.number,
        title: &proposal.text.title,
        receipt: &receipt.id.to_string(),
        leaf: &receipt.leaf,
        at: receipt.signed_at,
        public_url: &app.config.public_url,
    };
    Ok(unkept(page(view.render())))
}
