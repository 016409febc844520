//! Reading, comparing and importing long files: one at a time in a process, beside the other background work, which is not to
//! wait for it. How far one is stands in this process's memory, since its own transaction has the database's one writer on
//! SQLite; what other processes show is the last that was written down.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use folkmoot_foundation::db::{self, Kind as Database};
use folkmoot_foundation::progress::Standing;
use folkmoot_foundation::{Progress, Tx};
use folkmoot_hearings::hearings;
use folkmoot_hearings::import::{Note, Preview, Source, Stage};
use folkmoot_hearings::jobs::{self, Job, JobId, Kind, Outcome};
use folkmoot_hearings::uploads;
use tokio::sync::Notify;
use uuid::Uuid;

use super::NAP;
use crate::{App, Fault, flows};

/// How often whoever does a job says that they go on: a few times while they would keep it without that.
const SAID: Duration = Duration::from_secs(15);

/// The work on long files in this process.
#[derive(Debug)]
pub struct Imports {
    /// By what jobs know who has them.
    worker: Uuid,
    bell: Notify,
    /// What is being done, and how far it is.
    at: Mutex<Option<(JobId, Arc<Progress>)>>,
}

impl Default for Imports {
    fn default() -> Self {
        Self { worker: Uuid::new_v4(), bell: Notify::new(), at: Mutex::default() }
    }
}

impl Imports {
    /// Says that there is something to do.
    pub fn ring(&self) {
        self.bell.notify_one();
    }

    /// How far a job is, if this process does it.
    pub fn standing(&self, job: JobId) -> Option<Standing> {
        let at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        at.as_ref().filter(|(id, _)| *id == job).map(|(_, told)| told.standing())
    }

    fn set(&self, at: Option<(JobId, Arc<Progress>)>) {
        *self.at.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }
}

/// What is being done, until this is dropped.
struct Here<'a>(&'a Imports);

impl<'a> Here<'a> {
    fn at(imports: &'a Imports, job: JobId, told: &Arc<Progress>) -> Self {
        imports.set(Some((job, Arc::clone(told))));
        Self(imports)
    }
}

impl Drop for Here<'_> {
    fn drop(&mut self) {
        self.0.set(None);
    }
}

/// Does the next job to its end, if there is one; says whether there was.
///
/// # Errors
/// What kept it from its end for now: the next try begins anew.
pub async fn step(app: &App) -> Result<bool, Fault> {
    if !jobs::is_any_left(app.db.read(), app.now()).await? {
        return Ok(false);
    }
    let worker = app.imports.worker;
    let tx = app.db.begin().await?;
    let job = jobs::take_next(&tx, worker, app.now()).await?;
    db::commit(tx).await?;
    let Some(job) = job else { return Ok(false) };
    let told = Arc::new(Progress::default());
    let _here = Here::at(&app.imports, job.id, &told);
    let mut stopping = app.stopping.clone();
    let done = tokio::select! {
        biased;
        _ = stopping.wait_for(|stop| *stop) => None,
        done = work(app, &job, &told) => Some(done),
        lost = go_on_saying(app, &job, &told) => Some(Err(lost)),
    };
    match done {
        Some(Ok(())) => Ok(true),
        // It is somebody else's now, or nobody wants it any more.
        Some(Err(Fault::Conflict("import_gone"))) if !still_has(app, &job).await? => Ok(true),
        Some(Err(Fault::Conflict(code))) => {
            end(app, &job, &Outcome::Failed(code.to_owned())).await?;
            Ok(true)
        }
        Some(Err(Fault::NotFound)) => {
            end(app, &job, &Outcome::Failed("no_upload".to_owned())).await?;
            Ok(true)
        }
        Some(Err(fault)) => {
            give_back(app, &job).await?;
            Err(fault)
        }
        // The process ends; the next one takes it up at once.
        None => {
            give_back(app, &job).await?;
            Ok(true)
        }
    }
}

async fn still_has(app: &App, job: &Job) -> Result<bool, Fault> {
    Ok(jobs::must_have(app.db.read(), job.id, app.imports.worker).await.is_ok())
}

async fn give_back(app: &App, job: &Job) -> Result<(), Fault> {
    Ok(app.write(async |tx: &Tx, _| jobs::give_back(tx, job.id, app.imports.worker).await).await?)
}

/// Ends a job with something that changed nothing else; what is not ours any more is left alone.
async fn end(app: &App, job: &Job, outcome: &Outcome) -> Result<(), Fault> {
    let worker = app.imports.worker;
    Ok(app.write(async |tx: &Tx, now| jobs::end(tx, job.id, worker, outcome, now).await).await?)
}

/// Writes down how far a job is.
async fn say(app: &App, job: &Job, told: &Progress) -> Result<(), Fault> {
    let Standing { step, done, total } = told.standing();
    let (worker, how_far) = (app.imports.worker, (Stage::at(step), done, total));
    Ok(app.write(async |tx: &Tx, now| jobs::go_on(tx, job.id, worker, how_far, now).await).await?)
}

/// Says again and again that the job goes on; ends when it is not ours any more.
async fn go_on_saying(app: &App, job: &Job, told: &Progress) -> Fault {
    loop {
        tokio::time::sleep(SAID).await;
        let writes = Stage::at(told.standing().step).is_some_and(|stage| stage >= Stage::Writing);
        // While our own transaction has the one writer, nobody else can take the job either.
        if writes && app.db.kind() == Database::Sqlite {
            continue;
        }
        match say(app, job, told).await {
            Err(lost @ Fault::Conflict(_)) => return lost,
            Err(fault) => {
                tracing::warn!(error = fault.source_text(), "a long import can't say how far it is")
            }
            Ok(()) => {}
        }
    }
}

async fn work(app: &App, job: &Job, told: &Arc<Progress>) -> Result<(), Fault> {
    told.begin(Stage::Reading.step(), 0);
    say(app, job, told).await?;
    let file = uploads::get(app.db.read(), job.upload, job.person, app.now()).await?;
    let hearing = hearings::get(app.db.read(), job.hearing, app.now()).await?.ok_or(Fault::NotFound)?;
    let read = flows::record::read(file.format, Arc::new(file.content), file.reading.clone()).await?;
    let parsed = match read {
        Ok(parsed) => parsed,
        Err(errors) => {
            let outcome = Outcome::Refused(errors.0.iter().map(Note::from).collect());
            let worker = app.imports.worker;
            let refused = app.write(async |tx: &Tx, now| {
                if job.kind == Kind::Import {
                    uploads::discard(tx, job.upload, job.person).await?;
                }
                jobs::end(tx, job.id, worker, &outcome, now).await
            });
            return Ok(refused.await?);
        }
    };
    let sha256: [u8; 32] = job.sha256.as_slice().try_into().map_err(|_| Fault::NotFound)?;
    told.begin(Stage::Comparing.step(), parsed.statements.len());
    say(app, job, told).await?;
    let ready = flows::record::ready(app, &hearing, parsed, &sha256, &job.take, told).await?;
    if job.kind == Kind::Look {
        let preview = Box::new(Preview::of(&ready.prepared));
        return end(app, job, &Outcome::Looked(preview, hearing.versions)).await;
    }
    told.begin(Stage::Writing.step(), ready.prepared.parsed().statements.len());
    say(app, job, told).await?;
    let source = Source {
        format: file.format,
        file_name: file.file_name,
        sha256,
        by: job.person,
        reading: file.reading,
        take: job.take.clone(),
    };
    flows::record::import_job(app, &hearing, ready, &source, (job, app.imports.worker), told).await
}

/// Works until the process is to end: at once when something is asked for here, else every second.
pub async fn until_stopped(app: Arc<App>) {
    let mut stopping = app.stopping.clone();
    while !*stopping.borrow() {
        match step(&app).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(fault) => {
                tracing::error!(
                    error = fault.source_text(),
                    "a long import could not go on; it is tried again"
                );
            }
        }
        tokio::select! {
            () = app.imports.bell.notified() => {}
            () = tokio::time::sleep(NAP) => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    }
}
