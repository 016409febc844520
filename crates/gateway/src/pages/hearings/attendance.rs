//! Who came, from a list: a table that was ticked off, or the names of a sheet of paper.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_foundation::{FieldErrors, HearingId};
use folkmoot_hearings::HearingError;
use folkmoot_hearings::attendance::{self, Came, Plan, Refusal};
use folkmoot_hearings::hearings::{self, Hearing, State};
use folkmoot_web::pages::hearings::attendance::{AttendancePage, PlanView};
use folkmoot_web::pages::issues::import::Refused;
use folkmoot_web::{FormView, Values};

use crate::http::{Upload, Visitor, page_with_status, see_other};
use crate::{App, Fault};

/// How many names of each kind the dry run shows.
const SAMPLES: usize = 50;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/hearings/{id}/attendance", web::get().to(form))
        .route("/desk/hearings/{id}/attendance", web::post().to(take));
}

/// What the page tells beside its form.
#[derive(Default)]
struct Told {
    errors: FieldErrors,
    refused: Vec<Refused>,
    plan: Option<Plan>,
}

/// The hearing, if its facilitator asks and its day has come.
async fn held(app: &App, visitor: &Visitor, id: HearingId) -> Result<Hearing, Fault> {
    visitor.require(Role::Facilitator)?;
    let hearing = hearings::get(app.db.read(), id, app.now()).await?.ok_or(Fault::NotFound)?;
    match hearing.state {
        _ if hearing.takes_record => Ok(hearing),
        State::Cancelled => Err(HearingError::WrongStage("hearing_cancelled").into()),
        State::Draft => Err(HearingError::WrongStage("hearing_is_draft").into()),
        _ => Err(HearingError::NotHeldYet { held_on: hearing.held_on }.into()),
    }
}

async fn form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    let hearing = held(&app, &visitor, *id).await?;
    Ok(show(&visitor, &hearing, &Values::default(), Told::default()))
}

fn show(visitor: &Visitor, hearing: &Hearing, values: &Values, told: Told) -> HttpResponse {
    let wrong = !told.errors.is_empty() || !told.refused.is_empty();
    let plan = told.plan.map(|plan| PlanView {
        counts: (plan.found.len(), plan.added.len(), plan.same),
        found: plan.found.into_iter().take(SAMPLES).map(|(line, name, _)| (line, name)).collect(),
        added: plan.added.into_iter().take(SAMPLES).collect(),
    });
    let markup = AttendancePage {
        ctx: visitor.ctx(),
        form: FormView { lang: visitor.lang, values, errors: &told.errors },
        id: hearing.id.to_string(),
        title: hearing.title.clone(),
        refused: told.refused,
        plan,
    };
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_with_status(status, markup.render())
}

/// What is wrong with a list, as pages tell it.
pub(crate) fn refused(refusal: &Refusal) -> Vec<Refused> {
    let whole = |code| vec![Refused { line: None, code, detail: String::new() }];
    match refusal {
        Refusal::File(problem) => whole(problem.code()),
        Refusal::NoNameColumn => whole("no_name_column"),
        Refusal::TooManyLines => whole("too_many_lines"),
        Refusal::Lines(lines) => lines
            .iter()
            .map(|(line, problem)| Refused {
                line: i64::try_from(*line).ok(),
                code: problem.code(),
                detail: problem.detail().to_owned(),
            })
            .collect(),
    }
}

async fn take(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    multipart: Multipart,
) -> Result<HttpResponse, Fault> {
    let asked = held(&app, &visitor, *id).await;
    let (hearing, upload) = Upload::read(asked, multipart).await?;
    let by = visitor.require(Role::Facilitator)?.id;
    let values = upload.values;
    let names = values.get("names").to_owned();
    let (read, how): (Result<Vec<Came>, Refusal>, _) = match upload.file {
        Some(file) => {
            let read = web::block(move || attendance::parse(&file.bytes)).await.map_err(Fault::internal)?;
            (read, "list")
        }
        None if names.trim().is_empty() => {
            let errors = FieldErrors::one("file", "list_or_names");
            return Ok(show(&visitor, &hearing, &values, Told { errors, ..Told::default() }));
        }
        None => (attendance::typed(&names), "paper"),
    };
    let again = |refusal: &Refusal| {
        show(&visitor, &hearing, &values, Told { refused: refused(refusal), ..Told::default() })
    };
    let lines = match read {
        Ok(lines) => lines,
        Err(refusal) => return Ok(again(&refusal)),
    };
    if values.get("act") != "import" {
        let conn = app.db.read();
        return Ok(match attendance::plan(conn, &app.keyring, *id, &lines, app.now()).await? {
            Ok(plan) => show(&visitor, &hearing, &values, Told { plan: Some(plan), ..Told::default() }),
            Err(refusal) => again(&refusal),
        });
    }
    let code = || app.entropy.code();
    let done: Result<_, HearingError> = app
        .write(async |tx, now| attendance::apply(tx, &app.keyring, *id, &lines, how, code, by, now).await)
        .await;
    Ok(match done? {
        Ok(_) => see_other(&format!("/desk/hearings/{id}/registrations"), Some("attendance-taken")),
        Err(refusal) => again(&refusal),
    })
}
