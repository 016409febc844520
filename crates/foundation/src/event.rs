//! The event log: everything that matters, appended in the transaction that did it.
//!
//! Rows get their `seq` when written, in an order that concurrent transactions may mix. The sealer gives committed
//! events a gapless `position` and chains them by hash; consumers read by position, so that none is skipped.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, LikeExpr, OnConflict};
use sea_orm::{Condition, QueryOrder, QuerySelect, Set};
use serde::Serialize;

use crate::actor::Actor;
use crate::clock::Now;
use crate::crypto::sha256;
use crate::db::{Db, Reader, Tx, commit};

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
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod consumer {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "event_consumer")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub position: i64,
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
    let row = entity::ActiveModel {
        at: Set(now),
        kind: Set(event.kind.to_owned()),
        subject: Set(event.subject),
        about: Set(event.about),
        actor: Set(event.actor.person().map(Uuid::from)),
        role: Set(event.actor.role().to_owned()),
        public: Set(event.public),
        data: Set(event.data.to_string()),
        ..Default::default()
    };
    entity::Entity::insert(row).exec_without_returning(tx).await?;
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

/// Gives every committed event that has none its position and seal; says how many it sealed.
///
/// Safe to run in several processes at once: they take turns on the row of the chain's head.
///
/// # Errors
/// A database error.
pub async fn seal(db: &Db) -> Result<usize, DbErr> {
    let waiting =
        entity::Entity::find().filter(entity::Column::Position.is_null()).limit(1).one(db.read()).await?;
    if waiting.is_none() {
        return Ok(0);
    }
    let tx = db.begin().await?;
    // The head's row is the turn-taking: locked on PostgreSQL, implied by the write lock on SQLite.
    consumer::Entity::find_by_id("sealer").lock_exclusive().one(&tx).await?;
    let last = entity::Entity::find()
        .filter(entity::Column::Position.is_not_null())
        .order_by_desc(entity::Column::Position)
        .one(&tx)
        .await?;
    let (mut position, mut seal) = match last {
        Some(row) => (row.position.unwrap_or(0), row.seal.unwrap_or_default()),
        None => (0, vec![0; 32]),
    };
    let rows = entity::Entity::find()
        .filter(entity::Column::Position.is_null())
        .order_by_asc(entity::Column::Seq)
        .limit(1000)
        .all(&tx)
        .await?;
    let count = rows.len();
    for row in rows {
        position += 1;
        seal = seal_of(&seal, &row).to_vec();
        entity::Entity::update_many()
            .col_expr(entity::Column::Position, Expr::value(position))
            .col_expr(entity::Column::Seal, Expr::value(seal.clone()))
            .filter(entity::Column::Seq.eq(row.seq))
            .exec(&tx)
            .await?;
    }
    commit(tx).await?;
    Ok(count)
}

/// The seal of an event: the hash of the previous seal and of every fact of the event, each with its length.
fn seal_of(previous: &[u8], row: &entity::Model) -> [u8; 32] {
    let mut bytes = previous.to_vec();
    let optional = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    for part in [
        row.at.timestamp_millis().to_string(),
        row.kind.clone(),
        row.subject.to_string(),
        optional(row.about),
        optional(row.actor),
        row.role.clone(),
        row.public.to_string(),
        row.data.clone(),
    ] {
        bytes.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    sha256(&bytes)
}

/// Checks the chain from the beginning; gives the position of the first event whose seal does not fit.
///
/// # Errors
/// A database error.
pub async fn first_broken_seal(conn: &impl Reader) -> Result<Option<i64>, DbErr> {
    let (mut seal, mut position) = (vec![0; 32], 0);
    loop {
        let rows = entity::Entity::find()
            .filter(entity::Column::Position.gt(position))
            .order_by_asc(entity::Column::Position)
            .limit(1000)
            .all(conn)
            .await?;
        if rows.is_empty() {
            return Ok(None);
        }
        for row in rows {
            seal = seal_of(&seal, &row).to_vec();
            position += 1;
            if row.position != Some(position) || row.seal.as_ref() != Some(&seal) {
                return Ok(Some(position));
            }
        }
    }
}

/// What a consumer of the log does with one event, in the transaction that also moves its place in the log: it happens
/// exactly once in effect, also when two workers run or one dies.
#[async_trait::async_trait]
pub trait Consumer: Send + Sync {
    /// Its stable name, under which its place is kept.
    fn name(&self) -> &'static str;

    /// Handles one event.
    ///
    /// # Errors
    /// A database error; the event is tried again later.
    async fn handle(&self, tx: &Tx, event: &Event, now: Now) -> Result<(), DbErr>;
}

/// Lets `consumer` handle up to `limit` sealed events, one transaction each; says how many it handled.
///
/// # Errors
/// The error of a handler or of the database.
pub async fn consume(db: &Db, consumer: &dyn Consumer, now: Now, limit: u64) -> Result<usize, DbErr> {
    let place = match consumer::Entity::find_by_id(consumer.name()).one(db.read()).await? {
        Some(row) => row.position,
        None => {
            let tx = db.begin().await?;
            let row = consumer::ActiveModel { name: Set(consumer.name().to_owned()), position: Set(0) };
            let ignore = OnConflict::column(consumer::Column::Name).do_nothing().to_owned();
            consumer::Entity::insert(row).on_conflict(ignore).exec_without_returning(&tx).await?;
            commit(tx).await?;
            0
        }
    };
    let mut handled = 0;
    let mut last = place;
    for event in sealed_after(db.read(), place, limit).await? {
        let Some(position) = event.position else { continue };
        let tx = db.begin().await?;
        let moved = consumer::Entity::update_many()
            .col_expr(consumer::Column::Position, Expr::value(position))
            .filter(consumer::Column::Name.eq(consumer.name()))
            .filter(consumer::Column::Position.eq(last))
            .exec(&tx)
            .await?;
        if moved.rows_affected == 0 {
            // Another worker has handled it.
            return Ok(handled);
        }
        consumer.handle(&tx, &event, now).await?;
        commit(tx).await?;
        last = position;
        handled += 1;
    }
    Ok(handled)
}
