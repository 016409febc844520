//! Issues and the voices of all channels under them.

pub mod booklet;
pub mod desk;
pub mod filing;
pub mod import;
pub mod issue;
pub mod manage;
pub mod merged;
pub mod speakers;
