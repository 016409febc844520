//! From an event to notices and mails, once each, on both databases, with two workers at once.

#![allow(clippy::unwrap_used)]

mod support;

use std::collections::HashSet;
use std::sync::Arc;

use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::{Actor, Db, DbErr, PersonId, db};
use folkmoot_migrations::testing::both;
use folkmoot_notifications::fan_out::{self, FanOut};
use folkmoot_notifications::notices::{self, Which};
use folkmoot_notifications::preferences::{self, MailChoice};
use folkmoot_notifications::{Audience, Delivered, follows, mailbox, outbox};
use support::{People, append, courier, happened, keyring, noon, person, proposal};

async fn tell_all(db: &Db, people: &People) {
    event::consume(db, &FanOut, noon(), 100).await.unwrap();
    while fan_out::step(db, people, &keyring(), noon()).await.unwrap() > 0 {}
}

async fn follow(db: &Db, who: PersonId) {
    let tx = db.begin().await.unwrap();
    follows::follow(&tx, who, proposal(), noon()).await.unwrap();
    db::commit(tx).await.unwrap();
}

async fn notices_of(db: &Db, who: PersonId) -> Vec<notices::Notice> {
    notices::of_person(db.read(), who, Which::All, None, 50).await.unwrap().items
}

#[tokio::test]
async fn a_crowd_is_told_once_each_by_two_workers() {
    for test in both().await {
        let db = &test.db;
        let crowd: Vec<PersonId> = (1..=1234).map(person).collect();
        let people = Arc::new(People::of([("co_signers", crowd), ("proposer", vec![person(7)])]));
        // Some follow what they co-signed, one only follows, the proposer co-signed too.
        for n in [7, 8, 9, 5000] {
            follow(db, person(n)).await;
        }
        append(db, happened("case.response_published")).await;

        let worker = || async {
            event::consume(db, &FanOut, noon(), 10).await.unwrap();
            while fan_out::step(db, people.as_ref(), &keyring(), noon()).await.unwrap() > 0 {}
        };
        tokio::join!(worker(), worker());
        tell_all(db, &people).await;

        assert_eq!(outbox::standing(db.read()).await.unwrap().waiting, 1235);
        let told = notices_of(db, person(7)).await;
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].telling.audience, Audience::Proposer, "told as what concerns them most");
        assert_eq!(told[0].telling.facts["number"], 12);
        assert_eq!(told[0].telling.data["count"], 5000);
        assert_eq!(notices_of(db, person(8)).await[0].telling.audience, Audience::CoSigners);
        assert_eq!(notices_of(db, person(5000)).await[0].telling.audience, Audience::Followers);
        assert_eq!(notices_of(db, person(1234)).await.len(), 1);

        // A few by two couriers at once: each address once.
        let (a, b) = (courier(db, people.clone(), vec![]), courier(db, people.clone(), vec![]));
        let (a, b) = tokio::join!(a.deliver(noon(), 40), b.deliver(noon(), 40));
        // Where both reach for the same mail, one of them goes without.
        let sent = a.unwrap().sent + b.unwrap().sent;
        assert!((41..=80).contains(&sent), "{sent}");
        let got = mailbox::list(db.read(), &keyring(), None, None, 100).await.unwrap().items;
        let addresses: HashSet<&str> = got.iter().map(|item| item.to.as_str()).collect();
        assert_eq!((got.len(), addresses.len()), (sent, sent));
        assert!(got[0].text.starts_with("[en] "), "in the reader's language");
    }
}

#[tokio::test]
async fn a_crash_between_steps_leaves_nobody_out_and_tells_nobody_twice() {
    for test in both().await {
        let db = &test.db;
        let crowd: Vec<PersonId> = (1..=1100).map(person).collect();
        let people = People::of([("co_signers", crowd)]);
        append(db, happened("proposal.reached")).await;
        // The consumer's transaction is lost with its worker: nothing is noted, and the event comes again.
        let event = event::sealed_after(db.read(), 0, 1).await.unwrap().remove(0);
        let tx = db.begin().await.unwrap();
        event::Consumer::handle(&FanOut, &tx, &event, noon()).await.unwrap();
        drop(tx);
        assert_eq!(fan_out::step(db, &people, &keyring(), noon()).await.unwrap(), 0);
        // One step a process, each of which dies after it; one dies inside a step, on a directory that fails.
        event::consume(db, &FanOut, noon(), 100).await.unwrap();
        assert_eq!(fan_out::step(db, &people, &keyring(), noon()).await.unwrap(), 1, "no proposer");
        assert_eq!(fan_out::step(db, &people, &keyring(), noon()).await.unwrap(), 1, "the first 500");
        assert_eq!(outbox::standing(db.read()).await.unwrap().waiting, 500);
        assert!(fan_out::step(db, &Silent, &keyring(), noon()).await.is_err());
        assert_eq!(outbox::standing(db.read()).await.unwrap().waiting, 500);
        tell_all(db, &people).await;
        assert_eq!(outbox::standing(db.read()).await.unwrap().waiting, 1100);
        assert_eq!(notices_of(db, person(1)).await.len(), 1);
        assert_eq!(notices_of(db, person(1100)).await.len(), 1);
    }
}

struct Silent;

#[async_trait::async_trait]
impl folkmoot_notifications::Directory for Silent {
    async fn members(
        &self,
        _: Audience,
        _: &folkmoot_notifications::Occurrence,
        _: Option<uuid::Uuid>,
        _: u64,
    ) -> Result<Vec<folkmoot_notifications::Member>, folkmoot_notifications::BoxError> {
        Err(Box::new(DbErr::Custom("gone".to_owned())))
    }
    async fn about(
        &self,
        _: &folkmoot_notifications::Occurrence,
    ) -> Result<folkmoot_notifications::About, folkmoot_notifications::BoxError> {
        Err(Box::new(DbErr::Custom("gone".to_owned())))
    }
    async fn facts(
        &self,
        _: &folkmoot_notifications::Occurrence,
    ) -> Result<serde_json::Value, folkmoot_notifications::BoxError> {
        Err(Box::new(DbErr::Custom("gone".to_owned())))
    }
    async fn contacts(
        &self,
        _: &[PersonId],
    ) -> Result<
        std::collections::HashMap<PersonId, folkmoot_notifications::Contact>,
        folkmoot_notifications::BoxError,
    > {
        Err(Box::new(DbErr::Custom("gone".to_owned())))
    }
}

#[tokio::test]
async fn mails_follow_the_choice_and_notices_do_not() {
    for test in both().await {
        let db = &test.db;
        let tx = db.begin().await.unwrap();
        for (who, choice) in [(1, MailChoice::None), (2, MailChoice::All), (2, MailChoice::Own)] {
            preferences::set_all(&tx, person(who), choice, noon()).await.unwrap();
        }
        db::commit(tx).await.unwrap();
        for (who, choice) in [(1, MailChoice::None), (2, MailChoice::Own), (3, MailChoice::All)] {
            let kept = preferences::get(db.read(), person(who)).await.unwrap();
            assert_eq!(kept.in_short(), Some(choice));
        }
        let people = Arc::new(People::of([
            ("co_signers", vec![person(1), person(2), person(3)]),
            ("author", vec![person(2)]),
        ]));
        append(db, happened("case.response_published")).await;
        append(db, happened("comment.hidden")).await;
        tell_all(db, &people).await;
        for n in 1..=3 {
            assert_eq!(notices_of(db, person(n)).await.len(), if n == 2 { 2 } else { 1 });
        }
        assert_eq!(courier(db, people, vec![]).deliver(noon(), 10).await.unwrap().sent, 2);
        let got = mailbox::list(db.read(), &keyring(), None, None, 10).await.unwrap().items;
        let got: HashSet<(&str, &str)> = got.iter().map(|i| (i.to.as_str(), i.subject.as_str())).collect();
        assert_eq!(
            got,
            [("p2@example.com", "comment.hidden"), ("p3@example.com", "case.response_published")].into()
        );
    }
}

#[tokio::test]
async fn who_did_it_is_not_told_and_who_is_gone_gets_no_mail() {
    for test in both().await {
        let db = &test.db;
        let people = Arc::new(People::of([
            ("author", vec![person(1)]),
            ("officers", vec![person(1), person(404)]),
            ("co_signers", vec![]),
        ]));
        let own = Actor::citizen(person(1));
        let reply = serde_json::json!({ "parent": proposal() });
        append(db, NewEvent::new("comment.added", proposal(), own).with(reply)).await;
        append(db, NewEvent::new("case.assigned", proposal(), own)).await;
        append(db, NewEvent::new("signature.batch", proposal(), Actor::System)).await;
        let comment = serde_json::json!({ "parent": null });
        append(db, NewEvent::new("comment.added", proposal(), Actor::System).with(comment)).await;
        tell_all(db, &people).await;
        assert!(notices_of(db, person(1)).await.is_empty());
        assert_eq!(notices_of(db, person(404)).await.len(), 1);
        let done = courier(db, people, vec![]).deliver(noon(), 10).await.unwrap();
        assert_eq!(done, Delivered { sent: 0, postponed: 0, failed: 1 });
    }
}

#[tokio::test]
async fn notices_are_read_by_their_owner_alone_and_come_in_pages() {
    for test in both().await {
        let db = &test.db;
        let people = People::of([("proposer", vec![person(1)])]);
        for kind in ["proposal.opened", "proposal.reached", "case.extended"] {
            append(db, happened(kind)).await;
        }
        tell_all(db, &people).await;
        let first = notices::of_person(db.read(), person(1), Which::Unread, None, 2).await.unwrap();
        assert_eq!(first.items.len(), 2);
        let rest = notices::of_person(db.read(), person(1), Which::Unread, first.next, 2).await.unwrap();
        assert_eq!((rest.items.len(), rest.next), (1, None));
        assert!(first.items.iter().all(|n| n.id != rest.items[0].id));

        let id = first.items[0].id;
        let tx = db.begin().await.unwrap();
        assert!(notices::mark_read(&tx, person(2), id, noon()).await.is_err());
        notices::mark_read(&tx, person(1), id, noon()).await.unwrap();
        notices::mark_read(&tx, person(1), id, noon() + chrono::TimeDelta::days(1)).await.unwrap();
        db::commit(tx).await.unwrap();
        assert_eq!(notices::unread(db.read(), person(1)).await.unwrap(), 2);
        let read = notices::of_person(db.read(), person(1), Which::Read, None, 9).await.unwrap().items;
        assert_eq!(read[0].read_at, Some(noon()));
        let tx = db.begin().await.unwrap();
        assert_eq!(notices::mark_all_read(&tx, person(1), noon()).await.unwrap(), 2);
        db::commit(tx).await.unwrap();
        assert_eq!(notices::unread(db.read(), person(1)).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn following_ends_and_a_person_can_be_forgotten() {
    for test in both().await {
        let db = &test.db;
        let tx = db.begin().await.unwrap();
        assert!(follows::follow(&tx, person(1), proposal(), noon()).await.unwrap());
        assert!(!follows::follow(&tx, person(1), proposal(), noon()).await.unwrap());
        assert!(follows::follow(&tx, person(2), proposal(), noon()).await.unwrap());
        db::commit(tx).await.unwrap();
        let counts = follows::counts(db.read(), &[proposal().0, person(3).0]).await.unwrap();
        assert_eq!(counts, [(proposal().0, 2)].into());
        let mine = follows::of_person(db.read(), person(1), follows::Which::All, None, 10).await.unwrap();
        assert_eq!(mine.items[0].topic.key(), proposal().to_string());
        append(db, happened("proposal.lapsed")).await;
        tell_all(db, &People::default()).await;
        assert_eq!(outbox::standing(db.read()).await.unwrap().waiting, 2);

        let tx = db.begin().await.unwrap();
        assert!(follows::unfollow(&tx, person(2), proposal()).await.unwrap());
        assert!(!follows::unfollow(&tx, person(2), proposal()).await.unwrap());
        outbox::forget(&tx, person(1)).await.unwrap();
        db::commit(tx).await.unwrap();
        assert!(!follows::is_following(db.read(), person(1), proposal()).await.unwrap());
        assert!(follows::followers(db.read(), &[proposal().0], None, 10).await.unwrap().is_empty());
        assert!(notices_of(db, person(1)).await.is_empty());
        assert_eq!(outbox::standing(db.read()).await.unwrap().waiting, 1);
    }
}
