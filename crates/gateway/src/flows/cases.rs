//! Acts that end something for a case and its proposal together: answered, closed.

use folkmoot_agency_responses::followups::Report;
use folkmoot_agency_responses::responses::{self, Response, Signer};
use folkmoot_agency_responses::{
    FollowUpId, Officer, SupplementId, afterwards, cases, followups, supplements,
};
use folkmoot_foundation::{CaseId, PersonId, db};
use folkmoot_proposals::{life, read};

use super::{case_rules, second_factor};
use crate::fault::Belonging;
use crate::{App, Fault};

/// An approver signs, with a code of their second factor if they have one. With the signature of the last lead agency the response is published, the proposal answered, and what
/// its rulebook lets people do then begins, in one transaction; nothing is given while others still have to sign.
///
/// # Errors
/// Those of [`second_factor::before`] and [`second_factor::take`], [`responses::sign_and_publish`], [`life::mark_answered`] and [`afterwards::begin`].
pub async fn publish(
    app: &App,
    approver: &Officer,
    case: CaseId,
    version: i64,
    signer: &Signer,
    code: &str,
) -> Result<Option<Response>, Fault> {
    let asked = second_factor::before(app, approver.person, code).await?;
    let (now, calendar) = (app.now(), app.calendar.get());
    let tx = app.db.begin().await?;
    if asked {
        second_factor::take(app, &tx, approver.person, code).await?;
    }
    let response = responses::sign_and_publish(&tx, approver, case, version, signer, now, &calendar).await?;
    if let Some(response) = &response {
        life::mark_answered(&tx, response.proposal, now).await?;
        let proposal = read::get(&tx, response.proposal, now).await?;
        let rulebook = app.rulebooks.get(&proposal.rulebook, proposal.rulebook_version)?;
        let rule = case_rules::afterwards(&rulebook);
        afterwards::begin(&tx, (case, response.proposal), now, &rule, &calendar).await?;
    }
    db::commit(tx).await?;
    app.work.notify_one();
    Ok(response)
}

/// An officer reports on a follow-up; with the last one the case and its proposal close. Says whether they did.
///
/// # Errors
/// Those of [`followups::report`] and [`life::close`].
pub async fn report(
    app: &App,
    officer: &Officer,
    case: CaseId,
    follow_up: FollowUpId,
    report: &Report,
) -> Result<bool, Fault> {
    let (now, calendar) = (app.now(), app.calendar.get());
    let tx = app.db.begin().await?;
    let closed = followups::report(&tx, officer, follow_up, report, now, &calendar).await?;
    if closed {
        let proposal = cases::get(&tx, case, now).await?.brief.proposal;
        life::close(&tx, proposal, now).await?;
    }
    db::commit(tx).await?;
    app.work.notify_one();
    Ok(closed)
}

/// An officer closes a case in which nothing remains, and its proposal with it.
///
/// # Errors
/// Those of [`cases::close`] and [`life::close`].
pub async fn close(app: &App, officer: &Officer, case: CaseId, outcome: &str) -> Result<(), Fault> {
    let now = app.now();
    let tx = app.db.begin().await?;
    cases::close(&tx, officer, case, outcome, now).await?;
    let proposal = cases::get(&tx, case, now).await?.brief.proposal;
    life::close(&tx, proposal, now).await?;
    db::commit(tx).await?;
    app.work.notify_one();
    Ok(())
}

/// The proposer answers what was asked for in the case of their proposal; its clocks go on.
///
/// # Errors
/// [`Fault::NotYours`] for anybody else; those of [`supplements::answer`].
pub async fn answer_supplement(
    app: &App,
    person: PersonId,
    case: CaseId,
    supplement: SupplementId,
    answer: &str,
) -> Result<(), Fault> {
    let calendar = app.calendar.get();
    app.write(async |tx, now| {
        let proposal = cases::get(tx, case, now).await?.brief.proposal;
        let proposer = read::get(tx, proposal, now).await?.proposer;
        if proposer != person {
            return Err(Fault::NotYours(Belonging::Proposal));
        }
        Ok(supplements::answer(tx, proposal, person, supplement, answer, now, &calendar).await?)
    })
    .await
}
