//! Signature sheets on paper: what a proposal's rulebook allows, and a file on its way to signatures.

use std::sync::Arc;

use actix_web::web;
use folkmoot_accounts::email::Email;
use folkmoot_accounts::mobile::Mobile;
use folkmoot_accounts::national_id::NationalId;
use folkmoot_foundation::crypto::{Keyring, sha256};
use folkmoot_foundation::{DriveId, PersonId, ProposalId};
use folkmoot_proposals::read::{self, Filter, Sort};
use folkmoot_proposals::rulebook::{Identifier, Rulebook};
use folkmoot_proposals::{Brief, Proposal, State};
use folkmoot_signatures::paper::{self, Applied, FileProblem, Judged, UploadId};
use folkmoot_signatures::{Drive, PersonKey, drives};

use super::regions;
use crate::{App, Fault};

/// How many proposals a search shows.
const FOUND: u64 = 20;

/// The sheets of a proposal that takes paper.
#[derive(Debug)]
pub struct Sheets {
    /// The proposal.
    pub proposal: Proposal,
    /// Its drive.
    pub drive: Drive,
    /// Its rulebook.
    pub rulebook: Arc<Rulebook>,
}

/// The sheets of a proposal.
///
/// # Errors
/// [`Fault::NotFound`] if it never opened; [`Fault::Conflict`] `no_paper` if its rulebook takes none.
pub async fn sheets(app: &App, id: ProposalId) -> Result<Sheets, Fault> {
    let drive = drives::get(app.db.read(), DriveId(id.0)).await?.ok_or(Fault::NotFound)?;
    let proposal = read::get(app.db.read(), id, app.now()).await?;
    let rulebook = app.rulebooks.get(&proposal.rulebook, proposal.rulebook_version)?;
    if rulebook.paper.is_none() {
        return Err(Fault::Conflict("no_paper"));
    }
    Ok(Sheets { proposal, drive, rulebook })
}

/// Proposals that may be signed, by number or by words of their title; the newest if nothing is asked for.
///
/// # Errors
/// A database error.
pub async fn signable(app: &App, asked: &str) -> Result<Vec<Brief>, Fault> {
    let (conn, now) = (app.db.read(), app.now());
    let asked = folkmoot_foundation::text::narrow(asked);
    let states = vec![State::Open, State::Reached];
    if let Ok(number) = asked.trim_start_matches('#').parse::<i64>() {
        let found = match read::by_number(conn, number, now).await {
            Ok(proposal) if states.contains(&proposal.state) => {
                read::briefs(conn, &[proposal.id], now).await?.into_values().collect()
            }
            Ok(_) | Err(folkmoot_proposals::Error::NotFound) => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        return Ok(found);
    }
    let text = Some(asked.chars().take(100).collect::<String>()).filter(|text| !text.is_empty());
    let filter = Filter { states, text, ..Filter::default() };
    Ok(read::list(conn, &filter, Sort::Newest, None, FOUND, now).await?.items)
}

/// The person key of what somebody wrote as the identifier that the rulebook asks for: the same as online.
///
/// # Errors
/// `identifier_missing`, `identifier_format`.
pub fn person_key(keyring: &Keyring, asked: Identifier, written: &str) -> Result<PersonKey, &'static str> {
    if written.trim().is_empty() {
        return Err("identifier_missing");
    }
    match asked {
        Identifier::Mobile => {
            let written = with_its_zero(written.trim());
            Mobile::parse("identifier", &written)
                .map(|mobile| mobile.person_key(keyring))
                .map_err(|_| "identifier_format")
        }
        Identifier::NationalId => NationalId::parse("identifier", written)
            .map(|identity| identity.person_key(keyring))
            .map_err(|_| "identifier_format"),
        Identifier::Email => Email::parse("identifier", written)
            .map(|email| email.person_key(keyring))
            .map_err(|_| "identifier_format"),
    }
}

/// Spreadsheets take a number's first zero away.
fn with_its_zero(written: &str) -> String {
    let bare = written.len() == 9 && written.starts_with('9') && written.bytes().all(|b| b.is_ascii_digit());
    if bare { format!("0{written}") } else { written.to_owned() }
}

/// A file that was tried.
#[derive(Debug)]
pub struct Tried {
    /// Under which it waits.
    pub upload: UploadId,
    /// Its hash, in hexadecimal.
    pub sha256: String,
    /// Its lines with what becomes of each; the names are here and nowhere else.
    pub lines: Vec<Judged>,
}

/// Reads a file and says what it would do; keeps that, without names and identifiers, until its facilitator decides.
///
/// # Errors
/// The inner one if the file can't be read at all; else a database error.
pub async fn try_file(
    app: &App,
    sheets: &Sheets,
    by: PersonId,
    name: &str,
    bytes: Vec<u8>,
) -> Result<Result<Tried, FileProblem>, Fault> {
    let (keyring, rulebook) = (app.keyring.clone(), Arc::clone(&sheets.rulebook));
    let read = web::block(move || {
        let rows = paper::read(&bytes)?;
        let identify = |written: &str| person_key(&keyring, rulebook.who.unique_by, written);
        let lines = paper::lines(&rows, identify, |written| regions::given(&rulebook, written))?;
        Ok::<_, FileProblem>((sha256(&bytes), lines))
    });
    let (sha256, lines) = match read.await.map_err(Fault::internal)? {
        Ok(read) => read,
        Err(problem) => return Ok(Err(problem)),
    };
    let now = app.now();
    let lines = paper::judge(app.db.read(), &sheets.drive, lines, now).await?;
    let drive = sheets.drive.id;
    let upload =
        app.write(async |tx, now| paper::keep(tx, drive, by, name, sha256, &lines, now).await).await?;
    Ok(Ok(Tried { upload, sha256: hex::encode(sha256), lines }))
}

/// Imports a file that waits.
///
/// # Errors
/// [`Fault::Conflict`] `no_upload`, or why the drive takes no signatures.
pub async fn apply(
    app: &App,
    sheets: &Sheets,
    upload: UploadId,
    sha256: &str,
    by: PersonId,
) -> Result<Applied, Fault> {
    let hash = hex::decode(sha256).map_err(|_| Fault::Conflict("no_upload"))?;
    let (hook, drive) = (app.thresholds.as_ref(), sheets.drive.id);
    let act =
        async |tx: &folkmoot_foundation::Tx, now| paper::apply(tx, now, hook, drive, upload, &hash, by).await;
    Ok(app.write(act).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_on_paper_gives_the_key_that_it_gives_online() {
        let keys = Keyring::new([3; 32]);
        let mobile = |written| person_key(&keys, Identifier::Mobile, written);
        let online = Mobile::parse("mobile", "0912345678").unwrap().person_key(&keys);
        for written in ["0912345678", "912345678", "０９１２－３４５－６７８", "+886 912 345 678"]
        {
            assert_eq!(mobile(written), Ok(online), "{written}");
        }
        let mail = |written| person_key(&keys, Identifier::Email, written);
        assert_eq!(mail("A.b@gmail.com"), mail(" ab@googlemail.com "));
        let identity = |written| person_key(&keys, Identifier::NationalId, written);
        let vouched = NationalId::parse("identity", "A123456789").unwrap().person_key(&keys);
        for written in ["A123456789", " a123456789", "Ａ１２３４５６７８９"] {
            assert_eq!(identity(written), Ok(vouched), "{written}");
        }
        assert_eq!(identity("A123456788"), Err("identifier_format"));
        for (written, code) in
            [("", "identifier_missing"), ("=1+1", "identifier_format"), ("02-1234", "identifier_format")]
        {
            assert_eq!((mobile(written), mail(written)), (Err(code), Err(code)), "{written}");
        }
    }
}
