//! What people may do after a response: the proposer replies, everybody says whether it helped, proposer and co-signers
//! are asked whether they are satisfied.
//!
//! Until when is written with the response, from the rulebook of the proposal. Whether a window is open is derived from that
//! and the present.

pub(crate) mod entity;
pub mod feedback;
pub mod reply;
pub mod survey;
mod tick;
pub mod words;

use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::period::{Period, day_of, start_of_day};
use folkmoot_foundation::text::Length;
use folkmoot_foundation::{CaseId, Now, ProposalId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QuerySelect as _, Set};

pub use tick::{Due, due, note, record};

use crate::Result;
use crate::error::Error;
use entity::windows;

/// At which hour of its day in Taipei the survey begins.
const HOUR: i64 = 8;

/// What the rulebook of a proposal gives people after the response.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rule {
    /// The proposer's right of reply.
    pub reply: Option<ReplyRule>,
    /// How long everybody may say whether it helped.
    pub feedback: Option<Period>,
    /// The survey of proposer and co-signers.
    pub survey: Option<SurveyRule>,
}

/// The proposer's right of reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplyRule {
    /// How long, from the response.
    pub period: Period,
    /// How many times.
    pub times: u32,
    /// How long the text may be.
    pub length: Length,
}

/// The survey of proposer and co-signers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyRule {
    /// When they are asked, from the response.
    pub period: Period,
    /// For how long answers are taken, from being asked; without it as long as it was until then.
    pub open: Option<Period>,
    /// The codes of what they are asked besides how satisfied they are.
    pub questions: Vec<String>,
}

/// What people may do after the response of a case, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Afterwards {
    /// The case.
    pub case: CaseId,
    /// The proposal it answers.
    pub proposal: ProposalId,
    /// When the response was published.
    pub published: Now,
    /// The proposer's right of reply.
    pub reply: Option<ReplyWindow>,
    /// Until when everybody may say whether it helped.
    pub feedback_until: Option<Now>,
    /// The survey.
    pub survey: Option<SurveyWindow>,
}

/// The proposer's right of reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplyWindow {
    /// The instant it is over.
    pub until: Now,
    /// How many times.
    pub times: u32,
    /// How long the text may be.
    pub length: Length,
}

/// When the survey is open, and what it asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyWindow {
    /// The instant it begins.
    pub from: Now,
    /// The instant it is over.
    pub until: Now,
    /// The codes of what is asked besides how satisfied they are.
    pub questions: Vec<String>,
}

/// Where a window stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// It has not begun.
    Ahead,
    /// It goes on.
    Open,
    /// It is over.
    Over,
}

impl Stand {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ahead => "ahead",
            Self::Open => "open",
            Self::Over => "over",
        }
    }
}

impl SurveyWindow {
    /// Where it stands.
    pub fn stand(&self, now: Now) -> Stand {
        if now < self.from {
            Stand::Ahead
        } else if now < self.until {
            Stand::Open
        } else {
            Stand::Over
        }
    }
}

impl Afterwards {
    fn of(row: windows::Model) -> Result<Self> {
        let number = |n: i64| usize::try_from(n).unwrap_or_default();
        let reply = row.reply_until.map(|until| ReplyWindow {
            until,
            times: u32::try_from(row.reply_times).unwrap_or_default(),
            length: Length { min: number(row.reply_min), max: number(row.reply_max) },
        });
        let survey = match row.survey_at.zip(row.survey_until) {
            Some((from, until)) => {
                Some(SurveyWindow { from, until, questions: serde_json::from_str(&row.survey_questions)? })
            }
            None => None,
        };
        Ok(Self {
            case: row.case_id,
            proposal: row.proposal,
            published: row.published_at,
            reply,
            feedback_until: row.feedback_until,
            survey,
        })
    }
}

/// Begins what the rulebook gives people after the response that was just published. The caller publishes it in the same
/// transaction.
///
/// # Errors
/// [`Error::Calendar`] if a date needs the calendar of a year that is not loaded; a database error.
pub async fn begin(
    tx: &Tx,
    (case, proposal): (CaseId, ProposalId),
    published: Now,
    rule: &Rule,
    calendar: &OfficeCalendar,
) -> Result<()> {
    let until = |period: Period| period.deadline(published, calendar);
    let survey = match &rule.survey {
        None => None,
        Some(survey) => {
            let day = survey.period.last_day(day_of(published), calendar)?;
            let from = start_of_day(day) + chrono::TimeDelta::hours(HOUR);
            let until = survey.open.unwrap_or(survey.period).deadline(from, calendar)?;
            Some((from, until, survey.questions.as_slice()))
        }
    };
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let reply = rule.reply.as_ref();
    let row = windows::ActiveModel {
        case_id: Set(case),
        proposal: Set(proposal),
        published_at: Set(published),
        reply_until: Set(reply.map(|reply| until(reply.period)).transpose()?),
        reply_times: Set(reply.map_or(0, |reply| i64::from(reply.times))),
        reply_min: Set(reply.map_or(0, |reply| number(reply.length.min))),
        reply_max: Set(reply.map_or(0, |reply| number(reply.length.max))),
        feedback_until: Set(rule.feedback.map(until).transpose()?),
        feedback_ended_at: Set(None),
        survey_at: Set(survey.map(|(from, ..)| from)),
        survey_until: Set(survey.map(|(_, until, _)| until)),
        survey_questions: Set(serde_json::to_string(survey.map_or(&[][..], |(_, _, asked)| asked))?),
        survey_asked_at: Set(None),
        survey_ended_at: Set(None),
    };
    windows::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// What people may do after the response of a case; nothing while it is owed, and where it was given before there were
/// such windows.
///
/// # Errors
/// A database error.
pub async fn of_case(conn: &impl Reader, case: CaseId) -> Result<Option<Afterwards>> {
    windows::Entity::find_by_id(case).one(conn).await?.map(Afterwards::of).transpose()
}

/// The dates that lie ahead after all responses, at most so many cases: `reply`, `feedback`, `survey` and `survey-ends`, each
/// with its proposal. For the demo's time machine.
///
/// # Errors
/// A database error.
pub async fn ahead(conn: &impl Reader, now: Now, limit: u64) -> Result<Vec<(ProposalId, Now, &'static str)>> {
    use windows::Column as C;
    let columns = [C::ReplyUntil, C::FeedbackUntil, C::SurveyAt, C::SurveyUntil];
    let any = columns.into_iter().fold(Condition::any(), |any, column| any.add(column.gt(now)));
    let rows = windows::Entity::find().filter(any).limit(limit).all(conn).await?;
    Ok(rows
        .into_iter()
        .flat_map(|row| {
            let dates = [
                (row.reply_until, "reply"),
                (row.feedback_until, "feedback"),
                (row.survey_at, "survey"),
                (row.survey_until, "survey-ends"),
            ];
            dates
                .into_iter()
                .filter_map(move |(at, what)| Some((row.proposal, at.filter(|at| *at > now)?, what)))
        })
        .collect())
}

/// The same, or why nothing may be done.
async fn must_be(conn: &impl Reader, case: CaseId) -> Result<Afterwards> {
    of_case(conn, case).await?.ok_or(Error::NotOffered)
}
