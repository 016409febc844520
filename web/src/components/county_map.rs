//! Numbers by county and city: a map of 22 equal tiles, each about where it lies, and the same in a table.

use folkmoot_foundation::county::{COUNTIES, County};
use maud::{Markup, html};

use crate::components::disclosure_table::disclosure_table;
use crate::format::number;
use crate::i18n::Lang;

/// Column and row of each county's tile.
const PLACES: [(&str, i32, i32); 22] = [
    ("09007", 0, 0),
    ("63000", 3, 0),
    ("10017", 4, 0),
    ("09020", 0, 1),
    ("68000", 2, 1),
    ("65000", 3, 1),
    ("10002", 4, 1),
    ("10018", 1, 2),
    ("10004", 2, 2),
    ("10005", 1, 3),
    ("66000", 2, 3),
    ("10007", 1, 4),
    ("10008", 2, 4),
    ("10015", 3, 4),
    ("10016", 0, 5),
    ("10009", 1, 5),
    ("10010", 2, 5),
    ("10020", 1, 6),
    ("10014", 3, 6),
    ("67000", 1, 7),
    ("64000", 2, 7),
    ("10013", 2, 8),
];

const WIDE: i32 = 98;
const TALL: i32 = 62;
const GAP: i32 = 6;

/// Counts by county code; `unknown` are those without a county.
pub fn county_map(lang: Lang, counts: &[(String, i64)], unknown: i64) -> Markup {
    let count = |code: &str| counts.iter().find(|(c, _)| c == code).map_or(0, |(_, n)| *n);
    let most = COUNTIES.iter().map(|county| count(county.code)).max().unwrap_or(0);
    let mut rows: Vec<(i64, [String; 2])> = COUNTIES
        .iter()
        .map(|county| {
            (count(county.code), [lang.pick(county.zh, county.en).to_owned(), number(count(county.code))])
        })
        .collect();
    rows.sort_by_key(|(n, _)| -n);
    let mut rows: Vec<[String; 2]> = rows.into_iter().map(|(_, row)| row).collect();
    rows.push([lang.t("map-unknown"), number(unknown)]);
    let summary = lang.t("map-summary");
    html! {
        figure.figure {
            figcaption { (summary) }
            svg.tile-map viewBox=(format!("0 0 {} {}", 5 * WIDE + 4 * GAP, 9 * TALL + 8 * GAP)) role="img" aria-label=(summary) {
                @for (code, column, row) in PLACES {
                    @if let Some(county) = COUNTIES.iter().find(|c| c.code == code) {
                        @let (x, y) = (column * (WIDE + GAP), row * (TALL + GAP));
                        g class=(format!("tile level-{}", level(count(code), most))) {
                            title { (lang.pick(county.zh, county.en)) " " (number(count(code))) }
                            rect x=(x) y=(y) width=(WIDE) height=(TALL) rx="8" {}
                            text x=(x + WIDE / 2) y=(y + 26) text-anchor="middle" { (short(lang, county)) }
                            text.tile-number x=(x + WIDE / 2) y=(y + 48) text-anchor="middle" { (number(count(code))) }
                        }
                    }
                }
            }
        }
        (disclosure_table(&lang.t("chart-as-table"), &[&lang.t("map-county"), &lang.t("map-count")], &rows))
    }
}

/// From 0 for none to 4 for the greatest; the number stands on the tile as well.
fn level(count: i64, most: i64) -> i64 {
    if count <= 0 || most <= 0 { 0 } else { (count * 4 + most - 1) / most }
}

/// A name that fits on a tile.
fn short(lang: Lang, county: &County) -> String {
    match lang {
        // Two are both a city and a county, so that the kind must stay.
        Lang::ZhTw if county.zh.starts_with("新竹") || county.zh.starts_with("嘉義") => {
            county.zh.to_owned()
        }
        Lang::ZhTw => county.zh.trim_end_matches(['市', '縣']).to_owned(),
        Lang::En if county.en.starts_with("Hsinchu") || county.en.starts_with("Chiayi") => {
            county.en.replace(" County", " Co.")
        }
        Lang::En => county.en.trim_end_matches(" City").trim_end_matches(" County").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_county_has_a_tile_of_its_own() {
        for (i, (code, column, row)) in PLACES.iter().enumerate() {
            assert!(COUNTIES.iter().any(|c| c.code == *code));
            assert!(PLACES[..i].iter().all(|(other, x, y)| other != code && (x, y) != (column, row)));
        }
    }

    #[test]
    fn shades_follow_the_numbers() {
        assert_eq!([0, 1, 25, 26, 50, 75, 100].map(|n| level(n, 100)), [0, 1, 1, 2, 2, 3, 4]);
        let map = county_map(Lang::En, &[("63000".to_owned(), 1234)], 5).into_string();
        assert!(map.contains("1,234") && map.contains("level-4") && map.contains("Hsinchu Co."));
    }
}
