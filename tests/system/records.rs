//! Records of hearings in the formats people bring, and as files on their way out.

use folkmoot_tests::{House, on_both};

use crate::hearings::{hearing, send};

const CAPTIONS: &str = "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v 主席>現在開會。\n\n01:02:03.000 --> 01:02:05.000\n<v 林里長>冬天水管\n\n01:02:05.000 --> 01:02:07.000\n<v 林里長>會結冰嗎？\n";
const MINUTES: &str = "公聽會會議紀錄\n時間：二月十日\n\n主席：現在開會，請大家發言。\n林里長：冬天水管會結冰嗎？\n注意事項：這一行不是發言。\n林里長：我再說一次。\n水公司：平地不會。\n";

on_both!(captions_lead_to_their_second_in_the_recording, |house: House| async move {
    let (ann, facilitator) = (house.citizen("安安").await, house.with_role("facilitator", None).await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let id = hearing(&facilitator, &proposal).await;
    let fields = [
        ("kind", "public_hearing"),
        ("title", "飲水機公聽會"),
        ("held_on", "2026-02-10"),
        ("recording", "javascript:alert(1)"),
        ("reason", "更正會議名稱與錄影網址"),
    ];
    let edit = format!("/desk/hearings/{id}/edit");
    facilitator.post(&edit, &fields).await.expect(422).shows("請填寫以 https:// 開頭的網址");
    let mut right = fields;
    right[3].1 = "https://www.youtube.com/watch?v=abc";
    facilitator.post(&edit, &right).await.expect(303);
    let plan = send(&facilitator, &id, "字幕.vtt", CAPTIONS).await.expect(303).location.unwrap();
    facilitator.get(&plan).await.expect(200).shows("WebVTT 字幕").shows("UTF-8").shows("2 段發言");
    facilitator.post(&plan, &[("act", "import")]).await.expect(303);
    let page = house.browser().get(&format!("/hearings/{id}")).await.expect(200);
    page.shows("冬天水管會結冰嗎？")
        .shows("https://www.youtube.com/watch?v=abc&amp;t=3723s")
        .shows(">1:02:03<");
    let api = house.browser().get(&format!("/api/v1/hearings/{id}/statements")).await.json();
    assert_eq!(api["items"][1]["started_ms"], 3_723_000);
    let broken = "1\n00:00:01,000 --> 00:00:02,000\n甲\n\n2\n00:00:0x,000 --> 00:00:03,000\n乙\n";
    send(&facilitator, &id, "a.srt", broken).await.expect(422).shows("看不懂這一行的字幕時間").shows(">6<");
});

on_both!(how_speakers_are_told_can_be_corrected_and_is_remembered, |house: House| async move {
    let (ann, facilitator) = (house.citizen("安安").await, house.with_role("facilitator", None).await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let id = hearing(&facilitator, &proposal).await;
    let public = format!("/hearings/{id}");
    let plan = send(&facilitator, &id, "紀錄.txt", MINUTES).await.expect(303).location.unwrap();
    let page = facilitator.get(&plan).await.expect(200);
    // Whoever spoke once is asked about.
    page.shows("發言者怎麼認").shows("value=\"林里長\" checked").shows("value=\"水公司\">").shows("3 段發言");
    let said =
        [("act", "reading"), ("pattern", "colon"), ("name", "主席"), ("name", "林里長"), ("name", "水公司")];
    facilitator.post(&plan, &said).await.expect(303);
    let page = facilitator.get(&plan).await.expect(200);
    page.shows("4 段發言").shows("value=\"水公司\" checked").shows("value=\"注意事項\">");
    let other = house.with_role("facilitator", None).await;
    other.post(&plan, &said).await.expect(409);
    facilitator.post(&plan, &[("act", "import")]).await.expect(303);
    house.browser().get(&public).await.shows("平地不會。").shows("注意事項：這一行不是發言。");

    // The corrected minutes are read the same way without asking again.
    let corrected = MINUTES.replace("平地不會", "平地不會結冰");
    let plan = send(&facilitator, &id, "紀錄二.txt", corrected).await.expect(303).location.unwrap();
    facilitator.get(&plan).await.expect(200).shows("4 段發言").shows("<ins>平地不會結冰。");
    // In another encoding, and the trial says which.
    let (big5, _, _) = encoding_rs::BIG5.encode(MINUTES);
    let plan = send(&facilitator, &id, "紀錄三.txt", big5.to_vec()).await.expect(303).location.unwrap();
    facilitator.get(&plan).await.expect(200).shows("Big5").shows("請確認文字正確");
});

on_both!(a_file_in_which_nobody_is_known_to_speak_waits_for_correction, |house: House| async move {
    let (ann, facilitator) = (house.citizen("安安").await, house.with_role("facilitator", None).await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let id = hearing(&facilitator, &proposal).await;
    let text = "會議紀錄\n小明：我先說。\n小華：我再說。\n";
    let plan = send(&facilitator, &id, "a.txt", text).await.expect(303).location.unwrap();
    facilitator.get(&plan).await.expect(200).shows("找不到任何發言").shows("發言者怎麼認").hides("確認匯入");
    facilitator.post(&plan, &[("act", "import")]).await.expect(409).shows("還沒有認出任何發言者");
    let said = [("act", "reading"), ("pattern", "colon"), ("name", "小明"), ("name", "小華")];
    facilitator.post(&plan, &said).await.expect(303);
    facilitator.get(&plan).await.expect(200).shows("2 段發言").shows("確認匯入");
    facilitator.post(&plan, &[("act", "import")]).await.expect(303);
});

on_both!(a_record_goes_out_and_comes_back_the_same, |house: House| async move {
    let (ann, facilitator) = (house.citizen("安安").await, house.with_role("facilitator", None).await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let id = hearing(&facilitator, &proposal).await;
    let anyone = house.browser();
    anyone.get(&format!("/hearings/{id}/record.md")).await.expect(404);
    let markdown = "# 公聽會\n\n> 播放影片\n\n## 一\n\n### 主席： {00:00:01.000}\n=開會\\*\n\n### 林里長： {.question}\n冬天會結冰嗎？\n";
    let plan = send(&facilitator, &id, "a.md", markdown).await.expect(303).location.unwrap();
    facilitator.post(&plan, &[("act", "import")]).await.expect(303);
    let page = anyone.get(&format!("/hearings/{id}")).await.expect(200);
    page.shows("下載會議紀錄").shows("提問");
    for (ending, shows) in [
        ("md", "### 林里長： {.question}"),
        ("xml", "<question eId=\"question_3\" by=\"#person_2\">"),
        ("csv", "'=開會*"),
        ("json", "\"kind\": \"question\""),
    ] {
        page.shows(&format!("/hearings/{id}/record.{ending}"));
        let file = anyone.get(&format!("/hearings/{id}/record.{ending}")).await.expect(200);
        assert!(file.body.contains(shows), "{ending}: {}", file.body);
        let plan = send(&facilitator, &id, &format!("own.{ending}"), file.body).await.expect(303);
        let plan = facilitator.get(&plan.location.unwrap()).await.expect(200);
        plan.shows("2 段發言").shows("1 段旁述").hides("<h2>更動").hides("<h2>新增").hides("<h2>消失");
    }
    anyone.get(&format!("/hearings/{id}/record.exe")).await.expect(404);
});
