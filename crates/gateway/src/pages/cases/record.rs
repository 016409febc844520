//! The record of promises, of one agency and of all together.

use actix_web::{HttpResponse, web};
use folkmoot_agency_responses::agencies;
use folkmoot_agency_responses::record::{self, FOLLOW_UP};
use folkmoot_foundation::AgencyId;
use folkmoot_web::pages::cases::record::{ClockRow, QuarterRow, RecordPage};
use serde::Deserialize;

use super::view::{Reader, Shelf};
use crate::http::{Visitor, page};
use crate::{App, Fault};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/record", web::get().to(of_all)).route("/agencies/{slug}/record", web::get().to(of_one));
}

/// Which year.
#[derive(Debug, Deserialize)]
struct Wanted {
    year: Option<i32>,
}

async fn of_all(
    app: web::Data<App>,
    visitor: Visitor,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, Fault> {
    let all = agencies::list(app.db.read(), true).await?;
    let others = all
        .iter()
        .map(|one| {
            let name = visitor.lang.pick(&one.name.zh, &one.name.en).to_owned();
            (name, format!("/agencies/{}/record", one.slug))
        })
        .collect();
    shown(&app, &visitor, None, others, wanted.year).await
}

async fn of_one(
    app: web::Data<App>,
    visitor: Visitor,
    slug: web::Path<String>,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, Fault> {
    let agency = agencies::by_slug(app.db.read(), &slug).await?;
    let name = visitor.lang.pick(&agency.name.zh, &agency.name.en).to_owned();
    let whose = Some((agency.id, name, format!("/agencies/{}", agency.slug)));
    shown(&app, &visitor, whose, Vec::new(), wanted.year).await
}

async fn shown(
    app: &App,
    visitor: &Visitor,
    whose: Option<(AgencyId, String, String)>,
    others: Vec<(String, String)>,
    year: Option<i32>,
) -> Result<HttpResponse, Fault> {
    let (lang, now) = (visitor.lang, app.now());
    let agency = whose.as_ref().map(|(id, ..)| *id);
    let record = record::record(app.db.read(), agency, year, now).await?;
    let waiting = record::waiting(app.db.read(), agency, now).await?;
    let shelf = Shelf::fetch(app, lang, waiting.iter().map(|case| case.proposal)).await?;
    let mut query: Vec<String> = agency.map(|id| format!("agency={id}")).into_iter().collect();
    query.extend(year.map(|year| format!("year={year}")));
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    let markup = RecordPage {
        ctx: visitor.ctx(),
        path: whose.as_ref().map_or_else(|| "/record".to_owned(), |(_, _, page)| format!("{page}/record")),
        agency: whose.map(|(_, name, page)| (name, page)),
        year,
        years: record.years,
        clocks: record
            .clocks
            .iter()
            .map(|one| ClockRow {
                name: shelf.clock_name(&one.code),
                kept: one.kept,
                extended: one.extended,
                missed: one.missed,
                running: one.running,
                days: one.days,
            })
            .collect(),
        quarters: record
            .quarters
            .iter()
            .map(|one| QuarterRow {
                year: one.quarter.year,
                quarter: one.quarter.quarter,
                kept: one.kept,
                extended: one.extended,
                missed: one.missed,
            })
            .collect(),
        waiting: waiting.iter().map(|case| shelf.row(case, Reader::Public)).collect(),
        others,
        data: (format!("/api/v1/record.csv{query}"), format!("/api/v1/record{query}")),
    };
    Ok(page(markup.render()))
}

impl Shelf<'_> {
    /// The name of what is owed, by the code that some rulebook gives it: where several know it, the first that is offered
    /// here says what it is called.
    pub(super) fn clock_name(&self, code: &str) -> String {
        if code == FOLLOW_UP {
            return self.lang.t("record-follow-up");
        }
        let rulebooks = &self.app.rulebooks;
        let offered = self.app.config.rulebooks.iter().filter_map(|id| rulebooks.current(id).ok());
        let all: Vec<_> = offered.chain(rulebooks.all()).collect();
        let known = all.iter().find_map(|rulebook| rulebook.clock(code));
        known.map_or_else(|| code.to_owned(), |clock| clock.name.get(self.lang.code()).to_owned())
    }
}
