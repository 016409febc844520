//! What a moderator's decision does to its author, how it is undone and appealed, and the public numbers.

use folkmoot_tests::{Browser, House, on_both};
use serde_json::json;

const WHY: &str = "以貶抑字眼辱罵其他參與者";

async fn comment(browser: &Browser, proposal: &str, body: &str) -> String {
    let sent = json!({ "stance": "con", "body": body });
    let path = format!("/api/v1/proposals/{proposal}/voices");
    browser.call("POST", &path, sent).await.expect(201).json()["id"].as_str().unwrap().to_owned()
}

/// The last decision of the queue's log.
async fn last_decision(moderator: &Browser) -> String {
    let all = moderator.get("/api/v1/moderation/decisions").await.expect(200).json();
    all["items"][0]["id"].as_str().unwrap().to_owned()
}

on_both!(an_author_reads_the_reasons_appeals_and_wins, |house: House| async move {
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let (first, second) =
        (house.with_role("moderator", None).await, house.with_role("moderator", None).await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let voice = comment(&ben, &proposal, "他們說「你們都是笨蛋」").await;
    ann.post(&format!("/voices/{voice}/report"), &[("ground", "attack")]).await.expect(303);
    house.clock.advance(chrono::TimeDelta::minutes(9));
    let hide = [("act", "hide"), ("ground", "attack"), ("reason", WHY)];
    let desk = format!("/desk/moderation/{voice}");
    let done = first.post(&desk, &hide).await.expect(303).location.unwrap();
    let decision = last_decision(&first).await;
    assert!(done.contains(&format!("undo={decision}")), "{done}");
    first.get(&done).await.expect(200).shows("復原剛才的處置");

    // The author is told, and the notice leads to the reasons.
    house.work().await;
    ben.get("/my/notices").await.expect(200).shows(&format!("/decisions/{decision}")).shows(WHY);
    let page = format!("/decisions/{decision}");
    ben.get(&page).await.expect(200).shows(WHY).shows("人身攻擊").shows("他們說").shows("以前申訴一次");
    ben.get(&format!("/voices/{voice}")).await.shows(&page);
    ann.get(&page).await.expect(403);
    house.browser().get(&page).await.expect(303);

    let appeal = format!("{page}/appeal");
    ann.post(&appeal, &[("words", "替別人申訴看看")]).await.expect(403);
    ben.post(&appeal, &[("words", "")]).await.expect(422).shows("請說明原因");
    ben.post(&appeal, &[("words", "那是引述別人的話，我在反駁")]).await.expect(303);
    ben.post(&appeal, &[("words", "那是引述別人的話，我在反駁")])
        .await
        .expect(409)
        .shows("已經對這項處置申訴過");
    ben.get(&page).await.shows("由另一位管理員審理中").hides("送出申訴");

    for moderator in [&first, &second] {
        moderator
            .get("/desk/moderation")
            .await
            .expect(200)
            .shows("待處理的申訴 1 件")
            .shows("那是引述別人的話");
    }
    let open = second.get("/api/v1/moderation/appeals").await.expect(200).json();
    let id = open["items"][0]["id"].as_str().unwrap();
    let settle = format!("/desk/moderation/appeals/{id}");
    first.get(&desk).await.expect(200).shows("申訴須由另一位管理員決定").hides(&settle);
    first.post(&settle, &[("outcome", "dismiss"), ("reason", "我還是這麼認為")]).await.expect(409);
    second.get(&desk).await.expect(200).shows(&settle);
    second.post(&settle, &[("outcome", "maybe")]).await.expect(400);
    second.post(&settle, &[("outcome", "uphold"), ("reason", "")]).await.expect(422).shows(&settle);
    let uphold = [("outcome", "uphold"), ("reason", "確實是引述並加以反駁")];
    second.post(&settle, &uphold).await.expect(303);
    second.post(&settle, &uphold).await.expect(409);

    house.browser().get(&format!("/voices/{voice}")).await.shows("他們說").hides(WHY);
    house.work().await;
    ben.get("/my/notices").await.shows("申訴已有決定");
    ben.get(&page).await.shows("申訴成立").shows("確實是引述並加以反駁");

    let numbers = house.browser().get("/moderation").await.expect(200);
    numbers.shows("1 件，已決定 1 件，成立 1 件").shows("9 分鐘").shows("人身攻擊");
    let told = house.browser().get("/api/v1/moderation/figures").await.expect(200).json();
    assert_eq!((&told["all"]["median_seconds"], &told["all"]["hidden"]["attack"]), (&json!(540), &json!(1)));
    let table = house.browser().get("/api/v1/moderation/figures.csv").await.expect(200);
    table.shows("hidden_attack").shows("appeals_upheld");
    assert_eq!(table.body.lines().count(), 2);
});

on_both!(a_decision_is_undone_within_ten_minutes, |house: House| async move {
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let (first, second) =
        (house.with_role("moderator", None).await, house.with_role("moderator", None).await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let voice = comment(&ben, &proposal, "按錯的對象").await;
    let desk = format!("/desk/moderation/{voice}");
    ann.post(&format!("/voices/{voice}/report"), &[("ground", "spam")]).await.expect(303);
    // The second moderator sees that the first is at it.
    first.get(&desk).await.expect(200).hides("正在處理這一則");
    second.get(&desk).await.expect(200).shows("正在處理這一則");
    second.get("/desk/moderation").await.expect(200).shows("正在處理");

    first.post(&desk, &[("act", "hide"), ("ground", "spam"), ("reason", WHY)]).await.expect(303);
    let decision = last_decision(&first).await;
    let undo = format!("/desk/moderation/decisions/{decision}/undo");
    second.post(&undo, &[]).await.expect(403);
    first.post(&undo, &[]).await.expect(303);
    house.browser().get(&format!("/voices/{voice}")).await.shows("按錯的對象");
    first.get("/desk/moderation").await.shows("待處理 1 則").shows("按錯的對象");
    first.post(&undo, &[]).await.expect(409);
    first.get("/desk/moderation/decisions").await.shows("已復原");

    house.clock.advance(chrono::TimeDelta::seconds(1));
    first.post(&desk, &[("act", "keep")]).await.expect(303);
    let decision = last_decision(&first).await;
    house.clock.advance(chrono::TimeDelta::minutes(10));
    let path = format!("/api/v1/moderation/decisions/{decision}/undo");
    let late = first.call("POST", &path, json!({})).await.expect(409);
    assert_eq!(late.json()["code"], "decision_final");
});

on_both!(a_moderator_asks_pauses_and_closes, |house: House| async move {
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let moderator = house.with_role("moderator", None).await;
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let voice = comment(&ben, &proposal, "語氣不太好的話").await;
    let (desk, thread) = (format!("/desk/moderation/{voice}"), format!("/voices/{voice}"));
    let send = format!("/proposals/{proposal}/comments");

    moderator.post(&desk, &[("act", "ask_edit"), ("reason", WHY)]).await.expect(422).shows("請選擇事由");
    moderator.post(&desk, &[("act", "ask_edit"), ("ground", "attack"), ("reason", WHY)]).await.expect(303);
    let asked = format!("/decisions/{}", last_decision(&moderator).await);
    ben.get(&thread).await.shows(&asked);
    ann.get(&thread).await.hides(&asked);
    ben.get(&asked).await.shows("請您修改留言").shows(&format!("{thread}/edit"));
    ben.post(&format!("{thread}/edit"), &[("stance", "con"), ("body", "改過語氣的話")]).await.expect(303);
    ben.get(&thread).await.hides(&asked);

    let pause =
        |days: &'static str| [("act", "pause"), ("ground", "attack"), ("reason", WHY), ("days", days)];
    moderator.post(&desk, &pause("2")).await.expect(422).shows("請選擇暫停的天數");
    house.clock.advance(chrono::TimeDelta::seconds(1));
    moderator.post(&desk, &pause("3")).await.expect(303);
    ben.post(&send, &[("stance", "pro"), ("body", "還想說話")]).await.expect(409).shows("目前暫停發言");
    let path = format!("/api/v1/proposals/{proposal}/voices");
    let again = json!({ "stance": "pro", "body": "還想說話" });
    let refused = ben.call("POST", &path, again).await.expect(409);
    assert_eq!(refused.json()["code"], "posting_paused");
    let statement = format!("/decisions/{}", last_decision(&moderator).await);
    ben.get(&statement).await.shows("您暫時不能發表留言");
    house.days_pass(3);
    let ben = house.sign_in(ben.person.as_ref().unwrap()).await;
    ben.post(&send, &[("stance", "pro"), ("body", "又能說話了")]).await.expect(303);

    let moderator = house.sign_in(moderator.person.as_ref().unwrap()).await;
    let ann = house.sign_in(ann.person.as_ref().unwrap()).await;
    moderator
        .post(&desk, &[("act", "close"), ("ground", "off_topic"), ("reason", "這一串已離題")])
        .await
        .expect(303);
    house.browser().get(&thread).await.shows("已停止回應").shows("這一串已離題");
    ann.get(&thread).await.hides("回應這則意見");
    ann.post(&format!("{thread}/replies"), &[("body", "還要說")]).await.expect(409).shows("已停止回應");
    moderator.post(&desk, &[("act", "reopen"), ("reason", "可以繼續討論了")]).await.expect(303);
    ann.post(&format!("{thread}/replies"), &[("body", "繼續說")]).await.expect(303);
});
