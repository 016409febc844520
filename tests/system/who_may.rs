//! Every role, every action, every state of a comment: one table.

use chrono::TimeDelta;
use folkmoot_tests::{Browser, House, on_both};
use serde_json::{Value, json};

const ACTIONS: [&str; 8] = ["react", "report", "reply", "edit", "delete", "hide", "ask_edit", "close"];

/// The answers to the actions, in their order, by role.
type ByRole = [(&'static str, [u16; 8]); 4];

/// The same by state.
const TABLE: [(&str, ByRole); 4] = [
    (
        "visible",
        [
            ("nobody", [401, 401, 401, 401, 401, 401, 401, 401]),
            ("other", [200, 204, 201, 403, 403, 403, 403, 403]),
            ("author", [409, 409, 201, 200, 204, 403, 403, 403]),
            ("moderator", [200, 204, 201, 403, 403, 201, 201, 201]),
        ],
    ),
    (
        "hidden",
        [
            ("nobody", [401, 401, 401, 401, 401, 401, 401, 401]),
            ("other", [409, 409, 409, 403, 403, 403, 403, 403]),
            ("author", [409, 409, 409, 409, 409, 403, 403, 403]),
            ("moderator", [409, 409, 409, 403, 403, 409, 409, 201]),
        ],
    ),
    (
        "deleted",
        [
            ("nobody", [401, 401, 401, 401, 401, 401, 401, 401]),
            ("other", [409, 409, 409, 403, 403, 403, 403, 403]),
            ("author", [409, 409, 409, 409, 409, 403, 403, 403]),
            ("moderator", [409, 409, 409, 403, 403, 409, 409, 409]),
        ],
    ),
    (
        "closed",
        [
            ("nobody", [401, 401, 401, 401, 401, 401, 401, 401]),
            ("other", [200, 204, 409, 403, 403, 403, 403, 403]),
            ("author", [409, 409, 409, 200, 204, 403, 403, 403]),
            ("moderator", [200, 204, 409, 403, 403, 201, 201, 409]),
        ],
    ),
];

async fn act(browser: &Browser, proposal: &str, voice: &str, action: &str) -> u16 {
    let at = |what: &str| format!("/api/v1/voices/{voice}{what}");
    let judge = |act: &str| json!({ "voice": voice, "act": act, "ground": "off_topic", "reason": "與這項提議沒有關係" });
    let decide = "/api/v1/moderation/decisions";
    let answer = match action {
        "react" => browser.call("POST", &at("/reactions"), json!({ "kind": "useful", "on": true })).await,
        "report" => browser.call("POST", &at("/reports"), json!({ "ground": "spam" })).await,
        "reply" => {
            let reply = json!({ "body": "回應這一則", "parent": voice });
            browser.call("POST", &format!("/api/v1/proposals/{proposal}/voices"), reply).await
        }
        "edit" => browser.call("PATCH", &at(""), json!({ "body": "改過的話" })).await,
        "delete" => browser.call("DELETE", &at(""), Value::Null).await,
        other => browser.call("POST", decide, judge(other)).await,
    };
    answer.status
}

on_both!(each_does_what_their_role_and_its_state_allow, |house: House| async move {
    let ann = house.citizen("安安").await;
    let people = [
        house.citizen("阿本").await,
        house.citizen("小其").await,
        house.with_role("moderator", None).await,
        house.with_role("moderator", None).await,
    ];
    let nobody = house.browser();
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let post = format!("/api/v1/proposals/{proposal}/voices");
    for (state, roles) in TABLE {
        for (role, expected) in roles {
            // Nobody writes too often.
            house.clock.advance(TimeDelta::minutes(11));
            let mut signed_in = Vec::new();
            for one in &people {
                signed_in.push(house.sign_in(one.person.as_ref().unwrap()).await);
            }
            let [author, other, moderator, second] = signed_in.as_slice() else { panic!("four people") };
            for (action, expected) in ACTIONS.into_iter().zip(expected) {
                let new = json!({ "stance": "con", "body": format!("{state} {role} {action}") });
                let made = author.call("POST", &post, new).await.expect(201).json();
                let voice = made["id"].as_str().unwrap().to_owned();
                match state {
                    "hidden" => assert_eq!(act(second, &proposal, &voice, "hide").await, 201),
                    "closed" => assert_eq!(act(second, &proposal, &voice, "close").await, 201),
                    "deleted" => assert_eq!(act(author, &proposal, &voice, "delete").await, 204),
                    _ => {}
                }
                let browser = match role {
                    "other" => other,
                    "author" => author,
                    "moderator" => moderator,
                    _ => &nobody,
                };
                let status = act(browser, &proposal, &voice, action).await;
                assert_eq!(status, expected, "{role} would {action} what is {state}");
            }
        }
    }
});
