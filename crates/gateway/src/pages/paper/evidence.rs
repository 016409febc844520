//! Pictures and scans of sheets, for those who check them alone.

use actix_multipart::Multipart;
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_foundation::ProposalId;
use folkmoot_signatures::paper::{self, EvidenceId};

use super::MAY_LOOK;
use crate::flows::paper as flow;
use crate::http::{Upload, Visitor, see_other};
use crate::{App, Fault};

pub(super) async fn add(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    multipart: Multipart,
) -> Result<HttpResponse, Fault> {
    let (facilitator, upload) = Upload::read(visitor.require(Role::Facilitator), multipart).await?;
    let by = facilitator.id;
    let sheets = flow::sheets(&app, *id).await?;
    let file = upload.file.unwrap_or_default();
    let (drive, name) = (sheets.drive.id, file.name);
    app.write(async |tx, now| paper::add_evidence(tx, drive, by, &name, file.bytes, now).await).await?;
    Ok(see_other(&format!("/desk/paper/{id}"), Some("paper-evidence")))
}

/// The file, to be kept and not to be shown: whatever is in it runs nowhere.
pub(super) async fn show(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(ProposalId, EvidenceId)>,
) -> Result<HttpResponse, Fault> {
    visitor.require_any(&MAY_LOOK)?;
    let (id, evidence) = path.into_inner();
    let sheets = flow::sheets(&app, id).await?;
    let file = paper::evidence(app.db.read(), sheets.drive.id, evidence).await?;
    let name = format!("attachment; filename=\"sheet-{evidence}.{}\"", file.kind.code());
    Ok(HttpResponse::Ok()
        .content_type(file.kind.media_type())
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(file.content))
}
