//! Choosing the proposal whose sheets are to be worked on, or that somebody signs at a counter.

use maud::{Markup, html};

use crate::components::button::{Kind, submit};
use crate::components::notice::empty;
use crate::context::Ctx;
use crate::layout::Page;

/// A proposal that can be chosen.
#[derive(Debug)]
pub struct Chosen {
    /// Its number.
    pub number: Option<i64>,
    /// Its title.
    pub title: String,
    /// Where one goes on with it.
    pub href: String,
}

/// The page.
#[derive(Debug)]
pub struct ChoosePage<'a> {
    /// The surroundings.
    pub ctx: &'a Ctx,
    /// `paper` or `counter`: whose words it has.
    pub key: &'static str,
    /// Where it stands.
    pub path: &'static str,
    /// What was searched for.
    pub asked: &'a str,
    /// What was found.
    pub found: Vec<Chosen>,
}

impl ChoosePage<'_> {
    /// The page.
    pub fn render(&self) -> Markup {
        let ctx = self.ctx;
        let title = ctx.t(&format!("{}-desk", self.key));
        let body = html! {
            h1 { (title) }
            p.lead { (ctx.t(&format!("{}-desk-lead", self.key))) }
            form.panel method="get" action=(self.path) {
                div.field {
                    label for="q" { (ctx.t("paper-search")) }
                    input #q type="search" name="q" value=(self.asked) autocomplete="off";
                }
                (submit(Kind::Quiet, &ctx.t("paper-search-button")))
            }
            @if self.key == "counter" { p { a href="/desk/opinions" { (ctx.t("opinions-desk-link")) } } }
            @if self.found.is_empty() { (empty(&ctx.t("paper-search-empty"))) } @else {
                ul.plain-list {
                    @for one in &self.found {
                        li.card {
                            @if let Some(number) = one.number { span.soft { "#" (number) } " " }
                            a href=(one.href) { (one.title) }
                        }
                    }
                }
            }
        };
        Page::new(ctx, title, body).render()
    }
}
