//! Accounts over the API: registering, tokens, one's own account, roles.

mod me;
mod people;
mod second_factor;
mod tokens;

use folkmoot_accounts::{Grant, Role};
use folkmoot_foundation::{AgencyId, FieldErrors};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(people::register)
        .service(people::confirm_email)
        .service(people::search_people)
        .service(people::list_roles)
        .service(people::grant_role)
        .service(people::revoke_role)
        .service(people::request_password_reset)
        .service(people::finish_password_reset)
        .service(tokens::create_token)
        .service(tokens::refresh_token)
        .service(tokens::end_token)
        .service(me::show_me)
        .service(me::change_me)
        .service(me::delete_me)
        .service(me::change_password)
        .service(me::send_mobile_code)
        .service(me::enter_mobile_code)
        .service(me::list_sessions)
        .service(me::end_session)
        .service(me::end_all_sessions)
        .service(second_factor::show_second_factor)
        .service(second_factor::begin_second_factor)
        .service(second_factor::confirm_second_factor)
        .service(second_factor::remove_second_factor)
        .service(second_factor::remove_lost_second_factor);
}

/// A role, with the agency it is held for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GrantBody {
    /// `reviewer`, `agency_officer`, `agency_approver`, `moderator`, `facilitator`, `clerk` or `administrator`.
    pub role: String,
    /// The id of the agency of an officer or approver; nothing for other roles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
}

impl From<&Grant> for GrantBody {
    fn from(grant: &Grant) -> Self {
        Self { role: grant.role.code().to_owned(), agency: grant.agency.map(|id| id.to_string()) }
    }
}

/// Reads a role and an agency.
fn grant_of(role: &str, agency: Option<&str>) -> Result<Grant, FieldErrors> {
    let mut errors = FieldErrors::new();
    let role = role.parse::<Role>().ok();
    if role.is_none() {
        errors.add("role", "unknown_choice");
    }
    let id = agency.map(str::parse::<AgencyId>).transpose();
    if id.is_err() {
        errors.add("agency", "unknown_choice");
    }
    let grant = role.zip(id.ok()).map(|(role, agency)| Grant { role, agency });
    errors.into_result(grant)
}
