//! The master secret: from a variable, or from a file made at the first start that only its owner can read.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use folkmoot_foundation::crypto::{Keyring, random_bytes};

/// The master secret can't be had.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// The variable or file holds something else.
    #[error("{0} must hold the secret as 64 hexadecimal digits")]
    Malformed(String),
    /// The file can't be read or made.
    #[error("the secrets file {path} can't be used: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// Others on this machine could read the file.
    #[error("the secrets file {0} can be read by others; run chmod 600 on it")]
    Open(PathBuf),
}

/// The keys, from `variable` (the value of `FOLKMOOT_SECRET`) or from the file, which is made with mode 0600 if missing.
///
/// # Errors
/// [`SecretsError`].
pub fn load_or_create(variable: Option<&str>, path: &Path) -> Result<Keyring, SecretsError> {
    if let Some(text) = variable {
        return decode(text)
            .map(Keyring::new)
            .ok_or_else(|| SecretsError::Malformed("FOLKMOOT_SECRET".to_owned()));
    }
    let file_error = |source| SecretsError::File { path: path.to_owned(), source };
    match fs::read_to_string(path) {
        Ok(text) => {
            refuse_if_open(path)?;
            let table: toml::Table =
                text.parse().map_err(|_| SecretsError::Malformed(path.display().to_string()))?;
            let secret = table.get("secret").and_then(toml::Value::as_str).and_then(decode);
            secret.map(Keyring::new).ok_or_else(|| SecretsError::Malformed(path.display().to_string()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let secret: [u8; 32] = random_bytes();
            let mut options = fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(path).map_err(file_error)?;
            let text = format!(
                "# The master secret of this Folkmoot. Keep a copy: without it, accounts and signatures can't be matched.\nsecret = \"{}\"\n",
                hex::encode(secret)
            );
            file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(file_error)?;
            Ok(Keyring::new(secret))
        }
        Err(error) => Err(file_error(error)),
    }
}

/// A secret that stands alone in a file.
///
/// # Errors
/// [`SecretsError`].
pub(super) fn read_secret(path: &Path) -> Result<String, SecretsError> {
    let text =
        fs::read_to_string(path).map_err(|source| SecretsError::File { path: path.to_owned(), source })?;
    refuse_if_open(path)?;
    Ok(text.trim().to_owned())
}

fn decode(text: &str) -> Option<[u8; 32]> {
    hex::decode(text.trim()).ok()?.try_into().ok()
}

#[cfg(unix)]
fn refuse_if_open(path: &Path) -> Result<(), SecretsError> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path)
        .map_err(|source| SecretsError::File { path: path.to_owned(), source })?
        .permissions()
        .mode();
    if mode & 0o077 == 0 { Ok(()) } else { Err(SecretsError::Open(path.to_owned())) }
}

#[cfg(not(unix))]
fn refuse_if_open(_: &Path) -> Result<(), SecretsError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_first_start_makes_a_file_that_only_its_owner_reads() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secrets.toml");
        let sealed = load_or_create(None, &path).unwrap().seal("x");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(load_or_create(None, &path).unwrap().open(&sealed).unwrap(), "x");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(load_or_create(None, &path), Err(SecretsError::Open(_))));
    }

    #[test]
    fn a_wrong_secret_is_told() {
        assert!(matches!(
            load_or_create(Some("abc"), Path::new("/nowhere")),
            Err(SecretsError::Malformed(_))
        ));
        assert!(load_or_create(Some(&"ab".repeat(32)), Path::new("/nowhere")).is_ok());
    }
}
