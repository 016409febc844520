//! The record while it is made: typed during the hearing, followed within two seconds, replaced by the transcript later.

use std::time::Duration;

use folkmoot_tests::{Answer, Browser, House, on_both};
use serde_json::{Value, json};

use crate::questions::meeting;

fn line(client: &str, speaker: &str, body: &str) -> Value {
    json!({ "client": format!("{client}-00000"), "speaker": speaker, "body": body })
}

async fn send(browser: &Browser, id: &str, lines: Value) -> Answer {
    let path = format!("/desk/hearings/{id}/live/lines");
    browser
        .raw(|client, base| {
            client
                .post(format!("{base}{path}"))
                .header("sec-fetch-site", "same-origin")
                .json(&json!({ "lines": lines }))
        })
        .await
}

async fn said(anyone: &Browser, id: &str) -> Vec<(String, String)> {
    let items = anyone.get(&format!("/api/v1/hearings/{id}/statements")).await.expect(200).json();
    let of =
        |one: &Value| (one["id"].as_str().unwrap().to_owned(), one["body"].as_str().unwrap_or("").to_owned());
    items["items"].as_array().unwrap().iter().map(of).collect()
}

on_both!(what_is_typed_stands_there_at_once_and_is_replaced_by_the_transcript, |house: House| async move {
    let facilitator = house.with_role("facilitator", None).await;
    let (id, proposal) = meeting(&house, &facilitator, &[]).await;
    let (desk, follow) = (format!("/desk/hearings/{id}/live"), format!("/hearings/{id}/live"));
    let anyone = house.browser();
    facilitator.get(&desk).await.expect(200).shows("會議當天才能開始");
    facilitator.post(&desk, &[("act", "begin")]).await.expect(409);
    anyone.get(&follow).await.expect(404);
    house.days_pass(18);
    let (facilitator, second) =
        (house.with_role("facilitator", None).await, house.with_role("facilitator", None).await);
    let citizen = house.citizen("阿本").await;
    send(&facilitator, &id, json!([line("a1", "", "太早")])).await.expect(409);
    for other in [&citizen, &anyone] {
        let status = send(other, &id, json!([line("x1", "", "我也來打字")])).await.status;
        assert!(matches!(status, 303 | 401 | 403), "{status}");
    }
    citizen.post(&desk, &[("act", "begin")]).await.expect(403);
    facilitator.post(&desk, &[("act", "begin")]).await.expect(303);
    facilitator.post(&desk, &[("act", "begin")]).await.expect(303);
    facilitator.get(&desk).await.expect(200).shows("發言內容");

    // Sent twice, and again in another batch after the answer was lost: each stands there once, in its order.
    let both = json!([line("a1", "主席", "現在開會。<b>"), line("a2", "林里長", "冬天水管會結冰嗎？")]);
    let first = send(&facilitator, &id, both.clone()).await.expect(200).json();
    assert_eq!(first["taken"][0]["again"], json!(false));
    let again = send(&facilitator, &id, both).await.expect(200).json();
    assert_eq!(again["taken"][1]["again"], json!(true));
    assert_eq!(first["taken"][1]["id"], again["taken"][1]["id"]);
    let more = json!([
        line("a2", "林里長", "冬天水管會結冰嗎？"),
        line("a3", "水公司", "平地不會。"),
        line("a3", "水公司", "平地不會。")
    ]);
    send(&facilitator, &id, more).await.expect(200);
    // Two who type at once: all is there once, and what each typed stands in their own order.
    let of = |who: &'static str| {
        (0..6).map(move |n| line(&format!("{who}{n}"), who, &format!("{who} 的第 {n} 句")))
    };
    let (one, two): (Vec<Value>, Vec<Value>) = (of("甲").collect(), of("乙").collect());
    let (one, two) = (ascii(one), ascii(two));
    let typing = async |browser: &Browser, lines: Vec<Value>| {
        for part in lines.chunks(2) {
            send(browser, &id, json!(part)).await.expect(200);
        }
    };
    tokio::join!(typing(&facilitator, one), typing(&second, two));
    let there = said(&anyone, &id).await;
    assert_eq!(there.len(), 15);
    for who in ["甲", "乙"] {
        let own: Vec<&String> =
            there.iter().map(|(_, body)| body).filter(|body| body.starts_with(who)).collect();
        let wanted: Vec<String> = (0..6).map(|n| format!("{who} 的第 {n} 句")).collect();
        assert_eq!(own, wanted.iter().collect::<Vec<_>>());
    }
    let wrong = json!([line("b1", "", "好"), json!({ "client": "b2-00000", "body": "" })]);
    send(&facilitator, &id, wrong).await.expect(422);
    send(&facilitator, &id, json!([json!({ "client": "<b>", "body": "好" })])).await.expect(422);
    assert_eq!(said(&anyone, &id).await.len(), 15, "of a batch with a mistake nothing is taken");

    let page = anyone.get(&follow).await.expect(200);
    page.shows("開會。&lt;b&gt;").shows("進行中").shows("平地不會");
    anyone.get(&format!("/hearings/{id}")).await.expect(200).shows("看即時紀錄").shows("還沒有校對");
    let address = format!("/statements/{}", there[1].0);
    anyone.get(&address).await.expect(303);
    // It is no version and no voice yet; a transcript waits until typing has ended, and nobody calls the meeting off.
    anyone.get(&format!("/hearings/{id}/record.md")).await.expect(404);
    let plan = crate::hearings::send(&facilitator, &id, "a.md", "### 主席：\n開會。\n").await.expect(303);
    facilitator
        .post(&plan.location.unwrap(), &[("act", "import")])
        .await
        .expect(409)
        .shows("即時紀錄正在進行");
    facilitator.post(&format!("/desk/hearings/{id}/cancel"), &[("reason", "臨時取消會議")]).await.expect(409);

    // Without scripts a form takes one statement at a time.
    let form = [("act", "line"), ("client", "form-0001"), ("speaker", "陳小姐"), ("body", "我補充一點。")];
    facilitator.post(&desk, &[("act", "line"), ("client", "form-0001"), ("body", "")]).await.expect(422);
    facilitator.post(&desk, &form).await.expect(303);
    facilitator.post(&desk, &form).await.expect(303);
    assert_eq!(said(&anyone, &id).await.len(), 16);

    facilitator.post(&desk, &[("act", "end")]).await.expect(303);
    second.post(&desk, &[("act", "end")]).await.expect(303);
    send(&second, &id, json!([line("c1", "", "太晚")])).await.expect(409);
    send(&second, &id, json!([line("a1", "主席", "現在開會。<b>")])).await.expect(200);
    anyone.get(&format!("/hearings/{id}/record.md")).await.expect(200).shows("我補充一點");
    let whole = anyone.get(&follow).await.expect(303).location;
    assert_eq!(whole.as_deref(), Some(format!("/hearings/{id}#record").as_str()));
    anyone.get(&format!("{follow}/stream")).await.expect(204);
    let discussion =
        anyone.get(&format!("/proposals/{proposal}/discussion?channel=hearing&order=oldest")).await;
    discussion.shows("冬天水管會結冰嗎");
    // Ended too early: it goes on, and ends once more.
    facilitator.post(&desk, &[("act", "begin")]).await.expect(303);
    send(&facilitator, &id, json!([line("d1", "主席", "還有一件事。")])).await.expect(200);
    facilitator.post(&desk, &[("act", "end")]).await.expect(303);
    let before = said(&anyone, &id).await;
    assert_eq!(before.len(), 17);

    let transcript =
        "### 主席：\n現在開會。\n\n### 林里長：\n冬天水管會結冰嗎？\n\n### 水公司：\n平地不會。\n";
    let plan =
        crate::hearings::send(&facilitator, &id, "b.md", transcript).await.expect(303).location.unwrap();
    facilitator.post(&plan, &[("act", "import")]).await.expect(303);
    let after = said(&anyone, &id).await;
    let kept = |body: &str| before.iter().find(|(_, said)| said.starts_with(body)).map(|(id, _)| id.clone());
    for body in ["冬天水管", "平地不會", "現在開會"] {
        assert!(
            after.iter().any(|(id, said)| said.starts_with(body) && Some(id.clone()) == kept(body)),
            "{body}"
        );
    }
    facilitator.post(&desk, &[("act", "begin")]).await.expect(409);
});

/// Ids of letters and digits alone.
fn ascii(lines: Vec<Value>) -> Vec<Value> {
    let of = |(n, mut line): (usize, Value)| {
        let who = if line["speaker"] == json!("甲") { "one" } else { "two" };
        line["client"] = json!(format!("{who}-line-{n}"));
        line
    };
    lines.into_iter().enumerate().map(of).collect()
}

on_both!(whoever_follows_hears_of_it_within_two_seconds, |house: House| async move {
    let facilitator = house.with_role("facilitator", None).await;
    let (id, proposal) = meeting(&house, &facilitator, &[]).await;
    house.days_pass(18);
    let facilitator = house.with_role("facilitator", None).await;
    facilitator.post(&format!("/desk/hearings/{id}/live"), &[("act", "begin")]).await.expect(303);
    send(&facilitator, &id, json!([line("a1", "主席", "現在開會。")])).await.expect(200);
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
    until("現在開會").await;
    let began = std::time::Instant::now();
    send(&facilitator, &id, json!([line("a2", "林里長", "聽得到嗎？")])).await.expect(200);
    until("聽得到嗎").await;
    let took = began.elapsed();
    let ann = house.citizen("安心").await;
    ann.post(&format!("/hearings/{id}/questions"), &[("question", "現場可以提問嗎？")]).await.expect(303);
    until("\"questions\":1").await;
    // What was typed by mistake is taken back: everywhere, at once, and sent again it stays away.
    let (desk, follow) = (format!("/desk/hearings/{id}/live"), format!("/hearings/{id}/live"));
    let mistake = json!([line("a3", "主席", "這句打錯了。")]);
    let sent = send(&facilitator, &id, mistake.clone()).await.expect(200).json();
    until("這句打錯了").await;
    let wrong = sent["taken"][0]["id"].as_str().unwrap().to_owned();
    let strike = [("act", "strike"), ("statement", wrong.as_str())];
    ann.post(&desk, &strike).await.expect(403);
    facilitator.get(&desk).await.expect(200).shows("收回");
    facilitator.post(&desk, &[("act", "strike"), ("statement", "x")]).await.expect(404);
    for _ in 0..2 {
        facilitator.post(&desk, &strike).await.expect(303);
    }
    until(&format!("\"dropped\":[\"{wrong}\"]")).await;
    send(&facilitator, &id, mistake).await.expect(200);
    let anyone = house.browser();
    anyone.get(&follow).await.expect(200).shows("聽得到嗎").hides("這句打錯了");
    assert!(said(&anyone, &id).await.iter().all(|(_, body)| !body.contains("這句打錯了")));
    facilitator.post(&desk, &[("act", "end")]).await.expect(303);
    until("\"stage\":\"over\"").await;
    let ended = tokio::time::timeout(Duration::from_secs(20), events.chunk()).await;
    assert!(matches!(ended, Ok(Ok(None))), "the stream ends with the record: {ended:?}");
    anyone.get(&format!("/hearings/{id}/record.md")).await.expect(200).shows("現在開會").hides("這句打錯了");

    // A moderator hides words, a name is taken away, and it goes on: neither comes back.
    let voices = format!("/api/v1/proposals/{proposal}/voices?channel=hearing&limit=100");
    let voices = anyone.get(&voices).await.expect(200).json();
    let voice = voices["items"].as_array().unwrap().iter().find(|one| one["body"] == "聽得到嗎？").unwrap();
    let voice = voice["id"].as_str().unwrap();
    ann.post(&format!("/voices/{voice}/report"), &[("ground", "off_topic")]).await.expect(303);
    let moderator = house.with_role("moderator", None).await;
    let hide = [("act", "hide"), ("ground", "off_topic"), ("reason", "與這場會議的主題無關")];
    moderator.post(&format!("/desk/moderation/{voice}"), &hide).await.expect(303);
    let named = [("act", "confirm"), ("speaker", "林里長"), ("reason", "依發言者本人請求")];
    facilitator.post(&format!("/desk/hearings/{id}/anonymise"), &named).await.expect(303);
    facilitator.post(&desk, &[("act", "begin")]).await.expect(303);
    send(&facilitator, &id, json!([line("a4", "林里長", "我是林里長，再問一次。")])).await.expect(200);
    let page = anyone.get(&follow).await.expect(200);
    page.shows("再問一次").hides("林里長").hides("聽得到嗎").shows("現在開會");
    let mut again = reqwest::get(format!("{}{follow}/stream", house.url)).await.unwrap();
    let first = String::from_utf8(again.chunk().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(
        first.contains("再問一次") && !first.contains("聽得到嗎") && !first.contains("林里長"),
        "{first}"
    );
    // What stands in the record is corrected there.
    let recorded = said(&anyone, &id).await[0].0.clone();
    facilitator
        .post(&desk, &[("act", "strike"), ("statement", &recorded)])
        .await
        .expect(409)
        .shows("已經在會議紀錄裡");
    // Two seconds are asked of an idle machine; a busy one has some more.
    assert!(took < Duration::from_secs(8), "{took:?}");
});
