//! The record of promises: what an agency kept, extended and missed.

use std::collections::HashMap;

use folkmoot_foundation::{AgencyId, Now, Reader};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait as _, Func, Query, SimpleExpr};
use sea_orm::{Condition, FromQueryResult, JoinType, QueryOrder as _, QuerySelect as _};

use crate::Result;
use crate::cases::{LEAD, of_agencies};
use crate::entity::{case, clock, part};
use crate::read::{CaseBrief, briefs};
use crate::state::CaseState;

/// How an agency kept one kind of clock in the cases it leads.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct ClockRecord {
    /// The clock's code.
    pub code: String,
    /// Met in time.
    pub kept: i64,
    /// Missed: not met yet after the deadline, or met late.
    pub missed: i64,
    /// Extended at least once, whatever came of it.
    pub extended: i64,
    /// Running, the deadline ahead.
    pub running: i64,
    /// With a deadline that is not known.
    pub unknown: i64,
}

/// An agency's record of dates kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyRecord {
    /// By clock, in the order of their codes.
    pub clocks: Vec<ClockRecord>,
    /// The cases it leads whose response is owed, oldest first; at most 100.
    pub waiting: Vec<CaseBrief>,
}

impl AgencyRecord {
    /// The record by clock code.
    pub fn by_code(&self) -> HashMap<&str, &ClockRecord> {
        self.clocks.iter().map(|record| (record.code.as_str(), record)).collect()
    }
}

/// The record of an agency.
///
/// # Errors
/// A database error.
pub async fn of_agency(conn: &impl Reader, agency: AgencyId, now: Now) -> Result<AgencyRecord> {
    let rows = case::Entity::find()
        .filter(of_agencies(&[agency], Some(LEAD)))
        .filter(case::Column::State.is_in(CaseState::WAITING.map(CaseState::code)))
        .order_by_asc(case::Column::OpenedAt)
        .order_by_asc(case::Column::Id)
        .limit(100)
        .all(conn)
        .await?;
    let waiting = briefs(conn, rows, now).await?;
    Ok(AgencyRecord { clocks: clock_records(conn, Some(agency), now).await?, waiting })
}

/// The record by clock, of one agency or of all together.
///
/// # Errors
/// A database error.
pub async fn clock_records(
    conn: &impl Reader,
    agency: Option<AgencyId>,
    now: Now,
) -> Result<Vec<ClockRecord>> {
    let column = |column: clock::Column| Expr::col((clock::Entity, column));
    let due = || column(clock::Column::DueAt);
    // When the clock was met or ended. One that ended in time without being met was neither kept nor missed.
    let ended = || -> SimpleExpr {
        Func::coalesce([column(clock::Column::MetAt), column(clock::Column::StoppedAt)]).into()
    };
    let count = |cond: Condition| Func::count(CaseStatement::new().case(cond, Expr::cust("1")));
    let late = Condition::any().add(ended().gte(due())).add(ended().is_null().and(due().lte(now)));
    let mut query = clock::Entity::find()
        .select_only()
        .column(clock::Column::Code)
        .expr_as(count(Condition::all().add(column(clock::Column::MetAt).lt(due()))), "kept")
        .expr_as(count(late), "missed")
        .expr_as(count(Condition::all().add(column(clock::Column::ExtendedFrom).is_not_null())), "extended")
        .expr_as(count(Condition::all().add(ended().is_null()).add(due().gt(now))), "running")
        .expr_as(count(Condition::all().add(ended().is_null()).add(due().is_null())), "unknown")
        .group_by(clock::Column::Code)
        .order_by_asc(clock::Column::Code);
    if let Some(agency) = agency {
        let led = Query::select()
            .column(part::Column::CaseId)
            .from(part::Entity)
            .and_where(part::Column::AgencyId.eq(agency))
            .and_where(part::Column::Part.eq(LEAD))
            .to_owned();
        query = query.filter(clock::Column::CaseId.in_subquery(led));
    }
    Ok(query.into_model::<ClockRecord>().all(conn).await?)
}

/// How many cases each agency leads whose response is owed, how many are overdue in a clock or a follow-up, and how many
/// are answered: for the list of agencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct AgencyLoad {
    /// Which agency.
    pub agency_id: AgencyId,
    /// Cases whose response is owed.
    pub waiting: i64,
    /// Cases with a deadline that has passed: of a clock while the response is owed, of a follow-up once it is answered.
    pub overdue: i64,
    /// Cases answered, closed ones among them.
    pub answered: i64,
}

/// The load of every agency that leads a case.
///
/// # Errors
/// A database error.
pub async fn loads(conn: &impl Reader, now: Now) -> Result<Vec<AgencyLoad>> {
    let waiting = || case::Column::State.is_in(CaseState::WAITING.map(CaseState::code));
    let count = |cond: SimpleExpr| Func::count(CaseStatement::new().case(cond, Expr::cust("1")));
    let join = sea_orm::RelationDef::from(
        part::Entity::belongs_to(case::Entity).from(part::Column::CaseId).to(case::Column::Id),
    );
    Ok(part::Entity::find()
        .select_only()
        .column(part::Column::AgencyId)
        .join(JoinType::InnerJoin, join)
        .expr_as(count(waiting()), "waiting")
        .expr_as(count(case::Column::DueMs.lte(now.timestamp_millis())), "overdue")
        .expr_as(count(waiting().not()), "answered")
        .filter(part::Column::Part.eq(LEAD))
        .group_by(part::Column::AgencyId)
        .into_model::<AgencyLoad>()
        .all(conn)
        .await?)
}
