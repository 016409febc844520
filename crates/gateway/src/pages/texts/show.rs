//! A text, its versions and their differences.

use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_agency_responses::agencies;
use folkmoot_discussion::texts::{self, Listed, TextId};
use folkmoot_web::pages::texts::changes::ChangesPage;
use folkmoot_web::pages::texts::gone::GonePage;
use folkmoot_web::pages::texts::show::{TextPage, VersionLine};
use serde::Deserialize;

use super::{drafter, public, version, view};
use crate::http::{Visitor, page, see_other, shared};
use crate::{App, Fault, links, lists};

/// How many comments are shown below an article.
const SAID: i64 = 3;

/// How many comments a page of a list has.
pub(super) const PAGE: usize = 30;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/articles/{id}", web::get().to(article))
        .route("/texts/{id}", web::get().to(newest))
        .route("/texts/{id}/changes", web::get().to(changes))
        .route("/texts/{id}/gone", web::get().to(gone))
        .route("/texts/{id}/versions/{number}", web::get().to(earlier));
}

/// Where an article stands that was found.
async fn article(app: web::Data<App>, id: web::Path<uuid::Uuid>) -> Result<HttpResponse, Fault> {
    let (text, place) = texts::article_place(app.db.read(), *id).await?.ok_or(Fault::NotFound)?;
    Ok(see_other(&format!("{}#article-{}", links::text(text), place + 1), None))
}

async fn newest(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<TextId>,
) -> Result<HttpResponse, Fault> {
    shared(&app, &request, async || show(&app, &Visitor::of(&request).await?, *id, None).await).await
}

async fn earlier(
    app: web::Data<App>,
    request: HttpRequest,
    path: web::Path<(TextId, i64)>,
) -> Result<HttpResponse, Fault> {
    let (id, number) = path.into_inner();
    shared(&app, &request, async || show(&app, &Visitor::of(&request).await?, id, Some(number)).await).await
}

async fn show(app: &App, visitor: &Visitor, id: TextId, number: Option<i64>) -> Result<HttpResponse, Fault> {
    let conn = app.db.read();
    let (forum, text) = public(app, visitor, id).await?;
    let shown = version(app, id, number.unwrap_or(text.latest)).await?;
    let newest = shown.number == text.latest;
    let (counts, first) = match newest {
        true => (texts::counts(conn, id).await?, texts::first(conn, id, SAID, &forum.viewer).await?),
        false => Default::default(),
    };
    let (places, threads): (Vec<usize>, Vec<_>) =
        first.into_iter().filter_map(|(at, threads)| Some((at? + 1, threads))).unzip();
    let sizes: Vec<usize> = threads.iter().map(Vec::len).collect();
    let mut views = forum.show_threads(threads.into_iter().flatten().collect()).await?.into_iter();
    let said = places.into_iter().zip(sizes).map(|(at, size)| (at, views.by_ref().take(size).collect()));
    let said = said.collect();
    let agency = match text.agency {
        Some(agency) => agencies::names(conn)
            .await?
            .get(&agency)
            .map(|name| visitor.lang.pick(&name.zh, &name.en).to_owned()),
        None => None,
    };
    let lines = texts::versions(conn, id).await?.into_iter();
    let edits = drafter(app, visitor, text.subject).await?.is_some();
    let markup = TextPage {
        ctx: visitor.ctx(),
        proposal: forum.named(),
        path: links::text(id),
        kind: text.kind.code(),
        agency,
        number: shown.number,
        published_at: shown.published_at,
        latest: text.latest,
        note: shown.note,
        versions: lines
            .map(|one| VersionLine { number: one.number, at: one.published_at, change: one.change })
            .collect(),
        articles: view::articles(&shown.articles, &counts),
        said,
        gone: counts.get(&None).copied().unwrap_or(0),
        open: forum.rules.open,
        edit: edits.then(|| format!("/desk/texts/{id}")),
        title: shown.title,
    };
    Ok(page(markup.render()))
}

#[derive(Debug, Deserialize)]
struct Between {
    from: i64,
    to: i64,
}

async fn changes(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<TextId>,
    between: web::Query<Between>,
) -> Result<HttpResponse, Fault> {
    let make = async || {
        let visitor = Visitor::of(&request).await?;
        let (forum, text) = public(&app, &visitor, *id).await?;
        let before = version(&app, *id, between.from).await?;
        let after = version(&app, *id, between.to).await?;
        let markup = ChangesPage {
            ctx: visitor.ctx(),
            proposal: forum.named(),
            text: (text.title, links::text(*id)),
            from: before.number,
            to: after.number,
            articles: view::changed(&before.articles, &after.articles),
            change: after.change,
        };
        Ok(page(markup.render()))
    };
    shared(&app, &request, make).await
}

#[derive(Debug, Default, Deserialize)]
struct PageQuery {
    cursor: Option<String>,
}

async fn gone(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<TextId>,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, Fault> {
    let (forum, text) = public(&app, &visitor, *id).await?;
    let list = lists::text(*id, "gone");
    let after = list.after(query.cursor.as_deref())?;
    let found = texts::list(app.db.read(), Listed::Text(*id, None), after, PAGE, &forum.viewer).await?;
    let (next, path) = (list.next(&found), links::text(*id));
    let markup = GonePage {
        ctx: visitor.ctx(),
        proposal: forum.named(),
        threads: forum.show_threads(found.items).await?,
        first: after.map(|_| format!("{path}/gone")),
        next: next.map(|next| format!("{path}/gone?cursor={next}")),
        text: (text.title, path),
    };
    Ok(page(markup.render()))
}
