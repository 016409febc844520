//! From one event to everybody it concerns, in steps of at most [`STEP`] people, each person once.

use std::collections::HashMap;

use folkmoot_foundation::crypto::Keyring;
use folkmoot_foundation::db::commit;
use folkmoot_foundation::event::{Consumer, Event};
use folkmoot_foundation::{Db, DbErr, Now, PersonId, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{Condition, QueryOrder, QuerySelect, Set};

use crate::audience::{
    About, Audience, Directory, Member, Named, Occurrence, Telling, Via, audiences, concerns_anybody,
    is_in_digest,
};
use crate::error::Error;
use crate::follows::Follow;
use crate::notices::ISSUES_CHANGED;
use crate::outbox::{self, BulkMail};
use crate::preferences::{Frequency, MailKind};
use crate::topics::TopicKind;
use crate::{digests, follows, notices, preferences};

/// How many people one step tells.
pub const STEP: u64 = 500;

/// How many events are told side by side.
const AT_ONCE: u64 = 16;

mod entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "fan_out")]
    pub struct Model {
        /// The event's number in the log.
        #[sea_orm(primary_key, auto_increment = false)]
        pub event: i64,
        pub kind: String,
        pub subject: Uuid,
        pub about: Option<Uuid>,
        pub actor: Option<PersonId>,
        pub data: String,
        pub happened_at: DateTimeUtc,
        /// The audience that is being told; those before it in the table of audiences have been.
        pub audience: String,
        /// The place of the last member of it that was told.
        pub after: Option<Uuid>,
        pub done_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Takes events out of the log and notes whom they are to be told to.
#[derive(Debug, Clone, Copy, Default)]
pub struct FanOut;

#[async_trait::async_trait]
impl Consumer for FanOut {
    fn name(&self) -> &'static str {
        "notifications"
    }

    fn cares(&self, event: &Event) -> bool {
        concerns_anybody(&event.kind, &event.data)
    }

    async fn handle(&self, tx: &Tx, event: &Event, _now: Now) -> Result<(), DbErr> {
        let Some(first) = audiences(&event.kind).first() else { return Ok(()) };
        let row = entity::ActiveModel {
            event: Set(event.seq),
            kind: Set(event.kind.clone()),
            subject: Set(event.subject),
            about: Set(event.about),
            actor: Set(event.actor.map(PersonId)),
            data: Set(event.data.to_string()),
            happened_at: Set(event.at),
            audience: Set(first.code().to_owned()),
            after: Set(None),
            done_at: Set(None),
        };
        let once = OnConflict::column(entity::Column::Event).do_nothing().to_owned();
        entity::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await?;
        Ok(())
    }
}

/// Makes one step for each event that is being told; says how many steps were made, 0 when everybody knows.
///
/// Safe in several processes at once: a step counts only if it moves the event's place from where it was read.
///
/// # Errors
/// The first error of a step, after the other events had theirs.
pub async fn step(db: &Db, directory: &dyn Directory, keyring: &Keyring, now: Now) -> Result<usize, Error> {
    let waiting = entity::Entity::find()
        .filter(entity::Column::DoneAt.is_null())
        .order_by_asc(entity::Column::Event)
        .limit(AT_ONCE)
        .all(db.read())
        .await?;
    let (mut made, mut failed) = (0, None);
    for row in waiting {
        let event = row.event;
        match tell(db, directory, keyring, row, now).await {
            Ok(()) => made += 1,
            Err(error) => {
                tracing::error!(event, %error, "telling an event failed; it is tried again");
                failed = failed.or(Some(error));
            }
        }
    }
    failed.map_or(Ok(made), Err)
}

/// Tells the next people of one event.
async fn tell(
    db: &Db,
    directory: &dyn Directory,
    keyring: &Keyring,
    row: entity::Model,
    now: Now,
) -> Result<(), Error> {
    let audience: Audience = row.audience.parse()?;
    let event = Occurrence {
        seq: row.event,
        kind: row.kind.clone(),
        at: row.happened_at,
        subject: row.subject,
        about: row.about,
        actor: row.actor,
        data: serde_json::from_str(&row.data).unwrap_or_default(),
    };
    let after = row.after.map(PersonId);
    let mut via = HashMap::new();
    let members = match audience {
        Audience::Followers => {
            let followers = follows::followers(db.read(), &[row.subject], after, STEP).await?;
            followers.into_iter().map(|(person, _)| Member::from(person)).collect()
        }
        Audience::Topics => {
            let about = directory.about(&event).await.map_err(Error::Directory)?;
            via = followers_of(db, &row.kind, about, after).await?;
            let mut people: Vec<PersonId> = via.keys().copied().collect();
            people.sort_unstable();
            people.into_iter().map(Member::from).collect()
        }
        _ => directory.members(audience, &event, row.after, STEP).await.map_err(Error::Directory)?,
    };
    let facts = if members.is_empty() {
        serde_json::Value::Null
    } else {
        directory.facts(&event).await.map_err(Error::Directory)?
    };

    let tx = db.begin().await?;
    if !advance(&tx, &row, audience, &members, now).await? {
        // Another worker has told them.
        return Ok(());
    }
    let people: Vec<PersonId> = members
        .into_iter()
        .map(|member| member.person)
        .filter(|person| !(audience.leaves_out_actor() && event.actor == Some(*person)))
        .collect();
    let telling = Telling {
        kind: event.kind,
        event: event.seq,
        at: event.at,
        subject: event.subject,
        about: event.about,
        audience,
        data: event.data,
        facts,
        via: None,
    };
    for (via, people) in by_via(people, &mut via) {
        // Where it happened to one of several things, it is told of the one that the reader follows.
        let of_issue = via.as_ref().filter(|via| via.kind == TopicKind::Issue);
        let about = of_issue.and_then(|via| via.key.parse().ok()).or(telling.about);
        let telling = Telling { via, about, ..telling.clone() };
        let new = notices::give(&tx, &people, &telling, now).await?;
        queue_mails(&tx, keyring, &new, &telling, now).await?;
    }
    commit(tx).await?;
    Ok(())
}

/// The next people who follow what an event is about, each with what they are told by: the closest of what they follow; of
/// several issues that gained voices, each.
async fn followers_of(
    db: &Db,
    kind: &str,
    about: About,
    after: Option<PersonId>,
) -> Result<HashMap<PersonId, Vec<Via>>, DbErr> {
    let mut named: HashMap<Uuid, Named> =
        about.topics.into_iter().map(|named| (named.topic.subject(), named)).collect();
    for (title, body) in &about.words {
        for (subject, topic) in follows::searches_for(db.read(), title, body).await? {
            let name = topic.key().to_owned();
            named.insert(subject, Named { topic, zh: name.clone(), en: name });
        }
    }
    let subjects: Vec<Uuid> = named.keys().copied().collect();
    let followers = follows::followers(db.read(), &subjects, after, STEP).await?;
    let via = |Follow { topic, subject, .. }: &Follow| {
        let (zh, en) = match named.get(subject) {
            // A search is named as its follower wrote it.
            Some(named) if topic.kind() != TopicKind::Search => (named.zh.clone(), named.en.clone()),
            _ => (topic.key().to_owned(), topic.key().to_owned()),
        };
        Via { kind: topic.kind(), key: topic.key().to_owned(), zh, en }
    };
    let told = |follows: Vec<Follow>| -> Vec<Via> {
        let most = if kind == ISSUES_CHANGED { follows.len() } else { 1 };
        follows.iter().take(most).map(via).collect()
    };
    Ok(followers.into_iter().map(|(person, follows)| (person, told(follows))).collect())
}

/// People who are told the same.
fn by_via(
    people: Vec<PersonId>,
    via: &mut HashMap<PersonId, Vec<Via>>,
) -> HashMap<Option<Via>, Vec<PersonId>> {
    let mut groups: HashMap<Option<Via>, Vec<PersonId>> = HashMap::new();
    for person in people {
        match via.remove(&person) {
            Some(all) => {
                all.into_iter().for_each(|one| groups.entry(Some(one)).or_default().push(person));
            }
            None => groups.entry(None).or_default().push(person),
        }
    }
    groups
}

/// Moves the event's place; false if it is no longer where `row` says.
async fn advance(
    tx: &Tx,
    row: &entity::Model,
    audience: Audience,
    members: &[Member],
    now: Now,
) -> Result<bool, DbErr> {
    let full = u64::try_from(members.len()).unwrap_or(u64::MAX) >= STEP;
    let order = audiences(&row.kind);
    let next = order.iter().skip_while(|a| **a != audience).nth(1);
    let (audience, after, done) = match (full, next) {
        (true, _) => (row.audience.clone(), members.last().map(|member| member.place), None),
        (false, Some(next)) => (next.code().to_owned(), None, None),
        (false, None) => (row.audience.clone(), members.last().map(|member| member.place), Some(now)),
    };
    let place = match row.after {
        Some(after) => entity::Column::After.eq(after),
        None => entity::Column::After.is_null(),
    };
    let moved = entity::Entity::update_many()
        .col_expr(entity::Column::Audience, Expr::value(audience))
        .col_expr(entity::Column::After, Expr::value(after))
        .col_expr(entity::Column::DoneAt, Expr::value(done))
        .filter(
            Condition::all()
                .add(entity::Column::Event.eq(row.event))
                .add(entity::Column::Audience.eq(row.audience.as_str()))
                .add(place)
                .add(entity::Column::DoneAt.is_null()),
        )
        .exec(tx)
        .await?;
    Ok(moved.rows_affected > 0)
}

/// Queues the mails of those who hear of it for the first time, or lets it wait for the one that lists several.
async fn queue_mails(
    tx: &Tx,
    keyring: &Keyring,
    people: &[PersonId],
    telling: &Telling,
    now: Now,
) -> Result<(), Error> {
    if people.is_empty() || is_in_digest(&telling.kind, telling.audience) {
        return Ok(());
    }
    let kind = MailKind::of(telling.audience, telling.via.as_ref());
    let choices = preferences::of(tx, people).await?;
    let wanted = |person: &PersonId| choices.get(person).map_or(kind.usual(), |choices| choices.of(kind));
    let (at_once, listed): (Vec<_>, Vec<_>) = people
        .iter()
        .map(|person| (*person, wanted(person)))
        .filter(|(_, frequency)| *frequency != Frequency::Never)
        .partition(|(_, frequency)| *frequency == Frequency::Now);
    digests::wait(tx, telling.event, kind, &listed, now).await?;
    let mails = at_once
        .into_iter()
        .map(|(person, _)| BulkMail { person, dedup: format!("{}/{person}", telling.event) })
        .collect();
    let data = serde_json::to_string(telling).map_err(|e| DbErr::Json(e.to_string()))?;
    outbox::queue_bulk(tx, &telling.kind, &keyring.seal(&data), mails, now).await?;
    Ok(())
}
