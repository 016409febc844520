//! Who spoke in a hall and posted here counts once, after their words were confirmed to be theirs.

#![allow(clippy::unwrap_used, clippy::panic)]

#[macro_use]
mod scene;

use folkmoot_discussion::issues::{self, Filing};
use folkmoot_discussion::voices::{self, StatementVoice};
use folkmoot_discussion::{
    Channel, DiscussionError as Error, Ground, Stance, claims, import, moderation, names,
};
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

#[tokio::test]
async fn a_name_that_is_taken_away_stays_away_and_one_person_keeps_one_claim() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let hearing = HearingId::new(at(0));
        let [one, two, three] = [(); 3].map(|()| StatementId::new(at(0)));
        let record = vec![
            statement(one, 1, "林太太", "我先說"),
            statement(two, 2, "林女士", "又是我"),
            statement(three, 3, "王先生", "林太太說得對"),
        ];
        act!(db, |tx| voices::replace_statements(&tx, s.subject, hearing, record, at(1))).unwrap();
        for (who, name) in [(s.ann, "林太太"), (s.ann, "林女士"), (s.ben, "王先生")] {
            act!(db, |tx| claims::prove(&tx, s.subject, hearing, name, who, at(2))).unwrap();
        }
        let table = "編號,姓名,立場,意見\n1,林太太,贊成,我是林太太，應該納管\n2,陳先生,反對,不必納管\n";
        let rows = import::parse(table.as_bytes(), Channel::Paper, at(3)).unwrap();
        act!(db, |tx| import::apply(&tx, s.subject, "forms", &rows, s.mod_, at(3))).unwrap();
        let spoken = voices::of_statements(db.read(), &[three], &ANYONE).await.unwrap()[&three].id;
        let why = "林太太說這是人身攻擊";
        act!(db, |tx| moderation::hide(&tx, spoken, s.mod_, Ground::Attack, why, at(4))).unwrap();

        // Spellings of two people can't become one name.
        let of = |names: &'static [&'static str]| {
            move |text: &str| {
                let without = names.iter().fold(text.to_owned(), |text, name| text.replace(name, "民眾甲"));
                (without != text).then_some(without)
            }
        };
        let both_people = of(&["林太太", "王先生"]);
        let refused = act!(db, |tx| names::take_away(&tx, s.subject, &both_people));
        let Err(Error::Invalid(errors)) = refused else { panic!("{refused:?}") };
        assert_eq!((errors.0[0].field.as_str(), errors.0[0].code), ("also", "spelling_claimed"));

        // Those of one person do, and the claim is one.
        let hers = of(&["林太太", "林女士"]);
        let (count, listed) = names::handed_in(db.read(), s.subject, &hers).await.unwrap();
        assert_eq!((count, listed.len()), (1, 1), "what is in no record is told before");
        assert_eq!(act!(db, |tx| names::take_away(&tx, s.subject, &hers)).unwrap(), 4);
        let all = claims::of_hearing(db.read(), hearing).await.unwrap();
        let mut all: Vec<_> = all.iter().map(|claim| (claim.speaker.as_str(), claim.person)).collect();
        all.sort_unstable();
        assert_eq!(all, [("民眾甲", s.ann), ("王先生", s.ben)]);
        let decided = moderation::decisions_about(db.read(), &[spoken]).await.unwrap();
        assert_eq!(decided[&spoken][0].reason, "民眾甲說這是人身攻擊");

        // The same table again changes nothing, and is known by what its rows were.
        let again: Vec<_> = rows.into_iter().map(|row| row.without(&hers)).collect();
        let done = act!(db, |tx| import::apply(&tx, s.subject, "forms", &again, s.mod_, at(5))).unwrap();
        assert_eq!((done.new, done.changed, done.same), (0, 0, 2));
    }
}
