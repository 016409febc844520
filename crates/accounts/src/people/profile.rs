//! What people change about themselves.

use folkmoot_foundation::{FieldErrors, PersonId, Tx};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _, Set,
};

use crate::entity::person;
use crate::error::Error;
use crate::people::registration::{county, nickname};
use crate::person::LOCALES;
use crate::reserved::Reserved;

/// What is to change; `None` leaves a field as it is.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct ProfileChange {
    /// The name others see.
    pub nickname: Option<String>,
    /// Code or name of a county or city; empty for none.
    pub county: Option<String>,
    /// One of [`LOCALES`].
    pub locale: Option<String>,
}

/// Changes nickname, county and language. A nickname may not become one that is `reserved`; whoever has one keeps it.
///
/// # Errors
/// [`Error::Invalid`] with the fields `nickname`, `county`, `locale`; [`Error::NotFound`].
pub async fn set_profile(
    tx: &Tx,
    id: PersonId,
    change: &ProfileChange,
    reserved: &Reserved,
) -> Result<(), Error> {
    let mut errors = FieldErrors::new();
    let nickname = change.nickname.as_deref().and_then(|raw| errors.take(nickname(raw)));
    let county = change.county.as_deref().and_then(|raw| errors.take(county(raw)));
    if change.locale.as_deref().is_some_and(|raw| !LOCALES.contains(&raw)) {
        errors.add("locale", "locale_unknown");
    }
    let person = person::Entity::find_by_id(id)
        .filter(person::Column::DeletedAt.is_null())
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or(Error::NotFound)?;
    if let Some(new) = nickname.as_deref().filter(|new| *new != person.nickname) {
        errors.take(reserved.check(new));
    }
    if !errors.is_empty() {
        return Err(errors.into());
    }
    let mut row: person::ActiveModel = person.into();
    if let Some(nickname) = nickname {
        row.nickname = Set(nickname);
    }
    if let Some(county) = county {
        row.county = Set(county.map(String::from));
    }
    if let Some(locale) = &change.locale {
        row.locale = Set(locale.clone());
    }
    row.update(tx).await?;
    Ok(())
}
