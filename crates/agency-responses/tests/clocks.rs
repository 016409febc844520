//! Deadlines of cases: worked cases, extensions, misses and unknown years, on both databases.

#![allow(clippy::unwrap_used)]

mod common;

use common::{World, at, new_case, start, write};
use folkmoot_agency_responses::{ClockState, Error, ExtensionAsked, OfficerAct, cases, codes, record};
use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::event;
use folkmoot_foundation::period::last_day_before;
use folkmoot_migrations::testing::{both, sqlite};

fn asked(until: Option<&str>) -> ExtensionAsked {
    ExtensionAsked {
        until: until.map(|day| day.parse().unwrap()),
        reasons: "需與地方政府協調".to_owned(),
        progress: "已召開兩次會議".to_owned(),
    }
}

#[tokio::test]
async fn deadlines_are_those_of_the_worked_cases() {
    let test = sqlite().await;
    let calendar = OfficeCalendar::shipped();
    for (opened, last_day) in [
        ("2017-03-07T02:00:00Z", "2017-05-06"),
        ("2021-09-24T02:00:00Z", "2021-11-23"),
        // 23:59 in Taipei is still that day, 00:00 is the next.
        ("2021-09-24T15:59:00Z", "2021-11-23"),
        ("2021-09-24T16:00:00Z", "2021-11-24"),
    ] {
        let now = at(opened);
        let new = new_case(now);
        let id = new.id;
        write(&test.db, async |tx| cases::open(tx, new, now, &calendar).await).await.unwrap();
        let case = cases::get(test.db.read(), id, now).await.unwrap();
        let due = case.brief.clock(codes::RESPONSE).unwrap().due.unwrap();
        assert_eq!(last_day_before(due).to_string(), last_day);
    }
}

#[tokio::test]
async fn a_case_opens_once_for_a_proposal() {
    for test in both().await {
        let world = World::new(&test.db).await;
        let mut again = new_case(start());
        again.proposal = world.proposal;
        let calendar = OfficeCalendar::shipped();
        let result = write(&test.db, async |tx| cases::open(tx, again, start(), &calendar).await).await;
        assert!(matches!(result, Err(Error::AlreadyOpen)));
    }
}

#[tokio::test]
async fn an_extension_counts_from_the_old_deadline_and_is_public() {
    for test in both().await {
        let world = World::assigned(&test.db).await;
        let calendar = OfficeCalendar::shipped();
        let now = at("2017-05-06T15:59:59Z");
        let extend = async |asked: ExtensionAsked, now| {
            write(&test.db, async |tx| {
                cases::ask_extension(tx, &world.officer, world.case, &asked, now, &calendar).await
            })
            .await
        };
        for (until, code) in
            [("2017-05-06", "not_later"), ("2017-04-01", "not_later"), ("2017-07-06", "after_limit")]
        {
            let Err(Error::Invalid(errors)) = extend(asked(Some(until)), now).await else { panic!() };
            assert_eq!((errors.0[0].field.as_str(), errors.0[0].code), ("until", code));
        }
        let empty = ExtensionAsked::default();
        let Err(Error::Invalid(errors)) = extend(empty, now).await else { panic!() };
        assert_eq!(errors.0.iter().map(|e| e.field.as_str()).collect::<Vec<_>>(), ["reasons", "progress"]);

        let to = extend(asked(None), now).await.unwrap();
        assert_eq!(last_day_before(to).to_string(), "2017-07-05");
        let case = world.case(now).await;
        let clock = case.brief.clock(codes::RESPONSE).unwrap();
        let from = at("2017-05-06T16:00:00Z");
        assert_eq!(clock.state, ClockState::Extended { days_left: 60, from });
        assert_eq!(case.extensions.len(), 1);
        let events = event::timeline(test.db.read(), world.proposal, true).await.unwrap();
        let told = events.iter().find(|e| e.kind == "case.extended").unwrap();
        assert_eq!(told.data["to_day"], "2017-07-05");
        assert_eq!(told.data["reasons"], "需與地方政府協調");

        let told = case.allows(OfficerAct::AskExtension, now);
        assert!(matches!(told, Err(Error::NoExtensionLeft { times: 1 })));
        let again = extend(asked(None), now).await;
        assert!(matches!(again, Err(Error::NoExtensionLeft { times: 1 })));
    }
}

#[tokio::test]
async fn after_the_deadline_nothing_can_be_extended() {
    for test in both().await {
        let world = World::assigned(&test.db).await;
        let calendar = OfficeCalendar::shipped();
        let due = at("2017-05-06T16:00:00Z");
        let result = write(&test.db, async |tx| {
            cases::ask_extension(tx, &world.officer, world.case, &asked(None), due, &calendar).await
        })
        .await;
        assert!(matches!(result, Err(Error::TooLate { due: told }) if told == due));
        let case = world.case(due).await;
        assert_eq!(case.brief.days_overdue(), Some(1));
        assert!(matches!(case.allows(OfficerAct::AskExtension, due), Err(Error::TooLate { .. })));
        let before = due - chrono::TimeDelta::milliseconds(1);
        world.case(before).await.allows(OfficerAct::AskExtension, before).unwrap();
    }
}

#[tokio::test]
async fn a_miss_shows_at_once_and_is_written_down_once() {
    for test in both().await {
        let world = World::assigned(&test.db).await;
        // The seventh working day after 2017-03-07 is 03-16, the fourteenth 03-27.
        let just_in_time = at("2017-03-16T15:59:59.999Z");
        let timetable = async |now| world.case(now).await.brief.clock(codes::TIMETABLE).unwrap().state;
        assert_eq!(timetable(just_in_time).await, ClockState::Running { days_left: 0 });
        assert_eq!(timetable(at("2017-03-16T16:00:00Z")).await, ClockState::Missed { days: 1 });

        let later = at("2017-05-10T04:00:00Z");
        let (a, b) =
            tokio::join!(cases::record_missed(&test.db, later), cases::record_missed(&test.db, later));
        assert_eq!(a.unwrap() + b.unwrap(), 3);
        assert_eq!(cases::record_missed(&test.db, later).await.unwrap(), 0);
        let events = event::timeline(test.db.read(), world.proposal, true).await.unwrap();
        let missed = events.iter().filter(|event| event.kind == "case.missed").map(|event| event.at);
        let deadlines = ["2017-03-16T16:00:00Z", "2017-03-27T16:00:00Z", "2017-05-06T16:00:00Z"].map(at);
        assert_eq!(missed.collect::<Vec<_>>(), deadlines, "dated by the deadlines, not by the writing");
    }
}

#[tokio::test]
async fn a_late_act_tells_of_the_miss_first_and_may_be_explained_once() {
    for test in both().await {
        let world = World::assigned(&test.db).await;
        let late = at("2017-03-20T04:00:00Z");
        let explain = async |code: &str| {
            write(&test.db, async |tx| {
                cases::explain(tx, &world.officer, world.case, code, "承辦人異動", late).await
            })
            .await
        };
        assert!(matches!(explain(codes::CONTACT).await, Err(Error::ClockNotRunning)));
        assert!(matches!(explain("other").await, Err(Error::NoSuchClock)));
        let new = folkmoot_agency_responses::Timetable { body: "時程".to_owned(), steps: Vec::new() };
        write(&test.db, async |tx| {
            cases::post_timetable(tx, &world.officer, world.case, &new, late, &OfficeCalendar::shipped())
                .await
        })
        .await
        .unwrap();
        let told = world.told().await;
        assert_eq!(told[told.len() - 2..], ["case.missed", "case.timetable_posted"]);
        let case = world.case(late).await;
        let clock = case.brief.clock(codes::TIMETABLE).unwrap();
        assert_eq!(clock.state, ClockState::Met { at: late, days_late: Some(4) });
        assert!(clock.wants_explanation());
        explain(codes::TIMETABLE).await.unwrap();
        assert!(matches!(explain(codes::TIMETABLE).await, Err(Error::AlreadyDone)));
        let case = world.case(late).await;
        assert!(!case.brief.clock(codes::TIMETABLE).unwrap().wants_explanation());
        // What was told of is not told again by the worker.
        assert_eq!(cases::record_missed(&test.db, late).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_deadline_in_a_year_not_loaded_is_unknown_until_it_is() {
    for test in both().await {
        let now = at("2027-12-28T02:00:00Z");
        let new = new_case(now);
        let id = new.id;
        let mut calendar = OfficeCalendar::shipped();
        write(&test.db, async |tx| cases::open(tx, new, now, &calendar).await).await.unwrap();
        let state = async |code: &str| {
            cases::get(test.db.read(), id, now).await.unwrap().brief.clock(code).unwrap().clone()
        };
        assert_eq!(state(codes::TIMETABLE).await.state, ClockState::Unknown);
        assert_eq!(state(codes::RESPONSE).await.state, ClockState::Running { days_left: 60 });
        calendar.insert(2028, vec![true; 366]);
        let known =
            write(&test.db, async |tx| cases::refresh_unknown(tx, &calendar, now).await).await.unwrap();
        assert_eq!(known, 2);
        assert_eq!(last_day_before(state(codes::TIMETABLE).await.due.unwrap()).to_string(), "2028-01-05");
    }
}

#[tokio::test]
async fn the_response_ends_the_other_clocks_and_the_record_counts_them() {
    for test in both().await {
        let world = World::assigned(&test.db).await;
        // The timetable was missed by then, the contact not.
        let now = at("2017-03-20T04:00:00Z");
        world.publish(now).await;
        let later = at("2018-01-01T00:00:00Z");
        let case = world.case(later).await;
        let state = |code: &str| case.brief.clock(code).unwrap().state;
        assert_eq!(state(codes::TIMETABLE), ClockState::Missed { days: 4 });
        assert_eq!(state(codes::CONTACT), ClockState::Ended { at: now });
        assert_eq!(state(codes::RESPONSE), ClockState::Met { at: now, days_late: Some(0) });
        assert_eq!(cases::record_missed(&test.db, later).await.unwrap(), 0);

        let record = record::record(test.db.read(), Some(world.health), None, later).await.unwrap();
        let of = |code: &str| {
            let row = record.clocks.iter().find(|row| row.code == code).unwrap();
            (row.kept, row.missed)
        };
        assert_eq!([of("timetable"), of("response"), of("contact")], [(0, 1), (1, 0), (0, 0)]);
        assert!(record::waiting(test.db.read(), Some(world.health), later).await.unwrap().is_empty());
        let none = record::record(test.db.read(), Some(world.labour), None, later).await.unwrap();
        assert!(none.clocks.is_empty());
        let loads = record::loads(test.db.read(), later).await.unwrap();
        assert_eq!((loads[0].agency_id, loads[0].waiting, loads[0].answered), (world.health, 0, 1));
    }
}
