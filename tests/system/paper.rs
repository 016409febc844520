//! Signature sheets on paper, on pages and over the API.

use folkmoot_gateway::config::Mode;
use folkmoot_tests::{Answer, Backend, Browser, House};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

/// Runs a body on both databases, on a platform whose rulebook takes paper.
macro_rules! with_paper {
    ($name:ident, $body:expr) => {
        mod $name {
            use super::*;
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                ($body)(House::start_as(Backend::Sqlite, Mode::Serve, RULEBOOK).await).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                ($body)(House::start_as(Backend::Postgres, Mode::Serve, RULEBOOK).await).await;
            }
        }
    };
}

const RULEBOOK: &[(&str, &str)] = &[("FOLKMOOT_RULEBOOK", "council")];

/// Three people, one of them twice, and two lines that can't be counted.
const FILE: &str = "單號,行,姓名,電子郵件,縣市,日期\r\n\
    1,1,=HYPERLINK(\"x\"),ann@example.org,臺北市,DAY\r\n\
    1,2,<script>alert(1)</script>,ben@example.org,花蓮縣,DAY\r\n\
    1,3,陳大文,Ann@Example.org,,DAY\r\n\
    1,4,林小姐,+1+cmd(),,DAY\r\n\
    1,5,王小明,carl@example.org,,1990-01-01\r\n";

fn file(house: &House) -> String {
    FILE.replace("DAY", &folkmoot_foundation::period::day_of(house.now()).to_string())
}

async fn send(browser: &Browser, path: &str, name: &str, bytes: impl Into<Vec<u8>>) -> Answer {
    let part = Part::bytes(bytes.into()).file_name(name.to_owned());
    browser.upload(path, Form::new().part("file", part)).await
}

/// Tries a file over the API.
async fn bring(browser: &Browser, path: &str, bytes: impl Into<reqwest::Body>) -> Answer {
    browser.raw(|http, url| http.post(format!("{url}{path}")).body(bytes)).await
}

async fn numbers(house: &House, proposal: &str) -> Value {
    let path = format!("/api/v1/proposals/{proposal}/signatures/count");
    house.browser().get(&path).await.expect(200).json()
}

/// A value of the page after a mark.
fn after<'a>(page: &'a Answer, mark: &str) -> &'a str {
    page.body.split(mark).nth(1).unwrap().split('"').next().unwrap()
}

with_paper!(a_file_is_tried_imported_and_changes_nothing_twice, |house: House| async move {
    let proposal = house.drive().await;
    let (base, desk) = (format!("/proposals/{proposal}"), format!("/desk/paper/{proposal}"));
    let facilitator = house.with_role("facilitator", None).await;
    let anyone = house.browser();
    anyone.get(&base).await.expect(200).shows(&format!("{base}/sheet")).hides(&desk);
    anyone
        .get(&format!("{base}/sheet?sheet=7"))
        .await
        .expect(200)
        .shows("附議單")
        .shows("飲水機")
        .shows("不公開");
    facilitator.get("/desk/paper").await.expect(200).shows("公園增設飲水機").shows(&desk);
    facilitator.get("/desk/paper?q=1").await.expect(200).shows(&desk);
    facilitator.get("/desk/paper?q=%E6%B2%92%E6%9C%89").await.expect(200).hides(&desk);
    facilitator.get(&base).await.expect(200).shows(&desk);
    facilitator.get(&desk).await.expect(200).shows("上傳名冊").shows("還沒有匯入");

    let plan = send(&facilitator, &format!("{desk}/uploads"), "名冊.csv", file(&house)).await.expect(200);
    plan.shows("尚未計入任何附議").shows("陳大文").hides("<script>alert").hides("ann@example");
    plan.shows("單號 1 第 1 行是同一人").shows("識別資料的格式不對").shows("日期在附議期開始之前");
    assert_eq!(numbers(&house, &proposal).await["count"], 0);
    let (action, hash) = (after(&plan, "post\" action=\"/desk/paper/"), after(&plan, "\"sha256\" value=\""));
    let action = format!("/desk/paper/{action}");
    facilitator.get(&action).await.expect(200).shows("試算結果").hides("陳大文");
    let table = facilitator.get(&format!("{action}.csv")).await.expect(200);
    table.shows("檔案列,單號,行,結果,原因").hides("HYPERLINK");
    // It is theirs alone.
    house.with_role("facilitator", None).await.get(&action).await.expect(409);

    let import = [("act", "import"), ("sha256", hash)];
    let led = facilitator.post(&action, &import).await.expect(303).location.unwrap();
    assert_eq!(led, format!("{desk}/imports/1?done=paper-imported"));
    facilitator.get(&led).await.expect(200).shows("已匯入紙本附議").shows("與試算相同");
    let again = facilitator.post(&action, &import).await.expect(303).location.unwrap();
    assert_eq!(again, format!("{desk}/imports/1?done=paper-again"));
    let shown = numbers(&house, &proposal).await;
    assert_eq!((shown["count"].clone(), shown["channels"][0]["channel"].clone()), (json!(2), json!("paper")));
    let published = anyone.get(&format!("{base}/signatures")).await.expect(200);
    published.shows("紙本匯入紀錄").hides(&desk);
    facilitator.get(&format!("{base}/signatures")).await.expect(200).shows(&desk);
    anyone.get(&base).await.expect(200).shows("登錄紙本附議");
    let body = anyone.get(&format!("/api/v1/proposals/{proposal}/signatures/paper")).await.expect(200).json();
    assert_eq!(body["imports"][0]["counts"], json!({ "counted": 2, "duplicates": 1, "unreadable": 2 }));
});

with_paper!(paper_and_website_count_a_person_once, |house: House| async move {
    let proposal = house.drive().await;
    let facilitator = house.with_role("facilitator", None).await;
    let api = format!("/api/v1/proposals/{proposal}/signatures/paper");
    let path = format!("{api}?file_name=list.csv");
    let tried = bring(&facilitator, &path, file(&house)).await.expect(201).json();
    assert_eq!(
        (tried["lines"][0]["result"].clone(), tried["lines"][2]["code"].clone()),
        (json!("counts"), json!("repeated"))
    );
    // Ann signs online between the dry run and the import.
    let anyone = house.browser();
    let fields = [("email", "ann@example.org"), ("region", ""), ("consent", "yes")];
    anyone.post(&format!("/proposals/{proposal}/sign-by-mail"), &fields).await.expect(303);
    let link = house.link_to("ann@example.org", "/sign-by-mail/").await;
    anyone.post(&link, &[]).await.expect(303);
    let apply = format!("{api}/{}", tried["upload"].as_str().unwrap());
    let body = json!({ "sha256": tried["sha256"] });
    let done = facilitator.call("POST", &apply, body.clone()).await.expect(201).json();
    assert_eq!(done["import"]["counts"]["counted"], 1);
    assert_eq!(done["differed"][0]["became"], "signed_online");
    assert_eq!(facilitator.call("POST", &apply, body).await.expect(200).json()["again"], true);
    assert_eq!(numbers(&house, &proposal).await["count"], 2);
    // Ben, who signed on paper, signs online: the earlier stands.
    let fields = [("email", "ben@example.org"), ("region", ""), ("consent", "yes")];
    anyone.post(&format!("/proposals/{proposal}/sign-by-mail"), &fields).await.expect(303);
    let link = house.link_to("ben@example.org", "/signed/").await;
    anyone.get(&link).await.expect(200).shows("紙本");
    assert_eq!(numbers(&house, &proposal).await["count"], 2);
    let wrong = bring(&facilitator, &api, "sheet,line\n1,1\n").await.expect(422).json();
    assert_eq!(wrong["errors"][0]["code"], "missing_column");
});

with_paper!(bad_files_and_a_closed_window_are_told, |house: House| async move {
    let proposal = house.drive().await;
    let desk = format!("/desk/paper/{proposal}");
    let (uploads, evidence) = (format!("{desk}/uploads"), format!("{desk}/evidence"));
    let facilitator = house.with_role("facilitator", None).await;
    for (name, bytes, words) in [
        ("a.csv", b"".to_vec(), "檔案沒有內容"),
        ("a.csv", b"\xFF\xD8\xFF\xE0\x00\x10JFIF".to_vec(), "無法判斷文字編碼"),
        ("a.xlsx", b"PK\x03\x04not a zip".to_vec(), "試算表"),
        ("a.csv", b"sheet,sheet,line\n1,1,1\n".to_vec(), "欄位重複：單號"),
        ("a.csv", b"sheet,line,email\n1,1,a@b.tw\n".to_vec(), "缺少欄位：日期"),
        ("a.csv", vec![b','; 300_000], "20 萬格"),
        ("a.csv", vec![b'x'; 11 << 20], "10 MiB"),
    ] {
        send(&facilitator, &uploads, name, bytes).await.expect(422).shows(words);
    }
    send(&facilitator, &uploads, "a.csv", vec![b'x'; 13 << 20]).await.expect(413);
    send(&facilitator, &evidence, "a.html", b"<script>alert(1)</script>".to_vec()).await.expect(409);

    send(&facilitator, &evidence, "../單 1.png", b"\x89PNG\r\n\x1A\n<script>".to_vec()).await.expect(303);
    let page = facilitator.get(&desk).await.expect(200);
    let picture = format!("{evidence}/{}", after(&page, &format!("{evidence}/")));
    let reviewer = house.with_role("reviewer", None).await;
    for browser in [&facilitator, &reviewer] {
        let answer = browser.get(&picture).await.expect(200);
        let header = |name: &str| answer.headers[name].to_str().unwrap().to_owned();
        assert!(header("content-disposition").starts_with("attachment"));
        assert_eq!(
            (header("x-content-type-options"), header("content-type")),
            ("nosniff".into(), "image/png".into())
        );
        assert!(header("content-security-policy").contains("sandbox"));
    }
    house.citizen("小芬").await.get(&picture).await.expect(403);
    assert_eq!(house.browser().get(&picture).await.status, 303);

    let plan = send(&facilitator, &uploads, "a.csv", file(&house)).await.expect(200);
    let (action, hash) = (after(&plan, "post\" action=\"/desk/paper/"), after(&plan, "\"sha256\" value=\""));
    house.days_pass(60);
    let person = facilitator.person.clone().unwrap();
    let facilitator = house.sign_in(&person).await;
    facilitator.get(&desk).await.expect(200).shows("現在不能登錄");
    // The file waits no longer, and the drive is over.
    let import = [("act", "import"), ("sha256", hash)];
    facilitator.post(&format!("/desk/paper/{action}"), &import).await.expect(409);
    let plan = send(&facilitator, &uploads, "a.csv", file(&house)).await.expect(200);
    let (action, hash) = (after(&plan, "post\" action=\"/desk/paper/"), after(&plan, "\"sha256\" value=\""));
    let import = [("act", "import"), ("sha256", hash)];
    facilitator.post(&format!("/desk/paper/{action}"), &import).await.expect(409).shows("附議期已經結束");
    assert_eq!(numbers(&house, &proposal).await["count"], 0);
});

with_paper!(a_sample_is_drawn_checked_and_published, |house: House| async move {
    let proposal = house.drive().await;
    let desk = format!("/desk/paper/{proposal}");
    let facilitator = house.with_role("facilitator", None).await;
    let draw = [("import", ""), ("margin", "5")];
    facilitator.post(&format!("{desk}/samples"), &draw).await.expect(409).shows("沒有可以抽樣");
    let plan = send(&facilitator, &format!("{desk}/uploads"), "a.csv", file(&house)).await.expect(200);
    let (action, hash) = (after(&plan, "post\" action=\"/desk/paper/"), after(&plan, "\"sha256\" value=\""));
    let import = [("act", "import"), ("sha256", hash)];
    facilitator.post(&format!("/desk/paper/{action}"), &import).await.expect(303);
    facilitator.post(&format!("{desk}/samples"), &[("import", ""), ("margin", "4")]).await.expect(400);
    let led =
        facilitator.post(&format!("{desk}/samples"), &[("import", "1"), ("margin", "5")]).await.expect(303);
    let sample = led.location.unwrap().split('?').next().unwrap().to_owned();
    facilitator.get(&sample).await.expect(200).shows("自 2 行抽出 2 行");
    let mark = async |line: &str, verdict: &str| {
        let fields = [("sheet", "1"), ("line", line), ("verdict", verdict)];
        facilitator.post(&sample, &fields).await.expect(303);
    };
    mark("1", "valid").await;
    mark("2", "invalid").await;
    facilitator.post(&sample, &[("sheet", "1"), ("line", "9"), ("verdict", "valid")]).await.expect(404);
    assert_eq!(numbers(&house, &proposal).await["count"], 1);
    let reviewer = house.with_role("reviewer", None).await;
    reviewer.get(&sample).await.expect(200).hides("name=\"verdict\"");
    reviewer.post(&sample, &[("sheet", "1"), ("line", "1"), ("verdict", "invalid")]).await.expect(403);
    let api = format!("/api/v1/proposals/{proposal}/signatures/paper");
    let body = house.browser().get(&api).await.expect(200).json();
    let found = &body["samples"][0];
    assert_eq!(
        (found["size"].clone(), found["invalid"].clone(), found["share"].clone()),
        (json!(2), json!(1), json!(0.5))
    );
    house
        .browser()
        .get(&format!("/proposals/{proposal}/signatures"))
        .await
        .expect(200)
        .shows("有效比例 50.0%");
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rulebook_without_paper_takes_none() {
    let house = House::start(Backend::Sqlite).await;
    let proposal = house.drive().await;
    let facilitator = house.with_role("facilitator", None).await;
    facilitator.get("/desk/paper").await.expect(200).hides(&proposal);
    facilitator.get(&format!("/desk/paper/{proposal}")).await.expect(409).shows("不收紙本");
    let anyone = house.browser();
    anyone.get(&format!("/proposals/{proposal}/sheet")).await.expect(409);
    anyone.get(&format!("/proposals/{proposal}")).await.expect(200).hides("空白附議單");
}

with_paper!(pictures_of_sheets_are_erased_long_after_the_end, |house: House| async move {
    let proposal = house.drive().await;
    let desk = format!("/desk/paper/{proposal}");
    let evidence = format!("{desk}/evidence");
    let somebody = house.somebody("承辦").await;
    house.give(somebody.id, "facilitator", None).await;
    let facilitator = house.sign_in(&somebody).await;
    send(&facilitator, &evidence, "a.png", b"\x89PNG\r\n\x1A\n.".to_vec()).await.expect(303);
    let page = facilitator.get(&desk).await.expect(200);
    let picture = format!("{evidence}/{}", after(&page, &format!("{evidence}/")));
    // Everybody can read for how long.
    house.browser().get("/privacy").await.expect(200).shows("附議期結束 180 天後刪除");
    house
        .browser()
        .get("/privacy?lang=en")
        .await
        .expect(200)
        .shows("erased 180 days after the end of signing");
    // The window of the council's rulebook is 30 days.
    house.days_pass(30 + 179);
    house.work().await;
    house.sign_in(&somebody).await.get(&picture).await.expect(200);
    house.days_pass(1);
    house.work().await;
    house.sign_in(&somebody).await.get(&picture).await.expect(404);
});

with_paper!(pictures_of_a_drive_that_pauses_are_kept, |house: House| async move {
    let proposal = house.drive().await;
    let evidence = format!("/desk/paper/{proposal}/evidence");
    let somebody = house.somebody("承辦").await;
    house.give(somebody.id, "facilitator", None).await;
    house.give(somebody.id, "administrator", None).await;
    let browser = house.sign_in(&somebody).await;
    send(&browser, &evidence, "a.png", b"\x89PNG\r\n\x1A\n.".to_vec()).await.expect(303);
    let page = browser.get(&format!("/desk/paper/{proposal}")).await.expect(200);
    let picture = format!("{evidence}/{}", after(&page, &format!("{evidence}/")));
    let pause = format!("/desk/admin/drives/{proposal}/pause");
    browser.post(&pause, &[("reason", "法院命令停止附議。")]).await.expect(303);
    house.days_pass(400);
    house.work().await;
    house.sign_in(&somebody).await.get(&picture).await.expect(200);
});
