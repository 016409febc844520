//! Tokens: signing in for the API.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, delete, post, web};
use chrono::{DateTime, Utc};
use folkmoot_accounts::sessions;
use folkmoot_accounts::tokens::{self, Issued};
use folkmoot_foundation::db;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::extract::Json;
use crate::fault::Problem;
use crate::flows::{accounts as flow, second_factor as second};
use crate::http::Visitor;
use crate::{App, Fault};

/// Address and password.
#[derive(Deserialize, ToSchema)]
pub struct SignInBody {
    /// The e-mail address.
    pub email: String,
    /// The password.
    pub password: String,
    /// What the list of devices shall call this client; without it, the `User-Agent`.
    pub device: Option<String>,
    /// A code of the second factor, or a recovery code, if the account has one.
    #[serde(default)]
    pub code: String,
}

/// A pair of tokens.
#[derive(Serialize, ToSchema)]
pub struct TokensBody {
    /// Sent as `Authorization: Bearer …`; good for 15 minutes.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Until when the access token is good.
    pub expires_at: DateTime<Utc>,
    /// Exchanged once for the next pair; coming back a second time ends the session.
    pub refresh_token: String,
    /// The id of the person.
    pub person: String,
    /// The id of the session.
    pub session: String,
}

impl From<Issued> for TokensBody {
    fn from(issued: Issued) -> Self {
        Self {
            access_token: issued.access,
            token_type: "Bearer",
            expires_at: issued.access_expires_at,
            refresh_token: issued.refresh,
            person: issued.person.to_string(),
            session: issued.session.to_string(),
        }
    }
}

fn answer(status: actix_web::http::StatusCode, issued: Issued) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(TokensBody::from(issued))
}

/// Signs in. A wrong password and an address without account give the same answer.
#[utoipa::path(
    tag = "accounts",
    request_body = SignInBody,
    responses(
        (status = 201, body = TokensBody),
        (status = 422, description = "`wrong_credentials`; for the field `code` `required` if the account has a second factor, `wrong_second`", body = Problem),
        (status = 429, description = "Too many tries", body = Problem),
    )
)]
#[post("/tokens")]
pub async fn create_token(
    app: web::Data<App>,
    request: HttpRequest,
    body: Json<SignInBody>,
) -> Result<HttpResponse, Fault> {
    let proof = flow::prove(&app, &body.email, &body.password, flow::caller_of(&app, &request)).await?;
    let agent = request.headers().get(header::USER_AGENT).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let device = body.device.clone().unwrap_or_else(|| sessions::device_label(agent));
    let asked = second::before(&app, proof.person(), &body.code).await?;
    let issued = app
        .write(async |tx, now| {
            let proof = if asked { second::complete(&app, tx, &proof, &body.code).await? } else { proof };
            let issued = tokens::issue(tx, &app.keyring, app.entropy.as_ref(), &proof, &device, now).await?;
            Ok::<_, Fault>(issued)
        })
        .await?;
    Ok(answer(actix_web::http::StatusCode::CREATED, issued))
}

/// The token to exchange.
#[derive(Deserialize, ToSchema)]
pub struct RefreshBody {
    /// The refresh token of the last pair.
    pub refresh_token: String,
}

/// Exchanges a refresh token for the next pair.
#[utoipa::path(
    tag = "accounts",
    request_body = RefreshBody,
    responses((status = 200, body = TokensBody), (status = 401, description = "Not valid any more: sign in again", body = Problem))
)]
#[post("/tokens/refresh")]
pub async fn refresh_token(app: web::Data<App>, body: Json<RefreshBody>) -> Result<HttpResponse, Fault> {
    let tx = app.db.begin().await?;
    let issued =
        tokens::refresh(&tx, &app.keyring, app.entropy.as_ref(), &body.refresh_token, app.now()).await?;
    // Also when refused: a token that came twice has ended its session.
    db::commit(tx).await?;
    Ok(answer(actix_web::http::StatusCode::OK, issued.ok_or(Fault::SignIn)?))
}

/// Signs this client out: its tokens end at once.
#[utoipa::path(tag = "accounts", responses((status = 204, description = "Signed out"), (status = 401, body = Problem)))]
#[delete("/tokens")]
pub async fn end_token(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    let id = visitor.signed_in()?.id;
    if let Some(session) = visitor.session() {
        app.write(async |tx, _| sessions::end(tx, id, session).await).await?;
    }
    Ok(HttpResponse::NoContent().finish())
}
