//! One issue with its voices.

use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_accounts::Role;
use folkmoot_discussion::IssueOrder;
use folkmoot_discussion::balance::Balance;
use folkmoot_discussion::issues::{self, At, Entry, Issue, Narrow};
use folkmoot_discussion::texts::{Thing, ThingKind};
use folkmoot_discussion::voices::{self, Counts};
use folkmoot_foundation::cursor::{BadCursor, List};
use folkmoot_foundation::{IssueId, VoiceId};
use folkmoot_notifications::{Topic, TopicKind};
use folkmoot_web::components::discussion::Chosen;
use folkmoot_web::components::voice::ThreadView;
use folkmoot_web::pages::issues::issue::IssuePage;
use serde::Deserialize;

use super::view::{NarrowQuery, address, answers, channels, narrowed, numbers, same, sides};
use crate::http::{Visitor, page, shared};
use crate::pages::discussion::about;
use crate::pages::discussion::forum::{Forum, PAGE};
use crate::pages::parts::follow::topics;
use crate::{App, Fault, links, lists};

/// How many voices that say the same are shown.
const SAME: u64 = 200;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/issues/{id}", web::get().to(show))
        .route("/issues/{id}/same/{voice}", web::get().to(saying_the_same));
}

#[derive(Debug, Default, Deserialize)]
struct IssueQuery {
    #[serde(flatten)]
    narrow: NarrowQuery,
    order: Option<String>,
    cursor: Option<String>,
}

pub(crate) fn list_of(id: IssueId, narrow: Narrow, order: IssueOrder) -> List {
    lists::issue(id, order, &address("", &narrowed(narrow)))
}

pub(crate) fn place(list: &List, order: IssueOrder, token: Option<&str>) -> Result<At, BadCursor> {
    match (order, token) {
        (_, None) => Ok(At::start(order)),
        (IssueOrder::Balanced, Some(token)) => {
            Balance::from_bytes(&list.open(token)?).map(At::Shelves).ok_or(BadCursor)
        }
        (_, token) => Ok(At::Row(list.after(token)?)),
    }
}

pub(crate) fn token(list: &List, at: At) -> Option<String> {
    match at {
        At::Row(after) => after.map(|after| list.token(after)),
        At::Shelves(balance) if balance == Balance::default() => None,
        At::Shelves(balance) => Some(list.seal(&balance.to_bytes())),
    }
}

/// The address of a page of the issue.
fn href(id: IssueId, narrow: Narrow, order: IssueOrder, at: At) -> String {
    let mut query = narrowed(narrow);
    if order != IssueOrder::Balanced {
        query.push(("order", order.code().to_owned()));
    }
    query.extend(token(&list_of(id, narrow, order), at).map(|token| ("cursor", token)));
    address(&links::issue(id), &query)
}

/// The issue and the discussion it belongs to.
async fn of<'a>(app: &'a App, visitor: &'a Visitor, id: IssueId) -> Result<(Issue, Forum<'a>), Fault> {
    let issue = issues::get(app.db.read(), id).await?.ok_or(Fault::NotFound)?;
    let forum = Forum::of(app, visitor, issue.subject).await?;
    Ok((issue, forum))
}

/// The page of an issue without its voices.
async fn frame<'a>(
    app: &App,
    visitor: &'a Visitor,
    forum: &Forum<'_>,
    issue: &Issue,
) -> Result<(IssuePage<'a>, Counts), Fault> {
    let conn = app.db.read();
    let counts = issues::counts(conn, &[issue.id]).await?.remove(&issue.id).unwrap_or_default();
    let gone = match (issue.gone, issue.merged_into) {
        (false, _) => None,
        (true, None) => Some(None),
        (true, Some(into)) => {
            let into = issues::get(conn, into).await?;
            Some(into.map(|into| (into.title, links::issue(into.id))))
        }
    };
    let is_facilitator = visitor.person().is_some_and(|person| person.has(Role::Facilitator));
    let topic = (!issue.gone).then(|| Topic::by_id(TopicKind::Issue, issue.id));
    let page = IssuePage {
        follow: topics(app, visitor, topic.into_iter().collect()).await?,
        comment: (!issue.gone && forum.rules.open)
            .then(|| about::path(issue.subject, Thing { kind: ThingKind::Issue, id: issue.id.0 })),
        ctx: visitor.ctx(),
        proposal: forum.named(),
        number: issue.position,
        title: issue.title.clone(),
        summary: issue.summary.clone(),
        gone,
        answer: answers(app, issue.subject).await?.remove(&issue.id),
        numbers: numbers(Some(&counts)),
        channels: Vec::new(),
        sides: Vec::new(),
        orders: Vec::new(),
        voices: Vec::new(),
        both_sides: false,
        same_as: None,
        back: links::issue(issue.id),
        manage: (is_facilitator && !issue.gone).then(|| format!("/desk/issues/{}", issue.id)),
        first: None,
        next: None,
    };
    Ok((page, counts))
}

/// Entries as the page shows them, each with the number of those that say the same.
async fn views(forum: &Forum<'_>, issue: IssueId, entries: Vec<Entry>) -> Result<Vec<ThreadView>, Fault> {
    let same: Vec<_> = entries.iter().map(|entry| same(issue, entry)).collect();
    let shown = forum.show(entries.into_iter().map(|entry| entry.voice).collect()).await?;
    let view = |(mut root, same): (folkmoot_web::components::voice::VoiceView, _)| {
        root.same = same;
        // The page is about the issue already.
        root.issues.retain(|(_, href)| *href != links::issue(issue));
        ThreadView { root, replies: Vec::new() }
    };
    Ok(shown.into_iter().zip(same).map(view).collect())
}

async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    id: web::Path<IssueId>,
    query: web::Query<IssueQuery>,
) -> Result<HttpResponse, Fault> {
    let make = async || {
        let visitor = Visitor::of(&request).await?;
        let (issue, forum) = of(&app, &visitor, *id).await?;
        let narrow = query.narrow.narrow();
        let order =
            query.order.as_deref().and_then(|order| order.parse().ok()).unwrap_or(IssueOrder::Balanced);
        let at = place(&list_of(*id, narrow, order), order, query.cursor.as_deref())?;
        let (entries, next) =
            issues::list(app.db.read(), *id, (narrow, order), at, PAGE, &forum.viewer).await?;
        let (frame, counts) = frame(&app, &visitor, &forum, &issue).await?;
        let first = |narrow, order| href(*id, narrow, order, At::start(order));
        let orders = IssueOrder::ALL.iter().map(|other| Chosen {
            href: first(narrow, *other),
            text: visitor.lang.t(&format!("issue-order-{}", other.code())),
            current: *other == order,
        });
        let markup = IssuePage {
            channels: channels(&visitor, (&counts, true), narrow, |narrow| first(narrow, order)),
            sides: sides(&visitor, narrow, |narrow| first(narrow, order)),
            orders: orders.collect(),
            voices: views(&forum, *id, entries).await?,
            both_sides: order == IssueOrder::Balanced && narrow.stance.is_none(),
            back: href(*id, narrow, order, at),
            first: (at != At::start(order)).then(|| first(narrow, order)),
            next: next.map(|next| href(*id, narrow, order, next)),
            ..frame
        };
        Ok(page(markup.render()))
    };
    shared(&app, &request, make).await
}

async fn saying_the_same(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(IssueId, VoiceId)>,
) -> Result<HttpResponse, Fault> {
    let (id, voice) = path.into_inner();
    let conn = app.db.read();
    let (issue, forum) = of(&app, &visitor, id).await?;
    let found = voices::find(conn, voice, &forum.viewer).await?.ok_or(Fault::NotFound)?;
    let under = issues::of_voices(conn, issue.subject, &[voice]).await?;
    if !under.get(&voice).is_some_and(|its| its.contains(&id)) {
        return Err(Fault::NotFound);
    }
    let others = issues::saying_the_same(conn, id, voice, SAME, &forum.viewer).await?;
    let alone = |voice| Entry { voice, same: 1 };
    let all = std::iter::once(found).chain(others).map(alone).collect();
    let mut all = views(&forum, id, all).await?;
    let first = if all.is_empty() { None } else { Some(all.remove(0)) };
    let (frame, _) = frame(&app, &visitor, &forum, &issue).await?;
    let markup = IssuePage {
        voices: all,
        same_as: first,
        back: format!("/issues/{id}/same/{voice}"),
        first: Some(links::issue(id)),
        ..frame
    };
    Ok(page(markup.render()))
}
