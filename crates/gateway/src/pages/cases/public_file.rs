//! The public page of a case, and what its proposer answers and decides there.

use actix_web::{HttpResponse, web};
use folkmoot_agency_responses::{Case, DemandChangeId, QuestionId, cases, demands, questions};
use folkmoot_foundation::{PersonId, ProposalId};
use folkmoot_proposals::{Proposal, read};
use folkmoot_web::pages::cases::case_file::CaseFilePage;
use folkmoot_web::pages::cases::file_forms::{Asked, ProposerPage};
use folkmoot_web::{FormView, Values};

use super::Refusal;
use super::file_view::{As, change, combined, parts, timeline};
use super::view::Shelf;
use crate::fault::Belonging;
use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::pages::parts::hearings;
use crate::{App, Fault, links};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/proposals/{id}/case", web::get().to(show))
        .service(web::resource("/proposals/{id}/case/questions/{question}").get(question_form).post(answer))
        .service(web::resource("/proposals/{id}/case/demand-changes/{change}").get(change_form).post(decide));
}

async fn of_proposal(app: &App, id: ProposalId) -> Result<(Proposal, Case), Fault> {
    let case = cases::of_proposal(app.db.read(), id, app.now()).await?.ok_or(Fault::NotFound)?;
    Ok((read::get(app.db.read(), id, app.now()).await?, case))
}

async fn show(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let (proposal, case) = of_proposal(&app, *id).await?;
    let reader = if visitor.id() == Some(proposal.proposer) { As::Proposer } else { As::Public };
    let file = parts(&app, &case, reader, app.now()).await?;
    let shelf = Shelf::fetch(&app, visitor.lang, [*id]).await?;
    let for_you = file.questions.iter().filter(|one| one.answer_href.is_some()).count()
        + file.changes.iter().filter(|one| one.decide_href.is_some()).count();
    let markup = CaseFilePage {
        ctx: visitor.ctx(),
        title: proposal.text.title.clone(),
        number: proposal.number,
        proposal_href: links::proposal(*id),
        for_you,
        panel: shelf.panel(&case),
        demands: case.demands.iter().map(|demand| demand.body.clone()).collect(),
        changes: file.changes,
        questions: file.questions,
        files: file.files,
        combined: combined(&app, visitor.lang, case.brief.id, |one| links::case_file(one.proposal)).await?,
        hearings: hearings::of_proposal(&app, &visitor, &proposal).await?,
        timeline: timeline(&app, &visitor, *id).await?,
    };
    Ok(page(markup.render()))
}

/// Who made the proposal, if it is the visitor.
async fn proposer(app: &App, visitor: &Visitor, id: ProposalId) -> Result<(PersonId, Case), Fault> {
    let person = visitor.signed_in()?.id;
    let (proposal, case) = of_proposal(app, id).await?;
    if proposal.proposer == person { Ok((person, case)) } else { Err(Fault::NotYours(Belonging::Proposal)) }
}

async fn form_page(
    app: &App,
    visitor: &Visitor,
    id: ProposalId,
    asked: Asked,
    values: &Values,
    refusal: Refusal,
) -> Result<HttpResponse, Fault> {
    let shelf = Shelf::fetch(app, visitor.lang, [id]).await?;
    let markup = ProposerPage {
        ctx: visitor.ctx(),
        title: shelf.title(id),
        proposal_href: links::proposal(id),
        file_href: links::case_file(id),
        form: FormView { lang: visitor.lang, values, errors: &refusal.errors },
        asked,
        refused: refusal.words(visitor),
    };
    Ok(page_with_status(refusal.status(), markup.render()))
}

async fn question_of(app: &App, case: &Case, id: QuestionId) -> Result<questions::Question, Fault> {
    let all = questions::of_case(app.db.read(), case.brief.id).await?;
    all.into_iter().find(|one| one.id == id).ok_or(Fault::NotFound)
}

async fn question_form(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(ProposalId, QuestionId)>,
) -> Result<HttpResponse, Fault> {
    let (id, question) = path.into_inner();
    let (_, case) = proposer(&app, &visitor, id).await?;
    let question = question_of(&app, &case, question).await?;
    if !question.is_open() {
        return Ok(see_other(&links::case_file(id), None));
    }
    let asked = Asked::Answer { question: question.body, public: question.public };
    form_page(&app, &visitor, id, asked, &Values::default(), Refusal::default()).await
}

async fn answer(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(ProposalId, QuestionId)>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (id, question) = path.into_inner();
    let (person, case) = proposer(&app, &visitor, id).await?;
    let done = app
        .write(async |tx, now| {
            questions::answer(tx, person, case.brief.id, question, form.get("answer"), now).await
        })
        .await;
    match done.map_err(Fault::from) {
        Ok(()) => Ok(see_other(&format!("{}#questions", links::case_file(id)), Some("question-answered"))),
        Err(fault) => {
            let refusal = Refusal::of(fault)?;
            let question = question_of(&app, &case, question).await?;
            let asked = Asked::Answer { question: question.body, public: question.public };
            form_page(&app, &visitor, id, asked, &form, refusal).await
        }
    }
}

async fn change_of(app: &App, case: &Case, id: DemandChangeId) -> Result<demands::DemandChange, Fault> {
    let all = demands::changes(app.db.read(), case.brief.id).await?;
    all.into_iter().find(|one| one.id == id).ok_or(Fault::NotFound)
}

async fn change_form(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(ProposalId, DemandChangeId)>,
) -> Result<HttpResponse, Fault> {
    let (id, wanted) = path.into_inner();
    let (_, case) = proposer(&app, &visitor, id).await?;
    let found = change_of(&app, &case, wanted).await?;
    if found.outcome.is_some() {
        return Ok(see_other(&links::case_file(id), None));
    }
    let asked = Asked::Decision(change(&found));
    form_page(&app, &visitor, id, asked, &Values::default(), Refusal::default()).await
}

async fn decide(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(ProposalId, DemandChangeId)>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (id, wanted) = path.into_inner();
    let (person, case) = proposer(&app, &visitor, id).await?;
    let agrees = match form.get("act") {
        "agree" => true,
        "decline" => false,
        _ => return Err(Fault::BadRequest("act is neither agree nor decline".to_owned())),
    };
    let done = app
        .write(async |tx, now| {
            demands::decide(tx, person, case.brief.id, wanted, agrees, form.get("note"), now).await
        })
        .await;
    match done.map_err(Fault::from) {
        Ok(()) => {
            let code = if agrees { "change-agreed" } else { "change-declined" };
            Ok(see_other(&format!("{}#demands", links::case_file(id)), Some(code)))
        }
        Err(fault) => {
            let refusal = Refusal::of(fault)?;
            let found = change_of(&app, &case, wanted).await?;
            form_page(&app, &visitor, id, Asked::Decision(change(&found)), &form, refusal).await
        }
    }
}
