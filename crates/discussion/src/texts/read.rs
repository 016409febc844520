//! Reading texts and their versions.

use folkmoot_foundation::{AgencyId, DbErr, Now, PersonId, ProposalId, Reader};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, QuerySelect as _};

use super::article::Article;
use super::entity::{article, text, version};
use super::{TextId, TextKind};

/// A text, as it is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Its id.
    pub id: TextId,
    /// The subject it belongs to.
    pub subject: ProposalId,
    /// The agency for which it was drafted.
    pub agency: Option<AgencyId>,
    /// Who began it.
    pub begun_by: PersonId,
    /// What kind of text.
    pub kind: TextKind,
    /// Its title.
    pub title: String,
    /// The number of the newest version, 0 before there is one.
    pub latest: i64,
    /// When that was published.
    pub published_at: Option<Now>,
}

/// What is read of a text: without the draft, which may be long.
const NAMED: [text::Column; 8] = [
    text::Column::Id,
    text::Column::Subject,
    text::Column::Agency,
    text::Column::CreatedBy,
    text::Column::Kind,
    text::Column::Title,
    text::Column::Latest,
    text::Column::PublishedAt,
];

type NamedRow = (TextId, ProposalId, Option<AgencyId>, PersonId, String, String, i64, Option<Now>);

impl From<NamedRow> for Text {
    fn from((id, subject, agency, begun_by, kind, title, latest, published_at): NamedRow) -> Self {
        let kind = TextKind::of(&kind).unwrap_or(TextKind::Regulation);
        Self { id, subject, agency, begun_by, kind, title, latest, published_at }
    }
}

/// What is being prepared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The title.
    pub title: String,
    /// The explanatory note.
    pub note: String,
    /// What changes against the newest version.
    pub change: String,
    /// The words as they were typed.
    pub body: String,
    /// How often it was saved.
    pub mark: i64,
    /// Who saved it last …
    pub by: PersonId,
    /// … and when.
    pub at: Now,
}

/// What lists show of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionBrief {
    /// Its number, from 1.
    pub number: i64,
    /// What changed against the version before it.
    pub change: String,
    /// When it was published.
    pub published_at: Now,
}

/// A published version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its number, from 1.
    pub number: i64,
    /// Its title.
    pub title: String,
    /// Its explanatory note.
    pub note: String,
    /// What changed against the version before it.
    pub change: String,
    /// Its articles.
    pub articles: Vec<Article>,
    /// When it was published.
    pub published_at: Now,
}

/// The articles as they are stored.
pub(super) fn stored(json: &str) -> Result<Vec<Article>, DbErr> {
    serde_json::from_str(json).map_err(|error| DbErr::Custom(format!("the articles of a text: {error}")))
}

/// A text, published or not.
///
/// # Errors
/// A database error.
pub async fn find(conn: &impl Reader, id: TextId) -> Result<Option<Text>, DbErr> {
    let query = text::Entity::find_by_id(id).select_only().columns(NAMED);
    Ok(query.into_tuple::<NamedRow>().one(conn).await?.map(Text::from))
}

/// The texts of a subject, the oldest first; also those that are not published, if `drafts`.
///
/// # Errors
/// A database error.
pub async fn of_subject(conn: &impl Reader, subject: ProposalId, drafts: bool) -> Result<Vec<Text>, DbErr> {
    let mut query =
        text::Entity::find().select_only().columns(NAMED).filter(text::Column::Subject.eq(subject));
    if !drafts {
        query = query.filter(text::Column::Latest.gt(0));
    }
    let query = query.order_by_asc(text::Column::CreatedAt).order_by_asc(text::Column::Id);
    let rows: Vec<NamedRow> = query.into_tuple().all(conn).await?;
    Ok(rows.into_iter().map(Text::from).collect())
}

/// What is being prepared of a text.
///
/// # Errors
/// A database error.
pub async fn draft(conn: &impl Reader, id: TextId) -> Result<Option<Draft>, DbErr> {
    let row = text::Entity::find_by_id(id).one(conn).await?;
    Ok(row.map(|row| Draft {
        title: row.draft_title,
        note: row.draft_note,
        change: row.draft_change,
        body: row.draft_body,
        mark: row.draft_mark,
        by: row.draft_by,
        at: row.draft_at,
    }))
}

/// A version of a text.
///
/// # Errors
/// A database error.
pub async fn version(conn: &impl Reader, id: TextId, number: i64) -> Result<Option<Version>, DbErr> {
    let Some(row) = version::Entity::find_by_id((id, number)).one(conn).await? else { return Ok(None) };
    Ok(Some(Version {
        number: row.number,
        title: row.title,
        note: row.note,
        change: row.change,
        articles: stored(&row.articles)?,
        published_at: row.published_at,
    }))
}

/// The articles of a version.
pub(super) async fn articles(
    conn: &impl Reader,
    id: TextId,
    number: i64,
) -> Result<Option<Vec<Article>>, DbErr> {
    let json: Option<String> = version::Entity::find_by_id((id, number))
        .select_only()
        .column(version::Column::Articles)
        .into_tuple()
        .one(conn)
        .await?;
    json.as_deref().map(stored).transpose()
}

/// All versions of a text, the newest first.
///
/// # Errors
/// A database error.
pub async fn versions(conn: &impl Reader, id: TextId) -> Result<Vec<VersionBrief>, DbErr> {
    use version::Column as C;
    let rows: Vec<(i64, String, Now)> = version::Entity::find()
        .select_only()
        .columns([C::Number, C::Change, C::PublishedAt])
        .filter(C::Text.eq(id))
        .order_by_desc(C::Number)
        .into_tuple()
        .all(conn)
        .await?;
    let of = |(number, change, published_at)| VersionBrief { number, change, published_at };
    Ok(rows.into_iter().map(of).collect())
}

/// In which text an article of a newest version stands, and where in it.
///
/// # Errors
/// A database error.
pub async fn article_place(conn: &impl Reader, id: Uuid) -> Result<Option<(TextId, usize)>, DbErr> {
    let row = article::Entity::find_by_id(id).one(conn).await?;
    Ok(row.map(|row| (row.text, usize::try_from(row.place).unwrap_or(0))))
}
