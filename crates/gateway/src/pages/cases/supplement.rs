//! The proposer's answer to what an officer asked for.

use actix_web::{HttpResponse, web};
use folkmoot_agency_responses::supplements::Supplement;
use folkmoot_agency_responses::{Case, SupplementId, cases};
use folkmoot_foundation::ProposalId;
use folkmoot_proposals::read;
use folkmoot_web::pages::cases::supplement::SupplementPage;
use folkmoot_web::{FormView, Values};

use super::Refusal;
use crate::fault::Belonging;
use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::{App, Fault, flows, links};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.service(web::resource("/proposals/{id}/supplements/{supplement}").get(form).post(answer));
}

/// The proposer's own case and what was asked for in it.
async fn own(
    app: &App,
    visitor: &Visitor,
    id: ProposalId,
    supplement: SupplementId,
) -> Result<(Case, Supplement, String), Fault> {
    let person = visitor.signed_in()?;
    let proposal = read::get(app.db.read(), id, app.now()).await?;
    if proposal.proposer != person.id {
        let known = proposal.state.is_public();
        return Err(if known { Fault::NotYours(Belonging::Proposal) } else { Fault::NotFound });
    }
    let case = cases::of_proposal(app.db.read(), id, app.now()).await?.ok_or(Fault::NotFound)?;
    let one = case.supplements.iter().find(|one| one.id == supplement).ok_or(Fault::NotFound)?.clone();
    Ok((case, one, proposal.text.title))
}

fn shown(
    app: &App,
    visitor: &Visitor,
    id: ProposalId,
    (one, title): (&Supplement, String),
    values: &Values,
    refusal: Refusal,
) -> HttpResponse {
    let markup = SupplementPage {
        ctx: visitor.ctx(),
        path: links::proposal(id),
        title,
        wanted: one.wanted.clone(),
        answer_by: one.answer_by,
        open: one.state(app.now()) == "open",
        form: FormView { lang: visitor.lang, values, errors: &refusal.errors },
        refused: refusal.words(visitor),
    };
    page_with_status(refusal.status(), markup.render())
}

async fn form(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(ProposalId, SupplementId)>,
) -> Result<HttpResponse, Fault> {
    let (id, supplement) = path.into_inner();
    let (_, one, title) = own(&app, &visitor, id, supplement).await?;
    Ok(shown(&app, &visitor, id, (&one, title), &Values::default(), Refusal::default()))
}

async fn answer(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(ProposalId, SupplementId)>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (id, supplement) = path.into_inner();
    let (case, one, title) = own(&app, &visitor, id, supplement).await?;
    let person = visitor.signed_in()?.id;
    match flows::cases::answer_supplement(&app, person, case.brief.id, supplement, form.get("answer")).await {
        Ok(()) => Ok(see_other(&links::proposal(id), Some("supplement-answered"))),
        Err(fault) => {
            let refusal = Refusal::of(fault)?;
            Ok(shown(&app, &visitor, id, (&one, title), &form, refusal))
        }
    }
}
