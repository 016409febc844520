//! Delivering the record of a hearing: the file is tried first, kept while its facilitator looks at what it will do, and
//! imported on their word.

use std::sync::Arc;

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::text::excerpt;
use folkmoot_foundation::{DbErr, HearingId};
use folkmoot_hearings::HearingError;
use folkmoot_hearings::hearings::{self, Hearing, Kind, State};
use folkmoot_hearings::import::{
    self, Change, Conflict, Entry, Format, ImportError, MAX_BYTES, ParsedRecord, Plan, Present, Source,
};
use folkmoot_hearings::live::Stage;
use folkmoot_hearings::records;
use folkmoot_hearings::registrations;
use folkmoot_hearings::uploads::{self, UploadId};
use folkmoot_proposals::read;
use folkmoot_web::pages::hearings::manage::{ManagePage, ProblemView};
use folkmoot_web::pages::hearings::plan::{ConflictView, Part, PlanPage, Sample};

use super::reading;
use super::show::version;
use crate::flows;
use crate::http::{Form, Upload, Visitor, page, page_with_status, see_other};
use crate::pages::cases::words;
use crate::{App, Fault};

/// How many statements of each kind of change the dry run shows.
const SAMPLES: usize = 20;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/hearings/{id}", web::get().to(manage))
        .route("/desk/hearings/{id}/record", web::post().to(upload))
        .route("/desk/hearings/{id}/record/{upload}", web::get().to(look))
        .route("/desk/hearings/{id}/record/{upload}", web::post().to(confirm));
}

async fn manage(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
) -> Result<HttpResponse, Fault> {
    visitor.require(Role::Facilitator)?;
    show(&app, &visitor, *id, None).await
}

async fn show(
    app: &App,
    visitor: &Visitor,
    id: HearingId,
    refused: Option<(String, Vec<ProblemView>)>,
) -> Result<HttpResponse, Fault> {
    let conn = app.db.read();
    let hearing = hearings::get(conn, id, app.now()).await?.ok_or(Fault::NotFound)?;
    let briefs = read::briefs(conn, &[hearing.proposal], app.now()).await?;
    let title = briefs.get(&hearing.proposal).map(|b| b.title.clone()).unwrap_or_default();
    let status = if refused.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let counts = registrations::counts(conn, id).await?;
    let markup = ManagePage {
        ctx: visitor.ctx(),
        state: hearing.state.code(),
        missing: (hearing.state == State::Draft).then(|| hearing.missing()),
        is_under_law: hearing.kind == Kind::Hearing,
        registered: hearing.registration.then_some((counts.placed, counts.waiting)),
        id: id.to_string(),
        title: hearing.title.clone(),
        proposal: hearing.about().map(|proposal| (title, format!("/proposals/{proposal}"))),
        versions: records::versions(conn, id).await?.into_iter().map(version).collect(),
        refused,
        not_before: (hearing.state == State::Announced).then_some(hearing.held_on),
        typing: hearing.takes_record && (hearing.versions == 0 || hearing.live != Stage::None),
        max_mib: MAX_BYTES / 1024 / 1024,
    };
    Ok(page_with_status(status, markup.render()))
}

fn problem(error: &ImportError) -> ProblemView {
    ProblemView {
        line: error.line,
        code: error.problem.code(),
        detail: error.problem.detail().unwrap_or_default(),
    }
}

async fn upload(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<HearingId>,
    multipart: Multipart,
) -> Result<HttpResponse, Fault> {
    let (facilitator, upload) = Upload::read(visitor.require(Role::Facilitator), multipart).await?;
    let person = facilitator.id;
    let hearing = hearings::get(app.db.read(), *id, app.now()).await?.ok_or(Fault::NotFound)?;
    if hearing.state == State::Announced {
        return Err(HearingError::NotHeldYet { held_on: hearing.held_on }.into());
    }
    let file = upload.file.unwrap_or_default();
    let name = uploads::clean_name(&file.name);
    let format = Format::guess(&file.name, &file.bytes);
    let learned = import::learned(app.db.read(), *id, person, format).await?;
    let bytes = Arc::new(file.bytes);
    if let Err(errors) = flows::record::read(format, Arc::clone(&bytes), learned.clone()).await? {
        let problems = errors.0.iter().map(problem).collect();
        return show(&app, &visitor, *id, Some((name, problems))).await;
    }
    let kept: Result<UploadId, DbErr> = app
        .write(async |tx, now| {
            let content = bytes.as_ref().clone();
            uploads::keep(tx, *id, person, format, &name, content, learned.as_ref(), now).await
        })
        .await;
    Ok(see_other(&format!("/desk/hearings/{id}/record/{}", kept?), None))
}

/// A waiting file with what it holds.
struct Waiting {
    hearing: Hearing,
    parsed: ParsedRecord,
    source: Source,
}

async fn waiting(app: &App, visitor: &Visitor, id: HearingId, upload: UploadId) -> Result<Waiting, Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    let conn = app.db.read();
    let file = uploads::get(conn, upload, by, app.now()).await?;
    if file.hearing != id {
        return Err(Fault::NotFound);
    }
    let hearing = hearings::get(conn, id, app.now()).await?.ok_or(Fault::NotFound)?;
    let sha256 = sha256(&file.content);
    // It could be read when it came; another version of the platform may see it otherwise.
    let parsed = flows::record::read(file.format, Arc::new(file.content), file.reading.clone()).await?;
    let parsed = parsed.map_err(|_| Fault::Conflict("import_refused"))?;
    let parsed = flows::words::mask(app, hearing.proposal).await?.record(parsed);
    Ok(Waiting {
        hearing,
        parsed,
        source: Source {
            format: file.format,
            file_name: file.file_name,
            sha256,
            by,
            reading: file.reading,
            take: Vec::new(),
        },
    })
}

async fn look(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, UploadId)>,
) -> Result<HttpResponse, Fault> {
    let (id, upload) = path.into_inner();
    let Waiting { hearing, parsed, source } = waiting(&app, &visitor, id, upload).await?;
    let speakers = parsed.speakers().into_iter().map(str::to_owned).collect();
    let (title, speeches, total) = (parsed.title.clone(), parsed.speeches(), parsed.statements.len());
    let notes = parsed.notes.iter().map(problem).collect();
    let encoding = parsed.encoding.map(import::Encoding::name);
    let reading = parsed.found.as_ref().and_then(reading::view);
    let plan = import::plan(app.db.read(), id, parsed, &source.sha256, app.now()).await?;
    let markup = PlanPage {
        ctx: visitor.ctx(),
        hearing: id.to_string(),
        hearing_title: hearing.title,
        file: source.file_name,
        format: source.format.code(),
        encoding,
        title,
        reading,
        split_and_joined: (plan.split(), plan.joined.len()),
        speeches,
        narratives: total - speeches,
        speakers,
        notes,
        conflicts: plan.conflicts.iter().map(conflict).collect(),
        same_file: plan.same_file,
        keeps_nothing: plan.keeps_nothing(),
        parts: parts(&plan),
        action: format!("/desk/hearings/{id}/record/{upload}"),
        sha256: hex::encode(source.sha256),
    };
    Ok(page(markup.render()))
}

/// What the plan does, by kind of change, with samples; what does not happen is left out, except that nothing changes.
fn parts(plan: &Plan) -> Vec<Part> {
    let counts = plan.counts();
    let of = |code, count, samples: Vec<Sample>| Part { code, count, samples };
    let entries = |matching: fn(&Change) -> bool| {
        plan.entries.iter().filter(move |e| matching(&e.change)).take(SAMPLES).map(sample).collect::<Vec<_>>()
    };
    let gap = |present: &Present| gap(present, plan.joined.contains_key(&present.id));
    let vanished = plan.vanished.iter().take(SAMPLES).map(gap).collect();
    let parts = vec![
        of("new", counts.new, entries(|c| matches!(c, Change::New))),
        of("changed", counts.changed, entries(|c| matches!(c, Change::Changed(_)))),
        of("returned", counts.returned, entries(|c| matches!(c, Change::Returned(_)))),
        of("vanished", counts.vanished, vanished),
        of("unchanged", counts.unchanged, Vec::new()),
    ];
    parts.into_iter().filter(|p| p.count > 0 || p.code == "unchanged").collect()
}

fn sample(entry: &Entry) -> Sample {
    let was = match &entry.change {
        Change::Changed(was) => Some((was.speaker.clone(), excerpt(&was.body, 300))),
        _ => None,
    };
    Sample {
        line: Some(entry.statement.line),
        speaker: entry.statement.speaker.clone(),
        body: excerpt(&entry.statement.body, 300),
        moved_words: entry.split_from.map(|_| "split"),
        was,
    }
}

fn conflict(conflict: &Conflict) -> ConflictView {
    ConflictView {
        id: conflict.id.to_string(),
        line: conflict.line,
        speaker: conflict.speaker.clone(),
        words: conflict.file.as_ref().map(|file| words(&conflict.own, file)),
        own: excerpt(&conflict.own, 300),
    }
}

fn gap(present: &Present, joined: bool) -> Sample {
    Sample {
        line: None,
        speaker: present.speaker.clone(),
        body: excerpt(&present.body, 300),
        moved_words: joined.then_some("joined"),
        was: None,
    }
}

async fn confirm(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, UploadId)>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (id, upload) = path.into_inner();
    if form.get("act") == "discard" {
        let person = visitor.require(Role::Facilitator)?.id;
        app.write(async |tx, _| uploads::discard(tx, upload, person).await).await?;
        return Ok(see_other(&format!("/desk/hearings/{id}"), Some("upload-discarded")));
    }
    if form.get("act") == "reading" {
        let Waiting { parsed, source, .. } = waiting(&app, &visitor, id, upload).await?;
        let found = parsed.found.unwrap_or_default();
        let said = reading::said(&found, &form);
        let by = source.by;
        app.write(async |tx, _| uploads::correct(tx, upload, by, &said).await).await?;
        return Ok(see_other(&format!("/desk/hearings/{id}/record/{upload}"), Some("reading-saved")));
    }
    let Waiting { hearing, parsed, mut source } = match waiting(&app, &visitor, id, upload).await {
        // Pressed twice: the file no longer waits because it is the record.
        Err(Fault::Conflict("no_upload")) if is_record(&app, id, form.get("sha256")).await? => {
            return Ok(see_other(&format!("/hearings/{id}"), Some("record-imported")));
        }
        other => other?,
    };
    source.take = form.all("take").filter_map(|id| id.parse().ok()).collect();
    flows::record::import(&app, &hearing, parsed, &source, Some(upload)).await?;
    Ok(see_other(&format!("/hearings/{id}"), Some("record-imported")))
}

/// Whether the present record of a hearing comes from the file with this hash.
async fn is_record(app: &App, id: HearingId, sha256: &str) -> Result<bool, Fault> {
    let versions = records::versions(app.db.read(), id).await?;
    let present = versions.iter().max_by_key(|version| version.number);
    Ok(present.is_some_and(|version| hex::encode(&version.sha256) == sha256))
}
