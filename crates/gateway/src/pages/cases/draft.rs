//! A draft as the people of the lead agencies read it, also while it waits for its signature: versions, what changed
//! between two of them, and the comments of the internal review.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use folkmoot_accounts::{Role, people};
use folkmoot_agency_responses::responses::{self, VersionLine};
use folkmoot_agency_responses::reviews::{self, ReviewComment, Reviewer};
use folkmoot_agency_responses::{Case, CaseState, DemandId, Error, Officer, Piece, cases};
use folkmoot_foundation::{CaseId, PersonId};
use folkmoot_web::components::field::Choice;
use folkmoot_web::pages::cases::draft::{CommentRow, ComparePage, DraftPage, VersionRow};
use folkmoot_web::{FormView, Values};
use serde::Deserialize;

use super::case::desk_of;
use super::view::Shelf;
use super::{Refusal, case_href, must_lead};
use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::{App, Fault};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/cases/{id}/draft", web::get().to(read))
        .route("/desk/cases/{id}/draft/compare", web::get().to(compare))
        .route("/desk/cases/{id}/draft/comments", web::post().to(comment));
}

/// The person as somebody of the lead agencies, in the role in which they comment.
pub(crate) fn reviewer(visitor: &Visitor, case: &Case) -> Result<(Officer, Reviewer), Fault> {
    let person = visitor.require_any(&[Role::AgencyOfficer, Role::AgencyApprover])?;
    let of = |role| Officer { person: person.id, agencies: person.agencies(role) };
    let (officer, approver) = (of(Role::AgencyOfficer), of(Role::AgencyApprover));
    match must_lead(&officer, case) {
        Ok(()) => Ok((officer, Reviewer::Officer)),
        Err(_) => must_lead(&approver, case).map(|()| (approver, Reviewer::Approver)),
    }
}

/// Which version is read; without one, the newest.
#[derive(Debug, Default, Deserialize)]
struct Which {
    version: Option<i64>,
}

async fn read(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    which: web::Query<Which>,
) -> Result<HttpResponse, Fault> {
    shown(&app, &visitor, *id, which.version, &Values::default(), Refusal::default()).await
}

/// The names of those who wrote versions and comments.
async fn names(
    app: &App,
    versions: &[VersionLine],
    comments: &[ReviewComment],
) -> Result<HashMap<PersonId, String>, Fault> {
    let mut ids: Vec<PersonId> =
        versions.iter().map(|one| one.by).chain(comments.iter().map(|one| one.by)).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(people::nicknames(app.db.read(), &ids).await?)
}

/// The versions that somebody saved; of those saved by themselves the newest alone, if nobody saved after it.
fn rows(names: &HashMap<PersonId, String>, versions: &[VersionLine]) -> Vec<VersionRow> {
    let newest = versions.first().map(|one| one.version);
    let told = versions.iter().filter(|one| !one.automatic || Some(one.version) == newest);
    told.map(|one| row(names, one)).collect()
}

fn row(names: &HashMap<PersonId, String>, one: &VersionLine) -> VersionRow {
    VersionRow {
        version: one.version,
        by: names.get(&one.by).cloned().unwrap_or_default(),
        at: one.at,
        automatic: one.automatic,
    }
}

/// The page of a draft, with what is wrong with a comment that was just written.
async fn shown(
    app: &App,
    visitor: &Visitor,
    id: CaseId,
    version: Option<i64>,
    values: &Values,
    refusal: Refusal,
) -> Result<HttpResponse, Fault> {
    visitor.require_any(&[Role::AgencyOfficer, Role::AgencyApprover])?;
    let conn = app.db.read();
    let case = cases::get(conn, id, app.now()).await?;
    let (_, role) = reviewer(visitor, &case)?;
    let draft = match version {
        Some(version) => responses::draft_at(conn, id, version).await?,
        None => responses::draft(conn, id).await?.newest,
    };
    let (Some(by), Some(at)) = (draft.by, draft.at) else { return Err(Fault::NotFound) };
    let versions = responses::versions(conn, id).await?;
    let comments = reviews::of_case(conn, id).await?;
    let names = names(app, &versions, &comments).await?;
    let shelf = Shelf::fetch(app, visitor.lang, [case.brief.proposal]).await?;
    let demands: Vec<DemandId> = case.demands.iter().map(|demand| demand.id).collect();
    let pieces: Vec<(String, Piece)> =
        draft.content.written().into_iter().map(|piece| (piece.code(&demands), piece)).collect();
    let about = |code: &str| {
        let known = pieces.iter().find(|(known, _)| known == code);
        known.map_or_else(|| code.to_owned(), |(_, piece)| shelf.piece_name(&case, piece))
    };
    let state = case.brief.state;
    let person = visitor.person();
    let holds = |role| {
        person.is_some_and(|person| case.brief.leads.iter().any(|lead| person.agencies(role).contains(lead)))
    };
    let desk = desk_of(visitor);
    let markup = DraftPage {
        ctx: visitor.ctx(),
        head: shelf.head(&case.brief, desk.0, desk.1),
        state: state.code(),
        shown: row(&names, &VersionLine { version: draft.version, by, at, automatic: draft.automatic }),
        body: shelf.response(&case, &draft.content).await?,
        versions: rows(&names, &versions),
        comments: comments
            .iter()
            .map(|one| CommentRow {
                version: one.version,
                about: one.about.as_deref().map(about),
                body: one.body.clone(),
                sent_back: one.sent_back,
                by: names.get(&one.by).cloned().unwrap_or_default(),
                at: one.at,
            })
            .collect(),
        form: matches!(state, CaseState::Drafting | CaseState::AwaitingApproval).then_some(FormView {
            lang: visitor.lang,
            values,
            errors: &refusal.errors,
        }),
        abouts: pieces
            .iter()
            .map(|(code, piece)| Choice::new(code, shelf.piece_name(&case, piece)))
            .collect(),
        edit_href: (role == Reviewer::Officer && state == CaseState::Drafting)
            .then(|| format!("{}/response", case_href(id))),
        sign_href: (state == CaseState::AwaitingApproval && holds(Role::AgencyApprover))
            .then(|| crate::links::approval(id)),
        refused: refusal.words(visitor),
    };
    Ok(page_with_status(refusal.status(), markup.render()))
}

/// Which versions are compared; without them, the newest with the one before.
#[derive(Debug, Deserialize)]
struct Both {
    from: Option<i64>,
    to: Option<i64>,
}

async fn compare(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    both: web::Query<Both>,
) -> Result<HttpResponse, Fault> {
    visitor.require_any(&[Role::AgencyOfficer, Role::AgencyApprover])?;
    let conn = app.db.read();
    let case = cases::get(conn, *id, app.now()).await?;
    reviewer(&visitor, &case)?;
    let versions = responses::versions(conn, *id).await?;
    let names = names(&app, &versions, &[]).await?;
    let versions = rows(&names, &versions);
    let newest = |at: usize| versions.get(at).or(versions.last()).map_or(0, |one| one.version);
    let from = responses::draft_at(conn, *id, both.from.unwrap_or_else(|| newest(1))).await?;
    let to = responses::draft_at(conn, *id, both.to.unwrap_or_else(|| newest(0))).await?;
    let shelf = Shelf::fetch(&app, visitor.lang, [case.brief.proposal]).await?;
    let desk = desk_of(&visitor);
    let markup = ComparePage {
        ctx: visitor.ctx(),
        head: shelf.head(&case.brief, desk.0, desk.1),
        versions,
        compared: (from.version, to.version),
        changed: shelf.changed(&case, &from.content, &to.content),
    };
    Ok(page(markup.render()))
}

async fn comment(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    visitor.require_any(&[Role::AgencyOfficer, Role::AgencyApprover])?;
    let case = cases::get(app.db.read(), *id, app.now()).await?;
    let (officer, role) = reviewer(&visitor, &case)?;
    let version: i64 = form.get("version").parse().unwrap_or(0);
    let about = (version, form.get("about"));
    let done: Result<(), Error> = app
        .write(async |tx, now| {
            reviews::comment(tx, (&officer, role), *id, about, form.get("comment"), now).await
        })
        .await;
    match done {
        Ok(()) => {
            let place = format!("{}/draft?version={version}", case_href(*id));
            Ok(see_other(&place, Some("draft-commented")))
        }
        Err(error) => {
            let refusal = Refusal::of(error.into())?;
            shown(&app, &visitor, *id, Some(version), &form, refusal).await
        }
    }
}
