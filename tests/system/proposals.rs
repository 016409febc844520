//! Proposals from the first words to the opening, on pages and over the API.

use chrono::TimeDelta;
use folkmoot_proposals::rulebook::SHIPPED;
use folkmoot_tests::proposals::words;
use folkmoot_tests::{Answer, Browser, House, on_both};
use serde_json::{Value, json};

fn id_in(location: &Answer) -> String {
    location.location.as_deref().unwrap().split('/').nth(2).unwrap().to_owned()
}

/// Fills in every step and comes to the answers.
async fn write(citizen: &Browser, title: &str) -> String {
    let created = citizen.post("/proposals/new/title", &[("title", title)]).await.expect(303);
    let id = id_in(&created);
    let content = [
        ("content", "目前月臺與列車間的空隙沒有統一標準，輪椅使用者常常無法自行上下車，建議全面改善。"),
        ("demands", "訂定空隙標準\r\n\r\n逐年編列預算改善"),
        ("go", "on"),
    ];
    citizen.post(&format!("/proposals/{id}/edit/content"), &content).await.expect(303);
    let benefits =
        [("benefits", "輪椅與嬰兒車使用者都能受益。"), ("evidence", ""), ("links", ""), ("go", "on")];
    citizen.post(&format!("/proposals/{id}/edit/benefits"), &benefits).await.expect(303);
    let choices =
        [("category", "transport"), ("agencies", ""), ("platform", "yes"), ("county", ""), ("go", "on")];
    let next = citizen.post(&format!("/proposals/{id}/edit/choices"), &choices).await.expect(303);
    assert_eq!(next.location.unwrap(), format!("/proposals/{id}/edit/check"));
    id
}

on_both!(a_proposal_is_written_sent_back_reworded_and_opened, |house: House| async move {
    let citizen = house.citizen("小芬").await;
    citizen.get("/proposals/new").await.expect(200).shows("5,000").shows("3 個工作天");
    citizen.get("/proposals/new/title").await.expect(200).shows("/assets/similar.");
    let id = write(&citizen, "月臺間隙應全面改善").await;
    let page = format!("/proposals/{id}");
    citizen
        .get(&format!("{page}/edit/check"))
        .await
        .expect(200)
        .shows("逐年編列預算改善")
        .shows("請平臺判斷");
    citizen.get("/my/proposals").await.expect(200).shows("月臺間隙應全面改善").shows("草稿");
    let sent = citizen.post(&format!("{page}/edit/check"), &[]).await.expect(303);
    assert_eq!(sent.location.unwrap(), format!("{page}?done=proposal-submitted"));
    citizen.get(&page).await.expect(200).shows("檢核中").shows("2026年3月5日（四）").shows("剩 3 天");
    let twice = citizen.post(&format!("{page}/edit/check"), &[]).await.expect(303).location.unwrap();
    assert_eq!(twice, format!("{page}?done=proposal-submitted-already"));
    citizen.get(&twice).await.expect(200).shows("已經送出，不必再送一次");
    for step in ["title", "content", "benefits", "choices", "check"] {
        let led = citizen.get(&format!("{page}/edit/{step}")).await.expect(303).location.unwrap();
        assert_eq!(led, format!("{page}?done=proposal-past-writing"));
    }
    citizen.post(&format!("{page}/edit/title"), &[("title", "來不及改的標題")]).await.expect(409);
    house.browser().get(&format!("{page}/edit/check")).await.expect(303);
    house.browser().get(&page).await.expect(404);

    let reviewer = house.with_role("reviewer", None).await;
    reviewer.get("/desk/review").await.expect(200).shows("月臺間隙應全面改善").shows("剩 3 天");
    let desk = format!("/desk/review/{id}");
    reviewer
        .get(&desk)
        .await
        .expect(200)
        .shows("訂定空隙標準")
        .shows("2026年3月3日（二）")
        .shows("2026年5月1日（五）");
    reviewer.post(&desk, &[("action", "send_back"), ("reason", "")]).await.expect(422).shows("請寫明理由");
    reviewer.post(&desk, &[("action", "send_back"), ("reason", "請補充現況數據")]).await.expect(303);
    citizen.get(&page).await.expect(200).shows("請補充現況數據").shows("退回");
    citizen.get(&format!("{page}/edit/title")).await.expect(200).shows("請補充現況數據");
    let title = [("title", "月臺間隙應於三年內改善"), ("go", "on")];
    citizen.post(&format!("{page}/edit/title"), &title).await.expect(303);
    citizen.post(&format!("{page}/edit/check"), &[]).await.expect(303);
    reviewer.get("/desk/review").await.shows("第 2 次送件");
    let opened = reviewer.post(&desk, &[("action", "open")]).await.expect(303);
    assert_eq!(opened.location.unwrap(), "/desk/review?done=review-opened");

    let anyone = house.browser();
    let shown = anyone.get(&page).await.expect(200);
    shown
        .shows("月臺間隙應於三年內改善")
        .shows("尚未開始附議")
        .shows("小芬")
        .shows("門檻 5,000 人")
        .shows("退回修改");
    anyone
        .get(&format!("{page}?lang=en"))
        .await
        .expect(200)
        .shows("Who must act")
        .shows("co-signing not open yet");
    anyone.get("/proposals/1").await.expect(303);
    shown.shows("附議將於 3月3日開始").shows("附議將於 2026年3月3日（二） 00:00 開始").hides(">附議中<");
    anyone.get("/proposals").await.expect(200).shows("附議將於 3月3日開始");
    anyone.get(&format!("{page}/revisions")).await.expect(200).shows("月臺間隙應全面改善");
    house.days_pass(1);
    anyone.get(&page).await.shows("還差 5,000 人").shows("2026年5月1日（五）");
    anyone.get("/").await.expect(200).shows("月臺間隙應於三年內改善");
});

on_both!(what_was_typed_is_kept_when_something_is_wrong, |house: House| async move {
    let citizen = house.citizen("阿明").await;
    let empty = citizen.post("/proposals/new/title", &[("title", " ")]).await.expect(422);
    empty.shows("<a href=\"#title\">主題：請填寫這一欄</a>").shows("<title>錯誤：");
    let long = "長".repeat(61);
    citizen
        .post("/proposals/new/title", &[("title", &long)])
        .await
        .expect(422)
        .shows(&long)
        .shows("最多 60 個字");
    citizen.post("/proposals/new/title", &[("title", "壞\u{0}字元的標題")]).await.expect(422);
    let hostile = "<script>alert(1)</script> =cmd() 𠮷🍚";
    let id = id_in(&citizen.post("/proposals/new/title", &[("title", hostile)]).await.expect(303));
    let page = format!("/proposals/{id}/edit");
    citizen.get(&format!("{page}/title")).await.expect(200).hides("<script>alert").shows("𠮷🍚");

    let short = [("content", "太短"), ("demands", "夠長的一項訴求"), ("go", "on")];
    citizen
        .post(&format!("{page}/content"), &short)
        .await
        .expect(422)
        .shows("太短</textarea>")
        .shows("至少要 30 個字");
    citizen.get(&format!("{page}/content")).await.shows("夠長的一項訴求");
    let later = [("content", "太短"), ("demands", ""), ("go", "later")];
    citizen.post(&format!("{page}/content"), &later).await.expect(303);
    let links = [("benefits", "好處寫在這裡就可以了"), ("links", "javascript:alert(1)"), ("go", "on")];
    citizen.post(&format!("{page}/benefits"), &links).await.expect(422).shows("http://");
    let choices = [("category", "nope"), ("platform", "yes"), ("go", "on")];
    citizen.post(&format!("{page}/choices"), &choices).await.expect(422).shows("請從選項中選擇");
    let agencies = [("category", "transport"), ("agencies", "not-an-id"), ("go", "on")];
    citizen.post(&format!("{page}/choices"), &agencies).await.expect(422);
    let nowhere = [("category", "transport"), ("platform", "yes"), ("county", "Atlantis"), ("go", "on")];
    citizen.post(&format!("{page}/choices"), &nowhere).await.expect(422);
    let tried = citizen.post(&format!("{page}/check"), &[]).await.expect(422);
    tried.shows("有些地方需要修正").shows(&format!("{page}/content#content"));
    citizen.get(&format!("{page}/nothing")).await.expect(404);
    citizen.post(&format!("/proposals/{id}/delete"), &[]).await.expect(303);
    citizen.get(&format!("{page}/title")).await.expect(404);
});

on_both!(nobody_reaches_what_is_not_theirs, |house: House| async move {
    let (owner, other) = (house.citizen("擁有者").await, house.citizen("路人").await);
    let anyone = house.browser();
    let draft = house.draft(&owner, "只有我看得到的草稿").await;
    let review = house.submitted_proposal(&owner, "還在檢核的提議").await;
    for path in ["edit/title", "edit/check", "withdraw"] {
        other.get(&format!("/proposals/{draft}/{path}")).await.expect(404);
        let asked = anyone.get(&format!("/proposals/{draft}/{path}")).await.expect(303);
        assert!(asked.location.unwrap().starts_with("/sign-in?back="));
    }
    for path in ["edit/title", "edit/check", "delete", "withdraw"] {
        other
            .post(&format!("/proposals/{draft}/{path}"), &[("title", "改成我的"), ("reason", "不要了不要了")])
            .await
            .expect(404);
    }
    for path in ["", "/timeline"] {
        anyone.get(&format!("/api/v1/proposals/{review}{path}")).await.expect(404);
        other.call("GET", &format!("/api/v1/proposals/{draft}{path}"), Value::Null).await.expect(404);
    }
    other
        .call("PATCH", &format!("/api/v1/proposals/{draft}"), json!({"title": "改成我的"}))
        .await
        .expect(404);
    other.call("POST", &format!("/api/v1/proposals/{draft}/submit"), Value::Null).await.expect(404);
    for (method, path, body) in [
        ("POST", "/api/v1/proposals".to_owned(), words("沒有登入的提議")),
        ("PATCH", format!("/api/v1/proposals/{draft}"), json!({})),
        ("POST", format!("/api/v1/proposals/{draft}/submit"), Value::Null),
        ("POST", format!("/api/v1/proposals/{review}/review"), json!({"action": "open"})),
        ("POST", format!("/api/v1/proposals/{review}/withdraw"), json!({"reason": "x"})),
        ("GET", "/api/v1/me/proposals".to_owned(), Value::Null),
        ("GET", "/api/v1/desk/review".to_owned(), Value::Null),
    ] {
        assert_eq!(anyone.call(method, &path, body).await.expect(401).json()["code"], "sign_in");
    }
    let path = format!("/api/v1/proposals/{review}/review");
    other.call("POST", &path, json!({"action": "open"})).await.expect(403);
    other.get("/desk/review").await.expect(403);
    other.post(&format!("/desk/review/{review}"), &[("action", "open")]).await.expect(403);
    anyone.get("/desk/review").await.expect(303);
    anyone.get("/my/proposals").await.expect(303);
    anyone.get("/proposals/not-an-id").await.expect(404);
    anyone.get("/proposals/999999").await.expect(404);
});

on_both!(a_refusal_and_a_withdrawal_stay_public_with_their_reason, |house: House| async move {
    let citizen = house.citizen("提議人").await;
    let reviewer = house.with_role("reviewer", None).await;
    let refused = house.submitted_proposal(&citizen, "我家門口的路燈").await;
    let desk = format!("/desk/review/{refused}");
    let no_grounds = [("action", "refuse"), ("reason", "這是個人事務的陳情")];
    reviewer
        .post(&desk, &no_grounds)
        .await
        .expect(422)
        .shows("請選擇不予受理的事由")
        .shows("這是個人事務的陳情");
    let refuse = [
        ("action", "refuse"),
        ("grounds", "unclear_or_personal"),
        ("grounds", "before_court"),
        ("reason", "這是個人事務的陳情，請改用陳情系統"),
    ];
    reviewer.post(&desk, &refuse).await.expect(303);
    reviewer.post(&desk, &refuse).await.expect(409);
    let anyone = house.browser();
    let page = anyone.get(&format!("/proposals/{refused}")).await.expect(200);
    page.shows("純屬個人事務").shows("司法訴訟中").shows("請改用陳情系統").shows("不予受理");
    anyone.get("/proposals?state=refused&q=路燈").await.expect(200).shows("我家門口的路燈");
    anyone.get("/proposals?state=open").await.expect(200).hides("我家門口的路燈");

    let open = house.open_proposal(&citizen, "公園遊具應定期檢查").await;
    let path = format!("/proposals/{open}/withdraw");
    citizen.get(&path).await.expect(200).shows("撤回後不能恢復");
    citizen.post(&path, &[("reason", "")]).await.expect(422).shows("請寫明理由");
    house.citizen("別人").await.post(&path, &[("reason", "替你撤回吧")]).await.expect(403);
    citizen.post(&path, &[("reason", "已有相同的提議，謝謝大家")]).await.expect(303);
    anyone.get(&format!("/proposals/{open}")).await.expect(200).shows("已有相同的提議").shows("已撤回");
    citizen.post(&path, &[("reason", "再撤回一次看看")]).await.expect(409);
    let signer = house.citizen("附議人").await;
    house.days_pass(2);
    let signer = house.sign_in(signer.person.as_ref().unwrap()).await;
    signer.call("POST", &format!("/api/v1/proposals/{open}/signatures"), Value::Null).await.expect(409);
});

on_both!(nobody_reviews_their_own_proposal, |house: House| async move {
    let reviewer = house.with_role("reviewer", None).await;
    let id = house.submitted_proposal(&reviewer, "檢核人員自己的提議").await;
    let path = format!("/api/v1/proposals/{id}/review");
    let answer = reviewer.call("POST", &path, json!({"action": "open"})).await.expect(409);
    assert_eq!(answer.json()["code"], "own_proposal");
    reviewer.get(&format!("/desk/review/{id}")).await.expect(200).shows("不能檢核自己的提議");
});

on_both!(a_lapse_and_a_missed_review_show_without_any_job, |house: House| async move {
    let citizen = house.citizen("提議人").await;
    let id = house.open_proposal(&citizen, "夜間照明節能計畫").await;
    house.submitted_proposal(&citizen, "沒有人檢核的提議").await;
    let (page, anyone) = (format!("/proposals/{id}"), house.browser());
    house.clock.set("2026-05-01T15:59:59.999Z".parse().unwrap());
    anyone.get(&page).await.shows("今天是最後一天");
    anyone.get("/proposals?sort=closing_soon").await.shows("夜間照明節能計畫");
    house.clock.set("2026-05-01T16:00:00Z".parse().unwrap());
    anyone.get(&page).await.shows("未成案").shows("未達 5,000 人");
    anyone.get("/proposals?state=lapsed").await.shows("夜間照明節能計畫");
    anyone.get("/proposals?sort=closing_soon").await.hides("夜間照明節能計畫");
    let reviewer = house.with_role("reviewer", None).await;
    reviewer.get("/desk/review").await.expect(200).shows("逾期").shows("沒有人檢核的提議");
    house.clock.advance(TimeDelta::minutes(2));
    house.work().await;
    let kinds = anyone.get(&format!("/api/v1{page}/timeline")).await.expect(200).json();
    let last = kinds["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["kind"], "proposal.lapsed");
    assert_eq!(last["at"], "2026-05-01T16:00:00Z", "dated by the end of the window");
});

on_both!(the_api_does_what_the_pages_do, |house: House| async move {
    let citizen = house.citizen("程式").await;
    let reviewer = house.with_role("reviewer", None).await;
    let created =
        citizen.call("POST", "/api/v1/proposals", json!({"title": "經由 API 的提議"})).await.expect(201);
    let draft = created.json();
    let id = draft["id"].as_str().unwrap().to_owned();
    assert_eq!((&draft["state"], &draft["number"]), (&json!("draft"), &Value::Null));
    let path = format!("/api/v1/proposals/{id}");
    let problem = citizen.call("POST", &format!("{path}/submit"), Value::Null).await.expect(422).json();
    let fields: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().filter_map(|e| e["field"].as_str()).collect();
    assert_eq!(fields, ["content", "demands", "benefits", "category", "agencies"]);
    citizen.call("PATCH", &path, json!({"nope": 1})).await.expect(400);
    citizen.call("PATCH", &path, json!({"county": "Atlantis"})).await.expect(422);
    citizen.call("PATCH", &path, json!({"title": 5})).await.expect(400);
    citizen.call("PATCH", &path, words("經由 API 的提議")).await.expect(200);
    let submitted = citizen.call("POST", &format!("{path}/submit"), Value::Null).await.expect(200).json();
    assert_eq!((&submitted["state"], &submitted["number"]), (&json!("in_review"), &json!(1)));
    assert_eq!(submitted["review_due"], "2026-03-05T16:00:00Z");
    citizen.call("PATCH", &path, json!({"title": "太晚修改了"})).await.expect(409);
    let queue = reviewer.call("GET", "/api/v1/desk/review", Value::Null).await.expect(200).json();
    assert_eq!(queue["items"][0]["id"], id.as_str());
    let review = format!("{path}/review");
    reviewer.call("POST", &review, json!({"action": "dance"})).await.expect(422);
    reviewer.call("POST", &review, json!({"action": "refuse"})).await.expect(422);
    let opened = reviewer.call("POST", &review, json!({"action": "open"})).await.expect(200).json();
    assert_eq!((&opened["state"], &opened["signatures"]), (&json!("open"), &json!(0)));
    assert_eq!(opened["closes_at"], "2026-05-01T16:00:00Z");
    for n in 0..3 {
        house.open_proposal(&citizen, &format!("另外的提議之{n}")).await;
    }

    let anyone = house.browser();
    let (mut cursor, mut seen) = (String::new(), Vec::new());
    loop {
        let part = anyone.get(&format!("/api/v1/proposals?limit=3{cursor}")).await.expect(200).json();
        seen.extend(part["items"].as_array().unwrap().iter().map(|p| p["id"].as_str().unwrap().to_owned()));
        match part["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 4);
    anyone.get("/api/v1/proposals?cursor=nonsense").await.expect(400);
    anyone.get("/api/v1/proposals?state=nonsense").await.expect(422);
    let found = anyone.get("/api/v1/proposals?q=API").await.expect(200).json();
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    let asked = json!({ "title": "另外的提議" });
    let similar = anyone.call("POST", "/api/v1/proposals/similar", asked).await.expect(200).json();
    assert!(similar["items"][0]["title"].as_str().unwrap().starts_with("另外的提議之"));
    anyone.get("/proposals/similar?title=另外的提議").await.expect(200).shows("另外的提議之1");
    let events = anyone.get(&format!("{path}/timeline")).await.expect(200).json();
    assert_eq!(events["items"][1]["kind"], "proposal.opened");
    assert_eq!(events["items"][1]["role"], "reviewer");
    let withdraw = format!("{path}/withdraw");
    let gone =
        citizen.call("POST", &withdraw, json!({"reason": "改由其他管道處理"})).await.expect(200).json();
    assert_eq!(gone["state"], "withdrawn");
    let mine = citizen.call("GET", "/api/v1/me/proposals?limit=2", Value::Null).await.expect(200).json();
    assert!(mine["next"].is_string());
});

on_both!(how_it_works_is_written_from_the_rulebook, |house: House| async move {
    let anyone = house.browser();
    let page = anyone.get("/how-it-works").await.expect(200);
    for fact in [
        "5,000 人",
        "1,000 人",
        "60 天",
        "3 個工作天",
        "7 個工作天",
        "14 個工作天",
        "2 個月",
        "司法訴訟",
        "部分參採",
    ] {
        page.shows(fact);
    }
    anyone
        .get("/how-it-works?lang=en")
        .await
        .expect(200)
        .shows("14 working days")
        .shows("set by this platform");
    anyone.get("/rulebooks/demo").await.expect(200).shows("50 人");
    anyone.get("/rulebooks/join/1").await.expect(200);
    anyone.get("/rulebooks/join/9").await.expect(404);
    anyone.get("/rulebooks/nothing").await.expect(404);
    let all = anyone.get("/api/v1/rulebooks").await.expect(200).json();
    assert_eq!(all["items"].as_array().unwrap().len(), SHIPPED.len());
    let join = anyone.get("/api/v1/rulebooks/join").await.expect(200).json();
    assert_eq!((&join["thresholds"][1]["count"], &join["version"]), (&json!(5000), &json!(1)));
    assert_eq!(join["review"]["period"]["unit"], "working-days");
    anyone.get("/api/v1/rulebooks/nothing").await.expect(404);
});

on_both!(an_empty_platform_has_pages_too, |house: House| async move {
    let anyone = house.browser();
    anyone.get("/").await.expect(200).shows("還沒有公開的提議");
    anyone.get("/?lang=en").await.expect(200).shows("There are no public proposals yet");
    anyone.get("/proposals").await.expect(200).shows("沒有符合條件的提議");
    let odd =
        "/proposals?state=nonsense&agency=x&category=%3Cscript%3E&county=x&sort=x&after=x&q=%27%22%3B--";
    anyone.get(odd).await.expect(200).hides("<script>\"");
    anyone.get("/proposals/new").await.expect(200).shows("登入後開始");
});

on_both!(an_agency_beside_the_platform_s_choice_is_told, |house: House| async move {
    let citizen = house.citizen("小芬").await;
    let administrator = house.with_role("administrator", None).await;
    let agency =
        house.agency(&administrator, "motc", "交通部", "Ministry of Transportation").await.to_string();
    let id = write(&citizen, "月臺間隙應全面改善").await;
    let page = format!("/proposals/{id}/edit/choices");
    let both = [("category", "transport"), ("agencies", agency.as_str()), ("platform", "yes"), ("go", "on")];
    let told = citizen.post(&page, &both).await.expect(422);
    told.shows("請只留一種").shows(&format!("value=\"{agency}\" selected")).shows("value=\"yes\" checked");
    citizen.post(&page, &[("category", "transport"), ("agencies", &agency), ("go", "on")]).await.expect(303);
    citizen.get(&format!("/proposals/{id}/edit/check")).await.expect(200).shows("交通部").hides("請平臺判斷");
});

on_both!(the_limit_of_drafts_is_told_before_anything_is_typed, |house: House| async move {
    let citizen = house.citizen("阿明").await;
    citizen.get("/proposals/new").await.expect(200).shows("/proposals/new/title").hides("達到上限");
    for n in 0..20 {
        citizen
            .post("/proposals/new/title", &[("title", &format!("第 {n} 份還沒寫完的草稿"))])
            .await
            .expect(303);
    }
    let full = citizen.get("/proposals/new").await.expect(200);
    full.shows("您已有 20 份草稿，達到上限").shows("第 19 份還沒寫完的草稿").hides("/proposals/new/title");
    let led = citizen.get("/proposals/new/title").await.expect(303);
    assert_eq!(led.location.as_deref(), Some("/proposals/new"));
    citizen.post("/proposals/new/title", &[("title", "第二十一份草稿的標題")]).await.expect(409);
});

on_both!(a_filter_that_there_is_not_is_told_and_left_out, |house: House| async move {
    let citizen = house.citizen("阿明").await;
    house.open_proposal(&citizen, "讓公園的飲水機全年供水").await;
    let anyone = house.browser();
    let agency = folkmoot_foundation::AgencyId::new(house.now());
    for (query, name) in [
        ("state=foo".to_owned(), "狀態"),
        ("state=draft".to_owned(), "狀態"),
        (format!("agency={agency}"), "機關"),
        ("category=foo".to_owned(), "分類"),
        ("county=foo".to_owned(), "縣市"),
        ("sort=foo".to_owned(), "排序"),
    ] {
        let page = anyone.get(&format!("/proposals?{query}&q=飲水機")).await.expect(200);
        page.shows(&format!("沒有這個篩選條件（{name}）"))
            .shows("讓公園的飲水機全年供水")
            .hides("沒有符合條件");
    }
    anyone.get("/proposals?state=foo&county=bar").await.shows("沒有這個篩選條件（狀態、縣市）");
    let known = "/proposals?state=open&category=transport&county=63000&sort=closing_soon";
    anyone.get(known).await.expect(200).hides("沒有這個篩選條件").shows("讓公園的飲水機全年供水");
});
