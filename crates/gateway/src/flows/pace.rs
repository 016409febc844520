//! How fast a drive is signed, and when it reaches a threshold at that pace.

use chrono::{NaiveDate, TimeDelta};
use folkmoot_foundation::Now;
use folkmoot_foundation::period::day_of;
use folkmoot_signatures::{Drive, Threshold, Window, drives};

use crate::{App, Fault};

/// The pace of the last week, or of the time since the beginning if that is shorter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Signatures of the last seven days.
    pub last_week: i64,
    measured: TimeDelta,
}

/// The pace of a drive that can be signed; nothing of another.
///
/// # Errors
/// A database error.
pub async fn of(app: &App, drive: &Drive) -> Result<Option<Pace>, Fault> {
    let now = app.now();
    if drive.window(now) != Window::Open {
        return Ok(None);
    }
    let last_week = drives::count_since(app.db.read(), drive.id, now - TimeDelta::days(7)).await?;
    let measured = (now - drive.opens_at).min(TimeDelta::days(7)).max(TimeDelta::hours(1));
    Ok(Some(Pace { last_week, measured }))
}

impl Pace {
    /// The day on which a threshold is reached, if that lies ahead and before the end. One that asks for regions as well
    /// can't be projected from the count of all.
    pub fn reaches(&self, drive: &Drive, level: &Threshold, now: Now) -> Option<NaiveDate> {
        let missing = level.count - drive.count;
        if level.regions.is_some() || level.reached_at.is_some() || missing <= 0 || self.last_week <= 0 {
            return None;
        }
        let needed = self.measured.num_seconds().saturating_mul(missing) / self.last_week;
        let at = now.checked_add_signed(TimeDelta::try_seconds(needed)?)?;
        (at < drive.closes_at).then(|| day_of(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_projected_only_while_it_lies_ahead_and_before_the_end() {
        let at = |text: &str| text.parse::<Now>().unwrap();
        let level = |count, reached_at| Threshold {
            code: "x".to_owned(),
            count,
            reached_at,
            fallen_at: None,
            regions: None,
        };
        let now = at("2026-03-10T04:00:00Z");
        let drive = Drive {
            id: folkmoot_foundation::DriveId::new(now),
            opens_at: at("2026-03-01T16:00:00Z"),
            closes_at: at("2026-04-30T16:00:00Z"),
            closed_at: None,
            closed_reason: None,
            cap: None,
            planned_closes_at: at("2026-04-30T16:00:00Z"),
            pauses: Vec::new(),
            count: 100,
            thresholds: Vec::new(),
        };
        let pace = Pace { last_week: 70, measured: TimeDelta::days(7) };
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        assert_eq!(pace.reaches(&drive, &level(150, None), now), day("2026-03-15"));
        assert_eq!(pace.reaches(&drive, &level(100, Some(now)), now), None);
        assert_eq!(pace.reaches(&drive, &level(5000, None), now), None);
        assert_eq!(Pace { last_week: 0, ..pace }.reaches(&drive, &level(150, None), now), None);
    }
}
