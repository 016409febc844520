//! A receipt: what a signer holds.

use chrono::{DateTime, Utc};
use folkmoot_foundation::FieldErrors;
use maud::{Markup, html};

use crate::components::button::{Kind, link, post, submit};
use crate::components::check::{CheckView, check};
use crate::components::notice::{self, notice};
use crate::components::regions::{FIELD, RegionChoice};
use crate::context::Ctx;
use crate::form::{FormView, Values};
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
    /// The code of the region it is counted under.
    pub region: Option<&'a str>,
    /// All regions.
    pub regions: &'a RegionChoice,
    /// `counted`, `withdrawn`, `put_aside` or `invalidated`.
    pub state: &'a str,
    /// Its check, if it waits for one or was found not to count.
    pub check: Option<CheckView>,
    /// The leaf, in hexadecimal.
    pub leaf: &'a str,
    /// When the log with it was sealed; nothing in the first moments.
    pub sealed_at: Option<DateTime<Utc>>,
    /// Whether the window is open, so that it can be taken back or counted under another region.
    pub reversible: bool,
    /// Whether there is an address to send it to.
    pub may_mail: bool,
}

impl ReceiptPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let base = format!("/proposals/{}", self.proposal);
        let title = ctx.t("receipt-title");
        let chosen = Values::default().and(FIELD, self.region.unwrap_or_default());
        let errors = FieldErrors::new();
        let body = html! {
            h1 { (title) }
            (self.facts(&base))
            p.soft { (ctx.t("receipt-explained")) " " a href="/verify" { (ctx.t("receipt-how")) } }
            div.actions {
                (link(Kind::Main, &base, &ctx.t("sign-back")))
                (link(Kind::Quiet, &format!("/receipts/{}.json", self.id), &ctx.t("receipt-json")))
                @if self.may_mail { (post(Kind::Quiet, &format!("/receipts/{}/mail", self.id), &[], &ctx.t("receipt-mail"))) }
                @if self.reversible && matches!(self.state, "counted" | "put_aside") {
                    a href=(format!("{base}/unsign")) { (ctx.t("sign-withdraw")) }
                }
            }
            @if self.reversible && self.state != "invalidated" {
                details {
                    summary { (ctx.with("receipt-region-change", [("name", self.regions.label.as_str().into())])) }
                    form method="post" action=(format!("/receipts/{}/region", self.id)) {
                        (self.regions.field(FormView { lang: ctx.lang, values: &chosen, errors: &errors }))
                        (submit(Kind::Quiet, &ctx.t("receipt-region-save")))
                    }
                }
            }
        };
        Page::new(ctx, title, body).render()
    }

    /// The key of the sentence that says whether it counts.
    fn state_key(&self) -> String {
        match &self.check {
            Some(check) if check.by_mail && self.state == "put_aside" => {
                "receipt-put-aside-by-mail".to_owned()
            }
            _ => format!("receipt-{}", self.state.replace('_', "-")),
        }
    }

    /// What stands in it, and whether it counts.
    pub(super) fn facts(&self, base: &str) -> Markup {
        let ctx = self.ctx;
        let kind = if self.state == "counted" { notice::Kind::Done } else { notice::Kind::Wait };
        let region = self.region.map(|code| self.regions.name(code).unwrap_or(code));
        html! {
            (notice(kind, html! {
                p { strong { (ctx.t(&self.state_key())) } }
                @if let Some(view) = &self.check { (check(ctx, view)) }
            }))
            dl.facts {
                dt { (ctx.t("receipt-proposal")) } dd { a href=(base) { (self.title) } }
                dt { (ctx.t("receipt-time")) }
                dd { time datetime=(self.signed_at.to_rfc3339()) { (format::date_time(ctx.lang, self.signed_at)) } }
                dt { (ctx.t("receipt-channel")) } dd { (ctx.t(&format!("channel-{}", self.channel))) }
                dt { (ctx.with("sign-region", [("name", self.regions.label.as_str().into())])) }
                dd { @match region { Some(name) => (name), None => (ctx.t("regions-unknown")) } }
                dt { (ctx.t("receipt-id")) } dd { code { (self.id) } }
                dt { (ctx.t("receipt-leaf")) } dd { code { (self.leaf) } }
                dt { (ctx.t("receipt-sealed")) }
                dd {
                    @match self.sealed_at {
                        Some(at) => time datetime=(at.to_rfc3339()) { (format::date_time(ctx.lang, at)) },
                        None => (ctx.t("receipt-not-sealed")),
                    }
                }
            }
        }
    }
}
