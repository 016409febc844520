//! A city's own rulebook: published, changed, and what changed in it.

#![allow(clippy::unwrap_used)]

mod common;

use common::{noon, worlds};
use folkmoot_foundation::{FieldErrors, db};
use folkmoot_proposals::rulebook::{Difference, Label, Said, changes, parse};
use folkmoot_proposals::{Change, Error, Rulebooks, life, read};

const CITY: &str = r#"
extends = "join"
id = "a-city"
[change.thresholds.reached]
count = 5000
"#;

fn place(difference: &Difference) -> String {
    difference.place.iter().map(|label: &Label| label.zh.as_str()).collect::<Vec<_>>().join("／")
}

#[tokio::test]
async fn a_city_publishes_versions_of_its_own() {
    for world in worlds().await {
        let publish = async |source: &str| {
            let tx = world.db().begin().await.unwrap();
            let published = Rulebooks::publish(&tx, source, noon()).await.unwrap();
            db::commit(tx).await.unwrap();
            published
        };
        let first = publish(CITY).await;
        assert!(first.is_new && first.before.is_none() && first.rulebook.version == 1);
        let again = publish(&format!("# only a comment\n{CITY}")).await;
        assert!(!again.is_new && again.rulebook.version == 1);
        let second = publish(&CITY.replace("5000", "3000")).await;
        assert!(second.is_new && second.rulebook.version == 2);
        let told = changes(&second.before.unwrap(), &second.rulebook);
        assert_eq!(told.len(), 1, "{told:#?}");
        assert_eq!(place(&told[0]), "門檻／成案／人數");
        assert_eq!((&told[0].old, &told[0].new), (&Some(Said::Number(5000)), &Some(Said::Number(3000))));

        let tx = world.db().begin().await.unwrap();
        let all = Rulebooks::load(&tx, noon()).await.unwrap();
        assert_eq!(all.versions("a-city"), [1, 2]);
        assert_eq!(all.get("a-city", 1).unwrap().case_threshold().unwrap().count, 5000);
        assert_eq!(all.current("a-city").unwrap().case_threshold().unwrap().count, 3000);
        let taken = Rulebooks::publish(&tx, "extends = \"join\"\nid = \"join\"", noon()).await;
        assert!(matches!(taken, Err(Error::BadRulebook { .. })));
        db::commit(tx).await.unwrap();
    }
}

#[test]
fn what_came_and_what_went_is_told_by_its_name() {
    let old = parse(CITY).unwrap();
    let mut new = old.clone();
    new.clocks.remove(0);
    new.paper = None;
    new.review.as_mut().unwrap().period.amount = 5;
    new.categories[0].name.en = "Home affairs".to_owned();
    new.reply = None;
    let told: Vec<(String, bool, bool)> =
        changes(&old, &new).iter().map(|d| (place(d), d.old.is_some(), d.new.is_some())).collect();
    let told: Vec<(&str, bool, bool)> = told.iter().map(|(p, o, n)| (p.as_str(), *o, *n)).collect();
    assert_eq!(
        told,
        [
            ("分類／內政國土／名稱", true, true),
            ("檢核／期限", true, true),
            ("機關期限", true, false),
            ("提議人答覆", true, false),
        ]
    );
    assert!(changes(&old, &old).is_empty());
}

/// A city with a sub-category, and the same without it.
fn with_and_without() -> (String, String) {
    let rest = "extends = \"join\"\nid = \"a-city\"\n[[categories]]\ncode = \"streets\"\nname = { zh-TW = \"道路\", en = \"Streets\" }\n";
    let below = "subcategories = [{ code = \"walking\", name = { zh-TW = \"行人\", en = \"Walking\" } }]\n";
    (format!("{rest}{below}"), rest.to_owned())
}

#[test]
fn a_sub_category_that_came_or_went_is_told() {
    let (with, without) = with_and_without();
    let (with, without) = (parse(&with).unwrap(), parse(&without).unwrap());
    let gone = changes(&with, &without);
    assert_eq!((gone.len(), place(&gone[0]).as_str()), (1, "分類／道路／細項"));
    let came = changes(&without, &with);
    assert!(matches!(&came[0].new, Some(Said::Text(name)) if name.en == "Walking"), "{came:?}");
}

#[tokio::test]
async fn a_draft_goes_by_the_version_in_force_and_a_proposal_by_its_own() {
    for world in worlds().await {
        let (with, without) = with_and_without();
        let publish = async |source: &str| {
            let tx = world.db().begin().await.unwrap();
            Rulebooks::publish(&tx, source, noon()).await.unwrap();
            let all = Rulebooks::load(&tx, noon()).await.unwrap();
            db::commit(tx).await.unwrap();
            all
        };
        let begin = async |rulebooks: &Rulebooks, key: &str| {
            let tx = world.db().begin().await.unwrap();
            let rulebook = rulebooks.current("a-city").unwrap();
            let change =
                Change { category: Some(Some(key.to_owned())), ..world.words("路口增設庇護島") };
            let id = life::create_draft(&tx, &rulebook, world.proposer, change, noon()).await?;
            db::commit(tx).await?;
            Ok::<_, Error>(id)
        };
        let submit = async |rulebooks: &Rulebooks, id| {
            let tx = world.db().begin().await.unwrap();
            let (calendar, known) = (&world.calendar, world.known());
            life::submit(&tx, rulebooks, calendar, id, world.proposer, &known, noon()).await?;
            db::commit(tx).await?;
            Ok::<_, Error>(())
        };
        let first = publish(&with).await;
        let (early, late) = (
            begin(&first, "streets.walking").await.unwrap(),
            begin(&first, "streets.walking").await.unwrap(),
        );
        submit(&first, early).await.unwrap();
        let second = publish(&without).await;
        assert_eq!(second.versions("a-city"), [1, 2]);

        let kept = read::get(world.db().read(), early, noon()).await.unwrap();
        assert_eq!((kept.rulebook_version, kept.text.category_key()), (1, Some("streets.walking")));
        let earlier: Vec<i64> =
            second.earlier().filter(|one| one.id == "a-city").map(|one| one.version).collect();
        assert_eq!(earlier, [1]);

        let fields = |error: Error| match error {
            Error::Invalid(FieldErrors(all)) => {
                all.into_iter().map(|error| (error.field, error.code)).collect::<Vec<_>>()
            }
            other => unreachable!("{other}"),
        };
        let gone = submit(&second, late).await.unwrap_err();
        assert_eq!(fields(gone), [("category".to_owned(), "gone")]);
        let never = begin(&second, "streets.walking").await.unwrap_err();
        assert_eq!(fields(never), [("category".to_owned(), "unknown")]);
        let tx = world.db().begin().await.unwrap();
        let change = Change { category: Some(Some("streets".to_owned())), ..Change::default() };
        life::save_draft(&tx, &second, late, world.proposer, change, noon()).await.unwrap();
        db::commit(tx).await.unwrap();
        submit(&second, late).await.unwrap();
        let now = read::get(world.db().read(), late, noon()).await.unwrap();
        assert_eq!((now.rulebook_version, now.text.subcategory), (2, None));
    }
}
