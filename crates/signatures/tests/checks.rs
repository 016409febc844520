//! Conspicuous signatures: put aside before they count for anything, decided about, undone, confirmed by their signers.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::TimeDelta;
use folkmoot_foundation::{Clock as _, PersonId, SignatureId, db};
use folkmoot_migrations::testing::{TestDb, postgres, sqlite};
use folkmoot_signatures::checks::{
    self, BY_SIGNER, CONFIRMED, Deciding, GroupKey, Numbers, Origin, Outcome, Signal, UNDO_HOURS, Watch,
    WatchLimits,
};
use folkmoot_signatures::{Intake, Limits, Receipt, SignError, SignRequest, State, drives};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use support::{Hook, Stand, key, person, request};
use uuid::Uuid;

const REVIEWER: PersonId = PersonId(Uuid::from_u128(99));
const PLACE: [u8; 8] = [7; 8];

fn watch(address: u32) -> Arc<Watch> {
    Arc::new(Watch::new(WatchLimits { address, ..WatchLimits::default() }, HashSet::new()))
}

fn watched(stand: &Stand, watch: &Arc<Watch>) -> Intake {
    let hook = Arc::<Hook>::clone(&stand.hook);
    Intake::watched(
        stand.db.clone(),
        Arc::new(stand.clock.clone()),
        hook,
        Arc::clone(watch),
        Limits::default(),
    )
}

fn from_place(stand: &Stand, n: u32) -> SignRequest {
    let origin = Some(Origin { address: Some(PLACE), ..Origin::default() });
    SignRequest { origin, ..request(stand.drive, n) }
}

fn group(stand: &Stand) -> GroupKey {
    GroupKey { drive: stand.drive, signal: Signal::Address, mark: PLACE }
}

async fn waiting(stand: &Stand) -> Vec<SignatureId> {
    checks::lines(stand.db.read(), &group(stand)).await.unwrap().into_iter().map(|line| line.id).collect()
}

async fn decide(
    stand: &Stand,
    lines: Vec<SignatureId>,
    seen: i64,
    outcome: Outcome,
    reason: &str,
) -> Result<Uuid, SignError> {
    let tx = stand.db.begin().await?;
    let deciding = Deciding { key: group(stand), lines, seen, outcome, reason };
    let decided = checks::decide(&tx, stand.clock.now(), stand.hook.as_ref(), REVIEWER, deciding).await?;
    db::commit(tx).await?;
    Ok(decided.id)
}

async fn undo(stand: &Stand, id: Uuid) -> Result<(), SignError> {
    let tx = stand.db.begin().await?;
    checks::undo(&tx, stand.clock.now(), stand.hook.as_ref(), REVIEWER, id).await?;
    db::commit(tx).await?;
    Ok(())
}

async fn by_signer(stand: &Stand, id: SignatureId, number: u32) -> Result<(), SignError> {
    let tx = stand.db.begin().await?;
    let (now, hook) = (stand.clock.now(), stand.hook.as_ref());
    checks::confirm_by_signer(&tx, now, hook, stand.drive, id, &key(number)).await?;
    db::commit(tx).await?;
    Ok(())
}

async fn numbers(stand: &Stand) -> Numbers {
    checks::numbers(stand.db.read(), stand.drive).await.unwrap()
}

async fn sign(intake: &Intake, request: SignRequest) -> Receipt {
    intake.sign(request).await.unwrap().receipt
}

async fn on_both(body: impl AsyncFn(&TestDb)) {
    for test in [sqlite().await, postgres().await] {
        body(&test).await;
    }
}

#[tokio::test]
async fn what_is_put_aside_reaches_no_threshold_and_is_told_to_its_signer() {
    on_both(async |test| {
        let stand = Stand::new(&test.db, &[("some", 4)]).await;
        let intake = watched(&stand, &watch(3));
        for n in 0..6 {
            let state = sign(&intake, from_place(&stand, n)).await.state;
            assert_eq!(state, if n < 3 { State::Counted } else { State::PutAside }, "{n}");
        }
        stand.fits(3).await;
        assert!(stand.hook.fired().is_empty());
        let groups = checks::groups(test.db.read(), 10).await.unwrap();
        assert_eq!((groups.len(), groups[0].waiting, &groups[0].key), (1, 3, &group(&stand)));
        let ids = waiting(&stand).await;
        let check = checks::of(test.db.read(), ids[0]).await.unwrap().unwrap();
        assert_eq!((check.signal, check.outcome), (Signal::Address, None));
        // Taking it back and signing again is no way past the check.
        stand.withdraw(3).await.unwrap();
        assert_eq!(numbers(&stand).await.waiting, 2);
        assert_eq!(sign(&intake, from_place(&stand, 3)).await.state, State::PutAside);
        stand.fits(3).await;
        // Others sign as ever, and the threshold is reached by them.
        let receipt = sign(&intake, SignRequest { origin: None, ..request(stand.drive, 50) }).await;
        assert_eq!(receipt.state, State::Counted);
        assert_eq!(stand.hook.fired().len(), 1);
        stand.fits(4).await;
        let around =
            checks::around(test.db.read(), &group(&stand), groups[0].first, groups[0].last).await.unwrap();
        assert_eq!((around.alike, around.all), (3, 4));
        intake.stop().await;
        stand.intake.stop().await;
    })
    .await;
}

#[tokio::test]
async fn counting_again_finds_what_two_processes_could_not_see() {
    on_both(async |test| {
        let stand = Stand::new(&test.db, &[("some", 100)]).await;
        let (one, other) = (watch(5), watch(5));
        let intakes = [watched(&stand, &one), watched(&stand, &other)];
        for n in 0..8 {
            sign(&intakes[n as usize % 2], from_place(&stand, n)).await;
        }
        stand.fits(8).await;
        let hook = stand.hook.as_ref();
        let sweep =
            async |floor| checks::sweep(&test.db, hook, &one, floor, stand.clock.now()).await.unwrap();
        let (floor, put) = sweep(0).await;
        assert_eq!(put, 3);
        stand.fits(5).await;
        assert_eq!(sweep(floor).await.1, 0);
        // Whoever was confirmed is not put aside again.
        decide(&stand, vec![], 3, Outcome::Confirmed, "").await.unwrap();
        assert_eq!(sweep(0).await.1, 0);
        stand.fits(8).await;
        for intake in intakes {
            intake.stop().await;
        }
        stand.intake.stop().await;
    })
    .await;
}

#[tokio::test]
async fn decisions_can_be_undone_for_a_day_and_the_second_reviewer_is_told() {
    on_both(async |test| {
        let stand = Stand::new(&test.db, &[("some", 4)]).await;
        let intake = watched(&stand, &watch(2));
        for n in 0..6 {
            sign(&intake, from_place(&stand, n)).await;
        }
        let ids = waiting(&stand).await;
        assert_eq!(ids.len(), 4);
        let wrong = decide(&stand, vec![], 4, Outcome::Invalidated, "because").await;
        assert!(matches!(wrong, Err(SignError::CheckReason)));
        let first = decide(&stand, ids[..2].to_vec(), 4, Outcome::Invalidated, "automated").await.unwrap();
        assert_eq!(numbers(&stand).await.invalidated, [("automated".to_owned(), 2)]);
        // The second one saw four that waited; and these lines are decided.
        let late = decide(&stand, vec![], 4, Outcome::Confirmed, "").await;
        assert!(matches!(late, Err(SignError::CheckChanged)));
        let gone = decide(&stand, ids[..2].to_vec(), 2, Outcome::Confirmed, "").await;
        assert!(matches!(gone, Err(SignError::CheckChanged)));
        let drive = stand.fits(2).await;
        let key = checks::groups(test.db.read(), 1).await.unwrap().remove(0).key;
        let previewed =
            async |outcome| checks::preview(test.db.read(), &drive, &key, &[], outcome).await.unwrap();
        assert_eq!(previewed(Outcome::Invalidated).await.after, 2);
        let effects = previewed(Outcome::Confirmed).await.effects;
        assert_eq!((effects[0].before, effects[0].after, effects[0].reached), (false, true, false));
        let second = decide(&stand, vec![], 2, Outcome::Confirmed, "").await.unwrap();
        stand.fits(4).await;
        assert_eq!(
            checks::of(test.db.read(), ids[3]).await.unwrap().unwrap().reason.as_deref(),
            Some(CONFIRMED)
        );
        assert_eq!(stand.hook.fired().len(), 1);
        undo(&stand, first).await.unwrap();
        assert!(matches!(undo(&stand, first).await, Err(SignError::CheckOver)));
        assert_eq!(numbers(&stand).await, Numbers { waiting: 2, confirmed: 2, invalidated: vec![] });
        stand.clock.advance(TimeDelta::hours(UNDO_HOURS));
        assert!(matches!(undo(&stand, second).await, Err(SignError::CheckOver)));
        assert!(matches!(undo(&stand, Uuid::from_u128(5)).await, Err(SignError::NoSuchDrive)));
        assert_eq!(checks::past(test.db.read(), 10).await.unwrap().len(), 2);
        stand.fits(4).await;
        intake.stop().await;
        stand.intake.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_number_confirms_one_signature_of_a_drive() {
    on_both(async |test| {
        let stand = Stand::new(&test.db, &[("some", 9)]).await;
        let intake = watched(&stand, &watch(1));
        let mut ids = Vec::new();
        for n in 0..4 {
            ids.push(sign(&intake, from_place(&stand, n)).await.id);
        }
        ids.remove(0);
        by_signer(&stand, ids[0], 1).await.unwrap();
        stand.fits(2).await;
        assert!(matches!(by_signer(&stand, ids[0], 1).await, Err(SignError::CheckOver)));
        // The number of another signature, by which it was signed or confirmed.
        assert!(matches!(by_signer(&stand, ids[1], 1).await, Err(SignError::NumberUsed)));
        assert!(matches!(by_signer(&stand, ids[1], 3).await, Err(SignError::NumberUsed)));
        by_signer(&stand, ids[1], 700).await.unwrap();
        assert!(matches!(by_signer(&stand, ids[2], 700).await, Err(SignError::NumberUsed)));
        decide(&stand, vec![], 1, Outcome::Invalidated, "same_person").await.unwrap();
        assert!(matches!(by_signer(&stand, ids[2], 3).await, Err(SignError::CheckOver)));
        stand.fits(3).await;
        let check = checks::of(test.db.read(), ids[1]).await.unwrap().unwrap();
        assert_eq!((check.outcome.as_deref(), check.reason.as_deref()), (Some("signer"), Some(BY_SIGNER)));
        intake.stop().await;
        stand.intake.stop().await;
    })
    .await;
}

#[derive(Debug, Clone)]
enum Act {
    Sign(u32),
    Withdraw(u32),
    Decide(usize, bool),
    Undo(usize),
    BySigner(usize),
    Sweep,
    Wait(i64),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        8 => (0..14_u32).prop_map(Act::Sign),
        3 => (0..14_u32).prop_map(Act::Withdraw),
        3 => (0..5_usize, any::<bool>()).prop_map(|(n, confirm)| Act::Decide(n, confirm)),
        3 => (0..4_usize).prop_map(Act::Undo),
        2 => (0..4_usize).prop_map(Act::BySigner),
        1 => Just(Act::Sweep),
        1 => (1..800_i64).prop_map(Act::Wait),
    ];
    prop::collection::vec(act, 1..30)
}

/// Plays the acts; whatever they lead to, every signature is in one state and the numbers are those of the states.
async fn play(test: &TestDb, acts: &[Act]) {
    let stand = Stand::new(&test.db, &[("some", 4), ("many", 9)]).await;
    let watch = watch(3);
    let intake = watched(&stand, &watch);
    let mut owners = HashMap::<SignatureId, u32>::new();
    let mut decisions = Vec::new();
    for act in acts {
        match act {
            Act::Sign(n) => {
                let receipt = sign(&intake, from_place(&stand, *n)).await;
                owners.insert(receipt.id, *n);
            }
            Act::Withdraw(n) => drop(stand.withdraw(*n).await),
            Act::Decide(n, confirm) => {
                let ids = waiting(&stand).await;
                let lines = ids.iter().copied().take(*n).collect();
                let outcome = if *confirm { Outcome::Confirmed } else { Outcome::Invalidated };
                let seen = i64::try_from(ids.len()).unwrap();
                let decided = decide(&stand, lines, seen, outcome, "automated").await;
                assert_eq!(decided.is_ok(), seen > 0);
                decisions.extend(decided);
            }
            Act::Undo(n) => {
                if let Some(id) = decisions.get(*n) {
                    drop(undo(&stand, *id).await);
                }
            }
            Act::BySigner(n) => {
                if let Some(id) = waiting(&stand).await.get(*n) {
                    by_signer(&stand, *id, owners[id]).await.unwrap();
                }
            }
            Act::Sweep => {
                let now = stand.clock.now();
                checks::sweep(&test.db, stand.hook.as_ref(), &watch, 0, now).await.unwrap();
            }
            Act::Wait(minutes) => stand.clock.advance(TimeDelta::minutes(*minutes)),
        }
        let mut states = HashMap::<State, i64>::new();
        for n in 0..14 {
            let receipt =
                drives::receipt_of(test.db.read(), stand.drive, &key(n), Some(person(n))).await.unwrap();
            if let Some(receipt) = receipt {
                *states.entry(receipt.state).or_default() += 1;
            }
        }
        let count = |state| states.get(&state).copied().unwrap_or(0);
        assert_eq!(states.values().sum::<i64>(), i64::try_from(owners.len()).unwrap());
        stand.fits(count(State::Counted)).await;
        let numbers = numbers(&stand).await;
        assert_eq!(numbers.waiting, count(State::PutAside), "{act:?}");
        assert_eq!(numbers.waiting, i64::try_from(waiting(&stand).await.len()).unwrap());
        let invalidated: i64 = numbers.invalidated.iter().map(|(_, count)| count).sum();
        assert_eq!(invalidated, count(State::Invalidated), "{act:?}");
    }
    intake.stop().await;
    stand.intake.stop().await;
}

#[tokio::test]
async fn any_order_keeps_the_whole_the_sum_of_its_parts() {
    let mut runner = TestRunner::new(Config::default());
    for test in [sqlite().await, postgres().await] {
        for _ in 0..20 {
            let acts = acts().new_tree(&mut runner).unwrap().current();
            eprintln!("{acts:?}");
            play(&test, &acts).await;
        }
    }
}
