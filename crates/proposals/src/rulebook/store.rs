//! Where rulebooks are kept, version by version.

use std::collections::BTreeMap;
use std::sync::Arc;

use folkmoot_foundation::{Now, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QueryOrder as _, Set};

use super::{Rulebook, SHIPPED, parse, shipped::resolve};
use crate::entity::rulebook as row;
use crate::error::Error;

/// Every version of every rulebook. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Rulebooks(Arc<BTreeMap<String, BTreeMap<i64, Arc<Rulebook>>>>);

impl Rulebooks {
    /// Stores the shipped rulebooks whose text has changed as new versions, and reads them all.
    ///
    /// # Errors
    /// [`Error::BadRulebook`] if a file is not in order, or a database error.
    pub async fn load(tx: &Tx, now: Now) -> Result<Self, Error> {
        let bad = |id: &str, version| {
            let id = id.to_owned();
            move |mistakes| Error::BadRulebook { id, version, mistakes }
        };
        for (id, source) in SHIPPED {
            parse(source).map_err(bad(id, 0))?;
            let source = resolve(source).map_err(bad(id, 0))?;
            let last = row::Entity::find()
                .filter(row::Column::Id.eq(*id))
                .order_by_desc(row::Column::Version)
                .one(tx)
                .await?;
            if last.as_ref().is_some_and(|last| last.source == source) {
                continue;
            }
            let next = row::ActiveModel {
                id: Set((*id).to_owned()),
                version: Set(last.map_or(1, |last| last.version + 1)),
                source: Set(source),
                published_at: Set(now),
            };
            // Two processes may start at once: the second finds the row there already.
            let there = OnConflict::columns([row::Column::Id, row::Column::Version]).do_nothing().to_owned();
            row::Entity::insert(next).on_conflict(there).exec_without_returning(tx).await?;
        }
        let mut all: BTreeMap<String, BTreeMap<i64, Arc<Rulebook>>> = BTreeMap::new();
        for stored in row::Entity::find().all(tx).await? {
            let mut rulebook = parse(&stored.source).map_err(bad(&stored.id, stored.version))?;
            rulebook.version = stored.version;
            all.entry(stored.id).or_default().insert(stored.version, Arc::new(rulebook));
        }
        Ok(Self(Arc::new(all)))
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

    /// The version in force of each.
    pub fn all(&self) -> Vec<Arc<Rulebook>> {
        self.0.values().filter_map(|versions| versions.last_key_value()).map(|(_, r)| Arc::clone(r)).collect()
    }

    /// The numbers of the versions of one, oldest first.
    pub fn versions(&self, id: &str) -> Vec<i64> {
        self.0.get(id).map(|versions| versions.keys().copied().collect()).unwrap_or_default()
    }
}
