//! What is asked, told and held up on the way to a response, on pages and over the API.

use folkmoot_tests::{House, on_both};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

/// A clock of a case by its code.
async fn clock(house: &House, api: &str, code: &str) -> Value {
    let case = house.browser().call("GET", api, Value::Null).await.expect(200).json();
    let clocks = case["clocks"].as_array().unwrap();
    clocks.iter().find(|clock| clock["code"] == code).unwrap().clone()
}

on_both!(an_administrator_lets_a_case_stand_still_and_go_on, |house: House| async move {
    let matter = house.matter().await;
    let (desk, public) =
        (format!("/desk/admin/cases/{}", matter.case), format!("/proposals/{}", matter.proposal));
    let pause = format!("{desk}/pause");
    matter.administrator.get(&matter.desk()).await.expect(200).shows(&pause);
    matter.officer.get(&pause).await.expect(403);
    matter.administrator.get(&pause).await.expect(200).shows("暫停期限");
    matter.administrator.post(&pause, &[("reason", "短")]).await.expect(422).shows("短");
    let reason = [("reason", "法院裁定停止執行，期間不計。")];
    matter.administrator.post(&pause, &reason).await.expect(303);
    matter.administrator.post(&pause, &reason).await.expect(409).shows("法院裁定停止執行");
    house.browser().get(&public).await.shows("暫停計算").shows("法院裁定停止執行");
    let response = clock(&house, &matter.api(), "response").await;
    assert_eq!((&response["state"], &response["due_at"]), (&json!("stands_still"), &Value::Null));

    // Longer than the response had: nothing is missed.
    house.days_pass(70);
    house.work().await;
    let administrator = house.sign_in(matter.administrator.person.as_ref().unwrap()).await;
    administrator.get(&pause).await.expect(200).shows("恢復計算");
    let officer = house.sign_in(matter.officer.person.as_ref().unwrap()).await;
    let extend = json!({ "reasons": "協調", "progress": "會議" });
    let refused = officer.call("POST", &format!("{}/extension", matter.api()), extend).await.expect(409);
    assert_eq!(refused.json()["code"], "stands_still");
    administrator.post(&format!("{desk}/resume"), &[]).await.expect(303);
    administrator.post(&format!("{desk}/resume"), &[]).await.expect(409);
    let response = clock(&house, &matter.api(), "response").await;
    assert_eq!((&response["state"], &response["last_day"]), (&json!("running"), &json!("2026-07-09")));
    let timeline = format!("/api/v1/proposals/{}/timeline", matter.proposal);
    house.browser().get(&timeline).await.expect(200).shows("case.resumed");
});

on_both!(the_proposer_is_asked_and_answers, |house: House| async move {
    let matter = house.matter().await;
    let desk = format!("{}/ask-supplement", matter.desk());
    let wanted = [("wanted", "請補附切結書"), ("answer_by", "2026-03-10")];
    matter.officer.post(&desk, &wanted).await.expect(409).shows("沒有補正的規定");
    // As under a rulebook that knows supplements.
    let rule = r#"{"ask":null,"answer":{"amount":14,"unit":"days","rolling":false},"times":1}"#;
    let sql = format!(
        r#"UPDATE agency_case SET supplement = '{rule}',
        clocks = replace(clocks, '"pauses":[]', '"pauses":["supplement"]')"#
    );
    house.app.db.for_migrations().execute_unprepared(&sql).await.unwrap();

    matter.officer.get(&desk).await.expect(200).shows("2026-03-16");
    matter.stranger.post(&desk, &wanted).await.expect(403);
    let empty = [("wanted", "請補附切結書"), ("answer_by", "")];
    matter.officer.post(&desk, &empty).await.expect(422).shows("請補附切結書");
    let late = [("wanted", "請補附切結書"), ("answer_by", "2026-04-10")];
    matter.officer.post(&desk, &late).await.expect(422).shows("請補附切結書");
    matter.officer.post(&desk, &wanted).await.expect(303);
    matter.officer.post(&desk, &wanted).await.expect(409);
    assert_eq!(clock(&house, &matter.api(), "response").await["last_day"], "2026-05-09");
    let somebody = matter.proposer.person.as_ref().unwrap();
    let mails = house.messages_to(&somebody.email).await;
    assert!(mails.iter().any(|mail| mail.text.contains("請補附切結書")), "{mails:?}");

    let public = format!("/proposals/{}", matter.proposal);
    let own = matter.proposer.get(&public).await.expect(200);
    own.shows("前往補正");
    house.browser().get(&public).await.shows("請補附切結書").hides("前往補正");
    let id = own.body.split("/supplements/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let form = format!("{public}/supplements/{id}");
    matter.officer.get(&form).await.expect(403);
    matter.officer.post(&form, &[("answer", "代答")]).await.expect(403);
    matter.proposer.get(&form).await.expect(200).shows("請補附切結書");
    matter.proposer.post(&form, &[("answer", "")]).await.expect(422);
    house.days_pass(3);
    let proposer = house.sign_in(somebody).await;
    proposer.post(&form, &[("answer", "附上切結書")]).await.expect(303);
    proposer.post(&form, &[("answer", "再附一次")]).await.expect(409).shows("再附一次");
    house.browser().get(&public).await.shows("附上切結書").shows("已補正");
    // Two days were spent on it, besides the first, which is not counted in any case.
    assert_eq!(clock(&house, &matter.api(), "response").await["last_day"], "2026-05-03");
});

on_both!(progress_and_outcomes_are_told_in_public, |house: House| async move {
    let matter = house.matter().await;
    let (desk, public) = (matter.desk(), format!("/proposals/{}", matter.proposal));
    matter.officer.get(&format!("{desk}/tell-progress")).await.expect(200);
    matter.officer.post(&format!("{desk}/tell-progress"), &[("body", "")]).await.expect(422);
    matter.officer.post(&format!("{desk}/tell-progress"), &[("body", "已召開研商會議")]).await.expect(303);
    house.browser().get(&public).await.shows("已召開研商會議");
    let record = format!("{desk}/record-outcome");
    matter.officer.get(&record).await.expect(200).shows("辯論");
    let wrong = [("kind", "debate"), ("on", "2026-03-09"), ("link", "ftp://x"), ("summary", "已辯論")];
    matter.officer.post(&record, &wrong).await.expect(422).shows("已辯論");
    let link = "https://example.org/1";
    let outcome = [("kind", "debate"), ("on", "2026-03-02"), ("link", link), ("summary", "已辯論，多數贊成")];
    matter.officer.post(&record, &outcome).await.expect(303);
    house.browser().get(&public).await.shows("辯論結果").shows(link);
    let body = json!({ "kind": "timetable", "on": "2026-03-02", "summary": "x" });
    let wrong = matter.officer.call("POST", &format!("{}/outcomes", matter.api()), body).await.expect(422);
    assert_eq!(wrong.json()["errors"][0]["field"], "kind");
});
