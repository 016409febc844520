//! Who signed what: a person's own receipts, and the accounts behind a drive.

use folkmoot_foundation::cursor::{Cursor, Page, below};
use folkmoot_foundation::ids::last_at;
use folkmoot_foundation::{DbErr, DriveId, Now, PersonId, Reader, SignatureId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::PersonKey;
use crate::entity::{change, signature};
use crate::leaf::leaf_of;
use crate::receipt::{Receipt, State};

/// The signatures of a person: those under their present keys, and those of their account under any key before.
fn of(keys: &[PersonKey], person: Option<PersonId>) -> Condition {
    Condition::any()
        .add(signature::Column::PersonKey.is_in(keys.iter().map(|key| key.to_vec())))
        .add_option(person.map(|person| signature::Column::Person.eq(person)))
}

/// Which of two signatures stands for a person whose key and account have signed apart: the greater. One that counts
/// goes first, so that signing never adds a second, then one that others decide on, so that nobody signs past a check;
/// then their own account's.
pub(crate) fn precedence(row: &signature::Model, person: Option<PersonId>) -> (u8, bool) {
    let state = match row.state.parse() {
        Ok(State::Counted) => 2,
        Ok(State::PutAside | State::Invalidated) => 1,
        Ok(State::Withdrawn) | Err(_) => 0,
    };
    (state, row.person.is_some() && row.person == person)
}

/// The signature that stands for a person in a drive.
pub(crate) async fn find(
    conn: &impl Reader,
    drive: DriveId,
    person_key: &PersonKey,
    person: Option<PersonId>,
) -> Result<Option<signature::Model>, DbErr> {
    let rows = signature::Entity::find()
        .filter(signature::Column::Drive.eq(drive))
        .filter(of(std::slice::from_ref(person_key), person))
        .all(conn)
        .await?;
    Ok(rows.into_iter().max_by_key(|row| precedence(row, person)))
}

/// What a person holds for a drive, counted or withdrawn, by their key or by their account.
///
/// # Errors
/// A database error.
pub async fn receipt_of(
    conn: &impl Reader,
    drive: DriveId,
    person_key: &PersonKey,
    person: Option<PersonId>,
) -> Result<Option<Receipt>, DbErr> {
    Ok(find(conn, drive, person_key, person).await?.map(Receipt::from))
}

/// Whether a signature of a person counts in a drive, by any of their keys or by their account.
///
/// # Errors
/// A database error.
pub async fn counts(
    conn: &impl Reader,
    drive: DriveId,
    keys: &[PersonKey],
    person: PersonId,
) -> Result<bool, DbErr> {
    let counted = signature::Entity::find()
        .filter(signature::Column::Drive.eq(drive))
        .filter(of(keys, Some(person)))
        .filter(signature::Column::State.eq(State::Counted.code()))
        .count(conn)
        .await?;
    Ok(counted > 0)
}

/// A person's receipt by its id; nobody else's is ever found. A person has a key for each identifier they confirmed.
///
/// # Errors
/// A database error.
pub async fn receipt(
    conn: &impl Reader,
    id: SignatureId,
    keys: &[PersonKey],
    person: Option<PersonId>,
) -> Result<Option<Receipt>, DbErr> {
    let row = signature::Entity::find()
        .filter(of(keys, person))
        .filter(signature::Column::Id.eq(id))
        .one(conn)
        .await?;
    Ok(row.map(Receipt::from))
}

/// A signature with its key, for whoever holds a link to it that was signed by the platform.
///
/// # Errors
/// A database error.
pub async fn linked(
    conn: &impl Reader,
    drive: DriveId,
    id: SignatureId,
) -> Result<Option<(PersonKey, Receipt)>, DbErr> {
    let row = signature::Entity::find()
        .filter(signature::Column::Drive.eq(drive))
        .filter(signature::Column::Id.eq(id))
        .one(conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let key = key_of(&row.person_key)?;
    Ok(Some((key, Receipt::from(row))))
}

/// A key as it stands in a row.
pub(crate) fn key_of(bytes: &[u8]) -> Result<PersonKey, DbErr> {
    bytes.try_into().map_err(|_| DbErr::Type("a person key of another length".to_owned()))
}

/// What a person has signed, by their keys or by their account, newest first, withdrawn ones included; `limit` a page,
/// at most 100.
///
/// # Errors
/// A database error.
pub async fn signed_by(
    conn: &impl Reader,
    keys: &[PersonKey],
    person: Option<PersonId>,
    cursor: Option<Cursor>,
    limit: usize,
) -> Result<Page<Receipt>, DbErr> {
    let limit = limit.clamp(1, 100);
    let mut query = signature::Entity::find().filter(of(keys, person));
    if let Some(after) = cursor {
        let (signed, id) = (signature::Column::SignedAt, signature::Column::Id);
        query = query.filter(below(signed, after.instant(), id, SignatureId(after.id)));
    }
    let rows = query
        .order_by_desc(signature::Column::SignedAt)
        .order_by_desc(signature::Column::Id)
        .limit(u64::try_from(limit).unwrap_or(100) + 1)
        .all(conn)
        .await?;
    let receipts = rows.into_iter().map(Receipt::from).collect();
    Ok(Page::cut(receipts, limit, |receipt: &Receipt| Cursor::at(receipt.signed_at, receipt.id)))
}

/// The signature in another drive that agrees with the one of the outer statement in a column, unless it was taken back.
fn signed_as_well(other: DriveId, same: signature::Column) -> SelectStatement {
    let theirs = Alias::new("theirs");
    let column = |column| Expr::col((theirs.clone(), column));
    Query::select()
        .expr(Expr::value(1))
        .from_as(signature::Entity, theirs.clone())
        .and_where(column(same).equals((signature::Entity, same)))
        .and_where(column(signature::Column::Drive).eq(other))
        .and_where(column(signature::Column::State).ne(State::Withdrawn.code()))
        .to_owned()
}

/// The accounts that signed a drive up to an instant and whose signatures count, in the order of signing, for telling
/// them what happened then. Left out are those who have signed `but_not` as well, and those who signed without an
/// account. Read on with `after` = the last signature's id until it gives none.
///
/// # Errors
/// A database error.
pub async fn signers(
    conn: &impl Reader,
    drive: DriveId,
    but_not: Option<DriveId>,
    until: Now,
    after: Option<SignatureId>,
    limit: u64,
) -> Result<Vec<(SignatureId, PersonId)>, DbErr> {
    let mut query = signature::Entity::find()
        .select_only()
        .column(signature::Column::Id)
        .column(signature::Column::Person)
        .filter(signature::Column::Drive.eq(drive))
        .filter(signature::Column::Person.is_not_null())
        .filter(signature::Column::State.eq(State::Counted.code()))
        // Ids sort by time, so that the many who signed later are not even looked at.
        .filter(signature::Column::Id.lte(SignatureId(last_at(until))))
        .filter(signature::Column::SignedAt.lte(until));
    if let Some(after) = after {
        query = query.filter(signature::Column::Id.gt(after));
    }
    if let Some(other) = but_not {
        // Somebody without an account or with a second one is the same person by the key.
        for same in [signature::Column::Person, signature::Column::PersonKey] {
            query = query.filter(Expr::exists(signed_as_well(other, same)).not());
        }
    }
    query.order_by_asc(signature::Column::Id).limit(limit).into_tuple().all(conn).await
}

/// How many signatures are read at once when one is looked for by its leaf.
const LEAVES: u64 = 2000;

/// Whether a leaf stands for a signature of a drive, and whether that counts. It reads the drive's signatures until it is
/// found: a leaf is stored nowhere but in them.
///
/// # Errors
/// A database error.
pub async fn state_of_leaf(
    conn: &impl Reader,
    drive: DriveId,
    leaf: &[u8; 32],
) -> Result<Option<State>, DbErr> {
    let mut after: Option<SignatureId> = None;
    loop {
        let mut query = signature::Entity::find().filter(signature::Column::Drive.eq(drive));
        if let Some(after) = after {
            query = query.filter(signature::Column::Id.gt(after));
        }
        let rows = query.order_by_asc(signature::Column::Id).limit(LEAVES).all(conn).await?;
        let Some(last) = rows.last() else { return Ok(None) };
        after = Some(last.id);
        if let Some(found) = rows.iter().find(|row| leaf_of(&row.salt, row.drive, &row.person_key) == *leaf) {
            return Ok(Some(found.state.parse().unwrap_or(State::Withdrawn)));
        }
    }
}

/// The accounts whose signatures a change was of, in the order of signing; those without an account are left out. Read on as
/// with [`signers`].
///
/// # Errors
/// A database error.
pub async fn signers_of_change(
    conn: &impl Reader,
    drive: DriveId,
    about: Uuid,
    after: Option<SignatureId>,
    limit: u64,
) -> Result<Vec<(SignatureId, PersonId)>, DbErr> {
    let changed = Query::select()
        .column(change::Column::Signature)
        .from(change::Entity)
        .and_where(change::Column::Change.eq(about))
        .to_owned();
    let mut query = signature::Entity::find()
        .select_only()
        .column(signature::Column::Id)
        .column(signature::Column::Person)
        .filter(signature::Column::Drive.eq(drive))
        .filter(signature::Column::Person.is_not_null())
        .filter(signature::Column::Id.in_subquery(changed));
    if let Some(after) = after {
        query = query.filter(signature::Column::Id.gt(after));
    }
    query.order_by_asc(signature::Column::Id).limit(limit).into_tuple().all(conn).await
}
