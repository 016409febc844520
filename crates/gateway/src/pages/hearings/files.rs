//! Slides and documents of a hearing: added by its facilitator, to be had by everybody who may know of it.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_foundation::{FieldErrors, HearingId};
use folkmoot_hearings::files::{self, HallFile, HallFileId, NewFile};
use folkmoot_hearings::hearings::{self, Hearing};
use folkmoot_web::pages::hearings::files::{FileView, FilesPage};
use folkmoot_web::{FormView, Values};

use super::show::visible;
use crate::files::as_attachment;
use crate::http::{Upload, Visitor, page_with_status, see_other};
use crate::{App, Fault, flows};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/hearings/{id}/files", web::get().to(form))
        .route("/desk/hearings/{id}/files", web::post().to(add))
        .route("/desk/hearings/{id}/files/{file}/remove", web::post().to(remove))
        .route("/hearings/{id}/files/{file}", web::get().to(download));
}

fn view(file: HallFile) -> FileView {
    FileView {
        href: format!("/hearings/{}/files/{}", file.hearing, file.id),
        id: file.id.to_string(),
        title: file.title,
        shown_at: file.shown_at,
        kind: file.kind.code(),
        size: file.size,
    }
}

/// The files of a hearing as its page lists them.
pub(super) async fn part(app: &App, hearing: HearingId) -> Result<Vec<FileView>, Fault> {
    Ok(files::of_hearing(app.db.read(), hearing).await?.into_iter().map(view).collect())
}

async fn shown(
    app: &App,
    visitor: &Visitor,
    hearing: &Hearing,
    values: &Values,
    errors: &FieldErrors,
) -> Result<HttpResponse, Fault> {
    let markup = FilesPage {
        ctx: visitor.ctx(),
        form: FormView { lang: visitor.lang, values, errors },
        id: hearing.id.to_string(),
        title: hearing.title.clone(),
        files: part(app, hearing.id).await?,
        most: folkmoot_foundation::files::kind::MOST_BYTES / 1024 / 1024,
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page_with_status(status, markup.render()))
}

/// The hearing, if its facilitator asks.
async fn own(app: &App, visitor: &Visitor, id: HearingId) -> Result<Hearing, Fault> {
    visitor.require(Role::Facilitator)?;
    hearings::get(app.db.read(), id, app.now()).await?.ok_or(Fault::NotFound)
}

async fn form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    let hearing = own(&app, &visitor, *id).await?;
    shown(&app, &visitor, &hearing, &Values::default(), &FieldErrors::new()).await
}

async fn add(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    multipart: Multipart,
) -> Result<HttpResponse, Fault> {
    let asked = own(&app, &visitor, *id).await;
    let (hearing, upload) = Upload::read(asked, multipart).await?;
    let by = visitor.require(Role::Facilitator)?.id;
    let (values, file) = (upload.values, upload.file.unwrap_or_default());
    // Who is no longer named in the record is not named here either.
    let mask = flows::words::mask(&app, hearing.proposal).await?;
    let title = mask.text(values.get("file_title").to_owned());
    let name = mask.text(file.name);
    let new = NewFile { title, shown_at: values.get("shown_at").to_owned() };
    match flows::files::add_to_hearing(&app, *id, &new, (&name, file.bytes), by).await {
        Ok(_) => Ok(see_other(&format!("/desk/hearings/{id}/files"), Some("hall-file-added"))),
        Err(Fault::Invalid(errors)) => shown(&app, &visitor, &hearing, &values, &errors).await,
        Err(fault) => Err(fault),
    }
}

async fn remove(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, HallFileId)>,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    let (id, file) = path.into_inner();
    app.write(async |tx, now| files::remove(tx, id, file, by, now).await).await?;
    Ok(see_other(&format!("/desk/hearings/{id}/files"), Some("hall-file-removed")))
}

/// A file, to be kept and not to be shown: whatever is in it runs nowhere.
async fn download(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, HallFileId)>,
) -> Result<HttpResponse, Fault> {
    let (id, file) = path.into_inner();
    visible(&app, &visitor, id).await?;
    let file = files::get(app.db.read(), file).await?;
    if file.hearing != id {
        return Err(Fault::NotFound);
    }
    let bytes = app.files.read(id, &file.sha256).await.map_err(Fault::internal)?;
    Ok(as_attachment(file.kind, &file.name, bytes))
}
