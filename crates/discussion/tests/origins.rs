//! How much is written from one network, on both databases.

#![allow(clippy::unwrap_used, clippy::panic)]

use chrono::TimeDelta;
use folkmoot_discussion::voices::Rate;
use folkmoot_discussion::{DiscussionError, origins};
use folkmoot_foundation::{Db, Now, db};
use folkmoot_migrations::testing::both;

const RATE: Rate = Rate { max: 3, per: TimeDelta::minutes(60) };

fn noon() -> Now {
    "2026-03-02T04:00:00Z".parse().unwrap()
}

async fn count(db: &Db, mark: &str, now: Now) -> Result<(), i64> {
    let tx = db.begin().await.unwrap();
    match origins::count(&tx, mark, RATE, now).await {
        Ok(()) => {
            db::commit(tx).await.unwrap();
            Ok(())
        }
        Err(DiscussionError::TooMany { wait_seconds }) => Err(wait_seconds),
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_network_has_its_number_and_says_when_again() {
    for test in both().await {
        let db = &test.db;
        let one = || count(db, "a", noon());
        let (a, b, c, d, e) = tokio::join!(one(), one(), one(), one(), one());
        let taken = [a, b, c, d, e].iter().filter(|one| one.is_ok()).count();
        assert_eq!(taken, 3, "side by side, too");
        assert_eq!(count(db, "b", noon()).await, Ok(()), "another network");
        assert_eq!(count(db, "a", noon() + TimeDelta::minutes(59)).await, Err(60));
        assert_eq!(count(db, "a", noon() + TimeDelta::minutes(60)).await, Ok(()));
        let tx = db.begin().await.unwrap();
        assert_eq!(origins::forget(&tx, noon() + TimeDelta::minutes(30)).await.unwrap(), 1);
        db::commit(tx).await.unwrap();
    }
}
