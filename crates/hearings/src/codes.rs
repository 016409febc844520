//! Codes that a facilitator gives to speakers in the hall: whoever types one shows that the words under a name are theirs. Each
//! is good once; of the code itself only a keyed hash is kept, so that it stands on the printed sheet alone.

use chrono::{Days, NaiveDate};
use folkmoot_foundation::crypto::{Keyring, Purpose};
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::period::day_of;
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, DbErr, FieldErrors, HearingId, Now, PersonId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, Set};
use serde_json::json;

use crate::error::HearingError;
use crate::hearings::{self, Hearing, State, entity as hearing_entity};
use crate::import::MAX_SPEAKER;

pub(crate) mod entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "words_code")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub hearing: HearingId,
        pub number: i64,
        pub hash: Vec<u8>,
        pub speaker: Option<String>,
        pub valid_until: Date,
        pub made_by: PersonId,
        pub made_at: DateTimeUtc,
        pub withdrawn_at: Option<DateTimeUtc>,
        pub used_at: Option<DateTimeUtc>,
        pub used_by: Option<PersonId>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// How many codes one sheet holds.
pub const SHEET: usize = 300;

/// How many codes a hearing has at most.
const MOST: u64 = 5_000;

/// For how many days a sheet is good, unless another day is named.
const USUAL_DAYS: Days = Days::new(60);

/// For how many days it is good at most.
const LONGEST_DAYS: Days = Days::new(366);

/// Digits and letters that nobody takes for others.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code in three groups of four signs, of sixty bits of chance.
pub fn written(chance: [u8; 8]) -> String {
    let mut bits = u64::from_be_bytes(chance);
    let mut code = String::with_capacity(14);
    for at in 0..12 {
        if at > 0 && at % 4 == 0 {
            code.push('-');
        }
        code.push(SIGNS[(bits % 32) as usize] as char);
        bits /= 32;
    }
    code
}

/// A code as it was typed, without what people add or mistake.
fn read(typed: &str) -> String {
    let signs = text::narrow(typed).to_ascii_uppercase();
    signs
        .chars()
        .filter_map(|sign| match sign {
            'O' => Some('0'),
            'I' | 'L' => Some('1'),
            sign => sign.is_ascii_alphanumeric().then_some(sign),
        })
        .collect()
}

fn hash(keyring: &Keyring, hearing: HearingId, code: &str) -> Vec<u8> {
    keyring.hash(Purpose::SpeakerCode, &format!("{hearing} {}", read(code))).to_vec()
}

/// A code as the facilitator sees it later: without its signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// What stands beside it on the sheet.
    pub number: i64,
    /// Whose words it gives; none for a blank one that was not handed out yet.
    pub speaker: Option<String>,
    /// The last day on which it is good.
    pub valid_until: NaiveDate,
    /// When it was used.
    pub used_at: Option<Now>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Now>,
}

impl Code {
    /// How it stands: `open`, `used`, `withdrawn` or `expired`.
    pub fn state(&self, now: Now) -> &'static str {
        match (self.used_at, self.withdrawn_at) {
            (Some(_), _) => "used",
            (None, Some(_)) => "withdrawn",
            (None, None) if self.valid_until < day_of(now) => "expired",
            (None, None) => "open",
        }
    }
}

/// A fresh code, as it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// What stands beside it.
    pub number: i64,
    /// Whose words it gives, if that is known.
    pub speaker: Option<String>,
    /// The code.
    pub code: String,
}

/// What a facilitator wants printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// A name a line, as the record has them or will have them.
    pub speakers: Vec<String>,
    /// How many blank ones besides.
    pub blanks: String,
    /// `YYYY-MM-DD`; empty for the usual time.
    pub valid_until: String,
}

/// A published hearing.
async fn published(tx: &Tx, id: HearingId, now: Now) -> Result<hearing_entity::Model, HearingError> {
    let row = hearings::lock(tx, id).await?;
    match Hearing::from_row(row.clone(), now).state {
        State::Draft => Err(HearingError::WrongStage("hearing_is_draft")),
        State::Cancelled => Err(HearingError::WrongStage("hearing_cancelled")),
        State::Announced | State::Held => Ok(row),
    }
}

/// Makes a sheet of codes. They are given here and never again.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::WrongStage`], [`HearingError::Invalid`] (fields `speakers`, `blanks` and
/// `valid_until`), or a database error.
pub async fn make(
    tx: &Tx,
    keyring: &Keyring,
    hearing: HearingId,
    sheet: &Sheet,
    chance: impl Fn() -> [u8; 8],
    facilitator: PersonId,
    now: Now,
) -> Result<Vec<Printed>, HearingError> {
    let about = published(tx, hearing, now).await?;
    let mut errors = FieldErrors::new();
    let mut speakers: Vec<String> = Vec::new();
    for name in sheet.speakers.iter().filter(|name| !name.trim().is_empty()) {
        if let Some(name) = errors.take(text::line("speakers", name, Length { min: 1, max: MAX_SPEAKER }))
            && !speakers.contains(&name)
        {
            speakers.push(name);
        }
    }
    let typed = text::narrow(&sheet.blanks);
    let blanks = if typed.is_empty() { Some(0) } else { typed.parse::<usize>().ok() };
    match blanks {
        None => errors.add("blanks", "not_a_number"),
        Some(blanks) if blanks > SHEET || speakers.len() + blanks > SHEET => {
            errors.add_with("blanks", "too_many", [("max", SHEET.to_string())]);
        }
        Some(0) if speakers.is_empty() && errors.is_empty() => errors.add("speakers", "no_codes"),
        Some(_) => {}
    }
    let today = day_of(now);
    let until = match text::narrow(&sheet.valid_until) {
        empty if empty.is_empty() => Some(today + USUAL_DAYS),
        typed => NaiveDate::parse_from_str(&typed, "%Y-%m-%d").ok(),
    };
    match until {
        None => errors.add("valid_until", "not_a_date"),
        Some(until) if until < today => errors.add("valid_until", "day_passed"),
        Some(until) if until > today + LONGEST_DAYS => {
            errors.add_day("valid_until", "out_of_range", today, today + LONGEST_DAYS);
        }
        Some(_) => {}
    }
    let (blanks, until) = errors.into_result(blanks.zip(until))?;
    let before = entity::Entity::find().filter(entity::Column::Hearing.eq(hearing)).count(tx).await?;
    if before + (speakers.len() + blanks) as u64 > MOST {
        return Err(HearingError::WrongStage("codes_too_many"));
    }
    let names = speakers.into_iter().map(Some).chain(std::iter::repeat_n(None, blanks));
    let mut printed = Vec::new();
    let mut rows = Vec::new();
    for (speaker, number) in names.zip(i64::try_from(before).unwrap_or(i64::MAX) + 1..) {
        let code = written(chance());
        rows.push(entity::ActiveModel {
            id: Set(folkmoot_foundation::ids::uuid_at(now)),
            hearing: Set(hearing),
            number: Set(number),
            hash: Set(hash(keyring, hearing, &code)),
            speaker: Set(speaker.clone()),
            valid_until: Set(until),
            made_by: Set(facilitator),
            made_at: Set(now),
            withdrawn_at: Set(None),
            used_at: Set(None),
            used_by: Set(None),
        });
        printed.push(Printed { number, speaker, code });
    }
    entity::Entity::insert_many(rows).exec_without_returning(tx).await?;
    let facts = json!({ "count": printed.len() });
    let actor = Actor::Person { id: facilitator, role: "facilitator" };
    let told = NewEvent::new("hearing.codes_made", about.proposal, actor).about(hearing).with(facts);
    event::append(tx, now, told.internal()).await?;
    Ok(printed)
}

/// The code with this number, locked.
async fn numbered(tx: &Tx, hearing: HearingId, number: i64) -> Result<entity::Model, HearingError> {
    let row = entity::Entity::find()
        .filter(entity::Column::Hearing.eq(hearing))
        .filter(entity::Column::Number.eq(number))
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or(HearingError::NotFound)?;
    if row.used_at.is_some() {
        return Err(HearingError::WrongStage("code_used"));
    }
    if row.withdrawn_at.is_some() {
        return Err(HearingError::WrongStage("code_withdrawn"));
    }
    Ok(row)
}

/// Notes who got a blank code.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::WrongStage`] of one that has a name, was used or withdrawn,
/// [`HearingError::Invalid`] (field `speaker`), or a database error.
pub async fn hand_out(tx: &Tx, hearing: HearingId, number: i64, speaker: &str) -> Result<(), HearingError> {
    let row = numbered(tx, hearing, number).await?;
    if row.speaker.is_some() {
        return Err(HearingError::WrongStage("code_has_name"));
    }
    let speaker = text::line("speaker", speaker, Length { min: 1, max: MAX_SPEAKER });
    let speaker = speaker.map_err(|error| FieldErrors(vec![error]))?;
    let mut row = entity::ActiveModel::from(row);
    row.speaker = Set(Some(speaker));
    entity::Entity::update(row).exec(tx).await?;
    Ok(())
}

/// Withdraws a code that was lost or given to the wrong person.
///
/// # Errors
/// [`HearingError::NotFound`], [`HearingError::WrongStage`] of one that was used or withdrawn, or a database error.
pub async fn withdraw(tx: &Tx, hearing: HearingId, number: i64, now: Now) -> Result<(), HearingError> {
    let mut row = entity::ActiveModel::from(numbered(tx, hearing, number).await?);
    row.withdrawn_at = Set(Some(now));
    entity::Entity::update(row).exec(tx).await?;
    Ok(())
}

/// Uses up a code; gives the name whose words are those of the person. Whoever types it again gets the same.
///
/// # Errors
/// [`HearingError::Invalid`] (field `code`) of one that is unknown, was used by somebody else, is too old, was withdrawn, or
/// not handed out yet; a database error.
pub async fn redeem(
    tx: &Tx,
    keyring: &Keyring,
    hearing: HearingId,
    typed: &str,
    person: PersonId,
    now: Now,
) -> Result<String, HearingError> {
    let wrong = |code| Err(FieldErrors::one("code", code).into());
    if read(typed).is_empty() {
        return wrong("required");
    }
    let row = entity::Entity::find()
        .filter(entity::Column::Hash.eq(hash(keyring, hearing, typed)))
        .filter(entity::Column::Hearing.eq(hearing))
        .lock_exclusive()
        .one(tx)
        .await?;
    let Some(row) = row else { return wrong("speaker_code_unknown") };
    if row.used_by.is_some_and(|by| by != person) {
        return wrong("speaker_code_used");
    }
    if row.withdrawn_at.is_some() {
        return wrong("speaker_code_withdrawn");
    }
    let Some(speaker) = row.speaker.clone() else { return wrong("speaker_code_blank") };
    if row.used_at.is_some() {
        return Ok(speaker);
    }
    if row.valid_until < day_of(now) {
        return wrong("speaker_code_expired");
    }
    let mut row = entity::ActiveModel::from(row);
    row.used_at = Set(Some(now));
    row.used_by = Set(Some(person));
    entity::Entity::update(row).exec(tx).await?;
    Ok(speaker)
}

/// The codes of a hearing, in the order of their numbers.
///
/// # Errors
/// A database error.
pub async fn of_hearing(conn: &impl Reader, hearing: HearingId) -> Result<Vec<Code>, DbErr> {
    let rows = entity::Entity::find()
        .filter(entity::Column::Hearing.eq(hearing))
        .order_by_asc(entity::Column::Number)
        .limit(MOST)
        .all(conn)
        .await?;
    let of = |row: entity::Model| Code {
        number: row.number,
        speaker: row.speaker,
        valid_until: row.valid_until,
        used_at: row.used_at,
        withdrawn_at: row.withdrawn_at,
    };
    Ok(rows.into_iter().map(of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = written([0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0]);
        assert_eq!(code.len(), 14);
        assert_ne!(code, written([0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf1]));
        for typed in [code.clone(), code.to_lowercase(), code.replace('-', " "), format!(" {code}\u{3000}")] {
            assert_eq!(read(&typed), read(&code), "{typed}");
        }
        assert_eq!(read("OIL０１１"), "011011");
    }
}
