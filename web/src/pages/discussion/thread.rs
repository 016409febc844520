//! One voice with all its replies: the address that links point to.

use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::comment_form::{CommentForm, comment_keys};
use crate::components::errors;
use crate::components::notice::empty;
use crate::components::pager::pager;
use crate::components::voice::{Standing, VoiceView, voice};
use crate::context::Ctx;
use crate::layout::Page;

/// A voice and its replies.
#[derive(Debug)]
pub struct ThreadPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's title and address.
    pub proposal: (String, String),
    /// The voice.
    pub root: VoiceView,
    /// A page of its replies.
    pub replies: Vec<VoiceView>,
    /// The form for a reply.
    pub form: CommentForm<'a>,
    /// Where its first page is, if this is a later one.
    pub first: Option<String>,
    /// Where the next page is.
    pub next: Option<String>,
}

impl ThreadPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let (title, href) = (&self.proposal.0, &self.proposal.1);
        let all = format!("{href}/discussion");
        let back = format!("/voices/{}", self.root.id);
        let body = html! {
            (breadcrumb(ctx, &[("/proposals", &ctx.t("nav-proposals")), (href, title), (&all, &ctx.t("discussion-title"))]))
            (errors::summary(self.form.form, comment_keys(true)))
            h1 { (ctx.t("thread-title")) }
            (voice(ctx, &self.root, &back))
            h2 { (ctx.with("thread-replies", [("count", self.root.replies.into())])) }
            @if self.replies.is_empty() { (empty(&ctx.t("thread-no-replies"))) } @else {
                ol.voices { @for reply in &self.replies { li { (voice(ctx, reply, &back)) } } }
            }
            (pager(ctx, self.first.as_deref(), self.next.as_deref()))
            @if self.root.standing == Standing::Visible {
                h2 #reply { (ctx.t("thread-reply")) }
                (self.form.render())
            }
        };
        let heading = format!("{} – {title}", ctx.t("thread-title"));
        Page::new(ctx, heading, body).with_errors(!self.form.form.errors.is_empty()).render()
    }
}
