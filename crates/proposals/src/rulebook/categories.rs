//! What a proposal may be about: categories, and sub-categories below them. One key names either: the code of a category,
//! or that and the code of one of its sub-categories with a dot between, such as `transport.walking`.

use serde::{Deserialize, Serialize};

use super::{Label, Rulebook};

/// What stands between the codes of a key: no code has it.
const DOT: char = '.';

/// What stands between the names of a category and of its sub-category.
const BELOW: &str = " › ";

/// A code with its name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The stable code.
    pub code: String,
    /// What people read.
    pub name: Label,
}

/// A category.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// The stable code.
    pub code: String,
    /// What people read.
    pub name: Label,
    /// What it is divided into, if it is: one level, and nobody has to choose from it.
    #[serde(default)]
    pub subcategories: Vec<Item>,
}

impl Category {
    /// The key of one of its sub-categories.
    fn key_of(&self, below: &Item) -> String {
        format!("{}{DOT}{}", self.code, below.code)
    }

    /// What a sub-category is called where it stands alone.
    fn name_of(&self, below: &Item) -> Label {
        let both = |category: &str, below: &str| format!("{category}{BELOW}{below}");
        Label { zh: both(&self.name.zh, &below.name.zh), en: both(&self.name.en, &below.name.en) }
    }
}

/// Whether a key names a sub-category, there or not.
pub fn is_subcategory(key: &str) -> bool {
    key.contains(DOT)
}

/// The code of the category that a key names or stands below.
pub fn category_of(key: &str) -> &str {
    key.split_once(DOT).map_or(key, |(category, _)| category)
}

impl Rulebook {
    /// The category with this code.
    pub fn category(&self, code: &str) -> Option<&Category> {
        self.categories.iter().find(|c| c.code == code)
    }

    /// The category that a key names, or the category and the sub-category.
    pub fn find_category(&self, key: &str) -> Option<(&Category, Option<&Item>)> {
        let Some((category, below)) = key.split_once(DOT) else { return Some((self.category(key)?, None)) };
        let category = self.category(category)?;
        let below = category.subcategories.iter().find(|one| one.code == below)?;
        Some((category, Some(below)))
    }

    /// What a category or sub-category is called where it stands alone: a sub-category after its category.
    pub fn category_name(&self, key: &str) -> Option<Label> {
        let (category, below) = self.find_category(key)?;
        Some(below.map_or_else(|| category.name.clone(), |below| category.name_of(below)))
    }

    /// The keys of all categories with their names, each followed by its sub-categories.
    pub fn category_names(&self) -> Vec<(String, Label)> {
        let mut all = Vec::new();
        for category in &self.categories {
            all.push((category.code.clone(), category.name.clone()));
            let below = category.subcategories.iter();
            all.extend(below.map(|one| (category.key_of(one), category.name_of(one))));
        }
        all
    }
}
