//! E-mail addresses: how they are typed, and the one form they are found by.

use folkmoot_foundation::FieldError;
use folkmoot_foundation::crypto::{Keyring, Purpose};
use unicode_normalization::UnicodeNormalization;

use crate::identity;

/// The greatest length of an address, in characters (RFC 5321).
const MAX_LENGTH: usize = 254;
/// The greatest length of what stands before the `@`.
const MAX_LOCAL_LENGTH: usize = 64;

/// A well-formed e-mail address.
#[derive(Clone, PartialEq, Eq)]
pub struct Email {
    as_typed: String,
    canonical: String,
}

/// An address is personal: its debug form shows nothing.
impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Email(…)")
    }
}

impl Email {
    /// Reads an address: trimmed, full-width forms folded.
    ///
    /// # Errors
    /// `required`, `too_long` (`max`), `email_format`.
    pub fn parse(field: &str, raw: &str) -> Result<Self, FieldError> {
        let error = |code| FieldError { field: field.to_owned(), code, params: Default::default() };
        let as_typed: String = raw.trim().nfkc().collect();
        if as_typed.is_empty() {
            return Err(error("required"));
        }
        if as_typed.chars().count() > MAX_LENGTH {
            let mut too_long = error("too_long");
            too_long.params.insert("max", MAX_LENGTH.to_string());
            return Err(too_long);
        }
        let (local, domain) = as_typed.rsplit_once('@').ok_or_else(|| error("email_format"))?;
        if !is_local_part(local) || !is_domain(domain) {
            return Err(error("email_format"));
        }
        let canonical = canonical(local, domain);
        Ok(Self { as_typed, canonical })
    }

    /// As the person wrote it: where mail goes.
    pub fn as_typed(&self) -> &str {
        &self.as_typed
    }

    /// The form that two ways of writing one address share.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// What stands before the `@`, in lower case.
    pub fn local_part(&self) -> &str {
        self.canonical.rsplit_once('@').map_or(self.canonical.as_str(), |(local, _)| local)
    }

    /// What stands behind the `@`, in lower case.
    pub fn domain(&self) -> &str {
        self.canonical.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The one form of all addresses that lead to this box, for person keys alone: two of them may each have an account.
    pub fn identity(&self) -> String {
        self.canonical
            .rsplit_once('@')
            .map_or_else(String::new, |(local, domain)| identity::of(local, domain))
    }

    /// The person key that a confirmed address gives: equal for all addresses of one box.
    pub fn person_key(&self, keyring: &Keyring) -> [u8; 32] {
        keyring.hash(Purpose::PersonKey, &format!("email:{}", self.identity()))
    }

    /// The hash by which the account is found.
    pub fn look_up_hash(&self, keyring: &Keyring) -> Vec<u8> {
        keyring.hash(Purpose::LookUp, &format!("email:{}", self.canonical)).to_vec()
    }
}

/// One form for all ways of writing an address: lower case, also of an internationalised domain.
fn canonical(local: &str, domain: &str) -> String {
    format!("{}@{}", local.to_lowercase(), domain.to_lowercase())
}

/// `dot-atom` of RFC 5322: what mail servers of the field accept without quoting.
fn is_local_part(local: &str) -> bool {
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    local.len() <= MAX_LOCAL_LENGTH && local.split('.').all(|part| !part.is_empty() && part.chars().all(atom))
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.chars().count() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    domain.contains('.') && domain.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(raw: &str) -> Result<Email, &'static str> {
        Email::parse("email", raw).map_err(|e| e.code)
    }

    #[rstest::rstest]
    #[case("  Ming.Wang+x@Example.ORG ", "ming.wang+x@example.org")]
    #[case("ａ＠例え.ｊｐ", "a@例え.jp")]
    #[case("o'neil@BÜCHER.example", "o'neil@bücher.example")]
    fn one_form_for_all_ways_of_writing(#[case] raw: &str, #[case] canonical: &str) {
        assert_eq!(parse(raw).unwrap().canonical(), canonical);
    }

    #[rstest::rstest]
    #[case("", "required")]
    #[case("王小明", "email_format")]
    #[case("a@b", "email_format")]
    #[case("a b@example.org", "email_format")]
    #[case("a@exa mple.org", "email_format")]
    #[case("a..b@example.org", "email_format")]
    #[case("a@-example.org", "email_format")]
    #[case("a@example..org", "email_format")]
    #[case("a@b@example.org", "email_format")]
    #[case("a\r\nBcc:@example.org", "email_format")]
    #[case("🍚@example.org", "email_format")]
    fn what_is_no_address_is_refused(#[case] raw: &str, #[case] code: &str) {
        assert_eq!(parse(raw).unwrap_err(), code);
    }

    #[test]
    fn the_person_key_belongs_to_the_box() {
        let keys = Keyring::new([1; 32]);
        let key = |raw| parse(raw).unwrap().person_key(&keys);
        assert_eq!(key("Ming.Wang+a@gmail.com"), key("mingwang@googlemail.com"));
        assert_ne!(key("ming.wang@example.org"), key("mingwang@example.org"));
        assert_eq!(key("ming@gmail.com"), keys.hash(Purpose::PersonKey, "email:ming@gmail.com"));
        // Accounts are still found by the address as it was written.
        let hash = |raw| parse(raw).unwrap().look_up_hash(&keys);
        assert_eq!(hash("M.W@Gmail.com"), keys.hash(Purpose::LookUp, "email:m.w@gmail.com"));
        assert_ne!(hash("m.w@gmail.com"), hash("mw@gmail.com"));
    }

    #[test]
    fn an_address_is_bounded_and_shows_nothing() {
        assert_eq!(parse(&format!("a@{}.org", "x".repeat(300))).unwrap_err(), "too_long");
        assert_eq!(format!("{:?}", parse("a@example.org").unwrap()), "Email(…)");
    }
}
