//! Following a proposal: one button, or where to sign in for it.

use maud::{Markup, html};

use crate::components::button::{Kind, post};
use crate::context::Ctx;

/// The button that begins or ends following; `followers` are told beside it.
pub fn follow(ctx: &Ctx, proposal: &str, following: bool, followers: i64) -> Markup {
    let (act, words) = if following { ("unfollow", "follow-end") } else { ("follow", "follow-begin") };
    html! {
        div.follow {
            (post(Kind::Quiet, &format!("/proposals/{proposal}/{act}"), &[("back", &ctx.path)], &ctx.t(words)))
            p.small.soft {
                @if following { (ctx.t("follow-told")) " " }
                (ctx.with("follow-count", [("count", followers.into())]))
            }
        }
    }
}
