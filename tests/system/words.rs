//! The words of those who spoke in a hall: codes they are given, corrections of their own, and names that are taken away.

use folkmoot_tests::{Browser, House, on_both};
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::json;

use crate::hearings::{hearing, send};
use crate::opinions::{enter, last};

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
    let (as_typed, as_printed) = ([("code", typed.as_str())], [("code", water.as_str())]);
    let (first, second) = tokio::join!(ben.post(&take, &as_typed), ben.post(&take, &as_printed));
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
    let days = |from: &'static str| {
        let fixed = [("act", "window"), ("correction_until", "2026-03-16"), ("reason", "與發言者約定的期間")];
        fixed.into_iter().chain([("correction_from", from)]).collect::<Vec<_>>()
    };
    let refused = async |others: &[(&str, Browser)], when: &str| {
        for (name, other) in others {
            for id in [his, hers, &all[3].0] {
                other.get(&path(id)).await.expect(403).shows("這不是您的發言");
                let answer = other.post(&path(id), &told).await;
                assert_eq!(answer.status, 403, "{name}, {when}");
            }
        }
    };
    refused(&others, "while the days go on").await;
    facilitator.post(&desk, &days("2026-03-05")).await.expect(303);
    refused(&others, "before the days").await;
    ben.get(&path(his)).await.expect(409).shows("更正期間還沒開始");
    ben.post(&path(his), &told).await.expect(409);
    facilitator.post(&desk, &days("2026-03-02")).await.expect(303);
    ben.get(&path(hers)).await.expect(403);
    ben.post(&path(hers), &told).await.expect(403);
    assert!(anyone.post(&path(his), &told).await.expect(303).location.unwrap().starts_with("/sign-in"));
    assert_eq!(statements(&anyone, &hall).await, all, "nobody changed a word");

    // The speaker corrects theirs; what stood there stays readable, with the difference and the reason.
    ben.get(&format!("/hearings/{hall}")).await.shows(&path(his)).hides(&path(hers));
    ben.get(&path(his)).await.expect(200).shows("維修費用很高").shows("更正期間至");
    ben.post(&path(his), &[("body", ""), ("seen", "0")]).await.expect(422);
    ben.post(&path(his), &[("body", &"長".repeat(600)), ("seen", "0")]).await.expect(422);
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
    let mut again = Vec::new();
    for (name, other) in &others {
        again.push((*name, house.sign_in(other.person.as_ref().unwrap()).await));
    }
    refused(&again, "after the days").await;
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
    // Days that passed before there was a record are given again with the first, and with no later one.
    let facilitator = house.with_role("facilitator", None).await;
    let later = hearing(&facilitator, &proposal).await;
    let (desk, day) = (format!("/desk/hearings/{later}/words"), house.now().date_naive().to_string());
    let days = [("act", "window"), ("correction_from", day.as_str()), ("correction_until", day.as_str())];
    facilitator.post(&desk, &days).await.expect(303);
    house.days_pass(3);
    let facilitator = house.with_role("facilitator", None).await;
    facilitator.get(&desk).await.expect(200).shows("尚未設定更正期間");
    import(&facilitator, &later, RECORD, &[]).await;
    facilitator.get(&desk).await.shows("更正期間至");
    house.days_pass(40);
    let facilitator = house.with_role("facilitator", None).await;
    import(&facilitator, &later, &RECORD.replace("謝謝大家", "謝謝各位"), &[]).await;
    facilitator.get(&desk).await.shows("更正期間已於");
    let last = house.citizen("更晚的人").await;
    last.post(&take, &[("code", blank)]).await.expect(422).shows("已過有效期限");
    for _ in 0..20 {
        last.post(&take, &[("code", "1111-1111-1111")]).await;
    }
    last.post(&take, &[("code", "1111-1111-1111")]).await.expect(429);
});

/// Where a text stands in the database: every column of every table, read as text.
async fn places(house: &House, text: &str) -> Vec<String> {
    let db = house.app.db.for_migrations();
    let all = |sql: String| Statement::from_string(db.get_database_backend(), sql);
    let tables =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'".to_owned();
    let mut found = Vec::new();
    for table in db.query_all_raw(all(tables)).await.unwrap() {
        let table: String = table.try_get("", "name").unwrap();
        let columns = db.query_all_raw(all(format!("SELECT name FROM pragma_table_info('{table}')"))).await;
        for column in columns.unwrap() {
            let column: String = column.try_get("", "name").unwrap();
            let sql = format!(
                "SELECT count(*) AS n FROM \"{table}\" WHERE instr(CAST(\"{column}\" AS TEXT), '{text}') > 0"
            );
            let row = db.query_one_raw(all(sql)).await.unwrap().unwrap();
            let count: i64 = row.try_get("", "n").unwrap();
            if count > 0 {
                found.push(format!("{table}.{column}: {count}"));
            }
        }
    }
    found
}

on_both!(whoever_asks_is_no_longer_named_anywhere, |house: House| async move {
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let facilitator = house.with_role("facilitator", None).await;
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let (first, second) = (hearing(&facilitator, &proposal).await, hearing(&facilitator, &proposal).await);
    let early = "# 公聽會\n\n## 王小明的提問\n\n### 王小明：\n我是王小明，水管會結冰碼？\n\n### 民眾甲：\n王先生說得對。\n\n### 林里長：\n謝謝王小明。\n";
    let record = early.replace("結冰碼", "結冰嗎");
    import(&facilitator, &first, early, &[]).await;
    import(&facilitator, &first, &record, &[]).await;
    import(&facilitator, &second, "### 林里長：\n上次王小明問過。\n", &[]).await;
    let slips = print(&facilitator, &first, "王小明\n王先生", "0").await;
    let page = format!("/hearings/{first}/speakers");
    for slip in &slips {
        ben.post(&format!("{page}/code"), &[("code", slip)]).await.expect(303);
    }
    // On paper, with a scan that everybody may have, and in a table.
    let (clerk, reviewer) = (house.with_role("clerk", None).await, house.with_role("reviewer", None).await);
    let paper = format!("/desk/opinions/{proposal}");
    let handed_in = [("body", "我是王小明，請全年供水。"), ("person", "王小明"), ("number", "A-1")];
    let unnumbered = [("body", "也請裝在運動場旁。"), ("person", "王小明")];
    enter(&clerk, &paper, &handed_in, Some(("王小明.pdf", b"%PDF-1.7"))).await.expect(303);
    let opinion = last(&clerk, &paper).await;
    enter(&clerk, &paper, &unnumbered, None).await.expect(303);
    let list = reviewer.get("/desk/originals").await.expect(200).body;
    let original = list.split("/desk/originals/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    reviewer.post(&format!("/desk/originals/{original}"), &[("act", "release")]).await.expect(303);
    ben.get(&format!("/originals/{original}")).await.expect(200);
    let table = async || {
        let csv = "編號,姓名,意見\n1,王小明,王先生在表格裡的意見。\n";
        let form = reqwest::multipart::Form::new().text("source", "table").text("channel", "paper");
        let file = reqwest::multipart::Part::text(csv).file_name("a.csv");
        let form = form.text("act", "import").part("file", file);
        facilitator.upload(&format!("/desk/proposals/{proposal}/voices"), form).await.expect(303);
    };
    table().await;
    let all = statements(&ben, &first).await;
    let (his, hers) = (all[0].0.clone(), all[2].0.clone());
    let words = [("body", "我是王小明，冬天水管會結冰嗎？"), ("reason", "王小明漏了兩個字"), ("seen", "1")];
    ben.post(&format!("/statements/{his}/correct"), &words).await.expect(303);
    let after = format!("/desk/hearings/{first}/after");
    let desk = format!("/desk/proposals/{proposal}/issues");
    let make = [("act", "make"), ("title", "王小明問的結冰"), ("summary", "")];
    facilitator.post(&desk, &make).await.expect(303);
    let issues = format!("/api/v1/proposals/{proposal}/issues");
    let issue = ann.get(&issues).await.expect(200).json()["items"][0]["id"].as_str().unwrap().to_owned();
    let voices = format!("/api/v1/proposals/{proposal}/voices");
    let said = ann.get(&format!("{voices}?channel=hearing&limit=100")).await.expect(200).json();
    let ids: Vec<_> = said["items"].as_array().unwrap().iter().map(|voice| voice["id"].clone()).collect();
    let filed = json!({ "voices": ids });
    let done = facilitator.call("POST", &format!("/api/v1/issues/{issue}/voices"), filed).await.expect(200);
    assert_eq!(done.json()["changed"], 4);
    let quoted = json!({ "stance": "pro", "body": format!("說得好 /statements/{hers}") });
    ann.call("POST", &voices, quoted).await.expect(201);
    // A file that waits goes with the name that stands in it.
    let plan = send(&facilitator, &first, "王小明.md", "### 王小明：\n又一次。\n")
        .await
        .expect(303)
        .location
        .unwrap();

    let act = format!("/desk/hearings/{first}/anonymise");
    let ask = async |more: &[(&str, &str)]| {
        let fields: Vec<(&str, &str)> =
            [("speaker", "王小明")].into_iter().chain(more.iter().copied()).collect();
        facilitator.post(&act, &fields).await
    };
    ben.post(&act, &[("speaker", "王小明")]).await.expect(403);
    facilitator.post(&act, &[("speaker", "沒有這個人")]).await.expect(404);
    let preview = ask(&[("also", "王先生")]).await.expect(200);
    // One of that name is in the record already.
    preview
        .shows("民眾乙")
        .shows("<del>我是王小明")
        .shows("王先生說得對")
        .shows("上次王小明問過")
        .shows("以前的文字")
        .shows("另外會更改 3 則")
        .shows(&opinion);
    ask(&[("also", "王先生"), ("act", "confirm")]).await.expect(422).shows("請寫明理由");
    ask(&[("reason", "王小明本人請求"), ("act", "confirm")]).await.expect(422).shows("不要寫出");
    let (also, reason) = ("王先生\nMr Wang\nＭＲ WANG", "依發言者本人請求");
    ask(&[("also", also), ("reason", reason), ("act", "confirm")]).await.expect(303);
    ben.get(&format!("/originals/{original}")).await.expect(404);
    reviewer.get("/desk/originals").await.expect(200).shows(&original);
    facilitator.post(&act, &[("speaker", "民眾乙")]).await.expect(409).shows("已經改以匿名顯示");
    facilitator.get(&plan).await.expect(409);

    let anyone = house.browser();
    let voice = said["items"][0]["id"].as_str().unwrap();
    let merged = format!("/proposals/{proposal}/merged");
    let mut pages = vec![
        format!("/hearings/{first}"),
        format!("/hearings/{second}"),
        page.clone(),
        format!("/statements/{his}/history"),
        format!("/statements/{hers}/history"),
        format!("/proposals/{proposal}"),
        format!("/proposals/{proposal}/history"),
        format!("/proposals/{proposal}/discussion?order=oldest"),
        format!("/proposals/{proposal}/booklet"),
        format!("/feeds/proposals/{proposal}.atom"),
        format!("/voices/{voice}"),
        format!("/voices/{voice}/history"),
        format!("/issues/{issue}"),
        format!("/api/v1/issues/{issue}"),
        format!("/api/v1/issues/{issue}/voices"),
        format!("/api/v1/hearings/{first}"),
        format!("/api/v1/hearings/{first}/statements"),
        format!("/api/v1/voices/{voice}/revisions"),
        format!("/api/v1/proposals/{proposal}/timeline"),
        issues.clone(),
        voices.clone(),
        "/search?q=謝謝".to_owned(),
        "/hearings".to_owned(),
        merged.clone(),
        opinion.clone(),
        format!("{opinion}/history"),
    ];
    for ending in ["md", "xml", "csv", "json"] {
        pages.extend([format!("/hearings/{first}/record.{ending}"), format!("{merged}.{ending}")]);
    }
    for path in &pages {
        let answer = anyone.get(path).await;
        assert!(answer.status < 500, "{path}: {}", answer.status);
        answer.hides("王小明").hides("王先生");
    }
    for path in [&pages[0], &pages[3], &pages[12], &pages[20], &merged, &format!("{merged}.xml")] {
        anyone.get(path).await.expect(200).shows("民眾乙");
    }
    anyone.get(&pages[0]).await.shows("依發言者本人請求").shows("民眾甲");
    anyone.get("/search?q=王小明").await.expect(200).hides("結冰嗎");
    anyone.get("/search?q=民眾乙").await.expect(200).shows("結冰嗎");
    let english = anyone.get(&format!("/hearings/{first}?lang=en")).await.expect(200);
    english.shows("Citizen B").shows("Citizen A");
    anyone.get(&format!("/hearings/{first}?lang=zh-TW")).await.expect(200);
    ben.get(&page).await.shows("已確認是您").shows("我的發言（1 段）");

    // The same file again, and a later one, which knows the name only in its text.
    import(&facilitator, &first, &record.replace("說得對", "說得很對"), &[]).await;
    let now = statements(&anyone, &first).await;
    assert_eq!(now.iter().map(|s| &s.0).collect::<Vec<_>>(), all.iter().map(|s| &s.0).collect::<Vec<_>>());
    assert_eq!(now[0].1, "民眾乙");
    assert_eq!(now[1].2, "民眾乙說得很對。");
    import(&facilitator, &second, "### 林里長：\n散會前王小明也這麼說。\n", &[]).await;
    // What the file lacks stays as a gap of the same place.
    let mut said: Vec<String> = statements(&anyone, &second).await.into_iter().map(|s| s.2).collect();
    said.retain(|body| !body.is_empty());
    assert_eq!(said, ["散會前民眾乙也這麼說。"]);
    // Nor does another way in bring it back: the same forms and the same table are known again.
    for form in [&handed_in[..], &unnumbered[..]] {
        let known = enter(&clerk, &paper, form, None).await.expect(303).location.unwrap();
        assert!(known.contains("already="), "{known}");
    }
    enter(&clerk, &paper, &[("body", "王小明又寫了一張。"), ("person", "王小明")], None).await.expect(303);
    table().await;
    anyone.get(&opinion).await.expect(200).shows("我是民眾乙").hides("王小明");
    facilitator
        .post(&after, &[("act", "evidence"), ("evidence_who", "王小明"), ("evidence_body", "照片")])
        .await;
    let typed = [("body", "我就是王小明，請問水管。"), ("seen", "2")];
    ben.post(&format!("/statements/{his}/correct"), &typed).await;
    house.work().await;
    if house.app.db.kind() == folkmoot_foundation::db::Kind::Sqlite {
        assert_eq!(places(&house, "王小明").await, Vec::<String>::new());
        assert_eq!(places(&house, "王先生").await, Vec::<String>::new());
        assert!(!places(&house, "民眾乙").await.is_empty(), "the walk sees what is there");
    }
});

on_both!(issues_are_filed_and_answered_over_the_api_as_on_the_pages, |house: House| async move {
    let matter = house.matter().await;
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let facilitator = house.with_role("facilitator", None).await;
    let api = format!("/api/v1/proposals/{}", matter.proposal);
    let mut voices = Vec::new();
    for (who, stance, body) in
        [(&ann, "pro", "請假跑件很辛苦"), (&ben, "con", "財源從哪裡來"), (&ann, "other", "謝謝承辦人")]
    {
        let sent = json!({ "stance": stance, "body": body });
        let made = who.call("POST", &format!("{api}/voices"), sent).await.expect(201).json();
        voices.push(made["id"].as_str().unwrap().to_owned());
    }
    let list = format!("{api}/issues");
    let make = async |who: &Browser, title: &str| who.call("POST", &list, json!({ "title": title })).await;
    make(&ann, "不是主持人").await.expect(403);
    make(&house.browser(), "沒有登入").await.expect(401);
    make(&facilitator, "").await.expect(422);
    let id = |answer: folkmoot_tests::Answer| answer.json()["id"].as_str().unwrap().to_owned();
    let online = id(make(&facilitator, "能不能線上申辦？").await.expect(201));
    make(&facilitator, "能不能線上申辦？").await.expect(422);
    let money = id(make(&facilitator, "財源從哪裡來？").await.expect(201));
    let waiting = facilitator.get(&format!("{list}/unfiled")).await.expect(200).json();
    let waiting = waiting["items"].as_array().unwrap();
    assert_eq!(waiting.len(), 3);
    let asks = waiting.iter().find(|voice| voice["body"] == "財源從哪裡來").unwrap();
    assert_eq!(asks["suggestions"][0]["issue"], json!(money));
    ann.get(&format!("{list}/unfiled")).await.expect(403);
    let of = |issue: &str| format!("/api/v1/issues/{issue}");
    let file = async |issue: &str, voice: &str| {
        let path = format!("{}/voices", of(issue));
        facilitator.call("POST", &path, json!({ "voices": [voice] })).await
    };
    assert_eq!(file(&online, &voices[0]).await.expect(200).json()["changed"], 1);
    assert_eq!(file(&online, &voices[0]).await.expect(200).json()["changed"], 0);
    file(&money, &voices[1]).await.expect(200);
    file(&money, &matter.proposal).await.expect(404);
    facilitator.call("POST", &format!("{}/voices", of(&money)), json!({ "voices": [] })).await.expect(422);
    let aside = json!({ "voices": [voices[2]] });
    facilitator.call("POST", &format!("{list}/aside"), aside).await.expect(200);
    let anyone = house.browser();
    let all = anyone.get(&list).await.expect(200).json();
    assert_eq!((&all["filed"], &all["aside"], &all["waiting"]), (&json!(2), &json!(1), &json!(0)));
    assert_eq!(
        all["items"][1]["counts"][0],
        json!({ "channel": "online", "stance": "con", "voices": 1, "people": 1 })
    );
    let under = anyone.get(&format!("{}/voices?stance=con", of(&money))).await.expect(200).json();
    assert_eq!((&under["items"][0]["body"], &under["items"][0]["same"]), (&json!("財源從哪裡來"), &json!(1)));
    anyone.get(&format!("{}/voices?order=best", of(&money))).await.expect(400);
    facilitator
        .call("PUT", &of(&money), json!({ "title": "錢從哪裡來？", "summary": "財源" }))
        .await
        .expect(204);
    facilitator.call("PUT", &format!("{list}/order"), json!({ "issues": [money, online] })).await.expect(204);
    assert_eq!(anyone.get(&list).await.json()["items"][0]["title"], "錢從哪裡來？");
    let third = id(make(&facilitator, "多出來的").await.expect(201));
    facilitator
        .call("POST", &format!("{}/merge", of(&money)), json!({ "issues": [third] }))
        .await
        .expect(204);
    assert_eq!(anyone.get(&of(&third)).await.expect(200).json()["merged_into"], json!(money));
    let steps = facilitator.get(&format!("{list}/steps")).await.expect(200).json();
    let last = steps["items"].as_array().unwrap().iter().find(|step| step["last"] == true).unwrap();
    let undo = format!("{list}/steps/{}/undo", last["number"]);
    facilitator.call("POST", &undo, serde_json::Value::Null).await.expect(204);
    facilitator.call("POST", &undo, serde_json::Value::Null).await.expect(409);
    facilitator.call("DELETE", &of(&third), serde_json::Value::Null).await.expect(204);
    let remove = json!({ "voices": [voices[0]] });
    facilitator.call("POST", &format!("{}/voices/remove", of(&online)), remove).await.expect(200);
    assert_eq!(anyone.get(&of(&online)).await.json()["voices"], 0);
    file(&online, &voices[0]).await.expect(200);

    // A response over the API is held to the issues as one on the page is.
    let fields = folkmoot_tests::cases::Matter::response("0", "save");
    matter.send_response(&matter.officer, &fields).await.expect(303);
    let draft = matter.officer.get(&format!("{}/response/draft", matter.api())).await.expect(200).json();
    let mut content = draft["content"].clone();
    content["issues"] = json!([]);
    let save = async |base: &serde_json::Value, content: &serde_json::Value| {
        let sent = json!({ "base": base, "content": content });
        let saved = matter.officer.call("PUT", &format!("{}/response", matter.api()), sent).await.expect(200);
        saved.json()["version"].clone()
    };
    let submit = async |version: &serde_json::Value| {
        let path = format!("{}/response/submit", matter.api());
        matter.officer.call("POST", &path, json!({ "version": version })).await
    };
    let version = save(&draft["version"], &content).await;
    let refused = submit(&version).await.expect(422).json();
    let missing: Vec<_> = refused["errors"].as_array().unwrap().iter().collect();
    assert_eq!((missing.len(), &missing[0]["code"]), (2, &json!("unanswered")), "{missing:?}");
    assert!(missing[0]["message"].as_str().unwrap().contains("錢從哪裡來？"));
    content["issues"] = json!([
        { "issue": "線上申辦", "text": "下個月開放。", "about": online, "cites": [] },
        { "issue": "財源", "text": "尚待核定。", "left_open": true, "about": money, "cites": [] },
    ]);
    let version = save(&version, &content).await;
    submit(&version).await.expect(204);
    let sign = [("act", "sign"), ("version", &version.to_string()), ("name", "陳美玲"), ("title", "部長")];
    matter.approver.post(&format!("/desk/approvals/{}", matter.case), &sign).await.expect(303);
    let answered = anyone.get(&of(&money)).await.expect(200).json();
    assert_eq!(
        (&answered["answer"]["text"], &answered["answer"]["left_open"]),
        (&json!("尚待核定。"), &json!(true))
    );
});
