//! The discussion of one proposal as one visitor meets it: who may do what, and voices as the pages show them.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use folkmoot_accounts::{Person, Role, people};
use folkmoot_discussion::voices::{self, Filter, Rate, Rules, Thread, Viewer, Voice};
use folkmoot_discussion::{Channel, Order, Stance};
use folkmoot_foundation::cursor::Cursor;
use folkmoot_foundation::{FieldErrors, HearingId, PersonId, ProposalId, StatementId, VoiceId};
use folkmoot_hearings::hearings;
use folkmoot_hearings::records::{self, Removal};
use folkmoot_proposals::{Proposal, read};
use folkmoot_web::components::comment_form::{CommentForm, Writing};
use folkmoot_web::components::discussion::{Chosen, Discussion, StanceCount};
use folkmoot_web::components::voice::{May, Reaction, Standing, ThreadView, VoiceView};
use folkmoot_web::{FormView, Values};

use crate::flows::signing::{lacks_identity, meets};
use crate::http::Visitor;
use crate::{App, Fault, lists};

/// How many voices a page has.
pub(crate) const PAGE: usize = 30;

/// A discussion and its visitor.
pub(crate) struct Forum<'a> {
    app: &'a App,
    pub(crate) visitor: &'a Visitor,
    pub(crate) proposal: Proposal,
    pub(crate) rules: Rules,
    pub(crate) viewer: Viewer,
    /// Whether the visitor has confirmed what the rulebook asks of a signer, so that each participant counts once.
    known: bool,
    to_identify: bool,
}

impl<'a> Forum<'a> {
    /// The discussion of a public proposal.
    pub(crate) async fn of(app: &'a App, visitor: &'a Visitor, id: ProposalId) -> Result<Self, Fault> {
        let proposal = read::get(app.db.read(), id, app.now()).await?;
        Self::about(app, visitor, proposal)
    }

    /// As [`Forum::of`], of a proposal already read.
    pub(crate) fn about(app: &'a App, visitor: &'a Visitor, proposal: Proposal) -> Result<Self, Fault> {
        if !proposal.state.is_public() {
            return Err(Fault::NotFound);
        }
        let rulebook = app.rulebooks.get(&proposal.rulebook, proposal.rulebook_version)?;
        let discussion = &rulebook.discussion;
        let rules = Rules {
            open: discussion.open.contains(&proposal.state),
            length: discussion.length(),
            rate: Rate { max: discussion.most, per: TimeDelta::minutes(discussion.minutes.into()) },
        };
        let asked = &rulebook.who.sign;
        let known = visitor.person().is_some_and(|person| meets(person, asked));
        let to_identify = visitor.person().is_some_and(|person| lacks_identity(person, asked));
        Ok(Self { app, visitor, proposal, rules, viewer: viewer(visitor), known, to_identify })
    }

    /// The discussion that a voice belongs to, with the voice.
    pub(crate) async fn of_voice(
        app: &'a App,
        visitor: &'a Visitor,
        id: VoiceId,
    ) -> Result<(Self, Voice), Fault> {
        let voice = voices::find(app.db.read(), id, &viewer(visitor)).await?.ok_or(Fault::NotFound)?;
        Ok((Self::of(app, visitor, voice.subject).await?, voice))
    }

    pub(crate) fn writing(&self) -> Writing {
        match self.visitor.person() {
            _ if !self.rules.open => Writing::Closed,
            None => Writing::SignIn,
            Some(_) if self.to_identify => Writing::Identify,
            Some(_) if !self.known => Writing::Confirm,
            Some(_) => Writing::Open,
        }
    }

    /// Whoever may take part: signed in, and known as well as a signer.
    pub(crate) fn participant(&self) -> Result<&'a Person, Fault> {
        let person = self.visitor.signed_in()?;
        match self.known {
            true => Ok(person),
            false if self.to_identify => Err(Fault::Conflict("comment_needs_identity")),
            false => Err(Fault::Conflict("comment_needs_mobile")),
        }
    }

    /// The address of the proposal.
    pub(crate) fn home(&self) -> String {
        format!("/proposals/{}", self.proposal.id)
    }

    /// The proposal's title and address.
    pub(crate) fn named(&self) -> (String, String) {
        (self.proposal.text.title.clone(), self.home())
    }

    /// Voices as the pages show them: three queries for the names of people and hearings and for who serves at an
    /// agency, and two more if statements among them were removed from their records.
    pub(crate) async fn show(&self, voices: Vec<Voice>) -> Result<Vec<VoiceView>, Fault> {
        let people: Vec<PersonId> = voices.iter().filter_map(|v| v.author).collect();
        let halls: Vec<HearingId> = voices.iter().filter_map(|v| v.hearing).collect();
        let conn = self.app.db.read();
        let serving = if people.is_empty() { HashSet::new() } else { people::serving(conn, &people).await? };
        let people =
            if people.is_empty() { HashMap::new() } else { people::nicknames(conn, &people).await? };
        let halls = if halls.is_empty() { HashMap::new() } else { hearings::titles(conn, &halls).await? };
        let gone = voices.iter().filter(|v| v.standing == voices::Standing::Gone);
        let gone: Vec<StatementId> = gone.filter_map(|v| v.statement).collect();
        let removals = if gone.is_empty() { HashMap::new() } else { records::removals(conn, &gone).await? };
        Ok(voices
            .into_iter()
            .map(|voice| {
                let by_agency = voice.author.is_some_and(|author| serving.contains(&author));
                VoiceView { by_agency, ..self.view(voice, &people, &halls, &removals) }
            })
            .collect())
    }

    /// As [`Forum::show`], with replies.
    pub(crate) async fn show_threads(&self, threads: Vec<Thread>) -> Result<Vec<ThreadView>, Fault> {
        let sizes: Vec<usize> = threads.iter().map(|t| t.replies.len()).collect();
        let flat = threads.into_iter().flat_map(|t| std::iter::once(t.root).chain(t.replies)).collect();
        let mut views = self.show(flat).await?.into_iter();
        let threads = sizes.into_iter().filter_map(|size| {
            let root = views.next()?;
            Some(ThreadView { root, replies: views.by_ref().take(size).collect() })
        });
        Ok(threads.collect())
    }

    fn view(
        &self,
        voice: Voice,
        people: &HashMap<PersonId, String>,
        halls: &HashMap<HearingId, String>,
        removals: &HashMap<StatementId, Removal>,
    ) -> VoiceView {
        let hearing = voice.hearing.zip(voice.statement).map(|(hearing, statement)| {
            (format!("/statements/{statement}"), halls.get(&hearing).cloned().unwrap_or_default())
        });
        let standing = match voice.standing {
            voices::Standing::Visible => Standing::Visible,
            voices::Standing::Hidden { ground, reason } => Standing::Hidden { ground: ground.code(), reason },
            voices::Standing::Deleted => Standing::Deleted,
            voices::Standing::Gone => {
                let removal = voice.statement.and_then(|statement| removals.get(&statement));
                Standing::Gone { since: removal.map(|r| (r.version, r.at)) }
            }
        };
        let name = voice.author.and_then(|author| people.get(&author).cloned()).or(voice.speaker);
        let of = |r: &voices::Reactions| Reaction { kind: r.kind.code(), count: r.count, mine: r.mine };
        VoiceView {
            id: voice.id.to_string(),
            channel: voice.channel.code(),
            stance: voice.stance.map(Stance::code),
            name,
            by_agency: false,
            by_proposer: voice.author == Some(self.proposal.proposer),
            at: voice.said_at,
            hearing,
            body: voice.body,
            standing,
            edited_at: voice.edited_at,
            has_history: voice.revisions > 0,
            replies: voice.replies,
            reactions: voice.reactions.iter().map(of).collect(),
            may: May {
                react: true,
                reply: voice.parent.is_none() && self.rules.open,
                own: voice.mine,
                moderate: self.viewer.moderator,
            },
        }
    }

    /// The form for a comment, or for a reply to `parent`.
    pub(crate) fn form<'f>(&'f self, form: FormView<'f>, parent: Option<VoiceId>) -> CommentForm<'f> {
        let action = match parent {
            Some(parent) => format!("/voices/{parent}/replies"),
            None => format!("{}/comments", self.home()),
        };
        let (writing, max) = (self.writing(), self.rules.length.max);
        CommentForm { ctx: self.visitor.ctx(), writing, form, action, reply: parent.is_some(), max }
    }

    /// A page of the discussion, and where the next one begins.
    pub(crate) async fn page<'f>(
        &'f self,
        filter: Filter,
        after: Option<Cursor>,
        limit: usize,
        form: FormView<'f>,
    ) -> Result<(Discussion<'f>, Option<Cursor>), Fault> {
        let (conn, subject) = (self.app.db.read(), self.proposal.id);
        let counts = voices::counts(conn, subject).await?;
        let page = voices::list(conn, subject, &filter, after, limit, &self.viewer).await?;
        let stances = Stance::ALL.iter().map(|stance| {
            let (voices, people) = counts.of_stance(*stance);
            StanceCount { stance: stance.code(), people, voices }
        });
        let discussion = Discussion {
            ctx: self.visitor.ctx(),
            voices: counts.voices,
            people: counts.people,
            stances: stances.collect(),
            channels: self.channels(filter, &counts),
            stance_filters: self.stances(filter),
            orders: self.orders(filter),
            threads: self.show_threads(page.items).await?,
            form: self.form(form, None),
            back: self.href(filter, after),
            filtered: filter.channel.is_some() || filter.stance.is_some(),
        };
        Ok((discussion, page.next))
    }

    /// The address of a page of the discussion.
    pub(crate) fn href(&self, filter: Filter, after: Option<Cursor>) -> String {
        let mut query = Vec::new();
        if let Some(channel) = filter.channel {
            query.push(format!("channel={}", channel.code()));
        }
        if let Some(stance) = filter.stance {
            query.push(format!("stance={}", stance.code()));
        }
        if filter.order != Order::Newest {
            query.push(format!("order={}", filter.order.code()));
        }
        if let Some(after) = after {
            let list = lists::discussion(self.proposal.id, filter.order);
            query.push(format!("cursor={}", list.token(after)));
        }
        let question = if query.is_empty() { "" } else { "?" };
        format!("{}/discussion{question}{}", self.home(), query.join("&"))
    }

    fn chosen(&self, filter: Filter, text: String, current: bool) -> Chosen {
        Chosen { href: self.href(filter, None), text, current }
    }

    fn channels(&self, filter: Filter, counts: &voices::Counts) -> Vec<Chosen> {
        let lang = self.visitor.lang;
        let with = |channel| Filter { channel, ..filter };
        let all = self.chosen(with(None), lang.t("discussion-all"), filter.channel.is_none());
        let each = Channel::ALL.iter().filter_map(|channel| {
            let count = counts.of_channel(*channel);
            let current = filter.channel == Some(*channel);
            let words = lang.t(&format!("channel-{}", channel.code()));
            (count > 0 || current)
                .then(|| self.chosen(with(Some(*channel)), format!("{words} {count}"), current))
        });
        std::iter::once(all).chain(each).collect()
    }

    fn stances(&self, filter: Filter) -> Vec<Chosen> {
        let lang = self.visitor.lang;
        let with = |stance| Filter { stance, ..filter };
        let all = self.chosen(with(None), lang.t("discussion-all"), filter.stance.is_none());
        let each = Stance::ALL.iter().map(|stance| {
            let words = lang.t(&format!("stance-{}", stance.code()));
            self.chosen(with(Some(*stance)), words, filter.stance == Some(*stance))
        });
        std::iter::once(all).chain(each).collect()
    }

    fn orders(&self, filter: Filter) -> Vec<Chosen> {
        let words = |order: Order| self.visitor.lang.t(&format!("order-{}", order.code().replace('_', "-")));
        let of = |order: &Order| {
            self.chosen(Filter { order: *order, ..filter }, words(*order), filter.order == *order)
        };
        Order::ALL.iter().map(of).collect()
    }
}

/// What a visitor may see of voices.
pub(crate) fn viewer(visitor: &Visitor) -> Viewer {
    Viewer { person: visitor.id(), moderator: visitor.person().is_some_and(|p| p.has(Role::Moderator)) }
}

/// An empty form.
#[derive(Debug, Default)]
pub(crate) struct Blank(pub(crate) Values, pub(crate) FieldErrors);

impl Blank {
    pub(crate) fn view(&self, visitor: &Visitor) -> FormView<'_> {
        FormView { lang: visitor.lang, values: &self.0, errors: &self.1 }
    }
}
