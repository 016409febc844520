//! One issue: the answer to it, and the voices of all channels in one list.

use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link};
use crate::components::discussion::{Chosen, choices};
use crate::components::follow::{TopicView, topics};
use crate::components::issue::{IssueAnswer, Numbers, answer, numbers};
use crate::components::notice::{self, empty, notice};
use crate::components::pager::pager;
use crate::components::voice::{ThreadView, both_sides, threads};
use crate::context::Ctx;
use crate::layout::Page;

/// An issue.
#[derive(Debug)]
pub struct IssuePage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's title and address.
    pub proposal: (String, String),
    /// Its place among the issues.
    pub number: i64,
    /// The question.
    pub title: String,
    /// What it is about.
    pub summary: String,
    /// The issue that took over its voices, if it was taken away: title and address.
    pub gone: Option<Option<(String, String)>>,
    /// The button to follow it, unless it was taken away.
    pub follow: Vec<TopicView>,
    /// Where a comment on it is written, while that is possible.
    pub comment: Option<String>,
    /// What the agency says of it.
    pub answer: Option<IssueAnswer>,
    /// How many voices.
    pub numbers: Numbers,
    /// The channels to choose from.
    pub channels: Vec<Chosen>,
    /// The sides to choose from.
    pub sides: Vec<Chosen>,
    /// The orders to choose from.
    pub orders: Vec<Chosen>,
    /// The voices of this page.
    pub voices: Vec<ThreadView>,
    /// Whether both sides are to stand beside each other.
    pub both_sides: bool,
    /// The voice of which this page shows those that say nearly the same.
    pub same_as: Option<ThreadView>,
    /// Where one comes back to after pressing a button.
    pub back: String,
    /// Where the facilitator works on it.
    pub manage: Option<String>,
    /// Where the first page is, if this is a later one.
    pub first: Option<String>,
    /// Where the next page is.
    pub next: Option<String>,
}

impl IssuePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let (proposal, href) = (&self.proposal.0, &self.proposal.1);
        let merged = format!("{href}/merged");
        let body = html! {
            (breadcrumb(ctx, &[("/proposals", &ctx.t("nav-proposals")), (href, proposal), (&merged, &ctx.t("merged-title"))]))
            p.soft { (ctx.with("issue-number", [("number", self.number.into())])) }
            h1 { (self.title) }
            @if !self.summary.is_empty() { p.lead { (self.summary) } }
            @match &self.gone {
                Some(Some((title, href))) => (notice(notice::Kind::Info, html! { p { (ctx.t("issue-merged")) " " a href=(href) { (title) } } })),
                Some(None) => (notice(notice::Kind::Info, html! { p { (ctx.t("issue-gone")) } })),
                None => {}
            }
            @if self.comment.is_some() || self.manage.is_some() {
                div.actions {
                    @if let Some(comment) = &self.comment { (link(Kind::Main, comment, &ctx.t("issue-comment"))) }
                    @if let Some(manage) = &self.manage { (link(Kind::Quiet, manage, &ctx.t("issue-manage"))) }
                }
            }
            (topics(ctx, &self.follow))
            @if let Some(one) = &self.answer { (answer(ctx, one)) }
            @match &self.same_as { Some(one) => (self.same(one)), None => (self.list()) }
        };
        Page::new(ctx, format!("{} – {proposal}", self.title), body).wide().render()
    }

    fn list(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            h2.visually-hidden { (ctx.t("issue-voices")) }
            (numbers(ctx, &self.numbers))
            @if self.gone.is_none() {
                (choices(ctx, &[
                    (&ctx.t("discussion-channel"), &self.channels),
                    (&ctx.t("issue-sides"), &self.sides),
                    (&ctx.t("discussion-order"), &self.orders),
                ]))
            }
            @if self.voices.is_empty() {
                @if self.gone.is_none() { (empty(&ctx.t("issue-none-here"))) }
            } @else if self.both_sides {
                (both_sides(ctx, &self.voices, &self.back))
            } @else {
                (threads(ctx, &self.voices, &self.back))
            }
            (pager(ctx, self.first.as_deref(), self.next.as_deref()))
        }
    }

    fn same(&self, one: &ThreadView) -> Markup {
        let ctx = self.ctx;
        html! {
            h2 { (ctx.t("issue-same-title")) }
            p { (ctx.t("issue-same-lead")) }
            (threads(ctx, std::slice::from_ref(one), &self.back))
            (threads(ctx, &self.voices, &self.back))
            p { a href=(self.first.as_deref().unwrap_or_default()) { (ctx.t("issue-same-back")) } }
        }
    }
}
