//! Deleting one's account.

use maud::{Markup, html};

use crate::components::button::{Kind, submit};
use crate::components::errors;
use crate::components::field::Field;
use crate::components::notice::{self, notice};
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// What will happen, and the password once more.
#[derive(Debug)]
pub struct DeletePage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// What is wrong.
    pub form: FormView<'a>,
}

impl DeletePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = ctx.t("accounts-delete-title");
        let body = html! {
            h1 { (title) }
            (errors::summary(form, &[("password", "account-password")]))
            (notice(notice::Kind::Bad, html! { p { strong { (ctx.t("accounts-delete-warning")) } } }))
            ul {
                li { (ctx.t("accounts-delete-erased")) }
                li { (ctx.t("accounts-delete-kept")) }
                li { (ctx.t("accounts-delete-again")) }
            }
            form method="post" action="/account/delete" novalidate {
                (Field::new(form, "password").key("account-password").input("password", Some("current-password")))
                div.actions {
                    (submit(Kind::Danger, &ctx.t("accounts-delete-button")))
                    a href="/account" { (ctx.t("accounts-back-to-account")) }
                }
            }
        };
        Page::new(ctx, title, body).with_errors(!form.errors.is_empty()).render()
    }
}
