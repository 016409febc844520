//! What is not in the lists (yet): supporters before the review with their limit, a threshold of listing, and refused words
//! that are not shown; the time of a review that does not count. And whether the log was told of the end of a pause.

use sea_orm_migration::prelude::*;

use crate::columns::{at_null, index, number, number_null, text_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let add = |table: &'static str, column| {
            Table::alter().table(Alias::new(table)).add_column(column).to_owned()
        };
        // At most so many people may sign for now.
        m.alter_table(add("drive", number_null("cap"))).await?;
        m.alter_table(add("drive_pause", at_null("resumed_at"))).await?;
        m.create_index(index("drive_pause_ends", "drive_pause", &["resumed_at", "ends_at"])).await?;
        // Why a proposal is in no list, though others may know of it; nothing for those that are.
        m.alter_table(add("proposal", text_null("unlisted"))).await?;
        // From when the time of its review counts, and what was asked to be mended.
        m.alter_table(add("proposal", at_null("review_from"))).await?;
        m.alter_table(add("proposal", at_null("supplement_asked"))).await?;
        m.alter_table(add("proposal", at_null("supplement_due"))).await?;
        m.alter_table(add("proposal", number("supplements"))).await
    }
}
