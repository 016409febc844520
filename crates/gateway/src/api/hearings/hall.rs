//! What happens at the door of the hall over the API: one's own registration, attendance, files.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, put, web};
use chrono::{DateTime, Utc};
use folkmoot_foundation::HearingId;
use folkmoot_hearings::HearingError;
use folkmoot_hearings::attendance::{self, Refusal};
use folkmoot_hearings::files;
use folkmoot_hearings::registrations::{self, Particulars, Registration, RegistrationId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::frame::{self, RefusedLine, done, facilitated, facilitator, whole};
use crate::api::extract::{Json, Query};
use crate::fault::Problem;
use crate::http::Visitor;
use crate::pages::hearings::{attendance as attendance_page, visible};
use crate::{App, Fault};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(own_registration).service(register).service(unregister);
    config.service(registered).service(let_in).service(take_list).service(list_files);
}

/// A registration.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegistrationBody {
    /// Its id.
    pub id: uuid::Uuid,
    /// `placed` or `waiting`.
    pub state: String,
    /// The place on the waiting list, from 1.
    pub waiting: Option<i64>,
    /// What is shown at the door; none while waiting.
    pub code: Option<String>,
    /// The name; none once erased.
    pub name: Option<String>,
    /// What they need to take part.
    pub needs: Option<String>,
    /// Whether they wish to speak.
    pub speaks: bool,
    /// What about.
    pub topic: Option<String>,
    /// When they registered.
    pub registered_at: DateTime<Utc>,
    /// When they came.
    pub attended_at: Option<DateTime<Utc>>,
    /// How that was noted: `door`, `code`, `list` or `paper`.
    pub attended_by: Option<String>,
}

impl From<Registration> for RegistrationBody {
    fn from(one: Registration) -> Self {
        let (name, needs, topic) =
            one.said.map_or((None, None, None), |said| (Some(said.name), Some(said.needs), Some(said.topic)));
        Self {
            id: one.id.0,
            code: one.waiting.is_none().then_some(one.code),
            state: one.state,
            waiting: one.waiting,
            name,
            needs,
            speaks: one.speaks,
            topic,
            registered_at: one.at,
            attended_at: one.attended_at,
            attended_by: one.attended_by,
        }
    }
}

async fn own(app: &App, visitor: &Visitor, id: HearingId) -> Result<RegistrationBody, Fault> {
    let person = visitor.signed_in()?.id;
    visible(app, visitor, id).await?;
    let found = registrations::of_person(app.db.read(), &app.keyring, id, person).await?;
    Ok(found.ok_or(Fault::NotFound)?.into())
}

/// The caller's own registration.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 200, description = "The registration", body = RegistrationBody),
    (status = 404, description = "Not registered", body = Problem),
))]
#[get("/hearings/{id}/registration")]
async fn own_registration(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    Ok(HttpResponse::Ok().json(own(&app, &visitor, *id).await?))
}

/// What somebody who registers says of themselves; facilitators alone read it, until it is erased.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RegistrationDraft {
    /// 1 to 50 characters.
    name: String,
    /// At most 500 characters.
    #[serde(default)]
    needs: String,
    /// Whether they wish to speak.
    #[serde(default)]
    speaks: bool,
    /// At most 200 characters.
    #[serde(default)]
    topic: String,
}

/// The page's field for the name is called otherwise.
fn in_words_of_the_api(mut error: HearingError) -> HearingError {
    if let HearingError::Invalid(errors) = &mut error {
        for one in errors.0.iter_mut().filter(|one| one.field == "attendee") {
            "name".clone_into(&mut one.field);
        }
    }
    error
}

/// Registers the caller, or changes what they said.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 200, description = "The registration", body = RegistrationBody),
    (status = 409, description = "`registration_closed`", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[put("/hearings/{id}/registration")]
async fn register(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    sent: Json<RegistrationDraft>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let sent = sent.into_inner();
    let said = Particulars { name: sent.name, needs: sent.needs, topic: sent.topic };
    let code = || app.entropy.code();
    app.write(async |tx, now| {
        registrations::register(tx, &app.keyring, *id, person, &said, sent.speaks, code, now).await
    })
    .await
    .map_err(in_words_of_the_api)?;
    Ok(HttpResponse::Ok().json(own(&app, &visitor, *id).await?))
}

/// Gives the caller's place back.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 204, description = "Done"),
    (status = 404, description = "Not registered", body = Problem),
    (status = 409, description = "`registration_attended`", body = Problem),
))]
#[delete("/hearings/{id}/registration")]
async fn unregister(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    done(&app, async |tx, now| registrations::cancel(tx, *id, person, now).await).await
}

/// Who registered.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegistrationsBody {
    /// Those with a place first, each in their order; at most 10,000.
    pub items: Vec<RegistrationBody>,
}

/// Who registered for a hearing.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 200, description = "The registrations", body = RegistrationsBody),
    (status = 403, description = "Not a facilitator", body = Problem),
))]
#[get("/hearings/{id}/registrations")]
async fn registered(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    facilitated(&app, &visitor, *id).await?;
    let all = registrations::all(app.db.read(), &app.keyring, *id).await?;
    let items = all.into_iter().map(RegistrationBody::from).collect();
    Ok(HttpResponse::Ok().json(RegistrationsBody { items }))
}

/// Notes at the door that somebody who registered has come; a second time changes nothing.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing"), ("registration" = uuid::Uuid, Path, description = "The registration")), responses(
    (status = 204, description = "Done"),
    (status = 403, description = "Not a facilitator", body = Problem),
    (status = 404, description = "No such registration for this hearing", body = Problem),
    (status = 409, description = "`hearing_not_held_yet`, `hearing_cancelled`", body = Problem),
))]
#[put("/hearings/{id}/registrations/{registration}/attendance")]
async fn let_in(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, RegistrationId)>,
) -> Result<HttpResponse, Fault> {
    facilitator(&visitor)?;
    let (id, registration) = path.into_inner();
    done(&app, async |tx, now| registrations::attend(tx, id, registration, now).await).await
}

/// How a list is taken.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// Only says what taking it would do.
    #[serde(default)]
    dry_run: bool,
}

/// A line of a list with a name.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttendeeBody {
    /// The line.
    pub line: u64,
    /// The name.
    pub name: String,
}

/// What taking a list did or would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttendanceBody {
    /// Whether it was only tried.
    pub dry_run: bool,
    /// Who had registered and is noted now.
    pub found: Vec<AttendeeBody>,
    /// Who had not registered and is added.
    pub added: Vec<AttendeeBody>,
    /// How many were noted before.
    pub same: usize,
}

/// Notes who came from a list, or only tries it. The body is the file: CSV, XLSX or ODS with the columns `name`, `code`,
/// `attended`.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing"), ListQuery),
    request_body(content = String, content_type = "text/csv", description = "The list, at most 10 MiB"),
    responses(
        (status = 200, description = "What it did or would do", body = AttendanceBody),
        (status = 403, description = "Not a facilitator", body = Problem),
        (status = 409, description = "`hearing_not_held_yet`, `hearing_cancelled`, `names_erased`", body = Problem),
        (status = 413, description = "Too large", body = Problem),
        (status = 422, description = "`list_refused`: nobody was noted; `errors` has the lines", body = Problem),
    ))]
#[post("/hearings/{id}/attendance")]
async fn take_list(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    query: Query<ListQuery>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Fault> {
    let (_, by) = facilitated(&app, &visitor, *id).await?;
    let bytes = whole(payload).await?;
    let lines = match web::block(move || attendance::parse(&bytes)).await.map_err(Fault::internal)? {
        Ok(lines) => lines,
        Err(refusal) => return Ok(refused(&request, &visitor, &refusal)),
    };
    let done = if query.dry_run {
        attendance::plan(app.db.read(), &app.keyring, *id, &lines, app.now()).await?
    } else {
        let code = || app.entropy.code();
        let done: Result<_, HearingError> = app
            .write(async |tx, now| {
                attendance::apply(tx, &app.keyring, *id, &lines, "list", code, by, now).await
            })
            .await;
        done?
    };
    let plan = match done {
        Ok(plan) => plan,
        Err(refusal) => return Ok(refused(&request, &visitor, &refusal)),
    };
    let found = plan.found.into_iter().map(|(line, name, _)| AttendeeBody { line, name });
    let added = plan.added.into_iter().map(|(line, name)| AttendeeBody { line, name });
    Ok(HttpResponse::Ok().json(AttendanceBody {
        dry_run: query.dry_run,
        found: found.collect(),
        added: added.collect(),
        same: plan.same,
    }))
}

/// The refusal of a list, with its lines.
fn refused(request: &HttpRequest, visitor: &Visitor, refusal: &Refusal) -> HttpResponse {
    let lang = visitor.lang;
    let told = |one: folkmoot_web::pages::issues::import::Refused| {
        let key = format!("attendance-{}", one.code.replace('_', "-"));
        let message = lang.with(&key, [("detail", one.detail.as_str().into())]);
        RefusedLine { line: one.line.unwrap_or(0), code: one.code.to_owned(), message }
    };
    let lines = attendance_page::refused(refusal).into_iter().map(told);
    frame::refused(request, lang, ("list_refused", "attendance-refused"), lines)
}

/// A file of a hearing.
#[derive(Debug, Serialize, ToSchema)]
pub struct HallFileBody {
    /// Its id.
    pub id: uuid::Uuid,
    /// What it is.
    pub title: String,
    /// When it is shown, `HH:MM`.
    pub shown_at: Option<String>,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its size in bytes.
    pub size: i64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// Where it can be had.
    pub href: String,
}

/// The files of a hearing.
#[derive(Debug, Serialize, ToSchema)]
pub struct HallFilesBody {
    /// In the order of the meeting.
    pub items: Vec<HallFileBody>,
}

/// Slides and documents of a hearing.
#[utoipa::path(tag = "hearings", params(("id" = uuid::Uuid, Path, description = "The hearing")), responses(
    (status = 200, description = "The files", body = HallFilesBody),
    (status = 404, description = "No such hearing", body = Problem),
))]
#[get("/hearings/{id}/files")]
async fn list_files(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    visible(&app, &visitor, *id).await?;
    let of = |file: files::HallFile| HallFileBody {
        href: format!("{}/hearings/{}/files/{}", app.config.public_url, file.hearing, file.id),
        id: file.id.0,
        title: file.title,
        shown_at: file.shown_at,
        name: file.name,
        media_type: file.kind.media_type().to_owned(),
        size: file.size,
        sha256: file.sha256,
    };
    let items = files::of_hearing(app.db.read(), *id).await?.into_iter().map(of).collect();
    Ok(HttpResponse::Ok().json(HallFilesBody { items }))
}
