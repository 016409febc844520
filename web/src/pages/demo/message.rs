//! One mail or text message of the demo's mailbox.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::prose::prose;
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// One message.
#[derive(Debug)]
pub struct MessagePage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// `mail` or `sms`.
    pub channel: &'static str,
    /// The address or number.
    pub to: &'a str,
    /// Other messages to the same address.
    pub others: String,
    /// The subject; empty for a text message.
    pub subject: &'a str,
    /// Plain text.
    pub text: &'a str,
    /// Where the mail as a page is served on its own, for a frame that can do nothing.
    pub html_src: Option<String>,
    /// When it was sent.
    pub at: DateTime<Utc>,
}

impl MessagePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = if self.subject.is_empty() { ctx.t("mailbox-sms") } else { self.subject.to_owned() };
        let body = html! {
            (breadcrumb(ctx, &[("/demo/mailbox", &ctx.t("mailbox-title"))]))
            h1 { (title) }
            dl.facts {
                dt { (ctx.t("mailbox-channel")) } dd { (ctx.t(&format!("mailbox-{}", self.channel))) }
                dt { (ctx.t("mailbox-recipient")) } dd { a href=(self.others) { (self.to) } }
                dt { (ctx.t("mailbox-at")) } dd { time datetime=(self.at.to_rfc3339()) { (format::date_time(ctx.lang, self.at)) } }
            }
            div.panel { (prose(self.text)) }
            @if let Some(src) = &self.html_src {
                h2 { (ctx.t("mailbox-as-html")) }
                iframe.mail-frame src=(src) sandbox="" title=(ctx.t("mailbox-as-html")) {}
            }
        };
        Page::new(ctx, title, body).render()
    }
}
