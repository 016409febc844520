//! Who may do what in which state, and what is left of it, on both databases.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{World, agency, at, signer, start, write};
use folkmoot_agency_responses::agencies;
use folkmoot_agency_responses::followups::{self, FollowUpState, Report};
use folkmoot_agency_responses::{
    CaseState, Contact, ContactManner, Content, Error, ExtensionAsked, Officer, OfficerAct, PlannedFollowUp,
    Step, Timetable, cases, codes, responses,
};
use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::{Db, event};
use folkmoot_migrations::testing::both;

fn now() -> folkmoot_foundation::Now {
    at("2017-03-08T02:00:00Z")
}

fn planned(due: &str) -> PlannedFollowUp {
    PlannedFollowUp {
        action: "修正要點".to_owned(),
        unit: "社會及家庭署".to_owned(),
        due_on: due.parse().unwrap(),
    }
}

const ACTS: [&str; 13] = [
    "assign",
    "transfer",
    "post_timetable",
    "record_contact",
    "ask_extension",
    "save_draft",
    "submit_response",
    "send_back_response",
    "sign_response",
    "write_addendum",
    "add_follow_up",
    "explain",
    "close",
];

/// When every act is tried: the timetable is overdue then, the response is not.
fn tried() -> folkmoot_foundation::Now {
    at("2017-03-20T02:00:00Z")
}

/// The act as a case is asked for it before a form is shown.
fn asked_for(name: &str) -> Option<OfficerAct<'static>> {
    Some(match name {
        "transfer" => OfficerAct::Transfer,
        "post_timetable" => OfficerAct::PostTimetable,
        "record_contact" => OfficerAct::RecordContact,
        "ask_extension" => OfficerAct::AskExtension,
        "write_addendum" => OfficerAct::WriteAddendum,
        "add_follow_up" => OfficerAct::AddFollowUp,
        "explain" => OfficerAct::Explain(codes::TIMETABLE),
        "close" => OfficerAct::Close,
        _ => return None,
    })
}

/// Tries an act on the world's case as `who`.
async fn act(world: &World, who: &Officer, name: &str, content: &Content) -> Result<(), Error> {
    let (id, tx_now) = (world.case, tried());
    let calendar = OfficeCalendar::shipped();
    write(&world.db, async |tx| match name {
        "assign" => {
            cases::assign(
                tx,
                world.administrator,
                id,
                &[world.health],
                &[],
                tx_now,
                &OfficeCalendar::shipped(),
            )
            .await
        }
        "transfer" => {
            cases::transfer(tx, who, id, world.health, world.labour, "非本部權責", tx_now).await.map(drop)
        }
        "post_timetable" => {
            let step = Step { on: "2017-04-01".parse().unwrap(), what: "研商會議".to_owned() };
            let new = Timetable { body: "時程".to_owned(), steps: vec![step] };
            cases::post_timetable(tx, who, id, &new, tx_now, &OfficeCalendar::shipped()).await
        }
        "record_contact" => {
            let on = "2017-03-08".parse().unwrap();
            let new = Contact { on, manner: ContactManner::Telephone, summary: "說明".to_owned() };
            cases::record_contact(tx, who, id, &new, tx_now, &OfficeCalendar::shipped()).await
        }
        "ask_extension" => {
            let reasons = "理由".to_owned();
            let asked = ExtensionAsked { until: None, progress: reasons.clone(), reasons };
            cases::ask_extension(tx, who, id, &asked, tx_now, &calendar).await.map(drop)
        }
        "save_draft" => {
            let base = responses::draft(tx, id).await?.newest.version;
            responses::save_draft(tx, who, id, base, content, tx_now).await.map(drop)
        }
        "submit_response" => responses::submit_for_approval(tx, who, id, 1, tx_now).await,
        "send_back_response" => responses::send_back(tx, who, id, "請補充", tx_now).await,
        "sign_response" => {
            responses::sign_and_publish(tx, who, id, 1, &signer(), tx_now, &calendar).await.map(drop)
        }
        "write_addendum" => responses::addendum(tx, who, id, "補充", tx_now).await.map(drop),
        "add_follow_up" => followups::add(tx, who, id, &planned("2017-06-30"), tx_now).await.map(drop),
        "explain" => cases::explain(tx, who, id, codes::TIMETABLE, "說明", tx_now).await,
        "close" => cases::close(tx, who, id, "無後續事項", tx_now).await,
        other => panic!("{other}"),
    })
    .await
}

/// A world whose case is in `state`.
async fn in_state(db: &Db, state: CaseState) -> World {
    if state == CaseState::Unassigned {
        return World::new(db).await;
    }
    let world = World::assigned(db).await;
    match state {
        CaseState::Drafting => world.draft(now()).await,
        CaseState::AwaitingApproval => world.submit(now()).await,
        CaseState::Answered | CaseState::Closed => world.publish(at("2017-03-20T01:00:00Z")).await,
        _ => {}
    }
    if state == CaseState::Closed {
        write(db, async |tx| cases::close(tx, &world.officer, world.case, "完成", start()).await)
            .await
            .unwrap();
    }
    world
}

/// The states in which an act succeeds; elsewhere it is refused for the state.
fn allowed(act: &str) -> &'static [CaseState] {
    use CaseState::{Answered, Assigned, AwaitingApproval, Closed, Drafting, Unassigned};
    match act {
        "assign" => &[Unassigned, Assigned, Drafting, AwaitingApproval],
        "transfer" | "save_draft" => &[Assigned, Drafting],
        "post_timetable" | "ask_extension" => &[Assigned, Drafting, AwaitingApproval],
        "record_contact" => &[Assigned, Drafting, AwaitingApproval, Answered],
        "submit_response" => &[Drafting],
        "send_back_response" | "sign_response" => &[AwaitingApproval],
        "write_addendum" => &[Answered, Closed],
        "add_follow_up" | "close" => &[Answered],
        "explain" => &[Assigned, Drafting, AwaitingApproval, Answered, Closed],
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn every_act_in_every_state_by_its_agency_and_by_another() {
    // All cases of one kind of database share it, so that this stays quick.
    for test in both().await {
        let mut agencies_made = false;
        for state in CaseState::ALL {
            for name in ACTS {
                if agencies_made {
                    free_the_slugs(&test.db).await;
                }
                let world = in_state(&test.db, state).await;
                agencies_made = true;
                let content = world.content().await;
                if let Some(asked) = asked_for(name) {
                    let told = world.case(tried()).await.allows(asked, tried());
                    let fine = allowed(name).contains(&state);
                    assert_eq!(told.is_ok(), fine, "{name} in {}: {told:?}", state.code());
                }
                let own = act(&world, &world.officer, name, &content).await;
                if allowed(name).contains(&state) {
                    assert!(own.is_ok(), "{name} in {}: {own:?}", state.code());
                } else if state == CaseState::Unassigned {
                    assert!(matches!(own, Err(Error::NotYours)), "{name} in {}: {own:?}", state.code());
                } else {
                    assert!(
                        matches!(own, Err(Error::WrongState { state: told, action }) if told == state && action == name),
                        "{name} in {}: {own:?}",
                        state.code()
                    );
                }
                if name != "assign" && name != "transfer" {
                    let other = act(&world, &world.stranger, name, &content).await;
                    assert!(matches!(other, Err(Error::NotYours)), "{name} in {}: {other:?}", state.code());
                }
            }
        }
    }
}

/// Renames the agencies of the world before, so that the next may use their names.
async fn free_the_slugs(db: &Db) {
    for slug in ["mohw", "mol"] {
        let old = agencies::by_slug(db.read(), slug).await.unwrap();
        let fresh = format!("{slug}-{}", old.id.0.simple());
        let details = agency(&fresh, "舊機關", "Old agency");
        write(db, async |tx| {
            agencies::change(tx, folkmoot_foundation::PersonId::new(start()), old.id, &details, start()).await
        })
        .await
        .unwrap();
    }
}

#[tokio::test]
async fn a_step_of_a_timetable_is_not_planned_before_the_case() {
    for test in both().await {
        let world = World::assigned(&test.db).await;
        let post = async |days: [&str; 2]| {
            let steps = days.map(|on| Step { on: on.parse().unwrap(), what: "研商會議".to_owned() }).to_vec();
            let new = Timetable { body: "時程".to_owned(), steps };
            write(&test.db, async |tx| {
                cases::post_timetable(
                    tx,
                    &world.officer,
                    world.case,
                    &new,
                    start(),
                    &OfficeCalendar::shipped(),
                )
                .await
            })
            .await
        };
        let Err(Error::Invalid(errors)) = post(["2017-03-07", "2017-03-06"]).await else { panic!() };
        assert_eq!((errors.0[0].field.as_str(), errors.0[0].code), ("date-2", "before_case"));
        post(["2017-03-07", "2017-04-01"]).await.unwrap();
    }
}

#[tokio::test]
async fn days_that_can_not_be_are_refused_with_the_range_that_can() {
    for test in both().await {
        let world = World::assigned(&test.db).await;
        let told = |result: Result<(), Error>| -> Vec<(String, &str, String, String)> {
            let Err(Error::Invalid(errors)) = result else { panic!("{result:?}") };
            let of = |e: folkmoot_foundation::FieldError| {
                (e.field, e.code, e.params["from"].clone(), e.params["to"].clone())
            };
            errors.0.into_iter().map(of).collect()
        };
        // The case opened on 7 March; it is 20 March.
        let later = at("2017-03-20T04:00:00Z");
        let days = ["2017-03-19", "9999-12-31", "0001-01-01", "2027-03-20", "2017-03-20"];
        let steps = days.map(|on| Step { on: on.parse().unwrap(), what: "研商會議".to_owned() }).to_vec();
        let new = Timetable { body: "時程".to_owned(), steps };
        let posted = write(&test.db, async |tx| {
            cases::post_timetable(tx, &world.officer, world.case, &new, later, &OfficeCalendar::shipped())
                .await
        })
        .await;
        let range =
            |field: &str, code| (field.to_owned(), code, "2017-03-20".to_owned(), "2027-03-20".to_owned());
        assert_eq!(
            told(posted),
            [range("date-1", "in_past"), range("date-2", "too_far"), range("date-3", "before_case")]
        );
        for (on, code) in
            [("2017-03-21", "in_future"), ("2017-03-06", "before_case"), ("9999-01-01", "in_future")]
        {
            let new = Contact {
                on: on.parse().unwrap(),
                manner: ContactManner::Telephone,
                summary: "談過了".to_owned(),
            };
            let recorded = write(&test.db, async |tx| {
                cases::record_contact(tx, &world.officer, world.case, &new, later, &OfficeCalendar::shipped())
                    .await
            })
            .await;
            let expected = ("on".to_owned(), code, "2017-03-07".to_owned(), "2017-03-20".to_owned());
            assert_eq!(told(recorded), [expected]);
        }
    }
}

#[tokio::test]
async fn two_officers_at_once_lose_nothing() {
    for test in both().await {
        let world = World::assigned(&test.db).await;
        let content = world.content().await;
        let mut other = content.clone();
        other.parts.insert("analysis".to_owned(), "另一位同仁的分析".to_owned());
        let colleague =
            Officer { person: folkmoot_foundation::PersonId::new(now()), ..world.officer.clone() };
        let save = async |who: Officer, base: i64, content: Content| {
            write(&test.db, async |tx| {
                responses::save_draft(tx, &who, world.case, base, &content, now()).await
            })
            .await
        };
        let (a, b) = tokio::join!(
            save(world.officer.clone(), 0, content.clone()),
            save(colleague.clone(), 0, other.clone())
        );
        let (won, lost) = if a.is_ok() { (a, b) } else { (b, a) };
        assert_eq!(won.unwrap(), 1);
        let Err(Error::Conflict(theirs)) = lost else { panic!("the second must learn of the first") };
        let stored = responses::draft(test.db.read(), world.case).await.unwrap().newest;
        assert_eq!(*theirs, stored);
        assert_eq!(theirs.version, 1);
        // Saving over what one has seen works; the version before stays readable.
        let mine = if stored.content == content { other } else { content };
        assert_eq!(save(colleague.clone(), 1, mine.clone()).await.unwrap(), 2);
        assert_eq!(save(colleague, 1, mine).await.unwrap(), 2, "saving the same again changes nothing");
        assert_eq!(responses::draft_at(test.db.read(), world.case, 1).await.unwrap().content, stored.content);
        // Neither may the draft be submitted or signed in a version one has not seen.
        let stale = write(&test.db, async |tx| {
            responses::submit_for_approval(tx, &world.officer, world.case, 1, now()).await
        })
        .await;
        assert!(matches!(stale, Err(Error::Conflict(_))));
    }
}

#[tokio::test]
async fn an_incomplete_draft_is_kept_and_says_what_is_missing() {
    for test in both().await {
        let world = World::assigned(&test.db).await;
        let mut content = world.content().await;
        content.demands[1].decision = String::new();
        content.demands[0].reasons = String::new();
        content.summary = String::new();
        content.follow_ups = vec![planned("2017-03-01")];
        let save = async |content: &Content, base| {
            write(&test.db, async |tx| {
                responses::save_draft(tx, &world.officer, world.case, base, content, now()).await
            })
            .await
        };
        save(&content, 0).await.unwrap();
        let Err(Error::Invalid(errors)) = write(&test.db, async |tx| {
            responses::submit_for_approval(tx, &world.officer, world.case, 1, now()).await
        })
        .await
        else {
            panic!()
        };
        let fields: Vec<_> = errors.0.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["reasons-1", "decision-2", "summary", "due_on-1"]);
        content.demands[0].decision = "see_case_a".to_owned();
        let Err(Error::Invalid(errors)) = save(&content, 1).await else { panic!() };
        assert_eq!((errors.0[0].field.as_str(), errors.0[0].code), ("decision-1", "no_such_choice"));
    }
}

#[tokio::test]
async fn a_published_response_is_final() {
    use sea_orm::ConnectionTrait as _;
    for test in both().await {
        let world = World::assigned(&test.db).await;
        world.publish(now()).await;
        let response = responses::get(test.db.read(), world.case).await.unwrap().unwrap();
        let hash = folkmoot_foundation::crypto::sha256(&response.hashed().unwrap());
        assert_eq!(response.hash, hash.iter().map(|b| format!("{b:02x}")).collect::<String>());
        let told = folkmoot_foundation::event::timeline(test.db.read(), world.proposal, true).await.unwrap();
        let told = told.iter().find(|e| e.kind == "case.response_published").unwrap();
        assert_eq!(told.data["hash"], response.hash);
        assert!(!told.data.to_string().contains("陳美玲"), "no name of a person in the log");
        for sql in ["UPDATE case_response SET signer_name = 'x'", "DELETE FROM case_response"] {
            assert!(test.db.for_migrations().execute_unprepared(sql).await.is_err(), "{sql}");
        }
        assert_eq!(responses::get(test.db.read(), world.case).await.unwrap().unwrap(), response);
    }
}

#[tokio::test]
async fn an_addendum_stands_beside_it_once_signed() {
    for test in both().await {
        let world = World::assigned(&test.db).await;
        world.publish(now()).await;
        let write_one = async |body: &str| {
            write(&test.db, async |tx| responses::addendum(tx, &world.officer, world.case, body, now()).await)
                .await
                .unwrap()
        };
        let (first, second) = (write_one("更正附件").await, write_one("另一則").await);
        let sign = async |who: &Officer, id| {
            write(&test.db, async |tx| responses::sign_addendum(tx, who, id, &signer(), now()).await).await
        };
        assert!(matches!(sign(&world.stranger, first).await, Err(Error::NotYours)));
        let shown = responses::get(test.db.read(), world.case).await.unwrap().unwrap();
        assert!(shown.addenda.is_empty());
        sign(&world.approver, first).await.unwrap();
        assert!(matches!(sign(&world.approver, first).await, Err(Error::AlreadyDone)));
        write(&test.db, async |tx| {
            responses::decline_addendum(tx, &world.approver, second, "不需要", now()).await
        })
        .await
        .unwrap();
        assert!(matches!(sign(&world.approver, second).await, Err(Error::AlreadyDone)));
        let shown = responses::get(test.db.read(), world.case).await.unwrap().unwrap();
        assert_eq!(shown.addenda.len(), 1);
        assert_eq!(shown.addenda[0].number, Some(1));
        assert_eq!(responses::addenda(test.db.read(), world.case).await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn follow_ups_have_days_of_their_own_and_the_last_report_closes_the_case() {
    for test in both().await {
        let world = World::assigned(&test.db).await;
        let mut content = world.content().await;
        content.follow_ups = vec![planned("2017-06-30")];
        let calendar = OfficeCalendar::shipped();
        write(&test.db, async |tx| {
            responses::save_draft(tx, &world.officer, world.case, 0, &content, now()).await?;
            responses::submit_for_approval(tx, &world.officer, world.case, 1, now()).await?;
            responses::sign_and_publish(tx, &world.approver, world.case, 1, &signer(), now(), &calendar).await
        })
        .await
        .unwrap();
        let added = write(&test.db, async |tx| {
            followups::add(tx, &world.officer, world.case, &planned("2017-04-30"), now()).await
        })
        .await
        .unwrap();
        let late = at("2017-05-02T04:00:00Z");
        let list = followups::of_case(test.db.read(), world.case, late).await.unwrap();
        let states: Vec<_> = list.iter().map(|f| f.state).collect();
        assert_eq!(states, [FollowUpState::Overdue { days: 2 }, FollowUpState::Due { days_left: 59 }]);
        // The agency's load counts the answered case as overdue, though no response is owed.
        let loads = folkmoot_agency_responses::record::loads(test.db.read(), late).await.unwrap();
        assert_eq!((loads[0].waiting, loads[0].overdue, loads[0].answered), (0, 1, 1));
        let case = world.case(late).await;
        let refused = case.allows(OfficerAct::Close, late);
        assert!(matches!(refused, Err(Error::FollowUpsOpen { count: 2 })));
        case.allows(OfficerAct::ReportFollowUp(added), late).unwrap();
        assert_eq!(cases::record_missed(&test.db, late).await.unwrap(), 1);
        assert_eq!(cases::record_missed(&test.db, late).await.unwrap(), 0);
        let events = event::timeline(test.db.read(), world.proposal, true).await.unwrap();
        let overdue = events.iter().find(|event| event.kind == "case.follow_up_overdue").unwrap();
        assert_eq!(overdue.at, at("2017-04-30T16:00:00Z"), "dated by the end of its day");
        let close =
            write(&test.db, async |tx| cases::close(tx, &world.officer, world.case, "完成", late).await)
                .await;
        assert!(matches!(close, Err(Error::FollowUpsOpen { count: 2 })));
        let report = async |id| {
            let report =
                Report { body: "已發布".to_owned(), next: None, outcome: "要點已修正".to_owned() };
            write(&test.db, async |tx| {
                followups::report(tx, &world.officer, id, &report, late, &calendar).await
            })
            .await
        };
        assert!(!report(added).await.unwrap());
        assert!(matches!(report(added).await, Err(Error::AlreadyDone)));
        let done = world.case(late).await.allows(OfficerAct::ReportFollowUp(added), late);
        assert!(matches!(done, Err(Error::AlreadyDone)));
        assert!(report(list[1].id).await.unwrap());
        assert!(matches!(report(list[1].id).await, Err(Error::AlreadyDone)));
        let case = world.case(late).await;
        assert_eq!(case.brief.state, CaseState::Closed);
        assert_eq!(case.brief.outcome.as_deref(), Some("要點已修正"));
        assert_eq!(case.brief.next_due, None);
    }
}

#[tokio::test]
async fn what_is_under_study_is_reported_on_by_a_date() {
    for test in both().await {
        let world = World::assigned(&test.db).await;
        let mut content = world.content().await;
        content.demands[1].decision = "under_study".to_owned();
        let calendar = OfficeCalendar::shipped();
        write(&test.db, async |tx| {
            responses::save_draft(tx, &world.officer, world.case, 0, &content, now()).await?;
            responses::submit_for_approval(tx, &world.officer, world.case, 1, now()).await?;
            responses::sign_and_publish(tx, &world.approver, world.case, 1, &signer(), now(), &calendar).await
        })
        .await
        .unwrap();
        let case = world.case(now()).await;
        assert_eq!(case.follow_ups.len(), 1);
        let owed = &case.follow_ups[0];
        assert_eq!((owed.demand, owed.due_on.to_string().as_str()), (Some(case.demands[1].id), "2017-09-08"));
    }
}

#[tokio::test]
async fn a_withdrawn_proposal_ends_its_case() {
    for test in both().await {
        let world = World::assigned(&test.db).await;
        let actor = folkmoot_foundation::Actor::citizen(folkmoot_foundation::PersonId::new(now()));
        let end = async || {
            write(&test.db, async |tx| cases::end_withdrawn(tx, world.proposal, actor, now()).await).await
        };
        assert!(end().await.unwrap());
        assert!(!end().await.unwrap());
        let case = world.case(at("2018-01-01T00:00:00Z")).await;
        assert_eq!(case.brief.outcome.as_deref(), Some("withdrawn"));
        assert_eq!(case.brief.days_overdue(), None);
        assert!(case.brief.clocks.iter().all(|clock| clock.state.code() == "ended"));
    }
}
