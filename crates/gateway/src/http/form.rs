//! Forms as browsers send them: every field kept as typed, so that a page with mistakes can show it again.

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
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

/// The texts somebody wrote into a form, kept beside the request: a page that says why nothing was done gives them
/// back, so that no state and no lost session costs a person their words.
#[derive(Debug, Clone, Default)]
pub struct Typed(pub Vec<String>);

impl Typed {
    /// Names of fields that are never shown again: secrets, and what identifies a person.
    const WITHHELD: [&str; 8] =
        ["password", "new_password", "current", "code", "email", "mobile", "name", "identifier"];

    /// Of the fields of a form.
    pub fn of(form: &Values) -> Self {
        let texts = form.0.iter().filter(|(name, value)| {
            !Self::WITHHELD.contains(&name.as_str()) && !name.contains("password") && is_written(value)
        });
        Self(texts.map(|(_, value)| value.clone()).collect())
    }
}

/// Whether a value was written by a person, as opposed to an id or a choice that the page put there.
fn is_written(value: &str) -> bool {
    let trimmed = value.trim();
    trimmed.chars().nth(5).is_some() && (!trimmed.is_ascii() || trimmed.contains(char::is_whitespace))
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
        let request = request.clone();
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
            let form = parse(&bytes).map(Form)?;
            request.extensions_mut().insert(Typed::of(&form));
            Ok(form)
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

    #[test]
    fn what_was_written_is_kept_and_no_secret() {
        let fields = [
            ("reason", "與其他提案重複，請看第 3 號"),
            ("note", "only a few words"),
            ("action", "send_back"),
            ("id", "0198c1f0-0000-7000-8000-000000000000"),
            ("password", "一組 很長 的 密碼"),
            ("new_password", "walnut harbour 2026"),
            ("name", "歐陽王小明先生"),
        ];
        let form = Form(Values(fields.map(|(n, v)| (n.to_owned(), v.to_owned())).into()));
        assert_eq!(Typed::of(&form).0, ["與其他提案重複，請看第 3 號", "only a few words"]);
    }
}
