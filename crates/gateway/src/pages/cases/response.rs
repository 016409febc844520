//! The published response.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use folkmoot_agency_responses::{cases, proof, responses};
use folkmoot_discussion::texts::{Thing, ThingKind};
use folkmoot_foundation::ProposalId;
use folkmoot_web::components::follow_ups::FollowUpView;
use folkmoot_web::pages::cases::response::{ResponsePage, Signature};

use super::afterwards;
use super::view::{Shelf, follow_up};
use crate::http::{Visitor, page};
use crate::pages::discussion::about;
use crate::{App, Fault, links};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/proposals/{id}/response", web::get().to(response))
        .route("/proposals/{id}/response.json", web::get().to(file));
}

async fn response(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let case = cases::of_proposal(app.db.read(), *id, app.now()).await?.ok_or(Fault::NotFound)?;
    let response = responses::get(app.db.read(), case.brief.id).await?.ok_or(Fault::NotFound)?;
    let shelf = Shelf::fetch(&app, visitor.lang, [*id]).await?;
    let signature = |signer: &responses::Signer, at| Signature {
        agency: None,
        name: signer.name.clone(),
        title: signer.title.clone(),
        at,
    };
    let addenda = response.addenda.iter().filter_map(|one| {
        let (signer, at) = one.signed.as_ref()?;
        Some((one.number?, one.body.clone(), signature(signer, *at)))
    });
    let markup = ResponsePage {
        ctx: visitor.ctx(),
        title: shelf.title(*id),
        number: shelf.number(*id),
        proposal_href: links::proposal(*id),
        agencies: shelf.agency_links(&case.brief.leads),
        body: shelf.response(&case, &response.content).await?,
        clock: case.brief.answer_clock().map(|clock| shelf.clock(*id, clock)),
        signatures: match response.signatures.as_slice() {
            [] => vec![signature(&response.signer, response.published)],
            all => all
                .iter()
                .map(|one| Signature {
                    agency: Some(shelf.agency_name(one.agency)),
                    ..signature(&one.signer, one.at)
                })
                .collect(),
        },
        published: response.published,
        hash: response.hash.clone(),
        file_href: format!("{}.json", super::view::response_href(*id)),
        addenda: addenda.collect(),
        afterwards: afterwards::view::of_case(&app, &visitor, &case).await?,
        follow_ups: case
            .follow_ups
            .iter()
            .map(|one| {
                let thing = Thing { kind: ThingKind::FollowUp, id: one.id.0 };
                FollowUpView { discuss: Some(about::path(*id, thing)), ..follow_up(one) }
            })
            .collect(),
        discuss: about::path(*id, Thing { kind: ThingKind::Response, id: case.brief.id.0 }),
    };
    Ok(page(markup.render()))
}

/// The words with the piece of the log that proves them, to be kept and checked offline.
async fn file(app: web::Data<App>, id: web::Path<ProposalId>) -> Result<HttpResponse, Fault> {
    let conn = app.db.read();
    let case = cases::of_proposal(conn, *id, app.now()).await?.ok_or(Fault::NotFound)?;
    let response = responses::get(conn, case.brief.id).await?.ok_or(Fault::NotFound)?;
    let file = proof::response_file(conn, &response, &app.config.public_url).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"response-{id}.json\"")))
        .json(file))
}
