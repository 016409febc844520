//! Every error of the house, mapped once: to a status, a stable code, and words for a citizen.

mod accounts;
mod agency_responses;
mod discussion;
mod hearings;
mod notifications;
mod proposals;
mod render;
mod signatures;

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use folkmoot_foundation::{DbErr, FieldErrors, db};

pub use render::{Problem, render};

/// Why a request was not done.
#[derive(Debug)]
pub enum Fault {
    /// There is nothing here, or nothing this person may know of.
    NotFound,
    /// Somebody must sign in first.
    SignIn,
    /// The person lacks the role or it is another's.
    Forbidden,
    /// Fields are wrong. Pages usually show their form again instead.
    Invalid(FieldErrors),
    /// The state does not allow it (any more). The code chooses the words `fault-<code>` if there are any.
    Conflict(&'static str),
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
    /// The body is larger than allowed.
    TooLarge,
    /// The request is not of the right form; the detail is for programmers.
    BadRequest(String),
    /// A form was sent from another site.
    CrossSite,
    /// Our own mistake or the database's.
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

impl Fault {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stable code that the API promises.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::SignIn => "sign_in",
            Self::Forbidden => "forbidden",
            Self::Invalid(_) => "invalid",
            Self::Conflict(code) => code,
            Self::TooMany { .. } => "too_many",
            Self::Busy { .. } => "busy",
            Self::TooLarge => "too_large",
            Self::BadRequest(_) => "bad_request",
            Self::CrossSite => "cross_site",
            Self::Internal(_) => "internal",
        }
    }

    /// The general key of the words.
    fn key(&self) -> String {
        match self {
            Self::Conflict(_) => "conflict".to_owned(),
            Self::Invalid(_) => "bad-request".to_owned(),
            other => other.code().replace('_', "-"),
        }
    }

    /// Seconds to wait before trying again.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooMany { retry_after } | Self::Busy { retry_after } => Some(*retry_after),
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
        response.extensions_mut().insert(Told {
            status: self.status(),
            code: self.code(),
            key: self.key(),
            fields: if let Self::Invalid(errors) = self { errors.clone() } else { FieldErrors::new() },
            detail: if let Self::BadRequest(detail) = self { Some(detail.clone()) } else { None },
            retry_after: self.retry_after(),
        });
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
    detail: Option<String>,
    retry_after: Option<u64>,
}

impl From<DbErr> for Fault {
    fn from(error: DbErr) -> Self {
        if db::is_passing(&error) {
            return Self::Busy { retry_after: 2 };
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
        Self::BadRequest("cursor".to_owned())
    }
}
