//! Submitting a proposal, with what follows at once: a drive for its supporters, a drive for everybody, or a case.

use std::collections::HashSet;

use chrono::TimeDelta;
use folkmoot_accounts::Person;
use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::{AgencyId, DriveId, Now, PersonId, ProposalId, Tx, db};
use folkmoot_proposals::life::{self, Next, SUPPORTERS, Seeking, Submitted};
use folkmoot_proposals::read;
use folkmoot_signatures::drives::{self, NewDrive, NewThreshold};
use folkmoot_signatures::{Channel, PersonKey, SignRequest, take};

use super::{opening, pauses, regions};
use crate::flows::signing::key_for;
use crate::{App, Fault};

/// A search for supporters without an end goes on for so long: nobody waits longer.
const NO_END: TimeDelta = TimeDelta::days(36_500);

/// As whom a proposer signs their own proposal.
#[derive(Debug, Clone, Copy)]
pub struct First {
    /// The key under which they are counted.
    pub key: PersonKey,
    /// Where.
    pub region: Option<RegionCode>,
}

/// As whom a proposer would sign first, where supporters are looked for; nothing where they aren't.
///
/// # Errors
/// [`Fault::Conflict`] if they have not confirmed what signers must have.
pub async fn first(app: &App, id: ProposalId, person: &Person) -> Result<Option<First>, Fault> {
    let rulebook = app.rulebook_of.get(id).await?;
    if rulebook.supporters.is_none() {
        return Ok(None);
    }
    let key = key_for(app, person, &rulebook.who).await?;
    Ok(Some(First { key, region: regions::of_signer(&rulebook, person, "").unwrap_or(None) }))
}

/// Submits a draft, or a proposal that was sent back, of `person`; `known` are the agencies that can be chosen. Where
/// supporters are looked for, its proposer is the first of them.
///
/// # Errors
/// Those of [`life::submit`]; [`Fault::Conflict`] `sign_needs_mobile` if supporters are looked for and nothing is known
/// of the proposer by which they could sign.
pub async fn submit(
    app: &App,
    id: ProposalId,
    person: PersonId,
    first: Option<First>,
    known: &HashSet<AgencyId>,
) -> Result<Submitted, Fault> {
    let (now, calendar) = (app.now(), app.calendar.get());
    let tx = app.db.begin().await?;
    let submitted = life::submit(&tx, &app.rulebooks, &calendar, id, person, known, now).await?;
    match &submitted.next {
        Next::Review => {}
        Next::Supporters(seeking) => {
            let first = first.ok_or(Fault::Conflict("sign_needs_mobile"))?;
            seek(app, &tx, id, seeking, (person, first), now).await?;
        }
        Next::Passed(opened) => opening::begin(&tx, &app.thresholds, id, opened, person, now).await?,
    }
    db::commit(tx).await?;
    app.work.notify_one();
    Ok(submitted)
}

async fn seek(
    app: &App,
    tx: &Tx,
    id: ProposalId,
    seeking: &Seeking,
    (person, first): (PersonId, First),
    now: Now,
) -> Result<(), Fault> {
    let drive = DriveId(id.0);
    let level = NewThreshold { code: SUPPORTERS.to_owned(), count: seeking.count, regions: None };
    let new = NewDrive {
        id: drive,
        opens_at: now,
        closes_at: seeking.until.unwrap_or(now + NO_END),
        cap: seeking.most,
        thresholds: vec![level],
    };
    drives::create(tx, new).await?;
    let born = read::born_under(tx, id).await?;
    let rulebook = app.rulebooks.get(&born.rulebook, born.version)?;
    pauses::apply_polling_days(tx, id, &rulebook, person, now).await?;
    let request = SignRequest {
        drive,
        person: Some(person),
        person_key: first.key,
        region: first.region,
        channel: Channel::Online,
        origin: None,
    };
    for signed in take(tx, || now, app.thresholds.as_ref(), &[request]).await? {
        signed?;
    }
    Ok(())
}
