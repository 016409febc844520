//! What the page of a proposal costs: as many statements for thousands of signatures and hundreds of voices as for a few.

use std::sync::Arc;

use folkmoot_discussion::Stance;
use folkmoot_discussion::voices::{self, NewComment, Rate, Rules, StatementVoice};
use folkmoot_foundation::text::Length;
use folkmoot_foundation::{DriveId, HearingId, PersonId, ProposalId, StatementId, db};
use folkmoot_gateway::config::Mode;
use folkmoot_signatures::{Channel, SignRequest};
use folkmoot_tests::{Backend, House};
use futures_util::future::join_all;

/// The greatest number of statements the page may cost anybody. Draft texts and what comments are on ask one each.
const MOST: u32 = 42;

async fn sign(house: &House, id: ProposalId, count: u32) {
    let app = Arc::clone(&house.app);
    for start in (0..count).step_by(500) {
        let requests = (start..count.min(start + 500)).map(|n| {
            let mut person_key = [0; 32];
            person_key[..4].copy_from_slice(&n.to_be_bytes());
            let region = Some("63000".parse().unwrap());
            app.intake.sign(SignRequest {
                drive: DriveId(id.0),
                person: None,
                person_key,
                region,
                channel: Channel::Online,
                origin: None,
            })
        });
        assert!(join_all(requests).await.iter().all(Result::is_ok));
    }
}

async fn speak(house: &House, id: ProposalId, comments: u32, statements: u32) {
    let (app, now) = (&house.app, house.now());
    let rules = Rules {
        open: true,
        length: Length { min: 1, max: 1000 },
        rate: Rate { max: 10_000, per: chrono::TimeDelta::hours(1) },
        free_edit: chrono::TimeDelta::minutes(15),
    };
    let tx = app.db.begin().await.unwrap();
    let mut parent = None;
    for n in 0..comments {
        let body = format!("第 {n} 則意見");
        let new = NewComment {
            subject: id,
            author: PersonId::new(now),
            stance: Some(Stance::Pro),
            body,
            // Every third is a reply to the one before.
            parent: parent.filter(|_| n % 3 == 2),
            official: None,
            on: None,
        };
        let made = voices::add_comment(&tx, new, &rules, now).await.unwrap();
        parent = (n % 3 == 1).then_some(made);
    }
    let hearing = HearingId::new(now);
    let statement = |n| StatementVoice {
        statement: StatementId::new(now),
        position: n,
        speaker: Some("與會者".to_owned()),
        body: format!("第 {n} 段發言"),
        said_at: now,
    };
    let all = (0..i64::from(statements)).map(statement).collect();
    voices::replace_statements(&tx, id, hearing, all, now).await.unwrap();
    db::commit(tx).await.unwrap();
}

async fn costs_the_same(backend: Backend) {
    // With the thresholds of the demo both proposals become cases, and show everything that a page can show.
    let house = House::start_as(backend, Mode::Serve, &[("FOLKMOOT_RULEBOOK", "demo")]).await;
    let citizen = house.citizen("提議人").await;
    let quiet = house.open_proposal(&citizen, "安靜的提議").await;
    let busy = house.open_proposal(&citizen, "熱鬧的提議").await;
    house.days_pass(1);
    for (id, signatures, comments, statements) in [(&quiet, 60, 6, 6), (&busy, 5000, 500, 300)] {
        let id: ProposalId = id.parse().unwrap();
        sign(&house, id, signatures).await;
        speak(&house, id, comments, statements).await;
    }
    let anyone = house.browser();
    let cost = |id: String| {
        let anyone = anyone.clone();
        async move { anyone.get(&format!("/proposals/{id}")).await.expect(200) }
    };
    let (few, many) = (cost(quiet).await, cost(busy).await);
    many.shows("5,000").shows("已成案");
    // Which voices come first is left to their ids; a page without a reply or a statement asks a question less for each.
    assert!(many.statements() <= few.statements() + 2, "{} after {}", many.statements(), few.statements());
    assert!(many.statements() <= MOST, "{}", many.statements());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    costs_the_same(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    costs_the_same(Backend::Postgres).await;
}
