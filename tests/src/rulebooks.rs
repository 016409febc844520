//! Procedures of a test's own: those that are shipped, with other numbers, with parts added and parts left out.

use folkmoot_foundation::{Db, Now};
use folkmoot_proposals::rulebook::{SHIPPED, parse};
use sea_orm::{ConnectionTrait as _, Statement};

use crate::{Backend, House};
use folkmoot_gateway::config::Mode;

/// The id of every procedure that a test makes.
pub const OWN: &str = "test-procedure";

/// The procedure of proposals with other values laid over it, in TOML, and without the tables that are named.
pub fn own(over: &str, without: &[&str]) -> String {
    let (_, join) = SHIPPED.iter().find(|(id, _)| *id == "join").unwrap();
    let mut table: toml::Table = toml::from_str(join).unwrap();
    for name in without {
        table.remove(*name).unwrap();
    }
    merge(&mut table, toml::from_str(over).unwrap());
    table.insert("id".to_owned(), OWN.into());
    let source = toml::to_string(&table).unwrap();
    parse(&source).unwrap();
    source
}

fn merge(base: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => merge(below, above),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

async fn store(db: &Db, source: &str, now: Now) {
    let backend = db.for_migrations().get_database_backend();
    let sql = "INSERT INTO rulebook (id, version, source, published_at) VALUES ($1, 1, $2, $3)";
    let statement = Statement::from_sql_and_values(backend, sql, [OWN.into(), source.into(), now.into()]);
    db.for_migrations().execute_raw(statement).await.unwrap();
}

impl House {
    /// A platform whose proposals go by a procedure of the test's own.
    pub async fn start_under(backend: Backend, source: &str) -> Self {
        let database = backend.database().await;
        store(&database.db, source, crate::beginning()).await;
        Self::begin(database, Mode::Serve, &[("FOLKMOOT_RULEBOOK", OWN)], None).await
    }
}

/// Runs an async test body under a procedure of the test's own on both databases, as two tests.
#[macro_export]
macro_rules! on_both_under {
    ($name:ident, $rulebook:expr, $body:expr) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                ($body)($crate::House::start_under($crate::Backend::Sqlite, &$rulebook).await).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                ($body)($crate::House::start_under($crate::Backend::Postgres, &$rulebook).await).await;
            }
        }
    };
}
