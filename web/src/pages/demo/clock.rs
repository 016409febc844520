//! The time machine.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::button::{Kind, post, submit};
use crate::components::errors;
use crate::components::field::Field;
use crate::components::notice::empty;
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// A date that will pass.
#[derive(Debug, Clone)]
pub struct Upcoming {
    /// The instant after which it is over.
    pub at: DateTime<Utc>,
    /// What passes then: `opens`, `closes`, `review`, `follow-up`, or `clock-<code>`.
    pub what: String,
    /// The proposal it is about.
    pub title: String,
    /// Where to look at it.
    pub href: Option<String>,
}

/// A proposal that the demo's crowd can co-sign.
#[derive(Debug, Clone)]
pub struct Offered {
    /// Its id.
    pub proposal: String,
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// How many signatures its threshold lacks.
    pub missing: i64,
}

/// The time machine.
#[derive(Debug)]
pub struct ClockPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// By how many whole days the platform is ahead of the real date.
    pub days_ahead: i64,
    /// What passes next, the first one first.
    pub upcoming: &'a [Upcoming],
    /// Proposals that the crowd can co-sign.
    pub offered: &'a [Offered],
    /// The form for a number of days.
    pub form: FormView<'a>,
}

impl ClockPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("clock-title");
        let body = html! {
            h1 { (title) }
            (errors::summary(self.form, &[("days", "clock-days")]))
            p.lead { (ctx.t("clock-lead")) }
            div.panel {
                p.clock-now { time datetime=(ctx.now.to_rfc3339()) { (format::date_time(ctx.lang, ctx.now)) } }
                p.soft {
                    @if self.days_ahead > 0 { (ctx.with("clock-ahead", [("days", self.days_ahead.into())])) }
                    @else { (ctx.t("clock-real")) }
                }
                div.actions {
                    @if !self.upcoming.is_empty() {
                        (post(Kind::Main, "/demo/clock", &[("to", "next")], &ctx.t("clock-next")))
                    }
                    (post(Kind::Quiet, "/demo/clock", &[("days", "1")], &ctx.t("clock-day")))
                    (post(Kind::Quiet, "/demo/clock", &[("days", "7")], &ctx.t("clock-week")))
                }
                form.clock-days method="post" action="/demo/clock" novalidate {
                    (Field::new(self.form, "days").key("clock-days").input("numeric", None))
                    (submit(Kind::Quiet, &ctx.t("clock-forward")))
                }
                p.small.soft { (ctx.t("clock-no-return")) }
            }
            h2 { (ctx.t("clock-upcoming")) }
            @if self.upcoming.is_empty() { (empty(&ctx.t("clock-nothing"))) }
            @else {
                ol.upcoming {
                    @for item in self.upcoming {
                        li {
                            div {
                                time.small.soft datetime=(item.at.to_rfc3339()) {
                                    (ctx.with("clock-ends", [("date", format::deadline(ctx.lang, item.at).into())]))
                                }
                                p { strong { (self.what(item)) } " " @if let Some(href) = &item.href { a href=(href) { (item.title) } } @else { (item.title) } }
                            }
                            form.inline method="post" action="/demo/clock" {
                                input type="hidden" name="to" value=(item.at.to_rfc3339());
                                button.quiet.button-small type="submit" {
                                    (ctx.t("clock-go"))
                                    span.visually-hidden { " " (self.what(item)) " " (item.title) }
                                }
                            }
                        }
                    }
                }
            }
            h2 #crowd { (ctx.t("crowd-title")) }
            p { (ctx.t("crowd-lead")) }
            @if self.offered.is_empty() { (empty(&ctx.t("crowd-nothing"))) }
            @else { ol.upcoming { @for one in self.offered { (offered(ctx, one)) } } }
        };
        Page::new(ctx, title, body).with_errors(!self.form.errors.is_empty()).render()
    }

    fn what(&self, item: &Upcoming) -> String {
        let key = format!("clock-what-{}", item.what);
        self.ctx.lang.find(&key).unwrap_or_else(|| self.ctx.t("clock-what-clock-other"))
    }
}

fn offered(ctx: &Ctx, one: &Offered) -> Markup {
    let act = |leave: &str, key: &str| {
        html! {
            form.inline method="post" action="/demo/signatures" {
                input type="hidden" name="proposal" value=(one.proposal);
                input type="hidden" name="leave" value=(leave);
                button.quiet.button-small type="submit" { (ctx.t(key)) span.visually-hidden { " " (one.title) } }
            }
        }
    };
    html! {
        li {
            div {
                p { a href=(one.href) { (one.title) } }
                p.small.soft { (ctx.with("crowd-missing", [("count", one.missing.into())])) }
            }
            div.actions {
                @if one.missing > 1 { (act("1", "crowd-but-one")) }
                (act("0", "crowd-all"))
            }
        }
    }
}
