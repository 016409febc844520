//! Voices from a table.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_discussion::Channel;
use folkmoot_discussion::import::{self, Imported, Refusal};
use folkmoot_foundation::{FieldErrors, ProposalId};
use folkmoot_proposals::Proposal;
use folkmoot_web::pages::issues::import::{Refused, VoiceImport};
use folkmoot_web::{FormView, Values};

use super::desk::proposal;
use crate::flows::words;
use crate::http::{Upload, Visitor, page_with_status, see_other};
use crate::{App, Fault};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/proposals/{id}/voices", web::get().to(form))
        .route("/desk/proposals/{id}/voices", web::post().to(take));
}

/// What the page tells beside its form.
#[derive(Default)]
struct Told {
    errors: FieldErrors,
    refused: Vec<Refused>,
    plan: Option<Imported>,
}

async fn form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
) -> Result<HttpResponse, Fault> {
    let (proposal, _) = proposal(&app, &visitor, *id).await?;
    let values = Values::default().and("channel", Channel::Online.code());
    Ok(show(&visitor, &proposal, &values, Told::default()))
}

fn show(visitor: &Visitor, proposal: &Proposal, values: &Values, told: Told) -> HttpResponse {
    let wrong = !told.errors.is_empty() || !told.refused.is_empty();
    let markup = VoiceImport {
        ctx: visitor.ctx(),
        id: proposal.id.to_string(),
        proposal: proposal.text.title.clone(),
        form: FormView { lang: visitor.lang, values, errors: &told.errors },
        refused: told.refused,
        plan: told.plan.map(|plan| (plan.new, plan.changed, plan.same)),
    };
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_with_status(status, markup.render())
}

async fn take(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    multipart: Multipart,
) -> Result<HttpResponse, Fault> {
    let asked = proposal(&app, &visitor, *id).await;
    let ((proposal, by), upload) = Upload::read(asked, multipart).await?;
    let values = upload.values;
    let mut errors = FieldErrors::new();
    let source = import::source_name(values.get("source"));
    if source.is_none() {
        errors.add("source", if values.get("source").is_empty() { "required" } else { "source_name" });
    }
    let channel = values.get("channel").parse::<Channel>().unwrap_or(Channel::Online);
    if upload.file.is_none() {
        errors.add("file", "required");
    }
    let (Some(source), Some(file)) = (source, upload.file) else {
        return Ok(show(&visitor, &proposal, &values, Told { errors, ..Told::default() }));
    };
    let now = app.now();
    let parsed =
        web::block(move || import::parse(&file.bytes, channel, now)).await.map_err(Fault::internal)?;
    let rows = match parsed {
        Ok(rows) => rows,
        Err(refusal) => {
            let refused = refused(&refusal);
            return Ok(show(&visitor, &proposal, &values, Told { refused, ..Told::default() }));
        }
    };
    if values.get("act") != "import" {
        let plan = Some(words::plan(&app, *id, &source, rows).await?);
        return Ok(show(&visitor, &proposal, &values, Told { plan, ..Told::default() }));
    }
    words::import(&app, *id, &source, rows, by).await?;
    Ok(see_other(&format!("/desk/proposals/{id}/issues"), Some("voices-imported")))
}

fn refused(refusal: &Refusal) -> Vec<Refused> {
    let whole = |code| vec![Refused { line: None, code, detail: String::new() }];
    match refusal {
        Refusal::File(problem) => whole(problem.code()),
        Refusal::NoWordsColumn => whole("no_words_column"),
        Refusal::Lines(lines) => lines
            .iter()
            .map(|(line, problem)| Refused {
                line: i64::try_from(*line).ok(),
                code: problem.code(),
                detail: problem.detail().to_owned(),
            })
            .collect(),
    }
}
