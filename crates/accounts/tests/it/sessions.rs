use chrono::TimeDelta;
use folkmoot_accounts::people::{self, Vouched};
use folkmoot_accounts::sessions::SessionKey;
use folkmoot_accounts::{Grant, Role, SessionKind, sessions};
use folkmoot_foundation::db::{self, counting_statements};
use folkmoot_foundation::{Actor, AgencyId};

use crate::kit::{self, minutes, noon, platforms};

#[tokio::test]
async fn a_token_leads_to_its_person_in_one_statement() {
    for p in platforms().await {
        let id = p.create("a@example.org", Vouched::AddressAndMobile).await;
        let token = p.browser("a@example.org", noon()).await;
        let agencies = [AgencyId::new(noon()), AgencyId::new(noon())];
        let tx = p.db.begin().await.unwrap();
        for agency in agencies {
            people::grant(&tx, id, Grant::at(Role::AgencyOfficer, agency), Actor::System, noon())
                .await
                .unwrap();
        }
        people::grant(&tx, id, Grant::of(Role::Reviewer), Actor::System, noon()).await.unwrap();
        db::commit(tx).await.unwrap();

        let (found, statements) = counting_statements(kit::find(p.db.read(), &token, noon())).await;
        let found = found.unwrap().unwrap();
        assert_eq!(statements, 1);
        assert_eq!(found.person.id, id);
        assert_eq!(found.person.grants.len(), 3);
        assert_eq!(found.person.agencies(Role::AgencyOfficer).len(), 2);
        assert!(found.person.may_sign());
        assert_eq!(Some(found.person), people::get(p.db.read(), id).await.unwrap());
        for unknown in ["", "x", &token[1..], &token.to_lowercase()] {
            assert!(kit::find(p.db.read(), unknown, noon()).await.unwrap().is_none());
        }
    }
}

#[tokio::test]
async fn a_session_lives_while_it_is_used() {
    for p in platforms().await {
        p.person("a@example.org").await;
        let token = p.browser("a@example.org", noon()).await;
        let find = |at| kit::find(p.db.read(), &token, at);
        assert!(!find(noon() + minutes(59)).await.unwrap().unwrap().renew);
        let later = noon() + TimeDelta::days(29);
        let found = find(later).await.unwrap().unwrap();
        assert!(found.renew);
        let tx = p.db.begin().await.unwrap();
        sessions::renew(&tx, found.session, later).await.unwrap();
        db::commit(tx).await.unwrap();
        assert!(!find(later).await.unwrap().unwrap().renew);
        assert!(find(later + TimeDelta::days(30) - minutes(1)).await.unwrap().is_some());
        let ended = later + TimeDelta::days(30);
        assert!(find(ended).await.unwrap().is_none());
        let tx = p.db.begin().await.unwrap();
        sessions::renew(&tx, found.session, ended).await.unwrap();
        db::commit(tx).await.unwrap();
        assert!(find(ended).await.unwrap().is_none(), "what has ended does not come back");
    }
}

#[tokio::test]
async fn devices_are_listed_and_signed_out() {
    for p in platforms().await {
        let id = p.person("a@example.org").await;
        let other = p.person("b@example.org").await;
        let first = p.browser("a@example.org", noon()).await;
        let second = p.browser("a@example.org", noon() + minutes(1)).await;
        let third = p.browser("a@example.org", noon() + minutes(2)).await;
        let foreign = p.browser("b@example.org", noon()).await;
        let at = noon() + minutes(3);
        let devices = sessions::list(p.db.read(), id, at).await.unwrap();
        assert_eq!(devices.len(), 3);
        assert_eq!(devices[0].seen_at, noon() + minutes(2));
        assert_eq!((devices[0].kind, devices[0].label.as_str()), (SessionKind::Browser, "Firefox / Linux"));

        let tx = p.db.begin().await.unwrap();
        assert!(!sessions::end(&tx, other, devices[2].session).await.unwrap(), "not theirs");
        assert!(sessions::end(&tx, id, devices[2].session).await.unwrap());
        assert!(!sessions::end(&tx, id, devices[2].session).await.unwrap());
        db::commit(tx).await.unwrap();
        assert!(kit::find(p.db.read(), &first, at).await.unwrap().is_none());

        let tx = p.db.begin().await.unwrap();
        assert_eq!(sessions::end_all(&tx, id, Some(devices[0].session)).await.unwrap(), 1);
        db::commit(tx).await.unwrap();
        assert!(kit::find(p.db.read(), &second, at).await.unwrap().is_none());
        assert!(kit::find(p.db.read(), &third, at).await.unwrap().is_some());
        assert!(kit::find(p.db.read(), &foreign, at).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn the_time_machine_signs_nobody_out() {
    for p in platforms().await {
        p.person("a@example.org").await;
        let token = p.browser("a@example.org", noon()).await;
        let after = noon() + TimeDelta::days(90);
        let tx = p.db.begin().await.unwrap();
        sessions::carry_over(&tx, noon(), after).await.unwrap();
        db::commit(tx).await.unwrap();
        assert!(kit::find(p.db.read(), &token, after).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn many_sessions_are_found_in_one_statement() {
    for p in platforms().await {
        let (a, b) = (p.person("a@example.org").await, p.person("b@example.org").await);
        let first = p.browser("a@example.org", noon()).await;
        let second = p.browser("a@example.org", noon()).await;
        let third = p.browser("b@example.org", noon()).await;
        let ended = p.browser("b@example.org", noon() - TimeDelta::days(31)).await;
        let [first, second, third, ended, unknown] =
            [first.as_str(), &second, &third, &ended, "x"].map(SessionKey::of_token);
        let session = kit_session(&p, b).await;
        let keys = [first, second, third, ended, unknown, session];
        let (found, statements) = counting_statements(sessions::find_many(p.db.read(), &keys, noon())).await;
        let found = found.unwrap();
        let people = keys.map(|key| found.get(&key).map(|signed_in| signed_in.person.id));
        assert_eq!(people, [Some(a), Some(a), Some(b), None, None, Some(b)]);
        assert_eq!(statements, 1);
        assert_ne!(found[&first].session, found[&second].session);
        let (none, statements) = counting_statements(sessions::find_many(p.db.read(), &[], noon())).await;
        assert!(none.unwrap().is_empty() && statements == 0);
    }
}

async fn kit_session(p: &crate::kit::Platform, person: folkmoot_foundation::PersonId) -> SessionKey {
    SessionKey::Session(sessions::list(p.db.read(), person, noon()).await.unwrap()[0].session)
}
