//! What follows a hearing: entered by the facilitator, read by everybody on its page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_foundation::{FieldErrors, HearingId};
use folkmoot_hearings::HearingError;
use folkmoot_hearings::hearings::{self, Hearing, State};
use folkmoot_hearings::papers::{self, Kind, NewPaper, Paper, Publication};
use folkmoot_hearings::records;
use folkmoot_web::pages::hearings::after::{AfterPage, AfterPart, DueView, PaperView};
use folkmoot_web::{FormView, Values};

use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::{App, Fault};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/hearings/{id}/after", web::get().to(form))
        .route("/desk/hearings/{id}/after", web::post().to(act));
}

fn view(paper: Paper) -> PaperView {
    PaperView {
        id: paper.id.to_string(),
        kind: paper.kind,
        who: paper.who,
        body: paper.body,
        link: paper.link,
        state: paper.state,
        reason: paper.reason,
        at: paper.at,
    }
}

/// What everybody reads of what followed; nothing before it was held, or of a meeting of history.
pub(super) async fn part(app: &App, hearing: &Hearing) -> Result<Option<AfterPart>, Fault> {
    if hearing.state != State::Held || hearing.historical {
        return Ok(None);
    }
    let first = records::first_published(app.db.read(), hearing.id).await?;
    let due = match papers::publication(hearing, first, &app.calendar.get(), app.now()) {
        Publication::Published { on, late } => DueView::Published(on, late),
        Publication::Due { by } => DueView::Due(by),
        Publication::Overdue { by, days } => DueView::Overdue(by, days),
        Publication::Unknown => DueView::Unknown,
    };
    Ok(Some(AfterPart {
        due,
        correction: hearing.correction_until.map(|until| (hearing.correction_from, until)),
        papers: papers::of_hearing(app.db.read(), hearing.id).await?.into_iter().map(view).collect(),
        weighing: hearing.weighing.clone(),
    }))
}

async fn shown(
    app: &App,
    visitor: &Visitor,
    id: HearingId,
    values: Option<&Values>,
    errors: &FieldErrors,
) -> Result<HttpResponse, Fault> {
    let hearing = hearings::get(app.db.read(), id, app.now()).await?.ok_or(Fault::NotFound)?;
    if hearing.state == State::Announced {
        return Err(HearingError::NotHeldYet { held_on: hearing.held_on }.into());
    }
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let known =
        Values::default().and("publish_due", day(hearing.publish_due)).and("signature_state", "signed");
    let part = part(app, &hearing).await?.ok_or(Fault::NotFound)?;
    let form = FormView { lang: visitor.lang, values: values.unwrap_or(&known), errors };
    let markup = AfterPage { ctx: visitor.ctx(), form, id: id.to_string(), title: hearing.title, part };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page_with_status(status, markup.render()))
}

async fn form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Facilitator)?;
    shown(&app, &visitor, *id, None, &FieldErrors::new()).await
}

fn paper(form: &Values, kind: Kind) -> NewPaper {
    let text = |field: &str| form.get(&format!("{}_{field}", kind.code())).to_owned();
    NewPaper {
        who: text("who"),
        body: text("body"),
        link: text("link"),
        state: text("state"),
        reason: text("reason"),
    }
}

async fn act(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    let id = *id;
    let hearing = hearings::get(app.db.read(), id, app.now()).await?.ok_or(Fault::NotFound)?;
    let mask = crate::flows::words::mask(&app, hearing.proposal).await?;
    // Who is no longer named is not named here either.
    let named = form.0.0.iter().map(|(name, value)| (name.clone(), mask.text(value.clone())));
    let form = Values(named.collect());
    let get = |field: &str| form.get(field).to_owned();
    let kind = match form.get("act") {
        "evidence" => Some(Kind::Evidence),
        "objection" => Some(Kind::Objection),
        "signature" => Some(Kind::Signature),
        _ => None,
    };
    let done: Result<(), HearingError> = app
        .write(async |tx, now| match (form.get("act"), kind) {
            (_, Some(kind)) => {
                papers::add(tx, id, kind, &paper(&form, kind), by, now).await?;
                Ok(())
            }
            ("handle", _) => {
                let objection = form.get("objection").parse().map_err(|_| HearingError::NotFound)?;
                papers::handle(tx, id, objection, &get("outcome"), &get("handling"), by, now).await
            }
            ("dates", _) => {
                let calendar = app.calendar.get();
                papers::set_due(tx, id, (&get("publish_due"), &get("reason")), &calendar, by, now).await
            }
            ("weighing", _) => papers::weigh(tx, id, &get("weighing"), by, now).await,
            _ => Err(HearingError::NotFound),
        })
        .await;
    match done {
        Ok(()) => Ok(see_other(&format!("/desk/hearings/{id}/after"), Some("hearing-after-saved"))),
        Err(HearingError::Invalid(errors)) => shown(&app, &visitor, id, Some(&form), &errors).await,
        Err(other) => Err(other.into()),
    }
}
