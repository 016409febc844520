//! What a signer is told when their signature waits for a check or was checked: why, and what they can do.

use maud::{Markup, html};

use crate::components::button::{Kind, link};
use crate::context::Ctx;
use crate::i18n::Lang;

/// The check of a signature as its signer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckView {
    /// `put_aside` or `invalidated`: the state of the signature.
    pub state: &'static str,
    /// What was conspicuous, as a code.
    pub signal: String,
    /// Why it was decided as it was, as a code.
    pub reason: Option<String>,
    /// Where its signer confirms it with a mobile number, while it waits.
    pub confirm: Option<String>,
    /// Whether it was signed by mail without an account, so that nobody can be told of it.
    pub by_mail: bool,
}

/// Why, in a sentence.
pub fn why(lang: Lang, code: &str) -> String {
    lang.find(&format!("check-why-{}", code.replace('_', "-"))).unwrap_or_else(|| lang.t("check-why-other"))
}

/// Why it waits or does not count, and the button with which its signer makes it count.
pub fn check(ctx: &Ctx, check: &CheckView) -> Markup {
    let invalid = check.state == "invalidated";
    let reason = check.reason.as_deref().filter(|_| invalid).unwrap_or(&check.signal);
    html! {
        p { (ctx.t("check-why")) (why(ctx.lang, reason)) }
        @if invalid { p.small { (ctx.t("check-invalidated-next")) } }
        @else if check.by_mail {
            p.small { (ctx.t("check-waits-by-mail")) }
            p.small { (ctx.t("check-confirm-by-mail")) }
        }
        @else {
            p.small { (ctx.t("check-waits-next")) }
            @if let Some(href) = &check.confirm { p { (link(Kind::Main, href, &ctx.t("check-confirm"))) } }
        }
    }
}
