//! Reading proposals: one, many by id, lists with filters, the reviewers' queue.

use std::collections::HashMap;

use folkmoot_foundation::county::CountyCode;
use folkmoot_foundation::{AgencyId, Now, PersonId, ProposalId, Reader, text};
use sea_orm::QueryOrder as _;
use sea_orm::entity::prelude::*;
use serde::Serialize;

use crate::entity::{agency, proposal, revision};
use crate::error::Error;
use crate::life::state_of;
use crate::state::State;
use crate::unlisted::Unlisted;
use crate::words::ProposalText;

mod facets;
mod list;

pub use facets::{Facets, counts, facets};
pub use list::{Filter, Sort, drafts, list, mine, review_queue, similar};

/// How many characters of the content stand in a list.
const SUMMARY: usize = 110;

/// How the review of a proposal stands with its date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ReviewClock {
    /// Waiting, in time.
    Running {
        /// The first instant that is too late.
        due: Now,
    },
    /// Waiting, too late.
    Missed {
        /// The first instant that was too late.
        due: Now,
    },
    /// The proposer was asked to mend something; the time until then does not count.
    Asked {
        /// The first instant at which the answer is too late.
        until: Now,
        /// The first instant that is too late for the review, if it takes so long.
        due: Option<Now>,
    },
    /// Waiting; the office calendar of the year is not loaded, so nobody can say by when.
    Unknown,
}

impl ReviewClock {
    fn of(row: &proposal::Model, state: State, now: Now) -> Option<Self> {
        match (state, row.supplement_due) {
            (State::SentBack, Some(until)) => Some(Self::Asked { until, due: row.review_due }),
            (State::InReview, _) => Some(match row.review_due {
                Some(due) if now >= due => Self::Missed { due },
                Some(due) => Self::Running { due },
                None => Self::Unknown,
            }),
            _ => None,
        }
    }
}

/// A proposal with all its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// Its id, which is also that of its drive, its discussion and its timeline.
    pub id: ProposalId,
    /// The number people call it by; none before it was first submitted.
    pub number: Option<i64>,
    /// Where it stands at the moment of reading.
    pub state: State,
    /// Whose it is.
    pub proposer: PersonId,
    /// The rulebook it lives under.
    pub rulebook: String,
    /// And its version.
    pub rulebook_version: i64,
    /// The words.
    pub text: ProposalText,
    /// How many times it has been submitted.
    pub revision: i64,
    /// When it was begun.
    pub created_at: Now,
    /// When its words were last changed.
    pub saved_at: Now,
    /// When it was last submitted.
    pub submitted_at: Option<Now>,
    /// How its review stands, while it is in review.
    pub review: Option<ReviewClock>,
    /// By when the review was due, for as long as that is known.
    pub review_due: Option<Now>,
    /// From when the time of its review counts.
    pub review_from: Option<Now>,
    /// How many times its proposer was asked to mend something.
    pub supplements: i64,
    /// When it was last decided on by a reviewer.
    pub reviewed_at: Option<Now>,
    /// The codes of the grounds it was refused on.
    pub grounds: Vec<String>,
    /// The reason it was refused, sent back or withdrawn for.
    pub reason: Option<String>,
    /// The first instant at which it can be signed.
    pub opens_at: Option<Now>,
    /// The first instant at which it can't any more.
    pub closes_at: Option<Now>,
    /// When the threshold was crossed.
    pub reached_at: Option<Now>,
    /// When the formal response was published.
    pub answered_at: Option<Now>,
    /// When it was refused, withdrawn or closed, or lapsed.
    pub ended_at: Option<Now>,
    /// When it became public.
    pub public_at: Option<Now>,
    /// Why it is in no list, if it isn't; its words are left out where they are not to be shown.
    pub unlisted: Option<Unlisted>,
}

impl Proposal {
    /// Whether it can be seen by `person`: everyone sees what is public, or shared by its link, its proposer everything,
    /// and a reviewer all that was submitted.
    pub fn visible_to(&self, person: Option<PersonId>, is_reviewer: bool) -> bool {
        self.state.is_public()
            || self.unlisted == Some(Unlisted::Supporters)
            || person == Some(self.proposer)
            || (is_reviewer && matches!(self.state, State::InReview | State::SentBack))
    }

    /// Whether its words are not for everybody: for its proposer and reviewers alone.
    pub fn is_concealed(&self) -> bool {
        self.unlisted == Some(Unlisted::Hidden)
    }

    /// Whether it can be signed at `now`.
    pub fn is_signable(&self, now: Now) -> bool {
        matches!(self.state, State::Open | State::Reached)
            && self.opens_at.is_some_and(|opens| now >= opens)
            && self.closes_at.is_some_and(|closes| now < closes)
    }
}

/// What a list shows of a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Brief {
    /// Its id.
    pub id: ProposalId,
    /// The number people call it by.
    pub number: Option<i64>,
    /// Its title.
    pub title: String,
    /// The beginning of its content, on one line.
    pub summary: String,
    /// Where it stands at the moment of reading.
    pub state: State,
    /// Whose it is.
    pub proposer: PersonId,
    /// The rulebook it lives under.
    pub rulebook: String,
    /// And its version.
    pub rulebook_version: i64,
    /// The code of its category.
    pub category: Option<String>,
    /// The key of its sub-category, such as `transport.walking`.
    pub subcategory: Option<String>,
    /// The agencies its proposer chose.
    pub agencies: Vec<AgencyId>,
    /// Where it matters.
    pub county: Option<CountyCode>,
    /// When it was begun.
    pub created_at: Now,
    /// When its words were last changed.
    pub saved_at: Now,
    /// When it was last submitted.
    pub submitted_at: Option<Now>,
    /// How many times it has been submitted.
    pub revision: i64,
    /// How its review stands, while it is in review.
    pub review: Option<ReviewClock>,
    /// The first instant at which it can be signed.
    pub opens_at: Option<Now>,
    /// The first instant at which it can't any more.
    pub closes_at: Option<Now>,
    /// When the threshold was crossed.
    pub reached_at: Option<Now>,
    /// When the formal response was published.
    pub answered_at: Option<Now>,
    /// When it was refused, withdrawn or closed, or lapsed.
    pub ended_at: Option<Now>,
    /// When it became public.
    pub public_at: Option<Now>,
    /// Why it is in no list, if it isn't; title and summary are left out where they are not to be shown.
    pub unlisted: Option<Unlisted>,
    /// From when the time of its review counts.
    pub review_from: Option<Now>,
}

impl Brief {
    /// The key of what it is about: of its sub-category, or its category if it has none.
    pub fn category_key(&self) -> Option<&str> {
        self.subcategory.as_deref().or(self.category.as_deref())
    }

    /// Without what is not to be shown.
    fn concealed(mut self) -> Self {
        if self.unlisted == Some(Unlisted::Hidden) {
            CONCEALED.clone_into(&mut self.title);
            self.summary.clear();
        }
        self
    }
}

/// The text of one submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Revision {
    /// Which submission, from 1.
    pub revision: i64,
    /// When.
    pub at: Now,
    /// The words as they were.
    pub text: ProposalText,
}

/// One proposal.
///
/// # Errors
/// [`Error::NotFound`] or a database error.
pub async fn get(conn: &impl Reader, id: ProposalId, now: Now) -> Result<Proposal, Error> {
    let row = proposal::Entity::find_by_id(id.0).one(conn).await?.ok_or(Error::NotFound)?;
    whole(conn, row, now).await.map(concealed)
}

/// One proposal with its words, also those that are not to be shown: for its proposer and reviewers.
///
/// # Errors
/// As [`get`].
pub async fn with_concealed_words(conn: &impl Reader, id: ProposalId, now: Now) -> Result<Proposal, Error> {
    let row = proposal::Entity::find_by_id(id.0).one(conn).await?.ok_or(Error::NotFound)?;
    whole(conn, row, now).await
}

/// Stands for a title that is not to be shown.
pub const CONCEALED: &str = "—";

fn concealed(mut proposal: Proposal) -> Proposal {
    if proposal.is_concealed() {
        let ProposalText { category, subcategory, .. } = std::mem::take(&mut proposal.text);
        let title = CONCEALED.to_owned();
        proposal.text = ProposalText { title, category, subcategory, ..ProposalText::default() };
    }
    proposal
}

/// The rulebook that a proposal keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Born {
    /// The rulebook's id.
    pub rulebook: String,
    /// Its version.
    pub version: i64,
    /// Whether the proposal has been opened, so that neither changes any more.
    pub opened: bool,
}

/// Under which rulebook a proposal goes. One statement.
///
/// # Errors
/// [`Error::NotFound`], or a database error.
pub async fn born_under(conn: &impl Reader, id: ProposalId) -> Result<Born, Error> {
    let row = proposal::Entity::find_by_id(id.0).one(conn).await?.ok_or(Error::NotFound)?;
    Ok(Born { rulebook: row.rulebook, version: row.rulebook_version, opened: row.opens_at.is_some() })
}

/// The proposal with a number, if it is more than shared by its link.
///
/// # Errors
/// As [`get`].
pub async fn by_number(conn: &impl Reader, number: i64, now: Now) -> Result<Proposal, Error> {
    let row = proposal::Entity::find()
        .filter(proposal::Column::Number.eq(number))
        .one(conn)
        .await?
        .ok_or(Error::NotFound)?;
    let linked_only = [Some(Unlisted::Supporters.code()), Some(Unlisted::Listing.code())];
    if linked_only.contains(&row.unlisted.as_deref()) {
        return Err(Error::NotFound);
    }
    whole(conn, row, now).await.map(concealed)
}

/// The texts of all submissions of a proposal, oldest first.
///
/// # Errors
/// A database error.
pub async fn revisions(conn: &impl Reader, id: ProposalId) -> Result<Vec<Revision>, Error> {
    let rows = revision::Entity::find()
        .filter(revision::Column::Proposal.eq(id.0))
        .order_by_asc(revision::Column::Revision)
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|row| {
            let text = serde_json::from_str(&row.body)
                .map_err(|_| Error::Unreadable { id: row.proposal, what: "an earlier text" })?;
            Ok(Revision { revision: row.revision, at: row.at, text })
        })
        .collect()
}

/// What lists show, for many at once, in two queries. Ids that don't exist are left out; titles that are not to be shown
/// are [`CONCEALED`].
///
/// # Errors
/// A database error.
pub async fn briefs(
    conn: &impl Reader,
    ids: &[ProposalId],
    now: Now,
) -> Result<HashMap<ProposalId, Brief>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = proposal::Entity::find()
        .filter(proposal::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .all(conn)
        .await?;
    let briefs = in_brief(conn, rows, now).await?;
    Ok(briefs.into_iter().map(|brief| (brief.id, brief.concealed())).collect())
}

/// Rows as lists show them, in the same order, with one query for the agencies of all.
async fn in_brief(conn: &impl Reader, rows: Vec<proposal::Model>, now: Now) -> Result<Vec<Brief>, Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut agencies = agencies_of(conn, rows.iter().map(|row| row.id)).await?;
    rows.into_iter()
        .map(|row| {
            let state = state_of(&row, now)?;
            Ok(Brief {
                id: ProposalId(row.id),
                review: ReviewClock::of(&row, state, now),
                number: row.number,
                summary: text::excerpt(&row.content, SUMMARY),
                state,
                proposer: PersonId(row.proposer),
                county: county_of(&row)?,
                agencies: agencies.remove(&row.id).unwrap_or_default(),
                created_at: row.created_at,
                saved_at: row.saved_at,
                submitted_at: row.submitted_at,
                revision: row.revision,
                opens_at: row.opens_at,
                closes_at: row.closes_at,
                reached_at: row.reached_at,
                answered_at: row.answered_at,
                ended_at: ended_at(&row, state),
                public_at: row.public_at,
                unlisted: unlisted_of(&row)?,
                review_from: row.review_from,
                title: row.title,
                rulebook: row.rulebook,
                rulebook_version: row.rulebook_version,
                category: row.category,
                subcategory: row.subcategory,
            })
        })
        .collect()
}

async fn whole(conn: &impl Reader, row: proposal::Model, now: Now) -> Result<Proposal, Error> {
    let state = state_of(&row, now)?;
    let text = text_of(conn, &row).await?;
    Ok(Proposal {
        id: ProposalId(row.id),
        number: row.number,
        state,
        proposer: PersonId(row.proposer),
        text,
        revision: row.revision,
        created_at: row.created_at,
        saved_at: row.saved_at,
        submitted_at: row.submitted_at,
        review: ReviewClock::of(&row, state, now),
        review_due: row.review_due,
        reviewed_at: row.reviewed_at,
        grounds: strings(&row, &row.grounds, "its grounds")?,
        opens_at: row.opens_at,
        closes_at: row.closes_at,
        reached_at: row.reached_at,
        answered_at: row.answered_at,
        ended_at: ended_at(&row, state),
        public_at: row.public_at,
        unlisted: unlisted_of(&row)?,
        review_from: row.review_from.or(row.submitted_at),
        supplements: row.supplements,
        rulebook: row.rulebook,
        rulebook_version: row.rulebook_version,
        reason: row.reason,
    })
}

fn unlisted_of(row: &proposal::Model) -> Result<Option<Unlisted>, Error> {
    let reason = row.unlisted.as_deref().map(str::parse).transpose();
    reason.map_err(|_| Error::Unreadable { id: row.id, what: "why it is not listed" })
}

/// A lapse ends a proposal at the end of its window, whether or not it has been written down.
fn ended_at(row: &proposal::Model, state: State) -> Option<Now> {
    if state == State::Lapsed { row.closes_at } else { row.ended_at }
}

/// The words of a row, with its agencies.
pub(crate) async fn text_of(conn: &impl Reader, row: &proposal::Model) -> Result<ProposalText, Error> {
    let agencies = agencies_of(conn, [row.id]).await?.remove(&row.id).unwrap_or_default();
    Ok(ProposalText {
        title: row.title.clone(),
        content: row.content.clone(),
        demands: strings(row, &row.demands, "its demands")?,
        benefits: row.benefits.clone(),
        evidence: row.evidence.clone(),
        links: strings(row, &row.links, "its links")?,
        category: row.category.clone(),
        subcategory: row.subcategory.clone(),
        agencies,
        let_platform_decide: row.let_platform_decide,
        county: county_of(row)?,
    })
}

fn strings(row: &proposal::Model, json: &str, what: &'static str) -> Result<Vec<String>, Error> {
    serde_json::from_str(json).map_err(|_| Error::Unreadable { id: row.id, what })
}

fn county_of(row: &proposal::Model) -> Result<Option<CountyCode>, Error> {
    let county = row.county.as_deref().map(str::parse).transpose();
    county.map_err(|_| Error::Unreadable { id: row.id, what: "its county" })
}

async fn agencies_of(
    conn: &impl Reader,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<AgencyId>>, Error> {
    let rows = agency::Entity::find()
        .filter(agency::Column::Proposal.is_in(ids))
        .order_by_asc(agency::Column::Place)
        .all(conn)
        .await?;
    let mut all: HashMap<Uuid, Vec<AgencyId>> = HashMap::new();
    for row in rows {
        all.entry(row.proposal).or_default().push(AgencyId(row.agency));
    }
    Ok(all)
}
