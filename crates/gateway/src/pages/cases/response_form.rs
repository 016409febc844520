//! The editor of a response. Two officers who write at once see each other's text and lose nothing.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::people;
use folkmoot_agency_responses::responses::{self, DraftVersion};
use folkmoot_agency_responses::{
    Case, CaseState, Content, DemandAnswer, Error, Officer, PlannedFollowUp, cases, groups, tasks,
};
use folkmoot_foundation::{CaseId, FieldErrors};
use folkmoot_web::components::field::Choice;
use folkmoot_web::pages::cases::response_form::{MORE_PROMISES, Offered, ResponseFormPage, Theirs};
use folkmoot_web::{FormView, Values};

use super::acts::day;
use super::view::Shelf;
use super::{Refusal, case_href, must_lead, officer};
use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::{App, Fault};

/// The greatest number of follow-ups that are read from a form.
const MOST_PROMISES: usize = 40;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.service(web::resource("/desk/cases/{id}/response").get(edit).post(save));
}

/// The demands that a form was made for.
fn demand_ids(case: &Case) -> String {
    case.demands.iter().map(|demand| demand.id.to_string()).collect::<Vec<_>>().join(",")
}

/// A draft as the fields of the form.
fn values_of(draft: &DraftVersion, case: &Case) -> Values {
    let content = &draft.content;
    let mut values = Values::default()
        .and("base", draft.version.to_string())
        .and("demands", demand_ids(case))
        .and("summary", content.summary.as_str());
    for (number, demand) in (1..).zip(&case.demands) {
        let Some(answer) = content.demands.iter().find(|answer| answer.demand == demand.id) else { continue };
        values = values
            .and(&format!("decision-{number}"), answer.decision.as_str())
            .and(&format!("reasons-{number}"), answer.reasons.as_str());
    }
    for (code, text) in &content.parts {
        values = values.and(&format!("part-{code}"), text.as_str());
    }
    for (number, planned) in (1..).zip(&content.follow_ups) {
        values = values
            .and(&format!("action-{number}"), planned.action.as_str())
            .and(&format!("unit-{number}"), planned.unit.as_str())
            .and(&format!("due_on-{number}"), planned.due_on.to_string());
    }
    values
}

/// The form with its rows of follow-ups moved together, so that errors of the n-th row stand beside it.
fn without_gaps(form: &Values) -> Values {
    let stems = ["action", "unit", "due_on"];
    let is_row = |name: &str| stems.iter().any(|stem| name.starts_with(&format!("{stem}-")));
    let mut values = Values(form.0.iter().filter(|(name, _)| !is_row(name)).cloned().collect());
    let mut filled = 0;
    for number in 1..=MOST_PROMISES {
        let row = stems.map(|stem| form.get(&format!("{stem}-{number}")));
        if row.iter().all(|value| value.trim().is_empty()) {
            continue;
        }
        filled += 1;
        for (stem, value) in stems.iter().zip(row) {
            values = values.and(&format!("{stem}-{filled}"), value);
        }
    }
    values
}

/// How many rows of follow-ups are filled.
fn filled_rows(values: &Values) -> usize {
    (1..=MOST_PROMISES)
        .take_while(|n| values.0.iter().any(|(name, _)| *name == format!("action-{n}")))
        .count()
}

/// The form as a draft.
fn content_of(case: &Case, values: &Values) -> Result<Content, FieldErrors> {
    let mut errors = FieldErrors::new();
    let demands = (1..)
        .zip(&case.demands)
        .map(|(number, demand)| DemandAnswer {
            demand: demand.id,
            decision: values.get(&format!("decision-{number}")).to_owned(),
            reasons: values.get(&format!("reasons-{number}")).to_owned(),
        })
        .collect();
    let part = |code: &String| (code.clone(), values.get(&format!("part-{code}")).to_owned());
    let mut follow_ups = Vec::new();
    for number in 1..=filled_rows(values) {
        if let Some(due_on) = day(&mut errors, &format!("due_on-{number}"), values) {
            let action = values.get(&format!("action-{number}")).to_owned();
            follow_ups.push(PlannedFollowUp {
                action,
                unit: values.get(&format!("unit-{number}")).to_owned(),
                due_on,
            });
        }
    }
    let parts = case.parts.iter().map(part).collect();
    let summary = values.get("summary").to_owned();
    errors.into_result(Some(Content { demands, summary, parts, follow_ups }))
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

/// What a colleague saved meanwhile, if the refusal came from that.
async fn editor(
    app: &App,
    visitor: &Visitor,
    case: &Case,
    values: &Values,
    refusal: Refusal,
    theirs: Option<DraftVersion>,
) -> Result<HttpResponse, Fault> {
    let shelf = Shelf::fetch(app, visitor.lang, [case.brief.proposal]).await?;
    let rulebook = shelf.rulebook(case.brief.proposal);
    let decisions = case.decisions.iter().map(|rule| {
        let known = rulebook.as_ref().and_then(|rulebook| rulebook.decision(&rule.code));
        Choice::new(&rule.code, known.map_or(rule.code.as_str(), |known| known.name.get(visitor.lang.code())))
    });
    let sent_back = responses::draft(app.db.read(), case.brief.id).await?.sent_back;
    let theirs = match theirs {
        None => None,
        Some(version) => {
            let ids: Vec<_> = version.by.into_iter().collect();
            let names = people::nicknames(app.db.read(), &ids).await?;
            Some(Theirs {
                version: version.version,
                by: ids.first().and_then(|id| names.get(id).cloned()).unwrap_or_default(),
                at: version.at,
                body: shelf.response(case, &version.content),
            })
        }
    };
    let status = if theirs.is_some() { StatusCode::CONFLICT } else { refusal.status() };
    let markup = ResponseFormPage {
        ctx: visitor.ctx(),
        head: shelf.head(&case.brief, "/desk/cases", "desk-agency-officer"),
        form: FormView { lang: visitor.lang, values, errors: &refusal.errors },
        demands: case.demands.iter().map(|demand| demand.body.clone()).collect(),
        decisions: decisions.collect(),
        parts: shelf.parts(case),
        promises: filled_rows(values) + MORE_PROMISES,
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
    if !matches!(case.brief.state, CaseState::Assigned | CaseState::Drafting) {
        return Ok(see_other(&case_href(*id), None));
    }
    let draft = responses::draft(app.db.read(), *id).await?;
    let values = values_of(&draft.newest, &case);
    editor(&app, &visitor, &case, &values, Refusal::default(), None).await
}

/// Saves, and then submits if that was asked for: a draft that is not complete yet stays saved.
async fn save_and_submit(
    app: &App,
    officer: &Officer,
    case: &Case,
    values: &Values,
    saved: &mut Option<i64>,
) -> Result<(), Error> {
    let content = content_of(case, values)?;
    let base = values.get("base").parse().unwrap_or(0);
    let version = app
        .write(async |tx, now| responses::save_draft(tx, officer, case.brief.id, base, &content, now).await)
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
    let mut saved = None;
    // Answers stand in the form by the places of the demands: when those changed meanwhile, nothing is put to the wrong one.
    let now_asked = demand_ids(&case);
    if !values.get("demands").is_empty() && values.get("demands") != now_asked {
        values.0.retain(|(name, _)| name != "demands");
        values.0.push(("demands".to_owned(), now_asked));
        let refusal = Refusal::of(Fault::Conflict("demands_changed"))?;
        return editor(&app, &visitor, &case, &values, refusal, None).await;
    }
    let done = save_and_submit(&app, &officer, &case, &values, &mut saved).await;
    let mut set_base = |version: i64| {
        values.0.retain(|(name, _)| name != "base");
        values.0.push(("base".to_owned(), version.to_string()));
    };
    if let Some(version) = saved {
        set_base(version);
    }
    match done {
        Ok(()) if form.get("act") == "submit" => Ok(see_other(&case_href(*id), Some("draft-submitted"))),
        Ok(()) => Ok(see_other(&format!("{}/response", case_href(*id)), Some("draft-saved"))),
        Err(Error::Conflict(theirs)) => {
            set_base(theirs.version);
            editor(&app, &visitor, &case, &values, Refusal::default(), Some(*theirs)).await
        }
        Err(error) => {
            let refusal = Refusal::of(error.into())?;
            editor(&app, &visitor, &case, &values, refusal, None).await
        }
    }
}
