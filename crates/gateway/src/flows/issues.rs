//! What a response cites: voices of the discussion about its proposal, statements of its hearings among them.

use folkmoot_agency_responses::Content;
use folkmoot_discussion::voices::{self, Viewer};
use folkmoot_foundation::{FieldErrors, ProposalId, StatementId, VoiceId};
use uuid::Uuid;

use crate::{App, Fault};

/// A voice or a statement, by its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cite {
    /// `/voices/…`
    Voice(VoiceId),
    /// `/statements/…`
    Statement(StatementId),
}

/// What a line cites: the address of a voice or a statement, with or without the host; nothing if it is none.
pub fn cite_of(line: &str) -> Option<Cite> {
    let id = |path: &str| {
        let (_, rest) = line.split_once(path)?;
        let end = rest.find(|c: char| !c.is_ascii_hexdigit() && c != '-').unwrap_or(rest.len());
        rest[..end].parse::<Uuid>().ok()
    };
    let voice = id("/voices/").map(|id| Cite::Voice(VoiceId(id)));
    voice.or_else(|| id("/statements/").map(|id| Cite::Statement(StatementId(id))))
}

/// Reads what was typed beside each issue, one address a line. Gives the voices of each row; a row with anything else, or
/// with a voice about another proposal, is noted in `errors` as `cites-N`.
///
/// # Errors
/// A database error.
pub async fn read_cites(
    app: &App,
    proposal: ProposalId,
    rows: &[&str],
    errors: &mut FieldErrors,
) -> Result<Vec<Vec<VoiceId>>, Fault> {
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
        let voices: Option<Vec<VoiceId>> = row
            .iter()
            .map(|cite| match cite {
                Some(Cite::Voice(id)) => Some(*id),
                Some(Cite::Statement(id)) => spoken.get(id).map(|voice| voice.id),
                None => None,
            })
            .collect();
        if voices.is_none() {
            errors.add(&format!("cites-{number}"), "not_a_voice");
        }
        found.push(voices.unwrap_or_default());
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
    let rows: Vec<Vec<VoiceId>> = content.issues.iter().map(|issue| issue.cites.clone()).collect();
    check(app, proposal, &rows, &mut errors).await?;
    if errors.is_empty() { Ok(()) } else { Err(Fault::Invalid(errors)) }
}

async fn check(
    app: &App,
    proposal: ProposalId,
    rows: &[Vec<VoiceId>],
    errors: &mut FieldErrors,
) -> Result<(), Fault> {
    let all: Vec<VoiceId> = rows.iter().flatten().copied().collect();
    if all.is_empty() {
        return Ok(());
    }
    let found = voices::find_many(app.db.read(), &all, &Viewer::default()).await?;
    for (row, number) in rows.iter().zip(1..) {
        if row.iter().any(|id| found.get(id).is_none_or(|voice| voice.subject != proposal)) {
            errors.add(&format!("cites-{number}"), "not_of_this_proposal");
        }
    }
    Ok(())
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
        for line in ["", "請見討論區", "/voices/", "/voices/abc", &format!("/proposals/{id}")] {
            assert_eq!(cite_of(line), None, "{line}");
        }
    }
}
