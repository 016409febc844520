//! The moderator's desk.

mod lines;

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use folkmoot_accounts::{Role, people};
use folkmoot_discussion::appeals::{self, Appeal};
use folkmoot_discussion::moderation::{self, Decision, Reported};
use folkmoot_discussion::voices::{self, Viewer};
use folkmoot_discussion::{Act, DiscussionError, Ground, held, signals};
use folkmoot_foundation::text::excerpt;
use folkmoot_foundation::{FieldErrors, Now, PersonId, Tx, VoiceId};
use folkmoot_web::FormView;
use folkmoot_web::pages::moderation::decide::{DecidePage, ReportView};
use folkmoot_web::pages::moderation::decisions::{DecisionView, DecisionsPage};
use folkmoot_web::pages::moderation::queue::{QueuePage, Waiting, WaitingAppeal};
use serde::Deserialize;
use uuid::Uuid;

use super::discussion::forum::{Blank, Forum, titles};
use super::discussion::held as of_held;
use crate::http::{Form, Visitor, page, page_with_status, see_other};
use crate::{App, Fault, lists};

/// How many items a page of the desk has.
const PAGE: usize = 30;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    lines::configure(config);
    config
        .route("/desk/moderation", web::get().to(queue))
        .route("/desk/moderation/decisions", web::get().to(decisions))
        .route("/desk/moderation/held", web::get().to(of_held::list))
        .route("/desk/moderation/held/{id}", web::get().to(of_held::look))
        .route("/desk/moderation/held/{id}", web::post().to(of_held::decide))
        .route("/desk/moderation/{id}", web::get().to(look))
        .route("/desk/moderation/{id}", web::post().to(decide));
}

#[derive(Debug, Default, Deserialize)]
struct PageQuery {
    cursor: Option<String>,
    /// The decision that was just made and may be taken back.
    undo: Option<Uuid>,
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
    let titles = titles(&app, &subjects).await?;
    let ids: Vec<VoiceId> = found.items.iter().map(|r| r.voice.id).collect();
    let mut claims = moderation::claims(conn, &ids, app.now()).await?;
    claims.retain(|_, by| *by != moderator);
    let claimers: Vec<PersonId> = claims.values().copied().collect();
    let claimers = people::nicknames(conn, &claimers).await?;
    let item = |reported: Reported| Waiting {
        claimed_by: claims.get(&reported.voice.id).and_then(|by| claimers.get(by).cloned()),
        id: reported.voice.id.to_string(),
        proposal: titles.get(&reported.voice.subject).cloned().unwrap_or_default(),
        channel: reported.voice.channel.code(),
        name: name_of(&reported.voice, &names),
        excerpt: excerpt(reported.voice.body.as_deref().unwrap_or("…"), 90),
        reports: reported.reports,
        signals: reported.signals.iter().map(|signal| signal.code()).collect(),
        grounds: grounds(&reported),
        first_at: reported.first_at,
        own: reported.voice.author == Some(moderator),
    };
    let markup = QueuePage {
        ctx: visitor.ctx(),
        total,
        held: held::count(conn).await?,
        undo: query.undo.map(|id| id.to_string()),
        appeals: waiting_appeals(&app, moderator).await?,
        waiting: found.items.into_iter().map(item).collect(),
        first: after.map(|_| "/desk/moderation".to_owned()),
        next: next.map(|next| format!("/desk/moderation?cursor={next}")),
    };
    Ok(page(markup.render()))
}

async fn waiting_appeals(app: &App, moderator: PersonId) -> Result<Vec<WaitingAppeal>, Fault> {
    let conn = app.db.read();
    let waiting = appeals::waiting(conn, PAGE as u64).await?;
    let ids: Vec<VoiceId> = waiting.iter().map(|appeal| appeal.voice).collect();
    let decided = moderation::decisions_about(conn, &ids).await?;
    let own = |appeal: &Appeal| {
        let about = decided.get(&appeal.voice).into_iter().flatten();
        about.into_iter().any(|d| d.id == appeal.decision && d.moderator == moderator)
    };
    Ok(waiting
        .iter()
        .map(|appeal| WaitingAppeal {
            voice: appeal.voice.to_string(),
            excerpt: excerpt(&appeal.words, 90),
            at: appeal.made_at,
            own: own(appeal),
        })
        .collect())
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
    let ids: Vec<Uuid> = decisions.iter().map(|d| d.id).collect();
    let appealed = appeals::of_decisions(app.db.read(), &ids).await?;
    let of = |d: Decision| DecisionView {
        until: d.until,
        undone: d.undone_at.is_some(),
        appeal: appealed.get(&d.id).map(|appeal| appeal.outcome.as_ref().map(|o| o.upheld)),
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

async fn look(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Moderator)?;
    show(&app, &visitor, *id, query.undo, Blank::default().view(&visitor)).await
}

/// How many earlier decisions about the author's other voices are shown.
const HISTORY: u64 = 5;

pub(super) async fn show(
    app: &App,
    visitor: &Visitor,
    id: VoiceId,
    undo: Option<Uuid>,
    form: FormView<'_>,
) -> Result<HttpResponse, Fault> {
    let moderator = visitor.require(Role::Moderator)?.id;
    let conn = app.db.read();
    let (forum, found) = Forum::of_voice(app, visitor, id).await?;
    let (own, author) = (found.mine, found.author);
    let thread = found.parent.is_none().then_some(found.closed.is_none());
    let reports = show_reports(app, id).await?;
    // Whoever opens a reported voice is at it, so that a second moderator sees that.
    let signals = signals::of(conn, id).await?;
    let claimed = match (reports.is_empty() && signals.is_empty()) || own {
        true => None,
        false => app.write(async |tx, now| moderation::claim(tx, id, moderator, now).await).await?,
    };
    let claimed_by = match claimed {
        Some((by, since)) => people::nicknames(conn, &[by]).await?.remove(&by).map(|name| (name, since)),
        None => None,
    };
    let seeing = Viewer { person: visitor.id(), moderator: true };
    let parent = match found.parent {
        Some(parent) => voices::find(conn, parent, &seeing).await?,
        None => None,
    };
    let has_parent = parent.is_some();
    let words = found.body.clone().unwrap_or_default();
    let alike = moderation::alike_decided(conn, id, &words).await?;
    let mut shown = forum.show(parent.into_iter().chain([found]).collect()).await?;
    let voice = shown.pop().ok_or(Fault::NotFound)?;
    let decisions = moderation::decisions_about(conn, &[id]).await?.remove(&id).unwrap_or_default();
    let ids: Vec<Uuid> = decisions.iter().map(|d| d.id).collect();
    let mut appealed = appeals::of_decisions(conn, &ids).await?;
    appealed.retain(|_, appeal| appeal.outcome.is_none());
    let appeal = decisions.iter().find_map(|decision| {
        let appeal = appealed.remove(&decision.id)?;
        Some((super::appeals::view(appeal), decision.moderator != moderator && !own))
    });
    let mut history = match author {
        Some(author) => moderation::decisions_of_author(conn, author, HISTORY * 2).await?,
        None => Vec::new(),
    };
    history.retain(|decision| decision.voice != id);
    history.truncate(HISTORY as usize);
    let markup = DecidePage {
        ctx: visitor.ctx(),
        proposal: forum.named(),
        parent: if has_parent { shown.pop() } else { None },
        voice,
        reports,
        signals: signals.iter().map(|signal| signal.code()).collect(),
        alike: show_decisions(app, alike).await?,
        decisions: show_decisions(app, decisions).await?,
        history: show_decisions(app, history).await?,
        claimed_by,
        appeal,
        undo: undo.map(|id| id.to_string()),
        thread,
        has_author: author.is_some(),
        pauses: &moderation::PAUSES,
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
    let wanted = Judgement {
        act: form.get("act").parse().map_err(|_| Fault::BadRequest("act".to_owned()))?,
        ground: form.get("ground").parse().ok(),
        reason: form.get("reason").to_owned(),
        days: form.get("days").parse().unwrap_or_default(),
    };
    match app.write(async |tx, now| judge(tx, *id, moderator, &wanted, now).await).await {
        Ok(decision) => {
            let told = match decision.act {
                Act::Hide => "voice-hidden",
                Act::Keep => "voice-kept",
                Act::Restore => "voice-restored",
                Act::AskEdit => "voice-edit-asked",
                Act::Pause => "author-paused",
                Act::Close => "thread-closed",
                Act::Reopen => "thread-reopened",
            };
            // On to what waits next, so that ten reports are ten pages and not twenty.
            let waiting = moderation::queue(app.db.read(), None, 5).await?.items;
            let next = waiting.into_iter().find(|one| one.voice.author != Some(moderator));
            let next = next.map(|one| format!("/{}", one.voice.id)).unwrap_or_default();
            Ok(see_other(&format!("/desk/moderation{next}?undo={}", decision.id), Some(told)))
        }
        Err(DiscussionError::Invalid(errors)) => {
            let view = FormView { lang: visitor.lang, values: &form, errors: &errors };
            show(&app, &visitor, *id, None, view).await
        }
        Err(other) => Err(other.into()),
    }
}

/// What a moderator wants to decide.
#[derive(Debug)]
pub(crate) struct Judgement {
    pub(crate) act: Act,
    pub(crate) ground: Option<Ground>,
    pub(crate) reason: String,
    /// For a pause.
    pub(crate) days: i64,
}

/// Decides: one call of the crate for each act.
pub(crate) async fn judge(
    tx: &Tx,
    id: VoiceId,
    by: PersonId,
    wanted: &Judgement,
    now: Now,
) -> Result<Decision, DiscussionError> {
    let reason = wanted.reason.as_str();
    let ground = || wanted.ground.ok_or_else(|| FieldErrors::one("ground", "required"));
    match wanted.act {
        Act::Hide => moderation::hide(tx, id, by, ground()?, reason, now).await,
        Act::Keep => moderation::keep(tx, id, by, reason, now).await,
        Act::Restore => moderation::restore(tx, id, by, reason, now).await,
        Act::AskEdit => moderation::ask_edit(tx, id, by, ground()?, reason, now).await,
        Act::Pause => moderation::pause(tx, id, by, ground()?, reason, wanted.days, now).await,
        Act::Close => moderation::close(tx, id, by, ground()?, reason, now).await,
        Act::Reopen => moderation::reopen(tx, id, by, reason, now).await,
    }
}
