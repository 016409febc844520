//! The 22 counties and cities of Taiwan, with the codes of the Ministry of the Interior.

use serde::{Deserialize, Serialize};

/// A county or city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct County {
    /// The code of the Ministry of the Interior, such as `63000`.
    pub code: &'static str,
    /// The name in Traditional Chinese.
    pub zh: &'static str,
    /// The name in English.
    pub en: &'static str,
}

macro_rules! counties {
    ($($code:literal $zh:literal $en:literal),* $(,)?) => {
        /// All 22, in the customary order.
        pub const COUNTIES: &[County] = &[$(County { code: $code, zh: $zh, en: $en }),*];
    };
}

counties! {
    "63000" "臺北市" "Taipei City",
    "65000" "新北市" "New Taipei City",
    "68000" "桃園市" "Taoyuan City",
    "66000" "臺中市" "Taichung City",
    "67000" "臺南市" "Tainan City",
    "64000" "高雄市" "Kaohsiung City",
    "10017" "基隆市" "Keelung City",
    "10018" "新竹市" "Hsinchu City",
    "10004" "新竹縣" "Hsinchu County",
    "10005" "苗栗縣" "Miaoli County",
    "10007" "彰化縣" "Changhua County",
    "10008" "南投縣" "Nantou County",
    "10009" "雲林縣" "Yunlin County",
    "10020" "嘉義市" "Chiayi City",
    "10010" "嘉義縣" "Chiayi County",
    "10013" "屏東縣" "Pingtung County",
    "10002" "宜蘭縣" "Yilan County",
    "10015" "花蓮縣" "Hualien County",
    "10014" "臺東縣" "Taitung County",
    "10016" "澎湖縣" "Penghu County",
    "09020" "金門縣" "Kinmen County",
    "09007" "連江縣" "Lienchiang County",
}

impl County {
    /// Finds a county by its code or by its name in either language; 台 is read as 臺.
    pub fn find(text: &str) -> Option<&'static County> {
        let text = text.trim().replace('台', "臺");
        COUNTIES.iter().find(|c| c.code == text || c.zh == text || c.en.eq_ignore_ascii_case(&text))
    }
}

/// A checked county code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CountyCode(String);

impl CountyCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The county.
    pub fn county(&self) -> &'static County {
        County::find(&self.0).unwrap_or(&COUNTIES[0])
    }
}

impl std::str::FromStr for CountyCode {
    type Err = UnknownCounty;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        County::find(text).map(|c| Self(c.code.to_owned())).ok_or(UnknownCounty)
    }
}

impl TryFrom<String> for CountyCode {
    type Error = UnknownCounty;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<CountyCode> for String {
    fn from(code: CountyCode) -> String {
        code.0
    }
}

/// The text names no county or city of Taiwan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a county or city of Taiwan")]
pub struct UnknownCounty;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_writing_tai_are_found() {
        assert_eq!(County::find("台北市").unwrap().code, "63000");
        assert_eq!(County::find("臺北市").unwrap().code, "63000");
        assert!(County::find("倫敦").is_none());
    }
}
