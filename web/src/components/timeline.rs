//! What has happened and what comes next.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::format;
use crate::i18n::Lang;

/// How an entry is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It has happened.
    Done,
    /// It is to happen.
    Next,
    /// A date was not kept.
    Missed,
}

/// An entry of a timeline.
#[derive(Debug, Clone)]
pub struct Entry {
    /// When, or by when.
    pub at: DateTime<Utc>,
    /// How it is marked.
    pub mark: Mark,
    /// In plain words.
    pub title: String,
    /// Reasons and further facts.
    pub body: Option<Markup>,
}

/// The entries in the order given.
pub fn timeline(lang: Lang, entries: &[Entry]) -> Markup {
    html! {
        ol.timeline {
            @for entry in entries {
                @let class = match entry.mark { Mark::Done => None, Mark::Next => Some("is-next"), Mark::Missed => Some("is-missed") };
                li class=[class] {
                    @if entry.mark == Mark::Next {
                        time datetime=(entry.at.to_rfc3339()) { (lang.with("timeline-by", [("date", format::deadline(lang, entry.at).into())])) }
                    } @else {
                        time datetime=(entry.at.to_rfc3339()) { (format::date_time(lang, entry.at)) }
                    }
                    p { strong { (entry.title) } }
                    @if let Some(body) = &entry.body { (body) }
                }
            }
        }
    }
}
