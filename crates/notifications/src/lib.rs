#![doc = include_str!("../README.md")]

pub mod audience;
pub mod delivery;
pub mod digests;
mod error;
pub mod fan_out;
pub mod follows;
pub mod mail;
pub mod mailbox;
pub mod notices;
pub mod outbox;
pub mod preferences;
pub mod render;
pub mod sms;
pub mod topics;

pub use audience::{About, Audience, Contact, Directory, Member, Named, Occurrence, Telling, Via};
pub use delivery::{Courier, Delivered};
pub use error::{BoxError, Error, SendError};
pub use mail::{Letter, Mailer};
pub use outbox::{Channel, Mail, MessageId, Sms};
pub use render::{Attachment, Rendered, Renderer, ToRender};
pub use sms::{SmsProvider, TextMessage};
pub use topics::{Topic, TopicKind};
