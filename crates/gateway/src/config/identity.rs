//! The identity provider, in the settings.

use std::path::Path;

use super::Source;
use super::secrets::read_secret;

/// An OpenID Connect provider that vouches for who somebody is.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentityProvider {
    /// Its issuer, as its discovery document names it.
    pub issuer: String,
    /// As whom it knows this platform.
    pub client_id: String,
    /// What it and this platform share, unless it knows the platform as a public client.
    pub client_secret: Option<String>,
    /// The claim of the ID token that holds the number of the identity card or residence permit.
    pub claim: String,
    /// What is asked for beside `openid`, so that the claim is there.
    pub scopes: Vec<String>,
    /// What people call it, in Chinese.
    pub name_zh: String,
    /// What people call it, in English.
    pub name_en: String,
}

/// The secret stays out of logs.
impl std::fmt::Debug for IdentityProvider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IdentityProvider").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// Reads the settings; nothing if no issuer is named.
pub(super) fn read(s: &mut Source) -> Option<IdentityProvider> {
    let issuer = s.text("identity_provider.issuer", "");
    let client_id = s.text("identity_provider.client_id", "");
    let secret = s.text("identity_provider.client_secret", "");
    let secret_file = s.text("identity_provider.client_secret_file", "");
    let claim = s.text("identity_provider.claim", "national_id");
    let scopes = s.list("identity_provider.scopes", "the name of a scope");
    let name_zh = s.text("identity_provider.name_zh", "身分驗證服務");
    let name_en = s.text("identity_provider.name_en", "identity service");
    if issuer.is_empty() {
        if !client_id.is_empty() {
            s.mistake("identity_provider.issuer", "is missing");
        }
        return None;
    }
    if !is_trustworthy(&issuer) {
        s.mistake("identity_provider.issuer", "must be an address that begins with https://");
    }
    for (key, value) in
        [("client_id", &client_id), ("claim", &claim), ("name_zh", &name_zh), ("name_en", &name_en)]
    {
        if value.trim().is_empty() {
            s.mistake(&format!("identity_provider.{key}"), "is missing");
        }
    }
    let client_secret = match (secret.is_empty(), secret_file.is_empty()) {
        (false, false) => {
            s.mistake("identity_provider.client_secret_file", "and client_secret can't both be set");
            None
        }
        (false, true) => Some(secret),
        (true, true) => None,
        (true, false) => match read_secret(Path::new(&secret_file)) {
            Ok(secret) => Some(secret),
            Err(error) => {
                s.mistake("identity_provider.client_secret_file", &error.to_string());
                None
            }
        },
    };
    Some(IdentityProvider { issuer, client_id, client_secret, claim, scopes, name_zh, name_en })
}

/// Whether nobody between here and there can answer in the provider's place.
fn is_trustworthy(issuer: &str) -> bool {
    let Ok(url) = openidconnect::url::Url::parse(issuer) else { return false };
    let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    url.has_host() && (url.scheme() == "https" || (url.scheme() == "http" && local))
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Mode};
    use super::*;

    fn read(toml: &str, variables: &[(&str, &str)]) -> Result<Option<IdentityProvider>, String> {
        let variables = variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        let config = Config::read(Mode::Serve, Source::new(Some(toml), variables));
        config.map(|config| config.identity_provider).map_err(|error| error.to_string())
    }

    #[test]
    fn without_an_issuer_there_is_none_and_with_one_all_is_checked() {
        assert_eq!(read("", &[]).unwrap(), None);
        let table = "[identity_provider]\nissuer = 'https://id.example'\nclient_id = 'folkmoot'\nscopes = ['profile']\n";
        let secret = [("FOLKMOOT_IDENTITY_PROVIDER_CLIENT_SECRET", "s3cret")];
        let provider = read(table, &secret).unwrap().unwrap();
        assert_eq!(
            (provider.claim.as_str(), provider.client_secret.as_deref()),
            ("national_id", Some("s3cret"))
        );
        assert_eq!(provider.scopes, ["profile"]);
        assert!(!format!("{provider:?}").contains("s3cret"));
        for (wrong, key) in [
            ("[identity_provider]\nissuer = 'https://id.example'", "identity_provider.client_id"),
            ("[identity_provider]\nclient_id = 'x'", "identity_provider.issuer"),
            (
                "[identity_provider]\nissuer = 'http://id.example'\nclient_id = 'x'",
                "identity_provider.issuer",
            ),
            ("[identity_provider]\nissuer = 'nonsense'\nclient_id = 'x'", "identity_provider.issuer"),
            (
                &format!("{table}client_secret_file = '/nowhere/secret'"),
                "identity_provider.client_secret_file",
            ),
            (&format!("{table}secret = 'x'"), "identity_provider.secret"),
        ] {
            let told = read(wrong, &[]).unwrap_err();
            assert!(told.contains(&format!("{key}:")), "{wrong}: {told}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_secret_may_stand_in_a_file_that_only_its_owner_reads() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("client.secret");
        std::fs::write(&path, "s3cret\n").unwrap();
        let toml = format!(
            "[identity_provider]\nissuer = 'https://id.example'\nclient_id = 'x'\nclient_secret_file = '{}'",
            path.display()
        );
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(read(&toml, &[]).unwrap_err().contains("chmod 600"));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(read(&toml, &[]).unwrap().unwrap().client_secret.as_deref(), Some("s3cret"));
    }
}
