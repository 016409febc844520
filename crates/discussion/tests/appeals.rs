//! Decisions, undoing them, appeals, and what each leaves behind.

#![allow(clippy::unwrap_used, clippy::panic)]

#[macro_use]
mod scene;

use chrono::TimeDelta;
use folkmoot_discussion::moderation::{self, Decision};
use folkmoot_discussion::voices::{self, Standing};
use folkmoot_discussion::{Act, DiscussionError as Error, Ground, Stance, appeals, figures};
use folkmoot_foundation::{Db, Now, PersonId, VoiceId};
use folkmoot_migrations::testing::both;

use scene::{ANYONE, MODERATOR, RULES, Scene, at, edit, scene};

const WHY: &str = "以貶抑字眼辱罵其他參與者";

async fn decide(db: &Db, act: Act, id: VoiceId, by: PersonId, now: Now) -> Result<Decision, Error> {
    act!(db, |tx| async {
        match act {
            Act::Hide => moderation::hide(&tx, id, by, Ground::Attack, WHY, now).await,
            Act::Keep => moderation::keep(&tx, id, by, "", now).await,
            Act::Restore => moderation::restore(&tx, id, by, WHY, now).await,
            Act::AskEdit => moderation::ask_edit(&tx, id, by, Ground::Attack, WHY, now).await,
            Act::Pause => moderation::pause(&tx, id, by, Ground::Attack, WHY, 3, now).await,
            Act::Close => moderation::close(&tx, id, by, Ground::OffTopic, WHY, now).await,
            Act::Reopen => moderation::reopen(&tx, id, by, WHY, now).await,
        }
    })
}

async fn voice(db: &Db, id: VoiceId) -> voices::Voice {
    voices::find(db.read(), id, &MODERATOR).await.unwrap().unwrap()
}

fn code(result: &Result<Decision, Error>) -> &'static str {
    match result {
        Ok(_) => "done",
        Err(Error::NotFound) => "none",
        Err(Error::OwnVoice) => "own",
        Err(Error::NothingReported) => "nothing",
        Err(Error::ThreadClosed) => "closed",
        Err(Error::WrongState { standing }) => standing,
        Err(other) => panic!("{other:?}"),
    }
}

/// A comment or reply in a state, of which the first is reported.
async fn in_state(db: &Db, s: &Scene, state: &str) -> VoiceId {
    let id = s.add(db, s.comment(s.ann, Stance::Con, "罵人的話"), 1).await;
    act!(db, |tx| moderation::report(&tx, id, s.ben, Ground::Attack, "", at(2))).unwrap();
    match state {
        "hidden" => {
            decide(db, Act::Hide, id, s.mod_, at(3)).await.unwrap();
        }
        "closed" => {
            decide(db, Act::Close, id, s.mod_, at(3)).await.unwrap();
        }
        "deleted" => act!(db, |tx| voices::delete(&tx, id, s.ann, at(3))).unwrap(),
        "reply" => return s.add(db, s.reply(s.ann, id, "罵人的回應"), 3).await,
        _ => {}
    }
    id
}

#[tokio::test]
async fn every_act_in_every_state_does_one_thing() {
    use Act::{AskEdit, Close, Hide, Keep, Pause, Reopen, Restore};
    let table: [(&str, [(Act, &str); 7]); 5] = [
        (
            "visible",
            [
                (Hide, "done"),
                (Keep, "done"),
                (Restore, "visible"),
                (AskEdit, "done"),
                (Pause, "done"),
                (Close, "done"),
                (Reopen, "visible"),
            ],
        ),
        (
            "hidden",
            [
                (Hide, "hidden"),
                (Keep, "nothing"),
                (Restore, "done"),
                (AskEdit, "hidden"),
                (Pause, "done"),
                (Close, "done"),
                (Reopen, "visible"),
            ],
        ),
        (
            "closed",
            [
                (Hide, "done"),
                (Keep, "nothing"),
                (Restore, "visible"),
                (AskEdit, "done"),
                (Pause, "done"),
                (Close, "closed"),
                (Reopen, "done"),
            ],
        ),
        (
            "deleted",
            [
                (Hide, "deleted"),
                (Keep, "deleted"),
                (Restore, "deleted"),
                (AskEdit, "deleted"),
                (Pause, "deleted"),
                (Close, "deleted"),
                (Reopen, "deleted"),
            ],
        ),
        (
            "reply",
            [
                (Hide, "done"),
                (Keep, "nothing"),
                (Restore, "visible"),
                (AskEdit, "done"),
                (Pause, "done"),
                (Close, "closed"),
                (Reopen, "visible"),
            ],
        ),
    ];
    for test in both().await {
        let db = &test.db;
        for (state, acts) in table {
            for (act, expected) in acts {
                let s = scene();
                let id = in_state(db, &s, state).await;
                assert_eq!(code(&decide(db, act, id, s.mod_, at(9)).await), expected, "{state} {act:?}");
                if expected == "done" {
                    let s = scene();
                    let own = in_state(db, &s, state).await;
                    let by_author = decide(db, act, own, s.ann, at(9)).await;
                    assert_eq!(code(&by_author), "own", "{state} {act:?} by its author");
                }
            }
        }
    }
}

#[tokio::test]
async fn whatever_was_decided_can_be_undone_for_ten_minutes() {
    for test in both().await {
        let db = &test.db;
        for (state, act) in [
            ("visible", Act::Hide),
            ("visible", Act::Keep),
            ("hidden", Act::Restore),
            ("visible", Act::AskEdit),
            ("visible", Act::Pause),
            ("visible", Act::Close),
            ("closed", Act::Reopen),
        ] {
            let s = scene();
            let id = in_state(db, &s, state).await;
            let before = (voice(db, id).await, voices::counts(db.read(), s.subject).await.unwrap());
            let waiting = moderation::open_reports(db.read(), id).await.unwrap();
            let decision = decide(db, act, id, s.mod_, at(100)).await.unwrap();
            let undo = |who, now| async move { act!(db, |tx| moderation::undo(&tx, decision.id, who, now)) };
            assert!(matches!(undo(s.ben, at(101)).await, Err(Error::NotYours)));
            assert!(matches!(undo(s.mod_, at(700)).await, Err(Error::TooLate)), "{act:?}");
            undo(s.mod_, at(699)).await.unwrap();
            assert!(matches!(undo(s.mod_, at(699)).await, Err(Error::TooLate)), "{act:?} twice");
            let after = (voice(db, id).await, voices::counts(db.read(), s.subject).await.unwrap());
            assert_eq!(before, after, "{act:?}");
            assert_eq!(moderation::open_reports(db.read(), id).await.unwrap(), waiting, "{act:?}");
            s.add(db, s.comment(s.ann, Stance::Pro, "還能寫"), 700).await;
        }
    }
}

#[tokio::test]
async fn an_author_appeals_once_and_another_moderator_decides() {
    for test in both().await {
        let db = &test.db;
        for (upheld, act) in [(true, Act::Hide), (false, Act::Hide), (true, Act::Pause), (true, Act::Close)] {
            let s = scene();
            let second = PersonId::new(at(0));
            let id = in_state(db, &s, "visible").await;
            let decision = decide(db, act, id, s.mod_, at(10)).await.unwrap();
            let appeal = |who, now| async move {
                act!(db, |tx| appeals::appeal(&tx, decision.id, who, "那是引述別人的話", now))
            };
            assert!(matches!(appeal(s.ben, at(20)).await, Err(Error::NotYours)));
            assert!(matches!(appeal(s.ann, at(10) + appeals::WINDOW).await, Err(Error::TooLate)));
            let short = act!(db, |tx| appeals::appeal(&tx, decision.id, s.ann, "短", at(20)));
            assert!(matches!(short, Err(Error::Invalid(_))));
            let (a, b) = tokio::join!(appeal(s.ann, at(20)), appeal(s.ann, at(20)));
            assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1, "{a:?} {b:?}");
            let made = a.or(b).unwrap();
            assert!(matches!(appeal(s.ann, at(21)).await, Err(Error::AppealedAlready)));
            let undo = act!(db, |tx| moderation::undo(&tx, decision.id, s.mod_, at(22)));
            assert!(matches!(undo, Err(Error::TooLate)), "an appeal is not undone away");
            assert_eq!(appeals::waiting(db.read(), 10).await.unwrap(), std::slice::from_ref(&made));
            let settle = |who| async move {
                act!(db, |tx| appeals::decide(&tx, made.id, who, upheld, "重新檢視後的理由", at(30)))
            };
            let settle = &settle;
            let same = act!(db, |tx| appeals::decide(
                &tx,
                appeals::of_decisions(db.read(), &[decision.id]).await.unwrap()[&decision.id].id,
                s.mod_,
                upheld,
                WHY,
                at(30)
            ));
            assert!(matches!(same, Err(Error::SameModerator)));
            let done = settle(second).await.unwrap();
            assert_eq!(done.outcome.as_ref().map(|o| o.upheld), Some(upheld));
            assert!(appeals::waiting(db.read(), 10).await.unwrap().is_empty());
            let now = voices::find(db.read(), id, &ANYONE).await.unwrap().unwrap();
            let hidden = matches!(now.standing, Standing::Hidden { .. });
            assert_eq!((hidden, now.closed.is_some()), (act == Act::Hide && !upheld, false));
            s.add(db, s.comment(s.ann, Stance::Pro, "還能寫"), 40).await;
            let (months, all) = figures::since(db.read(), at(0) - TimeDelta::days(1)).await.unwrap();
            assert_eq!(months[0].0, "2026-03");
            assert!(all.appeals >= 1 && all.appeals == all.appeals_decided);
        }
        let (_, all) = figures::since(db.read(), at(0) - TimeDelta::days(1)).await.unwrap();
        assert_eq!((all.reports, all.decisions, all.appeals, all.appeals_upheld), (4, 4, 4, 3));
        assert_eq!((all.acts["hide"], all.hidden["attack"], all.acts["pause"]), (2, 2, 1));
        assert_eq!((all.median_seconds, all.ninety_seconds), (Some(8), Some(8)));
    }
}

#[tokio::test]
async fn a_paused_writer_waits_and_a_closed_thread_takes_no_reply() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let id = in_state(db, &s, "visible").await;
        let reply = s.add(db, s.reply(s.ben, id, "回應"), 4).await;
        let days = act!(db, |tx| moderation::pause(&tx, id, s.mod_, Ground::Spam, WHY, 5, at(5)));
        assert!(matches!(days, Err(Error::Invalid(_))));
        let paused = decide(db, Act::Pause, id, s.mod_, at(5)).await.unwrap();
        let until = at(5) + TimeDelta::days(3);
        assert_eq!(paused.until, Some(until));
        let say = |now: Now| act_comment(db, &s, now);
        assert!(matches!(say(at(6)).await, Err(Error::Paused { until: told }) if told == until));
        // Editing what is there stays possible: it may be just what is asked.
        act!(db, |tx| voices::edit(&tx, id, s.ann, &edit("改過的話", None), &RULES, at(6))).unwrap();
        say(until).await.unwrap();

        decide(db, Act::Close, id, s.mod_, at(7)).await.unwrap();
        for parent in [id, reply] {
            let answer =
                act!(db, |tx| voices::add_comment(&tx, s.reply(s.ben, parent, "再說"), &RULES, at(8)));
            assert!(matches!(answer, Err(Error::ThreadClosed)));
        }
        decide(db, Act::Reopen, id, s.mod_, at(9)).await.unwrap();
        s.add(db, s.reply(s.ben, reply, "再說"), 10).await;
    }
}

async fn act_comment(db: &Db, s: &Scene, now: Now) -> Result<VoiceId, Error> {
    act!(db, |tx| voices::add_comment(&tx, s.comment(s.ann, Stance::Pro, "又來了"), &RULES, now))
}

#[tokio::test]
async fn whoever_is_asked_to_edit_is_done_with_it_by_editing() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let id = in_state(db, &s, "visible").await;
        let asked = decide(db, Act::AskEdit, id, s.mod_, at(5)).await.unwrap();
        assert_eq!(voice(db, id).await.edit_asked, Some(asked.id));
        let others = voices::find(db.read(), id, &ANYONE).await.unwrap().unwrap();
        assert_eq!(others.edit_asked, None, "a request is between author and moderators");
        act!(db, |tx| voices::edit(&tx, id, s.ann, &edit("改過的話", None), &RULES, at(6))).unwrap();
        assert_eq!(voice(db, id).await.edit_asked, None);
    }
}

#[tokio::test]
async fn the_second_moderator_sees_the_first() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let id = in_state(db, &s, "visible").await;
        let claim = |who, now| async move { act!(db, |tx| moderation::claim(&tx, id, who, now)).unwrap() };
        assert_eq!(claim(s.mod_, at(10)).await, None);
        assert_eq!(claim(s.mod_, at(20)).await, None, "one's own");
        assert_eq!(claim(s.ben, at(30)).await, Some((s.mod_, at(20))));
        assert_eq!(moderation::claims(db.read(), &[id], at(30)).await.unwrap()[&id], s.mod_);
        assert_eq!(claim(s.ben, at(620)).await, None, "after ten minutes the next one is at it");
        decide(db, Act::Keep, id, s.mod_, at(630)).await.unwrap();
        assert!(moderation::claims(db.read(), &[id], at(630)).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn an_appeal_that_is_upheld_undoes_its_own_decision_alone() {
    for test in both().await {
        let db = &test.db;
        for (act, back) in [(Act::Hide, Act::Restore), (Act::Close, Act::Reopen)] {
            let s = scene();
            let second = PersonId::new(at(0));
            let id = in_state(db, &s, "visible").await;
            let first = decide(db, act, id, s.mod_, at(10)).await.unwrap();
            decide(db, back, id, s.mod_, at(20)).await.unwrap();
            decide(db, act, id, s.mod_, at(30)).await.unwrap();
            let made =
                act!(db, |tx| appeals::appeal(&tx, first.id, s.ann, "那是引述別人的話", at(40))).unwrap();
            act!(db, |tx| appeals::decide(&tx, made.id, second, true, "重新檢視後的理由", at(50))).unwrap();
            let now = voice(db, id).await;
            let stands = matches!(now.standing, Standing::Hidden { .. }) || now.closed.is_some();
            assert!(stands, "{act:?}: what was decided later still stands");
        }
    }
}

#[tokio::test]
async fn what_its_author_deleted_is_not_decided_about_again() {
    for test in both().await {
        let db = &test.db;
        let s = scene();
        let id = in_state(db, &s, "visible").await;
        let kept = decide(db, Act::Keep, id, s.mod_, at(10)).await.unwrap();
        act!(db, |tx| voices::delete(&tx, id, s.ann, at(20))).unwrap();
        let undo = act!(db, |tx| moderation::undo(&tx, kept.id, s.mod_, at(30)));
        assert!(matches!(undo, Err(Error::TooLate)));
        assert_eq!(moderation::waiting(db.read()).await.unwrap(), 0);
    }
}
