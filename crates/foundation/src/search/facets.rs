//! By what documents can be chosen, and how many each choice would give.

use std::collections::{BTreeMap, HashMap};

use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::*;

use super::candidates::{Candidate, Filter};
use super::find::{OfKind, Search};
use super::sql::Sql;
use crate::db::Reader;

/// By what documents can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// What they are.
    Kind,
    /// The state of their subject.
    State,
    /// Whom their subject concerns, by id.
    Agency,
    /// The category of their subject.
    Category,
    /// The sub-category of their subject, by its key.
    Subcategory,
    /// The county of their subject.
    County,
    /// The channel they came by.
    Channel,
    /// The side they take.
    Side,
}

impl Facet {
    /// All.
    pub const ALL: [Self; 8] = [
        Self::Kind,
        Self::State,
        Self::Agency,
        Self::Category,
        Self::Subcategory,
        Self::County,
        Self::Channel,
        Self::Side,
    ];

    /// The filter without what it says of this.
    pub(super) fn without(self, filter: &Filter) -> Filter {
        let mut filter = filter.clone();
        match self {
            Self::Kind => filter.kinds.clear(),
            Self::State => filter.state = None,
            Self::Agency => filter.agency = None,
            // One choice is made of both.
            Self::Category | Self::Subcategory => filter.category = None,
            Self::County => filter.county = None,
            Self::Channel => filter.channel = None,
            Self::Side => filter.side = None,
        }
        filter
    }
}

/// How many documents each value of a facet would give, the other choices kept. Of a kind, the newest [`CAP`](super::CAP)
/// are counted.
pub type Facets = BTreeMap<Facet, BTreeMap<String, u64>>;

/// Counts what each value would give. A facet that is chosen from is counted without its choice.
pub(super) async fn facets<C: Reader>(
    search: &Search<'_, C>,
    filter: &Filter,
    kinds: &[OfKind],
    meant: &[&OfKind],
) -> Result<Facets, DbErr> {
    let mut facets = Facets::new();
    let by_kind = kinds.iter().filter(|one| !one.found.is_empty());
    let of_kind = by_kind.map(|one| (one.kind.code().to_owned(), count(one.found.len()))).collect();
    facets.insert(Facet::Kind, of_kind);
    for facet in Facet::ALL.into_iter().skip(1) {
        let wider = facet.without(filter);
        let values = if wider == *filter {
            let found: Vec<&Candidate> = meant.iter().flat_map(|one| &one.found).collect();
            values(search.conn, facet, &found).await?
        } else {
            let mut found = Vec::new();
            for one in meant {
                found.extend(search.of_kind(one.kind, &wider).await?.found);
            }
            values(search.conn, facet, &found.iter().collect::<Vec<_>>()).await?
        };
        facets.insert(facet, values);
    }
    Ok(facets)
}

pub(super) fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

#[derive(FromQueryResult)]
struct Concerns {
    subject: Uuid,
    agency: Uuid,
}

async fn values(
    conn: &impl Reader,
    facet: Facet,
    found: &[&Candidate],
) -> Result<BTreeMap<String, u64>, DbErr> {
    let mut counts = BTreeMap::new();
    if facet != Facet::Agency {
        for one in found {
            let value = match facet {
                Facet::State => Some(&one.state),
                Facet::Category => one.category.as_ref(),
                Facet::Subcategory => one.subcategory.as_ref(),
                Facet::County => one.county.as_ref(),
                Facet::Channel => one.channel.as_ref(),
                Facet::Side => one.side.as_ref(),
                Facet::Kind | Facet::Agency => None,
            };
            if let Some(value) = value {
                *counts.entry(value.clone()).or_default() += 1;
            }
        }
        return Ok(counts);
    }
    let mut of_subject: HashMap<Uuid, u64> = HashMap::new();
    for one in found {
        *of_subject.entry(one.subject).or_default() += 1;
    }
    let subjects: Vec<Uuid> = of_subject.keys().copied().collect();
    for some in subjects.chunks(500) {
        let mut sql = Sql::new("SELECT subject, agency FROM search_agency WHERE subject IN (");
        sql.list(some.iter().copied()).push(")");
        let rows = Concerns::find_by_statement(sql.statement(conn.get_database_backend())).all(conn).await?;
        for row in rows {
            let number = of_subject.get(&row.subject).copied().unwrap_or(0);
            *counts.entry(row.agency.to_string()).or_default() += number;
        }
    }
    Ok(counts)
}
