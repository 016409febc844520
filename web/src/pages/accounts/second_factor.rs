//! The second factor: adding it with an app, the recovery codes, removing it, and its code at signing in.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::badge::{Tone, badge};
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, submit};
use crate::components::errors;
use crate::components::field::Field;
use crate::components::notice::{self, notice};
use crate::components::qr::qr;
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// The keys of the fields.
const KEYS: [(&str, &str); 2] = [("password", "second-password"), ("code", "second-code")];

/// Where it stands.
#[derive(Debug, Clone)]
pub enum Standing {
    /// There is none.
    None,
    /// A secret waits for its first code.
    Pending {
        /// The secret, to be typed.
        secret: String,
        /// The address that the picture holds.
        address: String,
    },
    /// It is asked for.
    On {
        /// Since when.
        since: DateTime<Utc>,
        /// How many recovery codes are left.
        recovery_codes: u64,
    },
}

/// The page of one's own second factor.
#[derive(Debug)]
pub struct SecondFactorPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// Where it stands.
    pub standing: Standing,
    /// The form: `password`, `code`.
    pub form: FormView<'a>,
}

impl SecondFactorPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("second-title");
        let body = html! {
            (breadcrumb(ctx, &[("/account", &ctx.t("accounts-account-title"))]))
            h1 { (title) }
            (errors::summary(self.form, &KEYS))
            @match &self.standing {
                Standing::None => (self.begin()),
                Standing::Pending { secret, address } => (self.confirm(secret, address)),
                Standing::On { since, recovery_codes } => (self.on(*since, *recovery_codes)),
            }
        };
        Page::new(ctx, title, body).with_errors(!self.form.errors.is_empty()).render()
    }

    fn begin(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        html! {
            p.lead { (ctx.t("second-lead")) }
            form method="post" action="/account/second-factor/begin" novalidate {
                (Field::new(form, "password").key("second-password").input("password", Some("current-password")))
                div.actions { (submit(Kind::Main, &ctx.t("second-begin"))) (link(Kind::Quiet, "/account", &ctx.t("second-back"))) }
            }
        }
    }

    fn confirm(&self, secret: &str, address: &str) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let spaced: Vec<String> =
            secret.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
        html! {
            ol {
                li { (ctx.t("second-step-app")) }
                li { (ctx.t("second-step-scan")) }
                li { (ctx.t("second-step-code")) }
            }
            div.qr-box { (qr(address, &ctx.t("second-qr"))) }
            p { (ctx.t("second-typed")) br; code.secret { (spaced.join(" ")) } }
            form method="post" action="/account/second-factor/confirm" novalidate {
                (Field::new(form, "code").key("second-first-code").input("numeric", Some("one-time-code")))
                div.actions { (submit(Kind::Main, &ctx.t("second-confirm"))) (link(Kind::Quiet, "/account", &ctx.t("second-back"))) }
            }
        }
    }

    fn on(&self, since: DateTime<Utc>, recovery_codes: u64) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let left = i64::try_from(recovery_codes).unwrap_or(i64::MAX);
        html! {
            p { (badge(Tone::Good, &ctx.t("second-on"))) " " (ctx.with("second-since", [("date", format::date_of(ctx.lang, since).into())])) }
            p { (ctx.with("second-codes-left", [("count", left.into())])) }
            @if left < 3 { (notice(notice::Kind::Wait, html! { p { (ctx.t("second-codes-few")) } })) }
            section.panel aria-labelledby="remove" {
                h2 #remove { (ctx.t("second-remove")) }
                p { (ctx.t("second-remove-about")) }
                form method="post" action="/account/second-factor/remove" novalidate {
                    (Field::new(form, "password").key("second-password").input("password", Some("current-password")))
                    (Field::new(form, "code").key("second-code").input("text", Some("one-time-code")))
                    div.actions { (submit(Kind::Danger, &ctx.t("second-remove"))) (link(Kind::Quiet, "/account", &ctx.t("second-back"))) }
                }
            }
        }
    }
}

/// The recovery codes, shown once.
#[derive(Debug)]
pub struct RecoveryCodesPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The codes.
    pub codes: Vec<String>,
}

impl RecoveryCodesPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("second-codes-title");
        let body = html! {
            (notice(notice::Kind::Done, html! { p { (ctx.t("second-added")) } }))
            h1 { (title) }
            p.lead { (ctx.t("second-codes-lead")) }
            ol.recovery-codes { @for code in &self.codes { li { code { (code) } } } }
            div.actions { (link(Kind::Main, "/account/second-factor", &ctx.t("second-codes-kept"))) }
        };
        Page::new(ctx, title, body).render()
    }
}

/// Where somebody who signs in gives the code of their app.
#[derive(Debug)]
pub struct SignInCodePage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The form: `code`.
    pub form: FormView<'a>,
    /// What shows that the password was right.
    pub pass: String,
    /// Where they were going.
    pub back: String,
    /// The code that the app would show: in the demo, whose clock no app knows.
    pub sample: Option<String>,
}

impl SignInCodePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = ctx.t("second-sign-in");
        let body = html! {
            h1 { (title) }
            (errors::summary(form, &KEYS))
            p.lead { (ctx.t("second-sign-in-lead")) }
            @if let Some(sample) = &self.sample {
                (notice(notice::Kind::Info, html! { p { (ctx.with("second-sample", [("code", sample.as_str().into())])) } }))
            }
            form method="post" action="/sign-in/code" novalidate {
                input type="hidden" name="pass" value=(self.pass);
                input type="hidden" name="back" value=(self.back);
                (Field::new(form, "code").key("second-code").input("text", Some("one-time-code")))
                div.actions { (submit(Kind::Main, &ctx.t("second-sign-in-go"))) (link(Kind::Quiet, "/sign-in", &ctx.t("second-again"))) }
            }
            p.soft { (ctx.t("second-lost")) }
        };
        Page::new(ctx, title, body).with_errors(!form.errors.is_empty()).render()
    }
}
