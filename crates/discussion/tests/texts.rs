//! Draft texts, their versions, and comments that are anchored to them, on both databases.

#![allow(clippy::unwrap_used, clippy::panic)]

#[macro_use]
mod scene;

use std::collections::HashMap;

use folkmoot_discussion::held::{self, Outcome, Sent};
use folkmoot_discussion::texts::follow::Fate;
use folkmoot_discussion::texts::{
    self, By, Drafting, Listed, On, Place, Published, Selection, Spot, TextId, TextKind,
};
use folkmoot_discussion::voices::{self, NewComment};
use folkmoot_discussion::{DiscussionError as Error, Ground, Stance, moderation};
use folkmoot_foundation::search::{self, Filter, Kind, Query, Sort, Subject};
use folkmoot_foundation::{Actor, AgencyId, Db, PersonId, ProposalId, VoiceId};
use folkmoot_migrations::testing::both;
use scene::{ANYONE, RULES, Scene, at, scene};

const FIRST: &str = "第一條　甲區應設置飲水機三座。\n乙區應設置長椅五張。\n第二條　主管機關為公園處。\n第三條　故障應於三日內修復。";
const SECOND: &str = "第一條　用詞定義如下。\n第二條　甲區應設置飲水機四座。\n乙區應設置長椅五張。\n第三條　主管機關為公園處。";

fn typed<'a>(change: &'a str, body: &'a str) -> Drafting<'a> {
    Drafting { kind: TextKind::Regulation, title: "公園設施辦法", note: "", change, body }
}

fn facilitator(person: PersonId) -> By<'static> {
    By { person, role: "facilitator", agencies: &[], facilitates: true }
}

async fn publish(db: &Db, id: TextId, by: PersonId, second: i64) -> Result<Published, Error> {
    let seen = texts::draft(db.read(), id).await.unwrap().unwrap().mark;
    act!(db, |tx| texts::publish(&tx, id, seen, facilitator(by), at(second)))
}

async fn save(db: &Db, id: TextId, typed: Drafting<'_>, by: PersonId, second: i64) {
    let seen = texts::draft(db.read(), id).await.unwrap().unwrap().mark;
    act!(db, |tx| texts::save(&tx, id, typed, seen, by, at(second))).unwrap();
}

/// A text of which the first version is published.
async fn published(db: &Db, s: &Scene) -> TextId {
    let begin = typed("", FIRST);
    let id = act!(db, |tx| texts::begin(&tx, s.subject, None, begin, s.mod_, at(1))).unwrap();
    assert_eq!(publish(db, id, s.mod_, 2).await.unwrap(), Published { version: 1, ..Published::default() });
    id
}

fn on(text: TextId, version: i64, place: Place) -> Option<On> {
    Some(On::Text(Spot { text, version, place }))
}

fn words(article: usize, paragraph: usize, start: usize, quote: &str) -> Place {
    let selection = Some(Selection { start, quote: quote.to_owned() });
    Place { selection, ..Place::paragraph(article, paragraph) }
}

async fn standing(db: &Db, voice: VoiceId) -> (Option<Place>, Fate) {
    let anchor = texts::of_voices(db.read(), &[voice]).await.unwrap().remove(&voice).unwrap();
    (anchor.now.map(|now| now.place), anchor.fate)
}

#[tokio::test]
async fn anchors_are_carried_with_the_version_that_is_published() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let id = published(db, &s).await;
        let comment = async |author, version, place, second| {
            let new = NewComment { on: on(id, version, place), ..s.comment(author, Stance::Pro, "同意") };
            s.add(db, new, second).await
        };
        let whole = comment(s.ann, 1, Place::article(0), 3).await;
        let changed = comment(s.ann, 1, Place::paragraph(0, 0), 4).await;
        let same = comment(s.ann, 1, Place::paragraph(0, 1), 5).await;
        let also = comment(s.ben, 1, Place::paragraph(0, 1), 5).await;
        let quoted = comment(s.ann, 1, words(0, 1, 5, "長椅五張"), 6).await;
        let moved = comment(s.ann, 1, Place::article(1), 7).await;
        let gone = comment(s.ann, 1, Place::article(2), 8).await;
        let reply = s.add(db, s.reply(s.ben, gone, "為什麼"), 9).await;
        assert!(texts::of_voices(db.read(), &[reply]).await.unwrap().is_empty());
        let counts = texts::counts(db.read(), id).await.unwrap();
        assert_eq!((counts[&Some((0, None))], counts[&Some((0, Some(1)))], counts.len()), (1, 3, 5));

        save(db, id, typed("重排條次", SECOND), s.mod_, 20).await;
        let told = publish(db, id, s.mod_, 21).await.unwrap();
        assert_eq!(told, Published { version: 2, same: 4, changed: 2, wider: 0, gone: 1 });
        assert_eq!(standing(db, whole).await, (Some(Place::article(1)), Fate::Changed));
        assert_eq!(standing(db, changed).await, (Some(Place::paragraph(1, 0)), Fate::Changed));
        for voice in [same, also] {
            assert_eq!(standing(db, voice).await, (Some(Place::paragraph(1, 1)), Fate::Same));
        }
        assert_eq!(standing(db, quoted).await, (Some(words(1, 1, 5, "長椅五張")), Fate::Same));
        assert_eq!(standing(db, moved).await, (Some(Place::article(2)), Fate::Same));
        assert_eq!(standing(db, gone).await, (None, Fate::Gone));
        let anchor = &texts::of_voices(db.read(), &[gone]).await.unwrap()[&gone];
        assert_eq!((anchor.label.as_str(), anchor.set.version), ("第三條", 1));
        // Of what is gone, nothing is lost: it stands in a list of its own, with its reply.
        let list = async |at| texts::list(db.read(), Listed::Text(id, at), None, 10, &ANYONE).await.unwrap();
        let lost = list(None).await.items;
        assert_eq!((lost.len(), lost[0].root.id, lost[0].replies.len()), (1, gone, 1));
        assert_eq!(list(Some((1, None))).await.items.len(), 5);
        assert_eq!(list(Some((1, Some(1)))).await.items.len(), 3);
        let first = texts::first(db.read(), id, 2, &ANYONE).await.unwrap();
        assert_eq!((first[&Some(1)].len(), first[&None].len()), (2, 1));

        // The same again is no version, and moves nothing.
        save(db, id, typed("又一次", SECOND), s.mod_, 30).await;
        let error = publish(db, id, s.mod_, 31).await.unwrap_err();
        assert!(matches!(&error, Error::Invalid(e) if e.0[0].code == "text_unchanged"), "{error}");
        assert_eq!(standing(db, moved).await, (Some(Place::article(2)), Fate::Same));
        // What was gone comes back with its words, against the first version it was set on.
        save(db, id, typed("恢復", FIRST), s.mod_, 32).await;
        publish(db, id, s.mod_, 33).await.unwrap();
        for (voice, place) in [
            (gone, Place::article(2)),
            (changed, Place::paragraph(0, 0)),
            (quoted, words(0, 1, 5, "長椅五張")),
        ] {
            assert_eq!(standing(db, voice).await, (Some(place), Fate::Same));
        }
        // Whoever wrote on the first version while the others came stands where that is now.
        let late = comment(s.ben, 2, Place::article(2), 40).await;
        assert_eq!(standing(db, late).await, (Some(Place::article(1)), Fate::Same));
    }
}

#[tokio::test]
async fn a_version_that_was_made_ready_before_a_comment_came_is_made_ready_again() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let id = published(db, &s).await;
        let comment = async |place, second| {
            let new = NewComment { on: on(id, 1, place), ..s.comment(s.ann, Stance::Pro, "同意這一項") };
            s.add(db, new, second).await
        };
        let quoted = comment(words(0, 1, 5, "長椅五張"), 3).await;
        save(db, id, typed("重排條次", SECOND), s.mod_, 1000).await;
        let seen = texts::draft(db.read(), id).await.unwrap().unwrap().mark;
        let by = facilitator(s.mod_);
        let ready = async || texts::gather(db.read(), id, seen, by).await.unwrap().ready(at(1001)).unwrap();
        let early = ready().await;
        let late = comment(Place::article(2), 1002).await;
        let overtaken = act!(db, |tx| texts::publish_ready(&tx, &early, by, at(1003))).unwrap();
        assert_eq!(overtaken, None);
        assert_eq!(texts::find(db.read(), id).await.unwrap().unwrap().latest, 1);
        let again = ready().await;
        let told = act!(db, |tx| texts::publish_ready(&tx, &again, by, at(1004))).unwrap().unwrap();
        assert_eq!((told.version, told.gone), (2, 1));
        assert_eq!(standing(db, late).await.1, Fate::Gone);
        assert_eq!(standing(db, quoted).await, (Some(words(1, 1, 5, "長椅五張")), Fate::Same));
        // What was made ready of a version that is there by now is no longer to be published, nor by somebody else.
        let twice = act!(db, |tx| texts::publish_ready(&tx, &again, by, at(1005)));
        assert!(matches!(twice, Err(Error::Changed)));
        let stranger = By { agencies: &[], facilitates: false, ..by };
        assert!(matches!(texts::gather(db.read(), id, seen + 1, stranger).await, Err(Error::NotYours)));
        assert!(matches!(texts::gather(db.read(), id, seen, by).await, Err(Error::Changed)));
    }
}

#[tokio::test]
async fn nothing_is_anchored_to_what_is_not_there() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let id = published(db, &s).await;
        let other = TextId::new(at(0));
        let long = "長".repeat(301);
        for (text, version, place) in [
            (id, 1, Place::article(3)),
            (id, 1, Place::paragraph(1, 1)),
            (id, 2, Place::article(0)),
            (id, 0, Place::article(0)),
            (other, 1, Place::article(0)),
            (id, 1, words(0, 1, 6, "長椅五張")),
            (id, 1, words(0, 1, 0, "")),
            (id, 1, words(0, 1, 0, &long)),
        ] {
            let new =
                NewComment { on: on(text, version, place.clone()), ..s.comment(s.ann, Stance::Pro, "好") };
            let error = act!(db, |tx| voices::add_comment(&tx, new, &RULES, at(3))).unwrap_err();
            assert!(matches!(&error, Error::Invalid(e) if e.0[0].field == "anchor"), "{place:?}: {error}");
        }
        let elsewhere = NewComment {
            subject: ProposalId::new(at(0)),
            on: on(id, 1, Place::article(0)),
            ..s.comment(s.ann, Stance::Pro, "好")
        };
        assert!(act!(db, |tx| voices::add_comment(&tx, elsewhere, &RULES, at(3))).is_err());
        assert!(texts::counts(db.read(), id).await.unwrap().is_empty());
        // What a moderator hides is counted no more, nor shown first.
        let new = NewComment { on: on(id, 1, Place::article(0)), ..s.comment(s.ann, Stance::Pro, "混帳") };
        let voice = s.add(db, new, 4).await;
        assert_eq!(texts::totals(db.read(), &[id]).await.unwrap(), HashMap::from([(id, 1)]));
        act!(db, |tx| moderation::report(&tx, voice, s.ben, Ground::Attack, "", at(5))).unwrap();
        act!(db, |tx| moderation::hide(&tx, voice, s.mod_, Ground::Attack, "這是辱罵別人的話", at(6)))
            .unwrap();
        assert!(texts::counts(db.read(), id).await.unwrap().is_empty());
        assert!(texts::first(db.read(), id, 3, &ANYONE).await.unwrap().is_empty());
        let all = texts::list(db.read(), Listed::Text(id, Some((0, None))), None, 9, &ANYONE).await.unwrap();
        assert_eq!((all.items.len(), all.items[0].root.body.as_deref()), (1, None));
    }
}

#[tokio::test]
async fn a_first_comment_that_waits_stands_where_its_place_went() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let id = published(db, &s).await;
        let by = Actor::Person { id: s.mod_, role: "administrator" };
        act!(db, |tx| held::hold(&tx, true, by, at(3))).unwrap();
        let new = NewComment {
            on: on(id, 1, Place::article(1)),
            ..s.comment(s.ann, Stance::Con, "應為環保局")
        };
        let nowhere = NewComment { on: on(id, 1, Place::article(7)), ..new.clone() };
        assert!(act!(db, |tx| held::send(&tx, nowhere, &RULES, at(4))).is_err());
        let Sent::Held(held) = act!(db, |tx| held::send(&tx, new.clone(), &RULES, at(4))).unwrap() else {
            panic!("it is public")
        };
        assert_eq!(act!(db, |tx| held::send(&tx, new, &RULES, at(5))).unwrap(), Sent::Held(held));
        save(db, id, typed("重排條次", SECOND), s.mod_, 6).await;
        publish(db, id, s.mod_, 7).await.unwrap();
        let passed = act!(db, |tx| held::decide(&tx, held, s.mod_, None, at(8))).unwrap();
        let Outcome::Passed(voice) = passed else { panic!("{passed:?}") };
        assert_eq!(standing(db, voice).await, (Some(Place::article(2)), Fate::Same));
    }
}

#[tokio::test]
async fn comments_that_come_while_a_version_is_published_stand_in_it() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let id = published(db, &s).await;
        save(db, id, typed("重排條次", SECOND), s.mod_, 6).await;
        let writing = (0..8).map(|n| {
            let new = NewComment {
                on: on(id, 1, Place::article(1)),
                ..s.comment(PersonId::new(at(n)), Stance::Pro, "同意")
            };
            let db = db.clone();
            tokio::spawn(async move { act!(db, |tx| voices::add_comment(&tx, new, &RULES, at(7))).unwrap() })
        });
        let writing: Vec<_> = writing.collect();
        publish(db, id, s.mod_, 7).await.unwrap();
        for one in writing {
            let voice = one.await.unwrap();
            assert_eq!(standing(db, voice).await, (Some(Place::article(2)), Fate::Same));
        }
        assert_eq!(texts::counts(db.read(), id).await.unwrap(), HashMap::from([(Some((2, None)), 8)]));
    }
}

#[tokio::test]
async fn two_who_draft_at_once_and_what_is_found() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let begin = typed("", "沒有條號");
        let id = act!(db, |tx| texts::begin(&tx, s.subject, None, begin, s.mod_, at(1))).unwrap();
        let error = publish(db, id, s.mod_, 2).await.unwrap_err();
        assert!(matches!(&error, Error::Invalid(e) if e.0[0].code == "text_no_article"), "{error}");
        assert!(texts::of_subject(db.read(), s.subject, false).await.unwrap().is_empty());
        assert_eq!(act!(db, |tx| texts::save(&tx, id, typed("", FIRST), 1, s.mod_, at(3))).unwrap(), 2);
        // The same again is the same; on what was not seen nobody saves and publishes.
        assert_eq!(act!(db, |tx| texts::save(&tx, id, typed("", FIRST), 1, s.ann, at(4))).unwrap(), 2);
        let stale = act!(db, |tx| texts::save(&tx, id, typed("", SECOND), 1, s.ann, at(4)));
        assert!(matches!(stale, Err(Error::Changed)));
        let stale = act!(db, |tx| texts::publish(&tx, id, 1, facilitator(s.mod_), at(5)));
        assert!(matches!(stale, Err(Error::Changed)));
        publish(db, id, s.mod_, 6).await.unwrap();
        let twice = act!(db, |tx| texts::publish(&tx, id, 2, facilitator(s.mod_), at(7)));
        assert!(matches!(twice, Err(Error::Changed)));
        save(db, id, typed("", SECOND), s.mod_, 8).await;
        let unnamed = publish(db, id, s.mod_, 9).await.unwrap_err();
        assert!(matches!(&unnamed, Error::Invalid(e) if e.0[0].field == "change"), "{unnamed}");

        let subject = Subject {
            id: s.subject.0,
            listed: true,
            state: "reached".to_owned(),
            then: None,
            category: None,
            subcategory: None,
            county: None,
            agencies: Vec::new(),
        };
        act!(db, |tx| search::describe(&tx, &subject)).unwrap();
        let found = async |words: &str| {
            let (query, filter) = (Query::parse(words), Filter::default());
            let found = search::search(db.read(), &query, &filter, Sort::Best, 0, at(20)).await.unwrap();
            found.hits.into_iter().filter(|hit| hit.kind == Kind::Text).map(|hit| hit.id).collect::<Vec<_>>()
        };
        let repair = found("修復").await;
        assert_eq!(repair.len(), 1);
        assert_eq!(texts::article_place(db.read(), repair[0]).await.unwrap(), Some((id, 2)));
        let office = found("公園處").await;
        save(db, id, typed("改", SECOND), s.mod_, 10).await;
        publish(db, id, s.mod_, 11).await.unwrap();
        assert!(found("修復").await.is_empty());
        assert_eq!(found("公園處").await, office, "an article keeps its id");
        assert_eq!(texts::article_place(db.read(), office[0]).await.unwrap(), Some((id, 2)));
        assert!(matches!(act!(db, |tx| texts::discard(&tx, id, facilitator(s.mod_))), Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn an_agencys_draft_is_published_by_its_own() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let (agency, other) = (AgencyId::new(at(0)), AgencyId::new(at(1)));
        let (own, theirs) = ([agency], [other]);
        let officer = |person, agencies| By { person, role: "agency_officer", agencies, facilitates: false };
        let begin = typed("", FIRST);
        let id = act!(db, |tx| texts::begin(&tx, s.subject, Some(agency), begin, s.ann, at(1))).unwrap();
        for by in [officer(s.ben, &theirs), facilitator(s.mod_)] {
            assert!(matches!(act!(db, |tx| texts::publish(&tx, id, 1, by, at(2))), Err(Error::NotYours)));
            assert!(matches!(act!(db, |tx| texts::discard(&tx, id, by)), Err(Error::NotYours)));
        }
        assert!(!texts::is_published(db.read(), id, s.ben).await.unwrap());
        act!(db, |tx| texts::publish(&tx, id, 1, officer(s.ben, &own), at(3))).unwrap();
        assert!(texts::is_published(db.read(), id, s.ben).await.unwrap());
        assert!(!texts::is_published(db.read(), id, s.ann).await.unwrap());
        save(db, id, typed("又改", SECOND), s.ann, 4).await;
        assert!(!texts::is_published(db.read(), id, s.ben).await.unwrap());
        // A facilitator's own, be it for an agency, and no officer's who did not begin it.
        let id = act!(db, |tx| texts::begin(&tx, s.subject, None, begin, s.mod_, at(5))).unwrap();
        let refused = act!(db, |tx| texts::publish(&tx, id, 1, officer(s.ben, &own), at(6)));
        assert!(matches!(refused, Err(Error::NotYours)));
        act!(db, |tx| texts::discard(&tx, id, facilitator(s.ann))).unwrap();
    }
}

#[tokio::test]
async fn the_same_words_on_another_text_or_version_are_another_comment() {
    for test in both().await {
        let (db, s) = (&test.db, scene());
        let (one, other) = (published(db, &s).await, published(db, &s).await);
        let say = async |text, version, second| {
            let on = on(text, version, Place::article(0));
            s.add(db, NewComment { on, ..s.comment(s.ann, Stance::Pro, "同意") }, second).await
        };
        let first = say(one, 1, 3).await;
        assert_eq!(say(one, 1, 4).await, first);
        assert_ne!(say(other, 1, 5).await, first);
        save(db, one, typed("重排條次", SECOND), s.mod_, 6).await;
        publish(db, one, s.mod_, 7).await.unwrap();
        // The first article is another one now.
        assert_ne!(say(one, 2, 8).await, first);
        let now = async |version, place| {
            texts::stands_now(db.read(), &Spot { text: one, version, place }).await.unwrap()
        };
        assert_eq!(now(1, Place::article(1)).await, Some(Some(Place::article(2))));
        assert_eq!(now(1, Place::article(2)).await, Some(None));
        assert_eq!(now(2, Place::article(2)).await, Some(Some(Place::article(2))));
        assert_eq!((now(1, Place::article(9)).await, now(7, Place::article(0)).await), (None, None));
    }
}
