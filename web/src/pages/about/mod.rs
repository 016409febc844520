//! Pages about the platform itself.

mod accessibility;
mod api;
mod privacy;

pub use accessibility::AccessibilityPage;
pub use api::{ApiPage, Endpoint};
pub use privacy::PrivacyPage;
