//! Times of a recording as people write them beside names: `[00:12:30]`, `（1:02:03）`, `12:30`.

/// The latest place in a recording, in milliseconds: a thousand hours.
pub(crate) const LATEST: i64 = 3_600_000_000;

/// When something was said.
pub(crate) type Time = (i64, Option<i64>);

/// Takes a time from the beginning or the end of a name's line.
pub(crate) fn take(text: &str) -> Option<(Time, String)> {
    let text = text.trim();
    if let Some((time, rest)) = at_beginning(text) {
        return Some((time, rest.to_owned()));
    }
    at_end(text)
}

/// Takes a time from the beginning of a paragraph: in brackets, or with hours, so that 「12:30 開始」 stays as it is.
pub(super) fn at_beginning(text: &str) -> Option<(Time, &str)> {
    for (open, close) in BRACKETS {
        if let Some(inner) = text.strip_prefix(open) {
            let (inside, rest) = inner.split_once(close)?;
            return Some((range(inside)?, rest.trim_start()));
        }
    }
    let end = text.find(char::is_whitespace)?;
    let (first, rest) = text.split_at(end);
    (first.matches(':').count() == 2).then_some(())?;
    Some((range(first)?, rest.trim_start()))
}

const BRACKETS: [(char, char); 4] = [('[', ']'), ('(', ')'), ('（', '）'), ('【', '】')];

fn at_end(text: &str) -> Option<(Time, String)> {
    let bare = text.trim_end_matches(['：', ':']);
    let colon = if bare.len() < text.len() { "：" } else { "" };
    let put = |time: Time, name: &str| {
        let name = name.trim_end();
        let colon = if name.ends_with(['：', ':']) { "" } else { colon };
        Some((time, format!("{name}{colon}")))
    };
    for (open, close) in BRACKETS {
        if let Some(inner) = bare.strip_suffix(close) {
            let (name, inside) = inner.rsplit_once(open)?;
            return put(range(inside)?, name);
        }
    }
    let (name, last) = bare.rsplit_once(char::is_whitespace)?;
    put(range(last)?, name)
}

/// `start`, or `start–end`.
fn range(text: &str) -> Option<Time> {
    let text = text.trim();
    for dash in ["-->", "–", "—", "－", "～", "~", "-"] {
        if let Some((start, end)) = text.split_once(dash) {
            return Some((clock(start.trim())?, Some(clock(end.trim())?)));
        }
    }
    Some((clock(text)?, None))
}

/// `[h:]mm:ss[.fff]` in milliseconds.
fn clock(text: &str) -> Option<i64> {
    let (clock, fraction) = text.split_once(['.', ',']).map_or((text, None), |(c, f)| (c, Some(f)));
    let digits = |part: &str, most: usize| -> Option<i64> {
        let fits = (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| part.parse().ok()).flatten()
    };
    let parts: Vec<&str> = clock.split(':').collect();
    let (hours, minutes, seconds) = match parts.as_slice() {
        [minutes, seconds] => (0, digits(minutes, 2)?, *seconds),
        [hours, minutes, seconds] => (digits(hours, 7)?, digits(minutes, 2)?, *seconds),
        _ => return None,
    };
    let whole = digits(seconds, 2).filter(|s| seconds.len() == 2 && *s < 60)?;
    let fraction = match fraction {
        Some(fraction) => {
            let length = u32::try_from(fraction.len()).ok()?;
            digits(fraction, 3)? * 10_i64.pow(3 - length)
        }
        None => 0,
    };
    (minutes < 60).then_some(((hours * 60 + minutes) * 60 + whole) * 1000 + fraction)
}

/// A time as [`written`] writes it.
pub(super) fn exact(text: &str) -> Option<i64> {
    clock(text)
}

/// A time with hours and thousandths; a negative one, which no recording has, as zero.
pub(crate) fn written(ms: i64) -> String {
    let ms = ms.max(0);
    let (seconds, fraction) = (ms / 1000, ms % 1000);
    format!("{:02}:{:02}:{:02}.{fraction:03}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_beside_names_are_read() {
        for (text, time, name) in [
            ("[00:12:30] 王小明：", (750_000, None), "王小明："),
            ("王小明（12:30）：", (750_000, None), "王小明："),
            ("王小明：（1:02:03.5）", (3_723_500, None), "王小明："),
            ("王小明 01:02:03", (3_723_000, None), "王小明"),
            ("王小明： [00:00:01.000–00:00:02.500]", (1_000, Some(2_500)), "王小明："),
            ("Speaker 1 00:05:", (5_000, None), "Speaker 1："),
        ] {
            assert_eq!(take(text), Some((time, name.to_owned())), "{text}");
        }
        for text in ["王小明：", "王小明（里長）：", "議題 12", "王小明 1:75", "12:30"] {
            assert_eq!(take(text), None, "{text}");
        }
        assert_eq!(at_beginning("12:30 開始").map(|(time, _)| time), None);
        for ms in [0, 1, 59_999, 3_600_000, 123_456_789] {
            assert_eq!(exact(&written(ms)), Some(ms));
        }
    }
}
