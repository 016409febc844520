//! Secret addresses under which calendar programs, which can't sign in, read the dates of an agency.

use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::{AgencyId, Now, PersonId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel as _, QueryOrder as _, Set};

use crate::Result;
use crate::entity::calendar_link;
use crate::error::Error;

/// An address that was made; what is secret about it can't be read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CalendarLink {
    /// Its id.
    pub id: Uuid,
    /// Who made it.
    pub person: PersonId,
    /// Whose dates it gives.
    pub agency: AgencyId,
    /// When it was made.
    pub made: Now,
}

impl From<calendar_link::Model> for CalendarLink {
    fn from(row: calendar_link::Model) -> Self {
        Self { id: row.id, person: row.person, agency: row.agency, made: row.made_at }
    }
}

/// Makes an address with this secret. One that the person made before for the same agency ends.
///
/// # Errors
/// A database error.
pub async fn make(tx: &Tx, person: PersonId, agency: AgencyId, token: &str, now: Now) -> Result<()> {
    for row in open(tx, person).await?.into_iter().filter(|row| row.agency == agency) {
        let mut row = row.into_active_model();
        row.revoked_at = Set(Some(now));
        row.update(tx).await?;
    }
    let row = calendar_link::ActiveModel {
        id: Set(uuid_at(now)),
        person: Set(person),
        agency: Set(agency),
        token_hash: Set(sha256(token.as_bytes()).to_vec()),
        made_at: Set(now),
        revoked_at: Set(None),
    };
    calendar_link::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Ends an address of this person.
///
/// # Errors
/// [`Error::NotFound`] if it is another's; [`Error::AlreadyDone`].
pub async fn revoke(tx: &Tx, person: PersonId, id: Uuid, now: Now) -> Result<()> {
    let row = calendar_link::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    if row.person != person {
        return Err(Error::NotFound);
    }
    if row.revoked_at.is_some() {
        return Err(Error::AlreadyDone);
    }
    let mut row = row.into_active_model();
    row.revoked_at = Set(Some(now));
    row.update(tx).await?;
    Ok(())
}

async fn open(conn: &impl Reader, person: PersonId) -> Result<Vec<calendar_link::Model>> {
    Ok(calendar_link::Entity::find()
        .filter(calendar_link::Column::Person.eq(person))
        .filter(calendar_link::Column::RevokedAt.is_null())
        .order_by_asc(calendar_link::Column::MadeAt)
        .all(conn)
        .await?)
}

/// The addresses of a person that are in force.
///
/// # Errors
/// A database error.
pub async fn of_person(conn: &impl Reader, person: PersonId) -> Result<Vec<CalendarLink>> {
    Ok(open(conn, person).await?.into_iter().map(CalendarLink::from).collect())
}

/// The address with this secret, if it is in force.
///
/// # Errors
/// A database error.
pub async fn by_token(conn: &impl Reader, token: &str) -> Result<Option<CalendarLink>> {
    let row = calendar_link::Entity::find()
        .filter(calendar_link::Column::TokenHash.eq(sha256(token.as_bytes()).to_vec()))
        .filter(calendar_link::Column::RevokedAt.is_null())
        .one(conn)
        .await?;
    Ok(row.map(CalendarLink::from))
}
