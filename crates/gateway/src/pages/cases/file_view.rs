//! From a case file to what pages show of it.

use folkmoot_accounts::{Role, people};
use folkmoot_agency_responses::demands::{self, DemandChange};
use folkmoot_agency_responses::files::{self, CaseFile};
use folkmoot_agency_responses::notes;
use folkmoot_agency_responses::questions::{self, Question};
use folkmoot_agency_responses::tasks::{self, Task};
use folkmoot_agency_responses::{Case, CaseBrief, Officer, OfficerAct, cases, groups};
use folkmoot_foundation::{CaseId, Now, ProposalId, event};
use folkmoot_proposals::read;
use folkmoot_web::Markup;
use folkmoot_web::components::case_file::{ChangeView, FileView, QuestionView};
use folkmoot_web::pages::cases::case::{NoteView, PeopleOf, TaskView};
use folkmoot_web::pages::proposals::history::history;

use super::case_href;
use super::view::Shelf;
use crate::http::Visitor;
use crate::pages::proposals::history::happening;
use crate::pages::proposals::views::AgencyNames;
use crate::{App, Fault, links};

/// As whom somebody reads a case file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum As {
    /// As anybody.
    Public,
    /// As who made the proposal.
    Proposer,
    /// As somebody of an agency with a part in it, or as administrator.
    Insider {
        /// Whether an officer of a lead agency.
        leads: bool,
        /// Whether of any agency with a part in it.
        works: bool,
    },
}

impl As {
    fn leads(self) -> bool {
        matches!(self, Self::Insider { leads: true, .. })
    }
}

/// The parts of a case file that a reader may read.
pub(super) struct FileParts {
    pub changes: Vec<ChangeView>,
    pub questions: Vec<QuestionView>,
    pub files: Vec<FileView>,
}

/// Reads them.
pub(super) async fn parts(app: &App, case: &Case, reader: As, now: Now) -> Result<FileParts, Fault> {
    let (conn, id) = (app.db.read(), case.brief.id);
    let changes = demands::changes(conn, id).await?;
    let questions = questions::of_case(conn, id).await?;
    let files = files::of_case(conn, id).await?;
    let decides = matches!(reader, As::Proposer) && case.allows(OfficerAct::SuggestDemands, now).is_ok();
    let asks = reader.leads() && case.allows(OfficerAct::AskProposer, now).is_ok();
    let answers = matches!(reader, As::Proposer) && case.brief.state.is_waiting();
    let inside = matches!(reader, As::Insider { .. });
    let change = |one: DemandChange| {
        let mut view = change(&one);
        let open = one.outcome.is_none();
        view.decide_href = (open && decides)
            .then(|| format!("{}/demand-changes/{}", links::case_file(case.brief.proposal), one.id));
        view.withdraw_action =
            (open && reader.leads()).then(|| format!("{}/demand-changes/{}/withdraw", case_href(id), one.id));
        view
    };
    let question = |one: Question| {
        let open = one.is_open();
        QuestionView {
            answer_href: (open && answers)
                .then(|| format!("{}/questions/{}", links::case_file(case.brief.proposal), one.id)),
            withdraw_action: (open && asks)
                .then(|| format!("{}/questions/{}/withdraw", case_href(id), one.id)),
            body: one.body,
            public: one.public,
            asked: one.asked,
            answer: one.answer.zip(one.answered),
            withdrawn: one.withdrawn.is_some(),
        }
    };
    Ok(FileParts {
        changes: changes.into_iter().map(change).collect(),
        questions: questions
            .into_iter()
            .filter(|one| one.public || reader != As::Public)
            .map(question)
            .collect(),
        files: files.into_iter().filter(|one| one.public || inside).map(|one| file(one, reader)).collect(),
    })
}

/// A suggested change, for whoever may only read it.
pub(super) fn change(one: &DemandChange) -> ChangeView {
    ChangeView {
        kind: one.kind.code(),
        before: one.before.clone(),
        after: one.after.clone(),
        reasons: one.reasons.clone(),
        at: one.at,
        outcome: one.outcome.map(demands::ChangeOutcome::code),
        note: one.note.clone(),
        decided: one.decided,
        decide_href: None,
        withdraw_action: None,
    }
}

fn file(one: CaseFile, reader: As) -> FileView {
    let works = matches!(reader, As::Insider { works: true, .. });
    FileView {
        href: links::file(one.id),
        remove_href: (works && one.removed.is_none())
            .then(|| format!("{}/files/{}/remove", case_href(one.case), one.id)),
        name: one.name,
        about: one.about,
        kind: one.kind.code(),
        size: one.size,
        sha256: one.sha256,
        public: one.public,
        at: one.at,
        removed: one.removed,
    }
}

/// What was asked of the agencies of the case.
pub(super) async fn tasks(
    app: &App,
    shelf: &Shelf<'_>,
    case: &Case,
    (officer, leads): (&Officer, bool),
    now: Now,
) -> Result<Vec<TaskView>, Fault> {
    let id = case.brief.id;
    let asks = leads && case.allows(OfficerAct::AskAgency, now).is_ok();
    let all = tasks::of_case(app.db.read(), id, now).await?;
    let view = |one: Task| TaskView {
        agency: shelf.agency_name(one.agency),
        due_on: one.due_on,
        state: one.code(),
        days_left: one.days_left,
        deliver_href: (one.is_open()
            && case.brief.state.is_waiting()
            && officer.agencies.contains(&one.agency))
        .then(|| format!("{}/parts/{}", case_href(id), one.id)),
        withdraw_action: (one.is_open() && asks)
            .then(|| format!("{}/parts/{}/withdraw", case_href(id), one.id)),
        asked: one.asked,
        delivered: one.delivered,
    };
    Ok(all.into_iter().map(view).collect())
}

/// The cases that are handled together with this one, with their pages for the reader.
pub(super) async fn combined(
    app: &App,
    lang: folkmoot_web::Lang,
    id: CaseId,
    href: impl Fn(&CaseBrief) -> String,
) -> Result<Vec<(String, String, bool)>, Fault> {
    let Some(group) = groups::of_case(app.db.read(), id).await? else { return Ok(Vec::new()) };
    let ids: Vec<CaseId> = group.members.iter().map(|(case, _)| *case).filter(|case| *case != id).collect();
    let cases = cases::by_ids(app.db.read(), &ids, app.now()).await?;
    let shelf = Shelf::fetch(app, lang, cases.values().map(|case| case.proposal)).await?;
    let one = |case: &CaseBrief| (shelf.title(case.proposal), href(case), case.state.is_waiting());
    Ok(ids.iter().filter_map(|id| cases.get(id)).map(one).collect())
}

/// The notes, with who wrote them.
pub(super) async fn notes(app: &App, id: CaseId) -> Result<Vec<NoteView>, Fault> {
    let notes = notes::of_case(app.db.read(), id).await?;
    let by: Vec<_> = notes.iter().map(|note| note.by).collect();
    let names = people::nicknames(app.db.read(), &by).await?;
    let note = |one: notes::Note| NoteView {
        body: one.body,
        by: names.get(&one.by).cloned().unwrap_or_default(),
        at: one.at,
    };
    Ok(notes.into_iter().map(note).collect())
}

/// Who of which agency works on the case.
pub(super) async fn people_of(app: &App, shelf: &Shelf<'_>, case: &Case) -> Result<Vec<PeopleOf>, Fault> {
    let mut found = Vec::new();
    for agency in case.brief.leads.iter().chain(&case.brief.supporting) {
        let officers = people::with_role(app.db.read(), Role::AgencyOfficer, Some(*agency)).await?;
        let approvers = people::with_role(app.db.read(), Role::AgencyApprover, Some(*agency)).await?;
        let all: Vec<_> = officers.iter().chain(&approvers).copied().collect();
        let names = people::nicknames(app.db.read(), &all).await?;
        let named = |ids: &[_]| ids.iter().filter_map(|id| names.get(id).cloned()).collect();
        found.push(PeopleOf {
            agency: shelf.agency_name(*agency),
            officers: named(&officers),
            approvers: named(&approvers),
        });
    }
    Ok(found)
}

/// What happened so far in public, in plain words.
pub(super) async fn timeline(app: &App, visitor: &Visitor, id: ProposalId) -> Result<Markup, Fault> {
    let proposal = read::get(app.db.read(), id, app.now()).await?;
    let rulebook = app.rulebooks.get(&proposal.rulebook, proposal.rulebook_version)?;
    let names = AgencyNames::load(app).await?;
    let events = event::timeline(app.db.read(), id, true).await?;
    let of_case = events.into_iter().filter(|event| event.kind.starts_with("case."));
    let happened: Vec<_> =
        of_case.map(|event| happening(event, &proposal, visitor.lang, &rulebook, &names)).collect();
    Ok(history(visitor.ctx(), &happened, &[]))
}
