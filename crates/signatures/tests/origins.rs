//! Where signatures came from is kept with them, and erased after its time.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use chrono::TimeDelta;
use folkmoot_foundation::crypto::Keyring;
use folkmoot_foundation::{Clock as _, db};
use folkmoot_migrations::testing::{TestDb, postgres, sqlite};
use folkmoot_signatures::SignRequest;
use folkmoot_signatures::checks::{KEPT_DAYS, Origin, domain_mark, erase_origins};
use sea_orm::{ConnectionTrait as _, Statement};
use support::{Stand, request};

async fn kept(test: &TestDb) -> i64 {
    let db = test.db.for_migrations();
    let sql = "SELECT count(*) AS n FROM signature WHERE origin IS NOT NULL";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    row.unwrap().try_get("", "n").unwrap()
}

/// Erases until nothing is left; says how many steps that took.
async fn erase(test: &TestDb, stand: &Stand) -> usize {
    for steps in 0..50 {
        let tx = test.db.begin().await.unwrap();
        let passed = erase_origins(&tx, stand.clock.now()).await.unwrap();
        db::commit(tx).await.unwrap();
        if passed == 0 {
            return steps;
        }
    }
    panic!("it never ends");
}

async fn sign(stand: &Stand, n: u32, origin: Option<Origin>) {
    stand.intake.sign(SignRequest { origin, ..request(stand.drive, n) }).await.unwrap();
}

#[tokio::test]
async fn origins_are_erased_after_their_time_and_nothing_else_changes() {
    for test in [sqlite().await, postgres().await] {
        let stand = Stand::new(&test.db, &[("some", 5)]).await;
        let keys = Keyring::new([1; 32]);
        let origin = Origin::of(&keys, "203.0.113.7".parse().ok(), Some(b"session"))
            .with_domain(Some(domain_mark(&keys, "example.org")));
        sign(&stand, 1, Some(origin)).await;
        sign(&stand, 2, None).await;
        stand.clock.advance(TimeDelta::days(40));
        sign(&stand, 3, Some(origin)).await;
        assert_eq!(kept(&test).await, 2);
        assert_eq!(erase(&test, &stand).await, 0, "nothing is old enough");
        stand.clock.advance(TimeDelta::days(KEPT_DAYS - 40) + TimeDelta::milliseconds(1));
        assert!(erase(&test, &stand).await > 0);
        assert_eq!(kept(&test).await, 1);
        assert_eq!(erase(&test, &stand).await, 0, "an hour later is soon enough");
        stand.clock.advance(TimeDelta::days(40));
        assert!(erase(&test, &stand).await > 0);
        assert_eq!(kept(&test).await, 0);
        stand.clock.advance(TimeDelta::days(40));
        assert!(erase(&test, &stand).await > 0);
        stand.clock.advance(TimeDelta::days(40));
        assert_eq!(erase(&test, &stand).await, 0, "a drive that is over is finished once");
        stand.fits(3).await;
        stand.intake.stop().await;
    }
}

#[tokio::test]
async fn many_are_erased_in_steps() {
    for test in [sqlite().await, postgres().await] {
        let stand = Stand::new(&test.db, &[("some", 5)]).await;
        let origin = Some(Origin::of(&Keyring::new([1; 32]), "203.0.113.7".parse().ok(), None));
        for part in 0..5 {
            let all = (0..820).map(|n| sign(&stand, 820 * part + n, origin));
            futures_util::future::join_all(all).await;
        }
        stand.clock.advance(TimeDelta::days(KEPT_DAYS + 1));
        assert!(erase(&test, &stand).await >= 3);
        assert_eq!(kept(&test).await, 0);
        stand.fits(4100).await;
        stand.intake.stop().await;
    }
}
