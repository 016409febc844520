//! Following, on the pages of what can be followed.

use folkmoot_notifications::{Named, Topic, follows};
use folkmoot_proposals::Proposal;
use folkmoot_web::Markup;
use folkmoot_web::components::follow::{TopicView, follow};

use crate::flows::following::names;
use crate::http::Visitor;
use crate::{App, Fault};

/// The button that begins or ends following, with the number of followers; nothing before the proposal is public.
///
/// # Errors
/// A database error.
pub async fn button(app: &App, visitor: &Visitor, proposal: &Proposal) -> Result<Markup, Fault> {
    if !proposal.state.is_public() {
        return Ok(Markup::default());
    }
    let id = proposal.id;
    let following = match visitor.id() {
        Some(person) => follows::is_following(app.db.read(), person, id).await?,
        None => false,
    };
    let counts = follows::counts(app.db.read(), &[id.0]).await?;
    let followers = counts.get(&id.0).copied().unwrap_or(0);
    Ok(follow(visitor.ctx(), &id.to_string(), following, followers))
}

/// The topics as their buttons show them; those that there are not are left out.
///
/// # Errors
/// A database error.
pub async fn topics(app: &App, visitor: &Visitor, topics: Vec<Topic>) -> Result<Vec<TopicView>, Fault> {
    let following = match visitor.id() {
        Some(person) => follows::which(app.db.read(), person, &topics).await?,
        None => Default::default(),
    };
    let view = |named: Named| TopicView {
        kind: named.topic.kind().code(),
        key: named.topic.key().to_owned(),
        following: following.contains(&named.topic),
        name: visitor.lang.pick(&named.zh, &named.en).to_owned(),
        href: None,
    };
    Ok(names(app.db.read(), &app.rulebooks, topics, app.now()).await?.into_iter().map(view).collect())
}
