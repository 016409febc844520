//! Signatures over time: bars for each day or hour, a line for the sum, and the same in a table.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Asia::Taipei;
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
    let bars: Vec<Bar> = days
        .iter()
        .map(|(day, count)| Bar {
            short: day.format("%-m/%-d").to_string(),
            long: format::date_with_weekday(lang, *day),
            count: *count,
        })
        .collect();
    let span = days.first().zip(days.last()).map(|(first, last)| [first.0, last.0]);
    let span = span.map(|span| span.map(|day| format::date(lang, day)));
    chart(lang, &bars, span, threshold, ["history-day", "history-new"])
}

/// Hours in their order, none left out, each with its new signatures.
pub fn hours_chart(lang: Lang, hours: &[(DateTime<Utc>, i64)], threshold: i64) -> Markup {
    let bars: Vec<Bar> = hours
        .iter()
        .map(|(hour, count)| Bar {
            short: hour.with_timezone(&Taipei).format("%-m/%-d %H:%M").to_string(),
            long: format::date_time(lang, *hour),
            count: *count,
        })
        .collect();
    let span = hours.first().zip(hours.last()).map(|(first, last)| [first.0, last.0 + TimeDelta::hours(1)]);
    let span = span.map(|span| span.map(|at| format::date_time(lang, at)));
    chart(lang, &bars, span, threshold, ["history-hour", "history-new-in-hour"])
}

/// One bar.
struct Bar {
    /// What stands under it.
    short: String,
    /// What stands in the table.
    long: String,
    count: i64,
}

/// The chart with its table; `heads` are the keys of what a bar stands for and what it counts.
fn chart(
    lang: Lang,
    bars: &[Bar],
    span: Option<[String; 2]>,
    threshold: i64,
    heads: [&'static str; 2],
) -> Markup {
    let total: i64 = bars.iter().map(|bar| bar.count).sum();
    let Some([from, to]) = span else {
        return crate::components::notice::empty(&lang.t("history-empty"));
    };
    let summary = lang
        .with("history-summary", [("from", from.into()), ("to", to.into()), ("total", number(total).into())]);
    let mut sum = 0;
    let rows: Vec<[String; 3]> = bars
        .iter()
        .map(|bar| {
            sum += bar.count;
            [bar.long.clone(), number(bar.count), number(sum)]
        })
        .collect();
    let [head, new] = heads.map(|key| lang.t(key));
    html! {
        figure.figure {
            figcaption { (summary) }
            (picture(lang, bars, total, threshold, &summary))
            p.legend.small.soft {
                span.key.key-bar {} (new) " "
                span.key.key-line {} (lang.t("history-sum"))
            }
        }
        (disclosure_table(&lang.t("chart-as-table"), &[&head, &new, &lang.t("history-sum")], &rows))
    }
}

fn picture(lang: Lang, bars: &[Bar], total: i64, threshold: i64, summary: &str) -> Markup {
    let top = ceiling(total.max(1));
    let (width, height) = (WIDTH - LEFT - 8.0, HEIGHT - TOP - BOTTOM);
    let step = width / bars.len() as f64;
    let y = |count: i64| TOP + height * (1.0 - count as f64 / top as f64);
    let mut sum = 0;
    let points: Vec<String> = bars
        .iter()
        .enumerate()
        .map(|(i, bar)| {
            sum += bar.count;
            format!("{:.1},{:.1}", LEFT + step * (i as f64 + 0.5), y(sum))
        })
        .collect();
    // Bars and line share the one scale that stands at the side: a day is small beside the sum, and shows so.
    let tall = |count: i64| (height * count as f64 / top as f64).max(1.0);
    let rects: Vec<[String; 4]> = bars
        .iter()
        .enumerate()
        .filter(|(_, bar)| bar.count > 0)
        .map(|(i, bar)| {
            let tall = tall(bar.count);
            let wide = (step * 0.7).min(36.0);
            let left = LEFT + step * (i as f64 + 0.5) - wide / 2.0;
            [left, TOP + height - tall, wide, tall].map(|n| format!("{n:.1}"))
        })
        .collect();
    // Above its line, or below if the line is at the top.
    let at = y(threshold);
    let label_of_threshold = if at < TOP + 12.0 { at + 15.0 } else { at - 5.0 };
    let last = bars.last().filter(|_| bars.len() > 1).map(|bar| (WIDTH - 8.0, "end", bar));
    let ends = bars.first().map(|bar| (LEFT, "start", bar)).into_iter().chain(last);
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
            @for [x, y, w, h] in &rects { rect.bar.bar-soft x=(x) y=(y) width=(w) height=(h) rx="2" {} }
            @if points.len() > 1 { polyline.line points=(points.join(" ")) {} }
            @else { @for point in &points { @if let Some((x, y)) = point.split_once(',') { circle.dot cx=(x) cy=(y) r="4" {} } } }
            @for (x, anchor, bar) in ends {
                text x=(x) y=(HEIGHT - 6.0) text-anchor=(anchor) { (bar.short) }
            }
        }
    }
}

/// The next round number: 1, 2 or 5 times a power of ten, even so that its half is whole.
pub(super) fn ceiling(n: i64) -> i64 {
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
        let hour = "2026-03-01T16:00:00Z".parse().unwrap();
        let hours = hours_chart(Lang::En, &[(hour, 3), (hour + TimeDelta::hours(1), 0)], 5000).into_string();
        assert!(hours.contains("3/2 00:00") && hours.contains("3/2 01:00") && hours.contains("02:00"));
        assert!(history_chart(Lang::ZhTw, &[], 5000).into_string().contains("empty"));
        assert!(history_chart(Lang::ZhTw, &days[..1], 5000).into_string().contains("circle"));
    }
}
