//! Archives of parts (zip), as office programs write them.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::encoding;

/// So many bytes may come out of all parts together.
pub const MAX_UNPACKED: u64 = 100 * 1024 * 1024;
/// So many times its packed size may come out of a part; parts that stay small may have any ratio.
pub const MAX_RATIO: u64 = 200;
const SMALL_PART: u64 = 64 * 1024;
/// The greatest number of parts.
pub const MAX_PARTS: usize = 1000;

/// Why an archive is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveProblem {
    /// It is no archive, or a broken or encrypted one, or lacks a part it must have.
    #[error("no archive that can be read")]
    Broken,
    /// It has more than [`MAX_PARTS`] parts, or unpacked it would be larger than is allowed.
    #[error("the archive unpacks to too much")]
    TooMuch,
}

/// An archive of which every part has been unpacked once, so that no later reader meets more than is allowed.
#[derive(Debug)]
pub struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
}

impl<'a> Archive<'a> {
    /// Unpacks every part, keeping nothing. What a file says about its own size is not believed.
    ///
    /// # Errors
    /// [`ArchiveProblem`].
    pub fn open(bytes: &'a [u8]) -> Result<Self, ArchiveProblem> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ArchiveProblem::Broken)?;
        if zip.len() > MAX_PARTS {
            return Err(ArchiveProblem::TooMuch);
        }
        let mut names = Vec::with_capacity(zip.len());
        let mut total = 0;
        for index in 0..zip.len() {
            let part = zip.by_index(index).map_err(|_| ArchiveProblem::Broken)?;
            let (packed, declared) = (part.compressed_size(), part.size());
            if declared > MAX_UNPACKED || beyond(packed, declared) {
                return Err(ArchiveProblem::TooMuch);
            }
            names.push(part.name().to_owned());
            let left = MAX_UNPACKED - total;
            let size = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
                .map_err(|_| ArchiveProblem::Broken)?;
            if size > left || beyond(packed, size) {
                return Err(ArchiveProblem::TooMuch);
            }
            total += size;
        }
        Ok(Self { zip, names })
    }

    /// Whether it has a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|found| found == name)
    }

    /// The text of a part.
    ///
    /// # Errors
    /// [`ArchiveProblem::Broken`] if there is no such part or no text in it, [`ArchiveProblem::TooMuch`] if it is longer
    /// than `max` bytes.
    pub fn text(&mut self, name: &str, max: u64) -> Result<String, ArchiveProblem> {
        let part = self.zip.by_name(name).map_err(|_| ArchiveProblem::Broken)?;
        let mut bytes = Vec::new();
        part.take(max + 1).read_to_end(&mut bytes).map_err(|_| ArchiveProblem::Broken)?;
        if bytes.len() as u64 > max {
            return Err(ArchiveProblem::TooMuch);
        }
        Ok(encoding::decode(&bytes).map_err(|_| ArchiveProblem::Broken)?.text)
    }
}

fn beyond(packed: u64, unpacked: u64) -> bool {
    unpacked > SMALL_PART && unpacked / packed.max(1) > MAX_RATIO
}
