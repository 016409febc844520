//! From what people said of a response to what pages show of it.

use folkmoot_accounts::Role;
use folkmoot_agency_responses::afterwards::words::Hidden;
use folkmoot_agency_responses::afterwards::{self, Stand, feedback, reply, survey};
use folkmoot_agency_responses::{Case, WordsId};
use folkmoot_foundation::{Now, PersonId};
use folkmoot_proposals::read;
use folkmoot_web::components::afterwards::{AfterwardsView, FeedbackView, ReplyView, SurveyView, WordsView};

use crate::http::Visitor;
use crate::{App, Fault, links};

/// Words, with a way for moderators to decide on them.
pub(super) fn words(
    visitor: &Visitor,
    id: WordsId,
    body: String,
    at: Now,
    hidden: Option<Hidden>,
) -> WordsView {
    let moderates = visitor.person().is_some_and(|person| person.has(Role::Moderator));
    WordsView {
        body,
        at,
        hidden: hidden.map(|hidden| (hidden.ground, hidden.reason)),
        moderate_href: moderates.then(|| links::words(id)),
    }
}

/// What stands beside the response of a case.
///
/// # Errors
/// A database error.
pub(in crate::pages::cases) async fn of_case(
    app: &App,
    visitor: &Visitor,
    case: &Case,
) -> Result<AfterwardsView, Fault> {
    let (conn, now, id) = (app.db.read(), app.now(), case.brief.id);
    let proposal = case.brief.proposal;
    let Some(windows) = afterwards::of_case(conn, id).await? else { return Ok(AfterwardsView::default()) };
    let reply = match windows.reply {
        None => None,
        Some(window) => {
            let given = reply::of_case(conn, id).await?;
            let open = now < window.until && given.len() < usize::try_from(window.times).unwrap_or_default();
            let own = open && is_proposer(app, visitor.id(), case).await?;
            Some(ReplyView {
                words: given
                    .into_iter()
                    .map(|one| words(visitor, one.id, one.body, one.at, one.hidden))
                    .collect(),
                until: window.until,
                open,
                href: own.then(|| links::reply(proposal)),
            })
        }
    };
    let feedback = match windows.feedback_until {
        None => None,
        Some(until) => Some(feedback_of(app, case, until).await?),
    };
    let survey = match &windows.survey {
        None => None,
        Some(window) => Some(survey_of(app, case, window).await?),
    };
    Ok(AfterwardsView { reply, feedback, survey })
}

async fn is_proposer(app: &App, person: Option<PersonId>, case: &Case) -> Result<bool, Fault> {
    let Some(person) = person else { return Ok(false) };
    Ok(read::get(app.db.read(), case.brief.proposal, app.now()).await?.proposer == person)
}

/// How many said whether it helped.
pub(super) async fn feedback_of(app: &App, case: &Case, until: Now) -> Result<FeedbackView, Fault> {
    let totals = feedback::totals(app.db.read(), case.brief.id).await?;
    Ok(FeedbackView {
        helpful: totals.helpful,
        unhelpful: totals.unhelpful,
        until,
        open: app.now() < until,
        href: links::feedback(case.brief.proposal),
    })
}

/// Where the survey stands.
pub(super) async fn survey_of(
    app: &App,
    case: &Case,
    window: &afterwards::SurveyWindow,
) -> Result<SurveyView, Fault> {
    let now = app.now();
    let stand = window.stand(now);
    let answers = match stand {
        Stand::Ahead => 0,
        Stand::Open | Stand::Over => survey::results(app.db.read(), case.brief.id, now).await?.answers,
    };
    Ok(SurveyView {
        stand: stand.code(),
        from: window.from,
        until: window.until,
        answers,
        href: links::survey(case.brief.proposal),
    })
}
