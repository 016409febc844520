//! Questions for a hearing. A question is a voice of the discussion that has its hearing with it, so that it is reported,
//! hidden, found, counted and filed under issues as all others are; what became of it in the hall stands beside it. People
//! rank questions: each gives a question one mark, the same that says of a comment that it is useful.

use std::collections::HashMap;

use folkmoot_foundation::cursor::{self, Cursor, Page};
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{
    Actor, DbErr, FieldErrors, HearingId, Now, PersonId, ProposalId, Reader, StatementId, Tx, VoiceId,
};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, Func, Query};
use sea_orm::{ExprTrait, QueryOrder, QuerySelect, Set};

use crate::codes::ReactionKind;
use crate::entity::{question, voice};
use crate::error::DiscussionError as Error;
use crate::held::{self, Sent};
use crate::reading::{self, Viewer, Voice};
use crate::voices::{self, NewComment, Rules};

/// How long a question is, in characters: it is to be read aloud.
pub const LENGTH: Length = Length { min: 5, max: 500 };

/// How many questions stand before one that somebody was led to.
const BESIDE: u64 = 10;

/// How long a reason is.
const REASON: Length = Length { min: 2, max: 500 };

/// What became of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Nothing yet.
    Open,
    /// It was answered.
    Answered,
    /// It was set aside, with a reason.
    Aside,
}

impl State {
    /// All, in the order pages show them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Answered, Self::Aside];

    /// The code that is stored and shown in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Aside => "aside",
        }
    }

    /// The state of a code; an open one for what is none.
    pub fn of(code: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.code() == code).unwrap_or(Self::Open)
    }
}

/// A question as a certain reader may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The voice that it is.
    pub voice: Voice,
    /// The hearing.
    pub hearing: HearingId,
    /// What became of it.
    pub state: State,
    /// Why it was set aside.
    pub reason: Option<String>,
    /// The statement of the record that answers it.
    pub statement: Option<StatementId>,
    /// Since when that stands.
    pub handled_at: Option<Now>,
}

impl Question {
    /// How many people want to hear the answer.
    pub fn marks(&self) -> i64 {
        self.voice.reactions.iter().filter(|r| r.kind == ReactionKind::Useful).map(|r| r.count).sum()
    }

    /// Whether the reader is one of them.
    pub fn marked(&self) -> bool {
        self.voice.reactions.iter().any(|r| r.kind == ReactionKind::Useful && r.mine)
    }

    fn of(voice: Voice, row: question::Model) -> Self {
        Self {
            voice,
            hearing: row.hearing,
            state: State::of(&row.state),
            reason: row.reason,
            statement: row.statement,
            handled_at: row.handled_at,
        }
    }
}

/// A question about to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewQuestion {
    /// The subject of the discussion.
    pub subject: ProposalId,
    /// The hearing.
    pub hearing: HearingId,
    /// Who asks.
    pub author: PersonId,
    /// The question.
    pub body: String,
}

/// Notes that a voice is a question for a hearing.
pub(crate) async fn keep(tx: &Tx, voice: VoiceId, hearing: HearingId) -> Result<(), DbErr> {
    let row = question::ActiveModel {
        voice: Set(voice),
        hearing: Set(hearing),
        state: Set(State::Open.code().to_owned()),
        reason: Set(None),
        statement: Set(None),
        handled_by: Set(None),
        handled_at: Set(None),
        told: Set(None),
    };
    question::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Asks a question. Sent twice within a minute it is the first one that is given; the same question of the same person for
/// the same hearing is refused after that. A first one waits for a moderator where first comments do.
///
/// # Errors
/// [`Error::Closed`]; [`Error::Invalid`] (field `question`); [`Error::Paused`]; [`Error::SaidAlready`]; [`Error::TooMany`];
/// [`Error::FirstWaits`]; a database error.
pub async fn ask(tx: &Tx, new: &NewQuestion, rules: &Rules, now: Now) -> Result<Sent, Error> {
    if !rules.open {
        return Err(Error::Closed);
    }
    let body = text::block("question", &new.body, rules.length).map_err(|error| FieldErrors(vec![error]))?;
    let comment = NewComment {
        subject: new.subject,
        author: new.author,
        stance: None,
        body,
        parent: None,
        official: None,
        on: None,
    };
    if held::waits(tx, &comment).await? {
        return held::wait(tx, comment, Some(new.hearing), now).await;
    }
    voices::take_turn(tx, new.author, now).await?;
    let own = voice::Entity::find()
        .filter(voice::Column::Author.eq(new.author))
        .filter(voice::Column::Hearing.eq(new.hearing))
        .filter(voice::Column::DeletedAt.is_null())
        .filter(voice::Column::Body.eq(comment.body.as_str()))
        .order_by_desc(voice::Column::CreatedAt)
        .limit(1)
        .one(tx)
        .await?;
    if let Some(own) = own {
        let same_press = own.created_at > now - voices::SAME_PRESS;
        return if same_press { Ok(Sent::Public(own.id)) } else { Err(Error::SaidAlready { voice: own.id }) };
    }
    voices::keep_rate(tx, new.author, rules.rate, now).await?;
    Ok(Sent::Public(voices::insert(tx, comment, Some(new.hearing), now).await?))
}

/// The question with its turn taken, if it is one for this hearing. The voice first, as everybody who changes one does.
async fn lock_both(
    tx: &Tx,
    hearing: HearingId,
    id: VoiceId,
) -> Result<(voice::Model, question::Model), Error> {
    let asked = voices::lock(tx, id).await?;
    let row = question::Entity::find_by_id(id)
        .filter(question::Column::Hearing.eq(hearing))
        .lock_exclusive()
        .one(tx)
        .await?;
    Ok((asked, row.ok_or(Error::NotFound)?))
}

/// Marks a question, or takes the mark back; each person has one, and nobody marks their own.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::WrongState`] of a question that is hidden or withdrawn; [`Error::OwnReaction`]; a database
/// error.
pub async fn mark(
    tx: &Tx,
    hearing: HearingId,
    id: VoiceId,
    person: PersonId,
    on: bool,
    now: Now,
) -> Result<(), Error> {
    lock_both(tx, hearing, id).await?;
    voices::react(tx, id, person, ReactionKind::Useful, on, now).await
}

/// Takes one's own question back: its words are erased.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotYours`], [`Error::WrongState`] if it is hidden or withdrawn already, or a database error.
pub async fn withdraw(
    tx: &Tx,
    hearing: HearingId,
    id: VoiceId,
    author: PersonId,
    now: Now,
) -> Result<(), Error> {
    lock_both(tx, hearing, id).await?;
    voices::delete(tx, id, author, now).await
}

/// What a facilitator says became of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handling {
    /// It was answered, by a statement of the record if that is there.
    Answered(Option<StatementId>),
    /// It was set aside; why, in 2 to 500 characters.
    Aside(String),
    /// It is open again.
    Open,
}

/// Writes down what became of a question. The same again changes nothing. Whoever asked is told each outcome once: that an
/// answered question now also has its place in the record, or that it was opened meanwhile, is no further news. `title` is what the
/// meeting is called.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::WrongState`] of a question that is hidden or withdrawn; [`Error::Invalid`] (field `reason`);
/// a database error.
pub async fn handle(
    tx: &Tx,
    hearing: HearingId,
    id: VoiceId,
    handling: &Handling,
    title: &str,
    facilitator: PersonId,
    now: Now,
) -> Result<(), Error> {
    let (state, statement, reason) = match handling {
        Handling::Answered(statement) => (State::Answered, *statement, None),
        Handling::Aside(reason) => {
            let reason = text::block("reason", reason, REASON).map_err(|error| FieldErrors(vec![error]))?;
            (State::Aside, None, Some(reason))
        }
        Handling::Open => (State::Open, None, None),
    };
    let (asked, row) = lock_both(tx, hearing, id).await?;
    if asked.standing() != "visible" {
        return Err(Error::WrongState { standing: asked.standing() });
    }
    if (row.state.as_str(), row.statement, &row.reason) == (state.code(), statement, &reason) {
        return Ok(());
    }
    let news = state != State::Open && row.told.as_deref() != Some(state.code());
    let facts = serde_json::json!({
        "state": state.code(), "hearing": hearing, "title": title, "reason": reason, "author": asked.author, "news": news,
    });
    let mut row = question::ActiveModel::from(row);
    row.state = Set(state.code().to_owned());
    row.reason = Set(reason);
    row.statement = Set(statement);
    row.handled_by = Set(Some(facilitator));
    row.handled_at = Set(Some(now));
    if news {
        row.told = Set(Some(state.code().to_owned()));
    }
    question::Entity::update(row).exec(tx).await?;
    let actor = Actor::Person { id: facilitator, role: "facilitator" };
    let told = NewEvent::new("question.handled", asked.subject, actor).about(id);
    event::append(tx, now, told.internal().with(facts)).await?;
    Ok(())
}

/// The questions for a hearing in one state, those first that most people want answered, of equal ones the newest;
/// withdrawn ones are left out.
///
/// # Errors
/// A database error.
pub async fn list(
    conn: &impl Reader,
    hearing: HearingId,
    state: State,
    after: Option<Cursor>,
    limit: usize,
    viewer: &Viewer,
) -> Result<Page<Question>, DbErr> {
    use voice::Column as C;
    let asked = Query::select()
        .column(question::Column::Voice)
        .from(question::Entity)
        .and_where(question::Column::Hearing.eq(hearing))
        .and_where(question::Column::State.eq(state.code()))
        .take();
    let mut query = voice::Entity::find().filter(C::Id.in_subquery(asked)).filter(C::DeletedAt.is_null());
    if let Some(after) = after {
        query = query.filter(cursor::below(C::Useful, after.key, C::Id, VoiceId(after.id)));
    }
    let rows = query.order_by_desc(C::Useful).order_by_desc(C::Id).limit(limit as u64 + 1).all(conn).await?;
    let page = Page::cut(rows, limit, |row| Cursor { key: row.useful, id: row.id.0 });
    Ok(Page { items: questions(conn, page.items, viewer).await?, next: page.next })
}

/// After which question the page of its state begins that shows this one, with some before it; none for the first page.
///
/// # Errors
/// A database error.
pub async fn before(conn: &impl Reader, question: &Question) -> Result<Option<Cursor>, DbErr> {
    use voice::Column as C;
    let asked = Query::select()
        .column(question::Column::Voice)
        .from(question::Entity)
        .and_where(question::Column::Hearing.eq(question.hearing))
        .and_where(question::Column::State.eq(question.state.code()))
        .take();
    let rows = voice::Entity::find()
        .filter(C::Id.in_subquery(asked))
        .filter(C::DeletedAt.is_null())
        .filter(cursor::above(C::Useful, question.marks(), C::Id, question.voice.id))
        .order_by_asc(C::Useful)
        .order_by_asc(C::Id)
        .limit(BESIDE + 1)
        .all(conn)
        .await?;
    Ok(rows.get(BESIDE as usize).map(|row| Cursor { key: row.useful, id: row.id.0 }))
}

async fn questions(
    conn: &impl Reader,
    rows: Vec<voice::Model>,
    viewer: &Viewer,
) -> Result<Vec<Question>, DbErr> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut beside = of_voices(conn, &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let voices = reading::present(conn, rows, viewer).await?;
    Ok(voices.into_iter().filter_map(|v| beside.remove(&v.id).map(|row| Question::of(v, row))).collect())
}

async fn of_voices(conn: &impl Reader, ids: &[VoiceId]) -> Result<HashMap<VoiceId, question::Model>, DbErr> {
    let rows =
        question::Entity::find().filter(question::Column::Voice.is_in(ids.iter().copied())).all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.voice, row)).collect())
}

/// One question, withdrawn ones too.
///
/// # Errors
/// A database error.
pub async fn find(conn: &impl Reader, id: VoiceId, viewer: &Viewer) -> Result<Option<Question>, DbErr> {
    let rows = voice::Entity::find_by_id(id).all(conn).await?;
    Ok(questions(conn, rows, viewer).await?.pop())
}

/// The hearings for which these voices are questions, with what became of each.
///
/// # Errors
/// A database error.
pub async fn among(
    conn: &impl Reader,
    ids: &[VoiceId],
) -> Result<HashMap<VoiceId, (HearingId, State)>, DbErr> {
    let rows = of_voices(conn, ids).await?;
    Ok(rows.into_iter().map(|(id, row)| (id, (row.hearing, State::of(&row.state)))).collect())
}

/// How many questions for a hearing everybody can read, by state.
///
/// # Errors
/// A database error.
pub async fn counts(conn: &impl Reader, hearing: HearingId) -> Result<HashMap<State, i64>, DbErr> {
    let visible = Query::select()
        .column(voice::Column::Id)
        .from(voice::Entity)
        .and_where(voice::Column::Hearing.eq(hearing))
        .and_where(voice::Column::DeletedAt.is_null())
        .and_where(voice::Column::HiddenAt.is_null())
        .take();
    let rows: Vec<(String, i64)> = question::Entity::find()
        .select_only()
        .column(question::Column::State)
        .column_as(Expr::expr(Func::count(Expr::col(question::Column::Voice))), "n")
        .filter(question::Column::Hearing.eq(hearing))
        .filter(Expr::col(question::Column::Voice).in_subquery(visible))
        .group_by(question::Column::State)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|(state, n)| (State::of(&state), n)).collect())
}
