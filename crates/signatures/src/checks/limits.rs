//! What is conspicuous, in numbers. All of them are settings of an installation.

/// From how many on signatures are put aside. Each number is of one drive unless it says otherwise, and so high that a
/// school class, an office or a mobile network behind one address does not meet it in ordinary times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchLimits {
    /// Signatures from one address in an hour. A mobile network has thousands of people behind one address, so that the
    /// number alone is not enough: see `address_share`.
    pub address: u32,
    /// … and at least so many per cent of all signatures of the drive in that hour: a drive that the whole country signs
    /// has many from each mobile network.
    pub address_share: u32,
    /// Signatures from one network (/24, /48) in an hour: an organisation or a campus.
    pub network: u32,
    /// … and at least so many per cent of all. Higher than for one address, since a network is more people.
    pub network_share: u32,
    /// Signatures with addresses of one mail domain in an hour, domains of the great providers left out.
    pub domain: u32,
    /// … and at least so many per cent of all: a petition of a university is signed with its addresses.
    pub domain_share: u32,
    /// Signatures in one session in an hour, over all drives. Nobody reads forty proposals in an hour.
    pub session: u32,
    /// Signatures from one address with accounts that were made there within the same minute. A class that registers
    /// together takes longer: each waits for a mail and a text message.
    pub new_accounts: u32,
    /// A drive bursts when the last ten minutes have so many times what ten minutes of the day before had on average. News
    /// make bursts as well, so that a burst puts nobody aside: it only lowers the number of an address to a quarter.
    pub burst_factor: u32,
    /// … and at least so many signatures in these ten minutes, so that small drives never burst.
    pub burst_least: u32,
}

impl Default for WatchLimits {
    fn default() -> Self {
        Self {
            address: 200,
            address_share: 10,
            network: 1000,
            network_share: 20,
            domain: 100,
            domain_share: 30,
            session: 40,
            new_accounts: 20,
            burst_factor: 20,
            burst_least: 500,
        }
    }
}

/// What was conspicuous about a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
    /// The mail domain gives throw-away addresses.
    Disposable,
    /// Many accounts were made within a minute at the address it came from.
    NewAccounts,
    /// Many came from one address.
    Address,
    /// Many came from one address while the drive burst.
    Burst,
    /// Many came from one network.
    Network,
    /// Many came with one mail domain.
    Domain,
    /// Many came in one session.
    Session,
}

impl Signal {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Disposable,
        Self::NewAccounts,
        Self::Address,
        Self::Burst,
        Self::Network,
        Self::Domain,
        Self::Session,
    ];

    /// The stable code, which is also the reason in the log.
    pub fn code(self) -> &'static str {
        match self {
            Self::Disposable => "disposable_mail",
            Self::NewAccounts => "new_accounts",
            Self::Address => "one_address",
            Self::Burst => "burst",
            Self::Network => "one_network",
            Self::Domain => "one_domain",
            Self::Session => "one_session",
        }
    }

    /// The place of its mark in the stored origin.
    pub(crate) fn place(self) -> usize {
        match self {
            Self::NewAccounts | Self::Address | Self::Burst => 0,
            Self::Network => 1,
            Self::Session => 2,
            Self::Disposable | Self::Domain => 3,
        }
    }
}

impl std::str::FromStr for Signal {
    type Err = crate::receipt::UnknownCode;
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|signal| signal.code() == code).ok_or(crate::receipt::UnknownCode)
    }
}
