//! Which cases a part of the desk shows.

use chrono::TimeDelta;
use folkmoot_foundation::Now;
use sea_orm::sea_query::{Alias, Cond, Condition, Expr, ExprTrait as _};

use crate::open::NO_DEADLINE;
use crate::state::{CaseState, NoSuchCode};

/// How many days ahead of a deadline a case counts as due soon.
const SOON_DAYS: i64 = 7;

/// What a desk shows of an agency's cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeskFilter {
    /// Everything that is not done: what is owed, and answered cases with open follow-ups.
    #[default]
    Open,
    /// A deadline has passed.
    Overdue,
    /// A deadline is at most seven days away.
    DueSoon,
    /// Due later or at no day, and somebody else must act first: the approver, the proposer, another agency.
    Waiting,
    /// Due later, nothing drafted, and nobody else has to act first.
    Fresh,
    /// Due later and under way: a draft, or follow-ups of an answered case.
    InHand,
    /// Assigned, nothing drafted.
    New,
    /// The response is being drafted.
    Drafting,
    /// The response waits for an approver.
    AwaitingApproval,
    /// Answered, with open follow-ups.
    FollowUp,
    /// Answered, without open follow-ups.
    Answered,
    /// Closed.
    Closed,
}

/// When a line is due, as far as desks tell it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Due {
    Passed,
    Soon,
    Later,
    Never,
}

impl Due {
    pub(crate) fn read(code: i32) -> Self {
        match code {
            0 => Self::Passed,
            1 => Self::Soon,
            2 => Self::Later,
            _ => Self::Never,
        }
    }

    /// The first milliseconds that are not passed, not soon, not later.
    pub(crate) fn bounds(now: Now) -> [i64; 3] {
        let soon = now + TimeDelta::days(SOON_DAYS);
        [now.timestamp_millis() + 1, soon.timestamp_millis() + 1, NO_DEADLINE]
    }
}

impl DeskFilter {
    /// All: the parts of a day's work first, then the states.
    pub const ALL: [Self; 12] = [
        Self::Open,
        Self::Overdue,
        Self::DueSoon,
        Self::Waiting,
        Self::Fresh,
        Self::InHand,
        Self::New,
        Self::Drafting,
        Self::AwaitingApproval,
        Self::FollowUp,
        Self::Answered,
        Self::Closed,
    ];

    /// The parts of a day's work, in their order; every open case is in exactly one.
    pub const GROUPS: [Self; 5] = [Self::Overdue, Self::DueSoon, Self::Waiting, Self::Fresh, Self::InHand];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::DueSoon => "due_soon",
            Self::Waiting => "waiting",
            Self::Fresh => "fresh",
            Self::InHand => "in_hand",
            Self::New => "new",
            Self::Drafting => "drafting",
            Self::AwaitingApproval => "awaiting_approval",
            Self::FollowUp => "follow_up",
            Self::Answered => "answered",
            Self::Closed => "closed",
        }
    }

    /// The condition on a line of the desk, which has `state`, `due_ms` and `waits`.
    pub(crate) fn condition(self, now: Now) -> Condition {
        let state = |state: CaseState| Expr::col(Alias::new("state")).eq(state.code());
        let due = || Expr::col(Alias::new("due_ms"));
        let [passed, soon, never] = Due::bounds(now);
        let waits = || {
            Cond::any()
                .add(
                    Expr::col(Alias::new("waits")).ne("").and(
                        Expr::col(Alias::new("state"))
                            .is_in([CaseState::Assigned.code(), CaseState::Drafting.code()]),
                    ),
                )
                .add(state(CaseState::AwaitingApproval))
        };
        let all = Condition::all();
        match self {
            Self::Open => all
                .add(state(CaseState::Closed).not())
                .add(state(CaseState::Answered).not().or(due().lt(never))),
            Self::Overdue => all.add(due().lt(passed)),
            Self::DueSoon => all.add(due().gte(passed)).add(due().lt(soon)),
            Self::Waiting => all.add(due().gte(soon)).add(waits()),
            Self::Fresh => all.add(due().gte(soon)).add(state(CaseState::Assigned)).add(waits().not()),
            Self::InHand => all
                .add(due().gte(soon))
                .add(waits().not())
                .add(state(CaseState::Drafting).or(state(CaseState::Answered).and(due().lt(never)))),
            Self::New => all.add(state(CaseState::Assigned)),
            Self::Drafting => all.add(state(CaseState::Drafting)),
            Self::AwaitingApproval => all.add(state(CaseState::AwaitingApproval)),
            Self::FollowUp => all.add(state(CaseState::Answered)).add(due().lt(never)),
            Self::Answered => all.add(state(CaseState::Answered)).add(due().gte(never)),
            Self::Closed => all.add(state(CaseState::Closed)),
        }
    }

    /// The same for a line that was read.
    pub(crate) fn shows(self, state: CaseState, due: Due, has_waits: bool) -> bool {
        use CaseState::{Answered, Assigned, AwaitingApproval, Closed, Drafting};
        let waits = state == AwaitingApproval || (has_waits && matches!(state, Assigned | Drafting));
        let later = due >= Due::Later;
        match self {
            Self::Open => state != Closed && (state != Answered || due != Due::Never),
            Self::Overdue => due == Due::Passed,
            Self::DueSoon => due == Due::Soon,
            Self::Waiting => later && waits,
            Self::Fresh => later && !waits && state == Assigned,
            Self::InHand => {
                later && !waits && (state == Drafting || (state == Answered && due == Due::Later))
            }
            Self::New => state == Assigned,
            Self::Drafting => state == Drafting,
            Self::AwaitingApproval => state == AwaitingApproval,
            Self::FollowUp => state == Answered && due != Due::Never,
            Self::Answered => state == Answered && due == Due::Never,
            Self::Closed => state == Closed,
        }
    }
}

impl std::str::FromStr for DeskFilter {
    type Err = NoSuchCode;
    fn from_str(code: &str) -> Result<Self, NoSuchCode> {
        Self::ALL.into_iter().find(|filter| filter.code() == code).ok_or(NoSuchCode)
    }
}

/// How many cases each filter shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DeskCounts([i64; DeskFilter::ALL.len()]);

impl DeskCounts {
    /// The count of a filter.
    pub fn of(&self, filter: DeskFilter) -> i64 {
        let place = DeskFilter::ALL.iter().position(|one| *one == filter);
        place.and_then(|place| self.0.get(place)).copied().unwrap_or_default()
    }

    /// Adds lines that are alike.
    pub(crate) fn add(&mut self, state: CaseState, due: Due, waits: bool, count: i64) {
        for (filter, sum) in DeskFilter::ALL.into_iter().zip(&mut self.0) {
            if filter.shows(state, due, waits) {
                *sum += count;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_open_line_is_in_one_group_and_no_other_in_any() {
        for state in CaseState::ALL.into_iter().filter(|state| *state != CaseState::Unassigned) {
            for due in [Due::Passed, Due::Soon, Due::Later, Due::Never] {
                for waits in [false, true] {
                    // Nothing of a closed case is due.
                    if state == CaseState::Closed && due != Due::Never {
                        continue;
                    }
                    let groups = DeskFilter::GROUPS.iter().filter(|group| group.shows(state, due, waits));
                    let open = DeskFilter::Open.shows(state, due, waits);
                    assert_eq!(groups.count(), usize::from(open), "{state:?} {due:?} {waits}");
                }
            }
        }
    }

    #[test]
    fn codes_come_back() {
        for filter in DeskFilter::ALL {
            assert_eq!(filter.code().parse(), Ok(filter));
        }
        assert!("later".parse::<DeskFilter>().is_err());
    }
}
