//! What an import would do, as a person is shown it: small enough to be kept beside the file, so that a long one need not be
//! read again whenever somebody looks.

use folkmoot_foundation::StatementId;
use folkmoot_foundation::text::excerpt;
use serde::{Deserialize, Serialize};

use super::align::{Change, Counts, Entry, Plan, Present};
use super::apply::Prepared;
use super::own::Conflict;
use super::problem::ImportError;
use super::reading::Found;

/// How many statements of each kind of change are shown.
const SAMPLES: usize = 20;
/// How many speakers are shown by name.
const SPEAKERS: usize = 200;
/// How much of a statement is shown, in characters.
const SHOWN: usize = 300;

/// What is said about a line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The line, from 1; 0 for the whole file.
    pub line: u32,
    /// A stable code.
    pub code: String,
    /// The value its words need.
    pub detail: String,
}

impl From<&ImportError> for Note {
    fn from(error: &ImportError) -> Self {
        Self {
            line: error.line,
            code: error.problem.code().to_owned(),
            detail: error.problem.detail().unwrap_or_default(),
        }
    }
}

/// A statement, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// Its id, if it has one already.
    pub id: Option<StatementId>,
    /// The line of the file, if it stands there.
    pub line: Option<u32>,
    /// Who speaks.
    pub speaker: Option<String>,
    /// The words, cut.
    pub body: String,
    /// `split` if its words stood in another statement before, `joined` if they stand in another now.
    pub moved_words: Option<MovedWords>,
    /// Who spoke and the words, cut, as they stood before.
    pub was: Option<(Option<String>, String)>,
}

/// Where else the words of a statement stood or stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovedWords {
    /// In another one before.
    Split,
    /// In another one now.
    Joined,
}

impl MovedWords {
    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Split => "split",
            Self::Joined => "joined",
        }
    }
}

/// Some statements of each kind of change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Samples {
    /// That were not there.
    pub new: Vec<Sample>,
    /// Whose speaker or words change.
    pub changed: Vec<Sample>,
    /// That are back.
    pub returned: Vec<Sample>,
    /// That the file lacks.
    pub vanished: Vec<Sample>,
}

/// Where the file says otherwise than whoever spoke.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictTold {
    /// The statement.
    pub id: StatementId,
    /// The line of the file, if it has the statement.
    pub line: Option<u32>,
    /// Who spoke.
    pub speaker: Option<String>,
    /// Their own words.
    pub own: String,
    /// What the file says; none if it lacks the statement.
    pub file: Option<String>,
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The title in the file.
    pub title: Option<String>,
    /// The name of the encoding of a text.
    pub encoding: Option<String>,
    /// How many speeches the file has.
    pub speeches: usize,
    /// How many narratives.
    pub narratives: usize,
    /// The first speakers by name …
    pub speakers: Vec<String>,
    /// … and how many there are.
    pub all_speakers: usize,
    /// What a person should look at.
    pub notes: Vec<Note>,
    /// How speakers were found, where the format itself does not say.
    pub found: Option<Found>,
    /// What happens to how many statements.
    pub counts: Counts,
    /// Some of them.
    pub samples: Samples,
    /// How many new statements were split off from others.
    pub split: usize,
    /// How many that vanish stand in others now.
    pub joined: usize,
    /// Where it says otherwise than whoever spoke.
    pub conflicts: Vec<ConflictTold>,
    /// Whether this very file was the last one imported.
    pub same_file: bool,
    /// Whether nothing of the record there is stays as it is.
    pub keeps_nothing: bool,
}

impl Preview {
    /// Of a file that was compared.
    pub fn of(prepared: &Prepared) -> Self {
        let (parsed, plan) = (prepared.parsed(), prepared.plan());
        let (speakers, speeches) = (parsed.speakers(), parsed.speeches());
        Self {
            title: parsed.title.clone(),
            encoding: parsed.encoding.map(|encoding| encoding.name().to_owned()),
            speeches,
            narratives: parsed.statements.len() - speeches,
            all_speakers: speakers.len(),
            speakers: speakers.into_iter().take(SPEAKERS).map(str::to_owned).collect(),
            notes: parsed.notes.iter().map(Note::from).collect(),
            found: parsed.found.clone(),
            counts: plan.counts(),
            samples: samples(plan),
            split: plan.split(),
            joined: plan.joined.len(),
            conflicts: plan.conflicts.iter().map(conflict).collect(),
            same_file: plan.same_file,
            keeps_nothing: plan.keeps_nothing(),
        }
    }
}

fn samples(plan: &Plan) -> Samples {
    let entries = |matching: fn(&Change) -> bool| {
        plan.entries.iter().filter(move |e| matching(&e.change)).take(SAMPLES).map(sample).collect()
    };
    let gap = |present: &Present| gap(present, plan.joined.contains_key(&present.id));
    Samples {
        new: entries(|change| matches!(change, Change::New)),
        changed: entries(|change| matches!(change, Change::Changed(_))),
        returned: entries(|change| matches!(change, Change::Returned(_))),
        vanished: plan.vanished.iter().take(SAMPLES).map(gap).collect(),
    }
}

fn sample(entry: &Entry) -> Sample {
    let was = match &entry.change {
        Change::Changed(was) => Some((was.speaker.clone(), excerpt(&was.body, SHOWN))),
        _ => None,
    };
    Sample {
        id: entry.change.id(),
        line: Some(entry.statement.line),
        speaker: entry.statement.speaker.clone(),
        body: excerpt(&entry.statement.body, SHOWN),
        moved_words: entry.split_from.map(|_| MovedWords::Split),
        was,
    }
}

fn gap(present: &Present, joined: bool) -> Sample {
    Sample {
        id: Some(present.id),
        line: None,
        speaker: present.speaker.clone(),
        body: excerpt(&present.body, SHOWN),
        moved_words: joined.then_some(MovedWords::Joined),
        was: None,
    }
}

fn conflict(conflict: &Conflict) -> ConflictTold {
    ConflictTold {
        id: conflict.id,
        line: conflict.line,
        speaker: conflict.speaker.clone(),
        own: conflict.own.clone(),
        file: conflict.file.clone(),
    }
}
