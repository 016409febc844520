//! The second factor on pages and over the API: added, asked for, used once, removed.

use folkmoot_accounts::second_factor::code_at;
use folkmoot_tests::cases::Matter;
use folkmoot_tests::{Browser, House, PASSWORD, on_both};
use serde_json::{Value, json};

/// What stands in a page between two marks.
fn between<'a>(body: &'a str, before: &str, after: &str) -> &'a str {
    body.split_once(before).unwrap().1.split_once(after).unwrap().0
}

fn email(browser: &Browser) -> &str {
    &browser.person.as_ref().unwrap().email
}

/// A code that is good now and was not used: one for each step of time.
fn code(house: &House, secret: &str, steps: i64) -> String {
    code_at(secret, house.now() + chrono::TimeDelta::seconds(30 * steps)).unwrap()
}

/// Adds a second factor over the API; gives the secret and the recovery codes.
async fn arm(house: &House, browser: &Browser) -> (String, Vec<String>) {
    let begun =
        browser.call("POST", "/api/v1/me/second-factor", json!({ "password": PASSWORD })).await.expect(201);
    let secret = begun.json()["secret"].as_str().unwrap().to_owned();
    let body = json!({ "code": code(house, &secret, -1) });
    let codes = browser.call("POST", "/api/v1/me/second-factor/confirm", body).await.expect(201).json();
    let codes = codes["recovery_codes"].as_array().unwrap().iter();
    (secret, codes.map(|code| code.as_str().unwrap().to_owned()).collect())
}

on_both!(somebody_adds_it_on_the_page_of_the_account, |house: House| async move {
    let ann = house.citizen("安安").await;
    let page = "/account/second-factor";
    house.browser().get(page).await.expect(303);
    ann.get("/account").await.expect(200).shows("未啟用").shows(page);
    let wrong = [("password", "not the password at all")];
    ann.post(&format!("{page}/begin"), &wrong).await.expect(422).hides("<svg class=\"qr\"");
    ann.post(&format!("{page}/confirm"), &[("code", "123456")]).await.expect(404);
    ann.post(&format!("{page}/begin"), &[("password", PASSWORD)]).await.expect(303);
    let shown = ann.get(page).await.expect(200);
    shown.shows("<svg class=\"qr\"");
    assert_eq!(shown.headers["cache-control"], "no-store");
    let secret = between(&shown.body, "<code class=\"secret\">", "</code>").replace(' ', "");
    ann.post(&format!("{page}/confirm"), &[("code", "12345")]).await.expect(422).shows("驗證碼不對");
    let now = code(&house, &secret, 0);
    let added = ann.post(&format!("{page}/confirm"), &[("code", &now)]).await.expect(200);
    assert_eq!(added.headers["cache-control"], "no-store");
    assert_eq!(added.body.matches("<li><code>").count(), 10);
    let recovery = between(&added.body, "<li><code>", "</code>").to_owned();
    ann.get(page).await.expect(200).shows("已啟用").hides(&recovery).hides(&secret);
    ann.get("/account").await.shows("已啟用");
    let about = ann.call("GET", "/api/v1/me/second-factor", Value::Null).await.expect(200).json();
    assert_eq!((&about["on"], &about["recovery_codes"]), (&json!(true), &json!(10)));

    // Removing it takes the password and a code.
    let remove = async |password: &str, code: &str| {
        ann.post(&format!("{page}/remove"), &[("password", password), ("code", code)]).await
    };
    remove(PASSWORD, "").await.expect(422).shows("請填寫這一欄");
    remove("not the password at all", &recovery).await.expect(422);
    remove(PASSWORD, &now).await.expect(422).shows("已使用過");
    remove(PASSWORD, &recovery).await.expect(303);
    ann.get("/account").await.shows("未啟用");
});

on_both!(signing_in_asks_for_a_code_and_takes_each_once, |house: House| async move {
    let ann = house.citizen("安安").await;
    let (secret, codes) = arm(&house, &ann).await;
    let fields = [("email", email(&ann)), ("password", PASSWORD), ("back", "/my/follows")];
    let phone = house.browser();
    let asked = phone.post("/sign-in", &fields).await.expect(200);
    asked.shows("輸入驗證碼").hides("示範模式");
    assert!(!asked.headers.contains_key("set-cookie"), "nobody is signed in yet");
    phone.get("/account").await.expect(303);
    let pass = between(&asked.body, "name=\"pass\" value=\"", "\"").to_owned();
    let enter = async |browser: &Browser, pass: &str, code: &str| {
        browser.post("/sign-in/code", &[("pass", pass), ("back", "/my/follows"), ("code", code)]).await
    };
    enter(&phone, &pass, "").await.expect(422).shows(&pass);
    enter(&phone, &pass, "12345").await.expect(422).shows("驗證碼不對");
    enter(&phone, "made-up", &code(&house, &secret, 0)).await.expect(409).shows("請重新登入");
    let good = code(&house, &secret, 0);
    let entered = enter(&phone, &pass, &good).await.expect(303);
    assert_eq!(entered.headers["location"], "/my/follows");
    phone.get("/account").await.expect(200);
    // Whoever looked over the shoulder gains nothing by it.
    enter(&house.browser(), &pass, &good).await.expect(422).shows("已使用過");
    let other = house.browser();
    enter(&other, &pass, &codes[0]).await.expect(303);
    other.get("/account").await.expect(200);
    enter(&house.browser(), &pass, &codes[0]).await.expect(422);

    let body = |code: &str| json!({ "email": email(&ann), "password": PASSWORD, "code": code });
    let api = house.browser();
    let without = api.call("POST", "/api/v1/tokens", body("")).await.expect(422).json();
    assert_eq!(
        (&without["errors"][0]["field"], &without["errors"][0]["code"]),
        (&json!("code"), &json!("required"))
    );
    api.call("POST", "/api/v1/tokens", body(&good)).await.expect(422);
    api.call("POST", "/api/v1/tokens", body(&code(&house, &secret, 1))).await.expect(201);
    for _ in 0..10 {
        enter(&house.browser(), &pass, "12345").await;
    }
    enter(&house.browser(), &pass, &codes[1]).await.expect(429);
});

on_both!(an_approver_signs_with_a_code, |house: House| async move {
    let matter = house.matter().await;
    let (secret, codes) = arm(&house, &matter.approver).await;
    matter.send_response(&matter.officer, &Matter::response("0", "submit")).await.expect(303);
    let page = format!("/desk/approvals/{}", matter.case);
    matter.approver.get(&page).await.expect(200).shows("name=\"code\"");
    let sign = async |code: &str, name: &str| {
        let fields = [("act", "sign"), ("version", "1"), ("name", name), ("title", "部長"), ("code", code)];
        matter.approver.post(&page, &fields).await
    };
    sign("", "陳美玲").await.expect(422).shows("陳美玲");
    sign("12345", "陳美玲").await.expect(422).shows("陳美玲").shows("驗證碼不對");
    let api = format!("{}/response/sign", matter.api());
    let body = json!({ "version": 1, "name": "陳美玲", "title": "部長" });
    matter.approver.call("POST", &api, body).await.expect(422);
    // What is refused for another reason leaves the code as it was.
    let good = code(&house, &secret, 0);
    sign(&good, "").await.expect(422);
    sign(&good, "陳美玲").await.expect(303);
    house.browser().get(&format!("/proposals/{}/response", matter.proposal)).await.expect(200);

    let written = json!({ "body": "附件一的日期更正。" });
    let made = matter.officer.call("POST", &format!("{}/addenda", matter.api()), written).await.expect(201);
    let addendum = format!("/api/v1/addenda/{}/sign", made.json()["id"].as_str().unwrap());
    let body = |code: &str| json!({ "name": "陳美玲", "title": "部長", "code": code });
    matter.approver.call("POST", &addendum, body(&good)).await.expect(422);
    matter.approver.call("POST", &addendum, body(&codes[0])).await.expect(200);
});

on_both!(an_administrator_removes_what_somebody_lost, |house: House| async move {
    let administrator = house.with_role("administrator", None).await;
    let ann = house.citizen("安安").await;
    let id = ann.person.as_ref().unwrap().id;
    let page = format!("/desk/admin/people/{id}");
    administrator.get(&page).await.expect(200).hides("代為移除");
    let (secret, _) = arm(&house, &ann).await;
    administrator.get(&page).await.expect(200).shows("代為移除").hides(&secret);
    let remove = format!("{page}/second-factor");
    ann.post(&remove, &[("reason", "我自己")]).await.expect(403);
    administrator.post(&remove, &[("reason", "")]).await.expect(422);
    administrator.post(&remove, &[("reason", "臨櫃核對身分證")]).await.expect(303);
    administrator.post(&remove, &[("reason", "再一次")]).await.expect(404);
    administrator.get(&page).await.shows("移除兩步驟驗證 · 臨櫃核對身分證").hides("代為移除");
    ann.get("/account").await.expect(303);
    house.sign_in(ann.person.as_ref().unwrap()).await.get("/account").await.expect(200).shows("未啟用");
    let mails = house.messages_to(email(&ann)).await;
    assert!(mails.iter().any(|mail| mail.subject.contains("兩步驟驗證已移除")), "{mails:?}");
    let log = administrator.call("GET", "/api/v1/audit-log", Value::Null).await.expect(200);
    log.shows("person.second_factor_removed").shows("臨櫃核對身分證");
});
