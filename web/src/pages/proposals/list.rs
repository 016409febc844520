//! Finding proposals: search, choices with counts, and the list.

use maud::{Markup, html};

use crate::components::follow::{TopicView, topics};
use crate::components::notice::{Kind, notice};
use crate::components::pager::pager;
use crate::components::proposal_card::{Card, cards};
use crate::context::Ctx;
use crate::format::number;
use crate::layout::Page;

/// One value of a choice.
#[derive(Debug, Clone)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// How many proposals it gives.
    pub count: u64,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Where a link to it leads.
    pub href: String,
}

/// The list.
#[derive(Debug)]
pub struct ListPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// What it is narrowed to that can be followed.
    pub follow: Vec<TopicView>,
    /// The feed of the category that is chosen.
    pub feed: Option<String>,
    /// The words searched for.
    pub text: String,
    /// The states, each a link; the first is that of all.
    pub states: Vec<Choice>,
    /// The agencies.
    pub agencies: Vec<Choice>,
    /// The categories.
    pub categories: Vec<Choice>,
    /// The counties.
    pub counties: Vec<Choice>,
    /// The orders, each a link.
    pub sorts: Vec<Choice>,
    /// The state that is chosen, kept when the form is sent.
    pub state: String,
    /// The order that is chosen, kept when the form is sent.
    pub sort: String,
    /// How many proposals there are under the filter.
    pub total: u64,
    /// The names of filters that were asked for with a value that there is not, and left out.
    pub unknown: Vec<String>,
    /// Whether anything is filtered.
    pub filtered: bool,
    /// The proposals.
    pub cards: Vec<Card>,
    /// Back to the first page.
    pub first: Option<String>,
    /// The next page.
    pub next: Option<String>,
}

impl ListPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let total = i64::try_from(self.total).unwrap_or(i64::MAX);
        let body = html! {
            h1 { (ctx.t("nav-proposals")) }
            form.finder method="get" action="/proposals" role="search" {
                @if !self.state.is_empty() { input type="hidden" name="state" value=(self.state); }
                @if !self.sort.is_empty() { input type="hidden" name="sort" value=(self.sort); }
                div.finder-text {
                    label for="q" { (ctx.t("proposals-search")) }
                    input id="q" name="q" type="search" value=(self.text) maxlength="200";
                }
                (self.select("agency", "proposals-agency", &self.agencies))
                (self.select("category", "proposals-category", &self.categories))
                (self.select("county", "proposals-county", &self.counties))
                div.finder-go {
                    button type="submit" { (ctx.t("proposals-find")) }
                    @if self.filtered { a href="/proposals" { (ctx.t("proposals-clear")) } }
                }
            }
            @if !self.unknown.is_empty() {
                @let names = self.unknown.join(ctx.lang.pick("、", ", "));
                (notice(Kind::Wait, html! { p { (ctx.with("proposals-unknown", [("names", names.into())])) } }))
            }
            nav aria-label=(ctx.t("proposals-states")) { (links(&self.states, true)) }
            div.section-head {
                p role="status" { (ctx.with("proposals-total", [("count", total.into()), ("shown", number(total).into())])) }
                nav.inline-links aria-label=(ctx.t("proposals-sorts")) { (links(&self.sorts, false)) }
            }
            (topics(ctx, &self.follow))
            @if let Some(feed) = &self.feed {
                p.small { a href=(feed) type="application/atom+xml" { (ctx.t("kinds-feed-subscribe")) } }
            }
            (cards(ctx, &self.cards, 2, &ctx.t("proposals-empty")))
            (pager(ctx, self.first.as_deref(), self.next.as_deref()))
        };
        Page::new(ctx, ctx.t("nav-proposals"), body).wide().render()
    }

    fn select(&self, name: &str, key: &str, choices: &[Choice]) -> Markup {
        html! {
            div {
                label for=(name) { (self.ctx.t(key)) }
                select id=(name) name=(name) {
                    option value="" { (self.ctx.t("proposals-any")) }
                    @for choice in choices {
                        option value=(choice.value) selected[choice.chosen] {
                            (choice.label) " (" (choice.count) ")"
                        }
                    }
                }
            }
        }
    }
}

fn links(choices: &[Choice], counted: bool) -> Markup {
    html! {
        ul.filters {
            @for choice in choices {
                li { a href=(choice.href) aria-current=[choice.chosen.then_some("true")] {
                    (choice.label)
                    @if counted { " " span.number { (choice.count) } }
                } }
            }
        }
    }
}
