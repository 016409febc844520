use std::collections::HashSet;

use folkmoot_accounts::people::{self, Vouched};
use folkmoot_accounts::{Error, Grant, Limit, OutgoingKind, Reserved, Role, Way, housekeeping};
use folkmoot_foundation::{Actor, db};

use crate::kit::{self, PASSWORD, minutes, noon, platforms, token_of, typed};

#[tokio::test]
async fn an_address_is_confirmed_by_its_link_once() {
    for p in platforms().await {
        let mail = p.register(&typed("Ming@Example.org"), noon()).await.unwrap().unwrap();
        assert_eq!(p.keyring.open(&mail.to_sealed).unwrap(), "Ming@Example.org");
        assert_eq!((mail.locale.as_str(), mail.kind.way()), ("zh-TW", Way::Mail));
        let token = token_of(&mail);
        assert!(matches!(
            p.sign_in("ming@example.org", PASSWORD, noon()).await,
            Err(Error::WrongCredentials)
        ));

        let peek = people::peek_confirmation(p.db.read(), &token, noon()).await.unwrap();
        assert_eq!(peek.as_deref(), Some("小明同學"));
        assert!(people::peek_confirmation(p.db.read(), "other", noon()).await.unwrap().is_none());
        let id = p.confirm(&token, noon()).await.unwrap();
        assert!(matches!(p.confirm(&token, noon()).await, Err(Error::LinkNotValid)));

        let person = people::get(p.db.read(), id).await.unwrap().unwrap();
        assert!(person.email_confirmed && !person.mobile_confirmed);
        assert!(!person.may_sign() && !person.may_propose());
        assert_eq!(person.county.unwrap().as_str(), "63000");
        let contact = people::contact(p.db.read(), &p.keyring, id).await.unwrap().unwrap();
        assert_eq!((contact.name.as_str(), contact.email.as_str()), ("王小明", "Ming@Example.org"));
        assert_eq!(contact.mobile.as_deref(), Some("+886912345678"));
        assert_eq!(p.sign_in(" MING@example.ORG", PASSWORD, noon()).await.unwrap().person(), id);
        assert_eq!(p.events(id).await, ["person.registered"]);
    }
}

#[tokio::test]
async fn a_link_expires() {
    for p in platforms().await {
        let token = token_of(&p.register(&typed("a@example.org"), noon()).await.unwrap().unwrap());
        let late = noon() + minutes(48 * 60);
        assert!(people::peek_confirmation(p.db.read(), &token, late).await.unwrap().is_none());
        assert!(matches!(p.confirm(&token, late).await, Err(Error::LinkNotValid)));
        assert!(p.confirm(&token, late - minutes(1)).await.is_ok());
    }
}

#[tokio::test]
async fn nothing_tells_whether_an_address_is_registered() {
    for p in platforms().await {
        let id = p.person("known@example.org").await;
        let known = p.register(&typed("known@example.org"), noon()).await.unwrap().unwrap();
        let unknown = p.register(&typed("unknown@example.org"), noon()).await.unwrap().unwrap();
        // Only the mail differs, which goes to the owner of the address.
        assert_eq!(known.kind, OutgoingKind::AddressAlreadyRegistered);
        assert_eq!(known.person, Some(id));
        assert_eq!(unknown.kind.code(), "email_confirmation");
        // The person is as they were.
        assert!(p.sign_in("known@example.org", PASSWORD, noon()).await.is_ok());
        assert_eq!(p.events(id).await, ["person.created"]);
        for email in ["known@example.org", "unknown@example.org", "nobody@example.org", "no address"] {
            let wrong = p.sign_in(email, "another pass phrase", noon()).await;
            assert!(matches!(wrong, Err(Error::WrongCredentials)), "{email}");
        }
    }
}

#[tokio::test]
async fn an_address_gets_few_mails_and_the_answer_stays_the_same() {
    for p in platforms().await {
        p.person("known@example.org").await;
        for email in ["known@example.org", "new@example.org"] {
            for sent in [true, true, true, false] {
                let answer = p.register(&typed(email), noon()).await.unwrap();
                assert_eq!(answer.is_some(), sent, "{email}");
            }
            assert!(p.register(&typed(email), noon() + minutes(60)).await.unwrap().is_some());
        }
    }
}

#[tokio::test]
async fn a_caller_is_limited() {
    for mut p in platforms().await {
        p.limits.requests_per_caller = Limit::new(2, 60);
        let (here, there) = (p.caller("203.0.113.7"), p.caller("203.0.113.8"));
        for i in 0..2 {
            p.register_from(&typed(&format!("a{i}@example.org")), here, noon()).await.unwrap();
        }
        let refused = p.register_from(&typed("b@example.org"), here, noon() + minutes(20)).await;
        assert!(matches!(refused, Err(Error::TooManyTries { retry_after }) if retry_after == minutes(40)));
        assert!(p.register_from(&typed("b@example.org"), there, noon()).await.unwrap().is_some());
        assert!(
            p.register_from(&typed("b@example.org"), here, noon() + minutes(60)).await.unwrap().is_some()
        );
    }
}

#[tokio::test]
async fn of_two_registrations_with_one_address_one_becomes_a_person() {
    for p in platforms().await {
        let mut other = typed("A@example.org");
        other.nickname = "另一位".to_owned();
        let first = typed("a@example.org");
        let (a, b) = tokio::join!(p.register(&first, noon()), p.register(&other, noon()));
        let (a, b) = (token_of(&a.unwrap().unwrap()), token_of(&b.unwrap().unwrap()));
        let (a, b) = tokio::join!(p.confirm(&a, noon()), p.confirm(&b, noon()));
        assert_eq!([a.is_ok(), b.is_ok()].iter().filter(|ok| **ok).count(), 1);
        for refused in [a, b].into_iter().filter_map(Result::err) {
            assert!(matches!(refused, Error::LinkNotValid), "{refused}");
        }
    }
}

#[tokio::test]
async fn an_operator_creates_people_at_once() {
    for p in platforms().await {
        let new = typed("admin@example.org").check(&Reserved::nothing()).unwrap();
        let hash = p.hasher.hash(PASSWORD).await.unwrap();
        let create = |hash| async {
            let tx = p.db.begin().await.unwrap();
            let grant = Grant::of(Role::Administrator);
            let vouched = Vouched::AddressAndMobile;
            let id = people::create_with_role(&tx, &p.keyring, &new, hash, vouched, grant, noon()).await?;
            db::commit(tx).await.unwrap();
            Ok::<_, Error>(id)
        };
        let id = create(hash.clone()).await.unwrap();
        assert!(matches!(create(hash).await, Err(Error::AddressTaken)));
        let person = people::get(p.db.read(), id).await.unwrap().unwrap();
        assert!(person.has(Role::Administrator) && person.may_propose());
        assert_eq!(p.events(id).await, ["person.created", "person.role_granted"]);
        let found = people::id_by_email(p.db.read(), &p.keyring, "ADMIN@example.org").await.unwrap();
        assert_eq!(found, Some(id));
    }
}

#[tokio::test]
async fn what_has_run_out_is_removed_and_nothing_else() {
    for p in platforms().await {
        let id = p.person("a@example.org").await;
        let token = p.browser("a@example.org", noon()).await;
        let link = token_of(&p.register(&typed("b@example.org"), noon()).await.unwrap().unwrap());
        let purge = async |at| {
            let tx = p.db.begin().await.unwrap();
            let rows = housekeeping::purge(&tx, at).await.unwrap();
            db::commit(tx).await.unwrap();
            rows
        };
        assert_eq!(purge(noon() + minutes(1)).await, 0);
        assert!(people::peek_confirmation(p.db.read(), &link, noon()).await.unwrap().is_some());
        let rows = purge(noon() + minutes(31 * 24 * 60)).await;
        assert!(rows >= 2, "{rows}");
        assert!(kit::find(p.db.read(), &token, noon()).await.unwrap().is_none());
        assert!(people::get(p.db.read(), id).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn the_actor_of_a_grant_is_kept() {
    for p in platforms().await {
        let (admin, person) = (p.person("a@example.org").await, p.person("b@example.org").await);
        let tx = p.db.begin().await.unwrap();
        let by = Actor::Person { id: admin, role: Role::Administrator.code() };
        people::grant(&tx, person, Grant::of(Role::Reviewer), by, noon()).await.unwrap();
        db::commit(tx).await.unwrap();
        let events = folkmoot_foundation::event::timeline(p.db.read(), person, false).await.unwrap();
        let granted = events.last().unwrap();
        assert_eq!((granted.actor, granted.role.as_str()), (Some(admin.0), "administrator"));
        assert_eq!(granted.data["role"], "reviewer");
        let keys: HashSet<&str> = granted.data.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, HashSet::from(["role", "agency"]), "no personal data");
    }
}
