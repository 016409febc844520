//! Registering, signing in, one's own account, roles: on pages and over the API.

use folkmoot_gateway::demo;
use folkmoot_tests::{Backend, Browser, House, PASSWORD, on_both};
use serde_json::{Value, json};

const NEW: &str = "另一句十個字以上的通關密語";

fn typed(email: &str) -> Vec<(&'static str, String)> {
    vec![
        ("name", "王小明".to_owned()),
        ("nickname", "小明同學".to_owned()),
        ("email", email.to_owned()),
        ("mobile", "0912-345-678".to_owned()),
        ("password", PASSWORD.to_owned()),
        ("county", "63000".to_owned()),
    ]
}

async fn register(browser: &Browser, email: &str) {
    let typed = typed(email);
    let fields: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let sent = browser.post("/register", &fields).await.expect(303);
    assert_eq!(sent.location.as_deref(), Some("/register/sent"));
}

async fn sign_in(browser: &Browser, email: &str, password: &str) -> u16 {
    browser.post("/sign-in", &[("email", email), ("password", password), ("back", "/")]).await.status
}

on_both!(a_citizen_registers_confirms_and_signs_in, |house: House| async move {
    let browser = house.browser();
    browser.get("/register").await.expect(200).shows("註冊帳號");
    register(&browser, "ming@example.org").await;
    browser.get("/register/sent").await.expect(200).shows("請查看您的信箱");

    // Opening the link confirms nothing; its button does, once.
    let link = house.link_to("ming@example.org", "/confirm-email/").await;
    for _ in 0..2 {
        browser.get(&link).await.expect(200).shows("小明同學");
    }
    assert_eq!(sign_in(&browser, "ming@example.org", PASSWORD).await, 422);
    let confirmed = browser.post(&link, &[]).await.expect(303);
    assert_eq!(confirmed.location.as_deref(), Some("/sign-in?done=email-confirmed"));
    browser.get("/sign-in?done=email-confirmed").await.shows("電子郵件確認完成");
    browser.post(&link, &[]).await.expect(410).shows("這個連結已經失效");
    browser.get(&link).await.expect(410);

    let fields = [("email", "Ming@Example.org"), ("password", PASSWORD), ("back", "/proposals?x=1")];
    let inside = browser.post("/sign-in", &fields).await.expect(303);
    assert_eq!(inside.location.as_deref(), Some("/proposals?x=1"));
    let cookie = inside.headers["set-cookie"].to_str().unwrap();
    for part in ["session=", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }

    // Pages that are for strangers only are nowhere to go back to.
    for (back, to) in [
        ("/sign-in", "/my"),
        ("/sign-in?back=/x", "/my"),
        ("/register/sent", "/my"),
        ("/forgot-password", "/my"),
        ("/registers", "/registers"),
        ("/", "/account/mobile?back=/"),
    ] {
        let fields = [("email", "ming@example.org"), ("password", PASSWORD), ("back", back)];
        assert_eq!(browser.post("/sign-in", &fields).await.expect(303).location.as_deref(), Some(to));
    }

    // Where somebody was going is kept while they register, until they are there.
    let fresh = house.browser();
    fresh.get("/sign-in?back=/proposals/7%3Fx=1%26y=2").await.expect(200);
    fresh.get("/sign-in?back=//evil.example").await.expect(200);
    fresh.get("/sign-in?done=email-confirmed").await.expect(200);
    for to in ["/proposals/7?x=1&y=2", "/account/mobile?back=/"] {
        let fields = [("email", "ming@example.org"), ("password", PASSWORD), ("back", "/")];
        assert_eq!(fresh.post("/sign-in", &fields).await.expect(303).location.as_deref(), Some(to));
    }

    // The mobile number: asked for, sent, entered wrongly, entered.
    browser.get("/account").await.expect(200).shows("手機號碼還沒有確認").hides("0912345678");
    browser
        .get("/account/mobile?back=/proposals/x")
        .await
        .expect(200)
        .shows("+886•••••5678")
        .shows("/proposals/x");
    browser.get("/account/mobile?back=//evil.example").await.expect(200).hides("value=\"//evil");
    let sent = browser.post("/account/mobile/code", &[("back", "/proposals/x")]).await.expect(303);
    assert_eq!(sent.location.as_deref(), Some("/account/mobile?back=/proposals/x&done=mobile-code-sent"));
    let code = house.code_to("+886912345678").await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let page = "/account/mobile?back=/proposals/x";
    browser.get(&sent.location.unwrap()).await.expect(200).shows("驗證碼已用簡訊寄出");
    browser.get(page).await.expect(200).shows("請輸入寄到 +886•••••5678").hides("已用簡訊寄出");
    browser
        .post("/account/mobile/confirm", &[("code", wrong)])
        .await
        .expect(422)
        .shows("還可以試 4 次")
        .shows("<a href=\"#code\">驗證碼：")
        .hides("已用簡訊寄出");
    browser.post("/account/mobile/confirm", &[("code", "")]).await.expect(422);
    let entered = [("code", code.as_str()), ("back", "/proposals/x")];
    let done = browser.post("/account/mobile/confirm", &entered).await.expect(303);
    assert_eq!(done.location.as_deref(), Some("/proposals/x?done=mobile-confirmed"));
    browser.get("/account").await.hides("手機號碼還沒有確認");

    browser.post("/sign-out", &[]).await.expect(303);
    let led = browser.get("/account").await.expect(303);
    assert_eq!(led.location.as_deref(), Some("/sign-in?back=/account"));
});

on_both!(no_answer_tells_whether_an_address_is_registered, |house: House| async move {
    let known = house.somebody("小明同學").await;
    let browser = house.browser();
    let mut answers: Vec<Vec<(u16, Option<String>, String)>> = Vec::new();
    for email in [known.email.as_str(), "nobody@example.org"] {
        let mut of_address = Vec::new();
        let fields = typed(email);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let body: Value = fields.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        let wrong = json!({ "email": email, "password": "not the right one" });
        let form = [("email", email), ("password", "not the right one"), ("back", "/")];
        for answer in [
            browser.post("/register", &fields).await,
            browser.call("POST", "/api/v1/people", body).await,
            browser.post("/sign-in", &form).await,
            browser.call("POST", "/api/v1/tokens", wrong).await,
            browser.post("/forgot-password", &[("email", email)]).await,
            browser.call("POST", "/api/v1/password-resets", json!({ "email": email })).await,
        ] {
            of_address.push((answer.status, answer.location, answer.body.replace(email, "…")));
        }
        answers.push(of_address);
    }
    assert_eq!(answers[0], answers[1]);
    // The owner of the address is told.
    let mails = house.messages_to(&known.email).await;
    assert!(mails.iter().any(|mail| mail.text.contains("/sign-in")), "{mails:?}");
    assert!(mails.iter().all(|mail| !mail.text.contains("/confirm-email/")));
});

on_both!(a_form_with_mistakes_comes_back_with_what_was_typed, |house: House| async move {
    let browser = house.browser();
    let fields = [
        ("name", "<script>alert(1)</script>"),
        ("nickname", "𠮷"),
        ("email", "no address"),
        ("mobile", "=cmd()"),
        ("password", "short"),
        ("county", "倫敦"),
    ];
    let answer = browser.post("/register", &fields).await.expect(422);
    for text in ["電子郵件格式不對", "密碼至少要 10 個字", "請填寫像 0912345678", "請從清單中選擇縣市"]
    {
        answer.shows(text);
    }
    answer.shows("&lt;script&gt;").shows("=cmd()").shows("𠮷").shows("<title>錯誤：");
    answer.hides("<script>alert").hides("value=\"short\"");
    let english = browser.get("/register?lang=en").await;
    english.shows("Rather not say").shows("Taipei City");
    let body = json!({ "name": "", "nickname": "a\u{0}b", "email": "", "mobile": "", "password": "" });
    let problem = browser.call("POST", "/api/v1/people", body).await.expect(422).json();
    let fields: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["name", "nickname", "email", "mobile", "password"]);
    browser.call("POST", "/api/v1/people", json!({ "name": 5 })).await.expect(400);
});

on_both!(too_many_failures_are_told_to_wait, |house: House| async move {
    let browser = house.browser();
    for _ in 0..10 {
        assert_eq!(sign_in(&browser, "nobody@example.org", "wrong wrong").await, 422);
    }
    let fields = [("email", "nobody@example.org"), ("password", PASSWORD), ("back", "/")];
    let answer = browser.post("/sign-in", &fields).await.expect(429);
    answer.shows("嘗試次數太多");
    assert_eq!(answer.headers["retry-after"], "900");
    assert_eq!(sign_in(&browser, "", "").await, 422);
});

on_both!(a_forgotten_password_is_replaced, |house: House| async move {
    let known = house.somebody("小明同學").await;
    let before = house.sign_in(&known).await;
    let browser = house.browser();
    browser.get("/forgot-password").await.expect(200);
    browser.post("/forgot-password", &[("email", "no address")]).await.expect(422).shows("電子郵件格式不對");
    browser.post("/forgot-password", &[("email", &known.email)]).await.expect(303);
    let link = house.link_to(&known.email, "/reset-password/").await;
    browser.get(&link).await.expect(200).shows("設定新密碼");
    browser.post(&link, &[("password", "short")]).await.expect(422).shows("密碼至少要 10 個字");
    browser.post(&link, &[("password", NEW)]).await.expect(303);
    browser.post(&link, &[("password", NEW)]).await.expect(410);
    before.get("/account").await.expect(303);
    before.call("GET", "/api/v1/me", Value::Null).await.expect(401);
    assert_eq!(sign_in(&browser, &known.email, PASSWORD).await, 422);
    assert_eq!(sign_in(&browser, &known.email, NEW).await, 303);
});

on_both!(devices_are_listed_and_signed_out, |house: House| async move {
    let known = house.somebody("小明同學").await;
    let (here, there) = (house.sign_in(&known).await, house.sign_in(&known).await);
    let sessions = here.call("GET", "/api/v1/me/sessions", Value::Null).await.expect(200).json();
    assert_eq!(sessions["items"].as_array().unwrap().len(), 4);
    here.get("/account").await.expect(200).shows("登入中的裝置").shows("這個裝置");

    let stranger = house.citizen("外人一號").await;
    let id = sessions["items"][0]["id"].as_str().unwrap();
    stranger.post("/account/devices/sign-out", &[("session", id)]).await.expect(404);
    stranger.call("DELETE", &format!("/api/v1/me/sessions/{id}"), Value::Null).await.expect(404);
    stranger.post("/account/devices/sign-out", &[("session", "x")]).await.expect(404);

    here.post("/account/sign-out-everywhere", &[]).await.expect(303);
    for browser in [&here, &there] {
        browser.get("/account").await.expect(303);
        browser.call("GET", "/api/v1/me", Value::Null).await.expect(401);
    }
});

on_both!(one_changes_ones_own_account, |house: House| async move {
    let browser = house.citizen("小明同學").await;
    let person = browser.person.clone().unwrap();
    let fields = [("nickname", "阿明"), ("county", "64000"), ("locale", "en")];
    browser.post("/account/profile", &fields).await.expect(303);
    browser.get("/account").await.expect(200).shows("My account").shows("value=\"阿明\"");
    let bad = [("nickname", "x"), ("county", "64000"), ("locale", "fr")];
    browser.post("/account/profile", &bad).await.expect(422).shows("Choose Chinese or English");
    let me = browser.call("PATCH", "/api/v1/me", json!({ "county": "" })).await.expect(200).json();
    assert_eq!((me["nickname"].as_str(), me["county"].as_str()), (Some("阿明"), None));
    assert_eq!(me["may_sign"], true);

    // Another number counts once its own code was entered.
    browser.call("POST", "/api/v1/me/mobile-code", json!({ "mobile": "02-1234" })).await.expect(422);
    browser.call("POST", "/api/v1/me/mobile-code", json!({ "mobile": "0987654321" })).await.expect(202);
    let code = house.code_to("+886987654321").await;
    let me =
        browser.call("POST", "/api/v1/me/mobile-confirm", json!({ "code": code })).await.expect(200).json();
    assert_eq!(me["mobile"], "+886987654321");

    let wrong = [("old_password", "not the old one"), ("password", NEW)];
    browser.post("/account/password", &wrong).await.expect(422).shows("The present password is not right");
    browser.post("/account/password", &[("old_password", PASSWORD), ("password", NEW)]).await.expect(303);
    browser.get("/account").await.expect(200);
    browser.call("GET", "/api/v1/me", Value::Null).await.expect(401);

    browser.get("/account/delete").await.expect(200).shows("This can't be undone");
    browser.post("/account/delete", &[("password", PASSWORD)]).await.expect(422);
    browser.post("/account/delete", &[("password", NEW)]).await.expect(303);
    browser.get("/account").await.expect(303);
    assert_eq!(sign_in(&house.browser(), &person.email, NEW).await, 422);
});

on_both!(tokens_are_short_lived_and_refreshed, |house: House| async move {
    let known = house.somebody("小明同學").await;
    let mut client = house.browser();
    let body = json!({ "email": known.email, "password": PASSWORD, "device": "手機程式" });
    let first = client.call("POST", "/api/v1/tokens", body).await.expect(201).json();
    let text = |value: &Value, key: &str| value[key].as_str().unwrap().to_owned();
    client.token = Some(text(&first, "access_token"));
    client.call("GET", "/api/v1/me", Value::Null).await.expect(200);
    house.clock.advance(chrono::TimeDelta::minutes(15));
    let problem = client.call("GET", "/api/v1/me", Value::Null).await.expect(401);
    assert_eq!(problem.json()["code"], "sign_in");

    client.token = None;
    let old = json!({ "refresh_token": text(&first, "refresh_token") });
    let second = client.call("POST", "/api/v1/tokens/refresh", old.clone()).await.expect(200).json();
    client.token = Some(text(&second, "access_token"));
    client.call("GET", "/api/v1/me", Value::Null).await.expect(200);
    client.token = None;
    client.call("POST", "/api/v1/tokens/refresh", old).await.expect(401);
    client.token = Some(text(&second, "access_token"));
    client.call("GET", "/api/v1/me", Value::Null).await.expect(401);

    let mut other = house.sign_in(&known).await;
    other.call("DELETE", "/api/v1/tokens", Value::Null).await.expect(204);
    other.call("GET", "/api/v1/me", Value::Null).await.expect(401);
    other.token = Some("nonsense".to_owned());
    other.call("GET", "/api/v1/me", Value::Null).await.expect(401);
});

on_both!(administrators_grant_and_revoke_roles, |house: House| async move {
    let citizen = house.citizen("小明同學").await;
    let person = citizen.person.clone().unwrap();
    let page = format!("/desk/admin/people/{}", person.id);
    let roles = format!("/api/v1/people/{}/roles", person.id);
    for path in ["/desk/admin/people", page.as_str()] {
        house.browser().get(path).await.expect(303);
        citizen.get(path).await.expect(403);
        house.with_role("reviewer", None).await.get(path).await.expect(403);
    }
    citizen.post(&format!("{page}/grant"), &[("role", "administrator")]).await.expect(403);
    citizen.call("POST", &roles, json!({ "role": "administrator" })).await.expect(403);
    house.browser().call("POST", &roles, json!({ "role": "administrator" })).await.expect(401);

    let admin = house.with_role("administrator", None).await;
    admin.get("/desk/admin/people").await.expect(200).shows("小明同學");
    admin.get(&format!("/desk/admin/people?text={}", person.email)).await.expect(200).shows("小明同學");
    admin.get("/desk/admin/people?text=nobody&role=reviewer").await.expect(200).shows("沒有找到");
    admin.get("/desk/admin/people?cursor=x").await.expect(400);
    admin.get("/desk/admin/people/x").await.expect(404);
    admin.get(&page).await.expect(200).hides("收回</");

    let grant = format!("{page}/grant");
    admin.post(&grant, &[("role", ""), ("agency", "")]).await.expect(422);
    admin.post(&grant, &[("role", "agency_officer"), ("agency", "")]).await.expect(422).shows("必須選擇機關");
    admin.post(&grant, &[("role", "moderator"), ("agency", "")]).await.expect(303);
    admin.get(&page).await.expect(200).shows("給予角色").shows("test administrator");
    let held = admin.call("GET", &roles, Value::Null).await.expect(200).json();
    assert_eq!(held["items"], json!([{ "role": "moderator" }]));
    let me = citizen.call("GET", "/api/v1/me", Value::Null).await.expect(200).json();
    assert_eq!(me["roles"], json!([{ "role": "moderator" }]));

    admin.post(&format!("{page}/revoke"), &[("role", "moderator")]).await.expect(303);
    admin.call("POST", &roles, json!({ "role": "reviewer" })).await.expect(200);
    let left = admin.call("DELETE", &format!("{roles}/reviewer"), Value::Null).await.expect(200).json();
    assert_eq!(left["items"], json!([]));
    admin.call("POST", &roles, json!({ "role": "king" })).await.expect(422);

    let own = format!("/desk/admin/people/{}", admin.person.clone().unwrap().id);
    admin
        .post(&format!("{own}/revoke"), &[("role", "administrator")])
        .await
        .expect(409)
        .shows("至少要有一位管理員");
});

on_both!(a_signed_in_page_costs_few_statements, |house: House| async move {
    let browser = house.citizen("小明同學").await;
    let statements = browser.get("/account/password").await.expect(200).statements();
    assert!(statements <= 3, "{statements}");
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_offers_its_sample_accounts_and_serving_does_not() {
    let house = House::start_demo(Backend::Sqlite).await;
    assert!(demo::fill(&house.app).await.unwrap(), "an empty database is filled");
    assert!(!demo::fill(&house.app).await.unwrap(), "a second time changes nothing");
    let browser = house.browser();
    let page = browser.get("/sign-in").await.expect(200);
    for account in demo::accounts() {
        let address = demo::address(&account.key);
        page.shows(&address);
        assert_eq!(sign_in(&browser, &address, demo::PASSWORD).await, 303, "{address}");
    }
    browser.get("/desk/admin/people").await.expect(200);
    // Who works here begins with their work.
    for (key, desk) in
        [("reviewer", "/desk/review"), ("officer", "/desk/cases"), ("moderator", "/desk/moderation")]
    {
        let fields = [("email", &*demo::address(key)), ("password", demo::PASSWORD), ("back", "/")];
        assert_eq!(browser.post("/sign-in", &fields).await.expect(303).location.as_deref(), Some(desk));
    }
    let house = House::start(Backend::Sqlite).await;
    house.browser().get("/sign-in").await.expect(200).hides("demo.example");
}
