//! The merged page of a proposal.

use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_discussion::issues;
use folkmoot_foundation::ProposalId;
use folkmoot_web::pages::issues::merged::MergedPage;

use super::view::{NarrowQuery, address, channels, filed, narrowed, outline, sides};
use crate::http::{Visitor, page, shared};
use crate::pages::discussion::forum::Forum;
use crate::{App, Fault, links};

/// How many voices of each side stand under an issue of the outline.
const EACH: u64 = 2;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/proposals/{id}/merged", web::get().to(merged));
}

async fn merged(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<ProposalId>,
    query: web::Query<NarrowQuery>,
) -> Result<HttpResponse, Fault> {
    let make = async || {
        let visitor = Visitor::of(&request).await?;
        let forum = Forum::of(&app, &visitor, *id).await?;
        let narrow = query.narrow();
        let state = issues::state(app.db.read(), *id).await?;
        let href = |narrow| address(&links::merged(*id), &narrowed(narrow));
        let is_facilitator = visitor.person().is_some_and(|person| person.has(Role::Facilitator));
        let markup = MergedPage {
            ctx: visitor.ctx(),
            proposal: forum.named(),
            filed: filed(&state),
            channels: channels(&visitor, (&state.all, true), narrow, href),
            sides: sides(&visitor, narrow, href),
            issues: outline(&app, &forum, narrow, EACH).await?,
            downloads: super::export::links(*id),
            manage: is_facilitator.then(|| format!("/desk/proposals/{id}/issues")),
        };
        Ok(page(markup.render()))
    };
    shared(&app, &request, make).await
}
