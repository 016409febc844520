//! Procedures as files: a city adds its own without any code, and a proposal goes its whole way under it.

use folkmoot_accounts::Role;
use folkmoot_foundation::db;
use folkmoot_gateway::config::Mode;
use folkmoot_gateway::rulebook_files;
use folkmoot_tests::{Backend, House, on_both};
use serde_json::{Value, json};

/// The example that comes with the platform, written from the page on how to write one.
const CITY: &str = include_str!("../../deploy/rulebook-example-city.toml");

async fn a_city_without_code(backend: Backend) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("city.toml");
    std::fs::write(&file, CITY).unwrap();
    let settings = [
        ("FOLKMOOT_RULEBOOKS_FOLDER", folder.path().to_str().unwrap()),
        ("FOLKMOOT_RULEBOOK", "example-city"),
    ];
    let house = House::start_as(backend, Mode::Serve, &settings).await;
    house.clock.set("2026-03-02T02:00:00Z".parse().unwrap());
    let anyone = house.browser();
    anyone.get("/how-it-works").await.expect(200).shows("市民提案").shows("30 人").shows("20 個工作天");

    let citizen = house.citizen("市民").await;
    let words = json!({
        "title": "河濱步道增設路燈",
        "content": "河濱步道晚上太暗，許多人不敢走，建議增設路燈並定期維護。",
        "demands": ["每三十公尺設一盞路燈"],
        "benefits": "晚上運動與通勤的人更安全，經費有限。",
        "category": "parks",
        "let_platform_decide": true,
    });
    let wrong = json!({ "category": "interior" });
    citizen.call("POST", "/api/v1/proposals", wrong).await.expect(422);
    let made = citizen.call("POST", "/api/v1/proposals", words).await.expect(201).json();
    let path = format!("/api/v1/proposals/{}", made["id"].as_str().unwrap());
    citizen.call("POST", &format!("{path}/submit"), Value::Null).await.expect(200);
    let seen = citizen.call("GET", &path, Value::Null).await.expect(200).json();
    assert_eq!((&seen["rulebook"], &seen["state"]), (&json!("example-city"), &json!("in_review")));

    house.clock.set("2026-03-03T02:00:00Z".parse().unwrap());
    let reviewer = house.with_role(Role::Reviewer.code(), None).await;
    reviewer.call("POST", &format!("{path}/review"), json!({ "action": "open" })).await.expect(200);
    let seen = anyone.get(&path).await.expect(200).json();
    assert_eq!(seen["closes_at"], json!("2026-03-24T16:00:00Z"), "three weeks, begun at once");

    house.clock.set("2026-03-04T02:00:00Z".parse().unwrap());
    for browser in house.crowd(30).await {
        browser.post(&format!("/proposals/{}/sign", made["id"].as_str().unwrap()), &[]).await.expect(303);
    }
    let seen = anyone.get(&path).await.expect(200).json();
    assert_eq!(seen["state"], "reached", "the thirtieth signature opens the case");
    let administrator = house.with_role(Role::Administrator.code(), None).await;
    let cases =
        administrator.call("GET", "/api/v1/cases?state=unassigned", Value::Null).await.expect(200).json();
    let clocks = cases["items"][0]["clocks"].as_array().unwrap().clone();
    let due: Vec<(&str, &str)> =
        clocks.iter().map(|c| (c["code"].as_str().unwrap(), c["last_day"].as_str().unwrap())).collect();
    assert_eq!(due, [("contact", "2026-03-11"), ("response", "2026-04-01")]);

    // Another number is another version: what is different is told, and the proposal keeps its own.
    std::fs::write(&file, CITY.replace("count = 30", "count = 25")).unwrap();
    let tx = house.app.db.begin().await.unwrap();
    let published = rulebook_files::publish(&tx, &file, house.now()).await.unwrap();
    db::commit(tx).await.unwrap();
    assert_eq!((published.rulebook.version, published.is_new), (2, true));
    let later = House::on(house.database_url.clone()).await;
    let anyone = later.browser();
    anyone.get("/rulebooks/example-city/2").await.expect(200).shows("與第 1 版的不同").shows("30 → 25");
    anyone.get("/rulebooks/example-city/1?against=2").await.expect(200).shows("25 → 30");
    anyone.get("/rulebooks/example-city/1?against=9").await.expect(404);
    anyone
        .get("/rulebooks/example-city?lang=en&against=1")
        .await
        .expect(200)
        .shows("Thresholds / The city answers / Count: 30 → 25");
    assert_eq!(anyone.get(&path).await.expect(200).json()["rulebook_version"], json!(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_city_without_code_on_sqlite() {
    a_city_without_code(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_city_without_code_on_postgres() {
    a_city_without_code(Backend::Postgres).await;
}

on_both!(how_to_write_one_is_told_in_both_languages, |house: House| async move {
    let anyone = house.browser();
    anyone
        .get("/rules/schema")
        .await
        .expect(200)
        .shows("怎麼寫規則檔")
        .shows("[[thresholds]]")
        .shows("folkmoot rulebook check my-city.toml");
    anyone
        .get("/rules/schema?lang=en")
        .await
        .expect(200)
        .shows("How to write a rulebook")
        .shows("must be written");
    anyone.get("/how-it-works").await.expect(200).shows("/rules/schema").shows("試算日期");
    for id in ["uk-parliament", "korea-civil-petition", "open-data-request", "eu-citizens-initiative"] {
        anyone.get(&format!("/rulebooks/{id}")).await.expect(200);
        anyone.get(&format!("/rulebooks/{id}?lang=en")).await.expect(200);
    }
    let taken = tempfile::tempdir().unwrap();
    for name in ["a.toml", "b.toml"] {
        std::fs::write(taken.path().join(name), CITY).unwrap();
    }
    let tx = house.app.db.begin().await.unwrap();
    let twice = rulebook_files::publish_folder(&tx, taken.path(), house.now()).await.unwrap_err();
    assert!(twice.to_string().contains("example-city"), "{twice}");
    std::fs::write(taken.path().join("b.toml"), "extends = \"jion\"\nid = \"b\"").unwrap();
    let wrong = rulebook_files::publish_folder(&tx, taken.path(), house.now()).await.unwrap_err();
    assert!(wrong.to_string().contains("did you mean join?"), "{wrong}");
});
