//! The box in which one signs, for the proposal's page and for the page of its numbers.

use folkmoot_foundation::{DriveId, Now};
use folkmoot_proposals::{Proposal, Rulebook, State as ProposalState, Unlisted};
use folkmoot_signatures::{Drive, Pause, State, Threshold, Window, drives};
use folkmoot_web::Lang;
use folkmoot_web::components::sign_box::{Mine, Pace, PauseView, SignBox, Standing, Supporting};

use super::checks::view_of;
use crate::flows::pace;
use crate::flows::regions;
use crate::flows::signing::key_for;
use crate::http::Visitor;
use crate::{App, Fault};

/// The box for a drive. At most two queries, and two more where a threshold looks at regions.
///
/// # Errors
/// A database error.
pub async fn sign_box_of<'a>(
    app: &App,
    visitor: &'a Visitor,
    proposal: &Proposal,
    id: &'a str,
    drive: &Drive,
) -> Result<SignBox<'a>, Fault> {
    let now = app.now();
    let rulebook = app.rulebooks.get(&proposal.rulebook, proposal.rulebook_version)?;
    let standing = match drive.window(now) {
        Window::NotYet => Standing::NotYet,
        Window::Open => Standing::Open,
        Window::Paused => Standing::Paused,
        Window::Over => Standing::Over,
    };
    let level = level_of(app, proposal, drive)?;
    let (threshold, reached_at) = level.map_or((0, None), |level| (level.count, level.reached_at));
    let pace = pace::of(app, drive).await?.map(|pace| Pace {
        last_week: pace.last_week,
        projected: level.and_then(|level| pace.reaches(drive, level, now)),
    });
    let reached_regions = match level.and_then(|level| Some((level, level.regions?))) {
        Some((level, least)) => {
            let regions = drives::Regions::read(app.db.read(), drive.id).await?;
            Some((regions.reached(&level.code), least))
        }
        None => None,
    };
    let mine = mine(app, visitor, &rulebook, drive.id).await?;
    let asked =
        mine == Mine::ByMail || visitor.person().is_some_and(|person| regions::asks(&rulebook, person));
    Ok(SignBox {
        ctx: visitor.ctx(),
        proposal: id,
        standing,
        count: drive.count,
        threshold,
        reached_at,
        opens_at: drive.opens_at,
        closes_at: drive.closed_at.unwrap_or(drive.closes_at),
        pause: pause_of(drive, now),
        pace,
        mine,
        regions: asked.then(|| regions::choice(&rulebook, visitor.lang)),
        reached_regions,
        supporting: supporting(proposal, &rulebook, drive),
        // What follows from the threshold is ahead only until it is reached.
        then: (standing != Standing::Over && reached_at.is_none())
            .then(|| what_follows(&rulebook, proposal.state, visitor.lang))
            .flatten(),
    })
}

/// The pause at `now`, or the next one.
fn pause_of(drive: &Drive, now: Now) -> Option<PauseView> {
    let block = drive.blocks().into_iter().find(|block| block.ends_at.is_none_or(|end| now < end))?;
    let within = |pause: &&Pause| {
        block.ends_at.is_none_or(|end| pause.starts_at < end)
            && pause.ends_at.is_none_or(|end| end > block.starts_at && end > now)
    };
    let reasons = drive.pauses.iter().filter(within).map(|pause| pause.words.clone()).collect();
    Some(PauseView { from: block.starts_at, until: block.ends_at, reasons })
}

/// The threshold that the whole is about: the one at which a case opens, or before that the one of its supporters.
///
/// # Errors
/// A rulebook that is not there.
pub(super) fn level_of<'a>(
    app: &App,
    proposal: &Proposal,
    drive: &'a Drive,
) -> Result<Option<&'a Threshold>, Fault> {
    let rulebook = app.rulebooks.get(&proposal.rulebook, proposal.rulebook_version)?;
    let of_case = rulebook.case_threshold();
    let level = of_case.and_then(|case| drive.thresholds.iter().find(|level| level.code == case.code));
    Ok(level.or(drive.thresholds.last()))
}

async fn mine(app: &App, visitor: &Visitor, rulebook: &Rulebook, drive: DriveId) -> Result<Mine, Fault> {
    let Some(person) = visitor.person() else {
        return Ok(match &rulebook.who {
            who if who.signs_by_mail() => Mine::ByMail,
            who if who.asks_for_identity() => Mine::StrangerToIdentify,
            _ => Mine::Stranger,
        });
    };
    let key = match key_for(app, person, &rulebook.who).await {
        Ok(key) => key,
        Err(Fault::Conflict("sign_needs_mobile")) => return Ok(Mine::Unconfirmed),
        Err(Fault::Conflict("sign_needs_identity")) => return Ok(Mine::Unidentified),
        Err(Fault::Conflict(_)) => return Ok(Mine::ByMail),
        Err(other) => return Err(other),
    };
    Ok(match drives::receipt_of(app.db.read(), drive, &key, Some(person.id)).await? {
        None => Mine::MaySign,
        Some(receipt) if receipt.state == State::Withdrawn => Mine::Withdrawn,
        Some(receipt) if matches!(receipt.state, State::PutAside | State::Invalidated) => {
            match view_of(app.db.read(), &receipt).await? {
                Some(check) => Mine::Checked { receipt: receipt.id.to_string(), check },
                None => Mine::Signed { receipt: receipt.id.to_string(), at: receipt.signed_at },
            }
        }
        Some(receipt) => Mine::Signed { receipt: receipt.id.to_string(), at: receipt.signed_at },
    })
}

/// The search for supporters, unless the proposal was opened for everybody.
fn supporting(proposal: &Proposal, rulebook: &Rulebook, drive: &Drive) -> Option<Supporting> {
    let seeks = proposal.unlisted == Some(Unlisted::Supporters);
    let supporters = rulebook.supporters.as_ref().filter(|_| seeks)?;
    Some(Supporting {
        most: supporters.most,
        full: drive.is_full(),
        found: matches!(proposal.state, ProposalState::InReview | ProposalState::SentBack),
    })
}

fn what_follows(rulebook: &Rulebook, state: ProposalState, lang: Lang) -> Option<String> {
    if let (ProposalState::Supporting, Some(supporters)) = (state, &rulebook.supporters) {
        return Some(supporters.text.get(lang.code()).to_owned());
    }
    Some(rulebook.case_threshold()?.text.get(lang.code()).to_owned())
}
