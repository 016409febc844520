//! What makes a signature conspicuous, in the settings.

use folkmoot_signatures::checks::WatchLimits;

use super::Source;

/// Reads the numbers; nothing if signatures are not to be looked at.
pub(super) fn read(s: &mut Source) -> Option<WatchLimits> {
    const MOST: usize = 1_000_000_000;
    let default = WatchLimits::default();
    let on = s.flag("checks.on", true);
    let mut number = |key: &str, default: u32, most: usize| {
        let read = s.number(key, usize::try_from(default).unwrap_or(MOST), 1..=most);
        u32::try_from(read).unwrap_or(u32::MAX)
    };
    let limits = WatchLimits {
        address: number("checks.address", default.address, MOST),
        address_share: number("checks.address_share", default.address_share, 100),
        network: number("checks.network", default.network, MOST),
        network_share: number("checks.network_share", default.network_share, 100),
        domain: number("checks.domain", default.domain, MOST),
        domain_share: number("checks.domain_share", default.domain_share, 100),
        session: number("checks.session", default.session, MOST),
        new_accounts: number("checks.new_accounts", default.new_accounts, MOST),
        burst_factor: number("checks.burst_factor", default.burst_factor, MOST),
        burst_least: number("checks.burst_least", default.burst_least, MOST),
    };
    on.then_some(limits)
}
