//! How often something may be tried, kept in the database so that it holds across processes and restarts.

use std::net::IpAddr;

use chrono::TimeDelta;
use folkmoot_foundation::crypto::{Keyring, Purpose, sha256};
use folkmoot_foundation::{DbErr, Now, Tx};
use sea_orm::{ActiveModelTrait as _, EntityTrait as _, QuerySelect as _, Set};

use crate::entity::account_limit;
use crate::error::Error;

/// So many times in so long a window, which begins with the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// How many times.
    pub times: i64,
    /// In how long.
    pub window: TimeDelta,
}

impl Limit {
    /// `times` in `minutes`.
    pub const fn new(times: i64, minutes: i64) -> Self {
        Self { times, window: TimeDelta::minutes(minutes) }
    }
}

/// The limits of an installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Failed sign-ins with one address, whether or not it has an account, from one caller. So nobody can keep its owner,
    /// who calls from elsewhere, out.
    pub failures_per_address_and_caller: Limit,
    /// Failed sign-ins with one address from all callers together: against many who guess together.
    pub failures_per_address: Limit,
    /// Failed sign-ins from one caller.
    pub failures_per_caller: Limit,
    /// Registrations and requests for a reset from one caller; wide, since many people share a mobile network's address.
    pub requests_per_caller: Limit,
    /// Mails to one address; what exceeds it is silently not sent.
    pub mails_per_address: Limit,
    /// Signatures without an account that one caller asks for; wide, since many people share a mobile network's address.
    pub signatures_per_caller: Limit,
    /// Mails to one box to confirm signatures; what exceeds it is silently not sent.
    pub signature_mails_per_box: Limit,
    /// Of these, those about one thing to sign.
    pub signature_mails_per_box_and_subject: Limit,
    /// Signatures that one clerk enters at a counter.
    pub signatures_per_clerk: Limit,
    /// Codes for one person.
    pub codes_per_person: Limit,
    /// Codes to one mobile number, from whichever account.
    pub codes_per_number: Limit,
    /// Wrong codes of the second factor of one person.
    pub second_factor_tries: Limit,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            failures_per_address_and_caller: Limit::new(10, 15),
            failures_per_address: Limit::new(200, 15),
            failures_per_caller: Limit::new(50, 15),
            requests_per_caller: Limit::new(100, 60),
            mails_per_address: Limit::new(3, 60),
            signatures_per_caller: Limit::new(300, 60),
            signature_mails_per_box: Limit::new(20, 60),
            signature_mails_per_box_and_subject: Limit::new(3, 60),
            signatures_per_clerk: Limit::new(120, 60),
            codes_per_person: Limit::new(3, 60),
            codes_per_number: Limit::new(5, 60),
            second_factor_tries: Limit::new(10, 15),
        }
    }
}

/// Where a request comes from, as a keyed hash: an IPv4 address, or the /64 of an IPv6 address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller([u8; 32]);

impl Caller {
    /// The caller behind an address.
    pub fn of(keyring: &Keyring, address: IpAddr) -> Self {
        let prefix = match address.to_canonical() {
            IpAddr::V4(v4) => v4.to_string(),
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        };
        Self(keyring.hash(Purpose::CallerAddress, &prefix))
    }
}

/// What a count is kept for; one key serves several counts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Counted {
    AddressFailures,
    AddressCallerFailures,
    CallerFailures,
    CallerRequests,
    AddressMails,
    CallerSignatures,
    BoxSignatures,
    BoxSubjectSignatures,
    ClerkSignatures,
    PersonCodes,
    NumberCodes,
    SecondFactorTries,
}

/// The key of a count.
pub(crate) fn key(counted: Counted, of: &[u8]) -> Vec<u8> {
    let label = match counted {
        Counted::AddressFailures => b"address-failures",
        Counted::AddressCallerFailures => b"address---caller",
        Counted::CallerFailures => b"caller--failures",
        Counted::CallerRequests => b"caller--requests",
        Counted::AddressMails => b"address----mails",
        Counted::CallerSignatures => b"caller----signat",
        Counted::BoxSignatures => b"box-------signat",
        Counted::BoxSubjectSignatures => b"box-subject-sign",
        Counted::ClerkSignatures => b"clerk-----signat",
        Counted::PersonCodes => b"person-----codes",
        Counted::NumberCodes => b"number-----codes",
        Counted::SecondFactorTries => b"second----factor",
    };
    sha256(&[label.as_slice(), of].concat()).to_vec()
}

/// The key of the failures with an address from one caller; no caller is one of its own. They belong to the password
/// that was guessed at: whoever chooses a new one is kept out by none of them, wherever they sign in next.
pub(crate) fn address_and_caller_key(email_hash: &[u8], caller: Option<&Caller>, password: &[u8]) -> Vec<u8> {
    let caller = caller.map_or([0; 32], |caller| caller.0);
    // All parts but the last have one length, so no two triples make one text.
    key(Counted::AddressCallerFailures, &[&sha256(email_hash), &caller, password].concat())
}

/// The key of a caller's count.
pub(crate) fn caller_key(counted: Counted, caller: &Caller) -> Vec<u8> {
    key(counted, &caller.0)
}

/// Counts one time, or says how long to wait. Concurrent callers take turns on the row.
pub(crate) async fn take(tx: &Tx, key: Vec<u8>, limit: Limit, now: Now) -> Result<(), Error> {
    let fresh = account_limit::ActiveModel {
        key: Set(key.clone()),
        times: Set(0),
        since: Set(now),
        until: Set(now + limit.window),
    };
    account_limit::Entity::insert(fresh).on_conflict_do_nothing().exec_without_returning(tx).await?;
    let row = account_limit::Entity::find_by_id(key).lock_exclusive().one(tx).await?.ok_or(Error::Busy)?;
    let end = row.since + limit.window;
    let (times, since) = if now >= end { (0, now) } else { (row.times, row.since) };
    if times >= limit.times {
        return Err(Error::TooManyTries { retry_after: end - now });
    }
    let mut row: account_limit::ActiveModel = row.into();
    row.times = Set(times + 1);
    row.since = Set(since);
    row.until = Set(since + limit.window);
    row.update(tx).await?;
    Ok(())
}

/// As [`take`], for what is silently left out: whether it may be done.
pub(crate) async fn allows(tx: &Tx, key: Vec<u8>, limit: Limit, now: Now) -> Result<bool, Error> {
    match take(tx, key, limit, now).await {
        Ok(()) => Ok(true),
        Err(Error::TooManyTries { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Takes back one time: it was no failure.
pub(crate) async fn give_back(tx: &Tx, key: Vec<u8>) -> Result<(), DbErr> {
    let Some(row) = account_limit::Entity::find_by_id(key).lock_exclusive().one(tx).await? else {
        return Ok(());
    };
    let times = (row.times - 1).max(0);
    let mut row: account_limit::ActiveModel = row.into();
    row.times = Set(times);
    row.update(tx).await?;
    Ok(())
}

/// Forgets a count.
pub(crate) async fn clear(tx: &Tx, key: Vec<u8>) -> Result<(), DbErr> {
    account_limit::Entity::delete_by_id(key).exec(tx).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_is_an_address_or_a_network_of_ipv6() {
        let keys = Keyring::new([1; 32]);
        let caller = |text: &str| Caller::of(&keys, text.parse().unwrap());
        assert_eq!(caller("203.0.113.7"), caller("::ffff:203.0.113.7"));
        assert_ne!(caller("203.0.113.7"), caller("203.0.113.8"));
        assert_eq!(caller("2001:db8:1:2::1"), caller("2001:db8:1:2:ffff::9"));
        assert_ne!(caller("2001:db8:1:2::1"), caller("2001:db8:1:3::1"));
    }
}
