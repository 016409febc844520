//! What a notice says: the particulars that 行政程序法 §55 asks of a hearing, and the agenda.

use chrono::NaiveTime;
use folkmoot_foundation::FieldErrors;
use folkmoot_foundation::text::{self, Length};
use serde::{Deserialize, Serialize};

use crate::hearings::Kind;

/// The greatest length of one particular, in characters.
const LONGEST: usize = 2_000;

/// What a notice says beyond title, day and place. Each may be empty until the notice of a hearing is published.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Particulars {
    /// 事由與依據.
    pub basis: String,
    /// 當事人之姓名或名稱.
    pub parties: String,
    /// 聽證之主要程序.
    pub procedure: String,
    /// 當事人得選任代理人.
    pub counsel: String,
    /// 當事人依 §61 所得享有之權利.
    pub rights: String,
    /// 預備聽證之期日及場所; only where one is planned.
    pub preparatory: String,
    /// 缺席聽證之處理.
    pub absence: String,
    /// 聽證之機關.
    pub agency: String,
}

impl Particulars {
    pub(crate) fn read(stored: Option<&str>) -> Self {
        stored.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    /// By their fields, in the order of the law.
    pub fn fields(&self) -> [(&'static str, &str); 8] {
        [
            ("basis", &self.basis),
            ("parties", &self.parties),
            ("procedure", &self.procedure),
            ("counsel", &self.counsel),
            ("rights", &self.rights),
            ("preparatory", &self.preparatory),
            ("absence", &self.absence),
            ("agency", &self.agency),
        ]
    }

    /// Cleaned; what is wrong goes to `errors`.
    pub(crate) fn check(&self, errors: &mut FieldErrors) -> Self {
        let mut one = |field: &str, raw: &str| {
            errors.take(text::block(field, raw, Length { min: 0, max: LONGEST })).unwrap_or_default()
        };
        Self {
            basis: one("basis", &self.basis),
            parties: one("parties", &self.parties),
            procedure: one("procedure", &self.procedure),
            counsel: one("counsel", &self.counsel),
            rights: one("rights", &self.rights),
            preparatory: one("preparatory", &self.preparatory),
            absence: one("absence", &self.absence),
            agency: one("agency", &self.agency),
        }
    }
}

/// The fields that the notice still lacks, in the order of the law; nothing for meetings that are no hearing under it. A
/// preparatory hearing is only told of where there is to be one.
pub fn missing(kind: Kind, particulars: &Particulars, has_time: bool, has_place: bool) -> Vec<&'static str> {
    if kind != Kind::Hearing {
        return Vec::new();
    }
    let of_day = [("starts_at", has_time), ("place", has_place)].into_iter();
    let of_day = of_day.filter(|(_, there)| !there).map(|(field, _)| field);
    let particulars = particulars.fields().into_iter();
    let lacking = particulars.filter(|(field, text)| *field != "preparatory" && text.is_empty());
    lacking.map(|(field, _)| field).chain(of_day).collect()
}

/// An item of an agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgendaItem {
    /// When it begins.
    pub at: NaiveTime,
    /// When it ends, if that is said.
    pub until: Option<NaiveTime>,
    /// What.
    pub title: String,
}

/// An agenda of lines such as `14:00 開場` or `14:10-14:30 提議人說明`.
///
/// # Errors
/// The number of the first line, from 1, that does not begin with a time or says nothing besides.
pub fn agenda(text: &str) -> Result<Vec<AgendaItem>, usize> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(at, line)| item(line).ok_or(at + 1)).collect()
}

fn item(line: &str) -> Option<AgendaItem> {
    let line = line.trim();
    let is_time = |c: char| {
        c.is_ascii_digit()
            || ('０'..='９').contains(&c)
            || matches!(c, ':' | '：' | '-' | '–' | '—' | '~' | '～' | '－')
    };
    let end = line.find(|c: char| !is_time(c))?;
    let (times, title) = (text::narrow(&line[..end]), line[end..].trim());
    let mut times = times.split(['-', '–', '—', '~']);
    let at = parse_time(times.next()?)?;
    let until = match times.next() {
        Some(until) => Some(parse_time(until).filter(|until| *until > at)?),
        None => None,
    };
    (!title.is_empty()).then(|| AgendaItem { at, until, title: title.to_owned() })
}

/// A time of the day, `9:30` or `14:00`.
pub(crate) fn parse_time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text.trim(), "%H:%M").ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> Particulars {
        let text = || "載明".to_owned();
        Particulars {
            basis: text(),
            parties: text(),
            procedure: text(),
            counsel: text(),
            rights: text(),
            preparatory: String::new(),
            absence: text(),
            agency: text(),
        }
    }

    #[test]
    fn a_notice_under_the_law_lacks_what_it_does_not_say() {
        assert_eq!(missing(Kind::Hearing, &whole(), true, true), Vec::<&str>::new());
        assert_eq!(
            missing(Kind::Hearing, &Particulars::default(), false, false),
            ["basis", "parties", "procedure", "counsel", "rights", "absence", "agency", "starts_at", "place"]
        );
        let without = Particulars { rights: String::new(), ..whole() };
        assert_eq!(missing(Kind::Hearing, &without, true, false), ["rights", "place"]);
        for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Hearing) {
            assert!(missing(kind, &Particulars::default(), false, false).is_empty());
        }
    }

    #[test]
    fn an_agenda_is_read_line_by_line() {
        let read =
            agenda("14:00 開場\n\n14:10-14:30 提議人說明\n１５：００　綜合討論\n16:00～16:20　結論").unwrap();
        let times: Vec<String> = read
            .iter()
            .map(|i| format!("{} {:?} {}", i.at.format("%H:%M"), i.until.map(|u| u.to_string()), i.title))
            .collect();
        assert_eq!(
            times,
            [
                "14:00 None 開場",
                "14:10 Some(\"14:30:00\") 提議人說明",
                "15:00 None 綜合討論",
                "16:00 Some(\"16:20:00\") 結論"
            ]
        );
        for (text, line) in [
            ("開場", 1),
            ("14:00 開場\n25:00 說明", 2),
            ("14:00", 1),
            ("14:30-14:10 倒著走", 1),
            ("14:00-", 1),
        ] {
            assert_eq!(agenda(text), Err(line), "{text}");
        }
    }
}
