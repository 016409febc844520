//! Pages about the platform itself, and whether it is well.

use actix_web::{HttpResponse, web};
use folkmoot_web::pages::about::{AccessibilityPage, ApiPage, PrivacyPage, VerifyPage};

use crate::api::Description;
use crate::http::{Visitor, page};
use crate::{App, Fault};

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
    page(PrivacyPage { ctx: visitor.ctx() }.render())
}

async fn api(visitor: Visitor, description: web::Data<Description>) -> HttpResponse {
    page(ApiPage { ctx: visitor.ctx(), endpoints: &description.endpoints }.render())
}

/// How anyone can check a count.
async fn verify(app: web::Data<App>, visitor: Visitor) -> HttpResponse {
    let key = hex::encode(app.checkpoint_key.public());
    page(VerifyPage { ctx: visitor.ctx(), key: &key }.render())
}

/// Well means: the database answers.
async fn health(app: web::Data<App>) -> Result<HttpResponse, Fault> {
    app.db.ping().await?;
    Ok(HttpResponse::Ok().content_type("text/plain").body("well\n"))
}
