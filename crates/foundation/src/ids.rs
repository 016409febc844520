//! Typed ids. Each is a UUID of version 7, so that rows sort by the time they were made.

use crate::clock::Now;

/// Declares a typed id over a UUID: text form, serde, and database value.
#[macro_export]
macro_rules! typed_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize, sea_orm::DeriveValueType,
        )]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// A new id that sorts by `now`; its other bits come from the operating system.
            pub fn new(now: $crate::clock::Now) -> Self {
                Self($crate::ids::uuid_at(now))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                uuid::Uuid::parse_str(text).map(Self)
            }
        }

        impl From<$name> for uuid::Uuid {
            fn from(id: $name) -> uuid::Uuid {
                id.0
            }
        }

        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    };
}

/// A version 7 UUID for the instant `now`.
pub fn uuid_at(now: Now) -> uuid::Uuid {
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    uuid::Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, now.timestamp_subsec_nanos()))
}

/// No id made up to the millisecond of `until` sorts after this one, and none made later before it.
pub fn last_at(until: Now) -> uuid::Uuid {
    const RANDOM_BITS: u32 = 80;
    let millis = u128::try_from(until.timestamp_millis()).unwrap_or(0);
    uuid::Uuid::from_u128((millis << RANDOM_BITS) | ((1 << RANDOM_BITS) - 1))
}

typed_id!(
    /// A person with an account.
    PersonId
);
typed_id!(
    /// A proposal; also the id of its drive, its discussion and its timeline.
    ProposalId
);
typed_id!(
    /// A drive: something that people sign, with a threshold and a window.
    DriveId
);
typed_id!(
    /// One signature.
    SignatureId
);
typed_id!(
    /// An agency of the government.
    AgencyId
);
typed_id!(
    /// A case: what an agency owes an answer to.
    CaseId
);
typed_id!(
    /// A voice: a comment, a statement or a paper opinion.
    VoiceId
);
typed_id!(
    /// A hearing or another meeting in a hall.
    HearingId
);
typed_id!(
    /// A statement in the record of a hearing.
    StatementId
);
typed_id!(
    /// An issue (爭點): a question under which voices of all channels stand.
    IssueId
);

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn ids_sort_by_the_millisecond() {
        let now: Now = "2026-03-02T04:00:00.123Z".parse().unwrap();
        for _ in 0..100 {
            assert!(uuid_at(now) < last_at(now));
            assert!(uuid_at(now + TimeDelta::milliseconds(1)) > last_at(now));
        }
    }
}
