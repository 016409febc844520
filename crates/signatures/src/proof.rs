//! Proofs that need nothing but what is published: of one signature, and of a whole count.
//!
//! A receipt's file is one JSON object ([`ReceiptFile`]). A drive's file is a line of JSON for each [`Line`]: a beginning,
//! then segments of the log with the leaves of each of their events, then an end. Nothing here asks a database.

use std::collections::HashMap;
use std::io::BufRead;

use folkmoot_foundation::DriveId;
use folkmoot_foundation::event::proof::{Broken, Facts, Segment};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::leaf::{root_by, root_of};

/// The mark of a receipt's file.
pub const RECEIPT_FORMAT: &str = "folkmoot-receipt-1";
/// The mark of a drive's file.
pub const DRIVE_FORMAT: &str = "folkmoot-drive-1";

/// The longest line that a drive's file may have, in bytes: a batch has at most a few thousand leaves, a change of a whole
/// drive some millions.
const LONGEST_LINE: u64 = 1 << 30;

type Hash = [u8; 32];

/// What a signer keeps: proof that their signature is in the sealed log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptFile {
    /// [`RECEIPT_FORMAT`].
    pub format: String,
    /// The public address of the platform.
    pub platform: String,
    /// What was signed.
    pub drive: DriveId,
    /// When, as text (RFC 3339).
    pub signed_at: String,
    /// Which way it came in.
    pub channel: String,
    /// What stands for the signature in public.
    #[serde(with = "hex::serde")]
    pub leaf: Hash,
    /// Where among the leaves of its batch it stands, from 0.
    pub index: usize,
    /// How many leaves its batch has.
    pub size: usize,
    /// The hashes from the leaf to the root of its batch, from below, in hexadecimal.
    pub path: Vec<String>,
    /// The piece of the log with the event of the batch; nothing while it has not been sealed.
    pub segment: Option<Segment>,
}

/// A line of a drive's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// The first line.
    Begin {
        /// [`DRIVE_FORMAT`].
        format: String,
        /// The public address of the platform.
        platform: String,
        /// Which drive.
        drive: DriveId,
        /// The public key of the checkpoints, in hexadecimal.
        key: String,
    },
    /// A piece of the log with events of this drive.
    Segment(Segment),
    /// The leaves of the event at a position.
    Leaves {
        /// The position of the event, which an earlier line proves.
        position: i64,
        /// The leaves in their order, in hexadecimal.
        leaves: Vec<String>,
    },
    /// The last line.
    End {
        /// How many signatures count.
        count: i64,
        /// When the file was made, as text (RFC 3339).
        made_at: String,
    },
}

/// Why a file proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum NoProof {
    /// It can't be read.
    #[error("can't be read: {0}")]
    Unreadable(String),
    /// It is another kind of file, or of a later version.
    #[error("is no {0} file")]
    Format(&'static str),
    /// The receipt was taken before the log was sealed.
    #[error("was made before the log was sealed; download it again")]
    NotSealed,
    /// A piece of the log is broken.
    #[error("{0}")]
    Log(#[from] Broken),
    /// Something in it does not fit.
    #[error("{0}")]
    Wrong(String),
}

fn wrong(what: impl Into<String>) -> NoProof {
    NoProof::Wrong(what.into())
}

/// What a receipt proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvenReceipt {
    /// What was signed.
    pub drive: DriveId,
    /// What stands for the signature in public.
    pub leaf: Hash,
    /// The position of its event in the log.
    pub position: i64,
    /// The drive's count after its batch.
    pub total: i64,
    /// The public key of the checkpoint.
    pub key: Vec<u8>,
    /// When the checkpoint was signed, in milliseconds since 1970-01-01T00:00:00Z.
    pub sealed_at: i64,
}

/// Checks a receipt's file; `key` is the public key that must have signed, if it is known.
///
/// # Errors
/// [`NoProof`].
pub fn verify_receipt(file: &ReceiptFile, key: Option<&Hash>) -> Result<ProvenReceipt, NoProof> {
    if file.format != RECEIPT_FORMAT {
        return Err(NoProof::Format(RECEIPT_FORMAT));
    }
    let segment = file.segment.as_ref().ok_or(NoProof::NotSealed)?;
    let path: Vec<Hash> = file.path.iter().map(|hash| hash_of(hash)).collect::<Result<_, _>>()?;
    let root = root_by(file.leaf, file.index, file.size, &path)
        .ok_or_else(|| wrong("the path does not fit its place in the batch"))?;
    for (position, facts) in segment.verify(key)? {
        let event = Told::read(facts)?;
        if facts.kind != "signatures.added" || event.root != Some(root) {
            continue;
        }
        if facts.subject != file.drive.0 {
            return Err(wrong("the signature was given to another proposal"));
        }
        if usize::try_from(event.count).ok() != Some(file.size) {
            return Err(wrong("the batch has another size"));
        }
        let (total, key) = (event.total, segment.checkpoint.key.clone());
        let sealed_at = segment.checkpoint.at;
        return Ok(ProvenReceipt { drive: file.drive, leaf: file.leaf, position, total, key, sealed_at });
    }
    Err(wrong("the leaf is in no batch of this piece of the log"))
}

/// What a drive's file proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvenDrive {
    /// Which drive.
    pub drive: DriveId,
    /// How many signatures count.
    pub count: i64,
    /// How many signatures were made, whether they count or not.
    pub made: usize,
    /// How many don't count, by the kind of the event that said so last.
    pub not_counted: Vec<(String, i64)>,
    /// Changes from before changes named their signatures; only their number can be checked.
    pub unnamed: i64,
    /// The public key of the checkpoints.
    pub key: Vec<u8>,
    /// When the last checkpoint was signed, in milliseconds since 1970-01-01T00:00:00Z; nothing if nobody has signed.
    pub sealed_at: Option<i64>,
    /// The leaves that count.
    leaves: HashMap<Hash, Standing>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Counted,
    Not(Out),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Out {
    Withdrawn,
    PutAside,
    Invalidated,
}

impl ProvenDrive {
    /// Whether this leaf is one of the drive's; and whether it counts.
    pub fn holds(&self, leaf: &Hash) -> Option<bool> {
        self.leaves.get(leaf).map(|standing| *standing == Standing::Counted)
    }
}

/// Checks a drive's file, reading it line by line; `key` is the public key that must have signed, if it is known.
///
/// # Errors
/// [`NoProof`], with the line it was found at.
pub fn verify_drive(file: &mut dyn BufRead, key: Option<&Hash>) -> Result<ProvenDrive, NoProof> {
    let mut checker: Option<Checker> = None;
    let mut text = Vec::new();
    for number in 1.. {
        text.clear();
        let read = std::io::Read::take(&mut *file, LONGEST_LINE).read_until(b'\n', &mut text);
        if read.map_err(|error| NoProof::Unreadable(error.to_string()))? == 0 {
            return Err(NoProof::Unreadable(format!("line {number}: the file ends before its last line")));
        }
        let line: Line = serde_json::from_slice(&text)
            .map_err(|error| NoProof::Unreadable(format!("line {number}: {error}")))?;
        let at = |error: NoProof| match error {
            NoProof::Log(broken) => wrong(format!("line {number}: {broken}")),
            NoProof::Wrong(what) => wrong(format!("line {number}: {what}")),
            other => other,
        };
        match (&mut checker, line) {
            (None, Line::Begin { format, drive, key: stated, .. }) => {
                if format != DRIVE_FORMAT {
                    return Err(NoProof::Format(DRIVE_FORMAT));
                }
                let stated = hash_of(&stated).map_err(at)?;
                if key.is_some_and(|key| *key != stated) {
                    return Err(at(Broken::Key.into()));
                }
                checker = Some(Checker::new(drive, stated));
            }
            (None, _) => return Err(NoProof::Format(DRIVE_FORMAT)),
            (Some(checker), Line::Segment(segment)) => checker.segment(&segment).map_err(at)?,
            (Some(checker), Line::Leaves { position, leaves }) => {
                checker.leaves(position, &leaves).map_err(at)?;
            }
            (Some(_), Line::Begin { .. }) => return Err(at(wrong("a second beginning"))),
            (Some(_), Line::End { count, .. }) => {
                let checker = checker.take().ok_or(NoProof::Format(DRIVE_FORMAT))?;
                if !file.fill_buf().map_err(|error| NoProof::Unreadable(error.to_string()))?.is_empty() {
                    return Err(at(wrong("something follows the end")));
                }
                return checker.end(count).map_err(at);
            }
        }
    }
    Err(NoProof::Format(DRIVE_FORMAT))
}

/// What an event of a count tells.
struct Told {
    /// How many signatures it changed.
    count: i64,
    /// The count afterwards.
    total: i64,
    /// The root over their leaves, if it names them.
    root: Option<Hash>,
    /// Signatures that began to count again in the same event, unnamed: in old events only.
    restored: i64,
}

impl Told {
    fn read(facts: &Facts) -> Result<Self, NoProof> {
        let data: Value =
            serde_json::from_str(&facts.data).map_err(|error| NoProof::Unreadable(error.to_string()))?;
        let number = |name: &str| data[name].as_i64();
        Ok(Self {
            count: number("count").ok_or_else(|| wrong("an event without a count"))?,
            total: number("total").ok_or_else(|| wrong("an event without a total"))?,
            root: data["root"].as_str().map(hash_of).transpose()?,
            restored: number("restored").unwrap_or(0),
        })
    }
}

/// An event whose leaves are still to come.
struct Expected {
    position: i64,
    kind: String,
    told: Told,
}

/// Follows a drive from its first signature to its last.
struct Checker {
    drive: DriveId,
    key: Hash,
    position: i64,
    sealed_at: Option<i64>,
    expected: std::collections::VecDeque<Expected>,
    leaves: HashMap<Hash, Standing>,
    counted: i64,
    /// Signatures that are counted by their leaf and were taken out by an event that named none.
    unnamed: i64,
}

impl Checker {
    fn new(drive: DriveId, key: Hash) -> Self {
        Self {
            drive,
            key,
            position: 0,
            sealed_at: None,
            expected: Default::default(),
            leaves: HashMap::new(),
            counted: 0,
            unnamed: 0,
        }
    }

    fn total(&self) -> i64 {
        self.counted - self.unnamed
    }

    fn segment(&mut self, segment: &Segment) -> Result<(), NoProof> {
        if segment.after < self.position {
            return Err(wrong("pieces of the log are out of order or stand there twice"));
        }
        for (position, facts) in segment.verify(Some(&self.key))? {
            if facts.subject != self.drive.0 || !facts.kind.starts_with("signatures.") {
                return Err(wrong("an event that does not belong to this count"));
            }
            self.expected.push_back(Expected {
                position,
                kind: facts.kind.clone(),
                told: Told::read(facts)?,
            });
        }
        self.position = segment.checkpoint.position;
        self.sealed_at = Some(segment.checkpoint.at);
        // Old events that name nobody have no leaves to wait for.
        self.settle_unnamed()
    }

    fn settle_unnamed(&mut self) -> Result<(), NoProof> {
        while self.expected.front().is_some_and(|expected| expected.told.root.is_none()) {
            let Some(Expected { kind, told, .. }) = self.expected.pop_front() else { break };
            self.unnamed += match kind.as_str() {
                "signatures.withdrawn" => told.count,
                "signatures.added" if told.count == 0 => -told.restored,
                _ => return Err(wrong("an event that names no signatures")),
            };
            self.check_total(told.total)?;
        }
        Ok(())
    }

    fn leaves(&mut self, position: i64, leaves: &[String]) -> Result<(), NoProof> {
        let Some(Expected { position: expected, kind, told }) = self.expected.pop_front() else {
            return Err(wrong("leaves without an event"));
        };
        if position != expected {
            return Err(wrong(format!("the leaves of the event at {expected} are missing")));
        }
        let leaves: Vec<Hash> = leaves.iter().map(|leaf| hash_of(leaf)).collect::<Result<_, _>>()?;
        if i64::try_from(leaves.len()).ok() != Some(told.count) || Some(root_of(&leaves)) != told.root {
            return Err(wrong(format!(
                "the leaves of the event at {position} are not those that were sealed"
            )));
        }
        for leaf in leaves {
            self.turn(leaf, &kind)?;
        }
        self.unnamed -= told.restored;
        self.check_total(told.total)?;
        self.settle_unnamed()
    }

    fn turn(&mut self, leaf: Hash, kind: &str) -> Result<(), NoProof> {
        let before = self.leaves.get(&leaf).copied();
        let shown = || hex::encode(leaf);
        let to = match kind {
            "signatures.added" if before.is_some() => {
                return Err(wrong(format!("the signature {} was counted twice", shown())));
            }
            "signatures.added" | "signatures.restored" => Standing::Counted,
            "signatures.withdrawn" => Standing::Not(Out::Withdrawn),
            "signatures.put_aside" => Standing::Not(Out::PutAside),
            "signatures.invalidated" => Standing::Not(Out::Invalidated),
            "signatures.moved" => before.unwrap_or(Standing::Counted),
            other => return Err(wrong(format!("an event of an unknown kind: {other}"))),
        };
        if before.is_none() && kind != "signatures.added" {
            return Err(wrong(format!("the signature {} was changed before it was made", shown())));
        }
        if before == Some(to) && kind != "signatures.moved" {
            // It was taken out by an old event that named nobody.
            if to == Standing::Counted && self.unnamed > 0 {
                self.unnamed -= 1;
                return Ok(());
            }
            return Err(wrong(format!("the signature {} was changed twice alike", shown())));
        }
        self.counted += i64::from(to == Standing::Counted) - i64::from(before == Some(Standing::Counted));
        self.leaves.insert(leaf, to);
        Ok(())
    }

    fn check_total(&self, total: i64) -> Result<(), NoProof> {
        if self.total() == total {
            return Ok(());
        }
        Err(wrong(format!("the log says {total} signatures, counting gives {}", self.total())))
    }

    fn end(self, count: i64) -> Result<ProvenDrive, NoProof> {
        if let Some(missing) = self.expected.front() {
            return Err(wrong(format!("the leaves of the event at {} are missing", missing.position)));
        }
        self.check_total(count)?;
        let of = |out: Out| {
            let leaves = self.leaves.values().filter(|standing| **standing == Standing::Not(out));
            i64::try_from(leaves.count()).unwrap_or(i64::MAX)
        };
        let kinds =
            [("withdrawn", Out::Withdrawn), ("put_aside", Out::PutAside), ("invalidated", Out::Invalidated)];
        Ok(ProvenDrive {
            drive: self.drive,
            count,
            made: self.leaves.len(),
            not_counted: kinds.into_iter().map(|(name, out)| (name.to_owned(), of(out))).collect(),
            unnamed: self.unnamed,
            key: self.key.to_vec(),
            sealed_at: self.sealed_at,
            leaves: self.leaves,
        })
    }
}

/// A hash in hexadecimal.
fn hash_of(text: &str) -> Result<Hash, NoProof> {
    let mut hash = [0; 32];
    hex::decode_to_slice(text, &mut hash)
        .map_err(|_| NoProof::Unreadable("a hash has 64 hexadecimal digits".to_owned()))?;
    Ok(hash)
}
