//! The first page: what needs people now.

use maud::{Markup, html};

use crate::components::button::{Kind, link};
use crate::components::proposal_card::{Card, cards};
use crate::context::Ctx;
use crate::format::number;
use crate::layout::Page;

/// The numbers of the platform.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    /// Proposals that can be seen.
    pub proposals: i64,
    /// Signatures that count.
    pub signatures: i64,
    /// Answers owed now.
    pub waiting: i64,
    /// Answers given.
    pub answered: i64,
    /// Answers that are overdue now.
    pub overdue: i64,
}

/// The first page.
#[derive(Debug)]
pub struct HomePage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The threshold of new proposals.
    pub threshold: i64,
    /// How many days an agency has to answer, in words.
    pub answer_period: String,
    /// The numbers of the platform.
    pub figures: Figures,
    /// Windows that end next.
    pub closing: Vec<Card>,
    /// Answers owed, the next due first.
    pub waiting: Vec<Card>,
    /// The latest answers.
    pub answered: Vec<Card>,
    /// The latest proposals.
    pub newest: Vec<Card>,
}

impl HomePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let figure = |key: &str, value: i64| html! { div { dt { (ctx.t(key)) } dd { (number(value)) } } };
        let lead = ctx.with(
            "home-lead",
            [("threshold", number(self.threshold).into()), ("period", self.answer_period.clone().into())],
        );
        let body = html! {
            div.hero {
                h1 { (ctx.t("home-title")) }
                p.lead { (lead) }
                div.actions {
                    (link(Kind::Main, "/proposals/new", &ctx.t("nav-propose")))
                    (link(Kind::Quiet, "/proposals?state=open", &ctx.t("home-browse")))
                    a href="/how-it-works" { (ctx.t("nav-how-it-works")) }
                }
            }
            dl.figures {
                (figure("home-figure-proposals", self.figures.proposals))
                (figure("home-figure-signatures", self.figures.signatures))
                (figure("home-figure-waiting", self.figures.waiting))
                (figure("home-figure-overdue", self.figures.overdue))
                (figure("home-figure-answered", self.figures.answered))
            }
            (self.part("home-closing", "/proposals?sort=closing_soon", &self.closing))
            (self.part("home-waiting", "/proposals?state=reached", &self.waiting))
            (self.part("home-answered", "/proposals?state=answered", &self.answered))
            (self.part("home-newest", "/proposals", &self.newest))
        };
        Page::new(ctx, ctx.t("home-page"), body).wide().description(ctx.t("footer-promise")).render()
    }

    fn part(&self, key: &str, more: &str, all: &[Card]) -> Markup {
        let ctx = self.ctx;
        html! {
            section aria-labelledby=(key) {
                div.section-head {
                    h2 id=(key) { (ctx.t(key)) }
                    a href=(more) aria-describedby=(key) { (ctx.t("home-more")) }
                }
                (cards(ctx, all, 3, &ctx.t(&format!("{key}-empty"))))
            }
        }
    }
}
