//! Lists, the queue of the reviewers, and similar proposals.

use folkmoot_foundation::county::CountyCode;
use folkmoot_foundation::cursor::{self, Cursor, Page};
use folkmoot_foundation::search::{self, Kind, Matching};
use folkmoot_foundation::{AgencyId, Now, PersonId, ProposalId, Reader};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, NullOrdering, Query};
use sea_orm::{Condition, Order, QueryOrder as _, QuerySelect as _};

use super::{Brief, briefs, in_brief};
use crate::entity::{agency, proposal};
use crate::error::Error;
use crate::rulebook::is_subcategory;
use crate::state::State;

/// How many proposals a list gives at most.
const PAGE_MOST: u64 = 100;
/// How many hits of a search are considered; further ones are too weak to matter.
const HITS_MOST: u64 = 1000;

/// Which public proposals are meant. Empty means all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// In one of these states, as they show at the moment of reading; not public ones are ignored.
    pub states: Vec<State>,
    /// Its proposer chose this agency.
    pub agency: Option<AgencyId>,
    /// Of this category, its sub-categories included; or of this sub-category. By its key.
    pub category: Option<String>,
    /// Of this county.
    pub county: Option<CountyCode>,
    /// All these words stand in it.
    pub text: Option<String>,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The latest to become public first.
    #[default]
    Newest,
    /// Open ones alone, the next window to end first.
    ClosingSoon,
}

impl Sort {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::ClosingSoon => "closing_soon",
        }
    }
}

impl std::str::FromStr for Sort {
    type Err = UnknownSort;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Newest, Self::ClosingSoon].into_iter().find(|sort| sort.code() == text).ok_or(UnknownSort)
    }
}

/// The text is no order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an order of proposals")]
pub struct UnknownSort;

/// One state, as it shows at `now`.
pub(super) fn shows(state: State, now: Now) -> Condition {
    let stored = |s: State| proposal::Column::State.eq(s.code());
    match state {
        // Without an end while it pauses and nobody knows until when.
        State::Open => Condition::all().add(stored(state)).add(
            Condition::any()
                .add(proposal::Column::ClosesAt.gt(now))
                .add(proposal::Column::ClosesAt.is_null()),
        ),
        State::Lapsed => Condition::any()
            .add(stored(state))
            .add(Condition::all().add(ends_by_clock()).add(proposal::Column::ClosesAt.lte(now))),
        State::Supporting => Condition::all().add(stored(state)).add(
            Condition::any()
                .add(proposal::Column::ClosesAt.gt(now))
                .add(proposal::Column::ClosesAt.is_null()),
        ),
        // Unanswered by its date, what was asked for stops nothing.
        State::InReview => Condition::any()
            .add(stored(state))
            .add(Condition::all().add(stored(State::SentBack)).add(proposal::Column::SupplementDue.lte(now))),
        _ => Condition::all().add(stored(state)),
    }
}

/// Those whose end comes by the clock alone.
pub(super) fn ends_by_clock() -> Expr {
    proposal::Column::State.is_in([State::Open.code(), State::Supporting.code()])
}

/// What one facet leaves out of the filter, to count what choosing another value of it would give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Except {
    Nothing,
    States,
    Agency,
    Category,
    County,
}

/// The ids a text search found; `None` if no text is asked for.
pub(super) async fn hits(conn: &impl Reader, filter: &Filter, now: Now) -> Result<Option<Vec<Uuid>>, Error> {
    match filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => {
            Ok(Some(search::find(conn, Kind::Proposal, text, Matching::All, HITS_MOST, now).await?))
        }
    }
}

/// The filter as a condition on rows.
pub(super) fn condition(filter: &Filter, hits: Option<&[Uuid]>, now: Now, except: Except) -> Condition {
    let public = |state: &State| state.is_public();
    let states: Vec<State> = match filter.states.is_empty() || except == Except::States {
        true => State::PUBLIC.to_vec(),
        false => filter.states.iter().copied().filter(public).collect(),
    };
    // With no state left nothing is meant: an empty `any` would mean everything.
    let mut wanted = Condition::any().add(proposal::Column::State.is_in(Vec::<String>::new()));
    for state in states {
        wanted = wanted.add(shows(state, now));
    }
    let mut all = Condition::all().add(wanted).add(proposal::Column::Unlisted.is_null());
    if let (Some(chosen), true) = (filter.agency, except != Except::Agency) {
        let theirs = Query::select()
            .column(agency::Column::Proposal)
            .from(agency::Entity)
            .and_where(agency::Column::Agency.eq(chosen.0))
            .to_owned();
        all = all.add(proposal::Column::Id.in_subquery(theirs));
    }
    if let (Some(category), true) = (&filter.category, except != Except::Category) {
        let column =
            if is_subcategory(category) { proposal::Column::Subcategory } else { proposal::Column::Category };
        all = all.add(column.eq(category));
    }
    if let (Some(county), true) = (&filter.county, except != Except::County) {
        all = all.add(proposal::Column::County.eq(county.as_str()));
    }
    if let Some(hits) = hits {
        all = all.add(proposal::Column::Id.is_in(hits.iter().copied()));
    }
    all
}

/// Public proposals, `limit` (at most 100) a page.
///
/// # Errors
/// A database error.
pub async fn list(
    conn: &impl Reader,
    filter: &Filter,
    sort: Sort,
    after: Option<Cursor>,
    limit: u64,
    now: Now,
) -> Result<Page<Brief>, Error> {
    let limit = limit.clamp(1, PAGE_MOST);
    let hits = hits(conn, filter, now).await?;
    let mut query = proposal::Entity::find().filter(condition(filter, hits.as_deref(), now, Except::Nothing));
    let column = match sort {
        Sort::Newest => proposal::Column::PublicAt,
        Sort::ClosingSoon => proposal::Column::ClosesAt,
    };
    if sort == Sort::ClosingSoon {
        query = query.filter(shows(State::Open, now)).filter(proposal::Column::ClosesAt.is_not_null());
    }
    if let Some(after) = after {
        let (at, id) = (after.instant(), proposal::Column::Id);
        query = query.filter(match sort {
            Sort::Newest => cursor::below(column, at, id, after.id),
            Sort::ClosingSoon => cursor::above(column, at, id, after.id),
        });
    }
    let order = if sort == Sort::Newest { Order::Desc } else { Order::Asc };
    let rows = query
        .order_by(column, order.clone())
        .order_by(proposal::Column::Id, order)
        .limit(limit + 1)
        .all(conn)
        .await?;
    let briefs = in_brief(conn, rows, now).await?;
    Ok(Page::cut(briefs, usize::try_from(limit).unwrap_or(usize::MAX), |brief| {
        let key = if sort == Sort::Newest { brief.public_at } else { brief.closes_at };
        Cursor::at(key.unwrap_or_default(), brief.id)
    }))
}

/// A person's own proposals in all states, the latest begun first; `limit` at most 100.
///
/// # Errors
/// A database error.
pub async fn mine(
    conn: &impl Reader,
    person: PersonId,
    after: Option<Cursor>,
    limit: u64,
    now: Now,
) -> Result<Page<Brief>, Error> {
    let limit = limit.clamp(1, PAGE_MOST);
    let mut query = proposal::Entity::find().filter(proposal::Column::Proposer.eq(person.0));
    if let Some(after) = after {
        let (begun, id) = (proposal::Column::CreatedAt, proposal::Column::Id);
        query = query.filter(cursor::below(begun, after.instant(), id, after.id));
    }
    let rows = query
        .order_by_desc(proposal::Column::CreatedAt)
        .order_by_desc(proposal::Column::Id)
        .limit(limit + 1)
        .all(conn)
        .await?;
    let briefs = in_brief(conn, rows, now).await?;
    Ok(Page::cut(briefs, usize::try_from(limit).unwrap_or(usize::MAX), |brief| {
        Cursor::at(brief.created_at, brief.id)
    }))
}

/// A person's drafts that were never submitted, the latest begun first; at most 100.
///
/// # Errors
/// A database error.
pub async fn drafts(conn: &impl Reader, person: PersonId, now: Now) -> Result<Vec<Brief>, Error> {
    let rows = proposal::Entity::find()
        .filter(proposal::Column::Proposer.eq(person.0))
        .filter(proposal::Column::State.eq(State::Draft.code()))
        .order_by_desc(proposal::Column::CreatedAt)
        .order_by_desc(proposal::Column::Id)
        .limit(PAGE_MOST)
        .all(conn)
        .await?;
    in_brief(conn, rows, now).await
}

/// What waits for a reviewer, the most urgent first: those whose date is not known, then by date. At most `limit`.
///
/// # Errors
/// A database error.
pub async fn review_queue(conn: &impl Reader, limit: u64, now: Now) -> Result<Vec<Brief>, Error> {
    let rows = proposal::Entity::find()
        .filter(shows(State::InReview, now))
        .order_by_with_nulls(proposal::Column::ReviewDue, Order::Asc, NullOrdering::First)
        .order_by_asc(proposal::Column::SubmittedAt)
        .order_by_asc(proposal::Column::Id)
        .limit(limit)
        .all(conn)
        .await?;
    in_brief(conn, rows, now).await
}

/// Proposals less alike than this are no help to someone who writes a new one.
const LEAST_LIKENESS: f64 = 0.15;

/// Public proposals like the one whose title and text are being written, the most alike first.
///
/// # Errors
/// A database error.
pub async fn similar(
    conn: &impl Reader,
    title: &str,
    text: &str,
    limit: usize,
    now: Now,
) -> Result<Vec<Brief>, Error> {
    // More than are asked for: some may be no longer what the index says.
    let found = search::like(conn, Kind::Proposal, title, text, limit.saturating_mul(2)).await?;
    let ids: Vec<ProposalId> = found
        .iter()
        .filter(|(_, likeness)| *likeness >= LEAST_LIKENESS)
        .map(|(id, _)| ProposalId(*id))
        .collect();
    let mut known = briefs(conn, &ids, now).await?;
    let shown = ids
        .iter()
        .filter_map(|id| known.remove(id))
        .filter(|brief| brief.state.is_public() && brief.unlisted.is_none());
    Ok(shown.take(limit).collect())
}
