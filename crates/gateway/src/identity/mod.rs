//! The identity provider as OpenID Connect speaks of it: sending somebody there, and reading who came back.
//!
//! Authorization code flow with PKCE. What must come back the same (state, nonce, verifier) goes with the browser, sealed
//! ([`Begun`]), so that any process can take who returns; a code is good once at the provider.

mod wire;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;
use folkmoot_accounts::national_id::NationalId;
use folkmoot_foundation::crypto::Keyring;
use folkmoot_foundation::{Now, PersonId};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim,
    CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
    CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse,
    CoreTokenType,
};
use openidconnect::{
    AdditionalClaims, AuthType, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError, Client,
    ClientId, ClientSecret, CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    IdToken, IdTokenFields, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, Scope, StandardErrorResponse, StandardTokenResponse, TokenResponse as _,
};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use tokio::sync::Mutex;

pub use wire::{InProcess, Wire};

use crate::config;

/// Whoever was sent away comes back within so many minutes.
pub const MINUTES: i64 = 10;

/// For so long the provider's own description is believed before it is asked for again.
const KNOWN_FOR: TimeDelta = TimeDelta::hours(1);

/// After a failure the provider is left alone for so long.
const QUIET_FOR: TimeDelta = TimeDelta::seconds(10);

/// Where the provider sends people back to.
pub const CALLBACK: &str = "/identity/callback";

/// The ways of signing a token that are taken: those in which only the provider holds what signs.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Why somebody could not be identified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// The provider can't be reached, or answers with what can't be read.
    #[error("the identity provider can't be reached")]
    Down,
    /// The provider refused the code: used before, too old, or not its own.
    #[error("the identity provider refused the code")]
    Refused,
    /// The token is not what this platform asked for.
    #[error("the identity provider's token is not valid")]
    NotValid,
    /// The token is good, but says no number that can be read.
    #[error("the identity provider's token holds no number of an identity")]
    Unreadable,
}

/// The claims of a token beside the standard ones.
#[derive(Debug, Clone, Deserialize, Serialize)]
struct Claims(BTreeMap<String, serde_json::Value>);
impl AdditionalClaims for Claims {}

type Fields = IdTokenFields<
    Claims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Token = IdToken<Claims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Party = Client<
    Claims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What somebody was sent away for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Errand {
    /// To bind their identity to this account.
    Bind(PersonId),
    /// To sign in to the account that is bound.
    SignIn,
}

/// What must come back the same; it travels sealed in a cookie of the browser.
#[derive(Clone, Serialize, Deserialize)]
pub struct Begun {
    state: String,
    nonce: String,
    verifier: String,
    until: Now,
    /// What for.
    pub errand: Errand,
    /// Where to go in the end.
    pub back: String,
}

/// Whoever holds the verifier can use the code: it stays out of logs.
impl std::fmt::Debug for Begun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Begun").field("errand", &self.errand).finish_non_exhaustive()
    }
}

impl Begun {
    /// Sealed, for the cookie.
    pub fn sealed(&self, keyring: &Keyring) -> String {
        // A struct of texts always has a JSON form.
        keyring.seal(&serde_json::to_string(self).unwrap_or_default())
    }

    /// What a cookie holds, if it was sealed here, is not too old, and belongs to the state that came back.
    pub fn opened(keyring: &Keyring, cookie: &str, state: &str, now: Now) -> Option<Self> {
        let begun: Self = serde_json::from_str(&keyring.open(cookie).ok()?).ok()?;
        let same = bool::from(begun.state.as_bytes().ct_eq(state.as_bytes()));
        (same && now < begun.until).then_some(begun)
    }
}

/// What is known of the provider: its description, or that it did not answer.
type Known = Option<(Now, Option<Arc<CoreProviderMetadata>>)>;

/// The provider.
pub struct IdentityProvider {
    settings: config::IdentityProvider,
    redirect: String,
    wire: Wire,
    known: Mutex<Known>,
}

impl std::fmt::Debug for IdentityProvider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.settings.fmt(f)
    }
}

impl IdentityProvider {
    /// A provider by its settings, asked over `wire`; it is asked for nothing yet.
    pub fn new(settings: config::IdentityProvider, public_url: &str, wire: Wire) -> Self {
        Self { settings, redirect: format!("{public_url}{CALLBACK}"), wire, known: Mutex::new(None) }
    }

    /// What people call it, in Chinese and in English.
    pub fn name(&self) -> (&str, &str) {
        (&self.settings.name_zh, &self.settings.name_en)
    }

    /// Where to send somebody, and what must come back.
    ///
    /// # Errors
    /// [`IdentityError::Down`].
    pub async fn begin(
        &self,
        errand: Errand,
        back: &str,
        now: Now,
    ) -> Result<(String, Begun), IdentityError> {
        let party = self.party(self.metadata(now).await?.as_ref())?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let mut request = party.authorize_url(flow, CsrfToken::new_random, Nonce::new_random);
        for scope in &self.settings.scopes {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        let (url, state, nonce) = request.set_pkce_challenge(challenge).url();
        let begun = Begun {
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
            until: now + TimeDelta::minutes(MINUTES),
            errand,
            back: back.to_owned(),
        };
        Ok((url.into(), begun))
    }

    /// Who came back with a code.
    ///
    /// # Errors
    /// [`IdentityError`].
    pub async fn finish(&self, code: &str, begun: &Begun, now: Now) -> Result<NationalId, IdentityError> {
        let metadata = self.metadata(now).await?;
        let party = self.party(&metadata)?;
        let exchange = party
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| IdentityError::Down)?
            .set_pkce_verifier(PkceCodeVerifier::new(begun.verifier.clone()));
        let tokens = exchange.request_async(&self.wire.client()).await.map_err(|error| match error {
            RequestTokenError::ServerResponse(_) => IdentityError::Refused,
            RequestTokenError::Request(_) => IdentityError::Down,
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => IdentityError::NotValid,
        })?;
        let token = tokens.id_token().ok_or(IdentityError::NotValid)?;
        match self.claims_of(&party, token, begun, now) {
            // Its keys may have changed since it was asked for them.
            Err(ClaimsVerificationError::SignatureVerification(_)) => {
                let party = self.party(self.asked_again(&metadata, now).await?.as_ref())?;
                self.claims_of(&party, token, begun, now)
            }
            other => other,
        }
        .map_err(|error| {
            // What kind of mistake, not what stood there: a token is personal.
            tracing::warn!(kind = kind_of(&error), "an identity token is not valid");
            IdentityError::NotValid
        })?
    }

    /// The number that a token says, if the token is good.
    fn claims_of(
        &self,
        party: &Party,
        token: &Token,
        begun: &Begun,
        now: Now,
    ) -> Result<Result<NationalId, IdentityError>, ClaimsVerificationError> {
        let verifier = party
            .id_token_verifier()
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || now)
            .set_issue_time_verifier_fn(move |at| {
                let old = (now - at).abs() > TimeDelta::minutes(MINUTES);
                if old { Err("issued at another time".to_owned()) } else { Ok(()) }
            });
        let claims = token.claims(&verifier, &Nonce::new(begun.nonce.clone()))?;
        let claims =
            serde_json::to_value(claims).map_err(|e| ClaimsVerificationError::Other(e.to_string()))?;
        let said = claims.get(&self.settings.claim).and_then(serde_json::Value::as_str);
        let identity = said.and_then(|said| NationalId::parse("identity", said).ok());
        Ok(identity.ok_or(IdentityError::Unreadable))
    }

    fn party(&self, metadata: &CoreProviderMetadata) -> Result<Party, IdentityError> {
        let redirect = RedirectUrl::new(self.redirect.clone()).map_err(|_| IdentityError::Down)?;
        let secret = self.settings.client_secret.clone().map(ClientSecret::new);
        let methods = metadata.token_endpoint_auth_methods_supported();
        let in_body =
            methods.is_some_and(|methods| !methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
        let way = if in_body { AuthType::RequestBody } else { AuthType::BasicAuth };
        let id = ClientId::new(self.settings.client_id.clone());
        let party = Party::from_provider_metadata(metadata.clone(), id, secret);
        Ok(party.set_redirect_uri(redirect).set_auth_type(way))
    }

    /// The provider's description, as it was known within the hour.
    async fn metadata(&self, now: Now) -> Result<Arc<CoreProviderMetadata>, IdentityError> {
        let mut known = self.known.lock().await;
        if let Some((at, found)) = known.as_ref() {
            let fresh = if found.is_some() { KNOWN_FOR } else { QUIET_FOR };
            if (now - *at).abs() < fresh {
                return found.clone().ok_or(IdentityError::Down);
            }
        }
        self.ask(&mut known, now).await
    }

    /// As it is now, unless somebody else has just asked.
    async fn asked_again(
        &self,
        old: &Arc<CoreProviderMetadata>,
        now: Now,
    ) -> Result<Arc<CoreProviderMetadata>, IdentityError> {
        let mut known = self.known.lock().await;
        match known.as_ref() {
            Some((_, Some(found))) if !Arc::ptr_eq(found, old) => Ok(Arc::clone(found)),
            _ => self.ask(&mut known, now).await,
        }
    }

    async fn ask(&self, known: &mut Known, now: Now) -> Result<Arc<CoreProviderMetadata>, IdentityError> {
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(|_| IdentityError::Down)?;
        let found = CoreProviderMetadata::discover_async(issuer, &self.wire.client()).await;
        let found = found.map(Arc::new).map_err(|error| {
            tracing::warn!(%error, "the identity provider does not describe itself");
            IdentityError::Down
        });
        *known = Some((now, found.clone().ok()));
        found
    }
}

fn kind_of(error: &ClaimsVerificationError) -> &'static str {
    match error {
        ClaimsVerificationError::Expired(_) => "expired",
        ClaimsVerificationError::InvalidAudience(_) => "audience",
        ClaimsVerificationError::InvalidIssuer(_) => "issuer",
        ClaimsVerificationError::InvalidNonce(_) => "nonce",
        ClaimsVerificationError::SignatureVerification(_) => "signature",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_travels_with_the_browser_opens_only_for_its_state_and_in_time() {
        let (keys, now): (_, Now) = (Keyring::new([7; 32]), "2026-03-02T04:00:00Z".parse().unwrap());
        let begun = Begun {
            state: "a state".to_owned(),
            nonce: "n".to_owned(),
            verifier: "v3rifier".to_owned(),
            until: now + TimeDelta::minutes(MINUTES),
            errand: Errand::SignIn,
            back: "/my".to_owned(),
        };
        let cookie = begun.sealed(&keys);
        assert_eq!(Begun::opened(&keys, &cookie, "a state", now).unwrap().back, "/my");
        let late = now + TimeDelta::minutes(MINUTES);
        let forged = keys.seal("{\"state\":\"a state\"}");
        for (cookie, state, now) in [
            (cookie.as_str(), "another", now),
            (&cookie, "", now),
            (&cookie, "a state", late),
            (&forged, "a state", now),
            ("nonsense", "a state", now),
            ("", "", now),
        ] {
            assert!(Begun::opened(&keys, cookie, state, now).is_none());
        }
        assert!(Begun::opened(&Keyring::new([8; 32]), &cookie, "a state", now).is_none());
        assert!(!format!("{begun:?}").contains("v3rifier"));
    }
}
