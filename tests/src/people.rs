//! People for tests: created as the command line does it, signed in as anybody does it.

use std::sync::atomic::{AtomicU32, Ordering};

use folkmoot_accounts::people::{self, Registration, Vouched};
use folkmoot_accounts::{Grant, HashCost, PasswordHash, Reserved, Role};
use folkmoot_foundation::{Actor, AgencyId, PersonId, db};
use serde_json::json;
use tokio::sync::OnceCell;

use crate::{Browser, House};

/// The password of everybody in tests.
pub const PASSWORD: &str = "一句十個字以上的通關密語";

/// Everybody in a test process shares the password and its hash, which is a cheap one: hashing is slow on purpose, and
/// everybody signs in twice. Who signs up or changes a password in a test pays the full price.
const CHEAP: HashCost = HashCost { memory_kib: 8, passes: 1 };
static HASH: OnceCell<PasswordHash> = OnceCell::const_new();
static COUNT: AtomicU32 = AtomicU32::new(1);

/// Somebody with an account.
#[derive(Debug, Clone)]
pub struct Somebody {
    /// The id.
    pub id: PersonId,
    /// The address, which no other account has.
    pub email: String,
    /// The mobile number in E.164, which no other account has.
    pub mobile: String,
}

impl House {
    /// An account with a confirmed address and number, not signed in.
    pub async fn somebody(&self, nickname: &str) -> Somebody {
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        self.somebody_on(nickname, &format!("09{n:08}")).await
    }

    /// An account on a mobile number of the test's choosing.
    pub async fn somebody_on(&self, nickname: &str, mobile: &str) -> Somebody {
        let email = format!("person{}@example.org", COUNT.fetch_add(1, Ordering::Relaxed));
        self.somebody_with(nickname, &email, mobile).await
    }

    /// An account with an address of the test's choosing.
    pub async fn somebody_at(&self, nickname: &str, email: &str) -> Somebody {
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        self.somebody_with(nickname, email, &format!("09{n:08}")).await
    }

    async fn somebody_with(&self, nickname: &str, email: &str, mobile: &str) -> Somebody {
        let email = email.to_owned();
        let typed = Registration {
            name: "王小明".to_owned(),
            nickname: nickname.to_owned(),
            email: email.clone(),
            mobile: mobile.to_owned(),
            password: PASSWORD.to_owned(),
            county: "63000".to_owned(),
            locale: "zh-TW".to_owned(),
        };
        let app = &self.app;
        let new = typed.check(&Reserved::nothing()).unwrap();
        let hash =
            HASH.get_or_init(|| async { app.hasher.hash_at(PASSWORD, CHEAP).await.unwrap() }).await.clone();
        let tx = app.db.begin().await.unwrap();
        let vouched = Vouched::AddressAndMobile;
        let id = people::create(&tx, &app.keyring, &new, hash, vouched, app.now()).await.unwrap();
        db::commit(tx).await.unwrap();
        let contact = people::contact(app.db.read(), &app.keyring, id).await.unwrap().unwrap();
        Somebody { id, email, mobile: contact.mobile.unwrap() }
    }

    /// Gives somebody a role, as an administrator would.
    pub async fn give(&self, person: PersonId, role: &str, agency: Option<AgencyId>) {
        let grant = Grant { role: role.parse::<Role>().unwrap(), agency };
        let tx = self.app.db.begin().await.unwrap();
        people::grant(&tx, person, grant, Actor::System, self.app.now()).await.unwrap();
        db::commit(tx).await.unwrap();
    }

    /// Signs in on the pages, and for a token on the API.
    pub async fn sign_in(&self, somebody: &Somebody) -> Browser {
        let mut browser = self.browser();
        let fields = [("email", somebody.email.as_str()), ("password", PASSWORD), ("back", "/")];
        browser.post("/sign-in", &fields).await.expect(303);
        let body = json!({ "email": somebody.email, "password": PASSWORD });
        let tokens = browser.call("POST", "/api/v1/tokens", body).await.expect(201).json();
        browser.token = Some(tokens["access_token"].as_str().unwrap().to_owned());
        browser.person = Some(somebody.clone());
        browser
    }

    /// A citizen with confirmed address and number, signed in on pages and API. Access tokens end after 15 minutes of the
    /// test's clock; [`House::sign_in`] gives a new one.
    pub async fn citizen(&self, nickname: &str) -> Browser {
        let somebody = self.somebody(nickname).await;
        self.sign_in(&somebody).await
    }

    /// Somebody with a role, signed in on pages and API.
    pub async fn with_role(&self, role: &str, agency: Option<AgencyId>) -> Browser {
        let somebody = self.somebody(&format!("test {role}")).await;
        self.give(somebody.id, role, agency).await;
        self.sign_in(&somebody).await
    }
}
