//! How alike waiting voices and issues are, as a score from 0 to 1: the cosine of what their terms weigh (tf-idf). An
//! issue weighs what its title, its summary and the voices under it do. It is reckoned in memory, over a bounded number
//! of voices; nothing is filed by it.

use std::collections::HashMap;

use folkmoot_foundation::{DbErr, IssueId, ProposalId, Reader, VoiceId, search};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use super::folds::hash;
use super::read::{Issue, Narrow, of_subject, waiting};
use crate::entity::{issue_voice, voice};

/// How many waiting voices are looked at, and how many filed ones.
const MOST: u64 = 10_000;

/// How many filed voices an issue is known by at most.
const EACH: usize = 300;

/// How much of a voice is looked at, in characters.
const LENGTH: usize = 2_000;

/// The weight of a term in the title against one in a voice.
const TITLE: f32 = 4.0;

/// What is less alike is not suggested.
const LEAST: f32 = 0.06;

/// How many issues are suggested for a voice.
const SHOWN: usize = 3;

/// A document: its terms with their weights, by the hash of the term, sorted.
type Terms = Vec<(u64, f32)>;

/// An issue that a voice may belong to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Suggestion {
    /// The issue.
    pub issue: IssueId,
    /// How alike they are, from 0 to 1.
    pub score: f32,
}

/// What the issues of a subject weigh beside what waits to be filed.
#[derive(Debug, Default)]
pub struct Weights {
    /// How many documents have each term.
    documents: HashMap<u64, u32>,
    all: f32,
    issues: Vec<(IssueId, HashMap<u64, f32>)>,
    waiting: Vec<(VoiceId, Terms)>,
}

fn terms(text: &str) -> Terms {
    let cut = text.char_indices().nth(LENGTH).map_or(text, |(end, _)| &text[..end]);
    let mut hashes: Vec<u64> = search::terms(cut).iter().map(|term| hash(term)).collect();
    hashes.sort_unstable();
    let mut out: Terms = Vec::with_capacity(hashes.len());
    for hash in hashes {
        match out.last_mut() {
            Some((last, count)) if *last == hash => *count += 1.0,
            _ => out.push((hash, 1.0)),
        }
    }
    // Saying a word twice weighs more, but not twice as much.
    for (_, count) in &mut out {
        *count = 1.0 + count.ln();
    }
    out
}

impl Weights {
    /// Takes in texts: the issues with what stands under them, and what waits.
    pub fn of(issues: &[Issue], filed: Vec<(IssueId, String)>, waiting: Vec<(VoiceId, String)>) -> Self {
        let mut weights = Self::default();
        let mut of_issue: HashMap<IssueId, (usize, HashMap<u64, f32>)> = HashMap::new();
        for issue in issues {
            let own = terms(&format!("{}\n{}", issue.title, issue.summary));
            let sum = own.into_iter().map(|(term, weight)| (term, TITLE * weight)).collect();
            of_issue.insert(issue.id, (0, sum));
        }
        for (issue, body) in filed {
            let Some((count, sum)) = of_issue.get_mut(&issue).filter(|(count, _)| *count < EACH) else {
                continue;
            };
            *count += 1;
            for (term, weight) in weights.seen(terms(&body)) {
                *sum.entry(term).or_default() += weight;
            }
        }
        weights.waiting = waiting.into_iter().map(|(id, body)| (id, weights.seen(terms(&body)))).collect();
        for issue in issues {
            let (_, mut sum) = of_issue.remove(&issue.id).unwrap_or_default();
            for (term, weight) in &mut sum {
                *weight *= weights.rare(*term);
            }
            let length = sum.values().map(|weight| weight * weight).sum::<f32>().sqrt();
            sum.values_mut().for_each(|weight| *weight /= length.max(f32::MIN_POSITIVE));
            weights.issues.push((issue.id, sum));
        }
        weights
    }

    fn seen(&mut self, terms: Terms) -> Terms {
        self.all += 1.0;
        for (term, _) in &terms {
            *self.documents.entry(*term).or_default() += 1;
        }
        terms
    }

    /// What is said everywhere weighs little.
    fn rare(&self, term: u64) -> f32 {
        let with = self.documents.get(&term).copied().unwrap_or(0) as f32;
        ((1.0 + self.all) / (1.0 + with)).ln() + 0.1
    }

    fn scores(&self, terms: &Terms) -> Vec<Suggestion> {
        let weighed: Terms = terms.iter().map(|(term, weight)| (*term, weight * self.rare(*term))).collect();
        let length = weighed.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        let score = |sum: &HashMap<u64, f32>| {
            let dot: f32 = weighed.iter().filter_map(|(term, weight)| Some(weight * sum.get(term)?)).sum();
            dot / length.max(f32::MIN_POSITIVE)
        };
        let mut found: Vec<Suggestion> = self
            .issues
            .iter()
            .map(|(issue, sum)| Suggestion { issue: *issue, score: score(sum).min(1.0) })
            .filter(|one| one.score >= LEAST)
            .collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score));
        found.truncate(SHOWN);
        found
    }

    /// What every waiting voice may belong to, the likeliest first; those without a suggestion are absent.
    pub fn suggestions(&self) -> HashMap<VoiceId, Vec<Suggestion>> {
        let scored = self.waiting.iter().map(|(id, terms)| (*id, self.scores(terms)));
        scored.filter(|(_, found)| !found.is_empty()).collect()
    }

    /// The waiting voices for which an issue is suggested, the likeliest first.
    pub fn near(&self, issue: IssueId) -> Vec<(VoiceId, f32)> {
        let mut found: Vec<(VoiceId, f32)> = self
            .suggestions()
            .into_iter()
            .filter_map(|(id, found)| Some((id, found.iter().find(|one| one.issue == issue)?.score)))
            .collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found
    }

    /// For how many waiting voices each issue is suggested.
    pub fn numbers(&self) -> HashMap<IssueId, usize> {
        let mut numbers = HashMap::new();
        for one in self.suggestions().values().flatten() {
            *numbers.entry(one.issue).or_default() += 1;
        }
        numbers
    }
}

/// Reads what the suggestions for a subject are reckoned from: two queries beside that of its issues.
///
/// # Errors
/// A database error.
pub async fn weigh(conn: &impl Reader, subject: ProposalId) -> Result<(Vec<Issue>, Weights), DbErr> {
    let issues = of_subject(conn, subject).await?;
    if issues.is_empty() {
        return Ok((issues, Weights::default()));
    }
    let ids: Vec<IssueId> = issues.iter().map(|issue| issue.id).collect();
    let filed: Vec<(IssueId, VoiceId)> = issue_voice::Entity::find()
        .select_only()
        .columns([issue_voice::Column::Issue, issue_voice::Column::Voice])
        .filter(issue_voice::Column::Issue.is_in(ids))
        .filter(issue_voice::Column::Leads.eq(true))
        .order_by_desc(issue_voice::Column::FiledAt)
        .limit(MOST)
        .into_tuple()
        .all(conn)
        .await?;
    let mut bodies: HashMap<VoiceId, String> = HashMap::new();
    for pairs in filed.chunks(500) {
        let rows: Vec<(VoiceId, String)> = voice::Entity::find()
            .select_only()
            .columns([voice::Column::Id, voice::Column::Body])
            .filter(voice::Column::Id.is_in(pairs.iter().map(|(_, voice)| *voice)))
            .into_tuple()
            .all(conn)
            .await?;
        bodies.extend(rows);
    }
    let waiting: Vec<(VoiceId, String)> = waiting(subject, Narrow::default())
        .select_only()
        .columns([voice::Column::Id, voice::Column::Body])
        .order_by_asc(voice::Column::SaidAt)
        .order_by_asc(voice::Column::Id)
        .limit(MOST)
        .into_tuple()
        .all(conn)
        .await?;
    let filed = filed.into_iter().filter_map(|(issue, voice)| Some((issue, bodies.get(&voice)?.clone())));
    Ok((issues.clone(), Weights::of(&issues, filed.collect(), waiting)))
}
