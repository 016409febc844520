//! The daily mail of dates, the record of promises and calendars, over HTTP.

use folkmoot_accounts::Role;
use folkmoot_tests::{House, on_both};
use serde_json::{Value, json};

on_both!(one_mail_a_day_lists_all_dates_of_a_person, |house: House| async move {
    let matter = house.matter().await;
    let proposer = house.citizen("另一位").await;
    house.reached(proposer.person.as_ref().unwrap().id, "公園增設飲水臺").await;
    let list = house.browser().call("GET", "/api/v1/cases?state=unassigned", Value::Null).await.json();
    let second = format!("/api/v1/cases/{}/assignment", list["items"][0]["id"].as_str().unwrap());
    matter.administrator.call("POST", &second, json!({ "leads": [matter.agency] })).await.expect(200);
    // A ministry above, whose approver hears of what was missed.
    let above = house.agency(&matter.administrator, "ey", "行政院", "Executive Yuan").await;
    let supervisor = house.with_role(Role::AgencyApprover.code(), Some(above)).await;
    let form = [
        ("slug", "mohw"),
        ("name_zh", "衛生福利部"),
        ("name_en", "Ministry of Health and Welfare"),
        ("parent", &above.to_string()),
    ];
    let page = format!("/desk/admin/agencies/{}", matter.agency);
    matter.administrator.post(&page, &form).await.expect(303);

    let inbox = async |browser: &folkmoot_tests::Browser| -> Vec<String> {
        let mails = house.messages_to(&browser.person.as_ref().unwrap().email).await;
        mails.into_iter().map(|mail| mail.text).filter(|text| text.contains("同一天的期限只寄一封")).collect()
    };
    assert!(inbox(&matter.officer).await.is_empty());
    // The timetables are due on 2026-03-11; three days before, at eight.
    house.days_pass(6);
    house.work().await;
    house.work().await;
    for desk in [&matter.officer, &matter.approver] {
        let mails = inbox(desk).await;
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert!(
            mails[0].contains("延長育兒津貼申請期限") && mails[0].contains("公園增設飲水臺"),
            "{mails:?}"
        );
    }
    assert!(inbox(&supervisor).await.is_empty() && inbox(&matter.administrator).await.is_empty());
    // The day after the last day: missed, in one mail, to those above as well.
    house.days_pass(4);
    house.work().await;
    for desk in [&supervisor, &matter.administrator] {
        let mails = inbox(desk).await;
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert!(mails[0].contains("已逾期") && mails[0].contains("公園增設飲水臺"), "{mails:?}");
    }
});

on_both!(the_record_stands_on_pages_and_in_tables, |house: House| async move {
    let matter = house.matter().await;
    house.days_pass(20);
    let body = json!({ "leads": [matter.other] });
    let administrator = house.sign_in(matter.administrator.person.as_ref().unwrap()).await;
    let path = format!("/api/v1/cases/{}/assignment", matter.case);
    administrator.call("POST", &path, body).await.expect(200);
    // The timetable was missed under the ministry of health, and stays there.
    let of = async |agency: &str| {
        let path = format!("/api/v1/record?agency={agency}&year=2026");
        house.browser().call("GET", &path, Value::Null).await.expect(200).json()
    };
    let missed = |record: &Value| -> i64 {
        record["clocks"].as_array().unwrap().iter().map(|row| row["missed"].as_i64().unwrap()).sum()
    };
    assert_eq!((missed(&of(&matter.agency).await), missed(&of(&matter.other).await)), (2, 0));
    for path in ["/record", "/record?year=2026", "/agencies/mohw/record", "/agencies/mohw"] {
        house.browser().get(path).await.expect(200).shows("公布辦理時程");
    }
    house.browser().get("/record?year=2019").await.expect(200).shows("沒有到期的期限");
    house.browser().get("/agencies/nobody/record").await.expect(404);
    let table = house.browser().get("/api/v1/record.csv").await.expect(200);
    table.shows("clock,kept,missed,extended").shows("timetable,0,1,0");
    house.browser().call("GET", "/api/v1/record?colour=red", Value::Null).await.expect(400);
});

on_both!(calendar_programs_read_the_dates, |house: House| async move {
    let matter = house.matter().await;
    let public = format!("/proposals/{}", matter.proposal);
    house.browser().get(&public).await.shows("加入行事曆");
    let calendar = house.browser().get(&format!("{public}/calendar.ics")).await.expect(200);
    calendar.shows("BEGIN:VCALENDAR").shows("20260501");
    matter.proposer.get("/desk/calendar").await.expect(403);
    matter.officer.get("/desk/calendar").await.expect(200);
    matter.officer.post("/desk/calendar", &[("agency", matter.other.as_str())]).await.expect(403);
    let made = matter.officer.post("/desk/calendar", &[("agency", matter.agency.as_str())]).await.expect(200);
    let token = made.body.split("/calendars/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let address = format!("/calendars/{token}");
    house.browser().get(&address).await.expect(200).shows("BEGIN:VEVENT").shows("延長育兒津貼申請期限");
    house.browser().get("/calendars/made-up.ics").await.expect(404);
    let list = matter.officer.get("/desk/calendar").await.expect(200);
    list.hides(&token);
    let revoke = list.body.split("/desk/calendar/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    matter.stranger.post(&format!("/desk/calendar/{revoke}"), &[]).await.expect(404);
    matter.officer.post(&format!("/desk/calendar/{revoke}"), &[]).await.expect(303);
    house.browser().get(&address).await.expect(404);
});
