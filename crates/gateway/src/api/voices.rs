//! Discussions over the API.

mod about;

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, web};
use chrono::{DateTime, Utc};
use folkmoot_accounts::people;
use folkmoot_discussion::held::Sent;
use folkmoot_discussion::texts::{self, Anchor, Thing};
use folkmoot_discussion::voices::{self, Edit, Filter, NewComment, Official, Standing, Thread, Voice};
use folkmoot_discussion::{Ground, ReactionKind, Stance, moderation};
use folkmoot_foundation::cursor::{Cursor, List};
use folkmoot_foundation::{FieldErrors, PersonId, ProposalId, VoiceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use self::about::{ThingBody, asked_about, thing};
use super::texts::{AnchorBody, NewAnchor};
use crate::api::extract::{Json, Query};
use crate::fault::{Problem, Unreadable};
use crate::flows::posting;
use crate::http::Visitor;
use crate::pages::discussion::forum::{At, Forum};
use crate::{App, Fault, lists};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(add).service(one).service(replies).service(revisions);
    config.service(change).service(remove).service(react).service(report);
}

/// A voice: a comment, a reply, or a statement from a hearing.
#[derive(Debug, Serialize, ToSchema)]
pub struct VoiceBody {
    /// Its id.
    pub id: uuid::Uuid,
    /// The proposal it is about.
    pub proposal: uuid::Uuid,
    /// `online`, `hearing`, `paper` or `counter`.
    pub channel: String,
    /// `pro`, `con` or `other`; none for statements and replies.
    pub stance: Option<String>,
    /// The nickname of its author, or the name in the record.
    pub name: Option<String>,
    /// The voice under which it stands, for a reply.
    pub parent: Option<uuid::Uuid>,
    /// The reply that it answers, where it answers one.
    pub reply_to: Option<uuid::Uuid>,
    /// `agency` or `proposer`, if these are their words.
    pub official: Option<String>,
    /// The agency whose words these are.
    pub agency: Option<uuid::Uuid>,
    /// The hearing it was said at.
    pub hearing: Option<uuid::Uuid>,
    /// The statement it is.
    pub statement: Option<uuid::Uuid>,
    /// Its place in the record.
    pub position: Option<i64>,
    /// The words; none for a gap.
    pub body: Option<String>,
    /// `visible`, `hidden`, `deleted` or `gone`.
    pub standing: String,
    /// For a hidden one: the ground.
    pub hide_ground: Option<String>,
    /// For a hidden one: the moderator's reason.
    pub hide_reason: Option<String>,
    /// Its place in the order of time.
    pub said_at: DateTime<Utc>,
    /// When it was written or imported.
    pub created_at: DateTime<Utc>,
    /// When its words last changed.
    pub edited_at: Option<DateTime<Utc>>,
    /// How many earlier wordings there are.
    pub revisions: i64,
    /// How many replies there are.
    pub replies: i64,
    /// How many people reacted, by way.
    pub reactions: HashMap<String, i64>,
    /// Whether the caller wrote it.
    pub mine: bool,
    /// The mark of the present wording, to be sent with an edit.
    pub wording: Option<String>,
    /// The place of a draft text that it is on.
    pub anchor: Option<AnchorBody>,
    /// What else of the proposal it is on.
    pub about: Option<ThingBody>,
}

/// A voice with its first replies.
#[derive(Debug, Serialize, ToSchema)]
pub struct ThreadBody {
    /// The voice.
    #[serde(flatten)]
    pub voice: VoiceBody,
    /// Its first 20 replies, the oldest first.
    pub first_replies: Vec<VoiceBody>,
}

/// How many voices of one channel and stance there are.
#[derive(Debug, Serialize, ToSchema)]
pub struct VoiceCountBody {
    /// The channel.
    pub channel: String,
    /// The stance, if any.
    pub stance: Option<String>,
    /// How many voices.
    pub voices: i64,
    /// How many people.
    pub people: i64,
}

/// A page of a discussion.
#[derive(Debug, Serialize, ToSchema)]
pub struct DiscussionBody {
    /// The voices.
    pub items: Vec<ThreadBody>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// All visible voices.
    pub voices: i64,
    /// All people.
    pub people: i64,
    /// The parts, by channel and stance.
    pub counts: Vec<VoiceCountBody>,
}

/// A page of replies.
#[derive(Debug, Serialize, ToSchema)]
pub struct VoicesBody {
    /// The voices.
    pub items: Vec<VoiceBody>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// The voices with the names of their authors, in one query.
pub(super) async fn bodies(app: &App, voices: Vec<Voice>) -> Result<Vec<VoiceBody>, Fault> {
    let authors: Vec<PersonId> = voices.iter().filter_map(|v| v.author).collect();
    let names = people::nicknames(app.db.read(), &authors).await?;
    let roots: Vec<VoiceId> = voices.iter().filter(|v| v.parent.is_none()).map(|v| v.id).collect();
    let anchors = texts::of_voices(app.db.read(), &roots).await?;
    let things = texts::on_things(app.db.read(), &roots).await?;
    Ok(voices.into_iter().map(|voice| body(voice, &names, (&anchors, &things))).collect())
}

fn body(
    voice: Voice,
    names: &HashMap<PersonId, String>,
    (anchors, things): (&HashMap<VoiceId, Anchor>, &HashMap<VoiceId, Thing>),
) -> VoiceBody {
    let about = things.get(&voice.id).filter(|_| voice.standing != Standing::Deleted);
    let anchor = anchors.get(&voice.id).filter(|_| voice.standing != Standing::Deleted);
    let standing = voice.standing.code().to_owned();
    let wording = voice.mark();
    let (hide_ground, hide_reason) = match voice.standing {
        Standing::Hidden { ground, reason } => (Some(ground.code().to_owned()), Some(reason)),
        _ => (None, None),
    };
    let nickname = voice.author.and_then(|author| names.get(&author).cloned());
    VoiceBody {
        id: voice.id.0,
        proposal: voice.subject.0,
        channel: voice.channel.code().to_owned(),
        stance: voice.stance.map(|s| s.code().to_owned()),
        name: nickname.or(voice.speaker),
        parent: voice.parent.map(|id| id.0),
        reply_to: voice.reply_to.map(|id| id.0),
        official: voice.official.map(|official| official.code().to_owned()),
        agency: match voice.official {
            Some(Official::Agency(agency)) => Some(agency.0),
            _ => None,
        },
        hearing: voice.hearing.map(|id| id.0),
        statement: voice.statement.map(|id| id.0),
        position: voice.position,
        body: voice.body,
        standing,
        hide_ground,
        hide_reason,
        said_at: voice.said_at,
        created_at: voice.created_at,
        edited_at: voice.edited_at,
        revisions: voice.revisions,
        replies: voice.replies,
        reactions: voice.reactions.iter().map(|r| (r.kind.code().to_owned(), r.count)).collect(),
        mine: voice.mine,
        wording,
        anchor: anchor.map(AnchorBody::from),
        about: about.copied().map(ThingBody::from),
    }
}

async fn thread_bodies(app: &App, threads: Vec<Thread>) -> Result<Vec<ThreadBody>, Fault> {
    let sizes: Vec<usize> = threads.iter().map(|t| t.replies.len()).collect();
    let flat = threads.into_iter().flat_map(|t| std::iter::once(t.root).chain(t.replies)).collect();
    let mut all = bodies(app, flat).await?.into_iter();
    let threads = sizes.into_iter().filter_map(|size| {
        let voice = all.next()?;
        Some(ThreadBody { voice, first_replies: all.by_ref().take(size).collect() })
    });
    Ok(threads.collect())
}

/// Which voices.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct VoicesQuery {
    /// Only those of a channel: `online`, `hearing`, `paper` or `counter`.
    channel: Option<String>,
    /// Only those of a stance: `pro`, `con` or `other`.
    stance: Option<String>,
    /// `balanced` (the default), `newest`, `oldest`, `most_answered` or `official`.
    order: Option<String>,
    /// Only those on something of the proposal: a `hearing`, the `response` (by its case), a `follow_up`, an `issue`, or a draft `text`.
    /// They come with the newest first, and take no channel, stance or order.
    about: Option<String>,
    /// The id of that.
    about_id: Option<uuid::Uuid>,
    /// Where the page begins.
    cursor: Option<String>,
    /// How many, 1 to 100.
    limit: Option<usize>,
}

/// Reads a code of a query; one that is not known is the caller's mistake.
pub(super) fn code<T: std::str::FromStr>(name: &str, text: Option<&String>) -> Result<Option<T>, Fault> {
    text.map(|text| text.parse().map_err(|_| Unreadable::parameter(name).into())).transpose()
}

/// Checks cursor and limit of a list.
pub(super) fn paging(
    pages: &List,
    cursor: Option<&String>,
    limit: Option<usize>,
) -> Result<(Option<Cursor>, usize), Fault> {
    let limit = limited(limit)?;
    Ok((pages.after(cursor.map(String::as_str))?, limit))
}

pub(super) fn limited(limit: Option<usize>) -> Result<usize, Fault> {
    let limit = limit.unwrap_or(30);
    if (1..=100).contains(&limit) { Ok(limit) } else { Err(Unreadable::parameter("limit").into()) }
}

/// The discussion of a proposal: comments and statements in one list, each with its channel, and honest counts.
#[utoipa::path(tag = "discussion", params(("id" = uuid::Uuid, Path, description = "The proposal"), VoicesQuery), responses(
    (status = 200, description = "A page of the discussion", body = DiscussionBody),
    (status = 400, description = "An unknown channel, stance, order, thing or cursor, or two that don't go together", body = Problem),
    (status = 404, description = "No such public proposal, or nothing of it has this id", body = Problem),
))]
#[get("/proposals/{id}/voices")]
async fn list(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    query: Query<VoicesQuery>,
) -> Result<HttpResponse, Fault> {
    let forum = Forum::of(&app, &visitor, *id).await?;
    let filter = Filter {
        channel: code("channel", query.channel.as_ref())?,
        stance: code("stance", query.stance.as_ref())?,
        order: code("order", query.order.as_ref())?.unwrap_or(Filter::default().order),
    };
    let limit = limited(query.limit)?;
    let counts = voices::counts(app.db.read(), *id).await?;
    let (threads, next) = match asked_about(&forum, &query).await? {
        Some((listed, pages)) => {
            let after = pages.after(query.cursor.as_deref())?;
            let found = texts::list(app.db.read(), listed, after, limit, &forum.viewer).await?;
            let next = pages.next(&found);
            (found.items, next)
        }
        None => {
            let at = At::of(*id, filter.order, query.cursor.as_deref())?;
            let (threads, next) = forum.threads(filter, at, limit).await?;
            (threads, next.and_then(|next| next.token(*id, filter.order)))
        }
    };
    let part = |c: &voices::Count| VoiceCountBody {
        channel: c.channel.code().to_owned(),
        stance: c.stance.map(|s| s.code().to_owned()),
        voices: c.voices,
        people: c.people,
    };
    Ok(HttpResponse::Ok().json(DiscussionBody {
        next,
        items: thread_bodies(&app, threads).await?,
        voices: counts.voices,
        people: counts.people,
        counts: counts.parts.iter().map(part).collect(),
    }))
}

/// A comment or a reply.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewVoice {
    /// `pro`, `con` or `other`; a reply may leave it out.
    stance: Option<String>,
    /// The words; the rulebook says how many characters.
    body: String,
    /// The voice replied to. What answers a reply stands under the same voice as that one.
    parent: Option<VoiceRef>,
    /// Whether these are the words of the agency that the caller serves.
    #[serde(default)]
    as_agency: bool,
    /// The place of a draft text that a comment is on; a reply has none of its own.
    anchor: Option<NewAnchor>,
    /// What else of the proposal a comment is on; a reply, or one with an anchor, has none of its own.
    about: Option<ThingBody>,
    /// That what looks like personal data in the words (`personal_data`) is to be published all the same.
    #[serde(default)]
    personal_data_ok: bool,
}

/// A first comment that waits for a moderator.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldVoice {
    /// Its id while it waits.
    pub held: uuid::Uuid,
}

/// The id of a voice.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct VoiceRef(uuid::Uuid);

/// Comments on a proposal, or replies to a voice about it.
#[utoipa::path(tag = "discussion", params(("id" = uuid::Uuid, Path, description = "The proposal")), responses(
    (status = 201, description = "Published", body = VoiceBody),
    (status = 202, description = "The first comment of this person: it waits for a moderator", body = HeldVoice),
    (status = 401, description = "No token", body = Problem),
    (status = 409, description = "`discussion_closed`, `first_waits`, `comment_needs_mobile`, `said_already`, or the state of the voice replied to", body = Problem),
    (status = 422, description = "Fields are wrong, or `body` holds what looks like personal data (`personal_data`, with what was found) and `personal_data_ok` is not set", body = Problem),
    (status = 429, description = "Too many comments of this person or from this network; see Retry-After", body = Problem),
))]
#[post("/proposals/{id}/voices")]
async fn add(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    id: web::Path<ProposalId>,
    sent: Json<NewVoice>,
) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    let forum = Forum::of(&app, &visitor, *id).await?;
    let author = forum.participant()?.id;
    let sent = sent.into_inner();
    if sent.as_agency && forum.speaks_for.is_none() {
        return Err(Fault::Conflict("comment_no_agency"));
    }
    let on = match (sent.anchor, sent.about) {
        (Some(anchor), None) => Some(anchor.read(&app).await?),
        (None, Some(about)) => Some(thing(&forum, about).await?),
        (None, None) => None,
        (Some(_), Some(_)) => return Err(FieldErrors::one("about", "unknown_choice").into()),
    };
    let new = NewComment {
        subject: *id,
        author,
        stance: stance(sent.stance.as_deref())?,
        body: sent.body,
        parent: sent.parent.map(|parent| VoiceId(parent.0)),
        official: forum.official(author, sent.as_agency),
        on,
    };
    posting::ask_about(&[("body", &new.body)], sent.personal_data_ok)?;
    match posting::comment(&app, &request, new, &forum.rules).await? {
        Sent::Public(voice) => Ok(HttpResponse::Created().json(show(&app, &visitor, voice).await?)),
        Sent::Held(id) => Ok(HttpResponse::Accepted().json(HeldVoice { held: id.0 })),
    }
}

fn stance(text: Option<&str>) -> Result<Option<Stance>, Fault> {
    let unknown = |_| Fault::Invalid(FieldErrors::one("stance", "unknown_choice"));
    text.map(|text| text.parse().map_err(unknown)).transpose()
}

async fn show(app: &App, visitor: &Visitor, id: VoiceId) -> Result<VoiceBody, Fault> {
    let (_, voice) = Forum::of_voice(app, visitor, id).await?;
    bodies(app, vec![voice]).await?.pop().ok_or(Fault::NotFound)
}

/// One voice.
#[utoipa::path(tag = "discussion", params(("id" = uuid::Uuid, Path, description = "The voice")), responses(
    (status = 200, description = "The voice", body = VoiceBody),
    (status = 404, description = "No such voice", body = Problem),
))]
#[get("/voices/{id}")]
async fn one(app: web::Data<App>, visitor: Visitor, id: web::Path<VoiceId>) -> Result<HttpResponse, Fault> {
    Ok(HttpResponse::Ok().json(show(&app, &visitor, *id).await?))
}

/// Where a list goes on.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// Where the page begins.
    pub(super) cursor: Option<String>,
    /// How many, 1 to 100.
    pub(super) limit: Option<usize>,
}

/// All replies to a voice, the oldest first.
#[utoipa::path(tag = "discussion", params(("id" = uuid::Uuid, Path, description = "The voice"), PageQuery), responses(
    (status = 200, description = "A page of replies", body = VoicesBody),
    (status = 404, description = "No such voice", body = Problem),
))]
#[get("/voices/{id}/replies")]
async fn replies(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
    query: Query<PageQuery>,
) -> Result<HttpResponse, Fault> {
    let (forum, _) = Forum::of_voice(&app, &visitor, *id).await?;
    let pages = lists::replies(*id);
    let (after, limit) = paging(&pages, query.cursor.as_ref(), query.limit)?;
    let page = voices::replies(app.db.read(), *id, after, limit, &forum.viewer).await?;
    let next = pages.next(&page);
    Ok(HttpResponse::Ok().json(VoicesBody { items: bodies(&app, page.items).await?, next }))
}

/// An earlier wording.
#[derive(Debug, Serialize, ToSchema)]
pub struct WordingBody {
    /// The stance of then.
    pub stance: Option<String>,
    /// The name in the record of then.
    pub speaker: Option<String>,
    /// The words of then.
    pub body: String,
    /// When they were replaced.
    pub replaced_at: DateTime<Utc>,
}

/// The earlier wordings of a voice.
#[derive(Debug, Serialize, ToSchema)]
pub struct WordingsBody {
    /// The oldest first.
    pub items: Vec<WordingBody>,
}

/// What a voice said before.
#[utoipa::path(tag = "discussion", params(("id" = uuid::Uuid, Path, description = "The voice")), responses(
    (status = 200, description = "The earlier wordings", body = WordingsBody),
    (status = 404, description = "No such voice", body = Problem),
))]
#[get("/voices/{id}/revisions")]
async fn revisions(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
) -> Result<HttpResponse, Fault> {
    let (forum, _) = Forum::of_voice(&app, &visitor, *id).await?;
    let earlier = voices::revisions(app.db.read(), *id, &forum.viewer).await?;
    let of = |r: voices::Revision| WordingBody {
        stance: r.stance.map(|s| s.code().to_owned()),
        speaker: r.speaker,
        body: r.body,
        replaced_at: r.replaced_at,
    };
    Ok(HttpResponse::Ok().json(WordingsBody { items: earlier.into_iter().map(of).collect() }))
}

/// Changes to one's own comment.
#[derive(Debug, Deserialize, ToSchema)]
pub struct VoiceChange {
    /// The new words.
    body: String,
    /// The new stance; left out, it stays.
    stance: Option<String>,
    /// The `wording` that the caller had before them; left out, the last edit wins.
    wording: Option<String>,
    /// That what looks like personal data in the words (`personal_data`) is to be published all the same.
    #[serde(default)]
    personal_data_ok: bool,
}

/// Changes one's own comment; after the first 15 minutes what it said before stays readable.
#[utoipa::path(tag = "discussion", params(("id" = uuid::Uuid, Path, description = "The voice")), responses(
    (status = 200, description = "The voice as it stands now", body = VoiceBody),
    (status = 403, description = "Somebody else's", body = Problem),
    (status = 409, description = "Hidden, deleted, `voice_changed` meanwhile, a question that others have marked, or the discussion is closed", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[patch("/voices/{id}")]
async fn change(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
    sent: Json<VoiceChange>,
) -> Result<HttpResponse, Fault> {
    let author = visitor.signed_in()?.id;
    let (forum, voice) = Forum::of_voice(&app, &visitor, *id).await?;
    if voice.mine {
        forum.must_still_speak(&voice)?;
    }
    let sent = sent.into_inner();
    posting::ask_about(&[("body", &sent.body)], sent.personal_data_ok)?;
    let edit = Edit { body: sent.body, stance: stance(sent.stance.as_deref())?, seen: sent.wording };
    app.write(async |tx, now| voices::edit(tx, *id, author, &edit, &forum.rules, now).await).await?;
    Ok(HttpResponse::Ok().json(show(&app, &visitor, *id).await?))
}

/// Deletes one's own comment: its words and their history are erased. One that a moderator hid stays.
#[utoipa::path(tag = "discussion", params(("id" = uuid::Uuid, Path, description = "The voice")), responses(
    (status = 204, description = "Deleted"),
    (status = 403, description = "Somebody else's", body = Problem),
    (status = 409, description = "`voice_deleted`, `voice_hidden`", body = Problem),
))]
#[delete("/voices/{id}")]
async fn remove(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
) -> Result<HttpResponse, Fault> {
    let author = visitor.signed_in()?.id;
    app.write(async |tx, now| voices::delete(tx, *id, author, now).await).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A reaction that is set or taken back.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewReaction {
    /// `useful` or `not_useful`; saying the one takes back the other.
    kind: String,
    /// Whether it is to stand; doing so twice changes nothing.
    on: bool,
}

/// Sets or takes back a reaction.
#[utoipa::path(tag = "discussion", params(("id" = uuid::Uuid, Path, description = "The voice")), responses(
    (status = 200, description = "The voice with its counts", body = VoiceBody),
    (status = 401, description = "No token", body = Problem),
    (status = 409, description = "The voice is not visible, or `comment_needs_mobile`", body = Problem),
    (status = 422, description = "An unknown reaction", body = Problem),
))]
#[post("/voices/{id}/reactions")]
async fn react(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
    sent: Json<NewReaction>,
) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    let unknown = |_| Fault::Invalid(FieldErrors::one("kind", "unknown_choice"));
    let kind: ReactionKind = sent.kind.parse().map_err(unknown)?;
    let (forum, _) = Forum::of_voice(&app, &visitor, *id).await?;
    let person = forum.participant()?.id;
    app.write(async |tx, now| voices::react(tx, *id, person, kind, sent.on, now).await).await?;
    Ok(HttpResponse::Ok().json(show(&app, &visitor, *id).await?))
}

/// A report to the moderators.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewVoiceReport {
    /// `attack`, `personal_data`, `spam`, `off_topic`, `unlawful` or `other`.
    ground: String,
    /// In words; needed for `other`.
    #[serde(default)]
    words: String,
}

/// Reports a voice to the moderators; once a person.
#[utoipa::path(tag = "discussion", params(("id" = uuid::Uuid, Path, description = "The voice")), responses(
    (status = 204, description = "Reported"),
    (status = 401, description = "No token", body = Problem),
    (status = 409, description = "`reported_already`, `own_voice`, or the voice is not visible", body = Problem),
    (status = 422, description = "Fields are wrong", body = Problem),
))]
#[post("/voices/{id}/reports")]
async fn report(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<VoiceId>,
    sent: Json<NewVoiceReport>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let ground = ground(&sent.ground)?;
    Forum::of_voice(&app, &visitor, *id).await?;
    app.write(async |tx, now| moderation::report(tx, *id, person, ground, &sent.words, now).await).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Reads a ground.
pub(super) fn ground(text: &str) -> Result<Ground, Fault> {
    text.parse().map_err(|_| Fault::Invalid(FieldErrors::one("ground", "unknown_choice")))
}
