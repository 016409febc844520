//! The booklet of the issues (議題手冊): to be printed and handed out at the next hearing.

use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};

use super::merged::{Filed, IssueLine, filed_words, said};
use crate::components::breadcrumb::breadcrumb;
use crate::components::issue::{answer, numbers};
use crate::components::prose::prose;
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// The hearing that the booklet is for.
#[derive(Debug)]
pub struct Next {
    /// Its title.
    pub title: String,
    /// The code of its kind.
    pub kind: &'static str,
    /// The day.
    pub on: NaiveDate,
    /// Where.
    pub place: String,
    /// Its address.
    pub href: String,
}

/// The booklet.
#[derive(Debug)]
pub struct BookletPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's title and address.
    pub proposal: (String, String),
    /// Its number.
    pub number: i64,
    /// The first of what it asks for.
    pub asks: String,
    /// The next hearing, if one is announced.
    pub next: Option<Next>,
    /// How many voices are filed.
    pub filed: Filed,
    /// The issues in their order.
    pub issues: Vec<IssueLine>,
    /// When this was put together.
    pub at: DateTime<Utc>,
    /// The whole address of the merged page.
    pub address: String,
}

impl BookletPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let (title, href) = (&self.proposal.0, &self.proposal.1);
        let merged = format!("{href}/merged");
        let body = html! {
            (breadcrumb(ctx, &[("/proposals", &ctx.t("nav-proposals")), (href, title), (&merged, &ctx.t("merged-title"))]))
            article.booklet {
                p.soft { (ctx.t("booklet-title")) }
                h1 { (title) }
                p.no-print.hint { (ctx.t("booklet-hint")) }
                @if let Some(next) = &self.next {
                    p.lead {
                        (ctx.t(&format!("hearing-kind-{}", next.kind.replace('_', "-")))) " " a href=(next.href) { (next.title) } br;
                        (format::date_with_weekday(ctx.lang, next.on)) @if !next.place.is_empty() { " · " (next.place) }
                    }
                }
                h2 { (ctx.t("booklet-about")) }
                (prose(&self.asks))
                h2 { (ctx.with("merged-outline", [("count", self.issues.len().into())])) }
                ol { @for issue in &self.issues { li { a href=(format!("#issue-{}", issue.id)) { (issue.title) } } } }
                p { (filed_words(ctx, &self.filed)) }
                @for issue in &self.issues { (self.issue(issue)) }
                p.soft.small {
                    (ctx.with("booklet-source", [("date", format::date_time(ctx.lang, self.at).into())])) br;
                    (self.address)
                }
            }
        };
        Page::new(ctx, format!("{} – {title}", ctx.t("booklet-title")), body).render()
    }

    fn issue(&self, issue: &IssueLine) -> Markup {
        let ctx = self.ctx;
        html! {
            section.booklet-issue id=(format!("issue-{}", issue.id)) {
                h2 { span.issue-number { (issue.number) } " " (issue.title) }
                @if !issue.summary.is_empty() { p { (issue.summary) } }
                @if let Some(one) = &issue.answer { (answer(ctx, one)) }
                (numbers(ctx, &issue.numbers))
                (said(ctx, &issue.said))
                p.soft.small { (ctx.t("booklet-notes")) }
                div.booklet-lines aria-hidden="true" {}
            }
        }
    }
}
