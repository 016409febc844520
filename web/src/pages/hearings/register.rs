//! Registering for a hearing, and who has.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use maud::{Markup, html};

use crate::components::badge::{Tone, badge};
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, link, post, submit};
use crate::components::errors;
use crate::components::field::Field;
use crate::components::notice::{self, empty, notice};
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// The reader's own registration.
#[derive(Debug, Clone)]
pub struct Mine {
    /// Their place on the waiting list, while on it.
    pub waiting: Option<i64>,
    /// What they show at the door.
    pub code: String,
}

/// What everybody may know of the registrations for a hearing.
#[derive(Debug, Clone)]
pub struct RegistrationPart {
    /// Where one registers.
    pub href: String,
    /// How many places there are; none for as many as come.
    pub places: Option<i64>,
    /// How many have one.
    pub placed: i64,
    /// How many wait for one.
    pub waiting: i64,
    /// The last day.
    pub until: NaiveDate,
    /// Whether one may register now.
    pub open: bool,
    /// The reader's own.
    pub mine: Option<Mine>,
}

impl RegistrationPart {
    fn is_full(&self) -> bool {
        self.waiting > 0 || self.places.is_some_and(|places| self.placed >= places)
    }

    fn counts(&self, ctx: &Ctx) -> Markup {
        html! {
            p {
                @match self.places {
                    Some(places) => (ctx.with("registration-places", [
                        ("places", format::number(places).into()),
                        ("free", format::number((places - self.placed).max(0)).into()),
                    ])),
                    None => (ctx.with("registration-placed", [("placed", format::number(self.placed).into())])),
                }
                @if self.waiting > 0 { " " (ctx.with("registration-waiting", [("waiting", format::number(self.waiting).into())])) }
                " " (ctx.with("registration-until", [("date", format::date_with_weekday(ctx.lang, self.until).into())]))
            }
        }
    }

    fn mine(&self, ctx: &Ctx) -> Markup {
        html! {
            @if let Some(mine) = &self.mine {
                @match mine.waiting {
                    Some(turn) => (notice(notice::Kind::Wait, html! {
                        p { strong { (ctx.with("registration-mine-waiting", [("turn", format::number(turn).into())])) } }
                        p { (ctx.t("registration-mine-waiting-next")) }
                    })),
                    None => (notice(notice::Kind::Done, html! {
                        p { strong { (ctx.t("registration-mine-placed")) } }
                        p { (ctx.t("registration-code")) " " code { (mine.code) } }
                    })),
                }
            }
        }
    }

    /// On the page of the hearing.
    pub fn render(&self, ctx: &Ctx) -> Markup {
        html! {
            section #registration {
                h2 { (ctx.t("registration-title")) }
                (self.mine(ctx))
                (self.counts(ctx))
                div.actions {
                    @if self.mine.is_some() { (link(Kind::Quiet, &self.href, &ctx.t("registration-change"))) }
                    @else if !self.open { p.soft { (ctx.t("registration-closed")) } }
                    @else if self.is_full() { (link(Kind::Main, &self.href, &ctx.t("registration-wait"))) }
                    @else { (link(Kind::Main, &self.href, &ctx.t("registration-register"))) }
                }
            }
        }
    }
}

/// The form.
#[derive(Debug)]
pub struct RegisterPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// What stands in the fields and what is wrong with it.
    pub form: FormView<'a>,
    /// The hearing's address and title.
    pub hearing: (String, String),
    /// Its day.
    pub held_on: NaiveDate,
    /// When it begins.
    pub starts_at: Option<NaiveTime>,
    /// Where.
    pub place: String,
    /// How many registered, and the reader's own.
    pub part: RegistrationPart,
    /// Until when what is typed here is kept.
    pub kept_until: NaiveDate,
}

/// The keys of the fields' words.
const KEYS: [(&str, &str); 3] =
    [("attendee", "registration-name"), ("needs", "registration-needs"), ("topic", "registration-topic")];

impl RegisterPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let (ctx, part) = (self.ctx, &self.part);
        let title = ctx.t("registration-title");
        let registered = part.mine.is_some();
        let (href, name) = (&self.hearing.0, &self.hearing.1);
        let key = if registered {
            "registration-save"
        } else if part.is_full() {
            "registration-wait"
        } else {
            "registration-register"
        };
        let body = html! {
            (breadcrumb(ctx, &[("/hearings", &ctx.t("nav-hearings")), (href, name)]))
            (errors::summary(self.form, &KEYS))
            h1 { (title) }
            p.lead {
                (name) " · " (format::date_with_weekday(ctx.lang, self.held_on))
                @if let Some(time) = self.starts_at { " " (time.format("%H:%M")) }
                @if !self.place.is_empty() { " · " (self.place) }
            }
            (part.mine(ctx))
            (part.counts(ctx))
            @if part.open {
                form method="post" action=(part.href) novalidate {
                    (Field::new(self.form, "attendee").key("registration-name").input("text", Some("name")))
                    (Field::new(self.form, "needs").key("registration-needs").optional().area(3, Some(500)))
                    div.field { div.choice {
                        input id="speaks" type="checkbox" name="speaks" value="yes" checked[self.form.values.has("speaks", "yes")];
                        label for="speaks" { (ctx.t("registration-speaks")) }
                    } }
                    (Field::new(self.form, "topic").key("registration-topic").optional().input("text", None))
                    p.hint { (ctx.with("registration-kept", [("date", format::date(ctx.lang, self.kept_until).into())])) }
                    (submit(Kind::Main, &ctx.t(key)))
                }
            } @else { p { (ctx.t("registration-closed")) } }
            @if registered {
                h2 { (ctx.t("registration-cancel-title")) }
                p { (ctx.t("registration-cancel-lead")) }
                (post(Kind::Danger, &format!("{}/cancel", part.href), &[], &ctx.t("registration-cancel")))
            }
        };
        Page::new(ctx, title, body).with_errors(!self.form.errors.is_empty()).render()
    }
}

/// Somebody who registered.
#[derive(Debug, Clone)]
pub struct RegistrationRow {
    /// The registration's id.
    pub id: String,
    /// How they are called; empty once erased.
    pub name: String,
    /// `placed` or `waiting`.
    pub state: String,
    /// The place on the waiting list.
    pub waiting: Option<i64>,
    /// What they show at the door.
    pub code: String,
    /// What they need.
    pub needs: String,
    /// Whether they wish to speak.
    pub speaks: bool,
    /// What about.
    pub topic: String,
    /// When they registered.
    pub at: DateTime<Utc>,
    /// When they came.
    pub attended_at: Option<DateTime<Utc>>,
}

/// Who registered, for the facilitator.
#[derive(Debug)]
pub struct RegistrationsPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// The form for somebody who had not registered.
    pub form: FormView<'a>,
    /// From the day of the hearing on: the code that the hall shows, if one is shown.
    pub door: Option<Option<String>>,
    /// The whole address where people let themselves in.
    pub check_in: String,
    /// The hearing's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How many places there are.
    pub places: Option<i64>,
    /// Until when names and needs are kept.
    pub kept_until: NaiveDate,
    /// All, those with a place first.
    pub rows: Vec<RegistrationRow>,
}

impl RegistrationsPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("registrations-title");
        let back = format!("/desk/hearings/{}", self.id);
        let placed = self.rows.iter().filter(|row| row.waiting.is_none()).count();
        let body = html! {
            (breadcrumb(ctx, &[("/desk/hearings", &ctx.t("hearings-desk")), (&back, &self.title)]))
            h1 { (title) }
            p.lead { (ctx.with("registrations-lead", [
                ("placed", placed.into()), ("waiting", (self.rows.len() - placed).into()),
            ])) }
            p.hint { (ctx.with("registrations-kept", [("date", format::date(ctx.lang, self.kept_until).into())])) }
            div.actions {
                (link(Kind::Quiet, &format!("{back}/registrations.csv"), &ctx.t("registrations-csv")))
                @if self.door.is_some() { (link(Kind::Quiet, &format!("{back}/attendance"), &ctx.t("attendance-title"))) }
            }
            @if let Some(code) = &self.door { (self.door(code.as_deref())) }
            @if self.rows.is_empty() { (empty(&ctx.t("registrations-empty"))) } @else {
                div.table-scroll {
                    table.as-cards {
                        thead { tr {
                            th scope="col" { (ctx.t("registrations-name")) }
                            th scope="col" { (ctx.t("registrations-state")) }
                            th scope="col" { (ctx.t("registrations-code")) }
                            th scope="col" { (ctx.t("registrations-needs")) }
                            th scope="col" { (ctx.t("registrations-topic")) }
                            @if self.door.is_some() { th scope="col" { (ctx.t("registrations-door")) } }
                        } }
                        tbody { @for row in &self.rows { (self.row(row)) } }
                    }
                }
            }
        };
        Page::new(ctx, title, body).wide().render()
    }

    fn row(&self, row: &RegistrationRow) -> Markup {
        let ctx = self.ctx;
        html! {
            tr {
                td { @if row.name.is_empty() { span.soft { (ctx.t("registrations-erased")) } } @else { (row.name) } }
                td {
                    @match row.waiting {
                        Some(turn) => (badge(Tone::Wait, &ctx.with("registrations-waiting", [("turn", turn.into())]))),
                        None => (badge(Tone::Good, &ctx.t("registrations-placed"))),
                    }
                    @if row.attended_at.is_some() { " " (badge(Tone::Active, &ctx.t("registrations-came"))) }
                }
                td.number { (row.code) }
                td { (row.needs) }
                td { @if row.speaks { (badge(Tone::Plain, &ctx.t("registrations-speaks"))) " " } (row.topic) }
                @if self.door.is_some() {
                    td {
                        @if row.attended_at.is_none() {
                            form.inline method="post" action=(format!("/desk/hearings/{}/registrations", self.id)) {
                                input type="hidden" name="act" value="attend";
                                input type="hidden" name="registration" value=(row.id);
                                button.quiet type="submit" { (ctx.t("registrations-tick")) span.visually-hidden { " " (row.name) } }
                            }
                        }
                    }
                }
            }
        }
    }

    /// What is done at the door.
    fn door(&self, code: Option<&str>) -> Markup {
        let ctx = self.ctx;
        let action = format!("/desk/hearings/{}/registrations", self.id);
        let came = self.rows.iter().filter(|row| row.attended_at.is_some()).count();
        html! {
            section.panel #door {
                h2 { (ctx.t("registrations-door")) }
                p { (ctx.with("registrations-attended", [("count", came.into())])) }
                @if let Some(code) = code {
                    p { (ctx.t("registrations-hall-code")) " " strong.number { (code) } }
                    p.hint { (ctx.t("registrations-hall-hint")) " " a href=(self.check_in) { (self.check_in) } }
                }
                (post(Kind::Quiet, &action, &[("act", "open")], &ctx.t(if code.is_some() { "registrations-new-code" } else { "registrations-open-door" })))
                form method="post" action=(action) novalidate {
                    input type="hidden" name="act" value="walk_in";
                    (Field::new(self.form, "attendee").key("registration-walk-in").input("text", None))
                    (submit(Kind::Quiet, &ctx.t("registrations-walk-in")))
                }
            }
        }
    }
}

/// Where people let themselves in with a phone.
#[derive(Debug)]
pub struct CheckInPage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// What stands in the fields and what is wrong with it.
    pub form: FormView<'a>,
    /// The hearing's id.
    pub id: String,
    /// Its title.
    pub title: String,
}

impl CheckInPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("check-in-title");
        let href = format!("/hearings/{}", self.id);
        let body = html! {
            (breadcrumb(ctx, &[("/hearings", &ctx.t("nav-hearings")), (&href, &self.title)]))
            (errors::summary(self.form, &[("hall", "check-in-hall"), ("own", "check-in-own")]))
            h1 { (title) }
            p.lead { (self.title) }
            form method="post" action=(format!("{href}/check-in")) novalidate {
                (Field::new(self.form, "hall").key("check-in-hall").input("numeric", None))
                (Field::new(self.form, "own").key("check-in-own").input("numeric", None))
                (submit(Kind::Main, &ctx.t("check-in-submit")))
            }
        };
        Page::new(ctx, title, body).with_errors(!self.form.errors.is_empty()).render()
    }
}
