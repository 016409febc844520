//! Reporting a voice.

use actix_web::{HttpResponse, web};
use folkmoot_discussion::{DiscussionError, Ground, moderation};
use folkmoot_foundation::{FieldErrors, VoiceId};
use folkmoot_web::FormView;
use folkmoot_web::pages::discussion::report::ReportPage;

use super::again;
use super::forum::{Blank, Forum};
use crate::http::{Form, Visitor, see_other};
use crate::{App, Fault};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/voices/{id}/report", web::get().to(form))
        .route("/voices/{id}/report", web::post().to(send));
}

async fn form(app: web::Data<App>, visitor: Visitor, id: web::Path<VoiceId>) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    show(&app, &visitor, *id, Blank::default().view(&visitor)).await
}

async fn show(app: &App, visitor: &Visitor, id: VoiceId, form: FormView<'_>) -> Result<HttpResponse, Fault> {
    let (forum, voice) = Forum::of_voice(app, visitor, id).await?;
    let Some(body) = voice.body.clone() else { return Err(Fault::Conflict("voice_hidden")) };
    let shown = forum.show(vec![voice]).await?.pop();
    let name = shown.and_then(|v| v.name).unwrap_or_else(|| visitor.lang.t("voice-unnamed"));
    let markup = ReportPage { ctx: visitor.ctx(), id: id.to_string(), name, body, form }.render();
    Ok(again(form.errors, markup))
}

async fn send(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    Forum::of_voice(&app, &visitor, *id).await?;
    let done = match form.get("ground").parse::<Ground>() {
        Ok(ground) => {
            let words = form.get("words");
            app.write(async |tx, now| moderation::report(tx, *id, person, ground, words, now).await).await
        }
        Err(_) => Err(DiscussionError::Invalid(FieldErrors::one("ground", "required"))),
    };
    match done {
        Ok(()) => Ok(see_other(&format!("/voices/{id}"), Some("voice-reported"))),
        Err(DiscussionError::Invalid(errors)) => {
            let view = FormView { lang: visitor.lang, values: &form, errors: &errors };
            show(&app, &visitor, *id, view).await
        }
        Err(other) => Err(other.into()),
    }
}
