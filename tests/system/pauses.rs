//! Pauses over HTTP: ordered by an administrator, and before a national polling day.

use folkmoot_tests::{Browser, House, on_both};
use serde_json::{Value, json};

async fn window(house: &House, proposal: &str) -> Value {
    let path = format!("/api/v1/proposals/{proposal}/signatures/count");
    house.browser().get(&path).await.expect(200).json()
}

on_both!(an_administrator_pauses_one_drive_and_lets_it_go_on, |house: House| async move {
    let proposal = house.drive().await;
    let (path, desk) = (format!("/proposals/{proposal}"), format!("/desk/admin/drives/{proposal}"));
    let administrator = house.with_role("administrator", None).await;
    let crowd = house.crowd(2).await;
    let follow = format!("/api/v1/me/follows/{proposal}");
    let follower = house.citizen("關注人").await;
    follower.call("PUT", &follow, Value::Null).await.expect(204);
    crowd[0].post(&format!("{path}/sign"), &[]).await.expect(303);
    let before = window(&house, &proposal).await["closes_at"].as_str().unwrap().to_owned();

    administrator.get(&desk).await.expect(200).shows("暫停附議");
    administrator.post(&format!("{desk}/pause"), &[("reason", "")]).await.expect(422);
    let reason = [("reason", "附議系統遭受攻擊，暫停檢查。")];
    administrator.post(&format!("{desk}/pause"), &reason).await.expect(303);
    administrator.post(&format!("{desk}/pause"), &reason).await.expect(409);
    for act in ["sign", "unsign"] {
        crowd[0].post(&format!("{path}/{act}"), &[]).await.expect(409).shows("已完成的附議不受影響");
    }
    house
        .browser()
        .get(&path)
        .await
        .expect(200)
        .shows("附議暫停中")
        .shows("附議系統遭受攻擊")
        .hides("/sign\"");
    house.browser().get(&path).await.shows("請等待附議恢復");
    let numbers = house.browser().get(&format!("{path}/signatures")).await.expect(200);
    numbers.shows("附議暫停中").hides(&desk);
    administrator.get(&format!("{path}/signatures")).await.expect(200).shows(&desk);
    house.browser().get(&format!("{path}/badge.svg")).await.expect(200).shows("暫停附議");
    assert_eq!(window(&house, &proposal).await["pauses"][0]["ends_at"], Value::Null);

    // Longer than the window would have been: it is neither over nor lapsed.
    house.days_pass(70);
    house.work().await;
    let shown = house.browser().get(&format!("/api/v1/proposals/{proposal}")).await.expect(200).json();
    assert_eq!((shown["state"].as_str(), shown["closes_at"].as_str()), (Some("open"), None));
    house.browser().get("/proposals?state=open").await.expect(200).shows(&path).shows("暫停附議");
    let administrator = house.sign_in(administrator.person.as_ref().unwrap()).await;
    administrator.post(&format!("{desk}/resume"), &[]).await.expect(303);
    administrator.post(&format!("{desk}/resume"), &[]).await.expect(409).shows("沒有被暫停");
    let after = window(&house, &proposal).await["closes_at"].as_str().unwrap().to_owned();
    let length = |text: &str| text.parse::<folkmoot_foundation::Now>().unwrap();
    assert_eq!((length(&after) - length(&before)).num_days(), 70);
    let signer = house.crowd(3).await.remove(2);
    signer.post(&format!("{path}/sign"), &[]).await.expect(303);
    assert_eq!(window(&house, &proposal).await["count"], 2);
    house.browser().get(&path).await.expect(200).shows("恢復附議").shows("附議期至");
    house.work().await;
    let told = house.messages_to(&follower.person.clone().unwrap().email).await;
    let about = |end: &str| told.iter().filter(|message| message.subject.ends_with(end)).count();
    assert_eq!((about("暫停附議"), about("恢復附議")), (1, 1));
});

async fn enter(administrator: &Browser, day: &str) -> folkmoot_tests::Answer {
    administrator.post("/desk/admin/polling-days", &[("day", day), ("name", "全國性公民投票")]).await
}

on_both!(a_polling_day_pauses_drives_and_proposing, |house: House| async move {
    let proposal = house.drive().await;
    let path = format!("/proposals/{proposal}");
    let administrator = house.with_role("administrator", None).await;
    enter(&administrator, "gestern").await.expect(422);
    enter(&administrator, "2020-01-01").await.expect(422);
    // From 2026-04-01 to the end of 2026-05-31: 61 days, and the window ends on 2026-05-01.
    enter(&administrator, "2026-05-31").await.expect(303);
    enter(&administrator, "2026-05-31").await.expect(422).shows("已經登記");
    let shown = window(&house, &proposal).await;
    assert_eq!(shown["closes_at"], "2026-07-01T16:00:00Z");
    assert_eq!(shown["pauses"][0]["starts_at"], "2026-03-31T16:00:00Z");
    house.browser().get(&path).await.expect(200).shows("暫停附議").shows("全國性公民投票");
    let list = house.browser().get("/api/v1/polling-days").await.expect(200).json();
    let id = list["items"][0]["id"].as_str().unwrap().to_owned();
    administrator.post(&format!("/desk/admin/polling-days/{id}/remove"), &[]).await.expect(303);
    assert_eq!(window(&house, &proposal).await["closes_at"], "2026-05-01T16:00:00Z");
    enter(&administrator, "2026-05-31").await.expect(303);
    let id = house.browser().get("/api/v1/polling-days").await.json()["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();

    house.days_pass(40);
    let administrator = house.sign_in(administrator.person.as_ref().unwrap()).await;
    administrator.post(&format!("/desk/admin/polling-days/{id}/remove"), &[]).await.expect(409);
    let signer = house.citizen("小明").await;
    signer.post(&format!("{path}/sign"), &[]).await.expect(409).shows("2026年6月1日 00:00");
    let api = format!("/api/v1/proposals/{proposal}/signatures");
    let citizen = house.citizen("小華").await;
    let problem = citizen.call("POST", &api, Value::Null).await.expect(409).json();
    assert_eq!(problem["code"], "drive_paused");
    assert!(problem["detail"].as_str().unwrap().contains("2026年6月1日 00:00"));
    house.browser().get(&path).await.expect(200).shows("附議暫停中");

    // Drafts go on, sending them in does not; a drive that begins meanwhile begins with the pause.
    let draft = house.draft(&citizen, "國小營養午餐改用有機蔬菜").await;
    let sent =
        citizen.call("POST", &format!("/api/v1/proposals/{draft}/submit"), json!({})).await.expect(409);
    assert_eq!(sent.json()["code"], "proposing_paused");
    house.days_pass(52);
    let signer = house.sign_in(signer.person.as_ref().unwrap()).await;
    signer.post(&format!("{path}/sign"), &[]).await.expect(303);
    let citizen = house.sign_in(citizen.person.as_ref().unwrap()).await;
    citizen.call("POST", &format!("/api/v1/proposals/{draft}/submit"), json!({})).await.expect(200);
});

on_both!(a_drive_that_begins_later_knows_the_polling_day, |house: House| async move {
    let administrator = house.with_role("administrator", None).await;
    let body = json!({ "day": "2026-07-31", "name": "全國性公民投票" });
    administrator.call("POST", "/api/v1/polling-days", body.clone()).await.expect(201);
    let proposal = house.drive().await;
    // The window would end on 2026-05-01; the pause begins on 2026-06-01 and lies beyond.
    assert_eq!(window(&house, &proposal).await["closes_at"], "2026-05-01T16:00:00Z");
    let administrator = house.sign_in(administrator.person.as_ref().unwrap()).await;
    let pause = format!("/api/v1/proposals/{proposal}/signatures/pause");
    administrator.call("POST", &pause, json!({ "reason": "資料庫搬遷中" })).await.expect(200);
    house.days_pass(40);
    let administrator = house.sign_in(administrator.person.as_ref().unwrap()).await;
    let on = administrator.call("DELETE", &pause, Value::Null).await.expect(200).json();
    // Forty days later it would end on 2026-06-10, in the pause before the polling day: nine days are left after it.
    assert_eq!(on["closes_at"], "2026-08-10T16:00:00Z");
    assert_eq!(on["pauses"].as_array().unwrap().len(), 2);
    administrator.call("DELETE", &pause, Value::Null).await.expect(409);
    house.citizen("小華").await.call("POST", "/api/v1/polling-days", body).await.expect(403);
});
