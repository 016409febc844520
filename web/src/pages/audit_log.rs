//! The audit log: every event, for administrators.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, submit};
use crate::components::errors;
use crate::components::field::{Choice, Field};
use crate::components::notice::empty;
use crate::components::pager::pager;
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// One event.
#[derive(Debug, Clone)]
pub struct AuditRow {
    /// Its number in the log.
    pub seq: i64,
    /// Its place in the sealed chain, once sealed.
    pub position: Option<i64>,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: String,
    /// In which role it was done.
    pub role: String,
    /// Who did it, as an id.
    pub actor: Option<String>,
    /// On whose timeline.
    pub subject: String,
    /// What exactly it happened to.
    pub about: Option<String>,
    /// Whether the public sees it.
    pub public: bool,
    /// The facts, as JSON.
    pub data: String,
}

/// The audit log.
#[derive(Debug)]
pub struct AuditLogPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The filter: `kind`, `role`, `subject`, `actor`.
    pub form: FormView<'a>,
    /// The groups of kinds, such as `case`.
    pub groups: &'a [&'a str],
    /// The codes of the roles.
    pub roles: &'a [&'a str],
    /// The events, newest first.
    pub rows: &'a [AuditRow],
    /// Where the first page is, if this is another.
    pub first: Option<String>,
    /// Where the next page is.
    pub next: Option<String>,
}

impl AuditLogPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("audit-title");
        let groups: Vec<Choice> = self
            .groups
            .iter()
            .map(|group| Choice::new(format!("{group}."), ctx.t(&format!("audit-group-{group}"))))
            .collect();
        let roles: Vec<Choice> = self
            .roles
            .iter()
            .map(|role| Choice::new(*role, ctx.t(&format!("role-{}", role.replace('_', "-")))))
            .collect();
        let all = ctx.t("audit-all");
        let body = html! {
            (breadcrumb(ctx, &[("/desk/admin", &ctx.t("desk-administrator"))]))
            h1 { (title) }
            (errors::summary(self.form, &[("kind", "audit-kind"), ("role", "audit-role"), ("subject", "audit-subject"), ("actor", "audit-actor")]))
            p.lead { (ctx.t("audit-lead")) }
            form.audit-filter method="get" action="/desk/admin/audit" novalidate {
                (Field::new(self.form, "kind").key("audit-kind").select(Some(&all), &groups))
                (Field::new(self.form, "role").key("audit-role").select(Some(&all), &roles))
                (Field::new(self.form, "subject").key("audit-subject").optional().input("text", None))
                (Field::new(self.form, "actor").key("audit-actor").optional().input("text", None))
                (submit(Kind::Quiet, &ctx.t("audit-filter")))
            }
            @if self.rows.is_empty() { (empty(&ctx.t("audit-empty"))) }
            @else {
                div.table-scroll tabindex="0" role="region" aria-label=(title) {
                    table.audit-table.as-cards {
                        thead { tr {
                            th scope="col" { (ctx.t("audit-number")) }
                            th scope="col" { (ctx.t("audit-at")) }
                            th scope="col" { (ctx.t("audit-what")) }
                            th scope="col" { (ctx.t("audit-by")) }
                            th scope="col" { (ctx.t("audit-on")) }
                            th scope="col" { (ctx.t("audit-facts")) }
                        } }
                        tbody { @for row in self.rows { (self.row(row)) } }
                    }
                }
                (pager(ctx, self.first.as_deref(), self.next.as_deref()))
            }
        };
        Page::new(ctx, title, body).wide().with_errors(!self.form.errors.is_empty()).render()
    }

    /// What happened, in words; the code alone for kinds of a later version.
    fn kind(&self, row: &AuditRow) -> String {
        let key = format!("audit-event-{}", row.kind.replace(['.', '_'], "-"));
        self.ctx.lang.find(&key).unwrap_or_default()
    }

    fn row(&self, row: &AuditRow) -> Markup {
        let ctx = self.ctx;
        let role = ctx
            .lang
            .find(&format!("role-{}", row.role.replace('_', "-")))
            .unwrap_or_else(|| row.role.clone());
        html! {
            tr {
                th scope="row" {
                    span.number { (row.seq) }
                    @match row.position {
                        Some(position) => p.small.soft { (ctx.with("audit-sealed", [("position", position.into())])) },
                        None => p.small.soft { (ctx.t("audit-unsealed")) },
                    }
                }
                td data-label=(ctx.t("audit-at")) { time datetime=(row.at.to_rfc3339()) { (format::date_time(ctx.lang, row.at)) } }
                td data-label=(ctx.t("audit-what")) { div { (self.kind(row)) p.small { code { (row.kind) } } @if !row.public { p.small.soft { (ctx.t("audit-internal")) } } } }
                td data-label=(ctx.t("audit-by")) { div { (role) @if let Some(actor) = &row.actor { p.small { a href=(format!("/desk/admin/audit?actor={actor}")) { code { (actor) } } } } } }
                td.small data-label=(ctx.t("audit-on")) {
                    div {
                        a href=(format!("/desk/admin/audit?subject={}", row.subject)) { code { (row.subject) } }
                        @if let Some(about) = &row.about { p { a href=(format!("/desk/admin/audit?subject={about}")) { code { (about) } } } }
                    }
                }
                td data-label=(ctx.t("audit-facts")) { @if row.data != "{}" { details { summary { (ctx.t("audit-show")) } pre.audit-data { (row.data) } } } }
            }
        }
    }
}
