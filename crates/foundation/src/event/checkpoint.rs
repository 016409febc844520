//! Checkpoints: where the chain of events stood, signed, so that whoever keeps one can tell a rewritten past.
//!
//! What is signed with Ed25519 are these four lines, each with a line feed at its end:
//!
//! ```text
//! folkmoot checkpoint 1
//! <position in decimal>
//! <seal in hexadecimal>
//! <milliseconds since 1970-01-01T00:00:00Z in decimal>
//! ```

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, Set};
use serde::{Deserialize, Serialize};

use crate::clock::Now;
use crate::db::{Reader, Tx};

mod entity {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "checkpoint")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub seal: Vec<u8>,
        pub at: DateTimeUtc,
        pub key: Vec<u8>,
        pub signature: Vec<u8>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A signed statement of the platform: at this position the chain had this seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The position of the last event it covers.
    pub position: i64,
    /// The seal of that event.
    #[serde(with = "hex::serde")]
    pub seal: Vec<u8>,
    /// When it was signed, in milliseconds since 1970-01-01T00:00:00Z.
    pub at: i64,
    /// The public key it was signed with (32 bytes).
    #[serde(with = "hex::serde")]
    pub key: Vec<u8>,
    /// The Ed25519 signature (64 bytes).
    #[serde(with = "hex::serde")]
    pub signature: Vec<u8>,
}

impl Checkpoint {
    /// Whether the signature is the key's over this position, seal and time.
    pub fn is_signed(&self) -> bool {
        let key = <[u8; 32]>::try_from(self.key.as_slice())
            .ok()
            .and_then(|key| VerifyingKey::from_bytes(&key).ok());
        let signature = Signature::from_slice(&self.signature).ok();
        let (Some(key), Some(signature)) = (key, signature) else { return false };
        key.verify_strict(&message(self.position, &self.seal, self.at), &signature).is_ok()
    }
}

fn message(position: i64, seal: &[u8], at: i64) -> Vec<u8> {
    format!("folkmoot checkpoint 1\n{position}\n{}\n{at}\n", hex::encode(seal)).into_bytes()
}

/// The key that checkpoints are signed with; it follows from the platform's master secret.
#[derive(Clone)]
pub struct CheckpointKey(SigningKey);

impl std::fmt::Debug for CheckpointKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CheckpointKey({})", hex::encode(self.public()))
    }
}

impl CheckpointKey {
    /// The key with these secret bytes.
    pub fn new(secret: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&secret))
    }

    /// What others check signatures with.
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// Signs where the chain stands.
    pub(super) fn sign(&self, position: i64, seal: &[u8], now: Now) -> Checkpoint {
        let at = now.timestamp_millis();
        let signature = self.0.sign(&message(position, seal, at)).to_bytes().to_vec();
        Checkpoint { position, seal: seal.to_vec(), at, key: self.public().to_vec(), signature }
    }
}

impl From<entity::Model> for Checkpoint {
    fn from(row: entity::Model) -> Self {
        let at = row.at.timestamp_millis();
        Self { position: row.position, seal: row.seal, at, key: row.key, signature: row.signature }
    }
}

/// Keeps checkpoints for good.
pub(super) async fn write(tx: &Tx, checkpoints: Vec<Checkpoint>) -> Result<(), DbErr> {
    for checkpoints in checkpoints.chunks(250) {
        let rows = checkpoints.iter().map(|checkpoint| entity::ActiveModel {
            position: Set(checkpoint.position),
            seal: Set(checkpoint.seal.clone()),
            at: Set(Now::from_timestamp_millis(checkpoint.at).unwrap_or_default()),
            key: Set(checkpoint.key.clone()),
            signature: Set(checkpoint.signature.clone()),
        });
        entity::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The newest checkpoint; nothing while no event was sealed.
///
/// # Errors
/// A database error.
pub async fn newest(conn: &impl Reader) -> Result<Option<Checkpoint>, DbErr> {
    Ok(entity::Entity::find().order_by_desc(entity::Column::Position).one(conn).await?.map(Checkpoint::from))
}

/// The first checkpoint that covers `position`, and the one before it.
pub(super) async fn around(
    conn: &impl Reader,
    position: i64,
) -> Result<(Option<Checkpoint>, Option<Checkpoint>), DbErr> {
    let before = entity::Entity::find()
        .filter(entity::Column::Position.lt(position))
        .order_by_desc(entity::Column::Position)
        .one(conn)
        .await?;
    let after = entity::Entity::find()
        .filter(entity::Column::Position.gte(position))
        .order_by_asc(entity::Column::Position)
        .one(conn)
        .await?;
    Ok((before.map(Checkpoint::from), after.map(Checkpoint::from)))
}

/// The checkpoints after position `from` up to position `to`, in order.
pub(super) async fn between(conn: &impl Reader, from: i64, to: i64) -> Result<Vec<Checkpoint>, DbErr> {
    let rows = entity::Entity::find()
        .filter(entity::Column::Position.gt(from))
        .filter(entity::Column::Position.lte(to))
        .order_by_asc(entity::Column::Position)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Checkpoint::from).collect())
}

/// The checkpoints before position `before` (all if nothing), newest first.
///
/// # Errors
/// A database error.
pub async fn list(conn: &impl Reader, before: Option<i64>, limit: u64) -> Result<Vec<Checkpoint>, DbErr> {
    let mut query = entity::Entity::find();
    if let Some(before) = before {
        query = query.filter(entity::Column::Position.lt(before));
    }
    let rows = query.order_by_desc(entity::Column::Position).limit(limit).all(conn).await?;
    Ok(rows.into_iter().map(Checkpoint::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_what_was_signed_and_nothing_else() {
        let key = CheckpointKey::new([7; 32]);
        let signed = key.sign(12, &[1; 32], "2026-03-02T04:00:00Z".parse().unwrap());
        assert!(signed.is_signed());
        let changed = [
            Checkpoint { position: 13, ..signed.clone() },
            Checkpoint { seal: vec![2; 32], ..signed.clone() },
            Checkpoint { at: signed.at + 1, ..signed.clone() },
            Checkpoint { key: CheckpointKey::new([8; 32]).public().to_vec(), ..signed.clone() },
            Checkpoint { key: vec![], ..signed.clone() },
            Checkpoint { signature: vec![0; 64], ..signed.clone() },
            Checkpoint { signature: vec![], ..signed.clone() },
        ];
        assert!(changed.iter().all(|changed| !changed.is_signed()));
        let json = serde_json::to_string(&signed).unwrap();
        assert_eq!(serde_json::from_str::<Checkpoint>(&json).unwrap(), signed);
    }
}
