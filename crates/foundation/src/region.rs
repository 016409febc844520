//! Regions that signatures are counted under: a rulebook may list its own; where it lists none they are the counties and
//! cities of Taiwan.

use serde::{Deserialize, Serialize};

use crate::county::CountyCode;

/// The greatest length of a code.
const MOST: usize = 40;

/// The code of a region: 1 to 40 letters, digits, `-` and `_`, such as `63000` or `de`. Whether a rulebook lists it is for the
/// rulebook to say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionCode {
    /// Filled up with zeros, so that codes sort like their texts.
    bytes: [u8; MOST],
    len: u8,
}

impl RegionCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        // Only ASCII gets in.
        std::str::from_utf8(&self.bytes[..usize::from(self.len)]).unwrap_or_default()
    }
}

impl std::fmt::Debug for RegionCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RegionCode({self})")
    }
}

impl std::fmt::Display for RegionCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text can't be the code of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a region's code is of 1 to 40 letters, digits, - and _")]
pub struct NoRegionCode;

impl std::str::FromStr for RegionCode {
    type Err = NoRegionCode;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (1..=MOST).contains(&text.len());
        if !fits || !text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
            return Err(NoRegionCode);
        }
        let mut code = Self { bytes: [0; MOST], len: u8::try_from(text.len()).map_err(|_| NoRegionCode)? };
        code.bytes[..text.len()].copy_from_slice(text.as_bytes());
        Ok(code)
    }
}

impl TryFrom<String> for RegionCode {
    type Error = NoRegionCode;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<RegionCode> for String {
    fn from(code: RegionCode) -> String {
        code.as_str().to_owned()
    }
}

impl TryFrom<&CountyCode> for RegionCode {
    type Error = NoRegionCode;
    fn try_from(county: &CountyCode) -> Result<Self, Self::Error> {
        county.as_str().parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::county::COUNTIES;

    #[test]
    fn every_county_has_a_code_that_is_a_regions() {
        for county in COUNTIES {
            let code: CountyCode = county.code.parse().unwrap();
            assert_eq!(RegionCode::try_from(&code).unwrap().as_str(), county.code);
        }
    }

    #[test]
    fn codes_read_back_and_sort_as_texts() {
        let code = |text: &str| text.parse::<RegionCode>();
        assert_eq!(serde_json::to_string(&code("DE").unwrap()).unwrap(), "\"DE\"");
        assert_eq!(serde_json::from_str::<RegionCode>("\"DE-BY\"").unwrap(), code("DE-BY").unwrap());
        assert!(code("D").unwrap() < code("DE").unwrap() && code("DE").unwrap() < code("DF").unwrap());
        for none in ["", " DE", "臺北市", "<b>", "a.b", &"1".repeat(41)] {
            assert_eq!(code(none), Err(NoRegionCode), "{none}");
        }
    }
}
