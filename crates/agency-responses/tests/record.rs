//! The record of promises: whose miss it is, what it counts, and the same from the event log alone, on both databases.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{World, at, new_case, start, write};
use folkmoot_agency_responses::followups::{self, Report};
use folkmoot_agency_responses::record::{self, FOLLOW_UP, Quarter};
use folkmoot_agency_responses::supplements::{self, NewSupplement, SupplementRule};
use folkmoot_agency_responses::{
    Cause, Contact, ContactManner, ExtensionAsked, PlannedFollowUp, Timetable, cases, codes, pauses,
};
use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::period::{Period, Unit};
use folkmoot_foundation::{AgencyId, Now, PersonId};
use folkmoot_migrations::testing::both;

fn calendar() -> OfficeCalendar {
    OfficeCalendar::shipped()
}

async fn assign(world: &World, to: AgencyId, now: Now) {
    write(&world.db, async |tx| {
        cases::assign(tx, world.administrator, world.case, &[to], &[], now, &calendar()).await
    })
    .await
    .unwrap();
}

/// Kept, missed, running of a clock in an agency's record, or in that of all.
async fn counts(world: &World, agency: Option<AgencyId>, code: &str, now: Now) -> (i64, i64, i64) {
    let record = record::record(world.db.read(), agency, None, now).await.unwrap();
    let row = record.clocks.into_iter().find(|row| row.code == code).unwrap_or_default();
    (row.kept, row.missed, row.running)
}

#[tokio::test]
async fn a_miss_stays_with_the_agency_that_led_then() {
    for test in both().await {
        let world = World::assigned(&test.db).await;
        // The response was due on 2017-05-06; the case is another's two days later.
        let late = at("2017-05-08T02:00:00Z");
        assign(&world, world.labour, late).await;
        world.new_lead_publishes(at("2017-05-20T02:00:00Z")).await;
        let now = at("2017-06-01T02:00:00Z");
        for (agency, expected) in
            [(Some(world.health), (0, 1, 0)), (Some(world.labour), (0, 0, 0)), (None, (0, 1, 0))]
        {
            assert_eq!(counts(&world, agency, codes::RESPONSE, now).await, expected);
        }
        let log = record::from_log(test.db.read()).await.unwrap();
        let rows = record::ledger(test.db.read(), None).await.unwrap();
        assert_eq!(rows.differences(&log), Vec::<String>::new());
    }
}

#[tokio::test]
async fn what_is_kept_counts_for_who_keeps_it() {
    for test in both().await {
        let world = World::assigned(&test.db).await;
        assign(&world, world.labour, at("2017-03-20T02:00:00Z")).await;
        world.new_lead_publishes(at("2017-04-06T02:00:00Z")).await;
        let now = at("2017-06-01T02:00:00Z");
        assert_eq!(counts(&world, Some(world.labour), codes::RESPONSE, now).await, (1, 0, 0));
        // The timetable was due on 03-16, when the other agency led.
        assert_eq!(counts(&world, Some(world.health), codes::TIMETABLE, now).await, (0, 1, 0));
        assert_eq!(counts(&world, Some(world.labour), codes::TIMETABLE, now).await, (0, 0, 0));
        let record = record::record(test.db.read(), None, Some(2017), now).await.unwrap();
        let response = record.clocks.iter().find(|row| row.code == codes::RESPONSE).unwrap();
        assert_eq!(response.days, Some((30, 30)));
        let quarters: Vec<_> =
            record.quarters.iter().map(|row| (row.quarter, row.kept, row.missed)).collect();
        let quarter = |quarter| Quarter { year: 2017, quarter };
        assert_eq!(quarters, [(quarter(1), 0, 2), (quarter(2), 1, 0)], "timetable and contact; the response");
        assert_eq!(record.years, [2017]);
        let other = record::record(test.db.read(), None, Some(2016), now).await.unwrap();
        assert!(other.clocks.is_empty() && other.quarters.is_empty());
    }
}

#[tokio::test]
async fn the_event_log_tells_the_same_record() {
    for test in both().await {
        let mut new = new_case(start());
        for clock in &mut new.clocks {
            clock.pauses = vec![Cause::Supplement];
        }
        new.supplement = Some(SupplementRule { ask: None, answer: Period::new(14, Unit::Days), times: 1 });
        let world = World::with(&test.db, new).await;
        let (officer, case) = (&world.officer, world.case);
        assign(&world, world.health, start()).await;
        write(&test.db, async |tx| {
            let calendar = calendar();
            let on = "2017-03-09".parse().unwrap();
            let contact = Contact { on, manner: ContactManner::Email, summary: "說明".to_owned() };
            cases::record_contact(tx, officer, case, &contact, at("2017-03-09T02:00:00Z"), &calendar).await?;
            let new = NewSupplement { wanted: "請補附".to_owned(), answer_by: None };
            let id = supplements::ask(tx, officer, case, &new, at("2017-03-10T02:00:00Z"), &calendar).await?;
            let answered = at("2017-03-14T02:00:00Z");
            let proposer = PersonId::new(start());
            supplements::answer(tx, world.proposal, proposer, id, "附上", answered, &calendar).await?;
            let timetable = Timetable { body: "時程".to_owned(), steps: Vec::new() };
            cases::post_timetable(tx, officer, case, &timetable, at("2017-04-01T02:00:00Z"), &calendar)
                .await?;
            let reason = "法院裁定停止執行";
            pauses::order(tx, world.administrator, case, reason, at("2017-04-02T02:00:00Z"), &calendar)
                .await?;
            pauses::go_on(tx, world.administrator, case, at("2017-04-12T02:00:00Z"), &calendar).await?;
            let asked =
                ExtensionAsked { until: None, reasons: "協調".to_owned(), progress: "會議".to_owned() };
            cases::ask_extension(tx, officer, case, &asked, at("2017-05-01T02:00:00Z"), &calendar).await?;
            let (from, to) = (world.health, world.labour);
            cases::transfer(tx, officer, case, from, to, "權責", at("2017-05-02T02:00:00Z")).await
        })
        .await
        .unwrap();
        assign(&world, world.health, at("2017-05-03T02:00:00Z")).await;
        cases::record_missed(&test.db, at("2017-05-04T02:00:00Z")).await.unwrap();
        world.publish(at("2017-05-05T02:00:00Z")).await;
        write(&test.db, async |tx| {
            let due_on = "2017-06-30".parse().unwrap();
            let planned = PlannedFollowUp { action: "修正".to_owned(), unit: "一科".to_owned(), due_on };
            let id = followups::add(tx, officer, case, &planned, at("2017-05-06T02:00:00Z")).await?;
            let next = Some("2017-09-30".parse().unwrap());
            let report = Report { body: "研議中".to_owned(), next, outcome: String::new() };
            followups::report(tx, officer, id, &report, at("2017-07-03T02:00:00Z"), &calendar()).await
        })
        .await
        .unwrap();

        let log = record::from_log(test.db.read()).await.unwrap();
        let rows = record::ledger(test.db.read(), None).await.unwrap();
        assert_eq!(rows.differences(&log), Vec::<String>::new());
        assert_eq!((rows.promises.len(), &rows), (5, &log));
        let now = at("2017-08-01T02:00:00Z");
        assert_eq!(counts(&world, None, FOLLOW_UP, now).await, (0, 1, 1));
        assert_eq!(counts(&world, Some(world.health), codes::TIMETABLE, now).await, (0, 1, 0));
        // A row that was changed behind the log's back shows.
        use sea_orm::ConnectionTrait as _;
        let sql = "UPDATE case_clock SET met_at = NULL WHERE code = 'response'";
        test.db.for_migrations().execute_unprepared(sql).await.unwrap();
        let rows = record::ledger(test.db.read(), None).await.unwrap();
        assert_eq!(rows.differences(&log).len(), 1);
    }
}
