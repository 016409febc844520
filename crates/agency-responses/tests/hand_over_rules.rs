//! What a rulebook says about handing cases on and handling them together holds for the cases born under it.

#![allow(clippy::unwrap_used)]

mod common;

use common::{World, agency, at, new_case, start, write};
use folkmoot_agency_responses::transfers;
use folkmoot_agency_responses::{Error, NewCase, Officer, OfficerAct, TogetherRule, agencies, cases, groups};
use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::{AgencyId, CaseId, Db, Now, PersonId, ProposalId};
use folkmoot_migrations::testing::both;

fn now() -> Now {
    at("2017-03-08T02:00:00Z")
}

fn under(together: TogetherRule) -> NewCase {
    NewCase { together, ..new_case(start()) }
}

async fn assigned(db: &Db, together: TogetherRule) -> World {
    let world = World::with(db, under(together)).await;
    lead(&world, world.health).await;
    world
}

async fn lead(world: &World, agency: AgencyId) {
    let calendar = OfficeCalendar::shipped();
    write(&world.db, async |tx| {
        cases::assign(tx, world.administrator, world.case, &[agency], &[], start(), &calendar).await
    })
    .await
    .unwrap();
}

async fn hand_over(world: &World, to: AgencyId) -> Result<(), Error> {
    write(&world.db, async |tx| {
        cases::transfer(tx, &world.officer, world.case, world.health, to, "非本部權責", now()).await
    })
    .await
    .map(drop)
}

async fn refuse(world: &World, by: AgencyId) -> Result<(), Error> {
    let officer = Officer { person: PersonId::new(now()), agencies: vec![by] };
    write(&world.db, async |tx| transfers::refuse(tx, &officer, world.case, "也不是", now()).await)
        .await
        .map(drop)
}

#[tokio::test]
async fn a_rulebook_without_transfers_keeps_a_case_where_it_is() {
    for test in both().await {
        let world = assigned(&test.db, TogetherRule { transfer: false, ..TogetherRule::default() }).await;
        assert!(matches!(hand_over(&world, world.labour).await, Err(Error::NoTransfer)));
        let case = world.case(now()).await;
        assert!(matches!(case.allows(OfficerAct::Transfer, now()), Err(Error::NoTransfer)));
        assert_eq!(case.brief.leads, [world.health]);
        assert!(case.transfers.is_empty());
    }
}

#[tokio::test]
async fn refusals_are_as_many_as_the_rulebook_says_and_only_the_last_wants_a_decision() {
    for refusals in 0..=2 {
        for test in both().await {
            let world = assigned(&test.db, TogetherRule { refusals, ..TogetherRule::default() }).await;
            let third = write(&test.db, async |tx| {
                let details = agency("third", "第三部", "Third Ministry");
                agencies::create(tx, world.administrator, &details, now()).await
            })
            .await
            .unwrap();
            for (to, before) in [(world.labour, 0), (third, 1), (world.labour, 2)] {
                let case = world.case(now()).await;
                if case.brief.leads != [world.health] || before > refusals {
                    break;
                }
                if before == 2 {
                    assert!(matches!(hand_over(&world, to).await, Err(Error::Disputed)));
                    break;
                }
                hand_over(&world, to).await.unwrap();
                let allowed = world.case(now()).await.allows(OfficerAct::RefuseTransfer, now());
                if before == refusals {
                    assert!(matches!(allowed, Err(Error::NoRefusalLeft { times }) if times == refusals));
                    assert!(
                        matches!(refuse(&world, to).await, Err(Error::NoRefusalLeft { times }) if times == refusals)
                    );
                    assert_eq!(world.case(now()).await.brief.leads, [to]);
                    continue;
                }
                allowed.unwrap();
                refuse(&world, to).await.unwrap();
                let case = world.case(now()).await;
                assert_eq!(case.brief.leads, [world.health], "it goes back");
                let last = case.transfers.iter().find(|one| one.to == to).unwrap();
                assert_eq!(last.seen.is_none(), before + 1 == refusals, "only the last waits for a decision");
            }
        }
    }
}

#[tokio::test]
async fn a_rulebook_without_combined_handling_keeps_its_cases_apart() {
    for test in both().await {
        let world = assigned(&test.db, TogetherRule { combine: false, ..TogetherRule::default() }).await;
        let other = NewCase {
            id: CaseId::new(now()),
            proposal: ProposalId::new(now()),
            ..under(TogetherRule::default())
        };
        let id = other.id;
        let calendar = OfficeCalendar::shipped();
        write(&test.db, async |tx| {
            cases::open(tx, other, start(), &calendar).await?;
            cases::assign(tx, world.administrator, id, &[world.health], &[], start(), &calendar).await
        })
        .await
        .unwrap();
        for (one, with) in [(world.case, id), (id, world.case)] {
            let refused = write(&test.db, async |tx| {
                groups::combine(tx, &world.officer, one, with, "相似", now()).await
            })
            .await;
            assert!(matches!(refused, Err(Error::NoCombining)));
        }
        let case = world.case(now()).await;
        assert!(matches!(case.allows(OfficerAct::Combine, now()), Err(Error::NoCombining)));
        assert!(groups::of_case(test.db.read(), id).await.unwrap().is_none());
    }
}
