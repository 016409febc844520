//! Words that whoever spoke put in their place, when a corrected record comes: they stay unless a facilitator says otherwise.

use std::collections::{HashMap, HashSet};

use folkmoot_foundation::{PersonId, StatementId};

use super::align::{Change, Entry, Plan, Present};
use super::{ParsedStatement, StatementKind};
use crate::records::statement;

/// A file that says otherwise than whoever spoke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The statement.
    pub id: StatementId,
    /// The line of the file, if it has the statement.
    pub line: Option<u32>,
    /// Who spoke.
    pub speaker: Option<String>,
    /// Their own words.
    pub own: String,
    /// What the file says; none if it lacks the statement.
    pub file: Option<String>,
    /// Whether the file's words are to be taken.
    pub taken: bool,
    /// Whose account the words are of.
    pub person: PersonId,
}

/// The statement as the comparison is to see it: by the words of the last file, unless the new one has taken over those of
/// whoever spoke.
pub(super) fn seen(row: &statement::Model, file: &HashSet<&str>) -> Present {
    let recorded = row.recorded.as_ref().filter(|_| !row.gone && !file.contains(row.body.as_str()));
    Present { body: recorded.unwrap_or(&row.body).clone(), ..present(row) }
}

/// The statement as it stands.
pub(super) fn present(row: &statement::Model) -> Present {
    Present {
        id: row.id,
        kind: StatementKind::of(&row.kind),
        speaker: row.speaker.clone(),
        section: row.section.clone(),
        body: row.body.clone(),
        gone: row.gone,
    }
}

/// Lets the own words of those who spoke stay, but where `taken` says that the file's hold; notes each conflict.
pub(super) fn settle(plan: &mut Plan, rows: &[statement::Model], taken: &HashSet<StatementId>) {
    let own: HashMap<StatementId, (&statement::Model, PersonId)> = rows
        .iter()
        .filter(|row| !row.gone)
        .filter_map(|row| Some((row.id, (row, row.corrected_by?))))
        .collect();
    if own.is_empty() {
        return;
    }
    for entry in &mut plan.entries {
        let Some((row, person)) = entry.change.id().and_then(|id| own.get(&id).copied()) else { continue };
        if entry.statement.body == row.body {
            continue;
        }
        let taken = taken.contains(&row.id);
        plan.conflicts.push(Conflict {
            id: row.id,
            line: Some(entry.statement.line),
            speaker: entry.statement.speaker.clone(),
            own: row.body.clone(),
            file: Some(entry.statement.body.clone()),
            taken,
            person,
        });
        if !taken {
            entry.statement.body.clone_from(&row.body);
        }
        let same = entry.statement.body == row.body && entry.statement.speaker == row.speaker;
        entry.change = if same { Change::Unchanged(row.id) } else { Change::Changed(present(row)) };
    }
    let (lacking, vanished): (Vec<Present>, Vec<Present>) =
        std::mem::take(&mut plan.vanished).into_iter().partition(|gap| own.contains_key(&gap.id));
    plan.vanished = vanished;
    for gap in lacking {
        let Some((row, person)) = own.get(&gap.id).copied() else { continue };
        let taken = taken.contains(&row.id);
        plan.conflicts.push(Conflict {
            id: row.id,
            line: None,
            speaker: row.speaker.clone(),
            own: row.body.clone(),
            file: None,
            taken,
            person,
        });
        if taken {
            plan.vanished.push(present(row));
        } else {
            plan.joined.remove(&row.id);
            put_back(&mut plan.entries, rows, row);
        }
    }
}

/// Lets a statement stand where it stood: after the nearest one before it that is still there.
fn put_back(entries: &mut Vec<Entry>, rows: &[statement::Model], row: &statement::Model) {
    let at: HashMap<StatementId, usize> =
        entries.iter().enumerate().filter_map(|(at, entry)| Some((entry.change.id()?, at))).collect();
    let before = rows.iter().rev().skip_while(|other| other.id != row.id).skip(1);
    let place = before.filter_map(|other| at.get(&other.id)).next().map_or(0, |at| at + 1);
    let line = place.checked_sub(1).and_then(|at| entries.get(at)).map_or(0, |entry| entry.statement.line);
    let statement = ParsedStatement {
        kind: StatementKind::of(&row.kind),
        speaker: row.speaker.clone(),
        section: row.section.clone(),
        body: row.body.clone(),
        started_ms: row.started_ms,
        ended_ms: row.ended_ms,
        line,
        on: row.spot(),
    };
    entries.insert(place, Entry { statement, change: Change::Unchanged(row.id), split_from: None });
}
