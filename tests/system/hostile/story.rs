//! Words of people with ill will where everything begins: a proposal, its discussion, a meeting, an issue.

use folkmoot_tests::{Browser, House};
use serde_json::{Value, json};

use super::strings::{Supply, all, is_taken};
use super::{Found, forms, record};

/// What is asked for by name: words in every field of a proposal, its discussion, a meeting and an issue, kept as they were
/// typed and shown as they were kept.
pub async fn said(house: &House, found: &mut Found) {
    let proposer = house.citizen("\"><x-harm>").await;
    let taken: Vec<String> = all().into_iter().filter(|text| is_taken(text)).collect();
    let mut supply = Supply::new(taken.clone());
    let title = "\"><x-harm data-harm> =1+1";
    let words = json!({
        "title": title,
        "content": format!("{}\n\n{}", "=cmd|' /C calc'!A0", supply.text(1500, "\n\n")),
        "demands": [supply.text(200, " "), supply.text(200, " ")],
        "benefits": supply.text(500, "\n\n"),
        "evidence": supply.text(500, "\n\n"),
        "links": ["https://evil.example/?a='onclick='alert(1)", "https://evil.example/a"],
        "category": "transport",
        "let_platform_decide": true,
        "county": "63000",
    });
    let made = proposer.call("POST", "/api/v1/proposals", words).await;
    let proposal = made.expect(201).json()["id"].as_str().unwrap().to_owned();
    let base = format!("/api/v1/proposals/{proposal}");
    proposer.call("POST", &format!("{base}/submit?personal_data_ok=true"), Value::Null).await.expect(200);
    let reviewer = house.with_role("reviewer", None).await;
    reviewer.call("POST", &format!("{base}/review"), json!({ "action": "open" })).await.expect(200);
    let kept = house.browser().get(&base).await.expect(200).json();
    assert_eq!(kept["title"], title);
    let page = house.browser().get(&format!("/proposals/{proposal}")).await.expect(200);
    let shown = forms::words(&page.body);
    assert!(shown.contains("\"><x-harmdata-harm>=1+1") && shown.contains("=cmd|'/Ccalc'!A0"), "{shown}");

    // Each string as a comment or in one, with replies, reports, a decision and an appeal.
    let moderator = house.with_role("moderator", None).await;
    let voices = format!("{base}/voices");
    let (mut author, mut count, mut first) = (house.citizen("' onload='x").await, 0, None);
    let mut every = Supply::new(taken);
    while !every.is_through() {
        if count % 8 == 7 {
            author = house.citizen("<b>粗體</b>").await;
        }
        count += 1;
        let body = every.text(1800, "\n\n");
        let sent = json!({ "stance": "con", "body": body, "personal_data_ok": true });
        let answer = author.call("POST", &voices, sent).await;
        let id = answer.expect(201).json()["id"].as_str().unwrap().to_owned();
        let kept = house.browser().get(&format!("/api/v1/voices/{id}")).await.expect(200).json();
        let length = folkmoot_foundation::text::Length { min: 1, max: 5000 };
        assert_eq!(kept["body"], folkmoot_foundation::text::block("body", &body, length).unwrap());
        found.judge("a comment", &house.browser().get(&format!("/voices/{id}")).await.expect(200), house);
        first.get_or_insert((author.clone(), id));
    }
    let (author, voice) = first.unwrap();
    for part in ["<x-harm>", "<script>alert(1)</script>", "=HYPERLINK(", "javascript:alert(1)"] {
        found.judge(
            "a search",
            &house.browser().get(&format!("/search?q={}", urlencode(part))).await.expect(200),
            house,
        );
        found.judge(
            "a list",
            &house.browser().get(&format!("/proposals?q={}", urlencode(part))).await.expect(200),
            house,
        );
    }
    let reported = json!({ "ground": "spam", "words": supply.text(300, " ") });
    let answer = proposer.call("POST", &format!("/api/v1/voices/{voice}/reports"), reported).await;
    assert!(answer.status < 300, "{}", answer.body);
    let fields = [("act", "hide"), ("ground", "attack"), ("reason", "\"><x-harm data-harm> =1+1")];
    moderator.post(&format!("/desk/moderation/{voice}"), &fields).await.expect(303);
    found.judge("the reason", &house.browser().get(&format!("/voices/{voice}")).await, house);
    house.work().await;
    found.judge("notices", &author.get("/my/notices").await.expect(200), house);

    // A meeting with all of its notice, somebody who comes, and a record.
    let facilitator = house.with_role("facilitator", None).await;
    let mut fields: Vec<(&str, String)> =
        ["title", "place", "chair", "agency"].map(|name| (name, supply.text(60, " "))).into();
    fields.extend(
        ["notice", "basis", "parties", "procedure", "counsel", "rights", "preparatory", "absence"]
            .map(|name| (name, supply.text(300, "\n"))),
    );
    let day = (house.app.now() + chrono::TimeDelta::days(30)).date_naive().to_string();
    for (name, value) in [
        ("proposal", proposal.as_str()),
        ("kind", "public_hearing"),
        ("held_on", &day),
        ("starts_at", "14:00"),
        ("ends_at", "16:00"),
        ("agenda", "14:00 \"><x-harm data-harm>\n14:30 =1+1"),
        ("stream", "https://evil.example/\"onclick=\"x"),
        ("slides", "https://evil.example/slides"),
        ("recording", ""),
        ("registration", "yes"),
        ("places", "5"),
        ("basis", "<x-harm>"),
    ] {
        fields.retain(|(known, _)| *known != name);
        fields.push((name, value.to_owned()));
    }
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut sent = facilitator.post("/desk/hearings/new", &pairs).await;
    if sent.status == 422 {
        found.judge("a refused notice", &sent, house);
        let pairs: Vec<(&str, &str)> = pairs
            .into_iter()
            .map(
                |(name, value)| {
                    if name == "stream" { (name, "https://evil.example/s") } else { (name, value) }
                },
            )
            .collect();
        sent = facilitator.post("/desk/hearings/new", &pairs).await;
    }
    let to = sent.expect(303).location.unwrap();
    let hearing = to.trim_start_matches("/desk/hearings/").split('?').next().unwrap().to_owned();
    let comer = house.citizen("\"'><x-harm>").await;
    let attendee =
        [("attendee", "=1+1"), ("needs", "\"><x-harm data-harm>"), ("topic", "@SUM(1)"), ("speaks", "yes")];
    comer.post(&format!("/hearings/{hearing}/register"), &attendee).await.expect(303);
    let desk = format!("/desk/hearings/{hearing}");
    // Another one lies behind, and its record comes in.
    let held = crate::hearings::hearing(&facilitator, &proposal).await;
    let part = reqwest::multipart::Part::text(record()).file_name("\"><x-harm>.md");
    let upload = reqwest::multipart::Form::new().part("file", part);
    let record = format!("/desk/hearings/{held}/record");
    let plan = facilitator.upload(&record, upload).await.expect(303).location.unwrap();
    found.judge("a plan of a record", &facilitator.get(&plan).await.expect(200), house);
    facilitator.post(&plan, &[("act", "import")]).await.expect(303);
    let issues = format!("/desk/proposals/{proposal}/issues");
    let issue = [("act", "make"), ("title", "\"><x-harm data-harm>"), ("summary", "=1+1 <x-harm>")];
    facilitator.post(&issues, &issue).await.expect(303);
    let filing = format!("/desk/proposals/{proposal}/filing");
    let page = facilitator.get(&filing).await.expect(200);
    let rows: Vec<String> = page
        .body
        .split("name=\"voice\" value=\"")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
        .collect();
    let desk_page = facilitator.get(&issues).await.expect(200);
    let made = desk_page
        .body
        .split("name=\"issues\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let mut pairs = vec![("act", "file"), ("issue", made.as_str())];
    pairs.extend(rows.iter().map(|row| ("voice", row.as_str())));
    facilitator.post(&filing, &pairs).await.expect(303);
    for path in [
        format!("/hearings/{hearing}"),
        format!("/hearings/{held}"),
        format!("/hearings/{hearing}/calendar.ics"),
        "/hearings.ics".to_owned(),
        format!("/hearings/{held}/record.csv"),
        format!("/hearings/{held}/record.xml"),
        format!("/hearings/{held}/record.json"),
        format!("/proposals/{proposal}"),
        format!("/proposals/{proposal}/discussion"),
        format!("/proposals/{proposal}/merged"),
        format!("/proposals/{proposal}/merged.csv"),
        format!("/proposals/{proposal}/merged.xml"),
        format!("/proposals/{proposal}/merged.json"),
        format!("/proposals/{proposal}/booklet"),
        format!("/proposals/{proposal}/sheet"),
        format!("/proposals/{proposal}/badge.svg"),
        format!("/proposals/{proposal}/calendar.ics"),
        format!("/proposals/{proposal}/history"),
        format!("/issues/{made}"),
        format!("/feeds/proposals/{proposal}.atom"),
        "/feeds/proposals.atom".to_owned(),
        format!("{base}/timeline"),
        format!("{base}/voices"),
        format!("/api/v1/hearings/{held}/statements"),
        "/".to_owned(),
        "/proposals".to_owned(),
        "/hearings".to_owned(),
    ] {
        found.judge(&path, &house.browser().get(&path).await, house);
    }
    for path in [format!("{desk}/registrations"), format!("{desk}/registrations.csv"), desk, filing, issues] {
        found.judge(&path, &facilitator.get(&path).await.expect(200), house);
    }
    refused(&proposer, &voices, found, house).await;
}

/// What no field takes: it is told so, and nothing breaks.
async fn refused(browser: &Browser, voices: &str, found: &mut Found, house: &House) {
    let token = browser.token.clone().unwrap();
    let send = async |body: Vec<u8>| {
        let token = token.clone();
        browser
            .raw(|http, url| {
                let request = http.post(format!("{url}{voices}")).bearer_auth(token);
                request.header("content-type", "application/json").body(body)
            })
            .await
    };
    let long = format!("{{\"stance\":\"pro\",\"body\":\"{}\"}}", "長".repeat(100_000));
    for body in [
        br#"{"stance":"pro","body":"\ud800"}"#.to_vec(),
        br#"{"stance":"pro","body":"a\udc00b"}"#.to_vec(),
        br#"{"stance":"pro","body":"a\u0000b"}"#.to_vec(),
        br#"{"stance":"pro","body":"\u202e"}"#.to_vec(),
        br#"{"stance":"<x-harm>","body":"x"}"#.to_vec(),
        br#"{"<x-harm>":1}"#.to_vec(),
        b"{\"stance\":\"pro\",\"body\":\"\xff\xfe\"}".to_vec(),
        vec![b'['; 20_000],
        long.into_bytes(),
    ] {
        let answer = send(body.clone()).await;
        assert!(
            matches!(answer.status, 400 | 413 | 422),
            "{} for {:?}",
            answer.status,
            String::from_utf8_lossy(&body[..body.len().min(60)])
        );
        found.judge("a refusal", &answer, house);
    }
    for text in all().into_iter().filter(|text| !is_taken(text)).take(8) {
        let fields = [("stance", "pro"), ("body", text.as_str())];
        let answer = browser
            .post(&voices.replace("/api/v1", "").replace("/voices", "/comments"), &fields)
            .await
            .expect(422);
        found.judge("a refused comment", &answer, house);
    }
}

fn urlencode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
