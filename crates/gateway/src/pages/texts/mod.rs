//! Draft texts: reading them with what is said of each article, and drafting them.

mod desk;
mod place;
mod show;
pub(crate) mod view;

use actix_web::web;
use folkmoot_accounts::{Person, Role};
use folkmoot_agency_responses::cases;
use folkmoot_discussion::texts::{self, By, Text, TextId, Version};
use folkmoot_foundation::{AgencyId, ProposalId};

use crate::fault::Belonging;
use crate::http::Visitor;
use crate::pages::discussion::forum::Forum;
use crate::{App, Fault};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    show::configure(config);
    place::configure(config);
    desk::configure(config);
}

/// A published text with the discussion it belongs to.
pub(crate) async fn public<'a>(
    app: &'a App,
    visitor: &'a Visitor,
    id: TextId,
) -> Result<(Forum<'a>, Text), Fault> {
    let text = texts::find(app.db.read(), id).await?.filter(|text| text.latest > 0).ok_or(Fault::NotFound)?;
    let forum = Forum::of(app, visitor, text.subject).await?;
    Ok((forum, text))
}

/// A version of a text.
pub(crate) async fn version(app: &App, text: TextId, number: i64) -> Result<Version, Fault> {
    texts::version(app.db.read(), text, number).await?.ok_or(Fault::NotFound)
}

/// As what somebody drafts texts of a proposal: for an agency of its case, or as a facilitator.
#[derive(Debug)]
pub(crate) struct Drafter<'a> {
    /// Who.
    pub person: &'a Person,
    /// The code of the role they do it in.
    pub role: &'static str,
    /// The agency they do it for.
    pub agency: Option<AgencyId>,
    /// All agencies of the case that they serve.
    agencies: Vec<AgencyId>,
}

impl Drafter<'_> {
    /// As whom they publish a text or throw it away.
    pub fn by(&self) -> By<'_> {
        By {
            person: self.person.id,
            role: self.role,
            agencies: &self.agencies,
            facilitates: self.person.has(Role::Facilitator),
        }
    }

    /// Whether they may publish a text or throw it away.
    pub fn publishes(&self, text: &Text) -> bool {
        self.by().may(text.agency, text.begun_by)
    }
}

/// As what a visitor drafts texts of a proposal, if they do.
pub(crate) async fn drafter<'a>(
    app: &App,
    visitor: &'a Visitor,
    proposal: ProposalId,
) -> Result<Option<Drafter<'a>>, Fault> {
    let Some(person) = visitor.person() else { return Ok(None) };
    let serves = person.agencies(Role::AgencyOfficer);
    if !serves.is_empty() {
        let now = app.now();
        let found = cases::of_proposals(app.db.read(), &[proposal], now).await.map_err(Fault::internal)?;
        let case = found.get(&proposal);
        let agencies = case.into_iter().flat_map(|case| case.leads.iter().chain(&case.supporting));
        let agencies: Vec<AgencyId> = agencies.filter(|agency| serves.contains(agency)).copied().collect();
        if let Some(agency) = agencies.first().copied() {
            let role = Role::AgencyOfficer.code();
            return Ok(Some(Drafter { person, role, agency: Some(agency), agencies }));
        }
    }
    let facilitates = person.has(Role::Facilitator);
    let role = Role::Facilitator.code();
    Ok(facilitates.then_some(Drafter { person, role, agency: None, agencies: Vec::new() }))
}

/// As [`drafter`], of whom it must be.
///
/// # Errors
/// Whoever holds neither role, or serves at another agency, may not.
pub(crate) async fn must_draft<'a>(
    app: &App,
    visitor: &'a Visitor,
    proposal: ProposalId,
) -> Result<Drafter<'a>, Fault> {
    visitor.require_any(&[Role::AgencyOfficer, Role::Facilitator])?;
    drafter(app, visitor, proposal).await?.ok_or(Fault::NotYours(Belonging::Case))
}
