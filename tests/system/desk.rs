//! The desk: today's work, lists and views, reminders.

use folkmoot_accounts::Role;
use folkmoot_tests::cases::Matter;
use folkmoot_tests::{House, on_both};
use serde_json::{Value, json};

on_both!(the_days_work_stands_in_groups_and_each_case_in_one, |house: House| async move {
    let matter = house.matter().await;
    let desk = "/desk/cases";
    // Its first deadline, the timetable's, is nine days away: new, and not due soon.
    let page = matter.officer.get(desk).await.expect(200);
    page.shows("id=\"group-fresh\"").hides("id=\"group-due_soon\"").shows("延長育兒津貼申請期限");
    house.clock.set("2026-03-06T02:00:00Z".parse().unwrap());
    matter.officer.get(desk).await.expect(200).shows("id=\"group-due_soon\"").hides("id=\"group-fresh\"");
    house.clock.set("2026-03-20T02:00:00Z".parse().unwrap());
    matter.officer.get(desk).await.expect(200).shows("id=\"group-overdue\"").hides("id=\"group-due_soon\"");
    // Once the short clocks are met, the answer is due later; submitted, it waits for the approver.
    let timetable = [("body", "先徵詢意見")];
    matter.officer.post(&format!("{}/post-timetable", matter.desk()), &timetable).await.expect(303);
    let contact = [("on", "2026-03-20"), ("manner", "telephone"), ("summary", "說明辦理方式")];
    matter.officer.post(&format!("{}/record-contact", matter.desk()), &contact).await.expect(303);
    matter.send_response(&matter.officer, &Matter::response("0", "save")).await.expect(303);
    matter.officer.get(desk).await.expect(200).shows("id=\"group-in_hand\"").hides("id=\"group-overdue\"");
    matter.send_response(&matter.officer, &Matter::response("1", "submit")).await.expect(303);
    matter.officer.get(desk).await.expect(200).shows("id=\"group-waiting\"").hides("id=\"group-in_hand\"");
    // The approver has the same desk, with the way to the signature.
    let page = matter.approver.get(desk).await.expect(200);
    page.shows("id=\"group-waiting\"").shows(&format!("href=\"/desk/approvals/{}\"", matter.case));
    matter.stranger.get(desk).await.expect(200).shows("這裡沒有案件");
});

on_both!(lists_are_narrowed_and_views_saved, |house: House| async move {
    let matter = house.matter().await;
    let (found, none) = ("延長育兒津貼申請期限", "這裡沒有案件");
    for (query, shows) in [
        ("q=育兒津貼", true),
        ("q=100%25", false),
        ("q=_", false),
        ("category=health_welfare", true),
        ("category=transport", false),
        ("clock=timetable", true),
        ("part=lead", true),
        ("part=supporting", false),
        ("part=supervised", true),
        ("show=new&clock=response&q=期限", true),
        ("show=closed", false),
        ("show=nonsense", true),
    ] {
        let page = matter.officer.get(&format!("/desk/cases?{query}")).await.expect(200);
        page.shows(if shows { found } else { none }).hides(if shows { none } else { found });
    }
    let timetable = [("body", "先徵詢意見")];
    matter.officer.post(&format!("{}/post-timetable", matter.desk()), &timetable).await.expect(303);
    matter.officer.get("/desk/cases?clock=timetable").await.expect(200).hides(found);

    // A view is one's own, has a name once, and leads nowhere but to the desk.
    let save = async |name: &str, query: &str| {
        matter.officer.post("/desk/views", &[("name", name), ("query", query)]).await
    };
    let saved = save("本週 <b>", "clock=response&q=%E6%9C%9F%E9%99%90&evil=//elsewhere").await.expect(303);
    assert_eq!(saved.location.unwrap(), "/desk/cases?clock=response&q=%E6%9C%9F%E9%99%90&done=view-saved");
    let taken = save("本週 <b>", "show=new").await.expect(422);
    taken.shows("已有同名的檢視").shows("本週 &lt;b&gt;").shows("href=\"#name\"");
    save("", "show=new").await.expect(422);
    let page = matter.officer.get("/desk/cases").await.expect(200);
    page.shows("本週 &lt;b&gt;").hides("elsewhere");
    matter.colleague.get("/desk/cases").await.expect(200).hides("本週");
    let page = matter.officer.get("/desk/cases?clock=response&q=%E6%9C%9F%E9%99%90").await.expect(200);
    let action = page.body.split("action=\"/desk/views/").nth(1).unwrap().split('"').next().unwrap();
    let action = format!("/desk/views/{action}");
    matter.colleague.post(&action, &[]).await.expect(303);
    matter.officer.get("/desk/cases").await.expect(200).shows("本週");
    matter.officer.post(&action, &[]).await.expect(303);
    matter.officer.get("/desk/cases").await.expect(200).hides("本週");
    for number in 0..20 {
        let name = format!("檢視 {number}");
        matter.officer.post("/desk/views", &[("name", &name), ("query", "show=new")]).await.expect(303);
    }
    save("再一個", "show=new").await.expect(422).shows("檢視最多 20 個");
});

on_both!(officers_are_reminded_once_a_day_by_those_who_answer_for_them, |house: House| async move {
    let matter = house.matter().await;
    let remind = [("case", matter.case.as_str())];
    matter
        .approver
        .get("/desk/cases")
        .await
        .expect(200)
        .shows("name=\"case\"")
        .shows("action=\"/desk/reminders\"");
    matter.officer.get("/desk/cases").await.expect(200).hides("name=\"case\"");
    matter.officer.post("/desk/reminders", &remind).await.expect(403);
    matter.strange_approver.post("/desk/reminders", &remind).await.expect(403);
    let nothing = matter.approver.post("/desk/reminders", &[]).await.expect(422);
    nothing.shows("請先勾選要提醒的案件").shows("延長育兒津貼申請期限");
    let done = |answer: folkmoot_tests::Answer| answer.expect(303).location.clone().unwrap();
    // Two who press at once: one reminder.
    let (one, other) = tokio::join!(
        matter.approver.post("/desk/reminders", &remind),
        matter.approver.post("/desk/reminders", &remind)
    );
    let mut both = [done(one), done(other)];
    both.sort();
    assert_eq!(both, ["/desk/cases?done=nobody-reminded", "/desk/cases?done=reminded"]);
    house.work().await;
    for officer in [&matter.officer, &matter.colleague] {
        let mails = house.messages_to(&officer.person.as_ref().unwrap().email).await;
        let told: Vec<_> = mails.iter().filter(|mail| mail.subject.contains("主管提醒")).collect();
        assert!(told.len() == 1 && told[0].text.contains(&matter.desk()), "{mails:?}");
    }
    house.browser().get(&format!("/proposals/{}", matter.proposal)).await.expect(200).hides("主管提醒");
    let above = house.agency(&matter.administrator, "ey", "行政院", "Executive Yuan").await;
    house.clock.set("2026-03-03T02:00:00Z".parse().unwrap());
    assert_eq!(done(matter.approver.post("/desk/reminders", &remind).await), "/desk/cases?done=reminded");

    // The agency above may, too, and sees what its agencies lead.
    let details = [
        ("slug", "mohw"),
        ("name_zh", "衛生福利部"),
        ("name_en", "Ministry of Health and Welfare"),
        ("parent", &above.to_string()),
    ];
    let path = format!("/desk/admin/agencies/{}", matter.agency);
    matter.administrator.post(&path, &details).await.expect(303);
    let supervisor = house.with_role(Role::AgencyApprover.code(), Some(above)).await;
    supervisor.get("/desk/cases?part=supervised").await.expect(200).shows("延長育兒津貼申請期限");
    house.clock.set("2026-03-04T02:00:00Z".parse().unwrap());
    let both = [("case", matter.case.as_str()), ("query", "part=supervised")];
    let answer = done(supervisor.post("/desk/reminders", &both).await);
    assert_eq!(answer, "/desk/cases?part=supervised&done=reminded");
    // What waits for a signature is not the officers' turn.
    matter.send_response(&matter.officer, &Matter::response("0", "submit")).await.expect(303);
    house.clock.set("2026-03-05T02:00:00Z".parse().unwrap());
    let answer = done(matter.approver.post("/desk/reminders", &remind).await);
    assert_eq!(answer, "/desk/cases?done=nobody-reminded");
});

on_both!(the_desk_costs_the_same_with_many_cases, |house: House| async move {
    let matter = house.matter().await;
    let few = matter.officer.get("/desk/cases").await.expect(200).statements();
    let proposer = matter.proposer.person.as_ref().unwrap().id;
    for number in 0..12 {
        house.reached(proposer, &format!("另一個提議 {number}")).await;
    }
    let list =
        matter.administrator.call("GET", "/api/v1/cases?state=unassigned&limit=100", Value::Null).await;
    for case in list.json()["items"].as_array().unwrap() {
        let path = format!("/api/v1/cases/{}/assignment", case["id"].as_str().unwrap());
        let body = json!({ "leads": [matter.agency] });
        matter.administrator.call("POST", &path, body).await.expect(200);
    }
    let page = matter.officer.get("/desk/cases").await.expect(200);
    page.shows("（13 件）").shows("?show=fresh");
    assert_eq!(page.statements(), few);
    // The list goes on, and its cursor belongs to it alone.
    let first =
        matter.officer.call("GET", "/api/v1/desk/cases?limit=10", Value::Null).await.expect(200).json();
    let next = first["next"].as_str().unwrap();
    let rest = format!("/api/v1/desk/cases?limit=10&cursor={next}");
    let rest = matter.officer.call("GET", &rest, Value::Null).await.expect(200).json();
    assert_eq!((first["items"].as_array().unwrap().len(), rest["items"].as_array().unwrap().len()), (10, 3));
    matter.officer.get(&format!("/desk/cases?show=new&cursor={next}")).await.expect(400);
});
