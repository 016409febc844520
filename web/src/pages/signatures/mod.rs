//! Pages about co-signing.

pub mod busy;
pub mod counts;
pub mod receipt;
pub mod withdraw;
