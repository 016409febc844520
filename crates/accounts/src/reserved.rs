//! Nicknames that nobody may choose, since they would pass for the platform or for an agency.

use folkmoot_foundation::FieldError;
use unicode_normalization::UnicodeNormalization as _;

/// Words that speak for the platform wherever they stand in a nickname.
const OFFICES: [&str; 9] =
    ["管理員", "管理者", "客服", "官方", "工作人員", "眾議廳", "folkmoot", "administrator", "moderator"];

/// Words that do so only alone: as a part of others they are harmless.
const ALONE: [&str; 14] = [
    "admin", "staff", "support", "helpdesk", "official", "system", "root", "系統", "平臺", "站長", "版主",
    "小編", "政府", "機關",
];

/// Names that are taken by agencies, besides the words that are always reserved.
#[derive(Debug, Clone, Default)]
pub struct Reserved {
    names: Vec<String>,
    vouched: bool,
}

impl Reserved {
    /// The words that are always reserved, and the names of these agencies.
    pub fn with_agencies<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Self {
        let names = names.into_iter().map(|name| folded(name.as_ref())).filter(|name| !name.is_empty());
        Self { names: names.collect(), vouched: false }
    }

    /// Nothing is reserved: an operator names an account, and may name it for its office.
    pub fn nothing() -> Self {
        Self { names: Vec::new(), vouched: true }
    }

    /// Whether a nickname may not be chosen. An agency's name is reserved alone and at the beginning, where it would
    /// speak for the agency: 內政部 and 內政部承辦人.
    pub fn holds(&self, nickname: &str) -> bool {
        let folded = folded(nickname);
        !self.vouched
            && (OFFICES.iter().any(|word| folded.contains(word))
                || ALONE.contains(&folded.as_str())
                || self.names.iter().any(|name| folded == *name || begins_with(&folded, name)))
    }

    /// Refuses a nickname that is held.
    ///
    /// # Errors
    /// `nickname_reserved` of the field `nickname`.
    pub(crate) fn check(&self, nickname: &str) -> Result<(), FieldError> {
        if self.holds(nickname) { Err(refusal()) } else { Ok(()) }
    }
}

/// The error of a nickname that is reserved.
pub(crate) fn refusal() -> FieldError {
    FieldError {
        field: "nickname".to_owned(),
        code: "nickname_reserved",
        params: std::collections::BTreeMap::new(),
    }
}

/// Short names and Latin abbreviations begin too many harmless words.
fn begins_with(folded: &str, name: &str) -> bool {
    !name.is_ascii() && name.chars().nth(2).is_some() && folded.starts_with(name)
}

/// What is seen of a name: width, case, blanks, marks and the two ways of writing 臺 make no difference.
fn folded(name: &str) -> String {
    let wide = name.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    wide.map(|c| if c == '台' { '臺' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("管理員", true)]
    #[case("平台管理員", true)]
    #[case("管 理 員", true)]
    #[case("Ａｄｍｉｎ", true)]
    #[case("眾議廳客服", true)]
    #[case("內政部", true)]
    #[case("內政部・承辦", true)]
    #[case("臺北市政府", true)]
    #[case("台北市政府", true)]
    #[case("MOI", true)]
    #[case("小明", false)]
    #[case("Badminton", false)]
    #[case("我愛內政部", false)]
    #[case("Moira", false)]
    #[case("系統工程師", false)]
    fn names_that_pass_for_an_office(#[case] nickname: &str, #[case] held: bool) {
        let reserved = Reserved::with_agencies(["內政部", "台北市政府", "MOI", ""]);
        assert_eq!(reserved.holds(nickname), held, "{nickname}");
        assert!(!Reserved::nothing().holds(nickname));
    }
}
