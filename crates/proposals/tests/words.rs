//! What may be written, and how proposals are found, on both databases.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use chrono::TimeDelta;
use common::{World, noon, worlds};
use folkmoot_foundation::db::counting_statements;
use folkmoot_foundation::{AgencyId, FieldErrors, ProposalId, db};
use folkmoot_proposals::read::{Filter, Sort};
use folkmoot_proposals::{Change, Error, Rulebooks, State, life, read};

fn codes(error: Error) -> Vec<(String, &'static str)> {
    match error {
        Error::Invalid(FieldErrors(all)) => all.into_iter().map(|e| (e.field, e.code)).collect(),
        other => panic!("{other}"),
    }
}

async fn create(world: &World, change: Change) -> Result<ProposalId, Error> {
    let tx = world.db().begin().await?;
    let join = world.rulebooks.current("join")?;
    let id = life::create_draft(&tx, &join, world.proposer, change, noon()).await?;
    db::commit(tx).await?;
    Ok(id)
}

async fn submit(world: &World, id: ProposalId) -> Result<(), Error> {
    world.act(common::Action::Submit, id, noon()).await
}

#[tokio::test]
async fn a_draft_may_be_empty_but_a_submission_is_complete() {
    for world in worlds().await {
        let id = create(&world, Change::default()).await.unwrap();
        let missing: Vec<String> =
            codes(submit(&world, id).await.unwrap_err()).into_iter().map(|(field, _)| field).collect();
        assert_eq!(missing, ["title", "content", "demands", "benefits", "category", "agencies"]);
        assert_eq!(world.state(id, noon()).await, State::Draft);

        let tx = world.db().begin().await.unwrap();
        let words =
            Change {
                let_platform_decide: Some(true), agencies: None, ..world.words("一個完整的提議主題")
            };
        life::save_draft(&tx, &world.rulebooks, id, world.proposer, words, noon()).await.unwrap();
        db::commit(tx).await.unwrap();
        submit(&world, id).await.unwrap();
        let text = read::get(world.db().read(), id, noon()).await.unwrap().text;
        assert_eq!(text.demands, ["訂定明確的標準", "每年公布成果"], "empty lines are dropped");
        assert!(text.let_platform_decide && text.agencies.is_empty());
    }
}

#[tokio::test]
async fn what_can_never_be_right_is_refused_in_a_draft_already() {
    for world in worlds().await {
        let one = |change: Change| {
            let world = &world;
            async move { codes(create(world, change).await.unwrap_err()) }
        };
        let long = Change { title: Some("長".repeat(61)), ..Change::default() };
        assert_eq!(one(long).await, [("title".to_owned(), "too_long")]);
        let control = Change { content: Some("a\u{0}b".to_owned()), ..Change::default() };
        assert_eq!(one(control).await, [("content".to_owned(), "control_characters")]);
        let many =
            Change { demands: Some(vec!["一項具體的訴求".to_owned(); 11]), ..Change::default() };
        assert_eq!(one(many).await, [("demands".to_owned(), "too_many")]);
        let category = Change { category: Some(Some("nope".to_owned())), ..Change::default() };
        assert_eq!(one(category).await, [("category".to_owned(), "unknown")]);
        let agencies = Change { agencies: Some(world.agencies.clone()), ..Change::default() };
        assert_eq!(one(agencies).await, [("agencies".to_owned(), "too_many")]);
    }
}

#[tokio::test]
async fn markup_formulas_and_rare_characters_are_kept_as_written() {
    for world in worlds().await {
        let title = "<script>alert(1)</script> =cmd() 𠮷野家🍚";
        let id = create(&world, world.words(title)).await.unwrap();
        let text = read::get(world.db().read(), id, noon()).await.unwrap().text;
        assert_eq!(text.title, title);
        assert_eq!(
            text.agencies,
            [world.agencies[1], world.agencies[0]],
            "in the proposer's order, each once"
        );
    }
}

#[tokio::test]
async fn a_submission_checks_links_and_agencies() {
    for world in worlds().await {
        let links = vec!["javascript:alert(1)".to_owned()];
        let id =
            create(&world, Change { links: Some(links), ..world.words("連結有問題的提議") }).await.unwrap();
        assert_eq!(codes(submit(&world, id).await.unwrap_err()), [("links".to_owned(), "not_a_web_address")]);
        let gone = Some(vec![AgencyId::new(noon())]);
        let id = create(&world, Change { agencies: gone, ..world.words("機關已裁撤的提議") }).await.unwrap();
        assert_eq!(codes(submit(&world, id).await.unwrap_err()), [("agencies".to_owned(), "unknown")]);
    }
}

#[tokio::test]
async fn agencies_and_the_platform_s_choice_exclude_each_other_aloud() {
    for world in worlds().await {
        let named = Some(vec![world.agencies[0]]);
        let both = Change { agencies: named.clone(), let_platform_decide: Some(true), ..Change::default() };
        assert_eq!(
            codes(create(&world, both).await.unwrap_err()),
            [("agencies".to_owned(), "also_platform")]
        );
        let none = Change { agencies: Some(vec![]), let_platform_decide: Some(true), ..Change::default() };
        let id = create(&world, none).await.unwrap();
        assert!(read::get(world.db().read(), id, noon()).await.unwrap().text.let_platform_decide);
        let one = Change { agencies: named, let_platform_decide: Some(false), ..Change::default() };
        let id = create(&world, one).await.unwrap();
        assert_eq!(
            read::get(world.db().read(), id, noon()).await.unwrap().text.agencies,
            [world.agencies[0]]
        );
    }
}

#[tokio::test]
async fn drafts_are_limited_a_person() {
    for world in worlds().await {
        let most = world.rulebooks.current("join").unwrap().who.drafts.most;
        world.brought_to(State::InReview, "已送出的不算草稿", noon()).await;
        for _ in 0..most {
            create(&world, Change::default()).await.unwrap();
        }
        let error = create(&world, Change::default()).await.unwrap_err();
        assert!(matches!(error, Error::TooManyDrafts { most: m } if m == most));
        let drafts = read::drafts(world.db().read(), world.proposer, noon()).await.unwrap();
        assert_eq!(drafts.len() as u64, most);
        assert!(drafts.iter().all(|draft| draft.state == State::Draft));
    }
}

#[tokio::test]
async fn a_changed_rulebook_is_a_new_version_and_old_proposals_keep_theirs() {
    for world in worlds().await {
        let id = world.brought_to(State::InReview, "舊版規則下的提議", noon()).await;
        let load = || async {
            let tx = world.db().begin().await.unwrap();
            let books = Rulebooks::load(&tx, noon()).await.unwrap();
            db::commit(tx).await.unwrap();
            books
        };
        assert_eq!(load().await.versions("join"), [1], "an unchanged file is no new version");
        let join = load().await.get("join", 1).unwrap();
        assert_eq!((join.id.as_str(), join.version, join.case_threshold().unwrap().count), ("join", 1, 5000));
        let demo = load().await.current("demo").unwrap();
        assert_eq!((demo.case_threshold().unwrap().count, demo.grounds().len()), (50, 12));
        assert_eq!(demo.threshold("ownership_check").unwrap().count, 20);
        let proposal = read::get(world.db().read(), id, noon()).await.unwrap();
        assert_eq!((proposal.rulebook.as_str(), proposal.rulebook_version), ("join", 1));
        assert!(matches!(load().await.get("join", 2), Err(Error::UnknownRulebook { .. })));
    }
}

#[tokio::test]
async fn filters_and_facets_agree() {
    for world in worlds().await {
        let later = noon() + TimeDelta::days(10);
        let bus = world.brought_to(State::Open, "公車專用道延伸到郊區", noon()).await;
        let rail = world.brought_to(State::Reached, "鐵路月臺增設遮雨棚", later).await;
        let hour = TimeDelta::hours(1);
        let refused = world.brought_to(State::Refused, "公車票價凍漲十年", later + hour).await;
        world.brought_to(State::InReview, "公車站牌字體放大", later).await;
        let conn = world.db().read();

        let all = read::list(conn, &Filter::default(), Sort::Newest, None, 10, later).await.unwrap();
        assert_eq!(all.items.iter().map(|b| b.id).collect::<Vec<_>>(), [refused, rail, bus]);
        assert_eq!(all.items[2].agencies, [world.agencies[1], world.agencies[0]]);

        let text = Filter { text: Some("公車".to_owned()), ..Filter::default() };
        let found = read::list(conn, &text, Sort::Newest, None, 10, later).await.unwrap();
        assert_eq!(found.items.iter().map(|b| b.id).collect::<Vec<_>>(), [refused, bus]);
        let facets = read::facets(conn, &text, later).await.unwrap();
        assert_eq!(facets.states.into_iter().collect::<Vec<_>>(), [(State::Refused, 1), (State::Open, 1)]);
        assert_eq!(facets.counties.get("63000"), Some(&2));
        assert_eq!(facets.agencies.get(&world.agencies[0]), Some(&2));
        assert_eq!(facets.agencies.get(&world.agencies[3]), None);

        let chosen = Filter {
            states: vec![State::Reached],
            agency: Some(world.agencies[0]),
            category: Some("transport".to_owned()),
            county: Some("63000".parse().unwrap()),
            text: None,
        };
        let found = read::list(conn, &chosen, Sort::Newest, None, 10, later).await.unwrap();
        assert_eq!(found.items.iter().map(|b| b.id).collect::<Vec<_>>(), [rail]);
        let facets = read::facets(conn, &chosen, later).await.unwrap();
        assert_eq!(facets.states.values().sum::<u64>(), 3, "the states one could choose instead");
        assert_eq!(facets.categories.values().sum::<u64>(), 1);

        let hidden = Filter { states: vec![State::InReview, State::Draft], ..Filter::default() };
        let found = read::list(conn, &hidden, Sort::Newest, None, 10, later).await.unwrap();
        assert!(found.items.is_empty(), "what is not public can't be asked for");
        let nothing = Filter { text: Some("、，".to_owned()), ..Filter::default() };
        assert!(read::list(conn, &nothing, Sort::Newest, None, 10, later).await.unwrap().items.is_empty());
    }
}

#[tokio::test]
async fn a_category_holds_what_is_in_its_sub_categories() {
    for world in worlds().await {
        let open = async |key: &str| {
            let change = Change {
                category: Some(Some(key.to_owned())),
                ..world.words("路口增設行人庇護島與倒數號誌")
            };
            let id = create(&world, change).await.unwrap();
            for action in [common::Action::Submit, common::Action::Open] {
                world.act(action, id, noon()).await.unwrap();
            }
            id
        };
        let (whole, walking, roads) =
            (open("transport").await, open("transport.walking").await, open("transport.roads").await);
        open("labour.leave").await;
        let conn = world.db().read();
        let text = read::get(conn, walking, noon()).await.unwrap().text;
        assert_eq!(text.category.as_deref(), Some("transport"));
        assert_eq!(
            (text.subcategory.as_deref(), text.category_key()),
            (Some("transport.walking"), text.subcategory.as_deref())
        );
        assert_eq!(read::get(conn, whole, noon()).await.unwrap().text.category_key(), Some("transport"));

        for (key, mut expected) in [
            ("transport", vec![whole, walking, roads]),
            ("transport.walking", vec![walking]),
            ("transport.cycling", vec![]),
            ("labour.walking", vec![]),
            ("walking", vec![]),
            ("transport.", vec![]),
        ] {
            let filter = Filter { category: Some(key.to_owned()), ..Filter::default() };
            let found = read::list(conn, &filter, Sort::Newest, None, 10, noon()).await.unwrap();
            let mut found: Vec<ProposalId> = found.items.into_iter().map(|brief| brief.id).collect();
            found.sort_unstable();
            expected.sort_unstable();
            assert_eq!(found, expected, "{key}");
            // Whatever is chosen of them, the others are counted as what could be chosen instead.
            let facets = read::facets(conn, &filter, noon()).await.unwrap();
            let counts = |all: &std::collections::BTreeMap<String, u64>| -> Vec<(String, u64)> {
                all.iter().map(|(key, count)| (key.clone(), *count)).collect()
            };
            let named = |all: &[(&str, u64)]| -> Vec<(String, u64)> {
                all.iter().map(|(key, count)| ((*key).to_owned(), *count)).collect()
            };
            assert_eq!(counts(&facets.categories), named(&[("labour", 1), ("transport", 3)]), "{key}");
            assert_eq!(
                counts(&facets.subcategories),
                named(&[("labour.leave", 1), ("transport.roads", 1), ("transport.walking", 1)]),
                "{key}"
            );
            assert_eq!(facets.states.values().sum::<u64>(), u64::try_from(expected.len()).unwrap(), "{key}");
        }

        // The category alone takes the sub-category away, and nothing takes both.
        let id = create(&world, world.words("斑馬線重新繪製與維護")).await.unwrap();
        let save = async |key: Option<&str>| {
            let change = Change { category: Some(key.map(str::to_owned)), ..Change::default() };
            let tx = world.db().begin().await.unwrap();
            let text = life::save_draft(&tx, &world.rulebooks, id, world.proposer, change, noon()).await?;
            db::commit(tx).await?;
            Ok::<_, Error>((text.category, text.subcategory))
        };
        let both =
            |category: &str, below: Option<&str>| (Some(category.to_owned()), below.map(str::to_owned));
        assert_eq!(save(Some("labour.leave")).await.unwrap(), both("labour", Some("labour.leave")));
        for wrong in ["labour.walking", "labour.", "leave", ".leave", "labour.leave.leave", ""] {
            let error = save(Some(wrong)).await.unwrap_err();
            assert_eq!(codes(error), [("category".to_owned(), "unknown")], "{wrong}");
        }
        assert_eq!(save(Some("labour")).await.unwrap(), both("labour", None));
        assert_eq!(save(None).await.unwrap(), (None, None));
    }
}

#[tokio::test]
async fn lists_go_on_where_they_stopped_in_a_constant_number_of_queries() {
    for world in worlds().await {
        let conn = world.db().read();
        let mut ids = Vec::new();
        for n in 0..7 {
            // Pairs share their instant, so that only the id orders them.
            let now = noon() + TimeDelta::days(n / 2);
            ids.push(world.brought_to(State::Open, &format!("依序提出的提議{n}"), now).await);
        }
        for sort in [Sort::Newest, Sort::ClosingSoon] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let filter = Filter::default();
                let (page, queries) =
                    counting_statements(read::list(conn, &filter, sort, after, 3, noon())).await;
                let page = page.unwrap();
                assert_eq!(queries, 2);
                seen.extend(page.items.iter().map(|b| b.id));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(seen.len(), 7);
            let mut expected = ids.clone();
            expected.sort();
            if sort == Sort::Newest {
                expected.reverse();
            }
            assert_eq!(seen, expected);
        }
        let mine = read::mine(conn, world.proposer, None, 100, noon()).await.unwrap();
        assert_eq!(mine.items.len(), 7);
    }
}

#[tokio::test]
async fn similar_titles_are_found_the_most_alike_first() {
    for world in worlds().await {
        let close = world.brought_to(State::Refused, "提高育嬰留職停薪津貼至八成", noon()).await;
        let less = world.brought_to(State::Open, "育嬰留職停薪期間的勞保年資", noon()).await;
        world.brought_to(State::Open, "無人機飛航管理", noon()).await;
        world.brought_to(State::InReview, "育嬰留職停薪津貼提高", noon()).await;
        let conn = world.db().read();
        let found = read::similar(conn, "育嬰留職停薪津貼應提高", "", 5, noon()).await.unwrap();
        assert_eq!(found.iter().map(|b| b.id).collect::<Vec<_>>(), [close, less]);
        assert!(read::similar(conn, "", "", 5, noon()).await.unwrap().is_empty());
        assert!(read::similar(conn, "' OR 1=1 --", "", 5, noon()).await.unwrap().is_empty());
    }
}
