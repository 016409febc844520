//! How responses, their drafts and addenda look as JSON.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use folkmoot_agency_responses::afterwards::{self, reply};
use folkmoot_agency_responses::responses::{Addendum, Draft, Response, Signer};
use folkmoot_agency_responses::{AgencySignature, Content, DemandAnswer, IssueAnswer, PlannedFollowUp};
use folkmoot_foundation::{IssueId, VoiceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::afterwards::{ReplyBody, WindowsBody};
use crate::{App, Fault};

/// The text of a response.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ContentBody {
    /// One answer for each demand.
    #[serde(default)]
    pub demands: Vec<AnswerBody>,
    /// A plain summary, at most 600 characters; needed before it is submitted.
    #[serde(default)]
    pub summary: String,
    /// The other parts by the codes that the case names, at most 20,000 characters each.
    #[serde(default)]
    pub parts: BTreeMap<String, String>,
    /// What was raised in discussion and hearings, each answered or left open; at most 40.
    #[serde(default)]
    pub issues: Vec<IssueBody>,
    /// What is promised; each becomes a follow-up.
    #[serde(default)]
    pub follow_ups: Vec<PromiseBody>,
}

/// The answer to one demand.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AnswerBody {
    /// The demand's id.
    pub demand: Uuid,
    /// The decision's code; empty while undecided.
    #[serde(default)]
    pub decision: String,
    /// Why.
    #[serde(default)]
    pub reasons: String,
    /// The articles of law it stands on, at most 1,000 characters.
    #[serde(default)]
    pub legal_basis: String,
    /// The codes of the rulebook's legal grounds that it names; some decisions need one before it is submitted.
    #[serde(default)]
    pub grounds: Vec<String>,
    /// How the demand stands by the rulebook's criteria, by code; at most 2,000 characters each.
    #[serde(default)]
    pub criteria: BTreeMap<String, String>,
}

/// What a response says of an issue that was raised.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct IssueBody {
    /// What was raised, at most 300 characters.
    #[serde(default)]
    pub issue: String,
    /// The ids of the voices that raised it, of the discussion about the case's proposal; at most 10.
    #[serde(default)]
    pub cites: Vec<Uuid>,
    /// Whether the response leaves it open.
    #[serde(default)]
    pub left_open: bool,
    /// The answer, or why there is none yet; at most 4,000 characters.
    #[serde(default)]
    pub text: String,
    /// The issue of the discussion about the case's proposal that it answers, with all voices under it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Uuid>,
}

/// Something promised.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PromiseBody {
    /// What will be done.
    pub action: String,
    /// Which unit does it.
    pub unit: String,
    /// By which day, in Taipei.
    pub due_on: NaiveDate,
}

impl From<PromiseBody> for PlannedFollowUp {
    fn from(body: PromiseBody) -> Self {
        Self { action: body.action, unit: body.unit, due_on: body.due_on }
    }
}

impl From<ContentBody> for Content {
    fn from(body: ContentBody) -> Self {
        Self {
            demands: body
                .demands
                .into_iter()
                .map(|one| DemandAnswer {
                    demand: folkmoot_agency_responses::DemandId(one.demand),
                    decision: one.decision,
                    reasons: one.reasons,
                    legal_basis: one.legal_basis,
                    grounds: one.grounds,
                    criteria: one.criteria,
                })
                .collect(),
            summary: body.summary,
            issues: body
                .issues
                .into_iter()
                .map(|one| IssueAnswer {
                    issue: one.issue,
                    cites: one.cites.into_iter().map(VoiceId).collect(),
                    left_open: one.left_open,
                    text: one.text,
                    about: one.about.map(IssueId),
                })
                .collect(),
            parts: body.parts,
            follow_ups: body.follow_ups.into_iter().map(PlannedFollowUp::from).collect(),
        }
    }
}

impl From<&Content> for ContentBody {
    fn from(content: &Content) -> Self {
        Self {
            demands: content
                .demands
                .iter()
                .map(|one| AnswerBody {
                    demand: one.demand.0,
                    decision: one.decision.clone(),
                    reasons: one.reasons.clone(),
                    legal_basis: one.legal_basis.clone(),
                    grounds: one.grounds.clone(),
                    criteria: one.criteria.clone(),
                })
                .collect(),
            summary: content.summary.clone(),
            issues: content
                .issues
                .iter()
                .map(|one| IssueBody {
                    issue: one.issue.clone(),
                    cites: one.cites.iter().map(|id| id.0).collect(),
                    left_open: one.left_open,
                    text: one.text.clone(),
                    about: one.about.map(|id| id.0),
                })
                .collect(),
            parts: content.parts.clone(),
            follow_ups: content
                .follow_ups
                .iter()
                .map(|one| PromiseBody {
                    action: one.action.clone(),
                    unit: one.unit.clone(),
                    due_on: one.due_on,
                })
                .collect(),
        }
    }
}

/// A draft, for the agency's own people.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftBody {
    /// The number of its newest version; 0 before anything was saved.
    pub version: i64,
    /// What it says.
    pub content: ContentBody,
    /// When it was saved.
    pub saved_at: Option<DateTime<Utc>>,
    /// When it was submitted, while it waits for a signature.
    pub submitted_at: Option<DateTime<Utc>>,
    /// The approver's note when it was last sent back.
    pub sent_back: Option<String>,
}

impl From<&Draft> for DraftBody {
    fn from(draft: &Draft) -> Self {
        Self {
            version: draft.newest.version,
            content: (&draft.newest.content).into(),
            saved_at: draft.newest.at,
            submitted_at: draft.submitted.map(|(_, at)| at),
            sent_back: draft.sent_back.as_ref().map(|(note, _)| note.clone()),
        }
    }
}

/// A name and a title under a text.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SignerBody {
    /// The name.
    pub name: String,
    /// The title.
    pub title: String,
}

/// A lead agency's signature.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignatureBody {
    /// The agency.
    pub agency: Uuid,
    /// Who signed for it.
    pub signer: SignerBody,
    /// When.
    pub at: DateTime<Utc>,
}

impl From<&AgencySignature> for SignatureBody {
    fn from(one: &AgencySignature) -> Self {
        let signer = SignerBody { name: one.signer.name.clone(), title: one.signer.title.clone() };
        Self { agency: one.agency.0, signer, at: one.at }
    }
}

impl From<SignerBody> for Signer {
    fn from(body: SignerBody) -> Self {
        Self { name: body.name, title: body.title }
    }
}

/// A published response. It never changes; addenda stand beside it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResponseBody {
    /// The case.
    pub case: Uuid,
    /// The proposal.
    pub proposal: Uuid,
    /// What it says.
    pub content: ContentBody,
    /// Who signed it; of several lead agencies, whose signature was the last.
    pub signer: SignerBody,
    /// Every lead agency's signature where several answer; else empty.
    pub signatures: Vec<SignatureBody>,
    /// When.
    pub published_at: DateTime<Utc>,
    /// SHA-256 in hexadecimal of the JSON array `[case, proposal, content, signer, published_at in milliseconds]`, with
    /// `signatures` in the place of `signer` if there are any; it stands in the event log.
    pub hash: String,
    /// The signed addenda.
    pub addenda: Vec<AddendumBody>,
    /// What the proposer replied; see also `afterwards`.
    pub replies: Vec<ReplyBody>,
    /// What people may do since, and until when; null for responses of before there was anything.
    pub afterwards: Option<WindowsBody>,
}

impl ResponseBody {
    /// The response with what was said beside it.
    ///
    /// # Errors
    /// A database error.
    pub async fn of(app: &App, response: &Response) -> Result<Self, Fault> {
        let conn = app.db.read();
        let replies = reply::of_case(conn, response.case).await?;
        let windows = afterwards::of_case(conn, response.case).await?;
        Ok(Self {
            replies: replies.into_iter().map(ReplyBody::from).collect(),
            afterwards: windows.as_ref().map(WindowsBody::from),
            ..Self::from(response)
        })
    }
}

impl From<&Response> for ResponseBody {
    fn from(response: &Response) -> Self {
        let signer = |signer: &Signer| SignerBody { name: signer.name.clone(), title: signer.title.clone() };
        Self {
            case: response.case.0,
            proposal: response.proposal.0,
            content: (&response.content).into(),
            signer: signer(&response.signer),
            signatures: response.signatures.iter().map(SignatureBody::from).collect(),
            published_at: response.published,
            hash: response.hash.clone(),
            addenda: response.addenda.iter().map(AddendumBody::from).collect(),
            replies: Vec::new(),
            afterwards: None,
        }
    }
}

/// An addendum.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddendumBody {
    /// Its id.
    pub id: Uuid,
    /// Its number among the published ones.
    pub number: Option<i64>,
    /// What it says.
    pub body: String,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// Who signed it; null while it waits or after it was declined.
    pub signer: Option<SignerBody>,
    /// When it was signed.
    pub signed_at: Option<DateTime<Utc>>,
}

impl From<&Addendum> for AddendumBody {
    fn from(one: &Addendum) -> Self {
        let signed = one.signed.as_ref();
        Self {
            id: one.id.0,
            number: one.number,
            body: one.body.clone(),
            written_at: one.written,
            signer: signed
                .map(|(signer, _)| SignerBody { name: signer.name.clone(), title: signer.title.clone() }),
            signed_at: signed.map(|(_, at)| *at),
        }
    }
}
