//! A receipt: what a signer holds.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::button::{Kind, link};
use crate::components::notice::{self, notice};
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// A receipt as its signer sees it.
#[derive(Debug)]
pub struct ReceiptPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The signature's id.
    pub id: &'a str,
    /// The proposal's id.
    pub proposal: &'a str,
    /// Its title.
    pub title: &'a str,
    /// When it was signed.
    pub signed_at: DateTime<Utc>,
    /// The code of the channel.
    pub channel: &'a str,
    /// Under which county or city it is counted, as its name.
    pub county: Option<&'a str>,
    /// Whether it counts.
    pub counted: bool,
    /// The leaf, in hexadecimal.
    pub leaf: &'a str,
    /// Whether it can still be taken back.
    pub reversible: bool,
}

impl ReceiptPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let base = format!("/proposals/{}", self.proposal);
        let title = ctx.t("receipt-title");
        let body = html! {
            h1 { (title) }
            @if self.counted { (notice(notice::Kind::Done, html! { p { (ctx.t("receipt-counted")) } })) }
            @else { (notice(notice::Kind::Wait, html! { p { (ctx.t("receipt-withdrawn")) } })) }
            dl.facts {
                dt { (ctx.t("receipt-proposal")) } dd { a href=(base) { (self.title) } }
                dt { (ctx.t("receipt-time")) }
                dd { time datetime=(self.signed_at.to_rfc3339()) { (format::date_time(ctx.lang, self.signed_at)) } }
                dt { (ctx.t("receipt-channel")) } dd { (ctx.t(&format!("channel-{}", self.channel))) }
                dt { (ctx.t("receipt-county")) } dd { @match self.county { Some(name) => (name), None => (ctx.t("map-unknown")) } }
                dt { (ctx.t("receipt-id")) } dd { code { (self.id) } }
                dt { (ctx.t("receipt-leaf")) } dd { code { (self.leaf) } }
            }
            p.soft { (ctx.t("receipt-explained")) }
            div.actions {
                (link(Kind::Main, &base, &ctx.t("sign-back")))
                (link(Kind::Quiet, &format!("/receipts/{}.json", self.id), &ctx.t("receipt-json")))
                @if self.counted && self.reversible { a href=(format!("{base}/unsign")) { (ctx.t("sign-withdraw")) } }
            }
        };
        Page::new(ctx, title, body).render()
    }
}
