//! The pieces of a response in words: what each is called, what stands in it, and what changed.

use folkmoot_agency_responses::{Case, Content, Piece, Words, changes};
use folkmoot_web::components::changes::Word;
use folkmoot_web::format;
use folkmoot_web::pages::cases::draft::ChangedPiece;

use super::view::Shelf;

impl Shelf<'_> {
    /// What a piece is called.
    pub(super) fn piece_name(&self, case: &Case, piece: &Piece) -> String {
        let lang = self.lang;
        let of_demand = |demand, what: String| {
            let at = case.demands.iter().position(|one| one.id == demand).map_or(0, |at| at + 1);
            lang.with("draft-piece-of-demand", [("number", at.into()), ("piece", what.into())])
        };
        match piece {
            Piece::Summary => lang.t("cases-summary"),
            Piece::Decision(demand) => of_demand(*demand, lang.t("cases-decision")),
            Piece::Reasons(demand) => of_demand(*demand, lang.t("field-cases-decision-reasons")),
            Piece::Grounds(demand) => of_demand(*demand, lang.t("field-answer-grounds")),
            Piece::LegalBasis(demand) => of_demand(*demand, lang.t("answer-legal-basis")),
            Piece::Criterion(demand, code) => {
                let known = self.criteria(case).into_iter().find(|one| one.code == *code);
                of_demand(*demand, known.map_or_else(|| code.clone(), |known| known.name))
            }
            Piece::Issues => lang.t("answer-issues"),
            Piece::Part(code) => {
                let known = self.parts(case).into_iter().find(|(part, _)| part == code);
                known.map_or_else(|| code.clone(), |(_, name)| name)
            }
            Piece::FollowUps => lang.t("cases-promises"),
        }
    }

    /// What stands in a piece; codes in the words of the rulebook.
    pub(super) fn piece_text(&self, case: &Case, content: &Content, piece: &Piece) -> String {
        let lang = self.lang;
        match piece {
            Piece::Decision(demand) => {
                let rulebook = self.rulebook(case.brief.proposal);
                let code = content.answer(*demand).map(|one| one.decision.as_str()).unwrap_or_default();
                match code {
                    "" => lang.t("cases-undecided"),
                    code => self.decision(rulebook.as_deref(), code),
                }
            }
            Piece::Grounds(demand) => {
                let named = content.answer(*demand).map(|one| one.grounds.as_slice()).unwrap_or_default();
                let all = self.grounds(case).into_iter();
                let names: Vec<String> =
                    all.filter(|one| named.contains(&one.code)).map(|one| one.name).collect();
                names.join(&lang.t("cases-and"))
            }
            Piece::Issues => {
                let one = |issue: &folkmoot_agency_responses::IssueAnswer| {
                    let stand = if issue.left_open { "answer-issue-open" } else { "answer-issue-answered" };
                    let about = issue.about.map(|id| format!("\n/issues/{id}"));
                    let cites = issue.cites.iter().map(|id| format!("\n/voices/{id}"));
                    let cites: Vec<String> = about.into_iter().chain(cites).collect();
                    format!("{}\n{}\n{}{}", issue.issue, lang.t(stand), issue.text, cites.concat())
                };
                content.issues.iter().map(one).collect::<Vec<_>>().join("\n\n")
            }
            Piece::FollowUps => {
                let one = |planned: &folkmoot_agency_responses::PlannedFollowUp| {
                    let due = format::date_with_weekday(lang, planned.due_on);
                    format!("{} ({}) · {due}", planned.action, planned.unit)
                };
                content.follow_ups.iter().map(one).collect::<Vec<_>>().join("\n")
            }
            _ => content.words(piece),
        }
    }

    /// In what two texts differ, piece by piece.
    pub(super) fn changed(&self, case: &Case, before: &Content, after: &Content) -> Vec<ChangedPiece> {
        let changed = |piece: Piece| ChangedPiece {
            name: self.piece_name(case, &piece),
            words: words(&self.piece_text(case, before, &piece), &self.piece_text(case, after, &piece)),
        };
        before.differences(after).into_iter().map(changed).collect()
    }
}

/// What changed between two texts, as pages show it.
pub(crate) fn words(before: &str, after: &str) -> Vec<Word> {
    let word = |word| match word {
        Words::Same(text) => Word::Same(text),
        Words::Removed(text) => Word::Removed(text),
        Words::Added(text) => Word::Added(text),
    };
    changes(before, after).into_iter().map(word).collect()
}
