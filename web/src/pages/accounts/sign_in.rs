//! Signing in.

use maud::{Markup, html};

use super::role;
use crate::components::button::{Kind, submit};
use crate::components::errors;
use crate::components::field::Field;
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// A sample account of the demo.
#[derive(Debug, Clone)]
pub struct Sample<'a> {
    /// What it is called in tests and texts, such as `reviewer`.
    pub key: &'a str,
    /// The address.
    pub email: String,
    /// The nickname.
    pub nickname: &'a str,
    /// The code of the role; `citizen` without one.
    pub role: &'a str,
    /// What one can do with it, in a sentence.
    pub text: &'a str,
}

/// The sample accounts, which share a password.
#[derive(Debug, Clone)]
pub struct Samples<'a> {
    /// The accounts.
    pub accounts: Vec<Sample<'a>>,
    /// Their password.
    pub password: &'a str,
}

/// The form to sign in.
#[derive(Debug)]
pub struct SignInPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// What was typed.
    pub form: FormView<'a>,
    /// Where to go afterwards.
    pub back: &'a str,
    /// What the identity provider is called, and where to go afterwards, encoded for a query.
    pub provider: Option<(&'a str, String)>,
    /// In demo mode, the sample accounts.
    pub samples: Option<Samples<'a>>,
}

impl SignInPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = ctx.t("nav-sign-in");
        let body = html! {
            h1 { (title) }
            form method="post" action="/sign-in" novalidate {
                (errors::summary(form, &[("email", "account-email-sign-in"), ("password", "account-password")]))
                input type="hidden" name="back" value=(self.back);
                (Field::new(form, "email").key("account-email-sign-in").input("email", Some("username")))
                (Field::new(form, "password").key("account-password").input("password", Some("current-password")))
                div.actions {
                    (submit(Kind::Main, &ctx.t("nav-sign-in")))
                    a href="/forgot-password" { (ctx.t("accounts-forgotten")) }
                }
            }
            @if let Some((name, back)) = &self.provider {
                p { a href=(format!("/sign-in/identity?back={back}")) rel="nofollow" { (ctx.with("identity-sign-in", [("provider", (*name).into())])) } }
            }
            p { (ctx.t("accounts-no-account")) " " a href="/register" { (ctx.t("accounts-register-title")) } }
            @if let Some(samples) = &self.samples { (self.samples(samples)) }
        };
        Page::new(ctx, title, body).with_errors(!form.errors.is_empty()).render()
    }

    fn samples(&self, samples: &Samples<'_>) -> Markup {
        let ctx = self.ctx;
        html! {
            section aria-labelledby="samples" {
                h2 #samples { (ctx.t("demo-accounts")) }
                p { (ctx.with("accounts-samples-lead", [("password", samples.password.into())])) }
                ul.rows {
                    @for sample in &samples.accounts {
                        li data-account=(sample.key) {
                            div {
                                strong { (sample.nickname) } " · " (role(ctx.lang, sample.role))
                                br; span.small { (sample.text) }
                                br; span.soft.small { (sample.email) }
                            }
                            form.inline method="post" action="/sign-in" {
                                input type="hidden" name="back" value=(self.back);
                                input type="hidden" name="email" value=(sample.email);
                                input type="hidden" name="password" value=(samples.password);
                                button.quiet.button-small type="submit" {
                                    (ctx.t("nav-sign-in")) span.visually-hidden { " " (sample.nickname) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
