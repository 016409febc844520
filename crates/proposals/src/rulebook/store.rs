//! Where rulebooks are kept, version by version.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use folkmoot_foundation::{Now, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QueryOrder as _, Set};

use super::mistake::Mistake;
use super::shipped::read_whole;
use super::{Rulebook, SHIPPED, parse};
use crate::entity::rulebook as row;
use crate::error::Error;
use crate::state::State;

/// Every version of every rulebook. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Rulebooks(Arc<BTreeMap<String, BTreeMap<i64, Arc<Rulebook>>>>);

/// A file that was published.
#[derive(Debug, Clone)]
pub struct Published {
    /// The rulebook, in the version it now has.
    pub rulebook: Rulebook,
    /// The version that was in force before; nothing if it is new.
    pub before: Option<Rulebook>,
    /// Whether this is a new version; otherwise the file says what is in force.
    pub is_new: bool,
}

/// A shipped file with the text that is stored of it. Reading them all takes a while, and they don't change.
type Shipped = (&'static str, Result<(Rulebook, String), Vec<Mistake>>);

static SHIPPED_READ: LazyLock<Vec<Shipped>> =
    LazyLock::new(|| SHIPPED.iter().map(|(id, source)| (*id, read_whole(source))).collect());

impl Rulebooks {
    /// Stores the shipped rulebooks that say something new as new versions, and reads all there are.
    ///
    /// # Errors
    /// [`Error::BadRulebook`] if a file is not in order, or a database error.
    pub async fn load(tx: &Tx, now: Now) -> Result<Self, Error> {
        let stored = row::Entity::find().order_by_asc(row::Column::Version).all(tx).await?;
        let mut wrote = false;
        for (id, read) in SHIPPED_READ.iter() {
            let (rulebook, source) = read.as_ref().map_err(|mistakes| bad(id, 0, mistakes.clone()))?;
            let last = stored.iter().rfind(|row| row.id == *id);
            if !last.is_some_and(|last| says_the_same(last, rulebook, source)) {
                let next = new_row(id, last.map_or(1, |last| last.version + 1), source, now);
                // Two processes may start at once: the second finds the row there already.
                let there =
                    OnConflict::columns([row::Column::Id, row::Column::Version]).do_nothing().to_owned();
                row::Entity::insert(next).on_conflict(there).exec_without_returning(tx).await?;
                wrote = true;
            }
        }
        let stored = if wrote { row::Entity::find().all(tx).await? } else { stored };
        let mut all: BTreeMap<String, BTreeMap<i64, Arc<Rulebook>>> = BTreeMap::new();
        for stored in stored {
            let rulebook = read(&stored)?;
            all.entry(stored.id).or_default().insert(stored.version, Arc::new(rulebook));
        }
        Ok(Self(Arc::new(all)))
    }

    /// Publishes a rulebook of the platform's own: a new version, unless the one in force says the same. Proposals that
    /// live under an earlier version keep it.
    ///
    /// # Errors
    /// [`Error::BadRulebook`] if the file is not in order or its id is that of a shipped one, or a database error.
    pub async fn publish(tx: &Tx, source: &str, now: Now) -> Result<Published, Error> {
        let (mut rulebook, source) = read_whole(source).map_err(|mistakes| bad("", 0, mistakes))?;
        if SHIPPED.iter().any(|(id, _)| *id == rulebook.id) {
            let taken = Mistake::new("id", "is the id of a rulebook that comes with the platform")
                .with_help("choose another id, and write extends = \"…\" to build on that one");
            return Err(bad(&rulebook.id, 0, vec![taken]));
        }
        let last = row::Entity::find()
            .filter(row::Column::Id.eq(&rulebook.id))
            .order_by_desc(row::Column::Version)
            .one(tx)
            .await?;
        let before = last.as_ref().map(read).transpose()?;
        if let (Some(last), Some(before)) = (&last, &before)
            && says_the_same(last, &rulebook, &source)
        {
            return Ok(Published { rulebook: before.clone(), before: Some(before.clone()), is_new: false });
        }
        rulebook.version = last.map_or(1, |last| last.version + 1);
        let next = new_row(&rulebook.id, rulebook.version, &source, now);
        row::Entity::insert(next).exec_without_returning(tx).await?;
        Ok(Published { rulebook, before, is_new: true })
    }

    /// The version in force.
    ///
    /// # Errors
    /// [`Error::UnknownRulebook`].
    pub fn current(&self, id: &str) -> Result<Arc<Rulebook>, Error> {
        self.0
            .get(id)
            .and_then(|versions| versions.last_key_value())
            .map(|(_, rulebook)| Arc::clone(rulebook))
            .ok_or_else(|| Error::UnknownRulebook { id: id.to_owned(), version: 0 })
    }

    /// A certain version.
    ///
    /// # Errors
    /// [`Error::UnknownRulebook`]; also if another process stored it after this one started.
    pub fn get(&self, id: &str, version: i64) -> Result<Arc<Rulebook>, Error> {
        self.0
            .get(id)
            .and_then(|versions| versions.get(&version))
            .map(Arc::clone)
            .ok_or_else(|| Error::UnknownRulebook { id: id.to_owned(), version })
    }

    /// Under which version somebody writes on a proposal in this state: a draft is submitted under the one in force,
    /// everything else keeps its own.
    ///
    /// # Errors
    /// As of [`Rulebooks::current`] and [`Rulebooks::get`].
    pub fn to_write_under(&self, id: &str, version: i64, state: State) -> Result<Arc<Rulebook>, Error> {
        if state == State::Draft { self.current(id) } else { self.get(id, version) }
    }

    /// The versions that are no longer in force, of each the newest first.
    pub fn earlier(&self) -> impl Iterator<Item = &Arc<Rulebook>> {
        self.0.values().flat_map(|versions| versions.values().rev().skip(1))
    }

    /// The version in force of each.
    pub fn all(&self) -> Vec<Arc<Rulebook>> {
        self.0.values().filter_map(|versions| versions.last_key_value()).map(|(_, r)| Arc::clone(r)).collect()
    }

    /// The numbers of the versions of one, oldest first.
    pub fn versions(&self, id: &str) -> Vec<i64> {
        self.0.get(id).map(|versions| versions.keys().copied().collect()).unwrap_or_default()
    }
}

fn bad(id: &str, version: i64, mistakes: Vec<Mistake>) -> Error {
    Error::BadRulebook { id: id.to_owned(), version, mistakes }
}

/// A stored version. Most are what comes with the platform, which has been read already.
fn read(stored: &row::Model) -> Result<Rulebook, Error> {
    let shipped = SHIPPED_READ.iter().find_map(|(id, read)| match read {
        Ok((rulebook, source)) if *id == stored.id && *source == stored.source => Some(rulebook.clone()),
        _ => None,
    });
    let mut rulebook = match shipped {
        Some(rulebook) => rulebook,
        None => parse(&stored.source).map_err(|mistakes| bad(&stored.id, stored.version, mistakes))?,
    };
    rulebook.version = stored.version;
    Ok(rulebook)
}

/// Whether a stored version means what a file says; comments and the order of keys mean nothing.
fn says_the_same(stored: &row::Model, rulebook: &Rulebook, source: &str) -> bool {
    stored.source == source
        || parse(&stored.source).is_ok_and(|mut before| {
            before.version = rulebook.version;
            before == *rulebook
        })
}

fn new_row(id: &str, version: i64, source: &str, now: Now) -> row::ActiveModel {
    row::ActiveModel {
        id: Set(id.to_owned()),
        version: Set(version),
        source: Set(source.to_owned()),
        published_at: Set(now),
    }
}
