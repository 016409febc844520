//! From cases to what pages show of them.

use std::collections::HashMap;
use std::sync::Arc;

use folkmoot_agency_responses::agencies::{self, Agency};
use folkmoot_agency_responses::followups::{FollowUp, FollowUpState};
use folkmoot_agency_responses::supplements::Supplement;
use folkmoot_agency_responses::{
    Case, CaseBrief, Clock, ClockState, DeskLine, NextAct, PostedTimetable, WaitsFor,
};
use folkmoot_foundation::period::days_left;
use folkmoot_foundation::{AgencyId, CaseId, Now, ProposalId};
use folkmoot_proposals::{Brief, Rulebook, read};
use folkmoot_web::Lang;
use folkmoot_web::components::case_list::CaseRow;
use folkmoot_web::components::case_panel::{
    CasePanel, ContactView, ExtensionView, TimetableView, TransferView,
};
use folkmoot_web::components::case_way::{AccountView, PauseView, SupplementView};
use folkmoot_web::components::clocks::{ClockView, Standing};
use folkmoot_web::components::follow_ups::FollowUpView;
use folkmoot_web::pages::cases::CaseHead;

use crate::links;
use crate::{App, Fault};

/// What pages about cases need besides the cases: the agencies, the proposals, the rulebooks.
pub(crate) struct Shelf<'a> {
    pub(super) app: &'a App,
    pub(super) lang: Lang,
    agencies: HashMap<AgencyId, Agency>,
    proposals: HashMap<ProposalId, Brief>,
}

/// For whom a list of cases is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reader<'a> {
    /// The public.
    Public,
    /// An officer of some agencies and an approver of others.
    Desk {
        /// Those the person is an officer of.
        officer: &'a [AgencyId],
        /// Those the person is an approver of.
        approver: &'a [AgencyId],
    },
    /// Somebody of the agency that supervises the lead.
    Supervisor,
    /// An approver.
    Approver,
    /// An administrator.
    Administrator,
}

impl<'a> Shelf<'a> {
    /// Fetches what is needed for cases of these proposals, in a constant number of queries.
    pub(crate) async fn fetch(
        app: &'a App,
        lang: Lang,
        proposals: impl IntoIterator<Item = ProposalId>,
    ) -> Result<Self, Fault> {
        let all = agencies::list(app.db.read(), false).await?;
        let ids: Vec<ProposalId> = proposals.into_iter().collect();
        let proposals = read::briefs(app.db.read(), &ids, app.now()).await?;
        let agencies = all.into_iter().map(|agency| (agency.id, agency)).collect();
        Ok(Self { app, lang, agencies, proposals })
    }

    /// The title of a proposal.
    pub(crate) fn title(&self, id: ProposalId) -> String {
        self.proposals.get(&id).map(|brief| brief.title.clone()).unwrap_or_default()
    }

    /// The number of a proposal.
    pub(crate) fn number(&self, id: ProposalId) -> Option<i64> {
        self.proposals.get(&id).and_then(|brief| brief.number)
    }

    /// The rulebook a proposal was born under.
    pub(crate) fn rulebook(&self, id: ProposalId) -> Option<Arc<Rulebook>> {
        let brief = self.proposals.get(&id)?;
        self.app.rulebooks.get(&brief.rulebook, brief.rulebook_version).ok()
    }

    /// The name of an agency.
    pub(crate) fn agency_name(&self, id: AgencyId) -> String {
        self.agencies
            .get(&id)
            .map(|agency| self.lang.pick(&agency.name.zh, &agency.name.en).to_owned())
            .unwrap_or_default()
    }

    /// The names of agencies, joined.
    pub(crate) fn agency_names(&self, ids: &[AgencyId]) -> String {
        let names: Vec<String> = ids.iter().map(|id| self.agency_name(*id)).collect();
        names.join(&self.lang.t("cases-and"))
    }

    /// Names and pages of agencies.
    pub(crate) fn agency_links(&self, ids: &[AgencyId]) -> Vec<(String, String)> {
        ids.iter()
            .filter_map(|id| self.agencies.get(id))
            .map(|agency| (self.agency_name(agency.id), format!("/agencies/{}", agency.slug)))
            .collect()
    }

    pub(crate) fn clock(&self, proposal: ProposalId, clock: &Clock) -> ClockView {
        let name = self.rulebook(proposal).and_then(|rulebook| {
            Some(rulebook.clock(clock.rule_code())?.name.get(self.lang.code()).to_owned())
        });
        ClockView {
            name: self.rounded(name.unwrap_or_else(|| clock.rule_code().to_owned()), clock.round()),
            binding: clock.binding,
            due: clock.due,
            standing: match clock.state {
                ClockState::Running { days_left } => Standing::Running { days_left },
                ClockState::Extended { days_left, from } => Standing::Extended { days_left, from },
                ClockState::Met { at, days_late } => Standing::Met { at, days_late: days_late.unwrap_or(0) },
                ClockState::Ended { .. } => Standing::Ended,
                ClockState::Missed { days } => Standing::Missed { days },
                ClockState::Unknown => Standing::Unknown,
                ClockState::NoDate => Standing::NoDate,
                ClockState::StandsStill { since, until, cause } => {
                    Standing::StandsStill { since, until, cause: cause.code() }
                }
                ClockState::Waiting => Standing::Waiting { starts: clock.starts.code() },
            },
            explanation: clock.explanation.clone(),
        }
    }

    /// The name of what is owed again and again, with its number from the second time on.
    fn rounded(&self, name: String, round: u32) -> String {
        match round {
            0 | 1 => name,
            _ => self
                .lang
                .with("cases-clock-round", [("name", name.into()), ("round", i64::from(round).into())]),
        }
    }

    /// The next follow-up of an answered case, shown as a clock.
    fn next_follow_up(&self, case: &CaseBrief) -> Option<ClockView> {
        let due = case.follow_up_due()?;
        let left = days_left(due, self.app.now());
        let missed = self.app.now() >= due;
        Some(ClockView {
            name: self.lang.t("cases-follow-ups"),
            binding: true,
            due: Some(due),
            standing: if missed {
                Standing::Missed { days: -left }
            } else {
                Standing::Running { days_left: left }
            },
            explanation: None,
        })
    }

    /// A case as a row of a list.
    pub(crate) fn row(&self, case: &CaseBrief, reader: Reader<'_>) -> CaseRow {
        let public = matches!(reader, Reader::Public);
        let open = case.clocks.iter().filter(|clock| clock.state.is_open());
        let first = open.min_by_key(|clock| clock.due.map_or(i64::MAX, |due| due.timestamp_millis()));
        let shown = match case.days_overdue() {
            None if !public => first,
            _ => case.answer_clock().filter(|_| case.state.is_waiting()),
        };
        CaseRow {
            title: self.title(case.proposal),
            number: self.number(case.proposal),
            href: match reader {
                Reader::Public | Reader::Supervisor => links::proposal(case.proposal),
                Reader::Desk { .. } => links::case(case.id),
                Reader::Approver => links::approval(case.id),
                Reader::Administrator => links::case(case.id),
            },
            state: case.state.code(),
            agencies: self.agency_names(&case.leads),
            opened: case.opened,
            clock: shown
                .map(|clock| self.clock(case.proposal, clock))
                .or_else(|| self.next_follow_up(case).filter(|_| !public)),
            overdue_follow_ups: case.overdue_follow_ups,
            next: next(case, reader),
            waits: None,
            pick: None,
            overdue: match reader {
                Reader::Public | Reader::Supervisor => {
                    case.days_overdue().is_some() || case.overdue_follow_ups > 0
                }
                _ => case.next_due.is_some_and(|due| due <= self.app.now()),
            },
        }
    }

    /// A line of a desk: what the agency itself must do next, and whom it waits for.
    pub(crate) fn line(&self, line: &DeskLine, reader: Reader<'_>) -> CaseRow {
        let mut row = self.row(&line.case, reader);
        let now = self.app.now();
        row.overdue = line.due.is_some_and(|due| due <= now);
        row.waits = line.waits.filter(|waits| *waits != WaitsFor::Approver).map(WaitsFor::code);
        if let Some(due) = line.due.filter(|due| line.case.next_due != Some(*due)) {
            let left = days_left(due, now);
            row.clock = Some(ClockView {
                name: self.lang.t("cases-part-own"),
                binding: false,
                due: Some(due),
                standing: if now >= due {
                    Standing::Missed { days: -left }
                } else {
                    Standing::Running { days_left: left }
                },
                explanation: None,
            });
        }
        row
    }

    /// A case as the public sees it.
    pub(crate) fn panel(&self, case: &Case) -> CasePanel {
        let brief = &case.brief;
        CasePanel {
            state: brief.state.code(),
            turn: brief.turn().code(),
            next_act: brief.next_act().code(),
            overdue: brief.days_overdue(),
            leads: self.agency_links(&brief.leads),
            supporting: self.agency_links(&brief.supporting),
            clocks: brief.clocks.iter().map(|clock| self.clock(brief.proposal, clock)).collect(),
            timetable: case.timetables.last().map(timetable),
            earlier_timetables: case.timetables.iter().rev().skip(1).map(timetable).collect(),
            contacts: case
                .contacts
                .iter()
                .map(|contact| ContactView {
                    on: contact.on,
                    manner: contact.manner.code(),
                    summary: contact.summary.clone(),
                })
                .collect(),
            extensions: case
                .extensions
                .iter()
                .map(|extension| ExtensionView {
                    from: extension.from,
                    to: extension.to,
                    reasons: extension.reasons.clone(),
                    progress: extension.progress.clone(),
                    at: extension.at,
                })
                .collect(),
            transfers: case
                .transfers
                .iter()
                .map(|transfer| TransferView {
                    from: self.agency_name(transfer.from),
                    to: self.agency_name(transfer.to),
                    reasons: transfer.reasons.clone(),
                    at: transfer.at,
                    refused: transfer.refused.clone(),
                    decided: transfer
                        .decided
                        .as_ref()
                        .map(|(decision, reasons)| (decision.code(), reasons.clone())),
                })
                .collect(),
            calendar_href: Some(format!("{}/calendar.ics", links::proposal(brief.proposal))),
            supplements: case.supplements.iter().map(|one| supplement(one, self.app.now())).collect(),
            pauses: case
                .pauses
                .iter()
                .map(|one| PauseView {
                    cause: one.cause.code(),
                    reason: one.reason.clone(),
                    from: one.from,
                    until: one.until,
                })
                .collect(),
            accounts: case
                .accounts
                .iter()
                .map(|one| AccountView {
                    kind: one.kind.code(),
                    held_on: one.held_on,
                    link: one.link.clone(),
                    body: one.body.clone(),
                    at: one.at,
                })
                .collect(),
            follow_ups: case.follow_ups.iter().map(follow_up).collect(),
            file_href: Some(links::case_file(brief.proposal)),
            response_href: brief.answered.map(|_| response_href(brief.proposal)),
            outcome: brief.outcome.clone(),
        }
    }

    /// The head of a page about a case.
    pub(crate) fn head(&self, case: &CaseBrief, desk_href: &'static str, desk_key: &'static str) -> CaseHead {
        CaseHead {
            title: self.title(case.proposal),
            number: self.number(case.proposal),
            href: links::case(case.id),
            desk_href,
            desk_key,
        }
    }
}

/// The page of a published response.
pub(crate) fn response_href(proposal: ProposalId) -> String {
    links::response(proposal)
}

fn supplement(one: &Supplement, now: Now) -> SupplementView {
    SupplementView {
        wanted: one.wanted.clone(),
        answer_by: one.answer_by,
        asked: one.asked,
        state: one.state(now),
        answer: one.answer.clone(),
        href: None,
    }
}

fn timetable(posted: &PostedTimetable) -> TimetableView {
    TimetableView {
        body: posted.body.clone(),
        steps: posted.steps.iter().map(|step| (step.on, step.what.clone())).collect(),
        at: posted.at,
    }
}

/// A follow-up as pages show it.
pub(crate) fn follow_up(one: &FollowUp) -> FollowUpView {
    let days = match one.state {
        FollowUpState::Due { days_left } => days_left,
        FollowUpState::Overdue { days } => days,
        FollowUpState::Done { days_late, .. } => days_late,
    };
    FollowUpView {
        action: one.action.clone(),
        is_report: one.demand.is_some(),
        unit: one.unit.clone(),
        due_on: one.due_on,
        state: one.state.code(),
        days,
        report: one.report.clone(),
        interim: one.interim,
        report_href: None,
        discuss: None,
    }
}

/// Where an act on a case is done.
pub(crate) fn act_href(case: CaseId, act: NextAct) -> String {
    let page = links::case(case);
    match act {
        NextAct::Assign => links::assignment(case),
        NextAct::PostTimetable => format!("{page}/post-timetable"),
        NextAct::RecordContact => format!("{page}/record-contact"),
        NextAct::Draft | NextAct::FinishDraft => format!("{page}/response"),
        NextAct::Sign => links::approval(case),
        NextAct::TellProgress => format!("{page}/tell-progress"),
        NextAct::RecordOutcome => format!("{page}/record-outcome"),
        NextAct::Close => format!("{page}/close"),
        NextAct::ReportFollowUp | NextAct::Nothing => page,
    }
}

/// The button of a row: the next act, if it is the reader's; else to open the case.
fn next(case: &CaseBrief, reader: Reader<'_>) -> Option<(&'static str, String)> {
    let act = case.next_act();
    let open = || Some(("open", links::case(case.id)));
    let leads = |agencies: &[AgencyId]| case.leads.iter().any(|lead| agencies.contains(lead));
    let mine = match reader {
        Reader::Public | Reader::Supervisor => return None,
        Reader::Desk { approver, .. } if act == NextAct::Sign => leads(approver),
        Reader::Desk { officer, .. } => leads(officer) && act != NextAct::Nothing,
        Reader::Approver => act == NextAct::Sign,
        Reader::Administrator => act == NextAct::Assign,
    };
    if mine { Some((act.code(), act_href(case.id, act))) } else { open() }
}
