use super::*;
use std::collections::HashSet;

fn align(old: Vec<Present>, new: Vec<ParsedStatement>) -> Plan {
    super::align(old, new, &Progress::default())
}

fn said(speaker: &str, body: &str) -> ParsedStatement {
    ParsedStatement {
        kind: StatementKind::Speech,
        speaker: Some(speaker.to_owned()),
        section: None,
        body: body.to_owned(),
        started_ms: None,
        ended_ms: None,
        line: 1,
        on: None,
    }
}

fn present(statements: &[ParsedStatement]) -> Vec<Present> {
    let now = "2026-03-02T04:00:00Z".parse().unwrap();
    let of = |s: &ParsedStatement| Present {
        id: StatementId::new(now),
        kind: s.kind,
        speaker: s.speaker.clone(),
        section: None,
        body: s.body.clone(),
        gone: false,
    };
    statements.iter().map(of).collect()
}

fn ids(plan: &Plan) -> Vec<Option<StatementId>> {
    plan.entries.iter().map(|e| e.change.id()).collect()
}

#[test]
fn the_record_of_another_meeting_keeps_nothing() {
    let old = present(&[said("甲", "好。"), said("乙", "我反對。")]);
    let other = align(old.clone(), vec![said("丙", "今天的議題是公司法。")]);
    assert!(other.keeps_nothing());
    assert!(!align(old.clone(), vec![said("甲", "好。")]).keeps_nothing());
    assert!(!align(Vec::new(), vec![said("甲", "好。")]).keeps_nothing(), "a first record");
}

#[test]
fn an_insertion_moves_nobody() {
    let record = [said("甲", "好。"), said("乙", "好。"), said("甲", "好。"), said("乙", "我反對。")];
    let old = present(&record);
    let mut new = record.to_vec();
    new.insert(1, said("丙", "請等一下。"));
    let plan = align(old.clone(), new);
    assert_eq!(ids(&plan), [Some(old[0].id), None, Some(old[1].id), Some(old[2].id), Some(old[3].id)]);
    assert!(plan.vanished.is_empty());
}

#[test]
fn an_edited_statement_keeps_its_identity_and_a_different_one_does_not() {
    let record =
        [said("甲", "我們認為費率應該由政府核定。"), said("乙", "謝謝主席。"), said("丙", "完全不同意。")];
    let old = present(&record);
    let new = vec![
        said("甲", "我們認為費率應該由主管機關核定。"),
        said("乙", "謝謝主席。"),
        said("丁", "散會，下次會議另行通知各位委員。"),
    ];
    let plan = align(old.clone(), new);
    assert!(matches!(&plan.entries[0].change, Change::Changed(was) if was.id == old[0].id));
    assert_eq!(plan.entries[2].change, Change::New);
    assert_eq!(plan.vanished, old[2..]);
}

#[test]
fn a_corrected_speaker_keeps_the_words_identity() {
    let old = present(&[said("王小明", "計程車的計費應該在年底之前都會上路。")]);
    let plan = align(old.clone(), vec![said("王曉明", "計程車的計費應該在年底之前都會上路。")]);
    assert_eq!(plan.entries[0].change, Change::Changed(old[0].clone()));
}

#[test]
fn a_speech_of_which_another_source_has_only_the_beginning_keeps_its_identity() {
    let long = "不好意思，晚到了一點。 我是管理學院的教授，目前任教於企管系，專長是交通運輸，尤其關心與交通運輸有關的政策，先這樣簡單介紹。";
    let whole = [
        said("陳教授", long),
        said("王教授", "大家好，我是交通大學的老師。"),
        said("陳教授", "謝謝。 其實我覺得，這件事還要再想一想才好。"),
    ];
    let short = [
        said("陳教授", "不好意思，晚到了一點。"),
        said("王教授", "大家好，我是交通大學的老師。"),
        said("陳教授", "謝謝。"),
    ];
    let old = present(&whole);
    let plan = align(old.clone(), short.to_vec());
    // Two words are no mark of anything.
    assert_eq!(ids(&plan), [Some(old[0].id), Some(old[1].id), None]);
    let old = present(&short);
    let plan = align(old.clone(), whole.to_vec());
    assert_eq!(ids(&plan), [Some(old[0].id), Some(old[1].id), None]);
    // Nobody else's speech that begins so.
    let plan = align(old, vec![said("王教授", long)]);
    assert_eq!(ids(&plan), [None]);
}

#[test]
fn what_vanished_and_returns_is_the_same() {
    let mut old = present(&[said("甲", "第一句話。"), said("乙", "第二句話。")]);
    old[1].gone = true;
    let plan = align(old.clone(), vec![said("甲", "第一句話。"), said("乙", "第二句話。")]);
    assert_eq!(plan.entries[1].change, Change::Returned(old[1].id));
    assert!(plan.vanished.is_empty());
}

#[test]
fn what_was_split_and_joined_is_recognised() {
    let record = [
        said("甲", "第一，攤位的租金太高了，去年漲了三成。第二，營業時間太短，晚上九點就要收攤。"),
        said("乙", "停車場不夠，客人不願意來。"),
        said("乙", "廁所也需要重新整修一次。"),
    ];
    let old = present(&record);
    let new = vec![
        said("甲", "第一，攤位的租金太高了，去年漲了三成。"),
        said("甲", "第二，營業時間太短，晚上九點就要收攤。"),
        said("乙", "停車場不夠，客人不願意來。廁所也需要重新整修一次。"),
    ];
    let plan = align(old.clone(), new);
    let kept: Vec<_> = ids(&plan);
    assert_eq!(kept.iter().flatten().filter(|id| **id == old[0].id).count(), 1);
    assert_eq!(plan.split(), 1);
    assert_eq!(plan.entries.iter().find_map(|e| e.split_from), Some(old[0].id));
    assert_eq!(plan.vanished.len(), 1);
    let gap = plan.vanished[0].id;
    assert_eq!(plan.joined.get(&gap).copied(), kept[2]);
}

#[test]
fn nothing_long_is_compared_with_everything() {
    // Ten times as many where the compiler has made it fast.
    let size = if cfg!(debug_assertions) { 10_000 } else { 100_000 };
    let record: Vec<_> = (0..size).map(|n| said("甲", &format!("第{n}號的發言內容"))).collect();
    let old = present(&record);
    let began = std::time::Instant::now();
    let mut moved = record.clone();
    moved.rotate_left(size / 3);
    for n in (0..size).step_by(100) {
        moved[n].body.push_str("，更正");
    }
    assert_eq!(align(old.clone(), moved).counts().unchanged, size - size / 100);
    let other: Vec<_> = (0..size).map(|n| said("乙", &format!("{n:x}完全不同的另一場會議"))).collect();
    assert_eq!(align(old.clone(), other).counts().unchanged, 0);
    let same: Vec<_> = (0..size).map(|n| said("甲", ["好。", "對。"][n % 2])).collect();
    let mut fewer = same.clone();
    fewer.drain(size / 2..size / 2 + 3);
    assert_eq!(align(present(&same), fewer).counts().unchanged, size - 3);
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}

/// One edit of a record whose every statement is different from all others.
#[derive(Debug, Clone)]
enum Edit {
    Insert(usize),
    Delete(usize),
    Change(usize),
    Move(usize, usize),
    Split(usize),
    Join(usize),
    Speaker(usize),
}

fn edit() -> impl proptest::strategy::Strategy<Value = Edit> {
    use proptest::prelude::*;
    let at = || 0usize..200;
    prop_oneof![
        at().prop_map(Edit::Insert),
        at().prop_map(Edit::Delete),
        at().prop_map(Edit::Change),
        (at(), at()).prop_map(|(from, to)| Edit::Move(from, to)),
        at().prop_map(Edit::Split),
        at().prop_map(Edit::Join),
        at().prop_map(Edit::Speaker),
    ]
}

fn edited_record(mut new: Vec<ParsedStatement>, edits: &[Edit]) -> Vec<ParsedStatement> {
    for (n, edit) in edits.iter().enumerate() {
        let at = |at: usize| at % new.len().max(1);
        match *edit {
            Edit::Insert(place) => {
                new.insert(at(place).min(new.len()), said("丁", &format!("插入的第{n}段話")))
            }
            _ if new.is_empty() => {}
            Edit::Delete(place) => {
                new.remove(at(place));
            }
            Edit::Change(place) => {
                let place = at(place);
                new[place].body.push_str(&format!("，更正{n}"));
            }
            Edit::Move(from, to) => {
                let statement = new.remove(at(from));
                let to = to % (new.len() + 1);
                new.insert(to, statement);
            }
            Edit::Split(place) => {
                let place = at(place);
                let chars: Vec<char> = new[place].body.chars().collect();
                let (first, second) = chars.split_at(chars.len() / 2);
                let (first, second): (String, String) = (first.iter().collect(), second.iter().collect());
                let rest = ParsedStatement { body: second, ..new[place].clone() };
                new[place].body = first;
                new.insert(place + 1, rest);
            }
            Edit::Join(place) => {
                let place = at(place);
                if place + 1 < new.len() {
                    let next = new.remove(place + 1);
                    new[place].body.push_str(&next.body);
                }
            }
            Edit::Speaker(place) => {
                let place = at(place);
                new[place].speaker = Some(format!("戊{n}"));
            }
        }
    }
    new.retain(|s| !s.body.is_empty());
    new
}

proptest::proptest! {
    /// Whatever is inserted, removed, changed, moved, split or joined: unchanged statements keep their id, no id is given
    /// twice, every old statement is there or a marked gap, and the same file again changes nothing.
    #[test]
    fn ids_hold_under_random_edits(
        size in 1usize..60,
        edits in proptest::collection::vec(edit(), 0..14),
    ) {
        let record: Vec<_> =
            (0..size).map(|n| said(["甲", "乙", "丙"][n % 3], &format!("這是第{n}號的發言內容，談到第{}件事情", n * 7))).collect();
        let old = present(&record);
        let new = edited_record(record.clone(), &edits);
        let plan = align(old.clone(), new.clone());
        let known: HashMap<_, _> =
            old.iter().map(|o| ((o.speaker.clone(), o.body.clone()), o.id)).collect();
        let mut met = HashSet::new();
        for entry in &plan.entries {
            let key = (entry.statement.speaker.clone(), entry.statement.body.clone());
            if let Some(id) = known.get(&key).filter(|_| met.insert(key.clone())) {
                proptest::prop_assert_eq!(&entry.change, &Change::Unchanged(*id));
            }
        }
        let given: Vec<_> = ids(&plan).into_iter().flatten().collect();
        let distinct: HashSet<_> = given.iter().collect();
        proptest::prop_assert_eq!(given.len(), distinct.len());
        let all: HashSet<_> = given.iter().copied().chain(plan.vanished.iter().map(|v| v.id)).collect();
        proptest::prop_assert_eq!(all, old.iter().map(|o| o.id).collect::<HashSet<_>>());
        proptest::prop_assert_eq!(given.len() + plan.vanished.len(), old.len());
        for (gap, into) in &plan.joined {
            proptest::prop_assert!(plan.vanished.iter().any(|v| v.id == *gap) && given.contains(into));
        }
        // What is there now, once more.
        let now: Vec<Present> = plan.entries.iter().map(|e| Present {
            id: e.change.id().unwrap_or_else(|| StatementId::new("2026-03-02T05:00:00Z".parse().unwrap())),
            kind: e.statement.kind,
            speaker: e.statement.speaker.clone(),
            section: None,
            body: e.statement.body.clone(),
            gone: false,
        }).chain(plan.vanished.iter().cloned().map(|v| Present { gone: true, ..v })).collect();
        let again = align(now, new).counts();
        proptest::prop_assert_eq!((again.new, again.changed, again.returned, again.vanished), (0, 0, 0, 0));
    }
}
