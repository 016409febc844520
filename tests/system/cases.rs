//! Agencies, cases and responses, on pages and over the API.

use folkmoot_tests::cases::Matter;
use folkmoot_tests::{Browser, House, on_both};
use serde_json::{Value, json};

on_both!(a_case_goes_from_the_threshold_to_the_signed_response, |house: House| async move {
    let matter = house.unassigned_matter().await;
    let (desk, case) = (matter.desk(), matter.case.clone());
    matter.officer.get("/desk/cases").await.expect(200).shows("這裡沒有案件");
    matter
        .administrator
        .get("/desk/admin")
        .await
        .expect(200)
        .shows("延長育兒津貼申請期限")
        .shows("分派機關")
        .shows("信件與簡訊");

    let assign = format!("/desk/admin/cases/{case}");
    matter.administrator.get(&assign).await.expect(200).shows("延長申請期限至六個月").shows("衛生福利部");
    let nobody = matter.administrator.post(&assign, &[]).await.expect(422);
    nobody.shows("<title>錯誤：").shows("href=\"#leads\"");
    let both = [("leads", matter.agency.as_str()), ("supporting", matter.agency.as_str())];
    matter.administrator.post(&assign, &both).await.expect(422).shows("主辦機關不能同時是協辦機關");
    matter.administrator.post(&assign, &[("leads", &matter.agency)]).await.expect(303);

    // The desk names the next act; the case page offers it.
    matter.officer.get("/desk/cases").await.shows("延長育兒津貼申請期限").shows("公布辦理時程");
    matter.officer.get(&desk).await.expect(200).shows("放寬申請資格").shows("剩 60 天");

    // What was typed stays when something is wrong with it.
    let timetable = format!("{desk}/post-timetable");
    let typed = [("body", "先徵詢意見"), ("date-1", "三月"), ("step-1", "研商會議")];
    let wrong = matter.officer.post(&timetable, &typed).await.expect(422);
    wrong.shows("先徵詢意見").shows("研商會議").shows("href=\"#date-1\"");
    let typed = [("body", "先徵詢意見"), ("date-1", "2026-03-20"), ("step-1", "研商會議")];
    matter.officer.post(&timetable, &typed).await.expect(303);
    let early = [("body", "太早"), ("date-1", "2026-03-01"), ("step-1", "研商會議")];
    let early = matter.officer.post(&timetable, &early).await.expect(422);
    early.shows("日期不能早於成案日").shows("href=\"#date-1\"");
    // A new timetable leaves the one before to be read.
    let again = [("body", "會議改期"), ("date-1", "2026-03-27"), ("step-1", "研商會議")];
    matter.officer.post(&timetable, &again).await.expect(303);
    let public = house.browser().get(&format!("/proposals/{}", matter.proposal)).await.expect(200);
    public.shows("會議改期").shows("2026年3月27日").shows("先前公布的時程（1）").shows("先徵詢意見");
    public.shows("2026年3月20日");

    let contact = format!("{desk}/record-contact");
    let future = [("on", "2026-03-03"), ("manner", "telephone"), ("summary", "說明")];
    matter.officer.post(&contact, &future).await.expect(422).shows("日期不能晚於今天");
    let today = [("on", "2026-03-02"), ("manner", "telephone"), ("summary", "說明辦理方式")];
    matter.officer.post(&contact, &today).await.expect(303);
    matter.officer.get(&desk).await.shows("說明辦理方式").shows("2026年3月20日");

    // An extension is public at once, on the proposal's page too.
    let extend = format!("{desk}/ask-extension");
    matter.officer.get(&extend).await.expect(200).shows("2026-07-01");
    let much = [("until", "2026-12-31"), ("reasons", "需協調"), ("progress", "已開會")];
    matter.officer.post(&extend, &much).await.expect(422).shows("最晚只能展延至");
    let fine = [("until", "2026-06-15"), ("reasons", "需與地方政府協調"), ("progress", "已開會")];
    matter.officer.post(&extend, &fine).await.expect(303);
    let public = house.browser().get(&format!("/proposals/{}", matter.proposal)).await.expect(200);
    public.shows("需與地方政府協調").shows("2026年6月15日");
    matter.officer.post(&extend, &fine).await.expect(409).shows("不能再展延").shows("需與地方政府協調");
    matter.officer.get(&extend).await.expect(409).shows("不能再展延").hides("name=\"until\"");

    // An incomplete response is saved, and says what is missing.
    let mut draft = Matter::response("0", "submit");
    draft.retain(|(name, _)| *name != "decision-2");
    let missing = matter.send_response(&matter.officer, &draft).await.expect(422);
    missing.shows("href=\"#decision-2\"").shows("name=\"base\" value=\"1\"").shows("現行期限為三個月");
    matter.send_response(&matter.officer, &Matter::response("1", "submit")).await.expect(303);

    let sign = format!("/desk/approvals/{case}");
    matter.approver.get("/desk/approvals").await.expect(200).shows("延長育兒津貼申請期限");
    matter.approver.get(&sign).await.expect(200).shows("財源不足").shows("name=\"version\" value=\"2\"");
    matter.approver.post(&sign, &[("act", "send_back"), ("note", "請補充財源分析")]).await.expect(303);
    matter.officer.get(&desk).await.shows("請補充財源分析");
    house.browser().get(&format!("/proposals/{}", matter.proposal)).await.hides("請補充財源分析");
    matter.send_response(&matter.officer, &Matter::response("2", "submit")).await.expect(303);
    matter
        .approver
        .post(&sign, &[("act", "sign"), ("version", "2"), ("name", ""), ("title", "部長")])
        .await
        .expect(422);
    let signed = [("act", "sign"), ("version", "2"), ("name", "陳美玲"), ("title", "部長")];
    let published = matter.approver.post(&sign, &signed).await.expect(303);
    assert!(published.location.unwrap().starts_with(&format!("/proposals/{}/response", matter.proposal)));
    matter.approver.post(&sign, &signed).await.expect(409);

    let response = house.browser().get(&format!("/proposals/{}/response", matter.proposal)).await.expect(200);
    response.shows("陳美玲").shows("部長").shows("不予採納").shows("修正發放要點").shows("社會及家庭署");
    let english = house.browser().get(&format!("/proposals/{}/response?lang=en", matter.proposal)).await;
    english.expect(200).shows("Not adopted").shows("Formal response");
    let proposal =
        house.browser().call("GET", &format!("/api/v1/proposals/{}", matter.proposal), Value::Null).await;
    assert_eq!(proposal.expect(200).json()["state"], "answered");
});

on_both!(two_officers_at_once_see_each_other_and_lose_nothing, |house: House| async move {
    let matter = house.matter().await;
    let mut mine = Matter::response("0", "save");
    mine.retain(|(name, _)| *name != "part-analysis");
    mine.push(("part-analysis", "我的分析".to_owned()));
    matter.send_response(&matter.officer, &Matter::response("0", "save")).await.expect(303);
    let conflict = matter.send_response(&matter.colleague, &mine).await.expect(409);
    conflict
        .shows("同仁剛才儲存了新版本")
        .shows("我的分析")
        .shows("現行期限為三個月")
        .shows("name=\"base\" value=\"1\"");
    mine[0].1 = "1".to_owned();
    matter.send_response(&matter.colleague, &mine).await.expect(303);
    let draft = matter.officer.call("GET", &format!("{}/response/draft", matter.api()), Value::Null).await;
    let draft = draft.expect(200).json();
    assert_eq!((&draft["version"], &draft["content"]["parts"]["analysis"]), (&json!(2), &json!("我的分析")));
    let body = json!({ "base": 1, "content": {} });
    let late = matter.officer.call("PUT", &format!("{}/response", matter.api()), body).await.expect(409);
    assert_eq!(late.json()["code"], "draft_changed");
});

on_both!(a_missed_deadline_shows_the_minute_it_passes, |house: House| async move {
    let matter = house.matter().await;
    let pages = |browser: Browser| {
        let paths = [format!("/proposals/{}", matter.proposal), "/agencies/mohw".to_owned()];
        async move {
            let mut bodies = Vec::new();
            for path in paths {
                bodies.push(browser.get(&path).await.expect(200).body);
            }
            bodies
        }
    };
    // 60 days after 2026-03-02 end at 24:00 in Taipei of 2026-05-01.
    house.clock.set("2026-05-01T15:59:59Z".parse().unwrap());
    for body in pages(house.browser()).await {
        assert!(!body.contains("逾期 1 天") && body.contains("今天到期"), "{body}");
    }
    house.clock.set("2026-05-01T16:00:00Z".parse().unwrap());
    for body in pages(house.browser()).await {
        assert!(body.contains("逾期 1 天"), "{body}");
    }
    let officer = house.sign_in(matter.officer.person.as_ref().unwrap()).await;
    let late = [("until", "2026-06-01"), ("reasons", "來不及了"), ("progress", "無")];
    let refused = officer.post(&format!("{}/ask-extension", matter.desk()), &late).await.expect(409);
    refused.shows("期限已過，不能再展延").shows("來不及了");
    let no_form = officer.get(&format!("{}/ask-extension", matter.desk())).await.expect(409);
    no_form.shows("期限已過，不能再展延").hides("name=\"until\"");
    officer.get("/desk/cases?show=overdue").await.expect(200).shows("延長育兒津貼申請期限");
    let explain = format!("{}/explain/timetable", matter.desk());
    officer.get(&matter.desk()).await.shows(&explain);
    officer.post(&explain, &[("explanation", "人力不足")]).await.expect(303);
    officer.post(&explain, &[("explanation", "再說一次")]).await.expect(409);
    officer.get(&explain).await.expect(409).shows("已經完成");
    house.browser().get(&format!("/proposals/{}", matter.proposal)).await.shows("人力不足");
    house.work().await;
    let case = house.browser().call("GET", &matter.api(), Value::Null).await.expect(200).json();
    assert_eq!((&case["days_overdue"], &case["clocks"][2]["state"]), (&json!(1), &json!("missed")));

    // Whenever the misses were written down: they stand on the timeline at their deadlines, in order.
    let path = format!("/api/v1/proposals/{}/timeline", matter.proposal);
    let told = house.browser().get(&path).await.expect(200).json();
    let instant = |text: &Value| text.as_str().unwrap().parse::<folkmoot_foundation::Now>().unwrap();
    let items = told["items"].as_array().unwrap();
    assert!(items.is_sorted_by_key(|item| instant(&item["at"])), "{items:?}");
    let missed: Vec<_> = items.iter().filter(|item| item["kind"] == "case.missed").collect();
    assert_eq!(missed.len(), 3);
    for item in missed {
        assert_eq!(instant(&item["at"]), instant(&item["data"]["due"]));
    }
    house.browser().get(&format!("/proposals/{}", matter.proposal)).await.shows(">系統<").shows(">提議人<");
});

on_both!(an_answered_proposal_says_what_is_promised_next_and_by_when, |house: House| async move {
    let matter = house.matter().await;
    matter.publish().await;
    let (page, anyone) = (format!("/proposals/{}", matter.proposal), house.browser());
    let standing = async || {
        let body = anyone.get(&page).await.expect(200).body;
        body.split("id=\"standing-title\"").nth(1).unwrap().split("</section>").next().unwrap().to_owned()
    };
    house.clock.set("2026-09-20T04:00:00Z".parse().unwrap());
    let said = standing().await;
    assert!(said.contains("剩 10 天") && said.contains("衛生福利部"), "{said}");
    house.clock.set("2026-10-03T04:00:00Z".parse().unwrap());
    let said = standing().await;
    assert!(said.contains("逾期 3 天") && said.contains("2026年9月30日"), "{said}");
    anyone.get("/agencies").await.expect(200).shows("1 件逾期");
});

on_both!(after_the_response_come_addenda_and_follow_ups, |house: House| async move {
    let matter = house.matter().await;
    matter.publish().await;
    let desk = matter.desk();
    matter.send_response(&matter.officer, &Matter::response("1", "save")).await.expect(409);
    let put = json!({ "base": 1, "content": {} });
    matter.officer.call("PUT", &format!("{}/response", matter.api()), put).await.expect(409);

    matter.officer.post(&format!("{desk}/write-addendum"), &[("body", "更正：附件二有誤")]).await.expect(303);
    let public = format!("/proposals/{}/response", matter.proposal);
    house.browser().get(&public).await.hides("附件二有誤");
    let waiting = matter.approver.get("/desk/approvals").await.expect(200);
    let href = waiting.body.split("/desk/approvals/addenda/").nth(1).unwrap().split('"').next().unwrap();
    let signing = format!("/desk/approvals/addenda/{href}");
    matter.strange_approver.get(&signing).await.expect(403);
    matter.approver.get(&signing).await.expect(200).shows("附件二有誤");
    matter.approver.post(&signing, &[("name", "陳美玲"), ("title", "部長")]).await.expect(303);
    matter.approver.post(&signing, &[("name", "陳美玲"), ("title", "部長")]).await.expect(409);
    house.browser().get(&public).await.shows("附件二有誤");

    let case = house.browser().call("GET", &matter.api(), Value::Null).await.json();
    let follow_up = case["follow_ups"][0]["id"].as_str().unwrap();
    let report = format!("{desk}/follow-ups/{follow_up}");
    matter
        .officer
        .post(&format!("{desk}/close"), &[("outcome", "完成")])
        .await
        .expect(409)
        .shows("追蹤事項沒有回報");
    matter.officer.get(&report).await.expect(200).shows("本案結案");
    matter.officer.post(&report, &[("report", "")]).await.expect(422);
    // The case closes with it, so what came of it is to be said; what was typed stays.
    let silent = matter.officer.post(&report, &[("report", "要點已修正發布")]).await.expect(422);
    silent.shows("要點已修正發布").shows("結案說明");
    let late = [("report", "仍在修正"), ("then", "goes_on"), ("next", "")];
    matter.officer.post(&report, &late).await.expect(422).shows("仍在修正");
    let far = [("report", "仍在修正"), ("then", "goes_on"), ("next", "2036-03-03")];
    matter.officer.post(&report, &far).await.expect(422);
    let interim = [("report", "草案已預告"), ("then", "goes_on"), ("next", "2026-06-30")];
    matter.officer.post(&report, &interim).await.expect(303);
    house.browser().get(&public).await.shows("草案已預告").shows("已回報，繼續追蹤");
    let case = house.browser().call("GET", &matter.api(), Value::Null).await.json();
    let follow_ups = case["follow_ups"].as_array().unwrap();
    let next = follow_ups.iter().find(|one| one["continues"] == follow_up).unwrap();
    assert_eq!((&next["due_on"], &next["state"]), (&json!("2026-06-30"), &json!("due")));
    let report = format!("{desk}/follow-ups/{}", next["id"].as_str().unwrap());
    let last = [("report", "要點已修正發布"), ("then", "done"), ("outcome", "要點修正完成，本案結案。")];
    matter.officer.post(&report, &last).await.expect(303);
    matter.officer.post(&report, &[("report", "再報一次")]).await.expect(409);
    house.browser().get(&format!("/proposals/{}", matter.proposal)).await.shows("要點修正完成，本案結案。");
    house.browser().get(&public).await.shows("要點已修正發布");
    let proposal =
        house.browser().call("GET", &format!("/api/v1/proposals/{}", matter.proposal), Value::Null).await;
    assert_eq!(proposal.json()["state"], "closed");
});

on_both!(a_transfer_is_public_and_the_administrator_sees_it, |house: House| async move {
    let matter = house.matter().await;
    let transfer = format!("{}/transfer", matter.desk());
    let fields = [("from", matter.agency.as_str()), ("to", ""), ("reasons", "屬勞動部權責")];
    matter.officer.post(&transfer, &fields).await.expect(422).shows("屬勞動部權責");
    let fields =
        [("from", matter.agency.as_str()), ("to", matter.other.as_str()), ("reasons", "屬勞動部權責")];
    matter.officer.post(&transfer, &fields).await.expect(303);
    matter.officer.get(&matter.desk()).await.expect(403);
    matter.stranger.get(&matter.desk()).await.expect(200).shows("屬勞動部權責");
    house.browser().get(&format!("/proposals/{}", matter.proposal)).await.shows("由衛生福利部移轉至勞動部");
    let desk = matter.administrator.get("/desk/admin").await.expect(200);
    let action =
        desk.body.split("action=\"/desk/admin/transfers/").nth(1).unwrap().split('"').next().unwrap();
    let note = format!("/desk/admin/transfers/{action}");
    matter.administrator.post(&note, &[]).await.expect(303);
    matter.administrator.post(&note, &[]).await.expect(409);
});

on_both!(agencies_are_kept_by_administrators, |house: House| async move {
    let administrator = house.with_role("administrator", None).await;
    let new = "/desk/admin/agencies/new";
    administrator.get(new).await.expect(200);
    let typed = [
        ("slug", "Bad Slug"),
        ("name_zh", "<script>alert(1)</script>"),
        ("name_en", ""),
        ("contact", "=cmd()"),
    ];
    let wrong = administrator.post(new, &typed).await.expect(422);
    wrong.shows("href=\"#slug\"").shows("href=\"#name_en\"").shows("&lt;script&gt;").shows("=cmd()");
    let typed = [("slug", "moda"), ("name_zh", "數位發展部"), ("name_en", "Ministry of Digital Affairs")];
    administrator.post(new, &typed).await.expect(303);
    administrator.post(new, &typed).await.expect(422).shows("已有機關使用");
    let list = administrator.get("/agencies").await.expect(200);
    let edit = list.body.split("href=\"/desk/admin/agencies/").nth(2).unwrap().split('"').next().unwrap();
    let path = format!("/desk/admin/agencies/{edit}");
    administrator.get(&path).await.expect(200).shows("數位發展部");
    let renamed = [("slug", "moda"), ("name_zh", "數位部"), ("name_en", "Ministry of Digital Affairs")];
    administrator.post(&path, &renamed).await.expect(303);
    house
        .browser()
        .get("/agencies/moda?lang=en")
        .await
        .expect(200)
        .shows("Ministry of Digital Affairs")
        .shows("數位部");
    administrator.post(&format!("{path}/service"), &[("active", "no")]).await.expect(303);
    house.browser().get("/agencies").await.hides("數位部");
    house.browser().get("/agencies/nowhere").await.expect(404);
});

// The routes of this part of the house, and who may open or use each: everybody else is refused.
on_both!(every_route_refuses_the_wrong_people, |house: House| async move {
    let matter = house.matter().await;
    matter.send_response(&matter.officer, &Matter::response("0", "submit")).await.expect(303);
    let (desk, case) = (matter.desk(), matter.case.as_str());
    let everybody: [(&str, Browser); 7] = [
        ("nobody", house.browser()),
        ("citizen", matter.proposer.clone()),
        ("officer", matter.officer.clone()),
        ("approver", matter.approver.clone()),
        ("stranger", matter.stranger.clone()),
        ("strange_approver", matter.strange_approver.clone()),
        ("administrator", matter.administrator.clone()),
    ];
    let pages: Vec<(String, &[&str])> = vec![
        (
            "/agencies".to_owned(),
            &["nobody", "citizen", "officer", "approver", "stranger", "strange_approver", "administrator"],
        ),
        ("/desk/cases".to_owned(), &["officer", "approver", "stranger", "strange_approver"]),
        (desk.clone(), &["officer", "approver", "administrator"]),
        (format!("{desk}/post-timetable"), &["officer"]),
        (format!("{desk}/record-contact"), &["officer"]),
        (format!("{desk}/ask-extension"), &["officer"]),
        (format!("{desk}/transfer"), &["officer"]),
        (format!("{desk}/write-addendum"), &["officer"]),
        (format!("{desk}/add-follow-up"), &["officer"]),
        (format!("{desk}/close"), &["officer"]),
        (format!("{desk}/explain/timetable"), &["officer"]),
        ("/desk/approvals".to_owned(), &["approver", "strange_approver"]),
        (format!("/desk/approvals/{case}"), &["approver"]),
        ("/desk/admin".to_owned(), &["administrator"]),
        (format!("/desk/admin/cases/{case}"), &["administrator"]),
        ("/desk/admin/agencies/new".to_owned(), &["administrator"]),
        (format!("/desk/admin/agencies/{}", matter.agency), &["administrator"]),
    ];
    for (path, allowed) in &pages {
        for (name, browser) in &everybody {
            let status = browser.get(path).await.status;
            // The response waits for its signature: what that rules out is refused to the officer as well.
            let ruled_out = ["transfer", "write-addendum", "add-follow-up", "close", "explain/timetable"];
            let expected: u16 = match allowed.contains(name) {
                true if ruled_out.iter().any(|act| path == &format!("{desk}/{act}")) => 409,
                true => 200,
                false if *name == "nobody" => 303,
                false => 403,
            };
            assert_eq!(status, expected, "GET {path} as {name}");
        }
    }
    // What the API refuses; for those allowed, the state decides (409) or the body is wrong (422), but never 403.
    let calls: Vec<(&str, String, Value, &[&str])> = vec![
        (
            "POST",
            "/api/v1/agencies".to_owned(),
            json!({ "slug": "", "name_zh": "", "name_en": "" }),
            &["administrator"],
        ),
        ("POST", format!("/api/v1/cases/{case}/assignment"), json!({ "leads": [] }), &["administrator"]),
        (
            "POST",
            format!("/api/v1/cases/{case}/transfer"),
            json!({ "from": matter.agency, "to": matter.other, "reasons": "" }),
            &["officer"],
        ),
        ("POST", format!("/api/v1/cases/{case}/timetable"), json!({ "body": "" }), &["officer"]),
        (
            "POST",
            format!("/api/v1/cases/{case}/contact"),
            json!({ "on": "2026-03-02", "manner": "email", "summary": "" }),
            &["officer"],
        ),
        (
            "POST",
            format!("/api/v1/cases/{case}/extension"),
            json!({ "reasons": "", "progress": "" }),
            &["officer"],
        ),
        (
            "POST",
            format!("/api/v1/cases/{case}/clocks/timetable/explanation"),
            json!({ "explanation": "" }),
            &["officer"],
        ),
        ("PUT", format!("/api/v1/cases/{case}/response"), json!({ "base": 9, "content": {} }), &["officer"]),
        ("POST", format!("/api/v1/cases/{case}/response/submit"), json!({ "version": 9 }), &["officer"]),
        ("POST", format!("/api/v1/cases/{case}/response/send-back"), json!({ "note": "" }), &["approver"]),
        (
            "POST",
            format!("/api/v1/cases/{case}/response/sign"),
            json!({ "version": 9, "name": "", "title": "" }),
            &["approver"],
        ),
        ("GET", format!("/api/v1/cases/{case}/response/draft"), Value::Null, &["officer", "approver"]),
        ("POST", format!("/api/v1/cases/{case}/addenda"), json!({ "body": "x" }), &["officer"]),
        (
            "POST",
            format!("/api/v1/cases/{case}/follow-ups"),
            json!({ "action": "x", "unit": "x", "due_on": "2026-09-01" }),
            &["officer"],
        ),
        ("POST", format!("/api/v1/cases/{case}/progress"), json!({ "body": "" }), &["officer"]),
        (
            "POST",
            format!("/api/v1/cases/{case}/outcomes"),
            json!({ "kind": "vote", "on": "2026-03-02", "summary": "" }),
            &["officer"],
        ),
        ("POST", format!("/api/v1/cases/{case}/supplements"), json!({ "wanted": "" }), &["officer"]),
        ("POST", format!("/api/v1/cases/{case}/pause"), json!({ "reason": "" }), &["administrator"]),
        ("POST", format!("/api/v1/cases/{case}/resume"), json!({}), &["administrator"]),
        ("POST", format!("/api/v1/cases/{case}/close"), json!({ "outcome": "x" }), &["officer"]),
        ("GET", "/api/v1/desk/cases".to_owned(), Value::Null, &["officer", "stranger"]),
    ];
    for (method, path, body, allowed) in &calls {
        for (name, browser) in &everybody {
            let status = browser.call(method, path, body.clone()).await.status;
            let fine = match allowed.contains(name) {
                true => matches!(status, 200 | 409 | 422),
                false if *name == "nobody" => status == 401,
                false => status == 403,
            };
            assert!(fine, "{method} {path} as {name}: {status}");
        }
    }
    for path in
        ["/desk/cases/nonsense", "/desk/cases/00000000-0000-0000-0000-000000000000", "/api/v1/cases/nonsense"]
    {
        matter.officer.get(path).await.expect(404);
    }
});

on_both!(the_api_carries_a_case_from_assignment_to_its_end, |house: House| async move {
    let matter = house.matter().await;
    let api = matter.api();
    let case = house.browser().call("GET", &api, Value::Null).await.expect(200).json();
    assert_eq!(case["clocks"][2]["last_day"], "2026-05-01");
    assert_eq!(case["next_act"], "post_timetable");
    let desk = matter.officer.call("GET", "/api/v1/desk/cases", Value::Null).await.expect(200).json();
    assert_eq!((&desk["counts"]["new"], &desk["items"][0]["id"]), (&json!(1), &json!(matter.case)));
    let steps = json!({ "body": "時程", "steps": [{ "on": "2026-03-20", "what": "會議" }] });
    let after = matter.officer.call("POST", &format!("{api}/timetable"), steps).await.expect(200).json();
    assert_eq!(after["clocks"][0]["state"], "met");
    let answers: Vec<Value> = case["demands"]
        .as_array()
        .unwrap()
        .iter()
        .map(|demand| json!({ "demand": demand["id"], "decision": "under_study", "reasons": "研議中" }))
        .collect();
    let content = json!({ "demands": answers, "summary": "納入研議", "parts": { "plan": "半年內提出評估" } });
    let saved = matter
        .officer
        .call("PUT", &format!("{api}/response"), json!({ "base": 0, "content": content }))
        .await;
    assert_eq!(saved.expect(200).json()["version"], 1);
    matter.officer.call("POST", &format!("{api}/response/submit"), json!({ "version": 1 })).await.expect(204);
    house.browser().call("GET", &format!("{api}/response"), Value::Null).await.expect(404);
    let signature = json!({ "version": 1, "name": "陳美玲", "title": "部長" });
    let signed =
        matter.approver.call("POST", &format!("{api}/response/sign"), signature).await.expect(201).json();
    assert_eq!(signed["hash"].as_str().unwrap().len(), 64);
    // What is under study is to be reported on in six months, demand by demand.
    let case = house.browser().call("GET", &api, Value::Null).await.json();
    let follow_ups = case["follow_ups"].as_array().unwrap();
    assert_eq!((follow_ups.len(), &follow_ups[0]["due_on"]), (2, &json!("2026-09-02")));
    for one in follow_ups {
        let path = format!("{api}/follow-ups/{}/report", one["id"].as_str().unwrap());
        matter
            .officer
            .call("POST", &path, json!({ "report": "已完成評估", "outcome": "評估完成" }))
            .await
            .expect(200);
    }
    let case = house.browser().call("GET", &api, Value::Null).await.json();
    assert_eq!((&case["state"], &case["outcome"]), (&json!("closed"), &json!("評估完成")));
    let page = house
        .browser()
        .call("GET", "/api/v1/cases?limit=1&state=closed", Value::Null)
        .await
        .expect(200)
        .json();
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    house.browser().call("GET", "/api/v1/cases?state=nonsense", Value::Null).await.expect(422);
    house.browser().call("GET", "/api/v1/cases?cursor=nonsense", Value::Null).await.expect(400);
    let agency =
        house.browser().call("GET", &format!("/api/v1/agencies/{}", matter.agency), Value::Null).await;
    let record = agency.expect(200).json()["record"].clone();
    let of = |clock: &str| {
        record.as_array().unwrap().iter().find(|row| row["clock"] == clock).unwrap()["kept"].clone()
    };
    assert_eq!((of("response"), of("follow_up")), (json!(1), json!(2)));
});
