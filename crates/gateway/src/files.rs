//! The bytes of the files of cases and hearings: in a folder or in a bucket, under what they belong to and their hash. What is written once is
//! never written differently, since its name is its content's.

use std::path::PathBuf;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header;
use folkmoot_foundation::files::kind::FileKind;
use folkmoot_foundation::{CaseId, HearingId};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt as _, PutPayload};

use crate::config::FilesAt;
use crate::http::surroundings::encode;

/// The store can't be used.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The folder can't be made.
    #[error("the folder {0} for files can't be used: {1}")]
    Folder(PathBuf, std::io::Error),
    /// The settings of the store are of no use.
    #[error("the store for files: {0}")]
    Store(#[from] Error),
}

/// What files belong to.
#[derive(Debug, Clone, Copy)]
pub enum Of {
    /// A case.
    Case(CaseId),
    /// A hearing.
    Hearing(HearingId),
}

impl From<CaseId> for Of {
    fn from(id: CaseId) -> Self {
        Self::Case(id)
    }
}

impl From<HearingId> for Of {
    fn from(id: HearingId) -> Self {
        Self::Hearing(id)
    }
}

/// A file as an answer, to be kept and not to be shown: whatever is in it runs nowhere.
pub fn as_attachment(kind: FileKind, name: &str, bytes: Vec<u8>) -> HttpResponse {
    let plain = format!("file.{}", kind.code());
    let name = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", encode(name));
    HttpResponse::Ok()
        .content_type(kind.media_type())
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes)
}

/// Where files are kept.
#[derive(Debug, Clone)]
pub enum Files {
    /// A folder, made when the first file comes.
    Folder(PathBuf),
    /// A bucket.
    Bucket(Arc<dyn ObjectStore>),
}

impl Files {
    /// Takes the store of the settings.
    ///
    /// # Errors
    /// [`FilesError`].
    pub fn open(at: &FilesAt) -> Result<Self, FilesError> {
        match at {
            FilesAt::Folder(path) => Ok(Self::Folder(path.clone())),
            FilesAt::Bucket { endpoint, bucket, region, key_id, key } => {
                let mut builder = AmazonS3Builder::new()
                    .with_bucket_name(bucket)
                    .with_region(region)
                    .with_access_key_id(key_id)
                    .with_secret_access_key(key)
                    // Deleting one by one is what every provider does.
                    .with_disable_bulk_delete(true);
                if !endpoint.is_empty() {
                    builder =
                        builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
                }
                Ok(Self::Bucket(Arc::new(builder.build()?)))
            }
        }
    }

    fn store(&self) -> Result<Arc<dyn ObjectStore>, FilesError> {
        Ok(match self {
            Self::Folder(path) => {
                std::fs::create_dir_all(path).map_err(|e| FilesError::Folder(path.clone(), e))?;
                Arc::new(LocalFileSystem::new_with_prefix(path)?.with_fsync(true))
            }
            Self::Bucket(store) => Arc::clone(store),
        })
    }

    fn path(of: impl Into<Of>, sha256: &str) -> Path {
        Path::from(match of.into() {
            Of::Case(case) => format!("cases/{case}/{sha256}"),
            Of::Hearing(hearing) => format!("hearings/{hearing}/{sha256}"),
        })
    }

    /// Keeps bytes under their hash.
    ///
    /// # Errors
    /// That of the store.
    pub async fn keep(&self, of: impl Into<Of>, sha256: &str, bytes: Vec<u8>) -> Result<(), FilesError> {
        self.store()?.put(&Self::path(of, sha256), PutPayload::from(bytes)).await?;
        Ok(())
    }

    /// Whether the bytes are there.
    ///
    /// # Errors
    /// That of the store.
    pub async fn has(&self, of: impl Into<Of>, sha256: &str) -> Result<bool, FilesError> {
        match self.store()?.head(&Self::path(of, sha256)).await {
            Ok(_) => Ok(true),
            Err(Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// The bytes.
    ///
    /// # Errors
    /// That of the store.
    pub async fn read(&self, of: impl Into<Of>, sha256: &str) -> Result<Vec<u8>, FilesError> {
        Ok(self.store()?.get(&Self::path(of, sha256)).await?.bytes().await?.to_vec())
    }

    /// Erases the bytes; does nothing if they are gone.
    ///
    /// # Errors
    /// That of the store.
    pub async fn erase(&self, of: impl Into<Of>, sha256: &str) -> Result<(), FilesError> {
        match self.store()?.delete(&Self::path(of, sha256)).await {
            Err(Error::NotFound { .. }) => Ok(()),
            other => Ok(other?),
        }
    }
}
