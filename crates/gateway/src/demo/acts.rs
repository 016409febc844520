//! The acts of the story, each done as the person in charge would do it.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::TimeDelta;
use folkmoot_accounts::{Person, people};
use folkmoot_agency_responses::afterwards;
use folkmoot_agency_responses::afterwards::survey::SATISFACTION;
use folkmoot_agency_responses::followups::Report;
use folkmoot_agency_responses::responses::{self, Signer};
use folkmoot_agency_responses::{
    Case, Contact, ContactManner, Content as Answer, DemandAnswer, ExtensionAsked, IssueAnswer, Officer,
    PlannedFollowUp, Step, Timetable, cases,
};
use folkmoot_discussion::held::Sent;
use folkmoot_discussion::issues::{self, Filing};
use folkmoot_discussion::questions::{self, NewQuestion};
use folkmoot_discussion::voices::{self, NewComment, Official, Rate, Rules};
use folkmoot_discussion::{Ground, ReactionKind, Stance, moderation};
use folkmoot_foundation::crypto::{Purpose, sha256};
use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::text::Length;
use folkmoot_foundation::{AgencyId, DriveId, Now, PersonId, Progress, ProposalId, db};
use folkmoot_hearings::hearings;
use folkmoot_hearings::import::{Format, Source, parse};
use folkmoot_hearings::{papers, registrations};
use folkmoot_proposals::{Change, life};
use folkmoot_signatures::{Channel, SignRequest};
use futures_util::future::try_join_all;

use super::Error;
use super::content::{Comment, PlanStep, Sample, record};
use super::plan::{Act, Planned};
use super::story::{Cast, Known};
use crate::flows::submission::{self, First};
use crate::{App, flows};

impl Planned {
    /// What it is, for an error.
    pub fn act_name(&self) -> String {
        format!("{:?} at {}", self.act, self.at)
    }
}

/// Does one act.
///
/// # Errors
/// The refusal of the crate in charge.
pub async fn perform(app: &App, cast: &Cast, known: &mut Known, planned: Planned) -> Result<(), Error> {
    let sample = &cast.content.proposals[planned.sample];
    let now = planned.at;
    if planned.act == Act::Draft {
        let id = draft(app, cast, sample, now).await?;
        known.proposals.insert(planned.sample, id);
        return Ok(());
    }
    let id = known.proposals.get(&planned.sample).copied().ok_or("not written yet")?;
    let rulebook = app.rulebooks.current(sample.rulebook.as_deref().unwrap_or(app.config.rulebook()))?;
    let regions = rulebook.regions().items.iter().filter_map(|region| region.code.parse().ok()).collect();
    let scene = Scene { app, cast, sample, id, now, regions };
    match planned.act {
        Act::Draft => Ok(()),
        Act::Submit => scene.submit().await,
        Act::Open => Ok(flows::review::open(app, id, cast.person("reviewer")?).await.map(drop)?),
        Act::Refuse | Act::SendBack => scene.turn_down(planned.act == Act::Refuse).await,
        Act::Withdraw => {
            let proposer = cast.person(&sample.proposer)?;
            let place = |key: &String| cast.content.proposals.iter().position(|other| other.key == *key);
            let similar = sample.similar.as_ref().and_then(place).and_then(|at| known.proposals.get(&at));
            let similar = similar.map(ToString::to_string).unwrap_or_default();
            Ok(flows::review::withdraw(app, id, proposer, &sample.withdraw_reason, &similar).await?)
        }
        Act::Sign(count) => {
            let from = known.signed.entry(planned.sample).or_default();
            scene.sign(*from, count).await?;
            *from += count;
            Ok(())
        }
        Act::Comment(i) => scene.comment(&sample.comments[i]).await,
        Act::Hearing => {
            known.hearings.insert(planned.sample, scene.announce().await?);
            Ok(())
        }
        Act::Record => {
            let hearing = known.hearings.get(&planned.sample).copied().ok_or("not announced yet")?;
            scene.import(hearing).await
        }
        Act::Text(i) => scene.publish_text(i).await,
        Act::TextComment(i) => scene.comment_on_text(i).await,
        Act::Issues => scene.file_under_issues().await,
        Act::Step(i) => scene.step(known, planned.sample, &sample.steps[i]).await,
        _ => scene.work_on_case(known, planned).await,
    }
}

pub(super) struct Scene<'a> {
    pub(super) app: &'a App,
    pub(super) cast: &'a Cast,
    pub(super) sample: &'a Sample,
    pub(super) id: ProposalId,
    pub(super) now: Now,
    /// Where people sign from.
    regions: Vec<RegionCode>,
}

async fn draft(app: &App, cast: &Cast, sample: &Sample, now: Now) -> Result<ProposalId, Error> {
    let agencies: Vec<AgencyId> =
        sample.agencies.iter().map(|slug| cast.agency(slug)).collect::<Result<_, _>>()?;
    let change = Change {
        title: Some(sample.title.clone()),
        content: Some(sample.content.trim().to_owned()),
        demands: Some(sample.demands.clone()),
        benefits: Some(sample.benefits.clone()),
        evidence: Some(sample.evidence.clone()),
        links: None,
        category: Some(Some(sample.category.clone())),
        let_platform_decide: agencies.is_empty().then_some(true),
        agencies: (!agencies.is_empty()).then_some(agencies),
        county: sample.county.as_ref().map(|county| county.parse().ok()),
    };
    let tx = app.db.begin().await?;
    let rulebook = app.rulebooks.current(sample.rulebook.as_deref().unwrap_or(app.config.rulebook()))?;
    let id = life::create_draft(&tx, &rulebook, cast.person(&sample.proposer)?, change, now).await?;
    db::commit(tx).await?;
    Ok(id)
}

impl Scene<'_> {
    async fn submit(&self) -> Result<(), Error> {
        let known: HashSet<AgencyId> = self.cast.agencies.values().copied().collect();
        let proposer = self.cast.person(&self.sample.proposer)?;
        let first = self.request(Some(proposer), 0);
        let first = First { key: first.person_key, region: first.region };
        submission::submit(self.app, self.id, proposer, Some(first), &known).await?;
        Ok(())
    }

    async fn turn_down(&self, refuse: bool) -> Result<(), Error> {
        let (rulebooks, reviewer) = (&self.app.rulebooks, self.cast.person("reviewer")?);
        let reason = &self.sample.reason;
        if refuse {
            return Ok(
                flows::review::refuse(self.app, self.id, reviewer, &self.sample.grounds, reason).await?
            );
        }
        let tx = self.app.db.begin().await?;
        life::send_back(&tx, rulebooks, self.id, reviewer, reason, self.now).await?;
        Ok(db::commit(tx).await?)
    }

    /// Those who spoke for it sign first, then those who answer the survey later, then people who don't appear otherwise.
    async fn sign(&self, from: i64, count: i64) -> Result<(), Error> {
        let mut named: Vec<PersonId> = Vec::new();
        let speakers = self.sample.comments.iter().filter(|c| c.stance == "pro").map(|c| &c.by);
        for by in speakers.chain(self.sample.survey.iter().map(|answer| &answer.by)) {
            let person = self.cast.person(by)?;
            if !named.contains(&person) && person != self.cast.person(&self.sample.proposer)? {
                named.push(person);
            }
        }
        let requests = (from..from + count).map(|n| {
            let person = usize::try_from(n).ok().and_then(|n| named.get(n)).copied();
            self.app.intake.sign(self.request(person, n))
        });
        try_join_all(requests).await?;
        Ok(())
    }

    pub(super) fn request(&self, person: Option<PersonId>, n: i64) -> SignRequest {
        let hash = sha256(format!("{} {n}", self.sample.key).as_bytes());
        // Large cities first: their numbers stand first in the list and are drawn more often.
        let draw = usize::from(hash[0]) * usize::from(hash[1]) * self.regions.len() / (256 * 256);
        let home = person.and_then(|person| RegionCode::try_from(self.cast.counties.get(&person)?).ok());
        let drawn = self.regions.get(draw).copied();
        let region = home.filter(|home| self.regions.contains(home)).or(drawn);
        let identifier =
            person.map_or_else(|| format!("demo {} {n}", self.sample.key), |p| format!("demo {p}"));
        let keys = match self.sample.rulebook.as_deref() {
            Some("verified") => &self.cast.national_keys,
            Some(_) => &self.cast.email_keys,
            None => &self.cast.person_keys,
        };
        let named = person.and_then(|p| keys.get(&p).copied());
        let person_key = named.unwrap_or_else(|| self.app.keyring.hash(Purpose::PersonKey, &identifier));
        SignRequest {
            drive: DriveId(self.id.0),
            person,
            person_key,
            region,
            channel: Channel::Online,
            origin: None,
        }
    }

    /// The proposer's words are marked as theirs.
    fn as_proposer(&self, author: PersonId) -> Option<Official> {
        let proposer = self.cast.person(&self.sample.proposer).ok();
        (proposer == Some(author)).then_some(Official::Proposer)
    }

    async fn comment(&self, comment: &Comment) -> Result<(), Error> {
        let rules = Rules {
            open: true,
            length: Length { min: 1, max: 2000 },
            rate: Rate { max: 100, per: TimeDelta::hours(1) },
            free_edit: TimeDelta::minutes(15),
        };
        let author = self.cast.person(&comment.by)?;
        let tx = self.app.db.begin().await?;
        let new = NewComment {
            subject: self.id,
            author,
            stance: Some(comment.stance.parse::<Stance>()?),
            body: comment.text.clone(),
            parent: None,
            official: self.as_proposer(author),
            on: None,
        };
        let voice = voices::add_comment(&tx, new, &rules, self.now).await?;
        if let Some(reply) = &comment.reply {
            let new = NewComment {
                subject: self.id,
                author: self.cast.person(&reply.by)?,
                stance: None,
                body: reply.text.clone(),
                parent: Some(voice),
                official: self.as_proposer(self.cast.person(&reply.by)?),
                on: None,
            };
            voices::add_comment(&tx, new, &rules, self.now + TimeDelta::minutes(42)).await?;
        }
        // A few find it useful; who, follows from the words, so that every demo looks the same.
        let hash = sha256(comment.text.as_bytes());
        let mut people: Vec<PersonId> = self.cast.people.values().copied().filter(|p| *p != author).collect();
        people.sort_unstable();
        people.dedup();
        for (i, person) in people.into_iter().enumerate() {
            let liked = hash.get(i % 32).is_some_and(|byte| byte % 3 == 0) && comment.hidden.is_none();
            if liked {
                voices::react(&tx, voice, person, ReactionKind::Useful, true, self.now).await?;
            }
        }
        if let Some(reason) = &comment.hidden {
            let moderator = self.cast.person("moderator")?;
            moderation::report(&tx, voice, self.cast.person("怡安")?, Ground::Attack, "", self.now).await?;
            let later = self.now + TimeDelta::hours(2);
            moderation::hide(&tx, voice, moderator, Ground::Attack, reason, later).await?;
        }
        if comment.reported {
            let reporter = self.cast.person(&self.sample.proposer)?;
            moderation::report(
                &tx,
                voice,
                reporter,
                Ground::OffTopic,
                "與本提議無關，是在反對另一案。",
                self.now,
            )
            .await?;
        }
        Ok(db::commit(tx).await?)
    }

    async fn announce(&self) -> Result<folkmoot_foundation::HearingId, Error> {
        let hearing = self.sample.hearing.as_ref().ok_or("no hearing")?;
        let draft = hearings::Draft {
            kind: hearing.kind.clone(),
            title: hearing.title.clone(),
            held_on: self.cast.days.day(hearing.held).to_string(),
            place: hearing.place.clone(),
            chair: hearing.chair.clone(),
            notice: hearing.notice.clone(),
            recording: hearing.recording.clone(),
            starts_at: hearing.starts_at.clone(),
            ends_at: hearing.ends_at.clone(),
            agenda: hearing.agenda.trim().to_owned(),
            registration: hearing.places.is_some(),
            places: hearing.places.map(|places| places.to_string()).unwrap_or_default(),
            ..hearings::Draft::default()
        };
        let tx = self.app.db.begin().await?;
        let id = hearings::create(&tx, self.id, &draft, self.cast.person("facilitator")?, self.now).await?;
        for (turn, who) in hearing.registered.iter().enumerate() {
            let said = registrations::Particulars { name: who.clone(), ..Default::default() };
            let (person, keyring) = (self.cast.person(who)?, &self.app.keyring);
            let code = || self.app.entropy.code();
            registrations::register(&tx, keyring, id, person, &said, turn % 2 == 0, code, self.now).await?;
        }
        let rate = Rate { max: 100, per: TimeDelta::hours(1) };
        let rules = Rules { open: true, length: questions::LENGTH, rate, free_edit: TimeDelta::minutes(15) };
        for question in &hearing.questions {
            let author = self.cast.person(&question.by)?;
            let new = NewQuestion { subject: self.id, hearing: id, author, body: question.body.clone() };
            let Sent::Public(asked) = questions::ask(&tx, &new, &rules, self.now).await? else { continue };
            for who in &question.marks {
                questions::mark(&tx, id, asked, self.cast.person(who)?, true, self.now).await?;
            }
        }
        db::commit(tx).await?;
        Ok(id)
    }

    async fn import(&self, hearing: folkmoot_foundation::HearingId) -> Result<(), Error> {
        let name = self.sample.hearing.as_ref().and_then(|h| h.record.as_deref()).ok_or("no record")?;
        let bytes = record(name).ok_or("no such record")?.as_bytes();
        let parsed = parse(Format::Markdown, bytes)?;
        let source = Source {
            format: Format::Markdown,
            file_name: format!("{name}.md"),
            sha256: sha256(bytes),
            by: self.cast.person("facilitator")?,
            reading: None,
            take: Vec::new(),
        };
        let hearing = hearings::get(self.app.db.read(), hearing, self.now).await?.ok_or("no such hearing")?;
        let told = Arc::new(Progress::default());
        flows::record::import(self.app, &hearing, parsed, &source, None, &told).await?;
        self.follow_up_hearing(hearing.id, source.by).await
    }

    /// Enters what the sample says of the time after the hearing.
    async fn follow_up_hearing(
        &self,
        hearing: folkmoot_foundation::HearingId,
        by: folkmoot_foundation::PersonId,
    ) -> Result<(), Error> {
        let Some(sample) = &self.sample.hearing else { return Ok(()) };
        let tx = self.app.db.begin().await?;
        for paper in &sample.papers {
            let kind = match paper.kind.as_str() {
                "evidence" => papers::Kind::Evidence,
                "objection" => papers::Kind::Objection,
                _ => papers::Kind::Signature,
            };
            let new = papers::NewPaper {
                who: paper.who.clone(),
                body: paper.body.clone(),
                link: String::new(),
                state: paper.state.clone(),
                reason: paper.reason.clone(),
            };
            let id = papers::add(&tx, hearing, kind, &new, by, self.now).await?;
            if kind == papers::Kind::Objection && !paper.state.is_empty() {
                papers::handle(&tx, hearing, id, &paper.state, &paper.reason, by, self.now).await?;
            }
        }
        if !sample.weighing.is_empty() {
            papers::weigh(&tx, hearing, &sample.weighing, by, self.now).await?;
        }
        Ok(db::commit(tx).await?)
    }

    /// Makes the issues, and files under each every voice with one of its words.
    async fn file_under_issues(&self) -> Result<(), Error> {
        self.enter_opinions().await?;
        let by = self.cast.person("facilitator")?;
        for dispute in &self.sample.disputes {
            let typed = Filing { title: &dispute.title, summary: &dispute.summary };
            let tx = self.app.db.begin().await?;
            let issue = issues::make(&tx, self.id, typed, by, self.now).await?;
            db::commit(tx).await?;
            let filter = voices::Filter::default();
            let viewer = voices::Viewer::default();
            let all = voices::list(self.app.db.read(), self.id, &filter, None, 200, &viewer).await?;
            let speaks = |voice: &&voices::Voice| {
                let body = voice.body.as_deref().unwrap_or_default();
                dispute.words.iter().any(|word| body.contains(word.as_str()))
            };
            let found = all.items.iter().map(|thread| &thread.root).filter(speaks);
            let pairs: Vec<_> = found.map(|voice| (issue, voice.id)).collect();
            let tx = self.app.db.begin().await?;
            issues::file(&tx, self.id, &pairs, by, self.now).await?;
            db::commit(tx).await?;
        }
        Ok(())
    }

    /// The officer or approver whose desk has the agency that leads the case; before one does, the first of the sample.
    pub(super) fn official(&self, role: &str, case: &Case) -> Result<Officer, Error> {
        let lead = match (case.brief.leads.first(), self.sample.agencies.first()) {
            (Some(lead), _) => *lead,
            (None, Some(first)) => self.cast.agency(first)?,
            (None, None) => return Err("no agency".into()),
        };
        let desk = self.cast.desks.iter().find(|(key, desk)| key.starts_with(role) && desk.contains(&lead));
        let (key, desk) = desk.ok_or_else(|| format!("no {role} for {}", self.sample.key))?;
        Ok(Officer { person: self.cast.person(key)?, agencies: desk.iter().copied().collect() })
    }

    async fn work_on_case(&self, known: &mut Known, planned: Planned) -> Result<(), Error> {
        let case =
            cases::of_proposal(self.app.db.read(), self.id, self.now).await?.ok_or("no case was opened")?;
        let id = case.brief.id;
        known.cases.insert(planned.sample, id);
        let (now, calendar) = (self.now, self.app.calendar.get());
        let officer = self.official("officer", &case)?;
        match planned.act {
            Act::Respond => return self.respond(&case, &officer).await,
            Act::Reply | Act::Feedback(_) | Act::Survey(_) => {
                return self.afterwards(&case, planned.act).await;
            }
            Act::Report(i) => return self.report(&case, &officer, i).await,
            _ => {}
        }
        let tx = self.app.db.begin().await?;
        match planned.act {
            Act::Assign => {
                let mut agencies = self.sample.agencies.iter().map(|slug| self.cast.agency(slug));
                let lead = agencies.next().ok_or("no agency")??;
                let supporting: Vec<AgencyId> = agencies.collect::<Result<_, _>>()?;
                let by = self.cast.person("administrator")?;
                cases::assign(&tx, by, id, &[lead], &supporting, now, &calendar).await?;
            }
            Act::Timetable => {
                let day = folkmoot_foundation::period::day_of(now);
                let plan = self.sample.timetable.as_ref().ok_or("no timetable")?;
                let step =
                    |step: &PlanStep| Step { on: day + TimeDelta::days(step.after), what: step.what.clone() };
                let timetable =
                    Timetable { body: plan.body.clone(), steps: plan.steps.iter().map(step).collect() };
                cases::post_timetable(&tx, &officer, id, &timetable, now, &calendar).await?;
            }
            Act::Contact => {
                let talk = self.sample.contact.as_ref().ok_or("no contact")?;
                let contact = Contact {
                    on: folkmoot_foundation::period::day_of(now),
                    manner: talk.manner.parse::<ContactManner>()?,
                    summary: talk.summary.clone(),
                };
                cases::record_contact(&tx, &officer, id, &contact, now, &calendar).await?;
            }
            Act::Extend => {
                let extension = self.sample.extension.as_ref().ok_or("no extension")?;
                let asked = ExtensionAsked {
                    until: None,
                    reasons: extension.reasons.clone(),
                    progress: extension.progress.clone(),
                };
                cases::ask_extension(&tx, &officer, id, &asked, now, &calendar).await?;
            }
            _ => return Err("not an act on a case".into()),
        }
        Ok(db::commit(tx).await?)
    }

    pub(super) async fn report(&self, case: &Case, officer: &Officer, i: usize) -> Result<(), Error> {
        let planned = self.sample.follow_ups.get(i).ok_or("no follow-up")?;
        let stored = case.follow_ups.iter().find(|f| f.action == planned.action).ok_or("not planned")?;
        let report = planned.report.as_deref().ok_or("no report")?;
        let report = Report {
            body: report.to_owned(),
            next: None,
            outcome: planned.outcome.clone().unwrap_or_default(),
        };
        flows::cases::report(self.app, officer, case.brief.id, stored.id, &report).await?;
        Ok(())
    }

    /// What people say of the response.
    async fn afterwards(&self, case: &Case, act: Act) -> Result<(), Error> {
        let (app, id) = (self.app, case.brief.id);
        let person = async |by: &str| -> Result<Person, Error> {
            let id = self.cast.person(by)?;
            Ok(people::get(app.db.read(), id).await?.ok_or("nobody of this name")?)
        };
        match act {
            Act::Reply => {
                let body = self.sample.reply.as_deref().unwrap_or_default();
                flows::afterwards::give_reply(app, &person(&self.sample.proposer).await?, id, body).await?;
            }
            Act::Feedback(i) => {
                let said = self.sample.feedback.get(i).ok_or("nothing said")?;
                let (by, helpful) = (person(&said.by).await?, Some(said.helpful));
                flows::afterwards::give_feedback(app, &by, id, helpful, &said.reason).await?;
            }
            Act::Survey(i) => {
                let said = self.sample.survey.get(i).ok_or("nothing answered")?;
                let windows = afterwards::of_case(app.db.read(), id).await?.ok_or("not answered yet")?;
                let asked = windows.survey.ok_or("no survey")?.questions;
                let codes = std::iter::once(SATISFACTION.to_owned()).chain(asked);
                let answer = afterwards::survey::Answer {
                    ratings: codes.zip(said.ratings.iter().copied()).collect(),
                    words: said.words.clone(),
                    publish: !said.words.is_empty(),
                };
                flows::afterwards::answer_survey(app, &person(&said.by).await?, id, &answer).await?;
            }
            _ => return Err("nothing after a response".into()),
        }
        Ok(())
    }

    /// What was raised in comments, with the voices that raised it.
    async fn issues(&self, case: &Case) -> Result<Vec<IssueAnswer>, Error> {
        let (conn, viewer) = (self.app.db.read(), voices::Viewer::default());
        let proposal = case.brief.proposal;
        let disputes = issues::of_subject(conn, proposal).await?;
        let raised = voices::list(conn, proposal, &voices::Filter::default(), None, 100, &viewer).await?;
        let mut answered = Vec::new();
        for issue in &self.sample.issues {
            let by = self.cast.person(&issue.by)?;
            let cites = raised.items.iter().map(|thread| &thread.root);
            answered.push(IssueAnswer {
                issue: issue.issue.clone(),
                cites: cites.filter(|voice| voice.author == Some(by)).map(|voice| voice.id).collect(),
                left_open: issue.open,
                text: issue.text.clone(),
                about: disputes.iter().find(|dispute| dispute.title == issue.issue).map(|dispute| dispute.id),
            });
        }
        Ok(answered)
    }

    async fn respond(&self, case: &Case, officer: &Officer) -> Result<(), Error> {
        let id = case.brief.id;
        let demands =
            case.demands.iter().zip(&self.sample.decisions).map(|(demand, decision)| DemandAnswer {
                legal_basis: decision.legal_basis.clone(),
                criteria: decision.criteria.clone(),
                ..DemandAnswer::new(demand.id, &decision.code, &decision.reasons)
            });
        let follow_ups = self.sample.follow_ups.iter().map(|f| PlannedFollowUp {
            action: f.action.clone(),
            unit: f.unit.clone(),
            due_on: self.cast.days.day(-f.due_in),
        });
        let answer = Answer {
            demands: demands.collect(),
            summary: self.sample.summary.clone(),
            issues: self.issues(case).await?,
            follow_ups: follow_ups.collect(),
            ..Answer::default()
        };
        let tx = self.app.db.begin().await?;
        let version = responses::save_draft(&tx, officer, id, 0, &answer, self.now).await?;
        responses::submit_for_approval(&tx, officer, id, version, self.now).await?;
        db::commit(tx).await?;
        let signer = Signer { name: "許惠真".to_owned(), title: "常務次長".to_owned() };
        flows::cases::publish(self.app, &self.official("approver", case)?, id, version, &signer, "").await?;
        Ok(())
    }
}
