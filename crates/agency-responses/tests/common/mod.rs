//! A world of agencies and a case for the tests of this crate.

#![allow(clippy::unwrap_used, dead_code)]

use folkmoot_agency_responses::agencies::{self, AgencyDetails};
use folkmoot_agency_responses::{
    AnswerRules, Case, Content, DecisionRule, DemandAnswer, Error, ExtensionRule, NewCase, NewClock, Officer,
    TogetherRule, cases, codes, responses,
};
use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::event;
use folkmoot_foundation::period::{Period, Unit};
use folkmoot_foundation::{AgencyId, CaseId, Db, Now, PersonId, ProposalId, Tx, db};

pub fn at(text: &str) -> Now {
    text.parse().unwrap()
}

/// The day the worked case of RULES.md §1 began: 2017-03-07, 10:00 in Taipei.
pub fn start() -> Now {
    at("2017-03-07T02:00:00Z")
}

/// The clocks of Join.
pub fn join_clocks() -> Vec<NewClock> {
    let clock = |code: &str, amount, unit, binding| NewClock::new(code, Period::new(amount, unit), binding);
    vec![
        clock(codes::TIMETABLE, 7, Unit::WorkingDays, false),
        clock(codes::CONTACT, 14, Unit::WorkingDays, false),
        clock(codes::RESPONSE, 60, Unit::Days, true),
    ]
}

pub fn decisions() -> Vec<DecisionRule> {
    ["adopted", "partly_adopted", "under_study", "not_adopted"]
        .map(|code| DecisionRule {
            code: code.to_owned(),
            follow_up: (code == "under_study").then_some(Period::new(6, Unit::Months)),
            needs_ground: false,
        })
        .to_vec()
}

pub struct World {
    pub db: Db,
    pub administrator: PersonId,
    pub health: AgencyId,
    pub labour: AgencyId,
    pub officer: Officer,
    pub approver: Officer,
    pub stranger: Officer,
    pub case: CaseId,
    pub proposal: ProposalId,
}

pub async fn write<T, F>(db: &Db, act: F) -> Result<T, Error>
where
    F: AsyncFnOnce(&Tx) -> Result<T, Error>,
{
    let tx = db.begin().await?;
    let done = act(&tx).await?;
    db::commit(tx).await?;
    Ok(done)
}

pub fn agency(slug: &str, zh: &str, en: &str) -> AgencyDetails {
    AgencyDetails {
        slug: slug.to_owned(),
        name_zh: zh.to_owned(),
        name_en: en.to_owned(),
        ..AgencyDetails::default()
    }
}

pub fn new_case(now: Now) -> NewCase {
    NewCase {
        id: CaseId::new(now),
        proposal: ProposalId::new(now),
        title: "延長育兒津貼申請期限".to_owned(),
        category: "health_welfare".to_owned(),
        demands: vec!["延長申請期限".to_owned(), "放寬資格".to_owned()],
        submitted: None,
        review_passed: None,
        threshold: None,
        clocks: join_clocks(),
        supplement: None,
        follow_up_cycle: Some(Period::new(6, Unit::Months)),
        extension: ExtensionRule { times: 1, period: Period::new(60, Unit::Days) },
        together: TogetherRule::default(),
        decisions: decisions(),
        parts: ["analysis", "explanation", "plan", "references"].map(str::to_owned).to_vec(),
        answer: AnswerRules::default(),
        suggested: Vec::new(),
    }
}

impl World {
    /// Two agencies and a case that nobody leads yet.
    pub async fn new(db: &Db) -> Self {
        Self::with(db, new_case(start())).await
    }

    /// Two agencies and this case.
    pub async fn with(db: &Db, new: NewCase) -> Self {
        let now = start();
        let administrator = PersonId::new(now);
        let calendar = OfficeCalendar::shipped();
        let (case, proposal) = (new.id, new.proposal);
        let (health, labour) = write(db, async |tx| {
            let health =
                agencies::create(tx, administrator, &agency("mohw", "衛生福利部", "Ministry of Health"), now)
                    .await?;
            let labour =
                agencies::create(tx, administrator, &agency("mol", "勞動部", "Ministry of Labour"), now)
                    .await?;
            cases::open(tx, new, now, &calendar).await?;
            Ok((health, labour))
        })
        .await
        .unwrap();
        let person = |agency| Officer { person: PersonId::new(now), agencies: vec![agency] };
        Self {
            db: db.clone(),
            administrator,
            health,
            labour,
            officer: person(health),
            approver: person(health),
            stranger: person(labour),
            case,
            proposal,
        }
    }

    pub async fn assigned(db: &Db) -> Self {
        let world = Self::new(db).await;
        write(db, async |tx| {
            let calendar = OfficeCalendar::shipped();
            cases::assign(tx, world.administrator, world.case, &[world.health], &[], start(), &calendar).await
        })
        .await
        .unwrap();
        world
    }

    /// The same world, to be pointed at another of its cases.
    pub fn assigned_copy(&self) -> Self {
        Self {
            db: self.db.clone(),
            officer: self.officer.clone(),
            approver: self.approver.clone(),
            stranger: self.stranger.clone(),
            ..*self
        }
    }

    pub async fn case(&self, now: Now) -> Case {
        cases::get(self.db.read(), self.case, now).await.unwrap()
    }

    /// A complete answer to the case's demands.
    pub async fn content(&self) -> Content {
        let case = self.case(start()).await;
        let demands = case
            .demands
            .iter()
            .zip(["adopted", "not_adopted"])
            .map(|(demand, decision)| DemandAnswer::new(demand.id, decision, "理由"))
            .collect();
        Content { demands, summary: "摘要".to_owned(), ..Content::default() }
    }

    pub async fn draft(&self, now: Now) {
        let content = self.content().await;
        write(&self.db, async |tx| {
            responses::save_draft(tx, &self.officer, self.case, 0, &content, now).await
        })
        .await
        .unwrap();
    }

    pub async fn submit(&self, now: Now) {
        self.draft(now).await;
        write(&self.db, async |tx| {
            responses::submit_for_approval(tx, &self.officer, self.case, 1, now).await
        })
        .await
        .unwrap();
    }

    pub async fn publish(&self, now: Now) {
        self.submit(now).await;
        let (signer, calendar) = (signer(), OfficeCalendar::shipped());
        write(&self.db, async |tx| {
            responses::sign_and_publish(tx, &self.approver, self.case, 1, &signer, now, &calendar).await
        })
        .await
        .unwrap();
    }

    /// Published by whoever leads by then.
    pub async fn new_lead_publishes(&self, now: Now) {
        let lead = Officer { person: self.officer.person, agencies: vec![self.health, self.labour] };
        let own = Self { officer: lead.clone(), approver: lead, ..self.assigned_copy() };
        own.publish(now).await;
    }

    /// The kinds of the events on the proposal's timeline.
    pub async fn told(&self) -> Vec<String> {
        let events = event::timeline(self.db.read(), self.proposal, false).await.unwrap();
        events.into_iter().map(|event| event.kind).collect()
    }
}

pub fn signer() -> responses::Signer {
    responses::Signer { name: "陳美玲".to_owned(), title: "部長".to_owned() }
}
