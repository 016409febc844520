//! The demo's mailbox: mails and text messages that would have left the platform, kept to be looked at.

use folkmoot_foundation::crypto::{Keyring, Purpose};
use folkmoot_foundation::cursor::{Cursor, Page, below};
use folkmoot_foundation::db::commit;
use folkmoot_foundation::{Db, DbErr, Now, Reader};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QueryOrder, QuerySelect, Set};

use crate::error::{Error, SendError};
use crate::mail::{Letter, Mailer};
use crate::outbox::{Channel, MessageId};
use crate::sms::{SmsProvider, TextMessage};

mod entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mailbox_message")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MessageId,
        pub channel: String,
        /// Sealed.
        pub recipient: String,
        /// For finding one's own.
        pub recipient_hash: Vec<u8>,
        pub subject: String,
        pub body_text: String,
        pub body_html: Option<String>,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Keeps what it is given instead of sending it.
#[derive(Debug, Clone)]
pub struct Mailbox {
    db: Db,
    keyring: Keyring,
}

impl Mailbox {
    /// A mailbox in the given database.
    pub fn new(db: Db, keyring: Keyring) -> Self {
        Self { db, keyring }
    }

    async fn keep(&self, item: Item) -> Result<(), SendError> {
        let row = entity::ActiveModel {
            id: Set(item.id),
            channel: Set(item.channel.code().to_owned()),
            recipient: Set(self.keyring.seal(&item.to)),
            recipient_hash: Set(hash(&self.keyring, &item.to)),
            subject: Set(item.subject),
            body_text: Set(item.text),
            body_html: Set(item.html),
            at: Set(item.at),
        };
        let once = OnConflict::column(entity::Column::Id).do_nothing().to_owned();
        let kept = async {
            let tx = self.db.begin().await?;
            entity::Entity::insert(row).on_conflict(once).exec_without_returning(&tx).await?;
            commit(tx).await
        };
        kept.await.map_err(|_: DbErr| SendError::temporary("database"))
    }
}

#[async_trait::async_trait]
impl Mailer for Mailbox {
    async fn send(&self, letter: &Letter, now: Now) -> Result<(), SendError> {
        self.keep(Item {
            id: letter.id,
            channel: Channel::Mail,
            to: letter.to.clone(),
            subject: letter.subject.clone(),
            text: letter.text.clone(),
            html: letter.html.clone(),
            at: now,
        })
        .await
    }
}

#[async_trait::async_trait]
impl SmsProvider for Mailbox {
    async fn send(&self, message: &TextMessage, now: Now) -> Result<(), SendError> {
        self.keep(Item {
            id: message.id,
            channel: Channel::Sms,
            to: message.to.clone(),
            subject: String::new(),
            text: message.text.clone(),
            html: None,
            at: now,
        })
        .await
    }
}

/// A mail or text message in the mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its id in the outbox.
    pub id: MessageId,
    /// Mail or text message.
    pub channel: Channel,
    /// The address or number.
    pub to: String,
    /// The subject; empty for a text message.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as a page.
    pub html: Option<String>,
    /// When it was sent.
    pub at: Now,
}

/// What is in the mailbox, newest first; only what went to `to`, if given.
///
/// # Errors
/// A database error.
pub async fn list(
    conn: &impl Reader,
    keyring: &Keyring,
    to: Option<&str>,
    cursor: Option<Cursor>,
    limit: usize,
) -> Result<Page<Item>, Error> {
    let mut query = entity::Entity::find();
    if let Some(to) = to {
        query = query.filter(entity::Column::RecipientHash.eq(hash(keyring, to)));
    }
    if let Some(cursor) = cursor {
        let (at, id) = (entity::Column::At, entity::Column::Id);
        query = query.filter(below(at, cursor.instant(), id, MessageId(cursor.id)));
    }
    let rows = query
        .order_by_desc(entity::Column::At)
        .order_by_desc(entity::Column::Id)
        .limit(u64::try_from(limit + 1).unwrap_or(u64::MAX))
        .all(conn)
        .await?;
    let items = rows.into_iter().map(|row| item(keyring, row)).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(items, limit, |item| Cursor::at(item.at, item.id)))
}

/// One message of the mailbox.
///
/// # Errors
/// [`Error::NotFound`], or a database error.
pub async fn get(conn: &impl Reader, keyring: &Keyring, id: MessageId) -> Result<Item, Error> {
    item(keyring, entity::Entity::find_by_id(id).one(conn).await?.ok_or(Error::NotFound)?)
}

fn item(keyring: &Keyring, row: entity::Model) -> Result<Item, Error> {
    Ok(Item {
        id: row.id,
        channel: row.channel.parse()?,
        // Kept under another secret: the rest can still be shown.
        to: keyring.open(&row.recipient).unwrap_or_default(),
        subject: row.subject,
        text: row.body_text,
        html: row.body_html,
        at: row.at,
    })
}

fn hash(keyring: &Keyring, to: &str) -> Vec<u8> {
    keyring.hash(Purpose::LookUp, &format!("mailbox {}", to.trim().to_lowercase())).to_vec()
}
