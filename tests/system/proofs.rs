//! Receipts and counts that anyone can check, over HTTP and with the command.

use std::path::Path;
use std::process::Command;

use folkmoot_signatures::proof::{ReceiptFile, verify_drive, verify_receipt};
use folkmoot_tests::{House, on_both};
use serde_json::Value;

/// Runs `folkmoot verify …`; gives whether it was content, and its words.
pub(crate) fn verify(directory: &Path, arguments: &[&str]) -> (bool, String) {
    let done = Command::new(crate::crash::binary())
        .arg("verify")
        .args(arguments)
        .current_dir(directory)
        .env("DATABASE_URL", "sqlite:///nowhere/at/all")
        .output()
        .unwrap();
    (
        done.status.success(),
        String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap(),
    )
}

on_both!(a_signer_checks_their_own_and_anyone_counts_again, |house: House| async move {
    let proposal = house.drive().await;
    let (ann, crowd) = (house.citizen("安安").await, house.crowd(4).await);
    let sign = format!("/proposals/{proposal}/sign");
    let led = ann.post(&sign, &[]).await.expect(303).location.unwrap();
    let receipt = led.split('?').next().unwrap().to_owned();
    // Before the log is sealed the file says so, and so does the page.
    let early = ann.get(&format!("{receipt}.json")).await.expect(200).json();
    ann.get(&receipt).await.expect(200).shows("正在寫入簽章");
    for browser in &crowd {
        browser.post(&sign, &[]).await.expect(303);
    }
    crowd[0].post(&format!("/proposals/{proposal}/unsign"), &[]).await.expect(303);
    house.work().await;

    let key = house.browser().get("/api/v1/log/key").await.expect(200).json();
    let key = key["key"].as_str().unwrap().to_owned();
    house.browser().get("/verify").await.expect(200).shows(&key).shows("folkmoot verify receipt");
    house.browser().get("/verify?lang=en").await.expect(200).shows("How to check the count");
    let mut bytes = [0; 32];
    hex::decode_to_slice(&key, &mut bytes).unwrap();

    ann.get(&receipt).await.expect(200).hides("正在寫入簽章").shows("簽章時間");
    let file = ann.get(&format!("{receipt}.json")).await.expect(200);
    assert!(file.headers["content-disposition"].to_str().unwrap().contains("receipt-"));
    let read: ReceiptFile = serde_json::from_value(file.json()).unwrap();
    verify_receipt(&read, Some(&bytes)).unwrap();
    let own = format!("/api/v1/me/signatures/{}/proof", receipt.trim_start_matches("/receipts/"));
    assert_eq!(ann.get(&own).await.expect(200).json(), file.json());
    for gone in ["name", "mobile", "person"] {
        assert!(file.json().get(gone).is_none());
    }

    let all = house.browser().get(&format!("/proposals/{proposal}/signatures.jsonl")).await.expect(200);
    let same =
        house.browser().get(&format!("/api/v1/proposals/{proposal}/signatures/proof")).await.expect(200);
    assert_eq!(all.body, same.body);
    let proven = verify_drive(&mut all.body.as_bytes(), Some(&bytes)).unwrap();
    assert_eq!((proven.count, proven.made), (4, 5));
    assert_eq!(proven.holds(&read.leaf), Some(true));

    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(directory.path().join(name), text).unwrap();
    write("receipt.json", &file.body);
    write("early.json", &early.to_string());
    write("all.jsonl", &all.body);
    let (fine, told) = verify(directory.path(), &["receipt", "receipt.json", "--key", &key]);
    assert!(fine && told.contains("receipt.json: fits.") && told.contains(&key), "{told}");
    let (fine, told) = verify(directory.path(), &["receipt", "receipt.json", "early.json"]);
    assert!(!fine && told.contains("early.json: DOES NOT FIT: was made before the log was sealed"), "{told}");
    let (fine, told) = verify(directory.path(), &["drive", "all.jsonl", "--receipt", "receipt.json"]);
    assert!(fine && told.contains("4 signatures count, 5 were made, not counted: 1 withdrawn"), "{told}");
    assert!(told.contains("It is in the file and counts."), "{told}");

    // A single digit of a single leaf.
    let leaf = hex::encode(read.leaf);
    let other = leaf.strip_prefix('a').map_or_else(|| format!("a{}", &leaf[1..]), |rest| format!("b{rest}"));
    write("all.jsonl", &all.body.replace(&leaf, &other));
    let (fine, told) = verify(directory.path(), &["drive", "all.jsonl"]);
    assert!(!fine && told.contains("DOES NOT FIT") && told.contains("line 3"), "{told}");
    write("receipt.json", "PK\u{3}\u{4}");
    let (fine, told) = verify(directory.path(), &["receipt", "receipt.json", "missing.json", "--key", "zz"]);
    assert!(!fine && told.contains("--key"), "{told}");
    let (fine, told) = verify(directory.path(), &["receipt", "receipt.json", "missing.json"]);
    assert!(!fine && told.matches("DOES NOT FIT").count() == 2, "{told}");
});

on_both!(a_receipt_comes_by_mail_with_its_proof, |house: House| async move {
    let proposal = house.drive().await;
    let ann = house.citizen("安安").await;
    let led = ann.post(&format!("/proposals/{proposal}/sign"), &[]).await.expect(303).location.unwrap();
    let receipt = led.split('?').next().unwrap().to_owned();
    house.work().await;
    ann.get(&receipt).await.expect(200).shows("寄到我的信箱");
    ann.post(&format!("{receipt}/mail"), &[]).await.expect(303);
    let mails = house.messages_to(&ann.person.as_ref().unwrap().email).await;
    let mail = mails.iter().find(|mail| mail.subject.contains("附議收據")).unwrap();
    assert!(mail.text.contains(&receipt) && mail.text.contains("公園增設飲水機"), "{mail:?}");
});

on_both!(a_signer_counts_under_another_county_while_the_window_is_open, |house: House| async move {
    let proposal = house.drive().await;
    let ann = house.citizen("安安").await;
    let led = ann.post(&format!("/proposals/{proposal}/sign"), &[]).await.expect(303).location.unwrap();
    let receipt = led.split('?').next().unwrap().to_owned();
    let region = format!("{receipt}/region");
    ann.post(&region, &[("region", "10015")]).await.expect(303);
    ann.get(&receipt).await.expect(200).shows("花蓮縣");
    let counties = format!("/api/v1/proposals/{proposal}/signatures/by-county");
    let told = house.browser().get(&counties).await.expect(200).json();
    assert_eq!(told["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        (told["items"][0]["county"].as_str(), told["items"][0]["count"].as_i64()),
        (Some("10015"), Some(1))
    );
    ann.post(&region, &[("region", "nowhere")]).await.expect(422);
    ann.post(&region, &[]).await.expect(303);
    assert_eq!(house.browser().get(&counties).await.json()["items"][0]["county"], Value::Null);
    house.days_pass(90);
    let ann = house.sign_in(ann.person.as_ref().unwrap()).await;
    ann.post(&region, &[("region", "10015")]).await.expect(409);
});
