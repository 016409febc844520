//! The case file: demands, questions, notes and files, and who reads and does what.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use folkmoot_gateway::config::Mode;
use folkmoot_tests::cases::Matter;
use folkmoot_tests::{Answer, Backend, Browser, House, on_both};
use reqwest::multipart::{Form, Part};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

fn file_page(matter: &Matter) -> String {
    format!("/proposals/{}/case", matter.proposal)
}

/// What stands after a mark, up to the next quotation mark.
fn after(page: &Answer, mark: &str) -> String {
    let rest = page.body.split(mark).nth(1).unwrap_or_else(|| panic!("{mark} is missing in {}", page.body));
    rest.split('"').next().unwrap().to_owned()
}

/// The ids of the demands, as the API tells them.
async fn demands(house: &House, matter: &Matter) -> Vec<(String, String)> {
    let file = house.browser().call("GET", &format!("{}/file", matter.api()), Value::Null).await.expect(200);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    file.json()["demands"]
        .as_array()
        .unwrap()
        .iter()
        .map(|demand| (text(&demand["id"]), text(&demand["body"])))
        .collect()
}

on_both!(demands_change_only_with_the_proposers_agreement, |house: House| async move {
    let matter = house.matter().await;
    let suggest = format!("{}/suggest-demands", matter.desk());
    let [(first, _), (second, _)] = demands(&house, &matter).await.try_into().unwrap();
    matter.officer.get(&suggest).await.expect(200).shows("放寬申請資格").shows("拆成數項");
    // All that is wrong at once, with what was typed.
    let wrong =
        [("kind", "split"), ("demands", first.as_str()), ("after-1", "延長申請期限"), ("reasons", "")];
    let page = matter.officer.post(&suggest, &wrong).await.expect(422);
    page.shows("href=\"#after-2\"").shows("href=\"#reasons\"").shows(">\n延長申請期限</textarea>");
    let same = [
        ("kind", "edit"),
        ("demands", first.as_str()),
        ("after-1", "延長申請期限至六個月"),
        ("reasons", "理由"),
    ];
    matter.officer.post(&suggest, &same).await.expect(422).shows("與原訴求相同");
    let one = [("kind", "merge"), ("demands", first.as_str()), ("after-1", "一併"), ("reasons", "理由")];
    matter.officer.post(&suggest, &one).await.expect(422).shows("合併至少要選兩項");

    // An officer drafts on both demands before.
    matter.send_response(&matter.officer, &Matter::response("0", "save")).await.expect(303);
    let form = matter.officer.get(&format!("{}/response", matter.desk())).await.expect(200);
    let seen = after(&form, "name=\"demands\" value=\"");
    let split = [
        ("kind", "split"),
        ("demands", first.as_str()),
        ("after-1", "延長申請期限"),
        ("after-2", "簡化申請文件"),
        ("reasons", "兩件事由不同法規規範"),
    ];
    matter.stranger.post(&suggest, &split).await.expect(403);
    matter.officer.post(&suggest, &split).await.expect(303);
    let twice = matter.colleague.post(&suggest, &split).await.expect(409);
    twice.shows("等候提議人回覆").shows("簡化申請文件");
    // Public at once, told to the proposer, and nothing has changed.
    let page = house.browser().get(&file_page(&matter)).await.expect(200);
    page.shows("兩件事由不同法規規範").shows("待提議人回覆").hides("回覆是否同意");
    assert_eq!(demands(&house, &matter).await.len(), 2);
    let mails = house.messages_to(&matter.proposer.person.as_ref().unwrap().email).await;
    let told = mails.iter().find(|mail| mail.subject.contains("機關建議調整您的訴求")).unwrap();
    assert!(told.text.contains(&file_page(&matter)), "{told:?}");
    matter.officer.get("/desk/cases").await.expect(200).shows("待提議人答覆");

    let page = matter.proposer.get(&file_page(&matter)).await.expect(200);
    let decide = after(&page, &format!("href=\"{}/demand-changes/", file_page(&matter)));
    let decide = format!("{}/demand-changes/{decide}", file_page(&matter));
    let other = house.citizen("路人").await;
    other.get(&decide).await.expect(403);
    other.post(&decide, &[("act", "agree")]).await.expect(403);
    matter.proposer.post(&decide, &[]).await.expect(400);
    matter.proposer.get(&decide).await.expect(200).shows("簡化申請文件").shows("不同意");
    matter.proposer.post(&decide, &[("act", "agree"), ("note", "可以")]).await.expect(303);
    let again =
        matter.proposer.post(&decide, &[("act", "decline"), ("note", "後悔了嗎 不行")]).await.expect(409);
    again.shows("這件事已經完成了").shows("後悔了嗎 不行");
    let now = demands(&house, &matter).await;
    assert_eq!(
        now.iter().map(|(_, body)| body.as_str()).collect::<Vec<_>>(),
        ["延長申請期限", "簡化申請文件", "放寬申請資格"]
    );
    assert_eq!((&now[0].0, &now[2].0), (&first, &second), "the first keeps its identity");
    house.browser().get(&file_page(&matter)).await.expect(200).shows("訴求調整紀錄（1）").shows("提議人同意");
    matter.officer.get("/desk/cases").await.expect(200).hides("待提議人答覆");

    // A form from before does not put answers to the wrong demand; what was drafted stands where it belongs.
    let mut stale = Matter::response("1", "save");
    stale.push(("demands", seen));
    let refused = matter.send_response(&matter.officer, &stale).await.expect(409);
    refused.shows("訴求剛才依提議人的同意調整了").shows("財源不足");
    let form = matter.officer.get(&format!("{}/response", matter.desk())).await.expect(200);
    let text = |n| after_area(&form, n);
    assert_eq!([text(1), text(2), text(3)], ["確有延長必要。", "", "財源不足。"]);

    // Declined, taken back, and too late.
    let merge = [
        ("kind", "merge"),
        ("demands", first.as_str()),
        ("demands", second.as_str()),
        ("after-1", "一併檢討"),
        ("reasons", "理由"),
    ];
    matter.officer.post(&suggest, &merge).await.expect(303);
    let page = matter.officer.get(&matter.desk()).await.expect(200);
    let withdraw = after(&page, &format!("action=\"{}/demand-changes/", matter.desk()));
    let withdraw = format!("{}/demand-changes/{withdraw}", matter.desk());
    matter.stranger.post(&withdraw, &[]).await.expect(403);
    matter.colleague.post(&withdraw, &[]).await.expect(303);
    matter.colleague.post(&withdraw, &[]).await.expect(409);
    assert_eq!(demands(&house, &matter).await.len(), 3);
    matter.officer.post(&suggest, &merge).await.expect(303);
    let page = matter.proposer.get(&file_page(&matter)).await.expect(200);
    let decide = after(&page, &format!("href=\"{}/demand-changes/", file_page(&matter)));
    let decide = format!("{}/demand-changes/{decide}", file_page(&matter));
    matter.proposer.post(&decide, &[("act", "decline"), ("note", "兩件事不同")]).await.expect(303);
    house.browser().get(&file_page(&matter)).await.expect(200).shows("提議人不同意").shows("兩件事不同");
    assert_eq!(demands(&house, &matter).await.len(), 3);
});

/// What stands in the text area of the reasons on a demand.
fn after_area(page: &Answer, number: usize) -> String {
    let rest = page.body.split(&format!("<textarea id=\"reasons-{number}\"")).nth(1).unwrap();
    rest.split(">\n").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

on_both!(the_proposer_answers_in_public_or_inside_the_file, |house: House| async move {
    let matter = house.matter().await;
    let ask = format!("{}/ask-proposer", matter.desk());
    let unsaid = matter.officer.post(&ask, &[("body", "想請教 申請期限")]).await.expect(422);
    unsaid.shows("href=\"#public\"").shows("想請教 申請期限");
    matter.stranger.post(&ask, &[("body", "問"), ("public", "yes")]).await.expect(403);
    matter.officer.post(&ask, &[("body", "公開的問題"), ("public", "yes")]).await.expect(303);
    house.clock.advance(chrono::TimeDelta::minutes(1));
    matter.officer.post(&ask, &[("body", "內部的問題"), ("public", "no")]).await.expect(303);

    let email = &matter.proposer.person.as_ref().unwrap().email;
    let mails = house.messages_to(email).await;
    let asked: Vec<_> = mails.iter().filter(|mail| mail.subject.contains("機關想請教您")).collect();
    assert_eq!(asked.len(), 2);
    assert!(
        asked.iter().all(|mail| mail.text.contains(&file_page(&matter)) && !mail.text.contains("內部的問題"))
    );

    // What is asked inside the file is read by nobody else, in no form.
    let proposal = format!("/proposals/{}", matter.proposal);
    for path in [
        file_page(&matter),
        proposal.clone(),
        format!("/feeds/proposals/{}.atom", matter.proposal),
        format!("/api/v1{proposal}/timeline"),
        format!("/api/v1/cases/{}/file", matter.case),
        matter.api(),
    ] {
        let page = house.browser().get(&path).await.expect(200);
        page.hides("內部的問題");
        if path == file_page(&matter) {
            page.shows("公開的問題");
        }
    }
    let page = matter.proposer.get(&file_page(&matter)).await.expect(200);
    page.shows("內部的問題").shows("機關有 2 件事等您回覆");
    let questions: Vec<String> = page
        .body
        .split(&format!("href=\"{}/questions/", file_page(&matter)))
        .skip(1)
        .map(|rest| format!("{}/questions/{}", file_page(&matter), rest.split('"').next().unwrap()))
        .collect();
    let [public, internal] = questions.try_into().unwrap();
    let other = house.citizen("路人").await;
    other.get(&internal).await.expect(403).hides("內部的問題");
    other.post(&internal, &[("answer", "我來答")]).await.expect(403);
    house.browser().post(&internal, &[("answer", "我來答")]).await.expect(303);
    matter.proposer.get(&internal).await.expect(200).shows("不公開");
    matter.proposer.post(&internal, &[("answer", " ")]).await.expect(422).shows("href=\"#answer\"");
    matter.proposer.post(&internal, &[("answer", "內部的答覆")]).await.expect(303);
    let again = matter.proposer.post(&internal, &[("answer", "另一個 答覆在此")]).await.expect(409);
    again.shows("另一個 答覆在此");
    matter.officer.get(&matter.desk()).await.expect(200).shows("內部的答覆").shows("公開的問題");
    house.browser().get(&file_page(&matter)).await.hides("內部的答覆");
    let officer = &matter.officer.person.as_ref().unwrap().email;
    assert!(house.messages_to(officer).await.iter().any(|mail| mail.subject.contains("提議人已答覆")));
    matter.officer.get("/desk/cases").await.shows("待提議人答覆");

    // Once the answer is published nothing is asked any more; what was typed comes back.
    matter.publish().await;
    let late = matter.proposer.post(&public, &[("answer", "太晚了 但是寫好了")]).await.expect(409);
    late.shows("案件已回應").shows("太晚了 但是寫好了");
    matter
        .officer
        .post(&ask, &[("body", "再問 一個問題"), ("public", "yes")])
        .await
        .expect(409)
        .shows("再問 一個問題");
});

on_both!(notes_stay_inside, |house: House| async move {
    let matter = house.matter().await;
    let notes = format!("{}/notes", matter.desk());
    matter.officer.post(&notes, &[("note", "長官指示 <b>先協調</b>")]).await.expect(303);
    matter.approver.post(&notes, &[("note", "同意")]).await.expect(303);
    matter.officer.post(&notes, &[("note", "")]).await.expect(422).shows("href=\"#note\"");
    for other in [&matter.stranger, &matter.strange_approver, &matter.administrator, &matter.proposer] {
        other.post(&notes, &[("note", "我也寫")]).await.expect(403);
    }
    matter
        .administrator
        .get(&matter.desk())
        .await
        .expect(200)
        .shows("長官指示 &lt;b&gt;")
        .hides("name=\"note\"");
    matter.stranger.get(&matter.desk()).await.expect(403).hides("長官指示");
    for path in [file_page(&matter), format!("/api/v1/cases/{}/file", matter.case), matter.api()] {
        house.browser().get(&path).await.expect(200).hides("長官指示");
    }
    let audit = matter.administrator.call("GET", "/api/v1/audit-log", Value::Null).await.expect(200);
    audit.shows("case.note_added").hides("長官指示");
    house
        .browser()
        .get(&format!("/feeds/proposals/{}.atom", matter.proposal))
        .await
        .expect(200)
        .hides("備註");
});

async fn add(
    browser: &Browser,
    matter: &Matter,
    name: &str,
    bytes: impl Into<Vec<u8>>,
    public: &str,
) -> Answer {
    let part = Part::bytes(bytes.into()).file_name(name.to_owned());
    let form = Form::new()
        .part("file", part)
        .text("about", format!("說明 {name}"))
        .text("public", public.to_owned());
    browser.upload(&format!("{}/files", matter.desk()), form).await
}

on_both!(files_are_kept_served_safely_and_removed_with_a_mark, |house: House| async move {
    let matter = house.matter().await;
    let pdf = b"%PDF-1.7 evidence".to_vec();
    for other in [&matter.stranger, &matter.administrator, &matter.proposer] {
        add(other, &matter, "a.pdf", pdf.clone(), "yes").await.expect(403);
    }
    let page = add(&matter.officer, &matter, "a.pdf", b"MZ\x90\0\xff".to_vec(), "yes").await.expect(422);
    page.shows("不接受這種檔案").shows("value=\"說明 a.pdf\"");
    add(&matter.officer, &matter, "a.html", b"<!doctype html><script>1</script>".to_vec(), "yes")
        .await
        .expect(422);
    add(&matter.officer, &matter, "a.pdf", Vec::new(), "yes").await.expect(422);
    add(&matter.officer, &matter, "a.pdf", pdf.clone(), "").await.expect(422).shows("href=\"#public\"");
    let mut large = pdf.clone();
    large.resize(10 * 1024 * 1024 + 1, b' ');
    add(&matter.officer, &matter, "a.pdf", large, "yes").await.expect(422).shows("最大 10 MB");

    add(&matter.officer, &matter, "../研商\"紀錄.exe", pdf.clone(), "yes").await.expect(303);
    add(&matter.approver, &matter, "secret.csv", "姓名,電話\n".as_bytes().to_vec(), "no").await.expect(303);
    // The same content twice, also at once: one file.
    add(&matter.colleague, &matter, "b.pdf", pdf.clone(), "no").await.expect(422).shows("內容相同");
    let (one, other) = tokio::join!(
        add(&matter.officer, &matter, "c.txt", b"at once".to_vec(), "no"),
        add(&matter.colleague, &matter, "d.txt", b"at once".to_vec(), "no")
    );
    let mut both = [one.status, other.status];
    both.sort_unstable();
    assert_eq!(both, [303, 422]);

    let page = house.browser().get(&file_page(&matter)).await.expect(200);
    page.shows("研商 紀錄.pdf").hides("secret.csv");
    let public = format!("/files/{}", after(&page, "href=\"/files/"));
    let file = house.browser().get(&public).await.expect(200);
    assert_eq!(file.body.as_bytes(), pdf);
    let header = |name: &str| file.headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/pdf");
    assert!(
        header("content-disposition")
            .starts_with("attachment; filename=\"file.pdf\"; filename*=UTF-8''%E7%A0%94")
    );
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("content-security-policy").contains("sandbox"));

    let page = matter.officer.get(&matter.desk()).await.expect(200);
    page.shows("secret.csv");
    let ids: Vec<String> = page
        .body
        .split("href=\"/files/")
        .skip(1)
        .map(|rest| format!("/files/{}", rest.split('"').next().unwrap()))
        .collect();
    let internal = ids.iter().find(|id| **id != public).unwrap();
    for other in [&house.browser(), &matter.stranger, &matter.proposer] {
        other.get(internal).await.expect(404);
    }
    for insider in [&matter.officer, &matter.approver, &matter.administrator] {
        insider.get(internal).await.expect(200);
    }
    house
        .browser()
        .get(&format!("/api/v1/cases/{}/file", matter.case))
        .await
        .expect(200)
        .hides("secret")
        .shows("研商");

    // Removed: a mark stays, the bytes go, and the same content may come again.
    let remove = format!("{}{}/remove", matter.desk(), public);
    matter.stranger.post(&remove, &[("reasons", "刪")]).await.expect(403);
    matter.officer.get(&remove).await.expect(200).shows("移除後任何人都不能再下載");
    matter.officer.post(&remove, &[("reasons", "")]).await.expect(422);
    matter.officer.post(&remove, &[("reasons", "誤傳個人資料")]).await.expect(303);
    matter.officer.post(&remove, &[("reasons", "再一次")]).await.expect(409);
    house.browser().get(&public).await.expect(404);
    house
        .browser()
        .get(&file_page(&matter))
        .await
        .expect(200)
        .shows("已移除")
        .shows("誤傳個人資料")
        .hides(&public);
    let hash = hex::encode(folkmoot_foundation::crypto::sha256(&pdf));
    let case: folkmoot_foundation::CaseId = matter.case.parse().unwrap();
    assert!(house.app.files.has(case, &hash).await.unwrap());
    house.work().await;
    assert!(!house.app.files.has(case, &hash).await.unwrap());
    add(&matter.officer, &matter, "again.pdf", pdf.clone(), "yes").await.expect(303);
    assert!(house.app.files.has(case, &hash).await.unwrap());
    house.work().await;
    assert!(house.app.files.has(case, &hash).await.unwrap(), "it is another file now");
});

/// A store that speaks as much of S3 as a file needs, and keeps what it was sent.
#[derive(Clone, Default)]
struct Bucket(Arc<Mutex<HashMap<String, Vec<u8>>>>);

impl Bucket {
    async fn start(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let bucket = self.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let bucket = bucket.clone();
                tokio::spawn(async move { while bucket.answer(&mut stream).await.is_some() {} });
            }
        });
        format!("http://{address}")
    }

    async fn answer(&self, stream: &mut tokio::net::TcpStream) -> Option<()> {
        let mut bytes = Vec::new();
        let head = loop {
            if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            if stream.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        };
        let text = String::from_utf8(bytes[..head].to_vec()).unwrap().to_ascii_lowercase();
        assert!(text.contains("authorization: aws4-hmac-sha256 credential=me/"), "{text}");
        let length = text
            .split("content-length: ")
            .nth(1)
            .map_or(0, |rest| rest.split('\r').next().unwrap().parse().unwrap());
        while bytes.len() < head + length {
            stream.read_buf(&mut bytes).await.ok()?;
        }
        let mut words = text.split(' ');
        let (method, path) = (words.next().unwrap(), words.next().unwrap().to_owned());
        let mut kept = self.0.lock().unwrap().clone();
        let found = kept.get(&path).cloned();
        let (status, body) = match method {
            "put" => {
                kept.insert(path, bytes[head..].to_vec());
                ("200 OK", Vec::new())
            }
            "delete" => {
                kept.remove(&path);
                ("204 No Content", Vec::new())
            }
            _ => found.map_or(("404 Not Found", Vec::new()), |found| ("200 OK", found)),
        };
        *self.0.lock().unwrap() = kept;
        let length =
            if method == "delete" { String::new() } else { format!("content-length: {}\r\n", body.len()) };
        let head = format!(
            "HTTP/1.1 {status}\r\n{length}etag: \"1\"\r\nlast-modified: Mon, 02 Mar 2026 04:00:00 GMT\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.ok()?;
        if method != "head" {
            stream.write_all(&body).await.ok()?;
        }
        Some(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_kept_in_a_bucket_too() {
    let bucket = Bucket::default();
    let endpoint = bucket.start().await;
    let settings = [
        ("FOLKMOOT_FILES_STORE", "s3"),
        ("FOLKMOOT_FILES_ENDPOINT", endpoint.as_str()),
        ("FOLKMOOT_FILES_BUCKET", "evidence"),
        ("FOLKMOOT_FILES_ACCESS_KEY_ID", "me"),
        ("FOLKMOOT_FILES_ACCESS_KEY", "hush"),
    ];
    let house = House::start_as(Backend::Sqlite, Mode::Serve, &settings).await;
    let matter = house.matter().await;
    add(&matter.officer, &matter, "a.pdf", b"%PDF-1.7 x".to_vec(), "yes").await.expect(303);
    let path = bucket.0.lock().unwrap().keys().next().unwrap().clone();
    assert!(path.starts_with(&format!("/evidence/cases/{}/", matter.case)), "{path}");
    let page = house.browser().get(&file_page(&matter)).await.expect(200);
    let public = format!("/files/{}", after(&page, "href=\"/files/"));
    assert_eq!(house.browser().get(&public).await.expect(200).body, "%PDF-1.7 x");
    let remove = format!("{}{}/remove", matter.desk(), public);
    matter.officer.post(&remove, &[("reasons", "誤傳")]).await.expect(303);
    house.work().await;
    assert!(bucket.0.lock().unwrap().is_empty());
}
