//! `folkmoot verify`: checks published files, without a database, a network or a secret.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::DateTime;
use clap::{Args, Subcommand};
use folkmoot_agency_responses::proof::{self as responses, ResponseFile};
use folkmoot_signatures::proof::{self, NoProof, ProvenDrive, ReceiptFile};

use super::run::{Result, say};

/// The greatest size of a receipt's file, in bytes: one of the largest batch has some ten thousand.
const LARGEST_RECEIPT: u64 = 1 << 20;

/// The greatest size of a response's file, in bytes: the longest response with the piece of the log.
const LARGEST_RESPONSE: u64 = 1 << 23;

/// What to check.
#[derive(Debug, Subcommand)]
pub enum Verify {
    /// Checks that receipts prove their signatures to be in the sealed log; exits with 1 if one does not.
    Receipt {
        /// Files as downloaded from a receipt's page.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        key: Key,
    },
    /// Checks that published responses are as the sealed log says; exits with 1 if one is not.
    Response {
        /// Files as downloaded from the page of a response.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        key: Key,
    },
    /// Counts a proposal's signatures again from its file of leaves; exits with 1 if the file was tampered with.
    Drive {
        /// The file as downloaded from the page of a proposal's signatures.
        file: PathBuf,
        /// Receipts that must be in it.
        #[arg(long)]
        receipt: Vec<PathBuf>,
        #[command(flatten)]
        key: Key,
    },
}

/// The key that must have signed.
#[derive(Debug, Args)]
pub struct Key {
    /// The platform's public key in hexadecimal, as you got it from a source you trust. Without it the key is only shown.
    #[arg(long)]
    key: Option<String>,
}

impl Key {
    fn bytes(&self) -> Result<Option<[u8; 32]>> {
        let Some(text) = &self.key else { return Ok(None) };
        let mut key = [0; 32];
        hex::decode_to_slice(text.trim(), &mut key)
            .map_err(|_| "--key: a public key has 64 hexadecimal digits")?;
        Ok(Some(key))
    }
}

/// Does it.
///
/// # Errors
/// If a key can't be read; what a file proves is said, not an error.
pub(super) fn run(what: &Verify) -> Result<ExitCode> {
    let fine = match what {
        Verify::Receipt { files, key } => {
            let (key, mut fine) = (key.bytes()?, true);
            for file in files {
                fine &= tell(file, receipt(file).and_then(|read| proven(&read, key.as_ref())));
            }
            fine
        }
        Verify::Response { files, key } => {
            let (key, mut fine) = (key.bytes()?, true);
            for file in files {
                fine &= tell(file, response(file, key.as_ref()));
            }
            fine
        }
        Verify::Drive { file, receipt: receipts, key } => {
            let key = key.bytes()?;
            match drive(file, key.as_ref()) {
                Ok(drive) => {
                    let mut fine = tell(file, Ok::<_, NoProof>(words(&drive)));
                    for receipt in receipts {
                        fine &= tell(receipt, held(receipt, &drive));
                    }
                    fine
                }
                Err(error) => tell(file, Err(error)),
            }
        }
    };
    Ok(if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell(file: &std::path::Path, outcome: std::result::Result<String, impl std::fmt::Display>) -> bool {
    let fine = outcome.is_ok();
    match outcome {
        Ok(words) => say(&format!("{}: fits. {words}", file.display())),
        Err(error) => say(&format!("{}: DOES NOT FIT: {error}", file.display())),
    }
    fine
}

fn response(file: &std::path::Path, key: Option<&[u8; 32]>) -> std::result::Result<String, String> {
    let bounded = File::open(file).map(|file| std::io::Read::take(BufReader::new(file), LARGEST_RESPONSE));
    let read = bounded.map_err(|error| format!("can't be read: {error}"))?;
    let read: ResponseFile =
        serde_json::from_reader(read).map_err(|error| format!("can't be read: {error}"))?;
    let proven = responses::verify(&read, key).map_err(|error| error.to_string())?;
    Ok(format!(
        "Proposal {}, response published {}, SHA-256 {}, event {} of the log, sealed {}; key {}",
        read.proposal,
        at(proven.published),
        proven.hash,
        proven.position,
        at(proven.sealed_at),
        hex::encode(proven.key),
    ))
}

fn receipt(file: &std::path::Path) -> std::result::Result<ReceiptFile, NoProof> {
    let unreadable = |error: &dyn std::fmt::Display| NoProof::Unreadable(error.to_string());
    let file = File::open(file).map_err(|error| unreadable(&error))?;
    let bounded = std::io::Read::take(BufReader::new(file), LARGEST_RECEIPT);
    serde_json::from_reader(bounded).map_err(|error| unreadable(&error))
}

fn proven(file: &ReceiptFile, key: Option<&[u8; 32]>) -> std::result::Result<String, NoProof> {
    let proven = proof::verify_receipt(file, key)?;
    Ok(format!(
        "Proposal {}, signed {}, event {} of the log, count after it {}, sealed {}; key {}",
        proven.drive,
        file.signed_at,
        proven.position,
        proven.total,
        at(proven.sealed_at),
        hex::encode(proven.key),
    ))
}

fn drive(file: &std::path::Path, key: Option<&[u8; 32]>) -> std::result::Result<ProvenDrive, NoProof> {
    let file = File::open(file).map_err(|error| NoProof::Unreadable(error.to_string()))?;
    proof::verify_drive(&mut BufReader::new(file), key)
}

fn words(drive: &ProvenDrive) -> String {
    let out: Vec<String> =
        drive.not_counted.iter().filter(|(_, n)| *n > 0).map(|(kind, n)| format!("{n} {kind}")).collect();
    let out = if out.is_empty() { "none".to_owned() } else { out.join(", ") };
    let unnamed = match drive.unnamed {
        0 => String::new(),
        n => format!(
            " {n} were taken back before such events named their signatures: their number alone is checked."
        ),
    };
    format!(
        "Proposal {}: {} signatures count, {} were made, not counted: {out}.{unnamed} Last sealed {}; key {}",
        drive.drive,
        drive.count,
        drive.made,
        drive.sealed_at.map_or_else(|| "never".to_owned(), at),
        hex::encode(&drive.key),
    )
}

/// Whether a receipt's signature is among those of the drive.
fn held(file: &std::path::Path, drive: &ProvenDrive) -> std::result::Result<String, NoProof> {
    let receipt = receipt(file)?;
    if receipt.drive != drive.drive {
        return Err(NoProof::Wrong(format!("it is for proposal {}", receipt.drive)));
    }
    let key = drive.key.as_slice().try_into().ok();
    proof::verify_receipt(&receipt, key.as_ref())?;
    match drive.holds(&receipt.leaf) {
        Some(true) => Ok("It is in the file and counts.".to_owned()),
        Some(false) => {
            Ok("It is in the file and does not count: taken back, put aside or invalidated.".to_owned())
        }
        None => Err(NoProof::Wrong("it is not among the signatures of the file".to_owned())),
    }
}

fn at(millis: i64) -> String {
    DateTime::from_timestamp_millis(millis).map_or_else(|| millis.to_string(), |at| at.to_rfc3339())
}
