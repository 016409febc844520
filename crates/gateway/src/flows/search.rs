//! The one search: what the index found, with what the rooms of the house know of it.

use std::collections::HashMap;

use folkmoot_foundation::search::{self, Filter, Found, Hit, Kind, Query, Sort};
use folkmoot_foundation::{Now, ProposalId};
use folkmoot_proposals::{Brief, read};

use crate::{App, Fault, links};

/// What was found, with the proposals it stands under.
#[derive(Debug)]
pub(crate) struct Results {
    /// From the index.
    pub(crate) found: Found,
    /// Only those that everybody may see.
    pub(crate) proposals: HashMap<ProposalId, Brief>,
}

/// Finds; `page` counts from 0.
///
/// # Errors
/// A database error.
pub(crate) async fn find(
    app: &App,
    text: &str,
    filter: &Filter,
    sort: Sort,
    page: u64,
    now: Now,
) -> Result<Results, Fault> {
    let conn = app.db.read();
    let mut found = search::search(conn, &Query::parse(text), filter, sort, page, now).await?;
    let mut ids: Vec<ProposalId> = found.hits.iter().map(|hit| ProposalId(hit.subject)).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut proposals = read::briefs(conn, &ids, now).await?;
    // What became hidden between two questions is not shown.
    proposals.retain(|_, brief| brief.state.is_public() && brief.unlisted.is_none());
    found.hits.retain(|hit| proposals.contains_key(&ProposalId(hit.subject)));
    Ok(Results { found, proposals })
}

/// Where something that was found stands.
pub(crate) fn href(hit: &Hit) -> String {
    let proposal = ProposalId(hit.subject);
    match hit.kind {
        Kind::Proposal | Kind::Text => links::proposal(proposal),
        Kind::Comment | Kind::Statement => links::voice(hit.id),
        Kind::Response | Kind::Addendum | Kind::Report => links::response(proposal),
    }
}
