//! The counter: a clerk enters a signature and prints its receipt.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, submit};
use crate::components::errors::summary;
use crate::components::field::{Choice, Field};
use crate::components::notice::{self, notice};
use crate::components::regions::{FIELD, RegionChoice};
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// The form for one signature.
#[derive(Debug)]
pub struct CounterPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's id.
    pub id: &'a str,
    /// Its number.
    pub number: Option<i64>,
    /// Its title.
    pub title: &'a str,
    /// `mobile` or `email`: what identifies a signer.
    pub identifier: &'static str,
    /// The regions to choose from.
    pub regions: &'a RegionChoice,
    /// Whether one can sign now.
    pub open: bool,
    /// The form.
    pub form: FormView<'a>,
}

impl CounterPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let key = format!("counter-{}", self.identifier);
        let keys = [("identifier", key.as_str()), (FIELD, "sign-region")];
        let body = html! {
            (breadcrumb(ctx, &[("/desk/counter", &ctx.t("counter-desk"))]))
            (summary(self.form, &keys))
            h1 { (ctx.t("counter-title")) }
            p.lead { @if let Some(number) = self.number { "#" (number) " " } a href=(format!("/proposals/{}", self.id)) { (self.title) } }
            @if !self.open { (notice(notice::Kind::Info, html! { p { (ctx.t("counter-closed")) } })) } @else {
                p { (ctx.t("counter-lead")) }
                form.panel method="post" action=(format!("/desk/counter/{}", self.id)) novalidate autocomplete="off" {
                    (Field::new(self.form, "identifier").key(&key).input(match self.identifier { "email" => "email", "mobile" => "tel", _ => "text" }, Some("off")))
                    (self.regions.field(self.form))
                    (Field::new(self.form, "counter_present").checkboxes(&[Choice::new("yes", ctx.t("counter-present-yes"))]))
                    (submit(Kind::Main, &ctx.t("counter-sign")))
                }
            }
        };
        Page::new(ctx, ctx.t("counter-title"), body).with_errors(!self.form.errors.is_empty()).render()
    }
}

/// What somebody who had signed is told: that, and no more.
#[derive(Debug)]
pub struct AlreadyPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's id.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
}

impl AlreadyPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            h1 { (ctx.t("counter-already")) }
            p.lead { (self.title) }
            (notice(notice::Kind::Info, html! { p { (ctx.t("counter-already-text")) } }))
            div.actions {
                (link(Kind::Main, &format!("/desk/counter/{}", self.id), &ctx.t("counter-next")))
            }
        };
        Page::new(ctx, ctx.t("counter-already"), body).render()
    }
}

/// The receipt to print.
#[derive(Debug)]
pub struct CounterReceipt<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's id.
    pub id: &'a str,
    /// Its number.
    pub number: Option<i64>,
    /// Its title.
    pub title: &'a str,
    /// The signature's id.
    pub receipt: &'a str,
    /// The leaf, in hexadecimal.
    pub leaf: &'a str,
    /// When it was signed.
    pub at: DateTime<Utc>,
    /// The address of the platform.
    pub public_url: &'a str,
}

impl CounterReceipt<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            h1 { (ctx.t("counter-receipt")) }
            p.lead { @if let Some(number) = self.number { "#" (number) " " } (self.title) }
            dl.facts {
                dt { (ctx.t("receipt-time")) } dd { time datetime=(self.at.to_rfc3339()) { (format::date_time(ctx.lang, self.at)) } }
                dt { (ctx.t("receipt-channel")) } dd { (ctx.t("channel-counter")) }
                dt { (ctx.t("receipt-id")) } dd { code { (self.receipt) } }
                dt { (ctx.t("receipt-leaf")) } dd { code { (self.leaf) } }
                dt { (ctx.t("counter-where")) } dd { (ctx.with("counter-where-text", [("url", self.public_url.into())])) }
            }
            p.no-print.soft { (ctx.t("counter-print-how")) }
            div.actions { (link(Kind::Main, &format!("/desk/counter/{}", self.id), &ctx.t("counter-next"))) }
        };
        Page::new(ctx, ctx.t("counter-receipt"), body).render()
    }
}
