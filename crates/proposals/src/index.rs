//! Proposals in the index of what can be found, and by what everything under them is chosen.

use folkmoot_foundation::search::{self, Document, Kind, Subject, backlog};
use folkmoot_foundation::{Db, Now, Tx, db};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, QuerySelect as _};

use crate::ProposalText;
use crate::entity::{agency, proposal};
use crate::error::Error;
use crate::read::text_of;
use crate::state::State;
use crate::unlisted::Unlisted;

/// The part of the index that is this crate's.
const PART: &str = "proposals";

/// How many proposals one step takes.
const STEP: u64 = 100;

/// Puts the words of a proposal into the index.
pub(crate) async fn put(tx: &Tx, row: &proposal::Model, text: &ProposalText, now: Now) -> Result<(), Error> {
    let (title, body) = text.searched();
    let document = Document {
        kind: Kind::Proposal,
        id: row.id,
        subject: row.id,
        at: row.public_at.unwrap_or(now),
        channel: None,
        side: None,
        title,
        body,
    };
    Ok(search::put(tx, &[document]).await?)
}

/// Says where a proposal stands, after whatever changed it. What is no proposal yet is under nothing.
pub(crate) async fn describe(tx: &Tx, row: &proposal::Model) -> Result<(), Error> {
    if row.number.is_none() {
        return Ok(());
    }
    let stored: State = row.state.parse().map_err(|_| Error::Unreadable { id: row.id, what: "its state" })?;
    // The end of its window changes what shows without anything being written.
    let then = row.closes_at.filter(|_| matches!(stored, State::Open | State::Supporting));
    let agencies = agency::Entity::find().filter(agency::Column::Proposal.eq(row.id)).all(tx).await?;
    let subject = Subject {
        id: row.id,
        listed: stored.is_public() && row.unlisted.is_none(),
        state: stored.code().to_owned(),
        then: then.map(|at| (at, State::Lapsed.code().to_owned())),
        category: row.category.clone(),
        subcategory: row.subcategory.clone(),
        county: row.county.clone(),
        agencies: agencies.into_iter().map(|row| row.agency).collect(),
    };
    search::describe(tx, &subject).await?;
    if let Some(public_at) = row.public_at {
        search::date(tx, Kind::Proposal, row.id, public_at).await?;
    }
    Ok(())
}

/// Puts the next proposals into the index that were there before it; says how many.
///
/// # Errors
/// [`Error::Unreadable`] or a database error; the steps before stay.
pub async fn catch_up(db: &Db, now: Now) -> Result<usize, Error> {
    let tx = db.begin().await?;
    let Some(after) = backlog::place(&tx, PART).await? else { return Ok(0) };
    // Locked, so that nobody changes one between reading and putting it.
    let rows = proposal::Entity::find()
        .filter(proposal::Column::Id.gt(after))
        .order_by_asc(proposal::Column::Id)
        .limit(STEP)
        .lock_exclusive()
        .all(&tx)
        .await?;
    for row in rows.iter().filter(|row| row.number.is_some()) {
        let hidden = row.unlisted.as_deref() == Some(Unlisted::Hidden.code());
        if !hidden {
            let text = text_of(&tx, row).await?;
            put(&tx, row, &text, row.submitted_at.unwrap_or(now)).await?;
        }
        describe(&tx, row).await?;
    }
    backlog::advance(&tx, PART, rows.last().map(|row| row.id)).await?;
    db::commit(tx).await?;
    Ok(rows.len())
}
