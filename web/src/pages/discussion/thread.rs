//! One voice with all its replies: the address that links point to.

use folkmoot_foundation::text::excerpt;
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
    /// The title and the address of what it is about: a proposal, or a hearing that is its own subject.
    pub about: (String, String),
    /// Where it stands among others, and whether those are the questions for such a hearing.
    pub all: (String, bool),
    /// The voice.
    pub root: VoiceView,
    /// Where it was handed in, and its originals; nothing for what was not.
    pub handed_in: Markup,
    /// The reply that the reader is about to answer.
    pub answered: Option<VoiceView>,
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
        let (title, href) = (&self.about.0, &self.about.1);
        let (all, of_hall) = (&self.all.0, self.all.1);
        let (lists, first, others, among) = match of_hall {
            true => ("/hearings", "nav-hearings", "questions-title", "thread-in-questions"),
            false => ("/proposals", "nav-proposals", "discussion-title", "thread-in-discussion"),
        };
        let back = format!("/voices/{}", self.root.id);
        let body = html! {
            (breadcrumb(ctx, &[(lists, &ctx.t(first)), (href, title), (all, &ctx.t(others))]))
            (errors::summary(self.form.form, comment_keys(true)))
            h1 { (ctx.t("thread-title")) }
            p { a href=(format!("{all}?at={}", self.root.id)) { (ctx.t(among)) } }
            (voice(ctx, &self.root, &back))
            (self.handed_in)
            h2 { (ctx.with("thread-replies", [("count", self.root.replies.into())])) }
            @if self.replies.is_empty() { (empty(&ctx.t("thread-no-replies"))) } @else {
                ol.voices { @for reply in &self.replies { li { (voice(ctx, reply, &back)) } } }
            }
            (pager(ctx, self.first.as_deref(), self.next.as_deref()))
            @if self.root.standing == Standing::Visible && self.root.closed.is_none() {
                @match self.answered.as_ref().filter(|answered| answered.standing == Standing::Visible) {
                    Some(answered) => {
                        @let name = answered.name.clone().unwrap_or_else(|| ctx.t("voice-unnamed"));
                        h2 #reply { (ctx.with("thread-answer", [("name", name.into())])) }
                        blockquote.voice-quote { p { (excerpt(answered.body.as_deref().unwrap_or_default(), 160)) } }
                        p { a href=(format!("{back}#reply")) { (ctx.t("thread-answer-root")) } }
                    }
                    None => h2 #reply { (ctx.t("thread-reply")) },
                }
                (self.form.render())
            }
        };
        let heading = format!("{} – {title}", ctx.t("thread-title"));
        Page::new(ctx, heading, body).with_errors(!self.form.form.errors.is_empty()).render()
    }
}
