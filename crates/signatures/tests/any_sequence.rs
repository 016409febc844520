//! Whatever people do and in whatever order: the numbers fit.

#![allow(clippy::unwrap_used)]

mod support;

use std::collections::HashMap;
use std::io::Cursor;

use chrono::TimeDelta;
use folkmoot_foundation::event::{self, CheckpointKey};
use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::{Actor, Clock as _, db};
use folkmoot_migrations::testing::{TestDb, postgres, sqlite};
use folkmoot_signatures::proof::verify_drive;
use folkmoot_signatures::{DriveFile, NewState, SignError, State, Window, change, change_region, drives};
use futures_util::future::join_all;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use support::{Stand, request};

#[derive(Debug, Clone)]
enum Act {
    Sign(Vec<u32>),
    Withdraw(u32),
    /// What others decide about some people's signatures.
    Turn(Vec<u32>, State),
    /// Somebody gives another region afterwards.
    Move(u32, usize),
    Wait(i64),
    Close,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        6 => prop::collection::vec(0..12_u32, 1..10).prop_map(Act::Sign),
        4 => (0..12_u32).prop_map(Act::Withdraw),
        4 => (prop::collection::vec(0..12_u32, 1..6), state()).prop_map(|(people, to)| Act::Turn(people, to)),
        2 => (0..12_u32, 0..3_usize).prop_map(|(n, region)| Act::Move(n, region)),
        2 => (1..90_i64).prop_map(Act::Wait),
        1 => (1_000..60_000_i64).prop_map(Act::Wait),
        1 => Just(Act::Close),
    ];
    prop::collection::vec(act, 1..25)
}

fn state() -> impl Strategy<Value = State> {
    prop_oneof![Just(State::PutAside), Just(State::Invalidated), Just(State::Counted)]
}

/// Plays the acts against a model: the state of everybody's signature.
async fn play(test: &TestDb, acts: &[Act]) {
    let key = CheckpointKey::new([7; 32]);
    let stand = Stand::new(&test.db, &[("some", 5), ("many", 9)]).await;
    let (mut model, mut ids) = (HashMap::<u32, State>::new(), HashMap::new());
    let counted =
        |model: &HashMap<u32, State>| model.values().filter(|state| **state == State::Counted).count();
    let mut most = 0;
    for act in acts {
        let drive = drives::get(test.db.read(), stand.drive).await.unwrap().unwrap();
        let open = drive.window(stand.clock.now()) == Window::Open;
        match act {
            Act::Sign(people) => {
                let all = join_all(people.iter().map(|n| stand.intake.sign(request(stand.drive, *n)))).await;
                for (n, signed) in people.iter().zip(all) {
                    match signed {
                        Ok(signed) => {
                            let before = model.get(n).copied();
                            let mine = matches!(before, None | Some(State::Withdrawn));
                            assert_eq!(signed.already, !mine);
                            let after = if mine { State::Counted } else { before.unwrap() };
                            assert_eq!(signed.receipt.state, after);
                            model.insert(*n, after);
                            ids.insert(*n, signed.receipt.id);
                        }
                        Err(error) => assert!(!open && matches!(error, SignError::Over { .. }), "{error}"),
                    }
                }
                most = most.max(counted(&model));
            }
            Act::Withdraw(n) => match stand.withdraw(*n).await {
                Ok(withdrawn) => {
                    let before = model.insert(*n, State::Withdrawn);
                    assert!(open && matches!(before, Some(State::Counted | State::PutAside)));
                    assert_eq!(usize::try_from(withdrawn.count).unwrap(), counted(&model));
                }
                Err(SignError::NotSigned) => {
                    let state = model.get(n).copied();
                    assert!(open && matches!(state, None | Some(State::Withdrawn | State::Invalidated)));
                }
                Err(error) => assert!(!open, "{error}"),
            },
            Act::Turn(people, to) => {
                let known: Vec<_> = people.iter().filter_map(|n| ids.get(n).copied()).collect();
                let tx = test.db.begin().await.unwrap();
                let now = stand.clock.now();
                let new = NewState { state: *to, reason: None, actor: Actor::System };
                let changed = change(&tx, now, stand.hook.as_ref(), stand.drive, &known, new).await.unwrap();
                db::commit(tx).await.unwrap();
                for (n, id) in ids.iter().filter(|(n, _)| people.contains(n)) {
                    let before = model.insert(*n, *to).unwrap();
                    let stays = before == *to
                        || before == State::Withdrawn
                        || (before == State::Counted && *to == State::Counted);
                    assert_eq!(changed.signatures.contains(id), !stays, "{before:?} to {to:?}");
                    if stays {
                        model.insert(*n, before);
                    }
                }
                most = most.max(counted(&model));
            }
            Act::Move(n, region) => {
                let Some(id) = ids.get(n) else { continue };
                let region: Option<RegionCode> =
                    [None, Some("67000"), Some("10015")][*region].map(|name| name.parse().unwrap());
                let tx = test.db.begin().await.unwrap();
                let hook = stand.hook.as_ref();
                change_region(&tx, stand.clock.now(), hook, stand.drive, *id, region).await.unwrap();
                db::commit(tx).await.unwrap();
            }
            Act::Wait(minutes) => stand.clock.advance(TimeDelta::minutes(*minutes)),
            Act::Close => {
                let tx = test.db.begin().await.unwrap();
                drives::close(&tx, stand.drive, stand.clock.now(), "withdrawn").await.unwrap();
                db::commit(tx).await.unwrap();
            }
        }
        stand.fits(i64::try_from(counted(&model)).unwrap()).await;
    }
    // Signing crosses with the hook; what others decide can only take away or give back what had been there.
    let expected = usize::from(most >= 5) + usize::from(most >= 9);
    assert_eq!(stand.hook.fired().len(), expected);
    while event::seal(&test.db, &key, stand.clock.now()).await.unwrap() > 0 {}
    let mut file = DriveFile::new(stand.drive, "https://example.org", &key.public(), stand.clock.now());
    let mut text = String::new();
    while let Some(line) = file.next(test.db.read()).await.unwrap() {
        text += &serde_json::to_string(&line).unwrap();
        text += "\n";
    }
    let proven = verify_drive(&mut Cursor::new(text), Some(&key.public())).unwrap();
    assert_eq!(usize::try_from(proven.count).unwrap(), counted(&model));
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
