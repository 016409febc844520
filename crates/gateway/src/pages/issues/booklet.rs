//! The booklet of the issues of a proposal, for the next hearing.

use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_discussion::issues::{self, Narrow};
use folkmoot_foundation::ProposalId;
use folkmoot_foundation::text::excerpt;
use folkmoot_hearings::hearings::{self, State};
use folkmoot_web::pages::issues::booklet::{BookletPage, Next};

use super::view::{filed, outline};
use crate::http::{Visitor, page, shared};
use crate::pages::discussion::forum::Forum;
use crate::{App, Fault, links};

/// How many voices of each side stand under an issue.
const EACH: u64 = 5;

/// How much of the proposal is quoted, in characters.
const ASKS: usize = 600;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/proposals/{id}/booklet", web::get().to(booklet));
}

async fn booklet(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let make = async || {
        let visitor = Visitor::of(&request).await?;
        let forum = Forum::of(&app, &visitor, *id).await?;
        let proposal = forum.proposal()?;
        let conn = app.db.read();
        let ahead = hearings::of_proposal(conn, *id, app.now()).await?;
        let next = ahead.into_iter().filter(|hearing| hearing.state == State::Announced);
        let next = next.min_by_key(|hearing| hearing.held_on).map(|hearing| Next {
            title: hearing.title,
            kind: hearing.kind.code(),
            on: hearing.held_on,
            place: hearing.place,
            href: format!("/hearings/{}", hearing.id),
        });
        let markup = BookletPage {
            ctx: visitor.ctx(),
            proposal: forum.named(),
            number: proposal.number.unwrap_or_default(),
            asks: excerpt(&proposal.text.content, ASKS),
            next,
            filed: filed(&issues::state(conn, *id).await?),
            issues: outline(&app, &forum, Narrow::default(), EACH).await?,
            at: app.now(),
            address: format!("{}{}", app.config.public_url, links::merged(*id)),
        };
        Ok(page(markup.render()))
    };
    shared(&app, &request, make).await
}
