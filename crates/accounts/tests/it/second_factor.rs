use folkmoot_accounts::passwords::Proof;
use folkmoot_accounts::second_factor::{self, RECOVERY_CODES, code_at};
use folkmoot_accounts::{Error, people, sessions};
use folkmoot_foundation::crypto::SystemEntropy;
use folkmoot_foundation::{Actor, Now, PersonId, db, event};

use crate::kit::{PASSWORD, Platform, minutes, noon, platforms};

/// Somebody with a second factor: their secret and their recovery codes.
struct Armed {
    id: PersonId,
    secret: String,
    codes: Vec<String>,
}

async fn confirm(p: &Platform, id: PersonId, code: &str, now: Now) -> Result<Vec<String>, Error> {
    let tx = p.db.begin().await?;
    let codes = second_factor::confirm(&tx, &p.keyring, id, code, now).await?;
    db::commit(tx).await?;
    Ok(codes)
}

async fn armed(p: &Platform, email: &str) -> Armed {
    let id = p.person(email).await;
    let proof = p.sign_in(email, PASSWORD, noon()).await.unwrap();
    let tx = p.db.begin().await.unwrap();
    let secret = second_factor::begin(&tx, &p.keyring, &proof, noon()).await.unwrap().secret;
    db::commit(tx).await.unwrap();
    let codes = confirm(p, id, &code_at(&secret, noon()).unwrap(), noon()).await.unwrap();
    Armed { id, secret, codes }
}

async fn take(p: &Platform, id: PersonId, code: &str, now: Now) -> Result<(), Error> {
    let tx = p.db.begin().await?;
    second_factor::take(&tx, &p.keyring, id, code, now).await?;
    Ok(db::commit(tx).await?)
}

async fn enter(p: &Platform, proof: &Proof, code: Option<&str>, now: Now) -> Result<String, Error> {
    let tx = p.db.begin().await?;
    let proof = match code {
        Some(code) => proof.with_code(&tx, &p.keyring, code, now).await?,
        None => proof.clone(),
    };
    let token = sessions::start(&tx, &SystemEntropy, &proof, "test", now).await?;
    db::commit(tx).await?;
    Ok(token)
}

#[tokio::test]
async fn a_secret_counts_from_its_first_code_on() {
    for p in platforms().await {
        let id = p.person("a@example.org").await;
        let proof = p.sign_in("a@example.org", PASSWORD, noon()).await.unwrap();
        let tx = p.db.begin().await.unwrap();
        let secret = second_factor::begin(&tx, &p.keyring, &proof, noon()).await.unwrap().secret;
        db::commit(tx).await.unwrap();
        // Nothing is asked before, and no code is good for anything.
        assert_eq!(second_factor::of(p.db.read(), id).await.unwrap(), None);
        enter(&p, &proof, None, noon()).await.unwrap();
        let code = code_at(&secret, noon()).unwrap();
        assert!(matches!(take(&p, id, &code, noon()).await, Err(Error::WrongCode)));
        let wrong = if code == "000000" { "000001" } else { "000000" };
        assert!(matches!(confirm(&p, id, wrong, noon()).await, Err(Error::WrongCode)));
        assert_eq!(confirm(&p, id, &code, noon()).await.unwrap().len(), RECOVERY_CODES);
        let on = second_factor::of(p.db.read(), id).await.unwrap().unwrap();
        assert_eq!((on.since, on.recovery_codes), (noon(), 10));
        // It can't be made anew behind its owner's back, and the secret is told no more.
        let tx = p.db.begin().await.unwrap();
        let again = second_factor::begin(&tx, &p.keyring, &proof, noon()).await;
        assert!(matches!(again, Err(Error::SecondFactorThere)));
        drop(tx);
        assert!(second_factor::pending(p.db.read(), &p.keyring, id).await.unwrap().is_none());
        let told = event::timeline(p.db.read(), id.0, false).await.unwrap();
        assert!(told.iter().any(|event| event.kind == "person.second_factor_added"));
        assert!(told.iter().all(|event| !event.data.to_string().contains(&secret)));
    }
}

#[tokio::test]
async fn each_code_is_good_once_and_about_now() {
    for p in platforms().await {
        let one = armed(&p, "a@example.org").await;
        let at = |seconds: i64| noon() + chrono::TimeDelta::seconds(seconds);
        let code = |seconds: i64| code_at(&one.secret, at(seconds)).unwrap();
        // The one that confirmed it is used up.
        assert!(matches!(take(&p, one.id, &code(0), at(1)).await, Err(Error::WrongCode)));
        take(&p, one.id, &code(60), at(31)).await.unwrap();
        assert!(matches!(take(&p, one.id, &code(60), at(60)).await, Err(Error::WrongCode)));
        // None of a step before the last one either, though it is of this minute.
        assert!(matches!(take(&p, one.id, &code(30), at(60)).await, Err(Error::WrongCode)));
        assert!(matches!(take(&p, one.id, &code(90), at(300)).await, Err(Error::WrongCode)), "too old");
        let typed: String = code(300).chars().map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap()).collect();
        take(&p, one.id, &format!(" {typed} "), at(300)).await.unwrap();
        // Twice at once: one is taken.
        let code = code(600);
        let (first, second) =
            tokio::join!(take(&p, one.id, &code, at(600)), take(&p, one.id, &code, at(600)));
        assert_eq!([&first, &second].iter().filter(|done| done.is_ok()).count(), 1);
    }
}

#[tokio::test]
async fn a_recovery_code_is_good_once_and_only_for_its_owner() {
    for p in platforms().await {
        let (one, other) = (armed(&p, "a@example.org").await, armed(&p, "b@example.org").await);
        let written = one.codes[0].to_uppercase().replace('-', " ");
        assert!(matches!(take(&p, other.id, &written, noon()).await, Err(Error::WrongCode)));
        take(&p, one.id, &written, noon()).await.unwrap();
        assert!(matches!(take(&p, one.id, &written, noon()).await, Err(Error::WrongCode)));
        let left = second_factor::of(p.db.read(), one.id).await.unwrap().unwrap().recovery_codes;
        assert_eq!(left, 9);
    }
}

#[tokio::test]
async fn nobody_enters_without_the_code() {
    for p in platforms().await {
        let one = armed(&p, "a@example.org").await;
        let proof = p.sign_in("a@example.org", PASSWORD, noon()).await.unwrap();
        assert!(matches!(enter(&p, &proof, None, noon()).await, Err(Error::SecondFactorNeeded)));
        assert!(matches!(enter(&p, &proof, Some("123"), noon()).await, Err(Error::WrongCode)));
        let later = noon() + minutes(9);
        let sealed = proof.sealed(&p.keyring, noon());
        let kept = Proof::opened(p.db.read(), &p.keyring, &sealed, later).await.unwrap().unwrap();
        assert_eq!(kept.person(), one.id);
        // What was kept is as good as the password and no better.
        assert!(matches!(enter(&p, &kept, None, later).await, Err(Error::SecondFactorNeeded)));
        let code = code_at(&one.secret, later).unwrap();
        enter(&p, &kept, Some(&code), later).await.unwrap();
        assert!(matches!(enter(&p, &kept, Some(&code), later).await, Err(Error::WrongCode)));
        let over = Proof::opened(p.db.read(), &p.keyring, &sealed, noon() + minutes(10)).await.unwrap();
        assert!(over.is_none());
        for made_up in ["", "x", &p.keyring.seal("a b c"), &p.keyring.seal(&one.id.to_string())] {
            assert!(Proof::opened(p.db.read(), &p.keyring, made_up, noon()).await.unwrap().is_none());
        }
    }
}

#[tokio::test]
async fn wrong_codes_are_limited() {
    for p in platforms().await {
        let one = armed(&p, "a@example.org").await;
        for _ in 0..10 {
            second_factor::count_try(&p.db, &p.limits, one.id, noon()).await.unwrap();
            assert!(matches!(take(&p, one.id, "12345", noon()).await, Err(Error::WrongCode)));
        }
        let closed = second_factor::count_try(&p.db, &p.limits, one.id, noon() + minutes(5)).await;
        assert!(matches!(closed, Err(Error::TooManyTries { retry_after }) if retry_after == minutes(10)));
        let later = noon() + minutes(15);
        second_factor::count_try(&p.db, &p.limits, one.id, later).await.unwrap();
        take(&p, one.id, &code_at(&one.secret, later).unwrap(), later).await.unwrap();
        for _ in 0..10 {
            second_factor::count_try(&p.db, &p.limits, one.id, later).await.unwrap();
        }
    }
}

#[tokio::test]
async fn it_is_removed_by_its_owner_or_by_an_administrator_with_a_reason() {
    for p in platforms().await {
        let one = armed(&p, "a@example.org").await;
        let proof = p.sign_in("a@example.org", PASSWORD, noon()).await.unwrap();
        let remove = async |code: &str| -> Result<(), Error> {
            let tx = p.db.begin().await?;
            second_factor::remove(&tx, &p.keyring, &proof, code, noon()).await?;
            Ok(db::commit(tx).await?)
        };
        assert!(matches!(remove("12345").await, Err(Error::WrongCode)));
        remove(&one.codes[1]).await.unwrap();
        assert_eq!(second_factor::of(p.db.read(), one.id).await.unwrap(), None);
        enter(&p, &proof, None, noon()).await.unwrap();

        let other = armed(&p, "b@example.org").await;
        let proof = p.sign_in("b@example.org", PASSWORD, noon()).await.unwrap();
        let code = code_at(&other.secret, noon() + minutes(1)).unwrap();
        enter(&p, &proof, Some(&code), noon() + minutes(1)).await.unwrap();
        let by = Actor::Person { id: one.id, role: "administrator" };
        let remove = async |id: PersonId, reason: &str| {
            let tx = p.db.begin().await?;
            let told = second_factor::remove_lost(&tx, id, by, reason, noon()).await?;
            db::commit(tx).await?;
            Ok::<_, Error>(told)
        };
        assert!(matches!(remove(other.id, " ").await, Err(Error::Invalid(_))));
        assert!(matches!(remove(one.id, "沒有").await, Err(Error::NotFound)));
        let told = remove(other.id, "臨櫃核對身分證").await.unwrap().unwrap();
        assert_eq!(told.kind.code(), "second_factor_removed");
        assert!(sessions::list(p.db.read(), other.id, noon()).await.unwrap().is_empty());
        let events = event::timeline(p.db.read(), other.id.0, false).await.unwrap();
        let removed = events.iter().find(|event| event.kind == "person.second_factor_removed").unwrap();
        assert_eq!((removed.actor, removed.public), (Some(one.id.0), false));
        assert_eq!(removed.data["reason"], "臨櫃核對身分證");
    }
}

#[tokio::test]
async fn it_goes_with_its_account() {
    for p in platforms().await {
        let one = armed(&p, "a@example.org").await;
        p.person("b@example.org").await;
        let proof = p.sign_in("a@example.org", PASSWORD, noon()).await.unwrap();
        let tx = p.db.begin().await.unwrap();
        people::delete(&tx, &proof, noon()).await.unwrap();
        db::commit(tx).await.unwrap();
        assert_eq!(second_factor::of(p.db.read(), one.id).await.unwrap(), None);
        assert!(matches!(take(&p, one.id, &one.codes[0], noon()).await, Err(Error::WrongCode)));
    }
}
