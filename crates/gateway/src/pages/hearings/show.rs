//! One hearing and the addresses of its statements.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_discussion::claims;
use folkmoot_discussion::texts::{Thing, ThingKind};
use folkmoot_discussion::voices::{self, Standing, Voice};
use folkmoot_foundation::cursor::{Cursor, List};
use folkmoot_foundation::{HearingId, StatementId};
use folkmoot_hearings::correction::is_theirs;
use folkmoot_hearings::hearings::{self, Change, Hearing, Kind, Subject};
use folkmoot_hearings::import::StatementKind;
use folkmoot_hearings::live::Stage;
use folkmoot_hearings::records::{self, Statement, Version};
use folkmoot_proposals::read;
use folkmoot_web::format::speaker;
use folkmoot_web::pages::hearings::own::CorrectionView;
use folkmoot_web::pages::hearings::show::{ChangeView, HearingPage, StatementView, VersionView};
use serde::Deserialize;
use uuid::Uuid;

use super::{after, download, files, own, questions, registration};
use crate::http::{Visitor, page, see_other, shared};
use crate::pages::discussion::about::path as about_path;
use crate::pages::discussion::forum::viewer;
use crate::{App, Fault, lists};

/// How many statements a page of a record has.
const PAGE: usize = 100;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/hearings/{id}", web::get().to(show)).route("/statements/{id}", web::get().to(statement));
}

#[derive(Debug, Default, Deserialize)]
struct RecordQuery {
    /// Where the page begins, as lists give it.
    cursor: Option<String>,
    /// Where the page begins, as a place in the record.
    from: Option<i64>,
}

impl RecordQuery {
    fn after(&self, list: &List) -> Result<Option<Cursor>, Fault> {
        match self.from {
            Some(from) if from > 1 => Ok(Some(Cursor { key: from - 1, id: Uuid::max() })),
            _ => Ok(list.after(self.cursor.as_deref())?),
        }
    }
}

async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<HearingId>,
    query: web::Query<RecordQuery>,
) -> Result<HttpResponse, Fault> {
    shared(&app, &request, async || record(&app, Visitor::of(&request).await?, *id, &query).await).await
}

async fn record(
    app: &App,
    visitor: Visitor,
    id: HearingId,
    query: &RecordQuery,
) -> Result<HttpResponse, Fault> {
    let conn = app.db.read();
    let is_facilitator = visitor.person().is_some_and(|p| p.has(Role::Facilitator));
    let hearing = visible(app, &visitor, id).await?;
    let list = lists::statements(id);
    let place = query.after(&list)?;
    let found = records::statements(conn, id, place, PAGE).await?;
    let next = list.next(&found);
    let speakers = if place.is_none() { records::speakers(conn, id).await? } else { Vec::new() };
    let briefs = read::briefs(conn, &[hearing.proposal], app.now()).await?;
    let title = briefs.get(&hearing.proposal).map(|b| b.title.clone()).unwrap_or_default();
    let about = hearing.about().map(|proposal| (title, format!("/proposals/{proposal}")));
    let thing = Thing { kind: ThingKind::Hearing, id: id.0 };
    let discuss = hearing.about().filter(|_| hearing.is_public()).map(|proposal| about_path(proposal, thing));
    let registration = registration::part(app, &visitor, &hearing).await?;
    let afterwards = if place.is_none() { after::part(app, &hearing).await? } else { None };
    let asked = questions::part(app, &hearing).await?;
    let changes = if place.is_none() { hearings::changes(conn, id).await? } else { Vec::new() };
    let corrections = own::corrections(app, &hearing);
    let own = match (visitor.id(), corrections) {
        (Some(person), CorrectionView::Open(_)) => claims::names_of(conn, id, person).await?,
        _ => Vec::new(),
    };
    let lang = visitor.lang;
    let markup = HearingPage {
        ctx: visitor.ctx(),
        particulars: particulars(&hearing),
        title: hearing.title,
        kind: hearing.kind.code(),
        state: hearing.state.code(),
        proposal: about,
        discuss,
        texts: (hearing.subject == Subject::Text).then(|| format!("/proposals/{}#texts", hearing.proposal)),
        held_on: hearing.held_on,
        hours: (hearing.starts_at, hearing.ends_at),
        agenda: hearing.agenda.iter().map(|i| (i.at, i.until, i.title.clone())).collect(),
        stream: hearing.stream,
        slides: hearing.slides,
        files: files::part(app, id).await?,
        calendar: format!("/hearings/{id}/calendar.ics"),
        registration,
        after: afterwards,
        questions: asked,
        published_at: hearing.published_at,
        historical: hearing.historical,
        changes: changes.into_iter().map(change).collect(),
        place: hearing.place,
        chair: hearing.chair,
        notice: hearing.notice,
        recording: hearing.recording.clone(),
        downloads: download::links(id),
        speeches: hearing.speeches,
        live: (hearing.live != Stage::None)
            .then(|| (format!("/hearings/{id}/live"), hearing.live == Stage::On)),
        speakers_page: format!("/hearings/{id}/speakers"),
        speakers: speakers.into_iter().map(|(name, n)| (speaker(lang, &name), n)).collect(),
        statements: views(app, &visitor, found.items, (&hearing.recording, &own)).await?,
        corrections,
        versions: records::versions(conn, id).await?.into_iter().map(version).collect(),
        manage: is_facilitator.then(|| format!("/desk/hearings/{id}")),
        first: place.map(|_| format!("/hearings/{id}#record")),
        next: next.map(|next| format!("/hearings/{id}?cursor={next}#record")),
    };
    Ok(page(markup.render()))
}

/// A hearing that this reader may know of: drafts are for facilitators.
pub(crate) async fn visible(app: &App, visitor: &Visitor, id: HearingId) -> Result<Hearing, Fault> {
    let facilitates = visitor.person().is_some_and(|p| p.has(Role::Facilitator));
    let found = hearings::get(app.db.read(), id, app.now()).await?;
    found.filter(|hearing| hearing.is_public() || facilitates).ok_or(Fault::NotFound)
}

/// What the notice says beside the day: of a hearing under the law all of it, else what is not for parties alone.
fn particulars(hearing: &Hearing) -> Vec<(&'static str, String)> {
    const FOR_PARTIES: [&str; 5] = ["parties", "counsel", "rights", "preparatory", "absence"];
    let shown = |field: &str| hearing.kind == Kind::Hearing || !FOR_PARTIES.contains(&field);
    let all = hearing.particulars.fields().into_iter();
    all.filter(|(field, text)| !text.is_empty() && shown(field))
        .map(|(f, text)| (f, text.to_owned()))
        .collect()
}

fn change(change: Change) -> ChangeView {
    ChangeView { what: change.what, reason: change.reason, was: change.was, at: change.at }
}

/// A version of a record as pages show it.
pub(super) fn version(version: Version) -> VersionView {
    VersionView {
        number: version.number,
        at: version.imported_at,
        statements: version.statements,
        correction: version.correction.map(|c| (c.added, c.changed, c.removed)),
    }
}

/// Statements with their voices. What the reader may not see, since it is gone or a moderator hid it, has lost its words.
pub(crate) async fn shown(
    app: &App,
    visitor: &Visitor,
    statements: Vec<Statement>,
) -> Result<Vec<(Statement, Option<Voice>)>, Fault> {
    let ids: Vec<StatementId> = statements.iter().map(|s| s.id).collect();
    let mut voices = voices::of_statements(app.db.read(), &ids, &viewer(visitor)).await?;
    let of = |mut statement: Statement| {
        let voice = voices.remove(&statement.id);
        let hidden = voice.as_ref().is_some_and(|v| matches!(v.standing, Standing::Hidden { .. }));
        if statement.gone || hidden {
            statement.body.clear();
        }
        (statement, voice)
    };
    Ok(statements.into_iter().map(of).collect())
}

/// Statements as the page shows them; a section's heading stands before its first statement only.
async fn views(
    app: &App,
    visitor: &Visitor,
    statements: Vec<Statement>,
    (recording, own): (&str, &[String]),
) -> Result<Vec<StatementView>, Fault> {
    let gone: Vec<StatementId> = statements.iter().filter(|s| s.gone).map(|s| s.id).collect();
    let removals =
        if gone.is_empty() { HashMap::new() } else { records::removals(app.db.read(), &gone).await? };
    let mut section: Option<String> = None;
    let of = |(statement, voice): (Statement, Option<Voice>)| {
        let begins = statement.section.filter(|s| Some(s) != section.as_ref());
        if begins.is_some() {
            section.clone_from(&begins);
        }
        let hidden = voice.as_ref().and_then(|v| match &v.standing {
            Standing::Hidden { ground, reason } => Some((ground.code(), reason.clone())),
            _ => None,
        });
        StatementView {
            id: statement.id.to_string(),
            position: statement.position,
            narrative: !statement.kind.is_spoken(),
            kind: [StatementKind::Question, StatementKind::Answer]
                .contains(&statement.kind)
                .then(|| statement.kind.code()),
            time: statement.started_ms.map(|ms| {
                (clock(ms), (!recording.is_empty()).then(|| hearings::recording_at(recording, ms)))
            }),
            correct: !statement.gone
                && hidden.is_none()
                && statement.kind.is_spoken()
                && is_theirs(statement.speaker.as_deref(), own),
            own_words: statement.own_words,
            speaker: statement.speaker.map(|name| speaker(visitor.lang, &name)),
            section: begins,
            body: Some(statement.body).filter(|body| !body.is_empty()),
            hidden,
            removed: removals.get(&statement.id).map(|r| (r.version, r.at)),
            changed: statement.revisions > 0,
            voice: voice.map(|v| (v.id.to_string(), v.replies)),
        }
    };
    Ok(shown(app, visitor, statements).await?.into_iter().map(of).collect())
}

/// A place in a recording: `1:02:03`.
fn clock(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// The permanent address of a statement leads to its place in the record.
async fn statement(app: web::Data<App>, id: web::Path<StatementId>) -> Result<HttpResponse, Fault> {
    let conn = app.db.read();
    let (hearing, found) = records::statement(conn, *id).await?.ok_or(Fault::NotFound)?;
    let before = records::count_before(conn, hearing, found.position).await?;
    // The record's own first page shows it, or a page that begins a little before it, for the context.
    let from =
        if before < PAGE as u64 { String::new() } else { format!("?from={}", (found.position - 3).max(1)) };
    Ok(see_other(&format!("/hearings/{hearing}{from}#s-{id}"), None))
}
