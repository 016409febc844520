//! Who is who, for telling people: what the notifications crate asks of the other crates.

use std::collections::HashMap;

use folkmoot_accounts::{Role, people};
use folkmoot_agency_responses::{agencies, cases, responses};
use folkmoot_discussion::issues;
use folkmoot_discussion::texts::{self, TextId};
use folkmoot_discussion::voices::{self, Viewer};
use folkmoot_foundation::crypto::Keyring;
use folkmoot_foundation::{
    AgencyId, CaseId, Clock, Db, DriveId, HearingId, IssueId, PersonId, ProposalId, SignatureId, VoiceId,
};
use folkmoot_hearings::hearings;
use folkmoot_hearings::registrations::{self, RegistrationId};
use folkmoot_notifications::{
    About, Audience, BoxError, Contact, Directory, Member, Occurrence, Topic, TopicKind,
};
use folkmoot_proposals::read;
use folkmoot_signatures::drives;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::flows::following::names;

/// What makes a proposal new to everybody, once it is in the lists.
const NEW: [&str; 3] = ["proposal.opened", "proposal.accepted", "proposal.listed"];

/// What concerns the agencies that it names, and nobody else's followers.
const OF_AGENCIES: [&str; 2] = ["case.assigned", "case.transferred"];

/// The people of this platform.
pub struct People {
    /// The database.
    pub db: Db,
    /// Opens addresses.
    pub keyring: Keyring,
    /// The present.
    pub clock: std::sync::Arc<dyn Clock>,
    /// Names categories and sub-categories.
    pub rulebooks: folkmoot_proposals::Rulebooks,
}

#[async_trait::async_trait]
impl Directory for People {
    async fn members(
        &self,
        audience: Audience,
        event: &Occurrence,
        after: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<Member>, BoxError> {
        let one = |person: Option<PersonId>| person.into_iter().collect::<Vec<_>>();
        let people = match audience {
            // Whoever signs later has it before their eyes.
            Audience::CoSigners => {
                let after = after.map(SignatureId);
                let signed = DriveId(event.subject);
                // Asked whether they sign another as well is nobody who has.
                let other = event.about.filter(|_| event.kind == "proposal.similar_named").map(DriveId);
                let signers = drives::signers(self.db.read(), signed, other, event.at, after, limit).await?;
                return Ok(signers
                    .into_iter()
                    .map(|(signature, person)| Member { place: signature.0, person })
                    .collect());
            }
            Audience::Signers => {
                let Some(change) = event.about else { return Ok(Vec::new()) };
                let (drive, after) = (DriveId(event.subject), after.map(SignatureId));
                let signers = drives::signers_of_change(self.db.read(), drive, change, after, limit).await?;
                return Ok(signers
                    .into_iter()
                    .map(|(signature, person)| Member { place: signature.0, person })
                    .collect());
            }
            Audience::Voices => {
                let subject = ProposalId(event.subject);
                let said = responses::published_issues(self.db.read(), subject).await?;
                let issues: Vec<IssueId> = said.iter().filter_map(|answer| answer.about).collect();
                let cited: Vec<VoiceId> = said.into_iter().flat_map(|answer| answer.cites).collect();
                let after = after.map(PersonId);
                let authors = issues::authors(self.db.read(), &issues, &cited, after, limit).await?;
                return Ok(authors.into_iter().map(Member::from).collect());
            }
            Audience::Registrants => {
                let Some(hearing) = event.about.map(HearingId) else { return Ok(Vec::new()) };
                // What concerns one registration is told to one person.
                let only = event.data["registration"].as_str().and_then(|id| id.parse().ok());
                let after = after.map(RegistrationId);
                let people = registrations::people(self.db.read(), hearing, only, after, limit).await?;
                return Ok(people
                    .into_iter()
                    .map(|(registration, person)| Member { place: registration.0, person })
                    .collect());
            }
            Audience::Proposer => one(self.proposer(ProposalId(event.subject)).await?),
            Audience::Author => one(self.author(event).await?),
            Audience::Officers => self.of_agencies(Role::AgencyOfficer, event).await?,
            Audience::Approvers => self.of_agencies(Role::AgencyApprover, event).await?,
            Audience::Supervisors => self.supervisors(event).await?,
            Audience::Reviewers => people::with_role(self.db.read(), Role::Reviewer, None).await?,
            Audience::Administrators => people::with_role(self.db.read(), Role::Administrator, None).await?,
            // Kept by the notifications crate itself.
            Audience::Followers | Audience::Topics => Vec::new(),
        };
        let mut members: Vec<Member> = people.into_iter().map(Member::from).collect();
        members.sort_unstable_by_key(|member| member.place);
        members.dedup();
        members.retain(|member| after.is_none_or(|after| member.place > after));
        members.truncate(usize::try_from(limit)?);
        Ok(members)
    }

    async fn about(&self, event: &Occurrence) -> Result<About, BoxError> {
        let id = ProposalId(event.subject);
        let proposal = match read::get(self.db.read(), id, self.clock.now()).await {
            // Whoever follows more than this proposal hears of it once it is in the lists.
            Ok(proposal) if proposal.unlisted.is_none() && proposal.state.is_public() => proposal,
            Ok(_) | Err(folkmoot_proposals::Error::NotFound) => return Ok(About::default()),
            Err(error) => return Err(error.into()),
        };
        let mut agencies = self.concerned(event, &proposal).await?;
        agencies.sort_unstable();
        agencies.dedup();
        let topics = agencies.into_iter().map(|agency| Topic::by_id(TopicKind::Agency, agency));
        let mut topics: Vec<Topic> = topics.collect();
        // That a case came to an agency is news to those who follow that agency.
        if !OF_AGENCIES.contains(&event.kind.as_str()) {
            let text = &proposal.text;
            let county = text.county.as_ref().map(|code| code.as_str());
            for (kind, key) in [
                (TopicKind::Category, text.subcategory.as_deref()),
                (TopicKind::Category, text.category.as_deref()),
                (TopicKind::County, county),
            ] {
                topics.extend(key.and_then(|key| Topic::new(kind, key).ok()));
            }
        }
        topics.extend(self.issues(event).await?);
        if event.kind == "issues.changed" {
            topics.retain(|topic| topic.kind() == TopicKind::Issue);
        }
        let topics = names(self.db.read(), &self.rulebooks, topics, self.clock.now()).await?;
        let words = match event.kind.as_str() {
            kind if NEW.contains(&kind) => vec![proposal.text.searched()],
            "text.published" => self.articles(event).await?,
            _ => Vec::new(),
        };
        Ok(About { topics, words })
    }

    async fn facts(&self, event: &Occurrence) -> Result<Value, BoxError> {
        let id = ProposalId(event.subject);
        let briefs = folkmoot_proposals::read::briefs(self.db.read(), &[id], self.clock.now()).await?;
        Ok(match briefs.get(&id) {
            Some(brief) => json!({
                "title": brief.title, "number": brief.number,
                "opens_at": brief.opens_at, "closes_at": brief.closes_at,
            }),
            // A hearing that is its own subject, or what was said about it.
            None if event.kind.starts_with("hearing.") => json!({ "title": event.data["title"] }),
            None => {
                let own = HearingId(event.subject);
                let titles = hearings::titles(self.db.read(), &[own]).await?;
                titles.get(&own).map_or(Value::Null, |title| json!({ "title": title }))
            }
        })
    }

    async fn contacts(&self, ids: &[PersonId]) -> Result<HashMap<PersonId, Contact>, BoxError> {
        let known = people::contacts(self.db.read(), &self.keyring, ids).await?;
        Ok(known
            .into_iter()
            .map(|(id, c)| (id, Contact { email: Some(c.email), mobile: c.mobile, locale: c.locale }))
            .collect())
    }
}

impl People {
    /// The articles of the version of a text that was published.
    async fn articles(&self, event: &Occurrence) -> Result<Vec<(String, String)>, BoxError> {
        let (Some(text), Some(number)) = (event.about, event.data["version"].as_i64()) else {
            return Ok(Vec::new());
        };
        let version = texts::version(self.db.read(), TextId(text), number).await?;
        Ok(version.map_or_else(Vec::new, |version| {
            version.articles.iter().map(|article| article.searched(&version.title)).collect()
        }))
    }

    async fn proposer(&self, id: ProposalId) -> Result<Option<PersonId>, BoxError> {
        let briefs = folkmoot_proposals::read::briefs(self.db.read(), &[id], self.clock.now()).await?;
        Ok(briefs.get(&id).map(|brief| brief.proposer))
    }

    /// Who wrote the voice that was decided on, or the one that was replied to.
    async fn author(&self, event: &Occurrence) -> Result<Option<PersonId>, BoxError> {
        let id = |key: &str| event.data[key].as_str().and_then(|text| Uuid::parse_str(text).ok());
        if let Some(author) = id("author") {
            return Ok(Some(PersonId(author)));
        }
        let Some(parent) = id("parent") else { return Ok(None) };
        let viewer = Viewer { person: None, moderator: true };
        let voice = voices::find(self.db.read(), VoiceId(parent), &viewer).await?;
        Ok(voice.and_then(|voice| voice.author))
    }

    /// The issues that gained voices or were answered, and those that were merged into them: whoever followed one of those
    /// goes on hearing of it.
    async fn issues(&self, event: &Occurrence) -> Result<Vec<Topic>, BoxError> {
        let ids: Vec<IssueId> = match event.kind.as_str() {
            "issues.changed" => {
                let gained = event.data["gained"].as_array().into_iter().flatten();
                gained.filter_map(|id| Some(IssueId(Uuid::parse_str(id.as_str()?).ok()?))).collect()
            }
            "case.response_published" => {
                let said = responses::published_issues(self.db.read(), ProposalId(event.subject)).await?;
                said.into_iter().filter_map(|answer| answer.about).collect()
            }
            _ => Vec::new(),
        };
        let all = issues::with_merged(self.db.read(), &ids).await?;
        Ok(all.into_iter().map(|issue| Topic::by_id(TopicKind::Issue, issue.id)).collect())
    }

    /// The agencies that the event names, those of the case, or those that the proposer chose.
    async fn concerned(
        &self,
        event: &Occurrence,
        proposal: &folkmoot_proposals::Proposal,
    ) -> Result<Vec<AgencyId>, BoxError> {
        let named = named_agencies(event);
        if OF_AGENCIES.contains(&event.kind.as_str()) {
            return Ok(named);
        }
        let cases = cases::of_proposals(self.db.read(), &[proposal.id], self.clock.now()).await?;
        let mut all = named;
        match cases.get(&proposal.id) {
            Some(case) if !case.leads.is_empty() => {
                all.extend(case.leads.iter().chain(&case.supporting).copied());
            }
            _ => all.extend(proposal.text.agencies.iter().copied()),
        }
        Ok(all)
    }

    /// The approvers of the agencies above those that lead the case.
    async fn supervisors(&self, event: &Occurrence) -> Result<Vec<PersonId>, BoxError> {
        let Some(case) = event.about else { return Ok(Vec::new()) };
        let case = cases::get(self.db.read(), CaseId(case), self.clock.now()).await?;
        let mut people = Vec::new();
        for lead in case.brief.leads {
            if let Some(parent) = agencies::get(self.db.read(), lead).await?.parent {
                people.extend(people::with_role(self.db.read(), Role::AgencyApprover, Some(parent)).await?);
            }
        }
        Ok(people)
    }

    /// Who holds the role in the agencies that the event names, else in those that lead or support the case.
    async fn of_agencies(&self, role: Role, event: &Occurrence) -> Result<Vec<PersonId>, BoxError> {
        let mut agencies = named_agencies(event);
        if agencies.is_empty()
            && let Some(case) = event.about
        {
            let case = cases::get(self.db.read(), CaseId(case), self.clock.now()).await?;
            agencies.extend(case.brief.leads);
            agencies.extend(case.brief.supporting);
        }
        agencies.sort_unstable();
        agencies.dedup();
        let mut people = Vec::new();
        for agency in agencies {
            people.extend(people::with_role(self.db.read(), role, Some(agency)).await?);
        }
        Ok(people)
    }
}

fn named_agencies(event: &Occurrence) -> Vec<AgencyId> {
    let one = event.data["to"].as_str().into_iter();
    let many = ["leads", "supporting"]
        .into_iter()
        .filter_map(|key| event.data[key].as_array())
        .flatten()
        .filter_map(Value::as_str);
    // `to` of an extension is an instant, which is no id.
    one.chain(many).filter_map(|text| text.parse().ok()).collect()
}
