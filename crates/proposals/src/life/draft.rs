//! Writing and submitting.

use std::collections::HashSet;

use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::{Actor, AgencyId, Now, PersonId, ProposalId, Tx, search};
use sea_orm::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use serde_json::json;

use super::{SEARCH_KIND, must, own, update};
use crate::entity::{agency, counter, proposal, revision};
use crate::error::Error;
use crate::polling::proposing_pauses;
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
    let rulebook = rulebooks.get(&row.rulebook, row.rulebook_version)?;
    let before = text_of(tx, &row).await?;
    let text = before.changed(change, &rulebook)?;
    if text.agencies != before.agencies {
        put_agencies(tx, id, &text.agencies).await?;
    }
    update(tx, row, |active| put_text(active, &text, now)).await?;
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

/// What a submission led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// The number people call it by.
    pub number: i64,
    /// How many times it has been submitted.
    pub revision: i64,
    /// By when it must be reviewed; not known while the office calendar of the year is missing.
    pub review_due: Option<Now>,
}

/// Submits a draft, or a reworded proposal, for review. `known` are the agencies that can be chosen.
///
/// The first submission gives it its number and the version of its rulebook that is in force.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotProposer`], [`Error::WrongState`], [`Error::Paused`], [`Error::Invalid`], or a database error.
pub async fn submit(
    tx: &Tx,
    rulebooks: &Rulebooks,
    calendar: &OfficeCalendar,
    id: ProposalId,
    person: PersonId,
    known: &HashSet<AgencyId>,
    now: Now,
) -> Result<Submitted, Error> {
    let (row, state) = own(tx, id, person, now).await?;
    must(state, &[State::Draft, State::SentBack])?;
    let rulebook = match state {
        State::Draft => rulebooks.current(&row.rulebook)?,
        _ => rulebooks.get(&row.rulebook, row.rulebook_version)?,
    };
    if let Some(until) = proposing_pauses(tx, &rulebook, now).await? {
        return Err(Error::Paused { until });
    }
    let text = text_of(tx, &row).await?;
    text.mistakes(&rulebook, known).into_result(Some(()))?;

    let number = match row.number {
        Some(number) => number,
        None => next_number(tx).await?,
    };
    let next = row.revision + 1;
    let review_due = rulebook.review.as_ref().and_then(|review| review.period.deadline(now, calendar).ok());
    let kept = revision::ActiveModel {
        proposal: Set(id.0),
        revision: Set(next),
        body: Set(json!(text).to_string()),
        at: Set(now),
    };
    revision::Entity::insert(kept).exec_without_returning(tx).await?;
    update(tx, row, |active| {
        active.number = Set(Some(number));
        active.rulebook_version = Set(rulebook.version);
        active.state = Set(State::InReview.code().to_owned());
        active.revision = Set(next);
        active.submitted_at = Set(Some(now));
        active.review_due = Set(review_due);
        active.reviewed_at = Set(None);
        active.reason = Set(None);
    })
    .await?;
    let body = [text.content.as_str(), &text.demands.join("\n"), &text.benefits].join("\n");
    search::put(tx, SEARCH_KIND, id, &text.title, &body).await?;
    let facts = json!({ "number": number, "revision": next, "review_due": review_due });
    event::append(tx, now, NewEvent::new("proposal.submitted", id, Actor::citizen(person)).with(facts))
        .await?;
    Ok(Submitted { number, revision: next, review_due })
}

/// The next number. The counter's row makes concurrent submissions take turns.
async fn next_number(tx: &Tx) -> Result<i64, Error> {
    counter::Entity::update_many()
        .col_expr(counter::Column::Value, Expr::col(counter::Column::Value).add(1))
        .filter(counter::Column::Name.eq("proposal"))
        .exec(tx)
        .await?;
    let row = counter::Entity::find_by_id("proposal").one(tx).await?;
    row.map(|row| row.value)
        .ok_or_else(|| Error::Db(DbErr::RecordNotFound("the counter of proposals".to_owned())))
}

fn put_text(row: &mut proposal::ActiveModel, text: &ProposalText, now: Now) {
    row.title = Set(text.title.clone());
    row.content = Set(text.content.clone());
    row.demands = Set(json!(text.demands).to_string());
    row.links = Set(json!(text.links).to_string());
    row.benefits = Set(text.benefits.clone());
    row.evidence = Set(text.evidence.clone());
    row.category = Set(text.category.clone());
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
