//! Signatures that look as if they were not one person's free act: where they came from, what is conspicuous about that,
//! and what reviewers decide. Nothing here refuses a signature or hides it from its signer.

mod erasure;
mod origin;

pub use erasure::{KEPT_DAYS, erase_origins};
pub use origin::{Mark, Origin, domain_mark};
