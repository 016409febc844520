//! Proposals like the one that is being written.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::badge;
use crate::context::Ctx;

/// A proposal that may be the same matter.
#[derive(Debug, Clone)]
pub struct Similar {
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// The code of its state.
    pub state: &'static str,
    /// The first instant of its window, if it has one.
    pub opens_at: Option<DateTime<Utc>>,
    /// Whether it can be signed, now or once its window opens.
    pub signable: bool,
    /// What the agency decided on its demands, in words, if it was answered.
    pub decisions: Vec<String>,
}

/// The list; nothing if there are none. Those that can't be signed any more stand by themselves, under other words.
pub fn similar(ctx: &Ctx, found: &[Similar]) -> Markup {
    let (signable, over): (Vec<&Similar>, Vec<&Similar>) = found.iter().partition(|one| one.signable);
    let list = |key: &str, some: &[&Similar]| {
        html! {
            @if !some.is_empty() {
                p { (ctx.t(key)) }
                ul {
                    @for one in some {
                        li { a href=(one.href) target="_blank" rel="noopener" { (one.title) } " " (badge::proposal_state(ctx, one.state, one.opens_at))
                            @if !one.decisions.is_empty() {
                                @let decisions = one.decisions.join(ctx.lang.pick("、", ", "));
                                br; span.soft { (ctx.with("similar-decision", [("decisions", decisions.into())])) }
                            }
                        }
                    }
                }
            }
        }
    };
    html! {
        @if !found.is_empty() {
            div.notice {
                h2 { (ctx.t("similar-title")) }
                (list("similar-text", &signable))
                (list("similar-over", &over))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn nobody_is_told_to_sign_what_is_over() {
        let ctx = Ctx::sample(Lang::ZhTw);
        let one = |state, signable| Similar {
            href: "/proposals/1".to_owned(),
            title: "人行道".to_owned(),
            state,
            opens_at: None,
            signable,
            decisions: Vec::new(),
        };
        let over = similar(&ctx, &[one("lapsed", false)]).into_string();
        assert!(over.contains("已經不能附議") && !over.contains("更快達到門檻"), "{over}");
        let both = similar(&ctx, &[one("lapsed", false), one("open", true)]).into_string();
        let (sign, ended) = (both.find("更快達到門檻").unwrap(), both.find("已經不能附議").unwrap());
        assert!(sign < both.find(">附議中<").unwrap() && ended < both.find(">未成案<").unwrap(), "{both}");
        assert!(similar(&ctx, &[]).into_string().is_empty());
    }
}
