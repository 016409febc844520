//! A forgotten password: asking for a link, and choosing a new one.

use maud::{Markup, html};

use crate::components::button::{Kind, link, submit};
use crate::components::errors;
use crate::components::field::Field;
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// The form that asks for a link.
#[derive(Debug)]
pub struct ResetRequestPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// What was typed.
    pub form: FormView<'a>,
}

impl ResetRequestPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = ctx.t("accounts-reset-title");
        let body = html! {
            h1 { (title) }
            p.lead { (ctx.t("accounts-reset-lead")) }
            form method="post" action="/forgot-password" novalidate {
                (errors::summary(form, &[("email", "account-email-sign-in")]))
                (Field::new(form, "email").key("account-email-sign-in").input("email", Some("email")))
                div.actions {
                    (submit(Kind::Main, &ctx.t("accounts-reset-button")))
                    a href="/sign-in" { (ctx.t("accounts-back-to-sign-in")) }
                }
            }
        };
        Page::new(ctx, title, body).with_errors(!form.errors.is_empty()).render()
    }
}

/// The form behind the link of a reset mail.
#[derive(Debug)]
pub struct NewPasswordPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// What was typed.
    pub form: FormView<'a>,
    /// The token of the link, if it is good.
    pub token: Option<&'a str>,
}

impl NewPasswordPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = match self.token {
            Some(_) => ctx.t("accounts-new-password-title"),
            None => ctx.t("accounts-link-title"),
        };
        let body = html! {
            h1 { (title) }
            @if let Some(token) = self.token {
                p.lead { (ctx.t("accounts-new-password-lead")) }
                form method="post" action=(format!("/reset-password/{token}")) novalidate {
                    (errors::summary(form, &[("password", "account-new-password")]))
                    (Field::new(form, "password").key("account-new-password").input("password", Some("new-password")))
                    div.actions { (submit(Kind::Main, &ctx.t("accounts-new-password-button"))) }
                }
            } @else {
                p.lead { (ctx.t("accounts-link-reset")) }
                div.actions { (link(Kind::Main, "/forgot-password", &ctx.t("accounts-reset-title"))) }
            }
        };
        Page::new(ctx, title, body).with_errors(!form.errors.is_empty()).render()
    }
}
