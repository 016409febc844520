//! Registering, forgotten passwords, and the roles of people.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use chrono::{DateTime, Utc};
use folkmoot_accounts::Role;
use folkmoot_accounts::people::{self, Registration, SearchFilter};
use folkmoot_foundation::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{GrantBody, grant_of};
use crate::api::extract::{Json, Query};
use crate::fault::Problem;
use crate::flows::accounts as flow;
use crate::http::Visitor;
use crate::{App, Fault, lists};

/// Who wants to register.
#[derive(Deserialize, ToSchema)]
pub struct RegistrationBody {
    /// The name, 1 to 60 characters; kept encrypted and never public.
    pub name: String,
    /// The public nickname, 2 to 20 characters.
    pub nickname: String,
    /// The e-mail address, which gets a link to confirm it.
    pub email: String,
    /// The mobile number: `09xxxxxxxx` or E.164.
    pub mobile: String,
    /// The password, 10 to 128 characters.
    pub password: String,
    /// The code or name of a county or city of Taiwan.
    #[serde(default)]
    pub county: String,
    /// `zh-TW` or `en`: the language of mails. Without it, that of the request.
    pub locale: Option<String>,
}

/// A token out of a mail.
#[derive(Deserialize, ToSchema)]
pub struct TokenBody {
    /// What stands behind `token=` in the link.
    pub token: String,
}

/// Who it is.
#[derive(Serialize, ToSchema)]
pub struct PersonRef {
    /// The person's id.
    pub id: String,
}

/// Registers. The answer does not tell whether the address has an account: in either case it gets a mail.
#[utoipa::path(
    tag = "accounts",
    request_body = RegistrationBody,
    responses(
        (status = 202, description = "A mail is on its way"),
        (status = 422, description = "Fields are wrong", body = Problem),
        (status = 429, description = "Too many tries", body = Problem),
    )
)]
#[post("/people")]
pub async fn register(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    body: Json<RegistrationBody>,
) -> Result<HttpResponse, Fault> {
    let body = body.into_inner();
    let typed = Registration {
        name: body.name,
        nickname: body.nickname,
        email: body.email,
        mobile: body.mobile,
        password: body.password,
        county: body.county,
        locale: body.locale.unwrap_or_else(|| visitor.lang.code().to_owned()),
    };
    flow::register(&app, &typed, flow::caller_of(&app, &request)).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Confirms an e-mail address by the token of the mail; the account exists from then on.
#[utoipa::path(
    tag = "accounts",
    request_body = TokenBody,
    responses(
        (status = 200, description = "Confirmed", body = PersonRef),
        (status = 409, description = "The link was used or has expired: `link_not_valid`", body = Problem),
    )
)]
#[post("/people/confirm-email")]
pub async fn confirm_email(app: web::Data<App>, body: Json<TokenBody>) -> Result<HttpResponse, Fault> {
    let id = flow::confirm_email(&app, &body.token).await?;
    Ok(HttpResponse::Ok().json(PersonRef { id: id.to_string() }))
}

/// Whose password is to be reset.
#[derive(Deserialize, ToSchema)]
pub struct ResetRequest {
    /// The e-mail address.
    pub email: String,
}

/// A new password with the token of a mail.
#[derive(Deserialize, ToSchema)]
pub struct ResetFinish {
    /// What stands behind `token=` in the link.
    pub token: String,
    /// The new password.
    pub password: String,
}

/// Asks for a mail to choose a new password. The answer does not tell whether the address has an account.
#[utoipa::path(tag = "accounts", request_body = ResetRequest, responses((status = 202, description = "If there is an account, a mail is on its way")))]
#[post("/password-resets")]
pub async fn request_password_reset(
    app: web::Data<App>,
    request: HttpRequest,
    body: Json<ResetRequest>,
) -> Result<HttpResponse, Fault> {
    flow::request_reset(&app, &body.email, flow::caller_of(&app, &request)).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Sets a new password; all sessions and tokens end.
#[utoipa::path(
    tag = "accounts",
    request_body = ResetFinish,
    responses(
        (status = 204, description = "Done"),
        (status = 409, description = "The link was used or has expired: `link_not_valid`", body = Problem),
        (status = 422, description = "The password is not acceptable", body = Problem),
    )
)]
#[post("/password-resets/finish")]
pub async fn finish_password_reset(
    app: web::Data<App>,
    body: Json<ResetFinish>,
) -> Result<HttpResponse, Fault> {
    flow::finish_reset(&app, &body.token, &body.password).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Whom an administrator looks for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// A part of a nickname, or a whole e-mail address.
    #[serde(default)]
    pub text: String,
    /// Only holders of this role.
    #[serde(default)]
    pub role: String,
    /// Where to go on.
    pub cursor: Option<String>,
    /// How many, 1 to 100.
    pub limit: Option<usize>,
}

/// A person, as administrators see them.
#[derive(Serialize, ToSchema)]
pub struct PersonBody {
    /// The id.
    pub id: String,
    /// The public nickname.
    pub nickname: String,
    /// The code of the county, if they said so.
    pub county: Option<String>,
    /// Whether the mobile number is confirmed.
    pub mobile_confirmed: bool,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When the account was deleted.
    pub deleted_at: Option<DateTime<Utc>>,
    /// The roles held.
    pub roles: Vec<GrantBody>,
}

/// A page of people.
#[derive(Serialize, ToSchema)]
pub struct PeopleBody {
    /// The people, newest first.
    pub items: Vec<PersonBody>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// People, for administrators.
#[utoipa::path(tag = "accounts", params(PeopleQuery), responses((status = 200, body = PeopleBody), (status = 403, body = Problem)))]
#[get("/people")]
pub async fn search_people(
    app: web::Data<App>,
    visitor: Visitor,
    query: Query<PeopleQuery>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Administrator)?;
    let pages = lists::people();
    let after = pages.after(query.cursor.as_deref())?;
    let filter = SearchFilter { text: query.text.clone(), role: query.role.parse().ok() };
    let found =
        people::search(app.db.read(), &app.keyring, &filter, after, query.limit.unwrap_or(30)).await?;
    let next = pages.next(&found);
    let items = found.items.into_iter().map(|row| PersonBody {
        id: row.id.to_string(),
        nickname: row.nickname,
        county: row.county.map(String::from),
        mobile_confirmed: row.mobile_confirmed,
        created_at: row.created_at,
        deleted_at: row.deleted_at,
        roles: row.grants.iter().map(GrantBody::from).collect(),
    });
    Ok(HttpResponse::Ok().json(PeopleBody { items: items.collect(), next }))
}

/// The roles of a person.
#[derive(Serialize, ToSchema)]
pub struct RolesBody {
    /// The roles held.
    pub items: Vec<GrantBody>,
}

async fn held(app: &App, id: PersonId) -> Result<RolesBody, Fault> {
    let person = people::get(app.db.read(), id).await?.ok_or(Fault::NotFound)?;
    Ok(RolesBody { items: person.grants.iter().map(GrantBody::from).collect() })
}

/// The roles a person holds, for administrators.
#[utoipa::path(tag = "accounts", params(("id" = String, Path, description = "The person's id")), responses((status = 200, body = RolesBody), (status = 404, body = Problem)))]
#[get("/people/{id}/roles")]
pub async fn list_roles(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<PersonId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Administrator)?;
    Ok(HttpResponse::Ok().json(held(&app, *id).await?))
}

/// Grants a role; for administrators. Granting what is held changes nothing.
#[utoipa::path(
    tag = "accounts",
    params(("id" = String, Path, description = "The person's id")),
    request_body = GrantBody,
    responses((status = 200, description = "The roles held now", body = RolesBody), (status = 422, body = Problem))
)]
#[post("/people/{id}/roles")]
pub async fn grant_role(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<PersonId>,
    body: Json<GrantBody>,
) -> Result<HttpResponse, Fault> {
    let by = visitor.acting_as(Role::Administrator)?;
    flow::grant(&app, *id, grant_of(&body.role, body.agency.as_deref())?, by).await?;
    Ok(HttpResponse::Ok().json(held(&app, *id).await?))
}

/// For which agency.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AgencyQuery {
    /// The agency's id, for officers and approvers.
    pub agency: Option<String>,
}

/// Revokes a role; for administrators. It holds from the next request on.
#[utoipa::path(
    tag = "accounts",
    params(("id" = String, Path, description = "The person's id"), ("role" = String, Path, description = "The role"), AgencyQuery),
    responses((status = 200, description = "The roles held now", body = RolesBody), (status = 409, description = "`last_administrator`", body = Problem))
)]
#[delete("/people/{id}/roles/{role}")]
pub async fn revoke_role(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(PersonId, String)>,
    query: Query<AgencyQuery>,
) -> Result<HttpResponse, Fault> {
    let by = visitor.acting_as(Role::Administrator)?;
    let (id, role) = path.into_inner();
    flow::revoke(&app, id, grant_of(&role, query.agency.as_deref())?, by).await?;
    Ok(HttpResponse::Ok().json(held(&app, id).await?))
}
