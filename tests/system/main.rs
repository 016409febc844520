//! The system tests: a whole platform over HTTP, on SQLite and on PostgreSQL.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, missing_docs)]

mod access;
mod accounts;
mod afterwards;
mod appeals;
mod before_list;
mod busy_page;
mod case_file;
mod cases;
mod checks;
mod counter;
mod crash;
mod demo;
mod desk;
mod discussion;
mod faults;
mod follows;
mod frame;
mod hearing_life;
mod hearings;
mod identity;
mod issues;
mod notices;
mod once;
mod origins;
mod paper;
mod pauses;
mod procedures;
mod proofs;
mod proposals;
mod records;
mod regions;
mod reminders;
mod responses;
mod rulebooks;
mod second_factor;
mod shared_pages;
mod sign_by_mail;
mod signing;
mod similar;
mod streams;
mod together;
mod told;
mod way;
mod who_may;
