//! Letting the clocks of a case stand still, and go on.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::CaseHead;
use crate::components::button::{Kind, submit};
use crate::components::errors::summary;
use crate::components::field::Field;
use crate::components::notice::{Kind as Notice, notice};
use crate::components::prose::prose;
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// The page.
#[derive(Debug)]
pub struct StandstillPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The case.
    pub head: CaseHead,
    /// Since when and why it stands still by order, if it does.
    pub ordered: Option<(DateTime<Utc>, String)>,
    /// Where it is let go on.
    pub resume: String,
    /// The form: `reason`.
    pub form: FormView<'a>,
    /// Why it can't be done now.
    pub refused: Option<String>,
}

impl StandstillPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = ctx.t("cases-act-pause-case");
        let body = html! {
            (self.head.breadcrumb(ctx, true))
            h1 { (title) }
            p.lead { (ctx.t("cases-about-pause-case")) }
            @if let Some(refused) = &self.refused { (super::refused(ctx, refused)) }
            @match &self.ordered {
                Some((since, reason)) => {
                    (notice(Notice::Wait, html! {
                        p { strong { (ctx.with("cases-still-since", [("date", format::date_of(ctx.lang, *since).into())])) } }
                        (prose(reason))
                    }))
                    form method="post" action=(self.resume) {
                        div.actions {
                            (submit(Kind::Main, &ctx.t("cases-do-resume-case")))
                            a href=(self.head.href) { (ctx.t("cases-back")) }
                        }
                    }
                }
                None => {
                    form method="post" novalidate {
                        (summary(form, &[("reason", "cases-pause-reason")]))
                        (Field::new(form, "reason").key("cases-pause-reason").area(4, Some(1000)))
                        div.actions {
                            (submit(Kind::Main, &ctx.t("cases-do-pause-case")))
                            a href=(self.head.href) { (ctx.t("cases-back")) }
                        }
                    }
                }
            }
        };
        Page::new(ctx, title, body).with_errors(!form.errors.is_empty() || self.refused.is_some()).render()
    }
}
