//! Changing the password.

use maud::{Markup, html};

use crate::components::button::{Kind, submit};
use crate::components::errors;
use crate::components::field::Field;
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// The form with the old and the new password.
#[derive(Debug)]
pub struct PasswordPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// What is wrong; passwords are never shown again.
    pub form: FormView<'a>,
}

impl PasswordPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = ctx.t("accounts-password-title");
        let body = html! {
            h1 { (title) }
            p.lead { (ctx.t("accounts-password-lead")) }
            form method="post" action="/account/password" novalidate {
                (errors::summary(form, &[("old_password", "account-old-password"), ("password", "account-new-password")]))
                (Field::new(form, "old_password").key("account-old-password").input("password", Some("current-password")))
                (Field::new(form, "password").key("account-new-password").input("password", Some("new-password")))
                div.actions {
                    (submit(Kind::Main, &ctx.t("accounts-password-title")))
                    a href="/account" { (ctx.t("accounts-back-to-account")) }
                }
            }
        };
        Page::new(ctx, title, body).with_errors(!form.errors.is_empty()).render()
    }
}
