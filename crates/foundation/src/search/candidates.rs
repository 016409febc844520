//! The newest documents of a kind in which words stand, at a cost that does not grow with all others.
//!
//! SQLite's index gives them in the order of their numbers, the newest first, and stops when there are enough.
//! PostgreSQL's gives them in none: there blocks of numbers are asked for, beginning with the newest, as many as will hold
//! enough by what was found so far; words that stand in few documents are asked for over all at once.

use sea_orm::entity::prelude::*;
use sea_orm::{DbBackend, FromQueryResult};

use super::index::{BLOCK, Kind};
use super::sql::{Sql, Within, postgres_match, sqlite_match};
use super::terms::Phrase;
use crate::clock::Now;
use crate::db::{Kind as Database, Reader, kind_of};

/// More blocks than this are not asked for one by one: the words are rare.
const BLOCKS_MOST: i64 = 48;

/// How many blocks one look into the index asks for: the marks of a look are compared with each document of its blocks, so
/// that one look for twelve blocks takes half as long again as six looks for two.
const BLOCKS_AT_ONCE: usize = 2;

/// Which documents are meant. Empty means all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of one of these kinds.
    pub kinds: Vec<Kind>,
    /// Whose subject shows this state.
    pub state: Option<String>,
    /// Whose subject concerns this agency.
    pub agency: Option<Uuid>,
    /// Whose subject is of this category, or of this sub-category, whose key has a dot.
    pub category: Option<String>,
    /// Whose subject is of this county.
    pub county: Option<String>,
    /// That came by this channel.
    pub channel: Option<String>,
    /// That take this side.
    pub side: Option<String>,
    /// Not before this instant.
    pub from: Option<Now>,
    /// Before this instant.
    pub until: Option<Now>,
}

/// A document that was found, without its words.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub(super) struct Candidate {
    pub(super) entry: i64,
    pub(super) id: Uuid,
    pub(super) subject: Uuid,
    pub(super) at: i64,
    pub(super) channel: Option<String>,
    pub(super) side: Option<String>,
    pub(super) state: String,
    pub(super) category: Option<String>,
    pub(super) subcategory: Option<String>,
    pub(super) county: Option<String>,
}

/// What is looked for in one kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) kind: Kind,
    /// The forms of each word.
    pub(super) words: &'a [&'a [Phrase]],
    pub(super) within: Within,
    pub(super) filter: &'a Filter,
    pub(super) limit: i64,
    pub(super) now: Now,
}

const COLUMNS: &str =
    "e.entry, e.id, e.subject, e.at, e.channel, e.side, s.category, s.subcategory, s.county";

#[derive(FromQueryResult)]
struct Last {
    entry: Option<i64>,
}

/// The newest documents, at most as many as asked for.
pub(super) async fn newest(conn: &impl Reader, asked: &Asked<'_>) -> Result<Vec<Candidate>, DbErr> {
    let kind = asked.kind;
    match kind_of(conn) {
        Database::Sqlite => {
            let mut sql = select(asked.now);
            // The order of the join is given: by the index alone can it stop early.
            sql.push(" FROM search_text t CROSS JOIN search_entry e ON e.entry = t.rowid CROSS JOIN search_subject s ON s.subject = e.subject WHERE t.search_text MATCH ");
            sql.bind(sqlite_match(asked.words, asked.within));
            sql.push(" AND t.rowid >= ").bind(kind.first()).push(" AND t.rowid < ").bind(kind.end());
            narrow(&mut sql, asked);
            sql.push(" ORDER BY t.rowid DESC LIMIT ").bind(asked.limit);
            Candidate::find_by_statement(sql.statement(conn.get_database_backend())).all(conn).await
        }
        Database::Postgres => in_blocks(conn, asked).await,
    }
}

async fn in_blocks(conn: &impl Reader, asked: &Asked<'_>) -> Result<Vec<Candidate>, DbErr> {
    let kind = asked.kind;
    let mut sql = Sql::new("SELECT max(entry) AS entry FROM search_entry WHERE entry >= ");
    sql.bind(kind.first()).push(" AND entry < ").bind(kind.end());
    let last = Last::find_by_statement(sql.statement(DbBackend::Postgres)).one(conn).await?;
    let Some(last) = last.and_then(|last| last.entry) else { return Ok(Vec::new()) };
    let words = postgres_match(asked.words, asked.within);
    let mut found: Vec<Candidate> = Vec::new();
    let (mut below, mut width) = ((last - kind.first()) / BLOCK + 1, 2);
    let blocks = below;
    loop {
        let from = Ord::max(below - width, 0);
        let whole = width > BLOCKS_MOST || from == 0;
        let marks: Vec<String> = if whole {
            vec![format!("'{}'", kind.mark())]
        } else {
            (from..below).map(|block| format!("'{}'", kind.block_mark(block))).collect()
        };
        let looks = marks.chunks(BLOCKS_AT_ONCE).map(|marks| format!("({words}) & ({})", marks.join(" | ")));
        let end = kind.first() + below * BLOCK;
        found.extend(matching(conn, asked, looks.collect(), end, asked.limit - size(&found)).await?);
        if whole || size(&found) >= asked.limit {
            return Ok(found);
        }
        below = from;
        let rare = size(&found) < blocks - below;
        width = if rare {
            BLOCKS_MOST + 1
        } else {
            // A tenth more than it takes if they are like those before: another round costs more than a few documents. The
            // newest block is seldom full.
            let looked_at = last + 1 - (kind.first() + below * BLOCK);
            (asked.limit - size(&found)) * looked_at / size(&found) * 11 / 10 / BLOCK + 1
        };
    }
}

fn size(found: &[Candidate]) -> i64 {
    i64::try_from(found.len()).unwrap_or(i64::MAX)
}

async fn matching(
    conn: &impl Reader,
    asked: &Asked<'_>,
    looks: Vec<String>,
    end: i64,
    limit: i64,
) -> Result<Vec<Candidate>, DbErr> {
    let mut sql = select(asked.now);
    // The index first, whatever the planner thinks of the words.
    sql.push(" FROM (SELECT entry, id, subject, at, channel, side FROM search_entry WHERE (");
    for (i, look) in looks.into_iter().enumerate() {
        sql.push(if i > 0 { " OR terms @@ " } else { "terms @@ " }).bind(look).push("::tsquery");
    }
    sql.push(") AND entry < ").bind(end);
    sql.push(" OFFSET 0) e JOIN search_subject s ON s.subject = e.subject WHERE true");
    narrow(&mut sql, asked);
    sql.push(" ORDER BY e.entry DESC LIMIT ").bind(limit);
    Candidate::find_by_statement(sql.statement(DbBackend::Postgres)).all(conn).await
}

fn select(now: Now) -> Sql {
    let mut sql = Sql::new(&format!("SELECT {COLUMNS}, "));
    state(&mut sql, now);
    sql.push(" AS state");
    sql
}

/// The state that a subject shows.
fn state(sql: &mut Sql, now: Now) {
    sql.push("CASE WHEN s.state_until <= ").bind(now.timestamp_millis());
    sql.push(" THEN s.state_then ELSE s.state END");
}

/// What the filter leaves, and what may be found at all.
fn narrow(sql: &mut Sql, asked: &Asked<'_>) {
    let filter = asked.filter;
    let below = filter.category.as_deref().is_some_and(|key| key.contains('.'));
    sql.push(" AND s.listed");
    for (column, value) in [
        ("e.channel", &filter.channel),
        ("e.side", &filter.side),
        (if below { "s.subcategory" } else { "s.category" }, &filter.category),
        ("s.county", &filter.county),
    ] {
        if let Some(value) = value {
            sql.push(&format!(" AND {column} = ")).bind(value.clone());
        }
    }
    if let Some(wanted) = &filter.state {
        sql.push(" AND ");
        state(sql, asked.now);
        sql.push(" = ").bind(wanted.clone());
    }
    if let Some(from) = filter.from {
        sql.push(" AND e.at >= ").bind(from.timestamp_millis());
    }
    if let Some(until) = filter.until {
        sql.push(" AND e.at < ").bind(until.timestamp_millis());
    }
    if let Some(agency) = filter.agency {
        sql.push(" AND EXISTS (SELECT 1 FROM search_agency a WHERE a.subject = e.subject AND a.agency = ");
        sql.bind(agency).push(")");
    }
}

#[derive(FromQueryResult)]
struct Weighed {
    entry: i64,
    term: i64,
}

/// Documents of a kind in which some of the terms stand, and how many of those that stand in few documents: a term counts
/// the more, the fewer it stands in. The best first.
pub(super) async fn alike(
    conn: &impl Reader,
    kind: Kind,
    terms: &[String],
    most: usize,
) -> Result<Vec<i64>, DbErr> {
    /// How many documents of one term are looked at: a term that stands in more tells little.
    const EACH: i64 = 200;
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let postgres = kind_of(conn) == Database::Postgres;
    let mut sql = Sql::default();
    for (i, term) in terms.iter().enumerate() {
        let phrase = [Phrase { terms: vec![term.clone()], open: false }];
        let words: &[&[Phrase]] = &[&phrase];
        sql.push(if i > 0 { " UNION ALL " } else { "" });
        sql.push(&format!("SELECT * FROM (SELECT e.entry, CAST({i} AS bigint) AS term FROM "));
        if postgres {
            sql.push("search_entry e JOIN search_subject s ON s.subject = e.subject WHERE e.terms @@ ");
            sql.bind(format!("{} & '{}'", postgres_match(words, Within::All), kind.mark())).push("::tsquery");
        } else {
            sql.push("search_text t CROSS JOIN search_entry e ON e.entry = t.rowid CROSS JOIN search_subject s ON s.subject = e.subject WHERE t.search_text MATCH ");
            sql.bind(sqlite_match(words, Within::All));
            sql.push(" AND t.rowid >= ").bind(kind.first()).push(" AND t.rowid < ").bind(kind.end());
        }
        let order = if postgres { "e.entry" } else { "t.rowid" };
        sql.push(&format!(" AND s.listed ORDER BY {order} DESC LIMIT {EACH}) AS t{i}"));
    }
    let rows = Weighed::find_by_statement(sql.statement(conn.get_database_backend())).all(conn).await?;
    let mut frequency = vec![0_u32; terms.len()];
    let place = |row: &Weighed| usize::try_from(row.term).unwrap_or(0);
    for row in &rows {
        if let Some(count) = frequency.get_mut(place(row)) {
            *count += 1;
        }
    }
    let mut weights: std::collections::HashMap<i64, f64> = std::collections::HashMap::new();
    for row in &rows {
        let count = frequency.get(place(row)).copied().unwrap_or(1);
        *weights.entry(row.entry).or_default() += 1.0 / f64::from(1 + count).ln().max(0.5);
    }
    let mut best: Vec<(i64, f64)> = weights.into_iter().collect();
    best.sort_by(|(x, a), (y, b)| b.total_cmp(a).then(y.cmp(x)));
    Ok(best.into_iter().take(most).map(|(entry, _)| entry).collect())
}
