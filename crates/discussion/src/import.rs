//! Voices from a table: comments of another platform, opinions from paper forms or from a counter. Each row is a voice
//! with its channel, counted as all others. Importing a table again changes what changed and adds what is new; a row is
//! known again by its number, or where it has none by its words.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone as _, Utc};
use chrono_tz::Asia::Taipei;
use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::files::encoding;
use folkmoot_foundation::files::table::{self, FileProblem, Limits, MAX_BYTES, Row};
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{Actor, DbErr, Now, PersonId, ProposalId, Reader, Tx, VoiceId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QueryOrder, Set};

use crate::codes::{Channel, Stance};
use crate::counting::{self, Change};
use crate::entity::{revision, voice};
use crate::names::{self, Replaced};
use crate::{balance, index, issues};

/// The greatest number of characters of a voice.
pub(crate) const MOST: usize = 5_000;

/// The source of what was entered by hand; no table has its name.
pub(crate) const BY_HAND: &str = "by-hand";

/// The greatest number of characters of a name.
pub(crate) const NAME: Length = Length { min: 0, max: 80 };

/// A row has a few cells more than are read.
const LIMITS: Limits = Limits { cells: 500_000, columns: 50, cell: MOST + 1 };

/// How many problems are told at most.
const TOLD: usize = 200;

/// How many rows one statement carries.
const ROWS: usize = 300;

/// What columns are called, by what they hold; of several the first is read.
const COLUMNS: [(&str, &[&str]); 7] = [
    (
        "body",
        &["comment-body", "body", "text", "comment", "opinion", "留言", "意見", "意見內容", "內容", "發言"],
    ),
    ("name", &["name", "nickname", "author", "姓名", "暱稱", "作者", "意見人"]),
    ("person", &["author-id", "author_id", "person", "人員編號"]),
    ("key", &["comment-id", "comment_id", "id", "編號", "序號"]),
    ("time", &["timestamp", "time", "said_at", "created_at", "date", "datetime", "時間", "日期"]),
    ("stance", &["stance", "side", "立場"]),
    ("channel", &["channel", "管道"]),
];

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It says nothing.
    NoWords,
    /// It is longer than a voice may be.
    TooLong,
    /// Its time can't be read, or lies ahead.
    NoTime(String),
    /// Its side is none that is known.
    NoStance(String),
    /// Its channel is none that is known, or the hall: what was said there comes with a record.
    NoChannel(String),
    /// Another row has its number.
    Twice(String),
}

impl Problem {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoWords => "no_words",
            Self::TooLong => "too_long",
            Self::NoTime(_) => "no_time",
            Self::NoStance(_) => "no_stance",
            Self::NoChannel(_) => "no_channel",
            Self::Twice(_) => "twice",
        }
    }

    /// What stands there.
    pub fn detail(&self) -> &str {
        match self {
            Self::NoWords | Self::TooLong => "",
            Self::NoTime(text) | Self::NoStance(text) | Self::NoChannel(text) | Self::Twice(text) => text,
        }
    }
}

/// Why a table is refused. Nothing of it is taken then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It can't be read at all.
    #[error(transparent)]
    File(#[from] FileProblem),
    /// No column holds words.
    #[error("no column holds the words")]
    NoWordsColumn,
    /// Rows are wrong, each with its line.
    #[error("{} line(s) can't be read", .0.len())]
    Lines(Vec<(u64, Problem)>),
}

/// A row that can be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// By what it is known again.
    pub key: String,
    /// Whose words they are: what counts people, and what is shown.
    pub name: Option<String>,
    /// The side.
    pub stance: Option<Stance>,
    /// The channel.
    pub channel: Channel,
    /// When it was said, if that is told.
    pub said_at: Option<Now>,
    /// The words.
    pub body: String,
}

impl Opinion {
    /// The opinion without names that are taken away. It is known again by what it was: the same row stays the same voice.
    pub fn without(self, replaced: Replaced<'_>) -> Self {
        let name = self.name.map(|name| replaced(&name).unwrap_or(name));
        Self { name, body: replaced(&self.body).unwrap_or(self.body), ..self }
    }
}

/// What an import does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// Voices that are new.
    pub new: usize,
    /// Voices whose words, name, side or time changed.
    pub changed: usize,
    /// Voices that are as they were.
    pub same: usize,
}

/// Reads a table: separated text in any encoding that can be told, XLSX or ODS. `channel` is that of rows that tell none.
///
/// # Errors
/// [`Refusal`].
pub fn parse(bytes: &[u8], channel: Channel, now: Now) -> Result<Vec<Opinion>, Refusal> {
    if bytes.len() > MAX_BYTES {
        return Err(FileProblem::TooLarge.into());
    }
    let rows = if bytes.starts_with(b"PK") {
        table::spreadsheet(bytes, &LIMITS)?
    } else {
        let text = encoding::decode(bytes).map_err(|_| FileProblem::Encoding)?.text;
        table::separated(&text, &LIMITS)?
    };
    let Some((head, rows)) = rows.split_first() else { return Err(FileProblem::Empty.into()) };
    let of = |name: &str| {
        let names = COLUMNS.iter().find(|(column, _)| *column == name).map(|(_, names)| *names)?;
        let bare = |cell: &String| cell.trim_start_matches('\u{FEFF}').trim().to_lowercase();
        names.iter().find_map(|name| head.cells.iter().position(|cell| bare(cell) == *name))
    };
    if of("body").is_none() {
        return Err(Refusal::NoWordsColumn);
    }
    let places = ["body", "name", "person", "key", "time", "stance", "channel"].map(of);
    let (mut out, mut problems, mut keys) = (Vec::with_capacity(rows.len()), Vec::new(), HashSet::new());
    for row in rows {
        match read(row, places, channel, now) {
            Ok(read) if keys.insert(read.key.clone()) => out.push(read),
            // The same words of the same person twice, without numbers, are one voice.
            Ok(_) if places[3].is_none() => {}
            Ok(read) => problems.push((row.number, Problem::Twice(read.key))),
            Err(problem) => problems.push((row.number, problem)),
        }
    }
    problems.truncate(TOLD);
    match (problems.is_empty(), out.is_empty()) {
        (false, _) => Err(Refusal::Lines(problems)),
        (true, true) => Err(FileProblem::Empty.into()),
        (true, false) => Ok(out),
    }
}

fn read(row: &Row, places: [Option<usize>; 7], channel: Channel, now: Now) -> Result<Opinion, Problem> {
    let cell = |place: usize| {
        let text = places[place].and_then(|at| row.cells.get(at)).map(|cell| cell.trim());
        text.filter(|text| !text.is_empty())
    };
    let short = |text: &str| text::excerpt(text, 40);
    let words = cell(0).ok_or(Problem::NoWords)?;
    let body = text::block("body", words, Length { min: 1, max: MOST }).map_err(|_| Problem::TooLong)?;
    let name = cell(1).map(|name| text::excerpt(name, NAME.max));
    let person = cell(2).map(|person| text::excerpt(person, NAME.max));
    let said_at = match cell(4) {
        None => None,
        Some(told) => {
            Some(instant(told).filter(|at| *at <= now).ok_or_else(|| Problem::NoTime(short(told)))?)
        }
    };
    let stance = match cell(5) {
        None => None,
        Some(told) => Some(stance(told).ok_or_else(|| Problem::NoStance(short(told)))?),
    };
    let channel = match cell(6) {
        None => channel,
        Some(told) => channel_of(told).ok_or_else(|| Problem::NoChannel(short(told)))?,
    };
    // Two people of one name are two; without a name, the number is all that is known of them.
    let name = match (name, person) {
        (Some(name), Some(person)) if name != person => Some(format!("{name}（{person}）")),
        (Some(name), _) => Some(name),
        (None, person) => person.map(|person| format!("#{person}")),
    };
    let key = cell(3).map_or_else(|| key_of(name.as_deref(), &body), short);
    Ok(Opinion { key, name, stance, channel, said_at, body })
}

/// By what an opinion without a number is known again: whose it is and what it says.
pub(crate) fn key_of(name: Option<&str>, body: &str) -> String {
    let hash = sha256(format!("{}\n{body}", name.unwrap_or_default()).as_bytes());
    hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

fn stance(told: &str) -> Option<Stance> {
    match told {
        "贊成" | "支持" | "同意" => Some(Stance::Pro),
        "反對" | "不支持" | "不同意" => Some(Stance::Con),
        "其他" | "中立" | "無意見" => Some(Stance::Other),
        code => code.to_lowercase().parse().ok(),
    }
}

fn channel_of(told: &str) -> Option<Channel> {
    let channel = match told {
        "線上" | "網路" => Some(Channel::Online),
        "紙本" | "書面" => Some(Channel::Paper),
        "臨櫃" | "櫃檯" | "櫃台" => Some(Channel::Counter),
        code => code.to_lowercase().parse().ok(),
    };
    channel.filter(|channel| *channel != Channel::Hearing)
}

/// An instant: seconds or milliseconds since 1970, RFC 3339, or a day with or without a time, in Taipei.
fn instant(told: &str) -> Option<Now> {
    if let Ok(number) = told.parse::<i64>() {
        let millis = if number.abs() >= 100_000_000_000 { number } else { number.checked_mul(1000)? };
        return DateTime::from_timestamp_millis(millis);
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(told) {
        return Some(at.with_timezone(&Utc));
    }
    let told = told.replace('/', "-");
    let local = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(&told, format).ok())
        .or_else(|| NaiveDate::parse_from_str(&told, "%Y-%m-%d").ok()?.and_hms_opt(12, 0, 0))?;
    Some(Taipei.from_local_datetime(&local).earliest()?.with_timezone(&Utc))
}

/// The name of a source, by which its rows are known again: small letters, digits, hyphens, dots and underscores, at most 40;
/// not that of what was entered by hand.
pub fn source_name(typed: &str) -> Option<String> {
    let name: String = text::narrow(typed).to_lowercase();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.' | '_');
    (!name.is_empty() && name != BY_HAND && name.len() <= 40 && name.chars().all(plain)).then_some(name)
}

/// What importing the rows would do.
///
/// # Errors
/// A database error.
pub async fn plan(
    conn: &impl Reader,
    subject: ProposalId,
    source: &str,
    rows: &[Opinion],
) -> Result<Imported, DbErr> {
    let present = present(conn, subject, source).await?;
    let elsewhere = Elsewhere::load(conn, subject, source).await?;
    let mut imported = Imported::default();
    for row in rows {
        match present.get(&origin(source, row)) {
            None if elsewhere.holds(row) => imported.same += 1,
            None => imported.new += 1,
            Some(voice) if differs(voice, row) => imported.changed += 1,
            Some(_) => imported.same += 1,
        }
    }
    Ok(imported)
}

/// Takes the rows over. Those of another import of the same source that are not among them stay.
///
/// # Errors
/// A database error.
pub async fn apply(
    tx: &Tx,
    subject: ProposalId,
    source: &str,
    rows: &[Opinion],
    by: PersonId,
    now: Now,
) -> Result<Imported, DbErr> {
    // Two imports at once would both add. Voices are locked first: whoever hides one takes the turn after it.
    names::take_turn(tx, subject).await?;
    let mut present = present(tx, subject, source).await?;
    let elsewhere = Elsewhere::load(tx, subject, source).await?;
    let mut imported = Imported::default();
    let (mut fresh, mut counted, mut before, mut filed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut changed = Vec::new();
    for row in rows {
        let origin = origin(source, row);
        let Some(was) = present.remove(&origin) else {
            if elsewhere.holds(row) {
                imported.same += 1;
                continue;
            }
            imported.new += 1;
            let voice = new_row(subject, origin, row, now);
            counted.push(Change::of(&voice, 1));
            fresh.push(voice);
            continue;
        };
        if !differs(&was, row) {
            imported.same += 1;
            continue;
        }
        imported.changed += 1;
        let is = renewed(&was, row, now);
        if was.standing() == "visible" {
            counted.extend([Change::of(&was, -1), Change::of(&is, 1)]);
        }
        before.push(revision::ActiveModel {
            id: Set(uuid_at(now)),
            voice: Set(was.id),
            speaker: Set(was.speaker.clone()),
            stance: Set(was.stance.clone()),
            body: Set(was.body.clone()),
            replaced_at: Set(now),
        });
        filed.extend((was.filed != 0).then_some(was.id));
        changed.push(is);
    }
    write(tx, fresh, changed, before).await?;
    counting::apply(tx, subject, &counted).await?;
    issues::follow(tx, subject, &filed).await?;
    if imported.new + imported.changed > 0 {
        let facts = serde_json::json!({ "source": source, "new": imported.new, "changed": imported.changed });
        let told = NewEvent::new("voices.imported", subject, Actor::Person { id: by, role: "facilitator" });
        event::append(tx, now, told.with(facts).internal()).await?;
    }
    Ok(imported)
}

/// The voice that an opinion of a source is already.
pub(crate) async fn known(
    tx: &Tx,
    subject: ProposalId,
    source: &str,
    opinion: &Opinion,
) -> Result<Option<voice::Model>, DbErr> {
    use voice::Column as C;
    voice::Entity::find()
        .filter(C::Subject.eq(subject))
        .filter(C::Origin.eq(origin(source, opinion)))
        .one(tx)
        .await
}

/// Adds one opinion of a source, counted as all others.
pub(crate) async fn add(
    tx: &Tx,
    subject: ProposalId,
    source: &str,
    opinion: &Opinion,
    now: Now,
) -> Result<VoiceId, DbErr> {
    let voice = new_row(subject, origin(source, opinion), opinion, now);
    let (id, counted) = (voice.id, Change::of(&voice, 1));
    write(tx, vec![voice], Vec::new(), Vec::new()).await?;
    counting::apply(tx, subject, &[counted]).await?;
    Ok(id)
}

async fn write(
    tx: &Tx,
    fresh: Vec<voice::Model>,
    changed: Vec<voice::Model>,
    before: Vec<revision::ActiveModel>,
) -> Result<(), DbErr> {
    use voice::Column as C;
    for rows in before.chunks(ROWS) {
        revision::Entity::insert_many(rows.to_vec()).exec_without_returning(tx).await?;
    }
    let take_over = OnConflict::column(C::Id)
        .update_columns([
            C::Speaker,
            C::Body,
            C::Stance,
            C::SaidAt,
            C::EditedAt,
            C::Revisions,
            C::Shelf,
            C::Rank,
        ])
        .to_owned();
    let all: Vec<voice::Model> = fresh.into_iter().chain(changed).collect();
    for rows in all.chunks(ROWS) {
        let rows: Vec<_> = rows.iter().map(|row| voice::ActiveModel::from(row.clone()).reset_all()).collect();
        voice::Entity::insert_many(rows).on_conflict(take_over.clone()).exec_without_returning(tx).await?;
    }
    let ids: Vec<VoiceId> = all.iter().map(|row| row.id).collect();
    for ids in ids.chunks(ROWS) {
        // As they are now: one may have been hidden since they were read.
        let found = voice::Entity::find().filter(C::Id.is_in(ids.iter().copied()));
        let rows = found.order_by_asc(C::Id).all(tx).await?;
        index::refresh(tx, &rows).await?;
    }
    Ok(())
}

fn origin(source: &str, row: &Opinion) -> String {
    format!("{source}/{}", row.key)
}

/// The voices of a source by their origin.
async fn present(
    conn: &impl Reader,
    subject: ProposalId,
    source: &str,
) -> Result<BTreeMap<String, voice::Model>, DbErr> {
    use voice::Column as C;
    let rows = voice::Entity::find()
        .filter(C::Subject.eq(subject))
        .filter(C::Origin.starts_with(format!("{source}/")))
        .order_by_asc(C::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.origin.clone()?, row))).collect())
}

/// Whether an opinion comes on paper or at a counter, and so possibly twice: typed by hand and in a table.
fn by_hand(channel: Channel) -> bool {
    matches!(channel, Channel::Paper | Channel::Counter)
}

/// Whether a key is a number, and not made of name and words by [`key_of`].
fn is_number(key: &str) -> bool {
    key.len() != 24 || !key.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The number that a voice of a table or a form bears, if it has one.
fn number_of(voice: &voice::Model) -> Option<&str> {
    let (_, key) = voice.origin.as_deref()?.split_once('/')?;
    is_number(key).then_some(key)
}

/// The opinions on paper and at counters that came another way: the same form is one voice, whichever came first.
struct Elsewhere {
    /// By name and words, each with its number.
    said: HashMap<(Option<String>, String), Vec<Option<String>>>,
    /// The numbers and names of forms that were typed by hand.
    forms: HashSet<(String, String)>,
}

impl Elsewhere {
    async fn load(conn: &impl Reader, subject: ProposalId, source: &str) -> Result<Self, DbErr> {
        use voice::Column as C;
        let rows = voice::Entity::find()
            .filter(C::Subject.eq(subject))
            .filter(C::Channel.is_in([Channel::Paper.code(), Channel::Counter.code()]))
            .all(conn)
            .await?;
        let (own, hand) = (format!("{source}/"), format!("{BY_HAND}/"));
        let starts =
            |row: &voice::Model, with: &str| row.origin.as_deref().is_some_and(|o| o.starts_with(with));
        let mut found = Self { said: HashMap::new(), forms: HashSet::new() };
        for row in rows.into_iter().filter(|row| !starts(row, &own)) {
            let number = number_of(&row).map(str::to_owned);
            if let (true, Some(number), Some(name)) = (starts(&row, &hand), &number, &row.speaker) {
                found.forms.insert((number.clone(), name.clone()));
            }
            found.said.entry((row.speaker, row.body)).or_default().push(number);
        }
        Ok(found)
    }

    fn holds(&self, row: &Opinion) -> bool {
        if !by_hand(row.channel) {
            return false;
        }
        let number = row.number();
        let said = self.said.get(&(row.name.clone(), row.body.clone()));
        let form = number.zip(row.name.as_deref());
        said.is_some_and(|all| all.iter().any(|known| same_form(row, known.as_deref())))
            || form.is_some_and(|(number, name)| self.forms.contains(&(number.to_owned(), name.to_owned())))
    }
}

impl Opinion {
    /// Its number, if it has one.
    fn number(&self) -> Option<&str> {
        is_number(&self.key).then_some(self.key.as_str())
    }
}

/// Whether an opinion and one from elsewhere that says the same under the same name are one. Printed forms without a name
/// say the same by the dozen: they are told apart by their numbers.
fn same_form(row: &Opinion, known: Option<&str>) -> bool {
    match (row.number(), known) {
        (Some(number), Some(known)) => row.name.is_some() || number == known,
        _ => true,
    }
}

/// The voice that says the same as an opinion under the same name, from paper or a counter; of those of the same source only
/// one that has no other number.
pub(crate) async fn said_elsewhere(
    tx: &Tx,
    subject: ProposalId,
    source: &str,
    opinion: &Opinion,
) -> Result<Option<VoiceId>, DbErr> {
    use voice::Column as C;
    let name = match &opinion.name {
        Some(name) => C::Speaker.eq(name.as_str()),
        None => C::Speaker.is_null(),
    };
    let found = voice::Entity::find()
        .filter(C::Subject.eq(subject))
        .filter(C::Channel.is_in([Channel::Paper.code(), Channel::Counter.code()]))
        .filter(name)
        .filter(C::Body.eq(opinion.body.as_str()))
        .order_by_asc(C::Id)
        .all(tx)
        .await?;
    let own = format!("{source}/");
    let same = |row: &voice::Model| {
        let number = number_of(row);
        let ours = row.origin.as_deref().is_some_and(|origin| origin.starts_with(&own));
        match ours {
            true => opinion.number().is_none() || number.is_none(),
            false => same_form(opinion, number),
        }
    };
    Ok(found.into_iter().find(same).map(|row| row.id))
}

fn differs(voice: &voice::Model, row: &Opinion) -> bool {
    let stance = row.stance.map(Stance::code);
    (&voice.body, voice.speaker.as_ref(), voice.stance.as_deref()) != (&row.body, row.name.as_ref(), stance)
        || row.said_at.is_some_and(|at| at != voice.said_at)
}

fn renewed(was: &voice::Model, row: &Opinion, now: Now) -> voice::Model {
    let mut is = was.clone();
    is.body.clone_from(&row.body);
    is.speaker.clone_from(&row.name);
    is.stance = row.stance.map(|stance| stance.code().to_owned());
    is.said_at = row.said_at.unwrap_or(was.said_at);
    (is.shelf, is.rank) = balance::place(is.stance.as_deref(), is.useful, is.not_useful, is.said_at);
    is.edited_at = Some(now);
    is.revisions += 1;
    is
}

fn new_row(subject: ProposalId, origin: String, row: &Opinion, now: Now) -> voice::Model {
    let (stance, said_at) = (row.stance.map(Stance::code), row.said_at.unwrap_or(now));
    let (shelf, rank) = balance::place(stance, 0, 0, said_at);
    voice::Model {
        id: VoiceId::new(now),
        subject,
        channel: row.channel.code().to_owned(),
        stance: stance.map(str::to_owned),
        author: None,
        speaker: row.name.clone(),
        parent: None,
        hearing: None,
        statement: None,
        position: None,
        body: row.body.clone(),
        said_at,
        created_at: now,
        edited_at: None,
        deleted_at: None,
        hidden_at: None,
        hide_ground: None,
        hide_reason: None,
        gone: false,
        reactions: 0,
        replies: 0,
        revisions: 0,
        reply_to: None,
        official: None,
        agency: None,
        officials: 0,
        useful: 0,
        not_useful: 0,
        shelf,
        rank,
        edit_asked: None,
        closed_at: None,
        close_reason: None,
        filed: 0,
        origin: Some(origin),
        claimed_by: None,
    }
}
