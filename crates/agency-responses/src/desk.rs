//! Desks: an agency's work in the order it is due, and what waits for the administrator.
//!
//! A line of a desk is an agency's part in a case; it stands in an index with everything that desks sort and count by,
//! so that opening a desk costs the same with a hundred cases and with ten thousand.

use std::collections::HashMap;

use folkmoot_foundation::cursor::{self, Cursor, Page};
use folkmoot_foundation::{AgencyId, CaseId, Now, Reader};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, Expr, ExprTrait as _, Func, LikeExpr, Order, Query, SelectStatement};
use sea_orm::{Condition, FromQueryResult, QueryOrder as _, QuerySelect as _};

use crate::Result;
use crate::cases::{LEAD, SUPPORTING};
use crate::desk_counts::counts;
use crate::desk_filter::{DeskCounts, DeskFilter};
use crate::entity::{case, clock, part, transfer};
use crate::error::Error;
use crate::open::NO_DEADLINE;
use crate::read::{CaseBrief, Transfer, briefs};
use crate::state::{CaseState, NoSuchCode};

/// The part of an agency in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgencyPart {
    /// It owes the response (主辦).
    Lead,
    /// It helps (協辦).
    Supporting,
}

impl AgencyPart {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Lead, Self::Supporting];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Lead => LEAD,
            Self::Supporting => SUPPORTING,
        }
    }
}

impl std::str::FromStr for AgencyPart {
    type Err = NoSuchCode;
    fn from_str(code: &str) -> std::result::Result<Self, NoSuchCode> {
        Self::ALL.into_iter().find(|part| part.code() == code).ok_or(NoSuchCode)
    }
}

/// Whom a case waits for on somebody's desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitsFor {
    /// An approver's signature.
    Approver,
    /// The proposer's answer to a question, or word on a suggested change.
    Proposer,
    /// Another agency's part.
    Agency,
    /// The lead agency: nothing is asked of this one.
    Lead,
}

impl WaitsFor {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Approver => "approver",
            Self::Proposer => "proposer",
            Self::Agency => "agency",
            Self::Lead => "lead",
        }
    }

    fn of(state: &str, waits: &str) -> Option<Self> {
        if state == CaseState::AwaitingApproval.code() {
            return Some(Self::Approver);
        }
        if ![CaseState::Assigned.code(), CaseState::Drafting.code()].contains(&state) {
            return None;
        }
        [Self::Proposer, Self::Agency, Self::Lead].into_iter().find(|one| one.code() == waits)
    }
}

/// Which lines of which desk.
#[derive(Debug, Clone, Default)]
pub struct DeskQuery {
    /// The agencies whose desk it is.
    pub agencies: Vec<AgencyId>,
    /// How their cases stand.
    pub filter: DeskFilter,
    /// Only cases in which the agency has this part.
    pub part: Option<AgencyPart>,
    /// Only cases in which the clock of this code still runs.
    pub clock: Option<String>,
    /// Only cases of this category.
    pub category: Option<String>,
    /// Only cases whose title holds this text.
    pub text: Option<String>,
}

impl DeskQuery {
    /// Everything that a filter shows on the desk of these agencies.
    pub fn new(agencies: &[AgencyId], filter: DeskFilter) -> Self {
        Self { agencies: agencies.to_vec(), filter, ..Self::default() }
    }

    /// The lines: `case_id`, `state`, `due_ms`, `waits`, one a case. Somebody who acts for several agencies sees a case
    /// once, with what is due first.
    pub(crate) fn lines(&self) -> SelectStatement {
        let mut lines = Query::select();
        let own = || {
            let condition = Condition::all()
                .add(part::Column::AgencyId.is_in(self.agencies.iter().copied()))
                .add_option(self.part.map(|part| part::Column::Part.eq(part.code())));
            condition.add_option(self.matter())
        };
        if self.agencies.len() == 1 {
            return lines.from(part::Entity).cond_where(own()).to_owned();
        }
        let mut each = Query::select();
        each.column(part::Column::CaseId)
            .from(part::Entity)
            .cond_where(own())
            .group_by_col(part::Column::CaseId);
        for column in [part::Column::State, part::Column::DueMs, part::Column::Waits] {
            each.expr_as(Func::min(Expr::col(column)), Alias::new(column.as_str()));
        }
        lines.from_subquery(each, Alias::new("line")).to_owned()
    }

    /// What is asked about the case itself.
    fn matter(&self) -> Option<Condition> {
        let mut conditions = Condition::all();
        if self.category.is_some() || self.text.is_some() {
            let mut cases = Query::select();
            cases.column(case::Column::Id).from(case::Entity);
            if let Some(category) = &self.category {
                cases.and_where(case::Column::Category.eq(category.as_str()));
            }
            if let Some(text) = &self.text {
                let escaped =
                    text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
                let like = LikeExpr::new(format!("%{escaped}%")).escape('\\');
                cases.and_where(Expr::expr(Func::lower(Expr::col(case::Column::Title))).like(like));
            }
            conditions = conditions.add(part::Column::CaseId.in_subquery(cases));
        }
        if let Some(code) = &self.clock {
            let mut clocks = Query::select();
            clocks
                .column(clock::Column::CaseId)
                .from(clock::Entity)
                .and_where(clock::Column::Code.eq(code.as_str()))
                .and_where(clock::Column::MetAt.is_null())
                .and_where(clock::Column::StoppedAt.is_null());
            conditions = conditions.add(part::Column::CaseId.in_subquery(clocks));
        }
        (!conditions.is_empty()).then_some(conditions)
    }
}

/// A case on a desk.
#[derive(Debug, Clone)]
pub struct DeskLine {
    /// The case.
    pub case: CaseBrief,
    /// By when the agency must act next.
    pub due: Option<Now>,
    /// Whom it waits for, if it is not for the agency's officers to act.
    pub waits: Option<WaitsFor>,
}

/// A desk: one page of cases and the counts of every filter.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The cases, by what is due first.
    pub cases: Page<DeskLine>,
    /// How many each filter shows.
    pub counts: DeskCounts,
}

/// A day's work: the first cases of every group.
#[derive(Debug, Clone)]
pub struct Today {
    /// The groups in their order, those without cases too.
    pub groups: Vec<(DeskFilter, Vec<DeskLine>)>,
    /// How many each filter shows.
    pub counts: DeskCounts,
}

#[derive(Debug, FromQueryResult)]
struct Line {
    case_id: CaseId,
    state: String,
    due_ms: i64,
    waits: String,
}

async fn find(
    conn: &impl Reader,
    query: &DeskQuery,
    filter: DeskFilter,
    after: Option<Cursor>,
    limit: usize,
    now: Now,
) -> Result<Vec<Line>> {
    let mut select = query.lines();
    for column in ["case_id", "state", "due_ms", "waits"] {
        select.column(Alias::new(column));
    }
    select.cond_where(filter.condition(now));
    if let Some(after) = after {
        let [due, id] = ["due_ms", "case_id"].map(|column| Expr::col(Alias::new(column)));
        select.cond_where(cursor::above(due, after.key, id, CaseId(after.id)));
    }
    select
        .order_by(Alias::new("due_ms"), Order::Asc)
        .order_by(Alias::new("case_id"), Order::Asc)
        .limit(u64::try_from(limit).unwrap_or(u64::MAX));
    let statement = conn.get_database_backend().build(&select);
    Ok(Line::find_by_statement(statement).all(conn).await?)
}

/// The cases of lines, in their order.
async fn with_cases(conn: &impl Reader, lines: &[Line], now: Now) -> Result<Vec<DeskLine>> {
    let ids: Vec<CaseId> = lines.iter().map(|line| line.case_id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = case::Entity::find().filter(case::Column::Id.is_in(ids)).all(conn).await?;
    let mut known: HashMap<CaseId, CaseBrief> =
        briefs(conn, rows, now).await?.into_iter().map(|brief| (brief.id, brief)).collect();
    let line = |line: &Line| {
        Some(DeskLine {
            case: known.remove(&line.case_id)?,
            due: Some(line.due_ms)
                .filter(|ms| *ms < NO_DEADLINE)
                .and_then(chrono::DateTime::from_timestamp_millis),
            waits: WaitsFor::of(&line.state, &line.waits),
        })
    };
    Ok(lines.iter().filter_map(line).collect())
}

/// One page of a desk, by what is due first. Seven queries however many cases there are.
///
/// # Errors
/// A database error.
pub async fn desk(
    conn: &impl Reader,
    query: &DeskQuery,
    after: Option<Cursor>,
    limit: usize,
    now: Now,
) -> Result<Desk> {
    let lines = find(conn, query, query.filter, after, limit.saturating_add(1), now).await?;
    let page = Page::cut(lines, limit, |line| Cursor { key: line.due_ms, id: line.case_id.into() });
    let cases = Page { items: with_cases(conn, &page.items, now).await?, next: page.next };
    Ok(Desk { cases, counts: counts(conn, &query.agencies, now).await? })
}

/// A day's work: at most `limit` cases of each group. Eleven queries however many cases there are.
///
/// # Errors
/// A database error.
pub async fn today(conn: &impl Reader, query: &DeskQuery, limit: usize, now: Now) -> Result<Today> {
    let (mut lines, mut lengths) = (Vec::new(), Vec::new());
    for group in DeskFilter::GROUPS {
        let found = find(conn, query, group, None, limit, now).await?;
        lengths.push((group, found.len()));
        lines.extend(found);
    }
    let mut all = with_cases(conn, &lines, now).await?.into_iter();
    let groups = lengths.into_iter().map(|(group, length)| (group, all.by_ref().take(length).collect()));
    Ok(Today { groups: groups.collect(), counts: counts(conn, &query.agencies, now).await? })
}

/// Computes again what the lines of a case's agencies are sorted by, after something was asked or answered.
pub(crate) async fn refresh_lines(tx: &folkmoot_foundation::Tx, id: CaseId) -> Result<()> {
    let row = case::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    let parts = part::Entity::find().filter(part::Column::CaseId.eq(id)).all(tx).await?;
    let waits_for_proposer =
        crate::questions::open_count(tx, id).await? > 0 || crate::demands::pending(tx, id).await?.is_some();
    let tasks = crate::tasks::open(tx, id).await?;
    for part in parts {
        let leads = part.part == LEAD;
        let own = tasks.iter().filter(|(agency, _)| *agency == part.agency_id);
        let own_due = own.map(|(_, due)| due.timestamp_millis()).min().unwrap_or(NO_DEADLINE);
        let others = tasks.iter().any(|(agency, _)| *agency != part.agency_id);
        let waits = match () {
            () if own_due < NO_DEADLINE => "",
            () if !leads => WaitsFor::Lead.code(),
            () if waits_for_proposer => WaitsFor::Proposer.code(),
            () if others => WaitsFor::Agency.code(),
            () => "",
        };
        // What was asked is owed until the answer, as the trigger has it, too.
        let owed = CaseState::stored(&row.state)?.is_waiting();
        let due = match (leads, owed) {
            (true, true) => std::cmp::min(row.due_ms, own_due),
            (true, false) => row.due_ms,
            (false, true) => own_due,
            (false, false) => NO_DEADLINE,
        };
        part::Entity::update_many()
            .col_expr(part::Column::Waits, Expr::value(waits))
            .col_expr(part::Column::DueMs, Expr::value(due))
            .col_expr(part::Column::OwnDueMs, Expr::value(own_due))
            .col_expr(part::Column::State, Expr::value(row.state.as_str()))
            .filter(part::Column::CaseId.eq(id))
            .filter(part::Column::AgencyId.eq(part.agency_id))
            .exec(tx)
            .await?;
    }
    Ok(())
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
