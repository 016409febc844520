//! The count as a picture that other sites may show.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, ETag, EntityTag, Header as _, HeaderName, IfNoneMatch};
use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::{DriveId, Now, ProposalId};
use folkmoot_proposals::{Proposal, State, read};
use folkmoot_signatures::{Drive, Window, drives};
use folkmoot_web::components::count_image::CountImage;
use folkmoot_web::{Lang, format};
use serde::Deserialize;

use super::slot::level_of;
use crate::{App, Fault};

/// For how many seconds it may be shown without asking again.
const FRESH: u32 = 60;

/// How it is asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// The language; Traditional Chinese if not given. Cookies and the browser's wish don't matter: whoever embeds it
    /// chose the language of their page.
    lang: Option<String>,
}

/// The picture.
pub(super) async fn badge(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<ProposalId>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Fault> {
    let (conn, now) = (app.db.read(), app.now());
    let drive = drives::get(conn, DriveId(id.0)).await?.ok_or(Fault::NotFound)?;
    let proposal = read::get(conn, *id, now).await?;
    let lang = asked.lang.as_deref().and_then(Lang::from_code).unwrap_or_default();
    let svg = CountImage {
        lang,
        title: &proposal.text.title,
        count: drive.count,
        threshold: level_of(&app, &proposal, &drive)?.map_or(0, |level| level.count),
        state: &state(lang, &proposal, &drive, now),
    }
    .render()
    .into_string();
    let hash = sha256(svg.as_bytes());
    let tag = EntityTag::new_weak(hex::encode(hash.get(..8).unwrap_or(&hash)));
    let known = match IfNoneMatch::parse(&request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(&tag)),
        Err(_) => false,
    };
    let status = if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let mut answer = HttpResponse::build(status);
    answer
        .insert_header(ETag(tag))
        .insert_header((header::CACHE_CONTROL, format!("public, max-age={FRESH}")))
        .insert_header((HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"));
    Ok(if known { answer.finish() } else { answer.content_type("image/svg+xml").body(svg) })
}

/// Where the proposal stands, in words.
fn state(lang: Lang, proposal: &Proposal, drive: &Drive, now: Now) -> String {
    if proposal.state == State::Open && now < drive.opens_at {
        let day = format::day_and_month(lang, format::day_of(drive.opens_at));
        return lang.with("state-open-ahead", [("date", day.into())]);
    }
    if drive.window(now) == Window::Paused {
        return lang.t("state-paused");
    }
    lang.t(&format!("state-{}", proposal.state.code().replace('_', "-")))
}
