use folkmoot_foundation::ids::uuid_at;
use rstest::rstest;
use uuid::Uuid;

use super::*;

fn now() -> Now {
    "2026-03-02T04:00:00Z".parse().unwrap()
}

fn drive(n: u128) -> DriveId {
    DriveId(Uuid::from_u128(n))
}

fn from(address: u64) -> Origin {
    Origin { address: Some(address.to_be_bytes()), ..Origin::default() }
}

fn hit(origin: Origin) -> Hit {
    Hit { drive: drive(1), person: None, origin: Some(origin), at: now() }
}

/// How many of so many alike are conspicuous, after `others` from as many addresses.
fn met(limits: WatchLimits, origin: Origin, alike: u64, others: u64) -> (usize, Option<Signal>) {
    let watch = Watch::new(limits, HashSet::new());
    let crowd: Vec<Hit> = (0..others).map(|n| hit(from(1_000_000 + n))).collect();
    assert!(watch.judge(&crowd).iter().all(Option::is_none));
    let all = watch.judge(&vec![hit(origin); usize::try_from(alike).unwrap()]);
    (all.iter().flatten().count(), all.into_iter().flatten().next().map(|(signal, _)| signal))
}

#[rstest]
#[case::a_class(from(7), 40, 0, (0, None))]
#[case::an_office_at_noon(from(7), 200, 0, (0, None))]
#[case::one_more(from(7), 201, 0, (1, Some(Signal::Address)))]
#[case::a_mobile_network_among_a_country(from(7), 900, 9000, (0, None))]
#[case::more_than_its_share(from(7), 1200, 9000, (201, Some(Signal::Address)))]
#[case::a_campus(Origin { network: Some([7; 8]), ..Origin::default() }, 1000, 0, (0, None))]
#[case::more_than_a_campus(Origin { network: Some([7; 8]), ..Origin::default() }, 1010, 0, (10, Some(Signal::Network)))]
#[case::one_domain(Origin { domain: Some([7; 8]), ..Origin::default() }, 105, 0, (5, Some(Signal::Domain)))]
#[case::a_domain_among_others(Origin { domain: Some([7; 8]), ..Origin::default() }, 105, 1000, (0, None))]
#[case::a_session(Origin { session: Some([7; 8]), ..Origin::default() }, 41, 0, (1, Some(Signal::Session)))]
#[case::nothing_known(Origin::default(), 5000, 0, (0, None))]
fn the_table_of_limits(
    #[case] origin: Origin,
    #[case] alike: u64,
    #[case] others: u64,
    #[case] expected: (usize, Option<Signal>),
) {
    assert_eq!(met(WatchLimits::default(), origin, alike, others), expected);
}

#[test]
fn windows_slide_and_drives_are_apart() {
    let limits = WatchLimits { address: 10, ..WatchLimits::default() };
    let watch = Watch::new(limits, HashSet::new());
    let at = |minutes: i64, times: usize| {
        let hit = Hit { at: now() + TimeDelta::minutes(minutes), ..hit(from(7)) };
        watch.judge(&vec![hit; times]).iter().flatten().count()
    };
    assert_eq!(at(0, 10), 0);
    // Half of the last hour lies behind: five are left of it.
    assert_eq!(at(90, 6), 1);
    assert_eq!(at(300, 10), 0);
    let elsewhere = Hit { drive: drive(2), ..hit(from(7)) };
    assert!(watch.judge(&[elsewhere; 10]).iter().all(Option::is_none));
    assert!(watch.afresh().judge(&vec![hit(from(7)); 10]).iter().all(Option::is_none), "it has seen nothing");
}

#[test]
fn providers_are_no_signal_and_throw_away_addresses_are() {
    let (provider, throwaway) = ([1; 8], [2; 8]);
    let watch = Watch::new(WatchLimits::default(), HashSet::from([provider]));
    let with = |mark| hit(Origin { domain: Some(mark), ..Origin::default() });
    assert!(watch.judge(&vec![with(provider); 5000]).iter().all(Option::is_none));
    assert_eq!(watch.judge(&[with(throwaway)]), [None]);
    watch.set_disposable(HashSet::from([throwaway]));
    assert_eq!(watch.judge(&[with(throwaway)]), [Some((Signal::Disposable, throwaway))]);
    assert!(watch.afresh().is_disposable(&throwaway));
}

#[test]
fn accounts_that_were_made_in_one_minute_at_one_address() {
    let signers = |made: Now, spread: i64| {
        let watch = Watch::new(WatchLimits::default(), HashSet::new());
        let hits: Vec<Hit> = (0..25)
            .map(|n| {
                let person = Some(PersonId(uuid_at(made + TimeDelta::seconds(n * spread))));
                Hit { person, ..hit(from(7)) }
            })
            .collect();
        watch.judge(&hits).iter().flatten().filter(|(signal, _)| *signal == Signal::NewAccounts).count()
    };
    assert_eq!(signers(now() - TimeDelta::hours(1), 1), 5);
    assert_eq!(signers(now() - TimeDelta::hours(1), 20), 0, "a class takes its time");
    assert_eq!(signers(now() - TimeDelta::days(2), 1), 0, "they are old");
}

#[test]
fn a_burst_puts_nobody_aside_who_does_not_share_an_address() {
    let burst = |usual: Option<u32>| {
        let watch = Watch::new(WatchLimits::default(), HashSet::new());
        if let Some(usual) = usual {
            watch.set_usual(drive(1), usual);
        }
        let crowd: Vec<Hit> = (0..2000).map(|n| hit(from(1_000_000 + n))).collect();
        assert!(watch.judge(&crowd).iter().all(Option::is_none));
        let met = watch.judge(&vec![hit(from(7)); 60]);
        met.into_iter().flatten().filter(|(signal, _)| *signal == Signal::Burst).count()
    };
    assert_eq!(burst(None), 0, "no day to compare with");
    assert_eq!(burst(Some(200)), 0, "usual for it");
    assert_eq!(burst(Some(3)), 10);
}

#[test]
fn codes_come_back() {
    for signal in Signal::ALL {
        assert_eq!(signal.code().parse(), Ok(signal));
    }
    assert!("nothing".parse::<Signal>().is_err());
}
