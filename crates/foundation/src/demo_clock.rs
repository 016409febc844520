//! How far the demo's clock is ahead of the system's, kept where all processes of one demo find it.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};

use crate::db::{Reader, Tx};

mod entity {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "demo_clock")]
    pub struct Model {
        /// There is one row only.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub offset_ms: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The kept offset in milliseconds, 0 or more.
///
/// # Errors
/// A database error.
pub async fn offset_ms(conn: &impl Reader) -> Result<i64, DbErr> {
    Ok(entity::Entity::find_by_id(Uuid::nil()).one(conn).await?.map_or(0, |row| row.offset_ms))
}

/// Raises the kept offset to `offset_ms` and gives what is kept now; a smaller value changes nothing, since time never
/// runs backwards.
///
/// # Errors
/// A database error.
pub async fn raise_to(tx: &Tx, offset_ms: i64) -> Result<i64, DbErr> {
    let row = entity::ActiveModel { id: Set(Uuid::nil()), offset_ms: Set(0) };
    let once = OnConflict::column(entity::Column::Id).do_nothing().to_owned();
    entity::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await?;
    entity::Entity::update_many()
        .col_expr(entity::Column::OffsetMs, Expr::value(offset_ms))
        .filter(entity::Column::OffsetMs.lt(offset_ms))
        .exec(tx)
        .await?;
    self::offset_ms(tx).await
}
