//! Registering.

use maud::{Markup, html};

use super::counties;
use crate::components::button::{Kind, submit};
use crate::components::errors;
use crate::components::field::Field;
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// The form to register.
#[derive(Debug)]
pub struct RegisterPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// What was typed.
    pub form: FormView<'a>,
}

/// The keys of the fields' words.
const KEYS: [(&str, &str); 6] = [
    ("name", "account-name"),
    ("nickname", "account-nickname"),
    ("email", "account-email"),
    ("mobile", "account-mobile"),
    ("password", "account-choose-password"),
    ("county", "account-county"),
];

impl RegisterPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = ctx.t("accounts-register-title");
        let body = html! {
            h1 { (title) }
            p.lead { (ctx.t("accounts-register-lead")) }
            p { (ctx.t("accounts-register-have-account")) " " a href="/sign-in" { (ctx.t("nav-sign-in")) } }
            form method="post" action="/register" novalidate {
                (errors::summary(form, &KEYS))
                (Field::new(form, "name").key("account-name").input("text", Some("name")))
                (Field::new(form, "nickname").key("account-nickname").input("text", Some("nickname")))
                (Field::new(form, "email").key("account-email").input("email", Some("email")))
                (Field::new(form, "mobile").key("account-mobile").input("tel", Some("tel")))
                (Field::new(form, "password").key("account-choose-password").input("password", Some("new-password")))
                (Field::new(form, "county").key("account-county").optional()
                    .select(Some(&ctx.t("accounts-county-none")), &counties(ctx.lang)))
                p.hint { (ctx.t("accounts-register-privacy")) }
                div.actions { (submit(Kind::Main, &ctx.t("accounts-register-button"))) }
            }
        };
        Page::new(ctx, title, body).with_errors(!form.errors.is_empty()).render()
    }
}
