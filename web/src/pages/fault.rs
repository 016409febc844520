//! What is shown instead of a page: what happened, and what one may do now.

use maud::{Markup, html};

use crate::components::button::{Kind, link};
use crate::context::Ctx;
use crate::layout::Page;

/// Something went wrong.
#[derive(Debug)]
pub struct FaultPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The key of the words: `fault-<key>-title` and `-text`.
    pub key: &'a str,
    /// A more exact sentence, already in the reader's language.
    pub detail: Option<String>,
    /// Where to go on: the key of the button's words, and the path.
    pub next: Option<(&'a str, &'a str)>,
    /// After how many seconds to try again.
    pub seconds: Option<u64>,
    /// What the person wrote into the form that was not taken: given back, to be copied.
    pub typed: &'a [String],
}

impl FaultPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t(&format!("fault-{}-title", self.key));
        let seconds = i64::try_from(self.seconds.unwrap_or(0)).unwrap_or(0);
        let text = match (self.key, seconds) {
            ("too-many", 91..=5400) => {
                ctx.with("fault-too-many-minutes", [("minutes", (seconds / 60 + 1).into())])
            }
            ("too-many", 5401..) => {
                ctx.with("fault-too-many-hours", [("hours", (seconds / 3600 + 1).into())])
            }
            _ => ctx.with(&format!("fault-{}-text", self.key), [("seconds", seconds.into())]),
        };
        let body = html! {
            h1 { (title) }
            @if let Some(detail) = &self.detail { p.lead { (detail) } } @else { p.lead { (text) } }
            div.actions {
                @if let Some((key, path)) = self.next { (link(Kind::Main, path, &ctx.t(key))) }
                (link(Kind::Quiet, "/", &ctx.t("fault-home")))
            }
            @if !self.typed.is_empty() {
                section aria-labelledby="typed" {
                    h2 #typed { (ctx.t("fault-typed")) }
                    p { (ctx.t("fault-typed-hint")) }
                    @for text in self.typed {
                        textarea readonly rows="4" aria-labelledby="typed" { (text) }
                    }
                }
            }
        };
        Page::new(ctx, title, body).render()
    }
}
