//! Mobile numbers: Taiwan's own form and the international one, read into E.164.

use folkmoot_foundation::FieldError;
use folkmoot_foundation::crypto::{Keyring, Purpose};
use unicode_normalization::UnicodeNormalization;

/// A mobile number in E.164, such as `+886912345678`.
#[derive(Clone, PartialEq, Eq)]
pub struct Mobile(String);

/// A number is personal: its debug form shows nothing.
impl std::fmt::Debug for Mobile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mobile(…)")
    }
}

impl Mobile {
    /// Reads `09xxxxxxxx` or an international number with `+` or `00`; blanks, hyphens, dots and brackets between the
    /// digits don't count.
    ///
    /// # Errors
    /// `required`, `mobile_format`.
    pub fn parse(field: &str, raw: &str) -> Result<Self, FieldError> {
        let error = |code| FieldError { field: field.to_owned(), code, params: Default::default() };
        let folded: String = raw
            .nfkc()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '(' | ')' | '\u{2010}'..='\u{2015}'))
            .collect();
        if folded.is_empty() {
            return Err(error("required"));
        }
        read(&folded).map(Self).ok_or_else(|| error("mobile_format"))
    }

    /// The number in E.164.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The person key that a confirmed number gives: equal for equal numbers.
    pub fn person_key(&self, keyring: &Keyring) -> [u8; 32] {
        keyring.hash(Purpose::PersonKey, &format!("mobile:{}", self.0))
    }

    /// The hash under which limits for this number are kept.
    pub(crate) fn look_up_hash(&self, keyring: &Keyring) -> [u8; 32] {
        keyring.hash(Purpose::LookUp, &format!("mobile:{}", self.0))
    }

    /// The number with its middle hidden, such as `+886•••••5678`, for pages that say where a code went.
    pub fn masked(&self) -> String {
        let digits = self.0.len();
        let shown = |i: usize| i < 4 || i + 4 >= digits;
        self.0.chars().enumerate().map(|(i, c)| if shown(i) { c } else { '•' }).collect()
    }
}

fn read(folded: &str) -> Option<String> {
    let international = match folded.strip_prefix('+').or_else(|| folded.strip_prefix("00")) {
        Some(rest) => rest.to_owned(),
        None if folded.starts_with("09") && folded.len() == 10 => format!("886{}", &folded[1..]),
        None => return None,
    };
    if !international.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // Many keep the trunk prefix: +886 0912 345 678.
    let international = match international.strip_prefix("8860") {
        Some(rest) => format!("886{rest}"),
        None => international,
    };
    let plausible = match international.strip_prefix("886") {
        Some(national) => national.len() == 9 && national.starts_with('9'),
        None => (8..=15).contains(&international.len()) && !international.starts_with('0'),
    };
    plausible.then(|| format!("+{international}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("0912345678", "+886912345678")]
    #[case("0912-345-678", "+886912345678")]
    #[case("０９１２　３４５　６７８", "+886912345678")]
    #[case("+886 912 345 678", "+886912345678")]
    #[case("+886 0912 345 678", "+886912345678")]
    #[case("00886912345678", "+886912345678")]
    #[case("(+49) 170 1234567", "+491701234567")]
    fn ways_of_writing_one_number(#[case] raw: &str, #[case] e164: &str) {
        assert_eq!(Mobile::parse("mobile", raw).unwrap().as_str(), e164);
    }

    #[rstest::rstest]
    #[case("", "required")]
    #[case("02-2345-6789", "mobile_format")]
    #[case("091234567", "mobile_format")]
    #[case("09123456789", "mobile_format")]
    #[case("+886212345678", "mobile_format")]
    #[case("+0912345678", "mobile_format")]
    #[case("+12", "mobile_format")]
    #[case("+1234567890123456", "mobile_format")]
    #[case("=cmd()", "mobile_format")]
    #[case("09٣٤٥٦٧٨٩٠", "mobile_format")]
    #[case("091234567a", "mobile_format")]
    fn what_is_no_mobile_number_is_refused(#[case] raw: &str, #[case] code: &str) {
        assert_eq!(Mobile::parse("mobile", raw).unwrap_err().code, code);
    }

    #[test]
    fn the_person_key_belongs_to_the_number() {
        let keys = Keyring::new([1; 32]);
        let key = |raw| Mobile::parse("mobile", raw).unwrap().person_key(&keys);
        assert_eq!(key("0912345678"), key("+886-912-345-678"));
        assert_eq!(key("0912345678"), keys.hash(Purpose::PersonKey, "mobile:+886912345678"));
        assert_ne!(key("0912345678"), key("0912345679"));
        assert_eq!(Mobile::parse("mobile", "0912345678").unwrap().masked(), "+886•••••5678");
    }
}
