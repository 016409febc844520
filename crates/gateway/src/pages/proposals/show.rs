//! The page of a proposal.

use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_accounts::{Role, people};
use folkmoot_foundation::period::Period;
use folkmoot_foundation::{DriveId, Now, ProposalId, event};
use folkmoot_proposals::{Proposal, ReviewClock, Rulebook, State, Unlisted, life, read};
use folkmoot_signatures::{Drive, Window, drives};
use folkmoot_web::Markup;
use folkmoot_web::components::standing::Standing;
use folkmoot_web::pages::proposals::revisions::{Revision, RevisionsPage};
use folkmoot_web::pages::proposals::show::{May, NotListed, ShowPage};

use super::history::{coming, happening};
use super::views::{AgencyNames, needed, words};
use crate::http::{Visitor, page, see_other, shared};
use crate::pages::parts::{self, case::CasePart};
use crate::{App, Fault, links};

/// The proposal, if the visitor may see it.
pub(crate) async fn visible(app: &App, visitor: &Visitor, id: ProposalId) -> Result<Proposal, Fault> {
    let proposal = read::get(app.db.read(), id, app.now()).await?;
    let reviewer = visitor.person().is_some_and(|person| person.has(Role::Reviewer));
    if !proposal.visible_to(visitor.id(), reviewer) {
        return Err(Fault::NotFound);
    }
    if proposal.is_concealed() {
        return concealed(app, visitor, proposal).await;
    }
    Ok(proposal)
}

/// Whether the visitor may read words that are not shown to others.
fn reads_concealed(visitor: &Visitor, proposal: &Proposal) -> bool {
    visitor.id() == Some(proposal.proposer)
        || visitor.person().is_some_and(|person| person.has(Role::Reviewer))
}

/// A proposal whose words are not shown to everybody.
async fn concealed(app: &App, visitor: &Visitor, mut proposal: Proposal) -> Result<Proposal, Fault> {
    if reads_concealed(visitor, &proposal) {
        return Ok(read::with_concealed_words(app.db.read(), proposal.id, app.now()).await?);
    }
    proposal.text.title = visitor.lang.t("proposal-concealed");
    Ok(proposal)
}

/// By its id; the number that people say leads there too.
pub(super) async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let query = request.query_string();
    shared(&app, &request, async || shown(&app, Visitor::of(&request).await?, &id, query).await).await
}

async fn shown(app: &App, visitor: Visitor, id: &str, query: &str) -> Result<HttpResponse, Fault> {
    if let Ok(number) = id.parse::<i64>() {
        let found = read::by_number(app.db.read(), number, app.now()).await?;
        return Ok(see_other(&links::proposal(found.id), None));
    }
    let id: ProposalId = id.parse().map_err(|_| Fault::NotFound)?;
    let proposal = visible(app, &visitor, id).await?;
    if proposal.state == State::Draft {
        return Ok(see_other(&format!("{}/edit/check", links::proposal(id)), None));
    }
    let rulebook = app.rulebooks.get(&proposal.rulebook, proposal.rulebook_version)?;
    let view = whole(app, &visitor, &proposal, &rulebook, query).await?;
    Ok(page(view.render()))
}

async fn whole<'a>(
    app: &App,
    visitor: &'a Visitor,
    proposal: &Proposal,
    rulebook: &Rulebook,
    query: &str,
) -> Result<ShowPage<'a>, Fault> {
    let (conn, now, lang) = (app.db.read(), app.now(), visitor.lang);
    let drive = match proposal.opens_at {
        Some(_) => drives::get(conn, DriveId(proposal.id.0)).await?,
        None => None,
    };
    let sign_box = match &drive {
        Some(drive) => parts::signing::sign_box(app, visitor, proposal, drive).await?,
        None => Markup::default(),
    };
    let facilitates = visitor.person().is_some_and(|person| person.has(Role::Facilitator));
    let takes_paper = rulebook.paper.is_some() && drive.is_some();
    let open = drive.as_ref().is_some_and(|drive| drive.window(now) == Window::Open);
    let sheets = (
        (takes_paper && open).then(|| format!("/proposals/{}/sheet", proposal.id)),
        (takes_paper && facilitates).then(|| format!("/desk/paper/{}", proposal.id)),
    );
    let case = parts::case::of_proposal(app, visitor, proposal).await?;
    let public = proposal.state.is_public();
    let follow = parts::follow::button(app, visitor, proposal).await?;
    let hearings = parts::hearings::of_proposal(app, visitor, proposal).await?;
    let texts = parts::texts::of_proposal(app, visitor, proposal).await?;
    let discussion = match public {
        true => parts::discussion::of_proposal(app, visitor, proposal, query).await?,
        false => Markup::default(),
    };
    let similar = similar_to(app, proposal).await?;
    let names = AgencyNames::load(app).await?;
    let proposer = people::nicknames(conn, &[proposal.proposer]).await?.remove(&proposal.proposer);
    let events = event::timeline(conn, proposal.id, true).await?;
    let standing = Standing {
        variant: variant(app, proposal, rulebook, drive.as_ref().map(|drive| drive.count)),
        ..standing(proposal, rulebook, drive.as_ref(), case.as_ref(), now)
    };
    let coming = coming(proposal, case.as_ref(), lang, now);
    let (case_markup, response) = case.map(|case| (case.clocks, case.response)).unwrap_or_default();
    Ok(ShowPage {
        ctx: visitor.ctx(),
        path: links::proposal(proposal.id),
        number: proposal.number,
        words: words(lang, rulebook, &names, &proposal.text),
        proposer: proposer.unwrap_or_default(),
        standing,
        is_unlisted: proposal.unlisted.is_some(),
        unlisted: unlisted(app, visitor, proposal, rulebook),
        reason: reason(proposal, rulebook, lang.code()),
        similar,
        may: may(visitor, proposal, rulebook),
        revision: proposal.revision,
        rulebook: (
            rulebook.name.get(lang.code()).to_owned(),
            format!("/rulebooks/{}/{}", rulebook.id, rulebook.version),
        ),
        has_drive: drive.is_some(),
        sign_box,
        paper: sheets,
        follow,
        case: case_markup,
        response,
        hearings,
        texts,
        discussion,
        happened: events
            .into_iter()
            .map(|event| happening(event, proposal, lang, rulebook, &names))
            .collect(),
        coming,
    })
}

/// The page and the title of the similar proposal that was named when this one was withdrawn.
async fn similar_to(app: &App, proposal: &Proposal) -> Result<Option<(String, String)>, Fault> {
    if proposal.state != State::Withdrawn {
        return Ok(None);
    }
    let Some(other) = life::similar_of(app.db.read(), proposal.id).await? else { return Ok(None) };
    let briefs = read::briefs(app.db.read(), &[other], app.now()).await?;
    Ok(briefs.get(&other).map(|brief| (links::proposal(other), brief.title.clone())))
}

/// What is particular about where a proposal stands, by the key of its words.
fn variant(app: &App, proposal: &Proposal, rulebook: &Rulebook, count: Option<i64>) -> Option<&'static str> {
    match (proposal.state, proposal.review, proposal.unlisted) {
        (State::SentBack, Some(ReviewClock::Asked { .. }), _) => Some("sent-back-asked"),
        (State::InReview, ..) => (flag(app, proposal.review_from, rulebook) > 0).then_some("in-review-late"),
        (State::Lapsed, _, Some(Unlisted::Supporters)) => Some("lapsed-supporters"),
        // Enough people in all, so it was the regions that fell short.
        (State::Lapsed, ..) if count.is_some_and(|count| count >= needed(rulebook, proposal.state)) => {
            Some("lapsed-regions")
        }
        (State::Reached, ..) if rulebook.drive.is_none() => Some("reached-at-once"),
        _ => None,
    }
}

/// How many of the rulebook's marks for a late review have passed.
pub(crate) fn flag(app: &App, from: Option<Now>, rulebook: &Rulebook) -> usize {
    let (Some(from), Some(review)) = (from, &rulebook.review) else { return 0 };
    let calendar = app.calendar.get();
    let passed =
        |period: &&Period| period.deadline(from, &calendar).is_ok_and(|deadline| app.now() >= deadline);
    review.flags.iter().filter(passed).count()
}

/// Why it is in no list.
fn unlisted(app: &App, visitor: &Visitor, proposal: &Proposal, rulebook: &Rulebook) -> Option<NotListed> {
    let link = format!("{}{}", app.config.public_url, links::proposal(proposal.id));
    match proposal.unlisted? {
        Unlisted::Supporters => {
            let most = rulebook.supporters.as_ref().and_then(|supporters| supporters.most);
            let seeking = matches!(proposal.state, State::Supporting | State::InReview);
            seeking.then_some(NotListed::Supporters { link, most })
        }
        Unlisted::Listing => {
            let count = rulebook.listing.as_ref().map_or(0, |listing| listing.count);
            Some(NotListed::Listing { link, count })
        }
        Unlisted::Hidden => Some(NotListed::Hidden { read: reads_concealed(visitor, proposal) }),
    }
}

fn standing(
    proposal: &Proposal,
    rulebook: &Rulebook,
    drive: Option<&Drive>,
    case: Option<&CasePart>,
    now: Now,
) -> Standing {
    Standing {
        state: proposal.state.code(),
        review_due: match proposal.review {
            Some(ReviewClock::Running { due } | ReviewClock::Missed { due }) => Some(due),
            Some(ReviewClock::Asked { until, .. }) => Some(until),
            Some(ReviewClock::Unknown) | None => None,
        },
        opens_at: proposal.opens_at,
        closes_at: proposal.closes_at,
        paused: drive.is_some_and(|drive| drive.window(now) == Window::Paused),
        count: drive.map_or(0, |drive| drive.count),
        threshold: needed(rulebook, proposal.state),
        variant: None,
        response_due: case.and_then(|case| case.due),
        overdue: case.and_then(|case| case.overdue),
        extended: case.is_some_and(|case| case.extended),
        follow_up_due: case.and_then(|case| case.follow_up_due),
        leads: case.map(|case| case.leads.clone()).unwrap_or_default(),
        answered_at: proposal.answered_at,
        ended_at: proposal.ended_at,
    }
}

fn reason(proposal: &Proposal, rulebook: &Rulebook, code: &str) -> Option<(Vec<String>, String)> {
    let shown = matches!(proposal.state, State::Refused | State::SentBack | State::Withdrawn);
    let reason = proposal.reason.clone().filter(|_| shown)?;
    let grounds = proposal
        .grounds
        .iter()
        .map(|ground| rulebook.ground(ground).map_or(ground.as_str(), |g| g.text.get(code)).to_owned());
    Some((grounds.collect(), reason))
}

fn may(visitor: &Visitor, proposal: &Proposal, rulebook: &Rulebook) -> May {
    let own = visitor.id() == Some(proposal.proposer);
    let reviewer = visitor.person().is_some_and(|person| person.has(Role::Reviewer));
    May {
        edit: own && proposal.state == State::SentBack,
        withdraw: own && rulebook.withdrawal.from.contains(&proposal.state),
        review: reviewer && !own && proposal.state == State::InReview,
    }
}

pub(super) async fn revisions(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let proposal = visible(&app, &visitor, *id).await?;
    if proposal.is_concealed() && !reads_concealed(&visitor, &proposal) {
        return Err(Fault::NotFound);
    }
    let rulebook = app.rulebooks.get(&proposal.rulebook, proposal.rulebook_version)?;
    let names = AgencyNames::load(&app).await?;
    let revisions = read::revisions(app.db.read(), proposal.id).await?;
    let view = RevisionsPage {
        ctx: visitor.ctx(),
        path: links::proposal(proposal.id),
        title: proposal.text.title.clone(),
        revisions: revisions
            .into_iter()
            .rev()
            .map(|one| Revision {
                revision: one.revision,
                at: one.at,
                words: words(visitor.lang, &rulebook, &names, &one.text),
            })
            .collect(),
    };
    Ok(page(view.render()))
}
