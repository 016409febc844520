//! The page of a long file while it is worked on in the background, and what the desk of a hearing says of it.

use actix_web::{HttpResponse, web};
use folkmoot_accounts::{Role, people};
use folkmoot_foundation::HearingId;
use folkmoot_hearings::hearings::{self, Hearing};
use folkmoot_hearings::import::{Counts, Stage};
use folkmoot_hearings::jobs::{self, Job, JobId, Kind, Outcome, State};
use folkmoot_hearings::uploads;
use folkmoot_web::pages::hearings::long_import::{JobPage, JobState, Works};
use serde::Deserialize;

use super::record::{discard, problem, waiting_at};
use crate::http::{Form, Visitor, page, see_other};
use crate::{App, Fault};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/desk/hearings/{id}/jobs/{job}", web::get().to(show))
        .route("/desk/hearings/{id}/jobs/{job}", web::post().to(act));
}

/// The page of a job.
pub(super) fn href(hearing: HearingId, job: JobId) -> String {
    format!("/desk/hearings/{hearing}/jobs/{job}")
}

/// The reader's own job about this hearing; of others' nobody learns here.
async fn own(app: &App, visitor: &Visitor, hearing: HearingId, job: JobId) -> Result<Job, Fault> {
    let by = visitor.require(Role::Facilitator)?.id;
    let job = jobs::get(app.db.read(), job, by).await?;
    if job.hearing == hearing { Ok(job) } else { Err(Fault::NotFound) }
}

#[derive(Debug, Default, Deserialize)]
struct ShowQuery {
    /// That the page is not to load itself again.
    still: Option<String>,
}

async fn show(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, JobId)>,
    query: web::Query<ShowQuery>,
) -> Result<HttpResponse, Fault> {
    let (id, job) = path.into_inner();
    let job = own(&app, &visitor, id, job).await?;
    let hearing = hearings::get(app.db.read(), id, app.now()).await?.ok_or(Fault::NotFound)?;
    if matches!(job.outcome, Some(Outcome::Looked(..))) {
        return Ok(see_other(&waiting_at(id, job.upload), None));
    }
    let markup = JobPage {
        ctx: visitor.ctx(),
        hearing: id.to_string(),
        hearing_title: hearing.title.clone(),
        file: job.file_name.clone(),
        imports: job.kind == Kind::Import,
        steps: steps(job.kind, &hearing),
        state: state(&app, &job),
        action: href(id, job.id),
        still: query.still.is_some(),
    };
    Ok(page(markup.render()))
}

/// The steps that a job goes through.
fn steps(kind: Kind, hearing: &Hearing) -> Vec<&'static str> {
    let goes = |stage: &Stage| match stage {
        Stage::Reading | Stage::Comparing => true,
        Stage::Writing => kind == Kind::Import,
        // What is its own subject has no discussion.
        Stage::Publishing => kind == Kind::Import && hearing.about().is_some(),
    };
    Stage::ALL.iter().filter(|stage| goes(stage)).map(|stage| stage.code()).collect()
}

/// How far a job is: as this process knows if it does it, else as was last written down.
pub(crate) fn how_far(app: &App, job: &Job) -> (Option<Stage>, usize, usize) {
    match app.imports.standing(job.id) {
        Some(standing) => (Stage::at(standing.step), standing.done, standing.total),
        None => (job.stage, job.done, job.total),
    }
}

fn state(app: &App, job: &Job) -> JobState {
    match (&job.outcome, job.state) {
        (Some(Outcome::Imported(imported)), _) => JobState::Imported {
            version: imported.version,
            same_file: imported.same_file,
            counts: counts(&imported.counts),
        },
        (Some(Outcome::Refused(lines)), _) => JobState::Refused(lines.iter().map(problem).collect()),
        (Some(Outcome::Failed(code)), _) => JobState::Failed(code.clone()),
        (_, State::Waiting) => JobState::Waiting,
        (_, State::Working) => {
            let (stage, done, total) = how_far(app, job);
            JobState::Working { stage: stage.map(Stage::code), done, total }
        }
        // Of another version of the platform, which said something that this one can't read.
        _ => JobState::Failed("import_interrupted".to_owned()),
    }
}

fn counts(counts: &Counts) -> Vec<(&'static str, usize)> {
    let all = [
        ("new", counts.new),
        ("changed", counts.changed),
        ("returned", counts.returned),
        ("vanished", counts.vanished),
        ("unchanged", counts.unchanged),
    ];
    all.into_iter().filter(|(code, count)| *count > 0 || *code == "unchanged").collect()
}

async fn act(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(HearingId, JobId)>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (id, job) = path.into_inner();
    let job = own(&app, &visitor, id, job).await?;
    match form.get("act") {
        "discard" if job.kind == Kind::Look => discard(&app, &visitor, id, job.upload).await,
        "again" => {
            app.write(async |tx, now| jobs::again(tx, job.id, job.person, now).await).await?;
            app.imports.ring();
            Ok(see_other(&href(id, job.id), None))
        }
        _ => Err(Fault::BadRequest("act".to_owned())),
    }
}

/// What the desk of a hearing says: the import that is under way, and the reader's own file.
pub(super) async fn works(app: &App, visitor: &Visitor, id: HearingId) -> Result<Works, Fault> {
    let me = visitor.require(Role::Facilitator)?.id;
    let conn = app.db.read();
    let mut works = Works::default();
    if let Some(job) = jobs::under_way(conn, id).await? {
        let mine = job.person == me;
        let name =
            if mine { None } else { people::nicknames(conn, &[job.person]).await?.remove(&job.person) };
        works.importing = Some((job.file_name.clone(), name, mine.then(|| href(id, job.id))));
        if mine {
            return Ok(works);
        }
    }
    if let Some((upload, name)) = uploads::waiting(conn, id, me, app.now()).await? {
        let imported = jobs::of_upload(conn, upload, Kind::Import).await?;
        let failed = imported.filter(|job| job.state == State::Failed);
        let look = jobs::of_upload(conn, upload, Kind::Look).await?;
        let (at, state) = match (failed, look) {
            // An import that came to nothing says why; its file still waits.
            (Some(job), _) => (href(id, job.id), "failed"),
            (None, Some(job)) if job.state.is_under_way() => (href(id, job.id), "looking"),
            (None, Some(job)) if job.state == State::Refused => (href(id, job.id), "refused"),
            (None, Some(job)) if job.state == State::Failed => (href(id, job.id), "failed"),
            _ => (waiting_at(id, upload), "ready"),
        };
        works.mine = Some((name, at, state));
    }
    Ok(works)
}
