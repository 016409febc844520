//! The worker's part: takes messages out of the outbox and hands them to the mail server or the SMS gateway.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::TimeDelta;
use folkmoot_foundation::crypto::Keyring;
use folkmoot_foundation::db::commit;
use folkmoot_foundation::{Db, DbErr, Now, PersonId};
use futures_util::StreamExt as _;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _, LockBehavior, LockType};
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::audience::{Contact, Directory, Telling};
use crate::digests;
use crate::error::{Error, SendError};
use crate::mail::{Letter, Mailer};
use crate::outbox::{Channel, entity};
use crate::preferences::{MailKind, Refusal, Scope};
use crate::render::{Renderer, ToRender};
use crate::sms::{SmsProvider, TextMessage};

/// How long a worker may take for what it claimed before another takes it over.
const LEASE: TimeDelta = TimeDelta::minutes(5);

/// After how many tries a message is given up.
pub const TRIES: i64 = 8;

/// How many messages are on the wire at once.
const ON_THE_WIRE: usize = 8;

/// Takes messages out of the outbox to those they are for.
#[derive(Clone)]
pub struct Courier {
    /// The database.
    pub db: Db,
    /// Opens addresses and contents.
    pub keyring: Keyring,
    /// Puts messages into words.
    pub renderer: Arc<dyn Renderer>,
    /// Knows how people are reached.
    pub directory: Arc<dyn Directory>,
    /// Takes mails.
    pub mailer: Arc<dyn Mailer>,
    /// Takes text messages.
    pub sms: Arc<dyn SmsProvider>,
}

/// What a round of delivery did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Delivered {
    /// Messages taken over by the mail server or gateway.
    pub sent: usize,
    /// Messages that will be tried again.
    pub postponed: usize,
    /// Messages given up.
    pub failed: usize,
}

impl Courier {
    /// Sends up to `limit` messages that are due, those first that one person waits for.
    ///
    /// At least once: a message whose worker dies is sent again when its lease is over. Safe in several processes.
    ///
    /// # Errors
    /// An error of the database or the directory; what was claimed is tried again.
    pub async fn deliver(&self, now: Now, limit: u64) -> Result<Delivered, Error> {
        let claimed = self.claim(now, limit).await?;
        if claimed.is_empty() {
            return Ok(Delivered::default());
        }
        let mut people: Vec<PersonId> =
            claimed.iter().filter(|m| m.address.is_none()).filter_map(|m| m.person).collect();
        people.sort_unstable();
        people.dedup();
        let contacts = if people.is_empty() {
            HashMap::new()
        } else {
            self.directory.contacts(&people).await.map_err(Error::Directory)?
        };
        let contacts = &contacts;
        let outcomes: Vec<Result<Outcome, DbErr>> = futures_util::stream::iter(claimed)
            .map(|message| async move {
                let result = self.send(&message, contacts, now).await;
                self.note(&message, result, now).await
            })
            .buffer_unordered(ON_THE_WIRE)
            .collect()
            .await;
        let mut delivered = Delivered::default();
        for outcome in outcomes {
            match outcome? {
                Outcome::Sent => delivered.sent += 1,
                Outcome::Postponed => delivered.postponed += 1,
                Outcome::Failed => delivered.failed += 1,
            }
        }
        Ok(delivered)
    }

    async fn claim(&self, now: Now, limit: u64) -> Result<Vec<entity::Model>, DbErr> {
        let due = || {
            entity::Entity::find()
                .filter(entity::Column::SentAt.is_null())
                .filter(entity::Column::FailedAt.is_null())
                .filter(entity::Column::NextTryAt.lte(now))
                .filter(
                    Condition::any()
                        .add(entity::Column::LockedUntil.is_null())
                        .add(entity::Column::LockedUntil.lte(now)),
                )
        };
        // Looking first spares SQLite a write transaction every second.
        if due().limit(1).one(self.db.read()).await?.is_none() {
            return Ok(Vec::new());
        }
        let tx = self.db.begin().await?;
        let mut claimed = due()
            .order_by_asc(entity::Column::Bulk)
            .order_by_asc(entity::Column::NextTryAt)
            .order_by_asc(entity::Column::Id)
            .limit(limit)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .all(&tx)
            .await?;
        entity::Entity::update_many()
            .col_expr(entity::Column::LockedUntil, Expr::value(now + LEASE))
            .col_expr(entity::Column::Attempts, Expr::col(entity::Column::Attempts).add(1))
            .filter(entity::Column::Id.is_in(claimed.iter().map(|m| m.id)))
            .exec(&tx)
            .await?;
        commit(tx).await?;
        for message in &mut claimed {
            message.attempts += 1;
        }
        Ok(claimed)
    }

    async fn send(
        &self,
        message: &entity::Model,
        contacts: &HashMap<PersonId, Contact>,
        now: Now,
    ) -> Result<(), SendError> {
        let channel: Channel =
            message.channel.parse().map_err(|_| SendError::permanent("unknown_channel"))?;
        let contact = message.person.and_then(|person| contacts.get(&person));
        let to = match (&message.address, channel) {
            (Some(sealed), _) => {
                Some(self.keyring.open(sealed).map_err(|_| SendError::permanent("other_secret"))?)
            }
            (None, Channel::Mail) => contact.and_then(|c| c.email.clone()),
            (None, Channel::Sms) => contact.and_then(|c| c.mobile.clone()),
        };
        let to = to.ok_or_else(|| SendError::permanent("no_address"))?;
        let data = self.keyring.open(&message.data).map_err(|_| SendError::permanent("other_secret"))?;
        let data = serde_json::from_str(&data).map_err(|_| SendError::permanent("damaged"))?;
        let unsubscribe = match message.person {
            Some(person) if message.bulk => {
                Some(Refusal { person, scope: scope(&message.kind, &data) }.token(&self.keyring))
            }
            _ => None,
        };
        let locale = message.locale.as_deref().or(contact.map(|c| c.locale.as_str())).unwrap_or("zh-TW");
        let rendered = self
            .renderer
            .render(&ToRender {
                channel,
                kind: &message.kind,
                locale,
                data: &data,
                unsubscribe: unsubscribe.as_deref(),
            })
            .map_err(|error| {
                tracing::error!(message = %message.id, kind = message.kind, %error, "rendering failed");
                SendError::temporary("render")
            })?;
        match channel {
            Channel::Mail => {
                let letter = Letter {
                    id: message.id,
                    to,
                    subject: rendered.subject,
                    text: rendered.text,
                    html: rendered.html,
                    locale: locale.to_owned(),
                    unsubscribe_url: rendered.unsubscribe_url,
                    attachment: rendered.attachment,
                };
                self.mailer.send(&letter, now).await
            }
            Channel::Sms => {
                self.sms.send(&TextMessage { id: message.id, to, text: rendered.text }, now).await
            }
        }
    }

    /// Writes down how a try went. Address and contents go away with the last one.
    async fn note(
        &self,
        message: &entity::Model,
        result: Result<(), SendError>,
        now: Now,
    ) -> Result<Outcome, DbErr> {
        let update = entity::Entity::update_many()
            .filter(entity::Column::Id.eq(message.id))
            .filter(entity::Column::SentAt.is_null())
            .col_expr(entity::Column::LockedUntil, Expr::value(None::<Now>));
        let (update, outcome) = match result {
            Ok(()) => (emptied(update.col_expr(entity::Column::SentAt, Expr::value(now))), Outcome::Sent),
            Err(error) => {
                let given_up = error.permanent || message.attempts >= TRIES;
                tracing::warn!(message = %message.id, kind = message.kind, code = error.code, given_up, "not sent");
                // Only the holder of the lease decides about a failure.
                let update = update
                    .filter(entity::Column::Attempts.eq(message.attempts))
                    .col_expr(entity::Column::LastError, Expr::value(error.code));
                if given_up {
                    let update = update.col_expr(entity::Column::FailedAt, Expr::value(now));
                    (emptied(update), Outcome::Failed)
                } else {
                    let next = now + pause(message.attempts);
                    (update.col_expr(entity::Column::NextTryAt, Expr::value(next)), Outcome::Postponed)
                }
            }
        };
        let tx = self.db.begin().await?;
        update.exec(&tx).await?;
        commit(tx).await?;
        Ok(outcome)
    }
}

/// Which mails the link of this one refuses.
fn scope(kind: &str, data: &serde_json::Value) -> Scope {
    if kind == digests::KIND {
        return Scope::Digest;
    }
    // What is no telling are the dates of a desk.
    let telling = serde_json::from_value::<Telling>(data.clone());
    Scope::Kind(telling.map_or(MailKind::Desk, |told| MailKind::of(told.audience, told.via.as_ref())))
}

enum Outcome {
    Sent,
    Postponed,
    Failed,
}

fn emptied(update: sea_orm::UpdateMany<entity::Entity>) -> sea_orm::UpdateMany<entity::Entity> {
    update
        .col_expr(entity::Column::Address, Expr::value(None::<String>))
        .col_expr(entity::Column::Data, Expr::value(""))
}

/// How long to wait after the `attempts`-th try: 30 seconds, then four times as long each time, two days in all.
fn pause(attempts: i64) -> TimeDelta {
    let doublings = u32::try_from((attempts - 1).clamp(0, 10) * 2).unwrap_or(0);
    TimeDelta::seconds(30i64 << doublings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_within_two_days() {
        assert_eq!(pause(1), TimeDelta::seconds(30));
        assert_eq!(pause(2), TimeDelta::minutes(2));
        let all: TimeDelta = (1..TRIES).map(pause).sum();
        assert!(all > TimeDelta::days(1) && all < TimeDelta::days(2), "{all}");
        assert!(pause(i64::MAX) > pause(TRIES));
    }
}
