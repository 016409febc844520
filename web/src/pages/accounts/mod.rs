//! Registering, signing in, and one's own account; and the people page of administrators.

pub mod account;
pub mod confirm_email;
pub mod delete;
pub mod identity;
pub mod mail_sent;
pub mod mobile;
pub mod password;
pub mod people;
pub mod person;
pub mod register;
pub mod reset;
pub mod second_factor;
pub mod sign_in;

use folkmoot_foundation::county::COUNTIES;

use crate::components::field::Choice;
use crate::i18n::Lang;

/// The counties and cities to choose from.
pub(crate) fn counties(lang: Lang) -> Vec<Choice> {
    COUNTIES.iter().map(|county| Choice::new(county.code, lang.pick(county.zh, county.en))).collect()
}

/// The words for a role's code.
fn role(lang: Lang, code: &str) -> String {
    lang.t(&format!("role-{}", code.replace('_', "-")))
}
