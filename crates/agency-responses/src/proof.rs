//! The proof of a published response: its words, and the piece of the sealed log that holds their hash. Checking it asks no
//! database.

use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::event::proof::{Broken, Segment, segments};
use folkmoot_foundation::event::{self};
use folkmoot_foundation::{CaseId, ProposalId, Reader};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Result;
use crate::responses::{Response, hex};

/// The mark of a response's file.
pub const RESPONSE_FORMAT: &str = "folkmoot-response-1";
/// The event that holds a response's hash.
const PUBLISHED: &str = "case.response_published";

/// What anyone keeps of a published response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseFile {
    /// [`RESPONSE_FORMAT`].
    pub format: String,
    /// The public address of the platform.
    pub platform: String,
    /// The case it answers.
    pub case: CaseId,
    /// The proposal it answers.
    pub proposal: ProposalId,
    /// The words as they were hashed: see [`Response::hashed`].
    pub hashed: String,
    /// The piece of the log with the event of its publication; nothing while it has not been sealed.
    pub segment: Option<Segment>,
}

/// What a file proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvenResponse {
    /// The SHA-256 of its words, in hexadecimal.
    pub hash: String,
    /// The position of its event in the log.
    pub position: i64,
    /// When it was published, in milliseconds since 1970-01-01T00:00:00Z.
    pub published: i64,
    /// When the checkpoint was signed, in milliseconds since 1970-01-01T00:00:00Z.
    pub sealed_at: i64,
    /// The public key of the checkpoint.
    pub key: Vec<u8>,
}

/// Why a file proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum NoProof {
    /// It is another kind of file, or of a later version.
    #[error("is no {RESPONSE_FORMAT} file")]
    Format,
    /// It was made before the log was sealed.
    #[error("was made before the log was sealed; download it again")]
    NotSealed,
    /// The piece of the log is broken.
    #[error("{0}")]
    Log(#[from] Broken),
    /// The log says nothing of these words.
    #[error("the log holds another hash than that of these words")]
    OtherWords,
}

/// The file of a published response.
///
/// # Errors
/// A database error.
pub async fn response_file(conn: &impl Reader, response: &Response, platform: &str) -> Result<ResponseFile> {
    let found = event::sealed_of(conn, response.proposal, PUBLISHED, 0, 1).await?;
    let segment = match found.first().and_then(|event| event.position) {
        Some(position) => segments(conn, &[position]).await?.pop(),
        None => None,
    };
    Ok(ResponseFile {
        format: RESPONSE_FORMAT.to_owned(),
        platform: platform.to_owned(),
        case: response.case,
        proposal: response.proposal,
        hashed: String::from_utf8_lossy(&response.hashed()?).into_owned(),
        segment,
    })
}

/// Checks a response's file; `key` is the public key that must have signed, if it is known.
///
/// # Errors
/// [`NoProof`].
pub fn verify(file: &ResponseFile, key: Option<&[u8; 32]>) -> Result<ProvenResponse, NoProof> {
    if file.format != RESPONSE_FORMAT {
        return Err(NoProof::Format);
    }
    let segment = file.segment.as_ref().ok_or(NoProof::NotSealed)?;
    let hash = hex(&sha256(file.hashed.as_bytes()));
    for (position, facts) in segment.verify(key)? {
        let data: Value = serde_json::from_str(&facts.data).unwrap_or_default();
        let is_it = facts.kind == PUBLISHED
            && facts.subject == file.proposal.0
            && facts.about == Some(file.case.0)
            && data["hash"] == hash.as_str();
        if is_it {
            return Ok(ProvenResponse {
                hash,
                position,
                published: facts.at,
                sealed_at: segment.checkpoint.at,
                key: segment.checkpoint.key.clone(),
            });
        }
    }
    Err(NoProof::OtherWords)
}
