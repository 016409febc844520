//! An administrator lets the clocks of a case stand still, and go on.

use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_agency_responses::{Cause, cases, pauses};
use folkmoot_foundation::CaseId;
use folkmoot_web::pages::cases::standstill::StandstillPage;
use folkmoot_web::{FormView, Values};

use super::view::Shelf;
use super::{Refusal, case_href};
use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::{App, Fault, links};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/desk/admin/cases/{id}/pause").get(form).post(pause))
        .route("/desk/admin/cases/{id}/resume", web::post().to(resume));
}

async fn shown(
    app: &App,
    visitor: &Visitor,
    id: CaseId,
    values: &Values,
    refusal: Refusal,
) -> Result<HttpResponse, Fault> {
    let case = cases::get(app.db.read(), id, app.now()).await?;
    let shelf = Shelf::fetch(app, visitor.lang, [case.brief.proposal]).await?;
    let ordered = case.pauses.iter().find(|pause| pause.cause == Cause::Order && pause.until.is_none());
    let markup = StandstillPage {
        ctx: visitor.ctx(),
        head: shelf.head(&case.brief, "/desk/admin", "desk-administrator"),
        ordered: ordered.map(|pause| (pause.from, pause.reason.clone())),
        resume: format!("{}/resume", links::assignment(id)),
        form: FormView { lang: visitor.lang, values, errors: &refusal.errors },
        refused: refusal.words(visitor),
    };
    Ok(page_with_status(refusal.status(), markup.render()))
}

async fn form(app: web::Data<App>, visitor: Visitor, id: web::Path<CaseId>) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Administrator)?;
    shown(&app, &visitor, *id, &Values::default(), Refusal::default()).await
}

async fn pause(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (by, calendar) = (visitor.require(Role::Administrator)?.id, app.calendar.get());
    let done =
        app.write(async |tx, now| pauses::order(tx, by, *id, form.get("reason"), now, &calendar).await);
    match done.await {
        Ok(()) => Ok(see_other(&case_href(*id), Some("case-paused"))),
        Err(error) => shown(&app, &visitor, *id, &form, Refusal::of(error.into())?).await,
    }
}

async fn resume(app: web::Data<App>, visitor: Visitor, id: web::Path<CaseId>) -> Result<HttpResponse, Fault> {
    let (by, calendar) = (visitor.require(Role::Administrator)?.id, app.calendar.get());
    app.write(async |tx, now| pauses::go_on(tx, by, *id, now, &calendar).await).await?;
    Ok(see_other(&case_href(*id), Some("case-resumed")))
}
