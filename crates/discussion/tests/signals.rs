//! What brings a voice before a moderator sooner, and first comments that wait, on both databases.

#![allow(clippy::unwrap_used, clippy::panic)]

#[macro_use]
mod scene;

use folkmoot_discussion::held::{self, Outcome, Sent};
use folkmoot_discussion::moderation::{self, Reported, Signal};
use folkmoot_discussion::voices::{self, NewComment, Official};
use folkmoot_discussion::{DiscussionError as Error, Ground, Stance};
use folkmoot_foundation::{Actor, AgencyId, Db, PersonId, VoiceId};
use folkmoot_migrations::testing::both;
use scene::{ANYONE, MODERATOR, RULES, at, edit, scene};

async fn queue(db: &Db) -> Vec<Reported> {
    moderation::queue(db.read(), None, 50).await.unwrap().items
}

fn order(queue: &[Reported]) -> Vec<VoiceId> {
    queue.iter().map(|one| one.voice.id).collect()
}

const SAME: &str = "請大家一起反對這個會讓社區交通打結的停車場興建計畫，我們要的是公園不是水泥";

#[tokio::test]
async fn the_most_pressing_stands_first_until_it_is_decided() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let by = Actor::Person { id: s.mod_, role: "administrator" };
        act!(db, |tx| moderation::give_watch_list(&tx, "# words\n王八蛋\n\n王 八蛋", by, at(0))).unwrap();
        assert_eq!(moderation::watch_list(db.read()).await.unwrap().words, ["王八蛋"]);
        let plain = s.add(db, s.comment(s.ann, Stance::Pro, "贊成"), 1).await;
        let linked = s.add(db, s.comment(s.ann, Stance::Pro, "http://a.b https://c.d http://e.f"), 2).await;
        let rude = s.add(db, s.comment(s.ben, Stance::Con, "你們這些王 八．蛋"), 3).await;
        let waiting = queue(db).await;
        assert_eq!(order(&waiting), [rude, linked]);
        assert_eq!(waiting[0].signals, [Signal::Words]);
        assert_eq!(waiting[1].signals, [Signal::Links]);
        assert_eq!(moderation::waiting(db.read()).await.unwrap(), 2);
        // One report is less than two signals, four are more.
        let report = async |who: PersonId, voice, second| {
            act!(db, |tx| moderation::report(&tx, voice, who, Ground::Spam, "", at(second))).unwrap();
        };
        report(s.ben, plain, 4).await;
        assert_eq!(order(&queue(db).await), [rude, linked, plain]);
        for n in 0..3 {
            report(PersonId::new(at(n)), plain, 5 + n).await;
        }
        assert_eq!(order(&queue(db).await), [plain, rude, linked]);
        // A cursor goes on behind what it was given for.
        let first = moderation::queue(db.read(), None, 1).await.unwrap();
        let rest = moderation::queue(db.read(), first.next, 50).await.unwrap().items;
        assert_eq!(order(&rest), [rude, linked]);
        // A voice that nobody reported is kept, and comes no more; undone, it waits again.
        let kept = act!(db, |tx| moderation::keep(&tx, rude, s.mod_, "", at(9))).unwrap();
        assert_eq!(order(&queue(db).await), [plain, linked]);
        act!(db, |tx| moderation::undo(&tx, kept.id, s.mod_, at(10))).unwrap();
        assert_eq!(order(&queue(db).await), [plain, rude, linked]);
        act!(db, |tx| moderation::keep(&tx, rude, s.mod_, "", at(11))).unwrap();
        // The same words again are decided already; a new signal is not.
        act!(db, |tx| voices::edit(&tx, rude, s.ben, &edit("王八蛋！", None), &RULES, at(12))).unwrap();
        assert_eq!(order(&queue(db).await), [plain, linked]);
        let worse = edit("王八蛋 http://a.b http://c.d http://e.f", None);
        act!(db, |tx| voices::edit(&tx, rude, s.ben, &worse, &RULES, at(13))).unwrap();
        assert_eq!(order(&queue(db).await), [rude, plain, linked]);
        // What its author deletes waits for nobody.
        act!(db, |tx| voices::delete(&tx, linked, s.ann, at(14))).unwrap();
        act!(db, |tx| moderation::hide(&tx, plain, s.mod_, Ground::Spam, "這是廣告內容", at(15))).unwrap();
        assert_eq!(order(&queue(db).await), [rude]);
        test.db.close().await.unwrap();
    }
}

#[tokio::test]
async fn what_is_said_again_and_again_is_told_and_like_decisions_are_found() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let first = s.add(db, s.comment(s.ann, Stance::Con, SAME), 1).await;
        s.add(db, s.comment(s.ben, Stance::Con, &SAME.replace('，', "！ ")), 2).await;
        assert!(queue(db).await.is_empty());
        let third = s.add(db, s.comment(PersonId::new(at(3)), Stance::Con, SAME), 3).await;
        assert_eq!(queue(db).await[0].signals, [Signal::Repeated]);
        act!(db, |tx| moderation::hide(&tx, third, s.mod_, Ground::Spam, "重複張貼多次", at(4))).unwrap();
        let alike = moderation::alike_decided(db.read(), first, SAME).await.unwrap();
        assert_eq!(alike.iter().map(|d| d.voice).collect::<Vec<_>>(), [third]);
        assert!(moderation::alike_decided(db.read(), first, "路燈").await.unwrap().is_empty());
        // A day later nobody looks back, and the marks go.
        let tomorrow = at(3) + chrono::TimeDelta::hours(49);
        act!(db, |tx| moderation::purge(&tx, tomorrow)).unwrap();
        let late = s.comment(PersonId::new(at(5)), Stance::Con, SAME);
        act!(db, |tx| voices::add_comment(&tx, late, &RULES, tomorrow)).unwrap();
        assert!(queue(db).await.is_empty());
        test.db.close().await.unwrap();
    }
}

#[tokio::test]
async fn many_newcomers_alone_bring_nothing_before_a_moderator() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        for n in 0..10 {
            s.add(db, s.comment(PersonId::new(at(n)), Stance::Pro, &format!("第{n}個人說話")), n).await;
        }
        let last = s.add(db, s.comment(s.ann, Stance::Pro, "我也是"), 11).await;
        assert!(queue(db).await.is_empty());
        act!(db, |tx| moderation::report(&tx, last, s.ben, Ground::Spam, "", at(12))).unwrap();
        assert_eq!(queue(db).await[0].signals, [Signal::Burst]);
        test.db.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_first_comment_waits_where_that_is_turned_on() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let by = Actor::Person { id: s.mod_, role: "administrator" };
        let known = s.add(db, s.comment(s.ben, Stance::Pro, "先來的"), 1).await;
        act!(db, |tx| held::hold(&tx, true, by, at(2))).unwrap();
        let send = async |new: NewComment, second| act!(db, |tx| held::send(&tx, new, &RULES, at(second)));
        // Who has written before, and who speaks for an agency, don't wait.
        assert!(matches!(send(s.comment(s.ben, Stance::Con, "再說"), 3).await.unwrap(), Sent::Public(_)));
        let agency = Some(Official::Agency(AgencyId::new(at(0))));
        let official = NewComment { official: agency, ..s.comment(s.mod_, Stance::Other, "說明") };
        assert!(matches!(send(official, 3).await.unwrap(), Sent::Public(_)));
        let Sent::Held(id) = send(s.comment(s.ann, Stance::Pro, "第一次"), 4).await.unwrap() else {
            panic!()
        };
        assert_eq!(send(s.comment(s.ann, Stance::Pro, "第一次"), 5).await.unwrap(), Sent::Held(id));
        let second = send(s.comment(s.ann, Stance::Pro, "第二則"), 6).await;
        assert!(matches!(second, Err(Error::FirstWaits)), "{second:?}");
        assert!(matches!(
            send(s.comment(PersonId::new(at(0)), Stance::Pro, ""), 6).await,
            Err(Error::Invalid(_))
        ));
        // No list, no count and no moderator's view of voices holds it.
        assert_eq!(s.threads(db, Default::default(), &MODERATOR).await.len(), 3);
        assert_eq!(voices::counts(db.read(), s.subject).await.unwrap().voices, 3);
        assert_eq!(held::count(db.read()).await.unwrap(), 1);
        assert_eq!(held::mine(db.read(), s.ann, s.subject).await.unwrap()[0].body, "第一次");
        let own = act!(db, |tx| held::decide(&tx, id, s.ann, None, at(7)));
        assert!(matches!(own, Err(Error::OwnVoice)), "{own:?}");
        let short = act!(db, |tx| held::decide(&tx, id, s.mod_, Some((Ground::Spam, "")), at(7)));
        assert!(matches!(short, Err(Error::Invalid(_))), "{short:?}");
        // Two moderators at once: one decides.
        let (db2, id2, moderator) = (db.clone(), id, s.mod_);
        let other =
            tokio::spawn(
                async move { act!(db2, |tx| held::decide(&tx, id2, moderator, None, at(8))).is_ok() },
            );
        let one = act!(db, |tx| held::decide(&tx, id, s.mod_, None, at(8))).is_ok();
        assert!(one ^ other.await.unwrap());
        assert_eq!(s.threads(db, Default::default(), &ANYONE).await.len(), 4);
        assert!(matches!(send(s.comment(s.ann, Stance::Pro, "第二則"), 9).await.unwrap(), Sent::Public(_)));
        // A refusal is a decision like others.
        let cat = PersonId::new(at(9));
        let Sent::Held(id) = send(s.comment(cat, Stance::Con, "買我的東西"), 10).await.unwrap() else {
            panic!()
        };
        let refusal = Some((Ground::Spam, "這是商業廣告"));
        let decided = act!(db, |tx| held::decide(&tx, id, s.mod_, refusal, at(11))).unwrap();
        let Outcome::Refused(decision) = decided else { panic!("{decided:?}") };
        assert_eq!((decision.author, decision.reason.as_str()), (Some(cat), "這是商業廣告"));
        assert_eq!(voices::counts(db.read(), s.subject).await.unwrap().voices, 5);
        // Whose first one was refused still has it before them.
        let next = send(s.comment(cat, Stance::Con, "再買一次"), 11).await.unwrap();
        let Sent::Held(next) = next else { panic!("{next:?}") };
        act!(db, |tx| held::forget(&tx, cat)).unwrap();
        assert!(held::find(db.read(), next).await.unwrap().is_none());
        // What answers a thread that was closed meanwhile comes back, and its author takes it away.
        let dan = PersonId::new(at(12));
        let Sent::Held(id) = send(s.reply(dan, known, "回你"), 12).await.unwrap() else { panic!() };
        act!(db, |tx| moderation::close(&tx, known, s.mod_, Ground::OffTopic, "離題太遠了", at(13))).unwrap();
        let decided = act!(db, |tx| held::decide(&tx, id, s.mod_, None, at(14))).unwrap();
        assert_eq!(decided, Outcome::Returned);
        assert_eq!(held::count(db.read()).await.unwrap(), 0);
        let back = held::mine(db.read(), dan, s.subject).await.unwrap().remove(0);
        assert!(back.returned_at.is_some() && back.body == "回你");
        assert!(matches!(act!(db, |tx| held::withdraw(&tx, id, s.ben)), Err(Error::NotYours)));
        act!(db, |tx| held::withdraw(&tx, id, dan)).unwrap();
        assert!(held::mine(db.read(), dan, s.subject).await.unwrap().is_empty());
        test.db.close().await.unwrap();
    }
}
