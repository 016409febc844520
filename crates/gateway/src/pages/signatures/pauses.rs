//! Polling days, and the pause of one drive: what administrators do.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_foundation::{DriveId, FieldErrors, ProposalId};
use folkmoot_proposals::{polling, read};
use folkmoot_signatures::pauses::ORDERED;
use folkmoot_signatures::{Window, drives};
use folkmoot_web::pages::signatures::pauses::{DrivePausePage, PollingDayRow, PollingDaysPage};
use folkmoot_web::{FormView, Values};
use uuid::Uuid;

use super::slot::sign_box_of;
use crate::flows::pauses as flow;
use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::{App, Fault};

const DAYS: &str = "/desk/admin/polling-days";

/// The polling days.
pub(super) async fn days(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Administrator)?;
    days_page(&app, &visitor, &Values::default(), &FieldErrors::new()).await
}

async fn days_page(
    app: &App,
    visitor: &Visitor,
    values: &Values,
    errors: &FieldErrors,
) -> Result<HttpResponse, Fault> {
    let now = app.now();
    let days = polling::list(app.db.read()).await?;
    let row = |day: polling::PollingDay| PollingDayRow {
        remove: (now < day.pauses_from).then(|| format!("{DAYS}/{}/remove", day.id)),
        day: day.day,
        name: day.name,
        pauses_from: day.pauses_from,
    };
    let form = FormView { lang: visitor.lang, values, errors };
    let markup =
        PollingDaysPage { ctx: visitor.ctx(), form, days: days.into_iter().map(row).collect() }.render();
    Ok(page_with_status(status(errors), markup))
}

fn status(errors: &FieldErrors) -> StatusCode {
    if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// Enters one.
pub(super) async fn add_day(
    app: web::Data<App>,
    visitor: Visitor,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Administrator)?.id;
    let (day, name) = (form.get("day"), form.get("name"));
    let added = app
        .write(async |tx, now| {
            flow::add_polling_day(tx, &app.rulebooks, day, name, by, now, &app.calendar.get()).await
        })
        .await;
    match added {
        Ok(_) => Ok(see_other(DAYS, Some("polling-day-added"))),
        Err(Fault::Invalid(errors)) => days_page(&app, &visitor, &form, &errors).await,
        Err(fault) => Err(fault),
    }
}

/// Takes one back.
pub(super) async fn remove_day(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<Uuid>,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Administrator)?.id;
    app.write(async |tx, now| flow::remove_polling_day(tx, *id, by, now, &app.calendar.get()).await).await?;
    Ok(see_other(DAYS, Some("polling-day-removed")))
}

/// Where a drive is paused or let go on.
pub(super) async fn drive(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Administrator)?;
    drive_page(&app, &visitor, *id, &Values::default(), &FieldErrors::new()).await
}

async fn drive_page(
    app: &App,
    visitor: &Visitor,
    id: ProposalId,
    values: &Values,
    errors: &FieldErrors,
) -> Result<HttpResponse, Fault> {
    let (conn, now) = (app.db.read(), app.now());
    let drive = drives::get(conn, DriveId(id.0)).await?.ok_or(Fault::NotFound)?;
    let proposal = read::get(conn, id, now).await?;
    let held = drive.pauses.iter().any(|pause| pause.reason == ORDERED && pause.ends_at.is_none());
    let name = id.to_string();
    let markup = DrivePausePage {
        ctx: visitor.ctx(),
        title: &proposal.text.title,
        form: FormView { lang: visitor.lang, values, errors },
        may_pause: matches!(drive.window(now), Window::NotYet | Window::Open),
        may_resume: held && drive.closed_at.is_none(),
        sign_box: sign_box_of(app, visitor, &proposal, &name, &drive).await?,
    };
    Ok(page_with_status(status(errors), markup.render()))
}

/// Lets it pause.
pub(super) async fn pause(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Administrator)?.id;
    match flow::pause(&app, *id, form.get("reason"), by).await {
        Ok(_) => Ok(see_other(&format!("/desk/admin/drives/{id}"), Some("drive-paused"))),
        Err(Fault::Invalid(errors)) => drive_page(&app, &visitor, *id, &form, &errors).await,
        Err(fault) => Err(fault),
    }
}

/// Lets it go on.
pub(super) async fn resume(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Administrator)?.id;
    flow::resume(&app, *id, by).await?;
    Ok(see_other(&format!("/desk/admin/drives/{id}"), Some("drive-resumed")))
}
