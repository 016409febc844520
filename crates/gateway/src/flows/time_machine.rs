//! The demo's time machine: what passes next, and moving the clock there.

use chrono::TimeDelta;
use folkmoot_accounts::sessions;
use folkmoot_agency_responses::{afterwards, cases, followups};
use folkmoot_foundation::period::{day_of, end_of_day};
use folkmoot_foundation::{Now, ProposalId, db, demo_clock};
use folkmoot_proposals::ReviewClock;
use folkmoot_proposals::read::{self, Filter, Sort};

use crate::{App, Fault};

/// How many of each kind of date are looked at.
const LOOK_AHEAD: u64 = 100;

/// The greatest number of days of one jump.
pub const MOST_DAYS: i64 = 3650;

/// A date that will pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upcoming {
    /// The instant after which it is over: what is due is missed then.
    pub at: Now,
    /// `opens`, `closes`, `review`, `follow-up`, `reply`, `feedback`, `survey`, `survey-ends`, or `clock-<code>`.
    pub what: String,
    /// The proposal it is about.
    pub proposal: ProposalId,
}

/// The dates that lie ahead, the first one first.
///
/// # Errors
/// A database error.
pub async fn upcoming(app: &App) -> Result<Vec<Upcoming>, Fault> {
    let (conn, now) = (app.db.read(), app.now());
    let mut dates = Vec::new();
    let mut add = |at: Option<Now>, what: String, proposal: ProposalId| {
        dates.extend(at.filter(|at| *at > now).map(|at| Upcoming { at, what, proposal }));
    };
    let open = read::list(conn, &Filter::default(), Sort::ClosingSoon, None, LOOK_AHEAD, now).await?;
    for brief in open.items {
        add(brief.opens_at, "opens".to_owned(), brief.id);
        add(brief.closes_at, "closes".to_owned(), brief.id);
    }
    for brief in read::review_queue(conn, LOOK_AHEAD, now).await? {
        if let Some(ReviewClock::Running { due }) = brief.review {
            add(Some(due), "review".to_owned(), brief.id);
        }
    }
    for case in cases::waiting(conn, now, LOOK_AHEAD).await.map_err(Fault::internal)? {
        for clock in case.clocks.iter().filter(|clock| clock.state.is_open()) {
            add(clock.due, format!("clock-{}", clock.code), case.proposal);
        }
    }
    let by = day_of(now + TimeDelta::days(MOST_DAYS));
    let follow_ups = followups::list_due(conn, by, LOOK_AHEAD, now).await.map_err(Fault::internal)?;
    for case in follow_ups.iter().map(|f| f.case).collect::<std::collections::BTreeSet<_>>() {
        let proposal = cases::get(conn, case, now).await.map_err(Fault::internal)?.brief.proposal;
        for follow_up in follow_ups.iter().filter(|f| f.case == case) {
            add(Some(end_of_day(follow_up.due_on)), "follow-up".to_owned(), proposal);
        }
    }
    for (proposal, at, what) in afterwards::ahead(conn, now, LOOK_AHEAD).await.map_err(Fault::internal)? {
        add(Some(at), what.to_owned(), proposal);
    }
    dates.sort_by_key(|date| date.at);
    Ok(dates)
}

/// Moves the clock of all processes of the demo forward to `to`; earlier instants change nothing. Nobody is signed out
/// by it.
///
/// # Errors
/// [`Fault::NotFound`] if it is no demo; a database error.
pub async fn forward_to(app: &App, to: Now) -> Result<(), Fault> {
    let machine = app.time_machine.as_ref().ok_or(Fault::NotFound)?;
    let before = app.now();
    let by = to - before;
    if by <= TimeDelta::zero() {
        return Ok(());
    }
    let tx = app.db.begin().await?;
    let offset = demo_clock::raise_to(&tx, machine.offset_ms() + by.num_milliseconds()).await?;
    sessions::carry_over(&tx, before, before + by).await?;
    db::commit(tx).await?;
    machine.raise_to(offset);
    app.work.notify_one();
    Ok(())
}
