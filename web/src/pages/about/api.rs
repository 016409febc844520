//! The API for people: what there is, made from its own description.

use maud::{Markup, html};

use crate::context::Ctx;
use crate::layout::Page;

/// One operation of the API.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The group it belongs to.
    pub tag: String,
    /// `GET`, `POST`, …
    pub method: String,
    /// The path with its parameters.
    pub path: String,
    /// What it does, in a sentence.
    pub summary: String,
}

/// The page about open data and the API.
#[derive(Debug)]
pub struct ApiPage<'a> {
    /// The page's surroundings.
    pub ctx: &'a Ctx,
    /// All operations, in the order of their groups.
    pub endpoints: &'a [Endpoint],
}

impl ApiPage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let mut tags: Vec<&str> = self.endpoints.iter().map(|e| e.tag.as_str()).collect();
        tags.dedup();
        let body = html! {
            h1 { (ctx.t("api-title")) }
            p.lead { (ctx.t("api-lead")) }
            ul {
                li { (ctx.t("api-open")) }
                li { (ctx.t("api-token")) }
                li { (ctx.t("api-once")) }
                li { (ctx.t("api-errors")) }
                li { (ctx.t("api-licence")) }
            }
            p { a href="/api/v1/openapi.json" { (ctx.t("api-description")) } }
            @for tag in tags {
                h2 { (tag) }
                div.table-scroll tabindex="0" role="region" aria-label=(tag) {
                    table.as-cards {
                        thead { tr { th scope="col" { (ctx.t("api-operation")) } th scope="col" { (ctx.t("api-what")) } } }
                        tbody {
                            @for endpoint in self.endpoints.iter().filter(|e| e.tag == tag) {
                                tr {
                                    td.api-operation lang="en" { strong { (endpoint.method) } " " code { (endpoint.path) } }
                                    td lang="en" { (endpoint.summary) }
                                }
                            }
                        }
                    }
                }
            }
        };
        Page::new(ctx, ctx.t("api-title"), body).wide().render()
    }
}
