//! The approver's desk and the pages on which responses and addenda are signed.

use actix_web::{HttpResponse, web};
use folkmoot_accounts::second_factor;
use folkmoot_agency_responses::responses::{self, Signer};
use folkmoot_agency_responses::{
    AddendumId, AgencyPart, AgencySignature, CaseState, DeskFilter, DeskQuery, cases,
};
use folkmoot_foundation::{AgencyId, CaseId, db};
use folkmoot_web::components::prose::prose;
use folkmoot_web::components::response_body::response_body;
use folkmoot_web::pages::cases::approvals::{ApprovalsPage, WaitingAddendum};
use folkmoot_web::pages::cases::signing::SigningPage;
use folkmoot_web::{FormView, Values};

use super::view::{Reader, Shelf, response_href};
use super::{Refusal, approver, must_lead};
use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::{App, Fault, flows};

/// How many responses the desk shows.
const RESPONSES: usize = 100;
const DESK: &str = "/desk/approvals";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/approvals", web::get().to(desk))
        .service(web::resource("/desk/approvals/addenda/{id}").get(addendum_form).post(addendum))
        .service(web::resource("/desk/approvals/{id}").get(form).post(sign));
}

async fn desk(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    let approver = approver(&visitor)?;
    let (conn, now) = (app.db.read(), app.now());
    let query = DeskQuery {
        part: Some(AgencyPart::Lead),
        ..DeskQuery::new(&approver.agencies, DeskFilter::AwaitingApproval)
    };
    let desk = cases::desk(conn, &query, None, RESPONSES, now).await?;
    let addenda = responses::waiting_addenda(conn, &approver.agencies).await?;
    let ids: Vec<CaseId> = addenda.iter().map(|(case, _)| *case).collect();
    let of_addenda = cases::by_ids(conn, &ids, now).await?;
    let own: Vec<_> = desk.cases.items.iter().map(|line| &line.case).collect();
    let proposals = own.iter().copied().chain(of_addenda.values()).map(|case| case.proposal);
    let shelf = Shelf::fetch(&app, visitor.lang, proposals).await?;
    let waiting = |(case, one): &(CaseId, responses::Addendum)| WaitingAddendum {
        title: of_addenda.get(case).map(|case| shelf.title(case.proposal)).unwrap_or_default(),
        body: one.body.clone(),
        at: one.written,
        href: format!("/desk/approvals/addenda/{}", one.id),
    };
    let markup = ApprovalsPage {
        ctx: visitor.ctx(),
        responses: own.into_iter().map(|case| shelf.row(case, Reader::Approver)).collect(),
        addenda: addenda.iter().map(waiting).collect(),
    };
    Ok(page(markup.render()))
}

async fn signing(
    app: &App,
    visitor: &Visitor,
    id: CaseId,
    values: Values,
    refusal: Refusal,
) -> Result<HttpResponse, Fault> {
    let approver = approver(visitor)?;
    let case = cases::get(app.db.read(), id, app.now()).await?;
    must_lead(&approver, &case)?;
    if case.brief.state != CaseState::AwaitingApproval {
        return Err(Fault::from(folkmoot_agency_responses::Error::WrongState {
            state: case.brief.state,
            action: "sign_response",
        }));
    }
    let draft = responses::draft(app.db.read(), id).await?.newest;
    let shelf = Shelf::fetch(app, visitor.lang, [case.brief.proposal]).await?;
    let signed = responses::signatures(app.db.read(), id).await?;
    let waiting: Vec<AgencyId> = case
        .brief
        .leads
        .iter()
        .filter(|lead| case.brief.leads.len() > 1 && !signed.iter().any(|one| one.agency == **lead))
        .copied()
        .collect();
    let mut values = values;
    values.0.retain(|(name, _)| name != "version");
    let values = values.and("version", draft.version.to_string());
    let markup = SigningPage {
        ctx: visitor.ctx(),
        head: shelf.head(&case.brief, DESK, "desk-agency-approver"),
        form: FormView { lang: visitor.lang, values: &values, errors: &refusal.errors },
        preview: response_body(visitor.lang, &shelf.response(&case, &draft.content).await?),
        signed: signed.iter().map(|one| signature(&shelf, one)).collect(),
        waiting: shelf.agency_names(&waiting),
        draft_href: Some(format!("{}/draft", crate::links::case(id))),
        asks_code: second_factor::of(app.db.read(), approver.person).await?.is_some(),
        is_addendum: false,
        changed: refusal.conflict.is_some(),
    };
    Ok(page_with_status(refusal.status(), markup.render()))
}

async fn form(app: web::Data<App>, visitor: Visitor, id: web::Path<CaseId>) -> Result<HttpResponse, Fault> {
    let approver = approver(&visitor)?;
    // An old notice leads here: what has been decided meanwhile is shown where it stands.
    let case = cases::get(app.db.read(), *id, app.now()).await?;
    must_lead(&approver, &case)?;
    match case.brief.state {
        CaseState::AwaitingApproval => {
            signing(&app, &visitor, *id, Values::default(), Refusal::default()).await
        }
        CaseState::Answered | CaseState::Closed => Ok(see_other(&response_href(case.brief.proposal), None)),
        _ => Ok(see_other(&crate::links::case(*id), None)),
    }
}

/// A signature in a line.
fn signature(shelf: &Shelf<'_>, one: &AgencySignature) -> (String, String) {
    (shelf.agency_name(one.agency), format!("{} {}", one.signer.title, one.signer.name))
}

fn signer(form: &Values) -> Signer {
    Signer { name: form.get("name").to_owned(), title: form.get("title").to_owned() }
}

async fn sign(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let approver = approver(&visitor)?;
    let done = async {
        if form.get("act") == "send_back" {
            app.write(async |tx, now| responses::send_back(tx, &approver, *id, form.get("note"), now).await)
                .await?;
            return Ok(see_other(DESK, Some("response-sent-back")));
        }
        let version = form.get("version").parse().unwrap_or(0);
        let published =
            flows::cases::publish(&app, &approver, *id, version, &signer(&form), form.get("code")).await?;
        Ok(match published {
            Some(published) => see_other(&response_href(published.proposal), Some("response-published")),
            None => see_other(DESK, Some("response-signed")),
        })
    };
    match done.await {
        Ok(answer) => Ok(answer),
        Err(fault) => signing(&app, &visitor, *id, form.0.clone(), Refusal::of(fault)?).await,
    }
}

async fn signing_addendum(
    app: &App,
    visitor: &Visitor,
    id: AddendumId,
    values: &Values,
    refusal: Refusal,
) -> Result<HttpResponse, Fault> {
    let approver = approver(visitor)?;
    let (case, one) = responses::addendum_by_id(app.db.read(), id).await?;
    let case = cases::get(app.db.read(), case, app.now()).await?;
    must_lead(&approver, &case)?;
    if one.signed.is_some() || one.declined.is_some() {
        return Err(Fault::Conflict("already_done"));
    }
    let shelf = Shelf::fetch(app, visitor.lang, [case.brief.proposal]).await?;
    let markup = SigningPage {
        ctx: visitor.ctx(),
        head: shelf.head(&case.brief, DESK, "desk-agency-approver"),
        form: FormView { lang: visitor.lang, values, errors: &refusal.errors },
        preview: prose(&one.body),
        signed: Vec::new(),
        waiting: String::new(),
        draft_href: None,
        asks_code: second_factor::of(app.db.read(), approver.person).await?.is_some(),
        is_addendum: true,
        changed: false,
    };
    Ok(page_with_status(refusal.status(), markup.render()))
}

async fn addendum_form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<AddendumId>,
) -> Result<HttpResponse, Fault> {
    signing_addendum(&app, &visitor, *id, &Values::default(), Refusal::default()).await
}

async fn addendum(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<AddendumId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let approver = approver(&visitor)?;
    let done = async {
        let signs = form.get("act") != "send_back";
        let code = form.get("code");
        let asked = signs && flows::second_factor::before(&app, approver.person, code).await?;
        let tx = app.db.begin().await?;
        if asked {
            flows::second_factor::take(&app, &tx, approver.person, code).await?;
        }
        let code = if !signs {
            responses::decline_addendum(&tx, &approver, *id, form.get("note"), app.now()).await?;
            "addendum-declined"
        } else {
            responses::sign_addendum(&tx, &approver, *id, &signer(&form), app.now()).await?;
            "addendum-signed"
        };
        db::commit(tx).await?;
        app.work.notify_one();
        Ok(see_other(DESK, Some(code)))
    };
    match done.await {
        Ok(answer) => Ok(answer),
        Err(fault) => signing_addendum(&app, &visitor, *id, &form, Refusal::of(fault)?).await,
    }
}
