//! Reminders of dates: each once, with two workers at once and whatever is cut off, on both databases.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{World, at, start, write};
use folkmoot_agency_responses::reminders::{self, Owed};
use folkmoot_agency_responses::{Error, ExtensionAsked, Timetable, cases};
use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::{Db, Now, db};
use folkmoot_migrations::testing::both;

/// Writes and takes everything that is due, as a worker does; codes and stages.
async fn work(db: &Db, now: Now) -> Vec<(String, i64)> {
    while reminders::write(db, now).await.unwrap() > 0 {}
    let tx = db.begin().await.unwrap();
    let taken = match reminders::take(&tx, now).await {
        Ok(taken) => taken,
        Err(Error::AlreadyDone) => return Vec::new(),
        Err(error) => panic!("{error}"),
    };
    db::commit(tx).await.unwrap();
    let name = |what| match what {
        Owed::Clock { code, .. } => code,
        Owed::FollowUp { action } => action,
    };
    let mut told: Vec<_> = taken.into_iter().map(|one| (name(one.what), one.stage)).collect();
    told.sort();
    told
}

#[tokio::test]
async fn each_stage_of_each_date_is_told_once() {
    for test in both().await {
        let world = World::assigned(&test.db).await;
        assert_eq!(work(&test.db, start()).await, []);
        // The timetable is due on 03-16, the contact on 03-27, the response on 05-06.
        let first = at("2017-03-13T00:00:00Z");
        let (a, b) = tokio::join!(work(&test.db, first), work(&test.db, first));
        let mut told: Vec<_> = a.into_iter().chain(b).collect();
        told.sort();
        assert_eq!(told, [("contact".to_owned(), 14), ("timetable".to_owned(), 3)]);
        assert_eq!(work(&test.db, at("2017-03-13T15:00:00Z")).await, [], "once a day");
        write(&test.db, async |tx| {
            let timetable = Timetable { body: "時程".to_owned(), steps: Vec::new() };
            let calendar = OfficeCalendar::shipped();
            cases::post_timetable(tx, &world.officer, world.case, &timetable, first, &calendar).await
        })
        .await
        .unwrap();
        assert_eq!(work(&test.db, at("2017-03-20T00:00:00Z")).await, [("contact".to_owned(), 7)]);
        // After days without any worker only what is reached by then is told.
        assert_eq!(work(&test.db, at("2017-03-30T00:00:00Z")).await, [("contact".to_owned(), -1)]);
        assert_eq!(
            work(&test.db, at("2017-04-22T00:00:00Z")).await.len(),
            2,
            "the response, and the contact again"
        );
        // A deadline that moves is another one, with stages of its own.
        write(&test.db, async |tx| {
            let asked =
                ExtensionAsked { until: None, reasons: "協調".to_owned(), progress: "會議".to_owned() };
            let (now, calendar) = (at("2017-04-25T00:00:00Z"), OfficeCalendar::shipped());
            cases::ask_extension(tx, &world.officer, world.case, &asked, now, &calendar).await
        })
        .await
        .unwrap();
        let quiet = work(&test.db, at("2017-05-03T00:00:00Z")).await;
        assert_eq!(quiet, [("contact".to_owned(), -30)]);
        assert_eq!(work(&test.db, at("2017-06-21T00:00:00Z")).await, [("response".to_owned(), 14)]);
    }
}

#[tokio::test]
async fn what_is_cut_off_before_the_commit_is_told_later_and_after_it_never_again() {
    for test in both().await {
        let _world = World::assigned(&test.db).await;
        let now = at("2017-03-13T00:00:00Z");
        assert!(reminders::write(&test.db, now).await.unwrap() > 0);
        // A worker dies between taking and committing: nobody was told.
        let tx = test.db.begin().await.unwrap();
        assert_eq!(reminders::take(&tx, now).await.unwrap().len(), 2);
        drop(tx);
        // It comes back, takes, commits, and dies before it knows.
        let tx = test.db.begin().await.unwrap();
        let taken = reminders::take(&tx, now).await.unwrap();
        assert_eq!(taken.len(), 2);
        assert_eq!((taken[0].leads.len(), taken[0].supervisors.len()), (1, 0));
        db::commit(tx).await.unwrap();
        assert_eq!(work(&test.db, now).await, []);
        assert_eq!(reminders::write(&test.db, now).await.unwrap(), 0);
    }
}
