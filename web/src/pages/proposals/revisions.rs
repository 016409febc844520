//! The texts of all submissions of a proposal.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::show::{Words, words};
use crate::components::breadcrumb::breadcrumb;
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// One submission.
#[derive(Debug)]
pub struct Revision {
    /// Which, from 1.
    pub revision: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Its words.
    pub words: Words,
}

/// The earlier texts of a proposal.
#[derive(Debug)]
pub struct RevisionsPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's page.
    pub path: String,
    /// Its title now.
    pub title: String,
    /// The submissions, the latest first.
    pub revisions: Vec<Revision>,
}

impl RevisionsPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            (breadcrumb(ctx, &[("/proposals", &ctx.t("nav-proposals")), (&self.path, &self.title)]))
            h1 { (ctx.t("proposal-revisions")) }
            @for (i, one) in self.revisions.iter().enumerate() {
                details open[i == 0] {
                    summary {
                        (ctx.with("proposal-revision", [("number", one.revision.into()), ("date", format::date_time(ctx.lang, one.at).into())]))
                    }
                    div.panel { h2 { (one.words.title) } (words(ctx, &one.words, 3)) }
                }
            }
        };
        Page::new(ctx, ctx.t("proposal-revisions"), body).render()
    }
}
