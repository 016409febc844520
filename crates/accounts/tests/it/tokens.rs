use chrono::TimeDelta;
use folkmoot_accounts::tokens::{self, Issued};
use folkmoot_accounts::{SessionKind, people, sessions};
use folkmoot_foundation::crypto::{Keyring, SystemEntropy};
use folkmoot_foundation::db::{self, counting_statements};
use folkmoot_foundation::{Actor, Now};

use crate::kit::{self, PASSWORD, Platform, minutes, noon, platforms};

async fn issue(p: &Platform, email: &str) -> Issued {
    let proof = p.sign_in(email, PASSWORD, noon()).await.unwrap();
    let tx = p.db.begin().await.unwrap();
    let issued = tokens::issue(&tx, &p.keyring, &SystemEntropy, &proof, "curl", noon()).await.unwrap();
    db::commit(tx).await.unwrap();
    issued
}

async fn refresh(p: &Platform, token: &str, now: Now) -> Option<Issued> {
    let tx = p.db.begin().await.unwrap();
    let issued = tokens::refresh(&tx, &p.keyring, &SystemEntropy, token, now).await.unwrap();
    db::commit(tx).await.unwrap();
    issued
}

#[tokio::test]
async fn an_access_token_holds_for_fifteen_minutes_and_with_its_session() {
    for p in platforms().await {
        let id = p.person("a@example.org").await;
        let issued = issue(&p, "a@example.org").await;
        assert_eq!(issued.access_expires_at, noon() + minutes(15));
        let verify = |at| kit::verify(p.db.read(), &p.keyring, &issued.access, at);
        let (found, statements) = counting_statements(verify(noon())).await;
        assert_eq!((found.unwrap().unwrap().person.id, statements), (id, 1));
        assert!(verify(noon() + minutes(14)).await.unwrap().is_some());
        assert!(verify(noon() + minutes(15)).await.unwrap().is_none());
        let others = Keyring::new([9; 32]);
        assert!(kit::verify(p.db.read(), &others, &issued.access, noon()).await.unwrap().is_none());
        let devices = sessions::list(p.db.read(), id, noon()).await.unwrap();
        assert_eq!(devices[0].kind, SessionKind::Api);

        let tx = p.db.begin().await.unwrap();
        sessions::end(&tx, id, issued.session).await.unwrap();
        db::commit(tx).await.unwrap();
        assert!(verify(noon()).await.unwrap().is_none(), "signed out at once");
        assert!(refresh(&p, &issued.refresh, noon()).await.is_none());
    }
}

#[tokio::test]
async fn a_refresh_token_is_exchanged_once_and_its_copy_ends_the_session() {
    for p in platforms().await {
        let id = p.person("a@example.org").await;
        let first = issue(&p, "a@example.org").await;
        let later = noon() + TimeDelta::days(20);
        let second = refresh(&p, &first.refresh, later).await.unwrap();
        assert_eq!(second.session, first.session);
        assert_ne!(second.refresh, first.refresh);
        let living = kit::verify(p.db.read(), &p.keyring, &second.access, later).await.unwrap();
        assert_eq!(living.unwrap().person.id, id);
        // Use prolongs the session.
        let third = refresh(&p, &second.refresh, noon() + TimeDelta::days(45)).await.unwrap();
        let now = noon() + TimeDelta::days(45);
        assert!(refresh(&p, &first.refresh, now).await.is_none());
        assert!(kit::verify(p.db.read(), &p.keyring, &third.access, now).await.unwrap().is_none());
        assert!(refresh(&p, &third.refresh, now).await.is_none());
        assert_eq!(p.events(id).await, ["person.created", "person.session_ended_after_reuse"]);
        assert!(refresh(&p, "made up", now).await.is_none());
    }
}

#[tokio::test]
async fn two_exchanges_at_once_end_the_session_rather_than_fork_it() {
    for p in platforms().await {
        p.person("a@example.org").await;
        let issued = issue(&p, "a@example.org").await;
        let (a, b) = tokio::join!(refresh(&p, &issued.refresh, noon()), refresh(&p, &issued.refresh, noon()));
        let one = a.xor(b).unwrap();
        assert!(kit::verify(p.db.read(), &p.keyring, &one.access, noon()).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn roles_are_read_anew_at_each_use() {
    for p in platforms().await {
        let id = p.person("a@example.org").await;
        let issued = issue(&p, "a@example.org").await;
        let tx = p.db.begin().await.unwrap();
        let grant = folkmoot_accounts::Grant::of(folkmoot_accounts::Role::Moderator);
        people::grant(&tx, id, grant, Actor::System, noon()).await.unwrap();
        db::commit(tx).await.unwrap();
        let found = kit::verify(p.db.read(), &p.keyring, &issued.access, noon()).await.unwrap().unwrap();
        assert_eq!(found.person.grants, [grant]);
    }
}
