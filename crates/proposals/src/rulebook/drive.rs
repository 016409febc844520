//! Signing: its window, its thresholds and what they bring about.

use std::collections::BTreeMap;

use folkmoot_foundation::county::COUNTIES;
use folkmoot_foundation::period::Period;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Basis, Item, Label};

/// When the window of a drive begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowStart {
    /// At 00:00 in Taipei of the day after the review.
    NextDay,
    /// At the moment of the review.
    AtOnce,
}

/// The time of co-signing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Drive {
    /// What it is called.
    pub name: Label,
    /// How long it is; the day of the review is not counted.
    pub period: Period,
    /// When it begins.
    pub starts: WindowStart,
    /// Where the number comes from.
    #[serde(default)]
    pub basis: Basis,
}

/// Signing on paper sheets.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// In words.
    pub text: Label,
    /// Where it comes from.
    #[serde(default)]
    pub basis: Basis,
}

/// What happens at a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Agencies are asked whose matter it is; the proposal goes on.
    OwnershipCheck,
    /// The proposal is reached and a case opens.
    Case,
    /// A hearing is owed.
    Hearing,
    /// A debate is owed.
    Debate,
    /// A vote is owed.
    Vote,
}

impl Effect {
    /// Whether something is owed from here on, so that a case opens if none is open yet.
    pub const fn opens_case(self) -> bool {
        !matches!(self, Self::OwnershipCheck)
    }

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OwnershipCheck => "ownership_check",
            Self::Case => "case",
            Self::Hearing => "hearing",
            Self::Debate => "debate",
            Self::Vote => "vote",
        }
    }
}

/// A number of signatures at which something happens.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// The stable code.
    pub code: String,
    /// What it is called.
    pub name: Label,
    /// What happens, in words.
    pub text: Label,
    /// So many signatures, 1 or more.
    pub count: i64,
    /// What happens, in this order: one effect, or a list.
    #[serde(rename = "effect", deserialize_with = "one_or_many", serialize_with = "one_as_itself")]
    pub effects: Vec<Effect>,
    /// What single regions must reach as well.
    #[serde(default)]
    pub regions: Option<Regions>,
    /// Where the number comes from.
    #[serde(default)]
    pub basis: Basis,
}

impl Threshold {
    /// Whether this is among what happens.
    pub fn has(&self, effect: Effect) -> bool {
        self.effects.contains(&effect)
    }

    /// Whether a case is open from here on.
    pub fn opens_case(&self) -> bool {
        self.effects.iter().any(|effect| effect.opens_case())
    }
}

/// What a threshold asks of single regions besides the count of all.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Regions {
    /// In at least so many of them, 1 or more …
    pub least: i64,
    /// … so many signatures each, by the code of the region.
    pub minimum: BTreeMap<String, i64>,
}

/// The regions that signatures are counted by.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RegionList {
    /// What one of them is called, such as a member state.
    pub name: Label,
    /// All of them.
    pub items: Vec<Item>,
}

impl RegionList {
    /// The 22 counties and cities, which are the regions of a rulebook that names none.
    pub fn counties() -> Self {
        let items = COUNTIES
            .iter()
            .map(|county| Item {
                code: county.code.to_owned(),
                name: Label { zh: county.zh.to_owned(), en: county.en.to_owned() },
            })
            .collect();
        Self { name: Label { zh: "縣市".to_owned(), en: "County or city".to_owned() }, items }
    }

    /// The region with this code.
    pub fn find(&self, code: &str) -> Option<&Item> {
        self.items.iter().find(|region| region.code == code)
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(Effect),
    Many(Vec<Effect>),
}

fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Effect>, D::Error> {
    Ok(match OneOrMany::deserialize(from)? {
        OneOrMany::One(effect) => vec![effect],
        OneOrMany::Many(effects) => effects,
    })
}

fn one_as_itself<S: Serializer>(effects: &[Effect], to: S) -> Result<S::Ok, S::Error> {
    match effects {
        [one] => one.serialize(to),
        many => many.serialize(to),
    }
}
