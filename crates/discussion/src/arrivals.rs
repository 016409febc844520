//! What was written lately, for those who have a discussion open.

use chrono::TimeDelta;
use folkmoot_foundation::{DbErr, Now, ProposalId, Reader};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::codes::Channel;
use crate::entity::voice;
use crate::reading::{Viewer, Voice, present};

/// How many are told of at most.
pub const MOST: u64 = 60;

/// A comment may appear so much later than the instant it bears: for so long its transaction may go on.
const LATE: TimeDelta = TimeDelta::seconds(10);

/// How far a reader has come: up to which instant, and how many of the last seconds before it they have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The instant of the newest that they have.
    pub until: Now,
    /// How many they have of those that are not older than the seconds in which others may still appear.
    pub among: usize,
}

impl Seen {
    /// Of whoever has all of these, the newest first; `now` where there are none.
    pub fn all(arrivals: &[Now], now: Now) -> Self {
        let until = arrivals.first().copied().unwrap_or(now);
        Self { until, among: arrivals.iter().filter(|at| **at > until - LATE).count() }
    }

    /// From when on there may be something they don't have.
    pub fn from(&self) -> Now {
        self.until.checked_sub_signed(LATE).unwrap_or(self.until)
    }

    /// How many of these they don't have.
    pub fn missing(&self, arrivals: &[Now]) -> usize {
        arrivals.iter().filter(|at| **at > self.from()).count().saturating_sub(self.among)
    }
}

/// When the newest comments and replies were written that everybody can read, the newest first, at most [`MOST`].
///
/// # Errors
/// A database error.
pub async fn recent(conn: &impl Reader, subject: ProposalId) -> Result<Vec<Now>, DbErr> {
    Ok(rows(conn, subject, None).await?.into_iter().map(|row| row.created_at).collect())
}

/// The comments and replies that everybody can read and that were written after an instant, the newest first, at most
/// [`MOST`].
///
/// # Errors
/// A database error.
pub async fn after(
    conn: &impl Reader,
    subject: ProposalId,
    after: Now,
    viewer: &Viewer,
) -> Result<Vec<Voice>, DbErr> {
    let rows = rows(conn, subject, Some(after)).await?;
    present(conn, rows, viewer).await
}

async fn rows(
    conn: &impl Reader,
    subject: ProposalId,
    after: Option<Now>,
) -> Result<Vec<voice::Model>, DbErr> {
    use voice::Column as C;
    let mut query = voice::Entity::find().filter(C::Subject.eq(subject)).filter(C::DeletedAt.is_null());
    if let Some(after) = after {
        query = query.filter(C::CreatedAt.gt(after));
    }
    let mut rows = query
        .filter(C::HiddenAt.is_null())
        .filter(C::Channel.eq(Channel::Online.code()))
        .order_by_desc(C::CreatedAt)
        .order_by_desc(C::Id)
        .limit(MOST)
        .all(conn)
        .await?;
    // Whatever else keeps a voice from being read.
    rows.retain(|row| row.standing() == "visible");
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Now {
        let noon: Now = "2026-03-02T04:00:00Z".parse().unwrap();
        noon + TimeDelta::seconds(seconds)
    }

    #[test]
    fn what_appears_late_is_missing_too() {
        let seen = Seen::all(&[at(100), at(95), at(20)], at(200));
        assert_eq!(seen, Seen { until: at(100), among: 2 });
        assert_eq!(seen.missing(&[at(100), at(95), at(20)]), 0);
        assert_eq!(seen.missing(&[at(101), at(100), at(95), at(20)]), 1);
        // Written before the newest, but committed after it.
        assert_eq!(seen.missing(&[at(100), at(98), at(95), at(20)]), 1);
        // One that was hidden meanwhile is not missing.
        assert_eq!(seen.missing(&[at(95), at(20)]), 0);
        assert_eq!(Seen::all(&[], at(5)).missing(&[at(6)]), 1);
    }
}
