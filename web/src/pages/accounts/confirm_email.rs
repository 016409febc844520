//! Confirming an address: the link opens this page, and only its button confirms.

use maud::{Markup, html};

use crate::components::button::{Kind, link, submit};
use crate::context::Ctx;
use crate::layout::Page;

/// The page behind the link of a confirmation mail.
#[derive(Debug)]
pub struct ConfirmEmailPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The token of the link.
    pub token: &'a str,
    /// The nickname that was chosen, if the link is good.
    pub nickname: Option<&'a str>,
}

impl ConfirmEmailPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = match self.nickname {
            Some(_) => ctx.t("accounts-confirm-title"),
            None => ctx.t("accounts-link-title"),
        };
        let body = html! {
            h1 { (title) }
            @if let Some(nickname) = self.nickname {
                p.lead { (ctx.with("accounts-confirm-lead", [("nickname", nickname.into())])) }
                form method="post" action=(format!("/confirm-email/{}", self.token)) {
                    div.actions { (submit(Kind::Main, &ctx.t("accounts-confirm-button"))) }
                }
                p.soft { (ctx.t("accounts-confirm-not-you")) }
            } @else {
                p.lead { (ctx.t("accounts-link-registration")) }
                div.actions {
                    (link(Kind::Main, "/register", &ctx.t("accounts-register-title")))
                    (link(Kind::Quiet, "/sign-in", &ctx.t("nav-sign-in")))
                }
            }
        };
        Page::new(ctx, title, body).render()
    }
}
