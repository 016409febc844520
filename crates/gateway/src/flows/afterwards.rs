//! What people do after a response: who may, and how a person with several accounts stays one.

use folkmoot_accounts::{Person, people};
use folkmoot_agency_responses::afterwards::survey::{self, Answer};
use folkmoot_agency_responses::afterwards::{feedback, reply};
use folkmoot_agency_responses::cases;
use folkmoot_foundation::crypto::Purpose;
use folkmoot_foundation::{CaseId, DriveId, ProposalId};
use folkmoot_proposals::read;
use folkmoot_proposals::rulebook::Identifier;
use folkmoot_signatures::drives;

use super::signing;
use crate::fault::Belonging;
use crate::{App, Fault};

/// The same for all accounts of a person in one case, and nothing anywhere else: made of what the proposal's rulebook counts
/// people by. Whoever has not confirmed that is one by their mailbox.
///
/// # Errors
/// [`Fault::NotFound`]; a database error.
pub async fn mark(app: &App, person: &Person, case: CaseId) -> Result<[u8; 32], Fault> {
    let proposal = cases::get(app.db.read(), case, app.now()).await?.brief.proposal;
    let key = match app.rulebook_of.get(proposal).await?.who.unique_by {
        Identifier::Mobile => person.person_key,
        Identifier::NationalId => person.national_key,
        Identifier::Email => None,
    };
    let key = match key {
        Some(key) => Some(key),
        None if person.email_confirmed => people::email_key(app.db.read(), &app.keyring, person.id).await?,
        None => None,
    };
    let who = key.map_or_else(|| person.id.to_string(), hex::encode);
    Ok(app.keyring.hash(Purpose::Afterwards, &format!("{case}/{who}")))
}

/// The proposer replies to the response.
///
/// # Errors
/// [`Fault::NotYours`] for anybody else; those of [`reply::give`].
pub async fn give_reply(app: &App, person: &Person, id: CaseId, body: &str) -> Result<(), Fault> {
    app.write(async |tx, now| {
        let proposal = cases::get(tx, id, now).await?.brief.proposal;
        if read::get(tx, proposal, now).await?.proposer != person.id {
            return Err(Fault::NotYours(Belonging::Proposal));
        }
        reply::give(tx, person.id, id, body, now).await?;
        Ok(())
    })
    .await
}

/// Somebody says whether the response helped.
///
/// # Errors
/// Those of [`feedback::give`].
pub async fn give_feedback(
    app: &App,
    person: &Person,
    id: CaseId,
    helpful: Option<bool>,
    reason: &str,
) -> Result<(), Fault> {
    let who = (person.id, mark(app, person, id).await?);
    app.write(async |tx, now| Ok(feedback::give(tx, who, id, helpful, reason, now).await?)).await
}

/// Whether a person is asked in the survey of a proposal: who made it, and whose signature counts.
///
/// # Errors
/// A database error.
pub async fn is_asked(app: &App, person: &Person, proposal: ProposalId) -> Result<bool, Fault> {
    if read::get(app.db.read(), proposal, app.now()).await?.proposer == person.id {
        return Ok(true);
    }
    let keys = signing::keys_of(app, person).await?;
    Ok(drives::counts(app.db.read(), DriveId(proposal.0), &keys, person.id).await?)
}

/// Somebody who was asked answers the survey.
///
/// # Errors
/// [`Fault::Conflict`] `not_asked` for anybody else; those of [`survey::give`].
pub async fn answer_survey(app: &App, person: &Person, id: CaseId, answer: &Answer) -> Result<(), Fault> {
    let proposal = cases::get(app.db.read(), id, app.now()).await?.brief.proposal;
    if !is_asked(app, person, proposal).await? {
        return Err(Fault::Conflict("not_asked"));
    }
    let who = (person.id, mark(app, person, id).await?);
    app.write(async |tx, now| Ok(survey::give(tx, who, id, answer, now).await?)).await
}
