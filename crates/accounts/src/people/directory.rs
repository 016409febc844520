//! Finding people: for pages that show nicknames, for those who write to them, for administrators.

use std::collections::{HashMap, HashSet};

use folkmoot_foundation::county::CountyCode;
use folkmoot_foundation::crypto::Keyring;
use folkmoot_foundation::cursor::{self, Cursor, Page};
use folkmoot_foundation::{AgencyId, DbErr, Now, PersonId, Reader};
use sea_orm::sea_query::{Expr, Func, LikeExpr, Query};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, ExprTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use crate::email::Email;
use crate::entity::{person, role_grant};
use crate::error::Error;
use crate::person::{self as who, Person};
use crate::role::{Grant, Role};

/// Ids in one statement at most: SQLite takes 32,766 values.
const CHUNK: usize = 10_000;

/// How to reach somebody. Decrypted, hence never stored nor logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    /// Their name.
    pub name: String,
    /// Their confirmed address.
    pub email: String,
    /// Their number in E.164, confirmed or not.
    pub mobile: Option<String>,
    /// Their language.
    pub locale: String,
}

impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Contact(…)")
    }
}

/// The person with this id; nobody if the account was deleted. One statement.
///
/// # Errors
/// A database error.
pub async fn get(conn: &impl Reader, id: PersonId) -> Result<Option<Person>, DbErr> {
    who::by_id(conn, id).await
}

/// Whose address this is: for operators on the command line, never for a visitor.
///
/// # Errors
/// [`Error::Invalid`] with the field `email`.
pub async fn id_by_email(
    conn: &impl Reader,
    keyring: &Keyring,
    email: &str,
) -> Result<Option<PersonId>, Error> {
    let email = Email::parse("email", email).map_err(|e| folkmoot_foundation::FieldErrors(vec![e]))?;
    let hash = email.look_up_hash(keyring);
    Ok(person::Entity::find().filter(person::Column::EmailHash.eq(hash)).one(conn).await?.map(|row| row.id))
}

/// How to reach one person.
///
/// # Errors
/// A database error, or [`Error::Sealed`].
pub async fn contact(conn: &impl Reader, keyring: &Keyring, id: PersonId) -> Result<Option<Contact>, Error> {
    Ok(contacts(conn, keyring, &[id]).await?.remove(&id))
}

/// How to reach people; deleted ones are left out.
///
/// # Errors
/// A database error, or [`Error::Sealed`].
pub async fn contacts(
    conn: &impl Reader,
    keyring: &Keyring,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, Contact>, Error> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let rows = person::Entity::find()
            .filter(person::Column::Id.is_in(chunk.iter().copied()))
            .filter(person::Column::EmailConfirmedAt.is_not_null())
            .all(conn)
            .await?;
        for row in rows {
            let (Some(name), Some(email)) = (&row.name_sealed, &row.email_sealed) else { continue };
            let mobile = row.mobile_sealed.as_deref().map(|sealed| keyring.open(sealed)).transpose()?;
            let (name, email) = (keyring.open(name)?, keyring.open(email)?);
            found.insert(row.id, Contact { name, email, mobile, locale: row.locale });
        }
    }
    Ok(found)
}

/// The nicknames of people, deleted ones included.
///
/// # Errors
/// A database error.
pub async fn nicknames(conn: &impl Reader, ids: &[PersonId]) -> Result<HashMap<PersonId, String>, DbErr> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<(PersonId, String)> = person::Entity::find()
            .select_only()
            .columns([person::Column::Id, person::Column::Nickname])
            .filter(person::Column::Id.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(conn)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Those of `ids` who serve at an agency, in whatever role.
///
/// # Errors
/// A database error.
pub async fn serving(conn: &impl Reader, ids: &[PersonId]) -> Result<HashSet<PersonId>, DbErr> {
    let mut found = HashSet::new();
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<PersonId> = role_grant::Entity::find()
            .select_only()
            .column(role_grant::Column::Person)
            .filter(role_grant::Column::Person.is_in(chunk.iter().copied()))
            .filter(role_grant::Column::Agency.is_not_null())
            .into_tuple()
            .all(conn)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Who holds a role, for the agency if one is given; at most 1,000, in the order of granting.
///
/// # Errors
/// A database error.
pub async fn with_role(
    conn: &impl Reader,
    role: Role,
    agency: Option<AgencyId>,
) -> Result<Vec<PersonId>, DbErr> {
    let mut query = role_grant::Entity::find().filter(role_grant::Column::Role.eq(role.code()));
    if let Some(agency) = agency {
        query = query.filter(role_grant::Column::Agency.eq(agency));
    }
    let rows = query.order_by_asc(role_grant::Column::Id).limit(1000).all(conn).await?;
    let mut people: Vec<PersonId> = Vec::with_capacity(rows.len());
    for row in rows {
        // Somebody may hold the role for several agencies.
        if !people.contains(&row.person) {
            people.push(row.person);
        }
    }
    Ok(people)
}

/// What an administrator looks for.
#[derive(Debug, Clone, Default)]
pub struct SearchFilter {
    /// A whole e-mail address, or a part of a nickname; empty for everybody.
    pub text: String,
    /// Only holders of this role.
    pub role: Option<Role>,
}

/// A person in an administrator's list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Their id.
    pub id: PersonId,
    /// The name others see.
    pub nickname: String,
    /// Where they live, if they said so.
    pub county: Option<CountyCode>,
    /// Whether a mobile number was confirmed.
    pub mobile_confirmed: bool,
    /// Since when they have the account.
    pub created_at: Now,
    /// When they deleted it.
    pub deleted_at: Option<Now>,
    /// The roles they hold.
    pub grants: Vec<Grant>,
}

/// People for an administrator, newest first. Two statements.
///
/// # Errors
/// A database error.
pub async fn search(
    conn: &impl Reader,
    keyring: &Keyring,
    filter: &SearchFilter,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<Listed>, DbErr> {
    let limit = limit.clamp(1, 100);
    let mut query = person::Entity::find();
    let text = filter.text.trim();
    if let Ok(email) = Email::parse("text", text) {
        query = query.filter(person::Column::EmailHash.eq(email.look_up_hash(keyring)));
    } else if !text.is_empty() {
        let escaped = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let nickname = Expr::expr(Func::lower(Expr::col(person::Column::Nickname)));
        query = query.filter(nickname.like(LikeExpr::new(format!("%{escaped}%")).escape('\\')));
    }
    if let Some(role) = filter.role {
        let holders = Query::select()
            .column(role_grant::Column::Person)
            .from(role_grant::Entity)
            .and_where(role_grant::Column::Role.eq(role.code()))
            .to_owned();
        query = query.filter(person::Column::Id.in_subquery(holders));
    }
    if let Some(after) = after {
        let (made, id) = (person::Column::CreatedAt, person::Column::Id);
        query = query.filter(cursor::below(made, after.instant(), id, PersonId(after.id)));
    }
    let rows = query
        .order_by_desc(person::Column::CreatedAt)
        .order_by_desc(person::Column::Id)
        .limit(u64::try_from(limit + 1).unwrap_or(u64::MAX))
        .all(conn)
        .await?;
    let mut grants: HashMap<PersonId, Vec<Grant>> = HashMap::new();
    let ids: Vec<PersonId> = rows.iter().map(|row| row.id).collect();
    let held = role_grant::Entity::find()
        .filter(role_grant::Column::Person.is_in(ids))
        .order_by_asc(role_grant::Column::Id)
        .all(conn)
        .await?;
    for row in held {
        let Ok(role) = row.role.parse() else { continue };
        grants.entry(row.person).or_default().push(Grant { role, agency: row.agency });
    }
    let listed = rows.into_iter().map(|row| Listed {
        grants: grants.remove(&row.id).unwrap_or_default(),
        id: row.id,
        nickname: row.nickname,
        county: row.county.and_then(|code| code.parse().ok()),
        mobile_confirmed: row.mobile_confirmed_at.is_some(),
        created_at: row.created_at,
        deleted_at: row.deleted_at,
    });
    Ok(Page::cut(listed.collect(), limit, |row| Cursor::at(row.created_at, row.id)))
}
