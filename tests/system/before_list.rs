//! What comes before a proposal is listed, and what follows where nothing is signed: supporters, the threshold of listing,
//! refused words that are not shown, supplements, effects of later thresholds, procedures without a drive or a review.

use folkmoot_tests::rulebooks::own;
use folkmoot_tests::{Answer, Browser, House, on_both_under};
use serde_json::{Value, json};

const LEVELS: &str = r#"
    thresholds = [
        { code = "response", name = { zh-TW = "回應", en = "Response" }, text = { zh-TW = "須回應。", en = "An answer is owed." }, count = 6, effect = "case" },
        { code = "debate", name = { zh-TW = "辯論", en = "Debate" }, text = { zh-TW = "須辯論。", en = "A debate is owed." }, count = 8, effect = "debate" },
    ]
"#;

fn supporters() -> String {
    let over = r#"
        [supporters]
        name = { zh-TW = "支持者", en = "Supporters" }
        text = { zh-TW = "要有兩人支持才送檢核。", en = "Two people must support it before its review." }
        count = 2
        most = 5
        period = { amount = 10, unit = "days" }
        [drive]
        starts = "at_once"
        [review]
        flags = [{ amount = 2, unit = "days" }, { amount = 4, unit = "days" }]
        grounds = [
            { code = "duplicate", text = { zh-TW = "重複", en = "Duplicate" } },
            { code = "libellous", text = { zh-TW = "涉及誹謗", en = "Libellous" }, hidden = true },
        ]
    "#;
    own(&format!("{LEVELS}{over}"), &[])
}

async fn sign(person: &Browser, proposal: &str) -> Answer {
    person.post(&format!("/proposals/{proposal}/sign"), &[]).await
}

async fn state(house: &House, proposal: &str) -> Value {
    house.browser().get(&format!("/api/v1/proposals/{proposal}")).await.expect(200).json()["state"].clone()
}

async fn decide(reviewer: &Browser, proposal: &str, body: Value) -> Answer {
    reviewer.call("POST", &format!("/api/v1/proposals/{proposal}/review"), body).await
}

/// Whether anybody who has no link finds it.
async fn is_found(house: &House, title: &str, id: &str) -> bool {
    let stranger = house.browser();
    let mut found = Vec::new();
    for path in [
        "/",
        "/proposals",
        "/proposals?q=TITLE",
        "/api/v1/proposals",
        "/feeds/proposals.atom",
        "/proposals/similar?title=TITLE",
    ] {
        let path = path.replace("TITLE", title);
        found.push(stranger.get(&path).await.expect(200).body.contains(id));
    }
    let first = found[1];
    assert!(found[1..].iter().all(|one| *one == first), "{found:?}");
    found.iter().any(|one| *one)
}

on_both_under!(supporters_are_found_by_a_link_and_count_later, supporters(), |house: House| async move {
    let title = "行人穿越道加裝照明";
    let proposer = house.citizen("Pam").await;
    let draft = house.draft(&proposer, title).await;
    proposer.post(&format!("/proposals/{draft}/edit/check"), &[]).await.expect(303);
    let id = draft;
    assert_eq!(state(&house, &id).await, "supporting");
    assert!(!is_found(&house, title, &id).await);
    house.browser().get("/proposals/1").await.expect(404);
    let page = house.browser().get(&format!("/proposals/{id}")).await.expect(200);
    page.shows("徵求支持中").shows(&format!("/proposals/{id}\"")).shows("還差 2 人支持").shows("最多 5 人");
    page.shows("<meta name=\"robots\" content=\"noindex\">");
    house
        .browser()
        .get(&format!("/proposals/{id}?lang=en"))
        .await
        .shows("Looking for supporters")
        .shows("2 more needed");

    // Nobody is asked to review it yet; its proposer is the first who stands behind it.
    house.work().await;
    let reviewer = house.with_role("reviewer", None).await;
    reviewer.get("/desk/review").await.expect(200).hides(title);
    decide(&reviewer, &id, json!({ "action": "open" })).await.expect(409);
    let people = house.crowd(9).await;
    assert!(sign(&proposer, &id).await.expect(303).location.unwrap().contains("done=signed-already"));
    sign(&people[0], &id).await.expect(303);
    assert_eq!(state(&house, &id).await, "supporting");
    sign(&people[1], &id).await.expect(303);
    assert_eq!(state(&house, &id).await, "in_review");
    reviewer.get("/desk/review").await.expect(200).shows(title);
    assert!(!is_found(&house, title, &id).await);

    // Until the review has passed, only so many may sign.
    sign(&people[2], &id).await.expect(303);
    sign(&people[3], &id).await.expect(303);
    sign(&people[4], &id).await.expect(409).shows("最多只能有這麼多人支持");
    people[4]
        .get(&format!("/proposals/{id}"))
        .await
        .shows("最多只能有這麼多人支持")
        .hides(&format!("action=\"/proposals/{id}/sign\""));

    // It waits too long, by the rulebook's own marks.
    house.days_pass(3);
    let reviewer = house.sign_in(reviewer.person.as_ref().unwrap()).await;
    reviewer.get("/desk/review").await.shows("已等候超過 2");
    house.browser().get(&format!("/proposals/{id}")).await.shows("檢核中，已等候過久");

    decide(&reviewer, &id, json!({ "action": "open" })).await.expect(200);
    assert!(is_found(&house, title, &id).await);
    let count = house.browser().get(&format!("/api/v1/proposals/{id}/signatures/count")).await.json();
    assert_eq!(count["count"], 5);
    sign(&people[4], &id).await.expect(303);
    assert_eq!(state(&house, &id).await, "reached");
    // The first threshold opens the case, and the drive goes on to the next.
    sign(&people[5], &id).await.expect(303);
    sign(&people[6], &id).await.expect(303);
    let happened = house.happened(&id).await;
    let public: Vec<&str> =
        happened.iter().map(String::as_str).filter(|kind| kind.starts_with("proposal.")).collect();
    assert_eq!(
        public,
        [
            "proposal.supporters_sought",
            "proposal.supported",
            "proposal.opened",
            "proposal.reached",
            "proposal.debate_due",
        ]
    );
    assert_eq!(happened.iter().filter(|kind| *kind == "case.opened").count(), 1);
    house.browser().get(&format!("/proposals/{id}")).await.shows("附議達 8 人，應安排辯論");
});

on_both_under!(too_few_supporters_lapse_with_a_reason, supporters(), |house: House| async move {
    let proposer = house.citizen("Pam").await;
    let id = house.submitted_proposal(&proposer, "公園長椅修繕計畫").await;
    sign(&house.crowd(1).await[0], &id).await.expect(303);
    house.days_pass(11);
    let page = house.browser().get(&format!("/proposals/{id}")).await.expect(200);
    page.shows("期限內支持人數不足，未送檢核").shows("徵求支持的期限已過");
    house.work().await;
    house.work().await;
    let lapsed = house.happened(&id).await;
    assert_eq!(lapsed.iter().filter(|kind| *kind == "proposal.supporters_lapsed").count(), 1);
    assert!(!is_found(&house, "公園長椅修繕計畫", &id).await);
    sign(&house.crowd(1).await[0], &id).await.expect(409);
});

on_both_under!(
    words_refused_on_a_hidden_ground_are_shown_to_nobody_else,
    supporters(),
    |house: House| async move {
        let title = "某某人的不實指控";
        let proposer = house.citizen("Pam").await;
        let id = house.submitted_proposal(&proposer, title).await;
        for person in house.crowd(2).await {
            sign(&person, &id).await.expect(303);
        }
        let reviewer = house.with_role("reviewer", None).await;
        let refusal = json!({ "action": "refuse", "grounds": ["libellous"], "reason": "內容涉及特定個人，未附任何依據。" });
        decide(&reviewer, &id, refusal).await.expect(200);
        assert!(!is_found(&house, title, &id).await);
        let stranger = house.browser();
        for path in ["", "/signatures", "/badge.svg", "/sign-by-mail"] {
            stranger.get(&format!("/proposals/{id}{path}")).await.hides(title).hides("訂定全國一致的標準");
        }
        stranger.get(&format!("/proposals/{id}")).await.expect(200).shows("涉及誹謗").shows("內容不公開");
        stranger.get(&format!("/proposals/{id}/revisions")).await.expect(404);
        let body = stranger.get(&format!("/api/v1/proposals/{id}")).await.expect(200).json();
        assert_eq!((body["unlisted"].clone(), body["content"].clone()), (json!("hidden"), json!("")));
        stranger.get(&format!("/feeds/proposals/{id}.atom")).await.hides(title);
        proposer
            .get(&format!("/proposals/{id}"))
            .await
            .expect(200)
            .shows(title)
            .shows("只有提議人和檢核人員看得到");
        reviewer.get(&format!("/proposals/{id}")).await.expect(200).shows(title);
        // Another ground is shown, and so is the proposal.
        let id = house.submitted_proposal(&proposer, "夜市垃圾分類示範").await;
        for person in house.crowd(2).await {
            sign(&person, &id).await.expect(303);
        }
        let refusal = json!({ "action": "refuse", "grounds": ["duplicate"], "reason": "與現有的提議相同。" });
        decide(&reviewer, &id, refusal).await.expect(200);
        assert!(is_found(&house, "夜市垃圾分類示範", &id).await);
        sign(&house.crowd(1).await[0], &id).await.expect(409);
    }
);

fn listing() -> String {
    let over = r#"
        [listing]
        text = { zh-TW = "滿三人附議才列出。", en = "Listed from three signatures on." }
        count = 3
        [drive]
        starts = "at_once"
    "#;
    own(&format!("{LEVELS}{over}"), &["review"])
}

on_both_under!(it_is_listed_by_the_signature_that_reaches_it, listing(), |house: House| async move {
    let title = "圖書館夜間開放";
    let proposer = house.citizen("Pam").await;
    // Nothing is reviewed: it is open at once.
    let id = house.submitted_proposal(&proposer, title).await;
    assert_eq!(state(&house, &id).await, "open");
    assert!(!is_found(&house, title, &id).await);
    house.browser().get("/proposals/1").await.expect(404);
    let page = house.browser().get(&format!("/proposals/{id}")).await.expect(200);
    page.shows("滿 3 人附議以前").shows(&format!("value=\"{}/proposals/{id}\"", house.app.config.public_url));
    house.browser().get(&format!("/proposals/{id}?lang=en")).await.shows("Until 3 people have signed");
});

on_both_under!(listing_happens_once_and_everywhere, listing(), |house: House| async move {
    let title = "圖書館夜間開放";
    let proposer = house.citizen("Pam").await;
    let id = house.submitted_proposal(&proposer, title).await;
    let people = house.crowd(4).await;
    for person in &people[..2] {
        sign(person, &id).await.expect(303);
    }
    assert!(!is_found(&house, title, &id).await);
    sign(&people[2], &id).await.expect(303);
    assert!(is_found(&house, title, &id).await);
    // Falling below again hides nothing.
    people[2].post(&format!("/proposals/{id}/unsign"), &[]).await.expect(303);
    assert!(is_found(&house, title, &id).await);
    sign(&people[3], &id).await.expect(303);
    let listed = house.happened(&id).await;
    assert_eq!(listed.iter().filter(|kind| *kind == "proposal.listed").count(), 1);
    house.browser().get(&format!("/proposals/{id}/signatures")).await.expect(200).shows("公開列出");
});

fn petition() -> String {
    let over = r#"
        [supplement]
        name = { zh-TW = "補正", en = "Supplement" }
        text = { zh-TW = "可補正者，通知補正。", en = "What can be mended is asked for." }
        ask = { amount = 7, unit = "days" }
        answer = { amount = 5, unit = "days" }
        [repeat_ban]
        text = { zh-TW = "六個月內不得再提。", en = "Not again within six months." }
        period = { amount = 6, unit = "months" }
    "#;
    own(&format!("thresholds = []\n{over}"), &["drive", "election_pause"])
}

on_both_under!(
    a_supplement_stops_the_review_and_the_case_opens_when_it_passes,
    petition(),
    |house: House| async move {
        let proposer = house.citizen("Pam").await;
        let id = house.submitted_proposal(&proposer, "路口反光鏡增設").await;
        let reviewer = house.with_role("reviewer", None).await;
        let due = |body: &Value| body["review_due"].as_str().unwrap().to_owned();
        let before = reviewer.get(&format!("/api/v1/proposals/{id}")).await.json();
        reviewer.get(&format!("/desk/review/{id}")).await.expect(200).shows("請提議人補正");
        decide(&reviewer, &id, json!({ "action": "ask_supplement", "reason": "" })).await.expect(422);
        let asked =
            decide(&reviewer, &id, json!({ "action": "ask_supplement", "reason": "請說明路口的位置。" }))
                .await
                .expect(200)
                .json();
        assert_eq!(asked["state"], "sent_back");
        assert!(due(&asked) > due(&before));
        let page = proposer.get(&format!("/proposals/{id}")).await.expect(200);
        page.shows("檢核期限暫停計算").shows("請說明路口的位置。").shows("請補正");
        decide(&reviewer, &id, json!({ "action": "open" })).await.expect(409);
        // Answered the same day, no day is lost; twice is not in this rulebook.
        proposer
            .call(
                "PATCH",
                &format!("/api/v1/proposals/{id}"),
                json!({ "content": "中山路與中正路口，視線被圍牆遮住，時常發生擦撞，建議增設反光鏡。" }),
            )
            .await
            .expect(200);
        let answered = proposer
            .call("POST", &format!("/api/v1/proposals/{id}/submit"), Value::Null)
            .await
            .expect(200)
            .json();
        assert_eq!((answered["state"].clone(), due(&answered)), (json!("in_review"), due(&before)));
        decide(&reviewer, &id, json!({ "action": "ask_supplement", "reason": "還有一點。" }))
            .await
            .expect(409);

        decide(&reviewer, &id, json!({ "action": "open" })).await.expect(200);
        assert_eq!(state(&house, &id).await, "reached");
        let page = house.browser().get(&format!("/proposals/{id}")).await.expect(200);
        page.shows("受理，案件成立").hides("id=\"sign\"").shows("id=\"case\"");
        sign(&house.crowd(1).await[0], &id).await.expect(404);
        house.browser().get(&format!("/proposals/{id}/signatures")).await.expect(404);
        let happened = house.happened(&id).await;
        for kind in ["proposal.supplement_asked", "proposal.supplemented", "proposal.accepted", "case.opened"]
        {
            assert_eq!(happened.iter().filter(|one| *one == kind).count(), 1, "{kind}: {happened:?}");
        }
        assert!(is_found(&house, "路口反光鏡增設", &id).await);
    }
);

on_both_under!(an_unanswered_supplement_holds_nothing_up, petition(), |house: House| async move {
    let proposer = house.citizen("Pam").await;
    let id = house.submitted_proposal(&proposer, "路口反光鏡增設").await;
    let reviewer = house.with_role("reviewer", None).await;
    decide(&reviewer, &id, json!({ "action": "ask_supplement", "reason": "請說明路口的位置。" }))
        .await
        .expect(200);
    house.days_pass(6);
    let reviewer = house.sign_in(reviewer.person.as_ref().unwrap()).await;
    // By the clock alone, before anything is written down.
    let waits = reviewer.get(&format!("/api/v1/proposals/{id}")).await.expect(200).json();
    assert_eq!(waits["state"], "in_review");
    reviewer.get("/desk/review").await.expect(200).shows("路口反光鏡增設");
    house.work().await;
    house.work().await;
    let happened = house.happened(&id).await;
    assert_eq!(happened.iter().filter(|kind| *kind == "proposal.supplement_missed").count(), 1);
    decide(&reviewer, &id, json!({ "action": "send_back", "reason": "請重新改寫。" })).await.expect(200);
    assert_eq!(reviewer.get(&format!("/api/v1/proposals/{id}")).await.json()["state"], "sent_back");
});

fn at_once() -> String {
    own("thresholds = []\n", &["drive", "review", "election_pause"])
}

on_both_under!(without_drive_and_review_a_submission_opens_the_case, at_once(), |house: House| async move {
    let proposer = house.citizen("Pam").await;
    let draft = house.draft(&proposer, "公開公車班表資料").await;
    let answer = proposer.post(&format!("/proposals/{draft}/edit/check"), &[]).await.expect(303);
    assert!(answer.location.unwrap().contains("done=proposal-passed"));
    assert_eq!(state(&house, &draft).await, "reached");
    house.work().await;
    let page = house.browser().get(&format!("/proposals/{draft}")).await.expect(200);
    page.shows("案件已成立").hides("id=\"sign\"");
    house.browser().get(&format!("/proposals/{draft}?lang=en")).await.shows("The case is open");
    assert!(house.happened(&draft).await.contains(&"case.opened".to_owned()));
    assert!(is_found(&house, "公開公車班表資料", &draft).await);
    // Sent twice it opens nothing anew.
    proposer.post(&format!("/proposals/{draft}/edit/check"), &[]).await.expect(303);
    assert_eq!(house.happened(&draft).await.iter().filter(|kind| *kind == "case.opened").count(), 1);
});
