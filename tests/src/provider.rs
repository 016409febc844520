//! An identity provider for tests: it speaks OpenID Connect over HTTP, and lies when it is told to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer as _, SigningKey};
use folkmoot_foundation::Now;
use folkmoot_foundation::crypto::{random_bytes, sha256};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// As whom it knows the platform.
pub const CLIENT: &str = "folkmoot";
const SECRET: &str = "only these two know";

/// How a token is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    /// As it must be.
    Good,
    /// By somebody else under the same name.
    Forged,
    /// Not at all, and it says so.
    None,
}

struct State {
    key: SigningKey,
    generation: u32,
    down: bool,
    granted: HashMap<String, Granted>,
}

struct Granted {
    challenge: String,
    claims: Value,
    signing: Signing,
}

/// The provider, listening on a port of its own.
pub struct Provider {
    /// Its issuer.
    pub issuer: String,
    state: Arc<Mutex<State>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Provider {
    /// Starts it.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let key = SigningKey::from_bytes(&random_bytes());
        let state = State { key, generation: 1, down: false, granted: HashMap::new() };
        let state = Arc::new(Mutex::new(state));
        let (shared, own) = (Arc::clone(&state), issuer.clone());
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (state, issuer) = (Arc::clone(&shared), own.clone());
                tokio::spawn(async move { answer(stream, &state, &issuer).await });
            }
        });
        Self { issuer, state, task }
    }

    /// The settings of a platform that trusts it.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("FOLKMOOT_RULEBOOK", "verified,join".to_owned()),
            ("FOLKMOOT_IDENTITY_PROVIDER_ISSUER", self.issuer.clone()),
            ("FOLKMOOT_IDENTITY_PROVIDER_CLIENT_ID", CLIENT.to_owned()),
            ("FOLKMOOT_IDENTITY_PROVIDER_CLIENT_SECRET", SECRET.to_owned()),
            ("FOLKMOOT_IDENTITY_PROVIDER_NAME_ZH", "測試身分中心".to_owned()),
        ]
    }

    /// Whether it breaks off every request.
    pub fn set_down(&self, down: bool) {
        self.state().down = down;
    }

    /// Signs with another key from now on, and says so.
    pub fn rotate(&self) {
        let mut state = self.state();
        state.key = SigningKey::from_bytes(&random_bytes());
        state.generation += 1;
    }

    /// Where it sends whoever came to `asked` and is vouched for by this number.
    pub fn grant(&self, asked: &str, number: &str, now: Now) -> String {
        self.grant_with(asked, now, Signing::Good, |claims| claims["national_id"] = json!(number))
    }

    /// As [`Provider::grant`], with claims and signature of the test's choosing.
    pub fn grant_with(
        &self,
        asked: &str,
        now: Now,
        signing: Signing,
        change: impl FnOnce(&mut Value),
    ) -> String {
        let query = asked.strip_prefix(&format!("{}/authorize?", self.issuer)).unwrap();
        let field = |name: &str| -> String {
            let mut found = form_urlencoded::parse(query.as_bytes()).filter(|(n, _)| n == name);
            found.next().unwrap_or_else(|| panic!("{name} is missing in {asked}")).1.into_owned()
        };
        assert_eq!((field("response_type").as_str(), field("client_id").as_str()), ("code", CLIENT));
        assert_eq!(field("code_challenge_method"), "S256");
        assert!(field("redirect_uri").ends_with("/identity/callback"));
        let mut claims = json!({
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "somebody",
            "iat": now.timestamp(),
            "exp": now.timestamp() + 300,
            "nonce": field("nonce"),
            "national_id": "A123456789",
        });
        change(&mut claims);
        let code = hex::encode(random_bytes::<16>());
        let granted = Granted { challenge: field("code_challenge"), claims, signing };
        self.state().granted.insert(code.clone(), granted);
        format!("/identity/callback?code={code}&state={}", field("state"))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

/// One request a connection.
async fn answer(mut stream: TcpStream, state: &Mutex<State>, issuer: &str) {
    let mut read = Vec::new();
    let (head, body) = loop {
        let mut part = [0; 4096];
        let Ok(count @ 1..) = stream.read(&mut part).await else { return };
        read.extend_from_slice(&part[..count]);
        let text = String::from_utf8_lossy(&read).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let head = head.to_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
        if body.len() >= length.map_or(0, |length| length.trim().parse().unwrap()) {
            let original = text.split_once("\r\n\r\n").unwrap().0.to_owned();
            break (original, body.to_owned());
        }
    };
    let path = head.split(' ').nth(1).unwrap_or_default();
    let (status, json) = {
        let mut state = state.lock().unwrap();
        if state.down {
            return;
        }
        match path {
            "/.well-known/openid-configuration" => ("200 OK", description(issuer)),
            "/keys" => ("200 OK", keys(&state)),
            "/token" => match tokens(&mut state, &head, &body) {
                Some(tokens) => ("200 OK", tokens),
                None => ("400 Bad Request", json!({ "error": "invalid_grant" })),
            },
            _ => ("404 Not Found", json!({})),
        }
    };
    let body = json.to_string();
    let length = body.len();
    let text = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    let _ = stream.write_all(text.as_bytes()).await;
}

fn description(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "none"],
    })
}

fn keys(state: &State) -> Value {
    let x = URL_SAFE_NO_PAD.encode(state.key.verifying_key().as_bytes());
    let kid = state.generation.to_string();
    json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": kid, "x": x }] })
}

/// The tokens for a code: once, and only for whoever knows the secret and the verifier.
fn tokens(state: &mut State, head: &str, body: &str) -> Option<Value> {
    let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{}", SECRET.replace(' ', "+"))));
    let authorized = head.lines().any(|line| {
        line.split_once(": ").is_some_and(|(n, v)| n.eq_ignore_ascii_case("authorization") && v == basic)
    });
    let field = |name: &str| {
        form_urlencoded::parse(body.as_bytes()).find(|(n, _)| n == name).map(|(_, v)| v.into_owned())
    };
    let granted = state.granted.remove(&field("code")?)?;
    let challenge = URL_SAFE_NO_PAD.encode(sha256(field("code_verifier")?.as_bytes()));
    if !authorized || challenge != granted.challenge {
        return None;
    }
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let alg = if granted.signing == Signing::None { "none" } else { "EdDSA" };
    let header = json!({ "alg": alg, "kid": state.generation.to_string() });
    let text = format!("{}.{}", part(&header), part(&granted.claims));
    let signature = match granted.signing {
        Signing::Good => URL_SAFE_NO_PAD.encode(state.key.sign(text.as_bytes()).to_bytes()),
        Signing::Forged => {
            let other = SigningKey::from_bytes(&random_bytes());
            URL_SAFE_NO_PAD.encode(other.sign(text.as_bytes()).to_bytes())
        }
        Signing::None => String::new(),
    };
    Some(json!({ "access_token": "x", "token_type": "Bearer", "id_token": format!("{text}.{signature}") }))
}
