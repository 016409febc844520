//! Each way a proposal can end, under each procedure that reviews and has it signed: with its date and its events.

#![allow(clippy::unwrap_used)]

mod common;

use chrono::TimeDelta;
use common::{Action, World, at, worlds};
use folkmoot_foundation::{Now, ProposalId, db};
use folkmoot_proposals::rulebook::{Rulebook, SHIPPED};
use folkmoot_proposals::{Change, State, life, read};

/// A proposal as long as every procedure takes it, in its first category.
fn words(rulebook: &Rulebook) -> Change {
    let f = &rulebook.fields;
    let text = |max: usize| (max > 0).then(|| "增設行人庇護島。".repeat(8).chars().take(max).collect());
    Change {
        title: Some("路口增設行人庇護島".to_owned()),
        content: text(f.content.max),
        demands: f.demands.is_asked().then(|| vec!["路口增設行人庇護島".to_owned()]),
        benefits: text(f.benefits.max),
        category: Some(Some(rulebook.categories[0].code.clone())),
        let_platform_decide: (f.agencies.most > 0).then_some(true),
        ..Change::default()
    }
}

async fn submitted(world: &World, rulebook: &Rulebook, now: Now) -> ProposalId {
    let tx = world.db().begin().await.unwrap();
    let id = life::create_draft(&tx, rulebook, world.proposer, words(rulebook), now).await.unwrap();
    db::commit(tx).await.unwrap();
    world.act(Action::Submit, id, now).await.unwrap();
    id
}

/// The procedures in which a reviewer decides on what was submitted, and people sign.
fn reviewed_and_signed(rulebook: &Rulebook) -> bool {
    rulebook.supporters.is_none() && rulebook.review.is_some() && rulebook.drive.is_some()
}

#[tokio::test]
async fn every_end_has_its_date_and_its_events() {
    let (start, passed) = (at("2026-03-02T04:00:00Z"), at("2026-03-04T04:00:00Z"));
    for world in worlds().await {
        let mut tried = 0;
        for (name, _) in SHIPPED {
            let rulebook = world.rulebooks.current(name).unwrap();
            if !reviewed_and_signed(&rulebook) {
                continue;
            }
            tried += 1;
            let hour = TimeDelta::hours(1);

            // Refused: on a ground of its own, public with it, and never open.
            let refused = submitted(&world, &rulebook, start).await;
            let ground = [rulebook.grounds()[0].code.clone()];
            let tx = world.db().begin().await.unwrap();
            life::refuse(&tx, &world.rulebooks, refused, world.reviewer, &ground, "不符合受理條件", passed)
                .await
                .unwrap();
            db::commit(tx).await.unwrap();
            let seen = read::get(world.db().read(), refused, passed).await.unwrap();
            assert_eq!((seen.state, seen.grounds), (State::Refused, ground.to_vec()), "{name}");
            assert_eq!(world.kinds(refused).await, ["proposal.submitted", "proposal.refused"], "{name}");

            // Lapsed: at 24:00 of the last day that the rulebook gives, and not a moment earlier.
            let lapsed = submitted(&world, &rulebook, start).await;
            world.act(Action::Open, lapsed, passed).await.unwrap();
            let (_, closes) = life::window(&rulebook, &world.calendar, passed).unwrap().unwrap();
            assert_eq!(world.state(lapsed, closes - TimeDelta::milliseconds(1)).await, State::Open, "{name}");
            assert_eq!(world.state(lapsed, closes).await, State::Lapsed, "{name}");
            life::record_lapses(world.db(), closes + hour).await.unwrap();
            let kinds = world.kinds(lapsed).await;
            assert_eq!(kinds, ["proposal.submitted", "proposal.opened", "proposal.lapsed"], "{name}");

            // Withdrawn: where the rulebook allows it, and only there.
            for state in [State::InReview, State::Open, State::Reached] {
                let id = submitted(&world, &rulebook, start).await;
                if state != State::InReview {
                    world.act(Action::Open, id, passed).await.unwrap();
                }
                if state == State::Reached {
                    world.act(Action::Reach, id, passed + hour).await.unwrap();
                }
                let may = rulebook.withdrawal.from.contains(&state);
                let done = world.act(Action::Withdraw, id, passed + hour).await;
                assert_eq!(done.is_ok(), may, "{name}: {state}");
                let now = if may { State::Withdrawn } else { state };
                assert_eq!(world.state(id, passed + hour).await, now, "{name}");
            }

            // Answered, and closed once nothing is owed any more.
            let answered = submitted(&world, &rulebook, start).await;
            for action in [Action::Open, Action::Reach, Action::Answer, Action::Close] {
                world.act(action, answered, passed).await.unwrap();
            }
            assert_eq!(world.state(answered, closes + hour).await, State::Closed, "{name}");
            let kinds = world.kinds(answered).await;
            assert_eq!(kinds.last().map(String::as_str), Some("proposal.closed"), "{name}");
        }
        assert!(tried >= 7, "{tried} procedures were tried");
    }
}
