//! The receipt of a signature that was given without an account: whoever holds its address sees it.

use maud::{Markup, html};

use super::receipt::ReceiptPage;
use crate::components::button::{Kind, link, post};
use crate::layout::Page;

/// The receipt, and the question whether to take the signature back.
#[derive(Debug)]
pub struct MailedReceiptPage<'a> {
    /// The receipt.
    pub receipt: ReceiptPage<'a>,
    /// Its path.
    pub path: &'a str,
}

impl MailedReceiptPage<'_> {
    /// The receipt.
    pub fn render(&self) -> Markup {
        let (ctx, receipt) = (self.receipt.ctx, &self.receipt);
        let base = format!("/proposals/{}", receipt.proposal);
        let title = ctx.t("receipt-title");
        let body = html! {
            h1 { (title) }
            (receipt.facts(&base))
            @if receipt.reversible && receipt.state == "withdrawn" {
                p { a href=(format!("{base}/sign-by-mail")) { (ctx.t("sign-again")) } }
            }
            p { (ctx.t("receipt-mailed-keep")) }
            p.soft { (ctx.t("receipt-mailed-explained")) " " a href="/verify" { (ctx.t("receipt-how")) } }
            div.actions {
                (link(Kind::Main, &base, &ctx.t("sign-back")))
                (link(Kind::Quiet, &format!("{}/receipt.json", self.path), &ctx.t("receipt-json")))
                @if receipt.reversible && matches!(receipt.state, "counted" | "put_aside") {
                    a href=(format!("{}/unsign", self.path)) { (ctx.t("sign-withdraw")) }
                }
            }
        };
        Page::new(ctx, title, body).render()
    }

    /// The question.
    pub fn ask(&self) -> Markup {
        let ctx = self.receipt.ctx;
        let title = ctx.t("sign-withdraw-title");
        let body = html! {
            h1 { (title) }
            p.lead { (self.receipt.title) }
            p { (ctx.t("sign-withdraw-text")) }
            div.actions {
                (post(Kind::Danger, &format!("{}/unsign", self.path), &[], &ctx.t("sign-withdraw-button")))
                (link(Kind::Quiet, self.path, &ctx.t("sign-withdraw-keep")))
            }
        };
        Page::new(ctx, title, body).render()
    }
}
