//! The receipt of a signature that was given without an account: whoever holds its address sees it.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::button::{Kind, link, post};
use crate::components::notice::{self, notice};
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// The receipt, and the question whether to take the signature back.
#[derive(Debug)]
pub struct MailedReceiptPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The receipt's path.
    pub path: &'a str,
    /// The signature's id.
    pub id: &'a str,
    /// The proposal's id.
    pub proposal: &'a str,
    /// Its title.
    pub title: &'a str,
    /// When it was signed.
    pub signed_at: DateTime<Utc>,
    /// Under which county or city it is counted, as its name.
    pub county: Option<&'a str>,
    /// Whether it counts.
    pub counted: bool,
    /// The leaf, in hexadecimal.
    pub leaf: &'a str,
    /// Whether one can still take it back, or sign again.
    pub open: bool,
}

impl MailedReceiptPage<'_> {
    /// The receipt.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let base = format!("/proposals/{}", self.proposal);
        let title = ctx.t("receipt-title");
        let body = html! {
            h1 { (title) }
            @if self.counted { (notice(notice::Kind::Done, html! { p { (ctx.t("receipt-counted")) } })) }
            @else {
                (notice(notice::Kind::Wait, html! {
                    p { (ctx.t("receipt-withdrawn")) }
                    @if self.open {
                        p { a href=(format!("{base}/sign-by-mail")) { (ctx.t("sign-again")) } }
                    }
                }))
            }
            dl.facts {
                dt { (ctx.t("receipt-proposal")) } dd { a href=(base) { (self.title) } }
                dt { (ctx.t("receipt-time")) }
                dd { time datetime=(self.signed_at.to_rfc3339()) { (format::date_time(ctx.lang, self.signed_at)) } }
                dt { (ctx.t("receipt-county")) } dd { @match self.county { Some(name) => (name), None => (ctx.t("map-unknown")) } }
                dt { (ctx.t("receipt-id")) } dd { code { (self.id) } }
                dt { (ctx.t("receipt-leaf")) } dd { code { (self.leaf) } }
            }
            p { (ctx.t("receipt-mailed-keep")) }
            p.soft { (ctx.t("receipt-mailed-explained")) }
            div.actions {
                (link(Kind::Main, &base, &ctx.t("sign-back")))
                (link(Kind::Quiet, &format!("{}/receipt.json", self.path), &ctx.t("receipt-json")))
                @if self.counted && self.open { a href=(format!("{}/unsign", self.path)) { (ctx.t("sign-withdraw")) } }
            }
        };
        Page::new(ctx, title, body).render()
    }

    /// The question.
    pub fn ask(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("sign-withdraw-title");
        let body = html! {
            h1 { (title) }
            p.lead { (self.title) }
            p { (ctx.t("sign-withdraw-text")) }
            div.actions {
                (post(Kind::Danger, &format!("{}/unsign", self.path), &[], &ctx.t("sign-withdraw-button")))
                (link(Kind::Quiet, self.path, &ctx.t("sign-withdraw-keep")))
            }
        };
        Page::new(ctx, title, body).render()
    }
}
