//! The calendars that come with the platform are those the government published, day by day, in either encoding. The files
//! are looked for in the folder `OFFICE_CALENDARS` and beside the repository; without them there is nothing to compare.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};

use chrono::{Datelike as _, NaiveDate};
use folkmoot_foundation::calendar::OfficeCalendar;

fn folders() -> Vec<PathBuf> {
    let named = std::env::var_os("OFFICE_CALENDARS").map(PathBuf::from);
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let beside = ["calendar", "tw-office-calendar"].map(|name| repository.join(name));
    named.into_iter().chain(beside).filter(|folder| folder.is_dir()).collect()
}

/// The days of a file that somebody made from the official page of a year, in JSON.
fn derived(bytes: &[u8]) -> Vec<(NaiveDate, bool)> {
    let rows: serde_json::Value = serde_json::from_slice(bytes).unwrap();
    let day = |row: &serde_json::Value| {
        let date = NaiveDate::parse_from_str(row["date"].as_str().unwrap(), "%Y%m%d").unwrap();
        (date, !row["isHoliday"].as_bool().unwrap())
    };
    rows.as_array().unwrap().iter().map(day).collect()
}

#[test]
fn every_published_year_is_the_shipped_one() {
    let shipped = OfficeCalendar::shipped();
    for folder in folders() {
        for file in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = file.display().to_string();
            let bytes = std::fs::read(&file).unwrap();
            let days = match file.extension().and_then(|extension| extension.to_str()) {
                Some("json") => derived(&bytes),
                Some("csv") => {
                    let (year, days) =
                        OfficeCalendar::parse_csv(&bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
                    // The older files came in Big5: the same rows read the same.
                    if let Ok(text) =
                        std::str::from_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes))
                    {
                        let (big5, _, _) = encoding_rs::BIG5.encode(text);
                        assert_eq!(OfficeCalendar::parse_csv(&big5), Ok((year, days.clone())), "{name}");
                    }
                    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
                    first.iter_days().zip(days).collect()
                }
                _ => continue,
            };
            assert!(matches!(days.len(), 365 | 366), "{name}: a row for every day");
            for (day, working) in days {
                if shipped.years().any(|year| year == day.year()) {
                    assert_eq!(shipped.is_working_day(day), Ok(working), "{name}: {day}");
                }
            }
        }
    }
}
