//! Every error of the house, mapped once: to a status, a stable code, and words for a citizen.

mod accounts;
mod agency_responses;
mod discussion;
mod hearings;
mod notifications;
mod paper;
mod proposals;
mod render;
mod signatures;
mod unreadable;

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use folkmoot_foundation::{DbErr, FieldErrors, Now, db};

pub use render::{Problem, render};
pub use unreadable::Unreadable;

/// Why a request was not done.
#[derive(Debug)]
pub enum Fault {
    /// There is nothing here, or nothing this person may know of.
    NotFound,
    /// Somebody must sign in first.
    SignIn,
    /// The person lacks the role.
    Forbidden,
    /// The person may do such things, but not to what belongs to somebody else.
    NotYours(Belonging),
    /// Fields are wrong. Pages usually show their form again instead.
    Invalid(FieldErrors),
    /// The state does not allow it (any more). The code chooses the words `fault-<code>` if there are any.
    Conflict(&'static str),
    /// It pauses, and goes on later. The code chooses the words `fault-<code>`, or `fault-<code>-until` with the date.
    Paused {
        /// The code.
        code: &'static str,
        /// The first instant at which it goes on, if that is known.
        until: Option<Now>,
    },
    /// Too many tries.
    TooMany {
        /// Seconds to wait.
        retry_after: u64,
    },
    /// Overloaded: nothing was done.
    Busy {
        /// Seconds to wait.
        retry_after: u64,
    },
    /// The database can't be reached, or went away meanwhile: most likely nothing was done.
    Unreachable,
    /// The body is larger than allowed.
    TooLarge,
    /// The request is not of the right form; the text is for programmers.
    BadRequest(String),
    /// The request can't be read, and it is known where.
    Unreadable(Box<Unreadable>),
    /// The path takes other methods only.
    WrongMethod {
        /// Those it takes, as in the header `Allow`.
        allow: String,
    },
    /// A form was sent from another site.
    CrossSite,
    /// Our own mistake or the database's.
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

/// What belongs to one person or to one agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belonging {
    /// A proposal, its proposer's.
    Proposal,
    /// A case, the agencies' that work on it.
    Case,
    /// A comment, its author's.
    Comment,
    /// What was said in a hall, whoever spoke.
    Statement,
}

impl Fault {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::NotYours(_) | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict(_) | Self::Paused { .. } => StatusCode::CONFLICT,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy { .. } | Self::Unreachable => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Unreadable(unreadable) => unreadable.status,
            Self::WrongMethod { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stable code that the API promises.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::SignIn => "sign_in",
            Self::Forbidden | Self::NotYours(_) => "forbidden",
            Self::Invalid(_) => "invalid",
            Self::Conflict(code) | Self::Paused { code, .. } => code,
            Self::TooMany { .. } => "too_many",
            Self::Busy { .. } => "busy",
            Self::Unreachable => "unreachable",
            Self::TooLarge => "too_large",
            Self::BadRequest(_) => "bad_request",
            Self::Unreadable(unreadable) => unreadable.code,
            Self::WrongMethod { .. } => "method_not_allowed",
            Self::CrossSite => "cross_site",
            Self::Internal(_) => "internal",
        }
    }

    /// The general key of the words.
    fn key(&self) -> String {
        match self {
            Self::Conflict(_) | Self::Paused { .. } => "conflict".to_owned(),
            Self::NotYours(Belonging::Proposal) => "not-yours-proposal".to_owned(),
            Self::NotYours(Belonging::Case) => "not-yours-case".to_owned(),
            Self::NotYours(Belonging::Comment) => "not-yours-comment".to_owned(),
            Self::NotYours(Belonging::Statement) => "not-yours-statement".to_owned(),
            other => other.code().replace('_', "-"),
        }
    }

    /// The key of a sentence that says it more exactly, and the values in it.
    fn words(&self) -> Option<Words> {
        match self {
            Self::Unreadable(unreadable) => {
                let (key, values) = &unreadable.words;
                Some(((*key).to_owned(), values.clone()))
            }
            Self::NotYours(_) | Self::BadRequest(_) => {
                Some((format!("fault-{}-text", self.key()), Vec::new()))
            }
            Self::WrongMethod { allow } => {
                Some(("fault-methods".to_owned(), vec![("methods", allow.clone())]))
            }
            _ => None,
        }
    }

    /// What the parser said, for programmers.
    fn debug(&self) -> Option<String> {
        match self {
            Self::BadRequest(text) => Some(text.clone()),
            Self::Unreadable(unreadable) => unreadable.debug.clone(),
            _ => None,
        }
    }

    /// Seconds to wait before trying again.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooMany { retry_after } | Self::Busy { retry_after } => Some(*retry_after),
            Self::Unreachable => Some(5),
            _ => None,
        }
    }

    /// What went wrong inside, for the log; else the code.
    pub fn source_text(&self) -> String {
        match self {
            Self::Internal(error) => error.to_string(),
            other => other.code().to_owned(),
        }
    }

    /// An error that is our own mistake.
    pub fn internal(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Internal(Box::new(error))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Fault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Internal(error) => Some(error.as_ref()),
            Self::Invalid(errors) => Some(errors),
            _ => None,
        }
    }
}

impl ResponseError for Fault {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    /// A bare answer that carries the fault; the layer around all routes makes a page or a problem of it.
    fn error_response(&self) -> HttpResponse {
        if let Self::Internal(error) = self {
            tracing::error!(error = %error, "request failed");
        }
        let mut response = HttpResponse::build(self.status()).finish();
        response.extensions_mut().insert(Told::from(self));
        response
    }
}

/// What a fault tells, carried from the handler to the layer that renders it.
#[derive(Debug, Clone)]
pub struct Told {
    status: StatusCode,
    code: &'static str,
    key: String,
    fields: FieldErrors,
    words: Option<Words>,
    debug: Option<String>,
    retry_after: Option<u64>,
    allow: Option<String>,
    until: Option<Now>,
}

/// The key of a sentence and the values in it.
type Words = (String, Vec<(&'static str, String)>);

impl From<&Fault> for Told {
    fn from(fault: &Fault) -> Self {
        Self {
            status: fault.status(),
            code: fault.code(),
            key: fault.key(),
            fields: if let Fault::Invalid(errors) = fault { errors.clone() } else { FieldErrors::new() },
            words: fault.words(),
            debug: fault.debug(),
            retry_after: fault.retry_after(),
            until: if let Fault::Paused { until, .. } = fault { *until } else { None },
            allow: if let Fault::WrongMethod { allow } = fault { Some(allow.clone()) } else { None },
        }
    }
}

impl From<DbErr> for Fault {
    fn from(error: DbErr) -> Self {
        if db::is_passing(&error) {
            return Self::Busy { retry_after: 2 };
        }
        if db::is_lost(&error) {
            tracing::error!(%error, "the database can't be reached");
            return Self::Unreachable;
        }
        Self::internal(error)
    }
}

impl From<FieldErrors> for Fault {
    fn from(errors: FieldErrors) -> Self {
        Self::Invalid(errors)
    }
}

impl From<folkmoot_foundation::cursor::BadCursor> for Fault {
    fn from(_: folkmoot_foundation::cursor::BadCursor) -> Self {
        Unreadable::cursor().into()
    }
}

impl From<Unreadable> for Fault {
    fn from(unreadable: Unreadable) -> Self {
        Self::Unreadable(Box::new(unreadable))
    }
}
