//! The agencies of the government; an administrator keeps them.

use std::collections::HashMap;

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, AgencyId, FieldErrors, Now, PersonId, Reader, Tx, db};
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel as _, QueryOrder as _, QuerySelect as _, Set};
use serde_json::json;

use crate::entity::{agency, case, part};
use crate::error::Error;
use crate::state::CaseState;
use crate::{Result, cases};

/// An agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    /// Its id.
    pub id: AgencyId,
    /// Its name in addresses of pages.
    pub slug: String,
    /// Its full names.
    pub name: AgencyName,
    /// A short Chinese name, such as 衛福部.
    pub short_name: String,
    /// The agency that supervises it.
    pub parent: Option<AgencyId>,
    /// How the public reaches it.
    pub contact: String,
    /// Whether cases may be assigned to it.
    pub active: bool,
}

/// An agency's name in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyName {
    /// Traditional Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// What an administrator types about an agency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgencyDetails {
    /// Lower-case letters, digits and hyphens; 2 to 60.
    pub slug: String,
    /// The Chinese name, 2 to 60 characters.
    pub name_zh: String,
    /// The English name, 2 to 120 characters.
    pub name_en: String,
    /// A short Chinese name of at most 20 characters; the full one if empty.
    pub short_name: String,
    /// The supervising agency.
    pub parent: Option<AgencyId>,
    /// How the public reaches it, at most 500 characters.
    pub contact: String,
}

impl From<agency::Model> for Agency {
    fn from(row: agency::Model) -> Self {
        Self {
            id: row.id,
            slug: row.slug,
            name: AgencyName { zh: row.name_zh, en: row.name_en },
            short_name: row.short_name,
            parent: row.parent,
            contact: row.contact,
            active: row.active,
        }
    }
}

fn checked(details: &AgencyDetails) -> Result<AgencyDetails> {
    let mut errors = FieldErrors::new();
    let slug = errors.take(text::line("slug", &details.slug, Length { min: 2, max: 60 }));
    if let Some(slug) = &slug {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !slug.chars().all(plain) || slug.starts_with('-') || slug.ends_with('-') {
            errors.add("slug", "slug_characters");
        }
    }
    let name_zh = errors.take(text::line("name_zh", &details.name_zh, Length { min: 2, max: 60 }));
    let name_en = errors.take(text::line("name_en", &details.name_en, Length { min: 2, max: 120 }));
    let short = errors.take(text::line("short_name", &details.short_name, Length { min: 0, max: 20 }));
    let contact = errors.take(text::block("contact", &details.contact, Length { min: 0, max: 500 }));
    let (Some(slug), Some(name_zh), Some(name_en), Some(short), Some(contact)) =
        (slug, name_zh, name_en, short, contact)
    else {
        return Err(errors.into());
    };
    let short_name = if short.is_empty() { name_zh.clone() } else { short };
    let clean = AgencyDetails { slug, name_zh, name_en, short_name, parent: details.parent, contact };
    Ok(errors.into_result(Some(clean))?)
}

async fn check_parent(tx: &Tx, id: Option<AgencyId>, parent: Option<AgencyId>) -> Result<()> {
    // Walks up, so that no agency comes to supervise itself.
    let mut above = parent;
    for _ in 0..20 {
        let Some(next) = above else { return Ok(()) };
        if Some(next) == id {
            break;
        }
        let Some(row) = agency::Entity::find_by_id(next).one(tx).await? else { break };
        above = row.parent;
    }
    Err(FieldErrors::one("parent", "not_possible").into())
}

fn administrator(person: PersonId) -> Actor {
    Actor::Person { id: person, role: "administrator" }
}

fn taken(error: DbErr) -> Error {
    if db::is_unique_violation(&error) { FieldErrors::one("slug", "taken").into() } else { error.into() }
}

fn facts(details: &AgencyDetails) -> serde_json::Value {
    json!({ "slug": details.slug, "name_zh": details.name_zh, "name_en": details.name_en })
}

/// Adds an agency.
///
/// # Errors
/// [`Error::Invalid`] with `slug` `taken` or `slug_characters`, `parent` `not_possible`, or a length.
pub async fn create(tx: &Tx, by: PersonId, details: &AgencyDetails, now: Now) -> Result<AgencyId> {
    let details = checked(details)?;
    check_parent(tx, None, details.parent).await?;
    let id = AgencyId::new(now);
    let event = NewEvent::new("agency.created", id, administrator(by)).with(facts(&details));
    let row = agency::ActiveModel {
        id: Set(id),
        slug: Set(details.slug),
        name_zh: Set(details.name_zh),
        name_en: Set(details.name_en),
        short_name: Set(details.short_name),
        parent: Set(details.parent),
        contact: Set(details.contact),
        active: Set(true),
        created_at: Set(now),
    };
    agency::Entity::insert(row).exec_without_returning(tx).await.map_err(taken)?;
    event::append(tx, now, event).await?;
    Ok(id)
}

/// Changes an agency's names, address, supervisor or contact.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] as [`create`].
pub async fn change(tx: &Tx, by: PersonId, id: AgencyId, details: &AgencyDetails, now: Now) -> Result<()> {
    let details = checked(details)?;
    let row = agency::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    check_parent(tx, Some(id), details.parent).await?;
    let event = NewEvent::new("agency.changed", id, administrator(by)).with(facts(&details));
    let mut row = row.into_active_model();
    row.slug = Set(details.slug);
    row.name_zh = Set(details.name_zh);
    row.name_en = Set(details.name_en);
    row.short_name = Set(details.short_name);
    row.parent = Set(details.parent);
    row.contact = Set(details.contact);
    row.update(tx).await.map_err(taken)?;
    Ok(event::append(tx, now, event).await?)
}

/// Takes an agency into or out of service. One out of service keeps its pages and its record.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::HasOpenCases`] if it still leads cases that are not closed.
pub async fn set_active(tx: &Tx, by: PersonId, id: AgencyId, active: bool, now: Now) -> Result<()> {
    let row = agency::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    if row.active == active {
        return Ok(());
    }
    let count = case::Entity::find()
        .filter(case::Column::State.ne(CaseState::Closed.code()))
        .filter(cases::of_agencies(&[id], Some(cases::LEAD)))
        .count(tx)
        .await?;
    if !active && count > 0 {
        return Err(Error::HasOpenCases { count });
    }
    let mut row = row.into_active_model();
    row.active = Set(active);
    row.update(tx).await?;
    let kind = if active { "agency.activated" } else { "agency.deactivated" };
    Ok(event::append(tx, now, NewEvent::new(kind, id, administrator(by))).await?)
}

/// All agencies by their short names, at most 1,000; without those out of service if `active_only`.
///
/// # Errors
/// A database error.
pub async fn list(conn: &impl Reader, active_only: bool) -> Result<Vec<Agency>> {
    let mut query = agency::Entity::find().order_by_asc(agency::Column::Slug).limit(1000);
    if active_only {
        query = query.filter(agency::Column::Active.eq(true));
    }
    Ok(query.all(conn).await?.into_iter().map(Agency::from).collect())
}

/// One agency.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(conn: &impl Reader, id: AgencyId) -> Result<Agency> {
    Ok(agency::Entity::find_by_id(id).one(conn).await?.ok_or(Error::NotFound)?.into())
}

/// The agency of a slug.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn by_slug(conn: &impl Reader, slug: &str) -> Result<Agency> {
    let row = agency::Entity::find().filter(agency::Column::Slug.eq(slug)).one(conn).await?;
    Ok(row.ok_or(Error::NotFound)?.into())
}

/// The names of all agencies, also of those out of service: past cases name them.
///
/// # Errors
/// A database error.
pub async fn names(conn: &impl Reader) -> Result<HashMap<AgencyId, AgencyName>> {
    Ok(list(conn, false).await?.into_iter().map(|agency| (agency.id, agency.name)).collect())
}

/// Checks that cases may be assigned to each of `ids`; the errors name `field`.
pub(crate) async fn must_be_active(tx: &Tx, field: &str, ids: &[AgencyId]) -> Result<()> {
    let found = agency::Entity::find()
        .filter(agency::Column::Id.is_in(ids.iter().copied()))
        .filter(agency::Column::Active.eq(true))
        .count(tx)
        .await?;
    let distinct: std::collections::HashSet<_> = ids.iter().collect();
    if usize::try_from(found).unwrap_or(0) == distinct.len() {
        return Ok(());
    }
    Err(FieldErrors::one(field, "no_such_agency").into())
}

/// The leading agencies of a case.
pub(crate) async fn leads_of(tx: &Tx, case: folkmoot_foundation::CaseId) -> Result<Vec<AgencyId>> {
    let rows = part::Entity::find()
        .filter(part::Column::CaseId.eq(case))
        .filter(part::Column::Part.eq(cases::LEAD))
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| row.agency_id).collect())
}
