//! Honest numbers: posts and people, by channel and stance.

use folkmoot_foundation::{DbErr, ProposalId, Reader};
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, Func};

use crate::codes::{Channel, Stance};
use crate::entity::voice;

/// How many voices of one channel and stance there are, and of how many people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Count {
    /// The channel.
    pub channel: Channel,
    /// The stance; none for statements and for replies without one.
    pub stance: Option<Stance>,
    /// How many visible voices, replies included.
    pub voices: i64,
    /// How many people: accounts, and names in records.
    pub people: i64,
}

/// The numbers of a discussion. Hidden, deleted and vanished voices are in none of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// All visible voices.
    pub voices: i64,
    /// All people. Somebody who spoke in a hall and wrote here counts twice until they have claimed their words.
    pub people: i64,
    /// The parts, by channel and stance.
    pub parts: Vec<Count>,
}

impl Counts {
    /// The voices of a channel.
    pub fn of_channel(&self, channel: Channel) -> i64 {
        self.parts.iter().filter(|p| p.channel == channel).map(|p| p.voices).sum()
    }

    /// The voices and people of a stance.
    pub fn of_stance(&self, stance: Stance) -> (i64, i64) {
        let parts = self.parts.iter().filter(|p| p.stance == Some(stance));
        parts.fold((0, 0), |(voices, people), p| (voices + p.voices, people + p.people))
    }
}

/// The numbers of a discussion, in two queries.
///
/// # Errors
/// A database error.
pub async fn counts(conn: &impl Reader, subject: ProposalId) -> Result<Counts, DbErr> {
    use voice::Column as C;
    let distinct = |column: C| Expr::from(Func::count_distinct(Expr::col(column)));
    let visible = || {
        voice::Entity::find()
            .select_only()
            .filter(C::Subject.eq(subject))
            .filter(C::DeletedAt.is_null())
            .filter(C::HiddenAt.is_null())
            .filter(C::Gone.eq(false))
    };
    let parts: Vec<(String, Option<String>, i64, i64, i64)> = visible()
        .columns([C::Channel, C::Stance])
        .expr_as(C::Id.count(), "voices")
        .expr_as(distinct(C::Author), "authors")
        .expr_as(distinct(C::Speaker), "speakers")
        .group_by(C::Channel)
        .group_by(C::Stance)
        .into_tuple()
        .all(conn)
        .await?;
    let whole: Option<(i64, i64, i64)> = visible()
        .expr_as(C::Id.count(), "voices")
        .expr_as(distinct(C::Author), "authors")
        .expr_as(distinct(C::Speaker), "speakers")
        .into_tuple()
        .one(conn)
        .await?;
    let part =
        |(channel, stance, voices, authors, speakers): (String, Option<String>, i64, i64, i64)| Count {
            channel: channel.parse().unwrap_or(Channel::Online),
            stance: stance.and_then(|s| s.parse().ok()),
            voices,
            people: authors + speakers,
        };
    let mut parts: Vec<Count> = parts.into_iter().map(part).collect();
    parts.sort_by_key(|p| (p.channel, p.stance));
    let (voices, authors, speakers) = whole.unwrap_or_default();
    Ok(Counts { voices, people: authors + speakers, parts })
}
