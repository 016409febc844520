//! Long files: read, compared and imported in the background, by one at a time, to one of three ends.

use std::time::Duration;

use chrono::TimeDelta;
use folkmoot_foundation::{HearingId, db};
use folkmoot_hearings::HearingError;
use folkmoot_hearings::import::{LONG_BYTES, LONG_STATEMENTS};
use folkmoot_hearings::jobs::{self, Outcome};
use folkmoot_hearings::{records, uploads};
use folkmoot_tests::{Answer, Browser, House, on_both};
use uuid::Uuid;

use crate::hearings::{hearing, send};

/// How many people speak in a long file of few statements.
const FEW: usize = 20;

/// A file that is long by its size: a few statements of much.
fn long(more: &str) -> String {
    let words = "這一段談的是冬天水管會不會結冰，以及費用由誰負擔。";
    let body = words.repeat(LONG_BYTES / FEW / words.len() + 1);
    let mut text = String::from("# 2026-02-10 飲水機公聽會\n");
    for n in 1..=FEW {
        text.push_str(&format!("\n### 第{n}位：\n第 {n} 號發言。{body}\n"));
    }
    text + more
}

/// A file that is long by its statements.
fn many() -> String {
    (0..LONG_STATEMENTS).map(|n| format!("### 第{}位：\n第 {n} 號發言。\n\n", n % 9)).collect()
}

/// The path that a redirect leads to, without what it says.
fn place(answer: Answer) -> String {
    answer.expect(303).location.unwrap().split('?').next().unwrap().to_owned()
}

/// The value of a hidden field.
fn hash(page: &Answer) -> String {
    page.body.split("name=\"sha256\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn on_desk(facilitator: &Browser, id: &str) -> Answer {
    facilitator.get(&format!("/desk/hearings/{id}")).await.expect(200)
}

/// How many versions the record has, and how many statements.
async fn stands(house: &House, id: &str) -> (usize, i64) {
    let hearing: HearingId = id.parse().unwrap();
    let versions = records::versions(house.app.db.read(), hearing).await.unwrap().len();
    let statements = house.browser().get(&format!("/api/v1/hearings/{id}/statements?limit=100")).await.json();
    (versions, statements["items"].as_array().unwrap().len() as i64)
}

async fn send_api(browser: &Browser, id: &str, query: &str, text: String) -> Answer {
    let path = format!("/api/v1/hearings/{id}/record?file_name=a.md{query}");
    browser
        .raw(|http, url| http.post(format!("{url}{path}")).header("content-type", "text/markdown").body(text))
        .await
}

on_both!(a_long_file_goes_through_the_pages_to_its_end, |house: House| async move {
    let (ann, facilitator) = (house.citizen("安安").await, house.with_role("facilitator", None).await);
    let other = house.with_role("facilitator", None).await;
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let id = hearing(&facilitator, &proposal).await;
    let (public, anyone) = (format!("/hearings/{id}"), house.browser());

    let look = place(send(&facilitator, &id, "長紀錄.md", long("")).await);
    assert!(look.contains("/jobs/"), "{look}");
    assert_eq!(place(send(&facilitator, &id, "長紀錄.md", long("")).await), look, "pressed twice");
    let page = facilitator.get(&look).await.expect(200);
    page.shows("正在讀取並比對「長紀錄.md」")
        .shows("已排入")
        .shows("http-equiv=\"refresh\"")
        .shows("<progress ");
    page.shows("更新進度").hides("放進討論區");
    facilitator.get(&format!("{look}?still=yes")).await.expect(200).hides("http-equiv=\"refresh\"");
    on_desk(&facilitator, &id).await.shows("正在讀取並比對").shows(&look);
    // Nobody else's.
    other.get(&look).await.expect(404);
    other.post(&look, &[("act", "discard")]).await.expect(404);
    ann.get(&look).await.expect(403);
    ann.post(&look, &[("act", "again")]).await.expect(403);
    facilitator.post(&look, &[("act", "again")]).await.expect(409).shows("已經結束");
    let elsewhere = hearing(&facilitator, &proposal).await;
    facilitator.get(&look.replace(&id, &elsewhere)).await.expect(404);

    house.long_files().await;
    let plan = place(facilitator.get(&look).await);
    let page = facilitator.get(&plan).await.expect(200);
    page.shows("匯入前確認").shows("20 段發言").shows("第 20 號發言").hides("http-equiv=\"refresh\"");
    on_desk(&facilitator, &id).await.shows("等您確認").shows(&plan);
    anyone.get(&public).await.shows("尚未提供");

    // Confirmed twice, it is one import; meanwhile nobody brings another file.
    let import = [("act", "import"), ("sha256", &*hash(&page))];
    let importing = place(facilitator.post(&plan, &import).await);
    assert_eq!(place(facilitator.post(&plan, &import).await), importing, "pressed twice");
    facilitator.get(&importing).await.expect(200).shows("正在匯入「長紀錄.md」").shows("放進討論區");
    other.get(&importing).await.expect(404);
    on_desk(&other, &id).await.shows("test facilitator 正在匯入「長紀錄.md」").hides("type=\"file\"");
    send(&other, &id, "短.md", "### 主席：\n開會。\n").await.expect(409).shows("正在匯入另一個紀錄檔");
    send(&other, &id, "長.md", long("### 主席：\n散會。\n")).await.expect(409);
    let refused = send_api(&other, &id, "", "### 主席：\n開會。\n".to_owned()).await.expect(409).json();
    assert_eq!(refused["code"], "import_under_way");
    anyone.get(&public).await.shows("尚未提供");

    house.long_files().await;
    let done = facilitator.get(&importing).await.expect(200);
    done.shows("匯入完成").shows("第 1 版").shows(&public).hides("http-equiv=\"refresh\"");
    anyone.get(&public).await.shows("第 20 號發言");
    let found = anyone.get(&format!("/proposals/{proposal}/discussion?channel=hearing&order=newest")).await;
    found.expect(200).shows("第 20 號發言");
    assert_eq!(place(facilitator.post(&plan, &import).await), importing, "pressed once more");
    house.long_files().await;
    assert_eq!(stands(&house, &id).await, (1, 20));

    // What comes meanwhile is compared again before it is imported.
    let look = place(send(&facilitator, &id, "更正.md", long("\n### 主席：\n散會。\n")).await);
    house.long_files().await;
    let plan = place(facilitator.get(&look).await);
    let short = place(send(&other, &id, "短.md", "### 主席：\n開會。\n").await);
    other.post(&short, &[("act", "import")]).await.expect(303);
    facilitator.get(&plan).await.expect(200).shows("先重新比對");
    let again = place(facilitator.post(&plan, &[("act", "import")]).await);
    house.long_files().await;
    assert_eq!(stands(&house, &id).await.0, 2);
    let page = facilitator.get(&place(facilitator.get(&again).await)).await.expect(200);
    page.shows("恢復").hides("先重新比對");
    let importing = place(facilitator.post(&plan, &[("act", "import")]).await);
    house.long_files().await;
    facilitator.get(&importing).await.expect(200).shows("第 3 版").shows("恢復");
    // Thrown away before it was looked at.
    let look = place(send(&facilitator, &id, "再一份.md", long("\n### 主席：\n真的散會。\n")).await);
    facilitator.post(&look, &[("act", "discard")]).await.expect(303);
    facilitator.get(&look).await.expect(404);
    house.long_files().await;
});

on_both!(a_job_outlives_its_process_and_is_done_once, |house: House| async move {
    let (ann, facilitator) = (house.citizen("安安").await, house.with_role("facilitator", None).await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let id = hearing(&facilitator, &proposal).await;
    // Many statements in a small file: what it is shows once it is read.
    let look = place(send(&facilitator, &id, "很多.md", many()).await);
    let take = async |worker: Uuid| {
        let tx = house.app.db.begin().await.unwrap();
        let job = jobs::take_next(&tx, worker, house.now()).await.unwrap();
        db::commit(tx).await.unwrap();
        job
    };
    // A process takes it up and is gone.
    let gone = Uuid::from_u128(1);
    let job = take(gone).await.unwrap();
    house.long_files().await;
    facilitator.get(&look).await.expect(200).shows("http-equiv=\"refresh\"");
    house.clock.advance(TimeDelta::seconds(61));
    house.long_files().await;
    let plan = place(facilitator.get(&look).await);
    facilitator.get(&plan).await.expect(200).shows(&format!("{LONG_STATEMENTS} 段發言"));
    // It comes back and finds that the job is no longer its own.
    let tx = house.app.db.begin().await.unwrap();
    let late = Outcome::Failed("too_late".to_owned());
    let ended = jobs::end(&tx, job.id, gone, &late, house.now()).await;
    assert!(matches!(ended, Err(HearingError::JobGone)), "{ended:?}");
    drop(tx);

    // A file at which processes end again and again is given up, and can be tried once more.
    let look = place(send(&facilitator, &id, "長.md", long("")).await);
    for n in 0..jobs::TRIES {
        assert!(take(Uuid::from_u128(10 + n as u128)).await.is_some());
        house.clock.advance(TimeDelta::seconds(61));
    }
    house.long_files().await;
    facilitator.get(&look).await.expect(200).shows("中斷了好幾次").shows("沒有改變").shows("再試一次");
    on_desk(&facilitator, &id).await.shows("沒有處理完成").shows(&look);
    assert_eq!(place(facilitator.post(&look, &[("act", "again")]).await), look);
    house.long_files().await;
    let plan = place(facilitator.get(&look).await);

    // Broken off at any point, the import leaves nothing or all of it; two workers do it once.
    let importing = place(facilitator.post(&plan, &[("act", "import")]).await);
    for millis in [1, 40] {
        let broken = folkmoot_gateway::work::imports::step(&house.app);
        if tokio::time::timeout(Duration::from_millis(millis), broken).await.is_ok() {
            break;
        }
        let (versions, statements) = stands(&house, &id).await;
        assert!(
            (versions, statements) == (0, 0) || (versions, statements) == (1, 20),
            "{versions} {statements}"
        );
        house.clock.advance(TimeDelta::seconds(61));
    }
    let second = House::on(house.database_url.clone()).await;
    second.clock.advance(house.now() - second.now());
    let step = |house: &House| {
        let app = std::sync::Arc::clone(&house.app);
        async move { folkmoot_gateway::work::imports::step(&app).await.unwrap() }
    };
    let (one, two) = tokio::join!(step(&house), step(&second));
    assert!(!(one && two), "two workers did one job");
    assert_eq!(stands(&house, &id).await, (1, 20));
    facilitator.get(&importing).await.expect(200).shows("匯入完成");
    let events = house.browser().get(&format!("/proposals/{proposal}")).await.body;
    assert_eq!(events.matches("公布會議紀錄").count(), 1);
});

on_both!(a_long_file_that_is_no_record_is_refused_with_its_lines, |house: House| async move {
    let (ann, facilitator) = (house.citizen("安安").await, house.with_role("facilitator", None).await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let id = hearing(&facilitator, &proposal).await;
    let broken = long("\n### ：\n誰說的？\n");
    let line = broken.lines().position(|line| line == "### ：").unwrap() + 1;
    let look = place(send(&facilitator, &id, "壞了 <b>.md", broken.clone()).await);
    house.long_files().await;
    let page = facilitator.get(&look).await.expect(200);
    page.shows("無法讀取「壞了 &lt;b&gt;.md」").shows("沒有發言者的名字").shows(&format!(">{line}<"));
    page.hides("http-equiv=\"refresh\"");
    on_desk(&facilitator, &id).await.shows("無法讀取").shows("看是哪幾行").shows("type=\"file\"");
    assert_eq!(stands(&house, &id).await, (0, 0));

    // What can't be imported is told with its reason.
    let waits = place(send(&facilitator, &id, "好的.md", long("")).await);
    house.long_files().await;
    let plan = place(facilitator.get(&waits).await);
    let importing = place(facilitator.post(&plan, &[("act", "import")]).await);
    let hearing: HearingId = id.parse().unwrap();
    let by = facilitator.person.as_ref().unwrap().id;
    let tx = house.app.db.begin().await.unwrap();
    let upload = uploads::waiting(&tx, hearing, by, house.now()).await.unwrap().unwrap().0;
    uploads::discard(&tx, upload, by).await.unwrap();
    db::commit(tx).await.unwrap();
    house.long_files().await;
    facilitator.get(&importing).await.expect(200).shows("重新上傳").shows("沒有改變");

    // Over the API.
    let answer = send_api(&facilitator, &id, "", broken).await.expect(202);
    let (job, state) = (answer.location.clone().unwrap(), answer.json());
    assert_eq!((&state["state"], &state["dry_run"]), (&"waiting".into(), &false.into()));
    house.long_files().await;
    let state = facilitator.get(&job).await.expect(200).json();
    assert_eq!((&state["state"], &state["errors"][0]["line"]), (&"refused".into(), &line.into()));
    assert_eq!(state["errors"][0]["code"], "no_speaker");
});

on_both!(the_api_gives_the_address_of_a_long_import, |house: House| async move {
    let (ann, facilitator) = (house.citizen("安安").await, house.with_role("facilitator", None).await);
    let proposal = house.open_proposal(&ann, "讓公園的飲水機全年供水").await;
    let id = hearing(&facilitator, &proposal).await;
    let short = send_api(&facilitator, &id, "&dry_run=true", "### 主席：\n開會。\n".to_owned()).await;
    assert_eq!(short.expect(200).json()["counts"]["new"], 1);
    let tried = send_api(&facilitator, &id, "&dry_run=true", many()).await.expect(202).location.unwrap();
    house.long_files().await;
    let state = facilitator.get(&tried).await.expect(200).json();
    assert_eq!(
        (&state["state"], &state["result"]["counts"]["new"]),
        (&"done".into(), &LONG_STATEMENTS.into())
    );
    assert_eq!(state["result"]["changes"].as_array().unwrap().len(), 20);
    let job = send_api(&facilitator, &id, "", long("")).await.expect(202).location.unwrap();
    assert_eq!(
        send_api(&facilitator, &id, "", long("")).await.expect(202).location.unwrap(),
        job,
        "sent twice"
    );
    house.browser().get(&job).await.expect(401);
    ann.get(&job).await.expect(403);
    house.with_role("facilitator", None).await.get(&job).await.expect(404);
    house.long_files().await;
    let state = facilitator.get(&job).await.expect(200).json();
    let result = &state["result"];
    assert_eq!((&state["state"], &result["version"]), (&"done".into(), &1.into()));
    assert_eq!((&result["speeches"], &result["counts"]["new"]), (&FEW.into(), &FEW.into()));
    // The same once more changes nothing.
    let job = send_api(&facilitator, &id, "", long("")).await.expect(202).location.unwrap();
    house.long_files().await;
    assert_eq!(facilitator.get(&job).await.json()["result"]["same_file"], true);
    assert_eq!(stands(&house, &id).await, (1, 20));
    // A name that is taken away takes what waits with it.
    let job =
        send_api(&facilitator, &id, "", long("\n### 主席：\n散會。\n")).await.expect(202).location.unwrap();
    let take = [("act", "confirm"), ("speaker", "第1位"), ("reason", "當事人請求不公開姓名")];
    facilitator.post(&format!("/desk/hearings/{id}/anonymise"), &take).await.expect(303);
    facilitator.get(&job).await.expect(404);
    house.long_files().await;
    assert_eq!(stands(&house, &id).await, (1, 20));
});
