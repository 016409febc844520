//! A draft text over two versions, from the officer's form to what is said of each article.

use std::collections::BTreeSet;

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

/// A text that stands in the proposal, and its path.
async fn published(matter: &Matter, title: &str, body: &str) -> String {
    let new = format!("/desk/proposals/{}/texts/new", matter.proposal);
    let to = matter.officer.post(&new, &fields("0", title, "", body)).await.expect(303).location.unwrap();
    let desk = to.split("/preview").next().unwrap().to_owned();
    publish(&matter.officer, &desk).await;
    desk.replace("/desk", "")
}

on_both!(what_a_comment_is_on_is_given_out_and_comes_back, |house: House| async move {
    let matter: Matter = house.matter().await;
    let (citizen, anyone) = (house.citizen("美惠").await, house.browser());
    let facilitator = house.with_role("facilitator", None).await;
    let home = format!("/api/v1/proposals/{}", matter.proposal);
    let path = published(&matter, "飲水機管理辦法草案", FIRST).await;
    let text = path.trim_start_matches("/texts/");
    let hall = crate::hearings::hearing(&facilitator, &matter.proposal).await;

    // What voices are on: chosen by it, and shown.
    let voices = format!("{home}/voices");
    let say = async |more: Value| {
        let mut sent = json!({ "stance": "pro", "body": format!("關於 {more}") });
        sent.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        citizen.call("POST", &voices, sent).await
    };
    let quote =
        json!({ "anchor": { "text": text, "article": 3, "paragraph": 2, "start": 3, "quote": "暫停供水" } });
    let on_words = say(quote).await.expect(201).json();
    let on_article = say(json!({ "anchor": { "text": text, "article": 2 } })).await.expect(201).json();
    let on_hall = say(json!({ "about": { "kind": "hearing", "id": hall } })).await.expect(201).json();
    assert_eq!(on_hall["about"], json!({ "kind": "hearing", "id": hall }));
    let plain = say(json!({})).await.expect(201).json();
    assert_eq!((&plain["about"], &plain["anchor"]), (&Value::Null, &Value::Null));
    let nothing = uuid::Uuid::new_v4();
    for wrong in [
        json!({ "about": { "kind": "hearing", "id": nothing } }),
        json!({ "about": { "kind": "case", "id": hall } }),
        json!({ "about": { "kind": "hearing", "id": hall }, "anchor": { "text": text, "article": 1 } }),
    ] {
        say(wrong).await.expect(422);
    }
    let listed = async |query: &str| -> BTreeSet<String> {
        let found = anyone.get(&format!("{voices}?{query}")).await.expect(200).json();
        let items = found["items"].as_array().unwrap().iter();
        items.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    let id = |voice: &Value| voice["id"].as_str().unwrap().to_owned();
    let both = BTreeSet::from([id(&on_article), id(&on_words)]);
    assert_eq!(listed(&format!("about=text&about_id={text}")).await, both);
    assert_eq!(listed(&format!("about=hearing&about_id={hall}")).await, BTreeSet::from([id(&on_hall)]));
    let page = format!("about=text&about_id={text}&limit=1");
    let first = anyone.get(&format!("{voices}?{page}")).await.expect(200).json();
    let next = listed(&format!("{page}&cursor={}", first["next"].as_str().unwrap())).await;
    assert_eq!(listed(&page).await.union(&next).cloned().collect::<BTreeSet<_>>(), both);
    for (query, status) in [
        (format!("about=text&about_id={hall}"), 404),
        (format!("about=hearing&about_id={text}"), 404),
        (format!("about=response&about_id={}", matter.case), 404),
        (format!("about=follow_up&about_id={nothing}"), 404),
        (format!("about=case&about_id={nothing}"), 400),
        ("about=text".to_owned(), 400),
        (format!("about_id={text}"), 400),
        (format!("about=text&about_id={text}&order=newest"), 400),
        (format!("about=text&about_id={text}&cursor=x"), 400),
    ] {
        anyone.get(&format!("{voices}?{query}")).await.expect(status);
    }

    // In the merged record they say so, in each of its formats, and a record made of any of these says it, too.
    let issue = json!({ "title": "冬季可否停供？" });
    let issue = facilitator.call("POST", &format!("{home}/issues"), issue).await.expect(201).json();
    let file = json!({ "voices": [id(&on_words), id(&on_article), id(&plain)] });
    let filing = format!("/api/v1/issues/{}/voices", issue["id"].as_str().unwrap());
    facilitator.call("POST", &filing, file).await.expect(200);
    let merged = format!("/proposals/{}/merged", matter.proposal);
    let told = anyone.get(&format!("{merged}.json")).await.expect(200).json();
    let told = told["issues"][0]["voices"].as_array().unwrap();
    let on = |body: &str| {
        told.iter().find(|one| one["body"].as_str().unwrap().contains(body)).unwrap()["on"].clone()
    };
    let wanted = json!({ "text": text, "version": 1, "article": 3, "label": "第三條", "paragraph": 2, "start": 3, "quote": "暫停供水" });
    assert_eq!(on("暫停供水"), wanted);
    assert_eq!(on("\"article\":2"), json!({ "text": text, "version": 1, "article": 2, "label": "第二條" }));
    anyone
        .get(&format!("{merged}.csv"))
        .await
        .expect(200)
        .shows("on_text,on_version")
        .shows("第三條,2,3,暫停供水");
    anyone
        .get(&format!("{merged}.md"))
        .await
        .expect(200)
        .shows(&format!("on={text}/1/3/第三條/2/3/暫停供水"));
    let xml = anyone.get(&format!("{merged}.xml")).await.expect(200);
    xml.shows(&format!("href=\"/texts/{text}/versions/1\" showAs=\"第三條\"")).shows("refersTo=\"#place_");
    for ending in ["json", "csv", "md", "xml"] {
        let hall = crate::hearings::hearing(&facilitator, &matter.proposal).await;
        let given = anyone.get(&format!("{merged}.{ending}")).await.expect(200).body;
        let name = format!("merged.{ending}");
        let plan =
            crate::hearings::send(&facilitator, &hall, &name, given).await.expect(303).location.unwrap();
        facilitator.post(&plan, &[("act", "import")]).await.expect(303);
        let record = anyone.get(&format!("/api/v1/hearings/{hall}/statements")).await.expect(200).json();
        let record = record["items"].as_array().unwrap();
        let of = record
            .iter()
            .find(|one| one["on"]["quote"] == json!("暫停供水"))
            .unwrap_or_else(|| panic!("{ending}: {record:?}"));
        assert_eq!(of["on"], wanted, "{ending}");
        assert_eq!(record.iter().filter(|one| !one["on"].is_null()).count(), 2, "{ending}");
        let again = anyone.get(&format!("/hearings/{hall}/record.{ending}")).await.expect(200);
        again.shows("暫停供水").shows(text);
    }
});

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn docx(paragraphs: &[&str]) -> Vec<u8> {
    let words: String =
        paragraphs.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
    let document = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{words}</w:body></w:document>"
    );
    packed(&[("word/document.xml", document.as_bytes())])
}

fn odt(paragraphs: &[&str]) -> Vec<u8> {
    let words: String = paragraphs.iter().map(|text| format!("<text:p>{text}</text:p>")).collect();
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:text>{words}</office:text></office:body></office:document-content>"
    );
    packed(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", content.as_bytes())])
}

async fn take(
    browser: &Browser,
    path: &str,
    fields: &[(&str, &str)],
    name: &str,
    bytes: Vec<u8>,
) -> folkmoot_tests::Answer {
    let mut form = reqwest::multipart::Form::new();
    for (name, value) in fields {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    let part = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
    browser.upload(path, form.part("file", part)).await
}

/// What stands in a field of a form.
fn area(page: &str, name: &str) -> String {
    let rest = page.split(&format!("name=\"{name}\"")).nth(1).unwrap_or_else(|| panic!("no {name}"));
    rest.split_once('>').unwrap().1.split("</textarea>").next().unwrap().trim_start_matches('\n').to_owned()
}

on_both!(a_draft_is_filled_from_a_file_and_nothing_is_published_by_it, |house: House| async move {
    let matter: Matter = house.matter().await;
    let (officer, citizen, anyone) = (&matter.officer, house.citizen("美惠").await, house.browser());
    let facilitator = house.with_role("facilitator", None).await;
    let home = format!("/proposals/{}", matter.proposal);
    let (new, file) = (format!("/desk{home}/texts/new"), format!("/desk{home}/texts/file"));
    officer.get(&new).await.expect(200).shows("從檔案帶入條文").shows(&format!("formaction=\"{file}\""));
    let words = [
        "公園飲水機管理辦法草案",
        "為管理公園飲水機，擬具本草案。",
        "第一章　總則",
        "第一條　（目的）",
        "為管理飲水機。",
        "第 2 條 主管機關為公園處。",
        "第三條　&lt;script&gt;飲水機應全年供水。",
    ];
    let blank = fields("0", "", "", "");

    // Who may not draft may not do this either.
    for (who, status) in [(&citizen, 403), (&matter.stranger, 403), (&anyone, 303)] {
        take(who, &file, &blank, "草案.docx", docx(&words)).await.expect(status);
    }
    // A Word, an OpenDocument and a plain file fill the form alike; nothing is kept.
    let text = words.join("\n").replace("&lt;", "<").replace("&gt;", ">");
    for (name, bytes) in [
        ("草案.docx", docx(&words)),
        ("草案.odt", odt(&words)),
        ("草案.txt", text.clone().into_bytes()),
        ("草案.md", text.into_bytes()),
    ] {
        let page = take(&facilitator, &file, &blank, name, bytes).await.expect(200);
        page.shows(name).shows("找到 3 條").hides("<script>飲水機");
        page.shows("value=\"公園飲水機管理辦法草案\"");
        let body = area(&page.body, "body");
        assert!(body.starts_with("第一章　總則\n第一條　（目的）"), "{name}: {body}");
        assert!(body.ends_with("&lt;script&gt;飲水機應全年供水。"), "{name}: {body}");
    }
    anyone.get(&home).await.hides("公園飲水機管理辦法");
    let none = anyone.get(&format!("/api/v1{home}/texts")).await.expect(200).json();
    assert_eq!(none["items"], json!([]));

    // What was typed stays, and what the file's words replace is there to be copied.
    let typed = fields("0", "我打的名稱", "", "第一條　我打的。");
    let page = take(officer, &file, &typed, "草案.docx", docx(&words)).await.expect(200);
    page.shows("value=\"我打的名稱\"").shows("帶入前欄位裡的文字").shows("第一條　我打的。");
    // Without a single article all of it comes, to be worked on.
    let page = take(officer, &file, &blank, "a.txt", "只是說明，沒有條次。".into()).await.expect(200);
    page.shows("還看不出條次").shows("只是說明，沒有條次。");

    // What can't be read says why, and costs nobody what they typed.
    let bomb = vec![b' '; 40 << 20];
    let long = format!("第一條　{}", "長".repeat(100_001));
    for (name, bytes, says) in [
        ("a.docx", packed(&[("word/document.xml", bomb.as_slice())]), "解壓縮後太大"),
        ("a.docx", b"PK\x03\x04 broken".to_vec(), "檔案已損壞"),
        ("a.doc", b"\xD0\xCF\x11\xE0old".to_vec(), "舊版 Word"),
        ("a.pdf", b"%PDF-1.7".to_vec(), "讀不出來"),
        ("a.txt", b"\xff\xfe\xfd\x00\x01".to_vec(), "讀不出來"),
        ("a.txt", b"   \n".to_vec(), "讀不出來"),
        ("a.docx", docx(&[]), "檔案裡沒有文字"),
        ("a.txt", long.into_bytes(), "超過 100000 字"),
        ("a.txt", Vec::new(), "請先選擇檔案"),
        ("a.txt", vec![b'x'; 13 << 20], "檔案太大"),
    ] {
        let page = take(officer, &file, &typed, name, bytes).await.expect(422);
        page.shows(says).shows("我打的名稱").shows("第一條　我打的。");
    }
    let page = officer.post(&new, &[&typed[..], &[("file", "草案.docx")]].concat()).await.expect(422);
    page.shows("還沒有帶入").shows("第一條　我打的。");

    // Into a draft that is there; a colleague who saved meanwhile is not overwritten.
    let path = published(&matter, "飲水機管理辦法草案", FIRST).await;
    let desk = format!("/desk{path}");
    let seen = mark(&officer.get(&desk).await.expect(200).body);
    let here = fields(&seen, "飲水機管理辦法草案", "改為全年供水", FIRST);
    for (who, status) in [(&citizen, 403), (&matter.stranger, 403), (&anyone, 303)] {
        take(who, &format!("{desk}/file"), &here, "草案.odt", odt(&words)).await.expect(status);
    }
    take(officer, &format!("/desk/texts/{}/file", uuid::Uuid::new_v4()), &here, "a.odt", odt(&words))
        .await
        .expect(404);
    let page = take(officer, &format!("{desk}/file"), &here, "草案.odt", odt(&words)).await.expect(200);
    page.shows("找到 3 條").shows("改為全年供水");
    assert_eq!(mark(&page.body), seen);
    let unchanged = anyone.get(&format!("/api/v1{path}")).await.expect(200).json();
    assert_eq!((&unchanged["version"], unchanged["articles"].as_array().unwrap().len()), (&json!(1), 4));
    officer.post(&desk, &fields(&seen, "飲水機管理辦法草案", "同仁先存", SECOND)).await.expect(303);
    let body = area(&page.body, "body").replace("&lt;", "<").replace("&gt;", ">");
    let late = fields(&seen, "飲水機管理辦法草案", "改為全年供水", &body);
    officer.post(&desk, &late).await.expect(409).shows("另一位同仁剛才存過");
    let seen = mark(&officer.get(&desk).await.expect(200).body);
    officer.post(&desk, &fields(&seen, "飲水機管理辦法草案", "改為全年供水", &body)).await.expect(303);
    publish(officer, &desk).await;
    let after = anyone.get(&format!("/api/v1{path}")).await.expect(200).json();
    assert_eq!((&after["version"], &after["articles"][1]["label"]), (&json!(2), &json!("第2條")));
});
