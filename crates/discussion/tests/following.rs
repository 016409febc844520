//! Anchors under random edits of a text.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::collections::HashMap;

use folkmoot_discussion::texts::follow::{Fate, Origin, Versions};
use folkmoot_discussion::texts::{Article, Place, Selection};
use proptest::prelude::*;

/// Signs of which random words are made: few, so that paragraphs are sometimes alike and sometimes the same.
const SIGNS: [char; 24] = [
    '公', '共', '自', '行', '車', '站', '點', '市', '民', '使', '用', '應', '守', '規', '則', '主', '管',
    '機', '關', '得', '定', '之', '費', '率',
];

fn paragraph() -> impl Strategy<Value = String> {
    prop::collection::vec(0..SIGNS.len(), 4..40)
        .prop_map(|signs| signs.into_iter().map(|sign| SIGNS[sign]).chain(['。']).collect())
}

fn words() -> impl Strategy<Value = Vec<Vec<String>>> {
    prop::collection::vec(prop::collection::vec(paragraph(), 1..5), 1..9)
}

fn numbered(articles: &[Vec<String>]) -> Vec<Article> {
    (1..)
        .zip(articles)
        .map(|(number, paragraphs)| Article {
            label: format!("第{number}條"),
            paragraphs: paragraphs.clone(),
            ..Article::default()
        })
        .collect()
}

#[derive(Debug, Clone)]
enum Edit {
    Insert(usize, Vec<String>),
    Delete(usize),
    Move(usize, usize),
    InsertParagraph(usize, usize, String),
    DeleteParagraph(usize, usize),
    Change(usize, usize, String),
    MoveParagraph(usize, usize, usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = 0..50_usize;
    prop_oneof![
        (at.clone(), prop::collection::vec(paragraph(), 1..4)).prop_map(|(at, new)| Edit::Insert(at, new)),
        at.clone().prop_map(Edit::Delete),
        (at.clone(), at.clone()).prop_map(|(from, to)| Edit::Move(from, to)),
        (at.clone(), at.clone(), paragraph()).prop_map(|(a, p, new)| Edit::InsertParagraph(a, p, new)),
        (at.clone(), at.clone()).prop_map(|(a, p)| Edit::DeleteParagraph(a, p)),
        (at.clone(), at.clone(), "[甲乙丙丁]{1,6}").prop_map(|(a, p, new)| Edit::Change(a, p, new)),
        (at.clone(), at.clone(), at).prop_map(|(a, p, to)| Edit::MoveParagraph(a, p, to)),
    ]
}

fn edited(articles: &[Vec<String>], edits: &[Edit]) -> Vec<Vec<String>> {
    let mut all = articles.to_vec();
    for edit in edits {
        let count = all.len();
        match edit.clone() {
            Edit::Insert(at, new) => all.insert(at % (count + 1), new),
            Edit::Delete(at) if count > 1 => drop(all.remove(at % count)),
            Edit::Move(from, to) => {
                let one = all.remove(from % count);
                all.insert(to % count, one);
            }
            Edit::InsertParagraph(a, p, new) => {
                let article = &mut all[a % count];
                article.insert(p % (article.len() + 1), new);
            }
            Edit::DeleteParagraph(a, p) if all[a % count].len() > 1 => {
                let article = &mut all[a % count];
                article.remove(p % article.len());
            }
            Edit::Change(a, p, new) => {
                let article = &mut all[a % count];
                let at = p % article.len();
                article[at].insert_str(0, &new);
            }
            Edit::MoveParagraph(a, p, to) if all[a % count].len() > 1 => {
                let article = &mut all[a % count];
                let one = article.remove(p % article.len());
                all[to % count].push(one);
            }
            _ => {}
        }
    }
    all
}

/// Every place of a text: its articles, its paragraphs, and some words of each.
fn places(articles: &[Article]) -> Vec<Place> {
    let mut all = Vec::new();
    for (a, article) in articles.iter().enumerate() {
        all.push(Place::article(a));
        for (p, words) in article.paragraphs.iter().enumerate() {
            all.push(Place::paragraph(a, p));
            let quote: String = words.chars().skip(1).take(6).collect();
            if !quote.is_empty() {
                all.push(Place { selection: Some(Selection { start: 1, quote }), ..Place::paragraph(a, p) });
            }
        }
    }
    all
}

fn how_often(articles: &[Article]) -> HashMap<&str, Vec<(usize, usize)>> {
    let mut often: HashMap<&str, Vec<(usize, usize)>> = HashMap::new();
    for (a, article) in articles.iter().enumerate() {
        for (p, words) in article.paragraphs.iter().enumerate() {
            often.entry(words).or_default().push((a, p));
        }
    }
    often
}

fn once(often: &HashMap<&str, Vec<(usize, usize)>>, words: &str) -> Option<(usize, usize)> {
    often.get(words).filter(|at| at.len() == 1).map(|at| at[0])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn anchors_follow_over_two_versions(
        first in words(),
        edits in prop::collection::vec(edit(), 0..8),
        more in prop::collection::vec(edit(), 0..8),
    ) {
        let second = edited(&first, &edits);
        let third = edited(&second, &more);
        let (v1, v2, v3) = (numbered(&first), numbered(&second), numbered(&third));
        let (to2, to3) = (Versions::of(&v1, &v2), Versions::of(&v2, &v3));
        let (in1, in2, in3) = (how_often(&v1), how_often(&v2), how_often(&v3));
        for place in places(&v1) {
            let (then, fate) = to2.follow((&Origin::of(v1.clone()), &place), Some(&place));
            let (last, last_fate) = to3.follow((&Origin::of(v1.clone()), &place), then.as_ref());
            for (stands, fate, articles) in [(&then, fate, &v2), (&last, last_fate, &v3)] {
                // Nothing is lost, and nothing points at what is not there.
                prop_assert_eq!(stands.is_none(), fate == Fate::Gone);
                if let Some(stands) = stands {
                    prop_assert!(stands.exists(articles), "{:?} of {:?}", stands, articles);
                }
                if let (Some(stands), Some(selection)) = (stands, &place.selection)
                    && let Some(found) = &stands.selection
                {
                    prop_assert_eq!(&found.quote, &selection.quote);
                }
            }
            let Some(paragraph) = place.paragraph else { continue };
            let words = v1[place.article].paragraphs[paragraph].as_str();
            if once(&in1, words).is_none() {
                continue;
            }
            // What stood there once and stands once is followed to, whatever happened around it and in between.
            for (often, stands, fate) in [(&in2, &then, fate), (&in3, &last, last_fate)] {
                if let Some((a, p)) = once(often, words) {
                    let stands = stands.as_ref().unwrap();
                    prop_assert_eq!((stands.article, stands.paragraph), (a, Some(p)));
                    prop_assert_eq!(fate, Fate::Same);
                }
            }
        }
    }

    #[test]
    fn the_same_text_again_moves_nothing(first in words()) {
        let (old, new) = (numbered(&first), numbered(&first));
        let versions = Versions::of(&old, &new);
        for place in places(&old) {
            let (stands, fate) = versions.follow((&Origin::of(old.clone()), &place), Some(&place));
            prop_assert_eq!(fate, Fate::Same);
            // Of words that stand in a paragraph twice, the nearest are the same ones.
            prop_assert_eq!(stands, Some(place));
        }
    }

    #[test]
    fn no_two_articles_become_one(first in words(), edits in prop::collection::vec(edit(), 0..10)) {
        let (old, new) = (numbered(&first), numbered(&edited(&first, &edits)));
        let versions = Versions::of(&old, &new);
        let mut taken = std::collections::HashSet::new();
        for at in 0..old.len() {
            if let Some(to) = versions.article(at) {
                prop_assert!(to < new.len() && taken.insert(to));
                prop_assert_eq!(versions.article_before(to), Some(at));
            }
        }
    }
}

fn text(articles: &[(&str, &[&str])]) -> Vec<Article> {
    articles
        .iter()
        .map(|(label, paragraphs)| Article {
            label: (*label).to_owned(),
            paragraphs: paragraphs.iter().map(|words| (*words).to_owned()).collect(),
            ..Article::default()
        })
        .collect()
}

#[test]
fn a_renumbered_article_a_changed_paragraph_and_what_is_gone() {
    let old = text(&[
        ("第一條", &["為管理公共自行車，特訂定本辦法。"]),
        ("第二條", &["本辦法之主管機關為本府交通局。"]),
        ("第三條", &["使用人應年滿十二歲。", "未滿十二歲者，應由家長陪同騎乘，並負連帶責任。"]),
        ("第四條", &["站點設置於捷運站出口五十公尺內。"]),
    ]);
    let new = text(&[
        ("第一條", &["為管理公共自行車，特訂定本辦法。"]),
        ("第二條", &["本辦法用詞定義如下。"]),
        ("第三條", &["本辦法之主管機關為本府交通局。"]),
        ("第四條", &["使用人應年滿十歲。", "未滿十歲者，應由家長陪同騎乘，並負連帶責任。"]),
    ]);
    let versions = Versions::of(&old, &new);
    let follow = |place: Place| versions.follow((&Origin::of(old.clone()), &place), Some(&place));
    assert_eq!(follow(Place::article(1)), (Some(Place::article(2)), Fate::Same));
    assert_eq!(follow(Place::article(2)), (Some(Place::article(3)), Fate::Changed));
    assert_eq!(follow(Place::paragraph(2, 1)), (Some(Place::paragraph(3, 1)), Fate::Changed));
    assert_eq!(follow(Place::article(3)), (None, Fate::Gone));
    assert_eq!(follow(Place::paragraph(3, 0)), (None, Fate::Gone));
    let words = |start: usize, quote: &str| Place {
        selection: Some(Selection { start, quote: quote.to_owned() }),
        ..Place::paragraph(2, 1)
    };
    let found = Place {
        selection: Some(Selection { start: 17, quote: "連帶責任".to_owned() }),
        ..Place::paragraph(3, 1)
    };
    assert_eq!(follow(words(18, "連帶責任")), (Some(found), Fate::Same));
    // Its words are no longer there, its paragraph is.
    assert_eq!(follow(words(0, "未滿十二歲者")), (Some(Place::paragraph(3, 1)), Fate::Wider));
}

#[test]
fn words_that_come_back_are_followed_to_again() {
    let first = text(&[
        ("第一條", &["甲公園應設置飲水機及座椅。", "園區全面禁菸。"]),
        ("第二條", &["本辦法自公布日施行。"]),
    ]);
    let without = text(&[("第一條", &["甲公園應設置飲水機及座椅。"]), ("第二條", &["本辦法自公布日施行。"])]);
    let place = Place::paragraph(0, 1);
    let (then, fate) =
        Versions::of(&first, &without).follow((&Origin::of(first.clone()), &place), Some(&place));
    assert_eq!((then.clone(), fate), (Some(Place::article(0)), Fate::Wider));
    let again = Versions::of(&without, &first).follow((&Origin::of(first.clone()), &place), then.as_ref());
    assert_eq!(again, (Some(place), Fate::Same));
    let gone = text(&[("第二條", &["本辦法自公布日施行。"])]);
    let article = Place::article(0);
    assert_eq!(
        Versions::of(&first, &gone).follow((&Origin::of(first.clone()), &article), Some(&article)),
        (None, Fate::Gone)
    );
    let back = Versions::of(&gone, &first).follow((&Origin::of(first.clone()), &article), None);
    assert_eq!(back, (Some(article), Fate::Same));
}
