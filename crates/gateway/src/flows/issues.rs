//! What a response says of issues: those of the discussion about its proposal with all voices under them, and voices that
//! it cites, statements of its hearings among them.

use std::collections::HashMap;

use folkmoot_agency_responses::{Content, IssueAnswer};
use folkmoot_discussion::issues::{self, Issue};
use folkmoot_discussion::voices::{self, Viewer};
use folkmoot_foundation::{FieldErrors, IssueId, ProposalId, StatementId, VoiceId};
use uuid::Uuid;

use crate::{App, Fault};

/// A voice, a statement or an issue, by its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cite {
    /// `/voices/…`
    Voice(VoiceId),
    /// `/statements/…`
    Statement(StatementId),
    /// `/issues/…`
    Issue(IssueId),
}

/// What a line cites: the address of a voice, a statement or an issue, with or without the host; nothing if it is none.
pub fn cite_of(line: &str) -> Option<Cite> {
    let id = |path: &str| {
        let (_, rest) = line.split_once(path)?;
        let end = rest.find(|c: char| !c.is_ascii_hexdigit() && c != '-').unwrap_or(rest.len());
        rest[..end].parse::<Uuid>().ok()
    };
    let voice = id("/voices/").map(|id| Cite::Voice(VoiceId(id)));
    let statement = || id("/statements/").map(|id| Cite::Statement(StatementId(id)));
    voice.or_else(statement).or_else(|| id("/issues/").map(|id| Cite::Issue(IssueId(id))))
}

/// What stands beside an issue of a response.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Cites {
    /// The voices it cites.
    pub voices: Vec<VoiceId>,
    /// The issue of the discussion that it answers.
    pub about: Option<IssueId>,
}

/// Reads what was typed beside each issue, one address a line. A row with anything else, with two issues, or with what is
/// about another proposal, is noted in `errors` as `cites-N`.
///
/// # Errors
/// A database error.
pub async fn read_cites(
    app: &App,
    proposal: ProposalId,
    rows: &[&str],
    errors: &mut FieldErrors,
) -> Result<Vec<Cites>, Fault> {
    let lines = |row: &str| -> Vec<Option<Cite>> { row.split_whitespace().map(cite_of).collect() };
    let rows: Vec<Vec<Option<Cite>>> = rows.iter().map(|row| lines(row)).collect();
    let statements: Vec<StatementId> = rows
        .iter()
        .flatten()
        .filter_map(|cite| match cite {
            Some(Cite::Statement(id)) => Some(*id),
            _ => None,
        })
        .collect();
    let spoken = match statements.is_empty() {
        true => Default::default(),
        false => voices::of_statements(app.db.read(), &statements, &Viewer::default()).await?,
    };
    let mut found = Vec::new();
    for (row, number) in rows.iter().zip(1..) {
        let mut its = Cites::default();
        let mut wrong = false;
        for cite in row {
            match cite {
                Some(Cite::Voice(id)) => its.voices.push(*id),
                Some(Cite::Statement(id)) => match spoken.get(id) {
                    Some(voice) => its.voices.push(voice.id),
                    None => wrong = true,
                },
                Some(Cite::Issue(id)) => wrong |= its.about.replace(*id).is_some_and(|other| other != *id),
                None => wrong = true,
            }
        }
        if wrong {
            errors.add(&format!("cites-{number}"), "not_a_voice");
        }
        found.push(its);
    }
    check(app, proposal, &found, errors).await?;
    Ok(found)
}

/// That everything a response cites stands in the discussion of its proposal.
///
/// # Errors
/// [`Fault::Invalid`] with `cites-N`; a database error.
pub async fn check_cites(app: &App, proposal: ProposalId, content: &Content) -> Result<(), Fault> {
    let mut errors = FieldErrors::new();
    let of = |issue: &IssueAnswer| Cites { voices: issue.cites.clone(), about: issue.about };
    let rows: Vec<Cites> = content.issues.iter().map(of).collect();
    check(app, proposal, &rows, &mut errors).await?;
    if errors.is_empty() { Ok(()) } else { Err(Fault::Invalid(errors)) }
}

async fn check(
    app: &App,
    proposal: ProposalId,
    rows: &[Cites],
    errors: &mut FieldErrors,
) -> Result<(), Fault> {
    let conn = app.db.read();
    let all: Vec<VoiceId> = rows.iter().flat_map(|row| row.voices.clone()).collect();
    let found = match all.is_empty() {
        true => HashMap::new(),
        false => voices::find_many(conn, &all, &Viewer::default()).await?,
    };
    for (row, number) in rows.iter().zip(1..) {
        let foreign = match row.about {
            Some(issue) => issues::get(conn, issue).await?.is_none_or(|issue| issue.subject != proposal),
            None => false,
        };
        if foreign || row.voices.iter().any(|id| found.get(id).is_none_or(|voice| voice.subject != proposal))
        {
            errors.add(&format!("cites-{number}"), "not_of_this_proposal");
        }
    }
    Ok(())
}

/// The issues of a proposal that nothing answers yet.
///
/// # Errors
/// A database error.
pub async fn unanswered(
    app: &App,
    proposal: ProposalId,
    answered: impl Fn(IssueId) -> bool,
) -> Result<Vec<Issue>, Fault> {
    let all = issues::of_subject(app.db.read(), proposal).await?;
    Ok(all.into_iter().filter(|issue| !answered(issue.id)).collect())
}

/// That a response which is submitted answers every issue of its proposal, or leaves it open with the reason.
///
/// # Errors
/// [`Fault::Invalid`] (field `issues`, with the title of each that is missing); a database error.
pub async fn check_answered(app: &App, proposal: ProposalId, content: &Content) -> Result<(), Fault> {
    let answered = |id| content.issues.iter().any(|answer| answer.about == Some(id));
    let mut errors = FieldErrors::new();
    for issue in unanswered(app, proposal, answered).await? {
        errors.add_with("issues", "unanswered", [("issue", issue.title), ("id", issue.id.to_string())]);
    }
    if errors.is_empty() { Ok(()) } else { Err(Fault::Invalid(errors)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_voice_or_a_statement_is_read_and_nothing_else() {
        let id: Uuid = "0198a3c0-0000-7000-8000-000000000001".parse().unwrap();
        for line in [
            format!("/voices/{id}"),
            format!("https://folkmoot.example/voices/{id}#voice-{id}"),
            format!("https://folkmoot.example/voices/{id}?lang=en，"),
        ] {
            assert_eq!(cite_of(&line), Some(Cite::Voice(VoiceId(id))), "{line}");
        }
        assert_eq!(cite_of(&format!("/statements/{id}")), Some(Cite::Statement(StatementId(id))));
        assert_eq!(cite_of(&format!("/issues/{id}?order=oldest")), Some(Cite::Issue(IssueId(id))));
        for line in ["", "請見討論區", "/voices/", "/voices/abc", &format!("/proposals/{id}")] {
            assert_eq!(cite_of(line), None, "{line}");
        }
    }
}
