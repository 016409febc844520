//! Scans and recordings of opinions. They may show what is nobody's business: addresses, numbers, voices of others. So each
//! waits until a reviewer has looked at it, and only what was released is ever given out; all are erased in time.

use std::collections::HashSet;

use chrono::TimeDelta;
use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, DbErr, FieldErrors, Now, PersonId, ProposalId, Reader, Tx, VoiceId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{Condition, QueryOrder as _, QuerySelect as _, Set};

use super::OriginalId;
use super::entity::original;
use crate::codes::Channel;
use crate::entity::voice;
use crate::error::DiscussionError as Error;
use crate::names::Replaced;

/// The greatest size of a file, in bytes.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;

/// How many files go with one opinion at most.
pub const MOST_FILES: u64 = 5;

/// So many days after it was handed in a file is erased, whatever was decided.
pub const KEPT_DAYS: i64 = 180;

/// So many days after a reviewer kept it back a file is erased.
pub const KEPT_BACK_DAYS: i64 = 30;

/// How many files are erased in one step.
const STEP: u64 = 200;

const REASON: Length = Length { min: 5, max: 1_000 };

/// What a file is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A document of pages.
    Pdf,
    /// A picture.
    Png,
    /// A photograph.
    Jpeg,
    /// A recording (MPEG audio).
    Mp3,
    /// A recording (MPEG-4).
    M4a,
    /// A recording (Ogg).
    Ogg,
    /// A recording (WAVE).
    Wav,
}

impl Kind {
    const ALL: [Self; 7] = [Self::Pdf, Self::Png, Self::Jpeg, Self::Mp3, Self::M4a, Self::Ogg, Self::Wav];

    /// What these bytes are.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let at = |from: usize, what: &[u8]| bytes.get(from..from + what.len()) == Some(what);
        let mpeg = |bytes: &[u8]| matches!(bytes, [0xFF, second, ..] if second & 0xE6 == 0xE2);
        match bytes {
            _ if at(0, b"%PDF-") => Some(Self::Pdf),
            _ if at(0, b"\x89PNG\r\n\x1A\n") => Some(Self::Png),
            _ if at(0, b"\xFF\xD8\xFF") => Some(Self::Jpeg),
            _ if at(0, b"RIFF") && at(8, b"WAVE") => Some(Self::Wav),
            _ if at(0, b"OggS") => Some(Self::Ogg),
            _ if at(4, b"ftypM4A ") || at(4, b"ftypmp42") || at(4, b"ftypisom") => Some(Self::M4a),
            _ if at(0, b"ID3") || mpeg(bytes) => Some(Self::Mp3),
            _ => None,
        }
    }

    /// Its stable name, which is also the ending of a file's name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Mp3 => "mp3",
            Self::M4a => "m4a",
            Self::Ogg => "ogg",
            Self::Wav => "wav",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Mp3 => "audio/mpeg",
            Self::M4a => "audio/mp4",
            Self::Ogg => "audio/ogg",
            Self::Wav => "audio/wav",
        }
    }

    fn stored(code: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.code() == code).unwrap_or(Self::Pdf)
    }
}

/// How it stands with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nobody has looked at it.
    Waiting,
    /// Everybody may have it.
    Released,
    /// Nobody gets it.
    KeptBack,
}

impl State {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Released => "released",
            Self::KeptBack => "kept_back",
        }
    }

    fn stored(code: &str) -> Self {
        match code {
            "released" => Self::Released,
            "kept_back" => Self::KeptBack,
            _ => Self::Waiting,
        }
    }
}

/// A file, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// Its id.
    pub id: OriginalId,
    /// The opinion it goes with.
    pub voice: VoiceId,
    /// What that is about.
    pub subject: ProposalId,
    /// What it is.
    pub kind: Kind,
    /// Its name, as it was handed in; not for the public, since names of files name people.
    pub file_name: String,
    /// Its size in bytes.
    pub size: i64,
    /// When it was handed in.
    pub at: Now,
    /// How it stands with it.
    pub state: State,
    /// When that was decided.
    pub decided_at: Option<Now>,
    /// Why; of what was kept back.
    pub reason: Option<String>,
    /// When its bytes were erased.
    pub erased_at: Option<Now>,
}

/// Everything but the content.
type Row = (
    OriginalId,
    VoiceId,
    ProposalId,
    String,
    String,
    i64,
    Now,
    String,
    Option<Now>,
    Option<String>,
    Option<Now>,
);

fn select() -> sea_orm::Select<original::Entity> {
    use original::Column as C;
    original::Entity::find().select_only().columns([
        C::Id,
        C::Voice,
        C::Subject,
        C::Kind,
        C::FileName,
        C::Size,
        C::AddedAt,
        C::State,
        C::DecidedAt,
        C::Reason,
        C::ErasedAt,
    ])
}

fn shown(
    (id, voice, subject, kind, file_name, size, at, state, decided_at, reason, erased_at): Row,
) -> Original {
    let (kind, state) = (Kind::stored(&kind), State::stored(&state));
    Original { id, voice, subject, kind, file_name, size, at, state, decided_at, reason, erased_at }
}

/// A name that is safe in a page and a folder.
fn clean_name(raw: &str) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String =
        last.chars().filter(|c| !c.is_control() && !"\"'<>:|?*;%".contains(*c)).take(100).collect();
    text::line("file", &kept, Length { min: 0, max: 100 }).unwrap_or_default()
}

/// Keeps a file with an opinion from paper or a counter; the same file again changes nothing. It waits for a reviewer.
///
/// # Errors
/// [`Error::NotFound`] if there is no such opinion; [`Error::Invalid`] (field `file`); a database error.
pub async fn add(
    tx: &Tx,
    voice: VoiceId,
    (file_name, content): (&str, Vec<u8>),
    (by, role): (PersonId, &'static str),
    now: Now,
) -> Result<(), Error> {
    let of = voice::Entity::find_by_id(voice).one(tx).await?;
    let paper = [Channel::Paper.code(), Channel::Counter.code()];
    let of = of.filter(|row| paper.contains(&row.channel.as_str())).ok_or(Error::NotFound)?;
    let kind = look(&content)?;
    let there = original::Entity::find().filter(original::Column::Voice.eq(voice)).count(tx).await?;
    if there >= MOST_FILES {
        let mut errors = FieldErrors::new();
        errors.add_with("file", "too_many", [("max", MOST_FILES.to_string())]);
        return Err(errors.into());
    }
    let id = OriginalId::new(now);
    let row = original::ActiveModel {
        id: Set(id),
        voice: Set(voice),
        subject: Set(of.subject),
        kind: Set(kind.code().to_owned()),
        file_name: Set(clean_name(file_name)),
        sha256: Set(sha256(&content).to_vec()),
        size: Set(i64::try_from(content.len()).unwrap_or(i64::MAX)),
        content: Set(Some(content)),
        added_by: Set(by),
        added_at: Set(now),
        state: Set(State::Waiting.code().to_owned()),
        decided_by: Set(None),
        decided_at: Set(None),
        reason: Set(None),
        erased_at: Set(None),
    };
    let added = original::Entity::insert(row)
        .on_conflict_do_nothing_on([original::Column::Voice, original::Column::Sha256])
        .exec_without_returning(tx)
        .await?;
    if matches!(added, sea_orm::TryInsertResult::Inserted(rows) if rows > 0) {
        let told = NewEvent::new("opinion.original_added", of.subject, Actor::Person { id: by, role });
        event::append(tx, now, told.about(id).internal()).await?;
    }
    Ok(())
}

/// That a file is too large.
pub fn too_large() -> FieldErrors {
    let mut errors = FieldErrors::new();
    errors.add_with("file", "over_limit", [("max", (MOST_BYTES / 1024 / 1024).to_string())]);
    errors
}

/// What a file is, if it is one that is taken.
///
/// # Errors
/// What is wrong with `file`: `required`, `over_limit`, `original_kind`.
pub fn look(content: &[u8]) -> Result<Kind, FieldErrors> {
    if content.is_empty() {
        return Err(FieldErrors::one("file", "required"));
    }
    if content.len() > MOST_BYTES {
        return Err(too_large());
    }
    Kind::of(content).ok_or_else(|| FieldErrors::one("file", "original_kind"))
}

/// The files of an opinion, in the order in which they came.
///
/// # Errors
/// A database error.
pub async fn of_voice(conn: &impl Reader, voice: VoiceId) -> Result<Vec<Original>, DbErr> {
    let rows: Vec<Row> = select()
        .filter(original::Column::Voice.eq(voice))
        .order_by_asc(original::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(shown).collect())
}

/// Files that wait for a reviewer, the oldest first; how many there are in all.
///
/// # Errors
/// A database error.
pub async fn waiting(conn: &impl Reader, limit: u64) -> Result<(Vec<Original>, i64), DbErr> {
    let waits = Condition::all()
        .add(original::Column::State.eq(State::Waiting.code()))
        .add(original::Column::ErasedAt.is_null());
    let count = original::Entity::find().filter(waits.clone()).count(conn).await?;
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let rows: Vec<Row> = select()
        .filter(waits)
        .order_by_asc(original::Column::AddedAt)
        .order_by_asc(original::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(conn)
        .await?;
    Ok((rows.into_iter().map(shown).collect(), count))
}

/// One file without its content.
///
/// # Errors
/// [`Error::NotFound`], or a database error.
pub async fn get(conn: &impl Reader, id: OriginalId) -> Result<Original, Error> {
    let row: Option<Row> = select().filter(original::Column::Id.eq(id)).into_tuple().one(conn).await?;
    Ok(shown(row.ok_or(Error::NotFound)?))
}

/// The bytes of a file for a reviewer.
///
/// # Errors
/// [`Error::NotFound`], also once it was erased, or a database error.
pub async fn content(conn: &impl Reader, id: OriginalId) -> Result<(Kind, Vec<u8>), Error> {
    let row = original::Entity::find_by_id(id).one(conn).await?.ok_or(Error::NotFound)?;
    Ok((Kind::stored(&row.kind), row.content.ok_or(Error::NotFound)?))
}

/// The bytes of a file for everybody: released, of an opinion that everybody may read.
///
/// # Errors
/// [`Error::NotFound`] for any other, or a database error.
pub async fn released(conn: &impl Reader, id: OriginalId) -> Result<(Original, Vec<u8>), Error> {
    let about = get(conn, id).await?;
    let row = voice::Entity::find_by_id(about.voice).one(conn).await?.ok_or(Error::NotFound)?;
    if about.state != State::Released || row.standing() != "visible" {
        return Err(Error::NotFound);
    }
    let (_, content) = content(conn, id).await?;
    Ok((about, content))
}

/// Releases a file or keeps it back, with a reason; a decision can be changed as long as the file is there.
///
/// # Errors
/// [`Error::NotFound`], also once it was erased; [`Error::Invalid`] (field `reason`); a database error.
pub async fn decide(
    tx: &Tx,
    id: OriginalId,
    release: bool,
    reason: &str,
    by: PersonId,
    now: Now,
) -> Result<Original, Error> {
    let about = get(tx, id).await?;
    if about.erased_at.is_some() {
        return Err(Error::NotFound);
    }
    let reason = match release {
        true => None,
        false => Some(text::block("reason", reason, REASON).map_err(|error| FieldErrors(vec![error]))?),
    };
    let state = if release { State::Released } else { State::KeptBack };
    original::Entity::update_many()
        .col_expr(original::Column::State, Expr::value(state.code()))
        .col_expr(original::Column::DecidedBy, Expr::value(by))
        .col_expr(original::Column::DecidedAt, Expr::value(now))
        .col_expr(original::Column::Reason, Expr::value(reason))
        .filter(original::Column::Id.eq(id))
        .filter(original::Column::ErasedAt.is_null())
        .exec(tx)
        .await?;
    let kind = if release { "opinion.original_released" } else { "opinion.original_kept_back" };
    let told = NewEvent::new(kind, about.subject, Actor::Person { id: by, role: "reviewer" }).about(id);
    event::append(tx, now, told.internal()).await?;
    get(tx, id).await
}

/// Takes a name away from the files' names and the reasons why they were kept back; those of voices that had the name wait for a
/// reviewer again if they were released, since it may stand in them.
pub(crate) async fn renamed(
    tx: &Tx,
    subject: ProposalId,
    voices: &HashSet<VoiceId>,
    replaced: Replaced<'_>,
) -> Result<(), DbErr> {
    use original::Column as C;
    let rows: Vec<Row> = select().filter(C::Subject.eq(subject)).into_tuple().all(tx).await?;
    for one in rows.into_iter().map(shown) {
        let (name, reason) = (replaced(&one.file_name), one.reason.as_deref().and_then(replaced));
        if name.is_some() || reason.is_some() {
            original::Entity::update_many()
                .col_expr(C::FileName, Expr::value(name.unwrap_or(one.file_name)))
                .col_expr(C::Reason, Expr::value(reason.or(one.reason)))
                .filter(C::Id.eq(one.id))
                .exec(tx)
                .await?;
        }
        if voices.contains(&one.voice) {
            original::Entity::update_many()
                .col_expr(C::State, Expr::value(State::Waiting.code()))
                .col_expr(C::DecidedBy, Expr::value(Option::<PersonId>::None))
                .col_expr(C::DecidedAt, Expr::value(Option::<Now>::None))
                .filter(C::Id.eq(one.id))
                .filter(C::State.eq(State::Released.code()))
                .exec(tx)
                .await?;
        }
    }
    Ok(())
}

/// Erases the bytes of files whose time is over; says how many.
///
/// # Errors
/// A database error.
pub async fn erase(tx: &Tx, now: Now) -> Result<u64, DbErr> {
    use original::Column as C;
    let over = C::AddedAt.lte(now - TimeDelta::days(KEPT_DAYS));
    let kept_back = Condition::all()
        .add(C::State.eq(State::KeptBack.code()))
        .add(C::DecidedAt.lte(now - TimeDelta::days(KEPT_BACK_DAYS)));
    let due: Vec<OriginalId> = original::Entity::find()
        .select_only()
        .column(C::Id)
        .filter(C::ErasedAt.is_null())
        .filter(Condition::any().add(over).add(kept_back))
        .order_by_asc(C::Id)
        .limit(STEP)
        .into_tuple()
        .all(tx)
        .await?;
    if due.is_empty() {
        return Ok(0);
    }
    let erased = original::Entity::update_many()
        .col_expr(C::Content, Expr::value(Option::<Vec<u8>>::None))
        .col_expr(C::FileName, Expr::value(""))
        .col_expr(C::ErasedAt, Expr::value(now))
        .filter(C::Id.is_in(due))
        .exec(tx)
        .await?;
    Ok(erased.rows_affected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        for (bytes, kind) in [
            (&b"%PDF-1.7"[..], Some(Kind::Pdf)),
            (b"\xFF\xD8\xFF\xE0", Some(Kind::Jpeg)),
            (b"\xFF\xFB\x90\x44", Some(Kind::Mp3)),
            (b"ID3\x04", Some(Kind::Mp3)),
            (b"RIFF....WAVEfmt ", Some(Kind::Wav)),
            (b"RIFF....AVI ", None),
            (b"\0\0\0 ftypM4A ", Some(Kind::M4a)),
            (b"OggS", Some(Kind::Ogg)),
            (b"<svg onload=alert(1)>", None),
            (b"<html>", None),
            (b"PK\x03\x04", None),
            (b"", None),
        ] {
            assert_eq!(Kind::of(bytes), kind, "{bytes:?}");
        }
        for kind in Kind::ALL {
            assert_eq!(Kind::stored(kind.code()), kind);
        }
    }

    #[test]
    fn a_name_is_safe() {
        assert_eq!(clean_name("C:\\scans\\\"><x onload=1>王.pdf"), "x onload=1王.pdf");
        assert_eq!(clean_name("../../a\u{0}b.png"), "ab.png");
    }
}
