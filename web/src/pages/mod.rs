//! The pages, one a file.

pub mod about;
pub mod accounts;
pub mod audit_log;
pub mod cases;
pub mod counter;
pub mod demo;
pub mod discussion;
pub mod fault;
pub mod hearings;
pub mod home;
pub mod issues;
pub mod moderation;
pub mod my;
pub mod opinions;
pub mod paper;
pub mod proposal_form;
pub mod proposals;
pub mod review;
pub mod rules;
pub mod search;
pub mod signatures;
pub mod texts;
