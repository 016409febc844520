//! The editor of a response. Two officers who write at once see each other's text and lose nothing.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_agency_responses::responses;
use folkmoot_agency_responses::{Case, CaseState, Content, Error, Officer, cases, groups, tasks};
use folkmoot_discussion::Channel;
use folkmoot_discussion::balance::{self, Balance};
use folkmoot_discussion::voices::{self, Filter, Viewer};
use folkmoot_foundation::{CaseId, IssueId, VoiceId, text};
use folkmoot_web::components::field::Choice;
use folkmoot_web::pages::cases::response_form::{
    Criterion, MORE_PROMISES, Offered, OfferedVoice, ResponseFormPage,
};
use folkmoot_web::{FormView, Values, format};
use serde::Serialize;

use super::draft_conflict::{self, Rival};
use super::draft_fields::{content_of, demand_ids, filled_rows, set, values_of, without_gaps};
use super::view::Shelf;
use super::{Refusal, case_href, must_lead, officer};
use crate::flows::issues::unanswered;
use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::{App, Fault, links};

/// How many voices of each kind are offered to be answered as issues.
const OFFERED_VOICES: usize = 8;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.service(web::resource("/desk/cases/{id}/response").get(edit).post(save));
}

/// What can be taken into the draft, each with the parts it goes to: what agencies delivered, and the parts of other cases
/// of the group. Decisions, reasons and summary are each case's own.
async fn offered(
    app: &App,
    visitor: &Visitor,
    case: &Case,
    shelf: &Shelf<'_>,
) -> Result<Vec<(Offered, BTreeMap<String, String>)>, Fault> {
    let (conn, lang) = (app.db.read(), visitor.lang);
    let mut all = Vec::new();
    let first = case.parts.first().cloned().unwrap_or_default();
    for task in tasks::of_case(conn, case.brief.id, app.now()).await? {
        let Some((text, _)) = task.delivered else { continue };
        let agency = shelf.agency_name(task.agency);
        let view = Offered {
            value: task.id.to_string(),
            from: lang.with("together-offered-part", [("agency", agency.as_str().into())]),
            text: text.clone(),
        };
        all.push((view, BTreeMap::from([(first.clone(), format!("【{agency}】\n{text}"))])));
    }
    let group = groups::of_case(conn, case.brief.id).await?;
    let members = group.map(|group| group.members).unwrap_or_default();
    for (other, _) in members.into_iter().filter(|(other, _)| *other != case.brief.id) {
        let draft = responses::draft(conn, other).await?.newest;
        if draft.content.parts.is_empty() {
            continue;
        }
        let brief = cases::get(conn, other, app.now()).await?.brief;
        let title = Shelf::fetch(app, lang, [brief.proposal]).await?.title(brief.proposal);
        let view = Offered {
            value: other.to_string(),
            from: lang.with("together-offered-case", [("title", title.as_str().into())]),
            text: draft.content.parts.values().cloned().collect::<Vec<_>>().join("\n\n"),
        };
        all.push((view, draft.content.parts));
    }
    Ok(all)
}

/// The form with an offered text added to its parts; nothing is saved by that.
async fn taken(app: &App, visitor: &Visitor, case: &Case, values: &Values) -> Result<Values, Fault> {
    if let Some(voice) = values.get("take").strip_prefix("voice:") {
        return raised(app, case, values, voice.parse().map_err(|_| Fault::NotFound)?).await;
    }
    let shelf = Shelf::fetch(app, visitor.lang, [case.brief.proposal]).await?;
    let all = offered(app, visitor, case, &shelf).await?;
    let (_, parts) =
        all.into_iter().find(|(view, _)| view.value == values.get("take")).ok_or(Fault::NotFound)?;
    let mut out = Values(values.0.iter().filter(|(name, _)| name != "take").cloned().collect());
    for (code, text) in parts.into_iter().filter(|(code, _)| case.parts.contains(code)) {
        let name = format!("part-{code}");
        let before = out.get(&name).trim_end().to_owned();
        out.0.retain(|(field, _)| *field != name);
        out.0.push((name, if before.is_empty() { text } else { format!("{before}\n\n{text}") }));
    }
    Ok(out)
}

/// The form with an issue added that a voice raised; nothing is saved by that.
async fn raised(app: &App, case: &Case, values: &Values, voice: VoiceId) -> Result<Values, Fault> {
    let found = voices::find(app.db.read(), voice, &Viewer::default()).await?;
    let found = found.filter(|voice| voice.subject == case.brief.proposal).ok_or(Fault::NotFound)?;
    let number = filled_rows(values).1 + 1;
    let mut out = Values(values.0.iter().filter(|(name, _)| name != "take").cloned().collect());
    let said = text::excerpt(found.body.as_deref().unwrap_or_default(), 100);
    set(&mut out, &format!("issue-{number}"), said);
    set(&mut out, &format!("issue_stand-{number}"), "answered");
    set(&mut out, &format!("issue_text-{number}"), "");
    set(&mut out, &format!("cites-{number}"), format!("/voices/{voice}"));
    Ok(out)
}

/// The form with a row for every issue of the proposal that none of its rows answers.
async fn with_issues(app: &App, case: &Case, values: Values) -> Result<Values, Fault> {
    let rows = filled_rows(&values).1;
    let stands_there = |id: IssueId| {
        (1..=rows).any(|number| values.get(&format!("cites-{number}")).contains(&links::issue(id)))
    };
    let missing = unanswered(app, case.brief.proposal, stands_there).await?;
    let mut out = values;
    for (issue, number) in missing.into_iter().zip(rows + 1..) {
        set(&mut out, &format!("issue-{number}"), issue.title);
        set(&mut out, &format!("issue_stand-{number}"), "answered");
        set(&mut out, &format!("issue_text-{number}"), "");
        set(&mut out, &format!("cites-{number}"), links::issue(issue.id));
    }
    Ok(out)
}

/// What was raised most in discussion and hearings and stands in no row of the form yet.
async fn raised_most(app: &App, case: &Case, values: &Values) -> Result<Vec<VoiceId>, Fault> {
    let mut found = Vec::new();
    for channel in [None, Some(Channel::Hearing)] {
        let filter = Filter { channel, ..Filter::default() };
        let (conn, start) = (app.db.read(), Balance::default());
        let viewer = Viewer::default();
        let page = balance::list(conn, case.brief.proposal, &filter, &start, OFFERED_VOICES, &viewer).await?;
        for thread in page.items.into_iter().filter(|thread| thread.root.body.is_some()) {
            let id = thread.root.id;
            let cited = |(name, value): &(String, String)| {
                name.starts_with("cites-") && value.contains(&id.to_string())
            };
            if !found.contains(&id) && !values.0.iter().any(cited) {
                found.push(id);
            }
        }
    }
    Ok(found)
}

/// The page of the editor: with what is wrong in it, or beside what a colleague saved meanwhile.
async fn editor(
    app: &App,
    visitor: &Visitor,
    case: &Case,
    values: &Values,
    refusal: Refusal,
    rival: Option<Rival>,
) -> Result<HttpResponse, Fault> {
    let shelf = Shelf::fetch(app, visitor.lang, [case.brief.proposal]).await?;
    let rulebook = shelf.rulebook(case.brief.proposal);
    let decisions = case.decisions.iter().map(|rule| {
        let known = rulebook.as_ref().and_then(|rulebook| rulebook.decision(&rule.code));
        Choice {
            hint: rule.needs_ground.then(|| visitor.lang.t("answer-needs-ground")),
            ..Choice::new(
                &rule.code,
                known.map_or(rule.code.as_str(), |known| known.name.get(visitor.lang.code())),
            )
        }
    });
    let criteria = shelf.criteria(case).into_iter();
    let grounds = shelf.grounds(case).into_iter();
    let voices = raised_most(app, case, values).await?;
    let mut lines = shelf.cited(&voices).await?;
    let voices = voices.iter().filter_map(|id| Some((id, lines.remove(id)?)));
    let (promises, issues) = filled_rows(values);
    let sent_back = responses::draft(app.db.read(), case.brief.id).await?.sent_back;
    let rival = match rival {
        Some(rival) => Some(rival),
        None => draft_conflict::going_on(app, case, values).await?,
    };
    let theirs = match &rival {
        Some(rival) => Some(draft_conflict::shown(app, &shelf, case, rival).await?),
        None => None,
    };
    let status = match refusal.status() {
        StatusCode::OK if theirs.is_some() => StatusCode::CONFLICT,
        status => status,
    };
    let markup = ResponseFormPage {
        ctx: visitor.ctx(),
        head: shelf.head(&case.brief, "/desk/cases", "desk-agency-officer"),
        form: FormView { lang: visitor.lang, values, errors: &refusal.errors },
        demands: case.demands.iter().map(|demand| demand.body.clone()).collect(),
        decisions: decisions.collect(),
        parts: shelf.parts(case),
        criteria: criteria.map(|one| Criterion { code: one.code, name: one.name, hint: one.hint }).collect(),
        grounds: grounds.map(|one| Choice::new(one.code, one.name)).collect(),
        issues: issues + 1,
        voices: voices
            .map(|(id, (said, href))| OfferedVoice { value: format!("voice:{id}"), said, href })
            .collect(),
        promises: promises + MORE_PROMISES,
        due: case.brief.answer_clock().and_then(|clock| clock.due),
        sent_back: sent_back.map(|(note, _)| note),
        offered: offered(app, visitor, case, &shelf).await?.into_iter().map(|(view, _)| view).collect(),
        theirs,
        refused: refusal.words(visitor),
    };
    Ok(page_with_status(status, markup.render()))
}

async fn edit(app: web::Data<App>, visitor: Visitor, id: web::Path<CaseId>) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    let case = cases::get(app.db.read(), *id, app.now()).await?;
    must_lead(&officer, &case)?;
    match case.brief.state {
        CaseState::Assigned | CaseState::Drafting => {}
        CaseState::AwaitingApproval => return Ok(see_other(&format!("{}/draft", case_href(*id)), None)),
        _ => return Ok(see_other(&case_href(*id), None)),
    }
    let draft = responses::draft(app.db.read(), *id).await?;
    let values = with_issues(&app, &case, values_of(&draft.newest, &case)).await?;
    editor(&app, &visitor, &case, &values, Refusal::default(), None).await
}

/// Saves, and then submits if that was asked for: a draft that is not complete yet stays saved.
async fn save_and_submit(
    app: &App,
    officer: &Officer,
    case: &Case,
    (values, content): (&Values, &Content),
    saved: &mut Option<i64>,
) -> Result<(), Error> {
    let base = values.get("base").parse().unwrap_or(0);
    let version = app
        .write(async |tx, now| responses::save_draft(tx, officer, case.brief.id, base, content, now).await)
        .await?;
    *saved = Some(version);
    if values.get("act") == "submit" {
        app.write(async |tx, now| {
            responses::submit_for_approval(tx, officer, case.brief.id, version, now).await
        })
        .await?;
    }
    Ok(())
}

/// What the page that saves by itself is told.
#[derive(Debug, Serialize)]
struct SavedByItself {
    /// The version that was saved, if one was.
    version: Option<i64>,
    /// What the officer reads.
    words: String,
}

/// Saves for the page, while somebody is writing. Whatever is in the way is told in a line; nothing they typed moves.
async fn by_itself(
    app: &App,
    visitor: &Visitor,
    officer: &Officer,
    case: &Case,
    values: &Values,
) -> Result<HttpResponse, Fault> {
    let told =
        |status, version, words| Ok(HttpResponse::build(status).json(SavedByItself { version, words }));
    let refused = |fault: Fault| {
        let refusal = Refusal::of(fault)?;
        let invalid = || visitor.lang.t("draft-autosave-invalid");
        told(refusal.status(), None, refusal.words(visitor).unwrap_or_else(invalid))
    };
    if values.get("demands") != demand_ids(case) {
        return refused(Fault::Conflict("demands_changed"));
    }
    let content = match content_of(app, case, values).await {
        Ok(content) => content,
        Err(fault) => return refused(fault),
    };
    let (id, base) = (case.brief.id, values.get("base").parse().unwrap_or(0));
    let saved: Result<i64, Error> = app
        .write(async |tx, now| responses::save_by_itself(tx, officer, id, base, &content, now).await)
        .await;
    match saved {
        Ok(version) => {
            let at = format::date_time(visitor.lang, app.now());
            let words = visitor.lang.with("draft-autosaved", [("date", at.into())]);
            told(StatusCode::OK, Some(version), words)
        }
        Err(Error::Conflict(_)) => {
            told(StatusCode::CONFLICT, None, visitor.lang.t("draft-autosave-conflict"))
        }
        Err(error) => refused(error.into()),
    }
}

async fn save(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    let case = cases::get(app.db.read(), *id, app.now()).await?;
    must_lead(&officer, &case)?;
    let mut values = without_gaps(&form);
    if !values.get("take").is_empty() {
        let values = taken(&app, &visitor, &case, &values).await?;
        return editor(&app, &visitor, &case, &values, Refusal::default(), None).await;
    }
    if !values.get("choose").is_empty() {
        let chosen = values.get("choose").to_owned();
        let refusal = match draft_conflict::choose(&app, &case, &mut values, &chosen).await {
            Ok(()) => Refusal::default(),
            Err(fault) => Refusal::of(fault)?,
        };
        return editor(&app, &visitor, &case, &values, refusal, None).await;
    }
    if values.get("act") == "autosave" {
        return by_itself(&app, &visitor, &officer, &case, &values).await;
    }
    if values.get("act") == "more_issues" {
        return editor(&app, &visitor, &case, &values, Refusal::default(), None).await;
    }
    if values.get("act") == "submit" {
        // What nobody wrote an answer to comes back as a row that lacks it.
        values = with_issues(&app, &case, values).await?;
    }
    let mut saved = None;
    // Answers stand in the form by the places of the demands: when those changed meanwhile, nothing is put to the wrong one.
    let now_asked = demand_ids(&case);
    if !values.get("demands").is_empty() && values.get("demands") != now_asked {
        set(&mut values, "demands", now_asked);
        let refusal = Refusal::of(Fault::Conflict("demands_changed"))?;
        return editor(&app, &visitor, &case, &values, refusal, None).await;
    }
    let content = match content_of(&app, &case, &values).await {
        Ok(content) => content,
        Err(fault) => return editor(&app, &visitor, &case, &values, Refusal::of(fault)?, None).await,
    };
    let done = save_and_submit(&app, &officer, &case, (&values, &content), &mut saved).await;
    if let Some(version) = saved {
        set(&mut values, "base", version.to_string());
    }
    match done {
        Ok(()) if form.get("act") == "submit" => Ok(see_other(&case_href(*id), Some("draft-submitted"))),
        Ok(()) => Ok(see_other(&format!("{}/response", case_href(*id)), Some("draft-saved"))),
        Err(Error::Conflict(theirs)) => {
            let rival = draft_conflict::met(&app, &case, &mut values, &content, *theirs).await?;
            editor(&app, &visitor, &case, &values, Refusal::default(), Some(rival)).await
        }
        Err(error) => {
            let refusal = Refusal::of(error.into())?;
            editor(&app, &visitor, &case, &values, refusal, None).await
        }
    }
}
