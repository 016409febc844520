//! How many people have taken each stance by when: a line for each, and the same in a table.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::disclosure_table::disclosure_table;
use super::history_chart::ceiling;
use crate::format::{self, number};
use crate::i18n::Lang;

const WIDTH: f64 = 440.0;
const HEIGHT: f64 = 190.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 8.0;
const BOTTOM: f64 = 24.0;
const TOP: f64 = 12.0;

/// The codes of the stances, in their order.
const STANCES: [&str; 3] = ["pro", "con", "other"];

/// People who took a stance for the first time, by day and code, the earliest day first.
pub fn stance_chart(lang: Lang, days: &[(NaiveDate, &'static str, i64)]) -> Markup {
    let sums = sums(days);
    let (Some((first, _)), Some((last, ends))) = (sums.first(), sums.last()) else {
        return html! {};
    };
    let words = STANCES.map(|code| lang.t(&format!("stance-{code}")));
    let top = ceiling(ends.iter().copied().max().unwrap_or(0).max(1));
    let span = (*last - *first).num_days().max(1) as f64;
    let x = |day: NaiveDate| LEFT + (WIDTH - LEFT - RIGHT) * (day - *first).num_days() as f64 / span;
    let y = |count: i64| TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - count as f64 / top as f64);
    // A count stays until the day on which it grows: steps, not slopes.
    let line = |stance: usize| -> String {
        let mut points = Vec::new();
        let mut before = 0;
        for (day, counts) in &sums {
            points.push(format!("{:.1},{:.1}", x(*day), y(before)));
            points.push(format!("{:.1},{:.1}", x(*day), y(counts[stance])));
            before = counts[stance];
        }
        points.join(" ")
    };
    let summary = lang.with(
        "stance-chart-summary",
        [
            ("from", format::date(lang, *first).into()),
            ("to", format::date(lang, *last).into()),
            ("pro", number(ends[0]).into()),
            ("con", number(ends[1]).into()),
            ("other", number(ends[2]).into()),
        ],
    );
    let rows: Vec<[String; 4]> = sums
        .iter()
        .map(|(day, [pro, con, other])| {
            [format::date_with_weekday(lang, *day), number(*pro), number(*con), number(*other)]
        })
        .collect();
    let [pro, con, other] = &words;
    html! {
        figure.figure {
            figcaption { (summary) }
            svg.chart viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(summary) {
                @for level in [0, top / 2, top] {
                    line.grid x1=(LEFT) x2=(WIDTH - RIGHT) y1=(format!("{:.1}", y(level))) y2=(format!("{:.1}", y(level))) {}
                    text x=(LEFT - 6.0) y=(format!("{:.1}", y(level) + 4.0)) text-anchor="end" { (number(level)) }
                }
                @for (i, code) in STANCES.iter().enumerate() {
                    @if ends[i] > 0 { polyline class=(format!("line line-{code}")) points=(line(i)) {} }
                }
                text x=(LEFT) y=(HEIGHT - 6.0) text-anchor="start" { (first.format("%-m/%-d")) }
                text x=(WIDTH - RIGHT) y=(HEIGHT - 6.0) text-anchor="end" { (last.format("%-m/%-d")) }
            }
            p.legend.small.soft {
                @for (i, code) in STANCES.iter().enumerate() { span class=(format!("key key-{code}")) {} (words[i]) " " }
            }
        }
        (disclosure_table(&lang.t("chart-as-table"), &[&lang.t("history-day"), pro, con, other], &rows))
    }
}

/// The sums by the end of each day on which one grew.
fn sums(days: &[(NaiveDate, &'static str, i64)]) -> Vec<(NaiveDate, [i64; 3])> {
    let mut sums: Vec<(NaiveDate, [i64; 3])> = Vec::new();
    let mut sum = [0; 3];
    for (day, code, people) in days {
        if let Some(i) = STANCES.iter().position(|stance| stance == code) {
            sum[i] += people;
        }
        match sums.last_mut() {
            Some((last, counts)) if last == day => *counts = sum,
            _ => sums.push((*day, sum)),
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_day_is_a_row_and_each_stance_a_line() {
        let day = |n| NaiveDate::from_ymd_opt(2026, 3, n).unwrap();
        let days = [(day(2), "pro", 3), (day(2), "con", 1), (day(9), "pro", 2)];
        assert_eq!(sums(&days), [(day(2), [3, 1, 0]), (day(9), [5, 1, 0])]);
        let chart = stance_chart(Lang::ZhTw, &days).into_string();
        assert_eq!(chart.matches("<tr>").count(), 3);
        assert!(chart.contains("line-pro") && chart.contains("line-con") && !chart.contains("line-other"));
        assert_eq!(stance_chart(Lang::En, &[]).into_string(), "");
    }
}
