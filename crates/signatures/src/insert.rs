//! Inserting many signatures in one statement.

use std::collections::HashSet;

use folkmoot_foundation::db::{Kind, kind_of};
use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::{DbErr, DriveId, Now, PersonId, SignatureId, Tx};
use sea_orm::{ConnectionTrait as _, DbBackend, Statement, Value};

use crate::PersonKey;
use crate::checks::Origin;
use crate::leaf::SALT;
use crate::receipt::{Channel, State};

/// A row about to be inserted.
#[derive(Debug, Clone)]
pub(crate) struct NewSignature {
    pub id: SignatureId,
    pub drive: DriveId,
    pub person_key: PersonKey,
    pub person: Option<PersonId>,
    pub region: Option<RegionCode>,
    pub channel: Channel,
    pub salt: [u8; SALT],
    pub origin: Option<Origin>,
}

/// Inserts those whose person has not signed their drive yet, neither with this key nor with this account; says which
/// those were. Of two in `rows` that exclude each other the first is inserted.
pub(crate) async fn insert_new(
    tx: &Tx,
    now: Now,
    rows: &[NewSignature],
) -> Result<HashSet<SignatureId>, DbErr> {
    let inserted = match kind_of(tx) {
        Kind::Postgres => tx.query_all_raw(as_arrays(now, rows)).await?,
        Kind::Sqlite => tx.query_all_raw(as_json(now, rows)).await?,
    };
    inserted.iter().map(|row| row.try_get("", "id")).collect()
}

/// One statement with the same text for any number of rows, so that PostgreSQL prepares it once.
fn as_arrays(now: Now, rows: &[NewSignature]) -> Statement {
    const SQL: &str = "INSERT INTO signature \
        (person_key, drive, id, signed_at, person, salt, channel, state, county, origin) \
        SELECT r.person_key, r.drive, r.id, $1, nullif(r.person, '00000000-0000-0000-0000-000000000000'), \
        r.salt, r.channel, $2, nullif(r.county, ''), nullif(r.origin, '') \
        FROM unnest($3::bytea[], $4::uuid[], $5::uuid[], $6::uuid[], $7::bytea[], $8::text[], $9::text[], $10::bytea[]) \
        AS r(person_key, drive, id, person, salt, channel, county, origin) \
        ON CONFLICT DO NOTHING RETURNING id";
    let values = [
        now.into(),
        State::Counted.code().into(),
        array(rows.iter().map(|row| row.person_key.to_vec())),
        array(rows.iter().map(|row| row.drive.0)),
        array(rows.iter().map(|row| row.id.0)),
        // Arrays hold no nulls here: nobody has the nil id, no region is called nothing, and no origin is empty.
        array(rows.iter().map(|row| row.person.map(|person| person.0).unwrap_or_default())),
        array(rows.iter().map(|row| row.salt.to_vec())),
        array(rows.iter().map(|row| row.channel.code().to_owned())),
        array(rows.iter().map(|row| row.region.map(String::from).unwrap_or_default())),
        array(rows.iter().map(|row| row.origin.map(Origin::to_bytes).unwrap_or_default())),
    ];
    Statement::from_sql_and_values(DbBackend::Postgres, SQL, values)
}

/// An array for PostgreSQL.
pub(crate) fn array<T>(items: impl Iterator<Item = T>) -> Value
where
    Vec<T>: Into<Value>,
{
    items.collect::<Vec<T>>().into()
}

/// One statement with the same text for any number of rows, which SQLite prepares once. JSON holds no bytes, hence the
/// hexadecimal digits.
fn as_json(now: Now, rows: &[NewSignature]) -> Statement {
    const SQL: &str = "INSERT INTO signature \
        (person_key, drive, id, signed_at, person, salt, channel, state, county, origin) \
        SELECT unhex(value ->> 0), unhex(value ->> 1), unhex(value ->> 2), $1, unhex(value ->> 3), \
        unhex(value ->> 4), value ->> 5, $2, value ->> 6, unhex(value ->> 7) \
        FROM json_each($3) WHERE true ON CONFLICT DO NOTHING RETURNING id";
    let row = |row: &NewSignature| {
        serde_json::json!([
            hex::encode(row.person_key),
            hex::encode(row.drive.0),
            hex::encode(row.id.0),
            row.person.map(|person| hex::encode(person.0)),
            hex::encode(row.salt),
            row.channel.code(),
            row.region,
            row.origin.map(|origin| hex::encode(origin.to_bytes())),
        ])
    };
    let rows = serde_json::Value::Array(rows.iter().map(row).collect());
    let values = [now.into(), State::Counted.code().into(), rows.to_string().into()];
    Statement::from_sql_and_values(DbBackend::Sqlite, SQL, values)
}
