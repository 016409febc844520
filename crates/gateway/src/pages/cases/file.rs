//! What agencies do in a case file beside their acts on the case: notes, files, and what they take back.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_agency_responses::files::{self, CaseFile, NewFile};
use folkmoot_agency_responses::{
    Case, DemandChangeId, FileId, Officer, QuestionId, cases, demands, notes, questions,
};
use folkmoot_foundation::{CaseId, FieldErrors};
use folkmoot_web::pages::cases::file_forms::{AddFilePage, RemoveFilePage};
use folkmoot_web::{FormView, Values};

use super::case::{desk_of, insider};
use super::view::Shelf;
use super::{Refusal, case_href, officer};
use crate::fault::Belonging;
use crate::files::as_attachment;
use crate::http::{Form, Upload, Visitor, page_with_status, see_other};
use crate::{App, Fault, flows};

/// Who works on cases.
const WORKERS: [Role; 2] = [Role::AgencyOfficer, Role::AgencyApprover];

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/cases/{id}/notes", web::post().to(add_note))
        .service(web::resource("/desk/cases/{id}/files").get(file_form).post(add_file))
        .service(web::resource("/desk/cases/{id}/files/{file}/remove").get(remove_form).post(remove))
        .route("/desk/cases/{id}/questions/{question}/withdraw", web::post().to(withdraw_question))
        .route("/desk/cases/{id}/demand-changes/{change}/withdraw", web::post().to(withdraw_change))
        .route("/files/{id}", web::get().to(download));
}

/// The person with all agencies they work for.
fn worker(visitor: &Visitor) -> Result<Officer, Fault> {
    let person = visitor.require_any(&WORKERS)?;
    let mut agencies = person.agencies(Role::AgencyOfficer);
    agencies.extend(person.agencies(Role::AgencyApprover));
    Ok(Officer { person: person.id, agencies })
}

/// Refuses whoever acts for no agency with a part in the case.
fn must_work(worker: &Officer, case: &Case) -> Result<(), Fault> {
    let mut parts = case.brief.leads.iter().chain(&case.brief.supporting);
    if parts.any(|agency| worker.agencies.contains(agency)) {
        Ok(())
    } else {
        Err(Fault::NotYours(Belonging::Case))
    }
}

async fn add_note(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let worker = worker(&visitor)?;
    let done = app.write(async |tx, now| notes::add(tx, &worker, *id, form.get("note"), now).await).await;
    match done.map_err(Fault::from) {
        Ok(_) => Ok(see_other(&format!("{}#notes", case_href(*id)), Some("note-added"))),
        Err(Fault::Invalid(errors)) => super::case::shown(&app, &visitor, *id, &form, &errors).await,
        Err(fault) => Err(fault),
    }
}

async fn adding(
    app: &App,
    visitor: &Visitor,
    case: &Case,
    values: &Values,
    errors: &FieldErrors,
) -> Result<HttpResponse, Fault> {
    let shelf = Shelf::fetch(app, visitor.lang, [case.brief.proposal]).await?;
    let desk = desk_of(visitor);
    let markup = AddFilePage {
        ctx: visitor.ctx(),
        head: shelf.head(&case.brief, desk.0, desk.1),
        form: FormView { lang: visitor.lang, values, errors },
        most: files::MOST_BYTES / 1024 / 1024,
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page_with_status(status, markup.render()))
}

async fn file_form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
) -> Result<HttpResponse, Fault> {
    let worker = worker(&visitor)?;
    let case = cases::get(app.db.read(), *id, app.now()).await?;
    must_work(&worker, &case)?;
    let values = Values::default().and("public", "no");
    adding(&app, &visitor, &case, &values, &FieldErrors::new()).await
}

/// The worker and the case, if the worker may add files to it: asked before anything of the file is read.
async fn uploader(app: &App, visitor: &Visitor, id: CaseId) -> Result<(Officer, Case), Fault> {
    let worker = worker(visitor)?;
    let case = cases::get(app.db.read(), id, app.now()).await?;
    must_work(&worker, &case)?;
    Ok((worker, case))
}

async fn add_file(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<CaseId>,
    multipart: Multipart,
) -> Result<HttpResponse, Fault> {
    let sender = uploader(&app, &visitor, *id).await;
    let ((worker, case), upload) = Upload::read(sender, multipart).await?;
    let (values, file) = (upload.values, upload.file.unwrap_or_default());
    let new = NewFile {
        name: file.name,
        about: values.get("about").to_owned(),
        public: values.get("public") == "yes",
    };
    let done = match values.get("public") {
        "yes" | "no" => flows::files::add(&app, &worker, *id, &new, file.bytes).await,
        _ => Err(FieldErrors::one("public", "required").into()),
    };
    match done {
        Ok(_) => Ok(see_other(&format!("{}#files", case_href(*id)), Some("file-added"))),
        Err(Fault::Invalid(errors)) => adding(&app, &visitor, &case, &values, &errors).await,
        Err(fault) => Err(fault),
    }
}

async fn removing(
    app: &App,
    visitor: &Visitor,
    (case, file): (CaseId, FileId),
    values: &Values,
    refusal: Refusal,
) -> Result<HttpResponse, Fault> {
    let worker = worker(visitor)?;
    let case = cases::get(app.db.read(), case, app.now()).await?;
    must_work(&worker, &case)?;
    let file = files::get(app.db.read(), file).await?;
    if file.case != case.brief.id {
        return Err(Fault::NotFound);
    }
    let shelf = Shelf::fetch(app, visitor.lang, [case.brief.proposal]).await?;
    let desk = desk_of(visitor);
    let markup = RemoveFilePage {
        ctx: visitor.ctx(),
        head: shelf.head(&case.brief, desk.0, desk.1),
        form: FormView { lang: visitor.lang, values, errors: &refusal.errors },
        about: &file.about,
    };
    Ok(page_with_status(refusal.status(), markup.render()))
}

async fn remove_form(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(CaseId, FileId)>,
) -> Result<HttpResponse, Fault> {
    removing(&app, &visitor, path.into_inner(), &Values::default(), Refusal::default()).await
}

async fn remove(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(CaseId, FileId)>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let worker = worker(&visitor)?;
    let (case, file) = path.into_inner();
    let done = app
        .write(async |tx, now| files::remove(tx, &worker, case, file, form.get("reasons"), now).await)
        .await;
    match done.map_err(Fault::from) {
        Ok(()) => Ok(see_other(&format!("{}#files", case_href(case)), Some("file-removed"))),
        Err(fault @ Fault::Invalid(_)) => {
            removing(&app, &visitor, (case, file), &form, Refusal::of(fault)?).await
        }
        Err(fault) => Err(fault),
    }
}

async fn withdraw_question(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(CaseId, QuestionId)>,
) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    let (case, question) = path.into_inner();
    app.write(async |tx, now| questions::withdraw(tx, &officer, case, question, now).await).await?;
    Ok(see_other(&format!("{}#questions", case_href(case)), Some("taken-back")))
}

async fn withdraw_change(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(CaseId, DemandChangeId)>,
) -> Result<HttpResponse, Fault> {
    let officer = officer(&visitor)?;
    let (case, change) = path.into_inner();
    app.write(async |tx, now| demands::withdraw(tx, &officer, case, change, now).await).await?;
    Ok(see_other(&case_href(case), Some("taken-back")))
}

/// The file, if the visitor may read it. Whoever may not learns nothing of it.
async fn readable(app: &App, visitor: &Visitor, id: FileId) -> Result<CaseFile, Fault> {
    let file = files::get(app.db.read(), id).await?;
    if !file.public {
        let case = cases::get(app.db.read(), file.case, app.now()).await?;
        insider(visitor, &case).map_err(|_| Fault::NotFound)?;
    }
    Ok(file)
}

/// A file, to be kept and not to be shown: whatever is in it runs nowhere.
async fn download(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<FileId>,
) -> Result<HttpResponse, Fault> {
    let file = readable(&app, &visitor, *id).await?;
    let bytes = app.files.read(file.case, &file.sha256).await.map_err(Fault::internal)?;
    Ok(as_attachment(file.kind, &file.name, bytes))
}
