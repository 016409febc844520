//! How often a person wants which mails, and the sealed link by which mails are refused.

use std::collections::{BTreeMap, HashMap};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use folkmoot_foundation::crypto::{Keyring, Purpose};
use folkmoot_foundation::{DbErr, Now, PersonId, Reader, Tx};
use sea_orm::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

use crate::audience::{Audience, Via};
use crate::digests;
use crate::error::Error;
use crate::topics::TopicKind;

mod entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mail_frequency")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub person: PersonId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        pub frequency: String,
        pub changed_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A kind of mails that a person chooses about: why they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailKind {
    /// Their own proposals, words and signatures.
    Own,
    /// What is on their desk: as officer, approver, reviewer or administrator.
    Desk,
    /// What they co-signed.
    Signed,
    /// Proposals they follow.
    Proposal,
    /// Issues they follow.
    Issue,
    /// Searches they follow.
    Search,
    /// Agencies they follow.
    Agency,
    /// Categories they follow.
    Category,
    /// Counties they follow.
    County,
}

impl MailKind {
    /// All kinds, in the order to offer them.
    pub const ALL: [Self; 9] = [
        Self::Own,
        Self::Desk,
        Self::Signed,
        Self::Proposal,
        Self::Issue,
        Self::Search,
        Self::Agency,
        Self::Category,
        Self::County,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Desk => "desk",
            Self::Signed => "signed",
            Self::Proposal => "proposal",
            Self::Issue => "issue",
            Self::Search => "search",
            Self::Agency => "agency",
            Self::Category => "category",
            Self::County => "county",
        }
    }

    /// Whether it is about the reader's own proposal, words or desk, rather than about something they joined.
    pub fn is_own(self) -> bool {
        matches!(self, Self::Own | Self::Desk)
    }

    /// How often such mails come until somebody chooses: what many proposals can be about comes together once a day.
    pub fn usual(self) -> Frequency {
        match self {
            Self::Own | Self::Desk | Self::Signed | Self::Proposal => Frequency::Now,
            Self::Issue | Self::Search | Self::Agency | Self::Category | Self::County => Frequency::Daily,
        }
    }

    /// Of which kind a mail is that tells somebody as one of this audience.
    pub fn of(audience: Audience, via: Option<&Via>) -> Self {
        match audience {
            Audience::Proposer
            | Audience::Author
            | Audience::Signers
            | Audience::Voices
            | Audience::Registrants => Self::Own,
            Audience::Officers
            | Audience::Approvers
            | Audience::Reviewers
            | Audience::Supervisors
            | Audience::Administrators => Self::Desk,
            Audience::CoSigners => Self::Signed,
            Audience::Followers | Audience::Topics => match via.map(|via| via.kind) {
                None | Some(TopicKind::Proposal) => Self::Proposal,
                Some(TopicKind::Issue) => Self::Issue,
                Some(TopicKind::Search) => Self::Search,
                Some(TopicKind::Agency) => Self::Agency,
                Some(TopicKind::Category) => Self::Category,
                Some(TopicKind::County) => Self::County,
            },
        }
    }
}

impl std::str::FromStr for MailKind {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.code() == code).ok_or(Error::NotFound)
    }
}

/// How often mails of a kind come. Notices on the page appear at once in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    /// One for each event, at once.
    Now,
    /// One a day, which lists all.
    Daily,
    /// One a week, which lists all.
    Weekly,
    /// None.
    Never,
}

impl Frequency {
    /// All, in the order to offer them.
    pub const ALL: [Self; 4] = [Self::Now, Self::Daily, Self::Weekly, Self::Never];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Never => "never",
        }
    }
}

impl std::str::FromStr for Frequency {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|one| one.code() == code).ok_or(Error::NotFound)
    }
}

/// A short way to choose about all kinds at once. Confirmations and password resets are sent in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailChoice {
    /// Everything, as often as is usual.
    All,
    /// Only about their own proposals, words and desk.
    Own,
    /// None; notices on the page go on.
    None,
}

impl MailChoice {
    /// All choices.
    pub const ALL: [Self; 3] = [Self::All, Self::Own, Self::None];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Own => "own",
            Self::None => "none",
        }
    }

    /// What it means for each kind.
    pub fn choices(self) -> Choices {
        let of = |kind: MailKind| match self {
            Self::All => kind.usual(),
            Self::Own if kind.is_own() => kind.usual(),
            Self::Own | Self::None => Frequency::Never,
        };
        Choices(MailKind::ALL.into_iter().map(|kind| (kind, of(kind))).collect())
    }
}

impl std::str::FromStr for MailChoice {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|choice| choice.code() == code).ok_or(Error::NotFound)
    }
}

/// How often a person wants the mails of each kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices(BTreeMap<MailKind, Frequency>);

impl Choices {
    /// How often those of a kind.
    pub fn of(&self, kind: MailKind) -> Frequency {
        self.0.get(&kind).copied().unwrap_or_else(|| kind.usual())
    }

    /// Which of the short ways it comes to, if any.
    pub fn in_short(&self) -> Option<MailChoice> {
        let wants = |kind: MailKind| self.of(kind) != Frequency::Never;
        let (own, joined): (Vec<MailKind>, Vec<MailKind>) =
            MailKind::ALL.into_iter().partition(|kind| kind.is_own());
        let all = |kinds: &[MailKind], wanted: bool| kinds.iter().all(|kind| wants(*kind) == wanted);
        [(true, true, MailChoice::All), (true, false, MailChoice::Own), (false, false, MailChoice::None)]
            .into_iter()
            .find(|(of_own, of_joined, _)| all(&own, *of_own) && all(&joined, *of_joined))
            .map(|(_, _, choice)| choice)
    }
}

/// Keeps how often a person wants the mails of a kind. What already waits for their next mail goes with it.
///
/// # Errors
/// A database error.
pub async fn set(
    tx: &Tx,
    person: PersonId,
    kind: MailKind,
    frequency: Frequency,
    now: Now,
) -> Result<(), DbErr> {
    let row = entity::ActiveModel {
        person: Set(person),
        kind: Set(kind.code().to_owned()),
        frequency: Set(frequency.code().to_owned()),
        changed_at: Set(now),
    };
    let replace = OnConflict::columns([entity::Column::Person, entity::Column::Kind])
        .update_columns([entity::Column::Frequency, entity::Column::ChangedAt])
        .to_owned();
    entity::Entity::insert(row).on_conflict(replace).exec_without_returning(tx).await?;
    digests::choice_changed(tx, person, kind, frequency, now).await
}

/// Keeps a short way for all kinds.
///
/// # Errors
/// A database error.
pub async fn set_all(tx: &Tx, person: PersonId, choice: MailChoice, now: Now) -> Result<(), DbErr> {
    for (kind, frequency) in choice.choices().0 {
        set(tx, person, kind, frequency, now).await?;
    }
    Ok(())
}

/// How often a person wants which mails.
///
/// # Errors
/// A database error.
pub async fn get(conn: &impl Reader, person: PersonId) -> Result<Choices, DbErr> {
    Ok(of(conn, &[person]).await?.remove(&person).unwrap_or_default())
}

/// The choices of those of the people who made one.
pub(crate) async fn of(conn: &impl Reader, people: &[PersonId]) -> Result<HashMap<PersonId, Choices>, DbErr> {
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let rows =
        entity::Entity::find().filter(entity::Column::Person.is_in(people.iter().copied())).all(conn).await?;
    let mut all: HashMap<PersonId, Choices> = HashMap::new();
    for row in rows {
        if let (Ok(kind), Ok(frequency)) = (row.kind.parse(), row.frequency.parse()) {
            all.entry(row.person).or_default().0.insert(kind, frequency);
        }
    }
    Ok(all)
}

pub(crate) async fn forget(tx: &Tx, person: PersonId) -> Result<(), DbErr> {
    entity::Entity::delete_many().filter(entity::Column::Person.eq(person)).exec(tx).await?;
    Ok(())
}

/// What the link at the foot of a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Mails of one kind.
    Kind(MailKind),
    /// The mail that lists several: every kind that comes with it.
    Digest,
    /// All mails: what links in mails of before meant.
    All,
}

impl Scope {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Kind(kind) => kind.code(),
            Self::Digest => "digest",
            Self::All => "all",
        }
    }
}

/// Whose link it is, and what it refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// The person.
    pub person: PersonId,
    /// Which mails.
    pub scope: Scope,
}

impl Refusal {
    /// What the link at the foot of a mail carries: sealed, so that it says nothing to whoever sees it and nobody can make
    /// it up. It doesn't expire, since old mails must be refusable too, and it lets nobody do anything else.
    pub fn token(self, keyring: &Keyring) -> String {
        keyring.seal(&format!("unsubscribe {} {}", self.person.0.simple(), self.scope.code()))
    }

    /// What a link carries.
    ///
    /// # Errors
    /// [`Error::BadLink`] if this platform did not seal it.
    pub fn of_token(keyring: &Keyring, token: &str) -> Result<Self, Error> {
        let Ok(text) = keyring.open(token) else { return of_before(keyring, token) };
        let mut parts = text.strip_prefix("unsubscribe ").ok_or(Error::BadLink)?.split(' ');
        let (Some(id), Some(scope), None) = (parts.next(), parts.next(), parts.next()) else {
            return Err(Error::BadLink);
        };
        let person = PersonId(Uuid::parse_str(id).map_err(|_| Error::BadLink)?);
        let scope = match scope {
            "digest" => Scope::Digest,
            "all" => Scope::All,
            kind => Scope::Kind(kind.parse().map_err(|_| Error::BadLink)?),
        };
        Ok(Self { person, scope })
    }

    /// Does what the link is for: no more such mails, until the person says otherwise.
    ///
    /// # Errors
    /// A database error.
    pub async fn refuse(self, tx: &Tx, now: Now) -> Result<(), DbErr> {
        let kinds = match self.scope {
            Scope::Kind(kind) => vec![kind],
            Scope::All => MailKind::ALL.to_vec(),
            Scope::Digest => {
                let choices = get(tx, self.person).await?;
                let listed =
                    |kind: &MailKind| matches!(choices.of(*kind), Frequency::Daily | Frequency::Weekly);
                MailKind::ALL.into_iter().filter(listed).collect()
            }
        };
        for kind in kinds {
            set(tx, self.person, kind, Frequency::Never, now).await?;
        }
        Ok(())
    }
}

/// A link of a mail that was sent before links were sealed: the person's id and the platform's signature.
fn of_before(keyring: &Keyring, token: &str) -> Result<Refusal, Error> {
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| Error::BadLink)?;
    let (id, signed) = bytes.split_at_checked(16).ok_or(Error::BadLink)?;
    let person = PersonId(Uuid::from_slice(id).map_err(|_| Error::BadLink)?);
    let signature = keyring.hash(Purpose::SignedLink, &format!("unsubscribe {person}"));
    if bool::from(signature.ct_eq(signed)) {
        Ok(Refusal { person, scope: Scope::All })
    } else {
        Err(Error::BadLink)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_says_nothing_and_cannot_be_made_up() {
        let keyring = Keyring::new([1; 32]);
        let person = PersonId(Uuid::from_u128(7));
        for scope in [Scope::Digest, Scope::Kind(MailKind::Agency)] {
            let refusal = Refusal { person, scope };
            let token = refusal.token(&keyring);
            assert_eq!(Refusal::of_token(&keyring, &token).unwrap(), refusal);
            assert_ne!(token, refusal.token(&keyring), "two links of one person have nothing in common");
            let other = refusal.token(&Keyring::new([2; 32]));
            let elsewhere = keyring.seal(&person.to_string());
            for bad in ["", "x", &token[1..], &token[..30], &other, &elsewhere, "\u{1F35A}"] {
                assert!(matches!(Refusal::of_token(&keyring, bad), Err(Error::BadLink)), "{bad}");
            }
        }
    }

    #[test]
    fn links_of_old_mails_are_good_and_others_like_them_are_not() {
        let keyring = Keyring::new([1; 32]);
        let person = PersonId(Uuid::from_u128(7));
        let old = |keyring: &Keyring| {
            let signature = keyring.hash(Purpose::SignedLink, &format!("unsubscribe {person}"));
            URL_SAFE_NO_PAD.encode([person.0.as_bytes().as_slice(), &signature].concat())
        };
        assert_eq!(
            Refusal::of_token(&keyring, &old(&keyring)).unwrap(),
            Refusal { person, scope: Scope::All }
        );
        assert!(Refusal::of_token(&keyring, &old(&Keyring::new([2; 32]))).is_err());
    }

    #[test]
    fn short_ways_come_back() {
        for choice in MailChoice::ALL {
            assert_eq!(choice.choices().in_short(), Some(choice));
        }
        assert_eq!(Choices::default().in_short(), Some(MailChoice::All));
        let mixed = Choices([(MailKind::Agency, Frequency::Never)].into());
        assert_eq!(mixed.in_short(), None);
        assert_eq!(mixed.of(MailKind::County), Frequency::Daily);
    }
}
