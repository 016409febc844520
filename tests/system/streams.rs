//! Watching a count move.

use std::time::{Duration, Instant};

use folkmoot_gateway::config::Mode;
use folkmoot_tests::{Backend, House, on_both};
use serde_json::json;

/// Reads a stream until it holds `wanted`; gives what it held.
async fn until(stream: &mut reqwest::Response, wanted: &str) -> String {
    let mut told = String::new();
    while !told.contains(wanted) {
        let chunk = tokio::time::timeout(Duration::from_secs(10), stream.chunk()).await;
        told.push_str(std::str::from_utf8(&chunk.unwrap().unwrap().unwrap()).unwrap());
    }
    told
}

on_both!(a_stream_tells_of_its_drive_once_a_second_at_most, |house: House| async move {
    let (busy, quiet) = (house.drive().await, house.drive().await);
    let stream = async |proposal: &str| {
        reqwest::get(format!("{}/proposals/{proposal}/count/stream", house.url)).await.unwrap()
    };
    let (mut watching, mut waiting) = (stream(&busy).await, stream(&quiet).await);
    until(&mut waiting, "{\"count\":0}").await;
    let began = Instant::now();
    let crowd = house.crowd(12).await;
    for browser in &crowd {
        browser.post(&format!("/proposals/{busy}/sign"), &[]).await.expect(303);
    }
    let told = until(&mut watching, "{\"count\":12}").await;
    let most = usize::try_from(began.elapsed().as_secs()).unwrap() + 2;
    assert!(told.matches("event: count").count() <= most, "{told}");
    // A second watcher begins with the present count, and both hear of the next.
    let mut second = stream(&busy).await;
    assert!(until(&mut second, "\n\n").await.contains("{\"count\":12}"));
    crowd[0].post(&format!("/proposals/{busy}/unsign"), &[]).await.expect(303);
    until(&mut watching, "{\"count\":11}").await;
    until(&mut second, "{\"count\":11}").await;
    let silent = tokio::time::timeout(Duration::from_millis(1500), waiting.chunk()).await;
    assert!(silent.is_err(), "a stream told of another drive");
});

async fn full(backend: Backend) {
    let house = House::start_as(backend, Mode::Serve, &[("FOLKMOOT_STREAMS", "2")]).await;
    let proposal = house.drive().await;
    let url = format!("{}/proposals/{proposal}/count/stream", house.url);
    let first = reqwest::get(&url).await.unwrap();
    let _second = reqwest::get(&url).await.unwrap();
    let refused = reqwest::get(&url).await.unwrap();
    assert_eq!((refused.status().as_u16(), &refused.headers()["retry-after"]), (503, &"30".parse().unwrap()));
    // Asking goes on.
    house.browser().get(&format!("/proposals/{proposal}/count")).await.expect(200);
    drop(first);
    // That somebody has gone shows when something is told to them.
    let signer = house.crowd(1).await.remove(0);
    let mut acts = ["sign", "unsign"].into_iter().cycle();
    let began = Instant::now();
    while reqwest::get(&url).await.unwrap().status() != 200 {
        assert!(began.elapsed() < Duration::from_secs(30), "the place was never free again");
        let act = acts.next().unwrap();
        signer.post(&format!("/proposals/{proposal}/{act}"), &[]).await.expect(303);
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_streams_are_refused_on_sqlite() {
    full(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_streams_are_refused_on_postgres() {
    full(Backend::Postgres).await;
}

on_both!(new_comments_are_announced_and_hidden_ones_are_not, |house: House| async move {
    let matter = house.matter().await;
    let moderator = house.with_role("moderator", None).await;
    let (one, two) = (house.citizen("小華").await, house.citizen("小美").await);
    let list = format!("/proposals/{}/discussion", matter.proposal);
    let api = format!("/api/v1/proposals/{}/voices", matter.proposal);
    let say = async |browser: &folkmoot_tests::Browser, body: &str, parent: Option<&str>| {
        let sent = json!({ "stance": "pro", "body": body, "parent": parent });
        let voice = browser.call("POST", &api, sent).await.expect(201).json();
        voice["id"].as_str().unwrap().to_owned()
    };
    let old = say(&one, "先前的留言，讀者已經看過了", None).await;
    let page = house.browser().get(&list).await.expect(200);
    let part = |after: &str| {
        let rest = page.body.split_once(after).unwrap().1;
        rest.split_once('"').unwrap().0.replace("&amp;", "&")
    };
    let (stream, new) = (part("data-live-voices=\""), part("data-new=\""));
    let mut reading = reqwest::get(format!("{}{stream}", house.url)).await.unwrap();
    until(&mut reading, "{\"count\":0}").await;
    let bad = say(&two, "這是一則即將被隱藏的留言", None).await;
    until(&mut reading, "{\"count\":1}").await;
    say(&two, "回覆也會通知正在看的人", Some(&old)).await;
    until(&mut reading, "{\"count\":2}").await;

    // Of what a moderator hid nobody hears any more, and its words are nowhere.
    let hide = json!({
        "voice": bad, "act": "hide", "ground": "personal_data", "reason": "內容含有他人個資，先予隱藏。",
    });
    moderator.call("POST", "/api/v1/moderation/decisions", hide).await.expect(201);
    let told = until(&mut reading, "{\"count\":1}").await;
    assert!(!told.contains("即將被隱藏"));
    let fresh = house.browser().get(&new).await.expect(200);
    fresh.shows("回覆也會通知正在看的人").hides("即將被隱藏");
    // A stream that begins later starts with what is new since its page.
    let mut later = reqwest::get(format!("{}{stream}", house.url)).await.unwrap();
    until(&mut later, "{\"count\":1}").await;
    house.browser().get(&format!("{list}/stream?since=x&among=0")).await.expect(400);
    house.browser().get(&format!("{list}/new?since=9223372036854775807&among=0")).await.expect(400);
});
