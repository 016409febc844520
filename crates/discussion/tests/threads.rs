//! Threads: flat replies and their gaps, edits, the balanced order, and sums that hold whatever happens.

#![allow(clippy::unwrap_used, clippy::panic)]

#[macro_use]
mod scene;

use std::collections::{HashMap, HashSet};

use folkmoot_discussion::balance::{self, Balance};
use folkmoot_discussion::voices::{self, Edit, Filter, NewComment, Official, Standing};
use folkmoot_discussion::{DiscussionError as Error, Ground, Order, ReactionKind, Stance, moderation};
use folkmoot_foundation::{AgencyId, Db, PersonId, VoiceId};
use folkmoot_migrations::testing::both;
use proptest::prelude::*;

use scene::{ANYONE, RULES, Scene, at, edit, scene};

async fn voice(db: &Db, id: VoiceId) -> voices::Voice {
    voices::find(db.read(), id, &ANYONE).await.unwrap().unwrap()
}

#[tokio::test]
async fn an_answered_reply_leaves_a_gap_as_long_as_it_is_answered() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let root = s.add(db, s.comment(s.ann, Stance::Pro, "好"), 1).await;
        let first = s.add(db, s.reply(s.ben, root, "為什麼"), 2).await;
        let second = s.add(db, s.reply(s.ann, first, "因為"), 3).await;
        let third = s.add(db, s.reply(s.ben, second, "喔"), 4).await;
        let replies = || async {
            let page = voices::replies(db.read(), root, None, 10, &ANYONE).await.unwrap();
            let all: Vec<_> = page.items.iter().map(|v| (v.id, v.standing.code(), v.reply_to)).collect();
            assert_eq!(voice(db, root).await.replies, all.len() as i64);
            all
        };
        let whole =
            [(first, "visible", None), (second, "visible", Some(first)), (third, "visible", Some(second))];
        assert_eq!(replies().await, whole);
        act!(db, |tx| voices::delete(&tx, first, s.ben, at(5))).unwrap();
        act!(db, |tx| voices::delete(&tx, second, s.ann, at(6))).unwrap();
        let gaps =
            [(first, "deleted", None), (second, "deleted", Some(first)), (third, "visible", Some(second))];
        assert_eq!(replies().await, gaps);
        let answer = act!(db, |tx| voices::add_comment(&tx, s.reply(s.ann, first, "喂"), &RULES, at(7)));
        assert!(matches!(answer, Err(Error::WrongState { standing: "deleted" })));
        act!(db, |tx| voices::delete(&tx, third, s.ben, at(8))).unwrap();
        assert!(replies().await.is_empty(), "gaps that nothing answers are gone");
    }
}

#[tokio::test]
async fn an_early_edit_leaves_no_trace_and_a_late_one_does() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let id = s.add(db, s.comment(s.ann, Stance::Pro, "打錯自"), 10).await;
        act!(db, |tx| voices::edit(&tx, id, s.ann, &edit("打錯字", Some(Stance::Con)), &RULES, at(11)))
            .unwrap();
        let now = voice(db, id).await;
        assert_eq!((now.revisions, now.stance), (0, Some(Stance::Con)));
        assert!(voices::revisions(db.read(), id, &ANYONE).await.unwrap().is_empty());
        let counts = voices::counts(db.read(), s.subject).await.unwrap();
        assert_eq!((counts.of_stance(Stance::Pro), counts.of_stance(Stance::Con)), ((0, 0), (1, 1)));
        act!(db, |tx| voices::edit(&tx, id, s.ann, &edit("改寫", None), &RULES, at(12))).unwrap();
        assert_eq!(voices::revisions(db.read(), id, &ANYONE).await.unwrap()[0].body, "打錯字");
    }
}

#[tokio::test]
async fn of_two_edits_the_second_does_not_undo_the_first_unread() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let id = s.add(db, s.comment(s.ann, Stance::Pro, "原來"), 1).await;
        let seen = voice(db, id).await.mark();
        let from = |body: &str, seen: Option<String>| Edit { body: body.to_owned(), stance: None, seen };
        let change = |edit: Edit| {
            let db = db.clone();
            tokio::spawn(async move { act!(db, |tx| voices::edit(&tx, id, s.ann, &edit, &RULES, at(9))) })
        };
        let (a, b) = (change(from("甲", seen.clone())), change(from("乙", seen.clone())));
        let results = [a.await.unwrap(), b.await.unwrap()];
        assert_eq!(results.iter().filter(|r| r.is_ok()).count(), 1);
        assert!(results.iter().any(|r| matches!(r, Err(Error::Changed))));
        let now = voice(db, id).await;
        assert_eq!((now.revisions, now.body == Some("甲".to_owned())), (1, results[0].is_ok()));
        change(from("丙", now.mark())).await.unwrap().unwrap();
        assert_eq!(voice(db, id).await.body.as_deref(), Some("丙"));
        // What it says already is no conflict: a form sent twice.
        change(from("丙", seen)).await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn acts_at_the_same_time_lose_nothing() {
    for test in both().await {
        let db = &test.db;
        for round in 0..6 {
            let s = scene();
            let root = s.add(db, s.comment(s.ann, Stance::Pro, "原來"), 1).await;
            // A hide during an edit, a delete during a reply, a vote twice and its opposite.
            let other = s.add(db, s.comment(s.ann, Stance::Con, "另一則"), 2).await;
            let (d1, d2, d3, d4, d5) = (db.clone(), db.clone(), db.clone(), db.clone(), db.clone());
            let reason = "以貶抑字眼辱罵其他參與者";
            let (author, reader, moderator) = (s.ann, s.ben, s.mod_);
            let answer = s.reply(s.ben, other, "回應");
            let edited = tokio::spawn(async move {
                act!(d1, |tx| voices::edit(
                    &tx,
                    root,
                    author,
                    &edit("改過", Some(Stance::Con)),
                    &RULES,
                    at(9)
                ))
                .is_ok()
            });
            let hidden = tokio::spawn(async move {
                act!(d2, |tx| moderation::hide(&tx, root, moderator, Ground::Attack, reason, at(9))).unwrap();
            });
            let replied = tokio::spawn(async move {
                act!(d3, |tx| voices::add_comment(&tx, answer, &RULES, at(9))).is_ok()
            });
            let deleted = tokio::spawn(async move {
                act!(d4, |tx| voices::delete(&tx, other, author, at(9))).unwrap();
            });
            let voted = tokio::spawn(async move {
                for kind in [ReactionKind::Useful, ReactionKind::NotUseful, ReactionKind::NotUseful] {
                    let _ = act!(d5, |tx| voices::react(&tx, other, reader, kind, true, at(9)));
                }
            });
            let (edited, replied) = (edited.await.unwrap(), replied.await.unwrap());
            hidden.await.unwrap();
            deleted.await.unwrap();
            voted.await.unwrap();
            let all = voices::find(db.read(), root, &scene::MODERATOR).await.unwrap().unwrap();
            assert!(matches!(all.standing, Standing::Hidden { .. }), "round {round}");
            assert_eq!((all.body.as_deref() == Some("改過"), all.revisions == 1), (edited, edited));
            let gap = voice(db, other).await;
            assert_eq!((gap.standing.code(), gap.replies), ("deleted", i64::from(replied)));
            assert!(gap.reactions.iter().map(|r| r.count).sum::<i64>() <= 1);
            let counts = voices::counts(db.read(), s.subject).await.unwrap();
            assert_eq!((counts.voices, counts.people), (i64::from(replied), i64::from(replied)));
        }
    }
}

#[tokio::test]
async fn the_best_of_both_sides_stand_first_and_new_ones_get_a_place() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let mut ids = HashMap::new();
        for (n, stance) in
            [Stance::Pro, Stance::Pro, Stance::Pro, Stance::Con, Stance::Other].iter().enumerate()
        {
            let n = n as i64;
            ids.insert(n, s.add(db, s.comment(s.ann, *stance, &format!("{n}")), n).await);
        }
        let vote = |id: VoiceId, useful: i64, not: i64| async move {
            for n in 0..useful + not {
                let kind = if n < useful { ReactionKind::Useful } else { ReactionKind::NotUseful };
                act!(db, |tx| voices::react(&tx, id, PersonId::new(at(n)), kind, true, at(50))).unwrap();
            }
        };
        vote(ids[&0], 8, 1).await;
        vote(ids[&1], 2, 0).await;
        vote(ids[&3], 1, 3).await;
        let order = || async {
            let threads = s.balanced(db, &ANYONE).await;
            threads.iter().map(|t| t.root.body.clone().unwrap_or_default()).collect::<Vec<_>>()
        };
        assert_eq!(order().await, ["0", "3", "4", "1", "2"]);
        // A fresh one stands on the first page, in the third place of its side.
        s.add(db, s.comment(s.ben, Stance::Pro, "新"), 60).await;
        assert_eq!(order().await, ["0", "3", "4", "1", "新", "2"]);
        let pro = Filter { stance: Some(Stance::Pro), ..Filter::default() };
        let page = balance::list(db.read(), s.subject, &pro, &Balance::default(), 3, &ANYONE).await.unwrap();
        assert_eq!((page.items.len(), page.next.is_some()), (3, true));
    }
}

#[tokio::test]
async fn official_words_are_marked_and_found() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let agency = AgencyId::new(at(0));
        let quiet = s.add(db, s.comment(s.ann, Stance::Pro, "沒人理"), 1).await;
        let asked = s.add(db, s.comment(s.ben, Stance::Con, "請問"), 2).await;
        let as_agency =
            NewComment { official: Some(Official::Agency(agency)), ..s.reply(s.mod_, asked, "說明如下") };
        let reply = s.add(db, as_agency, 3).await;
        assert_eq!(voice(db, reply).await.official, Some(Official::Agency(agency)));
        let official = Filter { order: Order::Official, ..Filter::default() };
        let found = || async {
            let threads = s.threads(db, official, &ANYONE).await;
            threads.iter().map(|t| t.root.id).collect::<Vec<_>>()
        };
        assert_eq!(found().await, [asked]);
        let own =
            NewComment { official: Some(Official::Proposer), ..s.comment(s.ann, Stance::Other, "補充") };
        let own = s.add(db, own, 4).await;
        assert_eq!(found().await, [own, asked]);
        act!(db, |tx| voices::delete(&tx, reply, s.mod_, at(5))).unwrap();
        assert_eq!(found().await, [own]);
        let _ = quiet;
    }
}

#[tokio::test]
async fn a_link_opens_the_page_on_which_its_voice_stands() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let mut roots = Vec::new();
        for n in 0..40 {
            roots.push(s.add(db, s.comment(s.ann, Stance::Pro, &format!("{n}")), n).await);
        }
        let newest = Filter { order: Order::Newest, ..Filter::default() };
        for (i, id) in roots.iter().enumerate() {
            let after = voices::before_thread(db.read(), &voice(db, *id).await).await.unwrap();
            assert_eq!(after.is_none(), i >= 34, "{i}");
            let page = voices::list(db.read(), s.subject, &newest, after, 10, &ANYONE).await.unwrap();
            assert!(page.items.iter().any(|t| t.root.id == *id), "{i}");
        }
        let root = roots[0];
        for n in 0..40 {
            s.add(db, s.reply(s.ben, root, &format!("{n}")), 100 + n).await;
        }
        let all = voices::replies(db.read(), root, None, 100, &ANYONE).await.unwrap().items;
        for reply in &all {
            let after = voices::before_reply(db.read(), reply).await.unwrap();
            let page = voices::replies(db.read(), root, after, 10, &ANYONE).await.unwrap();
            assert!(page.items.iter().any(|v| v.id == reply.id));
        }
    }
}

/// What people may do, by numbers that are taken modulo what there is.
#[derive(Debug, Clone)]
enum Deed {
    Post(u8, u8),
    Reply(u8, u8),
    Edit(u8, u8),
    Delete(u8),
    Hide(u8),
    Restore(u8),
    Vote(u8, u8, bool),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Deed::Post(a, b)),
        2 => (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Deed::Reply(a, b)),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Deed::Edit(a, b)),
        1 => any::<u8>().prop_map(Deed::Delete),
        1 => any::<u8>().prop_map(Deed::Hide),
        1 => any::<u8>().prop_map(Deed::Restore),
        3 => (any::<u8>(), any::<u8>(), any::<bool>()).prop_map(|(a, b, c)| Deed::Vote(a, b, c)),
    ]
}

async fn perform(db: &Db, s: &Scene, deeds: &[Deed]) -> Vec<(VoiceId, PersonId)> {
    let people: Vec<PersonId> = (0..4).map(|_| PersonId::new(at(0))).collect();
    let who = |n: u8| people[usize::from(n) % people.len()];
    let stance = |n: u8| Stance::ALL[usize::from(n) % 3];
    let mut all: Vec<(VoiceId, PersonId)> = Vec::new();
    for (n, deed) in deeds.iter().enumerate() {
        let (now, body) = (at(n as i64 / 3), format!("第 {n} 則"));
        let one = |n: u8| all.get(usize::from(n) % all.len().max(1)).copied();
        // What can't be done, say to a deleted one, is refused and changes nothing.
        match *deed {
            Deed::Post(a, b) => {
                let new = s.comment(who(a), stance(b), &body);
                all.push((act!(db, |tx| voices::add_comment(&tx, new, &RULES, now)).unwrap(), who(a)));
            }
            Deed::Reply(a, b) => {
                let Some((to, _)) = one(b) else { continue };
                let new = s.reply(who(a), to, &body);
                if let Ok(id) = act!(db, |tx| voices::add_comment(&tx, new, &RULES, now)) {
                    all.push((id, who(a)));
                }
            }
            Deed::Edit(a, b) => {
                let Some((id, author)) = one(a) else { continue };
                let edit = edit(&body, Some(stance(b)));
                let _ = act!(db, |tx| voices::edit(&tx, id, author, &edit, &RULES, now));
            }
            Deed::Delete(a) => {
                let Some((id, author)) = one(a) else { continue };
                let _ = act!(db, |tx| voices::delete(&tx, id, author, now));
            }
            Deed::Hide(a) => {
                let Some((id, _)) = one(a) else { continue };
                let _ = act!(db, |tx| moderation::hide(&tx, id, s.mod_, Ground::Spam, "這是廣告內容", now));
            }
            Deed::Restore(a) => {
                let Some((id, _)) = one(a) else { continue };
                let _ = act!(db, |tx| moderation::restore(&tx, id, s.mod_, "重新檢視後恢復", now));
            }
            Deed::Vote(a, b, useful) => {
                let Some((id, _)) = one(a) else { continue };
                let kind = if useful { ReactionKind::Useful } else { ReactionKind::NotUseful };
                let _ = act!(db, |tx| voices::react(&tx, id, who(b), kind, true, now));
            }
        }
    }
    all
}

/// The kept sums against a count of all voices.
async fn sums_hold(db: &Db, s: &Scene, all: &[(VoiceId, PersonId)]) {
    let ids: Vec<VoiceId> = all.iter().map(|(id, _)| *id).collect();
    let voices_now = voices::find_many(db.read(), &ids, &ANYONE).await.unwrap();
    let visible: Vec<_> = voices_now.values().filter(|v| v.standing == Standing::Visible).collect();
    let people = |stance: Option<Stance>| {
        let of = visible.iter().filter(|v| stance.is_none() || v.stance == stance);
        of.filter_map(|v| v.author).collect::<HashSet<_>>().len() as i64
    };
    let counts = voices::counts(db.read(), s.subject).await.unwrap();
    assert_eq!((counts.voices, counts.people), (visible.len() as i64, people(None)));
    let days = voices::days(db.read(), s.subject).await.unwrap();
    for stance in Stance::ALL {
        let posts = visible.iter().filter(|v| v.stance == Some(*stance)).count() as i64;
        assert_eq!(counts.of_stance(*stance), (posts, people(Some(*stance))), "{stance:?}");
        let over_time: i64 = days.iter().filter(|(_, s, _)| s == stance).map(|(.., n)| n).sum();
        assert_eq!(over_time, people(Some(*stance)), "{stance:?} over time");
    }
    for root in voices_now.values().filter(|v| v.parent.is_none()) {
        let shown = voices::replies(db.read(), root.id, None, 1000, &ANYONE).await.unwrap().items;
        assert_eq!(root.replies, shown.len() as i64);
    }
}

/// Every thread that was there is shown once, in any order, while others are posted between the pages.
async fn pages_hold(db: &Db, s: &Scene, limit: usize) {
    let oldest = Filter { order: Order::Oldest, ..Filter::default() };
    let there: Vec<VoiceId> = s.threads(db, oldest, &ANYONE).await.iter().map(|t| t.root.id).collect();
    let late = |n: i64| async move {
        for stance in Stance::ALL {
            s.add(db, s.comment(s.ben, *stance, &format!("插隊 {n}")), 5000 + n).await;
        }
    };
    let once = |seen: Vec<VoiceId>, order: &str| {
        let mut seen: Vec<_> = seen.into_iter().filter(|id| there.contains(id)).collect();
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!((count, seen.len()), (there.len(), there.len()), "{order}");
    };
    let (mut seen, mut after) = (Vec::new(), Some(Balance::default()));
    while let Some(from) = after {
        let page =
            balance::list(db.read(), s.subject, &Filter::default(), &from, limit, &ANYONE).await.unwrap();
        assert!(page.items.len() == limit || page.next.is_none());
        seen.extend(page.items.iter().map(|t| t.root.id));
        after = page.next.map(|next| Balance::from_bytes(&next.to_bytes()).unwrap());
        if seen.len() < 200 {
            late(seen.len() as i64).await;
        }
    }
    once(seen, "balanced");
    for order in [Order::Newest, Order::MostAnswered] {
        let filter = Filter { order, ..Filter::default() };
        let (mut seen, mut after, mut first) = (Vec::new(), None, true);
        while first || after.is_some() {
            first = false;
            let page = voices::list(db.read(), s.subject, &filter, after, limit, &ANYONE).await.unwrap();
            seen.extend(page.items.iter().map(|t| t.root.id));
            after = page.next;
            if order == Order::Newest && seen.len() < 200 {
                late(1000 + seen.len() as i64).await;
            }
        }
        once(seen, order.code());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn sums_and_pages_hold_whatever_people_do(
        deeds in prop::collection::vec(deed(), 1..60),
        limit in 1usize..9,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            for test in both().await {
                let (db, s) = (&test.db, scene());
                let all = perform(db, &s, &deeds).await;
                sums_hold(db, &s, &all).await;
                pages_hold(db, &s, limit).await;
            }
        });
    }
}
