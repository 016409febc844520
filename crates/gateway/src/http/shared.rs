//! Pages that look the same to everybody who is not signed in: made once for each state of the database.
//!
//! Nothing here can be out of date by a commit: a page is found under the mark of the database ([`Db::mark`]) that was
//! read after the request came in. What passes with time alone is never older than a second.

use std::collections::HashMap;
use std::time::Duration;

use actix_web::body::MessageBody as _;
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use folkmoot_foundation::grouped::{Grouped, LookUp};
use folkmoot_foundation::{Db, DbErr};
use folkmoot_web::Lang;
use moka::future::Cache;

use super::answer::page_of_bytes;
use super::{surroundings, visitor};
use crate::{App, Fault};

/// How many bytes of pages are kept at the most.
const KEPT: u64 = 64 * 1024 * 1024;

/// Addresses that are longer are somebody's games, and not worth keeping a page for.
const LONGEST: usize = 500;

/// The kept pages.
pub struct SharedPages {
    pages: Cache<Key, Option<Bytes>>,
    marks: Grouped<(), String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    /// With its query.
    path: String,
    lang: Lang,
    /// Of the state of the database.
    mark: String,
    /// In seconds since 1970, of the platform's clock.
    time: i64,
}

struct Marks(Db);

#[async_trait::async_trait]
impl LookUp<(), String> for Marks {
    async fn look_up(&self, _: &[()]) -> Result<HashMap<(), String>, DbErr> {
        Ok(HashMap::from([((), self.0.mark().await?)]))
    }
}

impl SharedPages {
    /// None yet.
    pub fn new(db: Db) -> Self {
        let pages = Cache::builder()
            .max_capacity(KEPT)
            .weigher(|key: &Key, page: &Option<Bytes>| {
                let size = key.path.len() + key.mark.len() + page.as_ref().map_or(0, Bytes::len);
                u32::try_from(size).unwrap_or(u32::MAX)
            })
            .time_to_live(Duration::from_secs(5))
            .build();
        Self { pages, marks: Grouped::start(Marks(db)) }
    }

    async fn key(&self, app: &App, request: &HttpRequest) -> Result<Option<Key>, Fault> {
        let path = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
        if path.len() > LONGEST || visitor::brings_session(request, &app.config) {
            return Ok(None);
        }
        let time = app.now().timestamp();
        let mark = self.marks.get(()).await?.unwrap_or_default();
        Ok(Some(Key { path, lang: surroundings::language(request), mark, time }))
    }
}

/// Answers with a page that everybody who is not signed in sees alike. Of many who ask at once one makes it; whoever is
/// signed in has it made for them.
///
/// # Errors
/// Those of `make`; they are not kept.
pub async fn shared(
    app: &App,
    request: &HttpRequest,
    make: impl AsyncFnOnce() -> Result<HttpResponse, Fault>,
) -> Result<HttpResponse, Fault> {
    let Some(key) = app.shared_pages.key(app, request).await? else { return make().await };
    let (mut make, mut other) = (Some(make), None);
    let page = app
        .shared_pages
        .pages
        .get_with(key, async {
            let make = make.take()?;
            match make().await.map(bytes_of) {
                Ok(Ok(bytes)) => return Some(bytes),
                Ok(Err(no_page)) => other = Some(Ok(*no_page)),
                Err(fault) => other = Some(Err(fault)),
            }
            None
        })
        .await;
    match (page, other, make) {
        (Some(bytes), ..) => Ok(page_of_bytes(bytes)),
        (None, Some(other), _) => other,
        // Somebody else found that it is no page; with what, only they know.
        (None, None, Some(make)) => make().await,
        (None, None, None) => Err(Fault::NotFound),
    }
}

/// The bytes of a plain page; anything else comes back as it is.
fn bytes_of(response: HttpResponse) -> Result<Bytes, Box<HttpResponse>> {
    let is_page = response.status() == StatusCode::OK && !response.headers().contains_key(header::SET_COOKIE);
    if !is_page {
        return Err(Box::new(response));
    }
    let (head, body) = response.into_parts();
    body.try_into_bytes().map_err(|body| Box::new(head.set_body(body)))
}
