//! A statement that was typed in a hall, before a moderator: hidden before the record is there.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_discussion::{Ground, voices};
use folkmoot_foundation::{FieldErrors, StatementId};
use folkmoot_hearings::hearings::{self, Hearing};
use folkmoot_hearings::live::Stage;
use folkmoot_hearings::records::{self, Statement};
use folkmoot_web::pages::moderation::line::HideLine;
use folkmoot_web::{FormView, Values};

use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::{App, Fault, flows};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/moderation/lines/{id}", web::get().to(look))
        .route("/desk/moderation/lines/{id}", web::post().to(hide));
}

/// The statement, while it is typed around it; nothing of what nobody said, and of what was taken back.
async fn typed(app: &App, id: StatementId) -> Result<(Hearing, Statement), Fault> {
    let (hearing, statement) = records::statement(app.db.read(), id).await?.ok_or(Fault::NotFound)?;
    let hearing = hearings::get(app.db.read(), hearing, app.now()).await?.ok_or(Fault::NotFound)?;
    let there = hearing.live == Stage::On && !statement.gone && statement.kind.is_spoken();
    if there { Ok((hearing, statement)) } else { Err(Fault::NotFound) }
}

async fn look(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<StatementId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Moderator)?;
    // What stands in the discussion already is decided there, as any voice is.
    if let Some(voice) = voices::voice_of(app.db.read(), *id).await? {
        return Ok(see_other(&format!("/desk/moderation/{voice}"), None));
    }
    let found = typed(&app, *id).await?;
    Ok(show(&visitor, &found, &Values::default(), &FieldErrors::new()))
}

fn show(
    visitor: &Visitor,
    (hearing, statement): &(Hearing, Statement),
    values: &Values,
    errors: &FieldErrors,
) -> HttpResponse {
    let markup = HideLine {
        ctx: visitor.ctx(),
        form: FormView { lang: visitor.lang, values, errors },
        id: statement.id.to_string(),
        hearing: (format!("/hearings/{}/live", hearing.id), hearing.title.clone()),
        position: statement.position,
        speaker: statement.speaker.clone(),
        body: statement.body.clone(),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page_with_status(status, markup.render())
}

async fn hide(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<StatementId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Moderator)?.id;
    let (hearing, _) = records::statement(app.db.read(), *id).await?.ok_or(Fault::NotFound)?;
    let hearing = hearings::get(app.db.read(), hearing, app.now()).await?.ok_or(Fault::NotFound)?;
    let hidden = match form.get("ground").parse::<Ground>() {
        Ok(ground) => flows::record::hide_line(&app, &hearing, *id, (ground, form.get("reason")), by).await,
        Err(_) => Err(Fault::Invalid(FieldErrors::one("ground", "required"))),
    };
    match hidden {
        Ok(decision) => {
            let there = format!("/desk/moderation/{}?undo={}", decision.voice, decision.id);
            Ok(see_other(&there, Some("voice-hidden")))
        }
        Err(Fault::Invalid(errors)) => Ok(show(&visitor, &typed(&app, *id).await?, &form, &errors)),
        Err(other) => Err(other),
    }
}
