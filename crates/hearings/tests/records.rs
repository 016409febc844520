//! Hearings and the identity of statements on both databases.

#![allow(clippy::unwrap_used)]

use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::{Db, HearingId, Now, PersonId, ProposalId, db, event};
use folkmoot_hearings::hearings::{self, Draft, Kind, State};
use folkmoot_hearings::import::{self, Applied, Change, Format, Source};
use folkmoot_hearings::records::{self, Removal};
use folkmoot_hearings::{HearingError, uploads};
use folkmoot_migrations::testing::both;

fn at(text: &str) -> Now {
    text.parse().unwrap()
}

fn noon() -> Now {
    at("2026-03-02T04:00:00Z")
}

/// The day after the hearing of [`draft`].
fn after() -> Now {
    at("2026-03-06T04:00:00Z")
}

fn draft() -> Draft {
    Draft {
        kind: "public_hearing".to_owned(),
        title: "市場攤位 公聽會".to_owned(),
        held_on: "2026-03-05".to_owned(),
        place: "臺北市政府".to_owned(),
        chair: String::new(),
        notice: "主旨：\r\n說明。".to_owned(),
        recording: String::new(),
        reason: "場地臨時不能使用".to_owned(),
        ..Draft::default()
    }
}

async fn hearing(db: &Db, proposal: ProposalId, draft: &Draft) -> HearingId {
    let tx = db.begin().await.unwrap();
    let id = hearings::create(&tx, proposal, draft, PersonId::new(noon()), noon()).await.unwrap();
    db::commit(tx).await.unwrap();
    id
}

async fn import(db: &Db, id: HearingId, text: &str) -> Applied {
    let parsed = import::parse(Format::Markdown, text.as_bytes()).unwrap();
    let source = Source {
        format: Format::Markdown,
        file_name: "record.md".to_owned(),
        sha256: sha256(text.as_bytes()),
        by: PersonId::new(noon()),
        reading: None,
        take: Vec::new(),
    };
    let tx = db.begin().await.unwrap();
    let applied = import::apply(&tx, id, parsed, &source, after()).await.unwrap();
    db::commit(tx).await.unwrap();
    applied
}

#[tokio::test]
async fn a_hearing_is_announced_and_held() {
    for test in both().await {
        let (db, proposal) = (&test.db, ProposalId::new(noon()));
        let id = hearing(db, proposal, &draft()).await;
        let found = hearings::get(db.read(), id, noon()).await.unwrap().unwrap();
        assert_eq!(
            (found.kind, found.state, found.title.as_str()),
            (Kind::PublicHearing, State::Announced, "市場攤位 公聽會")
        );
        assert_eq!(found.notice, "主旨：\n說明。");
        // Its day begins at midnight in Taipei, without anybody doing anything.
        for (now, state) in
            [("2026-03-04T15:59:59Z", State::Announced), ("2026-03-04T16:00:00Z", State::Held)]
        {
            assert_eq!(hearings::get(db.read(), id, at(now)).await.unwrap().unwrap().state, state);
        }
        for day in ["2026-03-05", "2026-01-01", "2026-05-01"] {
            hearing(db, proposal, &Draft { held_on: day.to_owned(), ..draft() }).await;
        }
        assert_eq!(hearings::of_proposal(db.read(), proposal, noon()).await.unwrap().len(), 4);
        let (mut days, mut after) = (Vec::new(), None);
        loop {
            let page = hearings::list(db.read(), hearings::Which::Public, after, 1, noon()).await.unwrap();
            days.extend(page.items.iter().map(|h| h.held_on.to_string()));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(days, ["2026-05-01", "2026-03-05", "2026-03-05", "2026-01-01"]);
        let tx = db.begin().await.unwrap();
        let later = Draft { held_on: "2026-04-01".to_owned(), ..draft() };
        hearings::change(&tx, id, &later, PersonId::new(noon()), noon()).await.unwrap();
        db::commit(tx).await.unwrap();
        let found = hearings::get(db.read(), id, noon()).await.unwrap().unwrap();
        assert_eq!(found.held_on.to_string(), "2026-04-01");
        assert_eq!(hearings::titles(db.read(), &[id]).await.unwrap()[&id], "市場攤位 公聽會");
        let kinds: Vec<_> =
            event::timeline(db.read(), proposal, true).await.unwrap().into_iter().map(|e| e.kind).collect();
        assert_eq!(kinds.iter().filter(|k| *k == "hearing.created").count(), 4);
    }
}

#[tokio::test]
async fn a_day_that_can_not_be_is_told_with_the_range_that_can() {
    for test in both().await {
        let tx = test.db.begin().await.unwrap();
        let (proposal, person) = (ProposalId::new(noon()), PersonId::new(noon()));
        for day in ["1200-03-05", "0001-01-01", "9999-12-31", "1899-12-31", "2201-01-01"] {
            let bad = Draft { held_on: day.to_owned(), ..draft() };
            let told = hearings::create(&tx, proposal, &bad, person, noon()).await;
            let Err(HearingError::Invalid(errors)) = told else { panic!("{day}: {told:?}") };
            let [error] = errors.0.as_slice() else { panic!("{errors:?}") };
            assert_eq!((error.field.as_str(), error.code), ("held_on", "out_of_range"));
            assert_eq!(
                (error.params["from"].as_str(), error.params["to"].as_str()),
                ("1900-01-01", "2200-12-31")
            );
        }
        let wide = Draft { held_on: "２０２６－０３－０５".to_owned(), ..draft() };
        let id = hearings::create(&tx, proposal, &wide, person, noon()).await.unwrap();
        let found = hearings::get(&tx, id, noon()).await.unwrap().unwrap();
        assert_eq!(found.held_on.to_string(), "2026-03-05");
    }
}

#[tokio::test]
async fn an_incomplete_notice_is_told_field_by_field() {
    for test in both().await {
        let tx = test.db.begin().await.unwrap();
        let bad = Draft {
            kind: "party".to_owned(),
            title: "短".to_owned(),
            held_on: "2026-02-30".to_owned(),
            place: "a\u{0}b".to_owned(),
            chair: "長".repeat(101),
            notice: String::new(),
            recording: "javascript:alert(1)".to_owned(),
            ..Draft::default()
        };
        let proposal = ProposalId::new(noon());
        let told = hearings::create(&tx, proposal, &bad, PersonId::new(noon()), noon()).await;
        let Err(HearingError::Invalid(errors)) = told else { panic!("{told:?}") };
        let errors: Vec<_> = errors.0.iter().map(|e| (e.field.as_str(), e.code)).collect();
        assert_eq!(
            errors,
            [
                ("kind", "required"),
                ("title", "too_short"),
                ("held_on", "not_a_date"),
                ("place", "control_characters"),
                ("chair", "too_long"),
                ("recording", "not_an_address"),
            ]
        );
    }
}

const FIRST: &str = "# 公聽會\n\n> 播放影片\n\n### 甲：\n我贊成這個提議的第一點。\n\n### 乙：\n請問預算多少？\n\n### 甲：\n大約三百萬元左右。\n";
const SECOND: &str = "# 公聽會\n\n> 播放影片\n\n### 主席：\n開會。\n\n### 甲：\n我贊成這個提議的第一點。\n\n### 甲：\n大約四百萬元左右。\n";

#[tokio::test]
async fn a_corrected_record_keeps_the_identity_of_statements() {
    for test in both().await {
        let db = &test.db;
        let proposal = ProposalId::new(noon());
        let id = hearing(db, proposal, &draft()).await;
        let first = import(db, id, FIRST).await;
        assert_eq!((first.version, first.counts.new, first.same_file), (1, 4, false));
        let again = import(db, id, FIRST).await;
        assert_eq!((again.version, again.counts.unchanged, again.same_file), (1, 4, true));
        let ids = |a: &Applied| a.statements.iter().map(|s| s.id).collect::<Vec<_>>();
        assert_eq!(ids(&again), ids(&first));

        let parsed = import::parse(Format::Markdown, SECOND.as_bytes()).unwrap();
        let plan = import::plan(db.read(), id, parsed, &sha256(SECOND.as_bytes()), after()).await.unwrap();
        let counts = plan.counts();
        assert_eq!((counts.new, counts.unchanged, counts.changed, counts.vanished), (1, 2, 1, 1));
        assert!(matches!(&plan.entries[3].change, Change::Changed(was) if was.body == "大約三百萬元左右。"));
        assert_eq!(plan.vanished[0].body, "請問預算多少？");
        assert_eq!(
            hearings::get(db.read(), id, noon()).await.unwrap().unwrap().versions,
            1,
            "a dry run is dry"
        );

        let second = import(db, id, SECOND).await;
        assert_eq!((second.version, second.counts), (2, counts));
        let (old, new) = (ids(&first), ids(&second));
        assert_eq!([new[0], new[2], new[3]], [old[0], old[1], old[3]]);
        let (of, changed) = records::statement(db.read(), old[3]).await.unwrap().unwrap();
        assert_eq!((of, changed.body.as_str(), changed.revisions), (id, "大約四百萬元左右。", 1));
        let before = records::revisions(db.read(), old[3]).await.unwrap();
        assert_eq!((before[0].version, before[0].body.as_str()), (1, "大約三百萬元左右。"));
        let all = records::statements(db.read(), id, None, 100).await.unwrap().items;
        let gaps: Vec<_> = all.iter().filter(|s| s.gone).map(|s| s.id).collect();
        assert_eq!((all.len(), gaps), (5, vec![old[2]]));
        assert_eq!(all.iter().filter_map(|s| s.gone_since).collect::<Vec<_>>(), [2]);
        let removals = records::removals(db.read(), &old).await.unwrap();
        assert_eq!(removals, [(old[2], Removal { version: 2, at: after() })].into());
        let found = hearings::get(db.read(), id, noon()).await.unwrap().unwrap();
        assert_eq!((found.versions, found.speeches, found.state), (2, 3, State::Held));

        // What vanished comes back as itself.
        let third = import(db, id, FIRST).await;
        assert_eq!((third.counts.returned, ids(&third)), (1, old));
        let versions = records::versions(db.read(), id).await.unwrap();
        let corrections: Vec<_> = versions
            .iter()
            .map(|v| v.correction.map(|c| (v.number, c.added, c.changed, c.removed)).unwrap())
            .collect();
        assert_eq!(corrections, [(3, 1, 1, 1), (2, 1, 1, 1), (1, 4, 0, 0)]);
        let back = records::statement(db.read(), third.statements[2].id).await.unwrap().unwrap().1;
        assert_eq!((back.gone, back.gone_since), (false, None));
        assert!(records::removals(db.read(), &[back.id]).await.unwrap().is_empty());
        assert_eq!(
            records::speakers(db.read(), id).await.unwrap(),
            [("甲".to_owned(), 2), ("乙".to_owned(), 1)]
        );
        let told = event::timeline(db.read(), proposal, true).await.unwrap();
        assert_eq!(told.iter().filter(|e| e.kind == "hearing.record_imported").count(), 3);
    }
}

#[tokio::test]
async fn a_record_is_not_taken_before_the_day() {
    for test in both().await {
        let db = &test.db;
        let id = hearing(db, ProposalId::new(noon()), &draft()).await;
        let source = Source {
            format: Format::Markdown,
            file_name: "record.md".to_owned(),
            sha256: sha256(FIRST.as_bytes()),
            by: PersonId::new(noon()),
            reading: None,
            take: Vec::new(),
        };
        let parsed = || import::parse(Format::Markdown, FIRST.as_bytes()).unwrap();
        // Its day begins at midnight in Taipei.
        for (now, taken) in [("2026-03-04T15:59:59Z", false), ("2026-03-04T16:00:00Z", true)] {
            let plan = import::plan(db.read(), id, parsed(), &source.sha256, at(now)).await;
            let tx = db.begin().await.unwrap();
            let applied = import::apply(&tx, id, parsed(), &source, at(now)).await;
            if taken {
                assert!(plan.is_ok() && applied.is_ok());
            } else {
                let held_on = "2026-03-05".parse().unwrap();
                assert!(matches!(plan, Err(HearingError::NotHeldYet { held_on: day }) if day == held_on));
                assert!(matches!(applied, Err(HearingError::NotHeldYet { held_on: day }) if day == held_on));
            }
            let takes = hearings::get(&tx, id, at(now)).await.unwrap().unwrap().takes_record;
            assert_eq!(takes, taken);
            db::commit(tx).await.unwrap();
        }
        let nowhere = HearingId::new(noon());
        let plan = import::plan(db.read(), nowhere, parsed(), &source.sha256, after()).await;
        assert!(matches!(plan, Err(HearingError::NotFound)));
    }
}

#[tokio::test]
async fn two_imports_at_once_make_one_record() {
    for test in both().await {
        let db = &test.db;
        let id = hearing(db, ProposalId::new(noon()), &draft()).await;
        let (a, b) = tokio::join!(import(db, id, FIRST), import(db, id, FIRST));
        assert_eq!([a.same_file, b.same_file].iter().filter(|same| **same).count(), 1);
        assert_eq!(records::statements(db.read(), id, None, 100).await.unwrap().items.len(), 4);
    }
}

#[tokio::test]
async fn a_long_record_is_taken_over_whole() {
    for test in both().await {
        let db = &test.db;
        let id = hearing(db, ProposalId::new(noon()), &draft()).await;
        let text = |skip: usize| -> String {
            (0..1234)
                .filter(|n| *n != skip)
                .map(|n| format!("### 第{}人：\n這是第{n}段話。\n\n", n % 7))
                .collect()
        };
        assert_eq!(import(db, id, &text(9999)).await.counts.new, 1234);
        let counts = import(db, id, &text(3)).await.counts;
        assert_eq!((counts.new, counts.unchanged, counts.changed, counts.vanished), (0, 1233, 0, 1));
        let (mut seen, mut after) = (0, None);
        loop {
            let page = records::statements(db.read(), id, after, 200).await.unwrap();
            seen += page.items.len();
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, 1234);
    }
}

#[tokio::test]
async fn a_file_waits_for_its_facilitator_alone() {
    for test in both().await {
        let db = &test.db;
        let id = hearing(db, ProposalId::new(noon()), &draft()).await;
        let (ann, ben) = (PersonId::new(noon()), PersonId::new(noon()));
        let keep = |name: &'static str, content: &'static [u8]| async move {
            let tx = db.begin().await.unwrap();
            let name = format!("C:\\temp\\{name}");
            let upload = uploads::keep(&tx, id, ann, Format::Markdown, &name, content.to_vec(), None, noon())
                .await
                .unwrap();
            db::commit(tx).await.unwrap();
            upload
        };
        let first = keep("a.md", b"# a").await;
        let second = keep("b\n.md", b"# b").await;
        let get = |upload, person, now| uploads::get(db.read(), upload, person, now);
        assert!(matches!(get(first, ann, noon()).await, Err(HearingError::NoUpload)), "replaced");
        assert!(matches!(get(second, ben, noon()).await, Err(HearingError::NoUpload)), "somebody else's");
        let late = noon() + uploads::KEPT_FOR;
        assert!(matches!(get(second, ann, late).await, Err(HearingError::NoUpload)), "forgotten");
        let found = get(second, ann, noon()).await.unwrap();
        assert_eq!((found.file_name.as_str(), found.content.as_slice()), ("b.md", b"# b".as_slice()));
        let tx = db.begin().await.unwrap();
        uploads::discard(&tx, second, ann).await.unwrap();
        db::commit(tx).await.unwrap();
        assert!(get(second, ann, noon()).await.is_err());
    }
}
