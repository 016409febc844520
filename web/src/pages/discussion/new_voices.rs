//! What was written while a discussion was open.

use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::discussion::Live;
use crate::components::notice::empty;
use crate::components::voice::{VoiceView, voice};
use crate::context::Ctx;
use crate::layout::Page;

/// The page, from which the script of the discussion takes what it does not have.
#[derive(Debug)]
pub struct NewVoicesPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's title and address.
    pub proposal: (String, String),
    /// Comments and replies, the newest first.
    pub voices: Vec<VoiceView>,
    /// Where one hears of what comes after these.
    pub live: Live,
    /// The discussion.
    pub back: String,
}

impl NewVoicesPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let (title, href) = (&self.proposal.0, &self.proposal.1);
        let body = html! {
            (breadcrumb(ctx, &[("/proposals", &ctx.t("nav-proposals")), (href, title), (&self.back, &ctx.t("discussion-title"))]))
            h1 { (ctx.t("live-title")) }
            @if self.voices.is_empty() { (empty(&ctx.t("live-none"))) }
            @else {
                ol.voices #arrived data-stream=(self.live.stream) data-new=(self.live.href) {
                    @for one in &self.voices { li { (voice(ctx, one, &self.back)) } }
                }
            }
            p { a href=(self.back) { (ctx.t("live-back")) } }
        };
        Page::new(ctx, ctx.t("live-title"), body).render()
    }
}
