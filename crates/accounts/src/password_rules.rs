//! What a password must be like.

use std::collections::HashSet;
use std::sync::LazyLock;

use folkmoot_foundation::FieldErrors;
use unicode_normalization::UnicodeNormalization;

use crate::email::Email;

/// The least length, in characters.
pub const MIN_LENGTH: usize = 10;
/// The greatest length, in characters; hashing longer ones would cost without making anything safer.
pub const MAX_LENGTH: usize = 128;

/// Parts of the person's own data count from this length on.
const TELLING_LENGTH: usize = 3;

static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../data/common-passwords.txt").lines().filter(|line| !line.starts_with('#')).collect()
});

/// A password as it is hashed: NFKC, so that two keyboards give the same bytes. `None` beyond [`MAX_LENGTH`].
pub(crate) fn normalised(password: &str) -> Option<String> {
    // Bounded before normalising, so that a megabyte costs nothing.
    if password.len() > MAX_LENGTH * 4 {
        return None;
    }
    let text: String = password.nfkc().collect();
    (text.chars().count() <= MAX_LENGTH).then_some(text)
}

/// Checks a new password: 10 to 128 characters, none of the commonest, not made of the person's address or nickname.
///
/// # Errors
/// `required`, `too_short` (`min`), `too_long` (`max`), `password_common`, `password_personal`.
pub fn check(field: &str, password: &str, email: Option<&Email>, nickname: &str) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::new();
    let length = password.chars().count();
    match normalised(password).map(|text| text.to_lowercase()) {
        _ if password.is_empty() => errors.add(field, "required"),
        _ if length < MIN_LENGTH => errors.add_with(field, "too_short", [("min", MIN_LENGTH.to_string())]),
        None => errors.add_with(field, "too_long", [("max", MAX_LENGTH.to_string())]),
        Some(text) if is_common(&text) => errors.add(field, "password_common"),
        Some(text) if is_personal(&text, email, nickname) => errors.add(field, "password_personal"),
        Some(_) => {}
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// In the list, or made of hardly any different characters.
fn is_common(lower: &str) -> bool {
    COMMON.contains(lower) || lower.chars().collect::<HashSet<_>>().len() < 4
}

fn is_personal(lower: &str, email: Option<&Email>, nickname: &str) -> bool {
    let telling = |part: &str| part.chars().count() >= TELLING_LENGTH && lower.contains(part);
    let nickname = nickname.nfkc().collect::<String>().to_lowercase();
    telling(&nickname) || email.is_some_and(|email| telling(email.local_part()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(password: &str) -> Option<&'static str> {
        let email = Email::parse("email", "ming.wang@example.org").unwrap();
        check("password", password, Some(&email), "小明同學").err().map(|e| e.0[0].code)
    }

    #[rstest::rstest]
    #[case("", Some("required"))]
    #[case("short", Some("too_short"))]
    #[case("九個字的通關密語啊", Some("too_short"))]
    #[case("一句十個字以上的通關密語", None)]
    #[case("Password123", Some("password_common"))]
    #[case("ｐａｓｓｗｏｒｄ１２３", Some("password_common"))]
    #[case("aaaaaaaaaaaa", Some("password_common"))]
    #[case("my ming.wang password", Some("password_personal"))]
    #[case("小明同學的通關密語是這個", Some("password_personal"))]
    #[case("correct horse battery", None)]
    fn passwords_are_judged(#[case] password: &str, #[case] expected: Option<&str>) {
        assert_eq!(code(password), expected);
    }

    #[test]
    fn the_bounds_count_characters() {
        let long = |n: usize| "abcd🍚".chars().cycle().take(n).collect::<String>();
        assert_eq!(code(&long(128)), None);
        assert_eq!(code(&long(129)), Some("too_long"));
        assert_eq!(code(&long(1_000_000)), Some("too_long"));
        assert_eq!(code(&long(10)), None);
    }

    #[test]
    fn a_short_nickname_forbids_nothing() {
        assert!(check("password", "correct horse battery", None, "rs").is_ok());
    }
}
