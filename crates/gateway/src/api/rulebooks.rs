//! Rulebooks over the API.

use actix_web::{HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::api::extract::Query;
use crate::fault::Problem;
use crate::{App, Fault};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(one);
}

/// A procedure in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct RulebookBrief {
    /// Its id.
    pub id: String,
    /// The version in force.
    pub version: i64,
    /// All versions, oldest first.
    pub versions: Vec<i64>,
    /// Whether new proposals are born under it.
    pub current: bool,
    /// Its name in Traditional Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
}

/// The procedures.
#[derive(Debug, Serialize, ToSchema)]
pub struct RulebookList {
    /// Each in the version that is in force.
    pub items: Vec<RulebookBrief>,
}

/// The procedures that this platform knows.
#[utoipa::path(tag = "rulebooks", responses((status = 200, description = "The procedures", body = RulebookList)))]
#[get("/rulebooks")]
async fn list(app: web::Data<App>) -> HttpResponse {
    let brief = |rulebook: std::sync::Arc<folkmoot_proposals::Rulebook>| RulebookBrief {
        versions: app.rulebooks.versions(&rulebook.id),
        current: app.config.rulebooks.contains(&rulebook.id),
        id: rulebook.id.clone(),
        version: rulebook.version,
        name_zh: rulebook.name.zh.clone(),
        name_en: rulebook.name.en.clone(),
    };
    HttpResponse::Ok().json(RulebookList { items: app.rulebooks.all().into_iter().map(brief).collect() })
}

/// Which version.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Version {
    /// The version; the one in force if not given.
    version: Option<i64>,
}

/// A procedure with every number of it, as its file says it.
#[utoipa::path(tag = "rulebooks", params(("id" = String, Path, description = "Its id, such as `join`"), Version), responses(
    (status = 200, description = "The procedure", body = Object),
    (status = 404, description = "No such procedure or version", body = Problem),
))]
#[get("/rulebooks/{id}")]
async fn one(
    app: web::Data<App>,
    id: web::Path<String>,
    asked: Query<Version>,
) -> Result<HttpResponse, Fault> {
    let found = match asked.version {
        Some(version) => app.rulebooks.get(&id, version),
        None => app.rulebooks.current(&id),
    };
    Ok(HttpResponse::Ok().json(&*found.map_err(|_| Fault::NotFound)?))
}
