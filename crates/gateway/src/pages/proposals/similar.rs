//! The question to the signers of a withdrawn proposal whether they co-sign the similar one that was named.

use actix_web::{HttpResponse, web};
use folkmoot_foundation::{DriveId, ProposalId};
use folkmoot_proposals::{Proposal, State, life, read};
use folkmoot_signatures::drives;
use folkmoot_web::pages::proposals::similar_ask::{AskPage, Side};

use super::show::visible;
use crate::http::{Visitor, page};
use crate::pages::signatures::sign_box_of;
use crate::{App, Fault, links};

/// Both proposals side by side, and the box in which one signs the other. Nothing is signed by looking.
pub(super) async fn ask(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let withdrawn = visible(&app, &visitor, *id).await?;
    if withdrawn.state != State::Withdrawn {
        return Err(Fault::NotFound);
    }
    let conn = app.db.read();
    let other = life::similar_of(conn, withdrawn.id).await?.ok_or(Fault::NotFound)?;
    let other = read::get(conn, other, app.now()).await?;
    let drive = drives::get(conn, DriveId(other.id.0)).await?.ok_or(Fault::NotFound)?;
    let name = other.id.to_string();
    let sign_box = sign_box_of(&app, &visitor, &other, &name, &drive).await?;
    let view = AskPage {
        ctx: visitor.ctx(),
        withdrawn: side(&withdrawn),
        other: side(&other),
        sign_box: sign_box.render(),
    };
    Ok(page(view.render()))
}

fn side(proposal: &Proposal) -> Side {
    Side {
        href: links::proposal(proposal.id),
        title: proposal.text.title.clone(),
        demands: proposal.text.demands.clone(),
        content: proposal.text.content.clone(),
    }
}
