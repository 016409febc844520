//! The demo's mailbox.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::badge::{Tone, badge};
use crate::components::button::{Kind, submit};
use crate::components::notice::empty;
use crate::components::pager::pager;
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// A mail or text message in the list.
#[derive(Debug, Clone)]
pub struct MailboxRow {
    /// Its id.
    pub id: String,
    /// `mail` or `sms`.
    pub channel: &'static str,
    /// The address or number.
    pub to: String,
    /// The subject, or the text of a text message.
    pub subject: String,
    /// When it was sent.
    pub at: DateTime<Utc>,
}

/// The mailbox.
#[derive(Debug)]
pub struct MailboxPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// Only what went to this address is shown; empty for all.
    pub to: &'a str,
    /// The messages.
    pub rows: &'a [MailboxRow],
    /// Where the first page is, if this is another.
    pub first: Option<String>,
    /// Where the next page is.
    pub next: Option<String>,
}

impl MailboxPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("mailbox-title");
        let body = html! {
            h1 { (title) }
            p.lead { (ctx.t("mailbox-lead")) }
            form.search-form method="get" action="/demo/mailbox" role="search" {
                label.visually-hidden for="to" { (ctx.t("mailbox-to")) }
                input id="to" name="to" type="text" value=(self.to) placeholder=(ctx.t("mailbox-to")) autocomplete="off";
                (submit(Kind::Quiet, &ctx.t("mailbox-filter")))
            }
            @if !self.to.is_empty() { p { a href="/demo/mailbox" { (ctx.t("mailbox-all")) } } }
            @if self.rows.is_empty() && !self.to.is_empty() {
                (empty(&ctx.with("mailbox-nothing-for", [("to", self.to.into())])))
            }
            @else if self.rows.is_empty() { (empty(&ctx.t("mailbox-empty"))) }
            @else {
                ul.mail-list {
                    @for row in self.rows {
                        li {
                            p.meta {
                                (badge(Tone::Plain, &ctx.t(&format!("mailbox-{}", row.channel))))
                                span { (row.to) }
                                time datetime=(row.at.to_rfc3339()) { (format::date_time(ctx.lang, row.at)) }
                            }
                            p { a href=(format!("/demo/mailbox/{}", row.id)) { (row.subject) } }
                        }
                    }
                }
                (pager(ctx, self.first.as_deref(), self.next.as_deref()))
            }
        };
        Page::new(ctx, title, body).render()
    }
}
