//! Following an issue: told of voices that come under it, once until that was read, and of the answer to it.

use folkmoot_tests::cases::Matter;
use folkmoot_tests::{Browser, House, on_both};
use serde_json::{Value, json};

use crate::issues::{comment, make};

async fn notices(browser: &Browser) -> Vec<Value> {
    browser.get("/api/v1/me/notices").await.expect(200).json()["items"].as_array().unwrap().clone()
}

async fn follow(browser: &Browser, issue: &str) -> u16 {
    let body = json!({ "kind": "issue", "key": issue });
    browser.call("PUT", "/api/v1/me/follows", body).await.status
}

on_both!(followers_of_an_issue_hear_of_voices_and_of_the_answer, |house: House| async move {
    let matter = house.matter().await;
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let follower = house.citizen("關注人").await;
    let facilitator = house.with_role("facilitator", None).await;
    let desk = format!("/desk/proposals/{}/issues", matter.proposal);
    let filing = format!("/desk/proposals/{}/filing", matter.proposal);
    let money = make(&facilitator, &desk, "財源從哪裡來？").await;
    let other = make(&facilitator, &desk, "誰來審查？").await;
    let page = format!("/issues/{money}");

    // The button stands on the page of the issue and on the merged page, and leads strangers to signing in.
    house.browser().get(&page).await.expect(200).shows("關注爭點「財源從哪裡來？」").shows("只通知一次");
    let form = [("kind", "issue"), ("key", money.as_str()), ("back", page.as_str())];
    let away = house.browser().post("/my/follows", &form).await.expect(303).location.unwrap();
    assert!(away.starts_with("/sign-in"));
    let back = follower.post("/my/follows", &form).await.expect(303).location.unwrap();
    assert_eq!(back, format!("{page}?done=followed"));
    follower.get(&page).await.shows("取消關注爭點「財源從哪裡來？」");
    let merged = format!("/proposals/{}/merged", matter.proposal);
    follower.get(&merged).await.shows("取消關注爭點「財源從哪裡來？」").shows("關注爭點「誰來審查？」");
    follower.get("/my/follows").await.expect(200).shows("財源從哪裡來？").shows(&format!("href=\"{page}\""));
    assert_eq!(follow(&follower, &money).await, 204);
    assert_eq!(follow(&follower, "00000000-0000-7000-8000-000000000001").await, 404);
    assert_eq!(follow(&follower, "x").await, 404);
    assert_eq!(follow(&follower, &matter.proposal).await, 404);

    // Voices under it are told once until that was read; of another issue nothing is.
    let mut voices = Vec::new();
    for (n, browser) in [&ann, &ben, &ann, &ben].into_iter().enumerate() {
        voices.push(comment(browser, &matter.proposal, "con", &format!("財源的意見第 {n} 則")).await);
    }
    let file = async |issue: &str, voice: &str| {
        facilitator.post(&filing, &[("one", &format!("{issue}:{voice}"))]).await.expect(303);
        house.work().await;
    };
    file(&other, &voices[0]).await;
    assert!(notices(&follower).await.is_empty());
    file(&money, &voices[0]).await;
    file(&money, &voices[1]).await;
    let told = notices(&follower).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((&told[0]["via"]["kind"], &told[0]["via"]["key"]), (&json!("issue"), &json!(money)));
    let shown = follower.get("/my/notices").await.expect(200);
    shown.shows("爭點「財源從哪裡來？」有新歸入的意見").shows(&format!("href=\"{page}\""));
    follower.get("/my/notices?lang=en").await.shows("Further voices are filed under the issue");
    follower.post("/my/notices/read-all", &[]).await.expect(303);
    file(&money, &voices[2]).await;
    assert_eq!(notices(&follower).await.len(), 2);

    // What was merged away goes on being told of.
    let second = house.citizen("另一位").await;
    assert_eq!(follow(&second, &other).await, 204);
    let merge = [("act", "merge"), ("issues", other.as_str()), ("into", &money)];
    facilitator.post(&desk, &merge).await.expect(303);
    file(&money, &voices[3]).await;
    assert_eq!(notices(&second).await.len(), 1);
    assert_eq!(follow(&ann, &other).await, 404, "what was merged away is followed no more");

    // The answer; the mail lists all of it once a day, and can be refused for this kind alone.
    let mails = follower.get("/api/v1/me/mails").await.expect(200).json();
    assert_eq!(mails["kinds"]["issue"], "daily");
    let mut fields = Matter::response("0", "submit");
    let cites = format!("/issues/{money}");
    let rows = [
        ("issue-1", "財源從哪裡來？"),
        ("issue_stand-1", "answered"),
        ("issue_text-1", "由公務預算支應。"),
        ("cites-1", cites.as_str()),
    ];
    fields.extend(rows.iter().map(|(name, value)| (*name, (*value).to_owned())));
    matter.send_response(&matter.officer, &fields).await.expect(303);
    let sign = [("act", "sign"), ("version", "1"), ("name", "陳美玲"), ("title", "部長")];
    matter.approver.post(&format!("/desk/approvals/{}", matter.case), &sign).await.expect(303);
    house.work().await;
    follower.get("/my/notices").await.shows("已有正式回應").shows("因為您關注爭點「財源從哪裡來？」");
    house.days_pass(1);
    let address = follower.person.clone().unwrap().email;
    let mails = house.messages_to(&address).await;
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert!(
        mails[0].text.contains("爭點「財源從哪裡來？」") && mails[0].text.contains(&page),
        "{}",
        mails[0].text
    );
    let link = house.link_to(&address, "/unsubscribe/").await;
    house.browser().get(&link).await.expect(200).shows("停止彙整信");
});
