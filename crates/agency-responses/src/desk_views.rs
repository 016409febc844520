//! Views of the desk that a person saved under a name.

use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{FieldErrors, Now, PersonId, Reader, Tx, db};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, Set};

use crate::Result;
use crate::entity::desk_view;
use crate::error::Error;
use crate::ids::DeskViewId;

/// The greatest number of views a person keeps.
pub const MOST_VIEWS: u64 = 20;
/// The longest query, in bytes; none that the desk makes comes near.
const QUERY: usize = 1000;

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskView {
    /// Its id.
    pub id: DeskViewId,
    /// What the person calls it.
    pub name: String,
    /// The query of the desk's address.
    pub query: String,
}

/// A person's views, oldest first.
///
/// # Errors
/// A database error.
pub async fn list(conn: &impl Reader, person: PersonId) -> Result<Vec<DeskView>> {
    let rows = desk_view::Entity::find()
        .filter(desk_view::Column::Person.eq(person))
        .order_by_asc(desk_view::Column::SavedAt)
        .order_by_asc(desk_view::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| DeskView { id: row.id, name: row.name, query: row.query }).collect())
}

/// Saves a view under a name.
///
/// # Errors
/// [`Error::Invalid`] with `name`: `required`, `too_long`, `taken`, `too_many`.
pub async fn save(tx: &Tx, person: PersonId, name: &str, query: &str, now: Now) -> Result<DeskViewId> {
    let mut errors = FieldErrors::new();
    let name = errors.take(text::line("name", name, Length { min: 1, max: 40 }));
    let name = errors.into_result(name)?;
    let own = || desk_view::Entity::find().filter(desk_view::Column::Person.eq(person));
    if own().filter(desk_view::Column::Name.eq(name.as_str())).count(tx).await? > 0 {
        return Err(FieldErrors::one("name", "taken").into());
    }
    if own().count(tx).await? >= MOST_VIEWS || query.len() > QUERY {
        let mut errors = FieldErrors::new();
        errors.add_with("name", "too_many", [("max", MOST_VIEWS.to_string())]);
        return Err(errors.into());
    }
    let id = DeskViewId::new(now);
    let row = desk_view::ActiveModel {
        id: Set(id),
        person: Set(person),
        name: Set(name),
        query: Set(query.to_owned()),
        saved_at: Set(now),
    };
    desk_view::Entity::insert(row).exec_without_returning(tx).await.map_err(|error| {
        if db::is_unique_violation(&error) {
            Error::Invalid(FieldErrors::one("name", "taken"))
        } else {
            error.into()
        }
    })?;
    Ok(id)
}

/// Removes a view of one's own. One that is gone already stays so.
///
/// # Errors
/// A database error.
pub async fn remove(tx: &Tx, person: PersonId, id: DeskViewId) -> Result<()> {
    desk_view::Entity::delete_many()
        .filter(desk_view::Column::Id.eq(id))
        .filter(desk_view::Column::Person.eq(person))
        .exec(tx)
        .await?;
    Ok(())
}
