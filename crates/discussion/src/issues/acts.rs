//! What a facilitator does with issues.

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, FieldErrors, IssueId, Now, PersonId, ProposalId, Tx, VoiceId};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, Set};

use super::pairs::{self, Changed, Pair};
use super::put_aside;
use super::steps::{Diff, Facts, note};
use crate::codes::StepKind;
use crate::counting;
use crate::entity::issue;
use crate::error::DiscussionError as Error;

/// How many issues a subject has at most.
pub const MOST: usize = 100;

/// How many voices one step files at most.
const MOST_VOICES: usize = 2_000;

const TITLE: Length = Length { min: 2, max: 100 };
const SUMMARY: Length = Length { min: 0, max: 500 };

/// What an issue is called and about, as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filing<'a> {
    /// The question, in a few words.
    pub title: &'a str,
    /// What it is about; may be empty.
    pub summary: &'a str,
}

/// The issues of a subject as they stand, in their order; acts on them take turns on the sums of the subject.
async fn present(tx: &Tx, subject: ProposalId) -> Result<Vec<issue::Model>, Error> {
    counting::take_turn(tx, subject).await?;
    let rows = issue::Entity::find()
        .filter(issue::Column::Subject.eq(subject))
        .filter(issue::Column::GoneAt.is_null())
        .order_by_asc(issue::Column::Position)
        .order_by_asc(issue::Column::Id)
        .all(tx)
        .await?;
    Ok(rows)
}

fn find(rows: &[issue::Model], id: IssueId) -> Result<&issue::Model, Error> {
    rows.iter().find(|row| row.id == id).ok_or(Error::NotFound)
}

/// The words of an issue, cleaned. Two issues of one subject are never called the same.
fn cleaned(
    rows: &[issue::Model],
    own: Option<IssueId>,
    typed: Filing<'_>,
) -> Result<(String, String), Error> {
    let mut errors = FieldErrors::new();
    let title = errors.take(text::line("title", typed.title, TITLE));
    let summary = errors.take(text::block("summary", typed.summary, SUMMARY));
    let same = |row: &&issue::Model| Some(&row.title) == title.as_ref() && Some(row.id) != own;
    if rows.iter().find(same).is_some() {
        errors.add("title", "issue_title_taken");
    }
    if own.is_none() && rows.len() >= MOST {
        errors.add_with("title", "too_many", [("max", MOST.to_string())]);
    }
    Ok(errors.into_result(title.zip(summary))?)
}

async fn insert(
    tx: &Tx,
    (id, subject): (IssueId, ProposalId),
    (title, summary): (String, String),
    by: PersonId,
    now: Now,
) -> Result<(), Error> {
    let row = issue::ActiveModel {
        id: Set(id),
        subject: Set(subject),
        title: Set(title),
        summary: Set(summary),
        position: Set(i64::MAX),
        created_by: Set(by),
        created_at: Set(now),
        gone_at: Set(None),
        merged_into: Set(None),
    };
    issue::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Gives the issues the places 1, 2, … in this order.
async fn place(tx: &Tx, order: &[IssueId], rows: &[issue::Model], diff: &mut Diff) -> Result<(), Error> {
    for (id, position) in order.iter().zip(1_i64..) {
        let known = rows.iter().find(|row| row.id == *id);
        if known.is_some_and(|row| row.position == position) {
            continue;
        }
        if let Some(row) = known {
            diff.was(row);
        }
        issue::Entity::update_many()
            .col_expr(issue::Column::Position, position.into())
            .filter(issue::Column::Id.eq(*id))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Makes an issue, after all others.
///
/// # Errors
/// [`Error::Invalid`] (fields `title` and `summary`), or a database error.
pub async fn make(
    tx: &Tx,
    subject: ProposalId,
    typed: Filing<'_>,
    by: PersonId,
    now: Now,
) -> Result<IssueId, Error> {
    let rows = present(tx, subject).await?;
    let words = cleaned(&rows, None, typed)?;
    let facts = Facts { into: Some(words.0.clone()), ..Facts::default() };
    let id = IssueId::new(now);
    insert(tx, (id, subject), words, by, now).await?;
    let mut diff = Diff::default();
    diff.made(id);
    let order: Vec<IssueId> = rows.iter().map(|row| row.id).chain([id]).collect();
    place(tx, &order, &rows, &mut diff).await?;
    note(tx, subject, (StepKind::Make, facts, diff), by, now).await?;
    Ok(id)
}

/// Gives an issue other words.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`] (fields `title` and `summary`), or a database error.
pub async fn rename(tx: &Tx, id: IssueId, typed: Filing<'_>, by: PersonId, now: Now) -> Result<(), Error> {
    let subject = subject_of(tx, id).await?;
    let rows = present(tx, subject).await?;
    let row = find(&rows, id)?;
    let (title, summary) = cleaned(&rows, Some(id), typed)?;
    if (&row.title, &row.summary) == (&title, &summary) {
        return Ok(());
    }
    let mut diff = Diff::default();
    diff.was(row);
    let facts = Facts { titles: vec![row.title.clone()], into: Some(title.clone()), voices: 0 };
    issue::Entity::update_many()
        .col_expr(issue::Column::Title, title.into())
        .col_expr(issue::Column::Summary, summary.into())
        .filter(issue::Column::Id.eq(id))
        .exec(tx)
        .await?;
    note(tx, subject, (StepKind::Rename, facts, diff), by, now).await
}

async fn subject_of(tx: &Tx, id: IssueId) -> Result<ProposalId, Error> {
    let row = issue::Entity::find_by_id(id).one(tx).await?;
    row.filter(|row| row.gone_at.is_none()).map(|row| row.subject).ok_or(Error::NotFound)
}

/// Puts the issues in this order; those it doesn't name come after, as they stood.
///
/// # Errors
/// A database error.
pub async fn arrange(
    tx: &Tx,
    subject: ProposalId,
    order: &[IssueId],
    by: PersonId,
    now: Now,
) -> Result<(), Error> {
    let rows = present(tx, subject).await?;
    let mut wanted: Vec<IssueId> = Vec::with_capacity(rows.len());
    let others = rows.iter().map(|row| row.id);
    for id in order.iter().copied().filter(|id| rows.iter().any(|row| row.id == *id)).chain(others) {
        if !wanted.contains(&id) {
            wanted.push(id);
        }
    }
    let mut diff = Diff::default();
    place(tx, &wanted, &rows, &mut diff).await?;
    note(tx, subject, (StepKind::Arrange, Facts::default(), diff), by, now).await
}

/// Takes issues away, and says so of what each is merged into.
async fn take_away(
    tx: &Tx,
    rows: &[issue::Model],
    away: &[IssueId],
    into: Option<IssueId>,
    diff: &mut Diff,
    now: Now,
) -> Result<(), Error> {
    for row in rows.iter().filter(|row| away.contains(&row.id)) {
        diff.was(row);
    }
    issue::Entity::update_many()
        .col_expr(issue::Column::GoneAt, now.into())
        .col_expr(issue::Column::MergedInto, into.into())
        .filter(issue::Column::Id.is_in(away.iter().copied()))
        .exec(tx)
        .await?;
    let order: Vec<IssueId> = rows.iter().map(|row| row.id).filter(|id| !away.contains(id)).collect();
    place(tx, &order, rows, diff).await
}

/// Makes one issue of several: all their voices stand under `into` then.
///
/// # Errors
/// [`Error::NotFound`] unless all are issues of the subject, [`Error::Invalid`] (field `issues`) if there is nothing to merge, or
/// a database error.
pub async fn merge(
    tx: &Tx,
    subject: ProposalId,
    from: &[IssueId],
    into: IssueId,
    by: PersonId,
    now: Now,
) -> Result<(), Error> {
    let away: Vec<IssueId> = from.iter().copied().filter(|id| *id != into).collect();
    if away.is_empty() {
        return Err(FieldErrors::one("issues", "required").into());
    }
    // Voices are locked before the sums, so the pairs are moved first.
    let pairs = pairs::of_issues(tx, &away).await?;
    let add: Vec<Pair> = pairs.iter().map(|(_, voice)| (into, *voice)).collect();
    let changed = pairs::change(tx, subject, (&add, &pairs), by, now).await?;
    let rows = present(tx, subject).await?;
    let title = find(&rows, into)?.title.clone();
    let late = clear(tx, subject, (&away, Some(into)), by, now).await?;
    let titles: Result<Vec<String>, Error> =
        away.iter().map(|id| Ok(find(&rows, *id)?.title.clone())).collect();
    let facts = Facts { titles: titles?, into: Some(title), voices: changed.added.len() };
    let mut diff = Diff::default();
    diff.voices(changed);
    diff.voices(late);
    take_away(tx, &rows, &away, Some(into), &mut diff, now).await?;
    note(tx, subject, (StepKind::Merge, facts, diff), by, now).await
}

/// Makes an issue of its own of some voices of an issue, with what is folded away under them; it stands right after it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`] (fields `title`, `summary` and `voices`), or a database error.
pub async fn split(
    tx: &Tx,
    id: IssueId,
    voices: &[VoiceId],
    typed: Filing<'_>,
    by: PersonId,
    now: Now,
) -> Result<IssueId, Error> {
    let subject = subject_of(tx, id).await?;
    some(voices)?;
    let new = IssueId::new(now);
    let leave: Vec<Pair> =
        pairs::with_folded(tx, id, voices).await?.into_iter().map(|voice| (id, voice)).collect();
    let enter: Vec<Pair> = leave.iter().map(|(_, voice)| (new, *voice)).collect();
    let changed = pairs::change(tx, subject, (&enter, &leave), by, now).await?;
    let rows = present(tx, subject).await?;
    let old = find(&rows, id)?;
    let words = cleaned(&rows, None, typed)?;
    let facts =
        Facts { titles: vec![old.title.clone()], into: Some(words.0.clone()), voices: changed.added.len() };
    insert(tx, (new, subject), words, by, now).await?;
    let mut diff = Diff::default();
    diff.made(new);
    diff.voices(changed);
    let mut order: Vec<IssueId> = rows.iter().map(|row| row.id).collect();
    let after = order.iter().position(|other| *other == id).map_or(order.len(), |place| place + 1);
    order.insert(after, new);
    place(tx, &order, &rows, &mut diff).await?;
    note(tx, subject, (StepKind::Split, facts, diff), by, now).await?;
    Ok(new)
}

/// Takes an issue away. Voices that stand under no other wait to be filed again.
///
/// # Errors
/// [`Error::NotFound`], or a database error.
pub async fn remove(tx: &Tx, id: IssueId, by: PersonId, now: Now) -> Result<ProposalId, Error> {
    let subject = subject_of(tx, id).await?;
    let pairs = pairs::of_issues(tx, &[id]).await?;
    let changed = pairs::change(tx, subject, (&[], &pairs), by, now).await?;
    let rows = present(tx, subject).await?;
    let facts =
        Facts { titles: vec![find(&rows, id)?.title.clone()], into: None, voices: changed.removed.len() };
    let late = clear(tx, subject, (&[id], None), by, now).await?;
    let mut diff = Diff::default();
    diff.voices(changed);
    diff.voices(late);
    take_away(tx, &rows, &[id], None, &mut diff, now).await?;
    note(tx, subject, (StepKind::Remove, facts, diff), by, now).await?;
    Ok(subject)
}

fn some(voices: &[VoiceId]) -> Result<(), Error> {
    match voices.len() {
        0 => Err(FieldErrors::one("voices", "required").into()),
        more if more > MOST_VOICES => {
            let mut errors = FieldErrors::new();
            errors.add_with("voices", "too_many", [("max", MOST_VOICES.to_string())]);
            Err(errors.into())
        }
        _ => Ok(()),
    }
}

/// Files voices, each under the issue beside it. Gives how many stand somewhere new.
///
/// # Errors
/// [`Error::NotFound`] unless all are of the subject, [`Error::Invalid`] (field `voices`) for none or too many, or a database error.
pub async fn file(
    tx: &Tx,
    subject: ProposalId,
    pairs: &[(IssueId, VoiceId)],
    by: PersonId,
    now: Now,
) -> Result<usize, Error> {
    refile(tx, subject, (pairs, &[]), StepKind::File, by, now).await
}

/// Files voices of an issue under another one as well; what is folded away under them comes along.
///
/// # Errors
/// As of [`file`].
pub async fn copy_to(
    tx: &Tx,
    (from, to): (IssueId, IssueId),
    voices: &[VoiceId],
    by: PersonId,
    now: Now,
) -> Result<usize, Error> {
    let subject = subject_of(tx, from).await?;
    let voices = pairs::with_folded(tx, from, voices).await?;
    let pairs: Vec<Pair> = voices.iter().map(|voice| (to, *voice)).collect();
    refile(tx, subject, (&pairs, &[]), StepKind::File, by, now).await
}

/// Moves voices from one issue to another; what is folded away under them comes along.
///
/// # Errors
/// As of [`file`].
pub async fn move_to(
    tx: &Tx,
    (from, to): (IssueId, IssueId),
    voices: &[VoiceId],
    by: PersonId,
    now: Now,
) -> Result<usize, Error> {
    let subject = subject_of(tx, from).await?;
    let voices = pairs::with_folded(tx, from, voices).await?;
    let pairs = |issue: IssueId| voices.iter().map(|voice| (issue, *voice)).collect::<Vec<Pair>>();
    refile(tx, subject, (&pairs(to), &pairs(from)), StepKind::Move, by, now).await
}

/// Takes voices out of an issue; what is folded away under them comes along.
///
/// # Errors
/// As of [`file`].
pub async fn take_out(
    tx: &Tx,
    from: IssueId,
    voices: &[VoiceId],
    by: PersonId,
    now: Now,
) -> Result<usize, Error> {
    let subject = subject_of(tx, from).await?;
    let voices = pairs::with_folded(tx, from, voices).await?;
    let pairs: Vec<Pair> = voices.iter().map(|voice| (from, *voice)).collect();
    refile(tx, subject, (&[], &pairs), StepKind::TakeOut, by, now).await
}

/// Puts voices aside that speak to no issue, or lets them wait again.
///
/// # Errors
/// As of [`file`].
pub async fn set_aside(
    tx: &Tx,
    subject: ProposalId,
    voices: &[VoiceId],
    on: bool,
    by: PersonId,
    now: Now,
) -> Result<usize, Error> {
    let pairs: Vec<Pair> = voices.iter().map(|voice| (put_aside(subject), *voice)).collect();
    let (add, remove): (&[Pair], &[Pair]) = if on { (&pairs, &[]) } else { (&[], &pairs) };
    let kind = if on { StepKind::Aside } else { StepKind::TakeOut };
    refile(tx, subject, (add, remove), kind, by, now).await
}

/// Files a comment under the issue in whose thread its author wrote it. It is no step: nobody who works on the issues has to
/// undo it to get at their own. What stood there when the issue was merged into another goes along; of one that was taken
/// away it waits like any other.
///
/// # Errors
/// A database error.
pub(crate) async fn file_own(
    tx: &Tx,
    subject: ProposalId,
    (issue, voice): Pair,
    by: PersonId,
    now: Now,
) -> Result<(), Error> {
    let rows = present(tx, subject).await?;
    let mut stands = Some(issue);
    for _ in 0..MOST {
        let Some(id) = stands.filter(|id| rows.iter().all(|row| row.id != *id)) else { break };
        let gone = issue::Entity::find_by_id(id).one(tx).await?;
        stands = gone.filter(|row| row.subject == subject).and_then(|row| row.merged_into);
    }
    let Some(issue) = stands.filter(|id| rows.iter().any(|row| row.id == *id)) else { return Ok(()) };
    pairs::change(tx, subject, (&[(issue, voice)], &[]), by, now).await?;
    let told = serde_json::json!({ "step": StepKind::File.code(), "voices": 1, "gained": [issue] });
    let event = NewEvent::new("issues.changed", subject, Actor::citizen(by)).with(told);
    event::append(tx, now, event.internal()).await?;
    Ok(())
}

/// Lets nothing stand under issues that are gone, whose turn is taken: what came under them while others were being moved
/// goes where those went.
pub(super) async fn clear(
    tx: &Tx,
    subject: ProposalId,
    (away, into): (&[IssueId], Option<IssueId>),
    by: PersonId,
    now: Now,
) -> Result<Changed, Error> {
    let late = pairs::of_issues(tx, away).await?;
    if late.is_empty() {
        return Ok(Changed::default());
    }
    let add: Vec<Pair> =
        into.into_iter().flat_map(|into| late.iter().map(move |pair| (into, pair.1))).collect();
    pairs::change(tx, subject, (&add, &late), by, now).await
}

async fn refile(
    tx: &Tx,
    subject: ProposalId,
    (add, remove): (&[Pair], &[Pair]),
    kind: StepKind,
    by: PersonId,
    now: Now,
) -> Result<usize, Error> {
    let voices: Vec<VoiceId> = add.iter().chain(remove).map(|(_, voice)| *voice).collect();
    some(&voices)?;
    let changed = pairs::change(tx, subject, (add, remove), by, now).await?;
    let rows = present(tx, subject).await?;
    let aside = put_aside(subject);
    if add.iter().any(|(issue, _)| *issue != aside && rows.iter().all(|row| row.id != *issue)) {
        return Err(Error::NotFound);
    }
    let named = |pairs: &[Pair]| {
        let here = rows.iter().filter(|row| pairs.iter().any(|(issue, _)| *issue == row.id));
        here.map(|row| row.title.clone()).collect::<Vec<String>>()
    };
    let (into, from) = (named(&changed.added), named(&changed.removed));
    let voices = changed.added.len().max(changed.removed.len());
    let facts =
        Facts { into: Some(into.join("、")).filter(|titles| !titles.is_empty()), titles: from, voices };
    let mut diff = Diff::default();
    diff.voices(changed);
    note(tx, subject, (kind, facts, diff), by, now).await?;
    Ok(voices)
}
