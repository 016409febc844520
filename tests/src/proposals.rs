//! Proposals for tests: written by a citizen, passed by a reviewer, over the API as anybody does it.

use serde_json::{Value, json};

use crate::{Browser, House};

/// The words of a proposal that can be submitted.
pub fn words(title: &str) -> Value {
    json!({
        "title": title,
        "content": "現況說明：目前的做法沒有統一標準，民眾難以得知進度，建議訂定明確的規範並公開成果。",
        "demands": ["訂定全國一致的標準", "每年公布執行成果"],
        "benefits": "所有使用者都能受益，所需經費有限。",
        "evidence": "主管機關的年度統計。",
        "links": ["https://www.stat.gov.tw/"],
        "category": "transport",
        "let_platform_decide": true,
        "county": "63000",
    })
}

impl House {
    /// A draft of somebody's; gives its id.
    pub async fn draft(&self, proposer: &Browser, title: &str) -> String {
        let answer = proposer.call("POST", "/api/v1/proposals", words(title)).await.expect(201);
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    /// A proposal that waits for its review; gives its id.
    pub async fn submitted_proposal(&self, proposer: &Browser, title: &str) -> String {
        let id = self.draft(proposer, title).await;
        proposer.call("POST", &format!("/api/v1/proposals/{id}/submit"), Value::Null).await.expect(200);
        id
    }

    /// A proposal that passed its review; it can be signed from the next day on. Gives its id.
    pub async fn open_proposal(&self, proposer: &Browser, title: &str) -> String {
        let id = self.submitted_proposal(proposer, title).await;
        let reviewer = self.with_role("reviewer", None).await;
        let path = format!("/api/v1/proposals/{id}/review");
        reviewer.call("POST", &path, json!({ "action": "open" })).await.expect(200);
        id
    }
}
