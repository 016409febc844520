//! The proposer replies to the response.

use actix_web::{HttpResponse, web};
use folkmoot_agency_responses::Case;
use folkmoot_agency_responses::afterwards::{ReplyWindow, reply};
use folkmoot_foundation::ProposalId;
use folkmoot_proposals::read;
use folkmoot_web::pages::cases::afterwards::reply::ReplyPage;
use folkmoot_web::{FormView, Values};

use super::super::Refusal;
use super::super::view::Shelf;
use super::{about, answered};
use crate::fault::Belonging;
use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::{App, Fault, flows, links};

/// The proposer's own case, and until when they may reply.
async fn own(app: &App, visitor: &Visitor, id: ProposalId) -> Result<(Case, ReplyWindow), Fault> {
    let person = visitor.signed_in()?;
    let (case, windows) = answered(app, id).await?;
    if read::get(app.db.read(), id, app.now()).await?.proposer != person.id {
        return Err(Fault::NotYours(Belonging::Proposal));
    }
    Ok((case, windows.reply.ok_or(Fault::NotFound)?))
}

async fn shown(
    app: &App,
    visitor: &Visitor,
    (case, window): (&Case, ReplyWindow),
    values: &Values,
    refusal: Refusal,
) -> Result<HttpResponse, Fault> {
    let id = case.brief.proposal;
    let shelf = Shelf::fetch(app, visitor.lang, [id]).await?;
    let given = reply::of_case(app.db.read(), case.brief.id).await?.len();
    let rule = shelf.rulebook(id).and_then(|rulebook| {
        rulebook.reply.as_ref().map(|reply| reply.text.get(visitor.lang.code()).to_owned())
    });
    let markup = ReplyPage {
        ctx: visitor.ctx(),
        about: about(&shelf, id),
        rule: rule.unwrap_or_default(),
        until: window.until,
        open: app.now() < window.until && given < usize::try_from(window.times).unwrap_or_default(),
        max: window.length.max,
        form: FormView { lang: visitor.lang, values, errors: &refusal.errors },
        refused: refusal.words(visitor),
    };
    Ok(page_with_status(refusal.status(), markup.render()))
}

pub(super) async fn form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let (case, window) = own(&app, &visitor, *id).await?;
    shown(&app, &visitor, (&case, window), &Values::default(), Refusal::default()).await
}

pub(super) async fn send(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (case, window) = own(&app, &visitor, *id).await?;
    let person = visitor.signed_in()?;
    match flows::afterwards::give_reply(&app, person, case.brief.id, form.get("body")).await {
        Ok(()) => Ok(see_other(&format!("{}#reply", links::response(*id)), Some("reply-given"))),
        Err(fault) => shown(&app, &visitor, (&case, window), &form, Refusal::of(fault)?).await,
    }
}
