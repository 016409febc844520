//! Questions for a meeting that is about no proposal, and what whoever asked is told.

use folkmoot_tests::{Browser, House, on_both};
use serde_json::{Value, json};

async fn own_meeting(facilitator: &Browser) -> String {
    let fields = [
        ("subject", "own"),
        ("kind", "consultation"),
        ("title", "防災諮詢會"),
        ("held_on", "2026-03-20"),
        ("starts_at", "14:00"),
        ("ends_at", "16:00"),
    ];
    let sent = facilitator.post("/desk/hearings/new", &fields).await.expect(303).location.unwrap();
    sent.trim_start_matches("/desk/hearings/").split('?').next().unwrap().to_owned()
}

async fn ask(browser: &Browser, page: &str, question: &str) -> String {
    let place = browser.post(page, &[("question", question)]).await.expect(303).location.unwrap();
    place.split("#voice-").nth(1).unwrap().to_owned()
}

on_both!(a_meeting_of_its_own_takes_questions, |house: House| async move {
    let facilitator = house.with_role("facilitator", None).await;
    let (ann, ben, anyone) = (house.citizen("安心").await, house.citizen("阿本").await, house.browser());
    let id = own_meeting(&facilitator).await;
    let (page, public) = (format!("/hearings/{id}/questions"), format!("/hearings/{id}"));
    anyone.get(&public).await.expect(200).shows("還沒有人提問").shows("我要提問");
    let first = ask(&ann, &page, "避難所夠不夠？").await;
    assert_eq!(ask(&ann, &page, "避難所夠不夠？").await, first, "pressed twice");
    let second = ask(&ben, &page, "警報聽得到嗎？").await;
    ben.post(&format!("{page}/{first}/mark"), &[]).await.expect(303);
    ann.post(&format!("{page}/{first}/mark"), &[]).await.expect(409);
    let shown = anyone.get(&page).await.expect(200);
    shown.shows("1 人想問");
    assert!(shown.body.find("避難所").unwrap() < shown.body.find("警報").unwrap(), "ranked by people");

    // Its thread, with the way back to where it stands; it is no part of any proposal's discussion.
    let thread = anyone.get(&format!("/voices/{first}")).await.expect(200);
    thread
        .shows("避難所夠不夠？")
        .shows("防災諮詢會")
        .shows(&format!("{page}?at={first}"))
        .hides(&format!("/proposals/{id}"));
    anyone.get(&format!("/proposals/{id}/discussion")).await.expect(404);
    anyone.get(&format!("/proposals/{id}")).await.expect(404);
    ben.post(&format!("/voices/{first}/replies"), &[("body", "我們里也想知道")]).await.expect(303);
    anyone.get(&page).await.shows("1 則回應");
    ann.get(&format!("/voices/{first}/edit")).await.expect(409).shows("已經有人想聽");
    ben.post(&format!("/voices/{second}/edit"), &[("body", "警報半夜聽得到嗎？")]).await.expect(303);

    // Reported, hidden with its reason, appealed against: as all voices are.
    ann.get(&format!("/voices/{second}/report")).await.expect(200);
    ann.post(&format!("/voices/{second}/report"), &[("ground", "off_topic")]).await.expect(303);
    let moderator = house.with_role("moderator", None).await;
    moderator.get("/desk/moderation").await.expect(200).shows("防災諮詢會");
    moderator.get(&format!("/desk/moderation/{second}")).await.expect(200).shows("警報");
    let hide = [("act", "hide"), ("ground", "off_topic"), ("reason", "與這場會議的主題無關")];
    moderator.post(&format!("/desk/moderation/{second}"), &hide).await.expect(303);
    anyone.get(&page).await.shows("與這場會議的主題無關").hides("警報");
    house.work().await;
    let told = ben.get("/my/notices").await.expect(200);
    told.shows("防災諮詢會").shows("與這場會議的主題無關");
    let decision = told.body.split("/decisions/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    ben.get(&format!("/decisions/{decision}")).await.expect(200).shows("防災諮詢會");

    // Over the API alike.
    let api = format!("/api/v1/hearings/{id}/questions");
    let asked = ben.call("POST", &api, json!({ "question": "收容所可以帶狗嗎？" })).await.expect(201).json();
    let third = asked["id"].as_str().unwrap().to_owned();
    ann.call("PUT", &format!("{api}/{third}/mark"), Value::Null).await.expect(204);
    anyone.get(&format!("/api/v1/voices/{third}")).await.expect(200);
    let unconfirmed = house.unconfirmed().await;
    unconfirmed.post(&page, &[("question", "不確認可以問嗎？")]).await.expect(409).shows("手機");
    house.days_pass(19);
    let ben = house.sign_in(ben.person.as_ref().unwrap()).await;
    ben.post(&page, &[("question", "太晚的問題可以嗎")]).await.expect(409).shows("會議已結束");
    // What waits for a moderator where first words do is told there under the meeting's title.
    let draft = [
        ("subject", "own"),
        ("kind", "forum"),
        ("title", "還是草稿的會議"),
        ("held_on", "2026-06-01"),
        ("act", "draft"),
    ];
    let facilitator = house.sign_in(facilitator.person.as_ref().unwrap()).await;
    let draft = facilitator.post("/desk/hearings/new", &draft).await.expect(303).location.unwrap();
    let draft = draft.trim_start_matches("/desk/hearings/").split('?').next().unwrap().to_owned();
    ben.post(&format!("/hearings/{draft}/questions"), &[("question", "看得到草稿嗎？")]).await.expect(404);
});

on_both!(whoever_asked_is_told_what_became_of_it_once, |house: House| async move {
    let facilitator = house.with_role("facilitator", None).await;
    let (ann, ben) = (house.citizen("安心").await, house.citizen("阿本").await);
    let own = own_meeting(&facilitator).await;
    let (about, _) = crate::questions::meeting(&house, &facilitator, &[]).await;
    let address = |browser: &Browser| browser.person.clone().unwrap().email;
    for (id, title) in [(&own, "防災諮詢會"), (&about, "讓公園的飲水機全年供水")] {
        let page = format!("/hearings/{id}/questions");
        let first = ask(&ann, &page, "避難所夠不夠？").await;
        let second = ask(&ben, &page, "市長會不會連任？").await;
        let handle = |voice: &str| format!("{page}/{voice}/handle");
        // Answered, opened again by mistake, answered again, and again with a place in the record: told once.
        for act in ["answered", "answered", "open", "answered"] {
            facilitator.post(&handle(&first), &[("act", act)]).await.expect(303);
        }
        let aside = [("act", "aside"), ("reason", "不屬於會議的議題")];
        for _ in 0..2 {
            facilitator.post(&handle(&second), &aside).await.expect(303);
        }
        let answered = format!("您在「{title}」的提問已有回答");
        let told = house.messages_to(&address(&ann)).await;
        assert_eq!(told.iter().filter(|mail| mail.subject == answered).count(), 1, "{told:?}");
        let link = format!("/hearings/{id}/questions?at={first}");
        assert!(told.iter().any(|mail| mail.text.contains(&link)), "{told:?}");
        ann.get("/my/notices").await.expect(200).shows(&answered);
        let told = house.messages_to(&address(&ben)).await;
        let aside =
            told.iter().filter(|mail| mail.subject.contains(&format!("「{title}」的提問，主持人決定不回答")));
        assert_eq!(aside.clone().count(), 1, "{told:?}");
        assert!(aside.clone().all(|mail| mail.text.contains("不屬於會議的議題")));
        // The link leads to the question where it stands now.
        let place = ann.get(&link).await.expect(303).location.unwrap();
        assert_eq!(place, format!("{page}?state=answered#voice-{first}"));
        ann.get(&place.replace('#', "&x=#")).await.expect(200).shows("避難所夠不夠？");
        ann.get(&format!("{page}?at={}", uuid::Uuid::nil())).await.expect(404);
        // Otherwise decided it is news again.
        facilitator.post(&handle(&second), &[("act", "answered")]).await.expect(303);
        let told = house.messages_to(&address(&ben)).await;
        assert_eq!(told.iter().filter(|mail| mail.subject == answered).count(), 1);
    }
    // Whoever wants no mails is told on the page alone; a facilitator who asked knows.
    let page = format!("/hearings/{own}/questions");
    let mine = ask(&facilitator, &page, "我自己也有一個問題。").await;
    facilitator.post(&format!("{page}/{mine}/handle"), &[("act", "answered")]).await.expect(303);
    let told = house.messages_to(&address(&facilitator)).await;
    assert!(told.iter().all(|mail| !mail.subject.contains("提問")), "{told:?}");
});
