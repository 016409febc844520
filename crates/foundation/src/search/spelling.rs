//! Words that were mistyped: those of the index that differ in a letter or two.

use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::*;

use super::sql::Sql;
use crate::db::Reader;

/// How many words of one beginning or end are compared.
const COMPARED: i64 = 3000;

/// How many near words are looked at.
const NEAR: usize = 12;

/// How many letters of a word may be wrong: one, from eight letters on two.
fn tolerance(length: usize) -> usize {
    if length >= 8 { 2 } else { 1 }
}

#[derive(FromQueryResult)]
struct Known {
    word: String,
}

/// The words of the index near to one that was typed, the nearest first, each with how far it is; at most [`NEAR`].
/// It is among them itself if the index knows it. Whether a word may be named is not known here: it may stand in what
/// nobody is shown.
pub(super) async fn nearest(conn: &impl Reader, typed: &str) -> Result<Vec<(usize, String)>, DbErr> {
    let length = typed.chars().count();
    let most = tolerance(length);
    // Wrong letters leave one of the ends as it is, or all of them would have to stand in both.
    let kept = Ord::max((length - 1) / (most + 1), 1);
    let begin: String = typed.chars().take(kept).collect();
    let end: String = typed.chars().rev().take(kept).collect();
    let mut sql = Sql::new("");
    for (i, (column, part)) in [("word", begin), ("backwards", end)].into_iter().enumerate() {
        sql.push(if i > 0 { " UNION " } else { "" });
        sql.push(&format!("SELECT * FROM (SELECT word FROM search_word WHERE {column} >= "))
            .bind(part.clone());
        sql.push(&format!(" AND {column} < ")).bind(format!("{part}\u{10FFFF}"));
        sql.push(&format!(" ORDER BY {column} LIMIT ")).bind(COMPARED).push(&format!(") AS t{i}"));
    }
    let known = Known::find_by_statement(sql.statement(conn.get_database_backend())).all(conn).await?;
    let mut near: Vec<(usize, String)> = Vec::new();
    for Known { word } in known {
        let far = distance(typed, &word, most);
        if far <= most {
            near.push((far, word));
        }
    }
    near.sort();
    near.truncate(NEAR);
    Ok(near)
}

/// How many letters must be added, left out, changed or swapped with the next to make the one word of the other; more than
/// `most` is not told exactly.
fn distance(a: &str, b: &str, most: usize) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return most + 1;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX - 1);
            let changed = at(&above, j) + usize::from(x != y);
            let mut least = changed.min(at(&above, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                least = least.min(at(&before, j - 1) + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(most + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_that_are_wrong_are_counted() {
        for (a, b, far) in [
            ("taiwan", "taiwan", 0),
            ("tiawan", "taiwan", 1),
            ("taiwn", "taiwan", 1),
            ("taiwann", "taiwan", 1),
            ("teiwan", "taiwan", 1),
            ("transprency", "transparency", 1),
            ("tarnsprency", "transparency", 2),
        ] {
            assert_eq!(distance(a, b, 2), far, "{a} {b}");
        }
        assert_eq!(distance("a", "abcdef", 2), 3);
    }

    proptest! {
        #[test]
        fn distance_has_no_direction(a in "[a-d]{0,9}", b in "[a-d]{0,9}") {
            prop_assert_eq!(distance(&a, &b, 9), distance(&b, &a, 9));
        }

        /// One wrong letter leaves enough of one of the ends.
        #[test]
        fn one_wrong_letter_leaves_an_end(word in "[a-z]{4,12}", at in 0_usize..12, with in "[a-z]") {
            let mut typed: Vec<char> = word.chars().collect();
            let at = at.min(typed.len() - 1);
            typed[at] = with.chars().next().unwrap();
            let typed: String = typed.into_iter().collect();
            let kept = Ord::max((typed.len() - 1) / 2, 1);
            prop_assert!(word.starts_with(&typed[..kept]) || word.ends_with(&typed[typed.len() - kept..]));
        }
    }
}
