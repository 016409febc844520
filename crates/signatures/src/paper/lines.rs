//! From a table to the lines of signature sheets.

use chrono::{Datelike as _, NaiveDate};
use folkmoot_foundation::region::RegionCode;
use folkmoot_foundation::text::{excerpt, narrow};

use crate::PersonKey;
use folkmoot_foundation::files::table::{FileProblem, Row};

/// The years of the Republic of China begin with 1912.
const FIRST_YEAR: i32 = 1911;
/// Sheets and lines are numbered up to this.
const MAX_NUMBER: i64 = 1_000_000;

/// A line of a sheet as it stands in a file. It holds no identifier any more, only the key that follows from it.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// The row of the file.
    pub row: u64,
    /// The number of the sheet, if it could be read.
    pub sheet: Option<i64>,
    /// The number of the line on it, if it could be read.
    pub line: Option<i64>,
    /// The name as written, for whoever brought the file; it is kept nowhere.
    pub name: String,
    /// What it says, or why it can't be read, as a stable code.
    pub said: Result<Said, &'static str>,
}

/// Name and key stay out of logs.
impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line")
            .field("row", &self.row)
            .field("readable", &self.said.is_ok())
            .finish_non_exhaustive()
    }
}

/// What a line that can be read says.
#[derive(Clone, PartialEq, Eq)]
pub struct Said {
    /// Who signed, as far as counting is concerned.
    pub person_key: PersonKey,
    /// Under which region to count it.
    pub region: Option<RegionCode>,
    /// The day on which it was signed.
    pub date: NaiveDate,
}

/// The columns of a file with the names that each is known by, without blanks and marks.
const COLUMNS: [(&str, &[&str]); 7] = [
    (
        "sheet",
        &[
            "sheet",
            "sheetno",
            "sheetnumber",
            "單號",
            "表號",
            "簽署單",
            "簽署單號",
            "附議單",
            "附議單號",
            "頁碼",
        ],
    ),
    ("line", &["line", "lineno", "linenumber", "行", "行號", "項次", "編號", "序號"]),
    ("name", &["name", "姓名"]),
    (
        "identifier",
        &[
            "identifier",
            "mobile",
            "phone",
            "email",
            "識別資料",
            "手機",
            "手機號碼",
            "行動電話",
            "電子郵件",
            "電子信箱",
        ],
    ),
    ("identifier_hash", &["identifierhash", "hash", "識別碼", "識別雜湊"]),
    ("region", &["region", "county", "city", "country", "縣市", "縣市別", "地區", "區域", "國家", "會員國"]),
    ("date", &["date", "signedon", "日期", "簽署日期", "附議日期"]),
];

/// Where the columns stand.
struct Heads([Option<usize>; COLUMNS.len()]);

impl Heads {
    fn read(row: &Row) -> Result<Self, FileProblem> {
        let mut at = [None; COLUMNS.len()];
        for (index, cell) in row.cells.iter().enumerate() {
            let plain: String = narrow(cell).to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
            let Some(column) = COLUMNS.iter().position(|(_, names)| names.contains(&plain.as_str())) else {
                continue;
            };
            if at[column].replace(index).is_some() {
                return Err(FileProblem::DuplicateColumn(COLUMNS[column].0));
            }
        }
        let heads = Self(at);
        let identified = heads.of("identifier").or(heads.of("identifier_hash"));
        for (column, there) in [
            ("sheet", heads.of("sheet").is_some()),
            ("line", heads.of("line").is_some()),
            ("identifier", identified.is_some()),
            ("date", heads.of("date").is_some()),
        ] {
            if !there {
                return Err(FileProblem::MissingColumn(column));
            }
        }
        Ok(heads)
    }

    fn of(&self, column: &str) -> Option<usize> {
        let place = COLUMNS.iter().position(|(name, _)| *name == column)?;
        self.0[place]
    }

    fn cell<'a>(&self, row: &'a Row, column: &str) -> &'a str {
        self.of(column).and_then(|at| row.cells.get(at)).map_or("", String::as_str)
    }
}

/// Reads the lines of a table whose first row names the columns; `identify` makes the person key of an identifier, `region`
/// finds the region that is written, perhaps as nothing; each says by a code why there is none.
///
/// # Errors
/// [`FileProblem::MissingColumn`], [`FileProblem::DuplicateColumn`], [`FileProblem::Empty`] if nothing follows the heads.
pub fn lines(
    rows: &[Row],
    identify: impl Fn(&str) -> Result<PersonKey, &'static str>,
    region: impl Fn(&str) -> Result<Option<RegionCode>, &'static str>,
) -> Result<Vec<Line>, FileProblem> {
    let (first, rest) = rows.split_first().ok_or(FileProblem::Empty)?;
    let heads = Heads::read(first)?;
    if rest.is_empty() {
        return Err(FileProblem::Empty);
    }
    Ok(rest.iter().map(|row| line(&heads, row, &identify, &region)).collect())
}

fn line(
    heads: &Heads,
    row: &Row,
    identify: &impl Fn(&str) -> Result<PersonKey, &'static str>,
    region: &impl Fn(&str) -> Result<Option<RegionCode>, &'static str>,
) -> Line {
    let (sheet, line) = (number(heads.cell(row, "sheet")), number(heads.cell(row, "line")));
    let said = if sheet.is_none() {
        Err("sheet_number")
    } else if line.is_none() {
        Err("line_number")
    } else {
        said(heads, row, identify, region)
    };
    Line { row: row.number, sheet, line, name: excerpt(heads.cell(row, "name"), 60), said }
}

fn said(
    heads: &Heads,
    row: &Row,
    identify: &impl Fn(&str) -> Result<PersonKey, &'static str>,
    region: &impl Fn(&str) -> Result<Option<RegionCode>, &'static str>,
) -> Result<Said, &'static str> {
    let (identifier, hash) = (heads.cell(row, "identifier"), heads.cell(row, "identifier_hash"));
    let person_key = match (identifier, hash) {
        ("", "") => return Err("identifier_missing"),
        ("", hash) => key_in(hash).ok_or("identifier_hash")?,
        (identifier, _) => identify(identifier)?,
    };
    let region = region(&narrow(heads.cell(row, "region")))?;
    let date = match heads.cell(row, "date") {
        "" => return Err("date_missing"),
        written => day(written).ok_or("date_format")?,
    };
    Ok(Said { person_key, region, date })
}

fn key_in(hash: &str) -> Option<PersonKey> {
    let mut key = PersonKey::default();
    hex::decode_to_slice(narrow(hash), &mut key).ok()?;
    Some(key)
}

fn number(cell: &str) -> Option<i64> {
    let plain = narrow(cell);
    let digits = plain.trim_start_matches(['#', '第']).trim_end_matches(['頁', '行', '號', '張']);
    digits.trim().parse().ok().filter(|n| (1..=MAX_NUMBER).contains(n))
}

/// A day in the ways it is written: `2026-03-02`, `2026/3/2`, `115.3.2`, `民國115年3月2日`, `1150302`.
fn day(cell: &str) -> Option<NaiveDate> {
    let plain = narrow(cell);
    let plain = plain.trim_start_matches("中華民國").trim_start_matches("民國").trim();
    if !plain.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let parts: Vec<&str> = plain
        .split(|c: char| matches!(c, '-' | '/' | '.' | '年' | '月' | '日') || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] => (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?),
        [digits] if digits.bytes().all(|b| b.is_ascii_digit()) && matches!(digits.len(), 6..=8) => {
            let (year, rest) = digits.split_at(digits.len() - 4);
            (year.parse().ok()?, rest[..2].parse().ok()?, rest[2..].parse().ok()?)
        }
        _ => return None,
    };
    let year: i32 = if year < 1000 { year + FIRST_YEAR } else { year };
    NaiveDate::from_ymd_opt(year, month, day).filter(|day| (FIRST_YEAR + 1..=9999).contains(&day.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("2026-03-02")]
    #[case("2026/3/2")]
    #[case("115.3.2")]
    #[case("１１５年３月２日")]
    #[case("中華民國 115 年 3 月 2 日")]
    #[case("1150302")]
    #[case("20260302")]
    fn ways_of_writing_one_day(#[case] written: &str) {
        assert_eq!(day(written), NaiveDate::from_ymd_opt(2026, 3, 2));
    }

    #[rstest::rstest]
    #[case("2026-02-30")]
    #[case("3/2")]
    #[case("=TODAY()")]
    #[case("999999999999-1-1")]
    #[case("-1-1-1")]
    #[case("一一五年三月二日")]
    fn what_is_no_day(#[case] written: &str) {
        assert_eq!(day(written), None);
    }

    #[test]
    fn numbers_are_positive_and_bounded() {
        for (written, read) in
            [("1", Some(1)), ("第３頁", Some(3)), ("#12", Some(12)), ("1000000", Some(1_000_000))]
        {
            assert_eq!(number(written), read, "{written}");
        }
        for wrong in ["", "0", "-1", "1.5", "1000001", "99999999999999999999999", "=1+1", "一"] {
            assert_eq!(number(wrong), None, "{wrong}");
        }
    }

    fn rows(table: &[&[&str]]) -> Vec<Row> {
        let row = |(at, cells): (usize, &&[&str])| Row {
            number: at as u64 + 1,
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
        };
        table.iter().enumerate().map(row).collect()
    }

    fn identify(identifier: &str) -> Result<PersonKey, &'static str> {
        if identifier.starts_with("09") { Ok([9; 32]) } else { Err("identifier_format") }
    }

    fn region(written: &str) -> Result<Option<RegionCode>, &'static str> {
        match written {
            "" => Ok(None),
            "台北市" => Ok("63000".parse().ok()),
            _ => Err("region_unknown"),
        }
    }

    #[test]
    fn columns_are_found_by_their_names_in_any_order() {
        let table = rows(&[
            &["日期", "備註", "手機號碼", "Line no.", "附議單 號", "姓名", "縣市"],
            &["115/3/2", "x", "0912345678", "2", "1", "王小明", "台北市"],
        ]);
        let read = lines(&table, identify, region).unwrap().remove(0);
        assert_eq!((read.row, read.sheet, read.line, read.name.as_str()), (2, Some(1), Some(2), "王小明"));
        let said = read.said.unwrap();
        assert_eq!((said.person_key, said.region.unwrap().as_str()), ([9; 32], "63000"));
    }

    #[test]
    fn heads_that_are_missing_or_twice_are_told() {
        let heads = |row: &[&str]| lines(&rows(&[row, row]), identify, region).unwrap_err();
        assert_eq!(heads(&["sheet", "line", "mobile"]), FileProblem::MissingColumn("date"));
        assert_eq!(heads(&["sheet", "line", "date"]), FileProblem::MissingColumn("identifier"));
        assert_eq!(heads(&["sheet", "單號", "line"]), FileProblem::DuplicateColumn("sheet"));
        let only = rows(&[&["sheet", "line", "mobile", "date"]]);
        assert_eq!(lines(&only, identify, region).unwrap_err(), FileProblem::Empty);
    }

    #[rstest::rstest]
    #[case(&["x", "1", "0912345678", "", "", "2026-03-02"], "sheet_number")]
    #[case(&["1", "", "0912345678", "", "", "2026-03-02"], "line_number")]
    #[case(&["1", "1", "", "", "", "2026-03-02"], "identifier_missing")]
    #[case(&["1", "1", "=cmd()", "", "", "2026-03-02"], "identifier_format")]
    #[case(&["1", "1", "", "abc", "", "2026-03-02"], "identifier_hash")]
    #[case(&["1", "1", "0912345678", "", "<script>", "2026-03-02"], "region_unknown")]
    #[case(&["1", "1", "0912345678", "", "", ""], "date_missing")]
    #[case(&["1", "1", "0912345678", "", "", "soon"], "date_format")]
    #[case(&["1"], "line_number")]
    fn each_line_says_why_it_cant_be_read(#[case] row: &[&str], #[case] code: &str) {
        let table = rows(&[&["sheet", "line", "mobile", "identifier_hash", "region", "date"], row]);
        assert_eq!(lines(&table, identify, region).unwrap()[0].said.as_ref().err(), Some(&code));
    }

    #[test]
    fn a_hash_stands_for_an_identifier() {
        let hash = hex::encode([7; 32]);
        let table = rows(&[&["sheet", "line", "hash", "date"], &["1", "1", &hash, "2026-03-02"]]);
        assert_eq!(
            lines(&table, identify, region).unwrap()[0].said.as_ref().map(|s| s.person_key),
            Ok([7; 32])
        );
    }
}
