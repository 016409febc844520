//! The regions that a proposal's signatures are counted under: those its rulebook lists, or the counties and cities.

use folkmoot_accounts::Person;
use folkmoot_foundation::county::CountyCode;
use folkmoot_foundation::region::RegionCode;
use folkmoot_proposals::Rulebook;
use folkmoot_web::Lang;
use folkmoot_web::components::field::Choice;
use folkmoot_web::components::regions::RegionChoice;

/// A region was written that is none of the rulebook's.
pub const UNKNOWN: &str = "region_unknown";
/// No region was given where a threshold looks at regions.
pub const MISSING: &str = "region_missing";

/// The region that somebody means by its code or its name in either language.
pub fn find(rulebook: &Rulebook, written: &str) -> Option<RegionCode> {
    let written = written.trim();
    match &rulebook.regions {
        None => RegionCode::try_from(&written.parse::<CountyCode>().ok()?).ok(),
        Some(list) => {
            let means = |known: &str| known.to_lowercase() == written.to_lowercase();
            let meant = |one: &&folkmoot_proposals::rulebook::Item| {
                means(&one.code) || means(&one.name.zh) || means(&one.name.en)
            };
            list.items.iter().find(meant)?.code.parse().ok()
        }
    }
}

/// Whether a signature must be counted under a region: a threshold looks at them.
pub fn required(rulebook: &Rulebook) -> bool {
    rulebook.thresholds.iter().any(|threshold| threshold.regions.is_some())
}

/// The region under which a signature is counted whose signer has written this.
///
/// # Errors
/// [`UNKNOWN`], [`MISSING`].
pub fn given(rulebook: &Rulebook, written: &str) -> Result<Option<RegionCode>, &'static str> {
    match written.trim() {
        "" if required(rulebook) => Err(MISSING),
        "" => Ok(None),
        written => find(rulebook, written).map(Some).ok_or(UNKNOWN),
    }
}

/// The same for somebody with an account, whose county counts where they write nothing and the regions are the counties.
///
/// # Errors
/// [`UNKNOWN`], [`MISSING`].
pub fn of_signer(
    rulebook: &Rulebook,
    person: &Person,
    written: &str,
) -> Result<Option<RegionCode>, &'static str> {
    match home(rulebook, person).filter(|_| written.trim().is_empty()) {
        Some(region) => Ok(Some(region)),
        None => given(rulebook, written),
    }
}

/// The region that somebody's account says they live in.
fn home(rulebook: &Rulebook, person: &Person) -> Option<RegionCode> {
    let county = person.county.as_ref().filter(|_| rulebook.regions.is_none())?;
    RegionCode::try_from(county).ok()
}

/// Whether somebody with an account is asked for a region when they sign.
pub fn asks(rulebook: &Rulebook, person: &Person) -> bool {
    rulebook.regions.is_some() || (required(rulebook) && home(rulebook, person).is_none())
}

/// What there is to choose from.
pub fn choice(rulebook: &Rulebook, lang: Lang) -> RegionChoice {
    let list = rulebook.regions();
    let one = |region: &folkmoot_proposals::rulebook::Item| {
        Choice::new(region.code.as_str(), region.name.get(lang.code()))
    };
    RegionChoice {
        label: list.name.get(lang.code()).to_owned(),
        choices: list.items.iter().map(one).collect(),
        required: required(rulebook),
    }
}

/// What a region is called; its code if the rulebook does not list it.
pub fn name(rulebook: &Rulebook, lang: Lang, code: &RegionCode) -> String {
    let list = rulebook.regions();
    list.find(code.as_str()).map_or(code.as_str(), |region| region.name.get(lang.code())).to_owned()
}
