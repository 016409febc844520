//! The outbox: mails and text messages that wait to be sent, put there in the transaction of what they tell of.

use chrono::TimeDelta;
use folkmoot_foundation::crypto::Keyring;
use folkmoot_foundation::{DbErr, Now, PersonId, Reader, Tx, typed_id};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Condition, FromQueryResult, QueryOrder as _, QuerySelect, Set};
use serde_json::Value;

use crate::error::Error;
use crate::preferences::{Frequency, MailKind};

typed_id!(
    /// A message in the outbox; a mail's Message-ID is made of it.
    MessageId
);

pub(crate) mod entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "message")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MessageId,
        pub channel: String,
        pub person: Option<PersonId>,
        /// Sealed; taken away when the message is sent or given up.
        pub address: Option<String>,
        pub kind: String,
        pub locale: Option<String>,
        /// Sealed JSON, since it may hold links and codes that let somebody in; emptied like `address`.
        pub data: String,
        pub dedup: Option<String>,
        /// Mails to many, which wait behind those that one person waits for.
        pub bulk: bool,
        pub created_at: DateTimeUtc,
        /// How often it was tried, counted when a try begins, so that a crash counts.
        pub attempts: i64,
        pub next_try_at: DateTimeUtc,
        pub locked_until: Option<DateTimeUtc>,
        pub sent_at: Option<DateTimeUtc>,
        pub failed_at: Option<DateTimeUtc>,
        pub last_error: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The way a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// E-mail.
    Mail,
    /// A text message to a mobile telephone.
    Sms,
}

impl Channel {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
        }
    }
}

impl std::str::FromStr for Channel {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        match code {
            "mail" => Ok(Self::Mail),
            "sms" => Ok(Self::Sms),
            _ => Err(Error::NotFound),
        }
    }
}

/// A mail to one address that somebody waits for.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Whose it is, if they have an account.
    pub to_person: Option<PersonId>,
    /// The address, sealed with [`Keyring::seal`].
    pub address: String,
    /// What it says, for the renderer.
    pub kind: String,
    /// `zh-TW` or `en`.
    pub locale: String,
    /// The facts for the renderer. Kept sealed, and only until the mail is sent.
    pub data: Value,
}

/// A text message to one number.
#[derive(Debug, Clone)]
pub struct Sms {
    /// Whose it is, if they have an account.
    pub to_person: Option<PersonId>,
    /// The number, sealed with [`Keyring::seal`].
    pub number: String,
    /// What it says, for the renderer.
    pub kind: String,
    /// `zh-TW` or `en`.
    pub locale: String,
    /// The facts for the renderer. Kept sealed, and only until the message is sent.
    pub data: Value,
}

/// Puts a mail into the outbox; it goes out once `tx` is committed.
///
/// # Errors
/// A database error.
pub async fn queue_mail(tx: &Tx, keyring: &Keyring, mail: Mail, now: Now) -> Result<MessageId, DbErr> {
    let Mail { to_person, address, kind, locale, data } = mail;
    queue(tx, keyring, Channel::Mail, Sms { to_person, number: address, kind, locale, data }, now).await
}

/// Puts a text message into the outbox; it goes out once `tx` is committed.
///
/// # Errors
/// A database error.
pub async fn queue_sms(tx: &Tx, keyring: &Keyring, sms: Sms, now: Now) -> Result<MessageId, DbErr> {
    queue(tx, keyring, Channel::Sms, sms, now).await
}

async fn queue(
    tx: &Tx,
    keyring: &Keyring,
    channel: Channel,
    message: Sms,
    now: Now,
) -> Result<MessageId, DbErr> {
    let id = MessageId::new(now);
    let row = entity::ActiveModel {
        id: Set(id),
        channel: Set(channel.code().to_owned()),
        person: Set(message.to_person),
        address: Set(Some(message.number)),
        kind: Set(message.kind),
        locale: Set(Some(message.locale)),
        data: Set(keyring.seal(&message.data.to_string())),
        dedup: Set(None),
        bulk: Set(false),
        ..waiting(now)
    };
    entity::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

/// The columns of a message that nobody has tried to send yet.
fn waiting(now: Now) -> entity::ActiveModel {
    entity::ActiveModel {
        created_at: Set(now),
        attempts: Set(0),
        next_try_at: Set(now),
        locked_until: Set(None),
        sent_at: Set(None),
        failed_at: Set(None),
        last_error: Set(None),
        ..Default::default()
    }
}

/// A mail of the fan-out to one person; address and language are looked up when it is sent.
pub(crate) struct BulkMail {
    pub person: PersonId,
    pub dedup: String,
}

/// Puts mails of one kind and content into the outbox, leaving out those whose `dedup` is there already.
pub(crate) async fn queue_bulk(
    tx: &Tx,
    kind: &str,
    sealed_data: &str,
    mails: Vec<BulkMail>,
    now: Now,
) -> Result<(), DbErr> {
    if mails.is_empty() {
        return Ok(());
    }
    let rows = mails.into_iter().map(|mail| entity::ActiveModel {
        id: Set(MessageId::new(now)),
        channel: Set(Channel::Mail.code().to_owned()),
        person: Set(Some(mail.person)),
        address: Set(None),
        kind: Set(kind.to_owned()),
        locale: Set(None),
        data: Set(sealed_data.to_owned()),
        dedup: Set(Some(mail.dedup)),
        bulk: Set(true),
        ..waiting(now)
    });
    let once = OnConflict::column(entity::Column::Dedup).do_nothing().to_owned();
    entity::Entity::insert_many(rows).on_conflict(once).exec_without_returning(tx).await?;
    Ok(())
}

/// A mail to one person with facts of its own, such as what is due for them today.
#[derive(Debug, Clone)]
pub struct Digest {
    /// To whom.
    pub person: PersonId,
    /// What it is known by: a second one of the same is not queued.
    pub dedup: String,
    /// The facts for the renderer. Kept sealed, and only until the mail is sent.
    pub data: Value,
}

/// Puts mails about the readers' own desks into the outbox, leaving out who wants none; address and language are looked up
/// when they are sent.
///
/// # Errors
/// A database error.
pub async fn queue_digests(
    tx: &Tx,
    keyring: &Keyring,
    kind: &str,
    digests: Vec<Digest>,
    now: Now,
) -> Result<(), DbErr> {
    let people: Vec<PersonId> = digests.iter().map(|digest| digest.person).collect();
    let choices = crate::preferences::of(tx, &people).await?;
    for digest in digests {
        let choice = choices.get(&digest.person).map_or(MailKind::Desk.usual(), |one| one.of(MailKind::Desk));
        if choice != Frequency::Never {
            let mail = BulkMail { person: digest.person, dedup: digest.dedup };
            queue_bulk(tx, kind, &keyring.seal(&digest.data.to_string()), vec![mail], now).await?;
        }
    }
    Ok(())
}

/// How the outbox stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Messages that are to be sent, now or at their next try.
    pub waiting: u64,
    /// Messages that were given up.
    pub failed: u64,
    /// When the oldest waiting one was put there.
    pub oldest: Option<Now>,
}

/// How the outbox stands, for administrators and monitoring.
///
/// # Errors
/// A database error.
pub async fn standing(conn: &impl Reader) -> Result<Standing, DbErr> {
    let open = entity::Entity::find()
        .filter(entity::Column::SentAt.is_null())
        .filter(entity::Column::FailedAt.is_null());
    let (waiting, oldest): (i64, Option<Now>) = open
        .select_only()
        .column_as(entity::Column::Id.count(), "waiting")
        .column_as(entity::Column::CreatedAt.min(), "oldest")
        .into_tuple()
        .one(conn)
        .await?
        .unwrap_or((0, None));
    let failed = entity::Entity::find().filter(entity::Column::FailedAt.is_not_null()).count(conn).await?;
    Ok(Standing { waiting: u64::try_from(waiting).unwrap_or(0), failed, oldest })
}

/// Messages that were given up for one reason.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Failures {
    /// The [`Channel`]'s code.
    pub channel: String,
    /// The code of the last try's error; those of a mail server or gateway are its own.
    pub reason: Option<String>,
    /// How many.
    pub count: i64,
    /// When the latest was given up.
    pub latest: Now,
}

/// Messages that were given up, by channel and reason, the latest first. They go away with [`purge`].
///
/// # Errors
/// A database error.
pub async fn failures(conn: &impl Reader) -> Result<Vec<Failures>, DbErr> {
    entity::Entity::find()
        .filter(entity::Column::FailedAt.is_not_null())
        .select_only()
        .column(entity::Column::Channel)
        .column_as(entity::Column::LastError, "reason")
        .column_as(entity::Column::Id.count(), "count")
        .column_as(entity::Column::FailedAt.max(), "latest")
        .group_by(entity::Column::Channel)
        .group_by(entity::Column::LastError)
        .order_by_desc(entity::Column::FailedAt.max())
        .into_model()
        .all(conn)
        .await
}

/// How many days a message that was sent or given up is kept.
pub const KEPT_DAYS: i64 = 90;

/// Deletes messages that were sent or given up more than [`KEPT_DAYS`] days ago; says how many. By then no event is
/// being told any more, so that their marks against a second mail are not needed.
///
/// # Errors
/// A database error.
pub async fn purge(tx: &Tx, now: Now) -> Result<u64, DbErr> {
    let before = now - TimeDelta::days(KEPT_DAYS);
    let done =
        Condition::any().add(entity::Column::SentAt.lt(before)).add(entity::Column::FailedAt.lt(before));
    Ok(entity::Entity::delete_many().filter(done).exec(tx).await?.rows_affected)
}

/// Forgets what concerns a person in this crate: their notices, follows, choices of mails, and the messages to them that
/// were not sent yet. For when an account is erased.
///
/// # Errors
/// A database error.
pub async fn forget(tx: &Tx, person: PersonId) -> Result<(), DbErr> {
    entity::Entity::delete_many()
        .filter(entity::Column::Person.eq(person))
        .filter(entity::Column::SentAt.is_null())
        .exec(tx)
        .await?;
    crate::notices::forget(tx, person).await?;
    crate::follows::forget(tx, person).await?;
    crate::digests::forget(tx, person).await?;
    crate::preferences::forget(tx, person).await
}
