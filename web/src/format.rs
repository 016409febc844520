//! Dates, times and numbers as people read them, in Taipei's time.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc, Weekday};
use chrono_tz::Asia::Taipei;

use crate::i18n::Lang;

/// The stems by which people without names are told apart.
const STEMS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];

/// A speaker's name as the record has it; whoever is no longer named is called something that readers of English tell apart
/// too.
pub fn speaker(lang: Lang, name: &str) -> String {
    let stem = name.strip_prefix("民眾").filter(|_| lang == Lang::En);
    let Some(stem) = stem else { return name.to_owned() };
    let letter = STEMS.iter().zip('A'..='J').find(|(known, _)| **known == stem).map(|(_, letter)| letter);
    match (letter, stem.parse::<u32>()) {
        (Some(letter), _) => format!("Citizen {letter}"),
        (None, Ok(number)) => format!("Citizen {number}"),
        (None, Err(_)) => name.to_owned(),
    }
}

/// A date: `2026年3月2日` or `2 March 2026`.
pub fn date(lang: Lang, day: NaiveDate) -> String {
    match lang {
        Lang::ZhTw => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Lang::En => day.format("%-d %B %Y").to_string(),
    }
}

/// A date without its year: `3月2日` or `2 March`.
pub fn day_and_month(lang: Lang, day: NaiveDate) -> String {
    match lang {
        Lang::ZhTw => format!("{}月{}日", day.month(), day.day()),
        Lang::En => day.format("%-d %B").to_string(),
    }
}

/// A date with its weekday: `2026年3月2日（一）` or `Mon 2 March 2026`.
pub fn date_with_weekday(lang: Lang, day: NaiveDate) -> String {
    match lang {
        Lang::ZhTw => {
            let weekday = match day.weekday() {
                Weekday::Mon => "一",
                Weekday::Tue => "二",
                Weekday::Wed => "三",
                Weekday::Thu => "四",
                Weekday::Fri => "五",
                Weekday::Sat => "六",
                Weekday::Sun => "日",
            };
            format!("{}（{weekday}）", date(lang, day))
        }
        Lang::En => day.format("%a %-d %B %Y").to_string(),
    }
}

/// A date as officials write it: `民國115年3月2日`; in English the civil date.
pub fn official_date(lang: Lang, day: NaiveDate) -> String {
    match lang {
        Lang::ZhTw => format!("民國{}年{}月{}日", day.year() - 1911, day.month(), day.day()),
        Lang::En => date(lang, day),
    }
}

/// The day in Taipei of an instant.
pub fn day_of(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Taipei).date_naive()
}

/// The date of an instant.
pub fn date_of(lang: Lang, at: DateTime<Utc>) -> String {
    date(lang, day_of(at))
}

/// Date and time of day: `2026年3月2日 14:05`.
pub fn date_time(lang: Lang, at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&Taipei);
    format!("{} {:02}:{:02}", date(lang, local.date_naive()), local.hour(), local.minute())
}

/// The last day that a deadline (24:00 of that day) leaves, with its weekday.
pub fn deadline(lang: Lang, deadline: DateTime<Utc>) -> String {
    date_with_weekday(lang, folkmoot_foundation::period::last_day_before(deadline))
}

/// A whole number with thousands separators.
pub fn number(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if n < 0 { format!("-{out}") } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_numbers() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        assert_eq!(date_with_weekday(Lang::ZhTw, day), "2026年3月2日（一）");
        assert_eq!(date(Lang::En, day), "2 March 2026");
        assert_eq!(day_and_month(Lang::ZhTw, day), "3月2日");
        assert_eq!(official_date(Lang::ZhTw, day), "民國115年3月2日");
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(number(-999), "-999");
        let midnight = "2026-03-02T16:00:00Z".parse().unwrap();
        assert_eq!(deadline(Lang::ZhTw, midnight), "2026年3月2日（一）");
        assert_eq!(date_time(Lang::ZhTw, midnight), "2026年3月3日 00:00");
    }
}
