//! The merged record as a file: each issue with the answer to it and all voices under it.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono_tz::Asia::Taipei;
use folkmoot_discussion::issues;
use folkmoot_foundation::{IssueId, ProposalId};
use folkmoot_hearings::export::{self, Meeting, Out};
use folkmoot_web::components::voice::VoiceView;
use serde::Serialize;
use tokio::sync::Semaphore;

use super::view::answers;
use crate::http::Visitor;
use crate::pages::discussion::forum::Forum;
use crate::{App, Fault};

/// The formats: the ending of the file, the code of its words, and its media type.
const FORMATS: [(&str, &str, &str); 4] = [
    ("md", "markdown", "text/markdown; charset=utf-8"),
    ("xml", "akoma-ntoso", "application/akn+xml; charset=utf-8"),
    ("csv", "csv", "text/csv; charset=utf-8"),
    ("json", "json", "application/json"),
];

/// How many voices are read at a time.
const STEP: usize = 500;

/// So many files are put together at once: each reads everything that was said.
static TURNS: Semaphore = Semaphore::const_new(2);

/// How many seconds somebody waits for a turn.
const AGAIN: u64 = 5;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/proposals/{id}/merged.{format}", web::get().to(download));
}

/// Where the record can be had: the code of the format and the address.
pub(super) fn links(id: ProposalId) -> Vec<(&'static str, String)> {
    FORMATS.iter().map(|(ending, code, _)| (*code, format!("/proposals/{id}/merged.{ending}"))).collect()
}

/// An issue as it is given out.
#[derive(Debug, Serialize)]
struct IssueOut {
    id: IssueId,
    title: String,
    summary: String,
    /// What the agency says, and whether it leaves the issue open.
    answer: Option<(String, bool)>,
    voices: Vec<VoiceOut>,
}

/// A voice as it is given out.
#[derive(Debug, Serialize)]
struct VoiceOut {
    id: String,
    channel: &'static str,
    stance: Option<&'static str>,
    name: Option<String>,
    said_at: chrono::DateTime<chrono::Utc>,
    body: String,
}

fn out(view: VoiceView) -> Option<VoiceOut> {
    Some(VoiceOut {
        body: view.body?,
        id: view.id,
        channel: view.channel,
        stance: view.stance,
        name: view.name,
        said_at: view.at,
    })
}

async fn everything(app: &App, forum: &Forum<'_>) -> Result<Vec<IssueOut>, Fault> {
    let (conn, subject) = (app.db.read(), forum.proposal.id);
    let mut answers = answers(app, subject).await?;
    let mut all = Vec::new();
    for issue in issues::of_subject(conn, subject).await? {
        let (mut voices, mut after) = (Vec::new(), None);
        loop {
            let page = issues::all(conn, issue.id, after, STEP, &forum.viewer).await?;
            voices.extend(forum.show(page.items).await?.into_iter().filter_map(out));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        all.push(IssueOut {
            answer: answers.remove(&issue.id).map(|answer| (answer.text, answer.open)),
            id: issue.id,
            title: issue.title,
            summary: issue.summary,
            voices,
        });
    }
    Ok(all)
}

/// As the statements of a record: an issue is a section, the answer stands first in it.
fn statements(visitor: &Visitor, issues: Vec<IssueOut>) -> Vec<Out> {
    let lang = visitor.lang;
    let mut all = Vec::new();
    for issue in issues {
        let statement = |kind, speaker, body, id: Option<&str>| Out {
            kind,
            section: Some(issue.title.clone()),
            speaker,
            started_ms: None,
            ended_ms: None,
            body,
            id: id.and_then(|id| id.parse().ok()),
        };
        if let Some((text, open)) = &issue.answer {
            let who = lang.t(if *open { "issue-open-why" } else { "issue-answer" });
            all.push(statement("answer", Some(who), text.clone(), None));
        }
        for voice in &issue.voices {
            let name = voice.name.clone().unwrap_or_else(|| lang.t("voice-unnamed"));
            let from =
                [Some(format!("channel-{}", voice.channel)), voice.stance.map(|s| format!("stance-{s}"))];
            let from: Vec<String> = from.into_iter().flatten().map(|key| lang.t(&key)).collect();
            let who = lang.with("merged-speaker", [("name", name.into()), ("from", from.join("、").into())]);
            all.push(statement("speech", Some(who), voice.body.clone(), Some(&voice.id)));
        }
    }
    all
}

/// One row for each voice under an issue; a cell that a spreadsheet would run begins with an apostrophe.
fn table(issues: &[IssueOut]) -> Result<String, csv::Error> {
    let safe = |text: &str| match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    };
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(["issue", "channel", "stance", "name", "said_at", "body", "id"])?;
    for issue in issues {
        for voice in &issue.voices {
            writer.write_record([
                safe(&issue.title),
                voice.channel.to_owned(),
                voice.stance.unwrap_or_default().to_owned(),
                safe(voice.name.as_deref().unwrap_or_default()),
                voice.said_at.to_rfc3339(),
                safe(&voice.body),
                voice.id.clone(),
            ])?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| error.into_error())?;
    Ok(format!("\u{FEFF}{}", String::from_utf8_lossy(&bytes)))
}

async fn download(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(ProposalId, String)>,
) -> Result<HttpResponse, Fault> {
    let (id, ending) = path.into_inner();
    let (ending, _, media) = FORMATS.iter().find(|(known, ..)| *known == ending).ok_or(Fault::NotFound)?;
    let forum = Forum::of(&app, &visitor, id).await?;
    let _turn = TURNS.try_acquire().map_err(|_| Fault::Busy { retry_after: AGAIN })?;
    let issues = everything(&app, &forum).await?;
    let today = app.now().with_timezone(&Taipei).date_naive();
    let title = forum.proposal.text.title.clone();
    let text = match *ending {
        "md" => export::markdown(&title, &statements(&visitor, issues)),
        "xml" => {
            let meeting =
                Meeting { id: id.to_string(), title, held_on: today, version: 1, recorded_on: today };
            export::akoma_ntoso(&meeting, &statements(&visitor, issues))
        }
        "csv" => table(&issues).map_err(Fault::internal)?,
        _ => format!("{:#}\n", serde_json::json!({ "title": title, "issues": issues })),
    };
    Ok(HttpResponse::Ok()
        .content_type(*media)
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"merged-{today}.{ending}\""),
        ))
        .body(text))
}
