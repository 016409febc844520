//! Whether the response helped.

use actix_web::{HttpResponse, web};
use folkmoot_agency_responses::afterwards::feedback;
use folkmoot_foundation::ProposalId;
use folkmoot_web::pages::cases::afterwards::feedback::FeedbackPage;
use folkmoot_web::{FormView, Values};
use serde::Deserialize;

use super::super::Refusal;
use super::super::view::Shelf;
use super::view::{feedback_of, words};
use super::{about, answered, sign_in};
use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::{App, Fault, flows, links, lists};

/// How many reasons stand on a page.
const PAGE: usize = 30;

/// From where the list goes on.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    cursor: Option<String>,
}

async fn render(
    app: &App,
    visitor: &Visitor,
    id: ProposalId,
    cursor: Option<&str>,
    typed: Option<&Values>,
    refusal: Refusal,
) -> Result<HttpResponse, Fault> {
    let (case, windows) = answered(app, id).await?;
    let until = windows.feedback_until.ok_or(Fault::NotFound)?;
    let (conn, case_id) = (app.db.read(), case.brief.id);
    let shelf = Shelf::fetch(app, visitor.lang, [id]).await?;
    let list = lists::feedback(case_id);
    let after = list.after(cursor)?;
    let reasons = feedback::reasons(conn, case_id, after, PAGE).await?;
    let next = list.next(&reasons);
    let own = match visitor.id() {
        Some(person) => feedback::of_person(conn, case_id, person).await?,
        None => None,
    };
    let stored = own.as_ref().map(|own| {
        Values::default()
            .and("helpful", if own.helpful { "yes" } else { "no" })
            .and("reason", own.reason.clone())
    });
    let values = typed.cloned().or(stored).unwrap_or_default();
    let path = links::feedback(id);
    let api = format!("/api/v1/cases/{case_id}/feedback");
    let markup = FeedbackPage {
        ctx: visitor.ctx(),
        about: about(&shelf, id),
        feedback: feedback_of(app, &case, until).await?,
        reasons: reasons
            .items
            .into_iter()
            .map(|one| (one.helpful, words(visitor, one.id, one.reason, one.at, one.hidden)))
            .collect(),
        first: after.map(|_| format!("{path}#reasons")),
        next: next.map(|next| format!("{path}?cursor={next}#reasons")),
        signed_in: visitor.id().map(|_| own.is_some()),
        sign_in: sign_in(&path),
        max: feedback::REASON.max,
        form: FormView { lang: visitor.lang, values: &values, errors: &refusal.errors },
        refused: refusal.words(visitor),
        data: (format!("{api}.csv"), api),
    };
    Ok(page_with_status(refusal.status(), markup.render()))
}

pub(super) async fn shown(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, Fault> {
    render(&app, &visitor, *id, wanted.cursor.as_deref(), None, Refusal::default()).await
}

pub(super) async fn send(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    let (case, _) = answered(&app, *id).await?;
    let helpful = match form.get("helpful") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let done =
        flows::afterwards::give_feedback(&app, person, case.brief.id, helpful, form.get("reason")).await;
    match done {
        Ok(()) => Ok(see_other(&links::feedback(*id), Some("feedback-given"))),
        Err(fault) => render(&app, &visitor, *id, None, Some(&form), Refusal::of(fault)?).await,
    }
}
