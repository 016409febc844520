//! Confirming who one is at an identity provider.

use maud::{Markup, html};

use crate::components::badge::{Tone, badge};
use crate::components::button::{Kind, link, post};
use crate::components::notice::{self, notice};
use crate::context::Ctx;
use crate::layout::Page;

/// The page of one's own identity.
#[derive(Debug)]
pub struct IdentityPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// What the provider is called; without one nothing can be confirmed here.
    pub provider: Option<&'a str>,
    /// The identity that is bound, with its middle hidden.
    pub identity: Option<String>,
    /// Where to go afterwards, encoded for a query.
    pub back: String,
}

impl IdentityPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("identity-title");
        let body = html! {
            h1 { (title) }
            @match (&self.identity, self.provider) {
                (Some(identity), _) => {
                    p.lead {
                        (ctx.with("identity-now", [("identity", identity.as_str().into())])) " "
                        (badge(Tone::Good, &ctx.t("accounts-confirmed")))
                    }
                    p { (ctx.t("identity-kept")) }
                    details {
                        summary { (ctx.t("identity-remove-title")) }
                        p { (ctx.t("identity-remove-text")) }
                        (post(Kind::Danger, "/account/identity/remove", &[], &ctx.t("identity-remove")))
                    }
                }
                (None, Some(provider)) => {
                    p.lead { (ctx.with("identity-lead", [("provider", provider.into())])) }
                    p { (ctx.t("identity-kept")) }
                    div.actions {
                        (link(Kind::Main, &format!("/account/identity/start?back={}", self.back),
                            &ctx.with("identity-go", [("provider", provider.into())])))
                    }
                }
                (None, None) => { p.lead { (ctx.t("identity-none")) } }
            }
            div.actions { a href="/account" { (ctx.t("accounts-back-to-account")) } }
        };
        Page::new(ctx, title, body).render()
    }
}

/// The page that says why it did not work.
#[derive(Debug)]
pub struct IdentityProblemPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// What went wrong, such as `down`.
    pub problem: &'a str,
    /// What the provider is called.
    pub provider: &'a str,
    /// Where one tries again.
    pub again: String,
    /// Whether it was for signing in.
    pub signing_in: bool,
}

impl IdentityProblemPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("identity-failed");
        let body = html! {
            h1 { (title) }
            (notice(notice::Kind::Wait, html! {
                p { (ctx.with(&format!("identity-problem-{}", self.problem), [("provider", self.provider.into())])) }
            }))
            p { (ctx.t("identity-nothing-kept")) }
            div.actions {
                (link(Kind::Main, &self.again, &ctx.t("identity-again")))
                @if self.signing_in { a href="/sign-in" { (ctx.t("identity-other-way")) } }
                @else { a href="/account" { (ctx.t("accounts-back-to-account")) } }
            }
        };
        Page::new(ctx, title, body).render()
    }
}

/// Where one confirms who one is before coming back to `back`.
pub fn identity_path(back: &str) -> String {
    format!("/account/identity?back={back}")
}
