//! Comments that are anchored to a place of a text, or are about a hearing, a response or a promise.

use std::collections::HashMap;

use folkmoot_foundation::cursor::{self, Cursor, Page};
use folkmoot_foundation::{DbErr, FieldErrors, IssueId, ProposalId, Reader, Tx, VoiceId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{
    Alias, Expr, ExprTrait as _, Func, IntoTableRef as _, Query, SelectStatement, WindowStatement,
};
use sea_orm::{Condition, Order as Direction, QueryOrder as _, QuerySelect as _};
use serde::{Deserialize, Serialize};

use super::article::{Article, Place, Selection};
use super::entity::{anchor, text, thing};
use super::follow::{Fate, Origin, Versions};
use super::{TextId, read};
use crate::entity::voice;
use crate::error::DiscussionError as Error;
use crate::reading::{self, Thread, Viewer};

/// How many characters a selection has at most.
const LONGEST_QUOTE: usize = 300;

/// A place of a version of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// The text.
    pub text: TextId,
    /// The version that the writer had before them.
    pub version: i64,
    /// The place in it.
    pub place: Place,
}

/// What kind of thing of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThingKind {
    /// A hearing.
    Hearing,
    /// The formal response.
    Response,
    /// Something an agency promised.
    FollowUp,
    /// An issue: what is said in its thread stands under it.
    Issue,
}

impl ThingKind {
    /// All.
    pub const ALL: [Self; 4] = [Self::Hearing, Self::Response, Self::FollowUp, Self::Issue];

    /// The code that is stored and shown in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Hearing => "hearing",
            Self::Response => "response",
            Self::FollowUp => "follow_up",
            Self::Issue => "issue",
        }
    }

    /// The kind of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A thing of a subject, about which there is a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Thing {
    /// What it is.
    pub kind: ThingKind,
    /// Its id.
    pub id: Uuid,
}

/// What of a subject a comment is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum On {
    /// A place of a text.
    Text(Spot),
    /// A thing; that it belongs to the subject is for the caller to know.
    Thing(Thing),
}

/// Where an anchor stands in the newest version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The place.
    pub place: Place,
    /// The number of its article as it is written there.
    pub label: String,
}

/// The anchor of a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Where it was set.
    pub set: Spot,
    /// The number of the article as it was written then.
    pub label: String,
    /// Where it stands now, if it does.
    pub now: Option<Standing>,
    /// What became of it.
    pub fate: Fate,
}

fn narrow(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}

fn wide(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl anchor::Model {
    /// Where it was set.
    pub(super) fn set(&self) -> Place {
        let selection = self.start.zip(self.quote.clone());
        Place {
            article: narrow(self.article),
            paragraph: self.paragraph.map(narrow),
            selection: selection.map(|(start, quote)| Selection { start: narrow(start), quote }),
        }
    }

    /// Where it stands.
    pub(super) fn stands(&self) -> Option<Place> {
        let selection = self.now_start.zip(self.quote.clone());
        Some(Place {
            article: narrow(self.now_article?),
            paragraph: self.now_paragraph.map(narrow),
            selection: selection.map(|(start, quote)| Selection { start: narrow(start), quote }),
        })
    }

    /// Lets it stand at a place of a version.
    pub(super) fn stand(&mut self, version: i64, articles: &[Article], (place, fate): (Option<Place>, Fate)) {
        self.now_version = version;
        self.now_label =
            place.as_ref().and_then(|place| articles.get(place.article)).map(|one| one.label.clone());
        self.now_article = place.as_ref().map(|place| wide(place.article));
        self.now_paragraph = place.as_ref().and_then(|place| place.paragraph).map(wide);
        self.now_start = place.as_ref().and_then(|place| place.selection.as_ref()).map(|one| wide(one.start));
        self.fate = fate.code().to_owned();
    }
}

impl From<anchor::Model> for Anchor {
    fn from(row: anchor::Model) -> Self {
        let now = row.stands().zip(row.now_label.clone());
        Self {
            set: Spot { text: row.text, version: row.version, place: row.set() },
            now: now.map(|(place, label)| Standing { place, label }),
            fate: Fate::of(&row.fate),
            label: row.label,
        }
    }
}

/// What a new comment is on, as it will be stored; the text is locked, so that no version comes in between.
#[derive(Debug)]
pub(crate) enum Kept {
    Text(Box<anchor::Model>),
    Thing(Thing),
}

impl Kept {
    /// The issue in whose thread the comment is.
    pub(crate) fn issue(&self) -> Option<IssueId> {
        match self {
            Self::Thing(thing) if thing.kind == ThingKind::Issue => Some(IssueId(thing.id)),
            _ => None,
        }
    }
}

/// Looks at what a new comment is on: the place must stand in the version it was set on. The one who wrote on an older
/// version stands where that place is now.
pub(crate) async fn check(tx: &Tx, subject: ProposalId, on: &On) -> Result<Kept, Error> {
    let spot = match on {
        On::Thing(thing) => return Ok(Kept::Thing(*thing)),
        On::Text(spot) => spot,
    };
    let nowhere = || Error::Invalid(FieldErrors::one("anchor", "text_no_place"));
    let row: Option<(ProposalId, i64)> = text::Entity::find_by_id(spot.text)
        .select_only()
        .columns([text::Column::Subject, text::Column::Latest])
        .lock_exclusive()
        .into_tuple()
        .one(tx)
        .await?;
    let row = row.filter(|(of, latest)| *of == subject && *latest > 0);
    let (_, latest) = row.ok_or_else(nowhere)?;
    let articles = read::articles(tx, spot.text, spot.version).await?.ok_or_else(nowhere)?;
    let quote = spot.place.selection.as_ref().map_or(0, |selection| selection.quote.chars().count());
    if !spot.place.exists(&articles) || quote > LONGEST_QUOTE {
        return Err(nowhere());
    }
    let selection = spot.place.selection.clone();
    let label = articles.get(spot.place.article).map(|one| one.label.clone()).unwrap_or_default();
    let mut kept = anchor::Model {
        voice: VoiceId(Uuid::nil()),
        text: spot.text,
        version: spot.version,
        article: wide(spot.place.article),
        paragraph: spot.place.paragraph.map(wide),
        start: selection.as_ref().map(|one| wide(one.start)),
        quote: selection.map(|one| one.quote),
        label,
        now_version: spot.version,
        now_article: None,
        now_paragraph: None,
        now_start: None,
        now_label: None,
        fate: String::new(),
    };
    kept.stand(spot.version, &articles, (Some(spot.place.clone()), Fate::Same));
    if spot.version < latest {
        let newest = read::articles(tx, spot.text, latest).await?.ok_or_else(nowhere)?;
        let to = moved(articles, &newest, &spot.place);
        kept.stand(latest, &newest, to);
    }
    Ok(Kept::Text(Box::new(kept)))
}

/// Where a place of a version stands in the newest. The versions between are not asked: whoever has one of long ago before
/// them must not have all of them compared while others wait.
fn moved(articles: Vec<Article>, newest: &[Article], place: &Place) -> (Option<Place>, Fate) {
    let origin = Origin::of(articles);
    Versions::of(origin.articles(), newest).follow((&origin, place), Some(place))
}

/// Where a place stands in the newest version, or that it stands there no more; nothing if there is no such place.
///
/// # Errors
/// A database error.
pub async fn stands_now(conn: &impl Reader, spot: &Spot) -> Result<Option<Option<Place>>, DbErr> {
    let Some(text) = read::find(conn, spot.text).await? else { return Ok(None) };
    let Some(articles) = read::articles(conn, spot.text, spot.version).await? else { return Ok(None) };
    if !spot.place.exists(&articles) {
        return Ok(None);
    }
    if spot.version == text.latest {
        return Ok(Some(Some(spot.place.clone())));
    }
    let newest = read::articles(conn, spot.text, text.latest).await?;
    Ok(newest.map(|newest| moved(articles, &newest, &spot.place).0))
}

/// Keeps what a comment is on.
pub(crate) async fn keep(tx: &Tx, voice: VoiceId, kept: Kept) -> Result<(), DbErr> {
    match kept {
        Kept::Text(row) => {
            let row = anchor::ActiveModel::from(anchor::Model { voice, ..*row }).reset_all();
            anchor::Entity::insert(row).exec_without_returning(tx).await?;
        }
        Kept::Thing(Thing { kind, id }) => {
            let row = thing::Model { voice, kind: kind.code().to_owned(), thing: id };
            let row = thing::ActiveModel::from(row).reset_all();
            thing::Entity::insert(row).exec_without_returning(tx).await?;
        }
    }
    Ok(())
}

/// Whether a comment that is there is on the same place as one that is about to be added.
pub(crate) async fn is_on(tx: &Tx, voice: VoiceId, on: Option<&On>) -> Result<bool, DbErr> {
    let there = anchor::Entity::find_by_id(voice).one(tx).await?;
    let there = there.map(|row| Spot { text: row.text, version: row.version, place: row.set() });
    let thing = thing::Entity::find_by_id(voice).one(tx).await?;
    Ok(match on {
        None => there.is_none() && thing.is_none(),
        Some(On::Text(spot)) => there.as_ref() == Some(spot),
        Some(On::Thing(one)) => thing.is_some_and(|row| row.thing == one.id && row.kind == one.kind.code()),
    })
}

/// The anchors of comments, for those that have one.
///
/// # Errors
/// A database error.
pub async fn of_voices(conn: &impl Reader, voices: &[VoiceId]) -> Result<HashMap<VoiceId, Anchor>, DbErr> {
    if voices.is_empty() {
        return Ok(HashMap::new());
    }
    let rows =
        anchor::Entity::find().filter(anchor::Column::Voice.is_in(voices.iter().copied())).all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.voice, row.into())).collect())
}

/// What comments are about beside texts, for those that are.
///
/// # Errors
/// A database error.
pub async fn on_things(conn: &impl Reader, voices: &[VoiceId]) -> Result<HashMap<VoiceId, Thing>, DbErr> {
    if voices.is_empty() {
        return Ok(HashMap::new());
    }
    let rows =
        thing::Entity::find().filter(thing::Column::Voice.is_in(voices.iter().copied())).all(conn).await?;
    let of = |row: thing::Model| Some((row.voice, Thing { kind: ThingKind::of(&row.kind)?, id: row.thing }));
    Ok(rows.into_iter().filter_map(of).collect())
}

/// Which comments on a text: those at an article of the newest version, at one of its paragraphs, or (`None`) those
/// whose place is no longer there.
pub type At = Option<(usize, Option<usize>)>;

/// How many visible comments, replies not counted, stand at each place of the newest version.
///
/// # Errors
/// A database error.
pub async fn counts(conn: &impl Reader, text: TextId) -> Result<HashMap<At, i64>, DbErr> {
    let (a, v, count) = (Alias::new("a"), Alias::new("v"), Alias::new("count"));
    let of = |column: anchor::Column| Expr::col((a.clone(), column));
    let query = Query::select()
        .expr_as(of(anchor::Column::NowArticle), Alias::new("article"))
        .expr_as(of(anchor::Column::NowParagraph), Alias::new("paragraph"))
        .expr_as(Func::count(of(anchor::Column::Voice)), count)
        .from_as(anchor::Entity, a.clone())
        .inner_join(
            voice::Entity.into_table_ref().alias(v.clone()),
            Expr::col((v.clone(), voice::Column::Id)).equals((a.clone(), anchor::Column::Voice)),
        )
        .and_where(of(anchor::Column::Text).eq(text))
        .and_where(Expr::col((v.clone(), voice::Column::DeletedAt)).is_null())
        .and_where(Expr::col((v.clone(), voice::Column::HiddenAt)).is_null())
        .group_by_columns([
            (a.clone(), anchor::Column::NowArticle),
            (a.clone(), anchor::Column::NowParagraph),
        ])
        .take();
    let mut counts: HashMap<At, i64> = HashMap::new();
    for row in conn.query_all(&query).await? {
        let article: Option<i64> = row.try_get("", "article")?;
        let paragraph: Option<i64> = row.try_get("", "paragraph")?;
        let at = article.map(|article| (narrow(article), paragraph.map(narrow)));
        *counts.entry(at).or_default() += row.try_get::<i64>("", "count")?;
    }
    Ok(counts)
}

/// How many visible comments, replies not counted, each text has.
///
/// # Errors
/// A database error.
pub async fn totals(conn: &impl Reader, texts: &[TextId]) -> Result<HashMap<TextId, i64>, DbErr> {
    if texts.is_empty() {
        return Ok(HashMap::new());
    }
    let (a, v) = (Alias::new("a"), Alias::new("v"));
    let query = Query::select()
        .expr_as(Expr::col((a.clone(), anchor::Column::Text)), Alias::new("text"))
        .expr_as(Func::count(Expr::col((a.clone(), anchor::Column::Voice))), Alias::new("count"))
        .from_as(anchor::Entity, a.clone())
        .inner_join(
            voice::Entity.into_table_ref().alias(v.clone()),
            Expr::col((v.clone(), voice::Column::Id)).equals((a.clone(), anchor::Column::Voice)),
        )
        .and_where(Expr::col((a.clone(), anchor::Column::Text)).is_in(texts.iter().copied()))
        .and_where(Expr::col((v.clone(), voice::Column::DeletedAt)).is_null())
        .and_where(Expr::col((v, voice::Column::HiddenAt)).is_null())
        .group_by_col((a, anchor::Column::Text))
        .take();
    let rows = conn.query_all(&query).await?;
    rows.into_iter().map(|row| Ok((row.try_get("", "text")?, row.try_get("", "count")?))).collect()
}

/// How many comments are about a thing.
///
/// # Errors
/// A database error.
pub async fn count_of(conn: &impl Reader, about: Thing) -> Result<i64, DbErr> {
    let visible =
        Condition::all().add(voice::Column::DeletedAt.is_null()).add(voice::Column::HiddenAt.is_null());
    let count = voice::Entity::find()
        .filter(voice::Column::Id.in_subquery(voices_of(about)))
        .filter(visible)
        .count(conn)
        .await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

fn voices_of(about: Thing) -> SelectStatement {
    Query::select()
        .column(thing::Column::Voice)
        .from(thing::Entity)
        .and_where(thing::Column::Thing.eq(about.id))
        .and_where(thing::Column::Kind.eq(about.kind.code()))
        .take()
}

fn on_text(text: TextId) -> SelectStatement {
    Query::select()
        .column(anchor::Column::Voice)
        .from(anchor::Entity)
        .and_where(anchor::Column::Text.eq(text))
        .take()
}

/// Of what the comments of a list are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// A place of the newest version of a text.
    Text(TextId, At),
    /// A text, wherever in it.
    Whole(TextId),
    /// A thing of the subject.
    Thing(Thing),
}

/// The comments on something, the newest first.
///
/// # Errors
/// A database error.
pub async fn list(
    conn: &impl Reader,
    of: Listed,
    after: Option<Cursor>,
    limit: usize,
    viewer: &Viewer,
) -> Result<Page<Thread>, DbErr> {
    use voice::Column as C;
    let voices = match of {
        Listed::Thing(thing) => voices_of(thing),
        Listed::Whole(text) => on_text(text),
        Listed::Text(text, at) => {
            let mut query = on_text(text);
            match at {
                None => query.and_where(anchor::Column::NowArticle.is_null()),
                Some((article, None)) => query.and_where(anchor::Column::NowArticle.eq(wide(article))),
                Some((article, Some(paragraph))) => query
                    .and_where(anchor::Column::NowArticle.eq(wide(article)))
                    .and_where(anchor::Column::NowParagraph.eq(wide(paragraph))),
            };
            query
        }
    };
    let mut query = voice::Entity::find()
        .filter(C::Id.in_subquery(voices))
        .filter(Condition::any().add(C::DeletedAt.is_null()).add(C::Replies.gt(0)))
        .order_by_desc(C::SaidAt)
        .order_by_desc(C::Id);
    if let Some(after) = after {
        query = query.filter(cursor::below(C::SaidAt, after.instant(), C::Id, VoiceId(after.id)));
    }
    let rows = query.limit(limit as u64 + 1).all(conn).await?;
    let page = Page::cut(rows, limit, |row| Cursor::at(row.said_at, row.id));
    let ids: Vec<VoiceId> = page.items.iter().map(|row| row.id).collect();
    Ok(Page { items: reading::threads_of(conn, &ids, viewer).await?, next: page.next })
}

/// The comments found most useful at each article of the newest version, at most `each`; under `None` those whose
/// place is no longer there.
///
/// # Errors
/// A database error.
pub async fn first(
    conn: &impl Reader,
    text: TextId,
    each: i64,
    viewer: &Viewer,
) -> Result<HashMap<Option<usize>, Vec<Thread>>, DbErr> {
    use voice::Column as C;
    let (a, v, place) = (Alias::new("a"), Alias::new("v"), Alias::new("place"));
    let mut window = WindowStatement::partition_by((a.clone(), anchor::Column::NowArticle));
    window
        .order_by((v.clone(), C::Useful), Direction::Desc)
        .order_by((v.clone(), C::SaidAt), Direction::Desc)
        .order_by((v.clone(), C::Id), Direction::Desc);
    let numbered = Query::select()
        .expr_as(Expr::col((a.clone(), anchor::Column::Voice)), Alias::new("voice"))
        .expr_as(Expr::col((a.clone(), anchor::Column::NowArticle)), Alias::new("article"))
        .expr_window_as(Func::cust("ROW_NUMBER"), window, place.clone())
        .from_as(anchor::Entity, a.clone())
        .inner_join(
            voice::Entity.into_table_ref().alias(v.clone()),
            Expr::col((v.clone(), C::Id)).equals((a.clone(), anchor::Column::Voice)),
        )
        .and_where(Expr::col((a.clone(), anchor::Column::Text)).eq(text))
        .and_where(Expr::col((v.clone(), C::DeletedAt)).is_null())
        .and_where(Expr::col((v.clone(), C::HiddenAt)).is_null())
        .take();
    let query = Query::select()
        .columns([Alias::new("voice"), Alias::new("article")])
        .from_subquery(numbered, Alias::new("numbered"))
        .and_where(Expr::col(place.clone()).lte(each))
        .order_by(place, Direction::Asc)
        .take();
    let mut at: HashMap<VoiceId, Option<usize>> = HashMap::new();
    let mut ids: Vec<VoiceId> = Vec::new();
    for row in conn.query_all(&query).await? {
        let (voice, article): (VoiceId, Option<i64>) =
            (row.try_get("", "voice")?, row.try_get("", "article")?);
        at.insert(voice, article.map(narrow));
        ids.push(voice);
    }
    let mut found: HashMap<Option<usize>, Vec<Thread>> = HashMap::new();
    for thread in reading::threads_of(conn, &ids, viewer).await? {
        found.entry(at.get(&thread.root.id).copied().flatten()).or_default().push(thread);
    }
    Ok(found)
}
