//! Signatures over time: bars for each day, a line for the sum, and the same in a table.

use chrono::NaiveDate;
use maud::{Markup, html};

use crate::components::disclosure_table::disclosure_table;
use crate::format::{self, number};
use crate::i18n::Lang;

const WIDTH: f64 = 440.0;
const HEIGHT: f64 = 210.0;
const LEFT: f64 = 46.0;
const BOTTOM: f64 = 24.0;
const TOP: f64 = 12.0;

/// Days in their order, none left out, each with its new signatures.
pub fn history_chart(lang: Lang, days: &[(NaiveDate, i64)], threshold: i64) -> Markup {
    let total: i64 = days.iter().map(|(_, count)| count).sum();
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return crate::components::notice::empty(&lang.t("history-empty"));
    };
    let summary = lang.with(
        "history-summary",
        [
            ("from", format::date(lang, first.0).into()),
            ("to", format::date(lang, last.0).into()),
            ("total", number(total).into()),
        ],
    );
    let mut sum = 0;
    let rows: Vec<[String; 3]> = days
        .iter()
        .map(|(day, count)| {
            sum += count;
            [format::date_with_weekday(lang, *day), number(*count), number(sum)]
        })
        .collect();
    html! {
        figure.figure {
            figcaption { (summary) }
            (picture(lang, days, total, threshold, &summary))
            p.legend.small.soft {
                span.key.key-bar {} (lang.t("history-new")) " "
                span.key.key-line {} (lang.t("history-sum"))
            }
        }
        (disclosure_table(
            &lang.t("chart-as-table"),
            &[&lang.t("history-day"), &lang.t("history-new"), &lang.t("history-sum")],
            &rows,
        ))
    }
}

fn picture(lang: Lang, days: &[(NaiveDate, i64)], total: i64, threshold: i64, summary: &str) -> Markup {
    let top = ceiling(total.max(1));
    let (width, height) = (WIDTH - LEFT - 8.0, HEIGHT - TOP - BOTTOM);
    let step = width / days.len() as f64;
    let y = |count: i64| TOP + height * (1.0 - count as f64 / top as f64);
    let mut sum = 0;
    let points: Vec<String> = days
        .iter()
        .enumerate()
        .map(|(i, (_, count))| {
            sum += count;
            format!("{:.1},{:.1}", LEFT + step * (i as f64 + 0.5), y(sum))
        })
        .collect();
    // Bars and line share the one scale that stands at the side: a day is small beside the sum, and shows so.
    let bar = |count: i64| height * count as f64 / top as f64;
    let bars: Vec<[String; 4]> = days
        .iter()
        .enumerate()
        .filter(|(_, (_, count))| *count > 0)
        .map(|(i, (_, count))| {
            let tall = bar(*count).max(1.0);
            let wide = (step * 0.7).min(36.0);
            let left = LEFT + step * (i as f64 + 0.5) - wide / 2.0;
            [left, TOP + height - tall, wide, tall].map(|n| format!("{n:.1}"))
        })
        .collect();
    // Above its line, or below if the line is at the top.
    let at = y(threshold);
    let label_of_threshold = if at < TOP + 12.0 { at + 15.0 } else { at - 5.0 };
    let label = |day: NaiveDate| day.format("%-m/%-d").to_string();
    let ends = [(0, "start"), (days.len() - 1, "end")];
    html! {
        svg.chart viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(summary) {
            @for level in [0, top / 2, top] {
                line.grid x1=(LEFT) x2=(WIDTH - 8.0) y1=(format!("{:.1}", y(level))) y2=(format!("{:.1}", y(level))) {}
                text x=(LEFT - 6.0) y=(format!("{:.1}", y(level) + 4.0)) text-anchor="end" { (number(level)) }
            }
            @if threshold > 0 && threshold <= top {
                line.threshold x1=(LEFT) x2=(WIDTH - 8.0) y1=(format!("{:.1}", y(threshold))) y2=(format!("{:.1}", y(threshold))) {}
                text x=(WIDTH - 10.0) y=(format!("{:.1}", label_of_threshold)) text-anchor="end" {
                    (lang.with("progress-threshold", [("threshold", number(threshold).into())]))
                }
            }
            @for [x, y, w, h] in &bars { rect.bar.bar-soft x=(x) y=(y) width=(w) height=(h) rx="2" {} }
            @if points.len() > 1 { polyline.line points=(points.join(" ")) {} }
            @else { @for point in &points { @if let Some((x, y)) = point.split_once(',') { circle.dot cx=(x) cy=(y) r="4" {} } } }
            @for (i, anchor) in ends {
                @if i == 0 || days.len() > 1 {
                    text x=(if i == 0 { LEFT } else { WIDTH - 8.0 }) y=(HEIGHT - 6.0) text-anchor=(anchor) { (label(days[i].0)) }
                }
            }
        }
    }
}

/// The next round number: 1, 2 or 5 times a power of ten, even so that its half is whole.
fn ceiling(n: i64) -> i64 {
    let mut power = 10;
    loop {
        for step in [1, 2, 5] {
            if n <= step * power {
                return step * power;
            }
        }
        power *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_at_a_round_number() {
        assert_eq!([1, 10, 11, 999, 5000, 5001].map(ceiling), [10, 10, 20, 1000, 5000, 10_000]);
    }

    #[test]
    fn every_day_is_in_the_table() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let days =
            [(day, 3), (day.succ_opt().unwrap(), 0), (day.succ_opt().unwrap().succ_opt().unwrap(), 1200)];
        let chart = history_chart(Lang::En, &days, 5000).into_string();
        assert_eq!(chart.matches("<tr>").count(), 4);
        assert!(chart.contains("1,203"));
        assert!(history_chart(Lang::ZhTw, &[], 5000).into_string().contains("empty"));
        assert!(history_chart(Lang::ZhTw, &days[..1], 5000).into_string().contains("circle"));
    }
}
