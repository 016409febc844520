//! How much of what people look for they find: own queries with what is expected among the first ten.

use std::path::Path;

use folkmoot_foundation::search::{self, Document, Filter, Kind, Query, Sort, Subject};
use folkmoot_foundation::{Db, db};
use folkmoot_hearings::import::{Format, parse};
use folkmoot_tests::{Backend, House};
use serde_json::Value;
use uuid::Uuid;

/// The least share of queries that find what is expected.
const LEAST: f64 = 0.95;

/// Over the demo's content: what is typed, what is expected to be found, and a piece of its title or words.
const DEMO: &[(&str, &str, &str)] = &[
    ("人行道", "proposal", "無障礙的人行道"),
    ("學校 人行道", "proposal", "無障礙的人行道"),
    ("候車亭", "proposal", "公車候車亭"),
    ("公車 語音", "proposal", "公車候車亭"),
    ("大字", "proposal", "公車候車亭"),
    ("公文", "proposal", "政府公文與申請表單"),
    ("表單", "proposal", "政府公文與申請表單"),
    ("育嬰", "proposal", "育嬰留職停薪津貼"),
    ("津貼", "proposal", "育嬰留職停薪津貼"),
    ("　育嬰　津貼　", "proposal", "育嬰留職停薪津貼"),
    ("「按日申請」", "proposal", "育嬰留職停薪津貼"),
    ("留職停薪", "proposal", "育嬰留職停薪津貼"),
    ("午餐", "proposal", "營養午餐"),
    ("營養午餐", "proposal", "營養午餐"),
    ("食材", "proposal", "營養午餐"),
    ("光電", "proposal", "太陽光電"),
    ("太陽光電", "proposal", "太陽光電"),
    ("屋頂", "proposal", "太陽光電"),
    ("步道", "proposal", "步道災後通報"),
    ("公開平台", "proposal", "步道災後通報"),
    ("公開平臺", "proposal", "步道災後通報"),
    ("押金", "proposal", "租屋押金交付信託"),
    ("信託", "proposal", "押金信託應由租賃雙方"),
    ("租金行情", "proposal", "租屋押金交付信託"),
    ("租屋押金交付信託並公開租金行情", "proposal", "租屋押金交付信託"),
    ("避難", "proposal", "災防告警訊息"),
    ("多語", "proposal", "災防告警訊息"),
    ("圖書館", "proposal", "公共圖書館"),
    ("停車", "proposal", "路邊停車費"),
    ("帳單", "proposal", "路邊停車費"),
    ("工廠", "proposal", "未登記工廠"),
    ("灌溉", "proposal", "灌溉水質"),
    ("水質", "proposal", "灌溉水質"),
    ("灌溉 檢測", "proposal", "灌溉水質"),
    ("值班藥局", "proposal", "值班藥局"),
    ("家電", "proposal", "家電廠商"),
    ("零件", "proposal", "家電廠商"),
    ("偏鄉 藥局", "proposal", "值班藥局"),
    ("鄭專門委員", "statement", "就業保險費率"),
    ("溫教授", "statement", "回任率"),
    ("北歐", "statement", "回任率"),
    ("方經理", "statement", "半年的人"),
    ("保費", "statement", "四十億"),
    ("四十億", "statement", "四十億"),
    ("工會", "statement", "不利待遇"),
    ("語音播報", "response", "語音播報"),
    ("臨停", "response", "臨停"),
    ("停產八年", "response", "停產八年"),
    ("育嬰津貼怎麼按日申請", "proposal", "育嬰留職停薪津貼"),
];

/// Over transcripts and comments that are no part of the project, where they are.
const DATA: &[(&str, &str)] = &[
    ("參與式預算", "參與式預算網路服務模組"),
    ("羈押", "小燈泡案件"),
    ("小燈泡", "小燈泡案件"),
    ("無障礙", "高齡無障礙科技"),
    ("隱私權 違規", "隱私權或者是違規"),
    ("夜間飛行", "有關於夜間飛行"),
    ("替代役 體育署", "亞奧運項目的十種運動"),
    ("韓國 體育項目", "看到韓國為什麼把電競"),
    ("懲戒", "獎勵或懲戒"),
    ("股東會 董事會", "還要層層上報"),
    ("洗錢", "被人家說我在洗錢"),
    ("Airbnb", "Airbnb當時也是用推播"),
    ("Airbnd", "Airbnb當時也是用推播"),
    ("ａｉｒｂｎｂ", "Airbnb當時也是用推播"),
    ("ipad", "我iPad沒電了"),
    ("職業駕照 良民證", "輔導他們取得職業駕照"),
    ("報稅 憑證", "只要有提供"),
    ("直升機 超輕", "目視飛行的部分"),
    ("台北 澎湖", "一個台北、一個澎湖"),
    ("臺北 澎湖", "一個台北、一個澎湖"),
    ("魚 生態", "可能是魚、生態"),
    ("海岸 救援", "在很多海岸"),
    ("pol.is", "pol.is 上的每個群組"),
    ("NCC 頻譜", "今天跟頻譜相關"),
    ("vtaiwan 2.0", "vTaiwan 2.0"),
    ("陳敦基 不好意思", "晚到了一點"),
    ("王晉元 交通大學", "運輸管理學系"),
    ("「共享麥克風」", "共享麥克風的概念"),
    ("5000元", "5000元以下的罰金"),
    ("５０００元", "5000元以下的罰金"),
    ("機會成本", "機會成本的選擇"),
    ("閒置資源 共乘", "談不上運用閒置資源"),
    ("黃牌 所得稅", "黃牌不用繳交所得稅"),
];

/// Tells which queries failed, and that enough did not.
#[expect(clippy::print_stdout, reason = "a run tells what the recall came to")]
#[track_caller]
fn told(what: &str, all: usize, missed: &[&str]) {
    let share =
        f64::from(u32::try_from(all - missed.len()).unwrap()) / f64::from(u32::try_from(all).unwrap());
    println!("recall at 10 over {what}: {share:.3} of {all} queries; not found: {missed:?}");
    assert!(share >= LEAST, "recall at 10 over {what} is {share:.3}; not found: {missed:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_looked_for_in_the_demo_is_among_the_first_ten() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let house = House::start_demo(backend).await;
        folkmoot_gateway::demo::fill(&house.app).await.unwrap();
        let anyone = house.browser();
        let mut missed = Vec::new();
        for (typed, kind, piece) in DEMO {
            let encoded: String = typed.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let found = anyone.get(&format!("/api/v1/search?q={encoded}")).await.expect(200).json();
            let text = |pieces: &Value| -> String {
                pieces.as_array().unwrap().iter().filter_map(|piece| piece["text"].as_str()).collect()
            };
            let is_it = |hit: &Value| {
                hit["kind"] == *kind
                    && (text(&hit["title"]).contains(piece) || text(&hit["excerpt"]).contains(piece))
            };
            if !found["items"].as_array().unwrap().iter().take(10).any(is_it) {
                missed.push(*typed);
            }
        }
        told(&format!("the demo on {backend:?}"), DEMO.len(), &missed);
    }
}

/// All statements of the transcripts and all comments, in the index.
async fn fill(db: &Db, data: &Path) {
    let subject = Uuid::from_u128(1);
    let at = folkmoot_tests::beginning();
    let mut documents = Vec::new();
    let mut add = |kind, speaker: Option<String>, body: String| {
        documents.push(Document {
            kind,
            id: Uuid::from_u128(1000 + documents.len() as u128),
            subject,
            at,
            channel: None,
            side: None,
            title: speaker.unwrap_or_default(),
            body,
        });
    };
    let mut names: Vec<_> =
        std::fs::read_dir(data.join("transcripts")).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    for name in names.iter().filter(|name| name.extension().is_some_and(|end| end == "md")) {
        // One has headings of another kind, which the importer refuses.
        let Ok(record) = parse(Format::Markdown, &std::fs::read(name).unwrap()) else { continue };
        record.statements.into_iter().for_each(|one| add(Kind::Statement, one.speaker, one.body));
    }
    let comments = data.join("comments/vtaiwan.uberx/comments.csv");
    for row in csv::Reader::from_path(comments).unwrap().records() {
        add(Kind::Comment, None, row.unwrap().get(7).unwrap().to_owned());
    }
    assert!(documents.len() > 3000, "{}", documents.len());
    let tx = db.begin().await.unwrap();
    let about = Subject {
        id: subject,
        listed: true,
        state: "open".to_owned(),
        then: None,
        category: None,
        subcategory: None,
        county: None,
        agencies: Vec::new(),
    };
    search::describe(&tx, &about).await.unwrap();
    search::put(&tx, &documents).await.unwrap();
    db::commit(tx).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_looked_for_in_transcripts_and_comments_is_among_the_first_ten() {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data");
    let data = std::env::var("FOLKMOOT_SHARED_DATA").unwrap_or_else(|_| default.to_owned());
    let data = Path::new(&data);
    if !data.join("transcripts").is_dir() {
        eprintln!("skipped: no files at {}", data.display());
        return;
    }
    let mut orders = Vec::new();
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let house = House::start(backend).await;
        fill(&house.app.db, data).await;
        let (mut missed, mut order) = (Vec::new(), Vec::new());
        for (typed, piece) in DATA {
            let query = Query::parse(typed);
            let found =
                search::search(house.app.db.read(), &query, &Filter::default(), Sort::Best, 0, house.now())
                    .await
                    .unwrap();
            let text =
                |hit: &search::Hit| -> String { hit.excerpt.iter().map(|one| one.text.as_str()).collect() };
            let first: Vec<String> = found.hits.iter().take(10).map(text).collect();
            if !first.iter().any(|text| text.contains(piece)) {
                missed.push(*typed);
            }
            order.push(first);
        }
        told(&format!("transcripts and comments on {backend:?}"), DATA.len(), &missed);
        orders.push(order);
    }
    assert_eq!(orders[0], orders[1], "the same order on both databases");
}
