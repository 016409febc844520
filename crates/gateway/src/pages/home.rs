//! The first page.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::TimeDelta;
use folkmoot_agency_responses::{CaseState, cases};
use folkmoot_foundation::ProposalId;
use folkmoot_proposals::read::{self, Filter, Sort};
use folkmoot_proposals::{Brief, State};
use folkmoot_signatures::drives;
use folkmoot_web::components::proposal_card::Card;
use folkmoot_web::pages::home::{Figures, HomePage};

use super::proposals::views::cards;
use crate::http::{Visitor, page, shared};
use crate::{App, Fault};

/// How many proposals stand in each part.
const EACH: u64 = 3;
/// A window that closes within so many days closes soon.
const SOON_DAYS: i64 = 14;
/// How many owed answers are counted at most.
const WAITING_MOST: u64 = 500;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/", web::get().to(home));
}

async fn home(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, Fault> {
    shared(&app, &request, async || shown(&app, Visitor::of(&request).await?).await).await
}

async fn shown(app: &App, visitor: Visitor) -> Result<HttpResponse, Fault> {
    let (conn, now, lang) = (app.db.read(), app.now(), visitor.lang);
    let rulebook = app.rulebooks.current(app.config.rulebook())?;
    let counts = read::counts(conn, now).await?;
    let waiting = cases::waiting(conn, now, WAITING_MOST).await.map_err(Fault::internal)?;
    let overdue = waiting.iter().filter(|case| case.days_overdue().is_some()).count();
    let figures = Figures {
        proposals: State::PUBLIC.iter().filter_map(|state| counts.get(state)).map(|n| signed(*n)).sum(),
        signatures: drives::total(conn).await?,
        waiting: signed_usize(waiting.len()),
        answered: [State::Answered, State::Closed]
            .iter()
            .filter_map(|state| counts.get(state))
            .map(|n| signed(*n))
            .sum(),
        overdue: signed_usize(overdue),
    };
    let answered = Filter { states: vec![State::Answered, State::Closed], ..Filter::default() };
    // What was refused or taken back is found in the list; here stands what can still be followed.
    let alive = Filter {
        states: vec![State::Open, State::Reached, State::Answered, State::Closed, State::Lapsed],
        ..Filter::default()
    };
    let view = HomePage {
        ctx: visitor.ctx(),
        threshold: rulebook.case_threshold().map_or(0, |threshold| threshold.count),
        answer_period: super::proposals::answer_period(&rulebook, lang),
        figures,
        closing: closing_soon(app, &visitor).await?,
        waiting: owed(app, &visitor, waiting).await?,
        answered: some(app, &visitor, &answered, Sort::Newest).await?,
        newest: some(app, &visitor, &alive, Sort::Newest).await?,
    };
    Ok(page(view.render()))
}

async fn some(app: &App, visitor: &Visitor, filter: &Filter, sort: Sort) -> Result<Vec<Card>, Fault> {
    let found = read::list(app.db.read(), filter, sort, None, EACH, app.now()).await?;
    cards(app, visitor.lang, found.items, app.now()).await
}

/// What closes within the next [`SOON_DAYS`].
async fn closing_soon(app: &App, visitor: &Visitor) -> Result<Vec<Card>, Fault> {
    let (now, until) = (app.now(), app.now() + TimeDelta::days(SOON_DAYS));
    let mut found = read::list(app.db.read(), &Filter::default(), Sort::ClosingSoon, None, EACH, now).await?;
    found.items.retain(|brief| brief.closes_at.is_some_and(|at| at <= until));
    cards(app, visitor.lang, found.items, now).await
}

/// The answers owed, the next due first.
async fn owed(
    app: &App,
    visitor: &Visitor,
    mut waiting: Vec<folkmoot_agency_responses::CaseBrief>,
) -> Result<Vec<Card>, Fault> {
    waiting.retain(|case| case.state != CaseState::Closed);
    waiting.sort_by_key(|case| case.answer_clock().and_then(|c| c.due));
    let ids: Vec<ProposalId> =
        waiting.iter().take(usize::try_from(EACH).unwrap_or(6)).map(|case| case.proposal).collect();
    let mut briefs = read::briefs(app.db.read(), &ids, app.now()).await?;
    let ordered: Vec<Brief> = ids.iter().filter_map(|id| briefs.remove(id)).collect();
    cards(app, visitor.lang, ordered, app.now()).await
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn signed_usize(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
