//! States as words in a coloured field; the colour only repeats what the word says.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::context::Ctx;
use crate::format;

/// How a badge is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to notice.
    Plain,
    /// Going on.
    Active,
    /// Well ended.
    Good,
    /// Someone must act soon.
    Wait,
    /// Missed or refused.
    Bad,
}

/// A badge with the given words.
pub fn badge(tone: Tone, text: &str) -> Markup {
    let class = match tone {
        Tone::Plain => "badge",
        Tone::Active => "badge badge-active",
        Tone::Good => "badge badge-good",
        Tone::Wait => "badge badge-wait",
        Tone::Bad => "badge badge-bad",
    };
    html! { span class=(class) { (text) } }
}

/// The badge of a proposal's state by its code; words from `state-<code>`. A window that is still ahead says when it
/// opens.
pub fn proposal_state(ctx: &Ctx, code: &str, opens_at: Option<DateTime<Utc>>) -> Markup {
    if let Some(opens) = opens_at.filter(|opens| code == "open" && ctx.now < *opens) {
        let day = format::day_and_month(ctx.lang, format::day_of(opens));
        return badge(Tone::Wait, &ctx.with("state-open-ahead", [("date", day.into())]));
    }
    let tone = match code {
        "open" => Tone::Active,
        "reached" | "supporting" | "in_review" | "sent_back" | "paused" => Tone::Wait,
        "answered" | "closed" => Tone::Good,
        "refused" => Tone::Bad,
        _ => Tone::Plain,
    };
    badge(tone, &ctx.t(&format!("state-{}", code.replace('_', "-"))))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn a_window_that_is_ahead_says_when_it_opens() {
        let ctx = Ctx::sample(Lang::ZhTw);
        let ahead = proposal_state(&ctx, "open", Some(ctx.now + TimeDelta::days(1))).into_string();
        assert!(ahead.contains("附議將於 3月3日開始"), "{ahead}");
        let open = proposal_state(&ctx, "open", Some(ctx.now)).into_string();
        assert!(open.contains(">附議中<"), "{open}");
        let over = proposal_state(&ctx, "lapsed", Some(ctx.now + TimeDelta::days(1))).into_string();
        assert!(over.contains(">未成案<"), "{over}");
    }
}
