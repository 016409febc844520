//! Words of people with ill will in every field that takes words, and all that the platform gives out read again:
//! nothing of them is anything but words.

mod forms;
mod judge;
mod story;
mod strings;

use std::collections::{BTreeSet, VecDeque};

use folkmoot_gateway::demo;
use folkmoot_notifications::mailbox;
use folkmoot_tests::{Answer, Backend, Browser, House};
use serde_json::json;

use judge::judge;
use strings::{Supply, all, is_taken};

/// How many pages of one person are opened in one walk.
const MOST: usize = 80;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_stay_words_sqlite() {
    words_stay_words(Backend::Sqlite, &|_| true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_stay_words_postgres() {
    // What the database does with words shows already to those who see most of them; whole walks take long.
    words_stay_words(Backend::Postgres, &|key| ["moderator", "facilitator"].contains(&key)).await;
}

async fn words_stay_words(backend: Backend, walks: &dyn Fn(&str) -> bool) {
    let house = House::start_demo(backend).await;
    assert!(demo::fill(&house.app).await.unwrap());
    house.work().await;
    let mut found = Found::default();
    story::said(&house, &mut found).await;
    let taken: Vec<String> = all().into_iter().filter(|text| is_taken(text)).collect();
    let mut supply = Supply::new(taken);
    let keys = demo::accounts().iter().map(|account| account.key.as_str()).filter(|key| walks(key));
    let accounts: Vec<Option<&str>> = std::iter::once(None).chain(keys.map(Some)).collect();
    for account in &accounts {
        walk(&house, *account, Some(&mut supply), &mut found).await;
    }
    house.work().await;
    found.known.clear();
    for account in &accounts {
        walk(&house, *account, None, &mut found).await;
    }
    mails(&house, &mut found).await;
    let wrong: Vec<&str> = found.wrong.iter().map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    let (judged, sent, taken) = (found.judged, found.sent, found.taken.len());
    let share = accounts.len();
    let enough = judged > 60 * share && sent > 8 * share && taken > 3 * share;
    assert!(enough, "{judged} judged, {sent} sent: {:#?}", found.taken);
    assert!(supply.is_through() || backend == Backend::Postgres, "not every string was typed");
    house.stop().await;
}

/// What was seen.
#[derive(Default)]
struct Found {
    /// What is wrong, each once with the first place of it.
    wrong: BTreeSet<String>,
    /// Shapes of pages that were opened.
    known: BTreeSet<String>,
    /// Shapes of forms that were sent.
    forms: BTreeSet<String>,
    /// Those of them that were taken.
    taken: BTreeSet<String>,
    judged: usize,
    sent: usize,
}

impl Found {
    fn judge(&mut self, what: &str, answer: &Answer, house: &House) {
        self.judged += 1;
        let mut wrong = judge(answer, &[&house.url, &house.app.config.public_url]);
        if answer.status >= 500 && answer.status != 503 {
            wrong.push(format!("answers {}", answer.status));
        }
        self.wrong.extend(wrong.into_iter().map(|wrong| format!("{what}: {wrong}")));
    }
}

/// An address without what differs from one thing to another of its kind.
fn shape(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let part = |part: &str| match part {
        part if part.len() >= 20 => format!(":{}", part.rsplit_once('.').map_or("id", |(_, end)| end)),
        part if part.parse::<u64>().is_ok() => ":number".to_owned(),
        part => part.to_owned(),
    };
    let path: Vec<String> = path.split('#').next().unwrap_or_default().split('/').map(part).collect();
    let path = path.join("/");
    let path = if path.starts_with("/agencies/") {
        "/agencies/:slug".to_owned() + &path.matches('/').count().to_string()
    } else {
        path
    };
    let names: BTreeSet<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    format!("{path}?{}", Vec::from_iter(names).join("&"))
}

/// A sample account's browser, or a stranger's.
async fn visitor(house: &House, account: Option<&str>) -> Browser {
    let mut browser = house.browser();
    if let Some(key) = account {
        let email = demo::address(key);
        let fields = [("email", email.as_str()), ("password", demo::PASSWORD), ("back", "/")];
        browser.post("/sign-in", &fields).await.expect(303);
        let body = json!({ "email": email, "password": demo::PASSWORD });
        let tokens = browser.call("POST", "/api/v1/tokens", body).await.expect(201).json();
        browser.token = tokens["access_token"].as_str().map(str::to_owned);
    }
    browser
}

/// Opens one page of each kind that a person reaches by links, and sends each kind of form.
async fn walk(house: &House, account: Option<&str>, mut supply: Option<&mut Supply>, found: &mut Found) {
    let browser = visitor(house, account).await;
    let mut waiting: VecDeque<String> = START.iter().map(|path| (*path).to_owned()).collect();
    let mut seen = BTreeSet::new();
    let mut opened = 0;
    while let Some(path) = waiting.pop_front() {
        // What leads to another house is not ours to judge.
        if !path.starts_with('/') {
            continue;
        }
        if opened == MOST {
            break;
        }
        let kind = shape(&path);
        // What strangers see is looked at once.
        if !seen.insert(kind.clone())
            || (account.is_some() && found.known.contains(&kind))
            || path.contains("/stream")
        {
            continue;
        }
        opened += 1;
        let answer = browser.get(&path).await;
        let who = account.unwrap_or("a stranger");
        found.judge(&format!("{path} for {who}"), &answer, house);
        if account.is_none() && answer.status == 200 {
            found.known.insert(kind);
        }
        if let Some(to) = &answer.location {
            waiting.push_back(to.clone());
        }
        let is_page =
            answer.headers.get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        if !is_page {
            continue;
        }
        waiting.extend(forms::links(&answer.body));
        let Some(supply) = supply.as_deref_mut() else { continue };
        for form in forms::filled(&answer.body, &path, supply) {
            let act = form.fields.iter().find(|(name, _)| name == "act").map_or("", |(_, value)| value);
            let kind = format!("{}{act}", shape(&form.action));
            if !found.forms.insert(format!("{kind} {}", account.unwrap_or_default())) {
                continue;
            }
            let answer = sent(&browser, &form).await;
            found.sent += 1;
            found.judge(&format!("the form {} {act} of {who}", form.action), &answer, house);
            if answer.status == 303 {
                found.taken.insert(kind);
                waiting.extend(answer.location);
            }
        }
    }
}

/// Where a walk begins; what isn't there for somebody says so.
const START: &[&str] = &[
    "/",
    "/proposals",
    "/hearings",
    "/agencies",
    "/record",
    "/moderation",
    "/search?q=x",
    "/how-it-works",
    "/privacy",
    "/accessibility",
    "/hearings.ics",
    "/feeds/proposals.atom",
    "/api/v1/record.csv",
    "/api/v1/moderation/figures.csv",
    "/api/v1/proposals",
    "/api/v1/hearings",
    "/api/v1/search?q=x",
    "/api/v1/me",
    "/api/v1/me/notices",
    "/api/v1/me/follows",
    "/my",
    "/my/notices",
    "/my/follows",
    "/my/mails",
    "/my/proposals",
    "/account",
    "/desk/review",
    "/desk/review/signatures",
    "/desk/cases",
    "/desk/approvals",
    "/desk/moderation",
    "/desk/moderation/decisions",
    "/desk/moderation/held",
    "/desk/hearings",
    "/desk/hearings/new",
    "/desk/counter",
    "/desk/paper",
    "/desk/calendar",
    "/desk/admin",
    "/desk/admin/audit",
    "/desk/admin/people",
    "/desk/admin/watch",
    "/demo/mailbox",
    "/register",
    "/forgot-password",
    "/proposals/new/title",
];

async fn sent(browser: &Browser, form: &forms::Filled) -> Answer {
    let Some(files) = &form.files else {
        let fields: Vec<(&str, &str)> =
            form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        return browser.post(&form.action, &fields).await;
    };
    let mut parts = reqwest::multipart::Form::new();
    for (name, value) in &form.fields {
        parts = parts.text(name.clone(), value.clone());
    }
    for name in files {
        let file = reqwest::multipart::Part::text(record()).file_name("\"><x-harm data-harm>.md");
        parts = parts.part(name.clone(), file);
    }
    browser.upload(&form.action, parts).await
}

/// A record in which everybody has such a name and says such things.
fn record() -> String {
    let mut out = String::from("# <x-harm data-harm>\n\n");
    for (n, said) in all().into_iter().filter(|text| is_taken(text)).enumerate() {
        let name = said.split_whitespace().next().unwrap_or_default().chars().take(20).collect::<String>();
        out.push_str(&format!("### {name}{n}：\n{said}\n\n"));
    }
    out
}

/// All mails that went out: one line of subject, words, and a page without anything that could be followed elsewhere.
async fn mails(house: &House, found: &mut Found) {
    let own = house.app.config.public_url.clone();
    let mut cursor = None;
    let mut read = 0;
    loop {
        let conn = house.app.db.read();
        let items = mailbox::list(conn, &house.app.keyring, None, cursor, 100).await.unwrap();
        for mail in &items.items {
            read += 1;
            let what = format!("the mail {:?}", mail.subject);
            let spoilt = |text: &str| text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t'));
            if mail.subject.chars().any(char::is_control) || spoilt(&mail.text) {
                found.wrong.insert(format!("{what}: control characters"));
            }
            if let Some(html) = &mail.html {
                found
                    .wrong
                    .extend(judge::page(html, &[&own]).into_iter().map(|wrong| format!("{what}: {wrong}")));
                if forms::has_picture(html) {
                    found.wrong.insert(format!("{what}: a picture"));
                }
            }
        }
        cursor = items.next;
        if cursor.is_none() {
            break;
        }
    }
    assert!(read > 20, "{read} mails");
}
