//! Signing with an e-mail address alone, and with an account where the rulebook asks for an address.

use folkmoot_gateway::config::Mode;
use folkmoot_tests::{Answer, Backend, Browser, House};
use futures_util::future::join_all;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

/// Runs a body on both databases, on a platform with the rulebook of a small council.
macro_rules! in_council {
    ($name:ident, $body:expr) => {
        mod $name {
            use super::*;
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                ($body)(council(Backend::Sqlite).await).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                ($body)(council(Backend::Postgres).await).await;
            }
        }
    };
}

async fn council(backend: Backend) -> House {
    House::start_as(backend, Mode::Serve, &[("FOLKMOOT_RULEBOOK", "council")]).await
}

async fn ask(browser: &Browser, proposal: &str, email: &str) -> Answer {
    let fields = [("email", email), ("region", "65000"), ("consent", "yes")];
    browser.post(&format!("/proposals/{proposal}/sign-by-mail"), &fields).await
}

async fn count(house: &House, proposal: &str) -> i64 {
    let path = format!("/api/v1/proposals/{proposal}/signatures/count");
    house.browser().get(&path).await.expect(200).json()["count"].as_i64().unwrap()
}

/// How many rows a table has.
async fn rows(house: &House, table: &str) -> i64 {
    let sql = format!("SELECT count(*) AS n FROM {table}");
    let db = house.app.db.for_migrations();
    let row = db.query_one_raw(sea_orm::Statement::from_string(db.get_database_backend(), sql)).await;
    row.unwrap().unwrap().try_get("", "n").unwrap()
}

in_council!(the_whole_way_without_an_account, |house: House| async move {
    let proposal = house.drive().await;
    let base = format!("/proposals/{proposal}");
    let anyone = house.browser();
    anyone.get(&base).await.expect(200).shows("不必註冊").shows(&format!("{base}/sign-by-mail"));
    anyone.get(&format!("{base}?lang=en")).await.expect(200).shows("No account is needed");

    let sent = ask(&anyone, &proposal, "Ming.Wang+moot@gmail.com").await.expect(303).location.unwrap();
    assert_eq!(sent, format!("{base}/sign-by-mail/sent"));
    anyone.get(&sent).await.expect(200).shows("請查看您的信箱").shows("7 天").hides("Ming");
    assert_eq!(count(&house, &proposal).await, 0);

    let link = house.link_to("Ming.Wang+moot@gmail.com", "/sign-by-mail/").await;
    // A program that looks after a mailbox follows every link, and signs nothing.
    for _ in 0..2 {
        let page = house.browser().get(&link).await.expect(200);
        page.shows("再按一下就完成附議").shows("公園增設飲水機").shows("新北市");
    }
    assert_eq!(count(&house, &proposal).await, 0);
    let receipt = anyone.post(&link, &[]).await.expect(303).location.unwrap();
    let path = receipt.strip_suffix("?done=signed").unwrap();
    assert!(path.starts_with("/signed/"), "{receipt}");
    anyone.get(&receipt).await.expect(200).shows("附議完成").shows("這份附議已計入").shows("新北市");
    assert_eq!(count(&house, &proposal).await, 1);
    let json = anyone.get(&format!("{path}/receipt.json")).await.expect(200).json();
    assert_eq!((json["drive"].as_str(), json["channel"].as_str()), (Some(proposal.as_str()), Some("online")));

    // The link has done its work: it leads to the receipt, and signs nothing again.
    assert_eq!(anyone.get(&link).await.expect(303).location.unwrap(), path);
    let again = anyone.post(&link, &[]).await.expect(303).location.unwrap();
    assert_eq!(again, format!("{path}?done=signed-already"));
    assert_eq!(count(&house, &proposal).await, 1);

    anyone.get(&format!("{path}/unsign")).await.expect(200).shows("要撤回附議嗎");
    assert_eq!(count(&house, &proposal).await, 1, "asking changes nothing");
    let back = anyone.post(&format!("{path}/unsign"), &[]).await.expect(303).location.unwrap();
    assert_eq!(back, format!("{path}?done=unsigned"));
    anyone.get(path).await.expect(200).shows("這份附議已撤回").shows("重新附議");
    anyone.post(&format!("{path}/unsign"), &[]).await.expect(409).shows("您沒有附議這件提議");
    anyone.get(&format!("{path}/unsign")).await.expect(409);
    assert_eq!(count(&house, &proposal).await, 0);
    // A used link does not bring the signature back; a new mail does.
    anyone.post(&link, &[]).await.expect(303);
    assert_eq!(count(&house, &proposal).await, 0);
    ask(&anyone, &proposal, "mingwang@googlemail.com").await.expect(303);
    let link = house.link_to("mingwang@googlemail.com", "/sign-by-mail/").await;
    anyone.post(&link, &[]).await.expect(303);
    assert_eq!(count(&house, &proposal).await, 1);
});

in_council!(one_mailbox_is_one_person_and_only_its_owner_learns_so, |house: House| async move {
    let proposal = house.drive().await;
    let anyone = house.browser();
    let first = ask(&anyone, &proposal, "a.b@gmail.com").await.expect(303);
    let link = house.link_to("a.b@gmail.com", "/sign-by-mail/").await;
    anyone.post(&link, &[]).await.expect(303);
    let second = ask(&anyone, &proposal, "ab+x@googlemail.com").await.expect(303);
    assert_eq!((first.location, first.body), (second.location, second.body));
    let told = house.messages_to("ab+x@googlemail.com").await;
    assert!(told[0].text.contains("已經附議過") && !told[0].text.contains("/sign-by-mail/"), "{told:?}");
    let receipt = house.link_to("ab+x@googlemail.com", "/signed/").await;
    anyone.get(&receipt).await.expect(200).shows("這份附議已計入");
    assert_eq!(count(&house, &proposal).await, 1);
});

in_council!(nothing_personal_is_left, |house: House| async move {
    let proposal = house.drive().await;
    let anyone = house.browser();
    for email in ["never@example.org", "signs@example.org"] {
        ask(&anyone, &proposal, email).await.expect(303);
    }
    let link = house.link_to("signs@example.org", "/sign-by-mail/").await;
    anyone.post(&link, &[]).await.expect(303);
    let late = house.link_to("never@example.org", "/sign-by-mail/").await;
    assert_eq!(rows(&house, "pending_signature").await, 2);
    assert_eq!(
        rows(&house, "pending_signature WHERE confirmed_at IS NOT NULL AND county IS NOT NULL").await,
        0
    );
    // What was sent has lost its address and its words.
    assert_eq!(rows(&house, "message WHERE address IS NOT NULL OR data <> ''").await, 0);
    house.days_pass(7);
    anyone.get(&late).await.expect(410).shows("這個連結已經失效").shows("7 天");
    anyone.post(&late, &[]).await.expect(410);
    house.work().await;
    assert_eq!(rows(&house, "pending_signature").await, 0);
    assert_eq!((rows(&house, "person").await, count(&house, &proposal).await), (0, 1));
});

in_council!(the_same_address_is_mailed_a_few_times_an_hour, |house: House| async move {
    let proposal = house.drive().await;
    let anyone = house.browser();
    for n in 0..6 {
        // Tags make no further mailbox.
        ask(&anyone, &proposal, &format!("ming+{n}@gmail.com")).await.expect(303);
    }
    let mut links = Vec::new();
    for n in 0..6 {
        let mails = house.messages_to(&format!("ming+{n}@gmail.com")).await;
        assert_eq!(mails.len(), usize::from(n < 3));
        if n < 3 {
            links.push(house.link_to(&format!("ming+{n}@gmail.com"), "/sign-by-mail/").await);
        }
    }
    links.dedup();
    assert_eq!(links.len(), 1, "it is the same signature that waits");
    house.clock.advance(chrono::TimeDelta::hours(1));
    ask(&anyone, &proposal, "ming@gmail.com").await.expect(303);
    assert_eq!(house.messages_to("ming@gmail.com").await.len(), 1);
});

in_council!(pressed_at_once_it_counts_once, |house: House| async move {
    let proposal = house.drive().await;
    let anyone = house.browser();
    let asked = join_all((0..3).map(|_| ask(&anyone, &proposal, "a@example.org"))).await;
    assert!(asked.iter().all(|answer| answer.status == 303));
    let link = house.link_to("a@example.org", "/sign-by-mail/").await;
    let pressed = join_all((0..10).map(|_| anyone.post(&link, &[]))).await;
    assert!(pressed.iter().all(|answer| answer.status == 303));
    let done = |answer: &&Answer| answer.location.as_deref().unwrap().ends_with("done=signed");
    assert_eq!(pressed.iter().filter(done).count(), 1);
    assert_eq!(count(&house, &proposal).await, 1);
});

in_council!(what_is_wrong_is_said_at_its_field, |house: House| async move {
    let proposal = house.drive().await;
    let anyone = house.browser();
    let path = format!("/proposals/{proposal}/sign-by-mail");
    anyone.get(&path).await.expect(200).shows("以電子郵件附議");
    let empty = anyone.post(&path, &[]).await.expect(422);
    empty.shows("電子郵件：請填寫電子郵件").shows("請勾選同意");
    let hostile = "a@b\"><script>alert(1)</script>";
    let fields = [("email", hostile), ("region", "倫敦"), ("consent", "yes")];
    let wrong = anyone.post(&path, &fields).await.expect(422);
    wrong.shows("電子郵件格式不對").hides("<script>alert(1)").shows("計入縣市");
    let english = anyone.post(&format!("{path}?lang=en"), &[]).await.expect(422);
    english.shows("Please agree");
    for token in ["x", "AAAA", "%F0%9F%8D%9A", "..%2F..%2Fetc", &"A".repeat(3000)] {
        anyone.get(&format!("/sign-by-mail/{token}")).await.expect(410).shows("這個連結已經失效");
        anyone.post(&format!("/sign-by-mail/{token}"), &[]).await.expect(410);
        anyone.get(&format!("/signed/{token}")).await.expect(404);
        anyone.post(&format!("/signed/{token}/unsign"), &[]).await.expect(404);
    }
    assert_eq!(rows(&house, "pending_signature").await, 0);
});

in_council!(a_link_signs_only_while_the_window_is_open, |house: House| async move {
    let proposal = house.drive().await;
    let anyone = house.browser();
    house.days_pass(26);
    ask(&anyone, &proposal, "a@example.org").await.expect(303);
    let link = house.link_to("a@example.org", "/sign-by-mail/").await;
    ask(&anyone, &proposal, "b@example.org").await.expect(303);
    let signs = house.link_to("b@example.org", "/sign-by-mail/").await;
    let receipt = anyone.post(&signs, &[]).await.expect(303).location.unwrap();
    let receipt = receipt.strip_suffix("?done=signed").unwrap();
    house.days_pass(5);
    anyone.get(&link).await.expect(200).shows("附議期已經結束").hides("<button type=\"submit\">附議");
    anyone.post(&link, &[]).await.expect(409).shows("附議期已經結束");
    ask(&anyone, &proposal, "c@example.org").await.expect(409).shows("附議期已經結束");
    anyone.get(receipt).await.expect(200).hides(&format!("{receipt}/unsign"));
    anyone.post(&format!("{receipt}/unsign"), &[]).await.expect(409).shows("附議期已經結束");
    assert_eq!(count(&house, &proposal).await, 1);
});

in_council!(a_withdrawn_proposal_takes_no_more, |house: House| async move {
    let proposer = house.citizen("提議人").await;
    let proposal = house.open_proposal(&proposer, "週末增開鎮內接駁車").await;
    house.days_pass(1);
    let proposer = house.sign_in(proposer.person.as_ref().unwrap()).await;
    let anyone = house.browser();
    ask(&anyone, &proposal, "a@example.org").await.expect(303);
    let link = house.link_to("a@example.org", "/sign-by-mail/").await;
    let reason = json!({ "reason": "訴求已經達成，不再需要。" });
    proposer.call("POST", &format!("/api/v1/proposals/{proposal}/withdraw"), reason).await.expect(200);
    anyone.get(&link).await.expect(200).shows("附議期已經結束");
    anyone.post(&link, &[]).await.expect(409);
    ask(&anyone, &proposal, "b@example.org").await.expect(409);
    assert_eq!(count(&house, &proposal).await, 0);
});

in_council!(a_link_waits_while_the_drive_pauses, |house: House| async move {
    let proposal = house.drive().await;
    let administrator = house.with_role("administrator", None).await;
    let anyone = house.browser();
    ask(&anyone, &proposal, "a@example.org").await.expect(303);
    let link = house.link_to("a@example.org", "/sign-by-mail/").await;
    let desk = format!("/desk/admin/drives/{proposal}");
    administrator.post(&format!("{desk}/pause"), &[("reason", "系統檢查，暫停附議。")]).await.expect(303);
    anyone.get(&link).await.expect(200).shows("暫停").hides("<button type=\"submit\">附議");
    for _ in 0..2 {
        anyone.post(&link, &[]).await.expect(409).shows("附議暫停中");
    }
    ask(&anyone, &proposal, "b@example.org").await.expect(409);
    assert_eq!(count(&house, &proposal).await, 0);
    house.days_pass(2);
    administrator.post(&format!("{desk}/resume"), &[("reason", "檢查完成。")]).await.expect(303);
    // The link was not used up by the tries.
    let receipt = anyone.post(&link, &[]).await.expect(303).location.unwrap();
    assert!(receipt.ends_with("?done=signed"), "{receipt}");
    assert_eq!(count(&house, &proposal).await, 1);
});

in_council!(an_account_signs_with_its_address_and_is_the_same_person, |house: House| async move {
    let proposal = house.drive().await;
    let citizen = house.citizen("小明").await;
    house.forget_mobiles().await;
    let base = format!("/proposals/{proposal}");
    citizen.get(&base).await.expect(200).shows("按一次就完成").hides("sign-by-mail");
    let receipt = citizen.post(&format!("{base}/sign"), &[]).await.expect(303).location.unwrap();
    assert!(receipt.starts_with("/receipts/") && receipt.ends_with("done=signed"), "{receipt}");
    citizen.get(&receipt).await.expect(200).shows("公園增設飲水機");
    citizen.get("/my").await.expect(200).shows("公園增設飲水機");
    let mine = citizen.call("GET", "/api/v1/me/signatures", Value::Null).await.expect(200).json();
    assert_eq!(mine["items"].as_array().unwrap().len(), 1);
    // The same mailbox, from outside.
    let email = citizen.person.as_ref().unwrap().email.clone();
    let tagged = email.replace('@', "+again@");
    ask(&house.browser(), &proposal, &tagged).await.expect(303);
    assert!(house.messages_to(&tagged).await[0].text.contains("已經附議過"));
    assert_eq!(count(&house, &proposal).await, 1);
    citizen.post(&format!("{base}/unsign"), &[]).await.expect(303);
    assert_eq!(count(&house, &proposal).await, 0);
    // And the other way round: what was signed by mail belongs to the account with the address.
    let other = house.citizen("小華").await;
    let email = other.person.as_ref().unwrap().email.clone();
    ask(&house.browser(), &proposal, &email).await.expect(303);
    let link = house.link_to(&email, "/sign-by-mail/").await;
    house.browser().post(&link, &[]).await.expect(303);
    other.get(&base).await.expect(200).shows("您已於");
    let again = other.post(&format!("{base}/sign"), &[]).await.expect(303).location.unwrap();
    assert!(again.ends_with("done=signed-already"));
    assert_eq!(count(&house, &proposal).await, 1);
});

in_council!(the_api_signs_by_mail, |house: House| async move {
    let proposal = house.drive().await;
    let api = house.browser();
    let path = format!("/api/v1/proposals/{proposal}/signatures/pending");
    let body = json!({ "email": "a@example.org", "region": "臺南市" });
    let asked = api.call("POST", &path, body.clone()).await.expect(202).json();
    assert_eq!(asked, json!({ "days": 7 }));
    let link = house.link_to("a@example.org", "/sign-by-mail/").await;
    let token = link.strip_prefix("/sign-by-mail/").unwrap();
    let confirm = json!({ "token": token });
    let signed = api.call("POST", "/api/v1/signatures/confirm", confirm.clone()).await.expect(201).json();
    assert_eq!((signed["count"].as_i64(), signed["already"].as_bool()), (Some(1), Some(false)));
    assert_eq!(signed["receipt"]["region"], "67000");
    let again = api.call("POST", "/api/v1/signatures/confirm", confirm).await.expect(200).json();
    assert_eq!((&again["receipt"], again["already"].as_bool()), (&signed["receipt"], Some(true)));
    assert_eq!(api.call("POST", &path, body).await.expect(202).json(), asked);

    let wrong = api.call("POST", &path, json!({ "email": "x", "county": "倫敦" })).await.expect(422).json();
    let fields: Vec<&str> =
        wrong["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["email", "region"]);
    api.call("POST", &path, json!({ "email": "a@example.org", "shoe": 43 })).await.expect(400);
    let forged = api.call("POST", "/api/v1/signatures/confirm", json!({ "token": "x" })).await.expect(409);
    assert_eq!(forged.json()["code"], "sign_link_not_valid");
    let nowhere = "/api/v1/proposals/00000000-0000-0000-0000-000000000000/signatures/pending";
    api.call("POST", nowhere, json!({ "email": "a@example.org" })).await.expect(404);
});

async fn beside_each_other(backend: Backend) {
    let house = House::start_as(backend, Mode::Serve, &[("FOLKMOOT_RULEBOOK", "join,council")]).await;
    let citizen = house.citizen("小明").await;
    let which = citizen.get("/proposals/new").await.expect(200);
    which.shows("先選一種程序").shows("value=\"join\"").shows("value=\"council\"").shows("地方提議");
    citizen.get("/proposals/new?lang=en").await.expect(200).shows("Local proposals");
    assert_eq!(citizen.get("/proposals/new/title").await.expect(303).location.unwrap(), "/proposals/new");
    citizen.get("/proposals/new?rulebook=nonsense").await.expect(200).shows("先選一種程序");
    let begin = citizen.get("/proposals/new?rulebook=council").await.expect(200);
    begin.shows("滿 20 人成案").shows("/proposals/new/title?rulebook=council").shows("已確認的電子郵件");
    citizen.get("/proposals/new?rulebook=join").await.expect(200).shows("滿 5,000 人成案");
    let first = "/proposals/new/title?rulebook=council";
    citizen.get(first).await.expect(200).shows("/proposals/new?rulebook=council");
    let draft = citizen.post(first, &[("title", "週末增開鎮內接駁車")]).await.expect(303).location.unwrap();
    let id = draft.strip_prefix("/proposals/").unwrap().split('/').next().unwrap();
    let shown = citizen.call("GET", &format!("/api/v1/proposals/{id}"), Value::Null).await.expect(200).json();
    assert_eq!(shown["rulebook"], "council");
    citizen.post("/proposals/new/title?rulebook=demo", &[("title", "週末增開鎮內接駁車")]).await.expect(422);

    let words = folkmoot_tests::proposals::words("公園增設飲水機");
    let made = citizen.call("POST", "/api/v1/proposals?rulebook=council", words.clone()).await.expect(201);
    assert_eq!(made.json()["rulebook"], "council");
    let made = citizen.call("POST", "/api/v1/proposals", words.clone()).await.expect(201);
    assert_eq!(made.json()["rulebook"], "join");
    citizen.call("POST", "/api/v1/proposals?rulebook=demo", words.clone()).await.expect(422);
    // Where an address is enough to propose, no number is asked for; elsewhere it is.
    house.forget_mobiles().await;
    citizen.call("POST", "/api/v1/proposals?rulebook=council", words.clone()).await.expect(201);
    let refused = citizen.call("POST", "/api/v1/proposals?rulebook=join", words).await.expect(409).json();
    assert_eq!(refused["code"], "not_confirmed");

    // A rulebook that asks for a number takes no address.
    let proposal = house.drive().await;
    house.browser().get(&format!("/proposals/{proposal}")).await.expect(200).hides("sign-by-mail");
    house.browser().get(&format!("/proposals/{proposal}/sign-by-mail")).await.expect(404);
    ask(&house.browser(), &proposal, "a@example.org").await.expect(409).shows("請先驗證手機號碼");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rulebooks_stand_beside_each_other_on_sqlite() {
    beside_each_other(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rulebooks_stand_beside_each_other_on_postgres() {
    beside_each_other(Backend::Postgres).await;
}
