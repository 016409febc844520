//! What must be sent to a person. This crate sends nothing; the caller queues it in the same transaction.

use folkmoot_foundation::PersonId;

/// A message to one address.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Whose account, if there is one already.
    pub person: Option<PersonId>,
    /// The e-mail address or the mobile number in E.164, sealed with the keyring.
    pub to_sealed: String,
    /// The language: `zh-TW` or `en`.
    pub locale: String,
    /// What to say.
    pub kind: OutgoingKind,
}

/// Addresses, links and codes stay out of logs.
impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outgoing").field("kind", &self.kind.code()).finish_non_exhaustive()
    }
}

/// By which way a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To an e-mail address.
    Mail,
    /// To a mobile number.
    Sms,
}

/// What a message says.
#[derive(Clone, PartialEq, Eq)]
pub enum OutgoingKind {
    /// Confirm your address: the link leads to a page with a button.
    EmailConfirmation {
        /// The token in the link; valid for [`crate::people::CONFIRMATION_HOURS`].
        token: String,
    },
    /// Somebody tried to register with your address, which has an account already.
    AddressAlreadyRegistered,
    /// The code that confirms a mobile number.
    MobileCode {
        /// Six digits; valid for [`crate::people::CODE_MINUTES`].
        code: String,
    },
    /// Choose a new password: the link leads to a form.
    PasswordReset {
        /// The token in the link; valid for [`crate::passwords::RESET_MINUTES`].
        token: String,
    },
    /// Your password was changed; if it was not you, reset it.
    PasswordChanged,
    /// Your second factor was removed by an administrator; if you did not ask for it, change your password.
    SecondFactorRemoved,
}

impl std::fmt::Debug for OutgoingKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl OutgoingKind {
    /// A stable code for the queue and the templates.
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmailConfirmation { .. } => "email_confirmation",
            Self::AddressAlreadyRegistered => "address_already_registered",
            Self::MobileCode { .. } => "mobile_code",
            Self::PasswordReset { .. } => "password_reset",
            Self::PasswordChanged => "password_changed",
            Self::SecondFactorRemoved => "second_factor_removed",
        }
    }

    /// By mail or by short message.
    pub fn way(&self) -> Way {
        match self {
            Self::MobileCode { .. } => Way::Sms,
            _ => Way::Mail,
        }
    }

    /// The values for the template: `token` or `code`, as far as there is one.
    pub fn data(&self) -> serde_json::Value {
        match self {
            Self::EmailConfirmation { token } | Self::PasswordReset { token } => {
                serde_json::json!({ "token": token })
            }
            Self::MobileCode { code } => serde_json::json!({ "code": code }),
            Self::AddressAlreadyRegistered | Self::PasswordChanged | Self::SecondFactorRemoved => {
                serde_json::json!({})
            }
        }
    }
}
