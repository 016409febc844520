#![doc = include_str!("../README.md")]

use folkmoot_foundation::{Db, DbErr};
pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod columns;
mod m0001_foundation;
mod m0002_accounts;
mod m0003_proposals;
mod m0004_signatures;
mod m0005_agency_responses;
mod m0006_discussion;
mod m0007_hearings;
mod m0008_notifications;
mod m0009_record_corrections;
mod m0010_signature_ledger;
mod m0011_email_signatures;
mod m0012_drive_pauses;
mod m0013_drive_parts;
mod m0014_kept_answers;
mod m0016_signature_checks;
mod m0017_paper_and_counter;
mod m0018_before_the_list;
mod m0020_case_clocks;
mod m0021_reminders;
mod m0022_national_identity;
mod m0024_desk;
mod m0025_agencies_together;
mod m0030_record_readings;
mod m0031_answer_rules;
mod m0032_internal_review;
mod m0033_after_the_response;
mod m0034_feedback_and_survey;
mod m0035_second_factor;
mod m0036_threads;
mod m0037_appeals;
mod m0040_together_rules;
mod m0041_one_search;
mod m0042_topics;
mod m0043_comment_origins;
mod m0044_issues;
mod m0045_imported_voices;
mod m0046_hearing_life;
mod m0047_after_hearings;
mod m0048_desk_counts;
mod m0049_signals;
mod m0050_texts;
mod m0052_hall_questions;
mod m0053_hall;
mod m0054_own_words;
mod m0055_speaker_codes;
mod m0056_opinion_forms;
mod m0057_import_jobs;
mod m0058_told_questions;
mod m0059_subcategories;
mod m0060_statement_spot;
mod m0061_issue_leading;
#[cfg(feature = "testing")]
pub mod testing;

/// All migrations, in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_foundation::Migration),
            Box::new(m0002_accounts::Migration),
            Box::new(m0003_proposals::Migration),
            Box::new(m0004_signatures::Migration),
            Box::new(m0005_agency_responses::Migration),
            Box::new(m0006_discussion::Migration),
            Box::new(m0007_hearings::Migration),
            Box::new(m0008_notifications::Migration),
            Box::new(m0009_record_corrections::Migration),
            Box::new(m0010_signature_ledger::Migration),
            Box::new(m0011_email_signatures::Migration),
            Box::new(m0012_drive_pauses::Migration),
            Box::new(m0013_drive_parts::Migration),
            Box::new(m0014_kept_answers::Migration),
            Box::new(m0016_signature_checks::Migration),
            Box::new(m0017_paper_and_counter::Migration),
            Box::new(m0018_before_the_list::Migration),
            Box::new(m0020_case_clocks::Migration),
            Box::new(m0021_reminders::Migration),
            Box::new(m0022_national_identity::Migration),
            Box::new(m0024_desk::Migration),
            Box::new(m0025_agencies_together::Migration),
            Box::new(m0030_record_readings::Migration),
            Box::new(m0031_answer_rules::Migration),
            Box::new(m0032_internal_review::Migration),
            Box::new(m0033_after_the_response::Migration),
            Box::new(m0034_feedback_and_survey::Migration),
            Box::new(m0035_second_factor::Migration),
            Box::new(m0036_threads::Migration),
            Box::new(m0037_appeals::Migration),
            Box::new(m0040_together_rules::Migration),
            Box::new(m0041_one_search::Migration),
            Box::new(m0042_topics::Migration),
            Box::new(m0043_comment_origins::Migration),
            Box::new(m0044_issues::Migration),
            Box::new(m0045_imported_voices::Migration),
            Box::new(m0046_hearing_life::Migration),
            Box::new(m0047_after_hearings::Migration),
            Box::new(m0048_desk_counts::Migration),
            Box::new(m0049_signals::Migration),
            Box::new(m0050_texts::Migration),
            Box::new(m0052_hall_questions::Migration),
            Box::new(m0053_hall::Migration),
            Box::new(m0054_own_words::Migration),
            Box::new(m0055_speaker_codes::Migration),
            Box::new(m0056_opinion_forms::Migration),
            Box::new(m0057_import_jobs::Migration),
            Box::new(m0058_told_questions::Migration),
            Box::new(m0059_subcategories::Migration),
            Box::new(m0060_statement_spot::Migration),
            Box::new(m0061_issue_leading::Migration),
        ]
    }
}

/// Brings the schema up to date.
///
/// # Errors
/// A database error; the migrations before the failing one stay.
pub async fn migrate(db: &Db) -> Result<(), DbErr> {
    Migrator::up(db.for_migrations(), None).await
}

/// How many migrations of this version have not been applied yet.
///
/// # Errors
/// A database error.
pub async fn pending(db: &Db) -> Result<usize, DbErr> {
    Ok(Migrator::get_pending_migrations(db.for_migrations()).await?.len())
}
