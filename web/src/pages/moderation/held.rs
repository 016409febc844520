//! First comments that wait for a moderator.

use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, submit_as};
use crate::components::discussion::HeldView;
use crate::components::errors;
use crate::components::field::Field;
use crate::components::notice::empty;
use crate::components::prose::prose;
use crate::components::voice::stance_badge;
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;
use crate::pages::discussion::report::grounds;

/// One that waits.
#[derive(Debug)]
pub struct HeldCard {
    /// What its author sees of it.
    pub held: HeldView,
    /// Whose it is.
    pub name: String,
    /// The proposal's title.
    pub proposal: String,
    /// Where it would stand.
    pub place: String,
    /// Whether it is a reply.
    pub reply: bool,
    /// Whether the moderator wrote it and so can't decide.
    pub own: bool,
}

/// The list.
#[derive(Debug)]
pub struct HeldPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// How many wait in all.
    pub total: i64,
    /// Whether first comments wait at present.
    pub holds: bool,
    /// Those shown, the one waiting longest first.
    pub waiting: Vec<HeldCard>,
}

impl HeldPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("held-title");
        let body = html! {
            (breadcrumb(ctx, &[("/desk/moderation", &ctx.t("moderation-title"))]))
            h1 { (title) }
            p.lead { (ctx.with("held-waiting", [("count", self.total.into())])) }
            p.soft { (ctx.t(if self.holds { "held-on" } else { "held-off" })) }
            @if self.waiting.is_empty() { (empty(&ctx.t("held-empty"))) }
            ol.voices {
                @for one in &self.waiting {
                    li { article.card {
                        (words(ctx, one))
                        @if one.own { p.soft { (ctx.t("moderation-own")) } } @else {
                            form.actions method="post" action=(address(one)) {
                                (submit_as(Kind::Main, "act", "pass", &ctx.t("held-pass")))
                                (link(Kind::Quiet, &address(one), &ctx.t("held-refuse")))
                            }
                        }
                    } }
                }
            }
        };
        Page::new(ctx, title, body).render()
    }
}

/// One that is to be refused: with ground and reason.
#[derive(Debug)]
pub struct RefusePage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The comment.
    pub one: HeldCard,
    /// What was typed and what is wrong with it.
    pub form: FormView<'a>,
}

impl RefusePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("held-refuse");
        let body = html! {
            (breadcrumb(ctx, &[("/desk/moderation", &ctx.t("moderation-title")), ("/desk/moderation/held", &ctx.t("held-title"))]))
            (errors::summary(self.form, &[("ground", "moderation-ground"), ("reason", "moderation-reason")]))
            h1 { (title) }
            article.card { (words(ctx, &self.one)) }
            p { (ctx.t("held-refuse-how")) }
            form.panel method="post" action=(address(&self.one)) novalidate {
                (Field::new(self.form, "ground").key("moderation-ground").radios(&grounds(ctx)))
                (Field::new(self.form, "reason").key("moderation-reason").area(3, Some(1000)))
                div.actions {
                    (submit_as(Kind::Danger, "act", "refuse", &ctx.t("held-refuse")))
                    (submit_as(Kind::Quiet, "act", "pass", &ctx.t("held-pass")))
                }
            }
        };
        Page::new(ctx, title, body).with_errors(!self.form.errors.is_empty()).render()
    }
}

fn address(one: &HeldCard) -> String {
    format!("/desk/moderation/held/{}", one.held.id)
}

fn words(ctx: &Ctx, one: &HeldCard) -> Markup {
    html! {
        h2 { a href=(one.place) { (one.proposal) } }
        p.voice-head {
            strong { (one.name) }
            @if let Some(stance) = one.held.stance { (stance_badge(ctx.lang, stance)) }
            @if one.reply { span { (ctx.t("held-reply")) } }
            span.soft { (format::date_time(ctx.lang, one.held.at)) }
        }
        (prose(&one.held.body))
    }
}
