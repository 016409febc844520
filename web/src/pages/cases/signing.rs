//! Where an approver signs: the text as it will be published, the signature below it, or back with a note.

use maud::{Markup, html};

use super::CaseHead;
use crate::components::button::{Kind, submit, submit_as};
use crate::components::errors::summary;
use crate::components::field::Field;
use crate::components::notice::{Kind as Notice, notice};
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// The page, for a response or an addendum.
#[derive(Debug)]
pub struct SigningPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The case.
    pub head: CaseHead,
    /// The form: `version`, `name`, `title`, `note`.
    pub form: FormView<'a>,
    /// The text as it will be published.
    pub preview: Markup,
    /// Which lead agencies have signed, by whom.
    pub signed: Vec<(String, String)>,
    /// The lead agencies that have not; empty if one agency answers alone.
    pub waiting: String,
    /// The page of the draft with its versions and what colleagues said; nothing for an addendum.
    pub draft_href: Option<String>,
    /// Whether a code of the approver's second factor is asked for.
    pub asks_code: bool,
    /// Whether it is an addendum.
    pub is_addendum: bool,
    /// Whether the draft was changed after the page was opened, so that it must be read again.
    pub changed: bool,
}

impl SigningPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let kind = if self.is_addendum { "addendum" } else { "response" };
        let title = ctx.t(&format!("cases-sign-{kind}-title"));
        let body = html! {
            (self.head.breadcrumb(ctx, false))
            h1 { (title) }
            p.lead { (self.head.title) }
            @if self.changed { (notice(Notice::Bad, html! { p { (ctx.t("cases-sign-changed")) } })) }
            (summary(form, &[("name", "cases-signer-name"), ("title", "cases-signer-title"), ("code", "second-code"), ("note", "cases-note")]))
            (notice(Notice::Info, html! {
                p { (ctx.t("cases-sign-preview")) }
                @if let Some(href) = &self.draft_href { p { a href=(href) { (ctx.t("draft-read")) } } }
            }))
            article.preview { (self.preview) }
            form method="post" novalidate {
                h2 { (ctx.t("cases-sign")) }
                @if self.waiting.is_empty() { p { (ctx.t("cases-sign-final")) } } @else {
                    p { (ctx.t("together-sign-about")) }
                    dl.facts {
                        @for (agency, signer) in &self.signed { dt { (agency) } dd { (ctx.with("together-has-signed", [("signer", signer.as_str().into())])) } }
                        dt { (ctx.t("together-to-sign")) } dd { (self.waiting) }
                    }
                }
                input type="hidden" name="version" value=(form.values.get("version"));
                (Field::new(form, "name").key("cases-signer-name").input("text", Some("name")))
                (Field::new(form, "title").key("cases-signer-title").input("text", Some("organization-title")))
                @if self.asks_code { (Field::new(form, "code").key("second-code").input("text", Some("one-time-code"))) }
                div.actions { (submit_as(Kind::Main, "act", "sign", &ctx.t("cases-do-sign"))) }
            }
            form method="post" novalidate {
                h2 { (ctx.t(&format!("cases-decline-{kind}"))) }
                (Field::new(form, "note").key("cases-note").area(4, Some(4000)))
                input type="hidden" name="act" value="send_back";
                div.actions { (submit(Kind::Quiet, &ctx.t(&format!("cases-do-decline-{kind}")))) }
            }
        };
        Page::new(ctx, title, body).with_errors(!form.errors.is_empty()).render()
    }
}
