//! Notices, follows, mails, feeds and the audit log, as their owners and others see them.

use folkmoot_tests::{Browser, House, on_both};
use serde_json::{Value, json};

on_both!(a_persons_pages_ask_to_sign_in, |house: House| async move {
    let browser = house.browser();
    for path in ["/my", "/my/notices", "/my/mails", "/desk/admin/audit"] {
        let answer = browser.get(path).await.expect(303);
        assert!(answer.location.unwrap().starts_with("/sign-in?back="), "{path}");
    }
    for path in ["/api/v1/me/notices", "/api/v1/me/follows", "/api/v1/me/mails", "/api/v1/audit-log"] {
        browser.get(path).await.expect(401);
    }
    browser.post("/my/notices/read-all", &[]).await.expect(303);
    browser.get("/unsubscribe/made-up").await.expect(404);
    browser.post("/unsubscribe/made-up", &[("choice", "none")]).await.expect(404);
});

/// A proposal in review, made over the API; gives its id.
async fn submitted(proposer: &Browser, title: &str) -> String {
    let draft = json!({
        "title": title,
        "content": "現行制度對一般家庭負擔太重，建議主管機關檢討並公布時程，讓民眾有所依循。",
        "demands": ["請主管機關於三個月內提出修正草案"],
        "benefits": "減輕家庭負擔，並讓政策更透明。",
        "category": "health_welfare",
        "let_platform_decide": true,
    });
    let id = proposer.call("POST", "/api/v1/proposals", draft).await.expect(201).json();
    let id = id["id"].as_str().unwrap().to_owned();
    proposer.call("POST", &format!("/api/v1/proposals/{id}/submit"), json!({})).await.expect(200);
    id
}

async fn decide(reviewer: &Browser, id: &str, body: Value) {
    reviewer.call("POST", &format!("/api/v1/proposals/{id}/review"), body).await.expect(200);
}

on_both!(a_decision_reaches_the_proposer_once_as_notice_and_mail, |house: House| async move {
    let (proposer, reviewer) = (house.citizen("阿明").await, house.with_role("reviewer", None).await);
    let address = proposer.person.clone().unwrap().email;
    let id = submitted(&proposer, "降低育嬰留停門檻").await;
    decide(&reviewer, &id, json!({ "action": "send_back", "reason": "請補充訴求的對象。<b>謝謝</b>" })).await;
    let mails = house.messages_to(&address).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].subject, "您的提議「降低育嬰留停門檻」請您修改後再送出");
    assert!(mails[0].text.contains("> 請補充訴求的對象。<b>謝謝</b>"));
    assert!(mails[0].html.as_ref().unwrap().contains("&lt;b&gt;謝謝"));
    house.work().await;
    assert_eq!(house.messages_to(&address).await.len(), 1, "once");

    let page = proposer.get("/my").await.expect(200);
    page.shows("您的提議「降低育嬰留停門檻」請您修改後再送出").shows("title=\"1 則未讀通知\"");
    page.shows("請依檢核意見修改後再送出");
    let notices = proposer.get("/api/v1/me/notices?unread=true").await.expect(200).json();
    assert_eq!((&notices["unread"], &notices["items"][0]["audience"]), (&json!(1), &json!("proposer")));
    assert_eq!(notices["items"][0]["facts"]["title"], "降低育嬰留停門檻");

    // Nobody else can see or mark it.
    let notice = notices["items"][0]["id"].as_str().unwrap();
    reviewer.post(&format!("/my/notices/{notice}/read"), &[]).await.expect(404);
    reviewer.call("POST", &format!("/api/v1/me/notices/{notice}/read"), Value::Null).await.expect(404);
    let marked = proposer.post(&format!("/my/notices/{notice}/read"), &[("back", "//evil.example")]).await;
    assert_eq!(marked.expect(303).location.as_deref(), Some("/?done=notices-read"));
    proposer.get("/my/notices?unread=1").await.expect(200).shows("目前沒有通知");
    proposer.get("/my/notices").await.expect(200).shows("降低育嬰留停門檻").hides("標為已讀");
});

on_both!(followers_are_told_and_can_end_it, |house: House| async move {
    let (proposer, reviewer) = (house.citizen("阿明").await, house.with_role("reviewer", None).await);
    let follower = house.citizen("小華").await;
    let address = follower.person.clone().unwrap().email;
    let id = submitted(&proposer, "公園增設遮蔭座椅").await;
    let follow = format!("/api/v1/me/follows/{id}");
    follower.call("PUT", &follow, Value::Null).await.expect(404);
    follower.post(&format!("/proposals/{id}/follow"), &[]).await.expect(404);
    decide(&reviewer, &id, json!({ "action": "open" })).await;

    house.browser().get(&format!("/proposals/{id}")).await.expect(200).shows("0 人關注");
    let begun = house.browser().post(&format!("/proposals/{id}/follow"), &[]).await.expect(303);
    assert!(begun.location.unwrap().starts_with("/sign-in"));
    follower.call("PUT", &follow, Value::Null).await.expect(204);
    let begun = follower.post(&format!("/proposals/{id}/follow"), &[("back", "/my")]).await.expect(303);
    assert_eq!(begun.location.as_deref(), Some("/my?done=followed"));
    follower.get(&format!("/proposals/{id}")).await.expect(200).shows("1 人關注").shows("取消關注");
    follower.get("/my").await.expect(200).shows("公園增設遮蔭座椅");
    let follows = follower.get("/api/v1/me/follows").await.expect(200).json();
    assert_eq!(follows["items"][0]["proposal"], id.as_str());

    // The window ends below the threshold; the follower hears of it the first time the worker looks.
    house.days_pass(70);
    let mails = house.messages_to(&address).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].subject, "您關注的「公園增設遮蔭座椅」附議期屆滿，未成案");

    // The link in the mail shows a page; only its button changes something.
    let link = house.link_to(&address, "/unsubscribe/").await;
    let stranger = house.browser();
    let follower = house.sign_in(follower.person.as_ref().unwrap()).await;
    stranger.get(&link).await.expect(200).shows("停止關於您關注的提議的信").hides(&address);
    let mails = follower.get("/api/v1/me/mails").await.expect(200).json();
    assert_eq!((&mails["choice"], &mails["kinds"]["proposal"]), (&json!("all"), &json!("now")));
    // A mail program's own button: no cookies, no origin, one field.
    let one_click =
        stranger.raw(|http, url| http.post(format!("{url}{link}")).body("List-Unsubscribe=One-Click")).await;
    one_click.expect(204);
    let mails = follower.get("/api/v1/me/mails").await.expect(200).json();
    assert_eq!((&mails["choice"], &mails["kinds"]["proposal"]), (&json!("mixed"), &json!("never")));
    stranger.get(&link).await.expect(200).shows("已停止").shows("停止所有通知信");
    stranger.post(&link, &[("all", "yes")]).await.expect(303);
    assert_eq!(follower.get("/api/v1/me/mails").await.json()["choice"], "none");
    stranger.get(&link).await.expect(200).shows("目前所有通知信都已停止");
    for wrong in [
        json!({ "choice": "x" }),
        json!({ "kinds": { "own": "hourly" } }),
        json!({ "kinds": { "x": "now" } }),
    ] {
        follower.call("PUT", "/api/v1/me/mails", wrong).await.expect(422);
    }
    let wish = json!({ "choice": "all", "kinds": { "agency": "weekly" } });
    follower.call("PUT", "/api/v1/me/mails", wish).await.expect(204);
    assert_eq!(follower.get("/api/v1/me/mails").await.json()["kinds"]["agency"], "weekly");
    follower.post("/my/mails", &[("own", "now")]).await.expect(422).shows("請從選項中選擇");

    follower.post(&format!("/proposals/{id}/unfollow"), &[]).await.expect(303);
    follower.call("DELETE", &follow, Value::Null).await.expect(204);
    follower.get("/my").await.expect(200).hides("取消關注");
});

on_both!(feeds_tell_of_new_proposals_and_of_progress, |house: House| async move {
    let (proposer, reviewer) = (house.citizen("阿明").await, house.with_role("reviewer", None).await);
    let id = submitted(&proposer, "路口 <b>行人</b> 優先").await;
    let anyone = house.browser();
    anyone.get(&format!("/feeds/proposals/{id}.atom")).await.expect(404);
    anyone.get("/feeds/proposals.atom").await.expect(200).hides("行人");
    decide(&reviewer, &id, json!({ "action": "open" })).await;
    let feed = anyone.get("/feeds/proposals.atom").await.expect(200);
    assert_eq!(feed.headers["content-type"], "application/atom+xml; charset=utf-8");
    feed.shows("路口 &lt;b&gt;行人&lt;/b&gt; 優先").shows(&format!("/proposals/{id}"));
    let progress = anyone.get(&format!("/feeds/proposals/{id}.atom?lang=en")).await.expect(200);
    progress.shows("Passed review, open for co-signing").shows("<entry>");
    anyone.get("/feeds/proposals/nothing.atom").await.expect(404);
});

on_both!(the_audit_log_is_for_administrators_and_holds_no_names, |house: House| async move {
    let (proposer, reviewer) = (house.citizen("阿明").await, house.with_role("reviewer", None).await);
    let administrator = house.with_role("administrator", None).await;
    let id = submitted(&proposer, "公開會議紀錄").await;
    decide(&reviewer, &id, json!({ "action": "open" })).await;
    house.work().await;
    for other in [&proposer, &reviewer] {
        other.get("/desk/admin/audit").await.expect(403);
        other.get("/api/v1/audit-log").await.expect(403);
    }
    let page = administrator.get(&format!("/desk/admin/audit?kind=proposal.&subject={id}")).await.expect(200);
    page.shows("proposal.opened").shows("proposal.submitted").hides("person.registered").hides("阿明");
    page.hides(&proposer.person.clone().unwrap().email);
    administrator.get("/desk/admin/audit?kind=%25").await.expect(200).shows("沒有符合的紀錄");
    let wrong = administrator.get("/desk/admin/audit?subject=%3Cscript%3E").await.expect(422);
    wrong.shows("這不是代號").shows("&lt;script&gt;");
    let list = administrator.get("/api/v1/audit-log?limit=1&kind=proposal.").await.expect(200).json();
    assert_eq!(list["items"][0]["kind"], "proposal.opened");
    let next = list["next"].as_i64().unwrap();
    let rest = administrator.get(&format!("/api/v1/audit-log?limit=1&kind=proposal.&cursor={next}")).await;
    assert_eq!(rest.expect(200).json()["items"][0]["kind"], "proposal.submitted");
});
