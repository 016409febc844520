//! Opinions of paper forms and counters, entered one by one; and their originals, which a reviewer looks at before anybody
//! else may.

use actix_multipart::Multipart;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_discussion::Channel;
use folkmoot_discussion::opinions::originals::{self, Original};
use folkmoot_discussion::opinions::{self, Entered, OriginalId, Typed};
use folkmoot_discussion::voices::{self, Viewer, Voice};
use folkmoot_foundation::text::{excerpt, narrow};
use folkmoot_foundation::{FieldErrors, PersonId, ProposalId, VoiceId, period};
use folkmoot_proposals::read::{self, Filter, Sort};
use folkmoot_proposals::{Brief, Proposal};
use folkmoot_web::pages::opinions::{
    EnterPage, EnteredLine, OriginalPage, OriginalView, OriginalsPage, beside,
};
use folkmoot_web::pages::paper::desk::ChoosePage;
use folkmoot_web::{FormView, Markup, Values};

use super::paper::{Search, chosen};
use crate::flows::{posting, words};
use crate::http::surroundings::encode;
use crate::http::{Form, Typed as Written, Upload, Visitor, page, page_with_status, see_other};
use crate::{App, Fault, links};

/// Who enters opinions.
const MAY_ENTER: [Role; 2] = [Role::Clerk, Role::Facilitator];

/// How many proposals are offered.
const FOUND: u64 = 20;

/// How many of one's last entries are shown.
const LAST: u64 = 10;

/// How many files that wait are shown.
const WAITING: u64 = 50;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/opinions", web::get().to(choose))
        .route("/desk/opinions/{id}", web::get().to(form))
        .route("/desk/opinions/{id}", web::post().to(enter))
        .route("/desk/originals", web::get().to(waiting))
        .route("/desk/originals/{id}", web::get().to(look))
        .route("/desk/originals/{id}", web::post().to(decide))
        .route("/desk/originals/{id}/file", web::get().to(file))
        .route("/originals/{id}", web::get().to(public));
}

/// Whoever enters opinions, as which.
pub(crate) fn enters(visitor: &Visitor) -> Result<(PersonId, &'static str), Fault> {
    let person = visitor.require_any(&MAY_ENTER)?;
    let role = if person.has(Role::Clerk) { Role::Clerk } else { Role::Facilitator };
    Ok((person.id, role.code()))
}

async fn choose(
    app: web::Data<App>,
    visitor: Visitor,
    search: web::Query<Search>,
) -> Result<HttpResponse, Fault> {
    enters(&visitor)?;
    let found = public_ones(&app, &search.q).await?;
    let found = found.into_iter().map(|brief| chosen(brief, "/desk/opinions")).collect();
    let (ctx, asked) = (visitor.ctx(), search.q.as_str());
    Ok(page(ChoosePage { ctx, key: "opinions", path: "/desk/opinions", asked, found }.render()))
}

/// Public proposals by their number or by words; without any the newest. A form that came in time may be entered later, so
/// whatever state they are in.
async fn public_ones(app: &App, asked: &str) -> Result<Vec<Brief>, Fault> {
    let (conn, now) = (app.db.read(), app.now());
    let asked = narrow(asked);
    if let Ok(number) = asked.trim_start_matches('#').parse::<i64>() {
        return match read::by_number(conn, number, now).await {
            Ok(proposal) if proposal.state.is_public() && proposal.unlisted.is_none() => {
                Ok(read::briefs(conn, &[proposal.id], now).await?.into_values().collect())
            }
            Ok(_) | Err(folkmoot_proposals::Error::NotFound) => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        };
    }
    let text = Some(excerpt(&asked, 100)).filter(|text| !text.is_empty());
    let filter = Filter { text, ..Filter::default() };
    Ok(read::list(conn, &filter, Sort::Newest, None, FOUND, now).await?.items)
}

/// A proposal whose discussion everybody can read.
pub(crate) async fn proposal(app: &App, id: ProposalId) -> Result<Proposal, Fault> {
    let proposal = read::get(app.db.read(), id, app.now()).await?;
    let there = proposal.state.is_public() && proposal.unlisted.is_none();
    if there { Ok(proposal) } else { Err(Fault::NotFound) }
}

#[derive(serde::Deserialize)]
struct Kept {
    #[serde(default)]
    channel: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    day: String,
    already: Option<VoiceId>,
}

async fn form(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    kept: web::Query<Kept>,
) -> Result<HttpResponse, Fault> {
    let (by, _) = enters(&visitor)?;
    let proposal = proposal(&app, *id).await?;
    let today = period::day_of(app.now()).to_string();
    let channel = if kept.channel.is_empty() { Channel::Paper.code() } else { &kept.channel };
    let day = if kept.day.is_empty() { &today } else { &kept.day };
    let values = Values::default().and("channel", channel).and("place", &kept.place).and("day", day);
    shown(&app, &visitor, (&proposal, by), &values, &FieldErrors::new(), kept.already).await
}

async fn shown(
    app: &App,
    visitor: &Visitor,
    (proposal, by): (&Proposal, PersonId),
    values: &Values,
    errors: &FieldErrors,
    already: Option<VoiceId>,
) -> Result<HttpResponse, Fault> {
    let conn = app.db.read();
    let forms = opinions::entered_by(conn, proposal.id, by, LAST).await?;
    let ids: Vec<VoiceId> = forms.iter().map(|form| form.voice).collect();
    let found = voices::find_many(conn, &ids, &Viewer::default()).await?;
    let line = |form: opinions::Form| {
        let voice = found.get(&form.voice)?;
        Some(EnteredLine {
            href: links::voice(form.voice.0),
            name: voice.speaker.clone(),
            stance: voice.stance.map(|stance| stance.code()),
            words: excerpt(voice.body.as_deref().unwrap_or_default(), 80),
            number: form.number,
        })
    };
    let facilitates = visitor.person().is_some_and(|person| person.has(Role::Facilitator));
    let view = EnterPage {
        ctx: visitor.ctx(),
        id: &proposal.id.to_string(),
        number: proposal.number,
        title: &proposal.text.title,
        form: FormView { lang: visitor.lang, values, errors },
        already: already.map(|voice| links::voice(voice.0)),
        entered: forms.into_iter().filter_map(line).collect(),
        table: facilitates.then(|| format!("/desk/proposals/{}/voices", proposal.id)),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page_with_status(status, view.render()))
}

async fn enter(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    id: web::Path<ProposalId>,
    multipart: Multipart,
) -> Result<HttpResponse, Fault> {
    let ((by, role), upload) = Upload::read_typed(enters(&visitor), multipart).await?;
    request.extensions_mut().insert(Written::of(&upload.values));
    let proposal = proposal(&app, *id).await?;
    let (values, file) = (upload.values, upload.file.filter(|file| !file.bytes.is_empty()));
    if upload.too_large {
        let errors = originals::too_large();
        return shown(&app, &visitor, (&proposal, by), &values, &errors, None).await;
    }
    let chosen = file.is_some();
    match entered(&app, &proposal, &values, file.map(|file| (file.name, file.bytes)), (by, role)).await {
        Ok(entered) => {
            let kept = |name: &str| encode(values.get(name));
            let next = format!(
                "/desk/opinions/{id}?channel={}&place={}&day={}",
                kept("channel"),
                kept("place"),
                kept("day")
            );
            Ok(match entered {
                Entered::New(_) => see_other(&next, Some("opinion-entered")),
                Entered::Already(voice) => see_other(&format!("{next}&already={voice}"), None),
            })
        }
        Err(Fault::Invalid(mut errors)) => {
            // A browser doesn't give a file back.
            if chosen && errors.0.iter().all(|one| one.field != "file") {
                errors.add("file", "choose_again");
            }
            shown(&app, &visitor, (&proposal, by), &values, &errors, None).await
        }
        Err(other) => Err(other),
    }
}

async fn entered(
    app: &App,
    proposal: &Proposal,
    values: &Values,
    file: Option<(String, Vec<u8>)>,
    by: (PersonId, &'static str),
) -> Result<Entered, Fault> {
    let typed = Typed {
        channel: values.get("channel"),
        stance: values.get("stance"),
        body: values.get("body"),
        name: values.get("person"),
        mark: values.get("mark"),
        number: values.get("number"),
        place: values.get("place"),
        day: values.get("day"),
    };
    enter_typed(app, proposal, (&typed, values.get("personal") == "ok"), file, by).await
}

/// Enters an opinion, unless it has to be asked first whether personal data in it is to be published.
///
/// # Errors
/// What is wrong with the fields and the file; as of [`words::enter`].
pub(crate) async fn enter_typed(
    app: &App,
    proposal: &Proposal,
    (typed, personal_ok): (&Typed<'_>, bool),
    file: Option<(String, Vec<u8>)>,
    by: (PersonId, &'static str),
) -> Result<Entered, Fault> {
    posting::ask_about(&[("body", typed.body)], personal_ok)?;
    if let Some((_, bytes)) = &file {
        originals::look(bytes).map_err(Fault::Invalid)?;
    }
    Ok(words::enter(app, proposal.id, typed, file, by).await?)
}

/// What the pages show of a file; `voice` is its opinion.
fn view(one: Original, voice: Option<&Voice>) -> OriginalView {
    let words = voice.and_then(|voice| voice.body.as_deref()).unwrap_or_default();
    OriginalView {
        id: one.id.to_string(),
        kind: one.kind.code(),
        name: one.file_name,
        size: one.size,
        at: one.at,
        state: one.state.code(),
        reason: one.reason,
        erased_at: one.erased_at,
        opinion: (links::voice(one.voice.0), excerpt(words, 80)),
    }
}

async fn waiting(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Reviewer)?;
    let conn = app.db.read();
    let (found, count) = originals::waiting(conn, WAITING).await?;
    let ids: Vec<VoiceId> = found.iter().map(|one| one.voice).collect();
    let of = voices::find_many(conn, &ids, &Viewer::default()).await?;
    let waiting = found
        .into_iter()
        .map(|one| {
            let voice = of.get(&one.voice);
            view(one, voice)
        })
        .collect();
    Ok(page(OriginalsPage { ctx: visitor.ctx(), waiting, count }.render()))
}

async fn look(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<OriginalId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Reviewer)?;
    looked_at(&app, &visitor, *id, &Values::default(), &FieldErrors::new()).await
}

async fn looked_at(
    app: &App,
    visitor: &Visitor,
    id: OriginalId,
    values: &Values,
    errors: &FieldErrors,
) -> Result<HttpResponse, Fault> {
    let one = originals::get(app.db.read(), id).await?;
    let voice = voices::find(app.db.read(), one.voice, &Viewer::default()).await?;
    let markup = OriginalPage {
        ctx: visitor.ctx(),
        words: voice.as_ref().and_then(|voice| voice.body.clone()).unwrap_or_default(),
        name: voice.as_ref().and_then(|voice| voice.speaker.clone()),
        one: view(one, voice.as_ref()),
        form: FormView { lang: visitor.lang, values, errors },
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page_with_status(status, markup.render()))
}

async fn decide(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<OriginalId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let by = visitor.require(Role::Reviewer)?.id;
    let release = match form.get("act") {
        "release" => true,
        "keep_back" => false,
        _ => return Err(Fault::BadRequest("act".to_owned())),
    };
    let reason = form.get("reason");
    let decided = app.write(async |tx, now| originals::decide(tx, *id, release, reason, by, now).await).await;
    match decided.map_err(Fault::from) {
        Ok(_) => {
            let done = if release { "original-released" } else { "original-kept-back" };
            Ok(see_other("/desk/originals", Some(done)))
        }
        Err(Fault::Invalid(errors)) => looked_at(&app, &visitor, *id, &form, &errors).await,
        Err(other) => Err(other),
    }
}

async fn file(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<OriginalId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Reviewer)?;
    let (kind, bytes) = originals::content(app.db.read(), *id).await?;
    Ok(to_keep(*id, kind, bytes, "private, no-store"))
}

async fn public(app: web::Data<App>, id: web::Path<OriginalId>) -> Result<HttpResponse, Fault> {
    let (one, bytes) = originals::released(app.db.read(), *id).await?;
    proposal(&app, one.subject).await?;
    // A release can be taken back: nobody keeps an answer.
    Ok(to_keep(*id, one.kind, bytes, "no-store"))
}

/// The file, to be kept and not to be shown: whatever is in it runs nowhere. Its own name stays here.
pub(crate) fn to_keep(
    id: OriginalId,
    kind: originals::Kind,
    bytes: Vec<u8>,
    cache: &'static str,
) -> HttpResponse {
    let name = format!("attachment; filename=\"original-{id}.{}\"", kind.code());
    HttpResponse::Ok()
        .content_type(kind.media_type())
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .insert_header((header::CACHE_CONTROL, cache))
        .body(bytes)
}

/// What stands beside an opinion on its own page; nothing for what was said or written elsewhere.
///
/// # Errors
/// A database error.
pub(super) async fn handed_in(app: &App, visitor: &Visitor, voice: &Voice) -> Result<Markup, Fault> {
    if !matches!(voice.channel, Channel::Paper | Channel::Counter) || voice.body.is_none() {
        return Ok(Markup::default());
    }
    let conn = app.db.read();
    let place = opinions::form_of(conn, voice.id).await?.map(|form| form.place).unwrap_or_default();
    let originals = originals::of_voice(conn, voice.id).await?;
    let originals: Vec<OriginalView> = originals.into_iter().map(|one| view(one, Some(voice))).collect();
    Ok(beside(visitor.ctx(), &place, &originals))
}
