//! Pauses: the window's end moves by the paused time, nobody signs meanwhile, and nothing is lost.

#![allow(clippy::unwrap_used)]

mod support;

use chrono::TimeDelta;
use folkmoot_foundation::{Clock as _, DriveId, Now, PersonId, db, event};
use folkmoot_migrations::testing::both;
use folkmoot_signatures::pauses::{self, Election, course};
use folkmoot_signatures::{Pause, SignError, Window, drives};
use proptest::prelude::*;
use support::{Stand, open_drive, request};
use uuid::Uuid;

fn at(hours: i64) -> Now {
    "2026-03-01T16:00:00Z".parse::<Now>().unwrap() + TimeDelta::hours(hours)
}

fn pause(from: i64, until: Option<i64>) -> Pause {
    let (id, reason, words) = (Uuid::new_v4(), "ordered".to_owned(), "維護".to_owned());
    Pause { id, starts_at: at(from), ends_at: until.map(at), reason, words }
}

/// Hour by hour: an hour in which one can sign uses up one hour of the window.
fn by_hours(length: i64, pauses: &[(i64, i64)]) -> (i64, Vec<i64>) {
    let (mut left, mut hour, mut paused) = (length, 0, Vec::new());
    while left > 0 {
        if pauses.iter().any(|(from, until)| (*from..*until).contains(&hour)) {
            paused.push(hour);
        } else {
            left -= 1;
        }
        hour += 1;
    }
    (hour, paused)
}

proptest! {
    #[test]
    fn a_pause_moves_the_end_by_its_length(from in 0_i64..100, length in 1_i64..50) {
        let course = course(at(0), at(100), &[pause(from, Some(from + length))]);
        prop_assert_eq!(course.closes_at, at(100 + length));
        prop_assert_eq!(course.blocks.len(), 1);
    }

    #[test]
    fn any_pauses_leave_as_much_time_to_sign(
        pauses in proptest::collection::vec((-20_i64..150, 1_i64..40), 0..8),
    ) {
        let spans: Vec<(i64, i64)> = pauses.iter().map(|(from, length)| (*from, from + length)).collect();
        let rows: Vec<Pause> = spans.iter().map(|(from, until)| pause(*from, Some(*until))).collect();
        let course = course(at(0), at(60), &rows);
        let (end, paused) = by_hours(60, &spans);
        prop_assert_eq!(course.closes_at, at(end));
        for hour in -20..end + 20 {
            let held = course.blocks.iter().any(|block| block.holds(at(hour)));
            prop_assert_eq!(held, paused.contains(&hour), "hour {}", hour);
        }
        prop_assert!(course.blocks.windows(2).all(|two| two[0].ends_at.unwrap() < two[1].starts_at));
        let mut shuffled = rows;
        shuffled.reverse();
        prop_assert_eq!(&self::course(at(0), at(60), &shuffled), &course);
    }
}

fn course_of(rows: &[Pause]) -> pauses::Course {
    course(at(0), at(100), rows)
}

#[test]
fn what_lies_beyond_the_window_counts_once_a_pause_moves_the_window_there() {
    let beyond = pause(110, Some(120));
    assert_eq!(course_of(std::slice::from_ref(&beyond)).closes_at, at(100));
    assert_eq!(course_of(&[beyond.clone(), pause(50, Some(70))]).closes_at, at(130));
    // Nothing follows a pause without an end.
    let course = course_of(&[beyond, pause(50, None)]);
    assert_eq!((course.closes_at, course.blocks.len()), (at(100), 1));
}

async fn in_tx<T>(
    stand: &Stand,
    act: impl AsyncFnOnce(&folkmoot_foundation::Tx) -> Result<T, SignError>,
) -> Result<T, SignError> {
    let tx = stand.db.begin().await?;
    let done = act(&tx).await?;
    db::commit(tx).await?;
    Ok(done)
}

async fn told(stand: &Stand, drive: DriveId) -> Vec<String> {
    let events = event::timeline(stand.db.read(), drive, true).await.unwrap();
    events.into_iter().map(|event| event.kind).filter(|kind| kind.starts_with("drive.")).collect()
}

#[tokio::test]
async fn an_ordered_pause_refuses_and_the_window_is_longer_by_it() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let by = PersonId(Uuid::from_u128(9));
        stand.intake.sign(request(stand.drive, 1)).await.unwrap();
        let before = drives::get(stand.db.read(), stand.drive).await.unwrap().unwrap();
        let now = stand.clock.now();
        let paused = in_tx(&stand, async |tx| pauses::order(tx, stand.drive, "系統維護", by, now).await);
        assert_eq!(paused.await.unwrap().ends_at(), None);
        let again = in_tx(&stand, async |tx| pauses::order(tx, stand.drive, "再一次", by, now).await).await;
        assert!(matches!(again, Err(SignError::Paused { .. })));
        let refused = stand.intake.sign(request(stand.drive, 2)).await;
        assert!(matches!(refused, Err(SignError::Paused { until: None })));
        assert!(matches!(stand.withdraw(1).await, Err(SignError::Paused { until: None })));

        // Longer than the window itself: it is not over for all that.
        stand.clock.advance(TimeDelta::days(90));
        let drive = drives::get(stand.db.read(), stand.drive).await.unwrap().unwrap();
        assert_eq!(drive.window(stand.clock.now()), Window::Paused);
        let now = stand.clock.now();
        let resumed = in_tx(&stand, async |tx| pauses::resume(tx, stand.drive, by, now).await).await.unwrap();
        assert_eq!(resumed.closes_at, before.closes_at + TimeDelta::days(90));
        let twice = in_tx(&stand, async |tx| pauses::resume(tx, stand.drive, by, now).await).await;
        assert!(matches!(twice, Err(SignError::NotPaused)));
        stand.intake.sign(request(stand.drive, 2)).await.unwrap();
        stand.fits(2).await;
        assert_eq!(told(&stand, stand.drive).await, ["drive.paused", "drive.resumed"]);
    }
}

#[tokio::test]
async fn a_polling_day_pauses_by_the_clock_alone_and_can_be_taken_back() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let now = stand.clock.now();
        let before = drives::get(stand.db.read(), stand.drive).await.unwrap().unwrap().closes_at;
        let election = Election {
            source: Uuid::new_v4(),
            name: "地方選舉".to_owned(),
            starts_at: now + TimeDelta::days(10),
            ends_at: now + TimeDelta::days(31),
            administrator: PersonId(Uuid::from_u128(9)),
        };
        assert_eq!(pauses::not_over(stand.db.read(), now).await.unwrap(), [stand.drive]);
        let apply = async |tx: &folkmoot_foundation::Tx| pauses::apply(tx, stand.drive, &election, now).await;
        let drive = in_tx(&stand, apply).await.unwrap();
        assert_eq!(drive.closes_at, before + TimeDelta::days(21));
        let take_back =
            async |tx: &folkmoot_foundation::Tx| pauses::take_back(tx, election.source, now).await;
        assert_eq!(in_tx(&stand, take_back).await.unwrap()[0].closes_at, before);
        in_tx(&stand, apply).await.unwrap();
        // Of one that is entered after it should have begun, only what lies ahead counts.
        let late = open_drive(&test.db, now, &[]).await;
        let entered = now + TimeDelta::days(20);
        let apply = async |tx: &folkmoot_foundation::Tx| pauses::apply(tx, late, &election, entered).await;
        assert_eq!(in_tx(&stand, apply).await.unwrap().closes_at, before + TimeDelta::days(11));

        stand.intake.sign(request(stand.drive, 1)).await.unwrap();
        stand.clock.advance(TimeDelta::days(10));
        let refused = stand.intake.sign(request(stand.drive, 2)).await;
        assert!(matches!(refused, Err(SignError::Paused { until: Some(at) }) if at == election.ends_at));
        stand.clock.advance(TimeDelta::days(21));
        stand.intake.sign(request(stand.drive, 2)).await.unwrap();
        stand.clock.set(before + TimeDelta::days(21) - TimeDelta::seconds(1));
        stand.intake.sign(request(stand.drive, 3)).await.unwrap();
        stand.clock.set(before + TimeDelta::days(21));
        assert!(matches!(stand.intake.sign(request(stand.drive, 4)).await, Err(SignError::Over { .. })));
        stand.fits(3).await;
        // Two workers write down once that it went on.
        let (a, b) = tokio::join!(
            pauses::record_resumed(&stand.db, stand.clock.now()),
            pauses::record_resumed(&stand.db, stand.clock.now()),
        );
        assert_eq!(a.unwrap() + b.unwrap(), 2);
        assert_eq!(pauses::record_resumed(&stand.db, stand.clock.now()).await.unwrap(), 0);
        let kinds = ["drive.paused", "drive.pause_withdrawn", "drive.paused", "drive.resumed"];
        assert_eq!(told(&stand, stand.drive).await, kinds);
        let timeline = event::timeline(stand.db.read(), stand.drive, true).await.unwrap();
        assert_eq!(timeline.last().unwrap().at, election.ends_at);
    }
}
