//! Co-signing over HTTP.

use std::time::Duration;

use folkmoot_gateway::config::Mode;
use folkmoot_tests::{Answer, Backend, Browser, House, on_both};
use futures_util::future::join_all;
use serde_json::Value;

async fn sign(browser: &Browser, proposal: &str) -> Answer {
    browser.post(&format!("/proposals/{proposal}/sign"), &[]).await
}

async fn count(house: &House, proposal: &str) -> i64 {
    let answer = house.browser().get(&format!("/proposals/{proposal}/count")).await.expect(200);
    answer.json()["count"].as_i64().unwrap()
}

/// Fails unless total, hours and counties of the API agree on the count.
async fn agrees(house: &House, proposal: &str, count: i64) {
    let api = format!("/api/v1/proposals/{proposal}/signatures");
    let browser = house.browser();
    let sum = |answer: Answer| -> i64 {
        let items = answer.json()["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["count"].as_i64().unwrap()).sum()
    };
    let total = browser.get(&format!("{api}/count")).await.expect(200).json()["count"].as_i64().unwrap();
    let hours = sum(browser.get(&format!("{api}/history")).await.expect(200));
    let counties = sum(browser.get(&format!("{api}/by-county")).await.expect(200));
    assert_eq!((total, hours, counties), (count, count, count));
}

on_both!(one_press_signs_and_a_second_shows_the_first_receipt, |house: House| async move {
    let proposal = house.drive().await;
    let crowd = house.crowd(2).await;
    let first = sign(&crowd[0], &proposal).await.expect(303).location.unwrap();
    let receipt = first.strip_suffix("?done=signed").unwrap();
    crowd[0].get(&first).await.expect(200).shows("附議完成").shows("公園增設飲水機").shows("臺北市");
    let again = sign(&crowd[0], &proposal).await.expect(303).location.unwrap();
    assert_eq!(again, format!("{receipt}?done=signed-already"));
    assert_eq!(count(&house, &proposal).await, 1);

    let json = crowd[0].get(&format!("{receipt}.json")).await.expect(200).json();
    assert_eq!((json["drive"].as_str(), json["channel"].as_str()), (Some(proposal.as_str()), Some("online")));
    // A receipt is its signer's alone.
    crowd[1].get(receipt).await.expect(404);
    crowd[1].get(&format!("{receipt}.json")).await.expect(404);
    let led = house.browser().get(receipt).await.expect(303).location.unwrap();
    assert_eq!(led, format!("/sign-in?back={receipt}"));
});

on_both!(strangers_and_the_unconfirmed_are_led_on_and_back, |house: House| async move {
    let proposal = house.drive().await;
    let led = sign(&house.browser(), &proposal).await.expect(303).location.unwrap();
    assert_eq!(led, format!("/sign-in?back=/proposals/{proposal}"));
    let led = sign(&house.unconfirmed().await, &proposal).await.expect(303).location.unwrap();
    assert_eq!(led, folkmoot_web::components::sign_box::confirm_path(&format!("/proposals/{proposal}")));
    let citizen = house.citizen("小芬").await;
    house.forget_mobiles().await;
    let path = format!("/api/v1/proposals/{proposal}/signatures");
    let refused = citizen.call("POST", &path, serde_json::Value::Null).await.expect(409);
    assert_eq!(refused.json()["code"], "sign_needs_mobile");
    refused.shows("請先驗證手機號碼");
    assert_eq!(count(&house, &proposal).await, 0);
    house.crowd(1).await[0]
        .post("/proposals/00000000-0000-0000-0000-000000000000/sign", &[])
        .await
        .expect(404);
    sign(&house.crowd(1).await[0], "nonsense").await.expect(404);
});

on_both!(a_signature_can_be_taken_back_while_the_window_is_open, |house: House| async move {
    let proposal = house.drive().await;
    let crowd = house.crowd(3).await;
    let unsign = format!("/proposals/{proposal}/unsign");
    for browser in &crowd {
        sign(browser, &proposal).await.expect(303);
    }
    crowd[0].get(&unsign).await.expect(200).shows("要撤回附議嗎");
    assert_eq!(count(&house, &proposal).await, 3, "asking changes nothing");
    let done = crowd[0].post(&unsign, &[]).await.expect(303).location.unwrap();
    assert_eq!(done, format!("/proposals/{proposal}?done=unsigned"));
    agrees(&house, &proposal, 2).await;
    crowd[0].get(&unsign).await.expect(409).shows("您沒有附議這件提議");
    crowd[0].post(&unsign, &[]).await.expect(409);
    sign(&crowd[0], &proposal).await.expect(303);
    agrees(&house, &proposal, 3).await;

    house.days_pass(61);
    crowd[0].post(&unsign, &[]).await.expect(409).shows("附議期已經結束");
    sign(&house.crowd(1).await[0], &proposal).await.expect(409).shows("附議期已經結束");
    agrees(&house, &proposal, 3).await;
    house.browser().post(&unsign, &[]).await.expect(303);
});

on_both!(another_number_signs_nothing_twice, |house: House| async move {
    let proposal = house.drive().await;
    let citizen = house.citizen("小明").await;
    let first = sign(&citizen, &proposal).await.expect(303).location.unwrap();
    let receipt = first.strip_suffix("?done=signed").unwrap();

    citizen.post("/account/mobile/code", &[("mobile", "0987654321")]).await.expect(303);
    let code = house.code_to("+886987654321").await;
    citizen.post("/account/mobile/confirm", &[("code", &code)]).await.expect(303);
    let again = sign(&citizen, &proposal).await.expect(303).location.unwrap();
    assert_eq!(again, format!("{receipt}?done=signed-already"));
    agrees(&house, &proposal, 1).await;
    citizen.get(receipt).await.expect(200).shows("公園增設飲水機");
    citizen.get(&format!("/proposals/{proposal}")).await.expect(200).shows(receipt);

    let unsign = format!("/proposals/{proposal}/unsign");
    citizen.get(&unsign).await.expect(200);
    citizen.post(&unsign, &[]).await.expect(303);
    agrees(&house, &proposal, 0).await;
});

on_both!(before_the_window_nobody_signs, |house: House| async move {
    let proposal = house.drive().await;
    house.clock.advance(-chrono::TimeDelta::seconds(1));
    sign(&house.crowd(1).await[0], &proposal).await.expect(409).shows("附議期還沒開始");
});

on_both!(the_numbers_have_a_page_in_both_languages, |house: House| async move {
    let proposal = house.drive().await;
    let path = format!("/proposals/{proposal}/signatures");
    house.browser().get(&path).await.expect(200).shows("還沒有附議").shows("登入或註冊");
    let crowd = house.crowd(3).await;
    for browser in &crowd {
        sign(browser, &proposal).await.expect(303);
        house.days_pass(1);
    }
    let page = crowd[0].get(&path).await.expect(200);
    page.shows("查看收據").shows("臺北").shows("<svg").shows("剩 56 天");
    house.browser().get(&format!("{path}?lang=en")).await.expect(200).shows("56 days left").shows("Taipei");
    house.days_pass(90);
    crowd[0].get(&path).await.expect(200).shows("附議期已結束").hides("data-count-stream");
    house.browser().get("/proposals/00000000-0000-0000-0000-000000000000/signatures").await.expect(404);
});

async fn fires_once(backend: Backend) {
    let house = House::start_as(backend, Mode::Serve, &[("FOLKMOOT_RULEBOOK", "demo")]).await;
    let proposal = house.drive().await;
    let crowd = house.crowd(60).await;
    let answers = join_all((0..200).map(|n| sign(&crowd[n % 60], &proposal))).await;
    assert!(answers.iter().all(|answer| answer.status == 303));
    let first = answers.iter().filter(|a| a.location.as_deref().unwrap().ends_with("done=signed")).count();
    assert_eq!(first, 60);
    agrees(&house, &proposal, 60).await;
    let happened = house.happened(&proposal).await;
    for once in ["proposal.ownership_check", "proposal.reached", "case.opened"] {
        assert_eq!(happened.iter().filter(|kind| *kind == once).count(), 1, "{once} in {happened:?}");
    }
    // Signing goes on until the window ends.
    sign(&house.crowd(1).await[0], &proposal).await.expect(303);
    agrees(&house, &proposal, 61).await;
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_threshold_opens_the_case_once_on_sqlite() {
    fires_once(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_threshold_opens_the_case_once_on_postgres() {
    fires_once(Backend::Postgres).await;
}

async fn overload(backend: Backend) {
    let house = House::start_as(backend, Mode::Serve, &[("FOLKMOOT_SIGNING_QUEUE", "1")]).await;
    let proposal = house.drive().await;
    let crowd = house.crowd(60).await;
    let answers = join_all(crowd.iter().map(|browser| sign(browser, &proposal))).await;
    let taken = answers.iter().filter(|answer| answer.status == 303).count();
    let refused: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 503).collect();
    assert_eq!(taken + refused.len(), 60);
    assert!(!refused.is_empty(), "a queue of one was never full");
    for answer in refused {
        assert!(answer.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() > 0);
        answer.shows("這次沒有計入").shows(&format!("action=\"/proposals/{proposal}/sign\""));
    }
    agrees(&house, &proposal, i64::try_from(taken).unwrap()).await;
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_overload_is_refused_cleanly_on_sqlite() {
    overload(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_overload_is_refused_cleanly_on_postgres() {
    overload(Backend::Postgres).await;
}

on_both!(a_stream_tells_the_count_as_it_grows, |house: House| async move {
    let proposal = house.drive().await;
    let crowd = house.crowd(2).await;
    let url = format!("{}/proposals/{proposal}/count/stream", house.url);
    let mut stream = reqwest::get(&url).await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let mut told = String::new();
    for (n, wanted) in ["{\"count\":0}", "{\"count\":1}", "{\"count\":2}"].into_iter().enumerate() {
        if let Some(browser) = n.checked_sub(1).map(|n| &crowd[n]) {
            sign(browser, &proposal).await.expect(303);
        }
        while !told.contains(wanted) {
            let chunk = tokio::time::timeout(Duration::from_secs(10), stream.chunk()).await;
            told.push_str(std::str::from_utf8(&chunk.unwrap().unwrap().unwrap()).unwrap());
        }
    }
    // An open stream does not hold up the end of the process.
    tokio::time::timeout(Duration::from_secs(10), house.stop()).await.unwrap();
});

on_both!(the_api_reads_the_numbers_without_a_token, |house: House| async move {
    let proposal = house.drive().await;
    agrees(&house, &proposal, 0).await;
    let api = format!("/api/v1/proposals/{proposal}/signatures");
    let answer = house.browser().get(&format!("{api}/count")).await.expect(200);
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    assert_eq!(answer.json()["thresholds"][1]["count"], 5000);
    for method in ["POST", "DELETE"] {
        house.browser().call(method, &api, Value::Null).await.expect(401);
    }
    // A cookie signs nothing on the API.
    house.crowd(1).await[0].call("POST", &api, Value::Null).await.expect(401);
    house.browser().get("/api/v1/me/signatures").await.expect(401);
    let nowhere = "/api/v1/proposals/00000000-0000-0000-0000-000000000000/signatures/history";
    house.browser().get(nowhere).await.expect(404);
});

on_both!(the_api_signs_and_takes_back, |house: House| async move {
    let proposal = house.drive().await;
    let api = format!("/api/v1/proposals/{proposal}/signatures");
    let citizen = house.citizen("小明").await;
    let first = citizen.call("POST", &api, Value::Null).await.expect(201).json();
    assert_eq!((first["already"].as_bool(), first["count"].as_i64()), (Some(false), Some(1)));
    let again = citizen.call("POST", &api, Value::Null).await.expect(200).json();
    assert_eq!((again["already"].as_bool(), &again["receipt"]), (Some(true), &first["receipt"]));

    // Another account on the same number is the same person.
    let mobile = citizen.person.as_ref().unwrap().mobile.clone();
    let twin = house.sign_in(&house.somebody_on("小明二號", &mobile).await).await;
    let twice = twin.call("POST", &api, Value::Null).await.expect(200).json();
    assert_eq!(twice["receipt"], first["receipt"]);
    agrees(&house, &proposal, 1).await;

    let mine = citizen.get("/api/v1/me/signatures").await.expect(200).json();
    assert_eq!(mine["items"].as_array().unwrap().len(), 1);
    assert_eq!(mine["items"][0]["proposal"], proposal.as_str());
    let back = citizen.call("DELETE", &api, Value::Null).await.expect(200).json();
    assert_eq!((back["receipt"]["state"].as_str(), back["count"].as_i64()), (Some("withdrawn"), Some(0)));
    let problem = citizen.call("DELETE", &api, Value::Null).await.expect(409);
    assert_eq!(problem.json()["code"], "not_signed");
    citizen.get("/api/v1/me/signatures?cursor=nonsense").await.expect(400);
});

on_both!(the_page_of_a_proposal_holds_the_box, |house: House| async move {
    let proposal = house.drive().await;
    let path = format!("/proposals/{proposal}");
    let action = format!("action=\"{path}/sign\"");
    house.browser().get(&path).await.expect(200).shows(&action).shows("登入或註冊").shows("count/stream");
    let crowd = house.crowd(1).await;
    crowd[0].get(&path).await.expect(200).shows(&action).shows("附議期內可以撤回");
    sign(&crowd[0], &proposal).await.expect(303);
    crowd[0].get(&path).await.expect(200).hides(&action).shows("/receipts/").shows(&format!("{path}/unsign"));
});

on_both!(the_numbers_can_be_taken_along, |house: House| async move {
    let proposal = house.drive().await;
    let crowd = house.crowd(7).await;
    let path = format!("/proposals/{proposal}/signatures");
    house.browser().get(&path).await.expect(200).shows("還沒有附議").shows("還差 5,000 份");
    for browser in &crowd {
        sign(browser, &proposal).await.expect(303);
    }
    let page = house.browser().get(&path).await.expect(200);
    page.shows("每小時")
        .shows("依此速度")
        .shows("OGDL-Taiwan-1.0")
        .shows("還差 4,993 份")
        .shows("2026年3月3日 00:00");
    page.shows("線上 <strong>7</strong>");
    let count = house.browser().get(&format!("/api/v1{path}/count")).await.json();
    assert_eq!(count["channels"], serde_json::json!([{ "channel": "online", "count": 7 }]));
    for name in ["thresholds", "history", "by-region"] {
        let file = format!("/api/v1{path}/{name}");
        page.shows(&format!("href=\"{file}\"")).shows(&format!("href=\"{file}.csv\""));
        let json = house.browser().get(&file).await.expect(200).json();
        assert_eq!(
            (json["licence"].as_str(), json["as_of"].as_str()),
            (Some("OGDL-Taiwan-1.0"), Some("2026-03-02T16:00:00Z"))
        );
        let table = house.browser().get(&format!("{file}.csv")).await.expect(200);
        assert_eq!(table.headers["content-type"], "text/csv; charset=utf-8; header=present");
        assert_eq!(table.headers["access-control-allow-origin"], "*");
        assert!(table.headers["link"].to_str().unwrap().contains("rel=\"license\""));
        let rows: Vec<&str> = table.body.lines().collect();
        assert_eq!(rows.len(), 1 + json["items"].as_array().unwrap().len());
        assert!(rows[0].starts_with('\u{FEFF}') && rows[0].ends_with(",as_of,licence"), "{rows:?}");
        assert!(rows[1].ends_with(",2026-03-02T16:00:00Z,OGDL-Taiwan-1.0"), "{rows:?}");
    }
    let counties = house.browser().get(&format!("/api/v1{path}/by-county.csv")).await;
    counties.shows("63000,臺北市,7,");
});

on_both!(the_count_is_a_picture_for_other_sites, |house: House| async move {
    let proposal = house.drive().await;
    sign(&house.crowd(1).await[0], &proposal).await.expect(303);
    let path = format!("/proposals/{proposal}/badge.svg");
    let picture = house.browser().get(&path).await.expect(200);
    picture.shows("role=\"img\"").shows("1 / 5,000 人附議").shows("公園增設飲水機").shows("附議中");
    let headers = &picture.headers;
    assert_eq!(headers["content-type"], "image/svg+xml");
    assert_eq!(headers["cross-origin-resource-policy"], "cross-origin");
    assert_eq!(headers["cache-control"], "public, max-age=60");
    assert!(!headers.contains_key("set-cookie"));
    let tag = headers["etag"].clone();
    let again = reqwest::Client::new().get(format!("{}{path}", house.url)).header("if-none-match", &tag);
    assert_eq!(again.send().await.unwrap().status(), 304);
    let english = house.browser().get(&format!("{path}?lang=en")).await.expect(200);
    english.shows("1 / 5,000 co-signed");
    assert_ne!(english.headers["etag"], tag);
    let box_of_page = house.browser().get(&format!("/proposals/{proposal}/signatures")).await.expect(200);
    box_of_page.shows(&format!("src=\"{path}\"")).shows("&lt;img src=&quot;http");
    house.browser().get("/proposals/00000000-0000-0000-0000-000000000000/badge.svg").await.expect(404);
});
