//! The record of a hearing as a file.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use chrono_tz::Asia::Taipei;
use folkmoot_foundation::HearingId;
use folkmoot_hearings::export::{self, Meeting};
use folkmoot_hearings::{hearings, records};

use crate::{App, Fault, flows};

/// The formats: the ending of the file, the code of its words, and its media type.
const FORMATS: [(&str, &str, &str); 4] = [
    ("md", "markdown", "text/markdown; charset=utf-8"),
    ("xml", "akoma-ntoso", "application/akn+xml; charset=utf-8"),
    ("csv", "csv", "text/csv; charset=utf-8"),
    ("json", "json", "application/json"),
];

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/hearings/{id}/record.{format}", web::get().to(download));
}

/// Where the record can be had: the code of the format and the address.
pub(super) fn links(id: HearingId) -> Vec<(&'static str, String)> {
    FORMATS.iter().map(|(ending, code, _)| (*code, format!("/hearings/{id}/record.{ending}"))).collect()
}

async fn download(app: web::Data<App>, path: web::Path<(HearingId, String)>) -> Result<HttpResponse, Fault> {
    let (id, ending) = path.into_inner();
    let (ending, _, media) = FORMATS.iter().find(|(known, ..)| *known == ending).ok_or(Fault::NotFound)?;
    let hearing = hearings::get(app.db.read(), id, app.now()).await?.ok_or(Fault::NotFound)?;
    if !hearing.is_public() {
        return Err(Fault::NotFound);
    }
    let versions = records::versions(app.db.read(), id).await?;
    let version = versions.first().ok_or(Fault::NotFound)?;
    let statements = flows::record::to_give_out(&app, id).await?;
    let meeting = Meeting {
        id: id.to_string(),
        title: hearing.title,
        held_on: hearing.held_on,
        version: version.number,
        recorded_on: version.imported_at.with_timezone(&Taipei).date_naive(),
    };
    let name = name(meeting.held_on, ending);
    let text = web::block(move || match *ending {
        "md" => export::markdown(&meeting.title, &statements),
        "xml" => export::akoma_ntoso(&meeting, &statements),
        "csv" => export::csv(&statements),
        _ => export::json(&meeting.title, &statements),
    });
    let text = text.await.map_err(Fault::internal)?;
    Ok(HttpResponse::Ok()
        .content_type(*media)
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(text))
}

fn name(held_on: NaiveDate, ending: &str) -> String {
    format!("record-{held_on}.{ending}")
}
