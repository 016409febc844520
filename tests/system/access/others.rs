//! What is somebody else's: with the ids of real things, the right role and a form without mistakes.

use folkmoot_tests::cases::Matter;
use folkmoot_tests::proposals::words;
use folkmoot_tests::{Answer, Browser, House, on_both};
use serde_json::{Value, json};

use super::nothing;

/// What was tried and not refused.
#[derive(Default)]
struct Tries(Vec<String>);

impl Tries {
    /// A refusal says that it is not theirs, or not there, and nothing else.
    fn note(&mut self, what: String, answer: &Answer) {
        if !matches!(answer.status, 403 | 404) {
            self.0.push(format!("{what}: {}, location {:?}", answer.status, answer.location));
        }
    }

    async fn get(&mut self, browser: &Browser, path: &str) {
        let answer = browser.get(path).await;
        self.note(format!("GET {path}"), &answer);
    }

    /// With the fields given and without any: a mistake is no way around the question whose it is.
    async fn post(&mut self, browser: &Browser, path: &str, fields: &[(&str, &str)]) {
        for fields in [fields, &[]] {
            let answer = browser.post(path, fields).await;
            self.note(format!("POST {path} {fields:?}"), &answer);
        }
    }

    async fn call(&mut self, browser: &Browser, method: &str, path: &str, body: Value) {
        let answer = browser.call(method, path, body.clone()).await;
        self.note(format!("{method} {path} {body}"), &answer);
    }

    #[track_caller]
    fn all_refused(self) {
        nothing(&self.0);
    }
}

async fn body(browser: &Browser, path: &str) -> Value {
    browser.call("GET", path, Value::Null).await.expect(200).json()
}

on_both!(a_proposal_is_written_on_by_its_proposer_alone, |house: House| async move {
    let ann = house.citizen("安安").await;
    let draft = house.draft(&ann, "讓公園的飲水機全年供水").await;
    let waiting = house.submitted_proposal(&ann, "公車站牌加裝遮雨棚").await;
    let open = house.open_proposal(&ann, "圖書館延長開放時間").await;
    let mut tries = Tries::default();
    for other in [
        house.citizen("阿本").await,
        house.with_role("reviewer", None).await,
        house.with_role("moderator", None).await,
        house.with_role("administrator", None).await,
    ] {
        for id in [&draft, &waiting, &open] {
            let (page, api) = (format!("/proposals/{id}"), format!("/api/v1/proposals/{id}"));
            for step in ["title", "content", "check"] {
                tries.get(&other, &format!("{page}/edit/{step}")).await;
            }
            tries
                .post(&other, &format!("{page}/edit/title"), &[("title", "別人的主題"), ("go", "later")])
                .await;
            tries.post(&other, &format!("{page}/edit/check"), &[]).await;
            tries.post(&other, &format!("{page}/delete"), &[]).await;
            tries.get(&other, &format!("{page}/withdraw")).await;
            tries.post(&other, &format!("{page}/withdraw"), &[("reason", "不要了")]).await;
            tries.call(&other, "PATCH", &api, words("別人的主題")).await;
            tries.call(&other, "POST", &format!("{api}/submit"), Value::Null).await;
            tries.call(&other, "POST", &format!("{api}/withdraw"), json!({ "reason": "不要了" })).await;
        }
        // A draft is not there for anybody else, whatever is done with it.
        let (page, api) = (format!("/proposals/{draft}"), format!("/api/v1/proposals/{draft}"));
        for path in ["", "/revisions", "/signatures", "/count", "/discussion", "/response", "/unsign"] {
            tries.get(&other, &format!("{page}{path}")).await;
        }
        for path in ["", "/timeline", "/voices", "/signatures/count", "/signatures/history"] {
            tries.get(&other, &format!("{api}{path}")).await;
        }
        tries.get(&other, &format!("/feeds/proposals/{draft}.atom")).await;
        tries.post(&other, &format!("{page}/follow"), &[]).await;
        tries.post(&other, &format!("{page}/sign"), &[]).await;
        tries.post(&other, &format!("{page}/comments"), &[("stance", "pro"), ("body", "好主意")]).await;
        tries.call(&other, "PUT", &format!("/api/v1/me/follows/{draft}"), Value::Null).await;
        tries.call(&other, "POST", &format!("{api}/signatures"), Value::Null).await;
        tries
            .call(&other, "POST", &format!("{api}/voices"), json!({ "stance": "pro", "body": "好主意" }))
            .await;
    }
    tries.all_refused();
    // Reviewers see what waits for them; others don't.
    let page = format!("/proposals/{waiting}");
    house.with_role("reviewer", None).await.get(&page).await.expect(200);
    house.citizen("阿本").await.get(&page).await.expect(404);
    house.browser().get(&page).await.expect(404);
    for (id, state) in [(draft, "draft"), (waiting, "in_review"), (open, "open")] {
        let now = body(&ann, &format!("/api/v1/proposals/{id}")).await;
        assert_eq!((&now["state"], &now["revision"]), (&json!(state), &json!(i64::from(state != "draft"))));
        assert_ne!(now["title"], "別人的主題");
    }
});

on_both!(a_receipt_is_its_signers_alone, |house: House| async move {
    let drive = house.drive().await;
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let sign = format!("/proposals/{drive}/sign");
    ann.post(&sign, &[]).await.expect(303);
    let receipt = body(&ann, "/api/v1/me/signatures").await["items"][0]["id"].as_str().unwrap().to_owned();
    ben.post(&sign, &[]).await.expect(303);
    let mut tries = Tries::default();
    for other in [ben.clone(), house.with_role("administrator", None).await] {
        tries.get(&other, &format!("/receipts/{receipt}")).await;
        tries.get(&other, &format!("/receipts/{receipt}.json")).await;
        tries.get(&other, &format!("/api/v1/me/signatures/{receipt}/proof")).await;
        tries.post(&other, &format!("/receipts/{receipt}/mail"), &[]).await;
        tries.get(&other, &format!("/receipts/{receipt}/confirm")).await;
        tries.post(&other, &format!("/receipts/{receipt}/confirm/code"), &[]).await;
        tries.get(&other, &format!("/api/v1/me/signatures/{receipt}/check")).await;
        tries.post(&other, &format!("/receipts/{receipt}/region"), &[("region", "63000")]).await;
    }
    tries.all_refused();
    ann.get(&format!("/receipts/{receipt}")).await.expect(200);
    // Taking back takes back one's own.
    ben.post(&format!("/proposals/{drive}/unsign"), &[]).await.expect(303);
    assert_eq!(body(&ann, "/api/v1/me/signatures").await["items"][0]["state"], "counted");
});

on_both!(notices_and_sessions_are_ones_own, |house: House| async move {
    let ann = house.citizen("安安").await;
    house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    house.work().await;
    let notice = body(&ann, "/api/v1/me/notices").await["items"][0]["id"].as_str().unwrap().to_owned();
    let sessions = body(&ann, "/api/v1/me/sessions").await["items"].clone();
    let mut tries = Tries::default();
    for other in [house.citizen("阿本").await, house.with_role("administrator", None).await] {
        tries.post(&other, &format!("/my/notices/{notice}/read"), &[]).await;
        tries.call(&other, "POST", &format!("/api/v1/me/notices/{notice}/read"), Value::Null).await;
        for session in sessions.as_array().unwrap() {
            let session = session["id"].as_str().unwrap();
            tries.post(&other, "/account/devices/sign-out", &[("session", session)]).await;
            tries.call(&other, "DELETE", &format!("/api/v1/me/sessions/{session}"), Value::Null).await;
        }
        other.post("/my/notices/read-all", &[]).await.expect(303);
        other.post("/account/sign-out-everywhere", &[]).await.expect(303);
    }
    tries.all_refused();
    assert_ne!(body(&ann, "/api/v1/me/notices").await["unread"], 0);
    assert_eq!(body(&ann, "/api/v1/me/sessions").await["items"], sessions);
});

on_both!(a_comment_is_changed_by_its_author_alone, |house: House| async move {
    let ann = house.citizen("安安").await;
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let sent = json!({ "stance": "pro", "body": "夏天很需要" });
    let made =
        ann.call("POST", &format!("/api/v1/proposals/{proposal}/voices"), sent).await.expect(201).json();
    let voice = made["id"].as_str().unwrap();
    let (page, api) = (format!("/voices/{voice}"), format!("/api/v1/voices/{voice}"));
    let mut tries = Tries::default();
    for other in [
        house.citizen("阿本").await,
        house.with_role("moderator", None).await,
        house.with_role("administrator", None).await,
    ] {
        tries.get(&other, &format!("{page}/edit")).await;
        tries.get(&other, &format!("{page}/delete")).await;
        tries.post(&other, &format!("{page}/edit"), &[("stance", "con"), ("body", "別人的話")]).await;
        tries.post(&other, &format!("{page}/delete"), &[]).await;
        tries.call(&other, "PATCH", &api, json!({ "stance": "con", "body": "別人的話" })).await;
        tries.call(&other, "PATCH", &api, json!({ "stance": "con", "body": "" })).await;
        tries.call(&other, "DELETE", &api, Value::Null).await;
    }
    tries.all_refused();
    let now = body(&house.browser(), &api).await;
    assert_eq!(
        (&now["body"], &now["revisions"], &now["standing"]),
        (&json!("夏天很需要"), &json!(0), &made["standing"])
    );
});

/// Whatever officers and approvers do with a case, as pages and API take it.
async fn try_on_case(tries: &mut Tries, matter: &Matter, follow_up: Option<&str>, addendum: Option<&str>) {
    let (officer, approver) = (&matter.stranger, &matter.strange_approver);
    let (desk, api, case) = (matter.desk(), matter.api(), &matter.case);
    let (from, to) = (matter.agency.as_str(), matter.other.as_str());
    tries.get(officer, &desk).await;
    tries.get(approver, &desk).await;
    tries.get(approver, &format!("/desk/approvals/{case}")).await;
    let acts: [(&str, Vec<(&str, &str)>); 8] = [
        ("post-timetable", vec![("body", "時程"), ("date-1", "2026-03-20"), ("step-1", "會議")]),
        ("record-contact", vec![("on", "2026-03-02"), ("manner", "email"), ("summary", "說明")]),
        ("ask-extension", vec![("until", "2026-06-15"), ("reasons", "需協調"), ("progress", "已開會")]),
        ("transfer", vec![("from", from), ("to", to), ("reasons", "屬本部權責")]),
        ("write-addendum", vec![("body", "更正")]),
        ("add-follow-up", vec![("action", "修法"), ("unit", "法規會"), ("due_on", "2026-09-30")]),
        ("close", vec![("outcome", "完成")]),
        ("explain/timetable", vec![("explanation", "人力不足")]),
    ];
    for (act, fields) in &acts {
        tries.get(officer, &format!("{desk}/{act}")).await;
        tries.post(officer, &format!("{desk}/{act}"), fields).await;
    }
    let response = Matter::response("0", "submit");
    let response: Vec<(&str, &str)> = response.iter().map(|(name, value)| (*name, value.as_str())).collect();
    tries.get(officer, &format!("{desk}/response")).await;
    tries.post(officer, &format!("{desk}/response"), &response).await;
    for who in [officer, approver] {
        tries.get(who, &format!("{desk}/draft")).await;
        tries.get(who, &format!("{desk}/draft/compare?from=1&to=1")).await;
        tries
            .post(who, &format!("{desk}/draft/comments"), &[("version", "1"), ("comment", "別的機關")])
            .await;
        tries.call(who, "GET", &format!("{api}/response/draft/versions"), Value::Null).await;
        tries.call(who, "GET", &format!("{api}/response/draft/versions/1"), Value::Null).await;
        tries.call(who, "GET", &format!("{api}/response/draft/comments"), Value::Null).await;
        let sent = json!({ "version": 1, "comment": "別的機關" });
        tries.call(who, "POST", &format!("{api}/response/draft/comments"), sent).await;
    }
    let signature = [("act", "sign"), ("version", "1"), ("name", "陳美玲"), ("title", "部長")];
    tries.post(approver, &format!("/desk/approvals/{case}"), &signature).await;
    tries.post(approver, &format!("/desk/approvals/{case}"), &[("act", "send_back"), ("note", "重寫")]).await;
    let calls = [
        ("POST", "timetable", json!({ "body": "時程" })),
        ("POST", "contact", json!({ "on": "2026-03-02", "manner": "email", "summary": "說明" })),
        ("POST", "extension", json!({ "reasons": "需協調", "progress": "已開會" })),
        ("POST", "transfer", json!({ "from": from, "to": to, "reasons": "屬本部權責" })),
        ("POST", "transfer", json!({ "from": to, "to": from, "reasons": "屬本部權責" })),
        ("POST", "clocks/timetable/explanation", json!({ "explanation": "人力不足" })),
        ("PUT", "response", json!({ "base": 0, "content": {} })),
        ("POST", "response/submit", json!({ "version": 1 })),
        ("GET", "response/draft", Value::Null),
        ("POST", "addenda", json!({ "body": "更正" })),
        ("POST", "follow-ups", json!({ "action": "修法", "unit": "法規會", "due_on": "2026-09-30" })),
        ("POST", "close", json!({ "outcome": "完成" })),
    ];
    for (method, path, sent) in calls {
        tries.call(officer, method, &format!("{api}/{path}"), sent).await;
    }
    let signature = json!({ "version": 1, "name": "陳美玲", "title": "部長" });
    tries.call(approver, "POST", &format!("{api}/response/sign"), signature.clone()).await;
    tries.call(approver, "POST", &format!("{api}/response/send-back"), json!({ "note": "重寫" })).await;
    tries.call(approver, "GET", &format!("{api}/response/draft"), Value::Null).await;
    if let Some(id) = follow_up {
        tries.get(officer, &format!("{desk}/follow-ups/{id}")).await;
        tries.post(officer, &format!("{desk}/follow-ups/{id}"), &[("report", "已修正")]).await;
        let path = format!("{api}/follow-ups/{id}/report");
        tries.call(officer, "POST", &path, json!({ "report": "已修正" })).await;
    }
    if let Some(id) = addendum {
        let page = format!("/desk/approvals/addenda/{id}");
        tries.get(approver, &page).await;
        tries.post(approver, &page, &[("name", "陳美玲"), ("title", "部長")]).await;
        tries.post(approver, &page, &[("act", "send_back"), ("note", "重寫")]).await;
        tries.call(approver, "POST", &format!("/api/v1/addenda/{id}/sign"), signature).await;
        tries
            .call(approver, "POST", &format!("/api/v1/addenda/{id}/decline"), json!({ "note": "重寫" }))
            .await;
    }
}

on_both!(a_case_is_worked_on_by_its_agency_alone, |house: House| async move {
    let matter = house.matter().await;
    let mut tries = Tries::default();
    let assigned = body(&house.browser(), &matter.api()).await;
    try_on_case(&mut tries, &matter, None, None).await;
    assert_eq!(body(&house.browser(), &matter.api()).await, assigned);
    // While a draft waits for its signature, and after the response with its addendum and follow-up.
    matter.send_response(&matter.officer, &Matter::response("0", "submit")).await.expect(303);
    try_on_case(&mut tries, &matter, None, None).await;
    let signed = json!({ "version": 1, "name": "陳美玲", "title": "部長" });
    let path = format!("{}/response/sign", matter.api());
    matter.approver.call("POST", &path, signed).await.expect(201);
    let path = format!("{}/addenda", matter.api());
    let written = matter.officer.call("POST", &path, json!({ "body": "更正" })).await.expect(201).json();
    let answered = body(&house.browser(), &matter.api()).await;
    let follow_up = answered["follow_ups"][0]["id"].as_str();
    try_on_case(&mut tries, &matter, follow_up, written["id"].as_str()).await;
    tries.all_refused();
    assert_eq!(body(&house.browser(), &matter.api()).await, answered);
});
