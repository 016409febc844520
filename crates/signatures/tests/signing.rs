//! Drives and signatures on both databases.

#![allow(clippy::unwrap_used)]

mod support;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use chrono::TimeDelta;
use folkmoot_foundation::cursor::Cursor;
use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::{Clock as _, DriveId, PersonId, db, event};
use folkmoot_migrations::testing::both;
use folkmoot_signatures::{
    Intake, Limits, NewDrive, NewThreshold, RegionRule, Reopening, SignError, SignRequest, State, Window,
    change_region, drives, recount, root_of, withdraw,
};
use futures_util::future::join_all;
use support::{Hook, Stand, key, person, request};

#[tokio::test]
async fn two_hundred_requests_of_fifty_people_make_fifty_signatures() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let all = join_all((0..200).map(|n| stand.intake.sign(request(stand.drive, n % 50)))).await;
        let all: Vec<_> = all.into_iter().map(Result::unwrap).collect();
        assert_eq!(all.iter().filter(|signed| !signed.already).count(), 50);
        for n in 0..50 {
            let first = &all[n].receipt;
            assert!((n..200).step_by(50).all(|i| all[i].receipt.id == first.id && all[i].receipt == *first));
        }
        stand.fits(50).await;
        stand.intake.stop().await;
        let late = stand.intake.sign(request(stand.drive, 1)).await;
        assert!(matches!(late, Err(SignError::Stopped)));
    }
}

#[tokio::test]
async fn a_threshold_fires_once_under_two_processes() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[("ownership", 5), ("reached", 60), ("never", 1000)]).await;
        let other = Intake::start(
            test.db.clone(),
            Arc::new(stand.clock.clone()),
            Arc::<Hook>::clone(&stand.hook),
            Limits { batch: 7, ..Limits::default() },
        );
        let signers = (0..150).map(|n| {
            let intake = if n % 2 == 0 { &stand.intake } else { &other };
            intake.sign(request(stand.drive, n % 100))
        });
        for signed in join_all(signers).await {
            signed.unwrap();
        }
        other.stop().await;
        let fired = stand.hook.fired();
        assert_eq!(
            fired.iter().map(|c| c.threshold_code.as_str()).collect::<Vec<_>>(),
            ["ownership", "reached"]
        );
        assert!(fired.iter().all(|c| c.count >= c.threshold));
        let drive = stand.fits(100).await;
        assert_eq!(drive.thresholds.iter().filter(|t| t.reached_at.is_some()).count(), 2);
        let events = event::timeline(test.db.read(), stand.drive, false).await.unwrap();
        assert_eq!(events.iter().filter(|e| e.kind == "signatures.threshold_reached").count(), 2);
        assert!(events.iter().all(|e| !e.public && e.actor.is_none()));
        let added: i64 = events
            .iter()
            .filter_map(|e| e.data.get("count").filter(|_| e.kind == "signatures.added")?.as_i64())
            .sum();
        assert_eq!(added, 100);
    }
}

#[tokio::test]
async fn several_thresholds_crossed_by_one_batch_fire_lowest_first() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[("second", 3), ("first", 2)]).await;
        let all = join_all((0..5).map(|n| stand.intake.sign(request(stand.drive, n)))).await;
        assert!(all.iter().all(|signed| signed.is_ok()));
        let codes: Vec<_> = stand.hook.fired().into_iter().map(|c| c.threshold_code).collect();
        assert_eq!(codes, ["first", "second"]);
    }
}

#[tokio::test]
async fn the_window_holds_to_the_millisecond() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let drive = drives::get(test.db.read(), stand.drive).await.unwrap().unwrap();
        let try_at = async |at, n| {
            stand.clock.set(at);
            stand.intake.sign(request(stand.drive, n)).await
        };
        let tick = TimeDelta::milliseconds(1);
        let early = try_at(drive.opens_at - tick, 1).await;
        assert!(matches!(early, Err(SignError::NotYetOpen { opens_at }) if opens_at == drive.opens_at));
        assert_eq!(drive.window(drive.opens_at - tick), Window::NotYet);
        try_at(drive.opens_at, 1).await.unwrap();
        try_at(drive.closes_at - tick, 2).await.unwrap();
        assert_eq!(drive.window(drive.closes_at - tick), Window::Open);
        let late = try_at(drive.closes_at, 3).await;
        assert!(matches!(late, Err(SignError::Over { since }) if since == drive.closes_at));
        assert_eq!(drive.window(drive.closes_at), Window::Over);
        let unknown = stand.intake.sign(request(DriveId::new(drive.opens_at), 1)).await;
        assert!(matches!(unknown, Err(SignError::NoSuchDrive)));
        stand.fits(2).await;
    }
}

#[tokio::test]
async fn a_closed_drive_takes_nothing_more() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        stand.intake.sign(request(stand.drive, 1)).await.unwrap();
        let now = stand.clock.now();
        let tx = test.db.begin().await.unwrap();
        drives::close(&tx, stand.drive, now, "withdrawn").await.unwrap();
        drives::close(&tx, stand.drive, now + TimeDelta::hours(1), "again").await.unwrap();
        db::commit(tx).await.unwrap();
        assert!(matches!(stand.intake.sign(request(stand.drive, 2)).await, Err(SignError::Over { .. })));
        let tx = test.db.begin().await.unwrap();
        let back = withdraw(&tx, stand.drive, &key(1), None, now).await;
        assert!(matches!(back, Err(SignError::Over { since }) if since == now));
        drop(tx);
        let drive = stand.fits(1).await;
        assert_eq!((drive.closed_at, drive.closed_reason.as_deref()), (Some(now), Some("withdrawn")));
    }
}

#[tokio::test]
async fn one_who_withdrew_may_sign_again() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let first = stand.intake.sign(request(stand.drive, 1)).await.unwrap();
        stand.intake.sign(request(stand.drive, 2)).await.unwrap();
        stand.clock.advance(TimeDelta::hours(3));

        assert_eq!(stand.withdraw(1).await.unwrap().count, 1);
        assert!(matches!(stand.withdraw(1).await, Err(SignError::NotSigned)));
        assert!(matches!(stand.withdraw(77).await, Err(SignError::NotSigned)));
        stand.fits(1).await;
        let held = drives::receipt_of(test.db.read(), stand.drive, &key(1), None).await.unwrap().unwrap();
        assert_eq!(held.state, State::Withdrawn);

        let again = join_all((0..3).map(|_| stand.intake.sign(request(stand.drive, 1)))).await;
        let again: Vec<_> = again.into_iter().map(Result::unwrap).collect();
        assert_eq!(again.iter().map(|s| s.already).collect::<Vec<_>>(), [false, true, true]);
        assert!(again.iter().all(|s| s.receipt == first.receipt && s.count == 2));
        stand.fits(2).await;
    }
}

#[tokio::test]
async fn a_failing_hook_undoes_what_would_have_crossed_and_nothing_else() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[("reached", 3)]).await;
        stand.hook.fail.store(true, Ordering::SeqCst);
        let all = join_all((0..5).map(|n| stand.intake.sign(request(stand.drive, n)))).await;
        assert_eq!(all.iter().filter(|signed| signed.is_ok()).count(), 2);
        assert!(all.iter().all(|signed| matches!(signed, Ok(_) | Err(SignError::Db(_)))));
        let drive = stand.fits(2).await;
        assert_eq!(drive.thresholds[0].reached_at, None);
        assert!(event::timeline(test.db.read(), stand.drive, true).await.unwrap().is_empty());

        stand.hook.fail.store(false, Ordering::SeqCst);
        stand.intake.sign(request(stand.drive, 9)).await.unwrap();
        assert_eq!(stand.fits(3).await.thresholds[0].reached_at, Some(stand.clock.now()));
    }
}

#[tokio::test]
async fn a_panicking_hook_does_not_end_the_intake() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[("reached", 2)]).await;
        stand.intake.sign(request(stand.drive, 1)).await.unwrap();
        stand.hook.panic.store(true, Ordering::SeqCst);
        assert!(matches!(stand.intake.sign(request(stand.drive, 2)).await, Err(SignError::Db(_))));
        stand.hook.panic.store(false, Ordering::SeqCst);
        stand.intake.sign(request(stand.drive, 2)).await.unwrap();
        stand.fits(2).await;
    }
}

#[tokio::test]
async fn too_many_at_once_are_refused_at_once() {
    for test in both().await {
        let stand = Stand::with_limits(&test.db, &[], Limits { waiting: 4, batch: 2 }).await;
        let all = join_all((0..40).map(|n| stand.intake.sign(request(stand.drive, n)))).await;
        let taken = all.iter().filter(|signed| signed.is_ok()).count();
        assert!(all.iter().all(|signed| matches!(signed, Ok(_) | Err(SignError::Busy))));
        assert!((4..40).contains(&taken), "{taken} taken");
        stand.fits(i64::try_from(taken).unwrap()).await;
    }
}

#[tokio::test]
async fn a_caller_that_goes_away_harms_nobody() {
    use futures_util::FutureExt as _;
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let mut gone = Box::pin(stand.intake.sign(request(stand.drive, 1)));
        assert!(gone.as_mut().now_or_never().is_none());
        drop(gone);
        stand.intake.sign(request(stand.drive, 2)).await.unwrap();
        stand.intake.stop().await;
        stand.fits(2).await;
    }
}

#[tokio::test]
async fn everything_waiting_is_answered_before_the_end() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let signers = join_all((0..30).map(|n| stand.intake.sign(request(stand.drive, n))));
        let (signed, ()) = tokio::join!(signers, stand.intake.stop());
        assert!(signed.iter().all(Result::is_ok));
        stand.fits(30).await;
    }
}

#[tokio::test]
async fn many_drives_share_a_batch() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let mut ids = Vec::new();
        for _ in 0..20 {
            ids.push(support::open_drive(&test.db, stand.clock.now(), &[]).await);
        }
        let all =
            join_all((0..200u32).map(|n| stand.intake.sign(request(ids[n as usize % 20], n / 20)))).await;
        assert!(all.into_iter().all(|signed| signed.is_ok_and(|s| !s.already)));
        let tallies = drives::tallies(test.db.read(), &ids).await.unwrap();
        assert!(ids.iter().all(|id| tallies[id] == 10));
        assert_eq!(drives::total(test.db.read()).await.unwrap(), 200);

        // One person's list goes over pages without gaps or repetitions.
        let (mut seen, mut cursor): (Vec<DriveId>, Option<Cursor>) = (Vec::new(), None);
        loop {
            let page = drives::signed_by(test.db.read(), &[key(3)], None, cursor, 6).await.unwrap();
            seen.extend(page.items.iter().map(|receipt| receipt.drive));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        seen.sort();
        ids.sort();
        assert_eq!(seen, ids);
    }
}

#[tokio::test]
async fn another_number_is_the_same_person() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let first = stand.intake.sign(request(stand.drive, 1)).await.unwrap();
        let moved = stand.request_as(1, 91);
        let again = stand.intake.sign(moved.clone()).await.unwrap();
        assert_eq!((&again.receipt, again.already, again.count), (&first.receipt, true, 1));
        stand.fits(1).await;

        let (conn, key, me) = (test.db.read(), key(91), Some(person(1)));
        let held = drives::receipt_of(conn, stand.drive, &key, me).await.unwrap();
        assert_eq!(held.as_ref(), Some(&first.receipt));
        assert_eq!(drives::receipt(conn, first.receipt.id, &[key], me).await.unwrap(), held);
        assert_eq!(
            drives::signed_by(conn, &[key], me, None, 9).await.unwrap().items,
            std::slice::from_ref(&first.receipt)
        );
        assert_eq!(drives::receipt_of(conn, stand.drive, &key, Some(person(2))).await.unwrap(), None);

        assert_eq!(stand.withdraw_as(1, 91).await.unwrap().count, 0);
        assert!(matches!(stand.withdraw_as(1, 91).await, Err(SignError::NotSigned)));
        assert!(matches!(stand.withdraw(1).await, Err(SignError::NotSigned)));
        stand.fits(0).await;
        // The number they gave up and the account both lead to the withdrawn signature, in one batch too.
        let back = join_all([stand.request_as(2, 1), moved].map(|r| stand.intake.sign(r))).await;
        let back: Vec<_> = back.into_iter().map(Result::unwrap).collect();
        assert_eq!(back.iter().map(|s| s.already).collect::<Vec<_>>(), [false, true]);
        assert!(back.iter().all(|s| s.receipt == first.receipt && s.count == 1));
        stand.fits(1).await;
    }
}

#[tokio::test]
async fn numbers_and_accounts_in_one_rush_count_once() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let clock = Arc::new(stand.clock.clone());
        let other = Intake::start(test.db.clone(), clock, Arc::<Hook>::clone(&stand.hook), Limits::default());
        // One account under twenty numbers; then twenty accounts on one number; each through two processes.
        for (of, count) in [(true, 1), (false, 2)] {
            let rush = (100..140).map(|n| {
                let request = if of { stand.request_as(1, n / 2) } else { stand.request_as(n / 2, 99) };
                if n % 2 == 0 { stand.intake.sign(request) } else { other.sign(request) }
            });
            let all: Vec<_> = join_all(rush).await.into_iter().map(Result::unwrap).collect();
            assert_eq!(all.iter().filter(|signed| !signed.already).count(), 1);
            assert!(all.iter().all(|signed| signed.receipt == all[0].receipt && signed.count == count));
            stand.fits(count).await;
        }
        other.stop().await;
    }
}

#[tokio::test]
async fn receipts_and_lists_show_only_what_is_ones_own() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let mine = stand.intake.sign(request(stand.drive, 1)).await.unwrap().receipt;
        stand.intake.sign(request(stand.drive, 2)).await.unwrap();
        let conn = test.db.read();
        assert_eq!(drives::receipt(conn, mine.id, &[key(1)], None).await.unwrap(), Some(mine.clone()));
        assert_eq!(drives::receipt(conn, mine.id, &[key(2)], Some(person(2))).await.unwrap(), None);
        stand.withdraw(1).await.unwrap();
        let until = mine.signed_at;
        let signers = drives::signers(conn, stand.drive, None, until, None, 10).await.unwrap();
        assert_eq!(signers.len(), 1);
        let last = Some(signers[0].0);
        assert!(drives::signers(conn, stand.drive, None, until, last, 10).await.unwrap().is_empty());
        let before = until - TimeDelta::seconds(1);
        assert!(
            drives::signers(conn, stand.drive, None, before, None, 10).await.unwrap().is_empty(),
            "not yet"
        );
    }
}

#[tokio::test]
async fn the_event_of_a_batch_holds_the_root_of_its_leaves() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let mut receipts: Vec<_> = join_all((0..6).map(|n| stand.intake.sign(request(stand.drive, n))))
            .await
            .into_iter()
            .map(|signed| signed.unwrap().receipt)
            .collect();
        receipts.sort_by_key(|receipt| receipt.id);
        let leaves: Vec<[u8; 32]> =
            receipts.iter().map(|r| hex::decode(&r.leaf).unwrap().try_into().unwrap()).collect();
        let events = event::timeline(test.db.read(), stand.drive, false).await.unwrap();
        let mut from = 0;
        for event in &events {
            let count = usize::try_from(event.data["count"].as_u64().unwrap()).unwrap();
            assert_eq!(event.data["root"], hex::encode(root_of(&leaves[from..from + count])));
            from += count;
        }
        assert_eq!(from, 6);
    }
}

#[tokio::test]
async fn history_and_counties_are_kept_from_the_first_signature() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let opened = stand.clock.now();
        for n in 0..12 {
            stand.intake.sign(request(stand.drive, n)).await.unwrap();
            stand.clock.advance(TimeDelta::minutes(10));
        }
        let history = drives::history(test.db.read(), stand.drive).await.unwrap();
        assert_eq!(
            history.iter().map(|h| (h.hour, h.count)).collect::<Vec<_>>(),
            [(opened, 6), (opened + TimeDelta::hours(1), 6)]
        );
        let regions = drives::by_region(test.db.read(), stand.drive).await.unwrap();
        assert_eq!(regions.iter().map(|c| c.count).sum::<i64>(), 12);
        assert_eq!(regions.len(), 3);
        assert!(regions.iter().any(|c| c.region.is_none()));
    }
}

#[tokio::test]
async fn a_recount_finds_what_was_changed_behind_its_back() {
    use sea_orm::ConnectionTrait as _;
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        for n in 0..4 {
            stand.intake.sign(request(stand.drive, n)).await.unwrap();
        }
        for forgery in [
            "UPDATE drive_tally SET count = count + 1",
            "UPDATE drive_part SET count = count + 1 WHERE kind = 'county' AND part = ''",
            "UPDATE drive_part SET count = count + 1 WHERE kind = 'hour'",
            "UPDATE drive_part SET part = 'paper' WHERE kind = 'channel'",
            "DELETE FROM signature WHERE county IS NULL",
        ] {
            stand.fits(4).await;
            let tx = test.db.begin().await.unwrap();
            tx.execute_unprepared(forgery).await.unwrap();
            assert!(!recount(&tx, stand.drive).await.unwrap().fits(), "{forgery}");
        }
    }
}

#[tokio::test]
async fn falling_below_a_threshold_is_public_and_reaching_it_again_opens_nothing_anew() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[("reached", 3)]).await;
        for n in 0..3 {
            stand.intake.sign(request(stand.drive, n)).await.unwrap();
        }
        stand.withdraw(1).await.unwrap();
        let level = stand.fits(2).await.thresholds.remove(0);
        assert_eq!(level.fallen_at, Some(stand.clock.now()));
        assert!(level.reached_at.is_some());
        stand.withdraw(2).await.unwrap();
        stand.intake.sign(request(stand.drive, 7)).await.unwrap();
        stand.intake.sign(request(stand.drive, 1)).await.unwrap();
        assert_eq!(stand.fits(3).await.thresholds[0].fallen_at, None);
        assert_eq!(stand.hook.fired().len(), 1);
        let public = event::timeline(test.db.read(), stand.drive, true).await.unwrap();
        let told: Vec<_> =
            public.iter().map(|e| (e.kind.as_str(), e.data["count"].as_i64().unwrap())).collect();
        assert_eq!(told, [("signatures.fell_below", 2), ("signatures.reached_again", 3)]);
    }
}

#[tokio::test]
async fn a_threshold_may_ask_for_regions_too() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let now = stand.clock.now();
        let drive = DriveId::new(now);
        let minima = ["63000", "10015", "67000"].map(|name| (name.parse().unwrap(), 2)).to_vec();
        let level = NewThreshold {
            code: "reached".to_owned(),
            count: 5,
            regions: Some(RegionRule { least: 2, minima }),
        };
        let tx = test.db.begin().await.unwrap();
        let closes_at = now + TimeDelta::days(60);
        drives::create(
            &tx,
            NewDrive { id: drive, opens_at: now, closes_at, cap: None, thresholds: vec![level] },
        )
        .await
        .unwrap();
        db::commit(tx).await.unwrap();

        // Of every three one is from nowhere, one from Taipei, one from Hualien: the eighth makes two in Hualien only
        // with the sixth.
        for n in [0, 1, 2, 3, 4, 6] {
            stand.intake.sign(request(drive, n)).await.unwrap();
        }
        assert!(stand.hook.fired().is_empty());
        let last = stand.intake.sign(request(drive, 5)).await.unwrap();
        assert_eq!(stand.hook.fired().len(), 1);
        assert_eq!(stand.hook.fired()[0].count, 7);

        // A signer who turns out to live elsewhere takes the region below its minimum; another puts it right.
        let turn = async |to: Option<&str>| {
            let region: Option<RegionCode> = to.map(|name| name.parse().unwrap());
            let tx = test.db.begin().await.unwrap();
            change_region(&tx, now, stand.hook.as_ref(), drive, last.receipt.id, region).await.unwrap();
            db::commit(tx).await.unwrap();
            drives::get(test.db.read(), drive).await.unwrap().unwrap().thresholds.remove(0).fallen_at
        };
        assert_eq!(turn(None).await, Some(now));
        assert_eq!(turn(Some("10015")).await, None);
        assert_eq!(stand.hook.fired().len(), 1);
    }
}

#[tokio::test]
async fn a_minimum_may_be_of_any_regions_and_a_preview_of_checks_knows_it() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let (now, drive) = (stand.clock.now(), DriveId::new(stand.clock.now()));
        let minima = [("DE", 3), ("MT", 1), ("FR", 3)].map(|(code, n)| (code.parse().unwrap(), n)).to_vec();
        let regions = Some(RegionRule { least: 2, minima });
        let level = NewThreshold { code: "reached".to_owned(), count: 4, regions };
        let new = NewDrive {
            id: drive,
            opens_at: now,
            closes_at: now + TimeDelta::days(60),
            cap: None,
            thresholds: vec![level],
        };
        let tx = test.db.begin().await.unwrap();
        drives::create(&tx, new).await.unwrap();
        db::commit(tx).await.unwrap();
        let sign = async |n: u32, region: &str| {
            let request = SignRequest { region: Some(region.parse().unwrap()), ..request(drive, n) };
            stand.intake.sign(request).await.unwrap()
        };
        for n in 0..3 {
            sign(n, "DE").await;
        }
        for n in 3..5 {
            sign(n, "FR").await;
        }
        assert!(stand.hook.fired().is_empty());
        let regions = drives::Regions::read(test.db.read(), drive).await.unwrap();
        assert_eq!((regions.reached("reached"), regions.minima("reached").count()), (1, 3));
        sign(5, "MT").await;
        assert_eq!(stand.hook.fired()[0].count, 6);
        let tx = test.db.begin().await.unwrap();
        assert!(recount(&tx, drive).await.unwrap().fits());
        drop(tx);
        let parts = drives::by_region(test.db.read(), drive).await.unwrap();
        let parts: Vec<_> = parts.iter().map(|p| (p.region.unwrap().to_string(), p.count)).collect();
        assert_eq!(parts, [("DE".to_owned(), 3), ("FR".to_owned(), 2), ("MT".to_owned(), 1)]);
    }
}

#[tokio::test]
async fn a_limit_lets_no_more_in_whatever_comes_at_once_until_it_is_lifted() {
    for test in both().await {
        let stand = Stand::new(&test.db, &[]).await;
        let (now, drive) = (stand.clock.now(), DriveId::new(stand.clock.now()));
        let supporters = NewThreshold { code: "supporters".to_owned(), count: 2, regions: None };
        let new = NewDrive {
            id: drive,
            opens_at: now,
            closes_at: now + TimeDelta::days(3),
            cap: Some(4),
            thresholds: vec![supporters],
        };
        let tx = test.db.begin().await.unwrap();
        drives::create(&tx, new).await.unwrap();
        db::commit(tx).await.unwrap();
        let all = (0..12_u32).map(|n| stand.intake.sign(request(drive, n % 9)));
        let answers = join_all(all).await;
        let taken = answers.iter().flatten().filter(|signed| !signed.already).count();
        assert_eq!(taken, 4);
        let full = answers.iter().filter(|answer| matches!(answer, Err(SignError::Full { most: 4 }))).count();
        assert_eq!(full + answers.iter().flatten().count(), 12);
        // Whoever is in gets their receipt; another account with the same number is the same person.
        assert!(stand.intake.sign(request(drive, 0)).await.unwrap().already);
        let same = SignRequest { person: Some(PersonId(uuid::Uuid::from_u128(77))), ..request(drive, 0) };
        assert!(stand.intake.sign(same).await.unwrap().already);
        assert!(matches!(stand.intake.sign(request(drive, 50)).await, Err(SignError::Full { .. })));
        // One who goes makes room for one.
        let tx = test.db.begin().await.unwrap();
        withdraw(&tx, drive, &key(0), Some(person(0)), now).await.unwrap();
        db::commit(tx).await.unwrap();
        stand.intake.sign(request(drive, 50)).await.unwrap();
        assert!(matches!(stand.intake.sign(request(drive, 0)).await, Err(SignError::Full { .. })));

        // Opened for everybody, what was signed counts, and a threshold that it reaches is reached at once.
        let new = Reopening {
            opens_at: now + TimeDelta::hours(1),
            closes_at: now + TimeDelta::days(60),
            thresholds: vec![NewThreshold { code: "listing".to_owned(), count: 3, regions: None }],
        };
        let tx = test.db.begin().await.unwrap();
        drives::reopen(&tx, now, stand.hook.as_ref(), drive, new).await.unwrap();
        db::commit(tx).await.unwrap();
        assert!(matches!(stand.intake.sign(request(drive, 60)).await, Err(SignError::NotYetOpen { .. })));
        stand.clock.advance(TimeDelta::hours(1));
        for n in 60..70 {
            stand.intake.sign(request(drive, n)).await.unwrap();
        }
        let codes: Vec<_> = stand.hook.fired().iter().map(|c| c.threshold_code.clone()).collect();
        assert_eq!(codes, ["supporters", "listing"]);
        let tx = test.db.begin().await.unwrap();
        assert_eq!(recount(&tx, drive).await.unwrap().tally, 14);
    }
}
