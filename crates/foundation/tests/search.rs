//! The index of what can be found, on both databases.

#![allow(clippy::unwrap_used)]

use chrono::{Days, TimeZone as _, Utc};
use folkmoot_foundation::search::{
    self, Document, Facet, Filter, Found, Kind, Matching, Piece, Query, Sort, Subject,
};
use folkmoot_foundation::{Db, Now, Tx, db};
use folkmoot_migrations::testing::both;
use uuid::Uuid;

fn noon() -> Now {
    Utc.with_ymd_and_hms(2026, 3, 2, 4, 0, 0).unwrap()
}

fn subject(id: u128) -> Subject {
    Subject {
        id: Uuid::from_u128(id),
        listed: true,
        state: "open".to_owned(),
        then: None,
        category: None,
        subcategory: None,
        county: None,
        agencies: Vec::new(),
    }
}

fn document(kind: Kind, id: u128, title: &str, body: &str) -> Document {
    Document {
        kind,
        id: Uuid::from_u128(id),
        subject: Uuid::from_u128(1),
        at: noon(),
        channel: None,
        side: None,
        title: title.to_owned(),
        body: body.to_owned(),
    }
}

async fn write(db: &Db, change: impl AsyncFnOnce(&Tx)) {
    let tx = db.begin().await.unwrap();
    change(&tx).await;
    db::commit(tx).await.unwrap();
}

async fn ask(db: &Db, query: &str, filter: &Filter) -> Found {
    let query = Query::parse(query);
    search::search(db.read(), &query, filter, Sort::Best, 0, noon()).await.unwrap()
}

async fn ids(db: &Db, query: &str) -> Vec<u128> {
    let found = ask(db, query, &Filter::default()).await;
    let exact = found.hits.into_iter().filter(|_| !found.close);
    exact.map(|hit| hit.id.as_u128()).collect()
}

fn marked(pieces: &[Piece]) -> String {
    pieces.iter().map(|p| if p.hit { format!("[{}]", p.text) } else { p.text.clone() }).collect()
}

#[tokio::test]
async fn words_of_two_characters_phrases_and_single_characters_find() {
    for test in both().await {
        write(&test.db, async |tx| {
            search::describe(tx, &subject(1)).await.unwrap();
            let all = [
                document(
                    Kind::Proposal,
                    11,
                    "擴大參與式預算",
                    "讓台北市民決定 10% 的預算，並用 Open Data 公開。",
                ),
                document(Kind::Proposal, 12, "無人機管理", "預先公告"),
                document(Kind::Comment, 21, "", "臺北車站的Ｕber很多"),
                document(Kind::Statement, 31, "唐鳳", "data is open"),
            ];
            search::put(tx, &all).await.unwrap();
            search::put(tx, &[document(Kind::Proposal, 12, "無人機管理", "先行公告")]).await.unwrap();
        })
        .await;
        let db = &test.db;
        assert_eq!(ids(db, "預算").await, [11]);
        assert_eq!(ids(db, "參與式預算 臺北").await, [11]);
        assert_eq!(ids(db, "台北").await, [11, 21]);
        assert_eq!(ids(db, "uber").await, [21]);
        assert_eq!(ids(db, "10").await, [11]);
        assert_eq!(ids(db, "唐鳳").await, [31]);
        assert_eq!(ids(db, "\"open data\"").await, [11]);
        assert_eq!(ids(db, "open data").await, [11, 31]);
        assert_eq!(ids(db, "站").await, [21]);
        assert_eq!(ids(db, "機").await, [12]);
        // Put again, it is found by its present words alone.
        assert!(ids(db, "預先").await.is_empty());
        assert_eq!(ids(db, "先行").await, [12]);
        for nothing in ["\" OR 1 --", "'", "***", "", "「」", "預算 無人機", "title:無人機x"] {
            assert!(ids(db, nothing).await.is_empty(), "{nothing}");
        }
        let find = |q: &'static str, m| search::find(db.read(), Kind::Proposal, q, m, 10, noon());
        assert_eq!(find("預算", Matching::All).await.unwrap(), [Uuid::from_u128(11)]);
        assert!(find("公告", Matching::Title).await.unwrap().is_empty());
        let found = ask(db, "車站", &Filter::default()).await;
        assert_eq!(marked(&found.hits[0].excerpt), "臺北[車站]的Ｕber很多");
        write(db, async |tx| search::remove(tx, Kind::Comment, &[Uuid::from_u128(21)]).await.unwrap()).await;
        assert_eq!(ids(db, "台北").await, [11]);
    }
}

#[tokio::test]
async fn what_is_not_listed_is_not_found_and_not_counted() {
    for test in both().await {
        let db = &test.db;
        write(db, async |tx| {
            search::put(tx, &[document(Kind::Comment, 21, "", "祕密的意見")]).await.unwrap();
        })
        .await;
        // Under nothing that is known.
        assert_eq!(ask(db, "意見", &Filter::default()).await, Found::default());
        for listed in [false, true, false] {
            write(db, async |tx| search::describe(tx, &Subject { listed, ..subject(1) }).await.unwrap())
                .await;
            let found = ask(db, "意見", &Filter::default()).await;
            assert_eq!((found.total, found.facets.is_empty()), (u64::from(listed), !listed));
            let wrong = ask(db, "祕密的東西意見", &Filter::default()).await;
            assert_eq!(wrong.hits.len(), usize::from(listed));
        }
    }
}

#[tokio::test]
async fn documents_are_chosen_and_counted_by_what_they_stand_under() {
    for test in both().await {
        let db = &test.db;
        let [a, b] = [7, 8].map(Uuid::from_u128);
        write(db, async |tx| {
            let one = Subject {
                category: Some("labour".to_owned()),
                subcategory: Some("labour.leave".to_owned()),
                county: Some("TPE".to_owned()),
                agencies: vec![a, b],
                then: Some((noon() + Days::new(1), "lapsed".to_owned())),
                ..subject(1)
            };
            let two = Subject { state: "answered".to_owned(), agencies: vec![b], ..subject(2) };
            search::describe(tx, &one).await.unwrap();
            search::describe(tx, &two).await.unwrap();
            let side = |id, side: &str, at| Document {
                side: Some(side.to_owned()),
                channel: Some("online".to_owned()),
                at,
                ..document(Kind::Comment, id, "", "津貼")
            };
            let all = [
                document(Kind::Proposal, 11, "津貼", ""),
                Document { subject: Uuid::from_u128(2), ..document(Kind::Response, 41, "", "津貼") },
                side(21, "pro", noon()),
                side(22, "con", noon() - Days::new(9)),
            ];
            search::put(tx, &all).await.unwrap();
        })
        .await;
        let count = |found: &Found, facet, value: &str| {
            found.facets.get(&facet).and_then(|values| values.get(value)).copied().unwrap_or(0)
        };
        let all = ask(db, "津貼", &Filter::default()).await;
        assert_eq!((all.total, all.more, all.next), (4, false, false));
        assert_eq!(all.hits[0].id.as_u128(), 11);
        for (facet, value, expected) in [
            (Facet::Kind, "comment", 2),
            (Facet::Kind, "proposal", 1),
            (Facet::State, "open", 3),
            (Facet::State, "answered", 1),
            (Facet::Agency, &a.to_string(), 3),
            (Facet::Agency, &b.to_string(), 4),
            (Facet::Category, "labour", 3),
            (Facet::Subcategory, "labour.leave", 3),
            (Facet::County, "TPE", 3),
            (Facet::Channel, "online", 2),
            (Facet::Side, "pro", 1),
        ] {
            assert_eq!(count(&all, facet, value), expected, "{facet:?} {value}");
        }
        let comments =
            Filter { kinds: vec![Kind::Comment], side: Some("con".to_owned()), ..Filter::default() };
        let found = ask(db, "津貼", &comments).await;
        assert_eq!(found.total, 1);
        // What is chosen from is counted without the choice, all else with it.
        assert_eq!((count(&found, Facet::Side, "pro"), count(&found, Facet::Kind, "comment")), (1, 1));
        assert_eq!(count(&found, Facet::Kind, "proposal"), 0);
        let lately = Filter { from: Some(noon() - Days::new(2)), ..Filter::default() };
        assert_eq!(ask(db, "津貼", &lately).await.total, 3);
        let before = Filter { until: Some(noon()), ..Filter::default() };
        assert_eq!(ask(db, "津貼", &before).await.total, 1);
        let of = |agency| Filter { agency: Some(agency), ..Filter::default() };
        assert_eq!(ask(db, "津貼", &of(a)).await.total, 3);
        assert_eq!(ask(db, "津貼", &of(Uuid::nil())).await.total, 0);
        // A category holds its sub-categories; of both one choice is made, and counted without itself.
        for (key, total) in [("labour", 3), ("labour.leave", 3), ("labour.pay", 0), ("leave", 0)] {
            let found =
                ask(db, "津貼", &Filter { category: Some(key.to_owned()), ..Filter::default() }).await;
            assert_eq!(found.total, total, "{key}");
            if total > 0 {
                let both = (
                    count(&found, Facet::Category, "labour"),
                    count(&found, Facet::Subcategory, "labour.leave"),
                );
                assert_eq!(both, (3, 3), "{key}");
            }
        }
        // The state passes with time and nothing is written.
        let lapsed = Filter { state: Some("lapsed".to_owned()), ..Filter::default() };
        let query = Query::parse("津貼");
        for (at, total) in [(noon(), 0), (noon() + Days::new(1), 3)] {
            let found = search::search(db.read(), &query, &lapsed, Sort::Newest, 0, at).await.unwrap();
            assert_eq!(found.total, total);
        }
    }
}

#[tokio::test]
async fn mistyped_words_of_letters_find_and_a_sentence_finds_what_has_most_of_it() {
    for test in both().await {
        let db = &test.db;
        write(db, async |tx| {
            search::describe(tx, &subject(1)).await.unwrap();
            let all = [
                document(Kind::Proposal, 11, "資訊公開", "More transparency for Taiwan and Uber"),
                document(Kind::Proposal, 12, "育嬰留職停薪津貼", "提高津貼到八成"),
            ];
            search::put(tx, &all).await.unwrap();
        })
        .await;
        for (typed, meant) in [("Tiawan", "taiwan"), ("trensparancy", "transparency"), ("ubre", "uber")] {
            let found = ask(db, typed, &Filter::default()).await;
            assert_eq!(found.corrected, [(typed.to_lowercase(), vec![meant.to_owned()])]);
            assert_eq!(found.hits[0].id.as_u128(), 11);
            assert!(found.hits[0].excerpt.iter().any(|piece| piece.hit));
        }
        // By the letter.
        assert!(ids(db, "\"Tiawan\"").await.is_empty());
        assert!(ids(db, "xyzzy").await.is_empty());
        let found = ask(db, "育嬰留職停薪的津貼怎麼申請", &Filter::default()).await;
        assert!(found.close);
        assert_eq!(found.hits[0].id.as_u128(), 12);
        let like = search::like(db.read(), Kind::Proposal, "育嬰津貼應提高", "", 5).await.unwrap();
        assert_eq!(like[0].0, Uuid::from_u128(12));
    }
}

/// The words that are known for corrections.
async fn vocabulary(db: &Db) -> Vec<String> {
    use sea_orm::{ConnectionTrait as _, Statement};
    let backend = db.read().get_database_backend();
    let sql = Statement::from_string(backend, "SELECT word FROM search_word ORDER BY word");
    let rows = db.read().query_all_raw(sql).await.unwrap();
    rows.iter().map(|row| row.try_get::<String>("", "word").unwrap()).collect()
}

#[tokio::test]
async fn a_correction_never_names_what_nobody_is_shown() {
    for test in both().await {
        let db = &test.db;
        write(db, async |tx| {
            search::describe(tx, &subject(1)).await.unwrap();
            let unlisted = Subject { listed: false, ..subject(2) };
            search::describe(tx, &unlisted).await.unwrap();
            let concealed = Document {
                subject: Uuid::from_u128(2),
                ..document(Kind::Proposal, 13, "Secretary", "whistleblower")
            };
            let all = [
                document(Kind::Comment, 11, "", "transparency matters"),
                document(Kind::Comment, 12, "", "transparancy of Johnathan"),
                concealed,
            ];
            search::put(tx, &all).await.unwrap();
        })
        .await;
        let corrected = async |typed: &str| ask(db, typed, &Filter::default()).await.corrected;
        for typed in ["secretery", "whistleblowers", "whistleblower"] {
            assert_eq!(corrected(typed).await, [], "{typed} stands in what is not listed");
        }
        let johnathan = [("jonathan".to_owned(), vec!["johnathan".to_owned()])];
        assert_eq!(corrected("jonathan").await, johnathan);
        assert!(vocabulary(db).await.contains(&"johnathan".to_owned()));
        write(db, async |tx| search::remove(tx, Kind::Comment, &[Uuid::from_u128(12)]).await.unwrap()).await;
        assert_eq!(corrected("jonathan").await, []);
        assert_eq!(
            corrected("transparancy").await,
            [("transparancy".to_owned(), vec!["transparency".to_owned()])],
            "the nearest that is public"
        );
        let known = vocabulary(db).await;
        assert!(!known.contains(&"johnathan".to_owned()) && known.contains(&"transparency".to_owned()));
        write(db, async |tx| {
            search::put(tx, &[document(Kind::Comment, 11, "", "openness matters")]).await.unwrap();
        })
        .await;
        let known = vocabulary(db).await;
        assert!(known.contains(&"matters".to_owned()) && !known.contains(&"transparency".to_owned()));
    }
}

/// What a follower of a search is told of and what the search finds are the same, whatever is typed.
#[tokio::test]
async fn the_index_and_a_look_at_the_words_agree() {
    use rand::RngExt as _;
    let mut random = rand::rng();
    let pieces = [
        "台",
        "臺北",
        "市",
        "預算",
        "案",
        "車",
        "，",
        "。",
        " ",
        " ",
        "a",
        "bus",
        "10",
        "Ｕber",
        "公車站",
        "\n",
        "-",
        "々",
        "Café",
    ];
    let mut text = |most: usize| -> String {
        (0..random.random_range(1..=most)).map(|_| pieces[random.random_range(0..pieces.len())]).collect()
    };
    let documents: Vec<Document> =
        (1..=60).map(|id| document(Kind::Proposal, id, &text(6), &text(25))).collect();
    let mut queries: Vec<String> = (0..150).map(|_| text(4)).collect();
    queries.extend((0..40).map(|_| format!("\"{}\" {}", text(3), text(2))));
    queries.extend(["車", "市車", "台 車", "bus 10", "\"10 bus\"", "站"].map(str::to_owned));
    for test in both().await {
        write(&test.db, async |tx| {
            search::describe(tx, &subject(1)).await.unwrap();
            search::put(tx, &documents).await.unwrap();
        })
        .await;
        let mut found = 0;
        for typed in &queries {
            let query = Query::parse(typed);
            let mut index: Vec<Uuid> = Vec::new();
            for page in 0..4 {
                let filter = Filter::default();
                let some = search::search(test.db.read(), &query, &filter, Sort::Newest, page, noon());
                let some = some.await.unwrap();
                if some.close || !some.corrected.is_empty() {
                    break;
                }
                index.extend(some.hits.iter().map(|hit| hit.id));
            }
            index.sort();
            let told: Vec<Uuid> = documents
                .iter()
                .filter(|document| query.finds(&document.title, &document.body))
                .map(|document| document.id)
                .collect();
            assert_eq!(index, told, "{typed:?}");
            found += told.len();
            for document in documents.iter().filter(|document| query.finds(&document.title, &document.body)) {
                let known = search::anchors(&document.title, &document.body);
                assert!(query.anchor().is_some_and(|anchor| known.contains(&anchor)), "{typed:?}");
            }
        }
        assert!(found > 500, "{found} found");
    }
}

/// Far more documents than are looked at in one step, a word in each second one, and one in very few.
#[tokio::test]
async fn of_many_the_newest_are_given_and_rare_words_are_found_among_all() {
    for test in both().await {
        let db = &test.db;
        write(db, async |tx| {
            search::describe(tx, &subject(1)).await.unwrap();
            for from in (0..14_000_u32).step_by(1000) {
                let some: Vec<Document> = (from..from + 1000)
                    .map(|n| {
                        let often = if n % 2 == 0 { "預算" } else { "其他" };
                        let rare = if n % 4_000 == 7 { "罕見" } else { "" };
                        let middle = if n % 50 == 3 { "中間" } else { "" };
                        let mut document = document(
                            Kind::Comment,
                            u128::from(n) + 100,
                            "",
                            &format!("{often}，{rare}，{middle}"),
                        );
                        document.at = noon() - chrono::TimeDelta::minutes(i64::from(20_000 - n));
                        document
                    })
                    .collect();
                search::put(tx, &some).await.unwrap();
            }
        })
        .await;
        let found = ask(db, "預算", &Filter::default()).await;
        assert_eq!((found.total, found.more, found.next), (search::CAP, true, true));
        let newest =
            search::find(db.read(), Kind::Comment, "預算", Matching::All, 600, noon()).await.unwrap();
        let expected: Vec<u128> = (0..600).map(|n| 13_998 - 2 * n + 100).collect();
        assert_eq!(newest.iter().map(Uuid::as_u128).collect::<Vec<_>>(), expected);
        let mut rare = ids(db, "罕見").await;
        rare.sort_unstable();
        assert_eq!(rare, [107, 4107, 8107, 12_107]);
        let middle = ask(db, "中間", &Filter::default()).await;
        assert_eq!((middle.total, middle.more), (280, false));
        let all = search::find(db.read(), Kind::Comment, "中間", Matching::All, 1000, noon()).await.unwrap();
        let expected: Vec<u128> = (0..280).map(|n| 13_953 - 50 * n + 100).collect();
        assert_eq!(all.iter().map(Uuid::as_u128).collect::<Vec<_>>(), expected);
    }
}
