//! Pages about co-signing.

pub mod busy;
pub mod counts;
pub mod pauses;
pub mod receipt;
pub mod withdraw;
