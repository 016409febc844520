//! How far a drive is on its way to the threshold.

use maud::{Markup, html};

use crate::format::number;
use crate::i18n::Lang;

/// The count, the bar, and the threshold, in words as well.
pub fn progress(lang: Lang, count: i64, threshold: i64) -> Markup {
    let shown = count.clamp(0, threshold.max(1));
    html! {
        div.progress {
            p.progress-figures {
                span { span.progress-count data-live-count="" { (number(count)) } " " (lang.t("progress-signed")) }
                span.soft { (lang.with("progress-threshold", [("threshold", number(threshold).into())])) }
            }
            progress max=(threshold.max(1)) value=(shown) aria-label=(lang.t("progress-label")) { (number(count)) " / " (number(threshold)) }
        }
    }
}
