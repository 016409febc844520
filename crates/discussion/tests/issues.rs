//! Issues: what is filed stays filed, sums hold whatever happens, every step can be undone, and nothing is filed by itself.

#![allow(clippy::unwrap_used, clippy::panic)]

#[macro_use]
mod scene;

use std::collections::{BTreeMap, BTreeSet};

use folkmoot_discussion::issues::{self, At, Filing, Narrow};
use folkmoot_discussion::voices::{self, StatementVoice};
use folkmoot_discussion::{
    Channel, DiscussionError as Error, Ground, IssueOrder, ReactionKind, Stance, StepKind, moderation,
};
use folkmoot_foundation::{Db, HearingId, IssueId, StatementId, VoiceId};
use folkmoot_migrations::testing::{both, sqlite};
use proptest::prelude::*;

use scene::{ANYONE, RULES, Scene, at, edit, scene};

const LONG: &str = "平台業者應該比照計程車納管，駕駛須有職業駕照並投保乘客責任險，費率也要公開透明，才能保障乘客的安全與權益";

async fn make(db: &Db, s: &Scene, title: &str) -> IssueId {
    let typed = Filing { title, summary: "" };
    act!(db, |tx| issues::make(&tx, s.subject, typed, s.mod_, at(100))).unwrap()
}

async fn file(db: &Db, s: &Scene, issue: IssueId, voices: &[VoiceId]) -> usize {
    let pairs: Vec<_> = voices.iter().map(|voice| (issue, *voice)).collect();
    act!(db, |tx| issues::file(&tx, s.subject, &pairs, s.mod_, at(101))).unwrap()
}

async fn undo(db: &Db, s: &Scene) -> Result<(), Error> {
    let steps = issues::steps(db.read(), s.subject).await.unwrap();
    let number = steps.iter().find(|step| step.last).map_or(0, |step| step.number);
    act!(db, |tx| issues::undo(&tx, s.subject, number, s.mod_, at(102)))
}

/// Everything that can be read of the issues: titles in order, with the voices under each.
async fn all(db: &Db, s: &Scene) -> Vec<(String, BTreeSet<VoiceId>)> {
    let mut found = Vec::new();
    for issue in issues::of_subject(db.read(), s.subject).await.unwrap() {
        found.push((issue.title, under(db, issue.id, IssueOrder::Oldest).await.into_iter().collect()));
    }
    found
}

/// The voices under an issue, those folded away included, page by page.
async fn under(db: &Db, issue: IssueId, order: IssueOrder) -> Vec<VoiceId> {
    let (mut found, mut place) = (Vec::new(), Some(At::start(order)));
    while let Some(here) = place {
        let (entries, next) =
            issues::list(db.read(), issue, (Narrow::default(), order), here, 3, &ANYONE).await.unwrap();
        for entry in entries {
            let folded =
                issues::saying_the_same(db.read(), issue, entry.voice.id, 100, &ANYONE).await.unwrap();
            assert_eq!(entry.same, folded.len() as i64 + 1);
            found.push(entry.voice.id);
            found.extend(folded.into_iter().map(|voice| voice.id));
        }
        place = next;
    }
    found
}

/// The kept sums are those of what can be read, in every order.
async fn holds(db: &Db, s: &Scene) {
    let listed = issues::of_subject(db.read(), s.subject).await.unwrap();
    let ids: Vec<IssueId> = listed.iter().map(|issue| issue.id).collect();
    let counts = issues::counts(db.read(), &ids).await.unwrap();
    let mut filed = BTreeSet::new();
    for id in ids {
        let all = under(db, id, IssueOrder::Oldest).await;
        let whole: BTreeSet<VoiceId> = all.iter().copied().collect();
        assert_eq!(all.len(), whole.len(), "nothing stands there twice");
        for order in IssueOrder::ALL {
            let same: BTreeSet<VoiceId> = under(db, id, *order).await.into_iter().collect();
            assert_eq!(same, whole, "{order:?}");
        }
        let its = voices::find_many(db.read(), &all, &ANYONE).await.unwrap();
        let who = |v: &voices::Voice| v.author.map(|a| a.to_string()).or(v.speaker.clone());
        let people: BTreeSet<_> = its.values().filter_map(who).collect();
        let mut parts: BTreeMap<_, i64> = BTreeMap::new();
        for voice in its.values() {
            *parts.entry((voice.channel, voice.stance)).or_default() += 1;
        }
        let kept = counts.get(&id).cloned().unwrap_or_default();
        assert_eq!((kept.voices, kept.people), (all.len() as i64, people.len() as i64));
        let of_parts: BTreeMap<_, i64> =
            kept.parts.iter().map(|part| ((part.channel, part.stance), part.voices)).collect();
        assert_eq!(of_parts, parts);
        filed.extend(whole);
    }
    let state = issues::state(db.read(), s.subject).await.unwrap();
    let waiting =
        issues::unfiled(db.read(), s.subject, (Narrow::default(), ""), None, 500, &ANYONE).await.unwrap();
    let aside = issues::aside(db.read(), s.subject, None, 500, &ANYONE).await.unwrap();
    let seen = (filed.len() as i64, waiting.items.len() as i64, aside.items.len() as i64);
    assert_eq!((state.filed, state.waiting, state.aside), seen);
    assert_eq!(state.filed + state.waiting + state.aside, state.all.voices, "every voice is somewhere");
}

#[tokio::test]
async fn voices_stand_under_issues_with_honest_counts() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let pro = s.add(db, s.comment(s.ann, Stance::Pro, "應該納管"), 1).await;
        let con = s.add(db, s.comment(s.ben, Stance::Con, "不必納管"), 2).await;
        let more = s.add(db, s.reply(s.ann, con, "保險怎麼辦"), 3).await;
        let (control, insurance) = (make(db, &s, "要不要納管").await, make(db, &s, "保險").await);
        assert_eq!(file(db, &s, control, &[pro, con]).await, 2);
        assert_eq!(file(db, &s, control, &[pro]).await, 0, "it stands there already");
        assert_eq!(file(db, &s, insurance, &[more, pro]).await, 2);
        let counts = issues::counts(db.read(), &[control, insurance]).await.unwrap();
        assert_eq!((counts[&control].voices, counts[&control].people), (2, 2));
        assert_eq!((counts[&insurance].voices, counts[&insurance].people), (2, 1), "one person, two posts");
        let of = issues::of_voices(db.read(), s.subject, &[pro, con]).await.unwrap();
        assert_eq!((of[&pro].clone(), of[&con].clone()), (vec![control, insurance], vec![control]));
        let leading = issues::leading(db.read(), &[control], Narrow::default(), 2, &ANYONE).await.unwrap();
        let first: Vec<VoiceId> = leading[&control].iter().map(|entry| entry.voice.id).collect();
        assert_eq!(first, [pro, con]);
        act!(db, |tx| moderation::hide(&tx, pro, s.mod_, Ground::Attack, "人身攻擊的言論", at(5))).unwrap();
        holds(db, &s).await;
        act!(db, |tx| voices::react(&tx, con, s.ann, ReactionKind::Useful, true, at(6))).unwrap();
        act!(db, |tx| voices::edit(&tx, con, s.ben, &edit("其實要納管", Some(Stance::Pro)), &RULES, at(7)))
            .unwrap();
        act!(db, |tx| voices::delete(&tx, more, s.ann, at(8))).unwrap();
        holds(db, &s).await;
        let counts = issues::counts(db.read(), &[control, insurance]).await.unwrap();
        assert_eq!(counts[&control].of_stance(Stance::Pro), (1, 1));
        assert!(!counts.contains_key(&insurance), "one is hidden, one deleted");
        act!(db, |tx| issues::set_aside(&tx, s.subject, &[con], true, s.mod_, at(9))).unwrap();
        holds(db, &s).await;
        assert_eq!(
            all(db, &s).await[0].1,
            BTreeSet::from([con]),
            "who stands under an issue is not put aside"
        );
    }
}

#[tokio::test]
async fn what_says_nearly_the_same_stands_there_once_with_its_number() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let first = s.add(db, s.comment(s.ann, Stance::Pro, LONG), 1).await;
        let copied = s.add(db, s.comment(s.ben, Stance::Pro, &format!("{LONG}！！")), 2).await;
        let against = s.add(db, s.comment(s.mod_, Stance::Con, LONG), 3).await;
        let issue = make(db, &s, "要不要納管").await;
        file(db, &s, issue, &[first, copied, against]).await;
        let list = || async {
            let which = (Narrow::default(), IssueOrder::Oldest);
            let (entries, _) =
                issues::list(db.read(), issue, which, At::Row(None), 10, &ANYONE).await.unwrap();
            entries.into_iter().map(|entry| (entry.voice.id, entry.same)).collect::<Vec<_>>()
        };
        assert_eq!(list().await, [(first, 2), (against, 1)], "the other side says it for itself");
        act!(db, |tx| voices::delete(&tx, first, s.ann, at(4))).unwrap();
        assert_eq!(list().await, [(copied, 1), (against, 1)]);
        act!(db, |tx| voices::edit(&tx, copied, s.ben, &edit("改變主意", Some(Stance::Con)), &RULES, at(5)))
            .unwrap();
        assert_eq!(list().await, [(copied, 1), (against, 1)]);
        holds(db, &s).await;
    }
}

#[tokio::test]
async fn a_corrected_record_keeps_its_statements_where_they_were_filed() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let hearing = HearingId::new(at(0));
        let statement = |id, position, body: &str| StatementVoice {
            statement: id,
            position,
            speaker: Some("王小明".to_owned()),
            body: body.to_owned(),
            said_at: at(position),
        };
        let [one, two, three] = [(); 3].map(|()| StatementId::new(at(0)));
        let record = vec![
            statement(one, 1, "第一句話"),
            statement(two, 2, "第二句話"),
            statement(three, 3, "第三句話"),
        ];
        act!(db, |tx| voices::replace_statements(&tx, s.subject, hearing, record, at(1))).unwrap();
        let found = voices::of_statements(db.read(), &[one, two, three], &ANYONE).await.unwrap();
        let ids = [found[&one].id, found[&two].id, found[&three].id];
        let issue = make(db, &s, "第一題").await;
        file(db, &s, issue, &ids).await;
        let corrected = vec![statement(two, 1, "第二句話，改過"), statement(one, 2, "第一句話")];
        act!(db, |tx| voices::replace_statements(&tx, s.subject, hearing, corrected, at(2))).unwrap();
        assert_eq!(under(db, issue, IssueOrder::Oldest).await, [ids[1], ids[0]]);
        holds(db, &s).await;
        let counts = issues::counts(db.read(), &[issue]).await.unwrap();
        assert_eq!((counts[&issue].of_channel(Channel::Hearing), counts[&issue].people), (2, 1));
        let again = vec![
            statement(one, 1, "第一句話"),
            statement(two, 2, "第二句話"),
            statement(three, 3, "第三句話"),
        ];
        act!(db, |tx| voices::replace_statements(&tx, s.subject, hearing, again, at(3))).unwrap();
        assert_eq!(under(db, issue, IssueOrder::Oldest).await, ids, "what is back stands there again");
        holds(db, &s).await;
    }
}

#[tokio::test]
async fn every_step_can_be_undone_the_last_one_first() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let mut voices = Vec::new();
        for n in 0..6 {
            voices.push(s.add(db, s.comment(s.ann, Stance::Pro, &format!("意見{n}")), n).await);
        }
        let (a, b) = (make(db, &s, "甲案").await, make(db, &s, "乙案").await);
        let mut before = vec![all(db, &s).await];
        file(db, &s, a, &voices[..4]).await;
        before.push(all(db, &s).await);
        file(db, &s, b, &voices[3..]).await;
        before.push(all(db, &s).await);
        let new = Filing { title: "丙案", summary: "拆出來的" };
        act!(db, |tx| issues::split(&tx, a, &voices[..2], new, s.mod_, at(103))).unwrap();
        let titles: Vec<String> = all(db, &s).await.into_iter().map(|(title, _)| title).collect();
        assert_eq!(titles, ["甲案", "丙案", "乙案"], "it stands after the one it comes from");
        before.push(all(db, &s).await);
        act!(db, |tx| issues::merge(&tx, s.subject, &[b, a], a, s.mod_, at(104))).unwrap();
        let gone = issues::get(db.read(), b).await.unwrap().unwrap();
        assert_eq!((gone.gone, gone.merged_into), (true, Some(a)));
        before.push(all(db, &s).await);
        act!(db, |tx| issues::move_to(&tx, (a, a), &voices[2..3], s.mod_, at(105))).unwrap();
        act!(db, |tx| issues::take_out(&tx, a, &voices[2..3], s.mod_, at(105))).unwrap();
        before.push(all(db, &s).await);
        act!(db, |tx| issues::remove(&tx, a, s.mod_, at(106))).unwrap();
        holds(db, &s).await;
        while let Some(was) = before.pop() {
            undo(db, &s).await.unwrap();
            assert_eq!(all(db, &s).await, was);
            holds(db, &s).await;
        }
        let steps = issues::steps(db.read(), s.subject).await.unwrap();
        let kinds: Vec<_> =
            steps.iter().filter(|step| step.undone_at.is_none()).map(|step| step.kind).collect();
        assert_eq!(kinds, [StepKind::Make, StepKind::Make]);
        let pressed_twice = act!(db, |tx| issues::undo(&tx, s.subject, 3, s.mod_, at(107)));
        assert!(matches!(pressed_twice, Err(Error::NotLast)), "{pressed_twice:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let other = scene();
        let voice = s.add(db, s.comment(s.ann, Stance::Pro, "好"), 1).await;
        let foreign = other.add(db, other.comment(s.ann, Stance::Pro, "好"), 100).await;
        let issue = make(db, &s, "甲乙").await;
        let there = make(db, &other, "甲乙").await;
        let same = Filing { title: " 甲乙 ", summary: "" };
        let twice = act!(db, |tx| issues::make(&tx, s.subject, same, s.mod_, at(3)));
        assert!(matches!(twice, Err(Error::Invalid(errors)) if errors.0[0].code == "issue_title_taken"));
        for pairs in [vec![(issue, foreign)], vec![(there, voice)]] {
            let wrong = act!(db, |tx| issues::file(&tx, s.subject, &pairs, s.mod_, at(4)));
            assert!(matches!(wrong, Err(Error::NotFound)), "{wrong:?}");
        }
        let none = act!(db, |tx| issues::file(&tx, s.subject, &[], s.mod_, at(4)));
        assert!(matches!(none, Err(Error::Invalid(_))));
        let alone = act!(db, |tx| issues::merge(&tx, s.subject, &[issue], issue, s.mod_, at(4)));
        assert!(matches!(alone, Err(Error::Invalid(_))));
        let across = act!(db, |tx| issues::merge(&tx, s.subject, &[issue], there, s.mod_, at(4)));
        assert!(matches!(across, Err(Error::NotFound)));
        holds(db, &s).await;
    }
}

#[tokio::test]
async fn the_machine_says_what_is_alike_and_files_nothing() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let (fare, safety) = (make(db, &s, "費率與計價").await, make(db, &s, "乘客安全與保險").await);
        let known = s.add(db, s.comment(s.ann, Stance::Pro, "尖峰加成的費率應該有上限"), 1).await;
        file(db, &s, fare, &[known]).await;
        let about_fare =
            s.add(db, s.comment(s.ben, Stance::Con, "費率由市場決定，尖峰加成沒有問題"), 2).await;
        let about_safety = s.add(db, s.comment(s.ben, Stance::Pro, "一定要幫乘客投保，保險不能少"), 3).await;
        let neither = s.add(db, s.comment(s.ben, Stance::Other, "謝謝大家"), 4).await;
        let (_, weights) = issues::weigh(db.read(), s.subject).await.unwrap();
        let found = weights.suggestions();
        assert_eq!(found[&about_fare][0].issue, fare);
        assert_eq!(found[&about_safety][0].issue, safety);
        assert!(!found.contains_key(&neither) && !found.contains_key(&known));
        assert!(found.values().flatten().all(|one| (0.0..=1.0).contains(&one.score)));
        assert_eq!(weights.near(fare).first().map(|(voice, _)| *voice), Some(about_fare));
        assert_eq!(weights.numbers()[&safety], 1);
        assert_eq!(issues::state(db.read(), s.subject).await.unwrap().filed, 1);
    }
}

/// An act of a facilitator, or of somebody else meanwhile, on the n-th of what there is.
#[derive(Debug, Clone)]
enum Do {
    File(usize, Vec<usize>),
    TakeOut(usize, Vec<usize>),
    Aside(Vec<usize>),
    Merge(usize, usize),
    Split(usize, Vec<usize>),
    Remove(usize),
    Undo,
    Hide(usize),
    Vote(usize),
    Edit(usize),
}

fn acts() -> impl Strategy<Value = Vec<Do>> {
    let some = || prop::collection::vec(0_usize..9, 1..5);
    let one = prop_oneof![
        4 => (0_usize..4, some()).prop_map(|(issue, voices)| Do::File(issue, voices)),
        1 => (0_usize..4, some()).prop_map(|(issue, voices)| Do::TakeOut(issue, voices)),
        1 => some().prop_map(Do::Aside),
        2 => (0_usize..4, 0_usize..4).prop_map(|(from, to)| Do::Merge(from, to)),
        2 => (0_usize..4, some()).prop_map(|(issue, voices)| Do::Split(issue, voices)),
        1 => (0_usize..4).prop_map(Do::Remove),
        3 => Just(Do::Undo),
        1 => (0_usize..9).prop_map(Do::Hide),
        1 => (0_usize..9).prop_map(Do::Vote),
        1 => (0_usize..9).prop_map(Do::Edit),
    ];
    prop::collection::vec(one, 1..12)
}

async fn play(acts: Vec<Do>) {
    let test = sqlite().await;
    let (db, s) = (&test.db, scene());
    let mut voices = Vec::new();
    for n in 0..9_usize {
        let (author, stance) = ([s.ann, s.ben][n % 2], Stance::ALL[n % 3]);
        let body = if n % 4 == 0 { LONG.to_owned() } else { format!("第{n}個意見") };
        voices.push(s.add(db, s.comment(author, stance, &body), n as i64 * 100).await);
    }
    for title in ["甲一", "乙二", "丙三"] {
        make(db, &s, title).await;
    }
    for (n, one) in acts.into_iter().enumerate() {
        let now = at(10_000 + n as i64);
        let present = issues::of_subject(db.read(), s.subject).await.unwrap();
        let issue = |i: usize| present.get(i % present.len().max(1)).map(|issue| issue.id);
        let some = |these: &[usize]| these.iter().map(|v| voices[*v]).collect::<Vec<VoiceId>>();
        let before = (all(db, &s).await, issues::state(db.read(), s.subject).await.unwrap());
        match &one {
            Do::File(i, these) => {
                let Some(id) = issue(*i) else { continue };
                file(db, &s, id, &some(these)).await;
            }
            Do::TakeOut(i, these) => {
                let Some(id) = issue(*i) else { continue };
                // None of them may stand there.
                let _ = act!(db, |tx| issues::take_out(&tx, id, &some(these), s.mod_, now));
            }
            Do::Aside(these) => {
                act!(db, |tx| issues::set_aside(&tx, s.subject, &some(these), true, s.mod_, now)).unwrap();
            }
            Do::Merge(from, to) => {
                let (Some(from), Some(to)) = (issue(*from), issue(*to)) else { continue };
                let _ = act!(db, |tx| issues::merge(&tx, s.subject, &[from], to, s.mod_, now));
                let filed = issues::state(db.read(), s.subject).await.unwrap().filed;
                assert_eq!(filed, before.1.filed, "a merge loses no voice");
            }
            Do::Split(i, these) => {
                let Some(id) = issue(*i) else { continue };
                let title = format!("新的{n}");
                let typed = Filing { title: &title, summary: "" };
                act!(db, |tx| issues::split(&tx, id, &some(these), typed, s.mod_, now)).unwrap();
                let filed = issues::state(db.read(), s.subject).await.unwrap().filed;
                assert_eq!(filed, before.1.filed, "a split loses no voice");
            }
            Do::Remove(i) => {
                let Some(id) = issue(*i) else { continue };
                act!(db, |tx| issues::remove(&tx, id, s.mod_, now)).unwrap();
            }
            Do::Undo => {
                let _ = undo(db, &s).await;
            }
            Do::Hide(v) => {
                let id = voices[*v];
                let _ = act!(db, |tx| moderation::hide(&tx, id, s.mod_, Ground::Spam, "重複張貼的內容", now));
            }
            Do::Vote(v) => {
                let (id, who) = (voices[*v], folkmoot_foundation::PersonId::new(now));
                let _ = act!(db, |tx| voices::react(&tx, id, who, ReactionKind::Useful, true, now));
            }
            Do::Edit(v) => {
                let id = voices[*v];
                let author = [s.ann, s.ben][v % 2];
                let _ = act!(db, |tx| voices::edit(&tx, id, author, &edit("換個說法", None), &RULES, now));
            }
        }
        holds(db, &s).await;
        // Whatever a facilitator just did can be undone, and then all is as it was.
        if !matches!(one, Do::Undo | Do::Hide(_) | Do::Vote(_) | Do::Edit(_)) && n % 2 == 0 {
            let done = issues::steps(db.read(), s.subject).await.unwrap();
            if done.first().is_some_and(|step| step.at == now || step.at == at(101))
                && all(db, &s).await != before.0
            {
                undo(db, &s).await.unwrap();
                assert_eq!(all(db, &s).await, before.0, "{one:?}");
                holds(db, &s).await;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn sums_hold_and_no_voice_is_lost_whatever_happens(acts in acts()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(play(acts));
    }
}

#[tokio::test]
async fn what_was_merged_by_way_of_others_is_found() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let (a, b, c) = (make(db, &s, "甲案").await, make(db, &s, "乙案").await, make(db, &s, "丙案").await);
        act!(db, |tx| issues::merge(&tx, s.subject, &[a], b, s.mod_, at(104))).unwrap();
        act!(db, |tx| issues::merge(&tx, s.subject, &[b], c, s.mod_, at(105))).unwrap();
        let found = issues::with_merged(db.read(), &[c]).await.unwrap();
        let ids: std::collections::HashSet<_> = found.into_iter().map(|issue| issue.id).collect();
        assert_eq!(ids, [a, b, c].into());
    }
}
