//! Naming an open proposal on a similar matter when one's own is taken back: public on both timelines.

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::{Actor, DbErr, FieldErrors, Now, PersonId, ProposalId, Reader, Tx};
use serde_json::json;

use crate::error::Error;
use crate::read;
use crate::state::State;

/// Checks what was typed for a similar proposal: its number with or without `#`, its id, or the address of its page. Gives
/// nothing for nothing.
///
/// # Errors
/// [`Error::Invalid`] for the field `similar`: `similar_unknown`, `similar_itself` or `similar_not_open`; a database error.
pub async fn find_similar(
    conn: &impl Reader,
    id: ProposalId,
    typed: &str,
    now: Now,
) -> Result<Option<ProposalId>, Error> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let wrong = |code| Error::Invalid(FieldErrors::one("similar", code));
    let Some(last) = named(typed) else { return Err(wrong("similar_unknown")) };
    let found = match (last.parse::<ProposalId>(), last.parse::<i64>()) {
        (Ok(named), _) => read::get(conn, named, now).await,
        (_, Ok(number)) => read::by_number(conn, number, now).await,
        _ => return Err(wrong("similar_unknown")),
    };
    let found = match found {
        Ok(found) => found,
        Err(Error::NotFound) => return Err(wrong("similar_unknown")),
        Err(other) => return Err(other),
    };
    match found.state {
        _ if found.id == id => Err(wrong("similar_itself")),
        // Nobody learns of what is shared by its link alone.
        _ if found.unlisted.is_some() => Err(wrong("similar_unknown")),
        State::Open => Ok(Some(found.id)),
        state if state.is_public() => Err(wrong("similar_not_open")),
        // Nobody learns of what is not public.
        _ => Err(wrong("similar_unknown")),
    }
}

/// The number or id in what was typed. An address must be that of a proposal's page: the last part of another page's, or
/// of another platform's, might happen to be the number of a proposal here.
fn named(typed: &str) -> Option<&str> {
    let address = typed.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    match address.rsplit_once('/') {
        Some((before, last)) => (before.rsplit('/').next() == Some("proposals")).then_some(last),
        None => Some(typed.trim_start_matches(['#', '＃'])),
    }
}

/// Notes that the proposer of what was taken back named another proposal. Their signers are asked, nobody is moved.
///
/// # Errors
/// A database error.
pub async fn name_similar(
    tx: &Tx,
    id: ProposalId,
    other: ProposalId,
    proposer: PersonId,
    now: Now,
) -> Result<(), Error> {
    let titles = read::briefs(tx, &[id, other], now).await?;
    let title = |id: ProposalId| titles.get(&id).map(|brief| brief.title.clone()).unwrap_or_default();
    let actor = Actor::citizen(proposer);
    let named = json!({ "similar": other, "title": title(other) });
    let by = json!({ "withdrawn": id, "title": title(id) });
    event::append(tx, now, NewEvent::new("proposal.similar_named", id, actor).about(other).with(named))
        .await?;
    event::append(tx, now, NewEvent::new("proposal.named_similar", other, actor).about(id).with(by)).await?;
    Ok(())
}

/// The proposal that was named when this one was taken back.
///
/// # Errors
/// A database error.
pub async fn similar_of(conn: &impl Reader, id: ProposalId) -> Result<Option<ProposalId>, DbErr> {
    let facts = event::last_with(conn, id, "proposal.similar_named", "similar").await?;
    Ok(facts.and_then(|facts| facts["similar"].as_str()?.parse().ok()))
}
