//! The errors of paper sheets.

use folkmoot_signatures::paper::PaperError;

use super::Fault;

impl From<PaperError> for Fault {
    fn from(error: PaperError) -> Self {
        match error {
            PaperError::NoUpload => Self::Conflict("no_upload"),
            PaperError::NotFound => Self::NotFound,
            PaperError::NothingToDraw => Self::Conflict("nothing_to_draw"),
            PaperError::NoEvidence => Self::Conflict("no_evidence"),
            PaperError::Sign(error) => error.into(),
        }
    }
}
