//! The formal response in its parts: how it is composed, and what of it the public reads.

use folkmoot_tests::cases::Matter;
use folkmoot_tests::rulebooks::own;
use folkmoot_tests::{Browser, House, on_both, on_both_under};
use serde_json::{Value, json};

use crate::proofs::verify;

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
    // From the voice, one comes to what the response says of it.
    let voice = house.browser().get(&format!("/voices/{voice}")).await.expect(200);
    voice.shows(&format!("/proposals/{}/response#raised-1", matter.proposal)).shows("說明了為何暫不處理");
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

on_both!(what_only_one_changed_is_put_together_and_the_rest_is_chosen, |house: House| async move {
    let matter = house.matter().await;
    let form = format!("{}/response", matter.desk());
    matter.send_response(&matter.officer, &Matter::response("0", "save")).await.expect(303);
    // Both begin from version 1. The officer changes the summary and the first reasons; the colleague the same reasons in
    // another way, and the plan.
    let officers = with("1", "save", &[("summary", "一般家庭延長為六個月。"), ("reasons-1", "甲說")]);
    matter.send_response(&matter.officer, &officers).await.expect(303);
    let colleagues = with("1", "save", &[("reasons-1", "乙說"), ("part-plan", "分三階段辦理。")]);
    let conflict = matter.send_response(&matter.colleague, &colleagues).await.expect(409);
    conflict
        .shows("這些部分只有同仁改過，已經帶入：重點摘要。")
        .shows("一般家庭延長為六個月。")
        .shows("分三階段辦理。")
        .shows("有 1 個部分兩位都改過")
        .shows("value=\"both:reasons-1\"")
        .shows("name=\"merging\" value=\"2\"")
        .hides("data-autosave")
        .hides("value=\"theirs:part-plan\"");
    // Nothing was saved by that.
    assert_eq!(draft(&matter.officer, &matter).await["version"], 2);

    let typed = |act: (&'static str, &str)| {
        let mut fields = with(
            "2",
            "",
            &[
                ("summary", "一般家庭延長為六個月。"),
                ("reasons-1", "乙說"),
                ("part-plan", "分三階段辦理。"),
                ("merging", "2"),
                ("merge_base", "1"),
            ],
        );
        fields.retain(|(name, _)| *name != "act");
        fields.push((act.0, act.1.to_owned()));
        fields
    };
    let joined =
        matter.send_response(&matter.colleague, &typed(("choose", "both:reasons-1"))).await.expect(409);
    joined.shows(">\n乙說\n\n甲說</textarea>").shows("沒有其他需要選擇的部分");
    joined.shows("name=\"settled\" value=\"reasons-1\"").hides("value=\"both:reasons-1\"");
    // While something in the form can't be read, nothing is chosen and nothing lost.
    let mut half = typed(("choose", "both:reasons-1"));
    half.retain(|(name, _)| *name != "due_on-1");
    let unread = matter.send_response(&matter.colleague, &half).await.expect(422);
    unread.shows("href=\"#due_on-1\"").shows(">\n乙說</textarea>").shows("name=\"merging\" value=\"2\"");
    let taken =
        matter.send_response(&matter.colleague, &typed(("choose", "theirs:reasons-1"))).await.expect(409);
    taken.shows(">\n甲說</textarea>").shows("分三階段辦理。");
    let kept =
        matter.send_response(&matter.colleague, &typed(("choose", "mine:reasons-1"))).await.expect(409);
    kept.shows(">\n乙說</textarea>").shows("沒有其他需要選擇的部分");
    matter.send_response(&matter.colleague, &typed(("choose", "mine:summary"))).await.expect(404);
    matter.send_response(&matter.colleague, &typed(("act", "save"))).await.expect(303);
    let seen = draft(&matter.officer, &matter).await;
    assert_eq!((&seen["version"], &seen["content"]["demands"][0]["reasons"]), (&json!(3), &json!("乙說")));
    // A form that settles no conflict chooses nothing.
    let stray = [("base", "3"), ("choose", "mine:summary")];
    matter.officer.post(&form, &stray).await.expect(404);
});

on_both!(a_page_saves_by_itself_and_tells_what_is_in_the_way, |house: House| async move {
    let matter = house.matter().await;
    let by_itself = async |browser: &Browser, base: &str, more: &[(&'static str, &str)]| {
        let page = browser.get(&format!("{}/response", matter.desk())).await.expect(200);
        page.shows("data-autosave=\"20\"");
        let demands = page.body.split("name=\"demands\" value=\"").nth(1).unwrap();
        let demands = demands.split('"').next().unwrap().to_owned();
        let mut fields = with(base, "autosave", more);
        fields.push(("demands", demands));
        matter.send_response(browser, &fields).await
    };
    let saved = by_itself(&matter.officer, "0", &[("reasons-1", "寫")]).await.expect(200).json();
    assert_eq!(saved["version"], 1);
    assert!(saved["words"].as_str().unwrap().contains("已自動儲存"), "{saved}");
    by_itself(&matter.officer, "1", &[("reasons-1", "寫到")]).await.expect(200);
    by_itself(&matter.officer, "2", &[("reasons-1", "寫到一半")]).await.expect(200);
    // A row that is not finished is no reason to lose it: it is told, and nothing is saved.
    let half = by_itself(&matter.officer, "3", &[("due_on-1", "")]).await.expect(422).json();
    assert_eq!(half["version"], Value::Null);
    assert!(half["words"].as_str().unwrap().contains("還沒寫完"), "{half}");
    let late = by_itself(&matter.colleague, "1", &[("reasons-1", "別的")]).await.expect(409).json();
    assert!(late["words"].as_str().unwrap().contains("同仁剛才儲存了新版本"), "{late}");

    let versions = format!("{}/response/draft/versions", matter.api());
    let list = async |browser: &Browser| {
        let body = browser.call("GET", &versions, Value::Null).await.expect(200).json();
        let of = |one: &Value| (one["version"].as_i64().unwrap(), one["automatic"].as_bool().unwrap());
        body["items"].as_array().unwrap().iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(list(&matter.officer).await, [(3, true), (2, true), (1, true)]);
    // What was saved on the way stays a while, since somebody may have begun from it; the page tells of what was saved by hand.
    let fields = with("3", "save", &[("reasons-1", "寫完了")]);
    matter.send_response(&matter.officer, &fields).await.expect(303);
    assert_eq!(list(&matter.officer).await, [(4, false), (3, true), (2, true), (1, true)]);
    matter.officer.get(&format!("{}/draft", matter.desk())).await.expect(200).hides("version=3");
    house.clock.advance(chrono::TimeDelta::hours(3));
    let officer = house.sign_in(matter.officer.person.as_ref().unwrap()).await;
    let fields = with("4", "save", &[("reasons-1", "隔天又改")]);
    matter.send_response(&officer, &fields).await.expect(303);
    assert_eq!(list(&officer).await, [(5, false), (4, false)]);
    let again =
        by_itself(&matter.colleague, "5", &[("reasons-1", "財政部同意後改寫。")]).await.expect(200).json();
    assert_eq!(again["version"], 6);
    // Saving the same words keeps that version for good.
    let fields = with("6", "submit", &[("reasons-1", "財政部同意後改寫。")]);
    matter.send_response(&matter.officer, &fields).await.expect(303);
    assert_eq!(list(&officer).await, [(6, false), (5, false), (4, false)]);
    let fields = with("6", "autosave", &[("reasons-1", "送出後")]);
    let closed = matter.send_response(&matter.officer, &fields).await;
    assert_eq!(closed.status, 409, "{}", closed.body);
});

on_both!(a_draft_is_read_compared_and_reviewed_inside_the_agency, |house: House| async move {
    let matter = house.matter().await;
    let page = format!("{}/draft", matter.desk());
    // Before anything is saved there is nothing to read.
    matter.officer.get(&page).await.expect(404);
    matter.send_response(&matter.officer, &Matter::response("0", "save")).await.expect(303);
    let second = with("1", "submit", &[("reasons-2", "財源不足，三年後檢討。"), ("decision-2", "adopted")]);
    matter.send_response(&matter.officer, &second).await.expect(303);

    // While it waits for its signature, the officers read it; the way to the editor leads there.
    let sent = matter.officer.get(&format!("{}/response", matter.desk())).await.expect(303);
    assert!(sent.location.unwrap().ends_with("/draft"));
    matter
        .officer
        .get(&page)
        .await
        .expect(200)
        .shows("待核定")
        .shows("財源不足，三年後檢討。")
        .hides("審閱並核定");
    matter.colleague.get(&matter.desk()).await.expect(200).shows(&page);
    matter.approver.get(&page).await.expect(200).shows("審閱並核定").shows("第 1 版");
    matter.approver.get(&format!("/desk/approvals/{}", matter.case)).await.expect(200).shows(&page);
    let older = matter.officer.get(&format!("{page}?version=1")).await.expect(200);
    older.shows("這是較早的版本，最新的是第 2 版").hides("三年後檢討");
    matter.officer.get(&format!("{page}?version=9")).await.expect(404);

    let compared = matter.approver.get(&format!("{page}/compare?from=1&to=2")).await.expect(200);
    compared
        .shows("訴求 2：理由")
        .shows("<ins>，三年後檢討</ins>")
        .shows("訴求 2：參採情形")
        .shows("<del>不予採納</del>")
        .hides("訴求 1");
    matter.approver.get(&format!("{page}/compare?from=2&to=2")).await.expect(200).shows("內容相同");
    let english = matter.approver.get(&format!("{page}/compare?from=1&to=2&lang=en")).await.expect(200);
    english.shows("Demand 2: Reasons");
    matter.approver.get(&format!("{page}/compare?from=1&to=7")).await.expect(404);

    // Comments: about a piece or the whole, by officers and approver; what was typed stays when something is wrong.
    let comments = format!("{page}/comments");
    let empty = [("version", "2"), ("about", "reasons-2"), ("comment", "")];
    let wrong = matter.colleague.post(&comments, &empty).await.expect(422);
    wrong.shows("href=\"#comment\"").shows("value=\"reasons-2\" selected");
    let strange = [("version", "2"), ("about", "part-plan"), ("comment", "請補充")];
    matter.colleague.post(&comments, &strange).await.expect(422).shows("請補充").shows("href=\"#about\"");
    matter.colleague.post(&comments, &[("version", "9"), ("comment", "請補充")]).await.expect(404);
    let fine = [("version", "2"), ("about", "reasons-2"), ("comment", "請寫明財源的數字")];
    let done = matter.colleague.post(&comments, &fine).await.expect(303).location.unwrap();
    matter.officer.get(&done).await.expect(200).shows("請寫明財源的數字").shows("已送出意見");
    house.work().await;
    matter.officer.get("/my/notices").await.expect(200).shows("審查意見：提議").hides("請寫明財源的數字");
    let body = json!({ "version": 2, "comment": "同意同仁的意見" });
    let path = format!("{}/response/draft/comments", matter.api());
    matter.approver.call("POST", &path, body).await.expect(204);
    let sign = format!("/desk/approvals/{}", matter.case);
    matter.approver.post(&sign, &[("act", "send_back"), ("note", "請補充財源分析")]).await.expect(303);
    let told = matter.officer.call("GET", &path, Value::Null).await.expect(200).json();
    let told: Vec<(&str, bool)> = told["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["comment"].as_str().unwrap(), one["sent_back"].as_bool().unwrap()))
        .collect();
    assert_eq!(told.len(), 3);
    assert!(
        told.contains(&("請補充財源分析", true)) && told.contains(&("請寫明財源的數字", false)),
        "{told:?}"
    );
    // The note stays with the review when the draft goes on.
    matter
        .send_response(&matter.officer, &with("2", "submit", &[("reasons-2", "每年二億元。")]))
        .await
        .expect(303);
    matter.officer.get(&page).await.expect(200).shows("請補充財源分析").shows("退回");

    // Nobody else reads any of it.
    for who in [&matter.stranger, &matter.strange_approver, &matter.proposer, &matter.administrator] {
        who.get(&page).await.expect(403);
        who.get(&format!("{page}/compare?from=1&to=2")).await.expect(403);
        who.post(&comments, &fine).await.expect(403);
    }
    // Once it is published, nothing is said of the draft any more; it can still be read.
    let fields = [("act", "sign"), ("version", "3"), ("name", "陳美玲"), ("title", "部長")];
    matter.approver.post(&sign, &fields).await.expect(303);
    matter.officer.get(&page).await.expect(200).shows("請寫明財源的數字").hides("name=\"comment\"");
    matter.officer.post(&comments, &fine).await.expect(409);
    let public = house.browser().get(&format!("/proposals/{}/response", matter.proposal)).await.expect(200);
    public.hides("請寫明財源的數字").hides("請補充財源分析");
});

on_both!(a_published_response_is_proven_from_its_file_alone, |house: House| async move {
    let matter = house.matter().await;
    let path = format!("/proposals/{}/response.json", matter.proposal);
    house.browser().get(&path).await.expect(404);
    matter.publish().await;
    let early = house.browser().get(&path).await.expect(200);
    assert_eq!(early.json()["segment"], Value::Null);
    house.work().await;
    let file = house.browser().get(&path).await.expect(200);
    assert!(file.headers["content-disposition"].to_str().unwrap().contains("response-"));
    let same = house.browser().get(&format!("{}/response/proof", matter.api())).await.expect(200);
    assert_eq!(same.json(), file.json());
    let page = house.browser().get(&format!("/proposals/{}/response", matter.proposal)).await.expect(200);
    let told = house.browser().get(&format!("{}/response", matter.api())).await.expect(200).json();
    page.shows(told["hash"].as_str().unwrap()).shows(&path).shows("folkmoot verify response");

    let key = house.browser().get("/api/v1/log/key").await.expect(200).json();
    let key = key["key"].as_str().unwrap().to_owned();
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(directory.path().join(name), text).unwrap();
    write("response.json", &file.body);
    write("early.json", &early.body);
    write("changed.json", &file.body.replace("財源不足", "財源充足"));
    let (fine, said) = verify(directory.path(), &["response", "response.json", "--key", &key]);
    assert!(
        fine && said.contains("response.json: fits.") && said.contains(told["hash"].as_str().unwrap()),
        "{said}"
    );
    for (name, why) in [("early.json", "before the log was sealed"), ("changed.json", "another hash")] {
        let (fine, said) = verify(directory.path(), &["response", name]);
        assert!(!fine && said.contains("DOES NOT FIT") && said.contains(why), "{said}");
    }
    let (fine, said) = verify(directory.path(), &["response", "response.json", "--key", &"ab".repeat(32)]);
    assert!(!fine && said.contains("another key"), "{said}");
});
