//! Whom a case is told to: once each, by the way that concerns them most.

use folkmoot_notifications::mailbox::Item;
use folkmoot_tests::{House, on_both};
use serde_json::Value;

/// How many of the messages have a subject that begins so.
fn about(messages: &[Item], beginning: &str) -> usize {
    messages.iter().filter(|message| message.subject.starts_with(beginning)).count()
}

on_both!(an_answer_reaches_co_signers_and_followers_once_each, |house: House| async move {
    let matter = house.matter().await;
    let title = "延長育兒津貼申請期限";
    let (signer, follower) = (house.citizen("附議人").await, house.citizen("關注人").await);
    let address = |browser: &folkmoot_tests::Browser| browser.person.clone().unwrap().email;
    let follow = format!("/api/v1/me/follows/{}", matter.proposal);
    for browser in [&signer, &follower, &matter.proposer] {
        browser.call("PUT", &follow, Value::Null).await.expect(204);
    }
    house.days_pass(1);
    signer.post(&format!("/proposals/{}/sign", matter.proposal), &[]).await.expect(303);

    // The case was assigned: the officers know, the other agency's do not.
    let told = house.messages_to(&address(&matter.officer)).await;
    assert_eq!(about(&told, &format!("新案件：提議「{title}」")), 1);
    assert!(told[0].text.contains(&matter.desk()));
    assert_eq!(house.messages_to(&address(&matter.colleague)).await.len(), 1);
    assert!(house.messages_to(&address(&matter.stranger)).await.is_empty());

    matter.publish().await;
    let told = house.messages_to(&address(&signer)).await;
    assert_eq!(about(&told, &format!("您附議的「{title}」已有正式回應")), 1);
    assert_eq!(told.iter().filter(|m| m.subject.ends_with("已有正式回應")).count(), 1, "not as follower too");
    let told = house.messages_to(&address(&follower)).await;
    assert_eq!(about(&told, &format!("您關注的「{title}」已有正式回應")), 1);
    assert!(told.iter().any(|m| m.text.contains("> 申請期限延長為六個月。")));
    let told = house.messages_to(&address(&matter.proposer)).await;
    assert_eq!(about(&told, &format!("您的提議「{title}」已有正式回應")), 1);
    let told = house.messages_to(&address(&matter.approver)).await;
    assert_eq!(about(&told, "待核定"), 1);
});

on_both!(a_missed_deadline_reaches_the_agency_and_the_proposer, |house: House| async move {
    let matter = house.matter().await;
    house.days_pass(90);
    for browser in [&matter.officer, &matter.approver, &matter.proposer] {
        let told = house.messages_to(&browser.person.clone().unwrap().email).await;
        let missed: Vec<&str> =
            told.iter().map(|m| m.subject.as_str()).filter(|subject| subject.contains("逾期")).collect();
        if browser.person.as_ref().map(|one| one.id) == matter.proposer.person.as_ref().map(|one| one.id) {
            assert_eq!(missed.len(), 3, "one for each clock: {missed:?}");
            assert!(missed.iter().any(|subject| subject.ends_with("逾期：正式回應")));
            continue;
        }
        // The agency has one mail a day, which lists them all.
        assert_eq!(missed, ["期限提醒：逾期 3 件，將到期 0 件"]);
        let text = &told.iter().find(|mail| mail.subject == missed[0]).unwrap().text;
        for clock in ["公布辦理時程", "與提議人聯繫", "正式回應"] {
            assert!(text.contains(clock), "{text}");
        }
    }
    assert!(house.messages_to(&matter.stranger.person.clone().unwrap().email).await.is_empty());
    house.work().await;
    let told = house.messages_to(&matter.proposer.person.clone().unwrap().email).await;
    assert_eq!(told.iter().filter(|m| m.subject.contains("逾期")).count(), 3, "and no more");
});

on_both!(who_must_act_next_inside_the_house_is_told, |house: House| async move {
    let address = |browser: &folkmoot_tests::Browser| browser.person.clone().unwrap().email;
    let (reviewer, citizen) = (house.with_role("reviewer", None).await, house.citizen("小芬").await);
    let id = house.submitted_proposal(&citizen, "月臺間隙應全面改善").await;
    let told = house.messages_to(&address(&reviewer)).await;
    assert_eq!(about(&told, "待檢核：提議「月臺間隙應全面改善」"), 1);
    assert!(told[0].text.contains(&format!("/desk/review/{id}")));
    assert!(house.messages_to(&address(&citizen)).await.iter().all(|m| !m.subject.starts_with("待檢核")));

    let matter = house.unassigned_matter().await;
    let told = house.messages_to(&address(&matter.administrator)).await;
    assert_eq!(about(&told, "待分派：提議「延長育兒津貼申請期限」"), 1);
    assert!(told.iter().any(|m| m.text.contains(&format!("/desk/admin/cases/{}", matter.case))));
});

on_both!(a_missed_deadline_stays_with_the_agency_and_its_answer, |house: House| async move {
    let matter = house.matter().await;
    for _ in 0..4 {
        house.days_pass(20);
        // Else their sessions would end meanwhile.
        for browser in [&matter.officer, &matter.approver] {
            browser.get("/my").await.expect(200);
        }
    }
    matter.officer.get(&matter.desk()).await.expect(200).hides("移轉其他機關");
    let transfer =
        [("from", matter.agency.as_str()), ("to", matter.other.as_str()), ("reasons", "非本部權責")];
    matter
        .officer
        .post(&format!("{}/transfer", matter.desk()), &transfer)
        .await
        .expect(409)
        .shows("非本部權責");
    matter.publish().await;
    house.browser().get(&format!("/proposals/{}/response", matter.proposal)).await.shows("天後完成");
});
