//! Draft texts over the API. Places in them are counted from 1, as people do.

use actix_web::{HttpResponse, get, web};
use chrono::{DateTime, Utc};
use folkmoot_discussion::texts::{self, Anchor, On, Place, Selection, Spot, Text, TextId, Version};
use folkmoot_foundation::{FieldErrors, ProposalId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::fault::Problem;
use crate::http::Visitor;
use crate::pages::discussion::forum::Forum;
use crate::pages::texts::{public, version};
use crate::{App, Fault};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(of_proposal).service(one).service(earlier);
}

/// A draft text, as lists name it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TextBrief {
    /// Its id.
    pub id: uuid::Uuid,
    /// The proposal it belongs to.
    pub proposal: uuid::Uuid,
    /// `regulation` or `policy`.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// The agency for which it was drafted.
    pub agency: Option<uuid::Uuid>,
    /// The number of the newest version.
    pub latest: i64,
    /// When that was published.
    pub published_at: Option<DateTime<Utc>>,
    /// How many visible comments are anchored to it, replies not counted.
    pub comments: i64,
}

/// The draft texts of a proposal.
#[derive(Debug, Serialize, ToSchema)]
pub struct TextsBody {
    /// The oldest first.
    pub items: Vec<TextBrief>,
}

/// An article.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArticleBody {
    /// Its id, which it keeps over versions.
    pub id: uuid::Uuid,
    /// Its place, from 1.
    pub place: usize,
    /// Its number as it is written.
    pub label: String,
    /// Its title; may be empty.
    pub title: String,
    /// The chapter that begins with it.
    pub chapter: Option<String>,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
    /// Why it is so; may be empty.
    pub reason: String,
    /// How many visible comments stand at it in the newest version; none of an earlier one.
    pub comments: Option<i64>,
}

/// A version, as the list of all names it.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionBody {
    /// Its number, from 1.
    pub number: i64,
    /// What changed against the one before it.
    pub change: String,
    /// When it was published.
    pub published_at: DateTime<Utc>,
}

/// A version of a draft text, with its articles.
#[derive(Debug, Serialize, ToSchema)]
pub struct TextBody {
    /// The text.
    #[serde(flatten)]
    pub text: TextBrief,
    /// The number of this version.
    pub version: i64,
    /// The title of this version.
    pub version_title: String,
    /// Its explanatory note.
    pub note: String,
    /// What changed against the version before it.
    pub change: String,
    /// Its articles.
    pub articles: Vec<ArticleBody>,
    /// How many comments stand at a place that the newest version no longer has.
    pub gone: i64,
    /// All versions, the newest first.
    pub versions: Vec<VersionBody>,
}

/// A place of a version of a text.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAnchor {
    /// The text.
    text: uuid::Uuid,
    /// The version; the newest if it is left out.
    version: Option<i64>,
    /// The article, from 1.
    article: usize,
    /// One of its paragraphs, from 1.
    paragraph: Option<usize>,
    /// Of selected words: how many characters of the paragraph stand before them.
    start: Option<usize>,
    /// The selected words, as they stand there.
    quote: Option<String>,
}

impl NewAnchor {
    /// What the comment is on.
    pub(super) async fn read(self, app: &App) -> Result<On, Fault> {
        let nowhere = || Fault::Invalid(FieldErrors::one("anchor", "text_no_place"));
        let text = TextId(self.text);
        let latest = texts::find(app.db.read(), text).await?.map_or(0, |text| text.latest);
        let article = self.article.checked_sub(1).ok_or_else(nowhere)?;
        let paragraph = match self.paragraph {
            Some(paragraph) => Some(paragraph.checked_sub(1).ok_or_else(nowhere)?),
            None => None,
        };
        let selection = match (self.start, self.quote) {
            (Some(start), Some(quote)) => Some(Selection { start, quote }),
            (None, None) => None,
            _ => return Err(nowhere()),
        };
        let place = Place { article, paragraph, selection };
        Ok(On::Text(Spot { text, version: self.version.unwrap_or(latest), place }))
    }
}

/// A place.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceBody {
    /// The article, from 1.
    pub article: usize,
    /// Its number as it is written.
    pub label: String,
    /// The paragraph, from 1.
    pub paragraph: Option<usize>,
    /// Of selected words: how many characters of the paragraph stand before them.
    pub start: Option<usize>,
}

/// What a comment is anchored to.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnchorBody {
    /// The text.
    pub text: uuid::Uuid,
    /// The version it was set on.
    pub version: i64,
    /// Where it was set.
    pub set: PlaceBody,
    /// The selected words.
    pub quote: Option<String>,
    /// Where it stands in the newest version, if it does.
    pub now: Option<PlaceBody>,
    /// `same`; `changed`: its words were; `wider`: it stands at what held its place; `gone`.
    pub fate: String,
}

fn place(place: &Place, label: &str) -> PlaceBody {
    PlaceBody {
        article: place.article + 1,
        label: label.to_owned(),
        paragraph: place.paragraph.map(|paragraph| paragraph + 1),
        start: place.selection.as_ref().map(|selection| selection.start),
    }
}

impl From<&Anchor> for AnchorBody {
    fn from(anchor: &Anchor) -> Self {
        Self {
            text: anchor.set.text.0,
            version: anchor.set.version,
            set: place(&anchor.set.place, &anchor.label),
            quote: anchor.set.place.selection.as_ref().map(|selection| selection.quote.clone()),
            now: anchor.now.as_ref().map(|now| place(&now.place, &now.label)),
            fate: anchor.fate.code().to_owned(),
        }
    }
}

fn brief(text: Text, comments: i64) -> TextBrief {
    TextBrief {
        id: text.id.0,
        proposal: text.subject.0,
        kind: text.kind.code().to_owned(),
        title: text.title,
        agency: text.agency.map(|agency| agency.0),
        latest: text.latest,
        published_at: text.published_at,
        comments,
    }
}

/// The published draft texts of a proposal.
#[utoipa::path(tag = "texts", params(("id" = uuid::Uuid, Path, description = "The proposal")), responses(
    (status = 200, description = "The texts", body = TextsBody),
    (status = 404, description = "No such public proposal", body = Problem),
))]
#[get("/proposals/{id}/texts")]
async fn of_proposal(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    Forum::of(&app, &visitor, *id).await?;
    let found = texts::of_subject(app.db.read(), *id, false).await?;
    let ids: Vec<TextId> = found.iter().map(|text| text.id).collect();
    let counts = texts::totals(app.db.read(), &ids).await?;
    let count = |id| counts.get(&id).copied().unwrap_or(0);
    let items = found.into_iter().map(|text| (count(text.id), text)).map(|(count, text)| brief(text, count));
    Ok(HttpResponse::Ok().json(TextsBody { items: items.collect() }))
}

async fn body(app: &App, text: Text, shown: Version) -> Result<TextBody, Fault> {
    let conn = app.db.read();
    let newest = shown.number == text.latest;
    let counts = texts::counts(conn, text.id).await?;
    let at = |place: usize| -> i64 {
        let here = counts.iter().filter(|(at, _)| at.is_some_and(|(article, _)| article == place));
        here.map(|(_, count)| count).sum()
    };
    let articles = shown.articles.into_iter().enumerate().map(|(at_place, article)| ArticleBody {
        id: article.id,
        place: at_place + 1,
        label: article.label,
        title: article.title,
        chapter: article.chapter,
        paragraphs: article.paragraphs,
        reason: article.reason,
        comments: newest.then(|| at(at_place)),
    });
    let articles = articles.collect();
    let versions = texts::versions(conn, text.id).await?.into_iter();
    let versions = versions.map(|version| VersionBody {
        number: version.number,
        change: version.change,
        published_at: version.published_at,
    });
    Ok(TextBody {
        text: brief(text, counts.values().sum()),
        version: shown.number,
        version_title: shown.title,
        note: shown.note,
        change: shown.change,
        articles,
        gone: counts.get(&None).copied().unwrap_or(0),
        versions: versions.collect(),
    })
}

/// The newest version of a draft text.
#[utoipa::path(tag = "texts", params(("id" = uuid::Uuid, Path, description = "The text")), responses(
    (status = 200, description = "The text", body = TextBody),
    (status = 404, description = "No such published text", body = Problem),
))]
#[get("/texts/{id}")]
async fn one(app: web::Data<App>, visitor: Visitor, id: web::Path<TextId>) -> Result<HttpResponse, Fault> {
    let (_, text) = public(&app, &visitor, *id).await?;
    let newest = version(&app, *id, text.latest).await?;
    Ok(HttpResponse::Ok().json(body(&app, text, newest).await?))
}

/// A version of a draft text.
#[utoipa::path(tag = "texts", params(
    ("id" = uuid::Uuid, Path, description = "The text"),
    ("number" = i64, Path, description = "The number of the version"),
), responses(
    (status = 200, description = "The version", body = TextBody),
    (status = 404, description = "No such published version", body = Problem),
))]
#[get("/texts/{id}/versions/{number}")]
async fn earlier(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(TextId, i64)>,
) -> Result<HttpResponse, Fault> {
    let (id, number) = path.into_inner();
    let (_, text) = public(&app, &visitor, id).await?;
    let shown = version(&app, id, number).await?;
    Ok(HttpResponse::Ok().json(body(&app, text, shown).await?))
}
