//! The case of a proposal, on its page.

use folkmoot_agency_responses::afterwards::{self, reply};
use folkmoot_agency_responses::{Case, ClockState, cases, responses};
use folkmoot_foundation::Now;
use folkmoot_proposals::Proposal;
use folkmoot_web::Markup;
use folkmoot_web::components::case_panel::case_panel;
use folkmoot_web::components::response_body::response_brief;

use crate::http::Visitor;
use crate::pages::cases::view::{Shelf, response_href};
use crate::{App, Fault, links};

/// What the page of a proposal shows of its case.
#[derive(Debug, Default)]
pub struct CasePart {
    /// The agencies that owe the response, by name.
    pub leads: Vec<String>,
    /// By when the formal response is due, while it is owed.
    pub due: Option<Now>,
    /// By how many days the response is overdue, while it is owed.
    pub overdue: Option<i64>,
    /// By when the next follow-up is due that has no report, once the response is published.
    pub follow_up_due: Option<Now>,
    /// The dates of what people may do after the response, with the keys of their words.
    pub afterwards: Vec<(Now, &'static str)>,
    /// Whether the deadline has been extended.
    pub extended: bool,
    /// The clocks and what the agency has done so far.
    pub clocks: Markup,
    /// A summary of the formal response, once there is one.
    pub response: Markup,
}

/// The case, if the proposal has one.
///
/// # Errors
/// A database error.
pub async fn of_proposal(
    app: &App,
    visitor: &Visitor,
    proposal: &Proposal,
) -> Result<Option<CasePart>, Fault> {
    let Some(case) = cases::of_proposal(app.db.read(), proposal.id, app.now()).await? else {
        return Ok(None);
    };
    let shelf = Shelf::fetch(app, visitor.lang, [proposal.id]).await?;
    let clock = case.brief.answer_clock();
    let owed = clock.filter(|_| case.brief.state.is_waiting());
    let response = match responses::get(app.db.read(), case.brief.id).await? {
        None => Markup::default(),
        Some(published) => {
            let body = shelf.response(&case, &published.content).await?;
            response_brief(visitor.lang, &body, &response_href(proposal.id))
        }
    };
    let mut panel = shelf.panel(&case);
    if visitor.person().is_some_and(|person| person.id == proposal.proposer) {
        for (view, one) in panel.supplements.iter_mut().zip(&case.supplements) {
            view.href = (view.state == "open")
                .then(|| format!("{}/supplements/{}", links::proposal(proposal.id), one.id));
        }
    }
    Ok(Some(CasePart {
        leads: case.brief.leads.iter().map(|lead| shelf.agency_name(*lead)).collect(),
        due: owed.and_then(|clock| clock.due),
        overdue: case.brief.days_overdue(),
        follow_up_due: case.brief.follow_up_due(),
        afterwards: dates(app, &case).await?,
        extended: owed.is_some_and(|clock| matches!(clock.state, ClockState::Extended { .. })),
        clocks: case_panel(visitor.lang, &panel),
        response,
    }))
}

/// The dates to come of what people may do after the response, with the keys of their words.
///
/// # Errors
/// A database error.
pub async fn dates(app: &App, case: &Case) -> Result<Vec<(Now, &'static str)>, Fault> {
    let (conn, now) = (app.db.read(), app.now());
    if case.brief.answered.is_none() {
        return Ok(Vec::new());
    }
    let Some(windows) = afterwards::of_case(conn, case.brief.id).await? else { return Ok(Vec::new()) };
    let mut dates = Vec::new();
    if let Some(window) = windows.reply {
        let given = reply::of_case(conn, case.brief.id).await?.len();
        if given < usize::try_from(window.times).unwrap_or_default() {
            dates.push((window.until, "coming-reply"));
        }
    }
    dates.extend(windows.feedback_until.map(|until| (until, "coming-feedback")));
    if let Some(survey) = windows.survey {
        dates.extend([(survey.from, "coming-survey"), (survey.until, "coming-survey-ends")]);
    }
    dates.retain(|(at, _)| now < *at);
    Ok(dates)
}
