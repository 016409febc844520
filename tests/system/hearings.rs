//! Hearings and their records, on pages and over the API.

use folkmoot_tests::{Answer, Browser, House, on_both};
use reqwest::multipart::{Form, Part};
use serde_json::json;

const FIRST: &str = "# 2026-02-10 飲水機公聽會\n\n> （播放影片）\n\n### 主席：\n現在開會。\n\n### 林里長：\n冬天水管會結冰嗎？\n\n### 水公司:\n平地不會。<script>alert(1)</script>\n";
const SECOND: &str = "# 2026-02-10 飲水機公聽會\n\n> （播放影片）\n\n### 主席：\n現在開會，請依序發言。\n\n### 林里長：\n冬天水管會結冰嗎？\n\n### 陳小姐：\n我補充一點。\n";

pub(crate) async fn send(browser: &Browser, hearing: &str, name: &str, bytes: impl Into<Vec<u8>>) -> Answer {
    let part = Part::bytes(bytes.into()).file_name(name.to_owned());
    browser.upload(&format!("/desk/hearings/{hearing}/record"), Form::new().part("file", part)).await
}

pub(crate) async fn hearing(facilitator: &Browser, proposal: &str) -> String {
    let fields = [
        ("proposal", proposal),
        ("kind", "public_hearing"),
        ("title", "飲水機公聽會 <b>"),
        ("held_on", "2026-02-10"),
        ("place", "臺北市政府"),
        ("notice", "歡迎里民發言。"),
        ("historical", "yes"),
    ];
    let sent = facilitator.post("/desk/hearings/new", &fields).await.expect(303).location.unwrap();
    sent.trim_start_matches("/desk/hearings/").split('?').next().unwrap().to_owned()
}

on_both!(a_record_is_tried_imported_and_corrected, |house: House| async move {
    let (ann, facilitator) = (house.citizen("安安").await, house.with_role("facilitator", None).await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let id = hearing(&facilitator, &proposal).await;
    let public = format!("/hearings/{id}");
    let anyone = house.browser();
    anyone
        .get(&public)
        .await
        .expect(200)
        .shows("飲水機公聽會 &lt;b&gt;")
        .shows("歡迎里民發言")
        .shows("尚未提供");
    anyone.get("/hearings").await.expect(200).shows("飲水機公聽會");

    let plan = send(&facilitator, &id, "紀錄.md", FIRST).await.expect(303).location.unwrap();
    facilitator
        .get(&plan)
        .await
        .expect(200)
        .shows("匯入前確認")
        .shows("3 段發言")
        .shows("冬天水管會結冰嗎")
        .shows("第 8 行");
    anyone.get(&public).await.shows("尚未提供");
    let other = house.with_role("facilitator", None).await;
    other.get(&plan).await.expect(409).shows("重新上傳");
    other.post(&plan, &[("act", "import")]).await.expect(409);
    let page = facilitator.get(&plan).await;
    let hash = page.body.split("name=\"sha256\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let import = [("act", "import"), ("sha256", hash)];
    facilitator.post(&plan, &import).await.expect(303);
    facilitator.post(&plan, &[("act", "import")]).await.expect(409);
    let again = facilitator.post(&plan, &import).await.expect(303);
    assert_eq!(again.location.unwrap(), format!("{public}?done=record-imported"), "pressed twice");
    let other_file = [("act", "import"), ("sha256", "00")];
    facilitator.post(&plan, &other_file).await.expect(409);
    let shown = anyone.get(&public).await.expect(200);
    shown.shows("現在開會。").shows("（播放影片）").shows("&lt;script&gt;").hides("<script>alert");

    // Statements stand beside comments, each with its channel.
    let path = format!("/api/v1/proposals/{proposal}/voices");
    ann.call("POST", &path, json!({ "stance": "pro", "body": "線上的意見" })).await.expect(201);
    let list = format!("/proposals/{proposal}/discussion");
    anyone.get(&list).await.shows("線上的意見").shows("冬天水管會結冰嗎").shows("會議發言").shows("林里長");
    anyone.get(&format!("{list}?channel=hearing")).await.hides("線上的意見").shows("冬天水管會結冰嗎");
    let voices = anyone.get(&format!("{path}?channel=hearing&order=oldest")).await.json();
    let question = &voices["items"][1];
    let (voice, statement) = (question["id"].as_str().unwrap(), question["statement"].as_str().unwrap());
    ann.post(&format!("/voices/{voice}/replies"), &[("body", "去年真的結冰了")]).await.expect(303);
    let place = anyone.get(&format!("/statements/{statement}")).await.expect(303).location.unwrap();
    assert_eq!(place, format!("{public}#s-{statement}"));

    // The corrected record: the reply stays with its statement, what vanished is a gap.
    let plan = send(&facilitator, &id, "corrected.md", SECOND).await.expect(303).location.unwrap();
    let dry = facilitator.get(&plan).await.expect(200);
    dry.shows("更動")
        .shows("消失")
        .shows("<del>現在開會。")
        .shows("<ins>現在開會，請依序發言。")
        .shows("平地不會");
    facilitator.post(&plan, &[("act", "import")]).await.expect(303);
    anyone
        .get(&format!("/voices/{voice}"))
        .await
        .expect(200)
        .shows("冬天水管會結冰嗎")
        .shows("去年真的結冰了");
    anyone
        .get(&public)
        .await
        .shows("更正的第 2 版會議紀錄中移除")
        .hides("平地不會")
        .shows("已更正")
        .shows("紀錄版本（2）")
        .shows("新增 1 段、修改 1 段、移除 1 段");
    anyone.get(&list).await.hides("平地不會");
    let timeline = anyone.get(&format!("/proposals/{proposal}")).await.expect(200);
    timeline.shows("公布會議紀錄").shows("更正會議紀錄：新增 1 段、修改 1 段、移除 1 段");
    let plan = send(&facilitator, &id, "corrected.md", SECOND).await.expect(303).location.unwrap();
    facilitator.get(&plan).await.shows("不需要再匯入一次").hides("沒有任何一段相同");
    facilitator.post(&plan, &[("act", "discard")]).await.expect(303);

    // The record of another meeting is told from a correction.
    let other = "# 2026-02-11 公司法諮詢會議\n\n### 召集人：\n今天討論的是公司法。\n";
    let plan = send(&facilitator, &id, "other.md", other).await.expect(303).location.unwrap();
    facilitator.get(&plan).await.expect(200).shows("沒有任何一段相同");
    facilitator.post(&plan, &[("act", "discard")]).await.expect(303);
});

on_both!(files_that_are_no_record_are_refused_with_their_lines, |house: House| async move {
    let (ann, facilitator) = (house.citizen("安安").await, house.with_role("facilitator", None).await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let id = hearing(&facilitator, &proposal).await;
    let refused = async |name: &str, bytes: Vec<u8>| send(&facilitator, &id, name, bytes).await.expect(422);
    refused("a.md", Vec::new()).await.shows("檔案是空的");
    refused("a.pdf", b"%PDF-1.7".to_vec()).await.shows("這不是文字檔");
    refused("a.docx", b"PK\x03\x04".to_vec()).await.shows("這不是可以讀取的文件");
    refused("a.md", "### 甲：\n好\n\n### ：\n".into()).await.shows("沒有發言者的名字").shows(">4<");
    refused("a.md", "### 甲：\n\u{1b}[0m\n".into()).await.shows("控制字元").shows(">2<");
    refused("a.xml", b"<akomaNtoso>\n<debate>\n</akomaNtoso>".to_vec())
        .await
        .shows("XML 格式錯誤")
        .shows(">3<");
    refused("a.xml", b"<html/>".to_vec()).await.shows("不是 Akoma Ntoso");
    let laughs = "<!DOCTYPE a [<!ENTITY l \"ha\"><!ENTITY m \"&l;&l;\">]><akomaNtoso>&m;</akomaNtoso>";
    refused("a.xml", laughs.into()).await.shows("不接受 DOCTYPE");
    refused("<img src=x>.md", "x".into()).await.hides("<img src=x>");
    refused("a.md", vec![b'a'; 11 * 1024 * 1024]).await.shows("檔案超過");
    send(&facilitator, &id, "a.md", vec![b'a'; 13 * 1024 * 1024]).await.expect(413).shows("太大");
    // What a browser sends if no file was chosen.
    send(&facilitator, &id, "", Vec::new()).await.expect(422).shows("檔案是空的");
    facilitator.post(&format!("/desk/hearings/{id}/record"), &[("file", "x")]).await.expect(400);
});

on_both!(a_record_waits_for_the_day_of_the_hearing, |house: House| async move {
    let (ann, facilitator) = (house.citizen("安安").await, house.with_role("facilitator", None).await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let id = hearing(&facilitator, &proposal).await;
    let desk = format!("/desk/hearings/{id}");
    let plan = send(&facilitator, &id, "a.md", FIRST).await.expect(303).location.unwrap();
    let postponed = [
        ("kind", "public_hearing"),
        ("title", "延期的公聽會"),
        ("held_on", "2199-01-01"),
        ("reason", "場地臨時不能使用"),
    ];
    facilitator.post(&format!("{desk}/edit"), &postponed).await.expect(303);
    facilitator.get(&desk).await.expect(200).shows("當天起才能匯入紀錄").hides("試讀檔案");
    send(&facilitator, &id, "a.md", FIRST).await.expect(409).shows("會議日期還沒到");
    facilitator.get(&plan).await.expect(409).shows("會議日期還沒到");
    facilitator.post(&plan, &[("act", "import")]).await.expect(409).shows("會議日期還沒到");
    for query in ["dry_run=true", ""] {
        let (path, token) =
            (format!("/api/v1/hearings/{id}/record?{query}"), facilitator.token.clone().unwrap());
        let send = move |http: &reqwest::Client, url: &str| {
            http.post(format!("{url}{path}")).bearer_auth(token).body(FIRST)
        };
        let refused = house.browser().raw(send).await.expect(409).json();
        assert_eq!(refused["code"], "hearing_not_held_yet");
    }
    house.browser().get(&format!("/hearings/{id}")).await.expect(200).hides("現在開會");
});

on_both!(a_hearing_is_entered_and_changed_by_facilitators_only, |house: House| async move {
    let (ann, facilitator) = (house.citizen("安安").await, house.with_role("facilitator", None).await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let id = hearing(&facilitator, &format!("https://example.org/proposals/{proposal}")).await;
    let wrong = [("proposal", "99999"), ("kind", "party"), ("title", "短"), ("held_on", "2026-02-30")];
    let told = facilitator.post("/desk/hearings/new", &wrong).await.expect(422);
    told.shows("找不到這項提議")
        .shows("請選擇會議類型")
        .shows("太短了")
        .shows("這樣的格式填寫日期")
        .shows("99999");
    let edit = format!("/desk/hearings/{id}/edit");
    facilitator.get(&edit).await.expect(200).shows("歡迎里民發言");
    let change = [
        ("kind", "forum"),
        ("title", "改名的座談會"),
        ("held_on", "2026-04-01"),
        ("reason", "改為座談的形式"),
    ];
    facilitator.post(&edit, &change).await.expect(303);
    house
        .browser()
        .get(&format!("/hearings/{id}"))
        .await
        .shows("改名的座談會")
        .shows("改為座談的形式")
        .shows("即將舉行");

    let nobody = house.browser();
    for path in ["/desk/hearings", "/desk/hearings/new", &edit, &format!("/desk/hearings/{id}")] {
        ann.get(path).await.expect(403);
        assert!(nobody.get(path).await.expect(303).location.unwrap().starts_with("/sign-in"));
    }
    ann.post("/desk/hearings/new", &change).await.expect(403);
    ann.post(&edit, &change).await.expect(403);
    send(&ann, &id, "a.md", FIRST).await.expect(403);
    nobody.get("/hearings/nonsense").await.expect(404);
    nobody.get("/statements/018f0000-0000-7000-8000-000000000000").await.expect(404);
});

on_both!(records_over_the_api, |house: House| async move {
    let (ann, facilitator) = (house.citizen("安安").await, house.with_role("facilitator", None).await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let draft = json!({ "proposal": proposal, "kind": "collaboration_meeting", "title": "協作會議", "held_on": "2026-02-10", "historical": true });
    ann.call("POST", "/api/v1/hearings", draft.clone()).await.expect(403);
    let made = facilitator.call("POST", "/api/v1/hearings", draft).await.expect(201).json();
    assert_eq!((&made["state"], &made["kind"]), (&json!("held"), &json!("collaboration_meeting")));
    let id = made["id"].as_str().unwrap().to_owned();
    let post = async |browser: &Browser, query: &str, body: &'static str| {
        let (token, query) = (browser.token.clone().unwrap_or_default(), query.to_owned());
        let path = format!("/api/v1/hearings/{id}/record?{query}");
        let anonymous = house.browser();
        anonymous
            .raw(move |http, url| {
                let request =
                    http.post(format!("{url}{path}")).header("content-type", "text/markdown").body(body);
                if token.is_empty() { request } else { request.bearer_auth(token) }
            })
            .await
    };
    let tried = post(&facilitator, "dry_run=true&file_name=a.md", FIRST).await.expect(200).json();
    assert_eq!(
        (&tried["dry_run"], &tried["counts"]["new"], &tried["speeches"]),
        (&json!(true), &json!(4), &json!(3))
    );
    let statements = format!("/api/v1/hearings/{id}/statements");
    let nobody = house.browser();
    assert!(nobody.get(&statements).await.expect(200).json()["items"].as_array().unwrap().is_empty());
    assert_eq!(post(&facilitator, "", FIRST).await.expect(200).json()["version"], 1);
    assert_eq!(post(&facilitator, "", FIRST).await.expect(200).json()["same_file"], true);
    let refused = post(&facilitator, "", "### ：\nx").await.expect(422).json();
    assert_eq!((&refused["code"], &refused["errors"][0]["line"]), (&json!("import_refused"), &json!(1)));
    post(&facilitator, "format=word", FIRST).await.expect(400);
    post(&ann, "", FIRST).await.expect(403);
    post(&nobody, "", FIRST).await.expect(401);
    let page = nobody.get(&format!("{statements}?limit=2")).await.expect(200).json();
    let next = page["next"].as_str().unwrap();
    let rest = nobody.get(&format!("{statements}?limit=2&cursor={next}")).await.expect(200).json();
    assert_eq!(
        (&page["items"][0]["kind"], &rest["items"][1]["speaker"]),
        (&json!("narrative"), &json!("水公司"))
    );
    let of = nobody.get(&format!("/api/v1/proposals/{proposal}/hearings")).await.expect(200).json();
    assert_eq!(of["items"][0]["speeches"], 3);
    assert_eq!(nobody.get("/api/v1/hearings").await.json()["items"][0]["id"], json!(id));
});
