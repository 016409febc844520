//! What becomes of each line: it counts, it is of somebody who has signed already, or it can't be counted.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use folkmoot_foundation::period::day_of;
use folkmoot_foundation::{DbErr, Now, Reader};
use sea_orm::QuerySelect as _;
use sea_orm::entity::prelude::*;
use serde::Serialize;

use super::entity::line as place;
use super::lines::Line;
use crate::PersonKey;
use crate::drives::Drive;
use crate::entity::signature;
use crate::receipt::Channel;
use crate::signers::key_of;

/// How many keys are looked up in one statement.
const AT_ONCE: usize = 500;

/// A place on paper: sheet and line.
pub type Place = (i64, i64);

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It counts.
    Counts,
    /// Its signer has signed by this channel already; that signature stands.
    Signed {
        /// The channel of the signature that stands.
        channel: Channel,
    },
    /// Its signer stands on an earlier line of the same file, which stands.
    Repeated {
        /// Where.
        sheet: i64,
        /// On which line.
        line: i64,
    },
    /// This very line was imported before.
    Imported,
    /// It can't be read or counted; why, as a stable code.
    Unreadable {
        /// Why.
        code: &'static str,
    },
}

/// How many lines come out how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// They count.
    pub counted: i64,
    /// Their signers have signed already.
    pub duplicates: i64,
    /// They can't be read or counted.
    pub unreadable: i64,
}

impl Counts {
    /// Of these verdicts.
    pub fn of<'a>(verdicts: impl IntoIterator<Item = &'a Verdict>) -> Self {
        let mut counts = Self::default();
        for verdict in verdicts {
            match verdict {
                Verdict::Counts => counts.counted += 1,
                Verdict::Signed { .. } | Verdict::Repeated { .. } | Verdict::Imported => {
                    counts.duplicates += 1
                }
                Verdict::Unreadable { .. } => counts.unreadable += 1,
            }
        }
        counts
    }
}

impl Verdict {
    /// `counts`, `duplicate` or `unreadable`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::Signed { .. } | Self::Repeated { .. } | Self::Imported => "duplicate",
            Self::Unreadable { .. } => "unreadable",
        }
    }

    /// The exact reason, as a stable code; for what counts nothing more than that.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::Signed { channel: Channel::Online } => "signed_online",
            Self::Signed { channel: Channel::Paper } => "signed_paper",
            Self::Signed { channel: Channel::Counter } => "signed_counter",
            Self::Repeated { .. } => "repeated",
            Self::Imported => "imported",
            Self::Unreadable { code } => code,
        }
    }

    /// The line that stands, if it is one of the same file.
    pub fn earlier(&self) -> Option<Place> {
        match self {
            Self::Repeated { sheet, line } => Some((*sheet, *line)),
            _ => None,
        }
    }
}

/// A line with what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The line.
    pub line: Line,
    /// What becomes of it.
    pub verdict: Verdict,
}

/// Says of each line what would become of it at `now`. Who took their signature back has decided, so that paper does not
/// bring it back; whoever is put aside or invalidated stays so.
///
/// # Errors
/// A database error.
pub async fn judge(
    conn: &impl Reader,
    drive: &Drive,
    lines: Vec<Line>,
    now: Now,
) -> Result<Vec<Judged>, DbErr> {
    let keys: HashSet<PersonKey> =
        lines.iter().filter_map(|l| Some(l.said.as_ref().ok()?.person_key)).collect();
    let signed = signed(conn, drive, keys.into_iter().collect()).await?;
    let imported: HashSet<Place> = place::Entity::find()
        .select_only()
        .column(place::Column::Sheet)
        .column(place::Column::Line)
        .filter(place::Column::Drive.eq(drive.id))
        .into_tuple()
        .all(conn)
        .await?
        .into_iter()
        .collect();
    let mut places: HashSet<Place> = HashSet::with_capacity(lines.len());
    let mut seen: HashMap<PersonKey, Place> = HashMap::with_capacity(lines.len());
    let verdict = |line: &Line| {
        let place = match (line.sheet, line.line) {
            (Some(sheet), Some(line)) => (sheet, line),
            _ => return Verdict::Unreadable { code: line.said.as_ref().err().unwrap_or(&"line_number") },
        };
        let fresh = places.insert(place);
        let said = match &line.said {
            Ok(said) => said,
            Err(code) => return Verdict::Unreadable { code },
        };
        if imported.contains(&place) {
            return Verdict::Imported;
        }
        if !fresh {
            return Verdict::Unreadable { code: "line_twice" };
        }
        if let Err(code) = in_window(drive, said.date, now) {
            return Verdict::Unreadable { code };
        }
        if let Some(channel) = signed.get(&said.person_key) {
            return Verdict::Signed { channel: *channel };
        }
        if let Some((sheet, line)) = seen.get(&said.person_key) {
            return Verdict::Repeated { sheet: *sheet, line: *line };
        }
        seen.insert(said.person_key, place);
        Verdict::Counts
    };
    let verdicts: Vec<Verdict> = lines.iter().map(verdict).collect();
    Ok(lines.into_iter().zip(verdicts).map(|(line, verdict)| Judged { line, verdict }).collect())
}

/// The channels by which these people have signed.
async fn signed(
    conn: &impl Reader,
    drive: &Drive,
    keys: Vec<PersonKey>,
) -> Result<HashMap<PersonKey, Channel>, DbErr> {
    let mut found = HashMap::new();
    for keys in keys.chunks(AT_ONCE) {
        let rows: Vec<(Vec<u8>, String)> = signature::Entity::find()
            .select_only()
            .column(signature::Column::PersonKey)
            .column(signature::Column::Channel)
            .filter(signature::Column::Drive.eq(drive.id))
            .filter(signature::Column::PersonKey.is_in(keys.iter().map(|key| key.to_vec())))
            .into_tuple()
            .all(conn)
            .await?;
        for (key, channel) in rows {
            found.insert(key_of(&key)?, channel.parse().unwrap_or(Channel::Online));
        }
    }
    Ok(found)
}

/// Whether one could sign on this day, or why not. Days are those of Taipei.
fn in_window(drive: &Drive, date: NaiveDate, now: Now) -> Result<(), &'static str> {
    if date > day_of(now) {
        return Err("date_future");
    }
    if date < day_of(drive.opens_at) {
        return Err("date_before");
    }
    let last = drive.closed_at.unwrap_or(drive.closes_at) - chrono::TimeDelta::milliseconds(1);
    if date > day_of(last) {
        return Err("date_after");
    }
    // A day counts as paused only if the pause leaves no part of it.
    let paused = drive.blocks().iter().any(|block| {
        day_of(block.starts_at - chrono::TimeDelta::milliseconds(1)) < date
            && block.ends_at.is_none_or(|end| day_of(end) > date)
    });
    if paused { Err("date_paused") } else { Ok(()) }
}
