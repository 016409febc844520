//! Paper sheets and the counter: what a dry run says, what an import does, and that a person counts once on any way.

#![allow(clippy::unwrap_used)]

mod support;

use chrono::{NaiveDate, TimeDelta};
use folkmoot_foundation::{Clock as _, PersonId, db, event};
use folkmoot_migrations::testing::both;
use folkmoot_signatures::paper::{self, Applied, Counts, Judged, Line, PaperError, Said, UploadId};
use folkmoot_signatures::{SignError, State, counter, drives};
use proptest::prelude::*;
use sea_orm::ConnectionTrait as _;
use support::{Stand, key, person, request};

const FACILITATOR: u32 = 900;

fn line(sheet: i64, number: i64, who: u32, date: &str) -> Line {
    let said = Said { person_key: key(who), region: None, date: date.parse().unwrap() };
    Line {
        row: number as u64 + 1,
        sheet: Some(sheet),
        line: Some(number),
        name: "王小明".to_owned(),
        said: Ok(said),
    }
}

/// A file of these people, one a line of the sheet.
fn sheet(sheet: i64, people: &[u32]) -> Vec<Line> {
    (1..).zip(people).map(|(number, who)| line(sheet, number, *who, "2026-03-02")).collect()
}

async fn judge(stand: &Stand, lines: Vec<Line>) -> Vec<Judged> {
    let drive = drives::get(stand.db.read(), stand.drive).await.unwrap().unwrap();
    paper::judge(stand.db.read(), &drive, lines, stand.clock.now()).await.unwrap()
}

fn codes(judged: &[Judged]) -> Vec<&'static str> {
    judged.iter().map(|judged| judged.verdict.code()).collect()
}

async fn keep(stand: &Stand, by: PersonId, file: u8, lines: Vec<Line>) -> UploadId {
    let judged = judge(stand, lines).await;
    let tx = stand.db.begin().await.unwrap();
    let (drive, now) = (stand.drive, stand.clock.now());
    let id = paper::keep(&tx, drive, by, "名冊.csv", [file; 32], &judged, now).await.unwrap();
    db::commit(tx).await.unwrap();
    id
}

async fn apply(stand: &Stand, by: PersonId, file: u8, id: UploadId) -> Result<Applied, PaperError> {
    let tx = stand.db.begin().await.unwrap();
    let (drive, now) = (stand.drive, stand.clock.now());
    let applied = paper::apply(&tx, now, stand.hook.as_ref(), drive, id, &[file; 32], by).await?;
    db::commit(tx).await.unwrap();
    Ok(applied)
}

async fn import(stand: &Stand, file: u8, lines: Vec<Line>) -> Applied {
    let by = person(FACILITATOR);
    let id = keep(stand, by, file, lines).await;
    apply(stand, by, file, id).await.unwrap()
}

async fn at_counter(stand: &Stand, who: u32) -> bool {
    let tx = stand.db.begin().await.unwrap();
    let (drive, now, clerk) = (stand.drive, stand.clock.now(), person(901));
    let hook = stand.hook.as_ref();
    let signed = counter::sign(&tx, now, hook, drive, key(who), None, clerk).await.unwrap();
    db::commit(tx).await.unwrap();
    signed.is_some()
}

#[tokio::test]
async fn a_dry_run_says_of_each_line_what_becomes_of_it() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        stand.clock.advance(TimeDelta::days(3));
        stand.intake.sign(request(stand.drive, 1)).await.unwrap();
        stand.intake.sign(request(stand.drive, 2)).await.unwrap();
        stand.withdraw(2).await.unwrap();
        assert!(at_counter(&stand, 3).await);
        import(&stand, 1, vec![line(9, 1, 4, "2026-03-02")]).await;

        let unreadable = Line { said: Err("date_format"), ..line(1, 12, 0, "2026-03-02") };
        let lines = vec![
            line(1, 1, 10, "2026-03-02"),
            line(1, 2, 1, "2026-03-02"),
            line(1, 3, 2, "2026-03-02"),
            line(1, 4, 3, "2026-03-02"),
            line(1, 5, 4, "2026-03-02"),
            line(1, 6, 10, "2026-03-03"),
            line(9, 1, 11, "2026-03-02"),
            line(1, 1, 12, "2026-03-02"),
            line(1, 9, 13, "2026-03-01"),
            line(1, 10, 14, "2026-03-06"),
            line(1, 11, 15, "2026-03-05"),
            unreadable,
        ];
        let judged = judge(&stand, lines).await;
        let said = [
            "counts",
            "signed_online",
            "signed_online",
            "signed_counter",
            "signed_paper",
            "repeated",
            "imported",
            "line_twice",
            "date_before",
            "date_future",
            "counts",
            "date_format",
        ];
        assert_eq!(codes(&judged), said);
        assert_eq!(judged[5].verdict.earlier(), Some((1, 1)));
        let counts = Counts::of(judged.iter().map(|judged| &judged.verdict));
        assert_eq!(counts, Counts { counted: 2, duplicates: 6, unreadable: 4 });
        // Trying changes nothing.
        stand.fits(3).await;
    }
}

#[tokio::test]
async fn dates_beyond_the_window_dont_count() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let drive = drives::get(test.db.read(), stand.drive).await.unwrap().unwrap();
        let later = stand.clock.now() + TimeDelta::days(90);
        let last = NaiveDate::from_ymd_opt(2026, 5, 1).unwrap();
        let lines =
            (0..2).map(|n| line(1, n + 1, n as u32, &(last + TimeDelta::days(n)).to_string())).collect();
        assert_eq!(
            codes(&paper::judge(test.db.read(), &drive, lines, later).await.unwrap()),
            ["counts", "date_after"]
        );
    }
}

#[tokio::test]
async fn an_import_does_what_was_shown_and_the_same_file_changes_nothing() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[("reached", 4)]).await;
        let by = person(FACILITATOR);
        stand.intake.sign(request(stand.drive, 1)).await.unwrap();
        let id = keep(&stand, by, 1, sheet(1, &[1, 2, 3, 4, 5])).await;
        // What waits holds no name, and nobody else finds it.
        let waits = paper::upload(test.db.read(), stand.drive, id, by, stand.clock.now()).await.unwrap();
        assert!(waits.lines.iter().all(|judged| judged.line.name.is_empty()));
        assert_eq!(codes(&waits.lines)[..2], ["signed_online", "counts"]);
        let other = paper::upload(test.db.read(), stand.drive, id, person(7), stand.clock.now()).await;
        assert!(matches!(other, Err(PaperError::NoUpload)));

        // Somebody signs after the dry run: the import says so.
        stand.intake.sign(request(stand.drive, 2)).await.unwrap();
        let applied = apply(&stand, by, 1, id).await.unwrap();
        assert!(!applied.again);
        assert_eq!(applied.import.counts, Counts { counted: 3, duplicates: 2, unreadable: 0 });
        let differed = &applied.import.differed;
        assert_eq!((differed.len(), differed[0].line, differed[0].became.as_str()), (1, 2, "signed_online"));
        stand.fits(5).await;
        assert_eq!(stand.hook.fired().len(), 1);

        let again = apply(&stand, by, 1, id).await.unwrap();
        assert_eq!((again.again, again.import.number), (true, 1));
        let again = import(&stand, 1, sheet(1, &[1, 2, 3, 4, 5])).await;
        assert!(again.again);
        // The same lines in another file.
        let next = import(&stand, 2, sheet(1, &[1, 2, 3, 4, 5])).await;
        assert_eq!(
            (next.import.number, next.import.counts.counted, next.import.counts.duplicates),
            (2, 0, 5)
        );
        stand.fits(5).await;
        let told = event::about(test.db.read(), stand.drive, next.import.id).await.unwrap().unwrap();
        assert_eq!((told.kind.as_str(), told.public), ("signatures.paper_imported", true));
        assert_eq!(told.data["duplicates"], 5);
    }
}

#[tokio::test]
async fn a_drive_that_is_over_takes_no_paper() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let by = person(FACILITATOR);
        stand.clock.advance(TimeDelta::days(60) - TimeDelta::minutes(1));
        let id = keep(&stand, by, 1, sheet(1, &[1, 2])).await;
        stand.clock.advance(TimeDelta::minutes(1));
        let refused = apply(&stand, by, 1, id).await;
        assert!(matches!(refused, Err(PaperError::Sign(SignError::Over { .. }))));
        stand.fits(0).await;
        // A file waits for a day.
        stand.clock.advance(paper::KEPT_FOR);
        let gone = paper::upload(test.db.read(), stand.drive, id, by, stand.clock.now()).await;
        assert!(matches!(gone, Err(PaperError::NoUpload)));
        let tx = stand.db.begin().await.unwrap();
        paper::purge(&tx, stand.clock.now() - TimeDelta::minutes(2)).await.unwrap();
        let kept = "SELECT count(*) AS n FROM paper_upload";
        let rows = async |tx: &folkmoot_foundation::Tx| -> i64 {
            let statement = sea_orm::Statement::from_string(tx.get_database_backend(), kept);
            tx.query_one_raw(statement).await.unwrap().unwrap().try_get("", "n").unwrap()
        };
        assert_eq!(rows(&tx).await, 1);
        paper::purge(&tx, stand.clock.now()).await.unwrap();
        assert_eq!(rows(&tx).await, 0);
    }
}

#[tokio::test]
async fn two_facilitators_at_once_count_each_person_once() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let (one, two) = (person(910), person(911));
        let first = keep(&stand, one, 1, sheet(1, &[1, 2, 3])).await;
        let second = keep(&stand, two, 2, sheet(1, &[3, 4, 5])).await;
        let same = keep(&stand, person(912), 1, sheet(1, &[1, 2, 3])).await;
        let (a, b, c) = tokio::join!(
            apply(&stand, one, 1, first),
            apply(&stand, two, 2, second),
            apply(&stand, person(912), 1, same)
        );
        let (a, b, c) = (a.unwrap(), b.unwrap(), c.unwrap());
        assert_ne!(a.again, c.again);
        let counted: i64 = [&a, &b, &c].iter().filter(|x| !x.again).map(|x| x.import.counts.counted).sum();
        // Each place on paper counts once, so that the second of the two files on sheet 1 brings nothing.
        assert_eq!(counted, 3);
        stand.fits(3).await;
    }
}

#[tokio::test]
async fn more_lines_than_a_batch_come_in_at_once() {
    let test = &both().await[0];
    let stand = Stand::new(&test.db, &[("reached", 4000)]).await;
    let people: Vec<u32> = (0..4500).collect();
    assert_eq!(import(&stand, 1, sheet(1, &people)).await.import.counts.counted, 4500);
    stand.fits(4500).await;
    assert_eq!(stand.hook.fired().len(), 1);
}

#[tokio::test]
async fn a_sample_invalidates_what_it_finds_wrong() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let people: Vec<u32> = (0..30).collect();
        let done = import(&stand, 1, sheet(1, &people)).await.import;
        let (by, now) = (person(FACILITATOR), stand.clock.now());
        let tx = stand.db.begin().await.unwrap();
        let id = paper::draw(&tx, now, stand.drive, Some(done.id), 10, by).await.unwrap();
        db::commit(tx).await.unwrap();
        let drawn = paper::sample(test.db.read(), stand.drive, id).await.unwrap();
        assert_eq!((drawn.sample.population, drawn.sample.found.size), (30, 24));
        // Whoever has the seed and the places chooses the same lines.
        let seed = hex::decode(&drawn.sample.seed).unwrap();
        let places: Vec<(i64, i64)> = drawn.lines.iter().map(|line| (line.sheet, line.line)).collect();
        assert_eq!(paper::chosen(&seed, (1..=30).map(|line| (1, line)), 24), places);

        let mark = async |place, valid| {
            let tx = stand.db.begin().await.unwrap();
            paper::mark(&tx, now, stand.hook.as_ref(), stand.drive, id, place, valid, by).await?;
            db::commit(tx).await.map_err(PaperError::from)
        };
        for (n, place) in places.iter().enumerate() {
            mark(*place, n > 1).await.unwrap();
        }
        stand.fits(28).await;
        mark(places[0], true).await.unwrap();
        mark(places[0], true).await.unwrap();
        stand.fits(29).await;
        let absent = (1..=30).map(|line| (1, line)).find(|place| !places.contains(place)).unwrap();
        assert!(matches!(mark(absent, false).await, Err(PaperError::NotFound)));
        let found = paper::samples_of(test.db.read(), stand.drive).await.unwrap()[0].found;
        assert_eq!((found.valid, found.invalid, found.complete()), (23, 1, true));
        let (_, low, high) = found.share().unwrap();
        assert!(low < 23.0 / 24.0 && 23.0 / 24.0 < high);
    }
}

#[tokio::test]
async fn a_counter_says_of_those_who_signed_only_that() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        assert!(at_counter(&stand, 1).await);
        assert!(!at_counter(&stand, 1).await);
        stand.intake.sign(request(stand.drive, 2)).await.unwrap();
        assert!(!at_counter(&stand, 2).await);
        let channels = drives::by_channel(test.db.read(), stand.drive).await.unwrap();
        assert_eq!(channels.iter().map(|c| (c.channel.code(), c.count)).collect::<Vec<_>>().len(), 2);
        stand.fits(2).await;
    }
}

/// A step of a story in which a few people sign on all ways.
#[derive(Debug, Clone)]
enum Step {
    Online(u32),
    Counter(u32),
    Paper(Vec<u32>),
    Withdraw(u32),
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0_u32..6;
    prop_oneof![
        who.clone().prop_map(Step::Online),
        who.clone().prop_map(Step::Counter),
        proptest::collection::vec(0_u32..6, 1..5).prop_map(Step::Paper),
        who.prop_map(Step::Withdraw),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_paper_counter_and_website_leaves_one_signature_a_person(
        steps in proptest::collection::vec(step(), 1..14),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let test = &both().await[0];
            let stand = Stand::new(&test.db, &[]).await;
            // Who counts: whoever signed and has not taken it back; paper brings back nobody.
            let (mut counting, mut known) = ([false; 6], [false; 6]);
            for (n, step) in steps.iter().enumerate() {
                match step {
                    Step::Online(who) => {
                        stand.intake.sign(request(stand.drive, *who)).await.unwrap();
                        (counting[*who as usize], known[*who as usize]) = (true, true);
                    }
                    Step::Counter(who) => {
                        at_counter(&stand, *who).await;
                        (counting[*who as usize], known[*who as usize]) = (true, true);
                    }
                    Step::Paper(people) => {
                        let file = u8::try_from(n + 1).unwrap();
                        import(&stand, file, sheet(i64::from(file), people)).await;
                        for who in people.iter().map(|who| *who as usize) {
                            counting[who] |= !known[who];
                            known[who] = true;
                        }
                    }
                    Step::Withdraw(who) => {
                        let held = drives::receipt_of(test.db.read(), stand.drive, &key(*who), None).await.unwrap();
                        if held.is_some_and(|held| held.state == State::Counted) {
                            stand.withdraw(*who).await.unwrap();
                        }
                        counting[*who as usize] = false;
                    }
                }
                let count = counting.iter().filter(|counts| **counts).count();
                stand.fits(i64::try_from(count).unwrap()).await;
            }
        });
    }
}
