//! What acts on hearings have in common: who may, one transaction, an answer without a body, and the refusal of a file line by
//! line.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_foundation::{DbErr, HearingId, Now, PersonId, Tx};
use folkmoot_hearings::hearings::{self, Hearing};
use folkmoot_web::Lang;
use futures_util::StreamExt as _;

use crate::http::Visitor;
use crate::http::upload::FILE_LIMIT;
use crate::{App, Fault};

/// The facilitator who acts.
pub(super) fn facilitator(visitor: &Visitor) -> Result<PersonId, Fault> {
    Ok(visitor.require(Role::Facilitator)?.id)
}

/// The hearing on which a facilitator acts.
pub(super) async fn facilitated(
    app: &App,
    visitor: &Visitor,
    id: HearingId,
) -> Result<(Hearing, PersonId), Fault> {
    let by = facilitator(visitor)?;
    let hearing = hearings::get(app.db.read(), id, app.now()).await?.ok_or(Fault::NotFound)?;
    Ok((hearing, by))
}

/// Does one act of which there is nothing to tell but that it is done.
pub(super) async fn done<T, E>(
    app: &App,
    act: impl AsyncFnOnce(&Tx, Now) -> Result<T, E>,
) -> Result<HttpResponse, Fault>
where
    E: From<DbErr>,
    Fault: From<E>,
{
    app.write(act).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A line of a file that is refused.
pub(super) struct RefusedLine {
    /// The line, from 1; 0 for the whole file.
    pub line: i64,
    /// A stable code.
    pub code: String,
    /// Words in the language asked for.
    pub message: String,
}

/// The refusal of a file, with its lines; `title` is the key of its words.
pub(super) fn refused(
    request: &HttpRequest,
    lang: Lang,
    (code, title): (&str, &str),
    lines: impl Iterator<Item = RefusedLine>,
) -> HttpResponse {
    let told = |one: RefusedLine| serde_json::json!({ "field": "file", "line": one.line, "code": one.code, "message": one.message });
    let body = serde_json::json!({
        "type": "about:blank", "title": lang.t(title), "status": 422, "code": code,
        "instance": request.path(), "errors": lines.map(told).collect::<Vec<_>>(),
    });
    HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY)
        .content_type("application/problem+json")
        .body(body.to_string())
}

/// Reads a file that is the whole body. What is too large is read to its end, so that the sender gets the answer.
pub(in crate::api) async fn whole(mut payload: web::Payload) -> Result<Vec<u8>, Fault> {
    let (mut bytes, mut total) = (Vec::new(), 0);
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|e| Fault::BadRequest(e.to_string()))?;
        total += chunk.len();
        if total <= FILE_LIMIT {
            bytes.extend_from_slice(&chunk);
        } else if total > 5 * FILE_LIMIT {
            break;
        }
    }
    if total > FILE_LIMIT { Err(Fault::TooLarge) } else { Ok(bytes) }
}
