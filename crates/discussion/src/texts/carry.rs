//! Anchors on their way into a new version. Where each of them stands is computed from what was read before the transaction that
//! publishes; that one only looks that no comment came between, and writes what stands elsewhere than before.

use std::collections::{BTreeSet, HashMap};

use folkmoot_foundation::{DbErr, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};

use super::article::Article;
use super::entity::anchor;
use super::follow::{Fate, Origin, Versions};
use super::{TextId, read};
use crate::error::DiscussionError as Error;

/// How many rows one statement carries.
const ROWS: usize = 300;

/// What became of a publication.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Published {
    /// The number of the version.
    pub version: i64,
    /// How many anchors went on to the same words, …
    pub same: usize,
    /// … to words that were changed, …
    pub changed: usize,
    /// … to what holds their place, …
    pub wider: usize,
    /// … and how many stand nowhere.
    pub gone: usize,
}

impl Published {
    fn add(&mut self, fate: &str) {
        match Fate::of(fate) {
            Fate::Same => self.same += 1,
            Fate::Changed => self.changed += 1,
            Fate::Wider => self.wider += 1,
            Fate::Gone => self.gone += 1,
        }
    }
}

/// The anchors of a text, with the versions that they were set on.
#[derive(Debug)]
pub(super) struct Anchors {
    rows: Vec<anchor::Model>,
    set_on: HashMap<i64, Vec<Article>>,
}

/// Reads them.
pub(super) async fn gather(conn: &impl Reader, id: TextId) -> Result<Anchors, DbErr> {
    let rows = anchor::Entity::find().filter(anchor::Column::Text.eq(id)).all(conn).await?;
    let mut set_on = HashMap::new();
    for version in rows.iter().map(|row| row.version).collect::<BTreeSet<_>>() {
        set_on.insert(version, read::articles(conn, id, version).await?.unwrap_or_default());
    }
    Ok(Anchors { rows, set_on })
}

/// By what anchors on articles and paragraphs are carried together: the version, where they were set, where they stand.
type Group = (i64, i64, Option<i64>, Option<i64>, Option<i64>);

/// Where anchors stand in a version that is not there yet.
#[derive(Debug)]
pub(super) struct Carried {
    /// How many anchors there were.
    count: u64,
    /// Where those of a group stand, if that is elsewhere or they are told otherwise.
    groups: Vec<(Group, anchor::Model)>,
    /// Those on selected words, each likewise.
    selected: Vec<anchor::Model>,
    /// What became of all.
    pub published: Published,
}

impl Anchors {
    /// Follows all of them from a version into the next. Those without a selection go together; so a text with a hundred
    /// thousand comments is published in about as many statements as it has paragraphs.
    pub fn follow(self, number: i64, old: &[Article], new: &[Article]) -> Carried {
        let versions = Versions::of(old, new);
        let origins: HashMap<i64, Origin> =
            self.set_on.into_iter().map(|(version, articles)| (version, Origin::of(articles))).collect();
        let mut carried = Carried {
            count: self.rows.len() as u64,
            groups: Vec::new(),
            selected: Vec::new(),
            published: Published { version: number, ..Published::default() },
        };
        let mut known: HashMap<Group, String> = HashMap::new();
        let nothing = Origin::of(Vec::new());
        let after = |row: &anchor::Model| {
            let first = origins.get(&row.version).unwrap_or(&nothing);
            let mut after = row.clone();
            after.stand(number, new, versions.follow((first, &row.set()), row.stands().as_ref()));
            after
        };
        for row in self.rows {
            if row.quote.is_some() {
                let after = after(&row);
                carried.published.add(&after.fate);
                carried.selected.extend((!stands_alike(&row, &after)).then_some(after));
                continue;
            }
            let group = (row.version, row.article, row.paragraph, row.now_article, row.now_paragraph);
            let fate = known.entry(group).or_insert_with(|| {
                let after = after(&row);
                let fate = after.fate.clone();
                carried.groups.extend((!stands_alike(&row, &after)).then_some((group, after)));
                fate
            });
            carried.published.add(fate);
        }
        carried
    }
}

/// Whether nothing but the version differs.
fn stands_alike(before: &anchor::Model, after: &anchor::Model) -> bool {
    anchor::Model { now_version: after.now_version, ..before.clone() } == *after
}

fn is(column: anchor::Column, value: Option<i64>) -> sea_orm::sea_query::SimpleExpr {
    match value {
        Some(value) => column.eq(value),
        None => column.is_null(),
    }
}

/// Lets all anchors of a text, which is locked, stand in the version. Says whether it did: not where others came since they
/// were read.
pub(super) async fn write(tx: &Tx, id: TextId, carried: &Carried) -> Result<bool, Error> {
    use anchor::Column as C;
    // Anchors come with comments, which lock the text first, and none goes.
    if anchor::Entity::find().filter(C::Text.eq(id)).count(tx).await? != carried.count {
        return Ok(false);
    }
    let number = carried.published.version;
    let waiting = || anchor::Entity::update_many().filter(C::Text.eq(id)).filter(C::NowVersion.lt(number));
    for ((version, article, paragraph, now_article, now_paragraph), after) in &carried.groups {
        waiting()
            .col_expr(C::NowVersion, Expr::value(number))
            .col_expr(C::NowArticle, Expr::value(after.now_article))
            .col_expr(C::NowParagraph, Expr::value(after.now_paragraph))
            .col_expr(C::NowLabel, Expr::value(after.now_label.clone()))
            .col_expr(C::Fate, Expr::value(after.fate.clone()))
            .filter(C::Quote.is_null())
            .filter(C::Version.eq(*version))
            .filter(C::Article.eq(*article))
            .filter(is(C::Paragraph, *paragraph))
            .filter(is(C::NowArticle, *now_article))
            .filter(is(C::NowParagraph, *now_paragraph))
            .exec(tx)
            .await?;
    }
    let known = OnConflict::column(C::Voice)
        .update_columns([C::NowVersion, C::NowArticle, C::NowParagraph, C::NowStart, C::NowLabel, C::Fate])
        .to_owned();
    for rows in carried.selected.chunks(ROWS) {
        let rows = rows.iter().map(|row| anchor::ActiveModel::from(row.clone()).reset_all());
        anchor::Entity::insert_many(rows).on_conflict(known.clone()).exec_without_returning(tx).await?;
    }
    // All others stand as they did.
    waiting().col_expr(C::NowVersion, Expr::value(number)).exec(tx).await?;
    Ok(true)
}
