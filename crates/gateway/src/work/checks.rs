//! Looking at signatures again over all processes, and keeping the list of throw-away domains fresh.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use folkmoot_foundation::crypto::Keyring;
use folkmoot_foundation::{DbErr, Now, Reader};
use folkmoot_signatures::checks::{Watch, domains, sweep};
use folkmoot_signatures::live;

use crate::{App, Fault};

/// How many seconds lie between two sweeps.
const EVERY: i64 = 10;
/// How many events of the log are looked at after a start: what they tell of may have been missed.
const AT_START: i64 = 2000;

/// How far it has come; each process has its own.
#[derive(Debug, Default)]
pub struct Place(Mutex<State>);

#[derive(Debug, Default, Clone, Copy)]
struct State {
    begun: bool,
    /// The log's numbers at the last sweep and at the one before: events may appear late, so that each is looked at twice.
    floors: (i64, i64),
    swept: Option<Now>,
    domains_at: Option<Now>,
}

/// Tells a watch which domains give throw-away addresses; gives when the administrator's list was given.
///
/// # Errors
/// A database error.
pub async fn learn_domains(
    conn: &impl Reader,
    keyring: &Keyring,
    watch: &Watch,
) -> Result<Option<Now>, DbErr> {
    let (mut all, given) = (domains::own(), domains::given(conn).await?);
    let at = given.as_ref().map(|(_, at)| *at);
    all.extend(given.map(|(domains, _)| domains).unwrap_or_else(BTreeSet::new));
    watch.set_disposable(domains::marks(keyring, all.iter().map(String::as_str)));
    Ok(at)
}

/// Makes one sweep, if it is time; says how many signatures were put aside.
pub(super) async fn run(app: &App) -> Result<usize, Fault> {
    let Some(watch) = &app.watch else { return Ok(0) };
    let now = app.now();
    let mut state = *app.swept.0.lock().unwrap_or_else(PoisonError::into_inner);
    if state.swept.is_some_and(|swept| (now - swept).num_seconds().abs() < EVERY) {
        return Ok(0);
    }
    let given = domains::given_at(app.db.read()).await?;
    if given != state.domains_at {
        state.domains_at = learn_domains(app.db.read(), &app.keyring, watch).await?;
    }
    if !state.begun {
        let floor = (live::newest_event(app.db.read()).await? - AT_START).max(0);
        state = State { begun: true, floors: (floor, floor), ..state };
    }
    let (last, before) = state.floors;
    let (newest, put) = sweep(&app.db, app.thresholds.as_ref(), watch, before, now).await?;
    state.floors = (newest.max(last), last);
    state.swept = Some(now);
    *app.swept.0.lock().unwrap_or_else(PoisonError::into_inner) = state;
    Ok(put)
}
