//! From issues to what the pages show of them.

use std::collections::HashMap;

use folkmoot_agency_responses::responses;
use folkmoot_discussion::issues::{self, Entry, Issue, Narrow, State};
use folkmoot_discussion::voices::Counts;
use folkmoot_discussion::{Channel, Stance};
use folkmoot_foundation::text::excerpt;
use folkmoot_foundation::{IssueId, ProposalId};
use folkmoot_notifications::{Topic, TopicKind};
use folkmoot_web::components::discussion::Chosen;
use folkmoot_web::components::follow::TopicView;
use folkmoot_web::components::issue::{IssueAnswer, Numbers};
use folkmoot_web::components::voice::VoiceView;
use folkmoot_web::pages::issues::merged::{Filed, IssueLine, Said};
use serde::Deserialize;

use crate::http::Visitor;
use crate::pages::discussion::forum::Forum;
use crate::pages::parts::follow::topics;
use crate::{App, Fault, links};

/// How much of a voice the outline quotes, in characters.
const QUOTED: usize = 180;

/// What narrows a list. What a page does not know it ignores, so that old links still lead somewhere.
#[derive(Debug, Default, Deserialize)]
pub(super) struct NarrowQuery {
    pub(super) channel: Option<String>,
    pub(super) stance: Option<String>,
}

impl NarrowQuery {
    pub(super) fn narrow(&self) -> Narrow {
        Narrow {
            channel: self.channel.as_deref().and_then(|code| code.parse().ok()),
            stance: self.stance.as_deref().and_then(|code| code.parse().ok()),
        }
    }
}

/// The parts of a query that narrow a list.
pub(super) fn narrowed(narrow: Narrow) -> Vec<(&'static str, String)> {
    let channel = narrow.channel.map(|channel| ("channel", channel.code().to_owned()));
    channel.into_iter().chain(narrow.stance.map(|stance| ("stance", stance.code().to_owned()))).collect()
}

/// A path with its query.
pub(super) fn address(path: &str, query: &[(&'static str, String)]) -> String {
    let parts: Vec<String> = query
        .iter()
        .map(|(name, value)| format!("{name}={}", crate::http::surroundings::encode(value)))
        .collect();
    if parts.is_empty() { path.to_owned() } else { format!("{path}?{}", parts.join("&")) }
}

/// The channels to choose from: those that somebody used, with how many voices if that is what is listed.
pub(super) fn channels(
    visitor: &Visitor,
    (counts, listed): (&Counts, bool),
    narrow: Narrow,
    href: impl Fn(Narrow) -> String,
) -> Vec<Chosen> {
    let lang = visitor.lang;
    let all = Chosen {
        href: href(Narrow { channel: None, ..narrow }),
        text: lang.t("discussion-all"),
        current: narrow.channel.is_none(),
    };
    let each = Channel::ALL.iter().filter_map(|channel| {
        let (count, current) = (counts.of_channel(*channel), narrow.channel == Some(*channel));
        let chosen = || Chosen {
            href: href(Narrow { channel: Some(*channel), ..narrow }),
            text: match (lang.t(&format!("channel-{}", channel.code())), listed) {
                (name, true) => format!("{name} {count}"),
                (name, false) => name,
            },
            current,
        };
        (count > 0 || current).then(chosen)
    });
    std::iter::once(all).chain(each).collect()
}

/// The sides to choose from.
pub(super) fn sides(visitor: &Visitor, narrow: Narrow, href: impl Fn(Narrow) -> String) -> Vec<Chosen> {
    let lang = visitor.lang;
    let all = Chosen {
        href: href(Narrow { stance: None, ..narrow }),
        text: lang.t("discussion-all"),
        current: narrow.stance.is_none(),
    };
    let each = Stance::ALL.iter().map(|stance| Chosen {
        href: href(Narrow { stance: Some(*stance), ..narrow }),
        text: lang.t(&format!("stance-{}", stance.code())),
        current: narrow.stance == Some(*stance),
    });
    std::iter::once(all).chain(each).collect()
}

pub(super) fn numbers(counts: Option<&Counts>) -> Numbers {
    let Some(counts) = counts else { return Numbers::default() };
    let side = |stance: &Stance| {
        let (voices, people) = counts.of_stance(*stance);
        (stance.code(), people, voices)
    };
    let (voices, people) = counts.neither;
    Numbers {
        voices: counts.voices,
        people: counts.people,
        sides: Stance::ALL.iter().map(side).chain([("none", people, voices)]).collect(),
        channels: counts
            .channels
            .iter()
            .map(|(channel, voices, people)| (channel.code(), *people, *voices))
            .collect(),
    }
}

pub(super) fn filed(state: &State) -> Filed {
    Filed {
        voices: state.all.voices,
        people: state.all.people,
        filed: state.filed,
        aside: state.aside,
        waiting: state.waiting,
    }
}

/// What the published response says of the issues of a proposal.
pub(crate) async fn answers(app: &App, proposal: ProposalId) -> Result<HashMap<IssueId, IssueAnswer>, Fault> {
    let response = crate::pages::cases::view::response_href(proposal);
    let said = responses::published_issues(app.db.read(), proposal).await?;
    let of = |(answer, number): (folkmoot_agency_responses::IssueAnswer, usize)| {
        let view = IssueAnswer {
            text: answer.text,
            open: answer.left_open,
            href: format!("{response}#raised-{number}"),
        };
        Some((answer.about?, view))
    };
    Ok(said.into_iter().zip(1..).filter_map(of).collect())
}

/// The outline: each issue with its numbers, the answer to it, and the first `each` voices of each side.
pub(super) async fn outline(
    app: &App,
    forum: &Forum<'_>,
    narrow: Narrow,
    each: u64,
) -> Result<Vec<IssueLine>, Fault> {
    let conn = app.db.read();
    let all = issues::of_subject(conn, forum.subject).await?;
    let ids: Vec<IssueId> = all.iter().map(|issue| issue.id).collect();
    let counts = issues::counts(conn, &ids).await?;
    let mut leading = issues::leading(conn, &ids, narrow, each, &forum.viewer).await?;
    let mut answers = answers(app, forum.subject).await?;
    let entries: Vec<(IssueId, Entry)> = ids
        .iter()
        .flat_map(|id| leading.remove(id).unwrap_or_default().into_iter().map(|entry| (*id, entry)))
        .collect();
    let mut said: HashMap<IssueId, Vec<Said>> = HashMap::new();
    let shown = forum.show(entries.iter().map(|(_, entry)| entry.voice.clone()).collect()).await?;
    for ((issue, entry), view) in entries.iter().zip(shown) {
        said.entry(*issue).or_default().extend(quote(*issue, entry, view));
    }
    let followable = ids.iter().map(|id| Topic::by_id(TopicKind::Issue, *id)).collect();
    let follow = topics(app, forum.visitor, followable).await?;
    let mut follow: HashMap<String, TopicView> =
        follow.into_iter().map(|topic| (topic.key.clone(), topic)).collect();
    let line = |issue: Issue| IssueLine {
        follow: follow.remove(&issue.id.to_string()),
        id: issue.id.to_string(),
        number: issue.position,
        href: address(&links::issue(issue.id), &narrowed(narrow)),
        numbers: numbers(counts.get(&issue.id)),
        answer: answers.remove(&issue.id),
        said: said.remove(&issue.id).unwrap_or_default(),
        title: issue.title,
        summary: issue.summary,
    };
    Ok(all.into_iter().map(line).collect())
}

fn quote(issue: IssueId, entry: &Entry, view: VoiceView) -> Option<Said> {
    let words = excerpt(&view.body?, QUOTED);
    Some(Said {
        href: links::voice(entry.voice.id.0),
        name: view.name,
        channel: view.channel,
        stance: view.stance,
        words,
        same: same(issue, entry),
    })
}

/// How many others say nearly the same as an entry, and where they are.
pub(super) fn same(issue: IssueId, entry: &Entry) -> Option<(i64, String)> {
    (entry.same > 1).then(|| (entry.same - 1, format!("/issues/{issue}/same/{}", entry.voice.id)))
}
