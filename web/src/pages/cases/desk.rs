//! The desk of officers and approvers: today's work first, then everything by filters and saved views.

use maud::{Markup, html};

use crate::components::button::{Kind, post, submit};
use crate::components::case_list::{CaseRow, case_list};
use crate::components::errors::summary;
use crate::components::field::{Choice, Field};
use crate::components::notice::empty;
use crate::components::pager::pager;
use crate::context::Ctx;
use crate::form::{FormView, Values};
use crate::layout::Page;

/// A part of the day's work, in figures.
#[derive(Debug, Clone)]
pub struct FilterLink {
    /// Its code.
    pub code: &'static str,
    /// How many cases it shows.
    pub count: i64,
    /// Where it leads.
    pub href: String,
}

/// What the list is narrowed by: the codes that are chosen, and what can be.
#[derive(Debug)]
pub struct Finder<'a> {
    /// What is chosen: `show`, `part`, `clock`, `category`, `q`.
    pub values: &'a Values,
    /// How cases stand, each with how many there are.
    pub states: Vec<Choice>,
    /// The part of one's agency.
    pub parts: Vec<Choice>,
    /// Clocks that still run.
    pub clocks: Vec<Choice>,
    /// Categories.
    pub categories: Vec<Choice>,
}

/// A view that was saved.
#[derive(Debug, Clone)]
pub struct SavedView {
    /// Its name.
    pub name: String,
    /// Where it leads.
    pub href: String,
    /// Where it is removed.
    pub remove_action: String,
    /// Whether it is what is shown.
    pub current: bool,
}

/// A group of the day's work.
#[derive(Debug)]
pub struct Group {
    /// Its code.
    pub code: &'static str,
    /// How many cases it has.
    pub count: i64,
    /// The first of them.
    pub rows: Vec<CaseRow>,
    /// Where all of them are.
    pub href: String,
}

/// What is shown.
#[derive(Debug)]
pub enum Shown {
    /// The day's work.
    Today(Vec<Group>),
    /// A list.
    List {
        /// The cases, by what is due first.
        rows: Vec<CaseRow>,
        /// The first page, if this is a later one.
        first: Option<String>,
        /// The next page.
        next: Option<String>,
    },
}

/// The page.
#[derive(Debug)]
pub struct DeskPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The names of the agencies the reader acts for.
    pub agencies: String,
    /// The day's work in figures.
    pub figures: Vec<FilterLink>,
    /// What the list is narrowed by.
    pub finder: Finder<'a>,
    /// The reader's views.
    pub views: Vec<SavedView>,
    /// The form that saves what is shown as a view: `name`.
    pub save: FormView<'a>,
    /// The query of what is shown; empty for the day's work.
    pub query: &'a str,
    /// What is shown.
    pub shown: Shown,
    /// Whether the reader may remind officers.
    pub reminds: bool,
    /// Why nobody was reminded.
    pub refused: Option<String>,
}

impl DeskPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("cases-desk-title");
        let body = html! {
            h1 { (title) }
            p.soft { (self.agencies) " · " a href="/desk/calendar" { (ctx.t("calendar-add")) } }
            @if let Some(refused) = &self.refused { (super::refused(ctx, refused)) }
            dl.figures {
                @for figure in &self.figures {
                    div class=[(figure.code == "overdue" && figure.count > 0).then_some("is-bad")] {
                        dt { a href=(figure.href) { (group_name(ctx, figure.code)) } }
                        dd { (figure.count) }
                    }
                }
            }
            (self.views())
            @match &self.shown {
                Shown::Today(groups) => (self.today(groups)),
                Shown::List { rows, first, next } => {
                    (self.narrowing(true))
                    h2 { (ctx.t("desk-found")) }
                    @if rows.is_empty() { (empty(&ctx.t("cases-desk-empty"))) } @else { (case_list(ctx.lang, rows)) (self.remind()) }
                    (pager(ctx, first.as_deref(), next.as_deref()))
                    (self.save())
                }
            }
        };
        let wrong = self.refused.is_some() || !self.save.errors.is_empty();
        Page::new(ctx, title, body).wide().with_errors(wrong).render()
    }

    fn today(&self, groups: &[Group]) -> Markup {
        let ctx = self.ctx;
        html! {
            @if groups.iter().all(|group| group.rows.is_empty()) { (empty(&ctx.t("cases-desk-empty"))) }
            @for group in groups.iter().filter(|group| !group.rows.is_empty()) {
                section aria-labelledby=(format!("group-{}", group.code)) {
                    h2 id=(format!("group-{}", group.code)) { (group_name(ctx, group.code)) " " span.soft { "(" (group.count) ")" } }
                    (case_list(ctx.lang, &group.rows))
                    @if i64::try_from(group.rows.len()).unwrap_or(i64::MAX) < group.count {
                        p { a href=(group.href) { (ctx.with("desk-all-of-group", [
                            ("count", group.count.into()),
                            ("group", group_name(ctx, group.code).into()),
                        ])) } }
                    }
                }
            }
            @if groups.iter().any(|group| !group.rows.is_empty()) { (self.remind()) }
            (self.narrowing(false))
        }
    }

    /// The form that narrows the list.
    fn narrowing(&self, open: bool) -> Markup {
        let (ctx, values) = (self.ctx, self.finder.values);
        html! {
            details open[open] {
                summary { (ctx.t("desk-find")) }
                form.finder method="get" action="/desk/cases" role="search" {
                    div.finder-text {
                        label for="q" { (ctx.t("desk-text")) }
                        input id="q" name="q" type="search" value=(values.get("q")) maxlength="100";
                    }
                    (self.select("show", "desk-state", &self.finder.states))
                    (self.select("part", "desk-part", &self.finder.parts))
                    (self.select("clock", "cases-clock", &self.finder.clocks))
                    (self.select("category", "proposals-category", &self.finder.categories))
                    div.finder-go {
                        button type="submit" { (ctx.t("proposals-find")) }
                        @if !self.query.is_empty() { a href="/desk/cases" { (ctx.t("desk-today")) } }
                    }
                }
            }
        }
    }

    fn select(&self, name: &str, key: &str, choices: &[Choice]) -> Markup {
        let chosen = self.finder.values.get(name);
        html! {
            div {
                label for=(name) { (self.ctx.t(key)) }
                select id=(name) name=(name) {
                    option value="" { (self.ctx.t("proposals-any")) }
                    @for choice in choices {
                        option value=(choice.value) selected[choice.value == chosen] { (choice.label) }
                    }
                }
            }
        }
    }

    fn views(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            @if !self.views.is_empty() {
                nav aria-label=(ctx.t("desk-views")) {
                    ul.filters {
                        li { a href="/desk/cases" aria-current=[self.query.is_empty().then_some("page")] { (ctx.t("desk-today")) } }
                        @for view in &self.views {
                            li { a href=(view.href) aria-current=[view.current.then_some("page")] { (view.name) } }
                        }
                    }
                }
                @for view in self.views.iter().filter(|view| view.current) {
                    (post(Kind::Quiet, &view.remove_action, &[], &ctx.with("desk-view-remove", [("name", view.name.as_str().into())])))
                }
            }
        }
    }

    fn save(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            @if !self.save.errors.is_empty() || !self.views.iter().any(|view| view.current) {
                section.panel {
                    h2 { (ctx.t("desk-view-save")) }
                    form method="post" action="/desk/views" novalidate {
                        (summary(self.save, &[("name", "desk-view-name")]))
                        input type="hidden" name="query" value=(self.query);
                        (Field::new(self.save, "name").key("desk-view-name").input("text", Some("off")))
                        (submit(Kind::Quiet, &ctx.t("desk-view-do-save")))
                    }
                }
            }
        }
    }

    /// The button that reminds the officers of what is chosen in the lists.
    fn remind(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            @if self.reminds {
                form #remind.panel method="post" action="/desk/reminders" {
                    input type="hidden" name="query" value=(self.query);
                    p { (ctx.t("desk-remind-about")) }
                    (submit(Kind::Quiet, &ctx.t("desk-do-remind")))
                }
            }
        }
    }
}

fn group_name(ctx: &Ctx, code: &str) -> String {
    ctx.t(&format!("cases-filter-{}", code.replace('_', "-")))
}
