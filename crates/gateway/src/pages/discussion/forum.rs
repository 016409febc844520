//! The discussion of one proposal as one visitor meets it: who may do what, and voices as the pages show them.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use folkmoot_accounts::{Person, Role, people};
use folkmoot_agency_responses::agencies::{self, AgencyName};
use folkmoot_agency_responses::responses;
use folkmoot_discussion::balance::{self, Balance};
use folkmoot_discussion::held;
use folkmoot_discussion::texts::{self, Anchor, Text, TextId, Thing};
use folkmoot_discussion::voices::{self, Filter, Official, Rate, Rules, Thread, Viewer, Voice};
use folkmoot_discussion::{Channel, Order, Stance, issues, moderation, questions};
use folkmoot_foundation::cursor::{BadCursor, Cursor};
use folkmoot_foundation::text::excerpt;
use folkmoot_foundation::{
    AgencyId, FieldErrors, HearingId, IssueId, PersonId, ProposalId, StatementId, VoiceId,
};
use folkmoot_hearings::hearings::{self, Hearing};
use folkmoot_hearings::records::{self, Removal};
use folkmoot_proposals::{Proposal, Rulebook, State, read};
use folkmoot_web::components::comment_form::{CommentForm, Writing};
use folkmoot_web::components::discussion::{Chosen, Discussion, StanceCount};
use folkmoot_web::components::voice::{May, OnView, Quote, Reaction, Standing, ThreadView, VoiceView};
use folkmoot_web::{FormView, Lang, Values, format};

use super::about;
use super::quotes::{Linked, linked};
use crate::fault::Belonging;
use crate::flows::signing::{lacks_identity, meets};
use crate::http::Visitor;
use crate::pages::hearings::visible;
use crate::pages::texts::view::on_text;
use crate::{App, Fault, links, lists};

/// How many voices a page has.
pub(crate) const PAGE: usize = 30;

/// How long after it was written a comment is changed without a trace.
pub(crate) const FREE_EDIT: TimeDelta = TimeDelta::minutes(15);

/// How many characters of what it quotes a comment shows.
const QUOTED: usize = 160;

/// Where a page of a discussion begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum At {
    /// After a row, or at the beginning.
    Row(Option<Cursor>),
    /// In the balanced order.
    Shelves(Balance),
}

impl At {
    /// The beginning of a list.
    pub(crate) fn start(order: Order) -> Self {
        match order {
            Order::Balanced => Self::Shelves(Balance::default()),
            _ => Self::Row(None),
        }
    }

    /// From what the reader sent.
    pub(crate) fn of(proposal: ProposalId, order: Order, token: Option<&str>) -> Result<Self, BadCursor> {
        let list = lists::discussion(proposal, order);
        match (order, token) {
            (_, None) => Ok(Self::start(order)),
            (Order::Balanced, Some(token)) => {
                Balance::from_bytes(&list.open(token)?).map(Self::Shelves).ok_or(BadCursor)
            }
            (_, token) => Ok(Self::Row(list.after(token)?)),
        }
    }

    /// What the reader sends; nothing for the beginning.
    pub(crate) fn token(self, proposal: ProposalId, order: Order) -> Option<String> {
        let list = lists::discussion(proposal, order);
        match self {
            Self::Row(after) => after.map(|after| list.token(after)),
            Self::Shelves(balance) if balance == Balance::default() => None,
            Self::Shelves(balance) => Some(list.seal(&balance.to_bytes())),
        }
    }
}

/// What voices are shown with: names, titles, and what they quote or answer.
#[derive(Default)]
struct Known {
    people: HashMap<PersonId, String>,
    serving: HashSet<PersonId>,
    halls: HashMap<HearingId, String>,
    removals: HashMap<StatementId, Removal>,
    agencies: HashMap<AgencyId, AgencyName>,
    voices: HashMap<VoiceId, Voice>,
    statements: HashMap<StatementId, Voice>,
    /// The issues that voices stand under: title and address.
    issues: HashMap<VoiceId, Vec<(String, String)>>,
    /// What the response says of what voices raised: its number there, and whether it is left open.
    answered: HashMap<VoiceId, (usize, bool)>,
    /// What voices are anchored to, and the texts of this discussion.
    anchors: HashMap<VoiceId, Anchor>,
    texts: HashMap<TextId, Text>,
    /// What else of the proposal voices are on.
    things: HashMap<VoiceId, Thing>,
    named: HashMap<Thing, OnView>,
    /// The hearings for which voices are questions, with what became of each.
    questions: HashMap<VoiceId, (HearingId, questions::State)>,
    /// The last decisions about the reader's own voices.
    decided: HashMap<VoiceId, uuid::Uuid>,
}

impl Known {
    fn name(&self, lang: Lang, voice: &Voice) -> Option<String> {
        let nickname = voice.author.and_then(|author| self.people.get(&author).cloned());
        nickname.or_else(|| voice.speaker.as_deref().map(|name| format::speaker(lang, name)))
    }
}

fn named(lang: Lang, name: &AgencyName) -> String {
    match lang {
        Lang::En => name.en.clone(),
        _ => name.zh.clone(),
    }
}

/// What a discussion is about.
enum Matter {
    Proposal(Box<Proposal>),
    /// A meeting that is its own subject: its questions are all there is to read.
    Hearing(Box<Hearing>),
}

/// A discussion and its visitor.
pub(crate) struct Forum<'a> {
    app: &'a App,
    pub(crate) visitor: &'a Visitor,
    matter: Matter,
    /// The subject under which its voices stand.
    pub(crate) subject: ProposalId,
    pub(crate) rules: Rules,
    pub(crate) viewer: Viewer,
    /// Whether the visitor has confirmed what the rulebook asks of a signer, so that each participant counts once.
    known: bool,
    to_identify: bool,
    /// The agency for which the visitor may speak, with its name.
    pub(crate) speaks_for: Option<(AgencyId, String)>,
}

impl<'a> Forum<'a> {
    /// The discussion of a public proposal.
    pub(crate) async fn of(app: &'a App, visitor: &'a Visitor, id: ProposalId) -> Result<Self, Fault> {
        let proposal = read::get(app.db.read(), id, app.now()).await?;
        Self::about(app, visitor, proposal).await
    }

    /// As [`Forum::of`], of a proposal already read.
    pub(crate) async fn about(app: &'a App, visitor: &'a Visitor, proposal: Proposal) -> Result<Self, Fault> {
        if !proposal.state.is_public() {
            return Err(Fault::NotFound);
        }
        let rulebook = app.rulebooks.get(&proposal.rulebook, proposal.rulebook_version)?;
        let open = rulebook.discussion.open.contains(&proposal.state);
        let subject = proposal.id;
        Self::under(app, visitor, (Matter::Proposal(Box::new(proposal)), subject), &rulebook, open).await
    }

    /// What stands beside a hearing: the discussion of its proposal, or of one that is its own subject its questions, for which
    /// whoever asks must be known as the platform's first rulebook says.
    pub(crate) async fn of_hall(
        app: &'a App,
        visitor: &'a Visitor,
        hearing: &Hearing,
    ) -> Result<Self, Fault> {
        if let Some(proposal) = hearing.about() {
            return Self::of(app, visitor, proposal).await;
        }
        let rulebook = app.rulebooks.current(app.config.rulebook())?;
        let open = hearing.takes_questions(app.now()).is_ok();
        let matter = (Matter::Hearing(Box::new(hearing.clone())), hearing.proposal);
        Self::under(app, visitor, matter, &rulebook, open).await
    }

    async fn under(
        app: &'a App,
        visitor: &'a Visitor,
        (matter, subject): (Matter, ProposalId),
        rulebook: &Rulebook,
        open: bool,
    ) -> Result<Self, Fault> {
        let discussion = &rulebook.discussion;
        let rules = Rules {
            open,
            length: discussion.length(),
            rate: Rate { max: discussion.most, per: TimeDelta::minutes(discussion.minutes.into()) },
            free_edit: FREE_EDIT,
        };
        let asked = &rulebook.who.sign;
        let known = visitor.person().is_some_and(|person| meets(person, asked));
        let to_identify = visitor.person().is_some_and(|person| lacks_identity(person, asked));
        let speaks_for = speaks_for(app, visitor).await?;
        let viewer = viewer(visitor);
        Ok(Self { app, visitor, matter, subject, rules, viewer, known, to_identify, speaks_for })
    }

    /// The discussion that a voice belongs to, with the voice.
    pub(crate) async fn of_voice(
        app: &'a App,
        visitor: &'a Visitor,
        id: VoiceId,
    ) -> Result<(Self, Voice), Fault> {
        let voice = voices::find(app.db.read(), id, &viewer(visitor)).await?.ok_or(Fault::NotFound)?;
        let forum = match read::get(app.db.read(), voice.subject, app.now()).await {
            Ok(proposal) => Self::about(app, visitor, proposal).await?,
            Err(folkmoot_proposals::Error::NotFound) => {
                let hearing = visible(app, visitor, HearingId(voice.subject.0)).await?;
                Self::of_hall(app, visitor, &hearing).await?
            }
            Err(error) => return Err(error.into()),
        };
        Ok((forum, voice))
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

    /// The present.
    pub(crate) fn now(&self) -> folkmoot_foundation::Now {
        self.app.now()
    }

    /// The platform.
    pub(crate) fn app(&self) -> &'a App {
        self.app
    }

    /// The address of the proposal, or of the hearing that is its own subject.
    pub(crate) fn home(&self) -> String {
        match &self.matter {
            Matter::Proposal(proposal) => links::proposal(proposal.id),
            Matter::Hearing(hearing) => links::hearing(hearing.id.0),
        }
    }

    /// Where its voices are listed.
    pub(crate) fn all(&self) -> String {
        match &self.matter {
            Matter::Proposal(_) => format!("{}/discussion", self.home()),
            Matter::Hearing(hearing) => crate::pages::hearings::questions::href(hearing.id, None),
        }
    }

    /// The title and the address of what it is about.
    pub(crate) fn named(&self) -> (String, String) {
        let title = match &self.matter {
            Matter::Proposal(proposal) => &proposal.text.title,
            Matter::Hearing(hearing) => &hearing.title,
        };
        (title.clone(), self.home())
    }

    /// The proposal.
    ///
    /// # Errors
    /// [`Fault::NotFound`] where there is none.
    pub(crate) fn proposal(&self) -> Result<&Proposal, Fault> {
        match &self.matter {
            Matter::Proposal(proposal) => Ok(proposal),
            Matter::Hearing(_) => Err(Fault::NotFound),
        }
    }

    /// Whether it is about a hearing that is its own subject.
    pub(crate) fn is_hall(&self) -> bool {
        matches!(self.matter, Matter::Hearing(_))
    }

    /// Who made the proposal.
    fn proposer(&self) -> Option<PersonId> {
        self.proposal().ok().map(|proposal| proposal.proposer)
    }

    /// Whether there is a response that may answer voices.
    fn is_answered(&self) -> bool {
        self.proposal().is_ok_and(|proposal| matches!(proposal.state, State::Answered | State::Closed))
    }

    /// Whose words a new comment officially is: an agency's if its officer says so, the proposer's always.
    pub(crate) fn official(&self, author: PersonId, as_agency: bool) -> Option<Official> {
        match &self.speaks_for {
            Some((agency, _)) if as_agency => Some(Official::Agency(*agency)),
            _ => (Some(author) == self.proposer()).then_some(Official::Proposer),
        }
    }

    /// Voices as the pages show them: a constant number of queries for names and for what they quote and answer.
    pub(crate) async fn show(&self, voices: Vec<Voice>) -> Result<Vec<VoiceView>, Fault> {
        let known = self.surroundings(&voices).await?;
        Ok(voices.into_iter().map(|voice| self.view(voice, &known)).collect())
    }

    async fn surroundings(&self, voices: &[Voice]) -> Result<Known, Fault> {
        let conn = self.app.db.read();
        let mut known = Known::default();
        let mut others: Vec<VoiceId> = voices.iter().filter_map(|v| v.reply_to).collect();
        let mut statements: Vec<StatementId> = Vec::new();
        for voice in voices {
            for link in self.links(voice) {
                match link {
                    Linked::Voice(id) => others.push(id),
                    Linked::Statement(id) => statements.push(id),
                }
            }
        }
        if !others.is_empty() {
            // What a moderator may see in its place is not quoted elsewhere.
            known.voices = voices::find_many(conn, &others, &Viewer::default()).await?;
        }
        if !statements.is_empty() {
            known.statements = voices::of_statements(conn, &statements, &Viewer::default()).await?;
        }
        let all = || voices.iter().chain(known.voices.values()).chain(known.statements.values());
        let people: Vec<PersonId> = all().filter_map(|v| v.author).collect();
        let halls: Vec<HearingId> = all().filter_map(|v| v.hearing).collect();
        let gone = voices.iter().filter(|v| v.standing == voices::Standing::Gone);
        let gone: Vec<StatementId> = gone.filter_map(|v| v.statement).collect();
        let of_agency = voices.iter().any(|v| matches!(v.official, Some(Official::Agency(_))));
        if !people.is_empty() {
            known.serving = people::serving(conn, &people).await?;
            known.people = people::nicknames(conn, &people).await?;
        }
        let asked: Vec<VoiceId> =
            voices.iter().filter(|v| v.hearing.is_some() && v.statement.is_none()).map(|v| v.id).collect();
        if !asked.is_empty() {
            known.questions = questions::among(conn, &asked).await?;
        }
        if !halls.is_empty() {
            known.halls = hearings::titles(conn, &halls).await?;
        }
        if !gone.is_empty() {
            known.removals = records::removals(conn, &gone).await?;
        }
        let own: Vec<VoiceId> = voices.iter().filter(|v| needs_reasons(v)).map(|v| v.id).collect();
        if !own.is_empty() {
            let about = moderation::decisions_about(conn, &own).await?;
            let last = about
                .into_iter()
                .filter_map(|(id, all)| Some((id, all.into_iter().find(|d| d.undone_at.is_none())?.id)));
            known.decided = last.collect();
        }
        if of_agency {
            known.agencies = agencies::names(conn).await?;
        }
        let roots: Vec<VoiceId> = voices.iter().filter(|v| v.parent.is_none()).map(|v| v.id).collect();
        known.anchors = texts::of_voices(conn, &roots).await?;
        if !known.anchors.is_empty() {
            let all = texts::of_subject(conn, self.subject, false).await?;
            known.texts = all.into_iter().map(|text| (text.id, text)).collect();
        }
        known.things = texts::on_things(conn, &roots).await?;
        if !known.things.is_empty() {
            known.named = about::on_things(self, known.things.values().copied()).await?;
        }
        let under = self.filed_under(voices, &mut known).await?;
        if !voices.is_empty() && self.is_answered() {
            let answers = responses::published_issues(conn, self.subject).await?;
            for (answer, number) in answers.iter().zip(1..) {
                for voice in &answer.cites {
                    known.answered.entry(*voice).or_insert((number, answer.left_open));
                }
                for (voice, _) in
                    under.iter().filter(|(_, issues)| answer.about.is_some_and(|id| issues.contains(&id)))
                {
                    known.answered.entry(*voice).or_insert((number, answer.left_open));
                }
            }
        }
        Ok(known)
    }

    /// The issues that voices stand under; their words go to `known`.
    async fn filed_under(
        &self,
        voices: &[Voice],
        known: &mut Known,
    ) -> Result<HashMap<VoiceId, Vec<IssueId>>, Fault> {
        let (conn, subject) = (self.app.db.read(), self.subject);
        let issues = issues::of_subject(conn, subject).await?;
        if issues.is_empty() {
            return Ok(HashMap::new());
        }
        let ids: Vec<VoiceId> = voices.iter().map(|voice| voice.id).collect();
        let under = issues::of_voices(conn, subject, &ids).await?;
        for (voice, its) in &under {
            let named = issues.iter().filter(|issue| its.contains(&issue.id));
            let named = named.map(|issue| (issue.title.clone(), links::issue(issue.id)));
            known.issues.insert(*voice, named.collect());
        }
        Ok(under)
    }

    fn links(&self, voice: &Voice) -> Vec<Linked> {
        let written = voice.body.as_deref().filter(|_| voice.channel == Channel::Online);
        written.map(|body| linked(body, &self.app.config.public_url)).unwrap_or_default()
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

    fn view(&self, voice: Voice, known: &Known) -> VoiceView {
        let hearing = voice.hearing.zip(voice.statement).map(|(hearing, statement)| {
            (format!("/statements/{statement}"), known.halls.get(&hearing).cloned().unwrap_or_default())
        });
        let (name, quotes) = (known.name(self.visitor.lang, &voice), self.quotes(&voice, known));
        let anchor = known.anchors.get(&voice.id).filter(|_| voice.standing != voices::Standing::Deleted);
        let on = anchor.and_then(|anchor| on_text(self.visitor.lang, anchor, &known.texts));
        let thing = known.things.get(&voice.id).and_then(|thing| known.named.get(thing)).cloned();
        let on = on.or(thing.filter(|_| voice.standing != voices::Standing::Deleted));
        let standing = match voice.standing {
            voices::Standing::Visible => Standing::Visible,
            voices::Standing::Hidden { ground, reason } => Standing::Hidden { ground: ground.code(), reason },
            voices::Standing::Deleted => Standing::Deleted,
            voices::Standing::Gone => {
                let removal = voice.statement.and_then(|statement| known.removals.get(&statement));
                Standing::Gone { since: removal.map(|r| (r.version, r.at)) }
            }
        };
        let of = |r: &voices::Reactions| Reaction { kind: r.kind.code(), count: r.count, mine: r.mine };
        let response = crate::pages::cases::view::response_href(self.subject);
        let issue = known.answered.get(&voice.id);
        let (lang, closed) = (self.visitor.lang, voice.closed.is_some());
        VoiceView {
            id: voice.id.to_string(),
            answer: issue.map(|(number, open)| (format!("{response}#raised-{number}"), *open)),
            root: voice.parent.map(|root| root.to_string()),
            in_reply_to: voice.reply_to.map(|to| {
                let answered = known.voices.get(&to).filter(|v| v.standing != voices::Standing::Deleted);
                (to.to_string(), answered.and_then(|v| known.name(self.visitor.lang, v)))
            }),
            channel: voice.channel.code(),
            stance: voice.stance.map(Stance::code),
            name,
            by_agency: voice.author.is_some_and(|author| known.serving.contains(&author)),
            for_agency: match voice.official {
                Some(Official::Agency(agency)) => known.agencies.get(&agency).map(|name| named(lang, name)),
                _ => None,
            },
            by_proposer: voice.author.is_some() && voice.author == self.proposer(),
            at: voice.said_at,
            hearing,
            question: known.questions.get(&voice.id).map(|(hearing, state)| {
                let title = known.halls.get(hearing).cloned().unwrap_or_default();
                (crate::pages::hearings::questions::href(*hearing, Some(voice.id)), title, state.code())
            }),
            body: voice.body,
            quotes,
            standing,
            edited_at: voice.edited_at,
            has_history: voice.revisions > 0,
            replies: voice.replies,
            reactions: voice.reactions.iter().map(of).collect(),
            issues: known.issues.get(&voice.id).cloned().unwrap_or_default(),
            same: None,
            closed: voice.closed,
            on,
            decided: known.decided.get(&voice.id).map(|decision| links::decision(*decision)),
            may: May {
                react: true,
                reply: self.rules.open && !closed,
                own: voice.mine,
                moderate: self.viewer.moderator,
            },
        }
    }

    /// That the words of an agency are changed only by who still speaks for it.
    ///
    /// # Errors
    /// [`Fault::NotYours`].
    pub(crate) fn must_still_speak(&self, voice: &Voice) -> Result<(), Fault> {
        let Some(Official::Agency(agency)) = voice.official else { return Ok(()) };
        let serves = |role| self.visitor.person().is_some_and(|one| one.agencies(role).contains(&agency));
        match serves(Role::AgencyOfficer) || serves(Role::AgencyApprover) {
            true => Ok(()),
            false => Err(Fault::NotYours(Belonging::Comment)),
        }
    }

    fn quotes(&self, voice: &Voice, known: &Known) -> Vec<Quote> {
        let of = |link: Linked| {
            let (href, quoted) = match link {
                Linked::Voice(id) => (format!("/voices/{id}"), known.voices.get(&id)?),
                Linked::Statement(id) => (format!("/statements/{id}"), known.statements.get(&id)?),
            };
            Some(Quote {
                href,
                // Whoever deleted their words is not named with them.
                name: known
                    .name(self.visitor.lang, quoted)
                    .filter(|_| quoted.standing != voices::Standing::Deleted),
                words: quoted.body.as_deref().map(|body| excerpt(body, QUOTED)),
                standing: quoted.standing.code(),
            })
        };
        self.links(voice).into_iter().filter_map(of).collect()
    }

    /// The form for a comment, or for a reply to `parent`.
    pub(crate) fn form<'f>(&'f self, form: FormView<'f>, parent: Option<VoiceId>) -> CommentForm<'f> {
        let speaks_for = self.speaks_for.as_ref().map(|(_, name)| name.as_str());
        let action = match parent {
            Some(parent) => format!("/voices/{parent}/replies"),
            None => format!("{}/comments", self.home()),
        };
        let (writing, max) = (self.writing(), self.rules.length.max);
        CommentForm {
            ctx: self.visitor.ctx(),
            writing,
            form,
            action,
            reply: parent.is_some(),
            max,
            speaks_for,
            hidden: Vec::new(),
        }
    }

    /// As [`Forum::form`], for a comment on something particular, which is sent along.
    pub(crate) fn form_at<'f>(
        &'f self,
        form: FormView<'f>,
        action: String,
        hidden: Vec<(&'static str, String)>,
    ) -> CommentForm<'f> {
        CommentForm { action, hidden, ..self.form(form, None) }
    }

    /// A page of threads, and where the next one begins.
    pub(crate) async fn threads(
        &self,
        filter: Filter,
        at: At,
        limit: usize,
    ) -> Result<(Vec<Thread>, Option<At>), Fault> {
        let (conn, subject) = (self.app.db.read(), self.subject);
        Ok(match at {
            At::Shelves(after) => {
                let page = balance::list(conn, subject, &filter, &after, limit, &self.viewer).await?;
                (page.items, page.next.map(At::Shelves))
            }
            At::Row(after) => {
                let page = voices::list(conn, subject, &filter, after, limit, &self.viewer).await?;
                (page.items, page.next.map(|next| At::Row(Some(next))))
            }
        })
    }

    /// A page of the discussion, and where the next one begins.
    pub(crate) async fn page<'f>(
        &'f self,
        filter: Filter,
        at: At,
        limit: usize,
        form: FormView<'f>,
    ) -> Result<(Discussion<'f>, Option<At>), Fault> {
        let (conn, subject) = (self.app.db.read(), self.subject);
        let counts = voices::counts(conn, subject).await?;
        let days = voices::days(conn, subject).await?;
        let (threads, next) = self.threads(filter, at, limit).await?;
        let stances = Stance::ALL.iter().map(|stance| {
            let (voices, people) = counts.of_stance(*stance);
            StanceCount { stance: stance.code(), people, voices }
        });
        let held = match self.visitor.id() {
            Some(person) => held::mine(conn, person, subject).await?,
            None => Vec::new(),
        };
        let both_sides = filter.order == Order::Balanced && filter.stance.is_none();
        let discussion = Discussion {
            ctx: self.visitor.ctx(),
            voices: counts.voices,
            people: counts.people,
            stances: stances.collect(),
            neither: counts.neither,
            days: days.into_iter().map(|(day, stance, people)| (day, stance.code(), people)).collect(),
            channels: self.channels(filter, &counts),
            stance_filters: self.stances(filter),
            orders: self.orders(filter),
            held: held.into_iter().map(super::held::view).collect(),
            threads: self.show_threads(threads).await?,
            both_sides,
            form: self.form(form, None),
            merged: self.merged().await?,
            back: self.href(filter, at),
            filtered: filter.channel.is_some() || filter.stance.is_some() || filter.order == Order::Official,
        };
        Ok((discussion, next))
    }

    /// Where the issues are, and how many, if there are any or the visitor may make them.
    async fn merged(&self) -> Result<Option<(String, i64)>, Fault> {
        let count = issues::of_subject(self.app.db.read(), self.subject).await?.len();
        let facilitates = self.visitor.person().is_some_and(|person| person.has(Role::Facilitator));
        let there = count > 0 || facilitates;
        Ok(there.then(|| (links::merged(self.subject), i64::try_from(count).unwrap_or(i64::MAX))))
    }

    /// The address of the first page of the discussion.
    pub(crate) fn first(&self, filter: Filter) -> String {
        self.href(filter, At::start(filter.order))
    }

    /// The address of a page of the discussion.
    pub(crate) fn href(&self, filter: Filter, at: At) -> String {
        let mut query = Vec::new();
        if let Some(channel) = filter.channel {
            query.push(format!("channel={}", channel.code()));
        }
        if let Some(stance) = filter.stance {
            query.push(format!("stance={}", stance.code()));
        }
        if filter.order != Filter::default().order {
            query.push(format!("order={}", filter.order.code()));
        }
        if let Some(token) = at.token(self.subject, filter.order) {
            query.push(format!("cursor={token}"));
        }
        let question = if query.is_empty() { "" } else { "?" };
        format!("{}{question}{}", self.all(), query.join("&"))
    }

    /// The address of a voice among the others: the page of the newest on which it stands.
    pub(crate) async fn place_of(&self, voice: &Voice) -> Result<String, Fault> {
        let conn = self.app.db.read();
        let root = match voice.parent {
            Some(root) => voices::find(conn, root, &self.viewer).await?.ok_or(Fault::NotFound)?,
            None => voice.clone(),
        };
        let filter = Filter { order: Order::Newest, ..Filter::default() };
        let after = voices::before_thread(conn, &root).await?;
        Ok(format!("{}#voice-{}", self.href(filter, At::Row(after)), voice.id))
    }

    fn chosen(&self, filter: Filter, text: String, current: bool) -> Chosen {
        Chosen { href: self.first(filter), text, current }
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

/// The agency that the visitor serves as an officer or approver; of several the first.
async fn speaks_for(app: &App, visitor: &Visitor) -> Result<Option<(AgencyId, String)>, Fault> {
    let Some(person) = visitor.person() else { return Ok(None) };
    let mut serves = person.agencies(Role::AgencyOfficer);
    serves.extend(person.agencies(Role::AgencyApprover));
    let Some(agency) = serves.first() else { return Ok(None) };
    let names = agencies::names(app.db.read()).await?;
    Ok(names.get(agency).map(|name| (*agency, named(visitor.lang, name))))
}

/// Whether the reader wrote it and something was decided that they may appeal against.
fn needs_reasons(voice: &Voice) -> bool {
    let hidden = matches!(voice.standing, voices::Standing::Hidden { .. });
    voice.mine && (hidden || voice.closed.is_some() || voice.edit_asked.is_some())
}

/// What voices stand under, by title: proposals, and hearings that are their own subject.
pub(crate) async fn titles(app: &App, subjects: &[ProposalId]) -> Result<HashMap<ProposalId, String>, Fault> {
    let briefs = read::briefs(app.db.read(), subjects, app.now()).await?;
    let own: Vec<HearingId> =
        subjects.iter().filter(|id| !briefs.contains_key(id)).map(|id| HearingId(id.0)).collect();
    let mut titles: HashMap<ProposalId, String> =
        briefs.into_iter().map(|(id, brief)| (id, brief.title)).collect();
    if !own.is_empty() {
        let halls = hearings::titles(app.db.read(), &own).await?;
        titles.extend(halls.into_iter().map(|(id, title)| (ProposalId(id.0), title)));
    }
    Ok(titles)
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
