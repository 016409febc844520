//! What every page knows: language, who looks at it, the present.

use chrono::{DateTime, Utc};

use crate::i18n::Lang;

/// The surroundings of a page.
#[derive(Debug, Clone)]
pub struct Ctx {
    /// The language.
    pub lang: Lang,
    /// The present, by the platform's clock.
    pub now: DateTime<Utc>,
    /// The path and query of the page, for the language switch and for coming back after signing in.
    pub path: String,
    /// Who is signed in.
    pub signed_in: Option<SignedIn>,
    /// Set in demo mode.
    pub demo: Option<Demo>,
    /// A message to show once at the top, as a key `done-…`, after something was done.
    pub done: Option<String>,
}

/// What pages know of the person signed in.
#[derive(Debug, Clone, Default)]
pub struct SignedIn {
    /// The public nickname.
    pub nickname: String,
    /// The codes of the roles held: `reviewer`, `agency_officer`, …
    pub roles: Vec<&'static str>,
    /// Notices not yet read.
    pub unread: i64,
    /// Whether the mobile number is confirmed, so that this person may co-sign.
    pub may_sign: bool,
}

impl SignedIn {
    /// Whether the person holds a role.
    pub fn has(&self, role: &str) -> bool {
        self.roles.contains(&role)
    }
}

/// What pages know of demo mode.
#[derive(Debug, Clone, Copy, Default)]
pub struct Demo;

impl Ctx {
    /// Shorthand for [`Lang::t`].
    pub fn t(&self, key: &str) -> String {
        self.lang.t(key)
    }

    /// Shorthand for [`Lang::with`].
    pub fn with<const N: usize>(&self, key: &str, args: [(&'static str, crate::i18n::Arg); N]) -> String {
        self.lang.with(key, args)
    }

    /// A context for tests and snapshots: nobody signed in, Traditional Chinese, noon of 2026-03-02 in Taipei.
    pub fn sample(lang: Lang) -> Self {
        let now = DateTime::from_timestamp(1_772_424_000, 0).unwrap_or_default();
        Self { lang, now, path: "/".to_owned(), signed_in: None, demo: None, done: None }
    }
}
