//! The words of those who spoke in a hall: codes they are given, corrections of their own, and names that are taken away.

use folkmoot_tests::{Browser, House, on_both};
use serde_json::json;

use crate::hearings::{hearing, send};

const RECORD: &str = "# 公聽會\n\n### 水公司：\n冬天水管會結冰，維修費用很高。\n\n### 林里長：\n長輩運動的時候沒有水喝。\n\n### 林里長：\n謝謝大家。\n\n> （散會）\n";

async fn import(facilitator: &Browser, hall: &str, text: &str, more: &[(&str, &str)]) {
    let plan = send(facilitator, hall, "紀錄.md", text).await.expect(303).location.unwrap();
    let fields: Vec<(&str, &str)> = [("act", "import")].into_iter().chain(more.iter().copied()).collect();
    facilitator.post(&plan, &fields).await.expect(303);
}

/// The statements of a hearing: id, speaker and words.
async fn statements(browser: &Browser, hall: &str) -> Vec<(String, String, String)> {
    let list = browser.get(&format!("/api/v1/hearings/{hall}/statements")).await.expect(200).json();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let of = |s: &serde_json::Value| (text(&s["id"]), text(&s["speaker"]), text(&s["body"]));
    list["items"].as_array().unwrap().iter().map(of).collect()
}

/// The codes of a printed sheet.
fn codes(page: &str) -> Vec<String> {
    page.split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

async fn print(facilitator: &Browser, hall: &str, speakers: &str, blanks: &str) -> Vec<String> {
    let fields = [("speakers", speakers), ("blanks", blanks)];
    codes(&facilitator.post(&format!("/desk/hearings/{hall}/codes"), &fields).await.expect(200).body)
}

on_both!(a_speaker_claims_by_code_and_corrects_their_own_words_alone, |house: House| async move {
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let facilitator = house.with_role("facilitator", None).await;
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let voices = format!("/api/v1/proposals/{proposal}/voices");
    ben.call("POST", &voices, json!({ "stance": "con", "body": "維修費用從哪裡來" })).await.expect(201);
    let hall = hearing(&facilitator, &proposal).await;
    let (desk, page) = (format!("/desk/hearings/{hall}/words"), format!("/hearings/{hall}/speakers"));

    // Codes may be printed before there is a record; each says whose it is, or is blank.
    let empty = [("speakers", ""), ("blanks", "0")];
    let print_path = format!("/desk/hearings/{hall}/codes");
    facilitator.post(&print_path, &empty).await.expect(422).shows("至少一位發言者");
    facilitator.post(&print_path, &[("blanks", "301")]).await.expect(422);
    facilitator.post(&print_path, &[("blanks", "1"), ("valid_until", "2020-01-01")]).await.expect(422);
    let slips = print(&facilitator, &hall, "水公司\n\n水公司\n林里長", "2").await;
    assert_eq!(slips.len(), 4, "a name gets one code: {slips:?}");
    let (water, mayor, blank, lost) = (&slips[0], &slips[1], &slips[2], &slips[3]);
    let shown = facilitator.get(&desk).await.expect(200);
    shown.shows("尚未使用").shows("空白，尚未交付");
    for code in &slips {
        shown.hides(code);
    }
    import(&facilitator, &hall, RECORD, &[]).await;
    facilitator.get(&desk).await.shows("更正期間至").shows("value=\"2026-03-16\"");

    // Wrong codes are told apart, and so is who tries.
    let take = format!("{page}/code");
    let anonymous = house.browser().post(&take, &[("code", water)]).await.expect(303).location.unwrap();
    assert!(anonymous.starts_with("/sign-in"), "{anonymous}");
    for (code, words) in [("", "請填寫"), ("0000-0000-0000", "沒有這個代碼"), (blank.as_str(), "還沒有記下")]
    {
        ben.post(&take, &[("code", code)]).await.expect(422).shows(words);
    }
    facilitator.post(&desk, &[("act", "withdraw"), ("number", "4")]).await.expect(303);
    facilitator.post(&desk, &[("act", "withdraw"), ("number", "4")]).await.expect(409).shows("已經作廢");
    ben.post(&take, &[("code", lost)]).await.expect(422).shows("已作廢");
    let hand_out = [("act", "hand_out"), ("number", "3"), ("speaker", "路過的人")];
    facilitator.post(&desk, &[("act", "hand_out"), ("number", "3"), ("speaker", "")]).await.expect(422);
    facilitator.post(&desk, &hand_out).await.expect(303);
    facilitator.post(&desk, &hand_out).await.expect(409).shows("已經有發言者");

    // Both of the same name at once: one gets it.
    let anyone = house.browser();
    let merged = format!("/proposals/{proposal}/merged");
    anyone.get(&merged).await.shows("共 3 人、4 則");
    ben.get(&page).await.expect(200).hides("我的發言（");
    let typed = water.to_lowercase().replace('-', " ");
    let (first, second) =
        tokio::join!(ben.post(&take, &[("code", &typed)]), ben.post(&take, &[("code", water)]));
    first.expect(303);
    second.expect(303);
    anyone.get(&merged).await.shows("共 2 人、4 則");
    ann.post(&take, &[("code", water)]).await.expect(422).shows("已經有人用過");
    ben.get(&page).await.shows("已確認是您").shows("我的發言（1 段）").shows("更正我的發言");
    anyone.get(&page).await.shows("已由本人認領").hides("阿本").hides("我的發言（");
    facilitator.get(&desk).await.shows("已使用");

    // Everybody else is refused, whatever they may do otherwise.
    let all = statements(&anyone, &hall).await;
    let (his, hers) = (&all[0].0, &all[1].0);
    let others = [
        ("別人", ann.clone()),
        ("主持人", facilitator.clone()),
        ("管理員", house.with_role("administrator", None).await),
        ("板主", house.with_role("moderator", None).await),
        ("審查", house.with_role("reviewer", None).await),
    ];
    let path = |id: &str| format!("/statements/{id}/correct");
    let told = [("body", "別人改的話"), ("seen", "0")];
    for (name, other) in &others {
        for id in [his, hers, &all[3].0] {
            other.get(&path(id)).await.expect(403).shows("這不是您的發言");
            let answer = other.post(&path(id), &told).await;
            assert_eq!(answer.status, 403, "{name}");
        }
    }
    ben.get(&path(hers)).await.expect(403);
    ben.post(&path(hers), &told).await.expect(403);
    assert!(anyone.post(&path(his), &told).await.expect(303).location.unwrap().starts_with("/sign-in"));
    assert_eq!(statements(&anyone, &hall).await, all, "nobody changed a word");

    // The speaker corrects theirs; what stood there stays readable, with the difference and the reason.
    ben.get(&format!("/hearings/{hall}")).await.shows(&path(his)).hides(&path(hers));
    ben.get(&path(his)).await.expect(200).shows("維修費用很高").shows("更正期間至");
    ben.post(&path(his), &[("body", ""), ("seen", "0")]).await.expect(422);
    let right = [("body", "冬天水管會結冰，維修費用不高。"), ("reason", "聽錯一個字"), ("seen", "0")];
    ben.post(&path(his), &[("body", "我的電話是 0912-345-678"), ("seen", "0")]).await.expect(422);
    ben.post(&path(his), &right).await.expect(303);
    ben.post(&path(his), &[("body", "又一次"), ("seen", "0")])
        .await
        .expect(422)
        .shows("已有變動")
        .shows("又一次");
    ben.post(&path(his), &right).await.expect(303);
    let history = anyone.get(&format!("/statements/{his}/history")).await.expect(200);
    history.shows("發言者本人更正").shows("聽錯一個字").shows("<del>").shows("<ins>").shows("最初的文字");
    history.hides("阿本");
    anyone.get(&format!("/hearings/{hall}")).await.shows("維修費用不高").shows("本人更正");
    anyone.get(&format!("/proposals/{proposal}/discussion?channel=hearing")).await.shows("維修費用不高");
    anyone.get("/search?q=維修費用不高").await.shows("水公司");
    let voice =
        anyone.get(&format!("{voices}?channel=hearing&order=oldest")).await.json()["items"][0].clone();
    assert_eq!((&voice["revisions"], &voice["statement"]), (&json!(1), &json!(his)));
    anyone.get(&format!("/voices/{}/history", voice["id"].as_str().unwrap())).await.shows("維修費用很高");

    // A corrected record that knows nothing of it: the speaker's words stay, and the dry run says so.
    let other = RECORD.replace("謝謝大家。", "謝謝各位。");
    let plan = send(&facilitator, &hall, "更正.md", other.as_str()).await.expect(303).location.unwrap();
    facilitator.get(&plan).await.expect(200).shows("有 1 段已由本人更正").shows("改用檔案的內容");
    facilitator.post(&plan, &[("act", "import")]).await.expect(303);
    let now = statements(&anyone, &hall).await;
    assert_eq!((now[0].2.as_str(), now[2].2.as_str()), ("冬天水管會結冰，維修費用不高。", "謝謝各位。"));
    assert_eq!(now.iter().map(|s| &s.0).collect::<Vec<_>>(), all.iter().map(|s| &s.0).collect::<Vec<_>>());
    // One that lacks the statement, and one that takes the words over.
    let without = "# 公聽會\n\n### 林里長：\n長輩運動的時候沒有水喝。\n\n### 林里長：\n謝謝各位。\n";
    import(&facilitator, &hall, without, &[]).await;
    assert_eq!(statements(&anyone, &hall).await[0].2, "冬天水管會結冰，維修費用不高。");
    let adopted = other.replace("維修費用很高", "維修費用不高");
    let plan = send(&facilitator, &hall, "採納.md", adopted.as_str()).await.expect(303).location.unwrap();
    facilitator.get(&plan).await.expect(200).hides("已由本人更正，與檔案不同");
    facilitator.post(&plan, &[("act", "import")]).await.expect(303);
    assert_eq!(statements(&anyone, &hall).await[0].0, *his);
    // The facilitator may say otherwise; then the speaker is told, and the words stay in the history.
    let third = other.replace("維修費用很高", "維修費用另計");
    import(&facilitator, &hall, &third, &[("take", his)]).await;
    assert_eq!(statements(&anyone, &hall).await[0].2, "冬天水管會結冰，維修費用另計。");
    anyone.get(&format!("/statements/{his}/history")).await.shows("版紀錄更正").shows("不高");
    house.work().await;
    let email = ben.person.clone().unwrap().email;
    let mails = house.messages_to(&email).await;
    assert_eq!(mails.iter().filter(|mail| mail.subject.contains("已改用紀錄檔案的文字")).count(), 1);

    // Days are changed with a reason, in public, and what is over stays so.
    let days = [("act", "window"), ("correction_from", "2026-03-02"), ("correction_until", "2026-03-06")];
    facilitator.post(&desk, &days).await.expect(422).shows("請寫明理由");
    let days: Vec<(&str, &str)> = days.into_iter().chain([("reason", "紀錄已核對完畢")]).collect();
    ann.post(&desk, &days).await.expect(403);
    facilitator.post(&desk, &days).await.expect(303);
    anyone
        .get(&format!("/hearings/{hall}"))
        .await
        .shows("變更會後日期")
        .shows("紀錄已核對完畢")
        .shows("3月16日");
    house.days_pass(5);
    let (ben, facilitator) =
        (house.sign_in(ben.person.as_ref().unwrap()).await, house.with_role("facilitator", None).await);
    ben.get(&path(his)).await.expect(409).shows("更正期間已經結束");
    ben.post(&path(his), &right).await.expect(409);
    ben.get(&format!("/hearings/{hall}")).await.shows("更正期間已於").hides(&path(his));
    let again = [
        ("act", "window"),
        ("correction_from", "2026-03-02"),
        ("correction_until", "2026-03-31"),
        ("reason", "想再開放一次"),
    ];
    facilitator.post(&desk, &again).await.expect(409).shows("已經結束");
    // A code outlives the days for corrections, and not its own.
    let late = house.citizen("晚到的人").await;
    late.post(&take, &[("code", mayor)]).await.expect(303);
    house.days_pass(60);
    let last = house.citizen("更晚的人").await;
    last.post(&take, &[("code", blank)]).await.expect(422).shows("已過有效期限");
    for _ in 0..20 {
        last.post(&take, &[("code", "1111-1111-1111")]).await;
    }
    last.post(&take, &[("code", "1111-1111-1111")]).await.expect(429);
});
