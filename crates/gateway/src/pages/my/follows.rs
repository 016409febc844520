//! What a person follows: a proposal, or what many proposals are about.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use folkmoot_foundation::ProposalId;
use folkmoot_notifications::follows::{self, Which};
use folkmoot_notifications::{Named, TopicKind};
use folkmoot_proposals::read;
use folkmoot_web::components::follow::TopicView;
use folkmoot_web::pages::my::follows::FollowsPage;

use crate::flows::following;
use crate::http::surroundings::{encode, local_path};
use crate::http::{Form, Visitor, page, see_other};
use crate::{App, Fault, links, lists};

/// How much a page shows.
const PAGE: usize = 50;

#[derive(serde::Deserialize)]
pub(super) struct Query {
    cursor: Option<String>,
}

pub(super) async fn show(
    app: web::Data<App>,
    visitor: Visitor,
    query: web::Query<Query>,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    let conn = app.db.read();
    let list = lists::follows(person);
    let cursor = list.after(query.cursor.as_deref())?;
    let found = follows::of_person(conn, person, Which::All, cursor, PAGE).await?;
    let next = list.next(&found).map(|next| format!("/my/follows?cursor={next}"));
    let proposals: Vec<ProposalId> = found
        .items
        .iter()
        .filter(|follow| follow.topic.kind() == TopicKind::Proposal)
        .map(|follow| ProposalId(follow.subject))
        .collect();
    let briefs = read::briefs(conn, &proposals, app.now()).await?;
    let topics = found.items.iter().map(|follow| follow.topic.clone()).collect();
    let named: HashMap<_, Named> = following::names(conn, &app.rulebooks, topics, app.now())
        .await?
        .into_iter()
        .map(|named| (named.topic.clone(), named))
        .collect();
    let views: Vec<TopicView> = found
        .items
        .iter()
        .map(|follow| {
            let (kind, key) = (follow.topic.kind(), follow.topic.key());
            let name = match kind {
                TopicKind::Proposal => {
                    briefs.get(&ProposalId(follow.subject)).map(|brief| brief.title.clone())
                }
                _ => named.get(&follow.topic).map(|one| visitor.lang.pick(&one.zh, &one.en).to_owned()),
            };
            TopicView {
                kind: kind.code(),
                key: key.to_owned(),
                // What is gone can still be let go.
                name: name.unwrap_or_else(|| key.to_owned()),
                href: href(kind, key),
                following: true,
            }
        })
        .collect();
    let markup = FollowsPage {
        ctx: visitor.ctx(),
        follows: &views,
        first: cursor.map(|_| "/my/follows".to_owned()),
        next,
    };
    Ok(page(markup.render()))
}

/// Where there is more of what is followed.
fn href(kind: TopicKind, key: &str) -> Option<String> {
    let name = match kind {
        TopicKind::Proposal => return Some(format!("/proposals/{key}")),
        TopicKind::Issue => return Some(format!("/issues/{key}")),
        TopicKind::Search => "q",
        TopicKind::Agency => "agency",
        TopicKind::Category => "category",
        TopicKind::County => "county",
    };
    Some(format!("/proposals?{name}={}", encode(key)))
}

pub(super) async fn begin(app: web::Data<App>, visitor: Visitor, form: Form) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    following::follow_topic(&app, person, form.get("kind"), form.get("key")).await?;
    Ok(see_other(back(&form), Some("followed")))
}

pub(super) async fn end(app: web::Data<App>, visitor: Visitor, form: Form) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    following::unfollow_topic(&app, person, form.get("kind"), form.get("key")).await?;
    Ok(see_other(back(&form), Some("unfollowed")))
}

fn back(form: &Form) -> &str {
    match form.get("back") {
        "" => "/my/follows",
        path => local_path(path),
    }
}

pub(super) async fn follow(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    following::follow(&app, person, *id).await?;
    Ok(see_other(&back_to(&form, *id), Some("followed")))
}

pub(super) async fn unfollow(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<ProposalId>,
    form: Form,
) -> Result<HttpResponse, Fault> {
    let person = visitor.signed_in()?.id;
    app.write(async |tx, _| follows::unfollow(tx, person, *id).await).await?;
    Ok(see_other(&back_to(&form, *id), Some("unfollowed")))
}

fn back_to(form: &Form, id: ProposalId) -> String {
    match form.get("back") {
        "" => links::proposal(id),
        path => local_path(path).to_owned(),
    }
}
