//! Agencies that work on a case together: parts, refused transfers, signatures of all leads, combined cases.

use folkmoot_tests::cases::Matter;
use folkmoot_tests::{Answer, House, on_both};
use serde_json::{Value, json};

/// What stands after a mark, up to the next quotation mark.
fn after(page: &Answer, mark: &str) -> String {
    let rest = page.body.split(mark).nth(1).unwrap_or_else(|| panic!("{mark} is missing in {}", page.body));
    rest.split('"').next().unwrap().to_owned()
}

async fn assign(matter: &Matter, leads: &[&str], supporting: &[&str]) {
    let body = json!({ "leads": leads, "supporting": supporting });
    let path = format!("{}/assignment", matter.api());
    matter.administrator.call("POST", &path, body).await.expect(200);
}

on_both!(an_agency_is_asked_for_its_part_and_delivers_it, |house: House| async move {
    let matter = house.matter().await;
    let ask = format!("{}/ask-agency", matter.desk());
    // Nobody is there to be asked yet.
    matter.officer.get(&matter.desk()).await.expect(200).hides(&ask);
    assign(&matter, &[&matter.agency], &[&matter.other]).await;
    matter.stranger.get("/desk/cases").await.expect(200).shows("主辦機關辦理中");
    let wrong = [("agency", matter.other.as_str()), ("asked", "請提供 勞保資料"), ("due_on", "明天")];
    matter.officer.post(&ask, &wrong).await.expect(422).shows("href=\"#due_on\"").shows("請提供 勞保資料");
    let past = [("agency", matter.other.as_str()), ("asked", "請提供"), ("due_on", "2026-03-01")];
    matter.officer.post(&ask, &past).await.expect(422).shows("日期已經過了");
    let third =
        house.agency(&matter.administrator, "moi", "內政部", "Ministry of the Interior").await.to_string();
    let outside = [("agency", third.as_str()), ("asked", "請提供"), ("due_on", "2026-03-08")];
    matter.officer.post(&ask, &outside).await.expect(422).shows("href=\"#agency\"");
    let fine =
        [("agency", matter.other.as_str()), ("asked", "請提供 <i>勞保</i> 資料"), ("due_on", "2026-03-08")];
    matter.stranger.post(&ask, &fine).await.expect(403);
    matter.officer.post(&ask, &fine).await.expect(303);

    // On the desk of who was asked: due, by the internal day; told by mail; nothing of it is public.
    let desk = matter.stranger.get("/desk/cases").await.expect(200);
    desk.shows("id=\"group-due_soon\"").shows("本機關應辦事項").shows("2026年3月8日");
    let mails = house.messages_to(&matter.stranger.person.as_ref().unwrap().email).await;
    assert!(mails.iter().any(|mail| mail.subject.contains("請貴機關就")), "{mails:?}");
    for path in
        [format!("/proposals/{}/case", matter.proposal), matter.api(), format!("{}/file", matter.api())]
    {
        house.browser().get(&path).await.expect(200).hides("勞保");
    }
    let page = matter.stranger.get(&matter.desk()).await.expect(200);
    page.shows("&lt;i&gt;勞保").shows("待交，剩 6 天");
    let part =
        format!("{}/parts/{}", matter.desk(), after(&page, &format!("href=\"{}/parts/", matter.desk())));
    matter.officer.get(&matter.desk()).await.expect(200).hides(&format!("href=\"{part}\""));
    matter.officer.post(&part, &[("delivered", "我替他答")]).await.expect(403);
    house.clock.set("2026-03-09T02:00:00Z".parse().unwrap());
    matter.stranger.get("/desk/cases").await.expect(200).shows("id=\"group-overdue\"");
    matter.stranger.post(&part, &[("delivered", "")]).await.expect(422);
    matter.stranger.post(&part, &[("delivered", "勞保投保人數如下")]).await.expect(303);
    let again = matter.stranger.post(&part, &[("delivered", "再補 一些說明")]).await.expect(409);
    again.shows("再補 一些說明");
    matter
        .stranger
        .get("/desk/cases")
        .await
        .expect(200)
        .hides("id=\"group-overdue\"")
        .shows("主辦機關辦理中");
    matter.officer.get(&matter.desk()).await.expect(200).shows("逾 1 天交").shows("勞保投保人數如下");

    // Into the draft: what was typed stays, and nothing is saved by it.
    let response = format!("{}/response", matter.desk());
    let form = matter.officer.get(&response).await.expect(200);
    form.shows("勞動部提供的意見");
    let task = after(&form, "name=\"take\" value=\"");
    let mut typed = Matter::response("0", "save");
    typed.retain(|(name, _)| *name != "act");
    typed.push(("take", task));
    let taken = matter.send_response(&matter.officer, &typed).await.expect(200);
    taken.shows("現行期限為三個月。\n\n【勞動部】\n勞保投保人數如下</textarea>").shows("財源不足");
    matter.officer.get(&matter.desk()).await.expect(200).shows("尚未開始撰擬");

    // Taken back: not owed any more.
    house.clock.set("2026-03-09T03:00:00Z".parse().unwrap());
    let more = [("agency", matter.other.as_str()), ("asked", "再一件"), ("due_on", "2026-03-12")];
    matter.officer.post(&ask, &more).await.expect(303);
    matter.stranger.get("/desk/cases").await.expect(200).shows("id=\"group-due_soon\"");
    let page = matter.officer.get(&matter.desk()).await.expect(200);
    let withdraw = after(&page, &format!("action=\"{}/parts/", matter.desk()));
    let withdraw = format!("{}/parts/{withdraw}", matter.desk());
    matter.stranger.post(&withdraw, &[]).await.expect(403);
    matter.officer.post(&withdraw, &[]).await.expect(303);
    matter.officer.post(&withdraw, &[]).await.expect(409);
    matter.stranger.get("/desk/cases").await.expect(200).hides("id=\"group-due_soon\"");
    // An answered case owes no part.
    matter.officer.post(&ask, &more).await.expect(303);
    matter.publish().await;
    matter.stranger.get("/desk/cases").await.expect(200).hides("id=\"group-due_soon\"");
});

on_both!(a_transfer_is_refused_once_and_then_the_administrator_decides, |house: House| async move {
    let matter = house.matter().await;
    let transfer = format!("{}/transfer", matter.desk());
    let refuse = format!("{}/refuse-transfer", matter.desk());
    let hand = [("from", matter.agency.as_str()), ("to", matter.other.as_str()), ("reasons", "屬勞動部權責")];
    matter.officer.get(&refuse).await.expect(409);
    matter.officer.post(&transfer, &hand).await.expect(303);
    matter.officer.post(&refuse, &[("reasons", "不是我的")]).await.expect(403);
    matter.stranger.get(&matter.desk()).await.expect(200).shows(&refuse);
    matter.stranger.get(&refuse).await.expect(200).shows("屬勞動部權責");
    matter.stranger.post(&refuse, &[("reasons", "")]).await.expect(422).shows("href=\"#reasons\"");
    // Twice at once: once.
    let (one, other) = tokio::join!(
        matter.stranger.post(&refuse, &[("reasons", "育兒津貼屬衛福部")]),
        matter.stranger.post(&refuse, &[("reasons", "育兒津貼屬衛福部")])
    );
    let mut both = [one.status, other.status];
    both.sort_unstable();
    assert_eq!(both, [303, 403]);
    matter.officer.get(&matter.desk()).await.expect(200);
    matter.stranger.get(&matter.desk()).await.expect(403);
    let public = format!("/proposals/{}", matter.proposal);
    house.browser().get(&public).await.expect(200).shows("育兒津貼屬衛福部").shows("待平臺管理員決定");
    // Not to and fro: the administrator has it.
    matter
        .officer
        .post(&transfer, &hand)
        .await
        .expect(409)
        .shows("由平臺管理員決定主辦機關")
        .shows("屬勞動部權責");
    let admin = matter.administrator.get("/desk/admin").await.expect(200);
    admin.shows("育兒津貼屬衛福部");
    let dispute = format!("/desk/admin/disputes/{}", after(&admin, "href=\"/desk/admin/disputes/"));
    let id = dispute.rsplit('/').next().unwrap().to_owned();
    matter.administrator.post(&format!("/desk/admin/transfers/{id}"), &[]).await.expect(409);
    matter.administrator.get(&dispute).await.expect(200).shows("衛生福利部與勞動部共同主辦");
    matter
        .administrator
        .post(&dispute, &[("reasons", "都有關")])
        .await
        .expect(422)
        .shows("href=\"#decision\"")
        .shows("都有關");
    matter.officer.post(&dispute, &[("decision", "moves"), ("reasons", "x")]).await.expect(403);
    let decide = [("decision", "all_lead"), ("reasons", "津貼屬衛福部，育嬰留停屬勞動部")];
    matter.administrator.post(&dispute, &decide).await.expect(303);
    matter.administrator.post(&dispute, &decide).await.expect(409);
    house.browser().get(&public).await.expect(200).shows("育嬰留停屬勞動部");
    for officer in [&matter.officer, &matter.stranger] {
        officer.get("/desk/cases?part=lead").await.expect(200).shows("延長育兒津貼申請期限");
        let mails = house.messages_to(&officer.person.as_ref().unwrap().email).await;
        assert!(mails.iter().any(|mail| mail.subject.contains("已決定主辦機關")));
    }
    // Nobody refuses that.
    matter.stranger.post(&refuse, &[("reasons", "還是不要")]).await.expect(409);
});

on_both!(a_noted_or_begun_case_is_not_refused, |house: House| async move {
    let matter = house.matter().await;
    let hand = [("from", matter.agency.as_str()), ("to", matter.other.as_str()), ("reasons", "屬勞動部權責")];
    matter.officer.post(&format!("{}/transfer", matter.desk()), &hand).await.expect(303);
    matter.send_response(&matter.stranger, &Matter::response("0", "save")).await.expect(303);
    let refuse = format!("{}/refuse-transfer", matter.desk());
    matter.stranger.get(&refuse).await.expect(409).shows("回應還在撰擬中");
    matter.stranger.post(&refuse, &[("reasons", "後悔了")]).await.expect(409);
    matter.stranger.get(&matter.desk()).await.expect(200).hides(&refuse);
});

on_both!(every_lead_agency_signs_and_all_are_named, |house: House| async move {
    let matter = house.matter().await;
    assign(&matter, &[&matter.agency, &matter.other], &[]).await;
    matter.send_response(&matter.officer, &Matter::response("0", "submit")).await.expect(303);
    let sign = format!("/desk/approvals/{}", matter.case);
    let fields = |name: &'static str, title: &'static str, version: &'static str| {
        [("act", "sign"), ("version", version), ("name", name), ("title", title)]
    };
    let signed = matter.approver.post(&sign, &fields("陳美玲", "部長", "1")).await.expect(303);
    assert_eq!(signed.location.as_deref(), Some("/desk/approvals?done=response-signed"));
    let response = format!("/proposals/{}/response", matter.proposal);
    house.browser().get(&response).await.expect(404);
    let again = matter.approver.post(&sign, &fields("陳美玲", "部長", "1")).await.expect(409);
    again.shows("陳美玲");
    let page = matter.strange_approver.get(&sign).await.expect(200);
    page.shows("部長 陳美玲已核定").shows("尚待核定");
    let mails = house.messages_to(&matter.strange_approver.person.as_ref().unwrap().email).await;
    assert!(mails.iter().any(|mail| mail.subject.contains("共同主辦機關已核定")));

    // Sent back: what is drafted anew is signed anew by all.
    matter.strange_approver.post(&sign, &[("act", "send_back"), ("note", "請補充")]).await.expect(303);
    matter.send_response(&matter.officer, &Matter::response("1", "submit")).await.expect(303);
    matter.strange_approver.get(&sign).await.expect(200).hides("陳美玲已核定");
    // Both at once: one publishes, nothing is lost.
    let version = after(&matter.approver.get(&sign).await, "name=\"version\" value=\"");
    assert_eq!(version, "1", "the same words are the same version");
    let (mine, theirs) = (fields("陳美玲", "部長", "1"), fields("林大同", "次長", "1"));
    let (one, other) =
        tokio::join!(matter.approver.post(&sign, &mine), matter.strange_approver.post(&sign, &theirs));
    let (one, other) = (one.expect(303), other.expect(303));
    let done = [one.location.unwrap(), other.location.unwrap()];
    assert_eq!(done.iter().filter(|path| path.ends_with("done=response-published")).count(), 1, "{done:?}");
    let page = house.browser().get(&response).await.expect(200);
    page.shows("陳美玲").shows("林大同").shows("衛生福利部").shows("勞動部");
    // The hash can be computed again from what the API tells.
    let body = house
        .browser()
        .call("GET", &format!("{}/response", matter.api()), Value::Null)
        .await
        .expect(200)
        .json();
    assert_eq!(body["signatures"].as_array().unwrap().len(), 2);
    let stored = hash_again(&house, &matter).await;
    assert_eq!(stored, body["hash"]);
});

/// The hash of the published response, computed again from what the database holds.
async fn hash_again(house: &House, matter: &Matter) -> String {
    use folkmoot_agency_responses::responses;
    let response = responses::get(house.app.db.read(), matter.case.parse().unwrap()).await.unwrap().unwrap();
    hex::encode(folkmoot_foundation::crypto::sha256(&response.hashed().unwrap()))
}

on_both!(combined_cases_are_each_answered_in_their_own_words, |house: House| async move {
    let matter = house.matter().await;
    let proposer = matter.proposer.person.as_ref().unwrap().id;
    let other = house.reached(proposer, "育兒津貼線上申請").await;
    let list = matter.administrator.call("GET", "/api/v1/cases?state=unassigned", Value::Null).await.json();
    let case = list["items"][0]["id"].as_str().unwrap().to_owned();
    let combine = format!("{}/combine", matter.desk());
    // Not with a case of another agency.
    let with = [("with", case.as_str()), ("reasons", "同為育兒津貼")];
    matter.officer.post(&combine, &with).await.expect(403);
    let body = json!({ "leads": [matter.agency] });
    matter.administrator.call("POST", &format!("/api/v1/cases/{case}/assignment"), body).await.expect(200);
    matter.officer.get(&combine).await.expect(200).shows("育兒津貼線上申請");
    matter.officer.post(&combine, &[("reasons", "同為育兒津貼")]).await.expect(422).shows("href=\"#with\"");
    let alone = [("with", matter.case.as_str()), ("reasons", "理由")];
    matter.officer.post(&combine, &alone).await.expect(422).shows("不能與自己併案");
    matter.stranger.post(&combine, &with).await.expect(403);
    let (one, two) =
        tokio::join!(matter.officer.post(&combine, &with), matter.colleague.post(&combine, &with));
    let mut both = [one.status, two.status];
    both.sort_unstable();
    assert_eq!(both, [303, 422]);
    for proposal in [&matter.proposal, &other.to_string()] {
        let page = house.browser().get(&format!("/proposals/{proposal}/case")).await.expect(200);
        page.shows("併案處理").shows("尚未回應").shows("同為育兒津貼");
    }

    // One preparation: the texts of one can be taken into the other. The answers are each their own.
    matter.send_response(&matter.officer, &Matter::response("0", "save")).await.expect(303);
    let response = format!("/desk/cases/{case}/response");
    let form = matter.officer.get(&response).await.expect(200);
    form.shows("併案「延長育兒津貼申請期限」的說明");
    let taken =
        matter.officer.post(&response, &[("base", "0"), ("take", matter.case.as_str())]).await.expect(200);
    taken.shows("現行期限為三個月。</textarea>").hides("財源不足");

    let mut reference = Matter::response("1", "submit");
    for (name, value) in &mut reference {
        match *name {
            "summary" => *value = "詳見「育兒津貼線上申請」案的回應。".to_owned(),
            "reasons-1" => *value = "同第 2 號提議。".to_owned(),
            _ => {}
        }
    }
    let refused = matter.send_response(&matter.officer, &reference).await.expect(422);
    refused
        .shows("href=\"#summary\"")
        .shows("href=\"#reasons-1\"")
        .shows("不算回應")
        .hides("href=\"#reasons-2\"");
    matter.send_response(&matter.officer, &Matter::response("2", "submit")).await.expect(303);
    let fields = [("act", "sign"), ("version", "3"), ("name", "陳美玲"), ("title", "部長")];
    matter.approver.post(&format!("/desk/approvals/{}", matter.case), &fields).await.expect(303);
    // The other is still owed, and not by the same words.
    house.browser().get(&format!("/proposals/{other}/case")).await.expect(200).shows("已回應");
    let copied = Matter::response("0", "submit");
    let copied: Vec<(&str, &str)> = copied.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let same = matter.officer.post(&response, &copied).await.expect(422);
    same.shows("摘要完全相同").shows("財源不足");
    // An answered case leaves no group.
    matter.officer.post(&format!("{}/separate", matter.desk()), &[("reasons", "不同")]).await.expect(409);
});

on_both!(a_case_leaves_its_group_with_reasons, |house: House| async move {
    let matter = house.matter().await;
    let proposer = matter.proposer.person.as_ref().unwrap().id;
    house.reached(proposer, "育兒津貼線上申請").await;
    let list = matter.administrator.call("GET", "/api/v1/cases?state=unassigned", Value::Null).await.json();
    let case = list["items"][0]["id"].as_str().unwrap().to_owned();
    let body = json!({ "leads": [matter.agency] });
    matter.administrator.call("POST", &format!("/api/v1/cases/{case}/assignment"), body).await.expect(200);
    let separate = format!("{}/separate", matter.desk());
    matter.officer.post(&separate, &[("reasons", "不同")]).await.expect(409);
    let with = [("with", case.as_str()), ("reasons", "同為育兒津貼")];
    matter.officer.post(&format!("{}/combine", matter.desk()), &with).await.expect(303);
    matter.officer.get(&separate).await.expect(200);
    matter.officer.post(&separate, &[("reasons", "")]).await.expect(422);
    matter.stranger.post(&separate, &[("reasons", "不同")]).await.expect(403);
    matter.officer.post(&separate, &[("reasons", "實際上是兩件事")]).await.expect(303);
    let page = house.browser().get(&format!("/proposals/{}/case", matter.proposal)).await.expect(200);
    page.shows("實際上是兩件事").hides("尚未回應");
    matter.approver.post(&separate, &[("reasons", "不同")]).await.expect(403);
});
