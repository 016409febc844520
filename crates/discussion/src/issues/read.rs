//! Reading issues, the voices under them, and what waits to be filed.

use std::collections::{BTreeMap, HashMap, HashSet};

use folkmoot_foundation::cursor::{self, Cursor, Page};
use folkmoot_foundation::{DbErr, IssueId, Now, PersonId, ProposalId, Reader, VoiceId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, Expr, Query, SelectStatement};
use sea_orm::{Condition, ExprTrait, Order as Direction, QueryOrder, QuerySelect};

use super::{looked_at, put_aside, scope};
use crate::balance::{self, Balance};
use crate::codes::{Channel, IssueOrder, Stance};
use crate::counting::{self, Counts};
use crate::entity::{issue, issue_voice, voice};
use crate::reading::{self, Viewer, Voice};

/// An issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Its id.
    pub id: IssueId,
    /// What it is an issue of.
    pub subject: ProposalId,
    /// The question.
    pub title: String,
    /// What it is about; may be empty.
    pub summary: String,
    /// Its place, from 1.
    pub position: i64,
    /// Who made it.
    pub created_by: PersonId,
    /// When.
    pub created_at: Now,
    /// Whether it was taken away.
    pub gone: bool,
    /// The issue that took over its voices.
    pub merged_into: Option<IssueId>,
}

impl From<issue::Model> for Issue {
    fn from(row: issue::Model) -> Self {
        Self {
            id: row.id,
            subject: row.subject,
            title: row.title,
            summary: row.summary,
            position: row.position,
            created_by: row.created_by,
            created_at: row.created_at,
            gone: row.gone_at.is_some(),
            merged_into: row.merged_into,
        }
    }
}

/// The issues of a subject in their order.
///
/// # Errors
/// A database error.
pub async fn of_subject(conn: &impl Reader, subject: ProposalId) -> Result<Vec<Issue>, DbErr> {
    let rows = issue::Entity::find()
        .filter(issue::Column::Subject.eq(subject))
        .filter(issue::Column::GoneAt.is_null())
        .order_by_asc(issue::Column::Position)
        .order_by_asc(issue::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Issue::from).collect())
}

/// One issue, be it there or taken away.
///
/// # Errors
/// A database error.
pub async fn get(conn: &impl Reader, id: IssueId) -> Result<Option<Issue>, DbErr> {
    Ok(issue::Entity::find_by_id(id).one(conn).await?.map(Issue::from))
}

/// How many merges are followed, one into another: more than anybody makes; a ring would have no end.
const MERGES: usize = 20;

/// These issues, and those whose voices they took over, also by way of others.
///
/// # Errors
/// A database error.
pub async fn with_merged(conn: &impl Reader, ids: &[IssueId]) -> Result<Vec<Issue>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let own = issue::Column::Id.is_in(ids.iter().copied());
    let mut found = issue::Entity::find().filter(own).all(conn).await?;
    let mut known: HashSet<IssueId> = found.iter().map(|row| row.id).collect();
    let mut next: Vec<IssueId> = ids.to_vec();
    for _ in 0..MERGES {
        let taken_over = issue::Column::MergedInto.is_in(next.iter().copied());
        let mut rows = issue::Entity::find().filter(taken_over).all(conn).await?;
        rows.retain(|row| known.insert(row.id));
        if rows.is_empty() {
            break;
        }
        next = rows.iter().map(|row| row.id).collect();
        found.extend(rows);
    }
    Ok(found.into_iter().map(Issue::from).collect())
}

/// The numbers of issues, from kept sums.
///
/// # Errors
/// A database error.
pub async fn counts(conn: &impl Reader, issues: &[IssueId]) -> Result<HashMap<IssueId, Counts>, DbErr> {
    let scopes: Vec<ProposalId> = issues.iter().map(|issue| scope(*issue)).collect();
    let found = counting::counts_of(conn, &scopes).await?;
    Ok(found.into_iter().map(|(scope, counts)| (IssueId(scope.0), counts)).collect())
}

/// How the voices of a subject stand with its issues.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// All of them.
    pub all: Counts,
    /// Those under an issue.
    pub filed: i64,
    /// Those that were put aside.
    pub aside: i64,
    /// Those that nobody has looked at.
    pub waiting: i64,
}

/// How the voices of a subject stand with its issues, from kept sums.
///
/// # Errors
/// A database error.
pub async fn state(conn: &impl Reader, subject: ProposalId) -> Result<State, DbErr> {
    let (looked, aside) = (scope(looked_at(subject)), scope(put_aside(subject)));
    let mut found = counting::counts_of(conn, &[subject, looked, aside]).await?;
    let mut voices = |scope| found.remove(&scope).map_or(0, |counts| counts.voices);
    let (looked, aside) = (voices(looked), voices(aside));
    let all = found.remove(&subject).unwrap_or_default();
    Ok(State { filed: looked - aside, aside, waiting: all.voices - looked, all })
}

/// The present issues that voices stand under, in their order.
///
/// # Errors
/// A database error.
pub async fn of_voices(
    conn: &impl Reader,
    subject: ProposalId,
    voices: &[VoiceId],
) -> Result<HashMap<VoiceId, Vec<IssueId>>, DbErr> {
    use issue_voice::Column as C;
    if voices.is_empty() {
        return Ok(HashMap::new());
    }
    let order: Vec<IssueId> = of_subject(conn, subject).await?.into_iter().map(|issue| issue.id).collect();
    if order.is_empty() {
        return Ok(HashMap::new());
    }
    let pairs: Vec<(VoiceId, IssueId)> = issue_voice::Entity::find()
        .select_only()
        .columns([C::Voice, C::Issue])
        .filter(C::Voice.is_in(voices.iter().copied()))
        .into_tuple()
        .all(conn)
        .await?;
    let mut found: HashMap<VoiceId, Vec<IssueId>> = HashMap::new();
    for id in order {
        for (voice, _) in pairs.iter().filter(|(_, issue)| *issue == id) {
            found.entry(*voice).or_default().push(id);
        }
    }
    Ok(found)
}

/// Which voices of an issue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Narrow {
    /// Only those of a channel.
    pub channel: Option<Channel>,
    /// Only those of a side.
    pub stance: Option<Stance>,
}

impl Narrow {
    fn of(&self) -> Condition {
        use issue_voice::Column as C;
        // Written out, so that the databases see that their index holds just these.
        Condition::all()
            .add(Expr::cust("leads"))
            .add_option(self.channel.map(|channel| C::Channel.eq(channel.code())))
            .add_option(self.stance.map(|stance| C::Stance.eq(stance.code())))
    }
}

/// A voice under an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The voice.
    pub voice: Voice,
    /// How many say nearly the same, itself included.
    pub same: i64,
}

/// The voices that an outline shows first under each issue: of each side those that most people found useful, at most
/// `each`. One query, that looks at no more than it gives.
///
/// # Errors
/// A database error.
pub async fn leading(
    conn: &impl Reader,
    issues: &[IssueId],
    narrow: Narrow,
    each: u64,
    viewer: &Viewer,
) -> Result<HashMap<IssueId, Vec<Entry>>, DbErr> {
    if issues.is_empty() {
        return Ok(HashMap::new());
    }
    let sides = [Some(Stance::Pro), Some(Stance::Con), Some(Stance::Other)];
    let asked: Vec<Option<Stance>> =
        if narrow.stance.is_some() { vec![narrow.stance] } else { sides.into_iter().chain([None]).collect() };
    let mut query = Query::select().column(issue::Column::Id).from(issue::Entity).to_owned();
    query.and_where(issue::Column::Id.is_in(issues.iter().copied()));
    let mut columns = Vec::new();
    for stance in asked {
        for place in 0..each {
            let name = format!("v{}", columns.len());
            let one = first(narrow.channel, stance, place);
            query.expr_as(Expr::SubQuery(None, Box::new(one.into())), Alias::new(&name));
            columns.push(name);
        }
    }
    let mut chosen: BTreeMap<IssueId, Vec<VoiceId>> = BTreeMap::new();
    for row in conn.query_all(&query).await? {
        let issue: IssueId = row.try_get("", "id")?;
        for name in &columns {
            let voice: Option<VoiceId> = row.try_get("", name)?;
            chosen.entry(issue).or_default().extend(voice);
        }
    }
    let all: Vec<VoiceId> = chosen.values().flatten().copied().collect();
    let mut found = HashMap::new();
    let sizes = sizes(conn, issues, &all).await?;
    let voices = reading::find_many(conn, &all, viewer).await?;
    for (issue, ids) in chosen {
        let entry = |id: VoiceId| {
            let voice = voices.get(&id)?.clone();
            Some(Entry { voice, same: sizes.get(&(issue, id)).copied().unwrap_or(1) })
        };
        found.insert(issue, ids.into_iter().filter_map(entry).collect());
    }
    Ok(found)
}

/// The voice of a side at a place of the order by shelf: rated ones first, the newest of the others after them. Without a
/// side it is one that takes none.
fn first(channel: Option<Channel>, stance: Option<Stance>, place: u64) -> SelectStatement {
    use issue_voice::Column as C;
    let mut query = Query::select();
    query
        .column(C::Voice)
        .from(issue_voice::Entity)
        .and_where(Expr::col((issue_voice::Entity, C::Issue)).equals((issue::Entity, issue::Column::Id)))
        .and_where(Expr::cust("leads"));
    query.and_where(C::Stance.eq(stance.map(Stance::code).unwrap_or_default()));
    if let Some(channel) = channel {
        query.and_where(C::Channel.eq(channel.code()));
    }
    query
        .order_by(C::Shelf, Direction::Asc)
        .order_by(C::Rank, Direction::Desc)
        .order_by(C::Voice, Direction::Desc)
        .limit(1)
        .offset(place);
    query
}

/// For how many each of these voices stands under its issue.
async fn sizes(
    conn: &impl Reader,
    issues: &[IssueId],
    voices: &[VoiceId],
) -> Result<HashMap<(IssueId, VoiceId), i64>, DbErr> {
    use issue_voice::Column as C;
    let rows: Vec<(IssueId, VoiceId, i64)> = issue_voice::Entity::find()
        .select_only()
        .columns([C::Issue, C::Voice, C::Same])
        .filter(C::Voice.is_in(voices.iter().copied()))
        .filter(C::Issue.is_in(issues.iter().copied()))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|(issue, voice, same)| ((issue, voice), same)).collect())
}

/// Where a page of the voices of an issue begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum At {
    /// After a row, or at the beginning.
    Row(Option<Cursor>),
    /// In the balanced order.
    Shelves(Balance),
}

impl At {
    /// The beginning of a list.
    pub fn start(order: IssueOrder) -> Self {
        match order {
            IssueOrder::Balanced => Self::Shelves(Balance::default()),
            _ => Self::Row(None),
        }
    }
}

/// A page of the voices of an issue, those that say nearly the same once, and where the next one begins.
///
/// # Errors
/// A database error.
pub async fn list(
    conn: &impl Reader,
    issue: IssueId,
    (narrow, order): (Narrow, IssueOrder),
    at: At,
    limit: usize,
    viewer: &Viewer,
) -> Result<(Vec<Entry>, Option<At>), DbErr> {
    let (ids, next) = match at {
        At::Shelves(after) => {
            let only = (narrow.channel, narrow.stance);
            let (ids, next) = balance::under_issue(conn, issue, only, &after, limit).await?;
            (ids, next.map(At::Shelves))
        }
        At::Row(after) => {
            let page = by_row(conn, issue, (narrow, order), after, limit).await?;
            (page.items, page.next.map(|next| At::Row(Some(next))))
        }
    };
    let sizes = sizes(conn, &[issue], &ids).await?;
    let mut voices = reading::find_many(conn, &ids, viewer).await?;
    let entry = |id: VoiceId| {
        let voice = voices.remove(&id)?;
        Some(Entry { voice, same: sizes.get(&(issue, id)).copied().unwrap_or(1) })
    };
    Ok((ids.into_iter().filter_map(entry).collect(), next))
}

async fn by_row(
    conn: &impl Reader,
    issue: IssueId,
    (narrow, order): (Narrow, IssueOrder),
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<VoiceId>, DbErr> {
    use issue_voice::Column as C;
    let (column, direction) = match order {
        IssueOrder::Balanced | IssueOrder::Newest => (C::Said, Direction::Desc),
        IssueOrder::Support => (C::Support, Direction::Desc),
        IssueOrder::Oldest => (C::Said, Direction::Asc),
        IssueOrder::Channel => (C::ByChannel, Direction::Asc),
    };
    let mut query = issue_voice::Entity::find()
        .select_only()
        .columns([column, C::Voice])
        .filter(C::Issue.eq(issue))
        .filter(narrow.of());
    if let Some(after) = after {
        let id = VoiceId(after.id);
        query = query.filter(match direction {
            Direction::Desc => cursor::below(column, after.key, C::Voice, id),
            _ => cursor::above(column, after.key, C::Voice, id),
        });
    }
    let rows: Vec<(i64, VoiceId)> = query
        .order_by(column, direction.clone())
        .order_by(C::Voice, direction)
        .limit(limit as u64 + 1)
        .into_tuple()
        .all(conn)
        .await?;
    let page = Page::cut(rows, limit, |(key, id)| Cursor { key: *key, id: id.0 });
    Ok(Page { items: page.items.into_iter().map(|(_, id)| id).collect(), next: page.next })
}

/// All voices under an issue that can be read, also those that say nearly the same, the oldest first.
///
/// # Errors
/// A database error.
pub async fn all(
    conn: &impl Reader,
    issue: IssueId,
    after: Option<Cursor>,
    limit: usize,
    viewer: &Viewer,
) -> Result<Page<Voice>, DbErr> {
    use issue_voice::Column as C;
    let mut query = issue_voice::Entity::find()
        .select_only()
        .columns([C::Said, C::Voice])
        .filter(C::Issue.eq(issue))
        .filter(C::Shown.eq(true));
    if let Some(after) = after {
        query = query.filter(cursor::above(C::Said, after.key, C::Voice, VoiceId(after.id)));
    }
    let rows: Vec<(i64, VoiceId)> = query
        .order_by_asc(C::Said)
        .order_by_asc(C::Voice)
        .limit(limit as u64 + 1)
        .into_tuple()
        .all(conn)
        .await?;
    let page = Page::cut(rows, limit, |(key, id)| Cursor { key: *key, id: id.0 });
    let ids: Vec<VoiceId> = page.items.iter().map(|(_, id)| *id).collect();
    let mut voices = reading::find_many(conn, &ids, viewer).await?;
    Ok(Page { items: ids.iter().filter_map(|id| voices.remove(id)).collect(), next: page.next })
}

/// What says nearly the same as a voice under an issue, itself left out; the oldest first, at most `limit`.
///
/// # Errors
/// A database error.
pub async fn saying_the_same(
    conn: &impl Reader,
    issue: IssueId,
    voice: VoiceId,
    limit: u64,
    viewer: &Viewer,
) -> Result<Vec<Voice>, DbErr> {
    use issue_voice::Column as C;
    let fold = Query::select()
        .column(C::Fold)
        .from(issue_voice::Entity)
        .and_where(C::Issue.eq(issue))
        .and_where(C::Voice.eq(voice))
        .take();
    let ids: Vec<VoiceId> = issue_voice::Entity::find()
        .select_only()
        .column(C::Voice)
        .filter(C::Issue.eq(issue))
        .filter(C::Fold.in_subquery(fold))
        .filter(C::Shown.eq(true))
        .filter(C::Voice.ne(voice))
        .order_by_asc(C::Said)
        .order_by_asc(C::Voice)
        .limit(limit)
        .into_tuple()
        .all(conn)
        .await?;
    let mut voices = reading::find_many(conn, &ids, viewer).await?;
    Ok(ids.into_iter().filter_map(|id| voices.remove(&id)).collect())
}

/// What waits to be filed, the oldest first; with some words in it if any are given.
///
/// # Errors
/// A database error.
pub async fn unfiled(
    conn: &impl Reader,
    subject: ProposalId,
    (narrow, words): (Narrow, &str),
    after: Option<Cursor>,
    limit: usize,
    viewer: &Viewer,
) -> Result<Page<Voice>, DbErr> {
    use voice::Column as C;
    let mut query = waiting(subject, narrow);
    if !words.is_empty() {
        query = query.filter(C::Body.contains(words));
    }
    if let Some(after) = after {
        query = query.filter(cursor::above(C::SaidAt, after.instant(), C::Id, VoiceId(after.id)));
    }
    let query = query.order_by_asc(C::SaidAt).order_by_asc(C::Id);
    let rows = query.limit(limit as u64 + 1).all(conn).await?;
    let page = Page::cut(rows, limit, |row| Cursor::at(row.said_at, row.id));
    Ok(Page { items: reading::present(conn, page.items, viewer).await?, next: page.next })
}

/// What waits and can be read.
pub(super) fn waiting(subject: ProposalId, narrow: Narrow) -> sea_orm::Select<voice::Entity> {
    use voice::Column as C;
    let mut query = voice::Entity::find()
        .filter(C::Subject.eq(subject))
        // Written out, so that the databases see that their index holds just these.
        .filter(Expr::cust("filed = 0"))
        .filter(C::DeletedAt.is_null())
        .filter(C::HiddenAt.is_null())
        .filter(C::Gone.eq(false));
    if let Some(channel) = narrow.channel {
        query = query.filter(C::Channel.eq(channel.code()));
    }
    if let Some(stance) = narrow.stance {
        query = query.filter(C::Stance.eq(stance.code()));
    }
    query
}

/// What was put aside, the newest first.
///
/// # Errors
/// A database error.
pub async fn aside(
    conn: &impl Reader,
    subject: ProposalId,
    after: Option<Cursor>,
    limit: usize,
    viewer: &Viewer,
) -> Result<Page<Voice>, DbErr> {
    let order = (Narrow::default(), IssueOrder::Newest);
    let page = by_row(conn, put_aside(subject), order, after, limit).await?;
    let mut voices = reading::find_many(conn, &page.items, viewer).await?;
    Ok(Page { items: page.items.iter().filter_map(|id| voices.remove(id)).collect(), next: page.next })
}

/// Who wrote what stands under some issues, or some other voices, by ascending id: those after `after` only, at most
/// `limit`. Whoever spoke in a hall without an account can't be told.
///
/// # Errors
/// A database error.
pub async fn authors(
    conn: &impl Reader,
    issues: &[IssueId],
    voices: &[VoiceId],
    after: Option<PersonId>,
    limit: u64,
) -> Result<Vec<PersonId>, DbErr> {
    use voice::Column as C;
    let under = Query::select()
        .column(issue_voice::Column::Voice)
        .from(issue_voice::Entity)
        .and_where(issue_voice::Column::Issue.is_in(issues.iter().copied()))
        .and_where(issue_voice::Column::Shown.eq(true))
        .take();
    let mut query = voice::Entity::find()
        .select_only()
        .column(C::Author)
        .distinct()
        .filter(C::Author.is_not_null())
        .filter(Condition::any().add(C::Id.in_subquery(under)).add(C::Id.is_in(voices.iter().copied())));
    if let Some(after) = after {
        query = query.filter(C::Author.gt(after));
    }
    query.order_by_asc(C::Author).limit(limit).into_tuple().all(conn).await
}
