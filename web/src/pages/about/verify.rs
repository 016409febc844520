//! How anyone can check a count, in five sentences and two commands.

use maud::{Markup, html};

use crate::components::button::{Kind, submit};
use crate::components::errors::summary;
use crate::components::field::Field;
use crate::components::notice::{self, notice};
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// The page about checking counts.
#[derive(Debug)]
pub struct VerifyPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The public key of the checkpoints, in hexadecimal.
    pub key: &'a str,
    /// The form that looks up one signature.
    pub form: FormView<'a>,
    /// What was found, as the end of a key; nothing if nothing was looked up.
    pub found: Option<&'static str>,
}

impl VerifyPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            h1 { (ctx.t("verify-title")) }
            p.lead { (ctx.t("verify-lead")) }
            ol { @for n in 1..=5 { li { (ctx.t(&format!("verify-step-{n}"))) } } }
            section aria-labelledby="verify-leaf-title" {
                h2 #verify-leaf-title { (ctx.t("verify-leaf-title")) }
                p { (ctx.t("verify-leaf-text")) }
                (summary(self.form, &[("proposal", "verify-proposal"), ("leaf", "verify-leaf")]))
                @if let Some(found) = self.found {
                    (notice(if found == "counted" { notice::Kind::Done } else { notice::Kind::Wait }, html! { p role="status" { (ctx.t(&format!("verify-leaf-{found}"))) } }))
                }
                form.panel method="get" action="/verify" novalidate {
                    (Field::new(self.form, "proposal").key("verify-proposal").input("numeric", Some("off")))
                    (Field::new(self.form, "leaf").key("verify-leaf").input("text", Some("off")))
                    (submit(Kind::Quiet, &ctx.t("verify-leaf-button")))
                }
            }
            section aria-labelledby="verify-own" {
                h2 #verify-own { (ctx.t("verify-own-title")) }
                p { (ctx.t("verify-own")) }
                pre { code { "folkmoot verify receipt receipt-….json --key " (self.key) } }
            }
            section aria-labelledby="verify-all" {
                h2 #verify-all { (ctx.t("verify-all-title")) }
                p { (ctx.t("verify-all")) }
                pre { code { "folkmoot verify drive signatures-….jsonl --receipt receipt-….json" } }
            }
            section aria-labelledby="verify-key" {
                h2 #verify-key { (ctx.t("verify-key-title")) }
                p { (ctx.t("verify-key")) }
                p { code { (self.key) } }
                ul {
                    li { a href="/api/v1/log/key" { (ctx.t("verify-key-json")) } }
                    li { a href="/api/v1/log/checkpoints" { (ctx.t("verify-checkpoints-json")) } }
                }
            }
            section aria-labelledby="verify-limits" {
                h2 #verify-limits { (ctx.t("verify-limits-title")) }
                p { (ctx.t("verify-limits")) }
            }
        };
        Page::new(ctx, ctx.t("verify-title"), body).with_errors(!self.form.errors.is_empty()).render()
    }
}
