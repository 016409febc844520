//! Who somebody is to a drive: what the proposal's rulebook asks for, taken from what they have confirmed.

use std::sync::Arc;

use actix_web::HttpRequest;
use folkmoot_accounts::{Person, SessionId, people};
use folkmoot_foundation::{Db, ProposalId};
use folkmoot_proposals::rulebook::{Identifier, Who};
use folkmoot_proposals::{Rulebook, Rulebooks, read};
use folkmoot_signatures::PersonKey;
use folkmoot_signatures::checks::{Mark, Origin, domain_mark};
use moka::future::Cache;

use crate::http::caller;
use crate::{App, Fault};

/// How many proposals' rulebooks are known without asking.
const KNOWN: u64 = 10_000;

/// The rulebooks of proposals that have been opened: from then on a proposal keeps its own, so that the path on which
/// every statement counts asks once.
#[derive(Debug, Clone)]
pub struct RulebookOf {
    db: Db,
    rulebooks: Rulebooks,
    known: Cache<ProposalId, Arc<Rulebook>>,
}

impl RulebookOf {
    /// None known yet.
    pub fn new(db: Db, rulebooks: Rulebooks) -> Self {
        Self { db, rulebooks, known: Cache::new(KNOWN) }
    }

    /// The rulebook of a proposal.
    ///
    /// # Errors
    /// [`Fault::NotFound`].
    pub async fn get(&self, id: ProposalId) -> Result<Arc<Rulebook>, Fault> {
        if let Some(known) = self.known.get(&id).await {
            return Ok(known);
        }
        let born = read::born_under(self.db.read(), id).await?;
        let rulebook = self.rulebooks.get(&born.rulebook, born.version)?;
        if born.opened {
            self.known.insert(id, Arc::clone(&rulebook)).await;
        }
        Ok(rulebook)
    }
}

/// Whether a person has confirmed all of these.
pub fn meets(person: &Person, asked: &[Identifier]) -> bool {
    asked.iter().all(|one| match one {
        Identifier::Mobile => person.may_sign(),
        Identifier::Email => person.email_confirmed,
        Identifier::NationalId => person.national_key.is_some(),
    })
}

/// Whether an identity is all that somebody lacks of these.
pub fn lacks_identity(person: &Person, asked: &[Identifier]) -> bool {
    let lacking: Vec<_> = asked.iter().filter(|one| !meets(person, &[**one])).collect();
    lacking == [&Identifier::NationalId]
}

/// What to say of an identifier that is missing.
fn missing(one: Identifier) -> Fault {
    Fault::Conflict(match one {
        Identifier::Mobile => "sign_needs_mobile",
        Identifier::Email => "sign_needs_email",
        Identifier::NationalId => "sign_needs_identity",
    })
}

/// How a person with an account signs.
pub struct Identified {
    /// The key under which.
    pub key: PersonKey,
    /// The mark of their e-mail address's domain, where the address identifies them.
    pub domain: Option<Mark>,
}

/// How a person with an account signs, by what the rulebook asks for.
///
/// # Errors
/// [`Fault::Conflict`] `sign_needs_mobile`, `sign_needs_email` or `sign_needs_identity`.
pub async fn identified(app: &App, person: &Person, who: &Who) -> Result<Identified, Fault> {
    if let Some(one) = who.sign.iter().find(|one| !meets(person, &[**one])) {
        return Err(missing(*one));
    }
    let found = match who.unique_by {
        Identifier::Mobile => person.person_key.map(|key| Identified { key, domain: None }),
        Identifier::NationalId => person.national_key.map(|key| Identified { key, domain: None }),
        Identifier::Email => {
            let identity = people::email_identity(app.db.read(), &app.keyring, person.id).await?;
            identity.map(|identity| Identified {
                key: identity.key,
                domain: Some(domain_mark(&app.keyring, &identity.domain)),
            })
        }
    };
    found.ok_or_else(|| missing(who.unique_by))
}

/// The key under which a person with an account signs, by what the rulebook asks for.
///
/// # Errors
/// As [`identified`].
pub async fn key_for(app: &App, person: &Person, who: &Who) -> Result<PersonKey, Fault> {
    Ok(identified(app, person, who).await?.key)
}

/// Where a request to sign comes from.
pub fn origin_of(
    app: &App,
    request: &HttpRequest,
    session: Option<SessionId>,
    domain: Option<Mark>,
) -> Origin {
    let session = session.as_ref().map(|session| session.0.as_bytes().as_slice());
    Origin::of(&app.keyring, caller::address(request), session).with_domain(domain)
}

/// The key under which a person would have signed a proposal.
///
/// # Errors
/// [`Fault::Conflict`] `not_signed` if they have not confirmed what its rulebook asks for; [`Fault::NotFound`].
pub async fn signed_with(app: &App, person: &Person, id: ProposalId) -> Result<PersonKey, Fault> {
    let rulebook = app.rulebook_of.get(id).await?;
    key_for(app, person, &rulebook.who).await.map_err(|fault| match fault {
        Fault::Conflict(_) => Fault::Conflict("not_signed"),
        other => other,
    })
}

/// All keys under which a person with an account may have signed.
///
/// # Errors
/// A database error.
pub async fn keys_of(app: &App, person: &Person) -> Result<Vec<PersonKey>, Fault> {
    let by_mail = match person.email_confirmed {
        true => people::email_key(app.db.read(), &app.keyring, person.id).await?,
        false => None,
    };
    Ok(person.person_key.into_iter().chain(person.national_key).chain(by_mail).collect())
}
