//! The facilitator's page about those who spoke: the days for corrections, and the codes that speakers are given.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_foundation::{FieldErrors, HearingId};
use folkmoot_hearings::codes::{self, Code, Sheet};
use folkmoot_hearings::correction;
use folkmoot_hearings::hearings::{self, Hearing};
use folkmoot_hearings::records;
use folkmoot_web::format::speaker;
use folkmoot_web::pages::hearings::words::{CodeLine, CodeSheet, PrintedCode, WordsPage};
use folkmoot_web::{FormView, Values};

use super::own::corrections;
use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::{App, Fault, flows};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/hearings/{id}/words", web::get().to(form))
        .route("/desk/hearings/{id}/words", web::post().to(act))
        .route("/desk/hearings/{id}/codes", web::post().to(print));
}

fn code(app: &App, code: Code) -> CodeLine {
    CodeLine {
        state: code.state(app.now()),
        number: code.number,
        speaker: code.speaker,
        valid_until: code.valid_until,
    }
}

async fn shown(
    app: &App,
    visitor: &Visitor,
    hearing: Hearing,
    values: Option<&Values>,
    errors: &FieldErrors,
) -> Result<HttpResponse, Fault> {
    let conn = app.db.read();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let spoken = records::speakers(conn, hearing.id).await?;
    let made = codes::of_hearing(conn, hearing.id).await?;
    // Whoever has a code already needs no other.
    let names = spoken.iter().map(|(name, _)| name.as_str());
    let names = names.filter(|name| !made.iter().any(|code| code.speaker.as_deref() == Some(*name)));
    let known = Values::default()
        .and("correction_from", day(hearing.correction_from))
        .and("correction_until", day(hearing.correction_until))
        .and("speakers", names.collect::<Vec<_>>().join("\n"))
        .and("blanks", "0");
    let markup = WordsPage {
        ctx: visitor.ctx(),
        form: FormView { lang: visitor.lang, values: values.unwrap_or(&known), errors },
        id: hearing.id.to_string(),
        held: hearing.takes_record,
        window: corrections(app, &hearing),
        codes: made.into_iter().map(|one| code(app, one)).collect(),
        speakers: spoken
            .into_iter()
            .map(|(name, speeches)| (speaker(visitor.lang, &name), name, speeches))
            .collect(),
        title: hearing.title,
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page_with_status(status, markup.render()))
}

async fn hearing(app: &App, id: HearingId) -> Result<Hearing, Fault> {
    hearings::get(app.db.read(), id, app.now()).await?.ok_or(Fault::NotFound)
}

async fn form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Facilitator)?;
    let hearing = hearing(&app, *id).await?;
    shown(&app, &visitor, hearing, None, &FieldErrors::new()).await
}

async fn act(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    let hearing = hearing(&app, *id).await?;
    let number = || form.get("number").parse().map_err(|_| Fault::NotFound);
    let days = (form.get("correction_from"), form.get("correction_until"));
    let reason = form.get("reason");
    let done: Result<(), Fault> = match form.get("act") {
        "window" => {
            let set = app.write(async |tx, now| correction::set_days(tx, *id, days, reason, by, now).await);
            set.await.map_err(Fault::from)
        }
        "hand_out" => flows::words::hand_out(&app, &hearing, number()?, form.get("speaker")).await,
        "withdraw" => {
            let number = number()?;
            app.write(async |tx, now| codes::withdraw(tx, *id, number, now).await).await.map_err(Fault::from)
        }
        _ => Err(Fault::NotFound),
    };
    match done {
        Ok(()) => Ok(see_other(&format!("/desk/hearings/{id}/words"), Some("words-saved"))),
        Err(Fault::Invalid(errors)) => shown(&app, &visitor, hearing, Some(&form), &errors).await,
        Err(other) => Err(other),
    }
}

/// Makes a sheet and shows it to be printed: the codes are on this answer alone.
async fn print(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    let hearing = hearing(&app, *id).await?;
    let sheet = Sheet {
        speakers: form.get("speakers").lines().map(str::to_owned).collect(),
        blanks: form.get("blanks").to_owned(),
        valid_until: form.get("valid_until").to_owned(),
    };
    let printed = match flows::words::make_codes(&app, &hearing, sheet, by).await {
        Ok(printed) => printed,
        Err(Fault::Invalid(errors)) => {
            return shown(&app, &visitor, hearing, Some(&form), &errors).await;
        }
        Err(other) => return Err(other),
    };
    let of = |one: codes::Printed| PrintedCode {
        number: one.number,
        speaker: one.speaker.map(|name| speaker(visitor.lang, &name)),
        code: one.code,
    };
    let markup = CodeSheet {
        ctx: visitor.ctx(),
        id: id.to_string(),
        title: hearing.title,
        held_on: hearing.held_on,
        address: format!("{}/hearings/{id}/speakers", app.config.public_url),
        codes: printed.into_iter().map(of).collect(),
    };
    let mut answer = page_with_status(StatusCode::OK, markup.render());
    answer.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("private, no-store"));
    Ok(answer)
}
