//! Drafts of a response: every version that somebody saved, and the last ones that were saved by themselves.

use chrono::TimeDelta;
use folkmoot_foundation::event::{self, NewEvent};
use folkmoot_foundation::{CaseId, Now, PersonId, Reader, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, SimpleExpr};
use sea_orm::{IntoActiveModel as _, QueryOrder as _, QuerySelect as _, Set};

use crate::Result;
use crate::content::{Content, Frame};
use crate::entity::{case, demand, draft, draft_version};
use crate::error::Error;
use crate::ids::DemandId;
use crate::open::{lock_own, set_state};
use crate::state::{CaseState, Officer};

/// How many versions that were saved by themselves are kept of one person …
const AUTOMATIC_KEPT: i64 = 30;
/// … and how long once they have saved: a colleague may have begun from one, and what both wrote is put together from there.
const AUTOMATIC_HOURS: TimeDelta = TimeDelta::hours(2);

/// One saved version of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftVersion {
    /// Its number, from 1; 0 for a draft nobody has saved.
    pub version: i64,
    /// What it says.
    pub content: Content,
    /// Who saved it; nobody for version 0.
    pub by: Option<PersonId>,
    /// When it was saved.
    pub at: Option<Now>,
    /// Whether it was saved by itself while somebody was writing.
    pub automatic: bool,
}

/// A version of a draft without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionLine {
    /// Its number.
    pub version: i64,
    /// Who saved it.
    pub by: PersonId,
    /// When.
    pub at: Now,
    /// Whether it was saved by itself.
    pub automatic: bool,
}

/// A draft and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The newest version.
    pub newest: DraftVersion,
    /// Who submitted it for approval, and when; while it waits for the signature.
    pub submitted: Option<(PersonId, Now)>,
    /// The approver's note when it was last sent back.
    pub sent_back: Option<(String, Now)>,
}

/// Whether somebody pressed the button, or the page saved while they were writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Saving {
    Asked,
    Automatic,
}

fn version_of(row: draft_version::Model) -> Result<DraftVersion> {
    Ok(DraftVersion {
        version: row.version,
        content: serde_json::from_str(&row.content)?,
        by: Some(row.by),
        at: Some(row.at),
        automatic: row.autosaved,
    })
}

pub(crate) async fn demands_of(conn: &impl Reader, case: CaseId) -> Result<Vec<DemandId>> {
    Ok(demand::Entity::find()
        .select_only()
        .column(demand::Column::Id)
        .filter(demand::Column::CaseId.eq(case))
        .order_by_asc(demand::Column::Position)
        .into_tuple()
        .all(conn)
        .await?)
}

/// The draft of a case. For its officers and approvers only: the caller checks who asks.
///
/// # Errors
/// A database error.
pub async fn draft(conn: &impl Reader, case: CaseId) -> Result<Draft> {
    let newest = draft_version::Entity::find()
        .filter(draft_version::Column::CaseId.eq(case))
        .order_by_desc(draft_version::Column::Version)
        .one(conn)
        .await?;
    let newest = match newest {
        Some(row) => version_of(row)?,
        None => {
            let demands = demands_of(conn, case).await?;
            let content = Content::default().cleaned(&Frame::blank(demands))?;
            DraftVersion { version: 0, content, by: None, at: None, automatic: false }
        }
    };
    let row = draft::Entity::find_by_id(case).one(conn).await?;
    let submitted = row.as_ref().and_then(|row| row.submitted_by.zip(row.submitted_at));
    let sent_back = row.and_then(|row| row.sent_back_note.zip(row.sent_back_at));
    Ok(Draft { newest, submitted, sent_back })
}

/// One version of a draft.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn draft_at(conn: &impl Reader, case: CaseId, version: i64) -> Result<DraftVersion> {
    let row = draft_version::Entity::find_by_id((case, version)).one(conn).await?;
    version_of(row.ok_or(Error::NotFound)?)
}

/// The versions of a draft, newest first; at most 200.
///
/// # Errors
/// A database error.
pub async fn versions(conn: &impl Reader, case: CaseId) -> Result<Vec<VersionLine>> {
    use draft_version::Column as C;
    let rows: Vec<(i64, PersonId, Now, bool)> = draft_version::Entity::find()
        .select_only()
        .columns([C::Version, C::By, C::At, C::Autosaved])
        .filter(C::CaseId.eq(case))
        .order_by_desc(C::Version)
        .limit(200)
        .into_tuple()
        .all(conn)
        .await?;
    let line = |(version, by, at, automatic)| VersionLine { version, by, at, automatic };
    Ok(rows.into_iter().map(line).collect())
}

/// A text as it would be saved: cleaned, with an answer for every demand.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] as [`save_draft`].
pub async fn as_saved(conn: &impl Reader, id: CaseId, content: &Content) -> Result<Content> {
    let case = case::Entity::find_by_id(id).one(conn).await?.ok_or(Error::NotFound)?;
    Ok(content.cleaned(&Frame::of(&case, demands_of(conn, id).await?)?)?)
}

/// Saves a draft that was begun from version `base`; gives the number of the new version, or of the present one if
/// nothing changed. A draft may be incomplete.
///
/// # Errors
/// [`Error::NotYours`]; [`Error::WrongState`]; [`Error::Conflict`] with the other's version if somebody saved since
/// `base`; [`Error::Invalid`] with `decision-N`, `reasons-N`, `legal_basis-N`, `criterion-N-CODE`, `summary`, `part-CODE`,
/// `issues`, `issue-N`, `issue_text-N`, `cites-N`, `follow_ups`, `action-N`, `unit-N`.
pub async fn save_draft(
    tx: &Tx,
    officer: &Officer,
    id: CaseId,
    base: i64,
    content: &Content,
    now: Now,
) -> Result<i64> {
    save(tx, officer, id, (base, content), Saving::Asked, now).await
}

/// As [`save_draft`], for a page that saves by itself while somebody is writing. Such versions are not kept for long.
///
/// # Errors
/// Those of [`save_draft`].
pub async fn save_by_itself(
    tx: &Tx,
    officer: &Officer,
    id: CaseId,
    base: i64,
    content: &Content,
    now: Now,
) -> Result<i64> {
    save(tx, officer, id, (base, content), Saving::Automatic, now).await
}

async fn save(
    tx: &Tx,
    officer: &Officer,
    id: CaseId,
    (base, content): (i64, &Content),
    saving: Saving,
    now: Now,
) -> Result<i64> {
    let states = [CaseState::Assigned, CaseState::Drafting];
    let (case, state) = lock_own(tx, officer, id, "save_draft", &states).await?;
    let newest = draft(tx, id).await?.newest;
    let content = content.cleaned(&Frame::of(&case, demands_of(tx, id).await?)?)?;
    if newest.version > 0 && newest.content == content {
        if saving == Saving::Asked {
            keep(tx, id, newest.version).await?;
        }
        return Ok(newest.version);
    }
    if newest.version != base {
        return Err(Error::Conflict(Box::new(newest)));
    }
    let version = base + 1;
    let row = draft_version::ActiveModel {
        case_id: Set(id),
        version: Set(version),
        content: Set(serde_json::to_string(&content)?),
        by: Set(officer.person),
        at: Set(now),
        autosaved: Set(saving == Saving::Automatic),
    };
    draft_version::Entity::insert(row).exec_without_returning(tx).await?;
    use draft_version::Column as C;
    let gone = match saving {
        Saving::Asked => C::At.lt(now - AUTOMATIC_HOURS),
        Saving::Automatic => C::Version.lt(version - AUTOMATIC_KEPT),
    };
    drop_automatic(tx, id, C::By.eq(officer.person).and(gone)).await?;
    point_to(tx, id, version).await?;
    if state == CaseState::Assigned {
        begun(tx, &case, officer, now).await?;
    }
    Ok(version)
}

/// The draft's newest version.
async fn point_to(tx: &Tx, id: CaseId, version: i64) -> Result<()> {
    match draft::Entity::find_by_id(id).one(tx).await? {
        Some(row) => {
            let mut row = row.into_active_model();
            row.version = Set(version);
            row.update(tx).await?;
        }
        None => {
            let row = draft::ActiveModel { case_id: Set(id), version: Set(version), ..Default::default() };
            draft::Entity::insert(row).exec_without_returning(tx).await?;
        }
    }
    Ok(())
}

async fn begun(tx: &Tx, case: &case::Model, officer: &Officer, now: Now) -> Result<()> {
    set_state(tx, case.id, CaseState::Drafting).await?;
    let event = NewEvent::new("case.draft_begun", case.proposal, officer.officer()).about(case.id).internal();
    Ok(event::append(tx, now, event).await?)
}

/// Keeps a version for good, however it was saved.
pub(crate) async fn keep(tx: &Tx, id: CaseId, version: i64) -> Result<()> {
    draft_version::Entity::update_many()
        .col_expr(draft_version::Column::Autosaved, Expr::value(false))
        .filter(draft_version::Column::CaseId.eq(id))
        .filter(draft_version::Column::Version.eq(version))
        .exec(tx)
        .await?;
    Ok(())
}

/// Drops all versions that were saved by themselves: the draft is finished.
pub(crate) async fn finished(tx: &Tx, id: CaseId) -> Result<()> {
    drop_automatic(tx, id, draft_version::Column::CaseId.eq(id)).await
}

async fn drop_automatic(tx: &Tx, id: CaseId, which: SimpleExpr) -> Result<()> {
    draft_version::Entity::delete_many()
        .filter(draft_version::Column::CaseId.eq(id))
        .filter(draft_version::Column::Autosaved.eq(true))
        .filter(which)
        .exec(tx)
        .await?;
    Ok(())
}
