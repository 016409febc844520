#![doc = include_str!("../README.md")]

pub mod assets;
pub mod components;
pub mod context;
pub mod form;
pub mod format;
pub mod i18n;
pub mod layout;
pub mod mails;
pub mod pages;

pub use context::{Ctx, Demo, SignedIn};
pub use form::{FormView, Values};
pub use i18n::Lang;
pub use layout::Page;
pub use maud::{Markup, html};
