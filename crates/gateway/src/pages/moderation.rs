//! The moderator's desk.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use folkmoot_accounts::{Role, people};
use folkmoot_discussion::moderation::{self, Decision, Reported};
use folkmoot_discussion::voices::{self, Viewer};
use folkmoot_discussion::{DiscussionError, Ground};
use folkmoot_foundation::text::excerpt;
use folkmoot_foundation::{FieldErrors, PersonId, VoiceId};
use folkmoot_proposals::read;
use folkmoot_web::FormView;
use folkmoot_web::pages::moderation::decide::{DecidePage, ReportView};
use folkmoot_web::pages::moderation::decisions::{DecisionView, DecisionsPage};
use folkmoot_web::pages::moderation::queue::{QueuePage, Waiting};
use serde::Deserialize;

use super::discussion::forum::{Blank, Forum};
use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::{App, Fault, lists};

/// How many items a page of the desk has.
const PAGE: usize = 30;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/moderation", web::get().to(queue))
        .route("/desk/moderation/decisions", web::get().to(decisions))
        .route("/desk/moderation/{id}", web::get().to(look))
        .route("/desk/moderation/{id}", web::post().to(decide));
}

#[derive(Debug, Default, Deserialize)]
struct PageQuery {
    cursor: Option<String>,
}

async fn queue(
    app: web::Data<App>,
    visitor: Visitor,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, Fault> {
    let moderator = visitor.require(Role::Moderator)?.id;
    let list = lists::reported();
    let after = list.after(query.cursor.as_deref())?;
    let conn = app.db.read();
    let total = moderation::waiting(conn).await?;
    let found = moderation::queue(conn, after, PAGE).await?;
    let next = list.next(&found);
    let authors: Vec<PersonId> = found.items.iter().filter_map(|r| r.voice.author).collect();
    let names = people::nicknames(conn, &authors).await?;
    let subjects: Vec<_> = found.items.iter().map(|r| r.voice.subject).collect();
    let briefs = read::briefs(conn, &subjects, app.now()).await?;
    let item = |reported: Reported| Waiting {
        id: reported.voice.id.to_string(),
        proposal: briefs.get(&reported.voice.subject).map(|b| b.title.clone()).unwrap_or_default(),
        channel: reported.voice.channel.code(),
        name: name_of(&reported.voice, &names),
        excerpt: excerpt(reported.voice.body.as_deref().unwrap_or("…"), 90),
        reports: reported.reports,
        grounds: grounds(&reported),
        first_at: reported.first_at,
        own: reported.voice.author == Some(moderator),
    };
    let markup = QueuePage {
        ctx: visitor.ctx(),
        total,
        waiting: found.items.into_iter().map(item).collect(),
        first: after.map(|_| "/desk/moderation".to_owned()),
        next: next.map(|next| format!("/desk/moderation?cursor={next}")),
    };
    Ok(page(markup.render()))
}

fn name_of(voice: &voices::Voice, names: &HashMap<PersonId, String>) -> String {
    let nickname = voice.author.and_then(|author| names.get(&author).cloned());
    nickname.or_else(|| voice.speaker.clone()).unwrap_or_default()
}

/// The grounds that reports name, the most frequent first.
fn grounds(reported: &Reported) -> Vec<(&'static str, usize)> {
    let count = |ground: &Ground| reported.told.iter().filter(|r| r.ground == *ground).count();
    let mut grounds: Vec<_> =
        Ground::ALL.iter().map(|g| (g.code(), count(g))).filter(|(_, n)| *n > 0).collect();
    grounds.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    grounds
}

async fn decisions(
    app: web::Data<App>,
    visitor: Visitor,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Moderator)?;
    let list = lists::decisions();
    let after = list.after(query.cursor.as_deref())?;
    let found = moderation::decisions(app.db.read(), after, PAGE).await?;
    let next = list.next(&found);
    let markup = DecisionsPage {
        ctx: visitor.ctx(),
        decisions: show_decisions(&app, found.items).await?,
        first: after.map(|_| "/desk/moderation/decisions".to_owned()),
        next: next.map(|next| format!("/desk/moderation/decisions?cursor={next}")),
    };
    Ok(page(markup.render()))
}

async fn show_decisions(app: &App, decisions: Vec<Decision>) -> Result<Vec<DecisionView>, Fault> {
    let moderators: Vec<PersonId> = decisions.iter().map(|d| d.moderator).collect();
    let names = people::nicknames(app.db.read(), &moderators).await?;
    let of = |d: Decision| DecisionView {
        voice: d.voice.to_string(),
        act: d.act.code(),
        ground: d.ground.map(Ground::code),
        moderator: names.get(&d.moderator).cloned().unwrap_or_default(),
        reason: d.reason,
        at: d.made_at,
        reports: d.reports,
    };
    Ok(decisions.into_iter().map(of).collect())
}

async fn look(app: web::Data<App>, visitor: Visitor, id: web::Path<VoiceId>) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Moderator)?;
    show(&app, &visitor, *id, Blank::default().view(&visitor)).await
}

async fn show(app: &App, visitor: &Visitor, id: VoiceId, form: FormView<'_>) -> Result<HttpResponse, Fault> {
    let conn = app.db.read();
    let (forum, found) = Forum::of_voice(app, visitor, id).await?;
    let own = found.mine;
    let seeing = Viewer { person: visitor.id(), moderator: true };
    let parent = match found.parent {
        Some(parent) => voices::find(conn, parent, &seeing).await?,
        None => None,
    };
    let has_parent = parent.is_some();
    let mut shown = forum.show(parent.into_iter().chain([found]).collect()).await?;
    let voice = shown.pop().ok_or(Fault::NotFound)?;
    let decisions = moderation::decisions_about(conn, &[id]).await?.remove(&id).unwrap_or_default();
    let markup = DecidePage {
        ctx: visitor.ctx(),
        proposal: forum.named(),
        parent: if has_parent { shown.pop() } else { None },
        voice,
        reports: show_reports(app, id).await?,
        decisions: show_decisions(app, decisions).await?,
        form,
        own,
    }
    .render();
    let status = if form.errors.is_empty() { 200 } else { 422 };
    Ok(page_with_status(actix_web::http::StatusCode::from_u16(status).unwrap_or_default(), markup))
}

async fn show_reports(app: &App, id: VoiceId) -> Result<Vec<ReportView>, Fault> {
    let reports = moderation::open_reports(app.db.read(), id).await?;
    let people: Vec<PersonId> = reports.iter().map(|r| r.person).collect();
    let names = people::nicknames(app.db.read(), &people).await?;
    let of = |r: moderation::Report| ReportView {
        ground: r.ground.code(),
        words: r.words,
        name: names.get(&r.person).cloned().unwrap_or_default(),
        at: r.made_at,
    };
    Ok(reports.into_iter().map(of).collect())
}

async fn decide(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let moderator = visitor.require(Role::Moderator)?.id;
    let reason = form.get("reason");
    let (done, told) = match form.get("act") {
        "hide" => {
            let ground = form.get("ground").parse::<Ground>();
            let done = app
                .write(async |tx, now| match ground {
                    Ok(ground) => moderation::hide(tx, *id, moderator, ground, reason, now).await,
                    Err(_) => Err(FieldErrors::one("ground", "required").into()),
                })
                .await;
            (done, "voice-hidden")
        }
        "keep" => {
            let done =
                app.write(async |tx, now| moderation::keep(tx, *id, moderator, reason, now).await).await;
            (done, "voice-kept")
        }
        "restore" => {
            let done =
                app.write(async |tx, now| moderation::restore(tx, *id, moderator, reason, now).await).await;
            (done, "voice-restored")
        }
        _ => return Err(Fault::BadRequest("act".to_owned())),
    };
    match done {
        Ok(_) => Ok(see_other("/desk/moderation", Some(told))),
        Err(DiscussionError::Invalid(errors)) => {
            let view = FormView { lang: visitor.lang, values: &form, errors: &errors };
            show(&app, &visitor, *id, view).await
        }
        Err(other) => Err(other.into()),
    }
}
