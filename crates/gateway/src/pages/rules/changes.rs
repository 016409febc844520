//! The differences of two versions in words: 附議門檻：5,000 → 3,000.

use folkmoot_proposals::rulebook::{Difference, Said};
use folkmoot_web::Lang;
use folkmoot_web::pages::rules::{count_words, period_words};

/// A line for each difference. What differs in the other language alone is told by its place.
pub(super) fn told(lang: Lang, differences: &[Difference]) -> Vec<String> {
    let line = |difference: &Difference| {
        let place: Vec<&str> = difference.place.iter().map(|label| label.get(lang.code())).collect();
        let place = place.join(lang.pick("／", " / "));
        let [old, new] =
            [&difference.old, &difference.new].map(|said| said.as_ref().map(|said| words(lang, said)));
        let key = match (&old, &new) {
            (None, _) => "rules-change-new",
            (_, None) => "rules-change-gone",
            _ => "rules-change",
        };
        let none = || lang.t("rules-change-none");
        let (old, new) = (old.unwrap_or_else(none), new.unwrap_or_else(none));
        lang.with(
            key,
            [("place", place.as_str().into()), ("old", old.as_str().into()), ("new", new.as_str().into())],
        )
    };
    differences.iter().map(line).collect()
}

fn words(lang: Lang, said: &Said) -> String {
    match said {
        Said::Text(label) => label.get(lang.code()).to_owned(),
        Said::Number(number) => count_words(*number),
        Said::Flag(flag) => lang.t(if *flag { "rules-yes" } else { "rules-no" }),
        Said::Period(period) => period_words(lang, *period),
        Said::Words(words) => words.join(lang.pick("、", ", ")),
        Said::Part => lang.t("rules-change-some"),
    }
}
