//! The merged record: what was said in halls, online and on paper, under the issues it speaks to. Given out it is a record
//! like any, with an issue for a section, and can be taken in again as such.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Out, place, quoted};
use crate::import::inline::{clean, clean_line};
use crate::import::{MAX_SECTION, MAX_SPEAKER, StatementKind};
use crate::spot::{COLUMNS, Spot};

/// What an agency says of an issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// Whose words these are.
    pub speaker: String,
    /// The answer, or why there is none yet.
    pub text: String,
    /// Whether the issue is left open.
    pub open: bool,
}

/// A voice under an issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Voice {
    /// Its id.
    pub id: String,
    /// `speech`, `question` or `answer`.
    pub kind: &'static str,
    /// The code of its channel.
    pub channel: &'static str,
    /// The code of its side.
    pub stance: Option<&'static str>,
    /// The name alone.
    pub name: Option<String>,
    /// The name with channel and side in words.
    pub speaker: String,
    /// When it was said.
    pub said_at: DateTime<Utc>,
    /// The words.
    pub body: String,
    /// The place of a draft text that it is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Spot>,
}

/// An issue with everything under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Issue {
    /// Its id.
    pub id: String,
    /// The question.
    pub title: String,
    /// What it is about; may be empty.
    pub summary: String,
    /// What the agency says.
    pub answer: Option<Answer>,
    /// The voices.
    pub voices: Vec<Voice>,
}

/// As the words stand in a record: without what no importer keeps.
pub fn settled(mut issues: Vec<Issue>) -> Vec<Issue> {
    let cut = |text: &str, max: usize| clean_line(text).chars().take(max).collect::<String>();
    for issue in &mut issues {
        issue.title = cut(&issue.title, MAX_SECTION);
        issue.summary = clean(&issue.summary);
        if let Some(answer) = &mut issue.answer {
            answer.speaker = cut(&answer.speaker, MAX_SPEAKER);
            answer.text = clean(&answer.text);
        }
        issue.answer = issue.answer.take().filter(|answer| !answer.text.is_empty());
        for voice in &mut issue.voices {
            voice.speaker = cut(&voice.speaker, MAX_SPEAKER);
            voice.body = clean(&voice.body);
            voice.on = voice.on.take().and_then(Spot::settled);
        }
        issue.voices.retain(|voice| !voice.body.is_empty());
    }
    issues
}

/// The statements of the record: what an issue is about, the answer to it, and the voices. Give it what is [`settled`].
pub fn statements(issues: &[Issue]) -> Vec<Out> {
    let mut all = Vec::new();
    for issue in issues {
        let mut put = |kind: &'static str, speaker: Option<&str>, body: &str, voice: Option<&Voice>| {
            all.push(Out {
                kind,
                section: Some(issue.title.clone()).filter(|title| !title.is_empty()),
                speaker: speaker.filter(|name| !name.is_empty()).map(str::to_owned),
                started_ms: None,
                ended_ms: None,
                body: body.to_owned(),
                id: voice.and_then(|voice| voice.id.parse().ok()),
                on: voice.and_then(|voice| voice.on.clone()),
            });
        };
        if !issue.summary.is_empty() {
            put(StatementKind::Narrative.code(), None, &issue.summary, None);
        }
        if let Some(answer) = &issue.answer {
            put(StatementKind::Answer.code(), Some(&answer.speaker), &answer.text, None);
        }
        for voice in &issue.voices {
            put(voice.kind, Some(&voice.speaker), &voice.body, Some(voice));
        }
    }
    all
}

/// The merged record as JSON: the title and the issues in order.
pub fn json(title: &str, issues: &[Issue]) -> String {
    let record = serde_json::json!({ "title": title, "issues": issues });
    format!("{record:#}\n")
}

/// The merged record as comma-separated text in UTF-8 with a byte order mark: a row for each statement.
pub fn csv(issues: &[Issue]) -> String {
    let voices: HashMap<&str, &Voice> =
        issues.iter().flat_map(|issue| &issue.voices).map(|voice| (voice.id.as_str(), voice)).collect();
    let mut out = String::from("\u{FEFF}issue,kind,speaker,channel,stance,name,said_at,body,id,");
    out.push_str(&COLUMNS.join(","));
    out.push_str("\r\n");
    for one in statements(issues) {
        let id = one.id.map(|id| id.to_string()).unwrap_or_default();
        let voice = voices.get(id.as_str());
        let cells = [
            quoted(one.section.as_deref().unwrap_or_default()),
            one.kind.to_owned(),
            quoted(one.speaker.as_deref().unwrap_or_default()),
            voice.map(|voice| voice.channel).unwrap_or_default().to_owned(),
            voice.and_then(|voice| voice.stance).unwrap_or_default().to_owned(),
            quoted(voice.and_then(|voice| voice.name.as_deref()).unwrap_or_default()),
            voice.map(|voice| voice.said_at.to_rfc3339()).unwrap_or_default(),
            quoted(&one.body),
            id,
            place(one.on.as_ref()),
        ];
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}
