//! A person's own pages.

pub mod home;
pub mod mails;
pub mod notices;
