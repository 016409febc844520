//! The page of a case on the desk.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::{Role, people};
use folkmoot_agency_responses::responses::{self, Addendum};
use folkmoot_agency_responses::{Case, CaseState, ClockState, NextAct, Officer, OfficerAct, cases};
use folkmoot_foundation::{AgencyId, CaseId, FieldErrors, Now};
use folkmoot_proposals::read;
use folkmoot_web::pages::cases::case::{AddendumLine, CasePage, DraftLine, FileOfCase};
use folkmoot_web::{FormView, Values};

use super::case_href;
use super::file_view::{self, As};
use super::view::{Shelf, act_href};
use crate::fault::Belonging;
use crate::http::{Visitor, page_with_status};
use crate::pages::parts::hearings;
use crate::pages::proposals::views::similar;
use crate::{App, Fault};

/// The roles that may have a part in a case, or keep an eye on all.
const INSIDERS: [Role; 3] = [Role::AgencyOfficer, Role::AgencyApprover, Role::Administrator];

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/desk/cases/{id}", web::get().to(one));
}

/// The person as whoever may see the case from inside: an officer or approver with a part in it, or an administrator; and
/// whether they work on it.
pub(super) fn insider(visitor: &Visitor, case: &Case) -> Result<(Officer, bool), Fault> {
    let person = visitor.require_any(&INSIDERS)?;
    let mut own = person.agencies(Role::AgencyOfficer);
    own.extend(person.agencies(Role::AgencyApprover));
    let works = case.brief.leads.iter().chain(&case.brief.supporting).any(|agency| own.contains(agency));
    if !person.has(Role::Administrator) && !works {
        return Err(Fault::NotYours(Belonging::Case));
    }
    Ok((Officer { person: person.id, agencies: person.agencies(Role::AgencyOfficer) }, works))
}

async fn one(app: web::Data<App>, visitor: Visitor, id: web::Path<CaseId>) -> Result<HttpResponse, Fault> {
    shown(&app, &visitor, *id, &Values::default(), &FieldErrors::new()).await
}

/// The way back leads to a desk that the reader has.
pub(super) fn desk_of(visitor: &Visitor) -> (&'static str, &'static str) {
    match visitor.person() {
        Some(person) if person.has(Role::AgencyOfficer) => ("/desk/cases", "desk-agency-officer"),
        Some(person) if person.has(Role::AgencyApprover) => ("/desk/cases", "cases-desk-title"),
        _ => ("/desk/admin", "desk-administrator"),
    }
}

/// The page of a case, with what is wrong with a note that was just written.
pub(super) async fn shown(
    app: &App,
    visitor: &Visitor,
    id: CaseId,
    note: &Values,
    errors: &FieldErrors,
) -> Result<HttpResponse, Fault> {
    visitor.require_any(&INSIDERS)?;
    let (lang, now) = (visitor.lang, app.now());
    let case = cases::get(app.db.read(), id, now).await?;
    let (officer, works) = insider(visitor, &case)?;
    let leads = case.brief.leads.iter().any(|lead| officer.agencies.contains(lead));
    let shelf = Shelf::fetch(app, lang, [case.brief.proposal]).await?;
    let draft = responses::draft(app.db.read(), id).await?;
    let names = people::nicknames(app.db.read(), &draft.newest.by.into_iter().collect::<Vec<_>>()).await?;
    let addenda = responses::addenda(app.db.read(), id).await?;
    let mut panel = shelf.panel(&case);
    if leads {
        for (view, one) in panel.follow_ups.iter_mut().zip(&case.follow_ups) {
            view.report_href =
                one.report.is_none().then(|| format!("{}/follow-ups/{}", case_href(id), one.id));
        }
    }
    let to_explain = case.brief.clocks.iter().zip(&panel.clocks).filter(|(clock, _)| {
        leads && clock.explanation.is_none() && matches!(clock.state.code(), "missed" | "met_late")
    });
    let to_explain = to_explain
        .map(|(clock, view)| (view.name.clone(), format!("{}/explain/{}", case_href(id), clock.code)))
        .collect();
    let desk = desk_of(visitor);
    let head = shelf.head(&case.brief, desk.0, desk.1);
    let parts = file_view::parts(app, &case, As::Insider { leads, works }, now).await?;
    let proposal = read::get(app.db.read(), case.brief.proposal, now).await?;
    let similar = similar(app, visitor.lang, &head.title, "", Some(case.brief.proposal)).await?;
    let file = FileOfCase {
        changes: parts.changes,
        questions: parts.questions,
        files: parts.files,
        tasks: file_view::tasks(app, &shelf, &case, (&officer, leads), now).await?,
        combined: file_view::combined(app, lang, id, |one| case_href(one.id)).await?,
        notes: file_view::notes(app, id).await?,
        note: works.then_some(FormView { lang, values: note, errors }),
        people: file_view::people_of(app, &shelf, &case).await?,
        hearings: hearings::of_proposal(app, visitor, &proposal).await?,
        similar: similar.into_iter().map(|one| (one.title, one.href)).collect(),
        timeline: file_view::timeline(app, visitor, case.brief.proposal).await?,
        public_href: crate::links::case_file(case.brief.proposal),
    };
    let markup = CasePage {
        ctx: visitor.ctx(),
        head,
        proposal_href: crate::links::proposal(case.brief.proposal),
        demands: case.demands.iter().map(|demand| demand.body.clone()).collect(),
        acts: readers_acts(visitor, &case, leads, works, (&officer.agencies, !file.combined.is_empty()), now),
        to_explain,
        draft: draft.newest.at.map(|at| DraftLine {
            version: draft.newest.version,
            by: draft.newest.by.and_then(|by| names.get(&by).cloned()).unwrap_or_default(),
            at,
            href: super::draft::reviewer(visitor, &case).is_ok().then(|| format!("{}/draft", case_href(id))),
            sent_back: draft
                .sent_back
                .map(|(note, _)| note)
                .filter(|_| case.brief.state == CaseState::Drafting),
        }),
        addenda: addenda.into_iter().map(addendum_line).collect(),
        panel,
        file,
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page_with_status(status, markup.render()))
}

fn addendum_line(one: Addendum) -> AddendumLine {
    let state = match (&one.signed, &one.declined) {
        (Some(_), _) => "signed",
        (None, Some(_)) => "declined",
        (None, None) => "waiting",
    };
    AddendumLine { body: one.body, at: one.written, state, note: one.declined }
}

/// What the reader may do now: signing and assigning first, which nobody else can do in their place.
fn readers_acts(
    visitor: &Visitor,
    case: &Case,
    leads: bool,
    works: bool,
    (own, combined): (&[AgencyId], bool),
    now: Now,
) -> Vec<(&'static str, String)> {
    let has = |role| visitor.person().is_some_and(|person| person.has(role));
    let (id, next) = (case.brief.id, case.brief.next_act());
    let mut found = Vec::new();
    if (next == NextAct::Sign && leads && has(Role::AgencyApprover))
        || (next == NextAct::Assign && has(Role::Administrator))
    {
        found.push((next.code(), act_href(id, next)));
    }
    if leads && has(Role::AgencyOfficer) {
        found.extend(acts(case, own, combined, now));
    }
    if case.brief.state.is_waiting() && has(Role::Administrator) {
        found.push(("pause_case", format!("{}/pause", crate::links::assignment(id))));
    }
    if works {
        found.push(("add_file", format!("{}/files", case_href(id))));
    }
    found
}

/// What a lead officer may do now, the next act first.
fn acts(case: &Case, own: &[AgencyId], combined: bool, now: Now) -> Vec<(&'static str, String)> {
    let (brief, page) = (&case.brief, case_href(case.brief.id));
    let next = brief.next_act();
    let mut acts = Vec::new();
    let offered = [
        NextAct::PostTimetable,
        NextAct::RecordContact,
        NextAct::Draft,
        NextAct::FinishDraft,
        NextAct::TellProgress,
        NextAct::RecordOutcome,
        NextAct::Close,
    ];
    if offered.contains(&next) {
        acts.push((next.code(), act_href(brief.id, next)));
    }
    let response = brief.answer_clock();
    let extensible = response.is_some_and(|clock| {
        matches!(clock.state, ClockState::Running { .. } | ClockState::Extended { .. })
            && clock.due.is_some_and(|due| now < due)
            && u32::try_from(case.extensions.len()).unwrap_or(u32::MAX) < case.extension_rule.times
    });
    let draft = if brief.state == CaseState::Drafting { "finish_draft" } else { "draft" };
    let under_way: &[(&'static str, &str)] = match brief.state {
        CaseState::Assigned | CaseState::Drafting => &[
            (draft, "response"),
            ("post_timetable", "post-timetable"),
            ("record_contact", "record-contact"),
            ("tell_progress", "tell-progress"),
            ("ask_supplement", "ask-supplement"),
            ("ask_extension", "ask-extension"),
            ("record_outcome", "record-outcome"),
            ("ask_proposer", "ask-proposer"),
            ("suggest_demands", "suggest-demands"),
            ("ask_agency", "ask-agency"),
            ("combine", "combine"),
            ("separate", "separate"),
            ("refuse_transfer", "refuse-transfer"),
            ("transfer", "transfer"),
        ],
        CaseState::AwaitingApproval => &[
            ("record_contact", "record-contact"),
            ("post_timetable", "post-timetable"),
            ("tell_progress", "tell-progress"),
            ("ask_supplement", "ask-supplement"),
            ("ask_extension", "ask-extension"),
            ("record_outcome", "record-outcome"),
            ("ask_proposer", "ask-proposer"),
        ],
        CaseState::Answered => &[
            ("record_outcome", "record-outcome"),
            ("add_follow_up", "add-follow-up"),
            ("write_addendum", "write-addendum"),
            ("record_contact", "record-contact"),
        ],
        CaseState::Closed => &[("write_addendum", "write-addendum")],
        CaseState::Unassigned => &[],
    };
    for (code, path) in under_way {
        let refused = match *code {
            code if code == next.code() => true,
            "ask_extension" => !extensible,
            "ask_supplement" => case.allows(OfficerAct::AskSupplement, now).is_err(),
            "record_outcome" => brief.open_duties() == 0,
            "transfer" => case.allows(OfficerAct::Transfer, now).is_err(),
            "refuse_transfer" => {
                case.allows(OfficerAct::RefuseTransfer, now).is_err() || case.refusable(own).is_none()
            }
            "ask_agency" => case.brief.leads.len() + case.brief.supporting.len() < 2,
            "combine" => case.allows(OfficerAct::Combine, now).is_err(),
            "separate" => !combined,
            _ => false,
        };
        if !refused {
            acts.push((*code, format!("{page}/{path}")));
        }
    }
    acts
}
