//! A discussion with two citizens and a moderator.

#![allow(dead_code, unreachable_pub, missing_docs)]

use chrono::TimeDelta;
use folkmoot_discussion::Stance;
use folkmoot_discussion::balance::{self, Balance};
use folkmoot_discussion::voices::{self, Edit, Filter, NewComment, Rate, Rules, Viewer};
use folkmoot_foundation::text::Length;
use folkmoot_foundation::{Db, Now, PersonId, ProposalId, VoiceId};

pub const RULES: Rules = Rules {
    open: true,
    length: Length { min: 1, max: 100 },
    rate: Rate { max: 1000, per: TimeDelta::minutes(10) },
    free_edit: TimeDelta::seconds(2),
};
pub const ANYONE: Viewer = Viewer { person: None, moderator: false };
pub const MODERATOR: Viewer = Viewer { person: None, moderator: true };

pub fn at(second: i64) -> Now {
    "2026-03-02T04:00:00Z".parse::<Now>().unwrap() + TimeDelta::seconds(second)
}

/// Runs one act in a transaction of its own, committed if it worked.
macro_rules! act {
    ($db:expr, |$tx:ident| $act:expr) => {{
        let $tx = $db.begin().await.unwrap();
        let result = $act.await;
        if result.is_ok() {
            folkmoot_foundation::db::commit($tx).await.unwrap();
        } else {
            drop($tx);
        }
        result
    }};
}

pub struct Scene {
    pub subject: ProposalId,
    pub ann: PersonId,
    pub ben: PersonId,
    pub mod_: PersonId,
}

pub fn scene() -> Scene {
    let id = || PersonId::new(at(0));
    Scene { subject: ProposalId::new(at(0)), ann: id(), ben: id(), mod_: id() }
}

impl Scene {
    pub fn comment(&self, author: PersonId, stance: Stance, body: &str) -> NewComment {
        NewComment {
            subject: self.subject,
            author,
            stance: Some(stance),
            body: body.to_owned(),
            parent: None,
            official: None,
            on: None,
        }
    }

    pub fn reply(&self, author: PersonId, parent: VoiceId, body: &str) -> NewComment {
        NewComment {
            subject: self.subject,
            author,
            stance: None,
            body: body.to_owned(),
            parent: Some(parent),
            official: None,
            on: None,
        }
    }

    pub async fn add(&self, db: &Db, new: NewComment, second: i64) -> VoiceId {
        act!(db, |tx| voices::add_comment(&tx, new, &RULES, at(second))).unwrap()
    }

    pub async fn threads(&self, db: &Db, filter: Filter, viewer: &Viewer) -> Vec<voices::Thread> {
        voices::list(db.read(), self.subject, &filter, None, 100, viewer).await.unwrap().items
    }

    pub async fn balanced(&self, db: &Db, viewer: &Viewer) -> Vec<voices::Thread> {
        let start = Balance::default();
        balance::list(db.read(), self.subject, &Filter::default(), &start, 100, viewer).await.unwrap().items
    }
}

/// A new wording, without saying which was seen.
pub fn edit(body: &str, stance: Option<Stance>) -> Edit {
    Edit { body: body.to_owned(), stance, seen: None }
}
