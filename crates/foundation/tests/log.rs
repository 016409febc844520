//! The event log, the search index and the calendar on both databases.

#![allow(clippy::unwrap_used)]

use folkmoot_foundation::event::proof::{Broken, Entry, segments};
use folkmoot_foundation::event::{self, CheckpointKey, Consumer, Event, NewEvent, checkpoint};
use folkmoot_foundation::{Actor, Db, DbErr, Now, ProposalId, Tx, calendar, db};
use folkmoot_migrations::testing::both;

fn noon() -> Now {
    "2026-03-02T04:00:00Z".parse().unwrap()
}

fn checkpoint_key() -> CheckpointKey {
    CheckpointKey::new([7; 32])
}

async fn append(db: &Db, kind: &'static str, subject: ProposalId) {
    let tx = db.begin().await.unwrap();
    event::append(&tx, noon(), NewEvent::new(kind, subject, Actor::System)).await.unwrap();
    db::commit(tx).await.unwrap();
}

struct Count;

#[async_trait::async_trait]
impl Consumer for Count {
    fn name(&self) -> &'static str {
        "count"
    }
    async fn handle(&self, tx: &Tx, event: &Event, now: Now) -> Result<(), DbErr> {
        let told = NewEvent::new("test.counted", event.subject, Actor::System).internal();
        if event.kind != "test.counted" {
            event::append(tx, now, told).await?;
        }
        Ok(())
    }
}

#[tokio::test]
async fn events_are_sealed_in_order_and_consumed_once() {
    for test in both().await {
        let db = &test.db;
        let subject = ProposalId::new(noon());
        for kind in ["proposal.submitted", "proposal.opened", "proposal.reached"] {
            append(db, kind, subject).await;
        }
        assert_eq!(event::seal(db, &checkpoint_key(), noon()).await.unwrap(), 3);
        assert_eq!(event::seal(db, &checkpoint_key(), noon()).await.unwrap(), 0);
        assert_eq!(event::first_broken_seal(db.read()).await.unwrap(), None);

        let (a, b) =
            tokio::join!(event::consume(db, &Count, noon(), 100), event::consume(db, &Count, noon(), 100));
        event::consume(db, &Count, noon(), 100).await.unwrap();
        assert!(a.is_ok() && b.is_ok());
        let all = event::timeline(db.read(), subject, false).await.unwrap();
        assert_eq!(all.iter().filter(|e| e.kind == "test.counted").count(), 3);
        let public = event::timeline(db.read(), subject, true).await.unwrap();
        assert_eq!(public.iter().map(|e| e.position).collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
    }
}

#[tokio::test]
async fn a_rewritten_past_shows() {
    use sea_orm::ConnectionTrait as _;
    for test in both().await {
        let subject = ProposalId::new(noon());
        append(&test.db, "proposal.submitted", subject).await;
        append(&test.db, "proposal.opened", subject).await;
        event::seal(&test.db, &checkpoint_key(), noon()).await.unwrap();
        let forged = "UPDATE event SET kind = 'proposal.refused' WHERE position = 2";
        test.db.for_migrations().execute_unprepared(forged).await.unwrap();
        assert_eq!(event::first_broken_seal(test.db.read()).await.unwrap(), Some(2));
    }
}

#[tokio::test]
async fn an_event_is_proven_by_what_is_published_and_a_change_shows() {
    for test in both().await {
        let db = &test.db;
        let subject = ProposalId::new(noon());
        for n in 0..150 {
            append(db, ["proposal.submitted", "proposal.sent_back"][n % 2], subject).await;
        }
        event::seal(db, &checkpoint_key(), noon()).await.unwrap();
        append(db, "proposal.opened", subject).await;
        event::seal(db, &checkpoint_key(), noon()).await.unwrap();
        let signed: Vec<i64> =
            checkpoint::list(db.read(), None, 10).await.unwrap().iter().map(|c| c.position).collect();
        assert_eq!(signed, [151, 150, 128, 64]);

        let pieces = segments(db.read(), &[3, 64, 151]).await.unwrap();
        assert_eq!(pieces.iter().map(|piece| piece.entries.len()).collect::<Vec<_>>(), [64, 1]);
        let key = checkpoint_key().public();
        let proven = |n: usize| {
            pieces[n].verify(Some(&key)).unwrap().into_iter().map(|(at, _)| at).collect::<Vec<_>>()
        };
        assert_eq!((proven(0), proven(1)), (vec![3, 64], vec![151]));
        let stranger = CheckpointKey::new([8; 32]).public();
        assert_eq!(pieces[0].verify(Some(&stranger)), Err(Broken::Key));

        let broken = |change: &dyn Fn(&mut event::proof::Segment)| {
            let mut piece = pieces[0].clone();
            change(&mut piece);
            piece.verify(Some(&key)).err()
        };
        assert_eq!(broken(&|_| ()), None);
        assert_eq!(
            broken(&|piece| {
                piece.entries.remove(10);
            }),
            Some(Broken::Chain)
        );
        assert_eq!(broken(&|piece| piece.entries.swap(10, 3)), Some(Broken::Chain));
        assert_eq!(broken(&|piece| piece.after = 1), Some(Broken::Chain));
        assert_eq!(broken(&|piece| piece.seal = vec![1; 32]), Some(Broken::Chain));
        assert_eq!(broken(&|piece| piece.checkpoint.at += 1), Some(Broken::Signature));
        let rewrite = |piece: &mut event::proof::Segment| {
            if let Some(Entry::Event(facts)) = piece.entries.get_mut(2) {
                facts.kind = "proposal.refused".to_owned();
            }
        };
        assert_eq!(broken(&rewrite), Some(Broken::Chain));
    }
}

#[tokio::test]
async fn a_log_without_its_end_shows() {
    use sea_orm::ConnectionTrait as _;
    for test in both().await {
        let subject = ProposalId::new(noon());
        append(&test.db, "proposal.submitted", subject).await;
        append(&test.db, "proposal.opened", subject).await;
        event::seal(&test.db, &checkpoint_key(), noon()).await.unwrap();
        let forged = "DELETE FROM event WHERE position = 2";
        test.db.for_migrations().execute_unprepared(forged).await.unwrap();
        assert_eq!(event::first_broken_seal(test.db.read()).await.unwrap(), Some(2));
    }
}

#[tokio::test]
async fn what_an_older_version_sealed_is_signed_and_proven() {
    use sea_orm::ConnectionTrait as _;
    for test in both().await {
        let db = &test.db;
        let subject = ProposalId::new(noon());
        append(db, "proposal.submitted", subject).await;
        append(db, "proposal.opened", subject).await;
        // As the version before sealed: hashes over the facts themselves, nothing signed.
        let facts = |kind: &str| {
            let mut bytes = Vec::new();
            for part in [
                &noon().timestamp_millis().to_string(),
                kind,
                &subject.to_string(),
                "",
                "",
                "system",
                "true",
                "{}",
            ] {
                bytes.extend_from_slice(&u64::try_from(part.len()).unwrap().to_be_bytes());
                bytes.extend_from_slice(part.as_bytes());
            }
            bytes
        };
        let mut seal = [0; 32];
        for (position, kind) in [(1, "proposal.submitted"), (2, "proposal.opened")] {
            seal = folkmoot_foundation::crypto::sha256(&[seal.as_slice(), &facts(kind)].concat());
            let hex: String = seal.iter().map(|byte| format!("{byte:02x}")).collect();
            let literal = match db.kind() {
                db::Kind::Sqlite => format!("x'{hex}'"),
                db::Kind::Postgres => format!("'\\x{hex}'::bytea"),
            };
            let sql =
                format!("UPDATE event SET position = {position}, seal = {literal} WHERE kind = '{kind}'");
            db.for_migrations().execute_unprepared(&sql).await.unwrap();
        }
        assert_eq!(event::first_broken_seal(db.read()).await.unwrap(), None);
        append(db, "proposal.reached", subject).await;
        assert_eq!(event::seal(db, &checkpoint_key(), noon()).await.unwrap(), 2);
        assert_eq!(event::seal(db, &checkpoint_key(), noon()).await.unwrap(), 1);
        assert_eq!(event::first_broken_seal(db.read()).await.unwrap(), None);
        let pieces = segments(db.read(), &[1, 2, 3]).await.unwrap();
        let kinds: Vec<String> = pieces
            .iter()
            .flat_map(|piece| piece.verify(None).unwrap().into_iter().map(|(_, facts)| facts.kind.clone()))
            .collect();
        assert_eq!(kinds, ["proposal.submitted", "proposal.opened", "proposal.reached"]);
    }
}

#[tokio::test]
async fn a_rolled_back_change_leaves_no_event() {
    for test in both().await {
        let subject = ProposalId::new(noon());
        let tx = test.db.begin().await.unwrap();
        event::append(&tx, noon(), NewEvent::new("proposal.submitted", subject, Actor::System))
            .await
            .unwrap();
        drop(tx);
        assert!(event::timeline(test.db.read(), subject, false).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn an_imported_year_overlays_the_shipped_ones() {
    for test in both().await {
        let shared = calendar::SharedCalendar::default();
        let day = "2031-05-01".parse().unwrap();
        assert!(shared.get().is_working_day(day).is_err());
        let tx = test.db.begin().await.unwrap();
        calendar::store_year(&tx, 2031, &[true; 365], noon()).await.unwrap();
        calendar::store_year(&tx, 2031, &[false; 365], noon()).await.unwrap();
        db::commit(tx).await.unwrap();
        shared.reload(test.db.read()).await.unwrap();
        assert_eq!(shared.get().is_working_day(day), Ok(false));
    }
}

#[tokio::test]
async fn the_demo_clock_is_kept_and_never_runs_backwards() {
    use folkmoot_foundation::demo_clock;
    for test in both().await {
        assert_eq!(demo_clock::offset_ms(test.db.read()).await.unwrap(), 0);
        let tx = test.db.begin().await.unwrap();
        assert_eq!(demo_clock::raise_to(&tx, 86_400_000).await.unwrap(), 86_400_000);
        assert_eq!(demo_clock::raise_to(&tx, 5).await.unwrap(), 86_400_000);
        db::commit(tx).await.unwrap();
        assert_eq!(demo_clock::offset_ms(test.db.read()).await.unwrap(), 86_400_000);
    }
}

#[tokio::test]
async fn the_audit_log_is_filtered() {
    for test in both().await {
        let (one, two) = (ProposalId::new(noon()), ProposalId::new(noon()));
        append(&test.db, "proposal.submitted", one).await;
        append(&test.db, "proposal.opened", two).await;
        append(&test.db, "case.opened", two).await;
        let find = async |filter: event::Filter, before| {
            let found = event::newest(test.db.read(), &filter, before, 10).await.unwrap();
            found.into_iter().map(|e| e.seq).collect::<Vec<_>>()
        };
        let all = event::Filter::default();
        assert_eq!(find(all.clone(), None).await, [3, 2, 1]);
        assert_eq!(find(all.clone(), Some(3)).await, [2, 1]);
        assert_eq!(find(event::Filter { kind: Some("case.".to_owned()), ..all.clone() }, None).await, [3]);
        assert_eq!(
            find(event::Filter { kind: Some("%".to_owned()), ..all.clone() }, None).await,
            [] as [i64; 0]
        );
        assert_eq!(find(event::Filter { subject: Some(two.0), ..all.clone() }, None).await, [3, 2]);
        assert_eq!(
            find(event::Filter { role: Some("reviewer".to_owned()), ..all.clone() }, None).await,
            [] as [i64; 0]
        );
        assert_eq!(find(event::Filter { actor: Some(one.0), ..all }, None).await, [] as [i64; 0]);
    }
}
