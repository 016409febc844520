use folkmoot_accounts::people::{self, CodeOutcome};
use folkmoot_accounts::{Error, Outgoing, Way};
use folkmoot_foundation::crypto::SystemEntropy;
use folkmoot_foundation::{Now, PersonId, db};

use crate::kit::{Platform, code_of, minutes, noon, platforms, token_of, typed, wrong};

async fn ask(p: &Platform, id: PersonId, number: Option<&str>, now: Now) -> Result<Outgoing, Error> {
    let tx = p.db.begin().await?;
    let sms =
        people::request_mobile_code(&tx, &p.keyring, &SystemEntropy, &p.limits, id, number, now).await?;
    db::commit(tx).await?;
    Ok(sms)
}

async fn enter(p: &Platform, id: PersonId, code: &str, now: Now) -> CodeOutcome {
    let tx = p.db.begin().await.unwrap();
    let outcome = people::confirm_mobile(&tx, &p.keyring, id, code, now).await.unwrap();
    db::commit(tx).await.unwrap();
    outcome
}

async fn registered(p: &Platform, email: &str) -> PersonId {
    let mail = p.register(&typed(email), noon()).await.unwrap().unwrap();
    p.confirm(&token_of(&mail), noon()).await.unwrap()
}

#[tokio::test]
async fn a_number_is_confirmed_by_its_code() {
    for p in platforms().await {
        let id = registered(&p, "a@example.org").await;
        assert_eq!(enter(&p, id, "123456", noon()).await, CodeOutcome::NoCode);
        let sms = ask(&p, id, None, noon()).await.unwrap();
        assert_eq!(sms.kind.way(), Way::Sms);
        assert_eq!(p.keyring.open(&sms.to_sealed).unwrap(), "+886912345678");
        let code = code_of(&sms);
        assert_eq!(code.len(), 6);
        assert_eq!(enter(&p, id, &wrong(&code), noon()).await, CodeOutcome::Wrong { tries_left: 4 });
        let spaced = format!(" {} {}", &code[..3], &code[3..]);
        assert_eq!(enter(&p, id, &spaced, noon()).await, CodeOutcome::Confirmed);
        assert_eq!(enter(&p, id, &code, noon()).await, CodeOutcome::NoCode, "once");
        let person = people::get(p.db.read(), id).await.unwrap().unwrap();
        assert!(person.may_sign() && person.may_propose());
        let key = p.keyring.hash(folkmoot_foundation::crypto::Purpose::PersonKey, "mobile:+886912345678");
        assert_eq!(person.person_key, Some(key));
        assert_eq!(p.events(id).await, ["person.registered", "person.mobile_confirmed"]);
    }
}

#[tokio::test]
async fn two_accounts_on_one_number_are_one_person() {
    for p in platforms().await {
        let mut keys = Vec::new();
        for email in ["a@example.org", "b@example.org"] {
            let id = registered(&p, email).await;
            let code = code_of(&ask(&p, id, Some("+886 912 345 678"), noon()).await.unwrap());
            assert_eq!(enter(&p, id, &code, noon()).await, CodeOutcome::Confirmed);
            keys.push(people::get(p.db.read(), id).await.unwrap().unwrap().person_key.unwrap());
        }
        assert_eq!(keys[0], keys[1]);
    }
}

#[tokio::test]
async fn a_code_expires_and_wrong_entries_void_it() {
    for p in platforms().await {
        let id = registered(&p, "a@example.org").await;
        let code = code_of(&ask(&p, id, None, noon()).await.unwrap());
        assert_eq!(enter(&p, id, &code, noon() + minutes(10)).await, CodeOutcome::NoCode);
        let code = code_of(&ask(&p, id, None, noon()).await.unwrap());
        for tries_left in [4, 3, 2, 1] {
            assert_eq!(enter(&p, id, &wrong(&code), noon()).await, CodeOutcome::Wrong { tries_left });
        }
        assert_eq!(enter(&p, id, "", noon()).await, CodeOutcome::NoCode);
        assert_eq!(enter(&p, id, &code, noon()).await, CodeOutcome::NoCode, "void after five");
    }
}

#[tokio::test]
async fn a_code_waits_until_it_is_entered_void_or_too_old() {
    for p in platforms().await {
        let id = registered(&p, "a@example.org").await;
        let waits = |now| {
            let p = &p;
            async move { people::waiting_code(p.db.read(), &p.keyring, id, now).await.unwrap() }
        };
        assert_eq!(waits(noon()).await, None);
        let code = code_of(&ask(&p, id, Some("0987654321"), noon()).await.unwrap());
        assert_eq!(waits(noon()).await.as_deref(), Some("+886•••••4321"), "where it was sent");
        enter(&p, id, &wrong(&code), noon()).await;
        assert!(waits(noon()).await.is_some(), "four tries are left");
        assert_eq!(waits(noon() + minutes(10)).await, None);
        let wide: String = code
            .chars()
            .map(|c| char::from_u32(u32::from(c) - u32::from('0') + u32::from('０')).unwrap())
            .collect();
        assert_eq!(
            enter(&p, id, &wide, noon()).await,
            CodeOutcome::Confirmed,
            "full-width digits are digits"
        );
        assert_eq!(waits(noon()).await, None);
        let code = code_of(&ask(&p, id, None, noon()).await.unwrap());
        for _ in 0..5 {
            enter(&p, id, &wrong(&code), noon()).await;
        }
        assert_eq!(waits(noon()).await, None, "void");
    }
}

#[tokio::test]
async fn codes_are_limited_per_person_and_per_number() {
    for p in platforms().await {
        let a = registered(&p, "a@example.org").await;
        for _ in 0..3 {
            ask(&p, a, None, noon()).await.unwrap();
        }
        let refused = ask(&p, a, None, noon() + minutes(1)).await;
        assert!(matches!(refused, Err(Error::TooManyTries { retry_after }) if retry_after == minutes(59)));
        // Another account can't flood the same number either.
        let b = registered(&p, "b@example.org").await;
        for _ in 0..2 {
            ask(&p, b, None, noon()).await.unwrap();
        }
        assert!(matches!(ask(&p, b, None, noon()).await, Err(Error::TooManyTries { .. })));
        assert!(ask(&p, a, None, noon() + minutes(60)).await.is_ok());
    }
}

#[tokio::test]
async fn a_new_number_counts_once_its_own_code_was_entered() {
    for p in platforms().await {
        let id = registered(&p, "a@example.org").await;
        let old = code_of(&ask(&p, id, None, noon()).await.unwrap());
        assert_eq!(enter(&p, id, &old, noon()).await, CodeOutcome::Confirmed);
        let before = people::get(p.db.read(), id).await.unwrap().unwrap().person_key;
        assert!(matches!(ask(&p, id, Some("02-1234"), noon()).await, Err(Error::Invalid(_))));
        let sms = ask(&p, id, Some("0987654321"), noon()).await.unwrap();
        assert_eq!(p.keyring.open(&sms.to_sealed).unwrap(), "+886987654321");
        assert_eq!(people::get(p.db.read(), id).await.unwrap().unwrap().person_key, before);
        assert_eq!(enter(&p, id, &code_of(&sms), noon()).await, CodeOutcome::Confirmed);
        assert_ne!(people::get(p.db.read(), id).await.unwrap().unwrap().person_key, before);
        let contact = people::contact(p.db.read(), &p.keyring, id).await.unwrap().unwrap();
        assert_eq!(contact.mobile.as_deref(), Some("+886987654321"));
    }
}

#[tokio::test]
async fn a_code_belongs_to_one_person() {
    for p in platforms().await {
        let (a, b) = (registered(&p, "a@example.org").await, registered(&p, "b@example.org").await);
        let code = code_of(&ask(&p, a, None, noon()).await.unwrap());
        ask(&p, b, Some("0911111111"), noon()).await.unwrap();
        // A chance of one in a million that both codes are equal.
        assert!(matches!(enter(&p, b, &code, noon()).await, CodeOutcome::Wrong { .. }));
    }
}
