//! What a refusal says: to people in their language, to programs with a stable code and the place of the mistake.

use folkmoot_tests::{Answer, Browser, House, on_both};
use serde_json::{Value, json};

/// An id that nothing has.
const NOTHING: &str = "0198c1f0-0000-7000-8000-000000000000";

/// The title, the detail and the code of a refusal.
#[track_caller]
fn told(answer: Answer, status: u16) -> (String, String, String) {
    let answer = answer.expect(status);
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    let problem = answer.json();
    assert_eq!(problem["status"], status);
    let text = |member: &str| problem[member].as_str().unwrap_or_default().to_owned();
    (text("title"), text("detail"), text("code"))
}

async fn send(browser: &Browser, path: &str, body: &'static str) -> Answer {
    let token = browser.token.clone().unwrap_or_default();
    browser
        .raw(|http, url| {
            let request = http.post(format!("{url}{path}")).bearer_auth(token);
            request.header("content-type", "application/json").body(body)
        })
        .await
}

on_both!(a_wrong_body_is_told_by_its_field, |house: House| async move {
    let citizen = house.citizen("程式").await;
    for (body, detail) in [
        ("", "JSON 不完整：內容是空的，或沒有寫完。"),
        (r#"{"title": "#, "JSON 不完整：內容是空的，或沒有寫完。"),
        ("{\n \"title\": 標題}", "第 2 行第 11 個字元附近不是正確的 JSON。"),
        (r#"{"title": 5}"#, "欄位 title 的型別或格式不對（第 1 行第 11 個字元附近）。"),
        (r#"{"demands": ["a", 5]}"#, "欄位 demands[1] 的型別或格式不對（第 1 行第 19 個字元附近）。"),
        (r#"{"nope": 1}"#, "沒有 nope 這個欄位（第 1 行第 7 個字元附近）。"),
        ("5", "第 1 行第 1 個字元附近：內容的結構不對，應該是一個 JSON 物件。"),
    ] {
        let answer = send(&citizen, "/api/v1/proposals", body).await;
        assert!(answer.json()["debug"].is_string(), "{}", answer.body);
        let (title, found, code) = told(answer, 400);
        assert_eq!(
            (title.as_str(), found.as_str(), code.as_str()),
            ("無法理解這個請求", detail, "bad_request"),
            "{body}"
        );
    }
    let reviewer = house.with_role("reviewer", None).await;
    let id = house.submitted_proposal(&citizen, "缺少欄位的決定").await;
    let review = format!("/api/v1/proposals/{id}/review");
    assert_eq!(told(send(&reviewer, &review, "{}").await, 400).1, "缺少欄位 action。");
    let english = send(&reviewer, &format!("{review}?lang=en"), "{}").await;
    assert_eq!(told(english, 400).1, "The field action is missing.");
    let undeclared = citizen.raw(|http, url| http.post(format!("{url}/api/v1/proposals")).body("{}")).await;
    assert!(told(undeclared, 400).1.contains("Content-Type: application/json"));

    let action = reviewer.call("POST", &review, json!({ "action": "refuse" })).await;
    assert_eq!(told(action, 422).0, "有些欄位需要修正");
});

on_both!(a_wrong_address_is_told_by_its_part, |house: House| async move {
    let anyone = house.browser();
    for (path, detail) in [
        ("/proposals?limit=many", "查詢參數 limit 的值不正確。"),
        ("/proposals?stat=open", "沒有 stat 這個查詢參數。"),
        ("/proposals?state=open&state=closed", "查詢參數 state 重複了。"),
        ("/search", "缺少查詢參數 q。"),
        ("/hearings?limit=0", "查詢參數 limit 的值不正確。"),
    ] {
        assert_eq!(told(anyone.get(&format!("/api/v1{path}")).await, 400).1, detail, "{path}");
    }
    anyone.get("/api/v1/proposals?lang=en&limit=1").await.expect(200);
    for (path, detail) in [
        ("/proposals/abc", "路徑中的 id「abc」不是正確的代號（UUID）。"),
        ("/nowhere", "API 沒有「/api/v1/nowhere」這個路徑。所有路徑請看 /api。"),
        ("/proposals/", "路徑結尾不能有斜線，請改用「/api/v1/proposals」。"),
        (&format!("/proposals/{NOTHING}"), ""),
    ] {
        let found = told(anyone.get(&format!("/api/v1{path}")).await, 404);
        assert_eq!(found, ("找不到這筆資料".to_owned(), detail.to_owned(), "not_found".to_owned()), "{path}");
    }
    anyone.get("/proposals/abc").await.expect(404).shows("找不到這個網頁");
});

on_both!(a_wrong_method_is_told_the_right_ones, |house: House| async move {
    let citizen = house.citizen("程式").await;
    for (method, path, allow) in [
        ("PUT", "/proposals", "GET, HEAD, POST, OPTIONS"),
        ("DELETE", "/proposals/similar", "POST, OPTIONS"),
        ("GET", "/password-resets", "POST, OPTIONS"),
        ("POST", "/me", "GET, HEAD, PATCH, DELETE, OPTIONS"),
    ] {
        let answer = citizen.call(method, &format!("/api/v1{path}"), Value::Null).await;
        assert_eq!(answer.headers["allow"], allow, "{path}");
        let (_, detail, code) = told(answer, 405);
        assert_eq!(
            (detail, code.as_str()),
            (format!("這個路徑只接受這些方法：{allow}。"), "method_not_allowed")
        );
    }
    let page =
        citizen.call("DELETE", &format!("/desk/cases/{NOTHING}/response"), Value::Null).await.expect(405);
    assert_eq!(page.headers["allow"], "GET, HEAD, POST");
    page.shows("不能用這種方式使用這個網址");
});

on_both!(a_cursor_goes_on_in_its_own_list_alone, |house: House| async move {
    let citizen = house.citizen("提議人").await;
    let mut ids = Vec::new();
    for n in 0..3 {
        ids.push(house.open_proposal(&citizen, &format!("接續清單的提議之{n}")).await);
    }
    for body in ["第一則留言，贊成。", "第二則留言，也贊成。"] {
        for id in &ids {
            let new = json!({ "stance": "pro", "body": body });
            citizen.call("POST", &format!("/api/v1/proposals/{id}/voices"), new).await.expect(201);
        }
    }
    let voices = |n: usize| format!("/api/v1/proposals/{}/voices?limit=1", ids[n]);
    let lists = [
        "/api/v1/proposals?limit=1".to_owned(),
        "/api/v1/proposals?limit=1&sort=closing_soon".to_owned(),
        "/api/v1/me/proposals?limit=1".to_owned(),
        voices(0),
        voices(1),
        format!("{}&order=newest", voices(0)),
        format!("{}&order=oldest", voices(0)),
        format!("{}&order=most_answered", voices(0)),
    ];
    let mut cursors = Vec::new();
    house.days_pass(1);
    let citizen = house.sign_in(citizen.person.as_ref().unwrap()).await;
    for list in &lists {
        let part = citizen.call("GET", list, Value::Null).await.expect(200).json();
        cursors.push(part["next"].as_str().unwrap().to_owned());
    }
    for (at, list) in lists.iter().enumerate() {
        for (of, cursor) in cursors.iter().enumerate() {
            let answer = citizen.call("GET", &format!("{list}&cursor={cursor}"), Value::Null).await;
            if at == of {
                assert_eq!(answer.expect(200).json()["items"].as_array().unwrap().len(), 1, "{list}");
            } else {
                let (_, detail, code) = told(answer, 400);
                assert_eq!(code, "bad_cursor", "{list}");
                assert!(detail.contains("請從清單的第一頁重新開始"), "{detail}");
            }
        }
    }
    for list in ["cases", "hearings", "me/notices", "me/follows", "me/signatures"] {
        let path = format!("/api/v1/{list}?cursor={}", cursors[0]);
        assert_eq!(told(citizen.call("GET", &path, Value::Null).await, 400).2, "bad_cursor", "{list}");
    }
    let administrator = house.with_role("administrator", None).await;
    let log = format!("/api/v1/audit-log?cursor={}", cursors[0]);
    assert_eq!(told(administrator.call("GET", &log, Value::Null).await, 400).2, "bad_cursor");

    // A page says so, or begins with its first.
    let own = &cursors[2];
    citizen.get(&format!("/my?proposals={own}")).await.expect(200);
    citizen.get(&format!("/my?follows={own}")).await.expect(400).shows("請從清單的第一頁重新開始");
    citizen.get(&format!("/hearings?cursor={own}&lang=en")).await.expect(400).shows("not one of this list");
    citizen.get(&format!("/proposals?after={own}")).await.expect(200).shows("接續清單的提議之2");
    citizen.get(&format!("/proposals/{}/discussion?cursor={}", ids[0], cursors[3])).await.expect(200);
    citizen.get(&format!("/proposals/{}/discussion?cursor={}", ids[1], cursors[3])).await.expect(400);
});

on_both!(a_slash_too_many_leads_to_the_page_without_it, |house: House| async move {
    let anyone = house.browser();
    for (path, to) in [
        ("/proposals/", "/proposals"),
        ("/proposals//", "/proposals"),
        ("/proposals/?state=open&q=%E9%A0%90", "/proposals?state=open&q=%E9%A0%90"),
        ("/how-it-works/", "/how-it-works"),
    ] {
        assert_eq!(anyone.get(path).await.expect(308).location.as_deref(), Some(to), "{path}");
        let head = anyone.raw(|http, url| http.head(format!("{url}{path}"))).await.expect(308);
        assert_eq!(head.location.as_deref(), Some(to));
    }
    // Never to another site, never for what changes something, never for programs.
    for hostile in ["//evil.example/", "/%5Cevil.example/../..//evil.example/", "///"] {
        let answer = anyone.get(hostile).await;
        let location = answer.location.unwrap_or_default();
        assert!(!location.starts_with("//") && !location.starts_with("/\\"), "{hostile} leads to {location}");
    }
    anyone.post("/language/", &[("lang", "en")]).await.expect(404);
    anyone.get("/api/v1/proposals/").await.expect(404);
});

on_both!(what_is_somebody_elses_is_called_so, |house: House| async move {
    let (owner, other) = (house.citizen("擁有者").await, house.citizen("路人").await);
    let open = house.open_proposal(&owner, "別人的提議就是別人的").await;
    other.get(&format!("/proposals/{open}/edit/title")).await.expect(403).shows("這不是您的提議");
    let path = format!("/proposals/{open}/withdraw");
    let page = other.post(&path, &[("reason", "替你撤回吧，不用謝")]).await.expect(403);
    page.shows("只有提議人本人可以這麼做").hides("負責此項工作的人員");
    let reason = json!({ "reason": "替你撤回吧，不用謝" });
    let api = other.call("POST", &format!("/api/v1{path}"), reason).await;
    let (title, detail, code) = told(api, 403);
    assert_eq!((title.as_str(), code.as_str()), ("這不是您的提議", "forbidden"));
    assert_eq!(detail, "只有提議人本人可以這麼做。");

    let new = json!({ "stance": "pro", "body": "這是我自己寫的留言。" });
    let voice = owner.call("POST", &format!("/api/v1/proposals/{open}/voices"), new).await.expect(201).json();
    let voice = voice["id"].as_str().unwrap();
    other.get(&format!("/voices/{voice}/edit?lang=en")).await.expect(403).shows("This is not your comment");
    let deleted = other.call("DELETE", &format!("/api/v1/voices/{voice}"), Value::Null).await;
    assert_eq!(told(deleted, 403).0, "這不是您的留言");

    let matter = house.matter().await;
    let administrator = house.with_role("administrator", None).await;
    let agency = house.agency(&administrator, "moc", "文化部", "Ministry of Culture").await;
    let officer = house.with_role("agency_officer", Some(agency)).await;
    officer.get(&matter.desk()).await.expect(403).shows("這不是您機關負責的案件");
    let body = json!({ "on": "2026-03-02", "manner": "telephone", "summary": "與提議人電話聯繫。" });
    let contact = officer.call("POST", &format!("{}/contact", matter.api()), body).await;
    assert_eq!(told(contact, 403).0, "這不是您機關負責的案件");
    // Whoever lacks the role is told that.
    other.get(&matter.desk()).await.expect(403).shows("只開放給負責此項工作的人員");
});

on_both!(a_draft_without_a_title_has_words_to_press, |house: House| async move {
    let citizen = house.citizen("寫到一半").await;
    let draft = citizen.call("POST", "/api/v1/proposals", json!({})).await.expect(201).json();
    assert_eq!(draft["title"], "");
    for page in ["/my", "/my/proposals", "/proposals/new"] {
        citizen.get(page).await.expect(200).shows("（尚未命名）");
    }
    citizen.get("/my/proposals?lang=en").await.expect(200).shows(">(no title yet)</a>");
});
