//! Clocks that start later, come again, have no date, and stand still, on both databases.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{World, at, new_case, start, write};
use folkmoot_agency_responses::accounts::{self, Outcome};
use folkmoot_agency_responses::pauses::{self, Election};
use folkmoot_agency_responses::supplements::{self, NewSupplement, SupplementRule};
use folkmoot_agency_responses::{
    Case, Cause, ClockState, Ends, Error, ExtensionAsked, NewCase, NewClock, NextAct, OfficerAct, Starts,
    Timetable, cases, codes, responses,
};
use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::event;
use folkmoot_foundation::period::{Period, Unit, last_day_before};
use folkmoot_foundation::{Db, Now, PersonId};
use folkmoot_migrations::testing::{both, sqlite};

fn calendar() -> OfficeCalendar {
    OfficeCalendar::shipped()
}

/// The day on which a clock runs out.
fn last(case: &Case, code: &str) -> String {
    last_day_before(case.brief.clock(code).unwrap().due.unwrap()).to_string()
}

fn state(case: &Case, code: &str) -> ClockState {
    case.brief.clock(code).unwrap().state
}

/// A case of its own whose clocks stand still for supplements and elections, led by the ministry of health.
async fn world(db: &Db, change: impl FnOnce(&mut NewCase)) -> World {
    let world = World::with(db, case_with(change)).await;
    lead(&world).await;
    world
}

/// Another case in the same world.
async fn beside(world: &World, change: impl FnOnce(&mut NewCase)) -> World {
    let new = case_with(change);
    let beside = World { case: new.id, proposal: new.proposal, ..world.assigned_copy() };
    write(&world.db, async |tx| cases::open(tx, new, start(), &calendar()).await).await.unwrap();
    lead(&beside).await;
    beside
}

fn case_with(change: impl FnOnce(&mut NewCase)) -> NewCase {
    let mut new = new_case(start());
    for clock in &mut new.clocks {
        clock.pauses = vec![Cause::Supplement, Cause::Election];
    }
    new.supplement = Some(SupplementRule { ask: None, answer: Period::new(14, Unit::Days), times: 2 });
    change(&mut new);
    new
}

async fn lead(world: &World) {
    write(&world.db, async |tx| {
        let leads = [world.health];
        cases::assign(tx, world.administrator, world.case, &leads, &[], start(), &calendar()).await
    })
    .await
    .unwrap();
}

async fn ask(
    world: &World,
    by: Option<&str>,
    now: Now,
) -> Result<folkmoot_agency_responses::SupplementId, Error> {
    let new = NewSupplement {
        wanted: "請補附切結書".to_owned(),
        answer_by: by.map(|day| day.parse().unwrap()),
    };
    write(&world.db, async |tx| {
        supplements::ask(tx, &world.officer, world.case, &new, now, &calendar()).await
    })
    .await
}

#[tokio::test]
async fn the_time_until_the_proposer_answers_does_not_count() {
    for test in both().await {
        let world = world(&test.db, |_| {}).await;
        let (asked, answered) = (at("2017-03-20T02:00:00Z"), at("2017-03-25T02:00:00Z"));
        let Err(Error::Invalid(errors)) = ask(&world, Some("2017-04-04"), asked).await else { panic!() };
        assert_eq!((errors.0[0].field.as_str(), errors.0[0].code), ("answer_by", "out_of_range"));
        let id = ask(&world, Some("2017-03-31"), asked).await.unwrap();
        let case = world.case(asked).await;
        // Until the last day for the answer it is counted as if none came: 60 days and the twelve from 03-20 to 03-31.
        assert_eq!(last(&case, codes::RESPONSE), "2017-05-18");
        let until = Some(at("2017-03-31T16:00:00Z"));
        let still = ClockState::StandsStill { since: asked, until, cause: Cause::Supplement };
        assert_eq!(state(&case, codes::RESPONSE), still);
        // The timetable was owed before: what was missed stays missed.
        assert_eq!(state(&case, codes::TIMETABLE), ClockState::Missed { days: 4 });
        assert!(matches!(case.allows(OfficerAct::AskSupplement, asked), Err(Error::AlreadyDone)));
        assert!(matches!(case.allows(OfficerAct::AskExtension, asked), Err(Error::StandsStill)));
        assert!(matches!(ask(&world, None, asked).await, Err(Error::AlreadyDone)));

        let proposer = PersonId::new(start());
        let answer = async |proposal, text: &str, now| {
            write(&test.db, async |tx| {
                supplements::answer(tx, proposal, proposer, id, text, now, &calendar()).await
            })
            .await
        };
        let Err(Error::Invalid(errors)) = answer(world.proposal, " ", answered).await else { panic!() };
        assert_eq!(errors.0[0].field, "answer");
        let other = folkmoot_foundation::ProposalId::new(start());
        assert!(matches!(answer(other, "附上", answered).await, Err(Error::NotFound)));
        answer(world.proposal, "附上切結書", answered).await.unwrap();
        assert!(matches!(answer(world.proposal, "附上", answered).await, Err(Error::AlreadyDone)));
        let case = world.case(answered).await;
        assert_eq!(last(&case, codes::RESPONSE), "2017-05-11");
        assert_eq!(state(&case, codes::RESPONSE), ClockState::Running { days_left: 47 });
        assert_eq!(case.supplements[0].answer, Some(("附上切結書".to_owned(), answered)));
        let told = world.told().await;
        let own = ["case.supplement_asked", "case.paused", "case.supplement_answered", "case.resumed"];
        assert_eq!(told.iter().filter(|kind| own.contains(&kind.as_str())).collect::<Vec<_>>(), own);
        let events = event::timeline(test.db.read(), world.proposal, true).await.unwrap();
        let paused = events.iter().find(|event| event.kind == "case.paused").unwrap();
        assert_eq!(paused.data["reason"], "請補附切結書");
        let resumed = events.iter().find(|event| event.kind == "case.resumed").unwrap();
        let moved: Vec<&str> =
            resumed.data["clocks"].as_array().unwrap().iter().map(|c| c["code"].as_str().unwrap()).collect();
        assert_eq!(moved, [codes::CONTACT, codes::RESPONSE]);
        // What is told when it goes on was told once: the tick has nothing to add.
        assert_eq!(cases::record_missed(&test.db, answered).await.unwrap(), 1, "the timetable alone");
    }
}

#[tokio::test]
async fn without_an_answer_the_clock_goes_on_when_the_date_has_passed() {
    for test in both().await {
        let world = world(&test.db, |_| {}).await;
        let asked = at("2017-03-20T02:00:00Z");
        ask(&world, None, asked).await.unwrap();
        // 14 days from 03-20: until 04-03, so the clock goes on with 04-04.
        let over = at("2017-04-03T16:00:00Z");
        let case = world.case(over).await;
        assert_eq!(case.supplements[0].state(over), "unanswered");
        assert_eq!(last(&case, codes::RESPONSE), "2017-05-21");
        assert_eq!(state(&case, codes::RESPONSE), ClockState::Running { days_left: 47 });
        let (a, b) = tokio::join!(cases::record_missed(&test.db, over), cases::record_missed(&test.db, over));
        assert_eq!(a.unwrap() + b.unwrap(), 2, "the timetable missed, and the end of the pause");
        let events = event::timeline(test.db.read(), world.proposal, true).await.unwrap();
        let resumed: Vec<_> = events.iter().filter(|event| event.kind == "case.resumed").collect();
        assert_eq!((resumed.len(), resumed[0].at, &resumed[0].data["why"]), (1, over, &"over".into()));
        // The rulebook lets the officer ask twice.
        ask(&world, None, over).await.unwrap();
        let later = at("2017-04-30T02:00:00Z");
        assert!(matches!(ask(&world, None, later).await, Err(Error::NoSupplementLeft { times: 2 })));
    }
}

#[tokio::test]
async fn who_does_not_lead_or_has_no_such_rule_asks_for_nothing() {
    for test in both().await {
        let led = world(&test.db, |new| new.supplement = None).await;
        assert!(matches!(ask(&led, None, start()).await, Err(Error::NoSupplement)));
        let strange = World { officer: led.stranger.clone(), ..led.assigned_copy() };
        assert!(matches!(ask(&strange, None, start()).await, Err(Error::NotYours)));
        let asked = Period::new(7, Unit::Days);
        let rule = SupplementRule { ask: Some(asked), answer: Period::new(14, Unit::Days), times: 1 };
        let late = beside(&led, |new| new.supplement = Some(rule)).await;
        assert!(matches!(ask(&late, None, at("2017-03-14T16:00:00Z")).await, Err(Error::TooLate { .. })));
        ask(&late, None, at("2017-03-14T15:59:59Z")).await.unwrap();
    }
}

#[tokio::test]
async fn before_an_election_clocks_stand_still_where_the_rulebook_says_so() {
    for test in both().await {
        let own = world(&test.db, |_| {}).await;
        let other = beside(&own, |new| new.clocks.iter_mut().for_each(|clock| clock.pauses.clear())).await;
        let election = Election {
            source: uuid::Uuid::from_u128(7),
            name: "公民投票".to_owned(),
            from: at("2017-03-31T16:00:00Z"),
            until: at("2017-04-10T16:00:00Z"),
            administrator: own.administrator,
        };
        let now = at("2017-03-10T02:00:00Z");
        let apply = async || {
            write(&test.db, async |tx| {
                for (case, _) in pauses::not_answered(tx).await? {
                    pauses::apply(tx, case, &election, now, &calendar()).await?;
                }
                Ok(())
            })
            .await
            .unwrap();
        };
        apply().await;
        apply().await;
        assert_eq!(last(&other.case(now).await, codes::RESPONSE), "2017-05-06", "runs on");
        // Ten days from 04-01 on; the timetable is owed before.
        let case = own.case(now).await;
        assert_eq!(
            (last(&case, codes::RESPONSE), last(&case, codes::TIMETABLE)),
            ("2017-05-16".into(), "2017-03-16".into())
        );
        assert_eq!(state(&case, codes::RESPONSE), ClockState::Running { days_left: 67 });
        // A supplement that reaches into it: 03-30 to 04-12 and 04-01 to 04-10 are fourteen days.
        let asked = at("2017-03-30T02:00:00Z");
        ask(&own, Some("2017-04-12"), asked).await.unwrap();
        assert_eq!(last(&own.case(asked).await, codes::RESPONSE), "2017-05-20");
        let during = own.case(at("2017-04-05T02:00:00Z")).await;
        let until = Some(at("2017-04-12T16:00:00Z"));
        assert_eq!(
            state(&during, codes::RESPONSE),
            ClockState::StandsStill { since: asked, until, cause: Cause::Supplement }
        );
        write(&test.db, async |tx| {
            pauses::take_back(tx, election.source, own.administrator, now, &calendar()).await
        })
        .await
        .unwrap();
        assert_eq!(last(&own.case(asked).await, codes::RESPONSE), "2017-05-20", "the supplement alone");
        let told = own.told().await;
        assert_eq!(told.iter().filter(|kind| *kind == "case.paused").count(), 2);
    }
}

#[tokio::test]
async fn a_case_that_stands_still_by_order_has_no_deadline_until_it_goes_on() {
    for test in both().await {
        let world = world(&test.db, |new| new.clocks.iter_mut().for_each(|clock| clock.pauses.clear())).await;
        let (stopped, resumed) = (at("2017-03-20T02:00:00Z"), at("2017-07-01T02:00:00Z"));
        let by = world.administrator;
        let order = async |reason: &str| {
            write(&test.db, async |tx| pauses::order(tx, by, world.case, reason, stopped, &calendar()).await)
                .await
        };
        assert!(matches!(order("因").await, Err(Error::Invalid(e)) if e.0[0].field == "reason"));
        order("法院裁定停止執行").await.unwrap();
        assert!(matches!(order("法院裁定停止執行").await, Err(Error::AlreadyDone)));
        let long_after = at("2017-06-30T02:00:00Z");
        let case = world.case(long_after).await;
        let still = ClockState::StandsStill { since: stopped, until: None, cause: Cause::Order };
        assert_eq!(state(&case, codes::RESPONSE), still);
        assert_eq!(case.brief.clock(codes::RESPONSE).unwrap().due, None);
        // The timetable was missed before.
        assert!(matches!(state(&case, codes::TIMETABLE), ClockState::Missed { .. }));
        assert_eq!(cases::record_missed(&test.db, long_after).await.unwrap(), 1);
        // A year's calendar that is loaded meanwhile gives it no deadline.
        write(&test.db, async |tx| cases::refresh_unknown(tx, &calendar(), long_after).await).await.unwrap();
        assert_eq!(state(&world.case(long_after).await, codes::RESPONSE), still);
        let go_on = async || {
            write(&test.db, async |tx| pauses::go_on(tx, by, world.case, resumed, &calendar()).await).await
        };
        go_on().await.unwrap();
        assert!(matches!(go_on().await, Err(Error::AlreadyDone)));
        // 103 days from 03-20 to 06-30.
        assert_eq!(last(&world.case(resumed).await, codes::RESPONSE), "2017-08-17");
    }
}

#[tokio::test]
async fn an_extension_counts_from_the_moved_deadline_and_is_moved_by_later_pauses_alone() {
    for test in both().await {
        let world = world(&test.db, |_| {}).await;
        let id = ask(&world, None, at("2017-03-20T02:00:00Z")).await.unwrap();
        write(&test.db, async |tx| {
            let (proposer, answered) = (PersonId::new(start()), at("2017-03-25T02:00:00Z"));
            supplements::answer(tx, world.proposal, proposer, id, "附上", answered, &calendar()).await
        })
        .await
        .unwrap();
        let asked =
            ExtensionAsked { until: None, reasons: "協調".to_owned(), progress: "會議".to_owned() };
        let now = at("2017-05-10T02:00:00Z");
        let to = write(&test.db, async |tx| {
            cases::ask_extension(tx, &world.officer, world.case, &asked, now, &calendar()).await
        })
        .await
        .unwrap();
        // 60 days from 05-11.
        assert_eq!(last_day_before(to).to_string(), "2017-07-10");
        let paused = at("2017-06-01T02:00:00Z");
        ask(&world, Some("2017-06-03"), paused).await.unwrap();
        let case = world.case(at("2017-06-10T02:00:00Z")).await;
        assert_eq!(last(&case, codes::RESPONSE), "2017-07-13");
        let from = at("2017-05-11T16:00:00Z");
        assert_eq!(state(&case, codes::RESPONSE), ClockState::Extended { days_left: 33, from });
    }
}

#[tokio::test]
async fn clocks_wait_for_what_starts_them() {
    for test in both().await {
        let threshold = || Starts::Threshold("debate".to_owned());
        let mut new = new_case(start());
        let clock = |code: &str, starts, ends, period| NewClock {
            starts,
            ends: Some(ends),
            ..NewClock { period, ..NewClock::new(code, Period::new(1, Unit::Days), true) }
        };
        let days = |amount| Some(Period::new(amount, Unit::Days));
        new.submitted = Some(at("2017-02-01T02:00:00Z"));
        new.clocks = vec![
            clock("timetable", Starts::Assigned, Ends::Timetable, days(7)),
            clock("response", Starts::Timetable, Ends::Response, days(30)),
            clock("from_submission", Starts::Submitted, Ends::Contact, days(60)),
            clock("debate", threshold(), Ends::Debate, None),
        ];
        let world = World::with(&test.db, new).await;
        let case = world.case(start()).await;
        let states: Vec<_> = case.brief.clocks.iter().map(|c| (c.code.as_str(), c.state.code())).collect();
        let expected = [
            ("from_submission", "running"),
            ("timetable", "waiting"),
            ("response", "waiting"),
            ("debate", "waiting"),
        ];
        assert_eq!(states, expected);
        assert_eq!(last(&case, "from_submission"), "2017-04-02");

        let assigned = at("2017-03-10T02:00:00Z");
        let assign = async |now| {
            write(&test.db, async |tx| {
                cases::assign(tx, world.administrator, world.case, &[world.health], &[], now, &calendar())
                    .await
            })
            .await
            .unwrap();
        };
        assign(assigned).await;
        // Assigned anew, nothing starts again.
        assign(at("2017-03-11T02:00:00Z")).await;
        assert_eq!(last(&world.case(assigned).await, "timetable"), "2017-03-17");
        let posted = at("2017-03-12T02:00:00Z");
        let timetable = Timetable { body: "時程".to_owned(), steps: Vec::new() };
        write(&test.db, async |tx| {
            cases::post_timetable(tx, &world.officer, world.case, &timetable, posted, &calendar()).await
        })
        .await
        .unwrap();
        let case = world.case(posted).await;
        assert_eq!(last(&case, "response"), "2017-04-11");
        assert_eq!(state(&case, "debate"), ClockState::Waiting);
        assert_eq!(case.brief.open_duties(), 0);

        let crossed = at("2017-03-20T02:00:00Z");
        let reached = async |code: &str| {
            write(&test.db, async |tx| {
                cases::threshold_reached(tx, world.proposal, code, crossed, &calendar()).await
            })
            .await
            .unwrap()
        };
        assert!(reached("another").await && reached("debate").await && reached("debate").await);
        let case = world.case(crossed).await;
        assert_eq!(state(&case, "debate"), ClockState::NoDate);
        let told = world.told().await;
        assert_eq!(told.iter().filter(|kind| *kind == "case.clock_started").count(), 3);
        let none = folkmoot_foundation::ProposalId::new(start());
        let found = write(&test.db, async |tx| {
            cases::threshold_reached(tx, none, "debate", crossed, &calendar()).await
        });
        assert!(!found.await.unwrap());
    }
}

#[tokio::test]
async fn a_duty_outlives_the_response_and_is_met_by_its_outcome() {
    for test in both().await {
        let world = world(&test.db, |new| {
            let debate = NewClock::new("debate", Period::new(90, Unit::Days), true);
            new.clocks.push(debate);
        })
        .await;
        let answered = at("2017-04-01T02:00:00Z");
        world.publish(answered).await;
        let case = world.case(answered).await;
        assert_eq!(state(&case, "debate"), ClockState::Running { days_left: 65 });
        assert_eq!(case.brief.next_act(), NextAct::RecordOutcome);
        assert_eq!(case.brief.next_due, case.brief.clock("debate").unwrap().due);
        let close = async || {
            write(&test.db, async |tx| cases::close(tx, &world.officer, world.case, "完成", answered).await)
                .await
        };
        assert!(matches!(case.allows(OfficerAct::Close, answered), Err(Error::DutiesOpen { count: 1 })));
        assert!(matches!(close().await, Err(Error::DutiesOpen { count: 1 })));
        let mut outcome = Outcome {
            kind: Ends::Progress,
            on: "2017-04-02".parse().unwrap(),
            link: "javascript:alert(1)".to_owned(),
            summary: " ".to_owned(),
        };
        let record = async |outcome: &Outcome| {
            write(&test.db, async |tx| {
                accounts::record_outcome(tx, &world.officer, world.case, outcome, answered, &calendar()).await
            })
            .await
        };
        let Err(Error::Invalid(errors)) = record(&outcome).await else { panic!() };
        let fields: Vec<_> = errors.0.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["kind", "on", "link", "summary"]);
        outcome = Outcome {
            kind: Ends::Debate,
            on: "2017-04-01".parse().unwrap(),
            link: "https://example.org/record".to_owned(),
            summary: "院會已討論".to_owned(),
        };
        record(&outcome).await.unwrap();
        let case = world.case(answered).await;
        assert_eq!(state(&case, "debate"), ClockState::Met { at: answered, days_late: Some(0) });
        assert_eq!((case.accounts.len(), case.accounts[0].kind), (1, Ends::Debate));
        let events = event::timeline(test.db.read(), world.proposal, true).await.unwrap();
        let told = events.iter().find(|event| event.kind == "case.outcome_recorded").unwrap();
        assert_eq!((&told.data["met"][0], &told.data["kind"]), (&"debate".into(), &"debate".into()));
        close().await.unwrap();
    }
}

#[tokio::test]
async fn progress_is_owed_again_until_the_response() {
    for test in both().await {
        let world = world(&test.db, |new| {
            let mut progress = NewClock::new("progress", Period::new(30, Unit::Days), true);
            progress.every = Some(Period::new(10, Unit::Days));
            new.clocks = vec![progress, NewClock::new("response", Period::new(90, Unit::Days), true)];
        })
        .await;
        let tell = async |body: &str, now| {
            write(&test.db, async |tx| {
                accounts::tell_progress(tx, &world.officer, world.case, body, now, &calendar()).await
            })
            .await
        };
        assert_eq!(last(&world.case(start()).await, "progress"), "2017-04-06");
        assert_eq!(world.case(start()).await.brief.next_act(), NextAct::TellProgress);
        assert!(matches!(tell(" ", start()).await, Err(Error::Invalid(e)) if e.0[0].field == "body"));
        tell("已召開會議", at("2017-04-01T02:00:00Z")).await.unwrap();
        let late = at("2017-04-13T02:00:00Z");
        tell("已擬草案", late).await.unwrap();
        let case = world.case(late).await;
        let rounds: Vec<_> = case
            .brief
            .clocks
            .iter()
            .map(|c| (c.code.as_str(), c.round(), c.rule_code(), c.state.code()))
            .collect();
        assert_eq!(
            rounds,
            [
                ("progress", 1, "progress", "met"),
                ("progress.2", 2, "progress", "met_late"),
                ("progress.3", 3, "progress", "running"),
                ("response", 1, "response", "running"),
            ]
        );
        assert_eq!(last(&case, "progress.3"), "2017-04-23");
        world.publish(late).await;
        assert_eq!(state(&world.case(late).await, "progress.3"), ClockState::Ended { at: late });
    }
}

#[tokio::test]
async fn a_clock_without_a_date_is_never_missed() {
    let test = sqlite().await;
    let world = world(&test.db, |new| new.clocks[2].period = None).await;
    let later = at("2020-01-01T00:00:00Z");
    let case = world.case(later).await;
    assert_eq!(state(&case, codes::RESPONSE), ClockState::NoDate);
    assert_eq!(case.brief.days_overdue(), None);
    assert_eq!(cases::record_missed(&test.db, later).await.unwrap(), 2, "timetable and contact");
    world.publish(later).await;
    let response = responses::get(test.db.read(), world.case).await.unwrap();
    assert!(response.is_some());
    assert_eq!(
        state(&world.case(later).await, codes::RESPONSE),
        ClockState::Met { at: later, days_late: None }
    );
}
