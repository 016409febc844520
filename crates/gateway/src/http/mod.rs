//! The wire: the server, the layers around every request, who is asking, and what they sent.

pub mod answer;
pub mod caller;
pub mod form;
pub mod idempotency;
pub mod layers;
pub mod server;
pub mod shared;
pub mod surroundings;
pub mod upload;
pub mod visitor;

pub use answer::{page, page_with_status, see_other, to_sign_in};
pub use form::{Form, Typed};
pub use server::{Running, start};
pub use shared::shared;
pub use upload::Upload;
pub use visitor::{Session, Visitor};
