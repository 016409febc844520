//! Paths that lead from mails, notices and feeds into the pages.

use folkmoot_agency_responses::{FileId, WordsId};
use folkmoot_discussion::texts::TextId;
use folkmoot_foundation::{CaseId, IssueId, ProposalId};
use uuid::Uuid;

/// The page of a proposal.
pub fn proposal(id: ProposalId) -> String {
    format!("/proposals/{id}")
}

/// The question whether to sign the proposal that was named as similar to a withdrawn one.
pub fn similar(withdrawn: ProposalId) -> String {
    format!("/proposals/{withdrawn}/similar")
}

/// The newest version of a draft text.
pub fn text(id: TextId) -> String {
    format!("/texts/{id}")
}

/// An article of a draft text.
pub fn article(id: Uuid) -> String {
    format!("/articles/{id}")
}

/// A voice, in its thread.
pub fn voice(voice: Uuid) -> String {
    format!("/voices/{voice}#voice-{voice}")
}

/// An issue, with the voices of all channels under it.
pub fn issue(id: IssueId) -> String {
    format!("/issues/{id}")
}

/// The issues of a proposal, with what each side says of them.
pub fn merged(id: ProposalId) -> String {
    format!("/proposals/{id}/merged")
}

/// The statement of reasons of a moderator's decision.
pub fn decision(id: Uuid) -> String {
    format!("/decisions/{id}")
}

/// A case on its officers' desk.
pub fn case(id: CaseId) -> String {
    format!("/desk/cases/{id}")
}

/// The public page of a proposal's case.
pub fn case_file(id: ProposalId) -> String {
    format!("/proposals/{id}/case")
}

/// The published response to a proposal, with what was said about it.
pub fn response(id: ProposalId) -> String {
    format!("/proposals/{id}/response")
}

/// Where the proposer replies to the response.
pub fn reply(id: ProposalId) -> String {
    format!("/proposals/{id}/reply")
}

/// What people found of the response.
pub fn feedback(id: ProposalId) -> String {
    format!("/proposals/{id}/feedback")
}

/// The survey about the response.
pub fn survey(id: ProposalId) -> String {
    format!("/proposals/{id}/survey")
}

/// Where a moderator decides on words about a response.
pub fn words(id: WordsId) -> String {
    format!("/desk/moderation/words/{id}")
}

/// A file of a case.
pub fn file(id: FileId) -> String {
    format!("/files/{id}")
}

/// A hearing.
pub fn hearing(id: Uuid) -> String {
    format!("/hearings/{id}")
}

/// A question for a hearing, among the others.
pub fn question(hearing: Uuid, voice: Uuid) -> String {
    format!("/hearings/{hearing}/questions?at={voice}")
}

/// The draft of a response on its approvers' desk.
pub fn approval(id: CaseId) -> String {
    format!("/desk/approvals/{id}")
}

/// Where a reviewer decides on a proposal.
pub fn review(id: ProposalId) -> String {
    format!("/desk/review/{id}")
}

/// Where an administrator assigns a case.
pub fn assignment(id: CaseId) -> String {
    format!("/desk/admin/cases/{id}")
}

/// The page with the button that confirms an e-mail address.
pub fn confirm_email(token: &str) -> String {
    format!("/confirm-email/{token}")
}

/// The page with the button that signs.
pub fn confirm_signature(token: &str) -> String {
    format!("/sign-by-mail/{token}")
}

/// The receipt of a signature that was given without an account.
pub fn signed(token: &str) -> String {
    format!("/signed/{token}")
}

/// The form for a new password.
pub fn reset_password(token: &str) -> String {
    format!("/reset-password/{token}")
}

/// The page with the button that ends mails.
pub fn unsubscribe(token: &str) -> String {
    format!("/unsubscribe/{token}")
}
