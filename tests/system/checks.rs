//! Conspicuous signatures: what their signers see and can do.

use folkmoot_gateway::config::Mode;
use folkmoot_tests::{Backend, Browser, House, on_both};
use serde_json::json;

/// A platform on which two signatures from one address are enough; all tests call from one.
async fn strict(backend: Backend) -> House {
    House::start_as(backend, Mode::Serve, &[("FOLKMOOT_CHECKS_ADDRESS", "2")]).await
}

/// Runs a body on both databases, on a strict platform.
macro_rules! on_strict {
    ($name:ident, $body:expr) => {
        mod $name {
            use super::*;
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                ($body)(strict(Backend::Sqlite).await).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                ($body)(strict(Backend::Postgres).await).await;
            }
        }
    };
}

async fn count(house: &House, proposal: &str) -> i64 {
    let path = format!("/api/v1/proposals/{proposal}/signatures/count");
    house.browser().get(&path).await.expect(200).json()["count"].as_i64().unwrap()
}

/// A drive with two signatures that count; from now on everybody's is put aside.
async fn full(house: &House) -> String {
    let proposal = house.drive().await;
    for browser in house.crowd(2).await {
        browser.post(&format!("/proposals/{proposal}/sign"), &[]).await.expect(303);
    }
    proposal
}

/// Signs, and gives the path of the receipt.
async fn put_aside(browser: &Browser, proposal: &str) -> String {
    let receipt =
        browser.post(&format!("/proposals/{proposal}/sign"), &[]).await.expect(303).location.unwrap();
    receipt.strip_suffix("?done=signed-put-aside").unwrap_or_else(|| panic!("{receipt}")).to_owned()
}

on_strict!(a_signer_learns_why_and_confirms_by_mobile, |house: House| async move {
    let proposal = full(&house).await;
    let ann = house.citizen("安安").await;
    let receipt = put_aside(&ann, &proposal).await;
    assert_eq!(count(&house, &proposal).await, 2);
    ann.get(&receipt).await.expect(200).shows("待查核").shows("同一個網路位址").shows("用手機確認");
    ann.get(&format!("{receipt}?lang=en"))
        .await
        .expect(200)
        .shows("waits for a check")
        .shows("one network address");
    let page = ann.get(&format!("/proposals/{proposal}")).await.expect(200);
    page.shows("待查核").shows(&format!("{receipt}/confirm"));
    house.work().await;
    ann.get("/my/notices").await.expect(200).shows("您的附議待查核").shows("同一個網路位址");
    let somebody = ann.person.clone().unwrap();
    let mails = house.messages_to(&somebody.email).await;
    assert!(mails.iter().any(|mail| mail.text.contains("待查核")), "{mails:?}");

    let confirm = format!("{receipt}/confirm");
    ann.get(&confirm).await.expect(200).shows("確認這份附議是您本人的");
    ann.post(&confirm, &[("code", "")]).await.expect(422);
    ann.post(&format!("{confirm}/code"), &[]).await.expect(303);
    let code = house.code_to(&somebody.mobile).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    ann.post(&confirm, &[("code", wrong)]).await.expect(422);
    assert_eq!(count(&house, &proposal).await, 2);
    let back = ann.post(&confirm, &[("code", &code)]).await.expect(303).location.unwrap();
    assert_eq!(back, format!("{receipt}?done=check-confirmed"));
    ann.get(&back).await.expect(200).shows("這份附議已計入").hides(&confirm);
    assert_eq!(count(&house, &proposal).await, 3);
    ann.post(&confirm, &[("code", &code)]).await.expect(409).shows("不在查核中");
    ann.get(&confirm).await.expect(409);
    // What is counted again by hand or by the work stays confirmed.
    house.clock.advance(chrono::TimeDelta::minutes(1));
    house.work().await;
    assert_eq!(count(&house, &proposal).await, 3);
});

on_strict!(nobody_confirms_another_s_and_the_api_tells_the_same, |house: House| async move {
    let proposal = full(&house).await;
    let (ann, bob) = (house.citizen("安安").await, house.citizen("阿寶").await);
    let signed = ann
        .call("POST", &format!("/api/v1/proposals/{proposal}/signatures"), json!(null))
        .await
        .expect(201)
        .json();
    assert_eq!((signed["receipt"]["state"].as_str(), signed["count"].as_i64()), (Some("put_aside"), Some(2)));
    let id = signed["receipt"]["id"].as_str().unwrap();
    let check = format!("/api/v1/me/signatures/{id}/check");
    let told = ann.get(&check).await.expect(200).json();
    assert_eq!((told["signal"].as_str(), &told["outcome"]), (Some("one_address"), &json!(null)));
    bob.get(&check).await.expect(404);
    bob.call("POST", &format!("{check}/code"), json!(null)).await.expect(404);
    bob.get(&format!("/receipts/{id}/confirm")).await.expect(404);
    ann.call("POST", &format!("{check}/code"), json!(null)).await.expect(202);
    let code = house.code_to(&ann.person.as_ref().unwrap().mobile).await;
    ann.call("POST", &format!("{check}/confirmation"), json!({ "code": "12" })).await.expect(422);
    let counted =
        ann.call("POST", &format!("{check}/confirmation"), json!({ "code": code })).await.expect(200).json();
    assert_eq!(counted["count"], 3);
    assert_eq!(ann.get(&check).await.expect(200).json()["outcome"], "signer");
    // Taken back and signed again it stays confirmed.
    let path = format!("/api/v1/proposals/{proposal}/signatures");
    ann.call("DELETE", &path, json!(null)).await.expect(200);
    let again = ann.call("POST", &path, json!(null)).await.expect(201).json();
    assert_eq!(again["receipt"]["state"], "counted");
});

on_both!(throw_away_mailboxes_wait, |house: House| async move {
    let admin = house.with_role("administrator", None).await;
    let page = "/desk/admin/mail-domains";
    admin.get(page).await.expect(200).shows("用過即丟的信箱網域");
    admin.post(page, &[("domains", "not a domain")]).await.expect(422).shows("第 1 行不是網域");
    admin.post(page, &[("domains", "# ours\nThrowaway.test\n")]).await.expect(303);
    admin.get(page).await.expect(200).shows("throwaway.test").shows("1 個網域");
    let api = "/api/v1/mail-domains";
    assert_eq!(admin.get(api).await.expect(200).json()["domains"], json!(["throwaway.test"]));
    admin.call("PUT", api, json!({ "domains": ["<b>"] })).await.expect(422);
    admin.call("PUT", api, json!({ "domains": ["throwaway.test", "other.test"] })).await.expect(200);
    house.citizen("安安").await.get(page).await.expect(403);
});

mod throw_away_mailboxes {
    use super::*;

    async fn play(backend: Backend) {
        let house = House::start_as(backend, Mode::Serve, &[("FOLKMOOT_RULEBOOK", "council")]).await;
        let proposal = house.drive().await;
        let anyone = house.browser();
        let sign = async |email: &str| {
            let fields = [("email", email), ("region", ""), ("consent", "yes")];
            anyone.post(&format!("/proposals/{proposal}/sign-by-mail"), &fields).await.expect(303);
            let link = house.link_to(email, "/sign-by-mail/").await;
            anyone.post(&link, &[]).await.expect(303).location.unwrap()
        };
        let receipt = sign("a@Mailinator.com").await;
        assert!(receipt.ends_with("?done=signed-put-aside"), "{receipt}");
        let shown = anyone.get(&receipt).await.expect(200);
        shown.shows("待查核").shows("用過即丟的網域");
        // No address was kept, so nobody can be written to: the page and the look-up say so, and what one can do.
        shown
            .shows("沒有保留您的地址")
            .shows("用同一個電子郵件註冊")
            .hides("結果會通知您")
            .hides("/confirm\"");
        anyone.get(&format!("{receipt}&lang=en")).await.expect(200).shows("we kept no address");
        let path = receipt.split('?').next().unwrap();
        let file = anyone.get(&format!("{path}/receipt.json")).await.expect(200).json();
        let look_up = format!("/verify?proposal={proposal}&leaf={}", file["leaf"].as_str().unwrap());
        anyone.get(&look_up).await.expect(200).shows("正在等待查核").shows("用同一個電子郵件註冊");
        let told = house.messages_to("a@Mailinator.com").await;
        assert_eq!(told.len(), 1, "only the mail with the link");
        assert!(sign("a@example.org").await.ends_with("?done=signed"));
        assert_eq!(count(&house, &proposal).await, 1);

        // With an account on the same address it is found, and confirmed.
        let somebody = house.somebody_at("安安", "a@mailinator.com").await;
        let ann = house.sign_in(&somebody).await;
        let page = ann.get(&format!("/proposals/{proposal}")).await.expect(200);
        let confirm = page.body.split("href=\"").find(|part| part.contains("/confirm\"")).unwrap();
        let confirm = confirm.split('"').next().unwrap();
        ann.post(&format!("{confirm}/code"), &[]).await.expect(303);
        let code = house.code_to(&somebody.mobile).await;
        ann.post(confirm, &[("code", &code)]).await.expect(303);
        assert_eq!(count(&house, &proposal).await, 2);
        anyone.get(&look_up).await.expect(200).shows("並且計入");
        anyone.get(path).await.expect(200).shows("這份附議已計入").hides("沒有保留您的地址");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn sqlite() {
        play(Backend::Sqlite).await;
    }
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn postgres() {
        play(Backend::Postgres).await;
    }
}

/// The path of the only group that waits.
async fn group(house: &House, reviewer: &Browser) -> (String, serde_json::Value) {
    house.work().await;
    let groups = reviewer.get("/api/v1/desk/review/signatures").await.expect(200).json();
    let group = groups["items"][0].clone();
    let part = |key: &str| group[key].as_str().unwrap().to_owned();
    (format!("/desk/review/signatures/{}/{}/{}", part("proposal"), part("signal"), part("mark")), group)
}

on_strict!(reviewers_decide_about_groups_and_undo, |house: House| async move {
    let proposal = full(&house).await;
    let crowd = house.crowd(4).await;
    let mut receipts = Vec::new();
    for browser in &crowd {
        receipts.push(put_aside(browser, &proposal).await);
    }
    let (reviewer, second) =
        (house.with_role("reviewer", None).await, house.with_role("reviewer", None).await);
    reviewer.get("/desk/review").await.expect(200).shows("4 份待查核");
    let (path, _) = group(&house, &reviewer).await;
    let desk = "/desk/review/signatures";
    reviewer.get(desk).await.expect(200).shows("同一網路位址").shows(&path).hides("127.0.0.1");
    let page = reviewer.get(&path).await.expect(200);
    page.shows("同一來源、已計入").shows("2 份；同一段時間共 2 份計入").hides("127.0.0.1");
    reviewer.get(&format!("{path}?lang=en")).await.expect(200).shows("Check a group of signatures");

    // A reason is asked for, and nothing happens before the second press.
    let bad = [("seen", "4"), ("outcome", "invalidated"), ("reason", "<b>")];
    reviewer.post(&path, &bad).await.expect(422);
    let line = receipts[0].strip_prefix("/receipts/").unwrap();
    let one = [("seen", "4"), ("outcome", "invalidated"), ("reason", "automated"), ("line", line)];
    reviewer.post(&path, &one).await.expect(200).shows("2 → 2").shows("24 小時內可以取消");
    assert_eq!(count(&house, &proposal).await, 2);
    let sure = [&one[..], &[("sure", "yes")]].concat();
    reviewer.post(&path, &sure).await.expect(303);
    crowd[0].get(&receipts[0]).await.expect(200).shows("由程式自動送出").shows("附議紀錄");
    house.clock.advance(chrono::TimeDelta::minutes(1));
    // The second reviewer, who saw four, is told.
    second
        .post(&path, &[("seen", "4"), ("outcome", "confirmed"), ("sure", "yes")])
        .await
        .expect(409)
        .shows("剛剛有變動");
    second.post(&path, &sure).await.expect(409);
    second.post(&path, &[("seen", "3"), ("outcome", "confirmed")]).await.expect(200).shows("2 → 5");
    second.post(&path, &[("seen", "3"), ("outcome", "confirmed"), ("sure", "yes")]).await.expect(303);
    assert_eq!(count(&house, &proposal).await, 5);
    reviewer.get(&path).await.expect(404);

    // Public, by reason, on the page and in the API.
    let numbers = format!("/api/v1/proposals/{proposal}/signatures/count");
    let checked = house.browser().get(&numbers).await.expect(200).json()["checks"].clone();
    assert_eq!(
        checked,
        json!({ "waiting": 0, "confirmed": 3, "invalidated": [{ "reason": "automated", "count": 1 }] })
    );
    let public = house.browser().get(&format!("/proposals/{proposal}/signatures")).await.expect(200);
    public.shows("不予計入 1 份").shows("由程式自動送出");

    let page = reviewer.get(desk).await.expect(200);
    let undo = page
        .body
        .match_indices("/desk/review/signature-decisions/")
        .map(|(at, _)| page.body[at..].split('"').next().unwrap().to_owned());
    let undo: Vec<String> = undo.collect();
    assert_eq!(undo.len(), 2);
    // The newest stands first: it confirmed three.
    reviewer.post(&undo[0], &[]).await.expect(303);
    assert_eq!(count(&house, &proposal).await, 2);
    reviewer.post(&undo[0], &[]).await.expect(409);
    house.days_pass(1);
    reviewer.post(&undo[1], &[]).await.expect(409).shows("不能取消");
    let kinds = house.happened(&proposal).await;
    for kind in ["signatures.put_aside", "signatures.invalidated", "signatures.restored"] {
        assert!(kinds.iter().any(|known| known == kind), "{kind} in {kinds:?}");
    }
});

on_strict!(the_api_decides_alike_and_not_about_one_s_own, |house: House| async move {
    let proposal = full(&house).await;
    for browser in house.crowd(2).await {
        put_aside(&browser, &proposal).await;
    }
    let reviewer = house.with_role("reviewer", None).await;
    let (path, group) = group(&house, &reviewer).await;
    let seen = reviewer.get(&format!("/api/v1{path}")).await.expect(200).json();
    assert_eq!((seen["waiting"].as_i64(), seen["alike_counted"].as_i64()), (Some(2), Some(2)));
    let api = "/api/v1/desk/review/signatures/decisions";
    let body = |outcome: &str, reason: &str, mark: &str| json!({ "proposal": group["proposal"], "signal": group["signal"], "mark": mark, "seen": 2, "outcome": outcome, "reason": reason });
    let mark = group["mark"].as_str().unwrap();
    reviewer.call("POST", api, body("forgotten", "", mark)).await.expect(422);
    reviewer.call("POST", api, body("invalidated", "whim", mark)).await.expect(422);
    reviewer.call("POST", api, body("confirmed", "", "zz")).await.expect(404);
    reviewer.call("POST", api, body("confirmed", "", "0000000000000000")).await.expect(409);
    let citizen = house.citizen("安安").await;
    citizen.call("POST", api, body("confirmed", "", mark)).await.expect(403);
    let own = reviewer.person.clone().unwrap().id;
    let proposer = |id: &str| format!("UPDATE proposal SET proposer = {id} WHERE number IS NOT NULL");
    let db = house.app.db.for_migrations();
    let id = match house.app.db.kind() {
        folkmoot_foundation::db::Kind::Sqlite => format!("X'{}'", own.0.simple()),
        folkmoot_foundation::db::Kind::Postgres => format!("'{}'", own.0),
    };
    let before = folkmoot_proposals::read::get(house.app.db.read(), proposal.parse().unwrap(), house.now())
        .await
        .unwrap();
    sea_orm::ConnectionTrait::execute_unprepared(db, &proposer(&id)).await.unwrap();
    reviewer.call("POST", api, body("confirmed", "", mark)).await.expect(409);
    let id = id.replace(&own.0.simple().to_string(), &before.proposer.0.simple().to_string());
    let id = id.replace(&own.0.to_string(), &before.proposer.0.to_string());
    sea_orm::ConnectionTrait::execute_unprepared(db, &proposer(&id)).await.unwrap();
    let decided = reviewer.call("POST", api, body("confirmed", "", mark)).await.expect(201).json();
    assert_eq!((decided["signatures"].as_i64(), decided["count"].as_i64()), (Some(2), Some(4)));
    let undo = format!("{api}/{}", decided["id"].as_str().unwrap());
    reviewer.call("DELETE", &undo, json!(null)).await.expect(204);
    reviewer.call("DELETE", &undo, json!(null)).await.expect(409);
    assert_eq!(count(&house, &proposal).await, 2);
});
