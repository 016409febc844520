//! States as words in a coloured field; the colour only repeats what the word says.

use maud::{Markup, html};

use crate::i18n::Lang;

/// How a badge is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to notice.
    Plain,
    /// Going on.
    Active,
    /// Well ended.
    Good,
    /// Someone must act soon.
    Wait,
    /// Missed or refused.
    Bad,
}

/// A badge with the given words.
pub fn badge(tone: Tone, text: &str) -> Markup {
    let class = match tone {
        Tone::Plain => "badge",
        Tone::Active => "badge badge-active",
        Tone::Good => "badge badge-good",
        Tone::Wait => "badge badge-wait",
        Tone::Bad => "badge badge-bad",
    };
    html! { span class=(class) { (text) } }
}

/// The badge of a proposal's state by its code; words from `state-<code>`.
pub fn proposal_state(lang: Lang, code: &str) -> Markup {
    let tone = match code {
        "open" => Tone::Active,
        "reached" | "in_review" | "sent_back" => Tone::Wait,
        "answered" | "closed" => Tone::Good,
        "refused" => Tone::Bad,
        _ => Tone::Plain,
    };
    badge(tone, &lang.t(&format!("state-{}", code.replace('_', "-"))))
}
