//! Speakers who are no longer named: on their request the record calls them 民眾甲, 民眾乙 and so on, in all hearings about the
//! same subject, in what it said before, and in every file that comes later. The name itself is kept nowhere: a keyed
//! hash and its length let it be found again.

use std::collections::{BTreeMap, HashMap, HashSet};

use folkmoot_foundation::crypto::{Keyring, Purpose};
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::text::{self, Length, excerpt};
use folkmoot_foundation::{Actor, DbErr, FieldErrors, HearingId, Now, PersonId, ProposalId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder, QuerySelect, Set};
use serde_json::json;

use crate::correction::REASON;
use crate::error::HearingError;
use crate::hearings::{self, change_entity, entity as hearing_entity};
use crate::import::{MAX_SPEAKER, ParsedRecord, Reading};
use crate::records::{revision, statement, version};
use crate::{codes, files, papers, uploads};

pub(crate) mod entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "words_alias")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub subject: ProposalId,
        pub hearing: HearingId,
        pub label: String,
        pub hash: Vec<u8>,
        pub length: i64,
        /// The first byte of a keyed hash of the name's first sign: most places of a text need no look beyond it.
        pub first: i64,
        pub made_by: PersonId,
        pub made_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// How many spellings of one name are taken away.
pub const SPELLINGS: usize = 10;

const STEMS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];

/// The names by which people are called who are no longer named, in their order.
fn labels() -> impl Iterator<Item = String> {
    let stems = STEMS.iter().map(|stem| format!("民眾{stem}"));
    stems.chain((1..).map(|number: u32| format!("民眾{number}")))
}

/// A sign as it is compared: in half width and small.
fn folded(sign: char) -> char {
    let narrow = match sign {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
        '\u{3000}' => ' ',
        other => other,
    };
    narrow.to_ascii_lowercase()
}

/// What is kept of a name, its length and its hash, with what is written in its place.
type Kept = (usize, [u8; 32], String);

/// Finds the names that are taken away in texts, by what is kept of them.
#[derive(Debug, Clone)]
pub struct Mask {
    keyring: Keyring,
    subject: ProposalId,
    /// By the first sign's mark.
    names: HashMap<u8, Vec<Kept>>,
}

impl Mask {
    fn new(keyring: &Keyring, subject: ProposalId) -> Self {
        Self { keyring: keyring.clone(), subject, names: HashMap::new() }
    }

    /// The names of a subject that are taken away.
    ///
    /// # Errors
    /// A database error.
    pub async fn of(conn: &impl Reader, keyring: &Keyring, subject: ProposalId) -> Result<Self, DbErr> {
        let rows = entity::Entity::find().filter(entity::Column::Subject.eq(subject)).all(conn).await?;
        let mut mask = Self::new(keyring, subject);
        for row in rows {
            let (Ok(hash), Ok(length), Ok(first)) =
                (row.hash.try_into(), usize::try_from(row.length), u8::try_from(row.first))
            else {
                continue;
            };
            mask.names.entry(first).or_default().push((length, hash, row.label));
        }
        mask.sort();
        Ok(mask)
    }

    fn sort(&mut self) {
        // Of two names that begin alike the longer one is meant.
        for names in self.names.values_mut() {
            names.sort_by_key(|(length, hash, _)| (std::cmp::Reverse(*length), *hash));
        }
    }

    fn hash(&self, name: &[char]) -> [u8; 32] {
        let name: String = name.iter().collect();
        self.keyring.hash(Purpose::SpeakerName, &format!("{} {name}", self.subject))
    }

    fn mark(&self, sign: char) -> u8 {
        self.keyring.hash(Purpose::SpeakerName, &format!("{} first {sign}", self.subject))[0]
    }

    fn add(&mut self, name: &str, label: &str) -> (usize, [u8; 32], u8) {
        let signs: Vec<char> = name.chars().map(folded).collect();
        let first = signs.first().map_or(0, |sign| self.mark(*sign));
        let hash = self.hash(&signs);
        self.names.entry(first).or_default().push((signs.len(), hash, label.to_owned()));
        self.sort();
        (signs.len(), hash, first)
    }

    /// Whether it takes away the same names as another of the same subject.
    pub fn is_of(&self, other: &Self) -> bool {
        self.subject == other.subject && self.names == other.names
    }

    /// Whether no name is taken away.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// What this very name is called instead, if it is taken away.
    fn label(&self, name: &str) -> Option<&str> {
        let signs: Vec<char> = name.chars().map(folded).collect();
        let names = self.names.get(&self.mark(*signs.first()?))?;
        let hash = self.hash(&signs);
        names
            .iter()
            .find(|(length, known, _)| *length == signs.len() && *known == hash)
            .map(|(.., l)| l.as_str())
    }

    /// The text without the names; none if there is none of them in it.
    pub fn replaced(&self, text: &str) -> Option<String> {
        if self.is_empty() {
            return None;
        }
        let written: Vec<char> = text.chars().collect();
        let signs: Vec<char> = written.iter().copied().map(folded).collect();
        let mut marks: HashMap<char, Option<&Vec<Kept>>> = HashMap::new();
        let (mut out, mut found, mut at) = (String::new(), false, 0);
        while at < signs.len() {
            let names = *marks.entry(signs[at]).or_insert_with(|| self.names.get(&self.mark(signs[at])));
            let hit = names.into_iter().flatten().find(|(length, hash, _)| {
                let end = at + length;
                end <= signs.len() && is_whole(&signs, at, end) && self.hash(&signs[at..end]) == *hash
            });
            match hit {
                Some((length, _, label)) => {
                    out.push_str(label);
                    found = true;
                    at += length;
                }
                None => {
                    out.push(written[at]);
                    at += 1;
                }
            }
        }
        found.then_some(out)
    }

    /// The text without the names.
    pub fn text(&self, text: String) -> String {
        self.replaced(&text).unwrap_or(text)
    }

    fn option(&self, text: Option<String>) -> Option<String> {
        text.map(|text| self.text(text))
    }

    /// A file's record without the names.
    pub fn record(&self, mut record: ParsedRecord) -> ParsedRecord {
        if self.is_empty() {
            return record;
        }
        record.title = self.option(record.title);
        for statement in &mut record.statements {
            statement.speaker = self.option(statement.speaker.take());
            statement.section = self.option(statement.section.take());
            statement.body = self.text(std::mem::take(&mut statement.body));
        }
        record
    }

    /// How a file's speakers were told, without the names: whoever is asked about them is asked again.
    pub fn reading(&self, reading: Reading) -> Reading {
        let named = reading.names.iter().flatten().any(|name| self.replaced(name).is_some());
        if named { reading.for_others() } else { reading }
    }
}

/// Whether what stands between two places is no piece of a longer word: in scripts that part words by blanks.
fn is_whole(signs: &[char], from: usize, to: usize) -> bool {
    let joined = |a: Option<&char>, b: Option<&char>| {
        a.is_some_and(|sign| sign.is_ascii_alphanumeric())
            && b.is_some_and(|sign| sign.is_ascii_alphanumeric())
    };
    let before = from.checked_sub(1).and_then(|at| signs.get(at));
    !joined(before, signs.get(from)) && !joined(to.checked_sub(1).and_then(|at| signs.get(at)), signs.get(to))
}

/// What a facilitator asks for, on a speaker's request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request<'a> {
    /// The name as the record has it.
    pub speaker: &'a str,
    /// Other spellings that stand in the texts, one a line.
    pub also: &'a str,
    /// Why, in public: 5 to 1,000 characters without the name.
    pub reason: &'a str,
}

/// A place where a name stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// `speaker`, `statement`, `section`, `earlier`, `notice`, `paper`, `change`, `file` or `code`.
    pub kind: &'static str,
    /// The hearing.
    pub hearing: HearingId,
    /// The statement's place in its record.
    pub position: Option<i64>,
    /// What stands there, cut.
    pub before: String,
    /// What will stand there.
    pub after: String,
}

/// The spellings that are asked for, the name of the record first.
///
/// # Errors
/// The field `also`, of one that is too short or long, or of too many.
pub fn spellings(request: &Request<'_>) -> Result<Vec<String>, FieldErrors> {
    let mut errors = FieldErrors::new();
    let mut names = vec![request.speaker.to_owned()];
    for line in request.also.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(name) = errors.take(text::line("also", line, Length { min: 2, max: MAX_SPEAKER }))
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    if names.len() > SPELLINGS {
        errors.add_with("also", "too_many", [("max", SPELLINGS.to_string())]);
    }
    errors.into_result(Some(names))
}

/// What the name is to be called, with what finds it: the same as before, if it was taken away in this subject already.
async fn prepared(
    conn: &impl Reader,
    keyring: &Keyring,
    subject: ProposalId,
    hearings: &[HearingId],
    names: &[String],
) -> Result<(String, Mask), HearingError> {
    let known = Mask::of(conn, keyring, subject).await?;
    let spoken: Vec<Option<String>> = statement::Entity::find()
        .select_only()
        .column(statement::Column::Speaker)
        .distinct()
        .filter(statement::Column::Hearing.is_in(hearings.iter().copied()))
        .into_tuple()
        .all(conn)
        .await?;
    let spoken: HashSet<String> = spoken.into_iter().flatten().collect();
    if names.first().is_none_or(|name| !spoken.contains(name)) {
        return Err(HearingError::NotFound);
    }
    let taken: HashSet<String> = known.names.values().flatten().map(|(.., label)| label.clone()).collect();
    if names.first().is_some_and(|name| taken.contains(name)) {
        return Err(HearingError::WrongStage("speaker_anonymised"));
    }
    let before = names.iter().find_map(|name| known.label(name)).map(str::to_owned);
    // A record may have called somebody so itself.
    let free = || labels().find(|label| !taken.contains(label) && !spoken.contains(label));
    let label = before.or_else(free).unwrap_or_default();
    Ok((label, Mask::new(keyring, subject)))
}

/// The subject of a hearing and all hearings about it, locked if that is asked for.
async fn about(
    conn: &impl Reader,
    hearing: HearingId,
) -> Result<(ProposalId, Vec<hearing_entity::Model>), HearingError> {
    let row = hearing_entity::Entity::find_by_id(hearing).one(conn).await?.ok_or(HearingError::NotFound)?;
    let all = hearing_entity::Entity::find()
        .filter(hearing_entity::Column::Proposal.eq(row.proposal))
        .order_by_asc(hearing_entity::Column::HeldOn)
        .order_by_asc(hearing_entity::Column::Id)
        .all(conn)
        .await?;
    Ok((row.proposal, all))
}

/// Where a name stands and what would stand there: the preview. Gives the new name, what finds the old one, and the places.
///
/// # Errors
/// [`HearingError::NotFound`] if nobody of that name spoke, [`HearingError::WrongStage`], [`HearingError::Invalid`] (field
/// `also`), or a database error.
pub async fn preview(
    conn: &impl Reader,
    keyring: &Keyring,
    hearing: HearingId,
    request: &Request<'_>,
) -> Result<(String, Mask, Vec<Place>), HearingError> {
    let names = spellings(request)?;
    let (subject, rows) = about(conn, hearing).await?;
    let ids: Vec<HearingId> = rows.iter().map(|row| row.id).collect();
    let (label, mut mask) = prepared(conn, keyring, subject, &ids, &names).await?;
    for name in &names {
        mask.add(name, &label);
    }
    let mut places = Vec::new();
    for row in &rows {
        let found = found(conn, &mask, row).await?;
        places.extend(found.into_iter().map(|(place, _)| place));
    }
    Ok((label, mask, places))
}

/// What is to be written at one place.
enum Write {
    Hearing(Box<hearing_entity::Model>),
    Statement(Box<statement::Model>),
    Revision(Box<revision::Model>),
    Paper(Box<papers::entity::Model>),
    Change(Box<change_entity::Model>),
    Version(Box<version::Model>),
    Code(Box<codes::entity::Model>),
    File(Box<files::entity::Model>),
}

/// Everything about one hearing in which a name stands.
async fn found(
    conn: &impl Reader,
    mask: &Mask,
    hearing: &hearing_entity::Model,
) -> Result<Vec<(Place, Write)>, DbErr> {
    let id = hearing.id;
    let mut all: Vec<(Place, Write)> = Vec::new();
    let place = |kind, position, before: &str, after: &str| Place {
        kind,
        hearing: id,
        position,
        before: around(before, after),
        after: around(after, before),
    };
    let mut fields = Fields { mask, first: None };
    let after = fields.hearing(hearing.clone());
    if let Some((before, now)) = fields.first.take() {
        all.push((place("notice", None, &before, &now), Write::Hearing(Box::new(after))));
    }
    let statements = statement::Entity::find()
        .filter(statement::Column::Hearing.eq(id))
        .order_by_asc(statement::Column::Position)
        .all(conn)
        .await?;
    let mut positions = HashMap::with_capacity(statements.len());
    for row in statements {
        positions.insert(row.id, row.position);
        let speaker = row.speaker.as_deref().is_some_and(|name| mask.replaced(name).is_some());
        let mut after = row.clone();
        after.body = fields.text(after.body);
        let kind = if speaker { "speaker" } else { "statement" };
        let shown = if speaker {
            (row.speaker.clone().unwrap_or_default(), mask.text(row.speaker.clone().unwrap_or_default()))
        } else {
            Default::default()
        };
        after.speaker = fields.option(after.speaker);
        after.section = fields.option(after.section);
        after.recorded = fields.option(after.recorded);
        if let Some((before, now)) = fields.first.take() {
            let (before, now) = if speaker && row.body == after.body { shown } else { (before, now) };
            all.push((place(kind, Some(row.position), &before, &now), Write::Statement(Box::new(after))));
        }
    }
    let ids: Vec<_> = positions.keys().copied().collect();
    for ids in ids.chunks(500) {
        let rows = revision::Entity::find()
            .filter(revision::Column::Statement.is_in(ids.iter().copied()))
            .all(conn)
            .await?;
        for row in rows {
            let position = positions.get(&row.statement).copied();
            let mut after = row;
            after.body = fields.text(after.body);
            after.speaker = fields.option(after.speaker);
            after.section = fields.option(after.section);
            after.reason = fields.option(after.reason);
            if let Some((before, now)) = fields.first.take() {
                all.push((place("earlier", position, &before, &now), Write::Revision(Box::new(after))));
            }
        }
    }
    for row in papers::entity::Entity::find().filter(papers::entity::Column::Hearing.eq(id)).all(conn).await?
    {
        let mut after = row;
        after.who = fields.text(after.who);
        after.body = fields.text(after.body);
        after.reason = fields.text(after.reason);
        if let Some((before, now)) = fields.first.take() {
            all.push((place("paper", None, &before, &now), Write::Paper(Box::new(after))));
        }
    }
    for row in change_entity::Entity::find().filter(change_entity::Column::Hearing.eq(id)).all(conn).await? {
        let mut after = row;
        after.reason = fields.text(after.reason);
        after.was = fields.text(after.was);
        if let Some((before, now)) = fields.first.take() {
            all.push((place("change", None, &before, &now), Write::Change(Box::new(after))));
        }
    }
    for row in version::Entity::find().filter(version::Column::Hearing.eq(id)).all(conn).await? {
        let mut after = row.clone();
        after.file_name = fields.text(after.file_name);
        let reading = row.reading.as_deref().and_then(|text| serde_json::from_str::<Reading>(text).ok());
        after.reading = reading.and_then(|reading| serde_json::to_string(&mask.reading(reading)).ok());
        let shown = fields.first.take().unwrap_or_else(|| (row.file_name.clone(), after.file_name.clone()));
        if after != row {
            all.push((place("file", None, &shown.0, &shown.1), Write::Version(Box::new(after))));
        }
    }
    for row in codes::entity::Entity::find().filter(codes::entity::Column::Hearing.eq(id)).all(conn).await? {
        let mut after = row;
        after.speaker = fields.option(after.speaker);
        if let Some((before, now)) = fields.first.take() {
            all.push((place("code", None, &before, &now), Write::Code(Box::new(after))));
        }
    }
    for row in files::entity::Entity::find().filter(files::entity::Column::Hearing.eq(id)).all(conn).await? {
        let mut after = row;
        after.title = fields.text(after.title);
        after.name = fields.text(after.name);
        if let Some((before, now)) = fields.first.take() {
            all.push((place("file", None, &before, &now), Write::File(Box::new(after))));
        }
    }
    Ok(all)
}

/// The words around the first place where two texts differ.
fn around(text: &str, other: &str) -> String {
    let same = text.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let from = same.saturating_sub(20);
    let rest: String = text.chars().skip(from).collect();
    let cut = excerpt(&rest, 80);
    if from > 0 { format!("…{cut}") } else { cut }
}

/// Replaces names in the fields of a row and remembers the first that had one.
struct Fields<'m> {
    mask: &'m Mask,
    first: Option<(String, String)>,
}

impl Fields<'_> {
    fn text(&mut self, text: String) -> String {
        match self.mask.replaced(&text) {
            Some(after) => {
                if self.first.is_none() {
                    self.first = Some((text, after.clone()));
                }
                after
            }
            None => text,
        }
    }

    fn option(&mut self, text: Option<String>) -> Option<String> {
        text.map(|text| self.text(text))
    }

    fn hearing(&mut self, mut row: hearing_entity::Model) -> hearing_entity::Model {
        row.title = self.text(row.title);
        row.place = self.text(row.place);
        row.chair = self.text(row.chair);
        row.notice = self.text(row.notice);
        row.particulars = self.option(row.particulars);
        row.agenda = self.option(row.agenda);
        row.weighing = self.option(row.weighing);
        row
    }
}

/// Takes a name away: everywhere in what is kept of the hearings about the subject, and in every file that comes later. Files
/// that wait to be imported are forgotten. It can't be undone. Gives what finds the name, so that others take it away too,
/// with the new one.
///
/// # Errors
/// As of [`preview`]; [`HearingError::Invalid`] also for the field `reason`, in which the name may not stand.
pub async fn anonymise(
    tx: &Tx,
    keyring: &Keyring,
    hearing: HearingId,
    request: &Request<'_>,
    facilitator: PersonId,
    now: Now,
) -> Result<(String, Mask, ProposalId), HearingError> {
    let names = spellings(request)?;
    let reason = text::block("reason", request.reason, REASON).map_err(|error| FieldErrors(vec![error]))?;
    let (subject, rows) = about(tx, hearing).await?;
    // All of them, in one order: imports and others' requests wait.
    let mut locked: BTreeMap<HearingId, hearing_entity::Model> = BTreeMap::new();
    let mut ids: Vec<HearingId> = rows.iter().map(|row| row.id).collect();
    ids.sort_unstable();
    for id in &ids {
        locked.insert(*id, hearings::lock(tx, *id).await?);
    }
    let (label, mut mask) = prepared(tx, keyring, subject, &ids, &names).await?;
    let known = Mask::of(tx, keyring, subject).await?;
    let mut kept = Vec::new();
    let mut hashes = HashSet::new();
    for name in &names {
        let (length, hash, first) = mask.add(name, &label);
        // Spellings that differ in case or width alone are found as one.
        if known.label(name).is_none() && hashes.insert(hash) {
            kept.push(entity::ActiveModel {
                id: Set(folkmoot_foundation::ids::uuid_at(now)),
                subject: Set(subject),
                hearing: Set(hearing),
                label: Set(label.clone()),
                hash: Set(hash.to_vec()),
                length: Set(i64::try_from(length).unwrap_or(i64::MAX)),
                first: Set(i64::from(first)),
                made_by: Set(facilitator),
                made_at: Set(now),
            });
        }
    }
    if mask.replaced(&reason).is_some() {
        return Err(FieldErrors::one("reason", "names_speaker").into());
    }
    if !kept.is_empty() {
        entity::Entity::insert_many(kept).exec_without_returning(tx).await?;
    }
    for row in locked.values() {
        for (_, write) in found(tx, &mask, row).await? {
            put(tx, write).await?;
        }
        uploads::forget(tx, row.id).await?;
    }
    hearings::note(tx, hearing, "anonymised", &reason, &json!({ "speaker": label }), facilitator, now)
        .await?;
    let actor = Actor::Person { id: facilitator, role: "facilitator" };
    let told = NewEvent::new("hearing.speaker_anonymised", subject, actor).about(hearing);
    event::append(tx, now, told.with(json!({ "label": label }))).await?;
    Ok((label, mask, subject))
}

async fn put(tx: &Tx, write: Write) -> Result<(), DbErr> {
    match write {
        Write::Hearing(row) => {
            hearing_entity::Entity::update(hearing_entity::ActiveModel::from(*row).reset_all())
                .exec(tx)
                .await?;
        }
        Write::Statement(row) => {
            statement::Entity::update(statement::ActiveModel::from(*row).reset_all()).exec(tx).await?;
        }
        Write::Revision(row) => {
            revision::Entity::update(revision::ActiveModel::from(*row).reset_all()).exec(tx).await?;
        }
        Write::Paper(row) => {
            papers::entity::Entity::update(papers::entity::ActiveModel::from(*row).reset_all())
                .exec(tx)
                .await?;
        }
        Write::Change(row) => {
            change_entity::Entity::update(change_entity::ActiveModel::from(*row).reset_all())
                .exec(tx)
                .await?;
        }
        Write::Version(row) => {
            version::Entity::update(version::ActiveModel::from(*row).reset_all()).exec(tx).await?;
        }
        Write::Code(row) => {
            // Nothing else of it: it may be used or withdrawn at the same time.
            codes::entity::Entity::update_many()
                .col_expr(codes::entity::Column::Speaker, Expr::value(row.speaker))
                .filter(codes::entity::Column::Id.eq(row.id))
                .exec(tx)
                .await?;
        }
        Write::File(row) => {
            files::entity::Entity::update(files::entity::ActiveModel::from(*row).reset_all())
                .exec(tx)
                .await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_texts_and_pieces_of_words_are_left() {
        let mut mask = Mask::new(&Keyring::new([7; 32]), ProposalId(uuid::Uuid::nil()));
        assert_eq!(mask.replaced("王小明說"), None);
        mask.add("王小明", "民眾甲");
        mask.add("王小", "民眾丙");
        mask.add("Ann Lee", "民眾乙");
        for (text, after) in [
            ("王小明說：王小明", Some("民眾甲說：民眾甲")),
            ("我同意王小明。", Some("我同意民眾甲。")),
            ("王小的事", Some("民眾丙的事")),
            ("ＡＮＮ　ＬＥＥ said", Some("民眾乙 said")),
            ("ann lee, Hannah Lee", Some("民眾乙, Hannah Lee")),
            ("Joann Lee or Ann Leeds", None),
            ("王大明", None),
            ("", None),
        ] {
            assert_eq!(mask.replaced(text).as_deref(), after, "{text}");
        }
    }

    #[test]
    fn there_are_names_enough() {
        let all: Vec<String> = labels().take(12).collect();
        assert_eq!((&*all[0], &*all[9], &*all[10], &*all[11]), ("民眾甲", "民眾癸", "民眾1", "民眾2"));
    }
}
