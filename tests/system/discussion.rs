//! Discussions and their moderation, on pages and over the API.

use folkmoot_accounts::{Grant, Role, people};
use folkmoot_foundation::{Actor, db};
use folkmoot_tests::{Browser, House, on_both};
use serde_json::{Value, json};

/// The id of the first voice in a discussion.
async fn first_voice(browser: &Browser, proposal: &str) -> String {
    let path = format!("/api/v1/proposals/{proposal}/voices");
    browser.get(&path).await.expect(200).json()["items"][0]["id"].as_str().unwrap().to_owned()
}

async fn comment(browser: &Browser, proposal: &str, stance: &str, body: &str) -> String {
    let sent = json!({ "stance": stance, "body": body });
    let path = format!("/api/v1/proposals/{proposal}/voices");
    browser.call("POST", &path, sent).await.expect(201).json()["id"].as_str().unwrap().to_owned()
}

on_both!(a_comment_is_written_answered_changed_and_deleted, |house: House| async move {
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let page = format!("/proposals/{proposal}/discussion");
    let anyone = house.browser();
    anyone.get(&page).await.expect(200).shows("還沒有人留言").shows("登入");

    let send = format!("/proposals/{proposal}/comments");
    let sent =
        ben.post(&send, &[("stance", "con"), ("body", "先修水管 <script>alert(1)</script> 𠮷🍚")]).await;
    let place = sent.expect(303).location.unwrap();
    assert!(place.starts_with(&page) && place.contains("done=comment-added") && place.contains("#voice-"));
    ben.get(&place).await.shows("您的留言已經刊出");
    let twice =
        ben.post(&send, &[("stance", "con"), ("body", "先修水管 <script>alert(1)</script> 𠮷🍚")]).await;
    assert_eq!(twice.expect(303).location.unwrap(), place, "a second press shows the first comment");
    let listed = anyone.get(&format!("/api/v1/proposals/{proposal}/voices")).await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    let shown = anyone.get(&page).await.expect(200);
    shown.shows("&lt;script&gt;alert(1)").shows("𠮷🍚").shows("阿本").shows("反對").hides("<script>alert");

    let voice = first_voice(&anyone, &proposal).await;
    let thread = format!("/voices/{voice}");
    ann.post(&format!("{thread}/replies"), &[("body", "")]).await.expect(422).shows("請輸入意見內容");
    ann.post(&format!("{thread}/replies"), &[("body", "水管去年修好了")]).await.expect(303);
    anyone.get(&thread).await.expect(200).shows("水管去年修好了").shows("提議人");

    let react = [("kind", "useful"), ("on", "yes"), ("back", page.as_str())];
    ann.post(&format!("{thread}/reactions"), &react).await.expect(303);
    ann.post(&format!("{thread}/reactions"), &react).await.expect(303);
    ben.post(&format!("{thread}/reactions"), &react).await.expect(409).shows("不能對自己的留言表示回饋");
    ben.get(&thread).await.expect(200).hides(&format!("{thread}/reactions"));
    let told = anyone.get(&format!("/api/v1{thread}")).await.json();
    assert_eq!((&told["reactions"]["useful"], &told["replies"]), (&json!(1), &json!(1)));

    ann.get(&format!("{thread}/edit")).await.expect(403);
    ann.post(&format!("{thread}/edit"), &[("body", "別人的話")]).await.expect(403);
    ann.post(&format!("{thread}/delete"), &[]).await.expect(403);
    ben.get(&format!("{thread}/edit")).await.expect(200).shows("先修水管").shows("可以自由修改");
    ben.post(&format!("{thread}/edit"), &[("stance", "con"), ("body", "先修水管！")]).await.expect(303);
    anyone.get(&thread).await.shows("先修水管！").hides("已於");
    house.clock.advance(chrono::TimeDelta::minutes(15));
    ben.get(&format!("{thread}/edit")).await.expect(200).hides("可以自由修改").shows("編修前的內容會保留");
    ben.post(&format!("{thread}/edit"), &[("stance", "pro"), ("body", "那就支持")]).await.expect(303);
    anyone.get(&thread).await.shows("那就支持").shows("贊成").shows("已於");
    anyone.get(&format!("{thread}/history")).await.shows("先修水管").shows("那就支持");

    ben.get(&format!("{thread}/delete")).await.expect(200).shows("其他人的回應會保留");
    ben.post(&format!("{thread}/delete"), &[]).await.expect(303);
    anyone.get(&page).await.hides("那就支持").shows("留言者已刪除這則留言").shows("水管去年修好了");
    anyone.get(&format!("{thread}/history")).await.hides("先修水管");
});

on_both!(what_can_not_be_written_comes_back_as_typed, |house: House| async move {
    let ann = house.citizen("安安").await;
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let send = format!("/proposals/{proposal}/comments");
    ann.post(&send, &[("body", "沒有選立場")]).await.expect(422).shows("請選擇立場").shows("沒有選立場");
    ann.post(&send, &[("stance", "maybe"), ("body", "好的")]).await.expect(422).shows("請選擇立場");
    let long = "長".repeat(2001);
    ann.post(&send, &[("stance", "pro"), ("body", &long)])
        .await
        .expect(422)
        .shows("最多 2000 個字")
        .shows(&long);
    ann.post(&send, &[("stance", "pro"), ("body", "a\u{0}b")]).await.expect(422).shows("控制字元");
    ann.post(&send, &[("stance", "pro"), ("body", "\u{202E}反過來")]).await.expect(422).shows("控制字元");
    let anyone = house.browser();
    let sent = anyone.post(&send, &[("stance", "pro"), ("body", "好的")]).await.expect(303);
    assert!(sent.location.unwrap().starts_with("/sign-in"));
    for n in 0..10 {
        ann.post(&send, &[("stance", "pro"), ("body", &format!("第{n}則"))]).await.expect(303);
    }
    ann.post(&send, &[("stance", "pro"), ("body", "第十一則")])
        .await
        .expect(422)
        .shows("太頻繁")
        .shows("第十一則");
    let path = format!("/api/v1/proposals/{proposal}/voices");
    ann.call("POST", &path, json!({ "stance": "pro", "body": "第十一則" })).await.expect(429);

    for path in
        ["/voices/nonsense", "/voices/018f0000-0000-7000-8000-000000000000", "/proposals/x/discussion"]
    {
        anyone.get(path).await.expect(404);
    }
    for query in
        ["channel=radio", "stance=maybe", "order=random", "cursor=x", "limit=0", "limit=101", "limit=x"]
    {
        anyone.get(&format!("{path}?{query}")).await.expect(400);
        anyone
            .get(&format!("/proposals/{proposal}/discussion?{}", query.replace("cursor=x", "")))
            .await
            .expect(200);
    }
    ann.call("POST", &path, json!({ "stance": "maybe", "body": "好的" })).await.expect(422);
    ann.call("POST", &path, json!({ "body": 1 })).await.expect(400);
    anyone.call("POST", &path, json!({ "stance": "pro", "body": "好的" })).await.expect(401);
});

on_both!(a_hidden_comment_shows_its_reason_to_all, |house: House| async move {
    let (ann, ben, moderator) =
        (house.citizen("安安").await, house.citizen("阿本").await, house.with_role("moderator", None).await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let voice = comment(&ben, &proposal, "con", "你們都是笨蛋").await;
    let (thread, desk) = (format!("/voices/{voice}"), format!("/desk/moderation/{voice}"));
    let report = format!("{thread}/report");

    ann.get(&report).await.expect(200).shows("你們都是笨蛋");
    ann.post(&report, &[]).await.expect(422).shows("請選擇事由");
    ann.post(&report, &[("ground", "other"), ("words", "")]).await.expect(422).shows("請說明原因");
    ann.post(&report, &[("ground", "attack"), ("words", "罵人 =cmd()")]).await.expect(303);
    ann.post(&report, &[("ground", "attack")]).await.expect(409).shows("已經檢舉過");
    ben.post(&report, &[("ground", "spam")]).await.expect(409).shows("自己的留言");

    moderator
        .get("/desk/moderation")
        .await
        .expect(200)
        .shows("待處理 1 則")
        .shows("你們都是笨蛋")
        .shows("1 件檢舉");
    moderator.get(&desk).await.expect(200).shows("罵人 =cmd()").shows("安安");
    let hide = [("act", "hide"), ("ground", "attack"), ("reason", "以貶抑字眼辱罵其他參與者")];
    moderator.post(&desk, &hide[..2]).await.expect(422).shows("reason-error");
    moderator.post(&desk, &[hide[0], hide[2]]).await.expect(422).shows("請選擇事由").shows(hide[2].1);
    moderator.post(&desk, &[("act", "burn")]).await.expect(400);
    moderator.post(&desk, &hide).await.expect(303);
    moderator.post(&desk, &hide).await.expect(409).shows("已被隱藏");

    let anyone = house.browser();
    anyone.get(&thread).await.expect(200).hides("笨蛋").shows("以貶抑字眼辱罵其他參與者").shows("人身攻擊");
    moderator.get(&thread).await.shows("笨蛋");
    ben.post(&format!("{thread}/edit"), &[("body", "改寫")]).await.expect(409);
    // Its author can't take the decision out of sight either.
    ben.get(&thread).await.expect(200).hides(&format!("{thread}/delete")).hides(&format!("{thread}/edit"));
    for path in ["edit", "delete"] {
        ben.get(&format!("{thread}/{path}")).await.expect(409).shows("這則留言已被隱藏");
    }
    ben.post(&format!("{thread}/delete"), &[]).await.expect(409).shows("這則留言已被隱藏");
    let refused = ben.call("DELETE", &format!("/api/v1{thread}"), Value::Null).await.expect(409);
    assert_eq!(refused.json()["code"], "voice_hidden");
    anyone.get(&thread).await.shows("以貶抑字眼辱罵其他參與者");
    ann.post(&format!("{thread}/replies"), &[("body", "回應")]).await.expect(409);
    anyone.get(&format!("{thread}/history")).await.expect(200).hides("笨蛋");
    let told = anyone.get(&format!("/api/v1{thread}")).await.json();
    assert_eq!((&told["body"], &told["standing"]), (&Value::Null, &json!("hidden")));

    moderator.post(&desk, &[("act", "restore"), ("reason", "重新檢視後認為可以保留")]).await.expect(303);
    anyone.get(&thread).await.shows("笨蛋");
    moderator.get("/desk/moderation/decisions").await.shows("恢復顯示").shows("以貶抑字眼辱罵其他參與者");
});

on_both!(moderation_over_the_api, |house: House| async move {
    let (ann, ben, moderator) =
        (house.citizen("安安").await, house.citizen("阿本").await, house.with_role("moderator", None).await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let voice = comment(&ben, &proposal, "con", "廣告廣告").await;
    let at = |what: &str| format!("/api/v1/voices/{voice}{what}");
    let decide = "/api/v1/moderation/decisions";
    let hide = json!({ "voice": voice, "act": "hide", "ground": "spam", "reason": "重複張貼商業廣告" });
    ann.call("POST", &at("/reports"), json!({ "ground": "gossip" })).await.expect(422);
    ann.call("POST", &at("/reports"), json!({ "ground": "spam" })).await.expect(204);
    moderator.call("POST", decide, json!({ "voice": voice, "act": "keep" })).await.expect(201);
    let again = moderator.call("POST", decide, json!({ "voice": voice, "act": "keep" })).await.expect(409);
    assert_eq!(again.json()["code"], "nothing_reported");
    assert_eq!(moderator.call("POST", decide, hide.clone()).await.expect(201).json()["act"], "hide");
    assert_eq!(moderator.call("POST", decide, hide.clone()).await.expect(409).json()["code"], "voice_hidden");
    let decisions = moderator.get(decide).await.expect(200).json();
    assert_eq!(decisions["items"].as_array().unwrap().len(), 2);
    assert_eq!(moderator.get("/api/v1/moderation/queue").await.expect(200).json()["total"], 0);
    // What is hidden stays with its reason; only once it is shown again may its author delete it.
    let refused = ben.call("DELETE", &at(""), Value::Null).await.expect(409);
    assert_eq!(refused.json()["code"], "voice_hidden");
    let restore = json!({ "voice": voice, "act": "restore", "reason": "重新檢視後認為可以保留" });
    moderator.call("POST", decide, restore).await.expect(201);
    ben.call("DELETE", &at(""), Value::Null).await.expect(204);
    ben.call("DELETE", &at(""), Value::Null).await.expect(409);

    let nobody = house.browser();
    for (browser, status) in [(&nobody, 401), (&ann, 403)] {
        browser.get("/api/v1/moderation/queue").await.expect(status);
        browser.get(decide).await.expect(status);
        browser.call("POST", decide, hide.clone()).await.expect(status);
    }
    for path in ["/desk/moderation", "/desk/moderation/decisions", &format!("/desk/moderation/{voice}")] {
        ann.get(path).await.expect(403);
        assert!(nobody.get(path).await.expect(303).location.unwrap().starts_with("/sign-in"));
    }
    ann.post(&format!("/desk/moderation/{voice}"), &[("act", "keep")]).await.expect(403);
});

on_both!(a_discussion_costs_the_same_queries_however_long, |house: House| async move {
    let ann = house.citizen("安安").await;
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let page = format!("/proposals/{proposal}/discussion");
    let mut costs = Vec::new();
    for round in 0..2 {
        for n in 0..9 {
            let voice = comment(&ann, &proposal, "pro", &format!("第{round}{n}則")).await;
            if n == 0 {
                let reply = json!({ "body": "回應", "parent": voice });
                let path = format!("/api/v1/proposals/{proposal}/voices");
                ann.call("POST", &path, reply).await.expect(201);
            }
        }
        costs.push(ann.get(&page).await.expect(200).statements());
        house.clock.advance(chrono::TimeDelta::minutes(11));
    }
    assert_eq!(costs[0], costs[1]);
    // What comments are on, and which of them are questions, is asked once each.
    assert!(costs[0] <= 16, "{costs:?}");
    let whole = house.browser().get(&page).await.expect(200);
    whole.shows("1 位參與者").shows("20 則意見");
});

on_both!(
    a_comment_shows_who_speaks_for_the_proposal_and_who_serves_at_an_agency,
    |house: House| async move {
        let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
        let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
        let administrator = house.with_role("administrator", None).await;
        let agency = house.agency(&administrator, "moi", "內政部", "Ministry of the Interior").await;
        let officer = house.with_role("agency_officer", Some(agency)).await;
        let page = format!("/proposals/{proposal}/discussion");
        comment(&ben, &proposal, "pro", "只是路過的人").await;
        house.browser().get(&page).await.expect(200).hides("機關人員").hides("badge-wait\">提議人");
        comment(&ann, &proposal, "pro", "提議的人這麼想").await;
        comment(&officer, &proposal, "other", "承辦的人這麼想").await;
        let shown = house.browser().get(&page).await.expect(200);
        shown.shows("badge-wait\">提議人").shows("badge-wait\">機關人員");
        assert_eq!(shown.body.matches("badge-wait\">機關人員").count(), 1);
        // Nor can a nickname pretend it.
        for held in ["內政部", "平台管理員", "內政部客服"] {
            let profile = [("nickname", held), ("county", ""), ("locale", "zh-TW")];
            let refused = ben.post("/account/profile", &profile).await.expect(422);
            refused.shows("<a href=\"#nickname\">暱稱：").shows("請換一個");
            let refused = ben.call("PATCH", "/api/v1/me", json!({ "nickname": held })).await.expect(422);
            assert_eq!(refused.json()["errors"][0]["code"], "nickname_reserved");
        }
    }
);

on_both!(replies_stand_flat_and_say_what_they_answer, |house: House| async move {
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let root = comment(&ben, &proposal, "con", "先修水管").await;
    let send = |id: &str| format!("/voices/{id}/replies");
    let id_of = |place: String| place.rsplit("#voice-").next().unwrap().to_owned();
    let first = id_of(ann.post(&send(&root), &[("body", "修好了")]).await.expect(303).location.unwrap());
    let page = ben.get(&format!("/voices/{root}?answer={first}")).await.expect(200);
    page.shows("回應 安安").shows(&format!("action=\"/voices/{first}/replies\""));
    let place = ben.post(&send(&first), &[("body", "何時修好的")]).await.expect(303).location.unwrap();
    assert!(place.starts_with(&format!("/voices/{root}")), "{place}");
    let second = id_of(place);
    ben.post(&send(&first), &[("body", "")]).await.expect(422).shows("請輸入意見內容").shows("回應 安安");
    let told = ben.get(&format!("/api/v1/voices/{second}")).await.json();
    assert_eq!((&told["parent"], &told["reply_to"]), (&json!(root), &json!(first)));
    house
        .browser()
        .get(&format!("/voices/{root}"))
        .await
        .shows("回應 安安")
        .shows(&format!("#voice-{first}"));
    let moved = house.browser().get(&format!("/voices/{second}")).await.expect(303).location.unwrap();
    assert_eq!(moved, format!("/voices/{root}#voice-{second}"));
    ann.post(&format!("/voices/{first}/delete"), &[]).await.expect(303);
    let gap = house.browser().get(&format!("/voices/{root}")).await;
    gap.shows("留言者已刪除這則留言").shows("回應一則已刪除的留言").shows("2 則回應");
    let home = format!("/proposals/{proposal}/discussion");
    let moved = house.browser().get(&format!("{home}?at={second}")).await.expect(303).location.unwrap();
    assert_eq!(moved, format!("{home}?order=newest#voice-{second}"));
    house.browser().get(&moved).await.expect(200).shows("何時修好的");
    let elsewhere = house.open_proposal(&ann, "另一件要緊的事").await;
    house.browser().get(&format!("/proposals/{elsewhere}/discussion?at={root}")).await.expect(404);
});

on_both!(a_comment_quotes_by_link_and_shows_emphasis, |house: House| async move {
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let quoted = comment(&ben, &proposal, "con", "先修**「水管」**再說 [x](javascript:alert(1))").await;
    let quoting = comment(&ann, &proposal, "pro", &format!("這裡說得對：/voices/{quoted}")).await;
    let anyone = house.browser();
    let page = format!("/proposals/{proposal}/discussion");
    anyone
        .get(&page)
        .await
        .shows("<strong>「水管」</strong>")
        .hides("href=\"javascript")
        .shows("引用 阿本 的發言");
    anyone.get(&format!("/voices/{quoting}")).await.shows(&format!("href=\"/voices/{quoted}\""));
    let moderator = house.with_role("moderator", None).await;
    let hide = [("act", "hide"), ("ground", "attack"), ("reason", "以貶抑字眼辱罵其他參與者")];
    moderator.post(&format!("/desk/moderation/{quoted}"), &hide).await.expect(303);
    // Nor does the quote show the moderator what others can't read.
    for browser in [&anyone, &moderator] {
        let shown = browser.get(&format!("/voices/{quoting}")).await;
        shown.shows("這則留言已被隱藏").hides("水管");
    }
});

on_both!(an_edit_of_something_changed_meanwhile_is_shown_both, |house: House| async move {
    let ann = house.citizen("安安").await;
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let voice = comment(&ann, &proposal, "pro", "原來的話").await;
    let api = format!("/api/v1/voices/{voice}");
    let seen = ann.get(&api).await.json()["wording"].as_str().unwrap().to_owned();
    let edit = format!("/voices/{voice}/edit");
    ann.get(&edit).await.shows(&format!("name=\"seen\" value=\"{seen}\""));
    ann.post(&edit, &[("stance", "pro"), ("body", "另一個視窗改的"), ("seen", &seen)]).await.expect(303);
    let mine = [("stance", "pro"), ("body", "這個視窗改的"), ("seen", seen.as_str())];
    let both = ann.post(&edit, &mine).await.expect(422);
    both.shows("另一個視窗改的").shows("這個視窗改的").shows("已被改過");
    let refused = ann.call("PATCH", &api, json!({ "body": "程式改的", "wording": seen })).await.expect(409);
    assert_eq!(refused.json()["code"], "voice_changed");
    let now = ann.get(&api).await.json()["wording"].as_str().unwrap().to_owned();
    ann.post(&edit, &[("stance", "pro"), ("body", "這個視窗改的"), ("seen", &now)]).await.expect(303);
    assert_eq!(ann.get(&api).await.json()["body"], "這個視窗改的");
});

on_both!(agencies_answer_officially_and_both_sides_are_shown, |house: House| async move {
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let administrator = house.with_role("administrator", None).await;
    let agency = house.agency(&administrator, "moi", "內政部", "Ministry of the Interior").await;
    let officer = house.with_role("agency_officer", Some(agency)).await;
    let asked = comment(&ben, &proposal, "con", "經費哪裡來").await;
    let other = comment(&ben, &proposal, "pro", "沒有人回應的").await;
    let thread = format!("/voices/{asked}");
    ben.get(&thread).await.hides("name=\"official\"");
    // Ticking what isn't there gives nobody the agency's voice.
    let sent = [("body", "我是內政部"), ("official", "yes")];
    ben.post(&format!("{thread}/replies"), &sent).await.expect(303);
    house.browser().get(&thread).await.hides("官方回應・");
    let voices = format!("/api/v1/proposals/{proposal}/voices");
    let claim = json!({ "body": "我是內政部", "parent": asked, "as_agency": true });
    assert_eq!(ben.call("POST", &voices, claim).await.expect(409).json()["code"], "comment_no_agency");
    officer.get(&thread).await.shows("以「內政部」名義發表官方回應");
    officer
        .post(&format!("{thread}/replies"), &[("body", "由公務預算支應"), ("official", "yes")])
        .await
        .expect(303);
    let answered = house.browser().get(&thread).await.expect(200);
    answered.shows("官方回應・內政部");
    // Both replies are of one instant, in either order.
    let before = answered.body.split("由公務預算支應").next().unwrap();
    let reply = before.rsplit("id=\"voice-").next().unwrap().split('"').next().unwrap().to_owned();
    let change = format!("/voices/{reply}/edit");
    officer.post(&change, &[("body", "由公務預算支應。")]).await.expect(303);
    // Whoever has left the agency does not change its words any more.
    let left = officer.person.as_ref().unwrap().id;
    let tx = house.app.db.begin().await.unwrap();
    let grant = Grant::at(Role::AgencyOfficer, agency);
    people::revoke(&tx, left, grant, Actor::System, house.now()).await.unwrap();
    db::commit(tx).await.unwrap();
    officer.get(&change).await.expect(403);
    officer.post(&change, &[("body", "改口了")]).await.expect(403);
    let changed = json!({ "body": "改口了" });
    officer.call("PATCH", &format!("/api/v1/voices/{reply}"), changed).await.expect(403);
    house.browser().get(&thread).await.shows("由公務預算支應。").hides("改口了");
    let page = format!("/proposals/{proposal}/discussion");
    let official = house.browser().get(&format!("{page}?order=official")).await.expect(200);
    official.shows("經費哪裡來").hides("沒有人回應的");
    let all = house.browser().get(&page).await.expect(200);
    all.shows("side-pro").shows("side-con").shows("沒有人回應的");
    let listed = house.browser().get(&voices).await.json();
    let order: Vec<_> =
        listed["items"].as_array().unwrap().iter().map(|v| v["id"].as_str().unwrap()).collect();
    assert_eq!(order, [other.as_str(), asked.as_str()]);
    // Goes on page by page, and each cursor belongs to its own order.
    let first = house.browser().get(&format!("{voices}?limit=1")).await.json();
    let next = first["next"].as_str().unwrap();
    let rest = house.browser().get(&format!("{voices}?limit=1&cursor={next}")).await.json();
    assert_eq!((rest["items"][0]["id"].as_str(), &rest["next"]), (Some(asked.as_str()), &Value::Null));
    house.browser().get(&format!("{voices}?order=newest&cursor={next}")).await.expect(400);
});
