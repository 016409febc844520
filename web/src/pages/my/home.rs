//! My page: what concerns the person who is signed in, each with what happens next.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::badge::proposal_state;
use crate::components::button::{Kind, link, post};
use crate::components::notice::empty;
use crate::components::pager::pager;
use crate::components::proposal_card::titled;
use crate::components::told::{NoticeView, notices};
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// A proposal as my page shows it.
#[derive(Debug, Clone)]
pub struct MyProposal {
    /// Its page, or the form of a draft.
    pub href: String,
    /// Its title; empty for a draft without one.
    pub title: String,
    /// The code of its state.
    pub state: String,
    /// The first instant of its window, if it has one.
    pub opens_at: Option<DateTime<Utc>>,
    /// What happens next by when, if a date is set.
    pub date: Option<DateTime<Utc>>,
    /// By how many days the date was missed.
    pub overdue: Option<i64>,
    /// How many signed it, and how many it takes.
    pub count: Option<(i64, i64)>,
}

impl MyProposal {
    /// What happens next, who must act, and by when.
    fn next(&self, ctx: &Ctx) -> String {
        if let Some(opens) = self.opens_at.filter(|opens| self.state == "open" && ctx.now < *opens) {
            return ctx.with("my-next-open-ahead", [("date", format::date_of(ctx.lang, opens).into())]);
        }
        let mut key = format!("my-next-{}", self.state.replace('_', "-"));
        if self.state == "open" && self.date.is_some_and(|date| ctx.now >= date) {
            key.push_str("-over");
        }
        if let Some(days) = self.overdue {
            let key = format!("{key}-overdue");
            return ctx.with(&key, [("days", days.into())]);
        }
        let plain = ctx.t(&key);
        match self.date.map(|date| format::deadline(ctx.lang, date)) {
            Some(date) => ctx.lang.find_with(&format!("{key}-by"), [("date", date.into())]).unwrap_or(plain),
            None => plain,
        }
    }
}

/// A signature as my page shows it.
#[derive(Debug, Clone)]
pub struct MySignature {
    /// What was signed.
    pub proposal: MyProposal,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it counts, or was taken back.
    pub counts: bool,
    /// The page of the receipt.
    pub receipt: String,
}

/// A proposal that is followed.
#[derive(Debug, Clone)]
pub struct MyFollow {
    /// What is followed.
    pub proposal: MyProposal,
    /// Its id, for ending it.
    pub id: String,
}

/// My page.
#[derive(Debug)]
pub struct MyPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// Whether something is missing for co-signing and proposing.
    pub must_confirm: bool,
    /// Unread notices first.
    pub notices: &'a [NoticeView],
    /// Own proposals, drafts included.
    pub proposals: &'a [MyProposal],
    /// Where more of them are.
    pub more_proposals: Option<String>,
    /// What was co-signed.
    pub signatures: &'a [MySignature],
    /// Where more of it is.
    pub more_signatures: Option<String>,
    /// What is followed.
    pub follows: &'a [MyFollow],
    /// Where more of it is.
    pub more_follows: Option<String>,
}

impl MyPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("my-title");
        let body = html! {
            h1 { (title) }
            @if self.must_confirm {
                div.notice.notice-wait {
                    p { (ctx.t("my-must-confirm")) " " a href="/account" { (ctx.t("my-to-account")) } }
                }
            }
            section aria-labelledby="my-notices" {
                h2 #my-notices { (ctx.t("notices-title")) }
                @if self.notices.is_empty() { (empty(&ctx.t("notices-none"))) }
                @else { (notices(ctx, self.notices, "/my")) }
                p { a href="/my/notices" { (ctx.t("my-all-notices")) } }
            }
            section aria-labelledby="my-proposals" {
                h2 #my-proposals { (ctx.t("my-proposals")) }
                @if self.proposals.is_empty() {
                    (empty(&ctx.t("my-no-proposals")))
                    div.actions { (link(Kind::Main, "/proposals/new", &ctx.t("nav-propose"))) }
                } @else {
                    ul.my-list { @for proposal in self.proposals { li { (self.entry(proposal)) } } }
                    (pager(ctx, None, self.more_proposals.as_deref()))
                }
            }
            section aria-labelledby="my-signatures" {
                h2 #my-signatures { (ctx.t("my-signatures")) }
                @if self.signatures.is_empty() {
                    (empty(&ctx.t("my-no-signatures")))
                    div.actions { (link(Kind::Quiet, "/proposals", &ctx.t("my-look-around"))) }
                } @else {
                    ul.my-list {
                        @for signature in self.signatures {
                            li {
                                (self.entry(&signature.proposal))
                                p.small {
                                    @let key = if signature.counts { "my-signed-on" } else { "my-withdrawn" };
                                    span.soft { (ctx.with(key, [("date", format::date_of(ctx.lang, signature.at).into())])) }
                                    " " a href=(signature.receipt) {
                                        (ctx.t("my-receipt"))
                                        span.visually-hidden { " " (signature.proposal.title) }
                                    }
                                }
                            }
                        }
                    }
                    (pager(ctx, None, self.more_signatures.as_deref()))
                }
            }
            section aria-labelledby="my-follows" {
                h2 #my-follows { (ctx.t("my-follows")) }
                @if self.follows.is_empty() { (empty(&ctx.t("my-no-follows"))) }
                @else {
                    ul.my-list {
                        @for follow in self.follows {
                            li {
                                (self.entry(&follow.proposal))
                                (post(Kind::Quiet, &format!("/proposals/{}/unfollow", follow.id), &[("back", "/my")], &ctx.t("follow-end")))
                            }
                        }
                    }
                    (pager(ctx, None, self.more_follows.as_deref()))
                }
                p { a href="/my/follows" { (ctx.t("my-all-follows")) } }
            }
            section aria-labelledby="my-settings" {
                h2 #my-settings { (ctx.t("my-settings")) }
                ul {
                    li { a href="/account" { (ctx.t("my-account")) } }
                    li { a href="/my/mails" { (ctx.t("mails-title")) } }
                }
            }
        };
        Page::new(ctx, title, body).render()
    }

    fn entry(&self, proposal: &MyProposal) -> Markup {
        let ctx = self.ctx;
        let title = titled(ctx.lang, &proposal.title);
        html! {
            p.my-entry { a href=(proposal.href) { (title) } " " (proposal_state(ctx, &proposal.state, proposal.opens_at)) }
            @if let Some((count, threshold)) = proposal.count {
                p.small.soft {
                    (ctx.with("my-count", [("count", format::number(count).into()), ("threshold", format::number(threshold).into())]))
                }
            }
            p.small.my-next { (proposal.next(ctx)) }
        }
    }
}
