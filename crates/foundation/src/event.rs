//! The event log: everything that matters, appended in the transaction that did it.
//!
//! Rows get their `seq` when written, in an order that concurrent transactions may mix. The sealer gives committed
//! events a gapless `position` and chains them by hash; consumers read by position, so that none is skipped.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::LikeExpr;
use sea_orm::{Condition, DbBackend, QueryOrder, QuerySelect, Set, Statement, Value};
use serde::Serialize;

use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{Kind, Reader, Tx, kind_of};

pub mod checkpoint;
mod consume;
pub mod proof;
mod seal;

pub use checkpoint::{Checkpoint, CheckpointKey};
pub use consume::{Consumer, consume};
pub use seal::{first_broken_seal, seal};

mod entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "event")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub seq: i64,
        pub at: DateTimeUtc,
        pub kind: String,
        /// What the timeline belongs to: a proposal, or something that stands alone.
        pub subject: Uuid,
        /// What exactly it happened to, if that is another thing: a case, a hearing, a voice.
        pub about: Option<Uuid>,
        pub actor: Option<Uuid>,
        pub role: String,
        pub public: bool,
        /// JSON, kept as the text that was hashed.
        pub data: String,
        pub position: Option<i64>,
        pub seal: Option<Vec<u8>>,
        /// The hash of the facts that the seal was made from; events sealed before there were proofs have none.
        pub facts: Option<Vec<u8>>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// An event about to be appended.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// A stable dotted name such as `proposal.submitted`.
    pub kind: &'static str,
    /// The proposal (or other subject) whose timeline it belongs to.
    pub subject: Uuid,
    /// What exactly it happened to, if not the subject itself.
    pub about: Option<Uuid>,
    /// Who did it.
    pub actor: Actor,
    /// Whether the public timeline shows it.
    pub public: bool,
    /// Facts for the reader: ids, codes, dates, public texts. Never personal data.
    pub data: serde_json::Value,
}

impl NewEvent {
    /// A public event on the timeline of `subject`.
    pub fn new(kind: &'static str, subject: impl Into<Uuid>, actor: Actor) -> Self {
        Self { kind, subject: subject.into(), about: None, actor, public: true, data: serde_json::json!({}) }
    }

    /// Says what exactly it happened to.
    #[must_use]
    pub fn about(mut self, about: impl Into<Uuid>) -> Self {
        self.about = Some(about.into());
        self
    }

    /// Keeps it off the public timeline.
    #[must_use]
    pub fn internal(mut self) -> Self {
        self.public = false;
        self
    }

    /// Adds facts; `data` is an object.
    #[must_use]
    pub fn with(mut self, data: serde_json::Value) -> Self {
        self.data = data;
        self
    }
}

/// An event as it stands in the log.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// Its number in the order of writing.
    pub seq: i64,
    /// When.
    pub at: Now,
    /// What, as a dotted name.
    pub kind: String,
    /// Whose timeline.
    pub subject: Uuid,
    /// What exactly it happened to.
    pub about: Option<Uuid>,
    /// Which person did it; nobody if the platform did.
    pub actor: Option<Uuid>,
    /// In which role.
    pub role: String,
    /// Whether the public sees it.
    pub public: bool,
    /// The facts.
    pub data: serde_json::Value,
    /// Its place in the sealed chain, once sealed.
    pub position: Option<i64>,
}

impl From<entity::Model> for Event {
    fn from(row: entity::Model) -> Self {
        Self {
            seq: row.seq,
            at: row.at,
            kind: row.kind,
            subject: row.subject,
            about: row.about,
            actor: row.actor,
            role: row.role,
            public: row.public,
            data: serde_json::from_str(&row.data).unwrap_or_default(),
            position: row.position,
        }
    }
}

/// Appends an event in the transaction of the change it tells of.
///
/// # Errors
/// A database error; the change must not be committed then.
pub async fn append(tx: &Tx, now: Now, event: NewEvent) -> Result<(), DbErr> {
    append_many(tx, now, vec![event]).await
}

/// Appends several events at once, in their order.
///
/// # Errors
/// A database error; the changes must not be committed then.
pub async fn append_many(tx: &Tx, now: Now, events: Vec<NewEvent>) -> Result<(), DbErr> {
    /// Far below what one statement can take on SQLite.
    const AT_ONCE: usize = 500;
    if kind_of(tx) == Kind::Postgres {
        return append_arrays(tx, now, &events).await;
    }
    let rows = events.into_iter().map(|event| entity::ActiveModel {
        at: Set(now),
        kind: Set(event.kind.to_owned()),
        subject: Set(event.subject),
        about: Set(event.about),
        actor: Set(event.actor.person().map(Uuid::from)),
        role: Set(event.actor.role().to_owned()),
        public: Set(event.public),
        data: Set(event.data.to_string()),
        ..Default::default()
    });
    let rows: Vec<entity::ActiveModel> = rows.collect();
    for rows in rows.chunks(AT_ONCE) {
        entity::Entity::insert_many(rows.iter().cloned()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// One statement with the same text for any number of events, so that PostgreSQL prepares it once. The order of the arrays
/// is that of the events' numbers.
async fn append_arrays(tx: &Tx, now: Now, events: &[NewEvent]) -> Result<(), DbErr> {
    const SQL: &str = "INSERT INTO event (at, kind, subject, about, actor, role, public, data) \
        SELECT $1, e.kind, e.subject, nullif(e.about, '00000000-0000-0000-0000-000000000000'), \
        nullif(e.actor, '00000000-0000-0000-0000-000000000000'), e.role, e.public, e.data \
        FROM unnest($2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::bool[], $8::text[]) \
        WITH ORDINALITY AS e(kind, subject, about, actor, role, public, data, place) ORDER BY e.place";
    if events.is_empty() {
        return Ok(());
    }
    let texts = |text: &dyn Fn(&NewEvent) -> String| -> Value {
        events.iter().map(text).collect::<Vec<String>>().into()
    };
    // Arrays hold no nulls here: nothing has the nil id.
    let ids = |id: &dyn Fn(&NewEvent) -> Option<Uuid>| -> Value {
        events.iter().map(|event| id(event).unwrap_or_default()).collect::<Vec<Uuid>>().into()
    };
    let values = [
        now.into(),
        texts(&|event| event.kind.to_owned()),
        ids(&|event| Some(event.subject)),
        ids(&|event| event.about),
        ids(&|event| event.actor.person().map(Uuid::from)),
        texts(&|event| event.actor.role().to_owned()),
        events.iter().map(|event| event.public).collect::<Vec<bool>>().into(),
        texts(&|event| event.data.to_string()),
    ];
    tx.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, SQL, values)).await?;
    Ok(())
}

/// The events of a subject, oldest first; only the public ones if `public_only`. At most 1,000.
///
/// They stand in the order in which they happened, which is not always that of writing: a missed deadline is written
/// down some time after it passed.
///
/// # Errors
/// A database error.
pub async fn timeline(
    conn: &impl Reader,
    subject: impl Into<Uuid>,
    public_only: bool,
) -> Result<Vec<Event>, DbErr> {
    let mut query = entity::Entity::find().filter(entity::Column::Subject.eq(subject.into()));
    if public_only {
        query = query.filter(entity::Column::Public.eq(true));
    }
    let rows = query
        .order_by_asc(entity::Column::At)
        .order_by_asc(entity::Column::Seq)
        .limit(1000)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Event::from).collect())
}

/// Which events of the log an administrator looks at; what is `None` doesn't matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Kinds that begin with this, such as `case.`.
    pub kind: Option<String>,
    /// Acted in this role; `system` for the platform.
    pub role: Option<String>,
    /// On the timeline of this subject, or about this thing.
    pub subject: Option<Uuid>,
    /// Done by this person.
    pub actor: Option<Uuid>,
}

/// The newest events of all subjects for the audit log, before `before` (a `seq`) if given.
///
/// # Errors
/// A database error.
pub async fn newest(
    conn: &impl Reader,
    filter: &Filter,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<Event>, DbErr> {
    let mut query = entity::Entity::find();
    if let Some(before) = before {
        query = query.filter(entity::Column::Seq.lt(before));
    }
    if let Some(kind) = &filter.kind {
        let literal = kind.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        query = query.filter(entity::Column::Kind.like(LikeExpr::new(format!("{literal}%")).escape('\\')));
    }
    if let Some(role) = &filter.role {
        query = query.filter(entity::Column::Role.eq(role));
    }
    if let Some(subject) = filter.subject {
        let about = entity::Column::About.eq(subject);
        query = query.filter(Condition::any().add(entity::Column::Subject.eq(subject)).add(about));
    }
    if let Some(actor) = filter.actor {
        query = query.filter(entity::Column::Actor.eq(actor));
    }
    let rows = query.order_by_desc(entity::Column::Seq).limit(limit).all(conn).await?;
    Ok(rows.into_iter().map(Event::from).collect())
}

/// Sealed events after `position`, in order.
///
/// # Errors
/// A database error.
pub async fn sealed_after(conn: &impl Reader, position: i64, limit: u64) -> Result<Vec<Event>, DbErr> {
    let rows = entity::Entity::find()
        .filter(entity::Column::Position.gt(position))
        .order_by_asc(entity::Column::Position)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Event::from).collect())
}

/// The sealed events of a subject of kinds that begin with `kind`, after `position`, in the order of the log.
///
/// # Errors
/// A database error.
pub async fn sealed_of(
    conn: &impl Reader,
    subject: impl Into<Uuid>,
    kind: &str,
    position: i64,
    limit: u64,
) -> Result<Vec<Event>, DbErr> {
    let rows = entity::Entity::find()
        .filter(entity::Column::Subject.eq(subject.into()))
        .filter(entity::Column::Position.gt(position))
        .filter(entity::Column::Kind.like(LikeExpr::new(format!("{kind}%"))))
        .order_by_asc(entity::Column::Position)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Event::from).collect())
}

/// The events of kinds that begin with `kind`, written after `seq`, in the order of writing.
///
/// # Errors
/// A database error.
pub async fn of_kind(conn: &impl Reader, kind: &str, seq: i64, limit: u64) -> Result<Vec<Event>, DbErr> {
    let rows = entity::Entity::find()
        .filter(entity::Column::Seq.gt(seq))
        .filter(entity::Column::Kind.like(LikeExpr::new(format!("{kind}%"))))
        .order_by_asc(entity::Column::Seq)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Event::from).collect())
}

/// The first event of a subject about a thing.
///
/// # Errors
/// A database error.
pub async fn about(
    conn: &impl Reader,
    subject: impl Into<Uuid>,
    about: impl Into<Uuid>,
) -> Result<Option<Event>, DbErr> {
    let row = entity::Entity::find()
        .filter(entity::Column::About.eq(about.into()))
        .filter(entity::Column::Subject.eq(subject.into()))
        .order_by_asc(entity::Column::Seq)
        .one(conn)
        .await?;
    Ok(row.map(Event::from))
}

/// The facts of the last event of a subject whose kind begins with `kind` and that holds `fact`.
///
/// # Errors
/// A database error.
pub async fn last_with(
    conn: &impl Reader,
    subject: impl Into<Uuid>,
    kind: &str,
    fact: &str,
) -> Result<Option<serde_json::Value>, DbErr> {
    let row = entity::Entity::find()
        .filter(entity::Column::Subject.eq(subject.into()))
        .filter(entity::Column::Kind.like(LikeExpr::new(format!("{kind}%"))))
        .filter(entity::Column::Data.like(LikeExpr::new(format!("%\"{fact}\":%"))))
        .order_by_desc(entity::Column::Seq)
        .one(conn)
        .await?;
    Ok(row.and_then(|row| serde_json::from_str(&row.data).ok()))
}
