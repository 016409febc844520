//! Taking a proposal back.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_foundation::{FieldErrors, ProposalId};
use folkmoot_proposals::{Proposal, read};
use folkmoot_web::pages::proposals::withdraw::WithdrawPage;
use folkmoot_web::{FormView, Values};

use super::views::similar;
use crate::fault::Belonging;
use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::{App, Fault, flows, links};

/// The proposal, if the visitor may take it back now.
async fn own(app: &App, visitor: &Visitor, id: ProposalId) -> Result<Proposal, Fault> {
    let person = visitor.signed_in()?;
    let proposal = read::get(app.db.read(), id, app.now()).await?;
    if proposal.proposer != person.id {
        let known = proposal.state.is_public();
        return Err(if known { Fault::NotYours(Belonging::Proposal) } else { Fault::NotFound });
    }
    let rulebook = app.rulebooks.get(&proposal.rulebook, proposal.rulebook_version)?;
    if rulebook.withdrawal.from.contains(&proposal.state) {
        Ok(proposal)
    } else {
        Err(Fault::Conflict("proposal_state"))
    }
}

async fn shown(
    app: &App,
    visitor: &Visitor,
    proposal: &Proposal,
    values: &Values,
    errors: &FieldErrors,
) -> Result<HttpResponse, Fault> {
    let rulebook = app.rulebooks.get(&proposal.rulebook, proposal.rulebook_version)?;
    let (field, code) = (&rulebook.fields.reason, visitor.lang.code());
    let view = WithdrawPage {
        ctx: visitor.ctx(),
        path: links::proposal(proposal.id),
        title: proposal.text.title.clone(),
        rule: rulebook.withdrawal.text.get(code).to_owned(),
        reason: (field.name.get(code).to_owned(), field.hint.get(code).to_owned(), field.max),
        similar: similar(app, visitor.lang, &proposal.text.title, "", Some(proposal.id)).await?,
        form: FormView { lang: visitor.lang, values, errors },
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page_with_status(status, view.render()))
}

pub(super) async fn ask(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let proposal = own(&app, &visitor, *id).await?;
    shown(&app, &visitor, &proposal, &Values::default(), &FieldErrors::new()).await
}

pub(super) async fn withdraw(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    match flows::review::withdraw(&app, *id, person.id, form.get("reason"), form.get("similar")).await {
        Ok(()) => Ok(see_other(&links::proposal(*id), Some("proposal-withdrawn"))),
        Err(Fault::Invalid(errors)) => {
            let proposal = own(&app, &visitor, *id).await?;
            shown(&app, &visitor, &proposal, &form, &errors).await
        }
        Err(other) => Err(other),
    }
}
