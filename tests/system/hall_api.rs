//! The hall over the API: the live record with what a moderator hides of it, codes, own words, names that are taken away, and
//! opinions on paper.

use std::time::Duration;

use folkmoot_tests::{Answer, Browser, House, on_both};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::questions::meeting;

fn line(client: &str, speaker: &str, body: &str) -> Value {
    json!({ "client": format!("{client}-00000"), "speaker": speaker, "body": body })
}

async fn expect_code(answer: Answer, status: u16, code: &str) {
    let body = answer.expect(status).json();
    assert_eq!(body["code"], json!(code), "{body}");
}

/// Everybody but these is refused.
async fn refused(method: &str, path: &str, body: Value, others: &[&Browser], anyone: &Browser) {
    for other in others {
        other.call(method, path, body.clone()).await.expect(403);
    }
    anyone.call(method, path, body).await.expect(401);
}

on_both!(a_moderator_hides_a_line_while_the_hall_goes_on, |house: House| async move {
    let facilitator = house.with_role("facilitator", None).await;
    let (id, proposal) = meeting(&house, &facilitator, &[]).await;
    let (live, anyone) = (format!("/api/v1/hearings/{id}/live"), house.browser());
    expect_code(facilitator.call("POST", &live, Value::Null).await, 409, "hearing_not_held_yet").await;
    anyone.get(&live).await.expect(404);
    house.days_pass(18);
    let (facilitator, citizen) = (house.with_role("facilitator", None).await, house.citizen("阿本").await);
    let (moderator, second) =
        (house.with_role("moderator", None).await, house.with_role("moderator", None).await);
    let lines = format!("{live}/lines");
    expect_code(
        facilitator.call("POST", &lines, json!({ "lines": [line("a0", "", "太早")] })).await,
        409,
        "live_not_begun",
    )
    .await;
    refused("POST", &live, Value::Null, &[&citizen, &moderator], &anyone).await;
    for _ in 0..2 {
        facilitator.call("POST", &live, Value::Null).await.expect(204);
    }

    // Typed by the same key as on the page: sent again it is taken once.
    let both = json!({ "lines": [line("a1", "主席", "現在開會。"), line("a2", "林里長", "某人是騙子！")] });
    refused("POST", &lines, both.clone(), &[&citizen, &moderator], &anyone).await;
    let first = facilitator.call("POST", &lines, both.clone()).await.expect(200).json();
    let again = facilitator.call("POST", &lines, both).await.expect(200).json();
    assert_eq!((&first["taken"][0]["again"], &again["taken"][0]["again"]), (&json!(false), &json!(true)));
    assert_eq!(first["taken"][1]["id"], again["taken"][1]["id"]);
    let insult = first["taken"][1]["id"].as_str().unwrap().to_owned();
    let told = json!({ "client": "a3-00000", "body": "（鼓掌）", "narrative": true });
    let more = json!({ "lines": [told, line("a4", "王小姐", "打錯的一句。"), line("a5", "水公司", "另一句罵人的話。")] });
    let more = facilitator.call("POST", &lines, more).await.expect(200).json();
    let [told, slip, other] = [0, 1, 2].map(|at| more["taken"][at]["id"].as_str().unwrap().to_owned());
    for wrong in [
        json!({ "lines": [line("b1", "", "")] }),
        json!({ "lines": [{ "client": "<b>", "body": "好" }] }),
        json!({ "lines": vec![line("b2", "", "好"); 101] }),
        json!({ "lines": [line("b3", "", &"長".repeat(5_001))] }),
    ] {
        facilitator.call("POST", &lines, wrong).await.expect(422);
    }
    let read = anyone.get(&live).await.expect(200).json();
    assert_eq!((read["items"].as_array().unwrap().len(), &read["stage"]), (5, &json!("on")));
    let last = anyone.get(&format!("{live}?after=4&limit=2")).await.expect(200).json();
    assert_eq!((last["items"].as_array().unwrap().len(), &last["from"]), (1, &json!(4)));
    anyone.get(&format!("{live}?limit=0")).await.expect(400);

    // Taken back by the facilitator alone.
    let of = |line: &str| format!("{lines}/{line}");
    refused("DELETE", &of(&slip), Value::Null, &[&citizen, &moderator], &anyone).await;
    facilitator.call("DELETE", &of(&Uuid::new_v4().to_string()), Value::Null).await.expect(404);
    for _ in 0..2 {
        facilitator.call("DELETE", &of(&slip), Value::Null).await.expect(204);
    }
    let read = anyone.get(&live).await.expect(200).json();
    assert_eq!(read["dropped"], json!([slip]));

    // Hidden by a moderator alone: at once, with the reason in its place, on the page and the stream.
    let mut events = reqwest::get(format!("{}/hearings/{id}/live/stream", house.url)).await.unwrap();
    let mut heard = String::new();
    let mut until = async |words: &str| {
        let all = async {
            while !heard.contains(words) {
                heard.push_str(std::str::from_utf8(&events.chunk().await.unwrap().unwrap()).unwrap());
            }
        };
        let in_time = tokio::time::timeout(Duration::from_secs(20), all).await;
        assert!(in_time.is_ok(), "{words} did not come: {heard}");
    };
    until("某人是騙子").await;
    let hide = |line: &str| format!("{lines}/{line}/hide");
    let why = json!({ "ground": "attack", "reason": "人身攻擊，與議題無關" });
    refused("POST", &hide(&insult), why.clone(), &[&citizen, &facilitator], &anyone).await;
    moderator.call("POST", &hide(&insult), json!({ "ground": "x", "reason": "人身攻擊" })).await.expect(422);
    moderator.call("POST", &hide(&insult), json!({ "ground": "attack", "reason": "短" })).await.expect(422);
    expect_code(moderator.call("POST", &hide(&told), why.clone()).await, 409, "hall_line_told").await;
    moderator.call("POST", &hide(&slip), why.clone()).await.expect(404);
    let page = format!("/hearings/{id}/live");
    anyone.get(&page).await.expect(200).shows("某人是騙子").hides("隱藏這段發言");
    moderator.get(&page).await.expect(200).shows(&format!("/desk/moderation/lines/{insult}"));
    let path = hide(&insult);
    let (one, two) =
        tokio::join!(moderator.call("POST", &path, why.clone()), second.call("POST", &path, why.clone()));
    let (done, late) = if one.status == 201 { (one, two) } else { (two, one) };
    let decision = done.expect(201).json();
    expect_code(late, 409, "voice_hidden").await;
    assert_eq!((&decision["act"], &decision["proposal"]), (&json!("hide"), &json!(proposal)));
    until("人身攻擊，與議題無關").await;
    anyone.get(&page).await.expect(200).hides("某人是騙子").shows("人身攻擊，與議題無關").shows("林里長");
    let desk = format!("/desk/hearings/{id}/live");
    facilitator.get(&desk).await.expect(200).hides("某人是騙子").shows("人身攻擊，與議題無關");
    let read = anyone.get(&live).await.expect(200).json();
    let hidden = read["items"].as_array().unwrap().iter().find(|one| one["id"] == json!(insult)).unwrap();
    assert_eq!((&hidden["body"], &hidden["hide_ground"]), (&Value::Null, &json!("attack")));
    expect_code(facilitator.call("DELETE", &of(&insult), Value::Null).await, 409, "hall_line_decided").await;
    facilitator.post(&desk, &[("act", "strike"), ("statement", insult.as_str())]).await.expect(409);

    // It is a decision like any: taken back it is read again, and made once more on the page.
    let voice = decision["voice"].as_str().unwrap().to_owned();
    let maker = moderator.get("/api/v1/moderation/decisions").await.expect(200).json();
    assert_eq!(maker["items"][0]["id"], decision["id"]);
    let undo = format!("/api/v1/moderation/decisions/{}/undo", decision["id"].as_str().unwrap());
    let undone = moderator.call("POST", &undo, Value::Null).await;
    let undone = if undone.status == 403 { second.call("POST", &undo, Value::Null).await } else { undone };
    undone.expect(200);
    anyone.get(&page).await.expect(200).shows("某人是騙子");
    let look = format!("/desk/moderation/lines/{insult}");
    let there = moderator.get(&look).await.expect(303).location.unwrap();
    assert_eq!(there, format!("/desk/moderation/{voice}"));
    let form = [("act", "hide"), ("ground", "attack"), ("reason", "人身攻擊，第二次處置")];
    moderator.post(&there, &form).await.expect(303);
    anyone.get(&page).await.expect(200).hides("某人是騙子").shows("第二次處置");
    // And one that nobody has decided about yet.
    let look = format!("/desk/moderation/lines/{other}");
    for (who, status) in [(&citizen, 403), (&facilitator, 403), (&anyone, 303)] {
        who.get(&look).await.expect(status);
        // Whoever is no longer signed in gets back what they typed.
        let status = if status == 303 { 401 } else { status };
        who.post(&look, &form).await.expect(status);
    }
    moderator.get(&look).await.expect(200).shows("另一句罵人的話");
    moderator.post(&look, &[("reason", "人身攻擊")]).await.expect(422).shows("另一句罵人的話");
    let to = moderator.post(&look, &form).await.expect(303).location.unwrap();
    moderator.get(&to).await.expect(200).shows("另一句罵人的話");
    moderator.get(&format!("/desk/moderation/lines/{told}")).await.expect(404);
    moderator.get(&format!("/desk/moderation/lines/{}", Uuid::new_v4())).await.expect(404);

    // Hidden it stays when the live record becomes the record.
    let end = format!("{live}/end");
    refused("POST", &end, Value::Null, &[&citizen, &moderator], &anyone).await;
    for _ in 0..2 {
        facilitator.call("POST", &end, Value::Null).await.expect(204);
    }
    expect_code(
        facilitator.call("POST", &lines, json!({ "lines": [line("z1", "", "太晚")] })).await,
        409,
        "live_over",
    )
    .await;
    expect_code(moderator.call("POST", &hide(&insult), why).await, 409, "live_over").await;
    assert_eq!(anyone.get(&live).await.expect(200).json()["stage"], json!("over"));
    let record = anyone.get(&format!("/api/v1/hearings/{id}/statements")).await.expect(200).json();
    let kept: Vec<&Value> = record["items"].as_array().unwrap().iter().collect();
    let hidden: Vec<&str> =
        kept.iter().filter(|one| one["body"].is_null()).filter_map(|one| one["id"].as_str()).collect();
    assert!(hidden.contains(&insult.as_str()) && hidden.contains(&other.as_str()), "{record}");
    for path in [
        format!("/hearings/{id}"),
        format!("/hearings/{id}/record.md"),
        format!("/proposals/{proposal}/discussion"),
    ] {
        anyone.get(&path).await.expect(200).hides("某人是騙子").hides("另一句罵人的話");
    }
    anyone.get(&format!("/hearings/{id}")).await.shows("第二次處置").shows("現在開會");
    let counted = anyone.get(&format!("/api/v1/proposals/{proposal}/voices")).await.json();
    assert_eq!(counted["voices"], json!(1), "the chair's words alone are counted: {counted}");
    moderator
        .call(
            "POST",
            "/api/v1/moderation/decisions",
            json!({ "voice": voice, "act": "restore", "reason": "改判為可以公開" }),
        )
        .await
        .expect(201);
    anyone.get(&format!("/hearings/{id}")).await.shows("某人是騙子");

    // What is its own subject has no discussion in which somebody could decide.
    let own = [("subject", "own"), ("title", "自辦座談會"), ("kind", "forum"), ("held_on", "2026-03-20")];
    let own = facilitator.post("/desk/hearings/new", &own).await.expect(303).location.unwrap();
    let own = own.trim_start_matches("/desk/hearings/").split('?').next().unwrap().to_owned();
    let live = format!("/api/v1/hearings/{own}/live");
    facilitator.call("POST", &live, Value::Null).await.expect(204);
    let sent = json!({ "lines": [line("a1", "主席", "現在開會。")] });
    let sent = facilitator.call("POST", &format!("{live}/lines"), sent).await.expect(200).json();
    let path = format!("{live}/lines/{}/hide", sent["taken"][0]["id"].as_str().unwrap());
    let why = json!({ "ground": "attack", "reason": "人身攻擊" });
    expect_code(moderator.call("POST", &path, why).await, 409, "hall_no_discussion").await;
});

const RECORD: &str = "# 公聽會\n\n### 水公司：\n冬天水管會結冰。\n\n### 林里長：\n長輩沒有水喝。\n\n### 林里長：\n謝謝大家。\n";

on_both!(codes_own_words_and_names_go_over_the_api, |house: House| async move {
    let ann = house.citizen("安安").await;
    let (ben, anyone) = (house.citizen("阿本").await, house.browser());
    let facilitator = house.with_role("facilitator", None).await;
    let (moderator, clerk) = (house.with_role("moderator", None).await, house.with_role("clerk", None).await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let hall = crate::hearings::hearing(&facilitator, &proposal).await;
    let base = format!("/api/v1/hearings/{hall}");
    let codes = format!("{base}/codes");

    // A sheet: the codes are in its answer and nowhere else.
    let sheet = json!({ "speakers": ["水公司", "林里長", "水公司"], "blanks": 1 });
    refused("POST", &codes, sheet.clone(), &[&ben, &moderator, &clerk], &anyone).await;
    refused("GET", &codes, Value::Null, &[&ben, &moderator, &clerk], &anyone).await;
    for wrong in [
        json!({}),
        json!({ "blanks": 301 }),
        json!({ "blanks": 1, "valid_until": "2020-01-01" }),
        json!({ "speakers": ["長".repeat(101)] }),
    ] {
        facilitator.call("POST", &codes, wrong).await.expect(422);
    }
    let made = facilitator.call("POST", &codes, sheet).await.expect(201);
    assert!(made.headers["cache-control"].to_str().unwrap().contains("no-store"));
    let made = made.json();
    let slips: Vec<String> = made["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(slips.len(), 3);
    let listed = facilitator.get(&codes).await.expect(200);
    for code in &slips {
        listed.hides(code);
    }
    assert_eq!(listed.json()["items"][2]["state"], json!("open"));
    let plan =
        crate::hearings::send(&facilitator, &hall, "紀錄.md", RECORD).await.expect(303).location.unwrap();
    facilitator.post(&plan, &[("act", "import")]).await.expect(303);

    let redeem = format!("{codes}/redeem");
    anyone.call("POST", &redeem, json!({ "code": slips[0] })).await.expect(401);
    for wrong in ["", "0000-0000-0000", slips[2].as_str()] {
        ben.call("POST", &redeem, json!({ "code": wrong })).await.expect(422);
    }
    let blank = format!("{codes}/3");
    refused("PUT", &format!("{blank}/speaker"), json!({ "speaker": "路人" }), &[&ben, &moderator], &anyone)
        .await;
    facilitator.call("PUT", &format!("{blank}/speaker"), json!({ "speaker": "" })).await.expect(422);
    facilitator.call("PUT", &format!("{codes}/x/speaker"), json!({ "speaker": "路人" })).await.expect(404);
    facilitator.call("PUT", &format!("{blank}/speaker"), json!({ "speaker": "路人" })).await.expect(204);
    expect_code(
        facilitator.call("PUT", &format!("{blank}/speaker"), json!({ "speaker": "路人" })).await,
        409,
        "code_has_name",
    )
    .await;
    refused("DELETE", &blank, Value::Null, &[&ben, &moderator], &anyone).await;
    facilitator.call("DELETE", &blank, Value::Null).await.expect(204);
    expect_code(facilitator.call("DELETE", &blank, Value::Null).await, 409, "code_withdrawn").await;
    facilitator.call("DELETE", &format!("{codes}/99"), Value::Null).await.expect(404);
    for typed in [slips[1].clone(), slips[1].to_lowercase().replace('-', "")] {
        let proven = ben.call("POST", &redeem, json!({ "code": typed })).await.expect(200).json();
        assert_eq!(proven["speaker"], json!("林里長"));
    }
    ann.call("POST", &redeem, json!({ "code": slips[1] })).await.expect(422);
    let states: Vec<Value> = facilitator.get(&codes).await.json()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["state"].clone())
        .collect();
    assert_eq!(states, [json!("open"), json!("used"), json!("withdrawn")]);

    // Their own words, in the days for it, and nobody else's.
    anyone.get(&format!("{base}/own-words")).await.expect(401);
    let own = ben.get(&format!("{base}/own-words")).await.expect(200).json();
    assert_eq!((&own["names"], &own["corrections"]["state"]), (&json!(["林里長"]), &json!("open")));
    assert_eq!(own["items"].as_array().unwrap().len(), 2);
    assert_eq!(ann.get(&format!("{base}/own-words")).await.expect(200).json()["items"], json!([]));
    let mine = own["items"][0]["id"].as_str().unwrap().to_owned();
    let (path, history) =
        (format!("/api/v1/statements/{mine}/words"), format!("/api/v1/statements/{mine}/history"));
    let say = |body: &str, seen: i64| json!({ "body": body, "revisions": seen, "reason": "記錄不全" });
    let others = [&ann, &facilitator, &moderator, &clerk];
    refused("PUT", &path, say("別人改的話", 0), &others, &anyone).await;
    ben.call("PUT", &path, say("", 0)).await.expect(422);
    ben.call("PUT", &path, say(&"長".repeat(600), 0)).await.expect(422);
    let personal = ben.call("PUT", &path, say("我的證號是 A123456789", 0)).await.expect(422).json();
    assert!(personal.to_string().contains("personal_data"), "{personal}");
    let after = ben.call("PUT", &path, say("長輩運動的時候沒有水喝。", 0)).await.expect(200).json();
    assert_eq!((&after["body"], &after["revisions"]), (&json!("長輩運動的時候沒有水喝。"), &json!(1)));
    expect_code(ben.call("PUT", &path, say("舊的那一份", 0)).await, 409, "statement_changed").await;
    let before = anyone.get(&history).await.expect(200).json();
    assert_eq!(before["items"][0]["body"], json!("長輩沒有水喝。"), "{before}");
    assert_eq!(
        (&before["items"][0]["by_speaker"], &before["items"][0]["reason"]),
        (&json!(true), &json!("記錄不全"))
    );
    anyone.get(&format!("/api/v1/statements/{}/history", Uuid::new_v4())).await.expect(404);
    let days = format!("{base}/corrections");
    let named = json!({ "correction_from": "2026-03-02", "correction_until": "2026-03-20", "reason": "延長更正期間" });
    refused("PUT", &days, named.clone(), &[&ben, &moderator, &clerk], &anyone).await;
    let unreasoned = json!({ "correction_from": "2026-03-02", "correction_until": "2026-03-21" });
    facilitator.call("PUT", &days, unreasoned).await.expect(422);
    facilitator.call("PUT", &days, named).await.expect(204);

    // A name is taken away, first only to see where it stands.
    let take = format!("{base}/anonymise");
    let asked = json!({ "speaker": "林里長", "reason": "發言者本人請求" });
    refused("POST", &take, asked.clone(), &[&ben, &moderator, &clerk], &anyone).await;
    facilitator.call("POST", &take, json!({ "speaker": "沒有這個人" })).await.expect(404);
    let plan =
        facilitator.call("POST", &format!("{take}?dry_run=true"), asked.clone()).await.expect(200).json();
    assert!(plan["count"].as_u64().unwrap() >= 2 && plan["dry_run"] == json!(true), "{plan}");
    anyone.get(&format!("/hearings/{hall}")).await.shows("林里長");
    let done = facilitator.call("POST", &take, asked.clone()).await.expect(200).json();
    assert_eq!(done["label"], plan["label"]);
    anyone.get(&format!("/hearings/{hall}")).await.hides("林里長");
    facilitator.call("POST", &take, asked).await.expect(404);

    // Once the days are over nobody corrects any more.
    house.days_pass(30);
    let ben = house.sign_in(ben.person.as_ref().unwrap()).await;
    expect_code(ben.call("PUT", &path, say("太晚了", 1)).await, 409, "corrections_over").await;
});

const PDF: &[u8] = b"%PDF-1.7\nsomebody's address\n%%EOF";

async fn attach(browser: &Browser, path: &str, bytes: &[u8]) -> Answer {
    let (path, bytes) = (path.to_owned(), bytes.to_vec());
    let build = |http: &reqwest::Client, url: &str| {
        http.post(format!("{url}{path}")).header("content-type", "application/pdf").body(bytes)
    };
    browser.raw(build).await
}

on_both!(opinions_on_paper_and_their_originals_go_over_the_api, |house: House| async move {
    let (ann, anyone) = (house.citizen("安安").await, house.browser());
    let (clerk, facilitator) =
        (house.with_role("clerk", None).await, house.with_role("facilitator", None).await);
    let (reviewer, moderator) =
        (house.with_role("reviewer", None).await, house.with_role("moderator", None).await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let path = format!("/api/v1/proposals/{proposal}/opinions");
    let opinion = |body: &str, number: &str| {
        json!({ "channel": "paper", "stance": "pro", "body": body, "person": "王小明", "number": number,
                "place": "信義區公所", "day": "2026-03-01" })
    };
    refused("POST", &path, opinion("好", "1"), &[&ann, &reviewer, &moderator], &anyone).await;
    refused("GET", &path, Value::Null, &[&ann, &reviewer, &moderator], &anyone).await;
    let made = clerk.call("POST", &path, opinion("請全年供水。", "A-1")).await.expect(201).json();
    let again = facilitator.call("POST", &path, opinion("請全年供水。", "A-1")).await.expect(200).json();
    assert_eq!((&again["voice"], &again["already"]), (&made["voice"], &json!(true)));
    for (field, wrong) in [
        ("channel", "online"),
        ("stance", ""),
        ("body", ""),
        ("day", "2026-03-03"),
        ("body", "證號 A123456789"),
    ] {
        let mut sent = opinion("別的意見", "B-1");
        sent[field] = json!(wrong);
        clerk.call("POST", &path, sent).await.expect(422);
    }
    let other = clerk.call("POST", &path, opinion("同一號的別的話", "A-1")).await.expect(422).json();
    assert_eq!(other["errors"][0]["field"], json!("number"), "{other}");
    let draft = house.draft(&ann, "還沒有公開的提議").await;
    let hidden = format!("/api/v1/proposals/{draft}/opinions");
    clerk.call("POST", &hidden, opinion("好", "1")).await.expect(404);
    let list = clerk.get(&path).await.expect(200).json();
    assert_eq!((&list["items"][0]["voice"], &list["items"][0]["number"]), (&made["voice"], &json!("A-1")));
    assert_eq!(facilitator.get(&path).await.expect(200).json()["items"], json!([]));

    // The scan waits for a reviewer, and only then everybody has it.
    let voice = made["voice"].as_str().unwrap();
    let originals = format!("/api/v1/voices/{voice}/originals");
    let named = format!("{originals}?file_name=%E7%8E%8B%E5%B0%8F%E6%98%8E.pdf");
    for other in [&ann, &reviewer, &moderator] {
        attach(other, &named, PDF).await.expect(403);
    }
    attach(&anyone, &named, PDF).await.expect(401);
    attach(&clerk, &named, b"<svg onload=alert(1)>").await.expect(422);
    attach(&clerk, &named, b"").await.expect(422);
    attach(&clerk, &named, &[b'0'; 13 * 1024 * 1024]).await.expect(413);
    attach(&clerk, &format!("/api/v1/voices/{}/originals", Uuid::new_v4()), PDF).await.expect(404);
    let comment = json!({ "stance": "pro", "body": "線上的留言" });
    let online =
        ann.call("POST", &format!("/api/v1/proposals/{proposal}/voices"), comment).await.expect(201).json();
    let online = format!("/api/v1/voices/{}/originals", online["id"].as_str().unwrap());
    attach(&clerk, &online, PDF).await.expect(404);
    anyone.get(&online).await.expect(404);
    let first = attach(&clerk, &named, PDF).await.expect(200).json();
    let twice = attach(&clerk, &named, PDF).await.expect(200).json();
    assert_eq!(first["items"], twice["items"], "the same file is one");
    let seen = anyone.get(&originals).await.expect(200).json();
    assert_eq!((&seen["items"][0]["state"], &seen["items"][0]["href"]), (&json!("waiting"), &Value::Null));
    assert_eq!((&seen["place"], &seen["items"][0]["file_name"]), (&json!("信義區公所"), &Value::Null));

    let waiting = "/api/v1/originals";
    refused("GET", waiting, Value::Null, &[&ann, &clerk, &facilitator, &moderator], &anyone).await;
    let queue = reviewer.get(waiting).await.expect(200).json();
    assert_eq!((&queue["total"], &queue["items"][0]["file_name"]), (&json!(1), &json!("王小明.pdf")));
    let one = format!("{waiting}/{}", queue["items"][0]["id"].as_str().unwrap());
    for path in [one.clone(), format!("{one}/file")] {
        refused("GET", &path, Value::Null, &[&ann, &clerk, &facilitator, &moderator], &anyone).await;
        reviewer.get(&path).await.expect(200);
    }
    assert_eq!(reviewer.get(&format!("{one}/file")).await.body.as_bytes(), PDF);
    let decide = format!("{one}/decision");
    let release = json!({ "act": "release" });
    refused("POST", &decide, release.clone(), &[&ann, &clerk, &facilitator, &moderator], &anyone).await;
    reviewer.call("POST", &decide, json!({ "act": "burn" })).await.expect(422);
    reviewer.call("POST", &decide, json!({ "act": "keep_back", "reason": "短" })).await.expect(422);
    reviewer.call("POST", &decide, release.clone()).await.expect(200);
    let seen = anyone.get(&originals).await.expect(200).json();
    let href = seen["items"][0]["href"].as_str().unwrap().to_owned();
    let public = href.split_once("/originals/").unwrap().1;
    assert_eq!(anyone.get(&format!("/originals/{public}")).await.expect(200).body.as_bytes(), PDF);
    let kept = json!({ "act": "keep_back", "reason": "掃描檔上有住址與電話" });
    reviewer.call("POST", &decide, kept).await.expect(200);
    anyone.get(&format!("/originals/{public}")).await.expect(404);
    let seen = anyone.get(&originals).await.expect(200).json();
    assert_eq!(seen["items"][0]["reason"], json!("掃描檔上有住址與電話"));
    reviewer.call("POST", &format!("{waiting}/{}/decision", Uuid::new_v4()), release).await.expect(404);
});
