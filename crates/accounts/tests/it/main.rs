//! Accounts on both databases.

#![allow(clippy::unwrap_used, clippy::panic)]

mod deletion;
mod directory;
mod kit;
mod mobile;
mod passwords;
mod registration;
mod roles;
mod second_factor;
mod sessions;
mod tokens;
