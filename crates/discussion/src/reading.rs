//! Reading voices: lists of threads in a constant number of queries.

use std::collections::HashMap;

use folkmoot_foundation::crypto::sha256;
use folkmoot_foundation::cursor::{self, Cursor, Page};
use folkmoot_foundation::{
    AgencyId, DbErr, HearingId, Now, PersonId, ProposalId, Reader, StatementId, VoiceId,
};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, Expr, Func, Query, WindowStatement};
use sea_orm::{Condition, ExprTrait, Order as Direction, QueryOrder, QuerySelect, Select};

use crate::codes::{Channel, Ground, Order, ReactionKind, Stance};
use crate::entity::{reaction, revision, voice};

/// How many voices a page shows before the one that a link points to, so that it is met in its context.
const CONTEXT: u64 = 5;

/// How many replies a list shows under each voice.
pub(crate) const REPLIES_SHOWN: i64 = 20;

/// Who reads, which decides what is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Viewer {
    /// The person, if signed in.
    pub person: Option<PersonId>,
    /// Whether they moderate and so see hidden words.
    pub moderator: bool,
}

/// How a voice stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// All can read it.
    Visible,
    /// A moderator hid it.
    Hidden {
        /// The ground.
        ground: Ground,
        /// The reason, in the moderator's words.
        reason: String,
    },
    /// Its author deleted it.
    Deleted,
    /// The present record of the hearing lacks it.
    Gone,
}

impl Standing {
    /// The code shown in the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Visible => "visible",
            Self::Hidden { .. } => "hidden",
            Self::Deleted => "deleted",
            Self::Gone => "gone",
        }
    }
}

/// How many people reacted in one way, and whether the reader is one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reactions {
    /// The way.
    pub kind: ReactionKind,
    /// How many people.
    pub count: i64,
    /// Whether the reader did.
    pub mine: bool,
}

/// Whose words a voice officially is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Official {
    /// Those of an agency, by one of its people.
    Agency(AgencyId),
    /// Those of whoever made the proposal.
    Proposer,
}

impl Official {
    /// The code that is stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Agency(_) => "agency",
            Self::Proposer => "proposer",
        }
    }

    pub(crate) fn agency(self) -> Option<AgencyId> {
        match self {
            Self::Agency(agency) => Some(agency),
            Self::Proposer => None,
        }
    }
}

/// A voice as a certain reader may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// Its id.
    pub id: VoiceId,
    /// The subject of the discussion.
    pub subject: ProposalId,
    /// Where it comes from.
    pub channel: Channel,
    /// What a comment holds of the subject.
    pub stance: Option<Stance>,
    /// Who wrote it.
    pub author: Option<PersonId>,
    /// Who said it, by the record.
    pub speaker: Option<String>,
    /// The voice under which it stands, for a reply.
    pub parent: Option<VoiceId>,
    /// The reply that it answers, where it answers one.
    pub reply_to: Option<VoiceId>,
    /// Whose words it officially is.
    pub official: Option<Official>,
    /// The hearing it was said at.
    pub hearing: Option<HearingId>,
    /// The statement it is.
    pub statement: Option<StatementId>,
    /// The statement's place in the record.
    pub position: Option<i64>,
    /// The words, if this reader may see them.
    pub body: Option<String>,
    /// How it stands.
    pub standing: Standing,
    /// Its place in the order of time.
    pub said_at: Now,
    /// When it was written or imported.
    pub created_at: Now,
    /// When its words last changed.
    pub edited_at: Option<Now>,
    /// How many earlier wordings there are.
    pub revisions: i64,
    /// How many replies, those beyond the ones shown included; for a reply, how many answer it.
    pub replies: i64,
    /// The reactions, one entry for each way.
    pub reactions: Vec<Reactions>,
    /// Whether the reader wrote it.
    pub mine: bool,
    /// The decision by which its author was asked to change it, until they have; only author and moderators see it.
    pub edit_asked: Option<Uuid>,
    /// Why a moderator closed the thread, if they did.
    pub closed: Option<String>,
}

impl Voice {
    /// Whether it is a question for a hearing.
    pub fn is_question(&self) -> bool {
        self.hearing.is_some() && self.statement.is_none()
    }

    /// What an editor says they have seen, so that of two edits the second doesn't undo the first unread.
    pub fn mark(&self) -> Option<String> {
        self.body.as_ref().map(|body| mark(self.stance.map(Stance::code), body))
    }
}

/// The mark of a wording.
pub(crate) fn mark(stance: Option<&str>, body: &str) -> String {
    let hash = sha256(format!("{}\n{body}", stance.unwrap_or_default()).as_bytes());
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// A voice with the first of its replies, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// The voice.
    pub root: Voice,
    /// Its first 20 replies; [`Voice::replies`] says how many there are.
    pub replies: Vec<Voice>,
}

/// Which voices of a subject, in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filter {
    /// Only those of a channel.
    pub channel: Option<Channel>,
    /// Only those of a stance.
    pub stance: Option<Stance>,
    /// In which order.
    pub order: Order,
}

impl Default for Filter {
    fn default() -> Self {
        Self { channel: None, stance: None, order: Order::Balanced }
    }
}

/// An earlier wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Who spoke, by the record of then.
    pub speaker: Option<String>,
    /// The stance of then.
    pub stance: Option<Stance>,
    /// The words of then.
    pub body: String,
    /// When they were replaced.
    pub replaced_at: Now,
}

/// The voices of a subject that are no replies, each with its first replies. Deleted ones without replies are left out.
/// The balanced order is [`crate::balance::list`]; asked for here, it is the newest first.
///
/// # Errors
/// A database error.
pub async fn list(
    conn: &impl Reader,
    subject: ProposalId,
    filter: &Filter,
    after: Option<Cursor>,
    limit: usize,
    viewer: &Viewer,
) -> Result<Page<Thread>, DbErr> {
    use voice::Column as C;
    let mut query = voice::Entity::find()
        .filter(C::Subject.eq(subject))
        .filter(C::Parent.is_null())
        .filter(Condition::any().add(C::DeletedAt.is_null()).add(C::Replies.gt(0)));
    if let Some(channel) = filter.channel {
        query = query.filter(C::Channel.eq(channel.code()));
    }
    if let Some(stance) = filter.stance {
        query = query.filter(C::Stance.eq(stance.code()));
    }
    if filter.order == Order::Official {
        // Written out, so that the databases see that their index holds just these.
        query = query.filter(Expr::cust("officials > 0"));
    }
    let rows = ordered(query, filter.order, after).limit(limit as u64 + 1).all(conn).await?;
    let page = Page::cut(rows, limit, |row| place(row, filter.order));
    Ok(Page { items: threads(conn, page.items, viewer).await?, next: page.next })
}

/// Threads by the ids of their roots, in that order.
pub(crate) async fn threads_of(
    conn: &impl Reader,
    ids: &[VoiceId],
    viewer: &Viewer,
) -> Result<Vec<Thread>, DbErr> {
    let rows = voice::Entity::find().filter(voice::Column::Id.is_in(ids.iter().copied())).all(conn).await?;
    let mut rows: HashMap<VoiceId, voice::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    threads(conn, ids.iter().filter_map(|id| rows.remove(id)).collect(), viewer).await
}

/// Where the page of the newest must begin so that this thread stands on it, with a few newer ones before it; none for
/// the first page. It costs the same in the middle of a long discussion as at its beginning.
///
/// # Errors
/// A database error.
pub async fn before_thread(conn: &impl Reader, root: &Voice) -> Result<Option<Cursor>, DbErr> {
    use voice::Column as C;
    let query = voice::Entity::find()
        .filter(C::Subject.eq(root.subject))
        .filter(C::Parent.is_null())
        .filter(Condition::any().add(C::DeletedAt.is_null()).add(C::Replies.gt(0)))
        .filter(cursor::above(C::SaidAt, root.said_at, C::Id, root.id))
        .order_by_asc(C::SaidAt)
        .order_by_asc(C::Id);
    nth(conn, query, Order::Newest).await
}

/// Where the page of a thread's replies must begin so that this reply stands on it; none for the first page.
///
/// # Errors
/// A database error.
pub async fn before_reply(conn: &impl Reader, reply: &Voice) -> Result<Option<Cursor>, DbErr> {
    use voice::Column as C;
    let Some(root) = reply.parent else { return Ok(None) };
    let older = cursor::below(C::SaidAt, reply.said_at, C::Id, reply.id);
    let query = replies_to(root).filter(older).order_by_desc(C::SaidAt).order_by_desc(C::Id);
    nth(conn, query, Order::Oldest).await
}

/// The row after which a page begins that shows up to [`CONTEXT`] rows before the one looked for.
async fn nth(
    conn: &impl Reader,
    query: Select<voice::Entity>,
    order: Order,
) -> Result<Option<Cursor>, DbErr> {
    let rows = query.limit(CONTEXT + 1).all(conn).await?;
    Ok(rows.get(CONTEXT as usize).map(|row| place(row, order)))
}

fn place(row: &voice::Model, order: Order) -> Cursor {
    match order {
        Order::MostAnswered => Cursor { key: row.replies, id: row.id.0 },
        _ => Cursor::at(row.said_at, row.id),
    }
}

fn ordered(query: Select<voice::Entity>, order: Order, after: Option<Cursor>) -> Select<voice::Entity> {
    use voice::Column as C;
    let (column, direction) = match order {
        Order::Balanced | Order::Newest | Order::Official => (C::SaidAt, Direction::Desc),
        Order::Oldest => (C::SaidAt, Direction::Asc),
        Order::MostAnswered => (C::Replies, Direction::Desc),
    };
    let query = query.order_by(column, direction.clone()).order_by(C::Id, direction);
    let Some(after) = after else { return query };
    let id = VoiceId(after.id);
    let beyond = match order {
        Order::Balanced | Order::Newest | Order::Official => {
            cursor::below(C::SaidAt, after.instant(), C::Id, id)
        }
        Order::Oldest => cursor::above(C::SaidAt, after.instant(), C::Id, id),
        Order::MostAnswered => cursor::below(C::Replies, after.key, C::Id, id),
    };
    query.filter(beyond)
}

/// Adds replies and reactions to roots: two queries, however many there are.
async fn threads(
    conn: &impl Reader,
    roots: Vec<voice::Model>,
    viewer: &Viewer,
) -> Result<Vec<Thread>, DbErr> {
    let answered: Vec<VoiceId> = roots.iter().filter(|r| r.replies > 0).map(|r| r.id).collect();
    let replies = if answered.is_empty() { Vec::new() } else { first_replies(conn, answered).await? };
    let mut of_root: HashMap<VoiceId, Vec<Voice>> = HashMap::new();
    let count = roots.len();
    let mut all = present(conn, roots.into_iter().chain(replies).collect(), viewer).await?;
    for reply in all.split_off(count) {
        if let Some(parent) = reply.parent {
            of_root.entry(parent).or_default().push(reply);
        }
    }
    Ok(all
        .into_iter()
        .map(|root| Thread { replies: of_root.remove(&root.id).unwrap_or_default(), root })
        .collect())
}

/// The oldest replies of each root; a deleted one that was answered stays as a gap.
async fn first_replies(conn: &impl Reader, roots: Vec<VoiceId>) -> Result<Vec<voice::Model>, DbErr> {
    use voice::Column as C;
    let place = Alias::new("place");
    let mut window = WindowStatement::partition_by(C::Parent);
    window.order_by(C::SaidAt, Direction::Asc).order_by(C::Id, Direction::Asc);
    let numbered = Query::select()
        .column(C::Id)
        .expr_window_as(Func::cust("ROW_NUMBER"), window, place.clone())
        .from(voice::Entity)
        .and_where(C::Parent.is_in(roots))
        .cond_where(Condition::any().add(C::DeletedAt.is_null()).add(C::Replies.gt(0)))
        .take();
    let first = Query::select()
        .column(C::Id)
        .from_subquery(numbered, Alias::new("numbered"))
        .and_where(Expr::col(place).lte(REPLIES_SHOWN))
        .take();
    voice::Entity::find()
        .filter(C::Id.in_subquery(first))
        .order_by_asc(C::SaidAt)
        .order_by_asc(C::Id)
        .all(conn)
        .await
}

/// Turns rows into what the reader may see: one query for what the reader said of them.
pub(crate) async fn present(
    conn: &impl Reader,
    rows: Vec<voice::Model>,
    viewer: &Viewer,
) -> Result<Vec<Voice>, DbErr> {
    use reaction::Column as C;
    let reacted: Vec<VoiceId> = rows.iter().filter(|r| r.reactions > 0).map(|r| r.id).collect();
    let mut mine: HashMap<VoiceId, String> = HashMap::new();
    if let Some(person) = viewer.person.filter(|_| !reacted.is_empty()) {
        let rows: Vec<(VoiceId, String)> = reaction::Entity::find()
            .select_only()
            .columns([C::Voice, C::Kind])
            .filter(C::Voice.is_in(reacted))
            .filter(C::Person.eq(person))
            .into_tuple()
            .all(conn)
            .await?;
        mine.extend(rows);
    }
    let reactions = |row: &voice::Model| {
        let its = mine.get(&row.id);
        let of = |kind: ReactionKind, count: i64| Reactions {
            kind,
            count,
            mine: its.is_some_and(|code| code == kind.code()),
        };
        vec![of(ReactionKind::Useful, row.useful), of(ReactionKind::NotUseful, row.not_useful)]
    };
    Ok(rows.into_iter().map(|row| view(reactions(&row), row, viewer)).collect())
}

fn view(reactions: Vec<Reactions>, row: voice::Model, viewer: &Viewer) -> Voice {
    let standing = match row.standing() {
        "deleted" => Standing::Deleted,
        "gone" => Standing::Gone,
        "hidden" => Standing::Hidden {
            ground: row.hide_ground.as_deref().and_then(|g| g.parse().ok()).unwrap_or(Ground::Other),
            reason: row.hide_reason.unwrap_or_default(),
        },
        _ => Standing::Visible,
    };
    let shown = match standing {
        Standing::Visible => true,
        Standing::Hidden { .. } => viewer.moderator,
        Standing::Deleted | Standing::Gone => false,
    };
    Voice {
        id: row.id,
        subject: row.subject,
        // Only codes of this crate are ever stored.
        channel: row.channel.parse().unwrap_or(Channel::Online),
        stance: row.stance.and_then(|s| s.parse().ok()),
        author: row.author,
        speaker: row.speaker,
        parent: row.parent,
        reply_to: row.reply_to,
        official: match (row.official.as_deref(), row.agency) {
            (Some("agency"), Some(agency)) => Some(Official::Agency(agency)),
            (Some("proposer"), _) => Some(Official::Proposer),
            _ => None,
        },
        hearing: row.hearing,
        statement: row.statement,
        position: row.position,
        body: shown.then_some(row.body),
        standing,
        said_at: row.said_at,
        created_at: row.created_at,
        edited_at: row.edited_at,
        revisions: row.revisions,
        replies: row.replies,
        reactions,
        mine: row.author.is_some() && row.author == viewer.person,
        edit_asked: row
            .edit_asked
            .filter(|_| viewer.moderator || row.author.is_some() && row.author == viewer.person),
        closed: row.closed_at.map(|_| row.close_reason.unwrap_or_default()),
    }
}

/// One voice.
///
/// # Errors
/// A database error.
pub async fn find(conn: &impl Reader, id: VoiceId, viewer: &Viewer) -> Result<Option<Voice>, DbErr> {
    let rows = voice::Entity::find_by_id(id).one(conn).await?.into_iter().collect();
    Ok(present(conn, rows, viewer).await?.pop())
}

/// Several voices by their ids.
///
/// # Errors
/// A database error.
pub async fn find_many(
    conn: &impl Reader,
    ids: &[VoiceId],
    viewer: &Viewer,
) -> Result<HashMap<VoiceId, Voice>, DbErr> {
    let rows = voice::Entity::find().filter(voice::Column::Id.is_in(ids.iter().copied())).all(conn).await?;
    Ok(present(conn, rows, viewer).await?.into_iter().map(|v| (v.id, v)).collect())
}

/// The thread a voice belongs to, be it the root or a reply, with its first replies.
///
/// # Errors
/// A database error.
pub async fn thread(conn: &impl Reader, id: VoiceId, viewer: &Viewer) -> Result<Option<Thread>, DbErr> {
    let Some(row) = voice::Entity::find_by_id(id).one(conn).await? else { return Ok(None) };
    let root = match row.parent {
        Some(parent) => voice::Entity::find_by_id(parent).one(conn).await?,
        None => Some(row),
    };
    Ok(threads(conn, root.into_iter().collect(), viewer).await?.pop())
}

/// The replies under a voice; a deleted one that was answered stays as a gap.
fn replies_to(root: VoiceId) -> Select<voice::Entity> {
    use voice::Column as C;
    voice::Entity::find()
        .filter(C::Parent.eq(root))
        .filter(Condition::any().add(C::DeletedAt.is_null()).add(C::Replies.gt(0)))
}

/// All replies to a voice, the oldest first.
///
/// # Errors
/// A database error.
pub async fn replies(
    conn: &impl Reader,
    root: VoiceId,
    after: Option<Cursor>,
    limit: usize,
    viewer: &Viewer,
) -> Result<Page<Voice>, DbErr> {
    let query = replies_to(root);
    let rows = ordered(query, Order::Oldest, after).limit(limit as u64 + 1).all(conn).await?;
    let page = Page::cut(rows, limit, |row| place(row, Order::Oldest));
    Ok(Page { items: present(conn, page.items, viewer).await?, next: page.next })
}

/// What a person wrote, the newest first, without what they deleted.
///
/// # Errors
/// A database error.
pub async fn of_author(
    conn: &impl Reader,
    author: PersonId,
    after: Option<Cursor>,
    limit: usize,
    viewer: &Viewer,
) -> Result<Page<Voice>, DbErr> {
    let query = voice::Entity::find()
        .filter(voice::Column::Author.eq(author))
        .filter(voice::Column::DeletedAt.is_null());
    let rows = ordered(query, Order::Newest, after).limit(limit as u64 + 1).all(conn).await?;
    let page = Page::cut(rows, limit, |row| place(row, Order::Newest));
    Ok(Page { items: present(conn, page.items, viewer).await?, next: page.next })
}

/// The voices of statements.
///
/// # Errors
/// A database error.
pub async fn of_statements(
    conn: &impl Reader,
    statements: &[StatementId],
    viewer: &Viewer,
) -> Result<HashMap<StatementId, Voice>, DbErr> {
    let rows = voice::Entity::find()
        .filter(voice::Column::Statement.is_in(statements.iter().copied()))
        .all(conn)
        .await?;
    let voices = present(conn, rows, viewer).await?;
    Ok(voices.into_iter().filter_map(|v| Some((v.statement?, v))).collect())
}

/// The statements of a hearing whose words a moderator hid, each with ground and reason.
///
/// # Errors
/// A database error.
pub async fn hidden_why(
    conn: &impl Reader,
    hearing: HearingId,
) -> Result<HashMap<StatementId, (Ground, String)>, DbErr> {
    use voice::Column as C;
    let rows: Vec<(Option<StatementId>, Option<String>, Option<String>)> = voice::Entity::find()
        .select_only()
        .columns([C::Statement, C::HideGround, C::HideReason])
        .filter(C::Hearing.eq(hearing))
        .filter(C::HiddenAt.is_not_null())
        .into_tuple()
        .all(conn)
        .await?;
    let of = |(statement, ground, reason): (Option<StatementId>, Option<String>, Option<String>)| {
        let ground = ground.and_then(|code| code.parse().ok()).unwrap_or(Ground::Other);
        Some((statement?, (ground, reason.unwrap_or_default())))
    };
    Ok(rows.into_iter().filter_map(of).collect())
}

/// The earlier wordings of a voice, the oldest first, at most 100; none of a voice this reader can't read.
///
/// # Errors
/// A database error.
pub async fn revisions(conn: &impl Reader, id: VoiceId, viewer: &Viewer) -> Result<Vec<Revision>, DbErr> {
    if find(conn, id, viewer).await?.is_none_or(|voice| voice.body.is_none()) {
        return Ok(Vec::new());
    }
    let rows = revision::Entity::find()
        .filter(revision::Column::Voice.eq(id))
        .order_by_asc(revision::Column::ReplacedAt)
        .order_by_asc(revision::Column::Id)
        .limit(100)
        .all(conn)
        .await?;
    let of = |r: revision::Model| Revision {
        speaker: r.speaker,
        stance: r.stance.and_then(|s| s.parse().ok()),
        body: r.body,
        replaced_at: r.replaced_at,
    };
    Ok(rows.into_iter().map(of).collect())
}
