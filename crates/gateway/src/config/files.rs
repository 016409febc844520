//! Where the files of cases are kept, in the settings.

use std::path::{Path, PathBuf};

use super::Source;

/// Where the files of cases are kept.
#[derive(Clone, PartialEq, Eq)]
pub enum FilesAt {
    /// In a folder of this machine.
    Folder(PathBuf),
    /// In a bucket of an S3-compatible store.
    Bucket {
        /// The store's address; empty for that of AWS in the region.
        endpoint: String,
        /// The bucket.
        bucket: String,
        /// The region.
        region: String,
        /// The id of the access key.
        key_id: String,
        /// The access key.
        key: String,
    },
}

impl std::fmt::Debug for FilesAt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(path) => f.debug_tuple("Folder").field(path).finish(),
            // The key stays out of logs.
            Self::Bucket { endpoint, bucket, region, .. } => {
                f.debug_struct("Bucket").field("at", &(endpoint, bucket, region)).finish_non_exhaustive()
            }
        }
    }
}

/// Reads it; by default a folder `files` beside the database.
pub(super) fn read(s: &mut Source, database_url: &str) -> FilesAt {
    let chosen = s.choice("files.store", "folder", &["folder", "s3"]);
    let folder = s.text("files.folder", "");
    let [endpoint, bucket, region, key_id, key] = [
        ("endpoint", ""),
        ("bucket", ""),
        ("region", "us-east-1"),
        ("access_key_id", ""),
        ("access_key", ""),
    ]
    .map(|(key, default)| s.text(&format!("files.{key}"), default));
    if chosen == "folder" {
        return FilesAt::Folder(if folder.is_empty() { beside(database_url) } else { PathBuf::from(folder) });
    }
    for (name, value) in
        [("files.bucket", &bucket), ("files.access_key_id", &key_id), ("files.access_key", &key)]
    {
        if value.is_empty() {
            s.mistake(name, "must be set when files.store is s3");
        }
    }
    if !endpoint.is_empty() && !endpoint.starts_with("https://") && !endpoint.starts_with("http://") {
        s.mistake("files.endpoint", "must begin with https:// or http://");
    }
    FilesAt::Bucket { endpoint, bucket, region, key_id, key }
}

/// The folder `files` beside the file of the database; in the working directory if that is a server.
fn beside(database_url: &str) -> PathBuf {
    let file = database_url.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest));
    let file = file.map(|rest| rest.split('?').next().unwrap_or(rest));
    let folder = file.and_then(|file| Path::new(file).parent()).unwrap_or_else(|| Path::new(""));
    folder.join("files")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_lie_beside_the_database() {
        for (url, folder) in [
            ("sqlite://folkmoot.sqlite", "files"),
            ("sqlite:///var/lib/folkmoot/folkmoot.sqlite?mode=rwc", "/var/lib/folkmoot/files"),
            ("sqlite:data/folkmoot.sqlite", "data/files"),
            ("postgres://folkmoot@localhost/folkmoot", "files"),
        ] {
            assert_eq!(beside(url), PathBuf::from(folder), "{url}");
        }
    }

    #[test]
    fn a_bucket_needs_its_key_and_keeps_it_to_itself() {
        let toml = "[files]\nstore = 's3'\nbucket = 'b'\nendpoint = 'ftp://x'\naccess_key = 'hush'";
        let mut source = Source::new(Some(toml), Vec::new());
        let at = read(&mut source, "sqlite://x");
        assert!(!format!("{at:?}").contains("hush"));
        let told = source.finish().unwrap_err().to_string();
        assert!(told.contains("files.access_key_id:") && told.contains("files.endpoint:"), "{told}");
    }
}
