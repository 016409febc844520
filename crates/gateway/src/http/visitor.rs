//! Who is asking: by the cookie of a browser on pages, by a bearer token on the API.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use folkmoot_accounts::sessions::SessionKey;
use folkmoot_accounts::{Person, Role, SessionId, sessions, tokens};
use folkmoot_foundation::grouped::LookUp;
use folkmoot_foundation::{Actor, Clock, Db, DbErr, PersonId, db};
use folkmoot_web::{Ctx, Lang, SignedIn};
use futures_util::future::LocalBoxFuture;

use super::surroundings;
use crate::config::Config;
use crate::{App, Fault};

/// Whoever sent the request; perhaps nobody who is signed in.
#[derive(Debug, Clone)]
pub struct Visitor {
    signed_in: Option<Rc<folkmoot_accounts::SignedIn>>,
    /// The language of the answer.
    pub lang: Lang,
    ctx: Rc<Ctx>,
}

impl Visitor {
    /// The surroundings for a page.
    pub fn ctx(&self) -> &Ctx {
        &self.ctx
    }

    /// The person, if one is signed in.
    pub fn person(&self) -> Option<&Person> {
        self.signed_in.as_ref().map(|s| &s.person)
    }

    /// The person's id, if one is signed in.
    pub fn id(&self) -> Option<PersonId> {
        self.person().map(|p| p.id)
    }

    /// The session, if one is signed in.
    pub fn session(&self) -> Option<SessionId> {
        self.signed_in.as_ref().map(|s| s.session)
    }

    /// The person.
    ///
    /// # Errors
    /// [`Fault::SignIn`]: pages lead to the sign-in page and back.
    pub fn signed_in(&self) -> Result<&Person, Fault> {
        self.person().ok_or(Fault::SignIn)
    }

    /// The person, holding a role.
    ///
    /// # Errors
    /// [`Fault::SignIn`], [`Fault::Forbidden`].
    pub fn require(&self, role: Role) -> Result<&Person, Fault> {
        let person = self.signed_in()?;
        if person.has(role) { Ok(person) } else { Err(Fault::Forbidden) }
    }

    /// The person, holding one of several roles.
    ///
    /// # Errors
    /// [`Fault::SignIn`], [`Fault::Forbidden`].
    pub fn require_any(&self, roles: &[Role]) -> Result<&Person, Fault> {
        let person = self.signed_in()?;
        if roles.iter().any(|role| person.has(*role)) { Ok(person) } else { Err(Fault::Forbidden) }
    }

    /// The actor for the event log, in a role already required.
    ///
    /// # Errors
    /// As [`Visitor::require`].
    pub fn acting_as(&self, role: Role) -> Result<Actor, Fault> {
        Ok(Actor::Person { id: self.require(role)?.id, role: role.code() })
    }
}

/// The name of the session cookie: bound to host and https where there is https.
pub fn cookie_name(config: &Config) -> &'static str {
    if config.is_https() { "__Host-session" } else { "session" }
}

/// The cookie of a new session.
pub fn session_cookie(config: &Config, token: String) -> Cookie<'static> {
    cookie(config, token, Duration::days(sessions::SESSION_DAYS))
}

/// The cookie that ends a session in the browser.
pub fn no_session_cookie(config: &Config) -> Cookie<'static> {
    cookie(config, String::new(), Duration::ZERO)
}

fn cookie(config: &Config, token: String, age: Duration) -> Cookie<'static> {
    Cookie::build(cookie_name(config), token)
        .path("/")
        .http_only(true)
        .secure(config.is_https())
        .same_site(SameSite::Lax)
        .max_age(age)
        .finish()
}

impl FromRequest for Visitor {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Visitor::of(&request).await })
    }
}

impl Visitor {
    /// Whoever sent this request.
    ///
    /// # Errors
    /// [`Fault::SignIn`] for a bearer token that is not good; a database error.
    pub async fn of(request: &HttpRequest) -> Result<Self, Fault> {
        if let Some(known) = request.extensions().get::<Self>() {
            return Ok(known.clone());
        }
        let Session(signed_in) = Session::of(request).await?;
        if let (false, Some(signed_in)) = (is_api(request), &signed_in) {
            let known = describe(app_of(request)?, &signed_in.person).await?;
            request.extensions_mut().insert(known);
        }
        let ctx = Rc::new(surroundings::context(request));
        let visitor = Self { signed_in, lang: ctx.lang, ctx };
        request.extensions_mut().insert(visitor.clone());
        Ok(visitor)
    }
}

/// Who is signed in, and nothing for the frame of a page: enough for the path on which every statement counts.
#[derive(Debug, Clone)]
pub struct Session(pub Option<Rc<folkmoot_accounts::SignedIn>>);

impl FromRequest for Session {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Session::of(&request).await })
    }
}

impl Session {
    /// The person, if one is signed in.
    pub fn person(&self) -> Option<&Person> {
        self.0.as_ref().map(|signed_in| &signed_in.person)
    }

    /// The session, if somebody is signed in.
    pub fn id(&self) -> Option<SessionId> {
        self.0.as_ref().map(|signed_in| signed_in.session)
    }

    /// Who sent this request.
    ///
    /// # Errors
    /// As [`Visitor::of`].
    pub async fn of(request: &HttpRequest) -> Result<Self, Fault> {
        if let Some(known) = request.extensions().get::<Self>() {
            return Ok(known.clone());
        }
        let app = app_of(request)?;
        let found =
            if is_api(request) { by_token(request, app).await? } else { by_cookie(request, app).await? };
        let session = Self(found.map(Rc::new));
        request.extensions_mut().insert(session.clone());
        Ok(session)
    }
}

fn app_of(request: &HttpRequest) -> Result<&web::Data<App>, Fault> {
    request.app_data::<web::Data<App>>().ok_or(Fault::NotFound)
}

fn is_api(request: &HttpRequest) -> bool {
    request.path().starts_with("/api/")
}

fn session_of(request: &HttpRequest, config: &Config) -> Option<Cookie<'static>> {
    request.cookie(cookie_name(config)).filter(|cookie| !cookie.value().is_empty())
}

/// Whether somebody asks who may be signed in.
pub(super) fn brings_session(request: &HttpRequest, config: &Config) -> bool {
    session_of(request, config).is_some()
}

async fn by_cookie(request: &HttpRequest, app: &App) -> Result<Option<folkmoot_accounts::SignedIn>, Fault> {
    let Some(cookie) = session_of(request, &app.config) else { return Ok(None) };
    let found = app.sessions.get(SessionKey::of_token(cookie.value())).await?;
    if let Some(signed_in) = found.as_ref().filter(|s| s.renew) {
        let tx = app.db.begin().await?;
        sessions::renew(&tx, signed_in.session, app.now()).await?;
        db::commit(tx).await?;
    }
    Ok(found)
}

/// A token that is there must be good: a client should learn at once that it has run out.
async fn by_token(request: &HttpRequest, app: &App) -> Result<Option<folkmoot_accounts::SignedIn>, Fault> {
    let Some(value) = request.headers().get(header::AUTHORIZATION) else { return Ok(None) };
    let token = value.to_str().ok().and_then(|v| v.strip_prefix("Bearer ")).ok_or(Fault::SignIn)?;
    let (session, person) = tokens::session_of(&app.keyring, token.trim(), app.now()).ok_or(Fault::SignIn)?;
    let found = app.sessions.get(SessionKey::Session(session)).await?;
    found.filter(|signed_in| signed_in.person.id == person).map(Some).ok_or(Fault::SignIn)
}

/// Answers whose a session is, many at once.
pub struct Sessions {
    /// The database.
    pub db: Db,
    /// The present.
    pub clock: Arc<dyn Clock>,
}

#[async_trait::async_trait]
impl LookUp<SessionKey, folkmoot_accounts::SignedIn> for Sessions {
    async fn look_up(
        &self,
        keys: &[SessionKey],
    ) -> Result<HashMap<SessionKey, folkmoot_accounts::SignedIn>, DbErr> {
        sessions::find_many(self.db.crowded(), keys, self.clock.now()).await
    }
}

/// What the frame of a page shows of the person.
async fn describe(app: &App, person: &Person) -> Result<SignedIn, Fault> {
    let unread = folkmoot_notifications::notices::unread(app.db.read(), person.id).await?;
    let unread = i64::try_from(unread).unwrap_or(i64::MAX);
    let mut roles: Vec<&'static str> = person.grants.iter().map(|g| g.role.code()).collect();
    roles.dedup();
    Ok(SignedIn { nickname: person.nickname.clone(), roles, unread, may_sign: person.may_sign() })
}
