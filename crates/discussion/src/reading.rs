//! Reading voices: lists of threads in a constant number of queries.

use std::collections::{HashMap, HashSet};

use folkmoot_foundation::cursor::{Cursor, Page};
use folkmoot_foundation::{DbErr, HearingId, Now, PersonId, ProposalId, Reader, StatementId, VoiceId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, Expr, Func, Query, WindowStatement};
use sea_orm::{Condition, ExprTrait, Order as Direction, QueryOrder, QuerySelect, Select};

use crate::codes::{Channel, Ground, Order, ReactionKind, Stance};
use crate::entity::{reaction, revision, voice};

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
    /// What it replies to.
    pub parent: Option<VoiceId>,
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
    /// How many replies, those beyond the ones shown included.
    pub replies: i64,
    /// The reactions, one entry for each way.
    pub reactions: Vec<Reactions>,
    /// Whether the reader wrote it.
    pub mine: bool,
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
        Self { channel: None, stance: None, order: Order::Newest }
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
    let rows = ordered(query, filter.order, after).limit(limit as u64 + 1).all(conn).await?;
    let page = Page::cut(rows, limit, |row| cursor(row, filter.order));
    Ok(Page { items: threads(conn, page.items, viewer).await?, next: page.next })
}

fn cursor(row: &voice::Model, order: Order) -> Cursor {
    match order {
        Order::MostReacted => Cursor { key: row.reactions, id: row.id.0 },
        Order::Newest | Order::Oldest => Cursor::at(row.said_at, row.id),
    }
}

fn ordered(query: Select<voice::Entity>, order: Order, after: Option<Cursor>) -> Select<voice::Entity> {
    use voice::Column as C;
    let (column, direction) = match order {
        Order::Newest => (C::SaidAt, Direction::Desc),
        Order::Oldest => (C::SaidAt, Direction::Asc),
        Order::MostReacted => (C::Reactions, Direction::Desc),
    };
    let query = query.order_by(column, direction.clone()).order_by(C::Id, direction);
    let Some(after) = after else { return query };
    let id = VoiceId(after.id);
    let beyond = match order {
        Order::Newest => {
            let at = after.instant();
            C::SaidAt.lt(at).or(C::SaidAt.eq(at).and(C::Id.lt(id)))
        }
        Order::Oldest => {
            let at = after.instant();
            C::SaidAt.gt(at).or(C::SaidAt.eq(at).and(C::Id.gt(id)))
        }
        Order::MostReacted => C::Reactions.lt(after.key).or(C::Reactions.eq(after.key).and(C::Id.lt(id))),
    };
    query.filter(beyond)
}

/// Adds replies and reactions to roots: three queries, however many there are.
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

/// The oldest replies of each root that are not deleted.
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
        .and_where(C::DeletedAt.is_null())
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

/// Turns rows into what the reader may see: two queries for the reactions.
async fn present(conn: &impl Reader, rows: Vec<voice::Model>, viewer: &Viewer) -> Result<Vec<Voice>, DbErr> {
    use reaction::Column as C;
    let reacted: Vec<VoiceId> = rows.iter().filter(|r| r.reactions > 0).map(|r| r.id).collect();
    let mut counts: HashMap<(VoiceId, String), i64> = HashMap::new();
    let mut mine: Vec<(VoiceId, String)> = Vec::new();
    if !reacted.is_empty() {
        let rows: Vec<(VoiceId, String, i64)> = reaction::Entity::find()
            .select_only()
            .columns([C::Voice, C::Kind])
            .expr_as(C::Id.count(), "reactions")
            .filter(C::Voice.is_in(reacted.clone()))
            .group_by(C::Voice)
            .group_by(C::Kind)
            .into_tuple()
            .all(conn)
            .await?;
        counts = rows.into_iter().map(|(voice, kind, count)| ((voice, kind), count)).collect();
        if let Some(person) = viewer.person {
            mine = reaction::Entity::find()
                .select_only()
                .columns([C::Voice, C::Kind])
                .filter(C::Voice.is_in(reacted))
                .filter(C::Person.eq(person))
                .into_tuple()
                .all(conn)
                .await?;
        }
    }
    let mine: std::collections::HashSet<_> = mine.into_iter().collect();
    let reactions = |id: VoiceId| {
        let of = |kind: &ReactionKind| {
            let key = (id, kind.code().to_owned());
            let count = counts.get(&key).copied().unwrap_or(0);
            Reactions { kind: *kind, count, mine: mine.contains(&key) }
        };
        ReactionKind::ALL.iter().map(of).collect()
    };
    Ok(rows.into_iter().map(|row| view(reactions(row.id), row, viewer)).collect())
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
    let query = voice::Entity::find()
        .filter(voice::Column::Parent.eq(root))
        .filter(voice::Column::DeletedAt.is_null());
    let rows = ordered(query, Order::Oldest, after).limit(limit as u64 + 1).all(conn).await?;
    let page = Page::cut(rows, limit, |row| cursor(row, Order::Oldest));
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
    let page = Page::cut(rows, limit, |row| cursor(row, Order::Newest));
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

/// The statements of a hearing whose words a moderator hid.
///
/// # Errors
/// A database error.
pub async fn hidden_statements(
    conn: &impl Reader,
    hearing: HearingId,
) -> Result<HashSet<StatementId>, DbErr> {
    let rows: Vec<Option<StatementId>> = voice::Entity::find()
        .select_only()
        .column(voice::Column::Statement)
        .filter(voice::Column::Hearing.eq(hearing))
        .filter(voice::Column::HiddenAt.is_not_null())
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().flatten().collect())
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
