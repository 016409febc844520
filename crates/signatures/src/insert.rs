//! Inserting many signatures in one statement.

use std::collections::HashSet;

use folkmoot_foundation::db::{Kind, kind_of};
use folkmoot_foundation::{DbErr, DriveId, Now, PersonId, SignatureId, Tx};
use sea_orm::sea_query::{Alias, Expr, OnConflict, Query};
use sea_orm::{ConnectionTrait as _, DbBackend, Statement, Value};

use crate::PersonKey;
use crate::checks::Origin;
use crate::entity::signature::Column;
use crate::leaf::SALT;
use crate::receipt::{Channel, State};

/// A row about to be inserted.
#[derive(Debug, Clone)]
pub(crate) struct NewSignature {
    pub id: SignatureId,
    pub drive: DriveId,
    pub person_key: PersonKey,
    pub person: Option<PersonId>,
    pub county: Option<&'static str>,
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
        Kind::Sqlite => tx.query_all(&as_rows(now, rows)?).await?,
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
        // Arrays hold no nulls here: nobody has the nil id, no county is called nothing, and no origin is empty.
        array(rows.iter().map(|row| row.person.map(|person| person.0).unwrap_or_default())),
        array(rows.iter().map(|row| row.salt.to_vec())),
        array(rows.iter().map(|row| row.channel.code().to_owned())),
        array(rows.iter().map(|row| row.county.unwrap_or_default().to_owned())),
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

/// One statement with a list of values for each row; a batch stays far below SQLite's limit of 32,766 of them.
fn as_rows(now: Now, rows: &[NewSignature]) -> Result<sea_orm::sea_query::InsertStatement, DbErr> {
    let columns = [
        Column::PersonKey,
        Column::Drive,
        Column::Id,
        Column::SignedAt,
        Column::Person,
        Column::Salt,
        Column::Channel,
        Column::State,
        Column::County,
        Column::Origin,
    ];
    let mut insert = Query::insert();
    insert.into_table(Alias::new("signature")).columns(columns);
    for row in rows {
        insert
            .values([
                Expr::value(row.person_key.to_vec()),
                Expr::value(row.drive),
                Expr::value(row.id),
                Expr::value(now),
                Expr::value(row.person),
                Expr::value(row.salt.to_vec()),
                Expr::value(row.channel.code()),
                Expr::value(State::Counted.code()),
                Expr::value(row.county),
                Expr::value(row.origin.map(Origin::to_bytes)),
            ])
            .map_err(|error| DbErr::Custom(error.to_string()))?;
    }
    insert.on_conflict(OnConflict::new().do_nothing().to_owned()).returning_col(Column::Id);
    Ok(insert.to_owned())
}
