//! Long files that are read, compared and imported beside the requests that asked for it. A job is a row: whose it is, which
//! file it works on, who has it and until when. Whoever does one keeps saying that they go on; a job of a process that is
//! gone is taken up by the next. What a job ends with is written in the transaction that ends it, and only by who still has it:
//! so each is done once, whoever else believes to have it.

use chrono::TimeDelta;
use folkmoot_foundation::{DbErr, HearingId, Now, PersonId, Reader, StatementId, Tx, typed_id};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{Condition, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use crate::error::HearingError;
use crate::hearings;
use crate::import::{Counts, Note, Preview, Stage};
use crate::uploads::{KEPT_FOR, UploadId};

mod entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "record_job")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: JobId,
        pub hearing: HearingId,
        pub person: PersonId,
        pub upload: UploadId,
        pub file_name: String,
        pub sha256: Vec<u8>,
        pub kind: String,
        pub take: Option<String>,
        pub state: String,
        pub stage: Option<String>,
        pub done: i64,
        pub total: i64,
        pub worker: Option<Uuid>,
        pub held_until: Option<DateTimeUtc>,
        pub tries: i64,
        pub outcome: Option<String>,
        pub created_at: DateTimeUtc,
        pub ended_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

typed_id!(
    /// A long file that is worked on.
    JobId
);

/// How long whoever has a job keeps it without saying that they go on.
pub const HELD_FOR: TimeDelta = TimeDelta::seconds(60);

/// How often a job is taken up: a file at which three processes ended is not to end a fourth.
pub const TRIES: i64 = 3;

/// What is to be done with the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// To say what importing it would do.
    Look,
    /// To import it.
    Import,
}

impl Kind {
    /// The code that is stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Import => "import",
        }
    }

    fn of(code: &str) -> Self {
        if code == "import" { Self::Import } else { Self::Look }
    }
}

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nobody has taken it up yet.
    Waiting,
    /// It is being done.
    Working,
    /// It is done.
    Done,
    /// The file can't be read.
    Refused,
    /// It came to nothing.
    Failed,
}

impl State {
    /// All.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Working, Self::Done, Self::Refused, Self::Failed];

    /// The code that is stored and shown in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Working => "working",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }

    fn of(code: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.code() == code).unwrap_or(Self::Failed)
    }

    /// Whether it is still under way.
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Waiting | Self::Working)
    }
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// The number of the record's version.
    pub version: i64,
    /// Whether this very file was the last one imported, so that nothing changed.
    pub same_file: bool,
    /// What happened to how many statements.
    pub counts: Counts,
    /// The title in the file.
    pub title: Option<String>,
    /// The name of the encoding of a text.
    pub encoding: Option<String>,
    /// How many speeches it has.
    pub speeches: usize,
    /// What a person should look at.
    pub notes: Vec<Note>,
}

/// What a job ended with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// What importing the file would do, of the record's version of so much.
    Looked(Box<Preview>, i64),
    /// What importing it did.
    Imported(Box<Imported>),
    /// Why it can't be read.
    Refused(Vec<Note>),
    /// Why it came to nothing, as a stable code.
    Failed(String),
}

impl Outcome {
    fn state(&self) -> State {
        match self {
            Self::Looked(..) | Self::Imported(_) => State::Done,
            Self::Refused(_) => State::Refused,
            Self::Failed(_) => State::Failed,
        }
    }
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// The hearing.
    pub hearing: HearingId,
    /// Whose it is.
    pub person: PersonId,
    /// The file.
    pub upload: UploadId,
    /// The file's name.
    pub file_name: String,
    /// SHA-256 of the file.
    pub sha256: Vec<u8>,
    /// What is to be done with it.
    pub kind: Kind,
    /// Of an import: the statements of which the file's words hold, whatever whoever spoke has put in their place.
    pub take: Vec<StatementId>,
    /// How it stands.
    pub state: State,
    /// The last that was written down of how far it is; none before the first step.
    pub stage: Option<Stage>,
    /// How many statements of that step were done.
    pub done: usize,
    /// How many it has; 0 while that is not known.
    pub total: usize,
    /// What it ended with.
    pub outcome: Option<Outcome>,
    /// When it was asked for.
    pub created_at: Now,
}

impl From<entity::Model> for Job {
    fn from(row: entity::Model) -> Self {
        Self {
            id: row.id,
            hearing: row.hearing,
            person: row.person,
            upload: row.upload,
            file_name: row.file_name,
            sha256: row.sha256,
            kind: Kind::of(&row.kind),
            take: row.take.and_then(|take| serde_json::from_str(&take).ok()).unwrap_or_default(),
            state: State::of(&row.state),
            stage: row.stage.as_deref().and_then(Stage::of),
            done: usize::try_from(row.done).unwrap_or(0),
            total: usize::try_from(row.total).unwrap_or(0),
            outcome: row.outcome.and_then(|outcome| serde_json::from_str(&outcome).ok()),
            created_at: row.created_at,
        }
    }
}

/// A job that is about to be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// The hearing.
    pub hearing: HearingId,
    /// Who asks for it.
    pub person: PersonId,
    /// The file, which waits already.
    pub upload: UploadId,
    /// Its name.
    pub file_name: String,
    /// Its SHA-256.
    pub sha256: [u8; 32],
}

/// The jobs that are still under way.
fn under_way_now() -> Condition {
    use entity::Column as C;
    Condition::any().add(C::State.eq(State::Waiting.code())).add(C::State.eq(State::Working.code()))
}

/// Takes the hearing's turn, and refuses whatever would change its record while an import of it is under way.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::UnderWay`], or a database error.
pub async fn take_turn(tx: &Tx, hearing: HearingId) -> Result<(), HearingError> {
    hearings::lock(tx, hearing).await?;
    if under_way(tx, hearing).await?.is_some() { Err(HearingError::UnderWay) } else { Ok(()) }
}

/// The import of a hearing's record that is under way.
///
/// # Errors
/// A database error.
pub async fn under_way(conn: &impl Reader, hearing: HearingId) -> Result<Option<Job>, DbErr> {
    use entity::Column as C;
    let row = entity::Entity::find()
        .filter(C::Hearing.eq(hearing))
        .filter(C::Kind.eq(Kind::Import.code()))
        .filter(under_way_now())
        .one(conn)
        .await?;
    Ok(row.map(Job::from))
}

/// The job under way that does this with this very file for this person: what is pressed twice is one.
///
/// # Errors
/// A database error.
pub async fn same(
    tx: &Tx,
    hearing: HearingId,
    person: PersonId,
    kind: Kind,
    sha256: &[u8; 32],
) -> Result<Option<Job>, DbErr> {
    use entity::Column as C;
    let row = entity::Entity::find()
        .filter(C::Hearing.eq(hearing))
        .filter(C::Person.eq(person))
        .filter(C::Kind.eq(kind.code()))
        .filter(C::Sha256.eq(sha256.to_vec()))
        .filter(under_way_now())
        .one(tx)
        .await?;
    Ok(row.map(Job::from))
}

/// Asks for a look at a file: what importing it would do. What was found out about it before is forgotten.
///
/// # Errors
/// A database error.
pub async fn look(tx: &Tx, new: NewJob, now: Now) -> Result<JobId, DbErr> {
    forget_looks(tx, new.upload).await?;
    insert(tx, new, Kind::Look, &[], now).await
}

/// Asks for the import of a file; of `take` the file's words hold, whatever whoever spoke has put in their place. Asked for
/// twice, it is the one that is under way.
///
/// # Errors
/// [`HearingError::NotFound`]; [`HearingError::UnderWay`] while another import is; a database error.
pub async fn import(tx: &Tx, new: NewJob, take: &[StatementId], now: Now) -> Result<JobId, HearingError> {
    hearings::lock(tx, new.hearing).await?;
    match under_way(tx, new.hearing).await? {
        Some(job) if job.person == new.person && job.sha256 == new.sha256 => Ok(job.id),
        Some(_) => Err(HearingError::UnderWay),
        None => Ok(insert(tx, new, Kind::Import, take, now).await?),
    }
}

async fn insert(tx: &Tx, new: NewJob, kind: Kind, take: &[StatementId], now: Now) -> Result<JobId, DbErr> {
    purge(tx, now).await?;
    let id = JobId::new(now);
    let take = match take {
        [] => None,
        some => Some(serde_json::to_string(some).map_err(|error| DbErr::Custom(error.to_string()))?),
    };
    let row = entity::Model {
        id,
        hearing: new.hearing,
        person: new.person,
        upload: new.upload,
        file_name: new.file_name,
        sha256: new.sha256.to_vec(),
        kind: kind.code().to_owned(),
        take,
        state: State::Waiting.code().to_owned(),
        stage: None,
        done: 0,
        total: 0,
        worker: None,
        held_until: None,
        tries: 0,
        outcome: None,
        created_at: now,
        ended_at: None,
    };
    entity::Entity::insert(entity::ActiveModel::from(row).reset_all()).exec_without_returning(tx).await?;
    Ok(id)
}

/// A job, if it is this person's.
///
/// # Errors
/// [`HearingError::NotFound`], or a database error.
pub async fn get(conn: &impl Reader, id: JobId, person: PersonId) -> Result<Job, HearingError> {
    let row = entity::Entity::find_by_id(id).filter(entity::Column::Person.eq(person)).one(conn).await?;
    row.map(Job::from).ok_or(HearingError::NotFound)
}

/// What was asked for last with a waiting file.
///
/// # Errors
/// A database error.
pub async fn of_upload(conn: &impl Reader, upload: UploadId, kind: Kind) -> Result<Option<Job>, DbErr> {
    use entity::Column as C;
    let row = entity::Entity::find()
        .filter(C::Upload.eq(upload))
        .filter(C::Kind.eq(kind.code()))
        .order_by_desc(C::CreatedAt)
        .order_by_desc(C::Id)
        .limit(1)
        .one(conn)
        .await?;
    Ok(row.map(Job::from))
}

/// Asks once more for a job that came to nothing.
///
/// # Errors
/// [`HearingError::NotFound`]; [`HearingError::JobGone`] of one that did not fail; [`HearingError::UnderWay`]; a database error.
pub async fn again(tx: &Tx, id: JobId, person: PersonId, now: Now) -> Result<(), HearingError> {
    let job = get(tx, id, person).await?;
    if job.kind == Kind::Import {
        take_turn(tx, job.hearing).await?;
    }
    let row = entity::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(HearingError::NotFound)?;
    if State::of(&row.state) != State::Failed {
        return Err(HearingError::JobGone);
    }
    let fresh = entity::Model {
        state: State::Waiting.code().to_owned(),
        stage: None,
        done: 0,
        total: 0,
        worker: None,
        held_until: None,
        tries: 0,
        outcome: None,
        created_at: now,
        ended_at: None,
        ..row
    };
    entity::Entity::update(entity::ActiveModel::from(fresh).reset_all()).exec(tx).await?;
    Ok(())
}

/// Whether a job waits, or one is left that nobody goes on with.
///
/// # Errors
/// A database error.
pub async fn is_any_left(conn: &impl Reader, now: Now) -> Result<bool, DbErr> {
    Ok(entity::Entity::find().filter(left(now)).limit(1).one(conn).await?.is_some())
}

/// The jobs that somebody is to take up.
fn left(now: Now) -> Condition {
    use entity::Column as C;
    let given_up = Condition::all().add(C::State.eq(State::Working.code())).add(C::HeldUntil.lte(now));
    Condition::any().add(C::State.eq(State::Waiting.code())).add(given_up)
}

/// Takes up the job that waits longest, or that nobody goes on with. One that was taken up too often has failed.
///
/// # Errors
/// A database error.
pub async fn take_next(tx: &Tx, worker: Uuid, now: Now) -> Result<Option<Job>, DbErr> {
    use entity::Column as C;
    loop {
        let row = entity::Entity::find()
            .filter(left(now))
            .order_by_asc(C::CreatedAt)
            .order_by_asc(C::Id)
            .limit(1)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .one(tx)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let failed = row.tries >= TRIES;
        let taken = match failed {
            true => ended(row, &Outcome::Failed("import_interrupted".to_owned()), now)?,
            false => entity::Model {
                state: State::Working.code().to_owned(),
                worker: Some(worker),
                held_until: Some(now + HELD_FOR),
                tries: row.tries + 1,
                ..row
            },
        };
        entity::Entity::update(entity::ActiveModel::from(taken.clone()).reset_all()).exec(tx).await?;
        if !failed {
            return Ok(Some(taken.into()));
        }
    }
}

fn ended(row: entity::Model, outcome: &Outcome, now: Now) -> Result<entity::Model, DbErr> {
    let text = serde_json::to_string(outcome).map_err(|error| DbErr::Custom(error.to_string()))?;
    Ok(entity::Model {
        state: outcome.state().code().to_owned(),
        worker: None,
        held_until: None,
        outcome: Some(text),
        ended_at: Some(now),
        ..row
    })
}

/// The rows that this worker has.
fn held(id: JobId, worker: Uuid) -> Condition {
    use entity::Column as C;
    Condition::all().add(C::Id.eq(id)).add(C::Worker.eq(worker)).add(C::State.eq(State::Working.code()))
}

/// Whether the worker still has the job.
///
/// # Errors
/// [`HearingError::JobGone`], or a database error.
pub async fn must_have(conn: &impl Reader, id: JobId, worker: Uuid) -> Result<(), HearingError> {
    let row = entity::Entity::find().filter(held(id, worker)).one(conn).await?;
    if row.is_some() { Ok(()) } else { Err(HearingError::JobGone) }
}

/// Says that the worker goes on with the job, and how far it is.
///
/// # Errors
/// [`HearingError::JobGone`] if it is not theirs any more, or a database error.
pub async fn go_on(
    tx: &Tx,
    id: JobId,
    worker: Uuid,
    (stage, done, total): (Option<Stage>, usize, usize),
    now: Now,
) -> Result<(), HearingError> {
    use entity::Column as C;
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let done = entity::Entity::update_many()
        .col_expr(C::HeldUntil, Expr::value(now + HELD_FOR))
        .col_expr(C::Stage, Expr::value(stage.map(|stage| stage.code().to_owned())))
        .col_expr(C::Done, Expr::value(number(done)))
        .col_expr(C::Total, Expr::value(number(total)))
        .filter(held(id, worker))
        .exec(tx)
        .await?;
    if done.rows_affected == 0 { Err(HearingError::JobGone) } else { Ok(()) }
}

/// Gives a job back that could not be ended: the next takes it up.
///
/// # Errors
/// A database error.
pub async fn give_back(tx: &Tx, id: JobId, worker: Uuid) -> Result<(), DbErr> {
    use entity::Column as C;
    entity::Entity::update_many()
        .col_expr(C::State, Expr::value(State::Waiting.code()))
        .col_expr(C::Worker, Expr::value(None::<Uuid>))
        .col_expr(C::HeldUntil, Expr::value(None::<Now>))
        .filter(held(id, worker))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends a job that the worker has; in the transaction of what it did.
///
/// # Errors
/// [`HearingError::JobGone`] if it is not theirs any more: the transaction is to be given up then; a database error.
pub async fn end(tx: &Tx, id: JobId, worker: Uuid, outcome: &Outcome, now: Now) -> Result<(), HearingError> {
    let row = entity::Entity::find().filter(held(id, worker)).lock_exclusive().one(tx).await?;
    let row = row.ok_or(HearingError::JobGone)?;
    let ended = ended(row, outcome, now)?;
    entity::Entity::update(entity::ActiveModel::from(ended).reset_all()).exec(tx).await?;
    Ok(())
}

/// Forgets looks at a file that is there no longer, or is looked at anew.
pub(crate) async fn forget_looks(tx: &Tx, upload: UploadId) -> Result<(), DbErr> {
    use entity::Column as C;
    entity::Entity::delete_many()
        .filter(C::Upload.eq(upload))
        .filter(C::Kind.eq(Kind::Look.code()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Forgets a person's looks at files for a hearing: another file takes their place.
pub(crate) async fn forget_looks_of(tx: &Tx, hearing: HearingId, person: PersonId) -> Result<(), DbErr> {
    use entity::Column as C;
    entity::Entity::delete_many()
        .filter(C::Hearing.eq(hearing))
        .filter(C::Person.eq(person))
        .filter(C::Kind.eq(Kind::Look.code()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Forgets all that is under way or was found out for a hearing: names were taken away that may stand in it.
pub(crate) async fn forget(tx: &Tx, hearing: HearingId) -> Result<(), DbErr> {
    entity::Entity::delete_many().filter(entity::Column::Hearing.eq(hearing)).exec(tx).await?;
    Ok(())
}

/// Forgets what was asked for so long ago that its file is gone.
///
/// # Errors
/// A database error.
pub async fn purge(tx: &Tx, now: Now) -> Result<(), DbErr> {
    use entity::Column as C;
    entity::Entity::delete_many()
        .filter(C::CreatedAt.lte(now - KEPT_FOR))
        .filter(Condition::any().add(C::EndedAt.is_not_null()).add(C::State.eq(State::Waiting.code())))
        .exec(tx)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back() {
        for state in State::ALL {
            assert_eq!(State::of(state.code()), state);
        }
        for kind in [Kind::Look, Kind::Import] {
            assert_eq!(Kind::of(kind.code()), kind);
        }
        for stage in Stage::ALL {
            assert_eq!((Stage::of(stage.code()), Stage::at(stage.step())), (Some(stage), Some(stage)));
        }
        assert_eq!((Stage::of("nothing"), Stage::at(0)), (None, None));
    }

    #[test]
    fn what_a_job_ends_with_says_how_it_stands() {
        let told = Outcome::Refused(vec![Note { line: 3, code: "xml".into(), detail: "x".into() }]);
        let text = serde_json::to_string(&told).unwrap();
        assert_eq!(serde_json::from_str::<Outcome>(&text).unwrap(), told);
        assert_eq!(told.state(), State::Refused);
        assert_eq!(Outcome::Failed("hearing_is_live".into()).state(), State::Failed);
    }
}
