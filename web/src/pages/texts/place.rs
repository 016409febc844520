//! One article of the newest version: its words, what is said about it, and the form for saying something.

use maud::{Markup, html};

use super::{ArticleView, chapter, paragraphs, reason};
use crate::components::breadcrumb::breadcrumb;
use crate::components::comment_form::{CommentForm, comment_keys};
use crate::components::discussion::{Chosen, choices};
use crate::components::errors;
use crate::components::notice::{self, empty, notice};
use crate::components::pager::pager;
use crate::components::voice::{ThreadView, threads};
use crate::layout::Page;

/// An article with its comments.
#[derive(Debug)]
pub struct PlacePage<'a> {
    /// The proposal's title and address.
    pub proposal: (String, String),
    /// The text's title and address.
    pub text: (String, String),
    /// The article.
    pub article: ArticleView,
    /// Of what is no longer in the newest version: in which it was, and the number of the newest.
    pub was: Option<(i64, i64)>,
    /// The chosen paragraph, from 1.
    pub paragraph: Option<usize>,
    /// What the form is about, in words.
    pub about: String,
    /// The selected words.
    pub quote: Option<String>,
    /// The paragraphs to choose from.
    pub choices: Vec<Chosen>,
    /// The comments of this page.
    pub threads: Vec<ThreadView>,
    /// How many there are.
    pub count: i64,
    /// The form.
    pub form: CommentForm<'a>,
    /// Where one comes back to after pressing a button.
    pub back: String,
    /// Where its first page is, if this is a later one.
    pub first: Option<String>,
    /// Where the next page is.
    pub next: Option<String>,
}

impl PlacePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.form.ctx;
        let here = match self.was {
            Some((version, _)) => {
                format!("{}/versions/{version}#article-{}", self.text.1, self.article.place)
            }
            None => format!("{}#article-{}", self.text.1, self.article.place),
        };
        let body = html! {
            (breadcrumb(ctx, &[("/proposals", &ctx.t("nav-proposals")), (&self.proposal.1, &self.proposal.0), (&self.text.1, &self.text.0)]))
            (errors::summary(self.form.form, comment_keys(false)))
            @if let Some((version, latest)) = self.was {
                (notice(notice::Kind::Info, html! { p { (ctx.with("text-place-was", [("version", version.into()), ("latest", latest.into())])) } }))
            }
            (chapter(&self.article))
            h1 { (self.article.name()) }
            p.lead { a href=(here) { (ctx.with("text-in-whole", [("title", self.text.0.clone().into())])) } }
            div.text-body data-text-body=[(self.form.writing == crate::components::comment_form::Writing::Open).then_some(self.text.1.as_str())] data-words=(ctx.t("text-select")) {
                section.text-article { (paragraphs(&self.article, self.paragraph, |_, _| html! {})) (reason(ctx, &self.article)) }
            }
            section #write tabindex="-1" aria-labelledby="write-title" {
                h2 #write-title { (ctx.with("text-write", [("place", self.about.clone().into())])) }
                @if let Some(quote) = &self.quote { blockquote.voice-quote { p { (quote) } } }
                (self.form.render())
            }
            section #comments aria-labelledby="comments-title" {
                h2 #comments-title { (ctx.with("text-comments", [("count", self.count.into())])) }
                @if self.choices.len() > 2 { (choices(ctx, &[(&ctx.t("text-place"), &self.choices)])) }
                @if self.threads.is_empty() { (empty(&ctx.t("text-no-comments"))) } @else { (threads(ctx, &self.threads, &self.back)) }
                (pager(ctx, self.first.as_deref(), self.next.as_deref()))
            }
        };
        let heading = format!("{} – {}", self.article.name(), self.text.0);
        Page::new(ctx, heading, body)
            .script("texts.js")
            .with_errors(!self.form.form.errors.is_empty())
            .render()
    }
}
