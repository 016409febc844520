//! The administrator's desk of cases.

use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_agency_responses::{TransferId, agencies, cases};
use folkmoot_foundation::{AgencyId, CaseId, FieldErrors};
use folkmoot_notifications::outbox;
use folkmoot_web::components::field::Choice;
use folkmoot_web::pages::cases::assign::AssignPage;
use folkmoot_web::pages::cases::assignments::{AssignmentsPage, FailureRow, OutboxView, TransferRow};
use folkmoot_web::{FormView, Values};

use super::Refusal;
use super::view::{Reader, Shelf};
use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::{App, Fault, links};

/// How many cases of each kind the desk shows.
const CASES: u64 = 50;
const DESK: &str = "/desk/admin";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/admin", web::get().to(desk))
        .service(web::resource("/desk/admin/cases/{id}").get(form).post(assign))
        .route("/desk/admin/transfers/{id}", web::post().to(accept));
}

async fn desk(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Administrator)?;
    let desk = cases::administration(app.db.read(), CASES, app.now()).await?;
    let all = desk.unassigned.iter().chain(&desk.overdue).chain(desk.transfers.iter().map(|(_, case)| case));
    let shelf = Shelf::fetch(&app, visitor.lang, all.map(|case| case.proposal)).await?;
    let row = |case| shelf.row(case, Reader::Administrator);
    let standing = outbox::standing(app.db.read()).await?;
    let failures = outbox::failures(app.db.read()).await?;
    let markup = AssignmentsPage {
        ctx: visitor.ctx(),
        outbox: OutboxView {
            waiting: usize::try_from(standing.waiting).unwrap_or(usize::MAX),
            oldest: standing.oldest,
            failures: failures
                .into_iter()
                .map(|failed| FailureRow {
                    channel: failed.channel,
                    reason: failed.reason.unwrap_or_default(),
                    count: failed.count,
                    latest: failed.latest,
                })
                .collect(),
        },
        unassigned: desk.unassigned.iter().map(row).collect(),
        overdue: desk.overdue.iter().map(row).collect(),
        transfers: desk
            .transfers
            .iter()
            .map(|(transfer, case)| TransferRow {
                title: shelf.title(case.proposal),
                from: shelf.agency_name(transfer.from),
                to: shelf.agency_name(transfer.to),
                reasons: transfer.reasons.clone(),
                at: transfer.at,
                assign_href: format!("{DESK}/cases/{}", case.id),
                refusal: transfer.refused.as_ref().map(|(_, reasons)| reasons.clone()),
                decide_href: format!("/desk/admin/disputes/{}", transfer.id),
                accept_action: format!("/desk/admin/transfers/{}", transfer.id),
            })
            .collect(),
    };
    Ok(page(markup.render()))
}

async fn assigning(
    app: &App,
    visitor: &Visitor,
    id: CaseId,
    form: Option<&Values>,
    refusal: Refusal,
) -> Result<HttpResponse, Fault> {
    let case = cases::get(app.db.read(), id, app.now()).await?;
    let shelf = Shelf::fetch(app, visitor.lang, [case.brief.proposal]).await?;
    let all = agencies::list(app.db.read(), true).await?;
    // What stands there already, else what the proposer named.
    let leads = if case.brief.leads.is_empty() { &case.suggested } else { &case.brief.leads };
    let mut stored = Values::default();
    for (name, ids) in [("leads", leads), ("supporting", &case.brief.supporting)] {
        for agency in ids {
            stored = stored.and(name, agency.to_string());
        }
    }
    let values = form.unwrap_or(&stored);
    let markup = AssignPage {
        ctx: visitor.ctx(),
        head: shelf.head(&case.brief, DESK, "desk-administrator"),
        form: FormView { lang: visitor.lang, values, errors: &refusal.errors },
        agencies: all
            .iter()
            .map(|one| Choice::new(one.id.to_string(), visitor.lang.pick(&one.name.zh, &one.name.en)))
            .collect(),
        suggested: shelf.agency_names(&case.suggested),
        proposal_href: links::proposal(case.brief.proposal),
        demands: case.demands.iter().map(|demand| demand.body.clone()).collect(),
    };
    Ok(page_with_status(refusal.status(), markup.render()))
}

async fn form(app: web::Data<App>, visitor: Visitor, id: web::Path<CaseId>) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Administrator)?;
    assigning(&app, &visitor, *id, None, Refusal::default()).await
}

fn chosen(form: &Values, name: &str) -> Result<Vec<AgencyId>, FieldErrors> {
    form.all(name).map(|id| id.parse().map_err(|_| FieldErrors::one(name, "no_such_agency"))).collect()
}

async fn assign(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Administrator)?.id;
    let done = async {
        let (leads, supporting) = (chosen(&form, "leads")?, chosen(&form, "supporting")?);
        app.write(async |tx, now| {
            cases::assign(tx, by, *id, &leads, &supporting, now, &app.calendar.get()).await
        })
        .await?;
        Ok(see_other(DESK, Some("case-assigned")))
    };
    match done.await {
        Ok(answer) => Ok(answer),
        Err(fault @ Fault::Invalid(_)) => {
            assigning(&app, &visitor, *id, Some(&form), Refusal::of(fault)?).await
        }
        Err(fault) => Err(fault),
    }
}

async fn accept(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<TransferId>,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Administrator)?.id;
    app.write(async |tx, now| cases::accept_transfer(tx, by, *id, now).await).await?;
    Ok(see_other(DESK, Some("transfer-noted")))
}
