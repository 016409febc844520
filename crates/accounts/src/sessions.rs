//! Sessions of browsers: an opaque token in the browser, its hash here.

use std::collections::HashMap;

use chrono::TimeDelta;
use folkmoot_foundation::crypto::{Entropy, sha256};
use folkmoot_foundation::db::{Kind, kind_of};
use folkmoot_foundation::text::excerpt;
use folkmoot_foundation::{DbErr, Now, PersonId, Reader, Tx, typed_id};
use sea_orm::sea_query::{ArrayType, Expr};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QueryResult, QuerySelect as _,
    Set, Value,
};

use crate::entity::session;
use crate::error::Error;
use crate::passwords::{self, Proof};
use crate::person::{self, Person};
use crate::second_factor;

typed_id!(
    /// One session: a browser or an API client that signed in.
    SessionId
);

/// A session ends so many days after it was last used.
pub const SESSION_DAYS: i64 = 30;

/// How stale the time of last use may become before it is written again: keeps the hot path free of writes.
const RENEW_AFTER: TimeDelta = TimeDelta::hours(1);

/// Sessions listed and kept a person; beyond it the one unused for longest ends.
const MOST_SESSIONS: usize = 50;

/// The greatest length of a device's label, in characters.
const DEVICE_LENGTH: usize = 80;

/// How somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionKind {
    /// In a browser.
    Browser,
    /// For an API token.
    Api,
}

impl SessionKind {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Api => "api",
        }
    }
}

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedIn {
    /// Who.
    pub person: Person,
    /// In which session.
    pub session: SessionId,
    /// Whether [`renew`] is due, so that the session does not end while it is used.
    pub renew: bool,
}

/// A session in the list of devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub session: SessionId,
    /// A browser or an API client.
    pub kind: SessionKind,
    /// What it calls itself, such as `Firefox / Windows`.
    pub label: String,
    /// When it signed in.
    pub made_at: Now,
    /// When it was last used, to the hour.
    pub seen_at: Now,
}

/// Signs somebody in; gives the token for the browser, which is nowhere stored.
///
/// # Errors
/// [`Error::WrongCredentials`] if the password was changed or the account deleted since it was proven;
/// [`Error::SecondFactorNeeded`] if the account has one and the proof is without its code.
pub async fn start(
    tx: &Tx,
    entropy: &dyn Entropy,
    proof: &Proof,
    device: &str,
    now: Now,
) -> Result<String, Error> {
    let token = entropy.token();
    open(tx, proof, SessionKind::Browser, Some(sha256(token.as_bytes()).to_vec()), device, now).await?;
    Ok(token)
}

/// Opens a session for somebody whose proof still holds.
pub(crate) async fn open(
    tx: &Tx,
    proof: &Proof,
    kind: SessionKind,
    token_hash: Option<Vec<u8>>,
    device: &str,
    now: Now,
) -> Result<SessionId, Error> {
    let person = passwords::still_holds(tx, proof).await?;
    if !proof.has_code() && second_factor::of(tx, person.id).await?.is_some() {
        return Err(Error::SecondFactorNeeded);
    }
    let open = session::Entity::find()
        .filter(session::Column::Person.eq(person.id))
        .order_by_desc(session::Column::SeenAt)
        .all(tx)
        .await?;
    for stale in open.into_iter().skip(MOST_SESSIONS - 1) {
        session::Entity::delete_by_id(stale.id).exec(tx).await?;
    }
    let id = SessionId::new(now);
    let row = session::ActiveModel {
        id: Set(id),
        person: Set(person.id),
        kind: Set(kind.code().to_owned()),
        token_hash: Set(token_hash),
        device: Set(excerpt(device, DEVICE_LENGTH)),
        made_at: Set(now),
        seen_at: Set(now),
        expires_at: Set(now + TimeDelta::days(SESSION_DAYS)),
    };
    session::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

/// What a session is looked up by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SessionKey {
    /// The hash of a browser's token.
    Token([u8; 32]),
    /// The session that an access token names; see [`crate::tokens::session_of`].
    Session(SessionId),
}

impl SessionKey {
    /// The key of a browser's token.
    pub fn of_token(token: &str) -> Self {
        Self::Token(sha256(token.as_bytes()))
    }
}

/// Who is signed in by this session. One statement.
pub(crate) async fn by_id(conn: &impl Reader, id: SessionId, now: Now) -> Result<Option<SignedIn>, DbErr> {
    let key = SessionKey::Session(id);
    Ok(find_many(conn, &[key], now).await?.remove(&key))
}

/// Who is signed in by each of these; those unknown, ended or too old are missing. One statement for any number.
///
/// # Errors
/// A database error.
pub async fn find_many(
    conn: &impl Reader,
    keys: &[SessionKey],
    now: Now,
) -> Result<HashMap<SessionKey, SignedIn>, DbErr> {
    let (mut tokens, mut ids) = (Vec::new(), Vec::new());
    for key in keys {
        match key {
            SessionKey::Token(hash) => tokens.push(Value::from(hash.to_vec())),
            SessionKey::Session(id) => ids.push(Value::from(*id)),
        }
    }
    let mut values = vec![Value::from(now)];
    let kind = kind_of(conn);
    let lists = [("s.token_hash", "bytea", tokens), ("s.id", "uuid", ids)]
        .into_iter()
        .filter(|(.., wanted)| !wanted.is_empty());
    let conditions: Vec<String> = lists
        .map(|(column, sql_type, wanted)| match kind {
            Kind::Postgres => any_of(column, sql_type, wanted, &mut values),
            Kind::Sqlite => of_json(column, &wanted, &mut values),
        })
        .collect();
    if conditions.is_empty() {
        return Ok(HashMap::new());
    }
    let (columns, condition) = (person::COLUMNS, conditions.join(" OR "));
    let sql = format!(
        "SELECT s.id AS session, s.token_hash AS token_hash, s.seen_at AS seen_at, {columns} \
         FROM session s JOIN person p ON p.id = s.person LEFT JOIN role_grant g ON g.person = p.id \
         WHERE ({condition}) AND s.expires_at > $1 AND p.deleted_at IS NULL"
    );
    let mut rows_of: HashMap<SessionId, Vec<QueryResult>> = HashMap::new();
    for row in person::query(conn, &sql, values).await? {
        rows_of.entry(row.try_get("", "session")?).or_default().push(row);
    }
    let mut found = HashMap::with_capacity(rows_of.len());
    for (session, rows) in rows_of {
        let Some(person) = person::of_rows(&rows)? else { continue };
        let Some(row) = rows.first() else { continue };
        let seen_at: Now = row.try_get("", "seen_at")?;
        let signed_in = SignedIn { person, session, renew: now - seen_at >= RENEW_AFTER };
        let hash: Option<Vec<u8>> = row.try_get("", "token_hash")?;
        if let Some(hash) = hash.and_then(|hash| hash.try_into().ok()) {
            found.insert(SessionKey::Token(hash), signed_in.clone());
        }
        found.insert(SessionKey::Session(session), signed_in);
    }
    Ok(found)
}

/// `column = ANY ($n)`: one statement for any number of values, prepared once.
fn any_of(column: &str, sql_type: &str, wanted: Vec<Value>, values: &mut Vec<Value>) -> String {
    let of = if sql_type == "uuid" { ArrayType::Uuid } else { ArrayType::Bytes };
    values.push(Value::Array(of, Some(Box::new(wanted))));
    format!("{column} = ANY (${}::{sql_type}[])", values.len())
}

/// `column IN (…)` out of one JSON text: the same for SQLite, which has no arrays.
fn of_json(column: &str, wanted: &[Value], values: &mut Vec<Value>) -> String {
    let digits = wanted.iter().map(|value| match value {
        Value::Bytes(Some(bytes)) => hex::encode(bytes),
        Value::Uuid(Some(id)) => id.simple().to_string(),
        _ => String::new(),
    });
    values.push(serde_json::Value::from(digits.collect::<Vec<_>>()).to_string().into());
    format!("{column} IN (SELECT unhex(value) FROM json_each(${}))", values.len())
}

/// Notes that the session is used: it ends [`SESSION_DAYS`] from now.
///
/// # Errors
/// A database error.
pub async fn renew(tx: &Tx, id: SessionId, now: Now) -> Result<(), DbErr> {
    session::Entity::update_many()
        .col_expr(session::Column::SeenAt, Expr::value(now))
        .col_expr(session::Column::ExpiresAt, Expr::value(now + TimeDelta::days(SESSION_DAYS)))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::ExpiresAt.gt(now))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends one of the person's sessions; says whether there was one.
///
/// # Errors
/// A database error.
pub async fn end(tx: &Tx, person: PersonId, id: SessionId) -> Result<bool, DbErr> {
    let ended = session::Entity::delete_many()
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::Person.eq(person))
        .exec(tx)
        .await?;
    Ok(ended.rows_affected > 0)
}

/// Ends all sessions of a person, API tokens included, but for `keep`; says how many.
///
/// # Errors
/// A database error.
pub async fn end_all(tx: &Tx, person: PersonId, keep: Option<SessionId>) -> Result<u64, DbErr> {
    let mut query = session::Entity::delete_many().filter(session::Column::Person.eq(person));
    if let Some(keep) = keep {
        query = query.filter(session::Column::Id.ne(keep));
    }
    Ok(query.exec(tx).await?.rows_affected)
}

/// A person's sessions, last used first.
///
/// # Errors
/// A database error.
pub async fn list(conn: &impl Reader, person: PersonId, now: Now) -> Result<Vec<Device>, DbErr> {
    let rows = session::Entity::find()
        .filter(session::Column::Person.eq(person))
        .filter(session::Column::ExpiresAt.gt(now))
        .order_by_desc(session::Column::SeenAt)
        .order_by_desc(session::Column::Id)
        .limit(u64::try_from(MOST_SESSIONS).unwrap_or(u64::MAX))
        .all(conn)
        .await?;
    let device = |row: session::Model| Device {
        session: row.id,
        kind: if row.kind == SessionKind::Api.code() { SessionKind::Api } else { SessionKind::Browser },
        label: row.device,
        made_at: row.made_at,
        seen_at: row.seen_at,
    };
    Ok(rows.into_iter().map(device).collect())
}

/// Lets every living session live on when the demo's time machine jumps from `before` to `after`: nobody should be
/// signed out by moving the clock.
///
/// # Errors
/// A database error.
pub async fn carry_over(tx: &Tx, before: Now, after: Now) -> Result<(), DbErr> {
    session::Entity::update_many()
        .col_expr(session::Column::SeenAt, Expr::value(after))
        .col_expr(session::Column::ExpiresAt, Expr::value(after + TimeDelta::days(SESSION_DAYS)))
        .filter(session::Column::ExpiresAt.gt(before))
        .exec(tx)
        .await?;
    Ok(())
}

/// A short label for a browser, from its `User-Agent`.
pub fn device_label(user_agent: &str) -> String {
    let first = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    // The order matters: each browser also carries the marks of those after it.
    let browser = first(&[
        ("Line/", "LINE"),
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} / {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => {
            let name = user_agent.split(['/', ' ']).next().unwrap_or_default();
            let plain: String =
                name.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
            if plain.is_empty() { "?".to_owned() } else { excerpt(&plain, 40) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Firefox / Windows"
    )]
    #[case(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1",
        "Safari / iPhone"
    )]
    #[case(
        "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36 Line/15.1",
        "LINE / Android"
    )]
    #[case(
        "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140",
        "Edge / Windows"
    )]
    #[case("curl/8.5.0", "curl")]
    #[case("<script>alert(1)</script>", "scriptalert1")]
    #[case("", "?")]
    fn browsers_get_a_short_label(#[case] user_agent: &str, #[case] label: &str) {
        assert_eq!(device_label(user_agent), label);
    }
}
