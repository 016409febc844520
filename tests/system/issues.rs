//! Issues from the facilitator's desk to the merged page, the response, and whoever spoke.

use folkmoot_tests::cases::Matter;
use folkmoot_tests::{Browser, House, on_both};
use serde_json::json;

use crate::hearings::{hearing, send};

const RECORD: &str = "# 公聽會\n\n### 水公司：\n冬天水管會結冰，維修費用很高。\n\n### 林里長：\n長輩運動的時候沒有水喝。\n\n### 林里長：\n謝謝大家。\n";

pub async fn comment(browser: &Browser, proposal: &str, stance: &str, body: &str) -> String {
    let sent = json!({ "stance": stance, "body": body });
    let path = format!("/api/v1/proposals/{proposal}/voices");
    browser.call("POST", &path, sent).await.expect(201).json()["id"].as_str().unwrap().to_owned()
}

/// The ids of the voices that a page lets tick, in its order.
fn rows(page: &str) -> Vec<String> {
    let all = page.split("name=\"voice\" value=\"").skip(1);
    all.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
}

/// The ids of the issues of the desk, in their order.
fn issues(page: &str) -> Vec<String> {
    let all = page.split("name=\"issues\" value=\"").skip(1);
    all.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
}

pub async fn make(facilitator: &Browser, desk: &str, title: &str) -> String {
    let fields = [("act", "make"), ("title", title), ("summary", "")];
    facilitator.post(desk, &fields).await.expect(303);
    issues(&facilitator.get(desk).await.expect(200).body).pop().unwrap()
}

on_both!(a_facilitator_files_and_everybody_reads_both_sides, |house: House| async move {
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let facilitator = house.with_role("facilitator", None).await;
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let (desk, filing) =
        (format!("/desk/proposals/{proposal}/issues"), format!("/desk/proposals/{proposal}/filing"));
    let merged = format!("/proposals/{proposal}/merged");
    let anyone = house.browser();
    anyone.get(&merged).await.expect(200).shows("還沒有整理出爭點").hides("整理爭點");

    let frost = comment(&ben, &proposal, "con", "冬天水管會結冰，維修要花錢").await;
    let water = comment(&ann, &proposal, "pro", "長輩運動需要喝水").await;
    let hall = hearing(&facilitator, &proposal).await;
    let plan = send(&facilitator, &hall, "紀錄.md", RECORD).await.expect(303).location.unwrap();
    facilitator.post(&plan, &[("act", "import")]).await.expect(303);

    facilitator.get(&desk).await.expect(200).shows("還沒有爭點").shows("5 則尚未整理");
    facilitator.post(&desk, &[("act", "make"), ("title", ""), ("summary", "")]).await.expect(422);
    let pipes = make(&facilitator, &desk, "冬天水管結冰怎麼辦").await;
    let cost = make(&facilitator, &desk, "維修費用誰付").await;
    let again = [("act", "make"), ("title", "維修費用誰付"), ("summary", "")];
    facilitator.post(&desk, &again).await.expect(422).shows("已有同名的爭點");

    let page = facilitator.get(&filing).await.expect(200);
    page.shows("尚未整理：5 則").shows("相近：").shows("冬天水管結冰怎麼辦").shows(" %");
    let waiting = rows(&page.body);
    assert_eq!(waiting.len(), 5, "nothing is filed by itself");
    facilitator.post(&filing, &[("act", "file"), ("issue", &pipes)]).await.expect(422).shows("請選取意見");
    facilitator.post(&filing, &[("act", "file"), ("voice", &frost)]).await.expect(422).shows("請選取爭點");
    let both = [("act", "file"), ("voice", frost.as_str()), ("issue", &pipes), ("issue", &cost)];
    facilitator.post(&filing, &both).await.expect(303);
    let near = format!("{filing}?near={pipes}");
    let likely = facilitator.get(&near).await.expect(200);
    likely.shows("維修費用很高").hides("謝謝大家");
    let spoken = rows(&likely.body);
    let fields: Vec<(&str, &str)> = [("act", "file"), ("issue", pipes.as_str())]
        .into_iter()
        .chain(spoken.iter().map(|id| ("voice", id.as_str())))
        .chain([("back", near.as_str())])
        .collect();
    let done = facilitator.post(&filing, &fields).await.expect(303).location.unwrap();
    assert!(done.starts_with(&near), "one comes back to the same list: {done}");
    facilitator.post(&filing, &[("one", &format!("{cost}:{water}"))]).await.expect(303);
    facilitator
        .post(&filing, &[("act", "nearest"), ("voice", &frost)])
        .await
        .expect(422)
        .shows("沒有相近的爭點");
    let left = rows(&facilitator.get(&filing).await.body);
    let mut rest: Vec<(&str, &str)> = left.iter().map(|id| ("shown", id.as_str())).collect();
    rest.extend([("all", "yes"), ("act", "aside")]);
    facilitator.post(&filing, &rest).await.expect(303);
    facilitator.get(&filing).await.shows("沒有待歸類的意見");
    facilitator.get(&format!("{filing}?show=aside")).await.shows("謝謝大家。");

    let page = anyone.get(&merged).await.expect(200);
    page.shows("2 個爭點")
        .shows("冬天水管會結冰，維修要花錢")
        .shows("維修費用很高")
        .shows("長輩運動需要喝水");
    page.shows("贊成的人說").shows("反對的人說").shows("會議發言").shows("0 則尚未整理").hides("謝謝大家。");
    let issue = format!("/issues/{pipes}");
    let page = anyone.get(&issue).await.expect(200);
    page.shows("冬天水管結冰怎麼辦").shows("2 人、2 則").shows("水公司");
    anyone.get(&format!("{issue}?channel=hearing")).await.shows("維修費用很高").hides("維修要花錢");
    anyone.get(&format!("{issue}?stance=con")).await.shows("維修要花錢").hides("維修費用很高");
    for order in ["support", "newest", "oldest", "channel", "balanced"] {
        anyone.get(&format!("{issue}?order={order}")).await.expect(200).shows("維修要花錢");
    }
    anyone.get(&format!("/voices/{frost}")).await.shows("爭點：").shows(&issue);
    anyone
        .get(&format!("/proposals/{proposal}/booklet"))
        .await
        .expect(200)
        .shows("議題手冊")
        .shows("維修費用誰付");
    anyone.get(&format!("/proposals/{proposal}/discussion")).await.shows(&merged);

    let file = async |ending: &str| anyone.get(&format!("{merged}.{ending}")).await.expect(200).body;
    for ending in ["md", "xml", "csv", "json"] {
        let text = file(ending).await;
        for words in ["冬天水管結冰怎麼辦", "維修費用很高", "長輩運動需要喝水"] {
            assert!(text.contains(words), "{words} is missing in {ending}");
        }
        assert!(!text.contains("謝謝大家"), "what belongs to no issue is not in {ending}");
    }
    assert!(file("csv").await.contains(",hearing,,水公司,"));
    anyone.get(&format!("{merged}.pdf")).await.expect(404);

    // What was merged leads on; undone, it is as it was.
    let merge = [("act", "merge"), ("issues", cost.as_str()), ("into", &pipes)];
    facilitator.post(&desk, &merge).await.expect(303);
    anyone.get(&format!("/issues/{cost}")).await.expect(200).shows("已併入").shows(&issue);
    let steps = facilitator.get(&desk).await;
    steps.shows("「維修費用誰付」併入「冬天水管結冰怎麼辦」");
    let step =
        steps.body.split("name=\"step\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let undo = [("act", "undo"), ("step", step.as_str())];
    facilitator.post(&desk, &undo).await.expect(303);
    facilitator.post(&desk, &undo).await.expect(409).shows("這不是最近的一步");
    anyone.get(&format!("/issues/{cost}")).await.hides("已併入").shows("長輩運動需要喝水");
    let order = [("act", "arrange"), (&format!("place-{cost}"), "1"), (&format!("place-{pipes}"), "2")];
    facilitator.post(&desk, &order).await.expect(303);
    assert_eq!(issues(&facilitator.get(&desk).await.body), [cost.clone(), pipes.clone()]);

    let one = format!("/desk/issues/{pipes}");
    facilitator.post(&one, &[("act", "split"), ("new_title", "水公司怎麼說")]).await.expect(422);
    let split = [("act", "split"), ("new_title", "水公司怎麼說"), ("voice", spoken[0].as_str())];
    let new = facilitator.post(&one, &split).await.expect(303).location.unwrap();
    facilitator.get(&new).await.expect(200).shows("維修費用很高");
    facilitator.get(&one).await.hides("維修費用很高");
    let rename = [("act", "rename"), ("title", "結冰怎麼辦？"), ("summary", "只談水管")];
    facilitator.post(&one, &rename).await.expect(303);
    anyone.get(&issue).await.shows("結冰怎麼辦？").shows("只談水管");
    facilitator.post(&one, &[("act", "remove")]).await.expect(303);
    anyone.get(&issue).await.expect(200).shows("已移除");
});

on_both!(the_response_takes_every_issue_and_tells_whoever_spoke, |house: House| async move {
    let matter = house.matter().await;
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let facilitator = house.with_role("facilitator", None).await;
    let desk = format!("/desk/proposals/{}/issues", matter.proposal);
    let voice = comment(&ann, &matter.proposal, "pro", "請假跑件很辛苦").await;
    let other = comment(&ben, &matter.proposal, "con", "財源從哪裡來").await;
    let online = make(&facilitator, &desk, "能不能線上申辦？").await;
    let money = make(&facilitator, &desk, "財源從哪裡來？").await;
    let filing = format!("/desk/proposals/{}/filing", matter.proposal);
    for (issue, voice) in [(&online, &voice), (&money, &other)] {
        facilitator.post(&filing, &[("one", &format!("{issue}:{voice}"))]).await.expect(303);
    }
    let form = format!("{}/response", matter.desk());
    let page = matter.officer.get(&form).await.expect(200);
    page.shows("value=\"能不能線上申辦？\"")
        .shows(&format!("/issues/{online}</textarea>"))
        .shows("value=\"財源從哪裡來？\"");

    // Without a row for them they come back as rows that lack an answer.
    let bare = Matter::response("0", "submit");
    let refused = matter.send_response(&matter.officer, &bare).await.expect(422);
    refused.shows("href=\"#issue_text-1\"").shows("href=\"#issue_text-2\"").shows("value=\"財源從哪裡來？\"");
    let (first, second) = (format!("/issues/{online}"), format!("/issues/{money}"));
    let rows = [
        ("issue-1", "能不能線上申辦？"),
        ("issue_stand-1", "answered"),
        ("issue_text-1", "下個月開放線上申辦。"),
        ("cites-1", first.as_str()),
        ("issue-2", "財源從哪裡來？"),
        ("issue_stand-2", "open"),
        ("issue_text-2", "尚待行政院核定。"),
        ("cites-2", second.as_str()),
    ];
    let mut fields = Matter::response("1", "submit");
    fields.extend(rows.iter().map(|(name, value)| (*name, (*value).to_owned())));
    let foreign = make(&facilitator, &other_desk(&house).await, "別的提議的爭點").await;
    let mut wrong = fields.clone();
    wrong
        .iter_mut()
        .filter(|(name, _)| *name == "cites-1")
        .for_each(|(_, value)| *value = format!("/issues/{foreign}"));
    matter.send_response(&matter.officer, &wrong).await.expect(422).shows("引用的意見不在本案的討論中");
    matter.send_response(&matter.officer, &fields).await.expect(303);
    let sign = [("act", "sign"), ("version", "2"), ("name", "陳美玲"), ("title", "部長")];
    matter.approver.post(&format!("/desk/approvals/{}", matter.case), &sign).await.expect(303);

    let anyone = house.browser();
    let merged = anyone.get(&format!("/proposals/{}/merged", matter.proposal)).await.expect(200);
    merged.shows("下個月開放線上申辦。").shows("尚待行政院核定。").shows("尚待回答").shows("已回應");
    let raised = |number| format!("/proposals/{}/response#raised-{number}", matter.proposal);
    anyone.get(&first).await.expect(200).shows("下個月開放線上申辦。").shows(&raised(1));
    anyone.get(&format!("/voices/{other}")).await.shows(&raised(2)).shows("說明了為何暫不處理");
    anyone.get(&format!("/proposals/{}/response", matter.proposal)).await.shows("其中 1 項暫不處理");
    house.work().await;
    for citizen in [&ann, &ben] {
        let told = citizen.get("/api/v1/me/notices").await.expect(200).json();
        let told: Vec<_> = told["items"].as_array().unwrap().iter().collect();
        assert_eq!(told.len(), 1, "each is told once: {told:?}");
        assert_eq!(told[0]["audience"], "voices");
        citizen.get("/my/notices").await.shows("您發表過意見的").shows("response#raised");
    }
});

/// The desk of the issues of another proposal.
async fn other_desk(house: &House) -> String {
    let proposer = house.citizen("別的提議人").await;
    format!("/desk/proposals/{}/issues", house.open_proposal(&proposer, "讓公園的飲水機全年供水").await)
}

on_both!(opinions_from_paper_come_in_as_a_table_and_count_like_others, |house: House| async move {
    let ann = house.citizen("安安").await;
    let facilitator = house.with_role("facilitator", None).await;
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let path = format!("/desk/proposals/{proposal}/voices");
    let send = async |act: &'static str, source: &'static str, table: &'static str| {
        let file = reqwest::multipart::Part::bytes(table.as_bytes().to_vec()).file_name("意見.csv");
        let form = reqwest::multipart::Form::new().text("act", act).text("source", source);
        facilitator.upload(&path, form.text("channel", "paper").part("file", file)).await
    };
    const TABLE: &str = "編號,姓名,立場,意見\n1,林太太,贊成,長輩需要喝水\n2,王先生,反對,水管會結冰\n";
    send("check", "表單", TABLE).await.expect(422).shows("請用小寫英文字母");
    send("check", "forms", "編號,意見,立場\n1,好,也許\n")
        .await
        .expect(422)
        .shows("第 2 行：")
        .shows("看不懂立場：也許");
    send("check", "forms", TABLE).await.expect(200).shows("新增 2 則");
    facilitator.get(&format!("/desk/proposals/{proposal}/issues")).await.shows("0 則意見");
    for _ in 0..2 {
        send("import", "forms", TABLE).await.expect(303);
    }
    let page =
        house.browser().get(&format!("/proposals/{proposal}/discussion?channel=paper")).await.expect(200);
    page.shows("長輩需要喝水").shows("林太太").shows("紙本 2");
    facilitator
        .get(&format!("/desk/proposals/{proposal}/filing?channel=paper"))
        .await
        .shows("尚未整理：2 則");
});

on_both!(whoever_spoke_in_the_hall_counts_once_with_what_they_post, |house: House| async move {
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let facilitator = house.with_role("facilitator", None).await;
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    comment(&ben, &proposal, "con", "維修費用很高").await;
    let hall = hearing(&facilitator, &proposal).await;
    let plan = send(&facilitator, &hall, "紀錄.md", RECORD).await.expect(303).location.unwrap();
    facilitator.post(&plan, &[("act", "import")]).await.expect(303);
    let merged = format!("/proposals/{proposal}/merged");
    let anyone = house.browser();
    anyone.get(&merged).await.shows("共 3 人、4 則");
    let page = format!("/hearings/{hall}/speakers");
    anyone.get(&format!("/hearings/{hall}")).await.shows(&page);
    anyone.get(&page).await.expect(200).shows("水公司").shows("/sign-in?back=").hides("待確認的認領");
    ben.post(&page, &[("speaker", "沒有這個人")]).await.expect(404);
    ben.post(&page, &[("speaker", "水公司")]).await.expect(303);
    ben.get(&page).await.shows("待主持人確認").hides("待確認的認領");
    let desk = facilitator.get(&page).await.expect(200);
    desk.shows("帳號「阿本」表示自己是紀錄中的「水公司」");
    let claim =
        desk.body.split("name=\"claim\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let decide = format!("/desk/hearings/{hall}/claims");
    facilitator.post(&decide, &[("claim", &claim), ("act", "confirm")]).await.expect(303);
    facilitator.post(&decide, &[("claim", &claim), ("act", "refuse")]).await.expect(409);
    anyone.get(&merged).await.shows("共 2 人、4 則");
    anyone.get(&page).await.shows("已由本人認領").hides("阿本");
    ben.get(&page).await.shows("已確認是您");
    ann.post(&page, &[("speaker", "水公司")]).await.expect(409);
});

on_both!(what_is_said_in_the_thread_of_an_issue_stands_under_it, |house: House| async move {
    let (ann, ben) = (house.citizen("安安").await, house.citizen("阿本").await);
    let facilitator = house.with_role("facilitator", None).await;
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let other = house.open_proposal(&ann, "讓圖書館晚上開放到十點").await;
    let desk = format!("/desk/proposals/{proposal}/issues");
    let pipes = make(&facilitator, &desk, "冬天水管結冰怎麼辦").await;
    let (issue, thread) =
        (format!("/issues/{pipes}"), format!("/proposals/{proposal}/threads/issue/{pipes}"));
    ann.call("PUT", "/api/v1/me/follows", json!({ "kind": "issue", "key": pipes })).await.expect(204);

    house.browser().get(&issue).await.expect(200).shows(&thread).shows("對這個爭點留言");
    house.browser().get(&thread).await.expect(200).shows("爭點「冬天水管結冰怎麼辦」").shows("登入");
    ben.get(&format!("/proposals/{other}/threads/issue/{pipes}")).await.expect(404);
    let said = [("stance", "con"), ("body", "加裝電熱帶要花多少錢，請先算清楚。")];
    house.browser().post(&thread, &said).await.expect(401).shows("加裝電熱帶");
    ben.post(&thread, &[("stance", ""), ("body", "加裝電熱帶")]).await.expect(422).shows("加裝電熱帶");
    ben.post(&thread, &said).await.expect(303);
    // Pressed twice it is there once.
    ben.post(&thread, &said).await.expect(303);
    let read = house.browser().get(&issue).await.expect(200);
    read.shows("加裝電熱帶").shows("1 人、1 則");
    house.browser().get(&thread).await.shows("加裝電熱帶").shows("1 則");
    facilitator.get(&desk).await.expect(200).shows("1 則已歸入爭點").shows("0 則尚未整理");
    house.work().await;
    ann.get("/my/notices").await.expect(200).shows("冬天水管結冰怎麼辦");

    // Into which issue it was merged meanwhile, there it stands; and what is undone leaves nothing behind.
    let cold = make(&facilitator, &desk, "天冷怎麼辦").await;
    let merge = [("act", "merge"), ("issues", pipes.as_str()), ("issues", &cold), ("into", &cold)];
    facilitator.post(&desk, &merge).await.expect(303);
    ben.get(&thread).await.expect(404);
    ben.post(&thread, &said).await.expect(404);
    let thread = format!("/proposals/{proposal}/threads/issue/{cold}");
    ben.post(&thread, &[("stance", "pro"), ("body", "夜間排空就不會結冰。")]).await.expect(303);
    house.browser().get(&format!("/issues/{cold}")).await.shows("加裝電熱帶").shows("夜間排空");
    for kind in ["merge", "make"] {
        let steps = facilitator.get(&desk).await.expect(200).body;
        let step =
            steps.split("name=\"step\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let undo = [("act", "undo"), ("step", step.as_str())];
        facilitator.post(&desk, &undo).await.expect(303);
        let page = facilitator.get(&desk).await.expect(200);
        match kind {
            "merge" => page.shows("2 則已歸入爭點"),
            _ => page.shows("1 則已歸入爭點").shows("1 則尚未整理"),
        };
    }
    house.browser().get(&issue).await.shows("加裝電熱帶").hides("夜間排空");
    // Where comments are closed, nobody is asked for one.
    facilitator.post(&format!("/desk/issues/{pipes}"), &[("act", "remove")]).await.expect(303);
    house.browser().get(&issue).await.expect(200).hides("對這個爭點留言");
});
