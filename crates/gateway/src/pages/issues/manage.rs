//! One issue on the facilitator's desk.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_discussion::issues::{self, At, Filing, Issue, Narrow};
use folkmoot_discussion::voices::Viewer;
use folkmoot_discussion::{DiscussionError, IssueOrder};
use folkmoot_foundation::{FieldErrors, IssueId, PersonId};
use folkmoot_web::pages::issues::manage::ManageIssue;
use folkmoot_web::{FormView, Values};
use serde::Deserialize;

use super::desk::mistakes;
use super::filing::{ticked, waiting};
use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::pages::discussion::forum::Forum;
use crate::{App, Fault, lists};

/// How many voices a page has.
const PAGE: usize = 50;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.service(web::resource("/desk/issues/{id}").get(manage).post(act));
}

#[derive(Debug, Default, Deserialize)]
struct PageQuery {
    cursor: Option<String>,
}

/// An issue that is there, for a facilitator.
async fn of(app: &App, visitor: &Visitor, id: IssueId) -> Result<(Issue, PersonId), Fault> {
    let person = visitor.require(Role::Facilitator)?.id;
    let issue = issues::get(app.db.read(), id).await?.filter(|issue| !issue.gone).ok_or(Fault::NotFound)?;
    Ok((issue, person))
}

async fn manage(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<IssueId>,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, Fault> {
    let (issue, _) = of(&app, &visitor, *id).await?;
    let values = Values::default().and("title", issue.title.as_str()).and("summary", issue.summary.as_str());
    show(&app, &visitor, &issue, query.cursor.as_deref(), (&values, &FieldErrors::new())).await
}

async fn show(
    app: &App,
    visitor: &Visitor,
    issue: &Issue,
    cursor: Option<&str>,
    (values, errors): (&Values, &FieldErrors),
) -> Result<HttpResponse, Fault> {
    let conn = app.db.read();
    let order = IssueOrder::Oldest;
    let list = lists::issue(issue.id, order, "desk");
    let after = list.after(cursor)?;
    let which = (Narrow::default(), order);
    let (entries, next) =
        issues::list(conn, issue.id, which, At::Row(after), PAGE, &Viewer::default()).await?;
    let forum = Forum::of(app, visitor, issue.subject).await?;
    let same: Vec<i64> = entries.iter().map(|entry| entry.same - 1).collect();
    let shown = forum.show(entries.into_iter().map(|entry| entry.voice).collect()).await?;
    let counts = issues::counts(conn, &[issue.id]).await?;
    let others = issues::of_subject(conn, issue.subject).await?;
    let page_at = |cursor: String| format!("/desk/issues/{}?cursor={cursor}", issue.id);
    let next = match next {
        Some(At::Row(Some(next))) => Some(page_at(list.token(next))),
        _ => None,
    };
    let markup = ManageIssue {
        ctx: visitor.ctx(),
        id: issue.id.to_string(),
        proposal: issue.subject.to_string(),
        title: issue.title.clone(),
        count: counts.get(&issue.id).map_or(0, |counts| counts.voices),
        others: others
            .into_iter()
            .filter(|other| other.id != issue.id)
            .map(|other| (other.id.to_string(), other.title))
            .collect(),
        voices: shown.into_iter().zip(same).map(|(view, same)| waiting(view, same, Vec::new())).collect(),
        form: FormView { lang: visitor.lang, values, errors },
        first: after.map(|_| format!("/desk/issues/{}", issue.id)),
        next,
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page_with_status(status, markup.render()))
}

async fn act(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<IssueId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (issue, by) = of(&app, &visitor, *id).await?;
    match done(&app, &issue, by, &form).await {
        Ok((path, told)) => Ok(see_other(&path, Some(told))),
        Err(Fault::Invalid(mut errors)) => {
            // The form of a new issue has a name of its own for its title.
            if form.get("act") == "split" {
                for error in errors.0.iter_mut().filter(|error| error.field == "title") {
                    error.field = "new_title".to_owned();
                }
            }
            let typed: &Values = &form;
            let mut values = typed.clone();
            for (name, stored) in [("title", &issue.title), ("summary", &issue.summary)] {
                if typed.0.iter().all(|(field, _)| field != name) {
                    values = values.and(name, stored.as_str());
                }
            }
            show(&app, &visitor, &issue, None, (&values, &errors)).await
        }
        Err(fault) => Err(fault),
    }
}

/// Does what was pressed; gives where to go then, and the word for it.
async fn done(
    app: &App,
    issue: &Issue,
    by: PersonId,
    form: &Values,
) -> Result<(String, &'static str), Fault> {
    let told = |error: DiscussionError| mistakes(error).map_or_else(|fault| fault, Fault::Invalid);
    let (id, here) = (issue.id, format!("/desk/issues/{}", issue.id));
    let voices = ticked(form);
    let to = || form.get("to").parse::<IssueId>().map_err(|_| Fault::BadRequest("to".to_owned()));
    match form.get("act") {
        "rename" => {
            let typed = Filing { title: form.get("title"), summary: form.get("summary") };
            let renamed = app.write(async |tx, now| issues::rename(tx, id, typed, by, now).await);
            renamed.await.map_err(told)?;
            Ok((here, "issue-saved"))
        }
        "split" => {
            let typed = Filing { title: form.get("new_title"), summary: "" };
            let split = app.write(async |tx, now| issues::split(tx, id, &voices, typed, by, now).await);
            let new = split.await.map_err(told)?;
            Ok((format!("/desk/issues/{new}"), "issue-split"))
        }
        "take_out" => {
            let out = app.write(async |tx, now| issues::take_out(tx, id, &voices, by, now).await);
            out.await.map_err(told)?;
            Ok((here, "issues-filed"))
        }
        "move" => {
            let to = to()?;
            let moved = app.write(async |tx, now| issues::move_to(tx, (id, to), &voices, by, now).await);
            moved.await.map_err(told)?;
            Ok((here, "issues-filed"))
        }
        "copy" => {
            let to = to()?;
            let copied = app.write(async |tx, now| issues::copy_to(tx, (id, to), &voices, by, now).await);
            copied.await.map_err(told)?;
            Ok((here, "issues-filed"))
        }
        "remove" => {
            let removed = app.write(async |tx, now| issues::remove(tx, id, by, now).await);
            let subject = removed.await.map_err(told)?;
            Ok((format!("/desk/proposals/{subject}/issues"), "issue-removed"))
        }
        _ => Err(Fault::BadRequest("act".to_owned())),
    }
}
