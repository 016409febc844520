//! The forms of an officer's acts. A form that is refused comes back with everything that was typed.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use folkmoot_agency_responses::accounts::{self, Outcome};
use folkmoot_agency_responses::agencies;
use folkmoot_agency_responses::demands::{self, ChangeKind, MOST_PIECES, NewChange};
use folkmoot_agency_responses::followups::Report;
use folkmoot_agency_responses::supplements::{self, NewSupplement};
use folkmoot_agency_responses::{
    Case, Contact, ContactManner, Ends, ExtensionAsked, FollowUpId, Officer, OfficerAct, PlannedFollowUp,
    Step, Timetable, cases, followups, questions, responses, rule_code,
};
use folkmoot_foundation::text::narrow;
use folkmoot_foundation::{AgencyId, CaseId, FieldErrors, db};
use folkmoot_web::components::field::Choice;
use folkmoot_web::pages::cases::acts::{Act, ActPage, STEPS};
use folkmoot_web::{FormView, Values};

use super::view::Shelf;
use super::{Refusal, case_href, must_lead, officer};
use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::{App, Fault, flows};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/desk/cases/{id}/explain/{clock}").get(explain_form).post(explain))
        .service(web::resource("/desk/cases/{id}/follow-ups/{follow_up}").get(report_form).post(report))
        .service(web::resource("/desk/cases/{id}/{act}").get(form).post(submit));
}

/// The acts whose form needs nothing but the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plain {
    PostTimetable,
    RecordContact,
    AskExtension,
    TellProgress,
    RecordOutcome,
    AskSupplement,
    Transfer,
    WriteAddendum,
    AddFollowUp,
    Close,
    AskProposer,
    SuggestDemands,
}

impl Plain {
    fn from_path(path: &str) -> Result<Self, Fault> {
        Ok(match path {
            "post-timetable" => Self::PostTimetable,
            "record-contact" => Self::RecordContact,
            "ask-extension" => Self::AskExtension,
            "tell-progress" => Self::TellProgress,
            "record-outcome" => Self::RecordOutcome,
            "ask-supplement" => Self::AskSupplement,
            "transfer" => Self::Transfer,
            "write-addendum" => Self::WriteAddendum,
            "add-follow-up" => Self::AddFollowUp,
            "close" => Self::Close,
            "ask-proposer" => Self::AskProposer,
            "suggest-demands" => Self::SuggestDemands,
            _ => return Err(Fault::NotFound),
        })
    }

    fn act(self) -> OfficerAct<'static> {
        match self {
            Self::PostTimetable => OfficerAct::PostTimetable,
            Self::RecordContact => OfficerAct::RecordContact,
            Self::AskExtension => OfficerAct::AskExtension,
            Self::TellProgress => OfficerAct::TellProgress,
            Self::RecordOutcome => OfficerAct::RecordOutcome,
            Self::AskSupplement => OfficerAct::AskSupplement,
            Self::Transfer => OfficerAct::Transfer,
            Self::WriteAddendum => OfficerAct::WriteAddendum,
            Self::AddFollowUp => OfficerAct::AddFollowUp,
            Self::Close => OfficerAct::Close,
            Self::AskProposer => OfficerAct::AskProposer,
            Self::SuggestDemands => OfficerAct::SuggestDemands,
        }
    }

    fn done(self) -> &'static str {
        match self {
            Self::PostTimetable => "timetable-posted",
            Self::RecordContact => "contact-recorded",
            Self::AskExtension => "deadline-extended",
            Self::TellProgress => "progress-told",
            Self::RecordOutcome => "outcome-recorded",
            Self::AskSupplement => "supplement-asked",
            Self::Transfer => "case-transferred",
            Self::WriteAddendum => "addendum-written",
            Self::AddFollowUp => "follow-up-added",
            Self::Close => "case-closed",
            Self::AskProposer => "question-asked",
            Self::SuggestDemands => "change-suggested",
        }
    }
}

async fn act_page(
    app: &App,
    visitor: &Visitor,
    case: &Case,
    act: Act,
    values: &Values,
    refusal: Refusal,
) -> Result<HttpResponse, Fault> {
    let shelf = Shelf::fetch(app, visitor.lang, [case.brief.proposal]).await?;
    let markup = ActPage {
        ctx: visitor.ctx(),
        head: shelf.head(&case.brief, "/desk/cases", "desk-agency-officer"),
        form: FormView { lang: visitor.lang, values, errors: &refusal.errors },
        act,
        refused: refusal.words(visitor),
    };
    Ok(page_with_status(refusal.status(), markup.render()))
}

/// What a form needs to know before it is shown.
async fn plain_act(
    app: &App,
    visitor: &Visitor,
    officer: &Officer,
    case: &Case,
    act: Plain,
) -> Result<Act, Fault> {
    let choice = |agency: &agencies::Agency| {
        Choice::new(agency.id.to_string(), visitor.lang.pick(&agency.name.zh, &agency.name.en))
    };
    Ok(match act {
        Plain::PostTimetable => Act::PostTimetable,
        Plain::RecordContact => {
            Act::RecordContact { manners: ContactManner::ALL.map(ContactManner::code).to_vec() }
        }
        Plain::AskExtension => {
            let clock = case.brief.answer_clock().ok_or(Fault::Conflict("no_such_clock"))?;
            let due = clock.due.ok_or(Fault::Conflict("deadline_unknown"))?;
            let used = u32::try_from(case.extensions.len()).unwrap_or(u32::MAX);
            Act::AskExtension {
                due,
                limit: cases::longest_extension(&case.extension_rule, due, &app.calendar.get())?,
                left: case.extension_rule.times.saturating_sub(used),
            }
        }
        Plain::TellProgress => Act::TellProgress,
        Plain::RecordOutcome => Act::RecordOutcome { kinds: duties(case) },
        Plain::AskSupplement => {
            let rule = case.supplement_rule.ok_or(Fault::Conflict("no_supplement"))?;
            Act::AskSupplement { limit: supplements::latest(&rule, app.now(), &app.calendar.get())? }
        }
        Plain::Transfer => {
            let all = agencies::list(app.db.read(), true).await?;
            let (own, others): (Vec<_>, Vec<_>) =
                all.iter().partition(|agency| case.brief.leads.contains(&agency.id));
            let from = own.into_iter().filter(|agency| officer.agencies.contains(&agency.id));
            Act::Transfer { from: from.map(choice).collect(), to: others.into_iter().map(choice).collect() }
        }
        Plain::WriteAddendum => Act::WriteAddendum,
        Plain::AddFollowUp => Act::AddFollowUp,
        Plain::Close => Act::Close,
        Plain::AskProposer => Act::AskProposer,
        Plain::SuggestDemands => Act::SuggestDemands {
            kinds: ChangeKind::ALL.map(ChangeKind::code).to_vec(),
            demands: case
                .demands
                .iter()
                .map(|demand| Choice::new(demand.id.to_string(), demand.body.as_str()))
                .collect(),
            pieces: MOST_PIECES,
        },
    })
}

async fn form(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(CaseId, String)>,
) -> Result<HttpResponse, Fault> {
    let (id, act) = path.into_inner();
    let act = Plain::from_path(&act)?;
    let officer = officer(&visitor)?;
    let case = cases::get(app.db.read(), id, app.now()).await?;
    must_lead(&officer, &case)?;
    case.allows(act.act(), app.now())?;
    let view = plain_act(&app, &visitor, &officer, &case, act).await?;
    let values = match &view {
        Act::AskExtension { limit, .. } => Values::default().and("until", limit.to_string()),
        Act::AskSupplement { limit } => Values::default().and("answer_by", limit.to_string()),
        _ => Values::default(),
    };
    act_page(&app, &visitor, &case, view, &values, Refusal::default()).await
}

async fn submit(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(CaseId, String)>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (id, act) = path.into_inner();
    let act = Plain::from_path(&act)?;
    let officer = officer(&visitor)?;
    match perform(&app, &officer, id, act, &form).await {
        // The case is another agency's then: its page is no longer this officer's.
        Ok(()) if act == Plain::Transfer => Ok(see_other("/desk/cases", Some(act.done()))),
        Ok(()) => Ok(see_other(&case_href(id), Some(act.done()))),
        Err(fault) => {
            let refusal = Refusal::of(fault)?;
            let case = cases::get(app.db.read(), id, app.now()).await?;
            must_lead(&officer, &case)?;
            let view = plain_act(&app, &visitor, &officer, &case, act).await?;
            act_page(&app, &visitor, &case, view, &form, refusal).await
        }
    }
}

/// Reads the form and does the act.
async fn perform(app: &App, officer: &Officer, id: CaseId, act: Plain, form: &Values) -> Result<(), Fault> {
    let now = app.now();
    if act == Plain::Close {
        return flows::cases::close(app, officer, id, form.get("outcome")).await;
    }
    let tx = app.db.begin().await?;
    match act {
        Plain::PostTimetable => {
            cases::post_timetable(&tx, officer, id, &timetable(form)?, now, &app.calendar.get()).await?;
        }
        Plain::RecordContact => {
            cases::record_contact(&tx, officer, id, &contact(form)?, now, &app.calendar.get()).await?;
        }
        Plain::AskExtension => {
            let asked = extension(form)?;
            cases::ask_extension(&tx, officer, id, &asked, now, &app.calendar.get()).await?;
        }
        Plain::TellProgress => {
            accounts::tell_progress(&tx, officer, id, form.get("body"), now, &app.calendar.get()).await?;
        }
        Plain::RecordOutcome => {
            accounts::record_outcome(&tx, officer, id, &outcome(form)?, now, &app.calendar.get()).await?;
        }
        Plain::AskSupplement => {
            let mut errors = FieldErrors::new();
            let answer_by = day(&mut errors, "answer_by", form);
            also_required(&mut errors, form, &["wanted"]);
            let answer_by = errors.into_result(answer_by)?;
            let new = NewSupplement { wanted: form.get("wanted").to_owned(), answer_by: Some(answer_by) };
            supplements::ask(&tx, officer, id, &new, now, &app.calendar.get()).await?;
        }
        Plain::Transfer => {
            let agency = |name| {
                form.get(name).parse::<AgencyId>().map_err(|_| FieldErrors::one(name, "no_such_agency"))
            };
            let (from, to) = (agency("from")?, agency("to")?);
            cases::transfer(&tx, officer, id, from, to, form.get("reasons"), now).await?;
        }
        Plain::WriteAddendum => {
            responses::addendum(&tx, officer, id, form.get("body"), now).await?;
        }
        Plain::AddFollowUp => {
            let mut errors = FieldErrors::new();
            let due_on = day(&mut errors, "due_on", form);
            also_required(&mut errors, form, &["action", "unit"]);
            let due_on = errors.into_result(due_on)?;
            let planned = PlannedFollowUp {
                action: form.get("action").to_owned(),
                unit: form.get("unit").to_owned(),
                due_on,
            };
            followups::add(&tx, officer, id, &planned, now).await?;
        }
        Plain::AskProposer => {
            let public = match form.get("public") {
                "yes" => true,
                "no" => false,
                _ => {
                    let mut errors = FieldErrors::one("public", "required");
                    also_required(&mut errors, form, &["body"]);
                    return Err(errors.into());
                }
            };
            questions::ask(&tx, officer, id, form.get("body"), public, now).await?;
        }
        Plain::SuggestDemands => {
            let kind = form.get("kind").parse().map_err(|_| FieldErrors::one("kind", "required"))?;
            let change = NewChange {
                kind,
                demands: form.all("demands").filter_map(|id| id.parse().ok()).collect(),
                after: (1..=MOST_PIECES).map(|n| form.get(&format!("after-{n}")).to_owned()).collect(),
                reasons: form.get("reasons").to_owned(),
            };
            demands::suggest(&tx, officer, id, &change, now).await?;
        }
        Plain::Close => {}
    }
    db::commit(tx).await?;
    app.work.notify_one();
    Ok(())
}

/// Reads a required day.
pub(super) fn day(errors: &mut FieldErrors, name: &str, form: &Values) -> Option<NaiveDate> {
    let raw = narrow(form.get(name));
    let day = raw.parse().ok();
    if day.is_none() {
        errors.add(name, if raw.is_empty() { "required" } else { "not_a_date" });
    }
    day
}

/// When something can't be read at all, what is empty is told with it, so that one try tells everything.
fn also_required(errors: &mut FieldErrors, form: &Values, names: &[&str]) {
    if errors.is_empty() {
        return;
    }
    for name in names.iter().filter(|name| form.get(name).trim().is_empty()) {
        errors.add(name, "required");
    }
}

fn timetable(form: &Values) -> Result<Timetable, FieldErrors> {
    let mut errors = FieldErrors::new();
    let mut steps = Vec::new();
    for number in 1..=STEPS {
        let (day_name, what) = (format!("date-{number}"), form.get(&format!("step-{number}")));
        if what.trim().is_empty() && form.get(&day_name).trim().is_empty() {
            continue;
        }
        if let Some(on) = day(&mut errors, &day_name, form) {
            steps.push(Step { on, what: what.to_owned() });
        }
    }
    also_required(&mut errors, form, &["body"]);
    errors.into_result(Some(Timetable { body: form.get("body").to_owned(), steps }))
}

fn contact(form: &Values) -> Result<Contact, FieldErrors> {
    let mut errors = FieldErrors::new();
    let on = day(&mut errors, "on", form);
    let manner = form.get("manner").parse().ok();
    if manner.is_none() {
        errors.add("manner", "required");
    }
    also_required(&mut errors, form, &["summary"]);
    let (on, manner) = errors.into_result(on.zip(manner))?;
    Ok(Contact { on, manner, summary: form.get("summary").to_owned() })
}

/// The duties whose outcome can be recorded: those that are owed, else any.
fn duties(case: &Case) -> Vec<&'static str> {
    let owed = case.brief.clocks.iter().filter(|clock| clock.state.is_open()).filter_map(|clock| clock.ends);
    let owed: Vec<_> = owed.filter(|end| end.outlives_response()).collect();
    let all = Ends::ALL.into_iter().filter(|end| end.outlives_response());
    all.filter(|end| owed.is_empty() || owed.contains(end)).map(Ends::code).collect()
}

fn outcome(form: &Values) -> Result<Outcome, FieldErrors> {
    let mut errors = FieldErrors::new();
    let kind = Ends::ALL.into_iter().find(|end| end.code() == form.get("kind"));
    if kind.is_none() {
        errors.add("kind", "required");
    }
    let on = day(&mut errors, "on", form);
    also_required(&mut errors, form, &["summary"]);
    let (kind, on) = errors.into_result(kind.zip(on))?;
    let words = |name: &str| form.get(name).to_owned();
    Ok(Outcome { kind, on, link: words("link"), summary: words("summary") })
}

fn extension(form: &Values) -> Result<ExtensionAsked, FieldErrors> {
    let mut errors = FieldErrors::new();
    let until = day(&mut errors, "until", form);
    also_required(&mut errors, form, &["reasons", "progress"]);
    let until = errors.into_result(until)?;
    let words = |name: &str| form.get(name).to_owned();
    Ok(ExtensionAsked { until: Some(until), reasons: words("reasons"), progress: words("progress") })
}

fn explain_act(visitor: &Visitor, app: &App, case: &Case, code: &str) -> Result<Act, Fault> {
    case.brief.clock(code).ok_or(Fault::NotFound)?;
    let known = app.rulebooks.all().iter().find_map(|rulebook| {
        rulebook.clock(rule_code(code)).map(|clock| clock.name.get(visitor.lang.code()).to_owned())
    });
    Ok(Act::Explain { clock: known.unwrap_or_else(|| code.to_owned()) })
}

async fn explain_form(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(CaseId, String)>,
) -> Result<HttpResponse, Fault> {
    let (id, clock) = path.into_inner();
    let officer = officer(&visitor)?;
    let case = cases::get(app.db.read(), id, app.now()).await?;
    must_lead(&officer, &case)?;
    let act = explain_act(&visitor, &app, &case, &clock)?;
    case.allows(OfficerAct::Explain(&clock), app.now())?;
    act_page(&app, &visitor, &case, act, &Values::default(), Refusal::default()).await
}

async fn explain(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(CaseId, String)>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (id, clock) = path.into_inner();
    let officer = officer(&visitor)?;
    let done = async {
        Ok(app
            .write(async |tx, now| {
                cases::explain(tx, &officer, id, &clock, form.get("explanation"), now).await
            })
            .await?)
    };
    match done.await {
        Ok(()) => Ok(see_other(&case_href(id), Some("miss-explained"))),
        Err(fault) => {
            let refusal = Refusal::of(fault)?;
            let case = cases::get(app.db.read(), id, app.now()).await?;
            must_lead(&officer, &case)?;
            let act = explain_act(&visitor, &app, &case, &clock)?;
            act_page(&app, &visitor, &case, act, &form, refusal).await
        }
    }
}

fn report_act(app: &App, case: &Case, id: FollowUpId) -> Result<Act, Fault> {
    let one = case.follow_ups.iter().find(|one| one.id == id).ok_or(Fault::NotFound)?;
    let open = case.follow_ups.iter().filter(|one| one.report.is_none()).count();
    Ok(Act::ReportFollowUp {
        action: one.action.clone(),
        last: open == 1 && one.report.is_none(),
        latest: followups::latest_next(case.follow_up_cycle, app.now(), &app.calendar.get())?,
    })
}

fn follow_up_report(form: &Values) -> Result<Report, FieldErrors> {
    let mut errors = FieldErrors::new();
    let goes_on = form.get("then") == "goes_on";
    let next = if goes_on { day(&mut errors, "next", form) } else { None };
    also_required(&mut errors, form, &["report"]);
    let words = |name: &str| form.get(name).to_owned();
    errors.into_result(Some(Report { body: words("report"), next, outcome: words("outcome") }))
}

async fn report_form(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(CaseId, FollowUpId)>,
) -> Result<HttpResponse, Fault> {
    let (id, follow_up) = path.into_inner();
    let officer = officer(&visitor)?;
    let case = cases::get(app.db.read(), id, app.now()).await?;
    must_lead(&officer, &case)?;
    let act = report_act(&app, &case, follow_up)?;
    case.allows(OfficerAct::ReportFollowUp(follow_up), app.now())?;
    let values = match &act {
        Act::ReportFollowUp { latest, .. } if case.follow_up_cycle.is_some() => {
            Values::default().and("next", latest.to_string())
        }
        _ => Values::default(),
    };
    act_page(&app, &visitor, &case, act, &values.and("then", "done"), Refusal::default()).await
}

async fn report(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(CaseId, FollowUpId)>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (id, follow_up) = path.into_inner();
    let officer = officer(&visitor)?;
    let done = async {
        let report = follow_up_report(&form)?;
        flows::cases::report(&app, &officer, id, follow_up, &report).await
    };
    match done.await {
        Ok(closed) => {
            let done = if closed { "case-closed" } else { "follow-up-reported" };
            Ok(see_other(&case_href(id), Some(done)))
        }
        Err(fault) => {
            let refusal = Refusal::of(fault)?;
            let case = cases::get(app.db.read(), id, app.now()).await?;
            must_lead(&officer, &case)?;
            let act = report_act(&app, &case, follow_up)?;
            act_page(&app, &visitor, &case, act, &form, refusal).await
        }
    }
}
