//! Signature sheets on paper: files between dry run and import, imports with their lines, evidence, and samples.

use sea_orm_migration::prelude::*;

use crate::columns::{
    at, at_null, bytes, index, key, number, table, text, text_null, unique, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // No name and no identifier is kept of a file, only what follows from it.
        m.create_table(table(
            "paper_upload",
            vec![
                key("id"),
                uuid("drive"),
                uuid("person"),
                text("file_name"),
                bytes("sha256"),
                text("lines"),
                at("created_at"),
            ],
        ))
        .await?;
        m.create_index(index("paper_upload_created", "paper_upload", &["created_at"])).await?;

        m.create_table(table(
            "paper_import",
            vec![
                key("id"),
                uuid("drive"),
                number("number"),
                uuid("person"),
                bytes("sha256"),
                at("imported_at"),
                number("counted"),
                number("duplicates"),
                number("unreadable"),
                text("differed"),
            ],
        ))
        .await?;
        m.create_index(unique("paper_import_number", "paper_import", &["drive", "number"])).await?;
        m.create_index(unique("paper_import_file", "paper_import", &["drive", "sha256"])).await?;

        // Only lines that count: each place on paper at most once in a drive.
        let lines = vec![uuid("drive"), number("sheet"), number("line"), uuid("import"), uuid("signature")];
        m.create_table(keyed(table("paper_line", lines), &["drive", "sheet", "line"])).await?;
        m.create_index(unique("paper_line_signature", "paper_line", &["drive", "signature"])).await?;

        m.create_table(table(
            "paper_evidence",
            vec![
                key("id"),
                uuid("drive"),
                uuid("person"),
                text("kind"),
                text("file_name"),
                bytes("sha256"),
                number("size"),
                bytes("content"),
                at("added_at"),
            ],
        ))
        .await?;
        m.create_index(unique("paper_evidence_file", "paper_evidence", &["drive", "sha256"])).await?;

        m.create_table(table(
            "paper_sample",
            vec![
                key("id"),
                uuid("drive"),
                uuid_null("import"),
                uuid("person"),
                bytes("seed"),
                number("margin"),
                number("population"),
                at("drawn_at"),
            ],
        ))
        .await?;
        m.create_index(index("paper_sample_drive", "paper_sample", &["drive", "drawn_at"])).await?;
        let drawn = vec![
            uuid("sample"),
            number("sheet"),
            number("line"),
            uuid("signature"),
            text_null("verdict"),
            at_null("checked_at"),
        ];
        m.create_table(keyed(table("paper_sample_line", drawn), &["sample", "sheet", "line"])).await
    }
}

fn keyed(mut table: TableCreateStatement, columns: &[&'static str]) -> TableCreateStatement {
    let mut key = Index::create();
    for column in columns {
        key.col(Alias::new(*column));
    }
    table.primary_key(&mut key).to_owned()
}
