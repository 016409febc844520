//! Reporting a voice to the moderators.

use maud::{Markup, html};

use crate::components::button::{Kind, link, submit};
use crate::components::errors;
use crate::components::field::{Choice, Field};
use crate::components::prose::prose;
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// The codes of the grounds, in the order of the form.
pub const GROUNDS: [&str; 6] = ["attack", "personal_data", "spam", "off_topic", "unlawful", "other"];

/// The choices of grounds.
pub fn grounds(ctx: &Ctx) -> Vec<Choice> {
    GROUNDS.map(|code| Choice::new(code, ctx.t(&format!("ground-{}", code.replace('_', "-"))))).into()
}

/// The form of a report.
#[derive(Debug)]
pub struct ReportPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The voice's id.
    pub id: String,
    /// Whose it is.
    pub name: String,
    /// Its words.
    pub body: String,
    /// What was typed and what is wrong with it.
    pub form: FormView<'a>,
}

impl ReportPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            (errors::summary(self.form, &[("ground", "report-ground"), ("words", "report-words")]))
            h1 { (ctx.t("report-title")) }
            blockquote { p { strong { (self.name) } } (prose(&self.body)) }
            p { (ctx.t("report-note")) }
            form method="post" action=(format!("/voices/{}/report", self.id)) novalidate {
                (Field::new(self.form, "ground").key("report-ground").radios(&grounds(ctx)))
                (Field::new(self.form, "words").key("report-words").optional().area(4, Some(1000)))
                div.actions {
                    (submit(Kind::Main, &ctx.t("report-send")))
                    (link(Kind::Quiet, &format!("/voices/{}", self.id), &ctx.t("comment-cancel")))
                }
            }
        };
        Page::new(ctx, ctx.t("report-title"), body).with_errors(!self.form.errors.is_empty()).render()
    }
}
