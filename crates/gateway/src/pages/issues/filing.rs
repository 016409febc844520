//! Filing what waits: many voices at once.

use std::collections::{HashMap, HashSet};

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use folkmoot_discussion::issues::{self, Issue, Narrow, Suggestion};
use folkmoot_discussion::voices::{self, Viewer, Voice};
use folkmoot_foundation::cursor::Cursor;
use folkmoot_foundation::text::{excerpt, narrow as typed};
use folkmoot_foundation::{FieldErrors, IssueId, PersonId, ProposalId, VoiceId};
use folkmoot_proposals::Proposal;
use folkmoot_web::components::discussion::Chosen;
use folkmoot_web::pages::issues::filing::{FilingPage, Waiting};
use folkmoot_web::{FormView, Values};
use serde::Deserialize;

use super::desk::{lines, mistakes, proposal, undo};
use super::view::{NarrowQuery, address, channels, narrowed};
use crate::http::surroundings::local_path;
use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::pages::discussion::forum::Forum;
use crate::{App, Fault, lists};

/// How many voices a page has.
const PAGE: usize = 50;

/// How much of a voice is shown, in characters: enough to file most without opening them.
const SHOWN: usize = 400;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.service(web::resource("/desk/proposals/{id}/filing").get(list).post(act));
}

#[derive(Debug, Default, Deserialize)]
struct FilingQuery {
    #[serde(flatten)]
    narrow: NarrowQuery,
    /// An issue: the voices for which it is suggested, the likeliest first.
    near: Option<String>,
    /// Words that the voices must have.
    q: Option<String>,
    /// `aside` for what was put aside.
    show: Option<String>,
    cursor: Option<String>,
}

impl FilingQuery {
    fn near(&self) -> Option<IssueId> {
        self.near.as_deref().and_then(|id| id.parse().ok())
    }

    fn words(&self) -> String {
        // What the database would read as a pattern is no word.
        self.q.as_deref().map(|q| typed(q).replace(['%', '_', '\\'], "")).unwrap_or_default()
    }

    fn aside(&self) -> bool {
        self.show.as_deref() == Some("aside")
    }

    /// What narrows the list, as in its address.
    fn parts(&self) -> Vec<(&'static str, String)> {
        let mut parts = narrowed(self.narrow.narrow());
        parts.extend(self.near().map(|id| ("near", id.to_string())));
        let words = self.words();
        parts.extend((!words.is_empty()).then_some(("q", words)));
        parts.extend(self.aside().then(|| ("show", "aside".to_owned())));
        parts
    }
}

/// A page of voices, with where the next one begins.
struct Found {
    voices: Vec<Voice>,
    next: Option<Cursor>,
}

async fn list(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    query: web::Query<FilingQuery>,
) -> Result<HttpResponse, Fault> {
    let (proposal, _) = proposal(&app, &visitor, *id).await?;
    show(&app, &visitor, &proposal, &query, (&Values::default(), &FieldErrors::new())).await
}

async fn show(
    app: &App,
    visitor: &Visitor,
    proposal: &Proposal,
    query: &FilingQuery,
    (values, errors): (&Values, &FieldErrors),
) -> Result<HttpResponse, Fault> {
    let (conn, subject) = (app.db.read(), proposal.id);
    let list = lists::filing(subject, &address("", &query.parts()));
    let after = list.after(query.cursor.as_deref())?;
    let (all, weights) = issues::weigh(conn, subject).await?;
    let near = query.near();
    let reckon = move || (weights.suggestions(), near.map(|issue| weights.near(issue)));
    let (suggestions, ranked) = web::block(reckon).await.map_err(Fault::internal)?;
    let found = match (query.aside(), ranked) {
        (true, _) => {
            let page = issues::aside(conn, subject, after, PAGE, &Viewer::default()).await?;
            Found { voices: page.items, next: page.next }
        }
        (false, Some(ranked)) => likeliest(app, query, ranked, after).await?,
        (false, None) => {
            let only = (query.narrow.narrow(), query.words());
            let only = (only.0, only.1.as_str());
            let page = issues::unfiled(conn, subject, only, after, PAGE, &Viewer::default()).await?;
            Found { voices: page.items, next: page.next }
        }
    };
    let path = format!("/desk/proposals/{subject}/filing");
    let page_at = |cursor: Option<String>| {
        let mut parts = query.parts();
        parts.extend(cursor.map(|cursor| ("cursor", cursor)));
        address(&path, &parts)
    };
    let state = issues::state(conn, subject).await?;
    let last = issues::steps(conn, subject).await?.into_iter().filter(|step| step.last).collect();
    let with = |narrow: Narrow| {
        let others = query.parts().into_iter().filter(|(name, _)| !["channel", "stance"].contains(name));
        address(&path, &narrowed(narrow).into_iter().chain(others).collect::<Vec<_>>())
    };
    let narrow = query.narrow.narrow();
    let forum = Forum::about(app, visitor, proposal.clone()).await?;
    let markup = FilingPage {
        ctx: visitor.ctx(),
        id: subject.to_string(),
        proposal: proposal.text.title.clone(),
        waiting: state.waiting,
        aside: query.aside(),
        channels: channels(visitor, (&state.all, false), narrow, with),
        near: near_which(visitor, query, &path, &all, &suggestions),
        words: query.words(),
        hidden: query.parts().into_iter().filter(|(name, _)| *name != "q").collect(),
        voices: rows(&forum, found.voices, &all, &suggestions).await?,
        issues: all.into_iter().map(|issue| (issue.id.to_string(), issue.title)).collect(),
        form: FormView { lang: visitor.lang, values, errors },
        back: page_at(query.cursor.clone()),
        last: lines(app, last).await?.pop(),
        first: after.map(|_| page_at(None)),
        next: found.next.map(|next| page_at(Some(list.token(next)))),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page_with_status(status, markup.render()))
}

/// The issues, each with for how many waiting voices it is suggested.
fn near_which(
    visitor: &Visitor,
    query: &FilingQuery,
    path: &str,
    all: &[Issue],
    suggestions: &HashMap<VoiceId, Vec<Suggestion>>,
) -> Vec<Chosen> {
    let mut numbers: HashMap<IssueId, usize> = HashMap::new();
    for one in suggestions.values().flatten() {
        *numbers.entry(one.issue).or_default() += 1;
    }
    let with = |near: Option<IssueId>| {
        let others = query.parts().into_iter().filter(|(name, _)| *name != "near");
        address(path, &others.chain(near.map(|id| ("near", id.to_string()))).collect::<Vec<_>>())
    };
    let every =
        Chosen { href: with(None), text: visitor.lang.t("discussion-all"), current: query.near().is_none() };
    let each = all.iter().filter_map(|issue| {
        let count = numbers.get(&issue.id).copied().unwrap_or(0);
        let current = query.near() == Some(issue.id);
        let chosen =
            || Chosen { href: with(Some(issue.id)), text: format!("{} {count}", issue.title), current };
        (count > 0 || current).then(chosen)
    });
    std::iter::once(every).chain(each).collect()
}

/// A page of what is most alike; the cursor holds the place in that order, which filing itself shortens.
async fn likeliest(
    app: &App,
    query: &FilingQuery,
    ranked: Vec<(VoiceId, f32)>,
    after: Option<Cursor>,
) -> Result<Found, Fault> {
    let begin = after.map_or(0, |after| usize::try_from(after.key).unwrap_or(0));
    let ids: Vec<VoiceId> = ranked.iter().skip(begin).take(PAGE).map(|(id, _)| *id).collect();
    let more = ranked.len() > begin + PAGE;
    let mut found = voices::find_many(app.db.read(), &ids, &Viewer::default()).await?;
    let (narrow, words) = (query.narrow.narrow(), query.words());
    let fits = |voice: &Voice| {
        narrow.channel.is_none_or(|channel| voice.channel == channel)
            && narrow.stance.is_none_or(|stance| voice.stance == Some(stance))
            && voice.body.as_deref().is_some_and(|body| body.contains(&words))
    };
    let voices = ids.iter().filter_map(|id| found.remove(id)).filter(fits).collect();
    let next = more.then(|| Cursor { key: (begin + PAGE) as i64, id: uuid::Uuid::nil() });
    Ok(Found { voices, next })
}

async fn rows(
    forum: &Forum<'_>,
    voices: Vec<Voice>,
    all: &[Issue],
    suggestions: &HashMap<VoiceId, Vec<Suggestion>>,
) -> Result<Vec<Waiting>, Fault> {
    let near: Vec<Vec<(String, String, i64)>> = voices
        .iter()
        .map(|voice| {
            let found = suggestions.get(&voice.id).into_iter().flatten();
            let named = found.filter_map(|one| {
                let issue = all.iter().find(|issue| issue.id == one.issue)?;
                Some((issue.id.to_string(), issue.title.clone(), (one.score * 100.0).round() as i64))
            });
            named.collect()
        })
        .collect();
    let shown = forum.show(voices).await?.into_iter().zip(near);
    Ok(shown.map(|(view, near)| waiting(view, 0, near)).collect())
}

/// A voice as the desk lists it.
pub(super) fn waiting(
    view: folkmoot_web::components::voice::VoiceView,
    same: i64,
    near: Vec<(String, String, i64)>,
) -> Waiting {
    Waiting {
        href: format!("/voices/{}", view.id),
        id: view.id,
        name: view.name,
        channel: view.channel,
        stance: view.stance,
        words: excerpt(view.body.as_deref().unwrap_or_default(), SHOWN),
        same,
        near,
    }
}

/// The voices that are ticked, or all that the page showed.
pub(super) fn ticked(form: &Values) -> Vec<VoiceId> {
    let name = if form.get("all") == "yes" { "shown" } else { "voice" };
    let mut seen = HashSet::new();
    form.all(name).filter_map(|id| id.parse().ok()).filter(|id| seen.insert(*id)).collect()
}

async fn act(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let (proposal, by) = proposal(&app, &visitor, *id).await?;
    let home = format!("/desk/proposals/{id}/filing");
    let back = local_path(form.get("back"));
    let back = if back == "/" { home.as_str() } else { back };
    if form.get("act") == "undo" && form.get("one").is_empty() {
        return undo(&app, *id, by, &form, &home).await;
    }
    match file(&app, *id, by, &form).await {
        Ok(told) => Ok(see_other(back, Some(told))),
        Err(Fault::Invalid(errors)) => {
            let query = back.split_once('?').map_or("", |(_, query)| query);
            let query: FilingQuery = serde_urlencoded::from_str(query).unwrap_or_default();
            show(&app, &visitor, &proposal, &query, (&form, &errors)).await
        }
        Err(fault) => Err(fault),
    }
}

/// Does what was pressed, and gives the word for it.
async fn file(app: &App, subject: ProposalId, by: PersonId, form: &Values) -> Result<&'static str, Fault> {
    let pairs = if form.get("one").is_empty() {
        let voices = ticked(form);
        if voices.is_empty() {
            return Err(Fault::Invalid(FieldErrors::one("voices", "required")));
        }
        match form.get("act") {
            "file" => {
                let issues: Vec<IssueId> = form.all("issue").filter_map(|id| id.parse().ok()).collect();
                if issues.is_empty() {
                    return Err(Fault::Invalid(FieldErrors::one("issues", "required")));
                }
                issues.iter().flat_map(|issue| voices.iter().map(|voice| (*issue, *voice))).collect()
            }
            "nearest" => nearest(app, subject, &voices).await?,
            "aside" | "wait" => {
                let on = form.get("act") == "aside";
                let set =
                    app.write(async |tx, now| issues::set_aside(tx, subject, &voices, on, by, now).await);
                set.await.map_err(told)?;
                return Ok(if on { "issues-aside" } else { "issues-filed" });
            }
            _ => return Err(Fault::BadRequest("act".to_owned())),
        }
    } else {
        let pair = form.get("one").split_once(':');
        let pair = pair.and_then(|(issue, voice)| Some((issue.parse().ok()?, voice.parse().ok()?)));
        vec![pair.ok_or_else(|| Fault::BadRequest("one".to_owned()))?]
    };
    app.write(async |tx, now| issues::file(tx, subject, &pairs, by, now).await).await.map_err(told)?;
    Ok("issues-filed")
}

fn told(error: folkmoot_discussion::DiscussionError) -> Fault {
    mistakes(error).map_or_else(|fault| fault, Fault::Invalid)
}

/// Each of these voices with the issue it is most like; the facilitator ticked them with that before their eyes.
async fn nearest(
    app: &App,
    subject: ProposalId,
    voices: &[VoiceId],
) -> Result<Vec<(IssueId, VoiceId)>, Fault> {
    let (_, weights) = issues::weigh(app.db.read(), subject).await?;
    let found = web::block(move || weights.suggestions()).await.map_err(Fault::internal)?;
    let pair = |voice: &VoiceId| Some((found.get(voice)?.first()?.issue, *voice));
    let pairs: Vec<_> = voices.iter().filter_map(pair).collect();
    if pairs.is_empty() {
        return Err(Fault::Invalid(FieldErrors::one("suggested", "required")));
    }
    Ok(pairs)
}
