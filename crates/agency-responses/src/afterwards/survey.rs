//! The survey of proposer and co-signers: one answer each, while it is open. Results are published once it is over, so that
//! nobody's answer can be told from two readings; of fewer than [`LEAST`] answers only their number.

use std::collections::BTreeMap;

use folkmoot_foundation::cursor::{self, Cursor, Page};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{CaseId, FieldErrors, Now, PersonId, Reader, Tx, db};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{QueryOrder as _, QuerySelect as _, Set};

use super::entity::{answer, rating};
use super::words::{Hidden, hidden_of};
use super::{Stand, must_be};
use crate::Result;
use crate::error::Error;
use crate::ids::WordsId;

/// The code of the question that every survey asks.
pub const SATISFACTION: &str = "satisfaction";

/// The answers to a question.
pub const SCALE: std::ops::RangeInclusive<i64> = 1..=5;

/// Of fewer answers than this nothing is told but their number.
pub const LEAST: i64 = 5;

/// How long the words may be.
pub const WORDS: Length = Length { min: 0, max: 1000 };

/// What somebody answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// For each question, by its code, 1 to 5.
    pub ratings: BTreeMap<String, i64>,
    /// What they add in words.
    pub words: String,
    /// Whether they agree that the words are published, without their name.
    pub publish: bool,
}

/// How one question was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionResult {
    /// Its code.
    pub code: String,
    /// How many answered 1 to 5.
    pub counts: [i64; 5],
}

impl QuestionResult {
    /// The mean, in hundredths; nothing if nobody answered.
    pub fn mean_hundredths(&self) -> Option<i64> {
        let people: i64 = self.counts.iter().sum();
        let sum: i64 = self.counts.iter().zip(SCALE).map(|(count, rating)| count * rating).sum();
        (people > 0).then(|| (sum * 100 + people / 2) / people)
    }
}

/// How the survey came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Results {
    /// How many answered.
    pub answers: i64,
    /// How each question was answered; empty while the survey goes on, and if too few answered.
    pub questions: Vec<QuestionResult>,
}

/// Words of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// Their id.
    pub id: WordsId,
    /// The words; empty while they are hidden.
    pub words: String,
    /// When.
    pub at: Now,
    /// Why they are hidden, if they are.
    pub hidden: Option<Hidden>,
}

/// Answers the survey of a case, once. The caller knows that the person was asked; `mark` is the same for all accounts of a
/// person.
///
/// # Errors
/// [`Error::NotOffered`] before the response and if the rulebook knows no survey; [`Error::NotYet`]; [`Error::WindowOver`];
/// [`Error::AlreadyDone`]; [`Error::Invalid`] with `q-CODE` or `words`.
pub async fn give(
    tx: &Tx,
    (person, mark): (PersonId, [u8; 32]),
    case: CaseId,
    given: &Answer,
    now: Now,
) -> Result<()> {
    let window = must_be(tx, case).await?.survey.ok_or(Error::NotOffered)?;
    match window.stand(now) {
        Stand::Ahead => return Err(Error::NotYet { from: window.from }),
        Stand::Over => return Err(Error::WindowOver { until: window.until }),
        Stand::Open => {}
    }
    if has_answered(tx, case, (person, mark)).await? {
        return Err(Error::AlreadyDone);
    }
    let mut errors = FieldErrors::new();
    let asked: Vec<&str> =
        std::iter::once(SATISFACTION).chain(window.questions.iter().map(String::as_str)).collect();
    let mut ratings = Vec::new();
    for code in asked {
        match given.ratings.get(code) {
            Some(rating) if SCALE.contains(rating) => ratings.push((code.to_owned(), *rating)),
            _ => errors.add(&format!("q-{code}"), "unknown_choice"),
        }
    }
    let words = errors.take(text::block("words", &given.words, WORDS));
    let words = errors.into_result(words)?;
    let id = WordsId::new(now);
    let row = answer::ActiveModel {
        id: Set(id),
        case_id: Set(case),
        person: Set(person),
        mark: Set(mark.to_vec()),
        words: Set(words),
        publish: Set(given.publish),
        at: Set(now),
    };
    answer::Entity::insert(row)
        .exec_without_returning(tx)
        .await
        .map_err(|e| if db::is_unique_violation(&e) { Error::AlreadyDone } else { e.into() })?;
    let rows = ratings.into_iter().map(|(question, rating)| rating::ActiveModel {
        answer: Set(id),
        question: Set(question),
        case_id: Set(case),
        rating: Set(rating),
    });
    rating::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// Whether a person has answered, from this account or another.
///
/// # Errors
/// A database error.
pub async fn has_answered(
    conn: &impl Reader,
    case: CaseId,
    (person, mark): (PersonId, [u8; 32]),
) -> Result<bool> {
    let own = answer::Column::Person.eq(person).or(answer::Column::Mark.eq(mark.to_vec()));
    let rows = answer::Entity::find().filter(answer::Column::CaseId.eq(case)).filter(own).count(conn).await?;
    Ok(rows > 0)
}

/// How the survey of a case came out, as the public may know it at `now`.
///
/// # Errors
/// [`Error::NotOffered`] if there is none; a database error.
pub async fn results(conn: &impl Reader, case: CaseId, now: Now) -> Result<Results> {
    let window = must_be(conn, case).await?.survey.ok_or(Error::NotOffered)?;
    let answers = answer::Entity::find().filter(answer::Column::CaseId.eq(case)).count(conn).await?;
    let answers = i64::try_from(answers).unwrap_or(i64::MAX);
    if window.stand(now) != Stand::Over || answers < LEAST {
        return Ok(Results { answers, questions: Vec::new() });
    }
    let counted: Vec<(String, i64, i64)> = rating::Entity::find()
        .select_only()
        .column(rating::Column::Question)
        .column(rating::Column::Rating)
        .column_as(rating::Column::Answer.count(), "people")
        .filter(rating::Column::CaseId.eq(case))
        .group_by(rating::Column::Question)
        .group_by(rating::Column::Rating)
        .into_tuple()
        .all(conn)
        .await?;
    let of = |code: &str| {
        let mut counts = [0; 5];
        for (count, rating) in counts.iter_mut().zip(SCALE) {
            let found = counted.iter().find(|(question, given, _)| question == code && *given == rating);
            *count = found.map_or(0, |(_, _, people)| *people);
        }
        QuestionResult { code: code.to_owned(), counts }
    };
    let questions = std::iter::once(SATISFACTION).chain(window.questions.iter().map(String::as_str));
    Ok(Results { answers, questions: questions.map(of).collect() })
}

/// What people wrote, newest first: those whose words may be published, or the others, which the lead agency alone reads.
/// Nothing while the survey goes on, and if too few answered. `limit` a page, at most 100.
///
/// # Errors
/// [`Error::NotOffered`] if there is none; a database error.
pub async fn opinions(
    conn: &impl Reader,
    case: CaseId,
    published: bool,
    after: Option<Cursor>,
    limit: usize,
    now: Now,
) -> Result<Page<Opinion>> {
    use answer::Column as C;
    if results(conn, case, now).await?.questions.is_empty() {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let limit = limit.clamp(1, 100);
    let mut query = answer::Entity::find()
        .filter(C::CaseId.eq(case))
        .filter(C::Publish.eq(published))
        .filter(C::Words.ne(""));
    if let Some(after) = after {
        query = query.filter(cursor::below(C::At, after.instant(), C::Id, WordsId(after.id)));
    }
    let rows = query
        .order_by_desc(C::At)
        .order_by_desc(C::Id)
        .limit(u64::try_from(limit).unwrap_or(100) + 1)
        .all(conn)
        .await?;
    let ids: Vec<WordsId> = rows.iter().map(|row| row.id).collect();
    let mut hidden = hidden_of(conn, &ids).await?;
    let said = rows
        .into_iter()
        .map(|row| {
            let hidden = hidden.remove(&row.id);
            let words = if hidden.is_some() { String::new() } else { row.words };
            Opinion { id: row.id, words, at: row.at, hidden }
        })
        .collect();
    Ok(Page::cut(said, limit, |one: &Opinion| Cursor::at(one.at, one.id)))
}
