//! What programs send: a body in JSON, and the query of an address. As actix's own, but a mistake is told by its name.

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use futures_util::future::{LocalBoxFuture, Ready, ready};
use serde::de::DeserializeOwned;

use crate::Fault;
use crate::fault::Unreadable;

/// A body in JSON.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T> Json<T> {
    /// What was sent.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> std::ops::Deref for Json<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let kind = request.content_type().to_ascii_lowercase();
        let declared =
            kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"));
        // The bytes come unpacked, and no more of them than the server's limit.
        let bytes = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            if !declared {
                return Err(Unreadable::undeclared(&kind).into());
            }
            let bytes = bytes.await.map_err(|error| match error.as_response_error().status_code() {
                StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
                _ => Fault::BadRequest(error.to_string()),
            })?;
            read(&bytes).map(Self)
        })
    }
}

/// A body that may be left out.
///
/// # Errors
/// [`Fault::Unreadable`] if there is one that can't be read.
pub fn read_if_any<T: DeserializeOwned>(bytes: &[u8]) -> Result<Option<T>, Fault> {
    if bytes.is_empty() { Ok(None) } else { read(bytes).map(Some) }
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let mut track = serde_path_to_error::Track::new();
    let read = T::deserialize(serde_path_to_error::Deserializer::new(&mut json, &mut track));
    let path = track.path();
    read.and_then(|value| json.end().map(|()| value))
        .map_err(|error| Unreadable::json(&path, &error, bytes).into())
}

/// The query of an address. `lang` is everywhere: it chooses the language of the answer.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T> Query<T> {
    /// What was asked for.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> std::ops::Deref for Query<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(ask(request.query_string()).map(Self))
    }
}

fn ask<T: DeserializeOwned>(query: &str) -> Result<T, Fault> {
    let own: Vec<&str> =
        query.split('&').filter(|pair| *pair != "lang" && !pair.starts_with("lang=")).collect();
    let own = own.join("&");
    let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(own.as_bytes()));
    serde_path_to_error::deserialize(pairs)
        .map_err(|error| Unreadable::query(error.path(), error.inner()).into())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Asked {
        q: String,
        limit: Option<usize>,
    }

    #[test]
    fn a_query_is_read_without_the_language() {
        let asked: Asked = ask("q=%E9%A0%90%E7%AE%97&lang=en&limit=3").unwrap();
        assert_eq!((asked.q.as_str(), asked.limit), ("預算", Some(3)));
        for wrong in ["", "q=a&limit=x", "q=a&nope=1", "q=a&q=b"] {
            assert!(matches!(ask::<Asked>(wrong), Err(Fault::Unreadable(_))), "{wrong}");
        }
    }

    #[test]
    fn nothing_may_stand_after_a_body() {
        assert_eq!(read::<Vec<u8>>(b"[1, 2]\n").unwrap(), [1, 2]);
        assert!(read::<Vec<u8>>(b"[1, 2] 3").is_err());
    }
}
