//! The command line, run as an operator runs it.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Output};

fn folkmoot(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_folkmoot"))
        .args(arguments)
        .current_dir(directory)
        .env("FOLKMOOT_LOG", "warn")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_calendar_is_imported_and_a_wrong_one_is_told_with_its_line() {
    let directory = tempfile::tempdir().unwrap();
    let good = directory.path().join("2031.csv");
    let first: chrono::NaiveDate = "2031-01-01".parse().unwrap();
    let rows: String =
        first.iter_days().take(365).map(|day| format!("{},一,0,\r\n", day.format("%Y%m%d"))).collect();
    std::fs::write(&good, format!("\u{FEFF}西元日期,星期,是否放假,備註\r\n{rows}")).unwrap();
    let told = folkmoot(directory.path(), &["import", "calendar", "2031.csv"]);
    assert!(told.status.success(), "{}", text(&told.stderr));
    assert!(text(&told.stdout).contains("2031: 365 days, 365 of them working days."));

    std::fs::write(&good, "西元日期,星期,是否放假,備註\n20310101,三,1,\n").unwrap();
    let told = folkmoot(directory.path(), &["import", "calendar", "2031.csv"]);
    assert_eq!(told.status.code(), Some(2));
    assert!(text(&told.stderr).contains("2031.csv: line 2:"), "{}", text(&told.stderr));
    let told = folkmoot(directory.path(), &["import", "calendar", "missing.csv"]);
    assert!(text(&told.stderr).contains("missing.csv"));
}

#[test]
fn exports_go_to_standard_output_or_a_file() {
    let directory = tempfile::tempdir().unwrap();
    let told = folkmoot(directory.path(), &["export", "proposals", "--format", "csv"]);
    assert!(told.status.success(), "{}", text(&told.stderr));
    assert!(text(&told.stdout).starts_with("\u{FEFF}id,number,title,"));
    let told = folkmoot(directory.path(), &["export", "events", "-o", "events.jsonl"]);
    assert!(told.status.success() && told.stdout.is_empty());
    assert_eq!(std::fs::read_to_string(directory.path().join("events.jsonl")).unwrap(), "");
    let told = folkmoot(directory.path(), &["export", "nonsense"]);
    assert!(text(&told.stderr).contains("signature-counts"));
}

/// As [`folkmoot`], with something on standard input.
fn folkmoot_with(directory: &Path, arguments: &[&str], input: &str) -> Output {
    use std::io::Write as _;
    let mut child = Command::new(env!("CARGO_BIN_EXE_folkmoot"))
        .args(arguments)
        .current_dir(directory)
        .env("FOLKMOOT_LOG", "warn")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn an_administrator_gives_the_list_of_throw_away_domains() {
    let directory = tempfile::tempdir().unwrap();
    let create = |email: &str, mobile: &str, role: &str| {
        let arguments = [
            "admin",
            "create",
            "--email",
            email,
            "--name",
            "王大明",
            "--nickname",
            email,
            "--mobile",
            mobile,
            "--role",
            role,
        ];
        let told = folkmoot_with(directory.path(), &arguments, "walnut-harbour-2026\n");
        assert!(told.status.success(), "{}", text(&told.stderr));
    };
    create("admin@example.org", "0912345678", "administrator");
    create("reviewer@example.org", "0912345679", "reviewer");
    let list = directory.path().join("domains.txt");
    std::fs::write(&list, "# ours\nThrowaway.test\n\nother.test\n").unwrap();
    let give = |file: &str, email: &str, input: &str| {
        folkmoot_with(directory.path(), &["admin", "mail-domains", file, "--email", email], input)
    };
    let told = give("domains.txt", "admin@example.org", "");
    assert!(told.status.success(), "{}", text(&told.stderr));
    assert!(text(&told.stdout).contains("2 domains now"), "{}", text(&told.stdout));
    let told = give("-", "admin@example.org", "one.test\n");
    assert!(text(&told.stdout).contains("1 domains now"), "{}", text(&told.stdout));
    for (file, email, why) in [
        ("missing.txt", "admin@example.org", "No such file"),
        ("domains.txt", "nobody@example.org", "no account has this address"),
        ("domains.txt", "reviewer@example.org", "no administrator"),
    ] {
        let told = give(file, email, "");
        assert_eq!(told.status.code(), Some(2), "{file} {email}");
        assert!(text(&told.stderr).contains(why), "{}", text(&told.stderr));
    }
    let told = give("-", "admin@example.org", "fine.test\nnot a domain\n");
    assert_eq!(told.status.code(), Some(2));
    assert!(text(&told.stderr).contains('2'), "the line is named: {}", text(&told.stderr));
}
