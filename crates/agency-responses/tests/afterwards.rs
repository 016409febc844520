//! What people do after a response: within its days, once each, and told once, on both databases.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::collections::BTreeMap;

use common::{World, at, write};
use folkmoot_agency_responses::Error;
use folkmoot_agency_responses::afterwards::survey::{self, Answer};
use folkmoot_agency_responses::afterwards::{
    self, ReplyRule, Rule, Stand, SurveyRule, feedback, reply, words,
};
use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::period::{Period, Unit};
use folkmoot_foundation::text::Length;
use folkmoot_foundation::{Db, Now, PersonId, db};
use folkmoot_migrations::testing::both;

/// As the rulebook of Join has it.
fn rule() -> Rule {
    Rule {
        reply: Some(ReplyRule {
            period: Period::new(14, Unit::Days),
            times: 1,
            length: Length { min: 2, max: 20 },
        }),
        feedback: Some(Period::new(3, Unit::Days)),
        survey: Some(SurveyRule {
            period: Period::new(1, Unit::Months),
            open: Some(Period::new(14, Unit::Days)),
            questions: vec!["clear".to_owned()],
        }),
    }
}

fn published() -> Now {
    at("2017-03-20T01:00:00Z")
}

async fn answered(db: &Db) -> World {
    let world = World::assigned(db).await;
    world.publish(published()).await;
    let calendar = OfficeCalendar::shipped();
    write(db, async |tx| {
        afterwards::begin(tx, (world.case, world.proposal), published(), &rule(), &calendar).await
    })
    .await
    .unwrap();
    world
}

fn answer(rating: i64, words: &str, publish: bool) -> Answer {
    let ratings = BTreeMap::from([(survey::SATISFACTION.to_owned(), rating), ("clear".to_owned(), rating)]);
    Answer { ratings, words: words.to_owned(), publish }
}

#[tokio::test]
async fn windows_end_with_their_last_days() {
    for test in both().await {
        let world = answered(&test.db).await;
        let windows = afterwards::of_case(test.db.read(), world.case).await.unwrap().unwrap();
        // 2017-04-03, 2017-03-23 and 2017-04-20 to 2017-05-04 in Taipei.
        assert_eq!(windows.reply.unwrap().until, at("2017-04-03T16:00:00Z"));
        assert_eq!(windows.feedback_until.unwrap(), at("2017-03-23T16:00:00Z"));
        let survey = windows.survey.unwrap();
        assert_eq!((survey.from, survey.until), (at("2017-04-20T00:00:00Z"), at("2017-05-04T16:00:00Z")));
        assert_eq!(survey.stand(at("2017-04-19T23:59:59Z")), Stand::Ahead);
        assert_eq!(survey.stand(survey.from), Stand::Open);
        assert_eq!(survey.stand(survey.until), Stand::Over);
    }
}

#[tokio::test]
async fn the_proposer_replies_once_within_the_days() {
    for test in both().await {
        let world = World::assigned(&test.db).await;
        let (proposer, now) = (PersonId::new(published()), published());
        let give = async |body: &str, now: Now| {
            write(&test.db, async |tx| reply::give(tx, proposer, world.case, body, now).await).await
        };
        assert!(matches!(give("早了", now).await, Err(Error::WrongState { .. })));
        world.publish(now).await;
        // A response of before there were such windows.
        assert!(matches!(give("早了", now).await, Err(Error::NotOffered)));
        let calendar = OfficeCalendar::shipped();
        write(&test.db, async |tx| {
            afterwards::begin(tx, (world.case, world.proposal), now, &rule(), &calendar).await
        })
        .await
        .unwrap();
        assert!(matches!(give(&"長".repeat(21), now).await, Err(Error::Invalid(_))));
        assert!(matches!(give("遲了", at("2017-04-03T16:00:00Z")).await, Err(Error::WindowOver { .. })));
        // Twice at once: one stands.
        let last = at("2017-04-03T15:59:59Z");
        let (one, other) = tokio::join!(give("謝謝，仍請補充", last), give("謝謝，仍請補充", last));
        assert_eq!([&one, &other].iter().filter(|done| done.is_ok()).count(), 1);
        assert!([one, other].iter().any(|done| matches!(done, Err(Error::AlreadyDone))));
        let given = reply::of_case(test.db.read(), world.case).await.unwrap();
        assert_eq!((given.len(), given[0].body.as_str()), (1, "謝謝，仍請補充"));
        assert_eq!(world.told().await.iter().filter(|kind| *kind == "case.replied").count(), 1);

        // A moderator hides it, with the reason in its place, and shows it again.
        let moderator = PersonId::new(now);
        let hide = async |by: PersonId, reason: &str| {
            let id = given[0].id;
            write(&test.db, async |tx| words::hide(tx, by, id, "attack", reason, last).await).await
        };
        assert!(matches!(hide(proposer, "自己").await, Err(Error::OwnWords)));
        assert!(matches!(hide(moderator, "").await, Err(Error::Invalid(_))));
        hide(moderator, "人身攻擊").await.unwrap();
        assert!(matches!(hide(moderator, "再一次").await, Err(Error::AlreadyDone)));
        let shown = reply::of_case(test.db.read(), world.case).await.unwrap().remove(0);
        assert_eq!((shown.body.as_str(), shown.hidden.unwrap().reason.as_str()), ("", "人身攻擊"));
        write(&test.db, async |tx| words::restore(tx, moderator, given[0].id, "誤會", last).await)
            .await
            .unwrap();
        assert_eq!(reply::of_case(test.db.read(), world.case).await.unwrap(), given);
    }
}

#[tokio::test]
async fn feedback_is_one_say_a_person_and_may_be_changed() {
    for test in both().await {
        let world = answered(&test.db).await;
        let (now, ann, ben) = (published(), PersonId::new(published()), PersonId::new(published()));
        let give = async |who: (PersonId, [u8; 32]), helpful: Option<bool>, reason: &str, now: Now| {
            write(&test.db, async |tx| feedback::give(tx, who, world.case, helpful, reason, now).await).await
        };
        assert!(matches!(give((ann, [1; 32]), None, "", now).await, Err(Error::Invalid(_))));
        give((ann, [1; 32]), Some(true), "清楚", now).await.unwrap();
        give((ann, [1; 32]), Some(false), "沒有回應第二項", now).await.unwrap();
        // Another account of the same person.
        assert!(matches!(give((ben, [1; 32]), Some(true), "", now).await, Err(Error::AlreadyDone)));
        give((ben, [2; 32]), Some(true), "", now).await.unwrap();
        let totals = feedback::totals(test.db.read(), world.case).await.unwrap();
        assert_eq!((totals.helpful, totals.unhelpful), (1, 1));
        let reasons = feedback::reasons(test.db.read(), world.case, None, 10).await.unwrap();
        assert_eq!((reasons.items.len(), reasons.items[0].reason.as_str()), (1, "沒有回應第二項"));

        // What a moderator hid stays hidden, and is not written anew.
        let (id, moderator) = (reasons.items[0].id, PersonId::new(now));
        write(&test.db, async |tx| words::hide(tx, moderator, id, "spam", "廣告", now).await).await.unwrap();
        give((ann, [1; 32]), Some(true), "沒有回應第二項", now).await.unwrap();
        let again = give((ann, [1; 32]), Some(true), "沒有回應第二項！", now).await;
        assert!(matches!(again, Err(Error::Invalid(e)) if e.0[0].code == "words_hidden"));
        let reasons = feedback::reasons(test.db.read(), world.case, None, 10).await.unwrap();
        assert!(reasons.items[0].hidden.is_some() && reasons.items[0].reason.is_empty());
        assert_eq!(feedback::totals(test.db.read(), world.case).await.unwrap().helpful, 2);
        let late = at("2017-03-23T16:00:00Z");
        assert!(matches!(give((ann, [1; 32]), Some(true), "", late).await, Err(Error::WindowOver { .. })));
        assert_eq!(afterwards::record(&test.db, late).await.unwrap(), 1);
        assert!(world.told().await.contains(&"case.feedback_ended".to_owned()));
    }
}

#[tokio::test]
async fn a_survey_is_answered_once_and_told_of_when_it_is_over() {
    for test in both().await {
        let world = answered(&test.db).await;
        let (open, over) = (at("2017-04-20T00:00:00Z"), at("2017-05-04T16:00:00Z"));
        let give = async |n: u8, answer: &Answer, now: Now| {
            let who = (PersonId::new(now), [n; 32]);
            write(&test.db, async |tx| survey::give(tx, who, world.case, answer, now).await).await
        };
        let good = answer(4, "感謝", true);
        assert!(matches!(give(1, &good, published()).await, Err(Error::NotYet { .. })));
        let missing = Answer { ratings: BTreeMap::from([("clear".to_owned(), 6)]), ..Answer::default() };
        let Err(Error::Invalid(errors)) = give(1, &missing, open).await else { panic!("taken") };
        assert_eq!(errors.0.len(), 2);
        give(1, &good, open).await.unwrap();
        assert!(matches!(give(1, &good, open).await, Err(Error::AlreadyDone)));
        for n in 2..=4 {
            give(n, &answer(2, "不要公開", false), open).await.unwrap();
        }
        // Four answers say nothing but that there are four; while it goes on, neither do five.
        let few = survey::results(test.db.read(), world.case, over).await.unwrap();
        assert_eq!((few.answers, few.questions.len()), (4, 0));
        give(5, &answer(5, "", true), open).await.unwrap();
        assert!(survey::results(test.db.read(), world.case, open).await.unwrap().questions.is_empty());
        assert!(matches!(give(6, &good, over).await, Err(Error::WindowOver { .. })));
        let results = survey::results(test.db.read(), world.case, over).await.unwrap();
        assert_eq!(results.questions[0].counts, [0, 3, 0, 1, 1]);
        assert_eq!(results.questions[0].mean_hundredths(), Some(300));
        let said = async |published: bool, now: Now| {
            let page = survey::opinions(test.db.read(), world.case, published, None, 10, now).await.unwrap();
            page.items.into_iter().map(|one| one.words).collect::<Vec<_>>()
        };
        assert_eq!(said(true, over).await, ["感謝"]);
        assert_eq!(said(false, over).await.len(), 3);
        assert!(said(true, open).await.is_empty());
    }
}

#[tokio::test]
async fn people_are_asked_once_whatever_is_cut_off_and_however_many_work() {
    for test in both().await {
        let world = answered(&test.db).await;
        let open = at("2017-04-20T00:00:00Z");
        let asked = async || world.told().await.iter().filter(|kind| *kind == "case.survey_asked").count();
        assert_eq!(afterwards::record(&test.db, at("2017-04-19T23:59:59Z")).await.unwrap(), 1, "feedback");
        // A worker dies before the commit: nobody was asked.
        let due = afterwards::due(test.db.read(), open).await.unwrap();
        assert_eq!(due.len(), 1);
        let tx = test.db.begin().await.unwrap();
        assert!(afterwards::note(&tx, &due[0], open).await.unwrap());
        drop(tx);
        assert_eq!(asked().await, 0);
        // Two work at once, and one dies after its commit, before it knows: it comes back and does it again.
        let (one, other) =
            tokio::join!(afterwards::record(&test.db, open), afterwards::record(&test.db, open));
        assert_eq!(one.unwrap() + other.unwrap(), 1);
        let tx = test.db.begin().await.unwrap();
        assert!(!afterwards::note(&tx, &due[0], open).await.unwrap());
        db::commit(tx).await.unwrap();
        assert_eq!(afterwards::record(&test.db, open).await.unwrap(), 0);
        assert_eq!(asked().await, 1);
    }
}

#[tokio::test]
async fn nobody_is_asked_what_can_not_be_answered_any_more() {
    for test in both().await {
        let world = answered(&test.db).await;
        let over = at("2017-05-04T16:00:00Z");
        assert_eq!(afterwards::record(&test.db, over).await.unwrap(), 3);
        let told = world.told().await;
        assert!(!told.contains(&"case.survey_asked".to_owned()));
        assert!(told.contains(&"case.survey_ended".to_owned()));
    }
}
