//! Following agencies, categories, counties and searches, and the mail that lists several events.

use folkmoot_tests::{Browser, House, on_both};
use serde_json::{Value, json};

async fn follow(browser: &Browser, kind: &str, key: &str) {
    browser.call("PUT", "/api/v1/me/follows", json!({ "kind": kind, "key": key })).await.expect(204);
}

fn address(browser: &Browser) -> String {
    browser.person.clone().unwrap().email
}

/// A proposal about parks in Taipei that is open for co-signing.
async fn opened(house: &House, title: &str) -> String {
    let (proposer, reviewer) = (house.citizen("提議人").await, house.with_role("reviewer", None).await);
    let draft = json!({
        "title": title,
        "content": "現行制度對一般家庭負擔太重，建議主管機關檢討並公布時程，讓民眾有所依循。",
        "demands": ["請主管機關於三個月內提出修正草案"],
        "benefits": "減輕家庭負擔，並讓政策更透明。",
        "category": "health_welfare",
        "county": "63000",
        "let_platform_decide": true,
    });
    let id = proposer.call("POST", "/api/v1/proposals", draft).await.expect(201).json();
    let id = id["id"].as_str().unwrap().to_owned();
    proposer.call("POST", &format!("/api/v1/proposals/{id}/submit"), json!({})).await.expect(200);
    let open = json!({ "action": "open" });
    reviewer.call("POST", &format!("/api/v1/proposals/{id}/review"), open).await.expect(200);
    id
}

on_both!(what_is_followed_is_told_once_and_listed_in_one_mail, |house: House| async move {
    let (all, county, search) =
        (house.citizen("小甲").await, house.citizen("小乙").await, house.citizen("小丙").await);
    for (kind, key) in [("category", "health_welfare"), ("county", "63000"), ("search", "遮蔭 座椅")] {
        follow(&all, kind, key).await;
        follow(&all, kind, key).await;
    }
    follow(&county, "county", "63000").await;
    follow(&county, "county", "65000").await;
    follow(&search, "search", "無人機").await;
    let id = opened(&house, "公園增設遮蔭座椅").await;
    tokio::join!(house.work(), house.work());

    let notices = all.get("/api/v1/me/notices").await.expect(200).json();
    assert_eq!(notices["items"].as_array().unwrap().len(), 1, "{notices}");
    assert_eq!(notices["items"][0]["audience"], "topics");
    assert_eq!(notices["items"][0]["via"]["kind"], "search");
    let page = all.get("/my/notices").await.expect(200);
    page.shows("新提議「公園增設遮蔭座椅」通過檢核").shows("因為您關注搜尋「遮蔭 座椅」");
    all.get("/my/notices?lang=en").await.expect(200).shows("Because you follow the search");
    county.get("/my/notices").await.expect(200).shows("因為您關注縣市「臺北市」");
    search.get("/my/notices").await.expect(200).hides("遮蔭座椅");

    // Together at eight, by whichever worker comes first, and once.
    assert!(house.messages_to(&address(&county)).await.is_empty());
    house.days_pass(70);
    tokio::join!(house.work(), house.work());
    let mails = house.messages_to(&address(&county)).await;
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert_eq!(mails[0].subject, "1 則新消息：新提議「公園增設遮蔭座椅」通過檢核，開放附議");
    assert!(mails[0].text.contains(&format!("/proposals/{id}")) && mails[0].text.contains("縣市「臺北市」"));
    house.days_pass(8);
    tokio::join!(house.work(), house.work());
    assert_eq!(house.messages_to(&address(&county)).await.len(), 1);
    assert!(house.messages_to(&address(&search)).await.is_empty());

    // Looking at the link changes nothing, its button does.
    let link = house.link_to(&address(&county), "/unsubscribe/").await;
    let stranger = house.browser();
    stranger.get(&link).await.expect(200).shows("停止彙整信").hides(&address(&county));
    let county = house.sign_in(county.person.as_ref().unwrap()).await;
    let daily = |mails: Value| mails["kinds"]["county"].clone();
    assert_eq!(daily(county.get("/api/v1/me/mails").await.expect(200).json()), "daily");
    stranger.post(&link, &[]).await.expect(303);
    stranger.get(&link).await.expect(200).shows("已停止");
    assert_eq!(daily(county.get("/api/v1/me/mails").await.expect(200).json()), "never");
    opened(&house, "路口行人優先").await;
    house.days_pass(8);
    assert_eq!(house.messages_to(&address(&county)).await.len(), 1);
    county.get("/my/notices").await.expect(200).shows("路口行人優先");
});

on_both!(an_agencys_followers_hear_of_its_cases, |house: House| async move {
    let follower = house.citizen("關注人").await;
    let matter = house.unassigned_matter().await;
    follow(&follower, "agency", &matter.agency).await;
    let wish = json!({ "kinds": { "agency": "now" } });
    follower.call("PUT", "/api/v1/me/mails", wish).await.expect(204);
    let path = format!("/api/v1/cases/{}/assignment", matter.case);
    matter.administrator.call("POST", &path, json!({ "leads": [matter.agency] })).await.expect(200);
    matter.publish().await;
    let mails = house.messages_to(&address(&follower)).await;
    let subjects: Vec<&str> = mails.iter().map(|mail| mail.subject.as_str()).collect();
    assert!(subjects.iter().any(|subject| subject.ends_with("已分派機關")), "{subjects:?}");
    assert_eq!(
        subjects.iter().filter(|subject| subject.ends_with("已有正式回應")).count(),
        1,
        "{subjects:?}"
    );
    assert!(mails.iter().all(|mail| mail.text.contains("因為您關注機關「")));
});

on_both!(buttons_stand_where_one_looks_for_them, |house: House| async move {
    let matter = house.matter().await;
    let citizen = house.citizen("小華").await;
    let stranger = house.browser();
    let agency = "/agencies/mohw".to_owned();
    stranger.get(&agency).await.expect(200).shows("關注機關「");
    let form = [("kind", "agency"), ("key", matter.agency.as_str()), ("back", agency.as_str())];
    assert!(stranger.post("/my/follows", &form).await.expect(303).location.unwrap().starts_with("/sign-in"));
    let begun = citizen.post("/my/follows", &form).await.expect(303);
    assert_eq!(begun.location.unwrap(), format!("{agency}?done=followed"));
    citizen.get(&agency).await.expect(200).shows("取消關注機關「");

    let list = "/proposals?county=63000&category=health_welfare&q=%E6%B4%A5%E8%B2%BC";
    for shown in ["關注縣市「臺北市」", "關注分類「", "關注搜尋「津貼」"] {
        stranger.get(list).await.expect(200).shows(shown);
        citizen.get(list).await.expect(200).shows(shown);
    }
    stranger.get("/proposals").await.expect(200).hides("關注搜尋");
    citizen.post("/my/follows", &[("kind", "search"), ("key", "<script>津貼")]).await.expect(303);
    let mine = citizen.get("/my/follows").await.expect(200);
    mine.shows("&lt;script&gt;津貼").hides("<script>津貼").shows("取消關注");
    citizen.get("/my").await.expect(200).shows("查看全部關注");
    for (kind, key, status) in [
        ("agency", "00000000-0000-0000-0000-000000000001", 404),
        ("agency", "x", 404),
        ("county", "1", 404),
        ("category", "nothing", 404),
        ("search", "，。", 404),
        ("planet", "mars", 404),
    ] {
        let body = json!({ "kind": kind, "key": key });
        citizen.call("PUT", "/api/v1/me/follows", body).await.expect(status);
    }
    let items = citizen.get("/api/v1/me/follows").await.expect(200).json()["items"].clone();
    assert_eq!(items.as_array().unwrap().len(), 2);
    citizen.post("/my/follows/end", &form).await.expect(303);
    let end = format!("/api/v1/me/follows?kind=agency&key={}", matter.agency);
    citizen.call("DELETE", &end, Value::Null).await.expect(204);
    citizen.get(&agency).await.expect(200).hides("取消關注機關");
});
