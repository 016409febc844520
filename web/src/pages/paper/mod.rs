//! Signature sheets on paper: the facilitator's desk, the dry run, samples, and the sheet to print.

pub mod blank;
pub mod desk;
pub mod plan;
pub mod sample;
pub mod sheets;

use maud::{Markup, html};

use crate::context::Ctx;
use crate::format::number;

/// The numbers of an import.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    /// Lines that count.
    pub counted: i64,
    /// Lines of people who have signed already.
    pub duplicates: i64,
    /// Lines that can't be counted.
    pub unreadable: i64,
}

/// The numbers of an import, greatly.
fn figures(ctx: &Ctx, figures: Figures) -> Markup {
    html! {
        dl.figures {
            @for (key, count) in [("counted", figures.counted), ("duplicates", figures.duplicates), ("unreadable", figures.unreadable)] {
                div { dt { (ctx.t(&format!("paper-{key}"))) } dd { (number(count)) } }
            }
        }
    }
}

/// The words of a verdict.
pub fn verdict(ctx: &Ctx, code: &str, earlier: Option<(i64, i64)>) -> String {
    let key = format!("paper-line-{}", code.replace('_', "-"));
    match earlier {
        Some((sheet, line)) => ctx.with(&key, [("sheet", sheet.into()), ("line", line.into())]),
        None => ctx.t(&key),
    }
}
