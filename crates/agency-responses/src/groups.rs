//! Combined handling (併案): similar cases are prepared together, and each gets an answer of its own.

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text;
use folkmoot_foundation::{CaseId, FieldErrors, Now, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, Set};
use serde_json::json;

use crate::Result;
use crate::allowed::{OfficerAct, may_combine};
use crate::cases::REASONS;
use crate::content::Content;
use crate::entity::{group, group_member, response};
use crate::error::Error;
use crate::ids::GroupId;
use crate::open::{TogetherRule, lock, lock_own_for};
use crate::state::Officer;

/// The greatest number of cases in a group.
pub const MOST_CASES: usize = 30;

/// Cases that are handled together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Its cases, each with why it joined, in the order in which they did.
    pub members: Vec<(CaseId, String)>,
}

/// The group of a case, if it is in one.
///
/// # Errors
/// A database error.
pub async fn of_case(conn: &impl Reader, case: CaseId) -> Result<Option<Group>> {
    let Some(own) = group_member::Entity::find_by_id(case).one(conn).await? else { return Ok(None) };
    let rows = group_member::Entity::find()
        .filter(group_member::Column::GroupId.eq(own.group_id))
        .order_by_asc(group_member::Column::Since)
        .order_by_asc(group_member::Column::CaseId)
        .all(conn)
        .await?;
    Ok(Some(Group {
        id: own.group_id,
        members: rows.into_iter().map(|row| (row.case_id, row.reasons)).collect(),
    }))
}

/// A lead officer handles two cases together, both led by agencies of theirs. If one of them is in a group, the other
/// joins it.
///
/// # Errors
/// [`Error::NotYours`], [`Error::WrongState`], [`Error::NoCombining`] of either case, [`Error::Invalid`] with `with` (`same_case`,
/// `already_together`, `in_other_group`, `too_many`) or `reasons`.
pub async fn combine(
    tx: &Tx,
    officer: &Officer,
    id: CaseId,
    with: CaseId,
    reasons: &str,
    now: Now,
) -> Result<()> {
    if id == with {
        return Err(FieldErrors::one("with", "same_case").into());
    }
    // Locked in one order, so that two who combine the same cases don't wait for each other.
    let (first, second) = if id < with { (id, with) } else { (with, id) };
    let (one, _) = lock_own_for(tx, officer, first, OfficerAct::Combine).await?;
    let (other, _) = lock_own_for(tx, officer, second, OfficerAct::Combine).await?;
    for case in [&one, &other] {
        may_combine(TogetherRule::stored(case)?)?;
    }
    let mut errors = FieldErrors::new();
    let reasons = errors.take(text::block("reasons", reasons, REASONS));
    let (mine, theirs) = (of_case(tx, id).await?, of_case(tx, with).await?);
    let members = mine.as_ref().or(theirs.as_ref()).map_or(1, |group| group.members.len());
    match (&mine, &theirs) {
        (Some(mine), Some(theirs)) if mine.id == theirs.id => errors.add("with", "already_together"),
        (Some(_), Some(_)) => errors.add("with", "in_other_group"),
        _ if members >= MOST_CASES => errors.add_with("with", "too_many", [("max", MOST_CASES.to_string())]),
        _ => {}
    }
    let reasons = errors.into_result(reasons)?;
    let group = match mine.as_ref().or(theirs.as_ref()) {
        Some(group) => group.id,
        None => {
            let id = GroupId::new(now);
            let row = group::ActiveModel { id: Set(id), by: Set(officer.person), at: Set(now) };
            group::Entity::insert(row).exec_without_returning(tx).await?;
            id
        }
    };
    for case in [&one, &other] {
        if group_member::Entity::find_by_id(case.id).one(tx).await?.is_none() {
            let row = group_member::ActiveModel {
                case_id: Set(case.id),
                group_id: Set(group),
                reasons: Set(reasons.clone()),
                by: Set(officer.person),
                since: Set(now),
            };
            group_member::Entity::insert(row).exec_without_returning(tx).await?;
        }
    }
    for (case, with) in [(&one, &other), (&other, &one)] {
        let event = NewEvent::new("case.combined", case.proposal, officer.officer()).about(case.id);
        let data =
            json!({ "group": group, "with": with.id, "with_proposal": with.proposal, "reasons": reasons });
        event::append(tx, now, event.with(data)).await?;
    }
    Ok(())
}

/// A lead officer handles a case on its own again. Who would stay alone in the group leaves it, too.
///
/// # Errors
/// [`Error::NotYours`], [`Error::WrongState`], [`Error::AlreadyDone`] if it is in no group, [`Error::Invalid`] with
/// `reasons`.
pub async fn separate(tx: &Tx, officer: &Officer, id: CaseId, reasons: &str, now: Now) -> Result<()> {
    let Some(group) = of_case(tx, id).await? else { return Err(Error::AlreadyDone) };
    let mut leaving: Vec<CaseId> = match group.members.len() {
        ..=2 => group.members.iter().map(|(case, _)| *case).collect(),
        _ => vec![id],
    };
    leaving.sort_unstable();
    let mut locked = Vec::new();
    for case in leaving {
        locked.push(if case == id {
            lock_own_for(tx, officer, id, OfficerAct::Combine).await?.0
        } else {
            lock(tx, case).await?.0
        });
    }
    if of_case(tx, id).await?.as_ref() != Some(&group) {
        return Err(Error::AlreadyDone);
    }
    let mut errors = FieldErrors::new();
    let reasons = errors.take(text::block("reasons", reasons, REASONS));
    let reasons = errors.into_result(reasons)?;
    for case in locked {
        group_member::Entity::delete_by_id(case.id).exec(tx).await?;
        let event = NewEvent::new("case.separated", case.proposal, officer.officer()).about(case.id);
        event::append(tx, now, event.with(json!({ "group": group.id, "reasons": reasons }))).await?;
    }
    Ok(())
}

/// That an answer is this case's own: not the one that another case of its group was given, word for word.
pub(crate) async fn check_own_answer(tx: &Tx, id: CaseId, content: &Content) -> Result<()> {
    let Some(group) = of_case(tx, id).await? else { return Ok(()) };
    let others = group.members.iter().map(|(case, _)| *case).filter(|case| *case != id);
    let published = response::Entity::find().filter(response::Column::CaseId.is_in(others)).all(tx).await?;
    for row in published {
        let theirs: Content = serde_json::from_str(&row.content)?;
        if theirs.summary == content.summary {
            return Err(FieldErrors::one("summary", "same_as_other").into());
        }
    }
    Ok(())
}
