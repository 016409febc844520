//! Finds what looks like personal data in words that are about to be published: so that whoever wrote them is asked first.

use unicode_normalization::UnicodeNormalization;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A national identity number or that of a residence certificate, with a good check digit.
    NationalId,
    /// A mobile number.
    Mobile,
    /// A landline number with its area code.
    Landline,
    /// A mail address that is not one of an agency.
    Email,
}

impl Kind {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::NationalId => "national_id",
            Self::Mobile => "mobile",
            Self::Landline => "landline",
            Self::Email => "email",
        }
    }
}

/// One piece of what looks like personal data.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Found {
    /// What it is.
    pub kind: Kind,
    /// As it was written, in half width.
    pub text: String,
}

/// How many pieces are told of at most.
const MOST: usize = 10;

/// What in a text looks like personal data, in its order, each once.
pub fn find(text: &str) -> Vec<Found> {
    let chars: Vec<char> = text.nfkc().collect();
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < chars.len() && found.len() < MOST {
        let before = at.checked_sub(1).map(|before| chars[before]);
        let one = if before.is_some_and(|c| c.is_ascii_alphanumeric()) {
            None
        } else {
            national_id(&chars[at..])
                .or_else(|| telephone(&chars[at..], before))
                .or_else(|| email(&chars[at..]))
        };
        match one {
            Some((kind, length)) => {
                let text = chars[at..at + length].iter().collect();
                let one = Found { kind, text };
                if !found.contains(&one) {
                    found.push(one);
                }
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// The number that stands for the first letter: those of the places where numbers were given.
fn letter(c: char) -> Option<u32> {
    const ORDER: &str = "ABCDEFGHJKLMNPQRSTUVXYWZIO";
    let place = ORDER.find(c.to_ascii_uppercase())?;
    u32::try_from(place + 10).ok()
}

/// A letter and nine digits; the second of residence certificates of before 2021 is a letter, too.
fn national_id(chars: &[char]) -> Option<(Kind, usize)> {
    const LENGTH: usize = 10;
    let (id, after) = (chars.get(..LENGTH)?, chars.get(LENGTH));
    if after.is_some_and(char::is_ascii_alphanumeric) || !id[0].is_ascii_alphabetic() {
        return None;
    }
    let first = letter(id[0])?;
    let second = match id[1] {
        digit @ ('1' | '2' | '8' | '9') => digit.to_digit(10)?,
        old if matches!(old.to_ascii_uppercase(), 'A'..='D') => letter(old)? % 10,
        _ => return None,
    };
    let mut sum = first / 10 + first % 10 * 9 + second * 8;
    for (digit, weight) in id[2..].iter().zip([7, 6, 5, 4, 3, 2, 1, 1]) {
        sum += digit.to_digit(10)? * weight;
    }
    (sum % 10 == 0).then_some((Kind::NationalId, LENGTH))
}

/// A mobile or landline number, with or without +886, with what people put between digits.
fn telephone(chars: &[char], before: Option<char>) -> Option<(Kind, usize)> {
    let plain = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
    if !matches!(chars.first()?, '0' | '+' | '(')
        || before.is_some_and(|c| matches!(c, '-' | '.' | '/' | '+'))
    {
        return None;
    }
    let (mut digits, mut at, mut between, mut best) = (String::new(), 0, 0, None);
    while at < chars.len() {
        match chars[at] {
            digit if digit.is_ascii_digit() => {
                digits.push(digit);
                between = 0;
                if !plain(chars.get(at + 1))
                    && let Some(kind) = number(&digits)
                {
                    best = Some((kind, at + 1));
                }
            }
            '+' if at == 0 => {}
            '-' | ' ' | '(' | ')' if between < 2 => between += 1,
            _ => break,
        }
        if digits.len() > 14 {
            break;
        }
        at += 1;
    }
    best
}

/// What a row of digits is.
fn number(digits: &str) -> Option<Kind> {
    let national = match digits.strip_prefix("00886").or_else(|| digits.strip_prefix("886")) {
        Some(rest) => format!("0{}", rest.trim_start_matches('0')),
        None => digits.to_owned(),
    };
    let area = national.get(..2)?;
    match (area, national.len()) {
        ("09", 10) => Some(Kind::Mobile),
        // 0800 and its like are numbers of services.
        ("08", _) if national.starts_with("080") => None,
        ("02" | "04", 10) | ("03" | "05" | "06" | "07" | "08" | "04", 9) => Some(Kind::Landline),
        _ => None,
    }
}

/// A mail address; one of an agency is public.
fn email(chars: &[char]) -> Option<(Kind, usize)> {
    let local = |c: &&char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    let host = |c: &&char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let name = chars.iter().take(64).take_while(local).count();
    if name == 0 || !chars[0].is_ascii_alphanumeric() || chars.get(name) != Some(&'@') {
        return None;
    }
    let domain: String = chars[name + 1..].iter().take(253).take_while(host).collect();
    let domain = domain.trim_end_matches(['.', '-']);
    let (rest, top) = domain.rsplit_once('.')?;
    let good = !rest.is_empty() && top.len() >= 2 && top.chars().all(|c| c.is_ascii_alphabetic());
    let of_agency = domain.to_ascii_lowercase().ends_with(".gov.tw");
    (good && !of_agency).then_some((Kind::Email, name + 1 + domain.chars().count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(Kind, String)> {
        find(text).into_iter().map(|found| (found.kind, found.text)).collect()
    }

    #[test]
    fn what_looks_like_personal_data_is_found() {
        for (text, kind, piece) in [
            ("我的身分證是A123456789。", Kind::NationalId, "A123456789"),
            ("ａ１２３４５６７８９", Kind::NationalId, "a123456789"),
            ("居留證 A800000014", Kind::NationalId, "A800000014"),
            ("舊式統一證號：AC01234567", Kind::NationalId, "AC01234567"),
            ("請打0912345678找我", Kind::Mobile, "0912345678"),
            ("0912-345-678", Kind::Mobile, "0912-345-678"),
            ("＋886 912 345 678", Kind::Mobile, "+886 912 345 678"),
            ("+886-0912-345678", Kind::Mobile, "+886-0912-345678"),
            ("電話(02)2345-6789分機", Kind::Landline, "(02)2345-6789"),
            ("04-2222 3333", Kind::Landline, "04-2222 3333"),
            ("089-123456", Kind::Landline, "089-123456"),
            ("+886 2 2345 6789", Kind::Landline, "+886 2 2345 6789"),
            ("寫信到ming.wang+1@example.com.", Kind::Email, "ming.wang+1@example.com"),
        ] {
            assert_eq!(kinds(text), [(kind, piece.to_owned())], "{text}");
        }
        assert_eq!(kinds("0912345678、0912345678，02-23456789").len(), 2, "each once");
    }

    #[test]
    fn what_only_resembles_it_is_left_alone() {
        for text in [
            "A123456788",
            "BA123456789",
            "A1234567890",
            "2026-03-02 至 2026-05-06",
            "預算 1,234,567,890 元",
            "第 0912 號函，第 345678 號",
            "服務電話 0800-123-456",
            "文號 1090912345678",
            "contact@mohw.gov.tw",
            "@某人 說 a@b",
            "https://example.org/?x=0",
            "3.0912345678",
            "",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }

    #[test]
    fn hostile_words_are_only_read() {
        for text in ["0-".repeat(50_000), "a".repeat(100_000), "+".repeat(100_000), "a.@".repeat(50_000)] {
            assert_eq!(find(&text), []);
        }
    }
}
