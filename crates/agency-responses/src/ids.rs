//! The ids that only this crate gives out.

use folkmoot_foundation::typed_id;

typed_id!(
    /// One of the demands a case answers.
    DemandId
);
typed_id!(
    /// Something an agency promised to do after its response.
    FollowUpId
);
typed_id!(
    /// A text that stands beside a published response.
    AddendumId
);
typed_id!(
    /// A case handed from one agency to another.
    TransferId
);
typed_id!(
    /// Something the proposer of a case was asked for.
    SupplementId
);
typed_id!(
    /// A view of the desk that somebody saved.
    DeskViewId
);
typed_id!(
    /// A question to the proposer.
    QuestionId
);
typed_id!(
    /// A change of demands that an officer suggested.
    DemandChangeId
);
typed_id!(
    /// A note that only the case's agencies read.
    NoteId
);
typed_id!(
    /// A file of a case.
    FileId
);
typed_id!(
    /// What a lead agency asked of another.
    TaskId
);
typed_id!(
    /// Cases that are handled together.
    GroupId
);
typed_id!(
    /// Words that somebody wrote about a published response.
    WordsId
);
