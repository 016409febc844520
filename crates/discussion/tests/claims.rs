//! Who spoke in a hall and posted here counts once, after their words were confirmed to be theirs.

#![allow(clippy::unwrap_used, clippy::panic)]

#[macro_use]
mod scene;

use folkmoot_discussion::issues::{self, Filing};
use folkmoot_discussion::voices::{self, StatementVoice};
use folkmoot_discussion::{DiscussionError as Error, Stance, claims};
use folkmoot_foundation::{Db, HearingId, StatementId};
use folkmoot_migrations::testing::both;

use scene::{ANYONE, Scene, at, scene};

fn statement(id: StatementId, position: i64, speaker: &str, body: &str) -> StatementVoice {
    StatementVoice {
        statement: id,
        position,
        speaker: Some(speaker.to_owned()),
        body: body.to_owned(),
        said_at: at(position),
    }
}

async fn people(db: &Db, s: &Scene) -> (i64, i64) {
    let counts = voices::counts(db.read(), s.subject).await.unwrap();
    (counts.voices, counts.people)
}

#[tokio::test]
async fn whoever_spoke_and_posted_counts_once() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let hearing = HearingId::new(at(0));
        let [one, two, three] = [(); 3].map(|()| StatementId::new(at(0)));
        let record = vec![statement(one, 1, "林太太", "我先說"), statement(two, 2, "王先生", "換我說")];
        act!(db, |tx| voices::replace_statements(&tx, s.subject, hearing, record, at(1))).unwrap();
        let posted = s.add(db, s.comment(s.ann, Stance::Pro, "我也在這裡說"), 2).await;
        let spoken = voices::of_statements(db.read(), &[one], &ANYONE).await.unwrap()[&one].id;
        let typed = Filing { title: "說什麼", summary: "" };
        let issue = act!(db, |tx| issues::make(&tx, s.subject, typed, s.mod_, at(3))).unwrap();
        let pairs = [(issue, posted), (issue, spoken)];
        act!(db, |tx| issues::file(&tx, s.subject, &pairs, s.mod_, at(4))).unwrap();
        assert_eq!(people(db, &s).await, (3, 3));

        let ask = async |who, name: &str, second| {
            act!(db, |tx| claims::ask(&tx, s.subject, hearing, name, who, at(second)))
        };
        assert!(matches!(ask(s.ann, "沒有這個人", 4).await, Err(Error::NotFound)));
        ask(s.ann, "林太太", 4).await.unwrap();
        ask(s.ann, "林太太", 4).await.unwrap();
        ask(s.ben, "林太太", 5).await.unwrap();
        assert_eq!(people(db, &s).await, (3, 3), "asking changes nothing");
        let waiting = claims::of_hearing(db.read(), hearing).await.unwrap();
        let who: Vec<_> = waiting.iter().map(|claim| (claim.person, claim.confirmed)).collect();
        assert_eq!(who, [(s.ann, None), (s.ben, None)]);
        let decide = async |id, yes| act!(db, |tx| claims::decide(&tx, hearing, id, yes, s.mod_, at(6)));
        decide(waiting[0].id, true).await.unwrap();
        assert!(matches!(decide(waiting[1].id, true).await, Err(Error::Claimed)), "one name is one person");
        decide(waiting[1].id, false).await.unwrap();
        assert!(matches!(decide(waiting[1].id, true).await, Err(Error::Claimed)), "it was decided");
        assert!(matches!(ask(s.mod_, "林太太", 6).await, Err(Error::Claimed)));
        assert_eq!(people(db, &s).await, (3, 2));
        let counts = issues::counts(db.read(), &[issue]).await.unwrap();
        assert_eq!((counts[&issue].voices, counts[&issue].people), (2, 1));

        // A corrected record keeps whose words they are, also of what it adds.
        let corrected = vec![
            statement(one, 1, "林太太", "我先說，改過"),
            statement(two, 2, "王先生", "換我說"),
            statement(three, 3, "林太太", "再補充"),
        ];
        act!(db, |tx| voices::replace_statements(&tx, s.subject, hearing, corrected, at(7))).unwrap();
        assert_eq!(people(db, &s).await, (4, 2));
        // What turns out to be somebody else's counts for them.
        let other = vec![statement(one, 1, "王先生", "我先說，改過"), statement(two, 2, "王先生", "換我說")];
        act!(db, |tx| voices::replace_statements(&tx, s.subject, hearing, other, at(8))).unwrap();
        assert_eq!(people(db, &s).await, (3, 2));
        let counts = issues::counts(db.read(), &[issue]).await.unwrap();
        assert_eq!((counts[&issue].voices, counts[&issue].people), (2, 2));
        let own = act!(db, |tx| voices::react(
            &tx,
            posted,
            s.ann,
            folkmoot_discussion::ReactionKind::Useful,
            true,
            at(9)
        ));
        assert!(matches!(own, Err(Error::OwnReaction)));
    }
}
