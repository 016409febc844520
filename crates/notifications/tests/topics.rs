//! Following what many proposals are about, and the mail that lists several events, on both databases.

#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;
use folkmoot_foundation::{Db, Now, PersonId, db, event};
use folkmoot_migrations::testing::both;
use folkmoot_notifications::fan_out::{self, FanOut};
use folkmoot_notifications::mailbox::{self, Item};
use folkmoot_notifications::notices::{self, Which};
use folkmoot_notifications::preferences::{self, Frequency, MailKind, Refusal, Scope};
use folkmoot_notifications::{About, Audience, Error, Named, Topic, TopicKind, digests, follows, outbox};
use support::{People, append, courier, happened, keyring, noon, person};

fn agency() -> Topic {
    Topic::new(TopicKind::Agency, "00000000-0000-0000-0000-0000000000a1").unwrap()
}

fn of(kind: TopicKind, key: &str) -> Topic {
    Topic::new(kind, key).unwrap()
}

/// A proposal of an agency, a category and a county, whose words are about parks.
fn people() -> People {
    let named = |topic: Topic, zh: &str, en: &str| Named { topic, zh: zh.to_owned(), en: en.to_owned() };
    let topics = vec![
        named(agency(), "交通部", "Ministry of Transportation"),
        named(of(TopicKind::Category, "transport"), "交通", "Transport"),
        named(of(TopicKind::County, "63000"), "臺北市", "Taipei City"),
    ];
    let words = vec![("公園增設遮蔭座椅".to_owned(), "請在臺北市的公園增設座椅".to_owned())];
    People { about: About { topics, words }, ..People::default() }
}

async fn follow(db: &Db, who: u128, topic: &Topic) {
    let tx = db.begin().await.unwrap();
    assert!(follows::follow_topic(&tx, person(who), topic, noon()).await.unwrap());
    assert!(!follows::follow_topic(&tx, person(who), topic, noon()).await.unwrap());
    db::commit(tx).await.unwrap();
}

async fn choose(db: &Db, who: u128, kind: MailKind, frequency: Frequency) {
    let tx = db.begin().await.unwrap();
    preferences::set(&tx, person(who), kind, frequency, noon()).await.unwrap();
    db::commit(tx).await.unwrap();
}

async fn tell_all(db: &Db, people: &People) {
    event::consume(db, &FanOut, noon(), 100).await.unwrap();
    while fan_out::step(db, people, &keyring(), noon()).await.unwrap() > 0 {}
}

async fn told(db: &Db, who: u128) -> Vec<notices::Notice> {
    notices::of_person(db.read(), person(who), Which::All, None, 50).await.unwrap().items
}

async fn deliver(db: &Db, now: Now) -> Vec<Item> {
    while digests::step(db, &keyring(), now).await.unwrap() > 0 {}
    let courier = courier(db, Arc::new(People::default()), vec![]);
    while courier.deliver(now, 100).await.unwrap().sent > 0 {}
    mailbox::list(db.read(), &keyring(), None, None, 1000).await.unwrap().items
}

#[tokio::test]
async fn who_follows_it_in_many_ways_is_told_once_and_by_the_closest() {
    for test in both().await {
        let db = &test.db;
        let all = people();
        for topic in [
            &agency(),
            &of(TopicKind::Category, "transport"),
            &of(TopicKind::County, "63000"),
            &of(TopicKind::Search, "公園 座椅"),
        ] {
            follow(db, 1, topic).await;
        }
        follow(db, 2, &of(TopicKind::County, "63000")).await;
        follow(db, 3, &of(TopicKind::County, "65000")).await;
        follow(db, 4, &of(TopicKind::Search, "台北市 座椅")).await;
        follow(db, 5, &of(TopicKind::Search, "座椅 無人機")).await;
        let tx = db.begin().await.unwrap();
        follows::follow(&tx, person(6), support::proposal(), noon()).await.unwrap();
        follows::follow_topic(&tx, person(6), &agency(), noon()).await.unwrap();
        db::commit(tx).await.unwrap();
        append(db, happened("proposal.opened")).await;
        append(db, happened("proposal.reached")).await;
        tell_all(db, &all).await;

        // A search tells of new proposals alone; the agency of all that happens to them.
        let one: Vec<_> = told(db, 1).await.into_iter().map(|n| (n.telling.kind, n.telling.via)).collect();
        let kinds: Vec<_> =
            one.iter().map(|(kind, via)| (kind.as_str(), via.as_ref().unwrap().kind)).collect();
        assert_eq!(
            kinds.into_iter().collect::<std::collections::HashSet<_>>(),
            [("proposal.opened", TopicKind::Search), ("proposal.reached", TopicKind::Agency)].into()
        );
        assert!(one.iter().any(|(_, via)| via.as_ref().unwrap().en == "Ministry of Transportation"));
        assert_eq!(told(db, 2).await.len(), 2);
        assert!(told(db, 3).await.is_empty());
        assert_eq!(told(db, 4).await.len(), 1, "台 is read as 臺");
        assert_eq!(told(db, 4).await[0].telling.via.as_ref().unwrap().zh, "台北市 座椅");
        assert!(told(db, 5).await.is_empty());
        let six = told(db, 6).await;
        let audience = |kind: &str| six.iter().find(|n| n.telling.kind == kind).unwrap().telling.audience;
        assert_eq!(six.len(), 2);
        assert_eq!(audience("proposal.opened"), Audience::Topics);
        assert_eq!(audience("proposal.reached"), Audience::Followers);

        // What is usual: the proposal at once, everything else together at eight.
        assert_eq!(outbox::standing(db.read()).await.unwrap().waiting, 1);
        assert_eq!(deliver(db, noon()).await.len(), 1);
        let next = digests::next(Frequency::Daily, noon()).unwrap();
        assert_eq!(deliver(db, next - TimeDelta::seconds(1)).await.len(), 1);
        let mails = deliver(db, next).await;
        let listed: Vec<&Item> = mails.iter().filter(|mail| mail.subject == digests::KIND).collect();
        let to: BTreeSet<&str> = listed.iter().map(|mail| mail.to.as_str()).collect();
        assert_eq!(to, ["p1@example.com", "p2@example.com", "p4@example.com", "p6@example.com"].into());
        assert_eq!(listed.len(), 4, "one mail lists all");
        let own = listed.iter().find(|mail| mail.to.starts_with("p1@")).unwrap();
        assert!(own.text.contains("proposal.opened") && own.text.contains("proposal.reached"));
        assert_eq!(deliver(db, next + TimeDelta::days(8)).await.len(), 5, "and never again");
    }
}

#[tokio::test]
async fn each_listed_once_by_two_workers_and_over_a_crash() {
    for test in both().await {
        let db = &test.db;
        for who in 1..=120 {
            follow(db, who, &agency()).await;
        }
        append(db, happened("proposal.reached")).await;
        append(db, happened("case.response_published")).await;
        tell_all(db, &people()).await;
        assert_eq!(outbox::standing(db.read()).await.unwrap().waiting, 0);
        let next = digests::next(Frequency::Daily, noon()).unwrap();
        // A worker that died before its commit leaves all as it was.
        let worker = || async { while digests::step(db, &keyring(), next).await.unwrap() > 0 {} };
        tokio::join!(worker(), worker());
        worker().await;
        assert_eq!(outbox::standing(db.read()).await.unwrap().waiting, 120);
        let mails = deliver(db, next).await;
        let to: BTreeSet<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
        assert_eq!((mails.len(), to.len()), (120, 120));
    }
}

#[tokio::test]
async fn choices_hold_for_what_waits_and_what_was_read_is_not_listed() {
    for test in both().await {
        let db = &test.db;
        for who in 1..=5 {
            follow(db, who, &agency()).await;
        }
        choose(db, 1, MailKind::Agency, Frequency::Now).await;
        choose(db, 2, MailKind::Agency, Frequency::Weekly).await;
        choose(db, 3, MailKind::Agency, Frequency::Never).await;
        append(db, happened("proposal.reached")).await;
        tell_all(db, &people()).await;
        for who in 1..=5 {
            assert_eq!(told(db, who).await.len(), 1, "on the page in any case");
        }
        let at_once = deliver(db, noon()).await;
        assert_eq!(at_once.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["p1@example.com"]);
        // One reads on the page; another wants no such mails any more.
        let tx = db.begin().await.unwrap();
        notices::mark_all_read(&tx, person(4), noon()).await.unwrap();
        db::commit(tx).await.unwrap();
        choose(db, 5, MailKind::Agency, Frequency::Never).await;
        let daily = digests::next(Frequency::Daily, noon()).unwrap();
        assert_eq!(deliver(db, daily).await.len(), 1);
        let weekly = digests::next(Frequency::Weekly, noon()).unwrap();
        let mails = deliver(db, weekly).await;
        assert_eq!(mails.len(), 2);
        assert_eq!(mails[0].to, "p2@example.com");
    }
}

#[tokio::test]
async fn one_click_ends_the_mails_of_its_kind() {
    for test in both().await {
        let db = &test.db;
        follow(db, 1, &agency()).await;
        follow(db, 1, &of(TopicKind::County, "63000")).await;
        choose(db, 1, MailKind::County, Frequency::Weekly).await;
        let refuse = async |scope| {
            let token = Refusal { person: person(1), scope }.token(&keyring());
            let tx = db.begin().await.unwrap();
            Refusal::of_token(&keyring(), &token).unwrap().refuse(&tx, noon()).await.unwrap();
            db::commit(tx).await.unwrap();
            preferences::get(db.read(), person(1)).await.unwrap()
        };
        let choices = refuse(Scope::Kind(MailKind::Agency)).await;
        assert_eq!(choices.of(MailKind::Agency), Frequency::Never);
        assert_eq!(choices.of(MailKind::County), Frequency::Weekly);
        let choices = refuse(Scope::Digest).await;
        assert_eq!(choices.of(MailKind::County), Frequency::Never);
        assert_eq!(choices.of(MailKind::Proposal), Frequency::Now);
    }
}

#[tokio::test]
async fn a_crowd_that_follows_an_agency_is_told_in_steps() {
    for test in both().await {
        let db = &test.db;
        let tx = db.begin().await.unwrap();
        for who in 1..=1100 {
            follows::follow_topic(&tx, person(who), &agency(), noon()).await.unwrap();
        }
        db::commit(tx).await.unwrap();
        append(db, happened("case.missed")).await;
        let all = people();
        let worker = || async {
            event::consume(db, &FanOut, noon(), 10).await.unwrap();
            while fan_out::step(db, &all, &keyring(), noon()).await.unwrap() > 0 {}
        };
        tokio::join!(worker(), worker());
        worker().await;
        for who in [1, 500, 501, 1000, 1100] {
            assert_eq!(told(db, who).await.len(), 1, "{who}");
        }
    }
}

#[tokio::test]
async fn nobody_follows_without_end_and_forgetting_takes_all() {
    for test in both().await {
        let db = &test.db;
        let tx = db.begin().await.unwrap();
        for n in 0..follows::MOST_TOPICS {
            let topic = of(TopicKind::Search, &format!("字詞{n}"));
            follows::follow_topic(&tx, person(1), &topic, noon()).await.unwrap();
        }
        let more = follows::follow_topic(&tx, person(1), &agency(), noon()).await;
        assert!(matches!(more, Err(Error::TooManyFollows)), "{more:?}");
        assert!(follows::follow(&tx, person(1), support::proposal(), noon()).await.unwrap());
        db::commit(tx).await.unwrap();
        let mine = follows::of_person(db.read(), person(1), follows::Which::Topics, None, 10).await.unwrap();
        assert_eq!((mine.items.len(), mine.next.is_some()), (10, true));
        let known: Vec<Topic> = mine.items.iter().map(|follow| follow.topic.clone()).collect();
        assert_eq!(follows::which(db.read(), person(1), &known).await.unwrap().len(), 10);
        assert!(follows::which(db.read(), person(2), &known).await.unwrap().is_empty());

        follow(db, 2, &agency()).await;
        append(db, happened("proposal.reached")).await;
        tell_all(db, &people()).await;
        let tx = db.begin().await.unwrap();
        for who in [1, 2] {
            outbox::forget(&tx, person(who)).await.unwrap();
        }
        db::commit(tx).await.unwrap();
        let later = digests::next(Frequency::Weekly, noon()).unwrap();
        assert!(deliver(db, later).await.is_empty());
        let all = follows::of_person(db.read(), PersonId(person(1).0), follows::Which::All, None, 10).await;
        assert!(all.unwrap().items.is_empty());
    }
}

#[tokio::test]
async fn of_two_issues_each_is_told_of_until_it_was_looked_at() {
    for test in both().await {
        let db = &test.db;
        let ids = ["00000000-0000-0000-0000-0000000000b1", "00000000-0000-0000-0000-0000000000b2"];
        let issue = |at: usize| of(TopicKind::Issue, ids[at]);
        let gain = async |which: &[usize]| {
            let named = |at: &usize| Named { topic: issue(*at), zh: at.to_string(), en: at.to_string() };
            let about = About { topics: which.iter().map(named).collect(), words: Vec::new() };
            let gained: Vec<&str> = which.iter().map(|at| ids[*at]).collect();
            append(db, happened("issues.changed").with(serde_json::json!({ "gained": gained }))).await;
            tell_all(db, &People { about, ..People::default() }).await;
        };
        follow(db, 1, &issue(0)).await;
        follow(db, 1, &issue(1)).await;
        follow(db, 2, &issue(1)).await;
        gain(&[0]).await;
        assert_eq!((told(db, 1).await.len(), told(db, 2).await.len()), (1, 0));
        // The first waits to be read; the second is told of all the same.
        gain(&[0, 1]).await;
        assert_eq!((told(db, 1).await.len(), told(db, 2).await.len()), (2, 1));
        gain(&[1, 0]).await;
        assert_eq!((told(db, 1).await.len(), told(db, 2).await.len()), (2, 1));
        let tx = db.begin().await.unwrap();
        notices::mark_all_read(&tx, person(1), noon()).await.unwrap();
        db::commit(tx).await.unwrap();
        gain(&[0, 1]).await;
        assert_eq!((told(db, 1).await.len(), told(db, 2).await.len()), (4, 1));
    }
}
