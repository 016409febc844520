//! Agencies, their cases and responses: the public pages and the desks.

mod acts;
pub(crate) mod afterwards;
mod agencies;
mod answer_view;
mod approvals;
mod assignments;
mod calendar;
mod case;
mod desk;
pub(crate) mod draft;
mod draft_conflict;
mod draft_fields;
mod file;
mod file_view;
mod piece_words;
mod public_file;
mod record;
mod response;
mod response_form;
mod standstill;
mod supplement;
mod together;
pub(crate) mod view;

use actix_web::http::StatusCode;
use actix_web::web;
use folkmoot_accounts::Role;
use folkmoot_agency_responses::{Case, Officer};
use folkmoot_foundation::{CaseId, FieldErrors};

pub(crate) use self::piece_words::words;
use crate::Fault;
use crate::fault::Belonging;
use crate::http::Visitor;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    record::configure(config);
    calendar::configure(config);
    agencies::configure(config);
    response::configure(config);
    afterwards::configure(config);
    approvals::configure(config);
    assignments::configure(config);
    desk::configure(config);
    case::configure(config);
    response_form::configure(config);
    draft::configure(config);
    standstill::configure(config);
    supplement::configure(config);
    file::configure(config);
    public_file::configure(config);
    together::configure(config);
    // Last, since it takes any act.
    acts::configure(config);
}

/// The person as an officer of their agencies.
pub(crate) fn officer(visitor: &Visitor) -> Result<Officer, Fault> {
    let person = visitor.require(Role::AgencyOfficer)?;
    Ok(Officer { person: person.id, agencies: person.agencies(Role::AgencyOfficer) })
}

/// The person as an approver of their agencies.
pub(crate) fn approver(visitor: &Visitor) -> Result<Officer, Fault> {
    let person = visitor.require(Role::AgencyApprover)?;
    Ok(Officer { person: person.id, agencies: person.agencies(Role::AgencyApprover) })
}

/// Refuses whoever acts for none of the case's lead agencies.
pub(crate) fn must_lead(officer: &Officer, case: &Case) -> Result<(), Fault> {
    let leads = case.brief.leads.iter().any(|lead| officer.agencies.contains(lead));
    if leads { Ok(()) } else { Err(Fault::NotYours(Belonging::Case)) }
}

/// The page of a case on the desk.
fn case_href(id: CaseId) -> String {
    crate::links::case(id)
}

/// What a form shows when its act was not done.
#[derive(Debug, Default)]
struct Refusal {
    /// What is wrong with which field.
    errors: FieldErrors,
    /// Why it can't be done at all now: the code of a conflict.
    conflict: Option<&'static str>,
}

impl Refusal {
    /// Keeps the form on the screen for mistakes and conflicts, so that nothing typed is lost; other faults go their way.
    fn of(fault: Fault) -> Result<Self, Fault> {
        match fault {
            Fault::Invalid(errors) => Ok(Self { errors, conflict: None }),
            Fault::Conflict(code) => Ok(Self { errors: FieldErrors::new(), conflict: Some(code) }),
            other => Err(other),
        }
    }

    fn status(&self) -> StatusCode {
        match self.conflict {
            Some(_) => StatusCode::CONFLICT,
            None if self.errors.is_empty() => StatusCode::OK,
            None => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// Why it can't be done, in words.
    fn words(&self, visitor: &Visitor) -> Option<String> {
        let code = self.conflict?.replace('_', "-");
        Some(
            visitor
                .lang
                .find(&format!("fault-{code}"))
                .unwrap_or_else(|| visitor.lang.t("fault-conflict-text")),
        )
    }
}
