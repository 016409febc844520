//! `/api/v1`: what a page can do, the API can do. Described by an OpenAPI document made from this code.
//!
//! The API takes no cookies: a request is anonymous or carries a bearer token, so any site may call it.

mod accounts;
mod audit;
mod cases;
mod checks;
mod demo;
mod drives;
pub(crate) mod extract;
pub(crate) mod hearings;
mod issues;
mod log;
mod me;
mod moderation;
mod opinions;
mod paper;
mod pauses;
mod proposals;
mod rulebooks;
mod search;
mod signature_review;
mod signatures;
mod texts;
mod voices;

use std::collections::BTreeMap;

use actix_web::dev::ResourceDef;
use actix_web::{HttpResponse, get, web};
use folkmoot_web::pages::about::Endpoint;
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, OpenApi, RefOr};
use utoipa_actix_web::service_config::ServiceConfig;

/// The description of the API.
#[derive(Debug)]
pub struct Description {
    /// As JSON, for programs.
    json: String,
    /// As a list of operations by group, for the page about the API.
    pub endpoints: Vec<Endpoint>,
    /// Each path with the methods it takes, to tell a wrong method from a path that does not exist.
    paths: Vec<(ResourceDef, String)>,
}

impl Description {
    /// Finishes the document that was collected from the routes.
    pub fn new(mut openapi: OpenApi) -> Self {
        openapi.info.title = "Folkmoot".to_owned();
        openapi.info.version = "v1".to_owned();
        openapi.info.description = Some(
            "Public participation: proposals, co-signatures, agencies' answers, hearings and comments. \
             Reading needs no token; writing takes a bearer token from POST /api/v1/tokens. \
             A POST in JSON may carry an Idempotency-Key (1 to 255 visible ASCII characters): sent again by the same \
             person within 24 hours it is done once and answered alike, with Idempotency-Replayed: true. What was \
             refused is not kept. Another request under the key answers 422 `idempotency_key_reused`, one that is \
             still being done 409 `idempotency_in_progress`. \
             Lists go on with `?cursor=`, which belongs to the list that gave it out. \
             Errors are application/problem+json with a stable `code`."
                .to_owned(),
        );
        openapi.info.license = Some(utoipa::openapi::License::new("Apache-2.0"));
        // Writing takes a token, and the document says how it is sent.
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        let components = openapi.components.get_or_insert_with(Components::default);
        components.add_security_scheme("token", SecurityScheme::Http(bearer));
        describe_keys(&mut openapi);
        let endpoints = endpoints(&openapi);
        let mut methods: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for endpoint in &endpoints {
            let of_path = methods.entry(&endpoint.path).or_default();
            of_path.push(&endpoint.method);
            if endpoint.method == "GET" {
                of_path.push("HEAD");
            }
        }
        let paths = methods.iter().map(|(path, methods)| {
            (
                ResourceDef::new(*path),
                methods.iter().chain(&["OPTIONS"]).copied().collect::<Vec<_>>().join(", "),
            )
        });
        let paths = paths.collect();
        Self { json: openapi.to_json().unwrap_or_default(), endpoints, paths }
    }

    /// The methods of a path as in the header `Allow`; nothing if the API has no such path.
    pub fn methods(&self, path: &str) -> Option<String> {
        let found: Vec<&(ResourceDef, String)> =
            self.paths.iter().filter(|(def, _)| def.is_match(path)).collect();
        // `/proposals/similar` is a path of its own, and `/proposals/{id}` takes its shape.
        let exact = found.iter().find(|(def, _)| def.pattern() == Some(path));
        exact.or(found.first()).map(|(_, methods)| methods.clone())
    }
}

/// Says of every operation that takes a key that it does.
fn describe_keys(openapi: &mut OpenApi) {
    let text = Schema::Object(
        ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255)).build(),
    );
    let key = ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .description(Some("With it the request is done once within 24 hours, however often it is sent"))
        .schema(Some(text))
        .build();
    for operation in openapi.paths.paths.values_mut().filter_map(|item| item.post.as_mut()) {
        let is_upload = matches!(&operation.request_body, Some(RefOr::T(body))
            if body.content.keys().any(|kind| kind.starts_with("multipart/")));
        if !is_upload {
            operation.parameters.get_or_insert_with(Vec::new).push(RefOr::T(key.clone()));
        }
    }
}

/// All operations, by group and path.
fn endpoints(openapi: &OpenApi) -> Vec<Endpoint> {
    let mut all: Vec<Endpoint> = openapi
        .paths
        .paths
        .iter()
        .flat_map(|(path, item)| {
            let operations = [
                ("GET", &item.get),
                ("POST", &item.post),
                ("PUT", &item.put),
                ("PATCH", &item.patch),
                ("DELETE", &item.delete),
            ];
            operations.into_iter().filter_map(|(method, operation)| {
                let operation = operation.as_ref()?;
                let tag = operation.tags.iter().flatten().next().cloned().unwrap_or_default();
                let summary = operation.summary.clone().unwrap_or_default();
                Some(Endpoint { tag, method: method.to_owned(), path: path.clone(), summary })
            })
        })
        .collect();
    all.sort_by(|a, b| (&a.tag, &a.path).cmp(&(&b.tag, &b.path)));
    all
}

/// The routes of the API.
pub fn configure(config: &mut ServiceConfig<'_>, demo: bool) {
    config.service(description);
    me::configure(config);
    audit::configure(config);
    log::configure(config);
    cases::configure(config);
    if demo {
        demo::configure(config);
    }
    proposals::configure(config);
    rulebooks::configure(config);
    search::configure(config);
    drives::configure(config);
    checks::configure(config);
    signature_review::configure(config);
    pauses::configure(config);
    paper::configure(config);
    signatures::configure(config);
    voices::configure(config);
    texts::configure(config);
    moderation::configure(config);
    hearings::configure(config);
    issues::configure(config);
    opinions::configure(config);
    accounts::configure(config);
}

/// This document.
#[utoipa::path(tag = "api", responses((status = 200, description = "The OpenAPI 3.1 description of this API")))]
#[get("/openapi.json")]
async fn description(document: web::Data<Description>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(document.json.clone())
}
