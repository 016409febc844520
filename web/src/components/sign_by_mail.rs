//! The form with which one signs without an account: address, region, and the word that the address may be used for it.

use maud::{Markup, html};

use crate::components::button::{Kind, submit};
use crate::components::field::{Choice, Field};
use crate::components::regions::{FIELD, RegionChoice};
use crate::context::Ctx;
use crate::form::FormView;

/// The fields whose words have another key than their name.
pub const KEYS: [(&str, &str); 3] =
    [("email", "sign-email"), (FIELD, "sign-region"), ("consent", "sign-consent")];

/// Where the form of a proposal is, as a page and to be sent to.
pub fn path(proposal: &str) -> String {
    format!("/proposals/{proposal}/sign-by-mail")
}

/// The form.
pub fn sign_by_mail(ctx: &Ctx, proposal: &str, regions: &RegionChoice, form: FormView<'_>) -> Markup {
    let agreed = [Choice::new("yes", ctx.t("sign-consent-yes"))];
    html! {
        form method="post" action=(path(proposal)) novalidate {
            (Field::new(form, "email").key("sign-email").input("email", Some("email")))
            (regions.field(form))
            (Field::new(form, "consent").key("sign-consent").checkboxes(&agreed))
            div.sign-action { (submit(Kind::Main, &ctx.t("sign-by-mail-button"))) }
        }
        p.small.soft {
            (ctx.t("sign-by-mail-account")) " "
            a href=(format!("/sign-in?back=/proposals/{proposal}")) { (ctx.t("nav-sign-in")) }
        }
    }
}
