//! Every shipped procedure, date by date: a proposal that takes all the time it may.

#![allow(clippy::unwrap_used, clippy::panic)]

use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_proposals::rulebook::{Day, Happens, SHIPPED, parse, timeline};
use rstest::rstest;

fn said(happens: &Happens) -> String {
    match happens {
        Happens::Submitted => "submitted".to_owned(),
        Happens::SupplementAsked => "supplement asked".to_owned(),
        Happens::SupportersDue => "supporters".to_owned(),
        Happens::ReviewFlag(place) => format!("flag {place}"),
        Happens::ReviewDue => "review".to_owned(),
        Happens::WindowOpens => "opens".to_owned(),
        Happens::WindowCloses => "closes".to_owned(),
        Happens::CaseOpened => "case".to_owned(),
        Happens::Clock(code) => format!("clock {code}"),
        Happens::Extended(code) => format!("extended {code}"),
        Happens::ReplyDue => "reply".to_owned(),
        Happens::FeedbackEnds => "feedback".to_owned(),
        Happens::SurveyAsked => "survey".to_owned(),
        Happens::SurveyEnds => "survey ends".to_owned(),
        Happens::FollowUp(code) => format!("follow-up {code}"),
        Happens::RepeatBanEnds => "repeat".to_owned(),
    }
}

fn dates(id: &str, submitted: &str) -> Vec<String> {
    let source = SHIPPED.iter().find(|(known, _)| *known == id).unwrap().1;
    let rulebook = parse(source).unwrap();
    timeline(&rulebook, &OfficeCalendar::shipped(), submitted.parse().unwrap())
        .into_iter()
        .map(|step| {
            let day = match step.day {
                Day::On(day) => day.to_string(),
                Day::Open => "open".to_owned(),
                Day::Unknown(year) => format!("no calendar of {year}"),
            };
            format!("{} {day}", said(&step.what))
        })
        .collect()
}

#[rstest]
#[case::join("join", "2026-03-02", &[
    "submitted 2026-03-02",
    "review 2026-03-05",
    "opens 2026-03-06",
    "closes 2026-05-04",
    "case 2026-05-04",
    "clock timetable 2026-05-13",
    "clock contact 2026-05-22",
    "clock response 2026-07-03",
    "extended response 2026-09-03",
    "reply 2026-07-17",
    "feedback 2026-07-06",
    "survey 2026-08-03",
    "survey ends 2026-08-17",
    "follow-up under_study 2027-01-03",
    "repeat 2027-01-03",
])]
#[case::demo("demo", "2026-03-02", &[
    "submitted 2026-03-02",
    "review 2026-03-05",
    "opens 2026-03-06",
    "closes 2026-05-04",
    "case 2026-05-04",
    "clock timetable 2026-05-13",
    "clock contact 2026-05-22",
    "clock response 2026-07-03",
    "extended response 2026-09-03",
    "reply 2026-07-17",
    "feedback 2026-07-06",
    "survey 2026-08-03",
    "survey ends 2026-08-17",
    "follow-up under_study 2027-01-03",
    "repeat 2027-01-03",
])]
#[case::verified("verified", "2026-03-02", &[
    "submitted 2026-03-02",
    "review 2026-03-05",
    "opens 2026-03-06",
    "closes 2026-05-04",
    "case 2026-05-04",
    "clock timetable 2026-05-13",
    "clock contact 2026-05-22",
    "clock response 2026-07-03",
    "extended response 2026-09-03",
    "reply 2026-07-17",
    "feedback 2026-07-06",
    "survey 2026-08-03",
    "survey ends 2026-08-17",
    "follow-up under_study 2027-01-03",
    "repeat 2027-01-03",
])]
#[case::council("council", "2026-03-02", &[
    "submitted 2026-03-02",
    "review 2026-03-09",
    "opens 2026-03-10",
    "closes 2026-04-08",
    "case 2026-04-08",
    "clock timetable 2026-04-15",
    "clock response 2026-05-08",
    "extended response 2026-06-08",
    "reply 2026-05-22",
    "feedback 2026-05-11",
    "survey 2026-06-08",
    "survey ends 2026-06-22",
    "follow-up under_study 2026-11-08",
    "repeat 2026-11-08",
])]
#[case::join_kaohsiung("join-kaohsiung", "2026-03-02", &[
    "submitted 2026-03-02",
    "review 2026-03-09",
    "opens 2026-03-10",
    "closes 2026-05-08",
    "case 2026-05-08",
    "clock timetable 2026-05-19",
    "clock contact 2026-05-28",
    "clock response 2026-07-07",
    "extended response 2026-09-07",
    "reply 2026-07-21",
    "feedback 2026-07-10",
    "survey 2026-08-07",
    "survey ends 2026-08-21",
    "follow-up under_study 2027-01-07",
    "repeat 2027-01-07",
])]
#[case::taipei_ivoting("taipei-ivoting", "2026-03-02", &[
    "submitted 2026-03-02",
    "review 2026-03-09",
    "opens 2026-03-10",
    "closes 2026-04-23",
    "case 2026-04-23",
    "clock hearing open",
    "clock vote open",
    "clock response 2026-06-22",
    "extended response 2026-08-22",
    "reply 2026-07-06",
    "feedback 2026-06-25",
    "survey 2026-07-22",
    "survey ends 2026-08-05",
    "follow-up under_study 2026-12-22",
    "repeat 2026-12-22",
])]
#[case::uk_parliament("uk-parliament", "2026-03-02", &[
    "submitted 2026-03-02",
    "review 2026-03-16",
    "flag 1 2026-03-13",
    "flag 2 2026-03-16",
    "opens 2026-03-16",
    "closes 2026-09-16",
    "case 2026-09-16",
    "clock response open",
    "clock debate open",
])]
#[case::we_the_people("we-the-people", "2026-03-02", &[
    "submitted 2026-03-02",
    "opens 2026-03-02",
    "closes 2026-04-01",
    "case 2026-04-01",
    "clock response 2026-05-31",
])]
#[case::bundestag("bundestag", "2026-03-02", &[
    "submitted 2026-03-02",
    "review 2026-03-23",
    "opens 2026-03-23",
    "closes 2026-05-04",
    "case 2026-05-04",
    "clock hearing open",
    "clock response open",
])]
#[case::eu_citizens_initiative("eu-citizens-initiative", "2026-03-02", &[
    "submitted 2026-03-02",
    "review 2026-05-02",
    "opens 2026-05-03",
    "closes 2027-05-02",
    "case 2027-05-02",
    "clock response 2027-11-02",
    "follow-up action 2028-05-02",
    "follow-up partly 2028-05-02",
])]
#[case::korea_proposal("korea-proposal", "2026-03-02", &[
    "submitted 2026-03-02",
    "supplement asked 2026-03-09",
    "case 2026-03-02",
    "clock response 2026-04-02",
])]
#[case::korea_civil_petition("korea-civil-petition", "2026-03-02", &[
    "submitted 2026-03-02",
    "supplement asked 2026-03-09",
    "case 2026-03-02",
    "clock response 2026-03-16",
    "clock progress 2026-04-01",
])]
#[case::reach_consultation("reach-consultation", "2026-03-02", &[
    "submitted 2026-03-02",
    "case 2026-03-02",
    "clock closing 2026-03-30",
    "clock response open",
])]
#[case::open_data_request("open-data-request", "2026-03-02", &[
    "submitted 2026-03-02",
    "case 2026-03-02",
    "clock response 2026-04-01",
])]
#[case::demo_uk("demo-uk", "2026-03-02", &[
    "submitted 2026-03-02",
    "review 2026-03-16",
    "flag 1 2026-03-13",
    "flag 2 2026-03-16",
    "opens 2026-03-16",
    "closes 2026-09-16",
    "case 2026-09-16",
    "clock response open",
    "clock debate open",
])]
#[case::demo_eu("demo-eu", "2026-03-02", &[
    "submitted 2026-03-02",
    "review 2026-05-02",
    "opens 2026-05-03",
    "closes 2027-05-02",
    "case 2027-05-02",
    "clock response 2027-11-02",
    "follow-up action 2028-05-02",
    "follow-up partly 2028-05-02",
])]
fn every_date_of_a_procedure(#[case] id: &str, #[case] submitted: &str, #[case] expected: &[&str]) {
    assert_eq!(dates(id, submitted), expected);
}

/// A date that is needed and whose calendar is missing is said, and so is all that follows from it.
#[test]
fn a_year_without_a_calendar_is_never_a_year_without_holidays() {
    let told = dates("join", "2031-05-01");
    assert!(told.contains(&"review no calendar of 2031".to_owned()));
    assert!(told.contains(&"closes no calendar of 2031".to_owned()));
    assert!(told.contains(&"clock response no calendar of 2031".to_owned()));
}

/// Every shipped procedure stands in the table above.
#[test]
fn none_is_left_out() {
    let table = include_str!("scenarios.rs");
    for (id, _) in SHIPPED {
        assert!(table.contains(&format!("(\"{id}\", \"2026")), "{id}");
    }
}
