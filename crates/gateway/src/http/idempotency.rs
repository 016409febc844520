//! `Idempotency-Key`: whoever is not sure that a request arrived sends it again with the same key, and it is done once.
//!
//! What was done is kept with its answer for a day; what was refused did nothing and is not kept. A process that dies
//! between an act and the keeping of its answer leaves the key taken for a minute, after which the request is done again:
//! what must happen once even then, such as a signature, the database guarantees by itself.

use actix_web::body::{BoxBody, MessageBody, to_bytes};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};
use folkmoot_foundation::crypto::{Purpose, sha256};
use folkmoot_foundation::kept_answers::{self, Kept, Mark, Standing};
use folkmoot_foundation::{PersonId, db};
use serde::{Deserialize, Serialize};

use super::Visitor;
use crate::fault::Unreadable;
use crate::{App, Fault};

/// The header.
pub const HEADER: &str = "idempotency-key";
/// Says that an answer was kept from the first time.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// The greatest length of a key.
const LONGEST: usize = 255;

/// What is kept of an answer besides its status; sealed, since it may hold what only the sender may see.
#[derive(Serialize, Deserialize)]
struct Answer {
    content_type: String,
    location: Option<String>,
    body: String,
}

/// The layer around the API. Whoever sends no key passes at no cost; a key counts for people who are signed in, on
/// requests that are JSON or have no body.
///
/// # Errors
/// None of its own that is not an answer.
pub async fn once<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.method() != Method::POST || !request.headers().contains_key(HEADER) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let Some(app) = request.app_data::<web::Data<App>>().cloned() else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let mark = match mark(&app, &mut request).await {
        Ok(Some(mark)) => mark,
        Ok(None) => return Ok(next.call(request).await?.map_into_boxed_body()),
        Err(fault) => return Ok(refused(request, &fault)),
    };
    match taken(&app, mark).await {
        Ok(None) => {}
        Ok(Some(answer)) => return Ok(request.into_response(answer)),
        Err(fault) => return Ok(refused(request, &fault)),
    }
    let response = match next.call(request).await {
        Ok(response) => response.map_into_boxed_body(),
        Err(error) => {
            released(&app, mark).await;
            return Err(error);
        }
    };
    if !response.status().is_success() {
        released(&app, mark).await;
        return Ok(response);
    }
    keep(&app, mark, response).await
}

/// What the key and the request amount to; nothing where keys don't count.
async fn mark(app: &App, request: &mut ServiceRequest) -> Result<Option<Mark>, Fault> {
    let key = request.headers().get(HEADER).map(HeaderValue::as_bytes).unwrap_or_default().to_vec();
    let is_key = (1..=LONGEST).contains(&key.len()) && key.iter().all(u8::is_ascii_graphic);
    if !is_key || request.headers().get_all(HEADER).count() > 1 {
        return Err(Unreadable::idempotency_key().into());
    }
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|h| h.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/") {
        return Ok(None);
    }
    // A token that is not good is the handler's to refuse.
    let Ok(Some(person)) = Visitor::of(request.request()).await.map(|visitor| visitor.id()) else {
        return Ok(None);
    };
    let bytes = request.extract::<web::Bytes>().await.map_err(|error| {
        match error.as_response_error().status_code() {
            StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
            _ => Fault::BadRequest(error.to_string()),
        }
    })?;
    let path = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let mark = Mark { key: key_of(app, person, &key), request: request_of(&path, &bytes) };
    // The handler reads it again, and it comes unpacked.
    request.headers_mut().remove(header::CONTENT_ENCODING);
    request.set_payload(Payload::from(bytes));
    Ok(Some(mark))
}

fn key_of(app: &App, person: PersonId, key: &[u8]) -> [u8; 32] {
    let key = hex::encode(sha256(key));
    app.keyring.hash(Purpose::LookUp, &format!("idempotency {person} {key}"))
}

fn request_of(path: &str, body: &[u8]) -> [u8; 32] {
    sha256(&[sha256(path.as_bytes()), sha256(body)].concat())
}

/// Takes the key; gives the answer if there is one already.
async fn taken(app: &App, mark: Mark) -> Result<Option<HttpResponse>, Fault> {
    let tx = app.db.begin().await?;
    let standing = kept_answers::take(&tx, mark, app.now()).await?;
    db::commit(tx).await?;
    match standing {
        Standing::New => Ok(None),
        Standing::InProgress => Err(Fault::Conflict("idempotency_in_progress")),
        Standing::Other => Err(Unreadable::idempotency_other().into()),
        Standing::Answered(kept) => answer_of(app, kept).map(Some),
    }
}

fn answer_of(app: &App, kept: Kept) -> Result<HttpResponse, Fault> {
    let open = app.keyring.open(&kept.answer).map_err(Fault::internal)?;
    let answer: Answer = serde_json::from_str(&open).map_err(Fault::internal)?;
    let status = StatusCode::from_u16(kept.status).map_err(Fault::internal)?;
    let mut response = HttpResponse::build(status);
    response.insert_header((REPLAYED, "true"));
    if !answer.content_type.is_empty() {
        response.insert_header((header::CONTENT_TYPE, answer.content_type));
    }
    if let Some(location) = answer.location {
        response.insert_header((header::LOCATION, location));
    }
    Ok(response.body(answer.body))
}

/// Keeps an answer and hands it on. That it can't be kept is no reason not to give it.
async fn keep(
    app: &App,
    mark: Mark,
    response: ServiceResponse<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let (request, response) = response.into_parts();
    let (head, body) = response.into_parts();
    let bytes = to_bytes(body).await.map_err(Error::from)?;
    let text = |name| head.headers().get(name).and_then(|h| h.to_str().ok()).map(str::to_owned);
    let answer = String::from_utf8(bytes.to_vec()).ok().and_then(|body| {
        let (content_type, location) =
            (text(header::CONTENT_TYPE).unwrap_or_default(), text(header::LOCATION));
        serde_json::to_string(&Answer { content_type, location, body }).ok()
    });
    match answer {
        Some(answer) => {
            let kept = Kept { status: head.status().as_u16(), answer: app.keyring.seal(&answer) };
            let done = app.write(async |tx, _| kept_answers::keep(tx, mark, kept).await).await;
            if let Err(error) = done {
                tracing::error!(%error, "an answer could not be kept for its key");
            }
        }
        None => released(app, mark).await,
    }
    Ok(ServiceResponse::new(request, head.set_body(BoxBody::new(bytes))))
}

async fn released(app: &App, mark: Mark) {
    let done = app.write(async |tx, _| kept_answers::release(tx, mark).await).await;
    if let Err(error) = done {
        tracing::error!(%error, "a key could not be given back");
    }
}

fn refused(request: ServiceRequest, fault: &Fault) -> ServiceResponse<BoxBody> {
    use actix_web::ResponseError as _;
    request.into_response(fault.error_response())
}
