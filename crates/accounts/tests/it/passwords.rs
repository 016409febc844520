use std::sync::Arc;

use folkmoot_accounts::{Error, Limit, Outgoing, passwords, people, sessions};
use folkmoot_foundation::crypto::SystemEntropy;
use folkmoot_foundation::{Now, PersonId, db};

use crate::kit::{self, PASSWORD, Platform, minutes, noon, platforms, token_of, typed};

const NEW: &str = "一句十個字以上的通關密語";

async fn ask(p: &Platform, email: &str, now: Now) -> Result<Option<Outgoing>, Error> {
    let tx = p.db.begin().await?;
    let mail = passwords::request_reset(&tx, &p.keyring, &SystemEntropy, &p.limits, email, None, now).await?;
    db::commit(tx).await?;
    Ok(mail)
}

async fn finish(p: &Platform, id: PersonId, token: &str, password: &str, now: Now) -> Result<(), Error> {
    let new = passwords::prepare(p.db.read(), &p.hasher, &p.keyring, id, password).await?;
    let tx = p.db.begin().await?;
    passwords::finish_reset(&tx, token, new, now).await?;
    db::commit(tx).await?;
    Ok(())
}

#[tokio::test]
async fn ten_failures_close_an_address_for_a_while() {
    for p in platforms().await {
        p.person("a@example.org").await;
        for email in ["a@example.org", "nobody@example.org"] {
            for _ in 0..10 {
                let wrong = p.sign_in(email, "another pass phrase", noon()).await;
                assert!(matches!(wrong, Err(Error::WrongCredentials)));
            }
            let closed = p.sign_in(email, PASSWORD, noon() + minutes(5)).await;
            assert!(
                matches!(closed, Err(Error::TooManyTries { retry_after }) if retry_after == minutes(10)),
                "{email}: {closed:?}"
            );
        }
        assert!(p.sign_in("a@example.org", PASSWORD, noon() + minutes(15)).await.is_ok());
    }
}

#[tokio::test]
async fn many_tries_at_once_gain_nothing() {
    for p in platforms().await {
        p.person("a@example.org").await;
        let p = Arc::new(p);
        let tries = (0..16).map(|_| {
            let p = Arc::clone(&p);
            tokio::spawn(async move { p.sign_in("a@example.org", "another pass phrase", noon()).await })
        });
        let (mut wrong, mut closed) = (0, 0);
        for task in tries.collect::<Vec<_>>() {
            match task.await.unwrap() {
                Err(Error::WrongCredentials) => wrong += 1,
                Err(Error::TooManyTries { .. }) => closed += 1,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!((wrong, closed), (10, 6));
    }
}

#[tokio::test]
async fn signing_in_does_not_count_as_failing() {
    for mut p in platforms().await {
        p.limits.failures_per_address = Limit::new(2, 15);
        p.limits.failures_per_address_and_caller = Limit::new(2, 15);
        p.limits.failures_per_caller = Limit::new(2, 15);
        p.person("a@example.org").await;
        let here = p.caller("203.0.113.7");
        for _ in 0..4 {
            assert!(p.sign_in_from("a@example.org", PASSWORD, here, noon()).await.is_ok());
        }
        for i in 0..2 {
            let wrong = p.sign_in_from(&format!("{i}@example.org"), "x", here, noon()).await;
            assert!(matches!(wrong, Err(Error::WrongCredentials)));
        }
        let closed = p.sign_in_from("a@example.org", PASSWORD, here, noon()).await;
        assert!(matches!(closed, Err(Error::TooManyTries { .. })), "{closed:?}");
        let elsewhere = p.caller("203.0.113.8");
        assert!(p.sign_in_from("a@example.org", PASSWORD, elsewhere, noon()).await.is_ok());
    }
}

#[tokio::test]
async fn a_stranger_who_guesses_keeps_nobody_out() {
    for p in platforms().await {
        p.person("a@example.org").await;
        let (stranger, owner) = (p.caller("203.0.113.7"), p.caller("203.0.113.8"));
        let guess = async || p.sign_in_from("a@example.org", "a stranger guesses", stranger, noon()).await;
        for _ in 0..10 {
            assert!(matches!(guess().await, Err(Error::WrongCredentials)));
        }
        for _ in 0..5 {
            assert!(matches!(guess().await, Err(Error::TooManyTries { .. })));
        }
        let closed = p.sign_in_from("a@example.org", PASSWORD, stranger, noon()).await;
        assert!(matches!(closed, Err(Error::TooManyTries { .. })), "{closed:?}");
        assert!(p.sign_in_from("a@example.org", PASSWORD, owner, noon()).await.is_ok());
        // That the owner came in gives the stranger no more tries, and time gives them again.
        assert!(matches!(guess().await, Err(Error::TooManyTries { .. })));
        let later = noon() + minutes(15);
        assert!(p.sign_in_from("a@example.org", PASSWORD, stranger, later).await.is_ok());
    }
}

#[tokio::test]
async fn many_who_guess_together_are_stopped() {
    for mut p in platforms().await {
        assert_eq!(p.limits.failures_per_address, Limit::new(200, 15));
        p.limits.failures_per_address = Limit::new(6, 15);
        p.limits.failures_per_address_and_caller = Limit::new(2, 15);
        p.person("a@example.org").await;
        for (number, wrong) in [(1, 2), (2, 2), (3, 2), (4, 0)] {
            let caller = p.caller(&format!("203.0.113.{number}"));
            for nth in 0..4 {
                let told = p.sign_in_from("a@example.org", "guessed", caller, noon()).await;
                let is_wrong = matches!(told, Err(Error::WrongCredentials));
                assert_eq!(is_wrong, nth < wrong, "{told:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_a_link() {
    for p in platforms().await {
        let id = p.person("a@example.org").await;
        let browser = p.browser("a@example.org", noon()).await;
        assert!(ask(&p, "nobody@example.org", noon()).await.unwrap().is_none());
        assert!(matches!(ask(&p, "no address", noon()).await, Err(Error::Invalid(_))));
        let mail = ask(&p, "A@example.org", noon()).await.unwrap().unwrap();
        let token = token_of(&mail);
        assert_eq!(passwords::reset_of(p.db.read(), &token, noon()).await.unwrap(), Some(id));
        let late = noon() + minutes(60);
        assert_eq!(passwords::reset_of(p.db.read(), &token, late).await.unwrap(), None);
        assert!(matches!(finish(&p, id, &token, NEW, late).await, Err(Error::LinkNotValid)));
        assert!(matches!(finish(&p, id, "other", NEW, noon()).await, Err(Error::LinkNotValid)));
        assert!(matches!(
            finish(&p, id, &token, "小明同學的通關密語是這個", noon()).await,
            Err(Error::Invalid(_))
        ));

        finish(&p, id, &token, NEW, noon()).await.unwrap();
        assert!(matches!(finish(&p, id, &token, PASSWORD, noon()).await, Err(Error::LinkNotValid)));
        assert!(matches!(p.sign_in("a@example.org", PASSWORD, noon()).await, Err(Error::WrongCredentials)));
        assert!(p.sign_in("a@example.org", NEW, noon()).await.is_ok());
        assert!(kit::find(p.db.read(), &browser, noon()).await.unwrap().is_none());
        assert_eq!(p.events(id).await, ["person.created", "person.password_reset"]);
    }
}

#[tokio::test]
async fn of_two_who_hold_one_link_one_resets() {
    for p in platforms().await {
        let id = p.person("a@example.org").await;
        let token = token_of(&ask(&p, "a@example.org", noon()).await.unwrap().unwrap());
        let (a, b) = tokio::join!(
            finish(&p, id, &token, NEW, noon()),
            finish(&p, id, &token, "yet another phrase", noon())
        );
        assert_eq!([a.is_ok(), b.is_ok()].iter().filter(|ok| **ok).count(), 1);
    }
}

#[tokio::test]
async fn the_owner_of_the_mailbox_is_not_kept_out_by_a_stranger() {
    for p in platforms().await {
        let id = p.person("a@example.org").await;
        for _ in 0..11 {
            let _ = p.sign_in("a@example.org", "a stranger guesses", noon()).await;
        }
        let token = token_of(&ask(&p, "a@example.org", noon()).await.unwrap().unwrap());
        finish(&p, id, &token, NEW, noon()).await.unwrap();
        assert!(p.sign_in("a@example.org", NEW, noon()).await.is_ok());
    }
}

#[tokio::test]
async fn a_link_of_one_person_does_not_reset_another() {
    for p in platforms().await {
        p.person("a@example.org").await;
        let b = p.person("b@example.org").await;
        let token = token_of(&ask(&p, "a@example.org", noon()).await.unwrap().unwrap());
        assert!(matches!(finish(&p, b, &token, NEW, noon()).await, Err(Error::LinkNotValid)));
        assert!(p.sign_in("b@example.org", PASSWORD, noon()).await.is_ok());
    }
}

#[tokio::test]
async fn changing_the_password_ends_the_other_sessions_and_voids_old_proofs() {
    for p in platforms().await {
        let id = p.person("a@example.org").await;
        let (here, there) =
            (p.browser("a@example.org", noon()).await, p.browser("a@example.org", noon()).await);
        let session = kit::find(p.db.read(), &here, noon()).await.unwrap().unwrap().session;
        let link = token_of(&ask(&p, "a@example.org", noon()).await.unwrap().unwrap());

        let identity = |password: &'static str| {
            passwords::confirm_identity(&p.db, &p.hasher, &p.limits, id, password, None, noon())
        };
        assert!(matches!(identity("not the old one").await, Err(Error::WrongCredentials)));
        let proof = identity(PASSWORD).await.unwrap();
        let new = passwords::prepare(p.db.read(), &p.hasher, &p.keyring, id, NEW).await.unwrap();
        let tx = p.db.begin().await.unwrap();
        let told = passwords::change(&tx, &proof, new, Some(session), noon()).await.unwrap().unwrap();
        db::commit(tx).await.unwrap();
        assert_eq!(told.kind.code(), "password_changed");

        assert!(kit::find(p.db.read(), &here, noon()).await.unwrap().is_some());
        assert!(kit::find(p.db.read(), &there, noon()).await.unwrap().is_none());
        assert!(passwords::reset_of(p.db.read(), &link, noon()).await.unwrap().is_none());
        let tx = p.db.begin().await.unwrap();
        let late = sessions::start(&tx, &SystemEntropy, &proof, "", noon()).await;
        assert!(matches!(late, Err(Error::WrongCredentials)), "proven with the old password");
        drop(tx);
        assert!(p.sign_in("a@example.org", NEW, noon()).await.is_ok());
    }
}

#[tokio::test]
async fn an_operator_sets_a_password() {
    for p in platforms().await {
        let id = p.person("a@example.org").await;
        let browser = p.browser("a@example.org", noon()).await;
        let new = passwords::prepare(p.db.read(), &p.hasher, &p.keyring, id, NEW).await.unwrap();
        let tx = p.db.begin().await.unwrap();
        passwords::set(&tx, new, noon()).await.unwrap();
        db::commit(tx).await.unwrap();
        assert!(p.sign_in("a@example.org", NEW, noon()).await.is_ok());
        assert!(kit::find(p.db.read(), &browser, noon()).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_registration_waiting_for_its_link_does_not_get_reset_mails() {
    for p in platforms().await {
        p.register(&typed("a@example.org"), noon()).await.unwrap();
        assert!(ask(&p, "a@example.org", noon()).await.unwrap().is_none());
        assert!(people::id_by_email(p.db.read(), &p.keyring, "a@example.org").await.unwrap().is_none());
    }
}
