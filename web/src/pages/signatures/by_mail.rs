//! Signing without an account: the form, the look into the mailbox, and the button behind the link.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::button::{Kind, link, submit};
use crate::components::errors;
use crate::components::regions::RegionChoice;
use crate::components::sign_by_mail::{KEYS, path, sign_by_mail};
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// The form on a page of its own, as it comes back with mistakes.
#[derive(Debug)]
pub struct AskPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's id.
    pub proposal: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The regions to choose from.
    pub regions: &'a RegionChoice,
    /// What was typed.
    pub form: FormView<'a>,
}

impl AskPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("sign-by-mail-title");
        let body = html! {
            (errors::summary(self.form, &KEYS))
            h1 { (title) }
            p.lead { a href=(format!("/proposals/{}", self.proposal)) { (self.title) } }
            (sign_by_mail(ctx, self.proposal, self.regions, self.form))
        };
        Page::new(ctx, title, body).with_errors(!self.form.errors.is_empty()).render()
    }
}

/// Look into your mailbox: the same words whatever was sent.
#[derive(Debug)]
pub struct SentPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's id.
    pub proposal: &'a str,
    /// How many days the link works.
    pub days: i64,
}

impl SentPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("sign-sent-title");
        let body = html! {
            h1 { (title) }
            p.lead { (ctx.with("sign-sent-text", [("days", self.days.into())])) }
            p { (ctx.t("sign-sent-nothing-came")) }
            div.actions {
                @if ctx.demo.is_some() { (link(Kind::Main, "/demo/mailbox", &ctx.t("demo-mailbox"))) }
                (link(Kind::Quiet, &path(self.proposal), &ctx.t("accounts-sent-again")))
                (link(Kind::Quiet, &format!("/proposals/{}", self.proposal), &ctx.t("sign-back")))
            }
        };
        Page::new(ctx, title, body).render()
    }
}

/// Why one can't sign now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// The drive pauses.
    Paused,
    /// The drive is over.
    Over,
}

/// The page behind the link of the mail. Opening it signs nothing.
#[derive(Debug)]
pub struct ConfirmPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The link's own path, to which the button leads too.
    pub path: &'a str,
    /// The proposal's id.
    pub proposal: &'a str,
    /// Its title.
    pub title: &'a str,
    /// What a region is called, and under which the signature will be counted.
    pub region: (&'a str, Option<&'a str>),
    /// The first instant at which the link is void.
    pub until: DateTime<Utc>,
    /// Why one can't sign now, if one can't.
    pub closed: Option<Closed>,
}

impl ConfirmPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let base = format!("/proposals/{}", self.proposal);
        let (title, why) = match self.closed {
            None => ("sign-confirm-title", None),
            Some(Closed::Paused) => ("sign-paused-title", Some("fault-drive-paused")),
            Some(Closed::Over) => ("sign-over-title", Some("fault-drive-over")),
        };
        let title = ctx.t(title);
        let body = html! {
            h1 { (title) }
            p.lead { a href=(base) { (self.title) } }
            @if let Some(why) = why {
                p { (ctx.t(why)) }
                div.actions { (link(Kind::Main, &base, &ctx.t("sign-back"))) }
            } @else {
                dl.facts {
                    dt { (ctx.with("sign-region", [("name", self.region.0.into())])) }
                    dd { @match self.region.1 { Some(name) => (name), None => (ctx.t("regions-unknown")) } }
                    dt { (ctx.t("sign-confirm-until")) } dd { (format::date_time(ctx.lang, self.until)) }
                }
                form method="post" action=(self.path) {
                    div.actions { (submit(Kind::Main, &ctx.t("sign-confirm-button"))) }
                }
                p.small.soft { (ctx.t("sign-promise")) }
                p.small.soft { (ctx.t("sign-confirm-not-you")) }
            }
        };
        Page::new(ctx, title, body).render()
    }
}

/// The link signs nothing (any more).
#[derive(Debug)]
pub struct LinkGonePage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// How many days a link works.
    pub days: i64,
}

impl LinkGonePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("accounts-link-title");
        let body = html! {
            h1 { (title) }
            p.lead { (ctx.with("sign-link-gone", [("days", self.days.into())])) }
            div.actions { (link(Kind::Main, "/proposals", &ctx.t("nav-proposals"))) }
        };
        Page::new(ctx, title, body).render()
    }
}
