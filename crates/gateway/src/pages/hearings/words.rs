//! The facilitator's page about those who spoke: the days for corrections, and the codes that speakers are given.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_foundation::{FieldErrors, HearingId};
use folkmoot_hearings::HearingError;
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
    let over = code.valid_until < folkmoot_foundation::period::day_of(app.now());
    CodeLine {
        number: code.number,
        speaker: code.speaker,
        valid_until: code.valid_until,
        state: match (code.used_at, code.withdrawn_at) {
            (Some(_), _) => "used",
            (None, Some(_)) => "withdrawn",
            (None, None) if over => "expired",
            (None, None) => "open",
        },
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
    let number = || form.get("number").parse().map_err(|_| HearingError::NotFound);
    let mask = flows::words::mask(&app, hearing.proposal).await?;
    let name = mask.text(form.get("speaker").to_owned());
    let days = (form.get("correction_from"), form.get("correction_until"));
    let done: Result<(), HearingError> = app
        .write(async |tx, now| match form.get("act") {
            "window" => correction::set_days(tx, *id, days, form.get("reason"), by, now).await,
            "hand_out" => codes::hand_out(tx, *id, number()?, &name).await,
            "withdraw" => codes::withdraw(tx, *id, number()?, now).await,
            _ => Err(HearingError::NotFound),
        })
        .await;
    match done {
        Ok(()) => Ok(see_other(&format!("/desk/hearings/{id}/words"), Some("words-saved"))),
        Err(HearingError::Invalid(errors)) => shown(&app, &visitor, hearing, Some(&form), &errors).await,
        Err(other) => Err(other.into()),
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
    let mask = flows::words::mask(&app, hearing.proposal).await?;
    let sheet = Sheet {
        speakers: form.get("speakers").lines().map(|name| mask.text(name.to_owned())).collect(),
        blanks: form.get("blanks").to_owned(),
        valid_until: form.get("valid_until").to_owned(),
    };
    let chance = || {
        let mut bytes = [0; 8];
        app.entropy.fill(&mut bytes);
        bytes
    };
    let done =
        app.write(async |tx, now| codes::make(tx, &app.keyring, *id, &sheet, chance, by, now).await).await;
    let printed = match done {
        Ok(printed) => printed,
        Err(HearingError::Invalid(errors)) => {
            return shown(&app, &visitor, hearing, Some(&form), &errors).await;
        }
        Err(other) => return Err(other.into()),
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
