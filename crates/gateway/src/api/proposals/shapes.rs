//! How proposals look as JSON.

use chrono::{DateTime, Utc};
use folkmoot_foundation::{AgencyId, DriveId, FieldErrors};
use folkmoot_proposals::{Brief, Change, Proposal, ReviewClock, Unlisted};
use folkmoot_proposals::{State, life};
use folkmoot_signatures::drives;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{App, Fault};

/// A proposal in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalBrief {
    /// Its id.
    pub id: uuid::Uuid,
    /// The number people call it by; none before it was first submitted.
    pub number: Option<i64>,
    /// `draft`, `supporting`, `in_review`, `sent_back`, `refused`, `open`, `lapsed`, `reached`, `answered`, `withdrawn` or `closed`.
    pub state: &'static str,
    /// Its title.
    pub title: String,
    /// The beginning of its content.
    pub summary: String,
    /// A code of its rulebook's categories.
    pub category: Option<String>,
    /// The key of one of that category's sub-categories, such as `transport.walking`.
    pub subcategory: Option<String>,
    /// The agencies its proposer named.
    pub agencies: Vec<uuid::Uuid>,
    /// The code of its county; none if it concerns the whole country.
    pub county: Option<String>,
    /// The id of its rulebook.
    pub rulebook: String,
    /// And its version.
    pub rulebook_version: i64,
    /// The signatures that count; none if it never opened.
    pub signatures: Option<i64>,
    /// When it was last submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// By when it must be reviewed, while it is in review and the date is known.
    pub review_due: Option<DateTime<Utc>>,
    /// The first instant at which it can be signed.
    pub opens_at: Option<DateTime<Utc>>,
    /// The first instant at which it can't any more.
    pub closes_at: Option<DateTime<Utc>>,
    /// When the threshold was reached.
    pub reached_at: Option<DateTime<Utc>>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// When it was refused, withdrawn or closed, or lapsed.
    pub ended_at: Option<DateTime<Utc>>,
}

fn due(clock: Option<ReviewClock>) -> Option<DateTime<Utc>> {
    match clock {
        Some(ReviewClock::Running { due } | ReviewClock::Missed { due }) => Some(due),
        Some(ReviewClock::Asked { due, .. }) => due,
        Some(ReviewClock::Unknown) | None => None,
    }
}

impl ProposalBrief {
    fn new(brief: Brief, signatures: Option<i64>) -> Self {
        Self {
            id: brief.id.0,
            number: brief.number,
            state: brief.state.code(),
            title: brief.title,
            summary: brief.summary,
            category: brief.category,
            subcategory: brief.subcategory,
            agencies: brief.agencies.into_iter().map(|id| id.0).collect(),
            county: brief.county.map(String::from),
            rulebook: brief.rulebook,
            rulebook_version: brief.rulebook_version,
            signatures,
            submitted_at: brief.submitted_at,
            review_due: due(brief.review),
            opens_at: brief.opens_at,
            closes_at: brief.closes_at,
            reached_at: brief.reached_at,
            answered_at: brief.answered_at,
            ended_at: brief.ended_at,
        }
    }
}

/// Proposals with the counts of all in one query.
pub(super) async fn briefs(app: &App, found: Vec<Brief>) -> Result<Vec<ProposalBrief>, Fault> {
    let ids: Vec<DriveId> =
        found.iter().filter(|brief| brief.opens_at.is_some()).map(|brief| DriveId(brief.id.0)).collect();
    let tallies = drives::tallies(app.db.read(), &ids).await?;
    let one = |brief: Brief| {
        let count = tallies.get(&DriveId(brief.id.0)).copied();
        ProposalBrief::new(brief, count)
    };
    Ok(found.into_iter().map(one).collect())
}

/// A proposal like one that is being written.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimilarBody {
    /// The proposal.
    #[serde(flatten)]
    pub proposal: ProposalBrief,
    /// The codes of what its agency decided on its demands, each once; empty while it is not answered.
    pub decisions: Vec<String>,
}

/// Proposals like one that is being written, the most alike first.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimilarList {
    /// The proposals.
    pub items: Vec<SimilarBody>,
}

/// A part of a list of proposals.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalList {
    /// The proposals.
    pub items: Vec<ProposalBrief>,
    /// For `?cursor=`, if there are more.
    pub next: Option<String>,
}

/// A proposal with all its words.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalBody {
    /// Its id.
    pub id: uuid::Uuid,
    /// The number people call it by; none before it was first submitted.
    pub number: Option<i64>,
    /// Where it stands at this moment.
    pub state: &'static str,
    /// The id of its rulebook.
    pub rulebook: String,
    /// And its version.
    pub rulebook_version: i64,
    /// 主題
    pub title: String,
    /// 提議內容或建議事項
    pub content: String,
    /// 訴求
    pub demands: Vec<String>,
    /// 利益與影響
    pub benefits: String,
    /// 佐證資料
    pub evidence: String,
    /// Links to evidence.
    pub links: Vec<String>,
    /// A code of its rulebook's categories.
    pub category: Option<String>,
    /// The key of one of that category's sub-categories, such as `transport.walking`.
    pub subcategory: Option<String>,
    /// The agencies its proposer named.
    pub agencies: Vec<uuid::Uuid>,
    /// Whether its proposer leaves it to the platform whose matter it is.
    pub let_platform_decide: bool,
    /// The code of its county.
    pub county: Option<String>,
    /// How many times it was submitted.
    pub revision: i64,
    /// The signatures that count; none if it never opened.
    pub signatures: Option<i64>,
    /// When it was last submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// By when the review was due; none if the office calendar of the year was missing.
    pub review_due: Option<DateTime<Utc>>,
    /// When it was last decided on by a reviewer.
    pub reviewed_at: Option<DateTime<Utc>>,
    /// The codes of the grounds it was refused on.
    pub grounds: Vec<String>,
    /// The reason it was refused, sent back or withdrawn for.
    pub reason: Option<String>,
    /// The first instant at which it can be signed.
    pub opens_at: Option<DateTime<Utc>>,
    /// The first instant at which it can't any more.
    pub closes_at: Option<DateTime<Utc>>,
    /// When the threshold was reached.
    pub reached_at: Option<DateTime<Utc>>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// When it was refused, withdrawn or closed, or lapsed.
    pub ended_at: Option<DateTime<Utc>>,
    /// Why it is in no list: `supporters` (it looks for those who must stand behind it), `listing` (too few have signed yet)
    /// or `hidden` (refused, with words that are not shown); nothing for what is listed.
    pub unlisted: Option<&'static str>,
    /// The open proposal on a similar matter that its proposer named when withdrawing it.
    pub similar: Option<uuid::Uuid>,
}

pub(super) async fn whole(app: &App, proposal: Proposal) -> Result<ProposalBody, Fault> {
    let signatures = match proposal.opens_at {
        Some(_) => drives::tally(app.db.read(), DriveId(proposal.id.0)).await?,
        None => None,
    };
    let similar = match proposal.state {
        State::Withdrawn => life::similar_of(app.db.read(), proposal.id).await?,
        _ => None,
    };
    let text = proposal.text;
    Ok(ProposalBody {
        similar: similar.map(|id| id.0),
        unlisted: proposal.unlisted.map(Unlisted::code),
        id: proposal.id.0,
        number: proposal.number,
        state: proposal.state.code(),
        rulebook: proposal.rulebook,
        rulebook_version: proposal.rulebook_version,
        title: text.title,
        content: text.content,
        demands: text.demands,
        benefits: text.benefits,
        evidence: text.evidence,
        links: text.links,
        category: text.category,
        subcategory: text.subcategory,
        agencies: text.agencies.into_iter().map(|id| id.0).collect(),
        let_platform_decide: text.let_platform_decide,
        county: text.county.map(String::from),
        revision: proposal.revision,
        signatures,
        submitted_at: proposal.submitted_at,
        review_due: proposal.review_due,
        reviewed_at: proposal.reviewed_at,
        grounds: proposal.grounds,
        reason: proposal.reason,
        opens_at: proposal.opens_at,
        closes_at: proposal.closes_at,
        reached_at: proposal.reached_at,
        answered_at: proposal.answered_at,
        ended_at: proposal.ended_at,
    })
}

/// The words of a draft. What is left out stays as it is.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DraftBody {
    /// 主題
    pub title: Option<String>,
    /// 提議內容或建議事項
    pub content: Option<String>,
    /// 訴求
    pub demands: Option<Vec<String>>,
    /// 利益與影響
    pub benefits: Option<String>,
    /// 佐證資料
    pub evidence: Option<String>,
    /// Links to evidence.
    pub links: Option<Vec<String>>,
    /// A code of the rulebook's categories, or the key of a sub-category such as `transport.walking`; an empty text clears
    /// both.
    pub category: Option<String>,
    /// The ids of agencies.
    pub agencies: Option<Vec<uuid::Uuid>>,
    /// Whether the platform is to decide whose matter it is; true clears the agencies.
    pub let_platform_decide: Option<bool>,
    /// The code or name of a county; an empty text clears it.
    pub county: Option<String>,
}

impl DraftBody {
    pub(super) fn change(self) -> Result<Change, FieldErrors> {
        let county = match self.county.as_deref() {
            None => None,
            Some("") => Some(None),
            Some(text) => Some(Some(text.parse().map_err(|_| FieldErrors::one("county", "unknown"))?)),
        };
        Ok(Change {
            title: self.title,
            content: self.content,
            demands: self.demands,
            benefits: self.benefits,
            evidence: self.evidence,
            links: self.links,
            category: self.category.map(|code| Some(code).filter(|code| !code.is_empty())),
            agencies: self.agencies.map(|ids| ids.into_iter().map(AgencyId).collect()),
            let_platform_decide: self.let_platform_decide,
            county,
        })
    }
}
