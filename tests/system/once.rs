//! `Idempotency-Key`: a request that is sent twice is done once.

use folkmoot_tests::proposals::words;
use folkmoot_tests::{Answer, Browser, House, on_both};
use futures_util::future::join_all;
use serde_json::{Value, json};

/// Posts to the API with a key.
async fn post(browser: &Browser, path: &str, key: &str, body: Value) -> Answer {
    let token = browser.token.clone().unwrap_or_default();
    browser
        .raw(|http, url| {
            let request = http.post(format!("{url}{path}")).header("idempotency-key", key);
            let request = if token.is_empty() { request } else { request.bearer_auth(token) };
            if body.is_null() { request } else { request.json(&body) }
        })
        .await
}

fn is_replayed(answer: &Answer) -> bool {
    answer.headers.contains_key("idempotency-replayed")
}

async fn drafts(browser: &Browser) -> usize {
    let mine = browser.call("GET", "/api/v1/me/proposals", Value::Null).await.expect(200).json();
    mine["items"].as_array().unwrap().len()
}

on_both!(signing_again_with_a_key_gets_the_first_answer, |house: House| async move {
    let proposal = house.drive().await;
    let path = format!("/api/v1/proposals/{proposal}/signatures");
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let first = post(&ann, &path, "k-1", Value::Null).await.expect(201);
    let again = post(&ann, &path, "k-1", Value::Null).await.expect(201);
    assert_eq!(first.body, again.body);
    assert!(!is_replayed(&first) && is_replayed(&again));
    assert_eq!(first.headers["content-type"], again.headers["content-type"]);
    // Without it, or with another, one learns that one has signed before.
    ann.call("POST", &path, Value::Null).await.expect(200);
    post(&ann, &path, "k-2", Value::Null).await.expect(200);
    // Another person's key is another key.
    let other = post(&ben, &path, "k-1", Value::Null).await.expect(201);
    assert!(!is_replayed(&other) && other.json()["count"] == 2);
});

on_both!(a_key_belongs_to_one_request_for_a_day, |house: House| async move {
    let citizen = house.citizen("安安").await;
    let path = "/api/v1/proposals";
    let first = post(&citizen, path, "key", words("公園增設飲水機")).await.expect(201);
    let again = post(&citizen, path, "key", words("公園增設飲水機")).await.expect(201);
    assert_eq!(first.json()["id"], again.json()["id"]);
    assert_eq!(drafts(&citizen).await, 1);
    for (path, body) in [
        (path, words("公園增設廁所")),
        ("/api/v1/proposals?lang=en", words("公園增設飲水機")),
        ("/api/v1/tokens", json!({})),
    ] {
        let other = post(&citizen, path, "key", body).await.expect(422);
        assert_eq!(other.json()["code"], "idempotency_key_reused");
        other.shows("Idempotency-Key");
    }
    house.clock.advance(chrono::TimeDelta::hours(24));
    let citizen = house.sign_in(citizen.person.as_ref().unwrap()).await;
    let late = post(&citizen, path, "key", words("公園增設廁所")).await.expect(201);
    assert!(!is_replayed(&late));
    assert_eq!(drafts(&citizen).await, 2);
});

on_both!(of_two_at_once_one_acts, |house: House| async move {
    let citizen = house.citizen("安安").await;
    let answers =
        join_all((0..8).map(|_| post(&citizen, "/api/v1/proposals", "key", words("公園增設飲水機")))).await;
    let mut ids: Vec<String> = Vec::new();
    for answer in answers {
        match answer.status {
            201 => ids.push(answer.json()["id"].to_string()),
            _ => assert_eq!(answer.expect(409).json()["code"], "idempotency_in_progress"),
        }
    }
    ids.dedup();
    assert_eq!((ids.len(), drafts(&citizen).await), (1, 1));
});

on_both!(what_was_refused_may_come_again, |house: House| async move {
    let citizen = house.citizen("安安").await;
    let hostile = json!({ "title": "\u{0}", "nope": 1 });
    post(&citizen, "/api/v1/proposals", "key", hostile).await.expect(400);
    post(&citizen, "/api/v1/proposals", "key", words("公園增設飲水機")).await.expect(201);
    // Nobody is signed in: there is no one whose key it could be.
    let anyone = house.browser();
    for _ in 0..2 {
        post(&anyone, "/api/v1/proposals", "key", words("公園增設飲水機")).await.expect(401);
    }
});

on_both!(a_key_has_a_form, |house: House| async move {
    let citizen = house.citizen("安安").await;
    let long = "k".repeat(256);
    for key in ["", "with blank", &long, "鍵"] {
        let refused = post(&citizen, "/api/v1/proposals", key, words("公園增設飲水機")).await.expect(400);
        assert_eq!(refused.json()["code"], "idempotency_key", "{key:?}");
    }
    post(&citizen, "/api/v1/proposals", &long[1..], words("公園增設飲水機")).await.expect(201);
    assert_eq!(drafts(&citizen).await, 1);
    let document = house.browser().get("/api/v1/openapi.json").await.expect(200).json();
    let parameters = &document["paths"]["/api/v1/proposals/{id}/signatures"]["post"]["parameters"];
    assert!(parameters.as_array().unwrap().iter().any(|p| p["name"] == "Idempotency-Key"), "{parameters}");
    house.browser().get("/api").await.expect(200).shows("Idempotency-Key");
});
