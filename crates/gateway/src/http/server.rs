//! Starting and stopping the server.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::http::{Method, header};
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App as Actix, HttpRequest, HttpResponse, HttpServer, web};
use folkmoot_web::assets;
use utoipa_actix_web::AppExt as _;

use super::{idempotency, layers, surroundings};
use crate::fault::Unreadable;
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
                    .wrap(from_fn(idempotency::once))
                    .wrap(from_fn(layers::any_origin)),
            )
            .split_for_parts();
        let openapi = web::Data::new(api::Description::new(openapi));
        actix
            .app_data(openapi)
            .app_data(
                web::QueryConfig::default().error_handler(|e, _| Fault::BadRequest(e.to_string()).into()),
            )
            .app_data(
                web::PathConfig::default()
                    .error_handler(|e, request| Fault::from(Unreadable::id(request, e)).into()),
            )
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

async fn asset(request: HttpRequest) -> Result<HttpResponse, Fault> {
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
    let text = "User-agent: *\nDisallow: /desk/\nDisallow: /my\nDisallow: /account\nDisallow: /sign-in\nDisallow: /identity/\nDisallow: /sign-by-mail/\nDisallow: /signed/\nDisallow: /demo/\n";
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(text)
}

/// What no route took: a path of the API told from its description, a page asked for with a slash too many, or nothing.
async fn nothing_here(request: HttpRequest) -> Result<HttpResponse, Fault> {
    let path = request.path();
    let bare = path.trim_end_matches('/');
    if path.starts_with("/api/") {
        let Some(api) = request.app_data::<web::Data<api::Description>>() else {
            return Err(Fault::NotFound);
        };
        return Err(match (api.methods(path), api.methods(bare)) {
            (Some(allow), _) => Fault::WrongMethod { allow },
            (None, Some(_)) => Unreadable::slash(bare).into(),
            (None, None) => Unreadable::route(path).into(),
        });
    }
    // A path of slashes alone has nothing left, and one that begins with two would lead to another site.
    if *request.method() == Method::GET && bare != path && surroundings::local_path(bare) == bare {
        let query = request.query_string();
        let question = if query.is_empty() { "" } else { "?" };
        let location = format!("{bare}{question}{query}");
        return Ok(HttpResponse::PermanentRedirect().insert_header((header::LOCATION, location)).finish());
    }
    Err(Fault::NotFound)
}
