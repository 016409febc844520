//! Acts that concern two domain crates, each in one transaction.

pub mod accounts;
pub mod afterwards;
pub mod case_rules;
pub mod cases;
pub mod checks;
pub mod counter;
pub mod files;
pub mod following;
pub mod identity;
pub mod issues;
pub mod opening;
pub mod outgoing;
pub mod pace;
pub mod paper;
pub mod pauses;
pub mod record;
pub mod regions;
pub mod review;
pub mod sample_signers;
pub mod second_factor;
pub mod sign_by_mail;
pub mod signature_review;
pub mod signing;
pub mod submission;
pub mod threshold;
pub mod time_machine;
