//! Which mails a person wants, and the signed link by which they say so.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use folkmoot_foundation::crypto::{Keyring, Purpose};
use folkmoot_foundation::{DbErr, Now, PersonId, Reader, Tx};
use sea_orm::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use subtle::ConstantTimeEq as _;

use crate::error::Error;

mod entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mail_preference")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub person: PersonId,
        pub choice: String,
        pub changed_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Which mails a person wants. Confirmations and password resets are sent in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailChoice {
    /// Everything, also about what they co-signed or follow.
    #[default]
    All,
    /// Only about their own proposals, words and desk.
    Own,
    /// None; notices on the page go on.
    None,
}

impl MailChoice {
    /// All choices, in the order to offer them.
    pub const ALL: [Self; 3] = [Self::All, Self::Own, Self::None];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Own => "own",
            Self::None => "none",
        }
    }

    /// Whether a mail is wanted that is (`own`) or is not about the reader's own matter.
    pub fn wants(self, own: bool) -> bool {
        match self {
            Self::All => true,
            Self::Own => own,
            Self::None => false,
        }
    }
}

impl std::str::FromStr for MailChoice {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|choice| choice.code() == code).ok_or(Error::NotFound)
    }
}

/// Keeps a person's choice.
///
/// # Errors
/// A database error.
pub async fn set(tx: &Tx, person: PersonId, choice: MailChoice, now: Now) -> Result<(), DbErr> {
    let row = entity::ActiveModel {
        person: Set(person),
        choice: Set(choice.code().to_owned()),
        changed_at: Set(now),
    };
    let replace = OnConflict::column(entity::Column::Person)
        .update_columns([entity::Column::Choice, entity::Column::ChangedAt])
        .to_owned();
    entity::Entity::insert(row).on_conflict(replace).exec_without_returning(tx).await?;
    Ok(())
}

/// A person's choice; [`MailChoice::All`] until they say otherwise.
///
/// # Errors
/// A database error.
pub async fn get(conn: &impl Reader, person: PersonId) -> Result<MailChoice, DbErr> {
    let row = entity::Entity::find_by_id(person).one(conn).await?;
    Ok(row.and_then(|row| row.choice.parse().ok()).unwrap_or_default())
}

/// The choices of those of the people who made one.
pub(crate) async fn of(
    conn: &impl Reader,
    people: &[PersonId],
) -> Result<HashMap<PersonId, MailChoice>, DbErr> {
    let rows =
        entity::Entity::find().filter(entity::Column::Person.is_in(people.iter().copied())).all(conn).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.person, row.choice.parse().ok()?))).collect())
}

pub(crate) async fn forget(tx: &Tx, person: PersonId) -> Result<(), DbErr> {
    entity::Entity::delete_by_id(person).exec(tx).await?;
    Ok(())
}

/// What the link at the foot of a mail carries: the person and the platform's signature. It doesn't expire, since old
/// mails must be refusable too, and it lets nobody do anything else.
pub fn unsubscribe_token(keyring: &Keyring, person: PersonId) -> String {
    URL_SAFE_NO_PAD.encode([person.0.as_bytes().as_slice(), &signature(keyring, person)].concat())
}

/// Whose link it is.
///
/// # Errors
/// [`Error::BadLink`] if this platform did not sign it.
pub fn person_of_token(keyring: &Keyring, token: &str) -> Result<PersonId, Error> {
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| Error::BadLink)?;
    let (id, signed) = bytes.split_at_checked(16).ok_or(Error::BadLink)?;
    let person = PersonId(Uuid::from_slice(id).map_err(|_| Error::BadLink)?);
    if bool::from(signature(keyring, person).ct_eq(signed)) { Ok(person) } else { Err(Error::BadLink) }
}

fn signature(keyring: &Keyring, person: PersonId) -> [u8; 32] {
    keyring.hash(Purpose::SignedLink, &format!("unsubscribe {person}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_names_its_person_and_cannot_be_made_up() {
        let keyring = Keyring::new([1; 32]);
        let person = PersonId(Uuid::from_u128(7));
        let token = unsubscribe_token(&keyring, person);
        assert_eq!(person_of_token(&keyring, &token).unwrap(), person);
        let other = unsubscribe_token(&Keyring::new([2; 32]), person);
        let forged =
            format!("{}{}", &unsubscribe_token(&keyring, PersonId(Uuid::from_u128(8)))[..21], &token[21..]);
        for bad in ["", "x", &token[1..], &token[..30], &other, &forged, "\u{1F35A}"] {
            assert!(matches!(person_of_token(&keyring, bad), Err(Error::BadLink)), "{bad}");
        }
    }

    #[test]
    fn choices() {
        assert!(MailChoice::All.wants(false) && MailChoice::Own.wants(true));
        assert!(!MailChoice::Own.wants(false) && !MailChoice::None.wants(true));
    }
}
