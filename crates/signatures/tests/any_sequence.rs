//! Whatever people do and in whatever order: the numbers fit.

#![allow(clippy::unwrap_used)]

mod support;

use std::collections::HashSet;

use chrono::TimeDelta;
use folkmoot_foundation::{Clock as _, db};
use folkmoot_migrations::testing::{TestDb, postgres, sqlite};
use folkmoot_signatures::{SignError, Window, drives};
use futures_util::future::join_all;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use support::{Stand, request};

#[derive(Debug, Clone)]
enum Act {
    Sign(Vec<u32>),
    Withdraw(u32),
    Wait(i64),
    Close,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        6 => prop::collection::vec(0..12_u32, 1..10).prop_map(Act::Sign),
        4 => (0..12_u32).prop_map(Act::Withdraw),
        2 => (1..90_i64).prop_map(Act::Wait),
        1 => (1_000..60_000_i64).prop_map(Act::Wait),
        1 => Just(Act::Close),
    ];
    prop::collection::vec(act, 1..25)
}

/// Plays the acts against a model: the set of those who have signed.
async fn play(test: &TestDb, acts: &[Act]) {
    let stand = Stand::new(&test.db, &[("some", 5), ("many", 9)]).await;
    let (mut model, mut most) = (HashSet::new(), 0);
    for act in acts {
        let drive = drives::get(test.db.read(), stand.drive).await.unwrap().unwrap();
        let open = drive.window(stand.clock.now()) == Window::Open;
        match act {
            Act::Sign(people) => {
                let all = join_all(people.iter().map(|n| stand.intake.sign(request(stand.drive, *n)))).await;
                for (n, signed) in people.iter().zip(all) {
                    match signed {
                        Ok(signed) => assert_eq!(signed.already, !model.insert(*n)),
                        Err(error) => assert!(!open && matches!(error, SignError::Over { .. }), "{error}"),
                    }
                }
                most = most.max(model.len());
            }
            Act::Withdraw(n) => match stand.withdraw(*n).await {
                Ok(withdrawn) => {
                    assert!(open && model.remove(n));
                    assert_eq!(usize::try_from(withdrawn.count).unwrap(), model.len());
                }
                Err(SignError::NotSigned) => assert!(open && !model.contains(n)),
                Err(error) => assert!(!open, "{error}"),
            },
            Act::Wait(minutes) => stand.clock.advance(TimeDelta::minutes(*minutes)),
            Act::Close => {
                let tx = test.db.begin().await.unwrap();
                drives::close(&tx, stand.drive, stand.clock.now(), "withdrawn").await.unwrap();
                db::commit(tx).await.unwrap();
            }
        }
        stand.fits(i64::try_from(model.len()).unwrap()).await;
    }
    let expected = usize::from(most >= 5) + usize::from(most >= 9);
    assert_eq!(stand.hook.fired().len(), expected);
    stand.intake.stop().await;
}

#[tokio::test]
async fn any_sequence_keeps_the_sums() {
    let mut runner = TestRunner::new(Config::default());
    for test in [sqlite().await, postgres().await] {
        for _ in 0..24 {
            let acts = acts().new_tree(&mut runner).unwrap().current();
            eprintln!("{acts:?}");
            play(&test, &acts).await;
        }
    }
}
