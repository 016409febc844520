//! What is asked and refused before words are published: personal data, the same words again, too many from one network.

use folkmoot_tests::{House, on_both};
use serde_json::json;

const WORDS: &str = "這項政策對通勤族很有幫助，請打0912-345-678找我，身分證A123456789。";

on_both!(personal_data_is_asked_about_before_it_is_published, |house: House| async move {
    let matter = house.matter().await;
    let citizen = house.citizen("小華").await;
    let (page, api) = (
        format!("/proposals/{}/comments", matter.proposal),
        format!("/api/v1/proposals/{}/voices", matter.proposal),
    );
    let list = format!("/proposals/{}/discussion", matter.proposal);
    let form = [("stance", "pro"), ("body", WORDS)];
    let asked = citizen.post(&page, &form).await.expect(422);
    asked.shows("0912-345-678、A123456789").shows("仍要發布").shows("請打0912-345-678找我");
    house.browser().get(&list).await.expect(200).hides("0912-345-678");
    let answered = [("stance", "pro"), ("body", WORDS), ("personal", "ok")];
    citizen.post(&page, &answered).await.expect(303);
    house.browser().get(&list).await.expect(200).shows("0912-345-678");

    let refused = citizen
        .call("POST", &api, json!({ "stance": "pro", "body": "我的信箱是 ming@example.com，歡迎來信討論" }))
        .await;
    let refused = refused.expect(422).json();
    assert_eq!(refused["errors"][0]["code"], "personal_data", "{refused}");
    let sent = json!({ "stance": "pro", "body": "我的信箱是 ming@example.com，歡迎來信討論", "personal_data_ok": true });
    let voice = citizen.call("POST", &api, sent).await.expect(201).json();
    let voice = voice["id"].as_str().unwrap();

    // A reply and an edit are asked about, too.
    let reply = format!("/voices/{voice}/replies");
    citizen.post(&reply, &[("body", "請打 (02)2345-6789 聯絡我們")]).await.expect(422).shows("仍要發布");
    let edit = format!("/voices/{voice}/edit");
    let changed = [("stance", "pro"), ("body", "也可以打 04-2222-3333 找我討論")];
    citizen.post(&edit, &changed).await.expect(422).shows("04-2222-3333");
    let changed = [("stance", "pro"), ("body", "也可以打 04-2222-3333 找我討論"), ("personal", "ok")];
    citizen.post(&edit, &changed).await.expect(303);
    let changed = json!({ "body": "改打 0987654321 找我討論比較快" });
    citizen.call("PATCH", &format!("/api/v1/voices/{voice}"), changed).await.expect(422);
});

on_both!(a_proposal_with_personal_data_is_asked_about, |house: House| async move {
    let proposer = house.citizen("阿明").await;
    let draft = json!({
        "title": "公園增設遮蔭座椅",
        "content": "現行制度對一般家庭負擔太重，建議主管機關檢討並公布時程，聯絡電話 0912345678。",
        "demands": ["請主管機關於三個月內提出修正草案"],
        "benefits": "減輕家庭負擔，並讓政策更透明。",
        "category": "health_welfare",
        "let_platform_decide": true,
    });
    let id = proposer.call("POST", "/api/v1/proposals", draft).await.expect(201).json();
    let id = id["id"].as_str().unwrap();
    let submit = format!("/api/v1/proposals/{id}/submit");
    let refused = proposer.call("POST", &submit, json!({})).await.expect(422).json();
    assert_eq!(refused["errors"][0]["field"], "content", "{refused}");
    let check = format!("/proposals/{id}/edit/check");
    proposer.post(&check, &[]).await.expect(422).shows("0912345678").shows("仍要發布");
    proposer.post(&check, &[("personal", "ok")]).await.expect(303);
    let page = proposer.get(&format!("/proposals/{id}")).await.expect(200);
    page.shows("0912345678");
});

on_both!(the_same_words_again_are_refused_kindly, |house: House| async move {
    let matter = house.matter().await;
    let (citizen, other) = (house.citizen("小華").await, house.citizen("小美").await);
    let page = format!("/proposals/{}/comments", matter.proposal);
    let form = [("stance", "pro"), ("body", "這項政策對通勤族很有幫助，希望能夠早日實施。")];
    citizen.post(&page, &form).await.expect(303);
    // Pressed twice it is the first one.
    citizen.post(&page, &form).await.expect(303);
    house.days_pass(1);
    let again = [("stance", "pro"), ("body", "這項政策對通勤族很有幫助,希望能夠早日實施!")];
    citizen.post(&page, &again).await.expect(422).shows("已經說過相同的話").shows("希望能夠早日實施!");
    let api = format!("/api/v1/proposals/{}/voices", matter.proposal);
    // A token of the API lasts less than a day.
    let citizen = house.sign_in(citizen.person.as_ref().unwrap()).await;
    let other = house.sign_in(other.person.as_ref().unwrap()).await;
    let refused =
        citizen.call("POST", &api, json!({ "stance": "pro", "body": again[1].1 })).await.expect(409);
    assert_eq!(refused.json()["code"], "said_already");
    // Somebody else may say it, and short words may be said to several people.
    other.call("POST", &api, json!({ "stance": "pro", "body": form[1].1 })).await.expect(201);
    let thanks = |id: &str| format!("/voices/{id}/replies");
    let first = citizen.get(&api).await.expect(200).json()["items"].clone();
    for one in first.as_array().unwrap() {
        let id = one["id"].as_str().or(one["voice"]["id"].as_str()).unwrap().to_owned();
        house.days_pass(1);
        citizen.post(&thanks(&id), &[("body", "謝謝您的意見，我同意")]).await.expect(303);
    }
});
