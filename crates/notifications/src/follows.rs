//! Who follows which proposal.

use std::collections::HashMap;

use folkmoot_foundation::cursor::{Cursor, Page};
use folkmoot_foundation::{DbErr, Now, PersonId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Condition, QueryOrder, QuerySelect, Set};

mod entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "follow")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub person: PersonId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject: Uuid,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Something a person follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Follow {
    /// The proposal.
    pub subject: Uuid,
    /// Since when.
    pub since: Now,
}

/// Lets a person follow a subject; says whether that is new.
///
/// # Errors
/// A database error.
pub async fn follow(tx: &Tx, person: PersonId, subject: impl Into<Uuid>, now: Now) -> Result<bool, DbErr> {
    let row = entity::ActiveModel { person: Set(person), subject: Set(subject.into()), created_at: Set(now) };
    let once = OnConflict::columns([entity::Column::Person, entity::Column::Subject]).do_nothing().to_owned();
    Ok(entity::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await? > 0)
}

/// Ends following; says whether the person did follow.
///
/// # Errors
/// A database error.
pub async fn unfollow(tx: &Tx, person: PersonId, subject: impl Into<Uuid>) -> Result<bool, DbErr> {
    Ok(entity::Entity::delete_by_id((person, subject.into())).exec(tx).await?.rows_affected > 0)
}

/// Whether a person follows a subject.
///
/// # Errors
/// A database error.
pub async fn is_following(
    conn: &impl Reader,
    person: PersonId,
    subject: impl Into<Uuid>,
) -> Result<bool, DbErr> {
    Ok(entity::Entity::find_by_id((person, subject.into())).one(conn).await?.is_some())
}

/// How many follow each of the subjects; those without followers are missing.
///
/// # Errors
/// A database error.
pub async fn counts(conn: &impl Reader, subjects: &[Uuid]) -> Result<HashMap<Uuid, i64>, DbErr> {
    let rows: Vec<(Uuid, i64)> = entity::Entity::find()
        .select_only()
        .column(entity::Column::Subject)
        .column_as(entity::Column::Person.count(), "people")
        .filter(entity::Column::Subject.is_in(subjects.iter().copied()))
        .group_by(entity::Column::Subject)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

/// What a person follows, newest first.
///
/// # Errors
/// A database error.
pub async fn of_person(
    conn: &impl Reader,
    person: PersonId,
    cursor: Option<Cursor>,
    limit: usize,
) -> Result<Page<Follow>, DbErr> {
    let mut query = entity::Entity::find().filter(entity::Column::Person.eq(person));
    if let Some(cursor) = cursor {
        let at = cursor.instant();
        query = query.filter(Condition::any().add(entity::Column::CreatedAt.lt(at)).add(
            Condition::all().add(entity::Column::CreatedAt.eq(at)).add(entity::Column::Subject.lt(cursor.id)),
        ));
    }
    let rows = query
        .order_by_desc(entity::Column::CreatedAt)
        .order_by_desc(entity::Column::Subject)
        .limit(u64::try_from(limit + 1).unwrap_or(u64::MAX))
        .all(conn)
        .await?;
    let rows = rows.into_iter().map(|row| Follow { subject: row.subject, since: row.created_at }).collect();
    Ok(Page::cut(rows, limit, |follow| Cursor::at(follow.since, follow.subject)))
}

/// Who follows a subject, by ascending id, those after `after` only.
///
/// # Errors
/// A database error.
pub async fn followers(
    conn: &impl Reader,
    subject: impl Into<Uuid>,
    after: Option<PersonId>,
    limit: u64,
) -> Result<Vec<PersonId>, DbErr> {
    let mut query = entity::Entity::find()
        .select_only()
        .column(entity::Column::Person)
        .filter(entity::Column::Subject.eq(subject.into()));
    if let Some(after) = after {
        query = query.filter(entity::Column::Person.gt(after));
    }
    query.order_by_asc(entity::Column::Person).limit(limit).into_tuple().all(conn).await
}

pub(crate) async fn forget(tx: &Tx, person: PersonId) -> Result<(), DbErr> {
    entity::Entity::delete_many().filter(entity::Column::Person.eq(person)).exec(tx).await?;
    Ok(())
}
