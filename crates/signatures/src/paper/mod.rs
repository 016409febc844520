//! Signatures on paper sheets: a file is tried first, then imported as it was shown; what identifies a signer becomes their
//! person key at once, so that paper, counter and website count one person once.

mod entity;
mod evidence;
mod import;
mod lines;
mod plan;
mod sample;
mod uploads;

use folkmoot_foundation::{DbErr, typed_id};

use crate::error::SignError;

pub use evidence::{
    EVIDENCE_DAYS, Evidence, EvidenceFile, Kind, MAX_EVIDENCE, add_evidence, erase_evidence, evidence,
    evidence_of,
};
pub use folkmoot_foundation::files::table::{FileProblem, MAX_BYTES, MAX_CELLS, Row, read};
pub use import::{Applied, Differed, Import, apply, import_numbered, imports_of};
pub use lines::{Line, Said, lines};
pub use plan::{Counts, Judged, Place, Verdict, judge};
pub use sample::{
    Drawn, Found, MARGINS, Sample, SampleLine, chosen, draw, mark, sample, samples_of, size_for, wilson,
};
pub use uploads::{KEPT_FOR, Upload, discard, keep, purge, upload};

typed_id!(
    /// A file that was tried and waits to be imported.
    UploadId
);

typed_id!(
    /// An import of paper lines.
    ImportId
);

typed_id!(
    /// A picture or scan of sheets.
    EvidenceId
);

typed_id!(
    /// A random sample of lines.
    SampleId
);

/// What can go wrong with paper sheets.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The file waits no longer, or is somebody else's.
    #[error("no such file waits")]
    NoUpload,
    /// There is nothing under this id.
    #[error("there is no such thing")]
    NotFound,
    /// Of no line there is anything to draw.
    #[error("there are no lines to draw from")]
    NothingToDraw,
    /// A picture of another kind than is taken, or one that is too large.
    #[error("no picture or scan that is taken")]
    NoEvidence,
    /// The drive does not take signatures.
    #[error(transparent)]
    Sign(#[from] SignError),
}

impl From<DbErr> for PaperError {
    fn from(error: DbErr) -> Self {
        Self::Sign(SignError::Db(error))
    }
}
