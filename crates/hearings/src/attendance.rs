//! Who came, from a list: a table that was ticked off, or names that were written on paper. Each line is found among the
//! registrations by its code, or by its name where one person alone has it; who is not among them is entered as somebody who
//! came without having registered. The same list again changes nothing.

use std::collections::{HashMap, HashSet};

use folkmoot_foundation::crypto::Keyring;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::files::table::{self, FileProblem, Row};
use folkmoot_foundation::{Actor, HearingId, Now, PersonId, Reader, Tx, period, text};
use sea_orm::EntityTrait as _;
use serde_json::json;
use unicode_normalization::UnicodeNormalization as _;

use crate::error::HearingError;
use crate::hearings;
use crate::registrations::{self, Registration, RegistrationId};

/// What columns are called, by what they hold.
const COLUMNS: [(&str, &[&str]); 3] = [
    ("name", &["name", "attendee", "姓名", "稱呼", "出席者", "與會者"]),
    ("code", &["code", "報到代碼", "代碼"]),
    ("came", &["came", "attended", "attended_at", "出席", "到場", "簽到", "報到", "簽名"]),
];

/// What stands in a cell of somebody who did not come.
const NOT: [&str; 35] = [
    "",
    "0",
    "no",
    "n",
    "x",
    "f",
    "false",
    "absent",
    "-",
    "--",
    "–",
    "—",
    "×",
    "╳",
    "✕",
    "✖",
    "✗",
    "✘",
    "☐",
    "□",
    "否",
    "無",
    "沒有",
    "沒來",
    "未",
    "未到",
    "未到場",
    "未出席",
    "未報到",
    "未簽到",
    "未簽名",
    "缺",
    "缺席",
    "請假",
    "不克出席",
];

/// How long a name is, in characters.
const NAME: usize = 50;

/// How many digits a code has.
const CODE: usize = 6;

/// How many lines a list has at the most.
pub const MOST: usize = 5_000;

/// How many problems are told at most.
const TOLD: usize = 200;

/// A line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    /// Its line, from 1.
    pub line: u64,
    /// The name; may be empty where there is a code.
    pub name: String,
    /// The code that was shown at the door; may be empty.
    pub code: String,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It has neither a name nor a code.
    NoName,
    /// The name is too long.
    NameTooLong,
    /// Nobody has this code.
    UnknownCode(String),
    /// The code is somebody else's.
    OtherName(String),
    /// Several people who registered have this name, so that only a code can tell them apart.
    SeveralHaveIt(String),
    /// Another line says the same.
    Twice(String),
}

impl Problem {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoName => "no_name",
            Self::NameTooLong => "name_too_long",
            Self::UnknownCode(_) => "unknown_code",
            Self::OtherName(_) => "other_name",
            Self::SeveralHaveIt(_) => "several",
            Self::Twice(_) => "twice",
        }
    }

    /// What stands there.
    pub fn detail(&self) -> &str {
        match self {
            Self::NoName | Self::NameTooLong => "",
            Self::UnknownCode(text)
            | Self::OtherName(text)
            | Self::SeveralHaveIt(text)
            | Self::Twice(text) => text,
        }
    }
}

/// Why a list is refused. Nobody of it is noted then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It can't be read at all.
    #[error(transparent)]
    File(#[from] FileProblem),
    /// No column holds names or codes.
    #[error("no column holds names or codes")]
    NoNameColumn,
    /// It has more than [`MOST`] lines.
    #[error("too many lines")]
    TooManyLines,
    /// Lines are wrong.
    #[error("{} line(s) are wrong", .0.len())]
    Lines(Vec<(u64, Problem)>),
}

/// Reads a table: separated text in any encoding that can be told, XLSX or ODS. Where a column says who came, the others are
/// left out.
///
/// # Errors
/// [`Refusal`].
pub fn parse(bytes: &[u8]) -> Result<Vec<Came>, Refusal> {
    let rows = table::read(bytes)?;
    let (head, rows) = rows.split_first().ok_or(FileProblem::Empty)?;
    let at = |what: &str| {
        let names = COLUMNS.iter().find(|(name, _)| *name == what).map_or(&[] as &[&str], |(_, names)| names);
        names.iter().find_map(|name| head.cells.iter().position(|cell| folded(cell) == folded(name)))
    };
    let (name, code, came) = (at("name"), at("code"), at("came"));
    if name.is_none() && code.is_none() {
        return Err(Refusal::NoNameColumn);
    }
    let cell = |row: &Row, at: Option<usize>| {
        at.and_then(|at| row.cells.get(at))
            .map(|text| text.trim_start_matches('\'').to_owned())
            .unwrap_or_default()
    };
    let there = |row: &&Row| came.is_none() || !NOT.contains(&folded(&cell(row, came)).as_str());
    let of = |row: &Row| Came { line: row.number, name: cell(row, name), code: cell(row, code) };
    checked(rows.iter().filter(there).map(of).collect())
}

/// Reads names that were typed, one a line; a code may stand after a comma or a tab.
///
/// # Errors
/// [`Refusal::Lines`].
pub fn typed(text: &str) -> Result<Vec<Came>, Refusal> {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let of = |(line, text): (u64, &str)| {
        let (name, code) = text.split_once([',', '，', '\t', '、']).unwrap_or((text, ""));
        Came { line, name: name.trim().to_owned(), code: code.trim().to_owned() }
    };
    let lines: Vec<Came> = lines.map(of).collect();
    if lines.is_empty() { Err(FileProblem::Empty.into()) } else { checked(lines) }
}

/// A name or head as it is compared: width, case and blanks don't count.
fn folded(name: &str) -> String {
    name.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn checked(mut lines: Vec<Came>) -> Result<Vec<Came>, Refusal> {
    if lines.len() > MOST {
        return Err(Refusal::TooManyLines);
    }
    let mut wrong = Vec::new();
    for one in &mut lines {
        one.name = one.name.split_whitespace().collect::<Vec<_>>().join(" ");
        one.code = text::narrow(&one.code);
        // A spreadsheet takes a code for a number and drops its leading zeros.
        if !one.code.is_empty() && one.code.bytes().all(|byte| byte.is_ascii_digit()) {
            one.code = format!("{:0>CODE$}", one.code);
        }
        if one.name.is_empty() && one.code.is_empty() {
            wrong.push((one.line, Problem::NoName));
        } else if one.name.chars().count() > NAME {
            wrong.push((one.line, Problem::NameTooLong));
        }
    }
    refuse(wrong)?;
    Ok(lines)
}

fn refuse(mut wrong: Vec<(u64, Problem)>) -> Result<(), Refusal> {
    wrong.sort_by_key(|(line, _)| *line);
    wrong.truncate(TOLD);
    if wrong.is_empty() { Ok(()) } else { Err(Refusal::Lines(wrong)) }
}

/// What taking a list over does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Who registered and is noted as having come now: line, name as registered, registration.
    pub found: Vec<(u64, String, RegistrationId)>,
    /// Who had not registered and is entered: line and name.
    pub added: Vec<(u64, String)>,
    /// How many were noted before.
    pub same: usize,
}

/// Finds each line among those who registered. People of one name are told apart by their codes, or need not be where there
/// are as many lines as people. Of those who had not registered there are as many as there are lines.
fn align(lines: &[Came], all: &[Registration]) -> Result<Plan, Refusal> {
    let name_of = |one: &Registration| one.said.as_ref().map(|said| said.name.clone()).unwrap_or_default();
    let by_code: HashMap<&str, &Registration> = all.iter().map(|one| (one.code.as_str(), one)).collect();
    let mut by_name: HashMap<String, Vec<&Registration>> = HashMap::new();
    for one in all {
        by_name.entry(folded(&name_of(one))).or_default().push(one);
    }
    let mut coded = HashSet::new();
    let mut named: HashMap<String, usize> = HashMap::new();
    for line in lines {
        if !line.code.is_empty() {
            let name = folded(&line.name);
            let one = by_code.get(line.code.as_str());
            coded
                .extend(one.filter(|one| name.is_empty() || folded(&name_of(one)) == name).map(|one| one.id));
        } else {
            *named.entry(folded(&line.name)).or_default() += 1;
        }
    }
    let (mut plan, mut wrong) = (Plan::default(), Vec::new());
    let (mut seen, mut taken) = (HashSet::new(), HashMap::<String, usize>::new());
    for line in lines {
        let name = folded(&line.name);
        let found = if line.code.is_empty() {
            let have_it = by_name.get(&name).map_or(&[] as &[&Registration], Vec::as_slice);
            let free: Vec<&Registration> =
                have_it.iter().copied().filter(|one| !coded.contains(&one.id)).collect();
            let count = named.get(&name).copied().unwrap_or_default();
            if count < free.len() && free.iter().any(|one| one.attended_at.is_none()) {
                wrong.push((line.line, Problem::SeveralHaveIt(line.name.clone())));
                continue;
            }
            let nth = taken.entry(name).or_default();
            *nth += 1;
            let found = free.get(*nth - 1).copied();
            // Whoever registered has a line already; those who were entered from a list may be more by now.
            if found.is_none() && have_it.iter().any(|one| one.person.is_some()) {
                wrong.push((line.line, Problem::Twice(line.name.clone())));
                continue;
            }
            found
        } else {
            let Some(one) = by_code.get(line.code.as_str()) else {
                wrong.push((line.line, Problem::UnknownCode(line.code.clone())));
                continue;
            };
            if !name.is_empty() && folded(&name_of(one)) != name {
                wrong.push((line.line, Problem::OtherName(line.name.clone())));
                continue;
            }
            if !seen.insert(one.id) {
                wrong.push((line.line, Problem::Twice(line.name.clone())));
                continue;
            }
            Some(*one)
        };
        match found {
            Some(one) if one.attended_at.is_some() => plan.same += 1,
            Some(one) => plan.found.push((line.line, name_of(one), one.id)),
            None => plan.added.push((line.line, line.name.clone())),
        }
    }
    refuse(wrong)?;
    Ok(plan)
}

/// What taking a list over would do.
///
/// # Errors
/// The inner one if lines are wrong; [`HearingError::NotFound`], [`HearingError::NotHeldYet`], [`HearingError::WrongStage`]
/// (`names_erased` once the names are erased), or a database error.
pub async fn plan(
    conn: &impl Reader,
    keyring: &Keyring,
    hearing: HearingId,
    lines: &[Came],
    now: Now,
) -> Result<Result<Plan, Refusal>, HearingError> {
    let row = hearings::entity::Entity::find_by_id(hearing).one(conn).await?.ok_or(HearingError::NotFound)?;
    hearings::check_held(&row, now)?;
    if registrations::kept_until(row.held_on) < period::day_of(now) {
        return Err(HearingError::WrongStage("names_erased"));
    }
    Ok(align(lines, &registrations::all(conn, keyring, hearing).await?))
}

/// Takes a list over: all of it, or nothing.
///
/// # Errors
/// As [`plan`].
#[allow(clippy::too_many_arguments)]
pub async fn apply(
    tx: &Tx,
    keyring: &Keyring,
    hearing: HearingId,
    lines: &[Came],
    how: &'static str,
    code: impl Fn() -> String,
    by: PersonId,
    now: Now,
) -> Result<Result<Plan, Refusal>, HearingError> {
    let row = hearings::lock(tx, hearing).await?;
    let plan = match plan(tx, keyring, hearing, lines, now).await? {
        Ok(plan) => plan,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if plan.found.is_empty() && plan.added.is_empty() {
        return Ok(Ok(plan));
    }
    for (_, _, registration) in &plan.found {
        registrations::note_came(tx, *registration, how, now).await?;
    }
    for (_, name) in &plan.added {
        registrations::enter(tx, keyring, hearing, name, how, &code, now).await?;
    }
    let facts = json!({ "found": plan.found.len(), "added": plan.added.len(), "same": plan.same });
    let actor = Actor::Person { id: by, role: "facilitator" };
    let event = NewEvent::new("hearing.attendance_taken", row.proposal, actor).about(hearing).internal();
    event::append(tx, now, event.with(facts)).await?;
    Ok(Ok(plan))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::registrations::Particulars;

    fn registered(name: &str, code: &str, came: bool) -> Registration {
        let now: Now = "2026-03-02T04:00:00Z".parse().unwrap();
        Registration {
            id: RegistrationId::new(now),
            hearing: HearingId::new(now),
            person: Some(PersonId::new(now)),
            state: "placed".to_owned(),
            waiting: None,
            code: code.to_owned(),
            speaks: false,
            has_needs: false,
            said: Some(Particulars { name: name.to_owned(), ..Particulars::default() }),
            at: now,
            attended_at: came.then_some(now),
            attended_by: None,
        }
    }

    #[test]
    fn lines_are_found_by_code_or_by_the_one_who_has_the_name() {
        let all = [
            registered("王小明", "111111", false),
            registered("陳怡君", "222222", false),
            registered("陳怡君", "333333", false),
            registered("Ann Lee", "444444", true),
        ];
        let lines = typed("王 小明\n陳怡君,３３３３３３\nＡＮＮ　lee\n路人甲\n").unwrap();
        let plan = align(&lines, &all).unwrap();
        assert_eq!(
            plan.found.iter().map(|(line, _, id)| (*line, *id)).collect::<Vec<_>>(),
            [(1, all[0].id), (2, all[2].id)]
        );
        assert_eq!((plan.added, plan.same), (vec![(4, "路人甲".to_owned())], 1));
        let wrong = typed(
            "\n陳怡君\n王小明,222222\n甲,999999\nAnn Lee\nAnn Lee\n王小明,111111\n王小明\n111111,111111\n",
        )
        .unwrap();
        let Err(Refusal::Lines(told)) = align(&wrong, &all) else { unreachable!() };
        let told: Vec<_> = told.iter().map(|(line, problem)| (*line, problem.code())).collect();
        let refused = [
            (2, "several"),
            (3, "other_name"),
            (4, "unknown_code"),
            (6, "twice"),
            (8, "twice"),
            (9, "other_name"),
        ];
        assert_eq!(told, refused);
    }

    #[test]
    fn people_of_one_name_are_counted() {
        let (first, second) = (registered("陳怡君", "012345", false), registered("陳怡君", "333333", false));
        let all = [first.clone(), second.clone()];
        let of = |text: &str, all: &[Registration]| {
            let plan = align(&typed(text).unwrap(), all).unwrap();
            (plan.found.iter().map(|(_, _, id)| *id).collect::<Vec<_>>(), plan.added.len(), plan.same)
        };
        // All who have the name came, or the code of one leaves the other; a code has lost its zero.
        assert_eq!(of("陳怡君\n陳怡君\n", &all), (vec![first.id, second.id], 0, 0));
        assert_eq!(of("陳怡君\n陳怡君,12345\n", &all), (vec![second.id, first.id], 0, 0));
        // Two who had not registered, and the same list once they are entered, and one more of them.
        assert_eq!(of("乙\n乙\n", &all), (vec![], 2, 0));
        let entered = || Registration { person: None, ..registered("乙", "555555", true) };
        let all = [entered(), Registration { code: "666666".to_owned(), ..entered() }];
        assert_eq!(of("乙\n乙\n", &all), (vec![], 0, 2));
        assert_eq!(of("乙\n", &all), (vec![], 0, 1));
        assert_eq!(of("乙\n乙\n乙\n", &all), (vec![], 1, 2));
    }

    #[test]
    fn whoever_did_not_come_is_left_out() {
        for cell in ["FALSE", "未出席", "未簽到", "缺", "請 假", "－", "×", "✗", "0", "N", "No", ""]
        {
            let table = format!("姓名,出席\n王小明,{cell}\n陳怡君,V\n");
            assert_eq!(parse(table.as_bytes()).unwrap().len(), 1, "{cell}");
        }
    }

    #[test]
    fn a_table_says_who_came() {
        let table = "報到代碼,姓名,出席\n111111,王小明,V\n222222,陳怡君,\n,路人甲,是\n";
        let lines = parse(table.as_bytes()).unwrap();
        assert_eq!(
            lines.iter().map(|one| (one.line, one.name.as_str())).collect::<Vec<_>>(),
            [(2, "王小明"), (4, "路人甲")]
        );
        assert_eq!(parse("電話\n0912\n".as_bytes()), Err(Refusal::NoNameColumn));
        assert_eq!(parse(b""), Err(Refusal::File(FileProblem::Empty)));
        let long = format!("姓名\n{}\n", "長".repeat(51));
        assert_eq!(parse(long.as_bytes()), Err(Refusal::Lines(vec![(2, Problem::NameTooLong)])));
        assert_eq!(typed(" \n"), Err(Refusal::File(FileProblem::Empty)));
    }
}
