//! Starting and stopping the server.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App as Actix, HttpResponse, HttpServer, web};
use folkmoot_web::assets;
use utoipa_actix_web::AppExt as _;

use super::layers;
use crate::{App, Fault, api, fault, pages};

/// A server that answers.
pub struct Running {
    /// Where it listens; with port 0 asked for, the port it got.
    pub address: SocketAddr,
    handle: ServerHandle,
    task: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Running {
    /// Stops accepting, lets requests under way finish, and waits for the end.
    ///
    /// # Errors
    /// What the server ended with.
    pub async fn stop(self) -> std::io::Result<()> {
        self.handle.stop(true).await;
        self.task.await.unwrap_or(Ok(()))
    }
}

/// Starts to answer requests.
///
/// # Errors
/// If the address can't be listened on.
pub fn start(app: Arc<App>) -> std::io::Result<Running> {
    let listen = app.config.listen;
    let workers = app.config.http_workers;
    let data = web::Data::from(app);
    let server = HttpServer::new(move || {
        let demo = data.is_demo();
        let (actix, openapi) = Actix::new()
            .into_utoipa_app()
            .map(|actix| actix.app_data(data.clone()).app_data(web::PayloadConfig::new(super::form::LIMIT)))
            .service(
                utoipa_actix_web::scope::scope("/api/v1")
                    .configure(|config| api::configure(config, demo))
                    .wrap(from_fn(layers::any_origin)),
            )
            .split_for_parts();
        let openapi = web::Data::new(api::Description::new(openapi));
        actix
            .app_data(openapi)
            .app_data(json_config())
            .app_data(
                web::QueryConfig::default().error_handler(|e, _| Fault::BadRequest(e.to_string()).into()),
            )
            .app_data(web::PathConfig::default().error_handler(|_, _| Fault::NotFound.into()))
            .route("/assets/{name}", web::get().to(asset))
            .route("/favicon.ico", web::get().to(favicon))
            .route("/robots.txt", web::get().to(robots))
            .configure(|config| pages::configure(config, demo))
            .default_service(web::to(nothing_here))
            .wrap(from_fn(layers::same_site))
            .wrap(from_fn(fault::render))
            .wrap(Compress::default())
            .wrap(from_fn(layers::security_headers))
            .wrap(from_fn(layers::log))
            .wrap(from_fn(layers::head_as_get))
    })
    .workers(workers)
    .shutdown_timeout(20)
    .client_request_timeout(Duration::from_secs(15))
    .keep_alive(Duration::from_secs(30))
    .disable_signals()
    .bind(listen)?;
    let address = server.addrs().first().copied().unwrap_or(listen);
    let server = server.run();
    let handle = server.handle();
    Ok(Running { address, handle, task: tokio::spawn(server) })
}

fn json_config() -> web::JsonConfig {
    web::JsonConfig::default().limit(super::form::LIMIT).error_handler(|error, _| {
        let too_large = matches!(
            error,
            actix_web::error::JsonPayloadError::Overflow { .. }
                | actix_web::error::JsonPayloadError::OverflowKnownLength { .. }
        );
        if too_large { Fault::TooLarge.into() } else { Fault::BadRequest(error.to_string()).into() }
    })
}

async fn asset(request: actix_web::HttpRequest) -> Result<HttpResponse, Fault> {
    let asset = assets::at(request.path()).ok_or(Fault::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type(asset.media_type)
        .insert_header(("cache-control", "public, max-age=31536000, immutable"))
        .body(asset.bytes))
}

/// Browsers that look for an icon without reading the page.
async fn favicon() -> HttpResponse {
    HttpResponse::MovedPermanently().insert_header(("location", assets::url("icon.svg"))).finish()
}

/// Everything public may be found; desks and forms are of no use to a search engine.
async fn robots() -> HttpResponse {
    let text = "User-agent: *\nDisallow: /desk/\nDisallow: /my\nDisallow: /account\nDisallow: /sign-in\nDisallow: /demo/\n";
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(text)
}

async fn nothing_here() -> Result<HttpResponse, Fault> {
    Err(Fault::NotFound)
}
