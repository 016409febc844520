//! Regions of a rulebook, whatever they are there: to choose one when signing, and the numbers of each.

use maud::{Markup, html};

use crate::components::field::{Choice, Field};
use crate::context::Ctx;
use crate::form::FormView;
use crate::format::number;

/// The name of the field in every form.
pub const FIELD: &str = "region";

/// What there is to choose from.
#[derive(Debug, Clone)]
pub struct RegionChoice {
    /// What one of them is called, such as a member state.
    pub label: String,
    /// All, by code.
    pub choices: Vec<Choice>,
    /// Whether one must be chosen.
    pub required: bool,
}

impl RegionChoice {
    /// The field of a form.
    pub fn field(&self, form: FormView<'_>) -> Markup {
        let ctx = form.lang;
        let label = ctx.with("sign-region", [("name", self.label.as_str().into())]);
        let hint = if self.required { ctx.t("sign-region-hint") } else { String::new() };
        let field = Field::new(form, FIELD).said(&label, &hint);
        let (field, empty) = match self.required {
            true => (field, ctx.t("sign-region-choose")),
            false => (field.optional(), ctx.t("accounts-county-none")),
        };
        field.select(Some(&empty), &self.choices)
    }

    /// The name of the region with this code.
    pub fn name(&self, code: &str) -> Option<&str> {
        self.choices.iter().find(|choice| choice.value == code).map(|choice| choice.label.as_str())
    }
}

/// The number of one region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionRow {
    /// What it is called.
    pub name: String,
    /// How many signatures count.
    pub count: i64,
    /// How many are needed there, if the region has a part in the threshold.
    pub minimum: Option<i64>,
}

/// The numbers of all regions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegionNumbers {
    /// What one of them is called.
    pub label: String,
    /// Each, in the order of showing.
    pub rows: Vec<RegionRow>,
    /// How many signatures count without a region.
    pub unknown: i64,
    /// In how many regions the minimum is reached, and in how many it must be.
    pub reached: Option<(i64, i64)>,
}

/// The numbers with a bar each; where there are minima, whether each is reached.
pub fn region_numbers(ctx: &Ctx, numbers: &RegionNumbers) -> Markup {
    let most = numbers.rows.iter().map(|row| row.count).max().unwrap_or(0).max(1);
    let minima = numbers.rows.iter().any(|row| row.minimum.is_some());
    let title = ctx.with("regions-summary", [("name", numbers.label.as_str().into())]);
    html! {
        @if let Some(reached) = numbers.reached { p { strong { (reached_in_words(ctx, reached)) } } }
        div.table-scroll tabindex="0" role="region" aria-label=(title) {
            table.region-table {
                thead { tr {
                    th scope="col" { (numbers.label) }
                    th scope="col" { (ctx.t("map-count")) }
                    @if minima {
                        th.number scope="col" { (ctx.t("regions-minimum")) }
                        th scope="col" { (ctx.t("regions-state")) }
                    }
                } }
                tbody {
                    @for row in &numbers.rows {
                        tr {
                            th scope="row" { (row.name) }
                            td {
                                span.region-count { (number(row.count)) }
                                @let (shown, of) = row.minimum.map_or((row.count, most), |least| (row.count.min(least), least));
                                progress max=(of) value=(shown) aria-hidden="true" {}
                            }
                            @if minima {
                                td.number { @if let Some(least) = row.minimum { (number(least)) } @else { "–" } }
                                td { (state(ctx, row)) }
                            }
                        }
                    }
                    tr {
                        th scope="row" { (ctx.t("map-unknown")) }
                        td { span.region-count { (number(numbers.unknown)) } }
                        @if minima { td.number { "–" } td {} }
                    }
                }
            }
        }
    }
}

/// In how many regions the minimum is reached, of how many.
pub fn reached_in_words(ctx: &Ctx, (reached, least): (i64, i64)) -> String {
    ctx.with("regions-reached", [("reached", reached.into()), ("least", least.into())])
}

fn state(ctx: &Ctx, row: &RegionRow) -> String {
    match row.minimum {
        None => String::new(),
        Some(least) if row.count >= least => format!("✓ {}", ctx.t("regions-held")),
        Some(least) => ctx.with("regions-missing", [("missing", number(least - row.count).into())]),
    }
}

#[cfg(test)]
mod tests {
    use folkmoot_foundation::FieldErrors;

    use super::*;
    use crate::form::Values;
    use crate::i18n::Lang;

    #[test]
    fn a_region_that_must_be_chosen_is_not_called_optional() {
        let (values, errors) = (Values::default(), FieldErrors::new());
        let form = FormView { lang: Lang::En, values: &values, errors: &errors };
        let choices = vec![Choice::new("de", "Germany"), Choice::new("mt", "Malta")];
        let mut regions = RegionChoice { label: "Member state".to_owned(), choices, required: true };
        let optional = Lang::En.t("field-optional");
        assert!(!regions.field(form).into_string().contains(&optional));
        regions.required = false;
        assert!(regions.field(form).into_string().contains(&optional));
        assert_eq!((regions.name("mt"), regions.name("fr")), (Some("Malta"), None));
    }
}
