//! The hall: questions for a hearing, ranked by people, answered or set aside; who came, from a list.

use folkmoot_tests::{Browser, House, on_both};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

const DAY: &str = "2026-03-20";

/// A meeting from 14:00 to 16:00 of a day, 18 days after the tests begin.
pub(crate) async fn meeting(house: &House, facilitator: &Browser, more: &[(&str, &str)]) -> (String, String) {
    let ann = house.citizen("安安").await;
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let mut fields = vec![
        ("proposal", proposal.as_str()),
        ("kind", "public_hearing"),
        ("title", "飲水機公聽會"),
        ("held_on", DAY),
        ("starts_at", "14:00"),
        ("ends_at", "16:00"),
    ];
    fields.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    fields.extend(more);
    let sent = facilitator.post("/desk/hearings/new", &fields).await.expect(303).location.unwrap();
    (sent.trim_start_matches("/desk/hearings/").split('?').next().unwrap().to_owned(), proposal)
}

async fn ask(browser: &Browser, page: &str, question: &str) -> String {
    let place = browser.post(page, &[("question", question)]).await.expect(303).location.unwrap();
    place.split("#voice-").nth(1).unwrap().to_owned()
}

on_both!(questions_are_ranked_by_people_and_end_with_the_meeting, |house: House| async move {
    let facilitator = house.with_role("facilitator", None).await;
    let (id, proposal) = meeting(&house, &facilitator, &[]).await;
    let (page, public) = (format!("/hearings/{id}/questions"), format!("/hearings/{id}"));
    let (ann, ben, anyone) = (house.citizen("安心").await, house.citizen("阿本").await, house.browser());
    anyone.get(&public).await.expect(200).shows("還沒有人提問").shows("我要提問");
    anyone.get(&page).await.expect(200).shows("登入後提問").shows("16:00");
    ann.post(&page, &[("question", "")]).await.expect(422).shows("請寫下您的問題");
    ann.post(&page, &[("question", &"問".repeat(501))]).await.expect(422).shows("問題太長");
    ann.post(&page, &[("question", "請打 0912-345-678 找我好嗎")]).await.expect(422).shows("0912-345-678");
    let first = ask(&ann, &page, "冬天水管會不會結冰？<b>").await;
    assert_eq!(ask(&ann, &page, "冬天水管會不會結冰？<b>").await, first, "pressed twice");
    let second = ask(&ann, &page, "經費從哪裡來？").await;
    anyone.get(&page).await.expect(200).shows("結冰？&lt;b&gt;").shows("0 人想問");

    // One person, one mark; nobody marks their own.
    let mark = |voice: &str| format!("{page}/{voice}/mark");
    ann.post(&mark(&first), &[]).await.expect(409);
    for _ in 0..2 {
        ben.post(&mark(&first), &[]).await.expect(303);
    }
    let crowd = house.crowd(4).await;
    let marks = crowd.iter().map(|one| async { one.post(&mark(&first), &[]).await.expect(303) });
    futures_util::future::join_all(marks).await;
    crowd[0].post(&mark(&first), &[("on", "no")]).await.expect(303);
    let shown = anyone.get(&page).await.expect(200);
    shown.shows("4 人想問");
    // What people marked isn't swapped for something else; one that nobody has marked is changed as long as it is short.
    let edit = |voice: &str| format!("/voices/{voice}/edit");
    let swapped = [("body", "要不要改選市長？"), ("stance", "pro")];
    ann.get(&edit(&first)).await.expect(409).shows("已經有人想聽");
    ann.post(&edit(&first), &swapped).await.expect(409).shows("已經有人想聽");
    anyone.get(&page).await.hides("改選市長");
    ann.post(&edit(&second), &[("body", &"問".repeat(501))]).await.expect(422).shows("501");
    ann.post(&edit(&second), &[("body", "經費從哪裡來？一年多少？"), ("stance", "pro")]).await.expect(303);
    anyone.get(&page).await.expect(200).shows("一年多少");
    assert!(
        shown.body.find("結冰").unwrap() < shown.body.find("經費").unwrap(),
        "the most wanted comes first"
    );
    ben.get(&page).await.expect(200).shows("aria-pressed=\"true\"").shows("我也想問");

    // It is a voice of the discussion: read there, found, reported and hidden with the reason in its place.
    let discussion = anyone.get(&format!("/proposals/{proposal}/discussion?order=newest")).await.expect(200);
    discussion.shows("經費從哪裡來").shows("「飲水機公聽會」的提問");
    anyone.get("/search?q=經費").await.expect(200).shows("經費");
    ben.post(&format!("/voices/{second}/report"), &[("ground", "off_topic")]).await.expect(303);
    let moderator = house.with_role("moderator", None).await;
    let hide = [("act", "hide"), ("ground", "off_topic"), ("reason", "與這場會議的主題無關")];
    moderator.post(&format!("/desk/moderation/{second}"), &hide).await.expect(303);
    anyone.get(&page).await.shows("與這場會議的主題無關").hides("經費從哪裡來");
    ben.post(&mark(&second), &[]).await.expect(409);

    // Others' questions, another hearing's, and the wrong people.
    let other = meeting(&house, &facilitator, &[]).await.0;
    ben.post(&format!("/hearings/{other}/questions/{first}/mark"), &[]).await.expect(404);
    ben.post(&format!("{page}/{first}/withdraw"), &[]).await.expect(403);
    ann.post(&format!("{page}/{first}/handle"), &[("act", "answered")]).await.expect(403);
    let third = ask(&ben, &page, "設備誰來維護？").await;
    ben.post(&format!("{page}/{third}/withdraw"), &[]).await.expect(303);
    ben.post(&format!("{page}/{third}/withdraw"), &[]).await.expect(409);
    anyone.get(&page).await.expect(200).hides("設備誰來維護");

    let aside = ask(&ben, &page, "市長會不會連任？").await;
    let handle = |voice: &str| format!("{page}/{voice}/handle");
    let refused = facilitator.post(&handle(&aside), &[("act", "aside"), ("reason", "")]).await.expect(422);
    refused.shows("請填寫這一欄");
    let why = [("act", "aside"), ("reason", "不屬於會議的議題")];
    facilitator.post(&handle(&aside), &why).await.expect(303);
    anyone.get(&format!("{page}?state=aside")).await.shows("不屬於會議的議題").shows("連任");
    anyone.get(&page).await.hides("連任");
    let unknown = [("act", "answered"), ("statement", "7")];
    facilitator.post(&handle(&first), &unknown).await.expect(422).shows("沒有這則發言");
    facilitator.post(&handle(&first), &[("act", "answered")]).await.expect(303);
    anyone.get(&format!("{page}?state=answered")).await.shows("結冰").shows("回答");
    facilitator.post(&handle(&first), &[("act", "open"), ("was", "answered")]).await.expect(303);
    anyone.get(&page).await.shows("結冰");

    // The day comes: noon in the tests' clock is two hours before the meeting begins; the next day it is over.
    let hours = [("starts_at", "09:00"), ("ends_at", "11:30")];
    let morning = meeting(&house, &facilitator, &hours).await.0;
    house.days_pass(18);
    let ben = house.sign_in(ben.person.as_ref().unwrap()).await;
    let late = [("question", "早上的會議結束了嗎？")];
    ben.post(&format!("/hearings/{morning}/questions"), &late).await.expect(409).shows("會議已結束");
    ask(&ben, &page, "現場也可以提問嗎？").await;
    house.days_pass(1);
    let ben = house.sign_in(ben.person.as_ref().unwrap()).await;
    ben.post(&page, &[("question", "太晚的問題可以嗎")]).await.expect(409).shows("會議已結束");
    ben.post(&mark(&first), &[]).await.expect(409);
    anyone.get(&page).await.expect(200).shows("會議已結束").shows("4 人想問");

    // The record is there: the question leads to the statement that answers it.
    let facilitator = house.with_role("facilitator", None).await;
    let plan =
        crate::hearings::send(&facilitator, &id, "a.md", "### 主席：\n開會。\n\n### 水公司：\n平地不會。\n");
    facilitator.post(&plan.await.expect(303).location.unwrap(), &[("act", "import")]).await.expect(303);
    facilitator.post(&handle(&first), &[("act", "answered"), ("statement", "2")]).await.expect(303);
    anyone.get(&format!("{page}?state=answered")).await.shows("看回答").shows("/statements/");
    let items = anyone.get(&format!("/api/v1/hearings/{id}/statements")).await.json();
    let answer = items["items"][1]["id"].as_str().unwrap().to_owned();
    anyone.get(&format!("{page}?state=answered")).await.shows(&answer);
});

on_both!(questions_need_a_meeting_that_takes_them, |house: House| async move {
    let facilitator = house.with_role("facilitator", None).await;
    let (id, _) = meeting(&house, &facilitator, &[("act", "draft")]).await;
    let (page, ann) = (format!("/hearings/{id}/questions"), house.citizen("安心").await);
    ann.get(&page).await.expect(404);
    ann.post(&page, &[("question", "可以先問嗎？")]).await.expect(404);
    facilitator.post(&format!("/desk/hearings/{id}/publish"), &[]).await.expect(303);
    ann.post(&page, &[("question", "可以先問嗎？")]).await.expect(303);
    let why = [("reason", "主辦機關改為書面徵詢")];
    facilitator.post(&format!("/desk/hearings/{id}/cancel"), &why).await.expect(303);
    ann.post(&page, &[("question", "那改到什麼時候？")]).await.expect(409).shows("已取消");

    let own = [("subject", "own"), ("kind", "consultation"), ("title", "諮詢會"), ("held_on", DAY)];
    let own = facilitator.post("/desk/hearings/new", &own).await.expect(303).location.unwrap();
    let own = own.trim_start_matches("/desk/").split('?').next().unwrap().to_owned();
    // One that is its own subject takes them as well.
    ann.post(&format!("/{own}/questions"), &[("question", "這裡可以問嗎？")]).await.expect(303);
    ann.get(&format!("/{own}")).await.expect(200).shows("我要提問");

    // A first question waits where first comments do, and is a question once it was let through.
    let moderator = house.with_role("moderator", None).await;
    let administrator = house.with_role("administrator", None).await;
    let (id, _) = meeting(&house, &facilitator, &[]).await;
    let page = format!("/hearings/{id}/questions");
    administrator.post("/desk/admin/watch", &[("words", ""), ("hold", "yes")]).await.expect(303);
    let new = house.citizen("新來的人").await;
    let sent = new.post(&page, &[("question", "第一次提問要等嗎？")]).await.expect(303).location.unwrap();
    assert!(sent.contains("done=hall-held"), "{sent}");
    house.browser().get(&page).await.expect(200).hides("第一次提問");
    let held: Value = moderator.get("/api/v1/moderation/held").await.expect(200).json();
    let waiting = held[0]["id"].as_str().unwrap();
    let pass = format!("/desk/moderation/held/{waiting}");
    moderator.post(&pass, &[("act", "pass")]).await.expect(303);
    house.browser().get(&page).await.expect(200).shows("第一次提問");
    let unconfirmed = house.unconfirmed().await;
    unconfirmed.get(&page).await.expect(200).shows("請先完成身分確認");
    unconfirmed.post(&page, &[("question", "不確認可以問嗎？")]).await.expect(409);
});

on_both!(attendance_comes_from_a_list_once, |house: House| async move {
    let facilitator = house.with_role("facilitator", None).await;
    let more = [("registration", "yes"), ("places", "10")];
    let (id, _) = meeting(&house, &facilitator, &more).await;
    let page = format!("/desk/hearings/{id}/attendance");
    for (name, citizen) in [("王小明", "小明"), ("陳怡君", "怡君"), ("陳怡君", "另一位"), ("林里長", "里長")]
    {
        let guest = house.citizen(citizen).await;
        guest.post(&format!("/hearings/{id}/register"), &[("attendee", name)]).await.expect(303);
    }
    facilitator.get(&page).await.expect(409);
    house.days_pass(18);
    let facilitator = house.with_role("facilitator", None).await;
    facilitator.get(&page).await.expect(200).shows("試讀名單");
    let send = async |act: &'static str, list: Option<&'static str>, names: &'static str| {
        let mut form = Form::new().text("act", act).text("names", names);
        if let Some(list) = list {
            form = form.part("file", Part::bytes(list.as_bytes()).file_name("名單.csv"));
        }
        facilitator.upload(&page, form).await
    };
    send("check", None, " ").await.expect(422).shows("請選擇檔案");
    send("check", Some("電話\n0912\n"), "").await.expect(422).shows("找不到姓名");
    let wrong = "姓名,報到代碼\n王小明,\n陳怡君,\n路人甲,000000\n";
    let refused = send("import", Some(wrong), "").await.expect(422);
    refused.shows("第 3 行").shows("有好幾位報名者叫「陳怡君」").shows("第 4 行").shows("000000");
    let list = "姓名,出席\n王 小明,V\n林里長,\n路人甲,V\n";
    send("check", Some(list), "").await.expect(200).shows("報名者 1 人，未報名 1 人，先前已登記 0 人");
    let door = format!("/desk/hearings/{id}/registrations");
    facilitator.get(&door).await.expect(200).shows("已報到 0 人").hides("路人甲");
    send("import", Some(list), "").await.expect(303);
    facilitator.get(&door).await.expect(200).shows("已報到 2 人").shows("路人甲");
    send("check", Some(list), "").await.expect(200).shows("先前已登記 2 人").shows("都已經登記過了");
    send("import", Some(list), "").await.expect(303);
    facilitator.get(&door).await.expect(200).shows("已報到 2 人");
    // A sheet of paper, typed in.
    let code = facilitator.get(&format!("{door}.csv")).await.expect(200).body;
    let code =
        code.lines().find(|line| line.contains("陳怡君")).unwrap().split(',').next().unwrap().to_owned();
    let names: &'static str = Box::leak(format!("林里長\n陳怡君，{code}\n路人乙\n").into_boxed_str());
    send("import", None, names).await.expect(303);
    facilitator.get(&door).await.expect(200).shows("已報到 5 人").shows("路人乙");
    let citizen = house.citizen("阿本").await;
    citizen.upload(&page, Form::new().text("act", "import").text("names", "我")).await.expect(403);
    house.days_pass(40);
    let facilitator = house.with_role("facilitator", None).await;
    let late = Form::new().text("act", "check").text("names", "路人丙");
    facilitator.upload(&page, late).await.expect(409).shows("姓名已刪除");
});

on_both!(slides_are_files_that_run_nowhere, |house: House| async move {
    let facilitator = house.with_role("facilitator", None).await;
    let (id, _) = meeting(&house, &facilitator, &[("act", "draft")]).await;
    let (desk, anyone) = (format!("/desk/hearings/{id}/files"), house.browser());
    let send = async |browser: &Browser, title: &'static str, name: &'static str, bytes: &'static [u8]| {
        let part = Part::bytes(bytes).file_name(name);
        browser
            .upload(&desk, Form::new().text("file_title", title).text("shown_at", "14:10").part("file", part))
            .await
    };
    send(&facilitator, "", "a.pdf", b"%PDF-1.7 a").await.expect(422);
    send(&facilitator, "簡報", "a.pdf", b"MZ\x90\0").await.expect(422);
    send(&facilitator, "簡報", "a.svg", b"<svg onload=alert(1)>").await.expect(422);
    send(&facilitator, "水利處簡報 <b>", "../../簡報.exe", b"%PDF-1.7 a").await.expect(303);
    send(&facilitator, "又一次", "b.pdf", b"%PDF-1.7 a").await.expect(422);
    let citizen = house.citizen("阿本").await;
    send(&citizen, "我的", "c.pdf", b"%PDF-1.7 c").await.expect(403);
    let listed = facilitator.get(&format!("/api/v1/hearings/{id}/files")).await.expect(200).json();
    let file = listed["items"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        (&listed["items"][0]["name"], &listed["items"][0]["shown_at"]),
        (&json!("簡報.pdf"), &json!("14:10"))
    );
    let href = format!("/hearings/{id}/files/{file}");
    // Of a draft nobody else learns anything.
    anyone.get(&href).await.expect(404);
    facilitator.post(&format!("/desk/hearings/{id}/publish"), &[]).await.expect(303);
    let page = anyone.get(&format!("/hearings/{id}")).await.expect(200);
    page.shows("水利處簡報 &lt;b&gt;").shows("14:10").shows(&href);
    let got = anyone.get(&href).await.expect(200);
    assert_eq!(got.body, "%PDF-1.7 a");
    let header = |name: &str| got.headers[name].to_str().unwrap().to_owned();
    assert!(header("content-disposition").starts_with("attachment;"));
    assert_eq!(
        (header("x-content-type-options"), header("content-type")),
        ("nosniff".into(), "application/pdf".into())
    );
    let other = meeting(&house, &facilitator, &[]).await.0;
    anyone.get(&format!("/hearings/{other}/files/{file}")).await.expect(404);
    facilitator.post(&format!("/desk/hearings/{other}/files/{file}/remove"), &[]).await.expect(404);
    facilitator.post(&format!("{desk}/{file}/remove"), &[]).await.expect(303);
    facilitator.post(&format!("{desk}/{file}/remove"), &[]).await.expect(404);
    house.work().await;
    anyone.get(&href).await.expect(404);
    // The same again after its bytes are gone.
    send(&facilitator, "簡報", "a.pdf", b"%PDF-1.7 a").await.expect(303);
    let listed = anyone.get(&format!("/api/v1/hearings/{id}/files")).await.expect(200).json();
    let again = listed["items"][0]["id"].as_str().unwrap();
    anyone.get(&format!("/hearings/{id}/files/{again}")).await.expect(200);
    let edit = [
        ("kind", "public_hearing"),
        ("title", "飲水機公聽會"),
        ("held_on", DAY),
        ("reason", "加上直播的網址，讓不能到場的人也看得到"),
    ];
    let with = |stream: &'static str| edit.into_iter().chain([("stream", stream)]).collect::<Vec<_>>();
    let desk = format!("/desk/hearings/{id}/edit");
    facilitator.post(&desk, &with("http://live.example.tw/1")).await.expect(422).shows("https://");
    facilitator.post(&desk, &with("https://live.example.tw/1")).await.expect(303);
});

on_both!(the_hall_over_the_api, |house: House| async move {
    let facilitator = house.with_role("facilitator", None).await;
    let (id, _) = meeting(&house, &facilitator, &[("registration", "yes"), ("places", "1")]).await;
    let base = format!("/api/v1/hearings/{id}");
    let (ann, ben) = (house.citizen("安心").await, house.citizen("阿本").await);
    let anyone = house.browser();
    let own = format!("{base}/registration");
    anyone.get(&own).await.expect(401);
    ann.get(&own).await.expect(404);
    ann.call("PUT", &own, json!({ "name": "" })).await.expect(422);
    let mine = ann.call("PUT", &own, json!({ "name": "王小明", "needs": "輪椅席" })).await.expect(200).json();
    assert_eq!((&mine["state"], &mine["name"]), (&json!("placed"), &json!("王小明")));
    let waits = ben.call("PUT", &own, json!({ "name": "阿本" })).await.expect(200).json();
    assert_eq!((&waits["waiting"], &waits["code"]), (&json!(1), &Value::Null));
    ben.get(&format!("{base}/registrations")).await.expect(403);
    let all = facilitator.get(&format!("{base}/registrations")).await.expect(200).json();
    assert_eq!(all["items"].as_array().unwrap().len(), 2);

    let questions = format!("{base}/questions");
    anyone.call("POST", &questions, json!({ "question": "誰可以問？" })).await.expect(401);
    let personal = json!({ "question": "請打 0912-345-678 找我" });
    ann.call("POST", &questions, personal).await.expect(422);
    let asked =
        ann.call("POST", &questions, json!({ "question": "冬天會結冰嗎？" })).await.expect(201).json();
    let one = format!("{questions}/{}", asked["id"].as_str().unwrap());
    for _ in 0..2 {
        ben.call("PUT", &format!("{one}/mark"), Value::Null).await.expect(204);
    }
    ann.call("PUT", &format!("{one}/mark"), Value::Null).await.expect(409);
    let listed = ben.get(&questions).await.expect(200).json();
    assert_eq!((&listed["items"][0]["marks"], &listed["items"][0]["marked"]), (&json!(1), &json!(true)));
    ben.call("DELETE", &one, Value::Null).await.expect(403);
    let aside = json!({ "state": "aside", "reason": "不屬於會議的議題" });
    ben.call("PUT", &format!("{one}/outcome"), aside.clone()).await.expect(403);
    facilitator.call("PUT", &format!("{one}/outcome"), json!({ "state": "gone" })).await.expect(422);
    facilitator.call("PUT", &format!("{one}/outcome"), aside).await.expect(204);
    let listed = anyone.get(&format!("{questions}?state=aside")).await.expect(200).json();
    assert_eq!(listed["items"][0]["reason"], json!("不屬於會議的議題"));
    ben.call("DELETE", &format!("{one}/mark"), Value::Null).await.expect(204);
    ann.call("DELETE", &one, Value::Null).await.expect(204);
    assert!(
        anyone.get(&format!("{questions}?state=aside")).await.json()["items"].as_array().unwrap().is_empty()
    );

    let paper = json!({ "kind": "objection", "who": "林里長", "body": "資料太晚提供" });
    let let_in = format!("{base}/registrations/{}/attendance", mine["id"].as_str().unwrap());
    facilitator.call("PUT", &let_in, Value::Null).await.expect(409);
    facilitator.call("POST", &format!("{base}/papers"), paper.clone()).await.expect(409);
    house.days_pass(18);
    let facilitator = house.with_role("facilitator", None).await;
    facilitator.call("PUT", &let_in, Value::Null).await.expect(204);
    let list = async |query: &str, text: &'static str| {
        let path = format!("{base}/attendance{query}");
        facilitator
            .raw(|http, url| http.post(format!("{url}{path}")).header("content-type", "text/csv").body(text))
            .await
    };
    let csv = "name,attended\n王小明,x\n阿本,yes\n路人甲,yes\n";
    let tried = list("?dry_run=true", csv).await.expect(200).json();
    assert_eq!((tried["found"].as_array().unwrap().len(), &tried["added"][0]["name"]), (1, &json!("路人甲")));
    let refused = list("", "code\n999999\n").await.expect(422).json();
    assert_eq!((&refused["code"], &refused["errors"][0]["line"]), (&json!("list_refused"), &json!(2)));
    list("", csv).await.expect(200);
    assert_eq!(list("", csv).await.expect(200).json()["same"], json!(2));
    let ben = house.sign_in(ben.person.as_ref().unwrap()).await;
    ben.call("POST", &format!("{base}/papers"), paper.clone()).await.expect(403);
    let made = facilitator.call("POST", &format!("{base}/papers"), paper).await.expect(201).json();
    let handling = format!("{base}/papers/{}/handling", made["id"].as_str().unwrap());
    let noted = json!({ "outcome": "noted", "handling": "記明筆錄，補發資料" });
    facilitator.call("PUT", &handling, noted.clone()).await.expect(204);
    facilitator.call("PUT", &handling, noted).await.expect(409);
    let weighing =
        json!({ "weighing": "採納：冬季維持供水。不採納：全面更換管線，因經費與工期無法於年內完成。" });
    facilitator.call("PUT", &format!("{base}/weighing"), weighing).await.expect(204);
    let papers = anyone.get(&format!("{base}/papers")).await.expect(200).json();
    assert_eq!((&papers["items"][0]["state"], &papers["publication"]), (&json!("noted"), &json!("due")));
});
