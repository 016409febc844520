//! Signatures counted under the regions of a rulebook: chosen by the signer, summed, and asked for by a threshold.

use folkmoot_tests::rulebooks::own;
use folkmoot_tests::{Answer, Browser, House, on_both_under};
use serde_json::{Value, json};

fn states() -> String {
    own(
        r#"
        thresholds = [
            { code = "some", name = { zh-TW = "檢視", en = "Look" }, text = { zh-TW = "看一看。", en = "A look." }, count = 2, effect = "ownership_check" },
            { code = "reached", name = { zh-TW = "成案", en = "Reached" }, text = { zh-TW = "須回應。", en = "An answer is owed." }, count = 5, effect = "case", regions = { least = 2, minimum = { de = 2, fr = 2, mt = 1 } } },
        ]
        [regions]
        name = { zh-TW = "會員國", en = "Member state" }
        items = [
            { code = "de", name = { zh-TW = "德國", en = "Germany" } },
            { code = "fr", name = { zh-TW = "法國", en = "France" } },
            { code = "mt", name = { zh-TW = "馬爾他", en = "Malta" } },
            { code = "it", name = { zh-TW = "義大利", en = "Italy" } },
        ]
        [paper]
        text = { zh-TW = "收紙本。", en = "Paper is taken." }
        "#,
        &[],
    )
}

async fn sign(person: &Browser, proposal: &str, region: &str) -> Answer {
    person.post(&format!("/proposals/{proposal}/sign"), &[("region", region)]).await
}

on_both_under!(a_signer_chooses_a_region_and_the_minima_decide, states(), |house: House| async move {
    let proposal = house.drive().await;
    let people = house.crowd(8).await;
    let page = people[0].get(&format!("/proposals/{proposal}")).await.expect(200);
    page.shows("計入會員國").shows("馬爾他").shows("0 個地區達到最低數，須有 2 個。").hides("臺北市");

    // Without a region, or with none of the rulebook's, nothing is counted and the page asks again.
    for (nothing, why) in
        [("", "請選擇附議要計入哪裡"), ("63000", "請從清單中選擇"), ("<b>", "請從清單中選擇")]
    {
        sign(&people[0], &proposal, nothing).await.expect(422).shows(why).shows("馬爾他");
    }
    // The API says it by the field; the county of the account is no region here.
    let path = format!("/api/v1/proposals/{proposal}/signatures");
    let api = house.citizen("Ann").await;
    let wrong = api.call("POST", &path, Value::Null).await.expect(422).json();
    assert_eq!(wrong["errors"][0]["field"], "region", "{wrong}");
    let signed = api.call("POST", &path, json!({ "region": "Germany" })).await.expect(201).json();
    assert_eq!(signed["receipt"]["region"], "de");

    for (n, region) in [(0, "de"), (1, "it"), (2, "it"), (3, "fr")] {
        sign(&people[n], &proposal, region).await.expect(303);
    }
    // Five have signed and one region has its minimum: not reached.
    assert!(!house.happened(&proposal).await.contains(&"proposal.reached".to_owned()));
    let counts = format!("/proposals/{proposal}/signatures");
    let page = house.browser().get(&counts).await.expect(200);
    page.shows("各會員國附議數").shows("1 個地區達到最低數，須有 2 個。").shows("✓ 已達到").hides("tile-map");
    house
        .browser()
        .get(&format!("{counts}?lang=en"))
        .await
        .shows("1 regions have reached their minimum; 2 are needed.");
    let told = house.browser().get(&format!("{path}/by-region")).await.expect(200).json();
    let row = |region: &str| -> Value {
        let rows = told["items"].as_array().unwrap();
        rows.iter().find(|row| row["region"] == region).unwrap().clone()
    };
    assert_eq!((row("de")["count"].clone(), row("de")["reached"].clone()), (json!(2), json!(true)));
    assert_eq!((row("mt")["count"].clone(), row("mt")["minimum"].clone()), (json!(0), json!(1)));
    assert_eq!(row("it")["minimum"], Value::Null);
    let table = house.browser().get(&format!("{path}/by-region.csv")).await.expect(200);
    table.shows("fr,法國,France,1,2,false,");
    house.browser().get(&format!("{path}/by-county")).await.expect(404);
    let levels = house.browser().get(&format!("{path}/thresholds")).await.json();
    assert_eq!(
        (levels["items"][1]["regions"].clone(), levels["items"][1]["regions_reached"].clone()),
        (json!(2), json!(1))
    );

    // Somebody who chose wrongly moves to another region, and that reaches it.
    let receipts = people[2].get(&format!("/proposals/{proposal}")).await.body;
    let receipt = receipts.split("/receipts/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let change = format!("/receipts/{receipt}/region");
    people[2].post(&change, &[("region", "tw")]).await.expect(422);
    people[2].post(&change, &[("region", "")]).await.expect(422);
    people[2].post(&change, &[("region", "mt")]).await.expect(303);
    people[2].get(&format!("/receipts/{receipt}")).await.expect(200).shows("馬爾他");
    assert!(house.happened(&proposal).await.contains(&"proposal.reached".to_owned()));
    house.browser().get(&counts).await.shows("2 個地區達到最低數，須有 2 個。");
    let count = house.browser().get(&format!("{path}/count")).await.json();
    assert_eq!(count["thresholds"][1]["regions"], 2);
});

on_both_under!(a_counter_and_a_sheet_ask_for_the_region_too, states(), |house: House| async move {
    let proposal = house.drive().await;
    let clerk = house.with_role("clerk", None).await;
    let desk = format!("/desk/counter/{proposal}");
    clerk.get(&desk).await.expect(200).shows("計入會員國").shows("法國");
    let mut fields = vec![("identifier", "0912345678"), ("region", ""), ("counter_present", "yes")];
    clerk.post(&desk, &fields).await.expect(422).shows("請選擇附議要計入哪裡");
    fields[1] = ("region", "fr");
    clerk.post(&desk, &fields).await.expect(303);

    let facilitator = house.with_role("facilitator", None).await;
    let sheet = "sheet,line,identifier,member state,date\n".replace("member state", "region")
        + "1,1,0912345001,法國,2026-03-03\n1,2,0912345002,,2026-03-03\n1,3,0912345003,臺北市,2026-03-03\n";
    let part = reqwest::multipart::Part::bytes(sheet.into_bytes()).file_name("a.csv");
    let form = reqwest::multipart::Form::new().part("file", part);
    let tried = facilitator.upload(&format!("/desk/paper/{proposal}/uploads"), form).await;
    tried.shows("沒有填地區").shows("沒有這個地區");
    let told =
        house.browser().get(&format!("/api/v1/proposals/{proposal}/signatures/by-region")).await.json();
    assert_eq!(
        (told["items"][0]["region"].clone(), told["items"][0]["count"].clone()),
        (json!("fr"), json!(1))
    );
});
