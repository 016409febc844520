//! How agencies work together on a case: parts, transfers that are refused, cases that are combined.

use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_agency_responses::tasks::{self, Task};
use folkmoot_agency_responses::transfers::{self, DisputeDecision};
use folkmoot_agency_responses::{
    AgencyPart, Case, CaseState, DeskFilter, DeskQuery, Officer, OfficerAct, TaskId, TransferId, cases,
    groups,
};
use folkmoot_foundation::{AgencyId, CaseId, FieldErrors};
use folkmoot_web::components::field::Choice;
use folkmoot_web::pages::cases::together::{Together, TogetherPage};
use folkmoot_web::{FormView, Values};

use super::acts::day;
use super::view::Shelf;
use super::{Refusal, case_href, must_lead, officer};
use crate::fault::Belonging;
use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::{App, Fault};

/// How many other cases the form for combining offers.
const OTHERS: usize = 200;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/desk/cases/{id}/refuse-transfer").get(refuse_form).post(refuse))
        .service(web::resource("/desk/cases/{id}/ask-agency").get(ask_form).post(ask))
        .service(web::resource("/desk/cases/{id}/combine").get(combine_form).post(combine))
        .service(web::resource("/desk/cases/{id}/separate").get(separate_form).post(separate))
        .service(web::resource("/desk/cases/{id}/parts/{task}").get(deliver_form).post(deliver))
        .route("/desk/cases/{id}/parts/{task}/withdraw", web::post().to(withdraw))
        .service(web::resource("/desk/admin/disputes/{id}").get(dispute_form).post(decide));
}

async fn shown(
    app: &App,
    visitor: &Visitor,
    case: &Case,
    act: Together,
    values: &Values,
    refusal: Refusal,
) -> Result<HttpResponse, Fault> {
    let shelf = Shelf::fetch(app, visitor.lang, [case.brief.proposal]).await?;
    let desk = match act {
        Together::Decide { .. } => ("/desk/admin", "desk-administrator"),
        _ => ("/desk/cases", "desk-agency-officer"),
    };
    let markup = TogetherPage {
        ctx: visitor.ctx(),
        head: shelf.head(&case.brief, desk.0, desk.1),
        form: FormView { lang: visitor.lang, values, errors: &refusal.errors },
        act,
        refused: refusal.words(visitor),
    };
    Ok(page_with_status(refusal.status(), markup.render()))
}

/// The case, if the officer leads it and it allows the act; after a refused try only the former is asked.
async fn led(
    app: &App,
    visitor: &Visitor,
    id: CaseId,
    act: Option<OfficerAct<'_>>,
) -> Result<(Officer, Case), Fault> {
    let officer = officer(visitor)?;
    let case = cases::get(app.db.read(), id, app.now()).await?;
    must_lead(&officer, &case)?;
    if let Some(act) = act {
        case.allows(act, app.now())?;
    }
    Ok((officer, case))
}

async fn refusing(app: &App, visitor: &Visitor, case: &Case, officer: &Officer) -> Result<Together, Fault> {
    let shelf = Shelf::fetch(app, visitor.lang, [case.brief.proposal]).await?;
    let transfer = case.refusable(&officer.agencies).ok_or(Fault::Conflict("already_done"))?;
    Ok(Together::RefuseTransfer { from: shelf.agency_name(transfer.from), reasons: transfer.reasons.clone() })
}

async fn refuse_form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
) -> Result<HttpResponse, Fault> {
    let (officer, case) = led(&app, &visitor, *id, Some(OfficerAct::RefuseTransfer)).await?;
    let act = refusing(&app, &visitor, &case, &officer).await?;
    shown(&app, &visitor, &case, act, &Values::default(), Refusal::default()).await
}

async fn refuse(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    let done =
        app.write(async |tx, now| transfers::refuse(tx, &officer, *id, form.get("reasons"), now).await).await;
    match done.map_err(Fault::from) {
        // The case is another agency's then.
        Ok(_) => Ok(see_other("/desk/cases", Some("transfer-refused"))),
        Err(fault) => {
            let refusal = Refusal::of(fault)?;
            let (officer, case) = led(&app, &visitor, *id, None).await?;
            let act = refusing(&app, &visitor, &case, &officer).await?;
            shown(&app, &visitor, &case, act, &form, refusal).await
        }
    }
}

async fn asking(app: &App, visitor: &Visitor, case: &Case) -> Result<Together, Fault> {
    let shelf = Shelf::fetch(app, visitor.lang, [case.brief.proposal]).await?;
    let all = case.brief.supporting.iter().chain(&case.brief.leads);
    let choice = |id: &AgencyId| Choice::new(id.to_string(), shelf.agency_name(*id));
    Ok(Together::AskAgency { agencies: all.map(choice).collect() })
}

async fn ask_form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
) -> Result<HttpResponse, Fault> {
    let (_, case) = led(&app, &visitor, *id, Some(OfficerAct::AskAgency)).await?;
    let act = asking(&app, &visitor, &case).await?;
    shown(&app, &visitor, &case, act, &Values::default(), Refusal::default()).await
}

async fn ask(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    let done = async {
        let mut errors = FieldErrors::new();
        let due_on = day(&mut errors, "due_on", &form);
        let agency = form.get("agency").parse::<AgencyId>().ok();
        if agency.is_none() {
            errors.add("agency", "required");
        }
        if !errors.is_empty() && form.get("asked").trim().is_empty() {
            errors.add("asked", "required");
        }
        let (due_on, agency) = errors.into_result(due_on.zip(agency))?;
        let asked = (form.get("asked"), due_on);
        app.write(async |tx, now| tasks::ask(tx, &officer, *id, agency, asked, now).await).await?;
        Ok(())
    };
    match done.await {
        Ok(()) => Ok(see_other(&format!("{}#parts", case_href(*id)), Some("part-asked"))),
        Err(fault) => {
            let refusal = Refusal::of(fault)?;
            let (_, case) = led(&app, &visitor, *id, None).await?;
            let act = asking(&app, &visitor, &case).await?;
            shown(&app, &visitor, &case, act, &form, refusal).await
        }
    }
}

/// The task, if the officer's agency was asked.
async fn asked_of(
    app: &App,
    visitor: &Visitor,
    (id, task): (CaseId, TaskId),
) -> Result<(Officer, Case, Task), Fault> {
    let officer = officer(visitor)?;
    let case = cases::get(app.db.read(), id, app.now()).await?;
    let mut parts = case.brief.leads.iter().chain(&case.brief.supporting);
    if !parts.any(|agency| officer.agencies.contains(agency)) {
        return Err(Fault::NotYours(Belonging::Case));
    }
    let all = tasks::of_case(app.db.read(), id, app.now()).await?;
    let task = all.into_iter().find(|one| one.id == task).ok_or(Fault::NotFound)?;
    if officer.agencies.contains(&task.agency) {
        Ok((officer, case, task))
    } else {
        Err(Fault::NotYours(Belonging::Case))
    }
}

fn delivering(task: &Task) -> Together {
    Together::Deliver { asked: task.asked.clone(), due_on: task.due_on }
}

async fn deliver_form(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(CaseId, TaskId)>,
) -> Result<HttpResponse, Fault> {
    let path = path.into_inner();
    let (_, case, task) = asked_of(&app, &visitor, path).await?;
    if !task.is_open() || !case.brief.state.is_waiting() {
        return Ok(see_other(&format!("{}#parts", case_href(path.0)), None));
    }
    shown(&app, &visitor, &case, delivering(&task), &Values::default(), Refusal::default()).await
}

async fn deliver(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(CaseId, TaskId)>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (id, task) = path.into_inner();
    let officer = officer(&visitor)?;
    let done = app
        .write(async |tx, now| tasks::deliver(tx, &officer, id, task, form.get("delivered"), now).await)
        .await;
    match done.map_err(Fault::from) {
        Ok(()) => Ok(see_other(&format!("{}#parts", case_href(id)), Some("part-delivered"))),
        Err(fault) => {
            let refusal = Refusal::of(fault)?;
            let (_, case, task) = asked_of(&app, &visitor, (id, task)).await?;
            shown(&app, &visitor, &case, delivering(&task), &form, refusal).await
        }
    }
}

async fn withdraw(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(CaseId, TaskId)>,
) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    let (id, task) = path.into_inner();
    app.write(async |tx, now| tasks::withdraw(tx, &officer, id, task, now).await).await?;
    Ok(see_other(&format!("{}#parts", case_href(id)), Some("taken-back")))
}

/// The other cases that the officer's agencies lead and that can still be combined.
async fn combining(app: &App, visitor: &Visitor, case: &Case, officer: &Officer) -> Result<Together, Fault> {
    let query =
        DeskQuery { part: Some(AgencyPart::Lead), ..DeskQuery::new(&officer.agencies, DeskFilter::Open) };
    let desk = cases::desk(app.db.read(), &query, None, OTHERS, app.now()).await?;
    let lines = desk.cases.items.iter().map(|line| &line.case);
    let others: Vec<_> = lines
        .filter(|one| one.id != case.brief.id)
        .filter(|one| matches!(one.state, CaseState::Assigned | CaseState::Drafting))
        .collect();
    let shelf = Shelf::fetch(app, visitor.lang, others.iter().map(|one| one.proposal)).await?;
    let choice = |one: &&folkmoot_agency_responses::CaseBrief| {
        let title = shelf.title(one.proposal);
        let label = match shelf.number(one.proposal) {
            Some(number) => format!("{number} {title}"),
            None => title,
        };
        Choice::new(one.id.to_string(), label)
    };
    Ok(Together::Combine { cases: others.iter().map(choice).collect() })
}

async fn combine_form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
) -> Result<HttpResponse, Fault> {
    let (officer, case) = led(&app, &visitor, *id, Some(OfficerAct::Combine)).await?;
    let act = combining(&app, &visitor, &case, &officer).await?;
    shown(&app, &visitor, &case, act, &Values::default(), Refusal::default()).await
}

async fn combine(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    let done = async {
        let with = form.get("with").parse().map_err(|_| {
            let mut errors = FieldErrors::one("with", "required");
            if form.get("reasons").trim().is_empty() {
                errors.add("reasons", "required");
            }
            errors
        })?;
        let reasons = form.get("reasons");
        app.write(async |tx, now| groups::combine(tx, &officer, *id, with, reasons, now).await).await?;
        Ok(())
    };
    match done.await {
        Ok(()) => Ok(see_other(&format!("{}#group", case_href(*id)), Some("cases-combined"))),
        Err(fault) => {
            let refusal = Refusal::of(fault)?;
            let (officer, case) = led(&app, &visitor, *id, None).await?;
            let act = combining(&app, &visitor, &case, &officer).await?;
            shown(&app, &visitor, &case, act, &form, refusal).await
        }
    }
}

async fn separate_form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
) -> Result<HttpResponse, Fault> {
    let (_, case) = led(&app, &visitor, *id, Some(OfficerAct::Combine)).await?;
    if groups::of_case(app.db.read(), *id).await?.is_none() {
        return Ok(see_other(&case_href(*id), None));
    }
    shown(&app, &visitor, &case, Together::Separate, &Values::default(), Refusal::default()).await
}

async fn separate(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    let done =
        app.write(async |tx, now| groups::separate(tx, &officer, *id, form.get("reasons"), now).await).await;
    match done.map_err(Fault::from) {
        Ok(()) => Ok(see_other(&case_href(*id), Some("case-separated"))),
        Err(fault) => {
            let refusal = Refusal::of(fault)?;
            let (_, case) = led(&app, &visitor, *id, None).await?;
            shown(&app, &visitor, &case, Together::Separate, &form, refusal).await
        }
    }
}

/// The case of a transfer that was refused, and the form.
async fn disputed(app: &App, visitor: &Visitor, id: TransferId) -> Result<(Case, Together), Fault> {
    let case = transfers::case_of(app.db.read(), id).await?;
    let case = cases::get(app.db.read(), case, app.now()).await?;
    let transfer = case.transfers.iter().find(|one| one.id == id).ok_or(Fault::NotFound)?;
    let (_, refusal) = transfer.refused.clone().ok_or(Fault::NotFound)?;
    let shelf = Shelf::fetch(app, visitor.lang, [case.brief.proposal]).await?;
    let act = Together::Decide {
        between: (shelf.agency_name(transfer.from), shelf.agency_name(transfer.to)),
        reasons: transfer.reasons.clone(),
        refusal,
        decisions: DisputeDecision::ALL.map(DisputeDecision::code).to_vec(),
    };
    Ok((case, act))
}

async fn dispute_form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<TransferId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Administrator)?;
    let (case, act) = disputed(&app, &visitor, *id).await?;
    shown(&app, &visitor, &case, act, &Values::default(), Refusal::default()).await
}

async fn decide(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<TransferId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Administrator)?.id;
    let done = async {
        let decision = form.get("decision").parse().map_err(|_| {
            let mut errors = FieldErrors::one("decision", "required");
            if form.get("reasons").trim().is_empty() {
                errors.add("reasons", "required");
            }
            errors
        })?;
        let reasons = form.get("reasons");
        app.write(async |tx, now| transfers::decide(tx, by, *id, decision, reasons, now).await).await?;
        Ok(())
    };
    match done.await {
        Ok(()) => Ok(see_other("/desk/admin", Some("dispute-decided"))),
        Err(fault) => {
            let refusal = Refusal::of(fault)?;
            let (case, act) = disputed(&app, &visitor, *id).await?;
            shown(&app, &visitor, &case, act, &form, refusal).await
        }
    }
}
