//! WebVTT, read as the standard's parsing algorithm says: <https://www.w3.org/TR/webvtt1/#file-parsing>.

/// Where the writing of a cue runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// In lines.
    #[default]
    Horizontal,
    /// In columns, the next to the left.
    RightToLeft,
    /// In columns, the next to the right.
    LeftToRight,
}

/// An alignment of a cue's text, line or position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the start of the text.
    Start,
    /// In the middle.
    Center,
    /// At its end.
    End,
    /// To the left.
    Left,
    /// To the right.
    Right,
}

/// A cue as the file has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Cue {
    /// Its identifier; may be empty.
    pub id: String,
    /// When it begins, in milliseconds.
    pub start_ms: i64,
    /// When it ends, in milliseconds.
    pub end_ms: i64,
    /// Its text with its tags.
    pub text: String,
    /// The line of the file that its times stand on, from 1.
    pub line: u32,
    /// Where its writing runs.
    pub direction: Direction,
    /// Whether its position counts lines and not percent.
    pub snap_to_lines: bool,
    /// Its line; none is automatic.
    pub line_position: Option<f64>,
    /// How it lies on its line.
    pub line_align: Align,
    /// Its position in percent; none is automatic.
    pub text_position: Option<f64>,
    /// How it lies at its position: `Left` and `Right` mean line-left and line-right; none is automatic.
    pub position_align: Option<Align>,
    /// Its size in percent.
    pub size: f64,
    /// How its text is aligned.
    pub alignment: Align,
}

/// A file's cues.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Captions {
    /// In the order of the file.
    pub cues: Vec<Cue>,
    /// Lines that have the arrow of times but no times that can be read; their cues are left out, as the standard says.
    pub unreadable: Vec<u32>,
}

/// The cues of a file; none if it does not begin as WebVTT must.
pub fn parse(text: &str) -> Option<Captions> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let text = text.replace('\0', "\u{FFFD}").replace("\r\n", "\n").replace('\r', "\n");
    let after = text.strip_prefix("WEBVTT")?;
    if !(after.is_empty() || after.starts_with([' ', '\t', '\n'])) {
        return None;
    }
    let lines: Vec<&str> = text.split('\n').collect();
    let mut reading = Reading { lines: &lines, at: 1, seen_cue: false, found: Captions::default() };
    // What follows the signature without an empty line belongs to the header.
    if reading.lines.get(1).is_some_and(|line| !line.is_empty()) {
        reading.block(true);
    }
    while reading.at < lines.len() {
        if lines[reading.at].is_empty() {
            reading.at += 1;
        } else {
            reading.block(false);
        }
    }
    Some(reading.found)
}

struct Reading<'a> {
    lines: &'a [&'a str],
    at: usize,
    seen_cue: bool,
    found: Captions,
}

impl Reading<'_> {
    fn block(&mut self, in_header: bool) {
        let (mut count, mut seen_arrow) = (0, false);
        let mut previous = self.at;
        let mut buffer = String::new();
        let mut cue: Option<Cue> = None;
        while let Some(line) = self.lines.get(self.at) {
            let number = u32::try_from(self.at + 1).unwrap_or(u32::MAX);
            self.at += 1;
            count += 1;
            if line.contains("-->") {
                if in_header || !(count == 1 || (count == 2 && !seen_arrow)) {
                    // A cue begins without an empty line before it.
                    self.at = previous;
                    break;
                }
                seen_arrow = true;
                previous = self.at;
                cue = timings(line, &buffer, number);
                if cue.is_some() {
                    buffer.clear();
                    self.seen_cue = true;
                } else {
                    self.found.unreadable.push(number);
                }
            } else if line.is_empty() {
                break;
            } else {
                if !in_header && count == 2 && !self.seen_cue && is_definition(&buffer) {
                    buffer.clear();
                }
                if !buffer.is_empty() {
                    buffer.push('\n');
                }
                buffer.push_str(line);
                previous = self.at;
            }
        }
        if let Some(mut cue) = cue {
            cue.text = buffer;
            self.found.cues.push(cue);
        }
    }
}

/// Whether a block defines a style or a region.
fn is_definition(head: &str) -> bool {
    ["STYLE", "REGION"]
        .iter()
        .any(|word| head.strip_prefix(word).is_some_and(|rest| rest.chars().all(is_space)))
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\u{C}' | '\r')
}

fn timings(line: &str, id: &str, number: u32) -> Option<Cue> {
    let (start_ms, rest) = timestamp(line.trim_start_matches(is_space))?;
    let rest = rest.trim_start_matches(is_space).strip_prefix("-->")?;
    let (end_ms, settings) = timestamp(rest.trim_start_matches(is_space))?;
    let mut cue = Cue {
        id: id.to_owned(),
        start_ms,
        end_ms,
        text: String::new(),
        line: number,
        direction: Direction::Horizontal,
        snap_to_lines: true,
        line_position: None,
        line_align: Align::Start,
        text_position: None,
        position_align: None,
        size: 100.0,
        alignment: Align::Center,
    };
    for setting in settings.split(is_space).filter(|s| !s.is_empty()) {
        if let Some((name, value)) = setting.split_once(':')
            && !name.is_empty()
            && !value.is_empty()
        {
            // A setting that can't be read is left out, as the standard says.
            let _ = set(&mut cue, name, value);
        }
    }
    Some(cue)
}

/// A timestamp at the beginning of a text, in milliseconds, and what follows it.
fn timestamp(text: &str) -> Option<(i64, &str)> {
    let (first, rest) = digits(text)?;
    let hours_first = first.len() != 2 || number(first)? > 59;
    let (second, rest) = digits(rest.strip_prefix(':')?)?;
    if second.len() != 2 {
        return None;
    }
    let (hours, minutes, seconds, rest) = if hours_first || rest.starts_with(':') {
        let (third, rest) = digits(rest.strip_prefix(':')?)?;
        if third.len() != 2 {
            return None;
        }
        (number(first)?, number(second)?, number(third)?, rest)
    } else {
        (0, number(first)?, number(second)?, rest)
    };
    let (fraction, rest) = digits(rest.strip_prefix('.')?)?;
    if fraction.len() != 3 || minutes > 59 || seconds > 59 {
        return None;
    }
    Some((((hours * 60 + minutes) * 60 + seconds) * 1000 + number(fraction)?, rest))
}

fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    (end > 0).then(|| text.split_at(end))
}

/// A number; one beyond a billion is no time of a recording.
fn number(digits: &str) -> Option<i64> {
    digits.parse().ok().filter(|n| *n < 1_000_000_000)
}

fn set(cue: &mut Cue, name: &str, value: &str) -> Option<()> {
    match name {
        "vertical" => {
            cue.direction = match value {
                "rl" => Direction::RightToLeft,
                "lr" => Direction::LeftToRight,
                _ => return None,
            };
        }
        "line" => {
            let (position, align) = split(value);
            let percent = position.ends_with('%');
            let parsed = if percent { percentage(position)? } else { line_number(position)? };
            if let Some(align) = align {
                cue.line_align = match align {
                    "start" => Align::Start,
                    "center" => Align::Center,
                    "end" => Align::End,
                    _ => return None,
                };
            }
            cue.line_position = Some(parsed);
            cue.snap_to_lines = !percent;
        }
        "position" => {
            let (position, align) = split(value);
            let parsed = percentage(position)?;
            if let Some(align) = align {
                cue.position_align = Some(match align {
                    "line-left" => Align::Left,
                    "center" => Align::Center,
                    "line-right" => Align::Right,
                    _ => return None,
                });
            }
            cue.text_position = Some(parsed);
        }
        "size" => cue.size = percentage(value)?,
        "align" => {
            cue.alignment = match value {
                "start" => Align::Start,
                "center" => Align::Center,
                "end" => Align::End,
                "left" => Align::Left,
                "right" => Align::Right,
                _ => return None,
            };
        }
        _ => {}
    }
    Some(())
}

fn split(value: &str) -> (&str, Option<&str>) {
    value.split_once(',').map_or((value, None), |(position, align)| (position, Some(align)))
}

/// Digits, perhaps with a fraction.
fn is_plain_number(text: &str) -> bool {
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, fraction)) => all_digits(whole) && all_digits(fraction),
        None => all_digits(text),
    }
}

fn percentage(text: &str) -> Option<f64> {
    let text = text.strip_suffix('%').filter(|text| is_plain_number(text))?;
    text.parse().ok().filter(|n| (0.0..=100.0).contains(n))
}

fn line_number(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    if !is_plain_number(unsigned) {
        return None;
    }
    text.parse().ok().filter(|n: &f64| n.is_finite())
}
