//! The list of domains that give throw-away addresses: a small one of the platform's own, and one that an administrator
//! gives.

use std::collections::{BTreeSet, HashSet};

use folkmoot_foundation::crypto::Keyring;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::{Actor, DbErr, FieldErrors, Now, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QuerySelect as _, Set};

use super::origin::{Mark, domain_mark};
use crate::entity::disposable;
use crate::error::SignError;

/// The list that comes with the platform.
const OWN: &str = include_str!("disposable.txt");
/// The one row of the list that an administrator gives.
const ROW: Uuid = Uuid::from_u128(1);
/// How many domains such a list has at most; public lists have some ten thousand.
const MOST: usize = 200_000;

/// Domains of the great providers: that many sign with them says nothing.
pub const COMMON: [&str; 17] = [
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "yahoo.com.tw",
    "ymail.com",
    "hotmail.com",
    "hotmail.com.tw",
    "outlook.com",
    "outlook.com.tw",
    "live.com",
    "msn.com",
    "icloud.com",
    "me.com",
    "hinet.net",
    "msa.hinet.net",
    "pchome.com.tw",
    "proton.me",
];

/// The domains in a text, one a line; lines that begin with `#` and empty ones are left out.
///
/// # Errors
/// `domains`: `domain_line` (`line`) for the first line that is no domain, `too_many` (`max`).
pub fn parse(text: &str) -> Result<BTreeSet<String>, FieldErrors> {
    let mut domains = BTreeSet::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim().trim_start_matches('\u{feff}').to_lowercase();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if !is_domain(&line) {
            let mut errors = FieldErrors::new();
            errors.add_with("domains", "domain_line", [("line", (number + 1).to_string())]);
            return Err(errors);
        }
        domains.insert(line);
        if domains.len() > MOST {
            let mut errors = FieldErrors::new();
            errors.add_with("domains", "too_many", [("max", MOST.to_string())]);
            return Err(errors);
        }
    }
    Ok(domains)
}

fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.chars().count() <= 63
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(label)
}

/// The domains that come with the platform.
pub fn own() -> BTreeSet<String> {
    parse(OWN).unwrap_or_default()
}

/// The list that an administrator gave, and when.
///
/// # Errors
/// A database error.
pub async fn given(conn: &impl Reader) -> Result<Option<(BTreeSet<String>, Now)>, DbErr> {
    let row = disposable::Entity::find_by_id(ROW).one(conn).await?;
    Ok(row.map(|row| (row.domains.lines().map(str::to_owned).collect(), row.updated_at)))
}

/// When an administrator gave the list last: tells whether it has to be read again.
///
/// # Errors
/// A database error.
pub async fn given_at(conn: &impl Reader) -> Result<Option<Now>, DbErr> {
    let at = disposable::Entity::find_by_id(ROW).select_only().column(disposable::Column::UpdatedAt);
    at.into_tuple().one(conn).await
}

/// Takes a list in place of the one before; says how many domains it has.
///
/// # Errors
/// Those of [`parse`] come first; a database error.
pub async fn give(tx: &Tx, domains: &BTreeSet<String>, by: Actor, now: Now) -> Result<usize, SignError> {
    let text: Vec<&str> = domains.iter().map(String::as_str).collect();
    let row = disposable::ActiveModel { id: Set(ROW), domains: Set(text.join("\n")), updated_at: Set(now) };
    let instead = OnConflict::column(disposable::Column::Id)
        .update_columns([disposable::Column::Domains, disposable::Column::UpdatedAt])
        .to_owned();
    disposable::Entity::insert(row).on_conflict(instead).exec_without_returning(tx).await?;
    let told = NewEvent::new("checks.domains_given", ROW, by);
    event::append(tx, now, told.with(serde_json::json!({ "count": domains.len() })).internal()).await?;
    Ok(domains.len())
}

/// The marks of domains.
pub fn marks<'a>(keyring: &Keyring, domains: impl IntoIterator<Item = &'a str>) -> HashSet<Mark> {
    domains.into_iter().map(|domain| domain_mark(keyring, domain)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_line_by_line() {
        let read =
            parse("\u{feff}# a list\nMailinator.com\n\n  yopmail.com \r\nmailinator.com\n例え.jp").unwrap();
        assert_eq!(read.into_iter().collect::<Vec<_>>(), ["mailinator.com", "yopmail.com", "例え.jp"]);
        assert!(own().contains("mailinator.com") && own().len() > 30);
        for (text, line) in
            [("a.b\nnot a domain", "2"), ("localhost", "1"), ("a@b.c", "1"), ("<script>.x", "1")]
        {
            let error = parse(text).unwrap_err().0.remove(0);
            assert_eq!((error.code, error.params["line"].as_str()), ("domain_line", line));
        }
        assert_eq!(parse("").unwrap().len(), 0);
    }
}
