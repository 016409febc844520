//! Every shipped procedure over HTTP, from the submission to its ends: with each date that it promises and each event.
//! Only the numbers of people are lower.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use folkmoot_foundation::period::{last_day_before, start_of_day};
use folkmoot_proposals::Rulebook;
use folkmoot_proposals::rulebook::{ClockEnd, ClockStart, Day, Happens, SHIPPED, parse, timeline};
use folkmoot_tests::rulebooks::OWN;
use folkmoot_tests::{Backend, Browser, House};
use serde_json::{Value, json};

/// The procedures of the world; the others that are shipped are theirs with other numbers.
const PROCEDURES: [&str; 11] = [
    "join",
    "join-kaohsiung",
    "taipei-ivoting",
    "uk-parliament",
    "we-the-people",
    "bundestag",
    "eu-citizens-initiative",
    "korea-proposal",
    "korea-civil-petition",
    "reach-consultation",
    "open-data-request",
];

/// How many people the first threshold asks for.
const PEOPLE: i64 = 8;

/// A shipped procedure with few people.
fn lowered(id: &str) -> String {
    let (_, shipped) = SHIPPED.iter().find(|(known, _)| *known == id).unwrap();
    let rulebook = parse(shipped).unwrap();
    let words = "{ zh-TW = \"人數降低。\", en = \"Fewer people.\" }";
    let mut source = format!("extends = \"{id}\"\nid = \"{OWN}\"\n");
    if rulebook.supporters.is_some() {
        source += &format!("[supporters]\ntext = {words}\ncount = 1\nmost = 3\n");
    }
    for (threshold, count) in rulebook.thresholds.iter().zip(PEOPLE..) {
        source += &format!("[change.thresholds.{}]\ntext = {words}\ncount = {count}\n", threshold.code);
        if threshold.regions.is_some() {
            let regions = rulebook.regions();
            let minima: Vec<String> =
                regions.items.iter().map(|region| format!("{} = 1", region.code)).collect();
            source += &format!("regions.minimum = {{ {} }}\n", minima.join(", "));
        }
    }
    parse(&source).unwrap();
    source
}

/// A proposal as the fields of the procedure take it.
fn words(rulebook: &Rulebook) -> Value {
    let f = &rulebook.fields;
    let text = |max: usize| "增設行人庇護島。".repeat(8).chars().take(max).collect::<String>();
    // The one that takes longest, since all dates are those of who takes all the time there is.
    let answered_in = |code: &str| {
        let clocks = rulebook.clocks.iter().filter(|clock| clock.ends_with() == ClockEnd::Response);
        clocks.filter_map(|clock| clock.period_for(Some(code))).map(|period| period.amount).max()
    };
    let category =
        rulebook.categories.iter().rev().max_by_key(|category| answered_in(&category.code)).unwrap();
    let mut words = json!({
        "title": "路口增設行人庇護島",
        "content": text(f.content.max),
        "benefits": text(f.benefits.max),
        "category": category.code,
    });
    if f.demands.is_asked() {
        words["demands"] = json!(["路口增設行人庇護島"]);
    }
    if f.agencies.most > 0 {
        words["let_platform_decide"] = json!(true);
    }
    words
}

/// A proposal on its way through a procedure.
struct Way {
    house: House,
    rulebook: Arc<Rulebook>,
    /// The last day of each thing that the procedure promises, if it takes all its time.
    days: BTreeMap<String, NaiveDate>,
    proposer: Browser,
    id: String,
    signed: usize,
}

impl Way {
    async fn submitted(backend: Backend, id: &str) -> Self {
        let house = House::start_under(backend, &lowered(id)).await;
        let rulebook = house.app.rulebooks.current(OWN).unwrap();
        let submitted = folkmoot_foundation::period::day_of(house.now());
        let days = timeline(&rulebook, &house.app.calendar.get(), submitted).into_iter().filter_map(|step| {
            let Day::On(day) = step.day else { return None };
            let name = match step.what {
                Happens::ReviewDue => "review".to_owned(),
                Happens::WindowOpens => "opens".to_owned(),
                Happens::WindowCloses => "closes".to_owned(),
                Happens::Clock(code) => format!("clock {code}"),
                Happens::ReplyDue => "reply".to_owned(),
                Happens::FeedbackEnds => "feedback".to_owned(),
                Happens::SurveyEnds => "survey ends".to_owned(),
                Happens::FollowUp(code) => format!("follow-up {code}"),
                _ => return None,
            };
            Some((name, day))
        });
        let days = days.collect();
        let proposer = house.citizen("提議人").await;
        let made = proposer.call("POST", "/api/v1/proposals", words(&rulebook)).await.expect(201).json();
        let id = made["id"].as_str().unwrap().to_owned();
        proposer.call("POST", &format!("/api/v1/proposals/{id}/submit"), Value::Null).await.expect(200);
        let mut way = Self { house, rulebook, days, proposer, id, signed: 0 };
        if way.rulebook.supporters.is_some() {
            way.sign(1).await;
        }
        way
    }

    async fn seen(&self) -> Value {
        self.proposer_now()
            .await
            .call("GET", &format!("/api/v1/proposals/{}", self.id), Value::Null)
            .await
            .json()
    }

    /// The proposer, signed in at this time.
    async fn proposer_now(&self) -> Browser {
        self.house.sign_in(self.proposer.person.as_ref().unwrap()).await
    }

    async fn is(&self, state: &str) {
        assert_eq!(self.seen().await["state"], state, "{}", self.rulebook.name.zh);
    }

    /// Noon in Taipei of the last day of something promised.
    fn go_to(&self, name: &str) {
        self.house.clock.set(start_of_day(self.days[name]) + TimeDelta::hours(12));
    }

    /// That the instant from which something is too late ends the day that was promised.
    fn promised(&self, name: &str, until: &Value) {
        let until: DateTime<Utc> =
            until.as_str().unwrap_or_else(|| panic!("{name} has no date")).parse().unwrap();
        assert_eq!(last_day_before(until), self.days[name], "{name}");
    }

    async fn review(&self, decision: Value) {
        let reviewer = self.house.with_role("reviewer", None).await;
        let path = format!("/api/v1/proposals/{}/review", self.id);
        reviewer.call("POST", &path, decision).await.expect(200);
    }

    /// Passes the review on its last day, if there is one.
    async fn open(&self) {
        if self.rulebook.review.is_none() {
            return;
        }
        self.is("in_review").await;
        self.promised("review", &self.seen().await["review_due"]);
        self.go_to("review");
        self.review(json!({ "action": "open" })).await;
    }

    /// So many people sign, each from another region where regions matter.
    async fn sign(&mut self, people: usize) {
        let minima = self.rulebook.thresholds.iter().any(|threshold| threshold.regions.is_some());
        for _ in 0..people {
            let regions = self.rulebook.regions();
            let region = &regions.items[self.signed % regions.items.len()].code;
            let body = if minima { json!({ "region": region }) } else { Value::Null };
            let signer = self.house.citizen("附議人").await;
            let path = format!("/api/v1/proposals/{}/signatures", self.id);
            signer.call("POST", &path, body).await.expect(201);
            self.signed += 1;
        }
    }

    /// Is signed on the last day until its case opens, if it must be signed.
    async fn reach(&mut self) {
        if self.rulebook.drive.is_some() {
            self.is("open").await;
            let seen = self.seen().await;
            let opens: DateTime<Utc> = seen["opens_at"].as_str().unwrap().parse().unwrap();
            assert_eq!(folkmoot_foundation::period::day_of(opens), self.days["opens"]);
            self.promised("closes", &seen["closes_at"]);
            self.go_to("closes");
            let needed = self.rulebook.case_threshold().unwrap().count;
            let missing = needed - self.seen().await["signatures"].as_i64().unwrap();
            self.sign(usize::try_from(missing).unwrap()).await;
        }
        self.is("reached").await;
    }

    /// The case, given to an agency; its clocks have the dates that were promised.
    async fn assigned(&self) -> Case<'_> {
        let administrator = self.house.with_role("administrator", None).await;
        let agency = self.house.agency(&administrator, "motc", "交通部", "Transport").await;
        let found = administrator.call("GET", "/api/v1/cases?state=unassigned", Value::Null).await.json();
        let id = found["items"][0]["id"].as_str().unwrap().to_owned();
        let body = json!({ "leads": [agency.to_string()] });
        let case = Case { way: self, id, agency };
        administrator.call("POST", &case.path("assignment"), body).await.expect(200);
        for clock in &self.rulebook.clocks {
            let name = format!("clock {}", clock.code);
            // What starts with the timetable starts later.
            if self.days.contains_key(&name) && clock.starts != ClockStart::Timetable {
                self.promised(&name, &case.clock(&clock.code).await["due_at"]);
            }
        }
        case
    }
}

/// Its case.
struct Case<'a> {
    way: &'a Way,
    id: String,
    agency: folkmoot_foundation::AgencyId,
}

impl Case<'_> {
    fn path(&self, act: &str) -> String {
        format!("/api/v1/cases/{}/{act}", self.id)
    }

    async fn seen(&self) -> Value {
        let path = format!("/api/v1/cases/{}", self.id);
        self.way.house.browser().call("GET", &path, Value::Null).await.expect(200).json()
    }

    async fn clock(&self, code: &str) -> Value {
        let clocks = self.seen().await["clocks"].as_array().unwrap().clone();
        clocks.into_iter().find(|clock| clock["code"] == code).unwrap_or_else(|| panic!("no clock {code}"))
    }

    async fn officer(&self) -> Browser {
        self.way.house.with_role("agency_officer", Some(self.agency)).await
    }

    /// All that is owed on the way to the answer, done at once.
    async fn duties(&self) {
        let (officer, today) =
            (self.officer().await, folkmoot_foundation::period::day_of(self.way.house.now()));
        for clock in &self.way.rulebook.clocks {
            let (act, body) = match clock.ends_with() {
                ClockEnd::Timetable => (
                    "timetable",
                    json!({ "body": "先會勘再規劃。", "steps": [{ "on": today, "what": "會勘" }] }),
                ),
                ClockEnd::Contact => {
                    ("contact", json!({ "on": today, "manner": "telephone", "summary": "說明辦理方式。" }))
                }
                ClockEnd::Progress => ("progress", json!({ "body": "已完成會勘。" })),
                ClockEnd::Hearing | ClockEnd::Debate | ClockEnd::Vote => {
                    let kind = match clock.ends_with() {
                        ClockEnd::Hearing => "hearing",
                        ClockEnd::Debate => "debate",
                        _ => "vote",
                    };
                    ("outcomes", json!({ "kind": kind, "on": today, "summary": "多數贊成。" }))
                }
                ClockEnd::Response => continue,
            };
            officer.call("POST", &self.path(act), body).await.expect(200);
            if self.clock(&clock.code).await["state"] != "waiting" {
                assert_eq!(self.clock(&clock.code).await["state"], "met", "{}", clock.code);
            }
        }
    }

    /// Drafts, submits and signs an answer that decides so on every demand.
    async fn answer(&self, decision: &str) {
        let officer = self.officer().await;
        let case = self.seen().await;
        let ground = self.way.rulebook.legal_grounds.first().map(|ground| ground.code.clone());
        let rule = self.way.rulebook.decisions.iter().find(|rule| rule.code == decision).unwrap();
        let grounds: Vec<String> = ground.into_iter().filter(|_| rule.needs_ground).collect();
        let demands = case["demands"].as_array().unwrap().iter().map(|demand| {
            json!({ "demand": demand["id"], "decision": decision, "reasons": "行人安全優先。", "grounds": grounds })
        });
        let demands: Vec<Value> = demands.collect();
        let content = json!({ "demands": demands, "summary": "路口會增設庇護島。" });
        let body = json!({ "base": 0, "content": content });
        officer.call("PUT", &self.path("response"), body).await.expect(200);
        officer.call("POST", &self.path("response/submit"), json!({ "version": 1 })).await.expect(204);
        let approver = self.way.house.with_role("agency_approver", Some(self.agency)).await;
        let sign = json!({ "version": 1, "name": "陳美玲", "title": "部長" });
        approver.call("POST", &self.path("response/sign"), sign).await.expect(201);
        self.way.is("answered").await;
    }

    /// What may be said afterwards has the dates that were promised.
    async fn windows(&self) {
        let response = self.way.house.browser().call("GET", &self.path("response"), Value::Null).await.json();
        let windows = &response["afterwards"];
        for (name, field) in
            [("reply", "reply_until"), ("feedback", "feedback_until"), ("survey ends", "survey_until")]
        {
            match self.way.days.contains_key(name) {
                true => self.way.promised(name, &windows[field]),
                false => assert!(windows[field].is_null(), "{name}: {windows}"),
            }
        }
    }

    /// Reports what was promised, on its day, or closes where nothing was.
    async fn close(&self, decision: &str) {
        let case = self.seen().await;
        for follow_up in case["follow_ups"].as_array().unwrap() {
            let name = format!("follow-up {decision}");
            assert_eq!(follow_up["due_on"], self.way.days[&name].to_string(), "{name}");
            self.way.go_to(&name);
            let path = self.path(&format!("follow-ups/{}/report", follow_up["id"].as_str().unwrap()));
            let body = json!({ "report": "已完工。", "outcome": "十二處路口完工，本案結案。" });
            self.officer().await.call("POST", &path, body).await.expect(200);
        }
        if case["follow_ups"].as_array().unwrap().is_empty() {
            let body = json!({ "outcome": "十二處路口完工，本案結案。" });
            self.officer().await.call("POST", &self.path("close"), body).await.expect(200);
        }
        self.way.is("closed").await;
    }
}

/// From the submission to the closed case, on the last day of everything.
async fn goes_its_whole_way(backend: Backend, procedure: &str, expected: &[&str]) {
    let mut way = Way::submitted(backend, procedure).await;
    way.open().await;
    way.reach().await;
    let case = way.assigned().await;
    case.duties().await;
    if way.days.contains_key("clock response") {
        way.go_to("clock response");
    }
    let decision = way.rulebook.decisions.iter().find(|decision| decision.follow_up.is_some());
    let decision = decision.unwrap_or(&way.rulebook.decisions[0]).code.clone();
    case.answer(&decision).await;
    case.windows().await;
    case.close(&decision).await;
    let mut happened = way.house.happened(&way.id).await;
    // Batches of signatures are as many as come in at the same time.
    happened.retain(|kind| !kind.starts_with("signatures."));
    assert_eq!(happened, expected, "{procedure}");
    way.house.stop().await;
}

/// What ends a proposal before it has a case: a refusal, its withdrawal, too few people.
async fn ends_before_its_case(backend: Backend, procedure: &str) {
    let (_, shipped) = SHIPPED.iter().find(|(known, _)| *known == procedure).unwrap();
    let rulebook = parse(shipped).unwrap();
    if rulebook.review.is_some() {
        let way = Way::submitted(backend, procedure).await;
        let ground = rulebook.grounds().iter().find(|ground| !ground.hidden).unwrap().code.clone();
        way.review(json!({ "action": "refuse", "grounds": [ground], "reason": "不符合受理條件" })).await;
        way.is("refused").await;
        let page = way.house.browser().get(&format!("/proposals/{}", way.id)).await.expect(200);
        page.shows("不符合受理條件");
        way.house.stop().await;
    }
    if !rulebook.withdrawal.from.is_empty() {
        let way = Way::submitted(backend, procedure).await;
        let state = way.seen().await["state"].as_str().unwrap().to_owned();
        let may = rulebook.withdrawal.from.iter().any(|from| from.code() == state);
        let path = format!("/api/v1/proposals/{}/withdraw", way.id);
        let body = json!({ "reason": "已有更完整的提案" });
        way.proposer.call("POST", &path, body).await.expect(if may { 200 } else { 409 });
        way.is(if may { "withdrawn" } else { state.as_str() }).await;
        way.house.stop().await;
    }
    if rulebook.drive.is_some() {
        let way = Way::submitted(backend, procedure).await;
        way.open().await;
        way.go_to("closes");
        way.is("open").await;
        way.house.clock.set(start_of_day(way.days["closes"]) + TimeDelta::days(1));
        way.is("lapsed").await;
        way.house.clock.advance(TimeDelta::hours(1));
        way.house.work().await;
        let happened = way.house.happened(&way.id).await;
        assert_eq!(happened.last().map(String::as_str), Some("proposal.lapsed"), "{procedure}");
        way.house.stop().await;
    }
}

/// An answer that comes a day late is late in public, and stays so.
async fn misses_its_answer(backend: Backend, procedure: &str) {
    let mut way = Way::submitted(backend, procedure).await;
    if !way.days.contains_key("clock response") {
        return;
    }
    way.open().await;
    way.reach().await;
    let case = way.assigned().await;
    way.house.clock.set(start_of_day(way.days["clock response"]) + TimeDelta::hours(24 + 12));
    assert_eq!(case.clock("response").await["state"], "missed", "{procedure}");
    way.house.work().await;
    assert!(way.house.happened(&way.id).await.contains(&"case.missed".to_owned()), "{procedure}");
    let officer = case.officer().await;
    let late = json!({ "reasons": "協調中", "progress": "已會勘" });
    officer.call("POST", &case.path("extension"), late).await.expect(409);
    let sorry = json!({ "explanation": "會簽延誤一天。" });
    officer.call("POST", &case.path("clocks/response/explanation"), sorry).await.expect(200);
    case.answer(&way.rulebook.decisions[0].code).await;
    let clock = case.clock("response").await;
    assert_eq!((&clock["state"], &clock["days_overdue"]), (&json!("met_late"), &json!(1)), "{procedure}");
    way.house.stop().await;
}

/// The events of the whole way of each procedure.
fn whole_way(procedure: &str) -> Vec<&'static str> {
    let table = include_str!("procedures.txt");
    let mut lines = table.lines().skip_while(|line| *line != format!("# {procedure}"));
    lines.next().unwrap();
    lines.take_while(|line| !line.starts_with('#') && !line.is_empty()).collect()
}

macro_rules! procedures {
    ($($name:ident: $place:literal),* $(,)?) => {
        $(mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                every_way(Backend::Sqlite, PROCEDURES[$place]).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                every_way(Backend::Postgres, PROCEDURES[$place]).await;
            }
        })*
    };
}

async fn every_way(backend: Backend, procedure: &str) {
    goes_its_whole_way(backend, procedure, &whole_way(procedure)).await;
    ends_before_its_case(backend, procedure).await;
    misses_its_answer(backend, procedure).await;
}

procedures! {
    join: 0,
    join_kaohsiung: 1,
    taipei_ivoting: 2,
    uk_parliament: 3,
    we_the_people: 4,
    bundestag: 5,
    eu_citizens_initiative: 6,
    korea_proposal: 7,
    korea_civil_petition: 8,
    reach_consultation: 9,
    open_data_request: 10,
}
