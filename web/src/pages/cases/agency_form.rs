//! Adding an agency or changing one.

use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, post, submit};
use crate::components::errors::summary;
use crate::components::field::{Choice, Field};
use crate::context::Ctx;
use crate::form::FormView;
use crate::layout::Page;

/// The page.
#[derive(Debug)]
pub struct AgencyFormPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The form.
    pub form: FormView<'a>,
    /// The agencies that may supervise it.
    pub parents: Vec<Choice>,
    /// Of an agency that exists: where it is put in or out of service, and whether it is in service.
    pub service: Option<(String, bool)>,
}

/// The keys of the fields' words.
const KEYS: [(&str, &str); 6] = [
    ("name_zh", "agency-name-zh"),
    ("name_en", "agency-name-en"),
    ("short_name", "agency-short-name"),
    ("slug", "agency-slug"),
    ("parent", "agency-parent"),
    ("contact", "agency-contact"),
];

impl AgencyFormPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = ctx.t(if self.service.is_some() { "cases-agency-change" } else { "cases-agency-add" });
        let body = html! {
            (breadcrumb(ctx, &[("/agencies", &ctx.t("nav-agencies"))]))
            h1 { (title) }
            form method="post" novalidate {
                (summary(form, &KEYS))
                (Field::new(form, "name_zh").key("agency-name-zh").input("text", None))
                (Field::new(form, "name_en").key("agency-name-en").input("text", None))
                (Field::new(form, "short_name").key("agency-short-name").optional().input("text", None))
                (Field::new(form, "slug").key("agency-slug").input("text", None))
                (Field::new(form, "parent").key("agency-parent").optional().select(Some(&ctx.t("cases-agency-no-parent")), &self.parents))
                (Field::new(form, "contact").key("agency-contact").optional().area(4, Some(500)))
                div.actions { (submit(Kind::Main, &ctx.t("cases-agency-save"))) a href="/agencies" { (ctx.t("cases-back")) } }
            }
            @if let Some((action, active)) = &self.service {
                hr;
                h2 { (ctx.t("cases-agency-service")) }
                p { (ctx.t(if *active { "cases-agency-service-text" } else { "cases-agency-out-text" })) }
                @if *active { (post(Kind::Danger, action, &[("active", "no")], &ctx.t("cases-agency-deactivate"))) }
                @else { (post(Kind::Main, action, &[("active", "yes")], &ctx.t("cases-agency-activate"))) }
            }
        };
        Page::new(ctx, title, body).with_errors(!form.errors.is_empty()).render()
    }
}
