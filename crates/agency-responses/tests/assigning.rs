//! Which agency has a case: assigning, transferring, the agencies themselves and their desk, on both databases.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{World, agency, at, write};
use folkmoot_agency_responses::agencies;
use folkmoot_agency_responses::{DeskFilter, DeskQuery, Error, Officer, OfficerAct, cases};
use folkmoot_foundation::CaseId;
use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::db::counting_statements;
use folkmoot_migrations::testing::both;

fn now() -> folkmoot_foundation::Now {
    at("2017-03-08T02:00:00Z")
}

#[tokio::test]
async fn a_case_goes_to_another_agency_with_reasons() {
    for test in both().await {
        let world = World::assigned(&test.db).await;
        let transfer = async |who: &Officer, from, to, reasons: &str| {
            write(&test.db, async |tx| cases::transfer(tx, who, world.case, from, to, reasons, now()).await)
                .await
        };
        let same = transfer(&world.officer, world.health, world.health, "理由").await;
        assert!(matches!(same, Err(Error::Invalid(e)) if e.0[0].code == "same_agency"));
        let silent = transfer(&world.officer, world.health, world.labour, " ").await;
        assert!(matches!(silent, Err(Error::Invalid(e)) if e.0[0].field == "reasons"));
        let not_theirs = transfer(&world.stranger, world.labour, world.health, "理由").await;
        assert!(matches!(not_theirs, Err(Error::NotYours)));
        let id = transfer(&world.officer, world.health, world.labour, "非本部權責").await.unwrap();
        let case = world.case(now()).await;
        assert_eq!((case.brief.leads.as_slice(), case.transfers.len()), (&[world.labour][..], 1));
        let desk = cases::administration(test.db.read(), 50, now()).await.unwrap();
        assert_eq!(desk.transfers.len(), 1);
        write(&test.db, async |tx| cases::accept_transfer(tx, world.administrator, id, now()).await)
            .await
            .unwrap();
        let desk = cases::administration(test.db.read(), 50, now()).await.unwrap();
        assert!(desk.transfers.is_empty());
        let again =
            write(&test.db, async |tx| cases::accept_transfer(tx, world.administrator, id, now()).await)
                .await;
        assert!(matches!(again, Err(Error::AlreadyDone)));
    }
}

#[tokio::test]
async fn a_missed_deadline_can_not_be_handed_on() {
    for test in both().await {
        let world = World::assigned(&test.db).await;
        let transfer = async |at| {
            write(&test.db, async |tx| {
                cases::transfer(tx, &world.officer, world.case, world.health, world.labour, "非本部權責", at)
                    .await
            })
            .await
        };
        let before = world.case(now()).await;
        let due =
            before.brief.clocks.iter().filter(|clock| clock.binding).filter_map(|clock| clock.due).min();
        let due = due.unwrap();
        assert!(before.allows(OfficerAct::Transfer, now()).is_ok());
        assert!(matches!(transfer(due).await, Err(Error::MissedHere)));
        let late = world.case(due).await;
        assert!(matches!(late.allows(OfficerAct::Transfer, due), Err(Error::MissedHere)));
        assert_eq!(late.brief.leads, [world.health]);
        // The administrator may, in public.
        let by = world.administrator;
        let agencies = [world.labour];
        write(&test.db, async |tx| {
            cases::assign(tx, by, world.case, &agencies, &[], due, &OfficeCalendar::shipped()).await
        })
        .await
        .unwrap();
        assert_eq!(world.case(due).await.brief.leads, agencies);
    }
}

#[tokio::test]
async fn an_assignment_names_agencies_in_service_once() {
    for test in both().await {
        let world = World::new(&test.db).await;
        let assign = async |leads: &[_], supporting: &[_]| {
            write(&test.db, async |tx| {
                cases::assign(
                    tx,
                    world.administrator,
                    world.case,
                    leads,
                    supporting,
                    now(),
                    &OfficeCalendar::shipped(),
                )
                .await
            })
            .await
        };
        for (leads, supporting, field, code) in [
            (&[][..], &[][..], "leads", "required"),
            (&[world.health][..], &[world.health][..], "supporting", "also_leads"),
            (&[folkmoot_foundation::AgencyId::new(now())][..], &[][..], "leads", "no_such_agency"),
        ] {
            let Err(Error::Invalid(errors)) = assign(leads, supporting).await else { panic!() };
            assert_eq!((errors.0[0].field.as_str(), errors.0[0].code), (field, code));
        }
        assign(&[world.health, world.labour], &[]).await.unwrap();
        let busy = write(&test.db, async |tx| {
            agencies::set_active(tx, world.administrator, world.health, false, now()).await
        })
        .await;
        assert!(matches!(busy, Err(Error::HasOpenCases { count: 1 })));
        let nobody = cases::get(test.db.read(), CaseId::new(now()), now()).await;
        assert!(matches!(nobody, Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn agencies_have_slugs_of_their_own_and_never_supervise_themselves() {
    for test in both().await {
        let world = World::new(&test.db).await;
        let try_change = async |details| {
            write(&test.db, async |tx| {
                agencies::change(tx, world.administrator, world.health, &details, now()).await
            })
            .await
        };
        let mut details = agency("mol", "衛生福利部", "Ministry of Health");
        let Err(Error::Invalid(errors)) = try_change(details.clone()).await else { panic!() };
        assert_eq!((errors.0[0].field.as_str(), errors.0[0].code), ("slug", "taken"));
        details.slug = "MOHW!".to_owned();
        let Err(Error::Invalid(errors)) = try_change(details.clone()).await else { panic!() };
        assert_eq!(errors.0[0].code, "slug_characters");
        details.slug = "mohw".to_owned();
        details.parent = Some(world.health);
        let Err(Error::Invalid(errors)) = try_change(details).await else { panic!() };
        assert_eq!((errors.0[0].field.as_str(), errors.0[0].code), ("parent", "not_possible"));
        assert_eq!(agencies::names(test.db.read()).await.unwrap()[&world.health].zh, "衛生福利部");
        assert_eq!(agencies::list(test.db.read(), true).await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn the_desk_shows_what_is_due_first_in_a_constant_number_of_queries() {
    for test in both().await {
        let world = World::assigned(&test.db).await;
        let calendar = OfficeCalendar::shipped();
        let mut ids = vec![world.case];
        for day in ["2017-03-01T02:00:00Z", "2017-04-20T02:00:00Z", "2017-04-25T02:00:00Z"] {
            let new = common::new_case(at(day));
            ids.push(new.id);
            write(&test.db, async |tx| {
                let id = new.id;
                cases::open(tx, new, at(day), &calendar).await?;
                cases::assign(
                    tx,
                    world.administrator,
                    id,
                    &[world.health],
                    &[],
                    at(day),
                    &OfficeCalendar::shipped(),
                )
                .await
            })
            .await
            .unwrap();
        }
        // The case opened last is answered but for the signature; two are overdue by now.
        let signing = World { case: ids[3], ..World::assigned_copy(&world) };
        signing.submit(at("2017-04-26T02:00:00Z")).await;
        let now = at("2017-04-27T02:00:00Z");
        let open = DeskQuery::new(&[world.health], DeskFilter::Open);
        let (first, queries) = counting_statements(cases::desk(test.db.read(), &open, None, 3, now)).await;
        let first = first.unwrap();
        let order: Vec<CaseId> = first.cases.items.iter().map(|line| line.case.id).collect();
        assert_eq!(order, [ids[1], ids[0], ids[2]]);
        assert_eq!(queries, 7);
        let rest = cases::desk(test.db.read(), &open, first.cases.next, 3, now).await;
        let rest = rest.unwrap();
        assert_eq!(rest.cases.items.iter().map(|line| line.case.id).collect::<Vec<_>>(), [ids[3]]);
        assert!(rest.cases.next.is_none());
        let counts = first.counts;
        let some = [DeskFilter::Open, DeskFilter::Overdue, DeskFilter::New, DeskFilter::AwaitingApproval];
        assert_eq!(some.map(|filter| counts.of(filter)), [4, 2, 3, 1]);
        for filter in DeskFilter::ALL {
            let query = DeskQuery { filter, ..open.clone() };
            let shown = cases::desk(test.db.read(), &query, None, 50, now).await.unwrap();
            let count = i64::try_from(shown.cases.items.len()).unwrap();
            assert_eq!(count, counts.of(filter), "{}", filter.code());
        }
        let other = DeskQuery::new(&[world.labour], DeskFilter::Open);
        let other = cases::desk(test.db.read(), &other, None, 3, now).await.unwrap();
        assert!(other.cases.items.is_empty());
        let waiting = cases::waiting(test.db.read(), now, 2).await.unwrap();
        assert_eq!(waiting.iter().map(|brief| brief.id).collect::<Vec<_>>(), [ids[1], ids[0]]);
        let page = cases::list(test.db.read(), Some(world.health), &[], None, 3, now).await.unwrap();
        let next = cases::list(test.db.read(), Some(world.health), &[], page.next, 3, now).await.unwrap();
        assert_eq!((page.items.len(), next.items.len()), (3, 1));
        assert_eq!(next.items[0].id, ids[1]);
        let by_proposal = cases::of_proposals(test.db.read(), &[world.proposal], now).await.unwrap();
        assert_eq!(by_proposal[&world.proposal].id, world.case);
    }
}

#[tokio::test]
async fn the_kept_counts_of_a_desk_are_those_of_its_lines_before_and_after_they_are_put_together() {
    for test in both().await {
        let world = World::new(&test.db).await;
        let (calendar, day) = (OfficeCalendar::shipped(), at("2017-03-01T02:00:00Z"));
        let mut ids = Vec::new();
        write(&test.db, async |tx| {
            for n in 0..150 {
                let opened = day + chrono::TimeDelta::days(n % 40);
                let new = common::new_case(opened);
                let id = new.id;
                ids.push(id);
                cases::open(tx, new, opened, &calendar).await?;
                cases::assign(tx, world.administrator, id, &[world.health], &[], opened, &calendar).await?;
            }
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
        let now = at("2017-04-27T02:00:00Z");
        let kept = DeskQuery::new(&[world.health], DeskFilter::Open);
        // Whose lines are those of two agencies, they are counted one by one.
        let counted = DeskQuery::new(&[world.health, world.labour], DeskFilter::Open);
        let same = async || {
            let kept = cases::desk(test.db.read(), &kept, None, 1, now).await.unwrap().counts;
            let counted = cases::desk(test.db.read(), &counted, None, 1, now).await.unwrap().counts;
            for filter in DeskFilter::ALL {
                assert_eq!(kept.of(filter), counted.of(filter), "{}", filter.code());
            }
            kept.of(DeskFilter::Open)
        };
        assert_eq!(same().await, 150);
        let (one, other) = tokio::join!(cases::fold_desk_counts(&test.db), cases::fold_desk_counts(&test.db));
        assert!(one.unwrap() + other.unwrap() >= 256);
        while cases::fold_desk_counts(&test.db).await.unwrap() > 0 {
            assert_eq!(same().await, 150);
        }
        // What moves afterwards counts at once, folded or not.
        let signing = World { case: ids[0], ..World::assigned_copy(&world) };
        signing.submit(at("2017-04-26T02:00:00Z")).await;
        assert_eq!(same().await, 150);
    }
}
