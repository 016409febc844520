//! One's own account.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::{counties, role};
use crate::components::badge::{Tone, badge};
use crate::components::button::{Kind, link, post, submit};
use crate::components::errors;
use crate::components::field::{Choice, Field};
use crate::components::notice::{self, notice};
use crate::context::Ctx;
use crate::form::FormView;
use crate::format;
use crate::layout::Page;

/// A browser or an API client that is signed in.
#[derive(Debug, Clone)]
pub struct DeviceView {
    /// The session's id.
    pub id: String,
    /// What it calls itself.
    pub label: String,
    /// Whether it is an API client.
    pub is_api: bool,
    /// When it signed in.
    pub made_at: DateTime<Utc>,
    /// When it was last used.
    pub seen_at: DateTime<Utc>,
    /// Whether it is the one that looks at the page.
    pub is_this: bool,
}

/// A role with the agency it is held for.
#[derive(Debug, Clone)]
pub struct GrantView {
    /// The role's code.
    pub role: &'static str,
    /// The agency's id and name.
    pub agency: Option<(String, String)>,
}

/// The page of one's own account.
#[derive(Debug)]
pub struct AccountPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// The profile form: `nickname`, `county`, `locale`.
    pub form: FormView<'a>,
    /// The name only operators can learn.
    pub name: String,
    /// The address.
    pub email: String,
    /// The number, with its middle hidden.
    pub mobile: Option<String>,
    /// Whether the number is confirmed.
    pub mobile_confirmed: bool,
    /// The confirmed identity, with its middle hidden; nothing if there is none and nobody who could vouch for one.
    pub identity: Option<Option<String>>,
    /// Whether signing in asks for a code of an app.
    pub second_factor: bool,
    /// The roles.
    pub grants: Vec<GrantView>,
    /// The devices.
    pub devices: Vec<DeviceView>,
}

impl AccountPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t("accounts-account-title");
        let body = html! {
            h1 { (title) }
            @if !self.mobile_confirmed {
                (notice(notice::Kind::Wait, html! {
                    p { (ctx.t("accounts-mobile-needed")) }
                    p { (link(Kind::Main, "/account/mobile", &ctx.t("accounts-mobile-title"))) }
                }))
            }
            (self.contact())
            (self.profile())
            (self.device_list())
            section aria-labelledby="security" {
                h2 #security { (ctx.t("accounts-security")) }
                p {
                    (ctx.t("second-title")) " "
                    @if self.second_factor { (badge(Tone::Good, &ctx.t("second-on"))) } @else { (badge(Tone::Plain, &ctx.t("second-off"))) }
                    " " a href="/account/second-factor" { (ctx.t("second-manage")) }
                }
                div.actions {
                    (link(Kind::Quiet, "/account/password", &ctx.t("accounts-password-title")))
                    (link(Kind::Danger, "/account/delete", &ctx.t("accounts-delete-title")))
                }
            }
        };
        Page::new(ctx, title, body).with_errors(!self.form.errors.is_empty()).render()
    }

    fn contact(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            section.panel aria-labelledby="contact" {
                h2 #contact { (ctx.t("accounts-contact")) }
                dl.facts {
                    dt { (ctx.t("field-account-name")) } dd { (self.name) }
                    dt { (ctx.t("field-account-email-sign-in")) } dd { (self.email) " " (badge(Tone::Good, &ctx.t("accounts-confirmed"))) }
                    dt { (ctx.t("field-account-mobile")) }
                    dd {
                        (self.mobile.as_deref().unwrap_or("–")) " "
                        @if self.mobile_confirmed { (badge(Tone::Good, &ctx.t("accounts-confirmed"))) }
                        @else { (badge(Tone::Wait, &ctx.t("accounts-unconfirmed"))) }
                        " " a href="/account/mobile" { (ctx.t("accounts-mobile-change")) }
                    }
                    @if let Some(identity) = &self.identity {
                        dt { (ctx.t("identity-label")) }
                        dd {
                            @match identity {
                                Some(identity) => { (identity) " " (badge(Tone::Good, &ctx.t("accounts-confirmed"))) }
                                None => { "– " (badge(Tone::Plain, &ctx.t("accounts-unconfirmed"))) }
                            }
                            " " a href="/account/identity" { (ctx.t("identity-manage")) }
                        }
                    }
                    @if !self.grants.is_empty() {
                        dt { (ctx.t("accounts-roles")) }
                        dd { ul.plain { @for grant in &self.grants { li { (role(ctx.lang, grant.role)) @if let Some((_, name)) = &grant.agency { " · " (name) } } } } }
                    }
                }
                p.hint { (ctx.t("accounts-contact-hint")) }
            }
        }
    }

    fn profile(&self) -> Markup {
        let (ctx, form) = (self.ctx, self.form);
        let languages = [Choice::new("zh-TW", "中文"), Choice::new("en", "English")];
        html! {
            section aria-labelledby="profile" {
                h2 #profile { (ctx.t("accounts-profile")) }
                form method="post" action="/account/profile" novalidate {
                    (errors::summary(form, &[("nickname", "account-nickname"), ("county", "account-county"), ("locale", "account-locale")]))
                    (Field::new(form, "nickname").key("account-nickname").input("text", Some("nickname")))
                    (Field::new(form, "county").key("account-county").optional()
                        .select(Some(&ctx.t("accounts-county-none")), &counties(ctx.lang)))
                    (Field::new(form, "locale").key("account-locale").radios(&languages))
                    (submit(Kind::Main, &ctx.t("accounts-save")))
                }
            }
        }
    }

    fn device_list(&self) -> Markup {
        let ctx = self.ctx;
        html! {
            section aria-labelledby="devices" {
                h2 #devices { (ctx.t("accounts-devices")) }
                p { (ctx.t("accounts-devices-lead")) }
                ul.rows {
                    @for device in &self.devices {
                        li {
                            div {
                                strong { (device.label) }
                                @if device.is_api { " " (badge(Tone::Plain, "API")) }
                                @if device.is_this { " " (badge(Tone::Active, &ctx.t("accounts-device-this"))) }
                                br;
                                span.soft.small {
                                    (ctx.with("accounts-device-times", [
                                        ("made", format::date_of(ctx.lang, device.made_at).into()),
                                        ("seen", format::date_time(ctx.lang, device.seen_at).into()),
                                    ]))
                                }
                            }
                            form.inline method="post" action="/account/devices/sign-out" {
                                input type="hidden" name="session" value=(device.id);
                                button.quiet.button-small type="submit" { (ctx.t("nav-sign-out")) span.visually-hidden { " " (device.label) } }
                            }
                        }
                    }
                }
                (post(Kind::Quiet, "/account/sign-out-everywhere", &[], &ctx.t("accounts-sign-out-everywhere")))
            }
        }
    }
}
