//! The count of a drive as a picture for other sites: an SVG that needs nothing else.

use maud::{Markup, html};

use crate::format::number;
use crate::i18n::Lang;

/// Its width in pixels.
pub const WIDTH: i32 = 360;

/// Its height in pixels.
pub const HEIGHT: i32 = 104;

const MARGIN: i32 = 16;
const FONTS: &str = "'Noto Sans TC', 'PingFang TC', 'Microsoft JhengHei', system-ui, sans-serif";

/// What the picture shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountImage<'a> {
    /// The language of its words.
    pub lang: Lang,
    /// The proposal's title.
    pub title: &'a str,
    /// How many have signed.
    pub count: i64,
    /// How many are needed.
    pub threshold: i64,
    /// Where the proposal stands, in words.
    pub state: &'a str,
}

impl CountImage<'_> {
    /// What the picture says, in one sentence.
    pub fn text(&self) -> String {
        let threshold = number(self.threshold);
        self.lang.with(
            "count-image-text",
            [
                ("title", self.title.into()),
                ("count", number(self.count).into()),
                ("threshold", threshold.into()),
                ("state", self.state.into()),
            ],
        )
    }

    /// The picture.
    pub fn render(&self) -> Markup {
        let inner = WIDTH - 2 * MARGIN;
        let filled = i64::from(inner) * self.count.clamp(0, self.threshold.max(1)) / self.threshold.max(1);
        let figures = self.lang.with(
            "count-image-figures",
            [("count", number(self.count).into()), ("threshold", number(self.threshold).into())],
        );
        html! {
            svg xmlns="http://www.w3.org/2000/svg" width=(WIDTH) height=(HEIGHT) viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-labelledby="title desc" lang=(self.lang.code()) font-family=(FONTS) {
                title #title { (self.title) }
                desc #desc { (self.text()) }
                rect x="0.5" y="0.5" width=(WIDTH - 1) height=(HEIGHT - 1) rx="10" fill="#ffffff" stroke="#c9c7bf" {}
                text x=(MARGIN) y="32" font-size="15" font-weight="700" fill="#1c2526" { (cut(self.title, f64::from(inner) / 15.0)) }
                rect x=(MARGIN) y="46" width=(inner) height="10" rx="5" fill="#e4e2da" {}
                @if filled > 0 { rect x=(MARGIN) y="46" width=(filled.max(10)) height="10" rx="5" fill="#0b5c63" {} }
                text x=(MARGIN) y="82" font-size="14" fill="#1c2526" { (figures) }
                text x=(WIDTH - MARGIN) y="82" font-size="13" font-weight="700" fill="#0b5c63" text-anchor="end" { (cut(self.state, 12.0)) }
            }
        }
    }
}

/// The beginning of a text that is at most so many ems wide: a Chinese character is one, others about half of one.
fn cut(text: &str, ems: f64) -> String {
    let width = |c: char| if u32::from(c) >= 0x1100 { 1.0 } else { 0.58 };
    if text.chars().map(width).sum::<f64>() <= ems {
        return text.to_owned();
    }
    let mut left = ems - 1.0;
    let fits = text.chars().take_while(|c| {
        left -= width(*c);
        left >= 0.0
    });
    format!("{}…", fits.collect::<String>().trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_cut_by_the_width_of_its_characters() {
        assert_eq!(cut("公園增設飲水機", 8.0), "公園增設飲水機");
        assert_eq!(cut("公園增設飲水機並定期檢驗", 8.0), "公園增設飲水機…");
        assert_eq!(cut("Water fountains in every park of the city", 8.0), "Water founta…");
    }

    #[test]
    fn it_is_well_formed_and_says_in_words_what_it_shows() {
        let image = CountImage {
            lang: Lang::En,
            title: "Cats & <dogs>",
            count: 7000,
            threshold: 5000,
            state: "Co-signing",
        };
        let svg = image.render().into_string();
        assert!(svg.starts_with("<svg xmlns=") && svg.contains("role=\"img\"") && svg.contains("7,000"));
        assert!(
            svg.contains("Cats &amp; &lt;dogs&gt;")
                && svg.contains("width=\"328\" height=\"10\" rx=\"5\" fill=\"#0b5c63\"")
        );
        let none = CountImage { count: 0, ..image }.render().into_string();
        assert_eq!(none.matches("<rect").count(), 2);
    }
}
