//! The officer's desk: what is due first, each case with its next act.

use maud::{Markup, html};

use crate::components::case_list::{CaseRow, case_list};
use crate::components::notice::empty;
use crate::components::pager::pager;
use crate::context::Ctx;
use crate::layout::Page;

/// A filter of the desk.
#[derive(Debug, Clone)]
pub struct FilterLink {
    /// Its code.
    pub code: &'static str,
    /// How many cases it shows.
    pub count: i64,
    /// Where it leads.
    pub href: String,
    /// Whether it is the one in use.
    pub current: bool,
}

/// The page.
#[derive(Debug)]
pub struct DeskPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The names of the agencies the officer acts for.
    pub agencies: String,
    /// The filters.
    pub filters: Vec<FilterLink>,
    /// The cases, in the order they are due.
    pub rows: Vec<CaseRow>,
    /// The first page, if this is a later one.
    pub first: Option<String>,
    /// The next page.
    pub next: Option<String>,
}

impl DeskPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("cases-desk-title");
        let today = |code: &str| self.filters.iter().find(|filter| filter.code == code);
        let body = html! {
            h1 { (title) }
            p.soft { (self.agencies) }
            dl.figures {
                @for filter in ["overdue", "due_soon", "new", "awaiting_approval"].into_iter().filter_map(today) {
                    div class=[(filter.code == "overdue" && filter.count > 0).then_some("is-bad")] {
                        dt { a href=(filter.href) { (ctx.t(&format!("cases-filter-{}", filter.code.replace('_', "-")))) } }
                        dd { (filter.count) }
                    }
                }
            }
            nav aria-label=(ctx.t("cases-filters")) {
                ul.filters {
                    @for filter in &self.filters {
                        li {
                            a href=(filter.href) aria-current=[filter.current.then_some("page")] {
                                (ctx.t(&format!("cases-filter-{}", filter.code.replace('_', "-")))) " (" (filter.count) ")"
                            }
                        }
                    }
                }
            }
            h2.visually-hidden { (ctx.t("cases-list")) }
            @if self.rows.is_empty() { (empty(&ctx.t("cases-desk-empty"))) } @else { (case_list(ctx.lang, &self.rows)) }
            (pager(ctx, self.first.as_deref(), self.next.as_deref()))
        };
        Page::new(ctx, title, body).wide().render()
    }
}
