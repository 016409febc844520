//! How it works: a rulebook in words, what a version changed, and how to write one.

mod changes;
mod dates;
mod schema;
mod sections;

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use folkmoot_foundation::calendar::OfficeCalendar;
use folkmoot_foundation::period::day_of;
use folkmoot_proposals::Rulebook;
use folkmoot_proposals::rulebook::{self, Identifier};
use folkmoot_web::Lang;
use folkmoot_web::pages::rules::{Rules, RulesPage, SchemaPage};
use serde::Deserialize;

use crate::http::{Visitor, page};
use crate::{App, Fault};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/how-it-works", web::get().to(how_it_works))
        .route("/rulebooks/{id}", web::get().to(current))
        .route("/rulebooks/{id}/{version}", web::get().to(version))
        .route("/rules/schema", web::get().to(how_to_write));
}

/// With which version to compare.
#[derive(Debug, Default, Deserialize)]
struct Against {
    against: Option<i64>,
}

async fn how_it_works(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    shown(&app, &visitor, &*app.rulebooks.current(app.config.rulebook())?, None)
}

async fn current(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<String>,
    asked: web::Query<Against>,
) -> Result<HttpResponse, Fault> {
    let rulebook = app.rulebooks.current(&id).map_err(|_| Fault::NotFound)?;
    shown(&app, &visitor, &rulebook, asked.against)
}

async fn version(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(String, i64)>,
    asked: web::Query<Against>,
) -> Result<HttpResponse, Fault> {
    let rulebook = app.rulebooks.get(&path.0, path.1).map_err(|_| Fault::NotFound)?;
    // Without being asked, a version tells what it changed in the one before.
    let before = app.rulebooks.versions(&path.0).into_iter().rfind(|version| *version < path.1);
    shown(&app, &visitor, &rulebook, asked.against.or(before))
}

async fn how_to_write(visitor: Visitor) -> HttpResponse {
    let (short, tables, whole) = schema::told(visitor.lang);
    page(SchemaPage { ctx: visitor.ctx(), short, tables, whole }.render())
}

fn shown(
    app: &App,
    visitor: &Visitor,
    rulebook: &Rulebook,
    against: Option<i64>,
) -> Result<HttpResponse, Fault> {
    let (lang, calendar) = (visitor.lang, app.calendar.get());
    let mut rules = explained(lang, rulebook, &calendar, day_of(app.now()));
    if let Some(version) = against {
        let other = app.rulebooks.get(&rulebook.id, version).map_err(|_| Fault::NotFound)?;
        rules.changes = Some((version, changed(lang, &other, rulebook)));
    }
    rules.versions = app
        .rulebooks
        .versions(&rulebook.id)
        .into_iter()
        .map(|version| (version, format!("/rulebooks/{}/{version}", rulebook.id)))
        .collect();
    if app.config.rulebooks.len() > 1 {
        for id in &app.config.rulebooks {
            let one = app.rulebooks.current(id)?;
            let name = one.name.get(lang.code()).to_owned();
            rules.procedures.push((name, format!("/rulebooks/{id}"), *id == rulebook.id));
        }
    }
    Ok(page(RulesPage { ctx: visitor.ctx(), rules }.render()))
}

/// A procedure in words, with the dates of a proposal that is submitted on `day`.
pub(crate) fn explained(lang: Lang, rulebook: &Rulebook, calendar: &OfficeCalendar, day: NaiveDate) -> Rules {
    let mut rules = sections::Words { lang, rulebook }.rules();
    rules.example = dates::told(lang, rulebook, &rulebook::timeline(rulebook, calendar, day));
    rules
}

/// What one version says otherwise than another, a line each.
pub(crate) fn changed(lang: Lang, old: &Rulebook, new: &Rulebook) -> Vec<String> {
    changes::told(lang, &rulebook::changes(old, new))
}

/// What must be confirmed, in words.
pub(crate) fn identifiers(lang: Lang, asked: &[Identifier]) -> String {
    let name = |identifier: &Identifier| match identifier {
        Identifier::Mobile => lang.t("rules-confirmed-mobile"),
        Identifier::Email => lang.t("rules-confirmed-email"),
        Identifier::NationalId => lang.t("rules-confirmed-national-id"),
    };
    asked.iter().map(name).collect::<Vec<_>>().join(lang.pick("、", ", "))
}
