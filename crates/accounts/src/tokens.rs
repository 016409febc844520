//! API tokens: a short-lived access token that names its session, and a refresh token that is exchanged at each use.

use chrono::TimeDelta;
use folkmoot_foundation::crypto::{Entropy, Keyring, Purpose, sha256};
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::{Actor, Now, PersonId, Tx};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use sea_orm::{ActiveModelTrait as _, EntityTrait as _, QuerySelect as _, Set};
use serde::{Deserialize, Serialize};

use crate::entity::{refresh_token, session};
use crate::error::Error;
use crate::passwords::Proof;
use crate::sessions::{self, SessionId, SessionKind};

/// An access token is good for so many minutes.
pub const ACCESS_MINUTES: i64 = 15;

const ISSUER: &str = "folkmoot";

/// What an API client gets.
#[derive(Clone, PartialEq, Eq)]
pub struct Issued {
    /// Whose tokens.
    pub person: PersonId,
    /// The session they belong to.
    pub session: SessionId,
    /// Sent as `Authorization: Bearer …`.
    pub access: String,
    /// Until when the access token is good.
    pub access_expires_at: Now,
    /// Exchanged once for the next pair.
    pub refresh: String,
}

impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Issued").field("session", &self.session).finish_non_exhaustive()
    }
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    /// The person.
    sub: PersonId,
    /// The session, whose row decides whether the token still holds.
    sid: SessionId,
    /// Seconds since 1970.
    iat: i64,
    exp: i64,
}

/// Signs an API client in.
///
/// # Errors
/// As [`sessions::start`].
pub async fn issue(
    tx: &Tx,
    keyring: &Keyring,
    entropy: &dyn Entropy,
    proof: &Proof,
    device: &str,
    now: Now,
) -> Result<Issued, Error> {
    let session = sessions::open(tx, proof, SessionKind::Api, None, device, now).await?;
    pair(tx, keyring, entropy, proof.person(), session, now).await
}

/// Exchanges a refresh token for the next pair; `None` if it is not valid. One that was exchanged before has been
/// copied: its session ends. Commit in either case.
///
/// # Errors
/// A database error, or [`Error::Token`].
pub async fn refresh(
    tx: &Tx,
    keyring: &Keyring,
    entropy: &dyn Entropy,
    token: &str,
    now: Now,
) -> Result<Option<Issued>, Error> {
    let hash = sha256(token.as_bytes()).to_vec();
    let Some(row) = refresh_token::Entity::find_by_id(hash).lock_exclusive().one(tx).await? else {
        return Ok(None);
    };
    let session = row.session;
    let Some(living) = sessions::by_id(tx, session, now).await? else { return Ok(None) };
    let person = living.person.id;
    if row.used_at.is_some() {
        session::Entity::delete_by_id(session).exec(tx).await?;
        let told = NewEvent::new("person.session_ended_after_reuse", person, Actor::System).internal();
        event::append(tx, now, told).await?;
        return Ok(None);
    }
    let mut row: refresh_token::ActiveModel = row.into();
    row.used_at = Set(Some(now));
    row.update(tx).await?;
    sessions::renew(tx, session, now).await?;
    pair(tx, keyring, entropy, person, session, now).await.map(Some)
}

async fn pair(
    tx: &Tx,
    keyring: &Keyring,
    entropy: &dyn Entropy,
    person: PersonId,
    session: SessionId,
    now: Now,
) -> Result<Issued, Error> {
    let refresh = entropy.token();
    let row = refresh_token::ActiveModel {
        token_hash: Set(sha256(refresh.as_bytes()).to_vec()),
        session: Set(session),
        made_at: Set(now),
        used_at: Set(None),
    };
    refresh_token::Entity::insert(row).exec_without_returning(tx).await?;
    let expires = now + TimeDelta::minutes(ACCESS_MINUTES);
    let claims = Claims {
        iss: ISSUER.to_owned(),
        sub: person,
        sid: session,
        iat: now.timestamp(),
        exp: expires.timestamp(),
    };
    let key = EncodingKey::from_secret(&keyring.key(Purpose::ApiToken));
    let access = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key).map_err(Error::Token)?;
    Ok(Issued { person, session, access, access_expires_at: expires, refresh })
}

/// The session that this access token names, and whose it must be; nothing if the token is forged or too old. Whether
/// the session still holds, its row decides.
pub fn session_of(keyring: &Keyring, token: &str, now: Now) -> Option<(SessionId, PersonId)> {
    read(keyring, token, now).map(|claims| (claims.sid, claims.sub))
}

fn read(keyring: &Keyring, token: &str, now: Now) -> Option<Claims> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_issuer(&[ISSUER]);
    // The library asks the system for the time; the platform's clock decides below.
    validation.validate_exp = false;
    let key = DecodingKey::from_secret(&keyring.key(Purpose::ApiToken));
    let claims = jsonwebtoken::decode::<Claims>(token, &key, &validation).ok()?.claims;
    (now.timestamp() < claims.exp).then_some(claims)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(header: &Header, key: &[u8; 32], issuer: &str, exp: i64) -> String {
        let now: Now = "2026-03-02T04:00:00Z".parse().unwrap();
        let claims = Claims {
            iss: issuer.to_owned(),
            sub: PersonId::new(now),
            sid: SessionId::new(now),
            iat: now.timestamp(),
            exp: now.timestamp() + exp,
        };
        jsonwebtoken::encode(header, &claims, &EncodingKey::from_secret(key)).unwrap()
    }

    #[test]
    fn only_own_tokens_of_the_one_algorithm_are_read() {
        let now: Now = "2026-03-02T04:00:00Z".parse().unwrap();
        let keys = Keyring::new([1; 32]);
        let key = keys.key(Purpose::ApiToken);
        let good = signed(&Header::new(Algorithm::HS256), &key, ISSUER, 60);
        assert!(read(&keys, &good, now).is_some());
        assert!(read(&keys, &good, now + TimeDelta::seconds(60)).is_none(), "too old");
        assert!(read(&Keyring::new([2; 32]), &good, now).is_none(), "another key");
        assert!(read(&keys, &signed(&Header::new(Algorithm::HS512), &key, ISSUER, 60), now).is_none());
        assert!(read(&keys, &signed(&Header::new(Algorithm::HS256), &key, "other", 60), now).is_none());
        let (_, rest) = good.split_once('.').unwrap();
        let none = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{}.", rest.split_once('.').unwrap().0);
        assert!(read(&keys, &none, now).is_none(), "unsigned");
        for text in ["", ".", "..", "a.b.c", "🍚"] {
            assert!(read(&keys, text, now).is_none());
        }
    }
}
