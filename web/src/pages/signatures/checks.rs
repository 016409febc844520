//! Confirming one's own signature that waits for a check; the list of throw-away domains for administrators.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, submit};
use crate::components::check::why;
use crate::components::errors::summary;
use crate::components::field::Field;
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// Where a signer confirms.
#[derive(Debug)]
pub struct ConfirmCheckPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The path of the receipt.
    pub receipt: &'a str,
    /// The proposal's title.
    pub title: &'a str,
    /// What was conspicuous, as a code.
    pub signal: &'a str,
    /// The confirmed number, with its middle hidden; nothing if there is none.
    pub mobile: Option<String>,
    /// The number to which a code was sent that waits to be entered.
    pub waiting: Option<String>,
    /// What was typed: `code`.
    pub form: FormView<'a>,
}

impl ConfirmCheckPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("check-confirm-title");
        let body = html! {
            p.small { a href=(self.receipt) { (ctx.t("check-back")) } }
            (summary(self.form, &[("code", "account-code")]))
            h1 { (title) }
            p.lead { (self.title) }
            p { (ctx.t("check-why")) (why(ctx.lang, self.signal)) }
            p { (ctx.t("check-confirm-text")) }
            (self.act())
        };
        Page::new(ctx, title, body).with_errors(!self.form.errors.is_empty()).render()
    }

    fn act(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let Some(mobile) = &self.mobile else {
            let back = format!("/account/mobile?back={}/confirm", self.receipt);
            return html! {
                p { (ctx.t("check-needs-mobile")) }
                (link(Kind::Main, &back, &ctx.t("sign-confirm-mobile")))
            };
        };
        let send = |kind, key: &str| {
            html! {
                form method="post" action=(format!("{}/confirm/code", self.receipt)) { (submit(kind, &ctx.t(key))) }
            }
        };
        match &self.waiting {
            None => html! {
                @if let Some(error) = form.error("code") { p.field-error #code { (error) } }
                p { (ctx.with("accounts-mobile-now", [("mobile", mobile.as_str().into())])) }
                (send(Kind::Main, "accounts-mobile-send"))
            },
            Some(number) => html! {
                p { (ctx.with("accounts-mobile-enter", [("mobile", number.as_str().into())])) }
                @if ctx.demo.is_some() { p { a href="/demo/mailbox" { (ctx.t("demo-mailbox")) } } }
                form method="post" action=(format!("{}/confirm", self.receipt)) novalidate {
                    (Field::new(form, "code").key("account-code").input("numeric", Some("one-time-code")))
                    div.actions { (submit(Kind::Main, &ctx.t("check-confirm-button"))) }
                }
                (send(Kind::Quiet, "accounts-mobile-resend"))
            },
        }
    }
}

/// The list of domains that give throw-away addresses.
#[derive(Debug)]
pub struct DomainsPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// What was typed: `domains`.
    pub form: FormView<'a>,
    /// How many domains the platform knows by itself.
    pub own: usize,
    /// How many an administrator gave, and when.
    pub given: Option<(usize, DateTime<Utc>)>,
}

impl DomainsPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = ctx.t("domains-title");
        let body = html! {
            (breadcrumb(ctx, &[("/desk/admin", &ctx.t("desk-administrator"))]))
            (summary(form, &[("domains", "mail-domains")]))
            h1 { (title) }
            p { (ctx.t("domains-text")) }
            p { (ctx.with("domains-own", [("count", self.own.to_string().into())])) }
            @if let Some((count, at)) = self.given {
                p { (ctx.with("domains-given", [("count", count.to_string().into()), ("at", format::date_time(ctx.lang, at).into())])) }
            }
            form method="post" action="/desk/admin/mail-domains" novalidate {
                (Field::new(form, "domains").key("mail-domains").optional().area(16, None))
                (submit(Kind::Main, &ctx.t("domains-save")))
            }
        };
        Page::new(ctx, title, body).with_errors(!form.errors.is_empty()).render()
    }
}
