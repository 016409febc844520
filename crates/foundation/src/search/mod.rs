//! Search over everything that is public: Chinese by overlapping bigrams, Latin words and numbers whole, in the database's
//! own index, written in the transaction that changes a text.
//!
//! Each crate puts its own documents in ([`put`], [`remove`]); whoever owns what they stand under says whether they are
//! found and by what they are chosen ([`describe`]). [`search`](fn@search) finds, orders and counts, the same way on both databases:
//! they say in which documents words stand, the order is made here.

pub mod backlog;
mod candidates;
mod facets;
mod find;
mod index;
mod marks;
mod query;
mod rank;
mod spelling;
mod sql;
mod terms;

use std::collections::HashSet;

pub use candidates::Filter;
pub use facets::{Facet, Facets};
pub use find::{CAP, Found, Hit, Matching, PAGES, Sort, find, like, search};
pub use index::{Document, Kind, Subject, date, describe, put, remove};
pub use marks::Piece;
pub use query::{Query, anchors};
pub use terms::{fold, terms};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_is_between_none_and_all() {
        assert!((likeness("育嬰留職停薪津貼", "育嬰留職停薪津貼") - 1.0).abs() < 1e-9);
        assert!(likeness("育嬰留職停薪津貼", "提高育嬰留職停薪的津貼") > 0.5);
        assert!(likeness("育嬰留職停薪津貼", "無人機管理") < 0.1);
    }
}
