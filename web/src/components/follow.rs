//! Following: one button, or where to sign in for it.

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

/// Something other than a proposal that can be followed.
#[derive(Debug, Clone)]
pub struct TopicView {
    /// What it is: `agency`, `category`, `county`, `issue` or `search`.
    pub kind: &'static str,
    /// Its key; a sub-category's has a dot.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Where there is more of it.
    pub href: Option<String>,
    /// Whether the reader follows it.
    pub following: bool,
}

impl TopicView {
    /// What it is and what it is called.
    pub fn words(&self, ctx: &Ctx) -> String {
        ctx.with("follow-topic", [("kind", self.kind.into()), ("name", self.name.as_str().into())])
    }

    /// The button that begins or ends following it, and comes back to `back`.
    pub fn button(&self, ctx: &Ctx, back: &str) -> Markup {
        let (action, key) = if self.following {
            ("/my/follows/end", "follow-topic-end")
        } else {
            ("/my/follows", "follow-topic-begin")
        };
        let hidden = [("kind", self.kind), ("key", self.key.as_str()), ("back", back)];
        post(Kind::Quiet, action, &hidden, &ctx.with(key, [("topic", self.words(ctx).into())]))
    }
}

/// The buttons of what a page is about; nothing if it is about nothing that can be followed.
pub fn topics(ctx: &Ctx, topics: &[TopicView]) -> Markup {
    html! {
        @if !topics.is_empty() {
            div.follow {
                @for topic in topics { (topic.button(ctx, &ctx.path)) }
                @let of_issues = topics.iter().all(|topic| topic.kind == "issue");
                p.small.soft {
                    (ctx.t(if of_issues { "follow-issue-told" } else { "follow-topic-told" })) " "
                    a href="/my/follows" { (ctx.t("follows-title")) }
                }
            }
        }
    }
}
