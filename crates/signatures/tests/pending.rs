//! Signatures that wait for their confirmation, on both databases.

#![allow(clippy::unwrap_used)]

mod support;

use chrono::TimeDelta;
use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::{Clock as _, DriveId, db};
use folkmoot_migrations::testing::both;
use folkmoot_signatures::pending::{self, PENDING_DAYS, PendingId};
use folkmoot_signatures::{SignError, drives};
use futures_util::future::join_all;
use support::{Stand, key, open_drive};

async fn ask(stand: &Stand, n: u32, region: Option<&str>, signed: bool) -> Result<PendingId, SignError> {
    let region: Option<RegionCode> = region.map(|name| name.parse().unwrap());
    let tx = stand.db.begin().await?;
    let id = pending::ask(&tx, stand.drive, &key(n), region, None, signed, stand.clock.now()).await?;
    db::commit(tx).await?;
    Ok(id)
}

async fn find(stand: &Stand, id: PendingId) -> Option<pending::Pending> {
    pending::find(stand.db.read(), id, stand.clock.now()).await.unwrap()
}

#[tokio::test]
async fn asked_again_the_same_one_waits() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let first = ask(&stand, 1, Some("63000"), false).await.unwrap();
        stand.clock.advance(TimeDelta::days(3));
        assert_eq!(ask(&stand, 1, Some("10015"), false).await.unwrap(), first);
        assert_ne!(ask(&stand, 2, None, false).await.unwrap(), first);
        let waits = find(&stand, first).await.unwrap();
        assert_eq!((waits.person_key, waits.drive, waits.confirmed), (key(1), stand.drive, false));
        assert_eq!(waits.region.unwrap().as_str(), "10015");
        assert_eq!(waits.expires_at, stand.clock.now() + TimeDelta::days(PENDING_DAYS));
        // The same person waits in another drive, too.
        let other = Stand { drive: open_drive(&test.db, stand.clock.now(), &[]).await, ..stand };
        assert_ne!(ask(&other, 1, None, false).await.unwrap(), first);
    }
}

#[tokio::test]
async fn many_who_ask_at_once_get_one() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let asked = join_all((0..20).map(|n| ask(&stand, n % 2, None, false))).await;
        let mut ids: Vec<PendingId> = asked.into_iter().map(Result::unwrap).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 2);
    }
}

#[tokio::test]
async fn what_has_run_out_is_gone_by_the_clock_and_then_by_housekeeping() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let old = ask(&stand, 1, None, false).await.unwrap();
        stand.clock.advance(TimeDelta::days(PENDING_DAYS) - TimeDelta::seconds(1));
        assert!(find(&stand, old).await.is_some());
        stand.clock.advance(TimeDelta::seconds(1));
        assert!(find(&stand, old).await.is_none());
        let new = ask(&stand, 1, None, false).await.unwrap();
        assert_ne!(new, old);
        ask(&stand, 2, None, false).await.unwrap();
        stand.clock.advance(TimeDelta::days(PENDING_DAYS));
        let tx = test.db.begin().await.unwrap();
        assert_eq!(pending::purge(&tx, stand.clock.now()).await.unwrap(), 2);
        db::commit(tx).await.unwrap();
    }
}

#[tokio::test]
async fn a_confirmed_one_keeps_no_more_than_the_signature() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let first = ask(&stand, 1, Some("63000"), false).await.unwrap();
        let tx = test.db.begin().await.unwrap();
        pending::confirmed(&tx, first, stand.clock.now()).await.unwrap();
        db::commit(tx).await.unwrap();
        let done = find(&stand, first).await.unwrap();
        assert!(done.confirmed && done.region.is_none());
        assert_eq!(
            ask(&stand, 1, Some("10015"), true).await.unwrap(),
            first,
            "nothing new for who has signed"
        );
        assert!(find(&stand, first).await.unwrap().confirmed);
        // After a withdrawal a new one waits, and the old link opens nothing.
        let second = ask(&stand, 1, None, false).await.unwrap();
        assert_ne!(second, first);
        assert!(find(&stand, first).await.is_none());
        assert!(!find(&stand, second).await.unwrap().confirmed);
    }
}

#[tokio::test]
async fn nothing_waits_where_nothing_can_be_signed() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        stand.clock.advance(-TimeDelta::seconds(1));
        assert!(matches!(ask(&stand, 1, None, false).await, Err(SignError::NotYetOpen { .. })));
        stand.clock.advance(TimeDelta::days(61));
        assert!(matches!(ask(&stand, 1, None, true).await, Err(SignError::Over { .. })));
        let nowhere = Stand { drive: DriveId::new(stand.clock.now()), ..stand };
        assert!(matches!(ask(&nowhere, 1, None, false).await, Err(SignError::NoSuchDrive)));
        assert_eq!(drives::tally(test.db.read(), nowhere.drive).await.unwrap(), None);
    }
}
