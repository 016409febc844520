//! Before one begins: what is needed, what happens afterwards.

use maud::{Markup, html};

use crate::components::button::{Kind, link};
use crate::components::notice;
use crate::components::proposal_card::titled;
use crate::context::Ctx;
use crate::format::number;
use crate::layout::Page;
use crate::pages::accounts::identity::identity_path;

/// What a person may do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readiness {
    /// They must sign in first.
    SignIn,
    /// They must confirm mobile number and e-mail first.
    Confirm,
    /// An identity provider must vouch for them first.
    Identify,
    /// They may begin.
    Ready,
    /// They keep as many drafts as anyone may.
    Full {
        /// How many.
        most: u64,
    },
}

/// The page before the first step.
#[derive(Debug)]
pub struct BeginPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// What the reader may do.
    pub readiness: Readiness,
    /// The procedure's name and page, if there are several.
    pub procedure: Option<(String, String)>,
    /// This page's own path.
    pub path: String,
    /// The path of the first step.
    pub first: String,
    /// Who may propose, by the rulebook.
    pub who: String,
    /// What must be confirmed, by the rulebook.
    pub confirmed: String,
    /// The names of the fields that are asked for.
    pub fields: Vec<String>,
    /// How long the review takes, in words, where there is one.
    pub review: Option<String>,
    /// How long one can co-sign, in words, where there is a time for it.
    pub window: Option<String>,
    /// How many signatures are needed.
    pub threshold: i64,
    /// How long the agency has, in words.
    pub answer: String,
    /// Their drafts that wait to be finished: title, which may be empty, and page.
    pub drafts: Vec<(String, String)>,
}

impl BeginPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            h1 { (ctx.t("begin-title")) }
            p.lead { (ctx.t("begin-lead")) }
            @if let Some((name, href)) = &self.procedure {
                p {
                    (ctx.with("begin-procedure", [("name", name.as_str().into())])) " "
                    a href=(href) { (ctx.t("begin-rules")) } " · "
                    a href="/proposals/new" { (ctx.t("begin-other-procedure")) }
                }
            }
            (self.unfinished())
            h2 { (ctx.t("begin-needs")) }
            ul {
                li { (ctx.with("begin-who", [("who", self.who.as_str().into())])) }
                li { (ctx.with("begin-confirmed", [("what", self.confirmed.as_str().into())])) }
                li { (ctx.with("begin-fields", [("fields", self.fields.join(ctx.lang.pick("、", ", ")).into())])) }
            }
            h2 { (ctx.t("begin-then")) }
            ol {
                @if let Some(review) = &self.review { li { (ctx.with("begin-review", [("period", review.as_str().into())])) } }
                @if let Some(window) = &self.window {
                    li { (ctx.with("begin-window", [("period", window.as_str().into()), ("threshold", number(self.threshold).into())])) }
                }
                @if self.answer.is_empty() { li { (ctx.t("begin-answer-no-date")) } }
                @else { li { (ctx.with("begin-answer", [("period", self.answer.as_str().into())])) } }
            }
            @if self.procedure.is_none() { p { a href="/how-it-works" { (ctx.t("begin-rules")) } } }
            p.soft { (ctx.t("begin-public")) }
            div.actions {
                @match self.readiness {
                    Readiness::Ready => (link(Kind::Main, &self.first, &ctx.t("begin-go"))),
                    Readiness::Full { .. } => (link(Kind::Main, "/my/proposals", &ctx.t("begin-see-drafts"))),
                    Readiness::SignIn => (link(Kind::Main, &format!("/sign-in?back={}", self.path), &ctx.t("begin-sign-in"))),
                    Readiness::Identify => {
                        p { (ctx.t("begin-identify-text")) }
                        (link(Kind::Main, &identity_path(&self.path), &ctx.t("begin-confirm")))
                    },
                    Readiness::Confirm => {
                        p { (ctx.t("begin-confirm-text")) }
                        (link(Kind::Main, "/account", &ctx.t("begin-confirm")))
                    },
                }
            }
        };
        Page::new(ctx, ctx.t("begin-title"), body).render()
    }

    /// The drafts that wait; more prominent where no further one can be begun.
    fn unfinished(&self) -> Markup {
        let ctx = self.ctx;
        let list = html! {
            ul {
                @for (title, href) in &self.drafts {
                    li { a href=(href) { (titled(ctx.lang, title)) } }
                }
            }
        };
        match self.readiness {
            Readiness::Full { most } => {
                let most = i64::try_from(most).unwrap_or(i64::MAX);
                notice::notice(
                    notice::Kind::Wait,
                    html! { p { strong { (ctx.with("begin-full", [("most", most.into())])) } } (list) },
                )
            }
            _ if !self.drafts.is_empty() => notice::notice(
                notice::Kind::Info,
                html! { p { (ctx.with("begin-drafts", [("count", self.drafts.len().into())])) } (list) },
            ),
            _ => html! {},
        }
    }
}
