//! Pages about the platform itself, and whether it is well.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_foundation::text::narrow;
use folkmoot_foundation::{DriveId, FieldErrors};
use folkmoot_signatures::State;
use folkmoot_signatures::paper::EVIDENCE_DAYS;
use folkmoot_web::pages::about::{AccessibilityPage, ApiPage, PrivacyPage, VerifyPage};
use folkmoot_web::{FormView, Values};

use serde::Deserialize;

use super::hearings::meant;
use crate::api::Description;
use crate::http::{Visitor, page, page_with_status};
use crate::{App, Fault, proof_files};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/accessibility", web::get().to(accessibility))
        .route("/privacy", web::get().to(privacy))
        .route("/api", web::get().to(api))
        .route("/verify", web::get().to(verify))
        .route("/healthz", web::get().to(health));
}

async fn accessibility(visitor: Visitor) -> HttpResponse {
    page(AccessibilityPage { ctx: visitor.ctx() }.render())
}

async fn privacy(visitor: Visitor) -> HttpResponse {
    page(PrivacyPage { ctx: visitor.ctx(), evidence_days: EVIDENCE_DAYS }.render())
}

async fn api(visitor: Visitor, description: web::Data<Description>) -> HttpResponse {
    page(ApiPage { ctx: visitor.ctx(), endpoints: &description.endpoints }.render())
}

/// How anyone can check a count.
async fn verify(
    app: web::Data<App>,
    visitor: Visitor,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Fault> {
    let key = hex::encode(app.checkpoint_key.public());
    let Asked { proposal, leaf } = asked.into_inner();
    let mut errors = FieldErrors::new();
    let found = match (proposal.trim(), leaf.trim()) {
        ("", "") => None,
        _ => look_up(&app, &proposal, &leaf, &mut errors).await?,
    };
    let values = Values::default().and("proposal", proposal).and("leaf", leaf);
    let form = FormView { lang: visitor.lang, values: &values, errors: &errors };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page_with_status(status, VerifyPage { ctx: visitor.ctx(), key: &key, form, found }.render()))
}

/// One signature that somebody looks up.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    proposal: String,
    #[serde(default)]
    leaf: String,
}

/// What is to be said of a leaf; what can't be read goes to the errors.
async fn look_up(
    app: &App,
    proposal: &str,
    leaf: &str,
    errors: &mut FieldErrors,
) -> Result<Option<&'static str>, Fault> {
    let mut bytes = [0; 32];
    if hex::decode_to_slice(narrow(leaf).to_lowercase(), &mut bytes).is_err() {
        errors.add("leaf", "format");
    }
    let meant = match meant(app, proposal).await {
        Ok(meant) => meant,
        Err(Fault::Invalid(more)) => {
            errors.0.extend(more.0);
            return Ok(None);
        }
        Err(other) => return Err(other),
    };
    if !errors.is_empty() {
        return Ok(None);
    }
    Ok(Some(match proof_files::look_up(app, DriveId(meant.id.0), &bytes).await? {
        Some(State::Counted) => "counted",
        Some(State::PutAside) => "put-aside",
        Some(_) => "not-counted",
        None => "none",
    }))
}

/// Well means: the database answers.
async fn health(app: web::Data<App>) -> Result<HttpResponse, Fault> {
    app.db.ping().await?;
    Ok(HttpResponse::Ok().content_type("text/plain").body("well\n"))
}
