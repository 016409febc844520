//! Sub-categories: proposing under one, finding, following, and what becomes of them when a rulebook loses one.

use folkmoot_foundation::db;
use folkmoot_gateway::config::Mode;
use folkmoot_gateway::rulebook_files;
use folkmoot_tests::{Answer, Backend, Browser, House, on_both, proposals};
use serde_json::{Value, json};

const CITY: &str = include_str!("../../deploy/rulebook-example-city.toml");

/// A draft in a category or sub-category; the answer.
async fn begun(browser: &Browser, title: &str, key: &str) -> Answer {
    let mut words = proposals::words(title);
    words["category"] = json!(key);
    browser.call("POST", "/api/v1/proposals", words).await
}

async fn draft(browser: &Browser, title: &str, key: &str) -> String {
    begun(browser, title, key).await.expect(201).json()["id"].as_str().unwrap().to_owned()
}

async fn submit(browser: &Browser, id: &str) -> Answer {
    browser.call("POST", &format!("/api/v1/proposals/{id}/submit"), Value::Null).await
}

/// A proposal that passed its review.
async fn opened(house: &House, browser: &Browser, title: &str, key: &str) -> String {
    let id = draft(browser, title, key).await;
    submit(browser, &id).await.expect(200);
    open(house, &id).await;
    id
}

async fn open(house: &House, id: &str) {
    let reviewer = house.with_role("reviewer", None).await;
    let open = json!({ "action": "open" });
    reviewer.call("POST", &format!("/api/v1/proposals/{id}/review"), open).await.expect(200);
}

async fn follow(browser: &Browser, kind: &str, key: &str) {
    browser.call("PUT", "/api/v1/me/follows", json!({ "kind": kind, "key": key })).await.expect(204);
}

/// By what somebody was told of each proposal that opened: the keys of the topics, sorted.
async fn told_by(browser: &Browser) -> Vec<String> {
    let notices = browser.get("/api/v1/me/notices").await.expect(200).json();
    let items = notices["items"].as_array().unwrap().clone();
    let mut keys: Vec<String> =
        items.iter().map(|one| one["via"]["key"].as_str().unwrap_or_default().to_owned()).collect();
    keys.sort_unstable();
    keys
}

fn fields(answer: &Answer) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let problem = answer.json();
    let errors = problem["errors"].as_array().unwrap().clone();
    errors.iter().map(|error| (text(&error["field"]), text(&error["code"]))).collect()
}

/// The ids of the proposals of a list.
async fn listed(browser: &Browser, query: &str) -> Vec<String> {
    let found = browser.get(&format!("/api/v1/proposals?{query}")).await.expect(200).json();
    let items = found["items"].as_array().unwrap().clone();
    items.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

on_both!(a_proposal_is_put_into_one_and_found_by_it, |house: House| async move {
    let citizen = house.citizen("提議人").await;
    let anyone = house.browser();

    // What there is not is refused, however it is written.
    let long = "transport.".repeat(2000);
    for wrong in [
        "transport.nope",
        "health_welfare.walking",
        "walking",
        "transport.",
        ".walking",
        "transport.walking.walking",
        "Transport.walking",
        "transport.<script>",
        &long,
    ] {
        let refused = begun(&citizen, "行人優先的路口設計", wrong).await.expect(422);
        assert_eq!(fields(&refused), [("category".to_owned(), "unknown".to_owned())], "{wrong:.40}");
    }

    // By the form, without scripts: one list, each sub-category after its category, and named whole.
    let id = house.draft(&citizen, "學校旁的人行道先補齊斷點").await;
    let page = format!("/proposals/{id}/edit");
    citizen
        .get(&format!("{page}/choices"))
        .await
        .expect(200)
        .shows("<option value=\"transport\" selected>交通建設</option><option value=\"transport.walking\">交通建設 › 行人與人行道</option>")
        .shows("選最接近的一項");
    citizen.get(&format!("{page}/choices?lang=en")).await.expect(200).shows("Transport › Walking</option>");
    let chosen =
        |key: &'static str| [("category", key), ("platform", "yes"), ("county", "63000"), ("go", "on")];
    citizen
        .post(&format!("{page}/choices"), &chosen("transport.leave"))
        .await
        .expect(422)
        .shows("請從選項中選擇");
    citizen.post(&format!("{page}/choices"), &chosen("transport.walking")).await.expect(303);
    citizen
        .get(&format!("{page}/choices"))
        .await
        .shows("<option value=\"transport.walking\" selected>交通建設 › 行人與人行道</option>");
    citizen.get(&format!("{page}/check")).await.expect(200).shows("交通建設 › 行人與人行道");
    let path = format!("/api/v1/proposals/{id}");
    let seen = citizen.get(&path).await.expect(200).json();
    assert_eq!((&seen["category"], &seen["subcategory"]), (&json!("transport"), &json!("transport.walking")));
    // The category alone takes it away, and what is left out stays.
    let plain = citizen.call("PATCH", &path, json!({ "category": "transport" })).await.expect(200).json();
    assert_eq!((&plain["category"], &plain["subcategory"]), (&json!("transport"), &Value::Null));
    citizen.call("PATCH", &path, json!({ "category": "transport.walking" })).await.expect(200);
    let kept = citizen.call("PATCH", &path, json!({ "county": "" })).await.expect(200).json();
    assert_eq!(kept["subcategory"], "transport.walking");
    submit(&citizen, &id).await.expect(200);
    let reviewer = house.with_role("reviewer", None).await;
    reviewer.get("/desk/review").await.expect(200).shows("交通建設 › 行人與人行道");
    reviewer.get(&format!("/desk/review/{id}")).await.expect(200).shows("交通建設 › 行人與人行道");
    let open = json!({ "action": "open" });
    reviewer.call("POST", &format!("{path}/review"), open).await.expect(200);
    let whole = opened(&house, &citizen, "公車到站資訊大字顯示", "transport").await;
    let leave = opened(&house, &citizen, "育嬰津貼可以按日申請", "labour.leave").await;

    // Shown wherever its category is, and the log says it.
    anyone.get(&format!("/proposals/{id}")).await.expect(200).shows("交通建設 › 行人與人行道");
    anyone.get("/proposals?lang=en").await.expect(200).shows("Transport › Walking</span>");
    let log = anyone.get(&format!("{path}/timeline")).await.expect(200).json();
    assert_eq!(log["items"][0]["kind"], "proposal.submitted");
    assert_eq!(log["items"][0]["data"]["category"], "transport");
    assert_eq!(log["items"][0]["data"]["subcategory"], "transport.walking");

    // A category holds what is in its sub-categories; what there is not is no error and holds nothing.
    for (key, expected) in [
        ("transport", vec![&whole, &id]),
        ("transport.walking", vec![&id]),
        ("labour", vec![&leave]),
        ("labour.leave", vec![&leave]),
        ("transport.cycling", vec![]),
        ("labour.walking", vec![]),
        ("walking", vec![]),
    ] {
        let mut found = listed(&anyone, &format!("category={key}")).await;
        found.sort_unstable();
        let mut expected: Vec<String> = expected.into_iter().cloned().collect();
        expected.sort_unstable();
        assert_eq!(found, expected, "{key}");
    }
    let page = anyone.get("/proposals?category=transport.walking").await.expect(200);
    page.shows("學校旁的人行道先補齊斷點").hides("公車到站資訊大字顯示");
    page.shows("交通建設 (2)</option><option value=\"transport.walking\" selected>交通建設 › 行人與人行道 (1)</option>")
        .shows("勞動就業 › 請假與育嬰留停 (1)")
        .shows("關注分類「交通建設 › 行人與人行道」")
        .shows("/feeds/proposals.atom?category=transport.walking")
        .hides("transport.cycling");
    anyone
        .get("/proposals?category=transport.nope&q=人行道")
        .await
        .expect(200)
        .shows("沒有這個篩選條件（分類）")
        .shows("學校旁的人行道先補齊斷點");

    let ask = async |query: &str| anyone.get(&format!("/api/v1/search?{query}")).await.expect(200).json();
    let found = ask("q=執行成果").await;
    assert_eq!(found["facets"]["category"], json!({ "transport": 2, "labour": 1 }));
    assert_eq!(found["facets"]["subcategory"], json!({ "transport.walking": 1, "labour.leave": 1 }));
    let part = ask("q=執行成果&category=transport.walking").await;
    assert_eq!((&part["total"], &part["items"][0]["id"]), (&json!(1), &json!(id)));
    assert_eq!(part["facets"]["subcategory"], found["facets"]["subcategory"], "counted without the choice");
    assert_eq!(ask("q=執行成果&category=transport").await["total"], 2);
    assert_eq!(ask("q=執行成果&category=transport.nope").await["total"], 0);
    anyone
        .get("/search?q=執行成果&category=transport.walking")
        .await
        .expect(200)
        .shows("交通建設 (2)</option><option value=\"transport.walking\" selected>交通建設 › 行人與人行道 (1)</option>");

    let feed = anyone.get("/feeds/proposals.atom?category=transport.walking").await.expect(200);
    feed.shows("最新提議：交通建設 › 行人與人行道")
        .shows("term=\"transport.walking\"")
        .shows("學校旁的人行道先補齊斷點")
        .hides("公車到站資訊大字顯示");
    anyone
        .get("/feeds/proposals.atom?category=transport")
        .await
        .expect(200)
        .shows("學校旁的人行道先補齊斷點")
        .shows("公車到站資訊大字顯示")
        .hides("育嬰津貼");
    anyone.get("/feeds/proposals.atom?category=transport.nope").await.expect(404);
    anyone.get("/how-it-works").await.expect(200).shows("交通建設（行人與人行道、自行車、");
});

on_both!(who_follows_it_or_its_category_is_told_once, |house: House| async move {
    let citizen = house.citizen("提議人").await;
    let (part, whole, both, other) = (
        house.citizen("關注細項").await,
        house.citizen("關注分類").await,
        house.citizen("都關注").await,
        house.citizen("關注別項").await,
    );
    let list = "/proposals?category=transport.walking";
    let form = [("kind", "category"), ("key", "transport.walking"), ("back", list)];
    let begun = part.post("/my/follows", &form).await.expect(303);
    assert!(begun.location.unwrap().contains("done=followed"));
    part.get(list).await.expect(200).shows("取消關注分類「交通建設 › 行人與人行道」");
    follow(&whole, "category", "transport").await;
    for (kind, key) in [("category", "transport"), ("category", "transport.walking"), ("county", "63000")] {
        follow(&both, kind, key).await;
        follow(&both, kind, key).await;
    }
    follow(&other, "category", "transport.cycling").await;
    for wrong in ["transport.nope", "labour.walking", "transport.", ".walking", "walking", "."] {
        let body = json!({ "kind": "category", "key": wrong });
        other.call("PUT", "/api/v1/me/follows", body).await.expect(404);
    }

    let id = opened(&house, &citizen, "學校旁的人行道先補齊斷點", "transport.walking").await;
    tokio::join!(house.work(), house.work());
    assert_eq!(told_by(&part).await, ["transport.walking"]);
    assert_eq!(told_by(&whole).await, ["transport"]);
    assert_eq!(told_by(&both).await, ["transport.walking"], "once, by the closest");
    assert!(told_by(&other).await.is_empty());
    part.get("/my/notices").await.expect(200).shows("因為您關注分類「交通建設 › 行人與人行道」");
    whole.get("/my/notices").await.expect(200).shows("因為您關注分類「交通建設」");
    part.get("/my/notices?lang=en").await.expect(200).shows("the category “Transport › Walking”");

    // The category itself is no matter of one of its parts.
    opened(&house, &citizen, "公車到站資訊大字顯示", "transport").await;
    house.work().await;
    assert_eq!(told_by(&part).await.len(), 1);
    assert_eq!(told_by(&whole).await.len(), 2);
    assert_eq!(told_by(&both).await, ["transport", "transport.walking"]);

    // The mail says it, and the link in it ends mails about categories.
    house.days_pass(2);
    tokio::join!(house.work(), house.work());
    let address = part.person.clone().unwrap().email;
    let mails = house.messages_to(&address).await;
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert!(mails[0].text.contains("分類「交通建設 › 行人與人行道」"), "{}", mails[0].text);
    assert!(mails[0].text.contains(&format!("/proposals/{id}")));
    let link = house.link_to(&address, "/unsubscribe/").await;
    house.browser().post(&link, &[]).await.expect(303);

    // The list of what one follows leads to what is in it, and ends it.
    let part = house.sign_in(part.person.as_ref().unwrap()).await;
    let mine = part.get("/my/follows").await.expect(200);
    mine.shows("交通建設 › 行人與人行道").shows("/proposals?category=transport.walking");
    assert_eq!(part.get("/api/v1/me/mails").await.expect(200).json()["kinds"]["category"], "never");
    part.post("/my/follows/end", &form).await.expect(303);
    part.get("/my/follows").await.expect(200).hides("行人與人行道");
    let citizen = house.sign_in(citizen.person.as_ref().unwrap()).await;
    opened(&house, &citizen, "斑馬線退縮與庇護島", "transport.walking").await;
    house.work().await;
    assert_eq!(told_by(&part).await.len(), 1);
    let both = house.sign_in(both.person.as_ref().unwrap()).await;
    assert_eq!(told_by(&both).await.len(), 3);
});

async fn a_rulebook_loses_one(backend: Backend) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("city.toml");
    std::fs::write(&file, CITY).unwrap();
    let settings = [
        ("FOLKMOOT_RULEBOOKS_FOLDER", folder.path().to_str().unwrap()),
        ("FOLKMOOT_RULEBOOK", "example-city"),
    ];
    let house = House::start_as(backend, Mode::Serve, &settings).await;
    let citizen = house.citizen("市民").await;
    let (part, whole) = (house.citizen("關注細項").await, house.citizen("關注分類").await);
    follow(&part, "category", "streets.signals").await;
    follow(&whole, "category", "streets").await;
    let id = opened(&house, &citizen, "路口號誌延長行人秒數", "streets.signals").await;
    let late = draft(&citizen, "巷口補畫停讓標線", "streets.signals").await;
    let waiting = draft(&citizen, "學校旁號誌加裝倒數", "streets.signals").await;
    submit(&citizen, &waiting).await.expect(200);
    house.work().await;

    let without: String =
        CITY.lines().filter(|line| !line.contains("signals")).collect::<Vec<_>>().join("\n");
    std::fs::write(&file, without).unwrap();
    let tx = house.app.db.begin().await.unwrap();
    let published = rulebook_files::publish(&tx, &file, house.now()).await.unwrap();
    db::commit(tx).await.unwrap();
    assert_eq!((published.rulebook.version, published.is_new), (2, true));
    let later = House::on(house.database_url.clone()).await;
    let anyone = later.browser();
    let here = async |browser: &Browser| later.sign_in(browser.person.as_ref().unwrap()).await;
    let (citizen, part, whole) = (here(&citizen).await, here(&part).await, here(&whole).await);

    // What has it keeps it, by its name, and is found by it.
    anyone.get(&format!("/proposals/{id}")).await.expect(200).shows("道路與交通 › 號誌與標線");
    for key in ["streets", "streets.signals"] {
        assert_eq!(listed(&anyone, &format!("category={key}")).await, [id.as_str()], "{key}");
        let page = anyone.get(&format!("/proposals?category={key}")).await.expect(200);
        page.shows("道路與交通 › 號誌與標線 (1)").shows("路口號誌延長行人秒數").hides("沒有這個篩選條件");
    }
    anyone.get("/feeds/proposals.atom?category=streets.signals").await.expect(200).shows("路口號誌");
    part.get("/my/follows").await.expect(200).shows("道路與交通 › 號誌與標線");

    // What is still written can't be sent with it: that is said, and nothing else is lost.
    let refused = submit(&citizen, &late).await.expect(422);
    assert_eq!(fields(&refused), [("category".to_owned(), "gone".to_owned())]);
    let edit = format!("/proposals/{late}/edit");
    let tried = citizen.post(&format!("{edit}/check"), &[]).await.expect(422);
    tried.shows("您選的細項已不再提供").shows("道路與交通").hides("streets.signals");
    citizen
        .get(&format!("{edit}/choices"))
        .await
        .expect(200)
        .shows("道路與交通 › 人行道</option>")
        .hides("號誌與標線");
    let again = [("category", "streets.pavements"), ("platform", "yes"), ("go", "on")];
    citizen.post(&format!("{edit}/choices"), &again).await.expect(303);
    submit(&citizen, &late).await.expect(200);
    let seen = citizen.get(&format!("/api/v1/proposals/{late}")).await.expect(200).json();
    assert_eq!((&seen["rulebook_version"], &seen["subcategory"]), (&json!(2), &json!("streets.pavements")));

    // Who follows what is gone still hears of what is in it, and once.
    open(&later, &waiting).await;
    later.work().await;
    assert_eq!(told_by(&part).await, ["streets.signals", "streets.signals"]);
    assert_eq!(told_by(&whole).await, ["streets", "streets"]);
    part.call("DELETE", "/api/v1/me/follows?kind=category&key=streets.signals", Value::Null)
        .await
        .expect(204);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rulebook_loses_one_on_sqlite() {
    a_rulebook_loses_one(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rulebook_loses_one_on_postgres() {
    a_rulebook_loses_one(Backend::Postgres).await;
}
