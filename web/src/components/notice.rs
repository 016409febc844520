//! A framed message.

use maud::{Markup, html};

/// What kind of message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// To be known.
    Info,
    /// Something went well.
    Done,
    /// Someone must act.
    Wait,
    /// Something is wrong.
    Bad,
}

/// A framed message.
pub fn notice(kind: Kind, body: Markup) -> Markup {
    let class = match kind {
        Kind::Info => "notice",
        Kind::Done => "notice notice-done",
        Kind::Wait => "notice notice-wait",
        Kind::Bad => "notice notice-bad",
    };
    html! { div class=(class) { (body) } }
}

/// What stands where a list is empty: why, and what one may do.
pub fn empty(text: &str) -> Markup {
    html! { p.empty { (text) } }
}
