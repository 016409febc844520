//! What is said about a hearing, the formal response, something an agency promised, or an issue: a thread of the proposal's
//! discussion of its own.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_agency_responses::{cases, responses};
use folkmoot_discussion::held::Sent;
use folkmoot_discussion::texts::{self, Listed, On, Thing, ThingKind};
use folkmoot_discussion::voices::NewComment;
use folkmoot_discussion::{Stance, issues};
use folkmoot_foundation::text::excerpt;
use folkmoot_foundation::{HearingId, ProposalId};
use folkmoot_hearings::hearings;
use folkmoot_web::FormView;
use folkmoot_web::components::voice::OnView;
use folkmoot_web::pages::discussion::about::AboutPage;
use serde::Deserialize;
use uuid::Uuid;

use super::forum::{Blank, Forum};
use super::{mistakes, post};
use crate::http::{Form, Visitor, page_with_status, see_other};
use crate::{App, Fault, links, lists};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/proposals/{id}/threads/{kind}/{thing}", web::get().to(look))
        .route("/proposals/{id}/threads/{kind}/{thing}", web::post().to(comment));
}

/// How many comments a page has.
const PAGE: usize = 30;

/// How many characters of what was promised name it.
const NAMED: usize = 60;

/// A thing of a proposal, by its name and address.
struct Named {
    thing: Thing,
    title: String,
    href: String,
}

/// Whether it is a thing of this proposal that everybody may know of.
pub(crate) async fn must_be_of(forum: &Forum<'_>, thing: Thing) -> Result<(), Fault> {
    all(forum, &[thing]).await?.pop().map(|_| ()).ok_or(Fault::NotFound)
}

/// The thing, if it is one of this proposal that everybody may know of.
async fn named(forum: &Forum<'_>, kind: &str, id: Uuid) -> Result<Named, Fault> {
    let kind = ThingKind::of(kind).ok_or(Fault::NotFound)?;
    all(forum, &[Thing { kind, id }]).await?.pop().ok_or(Fault::NotFound)
}

/// Those of the things that are of this proposal and public.
async fn all(forum: &Forum<'_>, things: &[Thing]) -> Result<Vec<Named>, Fault> {
    let (app, proposal) = (forum.app(), forum.subject);
    let (conn, now, lang) = (app.db.read(), app.now(), forum.visitor.lang);
    let of_case = |thing: &Thing| matches!(thing.kind, ThingKind::Response | ThingKind::FollowUp);
    let case = match things.iter().any(of_case) {
        true => cases::of_proposal(conn, proposal, now).await?,
        false => None,
    };
    let answered = match &case {
        Some(case) => responses::get(conn, case.brief.id).await?.is_some(),
        None => false,
    };
    let held = things.iter().filter(|thing| thing.kind == ThingKind::Hearing).map(|one| HearingId(one.id));
    let mut held = hearings::get_many(conn, &held.collect::<Vec<_>>(), now).await?;
    let mut raised = match things.iter().any(|thing| thing.kind == ThingKind::Issue) {
        true => issues::of_subject(conn, proposal).await?,
        false => Vec::new(),
    };
    let mut found = Vec::new();
    for thing in things {
        let one = match thing.kind {
            ThingKind::Hearing => held
                .remove(&HearingId(thing.id))
                .filter(|hearing| hearing.is_public() && hearing.about() == Some(proposal))
                .map(|hearing| (hearing.title, links::hearing(thing.id))),
            ThingKind::Response => case
                .as_ref()
                .filter(|case| answered && case.brief.id.0 == thing.id)
                .map(|_| (lang.t("cases-response"), links::response(proposal))),
            ThingKind::Issue => {
                let at = raised.iter().position(|issue| issue.id.0 == thing.id);
                at.map(|at| raised.swap_remove(at)).map(|issue| (issue.title, links::issue(issue.id)))
            }
            ThingKind::FollowUp => {
                case.as_ref().and_then(|case| case.follow_ups.iter().find(|one| one.id.0 == thing.id)).map(
                    |one| (excerpt(&one.action, NAMED), format!("{}#follow-ups", links::response(proposal))),
                )
            }
        };
        found.extend(one.map(|(title, href)| Named { thing: *thing, title, href }));
    }
    Ok(found)
}

/// What comments are on, in words, for those that are on a thing.
pub(super) async fn on_things(
    forum: &Forum<'_>,
    things: impl Iterator<Item = Thing>,
) -> Result<std::collections::HashMap<Thing, OnView>, Fault> {
    let mut different: Vec<Thing> = things.collect();
    different.sort_unstable_by_key(|thing| thing.id);
    different.dedup();
    let found = all(forum, &different).await?;
    let view = |one: Named| OnView {
        words: name(forum, &one),
        href: path(forum.subject, one.thing),
        quote: None,
        stood: None,
        fate: "same",
    };
    Ok(found.into_iter().map(|one| (one.thing, view(one))).collect())
}

fn name(forum: &Forum<'_>, one: &Named) -> String {
    let key = format!("about-{}", one.thing.kind.code().replace('_', "-"));
    forum.visitor.lang.with(&key, [("title", one.title.clone().into())])
}

/// The address of a thread.
pub(crate) fn path(proposal: ProposalId, thing: Thing) -> String {
    format!("/proposals/{proposal}/threads/{}/{}", thing.kind.code(), thing.id)
}

#[derive(Debug, Default, Deserialize)]
struct PageQuery {
    cursor: Option<String>,
}

async fn look(
    app: web::Data<App>,
    visitor: Visitor,
    at: web::Path<(ProposalId, String, Uuid)>,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, Fault> {
    let (id, kind, thing) = at.into_inner();
    let forum = Forum::of(&app, &visitor, id).await?;
    let about = named(&forum, &kind, thing).await?;
    show(&forum, about, query.cursor.as_deref(), Blank::default().view(&visitor)).await
}

async fn show(
    forum: &Forum<'_>,
    about: Named,
    cursor: Option<&str>,
    form: FormView<'_>,
) -> Result<HttpResponse, Fault> {
    let conn = forum.app().db.read();
    let here = path(forum.subject, about.thing);
    let list = lists::thread(about.thing.id);
    let after = list.after(cursor)?;
    let found = texts::list(conn, Listed::Thing(about.thing), after, PAGE, &forum.viewer).await?;
    let next = list.next(&found);
    let markup = AboutPage {
        proposal: forum.named(),
        name: name(forum, &about),
        href: about.href,
        count: texts::count_of(conn, about.thing).await?,
        threads: forum.show_threads(found.items).await?,
        form: forum.form_at(form, here.clone(), Vec::new()),
        first: after.map(|_| here.clone()),
        next: next.map(|next| format!("{here}?cursor={next}")),
        back: here,
    };
    let status = if form.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page_with_status(status, markup.render()))
}

async fn comment(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    at: web::Path<(ProposalId, String, Uuid)>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    visitor.signed_in()?;
    let (id, kind, thing) = at.into_inner();
    let forum = Forum::of(&app, &visitor, id).await?;
    let about = named(&forum, &kind, thing).await?;
    let author = forum.participant()?.id;
    let new = NewComment {
        subject: id,
        author,
        stance: form.get("stance").parse::<Stance>().ok(),
        body: form.get("body").to_owned(),
        parent: None,
        official: forum.official(author, form.get("official") == "yes"),
        on: Some(On::Thing(about.thing)),
    };
    match post(&app, &request, &form, new, &forum).await {
        Ok(Sent::Held(_)) => {
            Ok(see_other(&format!("{}/discussion#held", forum.home()), Some("comment-held")))
        }
        Ok(Sent::Public(voice)) => {
            Ok(see_other(&format!("{}#voice-{voice}", path(id, about.thing)), Some("comment-added")))
        }
        Err(error) => {
            let errors = mistakes(error)?;
            let view = FormView { lang: visitor.lang, values: &form, errors: &errors };
            show(&forum, about, None, view).await
        }
    }
}
