//! The secret addresses under which calendar programs read an agency's dates.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::button::{Kind, submit};
use crate::components::notice::{Kind as Notice, notice};
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// An address in force.
#[derive(Debug, Clone)]
pub struct LinkRow {
    /// Whose dates it gives.
    pub agency: String,
    /// When it was made.
    pub made: DateTime<Utc>,
    /// Where it is ended.
    pub revoke: String,
}

/// The page.
#[derive(Debug)]
pub struct CalendarPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The reader's agencies: id and name.
    pub agencies: Vec<(String, String)>,
    /// The address that was just made.
    pub made: Option<String>,
    /// Those in force.
    pub links: Vec<LinkRow>,
}

impl CalendarPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("calendar-title");
        let body = html! {
            h1 { (title) }
            p.lead { (ctx.t("calendar-lead")) }
            @if let Some(address) = &self.made {
                (notice(Notice::Info, html! {
                    p { strong { (ctx.t("calendar-made")) } }
                    p { a href=(address) { code { (address) } } }
                    p { (ctx.t("calendar-once")) }
                }))
            }
            @for (id, name) in &self.agencies {
                form method="post" action="/desk/calendar" {
                    input type="hidden" name="agency" value=(id);
                    div.actions { (submit(Kind::Main, &ctx.with("calendar-make", [("agency", name.as_str().into())]))) }
                }
            }
            @if !self.links.is_empty() {
                h2 { (ctx.t("calendar-links")) }
                ul {
                    @for link in &self.links {
                        li {
                            (link.agency) " · " (ctx.with("calendar-made-at", [("date", format::date_of(ctx.lang, link.made).into())]))
                            form.inline method="post" action=(link.revoke) { button.link type="submit" { (ctx.t("calendar-revoke")) } }
                        }
                    }
                }
            }
            p { a href="/desk/cases" { (ctx.t("cases-back")) } }
        };
        Page::new(ctx, title, body).render()
    }
}
