//! The one search: what the index found, with what the rooms of the house know of it.

use std::collections::HashMap;

use chrono::{Datelike as _, NaiveDate};
use folkmoot_foundation::search::{self, Filter, Found, Hit, Kind, Query, Sort};
use folkmoot_foundation::{Now, ProposalId, Reader};
use folkmoot_proposals::{Brief, read};

use crate::{App, Fault, links};

/// How many search at once: a question that fits nothing looks at much, and is not to take all connections from the pages.
static TURNS: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(6);

/// A turn at searching; the next has it once it is dropped.
///
/// # Errors
/// [`Fault::Busy`] while many search at once.
pub(crate) fn turn() -> Result<tokio::sync::SemaphorePermit<'static>, Fault> {
    TURNS.try_acquire().map_err(|_| Fault::Busy { retry_after: 2 })
}

/// How soon a question that was stopped may be asked again.
const AGAIN: u64 = 10;

/// A question that looks at too much is not asked to the end.
fn too_much(error: folkmoot_foundation::DbErr) -> Fault {
    if folkmoot_foundation::db::is_stopped(&error) {
        Fault::Busy { retry_after: AGAIN }
    } else {
        error.into()
    }
}

/// As [`too_much`], of the list of proposals.
pub(crate) fn stopped(error: folkmoot_proposals::Error) -> Fault {
    match error {
        folkmoot_proposals::Error::Db(error) => too_much(error),
        other => other.into(),
    }
}

/// Where a list is read from: one that is narrowed by words takes a turn at searching, and its statements are bounded.
///
/// # Errors
/// [`Fault::Busy`] while many search at once.
pub(crate) fn list_from<'a>(
    app: &'a App,
    words: Option<&str>,
) -> Result<(Option<tokio::sync::SemaphorePermit<'static>>, &'a impl Reader), Fault> {
    match words.map(str::trim) {
        None | Some("") => Ok((None, app.db.read())),
        Some(_) => Ok((Some(turn()?), app.db.bounded())),
    }
}

/// What was found, with the proposals it stands under.
#[derive(Debug)]
pub(crate) struct Results {
    /// From the index.
    pub(crate) found: Found,
    /// Only those that everybody may see.
    pub(crate) proposals: HashMap<ProposalId, Brief>,
}

/// Finds; `page` counts from 0.
///
/// # Errors
/// [`Fault::Busy`] while many search at once; a database error.
pub(crate) async fn find(
    app: &App,
    text: &str,
    filter: &Filter,
    sort: Sort,
    page: u64,
    now: Now,
) -> Result<Results, Fault> {
    let _turn = turn()?;
    let conn = app.db.read();
    let found = search::search(app.db.bounded(), &Query::parse(text), filter, sort, page, now).await;
    let mut found = found.map_err(too_much)?;
    let mut ids: Vec<ProposalId> = found.hits.iter().map(|hit| ProposalId(hit.subject)).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut proposals = read::briefs(conn, &ids, now).await?;
    // What became hidden between two questions is not shown.
    proposals.retain(|_, brief| brief.state.is_public() && brief.unlisted.is_none());
    found.hits.retain(|hit| proposals.contains_key(&ProposalId(hit.subject)));
    Ok(Results { found, proposals })
}

/// Whether a day lies where anything can have been said; beyond, days can't be counted with.
pub(crate) fn is_searchable(day: &NaiveDate) -> bool {
    (1900..=2200).contains(&day.year())
}

/// Where something that was found stands.
pub(crate) fn href(hit: &Hit) -> String {
    let proposal = ProposalId(hit.subject);
    match hit.kind {
        Kind::Proposal => links::proposal(proposal),
        Kind::Text => links::article(hit.id),
        Kind::Comment | Kind::Statement => links::voice(hit.id),
        Kind::Response | Kind::Addendum | Kind::Report => links::response(proposal),
    }
}
