//! How many there are of each.

use std::collections::BTreeMap;

use folkmoot_foundation::{AgencyId, Now, Reader};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, CaseStatement, Expr, Query};
use sea_orm::{Condition, FromQueryResult, QuerySelect as _, Select};
use serde::Serialize;

use super::list::{Except, Filter, condition, ends_by_clock, hits};
use crate::entity::{agency, proposal};
use crate::error::Error;
use crate::state::State;

/// How many proposals each value of a facet would give, the other choices of the filter kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Facets {
    /// By state as it shows.
    pub states: BTreeMap<State, u64>,
    /// By chosen agency.
    pub agencies: BTreeMap<AgencyId, u64>,
    /// By category; what is in a sub-category counts for its category, too.
    pub categories: BTreeMap<String, u64>,
    /// By sub-category, under their keys.
    pub subcategories: BTreeMap<String, u64>,
    /// By county; those of the whole country are not counted.
    pub counties: BTreeMap<String, u64>,
}

#[derive(FromQueryResult)]
struct Group {
    value: Option<String>,
    count: i64,
}

#[derive(FromQueryResult)]
struct AgencyGroup {
    value: Uuid,
    count: i64,
}

/// Counts in one query a facet.
///
/// # Errors
/// A database error.
pub async fn facets(conn: &impl Reader, filter: &Filter, now: Now) -> Result<Facets, Error> {
    let hits = hits(conn, filter, now).await?;
    let meant = |except| condition(filter, hits.as_deref(), now, except);
    let of_column =
        |column: proposal::Column, except| select(meant(except)).column_as(column, "value").group_by(column);
    let categories = of_column(proposal::Column::Category, Except::Category);
    let subcategories = of_column(proposal::Column::Subcategory, Except::Category);
    let counties = of_column(proposal::Column::County, Except::County);

    let ids = Query::select()
        .column(proposal::Column::Id)
        .from(proposal::Entity)
        .cond_where(meant(Except::Agency))
        .to_owned();
    let agencies: Vec<AgencyGroup> = agency::Entity::find()
        .select_only()
        .column_as(agency::Column::Agency, "value")
        .column_as(agency::Column::Proposal.count(), "count")
        .filter(agency::Column::Proposal.in_subquery(ids))
        .group_by(agency::Column::Agency)
        .into_model()
        .all(conn)
        .await?;
    Ok(Facets {
        states: by_state(conn, meant(Except::States), now).await?,
        agencies: agencies.into_iter().map(|g| (AgencyId(g.value), unsigned(g.count))).collect(),
        categories: named(categories.into_model().all(conn).await?),
        subcategories: named(subcategories.into_model().all(conn).await?),
        counties: named(counties.into_model().all(conn).await?),
    })
}

/// How many proposals there are in each state, of all; drafts and those that are in no list are not counted.
///
/// # Errors
/// A database error.
pub async fn counts(conn: &impl Reader, now: Now) -> Result<BTreeMap<State, u64>, Error> {
    let listed = Condition::any()
        .add(proposal::Column::Unlisted.is_null())
        .add(proposal::Column::State.eq(State::InReview.code()));
    let all = Condition::all().add(proposal::Column::State.ne(State::Draft.code())).add(listed);
    by_state(conn, all, now).await
}

fn select(condition: Condition) -> Select<proposal::Entity> {
    proposal::Entity::find().select_only().column_as(proposal::Column::Id.count(), "count").filter(condition)
}

async fn by_state(conn: &impl Reader, condition: Condition, now: Now) -> Result<BTreeMap<State, u64>, Error> {
    let over = Condition::all().add(ends_by_clock()).add(proposal::Column::ClosesAt.lte(now));
    let unanswered = Condition::all()
        .add(proposal::Column::State.eq(State::SentBack.code()))
        .add(proposal::Column::SupplementDue.lte(now));
    let shown: Expr = CaseStatement::new()
        .case(over, Expr::value(State::Lapsed.code()))
        .case(unanswered, Expr::value(State::InReview.code()))
        .finally(Expr::col(proposal::Column::State))
        .into();
    // Grouped by the name of the result: the expression has values in it, and two placeholders are never the same.
    let groups: Vec<Group> = select(condition)
        .column_as(shown, "value")
        .group_by(Expr::col(Alias::new("value")))
        .into_model()
        .all(conn)
        .await?;
    groups
        .into_iter()
        .map(|g| {
            let state = g.value.unwrap_or_default().parse();
            let state =
                state.map_err(|_| Error::Unreadable { id: Uuid::nil(), what: "the state of a group" })?;
            Ok((state, unsigned(g.count)))
        })
        .collect()
}

fn named(groups: Vec<Group>) -> BTreeMap<String, u64> {
    groups.into_iter().filter_map(|g| Some((g.value?, unsigned(g.count)))).collect()
}

fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
