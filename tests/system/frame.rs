//! What holds for every answer: headers, faults, languages, forms from elsewhere.

use folkmoot_tests::{House, on_both};

on_both!(unknown_paths_answer_in_the_readers_language, |house: House| async move {
    let browser = house.browser();
    browser.get("/nowhere").await.expect(404).shows("找不到這個網頁");
    browser.get("/nowhere?lang=en").await.expect(404).shows("Page not found");
    let problem = browser.get("/api/v1/nowhere").await.expect(404);
    assert_eq!(problem.headers["content-type"], "application/problem+json");
    assert_eq!(problem.json()["code"], "not_found");
});

on_both!(every_answer_carries_the_security_headers, |house: House| async move {
    for path in ["/nowhere", "/api/v1/openapi.json"] {
        let answer = house.browser().get(path).await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    }
});

on_both!(forms_from_other_sites_are_refused, |house: House| async move {
    let browser = house.browser();
    let send = |name: &'static str, value: &'static str| {
        browser.raw(move |http, url| http.post(format!("{url}/language")).header(name, value).body("lang=en"))
    };
    send("sec-fetch-site", "cross-site").await.expect(403).shows("這個請求來自別的網站");
    send("origin", "https://evil.example").await.expect(403);
    send("sec-fetch-site", "same-origin").await.expect(303);
});

on_both!(the_language_is_kept, |house: House| async move {
    let browser = house.browser();
    let answer = browser.post("/language", &[("lang", "en"), ("back", "//evil.example")]).await.expect(303);
    assert_eq!(answer.location.as_deref(), Some("/"));
    browser.get("/nowhere").await.shows("Page not found");
});

on_both!(what_is_no_form_is_refused, |house: House| async move {
    let browser = house.browser();
    let huge = "x".repeat(5 * 1024 * 1024);
    browser.post("/language", &[("lang", &huge)]).await.expect(413);
    browser
        .raw(|http, url| http.post(format!("{url}/language")).body(vec![b'a', b'=', b'%', b'f', b'f']))
        .await
        .expect(400);
    let json = browser.raw(|http, url| http.post(format!("{url}/language")).json(&"x")).await.expect(400);
    json.shows("無法理解這個請求");
});

on_both!(the_api_describes_itself_to_any_site, |house: House| async move {
    let answer = house.browser().get("/api/v1/openapi.json").await.expect(200);
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    let document = answer.json();
    assert_eq!(document["openapi"], "3.1.0");
    assert!(document["paths"]["/api/v1/openapi.json"].is_object());
});

on_both!(head_is_answered_as_get_without_a_body, |house: House| async move {
    for path in ["/", "/proposals", "/api/v1/openapi.json"] {
        let answer = house.browser().raw(|http, url| http.head(format!("{url}{path}"))).await.expect(200);
        assert_eq!(answer.body, "", "{path}");
    }
    house.browser().get("/favicon.ico").await.expect(301);
    house.browser().get("/robots.txt").await.expect(200).shows("Disallow: /desk/");
});

on_both!(a_form_with_mistakes_leads_back_to_the_page_it_stands_on, |house: House| async move {
    let browser = house.browser();
    let sent = browser
        .raw(|http, url| {
            let form = http.post(format!("{url}/register")).header("referer", format!("{url}/register?x=1"));
            form.form(&[("email", "nonsense")])
        })
        .await
        .expect(422);
    // The language switch of the page must not lead to an address that only takes forms.
    sent.shows("name=\"back\" value=\"/register?x=1\"");
});

on_both!(what_was_written_is_given_back_when_nothing_was_done, |house: House| async move {
    let citizen = house.citizen("小芬").await;
    let id = house.submitted_proposal(&citizen, "月臺間隙應全面改善").await;
    let desk = format!("/desk/review/{id}");
    let (first, second) = (house.with_role("reviewer", None).await, house.with_role("reviewer", None).await);
    first.post(&desk, &[("action", "open")]).await.expect(303);
    let refusal = [("action", "send_back"), ("reason", "訴求的第二項 <b>不夠</b> 清楚，請補充")];
    let late = second.post(&desk, &refusal).await.expect(409);
    late.shows("您剛才寫的內容").shows("訴求的第二項 &lt;b&gt;不夠&lt;/b&gt; 清楚，請補充");

    // A session that has ended costs nobody their words either.
    let anyone = house.browser();
    anyone.post(&desk, &refusal).await.expect(401).shows("訴求的第二項").shows("/sign-in?back=");
    anyone.post(&desk, &[("action", "open")]).await.expect(303);
    let password = [("email", "someone@example.org"), ("password", "這是 一組 很長 的 密碼")];
    anyone.post("/sign-in", &password).await.expect(422).hides("這是 一組");
});
