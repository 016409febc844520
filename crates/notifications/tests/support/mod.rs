//! What the tests of this crate share: a directory of made-up people, a renderer, and mailers that misbehave.

#![allow(dead_code)]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use folkmoot_foundation::crypto::Keyring;
use folkmoot_foundation::event::{self, CheckpointKey, NewEvent};
use folkmoot_foundation::{Actor, Db, Now, PersonId, ProposalId, db};
use folkmoot_notifications::mailbox::Mailbox;
use folkmoot_notifications::{
    About, Audience, BoxError, Contact, Courier, Directory, Letter, Mailer, Member, Occurrence, Rendered,
    Renderer, SendError, ToRender,
};
use serde_json::{Value, json};
use uuid::Uuid;

pub fn noon() -> Now {
    "2026-03-02T04:00:00Z".parse().unwrap()
}

pub fn keyring() -> Keyring {
    Keyring::new([9; 32])
}

pub fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

pub fn proposal() -> ProposalId {
    ProposalId(Uuid::from_u128(1 << 100))
}

#[derive(Default)]
pub struct People {
    pub members: HashMap<&'static str, Vec<PersonId>>,
    pub about: About,
}

impl People {
    pub fn of<const N: usize>(members: [(&'static str, Vec<PersonId>); N]) -> Self {
        Self { members: members.into(), about: About::default() }
    }
}

#[async_trait::async_trait]
impl Directory for People {
    async fn members(
        &self,
        audience: Audience,
        _event: &Occurrence,
        after: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<Member>, BoxError> {
        let mut all = self.members.get(audience.code()).cloned().unwrap_or_default();
        all.sort_unstable();
        let limit = usize::try_from(limit)?;
        Ok(all
            .into_iter()
            .map(Member::from)
            .filter(|m| after.is_none_or(|a| m.place > a))
            .take(limit)
            .collect())
    }

    async fn about(&self, event: &Occurrence) -> Result<About, BoxError> {
        let mut about = self.about.clone();
        if event.kind != "proposal.opened" {
            about.words.clear();
        }
        Ok(about)
    }

    async fn facts(&self, _event: &Occurrence) -> Result<Value, BoxError> {
        Ok(json!({ "title": "擴大參與式預算", "number": 12 }))
    }

    async fn contacts(&self, people: &[PersonId]) -> Result<HashMap<PersonId, Contact>, BoxError> {
        // People with the number 404 have no account any more.
        let known = people.iter().filter(|p| p.0.as_u128() != 404);
        Ok(known.map(|p| (*p, contact(*p))).collect())
    }
}

fn contact(person: PersonId) -> Contact {
    Contact {
        email: Some(format!("p{}@example.com", person.0.as_u128())),
        mobile: None,
        locale: "en".to_owned(),
    }
}

pub struct Words;

impl Renderer for Words {
    fn render(&self, message: &ToRender<'_>) -> Result<Rendered, BoxError> {
        if message.kind == "broken" {
            return Err("no words".into());
        }
        Ok(Rendered {
            attachment: None,
            subject: message.kind.to_owned(),
            text: format!("[{}] {}", message.locale, message.data),
            html: None,
            unsubscribe_url: message
                .unsubscribe
                .map(|token| format!("https://example.org/unsubscribe/{token}")),
        })
    }
}

/// Takes mails into the mailbox, after failing as told: one answer a call, then none.
pub struct Moody {
    pub inner: Mailbox,
    pub moods: Mutex<Vec<SendError>>,
}

#[async_trait::async_trait]
impl Mailer for Moody {
    async fn send(&self, letter: &Letter, now: Now) -> Result<(), SendError> {
        let mood = self.moods.lock().unwrap().pop();
        match mood {
            Some(error) => Err(error),
            None => self.inner.send(letter, now).await,
        }
    }
}

pub fn courier(db: &Db, people: Arc<People>, moods: Vec<SendError>) -> Courier {
    let inner = Mailbox::new(db.clone(), keyring());
    Courier {
        db: db.clone(),
        keyring: keyring(),
        renderer: Arc::new(Words),
        directory: people,
        sms: Arc::new(inner.clone()),
        mailer: Arc::new(Moody { inner, moods: Mutex::new(moods) }),
    }
}

pub async fn append(db: &Db, event: NewEvent) {
    let tx = db.begin().await.unwrap();
    event::append(&tx, noon(), event).await.unwrap();
    db::commit(tx).await.unwrap();
    event::seal(db, &CheckpointKey::new([7; 32]), noon()).await.unwrap();
}

pub fn happened(kind: &'static str) -> NewEvent {
    NewEvent::new(kind, proposal(), Actor::System).with(json!({ "count": 5000 }))
}
