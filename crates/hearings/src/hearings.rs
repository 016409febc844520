//! Hearings and other meetings about a proposal.

use std::collections::HashMap;

use chrono::NaiveDate;
use folkmoot_foundation::cursor::{Cursor, Page};
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, DbErr, FieldErrors, HearingId, Now, PersonId, ProposalId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder, QuerySelect, Set};

use crate::error::HearingError;

pub(crate) mod entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "hearing")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: HearingId,
        pub proposal: ProposalId,
        pub kind: String,
        pub title: String,
        pub held_on: Date,
        pub place: String,
        pub chair: String,
        pub notice: String,
        pub created_by: PersonId,
        pub created_at: DateTimeUtc,
        pub versions: i64,
        pub speeches: i64,
        pub recording: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What kind of meeting it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 聽證 under 行政程序法 §54.
    Hearing,
    /// 公聽會.
    PublicHearing,
    /// 研商會議.
    StudyMeeting,
    /// 協作會議.
    CollaborationMeeting,
}

impl Kind {
    /// All kinds, in the order forms show them.
    pub const ALL: [Kind; 4] =
        [Self::Hearing, Self::PublicHearing, Self::StudyMeeting, Self::CollaborationMeeting];

    /// The code that is stored and shown in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Hearing => "hearing",
            Self::PublicHearing => "public_hearing",
            Self::StudyMeeting => "study_meeting",
            Self::CollaborationMeeting => "collaboration_meeting",
        }
    }
}

impl std::str::FromStr for Kind {
    type Err = UnknownKind;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.code() == text).ok_or(UnknownKind)
    }
}

/// The text names no kind of hearing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of hearing")]
pub struct UnknownKind;

/// Whether a hearing lies ahead. Derived from its day and record, so that it changes at midnight by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It has been announced.
    Announced,
    /// Its day has come, or its record is there.
    Held,
}

impl State {
    /// The code shown in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::Held => "held",
        }
    }
}

/// A hearing.
#[derive(Debug, Clone, PartialEq)]
pub struct Hearing {
    /// Its id.
    pub id: HearingId,
    /// The proposal it is about.
    pub proposal: ProposalId,
    /// Its kind.
    pub kind: Kind,
    /// Its title.
    pub title: String,
    /// The day, in Taipei.
    pub held_on: NaiveDate,
    /// Where; may be empty.
    pub place: String,
    /// Who presides; may be empty.
    pub chair: String,
    /// The notice; may be empty.
    pub notice: String,
    /// Whether it lies ahead.
    pub state: State,
    /// Whether its record can be imported: from its day on.
    pub takes_record: bool,
    /// When it was entered.
    pub created_at: Now,
    /// How many times a record was imported.
    pub versions: i64,
    /// How many speeches stand in the present record.
    pub speeches: i64,
    /// The address of the recording; may be empty.
    pub recording: String,
}

/// Whether the day has begun in Taipei.
fn day_has_come(day: NaiveDate, now: Now) -> bool {
    day <= now.with_timezone(&chrono_tz::Asia::Taipei).date_naive()
}

/// Refuses a record of what has not happened yet.
pub(crate) fn check_held(held_on: NaiveDate, now: Now) -> Result<(), HearingError> {
    if day_has_come(held_on, now) { Ok(()) } else { Err(HearingError::NotHeldYet { held_on }) }
}

impl Hearing {
    pub(crate) fn from_row(row: entity::Model, now: Now) -> Self {
        let takes_record = day_has_come(row.held_on, now);
        let state = if takes_record || row.versions > 0 { State::Held } else { State::Announced };
        Self {
            id: row.id,
            proposal: row.proposal,
            // Only codes of this crate are ever stored.
            kind: row.kind.parse().unwrap_or(Kind::PublicHearing),
            title: row.title,
            held_on: row.held_on,
            place: row.place,
            chair: row.chair,
            notice: row.notice,
            state,
            takes_record,
            created_at: row.created_at,
            versions: row.versions,
            speeches: row.speeches,
            recording: row.recording.unwrap_or_default(),
        }
    }
}

/// What a facilitator types about a hearing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The code of a [`Kind`].
    pub kind: String,
    /// 3 to 200 characters.
    pub title: String,
    /// `YYYY-MM-DD`, of the years 1900 to 2200.
    pub held_on: String,
    /// At most 200 characters.
    pub place: String,
    /// At most 100 characters.
    pub chair: String,
    /// At most 20,000 characters.
    pub notice: String,
    /// The address of the recording (`https://…`), at most 500 characters.
    pub recording: String,
}

/// The first day a hearing can have been held on.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap();
/// The last day a hearing can be announced for.
const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2200, 12, 31).unwrap();

struct Checked {
    kind: Kind,
    title: String,
    held_on: NaiveDate,
    place: String,
    chair: String,
    notice: String,
    recording: String,
}

impl Draft {
    fn check(&self) -> Result<Checked, FieldErrors> {
        let mut errors = FieldErrors::new();
        let kind = self.kind.parse::<Kind>().ok();
        if kind.is_none() {
            errors.add("kind", "required");
        }
        let title = errors.take(text::line("title", &self.title, Length { min: 3, max: 200 }));
        let held_on = if self.held_on.trim().is_empty() {
            errors.add("held_on", "required");
            None
        } else {
            let day = NaiveDate::parse_from_str(&text::narrow(&self.held_on), "%Y-%m-%d").ok();
            let within = day.filter(|day| (FIRST_DAY..=LAST_DAY).contains(day));
            match day {
                None => errors.add("held_on", "not_a_date"),
                Some(_) if within.is_none() => errors.add_day("held_on", "out_of_range", FIRST_DAY, LAST_DAY),
                Some(_) => {}
            }
            within
        };
        let place = errors.take(text::line("place", &self.place, Length { min: 0, max: 200 }));
        let chair = errors.take(text::line("chair", &self.chair, Length { min: 0, max: 100 }));
        let notice = errors.take(text::block("notice", &self.notice, Length { min: 0, max: 20_000 }));
        let recording = errors.take(text::line("recording", &self.recording, Length { min: 0, max: 500 }));
        if recording.as_deref().is_some_and(|address| !address.is_empty() && !is_web_address(address)) {
            errors.add("recording", "not_an_address");
        }
        let all = (|| {
            let (kind, title, held_on) = (kind?, title?, held_on?);
            Some(Checked {
                kind,
                title,
                held_on,
                place: place?,
                chair: chair?,
                notice: notice?,
                recording: recording?,
            })
        })();
        errors.into_result(all)
    }
}

fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| rest.starts_with(char::is_alphanumeric) && rest.contains('.'))
        && !text.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '\\'))
}

/// The address of a recording at a place in it, given in milliseconds from its beginning: as the platforms for films take
/// it, and else as a media fragment, which browsers know.
pub fn recording_at(recording: &str, ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    let (address, _) = recording.split_once('#').unwrap_or((recording, ""));
    let host = address.split("://").nth(1).and_then(|rest| rest.split(['/', '?']).next()).unwrap_or_default();
    let is = |name: &str| host == name || host.strip_suffix(name).is_some_and(|sub| sub.ends_with('.'));
    if !(is("youtube.com") || is("youtu.be")) {
        return format!("{address}#t={seconds}");
    }
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let others = query.split('&').filter(|part| !part.is_empty() && !part.starts_with("t="));
    let time = format!("t={seconds}s");
    let query: Vec<&str> = others.chain(std::iter::once(time.as_str())).collect();
    format!("{path}?{}", query.join("&"))
}

/// Announces a hearing about a proposal, or enters one that was held.
///
/// # Errors
/// [`HearingError::Invalid`], or a database error.
pub async fn create(
    tx: &Tx,
    proposal: ProposalId,
    draft: &Draft,
    facilitator: PersonId,
    now: Now,
) -> Result<HearingId, HearingError> {
    let checked = draft.check()?;
    let id = HearingId::new(now);
    let row = entity::ActiveModel {
        id: Set(id),
        proposal: Set(proposal),
        kind: Set(checked.kind.code().to_owned()),
        title: Set(checked.title.clone()),
        held_on: Set(checked.held_on),
        place: Set(checked.place),
        chair: Set(checked.chair),
        notice: Set(checked.notice),
        created_by: Set(facilitator),
        created_at: Set(now),
        versions: Set(0),
        speeches: Set(0),
        recording: Set(Some(checked.recording).filter(|address| !address.is_empty())),
    };
    entity::Entity::insert(row).exec_without_returning(tx).await?;
    let actor = Actor::Person { id: facilitator, role: "facilitator" };
    let facts = serde_json::json!({
        "kind": checked.kind.code(), "title": checked.title, "held_on": checked.held_on,
    });
    event::append(tx, now, NewEvent::new("hearing.created", proposal, actor).about(id).with(facts)).await?;
    Ok(id)
}

/// Changes what is announced about a hearing.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::Invalid`], or a database error.
pub async fn change(
    tx: &Tx,
    id: HearingId,
    draft: &Draft,
    facilitator: PersonId,
    now: Now,
) -> Result<(), HearingError> {
    let checked = draft.check()?;
    let row = lock(tx, id).await?;
    let proposal = row.proposal;
    let mut row = entity::ActiveModel::from(row);
    row.kind = Set(checked.kind.code().to_owned());
    row.title = Set(checked.title.clone());
    row.held_on = Set(checked.held_on);
    row.place = Set(checked.place);
    row.chair = Set(checked.chair);
    row.notice = Set(checked.notice);
    row.recording = Set(Some(checked.recording).filter(|address| !address.is_empty()));
    entity::Entity::update(row).exec(tx).await?;
    let actor = Actor::Person { id: facilitator, role: "facilitator" };
    let facts = serde_json::json!({
        "kind": checked.kind.code(), "title": checked.title, "held_on": checked.held_on,
    });
    event::append(tx, now, NewEvent::new("hearing.changed", proposal, actor).about(id).with(facts)).await?;
    Ok(())
}

pub(crate) async fn lock(tx: &Tx, id: HearingId) -> Result<entity::Model, HearingError> {
    entity::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(HearingError::NotFound)
}

/// One hearing.
///
/// # Errors
/// A database error.
pub async fn get(conn: &impl Reader, id: HearingId, now: Now) -> Result<Option<Hearing>, DbErr> {
    Ok(entity::Entity::find_by_id(id).one(conn).await?.map(|row| Hearing::from_row(row, now)))
}

/// The hearings of a proposal, the latest first; at most 100.
///
/// # Errors
/// A database error.
pub async fn of_proposal(conn: &impl Reader, proposal: ProposalId, now: Now) -> Result<Vec<Hearing>, DbErr> {
    let rows = entity::Entity::find()
        .filter(entity::Column::Proposal.eq(proposal))
        .order_by_desc(entity::Column::HeldOn)
        .order_by_desc(entity::Column::Id)
        .limit(100)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| Hearing::from_row(row, now)).collect())
}

/// Titles of hearings, for lists that name them.
///
/// # Errors
/// A database error.
pub async fn titles(conn: &impl Reader, ids: &[HearingId]) -> Result<HashMap<HearingId, String>, DbErr> {
    let rows: Vec<(HearingId, String)> = entity::Entity::find()
        .select_only()
        .columns([entity::Column::Id, entity::Column::Title])
        .filter(entity::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

/// All hearings, the latest day first.
///
/// # Errors
/// A database error.
pub async fn list(
    conn: &impl Reader,
    after: Option<Cursor>,
    limit: usize,
    now: Now,
) -> Result<Page<Hearing>, DbErr> {
    let mut query = entity::Entity::find();
    if let Some(after) = after {
        let day = after.instant().date_naive();
        query = query.filter(
            Condition::any().add(entity::Column::HeldOn.lt(day)).add(
                Condition::all()
                    .add(entity::Column::HeldOn.eq(day))
                    .add(entity::Column::Id.lt(HearingId(after.id))),
            ),
        );
    }
    let rows = query
        .order_by_desc(entity::Column::HeldOn)
        .order_by_desc(entity::Column::Id)
        .limit(limit as u64 + 1)
        .all(conn)
        .await?;
    let hearings = rows.into_iter().map(|row| Hearing::from_row(row, now)).collect();
    Ok(Page::cut(hearings, limit, |h| Cursor::at(h.held_on.and_time(chrono::NaiveTime::MIN).and_utc(), h.id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_opened_at_the_second() {
        for (address, at) in [
            ("https://www.youtube.com/watch?v=abc", "https://www.youtube.com/watch?v=abc&t=75s"),
            ("https://youtu.be/abc?t=3s", "https://youtu.be/abc?t=75s"),
            ("https://example.tw/film.mp4#t=1", "https://example.tw/film.mp4#t=75"),
            ("https://notyoutube.com/a", "https://notyoutube.com/a#t=75"),
        ] {
            assert_eq!(recording_at(address, 75_999), at);
        }
        for (address, good) in [
            ("https://a.tw/x", true),
            ("javascript:alert(1)", false),
            ("https://", false),
            ("https://a.tw/ x", false),
        ] {
            assert_eq!(is_web_address(address), good, "{address}");
        }
    }
}
