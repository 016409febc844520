//! What a proposer writes: cleaned while it is a draft, complete when it is submitted.

use std::collections::HashSet;

use folkmoot_foundation::county::CountyCode;
use folkmoot_foundation::text::{self, Length};
use folkmoot_foundation::{AgencyId, FieldErrors};
use serde::{Deserialize, Serialize};

use crate::rulebook::{ListField, Rulebook};

/// The words and choices of a proposal. In a draft any of them may still be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct ProposalText {
    /// 主題, one line.
    pub title: String,
    /// 提議內容或建議事項.
    pub content: String,
    /// 訴求: each is decided on by itself.
    pub demands: Vec<String>,
    /// 利益與影響.
    pub benefits: String,
    /// 佐證資料.
    pub evidence: String,
    /// Web addresses of evidence.
    pub links: Vec<String>,
    /// A code of the rulebook's categories.
    pub category: Option<String>,
    /// The key of one of its sub-categories, such as `transport.walking`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subcategory: Option<String>,
    /// The agencies the proposer thinks are responsible, in their order.
    pub agencies: Vec<AgencyId>,
    /// Whether the proposer leaves it to the platform whose matter it is.
    pub let_platform_decide: bool,
    /// Where it matters, if it is not a matter of the whole country.
    pub county: Option<CountyCode>,
}

impl ProposalText {
    /// Title and words as the search knows them.
    pub fn searched(&self) -> (String, String) {
        let body = [self.content.as_str(), &self.demands.join("\n"), &self.benefits].join("\n");
        (self.title.clone(), body)
    }
}

/// A change to a draft: what is `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// The title.
    pub title: Option<String>,
    /// The content.
    pub content: Option<String>,
    /// The demands; empty lines are dropped.
    pub demands: Option<Vec<String>>,
    /// Benefits and impact.
    pub benefits: Option<String>,
    /// Evidence.
    pub evidence: Option<String>,
    /// Links; empty lines are dropped.
    pub links: Option<Vec<String>>,
    /// The key of a category or sub-category; `Some(None)` clears both.
    pub category: Option<Option<String>>,
    /// The agencies; repeated ones are dropped.
    pub agencies: Option<Vec<AgencyId>>,
    /// Whether the platform decides. Choosing so clears the agencies; naming some in the same change is a mistake.
    pub let_platform_decide: Option<bool>,
    /// The county; `Some(None)` clears it.
    pub county: Option<Option<CountyCode>>,
}

impl ProposalText {
    /// Applies a change, cleaning what it brings. A draft may be too short, never too long.
    pub(crate) fn changed(&self, change: Change, rulebook: &Rulebook) -> Result<Self, FieldErrors> {
        let (mut errors, mut next, f) = (FieldErrors::new(), self.clone(), &rulebook.fields);
        let up_to = |max| Length { min: 0, max };
        if let Some(raw) = change.title {
            next.title = errors.take(text::line("title", &raw, up_to(f.title.max))).unwrap_or_default();
        }
        for (field, raw, max, place) in [
            ("content", change.content, f.content.max, &mut next.content),
            ("benefits", change.benefits, f.benefits.max, &mut next.benefits),
            ("evidence", change.evidence, f.evidence.max, &mut next.evidence),
        ] {
            if let Some(raw) = raw {
                *place = errors.take(text::block(field, &raw, up_to(max))).unwrap_or_default();
            }
        }
        for (field, raw, rule, place) in [
            ("demands", change.demands, &f.demands, &mut next.demands),
            ("links", change.links, &f.links, &mut next.links),
        ] {
            if let Some(raw) = raw {
                *place = lines(field, &raw, rule, &mut errors);
            }
        }
        if let Some(key) = change.category {
            let found = key.as_deref().map(|key| rulebook.find_category(key));
            if found == Some(None) {
                errors.add("category", "unknown");
            }
            let (category, below) = found.flatten().unzip();
            next.category = category.map(|category| category.code.clone());
            next.subcategory = key.filter(|_| below.flatten().is_some());
        }
        // Neither is dropped silently for the other.
        if change.let_platform_decide == Some(true) && change.agencies.as_ref().is_some_and(|a| !a.is_empty())
        {
            errors.add("agencies", "also_platform");
        }
        if let Some(agencies) = change.agencies {
            let mut seen = HashSet::new();
            next.agencies = agencies.into_iter().filter(|id| seen.insert(*id)).collect();
            if next.agencies.len() > f.agencies.most {
                errors.add_with("agencies", "too_many", [("max", f.agencies.most.to_string())]);
            }
            if !next.agencies.is_empty() {
                next.let_platform_decide = false;
            }
        }
        if let Some(decide) = change.let_platform_decide {
            next.let_platform_decide = decide;
            if decide {
                next.agencies.clear();
            }
        }
        if let Some(county) = change.county {
            next.county = county;
        }
        errors.into_result(Some(next))
    }

    /// The key of what it is about: of its sub-category, or its category if it has none.
    pub fn category_key(&self) -> Option<&str> {
        self.subcategory.as_deref().or(self.category.as_deref())
    }

    /// What an answer decides on, one by one: the demands, or the title where none are asked for.
    pub fn decided_on(&self) -> Vec<String> {
        if self.demands.is_empty() { vec![self.title.clone()] } else { self.demands.clone() }
    }

    /// What is still missing or wrong before it can be submitted; `known` are the agencies there are.
    pub fn mistakes(&self, rulebook: &Rulebook, known: &HashSet<AgencyId>) -> FieldErrors {
        let (mut errors, f) = (FieldErrors::new(), &rulebook.fields);
        errors.take(text::line("title", &self.title, f.title.length()));
        errors.take(text::block("content", &self.content, f.content.length()));
        complete_lines("demands", &self.demands, &f.demands, &mut errors);
        errors.take(text::block("benefits", &self.benefits, f.benefits.length()));
        errors.take(text::block("evidence", &self.evidence, f.evidence.length()));
        complete_lines("links", &self.links, &f.links, &mut errors);
        if self.links.iter().any(|link| !is_web_address(link)) {
            errors.add("links", "not_a_web_address");
        }
        match (&self.category, &self.subcategory) {
            (None, _) => errors.add("category", "required"),
            (Some(code), _) if rulebook.category(code).is_none() => errors.add("category", "unknown"),
            // Another version of the rulebook had it.
            (_, Some(key)) if rulebook.find_category(key).is_none() => errors.add("category", "gone"),
            _ => {}
        }
        if self.agencies.is_empty() && !self.let_platform_decide && f.agencies.most > 0 {
            errors.add("agencies", "required");
        }
        if self.agencies.len() > f.agencies.most {
            errors.add_with("agencies", "too_many", [("max", f.agencies.most.to_string())]);
        }
        if self.agencies.iter().any(|id| !known.contains(id)) {
            errors.add("agencies", "unknown");
        }
        errors
    }
}

/// Lines that are not empty, each cleaned; at most one error, for the field as a whole.
fn lines(field: &str, raw: &[String], rule: &ListField, errors: &mut FieldErrors) -> Vec<String> {
    let mut out = Vec::new();
    for line in raw.iter().filter(|line| !line.trim().is_empty()) {
        match text::line(field, line, Length { min: 0, max: rule.max }) {
            Ok(line) => out.push(line),
            Err(error) => {
                errors.0.push(error);
                return out;
            }
        }
    }
    if out.len() > rule.most {
        errors.add_with(field, "too_many", [("max", rule.most.to_string())]);
    }
    out
}

fn complete_lines(field: &str, lines: &[String], rule: &ListField, errors: &mut FieldErrors) {
    if lines.is_empty() && rule.least > 0 {
        errors.add(field, "required");
    } else if lines.len() < rule.least {
        errors.add_with(field, "too_few", [("min", rule.least.to_string())]);
    } else if lines.len() > rule.most {
        errors.add_with(field, "too_many", [("max", rule.most.to_string())]);
    } else if let Some(error) = lines.iter().find_map(|line| text::line(field, line, rule.length()).err()) {
        errors.0.push(error);
    }
}

/// Only plain links to the web; never `javascript:` or the like.
fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with('/')
            && !text.chars().any(|c| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\\'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_links() {
        for good in ["https://join.gov.tw/idea/1", "http://例.台灣/頁?a=b#c"] {
            assert!(is_web_address(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "https://",
            "https:///x",
            "ftp://x",
            "https://a b",
            "//x",
            "https://x/\">",
        ] {
            assert!(!is_web_address(bad), "{bad}");
        }
    }
}
