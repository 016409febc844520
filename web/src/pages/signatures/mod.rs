//! Pages about co-signing.

pub mod busy;
pub mod by_mail;
pub mod checks;
pub mod counts;
pub mod mailed;
pub mod pauses;
pub mod receipt;
pub mod region;
pub mod withdraw;
