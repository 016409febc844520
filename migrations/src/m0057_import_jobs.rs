//! Long files that are read, compared and imported beside the requests that asked for it.

use sea_orm_migration::prelude::*;

use crate::columns::{at, at_null, bytes, index, key, number, table, text, text_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(table(
            "record_job",
            vec![
                key("id"),
                uuid("hearing"),
                // Whose it is.
                uuid("person"),
                // The file it works on.
                uuid("upload"),
                text("file_name"),
                bytes("sha256"),
                // `look` or `import`.
                text("kind"),
                // The statements of which the file's words are to be taken, as JSON.
                text_null("take"),
                // `waiting`, `working`, `done`, `refused` or `failed`.
                text("state"),
                // The last that is known of how far it is.
                text_null("stage"),
                number("done"),
                number("total"),
                // Which process works on it, and until when it has it unless it says that it goes on.
                uuid_null("worker"),
                at_null("held_until"),
                // How often it was taken up.
                number("tries"),
                // What came out, as JSON.
                text_null("outcome"),
                at("created_at"),
                at_null("ended_at"),
            ],
        ))
        .await?;
        m.create_index(index("record_job_waiting", "record_job", &["state", "created_at", "id"])).await?;
        m.create_index(index("record_job_upload", "record_job", &["upload", "created_at"])).await?;
        // One hearing's record is imported by one at a time.
        let c = m.get_connection();
        c.execute_unprepared(
            "CREATE UNIQUE INDEX record_job_importing ON record_job (hearing) \
             WHERE kind = 'import' AND state IN ('waiting', 'working')",
        )
        .await?;
        Ok(())
    }
}
