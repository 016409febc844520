//! Writing a proposal: the steps, the answers, and sending it off.

use std::collections::HashSet;
use std::sync::Arc;

use crate::pages::rules::identifiers;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::Person;
use folkmoot_agency_responses::agencies;
use folkmoot_foundation::county::COUNTIES;
use folkmoot_foundation::{AgencyId, FieldErrors, PersonId, ProposalId, text::excerpt};
use folkmoot_proposals::life::Next;
use folkmoot_proposals::{Change, Proposal, ProposalText, Rulebook, State, life, read};
use folkmoot_web::components::field::Choice;
use folkmoot_web::pages::proposal_form::{BeginPage, CheckPage, Readiness, Step, StepPage, WhichPage};
use folkmoot_web::pages::proposals::similar::similar as similar_list;
use folkmoot_web::pages::rules::period_words;
use folkmoot_web::{FormView, Lang, Values};
use serde::Deserialize;
use utoipa::IntoParams;

use super::views::{AgencyNames, fields, similar as find_similar, words};
use crate::fault::Belonging;
use crate::flows::posting;
use crate::flows::signing::{lacks_identity, meets};
use crate::flows::{search, submission};
use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::{App, Fault, links};

/// The person, known well enough to propose under a rulebook.
pub(crate) fn proposer<'a>(visitor: &'a Visitor, rulebook: &Rulebook) -> Result<&'a Person, Fault> {
    let person = visitor.signed_in()?;
    if meets(person, &rulebook.who.propose) { Ok(person) } else { Err(Fault::Conflict("not_confirmed")) }
}

/// Under which rulebook somebody wants to propose.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Under {
    /// The id of one of the rulebooks that are `current`; the first of the platform's settings if not given.
    #[serde(default)]
    rulebook: Option<String>,
}

impl Under {
    /// The rulebook, if it is one of those offered; without a choice the first.
    pub(crate) fn chosen(&self, app: &App) -> Result<Arc<Rulebook>, Fault> {
        let id = match &self.rulebook {
            Some(id) if app.config.rulebooks.contains(id) => id,
            Some(_) => return Err(Fault::Invalid(FieldErrors::one("rulebook", "unknown_choice"))),
            None => app.config.rulebook(),
        };
        Ok(app.rulebooks.current(id)?)
    }

    /// As [`Under::chosen`]; nothing if one must be chosen first.
    fn known(&self, app: &App) -> Option<Arc<Rulebook>> {
        let must_choose = self.rulebook.is_none() && app.config.rulebooks.len() > 1;
        if must_choose { None } else { self.chosen(app).ok() }
    }
}

/// A path with the choice that was made, if there was one to make.
fn under(app: &App, path: &str, rulebook: &Rulebook) -> String {
    if app.config.rulebooks.len() > 1 { format!("{path}?rulebook={}", rulebook.id) } else { path.to_owned() }
}

/// Asks for the procedure.
fn which(app: &App, visitor: &Visitor) -> Result<HttpResponse, Fault> {
    let code = visitor.lang.code();
    let mut choices = Vec::new();
    for id in &app.config.rulebooks {
        let rulebook = app.rulebooks.current(id)?;
        let (name, summary) = (rulebook.name.get(code).to_owned(), rulebook.summary.get(code).to_owned());
        choices.push(Choice { value: id.clone(), label: name, hint: Some(summary) });
    }
    let (values, errors) = (Values::default().and("rulebook", app.config.rulebook()), FieldErrors::new());
    let form = FormView { lang: visitor.lang, values: &values, errors: &errors };
    Ok(page(WhichPage { ctx: visitor.ctx(), choices, form }.render()))
}

pub(super) async fn begin(
    app: web::Data<App>,
    visitor: Visitor,
    asked: web::Query<Under>,
) -> Result<HttpResponse, Fault> {
    let Some(rulebook) = asked.known(&app) else { return which(&app, &visitor) };
    let (lang, code) = (visitor.lang, visitor.lang.code());
    let most = rulebook.who.drafts.most;
    let (readiness, drafts) = match visitor.person() {
        None => (Readiness::SignIn, Vec::new()),
        Some(person) => {
            let drafts = read::drafts(app.db.read(), person.id, app.now()).await?;
            let readiness = match meets(person, &rulebook.who.propose) {
                false if lacks_identity(person, &rulebook.who.propose) => Readiness::Identify,
                false => Readiness::Confirm,
                true if drafts.len() as u64 >= most => Readiness::Full { most },
                true => Readiness::Ready,
            };
            (readiness, drafts)
        }
    };
    let f = &rulebook.fields;
    let names = [
        (&f.title.name, true),
        (&f.content.name, f.content.is_asked()),
        (&f.demands.name, f.demands.is_asked()),
        (&f.benefits.name, f.benefits.is_asked()),
        (&f.evidence.name, f.evidence.is_asked()),
    ];
    let names = names.into_iter().filter(|(_, asked)| *asked).map(|(name, _)| name);
    let view = BeginPage {
        ctx: visitor.ctx(),
        readiness,
        procedure: (app.config.rulebooks.len() > 1)
            .then(|| (rulebook.name.get(code).to_owned(), format!("/rulebooks/{}", rulebook.id))),
        path: under(&app, "/proposals/new", &rulebook),
        first: under(&app, "/proposals/new/title", &rulebook),
        confirmed: identifiers(lang, &rulebook.who.propose),
        who: rulebook.who.text.get(code).to_owned(),
        fields: names.map(|name| name.get(code).to_owned()).collect(),
        review: review_period(&rulebook, lang),
        window: rulebook.drive.as_ref().map(|drive| period_words(lang, drive.period)),
        threshold: rulebook.case_threshold().map_or(0, |threshold| threshold.count),
        answer: answer_period(&rulebook, lang),
        drafts: drafts
            .into_iter()
            .map(|draft| (draft.title, format!("{}/edit/check", links::proposal(draft.id))))
            .collect(),
    };
    Ok(page(view.render()))
}

/// How long an agency has for its answer: the longest binding clock.
pub(crate) fn answer_period(rulebook: &Rulebook, lang: Lang) -> String {
    let period = rulebook.clocks.iter().rev().filter(|clock| clock.binding).find_map(|clock| clock.period);
    period.map(|period| period_words(lang, period)).unwrap_or_default()
}

/// How long the review takes, where there is one.
fn review_period(rulebook: &Rulebook, lang: Lang) -> Option<String> {
    rulebook.review.as_ref().map(|review| period_words(lang, review.period))
}

#[derive(Debug, Deserialize)]
pub(super) struct Titled {
    #[serde(default)]
    title: String,
}

/// The list of similar proposals alone, for the script of the first step.
pub(super) async fn similar(
    app: web::Data<App>,
    visitor: Visitor,
    asked: web::Query<Titled>,
) -> Result<HttpResponse, Fault> {
    let _turn = search::turn()?;
    let found = find_similar(&app, visitor.lang, &excerpt(&asked.title, 100), "", None).await?;
    Ok(page(similar_list(visitor.ctx(), &found)))
}

/// The same by title and content: a draft is nobody's business yet, so it stands in no address.
pub(super) async fn similar_to_draft(
    app: web::Data<App>,
    visitor: Visitor,
    asked: Form,
) -> Result<HttpResponse, Fault> {
    let (title, text) = (excerpt(asked.get("title"), 100), excerpt(asked.get("text"), 600));
    let _turn = search::turn()?;
    let found = find_similar(&app, visitor.lang, &title, &text, None).await?;
    Ok(page(similar_list(visitor.ctx(), &found)))
}

/// What a step's page is made of besides the form.
struct Draft<'a> {
    app: &'a App,
    visitor: &'a Visitor,
    rulebook: Arc<Rulebook>,
    proposal: Option<&'a Proposal>,
}

impl Draft<'_> {
    async fn page(&self, step: Step, values: &Values, errors: &FieldErrors) -> Result<HttpResponse, Fault> {
        let (app, lang) = (self.app, self.visitor.lang);
        let id = self.proposal.map(|proposal| proposal.id);
        let (title, text) = match (step, self.proposal) {
            (Step::Title, Some(proposal)) => (values.get("title"), proposal.text.content.as_str()),
            (Step::Title, None) => (values.get("title"), ""),
            (Step::Content, Some(proposal)) => (proposal.text.title.as_str(), values.get("content")),
            _ => ("", ""),
        };
        let choices = step == Step::Choices;
        let view = StepPage {
            ctx: self.visitor.ctx(),
            step,
            path: id.map(links::proposal),
            begun_at: under(app, "/proposals/new", &self.rulebook),
            fields: fields(lang, &self.rulebook),
            form: FormView { lang, values, errors },
            title: title.to_owned(),
            similar: find_similar(app, lang, title, text, id).await?,
            sent_back: self.proposal.and_then(sent_back),
            divided: self.rulebook.categories.iter().any(|one| !one.subcategories.is_empty()),
            categories: if choices { categories(&self.rulebook, lang) } else { Vec::new() },
            agencies: if choices { agency_choices(app, lang).await? } else { Vec::new() },
            counties: if choices { counties(lang) } else { Vec::new() },
        };
        let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        Ok(page_with_status(status, view.render()))
    }
}

fn sent_back(proposal: &Proposal) -> Option<String> {
    proposal.reason.clone().filter(|_| proposal.state == State::SentBack)
}

/// Each category, followed by its sub-categories under their full names: what is chosen says all of it in a closed list.
fn categories(rulebook: &Rulebook, lang: Lang) -> Vec<Choice> {
    let all = rulebook.category_names().into_iter();
    all.map(|(key, name)| Choice::new(key, name.get(lang.code()))).collect()
}

/// The rulebook that a proposal is written under.
fn written_under(app: &App, proposal: &Proposal) -> Result<Arc<Rulebook>, Fault> {
    Ok(app.rulebooks.to_write_under(&proposal.rulebook, proposal.rulebook_version, proposal.state)?)
}

async fn agency_choices(app: &App, lang: Lang) -> Result<Vec<Choice>, Fault> {
    let all = agencies::list(app.db.read(), true).await.map_err(Fault::internal)?;
    let name = |agency: &agencies::Agency| lang.pick(&agency.name.zh, &agency.name.en).to_owned();
    Ok(all.iter().map(|agency| Choice::new(agency.id.to_string(), name(agency))).collect())
}

fn counties(lang: Lang) -> Vec<Choice> {
    COUNTIES.iter().map(|county| Choice::new(county.code, lang.pick(county.zh, county.en))).collect()
}

/// The agencies a proposal may name.
pub(crate) async fn known_agencies(app: &App) -> Result<HashSet<AgencyId>, Fault> {
    let all = agencies::list(app.db.read(), true).await.map_err(Fault::internal)?;
    Ok(all.into_iter().map(|agency| agency.id).collect())
}

pub(super) async fn first(
    app: web::Data<App>,
    visitor: Visitor,
    asked: web::Query<Under>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    let Some(rulebook) = asked.known(&app) else { return Ok(see_other("/proposals/new", None)) };
    let drafts = read::drafts(app.db.read(), person.id, app.now()).await?;
    if !meets(person, &rulebook.who.propose) || drafts.len() as u64 >= rulebook.who.drafts.most {
        // The page before says so, and what to do; better told before anything is typed.
        return Ok(see_other(&under(&app, "/proposals/new", &rulebook), None));
    }
    let draft = Draft { app: &app, visitor: &visitor, rulebook, proposal: None };
    draft.page(Step::Title, &Values::default(), &FieldErrors::new()).await
}

pub(super) async fn create(
    app: web::Data<App>,
    visitor: Visitor,
    asked: web::Query<Under>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    let rulebook = asked.chosen(&app)?;
    let person = proposer(&visitor, &rulebook)?;
    let (change, mut errors) = change_of(Step::Title, &form);
    let text = ProposalText { title: form.get("title").to_owned(), ..ProposalText::default() };
    errors.0.extend(of_step(Step::Title, text.mistakes(&rulebook, &HashSet::new())).0);
    if !errors.is_empty() {
        let draft = Draft { app: &app, visitor: &visitor, rulebook, proposal: None };
        return draft.page(Step::Title, &form, &errors).await;
    }
    let id =
        app.write(async |tx, now| life::create_draft(tx, &rulebook, person.id, change, now).await).await?;
    Ok(see_other(&format!("{}/edit/content", links::proposal(id)), Some("proposal-saved")))
}

/// The visitor's own proposal.
async fn own(app: &App, visitor: &Visitor, id: ProposalId) -> Result<Proposal, Fault> {
    let person = visitor.signed_in()?;
    let proposal = read::get(app.db.read(), id, app.now()).await?;
    if proposal.proposer != person.id {
        let known = proposal.state.is_public();
        return Err(if known { Fault::NotYours(Belonging::Proposal) } else { Fault::NotFound });
    }
    Ok(proposal)
}

fn is_writable(proposal: &Proposal) -> bool {
    matches!(proposal.state, State::Draft | State::SentBack)
}

/// The visitor's own proposal, if it can be written on.
async fn editable(app: &App, visitor: &Visitor, id: ProposalId) -> Result<Proposal, Fault> {
    let proposal = own(app, visitor, id).await?;
    if is_writable(&proposal) { Ok(proposal) } else { Err(Fault::Conflict("proposal_state")) }
}

/// Where a form leads that can't be written on any more: to the proposal, which says so.
fn past_writing(id: ProposalId) -> HttpResponse {
    see_other(&links::proposal(id), Some("proposal-past-writing"))
}

pub(super) async fn step(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(ProposalId, String)>,
) -> Result<HttpResponse, Fault> {
    let (id, step) = path.into_inner();
    let step = Step::from_code(&step).ok_or(Fault::NotFound)?;
    let proposal = own(&app, &visitor, id).await?;
    if !is_writable(&proposal) {
        return Ok(past_writing(id));
    }
    let rulebook = written_under(&app, &proposal)?;
    let draft = Draft { app: &app, visitor: &visitor, rulebook, proposal: Some(&proposal) };
    draft.page(step, &values_of(&proposal.text), &FieldErrors::new()).await
}

pub(super) async fn save(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(ProposalId, String)>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (id, step) = path.into_inner();
    let step = Step::from_code(&step).filter(|step| *step != Step::Check).ok_or(Fault::NotFound)?;
    let proposal = editable(&app, &visitor, id).await?;
    let rulebook = written_under(&app, &proposal)?;
    let (change, mut errors) = change_of(step, &form);
    if errors.is_empty() {
        match save_change(&app, id, proposal.proposer, change).await {
            Ok(text) if form.get("go") != "later" => {
                errors = of_step(step, text.mistakes(&rulebook, &known_agencies(&app).await?));
            }
            Ok(_) => return Ok(see_other("/my/proposals", Some("proposal-saved"))),
            Err(Fault::Invalid(wrong)) => errors = wrong,
            Err(other) => return Err(other),
        }
    }
    if errors.is_empty() {
        let next = format!("{}/edit/{}", links::proposal(id), step.next().code());
        return Ok(see_other(&next, None));
    }
    let draft = Draft { app: &app, visitor: &visitor, rulebook, proposal: Some(&proposal) };
    draft.page(step, &form, &errors).await
}

async fn save_change(
    app: &App,
    id: ProposalId,
    person: PersonId,
    change: Change,
) -> Result<ProposalText, Fault> {
    let text = app
        .write(async |tx, now| life::save_draft(tx, &app.rulebooks, id, person, change, now).await)
        .await?;
    Ok(text)
}

/// The mistakes in the fields of a step.
fn of_step(step: Step, errors: FieldErrors) -> FieldErrors {
    FieldErrors(errors.0.into_iter().filter(|e| step.fields().contains(&e.field.as_str())).collect())
}

/// What a step's form changes.
fn change_of(step: Step, form: &Values) -> (Change, FieldErrors) {
    let (mut change, mut errors) = (Change::default(), FieldErrors::new());
    let text = |name: &str| Some(form.get(name).to_owned());
    let lines = |name: &str| Some(form.get(name).lines().map(str::to_owned).collect());
    match step {
        Step::Title => change.title = text("title"),
        Step::Content => (change.content, change.demands) = (text("content"), lines("demands")),
        Step::Benefits => {
            (change.benefits, change.evidence, change.links) =
                (text("benefits"), text("evidence"), lines("links"));
        }
        Step::Choices => {
            change.category = Some(text("category").filter(|code| !code.is_empty()));
            let chosen = form.all("agencies").filter(|id| !id.is_empty()).map(str::parse::<AgencyId>);
            match chosen.collect::<Result<Vec<_>, _>>() {
                Ok(agencies) => change.agencies = Some(agencies),
                Err(_) => errors.add("agencies", "unknown"),
            }
            change.let_platform_decide = Some(form.has("platform", "yes"));
            match text("county").filter(|code| !code.is_empty()).map(|code| code.parse()).transpose() {
                Ok(county) => change.county = Some(county),
                Err(_) => errors.add("county", "unknown"),
            }
        }
        Step::Check => {}
    }
    (change, errors)
}

/// What stands in the form of a draft.
fn values_of(text: &ProposalText) -> Values {
    let mut values = Values::default()
        .and("title", text.title.as_str())
        .and("content", text.content.as_str())
        .and("demands", text.demands.join("\n"))
        .and("benefits", text.benefits.as_str())
        .and("evidence", text.evidence.as_str())
        .and("links", text.links.join("\n"))
        .and("category", text.category_key().unwrap_or_default())
        .and("county", text.county.as_ref().map_or("", |county| county.as_str()));
    for agency in &text.agencies {
        values = values.and("agencies", agency.to_string());
    }
    if text.let_platform_decide { values.and("platform", "yes") } else { values }
}

/// The answers; `tried` are the mistakes a submission found.
async fn answers(
    app: &App,
    visitor: &Visitor,
    proposal: &Proposal,
    tried: Option<&FieldErrors>,
) -> Result<HttpResponse, Fault> {
    let rulebook = written_under(app, proposal)?;
    let lang = visitor.lang;
    let names = AgencyNames::load(app).await?;
    let (values, none) = (Values::default(), FieldErrors::new());
    let view = CheckPage {
        ctx: visitor.ctx(),
        path: links::proposal(proposal.id),
        fields: fields(lang, &rulebook),
        words: words(lang, &rulebook, &names, &proposal.text),
        platform: proposal.text.let_platform_decide,
        form: FormView { lang, values: &values, errors: tried.unwrap_or(&none) },
        tried: tried.is_some(),
        sent_back: sent_back(proposal),
        review: review_period(&rulebook, lang),
    };
    let status = if tried.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(page_with_status(status, view.render()))
}

pub(super) async fn check(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let proposal = own(&app, &visitor, *id).await?;
    if !is_writable(&proposal) {
        return Ok(past_writing(*id));
    }
    answers(&app, &visitor, &proposal, None).await
}

/// Submits a draft of `person`, after asking about personal data in it, unless that was answered.
pub(crate) async fn send(
    app: &App,
    id: ProposalId,
    person: &Person,
    answered: bool,
) -> Result<life::Submitted, Fault> {
    let proposal = read::with_concealed_words(app.db.read(), id, app.now()).await?;
    if proposal.proposer == person.id && is_writable(&proposal) {
        posting::ask_about_proposal(&proposal.text, answered)?;
    }
    let known = known_agencies(app).await?;
    let first = submission::first(app, id, person).await?;
    submission::submit(app, id, person.id, first, &known).await
}

pub(super) async fn submit(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    let person = proposer(&visitor, app.rulebook_of.get(*id).await?.as_ref())?;
    match send(&app, *id, person, form.get("personal") == "ok").await {
        Ok(submitted) => {
            let done = match submitted.next {
                Next::Supporters(_) => "proposal-supporters-sought",
                Next::Review => "proposal-submitted",
                Next::Passed(_) => "proposal-passed",
            };
            Ok(see_other(&links::proposal(*id), Some(done)))
        }
        Err(Fault::Invalid(errors)) => {
            let proposal = editable(&app, &visitor, *id).await?;
            answers(&app, &visitor, &proposal, Some(&errors)).await
        }
        // Sent twice, or from a page that is out of date: the first time counted, and the proposal says where it stands.
        Err(Fault::Conflict("proposal_state")) => {
            Ok(see_other(&links::proposal(*id), Some("proposal-submitted-already")))
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn delete(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?;
    app.write(async |tx, now| life::delete_draft(tx, *id, person.id, now).await).await?;
    Ok(see_other("/my/proposals", Some("draft-deleted")))
}
