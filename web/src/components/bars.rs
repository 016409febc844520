//! Numbers as bars that lie one below the other, and the same in a table.

use maud::{Markup, html};

use super::disclosure_table::disclosure_table;
use crate::format::number;
use crate::i18n::Lang;

const WIDTH: f64 = 340.0;
const LEFT: f64 = 112.0;
const RIGHT: f64 = 40.0;
const ROW: f64 = 26.0;

/// Bars of one thing each; `heads` say what the rows are and what is counted.
pub fn bars(lang: Lang, summary: &str, heads: [&str; 2], rows: &[(String, i64)]) -> Markup {
    let most = rows.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let height = ROW * rows.len() as f64 + 4.0;
    let total: i64 = rows.iter().map(|(_, count)| *count).sum();
    let share = |count: i64| {
        if total > 0 { format!("{}%", (count * 100 + total / 2) / total) } else { "–".to_owned() }
    };
    let cells: Vec<[String; 3]> =
        rows.iter().map(|(name, count)| [name.clone(), number(*count), share(*count)]).collect();
    html! {
        figure.figure.figure-narrow {
            figcaption { (summary) }
            svg.chart viewBox=(format!("0 0 {WIDTH} {height}")) role="img" aria-label=(summary) {
                @for (i, (name, count)) in rows.iter().enumerate() {
                    @let top = ROW * i as f64 + 4.0;
                    @let wide = (WIDTH - LEFT - RIGHT) * *count as f64 / most as f64;
                    text x=(LEFT - 8.0) y=(format!("{:.1}", top + 14.0)) text-anchor="end" { (name) }
                    rect.bar.bar-soft x=(LEFT) y=(format!("{top:.1}")) width=(format!("{:.1}", wide.max(1.0))) height="18" rx="2" {}
                    text x=(format!("{:.1}", LEFT + wide + 6.0)) y=(format!("{:.1}", top + 14.0)) { (number(*count)) }
                }
            }
        }
        (disclosure_table(&lang.t("chart-as-table"), &[heads[0], heads[1], &lang.t("bars-share")], &cells))
    }
}
