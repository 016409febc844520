//! What anyone can check, and what no forger gets past.

#![allow(clippy::unwrap_used)]

mod support;

use std::io::Cursor;

use folkmoot_foundation::event::{self, CheckpointKey};
use folkmoot_foundation::{Actor, Clock as _, SignatureId, db};
use folkmoot_migrations::testing::{TestDb, both};
use folkmoot_signatures::proof::{Line, NoProof, ProvenDrive, verify_drive, verify_receipt};
use folkmoot_signatures::{DriveFile, NewState, Receipt, State, change, receipt_file};
use futures_util::future::join_all;
use sea_orm::ConnectionTrait as _;
use support::{Stand, request};

fn key() -> CheckpointKey {
    CheckpointKey::new([7; 32])
}

async fn seal(stand: &Stand) {
    while event::seal(&stand.db, &key(), stand.clock.now()).await.unwrap() > 0 {}
}

async fn turn(stand: &Stand, ids: &[SignatureId], to: State) -> usize {
    let tx = stand.db.begin().await.unwrap();
    let now = stand.clock.now();
    let new = NewState { state: to, reason: Some("test"), actor: Actor::System };
    let changed = change(&tx, now, stand.hook.as_ref(), stand.drive, ids, new).await.unwrap();
    db::commit(tx).await.unwrap();
    changed.signatures.len()
}

/// 40 people sign, some take it back, some are put aside, some of those invalidated, one comes back.
async fn busy(test: &TestDb) -> (Stand, Vec<Receipt>) {
    let stand = Stand::new(&test.db, &[]).await;
    let mut receipts = Vec::new();
    for part in [0..25, 25..40] {
        let all = join_all(part.map(|n| stand.intake.sign(request(stand.drive, n)))).await;
        receipts.extend(all.into_iter().map(|signed| signed.unwrap().receipt));
    }
    stand.withdraw(3).await.unwrap();
    stand.withdraw(4).await.unwrap();
    stand.intake.sign(request(stand.drive, 4)).await.unwrap();
    let ids: Vec<SignatureId> = receipts[10..16].iter().map(|receipt| receipt.id).collect();
    assert_eq!(turn(&stand, &ids, State::PutAside).await, 6);
    assert_eq!(turn(&stand, &ids[..2], State::Invalidated).await, 2);
    assert_eq!(turn(&stand, &ids[2..4], State::Counted).await, 2);
    // Neither a withdrawn nor a counted one is brought back by others.
    assert_eq!(turn(&stand, &[receipts[3].id, receipts[0].id], State::Counted).await, 0);
    seal(&stand).await;
    stand.fits(35).await;
    (stand, receipts)
}

async fn file(stand: &Stand) -> Vec<Line> {
    let mut file = DriveFile::new(stand.drive, "https://example.org", &key().public(), stand.clock.now());
    let mut lines = Vec::new();
    while let Some(line) = file.next(stand.db.read()).await.unwrap() {
        lines.push(line);
    }
    lines
}

fn check(lines: &[Line]) -> Result<ProvenDrive, NoProof> {
    let text: String = lines.iter().map(|line| serde_json::to_string(line).unwrap() + "\n").collect();
    verify_drive(&mut Cursor::new(text), Some(&key().public()))
}

fn leaf(receipt: &Receipt) -> [u8; 32] {
    let mut leaf = [0; 32];
    hex::decode_to_slice(&receipt.leaf, &mut leaf).unwrap();
    leaf
}

#[tokio::test]
async fn the_files_prove_the_count_and_every_signature() {
    for test in both().await {
        let (stand, receipts) = busy(&test).await;
        let proven = check(&file(&stand).await).unwrap();
        assert_eq!((proven.count, proven.made, proven.unnamed), (35, 40, 0));
        let out: Vec<(&str, i64)> = proven.not_counted.iter().map(|(kind, n)| (kind.as_str(), *n)).collect();
        assert_eq!(out, [("withdrawn", 1), ("put_aside", 2), ("invalidated", 2)]);
        for (n, receipt) in receipts.iter().enumerate() {
            let file = receipt_file(test.db.read(), receipt, "https://example.org").await.unwrap();
            let shown = verify_receipt(&file, Some(&key().public())).unwrap();
            assert_eq!((shown.drive, shown.leaf), (stand.drive, leaf(receipt)));
            let counts = ![3, 10, 11, 14, 15].contains(&n);
            assert_eq!(proven.holds(&shown.leaf), Some(counts), "{n}");
            // What the signer keeps comes back from its file as it was.
            let text = serde_json::to_string(&file).unwrap();
            assert_eq!(serde_json::from_str::<folkmoot_signatures::proof::ReceiptFile>(&text).unwrap(), file);
        }
        stand.intake.stop().await;
    }
}

#[tokio::test]
async fn a_file_that_was_changed_proves_nothing() {
    for test in both().await {
        let (stand, receipts) = busy(&test).await;
        let lines = file(&stand).await;
        let forged = |change: &dyn Fn(&mut Vec<Line>)| {
            let mut lines = lines.clone();
            change(&mut lines);
            check(&lines).err().map(|error| error.to_string())
        };
        assert_eq!(forged(&|_| ()), None);
        let leaves_at = lines.iter().position(|line| matches!(line, Line::Leaves { .. })).unwrap();
        let edit = |change: &dyn Fn(&mut Vec<String>)| {
            forged(&|lines| {
                if let Some(Line::Leaves { leaves, .. }) = lines.get_mut(leaves_at) {
                    change(leaves);
                }
            })
        };
        // A signature removed, added, changed, moved.
        assert!(edit(&|leaves| drop(leaves.pop())).unwrap().contains("not those that were sealed"));
        assert!(edit(&|leaves| leaves.push("ab".repeat(32))).unwrap().contains("not those that were sealed"));
        assert!(edit(&|leaves| leaves[0] = "ab".repeat(32)).unwrap().contains("not those that were sealed"));
        assert!(edit(&|leaves| leaves.reverse()).is_some());
        assert!(edit(&|leaves| leaves[0] = "nonsense".to_owned()).unwrap().contains("hexadecimal"));
        // Lines removed, repeated or added, another total, a file that ends early.
        for n in 0..lines.len() {
            assert!(forged(&|lines| drop(lines.remove(n))).is_some(), "line {n} was removed");
            assert!(forged(&|lines| lines.insert(n, lines[n].clone())).is_some(), "line {n} stands twice");
        }
        let count = |lines: &mut Vec<Line>| {
            if let Some(Line::End { count, .. }) = lines.last_mut() {
                *count += 1;
            }
        };
        assert!(forged(&count).unwrap().contains("counting gives 35"));
        assert!(check(&lines[..lines.len() - 1]).unwrap_err().to_string().contains("ends before"));
        assert!(verify_drive(&mut Cursor::new("\0\0"), None).is_err());

        let mut receipt = receipt_file(test.db.read(), &receipts[7], "https://example.org").await.unwrap();
        let whole = receipt.clone();
        let stranger = CheckpointKey::new([8; 32]).public();
        assert!(verify_receipt(&receipt, Some(&stranger)).is_err());
        receipt.leaf = [9; 32];
        assert!(verify_receipt(&receipt, None).is_err());
        receipt = whole.clone();
        receipt.drive = folkmoot_foundation::DriveId::new(stand.clock.now());
        assert!(verify_receipt(&receipt, None).is_err());
        receipt = whole.clone();
        receipt.segment = None;
        assert!(matches!(verify_receipt(&receipt, None), Err(NoProof::NotSealed)));
        receipt = whole;
        receipt.index += 1;
        assert!(verify_receipt(&receipt, None).is_err());
        stand.intake.stop().await;
    }
}

#[tokio::test]
async fn a_database_that_was_changed_after_sealing_proves_nothing() {
    // Each leaves the database in order as far as the database can tell.
    let forgeries: [(&str, &str); 5] = [
        ("removed", "DELETE FROM signature WHERE drive = {drive} AND id = {id}"),
        ("changed", "UPDATE signature SET salt = {bytes} WHERE drive = {drive} AND id = {id}"),
        (
            "added",
            "INSERT INTO signature (person_key, drive, id, signed_at, person, salt, channel, state, county) \
             SELECT {bytes}, drive, {next}, signed_at, NULL, salt, channel, state, county FROM signature \
             WHERE drive = {drive} AND id = {id}",
        ),
        (
            "event",
            "UPDATE event SET data = replace(data, '\"count\":2', '\"count\":3') WHERE kind = 'signatures.put_aside' OR kind = 'signatures.invalidated'",
        ),
        ("change", "DELETE FROM signature_change WHERE drive = {drive}"),
    ];
    for (what, sql) in forgeries {
        for test in both().await {
            let (stand, receipts) = busy(&test).await;
            assert!(check(&file(&stand).await).is_ok());
            let postgres = test.db.kind() == db::Kind::Postgres;
            let id =
                |id: uuid::Uuid| if postgres { format!("'{id}'") } else { format!("x'{}'", id.simple()) };
            let bytes = if postgres { "'\\x00'::bytea" } else { "x'00'" };
            let next = uuid::Uuid::from_u128(receipts[39].id.0.as_u128() + 1);
            let sql = sql
                .replace("{drive}", &id(stand.drive.0))
                .replace("{id}", &id(receipts[30].id.0))
                .replace("{next}", &id(next))
                .replace("{bytes}", bytes);
            let done = test.db.for_migrations().execute_unprepared(&sql).await.unwrap();
            assert!(done.rows_affected() > 0, "{what}: {sql}");
            let error = check(&file(&stand).await).expect_err(what);
            assert!(!error.to_string().is_empty());
            stand.intake.stop().await;
        }
    }
}
