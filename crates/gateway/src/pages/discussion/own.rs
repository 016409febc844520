//! One's own comments: changing, deleting, their history.

use actix_web::{HttpResponse, web};
use folkmoot_discussion::questions::LENGTH;
use folkmoot_discussion::voices::{self, Edit, Standing, Voice};
use folkmoot_discussion::{DiscussionError, Stance};
use folkmoot_foundation::{FieldErrors, VoiceId};
use folkmoot_web::format::speaker;
use folkmoot_web::pages::discussion::edit::{DeletePage, EditPage};
use folkmoot_web::pages::discussion::history::{HistoryPage, Wording};
use folkmoot_web::{FormView, Values};

use super::forum::Forum;
use super::{again, mistakes};
use crate::fault::Belonging;
use crate::flows::posting;
use crate::http::{Form, Visitor, page, see_other};
use crate::{App, Fault};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/voices/{id}/edit", web::get().to(edit_form))
        .route("/voices/{id}/edit", web::post().to(edit))
        .route("/voices/{id}/delete", web::get().to(delete_form))
        .route("/voices/{id}/delete", web::post().to(delete))
        .route("/voices/{id}/history", web::get().to(history));
}

/// The comment, if it is the visitor's own.
async fn own<'a>(app: &'a App, visitor: &'a Visitor, id: VoiceId) -> Result<(Forum<'a>, Voice), Fault> {
    visitor.signed_in()?;
    let (forum, voice) = Forum::of_voice(app, visitor, id).await?;
    if voice.mine { Ok((forum, voice)) } else { Err(Fault::NotYours(Belonging::Comment)) }
}

/// Where a comment is looked at: by itself or under its root.
fn place(voice: &Voice) -> String {
    match voice.parent {
        Some(root) => format!("/voices/{root}#voice-{}", voice.id),
        None => format!("/voices/{}", voice.id),
    }
}

async fn edit_form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
) -> Result<HttpResponse, Fault> {
    let (forum, voice) = own(&app, &visitor, *id).await?;
    forum.must_still_speak(&voice)?;
    let body = match (&voice.standing, voice.body.clone()) {
        _ if !forum.rules.open => return Err(Fault::Conflict("discussion_closed")),
        _ if voice.is_question() && voice.reactions.iter().any(|r| r.count > 0) => {
            return Err(DiscussionError::Marked.into());
        }
        (Standing::Visible, Some(body)) => body,
        (Standing::Deleted, _) => return Err(Fault::Conflict("voice_deleted")),
        _ => return Err(Fault::Conflict("voice_hidden")),
    };
    let seen = voice.mark().unwrap_or_default();
    let stance = voice.stance.map_or("", Stance::code);
    let values = Values::default().and("body", body).and("stance", stance).and("seen", seen);
    Ok(show_edit(&forum, &voice, &values, &FieldErrors::new(), None))
}

/// The form; `changed` is what the comment says by now, where that is not what its author had before them.
fn show_edit(
    forum: &Forum<'_>,
    voice: &Voice,
    values: &Values,
    errors: &FieldErrors,
    changed: Option<String>,
) -> HttpResponse {
    let markup = EditPage {
        ctx: forum.visitor.ctx(),
        id: voice.id.to_string(),
        form: FormView { lang: forum.visitor.lang, values, errors },
        reply: voice.parent.is_some(),
        max: if voice.is_question() { LENGTH.max } else { forum.rules.length.max },
        freely_until: Some(voice.created_at + forum.rules.free_edit).filter(|until| *until > forum.now()),
        changed,
    }
    .render();
    again(errors, markup)
}

async fn edit(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (forum, voice) = own(&app, &visitor, *id).await?;
    forum.must_still_speak(&voice)?;
    let author = visitor.signed_in()?.id;
    let edit = Edit {
        body: form.get("body").to_owned(),
        stance: form.get("stance").parse().ok(),
        seen: Some(form.get("seen").to_owned()).filter(|seen| !seen.is_empty()),
    };
    let asked = posting::ask_about(&[("body", &edit.body)], form.get("personal") == "ok");
    let done = match asked {
        Ok(()) => {
            app.write(async |tx, now| voices::edit(tx, *id, author, &edit, &forum.rules, now).await).await
        }
        Err(found) => Err(found.into()),
    };
    match done {
        Ok(()) => Ok(see_other(&place(&voice), Some("comment-saved"))),
        Err(DiscussionError::Changed) => {
            // Sent again, it is saved: its author has both wordings before them now.
            let present = voices::find(app.db.read(), *id, &forum.viewer).await?.ok_or(Fault::NotFound)?;
            let values = Values::default()
                .and("body", form.get("body"))
                .and("stance", form.get("stance"))
                .and("seen", present.mark().unwrap_or_default());
            let errors = FieldErrors::one("form", "comment_changed");
            Ok(show_edit(&forum, &voice, &values, &errors, present.body))
        }
        Err(error) => Ok(show_edit(&forum, &voice, &form, &mistakes(error)?, None)),
    }
}

async fn delete_form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
) -> Result<HttpResponse, Fault> {
    let (_, voice) = own(&app, &visitor, *id).await?;
    match voice.standing {
        Standing::Visible => {}
        Standing::Hidden { .. } => return Err(Fault::Conflict("voice_hidden")),
        Standing::Deleted | Standing::Gone => return Err(Fault::Conflict("voice_deleted")),
    }
    let (id, has_replies) = (id.to_string(), voice.replies > 0);
    Ok(page(DeletePage { ctx: visitor.ctx(), id, body: voice.body, has_replies }.render()))
}

async fn delete(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
) -> Result<HttpResponse, Fault> {
    let (forum, voice) = own(&app, &visitor, *id).await?;
    let author = visitor.signed_in()?.id;
    app.write(async |tx, now| voices::delete(tx, *id, author, now).await).await?;
    let path = match voice.parent {
        Some(root) => format!("/voices/{root}"),
        None => forum.all(),
    };
    Ok(see_other(&path, Some("comment-deleted")))
}

async fn history(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
) -> Result<HttpResponse, Fault> {
    let (forum, voice) = Forum::of_voice(&app, &visitor, *id).await?;
    let earlier = voices::revisions(app.db.read(), *id, &forum.viewer).await?;
    let mut wordings: Vec<Wording> = earlier
        .into_iter()
        .map(|r| Wording {
            until: Some(r.replaced_at),
            stance: r.stance.map(Stance::code),
            speaker: r.speaker.map(|name| speaker(visitor.lang, &name)),
            body: r.body,
        })
        .collect();
    if let Some(body) = voice.body {
        let stance = voice.stance.map(Stance::code);
        let speaker = voice.speaker.map(|name| speaker(visitor.lang, &name));
        wordings.push(Wording { until: None, stance, speaker, body });
    }
    wordings.reverse();
    Ok(page(HistoryPage { ctx: visitor.ctx(), id: id.to_string(), wordings }.render()))
}
