//! Signatures that look as if they were not one person's free act: where they came from, what is conspicuous about that,
//! and what reviewers decide. Nothing here refuses a signature or hides it from its signer.

mod aside;
mod decide;
pub mod domains;
mod erasure;
mod evidence;
mod limits;
mod origin;
mod review;
mod watch;

pub use aside::sweep;
pub(crate) use aside::{Aside, put_aside, waiting};
pub use decide::{
    BY_SIGNER, CONFIRMED, Check, Decided, Deciding, Numbers, Outcome, REASONS, UNDO_HOURS, UNDONE,
    confirm_by_signer, decide, numbers, of, undo,
};
pub use erasure::{KEPT_DAYS, erase_origins};
pub use evidence::Evidence;
pub use limits::{Signal, WatchLimits};
pub use origin::{Mark, Origin, domain_mark};
pub use review::{
    Around, Effect, Group, GroupKey, LINES, Line, Past, Preview, around, groups, label, lines, past, preview,
    waiting_count, waiting_in,
};
pub(crate) use watch::Hit;
pub use watch::Watch;
