//! Erasing where signatures came from, drive by drive along the ids, which sort by time.

use chrono::TimeDelta;
use folkmoot_foundation::ids::last_at;
use folkmoot_foundation::{DbErr, DriveId, Now, SignatureId, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict, Query};
use sea_orm::{Condition, QueryOrder as _, QuerySelect as _, Set};
use uuid::Uuid;

use crate::entity::{check, drive, origin_erasure, signature};

/// For how many days the origin of a signature is kept.
pub const KEPT_DAYS: i64 = 90;
/// How many signatures one step looks at.
const STEP: u64 = 2000;
/// How many drives one step looks at.
const DRIVES: u64 = 20;

/// Makes one step of erasing the origins of signatures older than [`KEPT_DAYS`]; says how many were erased or passed, 0
/// when nothing is left for now.
///
/// # Errors
/// A database error.
pub async fn erase_origins(tx: &Tx, now: Now) -> Result<u64, DbErr> {
    let before = now - TimeDelta::days(KEPT_DAYS);
    let last = SignatureId(last_at(before));
    // A drive is finished for good once its whole window is that old.
    let finished = Query::select()
        .column(origin_erasure::Column::Drive)
        .from(origin_erasure::Entity)
        .and_where(origin_erasure::Column::Upto.eq(Uuid::max()))
        .to_owned();
    let caught_up = Query::select()
        .column(origin_erasure::Column::Drive)
        .from(origin_erasure::Entity)
        // An hour's signatures at a time are enough.
        .and_where(origin_erasure::Column::Upto.gte(last_at(before - TimeDelta::hours(1))))
        .to_owned();
    let drives = drive::Entity::find()
        .filter(drive::Column::OpensAt.lt(before))
        .filter(drive::Column::Id.not_in_subquery(finished))
        .filter(drive::Column::Id.not_in_subquery(caught_up))
        .order_by_asc(drive::Column::Id)
        .limit(DRIVES)
        .all(tx)
        .await?;
    let mut passed = 0;
    for drive in drives {
        passed += 1 + erase(tx, drive.id, last, drive.closes_at < before).await?;
    }
    passed += check::Entity::update_many()
        .col_expr(check::Column::Mark, Expr::value(Vec::<u8>::new()))
        .filter(check::Column::PutAt.lt(before))
        .filter(Expr::col(check::Column::Mark).ne(Vec::<u8>::new()))
        .exec(tx)
        .await?
        .rows_affected;
    Ok(passed)
}

async fn erase(tx: &Tx, drive: DriveId, last: SignatureId, over: bool) -> Result<u64, DbErr> {
    let from = origin_erasure::Entity::find_by_id(drive).one(tx).await?.map(|row| row.upto);
    let ids: Vec<SignatureId> = signature::Entity::find()
        .select_only()
        .column(signature::Column::Id)
        .filter(signature::Column::Drive.eq(drive))
        .filter(Condition::all().add_option(from.map(|from| signature::Column::Id.gt(from))))
        .filter(signature::Column::Id.lte(last))
        .order_by_asc(signature::Column::Id)
        .limit(STEP)
        .into_tuple()
        .all(tx)
        .await?;
    let upto = match (ids.last(), over) {
        (Some(id), _) if ids.len() as u64 == STEP => *id,
        (_, true) => SignatureId(Uuid::max()),
        (_, false) => last,
    };
    if let (Some(first), Some(end)) = (ids.first(), ids.last()) {
        signature::Entity::update_many()
            .col_expr(signature::Column::Origin, Expr::value(Option::<Vec<u8>>::None))
            .filter(signature::Column::Drive.eq(drive))
            .filter(signature::Column::Id.between(*first, *end))
            .filter(signature::Column::Origin.is_not_null())
            .exec(tx)
            .await?;
    }
    let row = origin_erasure::ActiveModel { drive: Set(drive), upto: Set(upto) };
    let further = OnConflict::column(origin_erasure::Column::Drive)
        .update_column(origin_erasure::Column::Upto)
        .to_owned();
    origin_erasure::Entity::insert(row).on_conflict(further).exec_without_returning(tx).await?;
    Ok(ids.len() as u64)
}
