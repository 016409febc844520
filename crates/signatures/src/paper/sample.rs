//! Checking paper by a random sample: how many lines, which ones, and what the result says about all of them.

use folkmoot_foundation::crypto::{random_bytes, sha256};
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::{Actor, DbErr, DriveId, Now, PersonId, Reader, SignatureId, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder as _, Set};

use super::entity::{line as place, sample as row, sample_line as drawn};
use super::plan::Place;
use super::{ImportId, PaperError, SampleId};
use crate::changes::{NewState, change};
use crate::drives::lock;
use crate::entity::signature;
use crate::error::SignError;
use crate::intake::OnThreshold;
use crate::receipt::State;

/// The margins of error that can be asked for, in percent.
pub const MARGINS: [i64; 4] = [1, 3, 5, 10];

/// The reason of a signature that a check on paper found invalid.
const INVALID: &str = "paper_invalid";
/// The reason of one that counts again, since the check was mistaken.
const VALID: &str = "paper_valid";

/// The quantile of the normal distribution for 95 %.
const Z: f64 = 1.959_963_985;

/// How many ids stand in one statement.
const AT_ONCE: usize = 500;

/// A sample with what was found so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Its id.
    pub id: SampleId,
    /// Of which import; of all paper if none.
    pub import: Option<ImportId>,
    /// What the choice follows from, in hexadecimal.
    pub seed: String,
    /// The margin of error that was asked for, in percent.
    pub margin: i64,
    /// From how many lines it was drawn.
    pub population: i64,
    /// When.
    pub at: Now,
    /// What was found.
    pub found: Found,
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Found {
    /// How many lines were drawn.
    pub size: i64,
    /// How many were found valid.
    pub valid: i64,
    /// How many were found invalid.
    pub invalid: i64,
}

impl Found {
    /// Whether all were checked.
    pub fn complete(&self) -> bool {
        self.valid + self.invalid == self.size
    }

    /// The share of valid lines with the bounds of its 95 % interval; nothing before one was checked.
    pub fn share(&self) -> Option<(f64, f64, f64)> {
        wilson(self.valid, self.valid + self.invalid)
    }
}

/// A line that was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleLine {
    /// The sheet.
    pub sheet: i64,
    /// The line.
    pub line: i64,
    /// Whether it was found valid; nothing before it was checked.
    pub valid: Option<bool>,
}

/// A sample with its lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// The sample.
    pub sample: Sample,
    /// Its lines, by sheet and line.
    pub lines: Vec<SampleLine>,
}

/// How many of `population` lines must be drawn, so that a share is known to `margin` percent at 95 %, whatever the share:
/// with the correction for finite populations.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
pub fn size_for(population: i64, margin: i64) -> i64 {
    let (population, error) = (population.max(0) as f64, margin.clamp(1, 50) as f64 / 100.0);
    let endless = Z * Z * 0.25 / (error * error);
    let size = endless * population / (endless + population - 1.0).max(1.0);
    (size.ceil().min(population)) as i64
}

/// The share of `valid` in `checked` with the bounds of its 95 % interval after Wilson.
#[allow(clippy::cast_precision_loss)]
pub fn wilson(valid: i64, checked: i64) -> Option<(f64, f64, f64)> {
    if checked < 1 {
        return None;
    }
    let (n, p) = (checked as f64, valid as f64 / checked as f64);
    let middle = p + Z * Z / (2.0 * n);
    let spread = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    Some((p, ((middle - spread) / scale).max(0.0), ((middle + spread) / scale).min(1.0)))
}

/// The `size` places that a seed chooses: those with the least SHA-256 of seed, sheet and line, the numbers as eight bytes,
/// the greatest first. Whoever has the list of places can choose again.
pub fn chosen(seed: &[u8], places: impl IntoIterator<Item = Place>, size: usize) -> Vec<Place> {
    let rank = |(sheet, line): Place| {
        sha256(&[seed, sheet.to_be_bytes().as_slice(), line.to_be_bytes().as_slice()].concat())
    };
    let mut ranked: Vec<([u8; 32], Place)> = places.into_iter().map(|place| (rank(place), place)).collect();
    ranked.sort_unstable();
    let mut places: Vec<Place> = ranked.into_iter().take(size).map(|(_, place)| place).collect();
    places.sort_unstable();
    places
}

/// Draws a sample from the lines that count, of one import or of all paper of the drive.
///
/// # Errors
/// [`PaperError::NothingToDraw`], [`PaperError::Sign`], or a database error.
pub async fn draw(
    tx: &Tx,
    now: Now,
    drive: DriveId,
    import: Option<ImportId>,
    margin: i64,
    facilitator: PersonId,
) -> Result<SampleId, PaperError> {
    lock(tx, drive).await?;
    let mut query = place::Entity::find().filter(place::Column::Drive.eq(drive));
    if let Some(import) = import {
        query = query.filter(place::Column::Import.eq(import));
    }
    let mut counting = Vec::new();
    let places = query.all(tx).await?;
    for places in places.chunks(AT_ONCE) {
        let rows = signature::Entity::find()
            .filter(signature::Column::Drive.eq(drive))
            .filter(signature::Column::Id.is_in(places.iter().map(|p| p.signature)))
            .filter(signature::Column::State.eq(State::Counted.code()))
            .all(tx)
            .await?;
        let counted: std::collections::HashSet<SignatureId> = rows.into_iter().map(|row| row.id).collect();
        counting.extend(places.iter().filter(|p| counted.contains(&p.signature)).cloned());
    }
    let population = i64::try_from(counting.len()).unwrap_or(i64::MAX);
    if population == 0 {
        return Err(PaperError::NothingToDraw);
    }
    let seed: [u8; 32] = random_bytes();
    let size = size_for(population, margin);
    let places: std::collections::BTreeMap<Place, SignatureId> =
        counting.iter().map(|p| ((p.sheet, p.line), p.signature)).collect();
    let chosen = chosen(&seed, places.keys().copied(), usize::try_from(size).unwrap_or(usize::MAX));
    let id = SampleId::new(now);
    let row = row::ActiveModel {
        id: Set(id),
        drive: Set(drive),
        import: Set(import),
        person: Set(facilitator),
        seed: Set(seed.to_vec()),
        margin: Set(margin),
        population: Set(population),
        drawn_at: Set(now),
    };
    row::Entity::insert(row).exec_without_returning(tx).await?;
    let line = |place: &Place| {
        Some(drawn::ActiveModel {
            sample: Set(id),
            sheet: Set(place.0),
            line: Set(place.1),
            signature: Set(*places.get(place)?),
            verdict: Set(None),
            checked_at: Set(None),
        })
    };
    let lines: Vec<drawn::ActiveModel> = chosen.iter().filter_map(line).collect();
    for lines in lines.chunks(AT_ONCE) {
        drawn::Entity::insert_many(lines.iter().cloned()).exec_without_returning(tx).await?;
    }
    let data = serde_json::json!({
        "seed": hex::encode(seed), "margin": margin, "population": population, "size": size,
    });
    let actor = Actor::Person { id: facilitator, role: "facilitator" };
    let told = NewEvent::new("signatures.sample_drawn", drive, actor).about(id).with(data);
    event::append(tx, now, told).await?;
    Ok(id)
}

/// The samples of a drive, the earliest first.
///
/// # Errors
/// A database error.
pub async fn samples_of(conn: &impl Reader, drive: DriveId) -> Result<Vec<Sample>, DbErr> {
    let rows = row::Entity::find()
        .filter(row::Column::Drive.eq(drive))
        .order_by_asc(row::Column::DrawnAt)
        .order_by_asc(row::Column::Id)
        .all(conn)
        .await?;
    let mut samples = Vec::with_capacity(rows.len());
    for row in rows {
        let lines = lines_of(conn, row.id).await?;
        samples.push(with_lines(row, &lines));
    }
    Ok(samples)
}

/// A sample of a drive with its lines.
///
/// # Errors
/// [`PaperError::NotFound`], or a database error.
pub async fn sample(conn: &impl Reader, drive: DriveId, id: SampleId) -> Result<Drawn, PaperError> {
    let row = row::Entity::find_by_id(id).filter(row::Column::Drive.eq(drive)).one(conn).await?;
    let row = row.ok_or(PaperError::NotFound)?;
    let lines = lines_of(conn, id).await?;
    Ok(Drawn { sample: with_lines(row, &lines), lines })
}

async fn lines_of(conn: &impl Reader, id: SampleId) -> Result<Vec<SampleLine>, DbErr> {
    let rows = drawn::Entity::find()
        .filter(drawn::Column::Sample.eq(id))
        .order_by_asc(drawn::Column::Sheet)
        .order_by_asc(drawn::Column::Line)
        .all(conn)
        .await?;
    let of = |row: drawn::Model| SampleLine {
        sheet: row.sheet,
        line: row.line,
        valid: row.verdict.map(|verdict| verdict == "valid"),
    };
    Ok(rows.into_iter().map(of).collect())
}

fn with_lines(row: row::Model, lines: &[SampleLine]) -> Sample {
    let count = |wanted: bool| lines.iter().filter(|line| line.valid == Some(wanted)).count();
    let whole = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Sample {
        id: row.id,
        import: row.import,
        seed: hex::encode(row.seed),
        margin: row.margin,
        population: row.population,
        at: row.drawn_at,
        found: Found { size: whole(lines.len()), valid: whole(count(true)), invalid: whole(count(false)) },
    }
}

/// Notes what the check of a line found. An invalid one counts no more; one that was called so by mistake counts again.
///
/// # Errors
/// [`PaperError::NotFound`] if the line was not drawn, or a database error.
#[allow(clippy::too_many_arguments)]
pub async fn mark(
    tx: &Tx,
    now: Now,
    hook: &dyn OnThreshold,
    drive: DriveId,
    id: SampleId,
    (sheet, line): Place,
    valid: bool,
    facilitator: PersonId,
) -> Result<(), PaperError> {
    lock(tx, drive).await?;
    let there = row::Entity::find_by_id(id).filter(row::Column::Drive.eq(drive)).one(tx).await?;
    there.ok_or(PaperError::NotFound)?;
    let held = drawn::Entity::find_by_id((id, sheet, line)).one(tx).await?.ok_or(PaperError::NotFound)?;
    let verdict = if valid { "valid" } else { "invalid" };
    if held.verdict.as_deref() == Some(verdict) {
        return Ok(());
    }
    drawn::Entity::update_many()
        .col_expr(drawn::Column::Verdict, Expr::value(verdict))
        .col_expr(drawn::Column::CheckedAt, Expr::value(now))
        .filter(drawn::Column::Sample.eq(id))
        .filter(drawn::Column::Sheet.eq(sheet))
        .filter(drawn::Column::Line.eq(line))
        .exec(tx)
        .await?;
    let (state, reason) = match (valid, held.verdict.is_some()) {
        (false, _) => (State::Invalidated, INVALID),
        (true, true) => (State::Counted, VALID),
        (true, false) => return Ok(()),
    };
    let actor = Actor::Person { id: facilitator, role: "facilitator" };
    let new = NewState { state, reason: Some(reason), actor };
    change(tx, now, hook, drive, &[held.signature], new)
        .await
        .map_err(|error: SignError| error.into())
        .map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_those_of_the_tables() {
        // With a margin of 5 % at 95 %: 385 of very many, 278 of 1,000, 80 of 100, all of very few.
        for (population, size) in
            [(1_000_000_000, 385), (10_000, 370), (1000, 278), (100, 80), (5, 5), (1, 1), (0, 0)]
        {
            assert_eq!(size_for(population, 5), size, "of {population}");
        }
        assert!(size_for(10_000, 1) > size_for(10_000, 3));
    }

    #[test]
    fn intervals_are_those_of_wilson() {
        let (share, low, high) = wilson(90, 100).unwrap();
        assert!((share - 0.9).abs() < 1e-9 && (low - 0.8256).abs() < 1e-3 && (high - 0.9448).abs() < 1e-3);
        let (_, low, high) = wilson(10, 10).unwrap();
        assert!(low > 0.69 && low < 0.73 && (high - 1.0).abs() < 1e-9);
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn a_seed_chooses_the_same_lines_whatever_their_order() {
        let places: Vec<Place> = (1..=20).flat_map(|sheet| (1..=10).map(move |line| (sheet, line))).collect();
        let first = chosen(b"seed", places.clone(), 30);
        assert_eq!(first.len(), 30);
        assert_eq!(first, chosen(b"seed", places.iter().rev().copied(), 30));
        assert_ne!(first, chosen(b"another", places, 30));
    }
}
