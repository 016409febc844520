//! Notices: what a person finds on their page.

use std::collections::HashSet;

use folkmoot_foundation::cursor::{Cursor, Page, below};
use folkmoot_foundation::{DbErr, Now, PersonId, Reader, Tx, typed_id};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{QueryOrder, QuerySelect, Set};

use crate::audience::Telling;
use crate::error::Error;

typed_id!(
    /// A notice.
    NoticeId
);

mod entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "notice")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: NoticeId,
        pub person: PersonId,
        pub event: i64,
        pub kind: String,
        pub subject: Uuid,
        pub about: Option<Uuid>,
        pub data: String,
        pub dedup: String,
        pub created_at: DateTimeUtc,
        pub read_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// One notice.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// What is told.
    pub telling: Telling,
    /// When the person was told.
    pub created_at: Now,
    /// When they marked it read.
    pub read_at: Option<Now>,
}

/// Which notices of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    All,
    /// Those not read yet.
    Unread,
    /// Those already read.
    Read,
}

/// A person's notices, newest first.
///
/// # Errors
/// A database error.
pub async fn of_person(
    conn: &impl Reader,
    person: PersonId,
    which: Which,
    cursor: Option<Cursor>,
    limit: usize,
) -> Result<Page<Notice>, DbErr> {
    let mut query = entity::Entity::find().filter(entity::Column::Person.eq(person));
    query = match which {
        Which::All => query,
        Which::Unread => query.filter(entity::Column::ReadAt.is_null()),
        Which::Read => query.filter(entity::Column::ReadAt.is_not_null()),
    };
    if let Some(cursor) = cursor {
        let (made, id) = (entity::Column::CreatedAt, entity::Column::Id);
        query = query.filter(below(made, cursor.instant(), id, NoticeId(cursor.id)));
    }
    let rows = query
        .order_by_desc(entity::Column::CreatedAt)
        .order_by_desc(entity::Column::Id)
        .limit(u64::try_from(limit + 1).unwrap_or(u64::MAX))
        .all(conn)
        .await?;
    let rows = rows.into_iter().map(notice).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(rows, limit, |notice| Cursor::at(notice.created_at, notice.id)))
}

/// How many notices a person has not read.
///
/// # Errors
/// A database error.
pub async fn unread(conn: &impl Reader, person: PersonId) -> Result<u64, DbErr> {
    entity::Entity::find()
        .filter(entity::Column::Person.eq(person))
        .filter(entity::Column::ReadAt.is_null())
        .count(conn)
        .await
}

/// Marks one notice of a person as read; a second time changes nothing.
///
/// # Errors
/// [`Error::NotFound`] if it isn't theirs.
pub async fn mark_read(tx: &Tx, person: PersonId, id: NoticeId, now: Now) -> Result<(), Error> {
    let row = entity::Entity::find_by_id(id).filter(entity::Column::Person.eq(person)).one(tx).await?;
    row.ok_or(Error::NotFound)?;
    entity::Entity::update_many()
        .col_expr(entity::Column::ReadAt, Expr::value(now))
        .filter(entity::Column::Id.eq(id))
        .filter(entity::Column::ReadAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Marks all notices of a person as read; says how many.
///
/// # Errors
/// A database error.
pub async fn mark_all_read(tx: &Tx, person: PersonId, now: Now) -> Result<u64, DbErr> {
    let marked = entity::Entity::update_many()
        .col_expr(entity::Column::ReadAt, Expr::value(now))
        .filter(entity::Column::Person.eq(person))
        .filter(entity::Column::ReadAt.is_null())
        .exec(tx)
        .await?;
    Ok(marked.rows_affected)
}

/// The kind of event that tells of voices under issues.
pub(crate) const ISSUES_CHANGED: &str = "issues.changed";

/// Gives each of the people the notice, unless they have one of the same event; says who has it now and did not before.
pub(crate) async fn give(
    tx: &Tx,
    people: &[PersonId],
    telling: &Telling,
    now: Now,
) -> Result<Vec<PersonId>, DbErr> {
    // Of several issues that gained voices, each is told of.
    let dedup = match telling.about {
        Some(about) if telling.kind == ISSUES_CHANGED => format!("{}/{about}", telling.event),
        _ => telling.event.to_string(),
    };
    let told: HashSet<PersonId> = entity::Entity::find()
        .select_only()
        .column(entity::Column::Person)
        .filter(entity::Column::Person.is_in(people.iter().copied()))
        .filter(entity::Column::Dedup.eq(dedup.as_str()))
        .into_tuple()
        .all(tx)
        .await?
        .into_iter()
        .collect();
    let waits = waiting(tx, people, telling).await?;
    let new: Vec<PersonId> =
        people.iter().copied().filter(|person| !told.contains(person) && !waits.contains(person)).collect();
    if new.is_empty() {
        return Ok(new);
    }
    let data = serde_json::to_string(telling).map_err(|e| DbErr::Json(e.to_string()))?;
    let rows = new.iter().map(|person| entity::ActiveModel {
        id: Set(NoticeId::new(now)),
        person: Set(*person),
        event: Set(telling.event),
        kind: Set(telling.kind.clone()),
        subject: Set(telling.subject),
        about: Set(telling.about),
        data: Set(data.clone()),
        dedup: Set(dedup.clone()),
        created_at: Set(now),
        read_at: Set(None),
    });
    let once = OnConflict::columns([entity::Column::Person, entity::Column::Dedup]).do_nothing().to_owned();
    entity::Entity::insert_many(rows).on_conflict(once).exec_without_returning(tx).await?;
    Ok(new)
}

/// Who has not read yet that the same goes on: voices come under an issue one after another, and one notice until it is
/// looked at says enough.
async fn waiting(tx: &Tx, people: &[PersonId], telling: &Telling) -> Result<HashSet<PersonId>, DbErr> {
    let (true, Some(about)) = (telling.kind == ISSUES_CHANGED, telling.about) else {
        return Ok(HashSet::new());
    };
    let waiting: Vec<PersonId> = entity::Entity::find()
        .select_only()
        .column(entity::Column::Person)
        .filter(entity::Column::Person.is_in(people.iter().copied()))
        .filter(entity::Column::Kind.eq(telling.kind.as_str()))
        .filter(entity::Column::About.eq(about))
        .filter(entity::Column::ReadAt.is_null())
        .into_tuple()
        .all(tx)
        .await?;
    Ok(waiting.into_iter().collect())
}

/// What a person was told of these events and has not read yet, oldest first.
pub(crate) async fn unread_of(
    conn: &impl Reader,
    person: PersonId,
    events: &[i64],
) -> Result<Vec<Telling>, DbErr> {
    let rows = entity::Entity::find()
        .filter(entity::Column::Person.eq(person))
        .filter(entity::Column::Event.is_in(events.iter().copied()))
        .filter(entity::Column::ReadAt.is_null())
        .order_by_asc(entity::Column::Event)
        .all(conn)
        .await?;
    rows.into_iter().map(|row| Ok(notice(row)?.telling)).collect()
}

pub(crate) async fn forget(tx: &Tx, person: PersonId) -> Result<(), DbErr> {
    entity::Entity::delete_many().filter(entity::Column::Person.eq(person)).exec(tx).await?;
    Ok(())
}

fn notice(row: entity::Model) -> Result<Notice, DbErr> {
    let telling = serde_json::from_str(&row.data).map_err(|e| DbErr::Json(e.to_string()))?;
    Ok(Notice { id: row.id, telling, created_at: row.created_at, read_at: row.read_at })
}
