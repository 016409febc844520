//! A draft as the fields of its form, and back.

use folkmoot_agency_responses::responses::DraftVersion;
use folkmoot_agency_responses::{Case, Content, DemandAnswer, IssueAnswer, MOST_ISSUES, PlannedFollowUp};
use folkmoot_foundation::FieldErrors;
use folkmoot_web::Values;

use super::acts::day;
use crate::flows::issues::read_cites;
use crate::{App, Fault};

/// The greatest number of follow-ups that are read from a form.
const MOST_PROMISES: usize = 40;

/// Rows of a form: the stems of their fields, and those that make a row more than an empty one.
struct Rows {
    stems: &'static [&'static str],
    deciding: &'static [&'static str],
    most: usize,
}

const PROMISES: Rows = Rows {
    stems: &["action", "unit", "due_on"],
    deciding: &["action", "unit", "due_on"],
    most: MOST_PROMISES,
};
const ISSUES: Rows = Rows {
    stems: &["issue", "issue_stand", "issue_text", "cites"],
    deciding: &["issue", "issue_text", "cites"],
    most: MOST_ISSUES + 10,
};

impl Rows {
    /// The form with these rows moved together, so that errors of the n-th row stand beside it.
    fn closed(&self, form: &Values) -> Values {
        let is_row = |name: &str| {
            let stem = name.rsplit_once('-').filter(|(_, number)| number.bytes().all(|b| b.is_ascii_digit()));
            stem.is_some_and(|(stem, _)| self.stems.contains(&stem))
        };
        let mut values = Values(form.0.iter().filter(|(name, _)| !is_row(name)).cloned().collect());
        let mut filled = 0;
        for number in 1..=self.most {
            let field = |stem: &str| form.get(&format!("{stem}-{number}"));
            if self.deciding.iter().all(|stem| field(stem).trim().is_empty()) {
                continue;
            }
            filled += 1;
            for stem in self.stems {
                values = values.and(&format!("{stem}-{filled}"), field(stem));
            }
        }
        values
    }

    /// How many rows are filled in a form whose gaps are closed.
    fn filled(&self, values: &Values) -> usize {
        let is_there = |number: &usize| {
            let field = |stem: &&str| !values.get(&format!("{stem}-{number}")).trim().is_empty();
            self.deciding.iter().any(field)
        };
        (1..=self.most).take_while(is_there).count()
    }
}

/// The form with its rows moved together.
pub(super) fn without_gaps(form: &Values) -> Values {
    ISSUES.closed(&PROMISES.closed(form))
}

/// How many rows of follow-ups and of issues are filled.
pub(super) fn filled_rows(values: &Values) -> (usize, usize) {
    (PROMISES.filled(values), ISSUES.filled(values))
}

/// The demands that a form was made for.
pub(super) fn demand_ids(case: &Case) -> String {
    case.demands.iter().map(|demand| demand.id.to_string()).collect::<Vec<_>>().join(",")
}

/// The form with a field set anew.
pub(super) fn set(values: &mut Values, name: &str, value: impl Into<String>) {
    values.0.retain(|(field, _)| field != name);
    values.0.push((name.to_owned(), value.into()));
}

/// A draft as the fields of the form.
pub(super) fn values_of(draft: &DraftVersion, case: &Case) -> Values {
    let values = Values::default().and("base", draft.version.to_string()).and("demands", demand_ids(case));
    with_content(values, &draft.content, case)
}

/// The fields of a form with those of a text added.
pub(super) fn with_content(values: Values, content: &Content, case: &Case) -> Values {
    let mut values = values.and("summary", content.summary.as_str());
    for (number, demand) in (1..).zip(&case.demands) {
        let Some(answer) = content.demands.iter().find(|answer| answer.demand == demand.id) else { continue };
        values = values
            .and(&format!("decision-{number}"), answer.decision.as_str())
            .and(&format!("reasons-{number}"), answer.reasons.as_str())
            .and(&format!("legal_basis-{number}"), answer.legal_basis.as_str());
        for ground in &answer.grounds {
            values = values.and(&format!("grounds-{number}"), ground.as_str());
        }
        for (code, text) in &answer.criteria {
            values = values.and(&format!("criterion-{number}-{code}"), text.as_str());
        }
    }
    for (code, text) in &content.parts {
        values = values.and(&format!("part-{code}"), text.as_str());
    }
    for (number, issue) in (1..).zip(&content.issues) {
        let about = issue.about.map(|id| format!("/issues/{id}"));
        let cites = issue.cites.iter().map(|id| format!("/voices/{id}"));
        let cites: Vec<String> = about.into_iter().chain(cites).collect();
        values = values
            .and(&format!("issue-{number}"), issue.issue.as_str())
            .and(&format!("issue_stand-{number}"), if issue.left_open { "open" } else { "answered" })
            .and(&format!("issue_text-{number}"), issue.text.as_str())
            .and(&format!("cites-{number}"), cites.join("\n"));
    }
    for (number, planned) in (1..).zip(&content.follow_ups) {
        values = values
            .and(&format!("action-{number}"), planned.action.as_str())
            .and(&format!("unit-{number}"), planned.unit.as_str())
            .and(&format!("due_on-{number}"), planned.due_on.to_string());
    }
    values
}

/// The form as a draft.
///
/// # Errors
/// [`Fault::Invalid`] with what can't be read; a database error.
pub(super) async fn content_of(app: &App, case: &Case, values: &Values) -> Result<Content, Fault> {
    let mut errors = FieldErrors::new();
    let said = |name: String| values.get(&name).to_owned();
    let demands = (1..).zip(&case.demands).map(|(number, demand)| DemandAnswer {
        legal_basis: said(format!("legal_basis-{number}")),
        grounds: values.all(&format!("grounds-{number}")).map(str::to_owned).collect(),
        criteria: case
            .answer_rules
            .criteria
            .iter()
            .map(|code| (code.clone(), said(format!("criterion-{number}-{code}"))))
            .collect(),
        ..DemandAnswer::new(
            demand.id,
            values.get(&format!("decision-{number}")),
            values.get(&format!("reasons-{number}")),
        )
    });
    let demands = demands.collect();
    let (promises, issues) = filled_rows(values);
    let typed: Vec<String> = (1..=issues).map(|number| said(format!("cites-{number}"))).collect();
    let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
    let cites = read_cites(app, case.brief.proposal, &typed, &mut errors).await?;
    let issues = (1..).zip(cites).map(|(number, cites)| IssueAnswer {
        issue: said(format!("issue-{number}")),
        cites: cites.voices,
        about: cites.about,
        left_open: values.get(&format!("issue_stand-{number}")) == "open",
        text: said(format!("issue_text-{number}")),
    });
    let issues = issues.collect();
    let mut follow_ups = Vec::new();
    for number in 1..=promises {
        if let Some(due_on) = day(&mut errors, &format!("due_on-{number}"), values) {
            let (action, unit) = (said(format!("action-{number}")), said(format!("unit-{number}")));
            follow_ups.push(PlannedFollowUp { action, unit, due_on });
        }
    }
    let parts = case.parts.iter().map(|code| (code.clone(), said(format!("part-{code}")))).collect();
    let summary = values.get("summary").to_owned();
    Ok(errors.into_result(Some(Content { demands, summary, issues, parts, follow_ups }))?)
}
