//! The survey of proposer and co-signers.

use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_agency_responses::Case;
use folkmoot_agency_responses::afterwards::survey::{self, Answer, Opinion, SATISFACTION};
use folkmoot_agency_responses::afterwards::{Stand, SurveyWindow};
use folkmoot_foundation::ProposalId;
use folkmoot_web::components::afterwards::WordsView;
use folkmoot_web::pages::cases::afterwards::survey::{Asked, QuestionView, SurveyPage};
use folkmoot_web::{FormView, Values};
use serde::Deserialize;

use super::super::Refusal;
use super::super::view::Shelf;
use super::view::{survey_of, words};
use super::{about, answered, sign_in};
use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::{App, Fault, flows, links, lists};

/// How many words of people stand on a page.
const PAGE: usize = 30;

/// How many of those that are not published the lead agency reads.
const KEPT: usize = 100;

/// From where the list goes on.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    cursor: Option<String>,
}

/// What the visitor has to do with it.
async fn asked(app: &App, visitor: &Visitor, case: &Case) -> Result<Asked, Fault> {
    let Some(person) = visitor.person() else { return Ok(Asked::Unknown) };
    let who = (person.id, flows::afterwards::mark(app, person, case.brief.id).await?);
    Ok(if survey::has_answered(app.db.read(), case.brief.id, who).await? {
        Asked::Answered
    } else if flows::afterwards::is_asked(app, person, case.brief.proposal).await? {
        Asked::Yes
    } else {
        Asked::No
    })
}

/// What is asked, with how it was answered once that is public.
async fn questions(
    app: &App,
    shelf: &Shelf<'_>,
    case: &Case,
    window: &SurveyWindow,
) -> Result<Vec<QuestionView>, Fault> {
    let results = survey::results(app.db.read(), case.brief.id, app.now()).await?;
    let rulebook = shelf.rulebook(case.brief.proposal);
    let named = |code: &str| {
        let asked = rulebook.as_ref()?.survey.as_ref()?;
        let found = asked.questions.iter().find(|question| question.code == code)?;
        Some(found.name.get(shelf.lang.code()).to_owned())
    };
    let codes = std::iter::once(SATISFACTION).chain(window.questions.iter().map(String::as_str));
    Ok(codes
        .map(|code| {
            let result = results.questions.iter().find(|one| one.code == code);
            let is_satisfaction = code == SATISFACTION;
            QuestionView {
                code: code.to_owned(),
                words: match is_satisfaction {
                    true => shelf.lang.t("after-satisfaction"),
                    false => named(code).unwrap_or_else(|| code.to_owned()),
                },
                counts: result.map(|one| one.counts),
                mean: result
                    .and_then(survey::QuestionResult::mean_hundredths)
                    .map(|mean| format!("{}.{:02}", mean / 100, mean % 100)),
                is_satisfaction,
            }
        })
        .collect())
}

async fn render(
    app: &App,
    visitor: &Visitor,
    id: ProposalId,
    cursor: Option<&str>,
    values: &Values,
    refusal: Refusal,
) -> Result<HttpResponse, Fault> {
    let (case, windows) = answered(app, id).await?;
    let window = windows.survey.ok_or(Fault::NotFound)?;
    let (conn, now, case_id) = (app.db.read(), app.now(), case.brief.id);
    let shelf = Shelf::fetch(app, visitor.lang, [id]).await?;
    let list = lists::opinions(case_id);
    let after = list.after(cursor)?;
    let opinions = survey::opinions(conn, case_id, true, after, PAGE, now).await?;
    let next = list.next(&opinions);
    let leads = |role: Role| {
        let own = visitor.person().map(|person| person.agencies(role)).unwrap_or_default();
        case.brief.leads.iter().any(|lead| own.contains(lead))
    };
    let kept = match leads(Role::AgencyOfficer) || leads(Role::AgencyApprover) {
        true => survey::opinions(conn, case_id, false, None, KEPT, now).await?.items,
        false => Vec::new(),
    };
    let show = |one: Opinion| -> WordsView { words(visitor, one.id, one.words, one.at, one.hidden) };
    let path = links::survey(id);
    let api = format!("/api/v1/cases/{case_id}/survey");
    let markup = SurveyPage {
        ctx: visitor.ctx(),
        about: about(&shelf, id),
        survey: survey_of(app, &case, &window).await?,
        questions: questions(app, &shelf, &case, &window).await?,
        least: survey::LEAST,
        asked: match window.stand(now) {
            Stand::Open => asked(app, visitor, &case).await?,
            Stand::Ahead | Stand::Over => Asked::No,
        },
        sign_in: sign_in(&path),
        opinions: opinions.items.into_iter().map(show).collect(),
        // No moderator decides on what nobody else reads.
        kept: kept
            .into_iter()
            .map(|one| WordsView { body: one.words, at: one.at, ..WordsView::default() })
            .collect(),
        first: after.map(|_| format!("{path}#opinions")),
        next: next.map(|next| format!("{path}?cursor={next}#opinions")),
        max: survey::WORDS.max,
        form: FormView { lang: visitor.lang, values, errors: &refusal.errors },
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
    let cursor = wanted.cursor.as_deref();
    render(&app, &visitor, *id, cursor, &Values::default(), Refusal::default()).await
}

pub(super) async fn send(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    let (case, _) = answered(&app, *id).await?;
    let ratings =
        form.0.0.iter().filter_map(|(name, value)| {
            Some((name.strip_prefix("q-")?.to_owned(), value.parse::<i64>().ok()?))
        });
    let answer = Answer {
        ratings: ratings.collect(),
        words: form.get("words").to_owned(),
        publish: form.has("publish", "yes"),
    };
    match flows::afterwards::answer_survey(&app, person, case.brief.id, &answer).await {
        Ok(()) => Ok(see_other(&links::survey(*id), Some("survey-answered"))),
        Err(fault) => render(&app, &visitor, *id, None, &form, Refusal::of(fault)?).await,
    }
}
