//! Hearings and other meetings about a proposal.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveTime};
use folkmoot_foundation::cursor::{Cursor, Page};
use folkmoot_foundation::{DbErr, HearingId, Now, PersonId, ProposalId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::error::HearingError;
use crate::live::Stage;
use crate::notice::{self, AgendaItem, Particulars, parse_time};

mod acts;
mod draft;

pub use acts::{Change, cancel, change, changes, create, publish};
pub(crate) use acts::{change_entity, note};
pub use draft::Draft;

/// The stage of a hearing that only facilitators see.
pub(crate) const DRAFT: &str = "draft";
/// The stage of one that everybody sees.
pub(crate) const PUBLISHED: &str = "published";
/// The stage of one that was called off.
pub(crate) const CANCELLED: &str = "cancelled";

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
        pub stage: String,
        pub subject: String,
        pub starts_at: Option<String>,
        pub ends_at: Option<String>,
        pub particulars: Option<String>,
        pub agenda: Option<String>,
        pub stream: Option<String>,
        pub slides: Option<String>,
        pub registration: bool,
        pub registration_until: Option<Date>,
        pub places: Option<i64>,
        pub historical: bool,
        pub published_at: Option<DateTimeUtc>,
        pub changes: i64,
        pub door_code: Option<String>,
        pub correction_from: Option<Date>,
        pub correction_until: Option<Date>,
        pub publish_due: Option<Date>,
        pub weighing: Option<String>,
        pub weighed_at: Option<DateTimeUtc>,
        pub live_since: Option<DateTimeUtc>,
        pub live_until: Option<DateTimeUtc>,
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
    /// 座談會.
    Forum,
    /// 說明會.
    Briefing,
    /// 諮詢會.
    Consultation,
    /// 研商會議.
    StudyMeeting,
    /// 協作會議.
    CollaborationMeeting,
}

impl Kind {
    /// All kinds, in the order forms show them.
    pub const ALL: [Kind; 7] = [
        Self::Hearing,
        Self::PublicHearing,
        Self::Forum,
        Self::Briefing,
        Self::Consultation,
        Self::StudyMeeting,
        Self::CollaborationMeeting,
    ];

    /// The code that is stored and shown in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Hearing => "hearing",
            Self::PublicHearing => "public_hearing",
            Self::Forum => "forum",
            Self::Briefing => "briefing",
            Self::Consultation => "consultation",
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

/// What a hearing is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A proposal.
    Proposal,
    /// The case of a proposal.
    Case,
    /// The draft texts of a proposal.
    Text,
    /// A matter of its own.
    Own,
}

impl Subject {
    /// All, in the order forms show them.
    pub const ALL: [Subject; 4] = [Self::Proposal, Self::Case, Self::Text, Self::Own];

    /// The code that is stored and shown in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Proposal => "proposal",
            Self::Case => "case",
            Self::Text => "text",
            Self::Own => "own",
        }
    }

    /// The subject of a code; a proposal for what is none.
    pub fn of(code: &str) -> Self {
        Self::ALL.into_iter().find(|subject| subject.code() == code).unwrap_or(Self::Proposal)
    }
}

/// The text names no kind of hearing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of hearing")]
pub struct UnknownKind;

/// Whether a hearing lies ahead. Derived from its day and record, so that it changes at midnight by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Facilitators alone know of it.
    Draft,
    /// It has been called off.
    Cancelled,
    /// It has been announced.
    Announced,
    /// Its day has come, or its record is there.
    Held,
}

impl State {
    /// The code shown in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Cancelled => "cancelled",
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
    /// What it is about, by kind.
    pub subject: Subject,
    /// When it begins, in Taipei.
    pub starts_at: Option<NaiveTime>,
    /// When it ends, in Taipei.
    pub ends_at: Option<NaiveTime>,
    /// What its notice says beyond that.
    pub particulars: Particulars,
    /// The agenda, line by line.
    pub agenda: Vec<AgendaItem>,
    /// The address of the live stream; may be empty.
    pub stream: String,
    /// The address of the slides; may be empty.
    pub slides: String,
    /// Whether one registers for it.
    pub registration: bool,
    /// The last day on which one may register.
    pub registration_until: NaiveDate,
    /// How many places there are; none for as many as come.
    pub places: Option<i64>,
    /// Whether it was held before its proposal was made.
    pub historical: bool,
    /// When its notice was published.
    pub published_at: Option<Now>,
    /// How many times the published notice was changed.
    pub changes: i64,
    /// What the hall shows to those who let themselves in; facilitators alone read it here.
    pub door_code: Option<String>,
    /// The first day on which people may correct their own words; none: as soon as there is a record.
    pub correction_from: Option<NaiveDate>,
    /// The last day of that.
    pub correction_until: Option<NaiveDate>,
    /// The day the record is due, if another than the usual one was named.
    pub publish_due: Option<NaiveDate>,
    /// How the hearing was weighed, and since when that is public.
    pub weighing: Option<(String, Now)>,
    /// How its live record stands.
    pub live: Stage,
}

/// Whether the day has begun in Taipei.
fn day_has_come(day: NaiveDate, now: Now) -> bool {
    day <= now.with_timezone(&chrono_tz::Asia::Taipei).date_naive()
}

/// Refuses a record of what has not happened yet, or what the public does not know of.
pub(crate) fn check_held(row: &entity::Model, now: Now) -> Result<(), HearingError> {
    match row.stage.as_str() {
        DRAFT => Err(HearingError::WrongStage("hearing_is_draft")),
        CANCELLED => Err(HearingError::WrongStage("hearing_cancelled")),
        _ if day_has_come(row.held_on, now) => Ok(()),
        _ => Err(HearingError::NotHeldYet { held_on: row.held_on }),
    }
}

impl Hearing {
    pub(crate) fn from_row(row: entity::Model, now: Now) -> Self {
        let come = day_has_come(row.held_on, now);
        let state = match row.stage.as_str() {
            "draft" => State::Draft,
            "cancelled" => State::Cancelled,
            _ if come || row.versions > 0 => State::Held,
            _ => State::Announced,
        };
        let time = |text: Option<String>| text.and_then(|text| parse_time(&text));
        Self {
            live: Stage::of(&row),
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
            takes_record: come && row.stage == PUBLISHED,
            created_at: row.created_at,
            versions: row.versions,
            speeches: row.speeches,
            recording: row.recording.unwrap_or_default(),
            subject: Subject::of(&row.subject),
            starts_at: time(row.starts_at),
            ends_at: time(row.ends_at),
            particulars: Particulars::read(row.particulars.as_deref()),
            agenda: notice::agenda(row.agenda.as_deref().unwrap_or_default()).unwrap_or_default(),
            stream: row.stream.unwrap_or_default(),
            slides: row.slides.unwrap_or_default(),
            registration: row.registration,
            registration_until: row.registration_until.unwrap_or(row.held_on),
            places: row.places,
            historical: row.historical,
            published_at: row.published_at,
            changes: row.changes,
            door_code: row.door_code,
            correction_from: row.correction_from,
            correction_until: row.correction_until,
            publish_due: row.publish_due,
            weighing: row.weighing.zip(row.weighed_at),
        }
    }

    /// Whether the public may know of it.
    pub fn is_public(&self) -> bool {
        self.state != State::Draft
    }

    /// The proposal it is about; none if it is its own subject.
    pub fn about(&self) -> Option<ProposalId> {
        (self.subject != Subject::Own).then_some(self.proposal)
    }

    /// Whether one may register for it now.
    pub fn takes_registrations(&self, now: Now) -> bool {
        self.registration
            && self.state != State::Cancelled
            && self.is_public()
            && !self.registration_over(now)
    }

    /// Whether the last day of registering has passed.
    pub fn registration_over(&self, now: Now) -> bool {
        self.registration_until < folkmoot_foundation::period::day_of(now)
    }

    /// When the meeting ends: at the hour that was announced, else with its day in Taipei.
    pub fn ends(&self) -> Now {
        let ends = match self.ends_at {
            Some(time) => self.held_on.and_time(time),
            None => (self.held_on + chrono::Days::new(1)).and_time(NaiveTime::MIN),
        };
        let local = ends.and_local_timezone(chrono_tz::Asia::Taipei).earliest();
        local.map_or_else(|| ends.and_utc(), |at| at.with_timezone(&chrono::Utc))
    }

    /// Whether questions are taken for it: from its notice until its end, whatever it is about.
    ///
    /// # Errors
    /// [`HearingError::WrongStage`] with the code of why not: `questions_not_yet`, `questions_cancelled` or `questions_over`.
    pub fn takes_questions(&self, now: Now) -> Result<(), HearingError> {
        match self.state {
            State::Draft => Err(HearingError::WrongStage("questions_not_yet")),
            State::Cancelled => Err(HearingError::WrongStage("questions_cancelled")),
            _ if self.historical || now >= self.ends() => Err(HearingError::WrongStage("questions_over")),
            State::Announced | State::Held => Ok(()),
        }
    }

    /// What the notice of a hearing under the law still lacks.
    pub fn missing(&self) -> Vec<&'static str> {
        notice::missing(self.kind, &self.particulars, self.starts_at.is_some(), !self.place.is_empty())
    }
}

pub(crate) fn is_web_address(text: &str) -> bool {
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

/// These hearings.
///
/// # Errors
/// A database error.
pub async fn get_many(
    conn: &impl Reader,
    ids: &[HearingId],
    now: Now,
) -> Result<HashMap<HearingId, Hearing>, DbErr> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let query = entity::Entity::find().filter(entity::Column::Id.is_in(ids.iter().copied()));
    let rows = query.all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.id, Hearing::from_row(row, now))).collect())
}

/// The public hearings of a proposal, the latest first; at most 100.
///
/// # Errors
/// A database error.
pub async fn of_proposal(conn: &impl Reader, proposal: ProposalId, now: Now) -> Result<Vec<Hearing>, DbErr> {
    let rows = entity::Entity::find()
        .filter(entity::Column::Proposal.eq(proposal))
        .filter(entity::Column::Stage.ne(DRAFT))
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

/// Which hearings a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All, with drafts.
    All,
    /// Those the public knows of.
    Public,
    /// Those the public knows of whose day has passed.
    Past,
}

/// The public hearings from today on, the next one first; at most `limit`.
///
/// # Errors
/// A database error.
pub async fn coming(conn: &impl Reader, limit: u64, now: Now) -> Result<Vec<Hearing>, DbErr> {
    let rows = entity::Entity::find()
        .filter(entity::Column::HeldOn.gte(folkmoot_foundation::period::day_of(now)))
        .filter(entity::Column::Stage.ne(DRAFT))
        .order_by_asc(entity::Column::HeldOn)
        .order_by_asc(entity::Column::Id)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| Hearing::from_row(row, now)).collect())
}

/// Hearings, the latest day first.
///
/// # Errors
/// A database error.
pub async fn list(
    conn: &impl Reader,
    which: Which,
    after: Option<Cursor>,
    limit: usize,
    now: Now,
) -> Result<Page<Hearing>, DbErr> {
    let mut query = entity::Entity::find();
    if which != Which::All {
        query = query.filter(entity::Column::Stage.ne(DRAFT));
    }
    if which == Which::Past {
        query = query.filter(entity::Column::HeldOn.lt(folkmoot_foundation::period::day_of(now)));
    }
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
