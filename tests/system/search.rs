//! The one search: what can be found, by whom, and what never is.

use folkmoot_tests::{Browser, House, on_both};
use serde_json::{Value, json};

async fn comment(browser: &Browser, proposal: &str, stance: &str, body: &str) -> String {
    let path = format!("/api/v1/proposals/{proposal}/voices");
    let sent = json!({ "stance": stance, "body": body });
    browser.call("POST", &path, sent).await.expect(201).json()["id"].as_str().unwrap().to_owned()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn ask(browser: &Browser, text: &str, more: &str) -> Value {
    browser.get(&format!("/api/v1/search?q={}{more}", encoded(text))).await.expect(200).json()
}

fn ids(found: &Value) -> Vec<&str> {
    found["items"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap()).collect()
}

fn marked(pieces: &Value) -> String {
    let of = |piece: &Value| {
        let text = piece["text"].as_str().unwrap();
        if piece["hit"].as_bool().unwrap() { format!("[{text}]") } else { text.to_owned() }
    };
    pieces.as_array().unwrap().iter().map(of).collect()
}

on_both!(words_are_found_at_once_and_hidden_ones_never, |house: House| async move {
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let moderator = house.with_role("moderator", None).await;
    let anyone = house.browser();
    let waiting = house.submitted_proposal(&ann, "讓台灣的飲水機全年供水").await;
    // Nothing that waits for its review, not for its author either.
    assert!(ids(&ask(&ann, "飲水機", "").await).is_empty());
    let reviewer = house.with_role("reviewer", None).await;
    let review = format!("/api/v1/proposals/{waiting}/review");
    reviewer.call("POST", &review, json!({ "action": "open" })).await.expect(200);
    let found = ask(&anyone, "臺灣", "").await;
    assert_eq!(ids(&found), [waiting.as_str()]);
    assert_eq!(marked(&found["items"][0]["title"]), "讓[台灣]的飲水機全年供水");
    assert_eq!(found["facets"]["state"], json!({ "open": 1 }));

    let voice = comment(&ben, &waiting, "con", "先修**水管**，再談 Drinking Fountain，花費 1２00 元").await;
    for text in ["水管", "管", "fountain", "1200", "\"drinking fountain\"", "Fuontain", "水管 1200"] {
        let found = ask(&ben, text, "").await;
        assert_eq!(ids(&found), [voice.as_str()], "{text}");
    }
    let found = ask(&anyone, "水管", "").await;
    assert_eq!(marked(&found["items"][0]["excerpt"]), "先修[水管]，再談 Drinking Fountain，花費 1２00 元");
    assert_eq!(found["items"][0]["side"], "con");
    let corrected = ask(&anyone, "Fuontain", "").await;
    assert_eq!(corrected["corrected"][0]["instead"], json!(["fountain"]));
    anyone.get("/search?q=fuontain").await.expect(200).shows("改找：fountain").shows("<mark>Fountain</mark>");

    // Found by its new words alone.
    let thread = format!("/voices/{voice}");
    ben.post(&format!("{thread}/edit"), &[("stance", "pro"), ("body", "改談濾心")]).await.expect(303);
    assert!(ids(&ask(&anyone, "水管", "").await).is_empty());
    assert_eq!(ask(&anyone, "濾心", "").await["facets"]["side"], json!({ "pro": 1 }));

    let desk = format!("/desk/moderation/{voice}");
    let hide = [("act", "hide"), ("ground", "attack"), ("reason", "以貶抑字眼辱罵其他參與者")];
    moderator.post(&desk, &hide).await.expect(303);
    for browser in [&anyone, &ben, &moderator] {
        let found = ask(browser, "濾心", "").await;
        assert_eq!((ids(&found).len(), &found["total"], &found["facets"]), (0, &json!(0), &json!({})));
        browser.get("/search?q=%E6%BF%BE%E5%BF%83").await.expect(200).hides("改談").shows("找不到符合的內容");
    }
    // Its words don't show by way of the spelling or of what is nearly the same.
    assert!(ids(&ask(&anyone, "改談濾心的事", "").await).is_empty());
    moderator.post(&desk, &[("act", "restore"), ("reason", "重新檢視後認為可以保留")]).await.expect(303);
    assert_eq!(ids(&ask(&anyone, "濾心", "").await), [voice.as_str()]);
    ben.post(&format!("{thread}/delete"), &[]).await.expect(303);
    assert!(ids(&ask(&anyone, "濾心", "").await).is_empty());
});

on_both!(choices_narrow_and_are_counted_exactly, |house: House| async move {
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let anyone = house.browser();
    let one = house.open_proposal(&ann, "公園的飲水機全年供水").await;
    let two = house.open_proposal(&ben, "校園的飲水機定期檢驗").await;
    let pro = comment(&ben, &one, "pro", "飲水機很好").await;
    let con = comment(&ann, &two, "con", "飲水機太貴").await;
    house.days_pass(3);
    let ann = house.sign_in(ann.person.as_ref().unwrap()).await;
    let late = comment(&ann, &two, "con", "飲水機還是太貴，夏天又熱").await;

    let found = ask(&anyone, "飲水機", "").await;
    assert_eq!(found["total"], 5);
    assert_eq!(found["facets"]["kind"], json!({ "proposal": 2, "comment": 3 }));
    assert_eq!(found["facets"]["side"], json!({ "pro": 1, "con": 2 }));
    assert_eq!(found["facets"]["county"], json!({ "63000": 5 }));
    assert_eq!(found["facets"]["category"], json!({ "transport": 5 }));
    assert_eq!(found["facets"]["channel"], json!({ "online": 3 }));
    assert_eq!(found["facets"]["state"], json!({ "open": 5 }));
    let best = ids(&found);
    assert!(best[..2].contains(&one.as_str()) && best[..2].contains(&two.as_str()), "titles first: {best:?}");

    let only = ask(&anyone, "飲水機", "&kind=comment&side=con").await;
    assert_eq!((&only["total"], &only["facets"]["side"]), (&json!(2), &json!({ "pro": 1, "con": 2 })));
    assert_eq!(only["facets"]["kind"], json!({ "comment": 2 }));
    let newest = ask(&anyone, "飲水機", "&kind=comment&sort=newest").await;
    // The two of one instant stand in either order.
    let mut newest = ids(&newest);
    newest[1..].sort_unstable();
    let mut earlier = [con.as_str(), pro.as_str()];
    earlier.sort_unstable();
    assert_eq!(newest, [late.as_str(), earlier[0], earlier[1]]);
    let lately = ask(&anyone, "飲水機", "&from=2026-03-04").await;
    assert_eq!(ids(&lately), [late.as_str()]);
    assert_eq!(ask(&anyone, "飲水機", "&from=2026-03-02&to=2026-03-02").await["total"], 4);
    assert_eq!(ask(&anyone, "飲水機", "&state=answered").await["total"], 0);

    // The window passes, and with it what shows, though nothing is written.
    house.days_pass(365);
    let lapsed = ask(&anyone, "飲水機", "").await;
    assert_eq!(lapsed["facets"]["state"], json!({ "lapsed": 5 }));
    assert_eq!(ask(&anyone, "飲水機", "&state=lapsed&kind=proposal").await["total"], 2);

    let page = anyone.get("/search?q=%E9%A3%B2%E6%B0%B4%E6%A9%9F&kind=comment&side=con").await.expect(200);
    page.shows("找到 2 筆").shows("<mark>飲水機</mark>太貴").hides("很好").shows("反對 (2)");
    anyone.get("/search?q=a&state=draft&agency=x&from=2026-99-99").await.expect(200).shows("已略過");
    for wrong in ["kind=x", "state=draft", "county=x", "channel=x", "side=x", "sort=x", "page=0", "page=26"] {
        anyone.get(&format!("/api/v1/search?q=a&{wrong}")).await.expect(422);
    }
    for unreadable in ["", "?q=a&from=x", "?q=a&colour=red"] {
        anyone.get(&format!("/api/v1/search{unreadable}")).await.expect(400);
    }
});

on_both!(whatever_is_typed_is_answered, |house: House| async move {
    let ann = house.citizen("安安").await;
    let anyone = house.browser();
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    comment(&ann, &proposal, "pro", "<script>alert(1)</script> 與 \" OR 1=1 -- 和 title:x NEAR(a b)").await;
    let long = "飲水".repeat(1700);
    for text in [
        "\"",
        "'",
        "''; DROP TABLE voice; --",
        "title:飲水機",
        "飲水機*",
        "NEAR(飲水機 公園)",
        "AND OR NOT",
        "( )",
        "^飲水機",
        "-飲水機",
        "<->",
        "'飲水機':*",
        "飲水機 & !公園",
        "\\",
        "%",
        "_",
        "\u{0}",
        "\u{202E}飲水機",
        "\u{200B}",
        "🍚",
        "𠮷",
        "<script>alert(1)</script>",
        "javascript:alert(1)",
        "「飲水機",
        "」",
        long.as_str(),
        "{}",
        "$1",
        "?1",
        ":1",
        "a b c d e f g h i j k l m n",
    ] {
        let path = format!("/search?q={}", encoded(text));
        anyone.get(&path).await.expect(200).hides("<script>alert(1)");
        anyone.get(&format!("/api/v1{path}")).await.expect(200);
        anyone.get(&format!("/proposals?q={}", encoded(text))).await.expect(200);
    }
    let shown = anyone.get(&format!("/search?q={}", encoded("alert"))).await.expect(200);
    shown.shows("&lt;script&gt;<mark>alert</mark>(1)&lt;/script&gt;");
    assert_eq!(ask(&anyone, "title:x", "").await["total"], 1);
    let english = anyone.get("/search?q=alert&lang=en").await.expect(200);
    english.shows("1 result");
});

on_both!(what_was_there_before_the_index_is_put_in_step_by_step, |house: House| async move {
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let anyone = house.browser();
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let hidden = comment(&ben, &proposal, "con", "飲水機都是垃圾").await;
    let stays = comment(&ben, &proposal, "pro", "飲水機很方便").await;
    let moderator = house.with_role("moderator", None).await;
    let hide = [("act", "hide"), ("ground", "attack"), ("reason", "以貶抑字眼辱罵其他參與者")];
    moderator.post(&format!("/desk/moderation/{hidden}"), &hide).await.expect(303);
    let before = ask(&anyone, "飲水機", "").await;
    let tx = house.app.db.begin().await.unwrap();
    folkmoot_foundation::search::backlog::begin_again(&tx).await.unwrap();
    let id = stays.parse().unwrap();
    folkmoot_foundation::search::remove(&tx, folkmoot_foundation::search::Kind::Comment, &[id])
        .await
        .unwrap();
    folkmoot_foundation::db::commit(tx).await.unwrap();
    assert_eq!(ask(&anyone, "飲水機", "").await["total"], 1);
    house.work().await;
    assert_eq!(ask(&anyone, "飲水機", "").await, before);
});

on_both!(similar_proposals_are_shown_while_one_is_written, |house: House| async move {
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    house.open_proposal(&ann, "公園遊具應定期檢查").await;
    house.open_proposal(&ann, "提高育嬰留職停薪津貼").await;
    let path = format!("/proposals/similar?title={}", encoded("建議公園的遊具要定期檢查"));
    ben.get(&path).await.expect(200).shows("公園遊具應定期檢查").shows("附議將於").hides("育嬰");
    // By what is written under another title, too.
    let draft = [("title", "家長的負擔"), ("text", "育嬰留職停薪的津貼太低，應該提高")];
    ben.post("/proposals/similar/draft", &draft).await.expect(200).shows("提高育嬰留職停薪津貼");
    // Days with which nothing can be counted are no days.
    for (path, status) in [("/search?q=遊具", 200), ("/api/v1/search?q=遊具", 422)] {
        for day in ["&to=%2B262142-12-31", "&from=-262143-01-01"] {
            ben.get(&format!("{path}{day}")).await.expect(status);
        }
    }
    let asked = json!({ "title": "家長的負擔", "text": "育嬰留職停薪的津貼太低，應該提高" });
    let api = "/api/v1/proposals/similar";
    let found = house.browser().call("POST", api, asked).await.expect(200).json();
    // What somebody writes stands in no address.
    let address = house.browser().get(&format!("{api}?title=x")).await.expect(405);
    assert_eq!(address.headers["allow"], "POST, OPTIONS");
    assert_eq!(found["items"][0]["title"], "提高育嬰留職停薪津貼");
    assert_eq!(found["items"][0]["state"], "open");
    assert_eq!(found["items"][0]["decisions"], json!([]));
});
