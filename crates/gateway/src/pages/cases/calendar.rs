//! Dates as iCalendar: of a proposal for everybody, of an agency under a secret address for its officers.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::{Role, people};
use folkmoot_agency_responses::calendar_links;
use folkmoot_agency_responses::{CaseBrief, CaseState, cases};
use folkmoot_foundation::period::last_day_before;
use folkmoot_foundation::{AgencyId, FieldErrors, Now, ProposalId};
use folkmoot_proposals::read;
use folkmoot_web::pages::cases::calendar::{CalendarPage, LinkRow};
use icalendar::{Calendar, Component as _, Event, EventLike as _};
use uuid::Uuid;

use super::view::Shelf;
use crate::fault::Belonging;
use crate::http::{Form, Visitor, page, see_other};
use crate::pages::parts;
use crate::{App, Fault, links};

/// How many cases a calendar holds.
const CASES: usize = 500;

/// Whose desk has a calendar.
const ROLES: [Role; 2] = [Role::AgencyOfficer, Role::AgencyApprover];

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/proposals/{id}/calendar.ics", web::get().to(of_proposal))
        .route("/calendars/{token}", web::get().to(of_agency))
        .service(web::resource("/desk/calendar").get(list).post(make))
        .route("/desk/calendar/{id}/revoke", web::post().to(revoke));
}

/// A date as an entry of a whole day: it is that day in Taipei, wherever the reader is.
fn entry(app: &App, uid: &str, at: Now, summary: &str, path: &str) -> Event {
    Event::new()
        .uid(uid)
        .timestamp(app.now())
        .summary(summary)
        .url(&format!("{}{path}", app.config.public_url))
        .all_day(last_day_before(at))
        .done()
}

/// The dates of a case: its open clocks, and the next follow-up.
fn entries(app: &App, shelf: &Shelf<'_>, case: &CaseBrief, path: &str) -> Vec<Event> {
    let title = shelf.title(case.proposal);
    let open = case.clocks.iter().filter(|clock| clock.state.is_open());
    let clocks = open.filter_map(|clock| {
        let name = shelf.clock(case.proposal, clock).name;
        let uid = format!("{}-{}@folkmoot", case.id, clock.code);
        Some(entry(app, &uid, clock.due?, &format!("{name}: {title}"), path))
    });
    let follow_up = case.follow_up_due().map(|due| {
        let uid = format!("{}-follow-up-{}@folkmoot", case.id, last_day_before(due));
        entry(app, &uid, due, &format!("{}: {title}", shelf.lang.t("cases-follow-ups")), path)
    });
    clocks.chain(follow_up).collect()
}

fn answer(name: &str, entries: Vec<Event>) -> HttpResponse {
    let mut calendar = Calendar::new();
    calendar.name(name);
    for one in entries {
        calendar.push(one);
    }
    HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, "inline; filename=\"folkmoot.ics\""))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .body(calendar.done().to_string())
}

async fn of_proposal(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let proposal = read::get(app.db.read(), *id, app.now()).await?;
    if !proposal.state.is_public() {
        return Err(Fault::NotFound);
    }
    let shelf = Shelf::fetch(&app, visitor.lang, [*id]).await?;
    let case = cases::of_proposal(app.db.read(), *id, app.now()).await?;
    let path = links::proposal(*id);
    let mut dates: Vec<Event> =
        case.as_ref().map(|case| entries(&app, &shelf, &case.brief, &path)).unwrap_or_default();
    if let Some(case) = &case {
        for (at, key) in parts::case::dates(&app, case).await? {
            let words = format!("{}: {}", visitor.lang.t(key), proposal.text.title);
            dates.push(entry(&app, &format!("{}-{key}@folkmoot", case.brief.id), at, &words, &path));
        }
    }
    if let Some(closes) = proposal.closes_at.filter(|closes| app.now() < *closes) {
        let words = format!("{}: {}", visitor.lang.t("coming-closes"), proposal.text.title);
        dates.push(entry(&app, &format!("{id}-closes@folkmoot"), closes, &words, &path));
    }
    Ok(answer(&proposal.text.title, dates))
}

/// For whoever has the address, as long as the one who made it acts for the agency.
async fn of_agency(
    app: web::Data<App>,
    visitor: Visitor,
    token: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let token = token.strip_suffix(".ics").unwrap_or(&token);
    let link = calendar_links::by_token(app.db.read(), token).await?.ok_or(Fault::NotFound)?;
    let mut acts = false;
    for role in ROLES {
        acts |= people::with_role(app.db.read(), role, Some(link.agency)).await?.contains(&link.person);
    }
    if !acts {
        return Err(Fault::NotFound);
    }
    let open: Vec<CaseState> =
        CaseState::ALL.into_iter().filter(|state| *state != CaseState::Closed).collect();
    let found = cases::list(app.db.read(), Some(link.agency), &open, None, CASES, app.now()).await?;
    let shelf = Shelf::fetch(&app, visitor.lang, found.items.iter().map(|case| case.proposal)).await?;
    let dates = found.items.iter().flat_map(|case| entries(&app, &shelf, case, &links::case(case.id)));
    Ok(answer(&shelf.agency_name(link.agency), dates.collect()))
}

/// The agencies whose dates this person may have.
fn own(visitor: &Visitor) -> Result<Vec<AgencyId>, Fault> {
    let person = visitor.require_any(&ROLES)?;
    let mut agencies: Vec<AgencyId> = ROLES.into_iter().flat_map(|role| person.agencies(role)).collect();
    agencies.sort_unstable();
    agencies.dedup();
    Ok(agencies)
}

async fn shown(app: &App, visitor: &Visitor, made: Option<String>) -> Result<HttpResponse, Fault> {
    let agencies = own(visitor)?;
    let person = visitor.require_any(&ROLES)?.id;
    let shelf = Shelf::fetch(app, visitor.lang, []).await?;
    let known = calendar_links::of_person(app.db.read(), person).await?;
    let markup = CalendarPage {
        ctx: visitor.ctx(),
        agencies: agencies.iter().map(|id| (id.to_string(), shelf.agency_name(*id))).collect(),
        made,
        links: known
            .iter()
            .map(|link| LinkRow {
                agency: shelf.agency_name(link.agency),
                made: link.made,
                revoke: format!("/desk/calendar/{}/revoke", link.id),
            })
            .collect(),
    };
    Ok(page(markup.render()))
}

async fn list(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    shown(&app, &visitor, None).await
}

/// The address is shown in the answer, once: only its hash is kept.
async fn make(app: web::Data<App>, visitor: Visitor, form: Form) -> Result<HttpResponse, Fault> {
    let agencies = own(&visitor)?;
    let person = visitor.require_any(&ROLES)?.id;
    let agency: AgencyId =
        form.get("agency").parse().map_err(|_| FieldErrors::one("agency", "no_such_choice"))?;
    if !agencies.contains(&agency) {
        return Err(Fault::NotYours(Belonging::Case));
    }
    let token = app.entropy.token();
    app.write(async |tx, now| calendar_links::make(tx, person, agency, &token, now).await).await?;
    shown(&app, &visitor, Some(format!("{}/calendars/{token}.ics", app.config.public_url))).await
}

async fn revoke(app: web::Data<App>, visitor: Visitor, id: web::Path<Uuid>) -> Result<HttpResponse, Fault> {
    let person = visitor.require_any(&ROLES)?.id;
    app.write(async |tx, now| calendar_links::revoke(tx, person, *id, now).await).await?;
    Ok(see_other("/desk/calendar", Some("calendar-revoked")))
}
