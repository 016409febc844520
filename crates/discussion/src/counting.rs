//! Honest numbers: posts and people, by channel and stance, and since when. They are kept as sums that every act moves,
//! so that a discussion of any length says them at once; the property tests hold them against a recount.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate};
use folkmoot_foundation::{DbErr, ProposalId, Reader, Tx, period};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{QueryOrder, Set};

use crate::codes::{Channel, Stance};
use crate::entity::{issue_voice, talk_count, talk_day, talk_person, voice};

/// Stands for all channels, or for all stances and none.
const ALL: &str = "*";

/// How many rows one statement carries: far below the databases' limits of parameters.
const ROWS: usize = 300;

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
    /// Voices and people of each stance; whoever took it in two channels counts once.
    pub stances: Vec<(Stance, i64, i64)>,
    /// Voices and people of each channel; whoever takes two sides in it counts once. Kept for issues.
    #[serde(skip)]
    pub channels: Vec<(Channel, i64, i64)>,
    /// Voices and people without a stance, likewise.
    #[serde(skip)]
    pub neither: (i64, i64),
}

impl Counts {
    /// The voices of a channel.
    pub fn of_channel(&self, channel: Channel) -> i64 {
        self.parts.iter().filter(|p| p.channel == channel).map(|p| p.voices).sum()
    }

    /// The voices and people of a stance.
    pub fn of_stance(&self, stance: Stance) -> (i64, i64) {
        let found = self.stances.iter().find(|(s, ..)| *s == stance);
        found.map_or((0, 0), |(_, voices, people)| (*voices, *people))
    }
}

/// The numbers of a discussion, in one query, however long it is.
///
/// # Errors
/// A database error.
pub async fn counts(conn: &impl Reader, subject: ProposalId) -> Result<Counts, DbErr> {
    Ok(counts_of(conn, &[subject]).await?.remove(&subject).unwrap_or_default())
}

/// As [`counts`], of several scopes at once; those without a voice are absent.
pub(crate) async fn counts_of(
    conn: &impl Reader,
    scopes: &[ProposalId],
) -> Result<HashMap<ProposalId, Counts>, DbErr> {
    let mut found: HashMap<ProposalId, Vec<talk_count::Model>> = HashMap::new();
    for scopes in scopes.chunks(ROWS) {
        let scopes = scopes.iter().copied();
        let rows =
            talk_count::Entity::find().filter(talk_count::Column::Subject.is_in(scopes)).all(conn).await?;
        for row in rows.into_iter().filter(|row| row.voices > 0) {
            found.entry(row.subject).or_default().push(row);
        }
    }
    Ok(found.into_iter().map(|(scope, rows)| (scope, together(rows))).collect())
}

fn together(rows: Vec<talk_count::Model>) -> Counts {
    let mut counts = Counts::default();
    for row in rows {
        match (row.channel.as_str(), row.stance.as_str()) {
            (ALL, ALL) => (counts.voices, counts.people) = (row.voices, row.people),
            (ALL, "") => counts.neither = (row.voices, row.people),
            (channel, ALL) => {
                if let Ok(channel) = channel.parse() {
                    counts.channels.push((channel, row.voices, row.people));
                }
            }
            (ALL, stance) => {
                if let Ok(stance) = stance.parse() {
                    counts.stances.push((stance, row.voices, row.people));
                }
            }
            (channel, stance) => counts.parts.push(Count {
                // Only codes of this crate are ever stored.
                channel: channel.parse().unwrap_or(Channel::Online),
                stance: stance.parse().ok(),
                voices: row.voices,
                people: row.people,
            }),
        }
    }
    counts.parts.sort_by_key(|p| (p.channel, p.stance));
    counts.stances.sort_by_key(|(stance, ..)| *stance);
    counts.channels.sort_by_key(|(channel, ..)| *channel);
    counts
}

/// How many people took each stance for the first time on each day in Taipei, the earliest first. Somebody whose voices
/// of a stance are all gone is on no day any more.
///
/// # Errors
/// A database error.
pub async fn days(conn: &impl Reader, subject: ProposalId) -> Result<Vec<(NaiveDate, Stance, i64)>, DbErr> {
    use talk_day::Column as C;
    let rows = talk_day::Entity::find()
        .filter(C::Subject.eq(subject))
        .filter(C::People.gt(0))
        .order_by_asc(C::Day)
        .order_by_asc(C::Stance)
        .all(conn)
        .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.day, row.stance.parse().ok()?, row.people))).collect())
}

/// What becomes countable (1) or no longer is (-1).
#[derive(Debug, Clone)]
pub(crate) struct Change {
    who: Option<String>,
    channel: String,
    stance: Option<String>,
    day: NaiveDate,
    by: i64,
    /// Whether it is counted under an issue, where more parts are kept.
    filed: bool,
}

impl Change {
    /// A voice as it stands, coming or going.
    pub(crate) fn of(row: &voice::Model, by: i64) -> Self {
        Self {
            who: who(row),
            channel: row.channel.clone(),
            stance: row.stance.clone(),
            day: period::day_of(row.said_at),
            by,
            filed: false,
        }
    }

    /// As [`Change::of`], of a voice as it was counted under an issue.
    pub(crate) fn filed(row: &issue_voice::Model, by: i64) -> Self {
        let said = DateTime::from_timestamp_millis(row.said).unwrap_or_default();
        Self {
            who: row.who.clone(),
            channel: row.channel.clone(),
            stance: Some(row.stance.clone()).filter(|stance| !stance.is_empty()),
            day: period::day_of(said),
            by,
            filed: true,
        }
    }

    fn parts(&self) -> Vec<(String, String)> {
        let all = || ALL.to_owned();
        let mut parts = vec![(self.channel.clone(), self.stance.clone().unwrap_or_default()), (all(), all())];
        parts.extend(self.stance.clone().map(|stance| (all(), stance)));
        if self.filed {
            parts.push((self.channel.clone(), all()));
            parts.extend(self.stance.is_none().then(|| (all(), String::new())));
        }
        parts
    }
}

/// Whom a voice counts for: an account, also one that has claimed the words, or else a name in a record.
pub(crate) fn who(row: &voice::Model) -> Option<String> {
    let account = row.author.or(row.claimed_by).map(|author| author.0.simple().to_string().to_uppercase());
    account.or_else(|| row.speaker.as_ref().map(|name| format!("={name}")))
}

/// Takes the turn on a discussion's sums without moving them.
pub(crate) async fn take_turn(tx: &Tx, subject: ProposalId) -> Result<(), DbErr> {
    add_counts(tx, subject, vec![((ALL.to_owned(), ALL.to_owned()), (0, 0))]).await
}

/// Moves the sums. Acts on one discussion take turns here, on its row of the whole: what follows reads what the other
/// has committed. It is the last an act locks, so that no two wait for each other.
pub(crate) async fn apply(tx: &Tx, subject: ProposalId, changes: &[Change]) -> Result<(), DbErr> {
    let mut voices: BTreeMap<(String, String), i64> = BTreeMap::new();
    let mut of_people: BTreeMap<(String, String, String), (i64, NaiveDate)> = BTreeMap::new();
    for change in changes {
        for (channel, stance) in change.parts() {
            *voices.entry((channel.clone(), stance.clone())).or_default() += change.by;
            if let Some(who) = &change.who {
                let of_person = of_people.entry((who.clone(), channel, stance)).or_insert((0, change.day));
                *of_person = (of_person.0 + change.by, of_person.1.min(change.day));
            }
        }
    }
    if voices.is_empty() {
        return Ok(());
    }
    take_turn(tx, subject).await?;
    of_people.retain(|_, (by, _)| *by != 0);
    let known = persons(tx, subject, &of_people).await?;
    let mut people: HashMap<(String, String), i64> = HashMap::new();
    let mut by_day: BTreeMap<(String, NaiveDate), i64> = BTreeMap::new();
    let mut rows = Vec::with_capacity(of_people.len());
    for ((who, channel, stance), (by, day)) in of_people {
        let before = known.get(&(who.clone(), channel.clone(), stance.clone()));
        let had = before.map_or(0, |row| row.voices);
        let has = had + by;
        let since = before.filter(|_| had > 0).map_or(day, |row| row.since);
        let step = i64::from(has > 0) - i64::from(had > 0);
        *people.entry((channel.clone(), stance.clone())).or_default() += step;
        if channel == ALL && stance != ALL && !stance.is_empty() && step != 0 {
            *by_day.entry((stance.clone(), since)).or_default() += step;
        }
        rows.push(talk_person::ActiveModel {
            subject: Set(subject),
            who: Set(who),
            channel: Set(channel),
            stance: Set(stance),
            voices: Set(has),
            since: Set(since),
        });
    }
    use talk_person::Column as P;
    let known = OnConflict::columns([P::Subject, P::Who, P::Channel, P::Stance])
        .update_columns([P::Voices, P::Since])
        .to_owned();
    for rows in rows.chunks(ROWS) {
        let insert = talk_person::Entity::insert_many(rows.to_vec()).on_conflict(known.clone());
        insert.exec_without_returning(tx).await?;
    }
    let counts = voices.into_iter().map(|(part, by)| {
        let people = people.get(&part).copied().unwrap_or(0);
        (part, (by, people))
    });
    add_counts(tx, subject, counts.collect()).await?;
    add_days(tx, subject, by_day).await
}

async fn add_counts(
    tx: &Tx,
    subject: ProposalId,
    counts: Vec<((String, String), (i64, i64))>,
) -> Result<(), DbErr> {
    use talk_count::Column as C;
    let rows = counts.into_iter().map(|((channel, stance), (voices, people))| talk_count::ActiveModel {
        subject: Set(subject),
        channel: Set(channel),
        stance: Set(stance),
        voices: Set(voices),
        people: Set(people),
    });
    let add = OnConflict::columns([C::Subject, C::Channel, C::Stance])
        .value(C::Voices, Expr::cust("talk_count.voices + excluded.voices"))
        .value(C::People, Expr::cust("talk_count.people + excluded.people"))
        .to_owned();
    talk_count::Entity::insert_many(rows).on_conflict(add).exec_without_returning(tx).await?;
    Ok(())
}

async fn add_days(
    tx: &Tx,
    subject: ProposalId,
    by_day: BTreeMap<(String, NaiveDate), i64>,
) -> Result<(), DbErr> {
    use talk_day::Column as C;
    if by_day.is_empty() {
        return Ok(());
    }
    let rows = by_day.into_iter().map(|((stance, day), people)| talk_day::ActiveModel {
        subject: Set(subject),
        stance: Set(stance),
        day: Set(day),
        people: Set(people),
    });
    let add = OnConflict::columns([C::Subject, C::Stance, C::Day])
        .value(C::People, Expr::cust("talk_day.people + excluded.people"))
        .to_owned();
    talk_day::Entity::insert_many(rows).on_conflict(add).exec_without_returning(tx).await?;
    Ok(())
}

type Persons = HashMap<(String, String, String), talk_person::Model>;

async fn persons(
    tx: &Tx,
    subject: ProposalId,
    of_people: &BTreeMap<(String, String, String), (i64, NaiveDate)>,
) -> Result<Persons, DbErr> {
    let mut who: Vec<&String> = of_people.keys().map(|(who, ..)| who).collect();
    who.dedup();
    let mut found = HashMap::new();
    for who in who.chunks(ROWS) {
        let rows = talk_person::Entity::find()
            .filter(talk_person::Column::Subject.eq(subject))
            .filter(talk_person::Column::Who.is_in(who.iter().copied()))
            .all(tx)
            .await?;
        let keyed =
            rows.into_iter().map(|row| ((row.who.clone(), row.channel.clone(), row.stance.clone()), row));
        found.extend(keyed);
    }
    Ok(found)
}
