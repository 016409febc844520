//! Every list that goes on over several pages, by the name that its cursors are bound to. A page and the API that show
//! the same list name it the same.

use folkmoot_agency_responses::DeskFilter;
use folkmoot_discussion::texts::TextId;
use folkmoot_discussion::{IssueOrder, Order};
use folkmoot_foundation::cursor::List;
use folkmoot_foundation::{AgencyId, CaseId, HearingId, IssueId, PersonId, ProposalId, VoiceId};
use folkmoot_proposals::read::Sort;

/// Public proposals.
pub fn proposals(sort: Sort) -> List {
    List::new("proposals").of(sort.code())
}

/// The proposals that somebody began.
pub fn own_proposals(person: PersonId) -> List {
    List::new("own-proposals").of(person)
}

/// What somebody has signed.
pub fn signatures(person: PersonId) -> List {
    List::new("signatures").of(person)
}

/// What somebody follows.
pub fn follows(person: PersonId) -> List {
    List::new("follows").of(person)
}

/// What somebody was told.
pub fn notices(person: PersonId) -> List {
    List::new("notices").of(person)
}

/// The discussion of a proposal.
pub fn discussion(proposal: ProposalId, order: Order) -> List {
    List::new("discussion").of(proposal).of(order.code())
}

/// The replies to a voice.
pub fn replies(voice: VoiceId) -> List {
    List::new("replies").of(voice)
}

/// The comments on a part of a draft text.
pub fn text(text: TextId, part: &str) -> List {
    List::new("text").of(text).of(part)
}

/// What is said about something of a proposal.
pub fn thread(thing: uuid::Uuid) -> List {
    List::new("thread").of(thing)
}

/// The voices under an issue, narrowed by what is in the query.
pub fn issue(issue: IssueId, order: IssueOrder, narrowed: &str) -> List {
    List::new("issue").of(issue).of(order.code()).of(narrowed)
}

/// The voices that wait to be filed under an issue, narrowed by what is in the query.
pub fn filing(proposal: ProposalId, narrowed: &str) -> List {
    List::new("filing").of(proposal).of(narrowed)
}

/// The voices that wait for a moderator.
pub fn reported() -> List {
    List::new("reported")
}

/// What moderators decided.
pub fn decisions() -> List {
    List::new("decisions")
}

/// All hearings.
pub fn hearings() -> List {
    List::new("hearings")
}

/// The record of a hearing.
pub fn statements(hearing: HearingId) -> List {
    List::new("statements").of(hearing)
}

/// The questions for a hearing in one state.
pub fn questions(hearing: HearingId, state: &str) -> List {
    List::new("questions").of(hearing).of(state)
}

/// Cases, of all agencies or of one.
pub fn cases(agency: Option<AgencyId>) -> List {
    let all = List::new("cases");
    match agency {
        Some(agency) => all.of(agency),
        None => all,
    }
}

/// The desk of an officer or approver, narrowed by what is in the query.
pub fn desk(officer: PersonId, filter: DeskFilter, narrowed: &str) -> List {
    List::new("desk").of(officer).of(filter.code()).of(narrowed)
}

/// Why people found a response helpful or not.
pub fn feedback(case: CaseId) -> List {
    List::new("feedback").of(case)
}

/// What people wrote in the survey about a response.
pub fn opinions(case: CaseId) -> List {
    List::new("opinions").of(case)
}

/// The accounts, for administrators.
pub fn people() -> List {
    List::new("people")
}

/// The mails and text messages of the demo.
pub fn mailbox() -> List {
    List::new("mailbox")
}
