//! How to write the file of a procedure: every key, for somebody who reads no code.

use maud::{Markup, html};

use crate::context::Ctx;
use crate::layout::Page;

/// A key.
#[derive(Debug)]
pub struct Row {
    /// As it is written.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// What it means.
    pub meaning: String,
    /// What its value is.
    pub kind: String,
    /// What it means that it is not written.
    pub otherwise: String,
    /// An example, as a file says it.
    pub example: String,
}

/// A table of a file with its keys.
#[derive(Debug)]
pub struct Table {
    /// For links to it.
    pub anchor: String,
    /// How it begins in a file, such as `[[thresholds]]`; nothing for what stands at the top.
    pub header: String,
    /// What it is called.
    pub title: String,
    /// What it means.
    pub meaning: String,
    /// Whether it must be there.
    pub otherwise: String,
    /// Its keys.
    pub rows: Vec<Row>,
}

/// The page.
#[derive(Debug)]
pub struct SchemaPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// A short file that builds on another.
    pub short: String,
    /// What the parts are.
    pub tables: Vec<Table>,
    /// A whole file in which everything stands that can stand in one.
    pub whole: String,
}

impl SchemaPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let body = html! {
            h1 { (ctx.t("schema-title")) }
            p.lead { (ctx.t("schema-lead")) }
            h2 { (ctx.t("schema-how")) }
            ol {
                @for step in ["schema-how-write", "schema-how-check", "schema-how-explain", "schema-how-add", "schema-how-offer"] {
                    li { (ctx.t(step)) @if let Some(command) = command(step) { pre { code { (command) } } } }
                }
            }
            p { (ctx.t("schema-versions")) }
            h2 { (ctx.t("schema-short")) }
            p { (ctx.t("schema-short-text")) }
            pre { code { (self.short) } }
            h2 { (ctx.t("schema-notation")) }
            ul {
                @for line in ["schema-notation-label", "schema-notation-period", "schema-notation-list", "schema-notation-code", "schema-notation-basis", "schema-notation-remark"] {
                    li { (ctx.t(line)) }
                }
            }
            h2 { (ctx.t("schema-parts")) }
            ul.inline-list { @for table in &self.tables { li { a href={ "#" (table.anchor) } { (table.title) } } } }
            @for table in &self.tables { (self.table(table)) }
            h2 #whole { (ctx.t("schema-whole")) }
            p { (ctx.t("schema-whole-text")) }
            pre { code { (self.whole) } }
        };
        Page::new(ctx, ctx.t("schema-title"), body).render()
    }

    fn table(&self, table: &Table) -> Markup {
        let ctx = self.ctx;
        html! {
            h3 id=(table.anchor) { (table.title) @if !table.header.is_empty() { " " code { (table.header) } } }
            p { (table.meaning) " " span.soft { (table.otherwise) } }
            div.table-scroll tabindex="0" role="region" aria-labelledby=(table.anchor) { table {
                thead { tr {
                    @for column in ["schema-key", "schema-meaning", "schema-example"] {
                        th scope="col" { (ctx.t(column)) }
                    }
                } }
                tbody { @for row in &table.rows { tr {
                    th scope="row" { code { (row.key) } div.small.soft { (row.title) } }
                    td {
                        (row.meaning)
                        div.small.soft {
                            (ctx.t("schema-kind")) (ctx.lang.pick("：", ": ")) (row.kind) br;
                            (ctx.t("schema-otherwise")) (ctx.lang.pick("：", ": ")) (row.otherwise)
                        }
                    }
                    td { @if !row.example.is_empty() { code { (row.example) } } }
                } } }
            } }
        }
    }
}

/// What to type for a step.
fn command(step: &str) -> Option<&'static str> {
    match step {
        "schema-how-check" => Some("folkmoot rulebook check my-city.toml"),
        "schema-how-explain" => Some("folkmoot rulebook explain my-city.toml"),
        "schema-how-add" => Some("folkmoot rulebook add my-city.toml"),
        "schema-how-offer" => Some("rulebook = [\"my-city\"]"),
        _ => None,
    }
}
