//! Where a place of one version stands in the next.
//!
//! Articles and paragraphs of two versions are paired one to one: equal words first, within an article before anywhere
//! else, then what is alike. An anchor follows its pair. What it was first set on is asked before the pair: when those
//! words, which stood there once, stand in the new version exactly once, it stands there.

use std::collections::{HashMap, HashSet};

use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::search::terms;

use super::article::{Article, Place, Selection};

/// From how alike on two articles are one, and two that bear the same number.
const ARTICLES_ALIKE: f64 = 0.5;
const NUMBERED_ALIKE: f64 = 0.2;

/// From how alike on two paragraphs of one article are one, and two of different articles.
const PARAGRAPHS_ALIKE: f64 = 0.4;
const MOVED_ALIKE: f64 = 0.7;

/// How many pairs are compared at most.
const COMPARED: usize = 40_000;

/// How many characters a selection must have to be looked for outside of its paragraph, and outside of its article.
const IN_ARTICLE: usize = 4;
const ANYWHERE: usize = 8;

/// What became of an anchor, against what it was set on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The same words, wherever they stand now.
    Same,
    /// Its words were changed.
    Changed,
    /// Its own place is no longer there, but what holds it is: it stands at the article, or at the paragraph.
    Wider,
    /// Nothing of it is there.
    Gone,
}

impl Fate {
    /// The code that is stored and shown in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Wider => "wider",
            Self::Gone => "gone",
        }
    }

    /// The fate of a code.
    pub fn of(code: &str) -> Self {
        match code {
            "changed" => Self::Changed,
            "wider" => Self::Wider,
            "gone" => Self::Gone,
            _ => Self::Same,
        }
    }
}

/// The words of a paragraph without what doesn't count: blanks and the ends of lines.
fn key(words: &str) -> String {
    words.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The version that anchors were set on, with how often its words stand in it.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    articles: Vec<Article>,
    whole: HashMap<String, usize>,
    parts: HashMap<String, usize>,
}

impl Origin {
    /// Of the articles of a version.
    pub fn of(articles: Vec<Article>) -> Self {
        let (mut whole, mut parts): (HashMap<String, usize>, HashMap<String, usize>) = Default::default();
        for article in &articles {
            *whole.entry(key(&article.words())).or_default() += 1;
        }
        for (_, words) in each(&articles) {
            *parts.entry(key(words)).or_default() += 1;
        }
        Self { articles, whole, parts }
    }

    /// Its articles.
    pub fn articles(&self) -> &[Article] {
        &self.articles
    }
}

/// Two versions of a text beside each other.
#[derive(Debug)]
pub struct Versions<'a> {
    old: &'a [Article],
    new: &'a [Article],
    articles: HashMap<usize, usize>,
    paragraphs: HashMap<(usize, usize), (usize, usize)>,
    /// Where words stand in the new version.
    stand: HashMap<String, Vec<(usize, usize)>>,
    /// Which of its articles have words.
    whole: HashMap<String, Vec<usize>>,
}

impl<'a> Versions<'a> {
    /// Pairs what the versions have in common.
    pub fn of(old: &'a [Article], new: &'a [Article]) -> Self {
        let articles = pair_articles(old, new);
        let paragraphs = pair_paragraphs(old, new, &articles);
        let mut stand: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
        for (at, words) in each(new) {
            stand.entry(key(words)).or_default().push(at);
        }
        let mut whole: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, article) in new.iter().enumerate() {
            whole.entry(key(&article.words())).or_default().push(at);
        }
        Self { old, new, articles, paragraphs, stand, whole }
    }

    /// Which article of the new version an article of the old one is.
    pub fn article(&self, old: usize) -> Option<usize> {
        self.articles.get(&old).copied()
    }

    /// Which article of the old version an article of the new one was.
    pub fn article_before(&self, new: usize) -> Option<usize> {
        self.articles.iter().find(|(_, to)| **to == new).map(|(from, _)| *from)
    }

    /// Where an anchor stands in the new version. `first` is where it was set, in that version; `present` where it stands in
    /// the old one, if it stands there. Whatever is given back exists.
    pub fn follow(&self, first: (&Origin, &Place), present: Option<&Place>) -> (Option<Place>, Fate) {
        let (origin, set) = first;
        let articles = origin.articles();
        let to = match set.paragraph {
            None => self.whole(origin, set, present),
            Some(paragraph) => self.part(origin, set, paragraph, present),
        };
        let to = to.filter(|place| place.exists(self.new));
        let Some(place) = to else { return (None, Fate::Gone) };
        let fate = if place.paragraph.is_some() != set.paragraph.is_some()
            || place.selection.is_some() != set.selection.is_some()
        {
            Fate::Wider
        } else if set.selection.is_some() || words(&place, self.new) == words(set, articles) {
            Fate::Same
        } else {
            Fate::Changed
        };
        (Some(place), fate)
    }

    fn whole(&self, origin: &Origin, set: &Place, present: Option<&Place>) -> Option<Place> {
        if let Some(mine) = words(set, origin.articles())
            && origin.whole.get(&mine) == Some(&1)
            && let Some([only]) = self.whole.get(&mine).map(Vec::as_slice)
        {
            return Some(Place::article(*only));
        }
        self.article(present?.article).map(Place::article)
    }

    fn part(&self, origin: &Origin, set: &Place, paragraph: usize, present: Option<&Place>) -> Option<Place> {
        let mine = key(origin.articles().get(set.article)?.paragraphs.get(paragraph)?);
        let once = origin.parts.get(&mine) == Some(&1);
        let only = self.stand.get(&mine).filter(|all| once && all.len() == 1).map(|all| all[0]);
        let paired = || {
            let present = present?;
            let from = (present.article, present.paragraph?);
            self.paragraphs.get(&from).copied()
        };
        let article = present.and_then(|present| self.article(present.article));
        let to = only.or_else(paired);
        let Some(selection) = &set.selection else {
            let to = to.map(|(article, paragraph)| Place::paragraph(article, paragraph));
            return to.or_else(|| article.map(Place::article));
        };
        // The words first where their paragraph went, then in their article, then anywhere.
        let near = present.and_then(|present| present.selection.as_ref()).unwrap_or(selection);
        let long = selection.quote.chars().count();
        let within = to.map(|(article, _)| article).or(article);
        let in_paragraph = to.and_then(|at| self.quoted(at, &selection.quote, near.start));
        let in_article = || {
            let article = within.filter(|_| long >= IN_ARTICLE)?;
            let all = 0..self.new.get(article)?.paragraphs.len();
            all.filter_map(|paragraph| self.quoted((article, paragraph), &selection.quote, near.start)).next()
        };
        let anywhere = || {
            let all: Vec<Place> = each(self.new)
                .filter(|_| long >= ANYWHERE)
                .filter_map(|(at, _)| self.quoted(at, &selection.quote, near.start))
                .collect();
            let [only] = all.as_slice() else { return None };
            Some(only.clone())
        };
        in_paragraph.or_else(in_article).or_else(anywhere).or_else(|| match to {
            Some((article, paragraph)) => Some(Place::paragraph(article, paragraph)),
            None => article.map(Place::article),
        })
    }

    /// Where words stand in a paragraph of the new version, nearest to where they stood.
    fn quoted(&self, (article, paragraph): (usize, usize), quote: &str, near: usize) -> Option<Place> {
        let words = self.new.get(article)?.paragraphs.get(paragraph)?;
        // Also where they overlap with themselves.
        let all = words.char_indices().enumerate().filter(|(_, (at, _))| words[*at..].starts_with(quote));
        let found = all.map(|(start, _)| start).min_by_key(|start| start.abs_diff(near))?;
        let selection = Selection { start: found, quote: quote.to_owned() };
        Some(Place { article, paragraph: Some(paragraph), selection: Some(selection) })
    }

    /// The words that stand in the old version and are in the new one no more, by paragraph.
    pub fn lost(&self) -> usize {
        each(self.old).filter(|(at, _)| !self.paragraphs.contains_key(at)).count()
    }
}

fn words(place: &Place, articles: &[Article]) -> Option<String> {
    place.words(articles).map(|words| key(&words))
}

fn each(articles: &[Article]) -> impl Iterator<Item = ((usize, usize), &str)> {
    articles.iter().enumerate().flat_map(|(a, article)| {
        article.paragraphs.iter().enumerate().map(move |(p, words)| ((a, p), words.as_str()))
    })
}

/// The terms of words as numbers, for comparing many.
fn marks(words: &str) -> HashSet<u64> {
    let mark = |term: String| {
        let hash = sha256(term.as_bytes());
        hash.iter().take(8).fold(0, |mark, byte| (mark << 8) | u64::from(*byte))
    };
    terms(words).into_iter().map(mark).collect()
}

fn alike(a: &HashSet<u64>, b: &HashSet<u64>) -> f64 {
    let total = a.len() + b.len();
    if total == 0 {
        return 0.0;
    }
    let (small, large) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let common = small.iter().filter(|mark| large.contains(mark)).count();
    2.0 * common as f64 / total as f64
}

/// Pairs what is left of two lists by how alike it is, the most alike first, what stands nearest of the equally alike.
/// `enough` says whether a likeness is enough for a pair.
fn pair_alike<T: Copy + Eq + std::hash::Hash>(
    old: &[(T, usize, HashSet<u64>)],
    new: &[(T, usize, HashSet<u64>)],
    enough: impl Fn(T, T, f64) -> bool,
) -> Vec<(T, T)> {
    if old.len().saturating_mul(new.len()) > COMPARED {
        return Vec::new();
    }
    let mut found: Vec<(f64, usize, usize, usize)> = Vec::new();
    for (i, (from, from_at, a)) in old.iter().enumerate() {
        for (j, (to, to_at, b)) in new.iter().enumerate() {
            let score = alike(a, b);
            if enough(*from, *to, score) {
                found.push((score, from_at.abs_diff(*to_at), i, j));
            }
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)).then(a.3.cmp(&b.3)));
    let (mut left, mut right, mut pairs) = (HashSet::new(), HashSet::new(), Vec::new());
    for (_, _, i, j) in found {
        if !left.contains(&i) && !right.contains(&j) {
            left.insert(i);
            right.insert(j);
            pairs.push((old[i].0, new[j].0));
        }
    }
    pairs
}

/// Pairs equal keys in their order, where both have them.
fn pair_equal<T: Copy>(old: &[(T, String)], new: &[(T, String)]) -> Vec<(T, T)> {
    let mut there: HashMap<&str, std::collections::VecDeque<T>> = HashMap::new();
    for (at, key) in new {
        there.entry(key).or_default().push_back(*at);
    }
    old.iter().filter_map(|(at, key)| Some((*at, there.get_mut(key.as_str())?.pop_front()?))).collect()
}

fn pair_articles(old: &[Article], new: &[Article]) -> HashMap<usize, usize> {
    let mut pairs: HashMap<usize, usize> = HashMap::new();
    let mut taken: HashSet<usize> = HashSet::new();
    let mut take = |pairs: &mut HashMap<usize, usize>, found: Vec<(usize, usize)>| {
        for (from, to) in found {
            if !pairs.contains_key(&from) && taken.insert(to) {
                pairs.insert(from, to);
            }
        }
        taken.clone()
    };
    // The same words under the same number, the same words, then what is alike.
    let keys = |articles: &[Article], label: bool, out: &dyn Fn(usize) -> bool| -> Vec<(usize, String)> {
        let left = articles.iter().enumerate().filter(|(at, _)| !out(*at));
        left.map(|(at, article)| {
            let label = if label { article.label.as_str() } else { "" };
            (at, format!("{label}\n{}", key(&article.words())))
        })
        .collect()
    };
    let mut gone = HashSet::new();
    for label in [true, false] {
        let found = pair_equal(
            &keys(old, label, &|at| pairs.contains_key(&at)),
            &keys(new, label, &|at| gone.contains(&at)),
        );
        gone = take(&mut pairs, found);
    }
    let rest = |articles: &[Article], out: &dyn Fn(usize) -> bool| -> Vec<(usize, usize, HashSet<u64>)> {
        let left = articles.iter().enumerate().filter(|(at, _)| !out(*at));
        left.map(|(at, article)| (at, at, marks(&format!("{}\n{}", article.title, article.words()))))
            .collect()
    };
    for least in [ARTICLES_ALIKE, NUMBERED_ALIKE] {
        let numbered = least < ARTICLES_ALIKE;
        let found = pair_alike(
            &rest(old, &|at| pairs.contains_key(&at)),
            &rest(new, &|at| gone.contains(&at)),
            |from, to, score| {
                let (a, b) = (&old[from], &new[to]);
                let named = a.label == b.label || !a.title.is_empty() && a.title == b.title;
                score >= least && (!numbered || named)
            },
        );
        gone = take(&mut pairs, found);
    }
    pairs
}

fn pair_paragraphs(
    old: &[Article],
    new: &[Article],
    articles: &HashMap<usize, usize>,
) -> HashMap<(usize, usize), (usize, usize)> {
    type At = (usize, usize);
    let mut pairs: HashMap<At, At> = HashMap::new();
    let mut taken: HashSet<At> = HashSet::new();
    let in_order: Vec<(usize, usize)> = {
        let mut all: Vec<_> = articles.iter().map(|(from, to)| (*from, *to)).collect();
        all.sort_unstable();
        all
    };
    let of = |articles: &[Article], one: usize| -> Vec<(At, String)> {
        articles[one].paragraphs.iter().enumerate().map(|(p, words)| ((one, p), key(words))).collect()
    };
    // Equal words within an article, then anywhere.
    for (from, to) in &in_order {
        for (a, b) in pair_equal(&of(old, *from), &of(new, *to)) {
            pairs.insert(a, b);
            taken.insert(b);
        }
    }
    let left = |articles: &[Article], out: &dyn Fn(At) -> bool| -> Vec<(At, String)> {
        each(articles).filter(|(at, _)| !out(*at)).map(|(at, words)| (at, key(words))).collect()
    };
    for (a, b) in pair_equal(&left(old, &|at| pairs.contains_key(&at)), &left(new, &|at| taken.contains(&at)))
    {
        pairs.insert(a, b);
        taken.insert(b);
    }
    // What is alike, likewise.
    let rest = |articles: &[Article], one: Option<usize>, out: &dyn Fn(At) -> bool| {
        let left = each(articles).filter(|(at, _)| one.is_none_or(|one| at.0 == one) && !out(*at));
        left.map(|(at, words)| (at, at.1, marks(words))).collect::<Vec<(At, usize, HashSet<u64>)>>()
    };
    let within = in_order.iter().map(|(from, to)| (Some(*from), Some(*to), PARAGRAPHS_ALIKE));
    for (from, to, least) in within.chain([(None, None, MOVED_ALIKE)]).collect::<Vec<_>>() {
        let (a, b) =
            (rest(old, from, &|at| pairs.contains_key(&at)), rest(new, to, &|at| taken.contains(&at)));
        for (a, b) in pair_alike(&a, &b, |_, _, score| score >= least) {
            pairs.insert(a, b);
            taken.insert(b);
        }
    }
    pairs
}
