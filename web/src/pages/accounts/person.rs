//! One person, for administrators: their roles, and what happened to the account.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::account::GrantView;
use super::role;
use crate::components::badge::{Tone, badge};
use crate::components::breadcrumb::breadcrumb;
use crate::components::button::{Kind, submit};
use crate::components::errors;
use crate::components::field::{Choice, Field};
use crate::components::notice::empty;
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// Something that happened to the account.
#[derive(Debug, Clone)]
pub struct AccountEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// The event's kind, such as `person.role_granted`.
    pub kind: String,
    /// The code of the role that was granted or revoked.
    pub role: Option<String>,
    /// The agency's name.
    pub agency: Option<String>,
    /// Why it was done, where a reason was asked for.
    pub reason: Option<String>,
    /// Who did it: a nickname; nobody if the platform did.
    pub by: Option<String>,
}

/// The page.
#[derive(Debug)]
pub struct PersonPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The form to grant a role: `role`, `agency`.
    pub form: FormView<'a>,
    /// The person's id.
    pub id: String,
    /// Their nickname.
    pub nickname: String,
    /// Whether the address is confirmed.
    pub email_confirmed: bool,
    /// Whether the mobile number is confirmed.
    pub mobile_confirmed: bool,
    /// Whether they have a second factor.
    pub second_factor: bool,
    /// Their roles.
    pub grants: Vec<GrantView>,
    /// The codes of all roles.
    pub roles: Vec<&'static str>,
    /// The agencies to choose from: id and name.
    pub agencies: Vec<(String, String)>,
    /// What happened, newest first.
    pub events: Vec<AccountEvent>,
}

impl PersonPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let admin = ctx.t("desk-administrator");
        let people = ctx.t("accounts-people-title");
        let body = html! {
            (breadcrumb(ctx, &[("/desk/admin", &admin), ("/desk/admin/people", &people)]))
            h1 { (self.nickname) }
            p.meta {
                span { (ctx.t("field-account-email-sign-in")) " " (self.proof(self.email_confirmed)) }
                span { (ctx.t("field-account-mobile")) " " (self.proof(self.mobile_confirmed)) }
            }
            (self.held())
            (self.grant_form())
            @if self.second_factor { (self.second_factor_form()) }
            (self.history())
        };
        Page::new(ctx, self.nickname.clone(), body).wide().with_errors(!self.form.errors.is_empty()).render()
    }

    fn proof(&self, confirmed: bool) -> Markup {
        if confirmed {
            badge(Tone::Good, &self.ctx.t("accounts-confirmed"))
        } else {
            badge(Tone::Plain, &self.ctx.t("accounts-unconfirmed"))
        }
    }

    fn held(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            section aria-labelledby="roles" {
                h2 #roles { (ctx.t("accounts-roles")) }
                @if self.grants.is_empty() { (empty(&ctx.t("accounts-roles-none"))) }
                ul.rows {
                    @for grant in &self.grants {
                        @let name = role(ctx.lang, grant.role);
                        li {
                            div { strong { (name) } @if let Some((_, agency)) = &grant.agency { " · " (agency) } }
                            form.inline method="post" action=(format!("/desk/admin/people/{}/revoke", self.id)) {
                                input type="hidden" name="role" value=(grant.role);
                                @if let Some((id, _)) = &grant.agency { input type="hidden" name="agency" value=(id); }
                                button.danger.button-small type="submit" { (ctx.t("accounts-revoke")) span.visually-hidden { " " (name) } }
                            }
                        }
                    }
                }
            }
        }
    }

    fn grant_form(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let roles: Vec<Choice> =
            self.roles.iter().map(|code| Choice::new(*code, role(ctx.lang, code))).collect();
        let agencies: Vec<Choice> =
            self.agencies.iter().map(|(id, name)| Choice::new(id.as_str(), name.as_str())).collect();
        html! {
            section.panel aria-labelledby="grant" {
                h2 #grant { (ctx.t("accounts-grant-title")) }
                form method="post" action=(format!("/desk/admin/people/{}/grant", self.id)) novalidate {
                    (errors::summary(form, &[("role", "account-role"), ("agency", "account-agency")]))
                    (Field::new(form, "role").key("account-role").select(Some(&ctx.t("accounts-choose")), &roles))
                    (Field::new(form, "agency").key("account-agency").select(Some(&ctx.t("accounts-agency-none")), &agencies))
                    (submit(Kind::Main, &ctx.t("accounts-grant")))
                }
            }
        }
    }

    /// For somebody who lost their phone and their recovery codes.
    fn second_factor_form(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        html! {
            section.panel aria-labelledby="second-factor" {
                h2 #second-factor { (ctx.t("second-lost-title")) }
                p { (ctx.t("second-lost-about")) }
                form method="post" action=(format!("/desk/admin/people/{}/second-factor", self.id)) novalidate {
                    (errors::summary(form, &[("reason", "second-reason")]))
                    (Field::new(form, "reason").key("second-reason").area(3, Some(1000)))
                    (submit(Kind::Danger, &ctx.t("second-remove")))
                }
            }
        }
    }

    fn history(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            section aria-labelledby="history" {
                h2 #history { (ctx.t("accounts-history")) }
                div.table-scroll {
                    table.as-cards {
                        thead { tr {
                            th scope="col" { (ctx.t("accounts-history-when")) }
                            th scope="col" { (ctx.t("accounts-history-what")) }
                            th scope="col" { (ctx.t("accounts-history-by")) }
                        } }
                        tbody {
                            @for event in &self.events {
                                tr {
                                    td data-label=(ctx.t("accounts-history-when")) { time datetime=(event.at.to_rfc3339()) { (format::date_time(ctx.lang, event.at)) } }
                                    td data-label=(ctx.t("accounts-history-what")) { (self.words(event)) }
                                    td data-label=(ctx.t("accounts-history-by")) { (event.by.clone().unwrap_or_else(|| ctx.t("role-system"))) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn words(&self, event: &AccountEvent) -> Markup {
        let lang = self.ctx.lang;
        let key = format!("accounts-event-{}", event.kind.replace(['.', '_'], "-"));
        html! {
            (lang.find(&key).unwrap_or_else(|| event.kind.clone()))
            @if let Some(code) = &event.role { " · " (role(lang, code)) }
            @if let Some(agency) = &event.agency { " · " (agency) }
            @if let Some(reason) = &event.reason { " · " (reason) }
        }
    }
}
