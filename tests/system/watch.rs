//! What an administrator has discussions watched for, and first comments that wait for a moderator.

use folkmoot_tests::{House, on_both};
use serde_json::json;

on_both!(a_first_comment_waits_and_only_its_author_and_moderators_see_it, |house: House| async move {
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let administrator = house.with_role("administrator", None).await;
    let moderator = house.with_role("moderator", None).await;
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let talk = format!("/proposals/{proposal}/discussion");
    let watch = "/desk/admin/watch";
    administrator.get("/desk/admin").await.expect(200).shows("討論監看");
    administrator.get(watch).await.expect(200).shows("首次留言審核");
    let bad = "王八蛋\n！！！";
    administrator.post(watch, &[("words", bad)]).await.expect(422).shows("第 2 行").shows("！！！");
    administrator.post(watch, &[("words", "王八蛋"), ("hold", "yes")]).await.expect(303);
    moderator.post(watch, &[("words", "")]).await.expect(403);

    let form = [("stance", "con"), ("body", "我有不同的看法")];
    let done =
        ben.post(&format!("/proposals/{proposal}/comments"), &form).await.expect(303).location.unwrap();
    assert!(done.starts_with(&talk) && done.contains("comment-held"), "{done}");
    ben.get(&talk).await.expect(200).shows("我有不同的看法").shows("待審核");
    for other in [&ann, &house.browser(), &moderator] {
        other.get(&talk).await.expect(200).hides("我有不同的看法");
    }
    let more = [("stance", "con"), ("body", "再補充一點")];
    ben.post(&format!("/proposals/{proposal}/comments"), &more)
        .await
        .expect(422)
        .shows("還在等待審核")
        .shows("再補充一點");
    let sent = json!({ "stance": "con", "body": "再補充一點" });
    let voices = format!("/api/v1/proposals/{proposal}/voices");
    ben.call("POST", &voices, sent).await.expect(409).shows("first_waits");

    moderator.get("/desk/moderation").await.expect(200).shows("待審核的首次留言 1 則");
    moderator.get("/desk/moderation/held").await.expect(200).shows("我有不同的看法").shows("阿本");
    let waiting = moderator.call("GET", "/api/v1/moderation/held", json!(null)).await.expect(200).json();
    let held = format!("/desk/moderation/held/{}", waiting[0]["id"].as_str().unwrap());
    moderator.get(&held).await.expect(200).shows("我有不同的看法");
    moderator.post(&held, &[("act", "refuse"), ("reason", "這是商業廣告")]).await.expect(422);
    moderator.post(&held, &[("act", "burn")]).await.expect(400);
    moderator.post(&held, &[("act", "pass")]).await.expect(303);
    moderator.post(&held, &[("act", "pass")]).await.expect(404);
    house.browser().get(&talk).await.expect(200).shows("我有不同的看法");
    ben.call("POST", &voices, json!({ "stance": "con", "body": "再補充一點" })).await.expect(201);

    // Refused, it is a decision that its author reads and appeals against.
    let cat = house.citizen("小凱").await;
    let held =
        cat.call("POST", &voices, json!({ "stance": "pro", "body": "快來買" })).await.expect(202).json();
    let path = format!("/api/v1/moderation/held/{}", held["held"].as_str().unwrap());
    let refusal = json!({ "act": "refuse", "ground": "spam", "reason": "這是商業廣告" });
    ann.call("POST", &path, refusal.clone()).await.expect(403);
    moderator.call("POST", &path, json!({ "act": "refuse", "reason": "這是商業廣告" })).await.expect(422);
    let outcome = moderator.call("POST", &path, refusal).await.expect(200).json();
    assert_eq!(outcome["outcome"], "held-refused");
    house.work().await;
    cat.get("/my/notices").await.expect(200).shows("這是商業廣告");
    house.browser().get(&talk).await.hides("快來買");
});

on_both!(signals_bring_a_comment_before_the_moderator_who_sees_why, |house: House| async move {
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let administrator = house.with_role("administrator", None).await;
    let moderator = house.with_role("moderator", None).await;
    administrator.post("/desk/admin/watch", &[("words", "王八蛋")]).await.expect(303);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let voices = format!("/api/v1/proposals/{proposal}/voices");
    let say = async |body: &str| {
        let sent = json!({ "stance": "con", "body": body });
        ben.call("POST", &voices, sent).await.expect(201).json()["id"].as_str().unwrap().to_owned()
    };
    let rude = say("寫這種提議的都是王．八蛋").await;
    moderator.get("/desk/moderation").await.expect(200).shows("待處理 1 則").shows("用詞");
    let queue = moderator.call("GET", "/api/v1/moderation/queue", json!(null)).await.expect(200).json();
    assert_eq!(queue["items"][0]["signals"], json!(["words"]));
    assert_eq!(queue["items"][0]["reports"], 0);
    let desk = format!("/desk/moderation/{rude}");
    moderator.get(&desk).await.expect(200).shows("含有監看清單上的詞").shows("保留這則留言");
    let hide = [("act", "hide"), ("ground", "attack"), ("reason", "以貶抑字眼辱罵他人")];
    moderator.post(&desk, &hide).await.expect(303);
    moderator.get("/desk/moderation").await.shows("待處理 0 則");
    let again = say("寫這種提議的人都是王八蛋啊").await;
    moderator
        .get(&format!("/desk/moderation/{again}"))
        .await
        .shows("用語相近的留言")
        .shows("以貶抑字眼辱罵他人");
});
