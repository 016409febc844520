//! Withdrawing in favour of a similar proposal: each signer is asked once, nobody is moved.

use folkmoot_foundation::DriveId;
use folkmoot_tests::{Browser, House, on_both};
use serde_json::{Value, json};

const TITLE: &str = "公園遊具應定期檢查";
const OTHER: &str = "公園遊具與飲水機應每月檢查";

async fn count(house: &House, proposal: &str) -> i64 {
    let path = format!("/api/v1/proposals/{proposal}/signatures/count");
    house.browser().get(&path).await.expect(200).json()["count"].as_i64().unwrap()
}

async fn sign(browser: &Browser, proposal: &str) {
    browser.post(&format!("/proposals/{proposal}/sign"), &[]).await.expect(303);
}

/// How many mails and notices ask somebody whether they co-sign the other proposal.
async fn asked(house: &House, browser: &Browser) -> (usize, usize) {
    let mails = house.messages_to(&browser.person.clone().unwrap().email).await;
    let question = format!("要也附議相近的「{OTHER}」嗎");
    let notices = browser.get("/my/notices").await.expect(200).body;
    let notices = notices.split("<li").filter(|notice| notice.contains(&question)).count();
    (mails.iter().filter(|mail| mail.subject.contains(&question)).count(), notices)
}

on_both!(each_signer_is_asked_once_and_nobody_is_moved, |house: House| async move {
    let proposer = house.citizen("提議人").await;
    let withdrawn = house.open_proposal(&proposer, TITLE).await;
    let other = house.open_proposal(&house.citizen("另一位").await, OTHER).await;
    house.days_pass(1);
    let mut signers = Vec::new();
    for name in ["只簽一件", "兩件都簽", "不理會", "又撤回"] {
        let browser = house.citizen(name).await;
        sign(&browser, &withdrawn).await;
        signers.push(browser);
    }
    sign(&signers[1], &other).await;
    // A second account of one person, who signed the other with the first.
    let twin = house.somebody_on("同一支手機", &signers[1].person.clone().unwrap().mobile).await;
    let twin = house.sign_in(&twin).await;
    sign(&twin, &withdrawn).await;
    signers[3].post(&format!("/proposals/{withdrawn}/unsign"), &[]).await.expect(303);
    assert_eq!((count(&house, &withdrawn).await, count(&house, &other).await), (3, 1));

    let withdraw = format!("/proposals/{withdrawn}/withdraw");
    let proposer = house.sign_in(proposer.person.as_ref().unwrap()).await;
    proposer.get(&withdraw).await.expect(200).shows("相近的提議").shows(OTHER);
    let number = house.browser().get(&format!("/api/v1/proposals/{other}")).await.json()["number"].clone();
    let typed = format!("#{number}");
    let fields = [("reason", "已有相近的提議，請大家支持"), ("similar", typed.as_str())];
    proposer.post(&withdraw, &fields).await.expect(303);
    proposer.post(&withdraw, &fields).await.expect(409);

    let worker =
        || async { while folkmoot_gateway::work::pass(&house.app).await.unwrap() != Default::default() {} };
    tokio::join!(worker(), worker());
    house.work().await;
    for (browser, times) in signers.iter().zip([1, 0, 1, 0]) {
        assert_eq!(asked(&house, browser).await, (times, times), "{}", browser.person.clone().unwrap().email);
    }
    assert_eq!(asked(&house, &twin).await, (0, 0));
    assert_eq!(asked(&house, &proposer).await, (0, 0));
    assert_eq!((count(&house, &withdrawn).await, count(&house, &other).await), (3, 1), "nobody was moved");

    // Both texts, and one press through the usual door.
    let ask = format!("/proposals/{withdrawn}/similar");
    let mails = house.messages_to(&signers[0].person.clone().unwrap().email).await;
    assert_eq!(mails.iter().filter(|mail| mail.text.contains(&ask)).count(), 1);
    signers[0]
        .get(&ask)
        .await
        .expect(200)
        .shows(TITLE)
        .shows(OTHER)
        .shows("由您決定")
        .shows(&format!("action=\"/proposals/{other}/sign\""));
    signers[0].get(&format!("{ask}?lang=en")).await.expect(200).shows("No signature is moved");
    house.browser().get(&ask).await.expect(200).shows(OTHER);
    assert_eq!(count(&house, &other).await, 1, "looking signs nothing");
    sign(&signers[0], &other).await;
    assert_eq!(count(&house, &other).await, 2);
    signers[0].get(&ask).await.expect(200).shows("附議紀錄");

    // Public on both, and they lead to each other.
    let anyone = house.browser();
    let shown = anyone.get(&format!("/proposals/{withdrawn}")).await.expect(200);
    shown
        .shows("提議人指出相近的提議")
        .shows(OTHER)
        .shows(&format!("href=\"/proposals/{other}\""))
        .shows(&ask);
    let shown = anyone.get(&format!("/proposals/{other}")).await.expect(200);
    shown.shows("一件撤回的提議指出與本提議相近").shows(&format!("href=\"/proposals/{withdrawn}\""));
    let gone = anyone.get(&format!("/api/v1/proposals/{withdrawn}")).await.json();
    assert_eq!(gone["similar"], json!(other));
    for id in [&withdrawn, &other] {
        let log = anyone.get(&format!("/api/v1/proposals/{id}/timeline")).await.expect(200).body;
        assert!(log.contains("similar") && !log.contains("example.org"), "{log}");
    }
    // Days later nobody is asked again.
    house.days_pass(3);
    house.work().await;
    let patient = house.sign_in(signers[2].person.as_ref().unwrap()).await;
    assert_eq!(asked(&house, &patient).await, (1, 1));
});

on_both!(only_what_can_be_signed_can_be_named, |house: House| async move {
    let proposer = house.citizen("提議人").await;
    let own = house.open_proposal(&proposer, TITLE).await;
    let open = house.open_proposal(&proposer, OTHER).await;
    let gone = house.open_proposal(&proposer, "早就撤回的提議").await;
    let draft = house.draft(&house.citizen("別人").await, "別人的草稿").await;
    let api = |id: &str| format!("/api/v1/proposals/{id}/withdraw");
    proposer.call("POST", &api(&gone), json!({ "reason": "已無需要，謝謝大家" })).await.expect(200);
    let page = format!("/proposals/{own}/withdraw");
    for (typed, said) in [
        (own.as_str(), "這就是您要撤回的提議"),
        (gone.as_str(), "這件提議現在不能附議"),
        (draft.as_str(), "找不到這件提議"),
        ("999999", "找不到這件提議"),
        ("\"><script>alert(1)</script>", "找不到這件提議"),
        ("https://join.gov.tw/idea/detail/1", "找不到這件提議"),
    ] {
        let fields = [("reason", "有相近的提議，謝謝大家"), ("similar", typed)];
        let shown = proposer.post(&page, &fields).await.expect(422);
        shown.shows(said).shows("有相近的提議，謝謝大家").hides("<script>alert").hides("別人的草稿");
    }
    // Both mistakes at once.
    let fields = [("reason", ""), ("similar", "999999")];
    proposer.post(&page, &fields).await.expect(422).shows("請寫明理由").shows("找不到這件提議");
    let body = |similar: Value| json!({ "reason": "有相近的提議，謝謝大家", "similar": similar });
    for wrong in [json!(own), json!(gone), json!(draft)] {
        let answer = proposer.call("POST", &api(&own), body(wrong)).await.expect(422);
        assert_eq!(answer.json()["errors"][0]["field"], "similar", "{}", answer.body);
    }
    proposer.call("POST", &api(&own), body(json!("not an id"))).await.expect(400);
    let stranger = house.citizen("路人").await;
    stranger.call("POST", &api(&own), body(json!(open))).await.expect(403);
    stranger.post(&page, &[("reason", "替你撤回吧"), ("similar", &open)]).await.expect(403);
    let officer = house.with_role("administrator", None).await;
    officer.call("POST", &api(&own), body(json!(open))).await.expect(403);

    // A drive that was closed can't be signed, whatever its proposal says.
    let tx = house.app.db.begin().await.unwrap();
    let drive: DriveId = open.parse().unwrap();
    folkmoot_signatures::drives::close(&tx, drive, house.now(), "test").await.unwrap();
    folkmoot_foundation::db::commit(tx).await.unwrap();
    proposer.call("POST", &api(&own), body(json!(open))).await.expect(422);
    let still = proposer.get(&format!("/api/v1/proposals/{own}")).await.json();
    assert_eq!(
        (still["state"].as_str(), &still["similar"]),
        (Some("open"), &Value::Null),
        "nothing was done"
    );
    house.browser().get(&format!("/proposals/{own}/similar")).await.expect(404);
    house.browser().get(&format!("/proposals/{gone}/similar")).await.expect(404);
});
