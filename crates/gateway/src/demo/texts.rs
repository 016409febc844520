//! The draft texts of the sample content, with what is said about them.

use chrono::TimeDelta;
use folkmoot_accounts::Role;
use folkmoot_discussion::texts::{self, Drafting, On, Place, Selection, Spot, TextKind};
use folkmoot_discussion::voices::{self, NewComment, Rate, Rules};
use folkmoot_foundation::db;
use folkmoot_foundation::text::Length;
use serde::Deserialize;

use super::Error;
use super::acts::Scene;
use super::content::Reply;

/// A draft text.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleText {
    /// The key of its proposal.
    pub proposal: String,
    pub kind: String,
    /// The key of the account that drafts it.
    pub by: String,
    /// The slug of the agency it is drafted for.
    pub agency: String,
    pub title: String,
    pub note: String,
    pub version: Vec<SampleVersion>,
    #[serde(default)]
    pub comment: Vec<SampleComment>,
}

/// A version of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleVersion {
    pub ago: i64,
    #[serde(default)]
    pub change: String,
    pub body: String,
}

/// A comment on a place of a version, counted from 1.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleComment {
    pub version: i64,
    pub ago: i64,
    pub article: usize,
    pub paragraph: Option<usize>,
    /// Words of the paragraph.
    pub quote: Option<String>,
    pub by: String,
    pub stance: String,
    pub text: String,
    pub reply: Option<Reply>,
}

impl Scene<'_> {
    /// Publishes a version.
    pub(super) async fn publish_text(&self, number: usize) -> Result<(), Error> {
        let text = self.sample.text.as_ref().ok_or("no text")?;
        let version = text.version.get(number).ok_or("no such version")?;
        let by = self.cast.person(&text.by)?;
        let typed = Drafting {
            kind: TextKind::of(&text.kind).ok_or("no such kind")?,
            title: &text.title,
            note: &text.note,
            change: &version.change,
            body: &version.body,
        };
        let known = texts::of_subject(self.app.db.read(), self.id, true).await?.pop();
        let tx = self.app.db.begin().await?;
        let (id, mark) = match known {
            None => {
                let agency = self.cast.agency(&text.agency)?;
                (texts::begin(&tx, self.id, Some(agency), typed, by, self.now).await?, 1)
            }
            Some(known) => {
                let seen = texts::draft(&tx, known.id).await?.ok_or("no draft")?.mark;
                (known.id, texts::save(&tx, known.id, typed, seen, by, self.now).await?)
            }
        };
        let agencies = [self.cast.agency(&text.agency)?];
        let role = Role::AgencyOfficer.code();
        let by = texts::By { person: by, role, agencies: &agencies, facilitates: false };
        texts::publish(&tx, id, mark, by, self.now).await?;
        Ok(db::commit(tx).await?)
    }

    /// Comments on a place of the text.
    pub(super) async fn comment_on_text(&self, number: usize) -> Result<(), Error> {
        let comment = self.sample.text.as_ref().and_then(|text| text.comment.get(number));
        let comment = comment.ok_or("no such comment")?;
        let conn = self.app.db.read();
        let text = texts::of_subject(conn, self.id, false).await?.pop().ok_or("no text yet")?;
        let version = texts::version(conn, text.id, comment.version).await?.ok_or("no such version")?;
        let (article, paragraph) = (comment.article - 1, comment.paragraph.map(|paragraph| paragraph - 1));
        let words = paragraph.and_then(|at| version.articles.get(article)?.paragraphs.get(at));
        let selection = match (words, &comment.quote) {
            (Some(words), Some(quote)) => {
                let at = words.find(quote.as_str()).ok_or("no such words")?;
                Some(Selection { start: words[..at].chars().count(), quote: quote.clone() })
            }
            _ => None,
        };
        let place = Place { article, paragraph, selection };
        let rules = Rules {
            open: true,
            length: Length { min: 1, max: 2000 },
            rate: Rate { max: 100, per: TimeDelta::hours(1) },
            free_edit: TimeDelta::minutes(15),
        };
        let new = NewComment {
            subject: self.id,
            author: self.cast.person(&comment.by)?,
            stance: Some(comment.stance.parse()?),
            body: comment.text.clone(),
            parent: None,
            official: None,
            on: Some(On::Text(Spot { text: text.id, version: comment.version, place })),
        };
        let tx = self.app.db.begin().await?;
        let voice = voices::add_comment(&tx, new.clone(), &rules, self.now).await?;
        if let Some(reply) = &comment.reply {
            let author = self.cast.person(&reply.by)?;
            let reply = NewComment {
                author,
                stance: None,
                body: reply.text.clone(),
                parent: Some(voice),
                on: None,
                ..new
            };
            voices::add_comment(&tx, reply, &rules, self.now + TimeDelta::minutes(42)).await?;
        }
        Ok(db::commit(tx).await?)
    }
}
