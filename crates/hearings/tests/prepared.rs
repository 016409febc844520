//! Files that were compared before the record was locked for them.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::{HearingId, Now, PersonId, Progress, ProposalId, db};
use folkmoot_hearings::hearings::{self, Draft};
use folkmoot_hearings::import::{self, Format, Preview, Source, Stage};
use folkmoot_migrations::testing::both;

fn now() -> Now {
    "2026-03-06T04:00:00Z".parse().unwrap()
}

fn source(text: &str) -> Source {
    Source {
        format: Format::Markdown,
        file_name: "record.md".to_owned(),
        sha256: sha256(text.as_bytes()),
        by: PersonId::new(now()),
        reading: None,
        take: Vec::new(),
    }
}

#[tokio::test]
async fn what_changed_since_the_comparison_is_compared_again() {
    let (mine, others) = ("### 甲：\n第一句。\n\n### 乙：\n第二句話很長。\n", "### 乙：\n第二句話很長。\n");
    for test in both().await {
        let db = &test.db;
        let draft = Draft {
            kind: "forum".to_owned(),
            title: "座談會".to_owned(),
            held_on: "2026-03-05".to_owned(),
            ..Draft::default()
        };
        let tx = db.begin().await.unwrap();
        let by = PersonId::new(now());
        let id: HearingId = hearings::create(&tx, ProposalId::new(now()), &draft, by, now()).await.unwrap();
        db::commit(tx).await.unwrap();
        let told = Arc::new(Progress::default());
        let read = |text: &str| import::parse(Format::Markdown, text.as_bytes()).unwrap();
        let ready = async |text: &str| {
            let hash = sha256(text.as_bytes());
            import::prepare(db.read(), id, read(text), &hash, &[], &told, now()).await.unwrap()
        };
        let prepared = ready(mine).await;
        assert_eq!(prepared.plan().counts().new, 2);
        let standing = told.standing();
        assert_eq!((Stage::at(standing.step), standing.done, standing.total), (Some(Stage::Comparing), 2, 2));

        // Somebody else's record comes first: what stands there keeps its identity.
        let tx = db.begin().await.unwrap();
        let first = import::apply(&tx, id, read(others), &source(others), now()).await.unwrap();
        db::commit(tx).await.unwrap();
        let tx = db.begin().await.unwrap();
        let applied = import::apply_prepared(&tx, id, prepared, &source(mine), &told, now()).await.unwrap();
        db::commit(tx).await.unwrap();
        assert_eq!((applied.version, applied.counts.new, applied.counts.unchanged), (2, 1, 1));
        assert_eq!(applied.statements[1].id, first.statements[0].id);
        assert_eq!(Stage::at(told.standing().step), Some(Stage::Writing));

        // Unchanged since, it is what was compared; the file that stands there is known again.
        let prepared = ready(mine).await;
        let preview = Preview::of(&prepared);
        assert!(preview.same_file && preview.counts.unchanged == 2 && preview.samples.new.is_empty());
        let text = serde_json::to_string(&preview).unwrap();
        assert_eq!(serde_json::from_str::<Preview>(&text).unwrap(), preview, "as it is kept");
        let tx = db.begin().await.unwrap();
        let applied = import::apply_prepared(&tx, id, prepared, &source(mine), &told, now()).await.unwrap();
        assert!(applied.same_file && applied.version == 2);
    }
}
