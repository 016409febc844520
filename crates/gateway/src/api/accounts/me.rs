//! One's own account.

use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, put, web};
use chrono::{DateTime, Utc};
use folkmoot_accounts::people::{self, ProfileChange};
use folkmoot_accounts::{SessionId, sessions};
use folkmoot_foundation::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::GrantBody;
use crate::api::extract::Json;
use crate::fault::Problem;
use crate::flows::accounts as flow;
use crate::http::Visitor;
use crate::{App, Fault};

/// One's own account.
#[derive(Serialize, ToSchema)]
pub struct MeBody {
    /// The id.
    pub id: String,
    /// The public nickname.
    pub nickname: String,
    /// The name; nobody else sees it.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// The mobile number in E.164.
    pub mobile: Option<String>,
    /// Whether the address is confirmed.
    pub email_confirmed: bool,
    /// Whether the number is confirmed.
    pub mobile_confirmed: bool,
    /// Whether an identity provider vouched for an identity.
    pub identity_confirmed: bool,
    /// Whether this person may co-sign.
    pub may_sign: bool,
    /// Whether this person may propose.
    pub may_propose: bool,
    /// The code of the county.
    pub county: Option<String>,
    /// `zh-TW` or `en`.
    pub locale: String,
    /// The roles held.
    pub roles: Vec<GrantBody>,
}

async fn me(app: &App, id: PersonId) -> Result<MeBody, Fault> {
    let person = people::get(app.db.read(), id).await?.ok_or(Fault::SignIn)?;
    let contact = people::contact(app.db.read(), &app.keyring, id).await?.ok_or(Fault::SignIn)?;
    Ok(MeBody {
        id: id.to_string(),
        email_confirmed: person.email_confirmed,
        mobile_confirmed: person.mobile_confirmed,
        identity_confirmed: person.national_key.is_some(),
        may_sign: person.may_sign(),
        may_propose: person.may_propose(),
        roles: person.grants.iter().map(GrantBody::from).collect(),
        nickname: person.nickname,
        name: contact.name,
        email: contact.email,
        mobile: contact.mobile,
        county: person.county.map(String::from),
        locale: person.locale,
    })
}

/// One's own account.
#[utoipa::path(tag = "accounts", responses((status = 200, body = MeBody), (status = 401, body = Problem)))]
#[get("/me")]
pub async fn show_me(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    Ok(HttpResponse::Ok().json(me(&app, visitor.signed_in()?.id).await?))
}

/// What is to change; what is left out stays.
#[derive(Deserialize, ToSchema)]
pub struct MeChange {
    /// The public nickname, 2 to 20 characters.
    pub nickname: Option<String>,
    /// The code or name of a county; empty for none.
    pub county: Option<String>,
    /// `zh-TW` or `en`.
    pub locale: Option<String>,
}

/// Changes nickname, county and language.
#[utoipa::path(tag = "accounts", request_body = MeChange, responses((status = 200, body = MeBody), (status = 422, body = Problem)))]
#[patch("/me")]
pub async fn change_me(
    app: web::Data<App>,
    visitor: Visitor,
    body: Json<MeChange>,
) -> Result<HttpResponse, Fault> {
    let id = visitor.signed_in()?.id;
    let body = body.into_inner();
    let change = ProfileChange { nickname: body.nickname, county: body.county, locale: body.locale };
    flow::set_profile(&app, id, &change).await?;
    Ok(HttpResponse::Ok().json(me(&app, id).await?))
}

/// The password once more.
#[derive(Deserialize, ToSchema)]
pub struct PasswordBody {
    /// The present password.
    pub password: String,
}

/// Deletes one's account; it can't be undone.
#[utoipa::path(
    tag = "accounts",
    request_body = PasswordBody,
    responses((status = 204, description = "Deleted"), (status = 409, description = "`last_administrator`", body = Problem), (status = 422, body = Problem))
)]
#[delete("/me")]
pub async fn delete_me(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    body: Json<PasswordBody>,
) -> Result<HttpResponse, Fault> {
    let id = visitor.signed_in()?.id;
    flow::delete(&app, id, &body.password, flow::caller_of(&app, &request)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The old and the new password.
#[derive(Deserialize, ToSchema)]
pub struct PasswordChange {
    /// The present password.
    pub old_password: String,
    /// The new password, 10 to 128 characters.
    pub password: String,
}

/// Changes the password; all other sessions and tokens end.
#[utoipa::path(tag = "accounts", request_body = PasswordChange, responses((status = 204, description = "Changed"), (status = 422, body = Problem)))]
#[put("/me/password")]
pub async fn change_password(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    body: Json<PasswordChange>,
) -> Result<HttpResponse, Fault> {
    let id = visitor.signed_in()?.id;
    let caller = flow::caller_of(&app, &request);
    flow::change_password(&app, id, visitor.session(), &body.old_password, &body.password, caller).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Which number gets the code.
#[derive(Deserialize, ToSchema)]
pub struct MobileBody {
    /// A new number; without it, the one of the account.
    pub mobile: Option<String>,
}

/// Sends a code of six digits by text message; good for 10 minutes and 5 tries.
#[utoipa::path(
    tag = "accounts",
    request_body = MobileBody,
    responses((status = 202, description = "A code is on its way"), (status = 422, body = Problem), (status = 429, description = "More than 3 codes in an hour", body = Problem))
)]
#[post("/me/mobile-code")]
pub async fn send_mobile_code(
    app: web::Data<App>,
    visitor: Visitor,
    body: Json<MobileBody>,
) -> Result<HttpResponse, Fault> {
    let id = visitor.signed_in()?.id;
    flow::send_code(&app, id, body.mobile.as_deref()).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// The code of the message.
#[derive(Deserialize, ToSchema)]
pub struct CodeBody {
    /// Six digits.
    pub code: String,
}

/// Confirms the number that the code was sent to; it becomes the account's.
#[utoipa::path(
    tag = "accounts",
    request_body = CodeBody,
    responses((status = 200, body = MeBody), (status = 422, description = "Field `code`: `wrong` or `void`", body = Problem))
)]
#[post("/me/mobile-confirm")]
pub async fn enter_mobile_code(
    app: web::Data<App>,
    visitor: Visitor,
    body: Json<CodeBody>,
) -> Result<HttpResponse, Fault> {
    let id = visitor.signed_in()?.id;
    flow::enter_code(&app, id, &body.code).await?;
    Ok(HttpResponse::Ok().json(me(&app, id).await?))
}

/// A browser or a client that is signed in.
#[derive(Serialize, ToSchema)]
pub struct SessionBody {
    /// The id.
    pub id: String,
    /// `browser` or `api`.
    pub kind: &'static str,
    /// What it calls itself.
    pub device: String,
    /// When it signed in.
    pub made_at: DateTime<Utc>,
    /// When it was last used.
    pub seen_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// The sessions, last used first.
#[derive(Serialize, ToSchema)]
pub struct SessionsBody {
    /// At most 50.
    pub items: Vec<SessionBody>,
}

/// Where one is signed in.
#[utoipa::path(tag = "accounts", responses((status = 200, body = SessionsBody)))]
#[get("/me/sessions")]
pub async fn list_sessions(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    let id = visitor.signed_in()?.id;
    let devices = sessions::list(app.db.read(), id, app.now()).await?;
    let items = devices.into_iter().map(|device| SessionBody {
        id: device.session.to_string(),
        kind: device.kind.code(),
        device: device.label,
        made_at: device.made_at,
        seen_at: device.seen_at,
        current: Some(device.session) == visitor.session(),
    });
    Ok(HttpResponse::Ok().json(SessionsBody { items: items.collect() }))
}

/// Signs one device out.
#[utoipa::path(tag = "accounts", params(("id" = String, Path, description = "The session's id")), responses((status = 204, description = "Signed out"), (status = 404, body = Problem)))]
#[delete("/me/sessions/{id}")]
pub async fn end_session(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<SessionId>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let ended = app.write(async |tx, _| sessions::end(tx, person, *id).await).await?;
    if ended { Ok(HttpResponse::NoContent().finish()) } else { Err(Fault::NotFound) }
}

/// Signs out everywhere, this client included.
#[utoipa::path(tag = "accounts", responses((status = 204, description = "Signed out everywhere")))]
#[delete("/me/sessions")]
pub async fn end_all_sessions(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    app.write(async |tx, _| sessions::end_all(tx, person, None).await).await?;
    Ok(HttpResponse::NoContent().finish())
}
