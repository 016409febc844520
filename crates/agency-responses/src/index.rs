//! What agencies published, in the index of what can be found: responses, addenda, and reports on promises.

use folkmoot_foundation::search::{self, Document, Kind, backlog};
use folkmoot_foundation::{CaseId, Db, Now, ProposalId, Tx, db};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, QuerySelect as _};

use crate::Result;
use crate::content::Content;
use crate::entity::{addendum, case, follow_up, response};

/// How many rows one step takes.
const STEP: u64 = 100;

fn document(kind: Kind, id: Uuid, subject: ProposalId, at: Now, body: String) -> Document {
    Document { kind, id, subject: subject.0, at, channel: None, side: None, title: String::new(), body }
}

/// All words of a response, in the order in which its page has them.
fn words(content: &Content) -> String {
    let mut words: Vec<&str> = vec![&content.summary];
    for answer in &content.demands {
        words.extend([answer.reasons.as_str(), &answer.legal_basis]);
        words.extend(answer.criteria.values().map(String::as_str));
    }
    for issue in &content.issues {
        words.extend([issue.issue.as_str(), &issue.text]);
    }
    words.extend(content.parts.values().map(String::as_str));
    words.extend(content.follow_ups.iter().map(|planned| planned.action.as_str()));
    words.retain(|text| !text.is_empty());
    words.join("\n")
}

/// A response was published.
pub(crate) async fn response(
    tx: &Tx,
    case: CaseId,
    proposal: ProposalId,
    content: &Content,
    at: Now,
) -> Result<()> {
    let document = document(Kind::Response, case.0, proposal, at, words(content));
    Ok(search::put(tx, &[document]).await?)
}

/// An addendum was signed.
pub(crate) async fn addendum(tx: &Tx, id: Uuid, proposal: ProposalId, body: &str, at: Now) -> Result<()> {
    let document = document(Kind::Addendum, id, proposal, at, body.to_owned());
    Ok(search::put(tx, &[document]).await?)
}

/// An agency reported on what it promised.
pub(crate) async fn report(
    tx: &Tx,
    id: Uuid,
    proposal: ProposalId,
    (action, report): (&str, &str),
    at: Now,
) -> Result<()> {
    let document = document(Kind::Report, id, proposal, at, format!("{action}\n{report}"));
    Ok(search::put(tx, &[document]).await?)
}

/// Puts the next published texts into the index that were there before it; says how many.
///
/// # Errors
/// [`crate::Error::Json`] or a database error; the steps before stay.
pub async fn catch_up(db: &Db) -> Result<usize> {
    Ok(responses(db).await? + addenda(db).await? + reports(db).await?)
}

async fn responses(db: &Db) -> Result<usize> {
    const PART: &str = "responses";
    let tx = db.begin().await?;
    let Some(after) = backlog::place(&tx, PART).await? else { return Ok(0) };
    let rows = response::Entity::find()
        .filter(response::Column::CaseId.gt(after))
        .order_by_asc(response::Column::CaseId)
        .limit(STEP)
        .all(&tx)
        .await?;
    for row in &rows {
        let content: Content = serde_json::from_str(&row.content)?;
        response(&tx, row.case_id, row.proposal, &content, row.published_at).await?;
    }
    backlog::advance(&tx, PART, rows.last().map(|row| row.case_id.0)).await?;
    db::commit(tx).await?;
    Ok(rows.len())
}

/// The proposal that a case is about.
async fn proposal_of(tx: &Tx, case: CaseId) -> Result<ProposalId> {
    let row = case::Entity::find_by_id(case).one(tx).await?;
    Ok(row.ok_or(crate::Error::NotFound)?.proposal)
}

async fn addenda(db: &Db) -> Result<usize> {
    const PART: &str = "addenda";
    let tx = db.begin().await?;
    let Some(after) = backlog::place(&tx, PART).await? else { return Ok(0) };
    let rows = addendum::Entity::find()
        .filter(addendum::Column::Id.gt(after))
        .order_by_asc(addendum::Column::Id)
        .limit(STEP)
        .all(&tx)
        .await?;
    for row in &rows {
        if let Some(at) = row.signed_at {
            addendum(&tx, row.id.0, proposal_of(&tx, row.case_id).await?, &row.body, at).await?;
        }
    }
    backlog::advance(&tx, PART, rows.last().map(|row| row.id.0)).await?;
    db::commit(tx).await?;
    Ok(rows.len())
}

async fn reports(db: &Db) -> Result<usize> {
    const PART: &str = "reports";
    let tx = db.begin().await?;
    let Some(after) = backlog::place(&tx, PART).await? else { return Ok(0) };
    let rows = follow_up::Entity::find()
        .filter(follow_up::Column::Id.gt(after))
        .order_by_asc(follow_up::Column::Id)
        .limit(STEP)
        .all(&tx)
        .await?;
    for row in &rows {
        if let (Some(body), Some(at)) = (&row.report, row.reported_at) {
            let proposal = proposal_of(&tx, row.case_id).await?;
            report(&tx, row.id.0, proposal, (&row.action, body), at).await?;
        }
    }
    backlog::advance(&tx, PART, rows.last().map(|row| row.id.0)).await?;
    db::commit(tx).await?;
    Ok(rows.len())
}
