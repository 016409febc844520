//! Granting and revoking roles.

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::{Actor, Now, PersonId, Tx};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set};

use crate::entity::{person, role_grant};
use crate::error::Error;
use crate::role::{Grant, Role};

/// Grants a role; says whether the person did not hold it before.
///
/// # Errors
/// [`Error::NotFound`], [`Error::AgencyMismatch`].
pub async fn grant(tx: &Tx, id: PersonId, grant: Grant, by: Actor, now: Now) -> Result<bool, Error> {
    if !grant.is_sound() {
        return Err(Error::AgencyMismatch);
    }
    // The person's row is the turn-taking of two who grant at once, and of a deletion.
    person::Entity::find_by_id(id)
        .filter(person::Column::DeletedAt.is_null())
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or(Error::NotFound)?;
    if find(tx, id, grant).await?.is_some() {
        return Ok(false);
    }
    let row = role_grant::ActiveModel {
        id: Set(uuid_at(now)),
        person: Set(id),
        role: Set(grant.role.code().to_owned()),
        agency: Set(grant.agency),
        granted_at: Set(now),
        granted_by: Set(by.person()),
    };
    role_grant::Entity::insert(row).exec_without_returning(tx).await?;
    tell(tx, "person.role_granted", id, grant, by, now).await?;
    Ok(true)
}

/// Revokes a role; says whether the person held it. It holds from the next request on.
///
/// # Errors
/// [`Error::LastAdministrator`].
pub async fn revoke(tx: &Tx, id: PersonId, grant: Grant, by: Actor, now: Now) -> Result<bool, Error> {
    if grant.role == Role::Administrator {
        ensure_another_administrator(tx, id).await?;
    }
    let Some(row) = find(tx, id, grant).await? else { return Ok(false) };
    role_grant::Entity::delete_by_id(row.id).exec(tx).await?;
    tell(tx, "person.role_revoked", id, grant, by, now).await?;
    Ok(true)
}

/// Refuses to leave the platform without administrator. Two who revoke each other take turns on the rows.
pub(super) async fn ensure_another_administrator(tx: &Tx, id: PersonId) -> Result<(), Error> {
    let administrators = role_grant::Entity::find()
        .filter(role_grant::Column::Role.eq(Role::Administrator.code()))
        .order_by_asc(role_grant::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    let held = administrators.iter().any(|grant| grant.person == id);
    let another = administrators.iter().any(|grant| grant.person != id);
    if held && !another { Err(Error::LastAdministrator) } else { Ok(()) }
}

async fn find(tx: &Tx, id: PersonId, grant: Grant) -> Result<Option<role_grant::Model>, Error> {
    let query = role_grant::Entity::find()
        .filter(role_grant::Column::Person.eq(id))
        .filter(role_grant::Column::Role.eq(grant.role.code()));
    let query = match grant.agency {
        Some(agency) => query.filter(role_grant::Column::Agency.eq(agency)),
        None => query.filter(role_grant::Column::Agency.is_null()),
    };
    Ok(query.one(tx).await?)
}

async fn tell(
    tx: &Tx,
    kind: &'static str,
    id: PersonId,
    grant: Grant,
    by: Actor,
    now: Now,
) -> Result<(), Error> {
    let data = serde_json::json!({ "role": grant.role.code(), "agency": grant.agency });
    event::append(tx, now, NewEvent::new(kind, id, by).with(data).internal()).await?;
    Ok(())
}
