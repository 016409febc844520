//! Consumers: what follows from events, each exactly once in effect.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};

use super::{Event, sealed_after};
use crate::clock::Now;
use crate::db::{Db, Tx, commit};

pub(super) mod consumer {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "event_consumer")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub position: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a consumer of the log does with one event, in the transaction that also moves its place in the log: it happens
/// exactly once in effect, also when two workers run or one dies.
#[async_trait::async_trait]
pub trait Consumer: Send + Sync {
    /// Its stable name, under which its place is kept.
    fn name(&self) -> &'static str;

    /// Whether it does anything at all about such an event; others it passes over, many at a time.
    fn cares(&self, _event: &Event) -> bool {
        true
    }

    /// Handles one event.
    ///
    /// # Errors
    /// A database error; the event is tried again later.
    async fn handle(&self, tx: &Tx, event: &Event, now: Now) -> Result<(), DbErr>;
}

/// Takes `consumer` past up to `limit` sealed events, one transaction for each that it cares for; says how many it
/// passed.
///
/// # Errors
/// The error of a handler or of the database.
pub async fn consume(db: &Db, consumer: &dyn Consumer, now: Now, limit: u64) -> Result<usize, DbErr> {
    let place = match consumer::Entity::find_by_id(consumer.name()).one(db.read()).await? {
        Some(row) => row.position,
        None => {
            let tx = db.begin().await?;
            let row = consumer::ActiveModel { name: Set(consumer.name().to_owned()), position: Set(0) };
            let ignore = OnConflict::column(consumer::Column::Name).do_nothing().to_owned();
            consumer::Entity::insert(row).on_conflict(ignore).exec_without_returning(&tx).await?;
            commit(tx).await?;
            0
        }
    };
    let (mut place, mut reached, mut passed) = (place, place, 0);
    for event in sealed_after(db.read(), place, limit).await? {
        let Some(position) = event.position else { continue };
        passed += 1;
        reached = position;
        if !consumer.cares(&event) {
            continue;
        }
        let tx = db.begin().await?;
        if !moved(&tx, consumer.name(), place, position).await? {
            // Another worker has handled it.
            return Ok(passed);
        }
        consumer.handle(&tx, &event, now).await?;
        commit(tx).await?;
        place = position;
    }
    if reached > place {
        let tx = db.begin().await?;
        moved(&tx, consumer.name(), place, reached).await?;
        commit(tx).await?;
    }
    Ok(passed)
}

/// Moves a consumer's place, unless another worker has moved it meanwhile.
async fn moved(tx: &Tx, name: &str, from: i64, to: i64) -> Result<bool, DbErr> {
    let moved = consumer::Entity::update_many()
        .col_expr(consumer::Column::Position, Expr::value(to))
        .filter(consumer::Column::Name.eq(name))
        .filter(consumer::Column::Position.eq(from))
        .exec(tx)
        .await?;
    Ok(moved.rows_affected > 0)
}
