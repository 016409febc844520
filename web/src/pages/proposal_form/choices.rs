//! Category, agencies and county.

use maud::{Markup, html};

use super::StepPage;
use crate::components::field::Field;

pub(super) fn fields(page: &StepPage<'_>) -> Markup {
    let ctx = page.ctx;
    let label = ctx.t("field-proposal-category");
    let hint = if page.divided { ctx.t("kinds-choose") } else { String::new() };
    html! {
        (Field::new(page.form, "category").said(&label, &hint).select(Some(&ctx.t("propose-choose")), &page.categories))
        @if page.fields.agencies.asked { (agencies(page)) }
        (Field::new(page.form, "county").key("proposal-county").optional().select(Some(&ctx.t("proposal-county-all")), &page.counties))
    }
}

/// As many lists as agencies may be chosen, or the platform's choice.
fn agencies(page: &StepPage<'_>) -> Markup {
    let (ctx, words) = (page.ctx, &page.fields.agencies);
    let error = page.form.error("agencies");
    let chosen: Vec<&str> = page.form.values.all("agencies").filter(|value| !value.is_empty()).collect();
    let described = if error.is_some() { "agencies-hint agencies-error" } else { "agencies-hint" };
    html! {
        fieldset class=(if error.is_some() { "field has-error" } else { "field" }) aria-describedby=(described) {
            legend { (words.name) }
            p.hint #agencies-hint { (words.hint) }
            @if let Some(error) = &error { p.field-error #agencies-error { (error) } }
            @for place in 0..words.most {
                @let id = if place == 0 { "agencies".to_owned() } else { format!("agencies-{place}") };
                div.stacked {
                    label for=(id) { (ctx.with("propose-agency", [("number", (place + 1).into())])) }
                    select id=(id) name="agencies" {
                        option value="" { (ctx.t("propose-none")) }
                        @for choice in &page.agencies {
                            option value=(choice.value) selected[chosen.get(place) == Some(&choice.value.as_str())] { (choice.label) }
                        }
                    }
                }
            }
            div.choice {
                input #platform type="checkbox" name="platform" value="yes" checked[page.form.values.has("platform", "yes")];
                label for="platform" { (ctx.t("propose-platform")) }
            }
        }
    }
}
