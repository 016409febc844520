//! From what a response says to what pages show of it: codes become the rulebook's words, cited voices become links.

use std::collections::HashMap;

use folkmoot_accounts::people;
use folkmoot_agency_responses::{Case, Content, DemandAnswer};
use folkmoot_discussion::voices::{self, Standing, Viewer, Voice};
use folkmoot_foundation::{VoiceId, text};
use folkmoot_proposals::Rulebook;
use folkmoot_proposals::rulebook::Label;
use folkmoot_web::components::response_body::{AnswerView, IssueView, ResponseBody};
use folkmoot_web::format;

use super::view::Shelf;
use crate::{Fault, links};

/// How much of a cited voice is read beside the issue.
const CITED: usize = 60;

/// A code of a rulebook, what people read, and what to think of.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) hint: String,
}

impl Shelf<'_> {
    /// A response, as a draft or published; the voices it cites as everybody may read them.
    pub(crate) async fn response(&self, case: &Case, content: &Content) -> Result<ResponseBody, Fault> {
        let cited: Vec<VoiceId> = content.issues.iter().flat_map(|issue| issue.cites.clone()).collect();
        let cited = self.cited(&cited).await?;
        let rulebook = self.rulebook(case.brief.proposal);
        let (criteria, grounds) = (self.criteria(case), self.grounds(case));
        let answer = |answer: &DemandAnswer| AnswerView {
            demand: case
                .demands
                .iter()
                .find(|demand| demand.id == answer.demand)
                .map(|demand| demand.body.clone())
                .unwrap_or_default(),
            code: answer.decision.clone(),
            decision: self.decision(rulebook.as_deref(), &answer.decision),
            reasons: answer.reasons.clone(),
            legal_basis: answer.legal_basis.clone(),
            grounds: named(&grounds, &answer.grounds),
            criteria: criteria
                .iter()
                .map(|one| (one.name.clone(), answer.criteria.get(&one.code).cloned()))
                .collect(),
        };
        let issues = content.issues.iter().map(|one| IssueView {
            issue: one.issue.clone(),
            left_open: one.left_open,
            text: one.text.clone(),
            cites: one.cites.iter().filter_map(|id| cited.get(id).cloned()).collect(),
        });
        Ok(ResponseBody {
            summary: content.summary.clone(),
            answers: content.demands.iter().map(answer).collect(),
            issues: issues.collect(),
            parts: self
                .parts(case)
                .into_iter()
                .filter_map(|(code, name)| Some((name, content.parts.get(&code)?.clone())))
                .collect(),
            promises: content
                .follow_ups
                .iter()
                .map(|planned| {
                    let due = format::date_with_weekday(self.lang, planned.due_on);
                    (planned.action.clone(), planned.unit.clone(), due)
                })
                .collect(),
        })
    }

    /// A decision in words.
    pub(crate) fn decision(&self, rulebook: Option<&Rulebook>, code: &str) -> String {
        let known = rulebook.and_then(|rulebook| rulebook.decision(code));
        known.map_or_else(|| code.to_owned(), |known| known.name.get(self.lang.code()).to_owned())
    }

    /// What the case's demands are judged by.
    pub(crate) fn criteria(&self, case: &Case) -> Vec<Named> {
        let rulebook = self.rulebook(case.brief.proposal);
        let known = |code: &str| {
            let one = rulebook.as_ref()?.criterion(code)?;
            Some((one.name.clone(), one.hint.clone()))
        };
        case.answer_rules.criteria.iter().map(|code| self.named(code, known(code))).collect()
    }

    /// The grounds in law that a decision of the case can name.
    pub(crate) fn grounds(&self, case: &Case) -> Vec<Named> {
        let rulebook = self.rulebook(case.brief.proposal);
        let known = |code: &str| Some((rulebook.as_ref()?.legal_ground(code)?.name.clone(), None));
        case.answer_rules.grounds.iter().map(|code| self.named(code, known(code))).collect()
    }

    fn named(&self, code: &str, known: Option<(Label, Option<Label>)>) -> Named {
        let words = |label: &Label| label.get(self.lang.code()).to_owned();
        let (name, hint) = known.unzip();
        Named {
            code: code.to_owned(),
            name: name.as_ref().map_or_else(|| code.to_owned(), words),
            hint: hint.flatten().as_ref().map(words).unwrap_or_default(),
        }
    }

    /// Codes and names of the parts of a response.
    pub(crate) fn parts(&self, case: &Case) -> Vec<(String, String)> {
        let rulebook = self.rulebook(case.brief.proposal);
        let name = |code: &str| {
            let parts =
                rulebook.as_ref().map(|rulebook| rulebook.response_parts.as_slice()).unwrap_or_default();
            parts
                .iter()
                .find(|part| part.code == code)
                .map_or_else(|| code.to_owned(), |part| part.name.get(self.lang.code()).to_owned())
        };
        case.parts.iter().map(|code| (code.clone(), name(code))).collect()
    }

    /// Voices as everybody may read them, each in a line with its page.
    pub(crate) async fn cited(&self, ids: &[VoiceId]) -> Result<HashMap<VoiceId, (String, String)>, Fault> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let conn = self.app.db.read();
        let found = voices::find_many(conn, ids, &Viewer::default()).await?;
        let authors: Vec<_> = found.values().filter_map(|voice| voice.author).collect();
        let names = people::nicknames(conn, &authors).await?;
        let line = |voice: Voice| {
            // Whoever deleted their words is not named with them.
            let named = voice.standing != Standing::Deleted;
            let name = voice.author.and_then(|author| names.get(&author).cloned());
            let spoken = voice.speaker.map(|name| format::speaker(self.lang, &name));
            let name = name.or(spoken);
            let name = name.filter(|_| named);
            let said = match voice.body {
                Some(body) => text::excerpt(&body, CITED),
                None => self.lang.t(&format!("answer-cited-{}", voice.standing.code())),
            };
            let label = match name {
                Some(name) => self.lang.with("answer-cited", [("name", name.into()), ("said", said.into())]),
                None => said,
            };
            (label, links::voice(voice.id.0))
        };
        Ok(found.into_iter().map(|(id, voice)| (id, line(voice))).collect())
    }
}

/// The names of codes, in the order of the rulebook.
fn named(all: &[Named], codes: &[String]) -> Vec<String> {
    all.iter().filter(|one| codes.contains(&one.code)).map(|one| one.name.clone()).collect()
}
