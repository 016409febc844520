//! Signature sheets on paper: the facilitator's desk, and the sheet to print.

mod blank;
mod evidence;
mod sample;
mod uploads;
pub(crate) mod views;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::{Role, people};
use folkmoot_foundation::{PersonId, ProposalId};
use folkmoot_proposals::Brief;
use folkmoot_signatures::Window;
use folkmoot_signatures::paper::{self, FileProblem, MARGINS};
use folkmoot_web::pages::paper::desk::{ChoosePage, Chosen};
use folkmoot_web::pages::paper::sheets::{EvidenceRow, SheetsPage};
use serde::Deserialize;

use crate::flows::paper as flow;
use crate::http::{Visitor, page, page_with_status};
use crate::{App, Fault};

/// Who may look at sheets; only facilitators bring them.
const MAY_LOOK: [Role; 3] = [Role::Facilitator, Role::Reviewer, Role::Administrator];

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/paper", web::get().to(choose))
        .route("/desk/paper/{id}", web::get().to(sheets))
        .route("/desk/paper/{id}/uploads", web::post().to(uploads::bring))
        .route("/desk/paper/{id}/uploads/{upload}.csv", web::get().to(uploads::table))
        .route("/desk/paper/{id}/uploads/{upload}", web::get().to(uploads::look))
        .route("/desk/paper/{id}/uploads/{upload}", web::post().to(uploads::decide))
        .route("/desk/paper/{id}/imports/{number}", web::get().to(uploads::done))
        .route("/desk/paper/{id}/evidence", web::post().to(evidence::add))
        .route("/desk/paper/{id}/evidence/{evidence}", web::get().to(evidence::show))
        .route("/desk/paper/{id}/samples", web::post().to(sample::draw))
        .route("/desk/paper/{id}/samples/{sample}", web::get().to(sample::show))
        .route("/desk/paper/{id}/samples/{sample}", web::post().to(sample::mark))
        .route("/proposals/{id}/sheet", web::get().to(blank::sheet));
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    pub q: String,
}

async fn choose(
    app: web::Data<App>,
    visitor: Visitor,
    search: web::Query<Search>,
) -> Result<HttpResponse, Fault> {
    visitor.require_any(&MAY_LOOK)?;
    let mut found = Vec::new();
    for brief in flow::signable(&app, &search.q).await? {
        if app.rulebooks.get(&brief.rulebook, brief.rulebook_version)?.paper.is_some() {
            found.push(chosen(brief, "/desk/paper"));
        }
    }
    let (ctx, asked) = (visitor.ctx(), search.q.as_str());
    Ok(page(ChoosePage { ctx, key: "paper", path: "/desk/paper", asked, found }.render()))
}

/// A proposal to choose, which leads to its page under `base`.
pub(super) fn chosen(brief: Brief, base: &str) -> Chosen {
    Chosen { number: brief.number, title: brief.title, href: format!("{base}/{}", brief.id) }
}

async fn sheets(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    visitor.require_any(&MAY_LOOK)?;
    shown(&app, &visitor, *id, None).await
}

/// The page of a proposal's sheets; with what is wrong with a file that was just sent.
async fn shown(
    app: &App,
    visitor: &Visitor,
    id: ProposalId,
    refused: Option<FileProblem>,
) -> Result<HttpResponse, Fault> {
    let sheets = flow::sheets(app, id).await?;
    let (conn, name) = (app.db.read(), id.to_string());
    let base = format!("/desk/paper/{id}");
    let facilitates = visitor.person().is_some_and(|person| person.has(Role::Facilitator));
    let imports = paper::imports_of(conn, sheets.drive.id).await?;
    let by: Vec<PersonId> = imports.iter().map(|import| import.by).collect();
    let names = people::nicknames(conn, &by).await?;
    let samples = views::samples(conn, sheets.drive.id, &imports, Some(&base)).await?;
    let evidence = paper::evidence_of(conn, sheets.drive.id).await?;
    let picture = |one: paper::Evidence| EvidenceRow {
        href: format!("{base}/evidence/{}", one.id),
        name: one.file_name,
        size: one.size,
        at: one.at,
    };
    let rule = sheets.rulebook.paper.as_ref().map(|paper| paper.text.get(visitor.lang.code()));
    let status = if refused.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = SheetsPage {
        ctx: visitor.ctx(),
        id: &name,
        title: &sheets.proposal.text.title,
        rule: rule.unwrap_or_default(),
        open: sheets.drive.window(app.now()) == Window::Open,
        facilitates,
        refused: refused.map(|problem| (problem.code(), problem.column())),
        imports: imports.iter().map(|import| views::import(import, &names, &base)).collect(),
        evidence: evidence.into_iter().map(picture).collect(),
        samples,
        margins: &MARGINS,
    };
    Ok(page_with_status(status, view.render()))
}
