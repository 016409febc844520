//! Identities that an identity provider vouches for: bound, signed with, signed in by, and what must not work.

use chrono::TimeDelta;
use folkmoot_gateway::config::Mode;
use folkmoot_tests::provider::{Provider, Signing};
use folkmoot_tests::{Answer, Backend, Browser, House, on_both};
use serde_json::{Value, json};

/// Runs a body on both databases, on a platform that trusts a provider.
macro_rules! with_provider {
    ($name:ident, $body:expr) => {
        mod $name {
            use super::*;
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let (house, provider) = trusting(Backend::Sqlite).await;
                ($body)(house, provider).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let (house, provider) = trusting(Backend::Postgres).await;
                ($body)(house, provider).await;
            }
        }
    };
}

async fn trusting(backend: Backend) -> (House, Provider) {
    let provider = Provider::start().await;
    let settings = provider.settings();
    let settings: Vec<(&str, &str)> = settings.iter().map(|(k, v)| (*k, v.as_str())).collect();
    (House::start_as(backend, Mode::Serve, &settings).await, provider)
}

const ID: &str = "A123456789";
const OTHER: &str = "B287654326";

/// To the provider; gives the address there.
async fn leave(browser: &Browser, path: &str) -> String {
    browser.get(path).await.expect(303).location.unwrap()
}

/// The whole way there and back.
async fn identify(house: &House, provider: &Provider, browser: &Browser, number: &str) -> Answer {
    let asked = leave(browser, "/account/identity/start?back=/account").await;
    browser.get(&provider.grant(&asked, number, house.now())).await
}

async fn sign(browser: &Browser, proposal: &str) -> String {
    browser.post(&format!("/proposals/{proposal}/sign"), &[]).await.expect(303).location.unwrap()
}

async fn count(house: &House, proposal: &str) -> i64 {
    let path = format!("/api/v1/proposals/{proposal}/signatures/count");
    house.browser().get(&path).await.expect(200).json()["count"].as_i64().unwrap()
}

/// Whether an identity is bound to somebody's account.
async fn is_bound(browser: &Browser) -> bool {
    browser.get("/account/identity").await.expect(200).body.contains("已確認的身分")
}

with_provider!(the_whole_way_to_a_signature_and_back, |house: House, provider: Provider| async move {
    let proposal = house.drive().await;
    let page = format!("/proposals/{proposal}");
    let ann = house.citizen("安安").await;
    house.browser().get(&page).await.expect(200).shows("一個身分證或居留證號碼算一人");
    ann.get(&page).await.expect(200).shows(&format!("/account/identity?back={page}"));
    assert_eq!(sign(&ann, &proposal).await, format!("/account/identity?back={page}"));
    let refused = ann.call("POST", &format!("/api/v1{page}/signatures"), Value::Null).await.expect(409);
    assert_eq!(refused.json()["code"], "sign_needs_identity");
    let asked = ann.get(&format!("/account/identity?back={page}")).await.expect(200);
    asked.shows("測試身分中心").shows(&format!("/account/identity/start?back={page}"));
    ann.get("/account/identity?lang=en").await.expect(200).shows("Confirm who you are");

    let asked = leave(&ann, &format!("/account/identity/start?back={page}")).await;
    let back = ann.get(&provider.grant(&asked, "ａ123-456-789", house.now())).await.expect(303);
    assert_eq!(back.location.unwrap(), format!("{page}?done=identity-confirmed"));
    ann.get(&format!("{page}?done=identity-confirmed")).await.expect(200).shows("身分確認完成");
    let receipt = sign(&ann, &proposal).await;
    let receipt = receipt.strip_suffix("?done=signed").unwrap();
    assert_eq!(count(&house, &proposal).await, 1);
    ann.get("/account").await.expect(200).shows("A12•••••89").hides(ID);
    let me = ann.get("/api/v1/me").await.expect(200);
    me.hides(ID);
    assert_eq!(me.json()["identity_confirmed"], true);

    // A second account on the same identity is the same person, online, on paper and at a counter.
    let twin = house.citizen("安安的另一個帳號").await;
    identify(&house, &provider, &twin, ID).await.expect(303);
    assert_eq!(sign(&twin, &proposal).await, format!("{receipt}?done=signed-already"));
    twin.get(receipt).await.expect(200);
    let clerk = house.with_role("clerk", None).await;
    let enter = |number: &'static str| {
        let fields = [("identifier", number), ("county", "63000"), ("counter_present", "yes")];
        let (clerk, path) = (clerk.clone(), format!("/desk/counter/{proposal}"));
        async move { clerk.post(&path, &fields).await }
    };
    enter("A123456788").await.expect(422).shows("格式不對").hides("A123456788");
    enter(ID).await.hides(ID);
    assert_eq!(count(&house, &proposal).await, 1);
    enter(OTHER).await.expect(303);
    assert_eq!(count(&house, &proposal).await, 2);
    clerk.get(&format!("/desk/counter/{proposal}")).await.expect(200).shows("身分證或居留證號碼");
    house.browser().get(&format!("{page}/sheet")).await.expect(200).shows("身分證或居留證號碼");

    // Nothing that could be found again stands in an event.
    for event in house.happened(&proposal).await {
        assert!(!event.contains("identity"), "{event}");
    }
    let administrator = house.with_role("administrator", None).await;
    let audit = administrator.get("/desk/admin/audit").await.expect(200);
    audit.shows("確認身分").hides(ID).hides("A12");
});

with_provider!(an_identity_signs_in_and_can_be_removed, |house: House, provider: Provider| async move {
    let ann = house.citizen("安安").await;
    let stranger = house.browser();
    stranger
        .get("/sign-in?back=/my")
        .await
        .expect(200)
        .shows("用測試身分中心登入")
        .shows("/sign-in/identity?back=/my");
    // Nobody has bound it yet.
    let asked = leave(&stranger, "/sign-in/identity?back=/my/notices").await;
    let none = stranger.get(&provider.grant(&asked, ID, house.now())).await.expect(409);
    none.shows("沒有帳號確認過這個身分").hides(ID);
    identify(&house, &provider, &ann, ID).await.expect(303);
    let asked = leave(&stranger, "/sign-in/identity?back=/my/notices").await;
    let back = stranger.get(&provider.grant(&asked, ID, house.now())).await.expect(303);
    assert_eq!(back.location.as_deref(), Some("/my/notices"));
    stranger.get("/account").await.expect(200).shows("安安");
    // A redirect never leaves the platform.
    let asked = leave(&stranger, "/sign-in/identity?back=//evil.example").await;
    let back = stranger.get(&provider.grant(&asked, ID, house.now())).await.expect(303);
    assert_eq!(back.location.as_deref(), Some("/"));

    // Another identity is refused until the first is removed; the number then is gone.
    let other = identify(&house, &provider, &ann, OTHER).await.expect(409);
    other.shows("已經確認過另一個身分").hides(OTHER);
    identify(&house, &provider, &ann, ID).await.expect(303);
    let gone = ann.post("/account/identity/remove", &[]).await.expect(303);
    assert_eq!(gone.location.as_deref(), Some("/account/identity?done=identity-removed"));
    assert!(!is_bound(&ann).await);
    let asked = leave(&stranger, "/sign-in/identity").await;
    stranger.get(&provider.grant(&asked, ID, house.now())).await.expect(409);
    identify(&house, &provider, &ann, OTHER).await.expect(303);
    assert!(is_bound(&ann).await);
    let wrong_site = ann
        .raw(|http, url| {
            http.post(format!("{url}/account/identity/remove")).header("sec-fetch-site", "cross-site")
        })
        .await;
    wrong_site.expect(403);
    assert!(is_bound(&ann).await);
    ann.post("/account/delete", &[("password", folkmoot_tests::PASSWORD)]).await.expect(303);
    let asked = leave(&house.browser(), "/sign-in/identity").await;
    assert!(asked.starts_with(&provider.issuer));
});

with_provider!(a_removed_identity_signs_nothing_twice, |house: House, provider: Provider| async move {
    let proposal = house.drive().await;
    let ann = house.citizen("安安").await;
    identify(&house, &provider, &ann, ID).await.expect(303);
    let first = sign(&ann, &proposal).await;
    ann.post("/account/identity/remove", &[]).await.expect(303);
    identify(&house, &provider, &ann, OTHER).await.expect(303);
    let again = sign(&ann, &proposal).await;
    assert_eq!(again, first.replace("done=signed", "done=signed-already"));
    let twin = house.citizen("第二個帳號").await;
    identify(&house, &provider, &twin, ID).await.expect(303);
    assert!(sign(&twin, &proposal).await.ends_with("signed-already"));
    assert_eq!(count(&house, &proposal).await, 1);
});

type Change = fn(&mut Value);

with_provider!(a_token_that_is_not_right_binds_nothing, |house: House, provider: Provider| async move {
    let ann = house.citizen("安安").await;
    let wrong: [(&str, Signing, Change); 12] = [
        ("forged", Signing::Forged, |_| ()),
        ("unsigned", Signing::None, |_| ()),
        ("nonce", Signing::Good, |claims| claims["nonce"] = json!("another")),
        ("no nonce", Signing::Good, |claims| drop(claims.as_object_mut().unwrap().remove("nonce"))),
        ("audience", Signing::Good, |claims| claims["aud"] = json!("somebody-else")),
        ("more audiences", Signing::Good, |claims| claims["aud"] = json!(["folkmoot", "somebody-else"])),
        ("issuer", Signing::Good, |claims| claims["iss"] = json!("https://evil.example")),
        ("expired", Signing::Good, |claims| claims["exp"] = json!(claims["iat"].as_i64().unwrap() - 1)),
        ("old", Signing::Good, |claims| claims["iat"] = json!(claims["iat"].as_i64().unwrap() - 3600)),
        ("no number", Signing::Good, |claims| drop(claims.as_object_mut().unwrap().remove("national_id"))),
        ("bad number", Signing::Good, |claims| claims["national_id"] = json!("A123456788")),
        ("not a text", Signing::Good, |claims| claims["national_id"] = json!({ "x": [1, 2, 3] })),
    ];
    for (name, signing, change) in wrong {
        let asked = leave(&ann, "/account/identity/start").await;
        let back = provider.grant_with(&asked, house.now(), signing, change);
        let told = ann.get(&back).await;
        assert_eq!(told.status, 409, "{name}");
        let said = if name.contains("num") || name == "not a text" {
            "沒有身分證或居留證號碼"
        } else {
            "無法驗證"
        };
        told.shows(said).shows("再試一次").hides("A12345678");
        assert!(!is_bound(&ann).await, "{name}");
    }
    // Keys that changed meanwhile are asked for again.
    let asked = leave(&ann, "/account/identity/start").await;
    provider.rotate();
    ann.get(&provider.grant(&asked, ID, house.now())).await.expect(303);
    assert!(is_bound(&ann).await);
});

with_provider!(only_who_left_comes_back_and_once, |house: House, provider: Provider| async move {
    let ann = house.citizen("安安").await;
    let over = "已經過期或已經用過";
    // Without having left; with another state; with hostile input.
    for query in [
        "",
        "?code=x&state=y",
        "?state=",
        "?error=access_denied",
        "?code=%00&state=%00",
        "?code=<script>&state=é",
    ] {
        let told = ann.get(&format!("/identity/callback{query}")).await.expect(409);
        told.shows(over).hides("<script>");
    }
    let asked = leave(&ann, "/account/identity/start").await;
    let back = provider.grant(&asked, ID, house.now());
    ann.get(&format!("{back}x")).await.expect(409).shows(over);
    // The cookie has done its work with that: the same code comes too late.
    ann.get(&back).await.expect(409).shows(over);
    assert!(!is_bound(&ann).await);

    // A code that was used is refused at the provider, whoever kept the cookie.
    let left = ann.get("/account/identity/start").await.expect(303);
    let kept =
        left.headers.get("set-cookie").unwrap().to_str().unwrap().split(';').next().unwrap().to_owned();
    let cookie = left.headers.get("set-cookie").unwrap().to_str().unwrap();
    assert!(
        cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Lax")
            && cookie.contains("Path=/identity/callback"),
        "{cookie}"
    );
    let back = provider.grant(left.location.as_deref().unwrap(), ID, house.now());
    ann.get(&back).await.expect(303);
    ann.post("/account/identity/remove", &[]).await.expect(303);
    let session = |browser: Browser, kept: String, back: String| async move {
        browser.raw(|http, url| http.get(format!("{url}{back}")).header("cookie", kept)).await
    };
    // Who has the address and the cookie, but is nobody here.
    let told = session(house.browser(), kept.clone(), back.clone()).await.expect(409);
    told.shows("換了登入的人");

    // Too late.
    let asked = leave(&ann, "/account/identity/start").await;
    let back = provider.grant(&asked, ID, house.now());
    house.clock.advance(TimeDelta::minutes(10));
    ann.get(&back).await.expect(409).shows(over);

    // Somebody else signs in to the browser meanwhile.
    let asked = leave(&ann, "/account/identity/start").await;
    let back = provider.grant(&asked, ID, house.now());
    let bob = house.somebody("伯伯").await;
    let fields = [("email", bob.email.as_str()), ("password", folkmoot_tests::PASSWORD), ("back", "/")];
    ann.post("/sign-in", &fields).await.expect(303);
    ann.get(&back).await.expect(409).shows("換了登入的人");
    assert!(!is_bound(&ann).await);

    // Cancelled there, or refused.
    let asked = leave(&ann, "/account/identity/start").await;
    let state = provider.grant(&asked, ID, house.now()).split("&state=").nth(1).unwrap().to_owned();
    let cancelled =
        ann.get(&format!("/identity/callback?error=access_denied&state={state}")).await.expect(409);
    cancelled.shows("取消了確認");
    let asked = leave(&ann, "/account/identity/start").await;
    let state = provider.grant(&asked, ID, house.now()).split("&state=").nth(1).unwrap().to_owned();
    let refused = ann.get(&format!("/identity/callback?code=invented&state={state}")).await.expect(409);
    refused.shows("沒有接受這次確認");
    assert!(!is_bound(&ann).await);
    house.browser().get("/account/identity/start").await.expect(303);
});

with_provider!(a_provider_that_is_down_is_said_so, |house: House, provider: Provider| async move {
    let ann = house.citizen("安安").await;
    provider.set_down(true);
    ann.get("/account/identity/start").await.expect(503).shows("現在連不上測試身分中心").shows("再試一次");
    house.browser().get("/sign-in/identity").await.expect(503).shows("用電子郵件登入");
    ann.get("/sign-in").await.expect(200);
    ann.get("/account/identity").await.expect(200);
    // It is left alone for a moment, then asked again.
    provider.set_down(false);
    ann.get("/account/identity/start").await.expect(503);
    house.clock.advance(TimeDelta::seconds(10));
    let asked = leave(&ann, "/account/identity/start").await;
    // Down between leaving and coming back.
    let back = provider.grant(&asked, ID, house.now());
    provider.set_down(true);
    ann.get(&back).await.expect(503).shows("現在連不上測試身分中心");
    provider.set_down(false);
    identify(&house, &provider, &ann, ID).await.expect(303);
    assert!(is_bound(&ann).await);
});

with_provider!(a_proposer_is_led_there_and_back, |house: House, provider: Provider| async move {
    let ann = house.citizen("安安").await;
    let new = "/proposals/new?rulebook=verified";
    let page = ann.get(new).await.expect(200);
    page.shows("提議之前，請先確認身分").shows("/account/identity?back=/proposals/new?rulebook=verified");
    ann.get("/proposals/new/title?rulebook=verified").await.expect(303);
    let words = folkmoot_tests::proposals::words("夜間公車增班");
    ann.call("POST", "/api/v1/proposals?rulebook=verified", words.clone()).await.expect(409);
    identify(&house, &provider, &ann, ID).await.expect(303);
    ann.get(new).await.expect(200).hides("請先確認身分");
    ann.call("POST", "/api/v1/proposals?rulebook=verified", words).await.expect(201);
    // Who may not sign may not comment either, and is told what is missing.
    let proposal = house.drive().await;
    let bob = house.citizen("伯伯").await;
    bob.get(&format!("/proposals/{proposal}")).await.expect(200).shows("留言前請先確認身分");
    let body = json!({ "body": "我也贊成這個提議的方向", "stance": "pro" });
    let refused = bob.call("POST", &format!("/api/v1/proposals/{proposal}/voices"), body).await.expect(409);
    assert_eq!(refused.json()["code"], "comment_needs_identity");
    // Without an account nobody signs such a drive by mail.
    let fields = [("email", "x@example.org"), ("county", "65000"), ("consent", "yes")];
    house.browser().post(&format!("/proposals/{proposal}/sign-by-mail"), &fields).await.expect(409);
});

on_both!(without_a_provider_nothing_is_offered, |house: House| async move {
    let ann = house.citizen("安安").await;
    ann.get("/account").await.expect(200).hides("/account/identity");
    house.browser().get("/sign-in").await.expect(200).hides("/sign-in/identity");
    ann.get("/account/identity").await.expect(200).shows("還沒有設定身分驗證服務");
    for path in ["/account/identity/start", "/sign-in/identity", "/identity/callback?code=x&state=y"] {
        ann.get(path).await.expect(404);
    }
    ann.get("/demo/identity/authorize").await.expect(404);
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_platform_whose_rulebook_nobody_could_meet_does_not_start() {
    const SETTINGS: [(&str, &str); 1] = [("FOLKMOOT_RULEBOOK", "verified")];
    let started = tokio::spawn(House::start_as(Backend::Sqlite, Mode::Serve, &SETTINGS)).await;
    let why = started.err().unwrap().into_panic();
    let why = why.downcast_ref::<String>().unwrap();
    assert!(why.contains("NoIdentityProvider"), "{why}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_vouches_for_whom_one_picks() {
    let house = House::start_demo(Backend::Sqlite).await;
    let ann = house.citizen("安安").await;
    let asked = leave(&ann, "/account/identity/start?back=/my").await;
    let path = &asked[asked.find("/demo/identity").unwrap()..];
    ann.get(path).await.expect(200).shows("示範身分驗證服務").shows("林小晴");
    ann.get(&format!("{path}&lang=en")).await.expect(200).shows("That is me");
    for hostile in [
        "/demo/identity/authorize".to_owned(),
        path.replace("S256", "plain"),
        path.replace("redirect_uri=", "redirect_uri=https://evil.example/"),
        path.replace("client_id=", "client_id=x"),
    ] {
        ann.get(&hostile).await.expect(400);
        ann.post(&hostile, &[("place", "0")]).await.expect(400);
    }
    for place in ["", "99999", "-1", "x"] {
        ann.post(path, &[("place", place)]).await.expect(400);
    }
    let cancelled = ann.post(path, &[("act", "cancel")]).await.expect(303).location.unwrap();
    ann.get(&cancelled).await.expect(409).shows("取消了確認");
    let asked = leave(&ann, "/account/identity/start?back=/my").await;
    let path = &asked[asked.find("/demo/identity").unwrap()..];
    let back = ann.post(path, &[("place", "0")]).await.expect(303).location.unwrap();
    let done = ann.get(&back).await.expect(303).location.unwrap();
    assert_eq!(done, "/my?done=identity-confirmed");
    assert!(is_bound(&ann).await);
    house.stop().await;
}
