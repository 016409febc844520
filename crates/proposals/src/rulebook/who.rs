//! Who may take part, and in which fields they write.

use folkmoot_foundation::text::Length;
use serde::{Deserialize, Serialize};

use super::{Basis, Label};

/// Something about a person that can be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Identifier {
    /// A mobile number, by a code.
    Mobile,
    /// An e-mail address, by a link.
    Email,
    /// The number of an identity card or residence permit, by an identity provider.
    NationalId,
}

/// Who may propose and sign.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Who {
    /// In words.
    pub text: Label,
    /// What a proposer must have confirmed.
    pub propose: Vec<Identifier>,
    /// What a signer must have confirmed.
    pub sign: Vec<Identifier>,
    /// What makes a person one person.
    pub unique_by: Identifier,
    /// The least age in years, where the rule names one.
    #[serde(default)]
    pub minimum_age: Option<u32>,
    /// How many drafts one person may keep.
    pub drafts: Limit,
    /// How it is confirmed, in words.
    pub note: Label,
}

impl Who {
    /// Whether a confirmed e-mail address is all that a signer needs, so that no account is needed either.
    pub fn signs_by_mail(&self) -> bool {
        self.unique_by == Identifier::Email && self.sign.iter().all(|one| *one == Identifier::Email)
    }

    /// Whether anybody needs an identity that an identity provider vouches for.
    pub fn asks_for_identity(&self) -> bool {
        let asked = self.propose.iter().chain(&self.sign).chain([&self.unique_by]);
        asked.into_iter().any(|one| *one == Identifier::NationalId)
    }
}

/// A greatest number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// At most so many.
    pub most: u64,
    /// Where the number comes from.
    #[serde(default)]
    pub basis: Basis,
}

/// The fields of a proposal and of the reasons that are given on the way.
///
/// A field whose greatest length or number is 0 is not asked for; title and reason always are.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    /// 主題.
    pub title: Field,
    /// 提議內容或建議事項.
    pub content: Field,
    /// 訴求, one a line. Where none are asked for, the title is the one demand.
    pub demands: ListField,
    /// 利益與影響.
    pub benefits: Field,
    /// 佐證資料.
    pub evidence: Field,
    /// Links to evidence, one a line.
    pub links: ListField,
    /// The agencies chosen by the proposer; where none may be chosen, the platform decides.
    pub agencies: ChoiceField,
    /// Any reason given in public: for a refusal, for a withdrawal.
    pub reason: Field,
}

/// A text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its label.
    pub name: Label,
    /// What to write there.
    pub hint: Label,
    /// The least number of characters; 0 makes it optional.
    pub min: usize,
    /// The greatest number of characters; 0: it is not asked for.
    pub max: usize,
    /// Where the numbers come from.
    #[serde(default)]
    pub basis: Basis,
}

impl Field {
    /// The bounds as the text cleaner takes them.
    pub fn length(&self) -> Length {
        Length { min: self.min, max: self.max }
    }

    /// Whether it is asked for at all.
    pub fn is_asked(&self) -> bool {
        self.max > 0
    }
}

/// Several short texts, one a line.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ListField {
    /// Its label.
    pub name: Label,
    /// What to write there.
    pub hint: Label,
    /// The least number of lines.
    pub least: usize,
    /// The greatest number of lines; 0: it is not asked for.
    pub most: usize,
    /// The least number of characters of a line.
    pub min: usize,
    /// The greatest number of characters of a line.
    pub max: usize,
    /// Where the numbers come from.
    #[serde(default)]
    pub basis: Basis,
}

impl ListField {
    /// The bounds of one line.
    pub fn length(&self) -> Length {
        Length { min: self.min, max: self.max }
    }

    /// Whether it is asked for at all.
    pub fn is_asked(&self) -> bool {
        self.most > 0
    }
}

/// A choice of several things.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceField {
    /// Its label.
    pub name: Label,
    /// How to choose.
    pub hint: Label,
    /// At most so many; 0: nothing is chosen.
    pub most: usize,
    /// Where the number comes from.
    #[serde(default)]
    pub basis: Basis,
}
