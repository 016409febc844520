//! The sealed log, as far as others check it: the key and the signed checkpoints.

use actix_web::{HttpResponse, get, web};
use folkmoot_foundation::event::{Checkpoint, checkpoint};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::api::extract::Query;
use crate::{App, Fault};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(key).service(checkpoints);
}

/// The key that checkpoints are signed with.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyBody {
    /// `ed25519`.
    pub algorithm: &'static str,
    /// The public key, in hexadecimal.
    pub key: String,
}

/// The public key of the platform. Keep it: receipts and counts are checked against it.
#[utoipa::path(tag = "log", responses((status = 200, description = "The key", body = KeyBody)))]
#[get("/log/key")]
async fn key(app: web::Data<App>) -> HttpResponse {
    let key = hex::encode(app.checkpoint_key.public());
    HttpResponse::Ok().json(KeyBody { algorithm: "ed25519", key })
}

/// Which checkpoints.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Which {
    /// Only those before this position of the log.
    before: Option<i64>,
    /// How many at most, 1 to 100; 20 if left out.
    limit: Option<u64>,
}

/// Where the log stood, signed. The signed text is four lines, each with a line feed: `folkmoot checkpoint 1`, the
/// position, the seal, and `at`.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckpointBody {
    /// The position of the last event that it covers.
    pub position: i64,
    /// The seal of that event, in hexadecimal.
    pub seal: String,
    /// When it was signed, in milliseconds since 1970-01-01T00:00:00Z.
    pub at: i64,
    /// The public key, in hexadecimal.
    pub key: String,
    /// The Ed25519 signature, in hexadecimal.
    pub signature: String,
}

impl From<Checkpoint> for CheckpointBody {
    fn from(checkpoint: Checkpoint) -> Self {
        Self {
            position: checkpoint.position,
            seal: hex::encode(checkpoint.seal),
            at: checkpoint.at,
            key: hex::encode(checkpoint.key),
            signature: hex::encode(checkpoint.signature),
        }
    }
}

/// Checkpoints.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckpointsBody {
    /// Newest first.
    pub items: Vec<CheckpointBody>,
}

/// The signed checkpoints of the log, newest first. Whoever keeps one can tell later whether the past was rewritten.
#[utoipa::path(tag = "log", params(Which), responses(
    (status = 200, description = "The checkpoints", body = CheckpointsBody),
))]
#[get("/log/checkpoints")]
async fn checkpoints(app: web::Data<App>, which: Query<Which>) -> Result<HttpResponse, Fault> {
    let limit = which.limit.unwrap_or(20).clamp(1, 100);
    let list = checkpoint::list(app.db.read(), which.before, limit).await?;
    let items = list.into_iter().map(CheckpointBody::from).collect();
    Ok(HttpResponse::Ok().json(CheckpointsBody { items }))
}
