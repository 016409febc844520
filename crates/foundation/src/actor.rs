//! Who did something, as the event log keeps it.

use crate::ids::PersonId;

/// Who did something. The log holds the id and the role acted in, never a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person, acting in a role (`citizen`, `reviewer`, `agency_officer`, …).
    Person {
        /// Whose account.
        id: PersonId,
        /// The role the act was done in.
        role: &'static str,
    },
    /// The platform itself: a clock ran out, a threshold was crossed.
    System,
}

impl Actor {
    /// A person acting as a citizen.
    pub fn citizen(id: PersonId) -> Self {
        Self::Person { id, role: "citizen" }
    }

    /// The person's id, unless the platform acted.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person { id, .. } => Some(*id),
            Self::System => None,
        }
    }

    /// The role acted in; `system` for the platform.
    pub fn role(&self) -> &'static str {
        match self {
            Self::Person { role, .. } => role,
            Self::System => "system",
        }
    }
}
