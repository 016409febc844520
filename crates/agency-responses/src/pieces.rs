//! The pieces of a response: what two texts differ in, and how one is put together from both.

use std::collections::BTreeMap;

use crate::content::{Content, DemandAnswer};
use crate::ids::DemandId;

/// A piece of a response that is compared, and taken from another text, on its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// The plain summary.
    Summary,
    /// The decision on a demand.
    Decision(DemandId),
    /// Why.
    Reasons(DemandId),
    /// The grounds in law it names.
    Grounds(DemandId),
    /// The articles of law it stands on.
    LegalBasis(DemandId),
    /// How it stands by a criterion.
    Criterion(DemandId, String),
    /// All issues with their answers.
    Issues,
    /// A part that the rulebook names.
    Part(String),
    /// All that is promised.
    FollowUps,
}

impl Piece {
    /// The code, as the fields of forms are named: `reasons-2` are those on the second of `demands`.
    pub fn code(&self, demands: &[DemandId]) -> String {
        let number = |demand: &DemandId| demands.iter().position(|one| one == demand).map_or(0, |at| at + 1);
        match self {
            Self::Summary => "summary".to_owned(),
            Self::Decision(demand) => format!("decision-{}", number(demand)),
            Self::Reasons(demand) => format!("reasons-{}", number(demand)),
            Self::Grounds(demand) => format!("grounds-{}", number(demand)),
            Self::LegalBasis(demand) => format!("legal_basis-{}", number(demand)),
            Self::Criterion(demand, code) => format!("criterion-{}-{code}", number(demand)),
            Self::Issues => "issues".to_owned(),
            Self::Part(code) => format!("part-{code}"),
            Self::FollowUps => "follow_ups".to_owned(),
        }
    }

    /// Whether two texts can both stand in it, one after the other: a decision is one or the other.
    pub fn can_hold_both(&self) -> bool {
        !matches!(self, Self::Decision(_))
    }
}

/// A text that was put together from two which had begun from the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The text: ours, with what only the others changed.
    pub content: Content,
    /// The pieces that only the others had changed, which are theirs now.
    pub taken: Vec<Piece>,
    /// The pieces that both had changed, each in another way: somebody must choose.
    pub contested: Vec<Piece>,
}

impl Content {
    /// The pieces in which another text differs, in the order in which they are read.
    pub fn differences(&self, other: &Self) -> Vec<Piece> {
        self.pieces(other).into_iter().filter(|piece| !self.agrees(other, piece)).collect()
    }

    /// The pieces in which something is written, in the order in which they are read.
    pub fn written(&self) -> Vec<Piece> {
        let demands = self.demands.iter().map(|one| DemandAnswer::new(one.demand, "", "")).collect();
        self.differences(&Self { demands, ..Self::default() })
    }

    /// Puts ours and theirs together. Without the text both began from, whatever differs is contested.
    #[must_use]
    pub fn merged(&self, base: Option<&Self>, theirs: &Self) -> Merged {
        let mut merged = Merged { content: self.clone(), taken: Vec::new(), contested: Vec::new() };
        for piece in self.differences(theirs) {
            let Some(base) = base else {
                merged.contested.push(piece);
                continue;
            };
            if base.agrees(self, &piece) {
                merged.content.take(&piece, theirs);
                merged.taken.push(piece);
            } else if !base.agrees(theirs, &piece) {
                merged.contested.push(piece);
            }
        }
        merged
    }

    /// Puts a piece of another text in the place of its own.
    pub fn take(&mut self, piece: &Piece, from: &Self) {
        match piece {
            Piece::Summary => self.summary.clone_from(&from.summary),
            Piece::Issues => self.issues.clone_from(&from.issues),
            Piece::FollowUps => self.follow_ups.clone_from(&from.follow_ups),
            Piece::Part(code) => put(&mut self.parts, code, from.parts.get(code)),
            Piece::Decision(demand)
            | Piece::Reasons(demand)
            | Piece::Grounds(demand)
            | Piece::LegalBasis(demand)
            | Piece::Criterion(demand, _) => {
                let Some(theirs) = from.answer(*demand) else { return };
                let Some(own) = self.demands.iter_mut().find(|one| one.demand == *demand) else { return };
                match piece {
                    Piece::Decision(_) => own.decision.clone_from(&theirs.decision),
                    Piece::Reasons(_) => own.reasons.clone_from(&theirs.reasons),
                    Piece::Grounds(_) => own.grounds.clone_from(&theirs.grounds),
                    Piece::LegalBasis(_) => own.legal_basis.clone_from(&theirs.legal_basis),
                    Piece::Criterion(_, code) => put(&mut own.criteria, code, theirs.criteria.get(code)),
                    _ => {}
                }
            }
        }
    }

    /// Adds a piece of another text to its own: texts after each other, of rows those that it lacks.
    pub fn join(&mut self, piece: &Piece, from: &Self) {
        match piece {
            Piece::Issues => add_lacking(&mut self.issues, &from.issues),
            Piece::FollowUps => add_lacking(&mut self.follow_ups, &from.follow_ups),
            Piece::Decision(_) => self.take(piece, from),
            Piece::Grounds(demand) => {
                let Some(theirs) = from.answer(*demand) else { return };
                if let Some(own) = self.demands.iter_mut().find(|one| one.demand == *demand) {
                    add_lacking(&mut own.grounds, &theirs.grounds);
                }
            }
            _ => {
                let own = self.words(piece);
                self.take(piece, from);
                let both = [own, self.words(piece)];
                let both: Vec<String> = both.into_iter().filter(|text| !text.is_empty()).collect();
                self.set_words(piece, both.join("\n\n"));
            }
        }
    }

    /// The text of a piece that is a text; empty for the others.
    pub fn words(&self, piece: &Piece) -> String {
        match piece {
            Piece::Summary => self.summary.clone(),
            Piece::Part(code) => self.parts.get(code).cloned().unwrap_or_default(),
            Piece::Reasons(demand) => self.answer(*demand).map(|one| one.reasons.clone()).unwrap_or_default(),
            Piece::LegalBasis(demand) => {
                self.answer(*demand).map(|one| one.legal_basis.clone()).unwrap_or_default()
            }
            Piece::Criterion(demand, code) => {
                self.answer(*demand).and_then(|one| one.criteria.get(code).cloned()).unwrap_or_default()
            }
            Piece::Decision(_) | Piece::Grounds(_) | Piece::Issues | Piece::FollowUps => String::new(),
        }
    }

    fn set_words(&mut self, piece: &Piece, text: String) {
        match piece {
            Piece::Summary => self.summary = text,
            Piece::Part(code) => put(&mut self.parts, code, Some(&text)),
            Piece::Reasons(demand) | Piece::LegalBasis(demand) | Piece::Criterion(demand, _) => {
                let Some(own) = self.demands.iter_mut().find(|one| one.demand == *demand) else { return };
                match piece {
                    Piece::Reasons(_) => own.reasons = text,
                    Piece::LegalBasis(_) => own.legal_basis = text,
                    Piece::Criterion(_, code) => put(&mut own.criteria, code, Some(&text)),
                    _ => {}
                }
            }
            Piece::Decision(_) | Piece::Grounds(_) | Piece::Issues | Piece::FollowUps => {}
        }
    }

    /// The answer to a demand.
    pub fn answer(&self, demand: DemandId) -> Option<&DemandAnswer> {
        self.demands.iter().find(|one| one.demand == demand)
    }

    /// All pieces that either text has.
    fn pieces(&self, other: &Self) -> Vec<Piece> {
        let mut all = vec![Piece::Summary];
        for answer in &self.demands {
            let demand = answer.demand;
            all.extend([Piece::Decision(demand), Piece::Reasons(demand)]);
            all.extend([Piece::Grounds(demand), Piece::LegalBasis(demand)]);
            let mut codes: Vec<&String> = answer.criteria.keys().collect();
            codes.extend(other.answer(demand).into_iter().flat_map(|one| one.criteria.keys()));
            codes.sort_unstable();
            codes.dedup();
            all.extend(codes.into_iter().map(|code| Piece::Criterion(demand, code.clone())));
        }
        all.push(Piece::Issues);
        let mut codes: Vec<&String> = self.parts.keys().chain(other.parts.keys()).collect();
        codes.sort_unstable();
        codes.dedup();
        all.extend(codes.into_iter().map(|code| Piece::Part(code.clone())));
        all.push(Piece::FollowUps);
        all
    }

    fn agrees(&self, other: &Self, piece: &Piece) -> bool {
        match piece {
            Piece::Issues => self.issues == other.issues,
            Piece::FollowUps => self.follow_ups == other.follow_ups,
            Piece::Decision(demand) => {
                let of = |content: &Self| content.answer(*demand).map(|one| one.decision.clone());
                of(self).unwrap_or_default() == of(other).unwrap_or_default()
            }
            Piece::Grounds(demand) => {
                let of = |content: &Self| content.answer(*demand).map(|one| one.grounds.clone());
                of(self).unwrap_or_default() == of(other).unwrap_or_default()
            }
            _ => self.words(piece) == other.words(piece),
        }
    }
}

fn put(texts: &mut BTreeMap<String, String>, code: &str, text: Option<&String>) {
    match text.filter(|text| !text.is_empty()) {
        Some(text) => texts.insert(code.to_owned(), text.clone()),
        None => texts.remove(code),
    };
}

fn add_lacking<T: Clone + PartialEq>(own: &mut Vec<T>, theirs: &[T]) {
    for one in theirs {
        if !own.contains(one) {
            own.push(one.clone());
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::content::{IssueAnswer, PlannedFollowUp};

    fn content(reasons: [&str; 2]) -> Content {
        let demand = |n: u128| DemandId(uuid::Uuid::from_u128(n));
        let demands = vec![
            DemandAnswer::new(demand(1), "adopted", reasons[0]),
            DemandAnswer::new(demand(2), "adopted", reasons[1]),
        ];
        Content { demands, summary: "摘要".to_owned(), ..Content::default() }
    }

    fn codes(pieces: &[Piece], content: &Content) -> Vec<String> {
        let demands: Vec<DemandId> = content.demands.iter().map(|one| one.demand).collect();
        pieces.iter().map(|piece| piece.code(&demands)).collect()
    }

    #[test]
    fn what_one_side_alone_changed_is_kept_and_what_both_did_is_asked() {
        let base = content(["甲", "乙"]);
        let (mut mine, mut theirs) = (content(["甲改", "乙改"]), content(["甲", "乙換"]));
        mine.parts.insert("plan".to_owned(), "我的規劃".to_owned());
        theirs.summary = "新摘要".to_owned();
        theirs.demands[0].criteria.insert("costs".to_owned(), "二億".to_owned());
        let merged = mine.merged(Some(&base), &theirs);
        assert_eq!(codes(&merged.taken, &mine), ["summary", "criterion-1-costs"]);
        assert_eq!(codes(&merged.contested, &mine), ["reasons-2"]);
        let text = &merged.content;
        assert_eq!((text.summary.as_str(), text.demands[0].reasons.as_str()), ("新摘要", "甲改"));
        assert_eq!((text.parts["plan"].as_str(), text.demands[1].reasons.as_str()), ("我的規劃", "乙改"));
        // Without the text they began from, nothing is taken.
        let blind = mine.merged(None, &theirs);
        assert_eq!((blind.content == mine, blind.contested.len()), (true, 5));
    }

    #[test]
    fn a_piece_is_taken_or_stands_beside_the_own() {
        let (mut mine, mut theirs) = (content(["甲", "乙"]), content(["丙", ""]));
        theirs.demands[0].decision = "not_adopted".to_owned();
        theirs.demands[0].grounds = vec!["privacy".to_owned()];
        theirs.issues = vec![IssueAnswer { issue: "爭點".to_owned(), ..IssueAnswer::default() }];
        let due_on = "2026-09-30".parse().unwrap();
        theirs.follow_ups =
            vec![PlannedFollowUp { action: "修法".to_owned(), unit: "一科".to_owned(), due_on }];
        for piece in mine.clone().differences(&theirs) {
            let mut joined = mine.clone();
            joined.join(&piece, &theirs);
            mine.take(&piece, &theirs);
            match piece {
                Piece::Reasons(demand) if demand == mine.demands[0].demand => {
                    assert_eq!(joined.demands[0].reasons, "甲\n\n丙");
                }
                // An empty text adds nothing.
                Piece::Reasons(_) => assert_eq!(joined.demands[1].reasons, "乙"),
                _ => assert!(joined.agrees(&theirs, &piece), "{piece:?}"),
            }
        }
        assert_eq!(mine, theirs);
        // Rows that are there stay once.
        mine.join(&Piece::FollowUps, &theirs);
        assert_eq!(mine.follow_ups.len(), 1);
    }
}
