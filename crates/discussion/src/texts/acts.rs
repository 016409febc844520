//! Drafting and publishing texts.

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::ids::uuid_at;
use folkmoot_foundation::search::{self, Document, Kind};
use folkmoot_foundation::text::{self as words, Length};
use folkmoot_foundation::{Actor, AgencyId, DbErr, FieldErrors, Now, PersonId, ProposalId, Reader, Tx};
use sea_orm::QuerySelect as _;
use sea_orm::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use serde_json::json;

use super::article::Article;
use super::carry::{self, Anchors, Carried, Published};
use super::entity::{article, text, version};
use super::follow::Versions;
use super::parse::{self, parse};
use super::{TextId, TextKind, read};
use crate::error::DiscussionError as Error;

/// How many texts a subject has at most.
const MOST: u64 = 20;

/// How many rows one statement carries.
const ROWS: usize = 300;

const TITLE: Length = Length { min: 2, max: 120 };
const NOTE: Length = Length { min: 0, max: 5_000 };
const CHANGE: Length = Length { min: 0, max: 2_000 };
const BODY: Length = Length { min: 0, max: parse::LONGEST };

/// What somebody typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drafting<'a> {
    /// What kind of text; stays as it is once a version is published.
    pub kind: TextKind,
    /// The title.
    pub title: &'a str,
    /// The explanatory note.
    pub note: &'a str,
    /// What changes against the newest version.
    pub change: &'a str,
    /// The words.
    pub body: &'a str,
}

/// Who publishes a text or throws it away.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// The person.
    pub person: PersonId,
    /// The code of the role they do it in.
    pub role: &'static str,
    /// The agencies of the case that they serve.
    pub agencies: &'a [AgencyId],
    /// Whether they facilitate.
    pub facilitates: bool,
}

impl By<'_> {
    /// Whether they may do it with a text: an agency's is published by its own people, and a facilitator's by any facilitator.
    pub fn may(&self, agency: Option<AgencyId>, begun_by: PersonId) -> bool {
        match agency {
            Some(agency) if self.agencies.contains(&agency) => true,
            Some(_) => self.facilitates && begun_by == self.person,
            None => self.facilitates,
        }
    }
}

struct Cleaned {
    title: String,
    note: String,
    change: String,
    body: String,
}

/// What was typed, cleaned. That articles are found is only asked for when it is published.
fn cleaned(typed: Drafting<'_>) -> Result<Cleaned, Error> {
    let mut errors = FieldErrors::new();
    let title = errors.take(words::line("title", typed.title, TITLE));
    let note = errors.take(words::block("note", typed.note, NOTE));
    let change = errors.take(words::block("change", typed.change, CHANGE));
    let count = typed.body.chars().count();
    if count > BODY.max {
        let params = [("max", BODY.max.to_string()), ("actual", count.to_string())];
        errors.add_with("body", "too_long", params);
    }
    // As it was typed: mistakes are told by the lines that whoever typed them counts. What no database keeps goes.
    let body = typed.body.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{FFFD}");
    let whole = title.zip(note).zip(change);
    let ((title, note), change) = errors.into_result(whole)?;
    Ok(Cleaned { title, note, change, body })
}

async fn lock(tx: &Tx, id: TextId) -> Result<text::Model, Error> {
    text::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)
}

/// Begins a text; nobody else sees it yet.
///
/// # Errors
/// [`Error::Invalid`] (fields `title`, `note`, `change`, `body`), or a database error.
pub async fn begin(
    tx: &Tx,
    subject: ProposalId,
    agency: Option<AgencyId>,
    typed: Drafting<'_>,
    by: PersonId,
    now: Now,
) -> Result<TextId, Error> {
    let cleaned = cleaned(typed)?;
    if text::Entity::find().filter(text::Column::Subject.eq(subject)).count(tx).await? >= MOST {
        let mut errors = FieldErrors::new();
        errors.add_with("form", "text_too_many", [("max", MOST.to_string())]);
        return Err(errors.into());
    }
    let id = TextId::new(now);
    let row = text::Model {
        id,
        subject,
        agency,
        kind: typed.kind.code().to_owned(),
        title: cleaned.title.clone(),
        created_by: by,
        created_at: now,
        latest: 0,
        published_at: None,
        draft_title: cleaned.title,
        draft_note: cleaned.note,
        draft_change: cleaned.change,
        draft_body: cleaned.body,
        draft_mark: 1,
        draft_by: by,
        draft_at: now,
    };
    let row = text::ActiveModel::from(row).reset_all();
    text::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

/// Saves what is being prepared; gives its mark. `seen` is the mark that whoever saves began from.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Changed`] if a colleague saved meanwhile, [`Error::Invalid`], or a database error.
pub async fn save(
    tx: &Tx,
    id: TextId,
    typed: Drafting<'_>,
    seen: i64,
    by: PersonId,
    now: Now,
) -> Result<i64, Error> {
    let row = lock(tx, id).await?;
    let cleaned = cleaned(typed)?;
    let same = (&row.draft_title, &row.draft_note, &row.draft_change, &row.draft_body)
        == (&cleaned.title, &cleaned.note, &cleaned.change, &cleaned.body);
    let kind = if row.latest == 0 { typed.kind.code().to_owned() } else { row.kind.clone() };
    if same && kind == row.kind {
        return Ok(row.draft_mark);
    }
    if row.draft_mark != seen {
        return Err(Error::Changed);
    }
    let title = if row.latest == 0 { cleaned.title.clone() } else { row.title.clone() };
    let after = text::Model {
        kind,
        title,
        draft_title: cleaned.title,
        draft_note: cleaned.note,
        draft_change: cleaned.change,
        draft_body: cleaned.body,
        draft_mark: row.draft_mark + 1,
        draft_by: by,
        draft_at: now,
        ..row
    };
    let mark = after.draft_mark;
    text::Entity::update(text::ActiveModel::from(after).reset_all()).exec(tx).await?;
    Ok(mark)
}

/// Throws away a text of which nothing was published.
///
/// # Errors
/// [`Error::NotFound`], also of one that was published, [`Error::NotYours`], or a database error.
pub async fn discard(tx: &Tx, id: TextId, by: By<'_>) -> Result<ProposalId, Error> {
    let row = lock(tx, id).await?;
    if !by.may(row.agency, row.created_by) {
        return Err(Error::NotYours);
    }
    if row.latest > 0 {
        return Err(Error::NotFound);
    }
    text::Entity::delete_by_id(id).exec(tx).await?;
    Ok(row.subject)
}

/// What a version is made of, as it was read.
#[derive(Debug)]
pub struct Gathered {
    row: text::Model,
    before: Option<read::Version>,
    anchors: Anchors,
}

/// A version that is ready to be published: what takes time is done.
#[derive(Debug)]
pub struct Ready {
    row: text::Model,
    /// The articles of the version before it.
    old: Vec<Article>,
    articles: Vec<Article>,
    json: String,
    carried: Carried,
}

/// Reads what the next version is made of. `seen` is the mark of the draft that whoever publishes has looked at.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotYours`], [`Error::Changed`] if the draft was saved since it was looked at, or a database
/// error.
pub async fn gather(conn: &impl Reader, id: TextId, seen: i64, by: By<'_>) -> Result<Gathered, Error> {
    let row = text::Entity::find_by_id(id).one(conn).await?.ok_or(Error::NotFound)?;
    may_publish(&row, seen, by)?;
    let before = read::version(conn, id, row.latest).await?;
    Ok(Gathered { row, before, anchors: carry::gather(conn, id).await? })
}

fn may_publish(row: &text::Model, seen: i64, by: By<'_>) -> Result<(), Error> {
    if !by.may(row.agency, row.created_by) {
        return Err(Error::NotYours);
    }
    if row.draft_mark == seen { Ok(()) } else { Err(Error::Changed) }
}

impl Gathered {
    /// Reads the articles and follows all anchors into them. A version that says the same as the one before it is none. It takes
    /// its time, and no connection.
    ///
    /// # Errors
    /// [`Error::Invalid`] (`body` by line; `change` where it is missing; `form` with `text_unchanged`).
    pub fn ready(self, now: Now) -> Result<Ready, Error> {
        let Self { row, before, anchors } = self;
        let mut articles = parse(&row.draft_body)?;
        if let Some(before) = &before {
            let unnamed = |articles: &[Article]| -> Vec<Article> {
                articles.iter().map(|one| Article { id: Uuid::nil(), ..one.clone() }).collect()
            };
            let same = (&before.title, &before.note) == (&row.draft_title, &row.draft_note);
            if same && unnamed(&before.articles) == articles {
                return Err(FieldErrors::one("form", "text_unchanged").into());
            }
            if row.draft_change.is_empty() {
                return Err(FieldErrors::one("change", "required").into());
            }
        }
        let old = before.map(|before| before.articles).unwrap_or_default();
        let ids: Vec<Uuid> = {
            let versions = Versions::of(&old, &articles);
            let kept = |at| versions.article_before(at).and_then(|from| old.get(from)).map(|one| one.id);
            (0..articles.len()).map(|at| kept(at).unwrap_or_else(|| uuid_at(now))).collect()
        };
        for (one, id) in articles.iter_mut().zip(ids) {
            one.id = id;
        }
        let json = serde_json::to_string(&articles).map_err(|error| DbErr::Custom(error.to_string()))?;
        let carried = anchors.follow(row.latest + 1, &old, &articles);
        Ok(Ready { row, old, articles, json, carried })
    }
}

/// Publishes a version that is ready; anchors stand in it with the same commit. Nothing is done where somebody commented since
/// it was made ready: then it is to be made ready again.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotYours`], [`Error::Changed`] if the draft was saved or published since it was looked at, or a
/// database error.
pub async fn publish_ready(tx: &Tx, ready: &Ready, by: By<'_>, now: Now) -> Result<Option<Published>, Error> {
    let Ready { row: seen, old, articles, json, carried } = ready;
    let row = lock(tx, seen.id).await?;
    may_publish(&row, seen.draft_mark, by)?;
    if row.latest != seen.latest {
        return Err(Error::Changed);
    }
    if !carry::write(tx, row.id, carried).await? {
        return Ok(None);
    }
    let (id, number, published) = (row.id, row.latest + 1, carried.published);
    let new = version::Model {
        text: id,
        number,
        title: row.draft_title.clone(),
        note: row.draft_note.clone(),
        change: if number == 1 { String::new() } else { row.draft_change.clone() },
        body: row.draft_body.clone(),
        articles: json.clone(),
        published_by: by.person,
        published_at: now,
    };
    version::Entity::insert(version::ActiveModel::from(new).reset_all()).exec_without_returning(tx).await?;
    index(tx, &row, old, articles, now).await?;
    text::Entity::update_many()
        .col_expr(text::Column::Latest, Expr::value(number))
        .col_expr(text::Column::PublishedAt, Expr::value(now))
        .col_expr(text::Column::Title, Expr::value(row.draft_title.clone()))
        .col_expr(text::Column::DraftChange, Expr::value(""))
        .col_expr(text::Column::DraftMark, Expr::value(row.draft_mark + 1))
        .filter(text::Column::Id.eq(id))
        .exec(tx)
        .await?;
    let facts = json!({
        "title": row.draft_title,
        "version": number,
        "summary": if number == 1 { "" } else { row.draft_change.as_str() },
        "articles": articles.len(),
        "followed": published.same + published.changed + published.wider,
        "gone": published.gone,
    });
    let told = NewEvent::new("text.published", row.subject, Actor::Person { id: by.person, role: by.role })
        .about(id);
    event::append(tx, now, told.with(facts)).await?;
    Ok(Some(published))
}

/// Publishes what was prepared as the next version, all of it in one transaction, so that nobody can come between; what else
/// is written waits for as long as it takes.
///
/// # Errors
/// Those of [`gather`], [`Gathered::ready`] and [`publish_ready`].
pub async fn publish(tx: &Tx, id: TextId, seen: i64, by: By<'_>, now: Now) -> Result<Published, Error> {
    lock(tx, id).await?;
    let ready = gather(tx, id, seen, by).await?.ready(now)?;
    publish_ready(tx, &ready, by, now).await?.ok_or(Error::Changed)
}

/// Whether what is prepared of a text is its newest version, published by this person.
///
/// # Errors
/// A database error.
pub async fn is_published(conn: &impl Reader, id: TextId, by: PersonId) -> Result<bool, DbErr> {
    let Some(row) = text::Entity::find_by_id(id).one(conn).await? else { return Ok(false) };
    let newest = version::Entity::find_by_id((id, row.latest)).one(conn).await?;
    Ok(newest.is_some_and(|newest| {
        newest.published_by == by
            && (newest.title, newest.note, newest.body) == (row.draft_title, row.draft_note, row.draft_body)
    }))
}

/// Has the index find the articles of the newest version, and no others.
async fn index(tx: &Tx, row: &text::Model, old: &[Article], new: &[Article], now: Now) -> Result<(), Error> {
    let gone: Vec<Uuid> =
        old.iter().map(|one| one.id).filter(|id| new.iter().all(|other| other.id != *id)).collect();
    search::remove(tx, Kind::Text, &gone).await?;
    article::Entity::delete_many().filter(article::Column::Text.eq(row.id)).exec(tx).await?;
    let rows: Vec<article::ActiveModel> = new
        .iter()
        .zip(0..)
        .map(|(one, place)| article::ActiveModel { id: Set(one.id), text: Set(row.id), place: Set(place) })
        .collect();
    for rows in rows.chunks(ROWS) {
        article::Entity::insert_many(rows.to_vec()).exec_without_returning(tx).await?;
    }
    let documents: Vec<Document> = new
        .iter()
        .map(|one| {
            let (title, body) = one.searched(&row.draft_title);
            Document {
                kind: Kind::Text,
                id: one.id,
                subject: row.subject.0,
                at: now,
                channel: None,
                side: None,
                title,
                body,
            }
        })
        .collect();
    search::put(tx, &documents).await?;
    Ok(())
}
