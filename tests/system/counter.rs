//! The counter: a clerk enters signatures for people who are present, and anyone looks a receipt up.

use folkmoot_gateway::config::Mode;
use folkmoot_tests::{Answer, Backend, Browser, House, on_both};
use serde_json::{Value, json};

async fn enter(clerk: &Browser, proposal: &str, mobile: &str) -> Answer {
    let fields = [("identifier", mobile), ("region", "63000"), ("counter_present", "yes")];
    clerk.post(&format!("/desk/counter/{proposal}"), &fields).await
}

async fn look_up(house: &House, proposal: &str, leaf: &str) -> Answer {
    house.browser().get(&format!("/verify?proposal={proposal}&leaf={leaf}")).await
}

on_both!(a_clerk_enters_a_signature_and_hands_its_receipt_over, |house: House| async move {
    let proposal = house.drive().await;
    let desk = format!("/desk/counter/{proposal}");
    let clerk = house.with_role("clerk", None).await;
    clerk.get("/desk/counter").await.expect(200).shows("公園增設飲水機").shows(&desk);
    clerk.get("/desk/counter?q=飲水機").await.expect(200).shows(&desk);
    clerk.get(&desk).await.expect(200).shows("手機號碼");

    let nothing = clerk.post(&desk, &[("identifier", "0912345678")]).await.expect(422);
    nothing.shows("請確認本人在場").hides("0912345678");
    enter(&clerk, &proposal, "12").await.expect(422).shows("格式不對");
    enter(&clerk, &proposal, "").await.expect(422);
    let wrong = [("identifier", "0912345678"), ("region", "=1+1"), ("counter_present", "yes")];
    clerk.post(&desk, &wrong).await.expect(422);

    let receipt = enter(&clerk, &proposal, "0912345678").await.expect(303).location.unwrap();
    assert!(receipt.starts_with(&format!("{desk}/receipts/")) && !receipt.contains("912345678"));
    let page = clerk.get(&receipt).await.expect(200);
    page.shows("附議收據").shows("/verify").hides("912345678").hides("912 345 678");
    assert_eq!(page.headers["cache-control"], "private, no-store");
    let leaf = page.body.split("<code>").nth(2).unwrap().split('<').next().unwrap().to_owned();
    assert_eq!(leaf.len(), 64);
    // A receipt leads to no other, and to nobody who is no clerk.
    clerk.get(&format!("{desk}/receipts/nonsense")).await.expect(404);
    house.citizen("小芬").await.get(&receipt).await.expect(403);

    let again = enter(&clerk, &proposal, "+886 912-345-678").await.expect(303).location.unwrap();
    assert_eq!(again, format!("{desk}/already"));
    clerk.get(&again).await.expect(200).shows("已經附議過").hides("櫃檯的");
    let count = format!("/api/v1/proposals/{proposal}/signatures/count");
    let shown = house.browser().get(&count).await.expect(200).json();
    assert_eq!(
        (shown["count"].clone(), shown["channels"].clone()),
        (json!(1), json!([{ "channel": "counter", "count": 1 }]))
    );
    assert!(house.happened(&proposal).await.contains(&"signatures.at_counter".to_owned()));

    look_up(&house, &proposal, &leaf).await.expect(200).shows("並且計入");
    look_up(&house, &proposal, &leaf.to_uppercase()).await.expect(200).shows("並且計入");
    look_up(&house, &proposal, &"0".repeat(64)).await.expect(200).shows("沒有這個驗證碼");
    look_up(&house, &proposal, "abc").await.expect(422).shows("64 個英數字");
    look_up(&house, "999", &leaf).await.expect(422);
    look_up(&house, "", &leaf).await.expect(422);
    house.browser().get("/verify").await.expect(200).shows("查詢一份附議").hides("沒有這個驗證碼");
});

on_both!(what_was_taken_back_is_told_as_not_counting, |house: House| async move {
    let proposal = house.drive().await;
    let signer = house.citizen("小芬").await;
    let api = format!("/api/v1/proposals/{proposal}/signatures");
    let signed = signer.call("POST", &api, Value::Null).await.expect(201).json();
    let leaf = signed["receipt"]["leaf"].as_str().unwrap();
    look_up(&house, &proposal, leaf).await.expect(200).shows("並且計入");
    signer.call("DELETE", &api, Value::Null).await.expect(200);
    look_up(&house, &proposal, leaf).await.expect(200).shows("目前不計入");
});

on_both!(the_api_enters_signatures_as_pages_do, |house: House| async move {
    let proposal = house.drive().await;
    let path = format!("/api/v1/proposals/{proposal}/signatures/counter");
    let clerk = house.with_role("clerk", None).await;
    let body = json!({ "identifier": "0987654321", "county": "花蓮縣", "present": true });
    let made = clerk.call("POST", &path, body.clone()).await.expect(201).json();
    assert_eq!(
        (made["already"].clone(), made["signed"]["receipt"]["channel"].clone()),
        (json!(false), json!("counter"))
    );
    let again = clerk.call("POST", &path, body.clone()).await.expect(200).json();
    assert_eq!((again["already"].clone(), again["signed"].clone()), (json!(true), Value::Null));
    let absent = json!({ "identifier": "0987654321", "present": false });
    clerk.call("POST", &path, absent).await.expect(422);
    house.with_role("facilitator", None).await.call("POST", &path, body.clone()).await.expect(403);
    house.days_pass(60);
    let clerk = house.sign_in(clerk.person.as_ref().unwrap()).await;
    let other = json!({ "identifier": "0987654322", "present": true });
    clerk.call("POST", &path, other).await.expect(409).shows("附議期");
    clerk.get(&format!("/desk/counter/{proposal}")).await.expect(200).shows("現在不能登錄");
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clerk_enters_no_more_than_the_setting_allows() {
    let settings = [("FOLKMOOT_COUNTER_HOURLY", "2")];
    let house = House::start_as(Backend::Sqlite, Mode::Serve, &settings).await;
    let proposal = house.drive().await;
    let clerk = house.with_role("clerk", None).await;
    for mobile in ["0912345671", "0912345672"] {
        enter(&clerk, &proposal, mobile).await.expect(303);
    }
    enter(&clerk, &proposal, "0912345673").await.expect(429);
    let other = house.with_role("clerk", None).await;
    enter(&other, &proposal, "0912345673").await.expect(303);
}
