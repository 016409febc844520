//! The people page of administrators: finding somebody.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::account::GrantView;
use super::role;
use crate::components::badge::{Tone, badge};
use crate::components::breadcrumb::breadcrumb;
use crate::components::notice::empty;
use crate::components::pager::pager;
use crate::context::Ctx;
use crate::format;
use crate::layout::Page;

/// Somebody in the list.
#[derive(Debug, Clone)]
pub struct PersonRow {
    /// Their id.
    pub id: String,
    /// Their nickname.
    pub nickname: String,
    /// Where they live.
    pub county: Option<&'static str>,
    /// Whether the mobile number is confirmed.
    pub mobile_confirmed: bool,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Whether the account was deleted.
    pub deleted: bool,
    /// Their roles.
    pub grants: Vec<GrantView>,
}

/// The list.
#[derive(Debug)]
pub struct PeoplePage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// What was looked for.
    pub text: &'a str,
    /// The code of the role looked for; empty for all.
    pub role: &'a str,
    /// The codes of all roles.
    pub roles: Vec<&'static str>,
    /// Who was found.
    pub people: Vec<PersonRow>,
    /// Back to the first page.
    pub first: Option<String>,
    /// The next page.
    pub next: Option<String>,
}

impl PeoplePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("accounts-people-title");
        let body = html! {
            (breadcrumb(ctx, &[("/desk/admin", &ctx.t("desk-administrator"))]))
            h1 { (title) }
            form.people-search method="get" action="/desk/admin/people" role="search" {
                div {
                    label for="text" { (ctx.t("accounts-people-text")) }
                    input id="text" name="text" type="search" value=(self.text);
                }
                div {
                    label for="role" { (ctx.t("accounts-people-role")) }
                    select id="role" name="role" {
                        option value="" { (ctx.t("accounts-people-everybody")) }
                        @for code in &self.roles { option value=(code) selected[*code == self.role] { (role(ctx.lang, code)) } }
                    }
                }
                button type="submit" { (ctx.t("accounts-people-find")) }
            }
            @if self.people.is_empty() { (empty(&ctx.t("accounts-people-nobody"))) } @else { (self.table()) }
            (pager(ctx, self.first.as_deref(), self.next.as_deref()))
        };
        Page::new(ctx, title, body).wide().render()
    }

    fn table(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            div.table-scroll {
                table.as-cards {
                    thead { tr {
                        th scope="col" { (ctx.t("field-account-nickname")) }
                        th scope="col" { (ctx.t("accounts-roles")) }
                        th scope="col" { (ctx.t("field-account-mobile")) }
                        th scope="col" { (ctx.t("field-account-county")) }
                        th scope="col" { (ctx.t("accounts-since")) }
                    } }
                    tbody {
                        @for person in &self.people {
                            tr {
                                th scope="row" {
                                    a href=(format!("/desk/admin/people/{}", person.id)) { (person.nickname) }
                                }
                                td data-label=(ctx.t("accounts-roles")) { @if !person.grants.is_empty() { div { @for grant in &person.grants { div { (role(ctx.lang, grant.role)) @if let Some((_, name)) = &grant.agency { " · " (name) } } } } } }
                                td data-label=(ctx.t("field-account-mobile")) {
                                    @if person.deleted { (badge(Tone::Bad, &ctx.t("accounts-deleted"))) }
                                    @else if person.mobile_confirmed { (badge(Tone::Good, &ctx.t("accounts-confirmed"))) }
                                    @else { (badge(Tone::Plain, &ctx.t("accounts-unconfirmed"))) }
                                }
                                td data-label=(ctx.t("field-account-county")) { (person.county.unwrap_or("–")) }
                                td data-label=(ctx.t("accounts-since")) { (format::date_of(ctx.lang, person.created_at)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
