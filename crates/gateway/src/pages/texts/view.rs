//! Texts as the pages show them.

use std::collections::HashMap;

use folkmoot_agency_responses::{Words, changes};
use folkmoot_discussion::texts::follow::{Fate, Versions};
use folkmoot_discussion::texts::{Anchor, Article, At, Place, Text, TextId};
use folkmoot_web::Lang;
use folkmoot_web::components::changes::Word;
use folkmoot_web::components::voice::OnView;
use folkmoot_web::pages::texts::changes::{Became, ChangedArticle};
use folkmoot_web::pages::texts::{ArticleView, ParagraphView};

use crate::links;

/// The articles with the numbers of their comments.
pub(crate) fn articles(all: &[Article], counts: &HashMap<At, i64>) -> Vec<ArticleView> {
    let at = |place: At| counts.get(&place).copied().unwrap_or(0);
    all.iter()
        .enumerate()
        .map(|(place, article)| ArticleView {
            place: place + 1,
            label: article.label.clone(),
            title: article.title.clone(),
            chapter: article.chapter.clone(),
            paragraphs: (0..)
                .zip(&article.paragraphs)
                .map(|(paragraph, words)| ParagraphView {
                    words: words.clone(),
                    count: at(Some((place, Some(paragraph)))),
                })
                .collect(),
            reason: article.reason.clone(),
            count: counts
                .iter()
                .filter(|(at, _)| at.is_some_and(|(article, _)| article == place))
                .map(|(_, count)| count)
                .sum(),
        })
        .collect()
}

/// A place in words: 「第三條第 2 項」.
pub(crate) fn place_name(lang: Lang, label: &str, paragraph: Option<usize>) -> String {
    match paragraph {
        None => label.to_owned(),
        Some(paragraph) => {
            let paragraph = i64::try_from(paragraph + 1).unwrap_or(i64::MAX);
            lang.with(
                "text-place-paragraph",
                [("article", label.to_owned().into()), ("paragraph", paragraph.into())],
            )
        }
    }
}

/// The address of a place on a page that shows its article.
fn fragment(place: &Place) -> String {
    match place.paragraph {
        Some(paragraph) => format!("#p-{}-{}", place.article + 1, paragraph + 1),
        None => format!("#article-{}", place.article + 1),
    }
}

/// What a comment is anchored to.
pub(crate) fn on_text(lang: Lang, anchor: &Anchor, known: &HashMap<TextId, Text>) -> Option<OnView> {
    let text = known.get(&anchor.set.text)?;
    let path = links::text(text.id);
    let first = place_name(lang, &anchor.label, anchor.set.place.paragraph);
    let stands = anchor.now.as_ref();
    let name = stands.map(|now| place_name(lang, &now.label, now.place.paragraph));
    let moved = name.as_ref() != Some(&first) || anchor.fate != Fate::Same;
    let version = anchor.set.version;
    let stood_at = format!("{path}/versions/{version}{}", fragment(&anchor.set.place));
    let words =
        [("title", text.title.clone().into()), ("place", name.unwrap_or_else(|| first.clone()).into())];
    Some(OnView {
        words: lang.with("voice-on-text", words),
        href: stands.map_or_else(|| path.clone(), |now| format!("{path}{}", fragment(&now.place))),
        quote: anchor.set.place.selection.as_ref().map(|selection| selection.quote.clone()),
        stood: moved.then_some((version, first, stood_at)),
        fate: anchor.fate.code(),
    })
}

/// In what two versions differ; articles that say the same under the same number are left out.
pub(crate) fn changed(before: &[Article], after: &[Article]) -> Vec<ChangedArticle> {
    let versions = Versions::of(before, after);
    let name = |article: &Article| {
        let view = articles(std::slice::from_ref(article), &HashMap::new());
        view.first().map(ArticleView::name).unwrap_or_default()
    };
    let removed = |at: usize, article: &Article| ChangedArticle {
        became: Became::Removed,
        before: Some(name(article)),
        after: None,
        words: words(&before[at].words(), ""),
    };
    let mut all = Vec::new();
    let mut told = 0;
    for (to, article) in after.iter().enumerate() {
        let from = versions.article_before(to);
        // What was removed stands where it was: before the first that came after it.
        if let Some(from) = from {
            for (at, gone) in before.iter().enumerate().take(from).skip(told) {
                if versions.article(at).is_none() {
                    all.push(removed(at, gone));
                }
            }
            told = told.max(from + 1);
        }
        let Some(old) = from.and_then(|from| before.get(from)) else {
            let (after, words) = (Some(name(article)), words("", &article.words()));
            all.push(ChangedArticle { became: Became::Added, before: None, after, words });
            continue;
        };
        let same_words = old.words() == article.words();
        if same_words && name(old) == name(article) {
            continue;
        }
        all.push(ChangedArticle {
            became: if same_words { Became::Renumbered } else { Became::Changed },
            before: Some(name(old)),
            after: Some(name(article)),
            words: words(&old.words(), &article.words()),
        });
    }
    for (at, gone) in before.iter().enumerate().skip(told) {
        if versions.article(at).is_none() {
            all.push(removed(at, gone));
        }
    }
    all
}

fn words(before: &str, after: &str) -> Vec<Word> {
    let of = |piece: Words| match piece {
        Words::Same(text) => Word::Same(text),
        Words::Removed(text) => Word::Removed(text),
        Words::Added(text) => Word::Added(text),
    };
    changes(before, after).into_iter().map(of).collect()
}
