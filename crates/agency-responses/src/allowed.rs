//! What a case allows an officer to do: in which states each act is done, and why it can't be done now.

use folkmoot_foundation::{AgencyId, Now};

use crate::Result;
use crate::clocks::{Clock, ClockState};
use crate::error::Error;
use crate::ids::FollowUpId;
use crate::open::{TogetherRule, in_state};
use crate::read::{Case, Transfer};
use crate::rules::Ends;
use crate::state::CaseState::{self, Answered, Assigned, AwaitingApproval, Closed, Drafting};
use crate::supplements::may_ask;

/// An act of a lead agency's officer on a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfficerAct<'a> {
    /// Post a timetable.
    PostTimetable,
    /// Record a contact with the proposer.
    RecordContact,
    /// Extend the response clock.
    AskExtension,
    /// Explain why the clock of this code was missed.
    Explain(&'a str),
    /// Ask the proposer for something that is missing.
    AskSupplement,
    /// Tell how far the case is.
    TellProgress,
    /// Record what came of a hearing, a debate or a vote.
    RecordOutcome,
    /// Hand the case to another agency.
    Transfer,
    /// Write an addendum to the published response.
    WriteAddendum,
    /// Promise a follow-up.
    AddFollowUp,
    /// Report that this follow-up is done.
    ReportFollowUp(FollowUpId),
    /// Close the case.
    Close,
    /// Ask the proposer something.
    AskProposer,
    /// Suggest other words for demands.
    SuggestDemands,
    /// Ask another agency of the case for its part.
    AskAgency,
    /// Refuse a case that was handed over.
    RefuseTransfer,
    /// Handle the case together with others, or on its own again.
    Combine,
}

impl OfficerAct<'_> {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::PostTimetable => "post_timetable",
            Self::RecordContact => "record_contact",
            Self::AskExtension => "ask_extension",
            Self::Explain(_) => "explain",
            Self::AskSupplement => "ask_supplement",
            Self::TellProgress => "tell_progress",
            Self::RecordOutcome => "record_outcome",
            Self::Transfer => "transfer",
            Self::WriteAddendum => "write_addendum",
            Self::AddFollowUp => "add_follow_up",
            Self::ReportFollowUp(_) => "report_follow_up",
            Self::Close => "close",
            Self::AskProposer => "ask_proposer",
            Self::SuggestDemands => "suggest_demands",
            Self::AskAgency => "ask_agency",
            Self::RefuseTransfer => "refuse_transfer",
            Self::Combine => "combine",
        }
    }

    /// The states in which it is done.
    pub fn states(self) -> &'static [CaseState] {
        match self {
            Self::PostTimetable
            | Self::AskExtension
            | Self::AskSupplement
            | Self::TellProgress
            | Self::AskProposer => &[Assigned, Drafting, AwaitingApproval],
            Self::RecordContact | Self::RecordOutcome => &[Assigned, Drafting, AwaitingApproval, Answered],
            Self::Explain(_) => &[Assigned, Drafting, AwaitingApproval, Answered, Closed],
            Self::Transfer | Self::SuggestDemands | Self::AskAgency | Self::Combine => &[Assigned, Drafting],
            Self::RefuseTransfer => &[Assigned],
            Self::WriteAddendum => &[Answered, Closed],
            Self::AddFollowUp | Self::ReportFollowUp(_) | Self::Close => &[Answered],
        }
    }
}

impl Case {
    /// The transfer by which the case came to one of `agencies`, while that may still refuse it.
    pub fn refusable(&self, agencies: &[AgencyId]) -> Option<&Transfer> {
        let open = |one: &&Transfer| one.seen.is_none() && one.refused.is_none();
        let mine = |one: &&Transfer| agencies.contains(&one.to) && self.brief.leads.contains(&one.to);
        self.transfers.iter().rev().filter(open).find(mine)
    }

    /// Whether the case allows `act` at `now`, whoever does it: asked before a form is shown. The act itself asks again
    /// in its transaction.
    ///
    /// # Errors
    /// What the act would be refused with whatever was typed: [`Error::WrongState`], [`Error::AlreadyDone`],
    /// [`Error::FollowUpsOpen`], [`Error::MissedHere`], [`Error::NotFound`], and those of clocks.
    pub fn allows(&self, act: OfficerAct<'_>, now: Now) -> Result<()> {
        let state = self.brief.state;
        match act {
            OfficerAct::ReportFollowUp(id) => {
                let one = self.follow_ups.iter().find(|one| one.id == id).ok_or(Error::NotFound)?;
                if one.report.is_some() {
                    return Err(Error::AlreadyDone);
                }
                in_state(state, act.code(), act.states())
            }
            OfficerAct::AskExtension => {
                in_state(state, act.code(), act.states())?;
                let clock = self.brief.answer_clock().ok_or(Error::NoSuchClock)?;
                if matches!(clock.state, ClockState::Met { .. } | ClockState::Ended { .. }) {
                    return Err(Error::ClockNotRunning);
                }
                let used = u32::try_from(self.extensions.len()).unwrap_or(u32::MAX);
                may_extend(Some(clock.state), clock.due, used, self.extension_rule.times, now).map(drop)
            }
            OfficerAct::AskSupplement => {
                in_state(state, act.code(), act.states())?;
                may_ask(self.supplement_rule.as_ref(), self.brief.opened, &self.supplements, now, None)
                    .map(drop)
            }
            OfficerAct::Explain(code) => {
                in_state(state, act.code(), act.states())?;
                let clock = self.brief.clock(code).ok_or(Error::NoSuchClock)?;
                may_explain(&clock.state, clock.explanation.is_some())
            }
            OfficerAct::Close => {
                in_state(state, act.code(), act.states())?;
                match u64::try_from(self.brief.open_follow_ups).unwrap_or(u64::MAX) {
                    0 => no_duties(&self.brief.clocks),
                    count => Err(Error::FollowUpsOpen { count }),
                }
            }
            OfficerAct::RefuseTransfer => {
                in_state(state, act.code(), act.states())?;
                if self.refusable(&self.brief.leads).is_none() {
                    return Err(Error::AlreadyDone);
                }
                let used = self.transfers.iter().filter(|one| one.refused.is_some()).count();
                may_refuse(self.together, used)?;
                may_transfer(&self.brief.clocks)
            }
            OfficerAct::Transfer => {
                in_state(state, act.code(), act.states())?;
                if !self.together.transfer {
                    return Err(Error::NoTransfer);
                }
                may_transfer(&self.brief.clocks)
            }
            OfficerAct::Combine => {
                in_state(state, act.code(), act.states())?;
                may_combine(self.together)
            }
            _ => in_state(state, act.code(), act.states()),
        }
    }
}

/// Whether a lead agency may hand the case on. A binding deadline that it missed stays on its record, which follows
/// the lead: so the case stays too. The administrator can still assign it anew.
pub(crate) fn may_transfer(clocks: &[Clock]) -> Result<()> {
    let missed = |clock: &Clock| clock.binding && matches!(clock.state.code(), "missed" | "met_late");
    if clocks.iter().any(missed) { Err(Error::MissedHere) } else { Ok(()) }
}

/// Whether an agency may refuse a case that was refused `used` times before.
pub(crate) fn may_refuse(rule: TogetherRule, used: usize) -> Result<()> {
    let left = usize::try_from(rule.refusals).is_ok_and(|times| used < times);
    if left { Ok(()) } else { Err(Error::NoRefusalLeft { times: rule.refusals }) }
}

/// Whether the rulebook of a case lets it be handled with others.
pub(crate) fn may_combine(rule: TogetherRule) -> Result<()> {
    if rule.combine { Ok(()) } else { Err(Error::NoCombining) }
}

/// Whether no hearing, debate or vote is owed any more.
pub(crate) fn no_duties(clocks: &[Clock]) -> Result<()> {
    match duties(clocks) {
        0 => Ok(()),
        count => Err(Error::DutiesOpen { count: u64::try_from(count).unwrap_or(u64::MAX) }),
    }
}

/// How many hearings, debates and votes are owed.
pub(crate) fn duties(clocks: &[Clock]) -> usize {
    let owed = |clock: &&Clock| clock.state.is_open() && clock.ends.is_some_and(Ends::outlives_response);
    clocks.iter().filter(owed).count()
}

/// The deadline of a response clock that runs, if it may be extended once more.
pub(crate) fn may_extend(
    state: Option<ClockState>,
    due: Option<Now>,
    used: u32,
    times: u32,
    now: Now,
) -> Result<Now> {
    if matches!(state, Some(ClockState::StandsStill { .. })) {
        return Err(Error::StandsStill);
    }
    let due = due.ok_or(Error::DeadlineUnknown)?;
    if now >= due {
        return Err(Error::TooLate { due });
    }
    if used >= times {
        return Err(Error::NoExtensionLeft { times });
    }
    Ok(due)
}

/// Whether a miss is there to be explained, and was not explained yet.
pub(crate) fn may_explain(state: &ClockState, explained: bool) -> Result<()> {
    if explained {
        return Err(Error::AlreadyDone);
    }
    if matches!(state.code(), "missed" | "met_late") { Ok(()) } else { Err(Error::ClockNotRunning) }
}
