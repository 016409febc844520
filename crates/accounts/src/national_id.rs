//! Numbers of national identity cards and of residence permits of Taiwan: one form for all ways of writing them.

use folkmoot_foundation::FieldError;
use folkmoot_foundation::crypto::{Keyring, Purpose};
use unicode_normalization::UnicodeNormalization;

/// What the letters stand for in the check digit: `A` is 10, `B` is 11 and so on, in this order.
const LETTERS: &str = "ABCDEFGHJKLMNPQRSTUVXYWZIO";

/// How often each of the first ten digits counts, the letter being two of them; the check digit counts once.
const WEIGHTS: [u32; 11] = [1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1];

/// The number of a national identity card (國民身分證統一編號), such as `A123456789`, or of a residence permit (居留證統一證號)
/// in its form since 2021 (`A800000014`) or the one before (`AC01234567`).
#[derive(Clone, PartialEq, Eq)]
pub struct NationalId(String);

/// As personal as can be: its debug form shows nothing.
impl std::fmt::Debug for NationalId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NationalId(…)")
    }
}

impl NationalId {
    /// Reads a number; blanks and hyphens, small letters and full-width forms don't matter. Only the form is checked, with
    /// its check digit: whose number it is an identity provider or a clerk knows.
    ///
    /// # Errors
    /// `required`, `national_id_format`.
    pub fn parse(field: &str, raw: &str) -> Result<Self, FieldError> {
        let error = |code| FieldError { field: field.to_owned(), code, params: Default::default() };
        let folded: String = raw
            .nfkc()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'))
            .map(|c| c.to_ascii_uppercase())
            .take(11)
            .collect();
        match folded.as_str() {
            "" => Err(error("required")),
            written if is_valid(written) => Ok(Self(folded)),
            _ => Err(error("national_id_format")),
        }
    }

    /// The number in its one form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The person key that a confirmed number gives: equal for equal numbers.
    pub fn person_key(&self, keyring: &Keyring) -> [u8; 32] {
        keyring.hash(Purpose::PersonKey, &format!("national_id:{}", self.0))
    }

    /// The number with its middle hidden, such as `A12•••••89`.
    pub fn masked(&self) -> String {
        let shown = |i: usize| !(3..8).contains(&i);
        self.0.chars().enumerate().map(|(i, c)| if shown(i) { c } else { '•' }).collect()
    }
}

/// The two digits of a letter.
fn letter(c: char) -> Option<[u32; 2]> {
    let number = u32::try_from(LETTERS.find(c)?).ok()? + 10;
    Some([number / 10, number % 10])
}

fn is_valid(written: &str) -> bool {
    let chars: Vec<char> = written.chars().collect();
    let [first, second, rest @ ..] = chars.as_slice() else { return false };
    let (Some(region), 8) = (letter(*first), rest.len()) else { return false };
    let kind = match second {
        // Men, women; of residence permits since 2021.
        '1' | '2' | '8' | '9' => second.to_digit(10),
        // Of residence permits before: a letter whose last digit counts.
        'A'..='D' => letter(*second).map(|[_, last]| last),
        _ => None,
    };
    let digits = rest.iter().map(|c| c.to_digit(10).filter(|_| c.is_ascii_digit()));
    let all: Option<Vec<u32>> = region.into_iter().map(Some).chain([kind]).chain(digits).collect();
    all.is_some_and(|all| {
        all.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum::<u32>() % 10 == 0
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[rstest::rstest]
    #[case("A123456789", "A123456789")]
    #[case(" a123456789 ", "A123456789")]
    #[case("Ａ１２３-４５６-７８９", "A123456789")]
    #[case("A800000014", "A800000014")]
    #[case("AC01234567", "AC01234567")]
    fn ways_of_writing_one_number(#[case] raw: &str, #[case] one: &str) {
        assert_eq!(NationalId::parse("identifier", raw).unwrap().as_str(), one);
    }

    #[rstest::rstest]
    #[case("", "required")]
    #[case(" - ", "required")]
    #[case("A123456788", "national_id_format")]
    #[case("A223456789", "national_id_format")]
    #[case("A323456789", "national_id_format")]
    #[case("AE01234567", "national_id_format")]
    #[case("1123456789", "national_id_format")]
    #[case("A12345678", "national_id_format")]
    #[case("A1234567890", "national_id_format")]
    #[case("A12345678٩", "national_id_format")]
    #[case("=HYPERLINK(1)", "national_id_format")]
    #[case("身分證A123456789", "national_id_format")]
    fn what_is_no_number_is_refused(#[case] raw: &str, #[case] code: &str) {
        assert_eq!(NationalId::parse("identifier", raw).unwrap_err().code, code);
    }

    #[test]
    fn its_key_is_its_own_and_nothing_shows_it() {
        let keys = Keyring::new([1; 32]);
        let id = NationalId::parse("identifier", "a123456789").unwrap();
        assert_eq!(id.person_key(&keys), keys.hash(Purpose::PersonKey, "national_id:A123456789"));
        assert_eq!((id.masked().as_str(), format!("{id:?}").as_str()), ("A12•••••89", "NationalId(…)"));
    }

    proptest! {
        #[test]
        fn one_digit_written_wrongly_is_found(region in "[A-Z]", kind in "[1289]", digits in "[0-9]{7}", at in 0usize..8, other in 0u8..10) {
            let beginning = format!("{region}{kind}{digits}");
            let numbers: Vec<String> = (0..10).map(|check| format!("{beginning}{check}")).collect();
            let valid: Vec<&String> = numbers.iter().filter(|number| is_valid(number)).collect();
            prop_assert_eq!(valid.len(), 1, "just one check digit fits");
            let mut wrong = valid[0].clone().into_bytes();
            let (place, other) = (2 + at, b'0' + other);
            // A digit that counts an even number of times, or five, hides some mistakes: these are the ones that count oddly.
            prop_assume!(wrong[place] != other && [7, 3, 1].contains(&WEIGHTS[place + 1]));
            wrong[place] = other;
            prop_assert!(!is_valid(&String::from_utf8(wrong).unwrap()));
        }

        #[test]
        fn nothing_breaks_the_reader(raw in "\\PC{0,40}") {
            let _ = NationalId::parse("identifier", &raw);
        }
    }
}
