//! Putting documents into the index and taking them out, in the transaction that changes them.

use std::collections::{BTreeSet, HashMap};

use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::*;

use super::sql::{Sql, Within, postgres_match, sqlite_match};
use super::terms::{Phrase, indexed, is_spellable};
use crate::clock::Now;
use crate::db::{Kind as Database, Tx, kind_of};

/// How many numbers each kind has for its documents.
const NUMBERS: i64 = 1 << 48;

/// Documents whose numbers are in one block have its mark on PostgreSQL, so that the newest ones of a common word can be
/// looked for without all others.
pub(super) const BLOCK: i64 = 4096;

/// How many documents one statement carries.
const ROWS: usize = 200;

/// What can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A proposal.
    Proposal,
    /// What somebody wrote in a discussion.
    Comment,
    /// What somebody said at a hearing.
    Statement,
    /// A formal response.
    Response,
    /// A text beside a response.
    Addendum,
    /// What an agency reported about a promise.
    Report,
    /// An article of a draft text.
    Text,
}

impl Kind {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::Proposal,
        Self::Response,
        Self::Addendum,
        Self::Report,
        Self::Statement,
        Self::Comment,
        Self::Text,
    ];

    /// The code that is stored and shown in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Proposal => "proposal",
            Self::Comment => "comment",
            Self::Statement => "statement",
            Self::Response => "response",
            Self::Addendum => "addendum",
            Self::Report => "report",
            Self::Text => "text",
        }
    }

    /// The kind of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Its place among the numbers of documents.
    const fn number(self) -> i64 {
        match self {
            Self::Proposal => 1,
            Self::Comment => 2,
            Self::Statement => 3,
            Self::Response => 4,
            Self::Addendum => 5,
            Self::Report => 6,
            Self::Text => 7,
        }
    }

    /// The first number of its documents.
    pub(super) const fn first(self) -> i64 {
        self.number() * NUMBERS
    }

    /// The first number that is beyond its own.
    pub(super) const fn end(self) -> i64 {
        (self.number() + 1) * NUMBERS
    }

    /// The mark that its documents have on PostgreSQL.
    pub(super) fn mark(self) -> String {
        format!("#{}", self.number())
    }

    /// The mark of a block of its documents on PostgreSQL.
    pub(super) fn block_mark(self, block: i64) -> String {
        format!("#{}.{block}", self.number())
    }
}

/// Something that can be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: Uuid,
    /// The [`Subject`] under which it stands, without which it is not found.
    pub subject: Uuid,
    /// Its time.
    pub at: Now,
    /// The code of the channel it came by.
    pub channel: Option<String>,
    /// The code of the side it takes.
    pub side: Option<String>,
    /// Its title, or who speaks.
    pub title: String,
    /// Its words.
    pub body: String,
}

/// What documents stand under, and by what they are chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Its id.
    pub id: Uuid,
    /// Whether what stands under it is found.
    pub listed: bool,
    /// The code of its state.
    pub state: String,
    /// From an instant on it shows another state, whether that is written or not.
    pub then: Option<(Now, String)>,
    /// The code of its category.
    pub category: Option<String>,
    /// The key of its sub-category: the category's code, a dot, and its own.
    pub subcategory: Option<String>,
    /// The code of its county.
    pub county: Option<String>,
    /// Whom it concerns.
    pub agencies: Vec<Uuid>,
}

#[derive(FromQueryResult)]
struct Numbered {
    id: Uuid,
    entry: i64,
}

#[derive(FromQueryResult)]
struct Number {
    entry: Option<i64>,
}

/// Puts documents into the index, each replacing what stood there under the same kind and id.
///
/// # Errors
/// A database error.
pub async fn put(tx: &Tx, documents: &[Document]) -> Result<(), DbErr> {
    for kind in Kind::ALL {
        let of_kind: Vec<&Document> = documents.iter().filter(|document| document.kind == kind).collect();
        for some in of_kind.chunks(ROWS) {
            put_some(tx, kind, some).await?;
        }
    }
    Ok(())
}

async fn put_some(tx: &Tx, kind: Kind, documents: &[&Document]) -> Result<(), DbErr> {
    let ids: Vec<Uuid> = documents.iter().map(|document| document.id).collect();
    let known = numbers(tx, kind, &ids).await?;
    // Before the known ones go, so that none of their numbers is given to another.
    let mut fresh = next_numbers(tx, kind, documents.len() - known.len()).await?.into_iter();
    let known_entries: Vec<i64> = known.values().copied().collect();
    let mut before = words_of(tx, &known_entries).await?;
    take_out(tx, known_entries).await?;
    let mut rows: Vec<(i64, &Document)> = Vec::with_capacity(documents.len());
    let mut words = BTreeSet::new();
    let mut texts = Vec::with_capacity(documents.len());
    for document in documents {
        // What is put again keeps its number: it is not newer than it was.
        let entry = match known.get(&document.id) {
            Some(entry) => *entry,
            None => fresh.next().ok_or_else(|| DbErr::Custom("too few numbers for documents".to_owned()))?,
        };
        let (title, body) = (indexed(&document.title), indexed(&document.body));
        words.extend(title.iter().chain(&body).filter(|term| is_spellable(term)).cloned());
        rows.push((entry, document));
        texts.push((title, body));
    }
    let postgres = kind_of(tx) == Database::Postgres;
    let mut insert =
        Sql::new("INSERT INTO search_entry (entry, kind, id, subject, at, channel, side, title, body");
    insert.push(if postgres { ", terms) VALUES " } else { ") VALUES " });
    for (i, ((entry, document), (title, body))) in rows.iter().zip(&texts).enumerate() {
        insert.push(if i > 0 { ", (" } else { "(" });
        insert.bind(*entry).push(", ").bind(kind.code()).push(", ").bind(document.id).push(", ");
        insert.bind(document.subject).push(", ").bind(document.at.timestamp_millis()).push(", ");
        insert.bind(document.channel.clone()).push(", ").bind(document.side.clone()).push(", ");
        insert.bind(document.title.clone()).push(", ").bind(document.body.clone());
        if postgres {
            insert.push(", ").bind(vector(kind, *entry, title, body)).push("::tsvector");
        }
        insert.push(")");
    }
    insert.run(tx).await?;
    if !postgres {
        let mut insert = Sql::new("INSERT INTO search_text (rowid, title, body) VALUES ");
        for (i, ((entry, _), (title, body))) in rows.iter().zip(&texts).enumerate() {
            insert.push(if i > 0 { ", (" } else { "(" });
            insert.bind(*entry).push(", ").bind(title.join(" ")).push(", ").bind(body.join(" ")).push(")");
        }
        insert.run(tx).await?;
    }
    before.retain(|word| !words.contains(word));
    learn(tx, words).await?;
    forget(tx, before).await
}

/// The terms with their places as PostgreSQL keeps them, and the marks of kind and block.
fn vector(kind: Kind, entry: i64, title: &[String], body: &[String]) -> String {
    // The last place that PostgreSQL tells from the one before it.
    const PLACE_MOST: usize = 16_382;
    let mut out = format!("'{}' '{}'", kind.mark(), kind.block_mark((entry - kind.first()) / BLOCK));
    // A gap, so that no phrase goes from the title into the body.
    let titled = title.iter().zip(1..).map(|(term, place)| (term, place, "A"));
    let places = titled.chain(body.iter().zip(title.len() + 2..).map(|(term, place)| (term, place, "")));
    for (term, place, weight) in places.take_while(|(_, place, _)| *place <= PLACE_MOST) {
        out.push_str(&format!(" '{term}':{place}{weight}"));
    }
    out
}

/// New numbers, one after another.
async fn next_numbers(tx: &Tx, kind: Kind, count: usize) -> Result<Vec<i64>, DbErr> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let backend = tx.get_database_backend();
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    match kind_of(tx) {
        Database::Postgres => {
            let mut sql = Sql::new(&format!(
                "SELECT nextval('search_entry_{}') AS entry FROM generate_series(1, ",
                kind.number()
            ));
            sql.bind(count).push(")");
            let numbers = Number::find_by_statement(sql.statement(backend)).all(tx).await?;
            Ok(numbers.into_iter().filter_map(|number| Some(kind.first() + number.entry?)).collect())
        }
        // One writer at a time.
        Database::Sqlite => {
            let mut sql = Sql::new("SELECT max(entry) AS entry FROM search_entry WHERE entry >= ");
            sql.bind(kind.first()).push(" AND entry < ").bind(kind.end());
            let last = Number::find_by_statement(sql.statement(backend)).one(tx).await?;
            let last = last.and_then(|number| number.entry).unwrap_or(kind.first());
            Ok((last + 1..=last + count).collect())
        }
    }
}

/// Takes documents out of the index.
///
/// # Errors
/// A database error.
pub async fn remove(tx: &Tx, kind: Kind, ids: &[Uuid]) -> Result<(), DbErr> {
    for some in ids.chunks(ROWS) {
        let entries: Vec<i64> = numbers(tx, kind, some).await?.into_values().collect();
        let words = words_of(tx, &entries).await?;
        take_out(tx, entries).await?;
        forget(tx, words).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Said {
    title: String,
    body: String,
}

/// The words of letters that stand in documents.
async fn words_of(tx: &Tx, entries: &[i64]) -> Result<BTreeSet<String>, DbErr> {
    if entries.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut sql = Sql::new("SELECT title, body FROM search_entry WHERE entry IN (");
    sql.list(entries.iter().copied()).push(")");
    let said = Said::find_by_statement(sql.statement(tx.get_database_backend())).all(tx).await?;
    let terms = said.iter().flat_map(|said| indexed(&said.title).into_iter().chain(indexed(&said.body)));
    Ok(terms.filter(|term| is_spellable(term)).collect())
}

/// Of a long document, how many of its words are looked for elsewhere when it goes. What is left of it is never named: a
/// suggestion is only made of what stands in something public.
const FORGOTTEN: usize = 500;

/// Forgets those of the words that stand in no document any more.
async fn forget(tx: &Tx, words: BTreeSet<String>) -> Result<(), DbErr> {
    for word in words.into_iter().take(FORGOTTEN) {
        let form = [Phrase { terms: vec![word.clone()], open: false }];
        let forms: &[&[Phrase]] = &[&form];
        let mut sql = Sql::new("DELETE FROM search_word WHERE word = ");
        sql.bind(word);
        match kind_of(tx) {
            Database::Sqlite => {
                sql.push(" AND NOT EXISTS (SELECT 1 FROM search_text WHERE search_text MATCH ");
                sql.bind(sqlite_match(forms, Within::All)).push(")");
            }
            Database::Postgres => {
                sql.push(" AND NOT EXISTS (SELECT 1 FROM search_entry WHERE terms @@ ");
                sql.bind(postgres_match(forms, Within::All)).push("::tsquery)");
            }
        }
        sql.run(tx).await?;
    }
    Ok(())
}

/// The numbers of those documents that are in the index.
async fn numbers(tx: &Tx, kind: Kind, ids: &[Uuid]) -> Result<HashMap<Uuid, i64>, DbErr> {
    let backend = tx.get_database_backend();
    let mut sql = Sql::new("SELECT id, entry FROM search_entry WHERE kind = ");
    sql.bind(kind.code()).push(" AND id IN (").list(ids.iter().copied()).push(")");
    let known = Numbered::find_by_statement(sql.statement(backend)).all(tx).await?;
    Ok(known.into_iter().map(|row| (row.id, row.entry)).collect())
}

async fn take_out(tx: &Tx, entries: Vec<i64>) -> Result<(), DbErr> {
    if entries.is_empty() {
        return Ok(());
    }
    let tables: &[(&str, &str)] = match kind_of(tx) {
        Database::Sqlite => &[("search_text", "rowid"), ("search_entry", "entry")],
        Database::Postgres => &[("search_entry", "entry")],
    };
    for (table, column) in tables {
        let mut sql = Sql::new(&format!("DELETE FROM {table} WHERE {column} IN ("));
        sql.list(entries.iter().copied()).push(")");
        sql.run(tx).await?;
    }
    Ok(())
}

/// Gives a document that is in the index another time.
///
/// # Errors
/// A database error.
pub async fn date(tx: &Tx, kind: Kind, id: Uuid, at: Now) -> Result<(), DbErr> {
    let mut sql = Sql::new("UPDATE search_entry SET at = ");
    sql.bind(at.timestamp_millis()).push(" WHERE kind = ").bind(kind.code()).push(" AND id = ").bind(id);
    sql.run(tx).await?;
    Ok(())
}

/// Says by what the documents under a subject are chosen, and whether they are found at all.
///
/// # Errors
/// A database error.
pub async fn describe(tx: &Tx, subject: &Subject) -> Result<(), DbErr> {
    let then = subject.then.as_ref();
    let mut sql = Sql::new(
        "INSERT INTO search_subject (subject, listed, state, state_until, state_then, category, subcategory, \
         county) VALUES (",
    );
    sql.bind(subject.id).push(", ").bind(subject.listed).push(", ").bind(subject.state.clone()).push(", ");
    sql.bind(then.map(|(at, _)| at.timestamp_millis())).push(", ");
    sql.bind(then.map(|(_, state)| state.clone())).push(", ").bind(subject.category.clone()).push(", ");
    sql.bind(subject.subcategory.clone()).push(", ").bind(subject.county.clone()).push(
        ") ON CONFLICT (subject) DO UPDATE SET listed = excluded.listed, state = excluded.state, \
         state_until = excluded.state_until, state_then = excluded.state_then, category = excluded.category, \
         subcategory = excluded.subcategory, county = excluded.county",
    );
    sql.run(tx).await?;
    let mut sql = Sql::new("DELETE FROM search_agency WHERE subject = ");
    sql.bind(subject.id);
    sql.run(tx).await?;
    let agencies: BTreeSet<Uuid> = subject.agencies.iter().copied().collect();
    if agencies.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("INSERT INTO search_agency (subject, agency) VALUES ");
    for (i, agency) in agencies.into_iter().enumerate() {
        sql.push(if i > 0 { ", (" } else { "(" }).bind(subject.id).push(", ").bind(agency).push(")");
    }
    sql.run(tx).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Known {
    word: String,
}

/// Keeps words of letters, so that one that was mistyped can be told. Words that are known are not written again: what
/// many write at once would make them wait for each other.
async fn learn(tx: &Tx, words: BTreeSet<String>) -> Result<(), DbErr> {
    let words: Vec<String> = words.into_iter().collect();
    let backend = tx.get_database_backend();
    for some in words.chunks(ROWS) {
        let mut sql = Sql::new("SELECT word FROM search_word WHERE word IN (");
        sql.list(some.iter().cloned()).push(")");
        let known = Known::find_by_statement(sql.statement(backend)).all(tx).await?;
        let known: BTreeSet<String> = known.into_iter().map(|row| row.word).collect();
        // In one order, so that two writers never wait for each other.
        let new: Vec<&String> = some.iter().filter(|word| !known.contains(*word)).collect();
        if new.is_empty() {
            continue;
        }
        let mut sql = Sql::new("INSERT INTO search_word (word, backwards) VALUES ");
        for (i, word) in new.into_iter().enumerate() {
            sql.push(if i > 0 { ", (" } else { "(" }).bind(word.clone()).push(", ");
            sql.bind(word.chars().rev().collect::<String>()).push(")");
        }
        sql.push(" ON CONFLICT DO NOTHING");
        sql.run(tx).await?;
    }
    Ok(())
}
