//! The demo's mailbox and time machine, and that nothing of them exists elsewhere.

use chrono::{DateTime, TimeDelta, Utc};
use folkmoot_foundation::{PersonId, db};
use folkmoot_notifications::outbox::{self, Mail};
use folkmoot_tests::{Backend, House, on_both};
use serde_json::{Value, json};

on_both!(nothing_of_the_demo_exists_when_serving, |house: House| async move {
    let browser = house.browser();
    let id = PersonId::new(house.now());
    for path in [
        "/demo/clock".to_owned(),
        "/demo/signatures".to_owned(),
        "/demo/mailbox".to_owned(),
        format!("/demo/mailbox/{id}"),
        format!("/demo/mailbox/{id}/body"),
        "/api/v1/demo/clock".to_owned(),
        "/api/v1/demo/mailbox".to_owned(),
        "/api/v1/demo/signatures".to_owned(),
    ] {
        browser.get(&path).await.expect(404);
        browser.post(&path, &[("days", "1")]).await.expect(404);
        browser.call("POST", &path, json!({ "days": 1 })).await.expect(404);
    }
    let document = browser.get("/api/v1/openapi.json").await.json();
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.keys().all(|path| !path.contains("demo")));
    browser.get("/nowhere").await.hides("/demo/");
});

fn now_of(clock: &Value) -> DateTime<Utc> {
    clock["now"].as_str().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_time_machine_moves_every_process_of_a_demo() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let house = House::start_demo(backend).await;
        let browser = house.browser();
        let before = now_of(&browser.get("/api/v1/demo/clock").await.expect(200).json());
        browser.get("/demo/clock?lang=en").await.expect(200).shows("The same as the real time");
        let answer = browser.post("/demo/clock", &[("days", "７")]).await.expect(303);
        assert_eq!(answer.location.as_deref(), Some("/demo/clock?done=time-passed"));
        browser.get("/demo/clock?lang=en").await.expect(200).shows("7 day(s) ahead");
        let after = browser.call("POST", "/api/v1/demo/clock", json!({ "days": 1 })).await.expect(200);
        let gone = now_of(&after.json()) - before;
        assert!(gone >= TimeDelta::days(8) && gone < TimeDelta::days(8) + TimeDelta::minutes(5), "{gone}");
        // Kept for the other processes, and never lowered.
        let kept = folkmoot_foundation::demo_clock::offset_ms(house.app.db.read()).await.unwrap();
        assert_eq!(kept, TimeDelta::days(8).num_milliseconds());
        browser.call("POST", "/api/v1/demo/clock", json!({ "to": before })).await.expect(200);
        let kept_still = folkmoot_foundation::demo_clock::offset_ms(house.app.db.read()).await.unwrap();
        assert_eq!(kept, kept_still);
        house.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_time_machine_refuses_what_makes_no_sense() {
    let house = House::start_demo(Backend::Sqlite).await;
    let browser = house.browser();
    for days in ["", "0", "-1", "3651", "1e3", "<script>"] {
        let answer = browser.post("/demo/clock?lang=en", &[("days", days)]).await.expect(422);
        answer.shows("Write a whole number from 1 to 3650").hides("<script>");
    }
    browser.post("/demo/clock", &[("to", "yesterday")]).await.expect(422);
    browser.post("/demo/clock", &[("to", "next")]).await.expect(409).shows("目前沒有任何期限可以前往");
    for body in [
        json!({}),
        json!({ "days": 0 }),
        json!({ "days": 1, "next": true }),
        json!({ "to": "2999-01-01T00:00:00Z" }),
    ] {
        browser.call("POST", "/api/v1/demo/clock", body).await.expect(422);
    }
    let problem = browser.call("POST", "/api/v1/demo/clock", json!({ "next": true })).await.expect(409);
    assert_eq!(problem.json()["code"], "no_deadline_ahead");
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mailbox_shows_what_was_sent_and_its_mails_can_do_nothing() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let house = House::start_demo(backend).await;
        let (app, browser) = (&house.app, house.browser());
        browser.get("/demo/mailbox").await.expect(200).shows("還沒有任何信件");
        let tx = app.db.begin().await.unwrap();
        for to in ["amy@example.org", "bob@example.org"] {
            let mail = Mail {
                to_person: None,
                address: app.keyring.seal(to),
                kind: "email_confirmation".to_owned(),
                locale: "en".to_owned(),
                data: json!({ "token": "<t0ken>" }),
            };
            outbox::queue_mail(&tx, &app.keyring, mail, app.now()).await.unwrap();
        }
        db::commit(tx).await.unwrap();
        house.work().await;
        let list = browser.get("/demo/mailbox?to=amy@example.org").await.expect(200);
        list.shows("Please confirm your e-mail address").hides("bob@example.org");
        let nothing = browser.get("/demo/mailbox?to=nobody@example.org").await.expect(200);
        nothing.shows("沒有寄到「nobody@example.org」的信件").shows("顯示全部").hides("還沒有任何信件");
        let items = browser.get("/api/v1/demo/mailbox?to=AMY@example.org").await.expect(200).json();
        assert_eq!(items["items"].as_array().unwrap().len(), 1);
        let id = items["items"][0]["id"].as_str().unwrap();
        let page = browser.get(&format!("/demo/mailbox/{id}")).await.expect(200);
        page.shows("amy@example.org").shows("sandbox=\"\"").hides("<t0ken>");
        let body = browser.get(&format!("/demo/mailbox/{id}/body")).await.expect(200);
        let policy = body.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"));
        body.hides("<t0ken>");
        let page = browser.get("/api/v1/demo/mailbox?limit=1").await.json();
        let next = page["next"].as_str().unwrap();
        let rest = browser.get(&format!("/api/v1/demo/mailbox?limit=1&cursor={next}")).await.json();
        assert_ne!(page["items"][0]["id"], rest["items"][0]["id"]);
        assert!(rest["next"].is_null());
        browser.get("/demo/mailbox?cursor=x").await.expect(400);
        browser.get("/demo/mailbox/nothing").await.expect(404);
        house.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_crowd_brings_a_proposal_to_its_threshold() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let house = House::start_demo(backend).await;
        let browser = house.browser();
        let proposal = house.drive().await;
        let path = "/api/v1/demo/signatures";
        let ask = |leave: u32| json!({ "proposal": proposal, "leave": leave });
        browser.call("POST", path, ask(0)).await.expect(409);
        browser.get("/demo/clock").await.expect(200).shows("目前沒有正在附議");
        browser.call("POST", "/api/v1/demo/clock", json!({ "days": 2 })).await.expect(200);
        browser.get("/demo/clock").await.expect(200).shows("還差 50 份附議").shows("補到只差一份");
        let form = [("proposal", proposal.as_str()), ("leave", "1")];
        let done = browser.post("/demo/signatures", &form).await.expect(303).location.unwrap();
        assert_eq!(done, format!("/proposals/{proposal}?done=crowd-signed"));
        browser.get(&done).await.expect(200).shows("還差 1 人").shows("示範民眾已經附議");
        assert_eq!(browser.call("POST", path, ask(1)).await.expect(200).json()["signed"], 0);
        assert_eq!(browser.call("POST", path, ask(0)).await.expect(200).json()["signed"], 1);
        assert!(house.happened(&proposal).await.contains(&"case.opened".to_owned()));
        browser.get("/demo/clock").await.expect(200).hides("補到成案門檻");
        browser.call("POST", path, json!({ "proposal": PersonId::new(house.now()) })).await.expect(404);
        browser.post("/demo/signatures", &[("proposal", "x")]).await.expect(404);
        house.stop().await;
    }
}
