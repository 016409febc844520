//! The demo's own identity provider: a page where one picks who one is. It speaks OpenID Connect as a real one does, but
//! within this process, and gives everybody what they pick.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use ed25519_dalek::{Signer as _, SigningKey};
use folkmoot_accounts::national_id::NationalId;
use folkmoot_foundation::crypto::{Keyring, Purpose, sha256};
use folkmoot_foundation::{Clock, Now};
use openidconnect::{HttpRequest, HttpResponse, http};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::config;
use crate::identity::{CALLBACK, InProcess};

/// As whom it knows the platform.
const CLIENT: &str = "folkmoot-demo";

/// A code is good for so long.
const CODE_MINUTES: i64 = 5;

/// The number of a sample person, by their place in the content: of the right form, and nobody's that this platform knows.
pub fn number(place: usize) -> Option<NationalId> {
    let beginning = format!("W{}{:07}", 1 + place % 2, 9_000_000 + place);
    (0..10).find_map(|check| NationalId::parse("identity", &format!("{beginning}{check}")).ok())
}

/// What the platform asks for somebody, as it stands in the address of the page.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Asked {
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    redirect_uri: String,
    #[serde(default)]
    response_type: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    nonce: String,
    #[serde(default)]
    code_challenge: String,
    #[serde(default)]
    code_challenge_method: String,
}

/// What a code stands for; the code is this, sealed, so that any process of the demo can take it.
#[derive(Deserialize, Serialize)]
struct Granted {
    place: usize,
    nonce: String,
    challenge: String,
    until: Now,
}

/// The provider.
pub struct DemoProvider {
    issuer: String,
    redirect: String,
    keyring: Keyring,
    clock: Arc<dyn Clock>,
    key: SigningKey,
    used: Mutex<HashSet<[u8; 32]>>,
}

impl DemoProvider {
    /// The provider of a demo.
    pub fn new(public_url: &str, keyring: Keyring, clock: Arc<dyn Clock>) -> Self {
        let key = SigningKey::from_bytes(&keyring.hash(Purpose::SignedLink, "demo identity provider"));
        let (issuer, redirect) = (format!("{public_url}/demo/identity"), format!("{public_url}{CALLBACK}"));
        Self { issuer, redirect, keyring, clock, key, used: Mutex::default() }
    }

    /// The settings with which the platform finds it.
    pub fn settings(&self) -> config::IdentityProvider {
        config::IdentityProvider {
            issuer: self.issuer.clone(),
            client_id: CLIENT.to_owned(),
            client_secret: None,
            claim: "national_id".to_owned(),
            scopes: Vec::new(),
            name_zh: "示範身分驗證服務".to_owned(),
            name_en: "demo identity service".to_owned(),
        }
    }

    /// Whether the platform asks in a way that it takes.
    pub fn takes(&self, asked: &Asked) -> bool {
        asked.client_id == CLIENT
            && asked.redirect_uri == self.redirect
            && asked.response_type == "code"
            && asked.code_challenge_method == "S256"
            && ![&asked.state, &asked.nonce, &asked.code_challenge].iter().any(|text| text.is_empty())
    }

    /// Back to the platform, as the sample person at this place; without one it was cancelled.
    pub fn back(&self, asked: &Asked, place: Option<usize>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        match place {
            Some(place) => {
                let granted = Granted {
                    place,
                    nonce: asked.nonce.clone(),
                    challenge: asked.code_challenge.clone(),
                    until: self.clock.now() + TimeDelta::minutes(CODE_MINUTES),
                };
                let granted = serde_json::to_string(&granted).unwrap_or_default();
                query.append_pair("code", &self.keyring.seal(&granted))
            }
            None => query.append_pair("error", "access_denied"),
        };
        query.append_pair("state", &asked.state);
        format!("{CALLBACK}?{}", query.finish())
    }

    fn description(&self) -> Value {
        let at = |path: &str| format!("{}/{path}", self.issuer);
        json!({
            "issuer": self.issuer,
            "authorization_endpoint": at("authorize"),
            "token_endpoint": at("token"),
            "jwks_uri": at("keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["EdDSA"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        })
    }

    fn keys(&self) -> Value {
        let x = URL_SAFE_NO_PAD.encode(self.key.verifying_key().as_bytes());
        json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": "demo", "x": x }] })
    }

    /// The tokens for a code, once.
    fn tokens(&self, body: &[u8]) -> Option<Value> {
        let field =
            |name: &str| form_urlencoded::parse(body).find(|(n, _)| n == name).map(|(_, v)| v.into_owned());
        let code = field("code")?;
        let granted: Granted = serde_json::from_str(&self.keyring.open(&code).ok()?).ok()?;
        let challenge = URL_SAFE_NO_PAD.encode(sha256(field("code_verifier")?.as_bytes()));
        let now = self.clock.now();
        let fine = challenge == granted.challenge && now < granted.until;
        let fine = fine && field("redirect_uri").as_deref() == Some(&self.redirect);
        let first = self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(sha256(code.as_bytes()));
        if !fine || !first {
            return None;
        }
        let claims = json!({
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": format!("sample-{}", granted.place),
            "iat": now.timestamp(),
            "exp": (now + TimeDelta::minutes(CODE_MINUTES)).timestamp(),
            "nonce": granted.nonce,
            "national_id": number(granted.place)?.as_str(),
        });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text =
            format!("{}.{}", part(&json!({ "alg": "EdDSA", "typ": "JWT", "kid": "demo" })), part(&claims));
        let signature = URL_SAFE_NO_PAD.encode(self.key.sign(text.as_bytes()).to_bytes());
        Some(
            json!({ "access_token": "unused", "token_type": "Bearer", "id_token": format!("{text}.{signature}") }),
        )
    }
}

impl InProcess for DemoProvider {
    fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let path = request.uri().path();
        let (status, body) = match path.rsplit_once("/demo/identity/").map_or("", |(_, what)| what) {
            ".well-known/openid-configuration" => (http::StatusCode::OK, self.description()),
            "keys" => (http::StatusCode::OK, self.keys()),
            "token" => match self.tokens(request.body()) {
                Some(tokens) => (http::StatusCode::OK, tokens),
                None => (http::StatusCode::BAD_REQUEST, json!({ "error": "invalid_grant" })),
            },
            _ => (http::StatusCode::NOT_FOUND, json!({ "error": "not_found" })),
        };
        let mut response = HttpResponse::new(body.to_string().into_bytes());
        *response.status_mut() = status;
        let json = http::HeaderValue::from_static("application/json");
        response.headers_mut().insert(http::header::CONTENT_TYPE, json);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_in_the_sample_has_a_number_of_their_own() {
        let numbers: HashSet<String> = (0..500).filter_map(number).map(|n| n.as_str().to_owned()).collect();
        assert_eq!(numbers.len(), 500);
    }
}
