#![doc = include_str!("../README.md")]

mod batch;
pub mod drives;
mod entity;
mod error;
mod insert;
mod intake;
mod leaf;
mod receipt;
mod recount;
mod signers;
mod withdrawal;

pub use drives::{Drive, NewDrive, NewThreshold, Threshold, Window};
pub use error::SignError;
pub use intake::{Crossing, Intake, Limits, OnThreshold, SignRequest, Signed};
pub use leaf::root_of;
pub use receipt::{Channel, Receipt, State};
pub use recount::{Recount, recount};
pub use withdrawal::{Withdrawn, withdraw};

/// The keyed hash that stands for a person: one per verified identifier, the same in every drive.
pub type PersonKey = [u8; 32];
