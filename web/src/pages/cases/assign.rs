//! Giving a case to its agencies.

use maud::{Markup, html};

use super::CaseHead;
use crate::components::button::{Kind, submit};
use crate::components::errors::summary;
use crate::components::field::{Choice, Field};
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// The page.
#[derive(Debug)]
pub struct AssignPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The case.
    pub head: CaseHead,
    /// The form: `leads`, `supporting`.
    pub form: FormView<'a>,
    /// The agencies in service.
    pub agencies: Vec<Choice>,
    /// The names of those the proposer named.
    pub suggested: String,
    /// The proposal's page.
    pub proposal_href: String,
    /// The demands.
    pub demands: Vec<String>,
}

impl AssignPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = ctx.t("cases-assign-title");
        let body = html! {
            (self.head.breadcrumb(ctx, false))
            h1 { (title) }
            p.lead { a href=(self.proposal_href) { (self.head.title) } }
            h2 { (ctx.t("cases-demands")) }
            ol { @for demand in &self.demands { li { (demand) } } }
            @if !self.suggested.is_empty() { p { (ctx.t("cases-suggested")) " " (self.suggested) } }
            form method="post" novalidate {
                (summary(form, &[("leads", "cases-leads"), ("supporting", "cases-supporting")]))
                div.columns-2 {
                    (Field::new(form, "leads").key("cases-leads").checkboxes(&self.agencies))
                    (Field::new(form, "supporting").key("cases-supporting").optional().checkboxes(&self.agencies))
                }
                div.actions { (submit(Kind::Main, &ctx.t("cases-do-assign"))) a href=(self.head.desk_href) { (ctx.t("cases-back")) } }
            }
        };
        Page::new(ctx, title, body).wide().with_errors(!form.errors.is_empty()).render()
    }
}
