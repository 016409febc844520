//! The desk of the reviewers.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::{Role, people};
use folkmoot_discussion::opinions::originals;
use folkmoot_foundation::{FieldErrors, Now, PersonId, ProposalId, Tx};
use folkmoot_proposals::{Brief, Proposal, ReviewClock, Rulebook, State, life, read};
use folkmoot_signatures::checks;
use folkmoot_web::components::field::Choice;
use folkmoot_web::pages::review::queue::{QueuePage, Waiting};
use folkmoot_web::pages::review::show::{Repeat, ReviewPage};
use folkmoot_web::pages::rules::period_words;
use folkmoot_web::{FormView, Lang, Values};

use super::proposals::flag;
use super::proposals::views::{AgencyNames, category_name, similar, words};
use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::{App, Fault, flows, links};

/// How many of the most urgent ones the queue shows.
const QUEUE: u64 = 100;
/// How many similar proposals are looked at for a repeat.
const SIMILAR: usize = 10;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/review", web::get().to(queue))
        .route("/desk/review/{id}", web::get().to(show))
        .route("/desk/review/{id}", web::post().to(decide));
}

async fn queue(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Reviewer)?;
    let now = app.now();
    let waiting = read::review_queue(app.db.read(), QUEUE, now).await?;
    let counts = read::counts(app.db.read(), now).await?;
    let row = |brief: Brief| {
        let rulebook = app.rulebooks.get(&brief.rulebook, brief.rulebook_version)?;
        Ok::<_, Fault>(Waiting {
            href: links::review(brief.id),
            number: brief.number,
            category: category_name(&rulebook, visitor.lang, brief.category_key()),
            revision: brief.revision,
            late: late(&app, &rulebook, brief.review_from, visitor.lang),
            submitted_at: brief.submitted_at,
            due: brief.review.and_then(due),
            title: brief.title,
        })
    };
    let view = QueuePage {
        ctx: visitor.ctx(),
        waiting: waiting.into_iter().map(row).collect::<Result<_, _>>()?,
        signatures: checks::waiting_count(app.db.read()).await?,
        originals: originals::waiting(app.db.read(), 0).await?.1,
        total: counts.get(&State::InReview).copied().unwrap_or(0),
    };
    Ok(page(view.render()))
}

/// For how long it has waited, by the last of the rulebook's marks that it has passed.
fn late(app: &App, rulebook: &Rulebook, from: Option<Now>, lang: Lang) -> Option<String> {
    let passed = flag(app, from, rulebook);
    let period = rulebook.review.as_ref()?.flags.get(passed.checked_sub(1)?)?;
    Some(period_words(lang, *period))
}

fn due(clock: ReviewClock) -> Option<folkmoot_foundation::Now> {
    match clock {
        ReviewClock::Running { due } | ReviewClock::Missed { due } => Some(due),
        ReviewClock::Asked { due, .. } => due,
        ReviewClock::Unknown => None,
    }
}

async fn show(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Reviewer)?;
    let proposal = read::get(app.db.read(), *id, app.now()).await?;
    if proposal.state != State::InReview {
        let seen = super::proposals::visible(&app, &visitor, *id).await?;
        return Ok(see_other(&links::proposal(seen.id), None));
    }
    shown(&app, &visitor, &proposal, &Values::default(), &FieldErrors::new()).await
}

async fn shown(
    app: &App,
    visitor: &Visitor,
    proposal: &Proposal,
    values: &Values,
    errors: &FieldErrors,
) -> Result<HttpResponse, Fault> {
    let (lang, code) = (visitor.lang, visitor.lang.code());
    let rulebook = app.rulebooks.get(&proposal.rulebook, proposal.rulebook_version)?;
    let names = AgencyNames::load(app).await?;
    let proposer = people::nicknames(app.db.read(), &[proposal.proposer]).await?;
    let reason = &rulebook.fields.reason;
    let view = ReviewPage {
        ctx: visitor.ctx(),
        proposal_path: links::proposal(proposal.id),
        number: proposal.number,
        words: words(lang, &rulebook, &names, &proposal.text),
        proposer: proposer.into_values().next().unwrap_or_default(),
        revision: proposal.revision,
        due: proposal.review.and_then(due),
        late: late(app, &rulebook, proposal.review_from, lang),
        supplement: life::supplement_due(
            &rulebook,
            &app.calendar.get(),
            (proposal.submitted_at, proposal.supplements),
            app.now(),
        )
        .ok(),
        supplements: proposal.supplements,
        repeats: repeats(app, &rulebook, proposal).await?,
        window: life::window(&rulebook, &app.calendar.get(), app.now()).ok().flatten(),
        similar: similar(app, lang, &proposal.text.title, &proposal.text.content, Some(proposal.id)).await?,
        grounds: rulebook
            .grounds()
            .iter()
            .map(|ground| Choice::new(ground.code.as_str(), ground.text.get(code)))
            .collect(),
        reason: (reason.name.get(code).to_owned(), reason.hint.get(code).to_owned(), reason.max),
        own: visitor.id() == Some(proposal.proposer),
        form: FormView { lang, values, errors },
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page_with_status(status, view.render()))
}

/// Similar proposals that were answered so lately that the same matter can't be proposed again, with the first day on
/// which it can.
async fn repeats(app: &App, rulebook: &Rulebook, proposal: &Proposal) -> Result<Vec<Repeat>, Fault> {
    let Some(period) = rulebook.repeat_ban() else { return Ok(Vec::new()) };
    let (now, calendar) = (app.now(), app.calendar.get());
    let similar =
        read::similar(app.db.read(), &proposal.text.title, &proposal.text.content, SIMILAR, now).await?;
    let repeat = |brief: Brief| {
        let answered_at = brief.answered_at.filter(|_| brief.id != proposal.id)?;
        let until = period.deadline(answered_at, &calendar).ok().filter(|until| now < *until)?;
        Some(Repeat { href: links::proposal(brief.id), title: brief.title, answered_at, until })
    };
    Ok(similar.into_iter().filter_map(repeat).collect())
}

/// What a reviewer decided.
pub(crate) enum Decision {
    /// Opened for co-signing.
    Open,
    /// Sent back with a reason.
    SendBack { reason: String },
    /// Asked to mend something, with a reason; the review goes on afterwards.
    AskSupplement { reason: String },
    /// Refused on grounds, with a reason.
    Refuse { grounds: Vec<String>, reason: String },
}

/// Carries a decision out.
pub(crate) async fn carry_out(
    app: &App,
    id: ProposalId,
    reviewer: PersonId,
    decision: Decision,
) -> Result<(), Fault> {
    match decision {
        Decision::Open => flows::review::open(app, id, reviewer).await.map(|_| ()),
        Decision::SendBack { reason } => {
            let rulebooks = &app.rulebooks;
            let act = async |tx: &Tx, now| life::send_back(tx, rulebooks, id, reviewer, &reason, now).await;
            Ok(app.write(act).await?)
        }
        Decision::AskSupplement { reason } => {
            let (rulebooks, calendar) = (&app.rulebooks, app.calendar.get());
            let act = async |tx: &Tx, now| {
                life::ask_supplement(tx, rulebooks, &calendar, id, reviewer, &reason, now).await
            };
            app.write(act).await?;
            Ok(())
        }
        Decision::Refuse { grounds, reason } => {
            flows::review::refuse(app, id, reviewer, &grounds, &reason).await
        }
    }
}

async fn decide(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let reviewer = visitor.require(Role::Reviewer)?.id;
    let reason = form.get("reason").to_owned();
    let (decision, done) = match form.get("action") {
        "open" => (Decision::Open, "review-opened"),
        "send_back" => (Decision::SendBack { reason }, "review-sent-back"),
        "ask_supplement" => (Decision::AskSupplement { reason }, "review-supplement-asked"),
        "refuse" => {
            let grounds = form.all("grounds").map(str::to_owned).collect();
            (Decision::Refuse { grounds, reason }, "review-refused")
        }
        _ => return Err(Fault::BadRequest("action".to_owned())),
    };
    match carry_out(&app, *id, reviewer, decision).await {
        Ok(()) => Ok(see_other("/desk/review", Some(done))),
        Err(Fault::Invalid(errors)) => {
            let proposal = read::get(app.db.read(), *id, app.now()).await?;
            shown(&app, &visitor, &proposal, &form, &errors).await
        }
        Err(other) => Err(other),
    }
}
