//! Short names for the columns that every migration uses.

use sea_orm_migration::prelude::*;

/// `name uuid NOT NULL PRIMARY KEY`.
pub(crate) fn key(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).uuid().not_null().primary_key().to_owned()
}

/// `name uuid NOT NULL`.
pub(crate) fn uuid(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).uuid().not_null().to_owned()
}

/// `name uuid NULL`.
pub(crate) fn uuid_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).uuid().null().to_owned()
}

/// `name text NOT NULL`.
pub(crate) fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).text().not_null().to_owned()
}

/// `name text NULL`.
pub(crate) fn text_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).text().null().to_owned()
}

/// `name timestamptz NOT NULL`.
pub(crate) fn at(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).timestamp_with_time_zone().not_null().to_owned()
}

/// `name timestamptz NULL`.
pub(crate) fn at_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).timestamp_with_time_zone().null().to_owned()
}

/// `name bigint NOT NULL DEFAULT 0`.
pub(crate) fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).big_integer().not_null().default(0).to_owned()
}

/// `name bigint NULL`.
pub(crate) fn number_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).big_integer().null().to_owned()
}

/// `name boolean NOT NULL DEFAULT false`.
pub(crate) fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).boolean().not_null().default(false).to_owned()
}

/// `name blob NOT NULL`.
pub(crate) fn bytes(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).blob().not_null().to_owned()
}

/// `name blob NULL`.
pub(crate) fn bytes_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).blob().null().to_owned()
}

/// A table of the given columns.
pub(crate) fn table(name: &'static str, columns: Vec<ColumnDef>) -> TableCreateStatement {
    let mut table = Table::create().table(Alias::new(name)).to_owned();
    for mut column in columns {
        table.col(&mut column);
    }
    table
}

/// An index over columns of a table.
pub(crate) fn index(
    name: &'static str,
    table: &'static str,
    columns: &[&'static str],
) -> IndexCreateStatement {
    let mut index = Index::create().name(name).table(Alias::new(table)).to_owned();
    for column in columns {
        index.col(Alias::new(*column));
    }
    index
}

/// A unique index over columns of a table.
pub(crate) fn unique(
    name: &'static str,
    table: &'static str,
    columns: &[&'static str],
) -> IndexCreateStatement {
    index(name, table, columns).unique().to_owned()
}
