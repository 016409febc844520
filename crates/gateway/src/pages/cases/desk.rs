//! The officer's desk and the page of a case on it.

use actix_web::{HttpResponse, web};
use folkmoot_accounts::{Role, people};
use folkmoot_agency_responses::responses::{self, Addendum};
use folkmoot_agency_responses::{
    Case, CaseState, ClockState, DeskFilter, NextAct, Officer, OfficerAct, cases,
};
use folkmoot_foundation::{CaseId, Now};
use folkmoot_web::pages::cases::case::{AddendumLine, CasePage, DraftLine};
use folkmoot_web::pages::cases::desk::{DeskPage, FilterLink};
use serde::Deserialize;

use super::view::{Reader, Shelf, act_href};
use super::{case_href, officer};
use crate::fault::Belonging;
use crate::http::{Visitor, page};
use crate::{App, Fault, lists};

/// The roles that may have a part in a case, or keep an eye on all.
const INSIDERS: [Role; 3] = [Role::AgencyOfficer, Role::AgencyApprover, Role::Administrator];
/// How many cases a page of the desk shows.
const CASES: usize = 30;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/desk/cases", web::get().to(desk)).route("/desk/cases/{id}", web::get().to(one));
}

/// Which cases, and where the list goes on.
#[derive(Debug, Deserialize)]
struct Wanted {
    show: Option<String>,
    cursor: Option<String>,
}

async fn desk(
    app: web::Data<App>,
    visitor: Visitor,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    let filter: DeskFilter = wanted.show.as_deref().and_then(|code| code.parse().ok()).unwrap_or_default();
    let list = lists::desk(officer.person, filter);
    let after = list.after(wanted.cursor.as_deref())?;
    let desk = cases::desk(app.db.read(), &officer.agencies, filter, after, CASES, app.now()).await?;
    let proposals = desk.cases.items.iter().map(|case| case.proposal);
    let shelf = Shelf::fetch(&app, visitor.lang, proposals).await?;
    let href = |code: &str| format!("/desk/cases?show={code}");
    let reader = Reader::Officer(&officer.agencies);
    let markup = DeskPage {
        ctx: visitor.ctx(),
        agencies: shelf.agency_names(&officer.agencies),
        filters: DeskFilter::ALL
            .into_iter()
            .map(|one| FilterLink {
                code: one.code(),
                count: desk.counts.of(one),
                href: href(one.code()),
                current: one == filter,
            })
            .collect(),
        rows: desk.cases.items.iter().map(|case| shelf.row(case, reader)).collect(),
        first: after.map(|_| href(filter.code())),
        next: list.next(&desk.cases).map(|next| format!("{}&cursor={next}", href(filter.code()))),
    };
    Ok(page(markup.render()))
}

/// The person as whoever may see the case from inside: an officer or approver with a part in it, or an administrator.
fn insider(visitor: &Visitor, case: &Case) -> Result<Officer, Fault> {
    let person = visitor.require_any(&INSIDERS)?;
    let mut own = person.agencies(Role::AgencyOfficer);
    own.extend(person.agencies(Role::AgencyApprover));
    let parts = case.brief.leads.iter().chain(&case.brief.supporting);
    if !person.has(Role::Administrator) && !parts.into_iter().any(|agency| own.contains(agency)) {
        return Err(Fault::NotYours(Belonging::Case));
    }
    Ok(Officer { person: person.id, agencies: person.agencies(Role::AgencyOfficer) })
}

async fn one(app: web::Data<App>, visitor: Visitor, id: web::Path<CaseId>) -> Result<HttpResponse, Fault> {
    visitor.require_any(&INSIDERS)?;
    let (lang, now) = (visitor.lang, app.now());
    let case = cases::get(app.db.read(), *id, now).await?;
    let officer = insider(&visitor, &case)?;
    let leads = case.brief.leads.iter().any(|lead| officer.agencies.contains(lead));
    let shelf = Shelf::fetch(&app, lang, [case.brief.proposal]).await?;
    let draft = responses::draft(app.db.read(), *id).await?;
    let names = people::nicknames(app.db.read(), &draft.newest.by.into_iter().collect::<Vec<_>>()).await?;
    let addenda = responses::addenda(app.db.read(), *id).await?;
    let mut panel = shelf.panel(&case);
    if leads {
        for (view, one) in panel.follow_ups.iter_mut().zip(&case.follow_ups) {
            view.report_href =
                one.report.is_none().then(|| format!("{}/follow-ups/{}", case_href(*id), one.id));
        }
    }
    let to_explain = case.brief.clocks.iter().zip(&panel.clocks).filter(|(clock, _)| {
        leads && clock.explanation.is_none() && matches!(clock.state.code(), "missed" | "met_late")
    });
    let to_explain = to_explain
        .map(|(clock, view)| (view.name.clone(), format!("{}/explain/{}", case_href(*id), clock.code)))
        .collect();
    // The way back leads to a desk that the reader has.
    let desk = match visitor.person() {
        Some(person) if person.has(Role::AgencyOfficer) => ("/desk/cases", "desk-agency-officer"),
        Some(person) if person.has(Role::AgencyApprover) => ("/desk/approvals", "desk-agency-approver"),
        _ => ("/desk/admin", "desk-administrator"),
    };
    let markup = CasePage {
        ctx: visitor.ctx(),
        head: shelf.head(&case.brief, desk.0, desk.1),
        proposal_href: crate::links::proposal(case.brief.proposal),
        demands: case.demands.iter().map(|demand| demand.body.clone()).collect(),
        acts: readers_acts(&visitor, &case, leads, now),
        to_explain,
        draft: draft.newest.at.map(|at| DraftLine {
            version: draft.newest.version,
            by: draft.newest.by.and_then(|by| names.get(&by).cloned()).unwrap_or_default(),
            at,
            sent_back: draft
                .sent_back
                .map(|(note, _)| note)
                .filter(|_| case.brief.state == CaseState::Drafting),
        }),
        addenda: addenda.into_iter().map(addendum_line).collect(),
        panel,
    };
    Ok(page(markup.render()))
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
fn readers_acts(visitor: &Visitor, case: &Case, leads: bool, now: Now) -> Vec<(&'static str, String)> {
    let has = |role| visitor.person().is_some_and(|person| person.has(role));
    let (id, next) = (case.brief.id, case.brief.next_act());
    let mut found = Vec::new();
    if (next == NextAct::Sign && leads && has(Role::AgencyApprover))
        || (next == NextAct::Assign && has(Role::Administrator))
    {
        found.push((next.code(), act_href(id, next)));
    }
    if leads && has(Role::AgencyOfficer) {
        found.extend(acts(case, now));
    }
    if case.brief.state.is_waiting() && has(Role::Administrator) {
        found.push(("pause_case", format!("{}/pause", crate::links::assignment(id))));
    }
    found
}

/// What a lead officer may do now, the next act first.
fn acts(case: &Case, now: Now) -> Vec<(&'static str, String)> {
    let (brief, page) = (&case.brief, case_href(case.brief.id));
    let next = brief.next_act();
    let mut acts = Vec::new();
    let own = [
        NextAct::PostTimetable,
        NextAct::RecordContact,
        NextAct::Draft,
        NextAct::FinishDraft,
        NextAct::TellProgress,
        NextAct::RecordOutcome,
        NextAct::Close,
    ];
    if own.contains(&next) {
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
            ("transfer", "transfer"),
        ],
        CaseState::AwaitingApproval => &[
            ("record_contact", "record-contact"),
            ("post_timetable", "post-timetable"),
            ("tell_progress", "tell-progress"),
            ("ask_supplement", "ask-supplement"),
            ("ask_extension", "ask-extension"),
            ("record_outcome", "record-outcome"),
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
            _ => false,
        };
        if !refused {
            acts.push((*code, format!("{page}/{path}")));
        }
    }
    acts
}
