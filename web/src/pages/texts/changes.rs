//! In what two versions of a text differ, article by article.

use maud::{Markup, html};

use crate::components::badge::{Tone, badge};
use crate::components::breadcrumb::breadcrumb;
use crate::components::changes::{Word, changes};
use crate::components::notice::empty;
use crate::components::prose::prose;
use crate::context::Ctx;
use crate::layout::Page;

/// What became of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It says something else.
    Changed,
    /// It stands under another number, with the same words.
    Renumbered,
    /// It is new.
    Added,
    /// It is no longer there.
    Removed,
}

impl Became {
    fn code(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Renumbered => "renumbered",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }
}

/// An article that differs.
#[derive(Debug, Clone)]
pub struct ChangedArticle {
    /// What became of it.
    pub became: Became,
    /// Its number and title before, if it was there.
    pub before: Option<String>,
    /// Its number and title now, if it is there.
    pub after: Option<String>,
    /// Its words, with what was removed and added.
    pub words: Vec<Word>,
}

/// The articles that differ, with headings of the level 2 or 3.
pub fn differences(ctx: &Ctx, articles: &[ChangedArticle], level: u8) -> Markup {
    html! {
        @if articles.is_empty() { (empty(&ctx.t("text-no-changes"))) }
        @for one in articles {
            section.text-change {
                @let tone = match one.became { Became::Added => Tone::Good, Became::Removed => Tone::Bad, _ => Tone::Plain };
                @let name = html! {
                    @match (&one.before, &one.after) {
                        (Some(before), Some(after)) if before != after => { (before) " → " (after) },
                        (_, Some(name)) | (Some(name), None) => (name),
                        (None, None) => {},
                    }
                    " " (badge(tone, &ctx.t(&format!("text-became-{}", one.became.code()))))
                };
                @if level == 2 { h2 { (name) } } @else { h3 { (name) } }
                (changes(&one.words))
            }
        }
    }
}

/// The page of a difference.
#[derive(Debug)]
pub struct ChangesPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's title and address.
    pub proposal: (String, String),
    /// The text's title and address.
    pub text: (String, String),
    /// The number of the first version.
    pub from: i64,
    /// The number of the second.
    pub to: i64,
    /// What changed, in the words of whoever published the second.
    pub change: String,
    /// The articles that differ.
    pub articles: Vec<ChangedArticle>,
}

impl ChangesPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let heading = ctx.with("text-changes-title", [("from", self.from.into()), ("to", self.to.into())]);
        let body = html! {
            (breadcrumb(ctx, &[("/proposals", &ctx.t("nav-proposals")), (&self.proposal.1, &self.proposal.0), (&self.text.1, &self.text.0)]))
            h1 { (heading) }
            p.lead { a href=(self.text.1) { (self.text.0) } }
            @if !self.change.is_empty() { (prose(&self.change)) }
            p.soft { (ctx.t("text-changes-how")) }
            (differences(ctx, &self.articles, 2))
        };
        Page::new(ctx, format!("{heading} – {}", self.text.0), body).render()
    }
}
