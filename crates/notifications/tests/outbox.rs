//! The outbox and its delivery on both databases.

#![allow(clippy::unwrap_used)]

mod support;

use std::sync::Arc;

use chrono::TimeDelta;
use folkmoot_foundation::{Db, db};
use folkmoot_migrations::testing::both;
use folkmoot_notifications::outbox::{self, Mail, Sms};
use folkmoot_notifications::{Channel, Delivered, SendError, mailbox};
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::json;
use support::{People, courier, keyring, noon, person};

fn mail(to: &str, kind: &str) -> Mail {
    Mail {
        to_person: None,
        address: keyring().seal(to),
        kind: kind.to_owned(),
        locale: "zh-TW".to_owned(),
        data: json!({ "link_token": "geheim" }),
    }
}

async fn queue(db: &Db, mail: Mail) {
    let tx = db.begin().await.unwrap();
    outbox::queue_mail(&tx, &keyring(), mail, noon()).await.unwrap();
    db::commit(tx).await.unwrap();
}

async fn received(db: &Db) -> Vec<mailbox::Item> {
    mailbox::list(db.read(), &keyring(), None, None, 100).await.unwrap().items
}

async fn secrets_kept(db: &Db) -> i64 {
    let sql = "SELECT COUNT(*) AS n FROM message WHERE address IS NOT NULL OR data <> ''";
    let row = db.read().query_one_raw(Statement::from_string(db.read().get_database_backend(), sql)).await;
    row.unwrap().unwrap().try_get("", "n").unwrap()
}

#[tokio::test]
async fn what_is_committed_goes_out_once_and_leaves_nothing_secret_behind() {
    for test in both().await {
        let db = &test.db;
        let courier = courier(db, Arc::new(People::default()), vec![]);
        let tx = db.begin().await.unwrap();
        outbox::queue_mail(&tx, &keyring(), mail("gone@example.com", "email_confirmation"), noon())
            .await
            .unwrap();
        drop(tx);
        assert_eq!(courier.deliver(noon(), 10).await.unwrap(), Delivered::default());

        queue(db, mail("a@example.com", "email_confirmation")).await;
        let tx = db.begin().await.unwrap();
        let sms = Sms {
            to_person: Some(person(1)),
            number: keyring().seal("+886912345678"),
            kind: "mobile_code".to_owned(),
            locale: "en".to_owned(),
            data: json!({ "code": "123456" }),
        };
        outbox::queue_sms(&tx, &keyring(), sms, noon()).await.unwrap();
        db::commit(tx).await.unwrap();
        assert_eq!(secrets_kept(db).await, 2);

        let (one, two) = tokio::join!(courier.deliver(noon(), 10), courier.deliver(noon(), 10));
        assert_eq!(one.unwrap().sent + two.unwrap().sent, 2);
        assert_eq!(courier.deliver(noon() + TimeDelta::days(1), 10).await.unwrap(), Delivered::default());
        let got = received(db).await;
        assert_eq!(got.len(), 2);
        let sms = got.iter().find(|item| item.channel == Channel::Sms).unwrap();
        assert_eq!((sms.to.as_str(), sms.text.as_str()), ("+886912345678", "[en] {\"code\":\"123456\"}"));
        assert_eq!(secrets_kept(db).await, 0);
        let mine = mailbox::list(db.read(), &keyring(), Some(" A@Example.com "), None, 10).await.unwrap();
        assert_eq!(mine.items.len(), 1);
        assert_eq!(mailbox::get(db.read(), &keyring(), mine.items[0].id).await.unwrap(), mine.items[0]);
    }
}

#[tokio::test]
async fn a_failure_is_tried_again_later_and_given_up_at_last() {
    for test in both().await {
        let db = &test.db;
        let moods = vec![SendError::temporary("smtp_451"); 20];
        let courier = courier(db, Arc::new(People::default()), moods);
        queue(db, mail("a@example.com", "password_reset")).await;
        let mut now = noon();
        for attempt in 1..8 {
            assert_eq!(courier.deliver(now, 10).await.unwrap().postponed, 1, "try {attempt}");
            assert_eq!(courier.deliver(now, 10).await.unwrap(), Delivered::default(), "not at once");
            now += TimeDelta::days(2);
        }
        assert_eq!(outbox::standing(db.read()).await.unwrap().waiting, 1);
        assert_eq!(courier.deliver(now, 10).await.unwrap().failed, 1);
        let standing = outbox::standing(db.read()).await.unwrap();
        assert_eq!((standing.waiting, standing.failed, standing.oldest), (0, 1, None));
        assert_eq!(secrets_kept(db).await, 0);
        assert!(received(db).await.is_empty());

        let failures = outbox::failures(db.read()).await.unwrap();
        let told = (failures[0].channel.as_str(), failures[0].reason.as_deref(), failures[0].count);
        assert_eq!((failures.len(), told), (1, ("mail", Some("smtp_451"), 1)));
        assert_eq!(failures[0].latest, now);
        queue(db, mail("waiting@example.com", "password_reset")).await;
        let purge = async |at| {
            let tx = db.begin().await.unwrap();
            let gone = outbox::purge(&tx, at).await.unwrap();
            db::commit(tx).await.unwrap();
            gone
        };
        assert_eq!(purge(now + TimeDelta::days(outbox::KEPT_DAYS)).await, 0);
        assert_eq!(purge(now + TimeDelta::days(outbox::KEPT_DAYS + 1)).await, 1);
        assert!(outbox::failures(db.read()).await.unwrap().is_empty());
        assert_eq!(outbox::standing(db.read()).await.unwrap().waiting, 1, "what waits stays");
    }
}

#[tokio::test]
async fn a_refusal_for_good_is_not_repeated_and_a_mend_helps_the_rest() {
    for test in both().await {
        let db = &test.db;
        // Moods are taken from the end: the first is refused for good, the second for now.
        let moods = vec![SendError::temporary("timeout"), SendError::permanent("smtp_550")];
        let courier = courier(db, Arc::new(People::default()), moods);
        queue(db, mail("nobody@example.com", "password_reset")).await;
        assert_eq!(courier.deliver(noon(), 10).await.unwrap().failed, 1);
        queue(db, mail("a@example.com", "password_reset")).await;
        queue(db, mail("b@example.com", "broken")).await;
        let later = courier.deliver(noon(), 10).await.unwrap();
        assert_eq!((later.sent, later.postponed), (0, 2));
        let soon = courier.deliver(noon() + TimeDelta::seconds(31), 10).await.unwrap();
        assert_eq!((soon.sent, soon.postponed), (1, 1), "what can't be put into words stays");
    }
}

#[tokio::test]
async fn a_message_of_a_dead_worker_is_taken_over() {
    for test in both().await {
        let db = &test.db;
        let courier = courier(db, Arc::new(People::default()), vec![]);
        queue(db, mail("a@example.com", "password_reset")).await;
        // A worker claims, then dies.
        let sql = "UPDATE message SET attempts = 1, locked_until = ";
        let until = (noon() + TimeDelta::minutes(5)).format("'%Y-%m-%dT%H:%M:%S+00:00'");
        db.for_migrations().execute_unprepared(&format!("{sql}{until}")).await.unwrap();
        assert_eq!(courier.deliver(noon(), 10).await.unwrap(), Delivered::default());
        assert_eq!(courier.deliver(noon() + TimeDelta::minutes(5), 10).await.unwrap().sent, 1);
        assert_eq!(received(db).await.len(), 1);
    }
}

#[tokio::test]
async fn those_one_person_waits_for_go_first() {
    for test in both().await {
        let db = &test.db;
        let people = People::of([("proposer", vec![person(1)])]);
        let people = Arc::new(people);
        support::append(db, support::happened("proposal.opened")).await;
        folkmoot_foundation::event::consume(db, &folkmoot_notifications::fan_out::FanOut, noon(), 10)
            .await
            .unwrap();
        folkmoot_notifications::fan_out::step(db, people.as_ref(), &keyring(), noon()).await.unwrap();
        queue(db, mail("waiting@example.com", "email_confirmation")).await;
        let courier = courier(db, people, vec![]);
        assert_eq!(courier.deliver(noon(), 1).await.unwrap().sent, 1);
        assert_eq!(received(db).await[0].to, "waiting@example.com");
        assert_eq!(courier.deliver(noon(), 1).await.unwrap().sent, 1);
        assert_eq!(received(db).await.len(), 2);
    }
}
