//! Voices from a table: what is read, what is refused by its line, and that importing again adds nothing.

#![allow(clippy::unwrap_used, clippy::panic)]

#[macro_use]
mod scene;

use folkmoot_discussion::import::{self, Imported, Problem, Refusal};
use folkmoot_discussion::issues::{self, Filing};
use folkmoot_discussion::opinions::{self, Entered, Typed};
use folkmoot_discussion::voices;
use folkmoot_discussion::{Channel, Stance};
use folkmoot_migrations::testing::both;

use scene::{ANYONE, at, scene};

const TABLE: &str = "編號,姓名,立場,管道,時間,意見\n1,林太太,贊成,紙本,2026-02-01,應該納管\n2,王先生,反對,,1440000000000,不必納管\n3,林太太,,臨櫃,2026/02/03 09:30,保險要夠\n";

#[tokio::test]
async fn a_table_is_taken_once_and_changed_by_its_numbers() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let rows = import::parse(TABLE.as_bytes(), Channel::Online, at(0)).unwrap();
        let told = |n: &import::Opinion| (n.channel, n.stance, n.name.clone().unwrap());
        assert_eq!(told(&rows[0]), (Channel::Paper, Some(Stance::Pro), "林太太".to_owned()));
        assert_eq!(told(&rows[1]), (Channel::Online, Some(Stance::Con), "王先生".to_owned()));
        assert_eq!(rows[2].said_at.unwrap().to_rfc3339(), "2026-02-03T01:30:00+00:00");
        let plan = import::plan(db.read(), s.subject, "forms", &rows).await.unwrap();
        assert_eq!(plan, Imported { new: 3, changed: 0, same: 0 });
        let take = async |table: &str, source: &str, second| {
            let rows = import::parse(table.as_bytes(), Channel::Online, at(second)).unwrap();
            act!(db, |tx| import::apply(&tx, s.subject, source, &rows, s.mod_, at(second))).unwrap()
        };
        assert_eq!(take(TABLE, "forms", 1).await, plan);
        assert_eq!(take(TABLE, "forms", 2).await, Imported { new: 0, changed: 0, same: 3 });
        let counts = voices::counts(db.read(), s.subject).await.unwrap();
        assert_eq!((counts.voices, counts.people, counts.of_channel(Channel::Paper)), (3, 2, 1));

        // What is filed stays where it is when its words are corrected.
        let waiting =
            issues::unfiled(db.read(), s.subject, (issues::Narrow::default(), "納管"), None, 9, &ANYONE);
        let ids: Vec<_> = waiting.await.unwrap().items.iter().map(|voice| voice.id).collect();
        let typed = Filing { title: "要不要納管", summary: "" };
        let issue = act!(db, |tx| issues::make(&tx, s.subject, typed, s.mod_, at(3))).unwrap();
        let pairs: Vec<_> = ids.iter().map(|id| (issue, *id)).collect();
        act!(db, |tx| issues::file(&tx, s.subject, &pairs, s.mod_, at(4))).unwrap();
        let corrected = TABLE.replace("反對,,", "贊成,,").replace("不必納管", "還是要納管");
        assert_eq!(take(&corrected, "forms", 5).await, Imported { new: 0, changed: 1, same: 2 });
        let counts = issues::counts(db.read(), &[issue]).await.unwrap();
        assert_eq!(counts[&issue].of_stance(Stance::Pro), (2, 2));
        let known = voices::find_many(db.read(), &ids, &ANYONE).await.unwrap();
        assert!(
            known.values().any(|voice| voice.revisions == 1 && voice.body.as_deref() == Some("還是要納管"))
        );
        // What was online comes again from elsewhere as others; what was said on paper and at the counter is there already.
        assert_eq!(take(TABLE, "forms-2", 6).await, Imported { new: 1, changed: 0, same: 2 });
    }
}

#[test]
fn what_cannot_be_read_is_told_by_its_line() {
    let table = "id,body,stance,channel,time\n1,好,maybe,,\n2,,pro,,\n3,好,pro,hearing,\n4,好,pro,,昨天\n4,壞,con,,2099-01-01\n5,好,pro,,\n5,好,pro,,\n";
    let refusal = import::parse(table.as_bytes(), Channel::Paper, at(0)).unwrap_err();
    let Refusal::Lines(lines) = refusal else { panic!("{refusal:?}") };
    let expected = [
        (2, Problem::NoStance("maybe".to_owned())),
        (3, Problem::NoWords),
        (4, Problem::NoChannel("hearing".to_owned())),
        (5, Problem::NoTime("昨天".to_owned())),
        (6, Problem::NoTime("2099-01-01".to_owned())),
        (8, Problem::Twice("5".to_owned())),
    ];
    assert_eq!(lines, expected);
    assert_eq!(import::parse(b"name\nx\n", Channel::Paper, at(0)), Err(Refusal::NoWordsColumn));
    assert!(matches!(import::parse(b"", Channel::Paper, at(0)), Err(Refusal::File(_))));
    assert_eq!(import::source_name(" Forms-1 "), Some("forms-1".to_owned()));
    assert_eq!(import::source_name("表單"), None);
    assert_eq!(import::source_name("By-Hand"), None);
}

#[tokio::test]
async fn a_form_counts_once_whichever_way_it_came_first() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let table = |text: &str| import::parse(text.as_bytes(), Channel::Paper, at(0)).unwrap();
        let enter = async |name: &'static str, number: &'static str, body: &'static str| {
            let typed = Typed {
                channel: "paper",
                stance: "pro",
                body,
                name,
                mark: "",
                number,
                place: "",
                day: "2026-01-01",
            };
            act!(db, |tx| opinions::enter(&tx, s.subject, &typed, &|_| None, (s.mod_, "clerk"), at(1)))
                .unwrap()
        };
        let take = async |text: &str| {
            let rows = table(text);
            let plan = import::plan(db.read(), s.subject, "forms", &rows).await.unwrap();
            let done = act!(db, |tx| import::apply(&tx, s.subject, "forms", &rows, s.mod_, at(2))).unwrap();
            assert_eq!(plan, done);
            (done.new, done.same)
        };
        // Typed first, then in a table: by name and words, by name and number; printed forms without a name by their number.
        assert!(matches!(enter("林太太", "1", "應該納管").await, Entered::New(_)));
        assert!(matches!(enter("王先生", "2", "不必納管").await, Entered::New(_)));
        assert!(matches!(enter("", "3", "印好的意見").await, Entered::New(_)));
        assert!(matches!(enter("", "4", "印好的意見").await, Entered::New(_)));
        let rows = "編號,姓名,意見\n11,林太太,應該納管\n2,王先生,不必納管。\n3,,印好的意見\n5,,印好的意見\n";
        assert_eq!(take(rows).await, (1, 3));
        assert_eq!(take(rows).await, (0, 4));
        // In a table first, then typed.
        assert_eq!(take("編號,姓名,意見\n17,陳小姐,保險要夠\n18,,印好的意見\n").await, (2, 0));
        assert!(matches!(enter("陳小姐", "17", "保險要夠").await, Entered::Already(_)));
        assert!(matches!(enter("", "18", "印好的意見").await, Entered::Already(_)));
        assert!(matches!(enter("", "19", "印好的意見").await, Entered::New(_)));
        assert!(matches!(enter("張先生", "17", "保險要夠").await, Entered::New(_)));
        assert_eq!(voices::counts(db.read(), s.subject).await.unwrap().voices, 9);
    }
}
