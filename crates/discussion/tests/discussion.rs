//! Voices and their moderation on both databases.

#![allow(clippy::unwrap_used, clippy::panic)]

#[macro_use]
mod scene;

use chrono::TimeDelta;
use folkmoot_discussion::moderation;
use folkmoot_discussion::voices::{self, Filter, NewComment, Rate, Rules, Standing, StatementVoice, Viewer};
use folkmoot_discussion::{Channel, DiscussionError as Error, Ground, Order, ReactionKind, Stance};
use folkmoot_foundation::db::{self, counting_statements};
use folkmoot_foundation::{HearingId, PersonId, ProposalId, StatementId, VoiceId, event};
use folkmoot_migrations::testing::both;

use scene::{ANYONE, MODERATOR, RULES, at, edit, scene};

#[tokio::test]
async fn a_comment_is_written_answered_edited_and_deleted() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let root = s.add(db, s.comment(s.ann, Stance::Pro, "  贊成，𠮷 🍚 <script>\u{0301}  "), 1).await;
        let reply = s.add(db, s.reply(s.ben, root, "為什麼？"), 2).await;
        let threads = s.threads(db, Filter::default(), &ANYONE).await;
        assert_eq!(threads.len(), 1);
        assert_eq!((threads[0].root.id, threads[0].root.replies), (root, 1));
        assert_eq!(threads[0].replies[0].id, reply);

        let changed = act!(db, |tx| voices::edit(&tx, root, s.ben, &edit("別人的", None), &RULES, at(3)));
        assert!(matches!(changed, Err(Error::NotYours)));
        act!(db, |tx| voices::edit(&tx, root, s.ann, &edit("反對了", Some(Stance::Con)), &RULES, at(3)))
            .unwrap();
        act!(db, |tx| voices::edit(&tx, root, s.ann, &edit("反對了", None), &RULES, at(4))).unwrap();
        let now = voices::find(db.read(), root, &ANYONE).await.unwrap().unwrap();
        assert_eq!((now.body.as_deref(), now.stance, now.revisions), (Some("反對了"), Some(Stance::Con), 1));
        assert_eq!(now.edited_at, Some(at(3)));
        let before = voices::revisions(db.read(), root, &ANYONE).await.unwrap();
        assert_eq!((before[0].stance, before[0].body.contains('𠮷')), (Some(Stance::Pro), true));

        act!(db, |tx| voices::delete(&tx, root, s.ann, at(5))).unwrap();
        let threads = s.threads(db, Filter::default(), &MODERATOR).await;
        assert_eq!((threads[0].root.standing.clone(), &threads[0].root.body), (Standing::Deleted, &None));
        assert!(voices::revisions(db.read(), root, &MODERATOR).await.unwrap().is_empty());
        let again = act!(db, |tx| voices::delete(&tx, root, s.ann, at(6)));
        assert!(matches!(again, Err(Error::WrongState { standing: "deleted" })));
        act!(db, |tx| voices::delete(&tx, reply, s.ben, at(7))).unwrap();
        assert!(
            s.threads(db, Filter::default(), &ANYONE).await.is_empty(),
            "a gap without replies is no gap"
        );

        let kinds: Vec<_> =
            event::timeline(db.read(), s.subject, false).await.unwrap().into_iter().map(|e| e.kind).collect();
        let expected =
            ["comment.added", "comment.added", "comment.edited", "comment.deleted", "comment.deleted"];
        assert_eq!(kinds, expected);
        assert!(event::timeline(db.read(), s.subject, true).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_may_not_be_written_is_refused() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let add = |new: NewComment, rules: Rules, second: i64| async move {
            act!(db, |tx| voices::add_comment(&tx, new, &rules, at(second)))
        };
        let codes = |result: Result<VoiceId, Error>| -> Vec<(String, &str)> {
            match result {
                Err(Error::Invalid(errors)) => errors.0.into_iter().map(|e| (e.field, e.code)).collect(),
                other => panic!("{other:?}"),
            }
        };
        let field = |field: &str, code| vec![(field.to_owned(), code)];
        let say = |body: &str| s.comment(s.ann, Stance::Pro, body);
        assert!(matches!(add(say("好"), Rules { open: false, ..RULES }, 0).await, Err(Error::Closed)));
        assert_eq!(codes(add(say(" \n "), RULES, 0).await), field("body", "required"));
        assert_eq!(codes(add(say(&"長".repeat(101)), RULES, 0).await), field("body", "too_long"));
        assert_eq!(codes(add(say("a\u{202E}b"), RULES, 0).await), field("body", "control_characters"));
        let none = NewComment { stance: None, ..say("好") };
        assert_eq!(codes(add(none, RULES, 0).await), field("stance", "required"));

        let root = add(say("好"), RULES, 0).await.unwrap();
        let reply = add(s.reply(s.ben, root, "嗯"), RULES, 0).await.unwrap();
        let deeper = add(s.reply(s.ann, reply, "嗯"), RULES, 0).await.unwrap();
        let deeper = voices::find(db.read(), deeper, &ANYONE).await.unwrap().unwrap();
        assert_eq!((deeper.parent, deeper.reply_to), (Some(root), Some(reply)), "replies stand flat");
        let elsewhere = NewComment { subject: ProposalId::new(at(0)), ..s.reply(s.ann, root, "嗯") };
        assert!(matches!(add(elsewhere, RULES, 0).await, Err(Error::NotFound)));
        assert!(matches!(
            add(s.reply(s.ann, VoiceId::new(at(0)), "嗯"), RULES, 0).await,
            Err(Error::NotFound)
        ));

        let slow = Rules { rate: Rate { max: 3, per: TimeDelta::minutes(1) }, ..RULES };
        let say = |n: i64| s.comment(s.mod_, Stance::Other, &format!("{n}"));
        for n in 0..3 {
            add(say(n), slow, n).await.unwrap();
        }
        assert!(matches!(add(say(3), slow, 3).await, Err(Error::TooMany { wait_seconds: 57 })));
        add(say(3), slow, 61).await.unwrap();
    }
}

#[tokio::test]
async fn the_rate_holds_when_many_write_at_once() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let slow = Rules { rate: Rate { max: 3, per: TimeDelta::minutes(1) }, ..RULES };
        let one = |n: i64| {
            let (db, new) = (db.clone(), s.comment(s.ann, Stance::Pro, &format!("{n}")));
            tokio::spawn(async move { act!(db, |tx| voices::add_comment(&tx, new, &slow, at(n))).is_ok() })
        };
        let tasks: Vec<_> = (0..8).map(one).collect();
        let mut taken = 0;
        for task in tasks {
            taken += usize::from(task.await.unwrap());
        }
        assert_eq!(taken, 3);
    }
}

#[tokio::test]
async fn a_person_says_one_thing_of_a_voice() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let voice = s.add(db, s.comment(s.ann, Stance::Pro, "好"), 1).await;
        let react = |person, kind, on| async move {
            act!(db, |tx| voices::react(&tx, voice, person, kind, on, at(2))).unwrap();
        };
        for person in [s.mod_, s.ben, s.ben] {
            react(person, ReactionKind::Useful, true).await;
        }
        react(s.ben, ReactionKind::NotUseful, true).await;
        let counts = |v: &voices::Voice| v.reactions.iter().map(|r| r.count).collect::<Vec<_>>();
        let seen = voices::find(db.read(), voice, &ANYONE).await.unwrap().unwrap();
        assert_eq!(counts(&seen), [1, 1], "saying the one takes back the other");
        react(s.ben, ReactionKind::NotUseful, false).await;
        react(s.ben, ReactionKind::NotUseful, false).await;
        react(s.ben, ReactionKind::Useful, true).await;
        let ben = Viewer { person: Some(s.ben), moderator: false };
        let seen = voices::find(db.read(), voice, &ben).await.unwrap().unwrap();
        let told: Vec<_> = seen.reactions.iter().map(|r| (r.kind, r.count, r.mine)).collect();
        assert_eq!(told, [(ReactionKind::Useful, 2, true), (ReactionKind::NotUseful, 0, false)]);

        let hands = |n: i64| {
            let (db, person) = (db.clone(), PersonId::new(at(n % 2)));
            let twice = [person, person];
            tokio::spawn(async move {
                for person in twice {
                    act!(db, |tx| voices::react(&tx, voice, person, ReactionKind::Useful, true, at(3)))
                        .unwrap();
                }
            })
        };
        for task in (0..6).map(hands).collect::<Vec<_>>() {
            task.await.unwrap();
        }
        let seen = voices::find(db.read(), voice, &ANYONE).await.unwrap().unwrap();
        assert_eq!(seen.reactions[0].count, 8);
        s.add(db, s.comment(s.ben, Stance::Con, "不"), 5).await;
        s.add(db, s.reply(s.ben, voice, "嗯"), 6).await;
        let most = Filter { order: Order::MostAnswered, ..Filter::default() };
        assert_eq!(s.threads(db, most, &ANYONE).await[0].root.id, voice);
    }
}

#[tokio::test]
async fn a_hidden_voice_shows_the_reason_in_its_place() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let voice = s.add(db, s.comment(s.ann, Stance::Con, "罵人的話"), 1).await;
        let report = |person, ground, words: &'static str| async move {
            act!(db, |tx| moderation::report(&tx, voice, person, ground, words, at(2)))
        };
        assert!(matches!(report(s.ann, Ground::Attack, "").await, Err(Error::OwnVoice)));
        assert!(matches!(report(s.ben, Ground::Other, "").await, Err(Error::Invalid(_))));
        report(s.ben, Ground::Attack, "太過分").await.unwrap();
        assert!(matches!(report(s.ben, Ground::Spam, "").await, Err(Error::ReportedAlready)));
        report(s.mod_, Ground::Spam, "").await.unwrap();
        assert_eq!(moderation::waiting(db.read()).await.unwrap(), 1);
        let queue = moderation::queue(db.read(), None, 10).await.unwrap().items;
        assert_eq!((queue[0].voice.id, queue[0].reports, queue[0].told.len()), (voice, 2, 2));

        let hide = |who, reason: &'static str| async move {
            act!(db, |tx| moderation::hide(&tx, voice, who, Ground::Attack, reason, at(3)))
        };
        assert!(matches!(hide(s.ann, "辱罵其他參與者").await, Err(Error::OwnVoice)));
        assert!(matches!(hide(s.mod_, "短").await, Err(Error::Invalid(_))));
        hide(s.mod_, "辱罵其他參與者").await.unwrap();
        assert!(matches!(
            hide(s.mod_, "辱罵其他參與者").await,
            Err(Error::WrongState { standing: "hidden" })
        ));
        // Its author can't take the decision out of sight.
        let delete = act!(db, |tx| voices::delete(&tx, voice, s.ann, at(4)));
        assert!(matches!(delete, Err(Error::WrongState { standing: "hidden" })), "{delete:?}");
        let about = moderation::decisions_about(db.read(), &[voice]).await.unwrap();
        assert_eq!(about[&voice][0].reports, 2);
        assert_eq!(moderation::waiting(db.read()).await.unwrap(), 0);

        let seen = voices::find(db.read(), voice, &ANYONE).await.unwrap().unwrap();
        let place = Standing::Hidden { ground: Ground::Attack, reason: "辱罵其他參與者".to_owned() };
        assert_eq!((seen.body, seen.standing), (None, place));
        let seen = voices::find(db.read(), voice, &MODERATOR).await.unwrap().unwrap();
        assert_eq!(seen.body.as_deref(), Some("罵人的話"));
        assert_eq!(voices::counts(db.read(), s.subject).await.unwrap().voices, 0);
        let changed = act!(db, |tx| voices::edit(&tx, voice, s.ann, &edit("改寫", None), &RULES, at(4)));
        assert!(matches!(changed, Err(Error::WrongState { standing: "hidden" })));
        let reply = act!(db, |tx| voices::add_comment(&tx, s.reply(s.ben, voice, "嗯"), &RULES, at(4)));
        assert!(matches!(reply, Err(Error::WrongState { standing: "hidden" })));

        act!(db, |tx| moderation::restore(&tx, voice, s.mod_, "重新檢視後恢復", at(5))).unwrap();
        let seen = voices::find(db.read(), voice, &ANYONE).await.unwrap().unwrap();
        assert_eq!(seen.standing, Standing::Visible);
        let keep = act!(db, |tx| moderation::keep(&tx, voice, s.mod_, "", at(6)));
        assert!(matches!(keep, Err(Error::NothingReported)));
        let decisions = moderation::decisions(db.read(), None, 10).await.unwrap().items;
        let told: Vec<_> = decisions.iter().map(|d| (d.act.code(), d.reports)).collect();
        assert_eq!(told, [("restore", 0), ("hide", 2)]);
        let about = moderation::decisions_about(db.read(), &[voice]).await.unwrap();
        assert_eq!(about[&voice].len(), 2);
    }
}

#[tokio::test]
async fn two_moderators_at_once_decide_once() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let voice = s.add(db, s.comment(s.ann, Stance::Con, "廣告"), 1).await;
        let hide = |moderator: PersonId| {
            let db = db.clone();
            tokio::spawn(async move {
                act!(db, |tx| moderation::hide(&tx, voice, moderator, Ground::Spam, "這是廣告內容", at(3)))
                    .is_ok()
            })
        };
        let (a, b) = (hide(s.ben), hide(s.mod_));
        assert_eq!(usize::from(a.await.unwrap()) + usize::from(b.await.unwrap()), 1);
        assert_eq!(moderation::decisions(db.read(), None, 10).await.unwrap().items.len(), 1);
    }
}

fn statement(id: StatementId, position: i64, speaker: &str, body: &str) -> StatementVoice {
    let (speaker, body) = (Some(speaker.to_owned()), body.to_owned());
    StatementVoice { statement: id, position, speaker, body, said_at: at(position) }
}

#[tokio::test]
async fn a_record_imported_again_keeps_what_hangs_on_its_voices() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let hearing = HearingId::new(at(0));
        let ids: Vec<StatementId> = (0..4).map(|_| StatementId::new(at(0))).collect();
        let import = |statements: Vec<StatementVoice>, second| async move {
            let tx = db.begin().await.unwrap();
            let done =
                voices::replace_statements(&tx, s.subject, hearing, statements, at(second)).await.unwrap();
            db::commit(tx).await.unwrap();
            (done.added, done.changed, done.gone)
        };
        let first = vec![
            statement(ids[0], 1, "甲", "一"),
            statement(ids[1], 2, "乙", "二"),
            statement(ids[2], 3, "甲", "三"),
        ];
        assert_eq!(import(first.clone(), 10).await, (3, 0, 0));
        assert_eq!(import(first, 10).await, (0, 0, 0));
        let by_id = voices::of_statements(db.read(), &ids, &ANYONE).await.unwrap();
        let (second, third) = (by_id[&ids[1]].id, by_id[&ids[2]].id);
        let reply = s.add(db, s.reply(s.ann, second, "回應二"), 20).await;
        s.add(db, s.reply(s.ann, third, "回應三"), 21).await;
        act!(db, |tx| voices::react(&tx, second, s.ben, ReactionKind::Useful, true, at(21))).unwrap();

        let corrected = vec![
            statement(ids[0], 1, "甲", "一"),
            statement(ids[3], 2, "丙", "插話"),
            statement(ids[1], 3, "乙", "二（更正）"),
        ];
        assert_eq!(import(corrected, 30).await, (1, 1, 1));
        let by_id = voices::of_statements(db.read(), &ids, &ANYONE).await.unwrap();
        let now = &by_id[&ids[1]];
        assert_eq!((now.id, now.body.as_deref(), now.position), (second, Some("二（更正）"), Some(3)));
        assert_eq!((now.replies, now.reactions[0].count, now.revisions), (1, 1, 1));
        assert_eq!(voices::revisions(db.read(), second, &ANYONE).await.unwrap()[0].body, "二");
        let gap = &by_id[&ids[2]];
        assert_eq!((&gap.standing, gap.body.as_deref(), gap.replies), (&Standing::Gone, None, 1));
        let thread = voices::thread(db.read(), reply, &ANYONE).await.unwrap().unwrap();
        assert_eq!((thread.root.id, thread.replies[0].id), (second, reply));

        s.add(db, s.comment(s.ben, Stance::Con, "線上"), 40).await;
        let counts = voices::counts(db.read(), s.subject).await.unwrap();
        // Three statements of three speakers (the gap counts no more), two replies and a comment of two accounts.
        assert_eq!((counts.voices, counts.people), (6, 5));
        assert_eq!(counts.of_channel(Channel::Hearing), 3);
        assert_eq!(counts.of_stance(Stance::Con), (1, 1));
        let hall = Filter { channel: Some(Channel::Hearing), order: Order::Oldest, ..Filter::default() };
        let said: Vec<_> = s.threads(db, hall, &ANYONE).await.into_iter().map(|t| t.root.speaker).collect();
        assert_eq!(said.len(), 4);
        let con = Filter { stance: Some(Stance::Con), ..Filter::default() };
        assert_eq!(s.threads(db, con, &ANYONE).await.len(), 1);
    }
}

#[tokio::test]
async fn pages_hold_every_voice_once_while_others_arrive() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let mut all = Vec::new();
        for n in 0..25 {
            // Several in the same second: the id makes the order total.
            all.push(s.add(db, s.comment(s.ann, Stance::Pro, &format!("{n}")), n / 4).await);
        }
        for order in [Order::Newest, Order::Oldest, Order::MostAnswered] {
            let filter = Filter { order, ..Filter::default() };
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = voices::list(db.read(), s.subject, &filter, after, 7, &ANYONE).await.unwrap();
                seen.extend(page.items.iter().map(|t| t.root.id));
                after = page.next;
                if order == Order::Newest {
                    s.add(db, s.comment(s.ben, Stance::Con, "插隊"), 1000).await;
                }
                if after.is_none() {
                    break;
                }
            }
            seen.retain(|id| all.contains(id));
            let mut sorted = seen.clone();
            sorted.sort();
            sorted.dedup();
            assert_eq!((seen.len(), sorted.len()), (25, 25), "{order:?}");
        }
        let oldest = Filter { order: Order::Oldest, ..Filter::default() };
        let root = s.threads(db, oldest, &ANYONE).await[0].root.id;
        for n in 0..25 {
            s.add(db, s.reply(s.ben, root, &format!("{n}")), 2000 + n).await;
        }
        let first = &s.threads(db, oldest, &ANYONE).await[0];
        assert_eq!((first.root.replies, first.replies.len()), (25, 20));
        let rest = voices::replies(db.read(), root, None, 100, &ANYONE).await.unwrap();
        assert_eq!(rest.items.len(), 25);
        let mine = voices::of_author(db.read(), s.ann, None, 10, &ANYONE).await.unwrap();
        assert_eq!((mine.items.len(), mine.next.is_some()), (10, true));
    }
}

#[tokio::test]
async fn a_list_costs_the_same_number_of_queries_however_long_it_is() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let viewer = Viewer { person: Some(s.ben), moderator: false };
        let mut costs = Vec::new();
        for n in 0..30 {
            let root = s.add(db, s.comment(s.ann, Stance::Pro, &format!("好 {n}")), n).await;
            let reply = s.add(db, s.reply(s.mod_, root, "嗯"), n).await;
            for voice in [root, reply] {
                act!(db, |tx| voices::react(&tx, voice, s.ben, ReactionKind::NotUseful, true, at(n)))
                    .unwrap();
            }
            if n == 0 || n == 29 {
                let newest = Filter { order: Order::Newest, ..Filter::default() };
                let (threads, cost) = counting_statements(s.threads(db, newest, &viewer)).await;
                assert!(threads.iter().all(|t| t.replies[0].reactions[1].mine));
                costs.push(cost);
                let both = async { s.balanced(db, &viewer).await };
                let (threads, cost) = counting_statements(both).await;
                assert!(threads.iter().all(|t| t.replies[0].reactions[1].mine));
                costs.push(cost);
            }
        }
        assert_eq!(costs, [3, 4, 3, 4]);
    }
}

#[tokio::test]
async fn the_same_words_sent_twice_are_one_comment() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let say = || s.comment(s.ann, Stance::Pro, "贊成\n理由如下");
        let first = s.add(db, say(), 0).await;
        assert_eq!(s.add(db, say(), 59).await, first, "within a minute it is one press too many");
        let with_blanks = s.comment(s.ann, Stance::Pro, "  贊成\r\n理由如下 ");
        assert_eq!(s.add(db, with_blanks, 59).await, first, "blanks make no other words");
        let others = [
            (s.comment(s.ann, Stance::Con, "贊成\n理由如下"), 1),
            (s.comment(s.ann, Stance::Pro, "贊成\n另有理由"), 1),
            (s.comment(s.ben, Stance::Pro, "贊成\n理由如下"), 1),
            (s.reply(s.ann, first, "贊成\n理由如下"), 1),
            (say(), 60),
        ];
        let mut ids = vec![first];
        for (new, second) in others {
            ids.push(s.add(db, new, second).await);
        }
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 6, "other words, another place, another person, another time");
        let one = Rules { rate: Rate { max: 1, per: TimeDelta::minutes(10) }, ..RULES };
        let cleo = PersonId::new(at(0));
        let say = || s.comment(cleo, Stance::Pro, "第一次");
        let first = act!(db, |tx| voices::add_comment(&tx, say(), &one, at(0))).unwrap();
        let again = act!(db, |tx| voices::add_comment(&tx, say(), &one, at(1))).unwrap();
        assert_eq!(first, again, "a second press is not one too many");
        act!(db, |tx| voices::delete(&tx, first, cleo, at(2))).unwrap();
        let after = act!(db, |tx| voices::add_comment(&tx, say(), &RULES, at(3))).unwrap();
        assert_ne!(first, after, "what was deleted may be said again");
    }
}

#[tokio::test]
async fn two_presses_at_once_add_one_comment() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let say = || async {
            act!(db, |tx| voices::add_comment(&tx, s.comment(s.ann, Stance::Pro, "一次就好"), &RULES, at(0)))
        };
        let (a, b) = tokio::join!(say(), say());
        assert_eq!(a.unwrap(), b.unwrap());
        assert_eq!(s.threads(db, Filter::default(), &ANYONE).await.len(), 1);
    }
}

#[tokio::test]
async fn nobody_reacts_to_their_own_words() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let voice = s.add(db, s.comment(s.ann, Stance::Pro, "好主意"), 0).await;
        for kind in ReactionKind::ALL {
            let own = act!(db, |tx| voices::react(&tx, voice, s.ann, *kind, true, at(1)));
            assert!(matches!(own, Err(Error::OwnReaction)));
            act!(db, |tx| voices::react(&tx, voice, s.ann, *kind, false, at(1))).unwrap();
        }
        act!(db, |tx| voices::react(&tx, voice, s.ben, ReactionKind::Useful, true, at(1))).unwrap();
        let found = voices::find(db.read(), voice, &ANYONE).await.unwrap().unwrap();
        let counts: Vec<i64> = found.reactions.iter().map(|r| r.count).collect();
        assert_eq!(counts.iter().sum::<i64>(), 1);
    }
}
