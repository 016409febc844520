//! Opinions of paper forms and counters over the API: entering them, their originals, and a reviewer's look at those.

use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use folkmoot_accounts::Role;
use folkmoot_discussion::Channel;
use folkmoot_discussion::opinions::originals::{self, Original, State};
use folkmoot_discussion::opinions::{self, Entered, Form, OriginalId, Typed};
use folkmoot_discussion::voices::{self, Viewer};
use folkmoot_foundation::{FieldErrors, ProposalId, VoiceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::hearings::whole;
use super::voices::limited;
use crate::api::extract::{Json, Query};
use crate::fault::Problem;
use crate::flows::words;
use crate::http::Visitor;
use crate::pages::discussion::forum::Forum;
use crate::pages::opinions::{enter_typed, enters, proposal, to_keep};
use crate::{App, Fault};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(enter).service(beside).service(attach);
    config.service(waiting).service(original).service(file).service(decide);
}

/// An opinion that was entered.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpinionBody {
    /// Its voice in the discussion.
    pub voice: uuid::Uuid,
    /// `paper` or `counter`.
    pub channel: Option<String>,
    /// `pro`, `con` or `other`.
    pub stance: Option<String>,
    /// The words; none of one that was hidden since.
    pub body: Option<String>,
    /// Whose they are.
    pub name: Option<String>,
    /// The number of the form; may be empty.
    pub number: String,
    /// Where it was handed in; may be empty.
    pub place: String,
    /// When it was handed in.
    pub said_at: Option<DateTime<Utc>>,
    /// When it was entered.
    pub entered_at: DateTime<Utc>,
}

/// What somebody entered.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpinionsBody {
    /// The latest first.
    pub items: Vec<OpinionBody>,
}

async fn bodies(app: &App, forms: Vec<Form>) -> Result<Vec<OpinionBody>, Fault> {
    let ids: Vec<VoiceId> = forms.iter().map(|form| form.voice).collect();
    let mut found = voices::find_many(app.db.read(), &ids, &Viewer::default()).await?;
    let of = |form: Form| {
        let voice = found.remove(&form.voice);
        OpinionBody {
            voice: form.voice.0,
            channel: voice.as_ref().map(|voice| voice.channel.code().to_owned()),
            stance: voice.as_ref().and_then(|voice| voice.stance).map(|side| side.code().to_owned()),
            said_at: voice.as_ref().map(|voice| voice.said_at),
            name: voice.as_ref().and_then(|voice| voice.speaker.clone()),
            body: voice.and_then(|voice| voice.body),
            number: form.number,
            place: form.place,
            entered_at: form.at,
        }
    };
    Ok(forms.into_iter().map(of).collect())
}

/// How many of the last.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct LastQuery {
    /// 1 to 100; 30 if left out.
    limit: Option<usize>,
}

/// What the caller entered about a proposal last.
#[utoipa::path(tag = "opinions", params(("id" = uuid::Uuid, Path, description = "The proposal"), LastQuery), responses(
    (status = 200, description = "Their entries", body = OpinionsBody),
    (status = 403, description = "Neither a clerk nor a facilitator", body = Problem),
    (status = 404, description = "No such public proposal", body = Problem),
))]
#[get("/proposals/{id}/opinions")]
async fn list(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    query: Query<LastQuery>,
) -> Result<HttpResponse, Fault> {
    let (by, _) = enters(&visitor)?;
    proposal(&app, *id).await?;
    let forms = opinions::entered_by(app.db.read(), *id, by, limited(query.limit)? as u64).await?;
    Ok(HttpResponse::Ok().json(OpinionsBody { items: bodies(&app, forms).await? }))
}

/// An opinion from a paper form or a counter.
#[derive(Debug, Deserialize, ToSchema)]
pub struct OpinionDraft {
    /// `paper` or `counter`.
    channel: String,
    /// `pro`, `con` or `other`.
    stance: String,
    /// The words, 1 to 5,000 characters.
    body: String,
    /// Whose they are; left out for somebody who gives no name.
    #[serde(default)]
    person: String,
    /// What tells people of one name apart; at most 30 characters.
    #[serde(default)]
    mark: String,
    /// The number of the form; at most 40 characters.
    #[serde(default)]
    number: String,
    /// Where it was handed in; at most 100 characters.
    #[serde(default)]
    place: String,
    /// The day on which it was handed in, `YYYY-MM-DD`.
    day: String,
    /// That what looks like personal data in the words (`personal_data`) is to be published all the same.
    #[serde(default)]
    personal_data_ok: bool,
}

/// What came of entering an opinion.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnteredBody {
    /// Its voice in the discussion.
    pub voice: uuid::Uuid,
    /// Whether it was there already: then nothing was added.
    pub already: bool,
}

/// Enters an opinion from a paper form or a counter; it counts like any. Known by its number, or by name and words, it is entered
/// once.
#[utoipa::path(tag = "opinions", params(("id" = uuid::Uuid, Path, description = "The proposal")), responses(
    (status = 201, description = "Entered", body = EnteredBody),
    (status = 200, description = "It was there already", body = EnteredBody),
    (status = 403, description = "Neither a clerk nor a facilitator", body = Problem),
    (status = 404, description = "No such public proposal", body = Problem),
    (status = 422, description = "Fields are wrong, or `body` holds what looks like personal data", body = Problem),
))]
#[post("/proposals/{id}/opinions")]
async fn enter(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    sent: Json<OpinionDraft>,
) -> Result<HttpResponse, Fault> {
    let by = enters(&visitor)?;
    let proposal = proposal(&app, *id).await?;
    let typed = Typed {
        channel: &sent.channel,
        stance: &sent.stance,
        body: &sent.body,
        name: &sent.person,
        mark: &sent.mark,
        number: &sent.number,
        place: &sent.place,
        day: &sent.day,
    };
    match enter_typed(&app, &proposal, (&typed, sent.personal_data_ok), None, by).await? {
        Entered::New(voice) => {
            Ok(HttpResponse::Created().json(EnteredBody { voice: voice.0, already: false }))
        }
        Entered::Already(voice) => Ok(HttpResponse::Ok().json(EnteredBody { voice: voice.0, already: true })),
    }
}

/// A scan or recording of an opinion.
#[derive(Debug, Serialize, ToSchema)]
pub struct OriginalBody {
    /// Its id.
    pub id: uuid::Uuid,
    /// The opinion it goes with.
    pub voice: uuid::Uuid,
    /// `pdf`, `png`, `jpeg`, `mp3`, `m4a`, `ogg` or `wav`, by its content.
    pub kind: String,
    /// Its size in bytes.
    pub size: i64,
    /// When it was handed in.
    pub at: DateTime<Utc>,
    /// `waiting`, `released` or `kept_back`.
    pub state: String,
    /// When that was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was kept back.
    pub reason: Option<String>,
    /// When its bytes were erased.
    pub erased_at: Option<DateTime<Utc>>,
    /// Its name as it was handed in; for reviewers alone.
    pub file_name: Option<String>,
    /// Where everybody can have it, once it is released.
    pub href: Option<String>,
}

impl OriginalBody {
    fn of(app: &App, one: Original) -> Self {
        let public = one.state == State::Released && one.erased_at.is_none();
        Self {
            href: public.then(|| format!("{}/originals/{}", app.config.public_url, one.id)),
            id: one.id.0,
            voice: one.voice.0,
            kind: one.kind.code().to_owned(),
            size: one.size,
            at: one.at,
            state: one.state.code().to_owned(),
            decided_at: one.decided_at,
            reason: one.reason,
            erased_at: one.erased_at,
            file_name: None,
        }
    }

    fn for_reviewers(app: &App, one: Original) -> Self {
        let file_name = Some(one.file_name.clone());
        Self { file_name, ..Self::of(app, one) }
    }
}

/// The originals of an opinion.
#[derive(Debug, Serialize, ToSchema)]
pub struct OriginalsBody {
    /// Where the opinion was handed in; may be empty.
    pub place: String,
    /// In the order in which they came.
    pub items: Vec<OriginalBody>,
}

async fn originals_of(app: &App, voice: VoiceId) -> Result<OriginalsBody, Fault> {
    let conn = app.db.read();
    let place = opinions::form_of(conn, voice).await?.map(|form| form.place).unwrap_or_default();
    let all = originals::of_voice(conn, voice).await?;
    let items = all.into_iter().map(|one| OriginalBody::of(app, one)).collect();
    Ok(OriginalsBody { place, items })
}

/// What was handed in with an opinion, and how it stands with each original.
#[utoipa::path(tag = "opinions", params(("id" = uuid::Uuid, Path, description = "The voice")), responses(
    (status = 200, description = "Its originals", body = OriginalsBody),
    (status = 404, description = "No such opinion from paper or a counter that the caller can read", body = Problem),
))]
#[get("/voices/{id}/originals")]
async fn beside(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
) -> Result<HttpResponse, Fault> {
    let (_, voice) = Forum::of_voice(&app, &visitor, *id).await?;
    if !matches!(voice.channel, Channel::Paper | Channel::Counter) || voice.body.is_none() {
        return Err(Fault::NotFound);
    }
    Ok(HttpResponse::Ok().json(originals_of(&app, *id).await?))
}

/// What a file is called.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct FileQuery {
    /// The file's name.
    #[serde(default)]
    file_name: String,
}

/// Keeps a scan or recording with an opinion from paper or a counter; it waits for a reviewer. The body is the file: a document
/// (PDF), a picture (PNG, JPEG) or a recording (MP3, M4A, Ogg, WAV).
#[utoipa::path(tag = "opinions", params(("id" = uuid::Uuid, Path, description = "The voice"), FileQuery),
    request_body(content = String, content_type = "application/pdf", description = "The file, at most 10 MiB"),
    responses(
        (status = 200, description = "The originals of the opinion", body = OriginalsBody),
        (status = 403, description = "Neither a clerk nor a facilitator", body = Problem),
        (status = 404, description = "No such opinion", body = Problem),
        (status = 413, description = "Too large", body = Problem),
        (status = 422, description = "Files of this kind are not taken, or there are five already", body = Problem),
    ))]
#[post("/voices/{id}/originals")]
async fn attach(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
    query: Query<FileQuery>,
    payload: web::Payload,
) -> Result<HttpResponse, Fault> {
    let by = enters(&visitor)?;
    let voice = voices::find(app.db.read(), *id, &Viewer::default()).await?.ok_or(Fault::NotFound)?;
    proposal(&app, voice.subject).await?;
    let bytes = whole(payload).await?;
    originals::look(&bytes)?;
    words::attach(&app, (*id, voice.subject), (query.into_inner().file_name, bytes), by).await?;
    Ok(HttpResponse::Ok().json(originals_of(&app, *id).await?))
}

/// The originals that wait.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingOriginals {
    /// The one waiting longest first.
    pub items: Vec<OriginalBody>,
    /// How many wait in all.
    pub total: i64,
}

/// The originals that wait for a reviewer.
#[utoipa::path(tag = "opinions", params(LastQuery), responses(
    (status = 200, description = "What waits", body = WaitingOriginals),
    (status = 403, description = "Not a reviewer", body = Problem),
))]
#[get("/originals")]
async fn waiting(
    app: web::Data<App>,
    visitor: Visitor,
    query: Query<LastQuery>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Reviewer)?;
    let (found, total) = originals::waiting(app.db.read(), limited(query.limit)? as u64).await?;
    let items = found.into_iter().map(|one| OriginalBody::for_reviewers(&app, one)).collect();
    Ok(HttpResponse::Ok().json(WaitingOriginals { items, total }))
}

/// One original, for a reviewer.
#[utoipa::path(tag = "opinions", params(("id" = uuid::Uuid, Path, description = "The original")), responses(
    (status = 200, description = "The original", body = OriginalBody),
    (status = 403, description = "Not a reviewer", body = Problem),
    (status = 404, description = "No such original", body = Problem),
))]
#[get("/originals/{id}")]
async fn original(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<OriginalId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Reviewer)?;
    let found = originals::get(app.db.read(), *id).await?;
    Ok(HttpResponse::Ok().json(OriginalBody::for_reviewers(&app, found)))
}

/// The bytes of an original, for a reviewer.
#[utoipa::path(tag = "opinions", params(("id" = uuid::Uuid, Path, description = "The original")), responses(
    (status = 200, description = "The file"),
    (status = 403, description = "Not a reviewer", body = Problem),
    (status = 404, description = "No such original, or its bytes were erased", body = Problem),
))]
#[get("/originals/{id}/file")]
async fn file(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<OriginalId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Reviewer)?;
    let (kind, bytes) = originals::content(app.db.read(), *id).await?;
    Ok(to_keep(*id, kind, bytes, "private, no-store"))
}

/// What becomes of an original.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OriginalAct {
    /// `release` or `keep_back`.
    act: String,
    /// Why it is kept back: 5 to 1,000 characters, shown in public.
    #[serde(default)]
    reason: String,
}

/// Releases an original to everybody, or keeps it back; a decision can be changed as long as the file is there.
#[utoipa::path(tag = "opinions", params(("id" = uuid::Uuid, Path, description = "The original")), responses(
    (status = 200, description = "Decided", body = OriginalBody),
    (status = 403, description = "Not a reviewer", body = Problem),
    (status = 404, description = "No such original, or its bytes were erased", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/originals/{id}/decision")]
async fn decide(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<OriginalId>,
    sent: Json<OriginalAct>,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Reviewer)?.id;
    let release = match sent.act.as_str() {
        "release" => true,
        "keep_back" => false,
        _ => return Err(FieldErrors::one("act", "unknown_choice").into()),
    };
    let decided =
        app.write(async |tx, now| originals::decide(tx, *id, release, &sent.reason, by, now).await).await?;
    Ok(HttpResponse::Ok().json(OriginalBody::for_reviewers(&app, decided)))
}
