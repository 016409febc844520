//! SubRip (SRT): numbered blocks of times and text. There is no standard; what players read is read.

use super::Caption;
use crate::import::problem::{Problem, Problems};

/// The captions of a file.
pub(super) fn read(text: &str, problems: &mut Problems) -> Vec<Caption> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found: Vec<Caption> = Vec::new();
    let mut open: Option<(Caption, usize)> = None;
    for (at, line) in lines.iter().enumerate() {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        if !line.contains("-->") {
            if let Some((caption, _)) = &mut open {
                caption.text.push_str(line);
                caption.text.push('\n');
            } else if !line.trim().is_empty() && !is_counter(line) {
                problems.error(number, Problem::CaptionTiming);
            }
            continue;
        }
        // The counter before the times belongs to this block and not to the text of the one before.
        let counted = at > 0 && is_counter(lines[at - 1]) && (at < 2 || lines[at - 2].trim().is_empty());
        if let Some((mut caption, _)) = open.take() {
            if counted {
                let end = caption.text.trim_end_matches('\n').rfind('\n').map_or(0, |end| end + 1);
                caption.text.truncate(end);
            }
            found.push(caption);
        }
        match timings(line) {
            Some((start_ms, end_ms)) => {
                let caption = Caption { start_ms, end_ms, text: String::new(), line: number };
                open = Some((caption, at));
            }
            None => problems.error(number, Problem::CaptionTiming),
        }
    }
    found.extend(open.map(|(caption, _)| caption));
    found
}

fn is_counter(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.len() <= 9 && line.bytes().all(|b| b.is_ascii_digit())
}

fn timings(line: &str) -> Option<(i64, i64)> {
    let (start, rest) = line.split_once("-->")?;
    // Some programs write the place on the screen behind the times.
    let end = rest.split_whitespace().next()?;
    Some((timestamp(start.trim())?, timestamp(end)?))
}

/// `01:02:03,450`; hours may be left out, and a full stop does as well as a comma.
fn timestamp(text: &str) -> Option<i64> {
    let (clock, fraction) = text.split_once([',', '.']).unwrap_or((text, "0"));
    let mut parts = clock.split(':').rev();
    let digits = |part: &str, most: usize| -> Option<i64> {
        let fits = (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| part.parse().ok()).flatten()
    };
    let seconds = digits(parts.next()?.trim(), 2)?;
    let minutes = digits(parts.next()?.trim(), 2)?;
    let hours = parts.next().map_or(Some(0), |part| digits(part.trim(), 4))?;
    if parts.next().is_some() || minutes > 59 || seconds > 59 {
        return None;
    }
    let digits_of_fraction = u32::try_from(fraction.len()).ok()?;
    let fraction = digits(fraction, 3)? * 10_i64.pow(3 - digits_of_fraction);
    Some(((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction)
}
