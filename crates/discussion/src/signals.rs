//! Signals: what speaks for looking at a voice before anybody has reported it, or before others. They never decide
//! anything; they bring a voice before a moderator sooner, who sees which they were.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::{Actor, DbErr, FieldErrors, Now, Reader, Tx, VoiceId, search};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, Func, OnConflict, Query};
use sea_orm::{QueryOrder, QuerySelect, Set};

use crate::entity::{print, signal, voice, voice_author, watch};
use crate::error::DiscussionError as Error;

/// Why a voice came before a moderator, or came there sooner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// It holds words of the list that the administrator keeps.
    Words,
    /// At least three links.
    Links,
    /// Nearly the same was said at least twice within a day, by whomever and wherever.
    Repeated,
    /// Its author writes for the first day, as do at least ten others who wrote in this discussion within the hour. Alone
    /// this brings nothing into the queue: a matter that moves many brings many new people.
    Burst,
}

impl Signal {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 4] = [Self::Words, Self::Links, Self::Repeated, Self::Burst];

    /// The code that is stored and shown in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Links => "links",
            Self::Repeated => "repeated",
            Self::Burst => "burst",
        }
    }

    /// How many reports it counts as, in the order of the queue.
    pub(crate) fn weight(self) -> i64 {
        match self {
            Self::Words => 3,
            Self::Links | Self::Repeated => 2,
            Self::Burst => 1,
        }
    }

    pub(crate) fn stored(text: &str) -> Vec<Self> {
        Self::ALL.into_iter().filter(|signal| text.split(' ').any(|code| code == signal.code())).collect()
    }
}

fn to_stored(signals: &[Signal]) -> String {
    signals.iter().map(|signal| signal.code()).collect::<Vec<_>>().join(" ")
}

/// So many links are conspicuous.
const LINKS: usize = 3;

/// So many others said nearly the same within [`DAY`].
const SAID_BEFORE: usize = 2;

/// How alike words must be to be nearly the same: the Dice coefficient of their terms.
const ALIKE: f64 = 0.8;

/// Words of fewer terms than this are said alike by many without any plan.
const TERMS: usize = 12;

/// So many who write for the first day, within an hour in one discussion, are a burst.
const NEWCOMERS: i64 = 10;

const DAY: TimeDelta = TimeDelta::days(1);
const HOUR: TimeDelta = TimeDelta::hours(1);

/// How long the marks of words are kept.
const KEPT: TimeDelta = TimeDelta::days(2);

/// Looks at the words of a voice, after they were written or changed, and brings it before a moderator if something
/// speaks for that which nobody has decided about yet.
pub(crate) async fn look(tx: &Tx, row: &voice::Model, now: Now) -> Result<(), Error> {
    let mut signals = Vec::new();
    if watched(&watch_list(tx).await?.words, &row.body) {
        signals.push(Signal::Words);
    }
    if row.body.matches("://").count() >= LINKS {
        signals.push(Signal::Links);
    }
    if repeated(tx, row, now).await? {
        signals.push(Signal::Repeated);
    }
    if burst(tx, row, now).await? {
        signals.push(Signal::Burst);
    }
    let before = signal::Entity::find_by_id(row.id).one(tx).await?;
    let known = before.map(|before| Signal::stored(&before.signals)).unwrap_or_default();
    if signals.iter().all(|signal| known.contains(signal)) {
        return Ok(());
    }
    let new = signal::ActiveModel {
        voice: Set(row.id),
        signals: Set(to_stored(&signals)),
        at: Set(now),
        decision: Set(None),
    };
    let instead = OnConflict::column(signal::Column::Voice)
        .update_columns([signal::Column::Signals, signal::Column::At, signal::Column::Decision])
        .to_owned();
    signal::Entity::insert(new).on_conflict(instead).exec_without_returning(tx).await?;
    Ok(crate::queue::refresh(tx, row.id).await?)
}

/// Whether nearly the same was said before. Keeps the marks of these words for those who come later.
async fn repeated(tx: &Tx, row: &voice::Model, now: Now) -> Result<bool, DbErr> {
    print::Entity::delete_many().filter(print::Column::Voice.eq(row.id)).exec(tx).await?;
    let Some(prints) = prints(&row.body) else { return Ok(false) };
    let rows =
        prints.map(|print| print::ActiveModel { voice: Set(row.id), print: Set(print), said_at: Set(now) });
    print::Entity::insert_many(rows).exec_without_returning(tx).await?;
    let near: Vec<VoiceId> = print::Entity::find()
        .select_only()
        .column(print::Column::Voice)
        .distinct()
        .filter(print::Column::Print.is_in(prints))
        .filter(print::Column::SaidAt.gt(now - DAY))
        .filter(print::Column::Voice.ne(row.id))
        .limit(50)
        .into_tuple()
        .all(tx)
        .await?;
    if near.len() < SAID_BEFORE {
        return Ok(false);
    }
    let bodies: Vec<String> = voice::Entity::find()
        .select_only()
        .column(voice::Column::Body)
        .filter(voice::Column::Id.is_in(near))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(bodies.iter().filter(|body| search::likeness(body, &row.body) >= ALIKE).count() >= SAID_BEFORE)
}

/// Marks of words of which two texts that are nearly the same have at least one in common, almost surely: the least hashes
/// of their terms, two by two. None for a short text.
fn prints(body: &str) -> Option<[i64; 4]> {
    let terms: BTreeSet<String> = search::terms(body).into_iter().collect();
    if terms.len() < TERMS {
        return None;
    }
    let mut least = [u64::MAX; 8];
    for term in terms {
        let hash = sha256(term.as_bytes());
        // Eight hashes of one: overlapping pieces of it.
        for (i, least) in least.iter_mut().enumerate() {
            let bytes: [u8; 8] = std::array::from_fn(|at| hash[(4 * i + at) % 32]);
            *least = Ord::min(*least, u64::from_be_bytes(bytes));
        }
    }
    Some(std::array::from_fn(|i| {
        let pair = [least[2 * i].to_be_bytes(), least[2 * i + 1].to_be_bytes()].concat();
        let hash = sha256(&[&[i as u8], pair.as_slice()].concat());
        i64::from_be_bytes(std::array::from_fn(|at| hash[at]))
    }))
}

/// Whether the author and many others wrote for the first time just now.
async fn burst(tx: &Tx, row: &voice::Model, now: Now) -> Result<bool, DbErr> {
    let Some(author) = row.author else { return Ok(false) };
    let new = |since: Option<Now>| since.is_some_and(|since| since > now - DAY);
    let known = voice_author::Entity::find_by_id(author).one(tx).await?;
    if !known.is_some_and(|known| new(known.since)) {
        return Ok(false);
    }
    let newcomers = Query::select()
        .column(voice_author::Column::Person)
        .from(voice_author::Entity)
        .and_where(voice_author::Column::Since.gt(now - DAY))
        .to_owned();
    let count: Option<i64> = voice::Entity::find()
        .select_only()
        .expr_as(Expr::from(Func::count_distinct(Expr::col(voice::Column::Author))), "people")
        .filter(voice::Column::Subject.eq(row.subject))
        .filter(voice::Column::Parent.is_null())
        .filter(voice::Column::SaidAt.gt(now - HOUR))
        .filter(voice::Column::Author.ne(author))
        .filter(voice::Column::Author.in_subquery(newcomers))
        .into_tuple()
        .one(tx)
        .await?;
    Ok(count.unwrap_or(0) >= NEWCOMERS)
}

/// What the administrator watches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WatchList {
    /// The words, in their order.
    pub words: Vec<String>,
    /// When it was given.
    pub updated_at: Option<Now>,
}

/// The one row of the list.
pub(crate) const ROW: Uuid = Uuid::from_u128(1);

/// How many words a list has at most.
const MOST_WORDS: usize = 1000;

/// How many characters a word has at most.
const LONGEST_WORD: usize = 50;

/// The present list.
///
/// # Errors
/// A database error.
pub async fn watch_list(conn: &impl Reader) -> Result<WatchList, DbErr> {
    let row = watch::Entity::find_by_id(ROW).one(conn).await?;
    Ok(row.map_or_else(WatchList::default, |row| WatchList {
        words: row.words.lines().map(str::to_owned).collect(),
        updated_at: Some(row.updated_at),
    }))
}

/// Gives another list: one word a line; empty lines, and those that begin with #, are left out, as are words that say the
/// same to the comparison. It holds for what is written from now on.
///
/// # Errors
/// [`Error::Invalid`] (field `words`): too many, or a line too long or without a letter; or a database error.
pub async fn give_watch_list(tx: &Tx, text: &str, by: Actor, now: Now) -> Result<usize, Error> {
    let (mut words, mut seen): (Vec<&str>, BTreeSet<String>) = (Vec::new(), BTreeSet::new());
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let plain = plain(line);
        if plain.is_empty() || line.chars().count() > LONGEST_WORD {
            let mut errors = FieldErrors::new();
            errors.add_with("words", "watch_line", [("line", (number + 1).to_string())]);
            return Err(errors.into());
        }
        if seen.insert(plain) {
            words.push(line);
        }
    }
    if words.len() > MOST_WORDS {
        let mut errors = FieldErrors::new();
        errors.add_with("words", "watch_many", [("max", MOST_WORDS.to_string())]);
        return Err(errors.into());
    }
    let row = watch::ActiveModel {
        id: Set(ROW),
        words: Set(words.join("\n")),
        hold_first: Set(false),
        updated_at: Set(now),
    };
    let instead = OnConflict::column(watch::Column::Id)
        .update_columns([watch::Column::Words, watch::Column::UpdatedAt])
        .to_owned();
    watch::Entity::insert(row).on_conflict(instead).exec_without_returning(tx).await?;
    let told = NewEvent::new("moderation.watch_list_given", ROW, by);
    event::append(tx, now, told.with(serde_json::json!({ "count": words.len() })).internal()).await?;
    Ok(words.len())
}

/// What remains of a text once everything is left out that people put between letters to get past a list.
fn plain(text: &str) -> String {
    search::fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a text holds one of these words: those in Latin letters as whole words, others also with signs between.
fn watched(words: &[String], text: &str) -> bool {
    if words.is_empty() {
        return false;
    }
    let (whole, letters): (BTreeSet<String>, String) =
        (search::terms(text).into_iter().collect(), plain(text));
    words.iter().map(|word| plain(word)).any(|word| match word.is_ascii() {
        true => whole.contains(&word),
        false => letters.contains(&word),
    })
}

/// The open signals of voices, for the one who decides.
///
/// # Errors
/// A database error.
pub async fn of(conn: &impl Reader, id: VoiceId) -> Result<Vec<Signal>, DbErr> {
    let row = signal::Entity::find_by_id(id).filter(signal::Column::Decision.is_null()).one(conn).await?;
    Ok(row.map(|row| Signal::stored(&row.signals)).unwrap_or_default())
}

/// Erases marks of words that nobody looks for any more.
///
/// # Errors
/// A database error.
pub async fn purge(tx: &Tx, now: Now) -> Result<(), DbErr> {
    print::Entity::delete_many().filter(print::Column::SaidAt.lt(now - KEPT)).exec(tx).await?;
    Ok(())
}

/// Voices about which moderators decided, whose words are most like these: so that like is treated alike. Looks at the
/// last 300 decisions to hide or keep; at most three, the most alike first.
///
/// # Errors
/// A database error.
pub async fn alike_decided(
    conn: &impl Reader,
    id: VoiceId,
    body: &str,
) -> Result<Vec<crate::moderation::Decision>, DbErr> {
    use crate::codes::Act;
    use crate::entity::decision;
    let decided = decision::Entity::find()
        .filter(decision::Column::Act.is_in([Act::Hide, Act::Keep, Act::AskEdit].map(Act::code)))
        .filter(decision::Column::UndoneAt.is_null())
        .filter(decision::Column::Voice.ne(id))
        .order_by_desc(decision::Column::MadeAt)
        .order_by_desc(decision::Column::Id)
        .limit(300)
        .all(conn)
        .await?;
    let ids = decided.iter().map(|row| row.voice);
    let bodies: std::collections::HashMap<VoiceId, String> = voice::Entity::find()
        .select_only()
        .columns([voice::Column::Id, voice::Column::Body])
        .filter(voice::Column::Id.is_in(ids))
        .into_tuple::<(VoiceId, String)>()
        .all(conn)
        .await?
        .into_iter()
        .collect();
    let mut scored: Vec<(f64, decision::Model)> = decided
        .into_iter()
        .filter_map(|row| Some((search::likeness(bodies.get(&row.voice)?, body), row)))
        .filter(|(score, _)| *score >= 0.2)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut seen = BTreeSet::new();
    scored.retain(|(_, row)| seen.insert(row.voice));
    Ok(scored.into_iter().take(3).map(|(_, row)| row.into()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn watched_words_are_found_whatever_stands_between_their_letters() {
        let words = ["王八蛋", "ass", "臺獨"].map(str::to_owned);
        for text in ["你這個王八蛋", "王 八．蛋", "王\u{200b}八蛋", "what an ASS!", "台獨", "ａｓｓ"]
        {
            assert!(watched(&words, text), "{text}");
        }
        for text in ["王先生有八顆蛋", "a first class passage", "臺灣獨立書店", ""] {
            assert!(!watched(&words, text), "{text}");
        }
        assert!(!watched(&[], "王八蛋"));
    }

    #[test]
    fn nearly_the_same_words_share_a_mark_and_short_ones_have_none() {
        let one = "請大家一起反對這個會讓社區交通打結的停車場興建計畫，我們要的是公園不是水泥";
        let other = "請大家一起反對這個會讓社區交通打結的停車場興建計畫！我們要的是公園，不是水泥。";
        let (a, b) = (prints(one).unwrap(), prints(other).unwrap());
        assert_eq!(a, b, "signs don't count");
        let third =
            prints("國小門口的人行道太窄，推嬰兒車的家長只能走到馬路上，希望能拓寬並拆除旁邊的欄杆").unwrap();
        assert!(!a.iter().any(|print| third.contains(print)));
        assert!(prints("支持！").is_none());
    }
}
