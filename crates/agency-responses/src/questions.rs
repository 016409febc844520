//! Questions to the proposer. The officer chooses at asking whether question and answer are public or stay in the file.

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text;
use folkmoot_foundation::{Actor, CaseId, FieldErrors, Now, PersonId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel as _, QueryOrder as _, Set};
use serde_json::json;

use crate::Result;
use crate::allowed::OfficerAct;
use crate::cases::REASONS;
use crate::desk::refresh_lines;
use crate::entity::question;
use crate::error::Error;
use crate::ids::QuestionId;
use crate::open::{in_state, lock, lock_own_for};
use crate::state::{CaseState, Officer};

/// The greatest number of questions in a case.
pub const MOST_QUESTIONS: u64 = 50;

/// A question to the proposer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its id.
    pub id: QuestionId,
    /// The case.
    pub case: CaseId,
    /// What is asked.
    pub body: String,
    /// Whether question and answer are public.
    pub public: bool,
    /// When it was asked.
    pub asked: Now,
    /// What the proposer answered.
    pub answer: Option<String>,
    /// When.
    pub answered: Option<Now>,
    /// When the agency took it back.
    pub withdrawn: Option<Now>,
}

impl Question {
    /// Whether it waits for the proposer's answer.
    pub fn is_open(&self) -> bool {
        self.answered.is_none() && self.withdrawn.is_none()
    }
}

impl From<question::Model> for Question {
    fn from(row: question::Model) -> Self {
        Self {
            id: row.id,
            case: row.case_id,
            body: row.body,
            public: row.public,
            asked: row.asked_at,
            answer: row.answer,
            answered: row.answered_at,
            withdrawn: row.withdrawn_at,
        }
    }
}

/// The questions of a case, oldest first.
///
/// # Errors
/// A database error.
pub async fn of_case(conn: &impl Reader, case: CaseId) -> Result<Vec<Question>> {
    let rows = question::Entity::find()
        .filter(question::Column::CaseId.eq(case))
        .order_by_asc(question::Column::AskedAt)
        .order_by_asc(question::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Question::from).collect())
}

/// How many questions wait for the proposer.
pub(crate) async fn open_count(tx: &Tx, case: CaseId) -> Result<u64> {
    Ok(question::Entity::find()
        .filter(question::Column::CaseId.eq(case))
        .filter(question::Column::AnsweredAt.is_null())
        .filter(question::Column::WithdrawnAt.is_null())
        .count(tx)
        .await?)
}

/// A lead officer asks the proposer something.
///
/// # Errors
/// [`Error::NotYours`], [`Error::WrongState`], [`Error::Invalid`] with `body`.
pub async fn ask(
    tx: &Tx,
    officer: &Officer,
    id: CaseId,
    body: &str,
    public: bool,
    now: Now,
) -> Result<QuestionId> {
    let (case, _) = lock_own_for(tx, officer, id, OfficerAct::AskProposer).await?;
    let mut errors = FieldErrors::new();
    let body = errors.take(text::block("body", body, REASONS));
    let asked = question::Entity::find().filter(question::Column::CaseId.eq(id)).count(tx).await?;
    if asked >= MOST_QUESTIONS {
        errors.add_with("body", "too_many", [("max", MOST_QUESTIONS.to_string())]);
    }
    let body = errors.into_result(body)?;
    let question = QuestionId::new(now);
    let event = NewEvent::new("case.question_asked", case.proposal, officer.officer()).about(id);
    // What is asked inside the file stays out of the log.
    let event = if public {
        event.with(json!({ "question": question, "body": text::excerpt(&body, 300) }))
    } else {
        event.internal().with(json!({ "question": question }))
    };
    let row = question::ActiveModel {
        id: Set(question),
        case_id: Set(id),
        body: Set(body),
        public: Set(public),
        asked_by: Set(officer.person),
        asked_at: Set(now),
        answer: Set(None),
        answered_at: Set(None),
        withdrawn_at: Set(None),
    };
    question::Entity::insert(row).exec_without_returning(tx).await?;
    refresh_lines(tx, id).await?;
    event::append(tx, now, event).await?;
    Ok(question)
}

async fn lock_question(tx: &Tx, id: QuestionId) -> Result<question::Model> {
    let row = question::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    lock(tx, row.case_id).await?;
    question::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)
}

/// The proposer answers, once, while the response is owed. The caller knows that `proposer` made the proposal.
///
/// # Errors
/// [`Error::NotFound`] for what is no question of this case, [`Error::AlreadyDone`], [`Error::WrongState`],
/// [`Error::Invalid`] with `answer`.
pub async fn answer(
    tx: &Tx,
    proposer: PersonId,
    case: CaseId,
    id: QuestionId,
    answer: &str,
    now: Now,
) -> Result<()> {
    let row = lock_question(tx, id).await?;
    if row.case_id != case {
        return Err(Error::NotFound);
    }
    let (case, state) = lock(tx, case).await?;
    if row.answered_at.is_some() || row.withdrawn_at.is_some() {
        return Err(Error::AlreadyDone);
    }
    in_state(state, "answer_question", &CaseState::WAITING)?;
    let mut errors = FieldErrors::new();
    let answer = errors.take(text::block("answer", answer, REASONS));
    let answer = errors.into_result(answer)?;
    let actor = Actor::Person { id: proposer, role: "proposer" };
    let event = NewEvent::new("case.question_answered", case.proposal, actor).about(case.id);
    let event = if row.public {
        event.with(json!({ "question": id, "body": text::excerpt(&answer, 300) }))
    } else {
        event.internal().with(json!({ "question": id }))
    };
    let mut row = row.into_active_model();
    row.answer = Set(Some(answer));
    row.answered_at = Set(Some(now));
    row.update(tx).await?;
    refresh_lines(tx, case.id).await?;
    Ok(event::append(tx, now, event).await?)
}

/// A lead officer takes back a question that was not answered; it stays in the file as taken back.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotYours`], [`Error::WrongState`], [`Error::AlreadyDone`].
pub async fn withdraw(tx: &Tx, officer: &Officer, case: CaseId, id: QuestionId, now: Now) -> Result<()> {
    let row = lock_question(tx, id).await?;
    if row.case_id != case {
        return Err(Error::NotFound);
    }
    let (case, _) = lock_own_for(tx, officer, case, OfficerAct::AskProposer).await?;
    if row.answered_at.is_some() || row.withdrawn_at.is_some() {
        return Err(Error::AlreadyDone);
    }
    let event = NewEvent::new("case.question_withdrawn", case.proposal, officer.officer()).about(case.id);
    let event = event.with(json!({ "question": id }));
    let event = if row.public { event } else { event.internal() };
    let mut row = row.into_active_model();
    row.withdrawn_at = Set(Some(now));
    row.update(tx).await?;
    refresh_lines(tx, case.id).await?;
    Ok(event::append(tx, now, event).await?)
}
