//! The steps by which issues came to be what they are. The last one that stands can be undone, then the one before it.

use std::collections::BTreeSet;

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::{Actor, DbErr, IssueId, Now, PersonId, ProposalId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder, QuerySelect, Set};
use serde::{Deserialize, Serialize};

use super::pairs::{self, Changed, Pair};
use super::{acts, looked_at, put_aside};
use crate::codes::StepKind;
use crate::counting;
use crate::entity::{issue, issue_step};
use crate::error::DiscussionError as Error;

/// How many steps a list shows.
const SHOWN: u64 = 50;

/// What a step did, as far as undoing it needs.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Diff {
    issues: Vec<Was>,
    added: Vec<Pair>,
    removed: Vec<Pair>,
}

/// An issue before a step; nothing of one that the step made.
#[derive(Debug, Serialize, Deserialize)]
struct Was {
    id: IssueId,
    before: Option<Fields>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Fields {
    title: String,
    summary: String,
    position: i64,
    gone_at: Option<Now>,
    merged_into: Option<IssueId>,
}

impl Diff {
    /// Notes an issue that the step makes.
    pub(super) fn made(&mut self, id: IssueId) {
        self.issues.push(Was { id, before: None });
    }

    /// Notes an issue as it was, unless that was done before.
    pub(super) fn was(&mut self, row: &issue::Model) {
        if self.issues.iter().any(|was| was.id == row.id) {
            return;
        }
        let before = Fields {
            title: row.title.clone(),
            summary: row.summary.clone(),
            position: row.position,
            gone_at: row.gone_at,
            merged_into: row.merged_into,
        };
        self.issues.push(Was { id: row.id, before: Some(before) });
    }

    pub(super) fn voices(&mut self, changed: Changed) {
        self.added.extend(changed.added);
        self.removed.extend(changed.removed);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.issues.is_empty() && self.added.is_empty() && self.removed.is_empty()
    }
}

/// What a list of steps says of one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// The titles of the issues it was about.
    pub titles: Vec<String>,
    /// The title that came out of it, where there is one.
    pub into: Option<String>,
    /// How many voices it moved.
    pub voices: usize,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its number among those of the subject, from 1.
    pub number: i64,
    /// What was done.
    pub kind: StepKind,
    /// To what.
    pub facts: Facts,
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: Now,
    /// When it was undone.
    pub undone_at: Option<Now>,
    /// Whether it is the one that can be undone now.
    pub last: bool,
}

/// Writes a step down. The turn on the subject's sums keeps the numbers apart.
pub(super) async fn note(
    tx: &Tx,
    subject: ProposalId,
    (kind, facts, diff): (StepKind, Facts, Diff),
    by: PersonId,
    now: Now,
) -> Result<(), Error> {
    if diff.is_empty() {
        return Ok(());
    }
    counting::take_turn(tx, subject).await?;
    let last: Option<i64> = issue_step::Entity::find()
        .select_only()
        .column_as(issue_step::Column::Number.max(), "last")
        .filter(issue_step::Column::Subject.eq(subject))
        .into_tuple::<Option<i64>>()
        .one(tx)
        .await?
        .flatten();
    let piles = [looked_at(subject), put_aside(subject)];
    let gained: BTreeSet<IssueId> =
        diff.added.iter().map(|(issue, _)| *issue).filter(|issue| !piles.contains(issue)).collect();
    let told = serde_json::json!({ "step": kind.code(), "voices": facts.voices, "gained": gained });
    let row = issue_step::ActiveModel {
        id: Set(uuid_at(now)),
        subject: Set(subject),
        number: Set(last.unwrap_or(0) + 1),
        kind: Set(kind.code().to_owned()),
        facts: Set(json(&facts)?),
        diff: Set(json(&diff)?),
        made_by: Set(by),
        made_at: Set(now),
        undone_at: Set(None),
    };
    issue_step::Entity::insert(row).exec_without_returning(tx).await?;
    let event = NewEvent::new("issues.changed", subject, actor(by)).with(told);
    event::append(tx, now, event.internal()).await?;
    Ok(())
}

fn actor(id: PersonId) -> Actor {
    Actor::Person { id, role: "facilitator" }
}

fn json<T: Serialize>(value: &T) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Json(error.to_string()))
}

fn from_json<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, DbErr> {
    serde_json::from_str(text).map_err(|error| DbErr::Json(error.to_string()))
}

/// The last steps of a subject, the newest first.
///
/// # Errors
/// A database error.
pub async fn steps(conn: &impl Reader, subject: ProposalId) -> Result<Vec<Step>, DbErr> {
    let rows = issue_step::Entity::find()
        .filter(issue_step::Column::Subject.eq(subject))
        .order_by_desc(issue_step::Column::Number)
        .limit(SHOWN)
        .all(conn)
        .await?;
    let last = rows.iter().find(|row| row.undone_at.is_none()).map(|row| row.number);
    rows.into_iter()
        .map(|row| {
            Ok(Step {
                number: row.number,
                // Only codes of this crate are ever stored.
                kind: row.kind.parse().unwrap_or(StepKind::File),
                facts: from_json(&row.facts)?,
                by: row.made_by,
                at: row.made_at,
                undone_at: row.undone_at,
                last: last == Some(row.number),
            })
        })
        .collect()
}

/// Undoes the last step that stands. Whoever asks names its number, so that a second press undoes nothing more.
///
/// # Errors
/// [`Error::NotFound`] if there is no such step, [`Error::NotLast`] if it is not the last one that stands, or a database error.
pub async fn undo(tx: &Tx, subject: ProposalId, number: i64, by: PersonId, now: Now) -> Result<(), Error> {
    use issue_step::Column as C;
    let of_subject = || issue_step::Entity::find().filter(C::Subject.eq(subject));
    let row = of_subject().filter(C::Number.eq(number)).one(tx).await?.ok_or(Error::NotFound)?;
    let diff: Diff = from_json(&row.diff)?;
    // Takes the turns: voices first, then the sums.
    pairs::change(tx, subject, (&diff.removed, &diff.added), by, now).await?;
    let last = of_subject().filter(C::UndoneAt.is_null()).order_by_desc(C::Number).one(tx).await?;
    if last.map(|last| last.number) != Some(number) {
        return Err(Error::NotLast);
    }
    let goes = |was: &&Was| was.before.as_ref().is_none_or(|before| before.gone_at.is_some());
    let gone: Vec<IssueId> = diff.issues.iter().filter(goes).map(|was| was.id).collect();
    // What its author wrote under it meanwhile waits like any other.
    acts::clear(tx, subject, (&gone, None), by, now).await?;
    for was in diff.issues {
        let update = issue::Entity::update_many().filter(issue::Column::Id.eq(was.id));
        let update = match was.before {
            None => update.col_expr(issue::Column::GoneAt, Expr::value(now)),
            Some(before) => update
                .col_expr(issue::Column::Title, Expr::value(before.title))
                .col_expr(issue::Column::Summary, Expr::value(before.summary))
                .col_expr(issue::Column::Position, Expr::value(before.position))
                .col_expr(issue::Column::GoneAt, Expr::value(before.gone_at))
                .col_expr(issue::Column::MergedInto, Expr::value(before.merged_into)),
        };
        update.exec(tx).await?;
    }
    issue_step::Entity::update_many()
        .col_expr(C::UndoneAt, Expr::value(now))
        .filter(C::Id.eq(row.id))
        .exec(tx)
        .await?;
    let told = serde_json::json!({ "step": row.kind });
    let event = NewEvent::new("issues.undone", subject, actor(by)).with(told);
    event::append(tx, now, event.internal()).await?;
    Ok(())
}
