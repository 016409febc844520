//! A draft text over two versions, from the officer's form to what is said of each article.

use folkmoot_tests::cases::Matter;
use folkmoot_tests::{Browser, House, on_both};
use serde_json::{Value, json};

const FIRST: &str = "第一條（目的）\n為管理公園飲水機，特訂定本辦法。\n第二條　主管機關為本府公園處。\n第三條　飲水機應全年供水。\n冬季得暫停供水，並應公告暫停之期間。\n第四條　故障之飲水機應於三日內修復。";
const SECOND: &str = "第一條（目的）\n為管理公園飲水機，特訂定本辦法。\n第二條　本辦法用詞定義如下。\n第三條　主管機關為本府公園處。\n第四條　飲水機應全年供水。\n冬季得暫停供水，並應於七日前公告暫停之期間。";

fn fields<'a>(mark: &'a str, title: &'a str, change: &'a str, body: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("mark", mark),
        ("kind", "regulation"),
        ("title", title),
        ("note", "說明"),
        ("change", change),
        ("body", body),
    ]
}

/// The mark that a page's form carries.
fn mark(page: &str) -> String {
    let rest = page.split("name=\"mark\" value=\"").nth(1).unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

async fn publish(officer: &Browser, desk: &str) {
    let preview = officer.get(&format!("{desk}/preview")).await.expect(200);
    let mark = mark(&preview.body);
    officer.post(&format!("{desk}/publish"), &[("mark", &mark)]).await.expect(303);
}

on_both!(comments_follow_their_article_to_the_next_version, |house: House| async move {
    let matter: Matter = house.matter().await;
    let proposal = &matter.proposal;
    let (officer, citizen, anyone) = (&matter.officer, house.citizen("美惠").await, house.browser());
    let facilitator = house.with_role("facilitator", None).await;
    let home = format!("/proposals/{proposal}");
    let new = format!("/desk{home}/texts/new");
    officer.get(&home).await.expect(200).shows("張貼草案條文");
    citizen.get(&home).await.expect(200).hides("張貼草案條文");
    citizen.get(&new).await.expect(403);
    // Of another agency.
    matter.stranger.get(&new).await.expect(403);

    // What can't be read is kept, and told by its line.
    officer.post(&new, &fields("0", "飲", "", FIRST)).await.expect(422).shows("草案名稱");
    let wrong = format!("總說明\n{FIRST}\n第四條　又一次。");
    let location =
        officer.post(&new, &fields("0", "飲水機管理辦法", "", &wrong)).await.expect(303).location.unwrap();
    let desk = location.split("/preview").next().unwrap().to_owned();
    let path = desk.replace("/desk", "");
    let page = officer.get(&format!("{desk}/preview")).await.expect(422);
    page.shows("第 1 行在第一條之前").shows("第 8 行：「第四條」在第 7 行已經有了");
    anyone.get(&path).await.expect(404);
    anyone.get(&home).await.hides("飲水機管理辦法");
    // Two officers at once: the second has both before them.
    let seen = mark(&officer.get(&desk).await.expect(200).body);
    officer.post(&desk, &fields(&seen, "飲水機管理辦法草案", "", FIRST)).await.expect(303);
    let page = facilitator.post(&desk, &fields(&seen, "飲水機辦法", "", SECOND)).await.expect(409);
    page.shows("另一位同仁剛才存過").shows("本辦法用詞定義如下").shows("三日內修復");
    page.shows("同仁存的「草案名稱」").hides("同仁存的「草案說明」");
    // A facilitator may work on an agency's draft, but neither publish nor throw it away.
    facilitator.get(&format!("{desk}/preview")).await.expect(200).hides("公布為第 1 版");
    let seen_now = mark(&officer.get(&desk).await.body);
    facilitator.post(&format!("{desk}/publish"), &[("mark", &seen_now)]).await.expect(403);
    facilitator.post(&format!("{desk}/discard"), &[]).await.expect(403);
    let preview = officer.get(&format!("{desk}/preview")).await.expect(200);
    preview.shows("讀到 4 條、5 項").shows("公布為第 1 版");
    officer.post(&format!("{desk}/publish"), &[("mark", &seen)]).await.expect(422).shows("又存過");
    // Who follows a search hears of an article that it finds, as the search itself would find it.
    let (found, other) = (house.citizen("小甲").await, house.citizen("小乙").await);
    for (browser, words) in [(&found, "冬季 暫停供水"), (&other, "暫停供水 三日內修復")] {
        let follow = json!({ "kind": "search", "key": words });
        browser.call("PUT", "/api/v1/me/follows", follow).await.expect(204);
    }
    publish(officer, &desk).await;
    house.work().await;
    let told = found.get("/my/notices").await.expect(200);
    told.shows("因為您關注搜尋「冬季 暫停供水」").shows(&path);
    other.get("/my/notices").await.expect(200).hides("暫停供水");

    let page = anyone.get(&path).await.expect(200);
    page.shows("飲水機管理辦法草案").shows("第三條").shows("冬季得暫停供水").shows("第 1 版");
    anyone.get(&home).await.shows("草案條文").shows("飲水機管理辦法草案").shows("公布草案條文");
    anyone.get("/search?q=暫停供水").await.expect(200).shows("草案條文").shows("/articles/");

    // On an article, on a paragraph, on words; the form comes back with what was typed.
    let comments = format!("{path}/comments");
    let on = |place: &[(&'static str, &'static str)], stance: &'static str, body: &'static str| {
        [("version", "1"), ("stance", stance), ("body", body)]
            .iter()
            .chain(place)
            .copied()
            .collect::<Vec<_>>()
    };
    anyone.post(&comments, &on(&[("article", "3")], "pro", "好")).await.expect(303);
    let page = citizen.get(&format!("{path}/articles/3?paragraph=2")).await.expect(200);
    page.shows("對第三條第 2 項留言").shows("冬季得暫停供水");
    let page =
        citizen.post(&comments, &on(&[("article", "3"), ("paragraph", "2")], "", "只停晚上就好")).await;
    page.expect(422).shows("只停晚上就好").shows("對第三條第 2 項留言");
    let said =
        citizen.post(&comments, &on(&[("article", "3"), ("paragraph", "2")], "con", "只停晚上就好")).await;
    let location = said.expect(303).location.unwrap();
    assert!(location.contains(&format!("{path}/articles/3")), "{location}");
    citizen.post(&comments, &on(&[("article", "2")], "pro", "同意")).await.expect(303);
    // The same word on another article within a minute is another comment.
    citizen.post(&comments, &on(&[("article", "4")], "pro", "同意")).await.expect(303);
    let words = [("article", "3"), ("paragraph", "2"), ("start", "2"), ("quote", "暫停供水")];
    citizen.post(&comments, &on(&words, "other", "「得」改成「不得」")).await.expect(422);
    let words = [("article", "3"), ("paragraph", "2"), ("start", "3"), ("quote", "暫停供水")];
    citizen.post(&comments, &on(&words, "other", "「得」改成「不得」")).await.expect(303);
    citizen.post(&comments, &on(&[("article", "9")], "pro", "沒有這一條")).await.expect(404);
    let page = anyone.get(&path).await.expect(200);
    page.shows("2 則留言").shows("只停晚上就好").shows("關於").hides("原在第");
    anyone.get(&format!("{home}/discussion")).await.shows("第三條第 2 項").shows("<p>暫停供水</p>");

    // The same again is no version; a change must be named.
    let seen = mark(&officer.get(&desk).await.expect(200).body);
    officer.post(&desk, &fields(&seen, "飲水機管理辦法草案", "沒有改", FIRST)).await.expect(303);
    let seen = mark(&officer.get(&format!("{desk}/preview")).await.expect(200).body);
    officer.post(&format!("{desk}/publish"), &[("mark", &seen)]).await.expect(422).shows("與上一版相同");
    officer.post(&desk, &fields(&seen, "飲水機管理辦法草案", "", SECOND)).await.expect(303);
    officer.get(&format!("{desk}/preview")).await.expect(422).shows("這一版改了什麼");
    let seen = mark(&officer.get(&desk).await.body);
    officer
        .post(&desk, &fields(&seen, "飲水機管理辦法草案", "刪第四條，公告改為七日前。", SECOND))
        .await
        .expect(303);
    let preview = officer.get(&format!("{desk}/preview")).await.expect(200);
    preview.shows("3 則留言會跟到新版本").shows("1 則留言的條文已不存在").shows("<ins>於七日前</ins>");
    publish(officer, &desk).await;
    house.work().await;

    let page = anyone.get(&path).await.expect(200);
    page.shows("第 2 版").shows("共 2 個版本").shows("原在第 1 版第三條第 2 項").shows("條文已修改");
    page.shows("1 則留言所針對的條文");
    anyone
        .get(&format!("{path}/gone"))
        .await
        .expect(200)
        .shows("同意")
        .shows("原在第 1 版第四條")
        .shows("最新版本已無此處");
    anyone.get(&format!("{path}/versions/1")).await.expect(200).shows("故障之飲水機").shows("這是較早的版本");
    anyone.get(&format!("{path}/versions/3")).await.expect(404);
    let page = anyone.get(&format!("{path}/changes?from=1&to=2")).await.expect(200);
    page.shows("<ins>於七日前</ins>").shows("<del>故障之飲水機").shows("第二條 → 第三條").shows("條次變更");
    anyone.get("/search?q=三日內修復").await.expect(200).hides("/articles/");
    // A form that comes back stays with the words it was about, wherever they are.
    let page = citizen.post(&comments, &on(&[("article", "2")], "", "應由水公司主管")).await.expect(422);
    page.shows("對第三條留言").shows("主管機關為本府公園處").shows("應由水公司主管");
    let page = citizen.post(&comments, &on(&[("article", "4")], "", "三日太長")).await.expect(422);
    page.shows("對第四條留言").shows("故障之飲水機").shows("最新的第 2 版已不存在").shows("三日太長");
    assert!(page.body.contains("name=\"version\" value=\"1\""));
    // Whoever wrote on the version before stands where that is now.
    citizen.post(&comments, &on(&[("article", "2")], "con", "應由水公司主管")).await.expect(303);
    anyone.get(&format!("{path}/articles/3")).await.shows("應由水公司主管").shows("原在第 1 版第二條");
    // Followers and the proposer are told.
    matter.proposer.get("/my/notices").await.expect(200).shows("公布了草案「飲水機管理辦法草案」");

    // The API says the same.
    let texts = anyone.get(&format!("/api/v1{home}/texts")).await.expect(200).json();
    assert_eq!((&texts["items"][0]["latest"], &texts["items"][0]["comments"]), (&json!(2), &json!(5)));
    let text = anyone.get(&format!("/api/v1{path}")).await.expect(200).json();
    assert_eq!((&text["articles"][3]["comments"], &text["gone"]), (&json!(2), &json!(1)), "{text}");
    let first = anyone.get(&format!("/api/v1{path}/versions/1")).await.expect(200).json();
    assert_eq!(first["articles"][1]["id"], text["articles"][2]["id"], "an article keeps its id");
    let id = text["id"].as_str().unwrap();
    let sent = |place: Value| {
        let mut anchor = json!({ "text": id });
        anchor.as_object_mut().unwrap().extend(place.as_object().unwrap().clone());
        json!({ "stance": "pro", "body": "冬天也要喝水", "anchor": anchor })
    };
    let voices = format!("/api/v1{home}/voices");
    let place = json!({ "article": 4, "paragraph": 2, "start": 0, "quote": "冬季" });
    let voice = citizen.call("POST", &voices, sent(place)).await.expect(201).json();
    assert_eq!((&voice["anchor"]["quote"], &voice["anchor"]["fate"]), (&json!("冬季"), &json!("same")));
    for nowhere in [json!({ "article": 0 }), json!({ "article": 5 }), json!({ "article": 1, "version": 9 })] {
        citizen.call("POST", &voices, sent(nowhere)).await.expect(422);
    }
    let gone = anyone.get(&format!("/api/v1{home}/voices?order=newest")).await.json();
    let gone = gone["items"].as_array().unwrap().iter().find(|v| v["anchor"]["fate"] == "gone").unwrap();
    assert_eq!((&gone["anchor"]["set"]["label"], &gone["anchor"]["now"]), (&json!("第四條"), &Value::Null));
    officer.post(&format!("{desk}/discard"), &[]).await.expect(404);
});
