//! Desks: an agency's work in the order it is due, and what waits for the administrator.

use chrono::TimeDelta;
use folkmoot_foundation::cursor::{Cursor, Page};
use folkmoot_foundation::{AgencyId, CaseId, Now, Reader};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait as _, Func, SimpleExpr};
use sea_orm::{Condition, FromQueryResult, QueryOrder as _, QuerySelect as _};

use crate::Result;
use crate::cases::of_agencies;
use crate::entity::{case, transfer};
use crate::open::NO_DEADLINE;
use crate::read::{CaseBrief, Transfer, briefs};
use crate::state::CaseState;

/// How many days ahead of a deadline a case counts as due soon.
const SOON_DAYS: i64 = 7;

/// A rank and a deadline share a cursor's key: the rank stands above the 50 bits of the deadline's milliseconds.
const RANK_BITS: u32 = 50;

/// What a desk shows of an agency's cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeskFilter {
    /// Everything that is not done: what is owed, and answered cases with open follow-ups.
    #[default]
    Open,
    /// A deadline has passed.
    Overdue,
    /// A deadline is at most seven days away.
    DueSoon,
    /// Assigned, nothing drafted.
    New,
    /// The response is being drafted.
    Drafting,
    /// The response waits for an approver.
    AwaitingApproval,
    /// Answered, with open follow-ups.
    FollowUp,
    /// Answered, without open follow-ups.
    Answered,
    /// Closed.
    Closed,
}

impl DeskFilter {
    /// All, in the order of the desk.
    pub const ALL: [Self; 9] = [
        Self::Open,
        Self::Overdue,
        Self::DueSoon,
        Self::New,
        Self::Drafting,
        Self::AwaitingApproval,
        Self::FollowUp,
        Self::Answered,
        Self::Closed,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::DueSoon => "due_soon",
            Self::New => "new",
            Self::Drafting => "drafting",
            Self::AwaitingApproval => "awaiting_approval",
            Self::FollowUp => "follow_up",
            Self::Answered => "answered",
            Self::Closed => "closed",
        }
    }

    fn condition(self, now: Now) -> Condition {
        let state = |state: CaseState| case::Column::State.eq(state.code());
        let due_by = |at: Now| case::Column::DueMs.lte(at.timestamp_millis());
        let all = Condition::all();
        match self {
            Self::Open => all.add(case::Column::State.ne(CaseState::Closed.code())).add(
                case::Column::State.ne(CaseState::Answered.code()).or(case::Column::DueMs.lt(NO_DEADLINE)),
            ),
            Self::Overdue => all.add(due_by(now)),
            Self::DueSoon => {
                let soon = now + TimeDelta::days(SOON_DAYS);
                all.add(case::Column::DueMs.gt(now.timestamp_millis())).add(due_by(soon))
            }
            Self::New => all.add(state(CaseState::Assigned)),
            Self::Drafting => all.add(state(CaseState::Drafting)),
            Self::AwaitingApproval => all.add(state(CaseState::AwaitingApproval)),
            Self::FollowUp => all.add(state(CaseState::Answered)).add(case::Column::DueMs.lt(NO_DEADLINE)),
            Self::Answered => all.add(state(CaseState::Answered)).add(case::Column::DueMs.gte(NO_DEADLINE)),
            Self::Closed => all.add(state(CaseState::Closed)),
        }
    }
}

impl std::str::FromStr for DeskFilter {
    type Err = crate::state::NoSuchCode;
    fn from_str(code: &str) -> std::result::Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|filter| filter.code() == code).ok_or(crate::state::NoSuchCode)
    }
}

/// How many cases each filter shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, FromQueryResult)]
pub struct DeskCounts {
    /// Not done yet; each field as the filter of its name.
    pub open: i64,
    /// A deadline has passed.
    pub overdue: i64,
    /// A deadline is at most seven days away.
    pub due_soon: i64,
    /// Assigned, nothing drafted.
    pub new: i64,
    /// Being drafted.
    pub drafting: i64,
    /// Waiting for an approver.
    pub awaiting_approval: i64,
    /// Answered, with open follow-ups.
    pub follow_up: i64,
    /// Answered, without.
    pub answered: i64,
    /// Closed.
    pub closed: i64,
}

impl DeskCounts {
    /// The count of a filter.
    pub fn of(&self, filter: DeskFilter) -> i64 {
        match filter {
            DeskFilter::Open => self.open,
            DeskFilter::Overdue => self.overdue,
            DeskFilter::DueSoon => self.due_soon,
            DeskFilter::New => self.new,
            DeskFilter::Drafting => self.drafting,
            DeskFilter::AwaitingApproval => self.awaiting_approval,
            DeskFilter::FollowUp => self.follow_up,
            DeskFilter::Answered => self.answered,
            DeskFilter::Closed => self.closed,
        }
    }
}

/// A desk: one page of cases and the counts of every filter.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The cases: overdue first, then by deadline, then what waits for others.
    pub cases: Page<CaseBrief>,
    /// How many each filter shows.
    pub counts: DeskCounts,
}

/// 0 for overdue, 1 for what the officers must do, 2 for what waits for the approver or for nothing.
fn rank(state: &str, due_ms: i64, now: Now) -> i64 {
    if due_ms <= now.timestamp_millis() {
        0
    } else if [CaseState::Assigned, CaseState::Drafting].iter().any(|own| own.code() == state)
        || (state == CaseState::Answered.code() && due_ms < NO_DEADLINE)
    {
        1
    } else {
        2
    }
}

/// The same in SQL.
fn rank_sql(now: Now) -> SimpleExpr {
    let own = Condition::any()
        .add(case::Column::State.is_in([CaseState::Assigned.code(), CaseState::Drafting.code()]))
        .add(case::Column::State.eq(CaseState::Answered.code()).and(case::Column::DueMs.lt(NO_DEADLINE)));
    CaseStatement::new()
        .case(case::Column::DueMs.lte(now.timestamp_millis()), 0)
        .case(own, 1)
        .finally(2)
        .into()
}

/// The desk of the officers or approvers of `agencies`, which have any part in the cases. Six queries however many
/// cases there are.
///
/// # Errors
/// A database error.
pub async fn desk(
    conn: &impl Reader,
    agencies: &[AgencyId],
    filter: DeskFilter,
    after: Option<Cursor>,
    limit: usize,
    now: Now,
) -> Result<Desk> {
    let mut query = case::Entity::find().filter(of_agencies(agencies, None)).filter(filter.condition(now));
    if let Some(after) = after {
        let (past_rank, past_due) = (after.key >> RANK_BITS, after.key & ((1 << RANK_BITS) - 1));
        let past_rank = i32::try_from(past_rank).unwrap_or(i32::MAX);
        let same_rank = rank_sql(now).eq(past_rank);
        let later = case::Column::DueMs.gt(past_due);
        let same_due = case::Column::DueMs.eq(past_due).and(case::Column::Id.gt(CaseId(after.id)));
        query = query
            .filter(Condition::any().add(rank_sql(now).gt(past_rank)).add(same_rank.and(later.or(same_due))));
    }
    let rows = query
        .order_by_asc(rank_sql(now))
        .order_by_asc(case::Column::DueMs)
        .order_by_asc(case::Column::Id)
        .limit(u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1))
        .all(conn)
        .await?;
    let page = Page::cut(rows, limit, |row| Cursor {
        key: (rank(&row.state, row.due_ms, now) << RANK_BITS) | row.due_ms,
        id: row.id.into(),
    });
    let cases = Page { items: briefs(conn, page.items, now).await?, next: page.next };
    Ok(Desk { cases, counts: counts(conn, agencies, now).await? })
}

async fn counts(conn: &impl Reader, agencies: &[AgencyId], now: Now) -> Result<DeskCounts> {
    let mut query = case::Entity::find().select_only().filter(of_agencies(agencies, None));
    for filter in DeskFilter::ALL {
        let one = CaseStatement::new().case(filter.condition(now), Expr::cust("1"));
        query = query.expr_as(Func::count(one), filter.code());
    }
    Ok(query.into_model::<DeskCounts>().one(conn).await?.unwrap_or_default())
}

/// What waits for the administrator.
#[derive(Debug, Clone)]
pub struct Administration {
    /// Cases without a lead agency, oldest first.
    pub unassigned: Vec<CaseBrief>,
    /// Transfers nobody has taken note of, oldest first, each with its case.
    pub transfers: Vec<(Transfer, CaseBrief)>,
    /// Cases whose binding clock was missed, longest overdue first.
    pub overdue: Vec<CaseBrief>,
}

/// The administrator's desk; at most `limit` of each.
///
/// # Errors
/// A database error.
pub async fn administration(conn: &impl Reader, limit: u64, now: Now) -> Result<Administration> {
    let unassigned = case::Entity::find()
        .filter(case::Column::State.eq(CaseState::Unassigned.code()))
        .order_by_asc(case::Column::OpenedAt)
        .order_by_asc(case::Column::Id)
        .limit(limit)
        .all(conn)
        .await?;
    let overdue = case::Entity::find()
        .filter(case::Column::State.is_in(CaseState::WAITING.map(CaseState::code)))
        .filter(case::Column::DueMs.lte(now.timestamp_millis()))
        .order_by_asc(case::Column::DueMs)
        .order_by_asc(case::Column::Id)
        .limit(limit)
        .all(conn)
        .await?;
    let transfers = transfer::Entity::find()
        .filter(transfer::Column::SeenAt.is_null())
        .order_by_asc(transfer::Column::At)
        .limit(limit)
        .all(conn)
        .await?;
    let handed_over = case::Entity::find()
        .filter(case::Column::Id.is_in(transfers.iter().map(|row| row.case_id)))
        .all(conn)
        .await?;
    let handed_over = briefs(conn, handed_over, now).await?;
    let transfers = transfers
        .into_iter()
        .filter_map(|row| {
            let brief = handed_over.iter().find(|brief| brief.id == row.case_id)?.clone();
            Some((Transfer::from(row), brief))
        })
        .collect();
    Ok(Administration {
        unassigned: briefs(conn, unassigned, now).await?,
        transfers,
        overdue: briefs(conn, overdue, now).await?,
    })
}
