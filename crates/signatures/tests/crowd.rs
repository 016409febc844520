//! A crowd that comes in through every door at once.

#![allow(clippy::unwrap_used)]

mod support;

use std::sync::Arc;

use folkmoot_foundation::{Clock as _, PersonId, db};
use folkmoot_migrations::testing::{TestDb, postgres, sqlite};
use folkmoot_signatures::{Channel, Intake, Limits, SignRequest, take};
use futures_util::future::join_all;
use support::{Hook, Stand, key, person, request};

/// How many people come.
const PEOPLE: u32 = 50;

/// How often in a row; TEST_ROUNDS says another number.
fn rounds() -> usize {
    std::env::var("TEST_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(20)
}

/// Fifty people, each by four requests: with their account and with another account on the same number (or by another way of
/// writing the same address, which gives the same key), in two processes; on a paper sheet; at a counter.
async fn all_doors_at_once(test: &TestDb) {
    let stand = Stand::new(&test.db, &[("half", 25), ("all", i64::from(PEOPLE))]).await;
    let hook = Arc::<Hook>::clone(&stand.hook);
    let other = Intake::start(
        test.db.clone(),
        Arc::new(stand.clock.clone()),
        hook,
        Limits { batch: 13, ..Limits::default() },
    );
    let by = |n: u32, person: Option<PersonId>, channel| SignRequest {
        person,
        channel,
        ..request(stand.drive, n)
    };
    let online = async {
        let requests = (0..PEOPLE).map(|n| stand.intake.sign(by(n, Some(person(n)), Channel::Online)));
        join_all(requests).await
    };
    let twins = async {
        let requests = (0..PEOPLE).rev().map(|n| other.sign(by(n, Some(person(n + 1000)), Channel::Online)));
        join_all(requests).await
    };
    let counter = async {
        let requests = (0..PEOPLE).map(|n| other.sign(by((n * 7) % PEOPLE, None, Channel::Counter)));
        join_all(requests).await
    };
    let paper = async {
        let mut answers = Vec::new();
        for sheet in (0..PEOPLE).collect::<Vec<_>>().chunks(10) {
            let lines: Vec<SignRequest> = sheet.iter().map(|n| by(*n, None, Channel::Paper)).collect();
            let tx = test.db.begin().await.unwrap();
            let taken = take(&tx, || stand.clock.now(), stand.hook.as_ref(), &lines).await.unwrap();
            db::commit(tx).await.unwrap();
            answers.extend(taken);
        }
        answers
    };
    let (online, twins, counter, paper) = tokio::join!(online, twins, counter, paper);
    let all: Vec<_> = [online, twins, counter, paper].into_iter().flatten().map(Result::unwrap).collect();
    assert_eq!(all.len(), 200);
    assert_eq!(all.iter().filter(|signed| !signed.already).count(), PEOPLE as usize);
    let drive = stand.fits(i64::from(PEOPLE)).await;
    assert!(drive.thresholds.iter().all(|level| level.reached_at.is_some()));
    assert_eq!(stand.hook.fired().len(), 2);
    // Whichever door was first, its receipt is everybody's answer.
    for n in 0..PEOPLE {
        let one = stand.intake.sign(by(n, None, Channel::Online)).await.unwrap();
        assert!(one.already);
        let same = all.iter().filter(|signed| signed.receipt.leaf == one.receipt.leaf).count();
        assert_eq!(same, 4, "person {n} of key {:?}", &key(n)[..4]);
    }
    stand.intake.stop().await;
    other.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_people_are_fifty_signatures_on_sqlite() {
    let test = sqlite().await;
    for _ in 0..rounds() {
        all_doors_at_once(&test).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_people_are_fifty_signatures_on_postgres() {
    let test = postgres().await;
    for _ in 0..rounds() {
        all_doors_at_once(&test).await;
    }
}
