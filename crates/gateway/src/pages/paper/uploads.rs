//! A file with paper signatures: tried, looked at, imported or given up.

use actix_multipart::Multipart;
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_foundation::ProposalId;
use folkmoot_signatures::paper::{self, Counts, Judged, UploadId};
use folkmoot_web::pages::paper::plan::{DifferedRow, DonePage, LineRow, PlanPage};
use serde_json::Value;

use super::{MAY_LOOK, shown, views};
use crate::flows::paper::{self as flow, Sheets};
use crate::http::{Form, Upload, Visitor, page, see_other};
use crate::open_data::Csv;
use crate::{App, Fault};

/// How many lines the dry run shows.
const SHOWN: usize = 500;

/// Tries a file. The answer is the dry run itself, since names are shown from what was sent and kept nowhere.
pub(super) async fn bring(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    multipart: Multipart,
) -> Result<HttpResponse, Fault> {
    let (facilitator, upload) = Upload::read(visitor.require(Role::Facilitator), multipart).await?;
    let by = facilitator.id;
    let sheets = flow::sheets(&app, *id).await?;
    let file = upload.file.unwrap_or_default();
    match flow::try_file(&app, &sheets, by, &file.name, file.bytes).await? {
        Ok(tried) => Ok(plan(&visitor, &sheets, tried.upload, &file.name, &tried.sha256, &tried.lines)),
        Err(problem) => shown(&app, &visitor, *id, Some(problem)).await,
    }
}

fn plan(
    visitor: &Visitor,
    sheets: &Sheets,
    upload: UploadId,
    file: &str,
    sha256: &str,
    lines: &[Judged],
) -> HttpResponse {
    let id = sheets.proposal.id.to_string();
    let mut rows: Vec<LineRow> = lines.iter().map(views::line).collect();
    // What a person should look at comes first.
    rows.sort_by_key(|row| (row.kind == "counts", row.kind == "duplicate"));
    rows.truncate(SHOWN);
    let view = PlanPage {
        ctx: visitor.ctx(),
        id: &id,
        title: &sheets.proposal.text.title,
        file,
        figures: views::figures(Counts::of(lines.iter().map(|judged| &judged.verdict))),
        lines: rows,
        total: lines.len(),
        action: format!("/desk/paper/{id}/uploads/{upload}"),
        sha256,
    };
    page(view.render())
}

/// A file that waits, without names.
async fn waiting(
    app: &App,
    visitor: &Visitor,
    (id, upload): (ProposalId, UploadId),
) -> Result<(Sheets, paper::Upload), Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    let sheets = flow::sheets(app, id).await?;
    let waiting = paper::upload(app.db.read(), sheets.drive.id, upload, by, app.now()).await?;
    Ok((sheets, waiting))
}

pub(super) async fn look(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(ProposalId, UploadId)>,
) -> Result<HttpResponse, Fault> {
    let (sheets, upload) = waiting(&app, &visitor, path.into_inner()).await?;
    let sha256 = hex::encode(upload.sha256);
    Ok(plan(&visitor, &sheets, upload.id, &upload.file_name, &sha256, &upload.lines))
}

/// The dry run as a table for spreadsheets.
pub(super) async fn table(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(ProposalId, UploadId)>,
) -> Result<HttpResponse, Fault> {
    let (_, upload) = waiting(&app, &visitor, path.into_inner()).await?;
    let lang = visitor.lang;
    let heads = ["paper-row", "paper-column-sheet", "paper-column-line", "paper-what", "paper-why"];
    let heads = heads.map(|key| lang.t(key));
    let mut csv = Csv::new(&heads.each_ref().map(String::as_str), Vec::new()).map_err(Fault::internal)?;
    for judged in &upload.lines {
        let row = views::line(judged);
        let why = match row.kind {
            "counts" => String::new(),
            _ => folkmoot_web::pages::paper::verdict(visitor.ctx(), row.code, row.earlier),
        };
        let kind = lang.t(&format!("paper-kind-{}", row.kind));
        csv.put(&[row.row.into(), row.sheet.into(), row.line.into(), Value::from(kind), Value::from(why)])
            .map_err(Fault::internal)?;
    }
    let bytes = csv.finish().map_err(Fault::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"dry-run.csv\""))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes))
}

/// Imports the file, or gives it up.
pub(super) async fn decide(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(ProposalId, UploadId)>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (id, upload) = path.into_inner();
    let by = visitor.require(Role::Facilitator)?.id;
    if form.get("act") == "discard" {
        app.write(async |tx, _| paper::discard(tx, upload, by).await).await?;
        return Ok(see_other(&format!("/desk/paper/{id}"), Some("upload-discarded")));
    }
    let sheets = flow::sheets(&app, id).await?;
    let applied = flow::apply(&app, &sheets, upload, form.get("sha256"), by).await?;
    let done = if applied.again { "paper-again" } else { "paper-imported" };
    Ok(see_other(&format!("/desk/paper/{id}/imports/{}", applied.import.number), Some(done)))
}

/// What an import did.
pub(super) async fn done(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(ProposalId, String)>,
) -> Result<HttpResponse, Fault> {
    visitor.require_any(&MAY_LOOK)?;
    let (id, number) = path.into_inner();
    let number = number.parse().map_err(|_| Fault::NotFound)?;
    let sheets = flow::sheets(&app, id).await?;
    let import = paper::import_numbered(app.db.read(), sheets.drive.id, number).await?;
    let differed = |one: paper::Differed| DifferedRow {
        sheet: one.sheet,
        line: one.line,
        said: one.said,
        became: one.became,
    };
    let view = DonePage {
        ctx: visitor.ctx(),
        id: &id.to_string(),
        title: &sheets.proposal.text.title,
        number: import.number,
        figures: views::figures(import.counts),
        differed: import.differed.into_iter().map(differed).collect(),
    };
    Ok(page(view.render()))
}
