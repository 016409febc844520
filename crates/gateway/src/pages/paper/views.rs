//! What pages show of paper sheets.

use std::collections::HashMap;

use folkmoot_foundation::{DbErr, DriveId, PersonId, Reader};
use folkmoot_signatures::paper::{self, Counts, Import, Judged, Sample};
use folkmoot_web::pages::paper::Figures;
use folkmoot_web::pages::paper::plan::LineRow;
use folkmoot_web::pages::paper::sheets::{ImportRow, SampleRow};

/// The numbers of an import.
pub(crate) fn figures(counts: Counts) -> Figures {
    Figures { counted: counts.counted, duplicates: counts.duplicates, unreadable: counts.unreadable }
}

/// An import, which leads to its result under `base`.
pub(crate) fn import(import: &Import, names: &HashMap<PersonId, String>, base: &str) -> ImportRow {
    ImportRow {
        number: import.number,
        by: names.get(&import.by).cloned().unwrap_or_default(),
        at: import.at,
        figures: figures(import.counts),
        href: format!("{base}/imports/{}", import.number),
    }
}

/// A sample among the imports of its drive; it leads to its page under `base`, if that is given.
pub(crate) fn sample(sample: &Sample, imports: &[Import], base: Option<&str>) -> SampleRow {
    let of = |id| imports.iter().find(|import| import.id == id).map(|import| import.number);
    let percent = |(share, low, high)| (share * 100.0, low * 100.0, high * 100.0);
    SampleRow {
        at: sample.at,
        import: sample.import.and_then(of),
        population: sample.population,
        size: sample.found.size,
        checked: sample.found.valid + sample.found.invalid,
        share: sample.found.share().filter(|_| sample.found.complete()).map(percent),
        href: base.map(|base| format!("{base}/samples/{}", sample.id)),
        seed: sample.seed.clone(),
    }
}

/// The samples of a drive.
pub(crate) async fn samples(
    conn: &impl Reader,
    drive: DriveId,
    imports: &[Import],
    base: Option<&str>,
) -> Result<Vec<SampleRow>, DbErr> {
    let samples = paper::samples_of(conn, drive).await?;
    Ok(samples.iter().map(|one| sample(one, imports, base)).collect())
}

/// A line with what becomes of it.
pub(crate) fn line(judged: &Judged) -> LineRow {
    LineRow {
        row: judged.line.row,
        sheet: judged.line.sheet,
        line: judged.line.line,
        name: judged.line.name.clone(),
        kind: judged.verdict.kind(),
        code: judged.verdict.code(),
        earlier: judged.verdict.earlier(),
    }
}
