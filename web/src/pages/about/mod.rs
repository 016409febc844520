//! Pages about the platform itself.

mod accessibility;
mod api;
mod privacy;
mod verify;

pub use accessibility::AccessibilityPage;
pub use api::{ApiPage, Endpoint};
pub use privacy::PrivacyPage;
pub use verify::VerifyPage;
