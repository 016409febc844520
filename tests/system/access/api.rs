//! Every operation of the API.

use std::collections::BTreeSet;

use folkmoot_accounts::Role::{
    Administrator, AgencyApprover, AgencyOfficer, Clerk, Facilitator, Moderator, Reviewer,
};
use folkmoot_tests::{Answer, Browser, House, on_both};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::Who::{self, Anyone, Holding, SignedIn};
use super::{all_classified, callers, filled, nothing};

const BASE: &str = "/api/v1";

/// Whom each operation is for.
const OPERATIONS: &[(&str, &str, Who)] = &[
    ("POST", "/addenda/{id}/decline", Holding(&[AgencyApprover])),
    ("POST", "/addenda/{id}/sign", Holding(&[AgencyApprover])),
    ("GET", "/agencies", Anyone),
    ("POST", "/agencies", Holding(&[Administrator])),
    ("GET", "/agencies/{id}", Anyone),
    ("GET", "/audit-log", Holding(&[Administrator])),
    ("GET", "/cases", Anyone),
    ("GET", "/cases/{id}", Anyone),
    ("POST", "/cases/{id}/addenda", Holding(&[AgencyOfficer])),
    ("POST", "/cases/{id}/assignment", Holding(&[Administrator])),
    ("POST", "/cases/{id}/clocks/{clock}/explanation", Holding(&[AgencyOfficer])),
    ("POST", "/cases/{id}/close", Holding(&[AgencyOfficer])),
    ("POST", "/cases/{id}/contact", Holding(&[AgencyOfficer])),
    ("POST", "/cases/{id}/extension", Holding(&[AgencyOfficer])),
    ("GET", "/cases/{id}/feedback", Anyone),
    ("PUT", "/cases/{id}/feedback", SignedIn),
    ("GET", "/cases/{id}/feedback.csv", Anyone),
    ("GET", "/cases/{id}/file", Anyone),
    ("POST", "/cases/{id}/follow-ups", Holding(&[AgencyOfficer])),
    ("POST", "/cases/{id}/follow-ups/{follow_up}/report", Holding(&[AgencyOfficer])),
    ("POST", "/cases/{id}/outcomes", Holding(&[AgencyOfficer])),
    ("POST", "/cases/{id}/pause", Holding(&[Administrator])),
    ("POST", "/cases/{id}/progress", Holding(&[AgencyOfficer])),
    ("POST", "/cases/{id}/reply", SignedIn),
    ("GET", "/cases/{id}/response", Anyone),
    ("PUT", "/cases/{id}/response", Holding(&[AgencyOfficer])),
    ("GET", "/cases/{id}/response/draft", Holding(&[AgencyOfficer, AgencyApprover])),
    ("GET", "/cases/{id}/response/draft/comments", Holding(&[AgencyOfficer, AgencyApprover])),
    ("POST", "/cases/{id}/response/draft/comments", Holding(&[AgencyOfficer, AgencyApprover])),
    ("GET", "/cases/{id}/response/draft/versions", Holding(&[AgencyOfficer, AgencyApprover])),
    ("GET", "/cases/{id}/response/draft/versions/{version}", Holding(&[AgencyOfficer, AgencyApprover])),
    ("GET", "/cases/{id}/response/proof", Anyone),
    ("POST", "/cases/{id}/response/send-back", Holding(&[AgencyApprover])),
    ("POST", "/cases/{id}/response/sign", Holding(&[AgencyApprover])),
    ("POST", "/cases/{id}/response/submit", Holding(&[AgencyOfficer])),
    ("POST", "/cases/{id}/resume", Holding(&[Administrator])),
    ("POST", "/cases/{id}/supplements", Holding(&[AgencyOfficer])),
    ("POST", "/cases/{id}/supplements/{supplement}/answer", SignedIn),
    ("GET", "/cases/{id}/survey", Anyone),
    ("POST", "/cases/{id}/survey", SignedIn),
    ("GET", "/cases/{id}/survey.csv", Anyone),
    ("POST", "/cases/{id}/timetable", Holding(&[AgencyOfficer])),
    ("POST", "/cases/{id}/transfer", Holding(&[AgencyOfficer])),
    ("GET", "/desk/cases", Holding(&[AgencyOfficer])),
    ("GET", "/desk/review", Holding(&[Reviewer])),
    ("GET", "/desk/review/signatures", Holding(&[Reviewer])),
    ("POST", "/desk/review/signatures/decisions", Holding(&[Reviewer])),
    ("DELETE", "/desk/review/signatures/decisions/{id}", Holding(&[Reviewer])),
    ("GET", "/desk/review/signatures/{proposal}/{signal}/{mark}", Holding(&[Reviewer])),
    ("GET", "/hearings", Anyone),
    ("POST", "/hearings", Holding(&[Facilitator])),
    ("GET", "/hearings/{id}", Anyone),
    ("PUT", "/hearings/{id}", Holding(&[Facilitator])),
    ("POST", "/hearings/{id}/anonymise", Holding(&[Facilitator])),
    ("POST", "/hearings/{id}/attendance", Holding(&[Facilitator])),
    ("GET", "/hearings/{id}/codes", Holding(&[Facilitator])),
    ("POST", "/hearings/{id}/codes", Holding(&[Facilitator])),
    ("POST", "/hearings/{id}/codes/redeem", SignedIn),
    ("DELETE", "/hearings/{id}/codes/{number}", Holding(&[Facilitator])),
    ("PUT", "/hearings/{id}/codes/{number}/speaker", Holding(&[Facilitator])),
    ("PUT", "/hearings/{id}/corrections", Holding(&[Facilitator])),
    ("GET", "/hearings/{id}/files", Anyone),
    ("GET", "/hearings/{id}/live", Anyone),
    ("POST", "/hearings/{id}/live", Holding(&[Facilitator])),
    ("POST", "/hearings/{id}/live/end", Holding(&[Facilitator])),
    ("POST", "/hearings/{id}/live/lines", Holding(&[Facilitator])),
    ("DELETE", "/hearings/{id}/live/lines/{statement}", Holding(&[Facilitator])),
    ("POST", "/hearings/{id}/live/lines/{statement}/hide", Holding(&[Moderator])),
    ("GET", "/hearings/{id}/own-words", SignedIn),
    ("GET", "/hearings/{id}/papers", Anyone),
    ("POST", "/hearings/{id}/papers", Holding(&[Facilitator])),
    ("PUT", "/hearings/{id}/papers/{paper}/handling", Holding(&[Facilitator])),
    ("GET", "/hearings/{id}/questions", Anyone),
    ("POST", "/hearings/{id}/questions", SignedIn),
    ("DELETE", "/hearings/{id}/questions/{question}", SignedIn),
    ("DELETE", "/hearings/{id}/questions/{question}/mark", SignedIn),
    ("PUT", "/hearings/{id}/questions/{question}/mark", SignedIn),
    ("PUT", "/hearings/{id}/questions/{question}/outcome", Holding(&[Facilitator])),
    ("POST", "/hearings/{id}/record", Holding(&[Facilitator])),
    ("GET", "/hearings/{id}/record/jobs/{job}", Holding(&[Facilitator])),
    ("DELETE", "/hearings/{id}/registration", SignedIn),
    ("GET", "/hearings/{id}/registration", SignedIn),
    ("PUT", "/hearings/{id}/registration", SignedIn),
    ("GET", "/hearings/{id}/registrations", Holding(&[Facilitator])),
    ("PUT", "/hearings/{id}/registrations/{registration}/attendance", Holding(&[Facilitator])),
    ("GET", "/hearings/{id}/statements", Anyone),
    ("PUT", "/hearings/{id}/weighing", Holding(&[Facilitator])),
    ("DELETE", "/issues/{id}", Holding(&[Facilitator])),
    ("GET", "/issues/{id}", Anyone),
    ("PUT", "/issues/{id}", Holding(&[Facilitator])),
    ("POST", "/issues/{id}/merge", Holding(&[Facilitator])),
    ("GET", "/issues/{id}/voices", Anyone),
    ("POST", "/issues/{id}/voices", Holding(&[Facilitator])),
    ("POST", "/issues/{id}/voices/remove", Holding(&[Facilitator])),
    ("GET", "/log/checkpoints", Anyone),
    ("GET", "/log/key", Anyone),
    ("GET", "/mail-domains", Holding(&[Administrator])),
    ("PUT", "/mail-domains", Holding(&[Administrator])),
    ("DELETE", "/me", SignedIn),
    ("GET", "/me", SignedIn),
    ("PATCH", "/me", SignedIn),
    ("DELETE", "/me/follows", SignedIn),
    ("GET", "/me/follows", SignedIn),
    ("PUT", "/me/follows", SignedIn),
    ("DELETE", "/me/follows/{id}", SignedIn),
    ("PUT", "/me/follows/{id}", SignedIn),
    ("GET", "/me/mails", SignedIn),
    ("PUT", "/me/mails", SignedIn),
    ("POST", "/me/mobile-code", SignedIn),
    ("POST", "/me/mobile-confirm", SignedIn),
    ("GET", "/me/notices", SignedIn),
    ("POST", "/me/notices/read", SignedIn),
    ("POST", "/me/notices/{id}/read", SignedIn),
    ("PUT", "/me/password", SignedIn),
    ("GET", "/me/proposals", SignedIn),
    ("DELETE", "/me/second-factor", SignedIn),
    ("GET", "/me/second-factor", SignedIn),
    ("POST", "/me/second-factor", SignedIn),
    ("POST", "/me/second-factor/confirm", SignedIn),
    ("DELETE", "/me/sessions", SignedIn),
    ("GET", "/me/sessions", SignedIn),
    ("DELETE", "/me/sessions/{id}", SignedIn),
    ("GET", "/me/signatures", SignedIn),
    ("GET", "/me/signatures/{id}/check", SignedIn),
    ("POST", "/me/signatures/{id}/check/code", SignedIn),
    ("POST", "/me/signatures/{id}/check/confirmation", SignedIn),
    ("GET", "/me/signatures/{id}/proof", SignedIn),
    ("GET", "/moderation/appeals", Holding(&[Moderator])),
    ("POST", "/moderation/appeals/{id}", Holding(&[Moderator])),
    ("GET", "/moderation/decisions", Holding(&[Moderator])),
    ("POST", "/moderation/decisions", Holding(&[Moderator])),
    ("POST", "/moderation/decisions/{id}/appeal", SignedIn),
    ("POST", "/moderation/decisions/{id}/undo", Holding(&[Moderator])),
    ("GET", "/moderation/figures", Anyone),
    ("GET", "/moderation/figures.csv", Anyone),
    ("GET", "/moderation/held", Holding(&[Moderator])),
    ("POST", "/moderation/held/{id}", Holding(&[Moderator])),
    ("GET", "/moderation/queue", Holding(&[Moderator])),
    ("GET", "/openapi.json", Anyone),
    ("GET", "/originals", Holding(&[Reviewer])),
    ("GET", "/originals/{id}", Holding(&[Reviewer])),
    ("POST", "/originals/{id}/decision", Holding(&[Reviewer])),
    ("GET", "/originals/{id}/file", Holding(&[Reviewer])),
    ("POST", "/password-resets", Anyone),
    ("POST", "/password-resets/finish", Anyone),
    ("GET", "/people", Holding(&[Administrator])),
    ("POST", "/people", Anyone),
    ("POST", "/people/confirm-email", Anyone),
    ("GET", "/people/{id}/roles", Holding(&[Administrator])),
    ("POST", "/people/{id}/roles", Holding(&[Administrator])),
    ("DELETE", "/people/{id}/roles/{role}", Holding(&[Administrator])),
    ("POST", "/people/{id}/second-factor/remove", Holding(&[Administrator])),
    ("GET", "/polling-days", Anyone),
    ("POST", "/polling-days", Holding(&[Administrator])),
    ("DELETE", "/polling-days/{id}", Holding(&[Administrator])),
    ("GET", "/proposals", Anyone),
    ("POST", "/proposals", SignedIn),
    ("POST", "/proposals/similar", Anyone),
    ("GET", "/proposals/{id}", Anyone),
    ("PATCH", "/proposals/{id}", SignedIn),
    ("GET", "/proposals/{id}/hearings", Anyone),
    ("GET", "/proposals/{id}/issues", Anyone),
    ("POST", "/proposals/{id}/issues", Holding(&[Facilitator])),
    ("POST", "/proposals/{id}/issues/aside", Holding(&[Facilitator])),
    ("PUT", "/proposals/{id}/issues/order", Holding(&[Facilitator])),
    ("GET", "/proposals/{id}/issues/steps", Holding(&[Facilitator])),
    ("POST", "/proposals/{id}/issues/steps/{number}/undo", Holding(&[Facilitator])),
    ("GET", "/proposals/{id}/issues/unfiled", Holding(&[Facilitator])),
    ("GET", "/proposals/{id}/opinions", Holding(&[Clerk, Facilitator])),
    ("POST", "/proposals/{id}/opinions", Holding(&[Clerk, Facilitator])),
    ("POST", "/proposals/{id}/review", Holding(&[Reviewer])),
    ("DELETE", "/proposals/{id}/signatures", SignedIn),
    ("POST", "/proposals/{id}/signatures", SignedIn),
    ("GET", "/proposals/{id}/signatures/by-county", Anyone),
    ("GET", "/proposals/{id}/signatures/by-county.csv", Anyone),
    ("GET", "/proposals/{id}/signatures/by-region", Anyone),
    ("GET", "/proposals/{id}/signatures/by-region.csv", Anyone),
    ("GET", "/proposals/{id}/signatures/count", Anyone),
    ("POST", "/proposals/{id}/signatures/counter", Holding(&[Clerk])),
    ("GET", "/proposals/{id}/signatures/history", Anyone),
    ("GET", "/proposals/{id}/signatures/history.csv", Anyone),
    ("GET", "/proposals/{id}/signatures/paper", Anyone),
    ("POST", "/proposals/{id}/signatures/paper", Holding(&[Facilitator])),
    ("POST", "/proposals/{id}/signatures/paper/{upload}", Holding(&[Facilitator])),
    ("DELETE", "/proposals/{id}/signatures/pause", Holding(&[Administrator])),
    ("POST", "/proposals/{id}/signatures/pause", Holding(&[Administrator])),
    ("POST", "/proposals/{id}/signatures/pending", Anyone),
    ("GET", "/proposals/{id}/signatures/proof", Anyone),
    ("GET", "/proposals/{id}/signatures/thresholds", Anyone),
    ("GET", "/proposals/{id}/signatures/thresholds.csv", Anyone),
    ("POST", "/proposals/{id}/submit", SignedIn),
    ("GET", "/proposals/{id}/texts", Anyone),
    ("GET", "/proposals/{id}/timeline", Anyone),
    ("GET", "/proposals/{id}/voices", Anyone),
    ("POST", "/proposals/{id}/voices", SignedIn),
    ("POST", "/proposals/{id}/withdraw", SignedIn),
    ("GET", "/record", Anyone),
    ("GET", "/record.csv", Anyone),
    ("GET", "/rulebooks", Anyone),
    ("GET", "/rulebooks/{id}", Anyone),
    ("GET", "/search", Anyone),
    ("POST", "/signatures/confirm", Anyone),
    ("GET", "/statements/{id}/history", Anyone),
    ("PUT", "/statements/{id}/words", SignedIn),
    ("GET", "/texts/{id}", Anyone),
    ("GET", "/texts/{id}/versions/{number}", Anyone),
    ("DELETE", "/tokens", SignedIn),
    ("POST", "/tokens", Anyone),
    ("POST", "/tokens/refresh", Anyone),
    ("POST", "/transfers/{id}/note", Holding(&[Administrator])),
    ("DELETE", "/voices/{id}", SignedIn),
    ("GET", "/voices/{id}", Anyone),
    ("PATCH", "/voices/{id}", SignedIn),
    ("GET", "/voices/{id}/originals", Anyone),
    ("POST", "/voices/{id}/originals", Holding(&[Clerk, Facilitator])),
    ("POST", "/voices/{id}/reactions", SignedIn),
    ("GET", "/voices/{id}/replies", Anyone),
    ("POST", "/voices/{id}/reports", SignedIn),
    ("GET", "/voices/{id}/revisions", Anyone),
    ("POST", "/words/{id}/hide", Holding(&[Moderator])),
    ("POST", "/words/{id}/restore", Holding(&[Moderator])),
];

/// After these the caller is signed out.
const ENDING: [(&str, &str); 2] = [("DELETE", "/me/sessions"), ("DELETE", "/tokens")];
/// Answers 401 to everybody whose refresh token is not good.
const REFRESH: &str = "/tokens/refresh";

on_both!(every_operation_lets_in_whom_it_is_for, |house: House| async move {
    let document = house.browser().get("/api/v1/openapi.json").await.expect(200).json();
    all_classified(OPERATIONS, &described(&document));
    let mut callers = callers(&house).await;
    let mut wrong = Vec::new();
    for (method, path, who) in OPERATIONS {
        let operation = &document["paths"][format!("{BASE}{path}")][method.to_lowercase()];
        let ends = ENDING.contains(&(*method, *path));
        for caller in &mut callers {
            let may = caller.may(*who);
            for sent in bodies(&document, operation) {
                let answer = send(&caller.browser, method, path, &sent).await;
                // A body that can't be read may be told before who is asking is.
                let readable = sent != Sent::Json(json!({}));
                let fine = match answer.status {
                    401 => (!may && !caller.signed_in) || *path == REFRESH,
                    403 => !may && caller.signed_in,
                    400 if !readable => true,
                    status => may && status < 500,
                };
                if !fine || !is_problem(&answer) {
                    let name = caller.name;
                    let (status, body) = (answer.status, &answer.body);
                    wrong.push(format!("{method} {path} for {name} with {sent:?}: {status} {body:.200}"));
                }
                if may && ends {
                    caller.renew(&house).await;
                }
            }
        }
    }
    nothing(&wrong);
});

/// Path and method of every operation.
fn described(document: &Value) -> BTreeSet<(String, String)> {
    let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
    let paths = document["paths"].as_object().unwrap();
    let of_path = |(path, item): (&String, &Value)| {
        let path = path.strip_prefix(BASE).unwrap_or(path).to_owned();
        let there = methods.iter().filter(|method| item[**method].is_object());
        there.map(|method| (path.clone(), method.to_uppercase())).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of_path).collect()
}

/// What goes with a call.
#[derive(Debug, Clone, PartialEq)]
enum Sent {
    Nothing,
    Json(Value),
    Text,
}

/// What an operation may be sent: the least that its description allows, and too little.
fn bodies(document: &Value, operation: &Value) -> Vec<Sent> {
    let content = &operation["requestBody"]["content"];
    if let Some(json) = content.get("application/json") {
        let least = least(document, &json["schema"]);
        return if least == json!({}) {
            vec![Sent::Json(least)]
        } else {
            vec![Sent::Json(least), Sent::Json(json!({}))]
        };
    }
    vec![if content.is_object() { Sent::Text } else { Sent::Nothing }]
}

/// The least value that a schema allows.
fn least(document: &Value, schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let found = document.pointer(reference.trim_start_matches('#'));
        return least(document, found.unwrap_or_else(|| panic!("no schema {reference}")));
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("object"), _) => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let of = |name: &str| (name.to_owned(), least(document, &schema["properties"][name]));
            Value::Object(required.map(of).collect::<Map<_, _>>())
        }
        (Some("array"), _) => json!([]),
        (Some("boolean"), _) => json!(true),
        (Some("integer" | "number"), _) => json!(1),
        (Some("string"), Some("uuid")) => json!(Uuid::new_v4()),
        (Some("string"), Some("date")) => json!("2026-03-02"),
        (Some("string"), Some("date-time")) => json!("2026-03-02T00:00:00Z"),
        (Some("string"), _) => json!("x"),
        _ => panic!("a schema this test does not know: {schema}"),
    }
}

async fn send(browser: &Browser, method: &str, pattern: &str, sent: &Sent) -> Answer {
    let path = format!("{BASE}{}", filled(pattern));
    match sent {
        Sent::Nothing => browser.call(method, &path, Value::Null).await,
        Sent::Json(body) => browser.call(method, &path, body.clone()).await,
        Sent::Text => {
            let build = |http: &reqwest::Client, url: &str| {
                let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
                http.request(method, format!("{url}{path}")).header("content-type", "text/plain").body("x")
            };
            browser.raw(build).await
        }
    }
}

/// Whether an error is told as the API promises; what is no error is fine.
fn is_problem(answer: &Answer) -> bool {
    if answer.status < 400 {
        return true;
    }
    let kind = answer.headers.get("content-type").and_then(|kind| kind.to_str().ok());
    let problem: Option<Value> = serde_json::from_str(&answer.body).ok();
    let has_code =
        problem.is_some_and(|problem| problem["code"].as_str().is_some_and(|code| !code.is_empty()));
    kind == Some("application/problem+json") && has_code
}
