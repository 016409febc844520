//! What people do after a response, on pages and over the API: the reply, whether it helped, the survey.

use folkmoot_tests::rulebooks::own;
use folkmoot_tests::{Browser, House, on_both, on_both_under};
use serde_json::{Value, json};

async fn again(house: &House, browser: &Browser) -> Browser {
    house.sign_in(browser.person.as_ref().unwrap()).await
}

on_both!(the_proposer_replies_beside_the_response, |house: House| async move {
    let matter = house.matter().await;
    let path = |end: &str| format!("/proposals/{}/{end}", matter.proposal);
    matter.proposer.get(&path("reply")).await.expect(404);
    matter.publish().await;
    // The day stands on all pages and in the calendar.
    for page in [path("response"), format!("/proposals/{}", matter.proposal)] {
        house.browser().get(&page).await.expect(200).shows("3月16日");
    }
    house.browser().get(&path("calendar.ics")).await.expect(200).shows("提議人答覆截止").shows("20260316");
    house.browser().get(&path("response")).await.hides("撰寫答覆");
    house.browser().get(&path("reply")).await.expect(303);
    matter.officer.get(&path("reply")).await.expect(403);
    matter.officer.post(&path("reply"), &[("body", "代為答覆")]).await.expect(403);
    matter.proposer.get(&path("response")).await.shows("撰寫答覆");
    matter.proposer.get(&path("reply")).await.expect(200).shows("與回應並列");
    let long = "長".repeat(1001);
    matter.proposer.post(&path("reply"), &[("body", &long)]).await.expect(422).shows("長長長");
    matter.proposer.post(&path("reply"), &[("body", "感謝回應，第二項仍請說明財源。")]).await.expect(303);
    matter.proposer.post(&path("reply"), &[("body", "再答一次")]).await.expect(409).shows("再答一次");
    let page = house.browser().get(&path("response")).await;
    page.shows("第二項仍請說明財源").hides("/desk/moderation/words/");
    let told = house.messages_to(&matter.officer.person.as_ref().unwrap().email).await;
    assert!(told.iter().any(|mail| mail.subject.contains("答覆了正式回應")), "{told:?}");
    let api = format!("{}/response", matter.api());
    let response = house.browser().call("GET", &api, Value::Null).await.expect(200).json();
    assert_eq!(response["replies"][0]["body"], "感謝回應，第二項仍請說明財源。");
    let words = response["replies"][0]["id"].as_str().unwrap();
    let timeline = format!("/api/v1/proposals/{}/timeline", matter.proposal);
    let timeline = house.browser().call("GET", &timeline, Value::Null).await.expect(200);
    timeline.shows("case.replied").hides("仍請說明財源");

    let moderator = house.with_role("moderator", None).await;
    moderator.get(&path("response")).await.shows(&format!("/desk/moderation/words/{words}"));
    let desk = format!("/desk/moderation/words/{words}");
    let hide = [("act", "hide"), ("ground", "personal_data"), ("reason", "含有他人電話")];
    moderator
        .post(&desk, &[("act", "hide"), ("reason", "沒有理由類別")])
        .await
        .expect(422)
        .shows("沒有理由類別");
    moderator.post(&desk, &hide).await.expect(303);
    moderator.post(&desk, &hide).await.expect(409).shows("含有他人電話");
    house.browser().get(&path("response")).await.hides("仍請說明財源").shows("含有他人電話");
    let told = house.messages_to(&matter.proposer.person.as_ref().unwrap().email).await;
    assert!(told.iter().any(|mail| mail.subject.contains("已被隱藏")), "{told:?}");
    moderator
        .call("POST", &format!("/api/v1/words/{words}/restore"), json!({ "reason": "已遮蔽" }))
        .await
        .expect(204);
    house.browser().get(&path("response")).await.shows("仍請說明財源");
});

on_both!(a_reply_after_its_day_is_refused, |house: House| async move {
    let matter = house.matter().await;
    matter.publish().await;
    house.days_pass(15);
    let proposer = again(&house, &matter.proposer).await;
    let page = format!("/proposals/{}/reply", matter.proposal);
    proposer.get(&page).await.expect(200).shows("答覆期限已過");
    let late = proposer.post(&page, &[("body", "來不及的答覆")]).await.expect(409);
    late.shows("來不及的答覆").shows("期限已過");
    let api = format!("{}/reply", matter.api());
    let late = proposer.call("POST", &api, json!({ "body": "來不及的答覆" })).await.expect(409);
    assert_eq!(late.json()["code"], "window_over");
});

on_both!(people_say_whether_the_response_helped, |house: House| async move {
    let matter = house.matter().await;
    matter.publish().await;
    let page = format!("/proposals/{}/feedback", matter.proposal);
    let api = format!("{}/feedback", matter.api());
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    house.browser().get(&page).await.expect(200).shows("登入後表達意見");
    house.browser().post(&page, &[("helpful", "yes")]).await.expect(303);
    ann.post(&page, &[("helpful", ""), ("reason", "還沒選")]).await.expect(422).shows("還沒選");
    ann.post(&page, &[("helpful", "no"), ("reason", "第二項沒有說明")]).await.expect(303);
    ann.get(&page).await.shows("修改您的意見");
    ann.post(&page, &[("helpful", "yes"), ("reason", "=補充後清楚了")]).await.expect(303);
    ben.call("PUT", &api, json!({ "helpful": false, "reason": "太慢" })).await.expect(200);
    house.browser().call("PUT", &api, json!({ "helpful": false })).await.expect(401);
    let found = house.browser().call("GET", &api, Value::Null).await.expect(200).json();
    assert_eq!(found["totals"], json!({ "helpful": 1, "unhelpful": 1 }));
    assert_eq!(found["reasons"].as_array().unwrap().len(), 2);
    let shown = house.browser().get(&page).await.expect(200);
    shown.shows("2 人表達意見").shows("補充後清楚了").hides("第二項沒有說明").hides("安安");
    house
        .browser()
        .get(&format!("{api}.csv"))
        .await
        .expect(200)
        .shows("at,helpful,reason,hidden")
        .shows("'=補充");
    house.browser().get(&format!("/proposals/{}/response", matter.proposal)).await.shows("2 人表達意見");

    house.days_pass(4);
    let ann = again(&house, &ann).await;
    ann.post(&page, &[("helpful", "no"), ("reason", "晚了一步")]).await.expect(409).shows("晚了一步");
    house.work().await;
    house.work().await;
    let timeline = format!("/api/v1/proposals/{}/timeline", matter.proposal);
    let timeline = house.browser().call("GET", &timeline, Value::Null).await.expect(200);
    assert_eq!(timeline.body.matches("case.feedback_ended").count(), 1);
});

on_both!(those_who_signed_are_asked_once_whether_they_are_satisfied, |house: House| async move {
    let matter = house.matter().await;
    let mut crowd = Vec::new();
    for n in 0..5 {
        crowd.push(house.citizen(&format!("附議人 {n}")).await);
    }
    house.days_pass(1);
    let mut signers = Vec::new();
    for one in &crowd {
        let one = again(&house, one).await;
        one.post(&format!("/proposals/{}/sign", matter.proposal), &[]).await.expect(303);
        signers.push(one);
    }
    let (officer, approver) = (again(&house, &matter.officer).await, again(&house, &matter.approver).await);
    let fields = folkmoot_tests::cases::Matter::response("0", "submit");
    matter.send_response(&officer, &fields).await.expect(303);
    let fields = [("act", "sign"), ("version", "1"), ("name", "陳美玲"), ("title", "部長")];
    approver.post(&format!("/desk/approvals/{}", matter.case), &fields).await.expect(303);
    let page = format!("/proposals/{}/survey", matter.proposal);
    let ratings = [("q-satisfaction", "4"), ("q-clear", "5"), ("q-complete", "2"), ("q-reasons", "3")];
    signers[0].post(&page, &ratings).await.expect(409).shows("還沒有開始");

    // Published on the 3rd of March: asked on the 3rd of April.
    house.days_pass(30);
    house.work().await;
    assert!(asked(&house, &crowd[0]).await == 0);
    house.days_pass(1);
    house.work().await;
    house.work().await;
    for one in crowd.iter().chain([&matter.proposer]) {
        assert_eq!(asked(&house, one).await, 1);
    }
    assert_eq!(asked(&house, &matter.officer).await, 0);
    let stranger = again(&house, &matter.stranger).await;
    stranger.get(&page).await.expect(200).shows("只邀請提議人與附議人");
    stranger.post(&page, &ratings).await.expect(409);
    for (i, one) in crowd.iter().enumerate() {
        let one = again(&house, one).await;
        one.get(&page).await.expect(200).shows("每一項訴求都得到回應");
        let words = [("words", "謝謝，請加快"), ("publish", if i == 0 { "yes" } else { "" })];
        if i == 0 {
            one.post(&page, &[("words", "漏填了分數")]).await.expect(422).shows("漏填了分數");
        }
        let all: Vec<(&str, &str)> = ratings.into_iter().chain(words).collect();
        one.post(&page, &all).await.expect(303);
        one.post(&page, &all).await.expect(409);
        one.get(&page).await.expect(200).shows("已收到您的填答");
    }
    let api = format!("{}/survey", matter.api());
    let open = house.browser().call("GET", &api, Value::Null).await.expect(200).json();
    assert_eq!((&open["answers"], &open["questions"]), (&json!(5), &json!([])));
    house.days_pass(15);
    let proposer = again(&house, &matter.proposer).await;
    proposer.post(&page, &ratings).await.expect(409).shows("期限已過");
    let shown = house.browser().get(&page).await.expect(200);
    shown.shows("平均 4.00 分").shows("謝謝，請加快").hides("未公開的文字");
    assert_eq!(shown.body.matches("謝謝，請加快").count(), 1);
    again(&house, &matter.officer).await.get(&page).await.expect(200).shows("未公開的文字");
    let over = house.browser().call("GET", &api, Value::Null).await.expect(200).json();
    assert_eq!(over["questions"][0]["counts"], json!([0, 0, 0, 5, 0]));
    house.browser().get(&format!("{api}.csv")).await.expect(200).shows("satisfaction,0,0,0,5,0,400");
});

/// How many mails of the survey somebody got.
async fn asked(house: &House, browser: &Browser) -> usize {
    let mails = house.messages_to(&browser.person.as_ref().unwrap().email).await;
    mails.iter().filter(|mail| mail.subject.contains("正式回應嗎")).count()
}

fn by_mailbox() -> String {
    own("[who]\npropose = [\"email\"]\nsign = [\"email\"]\nunique_by = \"email\"", &[])
}

on_both_under!(one_mailbox_says_once_whether_it_helped, by_mailbox(), |house: House| async move {
    let matter = house.matter().await;
    matter.publish().await;
    let api = format!("{}/feedback", matter.api());
    let mut said = Vec::new();
    for address in ["ann+1@gmail.com", "ann+2@gmail.com", "ben@gmail.com"] {
        let browser = house.sign_in(&house.somebody_at("安安", address).await).await;
        said.push(browser.call("PUT", &api, json!({ "helpful": true })).await.status);
    }
    assert_eq!(said, [200, 409, 200]);
});
