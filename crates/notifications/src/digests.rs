//! The mail that lists what happened since the last one: once a day or once a week, at a stated hour.
//!
//! What is to be listed waits in `digest_item`. The transaction that queues the mail takes its items away, so that each is
//! listed once, by whichever worker comes first and whenever one dies.

use chrono::{Datelike as _, Days, TimeDelta, Weekday};
use folkmoot_foundation::crypto::Keyring;
use folkmoot_foundation::db::commit;
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::period::{day_of, start_of_day};
use folkmoot_foundation::{Db, DbErr, Now, PersonId, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, LockBehavior, LockType, OnConflict};
use sea_orm::{QueryOrder, QuerySelect, Set};
use serde::{Deserialize, Serialize};

use crate::audience::Telling;
use crate::notices;
use crate::outbox::{self, BulkMail};
use crate::preferences::{Frequency, MailKind};

/// The kind of the mail.
pub const KIND: &str = "digest";

/// At which hour in Taipei it comes.
pub const HOUR: u32 = 8;

/// On which day the weekly one comes.
pub const WEEKDAY: Weekday = Weekday::Mon;

/// How many events one mail lists; of the others it says how many there are.
pub const LISTED: usize = 60;

/// How many people's mails one step queues.
const STEP: u64 = 50;

mod entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "digest_item")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub person: PersonId,
        /// The event's number in the log; what is told of it stands in the person's notice.
        pub event: i64,
        pub kind: String,
        pub due_at: DateTimeUtc,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What the mail is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Digest {
    /// What happened, oldest first.
    pub items: Vec<Telling>,
    /// How many more things happened than are listed.
    pub more: usize,
}

/// The next instant at which such a mail comes, after `now`; none for what isn't listed.
pub fn next(frequency: Frequency, now: Now) -> Option<Now> {
    let weekly = match frequency {
        Frequency::Daily => false,
        Frequency::Weekly => true,
        Frequency::Now | Frequency::Never => return None,
    };
    let first = day_of(now);
    (0..=7)
        .filter_map(|days| first.checked_add_days(Days::new(days)))
        .filter(|day| !weekly || day.weekday() == WEEKDAY)
        .map(|day| start_of_day(day) + TimeDelta::hours(i64::from(HOUR)))
        .find(|at| *at > now)
}

/// Lets events wait for the next mail of these people.
pub(crate) async fn wait(
    tx: &Tx,
    event: i64,
    kind: MailKind,
    people: &[(PersonId, Frequency)],
    now: Now,
) -> Result<(), DbErr> {
    let rows: Vec<entity::ActiveModel> = people
        .iter()
        .filter_map(|(person, frequency)| {
            Some(entity::ActiveModel {
                id: Set(uuid_at(now)),
                person: Set(*person),
                event: Set(event),
                kind: Set(kind.code().to_owned()),
                due_at: Set(next(*frequency, now)?),
                created_at: Set(now),
            })
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let once = OnConflict::columns([entity::Column::Person, entity::Column::Event]).do_nothing().to_owned();
    entity::Entity::insert_many(rows).on_conflict(once).exec_without_returning(tx).await?;
    Ok(())
}

/// What waits follows the new choice: it comes with the next mail of the other kind, or not at all. Who wants such mails
/// at once from now on still gets what waits with the mail it waits for.
pub(crate) async fn choice_changed(
    tx: &Tx,
    person: PersonId,
    kind: MailKind,
    frequency: Frequency,
    now: Now,
) -> Result<(), DbErr> {
    let (of, which) = (entity::Column::Person.eq(person), entity::Column::Kind.eq(kind.code()));
    match (frequency, next(frequency, now)) {
        (Frequency::Never, _) => {
            entity::Entity::delete_many().filter(of).filter(which).exec(tx).await?;
        }
        (_, Some(due)) => {
            entity::Entity::update_many()
                .col_expr(entity::Column::DueAt, Expr::value(due))
                .filter(of)
                .filter(which)
                .exec(tx)
                .await?;
        }
        (_, None) => {}
    }
    Ok(())
}

/// Queues the mails whose hour has come, one a person; says how many people were done with.
///
/// What was read on the page meanwhile is not listed, and who has read all gets no mail.
///
/// # Errors
/// A database error.
pub async fn step(db: &Db, keyring: &Keyring, now: Now) -> Result<usize, DbErr> {
    let people: Vec<PersonId> = entity::Entity::find()
        .select_only()
        .column(entity::Column::Person)
        .distinct()
        .filter(entity::Column::DueAt.lte(now))
        .order_by_asc(entity::Column::Person)
        .limit(STEP)
        .into_tuple()
        .all(db.read())
        .await?;
    if people.is_empty() {
        return Ok(0);
    }
    let tx = db.begin().await?;
    let mut done = 0;
    for person in people {
        done += usize::from(queue(&tx, keyring, person, now).await?);
    }
    commit(tx).await?;
    Ok(done)
}

/// Takes what waits for a person and queues the mail that lists it; false if another worker has it.
async fn queue(tx: &Tx, keyring: &Keyring, person: PersonId, now: Now) -> Result<bool, DbErr> {
    let items = entity::Entity::find()
        .filter(entity::Column::Person.eq(person))
        .filter(entity::Column::DueAt.lte(now))
        .order_by_asc(entity::Column::Event)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx)
        .await?;
    let Some(first) = items.first() else { return Ok(false) };
    let events: Vec<i64> = items.iter().map(|item| item.event).collect();
    let ids: Vec<Uuid> = items.iter().map(|item| item.id).collect();
    entity::Entity::delete_many().filter(entity::Column::Id.is_in(ids)).exec(tx).await?;
    let mut unread = notices::unread_of(tx, person, &events).await?;
    if !unread.is_empty() {
        let more = unread.len().saturating_sub(LISTED);
        unread.truncate(LISTED);
        let digest = Digest { items: unread, more };
        let data = serde_json::to_string(&digest).map_err(|e| DbErr::Json(e.to_string()))?;
        let mail = BulkMail { person, dedup: format!("{KIND}/{}", first.id) };
        outbox::queue_bulk(tx, KIND, &keyring.seal(&data), vec![mail], now).await?;
    }
    Ok(true)
}

pub(crate) async fn forget(tx: &Tx, person: PersonId) -> Result<(), DbErr> {
    entity::Entity::delete_many().filter(entity::Column::Person.eq(person)).exec(tx).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Now {
        text.parse().unwrap()
    }

    #[test]
    fn mails_come_at_eight_in_taipei() {
        let daily = |now| next(Frequency::Daily, at(now)).unwrap();
        // 2026-03-02 is a Monday; 08:00 in Taipei is midnight in Greenwich.
        assert_eq!(daily("2026-03-01T23:59:59Z"), at("2026-03-02T00:00:00Z"));
        assert_eq!(daily("2026-03-02T00:00:00Z"), at("2026-03-03T00:00:00Z"));
        assert_eq!(daily("2026-03-02T15:59:00Z"), at("2026-03-03T00:00:00Z"));
        let weekly = |now| next(Frequency::Weekly, at(now)).unwrap();
        assert_eq!(weekly("2026-03-01T23:59:59Z"), at("2026-03-02T00:00:00Z"));
        assert_eq!(weekly("2026-03-02T00:00:00Z"), at("2026-03-09T00:00:00Z"));
        assert_eq!(weekly("2026-03-08T17:00:00Z"), at("2026-03-09T00:00:00Z"));
        assert_eq!(next(Frequency::Now, at("2026-03-02T00:00:00Z")), None);
    }
}
