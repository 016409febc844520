//! One index for everything that can be found: documents with their words, what they stand under, and the words of letters
//! that a mistyped one is compared with. What stood in the earlier one is put in anew, step by step, once the platform runs.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let c = m.get_connection();
        let sqlite = m.get_database_backend() == DbBackend::Sqlite;
        let (own, uuid, flag) =
            if sqlite { (SQLITE, "uuid_text", "boolean") } else { (POSTGRES, "uuid", "boolean") };
        for sql in own {
            c.execute_unprepared(sql).await?;
        }
        let subject = format!(
            "CREATE TABLE search_subject (subject {uuid} NOT NULL PRIMARY KEY, listed {flag} NOT NULL, state text NOT NULL, \
             state_until bigint, state_then text, category text, county text)"
        );
        let agency = format!(
            "CREATE TABLE search_agency (subject {uuid} NOT NULL, agency {uuid} NOT NULL, PRIMARY KEY (subject, agency))"
        );
        // Compared byte by byte in both databases.
        let collation = if sqlite { "" } else { "COLLATE \"C\"" };
        let word = format!(
            "CREATE TABLE search_word (word text {collation} NOT NULL PRIMARY KEY, backwards text {collation} NOT NULL)"
        );
        // One row for each part of the platform whose documents are not in the index yet; `place` is the id of the last
        // one that was put.
        let backlog = format!("CREATE TABLE search_backlog (part text NOT NULL PRIMARY KEY, place {uuid})");
        for sql in [
            subject.as_str(),
            &agency,
            &word,
            &backlog,
            "CREATE INDEX search_agency_agency ON search_agency (agency)",
            "CREATE INDEX search_word_backwards ON search_word (backwards)",
            "CREATE INDEX search_entry_subject ON search_entry (subject)",
            "INSERT INTO search_backlog (part) VALUES ('proposals'), ('voices'), ('responses'), ('addenda'), ('reports')",
        ] {
            c.execute_unprepared(sql).await?;
        }
        Ok(())
    }
}

/// The number of a document is its place in the index, so that SQLite gives the newest of a kind first without looking at
/// the others. Terms are ASCII or longer than a byte; what is written beyond ASCII is taken as it is.
const SQLITE: &[&str] = &[
    "DROP TABLE search_text",
    "DROP TABLE search_entry",
    "CREATE TABLE search_entry (entry INTEGER PRIMARY KEY, kind text NOT NULL, id uuid_text NOT NULL, \
     subject uuid_text NOT NULL, at bigint NOT NULL, channel text, side text, title text NOT NULL, body text NOT NULL, \
     UNIQUE (kind, id))",
    "CREATE VIRTUAL TABLE search_text USING fts5(title, body, content = '', contentless_delete = 1, tokenize = 'ascii')",
];

const POSTGRES: &[&str] = &[
    "DROP TABLE search_entry",
    "CREATE TABLE search_entry (entry bigint PRIMARY KEY, kind text NOT NULL, id uuid NOT NULL, subject uuid NOT NULL, \
     at bigint NOT NULL, channel text, side text, title text NOT NULL, body text NOT NULL, terms tsvector NOT NULL, \
     UNIQUE (kind, id))",
    // A short list of what is not sorted in yet: every search reads all of it.
    "CREATE INDEX search_entry_terms ON search_entry USING gin (terms) WITH (gin_pending_list_limit = 256)",
    "CREATE SEQUENCE search_entry_1",
    "CREATE SEQUENCE search_entry_2",
    "CREATE SEQUENCE search_entry_3",
    "CREATE SEQUENCE search_entry_4",
    "CREATE SEQUENCE search_entry_5",
    "CREATE SEQUENCE search_entry_6",
    "CREATE SEQUENCE search_entry_7",
];
