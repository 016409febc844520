//! What the passing of time does after a response, written down once for the log: people are asked, results stand.
//!
//! Each reads by an index what has come due and is safe in several processes at once: an event is written in the transaction
//! that marks it as written, and only by whoever marks it.

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::period::last_day_before;
use folkmoot_foundation::{Actor, Db, Now, Reader, Tx, db};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder as _, QuerySelect as _};
use serde_json::{Value, json};

use super::entity::windows;
use super::survey::{self, SATISFACTION};
use super::{Stand, feedback};
use crate::Result;

/// How many of a kind one call takes.
const AT_ONCE: u64 = 500;

/// What there is to write down.
#[derive(Debug, Clone, Copy)]
enum Note {
    /// The feedback is over: its result.
    FeedbackEnded,
    /// The survey begins: proposer and co-signers are asked.
    SurveyAsked,
    /// The survey is over: its result.
    SurveyEnded,
}

impl Note {
    const ALL: [Self; 3] = [Self::FeedbackEnded, Self::SurveyAsked, Self::SurveyEnded];

    /// The columns of when it is due and of when it was written down.
    fn columns(self) -> (windows::Column, windows::Column) {
        use windows::Column as C;
        match self {
            Self::FeedbackEnded => (C::FeedbackUntil, C::FeedbackEndedAt),
            Self::SurveyAsked => (C::SurveyAt, C::SurveyAskedAt),
            Self::SurveyEnded => (C::SurveyUntil, C::SurveyEndedAt),
        }
    }

    fn kind(self) -> &'static str {
        match self {
            Self::FeedbackEnded => "case.feedback_ended",
            Self::SurveyAsked => "case.survey_asked",
            Self::SurveyEnded => "case.survey_ended",
        }
    }

    /// When it happened and what is to be told; nothing if it is too late to tell.
    async fn told(self, tx: &Tx, row: &windows::Model, now: Now) -> Result<Option<(Now, Value)>> {
        let (due, _) = self.columns();
        let at = match due {
            windows::Column::FeedbackUntil => row.feedback_until,
            windows::Column::SurveyAt => row.survey_at,
            _ => row.survey_until,
        };
        let Some(at) = at else { return Ok(None) };
        let data = match self {
            Self::FeedbackEnded => {
                let totals = feedback::totals(tx, row.case_id).await?;
                let count = totals.helpful + totals.unhelpful;
                json!({ "count": count, "helpful": totals.helpful, "unhelpful": totals.unhelpful })
            }
            Self::SurveyAsked => {
                // After a long standstill nobody is asked what can't be answered any more.
                let Some(window) = super::of_case(tx, row.case_id).await?.and_then(|all| all.survey) else {
                    return Ok(None);
                };
                if window.stand(now) == Stand::Over {
                    return Ok(None);
                }
                json!({ "last_day": last_day_before(window.until) })
            }
            Self::SurveyEnded => {
                let results = survey::results(tx, row.case_id, now).await?;
                let satisfaction = results.questions.iter().find(|one| one.code == SATISFACTION);
                json!({ "count": results.answers, "satisfaction": satisfaction.map(|one| one.counts) })
            }
        };
        Ok(Some((at, data)))
    }
}

/// Something that has come due and is not written down yet.
#[derive(Debug, Clone)]
pub struct Due {
    note: Note,
    windows: windows::Model,
}

/// What has come due and is not written down yet, at most 500 of each kind.
///
/// # Errors
/// A database error.
pub async fn due(conn: &impl Reader, now: Now) -> Result<Vec<Due>> {
    let mut all = Vec::new();
    for note in Note::ALL {
        let (due, noted) = note.columns();
        let rows = windows::Entity::find()
            .filter(noted.is_null())
            .filter(due.lte(now))
            .order_by_asc(due)
            .limit(AT_ONCE)
            .all(conn)
            .await?;
        all.extend(rows.into_iter().map(|windows| Due { note, windows }));
    }
    Ok(all)
}

/// Writes one down, with its event; says whether nobody else had.
///
/// # Errors
/// A database error.
pub async fn note(tx: &Tx, due: &Due, now: Now) -> Result<bool> {
    let (row, (_, noted)) = (&due.windows, due.note.columns());
    let mine = windows::Entity::update_many()
        .col_expr(noted, Expr::value(now))
        .filter(windows::Column::CaseId.eq(row.case_id))
        .filter(noted.is_null())
        .exec(tx)
        .await?;
    if mine.rows_affected == 0 {
        return Ok(false);
    }
    if let Some((at, data)) = due.note.told(tx, row, now).await? {
        let event = NewEvent::new(due.note.kind(), row.proposal, Actor::System).about(row.case_id);
        event::append(tx, at, event.with(data)).await?;
    }
    Ok(true)
}

/// Writes the events of what has come due; says how many. At most 500 of each kind a call.
///
/// # Errors
/// A database error; what was recorded before it stays.
pub async fn record(db: &Db, now: Now) -> Result<usize> {
    let mut recorded = 0;
    for one in due(db.read(), now).await? {
        let tx = db.begin().await?;
        if note(&tx, &one, now).await? {
            db::commit(tx).await?;
            recorded += 1;
        }
    }
    Ok(recorded)
}
