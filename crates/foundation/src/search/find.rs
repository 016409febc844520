//! From a query to a page of what was found.

use std::collections::{HashMap, HashSet};

use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::*;

use super::candidates::{Asked, Candidate, Filter, alike, newest};
use super::facets::{Facet, Facets, count, facets};
use super::index::Kind;
use super::marks::{Piece, excerpt, marked};
use super::query::Query;
use super::rank::{Text, recency, score, share};
use super::spelling::nearest;
use super::sql::{Sql, Within};
use super::terms::{Phrase, is_han, phrase, terms};
use crate::clock::Now;
use crate::db::Reader;

/// How many documents of a kind are counted: of more it is said that there are more.
pub const CAP: u64 = 500;

/// How many of the newest of a kind are put in order by what they say; older ones follow by their time.
const RANKED: usize = 200;

/// How many documents stand on a page.
const PAGE: usize = 20;

/// How many pages can be turned: whoever has not found it by then asks more narrowly.
pub const PAGES: u64 = 25;

/// Documents with a smaller share of the query's terms are not like it.
const LEAST_SHARE: f64 = 0.5;

/// How many terms of a text are looked up when something like it is looked for.
const TERMS_MOST: usize = 40;

/// The order of what is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The best first.
    #[default]
    Best,
    /// The newest first.
    Newest,
}

impl Sort {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Best => "best",
            Self::Newest => "newest",
        }
    }
}

/// A document that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: Uuid,
    /// Under what it stands.
    pub subject: Uuid,
    /// Its time.
    pub at: Now,
    /// The code of its channel.
    pub channel: Option<String>,
    /// The code of its side.
    pub side: Option<String>,
    /// Its title, marked.
    pub title: Vec<Piece>,
    /// A piece of its words, marked.
    pub excerpt: Vec<Piece>,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The documents of the page.
    pub hits: Vec<Hit>,
    /// How many there are in all; if there are `more`, at least so many.
    pub total: u64,
    /// Whether there are more than are counted.
    pub more: bool,
    /// Whether another page follows.
    pub next: bool,
    /// How many there are of each.
    pub facets: Facets,
    /// Words that stand nowhere, and those that were looked for instead.
    pub corrected: Vec<(String, Vec<String>)>,
    /// Whether no document has all the words, and these have most of their parts.
    pub close: bool,
}

/// Documents of one kind, the newest first, and whether there are more.
pub(super) struct OfKind {
    pub(super) kind: Kind,
    pub(super) found: Vec<Candidate>,
    more: bool,
}

/// What is asked for, with everything that stays the same.
pub(super) struct Search<'a, C> {
    pub(super) conn: &'a C,
    query: Query,
    now: Now,
}

impl<C: Reader> Search<'_, C> {
    pub(super) async fn of_kind(&self, kind: Kind, filter: &Filter) -> Result<OfKind, DbErr> {
        let limit = i64::try_from(CAP).unwrap_or(i64::MAX).saturating_add(1);
        let mut found = self.within(kind, filter, Within::All, limit).await?;
        let most = usize::try_from(CAP).unwrap_or(usize::MAX);
        let more = found.len() > most;
        found.truncate(most);
        Ok(OfKind { kind, found, more })
    }

    async fn within(
        &self,
        kind: Kind,
        filter: &Filter,
        within: Within,
        limit: i64,
    ) -> Result<Vec<Candidate>, DbErr> {
        let words: Vec<&[Phrase]> = self.query.words.iter().map(|word| word.phrases.as_slice()).collect();
        newest(self.conn, &Asked { kind, words: &words, within, filter, limit, now: self.now }).await
    }

    async fn all_kinds(&self, filter: &Filter) -> Result<Vec<OfKind>, DbErr> {
        let mut all = Vec::new();
        for kind in Kind::ALL {
            all.push(self.of_kind(kind, filter).await?);
        }
        Ok(all)
    }
}

/// Finds documents; `page` counts from 0. A query without words finds nothing.
///
/// # Errors
/// A database error.
pub async fn search(
    conn: &impl Reader,
    query: &Query,
    filter: &Filter,
    sort: Sort,
    page: u64,
    now: Now,
) -> Result<Found, DbErr> {
    if query.is_empty() {
        return Ok(Found::default());
    }
    let anywhere = Facet::Kind.without(filter);
    let mut search = Search { conn, query: query.clone(), now };
    let mut kinds = search.all_kinds(&anywhere).await?;
    let mut corrected = Vec::new();
    let nothing = |kinds: &[OfKind]| kinds.iter().all(|one| one.found.is_empty());
    if nothing(&kinds) {
        corrected = correct(conn, &mut search.query, now).await?;
        if !corrected.is_empty() {
            kinds = search.all_kinds(&anywhere).await?;
        }
        if nothing(&kinds) {
            return close(conn, query, filter, page).await;
        }
    }
    let chosen = |one: &&OfKind| filter.kinds.is_empty() || filter.kinds.contains(&one.kind);
    let meant: Vec<&OfKind> = kinds.iter().filter(chosen).collect();
    let facets = facets(&search, filter, &kinds, &meant).await?;
    let total = meant.iter().map(|one| one.found.len()).sum::<usize>();
    let more = meant.iter().any(|one| one.more);
    let order = order(&search, filter, &meant, sort).await?;
    let words = marks(&search.query);
    let (hits, next) = shown(conn, &order, page, &words).await?;
    let total = u64::try_from(total).unwrap_or(u64::MAX);
    Ok(Found { hits, total, more, next, facets, corrected, close: false })
}

/// Replaces words that stand nowhere by those that are nearly the same.
async fn correct(
    conn: &impl Reader,
    query: &mut Query,
    now: Now,
) -> Result<Vec<(String, Vec<String>)>, DbErr> {
    let mut corrected = Vec::new();
    for word in &mut query.words {
        let Some(typed) = word.spellable().map(str::to_owned) else { continue };
        let near = public(conn, nearest(conn, &typed).await?, now).await?;
        // What stands somewhere is no mistake.
        if let Some(best) = near.first().filter(|best| **best != typed) {
            word.text.clone_from(best);
            word.phrases = near.iter().filter_map(|near| phrase(near)).collect();
            corrected.push((typed, near));
        }
    }
    Ok(corrected)
}

/// Of words near to one that was typed the nearest that stand in something that everybody can find, at most three: what is
/// hidden is not to be learnt from a suggestion.
async fn public(conn: &impl Reader, near: Vec<(usize, String)>, now: Now) -> Result<Vec<String>, DbErr> {
    let filter = Filter::default();
    let mut best = None;
    let mut all = Vec::new();
    for (far, word) in near {
        if all.len() == 3 || best.is_some_and(|best| far > best) {
            break;
        }
        let Some(form) = phrase(&word) else { continue };
        let forms = [form];
        let words: &[&[Phrase]] = &[&forms];
        for kind in Kind::ALL {
            let asked = Asked { kind, words, within: Within::All, filter: &filter, limit: 1, now };
            if !newest(conn, &asked).await?.is_empty() {
                best = Some(far);
                all.push(word);
                break;
            }
        }
    }
    Ok(all)
}

/// A document's place in the order.
#[derive(Debug, Clone)]
struct Placed {
    kind: Kind,
    candidate: Candidate,
    score: f64,
}

fn sorted(mut all: Vec<Placed>) -> Vec<Placed> {
    all.sort_by(|a, b| {
        let newer = (b.candidate.at, b.candidate.id).cmp(&(a.candidate.at, a.candidate.id));
        b.score.total_cmp(&a.score).then(newer)
    });
    all
}

async fn order<C: Reader>(
    search: &Search<'_, C>,
    filter: &Filter,
    kinds: &[&OfKind],
    sort: Sort,
) -> Result<Vec<Placed>, DbErr> {
    let mut all = Vec::new();
    for one in kinds.iter().filter(|one| !one.found.is_empty()) {
        let kind = one.kind;
        if sort == Sort::Newest {
            all.extend(one.found.iter().map(|c| Placed { kind, candidate: c.clone(), score: 0.0 }));
            continue;
        }
        let mut ranked: Vec<Candidate> = one.found.iter().take(RANKED).cloned().collect();
        // However many newer documents have the word somewhere, one that has it in its title comes first.
        if one.found.len() > RANKED && matches!(kind, Kind::Proposal | Kind::Statement) {
            let known: HashSet<i64> = ranked.iter().map(|one| one.entry).collect();
            let limit = i64::try_from(RANKED).unwrap_or(i64::MAX);
            let titled = search.within(kind, filter, Within::Title, limit).await?;
            ranked.extend(titled.into_iter().filter(|one| !known.contains(&one.entry)));
        }
        let texts = texts(search.conn, ranked.iter().map(|one| one.entry)).await?;
        let ranked_entries: HashSet<i64> = ranked.iter().map(|one| one.entry).collect();
        for candidate in ranked {
            let Some(text) = texts.get(&candidate.entry) else { continue };
            let text = Text { kind, title: &text.title, body: &text.body, at: candidate.at };
            let score = score(&text, &search.query, search.now);
            all.push(Placed { kind, candidate, score });
        }
        for candidate in one.found.iter().skip(RANKED).filter(|one| !ranked_entries.contains(&one.entry)) {
            let score = recency(candidate.at, search.now);
            all.push(Placed { kind, candidate: candidate.clone(), score });
        }
    }
    Ok(sorted(all))
}

#[derive(FromQueryResult)]
struct Words {
    entry: i64,
    title: String,
    body: String,
}

async fn texts(conn: &impl Reader, entries: impl Iterator<Item = i64>) -> Result<HashMap<i64, Words>, DbErr> {
    let entries: Vec<i64> = entries.collect();
    let mut all = HashMap::new();
    for some in entries.chunks(500) {
        let mut sql = Sql::new("SELECT entry, title, body FROM search_entry WHERE entry IN (");
        sql.list(some.iter().copied()).push(")");
        let rows = Words::find_by_statement(sql.statement(conn.get_database_backend())).all(conn).await?;
        all.extend(rows.into_iter().map(|row| (row.entry, row)));
    }
    Ok(all)
}

/// What is marked of a query.
fn marks(query: &Query) -> Vec<Vec<char>> {
    let mut all = Vec::new();
    for word in &query.words {
        all.push(word.text.clone());
        all.extend(word.parts());
        for phrase in word.phrases.iter().skip(1) {
            all.extend(phrase.terms.iter().cloned());
        }
    }
    all.sort();
    all.dedup();
    all.into_iter().map(|word| word.chars().collect()).collect()
}

/// The documents of a page with their words.
async fn shown(
    conn: &impl Reader,
    order: &[Placed],
    page: u64,
    words: &[Vec<char>],
) -> Result<(Vec<Hit>, bool), DbErr> {
    let page = usize::try_from(page.min(PAGES)).unwrap_or(0);
    let of_page: Vec<&Placed> = order.iter().skip(page * PAGE).take(PAGE).collect();
    let texts = texts(conn, of_page.iter().map(|one| one.candidate.entry)).await?;
    let hits = of_page.iter().filter_map(|one| {
        let text = texts.get(&one.candidate.entry)?;
        Some(Hit {
            kind: one.kind,
            id: one.candidate.id,
            subject: one.candidate.subject,
            at: Now::from_timestamp_millis(one.candidate.at).unwrap_or_default(),
            channel: one.candidate.channel.clone(),
            side: one.candidate.side.clone(),
            title: marked(&text.title, words),
            excerpt: excerpt(&text.body, words),
        })
    });
    let next = order.len() > (page + 1) * PAGE && u64::try_from(page).unwrap_or(PAGES) + 1 < PAGES;
    Ok((hits.collect(), next))
}

/// Where no document has all the words: those that have most of their parts.
async fn close(conn: &impl Reader, query: &Query, filter: &Filter, page: u64) -> Result<Found, DbErr> {
    let taken = query.words.iter().filter(|word| !word.quoted);
    let mut wanted: Vec<String> = Vec::new();
    for term in taken.flat_map(|word| terms(&word.text)) {
        // A single character tells nothing.
        let telling = term.chars().count() > 1 || !term.chars().all(is_han);
        if telling && !wanted.contains(&term) && wanted.len() < TERMS_MOST {
            wanted.push(term);
        }
    }
    // A filter that leaves nothing is not answered with something else; a single term has no parts.
    if wanted.len() < 2 || *filter != (Filter { kinds: filter.kinds.clone(), ..Filter::default() }) {
        return Ok(Found::default());
    }
    let mut all = Vec::new();
    for kind in Kind::ALL.into_iter().filter(|kind| filter.kinds.is_empty() || filter.kinds.contains(kind)) {
        for (share, entry) in shares(conn, kind, &wanted).await? {
            if share >= LEAST_SHARE {
                all.push(Placed { kind, candidate: entry, score: share });
            }
        }
    }
    let order = sorted(all);
    let words: Vec<Vec<char>> = wanted.iter().map(|term| term.chars().collect()).collect();
    let (hits, next) = shown(conn, &order, page, &words).await?;
    Ok(Found { close: !hits.is_empty(), total: count(order.len()), hits, next, ..Found::default() })
}

#[derive(FromQueryResult)]
struct Whole {
    entry: i64,
    id: Uuid,
    subject: Uuid,
    at: i64,
    channel: Option<String>,
    side: Option<String>,
    title: String,
    body: String,
}

/// Documents of a kind that have some of the terms, each with its share of them.
async fn shares(conn: &impl Reader, kind: Kind, wanted: &[String]) -> Result<Vec<(f64, Candidate)>, DbErr> {
    const MOST: usize = 60;
    let entries = alike(conn, kind, wanted, MOST).await?;
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(
        "SELECT entry, id, subject, at, channel, side, title, body FROM search_entry WHERE entry IN (",
    );
    sql.list(entries).push(")");
    let rows = Whole::find_by_statement(sql.statement(conn.get_database_backend())).all(conn).await?;
    let of = |row: Whole| {
        let text = Text { kind, title: &row.title, body: &row.body, at: row.at };
        let candidate = Candidate {
            entry: row.entry,
            id: row.id,
            subject: row.subject,
            at: row.at,
            channel: row.channel.clone(),
            side: row.side.clone(),
            state: String::new(),
            category: None,
            subcategory: None,
            county: None,
        };
        (share(&text, wanted), candidate)
    };
    Ok(rows.into_iter().map(of).collect())
}

/// How the words of a query are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matching {
    /// Every word must stand in the document, each as a phrase.
    All,
    /// In its title.
    Title,
}

/// The ids of the documents of a kind in which all words stand, the newest first, at most `limit`. A query without words
/// finds nothing.
///
/// # Errors
/// A database error.
pub async fn find(
    conn: &impl Reader,
    kind: Kind,
    query: &str,
    matching: Matching,
    limit: u64,
    now: Now,
) -> Result<Vec<Uuid>, DbErr> {
    let query = Query::parse(query);
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let within = if matching == Matching::All { Within::All } else { Within::Title };
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let search = Search { conn, query, now };
    let found = search.within(kind, &Filter::default(), within, limit).await?;
    Ok(found.into_iter().map(|one| one.id).collect())
}

/// Documents of a kind like a title and a text that are being written, the most alike first, each with how much from 0
/// to 1: by the titles, and by how much of what is written stands in the whole of the other.
///
/// # Errors
/// A database error.
pub async fn like(
    conn: &impl Reader,
    kind: Kind,
    title: &str,
    text: &str,
    limit: usize,
) -> Result<Vec<(Uuid, f64)>, DbErr> {
    const MOST: usize = 80;
    let mut wanted: Vec<String> = Vec::new();
    for term in terms(title).into_iter().chain(terms(text)) {
        let telling = term.chars().count() > 1 || !term.chars().all(is_han);
        if telling && !wanted.contains(&term) && wanted.len() < TERMS_MOST {
            wanted.push(term);
        }
    }
    let entries = alike(conn, kind, &wanted, MOST).await?;
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(
        "SELECT entry, id, subject, at, channel, side, title, body FROM search_entry WHERE entry IN (",
    );
    sql.list(entries).push(")");
    let rows = Whole::find_by_statement(sql.statement(conn.get_database_backend())).all(conn).await?;
    let mut found: Vec<(Uuid, f64)> = rows
        .iter()
        .map(|row| {
            let whole = Text { kind, title: &row.title, body: &row.body, at: row.at };
            let titles = super::likeness(title, &row.title);
            (row.id, titles.max(0.6 * share(&whole, &wanted)))
        })
        .collect();
    found.sort_by(|(x, a), (y, b)| b.total_cmp(a).then(y.cmp(x)));
    found.truncate(limit);
    Ok(found)
}
