//! Confirming or changing the mobile number.

use maud::{Markup, html};

use crate::components::badge::{Tone, badge};
use crate::components::button::{Kind, submit};
use crate::components::errors;
use crate::components::field::Field;
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// The page with the number and the code.
#[derive(Debug)]
pub struct MobilePage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// What was typed: `code` or `mobile`.
    pub form: FormView<'a>,
    /// The number, with its middle hidden.
    pub mobile: Option<String>,
    /// Whether it is confirmed.
    pub confirmed: bool,
    /// The number, with its middle hidden, to which a code was sent that waits to be entered.
    pub waiting: Option<String>,
    /// Where to go once the number is confirmed.
    pub back: &'a str,
}

impl MobilePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("accounts-mobile-title");
        let body = html! {
            h1 { (title) }
            (errors::summary(self.form, &[("code", "account-code"), ("mobile", "account-mobile-new")]))
            @if let Some(number) = &self.waiting { (self.code_form(number)) } @else { (self.first_step()) }
            (self.other_number())
            div.actions { a href="/account" { (ctx.t("accounts-back-to-account")) } }
        };
        Page::new(ctx, title, body).with_errors(!self.form.errors.is_empty()).render()
    }

    fn hidden(&self) -> Markup {
        html! { input type="hidden" name="back" value=(self.back); }
    }

    fn first_step(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        html! {
            p.lead { (ctx.t("accounts-mobile-lead")) }
            // The code that was entered is void, and with it the field: its error stands where the next one is asked for.
            @if let Some(error) = form.error("code") { p.field-error #code { (error) } }
            @if let Some(mobile) = &self.mobile {
                p {
                    (ctx.with("accounts-mobile-now", [("mobile", mobile.as_str().into())])) " "
                    @if self.confirmed { (badge(Tone::Good, &ctx.t("accounts-confirmed"))) }
                    @else { (badge(Tone::Wait, &ctx.t("accounts-unconfirmed"))) }
                }
                @if !self.confirmed {
                    form method="post" action="/account/mobile/code" { (self.hidden()) (submit(Kind::Main, &ctx.t("accounts-mobile-send"))) }
                }
            }
        }
    }

    fn code_form(&self, number: &str) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        html! {
            p.lead { (ctx.with("accounts-mobile-enter", [("mobile", number.into())])) }
            @if ctx.demo.is_some() { p { a href="/demo/mailbox" { (ctx.t("demo-mailbox")) } } }
            form method="post" action="/account/mobile/confirm" novalidate {
                (self.hidden())
                (Field::new(form, "code").key("account-code").input("numeric", Some("one-time-code")))
                div.actions { (submit(Kind::Main, &ctx.t("accounts-mobile-confirm"))) }
            }
            @if !self.confirmed && self.mobile.is_some() {
                form method="post" action="/account/mobile/code" { (self.hidden()) (submit(Kind::Quiet, &ctx.t("accounts-mobile-resend"))) }
            }
        }
    }

    fn other_number(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let open = form.error("mobile").is_some()
            || (self.confirmed && self.waiting.is_none())
            || self.mobile.is_none();
        html! {
            details open[open] {
                summary { (ctx.t("accounts-mobile-other")) }
                form method="post" action="/account/mobile/code" novalidate {
                    (self.hidden())
                    (Field::new(form, "mobile").key("account-mobile-new").input("tel", Some("tel")))
                    (submit(Kind::Quiet, &ctx.t("accounts-mobile-send")))
                }
            }
        }
    }
}
