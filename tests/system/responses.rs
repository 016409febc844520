//! The formal response in its parts: how it is composed, and what of it the public reads.

use folkmoot_tests::cases::Matter;
use folkmoot_tests::rulebooks::own;
use folkmoot_tests::{Browser, House, on_both, on_both_under};
use serde_json::{Value, json};

/// A comment about the proposal; gives the id of its voice.
async fn comment(house: &House, matter: &Matter, words: &str) -> String {
    let citizen = house.citizen("留言的人").await;
    let path = format!("/proposals/{}/comments", matter.proposal);
    citizen.post(&path, &[("stance", "pro"), ("body", words)]).await.expect(303);
    let page = house.browser().get(&format!("/proposals/{}/discussion", matter.proposal)).await.expect(200);
    let found = page.body.split("id=\"voice-").nth(1).unwrap();
    found.split('"').next().unwrap().to_owned()
}

/// The fields of a response with others in the place of some.
fn with(base: &str, act: &str, more: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let mut fields = Matter::response(base, act);
    fields.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    fields.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
    fields
}

async fn draft(browser: &Browser, matter: &Matter) -> Value {
    browser.call("GET", &format!("{}/response/draft", matter.api()), Value::Null).await.expect(200).json()
}

on_both!(a_response_is_composed_in_parts_and_shows_what_stays_open, |house: House| async move {
    let matter = house.matter().await;
    let voice = comment(&house, &matter, "雙薪家庭請假跑件最辛苦，希望可以線上申辦。").await;
    let form = format!("{}/response", matter.desk());
    let cite = format!("https://folkmoot.example/voices/{voice}#voice-{voice}");

    // The form names the rulebook's criteria and offers what was raised; taking it saves nothing.
    let page = matter.officer.get(&form).await.expect(200);
    page.shows("成本效益").shows("要花多少，誰受益，誰負擔。").shows("雙薪家庭請假跑件最辛苦");
    let take = format!("voice:{voice}");
    let taken = matter.officer.post(&form, &[("base", "0"), ("summary", "寫到一半"), ("take", &take)]).await;
    let taken = taken.expect(200);
    taken.shows("寫到一半").shows(&format!(">\n/voices/{voice}</textarea>")).shows("id=\"issue-2\"");
    assert_eq!(draft(&matter.officer, &matter).await["version"], 0);

    // What is cited must stand in this discussion; what was typed stays.
    let issue = [
        ("issue-1", "能不能線上申辦"),
        ("issue_stand-1", "open"),
        ("issue_text-1", "系統預定明年改版，屆時一併評估。"),
        ("cites-1", "請見討論區"),
        ("legal_basis-1", "兒童及少年福利與權益保障法第 25 條"),
        ("criterion-1-costs", "每年約增加二億元。"),
    ];
    let wrong = matter.send_response(&matter.officer, &with("0", "save", &issue)).await.expect(422);
    wrong.shows("href=\"#cites-1\"").shows("請見討論區").shows("每年約增加二億元。");
    let elsewhere = house.another_matter(&matter).await;
    let strange = comment(&house, &elsewhere, "別案的意見").await;
    let strange = format!("/voices/{strange}");
    let mut typed = issue;
    typed[3].1 = &strange;
    let wrong = matter.send_response(&matter.officer, &with("0", "save", &typed)).await.expect(422);
    wrong.shows("引用的意見不在本案的討論中");
    typed[3].1 = &cite;
    // An issue is told with its answer, or why it has none; a row between that is empty leaves no gap.
    let mut half = with("0", "submit", &typed);
    half.push(("issue-3", "補助對象要不要放寬".to_owned()));
    let missing = matter.send_response(&matter.officer, &half).await.expect(422);
    missing.shows("href=\"#issue_text-2\"").shows("補助對象要不要放寬").shows("name=\"base\" value=\"1\"");
    half[0].1 = "1".to_owned();
    half.push(("issue_text-3", "已列入放寬方案，自下年度施行。".to_owned()));
    matter.send_response(&matter.officer, &half).await.expect(303);

    let seen = draft(&matter.officer, &matter).await["content"].clone();
    assert_eq!(seen["issues"][0]["cites"], json!([voice]));
    assert_eq!(
        (&seen["issues"][0]["left_open"], &seen["issues"][1]["left_open"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(seen["demands"][0]["criteria"], json!({ "costs": "每年約增加二億元。" }));

    let fields = [("act", "sign"), ("version", "2"), ("name", "陳美玲"), ("title", "部長")];
    let sign = format!("/desk/approvals/{}", matter.case);
    matter.approver.get(&sign).await.expect(200).shows("能不能線上申辦");
    matter.approver.post(&sign, &fields).await.expect(303);
    let public = house.browser().get(&format!("/proposals/{}/response", matter.proposal)).await.expect(200);
    public
        .shows("共 2 項爭點，其中 1 項暫不處理")
        .shows("為什麼還沒有回答")
        .shows("系統預定明年改版")
        .shows(&format!("/voices/{voice}#voice-{voice}"))
        .shows("雙薪家庭請假跑件最辛苦")
        .shows("兒童及少年福利與權益保障法第 25 條")
        .shows("每年約增加二億元。")
        .shows("未說明");
    let english = house.browser().get(&format!("/proposals/{}/response?lang=en", matter.proposal)).await;
    english.expect(200).shows("2 issues, 1 left open").shows("Costs and benefits");
    let api = house.browser().get(&format!("{}/response", matter.api())).await.expect(200).json();
    assert_eq!(api["content"]["issues"][0]["issue"], "能不能線上申辦");
});

const GROUNDS: &str = r#"
    decisions = [
        { code = "adopted", name = { zh-TW = "開放", en = "Open" } },
        { code = "not_adopted", name = { zh-TW = "不開放", en = "Not open" }, needs_ground = true },
    ]
    legal_grounds = [
        { code = "secret", name = { zh-TW = "依法應保密", en = "Secret by law" } },
        { code = "privacy", name = { zh-TW = "涉及個人資料", en = "Personal data" } },
    ]
"#;

on_both_under!(a_decision_that_needs_it_names_its_ground, own(GROUNDS, &[]), |house: House| async move {
    let matter = house.matter().await;
    let case = house.browser().get(&matter.api()).await.expect(200).json();
    assert_eq!(case["decisions_with_ground"], json!(["not_adopted"]));
    assert_eq!(case["legal_grounds"], json!(["secret", "privacy"]));
    matter.officer.get(&format!("{}/response", matter.desk())).await.shows("須勾選下列法律事由");
    // The second demand is refused: without a ground the draft is kept, but goes no further.
    let refused = matter.send_response(&matter.officer, &Matter::response("0", "submit")).await.expect(422);
    refused.shows("href=\"#grounds-2\"").hides("href=\"#grounds-1\"").shows("財源不足。");
    let submit = json!({ "version": 1 });
    let path = format!("{}/response/submit", matter.api());
    let refused = matter.officer.call("POST", &path, submit).await.expect(422).json();
    assert_eq!(refused["errors"][0]["field"], "grounds-2");
    // What the rulebook does not name is no ground.
    let unknown = with("1", "submit", &[("grounds-2", "mood")]);
    matter.send_response(&matter.officer, &unknown).await.expect(422).shows("href=\"#grounds-2\"");
    let named = with("1", "submit", &[("grounds-2", "privacy")]);
    matter.send_response(&matter.officer, &named).await.expect(303);
    let fields = [("act", "sign"), ("version", "2"), ("name", "陳美玲"), ("title", "部長")];
    matter.approver.post(&format!("/desk/approvals/{}", matter.case), &fields).await.expect(303);
    let public = house.browser().get(&format!("/proposals/{}/response", matter.proposal)).await.expect(200);
    public.shows("不開放").shows("涉及個人資料").hides("依法應保密");
});
