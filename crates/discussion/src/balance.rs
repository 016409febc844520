//! The order that weighs both sides: the best voices for and against beside each other, and a place for new ones.
//!
//! Each side has two **shelves**. On the one stand the voices that readers have rated, by the lower bound of the Wilson
//! interval (95 %) of the share that found them useful: three of three is less certain than thirty of thirty-one. On the
//! other stand the new ones, the newest first. Every third place of a side goes to a new one, so that early voices don't
//! keep later ones from ever being read. Which shelf and which place is kept with the voice and moves with its votes, so
//! a page costs the same in a discussion of any length.
//!
//! A page goes on from where each shelf was left. What is posted meanwhile stands before that on the shelf of the new:
//! nothing is lost or shown twice.

use folkmoot_foundation::{DbErr, IssueId, Now, ProposalId, Reader, VoiceId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, Expr, Query, SelectStatement, UnionType};
use sea_orm::{Condition, ExprTrait, Order as Direction};

use crate::codes::{Channel, Stance};
use crate::entity::{issue_voice, voice};
use crate::reading::{self, Filter, Thread, Viewer};

/// For, against, and everything else; each with its rated and its new voices.
const SIDES: usize = 3;
const SHELVES: usize = 2 * SIDES;

/// A side's places: rated, rated, new, and so on.
const EVERY: usize = 3;

/// How many readers without a single "useful" take a voice off the shelf of the new: one alone can't bury it.
const BURIED_BY: i64 = 3;

/// The 97.5 % quantile of the normal distribution.
const Z: f64 = 1.96;

/// On which shelf a voice stands, and where.
pub(crate) fn place(stance: Option<&str>, useful: i64, not_useful: i64, said_at: Now) -> (i64, i64) {
    let side = match stance.and_then(|s| s.parse().ok()) {
        Some(Stance::Pro) => 0,
        Some(Stance::Con) => 2,
        Some(Stance::Other) | None => 4,
    };
    if useful == 0 && not_useful < BURIED_BY {
        (side + 1, said_at.timestamp_millis())
    } else {
        (side, (lower_bound(useful, not_useful) * 1e9) as i64)
    }
}

/// The lower bound of the Wilson interval of the share of "useful".
fn lower_bound(useful: i64, not_useful: i64) -> f64 {
    let n = (useful + not_useful) as f64;
    if n <= 0.0 {
        return 0.0;
    }
    let share = useful as f64 / n;
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    ((share + Z * Z / (2.0 * n) - half) / (1.0 + Z * Z / n)).max(0.0)
}

/// Where one shelf goes on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    /// At its beginning.
    #[default]
    Start,
    /// After this rank and id.
    After(i64, VoiceId),
    /// Nothing is left.
    End,
}

/// Where a balanced list goes on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Balance([Place; SHELVES]);

impl Balance {
    /// As bytes, for a token.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for place in &self.0 {
            match place {
                Place::Start => bytes.push(0),
                Place::After(rank, id) => {
                    bytes.push(1);
                    bytes.extend_from_slice(&rank.to_be_bytes());
                    bytes.extend_from_slice(id.0.as_bytes());
                }
                Place::End => bytes.push(2),
            }
        }
        bytes
    }

    /// From the bytes of a token; none if they are not its own.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (mut places, mut rest) = ([Place::Start; SHELVES], bytes);
        for place in &mut places {
            let (tag, more) = rest.split_first()?;
            rest = more;
            *place = match tag {
                0 => Place::Start,
                1 => {
                    let (rank, more) = rest.split_at_checked(8)?;
                    let (id, more) = more.split_at_checked(16)?;
                    rest = more;
                    let rank = i64::from_be_bytes(rank.try_into().ok()?);
                    Place::After(rank, VoiceId(Uuid::from_slice(id).ok()?))
                }
                2 => Place::End,
                _ => return None,
            };
        }
        rest.is_empty().then_some(Self(places))
    }
}

/// A page of a balanced list.
#[derive(Debug, Clone)]
pub struct Balanced {
    /// The voices in their order: for, against, other, for …, as long as a side has any.
    pub items: Vec<Thread>,
    /// Where the next page begins, if there is one.
    pub next: Option<Balance>,
}

/// A page of the voices of a subject that are no replies, balanced. [`Filter::order`] is not looked at.
///
/// # Errors
/// A database error.
pub async fn list(
    conn: &impl Reader,
    subject: ProposalId,
    filter: &Filter,
    after: &Balance,
    limit: usize,
    viewer: &Viewer,
) -> Result<Balanced, DbErr> {
    let of = |shelf, after| of_shelf(subject, filter, shelf, after, limit);
    let shelves = fetch(conn, filter.stance, after, of).await?;
    let (chosen, next) = choose(&shelves, after, limit);
    let items = reading::threads_of(conn, &chosen, viewer).await?;
    Ok(Balanced { items, next })
}

/// A page of voices under an issue that stand for themselves or for others that say the same, balanced; and where the
/// next one begins.
pub(crate) async fn under_issue(
    conn: &impl Reader,
    issue: IssueId,
    (channel, stance): (Option<Channel>, Option<Stance>),
    after: &Balance,
    limit: usize,
) -> Result<(Vec<VoiceId>, Option<Balance>), DbErr> {
    let of = |shelf, after| of_issue(issue, (channel, stance), shelf, after, limit);
    let shelves = fetch(conn, stance, after, of).await?;
    Ok(choose(&shelves, after, limit))
}

/// What stands on a page, side by side, and where the next one goes on.
fn choose(
    shelves: &[Vec<(i64, VoiceId)>; SHELVES],
    after: &Balance,
    limit: usize,
) -> (Vec<VoiceId>, Option<Balance>) {
    let mut sides: [Side<'_>; SIDES] = std::array::from_fn(|side| Side {
        shelves: [&shelves[2 * side], &shelves[2 * side + 1]],
        taken: [0, 0],
    });
    let mut chosen = Vec::with_capacity(limit);
    while chosen.len() < limit {
        let before = chosen.len();
        for side in &mut sides {
            if chosen.len() < limit {
                chosen.extend(side.next());
            }
        }
        if chosen.len() == before {
            break;
        }
    }
    let mut next = *after;
    let mut more = false;
    for (i, place) in next.0.iter_mut().enumerate() {
        let taken = sides[i / 2].taken[i % 2];
        let shelf = &shelves[i];
        more |= taken < shelf.len();
        *place = match taken.checked_sub(1).and_then(|last| shelf.get(last)) {
            _ if taken == shelf.len() => Place::End,
            Some((rank, id)) => Place::After(*rank, *id),
            None => *place,
        };
    }
    (chosen, more.then_some(next))
}

struct Side<'a> {
    /// The rated and the new ones, in their order.
    shelves: [&'a [(i64, VoiceId)]; 2],
    taken: [usize; 2],
}

impl Side<'_> {
    fn next(&mut self) -> Option<VoiceId> {
        let new_first = (self.taken[0] + self.taken[1]) % EVERY == EVERY - 1;
        let shelves = if new_first { [1, 0] } else { [0, 1] };
        for shelf in shelves {
            if let Some((_, id)) = self.shelves[shelf].get(self.taken[shelf]) {
                self.taken[shelf] += 1;
                return Some(*id);
            }
        }
        None
    }
}

/// What each shelf has next, one more than a page can take: one query.
async fn fetch(
    conn: &impl Reader,
    stance: Option<Stance>,
    after: &Balance,
    of_shelf: impl Fn(usize, Place) -> Option<SelectStatement>,
) -> Result<[Vec<(i64, VoiceId)>; SHELVES], DbErr> {
    let wanted = |shelf: usize| match stance {
        Some(Stance::Pro) => shelf / 2 == 0,
        Some(Stance::Con) => shelf / 2 == 1,
        Some(Stance::Other) => shelf / 2 == 2,
        None => true,
    };
    let mut queries =
        (0..SHELVES).filter(|shelf| wanted(*shelf)).filter_map(|shelf| of_shelf(shelf, after.0[shelf]));
    let mut shelves: [Vec<(i64, VoiceId)>; SHELVES] = Default::default();
    let Some(mut query) = queries.next() else { return Ok(shelves) };
    for other in queries {
        query.union(UnionType::All, other);
    }
    for row in conn.query_all(&query).await? {
        let shelf: i64 = row.try_get("", "shelf")?;
        let place = (row.try_get("", "rank")?, row.try_get("", "id")?);
        if let Some(its) = usize::try_from(shelf).ok().and_then(|shelf| shelves.get_mut(shelf)) {
            its.push(place);
        }
    }
    // A union keeps no order.
    for shelf in &mut shelves {
        shelf.sort_unstable_by(|a, b| b.cmp(a));
    }
    Ok(shelves)
}

fn of_shelf(
    subject: ProposalId,
    filter: &Filter,
    shelf: usize,
    after: Place,
    limit: usize,
) -> Option<SelectStatement> {
    use voice::Column as C;
    let mut query = Query::select()
        .columns([C::Shelf, C::Rank, C::Id])
        .from(voice::Entity)
        .and_where(C::Subject.eq(subject))
        .and_where(C::Parent.is_null())
        .and_where(C::Shelf.eq(shelf as i64))
        .cond_where(Condition::any().add(C::DeletedAt.is_null()).add(C::Replies.gt(0)))
        .take();
    match after {
        Place::Start => {}
        Place::After(rank, id) => {
            query.and_where(C::Rank.lte(rank));
            query.and_where(C::Rank.lt(rank).or(C::Id.lt(id)));
        }
        Place::End => return None,
    }
    if let Some(channel) = filter.channel {
        query.and_where(C::Channel.eq(channel.code()));
    }
    if filter.stance == Some(Stance::Other) {
        query.and_where(C::Stance.eq(Stance::Other.code()));
    }
    query.order_by(C::Rank, Direction::Desc).order_by(C::Id, Direction::Desc).limit(limit as u64 + 1);
    let shelf = Query::select()
        .column(C::Shelf)
        .column(C::Rank)
        .column(C::Id)
        .from_subquery(query, Alias::new(format!("shelf_{shelf}")))
        .take();
    Some(shelf)
}

fn of_issue(
    issue: IssueId,
    (channel, stance): (Option<Channel>, Option<Stance>),
    shelf: usize,
    after: Place,
    limit: usize,
) -> Option<SelectStatement> {
    use issue_voice::Column as C;
    let mut query = Query::select()
        .columns([C::Shelf, C::Rank])
        .expr_as(Expr::col(C::Voice), Alias::new("id"))
        .from(issue_voice::Entity)
        .and_where(C::Issue.eq(issue))
        // Written out, so that the databases see that their index holds just these.
        .and_where(Expr::cust("leads"))
        .and_where(C::Shelf.eq(shelf as i64))
        .take();
    match after {
        Place::Start => {}
        Place::After(rank, id) => {
            query.and_where(C::Rank.lte(rank));
            query.and_where(C::Rank.lt(rank).or(C::Voice.lt(id)));
        }
        Place::End => return None,
    }
    if let Some(channel) = channel {
        query.and_where(C::Channel.eq(channel.code()));
    }
    if stance == Some(Stance::Other) {
        query.and_where(C::Stance.eq(Stance::Other.code()));
    }
    query.order_by(C::Rank, Direction::Desc).order_by(C::Voice, Direction::Desc).limit(limit as u64 + 1);
    let shelf = Query::select()
        .columns([C::Shelf, C::Rank])
        .column(Alias::new("id"))
        .from_subquery(query, Alias::new(format!("shelf_{shelf}")))
        .take();
    Some(shelf)
}

/// The expressions that move a voice to its place after a vote.
pub(crate) fn set_place(
    update: sea_orm::UpdateMany<voice::Entity>,
    place: (i64, i64),
) -> sea_orm::UpdateMany<voice::Entity> {
    update
        .col_expr(voice::Column::Shelf, Expr::value(place.0))
        .col_expr(voice::Column::Rank, Expr::value(place.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_votes_are_less_certain_than_many() {
        let score = |useful, not| place(Some("pro"), useful, not, Now::default());
        assert!(score(30, 1) > score(3, 0));
        assert!(score(3, 0) > score(1, 0));
        assert!(score(10, 10) > score(1, 1));
        assert!(score(1, 0) > score(1, 5));
        assert!((lower_bound(1, 0) - 0.2065).abs() < 0.001, "{}", lower_bound(1, 0));
        // The figure that the migration computes for voices that had no "not useful".
        for useful in [1, 2, 7, 1000] {
            let stored = useful * 10_000_000_000_000 / (useful * 10_000 + 38_416);
            assert!((score(useful, 0).1 - stored).abs() < 2, "{useful}");
        }
    }

    #[test]
    fn a_new_voice_is_not_buried_by_one_reader() {
        let at = Now::default();
        assert_eq!(place(Some("con"), 0, 0, at), (3, 0));
        assert_eq!(place(Some("con"), 0, 2, at), (3, 0));
        assert_eq!(place(Some("con"), 0, 3, at), (2, 0));
        assert_eq!(place(None, 0, 0, at).0, 5);
    }

    #[test]
    fn a_place_survives_its_token() {
        let mut balance = Balance::default();
        balance.0[1] = Place::After(-7, VoiceId(Uuid::from_u128(9)));
        balance.0[4] = Place::End;
        assert_eq!(Balance::from_bytes(&balance.to_bytes()), Some(balance));
        for bytes in [&[][..], &[0; 5], &[0; 7], &[3; 6], &[1, 0, 0]] {
            assert_eq!(Balance::from_bytes(bytes), None);
        }
    }

    #[test]
    fn every_third_place_of_a_side_is_for_a_new_one() {
        let shelf = |from: u128| -> Vec<(i64, VoiceId)> {
            (from..from + 4).map(|n| (0, VoiceId(Uuid::from_u128(n)))).collect()
        };
        let (rated, new) = (shelf(10), shelf(20));
        let mut side = Side { shelves: [&rated, &new], taken: [0, 0] };
        let order: Vec<u128> = std::iter::from_fn(|| side.next()).map(|id| id.0.as_u128()).collect();
        assert_eq!(order, [10, 11, 20, 12, 13, 21, 22, 23]);
    }
}
