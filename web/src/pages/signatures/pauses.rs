//! Polling days, and the pause of one drive, for administrators.

use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, post, submit};
use crate::components::errors::summary;
use crate::components::field::Field;
use crate::components::sign_box::SignBox;
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// A polling day in the list.
#[derive(Debug, Clone)]
pub struct PollingDayRow {
    /// The day.
    pub day: NaiveDate,
    /// What people call it.
    pub name: String,
    /// The first instant of the pause before it.
    pub pauses_from: DateTime<Utc>,
    /// Where to take it back, while it can be.
    pub remove: Option<String>,
}

/// The polling days, and the form for one more.
#[derive(Debug)]
pub struct PollingDaysPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The form.
    pub form: FormView<'a>,
    /// The earliest first.
    pub days: Vec<PollingDayRow>,
}

impl PollingDaysPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = ctx.t("polling-title");
        let body = html! {
            (breadcrumb(ctx, &[("/desk/admin", &ctx.t("desk-administrator"))]))
            (summary(form, &[("day", "polling-day"), ("name", "polling-name")]))
            h1 { (title) }
            p { (ctx.t("polling-text")) }
            @if self.days.is_empty() { (crate::components::notice::empty(&ctx.t("polling-empty"))) }
            @else {
                ul {
                    @for day in &self.days {
                        li {
                            p {
                                strong { (format::date_with_weekday(ctx.lang, day.day)) } " " (day.name) br;
                                span.small { (ctx.with("polling-from", [("from", format::date_of(ctx.lang, day.pauses_from).into())])) }
                            }
                            @if let Some(action) = &day.remove { (post(Kind::Quiet, action, &[], &ctx.t("polling-remove"))) }
                            @else { p.small.soft { (ctx.t("polling-begun")) } }
                        }
                    }
                }
            }
            h2 { (ctx.t("polling-add")) }
            form method="post" action="/desk/admin/polling-days" novalidate {
                (Field::new(form, "day").key("polling-day").input("date", None))
                (Field::new(form, "name").key("polling-name").input("text", None))
                (submit(Kind::Main, &ctx.t("polling-add")))
            }
        };
        Page::new(ctx, title, body).render()
    }
}

/// Where a drive is paused or let go on.
#[derive(Debug)]
pub struct DrivePausePage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The proposal's title.
    pub title: &'a str,
    /// The form with the reason.
    pub form: FormView<'a>,
    /// Whether it can be paused now.
    pub may_pause: bool,
    /// Whether it can be let go on now.
    pub may_resume: bool,
    /// How it stands.
    pub sign_box: SignBox<'a>,
}

impl DrivePausePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let title = ctx.t("pause-title");
        let proposal = self.sign_box.proposal;
        let base = format!("/desk/admin/drives/{proposal}");
        let body = html! {
            (breadcrumb(ctx, &[("/desk/admin", &ctx.t("desk-administrator"))]))
            (summary(form, &[("reason", "pause-reason")]))
            h1 { (title) }
            p.lead { a href=(format!("/proposals/{proposal}")) { (self.title) } }
            p { (self.sign_box.time_in_words()) }
            p { (ctx.t("pause-text")) }
            @if self.may_resume {
                (post(Kind::Main, &format!("{base}/resume"), &[], &ctx.t("pause-resume")))
            } @else if self.may_pause {
                form method="post" action=(format!("{base}/pause")) novalidate {
                    (Field::new(form, "reason").key("pause-reason").area(4, Some(1000)))
                    (submit(Kind::Main, &ctx.t("pause-button")))
                }
            } @else { p { (ctx.t("pause-none")) } }
        };
        Page::new(ctx, title, body).render()
    }
}
