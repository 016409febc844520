//! People: registering, proving an address and a number, what others may see of them, and their roles.

mod deletion;
mod directory;
mod identities;
mod mobile_codes;
mod profile;
mod registration;
mod roles;
mod signing;

pub use deletion::delete;
pub use directory::{
    Contact, Listed, SearchFilter, contact, contacts, get, id_by_email, nicknames, search, serving, with_role,
};
pub use identities::{bind_identity, masked_identity, prove_by_identity, remove_identity};
pub use mobile_codes::{
    CODE_MINUTES, CODE_TRIES, CodeOutcome, confirm_mobile, request_mobile_code, waiting_code,
};
pub use profile::{ProfileChange, set_profile};
pub use registration::{
    CONFIRMATION_HOURS, NewPerson, Registration, Vouched, confirm_email, create, create_with_role,
    peek_confirmation, register,
};
pub use roles::{grant, revoke};
pub use signing::{EmailIdentity, email_identity, email_key, may_enter_signature, may_mail_to_sign};
