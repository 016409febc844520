//! The desk of officers and approvers: today's work, lists, saved views, reminders.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::{Person, Role};
use folkmoot_agency_responses::desk_views::{self, DeskView};
use folkmoot_agency_responses::{
    AgencyPart, CaseState, DeskCounts, DeskFilter, DeskLine, DeskQuery, DeskViewId, Officer, agencies, cases,
};
use folkmoot_foundation::{AgencyId, CaseId, FieldErrors, text};
use folkmoot_web::components::case_list::CaseRow;
use folkmoot_web::components::field::Choice;
use folkmoot_web::pages::cases::desk::{DeskPage, FilterLink, Finder, Group, SavedView, Shown};
use folkmoot_web::{FormView, Lang, Values};
use serde::Deserialize;

use super::approver;
use super::view::{Reader, Shelf};
use crate::http::surroundings::encode;
use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::{App, Fault, lists};

/// Who has a desk of cases.
const WORKERS: [Role; 2] = [Role::AgencyOfficer, Role::AgencyApprover];
/// How many cases a page of a list shows.
const CASES: usize = 30;
/// How many cases of each group the day's work shows.
const OF_GROUP: usize = 10;
const DESK: &str = "/desk/cases";
/// The choice of cases led by agencies that one's own supervises.
const SUPERVISED: &str = "supervised";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/cases", web::get().to(desk))
        .route("/desk/views", web::post().to(save_view))
        .route("/desk/views/{id}/remove", web::post().to(remove_view))
        .route("/desk/reminders", web::post().to(remind));
}

/// What the list is narrowed by, and where it goes on. What there is not is left out.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    show: String,
    part: String,
    clock: String,
    category: String,
    q: String,
    cursor: String,
}

impl Wanted {
    /// The query without the place in the list; empty for the day's work.
    fn query(&self) -> String {
        let all = [
            ("show", &self.show),
            ("part", &self.part),
            ("clock", &self.clock),
            ("category", &self.category),
            ("q", &self.q),
        ];
        let set = all.iter().filter(|(_, value)| !value.trim().is_empty());
        set.map(|(name, value)| format!("{name}={}", encode(value.trim()))).collect::<Vec<_>>().join("&")
    }

    fn values(&self) -> Values {
        Values::default()
            .and("show", self.show.as_str())
            .and("part", self.part.as_str())
            .and("clock", self.clock.as_str())
            .and("category", self.category.as_str())
            .and("q", self.q.as_str())
    }

    fn of_query(query: &str) -> Self {
        web::Query::<Self>::from_query(query).map(web::Query::into_inner).unwrap_or_default()
    }
}

/// Whose desk it is.
struct Worker<'a> {
    person: &'a Person,
    officer: Vec<AgencyId>,
    approver: Vec<AgencyId>,
}

impl<'a> Worker<'a> {
    fn of(visitor: &'a Visitor) -> Result<Self, Fault> {
        let person = visitor.require_any(&WORKERS)?;
        Ok(Self {
            person,
            officer: person.agencies(Role::AgencyOfficer),
            approver: person.agencies(Role::AgencyApprover),
        })
    }

    fn agencies(&self) -> Vec<AgencyId> {
        let mut all: Vec<AgencyId> = self.officer.iter().chain(&self.approver).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// What was refused on the desk, and is told on it.
#[derive(Default)]
struct Refused {
    name: String,
    errors: FieldErrors,
    reminder: Option<&'static str>,
}

async fn desk(
    app: web::Data<App>,
    visitor: Visitor,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, Fault> {
    shown(&app, &visitor, &wanted, Refused::default()).await
}

async fn shown(
    app: &App,
    visitor: &Visitor,
    wanted: &Wanted,
    refused: Refused,
) -> Result<HttpResponse, Fault> {
    let (worker, conn, now) = (Worker::of(visitor)?, app.db.read(), app.now());
    let own = worker.agencies();
    let all = agencies::list(conn, false).await?;
    let supervised = all.iter().filter(|one| one.parent.is_some_and(|parent| own.contains(&parent)));
    let supervised: Vec<AgencyId> = supervised.map(|one| one.id).collect();
    let supervises = !supervised.is_empty() && wanted.part == SUPERVISED;
    let text = text::narrow(&wanted.q);
    let code = |code: &str| Some(code.to_owned()).filter(|code| !code.is_empty());
    let query = DeskQuery {
        agencies: if supervises { supervised.clone() } else { own.clone() },
        filter: wanted.show.parse().unwrap_or_default(),
        part: if supervises { Some(AgencyPart::Lead) } else { wanted.part.parse().ok() },
        clock: code(&wanted.clock),
        category: code(&wanted.category),
        text: code(&text),
    };
    let narrowed = wanted.query();
    let reader = if supervises {
        Reader::Supervisor
    } else {
        Reader::Desk { officer: &worker.officer, approver: &worker.approver }
    };
    let reminds = if supervises { !worker.approver.is_empty() } else { true };
    let leads = |line: &DeskLine| line.case.leads.iter().any(|lead| worker.approver.contains(lead));
    let row = |shelf: &Shelf<'_>, line: &DeskLine| {
        let owed = matches!(line.case.state, CaseState::Assigned | CaseState::Drafting)
            || (line.case.state == CaseState::Answered && line.case.open_follow_ups > 0);
        let mut row = shelf.line(line, reader);
        row.pick = (owed && reminds && (supervises || leads(line))).then(|| line.case.id.to_string());
        row
    };
    let (body, counts) = if narrowed.is_empty() {
        let today = cases::today(conn, &query, OF_GROUP, now).await?;
        let lines = today.groups.iter().flat_map(|(_, lines)| lines);
        let shelf = Shelf::fetch(app, visitor.lang, lines.map(|line| line.case.proposal)).await?;
        let groups = today.groups.iter().map(|(group, lines)| Group {
            code: group.code(),
            count: today.counts.of(*group),
            rows: lines.iter().map(|line| row(&shelf, line)).collect(),
            href: href(&format!("show={}", group.code())),
        });
        (Shown::Today(groups.collect()), today.counts)
    } else {
        let list = lists::desk(worker.person.id, query.filter, &narrowed);
        let after = list.after(Some(wanted.cursor.as_str()).filter(|cursor| !cursor.is_empty()))?;
        let desk = cases::desk(conn, &query, after, CASES, now).await?;
        let proposals = desk.cases.items.iter().map(|line| line.case.proposal);
        let shelf = Shelf::fetch(app, visitor.lang, proposals).await?;
        let rows: Vec<CaseRow> = desk.cases.items.iter().map(|line| row(&shelf, line)).collect();
        let next = list.next(&desk.cases).map(|next| format!("{}&cursor={next}", href(&narrowed)));
        (Shown::List { rows, first: after.map(|_| href(&narrowed)), next }, desk.counts)
    };
    let picks = |rows: &[CaseRow]| rows.iter().any(|row| row.pick.is_some());
    let reminds = match &body {
        Shown::Today(groups) => groups.iter().any(|group| picks(&group.rows)),
        Shown::List { rows, .. } => picks(rows),
    };
    let views = desk_views::list(conn, worker.person.id).await?;
    let (values, name) = (wanted.values(), Values::default().and("name", refused.name.as_str()));
    let status = if refused.reminder.is_some() || !refused.errors.is_empty() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let names: Vec<&str> = all
        .iter()
        .filter(|one| own.contains(&one.id))
        .map(|one| visitor.lang.pick(&one.name.zh, &one.name.en))
        .collect();
    let markup = DeskPage {
        ctx: visitor.ctx(),
        agencies: names.join(&visitor.lang.t("cases-and")),
        figures: DeskFilter::GROUPS.into_iter().map(|group| figure(group, &counts)).collect(),
        finder: finder(app, visitor.lang, &values, &counts, !supervised.is_empty()),
        views: views.into_iter().map(|view| saved(view, &narrowed)).collect(),
        save: FormView { lang: visitor.lang, values: &name, errors: &refused.errors },
        query: &narrowed,
        shown: body,
        reminds,
        refused: refused.reminder.map(|key| visitor.lang.t(key)),
    };
    Ok(page_with_status(status, markup.render()))
}

fn href(query: &str) -> String {
    if query.is_empty() { DESK.to_owned() } else { format!("{DESK}?{query}") }
}

fn figure(group: DeskFilter, counts: &DeskCounts) -> FilterLink {
    let code = group.code();
    FilterLink { code, count: counts.of(group), href: href(&format!("show={code}")) }
}

fn saved(view: DeskView, narrowed: &str) -> SavedView {
    SavedView {
        href: href(&view.query),
        remove_action: format!("/desk/views/{}/remove", view.id),
        current: view.query == narrowed,
        name: view.name,
    }
}

/// What the list can be narrowed by; categories and clocks of all procedures in force.
fn finder<'a>(
    app: &App,
    lang: Lang,
    values: &'a Values,
    counts: &DeskCounts,
    supervises: bool,
) -> Finder<'a> {
    let (mut clocks, mut categories) = (Vec::<Choice>::new(), Vec::<Choice>::new());
    for rulebook in app.rulebooks.all() {
        for clock in &rulebook.clocks {
            if !clocks.iter().any(|known| known.value == clock.code) {
                clocks.push(Choice::new(&clock.code, clock.name.get(lang.code())));
            }
        }
        for category in &rulebook.categories {
            if !categories.iter().any(|known| known.value == category.code) {
                categories.push(Choice::new(&category.code, category.name.get(lang.code())));
            }
        }
    }
    let state = |filter: DeskFilter| {
        let name = lang.t(&format!("cases-filter-{}", filter.code().replace('_', "-")));
        Choice::new(filter.code(), format!("{name} ({})", counts.of(filter)))
    };
    let part = |code: &str| Choice::new(code, lang.t(&format!("desk-part-{code}")));
    let mut parts: Vec<Choice> = AgencyPart::ALL.into_iter().map(|one| part(one.code())).collect();
    if supervises {
        parts.push(part(SUPERVISED));
    }
    Finder { values, states: DeskFilter::ALL.into_iter().map(state).collect(), parts, clocks, categories }
}

async fn save_view(app: web::Data<App>, visitor: Visitor, form: Form) -> Result<HttpResponse, Fault> {
    let person = Worker::of(&visitor)?.person.id;
    // Written anew from what the desk knows, so that a view never leads anywhere else.
    let wanted = Wanted::of_query(form.get("query"));
    let query = wanted.query();
    let done =
        app.write(async |tx, now| desk_views::save(tx, person, form.get("name"), &query, now).await).await;
    match done.map_err(Fault::from) {
        Ok(_) => Ok(see_other(&href(&query), Some("view-saved"))),
        Err(Fault::Invalid(errors)) => {
            let refused = Refused { name: form.get("name").to_owned(), errors, reminder: None };
            shown(&app, &visitor, &wanted, refused).await
        }
        Err(fault) => Err(fault),
    }
}

async fn remove_view(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<DeskViewId>,
) -> Result<HttpResponse, Fault> {
    let person = Worker::of(&visitor)?.person.id;
    app.write(async |tx, _| desk_views::remove(tx, person, *id).await).await?;
    Ok(see_other(DESK, Some("view-removed")))
}

async fn remind(app: web::Data<App>, visitor: Visitor, form: Form) -> Result<HttpResponse, Fault> {
    let approver: Officer = approver(&visitor)?;
    let wanted = Wanted::of_query(form.get("query"));
    let ids: Vec<CaseId> = form.all("case").filter_map(|id| id.parse().ok()).collect();
    if ids.is_empty() {
        let refused = Refused { reminder: Some("desk-remind-none"), ..Refused::default() };
        return shown(&app, &visitor, &wanted, refused).await;
    }
    let reminded = app.write(async |tx, now| cases::remind(tx, &approver, &ids, now).await).await?;
    let done = match (reminded.told, reminded.already + reminded.idle) {
        (0, _) => "nobody-reminded",
        (_, 0) => "reminded",
        _ => "some-reminded",
    };
    Ok(see_other(&href(&wanted.query()), Some(done)))
}
