//! What a person may do beyond being a citizen.

use folkmoot_foundation::AgencyId;
use serde::{Deserialize, Serialize};

/// A role that an administrator grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Checks new proposals against the rulebook (檢核).
    Reviewer,
    /// Works on the cases of one agency.
    AgencyOfficer,
    /// Signs the formal responses of one agency.
    AgencyApprover,
    /// Decides on reports.
    Moderator,
    /// Runs hearings and delivers their records.
    Facilitator,
    /// Enters signatures at a counter, for people who are present.
    Clerk,
    /// Keeps agencies, people, rulebooks and calendars.
    Administrator,
}

impl Role {
    /// All roles, in the order pages list them.
    pub const ALL: [Self; 7] = [
        Self::Reviewer,
        Self::AgencyOfficer,
        Self::AgencyApprover,
        Self::Moderator,
        Self::Facilitator,
        Self::Clerk,
        Self::Administrator,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Reviewer => "reviewer",
            Self::AgencyOfficer => "agency_officer",
            Self::AgencyApprover => "agency_approver",
            Self::Moderator => "moderator",
            Self::Facilitator => "facilitator",
            Self::Clerk => "clerk",
            Self::Administrator => "administrator",
        }
    }

    /// Whether the role is held for one agency.
    pub fn of_agency(self) -> bool {
        matches!(self, Self::AgencyOfficer | Self::AgencyApprover)
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// The text names no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a role")]
pub struct UnknownRole;

impl std::str::FromStr for Role {
    type Err = UnknownRole;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|role| role.code() == text).ok_or(UnknownRole)
    }
}

/// A role that somebody holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// For which agency; officers and approvers have one, others none.
    pub agency: Option<AgencyId>,
}

impl Grant {
    /// A role that belongs to no agency.
    pub fn of(role: Role) -> Self {
        Self { role, agency: None }
    }

    /// A role in an agency.
    pub fn at(role: Role, agency: AgencyId) -> Self {
        Self { role, agency: Some(agency) }
    }

    /// Whether role and agency fit.
    pub fn is_sound(&self) -> bool {
        self.role.of_agency() == self.agency.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_back_to_their_role() {
        for role in Role::ALL {
            assert_eq!(role.code().parse(), Ok(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.code());
        }
        assert_eq!("citizen".parse::<Role>(), Err(UnknownRole));
    }
}
