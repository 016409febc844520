//! The life of a proposal, on both databases.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use chrono::TimeDelta;
use common::{ACTIONS, Action, World, allowed, at, noon, worlds};
use folkmoot_foundation::{PersonId, ProposalId, db, event};
use folkmoot_proposals::{Change, Error, ReviewClock, State, life, read};
use proptest::prelude::{Strategy as _, any};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

#[tokio::test]
async fn every_action_in_every_state_does_what_the_rules_say() {
    for world in worlds().await {
        for state in State::ALL.into_iter().filter(|state| *state != State::Supporting) {
            for action in ACTIONS {
                let id = world.brought_to(state, "公車路線即時資訊應全面公開", noon()).await;
                let now = if state == State::Lapsed { noon() + TimeDelta::days(70) } else { noon() };
                assert_eq!(world.state(id, now).await, state);
                let before = world.kinds(id).await.len();
                let result = world.act(action, id, now).await;
                match allowed(state, action) {
                    Some(Some(next)) => {
                        result.unwrap();
                        assert_eq!(world.state(id, now).await, next, "{action:?} in {state}");
                    }
                    Some(None) => {
                        result.unwrap();
                        let gone = read::get(world.db().read(), id, now).await;
                        assert!(matches!(gone, Err(Error::NotFound)));
                        continue;
                    }
                    None => {
                        let said = match result.unwrap_err() {
                            Error::WrongState { state } => state,
                            // A reviewer does not learn of drafts.
                            Error::NotFound => State::Draft,
                            other => panic!("{action:?} in {state}: {other}"),
                        };
                        assert_eq!(said, state, "{action:?} in {state}");
                        assert_eq!(world.state(id, now).await, state);
                        assert_eq!(world.kinds(id).await.len(), before, "a refusal leaves no event");
                    }
                }
                if state == State::Draft {
                    // Keeps the number of drafts below what the rulebook allows.
                    let _ = world.act(Action::Delete, id, now).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn any_sequence_of_actions_stays_within_the_rules() {
    let mut runner = TestRunner::deterministic();
    let sequences = proptest::collection::vec((0..ACTIONS.len(), any::<bool>()), 1..14);
    for world in worlds().await {
        for _ in 0..25 {
            let sequence = sequences.new_tree(&mut runner).unwrap().current();
            let (mut now, mut expected) = (noon(), State::Draft);
            let id = world.draft("長照服務人員的薪資結構", now).await;
            let mut events = 0;
            for (index, wait) in sequence {
                let action = ACTIONS[index];
                if action == Action::Delete {
                    continue;
                }
                if wait {
                    now += TimeDelta::days(25);
                }
                let closes = read::get(world.db().read(), id, now).await.unwrap().closes_at;
                if expected == State::Open && closes.is_some_and(|closes| now >= closes) {
                    expected = State::Lapsed;
                }
                let result = world.act(action, id, now).await;
                if let Some(Some(next)) = allowed(expected, action) {
                    result.unwrap();
                    expected = next;
                    events += usize::from(action != Action::Save);
                } else {
                    assert!(matches!(result, Err(Error::WrongState { .. } | Error::NotFound)));
                }
                assert_eq!(world.state(id, now).await, expected);
            }
            assert_eq!(world.kinds(id).await.len(), events);
            let _ = world.act(Action::Delete, id, now).await;
        }
    }
}

#[tokio::test]
async fn a_proposal_is_public_only_after_its_review() {
    for world in worlds().await {
        let stranger = PersonId::new(noon());
        for state in State::ALL.into_iter().filter(|state| *state != State::Supporting) {
            let id = world.brought_to(state, "校園午餐食材來源應公開", noon()).await;
            let now = if state == State::Lapsed { noon() + TimeDelta::days(70) } else { noon() };
            let proposal = read::get(world.db().read(), id, now).await.unwrap();
            let seen_by_reviewers = state.is_public() || matches!(state, State::InReview | State::SentBack);
            assert!(proposal.visible_to(Some(world.proposer), false));
            assert_eq!(proposal.visible_to(Some(stranger), false), state.is_public(), "{state}");
            assert_eq!(proposal.visible_to(None, false), state.is_public(), "{state}");
            assert_eq!(proposal.visible_to(Some(stranger), true), seen_by_reviewers, "{state}");
            assert_eq!(proposal.public_at.is_some(), state.is_public(), "{state}");
        }
    }
}

#[tokio::test]
async fn nobody_acts_for_somebody_else() {
    for world in worlds().await {
        let id = world.draft("自行車道連續性改善", noon()).await;
        let stranger = PersonId::new(noon());
        let tx = world.db().begin().await.unwrap();
        let books = &world.rulebooks;
        let save = life::save_draft(&tx, books, id, stranger, Change::default(), noon()).await;
        assert!(matches!(save, Err(Error::NotFound)), "a stranger does not learn of a draft");
        let known = world.known();
        let submit = life::submit(&tx, books, &world.calendar, id, stranger, &known, noon()).await;
        assert!(matches!(submit, Err(Error::NotFound)));
        drop(tx);

        world.act(Action::Submit, id, noon()).await.unwrap();
        let tx = world.db().begin().await.unwrap();
        let own = life::open(&tx, books, &world.calendar, id, world.proposer, noon()).await;
        assert!(matches!(own, Err(Error::OwnProposal)));
        drop(tx);

        world.act(Action::Open, id, noon()).await.unwrap();
        let tx = world.db().begin().await.unwrap();
        let withdraw = life::withdraw(&tx, books, id, stranger, "不想要了，謝謝", noon()).await;
        assert!(matches!(withdraw, Err(Error::NotProposer)));
    }
}

#[tokio::test]
async fn the_window_of_the_worked_case() {
    for world in worlds().await {
        let reviewed = at("2024-01-15T03:00:00Z");
        let id = world.brought_to(State::Open, "附議期間的起算", reviewed).await;
        let proposal = read::get(world.db().read(), id, reviewed).await.unwrap();
        assert_eq!(proposal.opens_at, Some(at("2024-01-15T16:00:00Z")), "the next day, 00:00 in Taipei");
        assert_eq!(proposal.closes_at, Some(at("2024-03-15T16:00:00Z")), "24:00 of 15 March in Taipei");
        assert!(!proposal.is_signable(at("2024-01-15T15:59:59.999Z")));
        assert!(proposal.is_signable(at("2024-01-15T16:00:00Z")));
        assert!(proposal.is_signable(at("2024-03-15T15:59:59.999Z")));
        assert!(!proposal.is_signable(at("2024-03-15T16:00:00Z")));
    }
}

#[tokio::test]
async fn it_lapses_exactly_at_the_end_of_its_window_and_is_recorded_once() {
    for world in worlds().await {
        let (read_db, last) = (world.db().read(), at("2026-05-01T15:59:59.999Z"));
        let over = at("2026-05-01T16:00:00Z");
        let id = world.brought_to(State::Open, "無障礙計程車補助", noon()).await;
        assert_eq!(world.state(id, last).await, State::Open);
        assert_eq!(world.state(id, over).await, State::Lapsed);
        let proposal = read::get(read_db, id, over).await.unwrap();
        assert_eq!(proposal.ended_at, Some(over), "nothing was written yet");

        // Lists and counts say so at the same instant.
        let lapsed = read::Filter { states: vec![State::Lapsed], ..Default::default() };
        let open = read::Filter { states: vec![State::Open], ..Default::default() };
        for (now, filter, count) in
            [(last, &open, 1), (last, &lapsed, 0), (over, &open, 0), (over, &lapsed, 1)]
        {
            let page = read::list(read_db, filter, read::Sort::Newest, None, 10, now).await.unwrap();
            assert_eq!(page.items.len(), count);
            let facets = read::facets(read_db, filter, now).await.unwrap();
            assert_eq!(facets.categories.values().sum::<u64>(), u64::try_from(count).unwrap());
        }
        assert_eq!(read::counts(read_db, last).await.unwrap().get(&State::Open), Some(&1));
        assert_eq!(read::counts(read_db, over).await.unwrap().get(&State::Lapsed), Some(&1));

        // Signatures of the last moment may still commit.
        assert_eq!(life::record_lapses(world.db(), over + TimeDelta::seconds(59)).await.unwrap(), 0);
        world.act(Action::Reach, id, over).await.unwrap_err();
        let later = over + TimeDelta::seconds(60);
        let (a, b) =
            tokio::join!(life::record_lapses(world.db(), later), life::record_lapses(world.db(), later));
        assert_eq!(a.unwrap() + b.unwrap(), 1, "two workers, one record");
        assert_eq!(world.kinds(id).await, ["proposal.submitted", "proposal.opened", "proposal.lapsed"]);
        let told = event::timeline(read_db, id, true).await.unwrap();
        assert_eq!(told.last().unwrap().at, over, "dated by the end of the window, not by the writing");
        assert_eq!(read::counts(read_db, later).await.unwrap().get(&State::Lapsed), Some(&1));
        assert_eq!(world.state(id, last).await, State::Lapsed, "once written it stays");
    }
}

#[tokio::test]
async fn the_last_moment_still_counts() {
    for world in worlds().await {
        let id = world.brought_to(State::Open, "最後一刻的附議", noon()).await;
        world.act(Action::Reach, id, at("2026-05-01T15:59:59.999Z")).await.unwrap();
        assert_eq!(life::record_lapses(world.db(), at("2026-06-01T00:00:00Z")).await.unwrap(), 0);
        assert_eq!(world.state(id, at("2026-06-01T00:00:00Z")).await, State::Reached);
    }
}

#[tokio::test]
async fn the_review_has_three_working_days() {
    for world in worlds().await {
        // A Friday before the Lunar New Year holidays of 2025, and the make-up Saturday after them (2025-02-08).
        let friday = at("2025-01-24T01:00:00Z");
        let id = world.brought_to(State::InReview, "春節前送出的提議", friday).await;
        let due = at("2025-02-05T16:00:00Z");
        let clock = |now| {
            let world = &world;
            async move { read::get(world.db().read(), id, now).await.unwrap().review }
        };
        assert_eq!(clock(friday).await, Some(ReviewClock::Running { due }));
        assert_eq!(clock(due - TimeDelta::milliseconds(1)).await, Some(ReviewClock::Running { due }));
        assert_eq!(clock(due).await, Some(ReviewClock::Missed { due }));
        world.act(Action::Open, id, due).await.unwrap();
        assert_eq!(clock(due).await, None);
        let proposal = read::get(world.db().read(), id, due).await.unwrap();
        assert_eq!(
            (proposal.review_due, proposal.reviewed_at),
            (Some(due), Some(due)),
            "the miss can be seen"
        );
    }
}

#[tokio::test]
async fn a_year_without_a_calendar_leaves_the_review_date_open_and_first_in_the_queue() {
    for world in worlds().await {
        let known = world.brought_to(State::InReview, "行事曆已公布的年度", noon()).await;
        let unknown =
            world.brought_to(State::InReview, "行事曆尚未公布的年度", at("2027-12-30T04:00:00Z")).await;
        let now = at("2027-12-30T04:00:00Z");
        let queue = read::review_queue(world.db().read(), 10, now).await.unwrap();
        assert_eq!(queue.iter().map(|b| b.id).collect::<Vec<_>>(), [unknown, known]);
        assert_eq!(queue[0].review, Some(ReviewClock::Unknown));
        assert!(matches!(queue[1].review, Some(ReviewClock::Missed { .. })));

        let mut calendar = world.calendar.clone();
        calendar.insert(2028, vec![true; 366]);
        let tx = world.db().begin().await.unwrap();
        assert_eq!(life::settle_review_deadlines(&tx, &world.rulebooks, &calendar).await.unwrap(), 1);
        db::commit(tx).await.unwrap();
        let proposal = read::get(world.db().read(), unknown, now).await.unwrap();
        // 31 December 2027 is off, and this calendar has no holidays.
        assert_eq!(proposal.review, Some(ReviewClock::Running { due: at("2028-01-03T16:00:00Z") }));
    }
}

#[tokio::test]
async fn two_reviewers_at_once_decide_once() {
    for world in worlds().await {
        for _ in 0..5 {
            let id = world.brought_to(State::InReview, "兩位檢核人員同時處理", noon()).await;
            let (a, b) =
                tokio::join!(world.act(Action::Open, id, noon()), world.act(Action::Refuse, id, noon()));
            assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
            let state = world.state(id, noon()).await;
            assert_eq!(state, if a.is_ok() { State::Open } else { State::Refused });
            assert_eq!(world.kinds(id).await.len(), 2);
        }
    }
}

#[tokio::test]
async fn numbers_are_given_once_and_without_gaps() {
    for world in worlds().await {
        let mut ids: Vec<ProposalId> = Vec::new();
        for n in 0..8 {
            ids.push(world.draft(&format!("同時送出的提議之{n}"), noon()).await);
        }
        let submit = |id| world.act(Action::Submit, id, noon());
        let (a, b, c, d) = tokio::join!(submit(ids[0]), submit(ids[1]), submit(ids[2]), submit(ids[3]));
        let (e, f, g, h) = tokio::join!(submit(ids[4]), submit(ids[5]), submit(ids[6]), submit(ids[7]));
        assert!([a, b, c, d, e, f, g, h].iter().all(Result::is_ok));
        let briefs = read::briefs(world.db().read(), &ids, noon()).await.unwrap();
        let mut numbers: Vec<i64> = briefs.values().filter_map(|b| b.number).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=8).collect::<Vec<_>>());
        let third = read::by_number(world.db().read(), 3, noon()).await.unwrap();
        assert_eq!(third.number, Some(3));
    }
}

#[tokio::test]
async fn a_reworded_proposal_keeps_its_number_and_its_earlier_text() {
    for world in worlds().await {
        let id = world.brought_to(State::SentBack, "原來的標題不清楚", noon()).await;
        let sent_back = read::get(world.db().read(), id, noon()).await.unwrap();
        assert_eq!(sent_back.reason.as_deref(), Some("請寫得更具體一些"));
        assert_eq!(sent_back.review, None);
        let tx = world.db().begin().await.unwrap();
        let change = Change { title: Some("清楚多了的新標題".to_owned()), ..Change::default() };
        life::save_draft(&tx, &world.rulebooks, id, world.proposer, change, noon()).await.unwrap();
        db::commit(tx).await.unwrap();
        world.act(Action::Submit, id, noon()).await.unwrap();

        let again = read::get(world.db().read(), id, noon()).await.unwrap();
        assert_eq!((again.number, again.revision, again.reason), (sent_back.number, 2, None));
        let kept = read::revisions(world.db().read(), id).await.unwrap();
        let titles: Vec<&str> = kept.iter().map(|r| r.text.title.as_str()).collect();
        assert_eq!(titles, ["原來的標題不清楚", "清楚多了的新標題"]);
        assert_eq!(kept[1].text, again.text);
    }
}

#[tokio::test]
async fn a_refusal_says_on_which_grounds() {
    for world in worlds().await {
        let id = world.brought_to(State::InReview, "個人案件請求協助", noon()).await;
        let refuse = |grounds: &[&str], reason: &'static str| {
            let (grounds, world): (Vec<String>, &World) =
                (grounds.iter().map(|g| (*g).to_owned()).collect(), &world);
            async move {
                let tx = world.db().begin().await.unwrap();
                life::refuse(&tx, &world.rulebooks, id, world.reviewer, &grounds, reason, noon()).await?;
                db::commit(tx).await.map_err(Error::from)
            }
        };
        let wrong = |result: Result<(), Error>| match result.unwrap_err() {
            Error::Invalid(errors) => errors.0.into_iter().map(|e| (e.field, e.code)).collect::<Vec<_>>(),
            other => panic!("{other}"),
        };
        assert_eq!(
            wrong(refuse(&[], "").await),
            [("grounds".to_owned(), "required"), ("reason".to_owned(), "required")]
        );
        assert_eq!(wrong(refuse(&["no_such"], "理由已經寫好了").await), [("grounds".to_owned(), "unknown")]);
        refuse(&["before_court", "unclear_or_personal", "before_court"], "理由已經寫好了").await.unwrap();
        let refused = read::get(world.db().read(), id, noon()).await.unwrap();
        assert_eq!(
            refused.grounds,
            ["unclear_or_personal", "before_court"],
            "each once, in the file's order"
        );
        let events = event::timeline(world.db().read(), id, true).await.unwrap();
        let last = events.last().unwrap();
        assert_eq!((last.kind.as_str(), last.role.as_str()), ("proposal.refused", "reviewer"));
        assert_eq!(last.data["reason"], "理由已經寫好了");
    }
}

#[tokio::test]
async fn only_an_open_proposal_here_can_be_named_as_similar() {
    for world in worlds().await {
        let own = world.brought_to(State::Open, "公車路線即時資訊應全面公開", noon()).await;
        let open = world.brought_to(State::Open, "公車到站資訊應提供語音", noon()).await;
        let number = read::get(world.db().read(), open, noon()).await.unwrap().number.unwrap();
        let find = async |typed: &str, now| {
            let found = life::find_similar(world.db().read(), own, typed, now).await;
            found.map_err(|error| match error {
                Error::Invalid(errors) => format!("{}: {}", errors.0[0].field, errors.0[0].code),
                other => panic!("{other}"),
            })
        };
        for typed in [
            open.to_string(),
            number.to_string(),
            format!(" #{number} "),
            format!("＃{number}"),
            format!("https://folkmoot.example/proposals/{open}?lang=en#sign"),
            format!("/proposals/{number}/"),
        ] {
            assert_eq!(find(&typed, noon()).await, Ok(Some(open)), "{typed}");
        }
        assert_eq!(find("  ", noon()).await, Ok(None));
        for typed in [
            "999999",
            "-1",
            "99999999999999999999999",
            "公車",
            "<script>alert(1)</script>",
            "' OR 1=1 --",
            "/",
            "https://join.gov.tw/idea/detail/1",
            format!("https://folkmoot.example/voices/{open}").as_str(),
            "9".repeat(100_000).as_str(),
        ] {
            assert_eq!(find(typed, noon()).await, Err("similar: similar_unknown".to_owned()), "{typed:.60}");
        }
        assert_eq!(find(&own.to_string(), noon()).await, Err("similar: similar_itself".to_owned()));
        let over = noon() + TimeDelta::days(70);
        assert_eq!(find(&open.to_string(), over).await, Err("similar: similar_not_open".to_owned()));
        for state in State::ALL.into_iter().filter(|state| *state != State::Supporting) {
            let other = world.brought_to(state, "公車站牌應有遮雨棚", noon()).await;
            let found = find(&other.to_string(), noon()).await;
            match state {
                // At noon of the day of its review, what lapses later is still open.
                State::Open | State::Lapsed => assert_eq!(found, Ok(Some(other))),
                state if state.is_public() => {
                    assert_eq!(found, Err("similar: similar_not_open".to_owned()), "{state}");
                }
                _ => assert_eq!(found, Err("similar: similar_unknown".to_owned()), "{state}"),
            }
            let _ = world.act(Action::Delete, other, noon()).await;
        }
    }
}

#[tokio::test]
async fn a_named_proposal_stands_on_both_timelines() {
    for world in worlds().await {
        let own = world.brought_to(State::Withdrawn, "公車路線即時資訊應全面公開", noon()).await;
        let other = world.brought_to(State::Open, "公車到站資訊應提供語音", noon()).await;
        let conn = world.db().read();
        assert_eq!(life::similar_of(conn, own).await.unwrap(), None);
        let tx = world.db().begin().await.unwrap();
        life::name_similar(&tx, own, other, world.proposer, noon()).await.unwrap();
        db::commit(tx).await.unwrap();
        assert_eq!(life::similar_of(conn, own).await.unwrap(), Some(other));
        assert_eq!(life::similar_of(conn, other).await.unwrap(), None);
        assert_eq!(world.kinds(own).await.last().unwrap(), "proposal.similar_named");
        assert_eq!(world.kinds(other).await.last().unwrap(), "proposal.named_similar");
        let told = event::timeline(conn, other, true).await.unwrap().pop().unwrap();
        assert_eq!((told.about, &told.data["title"]), (Some(own.0), &"公車路線即時資訊應全面公開".into()));
    }
}
