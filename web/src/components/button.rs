//! Buttons that do something: each is a form of its own or the end of one.

use maud::{Markup, html};

/// How a button looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The one thing to do on a page.
    Main,
    /// Something else one may do.
    Quiet,
    /// Something that can't be taken back.
    Danger,
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Self::Main => "",
            Self::Quiet => "quiet",
            Self::Danger => "danger",
        }
    }
}

/// The button that sends the form around it.
pub fn submit(kind: Kind, text: &str) -> Markup {
    html! { button class=(kind.class()) type="submit" { (text) } }
}

/// A button that sends the form around it with a value saying which of several was pressed.
pub fn submit_as(kind: Kind, name: &str, value: &str, text: &str) -> Markup {
    html! { button class=(kind.class()) type="submit" name=(name) value=(value) { (text) } }
}

/// A form of one button, with hidden values.
pub fn post(kind: Kind, action: &str, hidden: &[(&str, &str)], text: &str) -> Markup {
    html! {
        form.inline method="post" action=(action) {
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            (submit(kind, text))
        }
    }
}

/// A link that looks like a button.
pub fn link(kind: Kind, href: &str, text: &str) -> Markup {
    html! { a class=(format!("button {}", kind.class()).trim()) href=(href) { (text) } }
}
