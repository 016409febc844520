//! Full-text search for Chinese and Latin text: overlapping bigrams in the database's own index.

use std::collections::HashSet;

use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, Statement};
use unicode_normalization::UnicodeNormalization;

use crate::db::{Kind, Reader, Tx, kind_of};

/// The index terms of a text: Latin words and numbers whole, Han runs as overlapping bigrams (a run of one character as
/// itself). Compatibility forms are folded, case is dropped, 台 is read as 臺.
pub fn terms(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut out = Vec::new();
    let (mut han, mut word) = (Vec::new(), String::new());
    for c in folded.chars().chain(std::iter::once(' ')) {
        if is_han(c) {
            flush_word(&mut word, &mut out);
            han.push(c);
        } else {
            flush_han(&mut han, &mut out);
            if c.is_alphanumeric() { word.push(c) } else { flush_word(&mut word, &mut out) }
        }
    }
    out
}

/// A text as it is compared: compatibility forms folded, without case, 台 read as 臺.
pub fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).map(|c| if c == '台' { '臺' } else { c }).collect()
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '\u{3040}'..='\u{312F}' | '\u{AC00}'..='\u{D7AF}')
}

fn flush_word(word: &mut String, out: &mut Vec<String>) {
    if !word.is_empty() {
        out.push(std::mem::take(word));
    }
}

fn flush_han(han: &mut Vec<char>, out: &mut Vec<String>) {
    match han.as_slice() {
        [] => {}
        [one] => out.push(one.to_string()),
        run => out.extend(run.windows(2).map(|pair| pair.iter().collect::<String>())),
    }
    han.clear();
}

/// How alike two short texts are, from 0 to 1: the Dice coefficient of their terms.
pub fn likeness(a: &str, b: &str) -> f64 {
    let (a, b): (HashSet<String>, HashSet<String>) =
        (terms(a).into_iter().collect(), terms(b).into_iter().collect());
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let (common, total) = (a.intersection(&b).count(), a.len() + b.len());
    2.0 * f64::from(u32::try_from(common).unwrap_or(0)) / f64::from(u32::try_from(total).unwrap_or(1))
}

/// Puts a document into the index, replacing what stood there under the same kind and id.
///
/// # Errors
/// A database error.
pub async fn put(tx: &Tx, kind: &str, id: impl Into<Uuid>, title: &str, body: &str) -> Result<(), DbErr> {
    let id: Uuid = id.into();
    remove(tx, kind, id).await?;
    let (title, body) = (terms(title).join(" "), terms(body).join(" "));
    let backend = tx.get_database_backend();
    match kind_of(tx) {
        Kind::Postgres => {
            let sql = "INSERT INTO search_entry (kind, id, terms) VALUES ($1, $2, \
                       setweight(to_tsvector('simple', $3), 'A') || setweight(to_tsvector('simple', $4), 'D'))";
            tx.execute_raw(Statement::from_sql_and_values(
                backend,
                sql,
                [kind.into(), id.into(), title.into(), body.into()],
            ))
            .await?;
        }
        Kind::Sqlite => {
            let sql = "INSERT INTO search_entry (kind, id) VALUES (?, ?)";
            tx.execute_raw(Statement::from_sql_and_values(backend, sql, [kind.into(), id.into()])).await?;
            let sql = "INSERT INTO search_text (rowid, title, body) \
                       SELECT entry, ?, ? FROM search_entry WHERE kind = ? AND id = ?";
            tx.execute_raw(Statement::from_sql_and_values(
                backend,
                sql,
                [title.into(), body.into(), kind.into(), id.into()],
            ))
            .await?;
        }
    }
    Ok(())
}

/// Takes a document out of the index.
///
/// # Errors
/// A database error.
pub async fn remove(tx: &Tx, kind: &str, id: impl Into<Uuid>) -> Result<(), DbErr> {
    let id: Uuid = id.into();
    let backend = tx.get_database_backend();
    if kind_of(tx) == Kind::Sqlite {
        let sql = "DELETE FROM search_text WHERE rowid IN (SELECT entry FROM search_entry WHERE kind = ? AND id = ?)";
        tx.execute_raw(Statement::from_sql_and_values(backend, sql, [kind.into(), id.into()])).await?;
    }
    let sql = match kind_of(tx) {
        Kind::Sqlite => "DELETE FROM search_entry WHERE kind = ? AND id = ?",
        Kind::Postgres => "DELETE FROM search_entry WHERE kind = $1 AND id = $2",
    };
    tx.execute_raw(Statement::from_sql_and_values(backend, sql, [kind.into(), id.into()])).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Hit {
    id: Uuid,
}

/// How the words of a query are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matching {
    /// Every word must stand in the document, each as a phrase.
    All,
    /// Any term counts; for finding similar titles.
    Any,
}

/// The ids of the documents of a kind that match, best first, at most `limit`. A query without terms finds nothing.
///
/// # Errors
/// A database error.
pub async fn find(
    conn: &impl Reader,
    kind: &str,
    query: &str,
    matching: Matching,
    limit: u64,
) -> Result<Vec<Uuid>, DbErr> {
    let phrases: Vec<Vec<String>> = match matching {
        Matching::All => query.split_whitespace().map(terms).filter(|t| !t.is_empty()).take(10).collect(),
        Matching::Any => terms(query).into_iter().take(60).map(|term| vec![term]).collect(),
    };
    if phrases.is_empty() {
        return Ok(Vec::new());
    }
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let backend = conn.get_database_backend();
    let statement = match kind_of(conn) {
        Kind::Sqlite => {
            // Terms hold only letters and digits, so quoting them can't be broken out of.
            let joined: Vec<String> = phrases.iter().map(|p| format!("\"{}\"", p.join(" "))).collect();
            let text = joined.join(if matching == Matching::All { " AND " } else { " OR " });
            let sql = "SELECT e.id AS id FROM search_text JOIN search_entry e ON e.entry = search_text.rowid \
                       WHERE search_text MATCH ? AND e.kind = ? ORDER BY bm25(search_text, 6.0, 1.0), e.entry DESC LIMIT ?";
            Statement::from_sql_and_values(backend, sql, [text.into(), kind.into(), limit.into()])
        }
        Kind::Postgres => {
            let joined: Vec<String> = phrases
                .iter()
                .map(|p| p.iter().map(|t| format!("'{t}'")).collect::<Vec<_>>().join(" <-> "))
                .map(|p| format!("({p})"))
                .collect();
            let text = joined.join(if matching == Matching::All { " & " } else { " | " });
            let sql = "SELECT id FROM search_entry, to_tsquery('simple', $1) q \
                       WHERE terms @@ q AND kind = $2 ORDER BY ts_rank(terms, q) DESC, id DESC LIMIT $3";
            Statement::from_sql_and_values(backend, sql, [text.into(), kind.into(), limit.into()])
        }
    };
    Ok(Hit::find_by_statement(statement).all(conn).await?.into_iter().map(|hit| hit.id).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_is_cut_into_bigrams_and_words_stay_whole() {
        assert_eq!(terms("參與式預算"), ["參與", "與式", "式預", "預算"]);
        assert_eq!(terms("台北 Ｕber 2024年"), ["臺北", "uber", "2024", "年"]);
        assert!(terms("…，'; DROP TABLE").iter().all(|t| t.chars().all(char::is_alphanumeric)));
        assert!(terms("").is_empty());
    }

    #[test]
    fn likeness_is_between_none_and_all() {
        assert!((likeness("育嬰留職停薪津貼", "育嬰留職停薪津貼") - 1.0).abs() < 1e-9);
        assert!(likeness("育嬰留職停薪津貼", "提高育嬰留職停薪的津貼") > 0.5);
        assert!(likeness("育嬰留職停薪津貼", "無人機管理") < 0.1);
    }
}
