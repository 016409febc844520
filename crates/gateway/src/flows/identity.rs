//! What happens with somebody whom the identity provider vouched for.

use folkmoot_accounts::passwords::Proof;
use folkmoot_accounts::people;
use folkmoot_foundation::PersonId;

use crate::identity::{Begun, IdentityError, IdentityProvider};
use crate::{App, Fault};

/// The provider.
///
/// # Errors
/// [`Fault::NotFound`] if none is set.
pub fn provider(app: &App) -> Result<&IdentityProvider, Fault> {
    app.identity.as_ref().ok_or(Fault::NotFound)
}

/// Binds whoever came back to an account; the inner error says why the provider's word was not taken.
///
/// # Errors
/// [`Fault::Conflict`] `identity_other` if the account is bound to another identity.
pub async fn bind(
    app: &App,
    person: PersonId,
    code: &str,
    begun: &Begun,
) -> Result<Result<(), IdentityError>, Fault> {
    let identity = match provider(app)?.finish(code, begun, app.now()).await {
        Ok(identity) => identity,
        Err(error) => return Ok(Err(error)),
    };
    let act = async |tx: &folkmoot_foundation::Tx, now| {
        people::bind_identity(tx, &app.keyring, person, &identity, now).await
    };
    app.write(act).await?;
    Ok(Ok(()))
}

/// Who may sign in as whoever came back; nobody if no account is bound to them.
///
/// # Errors
/// A database error.
pub async fn prove(
    app: &App,
    code: &str,
    begun: &Begun,
) -> Result<Result<Option<Proof>, IdentityError>, Fault> {
    let identity = match provider(app)?.finish(code, begun, app.now()).await {
        Ok(identity) => identity,
        Err(error) => return Ok(Err(error)),
    };
    Ok(Ok(people::prove_by_identity(app.db.read(), &app.keyring, &identity).await?))
}
