//! Forms as browsers send them: every field kept as typed, so that a page with mistakes can show it again.

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};
use folkmoot_web::Values;
use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;

use crate::Fault;

/// The greatest size of a form without files, in bytes: far above every field's limit, so that a text that is too long
/// comes back with the form instead of being thrown away. A Han character takes nine bytes here.
pub const LIMIT: usize = 4 * 1024 * 1024;

/// The fields of a form.
#[derive(Debug, Default)]
pub struct Form(pub Values);

impl std::ops::Deref for Form {
    type Target = Values;
    fn deref(&self) -> &Values {
        &self.0
    }
}

impl FromRequest for Form {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|h| h.to_str().ok()).unwrap_or_default();
        let is_form =
            kind.is_empty() || kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded");
        let mut payload = payload.take();
        Box::pin(async move {
            let mut bytes = web::BytesMut::new();
            while let Some(chunk) = payload.next().await {
                let chunk = chunk.map_err(|e| Fault::BadRequest(e.to_string()))?;
                if bytes.len() + chunk.len() > LIMIT {
                    return Err(Fault::TooLarge);
                }
                bytes.extend_from_slice(&chunk);
            }
            if !is_form {
                return Err(Fault::BadRequest("expected application/x-www-form-urlencoded".to_owned()));
            }
            parse(&bytes).map(Form)
        })
    }
}

fn parse(bytes: &[u8]) -> Result<Values, Fault> {
    let wrong = || Fault::BadRequest("the form is not UTF-8".to_owned());
    let mut fields = Vec::new();
    for pair in bytes.split(|b| *b == b'&').filter(|p| !p.is_empty()) {
        let (name, value) = match pair.iter().position(|b| *b == b'=') {
            Some(at) => (&pair[..at], &pair[at + 1..]),
            None => (pair, &[][..]),
        };
        fields.push((decode(name).ok_or_else(wrong)?, decode(value).ok_or_else(wrong)?));
        if fields.len() > 2000 {
            return Err(Fault::TooLarge);
        }
    }
    Ok(Values(fields))
}

fn decode(bytes: &[u8]) -> Option<String> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while let Some(byte) = bytes.get(i) {
        let hex = |at: usize| {
            bytes.get(at).and_then(|b| char::from(*b).to_digit(16)).and_then(|d| u8::try_from(d).ok())
        };
        match (byte, hex(i + 1), hex(i + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(high * 16 + low);
                i += 2;
            }
            (b'+', ..) => out.push(b' '),
            (other, ..) => out.push(*other),
        }
        i += 1;
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_come_as_typed() {
        let form =
            parse("title=%E9%A0%90%E7%AE%97+%26&ground=a&ground=b&empty=&alone&odd=%zz".as_bytes()).unwrap();
        assert_eq!(form.get("title"), "預算 &");
        assert_eq!(form.all("ground").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!((form.get("empty"), form.get("alone"), form.get("odd")), ("", "", "%zz"));
        assert!(parse(b"a=%ff").is_err());
    }
}
