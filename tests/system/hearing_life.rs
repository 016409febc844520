//! The life of a hearing: its notice, its changes, and who has a place.

use folkmoot_tests::{Browser, House, on_both};
use serde_json::{Value, json};

/// The day of the hearings here; the tests begin on 2 March.
const DAY: &str = "2026-03-20";

/// All that the notice of a hearing under the law must say.
const WHOLE: [(&str, &str); 12] = [
    ("kind", "hearing"),
    ("title", "飲水機聽證"),
    ("held_on", DAY),
    ("starts_at", "14:00"),
    ("ends_at", "16:30"),
    ("place", "市政大樓會議室"),
    ("basis", "依行政程序法第 54 條"),
    ("parties", "自來水公司"),
    ("procedure", "陳述、詢問、結論"),
    ("counsel", "得選任代理人"),
    ("rights", "得陳述意見、提出證據"),
    ("agency", "市政府"),
];

fn address(browser: &Browser) -> String {
    browser.person.clone().unwrap().email
}

fn with<'a>(fields: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let changed = |name: &str| more.iter().any(|(other, _)| *other == name);
    fields.iter().filter(|(name, _)| !changed(name)).chain(more).copied().collect()
}

async fn made(facilitator: &Browser, fields: &[(&str, &str)]) -> String {
    let sent = facilitator.post("/desk/hearings/new", fields).await.expect(303).location.unwrap();
    sent.trim_start_matches("/desk/hearings/").split('?').next().unwrap().to_owned()
}

/// A meeting that takes registrations for so many places.
async fn with_places(house: &House, facilitator: &Browser, places: &str) -> (String, String) {
    let ann = house.citizen("安安").await;
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let fields = [
        ("proposal", proposal.as_str()),
        ("kind", "public_hearing"),
        ("title", "飲水機公聽會"),
        ("held_on", DAY),
        ("registration", "yes"),
        ("places", places),
    ];
    (made(facilitator, &fields).await, proposal)
}

async fn register(browser: &Browser, id: &str) {
    browser.post(&format!("/hearings/{id}/register"), &[("attendee", "王小明")]).await.expect(303);
}

on_both!(the_notice_of_a_hearing_is_published_once_it_is_whole, |house: House| async move {
    let (ann, facilitator) = (house.citizen("安安").await, house.with_role("facilitator", None).await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let fields = with(&WHOLE, &[("proposal", &proposal)]);
    let refused = facilitator.post("/desk/hearings/new", &fields).await.expect(422);
    refused.shows("聽證公告應記載這一項").shows("href=\"#absence\"");
    let draft = with(&fields, &[("act", "draft")]);
    let id = made(&facilitator, &draft).await;
    let (public, desk) = (format!("/hearings/{id}"), format!("/desk/hearings/{id}"));
    let anyone = house.browser();
    for path in [public.clone(), format!("{public}/calendar.ics"), format!("/api/v1/hearings/{id}")] {
        anyone.get(&path).await.expect(404);
    }
    anyone.get("/hearings").await.hides("飲水機聽證");
    anyone.get(&format!("/proposals/{proposal}")).await.hides("飲水機聽證");
    assert!(anyone.get("/api/v1/hearings").await.json()["items"].as_array().unwrap().is_empty());
    facilitator.get(&public).await.expect(200).shows("草稿");
    facilitator.get(&desk).await.expect(200).shows("還缺 1 項").shows("缺席的處理").hides("試讀檔案");
    facilitator.post(&format!("{desk}/publish"), &[]).await.expect(422).shows("聽證公告應記載這一項");
    facilitator.post(&format!("{desk}/cancel"), &[("reason", "不辦了不辦了")]).await.expect(409);
    anyone.get(&public).await.expect(404);

    let whole =
        with(&fields, &[("absence", "缺席者得提出書面意見"), ("agenda", "14:00 開場\n14:10-15:00 陳述")]);
    facilitator.post(&format!("{desk}/edit"), &whole).await.expect(303);
    facilitator.get(&desk).await.shows("公告").hides("還缺");
    facilitator.post(&format!("{desk}/publish"), &[]).await.expect(303);
    facilitator.post(&format!("{desk}/publish"), &[]).await.expect(409);
    let page = anyone.get(&public).await.expect(200);
    page.shows("缺席者得提出書面意見").shows("14:10").shows("自來水公司").shows("14:00").hides("草稿");
    anyone.get("/hearings").await.shows("飲水機聽證").shows("即將舉行");
    let calendar = anyone.get("/hearings.ics").await.expect(200);
    calendar.shows("DTSTART:20260320T060000Z").shows("DTEND:20260320T083000Z").shows("飲水機聽證");

    // What a published notice says is not taken back by leaving it out.
    let without = with(&whole, &[("rights", ""), ("reason", "更正記載的事項")]);
    facilitator.post(&format!("{desk}/edit"), &without).await.expect(422).shows("聽證公告應記載這一項");
});

on_both!(a_hearing_lies_after_its_proposal_unless_it_is_of_history, |house: House| async move {
    let (ann, facilitator) = (house.citizen("安安").await, house.with_role("facilitator", None).await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let fields = [
        ("proposal", proposal.as_str()),
        ("kind", "briefing"),
        ("title", "從前的說明會"),
        ("held_on", "2015-08-27"),
    ];
    facilitator.post("/desk/hearings/new", &fields).await.expect(422).shows("早於提議提出的日期");
    let id = made(&facilitator, &with(&fields, &[("historical", "yes")])).await;
    house.browser().get(&format!("/hearings/{id}")).await.expect(200).shows("提議提出之前舉行的會議");
    assert!(house.messages_to(&address(&ann)).await.iter().all(|m| !m.subject.contains("從前的說明會")));
    let call =
        json!({ "proposal": proposal, "kind": "briefing", "title": "從前的說明會", "held_on": "2015-08-27" });
    let told = facilitator.call("POST", "/api/v1/hearings", call).await.expect(422).json();
    assert_eq!(
        (&told["errors"][0]["field"], &told["errors"][0]["code"]),
        (&json!("held_on"), &json!("before_proposal"))
    );

    let own = [("subject", "own"), ("kind", "consultation"), ("title", "開放政府諮詢會"), ("held_on", DAY)];
    let id = made(&facilitator, &own).await;
    house.browser().get(&format!("/hearings/{id}")).await.expect(200).shows("諮詢會").hides("相關提議");
    house.browser().get("/hearings").await.expect(200).shows("開放政府諮詢會");
    facilitator.get(&format!("/desk/hearings/{id}")).await.expect(200);
    let api = house.browser().get(&format!("/api/v1/hearings/{id}")).await.expect(200).json();
    assert_eq!((&api["proposal"], &api["subject"]), (&Value::Null, &json!("own")));
    house.days_pass(20);
    let facilitator = house.with_role("facilitator", None).await;
    let plan = crate::hearings::send(&facilitator, &id, "a.md", "### 主席：\n現在開會。\n").await;
    facilitator.post(&plan.expect(303).location.unwrap(), &[("act", "import")]).await.expect(303);
    house.browser().get(&format!("/hearings/{id}")).await.expect(200).shows("現在開會。");
});

on_both!(changes_and_a_cancellation_are_public_and_told_once, |house: House| async move {
    let facilitator = house.with_role("facilitator", None).await;
    let (id, proposal) = with_places(&house, &facilitator, "5").await;
    let (guest, follower) = (house.citizen("報名人").await, house.citizen("關注人").await);
    follower.call("PUT", &format!("/api/v1/me/follows/{proposal}"), Value::Null).await.expect(204);
    // Who follows and registers is told once.
    guest.call("PUT", &format!("/api/v1/me/follows/{proposal}"), Value::Null).await.expect(204);
    register(&guest, &id).await;
    let desk = format!("/desk/hearings/{id}");
    let fields = [
        ("kind", "public_hearing"),
        ("title", "飲水機公聽會"),
        ("held_on", "2026-03-27"),
        ("registration", "yes"),
        ("places", "5"),
    ];
    facilitator.post(&format!("{desk}/edit"), &fields).await.expect(422).shows("請寫明理由");
    let why = with(&fields, &[("reason", "原場地漏水，改期一週")]);
    facilitator.post(&format!("{desk}/edit"), &why).await.expect(303);
    // The same again changes nothing and tells nobody.
    facilitator.post(&format!("{desk}/edit"), &why).await.expect(303);
    let page = house.browser().get(&format!("/hearings/{id}")).await.expect(200);
    page.shows("原場地漏水").shows("日期原為：").shows("3月20日");
    house.browser().get(&format!("/proposals/{proposal}/history")).await;

    ann_may_not(&guest, &desk).await;
    facilitator.get(&format!("{desk}/cancel")).await.expect(200);
    facilitator.post(&format!("{desk}/cancel"), &[("reason", "")]).await.expect(422);
    facilitator.post(&format!("{desk}/cancel"), &[("reason", "主辦機關改為書面徵詢")]).await.expect(303);
    facilitator.post(&format!("{desk}/cancel"), &[("reason", "主辦機關改為書面徵詢")]).await.expect(409);
    facilitator.post(&format!("{desk}/edit"), &why).await.expect(409);
    house.browser().get(&format!("/hearings/{id}")).await.shows("已取消").shows("書面徵詢").hides("登記候補");
    house.browser().get(&format!("/hearings/{id}/calendar.ics")).await.shows("STATUS:CANCELLED");
    house
        .citizen("晚到的人")
        .await
        .post(&format!("/hearings/{id}/register"), &[("attendee", "甲")])
        .await
        .expect(409);

    // Two workers side by side.
    tokio::join!(house.work(), house.work());
    for browser in [&guest, &follower] {
        let told = house.messages_to(&address(browser)).await;
        let count = |words: &str| told.iter().filter(|m| m.subject.contains(words)).count();
        assert_eq!(
            (count("已變更公告"), count("已取消")),
            (1, 1),
            "{:?}",
            told.iter().map(|m| &m.subject).collect::<Vec<_>>()
        );
        assert!(told.iter().any(|m| m.text.contains("主辦機關改為書面徵詢")));
    }
});

async fn ann_may_not(citizen: &Browser, desk: &str) {
    for act in ["publish", "cancel"] {
        citizen.post(&format!("{desk}/{act}"), &[("reason", "我想取消這場")]).await.expect(403);
    }
    citizen.get(&format!("{desk}/registrations")).await.expect(403);
    citizen.get(&format!("{desk}/registrations.csv")).await.expect(403);
}

on_both!(places_are_given_once_and_the_next_moves_up, |house: House| async move {
    let facilitator = house.with_role("facilitator", None).await;
    let (id, _) = with_places(&house, &facilitator, "3").await;
    let crowd = house.crowd(8).await;
    // All at once: three have a place, five wait.
    futures_util::future::join_all(crowd.iter().map(|one| register(one, &id))).await;
    let page = format!("/hearings/{id}/register");
    let (mut placed, mut waiting) = (Vec::new(), Vec::new());
    for one in &crowd {
        let shown = one.get(&page).await.expect(200);
        if shown.body.contains("您已報名成功") { placed.push(one) } else { waiting.push(one) }
    }
    assert_eq!((placed.len(), waiting.len()), (3, 5));
    house
        .browser()
        .get(&format!("/hearings/{id}"))
        .await
        .shows("尚餘 0 位")
        .shows("候補 5 人")
        .shows("登記候補");
    // Registering again keeps the turn.
    register(placed[0], &id).await;
    placed[0].get(&page).await.shows("您已報名成功");

    let mut first = None;
    for one in &waiting {
        if one.get(&page).await.body.contains("候補第 1 位") {
            first = Some(*one);
        }
    }
    let first = first.unwrap();
    placed[0].post(&format!("{page}/cancel"), &[]).await.expect(303);
    placed[0].post(&format!("{page}/cancel"), &[]).await.expect(404);
    first.get(&page).await.shows("您已報名成功").shows("報到代碼");
    // Whoever comes back stands at the end.
    register(placed[0], &id).await;
    placed[0].get(&page).await.shows("候補第 5 位");

    // One more place lets one more move up, without a reason: the notice says nothing else.
    let fields = [
        ("kind", "public_hearing"),
        ("title", "飲水機公聽會"),
        ("held_on", DAY),
        ("registration", "yes"),
        ("places", "4"),
    ];
    facilitator.post(&format!("/desk/hearings/{id}/edit"), &fields).await.expect(303);
    house.browser().get(&format!("/hearings/{id}")).await.shows("尚餘 0 位").shows("候補 4 人");
});

on_both!(who_moves_up_is_told_once, |house: House| async move {
    let facilitator = house.with_role("facilitator", None).await;
    let (id, _) = with_places(&house, &facilitator, "1").await;
    let (one, two) = (house.citizen("先到的人").await, house.citizen("後到的人").await);
    register(&one, &id).await;
    register(&two, &id).await;
    one.post(&format!("/hearings/{id}/register/cancel"), &[]).await.expect(303);
    tokio::join!(house.work(), house.work());
    let told = house.messages_to(&address(&two)).await;
    let count = |words: &str| told.iter().filter(|m| m.subject.contains(words)).count();
    assert_eq!((count("已登記候補"), count("遞補成功"), count("報名成功")), (1, 1, 0));
    let told = house.messages_to(&address(&one)).await;
    assert_eq!(told.iter().filter(|m| m.subject.contains("遞補成功")).count(), 0);
});

on_both!(what_people_need_is_for_the_facilitator_and_goes_in_time, |house: House| async move {
    let facilitator = house.with_role("facilitator", None).await;
    let (id, _) = with_places(&house, &facilitator, "").await;
    let guest = house.citizen("報名人").await;
    let page = format!("/hearings/{id}/register");
    let anonymous = house.browser().get(&page).await.expect(303).location.unwrap();
    assert!(anonymous.starts_with("/sign-in"));
    guest.post(&page, &[("attendee", ""), ("needs", "輪椅席")]).await.expect(422).shows("輪椅席");
    let fields =
        [("attendee", "=1+1 陳小姐"), ("needs", "需要輪椅席"), ("speaks", "yes"), ("topic", "冬天結冰")];
    guest.post(&page, &fields).await.expect(303);
    let list = format!("/desk/hearings/{id}/registrations");
    facilitator.get(&list).await.expect(200).shows("需要輪椅席").shows("冬天結冰").shows("想發言");
    let csv = facilitator.get(&format!("{list}.csv")).await.expect(200);
    csv.shows("'=1+1 陳小姐").shows("需要輪椅席");
    for browser in [&house.browser(), &house.citizen("別人").await] {
        browser.get(&format!("/hearings/{id}")).await.expect(200).hides("輪椅").hides("陳小姐");
    }
    // Nothing of it stands in the log.
    house.work().await;
    let events =
        folkmoot_foundation::event::of_kind(house.app.db.read(), "hearing.registered", 0, 10).await.unwrap();
    assert_eq!(events.len(), 1);
    assert!(!events[0].data.to_string().contains("陳小姐") && !events[0].public);

    house.days_pass(30);
    house.work().await;
    let facilitator = house.with_role("facilitator", None).await;
    facilitator.get(&list).await.expect(200).shows("需要輪椅席");
    house.days_pass(20);
    house.work().await;
    let facilitator = house.with_role("facilitator", None).await;
    facilitator.get(&list).await.expect(200).shows("已刪除").hides("輪椅").hides("陳小姐");
});

on_both!(people_are_let_in_by_the_list_and_by_their_code, |house: House| async move {
    let facilitator = house.with_role("facilitator", None).await;
    let (id, _) = with_places(&house, &facilitator, "1").await;
    let (one, two) = (house.citizen("先到的人").await, house.citizen("後到的人").await);
    register(&one, &id).await;
    register(&two, &id).await;
    let code = async |browser: &Browser| {
        let page = browser.get(&format!("/hearings/{id}/register")).await.expect(200);
        page.body.split("<code>").nth(1).map(|rest| rest.split('<').next().unwrap().to_owned())
    };
    let first = code(&one).await.unwrap();
    assert_eq!(code(&two).await, None, "who waits has nothing to show yet");
    let (door, check_in) = (format!("/desk/hearings/{id}/registrations"), format!("/hearings/{id}/check-in"));
    facilitator.post(&door, &[("act", "open")]).await.expect(409).shows("日期還沒到");
    let phone = house.browser();
    phone.post(&check_in, &[("hall", "123456"), ("own", &first)]).await.expect(409);
    house.days_pass(18);
    let facilitator = house.with_role("facilitator", None).await;
    phone.post(&check_in, &[("hall", "123456"), ("own", &first)]).await.expect(409).shows("不開放");
    facilitator.post(&door, &[("act", "open")]).await.expect(303);
    let list = facilitator.get(&door).await.expect(200);
    let hall =
        list.body.split("<strong class=\"number\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    facilitator.get(&door).await.expect(200).shows(&hall).shows("已報到 0 人");
    phone.get(&check_in).await.expect(200).hides(&hall);
    phone.post(&check_in, &[("hall", "00"), ("own", &first)]).await.expect(422).shows("現場代碼不對");
    phone.post(&check_in, &[("hall", &hall), ("own", "00")]).await.expect(422).shows("找不到這個報到代碼");
    phone.post(&check_in, &[("hall", &hall), ("own", &first)]).await.expect(303);
    phone.post(&check_in, &[("hall", &hall), ("own", &first)]).await.expect(303);
    let one = house.sign_in(one.person.as_ref().unwrap()).await;
    one.post(&format!("/hearings/{id}/register/cancel"), &[]).await.expect(409).shows("已經報到");
    facilitator.post(&door, &[("act", "walk_in"), ("attendee", "")]).await.expect(422);
    facilitator.post(&door, &[("act", "walk_in"), ("attendee", "路過的陳先生")]).await.expect(303);
    facilitator.get(&door).await.expect(200).shows("已報到 2 人").shows("路過的陳先生");
    let two = house.sign_in(two.person.as_ref().unwrap()).await;
    two.post(&door, &[("act", "open")]).await.expect(403);
});

on_both!(what_follows_a_hearing_is_public_with_its_dates, |house: House| async move {
    let facilitator = house.with_role("facilitator", None).await;
    let (id, proposal) = with_places(&house, &facilitator, "5").await;
    let guest = house.citizen("報名人").await;
    register(&guest, &id).await;
    let (after, public) = (format!("/desk/hearings/{id}/after"), format!("/hearings/{id}"));
    facilitator.get(&after).await.expect(409);
    let objection = [("act", "objection"), ("objection_who", "林里長"), ("objection_body", "資料太晚提供")];
    facilitator.post(&after, &objection).await.expect(409);
    house.days_pass(19);
    let facilitator = house.with_role("facilitator", None).await;
    let anyone = house.browser();
    // Ten working days after Friday 20 March, with two days of Qingming between.
    anyone.get(&public).await.expect(200).shows("4月7日").shows("尚未公布聽取意見");
    facilitator.post(&after, &[("act", "objection"), ("objection_who", "")]).await.expect(422);
    facilitator.post(&after, &objection).await.expect(303);
    anyone.get(&public).await.shows("資料太晚提供").shows("尚未處理");
    let page = facilitator.get(&after).await.expect(200);
    let open = page.body.split("<option value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let handle = [
        ("act", "handle"),
        ("objection", open.as_str()),
        ("outcome", "noted"),
        ("handling", "記明筆錄，補發資料"),
    ];
    facilitator
        .post(&after, &[("act", "handle"), ("objection", &open)])
        .await
        .expect(422)
        .shows("請選擇處理結果");
    facilitator.post(&after, &handle).await.expect(303);
    facilitator.post(&after, &handle).await.expect(409);
    anyone.get(&public).await.shows("記明異議").shows("補發資料");
    let sign = [("act", "signature"), ("signature_who", "水公司"), ("signature_state", "refused")];
    facilitator.post(&after, &sign).await.expect(422);
    facilitator.post(&after, &with(&sign, &[("signature_reason", "認為紀錄不完整")])).await.expect(303);
    let paper = [("act", "evidence"), ("evidence_who", "水公司"), ("evidence_body", "管線照片")];
    facilitator.post(&after, &with(&paper, &[("evidence_link", "javascript:alert(1)")])).await.expect(422);
    facilitator.post(&after, &paper).await.expect(303);
    let days = |from, until| [("act", "window"), ("correction_from", from), ("correction_until", until)];
    let words = format!("/desk/hearings/{id}/words");
    let early = days("2026-03-21", "2026-03-01");
    facilitator.post(&words, &early).await.expect(422).shows("不能早於會議日期");
    facilitator.post(&words, &days("2026-03-27", "2026-03-24")).await.expect(422).shows("不能早於第一天");
    facilitator.post(&words, &days("2026-03-21", "2026-03-27")).await.expect(303);
    let early = [("act", "dates"), ("publish_due", "2026-03-01")];
    facilitator.post(&after, &early).await.expect(422).shows("不能早於會議日期");
    let dates = [("act", "dates"), ("publish_due", "2026-03-24")];
    facilitator.post(&after, &dates).await.expect(422).shows("請寫明理由");
    let passed = [("act", "dates"), ("publish_due", "2026-03-20"), ("reason", "想寫成早就公布")];
    facilitator.post(&after, &passed).await.expect(422).shows("已經過去");
    let dates = with(&dates, &[("reason", "逐字稿已完成，提早公布")]);
    facilitator.post(&after, &dates).await.expect(303);
    anyone.get(&public).await.shows("逐字稿已完成").shows("變更會後日期").shows("4月7日");
    anyone.get(&public).await.shows("拒絕簽名").shows("紀錄不完整").shows("管線照片").shows("3月27日");
    let guest = house.sign_in(guest.person.as_ref().unwrap()).await;
    guest.post(&after, &dates).await.expect(403);

    // Nobody does anything, and the day passes in public.
    house.days_pass(6);
    let facilitator = house.with_role("facilitator", None).await;
    anyone.get(&public).await.shows("逾期 3 天尚未公布");
    let later = [("act", "dates"), ("publish_due", "2026-04-30"), ("reason", "人手不足需要展延")];
    facilitator.post(&after, &later).await.expect(409).shows("公布期限已過");
    let plan = crate::hearings::send(&facilitator, &id, "a.md", "### 主席：\n現在開會。\n").await;
    facilitator.post(&plan.expect(303).location.unwrap(), &[("act", "import")]).await.expect(303);
    anyone.get(&public).await.shows("已公布，逾期 3 天");
    facilitator.post(&after, &later).await.expect(409).shows("紀錄已經公布");
    let words = [
        ("act", "weighing"),
        ("weighing", "採納：冬季維持供水。不採納：全面更換管線，因經費與工期無法於年內完成。"),
    ];
    facilitator.post(&after, &[("act", "weighing"), ("weighing", "太短")]).await.expect(422);
    facilitator.post(&after, &words).await.expect(303);
    facilitator.post(&after, &words).await.expect(409);
    anyone.get(&public).await.shows("冬季維持供水");
    anyone.get(&format!("/proposals/{proposal}")).await.expect(200).shows("公布會議的斟酌結果");
    let told = house.messages_to(&address(&guest)).await;
    assert_eq!(told.iter().filter(|m| m.subject.contains("已公布斟酌結果")).count(), 1);
});
