//! Which e-mail addresses are one box, by the rules of the large providers.

use std::sync::LazyLock;

use serde::Deserialize;

/// The rules, compiled in.
const RULES: &str = include_str!("../providers.toml");

/// What begins a tag where a provider is not known.
const TAGS: &str = "+";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    provider: Vec<Provider>,
}

/// One provider, as the file says it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Provider {
    #[serde(rename = "name")]
    _name: String,
    domains: Vec<String>,
    #[serde(default)]
    one: bool,
    #[serde(default = "plus")]
    tags: String,
    #[serde(default)]
    ignored: String,
    #[serde(default)]
    alike: String,
    #[serde(default)]
    sub_domains: bool,
}

fn plus() -> String {
    TAGS.to_owned()
}

/// The providers. The file is compiled in and read by a test, so nothing is missing here in practice.
static PROVIDERS: LazyLock<Vec<Provider>> =
    LazyLock::new(|| toml::from_str::<Rules>(RULES).map(|rules| rules.provider).unwrap_or_default());

/// The one form of all addresses that lead to the box of this one.
pub(crate) fn of(local: &str, domain: &str) -> String {
    let (local, domain) = (local.to_lowercase(), ascii(domain));
    if let Some((provider, domain, label)) = found(&domain) {
        return match label {
            // What stands before the @ is the tag.
            Some(label) => format!("{}@{domain}", provider.fold(label)),
            None => format!("{}@{domain}", provider.fold(&local)),
        };
    }
    format!("{}@{domain}", without_tag(&local, TAGS))
}

/// A domain as machines write it: without a final dot, in lower case, international names in their ASCII form.
fn ascii(domain: &str) -> String {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_lowercase())
}

/// The provider of a domain, the domain to write, and the box if the domain names it.
fn found(domain: &str) -> Option<(&'static Provider, &str, Option<&str>)> {
    PROVIDERS.iter().find_map(|provider| {
        if provider.serves(domain) {
            let written = if provider.one { provider.domains.first()?.as_str() } else { domain };
            return Some((provider, written, None));
        }
        let (label, parent) = domain.split_once('.')?;
        (provider.sub_domains && provider.serves(parent)).then_some((provider, parent, Some(label)))
    })
}

impl Provider {
    fn serves(&self, domain: &str) -> bool {
        self.domains.iter().any(|own| match own.strip_prefix('*') {
            Some(end) => domain.ends_with(end),
            None => own == domain,
        })
    }

    /// The local part without what does not count.
    fn fold(&self, local: &str) -> String {
        let local = without_tag(local, &self.tags);
        let first = self.alike.chars().next();
        let counted = local.chars().filter(|c| !self.ignored.contains(*c));
        let folded: String = counted.map(|c| first.filter(|_| self.alike.contains(c)).unwrap_or(c)).collect();
        if folded.is_empty() { local.to_owned() } else { folded }
    }
}

/// Cuts what begins with one of `tags`, unless nothing would be left.
fn without_tag<'a>(local: &'a str, tags: &str) -> &'a str {
    let end = local.find(|c| tags.contains(c)).unwrap_or(local.len());
    let cut = local[..end].trim_end_matches('.');
    if cut.is_empty() { local } else { cut }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn identity(address: &str) -> String {
        let (local, domain) = address.rsplit_once('@').unwrap();
        of(local, domain)
    }

    #[test]
    fn the_rules_can_be_read_and_no_domain_stands_twice() {
        let rules: Rules = toml::from_str(RULES).unwrap();
        let mut domains: Vec<String> = rules.provider.into_iter().flat_map(|p| p.domains).collect();
        assert!(domains.iter().all(|d| *d == ascii(d)));
        let all = domains.len();
        domains.sort();
        domains.dedup();
        assert_eq!(domains.len(), all);
    }

    #[rstest::rstest]
    #[case("Ming.Wang+petition@GoogleMail.com", "mingwang@gmail.com")]
    #[case("m.i.n.g@gmail.com.", "ming@gmail.com")]
    #[case("ming.wang+x@outlook.com", "ming.wang@outlook.com")]
    #[case("base-shop@yahoo.com.tw", "base@yahoo.com.tw")]
    #[case("ming@me.com", "ming@icloud.com")]
    #[case("Ming_Wang.1@pm.me", "mingwang1@proton.me")]
    #[case("petition@ming.fastmail.com", "ming@fastmail.com")]
    #[case("ming+petition@fastmail.com", "ming@fastmail.com")]
    #[case("ming.wang@ya.ru", "ming-wang@yandex.ru")]
    #[case("123+4@qq.com", "123+4@qq.com")]
    #[case("ming@MS12.hinet.net", "ming@ms12.hinet.net")]
    #[case("a.b+c@example.org", "a.b@example.org")]
    #[case("a.b-c@example.org", "a.b-c@example.org")]
    #[case("a@bücher.example", "a@xn--bcher-kva.example")]
    #[case("a@例え.JP", "a@xn--r8jz45g.jp")]
    fn ways_of_writing_one_box(#[case] address: &str, #[case] one: &str) {
        assert_eq!(identity(address), one);
    }

    #[rstest::rstest]
    #[case("ming@gmail.com", "ming@outlook.com")]
    #[case("ming.wang@outlook.com", "mingwang@outlook.com")]
    #[case("ming@outlook.com", "ming@hotmail.com")]
    #[case("ming@yahoo.com", "ming@yahoo.com.tw")]
    #[case("ming@ms1.hinet.net", "ming@ms2.hinet.net")]
    #[case("ming-wang@yandex.ru", "mingwang@yandex.ru")]
    #[case("ming@fastmail.com", "wang@ming.fastmail.fm")]
    #[case("ming@gmail.com.example.org", "ming@gmail.com")]
    #[case("ming.wang@notgmail.com", "mingwang@notgmail.com")]
    #[case("+ming@example.org", "+wang@example.org")]
    fn two_boxes_stay_two(#[case] one: &str, #[case] other: &str) {
        assert_ne!(identity(one), identity(other));
    }

    fn a_domain() -> impl Strategy<Value = String> {
        let known = PROVIDERS.iter().flat_map(|p| p.domains.iter().map(|d| d.replace('*', "ms1")));
        let known: Vec<String> = known.collect();
        prop_oneof![
            proptest::sample::select(known),
            "[a-z]{1,10}\\.(fastmail\\.com|example\\.org|gmail\\.com)",
            "[a-z0-9]{1,8}\\.(tw|org|公司)",
        ]
    }

    proptest! {
        #[test]
        fn an_identity_is_its_own(
            local in "[a-zA-Z0-9+_-]{1,12}(\\.[a-zA-Z0-9+_-]{1,12}){0,3}", domain in a_domain(),
        ) {
            let once = of(&local, &domain);
            prop_assert_eq!(identity(&once), once.clone());
            prop_assert_eq!(of(&local.to_uppercase(), &format!("{}.", domain.to_uppercase())), once);
        }

        #[test]
        fn tags_make_no_second_person(local in "[a-z0-9]{1,20}", tag in "[a-z0-9.]{0,9}[a-z0-9]", domain in a_domain()) {
            let plain = PROVIDERS.iter().any(|p| p.serves(&domain) && p.tags.is_empty());
            prop_assert_eq!(of(&format!("{local}+{tag}"), &domain) == of(&local, &domain), !plain);
        }

        #[test]
        fn names_of_letters_and_digits_are_told_apart(
            one in "[a-z0-9]{1,20}", other in "[a-z0-9]{1,20}", domain in a_domain(),
        ) {
            let at_box = PROVIDERS.iter().any(|p| p.sub_domains && !p.serves(&domain) && domain.split_once('.')
                .is_some_and(|(_, parent)| p.serves(parent)));
            prop_assume!(!at_box);
            prop_assert_eq!(of(&one, &domain) == of(&other, &domain), one == other);
        }
    }
}
