//! The office calendar 政府行政機關辦公日曆表: on which days government offices work (RULES.md §3).

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use chrono::{Datelike, Days, NaiveDate, Weekday};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QueryOrder, Set};

use crate::clock::Now;
use crate::db::{Reader, Tx};

/// A year whose calendar nobody has loaded: working days in it are not known, rather than "no holidays".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the office calendar of the year {0} is not loaded")]
pub struct YearNotLoaded(pub i32);

/// The working days of every loaded year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfficeCalendar {
    /// For each year, whether each of its days is a working day, from 1 January.
    years: BTreeMap<i32, Vec<bool>>,
}

/// One shipped year: the weekdays that are off and the weekend days that are not, as `MM-DD`.
#[derive(serde::Deserialize)]
struct ShippedYear {
    off: Vec<String>,
    working: Vec<String>,
}

impl OfficeCalendar {
    /// The calendars of 2017 to 2027 that come with the platform.
    pub fn shipped() -> Self {
        let years: BTreeMap<String, ShippedYear> =
            toml::from_str(include_str!("../data/office-calendar.toml")).unwrap_or_default();
        let mut calendar = Self::default();
        for (year, shipped) in years {
            let Ok(year) = year.parse::<i32>() else { continue };
            let days = days_of_year(year)
                .map(|day| {
                    let name = day.format("%m-%d").to_string();
                    let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
                    if weekend { shipped.working.contains(&name) } else { !shipped.off.contains(&name) }
                })
                .collect();
            calendar.years.insert(year, days);
        }
        calendar
    }

    /// Reads one official file: columns 西元日期, 星期, 是否放假 (0 work, 2 off), 備註; UTF-8 or Big5; one row a day.
    ///
    /// # Errors
    /// What is wrong with the file, with its line.
    pub fn parse_csv(bytes: &[u8]) -> Result<(i32, Vec<bool>), CalendarFileError> {
        let text = decode(bytes).ok_or(CalendarFileError::Encoding)?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let headers = reader.headers().map_err(|_| CalendarFileError::Header)?.clone();
        let column =
            |name: &str| headers.iter().position(|h| h.trim() == name).ok_or(CalendarFileError::Header);
        let (date_column, off_column) = (column("西元日期")?, column("是否放假")?);
        let mut days: BTreeMap<NaiveDate, bool> = BTreeMap::new();
        for record in reader.records() {
            let record = record.map_err(|e| CalendarFileError::Row {
                line: e.position().map_or(0, csv::Position::line),
                problem: RowProblem::Unreadable,
            })?;
            let line = record.position().map_or(0, csv::Position::line);
            let row = |problem| CalendarFileError::Row { line, problem };
            let Some(date) = record.get(date_column).map(str::trim).filter(|d| !d.is_empty()) else {
                continue;
            };
            let day = NaiveDate::parse_from_str(date, "%Y%m%d").map_err(|_| row(RowProblem::Date))?;
            let working = match record.get(off_column).map(str::trim) {
                Some("0") => true,
                Some("2") => false,
                _ => return Err(row(RowProblem::Mark)),
            };
            if days.insert(day, working).is_some() {
                return Err(row(RowProblem::Twice));
            }
        }
        let year = days.keys().next().map(Datelike::year).ok_or(CalendarFileError::Empty)?;
        if let Some(other) = days.keys().find(|d| d.year() != year) {
            return Err(CalendarFileError::TwoYears(year, other.year()));
        }
        if let Some(missing) = days_of_year(year).find(|day| !days.contains_key(day)) {
            return Err(CalendarFileError::Missing(missing));
        }
        Ok((year, days.into_values().collect()))
    }

    /// Adds or replaces a year; `working` has one entry a day.
    pub fn insert(&mut self, year: i32, working: Vec<bool>) {
        self.years.insert(year, working);
    }

    /// The years that are loaded.
    pub fn years(&self) -> impl Iterator<Item = i32> + '_ {
        self.years.keys().copied()
    }

    /// Whether offices work on `day`.
    ///
    /// # Errors
    /// [`YearNotLoaded`].
    pub fn is_working_day(&self, day: NaiveDate) -> Result<bool, YearNotLoaded> {
        let index = usize::try_from(day.ordinal0()).unwrap_or(usize::MAX);
        self.years.get(&day.year()).and_then(|days| days.get(index)).copied().ok_or(YearNotLoaded(day.year()))
    }

    /// The `n`-th working day after `first`, which is not counted.
    ///
    /// # Errors
    /// [`YearNotLoaded`].
    pub fn plus_working_days(&self, first: NaiveDate, n: u32) -> Result<NaiveDate, YearNotLoaded> {
        let mut day = first;
        let mut left = n;
        while left > 0 {
            day = day + Days::new(1);
            if self.is_working_day(day)? {
                left -= 1;
            }
        }
        Ok(day)
    }

    /// `day` itself if offices work on it, else the next day on which they do.
    ///
    /// # Errors
    /// [`YearNotLoaded`].
    pub fn first_working_day_from(&self, day: NaiveDate) -> Result<NaiveDate, YearNotLoaded> {
        let mut day = day;
        while !self.is_working_day(day)? {
            day = day + Days::new(1);
        }
        Ok(day)
    }
}

fn days_of_year(year: i32) -> impl Iterator<Item = NaiveDate> {
    NaiveDate::from_ymd_opt(year, 1, 1)
        .into_iter()
        .flat_map(|first| first.iter_days())
        .take_while(move |d| d.year() == year)
}

fn decode(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let (text, _, broken) = encoding_rs::BIG5.decode(bytes);
            if broken {
                return None;
            }
            text.into_owned()
        }
    };
    // The reader counts lines by `\n` alone.
    Some(text.replace("\r\n", "\n"))
}

/// Why a file is no office calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarFileError {
    /// Neither UTF-8 nor Big5.
    #[error("the file is neither UTF-8 nor Big5 text")]
    Encoding,
    /// The first line lacks a column.
    #[error("line 1: the columns 西元日期 and 是否放假 are expected")]
    Header,
    /// No days in it.
    #[error("the file has no days")]
    Empty,
    /// Days of two years.
    #[error("the file has days of two years, {0} and {1}")]
    TwoYears(i32, i32),
    /// A day without a row.
    #[error("the day {0} has no row")]
    Missing(NaiveDate),
    /// A row that can't be used.
    #[error("line {line}: {problem}")]
    Row {
        /// The line in the file, from 1.
        line: u64,
        /// What is wrong.
        problem: RowProblem,
    },
}

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RowProblem {
    /// Not CSV.
    #[error("not readable as CSV")]
    Unreadable,
    /// No date.
    #[error("the date is not of the form YYYYMMDD")]
    Date,
    /// Neither 0 nor 2.
    #[error("是否放假 must be 0 (work) or 2 (off)")]
    Mark,
    /// The day stood in an earlier row.
    #[error("the day stands in the file twice")]
    Twice,
}

mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "office_calendar_year")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub year: i32,
        /// One character a day from 1 January: `0` work, `2` off.
        pub days: String,
        pub loaded_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// The calendar all parts of a process share: the shipped years, overlaid by those an administrator imported.
#[derive(Debug, Clone)]
pub struct SharedCalendar(Arc<RwLock<Arc<OfficeCalendar>>>);

impl Default for SharedCalendar {
    fn default() -> Self {
        Self(Arc::new(RwLock::new(Arc::new(OfficeCalendar::shipped()))))
    }
}

impl SharedCalendar {
    /// The calendar as it is now.
    pub fn get(&self) -> Arc<OfficeCalendar> {
        Arc::clone(&self.0.read().unwrap_or_else(|poisoned| poisoned.into_inner()))
    }

    /// Reads the imported years again.
    ///
    /// # Errors
    /// A database error.
    pub async fn reload(&self, conn: &impl Reader) -> Result<(), DbErr> {
        let mut calendar = OfficeCalendar::shipped();
        for row in entity::Entity::find().order_by_asc(entity::Column::Year).all(conn).await? {
            calendar.insert(row.year, row.days.chars().map(|c| c == '0').collect());
        }
        *self.0.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = Arc::new(calendar);
        Ok(())
    }
}

/// Stores an imported year, replacing what was there.
///
/// # Errors
/// A database error.
pub async fn store_year(tx: &Tx, year: i32, working: &[bool], now: Now) -> Result<(), DbErr> {
    let row = entity::ActiveModel {
        year: Set(year),
        days: Set(working.iter().map(|w| if *w { '0' } else { '2' }).collect()),
        loaded_at: Set(now),
    };
    let replace = OnConflict::column(entity::Column::Year)
        .update_columns([entity::Column::Days, entity::Column::LoadedAt])
        .to_owned();
    entity::Entity::insert(row).on_conflict(replace).exec_without_returning(tx).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(rows: &[(&str, &str)]) -> Vec<u8> {
        let mut text = String::from("\u{FEFF}西元日期,星期,是否放假,備註\r\n");
        for (day, mark) in rows {
            text.push_str(&format!("{day},一,{mark},\r\n"));
        }
        text.into_bytes()
    }

    fn whole_year() -> Vec<(String, &'static str)> {
        days_of_year(2030)
            .map(|d| (d.format("%Y%m%d").to_string(), if d.weekday() == Weekday::Sun { "2" } else { "0" }))
            .collect()
    }

    #[test]
    fn a_whole_year_is_read_in_either_encoding() {
        let rows = whole_year();
        let rows: Vec<(&str, &str)> = rows.iter().map(|(d, m)| (d.as_str(), *m)).collect();
        let utf8 = file(&rows);
        let (year, days) = OfficeCalendar::parse_csv(&utf8).unwrap();
        assert_eq!((year, days.len()), (2030, 365));
        let (big5, _, _) = encoding_rs::BIG5.encode(std::str::from_utf8(&utf8[3..]).unwrap());
        assert_eq!(OfficeCalendar::parse_csv(&big5).unwrap().1, days);
    }

    #[test]
    fn a_wrong_file_is_told_with_its_line() {
        use CalendarFileError as E;
        assert_eq!(OfficeCalendar::parse_csv(b"a,b\n1,2\n"), Err(E::Header));
        assert_eq!(OfficeCalendar::parse_csv(&file(&[])), Err(E::Empty));
        let bad = file(&[("20300101", "2"), ("2030-01-02", "0")]);
        assert_eq!(OfficeCalendar::parse_csv(&bad), Err(E::Row { line: 3, problem: RowProblem::Date }));
        let bad = file(&[("20300101", "1")]);
        assert_eq!(OfficeCalendar::parse_csv(&bad), Err(E::Row { line: 2, problem: RowProblem::Mark }));
        let bad = file(&[("20300101", "2"), ("20300103", "0")]);
        assert_eq!(OfficeCalendar::parse_csv(&bad), Err(E::Missing("2030-01-02".parse().unwrap())));
        let bad = file(&[("20300101", "2"), ("20310101", "0")]);
        assert_eq!(OfficeCalendar::parse_csv(&bad), Err(E::TwoYears(2030, 2031)));
    }

    #[test]
    fn make_up_days_are_working_days() {
        let calendar = OfficeCalendar::shipped();
        let is = |day: &str| calendar.is_working_day(day.parse().unwrap());
        assert_eq!(is("2025-02-08"), Ok(true), "a Saturday made up for");
        assert_eq!(is("2025-01-27"), Ok(false), "a Monday off");
        assert_eq!(is("2016-01-04"), Err(YearNotLoaded(2016)));
        assert_eq!(calendar.years().count(), 11);
    }
}
