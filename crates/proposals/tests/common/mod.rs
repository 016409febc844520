//! A database with the rulebooks loaded, and short ways to bring a proposal somewhere.

#![allow(dead_code)]

use std::collections::HashSet;

use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::{AgencyId, Db, Now, PersonId, ProposalId, Tx, db};
use folkmoot_migrations::testing::{TestDb, both};
use folkmoot_proposals::rulebook::Effect;
use folkmoot_proposals::{Change, Error, Rulebooks, State, life, read};

pub struct World {
    pub test: TestDb,
    pub rulebooks: Rulebooks,
    pub calendar: OfficeCalendar,
    pub proposer: PersonId,
    pub reviewer: PersonId,
    pub agencies: Vec<AgencyId>,
}

pub fn at(text: &str) -> Now {
    text.parse().unwrap()
}

/// A Monday noon in Taipei.
pub fn noon() -> Now {
    at("2026-03-02T04:00:00Z")
}

pub async fn worlds() -> Vec<World> {
    let mut out = Vec::new();
    for test in both().await {
        let tx = test.db.begin().await.unwrap();
        let rulebooks = Rulebooks::load(&tx, noon()).await.unwrap();
        db::commit(tx).await.unwrap();
        out.push(World {
            test,
            rulebooks,
            calendar: OfficeCalendar::shipped(),
            proposer: PersonId::new(noon()),
            reviewer: PersonId::new(noon()),
            agencies: (0..4).map(|_| AgencyId::new(noon())).collect(),
        });
    }
    out
}

impl World {
    pub fn db(&self) -> &Db {
        &self.test.db
    }

    pub fn known(&self) -> HashSet<AgencyId> {
        self.agencies.iter().copied().collect()
    }

    pub fn words(&self, title: &str) -> Change {
        Change {
            title: Some(title.to_owned()),
            content: Some("現況說明。".repeat(20)),
            demands: Some(vec!["訂定明確的標準".to_owned(), String::new(), "每年公布成果".to_owned()]),
            benefits: Some("受益者為全體國民，成本有限。".to_owned()),
            evidence: Some("主計總處統計。".to_owned()),
            links: Some(vec!["https://www.stat.gov.tw/".to_owned()]),
            category: Some(Some("transport".to_owned())),
            agencies: Some(vec![self.agencies[1], self.agencies[0], self.agencies[1]]),
            let_platform_decide: None,
            county: Some(Some("臺北市".parse().unwrap())),
        }
    }

    pub async fn draft(&self, title: &str, now: Now) -> ProposalId {
        let tx = self.db().begin().await.unwrap();
        let join = self.rulebooks.current("join").unwrap();
        let id = life::create_draft(&tx, &join, self.proposer, self.words(title), now).await.unwrap();
        db::commit(tx).await.unwrap();
        id
    }

    /// A proposal brought to `state`, starting at `now`; its window is that of a review at `now`.
    pub async fn brought_to(&self, state: State, title: &str, now: Now) -> ProposalId {
        let id = self.draft(title, now).await;
        for action in path_to(state) {
            self.act(*action, id, now).await.unwrap();
        }
        id
    }

    /// Does one action in a transaction of its own, committed only if it succeeds.
    pub async fn act(&self, action: Action, id: ProposalId, now: Now) -> Result<(), Error> {
        let tx = self.db().begin().await?;
        self.act_in(&tx, action, id, now).await?;
        db::commit(tx).await?;
        Ok(())
    }

    pub async fn act_in(&self, tx: &Tx, action: Action, id: ProposalId, now: Now) -> Result<(), Error> {
        let (books, calendar) = (&self.rulebooks, &self.calendar);
        match action {
            Action::Save => {
                let change = Change { evidence: Some("新資料".to_owned()), ..Change::default() };
                life::save_draft(tx, books, id, self.proposer, change, now).await.map(|_| ())
            }
            Action::Delete => life::delete_draft(tx, id, self.proposer, now).await,
            Action::Submit => {
                life::submit(tx, books, calendar, id, self.proposer, &self.known(), now).await.map(|_| ())
            }
            Action::SendBack => life::send_back(tx, books, id, self.reviewer, "請寫得更具體一些", now).await,
            Action::Refuse => {
                let grounds = ["before_court".to_owned()];
                life::refuse(tx, books, id, self.reviewer, &grounds, "本案已進入訴訟程序", now).await
            }
            Action::Open => life::open(tx, books, calendar, id, self.reviewer, now).await.map(|_| ()),
            Action::Withdraw => {
                life::withdraw(tx, books, id, self.proposer, "已無需要，謝謝大家", now).await.map(|_| ())
            }
            Action::OwnershipCheck => life::note_effect(tx, id, Effect::OwnershipCheck, 1000, now).await,
            Action::Reach => life::mark_reached(tx, id, 5000, now).await,
            Action::Answer => life::mark_answered(tx, id, now).await,
            Action::Close => life::close(tx, id, now).await,
        }
    }

    pub async fn state(&self, id: ProposalId, now: Now) -> State {
        read::get(self.db().read(), id, now).await.unwrap().state
    }

    pub async fn kinds(&self, id: ProposalId) -> Vec<String> {
        let events = folkmoot_foundation::event::timeline(self.db().read(), id, true).await.unwrap();
        events.into_iter().map(|event| event.kind).collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Save,
    Delete,
    Submit,
    SendBack,
    Refuse,
    Open,
    Withdraw,
    OwnershipCheck,
    Reach,
    Answer,
    Close,
}

pub const ACTIONS: [Action; 11] = [
    Action::Save,
    Action::Delete,
    Action::Submit,
    Action::SendBack,
    Action::Refuse,
    Action::Open,
    Action::Withdraw,
    Action::OwnershipCheck,
    Action::Reach,
    Action::Answer,
    Action::Close,
];

/// The shortest way from a draft. A lapsed one is an open one: time does the rest.
pub fn path_to(state: State) -> &'static [Action] {
    use Action::*;
    match state {
        // Under the rulebook of these tests nobody looks for supporters.
        State::Draft | State::Supporting => &[],
        State::InReview => &[Submit],
        State::SentBack => &[Submit, SendBack],
        State::Refused => &[Submit, Refuse],
        State::Open | State::Lapsed => &[Submit, Open],
        State::Reached => &[Submit, Open, Reach],
        State::Answered => &[Submit, Open, Reach, Answer],
        State::Withdrawn => &[Submit, Withdraw],
        State::Closed => &[Submit, Open, Reach, Answer, Close],
    }
}

/// What the rules say: the state after `action` in `state`, or nothing if it is not allowed. `None` inside: deleted.
pub fn allowed(state: State, action: Action) -> Option<Option<State>> {
    use Action::*;
    let next = match (action, state) {
        (Save, State::Draft | State::SentBack) => state,
        (Delete, State::Draft) => return Some(None),
        (Submit, State::Draft | State::SentBack) => State::InReview,
        (SendBack, State::InReview) => State::SentBack,
        (Refuse, State::InReview) => State::Refused,
        (Open, State::InReview) => State::Open,
        (Withdraw, State::InReview | State::SentBack | State::Open | State::Reached) => State::Withdrawn,
        (OwnershipCheck, State::Open | State::Reached | State::Answered | State::Closed) => state,
        (Reach, State::Open) => State::Reached,
        (Answer, State::Reached) => State::Answered,
        (Close, State::Answered) => State::Closed,
        _ => return None,
    };
    Some(Some(next))
}
