//! What is said about a proposal, on its page.

use folkmoot_discussion::voices::Filter;
use folkmoot_proposals::Proposal;
use folkmoot_web::Markup;

use crate::http::Visitor;
use crate::pages::discussion::forum::{At, Blank, Forum};
use crate::{App, Fault};

/// How many voices the page of a proposal shows.
const SHOWN: usize = 10;

/// The merged list of comments and statements, with the form for a comment; `query` is that of the page. It stands
/// inside `section id="discussion"`, whose heading the page gives.
///
/// # Errors
/// A database error.
pub async fn of_proposal(
    app: &App,
    visitor: &Visitor,
    proposal: &Proposal,
    query: &str,
) -> Result<Markup, Fault> {
    let _ = query;
    if !proposal.state.is_public() {
        return Ok(Markup::default());
    }
    let forum = Forum::about(app, visitor, proposal.clone()).await?;
    let blank = Blank::default();
    let filter = Filter::default();
    let (discussion, next) = forum.page(filter, At::start(filter.order), SHOWN, blank.view(visitor)).await?;
    let all = forum.first(filter);
    Ok(discussion.render_part(next.map(|_| all.as_str())))
}
