//! The facilitator's outline of a proposal.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::{Role, people};
use folkmoot_discussion::DiscussionError;
use folkmoot_discussion::issues::{self, Filing, Step};
use folkmoot_foundation::{FieldErrors, IssueId, PersonId, ProposalId};
use folkmoot_proposals::{Proposal, read};
use folkmoot_web::pages::issues::desk::{DeskIssue, IssuesDesk, StepLine};
use folkmoot_web::{FormView, Values};

use super::view::filed;
use crate::http::surroundings::local_path;
use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::{App, Fault};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.service(web::resource("/desk/proposals/{id}/issues").get(desk).post(act));
}

/// A public proposal, for a facilitator.
pub(super) async fn proposal(
    app: &App,
    visitor: &Visitor,
    id: ProposalId,
) -> Result<(Proposal, PersonId), Fault> {
    let person = visitor.require(Role::Facilitator)?.id;
    let proposal = read::get(app.db.read(), id, app.now()).await?;
    if proposal.state.is_public() { Ok((proposal, person)) } else { Err(Fault::NotFound) }
}

/// Steps as pages show them, with who did them.
pub(super) async fn lines(app: &App, steps: Vec<Step>) -> Result<Vec<StepLine>, Fault> {
    let people: Vec<PersonId> = steps.iter().map(|step| step.by).collect();
    let names = people::nicknames(app.db.read(), &people).await?;
    let line = |step: Step| StepLine {
        number: step.number,
        kind: step.kind.code(),
        titles: step.facts.titles.join("、"),
        into: step.facts.into,
        voices: step.facts.voices,
        by: names.get(&step.by).cloned().unwrap_or_default(),
        at: step.at,
        undone_at: step.undone_at,
        last: step.last,
    };
    Ok(steps.into_iter().map(line).collect())
}

/// What is wrong with a form, to be told in it; anything else is a fault.
pub(super) fn mistakes(error: DiscussionError) -> Result<FieldErrors, Fault> {
    match error {
        DiscussionError::Invalid(errors) => Ok(errors),
        other => Err(other.into()),
    }
}

async fn desk(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let (proposal, _) = proposal(&app, &visitor, *id).await?;
    show(&app, &visitor, &proposal, &Values::default(), &FieldErrors::new()).await
}

async fn show(
    app: &App,
    visitor: &Visitor,
    proposal: &Proposal,
    values: &Values,
    errors: &FieldErrors,
) -> Result<HttpResponse, Fault> {
    let conn = app.db.read();
    let (all, weights) = issues::weigh(conn, proposal.id).await?;
    let near = web::block(move || weights.numbers()).await.map_err(Fault::internal)?;
    let ids: Vec<IssueId> = all.iter().map(|issue| issue.id).collect();
    let counts = issues::counts(conn, &ids).await?;
    let count = |id| counts.get(&id).map_or((0, 0), |counts| (counts.voices, counts.people));
    let issues = all.into_iter().map(|issue| DeskIssue {
        id: issue.id.to_string(),
        title: issue.title,
        voices: count(issue.id).0,
        people: count(issue.id).1,
        near: near.get(&issue.id).copied().unwrap_or(0),
    });
    let markup = IssuesDesk {
        ctx: visitor.ctx(),
        id: proposal.id.to_string(),
        proposal: proposal.text.title.clone(),
        filed: filed(&issues::state(conn, proposal.id).await?),
        issues: issues.collect(),
        steps: lines(app, issues::steps(conn, proposal.id).await?).await?,
        form: FormView { lang: visitor.lang, values, errors },
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page_with_status(status, markup.render()))
}

/// The order that was typed: by the numbers, and where two are the same as they stood.
fn order(form: &Values) -> Vec<IssueId> {
    let place = |(name, value): &(String, String)| {
        let id: IssueId = name.strip_prefix("place-")?.parse().ok()?;
        let number: f64 = folkmoot_foundation::text::narrow(value).parse().unwrap_or(f64::MAX);
        Some((number, id))
    };
    let mut places: Vec<(f64, IssueId)> = form.0.iter().filter_map(place).collect();
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    places.into_iter().map(|(_, id)| id).collect()
}

async fn act(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (proposal, by) = proposal(&app, &visitor, *id).await?;
    let subject = *id;
    let (done, told): (Result<(), DiscussionError>, &str) = match form.get("act") {
        "make" => {
            let typed = Filing { title: form.get("title"), summary: form.get("summary") };
            let made = app.write(async |tx, now| issues::make(tx, subject, typed, by, now).await).await;
            (made.map(|_| ()), "issue-made")
        }
        "arrange" => {
            let order = order(&form);
            (
                app.write(async |tx, now| issues::arrange(tx, subject, &order, by, now).await).await,
                "issues-arranged",
            )
        }
        "merge" => {
            let from: Vec<IssueId> = form.all("issues").filter_map(|id| id.parse().ok()).collect();
            let into: IssueId = form.get("into").parse().map_err(|_| Fault::BadRequest("into".to_owned()))?;
            let merged =
                app.write(async |tx, now| issues::merge(tx, subject, &from, into, by, now).await).await;
            (merged, "issues-merged")
        }
        "undo" => return undo(&app, subject, by, &form, &format!("/desk/proposals/{id}/issues")).await,
        _ => return Err(Fault::BadRequest("act".to_owned())),
    };
    match done {
        Ok(()) => Ok(see_other(&format!("/desk/proposals/{id}/issues"), Some(told))),
        Err(error) => show(&app, &visitor, &proposal, &form, &mistakes(error)?).await,
    }
}

/// Undoes the last step, and goes back to where that was asked for.
pub(super) async fn undo(
    app: &App,
    subject: ProposalId,
    by: PersonId,
    form: &Values,
    home: &str,
) -> Result<HttpResponse, Fault> {
    let step: i64 = form.get("step").parse().map_err(|_| Fault::BadRequest("step".to_owned()))?;
    app.write(async |tx, now| issues::undo(tx, subject, step, by, now).await).await?;
    let back = local_path(form.get("back"));
    Ok(see_other(if back == "/" { home } else { back }, Some("issues-undone")))
}
