//! The thresholds of a drive, each with when it was or will be reached.

use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};

use crate::components::regions::reached_in_words;
use crate::components::sign_box::Standing;
use crate::context::Ctx;
use crate::format::{self, number};

/// A threshold and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threshold {
    /// What it is called in the rulebook.
    pub name: String,
    /// What happens at it.
    pub text: String,
    /// The count that reaches it.
    pub count: i64,
    /// When it was reached first.
    pub reached_at: Option<DateTime<Utc>>,
    /// In how many regions their minimum is reached, and in how many it must be.
    pub regions: Option<(i64, i64)>,
    /// The day on which it is reached at the present pace.
    pub projected: Option<NaiveDate>,
}

/// All of them, lowest first; `count` is how many have signed.
pub fn thresholds(ctx: &Ctx, count: i64, standing: Standing, levels: &[Threshold]) -> Markup {
    html! {
        ol.threshold-list {
            @for level in levels {
                li {
                    p {
                        strong { (level.name) } " "
                        (ctx.with("threshold-count", [("count", number(level.count).into())])) " "
                        span.small.soft { (level.text) }
                    }
                    p { (how_far(ctx, count, standing, level)) }
                    @if let Some(regions) = level.regions { p { (reached_in_words(ctx, regions)) } }
                }
            }
        }
    }
}

fn how_far(ctx: &Ctx, count: i64, standing: Standing, level: &Threshold) -> Markup {
    let missing = number((level.count - count).max(0));
    html! {
        @if let Some(at) = level.reached_at {
            (ctx.with("threshold-reached", [("at", format::date_time(ctx.lang, at).into())]))
            @if count < level.count { " " (ctx.with("threshold-fell", [("missing", missing.into())])) }
        } @else if standing == Standing::Over {
            (ctx.with("threshold-not-reached", [("missing", missing.into())]))
        } @else {
            (ctx.with("threshold-missing", [("missing", missing.into())]))
            @if let Some(day) = level.projected {
                " " (ctx.with("threshold-projected", [("day", format::date_with_weekday(ctx.lang, day).into())]))
            } @else if standing == Standing::Open {
                " " (ctx.t("threshold-not-projected"))
            }
        }
    }
}
