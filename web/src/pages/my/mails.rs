//! How often a person wants which mails, and the page behind the link at the foot of a mail.

use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, post, submit};
use crate::components::errors;
use crate::components::field::{Choice, Field};
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// The choice of mails.
#[derive(Debug)]
pub struct MailsPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The codes of the kinds of mails, each the name of a field.
    pub kinds: &'a [&'a str],
    /// The codes of how often they may come.
    pub frequencies: &'a [&'a str],
    /// The hour at which those come that list several.
    pub hour: i64,
    /// The form.
    pub form: FormView<'a>,
}

impl MailsPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("mails-title");
        let often: Vec<Choice> = self
            .frequencies
            .iter()
            .map(|code| Choice::new(*code, ctx.t(&format!("mails-often-{code}"))))
            .collect();
        let keys: Vec<(&str, String)> =
            self.kinds.iter().map(|kind| (*kind, format!("mails-kind-{kind}"))).collect();
        let known: Vec<(&str, &str)> = keys.iter().map(|(kind, key)| (*kind, key.as_str())).collect();
        let body = html! {
            (errors::summary(self.form, &known))
            (breadcrumb(ctx, &[("/my", &ctx.t("my-title"))]))
            h1 { (title) }
            p.lead { (ctx.t("mails-lead")) }
            p { (ctx.with("mails-hour", [("hour", self.hour.into())])) }
            form.mails method="post" action="/my/mails" novalidate {
                @for (kind, key) in &known { (Field::new(self.form, kind).key(key).select(None, &often)) }
                (submit(Kind::Main, &ctx.t("mails-save")))
            }
            p.small.soft { (ctx.t("mails-always")) }
        };
        Page::new(ctx, title, body).with_errors(!self.form.errors.is_empty()).render()
    }
}

/// What the link at the foot of a mail leads to, without signing in.
#[derive(Debug)]
pub struct RefusePage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// Where the buttons lead.
    pub action: &'a str,
    /// The code of the mails it is about: a kind, `digest` or `all`.
    pub scope: &'a str,
    /// Whether no such mail comes any more.
    pub refused: bool,
    /// Whether no mail comes any more that could be refused.
    pub none_at_all: bool,
}

impl RefusePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("refuse-title");
        let which = ctx.with("refuse-which", [("scope", self.scope.into())]);
        let body = html! {
            h1 { (title) }
            @if self.refused {
                p.lead role="status" { (ctx.with("refuse-done", [("which", which.clone().into())])) }
            } @else {
                p.lead { (ctx.with("refuse-lead", [("which", which.clone().into())])) }
                div.actions { (post(Kind::Main, self.action, &[], &ctx.with("refuse-button", [("which", which.into())]))) }
            }
            p { (ctx.t("refuse-notices")) }
            @if self.none_at_all { p { (ctx.t("refuse-none-at-all")) } }
            @else if self.scope != "all" {
                div.actions { (post(Kind::Quiet, self.action, &[("all", "yes")], &ctx.t("refuse-all"))) }
            }
            p { a href="/my/mails" { (ctx.t("refuse-choose")) } }
            p.small.soft { (ctx.t("mails-always")) }
        };
        Page::new(ctx, title, body).render()
    }
}
