//! What stood in the database before the index did: put in step by step, each step in a transaction of its own, so that it
//! goes on where it was when it is interrupted.

use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::*;

use super::sql::Sql;
use crate::db::{Kind as Database, Reader, Tx, kind_of};

/// The parts of the platform with documents of their own.
const PARTS: [&str; 5] = ["proposals", "voices", "responses", "addenda", "reports"];

#[derive(FromQueryResult)]
struct Part {
    part: String,
}

#[derive(FromQueryResult)]
struct Place {
    place: Option<Uuid>,
}

/// The parts whose documents are not all in the index.
///
/// # Errors
/// A database error.
pub async fn waiting(conn: &impl Reader) -> Result<Vec<String>, DbErr> {
    let sql = Sql::new("SELECT part FROM search_backlog ORDER BY part");
    let parts = Part::find_by_statement(sql.statement(conn.get_database_backend())).all(conn).await?;
    Ok(parts.into_iter().map(|row| row.part).collect())
}

/// After which document a part goes on, locked so that two workers take turns; nothing if all are in the index.
///
/// # Errors
/// A database error.
pub async fn place(tx: &Tx, part: &str) -> Result<Option<Uuid>, DbErr> {
    let mut sql = Sql::new("SELECT place FROM search_backlog WHERE part = ");
    sql.bind(part);
    if kind_of(tx) == Database::Postgres {
        sql.push(" FOR UPDATE");
    }
    let row = Place::find_by_statement(sql.statement(tx.get_database_backend())).one(tx).await?;
    Ok(row.map(|row| row.place.unwrap_or(Uuid::nil())))
}

/// Notes the last document that was put into the index; without one there is none left.
///
/// # Errors
/// A database error.
pub async fn advance(tx: &Tx, part: &str, last: Option<Uuid>) -> Result<(), DbErr> {
    let mut sql = Sql::default();
    match last {
        Some(last) => {
            sql.push("UPDATE search_backlog SET place = ").bind(last).push(" WHERE part = ").bind(part)
        }
        None => sql.push("DELETE FROM search_backlog WHERE part = ").bind(part),
    };
    sql.run(tx).await?;
    Ok(())
}

/// Has everything be put into the index anew.
///
/// # Errors
/// A database error.
pub async fn begin_again(tx: &Tx) -> Result<(), DbErr> {
    for part in PARTS {
        let mut sql = Sql::new("INSERT INTO search_backlog (part, place) VALUES (");
        sql.bind(part).push(", NULL) ON CONFLICT (part) DO UPDATE SET place = NULL");
        sql.run(tx).await?;
    }
    Ok(())
}
