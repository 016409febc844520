//! What moderators did, in numbers that everybody may see: reports, decisions by ground, how long they took, appeals.

use std::collections::BTreeMap;

use chrono::Datelike as _;
use folkmoot_foundation::{DbErr, Now, Reader, period};
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;

use crate::codes::{Act, Ground};
use crate::entity::{appeal, decision, report};

/// A month of moderation, or any number of them together.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Figures {
    /// How many reports were made.
    pub reports: i64,
    /// How many decisions were made, those undone within minutes left out.
    pub decisions: i64,
    /// By what was decided.
    pub acts: BTreeMap<&'static str, i64>,
    /// How many voices were hidden, by ground.
    pub hidden: BTreeMap<&'static str, i64>,
    /// How many decisions were undone.
    pub undone: i64,
    /// In how many seconds half of the reported voices were decided.
    pub median_seconds: Option<i64>,
    /// In how many seconds nine of ten were.
    pub ninety_seconds: Option<i64>,
    /// How many appeals were made.
    pub appeals: i64,
    /// How many of them are decided.
    pub appeals_decided: i64,
    /// How many of them were upheld.
    pub appeals_upheld: i64,
    #[serde(skip)]
    waited: Vec<i64>,
}

impl Figures {
    fn finish(mut self) -> Self {
        self.waited.sort_unstable();
        self.median_seconds = at_share(&self.waited, 50);
        self.ninety_seconds = at_share(&self.waited, 90);
        self
    }
}

/// The smallest value that at least so many per cent of the sorted ones don't exceed.
fn at_share(sorted: &[i64], percent: usize) -> Option<i64> {
    let place = (sorted.len() * percent).div_ceil(100).checked_sub(1)?;
    sorted.get(place).copied()
}

/// The figures since an instant: of each month (`2026-03`) in Taipei, the newest first, and of all together.
///
/// # Errors
/// A database error.
pub async fn since(conn: &impl Reader, from: Now) -> Result<(Vec<(String, Figures)>, Figures), DbErr> {
    let mut months: BTreeMap<String, Figures> = BTreeMap::new();
    let mut all = Figures::default();
    let mut add = |at: Now, count: &dyn Fn(&mut Figures)| {
        let day = period::day_of(at);
        count(months.entry(format!("{}-{:02}", day.year(), day.month())).or_default());
        count(&mut all);
    };
    let reported: Vec<Now> = report::Entity::find()
        .select_only()
        .column(report::Column::MadeAt)
        .filter(report::Column::MadeAt.gte(from))
        .into_tuple()
        .all(conn)
        .await?;
    for at in reported {
        add(at, &|figures| figures.reports += 1);
    }
    use decision::Column as D;
    type Row = (Now, String, Option<String>, Option<i64>, Option<Now>);
    let decided: Vec<Row> = decision::Entity::find()
        .select_only()
        .columns([D::MadeAt, D::Act, D::Ground, D::Waited, D::UndoneAt])
        .filter(D::MadeAt.gte(from))
        .into_tuple()
        .all(conn)
        .await?;
    for (at, act, ground, waited, undone) in decided {
        let act: Act = act.parse().unwrap_or(Act::Keep);
        let ground: Option<Ground> = ground.and_then(|ground| ground.parse().ok());
        add(at, &|figures| {
            if undone.is_some() {
                figures.undone += 1;
                return;
            }
            figures.decisions += 1;
            *figures.acts.entry(act.code()).or_default() += 1;
            if let Some(ground) = ground.filter(|_| act == Act::Hide) {
                *figures.hidden.entry(ground.code()).or_default() += 1;
            }
            figures.waited.extend(waited);
        });
    }
    use appeal::Column as A;
    let appealed: Vec<(Now, Option<Now>, bool)> = appeal::Entity::find()
        .select_only()
        .columns([A::MadeAt, A::DecidedAt, A::Upheld])
        .filter(A::MadeAt.gte(from))
        .into_tuple()
        .all(conn)
        .await?;
    for (at, decided, upheld) in appealed {
        add(at, &|figures| {
            figures.appeals += 1;
            figures.appeals_decided += i64::from(decided.is_some());
            figures.appeals_upheld += i64::from(upheld);
        });
    }
    let months = months.into_iter().rev().map(|(month, figures)| (month, figures.finish())).collect();
    Ok((months, all.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_what_was_decided() {
        assert_eq!(at_share(&[], 50), None);
        assert_eq!((at_share(&[7], 50), at_share(&[7], 90)), (Some(7), Some(7)));
        let ten: Vec<i64> = (1..=10).collect();
        assert_eq!((at_share(&ten, 50), at_share(&ten, 90)), (Some(5), Some(9)));
    }
}
