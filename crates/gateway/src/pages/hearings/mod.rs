//! Hearings as the public sees them, and the facilitator's desk.

mod after;
mod anonymise;
pub(crate) mod attendance;
mod calendar;
mod desk;
mod download;
mod files;
mod live;
pub(crate) mod long_import;
mod own;
pub(crate) mod questions;
mod reading;
mod record;
mod registration;
mod show;
mod words;

pub(crate) use self::desk::{made_on, meant, proposed_on};
pub(crate) use self::own::{correctable, corrections, found, own_words};
pub(crate) use self::show::{shown, visible};

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_foundation::{FieldErrors, ProposalId};
use folkmoot_hearings::HearingError;
use folkmoot_hearings::hearings::{self, Hearing, Which};
use folkmoot_proposals::read;
use folkmoot_web::pages::hearings::list::{HearingCard, HearingsPage};
use serde::Deserialize;

use crate::http::{Visitor, page};
use crate::{App, Fault, lists};

/// What follows a press of a button: where to look once it is done, or the form again with what is wrong with it.
async fn pressed<T>(
    done: Result<T, HearingError>,
    then: impl FnOnce(T) -> HttpResponse,
    again: impl AsyncFnOnce(FieldErrors) -> Result<HttpResponse, Fault>,
) -> Result<HttpResponse, Fault> {
    match done {
        Ok(done) => Ok(then(done)),
        Err(HearingError::Invalid(errors)) => again(errors).await,
        Err(other) => Err(other.into()),
    }
}

/// The status of a page with a form: 422 once something in it is wrong.
fn status(errors: &FieldErrors) -> StatusCode {
    if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// How many hearings a page of a list has.
const PAGE: usize = 30;

/// How many hearings to come the page lists.
const COMING: u64 = 100;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/hearings", web::get().to(list));
    after::configure(config);
    calendar::configure(config);
    registration::configure(config);
    attendance::configure(config);
    questions::configure(config);
    live::configure(config);
    files::configure(config);
    show::configure(config);
    download::configure(config);
    desk::configure(config);
    own::configure(config);
    anonymise::configure(config);
    words::configure(config);
    record::configure(config);
    long_import::configure(config);
}

#[derive(Debug, Default, Deserialize)]
struct PageQuery {
    cursor: Option<String>,
}

async fn list(
    app: web::Data<App>,
    visitor: Visitor,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, Fault> {
    let pages = lists::hearings();
    let after = pages.after(query.cursor.as_deref())?;
    let found = hearings::list(app.db.read(), Which::Past, after, PAGE, app.now()).await?;
    let next = pages.next(&found);
    let coming = match after {
        None => hearings::coming(app.db.read(), COMING, app.now()).await?,
        Some(_) => Vec::new(),
    };
    let markup = HearingsPage {
        ctx: visitor.ctx(),
        coming: cards(&app, coming, "/hearings").await?,
        hearings: cards(&app, found.items, "/hearings").await?,
        first: after.map(|_| "/hearings".to_owned()),
        next: next.map(|next| format!("/hearings?cursor={next}")),
    };
    Ok(page(markup.render()))
}

/// Hearings as cards that lead to pages under `base`, with the titles of their proposals in one query.
async fn cards(app: &App, hearings: Vec<Hearing>, base: &str) -> Result<Vec<HearingCard>, Fault> {
    let proposals: Vec<ProposalId> = hearings.iter().map(|h| h.proposal).collect();
    let briefs = read::briefs(app.db.read(), &proposals, app.now()).await?;
    let of = |h: Hearing| HearingCard {
        proposal: briefs.get(&h.proposal).map(|b| b.title.clone()),
        ..card(h, base)
    };
    Ok(hearings.into_iter().map(of).collect())
}

/// A hearing as a card that leads to its page under `base`.
pub(super) fn card(hearing: Hearing, base: &str) -> HearingCard {
    HearingCard {
        href: format!("{base}/{}", hearing.id),
        title: hearing.title,
        kind: hearing.kind.code(),
        state: hearing.state.code(),
        held_on: hearing.held_on,
        starts_at: hearing.starts_at,
        place: hearing.place,
        proposal: None,
        speeches: hearing.speeches,
    }
}
