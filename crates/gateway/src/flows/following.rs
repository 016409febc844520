//! Following: a proposal that the follower may see, or what many proposals are about.

use std::collections::HashMap;

use folkmoot_agency_responses::agencies;
use folkmoot_discussion::issues;
use folkmoot_foundation::county::County;
use folkmoot_foundation::{IssueId, Now, PersonId, ProposalId, Reader};
use folkmoot_notifications::{Named, Topic, TopicKind, follows};
use folkmoot_proposals::{Rulebooks, read};

use crate::{App, Fault};

/// Lets a person follow a proposal; a second time changes nothing.
///
/// # Errors
/// [`Fault::NotFound`] if there is none that this person may see; a database error.
pub async fn follow(app: &App, person: PersonId, id: ProposalId) -> Result<(), Fault> {
    let proposal = folkmoot_proposals::read::get(app.db.read(), id, app.now()).await?;
    if !proposal.visible_to(Some(person), false) {
        return Err(Fault::NotFound);
    }
    app.write(async |tx, now| follows::follow(tx, person, id, now).await).await?;
    Ok(())
}

/// Lets a person follow a topic; a second time changes nothing.
///
/// # Errors
/// [`Fault::NotFound`] if there is no such thing that this person may see; a conflict if they follow too much already; a
/// database error.
pub async fn follow_topic(app: &App, person: PersonId, kind: &str, key: &str) -> Result<(), Fault> {
    let topic = Topic::new(kind.parse()?, key)?;
    if topic.kind() == TopicKind::Proposal {
        return follow(app, person, topic.key().parse().map_err(|_| Fault::NotFound)?).await;
    }
    let conn = app.db.read();
    // What has a name is there.
    names(conn, &app.rulebooks, vec![topic.clone()], app.now()).await?.pop().ok_or(Fault::NotFound)?;
    if topic.kind() == TopicKind::Issue {
        let id = IssueId(topic.subject());
        // What was taken away or merged gets no voices any more.
        issues::get(conn, id).await?.filter(|issue| !issue.gone).ok_or(Fault::NotFound)?;
    }
    app.write(async |tx, now| follows::follow_topic(tx, person, &topic, now).await).await?;
    Ok(())
}

/// Ends following a topic; a second time changes nothing.
///
/// # Errors
/// [`Fault::NotFound`] if there can be no such topic, or a database error.
pub async fn unfollow_topic(app: &App, person: PersonId, kind: &str, key: &str) -> Result<(), Fault> {
    let topic = Topic::new(kind.parse()?, key)?;
    app.write(async |tx, _| follows::unfollow_topic(tx, person, &topic).await).await?;
    Ok(())
}

/// The names of topics, in their order; those that there are not, or that not everybody may see, are left out. Proposals are
/// named by those who show them.
///
/// # Errors
/// A database error.
pub async fn names(
    conn: &impl Reader,
    rulebooks: &Rulebooks,
    topics: Vec<Topic>,
    now: Now,
) -> Result<Vec<Named>, folkmoot_foundation::DbErr> {
    let agencies = if topics.iter().any(|topic| topic.kind() == TopicKind::Agency) {
        agencies::names(conn).await.map_err(|error| match error {
            folkmoot_agency_responses::Error::Db(error) => error,
            other => folkmoot_foundation::DbErr::Custom(other.to_string()),
        })?
    } else {
        HashMap::new()
    };
    let issues = questions(conn, &topics, now).await?;
    let name = |topic: &Topic| -> Option<(String, String)> {
        match topic.kind() {
            TopicKind::Agency => {
                let name = agencies.get(&topic.key().parse().ok()?)?;
                Some((name.zh.clone(), name.en.clone()))
            }
            TopicKind::Category => category(rulebooks, topic.key()),
            TopicKind::County => {
                let county = County::find(topic.key()).filter(|county| county.code == topic.key())?;
                Some((county.zh.to_owned(), county.en.to_owned()))
            }
            TopicKind::Search => Some((topic.key().to_owned(), topic.key().to_owned())),
            TopicKind::Issue => {
                let title = issues.get(&IssueId(topic.subject()))?;
                Some((title.clone(), title.clone()))
            }
            TopicKind::Proposal => None,
        }
    };
    Ok(topics
        .into_iter()
        .filter_map(|topic| {
            let (zh, en) = name(&topic)?;
            Some(Named { topic, zh, en })
        })
        .collect())
}

/// What the issues among the topics ask, of proposals that everybody may see.
async fn questions(
    conn: &impl Reader,
    topics: &[Topic],
    now: Now,
) -> Result<HashMap<IssueId, String>, folkmoot_foundation::DbErr> {
    let ids: Vec<IssueId> = topics
        .iter()
        .filter(|topic| topic.kind() == TopicKind::Issue)
        .map(|topic| IssueId(topic.subject()))
        .collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = issues::with_merged(conn, &ids).await?;
    let subjects: Vec<ProposalId> = found.iter().map(|issue| issue.subject).collect();
    let mut briefs = read::briefs(conn, &subjects, now).await.map_err(|error| match error {
        folkmoot_proposals::Error::Db(error) => error,
        other => folkmoot_foundation::DbErr::Custom(other.to_string()),
    })?;
    briefs.retain(|_, brief| brief.state.is_public() && brief.unlisted.is_none());
    let shown = found.into_iter().filter(|issue| briefs.contains_key(&issue.subject));
    Ok(shown.map(|issue| (issue.id, issue.title)).collect())
}

/// What the procedures in force call a category or sub-category; what none of them has any more goes by its last name,
/// since proposals of that time keep it.
fn category(rulebooks: &Rulebooks, key: &str) -> Option<(String, String)> {
    let (mut zh, mut en): (Vec<String>, Vec<String>) = Default::default();
    for name in rulebooks.all().iter().filter_map(|rulebook| rulebook.category_name(key)) {
        for (known, name) in [(&mut zh, name.zh), (&mut en, name.en)] {
            if !known.contains(&name) {
                known.push(name);
            }
        }
    }
    if zh.is_empty() {
        let last = rulebooks.earlier().find_map(|rulebook| rulebook.category_name(key))?;
        return Some((last.zh, last.en));
    }
    Some((zh.join("／"), en.join(" / ")))
}
