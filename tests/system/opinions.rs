//! Opinions of paper forms and counters, entered one by one, and their originals.

use folkmoot_tests::{Answer, Browser, House, on_both};

const PDF: &[u8] = b"%PDF-1.7\nA1234567 89 somebody's address\n%%EOF";

pub(crate) async fn enter(
    browser: &Browser,
    desk: &str,
    fields: &[(&str, &str)],
    file: Option<(&str, &[u8])>,
) -> Answer {
    let usual = [("channel", "paper"), ("stance", "pro"), ("day", "2026-03-01"), ("place", "信義區公所")];
    let mut form = reqwest::multipart::Form::new();
    let set = |name: &str| fields.iter().any(|(known, _)| *known == name);
    for (name, value) in usual.iter().filter(|(name, _)| !set(name)).chain(fields) {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    if let Some((name, bytes)) = file {
        let part = reqwest::multipart::Part::bytes(bytes.to_vec()).file_name(name.to_owned());
        form = form.part("file", part);
    }
    browser.upload(desk, form).await
}

/// How many voices and people a discussion counts of a channel.
async fn counted(house: &House, proposal: &str) -> (i64, i64, i64) {
    let path = format!("/api/v1/proposals/{proposal}/voices");
    let found = house.browser().get(&path).await.expect(200).json();
    let paper = found["counts"].as_array().unwrap().iter().filter(|part| part["channel"] == "paper");
    let paper = paper.map(|part| part["voices"].as_i64().unwrap()).sum();
    (found["voices"].as_i64().unwrap(), found["people"].as_i64().unwrap(), paper)
}

/// The last entry on the page of whoever enters: the path of its voice.
pub(crate) async fn last(browser: &Browser, desk: &str) -> String {
    let page = browser.get(desk).await.expect(200).body;
    let list = page.split("<ol class=\"rows\"").nth(1).unwrap();
    let id = list.split("href=\"/voices/").nth(1).unwrap().split('"').next().unwrap();
    format!("/voices/{id}")
}

on_both!(opinions_are_entered_one_after_another_and_count_once, |house: House| async move {
    let ann = house.citizen("安安").await;
    let (clerk, facilitator) =
        (house.with_role("clerk", None).await, house.with_role("facilitator", None).await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let desk = format!("/desk/opinions/{proposal}");
    clerk.get("/desk/opinions").await.expect(200).shows("讓公園的飲水機全年供水").shows(&desk);
    facilitator.get(&desk).await.expect(200).shows("整批匯入表格");
    clerk.get(&desk).await.expect(200).shows("value=\"2026-03-02\"").hides("整批匯入表格");

    // The next one at once, with what stays the same.
    let first = [("body", "夏天水量不足，請全年供水。"), ("person", "王小明"), ("number", "A-1")];
    let to = enter(&clerk, &desk, &first, None).await.expect(303).location.unwrap();
    assert!(to.contains("day=2026-03-01") && to.ends_with("done=opinion-entered"), "{to}");
    let next = clerk.get(&to).await.expect(200);
    next.shows("value=\"信義區公所\"").shows("value=\"2026-03-01\"").shows("已加入").shows("編號 A-1");
    next.hides("value=\"王小明\"");
    assert_eq!(counted(&house, &proposal).await, (1, 1, 1));
    let voice = last(&clerk, &desk).await;
    let page = house.browser().get(&voice).await.expect(200);
    page.shows("夏天水量不足").shows("王小明").shows("紙本").shows("收件地點：信義區公所").hides("A-1");

    // The same form again, by its number or by its words, changes nothing; another text under its number is refused.
    let again = enter(&facilitator, &desk, &first, None).await.expect(303).location.unwrap();
    assert!(again.contains("already="), "{again}");
    facilitator.get(&again).await.expect(200).shows("這一筆已經有了").shows(&voice);
    let other = [("body", "別的內容"), ("person", "王小明"), ("number", "A-1")];
    enter(&clerk, &desk, &other, None).await.expect(422).shows("內容不同").shows("別的內容");
    let unnumbered = [("body", "夏天水量不足，請全年供水。"), ("person", "王小明")];
    enter(&clerk, &desk, &unnumbered, None).await.expect(303);
    assert_eq!(counted(&house, &proposal).await, (1, 1, 1));

    // A person counts once, whatever they say; who gives no name, and another of the same name, count for themselves.
    let second =
        [("body", "也請裝在運動場旁。"), ("person", "王小明"), ("stance", "con"), ("channel", "counter")];
    enter(&clerk, &desk, &second, None).await.expect(303);
    assert_eq!(counted(&house, &proposal).await, (2, 1, 1));
    let namesake = [("body", "我是另一位。"), ("person", "王小明"), ("mark", "中正里")];
    enter(&clerk, &desk, &namesake, None).await.expect(303);
    assert_eq!(counted(&house, &proposal).await.1, 2);
    let nameless = [("body", "不具名的意見。")];
    let (one, two) =
        tokio::join!(enter(&clerk, &desk, &nameless, None), enter(&facilitator, &desk, &nameless, None));
    one.expect(303);
    two.expect(303);
    assert_eq!(counted(&house, &proposal).await.0, 4, "two at once are one");
    // As an imported table has it: the same words of the same name are known again.
    let csv = "姓名,意見\n王小明,也請裝在運動場旁。\n李大華,表格裡的意見。\n";
    let table = reqwest::multipart::Form::new()
        .text("source", "table")
        .text("channel", "paper")
        .text("act", "import")
        .part("file", reqwest::multipart::Part::text(csv).file_name("a.csv"));
    facilitator.upload(&format!("/desk/proposals/{proposal}/voices"), table).await.expect(303);
    let before = counted(&house, &proposal).await;
    assert_eq!(before.0, 5, "what was typed is not added again by the table");
    let known = [("body", "表格裡的意見。"), ("person", "李大華"), ("number", "17")];
    let already = enter(&clerk, &desk, &known, None).await.expect(303).location.unwrap();
    assert!(already.contains("already="), "{already}");
    assert_eq!(counted(&house, &proposal).await, before);

    // Mistakes keep what was typed.
    for (wrong, says) in [
        (vec![("body", "")], "請輸入意見內容"),
        (vec![("body", "好"), ("stance", "")], "href=\"#stance\""),
        (vec![("body", "好"), ("channel", "online")], "href=\"#channel\""),
        (vec![("body", "好"), ("day", "2026-03-03")], "收件日期不能晚於今天"),
        (vec![("body", "好"), ("day", "昨天")], "請輸入收件日期"),
        (vec![("body", "好"), ("mark", "中正里")], "就要填姓名"),
        (vec![("body", "我的證號是 A123456789")], "個人資料"),
    ] {
        enter(&clerk, &desk, &wrong, None).await.expect(422).shows(says).shows("信義區公所");
    }
    enter(&clerk, &desk, &[("body", &"長".repeat(5_001))], None).await.expect(422);
    enter(&clerk, &desk, &[("body", "好")], Some(("a.svg", b"<svg onload=alert(1)>")))
        .await
        .expect(422)
        .shows("這種檔案不收");
    // A file that is too large, or that comes with a mistake elsewhere, costs nobody what they typed.
    let large = vec![b'0'; 13 * 1024 * 1024];
    let page = enter(&clerk, &desk, &[("body", "打了很久的意見")], Some(("a.pdf", &large))).await.expect(422);
    page.shows("檔案太大").shows("打了很久的意見");
    let page =
        enter(&clerk, &desk, &[("body", "打了很久的意見"), ("stance", "")], Some(("a.pdf", PDF))).await;
    page.expect(422).shows("請重新選一次檔案").shows("打了很久的意見");
    let table = reqwest::multipart::Form::new()
        .text("source", "by-hand")
        .text("channel", "paper")
        .text("act", "import")
        .part("file", reqwest::multipart::Part::text("編號,姓名,意見\nA-1,王小明,改寫\n").file_name("a.csv"));
    facilitator.upload(&format!("/desk/proposals/{proposal}/voices"), table).await.expect(422);
    assert_eq!(counted(&house, &proposal).await, before);
    for stranger in [&ann, &house.browser()] {
        let status = enter(stranger, &desk, &[("body", "好")], None).await.status;
        assert!(matches!(status, 303 | 403), "{status}");
    }
    assert_eq!(counted(&house, &proposal).await, before);
    let draft = house.draft(&ann, "還沒有公開的提議").await;
    clerk.get(&format!("/desk/opinions/{draft}")).await.expect(404);
    enter(&clerk, &format!("/desk/opinions/{draft}"), &[("body", "好")], None).await.expect(404);
    clerk.get("/desk/opinions/nonsense").await.expect(404);
    let found = house.browser().get("/search?q=%E9%81%8B%E5%8B%95%E5%A0%B4%E6%97%81").await.expect(200);
    found.shows("運動場旁");
});

on_both!(an_original_waits_until_a_reviewer_has_looked, |house: House| async move {
    let ann = house.citizen("安安").await;
    let (clerk, reviewer) = (house.with_role("clerk", None).await, house.with_role("reviewer", None).await);
    let moderator = house.with_role("moderator", None).await;
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let desk = format!("/desk/opinions/{proposal}");
    let scan = Some(("王小明的住址\"><script>.html", PDF));
    enter(&clerk, &desk, &[("body", "附上掃描檔。"), ("person", "王小明"), ("number", "7")], scan)
        .await
        .expect(303);
    enter(&clerk, &desk, &[("body", "附上掃描檔。"), ("person", "王小明"), ("number", "7")], scan)
        .await
        .expect(303);
    let voice = last(&clerk, &desk).await;
    let anyone = house.browser();
    anyone.get(&voice).await.expect(200).shows("有原件").hides("/originals/").hides("住址");

    reviewer.get("/desk/review").await.expect(200).shows("待檢視的原件（1）");
    let list = reviewer.get("/desk/originals").await.expect(200);
    let id = list.body.split("/desk/originals/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (look, public) = (format!("/desk/originals/{id}"), format!("/originals/{id}"));
    let file = format!("{look}/file");
    for browser in [&anyone, &ann, &clerk, &reviewer] {
        browser.get(&public).await.expect(404);
    }
    for (browser, status) in [(&anyone, 303), (&ann, 403), (&clerk, 403), (&moderator, 403)] {
        browser.get(&file).await.expect(status);
        browser.get(&look).await.expect(status);
        browser.post(&look, &[("act", "release")]).await.expect(status);
    }
    let given = reviewer.get(&file).await.expect(200);
    assert_eq!(given.body.as_bytes(), PDF);
    assert_eq!(given.headers["content-type"], "application/pdf");
    let disposition = given.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment; filename=\"original-"), "{disposition}");
    assert!(given.headers["content-security-policy"].to_str().unwrap().starts_with("sandbox"));
    reviewer.get(&look).await.expect(200).shows("附上掃描檔。").hides("<script>.html");

    // Kept back only with a reason, which everybody reads; released, everybody has it, and that can be taken back.
    reviewer.post(&look, &[("act", "nothing")]).await.expect(400);
    reviewer.post(&look, &[("act", "keep_back"), ("reason", "短")]).await.expect(422);
    reviewer.post(&look, &[("act", "release")]).await.expect(303);
    let page = anyone.get(&voice).await.expect(200);
    page.shows(&public).shows("下載原件").hides("住址");
    let given = anyone.get(&public).await.expect(200);
    assert_eq!(
        (given.body.as_bytes(), given.headers["x-content-type-options"].to_str().unwrap()),
        (PDF, "nosniff")
    );
    let hide = [("act", "hide"), ("ground", "personal_data"), ("reason", "寫出了別人的住址")];
    let id_of_voice = voice.trim_start_matches("/voices/").to_owned();
    moderator.post(&format!("/desk/moderation/{id_of_voice}"), &hide).await.expect(303);
    anyone.get(&public).await.expect(404);
    let decisions = moderator.get("/api/v1/moderation/decisions").await.expect(200).json();
    let decision = decisions["items"][0]["id"].as_str().unwrap().to_owned();
    moderator.post(&format!("/desk/moderation/decisions/{decision}/undo"), &[]).await.expect(303);
    anyone.get(&public).await.expect(200);
    reviewer.post(&look, &[("act", "keep_back"), ("reason", "掃描檔上有住址與電話")]).await.expect(303);
    anyone.get(&public).await.expect(404);
    anyone.get(&voice).await.expect(200).shows("有原件，不公開").shows("掃描檔上有住址與電話");

    // Erased in time, and it is said that it was.
    house.days_pass(29);
    house.work().await;
    let reviewer = house.sign_in(reviewer.person.as_ref().unwrap()).await;
    reviewer.get(&file).await.expect(200);
    house.days_pass(2);
    house.work().await;
    reviewer.get(&file).await.expect(404);
    reviewer.get(&look).await.expect(200).shows("銷毀");
    reviewer.post(&look, &[("act", "release")]).await.expect(404);
    anyone.get(&voice).await.expect(200).shows("銷毀");
    let clerk = house.sign_in(clerk.person.as_ref().unwrap()).await;
    let day = house.now().date_naive().to_string();
    let sound = Some(("a.mp3", &b"ID3\x04\0\0sound"[..]));
    enter(&clerk, &desk, &[("body", "錄音"), ("day", day.as_str()), ("channel", "counter")], sound)
        .await
        .expect(303);
    house.days_pass(181);
    house.work().await;
    let reviewer = house.sign_in(reviewer.person.as_ref().unwrap()).await;
    reviewer.get("/desk/originals").await.expect(200).shows("沒有待檢視的原件");
});
