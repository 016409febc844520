//! Following the counts by the event log, on both databases.

#![allow(clippy::unwrap_used)]

mod support;

use folkmoot_foundation::db::{Kind, kind_of};
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::{Actor, Clock as _, db};
use folkmoot_migrations::testing::both;
use folkmoot_signatures::live::{moved_since, newest_event};
use folkmoot_signatures::withdraw;
use support::{Stand, key, open_drive, person, request};

#[tokio::test]
async fn it_tells_of_the_drives_that_moved_and_of_no_other() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let other = open_drive(&test.db, stand.clock.now(), &[]).await;
        assert_eq!(newest_event(test.db.read()).await.unwrap(), 0);
        stand.intake.sign(request(stand.drive, 1)).await.unwrap();
        stand.intake.sign(request(other, 1)).await.unwrap();
        let floor = newest_event(test.db.read()).await.unwrap();
        let quiet = moved_since(test.db.read(), floor).await.unwrap();
        assert_eq!((quiet.newest, quiet.counts.as_slice()), (floor, [].as_slice()));

        stand.intake.sign(request(stand.drive, 2)).await.unwrap();
        stand.withdraw(1).await.unwrap();
        let moved = moved_since(test.db.read(), floor).await.unwrap();
        assert_eq!(moved.counts, [(stand.drive, 1)]);
        assert_eq!(moved.newest, newest_event(test.db.read()).await.unwrap());
        // What is no drive moves nothing.
        let tx = test.db.begin().await.unwrap();
        let event = NewEvent::new("test.happened", uuid::Uuid::from_u128(1), Actor::System);
        event::append(&tx, stand.clock.now(), event).await.unwrap();
        db::commit(tx).await.unwrap();
        assert!(moved_since(test.db.read(), moved.newest).await.unwrap().counts.is_empty());
    }
}

#[tokio::test]
async fn a_commit_with_a_lower_number_after_a_higher_one_is_seen() {
    for test in both().await {
        if kind_of(test.db.read()) == Kind::Sqlite {
            // There is one writer at a time: numbers are in the order of the commits.
            continue;
        }
        let stand = Stand::new(&test.db, &[]).await;
        let slow = open_drive(&test.db, stand.clock.now(), &[]).await;
        stand.intake.sign(request(slow, 1)).await.unwrap();
        let floor = newest_event(test.db.read()).await.unwrap();

        let tx = test.db.begin().await.unwrap();
        withdraw(&tx, slow, &key(1), Some(person(1)), stand.clock.now()).await.unwrap();
        stand.intake.sign(request(stand.drive, 1)).await.unwrap();
        let before = moved_since(test.db.read(), floor).await.unwrap();
        assert_eq!(before.counts, [(stand.drive, 1)]);
        db::commit(tx).await.unwrap();
        let mut after = moved_since(test.db.read(), floor).await.unwrap();
        assert_eq!(after.newest, before.newest);
        after.counts.sort_by_key(|(_, count)| *count);
        assert_eq!(after.counts, [(slow, 0), (stand.drive, 1)]);
    }
}
