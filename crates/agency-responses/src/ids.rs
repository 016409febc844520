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
