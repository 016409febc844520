//! Look into your mailbox: the same words whether or not a mail was sent.

use maud::{Markup, html};

use crate::components::button::{Kind, link};
use crate::context::Ctx;
use crate::layout::Page;

/// What the mail is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Confirming an address.
    Registration,
    /// Choosing a new password.
    Reset,
}

/// The page after a form that sends a mail.
#[derive(Debug)]
pub struct MailSentPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// What the mail is for.
    pub purpose: Purpose,
}

impl MailSentPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let (text, again) = match self.purpose {
            Purpose::Registration => (ctx.t("accounts-sent-registration"), "/register"),
            Purpose::Reset => (ctx.t("accounts-sent-reset"), "/forgot-password"),
        };
        let title = ctx.t("accounts-sent-title");
        let body = html! {
            h1 { (title) }
            p.lead { (text) }
            p { (ctx.t("accounts-sent-nothing-came")) }
            div.actions {
                @if ctx.demo.is_some() { (link(Kind::Main, "/demo/mailbox", &ctx.t("demo-mailbox"))) }
                (link(Kind::Quiet, again, &ctx.t("accounts-sent-again")))
                (link(Kind::Quiet, "/", &ctx.t("fault-home")))
            }
        };
        Page::new(ctx, title, body).render()
    }
}
