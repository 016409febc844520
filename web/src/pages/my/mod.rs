//! A person's own pages.

pub mod follows;
pub mod home;
pub mod mails;
pub mod notices;
