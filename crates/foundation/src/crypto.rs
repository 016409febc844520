//! Keyed hashes and encryption of personal data. All keys come from one master secret by a label each.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit as _};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use rand::Rng as _;
use sha2::{Digest as _, Sha256};

/// The keys of the platform. Its debug form shows nothing.
#[derive(Clone)]
pub struct Keyring {
    master: [u8; 32],
    vault: XChaCha20Poly1305,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring(…)")
    }
}

/// What a key is for. A hash under one purpose says nothing about another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The person key of a signature (DESIGN.md, "Signing").
    PersonKey,
    /// Finding an account by an e-mail address or mobile number without storing it in the clear.
    LookUp,
    /// Signing API access tokens.
    ApiToken,
    /// Signing links and forms that leave the platform and come back.
    SignedLink,
    /// Addresses of callers, for limits.
    CallerAddress,
    /// Signing checkpoints of the event log.
    Checkpoint,
    /// Telling that several accounts are one person where people say what they think of a response.
    Afterwards,
    /// Codes given to speakers in the hall.
    SpeakerCode,
    /// Recognising the name of a speaker who is no longer named.
    SpeakerName,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::PersonKey => b"folkmoot person key",
            Self::LookUp => b"folkmoot look-up",
            Self::ApiToken => b"folkmoot api token",
            Self::SignedLink => b"folkmoot signed link",
            Self::CallerAddress => b"folkmoot caller address",
            Self::Checkpoint => b"folkmoot checkpoint",
            Self::Afterwards => b"folkmoot afterwards",
            Self::SpeakerCode => b"folkmoot speaker code",
            Self::SpeakerName => b"folkmoot speaker name",
        }
    }
}

/// Encrypted text that can't be opened: another master secret, or damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the encrypted text can't be opened with this secret")]
pub struct Sealed;

impl Keyring {
    /// The keys that follow from a master secret of 32 random bytes.
    pub fn new(master: [u8; 32]) -> Self {
        let vault = XChaCha20Poly1305::new(&hmac(&master, b"folkmoot vault").into());
        Self { master, vault }
    }

    /// The key for a purpose, for libraries that want the key itself.
    pub fn key(&self, purpose: Purpose) -> [u8; 32] {
        hmac(&self.master, purpose.label())
    }

    /// The keyed hash of `data` for a purpose.
    pub fn hash(&self, purpose: Purpose, data: &str) -> [u8; 32] {
        hmac(&self.key(purpose), data.as_bytes())
    }

    /// Encrypts a text; the same text gives another result each time.
    pub fn seal(&self, text: &str) -> String {
        let nonce: [u8; 24] = random_bytes();
        let sealed = self.vault.encrypt(&XNonce::from(nonce), text.as_bytes()).unwrap_or_default();
        URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat())
    }

    /// Decrypts what [`Keyring::seal`] gave.
    ///
    /// # Errors
    /// [`Sealed`] if the secret is another or the text was damaged.
    pub fn open(&self, sealed: &str) -> Result<String, Sealed> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| Sealed)?;
        let (nonce, body) = bytes.split_at_checked(24).ok_or(Sealed)?;
        let nonce: [u8; 24] = nonce.try_into().map_err(|_| Sealed)?;
        let text = self.vault.decrypt(&XNonce::from(nonce), body).map_err(|_| Sealed)?;
        String::from_utf8(text).map_err(|_| Sealed)
    }
}

fn hmac(key: &[u8], data: &[u8]) -> [u8; 32] {
    // HMAC takes keys of any length, so this can't fail; an all-zero result would fail every comparison.
    let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key) else { return [0; 32] };
    mac.update(data);
    mac.finalize().into_bytes().into()
}

/// SHA-256.
pub fn sha256(data: &[u8]) -> [u8; 32] {
    Sha256::digest(data).into()
}

/// Random bytes from the operating system.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// A source of randomness for what a test must be able to foresee: tokens in links and codes in messages.
pub trait Entropy: Send + Sync + 'static {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);

    /// A token of 256 bits, fit for a URL.
    fn token(&self) -> String {
        let mut bytes = [0; 32];
        self.fill(&mut bytes);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// A code of six digits.
    fn code(&self) -> String {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        format!("{:06}", u64::from_be_bytes(bytes) % 1_000_000)
    }
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        rand::rng().fill_bytes(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_only_with_its_own_secret() {
        let keys = Keyring::new([7; 32]);
        let sealed = keys.seal("王小明");
        assert_ne!(sealed, keys.seal("王小明"));
        assert_eq!(keys.open(&sealed).unwrap(), "王小明");
        assert_eq!(Keyring::new([8; 32]).open(&sealed), Err(Sealed));
        assert_eq!(keys.open("nonsense"), Err(Sealed));
    }

    #[test]
    fn purposes_do_not_mix() {
        let keys = Keyring::new([7; 32]);
        assert_eq!(keys.hash(Purpose::PersonKey, "a"), keys.hash(Purpose::PersonKey, "a"));
        assert_ne!(keys.hash(Purpose::PersonKey, "a"), keys.hash(Purpose::LookUp, "a"));
    }
}
