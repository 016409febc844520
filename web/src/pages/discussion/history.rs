//! What a voice said before.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::notice::empty;
use crate::components::prose::prose;
use crate::components::voice::stance_badge;
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// One wording.
#[derive(Debug)]
pub struct Wording {
    /// Until when it stood; none for the present one.
    pub until: Option<DateTime<Utc>>,
    /// The code of the stance.
    pub stance: Option<&'static str>,
    /// The name in the record, where that changed.
    pub speaker: Option<String>,
    /// The words.
    pub body: String,
}

/// The wordings of a voice.
#[derive(Debug)]
pub struct HistoryPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The voice's id.
    pub id: String,
    /// The wordings, the present one first.
    pub wordings: Vec<Wording>,
}

impl HistoryPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            h1 { (ctx.t("wording-title")) }
            p { a href=(format!("/voices/{}", self.id)) { (ctx.t("wording-back")) } }
            @if self.wordings.is_empty() { (empty(&ctx.t("wording-empty"))) }
            @for wording in &self.wordings {
                section.panel {
                    h2 {
                        @match wording.until {
                            None => (ctx.t("wording-now")),
                            Some(until) => (ctx.with("wording-until", [("date", format::date_time(ctx.lang, until).into())])),
                        }
                    }
                    @if wording.stance.is_some() || wording.speaker.is_some() {
                        p.voice-head {
                            @if let Some(speaker) = &wording.speaker { strong { (speaker) } }
                            @if let Some(stance) = wording.stance { (stance_badge(ctx.lang, stance)) }
                        }
                    }
                    (prose(&wording.body))
                }
            }
        };
        Page::new(ctx, ctx.t("wording-title"), body).render()
    }
}
