//! What the tests share: a platform with a database, keys and a clock that is moved by hand.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::TimeDelta;
use folkmoot_accounts::passwords::{self, Attempt, Proof};
use folkmoot_accounts::people::{self, Registration, Vouched};
use folkmoot_accounts::sessions::{self, SessionKey};
use folkmoot_accounts::{Caller, Error, Hasher, Limits, Outgoing, OutgoingKind, Reserved, SignedIn, tokens};
use folkmoot_foundation::crypto::{Keyring, SystemEntropy};
use folkmoot_foundation::{Db, DbErr, Now, PersonId, Reader, db, event};
use folkmoot_migrations::testing::{TestDb, both};

pub const PASSWORD: &str = "correct horse battery";

/// Hashing is slow: the tests of a process share the slots, as the requests of a process do.
static HASHER: LazyLock<Hasher> = LazyLock::new(|| Hasher::new(2));

pub struct Platform {
    _test: TestDb,
    pub db: Db,
    pub keyring: Keyring,
    pub hasher: Hasher,
    pub limits: Limits,
    people: AtomicU32,
}

pub async fn platforms() -> Vec<Platform> {
    let of = |test: TestDb| Platform {
        db: test.db.clone(),
        _test: test,
        keyring: Keyring::new([7; 32]),
        hasher: HASHER.clone(),
        limits: Limits::default(),
        people: AtomicU32::new(0),
    };
    both().await.into_iter().map(of).collect()
}

pub fn noon() -> Now {
    "2026-03-02T04:00:00Z".parse().unwrap()
}

pub fn minutes(n: i64) -> TimeDelta {
    TimeDelta::minutes(n)
}

pub fn typed(email: &str) -> Registration {
    Registration {
        name: "王小明".to_owned(),
        nickname: "小明同學".to_owned(),
        email: email.to_owned(),
        mobile: "0912-345-678".to_owned(),
        password: PASSWORD.to_owned(),
        county: "臺北市".to_owned(),
        locale: "zh-TW".to_owned(),
    }
}

pub fn token_of(outgoing: &Outgoing) -> String {
    match &outgoing.kind {
        OutgoingKind::EmailConfirmation { token } | OutgoingKind::PasswordReset { token } => token.clone(),
        other => panic!("no link in {}", other.code()),
    }
}

pub fn code_of(outgoing: &Outgoing) -> String {
    match &outgoing.kind {
        OutgoingKind::MobileCode { code } => code.clone(),
        other => panic!("no code in {}", other.code()),
    }
}

/// A code that is surely another.
pub fn wrong(code: &str) -> String {
    let first = if code.starts_with('0') { '1' } else { '0' };
    format!("{first}{}", &code[1..])
}

impl Platform {
    pub fn caller(&self, address: &str) -> Option<Caller> {
        Some(Caller::of(&self.keyring, address.parse().unwrap()))
    }

    pub async fn register(&self, typed: &Registration, now: Now) -> Result<Option<Outgoing>, Error> {
        self.register_from(typed, None, now).await
    }

    pub async fn register_from(
        &self,
        typed: &Registration,
        caller: Option<Caller>,
        now: Now,
    ) -> Result<Option<Outgoing>, Error> {
        let new = typed.check(&Reserved::with_agencies(["內政部"]))?;
        let hash = self.hasher.hash(&typed.password).await?;
        let tx = self.db.begin().await?;
        let done =
            people::register(&tx, &self.keyring, &SystemEntropy, &self.limits, &new, hash, caller, now)
                .await?;
        db::commit(tx).await?;
        Ok(done)
    }

    pub async fn confirm(&self, token: &str, now: Now) -> Result<PersonId, Error> {
        let tx = self.db.begin().await?;
        let id = people::confirm_email(&tx, token, now).await?;
        db::commit(tx).await?;
        Ok(id)
    }

    /// A person with this address, whose mobile number is not confirmed.
    pub async fn person(&self, email: &str) -> PersonId {
        self.create(email, Vouched::Address).await
    }

    pub async fn create(&self, email: &str, vouched: Vouched) -> PersonId {
        let mut typed = typed(email);
        typed.mobile = format!("09{:08}", self.people.fetch_add(1, Ordering::Relaxed));
        let new = typed.check(&Reserved::with_agencies(["內政部"])).unwrap();
        let hash = self.hasher.hash(&typed.password).await.unwrap();
        let tx = self.db.begin().await.unwrap();
        let id = people::create(&tx, &self.keyring, &new, hash, vouched, noon()).await.unwrap();
        db::commit(tx).await.unwrap();
        id
    }

    pub async fn sign_in(&self, email: &str, password: &str, now: Now) -> Result<Proof, Error> {
        self.sign_in_from(email, password, None, now).await
    }

    pub async fn sign_in_from(
        &self,
        email: &str,
        password: &str,
        caller: Option<Caller>,
        now: Now,
    ) -> Result<Proof, Error> {
        let attempt = Attempt { email, password, caller };
        passwords::sign_in(&self.db, &self.hasher, &self.keyring, &self.limits, attempt, now).await
    }

    /// A signed-in browser: its token.
    pub async fn browser(&self, email: &str, now: Now) -> String {
        let proof = self.sign_in(email, PASSWORD, now).await.unwrap();
        let tx = self.db.begin().await.unwrap();
        let token = folkmoot_accounts::sessions::start(&tx, &SystemEntropy, &proof, "Firefox / Linux", now)
            .await
            .unwrap();
        db::commit(tx).await.unwrap();
        token
    }

    pub async fn events(&self, id: PersonId) -> Vec<String> {
        let events = event::timeline(self.db.read(), id, false).await.unwrap();
        assert!(
            events.iter().all(|event| !event.public),
            "what happens to accounts is nobody else's business"
        );
        events.into_iter().map(|event| event.kind).collect()
    }
}

/// Who holds this browser's token.
pub async fn find(conn: &impl Reader, token: &str, now: Now) -> Result<Option<SignedIn>, DbErr> {
    let key = SessionKey::of_token(token);
    Ok(sessions::find_many(conn, &[key], now).await?.remove(&key))
}

/// Who sent this access token.
pub async fn verify(
    conn: &impl Reader,
    keyring: &Keyring,
    token: &str,
    now: Now,
) -> Result<Option<SignedIn>, DbErr> {
    let Some((session, person)) = tokens::session_of(keyring, token, now) else { return Ok(None) };
    let key = SessionKey::Session(session);
    let found = sessions::find_many(conn, &[key], now).await?.remove(&key);
    Ok(found.filter(|signed_in| signed_in.person.id == person))
}
