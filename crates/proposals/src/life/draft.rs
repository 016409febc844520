//! Writing.

use folkmoot_foundation::{AgencyId, Now, PersonId, ProposalId, Tx};
use sea_orm::Set;
use sea_orm::entity::prelude::*;
use serde_json::json;

use super::{must, own, update};
use crate::entity::{agency, proposal};
use crate::error::Error;
use crate::read::text_of;
use crate::rulebook::{Rulebook, Rulebooks};
use crate::state::State;
use crate::words::{Change, ProposalText};

/// Begins a draft under `rulebook`. Drafts are no event: nobody but their writer knows of them.
///
/// # Errors
/// [`Error::Invalid`], [`Error::TooManyDrafts`], or a database error.
pub async fn create_draft(
    tx: &Tx,
    rulebook: &Rulebook,
    proposer: PersonId,
    change: Change,
    now: Now,
) -> Result<ProposalId, Error> {
    let drafts = proposal::Entity::find()
        .filter(proposal::Column::Proposer.eq(proposer.0))
        .filter(proposal::Column::State.eq(State::Draft.code()))
        .count(tx)
        .await?;
    if drafts >= rulebook.who.drafts.most {
        return Err(Error::TooManyDrafts { most: rulebook.who.drafts.most });
    }
    let text = ProposalText::default().changed(change, rulebook)?;
    let id = ProposalId::new(now);
    let mut row = proposal::ActiveModel {
        id: Set(id.0),
        number: Set(None),
        rulebook: Set(rulebook.id.clone()),
        rulebook_version: Set(rulebook.version),
        proposer: Set(proposer.0),
        state: Set(State::Draft.code().to_owned()),
        revision: Set(0),
        created_at: Set(now),
        grounds: Set("[]".to_owned()),
        supplements: Set(0),
        ..Default::default()
    };
    put_text(&mut row, &text, now);
    proposal::Entity::insert(row).exec_without_returning(tx).await?;
    put_agencies(tx, id, &text.agencies).await?;
    Ok(id)
}

/// Changes the words of a draft, or of a proposal that was sent back; gives the text as it now is.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotProposer`], [`Error::WrongState`], [`Error::Invalid`], or a database error.
pub async fn save_draft(
    tx: &Tx,
    rulebooks: &Rulebooks,
    id: ProposalId,
    person: PersonId,
    change: Change,
    now: Now,
) -> Result<ProposalText, Error> {
    let (row, state) = own(tx, id, person, now).await?;
    must(state, &[State::Draft, State::SentBack])?;
    let rulebook = rulebooks.to_write_under(&row.rulebook, row.rulebook_version, state)?;
    let before = text_of(tx, &row).await?;
    let text = before.changed(change, &rulebook)?;
    if text.agencies != before.agencies {
        put_agencies(tx, id, &text.agencies).await?;
    }
    update(tx, row, |active| {
        put_text(active, &text, now);
        active.rulebook_version = Set(rulebook.version);
    })
    .await?;
    Ok(text)
}

/// Throws a draft away that has never been submitted.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotProposer`], [`Error::WrongState`], or a database error.
pub async fn delete_draft(tx: &Tx, id: ProposalId, person: PersonId, now: Now) -> Result<(), Error> {
    let (row, state) = own(tx, id, person, now).await?;
    must(state, &[State::Draft])?;
    agency::Entity::delete_many().filter(agency::Column::Proposal.eq(id.0)).exec(tx).await?;
    row.delete(tx).await?;
    Ok(())
}

fn put_text(row: &mut proposal::ActiveModel, text: &ProposalText, now: Now) {
    row.title = Set(text.title.clone());
    row.content = Set(text.content.clone());
    row.demands = Set(json!(text.demands).to_string());
    row.links = Set(json!(text.links).to_string());
    row.benefits = Set(text.benefits.clone());
    row.evidence = Set(text.evidence.clone());
    row.category = Set(text.category.clone());
    row.subcategory = Set(text.subcategory.clone());
    row.let_platform_decide = Set(text.let_platform_decide);
    row.county = Set(text.county.as_ref().map(|c| c.as_str().to_owned()));
    row.saved_at = Set(now);
}

async fn put_agencies(tx: &Tx, id: ProposalId, agencies: &[AgencyId]) -> Result<(), Error> {
    agency::Entity::delete_many().filter(agency::Column::Proposal.eq(id.0)).exec(tx).await?;
    let rows: Vec<agency::ActiveModel> = agencies
        .iter()
        .zip(0..)
        .map(|(chosen, place)| agency::ActiveModel {
            proposal: Set(id.0),
            agency: Set(chosen.0),
            place: Set(place),
        })
        .collect();
    if !rows.is_empty() {
        agency::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}
