//! What the tests of signing share.

#![allow(dead_code, clippy::panic)]

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use folkmoot_foundation::clock::ManualClock;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::{Actor, Clock as _, Db, DbErr, DriveId, Now, PersonId, Tx, db};
use folkmoot_signatures::{
    Channel, Crossing, Drive, Intake, Limits, NewDrive, NewThreshold, OnThreshold, SignError, SignRequest,
    Withdrawn, drives, recount, withdraw,
};

/// Remembers what it was told; fails or panics on demand, after having written something.
#[derive(Default)]
pub struct Hook {
    fired: Mutex<Vec<Crossing>>,
    pub fail: AtomicBool,
    pub panic: AtomicBool,
}

impl Hook {
    pub fn fired(&self) -> Vec<Crossing> {
        self.fired.lock().unwrap().clone()
    }
}

#[async_trait::async_trait]
impl OnThreshold for Hook {
    async fn crossed(&self, tx: &Tx, crossing: &Crossing, now: Now) -> Result<(), DbErr> {
        event::append(tx, now, NewEvent::new("test.crossed", crossing.drive, Actor::System).internal())
            .await?;
        assert!(!self.panic.load(Ordering::SeqCst), "on demand");
        if self.fail.load(Ordering::SeqCst) {
            return Err(DbErr::Custom("on demand".to_owned()));
        }
        self.fired.lock().unwrap().push(crossing.clone());
        Ok(())
    }
}

/// A drive and everything around it.
pub struct Stand {
    pub db: Db,
    pub clock: ManualClock,
    pub hook: Arc<Hook>,
    pub intake: Intake,
    pub drive: DriveId,
}

impl Stand {
    pub async fn new(db: &Db, thresholds: &[(&str, i64)]) -> Self {
        Self::with_limits(db, thresholds, Limits::default()).await
    }

    pub async fn with_limits(db: &Db, thresholds: &[(&str, i64)], limits: Limits) -> Self {
        let clock = ManualClock::at("2026-03-02T04:00:00Z".parse().unwrap());
        let drive = open_drive(db, clock.now(), thresholds).await;
        let hook = Arc::new(Hook::default());
        let intake = Intake::start(db.clone(), Arc::new(clock.clone()), Arc::<Hook>::clone(&hook), limits);
        Self { db: db.clone(), clock, hook, intake, drive }
    }

    pub async fn withdraw(&self, person: u32) -> Result<Withdrawn, SignError> {
        self.withdraw_as(person, person).await
    }

    /// The `n`th person withdraws, whose number is now that of the `number`th.
    pub async fn withdraw_as(&self, n: u32, number: u32) -> Result<Withdrawn, SignError> {
        let tx = self.db.begin().await?;
        let withdrawn = withdraw(&tx, self.drive, &key(number), Some(person(n)), self.clock.now()).await?;
        db::commit(tx).await?;
        Ok(withdrawn)
    }

    /// The `n`th person signs, whose number is now that of the `number`th.
    pub fn request_as(&self, n: u32, number: u32) -> SignRequest {
        SignRequest { person_key: key(number), ..request(self.drive, n) }
    }

    /// Checks that every number of the drive is `count` and that the parts fit the whole.
    pub async fn fits(&self, count: i64) -> Drive {
        let tx = self.db.begin().await.unwrap();
        let recount = recount(&tx, self.drive).await.unwrap();
        drop(tx);
        assert!(recount.fits() && recount.tally == count, "{count} expected, {recount:?}");
        let conn = self.db.read();
        let hours: i64 = drives::history(conn, self.drive).await.unwrap().iter().map(|h| h.count).sum();
        let regions: i64 = drives::by_region(conn, self.drive).await.unwrap().iter().map(|c| c.count).sum();
        let channels: i64 = drives::by_channel(conn, self.drive).await.unwrap().iter().map(|c| c.count).sum();
        assert_eq!((hours, regions, channels), (count, count, count));
        assert_eq!(drives::tally(conn, self.drive).await.unwrap(), Some(count));
        drives::get(conn, self.drive).await.unwrap().unwrap()
    }
}

/// A drive that is open from `now` on for 60 days.
pub async fn open_drive(db: &Db, now: Now, thresholds: &[(&str, i64)]) -> DriveId {
    let id = DriveId::new(now);
    let thresholds = thresholds
        .iter()
        .map(|(code, count)| NewThreshold { code: (*code).to_owned(), count: *count, regions: None })
        .collect();
    let tx = db.begin().await.unwrap();
    let new = NewDrive { id, opens_at: now, closes_at: now + TimeDelta::days(60), cap: None, thresholds };
    drives::create(&tx, new).await.unwrap();
    db::commit(tx).await.unwrap();
    id
}

/// The person key of the `n`th person.
pub fn key(n: u32) -> [u8; 32] {
    folkmoot_foundation::crypto::sha256(&n.to_be_bytes())
}

/// The account of the `n`th person.
pub fn person(n: u32) -> PersonId {
    PersonId(uuid::Uuid::from_u128(u128::from(n) + 1))
}

/// The `n`th person signs; every third has given no region.
pub fn request(drive: DriveId, n: u32) -> SignRequest {
    let region = [None, Some("63000"), Some("10015")][n as usize % 3];
    SignRequest {
        drive,
        person: Some(person(n)),
        person_key: key(n),
        region: region.map(|name| name.parse().unwrap()),
        channel: Channel::Online,
        origin: None,
    }
}
