//! Where a signature came from, as short keyed hashes: enough to see that many came from one place, not which place.

use std::net::IpAddr;

use folkmoot_foundation::crypto::{Keyring, Purpose};

/// Eight bytes of a keyed hash: equal for what is equal, and nothing else can be read from it.
pub type Mark = [u8; 8];

/// Where a signature came from. Its debug form shows nothing: marks stay out of logs.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Origin {
    /// The network address: an IPv4 address, or the /64 of an IPv6 address.
    pub address: Option<Mark>,
    /// The network around it: the /24 of an IPv4 address, the /48 of an IPv6 address.
    pub network: Option<Mark>,
    /// The session it was signed in.
    pub session: Option<Mark>,
    /// The domain of the e-mail address, where that is what identifies a signer.
    pub domain: Option<Mark>,
}

impl std::fmt::Debug for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Origin(…)")
    }
}

impl Origin {
    /// What is known of whoever signs from an address, in a session.
    pub fn of(keyring: &Keyring, address: Option<IpAddr>, session: Option<&[u8]>) -> Self {
        let prefixes = address.map(|address| match address.to_canonical() {
            IpAddr::V4(v4) => {
                let [a, b, c, d] = v4.octets();
                (format!("{a}.{b}.{c}.{d}/32"), format!("{a}.{b}.{c}/24"))
            }
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                (format!("{a:x}:{b:x}:{c:x}:{d:x}/64"), format!("{a:x}:{b:x}:{c:x}/48"))
            }
        });
        let (near, wide) = prefixes.unzip();
        Self {
            address: near.map(|text| mark(keyring, "origin", &text)),
            network: wide.map(|text| mark(keyring, "origin", &text)),
            session: session.map(|id| mark(keyring, "session", &hex::encode(id))),
            domain: None,
        }
    }

    /// With the domain of the signer's e-mail address.
    pub fn with_domain(self, domain: Option<Mark>) -> Self {
        Self { domain, ..self }
    }

    /// As it is stored: four marks, zeros for one that is missing.
    pub(crate) fn to_bytes(self) -> Vec<u8> {
        [self.address, self.network, self.session, self.domain].map(Option::unwrap_or_default).concat()
    }

    /// From its stored form; what has another form says nothing.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        let mut marks = bytes.chunks_exact(8).map(|mark| {
            let mark: Option<Mark> = mark.try_into().ok();
            mark.filter(|mark| *mark != Mark::default())
        });
        let mut next = || marks.next().flatten();
        Self { address: next(), network: next(), session: next(), domain: next() }
    }
}

/// The mark of a domain of e-mail addresses.
pub fn domain_mark(keyring: &Keyring, domain: &str) -> Mark {
    mark(keyring, "domain", &domain.trim().to_lowercase())
}

fn mark(keyring: &Keyring, kind: &str, text: &str) -> Mark {
    let [a, b, c, d, e, f, g, h, ..] = keyring.hash(Purpose::CallerAddress, &format!("{kind} {text}"));
    [a, b, c, d, e, f, g, h]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> Origin {
        Origin::of(&Keyring::new([1; 32]), Some(address.parse().unwrap()), None)
    }

    #[test]
    fn an_address_and_the_network_around_it() {
        let (one, neighbour, far) = (of("203.0.113.7"), of("203.0.113.8"), of("203.0.114.7"));
        assert_eq!(one, of("::ffff:203.0.113.7"));
        assert_ne!(one.address, neighbour.address);
        assert_eq!(one.network, neighbour.network);
        assert_ne!(one.network, far.network);
        let (one, other) = (of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(one, of("2001:db8:1:2:ffff::9"));
        assert_ne!(one.address, other.address);
        assert_eq!(one.network, other.network);
        assert_ne!(other.network, of("2001:db8:2:3::1").network);
    }

    #[test]
    fn it_comes_back_from_its_stored_form_and_shows_nothing() {
        let keys = Keyring::new([1; 32]);
        let domain = Some(domain_mark(&keys, " Example.ORG"));
        assert_eq!(domain, Some(domain_mark(&keys, "example.org")));
        for origin in [
            Origin::default(),
            of("203.0.113.7"),
            Origin::of(&keys, None, Some(b"s")).with_domain(domain),
            of("2001:db8::1").with_domain(domain),
        ] {
            assert_eq!(Origin::from_bytes(&origin.to_bytes()), origin);
            assert_eq!(origin.to_bytes().len(), 32);
            assert_eq!(format!("{origin:?}"), "Origin(…)");
        }
        assert_eq!(Origin::from_bytes(b"short"), Origin::default());
        assert_ne!(of("203.0.113.7"), Origin::of(&Keyring::new([2; 32]), "203.0.113.7".parse().ok(), None));
    }
}
