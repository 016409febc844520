//! The merged record as a file: each issue with the answer to it and all voices under it.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono_tz::Asia::Taipei;
use folkmoot_discussion::issues;
use folkmoot_discussion::texts::{self, Anchor};
use folkmoot_foundation::{ProposalId, StatementId, VoiceId};
use folkmoot_hearings::Spot;
use folkmoot_hearings::export::merged::{self, Answer, Issue, Voice};
use folkmoot_hearings::export::{self, Meeting, Out};
use folkmoot_hearings::import::StatementKind;
use folkmoot_hearings::records;
use folkmoot_web::Lang;
use folkmoot_web::components::voice::VoiceView;
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

/// How much of a name stands there, in characters: what is said beside it must fit too.
const NAMED: usize = 60;

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

/// A voice as it is given out, with its name, channel and side in words.
fn out(lang: Lang, view: VoiceView, kind: StatementKind, on: Option<Spot>) -> Option<Voice> {
    let body = view.body?;
    let from = [Some(format!("channel-{}", view.channel)), view.stance.map(|side| format!("stance-{side}"))];
    let from: Vec<String> = from.into_iter().flatten().map(|key| lang.t(&key)).collect();
    let name = view.name.clone().unwrap_or_else(|| lang.t("voice-unnamed"));
    let name: String = name.chars().take(NAMED).collect();
    Some(Voice {
        body,
        id: view.id,
        kind: kind.code(),
        channel: view.channel,
        stance: view.stance,
        speaker: lang.with("merged-speaker", [("name", name.into()), ("from", from.join("、").into())]),
        name: view.name,
        said_at: view.at,
        on,
    })
}

/// The place of a draft text where an anchor was set, counted as people do.
fn spot(anchor: &Anchor) -> Option<Spot> {
    let number = |number: usize| u32::try_from(number).ok();
    let place = &anchor.set.place;
    let selection = place.selection.as_ref();
    Some(Spot {
        text: anchor.set.text.0,
        version: u32::try_from(anchor.set.version).ok()?,
        article: number(place.article)? + 1,
        label: anchor.label.clone(),
        paragraph: place.paragraph.and_then(number).map(|paragraph| paragraph + 1),
        start: selection.and_then(|selection| number(selection.start)),
        quote: selection.map(|selection| selection.quote.clone()),
    })
}

async fn everything(app: &App, forum: &Forum<'_>) -> Result<Vec<Issue>, Fault> {
    let (conn, subject, lang) = (app.db.read(), forum.subject, forum.visitor.lang);
    let mut answers = answers(app, subject).await?;
    let mut all = Vec::new();
    for issue in issues::of_subject(conn, subject).await? {
        let (mut voices, mut after) = (Vec::new(), None);
        loop {
            let page = issues::all(conn, issue.id, after, STEP, &forum.viewer).await?;
            let said: Vec<Option<StatementId>> = page.items.iter().map(|voice| voice.statement).collect();
            let voices_here: Vec<VoiceId> = page.items.iter().map(|voice| voice.id).collect();
            let anchors = texts::of_voices(conn, &voices_here).await?;
            let on = voices_here.iter().map(|id| anchors.get(id).and_then(spot)).collect::<Vec<_>>();
            let ids: Vec<StatementId> = said.iter().copied().flatten().collect();
            let kinds = records::kinds(conn, &ids).await?;
            let kind = |id: Option<StatementId>| id.and_then(|id| kinds.get(&id).copied());
            let shown = forum.show(page.items).await?.into_iter().zip(said).zip(on);
            voices.extend(shown.filter_map(|((view, id), on)| {
                out(lang, view, kind(id).unwrap_or(StatementKind::Speech), on)
            }));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        all.push(Issue {
            answer: answers.remove(&issue.id).map(|answer| Answer {
                speaker: lang.t(if answer.open { "issue-open-why" } else { "issue-answer" }),
                text: answer.text,
                open: answer.open,
            }),
            id: issue.id.to_string(),
            title: issue.title,
            summary: issue.summary,
            voices,
        });
    }
    Ok(merged::settled(all))
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
    let title = forum.named().0;
    let none = visitor.lang.t("merged-none-yet");
    let text = web::block(move || {
        let mut statements = merged::statements(&issues);
        if statements.is_empty() {
            // A record says at least that there is nothing in it yet.
            statements.push(Out::told(none));
        }
        match *ending {
            "md" => export::markdown(&title, &statements),
            "xml" => {
                let meeting =
                    Meeting { id: id.to_string(), title, held_on: today, version: 1, recorded_on: today };
                export::akoma_ntoso(&meeting, &statements)
            }
            "csv" => merged::csv(&issues),
            _ => merged::json(&title, &issues),
        }
    });
    let text = text.await.map_err(Fault::internal)?;
    Ok(HttpResponse::Ok()
        .content_type(*media)
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"merged-{today}.{ending}\""),
        ))
        .body(text))
}
