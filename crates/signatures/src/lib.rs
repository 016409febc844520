#![doc = include_str!("../README.md")]

mod batch;
mod changes;
pub mod checks;
pub mod counter;
pub mod drives;
mod entity;
mod error;
mod insert;
mod intake;
mod leaf;
mod ledger;
pub mod live;
pub mod paper;
mod parts;
pub mod pauses;
pub mod pending;
pub mod proof;
mod published;
mod receipt;
mod recount;
mod signers;
mod thresholds;
mod withdrawal;

pub use batch::take;
pub use changes::{Changed, NewState, change, change_region};
pub use drives::{Drive, Minimum, NewDrive, NewThreshold, RegionRule, Reopening, Threshold, Window};
pub use error::SignError;
pub use intake::{Crossing, Intake, Limits, OnThreshold, SignRequest, Signed};
pub use leaf::{path_of, root_by, root_of};
pub use parts::By;
pub use pauses::Pause;
pub use published::{DriveFile, receipt_file};
pub use receipt::{Channel, Receipt, State};
pub use recount::{Difference, Recount, recount};
pub use withdrawal::{Withdrawn, withdraw};

/// The keyed hash that stands for a person: one per verified identifier, the same in every drive.
pub type PersonKey = [u8; 32];
