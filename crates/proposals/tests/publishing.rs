//! A city's own rulebook: published, changed, and what changed in it.

#![allow(clippy::unwrap_used)]

mod common;

use common::{noon, worlds};
use folkmoot_foundation::db;
use folkmoot_proposals::rulebook::{Difference, Label, Said, changes, parse};
use folkmoot_proposals::{Error, Rulebooks};

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
